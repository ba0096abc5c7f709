/* fresh.c - see fresh.h.
 *
 * .kb/walk: "kb-walk 1 TIME HASH", then "MTIME FOLDER" a folder. HASH is that of all paths with
 * their sizes, times and inodes, and is written only when the index agrees with what was walked.
 * Order: one hit, pages of the wiki, indexing again, the state, the walk. */
#include "engine/fresh.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/md.h"
#include "engine/hold.h"
#include "engine/ingest_plan.h"
#include "engine/press.h"

#define WALK_EVERY_S 2
#define WALK_PATH ".kb/walk"
#define WALK_HEAD "kb-walk 1 "
#define FILES_MAX ((size_t)200) /* changed files that a search reads itself */
#define BYTES_MAX ((int64_t)32 << 20) /* of these together */
#define HASH_MAX ((int64_t)8 << 20) /* a larger file is taken to be as it was */
#define SECOND_NS ((int64_t)1000000000)

/* --- one hit ----------------------------------------------------------------------------- */

static bool same_bytes(struct kb *kb, struct arena *a, struct str path, const struct fs_stat *now)
{
	struct arena_mark m = arena_mark(a);
	struct str bytes, sha;
	bool same = now->size > HASH_MAX ||
		(search_source_sha(kb->index, a, path, &sha, NULL) &&
			fs_read(a, engine_path(kb, a, path), FS_MAX_FILE, &bytes, NULL) &&
			str_eq(sha, sha_hex(a, sha_of(bytes))));
	arena_release(a, m);
	return same;
}

/* The text of a page of the wiki is the one that was indexed. */
static bool same_page(struct kb *kb, struct arena *a, struct str path, struct str hash)
{
	struct arena_mark m = arena_mark(a);
	struct str text;
	bool same = fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, NULL) &&
		str_eq(page_hash(a, text_clean(a, text)), hash);
	arena_release(a, m);
	return same;
}

/* What became of a file; hash: of a page as it was indexed, "" for a source. */
static enum fresh look(struct kb *kb, struct arena *a, struct str path, struct str hash)
{
	struct fs_stat now = {0}, then;
	if (!fs_stat(engine_path(kb, a, path), &now, NULL) || !now.exists)
		return GONE;
	if (!search_file(kb->index, path, &then, NULL) || !then.exists || !then.mtime_ns)
		return hash.n && !same_page(kb, a, path, hash) ? STALE : FRESH;
	if (then.size >= 0 && now.size == then.size && now.mtime_ns == then.mtime_ns)
		return FRESH;
	if (hash.n)
		return same_page(kb, a, path, hash) ? FRESH : STALE;
	/* a size below 0: written while it was read, the bytes tell */
	return then.size < 0 && same_bytes(kb, a, path, &now) ? FRESH : STALE;
}

enum fresh fresh_look(struct kb *kb, struct arena *a, const struct search_row *r)
{
	enum fresh page = look(kb, a, r->path, r->hash);
	if (page == GONE || !r->source.n)
		return page;
	enum fresh source = look(kb, a, r->source, STR(""));
	return source > page ? source : page;
}

/* --- pages of the wiki ------------------------------------------------------------------- */

struct pages_work {
	struct arena *a;
	struct strs paths;
	size_t n; /* indexed */
};

static struct str title_of(struct arena *a, struct str path, const struct page *p)
{
	struct str title = p->meta_ok ? yaml_str(p->meta, STR("title")) : STR("");
	struct md_blocks blocks = {0};
	if (!title.n && md_parse(a, p->body, &blocks, NULL))
		for (size_t i = 0; i < blocks.n && !title.n; i++)
			if (blocks.v[i].kind == MD_HEADING)
				title = blocks.v[i].plain;
	struct str base = fs_base_name(path);
	return title.n ? title : str_sub(base, 0, base.n - fs_extension(base).n);
}

