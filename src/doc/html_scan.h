/* html_scan.h - what the tree builder cannot bear is cut out of a page before it sees it.
 *
 * gumbo is quadratic in the attributes of a tag and in open elements, and formatting elements left
 * open are repeated in each block that follows. One linear pass keeps its own stack of open
 * elements and cuts the tags past the bounds; their text stays. What nobody reads is cut as well: the
 * text of scripts (but data and formulas), styles and drawings is half of a page. What the builder
 * need not read becomes marks (html_marks.h). */
#ifndef DOC_HTML_SCAN_H
#define DOC_HTML_SCAN_H

#include "base/str.h"
#include "doc/html_marks.h"
#include "kb_types.h"

struct html_scanned {
	struct str html; /* the input itself when nothing had to be cut */
	size_t n_deep, n_attrs, n_open; /* tags cut for depth; attributes; formatting elements */
	size_t n_tags; /* tags cut for their number */
	struct html_marks marks;
};

struct html_scanned html_scan(struct arena *a, struct str html);

#endif
