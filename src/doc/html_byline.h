/* html_byline.h - elements that name an author or a date, and names cleaned of what surrounds them. */
#ifndef DOC_HTML_BYLINE_H
#define DOC_HTML_BYLINE_H

#include "doc/html_dom.h"

/* How much an element looks like it names the author: 3 it says so, 2 by its class or link, 1 a
 * user's name, 0 not at all. */
int byline_rank(const struct dom *d, size_t i);
/* The address of a person: /author/ada, member.php?u=3. */
bool byline_is_person_link(struct str href);
/* <time>, or an element whose class, property or title says that it holds a date. */
bool byline_is_date(const struct dom *d, size_t i);
/* "By Jane Doe | March 3" to "Jane Doe"; "" for what is no name. */
struct str byline_name(struct arena *a, struct str s);

#endif
