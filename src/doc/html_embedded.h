/* html_embedded.h - pages whose text stands only in data for their scripts. */
#ifndef DOC_HTML_EMBEDDED_H
#define DOC_HTML_EMBEDDED_H

#include "doc/html_page.h"

/* The text as an HTML page of its own, in h->a, when the elements of the page hold next to none and
 * its data do; "" else. Fills what h->meta lacks. Needs html_count_shown and html_read_meta. */
struct str html_embedded(struct html_page *h);

#endif
