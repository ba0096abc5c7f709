/* sort.c - which concepts belong together: relations by shared claims and passages, categories by the engine. */
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "engine/model.h"
#include "engine/sort_model.h"
#include "llm/builtin.h"

#define NODE "sort"
#define MAX_NEAR 12
#define FEW_EDGES 16
#define SAME_PASSAGE 0.4 /* of a shared claim */
#define SAME_SECTION 0.1
#define SAME_SOURCE 0.03
#define MAX_PAIRS_A_PASSAGE 12 /* as below */
#define FEW_NEAR 2 /* concepts: with fewer, places count too */
#define MAX_PLACES 20 /* claims that are looked at then */
#define MAX_PAIRS_A_CLAIM 8 /* a claim that names more is a list, which relates nothing */

struct edge {
	size_t to;
	double n; /* claims that both have, and parts of one for a passage or section that both have */
};
struct edges {
	VEC(struct edge) e;
	uint32_t *slots; /* table of numbers of edges plus one, by to; NULL: few, looked through */
	size_t n_slots; /* a power of two */
};

/* The slot of an edge, or the free one where it belongs. */
static uint32_t *edge_slot(const struct edges *l, size_t to)
{
	size_t i = (to * UINT32_C(2654435761)) & (l->n_slots - 1);
	while (l->slots[i] && l->e.v[l->slots[i] - 1].to != to)
		i = (i + 1) & (l->n_slots - 1);
	return &l->slots[i];
}

static void number_edges(struct arena *a, struct edges *l)
{
	l->n_slots = l->n_slots ? l->n_slots * 2 : (size_t)4 * FEW_EDGES;
	l->slots = ARENA_ARRAY(a, uint32_t, l->n_slots);
	for (size_t i = 0; i < l->e.n; i++)
		*edge_slot(l, l->e.v[i].to) = (uint32_t)(i + 1);
}

static struct edge *find_edge(const struct edges *l, size_t to)
{
	if (l->slots)
		return *edge_slot(l, to) ? &l->e.v[*edge_slot(l, to) - 1] : NULL;
	for (size_t i = 0; i < l->e.n; i++)
		if (l->e.v[i].to == to)
			return &l->e.v[i];
	return NULL;
}

static void add_edge(struct arena *a, struct edges *l, size_t to, double n)
{
	struct edge *known = find_edge(l, to), x = {to, n};
	if (known) {
		known->n += n;
		return;
	}
	VEC_PUSH(a, &l->e, x);
	if (l->slots)
		*edge_slot(l, to) = (uint32_t)l->e.n;
	if (l->e.n >= FEW_EDGES && l->e.n * 2 > l->n_slots)
		number_edges(a, l);
}

struct relation { /* what is being found: edges live in a */
	const struct model *m;
	struct arena *a;
	struct edges *edges;
};

static void add_pairs(struct relation *r, const size_t *v, size_t n_concepts, double n)
{
	for (size_t x = 0; x < n_concepts; x++)
		for (size_t y = 0; y < n_concepts; y++)
			if (x != y && r->m->concepts[v[x]].path.n && r->m->concepts[v[y]].path.n)
				add_edge(r->a, &r->edges[v[x]], v[y], n);
}

/* Concepts of claims [from, to), each once; returns how many, at most `most`. */
static size_t concepts_of(const struct model *m, size_t from, size_t to, size_t *v, size_t most)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < m->claims.v[i].n_concepts && n < most; k++) {
			size_t x = m->claims.v[i].concepts[k], j = 0;
			while (j < n && v[j] != x)
				j++;
			if (j == n && m->concepts[x].path.n)
				v[n++] = x;
		}
	return n;
}

/* What one paragraph speaks of is near, less so than what one sentence does. */
static void add_passages(struct relation *r)
{
	const struct model *m = r->m;
	size_t v[MAX_PAIRS_A_PASSAGE + 1], to;
	for (size_t from = 0; from < m->claims.n; from = to) {
		const struct m_claim *c = &m->claims.v[from];
		for (to = from + 1; to < m->claims.n; to++)
			if (m->claims.v[to].source != c->source ||
				!str_eq(m->claims.v[to].passage, c->passage))
				break;
		size_t n = concepts_of(m, from, to, v, MAX_PAIRS_A_PASSAGE + 1);
		if (to > from + 1 && n <= MAX_PAIRS_A_PASSAGE)
			add_pairs(r, v, n, SAME_PASSAGE);
	}
}

