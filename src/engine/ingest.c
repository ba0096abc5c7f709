/* ingest.c - sources are read, named, converted and written as documents.
 *
 * Hashes first (they decide what is new, moved or a copy), then conversion in batches on worker
 * threads, each item in an arena of its own; rows, pages and postings are written by the main thread.
 * Order: reading, converting, names, storing, the gone, the run. */
#include "engine/cite.h"
#include "engine/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "doc/meta.h"
#include "doc/nothing.h"
#include "doc/page.h"
#include "doc/secret.h"
#include "engine/fetch.h"
#include "engine/hold.h"
#include "engine/ingest_gather.h"
#include "engine/ingest_image.h"
#include "engine/ingest_plan.h"
#include "engine/ingest_store.h"
#include "engine/log.h"

#define BATCH 64 /* documents in memory at once */
#define BATCH_BYTES ((int64_t)64 << 20) /* of their sources, but for a larger one alone */

struct run {
	struct kb *kb;
	struct arena *a; /* the report's */
	struct ingest_gathered gathered;
	struct ingest_plan plan;
	struct map gone; /* sha -> struct source_row * of plan.gone */
	struct ingest_store store;
	struct kb_ingest_report *report;
	VEC(struct kb_ingest_item) items;
	struct log_run log;
	struct ingest_item *batch; /* of the workers */
	bool named; /* the person named paths: say what is unchanged too */
};

/* --- reading ----------------------------------------------------------------------------- */

static struct arena *own(struct ingest_item *it)
{
	if (!it->a)
		it->a = arena_make();
	return it->a;
}

static void fail(struct ingest_item *it, enum source_status status, struct str reason)
{
	it->row.status = status;
	it->row.reason = reason;
}

/* A source that was good and cannot be read now is not gone: its document stays, and the next run
 * tries again. */
static void fail_to_read(struct ingest_item *it, const struct err *e)
{
	fail(it, SOURCE_FAILED, str_dup(own(it), str_of(e->text)));
	if (e->code == ERR_IO)
		it->row.st.size = -1; /* the next run tries again */
	it->unread = e->code == ERR_IO && it->old && it->old->status == SOURCE_OK;
	if (it->unread)
		it->sha = it->row.sha = it->old->sha;
}

static struct str put_hex(struct ingest_item *it, struct str hex)
{
	memcpy(it->hex, hex.p, sizeof it->hex - 1);
	return str_make(it->hex, sizeof it->hex - 1);
}

static void hash_one(void *ctx, size_t i, unsigned worker)
{
	struct run *r = ctx;
	struct ingest_item *it = &r->plan.todo.v[i];
	struct arena *scratch = arena_make();
	struct str bytes = STR("");
	struct err e = {0};
	(void)worker;
	it->row = (struct source_row){.path = it->path, .sha = STR("-"), .st = it->st};
	if (it->replaced_by.n)
		fail(it, SOURCE_SKIPPED,
			str_printf(own(it), REPLACED_BY STR_FMT, STR_ARG(it->replaced_by)));
	else if (!text_valid(it->path))
		fail(it, SOURCE_SKIPPED, STR("its name is no UTF-8; rename it"));
	else if (it->st.is_link)
		fail(it, SOURCE_SKIPPED, STR("a symbolic link; put the file itself into raw/"));
	else if (!fs_read(scratch, engine_path(r->kb, scratch, it->path),
			 (size_t)r->kb->conf.ingest.max_file, &bytes, &e))
		fail_to_read(it, &e);
	else
		it->row.sha = put_hex(it, sha_hex(scratch, sha_of(bytes)));
	it->n_bytes = (int64_t)bytes.n;
	it->sha = it->row.sha;
	arena_free(scratch);
}

static int by_sha_then_path(const void *x, const void *y)
{
	const struct source_row *a = *(const struct source_row *const *)x;
	const struct source_row *b = *(const struct source_row *const *)y;
	int c = str_cmp(a->sha, b->sha);
	return c ? c : str_cmp(a->path, b->path);
}

