/* essay.c - what is written about several concepts: introductions to categories, the overview of the base,
 * comparisons. What they are about and which claims they are made from is chosen here, and bounded;
 * they are written as articles are, and a page does without one that could not be made.
 *
 * Concepts are ranked by how many sources speak of them, not by their claims, and of each the definition
 * counts first: a sentence more changes no essay but those that are about its concept.
 * Order: central concepts, claims, introductions, the overview, comparisons, writing. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "engine/model.h"
#include "engine/write_model.h"

#define INTRO_MIN                                                                                  \
	3 /* concepts of a category with an introduction, and of a base with an overview */
#define INTRO_CONCEPTS 6
#define INTRO_CLAIMS 8
#define OVERVIEW_CONCEPTS 12
#define OVERVIEW_CLAIMS 12
#define OTHER "Other"

#define SHARED_SOURCES 2 /* that speak of two things in one claim: these may be compared */
#define SHARED_NAMES 4 /* concepts of such a claim, at most */
#define SHARED_CLAIMS 12 /* of a comparison */
#define MEMBERS 4
#define MEMBER_CLAIMS 4
#define PAIRS_MAX 64 /* the most spoken of */
#define COMPARISONS_MAX 12
#define COMPARISONS_SHARE 4 /* one comparison for so many sources, and two */

struct essays {
	struct model *m;
	struct arena *a; /* scratch */
	VEC(struct write_job) jobs;
	struct m_essay *comparisons; /* candidates */
	size_t n_comparisons;
};

/* --- central concepts -------------------------------------------------------------------- */

static int by_rank(const void *x, const void *y)
{
	const struct m_concept *a = *(const struct m_concept *const *)x;
	const struct m_concept *b = *(const struct m_concept *const *)y;
	if (a->n_sources != b->n_sources)
		return a->n_sources > b->n_sources ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a < b ? -1 : a > b; /* by name */
}

static int by_place(const void *x, const void *y)
{
	const struct m_concept *a = *(const struct m_concept *const *)x;
	const struct m_concept *b = *(const struct m_concept *const *)y;
	return a < b ? -1 : a > b;
}

struct ranked { /* concepts of a category and of those below it, the most central first */
	VEC(const struct m_concept *) l;
};

static bool is_other(const struct m_category *c)
{
	return str_eqz(c->name, OTHER);
}

static struct ranked *rank_concepts(struct essays *x)
{
	const struct model *m = x->m;
	struct ranked *r = ARENA_ARRAY(x->a, struct ranked, m->n_categories);
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *c = &m->concepts[i];
		for (size_t k = c->category; k != MODEL_NONE; k = m->categories[k].parent)
			VEC_PUSH(x->a, &r[k].l, c);
	}
	for (size_t k = 0; k < m->n_categories; k++)
		if (r[k].l.n)
			qsort(r[k].l.v, r[k].l.n, sizeof *r[k].l.v, by_rank);
	return r;
}

/* --- claims ------------------------------------------------------------------------------ */

static bool is_in(const size_t *v, size_t n, size_t x)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == x)
			return true;
	return false;
}

/* Adds a claim unless it is there, or one in the same words. */
static bool add_claim(struct essays *x, struct m_concept *to, struct str id)
{
	const struct model *m = x->m;
	size_t claim = map_find(&m->by_id, id)->num - 1;
	struct str words = text_squeeze(x->a, m->claims.v[claim].text, NULL);
	for (size_t i = 0; i < to->n_claims; i++)
		if (to->claims[i] == claim ||
			str_eq(words, text_squeeze(x->a, m->claims.v[to->claims[i]].text, NULL)))
			return false;
	to->claims[to->n_claims++] = claim;
	return true;
}

static bool has_claim(const struct essays *x, const struct m_concept *c, struct str id)
{
	return is_in(c->claims, c->n_claims, map_find(&x->m->by_id, id)->num - 1);
}

/* Claims of a concept up to `most`: one that defines it, then the first ones. */
static void add_claims(
	struct essays *x, struct m_concept *to, const struct m_concept *of, size_t most)
{
	struct builtin_concept in = write_input(x->m, x->a, of);
	size_t n = 0;
	for (size_t i = 0; i < in.n_claims; i++)
		n += has_claim(x, to, in.claims[i].id);
	for (size_t i = 0; i < in.n_claims && !n; i++)
		if (in.claims[i].defines)
			n += add_claim(x, to, in.claims[i].id);
	for (size_t i = 0; i < in.n_claims && n < most; i++)
		n += add_claim(x, to, in.claims[i].id);
}

/* A claim of each of these concepts, then a second one, `most` in all. */
static void add_rounds(struct essays *x, struct m_concept *to, const struct m_concept *const *about,
	size_t n_about, size_t most)
{
	for (size_t round = 1; round <= 2; round++)
		for (size_t i = 0; i < n_about && to->n_claims < most; i++)
			add_claims(x, to, about[i], round);
}

