/* builtin_sort.c - categories: communities of concepts that share claims.
 *
 * The graph of relations is divided so that links inside groups are more than chance has it (modularity,
 * moved node by node and level by level after Blondel and others 2008), in order of names, so that the
 * order of input does not matter. Small groups join the one they have most to do with; what is near
 * nothing is Other. A category is named after its most central concept, best one that is no proper
 * name. Order: the graph, dividing, small groups, labels, the sort. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "llm/builtin.h"

#define CATEGORIES_MIN 2
#define CATEGORIES_MAX 12 /* and one more for each PER_CATEGORY concepts */
#define PER_CATEGORY 24
#define SMALLEST 3 /* concepts of a category */
#define ROUNDS 12
#define RESOLUTION 1.8 /* above 1: more and smaller groups than modularity has */
#define LEVELS 6
#define SAME_HEAD 0.12 /* weight of "card catalogue" and "catalogue" */
#define SAME_HEAD_MAX 12 /* concepts that share a last word */
#define DESCRIBED_BY 5 /* members named in a description */
#define NO_GROUP ((size_t)-1)
#define OTHER_NAME "Other"

struct node {
	const struct builtin_sort_concept *c;
	size_t index; /* in the input */
	size_t group;
	double inside; /* weight of its links to its own group */
};

struct link {
	size_t from, to;
	double weight;
};

struct graph { /* links both ways, sorted by from and to; one from a node to itself counts twice */
	struct link *v;
	size_t n, n_nodes;
	size_t *first; /* of each node; n_nodes + 1 */
	double *degree, total;
};

struct sorter {
	struct arena *a; /* scratch */
	struct node *v; /* by name */
	size_t n;
	size_t *rank; /* of each input index: its place in v */
	struct graph g;
	size_t n_groups;
};

/* --- the graph --------------------------------------------------------------------------- */

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

/* People and places make poor names of categories; so do other proper names. */
static double label_factor(const struct builtin_sort_concept *c)
{
	size_t i = 0;
	double small = text_is_upper(text_next(c->name, &i)) ? 0.6 : 2.2;
	if (str_eqz(c->kind, "person") || str_eqz(c->kind, "place"))
		return 0.2;
	if (str_eqz(c->kind, "organization") || str_eqz(c->kind, "event") ||
		str_eqz(c->kind, "work"))
		return 0.4;
	/* "BM25" is as good as a common noun, "Google" is not */
	bool sign = !c->name.n || str_find_byte(c->name, ' ') == STR_NPOS;
	for (size_t k = 0; k < c->name.n && sign; k++)
		sign = !(c->name.p[k] >= 'a' && c->name.p[k] <= 'z');
	return sign ? 2.2 : small;
}

static int by_ends(const void *x, const void *y)
{
	const struct link *p = x, *q = y;
	if (p->from != q->from)
		return p->from < q->from ? -1 : 1;
	if (p->to != q->to)
		return p->to < q->to ? -1 : 1;
	return p->weight > q->weight ? -1 : p->weight < q->weight;
}

/* Links with the same ends become one: their sum, or the first where they say the same twice. */
static struct graph graph_of(struct arena *a, struct link *v, size_t n, size_t n_nodes, bool sum)
{
	struct graph g = {.v = v, .n_nodes = n_nodes};
	g.first = ARENA_ARRAY(a, size_t, n_nodes + 2);
	g.degree = ARENA_ARRAY(a, double, n_nodes + 1);
	if (n)
		qsort(v, n, sizeof *v, by_ends);
	for (size_t i = 0; i < n; i++) {
		struct link *last = g.n ? &v[g.n - 1] : NULL;
		if (last && last->from == v[i].from && last->to == v[i].to)
			last->weight += sum ? v[i].weight : 0;
		else
			v[g.n++] = v[i];
	}
	for (size_t i = 0, k = 0; i <= n_nodes; i++) {
		while (k < g.n && v[k].from < i)
			k++;
		g.first[i] = k;
	}
	for (size_t i = 0; i < g.n; i++) {
		g.degree[v[i].from] += v[i].weight;
		g.total += v[i].weight;
	}
	return g;
}

typedef VEC(struct link) link_list;

static void add_link(struct arena *a, link_list *l, size_t x, size_t y, double weight)
{
	struct link there = {x, y, weight}, back = {y, x, weight};
	VEC_PUSH(a, l, there);
	VEC_PUSH(a, l, back);
}

