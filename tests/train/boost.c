/* boost.c - see boost.h. Order: random numbers, bins, one tree, boosting. */
#include "boost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- random numbers ---------------------------------------------------------------------- */

static double chance(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (double)(*seed >> 11) / 9007199254740992.0;
}

/* --- bins -------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return x < y ? -1 : x > y;
}

/* An edge between v[i - 1] and v[i] of a sorted list. */
static void put_edge(struct samples *s, size_t f, const float *v, size_t i)
{
	size_t n = s->n_edges[f];
	float edge = (v[i] + v[i - 1]) / 2;
	if (n < BINS - 1 && v[i] != v[i - 1] && (!n || edge > s->edge[f][n - 1]))
		s->edge[f][s->n_edges[f]++] = edge;
}

/* Between all values when they are few, else where the samples part into equal shares. */
static void make_edges(struct samples *s, size_t f, float *v)
{
	size_t distinct = 1, n = s->n;
	for (size_t i = 0; i < n; i++)
		v[i] = s->values[i * s->n_features + f];
	qsort(v, n, sizeof *v, by_value);
	for (size_t i = 1; i < n; i++)
		distinct += v[i] != v[i - 1];
	s->n_edges[f] = 0;
	for (size_t i = 1; distinct <= BINS && i < n; i++)
		put_edge(s, f, v, i);
	for (size_t k = 1; distinct > BINS && k < BINS; k++) {
		size_t i = k * n / BINS;
		while (i > 1 && v[i] == v[i - 1])
			i--;
		put_edge(s, f, v, i);
	}
}

static uint8_t bin_of(const struct samples *s, size_t f, float x)
{
	size_t from = 0, to = s->n_edges[f];
	while (from < to) {
		size_t mid = (from + to) / 2;
		if (x > s->edge[f][mid])
			from = mid + 1;
		else
			to = mid;
	}
	return (uint8_t)from;
}

void boost_bins(struct arena *a, struct samples *s)
{
	float *v = ARENA_ARRAY(a, float, s->n);
	s->bins = ARENA_ARRAY(a, uint8_t, s->n * s->n_features);
	s->edge = arena_alloc(a, sizeof *s->edge * s->n_features);
	s->n_edges = ARENA_ARRAY(a, size_t, s->n_features);
	for (size_t f = 0; f < s->n_features; f++) {
		make_edges(s, f, v);
		for (size_t i = 0; i < s->n; i++)
			s->bins[f * s->n + i] = bin_of(s, f, s->values[i * s->n_features + f]);
	}
}

/* --- one tree ---------------------------------------------------------------------------- */

struct cell {
	double g, h; /* sums of gradients and curvatures */
};

struct leaf {
	uint32_t *v;
	size_t n, node, depth;
	struct cell sum;
	struct cell (*bins)[BINS]; /* by place in use */
	double gain;
	size_t feature, bin;
};

struct grower {
	const struct samples *s;
	const struct boost_opt *opt;
	struct arena *a; /* of this tree */
	struct cell *of; /* by sample */
	size_t use[MAX_FEATURES], n_use;
};

static void fill_bins(struct grower *w, struct leaf *l)
{
	struct cell *of = ARENA_ARRAY(w->a, struct cell, l->n);
	for (size_t i = 0; i < l->n; i++)
		of[i] = w->of[l->v[i]];
	l->bins = arena_alloc(w->a, sizeof *l->bins * w->n_use);
	for (size_t k = 0; k < w->n_use; k++) {
		const uint8_t *bins = w->s->bins + w->use[k] * w->s->n;
		for (size_t i = 0; i < l->n; i++) {
			struct cell *c = &l->bins[k][bins[l->v[i]]];
			c->g += of[i].g;
			c->h += of[i].h;
		}
	}
}

static void find_split(struct grower *w, struct leaf *l)
{
	const struct boost_opt *o = w->opt;
	l->gain = 0;
	for (size_t k = 0; k < w->n_use && l->depth < o->depth; k++) {
		struct cell left = {0};
		for (size_t b = 0; b < w->s->n_edges[w->use[k]]; b++) {
			left.g += l->bins[k][b].g;
			left.h += l->bins[k][b].h;
			double right_g = l->sum.g - left.g, right_h = l->sum.h - left.h;
			if (left.h < o->least || right_h < o->least)
				continue;
			double gain = left.g * left.g / (left.h + o->ridge) +
				right_g * right_g / (right_h + o->ridge) -
				l->sum.g * l->sum.g / (l->sum.h + o->ridge);
			if (gain > l->gain) {
				l->gain = gain;
				l->feature = w->use[k];
				l->bin = b;
			}
		}
	}
}

/* l keeps the left half, other receives the right one; the larger half's bins are what the smaller
 * one leaves of their parent's. */
