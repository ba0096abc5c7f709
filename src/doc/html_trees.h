/* html_trees.h - what the judge has learned: two forests of decision trees, as tables.
 *
 * tests/train/train_html.c fits them to pages with known content by gradient boosting; each run
 * weighs by its words, each page about the same, and pages of one site are never on both sides of a
 * test. The first reads html_features.h, the second html_context.h; what it says is added. A changed
 * list of features asks for new tables. */
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
extern const struct html_forest html_first_forest, html_second_forest;

#endif
