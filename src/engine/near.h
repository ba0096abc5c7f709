/* near.h - "did you mean": names that differ by a slip of the hand.
 *
 * Distance: optimal string alignment (insert, delete, replace, swap of neighbours), counted in code
 * points over names cut at NEAR_MAX_CP; case counts. */
#ifndef ENGINE_NEAR_H
#define ENGINE_NEAR_H

#include "kb_types.h"

#define NEAR_MAX_CP 80
#define NEAR_FAR ((size_t)-1)

/* NEAR_FAR when it is more than max. */
size_t near_distance(struct str x, struct str y, size_t max);
/* The distance up to which a name of this length counts as a slip. */
size_t near_slip(struct str x);

struct near { /* start with {.best = NEAR_FAR} */
	struct str name; /* the nearest so far, first offered wins; "" when none is near */
	size_t best;
};
void near_offer(struct near *n, struct str wanted, struct str candidate);

#endif