static void split(struct grower *w, struct tree *t, struct leaf *l, struct leaf *other)
{
	uint32_t *left = ARENA_ARRAY(w->a, uint32_t, l->n),
		 *right = ARENA_ARRAY(w->a, uint32_t, l->n);
	const uint8_t *bins = w->s->bins + l->feature * w->s->n;
	struct leaf x = {.v = left, .depth = l->depth + 1}, y = {.v = right, .depth = l->depth + 1};
	for (size_t i = 0; i < l->n; i++) {
		uint32_t k = l->v[i];
		struct leaf *to = bins[k] <= l->bin ? &x : &y;
		to->v[to->n++] = k;
		to->sum.g += w->of[k].g;
		to->sum.h += w->of[k].h;
	}
	struct node *n = &t->v[l->node];
	n->feature = l->feature;
	n->bin = l->bin;
	n->left = x.node = t->n++;
	n->right = y.node = t->n++;
	struct leaf *small = x.n < y.n ? &x : &y, *big = x.n < y.n ? &y : &x;
	fill_bins(w, small);
	big->bins = l->bins;
	for (size_t k = 0; k < w->n_use; k++)
		for (size_t b = 0; b < BINS; b++) {
			big->bins[k][b].g -= small->bins[k][b].g;
			big->bins[k][b].h -= small->bins[k][b].h;
		}
	*l = x;
	*other = y;
	find_split(w, l);
	find_split(w, other);
}

static void grow(struct grower *w, struct tree *t, uint32_t *v, size_t n)
{
	struct leaf leaves[MAX_LEAVES] = {{.v = v, .n = n}};
	size_t n_leaves = 1;
	*t = (struct tree){.n = 1};
	for (size_t i = 0; i < n; i++) {
		leaves[0].sum.g += w->of[v[i]].g;
		leaves[0].sum.h += w->of[v[i]].h;
	}
	fill_bins(w, &leaves[0]);
	find_split(w, &leaves[0]);
	while (n_leaves < w->opt->leaves) {
		struct leaf *best = &leaves[0];
		for (size_t i = 1; i < n_leaves; i++)
			best = leaves[i].gain > best->gain ? &leaves[i] : best;
		if (best->gain <= 0)
			break;
		split(w, t, best, &leaves[n_leaves++]);
	}
	for (size_t i = 0; i < n_leaves; i++)
		t->v[leaves[i].node].value =
			-w->opt->rate * leaves[i].sum.g / (leaves[i].sum.h + w->opt->ridge);
}

static double run_tree(const struct samples *s, const struct tree *t, size_t sample)
{
	size_t i = 0;
	while (t->v[i].left)
		i = s->bins[t->v[i].feature * s->n + sample] <= t->v[i].bin ? t->v[i].left
									    : t->v[i].right;
	return t->v[i].value;
}

/* --- boosting ---------------------------------------------------------------------------- */

static double bias_of(const struct samples *s, const bool *trains)
{
	double content = 0, rest = 0;
	for (size_t i = 0; i < s->n && !s->start; i++)
		if (trains[s->page[i]] && s->label[i] >= 0)
			*(s->label[i] ? &content : &rest) += s->weight[i];
	return s->start ? 0 : log(content / rest);
}

struct forest boost_fit(struct arena *a, const struct samples *s, const bool *trains,
	const struct boost_opt *opt, double *score)
{
	struct arena *scratch = arena_make();
	struct grower w = {.s = s, .opt = opt, .of = ARENA_ARRAY(scratch, struct cell, s->n)};
	uint32_t *drawn = ARENA_ARRAY(scratch, uint32_t, s->n);
	bool *in = ARENA_ARRAY(scratch, bool, s->n_pages);
	struct forest f = {.v = ARENA_ARRAY(a, struct tree, opt->trees), .n = opt->trees};
	uint64_t seed = opt->seed;
	f.bias = bias_of(s, trains);
	for (size_t i = 0; i < s->n; i++)
		score[i] = f.bias + (s->start ? s->start[i] : 0);
	for (size_t t = 0; t < opt->trees; t++) {
		size_t n = 0;
		for (size_t p = 0; p < s->n_pages; p++)
			in[p] = chance(&seed) < opt->page_share && trains[p];
		w.n_use = 0;
		for (size_t k = 0; k < s->n_features; k++)
			if (chance(&seed) < opt->feature_share)
				w.use[w.n_use++] = k;
		for (size_t i = 0; i < s->n; i++) {
			if (s->label[i] < 0 || !in[s->page[i]])
				continue;
			double p = 1 / (1 + exp(-score[i]));
			w.of[i].g = s->weight[i] * (p - s->label[i]);
			w.of[i].h = s->weight[i] * p * (1 - p);
			drawn[n++] = (uint32_t)i;
		}
		w.a = arena_make();
		grow(&w, &f.v[t], drawn, n);
		arena_free(w.a);
		for (size_t i = 0; i < s->n; i++)
			score[i] += run_tree(s, &f.v[t], i);
	}
	arena_free(scratch);
	return f;
}
