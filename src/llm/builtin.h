/* builtin.h - the extractive engine: fills the replies of reply.h without a model.
 *
 * Pure functions of their input, the same bytes every time. It writes no sentence of its own: each
 * one stands in a source (list markers and link markup gone). Where prose would be salad it gives
 * lists under headings. BUILTIN_VERSION is part of every key: raise it when output changes. */
#ifndef LLM_BUILTIN_H
#define LLM_BUILTIN_H

#include "llm/reply.h"

#define BUILTIN_VERSION 3
#define CLAIM_QUOTE_MAX_CP 200 /* DESIGN.md 2 */
#define CLAIM_QUOTE_MIN_WORDS 5
#define CLAIM_QUOTE_MIN_CJK 10

enum builtin_block { BUILTIN_PARAGRAPH, BUILTIN_LIST, BUILTIN_TABLE, BUILTIN_CODE, BUILTIN_QUOTE };

/* The word lists of builtin_lexicon.h, ready for look-up. Nothing changes it any more: calls and
 * threads share one, and each call without one makes its own. */
struct lexicon;
struct lexicon *lexicon_make(struct arena *a);

struct builtin_passage {
	struct str id;
	enum builtin_block kind;
	struct str heading; /* path, " > " between */
	struct str text; /* plain; items and rows on lines of their own, cells joined by " | " */
};

struct builtin_document {
	struct str title, language; /* language "" is found */
	const struct builtin_passage *passages;
	size_t n_passages;
	struct strs apart; /* builtin_apart's */
	const struct lexicon *lexicon; /* NULL: made for this call */
};

/* Emphasised words and texts of links of a document's Markdown: views of it. */
struct strs builtin_apart(struct arena *a, struct str markdown);

/* Claims (each quote stands in its passage and meets the bounds above), concepts best first,
 * summary, questions. */
void builtin_digest(struct arena *a, const struct builtin_document *doc, struct reply_digest *out);

struct builtin_term {
	struct str term;
	double score;
};
struct builtin_terms {
	struct builtin_term *v;
	size_t n;
};
/* Key phrases, best first, at most `most`. */
void builtin_terms(struct arena *a, const struct builtin_document *doc, size_t most,
	struct builtin_terms *out);
/* Sentences of the document, in its order, of about n_words words together: index of the passage and
 * the words. */
struct builtin_sentence {
	size_t passage;
	struct str text; /* verbatim part of the passage's text */
};
struct builtin_sentences {
	struct builtin_sentence *v;
	size_t n;
};
void builtin_summary(struct arena *a, const struct builtin_document *doc, size_t n_words,
	struct builtin_sentences *out);

/* The sentence is about what stands at bytes start..end of it: it opens with it, behind an article, two
 * words or a date at most, and no further noun goes on ("flight" of "A flight aggregator"). */
bool builtin_speaks_of(
	const struct lexicon *l, struct str text, size_t start, size_t end, struct str language);

/* What an article of a concept is made from. Claims come sorted by source date, source and place. */
struct builtin_evidence {
	struct str id; /* claim id */
	struct str text, quote;
	struct str heading; /* heading path in its document */
	struct str source_title, source_date, language;
	struct str stance, by; /* of the claim; the builtin engine knows facts only */
	bool defines; /* the digest says that it defines the concept */
	size_t source; /* number of its source: equal numbers, same source */
};
struct builtin_concept {
	struct str name, kind;
	struct strs aliases;
	const struct builtin_evidence *claims;
	size_t n_claims;
	const struct lexicon *lexicon; /* as of a document */
};
/* Every sentence cites at least one claim by id; definition first, near-duplicates merged, claims in
 * other languages than most last. A block without a heading may follow one with: it stands under it. */
void builtin_article(struct arena *a, const struct builtin_concept *c, struct reply_article *out);

/* Concepts with the claims they share, for categories. */
struct builtin_sort_concept {
	struct str name, kind;
	size_t weight; /* claims */
	const size_t *near; /* indexes of related concepts, most related first */
	const double *near_weight;
	size_t n_near;
};
/* A flat set of categories (2 to 12 and one for 24 concepts, and "Other"), each labelled by its most central concept;
 * every concept is placed once; the order of input does not matter. */
void builtin_sort(
	struct arena *a, const struct builtin_sort_concept *v, size_t n, struct reply_sort *out);

#endif
