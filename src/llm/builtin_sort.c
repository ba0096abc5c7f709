/* builtin_sort.c - categories: concepts gathered around the most central ones.
 *
 * Seeds are central concepts that are not near each other; the others join the seed whose members
 * they are nearest to, in rounds in which all decide at once, so that the order of input does not
 * matter. A category is named after its most central concept. Order: centrality, seeds, joining,
 * labels, the sort. */
#include <math.h>
#include <stdlib.h>

#include "llm/builtin.h"

#define CATEGORIES_MIN 2
#define CATEGORIES_MAX 12
#define ROUNDS 12
#define DESCRIBED_BY 5 /* members named in a description */
#define NO_GROUP ((size_t)-1)
#define OTHER_NAME "Other"

struct node {
	const struct builtin_sort_concept *c;
	size_t index; /* in the input */
	double central;
	size_t group, next;
	double inside; /* weight of its links to its own group */
};

struct sorter {
	struct arena *a; /* scratch */
	struct node *v; /* by name */
	size_t n;
	size_t *rank; /* of each input index: its place in v */
	size_t *seeds, n_groups;
};

/* --- centrality -------------------------------------------------------------------------- */

static int by_name(const void *x, const void *y)
{
	const struct node *p = x, *q = y;
	int c = str_cmp(p->c->name, q->c->name);
	if (c == 0)
		c = str_cmp(p->c->kind, q->c->kind);
	if (c == 0)
		c = p->c->weight > q->c->weight ? -1 : p->c->weight < q->c->weight;
	return c;
}

/* People and places make poor names of categories. */
static double kind_factor(struct str kind)
{
	if (str_eqz(kind, "person") || str_eqz(kind, "place"))
		return 0.35;
	if (str_eqz(kind, "organization") || str_eqz(kind, "event") || str_eqz(kind, "work"))
		return 0.6;
	return 1.0;
}

static void weigh(struct sorter *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct builtin_sort_concept *c = s->v[i].c;
		double links = 0;
		for (size_t k = 0; k < c->n_near; k++)
			links += c->near_weight[k];
		s->v[i].central =
			(links + 0.1) * log(2.0 + (double)c->weight) * kind_factor(c->kind);
		s->v[i].group = NO_GROUP;
	}
}

/* --- seeds ------------------------------------------------------------------------------- */

static size_t wanted_groups(size_t n)
{
	size_t k = (size_t)(sqrt((double)n) / 1.6 + 0.5);
	k = k < CATEGORIES_MIN ? CATEGORIES_MIN : k;
	k = k > CATEGORIES_MAX ? CATEGORIES_MAX : k;
	return n < 2 * k ? (n + 1) / 2 : k;
}

static bool is_near(const struct sorter *s, size_t from, size_t to)
{
	const struct builtin_sort_concept *c = s->v[from].c;
	for (size_t k = 0; k < c->n_near && k < 6; k++)
		if (s->rank[c->near[k]] == to)
			return true;
	return false;
}

static size_t next_seed(const struct sorter *s, bool apart)
{
	size_t best = NO_GROUP;
	for (size_t i = 0; i < s->n; i++) {
		bool fits = s->v[i].group == NO_GROUP && s->v[i].c->n_near > 0;
		for (size_t k = 0; k < s->n_groups && fits && apart; k++)
			fits = !is_near(s, i, s->seeds[k]) && !is_near(s, s->seeds[k], i);
		if (fits && (best == NO_GROUP || s->v[i].central > s->v[best].central))
			best = i;
	}
	return best;
}

static void choose_seeds(struct sorter *s)
{
	size_t wanted = wanted_groups(s->n);
	s->seeds = ARENA_ARRAY(s->a, size_t, wanted + 1);
	while (s->n_groups < wanted) {
		size_t seed = next_seed(s, true);
		if (seed == NO_GROUP && s->n_groups < CATEGORIES_MIN)
			seed = next_seed(s, false);
		if (seed == NO_GROUP)
			break;
		s->v[seed].group = s->n_groups;
		s->seeds[s->n_groups++] = seed;
	}
}

/* --- joining ----------------------------------------------------------------------------- */

/* The group that a concept is nearest to; its own seed stays. */
static size_t nearest_group(const struct sorter *s, size_t i, double *sums)
{
	const struct builtin_sort_concept *c = s->v[i].c;
	size_t best = s->v[i].group;
	for (size_t g = 0; g < s->n_groups; g++)
		sums[g] = 0;
	for (size_t k = 0; k < c->n_near; k++) {
		const struct node *to = &s->v[s->rank[c->near[k]]];
		bool seed = to->group != NO_GROUP && s->seeds[to->group] == s->rank[c->near[k]];
		if (to->group != NO_GROUP)
			sums[to->group] += c->near_weight[k] * (seed ? 2.0 : 1.0);
	}
	for (size_t g = 0; g < s->n_groups; g++)
		if (sums[g] > 0 && (best == NO_GROUP || sums[g] > sums[best]))
			best = g;
	return best;
}