/* Of sources with the same bytes the one with the smallest path stands for all. */
static void find_copies(struct run *r)
{
	struct ingest_plan *p = &r->plan;
	size_t n = 0, most = p->same.n + p->todo.n;
	const struct source_row **rows = ARENA_ARRAY(r->a, const struct source_row *, most);
	struct map items = map_make(r->a);
	for (size_t i = 0; i < p->same.n; i++)
		rows[n++] = p->same.v[i];
	for (size_t i = 0; i < p->todo.n; i++) {
		if (!str_eqz(p->todo.v[i].sha, "-"))
			rows[n++] = &p->todo.v[i].row;
		map_add(&items, p->todo.v[i].path, NULL)->ptr = &p->todo.v[i];
	}
	if (n)
		qsort(rows, n, sizeof *rows, by_sha_then_path);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (!str_eq(rows[i]->sha, rows[first]->sha)) {
			first = i;
			continue;
		}
		struct ingest_item *it = map_ptr(&items, rows[i]->path);
		if (it)
			it->same_as = rows[first]->path;
		else
			ingest_store_demote(&r->store, rows[i], rows[first]->path);
	}
}

/* --- converting -------------------------------------------------------------------------- */

/* raw/NAME.kb.yaml: what the person says of a source wins over what the source says; what kb noted
 * when it fetched the file says where it is from. */
struct side {
	struct str title, date, url, base, charset;
	struct strs tags;
	struct map images; /* URL -> struct str *: path below the base */
};

static bool read_side(struct kb *kb, struct ingest_item *it, struct side *out, struct err *e)
{
	struct str text;
	struct yaml *y;
	struct str path = str_cat(it->a, it->path, STR(FETCH_SIDE));
	*out = (struct side){.images = map_make(it->a)};
	if (!it->has_side)
		return true;
	if (!fs_read(it->a, engine_path(kb, it->a, path), YAML_MAX_TEXT, &text, e) ||
		!yaml_parse(it->a, text_clean(it->a, text), &y, e))
		return err_wrap(e, STR_FMT, STR_ARG(path));
	out->title = yaml_str(y, STR("title"));
	out->date = yaml_str(y, STR("date"));
	out->url = yaml_str(y, STR("url"));
	out->base = yaml_str(y, STR("final-url"));
	if (!out->base.n)
		out->base = out->url;
	out->tags = yaml_strs(it->a, y, STR("tags"));
	struct str type = yaml_str(y, STR("content-type"));
	size_t at = str_find(type, STR("charset="));
	if (at != STR_NPOS)
		out->charset = str_from(type, at + 8);
	struct strs images = yaml_strs(it->a, y, STR("images"));
	for (size_t i = 0; i < images.n; i++) {
		struct str rest = images.v[i], *file = ARENA_NEW(it->a, struct str);
		if (str_cut(&rest, ' ', file) && str_starts(*file, STR(INGEST_ASSETS)))
			map_add(&out->images, rest, NULL)->ptr = file;
	}
	return true;
}

static void apply_side(struct ingest_item *it, const struct side *side)
{
	struct doc_meta *m = &it->doc.meta;
	m->title = side->title.n ? side->title : m->title;
	m->published = side->date.n ? side->date : m->published;
	m->url = side->url.n ? side->url : m->url;
	for (size_t i = 0; i < side->tags.n; i++)
		if (!strs_has(m->tags, side->tags.v[i]))
			strs_add(it->a, &m->tags, side->tags.v[i]);
}

/* Hash of what a digest is made from: words and their places, not the bytes of the source. */
static struct str doc_key(struct arena *a, const struct document *d, const struct passages *l)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, d->meta.title);
	sha_part(h, d->meta.language);
	for (size_t i = 0; i < l->n; i++) {
		sha_part(h, l->v[i].id);
		sha_u64(h, (uint64_t)l->v[i].kind);
		sha_part(h, l->v[i].heading);
		sha_part(h, l->v[i].plain);
	}
	return sha_base32(a, sha_end(h), 26);
}

static void describe(struct ingest_item *it)
{
	const struct doc_meta *m = &it->doc.meta;
	struct source_row *row = &it->row;
	row->status = SOURCE_OK;
	row->notes = it->doc.notes;
	row->type = str_of(it->doc.type);
	row->title = m->title;
	row->date = m->published;
	row->language = m->language;
	row->url = m->url;
	row->excerpt = m->excerpt;
	row->authors = m->authors;
	row->tags = m->tags;
	row->n_passages = (int64_t)it->passages.n;
	if (str_eqz(row->type, "pdf"))
		row->pages = cite_pages(it->a, it->marked, &it->passages);
	for (size_t i = 0; i < it->passages.n; i++)
		row->n_words += (int64_t)text_count_words(it->passages.v[i].plain);
	row->doc_key = doc_key(it->a, &it->doc, &it->passages);
}

