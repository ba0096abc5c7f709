/* train_html.c - fits the forest of html_judge.c to pages whose content is known.
 *
 *	train_html LIST [FOLDS] > src/doc/html_trees.c
 *
 * LIST has a line for each page: its address, its HTML file, a file with its content as plain text,
 * parted by tabs. With FOLDS the sites are parted into that many groups, each is judged by a forest
 * that never saw it, and the mean share of words that were right (F1) is printed instead of a table.
 *
 * Order: random numbers, pages, labels (the runs whose words stand in the text, in its order), bins,
 * one tree, boosting, judging, the table. The method is gradient boosting on the logistic loss with
 * histograms (Friedman 2001; Ke et al. 2017). Same list, same table. Built by hand:
 *
 *	cc -O2 -Iinclude -Isrc tests/train/train_html.c build/release/libkb.a ...
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/charset.h"
#include "doc/html_judge.h"

enum { TREES = 150, LEAVES = 12, BINS = 64, DEPTH = 8, GRAM = 4, PLACES = 40 };

#define RATE 0.07
#define RIDGE 10.0 /* L2 on leaves */
#define LEAST 8.0 /* weight of a leaf */
#define FEATURE_SHARE 0.3
#define PAGE_SHARE 0.6

/* --- random numbers ---------------------------------------------------------------------- */

static uint64_t seed;

static double chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed >> 11) / 9007199254740992.0;
}

/* --- pages ------------------------------------------------------------------------------- */

struct sample {
	size_t page;
	int label; /* 1 content, 0 not, -1 cannot be told */
	double words, weight, score, judged;
};

struct page {
	size_t from, to; /* samples */
	unsigned fold;
	bool drawn; /* for the tree that is grown now */
};

struct set {
	struct arena *a;
	VEC(struct page) pages;
	VEC(struct sample) samples;
	VEC(float) values; /* HTML_FEATURES a sample */
	uint8_t *bins; /* the same, as bins */
	float edge[HTML_FEATURES][BINS];
	size_t n_edges[HTML_FEATURES];
};

/* --- labels ------------------------------------------------------------------------------ */

static struct strs words_of(struct arena *a, struct str s)
{
	struct text_words w = text_words(a, s);
	struct strs out = {0};
	for (size_t i = 0; i < w.n; i++)
		strs_add(a, &out, w.v[i].folded);
	return out;
}

static struct str gram(struct arena *a, struct strs w, size_t at, size_t n)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < n; i++) {
		buf_put(&b, w.v[at + i]);
		buf_putc(&b, ' ');
	}
	return buf_str(&b);
}

struct places {
	VEC(size_t) at;
};

/* Where each series of one to GRAM words stands in the text. */
static struct map index_text(struct arena *a, struct strs text)
{
	struct map m = map_make(a);
	for (size_t n = 1; n <= GRAM; n++)
		for (size_t i = 0; i + n <= text.n; i++) {
			struct map_entry *e = map_add(&m, gram(a, text, i, n), NULL);
			if (!e->ptr)
				e->ptr = ARENA_NEW(a, struct places);
			struct places *p = e->ptr;
			if (p->at.n < PLACES)
				VEC_PUSH(a, &p->at, i);
		}
	return m;
}

struct candidate {
	size_t run, at, before; /* before: index of the one it follows, plus 1 */
	double covered, best;
};

struct aligner {
	struct arena *a;
	struct map index;
	VEC(struct candidate) v;
	double *tree; /* Fenwick tree of maxima over places */
	size_t *who;
	size_t n;
};

static size_t best_up_to(const struct aligner *l, size_t at)
{
	size_t best = 0;
	double most = 0;
	for (size_t i = at + 1; i > 0; i -= i & (~i + 1))
		if (l->tree[i] > most) {
			most = l->tree[i];
			best = l->who[i];
		}
	return best;
}

static void enter(struct aligner *l, size_t index)
{
	const struct candidate *c = &l->v.v[index];
	for (size_t i = c->at + 1; i <= l->n; i += i & (~i + 1))
		if (c->best > l->tree[i]) {
			l->tree[i] = c->best;
			l->who[i] = index + 1;
		}
}

