/* builtin_name.h - how a document spells its phrases, and which of them are short for others. */
#ifndef LLM_BUILTIN_NAME_H
#define LLM_BUILTIN_NAME_H

#include "llm/builtin_phrase.h"

/* Spelling of each phrase, as the document writes it most often inside sentences: small letters where
 * some occurrence has them, the singular where it occurs. names[i] belongs to v[i]. */
void name_spell(const struct words *w, const struct phrase *const *v, size_t n, struct str *names);

struct name_short {
	struct str brief, full; /* "FTS", "full-text search" */
	uint64_t brief_hash, full_hash; /* phrase_hash of their tokens; 0: not of whole tokens */
	uint32_t sentence;
	uint32_t first, n; /* tokens of the full form */
};
struct name_shorts {
	struct name_short *v;
	size_t n;
};
/* Abbreviations with their long forms: Schwartz and Hearst (2003), "long form (SF)" and "SF (long
 * form)". Each short form once. */
struct name_shorts name_find_shorts(const struct words *w);

struct name_foreign {
	struct str alias; /* the name in the other language */
	uint32_t first, n; /* tokens of the name */
};
struct name_foreigns {
	struct name_foreign *v;
	size_t n;
};
/* Names with their like in another script in brackets behind, "memex" behind メメックス, or in English
 * behind words that say so. Of a name whose first word is not known each length is given. */
struct name_foreigns name_find_foreign(const struct words *w);

/* name with a small first letter, when it was only seen where every first word has a capital and is no
 * name. */
struct str name_without_capital(const struct words *w, size_t first, size_t n, struct str name);

/* No name, whatever its score: part of a running head, a variable ("counterexample c"), an ordinal, a heading and the sentence
 * behind it ("Dependency modeling Capturing dependencies"). */
bool name_is_odd(const struct words *w, size_t first, size_t n);

/* Text of tokens from..to, blanks folded. */
struct str name_text(const struct words *w, size_t from, size_t to);
/* A name of something: capitals inside sentences, not of one word that also goes without. */
bool name_is_proper(const struct words *w, const struct phrase *p);

#endif
