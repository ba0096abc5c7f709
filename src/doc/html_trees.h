/* html_trees.h - what the judge has learned: a forest of decision trees, as a table.
 *
 * tests/train/train_html.c fits it to pages with known content by gradient boosting; each run
 * weighs by its words, each page about the same, and pages of one site are never on both sides of a
 * test. A changed feature list (html_features.h) asks for a new table. */
#ifndef DOC_HTML_TREES_H
#define DOC_HTML_TREES_H

#include <stddef.h>
#include <stdint.h>

struct html_tree_node {
	uint8_t feature;
	uint8_t right; /* distance to the right child; 0: a leaf. The left child comes next. */
	float value; /* goes left up to it; of a leaf: what it adds */
};
struct html_forest {
	float bias;
	const struct html_tree_node *node;
	const uint16_t *tree; /* the root of each */
	size_t n_trees;
};
extern const struct html_forest html_forest;

#endif
