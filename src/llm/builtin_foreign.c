/* builtin_foreign.c - names that a text gives in two languages: see name_find_foreign in
 * builtin_name.h. In brackets behind a name in another script, as Japanese, Chinese, Korean, Russian and
 * Greek texts do with the original ("memex" of a name in kana), or behind words that say so.
 * Order: scripts, brackets, words. */
#include "llm/builtin_name.h"

#include <string.h>

#include "base/vec.h"

#define BRACKET_BYTES ((size_t)80)
#define ALIAS_MIN 3 /* bytes */
#define ALIAS_MAX 48
#define WORDS_MAX 3 /* of a name before a bracket, where words have blanks */

/* --- scripts ----------------------------------------------------------------------------- */

enum script {
	SCRIPT_NONE,
	SCRIPT_LATIN,
	SCRIPT_HAN,
	SCRIPT_KANA,
	SCRIPT_HANGUL,
	SCRIPT_OTHER,
	MIXED
};

static enum script script_of_sign(uint32_t cp)
{
	if (!text_is_letter(cp) && cp != 0x30FC)
		return SCRIPT_NONE;
	if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00))
		return SCRIPT_LATIN;
	if (cp >= 0x3041 && cp <= 0x309F)
		return MIXED; /* hiragana: grammar, not names */
	if (cp >= 0x30A0 && cp <= 0x30FF)
		return SCRIPT_KANA;
	if (cp >= 0xAC00 && cp <= 0xD7A3)
		return SCRIPT_HANGUL;
	return text_is_cjk(cp) ? SCRIPT_HAN : SCRIPT_OTHER;
}

static enum script script_of(struct str s)
{
	enum script found = SCRIPT_NONE;
	for (size_t i = 0; i < s.n;) {
		enum script x = script_of_sign(text_next(s, &i));
		if (x != SCRIPT_NONE && found != SCRIPT_NONE && x != found)
			return MIXED;
		found = x == SCRIPT_NONE ? found : x;
	}
	return found;
}

struct reader {
	const struct words *w;
	VEC(struct name_foreign) v;
};

static struct str token_text(const struct words *w, const struct word_token *t)
{
	struct str block = w->blocks[w->sentences[t->sentence].block].text;
	return str_sub(block, t->start, t->end);
}

static void add(struct reader *r, struct str alias, uint32_t first, uint32_t n)
{
	struct name_foreign x = {alias, first, n};
	if (alias.n >= ALIAS_MIN && alias.n <= ALIAS_MAX && n)
		VEC_PUSH(r->w->a, &r->v, x);
}

/* --- brackets ---------------------------------------------------------------------------- */

/* What stands in the bracket that opens s, up to its first comma; empty when none opens it. */
static struct str in_bracket(struct str s)
{
	static const char *const pairs[][2] = {{"(", ")"}, {"\xEF\xBC\x88", "\xEF\xBC\x89"}};
	static const char *const ends[] = {
		",", ";", "\xE3\x80\x81", "\xEF\xBC\x8C", "\xEF\xBC\x9B"};
	s = str_trim(s);
	for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
		if (!str_starts(s, str_of(pairs[k][0])))
			continue;
		struct str in = str_sub(str_from(s, strlen(pairs[k][0])), 0, BRACKET_BYTES);
		size_t close = str_find(in, str_of(pairs[k][1])), at;
		if (close == STR_NPOS)
			return STR("");
		in = str_sub(in, 0, close);
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
			if ((at = str_find(in, str_of(ends[i]))) != STR_NPOS)
				in = str_sub(in, 0, at);
		at = str_find_byte(in, ':'); /* "engl.: backlink" */
		in = at == STR_NPOS ? in : str_from(in, at + 1);
		at = str_find(in, STR("\xEF\xBC\x9A"));
		return str_trim(at == STR_NPOS ? in : str_from(in, at + 3));
	}
	return STR("");
}

/* First token of the name that ends with token i: a run of signs of one script, or words. */
static uint32_t name_from(const struct words *w, uint32_t i, enum script script)
{
	uint32_t from = i, first = w->sentences[w->tokens[i].sentence].first;
	while (from > first && w->tokens[from].joined &&
		script_of(token_text(w, &w->tokens[from - 1])) == script &&
		!(words_classes(w, from - 1) & WORD_STOP) &&
		(w->tokens[i].cjk || i - from + 1 < WORDS_MAX))
		from--;
	return from;
}

static void look_behind(struct reader *r, uint32_t i)
{
	const struct words *w = r->w;
	const struct word_token *t = &w->tokens[i];
	const struct word_sentence *s = &w->sentences[t->sentence];
	struct str block = w->blocks[s->block].text;
	struct str alias = in_bracket(str_sub(block, t->end, s->end));
	enum script here, there = alias.n ? script_of(alias) : SCRIPT_NONE;
	if (there == SCRIPT_NONE || there == MIXED || t->number || !words_counts(t))
		return;
	here = script_of(token_text(w, t));
	if (here == there || here == SCRIPT_NONE || here == MIXED ||
		(here != SCRIPT_LATIN && there != SCRIPT_LATIN))
		return;
	uint32_t from = name_from(w, i, here);
	if (t->cjk) {
		if (i > from)
			add(r, alias, from, i - from + 1);
		return;
	}
	for (; from <= i; from++) /* which of the words belong to the name is not known */
		add(r, alias, from, i - from + 1);
}

/* --- words ------------------------------------------------------------------------------- */

struct mark {
	const char *lang, *words;
};

static const struct mark marks[] = {{"de", ", auf Englisch "}, {"de", " (englisch "},
	{"de", " (engl. "}, {"de", " (englisch: "}, {"de", " (engl.: "}, {"fr", " (en anglais "},
	{"fr", " (anglais : "}, {"fr", ", en anglais "}, {"es", " (en ingl\xC3\xA9s "},
	{"es", " (en ingl\xC3\xA9s, "}, {"it", " (in inglese "}, {"pt", " (em ingl\xC3\xAAs "},
	{"pt", " (em ingl\xC3\xAAs: "}, {"nl", " (Engels: "}, {"nl", " (in het Engels "},
	{"sv", " (engelska: "}, {"sv", " (p\xC3\xA5 engelska "}};

/* "Den Rückverweis, auf Englisch backlink, kannte ...". */
static void look_for_marks(struct reader *r, uint32_t sentence)
{
	const struct words *w = r->w;
	const struct word_sentence *s = &w->sentences[sentence];
	struct str text = words_text(w, s);
	for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
		size_t at = str_eqz(w->lang, marks[m].lang) ? str_find(text, str_of(marks[m].words))
							    : STR_NPOS;
		if (at == STR_NPOS || !s->n || !words_counts(&w->tokens[s->first]))
			continue;
		struct str name = str_from(text, at + strlen(marks[m].words));
		size_t n = 0;
		while (n < name.n && !strchr(",);.:", name.p[n]))
			n++;
		uint32_t end = s->first;
		while (end < s->first + s->n && w->tokens[end].end <= s->start + at)
			end++;
		if (end > s->first)
			add(r, str_trim(str_sub(name, 0, n)), end - 1, 1);
	}
}

struct name_foreigns name_find_foreign(const struct words *w)
{
	struct reader r = {.w = w};
	for (uint32_t s = 0; s < w->n_sentences; s++) {
		const struct word_sentence *x = &w->sentences[s];
		look_for_marks(&r, s);
		for (uint32_t i = x->first; i < x->first + x->n; i++)
			look_behind(&r, i);
	}
	return (struct name_foreigns){r.v.v, r.v.n};
}
