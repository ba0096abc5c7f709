/* test_hybrid.c - vectors of passages, with an embedder that knows a few meanings by heart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "engine/hybrid.h"
#include "store/vector.h"

#define DIM 70 /* no multiple of what the loop takes at once */

struct base {
	struct arena *a;
	char dir[32];
	struct db *db;
	size_t n_calls, n_texts;
	bool down;
	struct map shelf;
};

static const struct db_spec spec_of_test = {
	.what = "index", .application_id = 78, .version = 1, .schema = search_schema};

static int setup(void **state)
{
	struct arena *a = arena_make();
	struct base *b = ARENA_NEW(a, struct base);
	enum db_state st;
	*b = (struct base){.a = a, .dir = "/tmp/kb-hybrid.XXXXXX", .shelf = map_make(a)};
	if (!mkdtemp(b->dir) ||
		!db_open(a, str_printf(a, "%s/i.db", b->dir).p, &spec_of_test, DB_WRITE, &b->db,
			&st, NULL))
		return 1;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct base *b = *state;
	static const char *const names[] = {"i.db", "i.db-wal", "i.db-shm"};
	db_close(b->db);
	for (size_t i = 0; i < 3; i++)
		fs_remove(str_printf(b->a, "%s/%s", b->dir, names[i]).p, NULL);
	rmdir(b->dir);
	arena_free(b->a);
	return 0;
}

/* Words that mean the same have the same part of a vector; the rest is a little noise. */
static void embed_one(struct str text, float *out)
{
	static const char *const meanings[][3] = {{"car", "automobile", "vehicle"},
		{"doctor", "physician", "surgeon"}, {"boat", "ship", "vessel"}};
	for (size_t i = 0; i < DIM; i++)
		out[i] = 0.01F * (float)((text.n * 7 + i * 13) % 11);
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			if (str_ifind(text, str_of(meanings[i][k])) != STR_NPOS)
				out[i] += 2;
}

static bool fake(
	void *ctx, struct arena *a, struct strs texts, bool query, float *out, struct err *e)
{
	struct base *b = ctx;
	(void)a;
	(void)query;
	b->n_calls++;
	b->n_texts += texts.n;
	if (b->down)
		return err_set(e, ERR_NET, "nobody answers");
	for (size_t i = 0; i < texts.n; i++)
		embed_one(texts.v[i], out + i * DIM);
	return true;
}

static bool shelf_get(void *ctx, struct str key, float *out, size_t dim)
{
	struct base *b = ctx;
	const float *v = map_ptr(&b->shelf, key);
	if (v)
		memcpy(out, v, dim * sizeof *v);
	return v != NULL;
}

static bool shelf_put(void *ctx, struct str key, const float *v, size_t dim, struct err *e)
{
	struct base *b = ctx;
	float *copy = ARENA_ARRAY(b->a, float, dim);
	(void)e;
	memcpy(copy, v, dim * sizeof *v);
	map_add(&b->shelf, str_dup(b->a, key), NULL)->ptr = copy;
	return true;
}

static void put(struct base *b, const char *path, const char *text)
{
	struct search_passage p[] = {
		{STR("aaaaaaaa"), STR(""), STR("A first passage of nothing much."), 1},
		{STR("bbbbbbbb"), STR("Part"), str_of(text), 1}};
	struct search_page page = {.path = str_of(path),
		.type = STR("text"),
		.source = str_of(path),
		.title = STR("Page"),
		.language = STR("en"),
		.hash = str_of(text),
		.passages = p,
		.n_passages = 2};
	assert_true(search_put(b->db, b->a, &page, NULL));
}

static void fill_base(struct base *b)
{
	assert_true(db_begin(b->db, NULL));
	put(b, "wiki/text/a-text.md", "The automobile was left in the yard over night.");
	put(b, "wiki/text/b-text.md", "A physician came to see the patient at noon.");
	put(b, "wiki/text/c-text.md", "The ship lay in the harbour for a week.");
	for (int i = 0; i < 20; i++)
		put(b, str_printf(b->a, "wiki/text/n%02d-text.md", i).p,
			str_printf(b->a, "A note on weather and wind, number %d of many.", i).p);
	assert_true(db_commit(b->db, NULL));
}

static struct embedder embedder_of(struct base *b)
{
	return (struct embedder){.ctx = b, .model = STR("fake"), .dim = DIM, .embed = fake};
}

static void fill(struct base *b, const struct vector_shelf *shelf, struct hybrid_fill *out)
{
	struct embedder by = embedder_of(b);
	struct err e = {0};
	assert_true(db_begin(b->db, NULL));
	assert_true(hybrid_fill(b->db, &by, shelf, out, &e));
	assert_true(db_commit(b->db, NULL));
}

static struct retrieve_pages ask(struct base *b, const char *question, bool fuse)
{
	struct query q;
	struct retrieve_words w;
	struct retrieve_pages pages;
	struct embedder by = embedder_of(b);
	struct err e = {0};
	query_parse(b->a, str_of(question), &q);
	assert_true(retrieve_words(b->db, b->a, &q, &w, &e));
	assert_true(retrieve_pages(b->db, b->a, &w, &q, KB_IN_ALL, (struct strs){0}, 10,
		&retrieve_tuning, &pages, &e));
	if (fuse)
		assert_true(hybrid_fuse(b->db, b->a, &by, &q, str_of(question), KB_IN_ALL,
			(struct strs){0}, 10, &pages, &e));
	return pages;
}

