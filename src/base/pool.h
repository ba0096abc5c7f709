/* pool.h - a loop over independent items on worker threads. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "kb_types.h"

/* Calls fn(ctx, i, worker) once for each i < n_items, on n_workers threads (1: the caller's own).
 * Items start in order; fn must touch nothing shared but by its own means. Returns when all ended. */
void pool_run(unsigned n_workers, size_t n_items, void (*fn)(void *ctx, size_t i, unsigned worker),
	void *ctx);
unsigned pool_cpus(void);

#endif
