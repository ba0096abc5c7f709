/* builtin_article.c - the page of a concept from the claims that name it.
 *
 * Each sentence is a claim's text and cites the claims that say it. The definition comes first, then
 * what else opens with the concept; the rest goes under headings of the sources where several
 * sentences share one, dated sentences by their years, and what is left as a list a source, since
 * sentences of many hands in one paragraph read as salad.
 * Order: reading, repeats, the lead, groups, disagreements, the article. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "llm/builtin_define.h"

#define DESCRIPTION_MAX 160 /* code points */
#define LEAD_MAX 3 /* sentences before the first heading */
#define ENOUGH_FOR_HEADINGS 6 /* sentences behind the lead */
#define GROUP_LEAST 2 /* sentences under a heading */
#define SOURCE_LEAST 3 /* sentences of a source under its title */
#define SENTENCES_MAX 80
#define COMPARED_MAX 600 /* claims that are compared with each other */
#define CITED_MAX 6 /* claims of one sentence */
#define SAME 0.82 /* overlap of two that say the same */
#define HEADING_MAX 60 /* code points of a source's heading that is taken over */
#define FIGURES_NEAR 0.15 /* overlap of sentences whose figures are compared at all */
#define SAME_UNITS 0.5 /* overlap of clauses that count the same thing */
#define SAME_YEARS 0.6 /* overlap of clauses that date the same thing */
#define DATED_LEAST 3 /* sentences that make a history */

struct item {
	const struct builtin_evidence *e;
	uint32_t first, n; /* tokens of its text */
	struct sentence_bag bag;
	double definition;
	bool subject; /* opens with the concept */
	bool foreign; /* in another language than most */
	unsigned year; /* first year named, 0 for none */
	struct strs claims;
	struct str heading; /* usable one of its source, or "" */
	bool used;
};

struct writer {
	struct arena *a; /* of the reply */
	const struct builtin_concept *c;
	struct words w;
	struct item *v;
	size_t n, n_sources;
	VEC(struct reply_block) blocks; /* without a heading: they stand above all headings */
	VEC(struct reply_block) headed;
};

/* --- reading ----------------------------------------------------------------------------- */

/* The language of most sources; of most claims among equals. */
static struct str main_language(struct arena *a, const struct builtin_concept *c)
{
	struct map count = map_make(a), pairs = map_make(a);
	struct str best = {0};
	size_t most = 0;
	for (size_t i = 0; i < c->n_claims; i++) {
		const struct builtin_evidence *e = &c->claims[i];
		bool fresh;
		map_add(&pairs, str_printf(a, "%zu " STR_FMT, e->source, STR_ARG(e->language)),
			&fresh);
		struct map_entry *n = map_add(&count, e->language, NULL);
		n->num += fresh ? c->n_claims + 1 : 1;
		if (n->num > most) {
			most = n->num;
			best = e->language;
		}
	}
	return best;
}

static struct words read_words(struct arena *a, const struct builtin_concept *c)
{
	struct builtin_passage *p = ARENA_ARRAY(a, struct builtin_passage, c->n_claims + 1);
	struct builtin_document doc = {.title = c->name, .language = main_language(a, c)};
	for (size_t i = 0; i < c->n_claims; i++)
		p[i] = (struct builtin_passage){c->claims[i].id, BUILTIN_PARAGRAPH, STR(""),
			str_replace(a, c->claims[i].text, STR("\n"), STR(" "))};
	doc.passages = p;
	doc.n_passages = c->n_claims;
	return words_read(a, &doc);
}

static bool is_generic_heading(struct str folded)
{
	static const char *const generic[] = {"introduction", "overview", "conclusion",
		"conclusions", "summary", "background", "abstract", "notes", "discussion",
		"results", "general", "misc", "other", "others", "more", "details", "description",
		"contents", "tl dr", "faq", "einleitung", "überblick", "zusammenfassung", "fazit",
		"introduzione", "conclusione", "conclusioni", "introducción", "conclusión",
		"resumen", "résumé", "inleiding", "conclusie", "introdução", "conclusão",
		"введение", "заключение", "概要", "はじめに", "まとめ", "引言", "前言", "结论",
		"摘要", "서론", "결론", "개요"};
	for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
		if (str_eqz(folded, generic[i]))
			return true;
	return !folded.n;
}

static bool names_concept(struct arena *a, const struct builtin_concept *c, struct str folded)
{
	if (str_eq(folded, text_fold(a, c->name)))
		return true;
	for (size_t i = 0; i < c->aliases.n; i++)
		if (str_eq(folded, text_fold(a, c->aliases.v[i])))
			return true;
	return false;
}

