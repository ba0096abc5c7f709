/* builtin_summary.c - the sentences that say most of a document, in its order. */
#include "llm/builtin_rank.h"

#include <stdlib.h>

#define SUMMARY_MAX 400 /* sentences */

static int by_place(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

void builtin_summary(struct arena *a, const struct builtin_document *doc, size_t n_words,
	struct builtin_sentences *out)
{
	struct arena *scratch = arena_make();
	struct words w = words_read(scratch, doc);
	struct sentence *v = sentences_judge(&w);
	double *scores = rank_sentences(&w, v, RANK_SUMMARY);
	uint32_t *chosen = ARENA_ARRAY(scratch, uint32_t, SUMMARY_MAX);
	size_t n = rank_choose(&w, v, scores, n_words, SUMMARY_MAX, chosen);
	if (n)
		qsort(chosen, n, sizeof *chosen, by_place);
	*out = (struct builtin_sentences){ARENA_ARRAY(a, struct builtin_sentence, n), n};
	for (size_t i = 0; i < n; i++) {
		out->v[i].passage = w.blocks[w.sentences[chosen[i]].block].passage;
		out->v[i].text = v[chosen[i]].text;
	}
	arena_free(scratch);
}
