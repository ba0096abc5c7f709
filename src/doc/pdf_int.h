/* pdf_int.h - what pdf_chunk.c, pdf_table.c and pdf_layout.c share: pieces put together, by place. */
#ifndef DOC_PDF_INT_H
#define DOC_PDF_INT_H

#include "base/vec.h"
#include "doc/pdf_page.h"
#include "doc/pdf_text.h"

#define MAX_CELLS 40

/* Pieces of a line that touch. */
struct chunk {
	float x, y, right, bottom, size, char_w;
	size_t n_chars, n_sized; /* n_sized: in its size */
	bool bold, italic, mono;
	bool upright;
	bool blank_after;
	struct str text, plain; /* with and without marks */
};
struct chunks {
	struct chunk *v;
	size_t n;
};
/* The chunks of a page, by y. */
struct chunks pdf_chunks(struct arena *a, const struct pdf_page *page);

struct row {
	struct chunk *v; /* by x */
	size_t n;
	float y, bottom;
	enum pdf_line_kind
		kind; /* PDF_LINE: prose, or a row of a table when its neighbours say so */
};
struct rows {
	struct row *v;
	size_t n;
};
/* Chunks (by y) that stand on one line; a bullet or number is part of its item. */
struct rows pdf_rows(struct arena *a, const struct chunks *r);

struct layout {
	struct arena *a;
	const struct pdf_page *page;
	VEC(struct pdf_line) out;
};

/* Appends the table that starts with row from, if one does; the row behind it, or from. left and right
 * are the edges of the column. */
size_t pdf_put_table(
	struct layout *l, const struct rows *rows, size_t from, float left, float right);

static inline float pdf_overlap(float a0, float a1, float b0, float b1)
{
	float from = a0 > b0 ? a0 : b0, to = a1 < b1 ? a1 : b1;
	return to > from ? to - from : 0;
}

#endif
