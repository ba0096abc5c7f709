/* builtin_article.c - the page of a concept from the claims that name it.
 *
 * Each sentence is a claim's text and cites the claims that say it. The definition comes first, then
 * what else opens with the concept; the rest goes under headings of the sources where several
 * sentences share one, dated sentences by their years, and what is left as one list, since
 * sentences of many hands in one paragraph read as salad. Claims in other languages than most come
 * last. Order: reading, repeats, the lead, groups, the article. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "llm/builtin_article.h"
#include "llm/builtin_cues.h"

#define DESCRIPTION_MAX 160 /* code points */
#define LEAD_MAX 3 /* sentences before the first heading */
#define ENOUGH_FOR_HEADINGS 6 /* sentences behind the lead */
#define GROUP_LEAST 2 /* sentences under a heading */
#define SENTENCES_MAX 80
#define COMPARED_MAX 600 /* claims that are compared with each other */
#define CITED_MAX 6 /* claims of one sentence */
#define SAME 0.82 /* overlap of two that say the same */
#define SAME_EVENT 0.6 /* the same, where the date and the names are the same too */
#define EVENT_NAMES 2
#define HEADING_MAX 60 /* code points of a source's heading that is taken over */
#define DATED_LEAST 3 /* sentences that make a history */
#define SOURCE_COUNTS 4 /* claims of one source that count for the language of a page */
#define FOREIGN_MAX 8 /* sentences in another language */
#define SPEAKING_MAX 14 /* sentences about the concept under no heading */
#define PASSING_MAX 10 /* sentences that only mention the concept, where others speak of it */
#define SPEAKS 1.0 /* about: below, a sentence only mentions the concept */

/* --- reading ----------------------------------------------------------------------------- */

/* The language of most claims; of one source only a few count, so that none outvotes the others. */
static struct str main_language(struct arena *a, const struct builtin_concept *c)
{
	struct map count = map_make(a), sources = map_make(a);
	struct str best = {0};
	size_t most = 0;
	for (size_t i = 0; i < c->n_claims; i++) {
		const struct builtin_evidence *e = &c->claims[i];
		struct map_entry *of = map_add(&sources, str_printf(a, "%zu", e->source), NULL);
		struct map_entry *n = map_add(&count, e->language, NULL);
		n->num += of->num++ < SOURCE_COUNTS;
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
	struct builtin_document doc = {
		.title = c->name, .language = main_language(a, c), .lexicon = c->lexicon};
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
		"contents", "tl dr", "faq", "backlinks", "sources", "related", "related stories",
		"references", "see also", "further reading", "external links", "bibliography",
		"comments", "links", "appendix", "history", "literatur", "quellen", "siehe auch",
		"what it is", "in short", "key points", "key takeaways", "next steps", "einleitung",
		"überblick", "zusammenfassung", "fazit", "introduzione", "conclusione",
		"conclusioni", "introducción", "conclusión", "resumen", "résumé", "inleiding",
		"conclusie", "introdução", "conclusão", "введение", "заключение", "概要",
		"はじめに", "まとめ", "引言", "前言", "结论", "摘要", "서론", "결론", "개요"};
	for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
		if (str_eqz(folded, generic[i]))
			return true;
	return !folded.n;
}

bool article_names(struct arena *a, const struct builtin_concept *c, struct str folded)
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

/* Words of one stand, but for one or two, in the other: "Ranking with BM25", "Ranking with BM25: notes". */
static bool nearly_same(struct arena *a, struct str x, struct str y)
{
	struct text_words v = text_words(a, x), w = text_words(a, y);
	size_t shared = 0;
	for (size_t i = 0; i < v.n; i++) {
		bool found = false;
		for (size_t k = 0; k < w.n && !found; k++)
			found = str_eq(v.v[i].folded, w.v[k].folded);
		shared += found;
	}
	size_t longer = v.n > w.n ? v.n : w.n;
	return longer && shared * 4 >= longer * 3;
}

