/* builtin_rank.c - LexRank (Erkan and Radev 2004) with a prior for place, made linear.
 *
 * The graph has sentences on one side and stems on the other: a walk from a sentence over one of its
 * stems to a sentence that shares it. That is the graph of cosine similarities without its squared
 * size. The walk starts over at sentences that stand early, open a section or share words with the
 * title. Order: weights of stems, prior, walk, taste, choice. */
#include "llm/builtin_rank.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 20
#define RESTART 0.13
#define PRIOR_HALF 2.0 /* sentences: the third has half the prior of the first */
#define PRIOR_OPENING 0.01 /* first sentence of a block */
#define PRIOR_TITLE 0.7 /* all words in the title */
#define RARE_POWER 0.25 /* of log(1 + n / sentences with the stem) */
#define FREQUENT_POWER 2.3 /* of log(1 + sentences with the stem) */
#define LENGTH_POWER 0.25 /* long sentences gather rank: taken back in part */
#define LENGTH_OFFSET 10.0
#define OVERLAP_MAX 0.68

struct walk {
	const struct words *w;
	const struct sentence *v;
	size_t n, n_stems;
	double *stem_weight, *stem_mass, *prior, *rank, *next;
	uint32_t *stem_n; /* sentences with that stem */
	double *out; /* sum of the weights of a sentence's stems */
};

static bool counts(const struct sentence *s)
{
	return (s->flags & SENT_PROSE) && !(s->flags & SENT_QUESTION) && s->bag.n;
}

/* --- weights of stems -------------------------------------------------------------------- */

static void weigh_stems(struct walk *k)
{
	size_t n = 0;
	for (size_t i = 0; i < k->n; i++) {
		if (!counts(&k->v[i]))
			continue;
		n++;
		for (uint32_t j = 0; j < k->v[i].bag.n; j++)
			k->stem_n[k->v[i].bag.v[j]]++;
	}
	for (size_t i = 0; i < k->n_stems; i++)
		if (k->stem_n[i] > 1)
			k->stem_weight[i] = pow(log(1.0 + (double)n / k->stem_n[i]), RARE_POWER) *
				pow(log(1.0 + k->stem_n[i]), FREQUENT_POWER);
	for (size_t i = 0; i < k->n; i++)
		if (counts(&k->v[i]))
			for (uint32_t j = 0; j < k->v[i].bag.n; j++)
				k->out[i] += k->stem_weight[k->v[i].bag.v[j]];
}

/* --- prior ------------------------------------------------------------------------------- */

static double title_share(const struct walk *k, const struct sentence *s)
{
	size_t shared = 0, n = 0;
	for (uint32_t i = s->first; i < s->first + s->n; i++) {
		const struct word_term *t = &k->w->terms[k->w->tokens[i].term];
		if (t->classes & WORD_STOP)
			continue;
		n++;
		shared += t->in_title;
	}
	return n ? (double)shared / (double)n : 0.0;
}

static void set_prior(struct walk *k)
{
	double sum = 0, place = 0;
	uint32_t block = WORDS_NONE;
	for (size_t i = 0; i < k->n; i++) {
		const struct sentence *s = &k->v[i];
		if (!counts(s))
			continue;
		double p = 1.0 / (PRIOR_HALF + place);
		if (k->w->sentences[i].block != block)
			p += PRIOR_OPENING;
		block = k->w->sentences[i].block;
		p *= 1.0 + PRIOR_TITLE * title_share(k, s);
		k->prior[i] = p;
		sum += p;
		place += 1.0;
	}
	for (size_t i = 0; i < k->n && sum > 0; i++)
		k->prior[i] /= sum;
}

/* --- walk -------------------------------------------------------------------------------- */

static void step(struct walk *k)
{
	for (size_t j = 0; j < k->n_stems; j++)
		k->stem_mass[j] = 0;
	for (size_t i = 0; i < k->n; i++) {
		if (!counts(&k->v[i]) || k->out[i] <= 0)
			continue;
		double share = k->rank[i] / k->out[i];
		for (uint32_t j = 0; j < k->v[i].bag.n; j++) {
			uint32_t stem = k->v[i].bag.v[j];
			k->stem_mass[stem] += share * k->stem_weight[stem];
		}
	}
	for (size_t i = 0; i < k->n; i++) {
		double in = 0;
		if (!counts(&k->v[i]))
			continue;
		for (uint32_t j = 0; j < k->v[i].bag.n; j++) {
			uint32_t stem = k->v[i].bag.v[j];
			if (k->stem_n[stem] > 1)
				in += k->stem_mass[stem] / k->stem_n[stem];
		}
		k->next[i] = RESTART * k->prior[i] + (1.0 - RESTART) * in;
	}
	double *swap = k->rank;
	k->rank = k->next;
	k->next = swap;
}