/* What looks like a key does not reach the wiki. */
static void mask_secrets(struct ingest_item *it)
{
	struct strs found = {0};
	struct doc_meta *m = &it->doc.meta;
	struct buf b = buf_make(it->a);
	it->doc.body = secret_mask(it->a, it->doc.body, &found);
	m->title = secret_mask(it->a, m->title, &found);
	m->excerpt = secret_mask(it->a, m->excerpt, &found);
	for (size_t i = 0; i < found.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(found.v[i]));
	if (found.n)
		strs_add(it->a, &it->doc.notes,
			str_printf(it->a,
				"masked what looks like a secret (" STR_FMT
				"); take it out of the source and have it replaced",
				STR_ARG(buf_str(&b))));
}

/* Bytes to a document with passages; what the source does not say is found in its text. */
static bool make_document(struct kb *kb, struct ingest_item *it, struct str bytes, struct err *e)
{
	struct side side;
	struct doc_meta *m = &it->doc.meta;
	if (!read_side(kb, it, &side, e))
		return false;
	struct convert_opt opt = {.name = it->path,
		.url = side.base,
		.charset = side.charset,
		.type = STR(""),
		.assets = STR(INGEST_TO_ROOT INGEST_ASSETS),
		.self = ingest_address(it->a, it->path)};
	if (!convert(it->a, bytes, &opt, &it->doc, e))
		return false;
	if (it->doc.empty)
		return err_set(e, ERR_NOT_FOUND, STR_FMT,
			STR_ARG(it->doc.notes.n ? it->doc.notes.v[0] : STR("no text in it")));
	const char *nothing = side.title.n ? NULL : nothing_said(it->a, &it->doc);
	if (nothing)
		return err_set(e, ERR_NOT_FOUND,
			"%s, not a document; a title in " STR_FMT ".kb.yaml keeps it", nothing,
			STR_ARG(it->path));
	apply_side(it, &side);
	if (it->shown)
		image_retell(it->a, bytes, &opt, it->shown, &it->doc);
	if (m->title.n == 0)
		m->title = fs_base_name(it->path);
	if (m->published.n > 10 && m->published.p[10] == 'T')
		m->published.n = 10; /* the day is what pages show, sort by and ask for */
	if (m->language.n == 0)
		m->language = text_language(text_cut(it->doc.body, 4000));
	mask_secrets(it);
	return ingest_link_images(it, &side.images, e) &&
		passage_mark(it->a, it->doc.body, &it->marked, &it->passages, e);
}

static void convert_one(void *ctx, size_t i, unsigned worker)
{
	struct run *r = ctx;
	struct ingest_item *it = &r->batch[i];
	struct err e = {0};
	struct str bytes = {"", 0};
	(void)worker;
	if (it->keep || it->unread || str_eqz(it->sha, "-"))
		return; /* known, failed or skipped already */
	(void)own(it);
	if (it->same_as.n) {
		fail(it, SOURCE_SKIPPED,
			str_printf(it->a, "same bytes as " STR_FMT, STR_ARG(it->same_as)));
		return;
	}
	if (!fs_read(it->a, engine_path(r->kb, it->a, it->path),
		    (size_t)r->kb->conf.ingest.max_file, &bytes, &e)) {
		fail_to_read(it, &e);
		return;
	}
	if (make_document(r->kb, it, bytes, &e)) {
		describe(it);
		return;
	}
	if (e.code == ERR_IO) { /* a side file, or a program or library that is missing */
		fail_to_read(it, &e);
		return;
	}
	bool no_reader = convert_is_binary(bytes) && !convert_takes(it->path);
	fail(it, e.code == ERR_NOT_FOUND || no_reader ? SOURCE_SKIPPED : SOURCE_FAILED,
		str_dup(it->a, str_of(e.text)));
}

/* --- storing ----------------------------------------------------------------------------- */

