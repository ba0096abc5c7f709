/* lint_proof.c - rules on provenance: do the words that the wiki quotes, and the figures that it gives,
 * stand in what it points to?
 *
 * A citation whose page or passage is missing is a broken link and said there; here the quote and
 * the figures are looked for in the passage's words. Each cited page is read once more, on all
 * processors, but for what is known from an earlier run: while a page and the one that it cites keep
 * their bytes, what was found of its citations is kept with it (lint_kept.c). Order: what is known,
 * citations by page, looking, saying. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/passage.h"
#include "engine/lint_page.h"
#include "store/index.h"

struct citation {
	size_t to, from; /* pages; to: VAULT_NONE when there is none */
	size_t cite; /* of from */
	size_t figure; /* of from; VAULT_NONE: its quote */
	bool known; /* from an earlier run */
	bool seen; /* its passage stands there */
	bool wrong; /* looked for and not found */
};

struct proof {
	struct lint *l;
	VEC(struct citation) all; /* by page, in its order */
	VEC(struct citation *) open; /* of all: those not known, by the page that they cite */
	size_t *first; /* of each cited page, in open; one more for the end */
	size_t n_cited;
};

/* --- what is known ------------------------------------------------------------------------ */

enum state { UNKNOWN, NOT_SEEN, RIGHT, WRONG };

/* The next of a page's citations as it was kept: its state and the key of the page that it cited. */
static void recall(const struct lint *l, struct unpack *was, struct citation *c)
{
	uint64_t state = unpack_n(was);
	struct str key = state == UNKNOWN ? STR("") : unpack_bytes(was, LINT_KEY);
	if (state == UNKNOWN || was->bad || c->to == VAULT_NONE ||
		!str_eq(l->pages[c->to].key, key))
		return;
	c->known = true;
	c->seen = state == RIGHT || state == WRONG;
	c->wrong = state == WRONG;
}

static void keep(struct lint *l, const struct proof *proof)
{
	for (size_t i = 0; l->kept && i < proof->all.n;) {
		struct lint_page *p = &l->pages[proof->all.v[i].from];
		struct buf b = buf_make(l->a);
		for (; i < proof->all.n && &l->pages[proof->all.v[i].from] == p; i++) {
			const struct citation *c = &proof->all.v[i];
			struct str key = c->to == VAULT_NONE ? STR("") : l->pages[c->to].key;
			enum state state = !key.n ? UNKNOWN
				: c->wrong	  ? WRONG
				: c->seen	  ? RIGHT
						  : NOT_SEEN;
			pack_n(&b, state);
			if (state != UNKNOWN)
				buf_put(&b, key);
		}
		p->proof = buf_str(&b);
	}
}

/* --- citations by page ------------------------------------------------------------------- */

static int by_target(const void *a, const void *b)
{
	const struct citation *x = *(struct citation *const *)a, *y = *(struct citation *const *)b;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (x > y) - (x < y); /* in the order of the pages */
}

static void add(struct proof *proof, size_t page, size_t cite, size_t figure, struct unpack *was)
{
	struct lint *l = proof->l;
	const struct lint_page *p = &l->pages[page];
	struct vault_hit hit = vault_resolve(
		l->vault, l->a, vault_at(l->vault, p->file)->path, p->cites.v[cite].target);
	size_t to = hit.file == VAULT_NONE ? VAULT_NONE : l->page_of[hit.file];
	struct citation c = {.to = to, .from = page, .cite = cite, .figure = figure};
	recall(l, was, &c);
	VEC_PUSH(l->a, &proof->all, c);
}

static void collect(struct proof *proof)
{
	struct lint *l = proof->l;
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		struct unpack was = unpack_make(p->row ? p->row->proof : STR(""));
		for (size_t k = 0; p->reported && k < p->cites.n; k++)
			add(proof, i, k, VAULT_NONE, &was);
		for (size_t k = 0; p->reported && k < p->figures.n; k++)
			for (size_t c = 0; c < p->figures.v[k].n; c++)
				add(proof, i, p->figure_cites.v[p->figures.v[k].first + c], k,
					&was);
	}
}

static void sort(struct proof *proof)
{
	struct arena *a = proof->l->a;
	for (size_t i = 0; i < proof->all.n; i++)
		if (proof->all.v[i].to != VAULT_NONE && !proof->all.v[i].known)
			VEC_PUSH(a, &proof->open, &proof->all.v[i]);
	if (proof->open.n)
		qsort(proof->open.v, proof->open.n, sizeof *proof->open.v, by_target);
	proof->first = ARENA_ARRAY(a, size_t, proof->open.n + 1);
	for (size_t i = 0; i < proof->open.n; i++)
		if (i == 0 || proof->open.v[i]->to != proof->open.v[i - 1]->to)
			proof->first[proof->n_cited++] = i;
	proof->first[proof->n_cited] = proof->open.n;
}

/* --- looking ------------------------------------------------------------------------------ */

