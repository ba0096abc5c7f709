/* retrieve_words.c - a query as words, spellings and phrases of the index; see retrieve.h.
 *
 * Order: spellings, words, runs and phrases, retrieve_words. */
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "base/vec.h"
#include "engine/retrieve.h"

#define LANGUAGE_SHARE 20 /* a language counts from one page in so many */
#define LANGUAGES_MAX ((size_t)6)
#define LANGUAGES_ALL ((size_t)64) /* whose function words are looked for in a query */
#define TOKENS_MAX ((size_t)4096) /* of a query */

struct build {
	struct arena *a;
	struct db *db;
	struct retrieve_words *out;
	VEC(struct retrieve_word) words;
	VEC(struct search_phrase) phrases;
	uint32_t n_sets;
	size_t n_tokens;
	bool keep_stops;
};

/* --- spellings --------------------------------------------------------------------------- */

struct spelled { /* tokens of an item in one language */
	struct arena *a;
	VEC(struct token) v;
};

static bool keep_token(void *ctx, const struct token *tok)
{
	struct spelled *s = ctx;
	struct token t = *tok;
	t.term = str_dup(s->a, tok->term);
	VEC_PUSH(s->a, &s->v, t);
	return s->v.n < TOKENS_MAX;
}

static struct spelled spell(const struct build *b, struct str lang, struct str text)
{
	struct spelled s = {.a = b->a};
	tokenize(b->out->tokenizer, lang, text, keep_token, &s);
	return s;
}

static bool is_run(struct str word)
{
	size_t i = 0;
	return word.n && token_is_unspaced(text_next(word, &i));
}

/* Fewer than text_is_stop knows: "make" and "use" are what somebody may ask about. */
static const char english[] =
	" a about above after again against all also am an and any are as at be because been before "
	"being below between both but by can could did do does doing down during each few for from "
	"further had has have having he her here hers herself him himself his how i if in into is "
	"it its itself just me more most my myself no nor not now of off on once only or other our "
	"ours ourselves out over own same she should so some such than that the their theirs them "
	"themselves then there these they this those through to too under until up very was we were "
	"what when where which while who whom whose why will with would you your yours yourself "
	"yourselves ";

static bool in_english(struct str w)
{
	char word[24] = " ";
	if (w.n + 2 >= sizeof word)
		return false;
	memcpy(word + 1, w.p, w.n);
	memcpy(word + 1 + w.n, " ", 2);
	return strstr(english, word) != NULL;
}

bool retrieve_is_stop(const struct retrieve_words *w, struct str folded)
{
	return str_eqz(w->language, "en") ? in_english(folded) : text_is_stop(folded, w->language);
}

/* The language that most of the query's function words are of, among all n of the base. One that few
 * pages are in joins those that count. */
static struct str language_of(
	struct arena *a, struct retrieve_words *w, const struct query *q, size_t n)
{
	size_t *stops = ARENA_ARRAY(a, size_t, n + 1), best = 0;
	for (size_t i = 0; i < q->n; i++) {
		struct text_words words = text_words(a, str_sub(q->v[i].text, 0, 2000));
		for (size_t k = 0; k < words.n; k++)
			for (size_t l = 0; l < n; l++)
				stops[l] += text_is_stop(words.v[k].folded, w->languages[l].code);
	}
	for (size_t l = 1; l < n; l++)
		best = stops[l] > stops[best] ? l : best;
	if (best < w->n_languages)
		return w->languages[best].code;
	if (best >= n || !stops[best])
		return STR("");
	if (w->n_languages == LANGUAGES_MAX)
		w->n_languages--;
	struct search_language found = w->languages[best];
	w->languages[best] = w->languages[w->n_languages];
	w->languages[w->n_languages++] = found;
	return found.code;
}

/* --- words ------------------------------------------------------------------------------- */

static double idf(int64_t n_pages, int64_t n)
{
	return log(1 + ((double)(n_pages - n) + 0.5) / ((double)n + 0.5));
}

/* The word with these spellings, made when new; its index. */
static bool add_word(
	struct build *b, struct str text, struct strs terms, bool run, size_t *at, struct err *e)
{
	const struct map_entry *old = map_find(&b->out->by_term, terms.v[0]);
	if (old) {
		*at = old->num - 1;
		b->words.v[*at].times++;
		return true;
	}
	struct retrieve_word w = {.text = text, .terms = terms, .times = 1, .run = run};
	for (size_t i = 0; i < terms.n; i++) {
		int64_t n;
		if (!search_n_pages(b->db, terms.v[i], &n, e))
			return false;
		w.n_pages = n > w.n_pages ? n : w.n_pages;
		bool added;
		struct map_entry *m = map_add(&b->out->by_term, terms.v[i], &added);
		if (added)
			m->num = b->words.n + 1;
	}
	w.idf = idf(b->out->n_pages, w.n_pages);
	*at = b->words.n;
	VEC_PUSH(b->a, &b->words, w);
	return true;
}

