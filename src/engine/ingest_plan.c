/* ingest_plan.c - which files of raw/ have to be read.
 *
 * A file is left alone when size, times and inode are those of its row and it is not as young as the
 * walk itself (a change inside the clock's grain would not show). */
#include "engine/ingest_plan.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"

#define SECOND_NS ((int64_t)1000000000)

static bool is_side_file(struct str path)
{
	return str_ends(path, STR(".kb.yaml"));
}

bool ingest_next_owner(struct arena *a, struct str path, size_t *at, struct str *owner)
{
	struct str mark = STR("_files/");
	size_t found = str_find_from(path, *at / 2, mark);
	if (found == STR_NPOS)
		return false;
	bool second = *at == found * 2 + 1;
	*owner = str_cat(a, str_sub(path, 0, found), second ? STR(".htm") : STR(".html"));
	*at = second ? (found + mark.n) * 2 : found * 2 + 1;
	return true;
}

/* present: the files of raw/ by path. */
static bool is_ignored(
	const struct kb *kb, struct arena *a, const struct map *present, struct str path)
{
	struct str below = str_from(path, 4), owner; /* behind "raw/" */
	if (is_side_file(path) || str_starts(below, STR("assets/")))
		return true;
	for (size_t at = 0; ingest_next_owner(a, path, &at, &owner);)
		if (map_find(present, owner))
			return true;
	for (size_t i = 0; i < kb->conf.ingest.ignore.n; i++) {
		struct str g = kb->conf.ingest.ignore.v[i];
		if (str_glob(g, path) || str_glob(g, below))
			return true;
	}
	return false;
}

/* The file system's own clock, read off a file written now; 0 where nothing can be written: then
 * nothing is remembered either. */
static int64_t fs_clock(struct kb *kb, struct arena *a)
{
	struct fs_stat st;
	char *path = engine_path(kb, a, STR(".kb/clock"));
	return fs_write(path, STR(""), false, NULL) && fs_stat(path, &st, NULL) ? st.mtime_ns : 0;
}

/* The text pages of a source are as kb left them: evidence that somebody changed is made anew. */
static bool page_untouched(
	struct kb *kb, struct arena *a, const struct map *pages, const struct source_row *row)
{
	struct fs_stat st;
	if (row->status != SOURCE_OK)
		return true;
	for (size_t i = 1; i <= ingest_n_parts(row); i++) {
		struct str path = ingest_part_path(a, row->slug, i);
		struct page_row *page = map_ptr(pages, path);
		if (!page || !fs_stat(engine_path(kb, a, path), &st, NULL) || !st.exists ||
			!fs_stat_same(&st, &page->st))
			return false;
	}
	return true;
}

static bool wanted(const struct strs *only, struct str path)
{
	if (!only)
		return true;
	for (size_t i = 0; i < only->n; i++) {
		struct str o = only->v[i];
		if (str_eq(o, path) || (str_starts(path, o) && path.n > o.n && path.p[o.n] == '/'))
			return true;
	}
	return false;
}

static struct map pages_by_path(struct arena *a, struct page_rows rows)
{
	struct map m = map_make(a);
	for (size_t i = 0; i < rows.n; i++)
		map_add(&m, rows.v[i].path, NULL)->ptr = &rows.v[i];
	return m;
}

/* A side file belongs to its source: a change of either is a change of the source. */
static void add_side(struct fs_stat *st, const struct fs_stat *side)
{
	st->size += side->size + 1;
	if (side->mtime_ns > st->mtime_ns)
		st->mtime_ns = side->mtime_ns;
	if (side->ctime_ns > st->ctime_ns)
		st->ctime_ns = side->ctime_ns;
}

/* Path of the corrected version that stands for a source, or "". */
static struct str replacement(const struct source_row *row)
{
	struct str head = STR(REPLACED_BY);
	bool replaced = row->status == SOURCE_SKIPPED && str_starts(row->reason, head);
	return replaced ? str_from(row->reason, head.n) : STR("");
}

static void plan_file(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct ingest_item item, const struct map *pages, struct ingest_plan *p)
{
	const struct source_row *old = map_ptr(&p->by_path, item.path);
	struct fs_stat seen = item.st;
	int64_t young = p->walked_ns ? p->walked_ns - SECOND_NS : INT64_MAX;
	item.old = old;
	item.page_good = old && page_untouched(kb, a, pages, old);
	if (seen.mtime_ns >= young || seen.ctime_ns >= young)
		item.st.size = -1; /* remembered as unknown: the next walk reads it again */
	bool same = old && !opt->force && fs_stat_same(&old->st, &seen) && item.page_good &&
		str_eq(item.replaced_by, replacement(old));
	if (same && old->status == SOURCE_SKIPPED && !str_eqz(old->sha, "-")) {
		item.maybe = true;
		p->n_maybe++;
		same = false;
	}
	if (same)
		VEC_PUSH(a, &p->same, old);
	else
		VEC_PUSH(a, &p->todo, item);
}

/* Copies stay what they are as long as nothing else changes. */
static void settle_copies(struct arena *a, struct ingest_plan *p)
{
	if (p->n_maybe == 0 || p->todo.n > p->n_maybe || p->gone.n)
		return;
	for (size_t i = 0; i < p->todo.n; i++)
		VEC_PUSH(a, &p->same, p->todo.v[i].old);
	p->todo.n = 0;
}