static bool index_page(struct kb *kb, struct arena *a, struct str path, struct err *e)
{
	struct str text;
	struct page p;
	struct search_row row;
	if (!fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, NULL) ||
		!page_parse(a, text_clean(a, text), &p, NULL))
		return true; /* unreadable: it stays as it was */
	if (!search_row_of(kb->index, a, path, &row, e))
		return false;
	bool answer = p.meta_ok && str_eqz(yaml_str(p.meta, STR("type")), "answer");
	struct str kind = row.id ? row.type : answer ? STR("answer") : STR("");
	return press_index(kb, a, path, kind, title_of(a, path, &p), &p, e);
}

static bool index_pages_work(struct kb *kb, void *ctx, struct err *e)
{
	struct pages_work *w = ctx;
	bool good = true;
	for (size_t i = 0; i < w->paths.n && good; i++, w->n++) {
		struct arena_mark m = arena_mark(w->a);
		good = index_page(kb, w->a, w->paths.v[i], e);
		arena_release(w->a, m);
	}
	return good;
}

static bool index_again(struct kb *kb, struct arena *a, struct strs paths, size_t *n)
{
	struct pages_work w = {.a = a, .paths = paths};
	if (!paths.n)
		return true;
	bool good = hold_run(kb, index_pages_work, &w, NULL);
	if (good)
		hold_leave(kb, true);
	*n += good ? w.n : 0;
	return good;
}

/* Documents and the log are looked after by others. */
static bool is_page(struct str path)
{
	return str_starts(path, STR("wiki/")) && str_iends(path, STR(".md")) &&
		!str_starts(path, STR("wiki/text/")) && !str_eqz(path, "wiki/log.md");
}

/* --- indexing again ---------------------------------------------------------------------- */

/* Another kb at work, or a base that cannot be written, is no reason to wait or to fail. */
static bool ingest_quietly(struct kb *kb, struct arena *a, struct strs paths, size_t *n)
{
	struct kb_ingest_opt opt = {.paths = paths};
	struct kb_ingest_report r;
	struct err e = {0};
	bool good = kb_ingest(kb, a, &opt, &r, &e);
	if (good)
		*n += r.counts[KB_NEW] + r.counts[KB_CHANGED] + r.counts[KB_MOVED] +
			r.counts[KB_REMOVED];
	return good;
}

bool fresh_again(struct kb *kb, struct arena *a, struct strs changed)
{
	struct strs sources = {0}, pages = {0};
	size_t n = 0;
	for (size_t i = 0; i < changed.n; i++) {
		if (str_starts(changed.v[i], STR("raw/")))
			strs_add(a, &sources, str_of(engine_path(kb, a, changed.v[i])));
		else if (is_page(changed.v[i]))
			strs_add(a, &pages, changed.v[i]);
	}
	if (sources.n + pages.n == 0 || sources.n + pages.n > FILES_MAX)
		return false;
	kb->no_wait = true;
	bool good =
		(!sources.n || ingest_quietly(kb, a, sources, &n)) && index_again(kb, a, pages, &n);
	kb->no_wait = false;
	return good;
}

/* Is this a change of the source, and not only of its page? */
static bool source_changed(struct kb *kb, struct arena *a, const struct ingest_item *it)
{
	if (!it->old || it->page_good)
		return true;
	if (it->old->st.size < 0)
		return !same_bytes(kb, a, it->path, &it->st);
	return !fs_stat_same(&it->old->st, &it->st);
}

struct changes { /* of raw/ */
	struct strs paths; /* to be read */
	size_t n_new; /* of these, not only hashed */
	int64_t bytes;
	bool edited; /* documents too were edited, which compile looks after */
};

static struct changes changes_of(struct kb *kb, struct arena *a, const struct ingest_plan *plan)
{
	struct changes c = {0};
	for (size_t i = 0; i < plan->todo.n; i++) {
		const struct ingest_item *it = &plan->todo.v[i];
		if (!source_changed(kb, a, it)) {
			c.edited = true;
			continue;
		}
		strs_add(a, &c.paths, str_of(engine_path(kb, a, it->path)));
		if (it->old && it->old->st.size < 0)
			continue;
		c.n_new++;
		c.bytes += it->st.size > 0 ? it->st.size : 0;
	}
	return c;
}

