/* scratch.h - an arena that each test starts with anew, for programs of tests that need no more. */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include "base/arena.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_make();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

#endif
