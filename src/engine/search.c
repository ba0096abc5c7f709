/* search.c - kb_search: ranked pages become hits, one a document, none of them gone.
 *
 * A source has a text page and a summary page in the wiki: they are one hit, shown by the text page
 * and its best passage. Order: one a document, did you mean, explain, kb_search. */
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "engine/embed_fill.h"
#include "engine/fresh.h"
#include "engine/hybrid.h"
#include "engine/near.h"
#include "engine/retrieve.h"
#include "store/index.h"

#define SNIPPET_CP ((size_t)240)
#define HITS_FALLBACK ((size_t)10)
#define SPARE ((size_t)10) /* pages looked at beyond twice the hits asked for */

/* --- one a document ---------------------------------------------------------------------- */

static bool is_text(const struct search_row *r)
{
	return str_eqz(r->type, "text");
}

/* Keeps the best page of each document, in order; a text page is shown before its summary. */
static size_t merge(struct arena *a, struct retrieve_page *v, size_t n)
{
	struct map seen = map_make(a);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct str key = v[i].row.source.n ? v[i].row.source : v[i].row.path;
		bool added;
		struct map_entry *m = map_add(&seen, key, &added);
		if (added) {
			m->num = kept;
			v[kept++] = v[i];
		} else if (is_text(&v[i].row) && !is_text(&v[m->num].row)) {
			v[m->num].row = v[i].row; /* the better score stays */
		}
	}
	return kept;
}

/* --- did you mean ------------------------------------------------------------------------ */

#define SURFACE_PAGES ((size_t)8) /* looked through for a word to show */
#define GUESSES ((size_t)8) /* terms whose words are compared */
#define ENDING_MAX ((size_t)3)

struct surface {
	struct arena *a;
	struct str term, text, wanted, found;
	size_t best;
};

static bool find_surface(void *ctx, const struct token *tok)
{
	struct surface *s = ctx;
	if (!str_eq(tok->term, s->term))
		return true;
	struct str word = text_casefold(s->a, str_sub(s->text, tok->start, tok->end));
	size_t d = near_distance(s->wanted, word, NEAR_MAX_CP);
	if (d < s->best || !s->found.n) {
		s->best = d;
		s->found = word;
	}
	return s->best > 0;
}

/* The word of the base that has this term and is nearest to what was wanted: terms are stems and no
 * words to show. */
static struct str surface_of(struct kb *kb, struct arena *a, const struct retrieve_words *w,
	struct str term, struct str wanted)
{
	struct search_list l;
	struct search_phrase p = {.terms = {&term, 1}, .group = -1};
	struct search_plan plan = {.phrases = &p, .n_phrases = 1};
	struct surface s = {.a = a, .term = term, .wanted = wanted, .best = NEAR_FAR};
	if (!search_match(kb->index, a, &plan, SURFACE_PAGES, &l, NULL))
		return term;
	for (size_t i = 0; i < l.n && s.best > 1; i++) {
		struct search_row row;
		struct search_body body;
		if (!search_row(kb->index, a, l.v[i].id, &row, NULL) ||
			!search_body(kb->index, a, row.id, &body, NULL))
			break;
		s.text = row.title;
		bool more = tokenize(w->tokenizer, row.language, s.text, find_surface, &s);
		for (size_t k = 0; k < body.n && more; k++) {
			s.text = body.v[k].text;
			more = tokenize(w->tokenizer, row.language, s.text, find_surface, &s);
		}
	}
	return s.found.n ? s.found : term;
}

struct guess { /* a term that the word may be meant to have */
	struct str term;
	int64_t pages;
	size_t d;
};

/* The terms of the base are stems: they are compared with the stem, and with the start of the word, of
 * which more than an ending should not be left over. */
static size_t term_distance(struct str word, struct str stem, struct str term, size_t slip)
{
	size_t n = text_n_cp(word), n_term = text_n_cp(term);
	size_t left = n > n_term + ENDING_MAX ? n - n_term - ENDING_MAX : 0;
	size_t d = near_distance(stem, term, slip);
	size_t s = near_distance(text_cut(word, n_term), term, slip);
	return s != NEAR_FAR && s + left < d ? s + left : d;
}

/* The nearest terms, those of more pages first. */
static size_t guess_terms(struct str word, struct str stem, const struct search_terms *l,
	size_t slip, struct guess out[GUESSES])
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct guess g = {l->v[i].term, l->v[i].n, 0};
		g.d = term_distance(word, stem, g.term, slip);
		size_t at = n;
		while (at &&
			(g.d < out[at - 1].d ||
				(g.d == out[at - 1].d && g.pages > out[at - 1].pages)))
			at--;
		if (g.d > slip || at == GUESSES)
			continue;
		n += n < GUESSES;
		for (size_t k = n - 1; k > at; k--)
			out[k] = out[k - 1];
		out[at] = g;
	}
	return n;
}

