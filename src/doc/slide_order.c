/* slide_order.c - see slide_order.h. A recursive cut of the plane (G. Nagy, S. Seth, "Hierarchical
 * representation of optically scanned documents", 1984).
 *
 * Order: bands, rows or columns, the cut. */
#include "doc/slide_order.h"

#include <stdlib.h>

#define MAX_CUTS 12 /* inside each other */
#define SLACK 8 /* boxes may overlap by this part of their size */

/* --- bands ------------------------------------------------------------------------------- */

struct side {
	int64_t from, to;
	size_t box;
};

static int by_from(const void *p, const void *q)
{
	const struct side *x = p, *y = q;
	return x->from != y->from ? (x->from < y->from ? -1 : 1)
				  : (x->box > y->box) - (x->box < y->box);
}

/* Numbers the bands that gaps across one direction leave, from 0: band[i] of box i. */
static size_t find_bands(
	struct arena *a, const struct slide_box *v, size_t n, bool rows, size_t *band)
{
	struct side *s = ARENA_ARRAY(a, struct side, n);
	size_t n_bands = 0;
	int64_t end = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t from = rows ? v[i].y : v[i].x, length = rows ? v[i].h : v[i].w;
		s[i] = (struct side){from + length / SLACK, from + length - length / SLACK, i};
	}
	qsort(s, n, sizeof *s, by_from);
	for (size_t i = 0; i < n; i++) {
		if (!i || s[i].from >= end)
			n_bands++;
		end = !i || s[i].to > end ? s[i].to : end;
		band[s[i].box] = n_bands - 1;
	}
	return n_bands;
}

/* --- rows or columns --------------------------------------------------------------------- */

/* The file has the boxes of a band together. */
static bool in_order(const size_t *band, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (band[i] < band[i - 1])
			return false;
	return true;
}

/* Two rows, the upper one of headings: each belongs to what is below it. */
static bool is_headed(const struct slide_box *v, size_t n, const size_t *row, size_t n_rows,
	const size_t *column, size_t n_columns)
{
	int64_t upper = 0, lower = INT64_MAX;
	if (n_rows != 2 || n != 2 * n_columns)
		return false;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			if (row[i] == row[k] && column[i] == column[k])
				return false;
		if (!row[i] && v[i].h > upper)
			upper = v[i].h;
		if (row[i] && v[i].h < lower)
			lower = v[i].h;
	}
	return upper < lower / 2;
}

/* --- the cut ----------------------------------------------------------------------------- */

static int by_rank(const void *p, const void *q)
{
	const struct slide_box *x = p, *y = q;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static void cut(struct arena *a, struct slide_box *v, size_t n, unsigned depth)
{
	size_t *row = ARENA_ARRAY(a, size_t, n), *column = ARENA_ARRAY(a, size_t, n);
	struct slide_box *sorted = ARENA_ARRAY(a, struct slide_box, n);
	qsort(v, n, sizeof *v, by_rank);
	if (n < 2 || depth >= MAX_CUTS)
		return;
	size_t n_rows = find_bands(a, v, n, true, row);
	size_t n_columns = find_bands(a, v, n, false, column);
	if (n_rows < 2 && n_columns < 2)
		return;
	bool by_column = n_rows < 2 ||
		(n_columns > 1 &&
			((in_order(column, n) && !in_order(row, n)) ||
				is_headed(v, n, row, n_rows, column, n_columns)));
	const size_t *band = by_column ? column : row;
	size_t n_bands = by_column ? n_columns : n_rows, at = 0;
	for (size_t b = 0; b < n_bands; b++) {
		size_t first = at;
		for (size_t i = 0; i < n; i++)
			if (band[i] == b)
				sorted[at++] = v[i];
		cut(a, sorted + first, at - first, depth + 1);
	}
	memcpy(v, sorted, n * sizeof *v);
}

void slide_order(struct arena *a, struct slide_box *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i].rank = i;
	if (n > 1 && n <= SLIDE_MAX_BOXES)
		cut(a, v, n, 0);
}
