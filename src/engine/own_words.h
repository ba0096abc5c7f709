/* own_words.h - what the person added to pages that kb writes.
 *
 * Only whole blocks count, none of whose sentences kb wrote: they go into the prompt of the article and
 * into its key. A sentence changed here or there is kept by the merge and costs nothing. */
#ifndef ENGINE_OWN_WORDS_H
#define ENGINE_OWN_WORDS_H

#include "engine/model.h"
#include "engine/press.h"

/* path of a page that a model writes on -> struct strs *, the blocks as plain text in the order of the page. */
bool own_words(struct kb *kb, struct arena *a, const struct press_look *look, struct map *out,
	struct err *e);

#endif
