/* chart_table.c - see chart.h: tables of passages and files as rows of plain cells. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/md.h"
#include "engine/chart.h"

/* --- a table of Markdown ----------------------------------------------------------------- */

/* The cells of row block i, as long as `width` (0: as they are). */
static struct strs row_cells(
	struct arena *a, const struct md_blocks *l, size_t *leaf, size_t i, size_t width)
{
	struct strs cells = {0};
	while (*leaf < l->n_leaves && l->leaf[*leaf].block < i)
		++*leaf;
	for (; *leaf < l->n_leaves && l->leaf[*leaf].block == i; ++*leaf)
		strs_add(a, &cells, str_trim(md_plain(a, l->leaf[*leaf].text)));
	while (cells.n < width)
		strs_add(a, &cells, STR(""));
	cells.n = width && cells.n > width ? width : cells.n;
	return cells;
}

static size_t read_table(struct arena *a, const struct md_blocks *l, size_t table, size_t *leaf,
	struct chart_table *out)
{
	VEC(struct strs) rows = {0};
	size_t i = table + 1;
	*out = (struct chart_table){.passage = l->v[table].id};
	for (; i < l->n && l->v[i].kind == MD_ROW && l->v[i].parent == table; i++) {
		struct strs cells = row_cells(a, l, leaf, i, out->head.n);
		if (!out->head.n)
			out->head = cells;
		else if (rows.n < CHART_MAX_ROWS)
			VEC_PUSH(a, &rows, cells);
	}
	out->rows = rows.v;
	out->n = rows.n;
	return i;
}

void chart_tables_of(struct arena *a, struct str body, struct chart_tables *out)
{
	struct md_blocks l;
	VEC(struct chart_table) v = {0};
	size_t leaf = 0;
	*out = (struct chart_tables){0};
	if (!md_parse(a, body, &l, NULL))
		return;
	for (size_t i = 0; i < l.n;) {
		if (l.v[i].kind != MD_TABLE) {
			i++;
			continue;
		}
		struct chart_table t;
		i = read_table(a, &l, i, &leaf, &t);
		if (t.head.n)
			VEC_PUSH(a, &v, t);
	}
	*out = (struct chart_tables){v.v, v.n};
}

size_t chart_column(const struct chart_table *t, struct str name)
{
	for (size_t i = 0; i < t->head.n; i++)
		if (str_eq(t->head.v[i], name))
			return i;
	for (size_t i = 0; i < t->head.n; i++)
		if (str_ieq(t->head.v[i], str_trim(name)))
			return i;
	return STR_NPOS;
}

/* --- files ------------------------------------------------------------------------------- */

/* A path that stays below the base when it is joined to it. */
static bool is_below(struct arena *a, struct str path, const char *root)
{
	struct str clean = fs_clean(a, path);
	return str_eq(clean, path) && str_starts(path, str_of(root)) &&
		str_find_byte(path, '\0') == STR_NPOS;
}

/* No part of the path is a link that could lead out of the base. */
static bool is_plain(struct kb *kb, struct arena *a, struct str path)
{
	for (size_t i = 0; i <= path.n; i++) {
		struct fs_stat st;
		if (i < path.n && path.p[i] != '/')
			continue;
		if (!fs_stat(engine_path(kb, a, str_sub(path, 0, i)), &st, NULL) || !st.exists ||
			st.is_link)
			return false;
	}
	return true;
}

bool chart_table_source(struct kb *kb, struct arena *a, struct str path, size_t which,
	struct chart_table *out, struct err *e)
{
	struct str bytes;
	struct document doc;
	struct convert_opt opt = {.name = fs_base_name(path)};
	struct chart_tables l;
	if (!is_below(a, path, "raw/") || !is_plain(kb, a, path))
		return err_set(e, ERR_NOT_FOUND, STR_FMT ": no file below raw/", STR_ARG(path));
	if (!fs_read(a, engine_path(kb, a, path), FS_MAX_FILE, &bytes, e) ||
		!convert(a, bytes, &opt, &doc, e))
		return err_wrap(e, STR_FMT, STR_ARG(path));
	chart_tables_of(a, doc.body, &l);
	if (which < 1 || which > l.n)
		return err_set(e, ERR_NOT_FOUND, STR_FMT ": has %zu tables, not a number %zu",
			STR_ARG(path), l.n, which);
	*out = l.v[which - 1];
	out->source = path;
	out->title = doc.meta.title.n ? doc.meta.title : fs_base_name(path);
	out->path = out->passage = STR("");
	return true;
}

bool chart_page(struct kb *kb, struct arena *a, struct str ref, struct page *out, struct str *path,
	struct str *id, struct err *e)
{
	struct str text;
	size_t at = str_rfind_byte(ref, '#');
	*path = str_sub(ref, 0, at == STR_NPOS ? ref.n : at);
	*id = at == STR_NPOS ? STR("") : str_from(ref, at + 1);
	if (str_starts(*id, STR("^")))
		*id = str_from(*id, 1);
	if (!is_below(a, *path, "wiki/") || !is_plain(kb, a, *path))
		return err_set(e, ERR_NOT_FOUND, STR_FMT ": no page of the wiki", STR_ARG(*path));
	return fs_read(a, engine_path(kb, a, *path), PAGE_MAX, &text, e) &&
		page_parse(a, text_clean(a, text), out, e);
}

bool chart_table_passage(
	struct kb *kb, struct arena *a, struct str ref, struct chart_table *out, struct err *e)
{
	struct page p;
	struct str path, id;
	struct chart_tables l;
	if (!chart_page(kb, a, ref, &p, &path, &id, e))
		return false;
	chart_tables_of(a, p.body, &l);
	for (size_t i = 0; i < l.n; i++) {
		if (!id.n || !str_ieq(l.v[i].passage, id))
			continue;
		*out = l.v[i];
		out->path = path;
		out->title = yaml_str(p.meta, STR("title"));
		out->source = yaml_first(p.meta, STR("sources"));
		return true;
	}
	return err_set(e, ERR_NOT_FOUND, STR_FMT ": no table with this passage id", STR_ARG(ref));
}
