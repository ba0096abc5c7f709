/* html_table.c - tables of data as GFM tables; tables that lay a page out are unwrapped; what a line
 * of GFM cannot hold is left to html_table_raw.c.
 *
 * Order: the grid, data or layout, cells, writing. A short cell that spans is
 * repeated in each place it covers, so that every row and column keeps its name. */
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "doc/html_comments.h"
#include "doc/html_write.h"

#define MAX_COLUMNS 200 /* DESIGN.md 4 */
#define MAX_CELLS 200000
#define AGAIN_WORDS 12 /* a longer cell is not repeated where it spans */

struct place {
	size_t cell; /* node, DOM_NONE for nothing */
	bool again; /* covered by a cell that began in another place */
};
struct row {
	struct place *v;
	size_t n;
	bool head;
};
struct grid {
	VEC(struct row) rows;
	size_t n_columns, n_cells;
	bool has_head, has_blocks, nested, too_big;
	bool has_lists, has_code, has_links; /* in cells; a table inside one counts as code */
	bool head_spans; /* a row of the head names several columns at once */
	size_t n_heads; /* rows of the head */
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

/* A row while it is read, and the cells of earlier rows that still reach into it. */
struct reading {
	struct arena *a;
	struct html_page *h;
	struct place v[MAX_COLUMNS];
	size_t n;
	size_t left[MAX_COLUMNS]; /* rows that the cell above still covers */
	size_t above[MAX_COLUMNS];
};

static void pass_covered(struct reading *r)
{
	while (r->n < MAX_COLUMNS && r->left[r->n] > 0) {
		r->left[r->n]--;
		r->v[r->n] = (struct place){r->above[r->n], true};
		r->n++;
	}
}

static void add_cell(struct grid *g, struct reading *r, size_t cell)
{
	const struct dom *d = &r->h->dom;
	pass_covered(r);
	size_t columns = span_of(d, cell, "colspan"), rows = span_of(d, cell, "rowspan");
	g->too_big = g->too_big || r->n >= MAX_COLUMNS || g->n_cells >= MAX_CELLS;
	for (size_t k = 0; k < columns && r->n < MAX_COLUMNS; k++) {
		r->left[r->n] = rows - 1;
		r->above[r->n] = cell;
		r->v[r->n++] = (struct place){cell, k > 0};
	}
	g->n_cells++;
}

static bool has_lines(const struct dom *d, size_t pre)
{
	for (size_t k = pre + 1; k < d->v[pre].end; k++)
		if (d->v[k].tag == TAG_BR ||
			(d->v[k].tag == TAG_TEXT &&
				str_find_byte(str_trim(d->v[k].text), '\n') != STR_NPOS))
			return true;
	return false;
}

/* What a cell holds beside words. */
static void read_cell(struct grid *g, const struct html_page *h, size_t cell)
{
	const struct dom *d = &h->dom;
	for (size_t k = cell + 1; k < d->v[cell].end; k++) {
		enum html_tag tag = d->v[k].tag;
		if (h->gone[k]) {
			k = d->v[k].end - 1;
			continue;
		}
		g->nested = g->nested || tag == TAG_TABLE;
		g->has_code = g->has_code || (tag == TAG_PRE && has_lines(d, k));
		g->has_links = g->has_links || tag == TAG_IMG ||
			(tag == TAG_A && dom_attr(d, k, "href").n);
		g->has_lists = g->has_lists ||
			((tag == TAG_UL || tag == TAG_OL) && html_sum_of(h, k).runs > 1);
	}
}

static void add_row(struct grid *g, struct reading *r, size_t tr)
{
	const struct html_page *h = r->h;
	const struct dom *d = &h->dom;
	bool any = false, head = true, spans = false;
	if (g->too_big)
		return;
	r->n = 0;
	for (size_t k = tr + 1; k < d->v[tr].end; k = d->v[k].end) {
		if ((d->v[k].tag != TAG_TD && d->v[k].tag != TAG_TH) || h->gone[k])
			continue;
		add_cell(g, r, k);
		head = head && d->v[k].tag == TAG_TH;
		any = true;
		read_cell(g, h, k);
		spans = spans || span_of(d, k, "colspan") > 1;
		g->has_blocks = g->has_blocks || h->blocks[d->v[k].end] - h->blocks[k + 1] > 1;
	}
	pass_covered(r);
	struct row row = {ARENA_ARRAY(r->a, struct place, r->n + 1), r->n, head && any};
	memcpy(row.v, r->v, r->n * sizeof *row.v);
	g->has_head = g->has_head || row.head;
	if (row.head && g->n_heads == g->rows.n) {
		g->head_spans = g->head_spans || spans;
		g->n_heads++;
	}
	g->n_columns = r->n > g->n_columns ? r->n : g->n_columns;
	VEC_PUSH(r->a, &g->rows, row);
}

static void read_grid(struct arena *a, struct grid *g, struct html_page *h, size_t table)
{
	const struct dom *d = &h->dom;
	struct reading *r = ARENA_NEW(a, struct reading);
	r->a = a;
	r->h = h;
	*g = (struct grid){.caption = DOM_NONE};
	for (size_t k = table + 1; k < d->v[table].end;) {
		enum html_tag tag = d->v[k].tag;
		bool skip = tag == TAG_TABLE || h->gone[k];
		if (tag == TAG_TR && !skip)
			add_row(g, r, k);
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
	if (g->nested)
		return g->n_columns >= 2 && g->rows.n >= 2 && g->n_heads > 0;
	if (g->n_columns < 2 || g->rows.n < 1)
		return false;
	struct html_sum all = html_sum_of(h, table);
	if (g->has_head || g->caption != DOM_NONE)
		return true;
	if (g->rows.n < 2)
		return all.words < 60 * g->n_cells && all.words > 0 && !g->has_blocks;
	/* a cell that holds most of the words makes it a layout */
	uint32_t most = 0;
	for (size_t i = 0; i < g->rows.n; i++)
		for (size_t k = 0; k < g->rows.v[i].n; k++)
			if (g->rows.v[i].v[k].cell != DOM_NONE) {
				uint32_t n = html_sum_of(h, g->rows.v[i].v[k].cell).words;
				most = n > most ? n : most;
			}
	return !(most > 150 && most * 2 > all.words);
}

/* A line of GFM holds no code of several lines, no table and no list, and has one row of names. Links
 * and pictures would be lost in HTML: for them lists are set in one line. */
static bool is_complex(const struct grid *g)
{
	bool names = g->n_heads > 1 && g->head_spans;
	return g->nested || g->has_code || ((g->has_lists || names) && !g->has_links);
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

/* What a covered place shows: a short cell again, so that each row and column has its name. */
static bool shows_again(
	const struct html_page *h, const struct grid *g, const struct row *r, size_t k)
{
	size_t cell = r->v[k].cell, covered = 0;
	for (size_t i = 0; i < r->n; i++)
		covered += r->v[i].cell == cell;
	return html_sum_of(h, cell).words <= AGAIN_WORDS && covered < g->n_columns;
}

static void put_row(struct writer *w, const struct grid *g, const struct row *r)
{
	struct arena_mark mark = arena_mark(w->a);
	struct buf b = buf_make(w->a);
	buf_putc(&b, '|');
	for (size_t k = 0; k < g->n_columns; k++) {
		buf_putc(&b, ' ');
		if (k < r->n && r->v[k].cell != DOM_NONE &&
			(!r->v[k].again || shows_again(w->h, g, r, k)))
			buf_put(&b, cell_text(w, r->v[k].cell));
		buf_puts(&b, " |");
	}
	writer_line(w, buf_str(&b));
	arena_release(w->a, mark);
}

static bool row_is_empty(const struct html_page *h, const struct row *r)
{
	for (size_t k = 0; k < r->n; k++)
		if (!r->v[k].again) {
			struct html_sum n = html_sum_of(h, r->v[k].cell);
			if (n.words || n.images)
				return false;
		}
	return true;
}

/* Past the bounds of a GFM table: its lines as they are, cells set apart by bars. */
static void write_as_code(struct writer *w, size_t table)
{
	const struct dom *d = &w->h->dom;
	struct buf b = buf_make(w->a);
	for (size_t k = table + 1; k < d->v[table].end; k++) {
		enum html_tag tag = d->v[k].tag;
		if (w->h->gone[k])
			k = d->v[k].end - 1;
		else if (tag == TAG_TR && b.n)
			buf_putc(&b, '\n');
		else if ((tag == TAG_TD || tag == TAG_TH) && b.n && b.p[b.n - 1] != '\n')
			buf_puts(&b, " | ");
		else if (tag == TAG_TEXT && !str_blank(d->v[k].text))
			buf_put(&b, str_trim(d->v[k].text));
	}
	struct buf fence = buf_make(w->a);
	escape_fence(&fence, buf_str(&b), STR(""));
	writer_begin(w, OUT_OTHER);
	writer_lines(w, buf_str(&fence));
}

/* Equations set in a table, one a row, perhaps with a number beside them (LaTeXML). */
static bool write_equations(struct writer *w, const struct grid *g)
{
	const struct dom *d = &w->h->dom;
	struct strs all = {0};
	for (size_t i = 0; i < g->rows.n; i++) {
		struct buf tex = buf_make(w->a);
		for (size_t k = 0; k < g->rows.v[i].n; k++) {
			size_t cell = g->rows.v[i].v[k].cell;
			if (cell == DOM_NONE || g->rows.v[i].v[k].again ||
				(!html_sum_of(w->h, cell).words && !html_sum_of(w->h, cell).images))
				continue;
			size_t first = dom_first_element(d, cell);
			bool math = first != DOM_NONE && math_is(d, first) &&
				d->v[first].end + 1 >= d->v[cell].end;
			struct str text = math ? math_tex(w->a, d, first) : dom_line(w->a, d, cell);
			if (!math && !(text.n < 8 && str_starts(text, STR("("))))
				return false;
			if (math && tex.n)
				buf_putc(&tex, ' ');
			if (math)
				buf_put(&tex, text);
		}
		if (tex.n)
			strs_add(w->a, &all, buf_str(&tex));
	}
	for (size_t i = 0; i < all.n; i++) {
		writer_begin(w, OUT_OTHER);
		writer_line(w, STR("$$"));
		writer_lines(w, all.v[i]);
		writer_line(w, STR("$$"));
	}
	return all.n > 0;
}

bool table_write(struct writer *w, size_t table)
{
	struct grid g;
	if (w->comments && comments_inside(w->comments, table))
		return false;
	read_grid(w->a, &g, w->h, table);
	if (g.too_big) {
		write_as_code(w, table);
		return true;
	}
	if (dom_find(&w->h->dom, table, TAG_MATH) != DOM_NONE && write_equations(w, &g))
		return true;
	size_t first = STR_NPOS, n_rows = 0;
	for (size_t i = 0; i < g.rows.n; i++)
		if (!row_is_empty(w->h, &g.rows.v[i])) {
			first = first == STR_NPOS ? i : first;
			n_rows++;
		}
	if (!n_rows || !is_data(w->h, &g, table))
		return false;
	if (is_complex(&g)) {
		table_write_raw(w, table);
		return true;
	}
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
