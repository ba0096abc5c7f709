/* html_pick.c - from votes to a choice: which runs are kept.
 *
 * Order: parts of one shape, how many to keep, images, tables, repeats, marks. The number kept is the
 * one with the best expected F1: sure pages keep what is likelier than not, unsure ones (a shop's
 * front page, a list of links) keep more, so that something is always left. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "doc/html_judge.h"
#include "doc/html_posts.h"

#define TEMPERATURE 1.2F /* the trees are surer than they should be: their log odds are divided */
#define SHAPE_SHARE 0.75F /* how far a run follows the others of its shape */
#define SMALL_PAGE 40 /* words */
#define REPEAT_WORDS 10 /* a shorter text may be said twice */

#define SMALL_CAPTION 8 /* words that may stand in one run with an image */
#define DECK 80 /* words that may stand above the picture that opens an article */

enum pick { DROP, KEEP, KEEP_IMAGES, REPEAT };

/* --- parts of one shape ------------------------------------------------------------------ */

struct shape_mean {
	double sum, weight;
	size_t n;
};

/* Posts, cards and rows are alike: each moves most of the way to the mean of its kind. */
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

/* The lowest score that is kept: the one that makes expected F1 best (2 TP / (kept + content)). A page
 * of a few words has no frame that is worth losing any of them for. */