/* Sources that changed are read again; false when the index does not agree with raw/ now. */
static bool settle_sources(struct kb *kb, struct arena *a, struct fresh_walk *out)
{
	struct ingest_plan plan;
	if (!ingest_look(kb, a, &plan, NULL))
		return false;
	struct changes c = changes_of(kb, a, &plan);
	if (!c.paths.n && (c.edited || !plan.gone.n))
		return true; /* of what is gone no hit is shown */
	if (c.n_new > FILES_MAX || c.bytes > BYTES_MAX) {
		engine_note(kb, 0, "%zu files in raw/ are new or changed; run kb compile", c.n_new);
		return false;
	}
	return ingest_quietly(kb, a, c.edited ? c.paths : (struct strs){0}, &out->n_indexed);
}

/* Pages of the wiki that were written by hand. */
static bool settle_pages(
	struct kb *kb, struct arena *a, const struct fs_list *files, struct fresh_walk *out)
{
	struct page_rows rows;
	struct map by_path = map_make(a);
	struct strs changed = {0};
	if (!index_pages(kb->index, a, &rows, NULL))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		map_add(&by_path, rows.v[i].path, NULL)->ptr = &rows.v[i];
	for (size_t i = 0; i < files->n; i++) {
		struct str path = files->v[i].path;
		const struct page_row *row = map_ptr(&by_path, path);
		struct search_row now;
		if (!is_page(path) || !files->v[i].st.is_file ||
			(row && fs_stat_same(&row->st, &files->v[i].st)))
			continue;
		if (!search_row_of(kb->index, a, path, &now, NULL) ||
			(now.id && same_page(kb, a, path, now.hash)))
			continue;
		strs_add(a, &changed, path);
	}
	return changed.n <= FILES_MAX && index_again(kb, a, changed, &out->n_indexed);
}

/* --- the state --------------------------------------------------------------------------- */

struct walk_state {
	int64_t at; /* seconds since 1970 */
	struct str hash; /* "-": the index did not agree */
	struct str folders; /* lines */
};

static bool read_state(struct kb *kb, struct arena *a, struct walk_state *out)
{
	struct str text, line, word;
	*out = (struct walk_state){.hash = STR("-")};
	if (!fs_read(a, engine_path(kb, a, STR(WALK_PATH)), (size_t)64 << 20, &text, NULL) ||
		!str_line(&text, &line) || !str_starts(line, STR(WALK_HEAD)))
		return false;
	line = str_from(line, STR(WALK_HEAD).n);
	if (!str_cut(&line, ' ', &word) || !str_to_i64(word, &out->at))
		return false;
	out->hash = line;
	out->folders = text;
	return true;
}

/* Is any folder of the last walk not as it was? */
static bool folders_changed(struct kb *kb, struct arena *a, struct str lines)
{
	struct str line, mtime;
	while (str_line(&lines, &line)) {
		struct arena_mark m = arena_mark(a);
		int64_t then = 0;
		struct fs_stat now = {0};
		bool same = str_cut(&line, ' ', &mtime) && str_to_i64(mtime, &then) &&
			fs_stat(engine_path(kb, a, line), &now, NULL) && now.mtime_ns == then;
		arena_release(a, m);
		if (!same)
			return true;
	}
	return false;
}

static void put_folder(struct kb *kb, struct buf *b, struct str path)
{
	struct fs_stat st = {0};
	if (fs_stat(engine_path(kb, b->a, path), &st, NULL) && st.exists)
		buf_printf(b, "%lld " STR_FMT "\n", (long long)st.mtime_ns, STR_ARG(path));
}

