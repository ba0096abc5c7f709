/* lint_health.h - the figures of health as a list, and their trend in the index. */
#ifndef ENGINE_LINT_HEALTH_H
#define ENGINE_LINT_HEALTH_H

#include "engine/engine.h"
#include "kb.h"

#define HEALTH_FIGURES 16 /* numbers of struct kb_health */

/* Pointers to the numbers of h, in the order of the struct. */
void health_figures(struct kb_health *h, size_t *out[HEALTH_FIGURES]);
/* Today's row; written only when it says something else. Inside a transaction of the caller. */
bool health_put_today(struct kb *kb, struct arena *a, const struct kb_health *h, struct err *e);

#endif