/* Concepts whose names end in one word are somewhat near. */
static void link_heads(struct sorter *s, link_list *l)
{
	struct map heads = map_make(s->a); /* last word -> its first concept */
	size_t *next = ARENA_ARRAY(s->a, size_t, s->n + 1), *count = next;
	count = ARENA_ARRAY(s->a, size_t, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		bool added;
		struct str name = text_fold(s->a, s->v[i].c->name);
		size_t blank = str_rfind_byte(name, ' ');
		if (str_eqz(s->v[i].c->kind, "person"))
			continue;
		struct str head = blank == STR_NPOS ? name : str_from(name, blank + 1);
		struct map_entry *e = map_add(&heads, head, &added);
		next[i] = added ? NO_GROUP : e->num;
		count[i] = added ? 1 : count[e->num] + 1;
		for (size_t k = next[i]; k != NO_GROUP && count[i] <= SAME_HEAD_MAX; k = next[k])
			add_link(s->a, l, i, k, SAME_HEAD);
		e->num = i;
	}
}

static void read_graph(struct sorter *s)
{
	link_list l = {0};
	link_heads(s, &l);
	for (size_t i = 0; i < s->n; i++) {
		const struct builtin_sort_concept *c = s->v[i].c;
		for (size_t k = 0; k < c->n_near; k++)
			if (c->near_weight[k] > 0 && s->rank[c->near[k]] != i)
				add_link(s->a, &l, i, s->rank[c->near[k]], c->near_weight[k]);
	}
	s->g = graph_of(s->a, l.v, l.n, s->n, false);
}

/* --- dividing ---------------------------------------------------------------------------- */

struct division {
	size_t *group; /* of each node */
	double *sum; /* degrees of the nodes of each group */
	double *to; /* scratch: weight of one node's links to each group, 0 between uses */
};

/* The group in which node i adds most to modularity; its own among equals. */
static size_t best_group(const struct graph *g, struct division *d, size_t i)
{
	size_t best = d->group[i];
	for (size_t k = g->first[i]; k < g->first[i + 1]; k++)
		if (g->v[k].to != i)
			d->to[d->group[g->v[k].to]] += g->v[k].weight;
	d->sum[best] -= g->degree[i];
	double most = d->to[best] - RESOLUTION * d->sum[best] * g->degree[i] / g->total;
	for (size_t k = g->first[i]; k < g->first[i + 1]; k++) {
		size_t x = d->group[g->v[k].to];
		double gain = d->to[x] - RESOLUTION * d->sum[x] * g->degree[i] / g->total;
		if (gain > most + 1e-9) {
			most = gain;
			best = x;
		}
	}
	for (size_t k = g->first[i]; k < g->first[i + 1]; k++)
		d->to[d->group[g->v[k].to]] = 0;
	d->sum[best] += g->degree[i];
	return best;
}

/* Groups of the nodes of g, numbered from 0 in order of their first node; returns how many. */
static size_t divide(struct arena *a, const struct graph *g, size_t *group)
{
	struct division d = {.group = ARENA_ARRAY(a, size_t, g->n_nodes + 1)};
	d.sum = ARENA_ARRAY(a, double, g->n_nodes + 1);
	d.to = ARENA_ARRAY(a, double, g->n_nodes + 1);
	for (size_t i = 0; i < g->n_nodes; i++) {
		d.group[i] = i;
		d.sum[i] = g->degree[i];
	}
	bool moved = g->total > 0;
	for (int round = 0; round < ROUNDS && moved; round++) {
		moved = false;
		for (size_t i = 0; i < g->n_nodes; i++) {
			size_t to = best_group(g, &d, i);
			moved = moved || to != d.group[i];
			d.group[i] = to;
		}
	}
	size_t n = 0, *number = ARENA_ARRAY(a, size_t, g->n_nodes + 1);
	for (size_t i = 0; i < g->n_nodes; i++) {
		if (!number[d.group[i]])
			number[d.group[i]] = ++n;
		group[i] = number[d.group[i]] - 1;
	}
	return n;
}

/* The graph whose nodes are the groups of g. */
static struct graph shrink(
	struct arena *a, const struct graph *g, const size_t *group, size_t n_groups)
{
	struct link *v = ARENA_ARRAY(a, struct link, g->n + 1);
	for (size_t i = 0; i < g->n; i++)
		v[i] = (struct link){group[g->v[i].from], group[g->v[i].to], g->v[i].weight};
	return graph_of(a, v, g->n, n_groups, true);
}