/* The folders that files stand in; a name that holds a newline makes the next walk come early. */
static struct str folders_of(struct kb *kb, struct arena *a, const struct fs_list *files)
{
	struct buf b = buf_make(a);
	struct map seen = map_make(a);
	static const char *const roots[] = {"raw", "wiki"};
	for (size_t i = 0; i < 2; i++) {
		map_add(&seen, str_of(roots[i]), NULL);
		put_folder(kb, &b, str_of(roots[i]));
	}
	for (size_t i = 0; i < files->n; i++) {
		struct str folder = fs_dir_name(files->v[i].path);
		bool added;
		map_add(&seen, folder, &added);
		if (added)
			put_folder(kb, &b, folder);
	}
	return buf_str(&b);
}

/* Hash of all that a walk sees; "-" when a file is so young that a further change would not show. */
static struct str hash_of(struct arena *a, const struct fs_list *files, int64_t now_s)
{
	struct sha_stream *h = sha_begin(a);
	int64_t youngest = 0;
	for (size_t i = 0; i < files->n; i++) {
		const struct fs_stat *st = &files->v[i].st;
		sha_part(h, files->v[i].path);
		sha_u64(h, (uint64_t)st->size);
		sha_u64(h, (uint64_t)st->mtime_ns);
		sha_u64(h, (uint64_t)st->ctime_ns);
		sha_u64(h, st->inode);
		if (st->ctime_ns > youngest)
			youngest = st->ctime_ns;
	}
	return youngest >= (now_s - 1) * SECOND_NS ? STR("-") : sha_hex(a, sha_end(h));
}

static void write_state(struct kb *kb, struct arena *a, const struct walk_state *s)
{
	struct buf b = buf_make(a);
	buf_printf(&b, WALK_HEAD "%lld " STR_FMT "\n", (long long)s->at, STR_ARG(s->hash));
	buf_put(&b, s->folders);
	(void)fs_write(engine_path(kb, a, STR(WALK_PATH)), buf_str(&b), false, NULL);
}

/* --- the walk ---------------------------------------------------------------------------- */

static bool walk_below(
	struct kb *kb, struct arena *a, const char *root, struct fs_list *all, size_t *cap)
{
	struct fs_list l;
	struct str head = str_printf(a, "%s/", root);
	if (!fs_walk(a, engine_path(kb, a, str_of(root)), &l, NULL))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		if (all->n == *cap)
			all->v = vec_grow(a, all->v, sizeof *all->v, all->n, cap);
		all->v[all->n] = l.v[i];
		all->v[all->n++].path = str_cat(a, head, l.v[i].path);
	}
	return true;
}

static void walk(struct kb *kb, struct arena *a, const struct walk_state *old, int64_t now,
	struct fresh_walk *out)
{
	struct fs_list files = {0};
	size_t cap = 0;
	if (!walk_below(kb, a, "raw", &files, &cap) || !walk_below(kb, a, "wiki", &files, &cap))
		return;
	out->walked = true;
	out->n_files = files.n;
	struct walk_state new = {now, hash_of(a, &files, now), folders_of(kb, a, &files)};
	bool same = str_eq(new.hash, old->hash) && !str_eqz(new.hash, "-");
	if (!same && !(settle_sources(kb, a, out) && settle_pages(kb, a, &files, out))) {
		new.hash = STR("-");
		new.at = 0; /* the next search tries again */
	}
	if (out->n_indexed) { /* pages were written: what they are now counts */
		new.hash = STR("-");
		new.folders = folders_of(kb, a, &files);
	}
	write_state(kb, a, &new);
}

void fresh_walk(struct kb *kb, struct fresh_walk *out)
{
	double began = engine_elapsed(kb);
	struct walk_state old;
	*out = (struct fresh_walk){0};
	if (!engine_index(kb, DB_READ, NULL))
		return;
	int64_t now = engine_now(kb);
	struct arena *scratch = arena_make();
	bool known = read_state(kb, scratch, &old);
	bool due = !known || now < old.at || now - old.at > WALK_EVERY_S ||
		folders_changed(kb, scratch, old.folders);
	kb->no_wait = true;
	if (due)
		walk(kb, scratch, &old, now, out);
	kb->no_wait = false;
	arena_free(scratch);
	out->seconds = engine_elapsed(kb) - began;
}
