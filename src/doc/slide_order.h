/* slide_order.h - shapes of a slide in the order in which they are read.
 *
 * The file keeps them in the order in which they were drawn. Where a gap that goes right through parts them
 * into rows or columns, those are read one after the other; what no gap parts stays in the file's order. */
#ifndef DOC_SLIDE_ORDER_H
#define DOC_SLIDE_ORDER_H

#include "base/str.h"
#include "kb_types.h"

#define SLIDE_MAX_BOXES 400 /* more stay as they are */

struct slide_box {
	int64_t x, y, w, h; /* any unit */
	size_t node; /* the caller's */
	size_t rank; /* own: place in the file */
};

void slide_order(struct arena *a, struct slide_box *v, size_t n);

#endif