static void add_phrase(struct build *b, const struct query_item *it, struct strs terms,
	enum search_role role, uint32_t set, int32_t group, double factor)
{
	struct search_phrase p = {.terms = terms,
		.role = role,
		.set = set,
		.columns = it->title ? 1u << SEARCH_TITLE : 0,
		.prefix = it->prefix,
		.group = group,
		.factor = factor};
	VEC_PUSH(b->a, &b->phrases, p);
}

/* One token of an item in all spellings becomes a word and the phrases that look for it. */
static bool add_token(struct build *b, const struct query_item *it, const struct spelled *in,
	size_t n_in, size_t i, struct err *e)
{
	struct token tok = in[0].v.v[i];
	struct str word = str_sub(it->text, tok.start, tok.end);
	struct strs terms = {0};
	for (size_t l = 0; l < n_in; l++)
		if (i < in[l].v.n && !strs_has(terms, in[l].v.v[i].term))
			strs_add(b->a, &terms, in[l].v.v[i].term);
	size_t at;
	if (!add_word(b, text_casefold(b->a, word), terms, is_run(word), &at, e))
		return false;
	enum search_role role =
		it->role == QUERY_MUST && !tok.same_place ? SEARCH_MUST : SEARCH_SHOULD;
	uint32_t set = role == SEARCH_MUST ? b->n_sets++ : 0;
	if (b->words.v[at].times > 1 && role == SEARCH_SHOULD && !it->title)
		return true;
	for (size_t l = 0; l < terms.n; l++) {
		struct strs one = {&terms.v[l], 1};
		add_phrase(b, it, one, role, set, (int32_t)at, 1);
	}
	return true;
}

/* --- phrases ----------------------------------------------------------------------------- */

/* The terms that stand next to each other: of a run all pairs and its last character. */
static struct strs in_row(struct arena *a, const struct spelled *s)
{
	struct strs l = {0};
	for (size_t i = 0; i < s->v.n; i++)
		if (!s->v.v[i].same_place)
			strs_add(a, &l, s->v.v[i].term);
	return l;
}

static bool same_list(struct strs x, struct strs y)
{
	bool same = x.n == y.n;
	for (size_t i = 0; same && i < x.n; i++)
		same = str_eq(x.v[i], y.v[i]);
	return same;
}

/* The item as words next to each other, in each spelling. */
static void add_rows(struct build *b, const struct query_item *it, const struct spelled *in,
	size_t n_in, enum search_role role, int32_t group, double factor)
{
	uint32_t set = role == SEARCH_MUST ? b->n_sets++ : 0;
	for (size_t l = 0; l < n_in; l++) {
		struct strs row = in_row(b->a, &in[l]);
		bool again = row.n == 0;
		for (size_t k = 0; k < l && !again; k++)
			again = same_list(row, in_row(b->a, &in[k]));
		if (!again)
			add_phrase(b, it, row, role, set, group, factor);
	}
}

/* A run of characters without blanks also counts as a whole: a word of its own, as rare as the
 * rarest pair in it. */
static void add_run(struct build *b, const struct query_item *it, const struct spelled *in,
	size_t n_in, size_t first_word)
{
	struct retrieve_word w = {.text = it->text, .times = 1, .run = true};
	for (size_t i = first_word; i < b->words.n; i++)
		w.idf = b->words.v[i].run && b->words.v[i].idf > w.idf ? b->words.v[i].idf : w.idf;
	if (w.idf <= 0 || b->words.n - first_word < 2)
		return;
	VEC_PUSH(b->a, &b->words, w);
	add_rows(b, it, in, n_in, SEARCH_SHOULD, (int32_t)(b->words.n - 1), 1);
}

static bool skip_token(
	const struct build *b, const struct query_item *it, const struct spelled *in, size_t i)
{
	struct token tok = in->v.v[i];
	struct str word = str_sub(it->text, tok.start, tok.end);
	if (is_run(word)) /* pairs only, but for a single character */
		return text_n_cp(tok.term) == 1 &&
			(tok.same_place || (i > 0 && in->v.v[i - 1].same_place));
	return !b->keep_stops && it->role != QUERY_MUST &&
		retrieve_is_stop(b->out, text_casefold(b->a, word));
}