/* Words of a run that stand in the text, and the places where it may belong. */
static double match_run(struct aligner *l, size_t run, struct strs w)
{
	size_t n = w.n < GRAM ? w.n : GRAM, covered = 0, reach = 0, found = 0, first = l->v.n;
	for (size_t i = 0; n && i + n <= w.n; i++) {
		const struct places *p = map_ptr(&l->index, gram(l->a, w, i, n));
		if (!p)
			continue;
		size_t from = i > reach ? i : reach;
		covered += i + n > from ? i + n - from : 0;
		reach = i + n;
		if (found++ < 3)
			for (size_t k = 0; k < p->at.n; k++) {
				struct candidate c = {.run = run, .at = p->at.v[k]};
				VEC_PUSH(l->a, &l->v, c);
			}
	}
	for (size_t i = first; i < l->v.n; i++) {
		struct candidate *c = &l->v.v[i];
		c->covered = (double)covered;
		c->before = best_up_to(l, c->at);
		c->best = c->covered + (c->before ? l->v.v[c->before - 1].best : 0);
	}
	for (size_t i = first; i < l->v.n; i++)
		enter(l, i);
	return w.n ? (double)covered / (double)w.n : 0;
}

/* Content is what lies on the heaviest chain of runs that keeps the order of the text. */
static void label_page(
	struct set *s, const struct page *p, const struct strs *runs, struct strs text)
{
	struct aligner l = {.a = arena_make(), .n = text.n + 1};
	double *share = ARENA_ARRAY(l.a, double, p->to - p->from + 1);
	l.index = index_text(l.a, text);
	l.tree = ARENA_ARRAY(l.a, double, l.n + 2);
	l.who = ARENA_ARRAY(l.a, size_t, l.n + 2);
	for (size_t i = p->from; i < p->to; i++) {
		share[i - p->from] = match_run(&l, i, runs[i - p->from]);
		s->samples.v[i].label = runs[i - p->from].n ? 0 : -1;
	}
	size_t last = best_up_to(&l, text.n);
	for (; last; last = l.v.v[last - 1].before) {
		size_t run = l.v.v[last - 1].run;
		s->samples.v[run].label = share[run - p->from] >= 0.5;
	}
	struct map seen = map_make(l.a);
	for (size_t i = p->from; i < p->to; i++) {
		struct strs w = runs[i - p->from];
		bool added, sure = share[i - p->from] >= 0.8 && w.n >= 8;
		struct sample *x = &s->samples.v[i];
		x->label = sure ? 1 : x->label;
		if (w.n < 8 || x->label != 1)
			continue;
		map_add(&seen, gram(l.a, w, 0, w.n), &added);
		x->label = added ? 1 : -1; /* said twice: once is enough */
	}
	arena_free(l.a);
}

/* --- reading ----------------------------------------------------------------------------- */

static struct str run_text(struct html_page *h, const struct html_run *r)
{
	struct buf b = buf_make(h->a);
	for (size_t i = r->first; i <= r->last; i++) {
		if (h->gone[i])
			i = h->dom.v[i].end - 1;
		else if (h->dom.v[i].tag == TAG_TEXT)
			buf_put(&b, h->dom.v[i].text);
		else if (h->dom.v[i].tag == TAG_BR)
			buf_putc(&b, ' ');
	}
	return buf_str(&b);
}

static void weigh(struct set *s, const struct page *p)
{
	double all = 0, content = 0;
	for (size_t i = p->from; i < p->to; i++) {
		all += s->samples.v[i].words;
		content += s->samples.v[i].label == 1 ? s->samples.v[i].words : 0;
	}
	for (size_t i = p->from; i < p->to; i++)
		s->samples.v[i].weight =
			100 * (s->samples.v[i].words + 1) / (content + 0.15 * all + 30);
}

static void read_samples(struct set *s, struct html_page *h, struct strs text, unsigned fold)
{
	struct html_choices c = html_choose(h);
	struct html_vectors *vectors = html_vectors_make(h, &c);
	struct strs *runs = ARENA_ARRAY(h->a, struct strs, h->n_runs + 1);
	struct page p = {.from = s->samples.n, .to = s->samples.n + h->n_runs, .fold = fold};
	for (size_t i = 0; i < h->n_runs; i++) {
		float v[HTML_FEATURES];
		html_vector(vectors, i, v);
		runs[i] = words_of(h->a, run_text(h, &h->run[i]));
		struct sample x = {.page = s->pages.n, .words = (double)runs[i].n};
		VEC_PUSH(s->a, &s->samples, x);
		for (size_t k = 0; k < HTML_FEATURES; k++)
			VEC_PUSH(s->a, &s->values, v[k]);
	}
	label_page(s, &p, runs, text);
	weigh(s, &p);
	VEC_PUSH(s->a, &s->pages, p);
}

