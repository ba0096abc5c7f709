/* ask_question.h - what kind of answer a question wants, and how much each of its words says.
 *
 * Tables for English, German, French, Spanish, Chinese and Japanese; other questions are of no
 * special kind. Pure functions of the text. */
#ifndef ENGINE_ASK_QUESTION_H
#define ENGINE_ASK_QUESTION_H

#include "base/str.h"
#include "base/text.h"

enum ask_type {
	ASK_PLAIN,
	ASK_DEFINITION,
	ASK_WHO,
	ASK_WHEN,
	ASK_WHERE,
	ASK_HOW_MANY,
	ASK_WHY,
	ASK_HOW,
	ASK_LIST,
	ASK_COMPARE,
	ASK_YES_NO
};

struct ask_question {
	enum ask_type type;
	struct str subjects[2]; /* definition: [0]; comparison: both; views of the text or "" */
	bool together; /* "the capital of France": what is asked of and what for stand together */
};
void ask_question(struct arena *a, struct str text, struct ask_question *out);

/* How much a word of a question says about its matter: 1; less for verbs and nouns that a source
 * will put otherwise ("make", "kind"); near 0 for those that only say what is wanted ("year"). */
double ask_word_weight(enum ask_type type, struct str folded);

/* What an answer of this type must hold, for "not in the base: ..."; NULL for none. */
const char *ask_wanted(enum ask_type type);

/* Must a sentence hold what is wanted, and every weighty word of the question stand near it? */
bool ask_is_fact(enum ask_type type);

/* Words that say the same as a word of a question, blanks between: "born" is met by "birth"; "". */
struct str ask_alike(struct str folded);

/* Does the sentence start with a word for what the one before it names ("It was ...")? */
bool ask_refers_back(struct str sentence);

struct ask_signs { /* of a sentence */
	bool wanted; /* holds what the type asks for: a date, a figure, a name ... */
	bool defines; /* starts as a definition of the subject does */
	size_t n_commas;
};
/* first, last: bytes of the first and last word of the question in the sentence; equal: none.
 * known: folded words of the question, which are no answer to it. */
void ask_signs(struct arena *a, enum ask_type type, struct str lang, struct str sentence,
	size_t first, size_t last, struct strs known, struct ask_signs *out);

#endif
