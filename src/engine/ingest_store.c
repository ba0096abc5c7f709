/* ingest_store.c - see ingest_store.h. Order: names, the text page, putting, ending. */
#include "engine/ingest_store.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "doc/page.h"
#include "engine/ingest_parts.h"
#include "engine/kept.h"
#include "store/search.h"

struct str ingest_source_path(struct arena *a, struct str slug)
{
	return str_printf(a, "wiki/sources/" STR_FMT "-source.md", STR_ARG(slug));
}

/* --- names ------------------------------------------------------------------------------- */

static struct str with_hash(struct arena *a, struct str slug, struct str sha)
{
	return str_printf(a, STR_FMT "-" STR_FMT, STR_ARG(slug), STR_ARG(str_sub(sha, 0, 6)));
}

static void add_row(struct ingest_store *s, struct source_row *row)
{
	VEC_PUSH(s->a, &s->rows, row);
	if (row->status != SOURCE_OK)
		return;
	map_add(&s->taken, row->slug, NULL)->num = 1;
	map_add(&s->by_sha, row->sha, NULL)->ptr = row;
}

bool ingest_store_begin(struct ingest_store *s, struct kb *kb, struct arena *a,
	const struct ingest_plan *plan, struct err *e)
{
	struct page_rows pages;
	*s = (struct ingest_store){.kb = kb,
		.a = a,
		.taken = map_make(a),
		.by_sha = map_make(a),
		.pages = map_make(a),
		.sync = {.a = a},
		.fresh = plan->old.n == 0};
	if (!index_pages_of(kb->index, a, true, &pages, e))
		return false;
	for (size_t i = 0; i < pages.n; i++)
		map_add(&s->pages, pages.v[i].path, NULL)->ptr = &pages.v[i];
	struct map todo = map_make(a), gone = map_make(a);
	for (size_t i = 0; i < plan->todo.n; i++)
		map_add(&todo, plan->todo.v[i].path, NULL);
	for (size_t i = 0; i < plan->gone.n; i++)
		map_add(&gone, plan->gone.v[i]->path, NULL);
	for (size_t i = 0; i < plan->old.n; i++) {
		struct source_row *row = &plan->old.v[i];
		if (!map_find(&todo, row->path) && !map_find(&gone, row->path))
			add_row(s, row);
	}
	return true;
}

void ingest_store_reserve(struct ingest_store *s, const struct source_row *row)
{
	map_add(&s->taken, row->slug, NULL)->num = 1;
}

bool ingest_store_has_sha(const struct ingest_store *s, struct str sha)
{
	return map_find(&s->by_sha, sha) != NULL;
}

void ingest_store_demote(struct ingest_store *s, const struct source_row *row, struct str of)
{
	for (size_t i = 0; i < s->rows.n; i++) {
		struct source_row *r = s->rows.v[i];
		if (!str_eq(r->path, row->path) || r->status != SOURCE_OK)
			continue;
		r->status = SOURCE_SKIPPED;
		r->reason = str_printf(s->a, "same bytes as " STR_FMT, STR_ARG(of));
		map_add(&s->taken, r->slug, NULL)->num = 0;
		index_put_source(s->kb->index, s->a, r, NULL);
	}
}

/* --- the text page ----------------------------------------------------------------------- */

/* Page `part` (from 1) of an item; n parts in all. */
static struct str text_page(struct arena *a, const struct ingest_item *it,
	const struct ingest_parts *parts, size_t part)
{
	const struct doc_meta *m = &it->doc.meta;
	struct buf b = buf_make(a);
	struct strs sources = {(struct str[]){it->path}, 1};
	struct str title = m->title;
	if (part > 1)
		title = str_printf(a, STR_FMT ", part %zu", STR_ARG(m->title), part);
	buf_puts(&b, "---\ntype: text\n");
	meta_put(&b, "title", title);
	meta_put(&b, "description", m->excerpt);
	meta_put_list(&b, "tags", m->tags);
	meta_put_paths(&b, "sources", sources);
	meta_put(&b, "sha256", it->sha);
	meta_put(&b, "url", m->url);
	meta_put_list(&b, "author", m->authors);
	meta_put_raw(&b, "published", m->published);
	meta_put(&b, "site", m->site);
	meta_put(&b, "language", m->language);
	if (parts->n > 1)
		buf_printf(&b, "part: %zu\nparts: %zu\n", part, parts->n);
	buf_puts(&b, "generated: kb\n---\n");
	buf_put(&b, ingest_part_line(a, it->row.slug, part, parts->n));
	buf_put(&b, parts->v[part - 1]);
	return page_seal(a, buf_str(&b));
}

