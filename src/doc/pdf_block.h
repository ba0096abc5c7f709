/* pdf_block.h - the lines of all pages as blocks: paragraphs, headings, items, tables, code, notes.
 *
 * pdf_block.c makes blocks of lines, pdf_tidy.c looks at them together (which headings are none, which
 * notes are referred to, labels of figures), pdf_write.c writes them. */
#ifndef DOC_PDF_BLOCK_H
#define DOC_PDF_BLOCK_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/pdf_page.h"
#include "doc/pdf_text.h"

enum pdf_block_kind {
	PDF_PARA,
	PDF_HEADING,
	PDF_ITEM,
	PDF_TABLE,
	PDF_CODES,
	PDF_CONTENTS, /* an entry of a table of contents */
	PDF_NOTES, /* a footnote */
	PDF_GONE, /* became part of another one */
};

struct pdf_block {
	enum pdf_block_kind kind;
	size_t page, last_page; /* from 1 */
	const struct pdf_line *last; /* its last line */
	VEC(const struct pdf_line *) lines; /* of a table, code */
	struct buf text; /* of the others, with marks */
	float x, size; /* of its first line */
	bool bold, italic;
	bool caption; /* of a figure or table */
	unsigned level; /* of a heading, 2 to 6 */
	struct str label; /* of a note, as the page has it */
	size_t note; /* number of a note that is referred to, 0 for none */
	size_t of; /* the block that refers to it */
};

struct pdf_blocks {
	struct arena *a;
	float body; /* the size that most text is set in */
	VEC(struct pdf_block) v;
};

struct pdf_blocks pdf_blocks_make(struct arena *a, const struct pdf_lines *pages, size_t n_pages);
void pdf_tidy(struct pdf_blocks *b);

/* True for what stands between the paragraphs that it interrupts. */
bool pdf_is_float(const struct pdf_blocks *b, const struct pdf_block *x);
struct str pdf_block_plain(const struct pdf_blocks *b, const struct pdf_block *x);

#endif
