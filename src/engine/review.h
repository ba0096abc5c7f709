/* review.h - .kb/review/: pages that kb compile --review made, until the person says what becomes of them.
 *
 * A page waits as .kb/review/PATH, with the bytes that would stand in wiki/; its merge base is in the
 * ledger already, so that accepting it is a copy. Pages that would go are lines of
 * .kb/review/removed. Every compile that writes or stages pages empties the folder first. */
#ifndef ENGINE_REVIEW_H
#define ENGINE_REVIEW_H

#include "engine/engine.h"

bool review_clear(struct kb *kb, struct err *e);
/* Remembers what stands in wiki/ now: a page that is edited meanwhile is not accepted. */
bool review_put(struct kb *kb, struct str page, struct str bytes, struct err *e);
bool review_put_removed(struct kb *kb, struct strs pages, struct err *e);

#endif
