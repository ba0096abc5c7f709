/* office_front.h - what the office readers judge alike: front matter at the start of a document,
 * tables that only lay out, descriptions of images. */
#ifndef DOC_OFFICE_FRONT_H
#define DOC_OFFICE_FRONT_H

#include "doc/convert.h"
#include "doc/flow.h"
#include "doc/office_style.h"
#include "doc/rich.h"

struct office_front {
	struct arena *a;
	const struct flow *flow; /* what was written */
	struct doc_meta *meta;
	bool has_byline; /* the authors are those that the text names */
	size_t n_subtitles; /* bytes written that are subtitles */
};

/* Takes a paragraph of that kind; false when it is none of front matter or stands behind others. */
bool office_front_take(struct office_front *f, const struct rich *r, enum office_kind kind);
/* After a paragraph of that kind was written: names may follow a subtitle. before: bytes written then. */
void office_front_pass(struct office_front *f, enum office_kind kind, size_t before);
/* A title behind other text is a heading: its Markdown. It names a document that has no other name. */
struct str office_late_title(struct office_front *f, struct rich *r);

/* Terms are bold and captions italic, as those of pages. */
void office_mark(struct rich *r, enum office_kind kind);

/* What tells a table of data from one that only lays out. */
struct office_table {
	size_t rows, cells, paragraphs, headings; /* with text, those of inner tables left out */
	size_t first; /* node of the first cell */
};
bool office_lays_out(const struct office_table *t);

/* A picture that is not in the file: "![alt](url)"; "" when url is no web address. */
struct str office_picture_outside(struct arena *a, struct str url, struct str alt);
/* The description of an image; "" for one that a program made up. */
struct str office_alt(struct str alt);

#endif
