/* caption.c - see caption.h. Order: pictures, the question, the reply, digests. */
#include "engine/caption.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "doc/image.h"
#include "doc/passage.h"
#include "engine/ingest.h"
#include "engine/verify.h"

#define PICTURE_MAX ((int64_t)4 << 20) /* bytes: what every service takes */
#define REPLY_TOKENS 1024
#define CAPTION_MAX ((size_t)1000) /* characters */
#define CONCEPTS_MAX 8

struct caption {
	struct str text;
	struct reply_concept concepts[CONCEPTS_MAX];
	size_t n;
};

struct run {
	struct model *m;
	struct prompt prompt;
	struct digest_job *v;
	bool *done;
};

/* --- pictures ---------------------------------------------------------------------------- */

static const char *mime_of(struct str path)
{
	static const char *const types[][2] = {{".png", "image/png"}, {".jpg", "image/jpeg"},
		{".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".webp", "image/webp"}};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_iends(path, str_of(types[i][0])))
			return types[i][1];
	return NULL;
}

/* The size that the index has may be unknown, of a file that was just written. */
bool caption_wanted(const struct model *m, const struct source_row *row)
{
	struct fs_stat st = {0};
	if (!m->calls || !calls_sees(m->calls) || row->status != SOURCE_OK ||
		!str_eqz(row->type, "image") || !mime_of(row->path))
		return false;
	struct arena *a = arena_make();
	bool good = fs_stat(engine_path(m->kb, a, row->path), &st, NULL) && st.size > 0 &&
		st.size <= PICTURE_MAX;
	arena_free(a);
	return good;
}

/* The bytes say what it is, whatever it is called. */
static bool open_picture(
	const struct run *r, struct arena *a, const struct source_row *row, struct llm_image *out)
{
	static const char *const types[][2] = {{"PNG", "image/png"}, {"JPEG", "image/jpeg"},
		{"GIF", "image/gif"}, {"WebP", "image/webp"}};
	struct image m;
	if (!fs_read(a, engine_path(r->m->kb, a, row->path), (size_t)PICTURE_MAX, &out->bytes,
		    NULL) ||
		!image_read(a, out->bytes, &m))
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ieq(str_of(m.name), str_of(types[i][0])))
			out->type = str_of(types[i][1]);
	return out->type.n > 0;
}

/* --- the question ------------------------------------------------------------------------ */

static void put_text_type(struct json_out *o, const char *key)
{
	json_open(o, key, '{');
	json_put_str(o, "type", STR("string"));
}

/* An object of all that was put between, and of nothing else. */
static void close_object(struct json_out *o, const char *const *required, size_t n)
{
	json_close(o, '}');
	json_open(o, "required", '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(o, NULL, str_of(required[i]));
	json_close(o, ']');
	json_put_bool(o, "additionalProperties", false);
	json_close(o, '}');
}

static void open_object(struct json_out *o, const char *key)
{
	json_open(o, key, '{');
	json_put_str(o, "type", STR("object"));
	json_open(o, "properties", '{');
}

static struct str schema(struct arena *a)
{
	static const char *const kinds[] = {"concept", "method", "tool", "work", "dataset",
		"person", "organization", "place", "event", "other"};
	static const char *const outer[] = {"caption", "concepts"},
				 *const inner[] = {"name", "kind"};
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	open_object(&o, NULL);
	put_text_type(&o, "caption");
	json_close(&o, '}');
	json_open(&o, "concepts", '{');
	json_put_str(&o, "type", STR("array"));
	open_object(&o, "items");
	put_text_type(&o, "name");
	json_close(&o, '}');
	put_text_type(&o, "kind");
	json_open(&o, "enum", '[');
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		json_put_str(&o, NULL, str_of(kinds[i]));
	json_close(&o, ']');
	json_close(&o, '}');
	close_object(&o, inner, 2);
	json_close(&o, '}');
	close_object(&o, outer, 2);
	return buf_str(&b);
}

static bool check(void *ctx, struct arena *a, struct str text, void **value, struct err *e)
{
	struct caption *c = ARENA_NEW(a, struct caption);
	struct json *j;
	(void)ctx;
	if (!json_parse(a, text, &j, e))
		return false;
	c->text = text_squeeze(a, json_str(json_get(j, STR("caption"))), NULL);
	if (!c->text.n)
		return err_set(e, ERR_MODEL, "caption: missing or empty");
	if (text_cut(c->text, CAPTION_MAX).n < c->text.n)
		return err_set(e, ERR_MODEL, "caption: longer than %zu characters", CAPTION_MAX);
	if (!verify_plain(c->text))
		return err_set(e, ERR_MODEL, "caption: plain sentences, without links and markup");
	const struct json *l = json_get(j, STR("concepts"));
	for (size_t i = 0; i < json_len(l) && c->n < CONCEPTS_MAX; i++) {
		struct reply_concept x = {.name = json_str(json_get(json_at(l, i), STR("name"))),
			.kind = json_str(json_get(json_at(l, i), STR("kind")))};
		if (verify_name(x.name))
			c->concepts[c->n++] = x;
	}
	*value = c;
	return true;
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	const struct source_row *row = r->v[i].row;
	struct llm_image *image = ARENA_NEW(a, struct llm_image);
	struct str set = r->m->kb->conf.compile.language;
	struct buf b = buf_make(a);
	if (!open_picture(r, a, row, image))
		return false;
	buf_puts(&b, "Language of what you write: ");
	buf_put(&b, prompt_language(a, set.n ? set : r->m->language));
	buf_puts(&b, ".\n\n<about>\n");
	prompt_put_line(&b, row->title);
	buf_putc(&b, '\n');
	prompt_put_line(&b, row->excerpt);
	buf_puts(&b, "\n</about>\n");
	prompt_request(a, &r->prompt, buf_str(&b), &q->rq);
	q->rq.messages[q->rq.n_messages - 1].images = image;
	q->rq.messages[q->rq.n_messages - 1].n_images = 1;
	q->rq.schema_name = STR("caption");
	q->rq.schema = schema(a);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "caption";
	q->about = row->path;
	q->reply = REPLY_KINDS;
	q->check = check;
	q->batch = true;
	return true;
}

/* --- the reply --------------------------------------------------------------------------- */

/* What the page itself says of the picture: the last passage; the words of a claim stand in it. */
static const struct passage *bearer(const struct passages *l)
{
	for (size_t i = l->n; i-- > 0;)
		if (!str_blank(l->v[i].plain))
			return &l->v[i];
	return NULL;
}

static bool put(struct run *r, const struct digest_job *j, const struct caption *c, bool whole,
	struct err *e)
{
	struct arena *a = arena_make();
	struct passages l;
	struct reply_claim claim = {.id = STR("c1"), .stance = STR("opinion")};
	struct reply_cited sentence = {0};
	struct reply_digest d = {0};
	struct digest_row row = {.key = whole ? j->key : STR("unfinished")};
	bool good = ingest_read_document(r->m->kb, a, j->row, &l, NULL, e);
	const struct passage *p = good ? bearer(&l) : NULL;
	if (c && p) {
		claim.text = c->text;
		claim.quote = text_cut(str_trim(p->plain), 200);
		claim.passage = p->id;
		claim.by = calls_model(r->m->calls);
		for (size_t i = 0; i < c->n; i++)
			strs_add(a, &claim.concepts, c->concepts[i].name);
		sentence.text = c->text;
		strs_add(a, &sentence.claims, claim.id);
		d.claims.v = &claim;
		d.summary.v = &sentence;
		d.claims.n = d.summary.n = 1;
		d.concepts.v = ARENA_ARRAY(a, struct reply_concept, c->n);
		d.concepts.n = c->n;
		for (size_t i = 0; i < c->n; i++)
			d.concepts.v[i] = c->concepts[i];
		strs_add(a, &row.places, p->heading);
	}
	row.reply = reply_pack(a, REPLY_DIGEST, &d);
	good = good && index_put_digest(r->m->kb->index, a, j->row->sha, &row, e);
	arena_free(a);
	return good;
}

static bool take(void *ctx, size_t i, const struct calls_answer *x, struct err *e)
{
	struct run *r = ctx;
	if (x->fault != LLM_NO_FAULT) {
		model_left(r->m, "caption", r->v[i].row->path, x->why);
		return true;
	}
	r->done[i] = true;
	return put(r, &r->v[i], x->value, true, e);
}

/* --- digests ----------------------------------------------------------------------------- */

bool caption_with(struct model *m, struct str *out, struct err *e)
{
	struct prompt p;
	if (!prompt_read(m->kb, m->a, "caption", false, &p, e))
		return false;
	*out = str_printf(m->a, "caption " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(p.version),
		STR_ARG(calls_model(m->calls)), STR_ARG(m->language));
	return true;
}

static bool begin(struct run *r, struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	*r = (struct run){.m = m, .v = v, .done = ARENA_ARRAY(m->a, bool, n)};
	return !n || prompt_read(m->kb, m->a, "caption", false, &r->prompt, e);
}

/* What has no caption gets an empty digest, under no key when a call failed. */
bool caption_by_model(struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	struct run r;
	struct calls_work work = {
		.step = "captions", .n = n, .ctx = &r, .build = build, .take = take};
	bool good = begin(&r, m, v, n, e) && (!n || calls_run(m->calls, &work, e));
	for (size_t i = 0; good && i < n; i++)
		good = r.done[i] || put(&r, &v[i], NULL, false, e);
	m->report->n_digests += n;
	return good;
}

bool caption_plan(struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	struct run r;
	bool good = begin(&r, m, v, n, e);
	for (size_t i = 0; good && i < n; i++) {
		struct arena *a = arena_make();
		struct calls_question q = {.reply = REPLY_KINDS};
		if (build(&r, i, a, &q) && !calls_known(m->calls, &q))
			model_planned(
				m, "captions", calls_estimate(m->calls, &q, REPLY_TOKENS / 8));
		arena_free(a);
		good = put(&r, &v[i], NULL, false, e);
	}
	return good;
}
