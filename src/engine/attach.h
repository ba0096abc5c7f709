/* attach.h - which concepts each claim speaks of.
 *
 * A node a source: made again when its digest changed, or when names did that the words of its claims
 * could be part of. */
#ifndef ENGINE_ATTACH_H
#define ENGINE_ATTACH_H

#include "engine/model.h"

struct attach_counts { /* by concept */
	size_t *opens; /* claims that open with it */
	size_t *rows; /* claims that are rows of tables */
};

/* Fills the concepts of every claim, the claims of every concept, and *out. proper: by concept, it is
 * only mentioned with a capital. */
bool attach_claims(struct model *m, const bool *proper, struct attach_counts *out, struct err *e);

#endif
