/* pdf_table.c - rows that stand below each other as a table.
 *
 * Order: columns, where a table ends, writing it. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "doc/pdf_int.h"

#define MAX_TABLE_ROWS 300 /* looked at together; a longer table goes on as the next */
#define MAX_LONE 4 /* lines of a cell that stand alone */

/* --- columns ----------------------------------------------------------------------------- */

struct columns {
	float x[MAX_CELLS], right[MAX_CELLS];
	size_t n;
};

/* Columns of the rows from..to: those of the rows with most chunks, widened by all that fit. */
static bool find_columns(const struct rows *rows, size_t from, size_t to, struct columns *c)
{
	size_t most = 0;
	for (size_t i = from; i < to; i++)
		most = rows->v[i].n > most ? rows->v[i].n : most;
	if (most < 2 || most > MAX_CELLS)
		return false;
	c->n = 0;
	for (size_t i = from; i < to; i++) {
		if (rows->v[i].n != most)
			continue;
		for (size_t k = 0; k < most; k++) {
			const struct chunk *x = &rows->v[i].v[k];
			if (c->n <= k) {
				c->x[k] = x->x;
				c->right[k] = x->right;
				c->n = k + 1;
			} else {
				c->x[k] = x->x < c->x[k] ? x->x : c->x[k];
				c->right[k] = x->right > c->right[k] ? x->right : c->right[k];
			}
		}
	}
	for (size_t k = 1; k < c->n; k++)
		if (c->right[k - 1] > c->x[k] + 1)
			return false; /* the rows do not stand below each other */
	return true;
}

struct span {
	float x, right;
};

static int span_cmp(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return x->x < y->x ? -1 : x->x > y->x;
}

/* The spans (by x) laid over each other; those at least as wide as limit are heads over several columns. */
static size_t lay_over(const struct span *v, size_t n, float limit, struct columns *c)
{
	c->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i].right - v[i].x >= limit)
			continue;
		if (c->n && v[i].x < c->right[c->n - 1] + 1) {
			if (v[i].right > c->right[c->n - 1])
				c->right[c->n - 1] = v[i].right;
			continue;
		}
		if (c->n == MAX_CELLS)
			return 0;
		c->x[c->n] = v[i].x;
		c->right[c->n++] = v[i].right;
	}
	return c->n;
}

/* Columns where no chunk of any row stands, but for the few widest. */
static bool project_columns(
	struct arena *a, const struct rows *rows, size_t from, size_t to, struct columns *c)
{
	VEC(struct span) v = {0};
	size_t by_n[MAX_CELLS + 1] = {0}, want = MAX_CELLS, rest = 0;
	for (size_t i = from; i < to; i++) {
		by_n[rows->v[i].n < MAX_CELLS ? rows->v[i].n : MAX_CELLS]++;
		for (size_t k = 0; k < rows->v[i].n; k++) {
			struct span s = {rows->v[i].v[k].x, rows->v[i].v[k].right};
			VEC_PUSH(a, &v, s);
		}
	}
	/* as many as a third of the rows have */
	while (want > 1 && (rest += by_n[want]) * 3 < to - from)
		want--;
	if (want < 2 || !v.n)
		return false;
	qsort(v.v, v.n, sizeof *v.v, span_cmp);
	float widest = 1e9F;
	for (int round = 0; round < 12; round++) {
		size_t n = lay_over(v.v, v.n, widest, c), dropped = 0;
		if (n >= want)
			return true;
		float next = 0;
		for (size_t i = 0; i < v.n; i++) {
			float width = v.v[i].right - v.v[i].x;
			dropped += width >= widest;
			if (width < widest && width > next)
				next = width;
		}
		if (dropped * 6 > v.n)
			return false;
		widest = next;
	}
	return false;
}

static size_t column_of(const struct columns *c, const struct chunk *x)
{
	size_t best = 0;
	float most = -1e9F;
	for (size_t k = 0; k < c->n; k++) {
		float o = pdf_overlap(c->x[k], c->right[k], x->x, x->right);
		float off = x->x > c->right[k] ? x->x - c->right[k]
			: c->x[k] > x->right   ? c->x[k] - x->right
					       : 0;
		if (o - off > most) {
			most = o - off;
			best = k;
		}
	}
	return best;
}