/* Most quotes stand as they are; only the others need folding. */
static bool stands_in(struct arena *a, struct str passage, struct str quote)
{
	size_t at = quote.n ? str_find(passage, quote) : STR_NPOS, end = at + quote.n;
	if (at != STR_NPOS && (at == 0 || !lint_word_byte(passage.p[at - 1])) &&
		(end == passage.n || !lint_word_byte(passage.p[end])))
		return true;
	struct arena_mark mark = arena_mark(a);
	bool found = text_find_quote(a, passage, quote, &at, &end);
	arena_release(a, mark);
	return found;
}

static bool has_figure(struct arena *a, struct str text, struct str digits)
{
	struct str plain = lint_figure_digits(a, text);
	for (size_t at = 0; (at = str_find_from(plain, at, digits)) != STR_NPOS; at++) {
		size_t end = at + digits.n;
		bool before = at && plain.p[at - 1] >= '0' && plain.p[at - 1] <= '9';
		bool after = end < plain.n && plain.p[end] >= '0' && plain.p[end] <= '9';
		if (!before && !after)
			return true;
	}
	return false;
}

static bool is_wrong(
	struct arena *a, const struct lint *l, const struct citation *c, const struct passage *p)
{
	const struct lint_page *from = &l->pages[c->from];
	const struct lint_cite *cite = &from->cites.v[c->cite];
	if (c->figure == VAULT_NONE)
		return !stands_in(a, p->plain, cite->quote);
	struct str digits = from->figures.v[c->figure].digits;
	struct arena_mark mark = arena_mark(a);
	bool found = has_figure(a, p->plain, digits) || has_figure(a, p->heading, digits) ||
		has_figure(a, l->pages[c->to].title, digits) || has_figure(a, cite->quote, digits);
	arena_release(a, mark);
	return !found;
}

static void check_cited(void *ctx, size_t i, unsigned worker)
{
	struct proof *proof = ctx;
	struct lint *l = proof->l;
	struct arena *a = l->workers[worker].scratch;
	struct arena_mark mark = arena_mark(a);
	size_t to = proof->open.v[proof->first[i]]->to;
	struct str path = vault_at(l->vault, l->pages[to].file)->path, raw, fm, body;
	struct passages passages;
	if (lint_read(l, a, path, &raw, NULL)) {
		meta_split(text_clean(a, raw), &fm, &body);
		if (passage_read(a, body, &passages, NULL)) {
			for (size_t k = proof->first[i]; k < proof->first[i + 1]; k++) {
				struct citation *c = proof->open.v[k];
				struct str id = l->pages[c->from].cites.v[c->cite].passage;
				const struct passage *p = passage_find(&passages, id);
				c->seen = p != NULL;
				c->wrong = p && is_wrong(a, l, c, p);
			}
		}
	}
	arena_release(a, mark);
}

/* --- saying ------------------------------------------------------------------------------ */

static void say_quote(struct lint *l, const struct citation *c)
{
	const struct lint_cite *cite = &l->pages[c->from].cites.v[c->cite];
	struct str shown = lint_shown(l->a, cite->quote);
	lint_say(l->a, &l->pages[c->from], LINT_QUOTE_MISMATCH, cite->line, 1,
		"[^" STR_FMT "]: '" STR_FMT "' does not stand in ^" STR_FMT " of " STR_FMT,
		STR_ARG(cite->label), STR_ARG(shown), STR_ARG(cite->passage),
		STR_ARG(vault_at(l->vault, l->pages[c->to].file)->path));
}

/* A figure is wrong when none of the passages that its sentence cites has it. */
static void say_figures(struct lint *l, const struct proof *proof)
{
	size_t **n_wrong = ARENA_ARRAY(l->a, size_t *, l->n_pages);
	for (size_t i = 0; i < proof->all.n; i++) {
		const struct citation *c = &proof->all.v[i];
		if (c->figure == VAULT_NONE || !c->wrong)
			continue;
		if (!n_wrong[c->from])
			n_wrong[c->from] = ARENA_ARRAY(l->a, size_t, l->pages[c->from].figures.n);
		n_wrong[c->from][c->figure]++;
	}
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; n_wrong[i] && k < p->figures.n; k++) {
			const struct lint_figure *f = &p->figures.v[k];
			if (n_wrong[i][k] == f->n)
				lint_say(l->a, p, LINT_NUMBER_MISMATCH, f->line, f->column,
					"no passage that the sentence cites has '" STR_FMT "'",
					STR_ARG(f->digits));
		}
	}
}

void lint_proof(struct lint *l)
{
	struct proof proof = {.l = l};
	collect(&proof);
	sort(&proof);
	pool_run(l->n_workers, proof.n_cited, check_cited, &proof);
	keep(l, &proof);
	for (size_t i = 0; i < proof.all.n; i++) {
		const struct citation *c = &proof.all.v[i];
		if (c->figure != VAULT_NONE)
			continue;
		l->health.n_verified += c->seen && !c->wrong;
		if (c->wrong)
			say_quote(l, c);
	}
	say_figures(l, &proof);
}
