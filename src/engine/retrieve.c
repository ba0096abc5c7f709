/* retrieve.c - the two passes over the pages; see retrieve.h.
 *
 * Links between pages are no evidence here, as measured: a share of the scores of the first 50 given to
 * their neighbours, damped by degree (SEARCH.md 4.5), changed MRR@10 on four linked sets of 64 to 120
 * questions (base .779, .857, .828, .856) by -.001, -.185, -.116, -.093 with its factor .3 and summed,
 * by +.005, .000, +.006, -.010 with .2 and the best neighbour alone, and by .000, +.005, +.002, .000 with
 * .05 and their mean, which is less than noise and would cost a table of links.
 *
 * Order: tuning, filters, the plan, feedback, retrieve_pages. */
#include "engine/retrieve.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "base/vec.h"

/* One setting for all collections, from SEARCH.md 3 and measured again: nDCG@10 .435, .734, .683 on
 * cran, med and time; half or twice of near or beta changes the mean by less than .005. */
const struct retrieve_tuning retrieve_tuning = {
	.k1 = 1.6,
	.near = 0.2,
	.window = 8,
	.weight = {3, 2, 2, 1},
	.b = {0.5, 0.5, 0.5, 0.75},
	.fed_pages = 5,
	.fed_words = 20,
	.beta = 0.5,
	.common = 0.2,
};

#define FED_TOKENS ((size_t)1000) /* of a page that are looked at */
#define FED_POSTINGS 40000 /* pages that the words chosen stand in, counted together */
#define FED_CANDIDATES ((size_t)200) /* words whose pages are counted */

/* --- filters ----------------------------------------------------------------------------- */

static bool any_glob(struct strs globs, struct str path)
{
	for (size_t i = 0; i < globs.n; i++)
		if (str_glob(globs.v[i], path))
			return true;
	return globs.n == 0;
}

/* A path is meant by a glob, or by words that stand in it. */
static bool any_path(struct strs wanted, const struct search_row *r)
{
	for (size_t i = 0; i < wanted.n; i++) {
		struct str w = wanted.v[i];
		if (str_ifind(r->path, w) != STR_NPOS || str_ifind(r->source, w) != STR_NPOS ||
			str_glob(w, r->path) || (r->source.n && str_glob(w, r->source)))
			return true;
	}
	return wanted.n == 0;
}

bool retrieve_any_tag(struct strs wanted, struct strs tags)
{
	for (size_t i = 0; i < wanted.n; i++)
		for (size_t k = 0; k < tags.n; k++)
			if (str_ieq(wanted.v[i], tags.v[k]))
				return true;
	return wanted.n == 0;
}

static bool any_type(struct strs wanted, struct str type)
{
	return wanted.n == 0 || strs_has(wanted, type.n ? type : STR("page"));
}

bool retrieve_any_source(struct strs globs, struct str source)
{
	struct str below = str_starts(source, STR("raw/")) ? str_from(source, 4) : source;
	return globs.n == 0 || (source.n && (any_glob(globs, source) || any_glob(globs, below)));
}

static bool passes(const struct query *q, struct strs sources, const struct search_row *r)
{
	if (!retrieve_any_source(sources, r->source))
		return false;
	if (q->before.n && (!r->date.n || str_cmp(r->date, q->before) >= 0))
		return false;
	if (q->after.n && (!r->date.n || str_cmp(r->date, q->after) <= 0))
		return false;
	if (q->since.n && (!r->date.n || str_cmp(r->date, q->since) < 0))
		return false;
	return any_path(q->paths, r) && retrieve_any_tag(q->tags, r->tags) &&
		any_type(q->types, r->type);
}

static bool is_catalog(const struct search_row *r);

bool retrieve_allows(const struct query *q, enum kb_search_in in, struct strs sources,
	const struct search_row *row)
{
	bool text = str_eqz(row->type, "text");
	return (in == KB_IN_ALL || text == (in == KB_IN_TEXT)) && passes(q, sources, row) &&
		(q->types.n || !is_catalog(row));
}

static int by_id(const void *x, const void *y)
{
	int64_t i = *(const int64_t *)x, j = *(const int64_t *)y;
	return (i > j) - (i < j);
}

