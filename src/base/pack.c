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

#define SEAL_BYTES 8

static void put_seal(char out[SEAL_BYTES], struct str s)
{
	uint64_t sum = str_hash64(s);
	for (unsigned i = 0; i < SEAL_BYTES; i++)
		out[i] = (char)(sum >> 8 * i & 0xff);
}

void pack_sealed(struct buf *b, struct str s)
{
	char seal[SEAL_BYTES];
	put_seal(seal, s);
	buf_put(b, str_make(seal, SEAL_BYTES));
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

struct unpack unpack_sealed(struct str s)
{
	struct unpack u = unpack_make(str_from(s, SEAL_BYTES));
	char seal[SEAL_BYTES];
	put_seal(seal, str_from(s, SEAL_BYTES));
	u.bad = !str_eq(str_sub(s, 0, SEAL_BYTES), str_make(seal, SEAL_BYTES));
	return u;
}
