/* vector.c - see vector.h. A row's bytes: its length as a float, then a signed byte a part. */
#include "store/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"

#define BLOCK 64 /* parts that a round of the loop takes: a constant, so that it becomes wide */

struct packed {
	int8_t *v; /* padded with zeros to a multiple of BLOCK */
	size_t n; /* with the padding */
	float length; /* of the whole numbers */
};

static bool pack(struct arena *a, const float *v, size_t dim, struct packed *out)
{
	float most = 0;
	double sum = 0;
	for (size_t i = 0; i < dim; i++) {
		if (!isfinite(v[i]))
			return false;
		most = fabsf(v[i]) > most ? fabsf(v[i]) : most;
	}
	out->n = (dim + BLOCK - 1) / BLOCK * BLOCK;
	out->v = ARENA_ARRAY(a, int8_t, out->n);
	for (size_t i = 0; i < dim && most > 0; i++) {
		out->v[i] = (int8_t)lrintf(v[i] / most * 127);
		sum += (double)out->v[i] * out->v[i];
	}
	out->length = (float)sqrt(sum);
	return most > 0;
}

bool vector_put(struct db *db, struct arena *a, int64_t page, size_t passage, struct str key,
	const float *v, size_t dim, struct err *e)
{
	struct packed p;
	struct buf b = buf_make(a);
	if (dim > VECTOR_MAX_DIM || !pack(a, v, dim, &p))
		return true;
	buf_put(&b, str_make((const char *)&p.length, sizeof p.length));
	buf_put(&b, str_make((const char *)p.v, dim));
	struct stmt *s = db_stmt(db, VECTOR_PUT);
	stmt_int(s, 1, page);
	stmt_int(s, 2, (int64_t)passage);
	stmt_str(s, 3, key);
	stmt_blob(s, 4, buf_str(&b));
	return db_run(s, e);
}

struct str vector_key(struct db *db, struct arena *a, int64_t page, size_t passage)
{
	struct str key = STR("");
	struct stmt *s = db_stmt(db, VECTOR_KEY);
	stmt_int(s, 1, page);
	stmt_int(s, 2, (int64_t)passage);
	if (db_step(s, NULL)) {
		key = stmt_col_str(s, 0, a);
		db_done(s);
	}
	return key;
}

/* n is a multiple of BLOCK. */
static int64_t dot(const int8_t *x, const int8_t *y, size_t n)
{
	int64_t all = 0;
	for (size_t i = 0; i < n; i += BLOCK) {
		int32_t sum = 0;
		for (size_t k = 0; k < BLOCK; k++)
			sum += (int32_t)x[i + k] * y[i + k];
		all += sum;
	}
	return all;
}

static int by_score(const void *x, const void *y)
{
	const struct vector_found *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	if (p->page != q->page)
		return p->page < q->page ? -1 : 1;
	return (p->passage > q->passage) - (p->passage < q->passage);
}

/* The best of each page, pages in the order of the table. */
static void keep(struct arena *a, struct vector_found f, struct vector_list *out, size_t *cap)
{
	if (out->n && out->v[out->n - 1].page == f.page) {
		if (f.score > out->v[out->n - 1].score)
			out->v[out->n - 1] = f;
		return;
	}
	if (out->n == *cap)
		out->v = vec_grow(a, out->v, sizeof *out->v, out->n, cap);
	out->v[out->n++] = f;
}

bool vector_scan(struct db *db, struct arena *a, const float *query, size_t dim, size_t most,
	struct vector_list *out, struct err *e)
{
	struct packed q;
	struct err first = {0};
	size_t cap = 0;
	*out = (struct vector_list){0};
	if (dim > VECTOR_MAX_DIM || !pack(a, query, dim, &q))
		return true;
	struct arena *scratch = arena_make();
	int8_t *row = ARENA_ARRAY(a, int8_t, q.n);
	struct stmt *s = db_stmt(db, VECTOR_ALL);
	while (db_step(s, &first)) {
		struct arena_mark m = arena_mark(scratch);
		struct str bytes = stmt_col_str(s, 2, scratch);
		float length = 0;
		if (bytes.n == dim + sizeof length) {
			memcpy(&length, bytes.p, sizeof length);
			memcpy(row, bytes.p + sizeof length, dim);
			out->n_scanned++;
		}
		arena_release(scratch, m);
		if (!(length > 0))
			continue;
		struct vector_found f = {stmt_col_int(s, 0), (size_t)stmt_col_int(s, 1),
			(double)dot(q.v, row, q.n) / ((double)q.length * (double)length)};
		keep(a, f, out, &cap);
	}
	arena_free(scratch);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_score);
	out->n = out->n < most ? out->n : most;
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}
