/* sheet_rows.c - see sheet_rows.h. Order: collecting, blocks, columns, a table, all of them. */
#include "doc/sheet_rows.h"

#include <stdlib.h>

#include "base/text.h"
#include "doc/md.h"

#define MAX_TITLES 5 /* rows of one cell above a table */
#define AGAIN_WORDS 12 /* a longer cell is not repeated where it spans */

/* --- collecting -------------------------------------------------------------------------- */

struct sheet_rows sheet_rows_make(struct arena *a)
{
	return (struct sheet_rows){.a = a, .is_used = ARENA_ARRAY(a, bool, SHEET_MAX_COLUMNS)};
}

void sheet_rows_use(struct sheet_rows *s, size_t column)
{
	if (column >= SHEET_MAX_COLUMNS || s->is_used[column])
		return;
	s->is_used[column] = true;
	s->n_used++;
}

static void list_used(struct sheet_rows *s)
{
	size_t n = 0;
	s->used = ARENA_ARRAY(s->a, size_t, s->n_used);
	for (size_t i = 0; n < s->n_used; i++)
		if (s->is_used[i])
			s->used[n++] = i;
}

/* cell.column: its index among the used ones. */
static void push(struct sheet_rows *s, struct sheet_cell cell)
{
	s->n_bytes += cell.text.n;
	s->cut = s->cut || s->cells.n >= SHEET_MAX_CELLS || s->n_bytes > MD_MAX_TEXT;
	if (s->cut || !s->rows.n)
		return;
	VEC_PUSH(s->a, &s->cells, cell);
	s->rows.v[s->rows.n - 1].n++;
	s->next = s->used[cell.column] + 1;
}

/* The first used column from `from` on, as its index. */
static size_t find_used(const struct sheet_rows *s, size_t from)
{
	size_t low = 0, high = s->n_used;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->used[mid] < from)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* What stands before column `to` because something spans there. */
static void put_spread(struct sheet_rows *s, size_t to)
{
	for (size_t i = 0; i < s->n_open; i++) {
		const struct sheet_span *p = &s->open[i];
		size_t end = p->right < to ? p->right + 1 : to;
		size_t k = find_used(s, p->left > s->next ? p->left : s->next);
		for (; k < s->n_used && s->used[k] < end && !s->cut; k++) {
			if (s->n_spread++ >= GRID_MAX_CELLS)
				return;
			push(s,
				(struct sheet_cell){.column = k,
					.text = p->text,
					.spread = true,
					.above = p->above});
		}
	}
}

static void open_span(struct sheet_rows *s, const struct sheet_cell *c)
{
	size_t number = s->rows.n ? s->rows.v[s->rows.n - 1].number : 0, i = s->n_open;
	size_t right = c->column + (c->n_columns ? c->n_columns - 1 : 0);
	struct sheet_span p = {
		c->column, right, number + (c->n_rows ? c->n_rows - 1 : 0), c->text, false};
	if ((c->n_columns < 2 && c->n_rows < 2) || i >= SHEET_MAX_SPANS ||
		text_count_words(c->text) > AGAIN_WORDS)
		return;
	for (; i && s->open[i - 1].left > p.left; i--)
		s->open[i] = s->open[i - 1];
	s->open[i] = p;
	s->n_open++;
}

void sheet_row_begin(struct sheet_rows *s, size_t number)
{
	struct sheet_row r = {s->cells.n, 0, number};
	size_t n = 0;
	for (size_t i = 0; i < s->n_open; i++)
		if (s->open[i].bottom >= number) {
			s->open[n] = s->open[i];
			s->open[n++].above = true;
		}
	s->n_open = n;
	s->next = 0;
	if (!s->used)
		list_used(s);
	if (s->rows.n >= SHEET_MAX_CELLS)
		s->cut = true;
	else
		VEC_PUSH(s->a, &s->rows, r);
}

void sheet_row_put(struct sheet_rows *s, struct sheet_cell cell)
{
	struct sheet_cell used = cell;
	used.column = find_used(s, cell.column);
	if (cell.column < s->next || used.column >= s->n_used ||
		s->used[used.column] != cell.column)
		return;
	put_spread(s, cell.column);
	push(s, used);
	open_span(s, &cell);
}

void sheet_row_end(struct sheet_rows *s)
{
	struct sheet_row *r = s->rows.n ? &s->rows.v[s->rows.n - 1] : NULL;
	size_t n_own = 0, n_above = 0;
	put_spread(s, SHEET_MAX_COLUMNS);
	if (!r || s->cut)
		return;
	for (size_t i = 0; i < r->n; i++) {
		n_own += !s->cells.v[r->first + i].spread;
		n_above += s->cells.v[r->first + i].above;
	}
	if (n_own == 1 && !n_above) { /* a title over several columns is said once */
		for (size_t i = 0; i < r->n; i++)
			if (!s->cells.v[r->first + i].spread)
				s->cells.v[r->first] = s->cells.v[r->first + i];
		r->n = 1;
	}
	s->cells.n = r->first + (n_own ? r->n : 0);
	s->rows.n -= !n_own;
}

/* --- blocks ------------------------------------------------------------------------------ */