/* A document that somebody edited is evidence no more: the edit is set aside, the page made anew. */
static bool set_aside_edit(struct ingest_store *s, struct ingest_item *it, struct str path,
	struct str page, bool *known, struct err *e)
{
	struct str there, kept;
	char *full = engine_path(s->kb, it->a, path);
	const struct page_row *row = map_ptr(&s->pages, path);
	if (!fs_read(it->a, full, PAGE_MAX, &there, NULL))
		return true;
	*known = str_eq(there, page);
	if (*known)
		return true;
	struct page old;
	if (!page_parse(it->a, there, &old, e))
		return false;
	struct str sha = old.meta_ok ? yaml_str(old.meta, STR("sha256")) : STR("");
	*known = str_eq(sha, it->sha);
	if (old.pristine || (row && str_eq(row->hash, page_hash(it->a, there))))
		return true;
	if (!kept_save(s->kb, it->a, path, there, &kept, e))
		return false;
	strs_add(it->a, &it->row.notes,
		str_printf(it->a,
			"the edited text page was kept as " STR_FMT
			" and made anew; kb adopt with that path makes it the document",
			STR_ARG(kept)));
	return true;
}

/* part: its passages alone, 0 when the document is one page. */
static bool index_text(struct ingest_store *s, struct arena *a, const struct source_row *row,
	size_t part, struct str hash, const struct passages *l, struct err *e)
{
	struct search_passage *v = ARENA_ARRAY(a, struct search_passage, l->n);
	struct str ids = part ? row->parts.v[part - 1] : STR("");
	size_t n = 0, at = 0;
	for (size_t i = 0; i < l->n; i++) {
		/* passages and ids come in one order */
		if (part &&
			!(at + 1 + l->v[i].id.n < ids.n &&
				str_starts(str_from(ids, at + 1), l->v[i].id) &&
				ids.p[at + 1 + l->v[i].id.n] == ' '))
			continue;
		at += 1 + l->v[i].id.n;
		v[n++] = (struct search_passage){
			l->v[i].id, l->v[i].heading, l->v[i].plain, (unsigned)l->v[i].kind};
	}
	struct search_page page = {.path = ingest_part_path(a, row->slug, part),
		.type = STR("text"),
		.source = row->path,
		.title = row->title,
		.language = row->language,
		.date = row->date,
		.tags = row->tags,
		.hash = hash,
		.passages = v,
		.n_passages = n};
	return search_put(s->kb->index, a, &page, e);
}

static bool record_page(struct ingest_store *s, struct arena *a, const struct source_row *row,
	struct str path, struct str text, struct err *e)
{
	struct page_row page = {.path = path,
		.kind = STR("text"),
		.title = row->title,
		.content = row->doc_key,
		.hash = page_hash(a, text)};
	return fs_stat(engine_path(s->kb, a, path), &page.st, e) &&
		index_put_page(s->kb->index, &page, e);
}

static bool write_page(struct ingest_store *s, struct arena *a, const struct source_row *row,
	size_t part, struct str text, const struct passages *l, struct err *e)
{
	struct str path = ingest_part_path(a, row->slug, part), there;
	char *full = engine_path(s->kb, a, path);
	bool same = fs_read(a, full, PAGE_MAX, &there, NULL) && str_eq(there, text);
	sync_add(&s->sync, str_dup(s->a, path));
	return (same ||
		       (fs_mkdirs(engine_path(s->kb, a, STR("wiki/text")), e) &&
			       fs_write(full, text, false, e))) &&
		record_page(s, a, row, path, text, e) &&
		index_text(s, a, row, part, page_hash(a, text), l, e);
}