/* What claims of the claim's section, or of its whole source, speak of. */
static void add_place(struct relation *r, size_t concept, const struct m_claim *c, bool whole)
{
	const struct model *m = r->m;
	const struct m_source *s = &m->sources[c->source];
	for (size_t j = 0; j < s->n_claims; j++) {
		const struct m_claim *o = &m->claims.v[s->first_claim + j];
		if (!whole && !str_eq(o->heading, c->heading))
			continue;
		for (size_t y = 0; y < o->n_concepts; y++)
			if (o->concepts[y] != concept && m->concepts[o->concepts[y]].path.n)
				add_edge(r->a, &r->edges[concept], o->concepts[y],
					whole ? SAME_SOURCE : SAME_SECTION);
	}
}

/* A concept near hardly anything is near what its sections speak of, or else its sources. */
static void add_places(struct relation *r)
{
	const struct model *m = r->m;
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *x = &m->concepts[i];
		for (int whole = 0; whole < 2 && x->path.n && r->edges[i].e.n < FEW_NEAR; whole++)
			for (size_t k = 0; k < x->n_claims && k < MAX_PLACES; k++)
				add_place(r, i, &m->claims.v[x->claims[k]], whole);
	}
}

struct near {
	size_t to;
	double weight;
};

static int by_weight(const void *x, const void *y)
{
	const struct near *a = x, *b = y;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

/* Shared claims against what the two have (cosine): a name that is everywhere is near to nothing. */
static void relate(struct model *m)
{
	struct arena *scratch = arena_make();
	struct edges *edges = ARENA_ARRAY(scratch, struct edges, m->n_concepts);
	struct relation r = {m, scratch, edges};
	for (size_t i = 0; i < m->claims.n; i++) {
		const struct m_claim *c = &m->claims.v[i];
		if (c->n_concepts > MAX_PAIRS_A_CLAIM)
			continue;
		add_pairs(&r, c->concepts, c->n_concepts, 1.0);
	}
	add_passages(&r);
	add_places(&r);
	for (size_t i = 0; i < m->n_concepts; i++) {
		struct m_concept *c = &m->concepts[i];
		size_t n = edges[i].e.n;
		struct near *v = ARENA_ARRAY(scratch, struct near, n);
		for (size_t k = 0; k < n; k++) {
			struct edge x = edges[i].e.v[k];
			v[k] = (struct near){x.to,
				x.n /
					sqrt((double)c->n_claims *
						(double)m->concepts[x.to].n_claims)};
		}
		if (n)
			qsort(v, n, sizeof *v, by_weight);
		c->n_near = n < MAX_NEAR ? n : MAX_NEAR;
		c->near = ARENA_ARRAY(m->a, size_t, c->n_near);
		c->near_weight = ARENA_ARRAY(m->a, double, c->n_near);
		for (size_t k = 0; k < c->n_near; k++) {
			c->near[k] = v[k].to;
			c->near_weight[k] = v[k].weight;
		}
	}
	arena_free(scratch);
}

struct paged { /* concepts with pages, numbered for the engine */
	struct builtin_sort_concept *v;
	size_t *concept; /* number -> index in the model */
	size_t n;
};

static struct paged input(struct model *m)
{
	struct paged p = {ARENA_ARRAY(m->a, struct builtin_sort_concept, m->n_concepts),
		ARENA_ARRAY(m->a, size_t, m->n_concepts), 0};
	size_t *number = ARENA_ARRAY(m->a, size_t, m->n_concepts);
	for (size_t i = 0; i < m->n_concepts; i++) {
		if (m->concepts[i].path.n == 0)
			continue;
		number[i] = p.n;
		p.concept[p.n++] = i;
	}
	for (size_t i = 0; i < p.n; i++) {
		const struct m_concept *c = &m->concepts[p.concept[i]];
		size_t *near = ARENA_ARRAY(m->a, size_t, c->n_near);
		for (size_t k = 0; k < c->n_near; k++)
			near[k] = number[c->near[k]];
		p.v[i] = (struct builtin_sort_concept){
			c->name, c->kind, c->n_claims, near, c->near_weight, c->n_near};
	}
	return p;
}

static struct str sort_key(struct model *m, const struct paged *p)
{
	struct sha_stream *h = sha_begin(m->a);
	sha_part(h, STR("builtin"));
	sha_u64(h, BUILTIN_VERSION);
	sha_u64(h, reply_version(REPLY_SORT));
	for (size_t i = 0; i < p->n; i++) {
		const struct builtin_sort_concept *c = &p->v[i];
		sha_part(h, c->name);
		sha_part(h, c->kind);
		sha_u64(h, c->weight);
		for (size_t k = 0; k < c->n_near; k++) {
			sha_part(h, p->v[c->near[k]].name);
			sha_u64(h, (uint64_t)llround(c->near_weight[k] * 1e9));
		}
	}
	return sha_base32(m->a, sha_end(h), 26);
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const struct m_category *)x)->name, ((const struct m_category *)y)->name);
}

