/* html_table.c - tables of data as GFM tables; tables that lay a page out are unwrapped.
 *
 * Order: the grid, data or layout, cells, writing. Spans are expanded by repeating nothing: a cell
 * that spans is written once, the places it covers are empty, so that no figure appears twice. */
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "doc/html_write.h"

#define MAX_COLUMNS 200 /* DESIGN.md 4 */
#define MAX_CELLS 200000

struct row {
	size_t node;
	size_t *cell; /* nodes by column; DOM_NONE where a span or nothing stands */
	size_t n;
	bool head;
};
struct grid {
	VEC(struct row) rows;
	size_t n_columns, n_cells;
	bool has_head, has_caption, has_blocks, nested;
	size_t caption;
};

/* --- the grid ---------------------------------------------------------------------------- */

static size_t span_of(const struct dom *d, size_t cell, const char *name)
{
	int64_t n;
	if (!str_to_i64(str_trim(dom_attr(d, cell, name)), &n) || n < 1)
		return 1;
	return n > 100 ? 100 : (size_t)n;
}

/* Rows that earlier cells still cover, by column. */
struct covers {
	size_t v[MAX_COLUMNS];
};

static void add_cell(struct grid *g, struct row *r, struct covers *c, struct arena *a,
	const struct dom *d, size_t cell)
{
	while (r->n < MAX_COLUMNS && c->v[r->n] > 0) {
		c->v[r->n]--;
		r->cell[r->n++] = DOM_NONE;
	}
	size_t columns = span_of(d, cell, "colspan"), rows = span_of(d, cell, "rowspan");
	for (size_t k = 0; k < columns && r->n < MAX_COLUMNS; k++) {
		c->v[r->n] = rows - 1;
		r->cell[r->n++] = k ? DOM_NONE : cell;
	}
	g->n_cells++;
	(void)a;
}

static void add_row(struct grid *g, struct html_page *h, struct covers *c, size_t tr)
{
	const struct dom *d = &h->dom;
	struct row r = {.node = tr, .head = true};
	if (g->n_cells > MAX_CELLS)
		return;
	r.cell = ARENA_ARRAY(h->a, size_t, MAX_COLUMNS);
	bool any = false;
	for (size_t k = tr + 1; k < d->v[tr].end; k = d->v[k].end) {
		if ((d->v[k].tag != TAG_TD && d->v[k].tag != TAG_TH) || h->gone[k])
			continue;
		add_cell(g, &r, c, h->a, d, k);
		r.head = r.head && d->v[k].tag == TAG_TH;
		any = true;
		for (size_t t = k + 1; t < d->v[k].end; t++)
			g->nested = g->nested || d->v[t].tag == TAG_TABLE;
		g->has_blocks = g->has_blocks || h->blocks[d->v[k].end] - h->blocks[k + 1] > 1;
	}
	while (r.n < MAX_COLUMNS && c->v[r.n] > 0) {
		c->v[r.n]--;
		r.cell[r.n++] = DOM_NONE;
	}
	size_t *cells = ARENA_ARRAY(h->a, size_t, r.n + 1);
	memcpy(cells, r.cell, r.n * sizeof *cells);
	r.cell = cells;
	r.head = r.head && any;
	g->has_head = g->has_head || r.head;
	g->n_columns = r.n > g->n_columns ? r.n : g->n_columns;
	VEC_PUSH(h->a, &g->rows, r);
}

static void read_grid(struct grid *g, struct html_page *h, size_t table)
{
	const struct dom *d = &h->dom;
	struct covers *c = ARENA_NEW(h->a, struct covers);
	*g = (struct grid){.caption = DOM_NONE};
	for (size_t k = table + 1; k < d->v[table].end;) {
		enum html_tag tag = d->v[k].tag;
		bool skip = tag == TAG_TABLE || h->gone[k];
		if (tag == TAG_TR && !skip)
			add_row(g, h, c, k);
		if (tag == TAG_CAPTION && !skip)
			g->caption = k;
		bool enter = !skip && (tag == TAG_TBODY || tag == TAG_THEAD || tag == TAG_TFOOT);
		k = enter ? k + 1 : d->v[k].end;
	}
}