static void meaning_is_found(void **state)
{
	struct base *b = *state;
	struct hybrid_fill f;
	fill_base(b);
	fill(b, NULL, &f);
	assert_int_equal(f.n_embedded, 46);
	assert_int_equal(ask(b, "car", false).n, 0);
	struct retrieve_pages p = ask(b, "car", true);
	assert_true(p.n > 0);
	assert_true(str_eqz(p.v[0].row.path, "wiki/text/a-text.md"));
	assert_int_equal(p.v[0].passage, 2);
	/* both lists agree: first */
	p = ask(b, "the ship in the harbour", true);
	assert_true(str_eqz(p.v[0].row.path, "wiki/text/c-text.md"));
	assert_true(p.v[0].score > 1.9 / 61);
	/* operators bind */
	assert_int_equal(ask(b, "+car", true).n, 0);
	assert_int_equal(ask(b, "\"car\"", true).n, 0);
	assert_int_equal(ask(b, "car path:nowhere", true).n, 0);
}

static void nothing_is_embedded_twice(void **state)
{
	struct base *b = *state;
	struct hybrid_fill f;
	struct vector_shelf shelf = {b, shelf_get, shelf_put};
	fill_base(b);
	fill(b, &shelf, &f);
	size_t n = b->n_texts;
	fill(b, &shelf, &f);
	assert_int_equal(f.n_kept, f.n_passages);
	assert_int_equal(b->n_texts, n);
	assert_true(db_begin(b->db, NULL));
	put(b, "wiki/text/a-text.md", "The automobile was sold in the morning.");
	assert_true(db_commit(b->db, NULL));
	fill(b, &shelf, &f);
	assert_int_equal(f.n_embedded, 1); /* the passage that changed */
	assert_int_equal(f.n_shelved, 1); /* the one that only moved to a new row */
	assert_true(db_begin(b->db, NULL));
	assert_true(search_remove(b->db, STR("wiki/text/a-text.md"), NULL));
	assert_true(db_commit(b->db, NULL));
	struct retrieve_pages p = ask(b, "car", true);
	for (size_t i = 0; i < p.n; i++)
		assert_false(str_eqz(p.v[i].row.path, "wiki/text/a-text.md"));
}

static void a_failure_is_told(void **state)
{
	struct base *b = *state;
	struct hybrid_fill f;
	struct embedder by = embedder_of(b);
	struct query q;
	struct retrieve_pages pages = {0};
	struct err e = {0};
	fill_base(b);
	fill(b, NULL, &f);
	b->down = true;
	query_parse(b->a, STR("car"), &q);
	assert_false(hybrid_fuse(
		b->db, b->a, &by, &q, STR("car"), KB_IN_ALL, (struct strs){0}, 10, &pages, &e));
	assert_int_equal(e.code, ERR_NET);
}

/* Bytes rank as the floats do, but for differences that are too small to matter. */
static void bytes_are_enough(void **state)
{
	struct base *b = *state;
	float v[200][DIM], q[DIM];
	uint32_t seed = 1;
	for (size_t i = 0; i < 201; i++)
		for (size_t k = 0; k < DIM; k++) {
			seed = seed * 1664525u + 1013904223u;
			float x = (float)(int32_t)seed / 2147483648.0F;
			*(i < 200 ? &v[i][k] : &q[k]) = x;
		}
	assert_true(db_begin(b->db, NULL));
	for (size_t i = 0; i < 200; i++)
		assert_true(vector_put(b->db, b->a, (int64_t)i + 1, 0, STR("k"), v[i], DIM, NULL));
	assert_true(db_commit(b->db, NULL));
	struct vector_list l;
	assert_true(vector_scan(b->db, b->a, q, DIM, 200, &l, NULL));
	assert_int_equal(l.n, 200);
	for (size_t i = 0; i < 200; i++) {
		const float *x = v[l.v[i].page - 1];
		double dot = 0, nx = 0, nq = 0;
		for (size_t k = 0; k < DIM; k++) {
			dot += (double)x[k] * q[k];
			nx += (double)x[k] * x[k];
			nq += (double)q[k] * q[k];
		}
		assert_true(fabs(dot / sqrt(nx * nq) - l.v[i].score) < 0.01);
	}
	float other[3] = {1, 0, 0}, zero[DIM] = {0}, bad[DIM] = {NAN};
	assert_true(vector_scan(b->db, b->a, other, 3, 10, &l, NULL));
	assert_int_equal(l.n, 0);
	assert_true(vector_scan(b->db, b->a, zero, DIM, 10, &l, NULL));
	assert_int_equal(l.n, 0);
	assert_true(vector_scan(b->db, b->a, bad, DIM, 10, &l, NULL));
	assert_int_equal(l.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(meaning_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_is_embedded_twice, setup, teardown),
		cmocka_unit_test_setup_teardown(a_failure_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(bytes_are_enough, setup, teardown)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
