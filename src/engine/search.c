/* search.c - kb_search: ranked pages become hits, one a document, none of them gone.
 *
 * A source has a text page and a summary page in the wiki: they are one hit, shown by the text page
 * and its best passage. Order: freshness, one a document, did you mean, explain, kb_search. */
#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "engine/near.h"
#include "engine/retrieve.h"

#define SNIPPET_CP ((size_t)240)
#define HITS_FALLBACK ((size_t)10)
#define REFRESH_MAX ((size_t)20) /* changed sources that a search reads again itself */
#define SPARE ((size_t)10) /* pages looked at beyond twice the hits asked for */

/* --- freshness --------------------------------------------------------------------------- */

enum fresh { FRESH, STALE, GONE };

#define HASH_MAX ((int64_t)8 << 20) /* a larger file is taken to be as it was */

static bool same_bytes(struct kb *kb, struct arena *a, struct str path, const struct fs_stat *now)
{
	struct arena_mark m = arena_mark(a);
	struct str bytes, sha;
	bool same = now->size > HASH_MAX ||
		(search_source_sha(kb->index, a, path, &sha, NULL) &&
			fs_read(a, engine_path(kb, a, path), FS_MAX_FILE, &bytes, NULL) &&
			str_eq(sha, sha_hex(a, sha_of(bytes))));
	arena_release(a, m);
	return same;
}

/* What became of a file since it was indexed. */
static enum fresh look(struct kb *kb, struct arena *a, struct str path)
{
	struct fs_stat now = {0}, then;
	if (!fs_stat(engine_path(kb, a, path), &now, NULL) || !now.exists)
		return GONE;
	if (!search_file(kb->index, path, &then, NULL) || !then.exists || !then.mtime_ns)
		return FRESH; /* nothing to compare with */
	if (then.size < 0) /* written while it was read: the bytes tell */
		return same_bytes(kb, a, path, &now) ? FRESH : STALE;
	return now.size == then.size && now.mtime_ns == then.mtime_ns ? FRESH : STALE;
}

static enum fresh look_at(struct kb *kb, struct arena *a, const struct search_row *r)
{
	enum fresh page = look(kb, a, r->path);
	if (page == GONE || !r->source.n)
		return page;
	enum fresh source = look(kb, a, r->source);
	return source > page ? source : page;
}

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

struct surface {
	struct arena *a;
	struct str term, text, found;
};

static bool find_surface(void *ctx, const struct token *tok)
{
	struct surface *s = ctx;
	if (!str_eq(tok->term, s->term))
		return true;
	s->found = text_casefold(s->a, str_sub(s->text, tok->start, tok->end));
	return false;
}

/* A word of the base that has this term: terms are stems and no words to show. */
static struct str surface_of(
	struct kb *kb, struct arena *a, const struct retrieve_words *w, struct str term)
{
	struct search_list l;
	struct search_row row;
	struct search_body body;
	struct search_phrase p = {.terms = {&term, 1}, .group = -1};
	struct search_plan plan = {.phrases = &p, .n_phrases = 1};
	struct surface s = {.a = a, .term = term};
	if (!search_match(kb->index, a, &plan, 1, &l, NULL) || !l.n ||
		!search_row(kb->index, a, l.v[0].id, &row, NULL) ||
		!search_body(kb->index, a, row.id, &body, NULL))
		return term;
	s.text = row.title;
	bool more = tokenize(w->tokenizer, row.language, s.text, find_surface, &s);
	for (size_t i = 0; i < body.n && more; i++) {
		s.text = body.v[i].text;
		more = tokenize(w->tokenizer, row.language, s.text, find_surface, &s);
	}
	return s.found.n ? s.found : term;
}

/* A word of the base that is a slip away from one that nothing holds; "" when there is none. The
 * terms of the base are stems: they are compared with the stem and the start of the word. */
