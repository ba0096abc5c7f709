/* html_judge.c - the vote of the trees. */
#include "doc/html_judge.h"

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
	float *features = html_features(h, c);
	float *out = ARENA_ARRAY(h->a, float, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++)
		out[i] = run_forest(&html_forest, features + i * HTML_FEATURES);
	return out;
}