static bool is_number_like(struct str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	return digits * 2 >= s.n && digits > 0;
}

/* A line number, bullet or section number beside its text is no table. */
static bool is_label(struct str s)
{
	return s.n <= 4 || (s.n <= 6 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ')'));
}

/* A line in larger type, or a bold one above another bold one, is the heading of the next table. */
static bool is_next_heading(const struct rows *rows, size_t from, size_t i)
{
	const struct chunk *c = &rows->v[i].v[0], *next = i + 1 < rows->n ? rows->v[i + 1].v : NULL;
	return c->size > rows->v[from].v[0].size * 1.1F ||
		(c->bold && next && next->bold && rows->v[i + 1].n > 1 && rows->v[i - 1].n > 1 &&
			!rows->v[i - 1].v[0].bold);
}

/* "x = y (3)": an equation with its number. */
static bool is_equation(const struct row *r)
{
	struct str s = r->n ? r->v[r->n - 1].plain : STR("");
	if (r->n < 2 || s.n < 3 || s.n > 8 || s.p[0] != '(' || s.p[s.n - 1] != ')' ||
		s.p[1] < '0' || s.p[1] > '9')
		return false;
	for (size_t k = 0; k + 1 < r->n; k++)
		if (str_find_byte(r->v[k].plain, '=') != STR_NPOS)
			return true;
	return r->n == 2;
}

/* How many lone lines from row i on are the rest of a cell: rows with several chunks go on below. */
static size_t lone_lines(const struct rows *rows, size_t from, size_t i)
{
	size_t n = 0;
	while (i + n < rows->n && rows->v[i + n].n < 2) {
		const struct row *r = &rows->v[i + n];
		float gap = r->y - rows->v[i + n - 1].bottom;
		if (++n > MAX_LONE || r->kind != PDF_LINE || r->v[0].plain.n > 60 ||
			(n > 1 && gap > 0.6F * (r->bottom - r->y)) ||
			is_next_heading(rows, from, i + n - 1))
			return 0;
	}
	return i + n < rows->n ? n : 0;
}

/* True when lone line i goes on in a cell, not the first, of the row before it. */
static bool is_rest(const struct rows *rows, size_t last, size_t i)
{
	const struct row *r = &rows->v[i];
	if (r->n != 1 || r->kind != PDF_LINE ||
		r->y - rows->v[i - 1].bottom > 0.5F * (r->bottom - r->y))
		return false;
	for (size_t k = 1; k < rows->v[last].n; k++)
		if (fabsf(rows->v[last].v[k].x - r->v[0].x) < 3)
			return true;
	return false;
}

/* The end of a table that starts with row from; from when it is none. */
static size_t table_end(const struct rows *rows, size_t from)
{
	size_t to = from, multi = 0, labels = 0;
	float gap_limit = 3 * (rows->v[from].bottom - rows->v[from].y);
	for (size_t i = from; i < rows->n && i < from + MAX_TABLE_ROWS; i++) {
		const struct row *r = &rows->v[i];
		if (r->kind != PDF_LINE || is_equation(r))
			break;
		if (i > from && r->y - rows->v[i - 1].bottom > gap_limit)
			break;
		if (r->n >= 2) {
			multi++;
			labels += r->n == 2 && is_label(r->v[0].plain) && r->v[1].plain.n > 30 &&
				!is_number_like(r->v[1].plain);
			to = i + 1;
			continue;
		}
		size_t lone = lone_lines(rows, from, i);
		while (!lone && i < rows->n && is_rest(rows, to - 1, i))
			to = ++i;
		if (!lone)
			break;
		i += lone - 1;
	}
	if (multi < 2 || labels * 2 > multi)
		return from;
	return to;
}

static struct str join_cells(struct arena *a, struct str x, struct str y)
{
	return x.n ? str_printf(a, STR_FMT " " STR_FMT, STR_ARG(x), STR_ARG(y)) : y;
}