/* Group of a site: the hash of the last two parts of its host. */
static unsigned fold_of(struct str url, unsigned n_folds)
{
	size_t from = str_find(url, STR("://"));
	struct str host = from == STR_NPOS ? url : str_from(url, from + 3);
	host = str_sub(host, 0, str_find_byte(host, '/'));
	size_t dot = str_rfind_byte(host, '.');
	if (dot != STR_NPOS) {
		size_t before = str_rfind_byte(str_sub(host, 0, dot), '.');
		host = before == STR_NPOS ? host : str_from(host, before + 1);
	}
	return (unsigned)(str_hash64(host) >> 7) % n_folds;
}

static void must(bool ok, const struct err *e)
{
	if (ok)
		return;
	fprintf(stderr, "train_html: %s\n", e->text);
	exit(1);
}

static void read_page(
	struct set *s, struct str url, struct str file, struct str text_file, unsigned n)
{
	struct arena *a = arena_make();
	struct html_page h = {.a = a, .url = url};
	struct strs notes = {0};
	struct str bytes = {0}, text = {0};
	struct err e = {0};
	const char *encoding;
	must(fs_read(a, str_z(a, file), FS_MAX_FILE, &bytes, &e) &&
			fs_read(a, str_z(a, text_file), FS_MAX_FILE, &text, &e),
		&e);
	struct str html = charset_decode(a, bytes, charset_html_label(bytes), &encoding);
	must(dom_parse(a, html, &h.dom, &notes, &e), &e);
	h.gone = ARENA_ARRAY(a, uint8_t, h.dom.n);
	size_t body = dom_find(&h.dom, 0, TAG_BODY);
	h.body = body == DOM_NONE ? 0 : body;
	html_count_shown(&h);
	html_read_meta(&h);
	read_samples(s, &h, words_of(a, text_clean(a, text)), fold_of(url, n));
	arena_free(a);
}

/* --- bins -------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return x < y ? -1 : x > y;
}

/* An edge between v[i - 1] and v[i] of a sorted list. */
static void put_edge(struct set *s, size_t f, const float *v, size_t i)
{
	size_t n = s->n_edges[f];
	float edge = (v[i] + v[i - 1]) / 2;
	if (n < BINS - 1 && v[i] != v[i - 1] && (!n || edge > s->edge[f][n - 1]))
		s->edge[f][s->n_edges[f]++] = edge;
}

/* Between all values when they are few, else where the samples part into equal shares. */
static void make_edges(struct set *s, size_t f, float *v, size_t n)
{
	size_t distinct = 1;
	for (size_t i = 0; i < n; i++)
		v[i] = s->values.v[i * HTML_FEATURES + f];
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

static void make_bins(struct set *s)
{
	size_t n = s->samples.n;
	float *v = ARENA_ARRAY(s->a, float, n);
	s->bins = ARENA_ARRAY(s->a, uint8_t, n * HTML_FEATURES);
	for (size_t f = 0; f < HTML_FEATURES; f++) {
		make_edges(s, f, v, n);
		for (size_t i = 0; i < n; i++) {
			uint8_t b = 0;
			while (b < s->n_edges[f] &&
				s->values.v[i * HTML_FEATURES + f] > s->edge[f][b])
				b++;
			s->bins[i * HTML_FEATURES + f] = b;
		}
	}
}

/* --- one tree ---------------------------------------------------------------------------- */

struct node {
	size_t feature, bin, left, right; /* left 0: a leaf */
	double value;
};
struct tree {
	struct node v[2 * LEAVES];
	size_t n;
};

struct leaf {
	size_t *v, n, node, depth;
	double g, h; /* sums of gradients and curvatures */
	double gain;
	size_t feature, bin;
};

struct grower {
	struct set *s;
	struct arena *a; /* of this tree */
	double *g, *h; /* by sample */
	bool use[HTML_FEATURES];
};

static void try_feature(struct grower *w, struct leaf *l, size_t f)
{
	double g[BINS] = {0}, h[BINS] = {0}, left_g = 0, left_h = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t b = w->s->bins[l->v[i] * HTML_FEATURES + f];
		g[b] += w->g[l->v[i]];
		h[b] += w->h[l->v[i]];
	}
	for (size_t b = 0; b < w->s->n_edges[f]; b++) {
		left_g += g[b];
		left_h += h[b];
		double right_g = l->g - left_g, right_h = l->h - left_h;
		if (left_h < LEAST || right_h < LEAST)
			continue;
		double gain = left_g * left_g / (left_h + RIDGE) +
			right_g * right_g / (right_h + RIDGE) - l->g * l->g / (l->h + RIDGE);
		if (gain > l->gain) {
			l->gain = gain;
			l->feature = f;
			l->bin = b;
		}
	}
}

static void find_split(struct grower *w, struct leaf *l)
{
	l->gain = 0;
	for (size_t f = 0; f < HTML_FEATURES && l->depth < DEPTH; f++)
		if (w->use[f])
			try_feature(w, l, f);
}

