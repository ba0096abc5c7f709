/* arena.h - memory that is freed all at once; the only place of kb that allocates.
 *
 * An arena comes from the caller and what a call returns lives in it. Scratch is taken between
 * arena_mark and arena_release in one function. Memory is zeroed. True exhaustion ends the process
 * with a message and status 3, as a kill would: nothing is cleaned up, no handler of exit runs, and
 * the next run takes up the base from there. So no allocation returns NULL; ceilings on input are
 * the readers' business.
 * Built with -DARENA_ONE_EACH each object is an allocation of its own, so that the address
 * sanitizer sees an overflow of one by another. An arena is used by one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "kb_types.h"

struct arena *arena_make(void);
void arena_free(struct arena *a); /* NULL does nothing */

/* n bytes, zeroed, aligned for any type; n may be 0. */
void *arena_alloc(struct arena *a, size_t n);
/* count objects of size bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* p (old bytes, the arena's) grown to n bytes; in place where p is the last object. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t n);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, count) ((T *)arena_array((a), (count), sizeof(T)))

struct arena_mark {
	void *block;
	size_t used;
};
struct arena_mark arena_mark(struct arena *a);
/* Frees all that was allocated since the mark. */
void arena_release(struct arena *a, struct arena_mark m);

size_t arena_bytes(const struct arena *a); /* held now */
/* Gives memory that was freed back to the system: between two stages, so that the second does not sit on
 * what the first needed. */
void arena_trim(void);

/* Calls fn(ctx) when the arena is freed or released past this point; last registered, first run. */
void arena_defer(struct arena *a, void (*fn)(void *ctx), void *ctx);

/* For libraries that hand out memory of malloc: frees it. */
void arena_free_foreign(void *p);
/* For libraries that let an allocator be set: malloc, calloc, realloc that never return NULL. */
void *arena_foreign_alloc(size_t n);
void *arena_foreign_array(size_t count, size_t size); /* zeroed */
void *arena_foreign_grow(void *p, size_t n);
/* For libraries that tell of want of memory: an answer without it would be a wrong one. */
__attribute__((noreturn)) void arena_exhausted(void);

#endif
