/* office_front.h - a title, names and a day at the start of an office document are front matter. */
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
};

/* Takes a paragraph of that kind; false when it is none of front matter or stands behind others. */
bool office_front_take(struct office_front *f, const struct rich *r, enum office_kind kind);
/* The description of an image; "" for one that a program made up. */
struct str office_alt(struct str alt);

#endif
