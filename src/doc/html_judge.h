/* html_judge.h - the vote: how likely each run of text belongs to the content.
 *
 * A forest of decision trees (html_trees.h) reads the features of a run: what it is, what stands
 * around and above it, and what the strategies of html_main.c chose. A second one reads what the
 * first said of the runs around it (html_context.h) and adds to that. */
#ifndef DOC_HTML_JUDGE_H
#define DOC_HTML_JUDGE_H

#include "doc/html_features.h"

/* The strategies' choices (html_main.c). */
struct html_choices html_choose(const struct html_page *h);
/* What was kept and dropped, as lines of text; fate is enum html_reason by run. */
struct str html_explain(struct html_page *h, const struct html_choices *c, const uint8_t *fate);
/* n_runs log odds: above 0 is content. */
float *html_judge(struct html_page *h, const struct html_choices *c);
/* Marks what is not kept, given the votes (html_pick.c); changes score. */
void html_pick(struct html_page *h, const struct html_choices *c, float *score);

#endif