/* Divides, then divides the groups, until they stay; s->g becomes the graph of the groups. */
static void find_groups(struct sorter *s)
{
	size_t *group = ARENA_ARRAY(s->a, size_t, s->n + 1);
	for (size_t i = 0; i < s->n; i++)
		s->v[i].group = i;
	for (int level = 0; level < LEVELS; level++) {
		size_t before = s->g.n_nodes;
		s->n_groups = divide(s->a, &s->g, group);
		for (size_t i = 0; i < s->n; i++)
			s->v[i].group = group[s->v[i].group];
		s->g = shrink(s->a, &s->g, group, s->n_groups);
		if (s->n_groups == before)
			break;
	}
}

/* --- small groups ------------------------------------------------------------------------ */

static size_t *sizes(const struct sorter *s)
{
	size_t *n = ARENA_ARRAY(s->a, size_t, s->n_groups + 1);
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].group != NO_GROUP)
			n[s->v[i].group]++;
	return n;
}

/* The group that x has most to do with for its size; NO_GROUP when with none. */
static size_t nearest(const struct sorter *s, const size_t *n, size_t x)
{
	size_t best = NO_GROUP;
	double most = 0;
	for (size_t k = s->g.first[x]; k < s->g.first[x + 1]; k++) {
		size_t to = s->g.v[k].to;
		double w = n[to] ? s->g.v[k].weight / sqrt((double)n[to]) : 0;
		if (to != x && w > most) {
			most = w;
			best = to;
		}
	}
	return best;
}

/* Moves the members of each group to where it goes: itself, another one, NO_GROUP. */
static void move_groups(struct sorter *s, size_t *goes)
{
	size_t *group = ARENA_ARRAY(s->a, size_t, s->n_groups + 1);
	for (size_t x = 0; x < s->n_groups; x++) {
		size_t to = x;
		while (goes[to] != NO_GROUP && goes[to] != to)
			to = goes[to];
		group[x] = to;
		goes[x] = goes[to];
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].group != NO_GROUP)
			s->v[i].group = goes[s->v[i].group];
	s->g = shrink(s->a, &s->g, group, s->n_groups);
}

/* Each group below `least` joins its nearest one; false when none did. */
static bool join_below(struct sorter *s, size_t least, bool only_one)
{
	size_t *n = sizes(s), left = 0, smallest = NO_GROUP;
	size_t *goes = ARENA_ARRAY(s->a, size_t, s->n_groups + 1);
	bool joined = false;
	for (size_t x = 0; x < s->n_groups; x++) {
		goes[x] = x;
		left += n[x] > 0;
		if (n[x] && (smallest == NO_GROUP || n[x] < n[smallest]))
			smallest = x;
	}
	for (size_t x = 0; x < s->n_groups && left > CATEGORIES_MIN; x++) {
		if (!n[x] || n[x] >= least || (only_one && x != smallest))
			continue;
		goes[x] = nearest(s, n, x);
		if (goes[x] != NO_GROUP)
			n[goes[x]] += n[x];
		n[x] = 0;
		joined = true;
		left--;
	}
	if (joined)
		move_groups(s, goes);
	return joined;
}

static size_t count_groups(const struct sorter *s)
{
	size_t *n = sizes(s), left = 0;
	for (size_t x = 0; x < s->n_groups; x++)
		left += n[x] > 0;
	return left;
}

static void join_small(struct sorter *s)
{
	for (int round = 0; round < ROUNDS && join_below(s, SMALLEST, false); round++)
		continue;
	while (count_groups(s) > CATEGORIES_MAX + s->n / PER_CATEGORY)
		if (!join_below(s, NO_GROUP, true))
			break;
	size_t *n = sizes(s);
	for (size_t i = 0; i < s->n; i++) /* a group of one is none */
		if (s->v[i].group != NO_GROUP && n[s->v[i].group] < 2)
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
		s->v[i].inside *= log(2.0 + (double)c->weight) * label_factor(c);
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

/* With a capital, as headings have. */
static struct str label(struct arena *a, struct str name)
{
	struct buf b = buf_make(a);
	bool small = name.n && name.p[0] >= 'a' && name.p[0] <= 'z';
	if (small)
		buf_putc(&b, (char)(name.p[0] - 32));
	buf_put(&b, str_from(name, small ? 1 : 0));
	return buf_str(&b);
}

static struct reply_category category(
	struct arena *a, struct node **v, size_t n, bool other, struct str *name)
{
	struct reply_category c = {.parent = STR("")};
	struct buf b = buf_make(a);
	c.name = other ? STR(OTHER_NAME) : label(a, v[0]->c->name);
	for (size_t i = other ? 0 : 1; i < n && i < DESCRIBED_BY; i++) {
		if (b.n)
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
	read_graph(&s);
	find_groups(&s);
	join_small(&s);
	weigh_inside(&s);
	write_out(&s, a, out);
	arena_free(scratch);
}
