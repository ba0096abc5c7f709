/* digest_model.c - see digest_model.h.
 *
 * A unit is a passage, or a part of a long one; units that the ledger does not know are shown to the
 * model in chunks that end at headings. Which units are asked for is settled before the first call, so
 * that nothing depends on the order in which replies come; identical units of several documents are
 * asked for once. A chunk that is too long for the model, or whose reply was cut, is asked in halves.
 *
 * Order: units, plan, prompt, taking a reply (claims, concepts, the rest), digests from pieces. */
#include "engine/digest_model.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "doc/passage.h"
#include "engine/ingest.h"
#include "engine/verify.h"
#include "store/paid.h"

#define UNIT_MAX 6000 /* bytes of a unit's text */
#define CHUNK_TOKENS 6000
#define REPLY_TOKENS 4096
#define SEEN_MAX 400 /* characters of a passage that is only shown */
#define SUMMARY_MAX 12 /* sentences of a source's summary */
#define QUESTIONS_MAX 12
#define QUOTE_MAX 200 /* characters */

struct unit {
	size_t passage;
	struct str text;
	struct str key; /* in the ledger */
};

struct text { /* a document, read */
	struct passages passages;
	struct unit *v;
	size_t n;
};

struct doc {
	struct digest_job *job;
	bool *wanted; /* by unit: to be asked for */
};

struct chunk {
	size_t doc, from, to; /* units; only the wanted ones between are asked for */
};
struct chunks {
	VEC(struct chunk) c;
};

struct run {
	struct model *m;
	struct arena *a;
	struct prompt prompt;
	struct str with; /* prompt, schema, model: part of every unit's key */
	struct doc *docs;
	size_t n_docs;
	struct chunks now, later; /* later: halves of what was too long */
	struct map asked; /* keys of units: who asks first */
	struct arena *open; /* of the document that was read last: its chunks come in a row */
	size_t open_doc;
	struct text open_text;
};

/* --- units ------------------------------------------------------------------------------- */

static struct str unit_key(const struct run *r, struct arena *a, struct str text)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, STR("unit"));
	sha_part(h, r->with);
	sha_part(h, text_fold(a, text));
	return sha_base32(a, sha_end(h), 26);
}

/* Where a text is cut that goes on past max: behind a line or a sentence, else a character. */
static size_t cut_at(struct str s, size_t max)
{
	if (s.n <= max)
		return s.n;
	for (size_t i = max; i > max / 2; i--)
		if (s.p[i - 1] == '\n')
			return i;
	for (size_t i = max; i > max / 2; i--)
		if (s.p[i] == ' ' && (s.p[i - 1] == '.' || s.p[i - 1] == '?' || s.p[i - 1] == '!'))
			return i + 1;
	while (max > 1 && ((unsigned char)s.p[max] & 0xC0) == 0x80)
		max--;
	return max;
}

static bool read_text(const struct run *r, struct arena *a, const struct digest_job *j,
	struct text *out, struct err *e)
{
	VEC(struct unit) units = {0};
	if (!ingest_read_document(r->m->kb, a, j->row, &out->passages, NULL, e))
		return false;
	for (size_t i = 0; i < out->passages.n; i++) {
		struct str rest = out->passages.v[i].plain;
		while (rest.n) {
			size_t n = cut_at(rest, UNIT_MAX);
			struct unit u = {i, str_sub(rest, 0, n), STR("")};
			u.key = unit_key(r, a, u.text);
			VEC_PUSH(a, &units, u);
			rest = str_from(rest, n);
		}
	}
	out->v = units.v;
	out->n = units.n;
	return true;
}

/* The document of a chunk, read; it stays until another one is asked for. */
static const struct text *text_of(struct run *r, size_t doc, struct err *e)
{
	if (r->open && r->open_doc == doc)
		return &r->open_text;
	arena_free(r->open);
	r->open = arena_make();
	r->open_doc = doc;
	if (read_text(r, r->open, r->docs[doc].job, &r->open_text, e))
		return &r->open_text;
	arena_free(r->open);
	r->open = NULL;
	return NULL;
}

