/* front_page.h - a title page that says what the front matter says. */
#ifndef DOC_FRONT_PAGE_H
#define DOC_FRONT_PAGE_H

#include "doc/convert.h"

/* The body without its first blocks as long as each is the title, its halves, an author, the publisher
 * or the date of meta; all of it when nothing else is there. Views body. */
struct str front_page_drop(struct arena *a, struct str body, const struct doc_meta *meta);

#endif