static void plan_files(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	const struct strs *only, const struct fs_list *files, const struct map *pages,
	struct ingest_plan *p)
{
	struct map present = map_make(a);
	if (!only && !p->todo.cap &&
		files->n > p->old.n) { /* so many are new, but for ignored ones */
		p->todo.cap = files->n - p->old.n;
		p->todo.v = ARENA_ARRAY(a, struct ingest_item, p->todo.cap);
	}
	for (size_t i = 0; i < files->n; i++)
		map_add(&present, files->v[i].path, NULL)->ptr = &files->v[i];
	for (size_t i = 0; i < files->n; i++) {
		const struct fs_entry *f = &files->v[i];
		if (is_ignored(kb, a, &present, f->path))
			continue;
		p->n_files++;
		if (!wanted(only, f->path))
			continue;
		struct ingest_item item = {.path = f->path, .st = f->st};
		struct fs_entry *side = map_ptr(&present, str_cat(a, f->path, STR(".kb.yaml")));
		struct fs_entry *fixed = map_ptr(&present, str_cat(a, f->path, STR(".fixed.md")));
		item.has_side = side != NULL;
		if (side)
			add_side(&item.st, &side->st);
		if (fixed)
			item.replaced_by = fixed->path;
		plan_file(kb, a, opt, item, pages, p);
	}
	for (size_t i = 0; i < p->old.n; i++) {
		struct str path = p->old.v[i].path;
		if (!map_find(&present, path) || is_ignored(kb, a, &present, path))
			VEC_PUSH(a, &p->gone, &p->old.v[i]);
	}
	settle_copies(a, p);
}

/* n_todo: how many files there will be to read, when it is known. */
static bool plan_at(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	const struct strs *only, int64_t clock_ns, size_t n_todo, struct ingest_plan *out,
	struct err *e)
{
	struct fs_list files;
	struct page_rows pages;
	char *raw = engine_path(kb, a, STR("raw"));
	*out = (struct ingest_plan){.by_path = map_make(a), .walked_ns = clock_ns};
	out->todo.v = ARENA_ARRAY(a, struct ingest_item, n_todo);
	out->todo.cap = n_todo;
	if (!index_sources(kb->index, a, &out->old, e) ||
		!index_pages_of(kb->index, a, true, &pages, e))
		return false;
	if (!fs_is_dir(raw) && out->old.n)
		return err_set(e, ERR_IO,
			"%s: the folder of sources is gone; bring it back, or make it empty to "
			"drop all sources",
			raw);
	if (!fs_walk(a, raw, &files, e))
		return false;
	struct map page_map = pages_by_path(a, pages);
	for (size_t i = 0; i < out->old.n; i++)
		map_add(&out->by_path, out->old.v[i].path, NULL)->ptr = &out->old.v[i];
	for (size_t i = 0; i < files.n; i++)
		files.v[i].path = str_cat(a, STR("raw/"), files.v[i].path);
	plan_files(kb, a, opt, only, &files, &page_map, out);
	return true;
}

bool ingest_look(struct kb *kb, struct arena *a, struct ingest_plan *out, struct err *e)
{
	struct kb_ingest_opt all = {0};
	return plan_at(kb, a, &all, NULL, 0, 0, out, e);
}

bool ingest_is_waiting(const struct ingest_item *it)
{
	const struct source_row *old = it->old;
	if (!old)
		return true;
	bool touched = old->st.mtime_ns != it->st.mtime_ns || old->st.ctime_ns != it->st.ctime_ns ||
		old->st.inode != it->st.inode;
	return touched || (old->status == SOURCE_OK && !it->page_good);
}

static bool has_known_bytes(struct kb *kb, const struct ingest_item *it)
{
	struct arena *scratch = arena_make();
	struct str bytes;
	bool same = fs_read(scratch, engine_path(kb, scratch, it->path),
			    (size_t)kb->conf.ingest.max_file, &bytes, NULL) &&
		str_eq(it->old->sha, sha_hex(scratch, sha_of(bytes)));
	arena_free(scratch);
	return same;
}

void ingest_look_closer(struct kb *kb, struct arena *a, struct ingest_plan *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->todo.n; i++) {
		const struct ingest_item *it = &p->todo.v[i];
		if (!ingest_is_waiting(it) && !it->has_side && !it->maybe &&
			has_known_bytes(kb, it))
			VEC_PUSH(a, &p->same, it->old);
		else
			p->todo.v[n++] = *it;
	}
	p->todo.n = n;
}

/* Nothing is written, not even to tell the time, when there is nothing to read. */
bool ingest_plan(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	const struct strs *only, struct ingest_plan *out, struct err *e)
{
	struct arena_mark m = arena_mark(a);
	if (!plan_at(kb, a, opt, only, 0, 0, out, e))
		return false;
	size_t n_todo = out->todo.n;
	if (n_todo == 0)
		return true;
	arena_release(a, m);
	return plan_at(kb, a, opt, only, fs_clock(kb, a), n_todo, out, e);
}