static void find_known(struct run *r, bool force)
{
	for (size_t i = 0; i < r->plan.todo.n; i++) {
		struct ingest_item *it = &r->plan.todo.v[i];
		it->keep = it->old && !it->unread && !force && !it->has_side && it->page_good &&
			!it->same_as.n && it->old->status == SOURCE_OK &&
			str_eq(it->old->sha, it->sha);
		if (it->keep || it->unread)
			ingest_store_reserve(&r->store, it->old);
	}
}

static struct str inode_key(struct arena *a, uint64_t inode)
{
	return str_printf(a, "%llu", (unsigned long long)inode);
}

/* A file that was renamed and cannot be read under its new name: the old one is not taken as gone. */
static bool hold_back(struct run *r, struct err *e)
{
	struct ingest_plan *p = &r->plan;
	struct arena *a = arena_make();
	struct map unread = map_make(a); /* inodes of files that could not be read */
	size_t n = 0;
	bool good = true;
	for (size_t k = 0; p->gone.n && k < p->todo.n; k++) {
		const struct ingest_item *it = &p->todo.v[k];
		if (it->row.status == SOURCE_FAILED && !it->unread)
			map_add(&unread, inode_key(a, it->st.inode), NULL);
	}
	for (size_t i = 0; i < p->gone.n; i++) {
		const struct source_row *row = p->gone.v[i];
		if (row->status != SOURCE_OK || !map_find(&unread, inode_key(a, row->st.inode)))
			p->gone.v[n++] = row;
		else
			good = good && ingest_store_touch(&r->store, row, e);
	}
	arena_free(a);
	p->gone.n = n;
	r->gone = map_make(r->a);
	for (size_t i = n; i-- > 0;) /* of several the first counts */
		map_add(&r->gone, p->gone.v[i]->sha, NULL)->ptr = (void *)(uintptr_t)p->gone.v[i];
	return good;
}

static bool was_good(const struct ingest_item *it)
{
	return it->old && it->old->status == SOURCE_OK;
}

static const struct source_row *moved_from(struct run *r, const struct ingest_item *it)
{
	return was_good(it) ? NULL : map_ptr(&r->gone, it->sha);
}

static void report(struct run *r, const struct ingest_item *it)
{
	struct kb_ingest_item out = {.path = it->path,
		.from = STR(""),
		.page = STR(""),
		.type = str_dup(r->a, it->row.type),
		.title = str_dup(r->a, it->row.title),
		.reason = str_dup(r->a, it->row.reason),
		.n_words = (size_t)it->row.n_words,
		.n_passages = (size_t)it->row.n_passages};
	const struct source_row *from = moved_from(r, it);
	bool same = was_good(it) && str_eq(it->old->sha, it->sha) && !it->has_side;
	for (size_t i = 0; i < it->row.notes.n; i++)
		strs_add(r->a, &out.notes, str_dup(r->a, it->row.notes.v[i]));
	const struct strs *notes = map_ptr(&r->gathered.notes, it->path);
	for (size_t i = 0; notes && i < notes->n; i++)
		strs_add(r->a, &out.notes, notes->v[i]);
	if (it->row.status == SOURCE_FAILED || it->unread)
		out.status = KB_FAILED;
	else if (it->row.status == SOURCE_SKIPPED)
		out.status = KB_SKIPPED;
	else if (from && !str_eqz(it->sha, "-"))
		out.status = KB_MOVED;
	else
		out.status = same && it->page_good ? KB_UNCHANGED
			: was_good(it)		   ? KB_CHANGED
						   : KB_NEW;
	if (from)
		out.from = from->path;
	if (it->row.status == SOURCE_OK)
		out.page = ingest_text_path(r->a, str_dup(r->a, it->row.slug));
	r->report->counts[out.status]++;
	if (out.status != KB_UNCHANGED || r->named)
		VEC_PUSH(r->a, &r->items, out);
}

static const char *event_kind(struct run *r, const struct ingest_item *it)
{
	return was_good(it) ? "update" : moved_from(r, it) ? "move" : "ingest";
}

