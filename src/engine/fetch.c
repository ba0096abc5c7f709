/* fetch.c - see fetch.h. In this order: what is known, the jobs of a batch, all of them. */
#include "engine/fetch.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/pool.h"
#include "doc/convert.h"
#include "doc/meta.h"
#include "doc/url_list.h"
#include "engine/fetch_int.h"
#include "store/index.h"

#define BATCH 32 /* files in memory at once */
#define CLIPPING_MAX ((size_t)1 << 20) /* bytes in which a new note may say where it is from */

/* --- what is known ----------------------------------------------------------------------- */

/* The first file of a URL stands for it. */
static void know(struct kb *kb, struct fetch *f, struct str url, struct str path)
{
	struct str clean;
	struct arena *a = arena_make();
	if (url.n && http_url(f->client[0].http, a, url, &clean, NULL) &&
		!map_find(&f->known, clean))
		map_add(&f->known, str_dup(kb->a, clean), 0)->ptr = str_z(kb->a, path);
	arena_free(a);
}

static void know_side(struct kb *kb, struct fetch *f, struct arena *a, struct str side)
{
	struct str text, path = str_sub(side, 0, side.n - (sizeof FETCH_SIDE - 1));
	struct yaml *meta;
	if (!fs_read(a, engine_path(kb, a, side), YAML_MAX_TEXT, &text, 0) ||
		!yaml_parse(a, text, &meta, 0))
		return;
	know(kb, f, yaml_str(meta, STR("url")), path);
	know(kb, f, yaml_str(meta, STR("final-url")), path);
}

/* A note that was put into raw/ and not read yet. */
static void know_clipping(struct kb *kb, struct fetch *f, struct arena *a, struct str path)
{
	struct str text;
	struct document doc;
	struct convert_opt opt = {.name = path, .type = STR("markdown")};
	if (fs_read(a, engine_path(kb, a, path), CLIPPING_MAX, &text, 0) &&
		str_starts(text, STR("---")) && convert(a, text, &opt, &doc, 0))
		know(kb, f, doc.meta.url, path);
}

/* Side files first, then what the index has of sources, then notes that it does not have. */
static bool learn(struct kb *kb, struct fetch *f, struct arena *a, struct err *e)
{
	struct fs_list files;
	struct source_rows rows = {0};
	struct map read = map_make(a);
	if (!fs_walk(a, engine_path(kb, a, STR("raw")), &files, e) ||
		(kb->index && !index_sources(kb->index, a, &rows, e)))
		return false;
	for (size_t i = 0; i < files.n; i++)
		files.v[i].path = str_cat(a, STR("raw/"), files.v[i].path);
	for (size_t i = 0; i < files.n; i++)
		if (files.v[i].st.is_file && str_ends(files.v[i].path, STR(FETCH_SIDE)))
			know_side(kb, f, a, files.v[i].path);
	for (size_t i = 0; i < rows.n; i++) {
		map_add(&read, rows.v[i].path, NULL);
		if (rows.v[i].status == SOURCE_OK)
			know(kb, f, rows.v[i].url, rows.v[i].path);
	}
	for (size_t i = 0; i < files.n; i++)
		if (files.v[i].st.is_file && str_iends(files.v[i].path, STR(".md")) &&
			!map_find(&read, files.v[i].path))
			know_clipping(kb, f, a, files.v[i].path);
	return true;
}

static bool begin(struct kb *kb, struct err *e)
{
	if (kb->fetch)
		return true;
	struct fetch *f = ARENA_NEW(kb->a, struct fetch);
	f->known = map_make(kb->a);
	if (!fetch_open(kb, f, e))
		return false;
	struct arena *a = arena_make();
	bool good = learn(kb, f, a, e);
	arena_free(a);
	if (good)
		kb->fetch = f;
	else
		fetch_shut(f);
	return good;
}

void fetch_close(struct kb *kb)
{
	if (kb->fetch)
		fetch_shut(kb->fetch);
	kb->fetch = 0;
}

/* --- the jobs of a batch ----------------------------------------------------------------- */

struct task {
	struct fetch_job *job;
	struct str url; /* in its one spelling */
	const char *known;
	struct str host;
	bool due; /* to be fetched */
	size_t next; /* of the same host, index + 1 */
	struct fetch_got got;
};

struct batch {
	struct kb *kb;
	struct task *v;
	size_t n;
	size_t *first, *last; /* by host: tasks, index + 1 */
	size_t n_hosts;
};

/* What may be shown of a URL: no password. */
static struct str shown(struct arena *a, struct str url)
{
	size_t from = str_find(url, STR("//"));
	from = from == STR_NPOS ? 0 : from + 2;
	size_t end = from;
	while (end < url.n && str_find_byte(STR("/?#"), url.p[end]) == STR_NPOS)
		end++;
	size_t at = str_rfind_byte(str_sub(url, from, end), '@');
	if (at == STR_NPOS)
		return url;
	return str_cat(a, str_sub(url, 0, from), str_from(url, from + at + 1));
}

