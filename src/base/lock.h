/* lock.h - one writer at a time: an advisory lock on a file, which ends with its process.
 *
 * The file is not empty while a writer is at work, so that the next one sees when the last was
 * killed. Two locks on one file inside one process do not exclude each other. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "kb_types.h"

struct lock {
	int fd; /* -1: not held */
	long holder; /* process that holds it, when it is another; 0: unknown */
	bool unclean; /* the last writer was stopped in the middle, or failed */
};

/* Takes the lock, waiting at most wait_ms. False without an error: another process has it and
 * l->holder says which. ERR_IO when the file cannot be written. */
bool lock_take(struct lock *l, const char *path, unsigned wait_ms, struct err *e);
/* clean: all that was begun is finished. Does nothing when not held. */
void lock_leave(struct lock *l, bool clean);

#endif