/* --- plan -------------------------------------------------------------------------------- */

static int64_t chunk_tokens(const struct run *r)
{
	int64_t fixed = llm_tokens(r->prompt.text) + 800; /* schema, marks, title */
	int64_t room = calls_room(r->m->calls, fixed, REPLY_TOKENS);
	return room < CHUNK_TOKENS ? room : CHUNK_TOKENS;
}

static void put_chunk(struct run *r, size_t doc, size_t from, size_t to)
{
	struct chunk c = {doc, from, to};
	if (from < to)
		VEC_PUSH(r->a, &r->now.c, c);
}

/* A chunk ends before the unit that does not fit, or at a heading once it is half full. */
static void cut_chunks(struct run *r, size_t doc, const struct text *t)
{
	const struct doc *d = &r->docs[doc];
	int64_t max = chunk_tokens(r), n = 0;
	size_t from = 0, last = 0;
	for (size_t i = 0; i < t->n; i++) {
		if (!d->wanted[i])
			continue;
		int64_t tokens = llm_tokens(t->v[i].text) + 8;
		bool heading = n &&
			!str_eq(t->passages.v[t->v[i].passage].heading,
				t->passages.v[t->v[last].passage].heading);
		if (n && (n + tokens > max || (heading && n > max / 2))) {
			put_chunk(r, doc, from, last + 1);
			from = i;
			n = 0;
		}
		if (!n)
			from = i;
		n += tokens;
		last = i;
	}
	if (n)
		put_chunk(r, doc, from, last + 1);
}

static bool plan_doc(struct run *r, size_t doc, struct err *e)
{
	struct doc *d = &r->docs[doc];
	struct arena *a = arena_make();
	struct text t;
	bool good = read_text(r, a, d->job, &t, e);
	d->job->known = true;
	if (good)
		d->wanted = ARENA_ARRAY(r->a, bool, t.n);
	for (size_t i = 0; good && i < t.n; i++) {
		struct str ignored;
		bool added = false;
		struct err db = {0};
		bool have = !r->m->force &&
			paid_passage(r->m->kb->ledger, a, t.v[i].key, &ignored, &db);
		good = db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
		d->job->known = d->job->known && have;
		if (!have)
			map_add(&r->asked, str_dup(r->a, t.v[i].key), &added);
		d->wanted[i] = added;
	}
	if (good)
		cut_chunks(r, doc, &t);
	arena_free(a);
	return good;
}

bool digest_with(struct model *m, struct str *out, struct err *e)
{
	struct prompt p;
	if (!prompt_read(m->kb, m->a, "digest", false, &p, e))
		return false;
	*out = str_printf(m->a, STR_FMT " " STR_FMT " %llx " STR_FMT, STR_ARG(p.version),
		STR_ARG(calls_model(m->calls)), (unsigned long long)reply_version(REPLY_DIGEST),
		STR_ARG(m->kb->conf.compile.language));
	return true;
}

static bool plan(struct run *r, struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	*r = (struct run){.m = m, .a = m->a, .n_docs = n, .asked = map_make(m->a)};
	if (!prompt_read(m->kb, m->a, "digest", false, &r->prompt, e) ||
		!digest_with(m, &r->with, e))
		return false;
	r->docs = ARENA_ARRAY(m->a, struct doc, n);
	for (size_t i = 0; i < n; i++) {
		r->docs[i].job = &v[i];
		if (!plan_doc(r, i, e))
			return err_wrap(e, STR_FMT, STR_ARG(v[i].row->path));
	}
	return true;
}

/* --- prompt ------------------------------------------------------------------------------ */

static struct str language_of(const struct run *r, const struct digest_job *j)
{
	struct str set = r->m->kb->conf.compile.language;
	return set.n ? set : j->row->language;
}

/* Passages go by their number in the chunk: short, and no model misspells it. */
static void put_unit(struct buf *b, const struct unit *u, size_t number)
{
	if (number)
		buf_printf(b, "[p:%zu] ", number);
	else
		buf_puts(b, "[seen] ");
	prompt_put(b, number ? u->text : text_cut(u->text, SEEN_MAX));
	buf_putc(b, '\n');
}

