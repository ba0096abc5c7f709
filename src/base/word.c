/* word.c - words of a text. One pass, no look back further than a character. */
#include "base/text.h"
#include "base/vec.h"

enum word_class { BLANK, LETTER, DIGIT, CJK, JOINER };

static enum word_class class_of(uint32_t cp)
{
	if (text_is_cjk(cp))
		return CJK;
	if (text_is_letter(cp))
		return LETTER;
	if (text_is_digit(cp))
		return DIGIT;
	if (cp == '\'' || cp == 0x2019 || cp == '-' || cp == 0x2010 || cp == 0x2011 || cp == '.' ||
		cp == '_' || cp == ',' || cp == '+' || cp == '#' || cp == '&' || cp == '/')
		return JOINER;
	return BLANK;
}

/* May joiner cp stand inside a word between these two? "BM25-like", "don't", "3.14", "1,000",
 * "U.S.A", "snake_case"; not "end.Start" and not "and/or". */
static bool joins(uint32_t cp, enum word_class before, enum word_class after, bool single_before)
{
	bool letters = before == LETTER && after == LETTER;
	bool digits = before == DIGIT && after == DIGIT;
	switch (cp) {
	case '.': return digits || (letters && single_before);
	case ',': return digits;
	case '-':
	case 0x2010:
	case 0x2011:
	case '_':
	case '\'':
	case 0x2019:
		return (before == LETTER || before == DIGIT) && (after == LETTER || after == DIGIT);
	case '&': return letters && single_before;
	default: return false;
	}
}

/* "C++", "C#", "F#": signs that end a short name. */
static size_t tail(struct str s, size_t start, size_t end)
{
	if (end - start != 1 || end >= s.n)
		return end;
	if (s.p[end] == '#' && (end + 1 == s.n || class_of((unsigned char)s.p[end + 1]) != LETTER))
		return end + 1;
	if (end + 1 < s.n && s.p[end] == '+' && s.p[end + 1] == '+')
		return end + 2;
	return end;
}

struct scan {
	struct str s;
	size_t at;
	size_t run; /* letters or digits since the last joiner */
};

/* Moves past one word that starts at w->at; false past its end. */
static bool step(struct scan *w, enum word_class *before)
{
	size_t next = w->at;
	uint32_t cp = text_next(w->s, &next);
	enum word_class c = class_of(cp);
	if (c == LETTER || c == DIGIT) {
		w->at = next;
		w->run++;
		*before = c;
		return true;
	}
	if (c != JOINER || next >= w->s.n)
		return false;
	size_t after = next;
	if (!joins(cp, *before, class_of(text_next(w->s, &after)), w->run == 1))
		return false;
	w->at = next;
	w->run = 0;
	return true;
}

static struct text_word word_at(struct arena *a, struct str s, size_t start, size_t *end)
{
	size_t i = start;
	uint32_t first = text_next(s, &i);
	struct text_word w = {.start = (uint32_t)start, .upper = text_is_upper(first)};
	if (text_is_cjk(first)) {
		w.cjk = true;
	} else {
		struct scan sc = {s, i, 1};
		enum word_class before = class_of(first);
		while (sc.at < s.n && step(&sc, &before))
			;
		i = tail(s, start, sc.at);
		w.number = true;
		for (size_t k = start; k < i && w.number;) {
			enum word_class c = class_of(text_next(s, &k));
			w.number = c == DIGIT || c == JOINER;
		}
	}
	w.end = (uint32_t)i;
	w.folded = text_casefold(a, str_sub(s, start, i));
	*end = i;
	return w;
}

struct text_words text_words(struct arena *a, struct str s)
{
	VEC(struct text_word) words = {0};
	for (size_t i = 0; i < s.n;) {
		size_t next = i;
		enum word_class c = class_of(text_next(s, &next));
		if (c == BLANK || c == JOINER) {
			i = next;
			continue;
		}
		struct text_word w = word_at(a, s, i, &i);
		VEC_PUSH(a, &words, w);
	}
	return (struct text_words){words.v, words.n};
}

size_t text_count_words(struct str s)
{
	size_t n = 0;
	bool inside = false;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		enum word_class c = class_of(cp);
		bool word = c == LETTER || c == DIGIT || (c == JOINER && inside);
		n += c == CJK || (word && !inside);
		inside = word;
	}
	return n;
}