/* "2.1 Storage layout" without its number. */
static struct str without_number(struct str h)
{
	size_t i = 0;
	while (i < h.n && ((h.p[i] >= '0' && h.p[i] <= '9') || h.p[i] == '.' || h.p[i] == ')'))
		i++;
	return i && i < h.n && h.p[i] == ' ' ? str_trim(str_from(h, i)) : h;
}

/* The deepest heading of a path that names an aspect; the first one is the document's title. */
static struct str aspect_of(
	struct arena *a, const struct builtin_concept *c, const struct builtin_evidence *e)
{
	struct str h = without_number(words_last_heading(e->heading));
	struct str folded = text_fold(a, h);
	if (str_find(e->heading, STR(" > ")) == STR_NPOS && str_eq(h, e->source_title))
		return STR("");
	if (is_generic_heading(folded) || names_concept(a, c, folded) ||
		str_eq(folded, text_fold(a, e->source_title)))
		return STR("");
	if (str_find_byte(h, '?') != STR_NPOS || text_n_cp(h) > HEADING_MAX)
		return STR("");
	return h;
}

static unsigned year_in(const struct words *w, const struct item *x)
{
	for (uint32_t i = x->first; i < x->first + x->n; i++) {
		struct str s = w->terms[w->tokens[i].term].folded;
		int64_t year;
		if (s.n == 4 && w->tokens[i].number && str_to_i64(s, &year) && year >= 1400 &&
			year <= 2100)
			return (unsigned)year;
	}
	return 0;
}

/* The best pattern that makes the text a definition of the name or one of its aliases. */
static void judge(struct writer *k, struct item *x)
{
	struct str text = x->e->text;
	bool row = str_find(x->e->quote, STR(" | ")) != STR_NPOS;
	size_t n = row ? 0 : 1 + k->c->aliases.n;
	for (size_t i = 0; i < n; i++) {
		struct str name = i ? k->c->aliases.v[i - 1] : k->c->name;
		size_t start, end;
		if (!text_find_quote(k->w.a, text, name, &start, &end))
			continue;
		if (start <= 4)
			x->subject = true;
		struct str plural = str_from(text, end);
		if (str_starts(plural, STR("s ")))
			end++;
		double s = define_score(k->w.a, text, start, end, k->w.lang, true, NULL);
		x->definition = s > x->definition ? s : x->definition;
	}
	if (x->e->defines)
		x->definition += 1.0;
	if (x->foreign)
		x->definition -= 2.0;
}

static void read_items(struct writer *k)
{
	size_t n_stems, block = 0;
	uint32_t *stems = sentence_stems(&k->w, &n_stems);
	struct map sources = map_make(k->w.a);
	k->v = ARENA_ARRAY(k->w.a, struct item, k->c->n_claims + 1);
	k->n = k->c->n_claims;
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		x->e = &k->c->claims[i];
		x->foreign = k->w.lang.n && x->e->language.n >= 2 &&
			!str_eq(str_sub(x->e->language, 0, 2), k->w.lang);
		strs_add(k->w.a, &x->claims, x->e->id);
		map_add(&sources, str_printf(k->w.a, "%zu", x->e->source), NULL);
		x->heading = aspect_of(k->w.a, k->c, x->e);
	}
	for (size_t s = 0; s < k->w.n_sentences; s++) {
		block = k->w.blocks[k->w.sentences[s].block].passage;
		if (block == (size_t)-1)
			continue;
		struct item *x = &k->v[block];
		x->first = x->n ? x->first : k->w.sentences[s].first;
		x->n += k->w.sentences[s].n;
	}
	for (size_t i = 0; i < k->n; i++) {
		k->v[i].bag = sentence_bag(&k->w, stems, k->v[i].first, k->v[i].n);
		k->v[i].year = year_in(&k->w, &k->v[i]);
		judge(k, &k->v[i]);
	}
	k->n_sources = sources.n;
}

/* --- repeats ----------------------------------------------------------------------------- */

/* Figures of two sentences that say the same are the same. */
static bool same_figures(const struct words *w, const struct item *x, const struct item *y)
{
	for (uint32_t i = x->first; i < x->first + x->n; i++) {
		bool found = !w->tokens[i].number;
		for (uint32_t j = y->first; j < y->first + y->n && !found; j++)
			found = w->tokens[j].term == w->tokens[i].term;
		if (!found)
			return false;
	}
	return true;
}

/* A sentence that an earlier one says too is dropped, its claim cited there. */
static void merge_repeats(struct writer *k)
{
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		for (size_t j = 0; j < i && !x->used; j++) {
			struct item *y = &k->v[j];
			if (y->used || y->bag.n < 3 || sentence_overlap(&x->bag, &y->bag) < SAME ||
				!same_figures(&k->w, x, y) || !same_figures(&k->w, y, x))
				continue;
			x->used = true;
			if (y->claims.n < CITED_MAX)
				strs_add(k->w.a, &y->claims, x->e->id);
			y->definition =
				x->definition > y->definition ? x->definition : y->definition;
		}
	}
}

