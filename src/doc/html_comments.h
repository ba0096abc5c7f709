/* html_comments.h - comments of a page: who said what, when, in reply to whom. */
#ifndef DOC_HTML_COMMENTS_H
#define DOC_HTML_COMMENTS_H

#include "doc/html_page.h"

struct writer;
struct html_comments;

/* Elements that each hold one comment (two at least); NULL when there are none. */
struct html_comments *comments_find(struct html_page *h);
bool comments_is(const struct html_comments *c, size_t node);
/* A comment or a post is inside node. */
bool comments_inside(const struct html_comments *c, size_t node);
/* One comment with its replies as a quote, headed by author, date and points. */
void comments_write(struct writer *w, struct html_comments *c, size_t node);

#endif