/* The pages that may be found, sorted; all is true when none is left out. */
static bool allowed(struct db *db, struct arena *a, const struct query *q, enum kb_search_in in,
	struct strs sources, struct search_ids *out, bool *all, struct err *e)
{
	struct search_rows rows;
	*out = (struct search_ids){0};
	*all = in == KB_IN_ALL && !sources.n && !query_filters(q);
	if (*all)
		return true;
	if (!sources.n && !query_filters(q))
		return search_ids(db, a, in == KB_IN_TEXT, out, e);
	if (!search_rows(db, a, &rows, e))
		return false;
	out->v = ARENA_ARRAY(a, int64_t, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		bool text = str_eqz(rows.v[i].type, "text");
		if ((in == KB_IN_ALL || text == (in == KB_IN_TEXT)) &&
			passes(q, sources, &rows.v[i]))
			out->v[out->n++] = rows.v[i].id;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_id);
	return true;
}

/* --- the plan ---------------------------------------------------------------------------- */

static struct search_plan plan_of(struct arena *a, const struct retrieve_words *w,
	const struct retrieve_tuning *t, struct search_ids only)
{
	struct search_group *groups = ARENA_ARRAY(a, struct search_group, w->n);
	for (size_t i = 0; i < w->n; i++)
		groups[i] = (struct search_group){w->v[i].idf * w->v[i].times, w->v[i].idf, true};
	struct search_plan p = {.phrases = w->phrases,
		.n_phrases = w->n_phrases,
		.groups = groups,
		.n_groups = w->n,
		.k1 = t->k1,
		.near = t->near,
		.window = t->window,
		.only = only.v,
		.n_only = only.n};
	for (size_t i = 0; i < SEARCH_N_COLUMNS; i++) {
		p.weight[i] = t->weight[i];
		p.b[i] = t->b[i];
	}
	return p;
}

/* --- feedback ---------------------------------------------------------------------------- */

struct fed {
	struct str term;
	struct str word; /* as it stood when first met */
	double weight;
	double sum; /* of saturated counts over the fed pages */
	uint32_t count, page; /* in the page at hand */
	uint32_t n_fed; /* pages fed that hold it: what only one holds is its own */
};

struct feeding {
	struct arena *a;
	const struct retrieve_words *w;
	struct map terms; /* term -> struct fed */
	struct str text;
	uint32_t page;
	double share; /* of the page at hand: a far worse one than the first says little */
	size_t n_tokens;
	VEC(struct fed *) met;
};

static bool feed_token(void *ctx, const struct token *tok)
{
	struct feeding *f = ctx;
	if (tok->same_place)
		return true;
	struct fed *t = map_ptr(&f->terms, tok->term);
	if (!t) {
		t = ARENA_NEW(f->a, struct fed);
		t->term = str_dup(f->a, tok->term);
		t->word = str_sub(f->text, tok->start, tok->end);
		map_add(&f->terms, t->term, NULL)->ptr = t;
	}
	if (t->page != f->page) {
		t->page = f->page;
		t->count = 0;
		t->n_fed++;
		VEC_PUSH(f->a, &f->met, t);
	}
	t->count++;
	return ++f->n_tokens < FED_TOKENS;
}

static bool feed_page(struct db *db, struct feeding *f, const struct search_row *row,
	const struct retrieve_tuning *t, struct err *e)
{
	struct search_body body;
	if (!search_body(db, f->a, row->id, &body, e))
		return false;
	f->page++;
	f->n_tokens = f->met.n = 0;
	f->text = row->title;
	bool more = tokenize(f->w->tokenizer, row->language, row->title, feed_token, f);
	for (size_t i = 0; i < body.n && more; i++) {
		f->text = body.v[i].text;
		more = tokenize(f->w->tokenizer, row->language, body.v[i].text, feed_token, f);
	}
	for (size_t i = 0; i < f->met.n; i++)
		f->met.v[i]->sum += f->share * f->met.v[i]->count / (t->k1 + f->met.v[i]->count);
	return true;
}

static int by_sum(const void *x, const void *y)
{
	const struct fed *const *s = x, *const *t = y;
	if ((*s)->sum != (*t)->sum)
		return (*s)->sum > (*t)->sum ? -1 : 1;
	return str_cmp((*s)->term, (*t)->term);
}

static int by_weight(const void *x, const void *y)
{
	const struct fed *const *s = x, *const *t = y;
	if ((*s)->weight != (*t)->weight)
		return (*s)->weight > (*t)->weight ? -1 : 1;
	return str_cmp((*s)->term, (*t)->term);
}