static void join(struct sorter *s)
{
	double *sums = ARENA_ARRAY(s->a, double, s->n_groups + 1);
	for (int round = 0; round < ROUNDS; round++) {
		bool moved = false;
		for (size_t i = 0; i < s->n; i++)
			s->v[i].next = nearest_group(s, i, sums);
		for (size_t g = 0; g < s->n_groups; g++)
			s->v[s->seeds[g]].next = g;
		for (size_t i = 0; i < s->n; i++) {
			moved = moved || s->v[i].next != s->v[i].group;
			s->v[i].group = s->v[i].next;
		}
		if (!moved)
			break;
	}
}

/* A group of one is none. */
static void dissolve_singles(struct sorter *s)
{
	size_t *count = ARENA_ARRAY(s->a, size_t, s->n_groups + 1);
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].group != NO_GROUP)
			count[s->v[i].group]++;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].group != NO_GROUP && count[s->v[i].group] < 2)
			s->v[i].group = NO_GROUP;
}

/* --- labels ------------------------------------------------------------------------------ */

static void weigh_inside(struct sorter *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct builtin_sort_concept *c = s->v[i].c;
		s->v[i].inside = 0.01;
		for (size_t k = 0; k < c->n_near; k++)
			if (s->v[s->rank[c->near[k]]].group == s->v[i].group)
				s->v[i].inside += c->near_weight[k];
		s->v[i].inside *= log(2.0 + (double)c->weight) * kind_factor(c->kind);
	}
}

static int by_inside(const void *x, const void *y)
{
	const struct node *p = *(struct node *const *)x, *q = *(struct node *const *)y;
	if (p->inside != q->inside)
		return p->inside > q->inside ? -1 : 1;
	return p < q ? -1 : p > q;
}

static size_t members(const struct sorter *s, size_t group, struct node **out)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].group == group)
			out[n++] = &s->v[i];
	if (n)
		qsort(out, n, sizeof *out, by_inside);
	return n;
}

static struct reply_category category(
	struct arena *a, struct node **v, size_t n, bool other, struct str *name)
{
	struct reply_category c = {.parent = STR("")};
	struct buf b = buf_make(a);
	c.name = other ? STR(OTHER_NAME) : str_dup(a, v[0]->c->name);
	for (size_t i = 0; i < n && i < DESCRIBED_BY; i++) {
		if (i)
			buf_puts(&b, ", ");
		buf_put(&b, v[i]->c->name);
	}
	c.description = buf_str(&b);
	*name = c.name;
	return c;
}

/* --- the sort ---------------------------------------------------------------------------- */

static int by_category(const void *x, const void *y)
{
	return str_cmp(
		((const struct reply_category *)x)->name, ((const struct reply_category *)y)->name);
}

static void write_out(struct sorter *s, struct arena *a, struct reply_sort *out)
{
	struct node **v = arena_array(s->a, s->n + 1, sizeof *v);
	struct str *names = ARENA_ARRAY(s->a, struct str, s->n_groups + 1);
	out->categories.v = ARENA_ARRAY(a, struct reply_category, s->n_groups + 1);
	for (size_t g = 0; g <= s->n_groups; g++) {
		bool other = g == s->n_groups;
		size_t n = members(s, other ? NO_GROUP : g, v);
		if (n)
			out->categories.v[out->categories.n++] =
				category(a, v, n, other, &names[g]);
	}
	if (out->categories.n)
		qsort(out->categories.v, out->categories.n, sizeof *out->categories.v, by_category);
	out->placements.v = ARENA_ARRAY(a, struct reply_placement, s->n);
	for (size_t i = 0; i < s->n; i++) {
		size_t g = s->v[i].group == NO_GROUP ? s->n_groups : s->v[i].group;
		out->placements.v[out->placements.n++] =
			(struct reply_placement){str_dup(a, s->v[i].c->name), names[g]};
	}
}

void builtin_sort(
	struct arena *a, const struct builtin_sort_concept *v, size_t n, struct reply_sort *out)
{
	*out = (struct reply_sort){0};
	if (!n)
		return;
	struct arena *scratch = arena_make();
	struct sorter s = {.a = scratch, .n = n};
	s.v = ARENA_ARRAY(scratch, struct node, n);
	s.rank = ARENA_ARRAY(scratch, size_t, n);
	for (size_t i = 0; i < n; i++)
		s.v[i] = (struct node){.c = &v[i], .index = i};
	qsort(s.v, n, sizeof *s.v, by_name);
	for (size_t i = 0; i < n; i++)
		s.rank[s.v[i].index] = i;
	weigh(&s);
	choose_seeds(&s);
	join(&s);
	dissolve_singles(&s);
	weigh_inside(&s);
	write_out(&s, a, out);
	arena_free(scratch);
}