/* A word of the base that is a slip away from one that nothing holds; "" when there is none. */
static struct str nearest_word(struct kb *kb, struct arena *a, const struct retrieve_words *w,
	const struct retrieve_word *x)
{
	struct search_terms l;
	struct guess guesses[GUESSES];
	struct str stem = x->terms.v[0], found = STR("");
	size_t n = text_n_cp(x->text), slip = near_slip(x->text), best = slip + 1, first = 0;
	if (n < 3 || x->text.n > TOKEN_MAX)
		return found;
	text_next(stem, &first);
	if (!search_terms_like(kb->index, a, str_sub(stem, 0, first), n / 2, n + slip, &l, NULL))
		return found;
	size_t n_guesses = guess_terms(x->text, stem, &l, slip, guesses);
	for (size_t i = 0; i < n_guesses && best > 1; i++) {
		struct str word = surface_of(kb, a, w, guesses[i].term, x->text);
		size_t d = near_distance(x->text, word, slip);
		if (d < best) {
			best = d;
			found = word;
		}
	}
	return found;
}

static struct str did_you_mean(struct kb *kb, struct arena *a, const struct retrieve_words *w)
{
	struct buf b = buf_make(a);
	bool other = false;
	for (size_t i = 0; i < w->n; i++) {
		const struct retrieve_word *x = &w->v[i];
		struct str near = STR("");
		if (!x->n_pages && !x->run && x->terms.n)
			near = nearest_word(kb, a, w, x);
		if (b.n)
			buf_putc(&b, ' ');
		buf_put(&b, near.n ? near : x->text);
		other = other || near.n;
	}
	return other ? buf_str(&b) : STR("");
}

/* --- hits -------------------------------------------------------------------------------- */

static struct str explain(struct arena *a, const struct retrieve_words *w,
	const struct retrieve_pages *pages, const struct retrieve_page *p)
{
	struct buf b = buf_make(a);
	buf_printf(&b, "%.3f by the question's words (", p->first);
	for (size_t i = 0; i < w->n; i++)
		buf_printf(&b, "%s" STR_FMT " %.2f", i ? ", " : "", STR_ARG(w->v[i].text),
			w->v[i].idf * w->v[i].times);
	buf_puts(&b, ")");
	if (pages->fed.n) {
		buf_printf(&b, ", %.3f by those that the best pages share (", p->score - p->first);
		for (size_t i = 0; i < pages->fed.n; i++)
			buf_printf(&b, "%s" STR_FMT, i ? " " : "", STR_ARG(pages->fed.v[i]));
		buf_puts(&b, ")");
	}
	return buf_str(&b);
}

/* The passage with its neighbours. */
static struct str expanded(
	struct arena *a, const struct search_body *body, size_t at, size_t n_around)
{
	size_t from = at > n_around ? at - n_around : 0;
	struct buf b = buf_make(a);
	for (size_t i = from; i < body->n && i <= at + n_around; i++) {
		if (b.n)
			buf_puts(&b, "\n\n");
		buf_put(&b, body->v[i].text);
	}
	return buf_str(&b);
}

static bool make_hit(struct kb *kb, struct arena *a, const struct retrieve_words *w,
	const struct retrieve_page *p, const struct kb_search_opt *opt, struct kb_hit *out,
	struct err *e)
{
	struct search_body body;
	if (!search_body(kb->index, a, p->row.id, &body, e))
		return false;
	*out = (struct kb_hit){.path = p->row.path,
		.source = p->row.source,
		.title = p->row.title,
		.language = p->row.language,
		.score = p->score};
	if (!body.n)
		return true;
	size_t at = retrieve_passage(a, w, p->row.language, &body);
	if (p->first <= 0 && p->passage && p->passage <= body.n)
		at = p->passage - 1;
	out->passage = body.v[at].id;
	out->snippet = retrieve_snippet(a, w, p->row.language, body.v[at].text, SNIPPET_CP);
	if (opt->expand)
		out->text = expanded(a, &body, at, opt->expand);
	return true;
}

struct finding {
	struct kb *kb;
	struct arena *a;
	const struct kb_search_opt *opt;
	struct query q;
	struct retrieve_words w;
	struct strs changed; /* sources and pages that are not as they were indexed */
	size_t n_gone; /* pages left out because their file is, or what they stand for */
	bool dirty; /* sources changed since the last compile */
};

/* A summary page that was written before its document changed: what it says is no more so. */
static bool is_outdated(struct finding *f, const struct search_row *r)
{
	struct search_rows rows;
	if (!f->dirty || !str_eqz(r->type, "source") ||
		!search_rows_of_source(f->kb->index, f->a, r->source, &rows, NULL))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (is_text(&rows.v[i]) && rows.v[i].id > r->id)
			return true;
	return false;
}

