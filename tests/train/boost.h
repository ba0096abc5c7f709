/* boost.h - a forest of regression trees fitted to samples with a label: gradient boosting on the
 * logistic loss with histograms (Friedman 2001; Ke et al. 2017). Same samples and seed, same forest. */
#ifndef TRAIN_BOOST_H
#define TRAIN_BOOST_H

#include "base/arena.h"
#include "base/vec.h"

enum { BINS = 64, MAX_LEAVES = 32, MAX_FEATURES = 320 };

struct boost_opt {
	size_t trees, leaves, depth;
	double rate;
	double ridge; /* L2 on leaves */
	double least; /* weight of a leaf */
	double feature_share, page_share; /* that a tree may look at */
	uint64_t seed;
};

struct node {
	size_t feature, bin, left, right; /* left 0: a leaf */
	double value;
};
struct tree {
	struct node v[2 * MAX_LEAVES];
	size_t n;
};
struct forest {
	struct tree *v;
	size_t n;
	double bias;
};

/* Samples by column; all but bins and edges belong to the caller. */
struct samples {
	size_t n, n_features, n_pages;
	const float *values; /* n_features a sample */
	const int8_t *label; /* 1 content, 0 not, -1 cannot be told */
	const double *weight;
	const uint32_t *page;
	const double *start; /* scores to go on from, or NULL: from a bias */
	uint8_t *bins; /* [feature * n + sample] */
	float (*edge)[BINS];
	size_t *n_edges;
};

/* Fills bins and edges; in a. */
void boost_bins(struct arena *a, struct samples *s);
/* Fitted to the samples whose page trains; score receives what the forest says of all. */
struct forest boost_fit(struct arena *a, const struct samples *s, const bool *trains,
	const struct boost_opt *opt, double *score);

#endif
