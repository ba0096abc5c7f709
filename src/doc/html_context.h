/* html_context.h - what the first vote says of the surroundings of a run, as numbers for the second. */
#ifndef DOC_HTML_CONTEXT_H
#define DOC_HTML_CONTEXT_H

#include "doc/html_features.h"

/* clang-format off */
#define HTML_CONTEXT_NUMBERS(X) \
	X(score) X(p1) X(p2) X(n1) X(n2) X(near3) X(near8) X(b1) X(b2) X(b3) X(b5) X(b8) \
	X(shape) X(shape_runs) X(post) X(section) X(list) X(next_text) X(page_share) X(page_words) \
	X(from_first) X(to_last) X(rank) X(words) X(link_share) X(box_tag) X(kind) X(heading)
/* clang-format on */

enum html_context_number {
#define X(name) C_##name,
	HTML_CONTEXT_NUMBERS(X)
#undef X
		HTML_CONTEXT_COUNT,
};

/* score: log odds by run, of the first vote. Needs the shapes of runs (html_vectors_make). */
struct html_context *html_context_make(struct html_page *h, const float *score);
void html_context_put(const struct html_context *c, size_t run, float v[HTML_CONTEXT_COUNT]);

#endif