static void split(struct grower *w, struct tree *t, struct leaf *l, struct leaf *other)
{
	size_t *left = ARENA_ARRAY(w->a, size_t, l->n), *right = ARENA_ARRAY(w->a, size_t, l->n);
	size_t n_left = 0, n_right = 0;
	double g = 0, h = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t x = l->v[i];
		if (w->s->bins[x * HTML_FEATURES + l->feature] <= l->bin) {
			left[n_left++] = x;
			g += w->g[x];
			h += w->h[x];
		} else {
			right[n_right++] = x;
		}
	}
	struct node *n = &t->v[l->node];
	n->feature = l->feature;
	n->bin = l->bin;
	n->left = t->n++;
	n->right = t->n++;
	*other = (struct leaf){.v = right,
		.n = n_right,
		.node = n->right,
		.depth = l->depth + 1,
		.g = l->g - g,
		.h = l->h - h};
	*l = (struct leaf){
		.v = left, .n = n_left, .node = n->left, .depth = l->depth + 1, .g = g, .h = h};
	find_split(w, l);
	find_split(w, other);
}

static void grow(struct grower *w, struct tree *t, size_t *v, size_t n)
{
	struct leaf leaves[LEAVES] = {{.v = v, .n = n}};
	size_t n_leaves = 1;
	*t = (struct tree){.n = 1};
	for (size_t i = 0; i < n; i++) {
		leaves[0].g += w->g[v[i]];
		leaves[0].h += w->h[v[i]];
	}
	find_split(w, &leaves[0]);
	while (n_leaves < LEAVES) {
		struct leaf *best = &leaves[0];
		for (size_t i = 1; i < n_leaves; i++)
			best = leaves[i].gain > best->gain ? &leaves[i] : best;
		if (best->gain <= 0)
			break;
		split(w, t, best, &leaves[n_leaves++]);
	}
	for (size_t i = 0; i < n_leaves; i++)
		t->v[leaves[i].node].value = -RATE * leaves[i].g / (leaves[i].h + RIDGE);
}

static double run_tree(const struct set *s, const struct tree *t, size_t sample)
{
	size_t i = 0;
	while (t->v[i].left)
		i = s->bins[sample * HTML_FEATURES + t->v[i].feature] <= t->v[i].bin
			? t->v[i].left
			: t->v[i].right;
	return t->v[i].value;
}

/* --- boosting ---------------------------------------------------------------------------- */

static bool trains(const struct set *s, const struct sample *x, unsigned without)
{
	return x->label >= 0 && s->pages.v[x->page].fold != without;
}

/* Grows a forest on all folds but one; samples receive their scores. Returns the bias. */
static double boost(struct set *s, struct tree *forest, unsigned without)
{
	struct grower w = {.s = s, .g = ARENA_ARRAY(s->a, double, s->samples.n)};
	w.h = ARENA_ARRAY(s->a, double, s->samples.n);
	size_t *drawn = ARENA_ARRAY(s->a, size_t, s->samples.n);
	double content = 0, rest = 0;
	seed = 88172645463325252u;
	for (size_t i = 0; i < s->samples.n; i++) {
		const struct sample *x = &s->samples.v[i];
		content += trains(s, x, without) && x->label == 1 ? x->weight : 0;
		rest += trains(s, x, without) && x->label == 0 ? x->weight : 0;
	}
	double bias = log(content / rest);
	for (size_t i = 0; i < s->samples.n; i++)
		s->samples.v[i].score = bias;
	for (size_t t = 0; t < TREES; t++) {
		size_t n = 0;
		for (size_t p = 0; p < s->pages.n; p++)
			s->pages.v[p].drawn = chance() < PAGE_SHARE;
		for (size_t f = 0; f < HTML_FEATURES; f++)
			w.use[f] = chance() < FEATURE_SHARE;
		for (size_t i = 0; i < s->samples.n; i++) {
			const struct sample *x = &s->samples.v[i];
			double p = 1 / (1 + exp(-x->score));
			w.g[i] = x->weight * (p - x->label);
			w.h[i] = x->weight * p * (1 - p);
			if (trains(s, x, without) && s->pages.v[x->page].drawn)
				drawn[n++] = i;
		}
		w.a = arena_make();
		grow(&w, &forest[t], drawn, n);
		arena_free(w.a);
		for (size_t i = 0; i < s->samples.n; i++)
			s->samples.v[i].score += run_tree(s, &forest[t], i);
	}
	return bias;
}

/* --- judging ----------------------------------------------------------------------------- */