/* What this run is about to do goes into the ledger, so that a killed run can be told from none. */
static bool plan_events(struct run *r, struct err *e)
{
	struct log_entry *v = ARENA_ARRAY(r->a, struct log_entry, r->plan.todo.n + r->plan.gone.n);
	size_t n = 0;
	for (size_t i = 0; i < r->plan.gone.n; i++)
		v[n++] = (struct log_entry){.kind = "remove",
			.path = r->plan.gone.v[i]->path,
			.sha = r->plan.gone.v[i]->sha};
	for (size_t i = 0; i < r->plan.todo.n; i++) {
		const struct ingest_item *it = &r->plan.todo.v[i];
		if (!it->keep && !it->same_as.n && !str_eqz(it->sha, "-"))
			v[n++] = (struct log_entry){
				.kind = event_kind(r, it), .path = it->path, .sha = it->sha};
	}
	return log_plan(&r->log, v, n, e);
}

static void log_item(
	struct run *r, const struct ingest_item *it, const struct kb_ingest_item *out, bool known)
{
	if (out->status > KB_MOVED)
		return;
	bool same = was_good(it) && str_eq(it->old->sha, it->sha);
	struct log_entry entry = {.kind = event_kind(r, it),
		.path = it->path,
		.sha = str_dup(r->a, it->sha),
		.title = out->title,
		.detail = out->status == KB_MOVED ? str_printf(r->a, STR_FMT " was " STR_FMT,
							    STR_ARG(out->path), STR_ARG(out->from))
						  : out->path,
		.seen = known && (out->status == KB_NEW || same)};
	log_add(&r->log, entry);
}

static bool store_one(struct run *r, struct ingest_item *it, struct err *e)
{
	bool known = false;
	(void)own(it);
	if (it->keep || it->unread) {
		struct str reason = it->row.reason;
		it->row = *it->old;
		it->row.st = it->st;
		it->row.path = it->path;
		if (it->unread) {
			it->row.st.size = -1;
			it->row.reason = reason;
		}
		if (!ingest_store_touch(&r->store, &it->row, e))
			return false;
	} else if ((it->row.status == SOURCE_OK &&
			   !ingest_save_images(r->kb, it, &r->store.sync, e)) ||
		!ingest_store_put(&r->store, it, &known, e)) {
		return false;
	}
	report(r, it);
	const struct kb_ingest_item *last = r->items.n ? &r->items.v[r->items.n - 1] : NULL;
	if (last && str_eq(last->path, it->path))
		log_item(r, it, last, known);
	arena_free(it->a);
	it->a = NULL;
	return true;
}

static size_t batch_size(const struct ingest_plan *p, size_t at)
{
	int64_t bytes = 0;
	size_t n = 0;
	while (at + n < p->todo.n && n < BATCH) {
		int64_t size = p->todo.v[at + n].n_bytes;
		if (n && bytes + size > BATCH_BYTES)
			break;
		bytes += size;
		n++;
	}
	return n;
}

static bool convert_batches(struct run *r, struct err *e)
{
	struct ingest_plan *p = &r->plan;
	bool good = true;
	for (size_t at = 0, n; good && at < p->todo.n; at += n) {
		n = batch_size(p, at);
		r->batch = &p->todo.v[at];
		pool_run(engine_jobs(r->kb), n, convert_one, r);
		for (size_t i = 0; good && i < n; i++)
			good = store_one(r, &r->batch[i], e);
		engine_progress(r->kb, "ingest", at + n, p->todo.n);
		if (good && engine_stopped(r->kb))
			good = err_set(
				e, ERR_INTERRUPTED, "interrupted; run the command again to go on");
	}
	return good;
}

static bool drop_gone(struct run *r, struct err *e)
{
	for (size_t i = 0; i < r->plan.gone.n; i++) {
		const struct source_row *row = r->plan.gone.v[i];
		bool moved = ingest_store_has_sha(&r->store, row->sha);
		if (!index_drop_source(r->kb->index, row->path, e))
			return false;
		if (moved || row->status != SOURCE_OK)
			continue;
		struct kb_ingest_item out = {.path = row->path,
			.title = row->title,
			.type = row->type,
			.status = KB_REMOVED,
			.from = STR(""),
			.page = STR(""),
			.reason = STR("")};
		VEC_PUSH(r->a, &r->items, out);
		r->report->counts[KB_REMOVED]++;
		log_add(&r->log,
			(struct log_entry){.kind = "remove",
				.path = row->path,
				.sha = row->sha,
				.title = row->title,
				.detail = row->path});
	}
	return true;
}