/* The path of headings below the title, which stands above the document. */
static struct str heading_below(struct arena *a, struct str heading, struct str title)
{
	struct str top = str_cat(a, title, STR(" > "));
	return str_starts(heading, top) ? str_from(heading, top.n) : heading;
}

static struct str question(
	const struct run *r, struct arena *a, const struct chunk *c, const struct text *t)
{
	const struct doc *d = &r->docs[c->doc];
	struct buf b = buf_make(a);
	struct str heading = d->job->row->title;
	buf_puts(&b, "Language of what you write: ");
	buf_put(&b, prompt_language(a, language_of(r, d->job)));
	buf_puts(&b, ".\nTitle of the document: ");
	prompt_put_line(&b, d->job->row->title);
	if (d->job->row->date.n)
		buf_printf(&b, "\nDate of the document: " STR_FMT, STR_ARG(d->job->row->date));
	buf_puts(&b, "\n\n<document>\n");
	for (size_t i = c->from; i < c->to; i++) {
		const struct passage *p = &t->passages.v[t->v[i].passage];
		bool lead = !d->wanted[i] && i + 1 < c->to && d->wanted[i + 1];
		if (!d->wanted[i] && !lead)
			continue;
		if (i == c->from && i && !lead)
			put_unit(&b, &t->v[i - 1], 0);
		if (!str_eq(p->heading, heading)) {
			heading = p->heading;
			buf_puts(&b, "# ");
			prompt_put_line(&b, heading_below(a, heading, d->job->row->title));
			buf_putc(&b, '\n');
		}
		put_unit(&b, &t->v[i], d->wanted[i] ? i - c->from + 1 : 0);
	}
	buf_puts(&b, "</document>\n");
	return buf_str(&b);
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	const struct chunk *c = &r->now.c.v[i];
	const struct doc *d = &r->docs[c->doc];
	const struct text *t = text_of(r, c->doc, NULL);
	if (!t)
		return false;
	prompt_request(a, &r->prompt, question(r, a, c, t), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "digest";
	q->about = d->job->row->path;
	q->reply = REPLY_DIGEST;
	q->batch = true;
	return true;
}

/* --- taking a reply: claims ---------------------------------------------------------------- */

/* A reply being taken apart: a digest for each unit that was asked for. */
struct taking {
	struct run *r;
	struct arena *a;
	const struct doc *d;
	const struct chunk *c;
	const struct text *t;
	const struct reply_digest *reply;
	struct piece {
		VEC(struct reply_claim) claims;
		VEC(struct reply_concept) concepts;
		VEC(struct reply_cited) summary;
		struct strs questions;
	} * pieces; /* by unit from c->from */
	struct map local; /* id in the reply -> taken, by pointer */
	size_t n_dropped;
};

struct taken {
	struct reply_claim claim;
	size_t unit;
};

static bool is_wanted(const struct taking *x, size_t unit)
{
	return x->d->wanted[unit];
}

static const struct passage *passage_of(const struct taking *x, size_t unit)
{
	return &x->t->passages.v[x->t->v[unit].passage];
}

/* The unit that a number of the prompt names; STR_NPOS: none. */
static size_t unit_of(const struct taking *x, struct str id)
{
	int64_t n;
	if (str_starts(id, STR("p:")))
		id = str_from(id, 2);
	if (!str_to_i64(id, &n) || n < 1 || (size_t)n > x->c->to - x->c->from ||
		!is_wanted(x, x->c->from + (size_t)n - 1))
		return STR_NPOS;
	return x->c->from + (size_t)n - 1;
}

/* The unit whose words the quote is: of the passage that is named, or any other that was asked for. */
static size_t bearer(const struct taking *x, const struct reply_claim *c)
{
	size_t start, end, named = unit_of(x, c->passage);
	if (named != STR_NPOS && text_find_quote(x->a, x->t->v[named].text, c->quote, &start, &end))
		return named;
	for (size_t i = x->c->from; i < x->c->to; i++)
		if (i != named && is_wanted(x, i) &&
			text_find_quote(x->a, x->t->v[i].text, c->quote, &start, &end))
			return i;
	return STR_NPOS;
}

/* A whole line or cell of a table. */
static bool is_cell(struct arena *a, struct str text, struct str quote)
{
	struct str line, cell, want = text_squeeze(a, quote, NULL);
	while (str_line(&text, &line)) {
		if (str_eq(text_squeeze(a, line, NULL), want))
			return true;
		while (str_cut(&line, '|', &cell))
			if (str_eq(text_squeeze(a, cell, NULL), want))
				return true;
	}
	return false;
}

static bool is_long_enough(const struct taking *x, struct str quote, size_t unit)
{
	size_t n_cjk = 0;
	for (size_t i = 0; i < quote.n;)
		n_cjk += text_is_cjk(text_next(quote, &i));
	return text_count_words(quote) >= 5 || n_cjk >= 10 ||
		is_cell(x->a, x->t->v[unit].text, quote);
}

/* What the words of a claim may stand in. */
static struct strs ground_of(const struct taking *x, const struct reply_claim *c, size_t unit)
{
	struct strs g = {0};
	const struct passage *p = passage_of(x, unit);
	strs_add(x->a, &g, c->quote);
	strs_add(x->a, &g, p->plain);
	strs_add(x->a, &g, p->heading);
	strs_add(x->a, &g, x->d->job->row->title);
	if (x->t->v[unit].passage > 0)
		strs_add(x->a, &g, p[-1].plain);
	for (size_t i = 0; i < c->context.n; i++) {
		size_t other = unit_of(x, c->context.v[i]);
		if (other != STR_NPOS)
			strs_add(x->a, &g, passage_of(x, other)->plain);
	}
	return g;
}

static bool stands(const struct taking *x, struct str text, struct strs ground, struct str language)
{
	return verify_text(x->a, text, language, ground.v, ground.n, NULL) == VERIFY_GOOD;
}

/* The first wording of a quote stays as long as it stands on what is written now: a model that is asked
 * again says the same in other words, which is no reason to write a page again. */
static void keep_wording(const struct taking *x, struct reply_claim *c, struct strs ground)
{
	struct db *ledger = x->r->m->kb->ledger;
	struct sha_stream *h = sha_begin(x->a);
	struct str old;
	void *value;
	sha_part(h, STR("wording"));
	sha_part(h, x->r->with);
	sha_part(h, x->d->job->row->slug);
	sha_part(h, text_squeeze(x->a, c->quote, NULL));
	struct str key = sha_base32(x->a, sha_end(h), 26);
	if (paid_passage(ledger, x->a, key, &old, NULL) &&
		reply_decode(x->a, REPLY_DIGEST, old, &value, NULL)) {
		const struct reply_digest *d = value;
		if (d->claims.n == 1 &&
			stands(x, d->claims.v[0].text, ground, x->d->job->row->language)) {
			c->text = d->claims.v[0].text;
			c->stance = d->claims.v[0].stance;
			c->by = d->claims.v[0].by;
			return;
		}
	}
	struct reply_digest one = {.claims = {c, 1}};
	paid_put_passage(ledger, key, reply_encode(x->a, REPLY_DIGEST, &one), NULL);
}

/* The words of the passage that the quote names, no more than a quote may have. */
static struct str true_quote(const struct taking *x, struct str quote, size_t unit)
{
	size_t start = 0, end = 0;
	struct str text = x->t->v[unit].text;
	if (text_find_quote(x->a, text, quote, &start, &end))
		quote = str_sub(text, start, end);
	return text_cut(quote, QUOTE_MAX);
}

static void take_claim(struct taking *x, const struct reply_claim *from)
{
	struct taken *t = ARENA_NEW(x->a, struct taken);
	struct reply_claim *c = &t->claim;
	*c = *from;
	t->unit = bearer(x, c);
	if (t->unit == STR_NPOS || !is_long_enough(x, c->quote, t->unit)) {
		x->n_dropped++;
		return;
	}
	struct strs ground = ground_of(x, c, t->unit);
	if (!stands(x, c->text, ground, x->d->job->row->language) ||
		(c->by.n && !verify_name(c->by))) {
		x->n_dropped++;
		return;
	}
	struct piece *piece = &x->pieces[t->unit - x->c->from];
	struct sha_stream *h = sha_begin(x->a);
	c->quote = true_quote(x, c->quote, t->unit);
	sha_part(h, x->t->v[t->unit].key);
	sha_part(h, text_squeeze(x->a, c->quote, NULL));
	c->id = sha_base32(x->a, sha_end(h), 12);
	c->passage = passage_of(x, t->unit)->id;
	for (size_t i = 0; i < piece->claims.n; i++)
		if (str_eq(piece->claims.v[i].id, c->id))
			return;
	keep_wording(x, c, ground);
	map_add(&x->local, from->id, NULL)->ptr = t;
	VEC_PUSH(x->a, &piece->claims, *c);
}

/* --- taking a reply: concepts and the rest ------------------------------------------------- */

/* The words stand in what was shown. */
static bool is_spoken_of(const struct taking *x, struct str name)
{
	size_t start, end;
	if (text_find_quote(x->a, x->d->job->row->title, name, &start, &end))
		return true;
	for (size_t i = x->c->from; i < x->c->to; i++)
		if (text_find_quote(x->a, x->t->v[i].text, name, &start, &end) ||
			text_find_quote(x->a, passage_of(x, i)->heading, name, &start, &end))
			return true;
	return false;
}

static bool is_named_by(const struct reply_claim *c, struct str name)
{
	for (size_t i = 0; i < c->concepts.n; i++)
		if (str_ieq(c->concepts.v[i], name))
			return true;
	return false;
}

/* A concept goes with the claims that are about it, its definition with the claim that gives it. */
static void take_concept(struct taking *x, const struct reply_concept *from)
{
	struct reply_concept c = *from;
	const struct taken *def = map_ptr(&x->local, from->definition);
	bool told = is_spoken_of(x, c.name);
	c.aliases = (struct strs){0};
	for (size_t i = 0; i < from->aliases.n; i++)
		if (verify_name(from->aliases.v[i]) && is_spoken_of(x, from->aliases.v[i]))
			strs_add(x->a, &c.aliases, from->aliases.v[i]);
	if (!verify_name(c.name) || (!told && !c.aliases.n)) {
		x->n_dropped++;
		return;
	}
	for (size_t i = x->c->from; i < x->c->to; i++) {
		struct piece *piece = &x->pieces[i - x->c->from];
		bool here = def && def->unit == i;
		for (size_t k = 0; k < piece->claims.n; k++)
			here = here || is_named_by(&piece->claims.v[k], c.name);
		c.definition = def && def->unit == i ? def->claim.id : STR("");
		if (here)
			VEC_PUSH(x->a, &piece->concepts, c);
	}
}

static void take_summary(struct taking *x, const struct reply_cited *from)
{
	struct reply_cited s = {.text = from->text};
	struct strs ground = {0};
	size_t unit = 0;
	for (size_t i = 0; i < from->claims.n; i++) {
		const struct taken *t = map_ptr(&x->local, from->claims.v[i]);
		if (!t)
			continue;
		if (!s.claims.n)
			unit = t->unit;
		strs_add(x->a, &s.claims, t->claim.id);
		strs_add(x->a, &ground, t->claim.text);
		strs_add(x->a, &ground, t->claim.quote);
	}
	strs_add(x->a, &ground, x->d->job->row->title);
	if (!s.claims.n || !stands(x, s.text, ground, x->d->job->row->language)) {
		x->n_dropped++;
		return;
	}
	VEC_PUSH(x->a, &x->pieces[unit - x->c->from].summary, s);
}

static void take_questions(struct taking *x)
{
	size_t first = x->c->from;
	while (!is_wanted(x, first))
		first++;
	for (size_t i = 0; i < x->reply->questions.n && i < 3; i++) {
		struct str q = x->reply->questions.v[i];
		if (verify_plain(q))
			strs_add(x->a, &x->pieces[first - x->c->from].questions, q);
	}
}

static bool store_pieces(struct taking *x, struct err *e)
{
	struct db *ledger = x->r->m->kb->ledger;
	for (size_t i = x->c->from; i < x->c->to; i++) {
		const struct piece *p = &x->pieces[i - x->c->from];
		struct reply_digest d = {.claims = {p->claims.v, p->claims.n},
			.concepts = {p->concepts.v, p->concepts.n},
			.summary = {p->summary.v, p->summary.n},
			.questions = p->questions};
		if (is_wanted(x, i) &&
			!paid_put_passage(
				ledger, x->t->v[i].key, reply_encode(x->a, REPLY_DIGEST, &d), e))
			return false;
	}
	return true;
}

static bool take_reply(struct run *r, const struct chunk *c, const struct text *t,
	const struct reply_digest *reply, struct err *e)
{
	struct arena *a = arena_make();
	struct taking x = {.r = r,
		.a = a,
		.d = &r->docs[c->doc],
		.c = c,
		.t = t,
		.reply = reply,
		.pieces = ARENA_ARRAY(a, struct piece, c->to - c->from),
		.local = map_make(a)};
	bool good = db_begin(r->m->kb->ledger, e);
	for (size_t i = 0; good && i < reply->claims.n; i++)
		take_claim(&x, &reply->claims.v[i]);
	for (size_t i = 0; good && i < reply->concepts.n; i++)
		take_concept(&x, &reply->concepts.v[i]);
	for (size_t i = 0; good && i < reply->summary.n; i++)
		take_summary(&x, &reply->summary.v[i]);
	if (good)
		take_questions(&x);
	good = good && store_pieces(&x, e) && db_commit(r->m->kb->ledger, e);
	if (!good)
		db_rollback(r->m->kb->ledger);
	r->m->report->n_dropped += x.n_dropped;
	arena_free(a);
	return good;
}

/* Halves, by the units that were asked for; false when there is but one. */
static bool halve(struct run *r, const struct chunk *c)
{
	const struct doc *d = &r->docs[c->doc];
	size_t n = 0, seen = 0, at = c->from;
	for (size_t i = c->from; i < c->to; i++)
		n += d->wanted[i];
	if (n < 2)
		return false;
	while (seen < n / 2)
		seen += d->wanted[at++];
	struct chunk first = {c->doc, c->from, at}, second = {c->doc, at, c->to};
	while (!d->wanted[second.from])
		second.from++;
	VEC_PUSH(r->a, &r->later.c, first);
	VEC_PUSH(r->a, &r->later.c, second);
	return true;
}

static bool take(void *ctx, size_t i, const struct calls_answer *answer, struct err *e)
{
	struct run *r = ctx;
	const struct chunk *c = &r->now.c.v[i];
	struct doc *d = &r->docs[c->doc];
	if (answer->fault == LLM_NO_FAULT) {
		const struct text *t = text_of(r, c->doc, e);
		return t && take_reply(r, c, t, answer->value, e);
	}
	if (!((answer->fault == LLM_CONTEXT || answer->fault == LLM_CUT) && halve(r, c)))
		model_left(r->m, "digest", d->job->row->path, answer->why);
	return true;
}

/* --- digests from pieces --------------------------------------------------------------------- */

struct joining {
	struct arena *a;
	VEC(struct reply_claim) claims;
	VEC(struct reply_concept) concepts;
	VEC(struct reply_cited) summary;
	struct strs questions, places;
	struct map ids, names;
};

static void join_concept(struct joining *x, const struct reply_concept *c)
{
	bool added;
	struct map_entry *at = map_add(&x->names, text_casefold(x->a, c->name), &added);
	if (added) {
		VEC_PUSH(x->a, &x->concepts, *c);
		at->num = x->concepts.n - 1;
		return;
	}
	struct reply_concept *known = &x->concepts.v[at->num];
	for (size_t i = 0; i < c->aliases.n; i++)
		if (!strs_has(known->aliases, c->aliases.v[i]))
			strs_add(x->a, &known->aliases, c->aliases.v[i]);
	if (!known->definition.n)
		known->definition = c->definition;
}

static void join_piece(struct joining *x, const struct reply_digest *d, const struct passage *p)
{
	for (size_t i = 0; i < d->claims.n; i++) {
		bool added;
		struct reply_claim c = d->claims.v[i];
		map_add(&x->ids, c.id, &added);
		c.passage = p->id;
		if (!added)
			continue;
		VEC_PUSH(x->a, &x->claims, c);
		strs_add(x->a, &x->places, p->heading);
	}
	for (size_t i = 0; i < d->concepts.n; i++)
		join_concept(x, &d->concepts.v[i]);
	for (size_t i = 0; i < d->summary.n; i++)
		VEC_PUSH(x->a, &x->summary, d->summary.v[i]);
	for (size_t i = 0; i < d->questions.n && x->questions.n < QUESTIONS_MAX; i++)
		if (!strs_has(x->questions, d->questions.v[i]))
			strs_add(x->a, &x->questions, d->questions.v[i]);
}

/* Sentences whose claims are all there, spread evenly over a long document. */
static void join_summary(struct joining *x)
{
	size_t n = 0, step;
	for (size_t i = 0; i < x->summary.n; i++) {
		bool whole = true;
		for (size_t k = 0; k < x->summary.v[i].claims.n; k++)
			whole = whole && map_find(&x->ids, x->summary.v[i].claims.v[k]);
		if (whole)
			x->summary.v[n++] = x->summary.v[i];
	}
	step = (n + SUMMARY_MAX - 1) / SUMMARY_MAX;
	x->summary.n = 0;
	for (size_t i = 0; i < n; i += step)
		x->summary.v[x->summary.n++] = x->summary.v[i];
}

static bool join(struct run *r, struct doc *d, struct err *e)
{
	struct arena *a = arena_make();
	struct joining x = {.a = a, .ids = map_make(a), .names = map_make(a)};
	struct text t;
	bool whole = true, good = read_text(r, a, d->job, &t, e);
	for (size_t i = 0; good && i < t.n; i++) {
		struct str piece;
		void *value;
		struct err db = {0};
		bool have = paid_passage(r->m->kb->ledger, a, t.v[i].key, &piece, &db);
		good = db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
		if (have && reply_decode(a, REPLY_DIGEST, piece, &value, NULL))
			join_piece(&x, value, &t.passages.v[t.v[i].passage]);
		else
			whole = false;
	}
	if (good) {
		join_summary(&x);
		struct reply_digest reply = {.claims = {x.claims.v, x.claims.n},
			.concepts = {x.concepts.v, x.concepts.n},
			.summary = {x.summary.v, x.summary.n},
			.questions = x.questions};
		struct digest_row row = {.key = whole ? d->job->key : STR("unfinished"),
			.reply = reply_pack(a, REPLY_DIGEST, &reply),
			.places = x.places};
		good = index_put_digest(r->m->kb->index, a, d->job->row->sha, &row, e);
	}
	arena_free(a);
	return good;
}

bool digest_by_model(struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	struct run r;
	bool good = plan(&r, m, v, n, e);
	while (good && r.now.c.n && !calls_stopped(m->calls, NULL)) {
		struct calls_work work = {
			.step = "digests", .n = r.now.c.n, .ctx = &r, .build = build, .take = take};
		good = calls_run(m->calls, &work, e);
		r.now = r.later;
		r.later = (struct chunks){0};
	}
	arena_free(r.open);
	for (size_t i = 0; good && i < n; i++)
		good = join(&r, &r.docs[i], e);
	m->report->n_digests += n;
	return good;
}

bool digest_plan(struct model *m, struct digest_job *v, size_t n, struct err *e)
{
	struct run r;
	if (!plan(&r, m, v, n, e))
		return false;
	for (size_t i = 0; i < r.now.c.n; i++) {
		struct arena *a = arena_make();
		struct calls_question q = {.reply = REPLY_KINDS};
		if (build(&r, i, a, &q) && !calls_known(m->calls, &q))
			model_planned(m, "digests", calls_estimate(m->calls, &q, REPLY_TOKENS / 4));
		arena_free(a);
	}
	arena_free(r.open);
	for (size_t i = 0; i < n; i++)
		if (!join(&r, &r.docs[i], e))
			return false;
	return true;
}
