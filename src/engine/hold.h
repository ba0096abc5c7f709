/* hold.h - the right to write to a base: one process at a time, both databases open and sound.
 *
 * Around every run that writes: hold_take, transactions on kb->index, hold_leave. What a killed run
 * left behind is cleaned up by the next one that takes the hold. */
#ifndef ENGINE_HOLD_H
#define ENGINE_HOLD_H

#include "engine/engine.h"

/* Waits a few seconds for another kb, whose process the error names. */
bool hold_take(struct kb *kb, struct err *e);
/* good: all of the run's work is committed and on disk. */
void hold_leave(struct kb *kb, bool good);
/* Runs work(kb, ctx, e) while holding the base, in an open transaction of the index that is committed
 * when it returns true. When the index or the ledger turns out to be damaged, the one is made anew,
 * the other salvaged, and the work is done once more: it must be fit for that. */
bool hold_run(struct kb *kb, bool (*work)(struct kb *kb, void *ctx, struct err *e), void *ctx,
	struct err *e);
/* For work that is to leave no trace: its transaction is rolled back, an empty one takes its place. */
void hold_forget(struct kb *kb, struct err *e);
/* Reads the whole index; a damaged one is made anew. */
bool hold_check(struct kb *kb, struct err *e);
/* A commit on the way: what is done so far stays done. */
bool hold_checkpoint(struct kb *kb, struct err *e);
/* A run is at work now, or the last one was killed. */
bool hold_is_unclean(struct kb *kb, struct arena *a);

#endif
