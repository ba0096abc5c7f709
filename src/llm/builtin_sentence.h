/* builtin_sentence.h - which sentences can be shown by themselves, and how much two say the same. */
#ifndef LLM_BUILTIN_SENTENCE_H
#define LLM_BUILTIN_SENTENCE_H

#include "llm/builtin_words.h"

enum sentence_flag {
	SENT_PROSE = 1 << 0, /* a whole, readable sentence or list item */
	SENT_LEANS = 1 << 1, /* needs the sentence before it */
	SENT_SELF = 1 << 2, /* speaks of the text itself */
	SENT_FIRST_PERSON = 1 << 3,
	SENT_QUESTION = 1 << 4,
	SENT_OPINION = 1 << 5,
	SENT_FORECAST = 1 << 6,
	SENT_POINTS = 1 << 7, /* at a figure, table or equation */
	SENT_ITEM = 1 << 8, /* stands in a list */
	SENT_ROW = 1 << 9, /* a row of a table */
	SENT_REPORT = 1 << 10, /* says what the text brings */
	SENT_CITES = 1 << 11, /* has a bracket */
	SENT_BACK = 1 << 12 /* a word inside it points at the sentence before */
};

struct sentence_bag { /* distinct stems that say something, sorted */
	const uint32_t *v;
	uint32_t n;
};

struct sentence {
	unsigned flags;
	struct str text; /* without a list mark or a heading that ran into it */
	uint32_t first, n; /* tokens of text */
	struct sentence_bag bag;
};

/* One for each sentence of w. */
struct sentence *sentences_judge(const struct words *w);
/* Says something that a reader understands without the text around. */
static inline bool sentence_stands(const struct sentence *s)
{
	return (s->flags & (SENT_PROSE | SENT_LEANS | SENT_QUESTION | SENT_POINTS)) == SENT_PROSE;
}
/* Tokens first..first+n hold a word that points at what was said before them: "therefore", "also" near
 * the start, "these" without its noun before. Such a sentence reads oddly among others. */
bool sentence_points_back(const struct words *w, uint32_t first, uint32_t n);
/* Shared stems by the geometric mean of both: 0 to 1. */
double sentence_overlap(const struct sentence_bag *a, const struct sentence_bag *b);
/* Number of distinct stems that bags may hold. */
size_t sentence_n_stems(const struct words *w);
/* Number of the stem of each term; WORDS_NONE for terms that say nothing. */
uint32_t *sentence_stems(const struct words *w, size_t *n_stems);
struct sentence_bag sentence_bag(
	const struct words *w, const uint32_t *stems, uint32_t first, uint32_t n);

#endif
