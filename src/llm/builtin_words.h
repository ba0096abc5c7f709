/* builtin_words.h - a document as the builtin engine reads it: sentences, tokens, terms, zones.
 *
 * Built once for each call of the engine, in a scratch arena. Blocks are the title, each new
 * heading and each passage, in order; code has no sentences. Everything else works on indexes
 * into these lists. */
#ifndef LLM_BUILTIN_WORDS_H
#define LLM_BUILTIN_WORDS_H

#include "base/text.h"
#include "llm/builtin.h"
#include "llm/builtin_lexicon.h"

#define WORDS_NONE ((uint32_t)-1)
#define WORDS_LEAD 400 /* words that open a text */

enum zone {
	ZONE_TITLE,
	ZONE_HEADING,
	ZONE_FRONT, /* authors and addresses before an abstract */
	ZONE_LEAD, /* the first WORDS_LEAD words */
	ZONE_BODY,
	ZONE_META, /* classification codes of papers */
	ZONE_BACK /* references, notes, links */
};

struct word_term { /* a distinct folded word */
	struct str folded;
	struct str stem; /* parts between hyphens stemmed, joined by one blank */
	unsigned classes; /* enum word_class */
	uint32_t n; /* tokens that count: in title, headings, lead, body */
	uint32_t n_stem; /* the same of all terms with this stem */
	bool in_title;
	uint32_t n_inner, n_upper; /* tokens inside a sentence; of these, with a capital */
};

struct word_token {
	uint32_t start, end; /* bytes in the text of its block */
	uint32_t term, sentence;
	uint8_t zone;
	bool upper, acronym; /* acronym: two capitals and no small letter */
	bool joined; /* nothing but one blank (CJK: nothing) between it and the token before */
	bool cjk, number;
	bool initial; /* "J." of a name */
	bool possessive; /* had an 's */
	bool head; /* of a running head, which the text has again and again */
};

struct word_sentence {
	uint32_t block, start, end;
	uint32_t first, n; /* tokens */
	uint8_t zone; /* of its first token */
};

struct word_block {
	struct str text;
	size_t passage; /* index, or (size_t)-1 for title and headings */
	enum builtin_block kind;
	uint8_t zone; /* ZONE_BODY until the zones are found */
};

struct words {
	struct arena *a;
	struct str lang; /* two letters, or "" */
	const struct lexicon *lexicon;
	struct word_term *terms;
	size_t n_terms;
	struct word_token *tokens;
	size_t n_tokens;
	struct word_sentence *sentences;
	size_t n_sentences;
	struct word_block *blocks;
	size_t n_blocks;
	bool has_stops; /* function words of the language are known */
	size_t lead; /* token at which the text proper starts */
	size_t n_counted; /* tokens of lead and body */
	uint64_t *apart; /* phrase_hash of what the document sets apart, sorted */
	size_t n_apart;
};

/* a is scratch that the result lives in. */
struct words words_read(struct arena *a, const struct builtin_document *doc);

static inline struct str words_text(const struct words *w, const struct word_sentence *s)
{
	return str_sub(w->blocks[s->block].text, s->start, s->end);
}
static inline unsigned words_classes(const struct words *w, size_t token)
{
	return w->terms[w->tokens[token].term].classes;
}
static inline bool words_counts(const struct word_token *t)
{
	return t->zone <= ZONE_HEADING || t->zone == ZONE_LEAD || t->zone == ZONE_BODY;
}
/* The document emphasises these words, or a link stands on them. */
bool words_set_apart(const struct words *w, uint64_t hash);
/* Language of a document: as given, else found. */
struct str words_language(struct arena *a, const struct builtin_document *doc);
/* The last part of a heading path. */
struct str words_last_heading(struct str path);

#endif