static int by_number(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	return a < b ? -1 : a > b;
}

/* Room for n claims and members. */
static struct m_essay *begin(
	struct essays *x, struct m_essay *e, const char *kind, struct str name, size_t n_claims)
{
	struct arena *a = x->m->a;
	e->c = (struct m_concept){.name = name,
		.kind = str_of(kind),
		.category = MODEL_NONE,
		.claims = ARENA_ARRAY(a, size_t, n_claims),
		.defines = NULL};
	return e;
}

static void put_job(struct essays *x, struct m_essay *e, const char *node,
	const struct m_concept *const *about, size_t n_about)
{
	struct write_job j = {.c = &e->c, .node = node, .essay = true};
	struct map sources = map_make(x->a);
	if (!e->c.n_claims)
		return;
	qsort(e->c.claims, e->c.n_claims, sizeof *e->c.claims, by_number);
	for (size_t i = 0; i < e->c.n_claims; i++)
		map_add(&sources, x->m->sources[x->m->claims.v[e->c.claims[i]].source].row->sha,
			NULL);
	e->c.n_sources = sources.n;
	for (size_t i = 0; i < n_about; i++)
		strs_add(x->m->a, &j.about, about[i]->name);
	VEC_PUSH(x->a, &x->jobs, j);
}

/* --- introductions ----------------------------------------------------------------------- */

static void introduce(struct essays *x, struct m_category *c, const struct ranked *r)
{
	const struct m_concept *about[INTRO_CONCEPTS];
	size_t n = 0;
	if (is_other(c) || r->l.n < INTRO_MIN)
		return;
	c->intro = begin(x, ARENA_NEW(x->m->a, struct m_essay), "category", c->name, INTRO_CLAIMS);
	c->intro->c.path = c->path;
	for (; n < INTRO_CONCEPTS && n < r->l.n; n++)
		about[n] = r->l.v[n];
	add_rounds(x, &c->intro->c, about, n, INTRO_CLAIMS);
	qsort(about, n, sizeof *about, by_place);
	put_job(x, c->intro, "introduction", about, n);
}

/* --- the overview ------------------------------------------------------------------------ */

struct turn { /* a category and its concepts */
	const struct m_category *c;
	const struct ranked *r;
};

static int by_size(const void *x, const void *y)
{
	const struct turn *a = x, *b = y;
	if (a->r->l.n != b->r->l.n)
		return a->r->l.n > b->r->l.n ? -1 : 1;
	return a->c < b->c ? -1 : a->c > b->c; /* by name */
}

/* The most central concepts of each category in turn, of the largest first; n of them at most. */
static size_t take_turns(
	struct essays *x, const struct ranked *r, const struct m_concept **out, size_t most)
{
	const struct model *m = x->m;
	struct turn *v = ARENA_ARRAY(x->a, struct turn, m->n_categories);
	size_t n = 0, n_turns = 0, left = 1;
	for (size_t i = 0; i < m->n_categories; i++)
		if (m->categories[i].parent == MODEL_NONE)
			v[n_turns++] = (struct turn){&m->categories[i], &r[i]};
	if (n_turns)
		qsort(v, n_turns, sizeof *v, by_size);
	for (size_t round = 0; left && n < most; round++) {
		left = 0;
		for (size_t i = 0; i < n_turns && n < most; i++) {
			if (round >= v[i].r->l.n)
				continue;
			out[n++] = v[i].r->l.v[round];
			left++;
		}
	}
	return n;
}

static void survey(struct essays *x, const struct ranked *r)
{
	struct model *m = x->m;
	const struct m_concept *about[OVERVIEW_CONCEPTS];
	size_t n = take_turns(x, r, about, OVERVIEW_CONCEPTS);
	if (n < INTRO_MIN)
		return;
	m->overview = begin(x, ARENA_NEW(m->a, struct m_essay), "knowledge base", STR("Overview"),
		OVERVIEW_CLAIMS);
	m->overview->c.path = STR("wiki/index.md");
	add_rounds(x, &m->overview->c, about, n, OVERVIEW_CLAIMS);
	put_job(x, m->overview, "overview", NULL, 0);
}

/* --- comparisons ------------------------------------------------------------------------- */

struct pair {
	size_t v[2]; /* concepts, ascending */
	size_t n_sources, last; /* of claims that name both; the last of them */
	bool covered; /* part of a comparison */
};
struct pairs {
	VEC(struct pair) l;
	struct map by_key;
};

static bool may_compare(const struct model *m, size_t i, size_t k)
{
	const struct m_concept *a = &m->concepts[i], *b = &m->concepts[k];
	return a->path.n && b->path.n && a->n_sources >= SHARED_SOURCES &&
		b->n_sources >= SHARED_SOURCES && str_eq(a->kind, b->kind) &&
		!is_in(a->wholes, a->n_wholes, k) && !is_in(a->parts, a->n_parts, k) &&
		!is_in(a->twins, a->n_twins, k);
}

