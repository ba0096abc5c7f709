/* buf.c - buffers that grow in an arena, and growing arrays. */
#include "base/str.h"
#include "base/vec.h"

#include <stdio.h>
#include <string.h>

#define USUAL 128 /* bytes that most formatted texts fit in */

void buf_reserve(struct buf *b, size_t extra)
{
	size_t need = b->n + extra + 1; /* a NUL stands behind */
	if (need <= b->cap)
		return;
	size_t cap = b->cap ? b->cap * 2 : 64;
	if (cap < need)
		cap = need;
	b->p = arena_grow(b->a, b->p, b->cap, cap);
	b->cap = cap;
}

void buf_put(struct buf *b, struct str s)
{
	if (s.n == 0)
		return;
	buf_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void buf_puts(struct buf *b, const char *z)
{
	buf_put(b, str_of(z));
}

void buf_fill(struct buf *b, char c, size_t count)
{
	buf_reserve(b, count);
	memset(b->p + b->n, c, count);
	b->n += count;
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	buf_reserve(b, USUAL);
	int n = vsnprintf(b->p + b->n, USUAL, fmt, ap);
	if (n > 0 && n < USUAL) {
		b->n += (size_t)n;
	} else if (n > 0) {
		buf_reserve(b, (size_t)n);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_trim_right(struct buf *b)
{
	b->n = str_trim_right(str_make(b->p, b->n)).n;
}

struct str buf_str(struct buf *b)
{
	buf_reserve(b, 0);
	b->p[b->n] = '\0';
	return (struct str){b->p, b->n};
}

#define FIRST_BYTES ((size_t)64) /* of an array that begins: most stay short */

void *vec_grow(struct arena *a, void *v, size_t size, size_t n, size_t *cap)
{
	size_t first = size < FIRST_BYTES ? FIRST_BYTES / size : 1;
	size_t more = *cap ? *cap * 2 : first;
	v = arena_grow(a, v, n * size, more * size);
	*cap = more;
	return v;
}