struct block { /* rows; at first those without a gap, then what goes together */
	size_t from, to;
	bool joins; /* goes on with the table before the gap */
};
struct blocks {
	VEC(struct block) list;
};

static const struct sheet_cell *cell_at(const struct sheet_rows *s, size_t row, size_t i)
{
	return &s->cells.v[s->rows.v[row].first + i];
}

static bool is_head(const struct sheet_rows *s, size_t row)
{
	const struct sheet_row *r = &s->rows.v[row];
	for (size_t i = 0; i < r->n; i++)
		if (cell_at(s, row, i)->figures)
			return false;
	return r->n > 1;
}

static bool has_figures(const struct sheet_rows *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < s->rows.v[i].n; k++)
			if (cell_at(s, i, k)->figures)
				return true;
	return false;
}

/* Past the rows that are one cell of text. */
static size_t skip_text(const struct sheet_rows *s, struct block b)
{
	while (b.from < b.to && s->rows.v[b.from].n == 1 && !cell_at(s, b.from, 0)->figures)
		b.from++;
	return b.from;
}

/* A head with figures below it, perhaps under titles, begins a table. Text alone belongs to what comes
 * next. */
static bool joins(const struct sheet_rows *s, struct block b, bool next_joins)
{
	size_t i = skip_text(s, b);
	return i == b.to ? next_joins : !(is_head(s, i) && has_figures(s, i + 1, b.to));
}

static void find_blocks(const struct sheet_rows *s, struct blocks *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s->rows.n; i++) {
		struct block b = {i, i + 1, false};
		if (i && s->rows.v[i].number == s->rows.v[i - 1].number + 1)
			out->list.v[out->list.n - 1].to = i + 1;
		else
			VEC_PUSH(s->a, &out->list, b);
	}
	for (size_t i = out->list.n; i-- > 0;)
		out->list.v[i].joins =
			joins(s, out->list.v[i], i + 1 < out->list.n && out->list.v[i + 1].joins);
	for (size_t i = 0; i < out->list.n; i++)
		if (n && out->list.v[i].joins)
			out->list.v[n - 1].to = out->list.v[i].to;
		else
			out->list.v[n++] = out->list.v[i];
	out->list.n = n;
}

/* --- columns ----------------------------------------------------------------------------- */

struct columns {
	size_t *place; /* of a used column of the sheet in its table */
	size_t *stamp; /* the block that a place is of */
	VEC(size_t) used;
	size_t block;
};

static int by_size(const void *p, const void *q)
{
	const size_t *x = p, *y = q;
	return (*x > *y) - (*x < *y);
}

static void find_columns(const struct sheet_rows *s, struct block b, struct columns *c)
{
	c->used.n = 0;
	c->block++;
	for (size_t i = b.from; i < b.to; i++)
		for (size_t k = 0; k < s->rows.v[i].n; k++) {
			size_t at = cell_at(s, i, k)->column;
			if (c->stamp[at] == c->block)
				continue;
			c->stamp[at] = c->block;
			VEC_PUSH(s->a, &c->used, at);
		}
	if (c->used.n)
		qsort(c->used.v, c->used.n, sizeof *c->used.v, by_size);
	for (size_t i = 0; i < c->used.n; i++)
		c->place[c->used.v[i]] = i;
}

/* --- a table ----------------------------------------------------------------------------- */

static void put_text(const struct sheet_rows *s, size_t row, struct flow *f)
{
	struct str text = cell_at(s, row, 0)->text;
	flow_paragraph(f, str_replace(s->a, text, STR("<br>"), STR("\n")));
}

static bool put_table(const struct sheet_rows *s, struct block b, struct columns *c, struct flow *f)
{
	struct grid g = {.a = s->a, .marked = true};
	find_columns(s, b, c);
	for (size_t i = b.from; i < b.to; i++) {
		size_t n = 0;
		grid_row(&g);
		for (size_t k = 0; k < s->rows.v[i].n && !g.cut; k++) {
			const struct sheet_cell *cell = cell_at(s, i, k);
			for (; n < c->place[cell->column] && !g.cut; n++)
				grid_cell(&g, STR(""));
			grid_cell(&g, cell->text);
			n++;
		}
	}
	grid_trim(&g);
	flow_table(f, &g);
	return g.cut;
}

/* --- all of them ------------------------------------------------------------------------- */

/* Titles, then the table. Rows of one cell alone are text when they are few, else a list in a table. */
static bool put_block(const struct sheet_rows *s, struct block b, struct columns *c, struct flow *f)
{
	size_t first = skip_text(s, b);
	if (first - b.from > MAX_TITLES)
		first = b.from;
	for (size_t i = b.from; i < first; i++)
		put_text(s, i, f);
	return first < b.to && put_table(s, (struct block){first, b.to, false}, c, f);
}

bool sheet_rows_write(struct sheet_rows *s, struct flow *f)
{
	struct columns c = {.place = ARENA_ARRAY(s->a, size_t, s->n_used),
		.stamp = ARENA_ARRAY(s->a, size_t, s->n_used)};
	struct blocks blocks = {0};
	bool cut = s->cut;
	find_blocks(s, &blocks);
	for (size_t i = 0; i < blocks.list.n; i++)
		cut = put_block(s, blocks.list.v[i], &c, f) || cut;
	return cut;
}
