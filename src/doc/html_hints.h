/* html_hints.h - what a page says beside a run: the data for search engines, its section. Numbers for the
 * vectors of html_features.h. */
#ifndef DOC_HTML_HINTS_H
#define DOC_HTML_HINTS_H

#include "doc/html_page.h"

/* text: of the runs, its start, blanks collapsed. Needs h->meta. */
struct html_hints *html_hints_make(struct html_page *h, const struct str *text);
/* Fills the numbers of a run in f, a whole vector. */
void html_hints_put(const struct html_hints *w, size_t run, float *f);

#endif
