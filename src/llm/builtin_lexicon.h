/* builtin_lexicon.h - what kind of word a word is: closed lists and endings, no tagger.
 *
 * English has all classes, other languages stop words and a list of words too general to name
 * anything. A word may be in several classes. */
#ifndef LLM_BUILTIN_LEXICON_H
#define LLM_BUILTIN_LEXICON_H

#include "base/str.h"

enum word_class {
	WORD_STOP = 1 << 0, /* function word */
	WORD_VERB = 1 << 1, /* a form of a verb that is hardly ever part of a name */
	WORD_VERB_NOUN = 1 << 2, /* verb or noun by context: "model", "process" */
	WORD_ING_NOUN = 1 << 3, /* -ing form that names something: "learning" */
	WORD_BREAK = 1 << 4, /* says nothing about a subject: "new", "example", months */
	WORD_NUMERAL = 1 << 5, /* "three", "second" */
	WORD_GENERIC = 1 << 6, /* no concept when alone: "method", "result" */
	WORD_WEAK = 1 << 7, /* poor at either end of a phrase: "large", "purpose" */
	WORD_NO_END = 1 << 8, /* cannot end a phrase: adjective, adverb, participle */
	WORD_NOUN = 1 << 9, /* a noun in spite of its ending */
	WORD_GERUND = 1 << 10, /* -ing form that is no ING_NOUN */
	WORD_MODAL = 1 << 11, /* a verb follows: "we", "can", "which" */
	WORD_ACT = 1 << 13, /* a form of some other verb, which may be a noun as well */
	WORD_LINK = 1 << 12 /* joins nouns in Romance languages: "de", "della" */
};

struct lexicon; /* made by lexicon_make, builtin.h */

unsigned lexicon_classes(const struct lexicon *l, struct str folded, struct str lang);
/* A base form of a verb: after "to" it is one. */
bool lexicon_is_verb_base(const struct lexicon *l, struct str folded, struct str lang);

#endif