static void count_pair(struct essays *x, struct pairs *p, size_t i, size_t k, size_t source)
{
	size_t v[2] = {i < k ? i : k, i < k ? k : i};
	bool added;
	struct str key = str_dup(x->a, str_make((const char *)v, sizeof v));
	struct map_entry *e = map_add(&p->by_key, key, &added);
	if (added) {
		struct pair pair = {.v = {v[0], v[1]}, .last = MODEL_NONE};
		e->num = p->l.n;
		VEC_PUSH(x->a, &p->l, pair);
	}
	struct pair *at = &p->l.v[e->num];
	at->n_sources += at->last != source;
	at->last = source;
}

static int most_spoken(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	if (a->n_sources != b->n_sources)
		return a->n_sources > b->n_sources ? -1 : 1;
	for (size_t i = 0; i < 2; i++)
		if (a->v[i] != b->v[i])
			return a->v[i] < b->v[i] ? -1 : 1;
	return 0;
}

/* Pairs that several sources speak of in one claim, the most spoken of first. */
static struct pairs find_pairs(struct essays *x)
{
	const struct model *m = x->m;
	struct pairs p = {.by_key = map_make(x->a)};
	for (size_t i = 0; i < m->claims.n; i++) {
		const struct m_claim *c = &m->claims.v[i];
		for (size_t j = 0; c->n_concepts <= SHARED_NAMES && j < c->n_concepts; j++)
			for (size_t k = j + 1; k < c->n_concepts; k++)
				if (may_compare(m, c->concepts[j], c->concepts[k]))
					count_pair(
						x, &p, c->concepts[j], c->concepts[k], c->source);
	}
	size_t n = 0;
	for (size_t i = 0; i < p.l.n; i++)
		if (p.l.v[i].n_sources >= SHARED_SOURCES)
			p.l.v[n++] = p.l.v[i];
	p.l.n = n;
	if (n)
		qsort(p.l.v, n, sizeof *p.l.v, most_spoken);
	p.l.n = n < PAIRS_MAX ? n : PAIRS_MAX;
	return p;
}

static struct pair *find_pair(const struct pairs *p, size_t i, size_t k)
{
	for (size_t j = 0; j < p->l.n; j++)
		if ((p->l.v[j].v[0] == i && p->l.v[j].v[1] == k) ||
			(p->l.v[j].v[0] == k && p->l.v[j].v[1] == i))
			return &p->l.v[j];
	return NULL;
}

/* A third and a fourth thing that is spoken of with each of those there. */
static void extend(const struct pairs *p, struct m_essay *e)
{
	for (size_t j = 0; j < p->l.n && e->n_members < MEMBERS; j++)
		for (size_t side = 0; side < 2 && e->n_members < MEMBERS; side++) {
			size_t z = p->l.v[j].v[side];
			bool all = !is_in(e->members, e->n_members, z);
			for (size_t i = 0; i < e->n_members && all; i++)
				all = find_pair(p, e->members[i], z) != NULL;
			if (all)
				e->members[e->n_members++] = z;
		}
	qsort(e->members, e->n_members, sizeof *e->members, by_number);
	for (size_t i = 0; i < e->n_members; i++)
		for (size_t k = i + 1; k < e->n_members; k++)
			find_pair(p, e->members[i], e->members[k])->covered = true;
}

/* Claims that name two of the things, in the order of an article. */
static void add_shared(struct essays *x, struct m_essay *e)
{
	const struct model *m = x->m;
	struct m_concept all = {.name = STR(""), .kind = STR("")};
	struct map seen = map_make(x->a);
	size_t room = 0;
	for (size_t i = 0; i < e->n_members; i++)
		room += m->concepts[e->members[i]].n_claims;
	all.claims = ARENA_ARRAY(x->a, size_t, room);
	for (size_t i = 0; i < e->n_members; i++) {
		const struct m_concept *c = &m->concepts[e->members[i]];
		for (size_t k = 0; k < c->n_claims; k++) {
			const struct m_claim *claim = &m->claims.v[c->claims[k]];
			size_t n = 0;
			bool added;
			for (size_t j = 0; j < claim->n_concepts; j++)
				n += is_in(e->members, e->n_members, claim->concepts[j]);
			map_add(&seen, claim->id, &added);
			if (n > 1 && added)
				all.claims[all.n_claims++] = c->claims[k];
		}
	}
	struct builtin_concept in = write_input(m, x->a, &all);
	for (size_t i = 0, n = 0; i < in.n_claims && n < SHARED_CLAIMS; i++)
		n += add_claim(x, &e->c, in.claims[i].id);
}

