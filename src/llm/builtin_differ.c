/* builtin_differ.c - where two sources give different figures or dates for the same thing.
 *
 * Figures: clauses with one figure each, of the same unit, that else say much the same. Dates: the
 * same, or both sentences open with the concept and tell of one kind of beginning. Order: figures,
 * beginnings, the finding. */
#include "llm/builtin_article.h"

#define FIGURES_NEAR 0.15 /* overlap of sentences whose figures are compared at all */
#define SAME_UNITS 0.5 /* overlap of clauses that count the same thing */
#define SAME_YEARS 0.6 /* overlap of clauses that date the same thing */
#define BEGIN_WITHIN 5 /* tokens between a name and the verb of its beginning */
#define YEAR_WITHIN 7 /* tokens between that verb and its year */
#define DIFFER_MAX 8
#define COMPARED_MAX 400

/* --- figures ----------------------------------------------------------------------------- */

/* A clause with one figure: what is counted, and the other words. */
struct figure {
	struct str value; /* folded */
	uint32_t unit; /* stem of the word behind it, WORDS_NONE for a year */
	bool year;
	struct sentence_bag bag;
};

static bool is_year(struct str s)
{
	int64_t year;
	return s.n == 4 && str_to_i64(s, &year) && year >= 1400 && year <= 2100;
}

/* The first clause of x that holds exactly one figure, days of months aside. */
static bool first_figure(
	const struct words *w, const uint32_t *stems, const struct item *x, struct figure *out)
{
	uint32_t end = x->first + x->n, to;
	for (uint32_t from = x->first; from < end; from = to) {
		size_t n = 0, years = 0, at = 0;
		for (to = from; to < end && (to == from || w->tokens[to].joined); to++) {
			bool year = w->tokens[to].number &&
				is_year(w->terms[w->tokens[to].term].folded);
			n += w->tokens[to].number;
			years += year;
			if (w->tokens[to].number && (year || !years))
				at = to;
		}
		if (n == 0 || years > 1 || (years == 0 && n > 1))
			continue;
		out->value = w->terms[w->tokens[at].term].folded;
		out->year = years == 1;
		out->unit = at + 1 < to && !out->year ? stems[w->tokens[at + 1].term] : WORDS_NONE;
		out->bag = sentence_bag(w, stems, from, to - from);
		return out->year || out->unit != WORDS_NONE;
	}
	return false;
}

/* Two sources, one figure each, of the same unit, in clauses that else say the same. */
static bool disagree(
	const struct words *w, const uint32_t *stems, const struct item *x, const struct item *y)
{
	struct figure f = {0}, g = {0};
	if (x->e->source == y->e->source || sentence_overlap(&x->bag, &y->bag) < FIGURES_NEAR ||
		!first_figure(w, stems, x, &f) || !first_figure(w, stems, y, &g))
		return false;
	if (str_eq(f.value, g.value) || f.year != g.year || f.unit != g.unit)
		return false;
	return sentence_overlap(&f.bag, &g.bag) >= (f.year ? SAME_YEARS : SAME_UNITS);
}

/* --- beginnings -------------------------------------------------------------------------- */

/* Kinds of beginning: words of one list tell of the same event. */
static size_t beginning(struct str folded)
{
	static const char *const kinds[] = {"introduced published presented described proposed",
		"founded established", "invented coined", "released launched", "born", "died"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct str rest = str_of(kinds[i]), x;
		while (str_cut(&rest, ' ', &x))
			if (str_eq(folded, x))
				return i + 1;
	}
	return 0;
}

/* "BM25 was introduced at TREC-3 in 1994", "BM25, first published in 1995 by ...": the kind, and the
 * token of the year; 0 when the item tells of no beginning of the concept. */
static size_t begins(const struct words *w, const struct item *x, uint32_t *year)
{
	uint32_t end = x->first + x->n, at = x->first + 1;
	size_t kind = 0;
	if (!x->subject || str_eqz(w->lang, "en") == false)
		return 0;
	for (; at < end && at < x->first + 1 + BEGIN_WITHIN && !kind; at++)
		kind = beginning(w->terms[w->tokens[at].term].folded);
	for (uint32_t i = at; kind && i < end && i < at + YEAR_WITHIN; i++) {
		struct str s = w->terms[w->tokens[i].term].folded;
		if (beginning(s))
			return 0;
		if (w->tokens[i].number && is_year(s)) {
			*year = i;
			return kind;
		}
	}
	return 0;
}

static bool begins_differ(const struct words *w, const struct item *x, const struct item *y)
{
	uint32_t i = 0, j = 0;
	size_t kind = begins(w, x, &i);
	return kind && x->e->source != y->e->source && begins(w, y, &j) == kind &&
		w->tokens[i].term != w->tokens[j].term;
}

/* --- the finding ------------------------------------------------------------------------- */

void differ_find(struct writer *k, struct reply_article *out)
{
	size_t n_stems;
	uint32_t *stems = sentence_stems(&k->w, &n_stems);
	VEC(struct reply_cited) v = {0};
	for (size_t i = 0; i < k->n && k->n <= COMPARED_MAX; i++)
		for (size_t j = i + 1; j < k->n && v.n < DIFFER_MAX; j++) {
			struct item *x = &k->v[i], *y = &k->v[j];
			if (x->foreign || y->foreign || x->row || y->row)
				continue;
			if (!disagree(&k->w, stems, x, y) && !begins_differ(&k->w, x, y))
				continue;
			struct reply_cited s = {
				.text = str_printf(k->a,
					STR_FMT ": " STR_FMT " " STR_FMT ": " STR_FMT,
					STR_ARG(x->e->source_title), STR_ARG(x->e->text),
					STR_ARG(y->e->source_title), STR_ARG(y->e->text))};
			strs_add(k->a, &s.claims, str_dup(k->a, x->e->id));
			strs_add(k->a, &s.claims, str_dup(k->a, y->e->id));
			VEC_PUSH(k->a, &v, s);
		}
	out->disagreements.v = v.v;
	out->disagreements.n = v.n;
}