static float threshold(const struct html_page *h, const float *score)
{
	if (html_sum_of(h, h->body).words <= SMALL_PAGE)
		return -1e9F;
	struct ranked *v = ARENA_ARRAY(h->a, struct ranked, h->n_runs + 1);
	size_t n = 0;
	double content = 0, tp = 0, kept = 0, best = -1;
	for (size_t i = 0; i < h->n_runs; i++) {
		if (!h->run[i].n.words)
			continue;
		v[n] = (struct ranked){
			1 / (1 + expf(-score[i] / TEMPERATURE)), h->run[i].n.words, (uint32_t)i};
		content += (double)v[n].p * v[n].words;
		n++;
	}
	qsort(v, n, sizeof *v, by_probability);
	float lowest = 1e9F;
	for (size_t i = 0; i < n; i++) {
		tp += (double)v[i].p * v[i].words;
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

static uint32_t kept_words(const uint32_t *sum, const struct html_page *h, size_t node)
{
	return sum[h->run_at[h->dom.v[node].end]] - sum[h->run_at[node]];
}

/* The smallest block with nearly all that is kept. */
static size_t content_root(const struct html_page *h, const uint32_t *sum)
{
	const struct dom *d = &h->dom;
	size_t at = h->body;
	for (;;) {
		size_t next = DOM_NONE;
		for (size_t k = at + 1; k < d->v[at].end && next == DOM_NONE; k = d->v[k].end)
			if ((uint64_t)kept_words(sum, h, k) * 10 >= (uint64_t)sum[h->n_runs] * 9 &&
				kept_words(sum, h, k) > 0 && d->v[k].tag != TAG_TEXT)
				next = k;
		if (next == DOM_NONE || !html_has_blocks(h, next))
			return at;
		at = next;
	}
}

/* Inside the root an image goes with the smallest block that gives it words for company; its own
 * figure does not count. */
static bool has_company(const struct html_page *h, const uint32_t *sum, size_t root, size_t box)
{
	const struct dom *d = &h->dom;
	size_t figure = dom_up(d, box, TAG_FIGURE);
	uint32_t own = 0, own_kept = 0;
	if (figure != DOM_NONE && figure > root) {
		own = html_sum_of(h, figure).words;
		own_kept = kept_words(sum, h, figure);
		box = d->v[figure].parent;
	}
	for (; box != root && box; box = d->v[box].parent) {
		uint32_t words = html_sum_of(h, box).words - own;
		if (words > SMALL_CAPTION)
			return (kept_words(sum, h, box) - own_kept) * 2 > words;
	}
	return true;
}

/* Its caption was taken for content. */
static bool caption_stays(const struct html_page *h, const uint32_t *sum, size_t i)
{
	size_t figure = dom_up(&h->dom, h->run[i].first, TAG_FIGURE);
	return figure != DOM_NONE && kept_words(sum, h, figure) > 0;
}

/* The picture that opens an article stands between its title and its text, perhaps below a deck. */
static bool is_lead(const struct html_page *h, const enum pick *pick, size_t i)
{
	const struct dom *d = &h->dom;
	size_t next = i + 1;
	while (next < h->n_runs && next < i + 12 && !(pick[next] == KEEP && h->run[next].n.words))
		next++;
	bool near = next < h->n_runs && pick[next] == KEEP && h->run[next].n.words;
	bool framed = dom_up(d, h->run[i].first, TAG_FIGURE) != DOM_NONE ||
		str_eqz(dom_name(d, d->v[h->run[i].first].parent), "picture");
	for (size_t k = i + 1; k < next; k++)
		near = near && h->run[k].n.link_words * 2 <= h->run[k].n.words;
	return near && framed && dom_up(d, h->run[i].first, TAG_NAV) == DOM_NONE;
}

/* A caption stays with its picture. */
static void keep_caption(const struct html_page *h, size_t i, enum pick *pick)
{
	const struct dom *d = &h->dom;
	size_t figure = dom_up(d, h->run[i].box, TAG_FIGURE);
	if (figure == DOM_NONE)
		return;
	for (size_t k = h->run_at[figure]; k < h->run_at[d->v[figure].end]; k++)
		if (dom_up(d, h->run[k].box, TAG_FIGCAPTION) != DOM_NONE)
			pick[k] = KEEP;
}

/* Images have no words to be judged by: they stay where the text around them stays. */
static void pick_images(const struct html_page *h, enum pick *pick)
{
	uint32_t *sum = ARENA_ARRAY(h->a, uint32_t, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++)
		sum[i + 1] = sum[i] + (pick[i] == KEEP ? h->run[i].n.words : 0);
	size_t root = content_root(h, sum);
	for (size_t i = 0; i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		bool lead = sum[i] <= DECK;
		if (!r->n.images || (r->n.words && (pick[i] == KEEP || r->n.words > SMALL_CAPTION)))
			continue;
		bool inside = r->box >= root && r->box < h->dom.v[root].end;
		bool stays = inside ? has_company(h, sum, root, r->box)
				    : caption_stays(h, sum, i) || (lead && is_lead(h, pick, i));
		pick[i] = !stays ? DROP : r->n.words ? KEEP_IMAGES : KEEP;
		if (stays)
			keep_caption(h, i, pick);
	}
}

/* A table of data is kept or dropped as a whole. */
static void pick_tables(const struct html_page *h, enum pick *pick)
{
	const struct dom *d = &h->dom;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_TABLE || h->gone[i] || dom_find(d, i, TAG_TABLE) != DOM_NONE)
			continue;
		double words = 0, kept = 0;
		for (size_t k = h->run_at[i]; k < h->run_at[d->v[i].end]; k++) {
			words += h->run[k].n.words;
			kept += pick[k] == KEEP ? h->run[k].n.words : 0;
		}
		for (size_t k = h->run_at[i]; k < h->run_at[d->v[i].end] && words > 0; k++)
			pick[k] = kept * 2 > words ? KEEP : DROP;
	}
}

/* --- headings ---------------------------------------------------------------------------- */

/* A heading goes with what it heads: kept when the text right behind it, a few blocks away at most,
 * is kept. */
static void pick_headings(const struct html_page *h, enum pick *pick)
{
	const struct dom *d = &h->dom;
	for (size_t i = h->n_runs; i-- > 0;) {
		size_t box = h->run[i].box;
		if (pick[i] != DROP || d->v[box].tag < TAG_H2 || d->v[box].tag > TAG_H6 ||
			i + 1 >= h->n_runs)
			continue;
		size_t next = i + 1, up = box;
		while (next + 1 < h->n_runs && !h->run[next].n.words)
			next++;
		for (int level = 0; level < 3 && up; level++)
			up = d->v[up].parent;
		bool close = h->run[next].box < d->v[up].end;
		if (pick[next] == KEEP && close && i && pick[i - 1] == KEEP)
			pick[i] = KEEP;
	}
}

/* --- repeats ----------------------------------------------------------------------------- */

