/* text.h - Unicode (utf8proc), words, stems (libstemmer), sentences, languages, legacy encodings.
 *
 * All text inside kb is valid UTF-8; text_clean makes it so. "Folded" is the one comparison form:
 * NFKC, case folded, diacritics kept, letters and digits only. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/str.h"
#include "kb_types.h"

/* --- code points ------------------------------------------------------------------------- */

uint32_t text_next_wide(struct str s, size_t *i); /* the next one, where a byte is not ASCII */
/* The code point at s[*i], *i moved past it; U+FFFD and one byte for what is no UTF-8. */
static inline uint32_t text_next(struct str s, size_t *i)
{
	unsigned char c = (unsigned char)s.p[*i];
	if (c >= 0x80)
		return text_next_wide(s, i);
	(*i)++;
	return c;
}
size_t text_put(char out[4], uint32_t cp); /* bytes written */
void buf_put_cp(struct buf *b, uint32_t cp);
bool text_valid(struct str s);
/* Valid UTF-8 without BOM, NUL and C0 controls (tab and newline stay), newlines as "\n". */
struct str text_clean(struct arena *a, struct str s);
size_t text_n_cp(struct str s);
bool text_is_letter(uint32_t cp); /* letters, marks */
bool text_is_digit(uint32_t cp); /* numbers of any script */
bool text_is_upper(uint32_t cp);
bool text_is_space(uint32_t cp);
bool text_is_cjk(uint32_t cp); /* Han, kana, Hangul: scripts written without blanks between words */
/* At most n code points of s, cut at a word boundary when one is near; "..." is not added. */
struct str text_cut(struct str s, size_t n_cp);
size_t text_width(struct str s); /* columns on a terminal */

/* --- folding ----------------------------------------------------------------------------- */

/* NFKC + case folding of all of s; blanks and punctuation kept. */
struct str text_casefold(struct arena *a, struct str s);
struct str text_nfc(struct arena *a, struct str s);
/* Folded words joined by one blank: "The BM25F-score!" -> "the bm25f score". */
struct str text_fold(struct arena *a, struct str s);
/* Folded letters and digits with nothing between: the form that ids and quotes are compared in.
 * at (may be NULL) receives for each byte of the result its offset in s, plus one entry for the end. */
struct str text_squeeze(struct arena *a, struct str s, uint32_t **at);
/* Where `quote` stands in `text`, typography (case, blanks, punctuation, compatibility forms) folded
 * away and starting and ending at word boundaries: byte range of text. False when it does not. */
bool text_find_quote(
	struct arena *a, struct str text, struct str quote, size_t *start, size_t *end);
/* Name of a page: letters of every script, lower case, words joined by "-"; DESIGN.md 3. */
struct str text_slug(struct arena *a, struct str title);

/* --- words ------------------------------------------------------------------------------- */

struct text_word {
	uint32_t start, end; /* bytes in the text */
	struct str folded; /* in the arena */
	bool upper; /* starts with a capital */
	bool number; /* digits with signs and separators only */
	bool cjk; /* one CJK character */
};
struct text_words {
	struct text_word *v;
	size_t n;
};
/* Words of s; a CJK character is a word; inner ' - . of names and numbers (BM25F, GPT-4, 3.14, don't)
 * keep a word together. */
struct text_words text_words(struct arena *a, struct str s);
size_t text_count_words(struct str s);

/* A stemmer for one language and one thread; lives in the arena. lang is an ISO 639-1 code ("en"); an
 * unknown one leaves words as they are. */
struct text_stemmer;
struct text_stemmer *text_stemmer_make(struct arena *a, struct str lang);
/* Words with digits stay as they are. */
struct str text_stem(struct text_stemmer *s, struct arena *a, struct str folded_word);
bool text_is_stop(struct str folded_word, struct str lang); /* a function word of that language */

/* --- sentences and languages (sentence.c, lang.c) ---------------------------------------- */

struct text_span {
	uint32_t start, end; /* bytes; without the blanks around */
};
struct text_spans {
	struct text_span *v;
	size_t n;
};
/* Sentences of one block of plain text; abbreviations, decimals, initials, ellipses and quotes do
 * not end one. They cover all words of s in order. */
struct text_spans text_sentences(struct arena *a, struct str s, struct str lang);
/* ISO 639-1 code of the language that most of s is in ("en de fr es it pt nl sv ru zh ja ko ..."),
 * "" when there is too little to tell. */
struct str text_language(struct str s);

/* --- encodings --------------------------------------------------------------------------- */

/* Bytes in a named encoding ("windows-1252", "shift_jis", ...) to clean UTF-8, what cannot be
 * decoded as U+FFFD; false when iconv does not know the name. */
bool text_decode(struct arena *a, struct str bytes, struct str encoding, struct str *out);

#endif
