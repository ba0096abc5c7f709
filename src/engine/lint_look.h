/* lint_look.h - what lint knows of a vault, for other parts of the engine. */
#ifndef ENGINE_LINT_LOOK_H
#define ENGINE_LINT_LOOK_H

#include "kb.h"

struct lint;

/* Runs all passes and calls look once; what it keeps it must copy. */
bool lint_look(struct kb *kb, const struct kb_lint_opt *opt,
	void (*look)(struct lint *l, void *ctx), void *ctx, struct err *e);

#endif
