/* hash.c - the door of libcrypto: SHA-256. */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/arena.h"

struct sha_stream {
	EVP_MD_CTX *ctx;
	size_t n; /* bytes that wait: a call of libcrypto costs more than most parts are long */
	unsigned char b[256];
};

static void *memory_get(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return arena_foreign_alloc(n);
}

static void *memory_grow(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	if (n)
		return arena_foreign_grow(p, n);
	arena_free_foreign(p);
	return NULL;
}

static void memory_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	arena_free_foreign(p);
}

/* libcrypto 3 crashes where memory runs out while it starts. It takes this before its first use only. */
__attribute__((constructor)) static void set_memory(void)
{
	CRYPTO_set_mem_functions(memory_get, memory_grow, memory_free);
}

/* libcrypto fails here for want of memory alone; a sum of nothing must never pass for one. */
static void must(bool done)
{
	if (!done)
		arena_exhausted();
}

static void close_stream(void *ctx)
{
	EVP_MD_CTX_free(ctx);
}

struct sha sha_of(struct str s)
{
	struct sha h = {{0}};
	must(EVP_Digest(s.p ? s.p : "", s.n, h.b, NULL, EVP_sha256(), NULL) == 1);
	return h;
}

struct sha_stream *sha_begin(struct arena *a)
{
	struct sha_stream *h = ARENA_NEW(a, struct sha_stream);
	h->ctx = EVP_MD_CTX_new();
	must(h->ctx != NULL);
	arena_defer(a, close_stream, h->ctx);
	must(EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) == 1);
	return h;
}

static void flush(struct sha_stream *h)
{
	if (h->n)
		must(EVP_DigestUpdate(h->ctx, h->b, h->n) == 1);
	h->n = 0;
}

void sha_u64(struct sha_stream *h, uint64_t v)
{
	if (sizeof h->b - h->n < 8)
		flush(h);
	for (int i = 0; i < 8; i++)
		h->b[h->n++] = (unsigned char)(v >> (56 - 8 * i));
}

void sha_part(struct sha_stream *h, struct str s)
{
	sha_u64(h, s.n);
	if (s.n > sizeof h->b - h->n)
		flush(h);
	if (s.n > sizeof h->b) {
		must(EVP_DigestUpdate(h->ctx, s.p, s.n) == 1);
	} else if (s.n) {
		memcpy(h->b + h->n, s.p, s.n);
		h->n += s.n;
	}
}

struct sha sha_end(struct sha_stream *h)
{
	struct sha r = {{0}};
	flush(h);
	must(EVP_DigestFinal_ex(h->ctx, r.b, NULL) == 1);
	return r;
}

struct str sha_hex(struct arena *a, struct sha h)
{
	static const char digits[] = "0123456789abcdef";
	char *p = arena_alloc(a, 2 * SHA_BYTES + 1);
	for (size_t i = 0; i < SHA_BYTES; i++) {
		p[2 * i] = digits[h.b[i] >> 4];
		p[2 * i + 1] = digits[h.b[i] & 15];
	}
	return (struct str){p, 2 * SHA_BYTES};
}

struct str sha_base32(struct arena *a, struct sha h, size_t n)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	char *p = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t bit = 5 * i, at = bit / 8;
		unsigned two = (unsigned)h.b[at] << 8 | (at + 1 < SHA_BYTES ? h.b[at + 1] : 0u);
		p[i] = digits[two >> (11 - bit % 8) & 31];
	}
	return (struct str){p, n};
}

bool sha_eq(struct sha a, struct sha b)
{
	return memcmp(a.b, b.b, SHA_BYTES) == 0;
}
