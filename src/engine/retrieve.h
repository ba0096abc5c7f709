/* retrieve.h - from a question to the pages and passages that speak of it.
 *
 * A question becomes words: groups of spellings (one a language of the base) with their weight. The
 * pages are ranked in two passes: BM25F with nearness over all that match, then the words that the
 * best pages have in common are added and the first RETRIEVE_POOL are scored again (Rocchio). The
 * figures of struct retrieve_tuning come from SEARCH.md 3 and tests/bench/search.bench.
 *
 * Used by kb_search and kb_ask. */
#ifndef ENGINE_RETRIEVE_H
#define ENGINE_RETRIEVE_H

#include "base/map.h"
#include "engine/engine.h"
#include "engine/query.h"
#include "store/search.h"
#include "store/search_token.h"

#define RETRIEVE_POOL ((size_t)200) /* pages of the first pass that the second one scores */
#define RETRIEVE_WORDS ((size_t)48) /* words of a question that count; the rarest are kept */

struct retrieve_tuning {
	double k1, near;
	uint32_t window;
	double weight[SEARCH_N_COLUMNS], b[SEARCH_N_COLUMNS];
	size_t fed_pages, fed_words; /* of the feedback round */
	double beta; /* weight of the best of its words, a word of the question being 1 */
	double common; /* share of the pages past which a word does not feed back */
};
extern const struct retrieve_tuning retrieve_tuning;

/* --- the question ------------------------------------------------------------------------ */

struct retrieve_word {
	struct str text; /* as asked, folded */
	struct strs terms; /* its spellings in the index */
	int64_t n_pages; /* that hold it */
	double idf;
	unsigned times; /* asked */
	struct str also; /* retrieve_also: words that count for it in texts, blanks around */
	bool run; /* characters of a script without blanks */
};
struct retrieve_words {
	struct retrieve_word *v; /* in the order of the question */
	size_t n;
	struct map by_term; /* term -> index + 1 */
	struct search_phrase *phrases;
	size_t n_phrases;
	int64_t n_pages; /* of the base */
	struct search_language *languages; /* that questions are stemmed in */
	size_t n_languages;
	struct str language; /* that the question is put in, as its function words tell */
	struct tokenizer *tokenizer;
	bool plain; /* words only: the feedback round may run */
	bool stops; /* made of function words only */
};
bool retrieve_words(struct db *db, struct arena *a, const struct query *q,
	struct retrieve_words *out, struct err *e);
/* A word of a question that says nothing, in the language of its function words. */
bool retrieve_is_stop(const struct retrieve_words *w, struct str folded);

/* In texts (not in the look-up of pages) each word of text, blanks around, counts as word number i. */
void retrieve_also(struct arena *a, struct retrieve_words *w, size_t i, struct str text);

/* --- pages ------------------------------------------------------------------------------- */

struct retrieve_page {
	struct search_row row;
	double score, first; /* both passes together; the first alone */
	size_t passage; /* the one nearest by meaning (hybrid.h), plus 1; 0: none */
};
struct retrieve_pages {
	struct retrieve_page *v; /* best first */
	size_t n;
	struct strs fed; /* words that the feedback round added, for --explain */
};
/* At most `most` pages; index and log pages are left out unless asked for by type.
 * sources: globs over paths below raw/, none: all. */
bool retrieve_pages(struct db *db, struct arena *a, const struct retrieve_words *w,
	const struct query *q, enum kb_search_in in, struct strs sources, size_t most,
	const struct retrieve_tuning *tuning, struct retrieve_pages *out, struct err *e);

/* May a question with these bounds find this page? */
bool retrieve_allows(const struct query *q, enum kb_search_in in, struct strs sources,
	const struct search_row *row);

/* --- texts ------------------------------------------------------------------------------- */

struct retrieve_match { /* a word of the question in a text */
	size_t word;
	uint32_t at; /* place in the text, counted in tokens */
	uint32_t start, end; /* bytes */
	bool exact; /* the word as asked, but for an ending "s" */
};
struct retrieve_matches {
	struct retrieve_match *v;
	size_t n;
	size_t n_tokens;
};
/* A function word of the text is no match for a stem, unless such words are asked; nor is a word that only
 * a stemmer takes for the one that was asked ("found" for "founded"). */
void retrieve_scan(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str text, struct retrieve_matches *out);
/* How well a text speaks of the question: saturated counts by weight, nearness, length. */
double retrieve_score(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str heading, struct str text);
/* The passage of a page that speaks most of the question: its index, 0 when none does. */
size_t retrieve_passage(struct arena *a, const struct retrieve_words *w, struct str language,
	const struct search_body *body);
/* The part of a text, about n_cp characters, in which most of the question stands; one line. */
struct str retrieve_snippet(struct arena *a, const struct retrieve_words *w, struct str language,
	struct str text, size_t n_cp);

/* What a question is bound to; none wanted: everything fits. A glob is one over paths below the base or
 * below raw/; tags are compared without case. */
bool retrieve_any_source(struct strs globs, struct str source);
bool retrieve_any_tag(struct strs wanted, struct strs tags);

#endif
