/* hybrid.h - search by meaning beside search by words: passages as vectors, fused by rank.
 *
 * Who makes the vectors is a struct embedder, which an HTTP client fills in; vectors that were paid for
 * live on a struct vector_shelf, which the ledger provides. Both may be absent: without an embedder
 * nothing here does anything, without a shelf a passage is embedded again when its page changes. */
#ifndef ENGINE_HYBRID_H
#define ENGINE_HYBRID_H

#include "engine/retrieve.h"

struct embedder {
	void *ctx;
	struct str model; /* part of each key, with dim */
	size_t dim;
	/* texts.n vectors of dim floats, one behind the other; query: texts are questions. */
	bool (*embed)(void *ctx, struct arena *a, struct strs texts, bool query, float *out,
		struct err *e);
};

/* Vectors by key; key: 32 characters of the hash of model, dimension and text. */
struct vector_shelf {
	void *ctx;
	bool (*get)(void *ctx, struct str key, float *out, size_t dim); /* false: not there */
	bool (*put)(void *ctx, struct str key, const float *v, size_t dim, struct err *e);
};

struct hybrid_fill {
	size_t n_passages, n_kept, n_shelved, n_embedded; /* shelved: taken from the shelf */
};
/* Gives each passage its vector; inside a transaction of the caller. shelf may be NULL. What was
 * embedded before a failure stays. */
bool hybrid_fill(struct db *db, const struct embedder *by, const struct vector_shelf *shelf,
	struct hybrid_fill *out, struct err *e);

/* Fuses *pages, ranked by words, with those nearest to the question by rank (reciprocal, k = 60); at
 * most `most` stay. Questions with operators are left as they are. */
bool hybrid_fuse(struct db *db, struct arena *a, const struct embedder *by, const struct query *q,
	struct str question, enum kb_search_in in, struct strs sources, size_t most,
	struct retrieve_pages *pages, struct err *e);

#endif