/* --- taste ------------------------------------------------------------------------------- */

struct taste {
	unsigned flag;
	double in_summary, in_claims; /* factors */
};

static const struct taste tastes[] = {
	{SENT_POINTS, 0.1, 0.3},
	{SENT_LEANS, 1.0, 0.2},
	{SENT_FIRST_PERSON, 2.0, 0.5},
	{SENT_SELF, 2.0, 0.5},
	{SENT_REPORT, 1.6, 1.0},
	{SENT_CITES, 0.7, 0.9},
};

static double taste_of(const struct sentence *s, enum rank_use use)
{
	double x = 1.0;
	for (size_t i = 0; i < sizeof tastes / sizeof *tastes; i++)
		if (s->flags & tastes[i].flag)
			x *= use == RANK_SUMMARY ? tastes[i].in_summary : tastes[i].in_claims;
	return x;
}

double *rank_sentences(const struct words *w, const struct sentence *v, enum rank_use use)
{
	struct walk k = {.w = w, .v = v, .n = w->n_sentences, .n_stems = sentence_n_stems(w)};
	size_t n = 0;
	k.stem_weight = ARENA_ARRAY(w->a, double, k.n_stems + 1);
	k.stem_mass = ARENA_ARRAY(w->a, double, k.n_stems + 1);
	k.stem_n = ARENA_ARRAY(w->a, uint32_t, k.n_stems + 1);
	k.prior = ARENA_ARRAY(w->a, double, k.n + 1);
	k.rank = ARENA_ARRAY(w->a, double, k.n + 1);
	k.next = ARENA_ARRAY(w->a, double, k.n + 1);
	k.out = ARENA_ARRAY(w->a, double, k.n + 1);
	weigh_stems(&k);
	set_prior(&k);
	for (size_t i = 0; i < k.n; i++) {
		k.rank[i] = k.prior[i];
		n += counts(&v[i]);
	}
	for (int round = 0; round < ROUNDS; round++)
		step(&k);
	for (size_t i = 0; i < k.n; i++)
		if (counts(&v[i]))
			k.rank[i] *= (double)n * taste_of(&v[i], use) /
				pow(v[i].bag.n + LENGTH_OFFSET, LENGTH_POWER);
	return k.rank;
}

/* --- choice ------------------------------------------------------------------------------ */

struct place {
	double score;
	uint32_t sentence;
};

static int by_score(const void *x, const void *y)
{
	const struct place *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return p->sentence < q->sentence ? -1 : p->sentence > q->sentence;
}

static bool repeats(
	const struct sentence *v, const uint32_t *chosen, size_t n, const struct sentence *s)
{
	for (size_t i = 0; i < n; i++)
		if (sentence_overlap(&v[chosen[i]].bag, &s->bag) > OVERLAP_MAX)
			return true;
	return false;
}

size_t rank_choose(const struct words *w, const struct sentence *v, const double *scores,
	size_t n_words, size_t most, uint32_t *chosen)
{
	struct place *order = ARENA_ARRAY(w->a, struct place, w->n_sentences + 1);
	size_t n = 0, used = 0, n_chosen = 0;
	for (uint32_t i = 0; i < w->n_sentences; i++)
		if (scores[i] > 0 && (v[i].flags & SENT_PROSE))
			order[n++] = (struct place){scores[i], i};
	if (n)
		qsort(order, n, sizeof *order, by_score);
	for (size_t i = 0; i < n && n_chosen < most && used < n_words; i++) {
		const struct sentence *s = &v[order[i].sentence];
		if (repeats(v, chosen, n_chosen, s))
			continue;
		chosen[n_chosen++] = order[i].sentence;
		used += s->n;
	}
	return n_chosen;
}