/* All pages of an item whose slug is settled; edits of them are set aside. *known: they stood there. */
static bool write_item(struct ingest_store *s, struct ingest_item *it, bool *known, struct err *e)
{
	struct ingest_parts parts;
	bool all = true;
	if (!ingest_cut(it->a, it->marked, &it->passages, &parts, e))
		return false;
	it->row.parts = parts.ids;
	for (size_t i = 1; i <= parts.n; i++) {
		struct str page = text_page(it->a, it, &parts, i);
		bool was = false;
		if (!set_aside_edit(
			    s, it, ingest_part_path(it->a, it->row.slug, i), page, &was, e) ||
			!write_page(
				s, it->a, &it->row, parts.n > 1 ? i : 0, page, &it->passages, e))
			return false;
		all = all && was;
	}
	*known = all;
	return true;
}

/* --- putting ----------------------------------------------------------------------------- */

static struct strs copy_list(struct arena *a, struct strs l)
{
	struct strs r = {0};
	for (size_t i = 0; i < l.n; i++)
		strs_add(a, &r, str_dup(a, l.v[i]));
	return r;
}

static struct source_row *copy_row(struct arena *a, const struct source_row *row)
{
	struct source_row *r = ARENA_NEW(a, struct source_row);
	*r = *row;
	struct str *const words[] = {&r->path, &r->sha, &r->reason, &r->type, &r->title, &r->date,
		&r->language, &r->url, &r->excerpt, &r->slug, &r->doc_key};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		*words[i] = str_dup(a, *words[i]);
	r->notes = copy_list(a, row->notes);
	r->authors = copy_list(a, row->authors);
	r->tags = copy_list(a, row->tags);
	r->embeds = copy_list(a, row->embeds);
	r->parts = copy_list(a, row->parts);
	r->pages = copy_list(a, row->pages);
	return r;
}

bool ingest_store_put(struct ingest_store *s, struct ingest_item *it, bool *known, struct err *e)
{
	*known = false;
	if (it->row.status != SOURCE_OK) {
		add_row(s, copy_row(s->a, &it->row));
		return index_put_source(s->kb->index, it->a, &it->row, e);
	}
	struct str slug = text_slug(it->a, it->doc.meta.title);
	const struct map_entry *given = map_find(&s->taken, slug);
	it->row.slug = given && given->num ? with_hash(it->a, slug, it->sha) : slug;
	if (!write_item(s, it, known, e) || !index_put_source(s->kb->index, it->a, &it->row, e))
		return false;
	add_row(s, copy_row(s->a, &it->row));
	return true;
}

bool ingest_store_remake(
	struct ingest_store *s, struct source_row *row, struct ingest_item *it, struct err *e)
{
	it->row.slug = row->slug;
	it->row.st = row->st;
	bool known;
	if (!write_item(s, it, &known, e) || !index_put_source(s->kb->index, it->a, &it->row, e))
		return false;
	*row = *copy_row(s->a, &it->row);
	return true;
}

bool ingest_store_touch(struct ingest_store *s, const struct source_row *row, struct err *e)
{
	add_row(s, copy_row(s->a, row));
	return index_put_source(s->kb->index, s->a, row, e);
}

/* --- ending ------------------------------------------------------------------------------ */

struct rename {
	struct source_row *row;
	struct str slug;
	struct str *texts; /* of its pages */
	struct passages passages;
};

static int by_slug_then_sha(const void *x, const void *y)
{
	const struct rename *a = x, *b = y;
	int c = str_cmp(a->slug, b->slug);
	return c ? c : str_cmp(a->row->sha, b->row->sha);
}

static bool read_pages(struct ingest_store *s, struct rename *r, struct err *e)
{
	size_t n = ingest_n_parts(r->row);
	r->texts = ARENA_ARRAY(s->a, struct str, n);
	for (size_t i = 1; i <= n; i++) {
		char *from = engine_path(s->kb, s->a, ingest_part_path(s->a, r->row->slug, i));
		if (!fs_read(s->a, from, PAGE_MAX, &r->texts[i - 1], e))
			return false;
		r->texts[i - 1] =
			ingest_part_renamed(s->a, r->texts[i - 1], r->row->slug, r->slug, i, n);
	}
	return ingest_read_document(s->kb, s->a, r->row, &r->passages, NULL, e);
}

