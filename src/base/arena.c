/* arena.c - blocks in a list; the newest block serves allocations.
 *
 * Invariant: a->head is the newest block, a->room the newest of memory (a deferred call is a block
 * without any); objects of a block lie in order, so that release to a mark
 * is freeing newer blocks and lowering `used`. The variant ARENA_ONE_EACH gives each object a block
 * of its own. Order: blocks, allocation, marks, foreign memory. */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define ALIGN 16
#define FIRST_BLOCK ((size_t)16 << 10)
#define MAX_BLOCK ((size_t)4 << 20)

struct block {
	struct block *older;
	void (*defer)(void *ctx); /* called when the block goes; NULL for a block of memory */
	void *defer_ctx;
	size_t cap, used;
	_Alignas(ALIGN) unsigned char data[];
};

struct arena {
	struct block *head;
	struct block *room; /* newest block of memory: head, or the first below what is deferred */
	size_t next_size, bytes;
};

/* _exit: other threads are at work, and what exit calls might want memory or what they use. */
__attribute__((noreturn)) static void exhausted(size_t n)
{
	fprintf(stderr, "kb: out of memory: cannot get %zu bytes more\n", n);
	_exit(3);
}

struct arena *arena_make(void)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a)
		exhausted(sizeof *a);
	a->next_size = FIRST_BLOCK;
	return a;
}

static struct block *block_push(struct arena *a, size_t cap)
{
	if (cap > SIZE_MAX - sizeof(struct block))
		exhausted(cap);
	struct block *b = malloc(sizeof *b + cap);
	if (!b)
		exhausted(cap);
	b->older = a->head;
	b->defer = NULL;
	b->defer_ctx = NULL;
	b->cap = cap;
	b->used = 0;
	a->head = a->room = b;
	a->bytes += cap;
	return b;
}

static void block_pop(struct arena *a)
{
	struct block *b = a->head;
	a->head = b->older;
	a->bytes -= b->cap;
	if (a->room == b)
		for (a->room = a->head; a->room && a->room->defer;)
			a->room = a->room->older;
	if (b->defer)
		b->defer(b->defer_ctx);
	free(b);
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	while (a->head)
		block_pop(a);
	free(a);
}

#ifdef ARENA_ONE_EACH
void *arena_alloc(struct arena *a, size_t n)
{
	struct block *b = block_push(a, n);
	b->used = n;
	memset(b->data, 0, n);
	return b->data;
}
#else
void *arena_alloc(struct arena *a, size_t n)
{
	if (n > SIZE_MAX - ALIGN)
		exhausted(n);
	size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = a->room;
	if (!b || b->cap - b->used < need) {
		size_t cap = a->next_size > need ? a->next_size : need;
		if (a->next_size < MAX_BLOCK)
			a->next_size *= 2;
		b = block_push(a, cap);
	}
	void *p = b->data + b->used;
	b->used += need;
	memset(p, 0, n);
	return p;
}
#endif

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		exhausted(SIZE_MAX);
	return arena_alloc(a, count * size);
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
#ifndef ARENA_ONE_EACH
	struct block *b = a->room;
	size_t was = (old + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (p && b && n >= old && (unsigned char *)p + was == b->data + b->used) {
		size_t at = (size_t)((unsigned char *)p - b->data);
		size_t need = n <= SIZE_MAX - ALIGN ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : n;
		if (need <= b->cap - at) {
			memset((unsigned char *)p + old, 0, n - old);
			b->used = at + need;
			return p;
		}
	}
#endif
	void *q = arena_alloc(a, n);
	if (p && old)
		memcpy(q, p, old < n ? old : n);
	return q;
}

void arena_defer(struct arena *a, void (*fn)(void *ctx), void *ctx)
{
	struct block *room = a->room, *b = block_push(a, 0);
	b->defer = fn;
	b->defer_ctx = ctx;
	a->room = room;
}

struct arena_mark arena_mark(struct arena *a)
{
	return (struct arena_mark){a->head, a->room ? a->room->used : 0};
}

void arena_release(struct arena *a, struct arena_mark m)
{
	while (a->head && a->head != m.block)
		block_pop(a);
	if (a->room)
		a->room->used = m.used;
}

void arena_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

size_t arena_bytes(const struct arena *a)
{
	return a->bytes;
}

void arena_free_foreign(void *p)
{
	free(p);
}

void *arena_foreign_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		exhausted(n);
	return p;
}

void *arena_foreign_array(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		exhausted(size && count > SIZE_MAX / size ? SIZE_MAX : count * size);
	return p;
}

void *arena_foreign_grow(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q)
		exhausted(n);
	return q;
}

void arena_exhausted(void)
{
	fputs("kb: out of memory\n", stderr);
	_exit(3);
}
