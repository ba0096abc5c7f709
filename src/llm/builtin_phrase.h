/* builtin_phrase.h - candidate phrases of a document and what speaks for each.
 *
 * A candidate is a run of words without function words, verbs or punctuation between (after the
 * maximal phrases of C-value, Frantzi and others 2000), or a part of one. Counts are kept by a hash of
 * the stems, so that number, case and hyphens fold. Texts without blanks have n-grams of signs. */
#ifndef LLM_BUILTIN_PHRASE_H
#define LLM_BUILTIN_PHRASE_H

#include "llm/builtin_words.h"

struct phrase {
	uint64_t hash;
	uint32_t first, n; /* tokens of the first occurrence */
	uint32_t parts; /* stems: more than n where a word has hyphens */
	uint32_t tf, own; /* occurrences; of these, as a whole run */
	uint32_t lead, early, middle, late; /* occurrences by place */
	uint32_t heading, title;
	bool brief, full; /* an abbreviation that the text explains; what it stands for */
	bool apart; /* emphasised, or the text of a link */
	uint32_t upper, acronym; /* occurrences with capitals on each word; all capitals */
	uint32_t place; /* words before the first occurrence */
	uint32_t spread; /* stretches of 300 words that hold it */
	uint32_t last_stretch;
	uint64_t left, right, longer; /* sets of neighbours and longer runs, hashed to bits */
	double score;
};

struct phrases {
	struct phrase *v;
	size_t n;
};

/* A stretch of tokens that candidates are cut from. */
struct phrase_run {
	uint32_t from, to;
};
struct phrase_runs {
	struct phrase_run *v;
	size_t n;
};

struct phrase_runs phrase_find_runs(const struct words *w);
/* The hash of a list of stems, stem by stem. */
uint64_t phrase_hash_start(void);
uint64_t phrase_hash_add(uint64_t hash, struct str stem);
uint64_t phrase_hash(const struct words *w, size_t from, size_t to);
/* True when tokens from..to may be a candidate: it ends in a word that can end a phrase. */
bool phrase_is_candidate(const struct words *w, size_t from, size_t to);
/* Candidates with their score, best first. */
struct phrases phrase_rank(const struct words *w);
/* The features that the score is a sum of, in the order of the weights (for fitting them). */
#define PHRASE_FEATURES 49
extern const char *const phrase_feature_names[PHRASE_FEATURES];
double phrase_score(const struct words *w, const struct phrase *p);
void phrase_features(const struct words *w, const struct phrase *p, double out[PHRASE_FEATURES]);
/* a's stems stand inside b's. */
bool phrase_contains(const struct words *w, const struct phrase *outer, const struct phrase *inner);

#endif
