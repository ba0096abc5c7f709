/* pack.c - see pack.h. */
#include "base/pack.h"

void pack_n(struct buf *b, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		buf_putc(b, (char)((n & 0x7f) | 0x80));
	buf_putc(b, (char)n);
}

void pack_str(struct buf *b, struct str s)
{
	pack_n(b, s.n);
	buf_put(b, s);
}

struct unpack unpack_make(struct str s)
{
	return (struct unpack){s.p, s.n ? s.p + s.n : s.p, false};
}

uint64_t unpack_n(struct unpack *u)
{
	uint64_t n = 0;
	for (unsigned shift = 0; !u->bad && u->p < u->end && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)*u->p++;
		n |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return n;
	}
	u->bad = true;
	return 0;
}

size_t unpack_count(struct unpack *u)
{
	uint64_t n = unpack_n(u);
	if (n > (uint64_t)(u->end - u->p))
		u->bad = true;
	return u->bad ? 0 : (size_t)n;
}

struct str unpack_bytes(struct unpack *u, size_t n)
{
	if (u->bad || n > (size_t)(u->end - u->p)) {
		u->bad = true;
		return STR("");
	}
	struct str s = str_make(u->p, n);
	u->p += n;
	return s;
}

struct str unpack_str(struct unpack *u)
{
	return unpack_bytes(u, unpack_count(u));
}
