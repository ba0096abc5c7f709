/* hash.h - SHA-256 (libcrypto) and its spellings. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "kb_types.h"

#define SHA_BYTES 32

struct sha {
	uint8_t b[SHA_BYTES];
};

struct sha sha_of(struct str s);

/* Hash of several parts; each part is framed by its length, so that no two lists collide. */
struct sha_stream;
struct sha_stream *sha_begin(struct arena *a);
void sha_part(struct sha_stream *h, struct str s);
void sha_u64(struct sha_stream *h, uint64_t v);
struct sha sha_end(struct sha_stream *h);

struct str sha_hex(struct arena *a, struct sha h); /* 64 characters */
struct str sha_base32(
	struct arena *a, struct sha h, size_t n); /* first n <= 51 characters of a-z2-7 */
bool sha_eq(struct sha a, struct sha b);

#endif
