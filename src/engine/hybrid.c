/* hybrid.c - see hybrid.h. Order: texts and keys, filling, fusing. */
#include "engine/hybrid.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/vec.h"
#include "store/vector.h"

#define BATCH ((size_t)64) /* texts of a call */
#define TEXT_CP ((size_t)3000) /* of a passage */
#define LEAST_WORDS ((size_t)4)
#define RRF_K 60.0
#define NEAREST ((size_t)100)

/* --- texts and keys ---------------------------------------------------------------------- */

/* A passage with what stands above it, which says what it is about. */
static struct str text_of(
	struct arena *a, const struct search_row *row, const struct search_passage *p)
{
	return str_printf(a, STR_FMT "%s" STR_FMT "\n" STR_FMT, STR_ARG(row->title),
		p->heading.n ? " > " : "", STR_ARG(p->heading),
		STR_ARG(text_cut(p->text, TEXT_CP)));
}

static struct str key_of(struct arena *a, const struct embedder *by, struct str text)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, by->model);
	sha_u64(h, by->dim);
	sha_part(h, text);
	return sha_base32(a, sha_end(h), 32);
}

/* --- filling ----------------------------------------------------------------------------- */

struct wanted {
	int64_t page;
	size_t passage;
	struct str key;
};

struct filling {
	struct db *db;
	const struct embedder *by;
	const struct vector_shelf *shelf;
	struct hybrid_fill *out;
	struct arena *a; /* of a batch */
	VEC(struct wanted) wanted;
	struct strs texts;
	float *v;
	struct err *e;
};

static bool embed_batch(struct filling *f)
{
	if (!f->wanted.n)
		return true;
	f->v = ARENA_ARRAY(f->a, float, f->wanted.n * f->by->dim);
	if (!f->by->embed(f->by->ctx, f->a, f->texts, false, f->v, f->e))
		return false;
	for (size_t i = 0; i < f->wanted.n; i++) {
		const struct wanted *w = &f->wanted.v[i];
		const float *v = f->v + i * f->by->dim;
		/* what was paid for is kept before it is used */
		if (f->shelf && !f->shelf->put(f->shelf->ctx, w->key, v, f->by->dim, f->e))
			return false;
		if (!vector_put(f->db, f->a, w->page, w->passage, w->key, v, f->by->dim, f->e))
			return false;
		f->out->n_embedded++;
	}
	f->wanted.n = 0;
	f->texts = (struct strs){0};
	return true;
}

static bool fill_passage(
	struct filling *f, const struct search_row *row, const struct search_passage *p, size_t at)
{
	struct str text = text_of(f->a, row, p), key = key_of(f->a, f->by, text);
	if (text_count_words(p->text) < LEAST_WORDS)
		return true;
	f->out->n_passages++;
	if (str_eq(vector_key(f->db, f->a, row->id, at), key)) {
		f->out->n_kept++;
		return true;
	}
	float *v = ARENA_ARRAY(f->a, float, f->by->dim);
	if (f->shelf && f->shelf->get(f->shelf->ctx, key, v, f->by->dim)) {
		f->out->n_shelved++;
		return vector_put(f->db, f->a, row->id, at, key, v, f->by->dim, f->e);
	}
	struct wanted w = {row->id, at, key};
	VEC_PUSH(f->a, &f->wanted, w);
	strs_add(f->a, &f->texts, text);
	return f->wanted.n < BATCH || embed_batch(f);
}

static bool fill_page(struct filling *f, const struct search_row *row)
{
	struct search_body body;
	if (str_eqz(row->type, "index") || str_eqz(row->type, "log"))
		return true;
	if (!search_body(f->db, f->a, row->id, &body, f->e))
		return false;
	for (size_t i = 0; i < body.n; i++)
		if (!fill_passage(f, row, &body.v[i], i))
			return false;
	return true;
}

bool hybrid_fill(struct db *db, const struct embedder *by, const struct vector_shelf *shelf,
	struct hybrid_fill *out, struct err *e)
{
	struct arena *a = arena_make(), *scratch = arena_make();
	struct search_rows rows;
	struct filling f = {.db = db, .by = by, .shelf = shelf, .out = out, .a = scratch, .e = e};
	*out = (struct hybrid_fill){0};
	bool good = by->dim > 0 && by->dim <= VECTOR_MAX_DIM;
	if (!good)
		err_set(e, ERR_CONFIG, "embedding.dimensions is %zu; it is 1 to %zu", by->dim,
			VECTOR_MAX_DIM);
	good = good && search_rows(db, a, &rows, e);
	for (size_t i = 0; good && i < rows.n; i++) {
		good = fill_page(&f, &rows.v[i]);
		if (good && !f.wanted.n) { /* nothing waits in it */
			arena_free(scratch);
			f.a = scratch = arena_make();
			f.wanted.v = NULL;
			f.wanted.cap = 0;
		}
	}
	good = good && embed_batch(&f);
	arena_free(scratch);
	arena_free(a);
	return good;
}

/* --- fusing ------------------------------------------------------------------------------ */

static int by_score(const void *x, const void *y)
{
	const struct retrieve_page *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return str_cmp(p->row.path, q->row.path);
}

bool hybrid_fuse(struct db *db, struct arena *a, const struct embedder *by, const struct query *q,
	struct str question, enum kb_search_in in, struct strs sources, size_t most,
	struct retrieve_pages *pages, struct err *e)
{
	struct vector_list near;
	struct strs one = {&question, 1};
	float *v = ARENA_ARRAY(a, float, by->dim);
	for (size_t i = 0; i < q->n; i++)
		if (q->v[i].role != QUERY_SHOULD || q->v[i].phrase || q->v[i].prefix)
			return true;
	if (!q->n)
		return true;
	if (!by->embed(by->ctx, a, one, true, v, e) ||
		!vector_scan(db, a, v, by->dim, NEAREST, &near, e))
		return false;
	struct retrieve_page *all = ARENA_ARRAY(a, struct retrieve_page, pages->n + near.n + 1);
	size_t n = pages->n;
	for (size_t i = 0; i < n; i++) {
		all[i] = pages->v[i];
		all[i].score = 1 / (RRF_K + (double)(i + 1));
	}
	for (size_t i = 0, rank = 1; i < near.n && near.v[i].score > 0; i++) {
		struct retrieve_page x = {.passage = near.v[i].passage + 1};
		size_t at = 0;
		while (at < n && all[at].row.id != near.v[i].page)
			at++;
		if (at == n) {
			if (!search_row(db, a, near.v[i].page, &x.row, e))
				return false;
			if (!x.row.id || !retrieve_allows(q, in, sources, &x.row))
				continue;
			all[n++] = x;
		}
		all[at].passage = near.v[i].passage + 1;
		all[at].score += 1 / (RRF_K + (double)rank++);
	}
	if (n)
		qsort(all, n, sizeof *all, by_score);
	pages->v = all;
	pages->n = n < most ? n : most;
	return true;
}
