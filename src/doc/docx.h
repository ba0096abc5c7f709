/* docx.h - a DOCX between its files: paragraphs' runs (docx_run.c), diagrams and charts
 * (docx_graphic.c), blocks (read_docx.c). */
#ifndef DOC_DOCX_H
#define DOC_DOCX_H

#include "doc/docx_style.h"
#include "doc/flow.h"
#include "doc/image.h"
#include "doc/office_front.h"
#include "doc/opc.h"
#include "doc/rich.h"

#define DOCX_MAX_FIELDS 20 /* fields inside each other */

struct docx_part { /* a part and what its ids mean */
	struct xml x;
	struct map rels;
};
struct docx {
	struct arena *a;
	struct opc opc;
	struct docx_styles styles;
	struct docx_part doc, footnotes, endnotes, comments;
	struct flow flow;
	struct document *out;
	struct images images;
	size_t depth;
	struct rich carry; /* runs for the start of the next paragraph */
	struct office_front front;
	int64_t named[9]; /* numbers of the items by the name of their style, a level each */
};

/* The runs of one paragraph, and what stands in it that is a block. */
struct docx_field {
	bool in_code; /* between "begin" and "separate": the instruction */
	struct buf code;
	struct str link;
};
struct docx_runs {
	struct docx *d;
	const struct docx_part *part;
	struct rich rich;
	VEC(size_t) boxes; /* text boxes: nodes with paragraphs */
	VEC(struct str) math; /* display equations */
	VEC(struct str) parts; /* names of parts: diagrams, charts */
	bool is_rule; /* a line across the page is drawn */
	struct docx_field field[DOCX_MAX_FIELDS];
	size_t n_fields;
	struct str link; /* of a w:hyperlink around */
	struct str font; /* of the run that is read */
};

/* Reads the runs below node into r->rich. */
void docx_read_runs(struct docx_runs *r, size_t node);

/* The words of a diagram as items, the figures of a chart as a table. */
void docx_put_graphic(struct docx *d, struct str part);

#endif