static struct str title_of(struct essays *x, const struct m_essay *e)
{
	struct buf b = buf_make(x->m->a);
	for (size_t i = 0; i < e->n_members; i++) {
		buf_puts(&b, i ? " vs. " : "");
		buf_put(&b, x->m->concepts[e->members[i]].name);
	}
	return buf_str(&b);
}

/* "" when the person deleted it. */
static struct str path_of(struct essays *x, struct map *taken, struct str title)
{
	struct arena *a = x->m->a;
	struct str slug = text_slug(a, str_replace(a, title, STR("."), STR("")));
	bool added;
	map_add(taken, slug, &added);
	if (!added)
		slug = str_printf(a, STR_FMT "-" STR_FMT, STR_ARG(slug),
			STR_ARG(sha_base32(a, sha_of(title), 4)));
	struct str path = decisions_place(x->m->decisions,
		str_printf(a, "wiki/comparisons/" STR_FMT "-comparison.md", STR_ARG(slug)));
	return strs_has(x->m->deleted, path) ? STR("") : path;
}

/* An earlier comparison has all of the things, or all but one of more than two. */
static bool is_told(const struct essays *x, const struct m_essay *e)
{
	for (size_t i = 0; i < x->n_comparisons; i++) {
		size_t n = 0;
		for (size_t k = 0; k < e->n_members; k++)
			n += is_in(x->comparisons[i].members, x->comparisons[i].n_members,
				e->members[k]);
		if (n + (e->n_members > 2) >= e->n_members)
			return true;
	}
	return false;
}

static void compare(struct essays *x, struct map *taken, const struct pairs *p, struct pair *first)
{
	const struct model *m = x->m;
	struct m_essay *e = &x->comparisons[x->n_comparisons];
	const struct m_concept *about[MEMBERS];
	e->members = ARENA_ARRAY(m->a, size_t, MEMBERS);
	e->members[0] = first->v[0];
	e->members[1] = first->v[1];
	e->n_members = 2;
	extend(p, e);
	if (is_told(x, e))
		return;
	begin(x, e, "comparison", title_of(x, e), SHARED_CLAIMS + MEMBERS * MEMBER_CLAIMS);
	e->c.path = path_of(x, taken, e->c.name);
	if (!e->c.path.n)
		return;
	add_shared(x, e);
	for (size_t i = 0; i < e->n_members; i++) {
		about[i] = &m->concepts[e->members[i]];
		add_claims(x, &e->c, about[i], MEMBER_CLAIMS);
	}
	x->n_comparisons++;
	put_job(x, e, "comparison", about, e->n_members);
	x->jobs.v[x->jobs.n - 1].may_decline = true;
}

static void find_comparisons(struct essays *x)
{
	size_t most = 2 + x->m->n_sources / COMPARISONS_SHARE;
	struct pairs p = find_pairs(x);
	struct map taken = map_make(x->a);
	most = most < COMPARISONS_MAX ? most : COMPARISONS_MAX;
	x->comparisons = ARENA_ARRAY(x->m->a, struct m_essay, most);
	for (size_t i = 0; i < p.l.n && x->n_comparisons < most; i++)
		if (!p.l.v[i].covered)
			compare(x, &taken, &p, &p.l.v[i]);
}

/* Those that the model found something to compare in; concepts know of them. */
static void keep_comparisons(struct essays *x)
{
	struct model *m = x->m;
	m->comparisons = x->comparisons;
	for (size_t i = 0; i < x->n_comparisons; i++) {
		const struct m_essay *e = &x->comparisons[i];
		if (!e->c.article || !e->c.article->blocks.n)
			continue;
		for (size_t k = 0; k < e->n_members; k++) {
			struct m_concept *c = &m->concepts[e->members[k]];
			if (!c->compared)
				c->compared = ARENA_ARRAY(m->a, size_t, x->n_comparisons);
			c->compared[c->n_compared++] = m->n_comparisons;
		}
		m->comparisons[m->n_comparisons++] = *e;
	}
}

/* --- writing ----------------------------------------------------------------------------- */

bool model_essays(struct model *m, struct err *e)
{
	struct essays x = {.m = m, .a = arena_make()};
	m->by_id = map_make(m->a);
	if (m->calls) {
		for (size_t i = 0; i < m->claims.n; i++)
			map_add(&m->by_id, m->claims.v[i].id, NULL)->num = i + 1;
		struct ranked *r = rank_concepts(&x);
		find_comparisons(&x);
		for (size_t i = 0; i < m->n_categories; i++)
			introduce(&x, &m->categories[i], &r[i]);
		survey(&x, r);
	}
	bool good = write_all(m, WRITE_ESSAY, x.jobs.v, x.jobs.n, e);
	keep_comparisons(&x);
	arena_free(x.a);
	return good;
}