static double f1_of(const struct set *s, const struct page *p)
{
	double right = 0, kept = 0, content = 0;
	for (size_t i = p->from; i < p->to; i++) {
		const struct sample *x = &s->samples.v[i];
		if (x->label < 0)
			continue;
		content += x->label ? x->words : 0;
		kept += x->judged > 0 ? x->words : 0;
		right += x->judged > 0 && x->label ? x->words : 0;
	}
	return kept + content > 0 ? 2 * right / (kept + content) : 1;
}

static void cross_validate(struct set *s, struct tree *forest, unsigned n_folds)
{
	double sum = 0;
	for (unsigned k = 0; k < n_folds; k++) {
		boost(s, forest, k);
		for (size_t i = 0; i < s->samples.n; i++)
			if (s->pages.v[s->samples.v[i].page].fold == k)
				s->samples.v[i].judged = s->samples.v[i].score;
	}
	for (size_t p = 0; p < s->pages.n; p++)
		sum += f1_of(s, &s->pages.v[p]);
	printf("%zu pages, %zu runs, F1 of unseen sites %.4f\n", s->pages.n, s->samples.n,
		sum / (double)s->pages.n);
}

/* --- the table --------------------------------------------------------------------------- */

struct table {
	char line[128];
	size_t n, count;
};

static void put_item(struct table *t, const char *item)
{
	if (t->n + strlen(item) > 88) {
		printf("\t%s\n", t->line);
		t->n = 0;
	}
	t->n += (size_t)snprintf(
		t->line + t->n, sizeof t->line - t->n, "%s%s", t->n ? " " : "", item);
}

static void end_items(struct table *t)
{
	if (t->n)
		printf("\t%s\n", t->line);
	printf("};\n");
	t->n = 0;
}

/* In pre-order, so that a left child follows its parent; returns the nodes written. */
static size_t put_node(
	struct table *t, const struct set *s, const struct tree *x, size_t i, bool print)
{
	const struct node *n = &x->v[i];
	char item[64];
	size_t left = n->left ? put_node(t, s, x, n->left, false) : 0;
	double value = n->left ? (double)s->edge[n->feature][n->bin] : n->value;
	if (print) {
		char number[24];
		snprintf(number, sizeof number, "%.4g", value);
		snprintf(item, sizeof item, "{%zu,%zu,%s%sF},", n->feature, n->left ? left + 1 : 0,
			number, strpbrk(number, ".e") ? "" : ".");
		put_item(t, item);
	}
	if (!n->left)
		return 1;
	if (print)
		put_node(t, s, x, n->left, true);
	return 1 + left + put_node(t, s, x, n->right, print);
}

static void put_table(const struct set *s, const struct tree *forest, double bias)
{
	struct table t = {0};
	size_t at = 0;
	printf("/* html_trees.c - the forest of the judge, written by tests/train/train_html.c: {feature,\n"
	       " * right, value} in pre-order, then the root of each tree. See html_trees.h. */\n"
	       "#include \"doc/html_trees.h\"\n\n/* clang-format off */\n"
	       "static const struct html_tree_node nodes[] = {\n");
	for (size_t i = 0; i < TREES; i++)
		put_node(&t, s, &forest[i], 0, true);
	end_items(&t);
	printf("static const uint16_t roots[] = {\n");
	for (size_t i = 0; i < TREES; i++) {
		char item[32];
		snprintf(item, sizeof item, "%zu,", at);
		put_item(&t, item);
		at += put_node(&t, s, &forest[i], 0, false);
	}
	end_items(&t);
	printf("const struct html_forest html_forest = {%.5fF, nodes, roots, %d};\n/* clang-format on */\n",
		bias, TREES);
}

int main(int argc, char **argv)
{
	struct set *s;
	struct arena *a = arena_make();
	struct str list, line;
	struct err e = {0};
	unsigned n_folds = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	if (argc < 2 || n_folds < 1) {
		fprintf(stderr, "usage: train_html LIST [FOLDS]\n");
		return 2;
	}
	s = ARENA_NEW(a, struct set);
	s->a = a;
	must(fs_read(a, argv[1], FS_MAX_FILE, &list, &e), &e);
	while (str_line(&list, &line)) {
		struct str url = {0}, file = {0}, rest = line;
		if (str_cut(&rest, '\t', &url) && str_cut(&rest, '\t', &file))
			read_page(s, url, file, rest, n_folds);
	}
	make_bins(s);
	struct tree *forest = ARENA_ARRAY(a, struct tree, TREES);
	if (n_folds > 1)
		cross_validate(s, forest, n_folds);
	else
		put_table(s, forest, boost(s, forest, 1));
	arena_free(a);
	return 0;
}
