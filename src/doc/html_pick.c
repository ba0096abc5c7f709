/* html_pick.c - from votes to a choice: which runs are kept.
 *
 * Order: parts of one shape, how many to keep, images, tables, repeats, marks. The number kept is the
 * one with the best expected F1: sure pages keep what is likelier than not, unsure ones (a shop's
 * front page, a list of links) keep more, so that something is always left. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "doc/html_judge.h"

#define TEMPERATURE 1.4F /* the trees are surer than they should be: their log odds are divided */
#define SHAPE_SHARE 0.5F /* how far a run follows the others of its shape */
#define REPEAT_WORDS 10 /* a shorter text may be said twice */

/* --- parts of one shape ------------------------------------------------------------------ */

struct shape_mean {
	double sum, weight;
	size_t n;
};

/* Posts, cards and rows are alike: each moves half the way to the mean of its kind. */
static void level_shapes(const struct html_page *h, float *score)
{
	struct map shapes = map_make(h->a);
	for (size_t i = 0; i < h->n_runs; i++) {
		struct str key = str_make((const char *)&h->run[i].shape, sizeof h->run[i].shape);
		struct map_entry *e = map_add(&shapes, key, NULL);
		if (!e->ptr)
			e->ptr = ARENA_NEW(h->a, struct shape_mean);
		struct shape_mean *m = e->ptr;
		double weight = h->run[i].n.words + 1.0;
		m->sum += score[i] * weight;
		m->weight += weight;
		m->n++;
	}
	for (size_t i = 0; i < h->n_runs; i++) {
		struct str key = str_make((const char *)&h->run[i].shape, sizeof h->run[i].shape);
		const struct shape_mean *m = map_ptr(&shapes, key);
		if (m && m->n >= 2)
			score[i] += SHAPE_SHARE * ((float)(m->sum / m->weight) - score[i]);
	}
}

/* --- how many to keep -------------------------------------------------------------------- */

struct ranked {
	float p;
	uint32_t words, run;
};

static int by_probability(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->p != y->p)
		return x->p < y->p ? 1 : -1;
	return x->run < y->run ? -1 : 1;
}

/* The lowest score that is kept: the one that makes expected F1 best (2 TP / (kept + content)). */
static float threshold(const struct html_page *h, const float *score)
{
	struct ranked *v = ARENA_ARRAY(h->a, struct ranked, h->n_runs + 1);
	size_t n = 0;
	double content = 0, tp = 0, kept = 0, best = -1;
	for (size_t i = 0; i < h->n_runs; i++) {
		if (!h->run[i].n.words)
			continue;
		v[n] = (struct ranked){
			1 / (1 + expf(-score[i] / TEMPERATURE)), h->run[i].n.words, (uint32_t)i};
		content += v[n].p * v[n].words;
		n++;
	}
	qsort(v, n, sizeof *v, by_probability);
	float lowest = 1e9F;
	for (size_t i = 0; i < n; i++) {
		tp += v[i].p * v[i].words;
		kept += v[i].words;
		double f1 = 2 * tp / (kept + content);
		if (f1 > best) {
			best = f1;
			lowest = score[v[i].run];
		}
	}
	return lowest;
}

/* --- images, tables ---------------------------------------------------------------------- */

/* Images have no words to be judged by: they stay where the text around them stays. */
static void pick_images(const struct html_page *h, bool *keep)
{
	for (size_t i = 0; i < h->n_runs; i++) {
		if (h->run[i].n.words)
			continue;
		size_t p = i, n = i;
		while (p && !h->run[p].n.words)
			p--;
		while (n + 1 < h->n_runs && !h->run[n].n.words)
			n++;
		bool before = h->run[p].n.words && keep[p], after = h->run[n].n.words && keep[n];
		keep[i] = before && after;
	}
}

/* A table of data is kept or dropped as a whole. */
static void pick_tables(const struct html_page *h, bool *keep)
{
	const struct dom *d = &h->dom;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_TABLE || h->gone[i] || dom_find(d, i, TAG_TABLE) != DOM_NONE)
			continue;
		double words = 0, kept = 0;
		for (size_t k = h->run_at[i]; k < h->run_at[d->v[i].end]; k++) {
			words += h->run[k].n.words;
			kept += keep[k] ? h->run[k].n.words : 0;
		}
		for (size_t k = h->run_at[i]; k < h->run_at[d->v[i].end] && words > 0; k++)
			keep[k] = kept * 2 > words;
	}
}

/* --- repeats ----------------------------------------------------------------------------- */

/* A text that stands on the page already, word for word: a quote of the post before, a description
 * shown twice, a signature. Tables and code repeat themselves for a reason. */
static void drop_repeats(struct html_page *h, const bool *keep, bool *repeat)
{
	const struct dom *d = &h->dom;
	struct map seen = map_make(h->a);
	for (size_t i = 0; i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		if (!keep[i] || r->n.words < REPEAT_WORDS || dom_up(d, r->box, TAG_TABLE) != DOM_NONE ||
			dom_up(d, r->box, TAG_PRE) != DOM_NONE)
			continue;
		bool added;
		struct buf b = buf_make(h->a);
		for (size_t k = r->first; k <= r->last; k++) {
			if (h->gone[k])
				k = d->v[k].end - 1;
			else if (d->v[k].tag == TAG_TEXT)
				buf_put(&b, d->v[k].text);
		}
		map_add(&seen, dom_collapse(h->a, buf_str(&b)), &added);
		repeat[i] = !added;
	}
}

/* --- marks ------------------------------------------------------------------------------- */

static void drop(struct html_page *h, const struct html_run *r, enum html_reason reason)
{
	for (size_t i = r->first; i <= r->last; i++) {
		enum html_tag tag = h->dom.v[i].tag;
		bool leaf = h->dom.v[i].end == i + 1 || tag == TAG_SVG || tag == TAG_MATH ||
			tag == TAG_IFRAME || tag == TAG_VIDEO || tag == TAG_AUDIO;
		if (leaf && !h->gone[i])
			h->gone[i] = (uint8_t)reason;
	}
}

void html_find_main(struct html_page *h)
{
	struct html_choices c = html_choose(h);
	float *score = html_judge(h, &c);
	bool *keep = ARENA_ARRAY(h->a, bool, h->n_runs + 1);
	bool *repeat = ARENA_ARRAY(h->a, bool, h->n_runs + 1);
	level_shapes(h, score);
	float lowest = threshold(h, score);
	for (size_t i = 0; i < h->n_runs; i++)
		keep[i] = score[i] >= lowest;
	pick_tables(h, keep);
	pick_images(h, keep);
	drop_repeats(h, keep, repeat);
	for (size_t i = 0; i < h->n_runs; i++)
		if (!keep[i] || repeat[i])
			drop(h, &h->run[i], keep[i] ? GONE_REPEAT : GONE_OUTSIDE);
	html_count(h);
}