/* The deepest heading of a path that names an aspect; the first one is the document's title. */
static struct str aspect_of(
	struct arena *a, const struct builtin_concept *c, const struct builtin_evidence *e)
{
	struct str h = without_number(words_last_heading(e->heading));
	struct str folded = text_fold(a, h);
	if (is_generic_heading(folded) || article_names(a, c, folded) ||
		nearly_same(a, h, e->source_title))
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

/* "At Yeti, we take pride in ...", "Use Canvas to ...": advertising, or of its author. */
static bool speaks_for_itself(struct writer *k, const struct item *x)
{
	static const char *const words[] = {"we", "our", "us", "i", "my", "you", "your", "wir",
		"unser", "unsere", "nous", "notre", "nos"};
	for (uint32_t i = x->first; i < x->first + x->n; i++)
		for (size_t j = 0; j < sizeof words / sizeof *words; j++)
			if (str_eqz(k->w.terms[k->w.tokens[i].term].folded, words[j]))
				return true;
	return false;
}

/* How much the sentence is about the concept: it defines it, opens with it, stands under its name,
 * names it early, is no list of everything. */
static void weigh(struct writer *k, struct item *x, size_t start)
{
	struct str path = text_fold(k->w.a, x->e->heading);
	struct str title = text_fold(k->w.a, x->e->source_title);
	struct str name = text_fold(k->w.a, k->c->name);
	x->about = x->definition >= DEFINE_LEAST ? x->definition : 0;
	x->about += x->subject ? 2.0 : 0;
	x->about += str_find(path, name) != STR_NPOS || str_find(title, name) != STR_NPOS ? 0.8 : 0;
	x->about += start * 2 < x->e->text.n ? 0.5 : 0;
	x->about -= x->back ? 1.5 : 0;
	x->about -= x->n > 40 ? 0.5 : 0;
	x->about -= speaks_for_itself(k, x) ? 1.5 : 0;
}

/* The best pattern that makes the text a definition of the name or one of its aliases. */
static void judge(struct writer *k, struct item *x)
{
	struct str text = x->e->text;
	size_t n = x->row ? 0 : 1 + k->c->aliases.n, first = text.n;
	for (size_t i = 0; i < n; i++) {
		struct str name = i ? k->c->aliases.v[i - 1] : k->c->name;
		size_t start, end;
		if (!text_find_quote(k->w.a, text, name, &start, &end))
			continue;
		struct str plural = str_from(text, end);
		if (str_starts(plural, STR("s ")))
			end++;
		x->subject =
			x->subject || builtin_speaks_of(k->w.lexicon, text, start, end, k->w.lang);
		first = start < first ? start : first;
		double s = define_score(k->w.a, text, start, end, k->w.lang, true, NULL);
		s = i && str_eqz(k->c->kind, "person") ? 0 : s; /* a surname alone */
		x->definition = s > x->definition ? s : x->definition;
	}
	if (x->e->defines && (x->definition > 0 || !str_eqz(k->c->kind, "person")))
		x->definition += 1.0;
	if (x->foreign)
		x->definition -= 2.0;
	if (x->back && x->definition < 4.0)
		x->definition -= 1.0;
	weigh(k, x, first);
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
		k->v[i].row = str_find(k->v[i].e->quote, STR(" | ")) != STR_NPOS;
		k->v[i].back =
			!k->v[i].foreign && sentence_points_back(&k->w, k->v[i].first, k->v[i].n);
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

/* Every name of x stands in y; *n counts them. */
static bool same_names(const struct words *w, const struct item *x, const struct item *y, size_t *n)
{
	*n = 0;
	for (uint32_t i = x->first + 1; i < x->first + x->n; i++) {
		bool found = !w->tokens[i].upper;
		*n += !found;
		for (uint32_t j = y->first; j < y->first + y->n && !found; j++)
			found = w->tokens[j].term == w->tokens[i].term;
		if (!found)
			return false;
	}
	return true;
}

/* How much two have to share to say the same: less where both tell of one day and the same names. */
static double enough(const struct words *w, const struct item *x, const struct item *y)
{
	size_t n, m;
	bool event = x->year && x->year == y->year && same_names(w, x, y, &n) &&
		same_names(w, y, x, &m) && n >= EVENT_NAMES && m >= EVENT_NAMES;
	return event ? SAME_EVENT : SAME;
}

/* A sentence that an earlier one says too is dropped, its claim cited there. */
static void merge_repeats(struct writer *k)
{
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		for (size_t j = 0; j < i && !x->used; j++) {
			struct item *y = &k->v[j];
			if (y->used || y->bag.n < 3 ||
				sentence_overlap(&x->bag, &y->bag) < enough(&k->w, x, y) ||
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

struct reply_cited article_cite(struct writer *k, struct item *x)
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
		b.sentences.v[b.sentences.n++] = article_cite(k, v[i]);
	if (heading.n)
		VEC_PUSH(k->a, &k->headed, b);
	else
		VEC_PUSH(k->a, &k->blocks, b);
}

/* Sentences that stand under one heading of one source read on; others are a list. */
static const char *kind_for(struct item **v, size_t n)
{
	bool list = n > 6;
	for (size_t i = 0; i < n; i++)
		list = list || v[i]->row || v[i]->e->source != v[0]->e->source ||
			!str_eq(v[i]->e->heading, v[0]->e->heading);
	return n > 1 && list ? "list" : "paragraph";
}

/* --- the lead ---------------------------------------------------------------------------- */

/* How well a sentence opens a page when none defines the concept. */
static double opening(struct writer *k, const struct item *x)
{
	double s = x->about - (x->foreign ? 4.0 : 0) - (x->row ? 4.0 : 0);
	size_t at = str_ifind(x->e->text, k->c->name);
	s += at != STR_NPOS && at < 30 ? 0.7 : 0; /* the full name, not the surname alone */
	s += x->e->text.n <= DESCRIPTION_MAX ? 0.4 : 0;
	return s;
}

static struct item *best_definition(struct writer *k)
{
	struct item *best = NULL;
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		if (!x->used && x->definition >= DEFINE_LEAST &&
			(!best || x->definition > best->definition + 0.01))
			best = x;
	}
	if (best)
		return best;
	for (size_t i = 0; i < k->n; i++)
		if (!k->v[i].used && (!best || opening(k, &k->v[i]) > opening(k, best) + 0.01))
			best = &k->v[i];
	return best;
}

/* At most DESCRIPTION_MAX signs, cut behind a clause where one ends late enough. */
static struct str description_of(struct writer *k, const struct item *x)
{
	if (text_n_cp(x->e->text) <= DESCRIPTION_MAX)
		return str_dup(k->a, x->e->text);
	struct str cut = text_cut(x->e->text, DESCRIPTION_MAX - 1);
	size_t clause = cut.n;
	while (clause > cut.n / 2 && !strchr(",;:", cut.p[clause - 1]))
		clause--;
	if (clause > cut.n / 2)
		cut = str_sub(cut, 0, clause);
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
					       : x->subject && !x->heading.n && !x->back &&
					x->e->source == first->e->source && !x->year;
			if (x->used || x->foreign || x->row || !fits)
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
	return x->heading.n && !x->foreign && !x->row && str_ieq(x->heading, folded);
}

static bool is_dated(struct item *x, struct str unused)
{
	(void)unused;
	return x->year && !x->foreign && !x->row;
}

static int by_year(const void *p, const void *q)
{
	const struct item *x = *(struct item *const *)p, *y = *(struct item *const *)q;
	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return x < y ? -1 : x > y;
}

struct own_headings { /* that stand in no source */
	const char *lang, *english, *history, *more, *foreign;
};

static const struct own_headings own[] = {{"en", "English", "History", "More", ""},
	{"de", "German", "Geschichte", "Weiteres", "In anderen Sprachen"},
	{"fr", "French", "Histoire", "Autres faits", "Dans d\xE2\x80\x99\x61utres langues"},
	{"es", "Spanish", "Historia", "Otros datos", "En otros idiomas"},
	{"it", "Italian", "Storia", "Altri dati", "In altre lingue"},
	{"pt", "Portuguese", "História", "Outros dados", "Noutras línguas"},
	{"nl", "Dutch", "Geschiedenis", "Verder", "In andere talen"},
	{"sv", "Swedish", "Historia", "Övrigt", "På andra språk"},
	{"ru", "Russian", "История", "Другое", "На других языках"},
	{"zh", "Chinese", "历史", "其他", "其他语言"},
	{"ja", "Japanese", "歴史", "その他", "他の言語"},
	{"ko", "Korean", "역사", "기타", "다른 언어"}};

static const struct own_headings *own_in(struct str lang)
{
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (str_eqz(str_sub(lang, 0, lang.n < 2 ? lang.n : 2), own[i].lang))
			return &own[i];
	return NULL;
}

static struct str history_heading(struct str lang)
{
	const struct own_headings *h = own_in(lang);
	return str_of(h ? h->history : own[0].history);
}

static struct str more_heading(struct str lang)
{
	const struct own_headings *h = own_in(lang);
	return str_of(h ? h->more : own[0].more);
}

/* "In German sources" on an English page. */
static struct str foreign_heading(struct arena *a, struct str page, struct str lang)
{
	const struct own_headings *p = own_in(page), *h = own_in(lang);
	if (p && *p->foreign)
		return str_of(p->foreign);
	return h ? str_printf(a, "In %s sources", h->english) : STR("In other languages");
}

/* Where most sentences are dated they go by year, the others behind what they stood behind. */
static bool order_by_year(struct item **v, size_t n)
{
	size_t dated = 0;
	for (size_t i = 0; i < n; i++)
		dated += v[i]->year > 0;
	if (dated < 2 || dated * 2 < n)
		return false;
	for (size_t i = 1; i < n; i++) /* at most SENTENCES_MAX */
		for (size_t k = i; k > 0 && v[k]->year && v[k - 1]->year > v[k]->year; k--) {
			struct item *t = v[k];
			v[k] = v[k - 1];
			v[k - 1] = t;
		}
	return true;
}

static void put_aspects(struct writer *k, struct item **v)
{
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		if (x->used || !x->heading.n || x->foreign || x->row)
			continue;
		size_t n = gather(k, v, under_heading, x->heading);
		if (n < GROUP_LEAST)
			continue;
		const char *kind = order_by_year(v, n) && n > 2 ? "list" : kind_for(v, n);
		put_block(k, x->heading, kind, v, n);
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

static bool speaks(struct item *x, struct str unused)
{
	(void)unused;
	return !x->foreign && x->about >= SPEAKS;
}

static bool native(struct item *x, struct str unused)
{
	(void)unused;
	return !x->foreign;
}

static bool in_language(struct item *x, struct str lang)
{
	return x->foreign && str_eq(x->e->language, lang);
}

/* Of too many the ones most about the concept, in their order; returns how many. */
static size_t keep_most_about(struct item **v, size_t n, size_t most)
{
	while (n > most) { /* n is at most SENTENCES_MAX */
		size_t least = n - 1;
		for (size_t i = n; i-- > 0;)
			if (v[i]->about < v[least]->about)
				least = i;
		v[least]->used = true;
		for (size_t i = least; i + 1 < n; i++)
			v[i] = v[i + 1];
		n--;
	}
	return n;
}

/* What is left: what speaks of the concept, then what mentions it; the latter under a heading of its own
 * when there are others, else in one list with the former. */
static void put_rest(struct writer *k, struct item **v)
{
	size_t n = keep_most_about(v, gather(k, v, speaks, STR("")), SPEAKING_MAX);
	size_t most = n >= 3 ? PASSING_MAX : SENTENCES_MAX;
	order_by_year(v, n);
	if (k->headed.n || !n) {
		put_block(k, STR(""), kind_for(v, n), v, n);
		v += n;
		n = 0;
	}
	for (size_t i = 0; i < n; i++)
		v[i]->used = true;
	size_t m = keep_most_about(v + n, gather(k, v + n, native, STR("")), most);
	order_by_year(v + n, m);
	bool more = k->headed.n > 0 && m >= GROUP_LEAST;
	put_block(k, more ? more_heading(k->w.lang) : STR(""), kind_for(v, n + m), v, n + m);
}

static void put_foreign(struct writer *k, struct item **v)
{
	for (size_t i = 0; i < k->n; i++) {
		if (k->v[i].used || !k->v[i].foreign)
			continue;
		struct str lang = k->v[i].e->language;
		size_t n = gather(k, v, in_language, lang);
		size_t most = n < FOREIGN_MAX ? n : FOREIGN_MAX;
		put_block(k, foreign_heading(k->a, k->w.lang, lang), "list", v, most);
		for (size_t j = most; j < n; j++)
			v[j]->used = true;
	}
}

/* A sentence that needs its neighbours goes, unless the page has little else. */
static void leave_out(struct writer *k)
{
	size_t left = 0;
	for (size_t i = 0; i < k->n; i++)
		left += !k->v[i].used && !k->v[i].back && !k->v[i].row && !k->v[i].foreign;
	for (size_t i = 0; i < k->n; i++)
		if (k->v[i].back && k->v[i].definition < DEFINE_LEAST && left)
			k->v[i].used = true;
}

/* Blocks under one heading stand together, prose first, the heading once. */
static void put_headed(struct writer *k)
{
	for (size_t i = 0; i < k->headed.n; i++) {
		struct str heading = k->headed.v[i].heading;
		bool again = false, opened = false;
		for (size_t j = 0; j < i && !again; j++)
			again = str_ieq(k->headed.v[j].heading, heading);
		for (int table = 0; table < 2 && !again; table++)
			for (size_t j = i; j < k->headed.n; j++) {
				struct reply_block b = k->headed.v[j];
				if (!str_ieq(b.heading, heading) ||
					str_eqz(b.kind, "table") != (table == 1))
					continue;
				b.heading = opened ? STR("") : b.heading;
				opened = true;
				VEC_PUSH(k->a, &k->blocks, b);
			}
	}
}

/* --- the article ------------------------------------------------------------------------- */

void builtin_article(struct arena *a, const struct builtin_concept *c, struct reply_article *out)
{
	struct arena *scratch = arena_make();
	struct writer k = {.a = a, .c = c, .w = read_words(scratch, c)};
	*out = (struct reply_article){0};
	read_items(&k);
	differ_find(&k, out);
	keep_best(&k, COMPARED_MAX);
	merge_repeats(&k);
	leave_out(&k);
	keep_best(&k, SENTENCES_MAX);
	out->description = put_lead(&k);
	rows_place(&k);
	struct item **v = arena_array(scratch, k.n + 1, sizeof *v);
	if (gather(&k, v, native, STR("")) >= ENOUGH_FOR_HEADINGS) {
		put_history(&k, v);
		put_aspects(&k, v);
	}
	put_rest(&k, v);
	differ_tables(&k);
	put_foreign(&k, v);
	put_headed(&k);
	out->blocks.v = k.blocks.v;
	out->blocks.n = k.blocks.n;
	arena_free(scratch);
}