/* Of too many sentences the ones that are about the concept stay. */
static void keep_best(struct writer *k, size_t keep)
{
	size_t left = 0;
	for (size_t i = 0; i < k->n; i++)
		left += !k->v[i].used;
	for (int round = 0; round < 2 && left > keep; round++)
		for (size_t i = k->n; i-- > 0 && left > keep;) {
			struct item *x = &k->v[i];
			if (x->used || (round == 0 && x->subject) || x->definition > 0)
				continue;
			x->used = true;
			left--;
		}
}

/* --- writing ----------------------------------------------------------------------------- */

static struct reply_cited cite(struct writer *k, struct item *x)
{
	struct reply_cited s = {.text = str_dup(k->a, x->e->text)};
	for (size_t i = 0; i < x->claims.n; i++)
		strs_add(k->a, &s.claims, str_dup(k->a, x->claims.v[i]));
	x->used = true;
	return s;
}

static void put_block(
	struct writer *k, struct str heading, const char *kind, struct item **v, size_t n)
{
	struct reply_block b = {.heading = str_dup(k->a, heading), .kind = str_of(kind)};
	if (!n)
		return;
	b.sentences.v = ARENA_ARRAY(k->a, struct reply_cited, n);
	for (size_t i = 0; i < n; i++)
		b.sentences.v[b.sentences.n++] = cite(k, v[i]);
	if (heading.n)
		VEC_PUSH(k->a, &k->headed, b);
	else
		VEC_PUSH(k->a, &k->blocks, b);
}

static size_t count_sources(struct item **v, size_t n)
{
	size_t sources = 0;
	for (size_t i = 0; i < n; i++) {
		bool seen = false;
		for (size_t j = 0; j < i && !seen; j++)
			seen = v[j]->e->source == v[i]->e->source;
		sources += !seen;
	}
	return sources;
}

/* Sentences of one source read on; of several they are a list. */
static const char *kind_for(struct item **v, size_t n)
{
	return n > 1 && (count_sources(v, n) > 1 || n > 6) ? "list" : "paragraph";
}

/* --- the lead ---------------------------------------------------------------------------- */

static struct item *best_definition(struct writer *k)
{
	struct item *best = NULL;
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		if (!x->used && x->definition >= DEFINE_LEAST &&
			(!best || x->definition > best->definition + 0.01))
			best = x;
	}
	for (size_t i = 0; i < k->n && !best; i++)
		if (!k->v[i].used && k->v[i].subject && !k->v[i].foreign)
			best = &k->v[i];
	for (size_t i = 0; i < k->n && !best; i++)
		if (!k->v[i].used)
			best = &k->v[i];
	return best;
}

static struct str description_of(struct writer *k, const struct item *x)
{
	if (text_n_cp(x->e->text) <= DESCRIPTION_MAX)
		return str_dup(k->a, x->e->text);
	struct str cut = text_cut(x->e->text, DESCRIPTION_MAX - 1);
	while (cut.n && strchr(",;:-(", cut.p[cut.n - 1]))
		cut = str_trim_right(str_sub(cut, 0, cut.n - 1));
	return str_cat(k->a, cut, STR("\xE2\x80\xA6"));
}

/* Definition, then other definitions and what stands with it under no heading. */
static struct str put_lead(struct writer *k)
{
	struct item *v[LEAD_MAX], *first = best_definition(k);
	size_t n = 0;
	if (!first)
		return STR("");
	struct str description = description_of(k, first);
	first->used = true;
	v[n++] = first;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < k->n && n < LEAD_MAX; i++) {
			struct item *x = &k->v[i];
			bool fits = round == 0 ? x->definition >= 3.0
					       : x->subject && !x->heading.n &&
					x->e->source == first->e->source && !x->year;
			if (x->used || x->foreign || !fits)
				continue;
			x->used = true;
			v[n++] = x;
		}
	put_block(k, STR(""), "paragraph", v, n);
	return description;
}

/* --- groups ------------------------------------------------------------------------------ */

static size_t gather(
	struct writer *k, struct item **v, bool (*fits)(struct item *, struct str), struct str with)
{
	size_t n = 0;
	for (size_t i = 0; i < k->n; i++)
		if (!k->v[i].used && fits(&k->v[i], with))
			v[n++] = &k->v[i];
	return n;
}

static bool under_heading(struct item *x, struct str folded)
{
	return x->heading.n && !x->foreign && str_ieq(x->heading, folded);
}

