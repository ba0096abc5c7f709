/* nothing.h - pages of a site that say nothing of their own: errors, logins, checks for robots. */
#ifndef DOC_NOTHING_H
#define DOC_NOTHING_H

#include "doc/convert.h"

/* What a short page of the web is instead of a document ("an error page"), or NULL. Judged by its title
 * together with its words, or by two such phrases; a longer text is always a document. */
const char *nothing_said(struct arena *a, const struct document *d);

#endif
