/* pack.h - numbers and texts as bytes that are read back where they lie: what the index keeps of a
 * node.
 *
 * A number is written in groups of seven bits, lowest first, the top bit set on all but the last; a
 * text stands behind its length. Reading never fails: what is no such bytes sets bad and gives 0 and
 * "" from then on. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/str.h"

void pack_n(struct buf *b, uint64_t n);
void pack_str(struct buf *b, struct str s);

/* s behind a checksum of it: for what must not be taken for sound when it is damaged. */
void pack_sealed(struct buf *b, struct str s);

struct unpack {
	const char *p, *end;
	bool bad;
};
struct unpack unpack_make(struct str s);
uint64_t unpack_n(struct unpack *u);
/* Number of things to come, each of which takes a byte at least. */
size_t unpack_count(struct unpack *u);
struct str unpack_bytes(struct unpack *u, size_t n); /* a view */
struct str unpack_str(struct unpack *u); /* a view */
/* What was sealed, to be read; bad when that is not what it was. */
struct unpack unpack_sealed(struct str s);

#endif
