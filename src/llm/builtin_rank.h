/* builtin_rank.h - how central each sentence is to its document. */
#ifndef LLM_BUILTIN_RANK_H
#define LLM_BUILTIN_RANK_H

#include "llm/builtin_sentence.h"

enum rank_use {
	RANK_SUMMARY, /* what the author says the text brings counts more */
	RANK_CLAIMS /* what stands by itself counts more */
};

/* One score for each sentence of w, 0 for what is no prose; about 1 for an average sentence. */
double *rank_sentences(const struct words *w, const struct sentence *v, enum rank_use use);
/* Indexes of at most `most` sentences, best first, whose words stay below n_words together; none says
 * much of what a better one says. */
size_t rank_choose(const struct words *w, const struct sentence *v, const double *scores,
	size_t n_words, size_t most, uint32_t *chosen);

#endif