static bool add_item(struct build *b, const struct query_item *it, struct err *e)
{
	struct spelled in[LANGUAGES_MAX + 1];
	size_t n_in = 0;
	if (it->prefix || !b->out->n_languages)
		in[n_in++] = spell(b, STR(""), it->text);
	for (size_t i = 0; i < b->out->n_languages && !it->prefix; i++)
		in[n_in++] = spell(b, b->out->languages[i].code, it->text);
	if (it->role == QUERY_NOT) {
		add_rows(b, it, in, n_in, SEARCH_NOT, -1, 0);
		return true;
	}
	size_t first_word = b->words.n, runs = 0;
	for (size_t i = 0; i < in[0].v.n && b->n_tokens < TOKENS_MAX; i++, b->n_tokens++) {
		if (skip_token(b, it, in, i))
			continue;
		struct token tok = in[0].v.v[i];
		runs += is_run(str_sub(it->text, tok.start, tok.end));
		if (!add_token(b, it, in, n_in, i, e))
			return false;
	}
	if (it->phrase)
		add_rows(b, it, in, n_in, SEARCH_MUST, -1, 0);
	else if (runs > 1)
		add_run(b, it, in, n_in, first_word);
	return true;
}

/* --- the question ------------------------------------------------------------------------ */

static bool read_languages(struct build *b, size_t *n_all, struct err *e)
{
	struct search_info info;
	if (!search_info(b->db, b->a, &info, e))
		return false;
	b->out->n_pages = info.n_pages;
	b->out->languages = info.v;
	*n_all = info.n < LANGUAGES_ALL ? info.n : LANGUAGES_ALL;
	for (size_t i = 0; i < info.n && i < LANGUAGES_MAX; i++)
		if (info.v[i].n * LANGUAGE_SHARE >= info.n_pages)
			b->out->n_languages++;
	return true;
}

/* Keeps the RETRIEVE_WORDS words with most weight, in their order: a long text as a query costs no
 * more than a long question. */
static void keep_rarest(struct build *b)
{
	struct retrieve_words *out = b->out;
	if (b->words.n <= RETRIEVE_WORDS)
		return;
	bool *keep = ARENA_ARRAY(b->a, bool, b->words.n);
	for (size_t k = 0; k < RETRIEVE_WORDS; k++) {
		size_t best = STR_NPOS;
		for (size_t i = 0; i < b->words.n; i++)
			if (!keep[i] && b->words.v[i].n_pages + b->words.v[i].run > 0 &&
				(best == STR_NPOS || b->words.v[i].idf > b->words.v[best].idf))
				best = i;
		if (best != STR_NPOS)
			keep[best] = true;
	}
	int32_t *moved = ARENA_ARRAY(b->a, int32_t, b->words.n);
	size_t n = 0, n_phrases = 0;
	for (size_t i = 0; i < b->words.n; i++) {
		moved[i] = keep[i] ? (int32_t)n : -1;
		if (keep[i])
			b->words.v[n++] = b->words.v[i];
	}
	for (size_t i = 0; i < b->phrases.n; i++) {
		struct search_phrase p = b->phrases.v[i];
		if (p.group >= 0)
			p.group = moved[p.group];
		if (p.group >= 0 || p.role == SEARCH_NOT || (p.role == SEARCH_MUST && p.set < 8))
			b->phrases.v[n_phrases++] = p;
	}
	b->words.n = n;
	b->phrases.n = n_phrases;
	out->by_term = map_make(b->a);
	for (size_t i = 0; i < n; i++)
		for (size_t l = 0; l < b->words.v[i].terms.n; l++)
			map_add(&out->by_term, b->words.v[i].terms.v[l], NULL)->num = i + 1;
}

void retrieve_also(struct arena *a, struct retrieve_words *w, size_t i, struct str text)
{
	struct build b = {.a = a, .out = w};
	w->v[i].also = text;
	for (size_t l = 0; l < w->n_languages; l++) {
		struct spelled s = spell(&b, w->languages[l].code, text);
		for (size_t k = 0; k < s.v.n; k++) {
			bool added;
			struct map_entry *m = map_add(&w->by_term, s.v.v[k].term, &added);
			if (added)
				m->num = i + 1;
		}
	}
}

bool retrieve_words(struct db *db, struct arena *a, const struct query *q,
	struct retrieve_words *out, struct err *e)
{
	*out = (struct retrieve_words){.by_term = map_make(a), .tokenizer = tokenizer_make(a)};
	struct build b = {.a = a, .db = db, .out = out};
	size_t n_all;
	if (!read_languages(&b, &n_all, e))
		return false;
	out->language = language_of(a, out, q, n_all);
	for (size_t i = 0; i < q->n; i++)
		if (!add_item(&b, &q->v[i], e))
			return false;
	if (b.words.n == 0 && q->n) { /* function words only: then they are what is asked for */
		b.keep_stops = out->stops = true;
		b.phrases.n = b.n_tokens = 0;
		b.n_sets = 0;
		for (size_t i = 0; i < q->n; i++)
			if (!add_item(&b, &q->v[i], e))
				return false;
	}
	keep_rarest(&b);
	out->v = b.words.v;
	out->n = b.words.n;
	out->phrases = b.phrases.v;
	out->n_phrases = b.phrases.n;
	out->plain = q->plain && !out->stops;
	return true;
}