static struct str nearest_word(struct kb *kb, struct arena *a, const struct retrieve_words *w,
	const struct retrieve_word *x)
{
	struct search_terms l;
	struct str stem = x->terms.v[0], term = STR("");
	size_t n = text_n_cp(x->text), slip = near_slip(x->text), best = slip + 1, first = 0;
	int64_t pages = 0;
	if (n < 3 || x->text.n > TOKEN_MAX)
		return term;
	text_next(stem, &first);
	if (!search_terms_like(kb->index, a, str_sub(stem, 0, first), n / 2, n + slip, &l, NULL))
		return term;
	for (size_t i = 0; i < l.n; i++) {
		size_t d = near_distance(stem, l.v[i].term, slip);
		size_t s = near_distance(str_sub(x->text, 0, l.v[i].term.n), l.v[i].term, slip);
		d = s < d ? s : d;
		if (d < best || (d == best && l.v[i].n > pages)) {
			best = d;
			term = l.v[i].term;
			pages = l.v[i].n;
		}
	}
	struct str word = term.n ? surface_of(kb, a, w, term) : STR("");
	return word.n && near_distance(x->text, word, slip) <= slip ? word : STR("");
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

static bool make_hit(struct kb *kb, struct arena *a, const struct retrieve_words *w,
	const struct retrieve_page *p, struct kb_hit *out, struct err *e)
{
	struct search_body body;
	if (!search_body(kb->index, a, p->row.id, &body, e))
		return false;
	*out = (struct kb_hit){.path = p->row.path,
		.source = p->row.source,
		.title = p->row.title,
		.score = p->score};
	if (!body.n)
		return true;
	const struct search_passage *best = &body.v[retrieve_passage(a, w, p->row.language, &body)];
	out->passage = best->id;
	out->snippet = retrieve_snippet(a, w, p->row.language, best->text, SNIPPET_CP);
	return true;
}

/* The hits; *changed are the sources that changed since they were indexed. */
static bool find(struct kb *kb, struct arena *a, const struct kb_search_opt *opt,
	struct kb_hits *out, struct strs *changed, struct err *e)
{
	struct query q;
	struct retrieve_words w;
	struct retrieve_pages pages;
	size_t most = opt->n ? opt->n : HITS_FALLBACK;
	*out = (struct kb_hits){0};
	query_parse(a, opt->query, &q);
	if (!retrieve_words(kb->index, a, &q, &w, e) ||
		!retrieve_pages(kb->index, a, &w, &q, opt->in, (struct strs){0}, most * 2 + SPARE,
			&retrieve_tuning, &pages, e))
		return false;
	size_t n = merge(a, pages.v, pages.n);
	out->v = ARENA_ARRAY(a, struct kb_hit, n < most ? n : most);
	for (size_t i = 0; i < n && out->n < most; i++) {
		const struct search_row *r = &pages.v[i].row;
		enum fresh f = look_at(kb, a, r);
		if (f == GONE)
			continue;
		if (f == STALE)
			strs_add(a, changed, r->source.n ? r->source : r->path);
		struct kb_hit *h = &out->v[out->n];
		if (!make_hit(kb, a, &w, &pages.v[i], h, e))
			return false;
		if (opt->explain)
			h->explain = explain(a, &w, &pages, &pages.v[i]);
		out->n++;
	}
	if (!out->n)
		out->did_you_mean = did_you_mean(kb, a, &w);
	return true;
}

static bool find_held(struct kb *kb, struct arena *a, const struct kb_search_opt *opt,
	struct kb_hits *out, struct strs *changed, struct err *e)
{
	*changed = (struct strs){0};
	if (!engine_index(kb, DB_READ, e) || !search_hold(kb->index, e))
		return false;
	bool good = find(kb, a, opt, out, changed, e);
	search_let_go(kb->index);
	return good;
}

/* Reads changed sources again; false when that cannot be done now. */
static bool refresh(struct kb *kb, struct arena *a, struct strs changed)
{
	struct kb_ingest_opt opt = {0};
	struct kb_ingest_report report;
	struct err e = {0};
	for (size_t i = 0; i < changed.n; i++)
		if (str_starts(changed.v[i], STR("raw/")))
			strs_add(a, &opt.paths, str_of(engine_path(kb, a, changed.v[i])));
	return opt.paths.n && opt.paths.n <= REFRESH_MAX && kb_ingest(kb, a, &opt, &report, &e);
}

bool kb_search(struct kb *kb, struct arena *a, const struct kb_search_opt *opt, struct kb_hits *out,
	struct err *e)
{
	struct strs changed;
	*out = (struct kb_hits){0};
	if (!find_held(kb, a, opt, out, &changed, e))
		return false;
	if (changed.n && refresh(kb, a, changed) && !find_held(kb, a, opt, out, &changed, e))
		return false;
	if (changed.n)
		engine_note(kb, 0, "%zu of these changed since they were indexed; run kb compile",
			changed.n);
	return true;
}