static void fail(struct arena *a, struct fetch_job *j, const struct err *e)
{
	struct str text = str_of(e->text), head = str_cat(a, j->url, STR(": "));
	j->reason = str_dup(a, str_starts(text, head) ? str_from(text, head.n) : text);
}

/* Decides what is to be fetched and puts it in the queue of its host. */
static void prepare(
	struct kb *kb, struct arena *a, struct batch *b, struct map *asked, bool refresh)
{
	struct fetch *f = kb->fetch;
	struct map hosts = map_make(a);
	for (size_t i = 0; i < b->n; i++) {
		struct task *t = &b->v[i];
		struct http_place place;
		struct err e = {0};
		bool added,
			good = http_url(f->client[0].http, a, t->job->url, &t->url, &e) &&
			http_parts(f->client[0].http, a, t->url, &place, &e);
		t->job->url = shown(a, t->job->url);
		if (!good) {
			fail(a, t->job, &e);
			continue;
		}
		t->known = map_ptr(&f->known, t->url);
		bool there = t->known && fs_exists(engine_path(kb, a, str_of(t->known)));
		if (there && !refresh) {
			t->job->path = str_dup(a, str_of(t->known));
			engine_note(
				kb, 2, STR_FMT ": known, kept as %s", STR_ARG(t->url), t->known);
			continue;
		}
		map_add(asked, t->url, &added);
		if (!added)
			continue; /* named twice */
		struct map_entry *h = map_add(&hosts, str_lower(a, place.host), &added);
		t->due = true;
		if (added) {
			h->num = b->n_hosts;
			b->first[b->n_hosts++] = i + 1;
		} else {
			b->v[b->last[h->num] - 1].next = i + 1;
		}
		b->last[h->num] = i + 1;
		engine_note(kb, 2, "fetching " STR_FMT, STR_ARG(t->url));
	}
}

/* All that is asked of one host, one after the other. */
static void fetch_host(void *ctx, size_t host, unsigned worker)
{
	struct batch *b = ctx;
	struct fetch *f = b->kb->fetch;
	for (size_t i = b->first[host]; i; i = b->v[i - 1].next) {
		struct task *t = &b->v[i - 1];
		t->got.a = arena_make();
		if (engine_stopped(b->kb))
			err_set(&t->got.e, ERR_INTERRUPTED, "stopped");
		else
			fetch_one(f, &f->client[worker], t->url, &t->got, &t->got.e);
	}
}

/* What came of one URL; false when it ends the run. */
static bool finish(struct kb *kb, struct arena *a, struct task *t, bool refresh, struct err *e)
{
	struct fetch_job *j = t->job;
	const struct fetch_got *got = &t->got;
	bool more;
	if (got->e.code == ERR_INTERRUPTED || got->e.code == ERR_IO)
		return err_set(e, got->e.code, "%s", got->e.text);
	if (got->e.code != ERR_NONE) {
		fail(a, j, &got->e);
		return true;
	}
	if (j->feed && url_list_is_feed(got->reply.body)) {
		url_list_read(a, got->reply.body, &j->listed, &more);
		if (!j->listed.n)
			j->reason = STR("the feed names no page; check the address");
		return true;
	}
	if (!fetch_save(kb, got->a, t->url, got, t->known, refresh, &j->path, e))
		return false;
	j->path = str_dup(a, j->path);
	if (got->n_images_lost)
		strs_add(a, &j->notes,
			str_printf(a, "%zu image%s could not be fetched", got->n_images_lost,
				got->n_images_lost == 1 ? "" : "s"));
	map_add(&kb->fetch->known, str_dup(kb->a, t->url), 0)->ptr = str_z(kb->a, j->path);
	return true;
}

static bool run_batch(struct kb *kb, struct arena *a, struct batch *b, struct map *asked,
	bool refresh, struct err *e)
{
	bool good = true;
	prepare(kb, a, b, asked, refresh);
	pool_run(b->n_hosts < FETCH_AT_ONCE ? (unsigned)b->n_hosts : FETCH_AT_ONCE, b->n_hosts,
		fetch_host, b);
	for (size_t i = 0; i < b->n; i++) {
		if (b->v[i].due && good)
			good = finish(kb, a, &b->v[i], refresh, e);
		arena_free(b->v[i].got.a);
	}
	return good;
}

/* --- all of them ------------------------------------------------------------------------- */

bool fetch_all(
	struct kb *kb, struct arena *a, struct fetch_job *v, size_t n, bool refresh, struct err *e)
{
	struct map asked = map_make(a);
	bool good = n == 0 || begin(kb, e);
	for (size_t at = 0; good && at < n; at += BATCH) {
		struct batch b = {.kb = kb, .n = n - at < BATCH ? n - at : BATCH};
		b.v = ARENA_ARRAY(a, struct task, b.n);
		b.first = ARENA_ARRAY(a, size_t, b.n);
		b.last = ARENA_ARRAY(a, size_t, b.n);
		for (size_t i = 0; i < b.n; i++)
			b.v[i].job = &v[at + i];
		good = run_batch(kb, a, &b, &asked, refresh, e);
		engine_progress(kb, "fetch", at + b.n, n);
	}
	return good;
}