/* --- data or layout ---------------------------------------------------------------------- */

static bool is_data(const struct html_page *h, const struct grid *g, size_t table)
{
	const struct dom *d = &h->dom;
	struct str role = dom_attr(d, table, "role");
	if (str_ieq(role, STR("presentation")) || str_ieq(role, STR("none")))
		return false;
	if (g->n_columns < 2 || g->rows.n < 1 || g->nested)
		return g->n_columns >= 2 && g->rows.n >= 2 && g->has_head && !g->nested;
	struct html_sum all = html_sum_of(h, table);
	if (g->has_head || g->caption != DOM_NONE)
		return true;
	if (g->rows.n < 2)
		return all.words < 60 * g->n_cells && all.words > 0 && !g->has_blocks;
	/* a cell that holds most of the words makes it a layout */
	uint32_t most = 0;
	for (size_t i = 0; i < g->rows.n; i++)
		for (size_t k = 0; k < g->rows.v[i].n; k++)
			if (g->rows.v[i].cell[k] != DOM_NONE) {
				uint32_t n = html_sum_of(h, g->rows.v[i].cell[k]).words;
				most = n > most ? n : most;
			}
	return !(most > 150 && most * 2 > all.words);
}

/* --- cells ------------------------------------------------------------------------------- */

/* Content of a cell in one line: blocks and breaks are joined by <br>. */
static struct str cell_text(struct writer *w, size_t cell)
{
	if (cell == DOM_NONE)
		return STR("");
	struct str s = inline_all(w, cell, ESCAPE_CELL);
	while (str_ends(s, STR("<br>")))
		s = str_trim_right(str_sub(s, 0, s.n - 4));
	return str_trim(str_replace(w->a, s, STR("\n"), STR(" ")));
}

static void put_row(struct writer *w, const struct grid *g, const struct row *r)
{
	struct buf b = buf_make(w->a);
	buf_putc(&b, '|');
	for (size_t k = 0; k < g->n_columns; k++) {
		buf_putc(&b, ' ');
		if (r && k < r->n)
			buf_put(&b, cell_text(w, r->cell[k]));
		buf_puts(&b, " |");
	}
	writer_line(w, buf_str(&b));
}

static bool row_is_empty(const struct html_page *h, const struct row *r)
{
	for (size_t k = 0; k < r->n; k++)
		if (r->cell[k] != DOM_NONE) {
			struct html_sum n = html_sum_of(h, r->cell[k]);
			if (n.words || n.images)
				return false;
		}
	return true;
}

bool table_write(struct writer *w, size_t table)
{
	struct grid g;
	read_grid(&g, w->h, table);
	size_t first = STR_NPOS, n_rows = 0;
	for (size_t i = 0; i < g.rows.n; i++)
		if (!row_is_empty(w->h, &g.rows.v[i])) {
			first = first == STR_NPOS ? i : first;
			n_rows++;
		}
	if (!n_rows || !is_data(w->h, &g, table))
		return false;
	if (g.caption != DOM_NONE) {
		struct str caption = inline_all(w, g.caption, ESCAPE_TEXT);
		if (caption.n)
			writer_paragraph(w, caption);
	}
	writer_begin(w, OUT_OTHER);
	for (size_t i = first; i < g.rows.n; i++) {
		if (i != first && row_is_empty(w->h, &g.rows.v[i]))
			continue;
		put_row(w, &g, &g.rows.v[i]);
		if (i != first)
			continue;
		struct buf b = buf_make(w->a);
		buf_putc(&b, '|');
		for (size_t k = 0; k < g.n_columns; k++)
			buf_puts(&b, " --- |");
		writer_line(w, buf_str(&b));
	}
	return true;
}
