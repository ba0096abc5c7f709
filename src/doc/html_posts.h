/* html_posts.h - the posts that a page is made of: a thread of a forum, a question with its answers,
 * a talk with a machine.
 *
 * They are found by structure, not by site: elements alike, each with somebody's name and a date in
 * it, that together hold much of what the page says. */
#ifndef DOC_HTML_POSTS_H
#define DOC_HTML_POSTS_H

#include "doc/html_dom.h"

struct html_page;

struct html_post {
	size_t node;
	size_t who, when; /* elements that say so; DOM_NONE: no such element */
	struct str name, date; /* as the page shows them */
};

struct html_posts {
	struct html_post *v;
	size_t n;
	uint32_t *at; /* by node: place in v plus 1, or 0 */
	bool main; /* they are most of the page's prose, not the comments on it */
	bool talk; /* with a machine: its posts are all of the page */
};

/* Two posts at least, or NULL; in h->a. Needs html_count_shown. */
struct html_posts *posts_find(struct html_page *h);
/* The post that node is, or NULL. */
const struct html_post *posts_at(const struct html_posts *p, size_t node);

#endif
