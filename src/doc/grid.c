/* grid.c - see grid.h. Order: collecting, as a table, as code, inside a cell. */
#include "doc/grid.h"

#include "base/text.h"
#include "doc/escape.h"

#define AGAIN_WORDS 12 /* a longer cell is not repeated where it spans */
#define AGAIN_BYTES 120
#define MOST ((size_t)4 * GRID_MAX_CELLS)

/* --- collecting -------------------------------------------------------------------------- */

void grid_row(struct grid *g)
{
	struct grid_row r = {.first = g->cells.n};
	if (g->rows.n >= MOST)
		g->cut = true;
	else
		VEC_PUSH(g->a, &g->rows, r);
}

void grid_cell(struct grid *g, struct str text)
{
	if (!g->rows.n)
		grid_row(g);
	if (g->cells.n >= MOST || g->cut) {
		g->cut = true;
		return;
	}
	VEC_PUSH(g->a, &g->cells, text);
	size_t n = ++g->rows.v[g->rows.n - 1].n;
	g->n_columns = n > g->n_columns ? n : g->n_columns;
}

void grid_again(struct grid *g, bool from_above)
{
	struct str s = STR("");
	size_t n = g->rows.n ? g->rows.v[g->rows.n - 1].n : 0;
	const struct grid_row *above = g->rows.n > 1 ? &g->rows.v[g->rows.n - 2] : NULL;
	if (from_above && above && n < above->n)
		s = g->cells.v[above->first + n];
	else if (!from_above && n)
		s = g->cells.v[g->cells.n - 1];
	bool once = g->inner || s.n > AGAIN_BYTES || str_find(s, STR("[^")) != STR_NPOS ||
		str_find(s, STR("![")) != STR_NPOS || str_find(s, STR("<br>")) != STR_NPOS ||
		text_count_words(s) > AGAIN_WORDS;
	grid_cell(g, once ? STR("") : s);
}

void grid_row_end(struct grid *g, size_t n_said)
{
	struct grid_row *r = g->rows.n ? &g->rows.v[g->rows.n - 1] : NULL;
	if (!r || n_said != 1 || r->n < 2)
		return;
	r->whole = true;
	for (size_t k = 1; k < r->n; k++)
		g->cells.v[r->first + k] = STR("");
}

struct str grid_take_title(struct grid *g)
{
	if (g->rows.n < 3 || !g->rows.v[0].whole || g->rows.v[1].whole || g->rows.v[1].n < 3)
		return STR("");
	struct str s = g->cells.v[g->rows.v[0].first];
	for (size_t i = 1; i < g->rows.n; i++)
		g->rows.v[i - 1] = g->rows.v[i];
	g->rows.n--;
	return str_replace(g->a, s, STR("<br>"), STR("\n"));
}

void grid_trim(struct grid *g)
{
	size_t n_rows = 0;
	g->n_columns = 0;
	for (size_t i = 0; i < g->rows.n; i++) {
		struct grid_row r = g->rows.v[i];
		while (r.n && str_blank(g->cells.v[r.first + r.n - 1]))
			r.n--;
		if (!r.n)
			continue;
		g->n_columns = r.n > g->n_columns ? r.n : g->n_columns;
		g->rows.v[n_rows++] = r;
	}
	g->rows.n = n_rows;
}

bool grid_is_large(const struct grid *g)
{
	return g->cut || g->n_columns > GRID_MAX_COLUMNS ||
		(g->n_columns && g->rows.n > GRID_MAX_CELLS / g->n_columns);
}

/* --- as a table -------------------------------------------------------------------------- */

/* Lines of a cell are joined by <br>, other blanks collapsed. */
static void put_text(struct buf *b, struct str s)
{
	struct str line;
	size_t start = b->n;
	while (str_line(&s, &line)) {
		line = str_trim(line);
		if (!line.n)
			continue;
		if (b->n > start)
			buf_puts(b, "<br>");
		escape_inline(b, line, ESCAPE_CELL);
	}
	for (size_t i = start; i < b->n; i++)
		if ((unsigned char)b->p[i] < ' ')
			b->p[i] = ' ';
}

static void put_row(struct buf *b, const struct grid *g, const struct grid_row *r)
{
	buf_putc(b, '|');
	for (size_t k = 0; k < g->n_columns; k++) {
		struct str cell = k < r->n ? g->cells.v[r->first + k] : STR("");
		buf_putc(b, ' ');
		if (g->marked)
			buf_put(b, cell);
		else
			put_text(b, cell);
		buf_puts(b, cell.n ? " |" : "|");
	}
	buf_putc(b, '\n');
}

/* --- as code ----------------------------------------------------------------------------- */

static void put_code(struct buf *b, const struct grid *g)
{
	struct buf code = buf_make(b->a);
	for (size_t i = 0; i < g->rows.n; i++) {
		const struct grid_row *r = &g->rows.v[i];
		for (size_t k = 0; k < r->n; k++) {
			struct str s = g->cells.v[r->first + k];
			if (k)
				buf_putc(&code, '\t');
			for (size_t c = 0; c < s.n; c++)
				buf_putc(&code, (unsigned char)s.p[c] < ' ' ? ' ' : s.p[c]);
		}
		buf_putc(&code, '\n');
	}
	escape_fence(b, buf_str(&code), STR(""));
}

struct str grid_write(struct arena *a, const struct grid *g)
{
	struct buf b = buf_make(a);
	if (!g->rows.n || !g->n_columns)
		return STR("");
	if (grid_is_large(g)) {
		put_code(&b, g);
		return buf_str(&b);
	}
	for (size_t i = 0; i < g->rows.n; i++) {
		put_row(&b, g, &g->rows.v[i]);
		if (i)
			continue;
		buf_putc(&b, '|');
		for (size_t k = 0; k < g->n_columns; k++)
			buf_puts(&b, " --- |");
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

/* --- inside a cell ----------------------------------------------------------------------- */

void grid_write_lines(struct buf *b, const struct grid *g)
{
	for (size_t i = 0; i < g->rows.n; i++) {
		const struct grid_row *row = &g->rows.v[i];
		bool first = true;
		for (size_t k = 0; k < row->n; k++) {
			struct str cell = g->cells.v[row->first + k];
			if (!cell.n)
				continue;
			buf_puts(b, !first ? " \\| " : b->n ? "<br>" : "");
			buf_put(b, cell);
			first = false;
		}
	}
}
