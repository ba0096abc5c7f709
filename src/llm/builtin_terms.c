/* builtin_terms.c - the key phrases of a document, best first. */
#include "llm/builtin_name.h"

#define LOOKED_AT 12 /* better phrases asked for each candidate, times `most` */

/* Phrases without those that only ever occur as parts of a better one. */
static size_t choose(
	const struct words *w, const struct phrases *all, size_t most, const struct phrase **chosen)
{
	size_t n = 0;
	for (size_t i = 0; i < all->n && n < most && i < most * LOOKED_AT; i++) {
		const struct phrase *p = &all->v[i];
		bool part = false;
		for (size_t k = 0; k < n && !part; k++)
			part = chosen[k]->parts > p->parts && p->tf <= chosen[k]->tf &&
				phrase_contains(w, chosen[k], p);
		if (!part)
			chosen[n++] = p;
	}
	return n;
}

void builtin_terms(
	struct arena *a, const struct builtin_document *doc, size_t most, struct builtin_terms *out)
{
	struct arena *scratch = arena_make();
	struct words w = words_read(scratch, doc);
	struct phrases all = phrase_rank(&w);
	most = most < all.n ? most : all.n;
	const struct phrase **chosen =
		(const struct phrase **)arena_array(scratch, most + 1, sizeof *chosen);
	struct str *names = ARENA_ARRAY(scratch, struct str, most + 1);
	size_t n = choose(&w, &all, most, chosen);
	name_spell(&w, chosen, n, names);
	out->v = ARENA_ARRAY(a, struct builtin_term, n);
	out->n = n;
	for (size_t i = 0; i < n; i++)
		out->v[i] = (struct builtin_term){str_dup(a, names[i]), chosen[i]->score};
	arena_free(scratch);
}