static void add_cells(
	struct arena *a, struct pdf_cell *cells, const struct row *r, const struct columns *c)
{
	for (size_t k = 0; k < r->n; k++) {
		struct pdf_cell *cell = &cells[column_of(c, &r->v[k])];
		cell->text = join_cells(a, cell->text, r->v[k].text);
	}
}

static int float_cmp(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The space between lines of one row, when rows stand farther apart than the lines in their cells; a
 * number below any space when they do not. */
static float tight_space(struct arena *a, const struct rows *rows, size_t from, size_t to)
{
	size_t n = to - from - 1, close = 0;
	float *gap = ARENA_ARRAY(a, float, n + 1);
	for (size_t i = 0; i < n; i++)
		gap[i] = rows->v[from + i + 1].y - rows->v[from + i].bottom;
	if (n < 3)
		return -1e9F;
	qsort(gap, n, sizeof *gap, float_cmp);
	float height = rows->v[from].bottom - rows->v[from].y, limit = gap[0] + 0.2F * height;
	while (close < n && gap[close] <= limit)
		close++;
	bool parted = close < n && gap[close] > limit + 0.2F * height;
	return parted && (n - close) * 10 >= n * 3 && close > 0 ? limit : -1e9F;
}

static void put_table(
	struct layout *l, const struct rows *rows, size_t from, size_t to, const struct columns *c)
{
	float tight = tight_space(l->a, rows, from, to);
	for (size_t i = from; i < to; i++) {
		const struct row *r = &rows->v[i];
		struct pdf_line *last = l->out.n && i > from ? &l->out.v[l->out.n - 1] : NULL;
		size_t column = column_of(c, &r->v[0]);
		float gap = last ? r->y - last->bottom : 0;
		bool runs_on = last && last->kind == PDF_ROW &&
			((gap <= tight && r->n < c->n) ||
				(r->n == 1 && gap < 0.7F * (r->bottom - r->y) &&
					last->cell[column].text.n));
		if (runs_on) {
			add_cells(l->a, last->cell, r, c);
			last->bottom = r->bottom;
			continue;
		}
		struct pdf_line line = {.kind = PDF_ROW,
			.x = r->v[0].x,
			.y = r->y,
			.bottom = r->bottom,
			.size = r->v[0].size,
			.first = i == from,
			.n_cells = c->n,
			.cell = ARENA_ARRAY(l->a, struct pdf_cell, c->n)};
		line.bold = true;
		for (size_t k = 0; k < r->n; k++)
			line.bold = line.bold && r->v[k].bold;
		add_cells(l->a, line.cell, r, c);
		VEC_PUSH(l->a, &l->out, line);
	}
}

static bool fills(const struct row *r, float left, float right)
{
	float size = r->v[0].size;
	return r->v[0].x < left + size && r->v[r->n - 1].right > right - size;
}

/* A few lines stretched to the width of the column, with other such lines close by, are prose. */
static bool is_stretched(const struct rows *rows, size_t from, size_t to, float left, float right)
{
	for (size_t i = from; i < to; i++)
		if (rows->v[i].n > 4 || !fills(&rows->v[i], left, right))
			return false;
	const struct row *before = from ? &rows->v[from - 1] : NULL,
			 *after = to < rows->n ? &rows->v[to] : NULL;
	float height = rows->v[from].bottom - rows->v[from].y;
	return to - from <= 3 &&
		((before && before->n == 1 && rows->v[from].y - before->bottom < 0.5F * height &&
			 fills(before, left, right)) ||
			(after && after->n == 1 && fills(after, left, right) &&
				after->y - rows->v[to - 1].bottom < 0.5F * height));
}

size_t pdf_put_table(
	struct layout *l, const struct rows *rows, size_t from, float left, float right)
{
	struct columns c;
	size_t to = rows->v[from].n >= 2 ? table_end(rows, from) : from;
	if (to > from + 1 && !find_columns(rows, from, to, &c) &&
		!project_columns(l->a, rows, from, to, &c))
		while (to > from + 1 && !find_columns(rows, from, to, &c))
			to--; /* the longest part whose rows stand below each other */
	if (to <= from + 1 || is_stretched(rows, from, to, left, right))
		return from;
	put_table(l, rows, from, to, &c);
	return to;
}
