/* pdf_page.h - pages of a PDF as pieces of text with their places, and these in reading order.
 *
 * pdftohtml -xml names for each piece its box in points from the top left corner and its font. From
 * that, pdf_layout.c makes lines in the order in which people read them: columns one after another,
 * cells of a table in their rows. All text is clean UTF-8 in the arena given. */
#ifndef DOC_PDF_PAGE_H
#define DOC_PDF_PAGE_H

#include "base/str.h"
#include "kb_types.h"

#define PDF_MAX_PIECES 2000000
#define PDF_MAX_PAGES 20000

struct pdf_piece {
	float x, y, w, h;
	float size, char_w; /* of its font; char_w: of each character when mono */
	size_t font;
	bool bold, italic, mono; /* mono: one width for all letters */
	bool upright; /* runs up the page */
	bool blank_before, blank_after; /* in the text as the file has it; text itself has none */
	struct str text; /* with the marks of pdf_text.h */
};
struct pdf_page {
	float w, h;
	bool opens; /* the document */
	struct pdf_piece *v;
	size_t n;
};
struct pdf_pages {
	struct pdf_page *v;
	size_t n;
};

/* Reads the output of pdftohtml -xml; what it does not understand is passed over. */
struct pdf_pages pdf_parse(struct arena *a, struct str xml);

/* A line of prose; a row of a table; a line of code; an entry of a table of contents (two cells). */
enum pdf_line_kind { PDF_LINE, PDF_ROW, PDF_CODE, PDF_ENTRY };

struct pdf_cell {
	struct str text;
	float x, right;
};
struct pdf_line {
	enum pdf_line_kind kind;
	float x, y, right, bottom, size;
	float left_edge, right_edge; /* of the column that it stands in */
	float char_w; /* PDF_CODE: of each character */
	bool bold, italic; /* all of it */
	bool first; /* of a column, a table or a page: nothing runs on into it by place */
	struct str text; /* PDF_LINE, PDF_CODE: with the marks of pdf_text.h */
	struct pdf_cell
		*cell; /* PDF_ROW: by column, "" where there is none; PDF_ENTRY: text, page */
	size_t n_cells;
};
struct pdf_lines {
	struct pdf_line *v;
	size_t n;
};

struct pdf_lines pdf_layout(struct arena *a, const struct pdf_page *page);

/* Lines of plain text (pdftotext), pages parted by form feeds: for scripts that run from right to left,
 * whose pieces come in the order of the eye. */
struct pdf_lines *pdf_plain(struct arena *a, struct str text, size_t *n_pages);
bool pdf_is_rtl(const struct pdf_pages *pages);

/* Drops lines that stand at the edge of many pages with only their figures changing, and those that
 * carry the numbers of the pages. */
void pdf_drop_running_heads(struct arena *a, struct pdf_lines *pages, size_t n_pages, float height);

/* All pages as Markdown: paragraphs rejoined, headings by font, lists, tables. Of several pages, each
 * on which a block starts is named before its first one, "<!-- page 7 -->". title receives the largest
 * line of the first page, "" when none stands out. */
struct str pdf_write(
	struct arena *a, const struct pdf_lines *pages, size_t n_pages, struct str *title);

#endif