static bool is_dated(struct item *x, struct str unused)
{
	(void)unused;
	return x->year && !x->foreign;
}

static bool any(struct item *x, struct str unused)
{
	(void)x;
	(void)unused;
	return true;
}

static int by_year(const void *p, const void *q)
{
	const struct item *x = *(struct item *const *)p, *y = *(struct item *const *)q;
	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return x < y ? -1 : x > y;
}

static struct str history_heading(struct str lang)
{
	static const char *const names[][2] = {{"de", "Geschichte"}, {"fr", "Histoire"},
		{"es", "Historia"}, {"it", "Storia"}, {"pt", "História"}, {"nl", "Geschiedenis"},
		{"sv", "Historia"}, {"ru", "История"}, {"zh", "历史"}, {"ja", "歴史"},
		{"ko", "역사"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(lang, names[i][0]))
			return str_of(names[i][1]);
	return STR("History");
}

static void put_aspects(struct writer *k, struct item **v)
{
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		if (x->used || !x->heading.n || x->foreign)
			continue;
		size_t n = gather(k, v, under_heading, x->heading);
		if (n >= GROUP_LEAST)
			put_block(k, x->heading, kind_for(v, n), v, n);
	}
}

static void put_history(struct writer *k, struct item **v)
{
	size_t n = gather(k, v, is_dated, STR(""));
	if (n < DATED_LEAST)
		return;
	qsort(v, n, sizeof *v, by_year);
	put_block(k, history_heading(k->w.lang), "list", v, n);
}

/* Of v the sentences of one source, from place i on. */
static size_t of_source(struct item **v, size_t n, size_t i, struct item **part)
{
	size_t m = 0;
	for (size_t j = i; j < n; j++)
		if (!v[j]->used && v[j]->e->source == v[i]->e->source)
			part[m++] = v[j];
	return m;
}

/* What is left: one source goes on in a paragraph; of several each with enough to say gets a list
 * under its title, the others share one. */
static void put_rest(struct writer *k, struct item **v)
{
	size_t n = gather(k, v, any, STR(""));
	if (!n)
		return;
	struct item **part = arena_array(k->w.a, n, sizeof *part);
	bool few = count_sources(v, n) == 1 || n < ENOUGH_FOR_HEADINGS;
	size_t shared = 0;
	for (size_t i = 0; i < n && !few; i++)
		shared += of_source(v, n, i, part) < SOURCE_LEAST;
	if (few || shared) {
		size_t m = 0;
		for (size_t i = 0; i < n; i++) {
			size_t all = 0;
			for (size_t j = 0; j < n; j++)
				all += v[j]->e->source == v[i]->e->source;
			if (few || all < SOURCE_LEAST)
				part[m++] = v[i];
		}
		put_block(k, STR(""), kind_for(part, m), part, m);
	}
	for (size_t i = 0; i < n; i++) {
		size_t m = v[i]->used ? 0 : of_source(v, n, i, part);
		put_block(k, v[i]->e->source_title, "list", part, m);
	}
}

/* --- disagreements ----------------------------------------------------------------------- */

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

static void put_disagreements(struct writer *k, struct reply_article *out)
{
	size_t n_stems, most = 8;
	uint32_t *stems = sentence_stems(&k->w, &n_stems);
	VEC(struct reply_cited) v = {0};
	for (size_t i = 0; i < k->n && k->n <= 400; i++)
		for (size_t j = i + 1; j < k->n && v.n < most; j++) {
			struct item *x = &k->v[i], *y = &k->v[j];
			if (x->foreign || y->foreign || !disagree(&k->w, stems, x, y))
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

/* --- the article ------------------------------------------------------------------------- */

void builtin_article(struct arena *a, const struct builtin_concept *c, struct reply_article *out)
{
	struct arena *scratch = arena_make();
	struct writer k = {.a = a, .c = c, .w = read_words(scratch, c)};
	*out = (struct reply_article){0};
	read_items(&k);
	put_disagreements(&k, out);
	keep_best(&k, COMPARED_MAX);
	merge_repeats(&k);
	keep_best(&k, SENTENCES_MAX);
	out->description = put_lead(&k);
	struct item **v = arena_array(scratch, k.n + 1, sizeof *v);
	if (gather(&k, v, any, STR("")) >= ENOUGH_FOR_HEADINGS) {
		put_history(&k, v);
		put_aspects(&k, v);
	}
	put_rest(&k, v);
	for (size_t i = 0; i < k.headed.n; i++)
		VEC_PUSH(a, &k.blocks, k.headed.v[i]);
	out->blocks.v = k.blocks.v;
	out->blocks.n = k.blocks.n;
	arena_free(scratch);
}
