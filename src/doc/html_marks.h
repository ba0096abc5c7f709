/* html_marks.h - stretches of a page that the tree builder need not read.
 *
 * gumbo walks a page letter by letter, at some 340 instructions a byte, and most of these letters do
 * not matter to the tree: the attributes of nearly all elements, and text once it has begun. Such a
 * stretch becomes a mark of MARK_BYTES in the page that gumbo sees; in what comes back, text and
 * attributes, a mark is again the stretch. A mark is one character of plane 16 that the page itself
 * does not hold, and a number; equal stretches have equal marks, since the builder compares the
 * attributes of formatting elements. */
#ifndef DOC_HTML_MARKS_H
#define DOC_HTML_MARKS_H

#include "base/map.h"
#include "base/str.h"
#include "doc/html_dom.h"

#define MARK_BYTES 8
#define MARK_LEAST 14 /* a shorter stretch is left as it is */

struct html_marks {
	struct arena *a;
	struct str *v; /* stretches */
	size_t n, cap;
	struct map known; /* stretch to its number and one more */
	bool off; /* the page holds the mark's own character, or is hard to follow */
};

struct html_marks marks_make(struct arena *a, struct str html);
/* The number of a stretch; STR_NPOS when there is no room for more. */
size_t marks_add(struct html_marks *m, struct str stretch);
void marks_put(struct buf *b, size_t number);

/* True when marks_attributes reads the attributes of a start tag as the builder would: no reference
 * but the five that XML knows. */
bool marks_can_read(struct str attributes);
/* The number of the mark that s begins with; STR_NPOS for none. */
size_t marks_number(const struct html_marks *m, struct str s);
/* The text with its stretches; s itself when it has no mark. */
struct str marks_text(const struct html_marks *m, struct arena *a, struct str s);

struct attr_list {
	struct dom_attr *v;
	size_t n, cap;
};
/* Appends the attributes that stand in a start tag (HTML Standard, 13.2.5.32 to 38); of two with one name
 * the first counts. */
void marks_attributes(struct arena *a, struct str attributes, struct attr_list *out);

#endif
