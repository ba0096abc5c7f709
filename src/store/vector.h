/* vector.h - passages as vectors of bytes, beside the full-text index; derived like all of it.
 *
 * A vector is scaled so that its largest part is 127: a dot product of two is one of whole numbers,
 * and a scan over all is a loop that the compiler makes wide. They go with their page. */
#ifndef STORE_VECTOR_H
#define STORE_VECTOR_H

#include "store/db.h"

#define VECTOR_MAX_DIM ((size_t)16384)

/* inside a transaction of the caller; a vector of zeros is not stored */
bool vector_put(struct db *db, struct arena *a, int64_t page, size_t passage, struct str key,
	const float *v, size_t dim, struct err *e);
/* The key under which the vector of a passage is stored, "" when there is none. */
struct str vector_key(struct db *db, struct arena *a, int64_t page, size_t passage);

struct vector_found {
	int64_t page;
	size_t passage; /* its number in the page */
	double score; /* cosine, -1 to 1 */
};
struct vector_list {
	struct vector_found *v; /* best first, one a page */
	size_t n, n_scanned;
};
/* The nearest passages; vectors of another length are passed over. */
bool vector_scan(struct db *db, struct arena *a, const float *query, size_t dim, size_t most,
	struct vector_list *out, struct err *e);

#endif
