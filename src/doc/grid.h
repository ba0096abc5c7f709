/* grid.h - tables that readers collect cell by cell and that go out as GFM tables.
 *
 * Rows may be ragged: all are padded to the widest. A table past the bounds of DESIGN.md 4 goes out
 * as code, a row a line, cells set apart by tabs. */
#ifndef DOC_GRID_H
#define DOC_GRID_H

#include "base/str.h"
#include "base/vec.h"
#include "kb_types.h"

#define GRID_MAX_COLUMNS 200
#define GRID_MAX_CELLS 200000

struct grid_row {
	size_t first, n; /* range of cells */
	bool whole; /* one cell spans it */
};
struct grid {
	struct arena *a;
	VEC(struct str) cells;
	VEC(struct grid_row) rows;
	size_t n_columns;
	bool inner; /* of a table in a cell: what spans is said once */
	bool marked; /* cells are inline Markdown already; else plain text */
	bool cut; /* rows or cells past four times GRID_MAX_CELLS were dropped */
};

void grid_row(struct grid *g); /* starts the next row */
/* Adds a cell to the last row. */
void grid_cell(struct grid *g, struct str text);
/* A cell that is covered by the one before it or above it: the same again when it is short. */
void grid_again(struct grid *g, bool from_above);
/* After the cells of a row: how many were said. One that spans the whole row is said once. */
void grid_row_end(struct grid *g, size_t n_said);
/* Takes away a first row that is one cell above the names of three columns or more; its text or "".
 * Above two columns it is their head: they are often names and values. */
struct str grid_take_title(struct grid *g);
/* Drops rows without text, and columns without text at the right end. */
void grid_trim(struct grid *g);
bool grid_is_large(const struct grid *g);
/* The rows of a table (marked) inside a cell, as lines of the cell. */
void grid_write_lines(struct buf *b, const struct grid *g);
/* The table as lines; "" when it has no cell. The first row is the head. */
struct str grid_write(struct arena *a, const struct grid *g);

#endif
