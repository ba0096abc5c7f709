/* html_words.c - look-ups of hint words: class names by hash, phrases by their first letters. */
#include "doc/html_words.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"

#define MAX_CLASS_BYTES 512 /* of a list; the rest says nothing new */
#define MAX_WORD 24

struct phrase {
	struct str s;
	uint32_t bit;
	struct phrase *next; /* with the same first letter */
};

struct html_words {
	struct map class_word; /* word -> bits */
	struct phrase *first[256]; /* phrases by their first byte */
};

static const char *const class_words[] = {
#define X(group, words) words,
	HTML_CLASS_GROUPS(X)
#undef X
};

static const char *const text_phrases[] = {
#define X(group, phrases) phrases,
	HTML_TEXT_GROUPS(X)
#undef X
};

struct html_words *html_words_make(struct arena *a)
{
	struct html_words *w = ARENA_NEW(a, struct html_words);
	w->class_word = map_make(a);
	for (unsigned g = 0; g < CLASS_GROUPS; g++) {
		struct str rest = str_of(class_words[g]), word;
		while (str_cut(&rest, ' ', &word))
			map_add(&w->class_word, word, NULL)->num |= (size_t)1 << g;
	}
	for (unsigned g = 0; g < TEXT_GROUPS; g++) {
		struct str rest = str_of(text_phrases[g]), s;
		while (str_cut(&rest, '|', &s)) {
			struct phrase *p = ARENA_NEW(a, struct phrase);
			*p = (struct phrase){s, 1u << g, w->first[(unsigned char)s.p[0]]};
			w->first[(unsigned char)s.p[0]] = p;
		}
	}
	return w;
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

uint32_t html_words_of_class(const struct html_words *w, struct str list)
{
	char word[MAX_WORD];
	size_t n = 0;
	uint32_t bits = 0;
	list = str_sub(list, 0, MAX_CLASS_BYTES);
	for (size_t i = 0; i <= list.n; i++) {
		char c = i < list.n ? list.p[i] : ' ';
		bool letter = is_lower(c) || is_upper(c);
		bool hump = is_upper(c) && i && is_lower(list.p[i - 1]);
		if ((!letter || hump) && n) {
			const struct map_entry *e = map_find(&w->class_word, str_make(word, n));
			bits |= e ? (uint32_t)e->num : 0;
			n = 0;
		}
		if (letter && n < MAX_WORD)
			word[n++] = is_upper(c) ? (char)(c + 32) : c;
	}
	return bits;
}

uint32_t html_words_of_text(const struct html_words *w, struct str text)
{
	char low[256];
	size_t n = text.n < sizeof low ? text.n : sizeof low;
	uint32_t bits = 0;
	for (size_t i = 0; i < n; i++)
		low[i] = is_upper(text.p[i]) ? (char)(text.p[i] + 32) : text.p[i];
	struct str s = str_make(low, n);
	for (size_t i = 0; i < n; i++) {
		bool inside = i && is_lower(low[i - 1]) && is_lower(low[i]);
		if (inside)
			continue;
		for (const struct phrase *p = w->first[(unsigned char)low[i]]; p; p = p->next)
			if (!(bits & p->bit) && str_starts(str_from(s, i), p->s))
				bits |= p->bit;
	}
	return bits;
}
