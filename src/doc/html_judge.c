/* html_judge.c - the two votes of the trees: by what a run is, and by what the first one said of those
 * around it. */
#include "doc/html_judge.h"

#include "doc/html_context.h"
#include "doc/html_trees.h"

static float run_forest(const struct html_forest *f, const float *x)
{
	float sum = f->bias;
	for (size_t t = 0; t < f->n_trees; t++) {
		const struct html_tree_node *n = &f->node[f->tree[t]];
		while (n->right)
			n += x[n->feature] > n->value ? n->right : 1;
		sum += n->value;
	}
	return sum;
}

float *html_judge(struct html_page *h, const struct html_choices *c)
{
	float v[HTML_FEATURES], around[HTML_CONTEXT_COUNT];
	float *first = ARENA_ARRAY(h->a, float, h->n_runs + 1);
	float *both = ARENA_ARRAY(h->a, float, h->n_runs + 1);
	struct html_vectors *all = html_vectors_make(h, c);
	for (size_t i = 0; i < h->n_runs; i++) {
		html_vector(all, i, v);
		first[i] = run_forest(&html_first_forest, v);
	}
	const struct html_context *x = html_context_make(h, first);
	for (size_t i = 0; i < h->n_runs; i++) {
		html_context_put(x, i, around);
		both[i] = first[i] + run_forest(&html_second_forest, around);
	}
	return both;
}
