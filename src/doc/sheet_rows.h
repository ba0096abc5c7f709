/* sheet_rows.h - the cells of a sheet as the tables that they make.
 *
 * A sheet has cells at places; Markdown has tables and text. Rows of one cell are text: titles above a
 * table, remarks below it. A gap of empty rows ends a table when what follows begins with a head of its
 * own; columns without a cell are left out. */
#ifndef DOC_SHEET_ROWS_H
#define DOC_SHEET_ROWS_H

#include "base/vec.h"
#include "doc/flow.h"

#define SHEET_MAX_COLUMNS ((size_t)26 * 27 * 27) /* that three letters name */
#define SHEET_MAX_ROW 1048576 /* the last that programs have */
#define SHEET_MAX_CELLS ((size_t)4 * GRID_MAX_CELLS)
#define SHEET_MAX_SPANS 200 /* that cross one row */

struct sheet_cell {
	size_t column;
	struct str text; /* inline Markdown, good in a table; not blank */
	bool figures; /* a number, a date, a truth value: no name of a column */
	size_t n_columns, n_rows; /* that it spans; 0 is 1. A short text is said again in each */
	bool spread, above; /* own: stands here because it spans; of a row above */
};
struct sheet_row {
	size_t first, n; /* range of cells, by column */
	size_t number; /* of the row, from 1 */
};
struct sheet_span { /* own: of the open row, columns and the last row, all included */
	size_t left, right, bottom;
	struct str text;
	bool above;
};
struct sheet_rows {
	struct arena *a; /* what is made here; texts may live elsewhere */
	VEC(struct sheet_cell) cells;
	VEC(struct sheet_row) rows;
	bool cut; /* cells past SHEET_MAX_CELLS, or past the text of a document, were dropped */
	/* own */
	struct sheet_span open[SHEET_MAX_SPANS];
	size_t n_open, n_spread, next, n_bytes;
	bool *is_used; /* by column */
	size_t *used, n_used; /* columns, sorted once the first row begins */
};

struct sheet_rows sheet_rows_make(struct arena *a);
/* Before the first row: the column has a cell. What spans others says nothing there. */
void sheet_rows_use(struct sheet_rows *s, size_t column);

/* Starts row number, which is past the one before. */
void sheet_row_begin(struct sheet_rows *s, size_t number);
/* A cell to the right of those before it, in a used column; one that is not is dropped. */
void sheet_row_put(struct sheet_rows *s, struct sheet_cell cell);
/* Drops the row when nothing in it is its own. */
void sheet_row_end(struct sheet_rows *s);
/* Writes all of them; uses s up. True when a table was cut. */
bool sheet_rows_write(struct sheet_rows *s, struct flow *f);

#endif