/* The same words in two places that are not alike are shown twice (a quote of the post before, a
 * description in a fold); in places that are alike, beside each other, they are meant so, but for
 * the signatures of a thread. Tables and code repeat themselves for a reason. */
static bool is_repeat(const struct html_page *h, const struct html_run *first,
	const struct html_run *r, bool thread)
{
	const struct dom *d = &h->dom;
	return d->v[first->box].parent != d->v[r->box].parent &&
		(thread || first->shape != r->shape);
}

static void drop_repeats(struct html_page *h, enum pick *pick)
{
	const struct dom *d = &h->dom;
	struct map seen = map_make(h->a);
	bool thread = html_kind_of(h) == PAGE_THREAD;
	for (size_t i = 0; i < h->n_runs; i++) {
		const struct html_run *r = &h->run[i];
		if (pick[i] != KEEP || r->n.words < REPEAT_WORDS ||
			dom_up(d, r->box, TAG_TABLE) != DOM_NONE ||
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
		struct map_entry *e = map_add(&seen, dom_collapse(h->a, buf_str(&b)), &added);
		if (added)
			e->num = i;
		else if (is_repeat(h, &h->run[e->num], r, thread))
			pick[i] = REPEAT;
	}
}

/* What stands behind the block that holds all posts of a thread is about other things. */
static void cut_behind_posts(const struct html_page *h, enum pick *pick)
{
	const struct dom *d = &h->dom;
	const struct html_posts *p = h->posts;
	if (!p || !p->main || p->n < 2)
		return;
	size_t all = p->v[0].node;
	while (d->v[all].end <= p->v[p->n - 1].node)
		all = d->v[all].parent;
	for (size_t i = h->run_at[d->v[all].end]; i < h->n_runs; i++)
		pick[i] = DROP;
}

/* A talk is its turns, whole. */
static void pick_talk(const struct html_page *h, enum pick *pick)
{
	const struct html_posts *p = h->posts;
	size_t k = 0;
	for (size_t i = 0; i < h->n_runs; i++) {
		while (k < p->n && h->dom.v[p->v[k].node].end <= h->run[i].first)
			k++;
		pick[i] = k < p->n && h->run[i].first > p->v[k].node ? KEEP : DROP;
	}
}

/* --- marks ------------------------------------------------------------------------------- */

static void mark(struct html_page *h, const struct html_run *r, enum pick pick)
{
	for (size_t i = r->first; i <= r->last; i++) {
		enum html_tag tag = h->dom.v[i].tag;
		bool media = tag == TAG_SVG || tag == TAG_MATH || tag == TAG_IFRAME ||
			tag == TAG_VIDEO || tag == TAG_AUDIO || tag == TAG_IMG;
		bool leaf = h->dom.v[i].end == i + 1 || media;
		if (leaf && !h->gone[i] && !(pick == KEEP_IMAGES && media))
			h->gone[i] = pick == REPEAT ? GONE_REPEAT : GONE_OUTSIDE;
	}
}

void html_pick(struct html_page *h, const struct html_choices *c, float *score)
{
	enum pick *pick = ARENA_ARRAY(h->a, enum pick, h->n_runs + 1);
	level_shapes(h, score);
	float lowest = threshold(h, score);
	for (size_t i = 0; i < h->n_runs; i++)
		pick[i] = score[i] >= lowest ? KEEP : DROP;
	pick_tables(h, pick);
	pick_headings(h, pick);
	pick_images(h, pick);
	drop_repeats(h, pick);
	cut_behind_posts(h, pick);
	if (h->posts && h->posts->talk)
		pick_talk(h, pick);
	uint8_t *fate = ARENA_ARRAY(h->a, uint8_t, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++)
		fate[i] = pick[i] == KEEP   ? GONE_KEPT
			: pick[i] == REPEAT ? GONE_REPEAT
					    : GONE_OUTSIDE;
	if (h->explain)
		h->explained = html_explain(h, c, fate);
	for (size_t i = 0; i < h->n_runs; i++)
		if (pick[i] != KEEP)
			mark(h, &h->run[i], pick[i]);
	html_count(h);
}

void html_find_main(struct html_page *h)
{
	struct html_choices c = html_choose(h);
	html_pick(h, &c, html_judge(h, &c));
}