/* The page of an image, made with what pages say of it now. */
static bool remake_image(
	void *ctx, struct source_row *row, const struct image_shown *shown, struct err *e)
{
	struct run *r = ctx;
	struct ingest_item it = {
		.path = row->path, .a = arena_make(), .sha = row->sha, .shown = shown};
	struct str bytes;
	char *side = engine_path(r->kb, it.a, str_cat(it.a, row->path, STR(FETCH_SIDE)));
	bool good = true;
	it.has_side = fs_exists(side);
	it.row = *row;
	/* one that cannot be read now stays as it is; the next run that reads it makes it anew */
	if (fs_read(it.a, engine_path(r->kb, it.a, row->path), (size_t)r->kb->conf.ingest.max_file,
		    &bytes, NULL) &&
		str_eq(sha_hex(it.a, sha_of(bytes)), row->sha) &&
		make_document(r->kb, &it, bytes, NULL)) {
		describe(&it);
		it.row.embeds = (struct strs){0};
		strs_add(it.a, &it.row.embeds,
			str_printf(it.a, STR_FMT "\t" STR_FMT, STR_ARG(shown->alt),
				STR_ARG(shown->caption)));
		good = ingest_store_remake(&r->store, row, &it, e);
	}
	arena_free(it.a);
	return good;
}

/* A source that was a document is none any more: emptied, broken, or a copy of another. */
static bool lost_document(const struct ingest_plan *p)
{
	bool lost = false;
	for (size_t i = 0; i < p->todo.n; i++)
		lost = lost || (was_good(&p->todo.v[i]) && p->todo.v[i].row.status != SOURCE_OK);
	return lost;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(
		((const struct kb_ingest_item *)x)->path, ((const struct kb_ingest_item *)y)->path);
}

bool ingest_run(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct kb_ingest_report *out, struct err *e)
{
	struct run r = {.kb = kb, .a = a, .report = out, .named = opt->paths.n > 0};
	double began = engine_elapsed(kb);
	*out = (struct kb_ingest_report){0};
	if (!ingest_gather(kb, a, opt, &r.gathered, e) ||
		!ingest_plan(kb, a, opt, r.gathered.named ? &r.gathered.only : NULL, &r.plan, e) ||
		!ingest_store_begin(&r.store, kb, a, &r.plan, e) || !log_start(&r.log, kb, a, e))
		return false;
	pool_run(engine_jobs(kb), r.plan.todo.n, hash_one, &r);
	find_copies(&r);
	find_known(&r, opt->force);
	bool good = hold_back(&r, e) && plan_events(&r, e) && convert_batches(&r, e) &&
		hold_back(&r, e) && drop_gone(&r, e) &&
		ingest_settle_images(&r.store, remake_image, &r, e);
	for (size_t i = 0; i < r.plan.todo.n; i++)
		arena_free(r.plan.todo.v[i].a);
	if (!good)
		return false;
	bool changed = out->counts[KB_NEW] || out->counts[KB_CHANGED] || out->counts[KB_MOVED] ||
		r.plan.gone.n || lost_document(&r.plan);
	if (!ingest_store_end(&r.store, changed, e) || !log_flush(&r.log, e))
		return false;
	out->counts[KB_UNCHANGED] += r.plan.same.n;
	out->counts[KB_FAILED] += r.gathered.failed.n;
	for (size_t i = 0; i < r.gathered.failed.n; i++)
		VEC_PUSH(a, &r.items, r.gathered.failed.v[i]);
	if (r.items.n)
		qsort(r.items.v, r.items.n, sizeof *r.items.v, by_path);
	out->v = r.items.v;
	out->n = r.items.n;
	out->seconds = engine_elapsed(kb) - began;
	return true;
}

struct ingest_work {
	struct arena *a;
	const struct kb_ingest_opt *opt;
	struct kb_ingest_report *out;
};

static bool work(struct kb *kb, void *ctx, struct err *e)
{
	struct ingest_work *w = ctx;
	return ingest_run(kb, w->a, w->opt, w->out, e);
}

bool kb_ingest(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct kb_ingest_report *out, struct err *e)
{
	struct ingest_work w = {a, opt, out};
	if (!hold_run(kb, work, &w, e))
		return false;
	bool good = log_done(kb, e);
	hold_leave(kb, good);
	return good;
}