static void name_categories(struct model *m)
{
	struct map taken = map_make(m->a);
	for (size_t i = 0; i < m->n_categories; i++) {
		struct m_category *c = &m->categories[i];
		bool added;
		struct str slug = text_slug(m->a, c->name);
		map_add(&taken, slug, &added);
		if (!added)
			slug = str_printf(m->a, STR_FMT "-" STR_FMT, STR_ARG(slug),
				STR_ARG(sha_base32(m->a, sha_of(c->name), 4)));
		c->path =
			str_printf(m->a, "wiki/categories/" STR_FMT "-category.md", STR_ARG(slug));
	}
}

static void place(struct model *m, const struct reply_sort *r)
{
	struct map by = map_make(m->a), concepts = map_make(m->a);
	m->categories = ARENA_ARRAY(m->a, struct m_category, r->categories.n);
	for (size_t i = 0; i < r->categories.n; i++)
		m->categories[m->n_categories++] = (struct m_category){
			.name = r->categories.v[i].name,
			.description = r->categories.v[i].description,
			.concepts = ARENA_ARRAY(m->a, size_t, r->placements.n),
		};
	if (m->n_categories)
		qsort(m->categories, m->n_categories, sizeof *m->categories, by_name);
	for (size_t i = 0; i < m->n_categories; i++)
		map_add(&by, m->categories[i].name, NULL)->num = i;
	for (size_t i = 0; i < r->categories.n; i++) {
		struct map_entry *own = map_find(&by, r->categories.v[i].name);
		struct map_entry *parent = map_find(&by, r->categories.v[i].parent);
		m->categories[own->num].parent = parent ? parent->num : MODEL_NONE;
	}
	for (size_t i = 0; i < r->placements.n; i++)
		map_add(&concepts, r->placements.v[i].concept, NULL)->ptr = &r->placements.v[i];
	for (size_t i = 0; i < m->n_concepts; i++) {
		struct reply_placement *p = map_ptr(&concepts, m->concepts[i].name);
		struct map_entry *e = p ? map_find(&by, p->category) : NULL;
		if (!e || m->concepts[i].path.n == 0)
			continue;
		struct m_category *c = &m->categories[e->num];
		c->concepts[c->n_concepts++] = i;
		m->concepts[i].category = e->num;
	}
	name_categories(m);
}

bool model_sort(struct model *m, struct err *e)
{
	struct str known, result;
	struct err db = {0};
	void *reply;
	relate(m);
	if (m->calls) { /* what is known is in the ledger, placement by placement */
		struct reply_sort r = {0};
		if (!sort_by_model(m, &r, e))
			return false;
		place(m, &r);
		return true;
	}
	struct paged p = input(m);
	struct str key = sort_key(m, &p);
	bool have = index_node(m->kb->index, m->a, NODE, STR(""), &known, &result, &db) &&
		str_eq(known, key);
	if (db.code != ERR_NONE)
		return err_set(e, db.code, "%s", db.text);
	if (!have) {
		struct reply_sort r = {0};
		builtin_sort(m->a, p.v, p.n, &r);
		result = reply_pack(m->a, REPLY_SORT, &r);
		if (!index_put_node(m->kb->index, NODE, STR(""), key, result, e))
			return false;
	}
	if (!reply_unpack(m->a, REPLY_SORT, result, &reply, e))
		return err_wrap(e, "categories");
	place(m, reply);
	return true;
}