static bool rename_pages(struct ingest_store *s, struct rename *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) /* all are read before any is written: slugs may swap */
		if (!read_pages(s, &v[i], e))
			return false;
	for (size_t i = 0; i < n; i++) {
		struct source_row *row = v[i].row;
		row->slug = v[i].slug;
		for (size_t k = 1; k <= ingest_n_parts(row); k++)
			if (!write_page(s, s->a, row, row->parts.n ? k : 0, v[i].texts[k - 1],
				    &v[i].passages, e))
				return false;
		if (!index_put_source(s->kb->index, s->a, row, e))
			return false;
	}
	return true;
}

static bool settle_slugs(struct ingest_store *s, struct err *e)
{
	struct rename *v = ARENA_ARRAY(s->a, struct rename, s->rows.n);
	size_t n = 0, n_renames = 0;
	for (size_t i = 0; i < s->rows.n; i++)
		if (s->rows.v[i]->status == SOURCE_OK)
			v[n++] = (struct rename){
				.row = s->rows.v[i], .slug = text_slug(s->a, s->rows.v[i]->title)};
	if (n)
		qsort(v, n, sizeof *v, by_slug_then_sha);
	struct str bare = {0};
	for (size_t i = 0; i < n; i++) {
		struct rename r = v[i];
		if (i && str_eq(r.slug, bare))
			r.slug = with_hash(s->a, r.slug, r.row->sha);
		else
			bare = r.slug;
		if (!str_eq(r.slug, r.row->slug))
			v[n_renames++] = r;
	}
	return rename_pages(s, v, n_renames, e);
}

/* Removes a text page that no source owns any more; a person's edit of it is set aside. */
static bool remove_page(struct ingest_store *s, struct str path, struct err *e)
{
	struct str text, kept;
	struct page page;
	char *full = engine_path(s->kb, s->a, path);
	if (fs_read(s->a, full, PAGE_MAX, &text, NULL)) {
		if (!page_parse(s->a, text, &page, e))
			return false;
		if (!page.kb_hash.n)
			return true; /* no page of kb's */
		if (!page.pristine && !kept_save(s->kb, s->a, path, text, &kept, e))
			return false;
	}
	return fs_remove(full, e) && index_drop_page(s->kb->index, path, e) &&
		search_remove(s->kb->index, path, e);
}

static bool remove_orphans(struct ingest_store *s, struct err *e)
{
	struct map owned = map_make(s->a);
	for (size_t i = 0; i < s->rows.n; i++)
		for (size_t k = 1;
			s->rows.v[i]->status == SOURCE_OK && k <= ingest_n_parts(s->rows.v[i]); k++)
			map_add(&owned, ingest_part_path(s->a, s->rows.v[i]->slug, k), NULL);
	struct page_rows rows;
	if (!index_pages_of(s->kb->index, s->a, true, &rows, e))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (!map_find(&owned, rows.v[i].path) && !remove_page(s, rows.v[i].path, e))
			return false;
	if (!s->fresh)
		return true;
	struct fs_list files; /* a lost index: what is on disk and nobody's was left behind */
	if (!fs_walk(s->a, engine_path(s->kb, s->a, STR("wiki/text")), &files, e))
		return false;
	for (size_t i = 0; i < files.n; i++) {
		struct str path = str_cat(s->a, STR("wiki/text/"), files.v[i].path);
		if (str_ends(path, STR(".md")) && !map_find(&owned, path) &&
			!remove_page(s, path, e))
			return false;
	}
	return true;
}

bool ingest_store_end(struct ingest_store *s, bool changed, struct err *e)
{
	return settle_slugs(s, e) && remove_orphans(s, e) && sync_all(s->kb, &s->sync, e) &&
		(!changed || index_put_state(s->kb->index, INDEX_DIRTY, STR("1"), e));
}