/* Fuses the pages with those that are near by meaning; a search never fails for want of that. */
static bool by_meaning(struct finding *f, size_t n, struct retrieve_pages *pages)
{
	struct err e = {0};
	if (hybrid_fuse(f->kb->index, f->a, f->kb->embed, &f->q, f->opt->query, f->opt->in,
		    f->opt->sources, n, pages, &e))
		return true;
	engine_note(f->kb, 0, "searched by words alone: %s", e.text);
	return false;
}

/* The hits among the best n pages. */
static bool find_among(struct finding *f, size_t n, struct kb_hits *out, bool *all, struct err *e)
{
	struct retrieve_pages pages;
	struct arena *a = f->a;
	size_t most = f->opt->n ? f->opt->n : HITS_FALLBACK;
	*out = (struct kb_hits){0};
	f->changed = (struct strs){0};
	f->n_gone = 0;
	if (!retrieve_pages(f->kb->index, a, &f->w, &f->q, f->opt->in, f->opt->sources, n,
		    &retrieve_tuning, &pages, e))
		return false;
	*all = pages.n < n;
	if (f->kb->embed && !by_meaning(f, n, &pages))
		f->kb->embed = NULL; /* once is enough */
	size_t n_merged = merge(a, pages.v, pages.n);
	out->v = ARENA_ARRAY(a, struct kb_hit, n_merged < most ? n_merged : most);
	for (size_t i = 0; i < n_merged && out->n < most; i++) {
		const struct search_row *r = &pages.v[i].row;
		enum fresh fresh = is_outdated(f, r) ? GONE : fresh_look(f->kb, a, r);
		f->n_gone += fresh == GONE;
		if (fresh == GONE)
			continue;
		if (fresh == STALE)
			strs_add(a, &f->changed, r->source.n ? r->source : r->path);
		struct kb_hit *h = &out->v[out->n];
		if (!make_hit(f->kb, a, &f->w, &pages.v[i], f->opt, h, e))
			return false;
		if (f->opt->explain)
			h->explain = explain(a, &f->w, &pages, &pages.v[i]);
		out->n++;
	}
	return true;
}

static void read_query(struct finding *f)
{
	const struct kb_search_opt *opt = f->opt;
	if (opt->plain) {
		struct query_item *item = ARENA_NEW(f->a, struct query_item);
		item->text = text_clean(f->a, str_sub(opt->query, 0, QUERY_MAX));
		f->q = (struct query){.v = item, .n = 1, .plain = true};
	} else {
		query_parse(f->a, opt->query, &f->q);
	}
	if (opt->tags.n)
		f->q.tags = opt->tags;
	f->q.since = opt->since;
}

static bool find(struct finding *f, struct kb_hits *out, struct err *e)
{
	size_t most = f->opt->n ? f->opt->n : HITS_FALLBACK, n = most * 2 + SPARE;
	bool all = false;
	read_query(f);
	f->dirty = str_eqz(index_state(f->kb->index, f->a, INDEX_DIRTY), "1");
	if (!retrieve_words(f->kb->index, f->a, &f->q, &f->w, e) || !find_among(f, n, out, &all, e))
		return false;
	while (out->n < most && f->n_gone && !all) /* what is gone took the place of others */
		if (!find_among(f, n *= 4, out, &all, e))
			return false;
	if (!out->n)
		out->did_you_mean = did_you_mean(f->kb, f->a, &f->w);
	return true;
}

static bool find_held(struct finding *f, struct kb_hits *out, struct err *e)
{
	*out = (struct kb_hits){0};
	if (!engine_index(f->kb, DB_READ, e) || !search_hold(f->kb->index, e))
		return false;
	bool good = find(f, out, e);
	search_let_go(f->kb->index);
	return good;
}

static struct str freshness(struct arena *a, const struct fresh_walk *w)
{
	if (!w->walked)
		return str_printf(a, "freshness: %.1f ms, no walk due", w->seconds * 1e3);
	return str_printf(a, "freshness: %.1f ms, %zu files walked, %zu indexed again",
		w->seconds * 1e3, w->n_files, w->n_indexed);
}

bool kb_search(struct kb *kb, struct arena *a, const struct kb_search_opt *opt, struct kb_hits *out,
	struct err *e)
{
	struct finding f = {.kb = kb, .a = a, .opt = opt};
	struct fresh_walk walk = {0};
	*out = (struct kb_hits){0};
	if (!opt->stale_ok)
		fresh_walk(kb, &walk);
	embed_use(kb);
	if (!find_held(&f, out, e))
		return false;
	if (f.changed.n && !opt->stale_ok && fresh_again(kb, a, f.changed) &&
		!find_held(&f, out, e))
		return false;
	if (f.changed.n)
		engine_note(kb, 0, "%zu of these changed since they were indexed; run kb compile",
			f.changed.n);
	if (opt->explain)
		out->freshness =
			opt->stale_ok ? STR("freshness: not looked at") : freshness(a, &walk);
	return true;
}
