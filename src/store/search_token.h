/* search_token.h - a text cut into the terms that are indexed and looked up.
 *
 * A word is a run of letters, digits and "_", kept together across an inner apostrophe, hyphen or
 * dot. Its terms are folded (NFKC, case), stemmed by the language given, freed of diacritics:
 *	"Indexing"      index
 *	"GPT-4"         gpt | gpt4 at the same place, 4
 *	"getUserName"   get | getusername at the same place, user, name
 *	"3.14", "1,000" 3.14, 1000
 *	a run of CJK    each pair of characters | the first of them at the same place
 * Words with digits are not stemmed. Any bytes are a text: what is no UTF-8 separates words. */
#ifndef STORE_SEARCH_TOKEN_H
#define STORE_SEARCH_TOKEN_H

#include "base/str.h"
#include "kb_types.h"

#define TOKEN_VERSION 1 /* raise it when any text gives other terms: the index is rebuilt */
#define TOKEN_MAX ((size_t)64) /* bytes of a term; a longer one is cut */

struct token {
	struct str term; /* valid until the tokenizer is freed or meets its ceiling of words */
	uint32_t start, end; /* bytes of the word or characters in the text */
	uint32_t id; /* the same for the same term until token_generation changes; 0: it has none */
	bool same_place; /* stands where the token before it stands */
};

/* Remembers the words that it has seen: keep one for many texts. Freed with the arena. */
struct tokenizer;
struct tokenizer *tokenizer_make(struct arena *a);

uint32_t token_generation(const struct tokenizer *t);

/* Calls fn for each token in order until it returns false; false then. lang: ISO 639-1, "" leaves
 * words unstemmed. Texts past 4 GB are cut. */
bool tokenize(struct tokenizer *t, struct str lang, struct str text,
	bool (*fn)(void *ctx, const struct token *tok), void *ctx);

/* Thai, Lao, Burmese and Khmer set no blanks either: their characters are cut like CJK. */
bool token_is_unspaced(uint32_t cp);

#endif
