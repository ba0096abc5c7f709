/* retrieve_text.c - where in a text the words of a question stand; see retrieve.h.
 *
 * Order: scanning, scores, the best passage, snippets. */
#include "base/text.h"
#include "base/vec.h"
#include "engine/retrieve.h"

#define PASSAGE_B 0.3 /* length counts little: the sentence is looked for later */
#define PASSAGE_AVERAGE 70.0 /* tokens of a usual passage */
#define LINE_WORDS ((size_t)7)
#define HEADING_WEIGHT 0.5 /* a word in the headings above stands half in the passage */

/* --- scanning ---------------------------------------------------------------------------- */

struct scanning {
	struct arena *a;
	const struct retrieve_words *w;
	struct str text, language;
	VEC(struct retrieve_match) v;
	uint32_t at;
};

static bool same_word(struct str asked, struct str found)
{
	if (str_ends(asked, STR("s")))
		asked = str_sub(asked, 0, asked.n - 1);
	if (str_ends(found, STR("s")))
		found = str_sub(found, 0, found.n - 1);
	return str_eq(asked, found);
}

static bool is_also(struct arena *a, const struct retrieve_word *w, struct str word)
{
	struct str framed = str_printf(a, " " STR_FMT " ", STR_ARG(word));
	return w->also.n && str_find(w->also, framed) != STR_NPOS;
}

/* A function word of the text, and not one that was asked for in that language. */
static bool is_filler(const struct scanning *s, struct str word, bool exact)
{
	if (exact && str_eq(s->language, s->w->language))
		return false;
	return text_is_stop(word, s->language);
}

/* Two words that a stemmer takes for one: beginnings of the first, of which every other form with the second
 * as its beginning is not one. */
static bool are_two_words(struct str asked, struct str found)
{
	static const char *const pairs[][2] = {
		{" founde foundi foundat ", "found"},
		{" universit ", "univers"},
		{" experim ", "experi"},
		{" animat ", "anima"},
		{" importan ", "import"},
		{" authorit authoris authoriz ", "author"},
		{" paste pasti ", "past"},
		{" executiv ", "execut"},
		{" generous ", "gener"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct str second = str_of(pairs[i][1]), rest = str_trim(str_of(pairs[i][0])),
			   first;
		bool asks = false, finds = false;
		if (!str_starts(asked, second) || !str_starts(found, second))
			continue;
		while (str_cut(&rest, ' ', &first)) {
			asks = asks || str_starts(asked, first);
			finds = finds || str_starts(found, first);
		}
		return asks != finds;
	}
	return false;
}

static bool scan_token(void *ctx, const struct token *tok)
{
	struct scanning *s = ctx;
	s->at += !tok->same_place;
	const struct map_entry *m = map_find(&s->w->by_term, tok->term);
	if (!m)
		return true;
	const struct retrieve_word *w = &s->w->v[m->num - 1];
	struct str word = text_casefold(s->a, str_sub(s->text, tok->start, tok->end));
	struct retrieve_match x = {m->num - 1, s->at, tok->start, tok->end, w->run};
	x.exact = w->run || same_word(w->text, word);
	bool meant = x.exact || strs_has(w->terms, tok->term) || is_also(s->a, w, word);
	meant = meant && !are_two_words(w->text, word);
	if (meant && (s->w->stops || !is_filler(s, word, x.exact)))
		VEC_PUSH(s->a, &s->v, x);
	return true;
}

void retrieve_scan(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str text, struct retrieve_matches *out)
{
	struct scanning s = {.a = a, .w = w, .text = text, .language = language};
	tokenize(w->tokenizer, language, text, scan_token, &s);
	*out = (struct retrieve_matches){s.v.v, s.v.n, s.at};
}

/* --- scores ------------------------------------------------------------------------------ */

static double nearness(const struct retrieve_words *w, const struct retrieve_matches *m)
{
	double sum = 0;
	for (size_t i = 0; i + 1 < m->n; i++) {
		const struct retrieve_match *x = &m->v[i], *y = &m->v[i + 1];
		uint32_t gap = y->at - x->at;
		bool chained = y->word == x->word + 1 || x->word == y->word + 1;
		if (!chained || gap < 1 || gap > retrieve_tuning.window)
			continue;
		double a = w->v[x->word].idf, b = w->v[y->word].idf;
		double bonus = retrieve_tuning.near * (a < b ? a : b) / gap;
		sum = bonus > sum ? bonus : sum;
	}
	return sum;
}

double retrieve_score(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str heading, struct str text)
{
	struct arena_mark mark = arena_mark(a);
	struct retrieve_matches m, h;
	retrieve_scan(a, w, language, text, &m);
	retrieve_scan(a, w, language, heading, &h);
	double *tf = ARENA_ARRAY(a, double, w->n + 1);
	double size = 1 - PASSAGE_B + PASSAGE_B * (double)m.n_tokens / PASSAGE_AVERAGE;
	for (size_t i = 0; i < m.n; i++)
		tf[m.v[i].word] += 1 / size;
	bool some = m.n > 0;
	for (size_t i = 0; i < h.n; i++)
		if (tf[h.v[i].word] < HEADING_WEIGHT)
			tf[h.v[i].word] = HEADING_WEIGHT;
	double score = nearness(w, &m);
	for (size_t i = 0; i < w->n; i++)
		score += w->v[i].idf * w->v[i].times * tf[i] / (retrieve_tuning.k1 + tf[i]);
	arena_release(a, mark);
	return some || h.n ? score : 0;
}

size_t retrieve_passage(struct arena *a, const struct retrieve_words *w, struct str language,
	const struct search_body *body)
{
	size_t best = 0;
	double most = 0;
	for (size_t i = 0; i < body->n; i++) {
		double s = retrieve_score(a, w, language, body->v[i].heading, body->v[i].text);
		if (text_count_words(str_sub(body->v[i].text, 0, 200)) < LINE_WORDS)
			s *= 0.5; /* a heading or a list of names says little */
		if (s > most) {
			most = s;
			best = i;
		}
	}
	return best;
}

/* --- snippets ---------------------------------------------------------------------------- */

/* Weight of the different words among m[from..to). */
static double distinct(
	struct arena *a, const struct retrieve_words *w, const struct retrieve_match *m, size_t n)
{
	struct arena_mark mark = arena_mark(a);
	bool *seen = ARENA_ARRAY(a, bool, w->n + 1);
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (!seen[m[i].word])
			sum += w->v[m[i].word].idf;
		seen[m[i].word] = true;
	}
	arena_release(a, mark);
	return sum;
}

