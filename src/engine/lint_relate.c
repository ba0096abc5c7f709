/* lint_relate.c - suggestions from the graph: pages that should know each other, short pages that many
 * ask for, documents that nobody cites, concepts that rest on one source.
 *
 * Two pages are near when much of what they link with is the same: the share of common neighbours
 * (P. Jaccard, 1901); a page with many neighbours brings nobody together. Order: neighbours, pairs,
 * stubs, sources. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "engine/lint_page.h"

#define MIN_SHARED 3
#define MIN_SHARE 40 /* percent of all neighbours of both */
#define MAX_DEGREE 40 /* of a neighbour that counts */
#define MAX_PAIRS 3 /* for a page */
#define SHOWN_SHARED 3
#define STUB_WORDS 60
#define STUB_LINKS 3

/* --- neighbours -------------------------------------------------------------------------- */

struct graph {
	struct lint *l;
	size_t *first; /* of each page, in next; one more for the end */
	size_t *next; /* neighbours, ascending, each once */
	size_t *asked; /* pages that link to it */
};

/* A page about something: no list, no document. */
static bool is_subject(const struct lint *l, const struct lint_page *p)
{
	static const char *const lists[] = {
		"text", "source", "category", "comparison", "index", "log", "answer"};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (str_eqz(p->type, lists[i]))
			return false;
	return p->reported && p->read && !lint_is_entrance(l, p);
}

struct edge {
	size_t from, to;
};

static int by_pages(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static void make_graph(struct lint *l, struct graph *g)
{
	VEC(struct edge) all = {0};
	*g = (struct graph){.l = l, .first = ARENA_ARRAY(l->a, size_t, l->n_pages + 1)};
	g->asked = ARENA_ARRAY(l->a, size_t, l->n_pages);
	size_t *last = ARENA_ARRAY(l->a, size_t, l->n_pages); /* page that asked last, plus 1 */
	bool *subject = ARENA_ARRAY(l->a, bool, l->n_pages);
	for (size_t i = 0; i < l->n_pages; i++)
		subject[i] = is_subject(l, &l->pages[i]);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; subject[i] && k < p->links.n; k++) {
			size_t file = p->links.v[k].hit.file;
			size_t to = file == VAULT_NONE ? VAULT_NONE : l->page_of[file];
			if (to == VAULT_NONE || to == i || !subject[to])
				continue;
			g->asked[to] += last[to] != i + 1;
			last[to] = i + 1;
			VEC_PUSH(l->a, &all, ((struct edge){i, to}));
			VEC_PUSH(l->a, &all, ((struct edge){to, i}));
		}
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_pages);
	g->next = ARENA_ARRAY(l->a, size_t, all.n);
	size_t n = 0, page = 0;
	for (size_t i = 0; i < all.n; i++) {
		if (i && by_pages(&all.v[i - 1], &all.v[i]) == 0)
			continue;
		while (page <= all.v[i].from)
			g->first[page++] = n;
		g->next[n++] = all.v[i].to;
	}
	while (page <= l->n_pages)
		g->first[page++] = n;
}

static size_t degree(const struct graph *g, size_t page)
{
	return g->first[page + 1] - g->first[page];
}

/* --- pairs ------------------------------------------------------------------------------- */

struct pair {
	size_t with, shared;
};

static int most_shared(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	if (x->shared != y->shared)
		return x->shared > y->shared ? -1 : 1;
	return (x->with > y->with) - (x->with < y->with);
}

static struct str path_of(const struct lint *l, size_t page)
{
	return vault_at(l->vault, l->pages[page].file)->path;
}

static void say_pair(struct graph *g, size_t page, const struct pair *pair)
{
	struct lint *l = g->l;
	struct buf b = buf_make(l->a);
	size_t n = 0, i = g->first[page], k = g->first[pair->with];
	while (i < g->first[page + 1] && k < g->first[pair->with + 1] && n < SHOWN_SHARED) {
		if (g->next[i] == g->next[k])
			buf_printf(&b, "%s" STR_FMT, n++ ? ", " : "",
				STR_ARG(vault_link_text(
					l->vault, l->a, l->pages[g->next[i]].file)));
		size_t x = g->next[i], y = g->next[k];
		i += x <= y;
		k += y <= x;
	}
	struct str shared = buf_str(&b);
	lint_say(l->a, &l->pages[page], LINT_MISSING_LINK, 1, 1,
		"shares %zu neighbours with " STR_FMT " (" STR_FMT
		"%s) and neither links to the other",
		pair->shared, STR_ARG(path_of(l, pair->with)), STR_ARG(shared),
		pair->shared > SHOWN_SHARED ? " ..." : "");
	lint_weigh(&l->pages[page], pair->shared);
}