struct feds {
	struct fed **v;
	size_t n;
};

/* The words that the fed pages have in common, heaviest first: weight = sum * idf. */
static bool choose(struct db *db, struct feeding *f, const struct retrieve_tuning *t,
	struct feds *out, struct err *e)
{
	out->v = ARENA_ARRAY(f->a, struct fed *, f->terms.n);
	out->n = 0;
	for (size_t i = 0; i < f->terms.n; i++) {
		struct fed *x = f->terms.v[i].ptr;
		if (x->n_fed > 1 && x->term.n > 1 &&
			!text_is_stop(text_casefold(f->a, x->word), f->w->language))
			out->v[out->n++] = x;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_sum);
	out->n = out->n < FED_CANDIDATES ? out->n : FED_CANDIDATES;
	double n_pages = (double)f->w->n_pages;
	for (size_t i = 0; i < out->n; i++) {
		int64_t n;
		if (!search_n_pages(db, out->v[i]->term, &n, e))
			return false;
		double idf = log(1 + (n_pages - (double)n + 0.5) / ((double)n + 0.5));
		out->v[i]->weight = (double)n > t->common * n_pages ? 0 : out->v[i]->sum * idf;
		out->v[i]->count = (uint32_t)n;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_weight);
	out->n = out->n < t->fed_words ? out->n : t->fed_words;
	size_t n = 0;
	for (int64_t postings = 0; n < out->n && out->v[n]->weight > 0; n++) {
		postings += out->v[n]->count;
		if (postings > FED_POSTINGS)
			break; /* a large base: what is rare says most */
	}
	out->n = n;
	return true;
}

/* Scores of the pool by the fed words alone, best first. */
static bool second_pass(struct db *db, struct arena *a, const struct retrieve_words *w,
	const struct feds *feds, const struct retrieve_tuning *t, struct search_ids pool,
	struct search_list *out, struct err *e)
{
	struct retrieve_words fed = {.n = feds->n, .n_phrases = feds->n};
	fed.v = ARENA_ARRAY(a, struct retrieve_word, feds->n);
	fed.phrases = ARENA_ARRAY(a, struct search_phrase, feds->n);
	for (size_t i = 0; i < feds->n; i++)
		fed.phrases[i] = (struct search_phrase){
			.terms = {&feds->v[i]->term, 1}, .group = (int32_t)i, .factor = 1};
	struct search_plan plan = plan_of(a, &fed, t, pool);
	struct search_group *groups = ARENA_ARRAY(a, struct search_group, feds->n);
	double n_pages = (double)w->n_pages;
	for (size_t i = 0; i < feds->n; i++) {
		double n = feds->v[i]->count, share = feds->v[i]->weight / feds->v[0]->weight;
		groups[i].idf = log(1 + (n_pages - n + 0.5) / (n + 0.5));
		groups[i].weight = t->beta * share * groups[i].idf;
		groups[i].chained = true;
	}
	plan.groups = groups;
	return search_match(db, a, &plan, pool.n, out, e);
}

/* Lists of all there is: they hold every word and answer nothing. */
static bool is_catalog(const struct search_row *r)
{
	return str_eqz(r->type, "index") || str_eqz(r->type, "log");
}

/* --- pages ------------------------------------------------------------------------------- */

/* Rows are read late: until then only their id is set. */
static bool read_row(struct db *db, struct arena *a, struct retrieve_page *p, struct err *e)
{
	return p->row.path.n || search_row(db, a, p->row.id, &p->row, e);
}

static int by_score(const void *x, const void *y)
{
	const struct retrieve_page *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	int c = str_cmp(p->row.path, q->row.path);
	return c ? c : by_id(&p->row.id, &q->row.id);
}

static bool feed_best(struct db *db, struct feeding *f, const struct retrieve_tuning *t,
	struct retrieve_pages *out, struct err *e)
{
	struct strs seen = {0};
	for (size_t i = 0; i < out->n && f->page < t->fed_pages; i++) {
		struct retrieve_page *p = &out->v[i];
		if (!read_row(db, f->a, p, e))
			return false;
		if (is_catalog(&p->row) || (p->row.source.n && strs_has(seen, p->row.source)))
			continue; /* the summary page of a document says the same again */
		strs_add(f->a, &seen, p->row.source);
		double share = out->v[0].first > 0 ? p->first / out->v[0].first : 0;
		f->share = share * share;
		if (!feed_page(db, f, &p->row, t, e))
			return false;
	}
	return true;
}