/* The bytes between which most of the question stands, at most width bytes apart. */
static void best_window(struct arena *a, const struct retrieve_words *w,
	const struct retrieve_matches *m, size_t width, size_t *start, size_t *end)
{
	double most = 0;
	*start = *end = 0;
	for (size_t i = 0, j = 0; i < m->n; i++) {
		j = j < i ? i : j;
		while (j < m->n && m->v[j].end - m->v[i].start <= width)
			j++;
		size_t n = j - i < 64 ? j - i : 64;
		double s = distinct(a, w, m->v + i, n);
		if (s > most + 1e-9) {
			most = s;
			*start = m->v[i].start;
			*end = n ? m->v[i + n - 1].end : m->v[i].end;
		}
	}
}

/* Byte `at` moved back to the start of a word, at most 40 bytes. */
static size_t word_start(struct str s, size_t at)
{
	size_t i = at;
	while (i > 0 && at - i < 40 && (unsigned char)s.p[i - 1] > ' ')
		i--;
	if (i > 0 && (unsigned char)s.p[i - 1] > ' ') { /* no blank near: a script without them */
		i = at;
		while (i > 0 && ((unsigned char)s.p[i] & 0xC0) == 0x80)
			i--;
	}
	return i;
}

static struct str one_line(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ') {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

struct str retrieve_snippet(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str text, size_t n_cp)
{
	struct retrieve_matches m;
	size_t start, end;
	struct str s = one_line(a, text);
	if (text_n_cp(s) <= n_cp)
		return s;
	retrieve_scan(a, w, language, s, &m);
	best_window(a, w, &m, n_cp, &start, &end);
	size_t lead = n_cp > end - start ? (n_cp - (end - start)) / 2 : 0;
	start = start > lead ? word_start(s, start - lead) : 0;
	struct str cut = text_cut(str_from(s, start), n_cp);
	bool more = start + cut.n < s.n;
	return str_printf(a, "%s" STR_FMT "%s", start ? "… " : "", STR_ARG(cut), more ? " …" : "");
}