/* count[m]: neighbours that page and m share; zero again when it returns. */
static void pairs_of(struct graph *g, size_t page, size_t *count)
{
	VEC(struct pair) all = {0};
	struct arena *a = g->l->workers[0].scratch;
	struct arena_mark mark = arena_mark(a);
	VEC(size_t) met = {0};
	for (size_t i = g->first[page]; i < g->first[page + 1]; i++) {
		size_t n = g->next[i];
		for (size_t k = g->first[n]; degree(g, n) <= MAX_DEGREE && k < g->first[n + 1];
			k++) {
			size_t m = g->next[k];
			if (m <= page)
				continue; /* said by the other, or the page itself */
			if (count[m]++ == 0)
				VEC_PUSH(a, &met, m);
		}
	}
	for (size_t i = g->first[page]; i < g->first[page + 1]; i++)
		count[g->next[i]] = 0; /* linked */
	for (size_t i = 0; i < met.n; i++) {
		struct pair pair = {met.v[i], count[met.v[i]]};
		size_t both = degree(g, page) + degree(g, pair.with) - pair.shared;
		count[met.v[i]] = 0;
		if (pair.shared >= MIN_SHARED && pair.shared * 100 >= both * MIN_SHARE)
			VEC_PUSH(a, &all, pair);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, most_shared);
	for (size_t i = 0; i < all.n && i < MAX_PAIRS; i++)
		say_pair(g, page, &all.v[i]);
	arena_release(a, mark);
}

/* --- stubs ------------------------------------------------------------------------------- */

static void check_stubs(struct graph *g)
{
	struct lint *l = g->l;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (g->asked[i] < STUB_LINKS || p->n_words >= STUB_WORDS)
			continue;
		lint_say(l->a, p, LINT_GROW_STUB, 1, 1,
			"%zu pages link here, and it holds %zu words", g->asked[i], p->n_words);
		lint_weigh(p, g->asked[i]);
	}
}

/* --- sources ----------------------------------------------------------------------------- */

static size_t cited_page(struct lint *l, const struct lint_page *p, const struct lint_cite *cite)
{
	struct arena *a = l->workers[0].scratch;
	struct arena_mark mark = arena_mark(a);
	struct vault_hit hit =
		vault_resolve(l->vault, a, vault_at(l->vault, p->file)->path, cite->target);
	arena_release(a, mark);
	return hit.file == VAULT_NONE ? VAULT_NONE : l->page_of[hit.file];
}

static void check_sources(struct graph *g)
{
	struct lint *l = g->l;
	bool *cited = ARENA_ARRAY(l->a, bool, l->n_pages);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		bool concept = str_eqz(p->type, "concept");
		size_t only = VAULT_NONE;
		bool single = concept && p->reported && p->cites.n > 0;
		if (!concept && !str_eqz(p->type, "answer"))
			continue;
		for (size_t k = 0; k < p->cites.n; k++) {
			size_t to = cited_page(l, p, &p->cites.v[k]);
			single = single && (only == VAULT_NONE || to == only);
			only = to;
			if (to != VAULT_NONE)
				cited[to] = true;
		}
		if (!single || only == VAULT_NONE)
			continue;
		lint_say(l->a, p, LINT_SINGLE_SOURCE, 1, 1, "rests on " STR_FMT " alone",
			STR_ARG(path_of(l, only)));
		lint_weigh(p, g->asked[i]);
	}
	for (size_t i = 0; l->base && i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (!p->evidence || !p->reported || cited[i])
			continue;
		lint_say(l->a, p, LINT_UNCITED_SOURCE, 1, 1,
			"no concept page and no answer cites it");
		lint_weigh(p, p->n_words);
	}
}

void lint_relate(struct lint *l)
{
	bool pairs = lint_on(l, LINT_MISSING_LINK), any = pairs;
	struct graph g;
	for (size_t r = LINT_MISSING_LINK; r <= LINT_SINGLE_SOURCE; r++)
		any = any || lint_on(l, (enum lint_rule)r);
	if (!any || l->n_pages == 0)
		return;
	make_graph(l, &g);
	size_t *count = ARENA_ARRAY(l->a, size_t, l->n_pages);
	for (size_t i = 0; pairs && i < l->n_pages; i++)
		pairs_of(&g, i, count);
	check_stubs(&g);
	check_sources(&g);
}