static bool feed_back(struct db *db, struct arena *a, const struct retrieve_words *w,
	const struct retrieve_tuning *t, struct retrieve_pages *out, struct err *e)
{
	struct feeding f = {.a = a, .w = w, .terms = map_make(a)};
	struct feds feds;
	if (!feed_best(db, &f, t, out, e) || !choose(db, &f, t, &feds, e))
		return false;
	if (!feds.n)
		return true;
	size_t n = out->n < RETRIEVE_POOL ? out->n : RETRIEVE_POOL;
	struct search_ids pool = {ARENA_ARRAY(a, int64_t, n), n};
	for (size_t i = 0; i < n; i++)
		pool.v[i] = out->v[i].row.id;
	qsort(pool.v, pool.n, sizeof *pool.v, by_id);
	struct search_list again;
	if (!second_pass(db, a, w, &feds, t, pool, &again, e))
		return false;
	double *more = ARENA_ARRAY(a, double, pool.n);
	for (size_t i = 0; i < again.n; i++) {
		const int64_t *at = bsearch(&again.v[i].id, pool.v, pool.n, sizeof *pool.v, by_id);
		more[at - pool.v] = again.v[i].score;
	}
	for (size_t i = 0; i < n; i++) {
		const int64_t *at =
			bsearch(&out->v[i].row.id, pool.v, pool.n, sizeof *pool.v, by_id);
		out->v[i].score += more[at - pool.v];
	}
	for (size_t i = 0; i < feds.n; i++)
		strs_add(a, &out->fed, feds.v[i]->term);
	return true;
}

/* Keeps the first `most` that may be shown, with their rows. */
static bool keep_shown(struct db *db, struct arena *a, const struct query *q, size_t most,
	struct retrieve_pages *out, struct err *e)
{
	size_t n = 0;
	qsort(out->v, out->n, sizeof *out->v, by_score);
	for (size_t i = 0; i < out->n && n < most; i++) {
		if (!read_row(db, a, &out->v[i], e))
			return false;
		if (out->v[i].row.path.n && (q->types.n || !is_catalog(&out->v[i].row)))
			out->v[n++] = out->v[i];
	}
	out->n = n;
	if (n)
		qsort(out->v, n, sizeof *out->v, by_score); /* equal ones by path */
	return true;
}

/* A question of filters alone: the pages that pass, by path. */
static bool list_only(struct db *db, struct arena *a, struct search_ids only, size_t most,
	struct retrieve_pages *out, struct err *e)
{
	out->v = ARENA_ARRAY(a, struct retrieve_page, only.n);
	for (size_t i = 0; i < only.n && out->n < most; i++)
		if (!search_row(db, a, only.v[i], &out->v[out->n++].row, e))
			return false;
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_score);
	return true;
}

/* Words enough that others like them help; quoted, few or unspaced ones are meant as they are. */
static bool asks_widely(const struct retrieve_words *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++)
		n += !w->v[i].run;
	return w->plain && n > 2;
}

bool retrieve_pages(struct db *db, struct arena *a, const struct retrieve_words *w,
	const struct query *q, enum kb_search_in in, struct strs sources, size_t most,
	const struct retrieve_tuning *t, struct retrieve_pages *out, struct err *e)
{
	struct search_ids only;
	struct search_list first;
	bool all;
	*out = (struct retrieve_pages){0};
	if (!allowed(db, a, q, in, sources, &only, &all, e))
		return false;
	if (!all && !only.n)
		return true;
	if (!q->n)
		return all || list_only(db, a, only, most, out, e);
	struct search_plan plan = plan_of(a, w, t, only);
	if (!search_match(db, a, &plan, most > RETRIEVE_POOL ? most : RETRIEVE_POOL, &first, e))
		return false;
	out->v = ARENA_ARRAY(a, struct retrieve_page, first.n);
	for (size_t i = 0; i < first.n; i++)
		out->v[out->n++] = (struct retrieve_page){.row = {.id = first.v[i].id},
			.score = first.v[i].score,
			.first = first.v[i].score};
	if (!out->n)
		return true;
	if (asks_widely(w) && out->n > 1 && t->beta > 0 && !feed_back(db, a, w, t, out, e))
		return false;
	return keep_shown(db, a, q, most, out, e);
}
