/* test_retrieve.c - pages put into the full-text index, taken out again, and found in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "engine/retrieve.h"
#include "store/search_pack.h"

struct base {
	struct arena *a;
	char dir[32];
	struct db *db;
};

static const struct db_spec spec_of_test = {
	.what = "index", .application_id = 77, .version = 1, .schema = search_schema};

static void open_base(struct base *b)
{
	enum db_state st;
	struct err e = {0};
	assert_true(db_open(b->a, str_printf(b->a, "%s/i.db", b->dir).p, &spec_of_test, DB_WRITE,
		&b->db, &st, &e));
}

static int setup(void **state)
{
	struct arena *a = arena_make();
	struct base *b = ARENA_NEW(a, struct base);
	*b = (struct base){.a = a, .dir = "/tmp/kb-retrieve.XXXXXX"};
	if (!mkdtemp(b->dir))
		return 1;
	open_base(b);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct base *b = *state;
	db_close(b->db);
	static const char *const names[] = {"i.db", "i.db-wal", "i.db-shm"};
	for (size_t i = 0; i < 3; i++)
		fs_remove(str_printf(b->a, "%s/%s", b->dir, names[i]).p, NULL);
	rmdir(b->dir);
	arena_free(b->a);
	return 0;
}

static void put(struct base *b, const char *path, const char *title, const char *text)
{
	struct err e = {0};
	struct search_passage p = {STR("pppppppp"), STR("Part > Piece"), str_of(text), 1};
	struct search_page page = {.path = str_of(path),
		.type = STR("text"),
		.source = str_of(path),
		.title = str_of(title),
		.language = STR("en"),
		.hash = str_of(text),
		.passages = &p,
		.n_passages = 1};
	assert_true(search_put(b->db, b->a, &page, &e));
}

static void begin(struct base *b)
{
	assert_true(db_begin(b->db, NULL));
}

static void commit(struct base *b)
{
	assert_true(db_commit(b->db, NULL));
}

/* Paths found, best first, a blank between. */
static const char *found(struct base *b, const char *text)
{
	struct query q;
	struct retrieve_words w;
	struct retrieve_pages pages;
	struct err e = {0};
	struct buf out = buf_make(b->a);
	query_parse(b->a, str_of(text), &q);
	assert_true(retrieve_words(b->db, b->a, &q, &w, &e));
	assert_true(retrieve_pages(b->db, b->a, &w, &q, KB_IN_ALL, (struct strs){0}, 10,
		&retrieve_tuning, &pages, &e));
	for (size_t i = 0; i < pages.n; i++)
		buf_printf(&out, "%s" STR_FMT, i ? " " : "", STR_ARG(pages.v[i].row.path));
	return buf_str(&out).p;
}

static int64_t n_pages(struct base *b, const char *term)
{
	int64_t n;
	assert_true(search_n_pages(b->db, str_of(term), &n, NULL));
	return n;
}

static void fill(struct base *b)
{
	begin(b);
	put(b, "a", "On trails", "The memex links items by associative trails.");
	put(b, "b", "Indexes", "An index lists words; a memex does more than an index.");
	put(b, "c", "Cooking", "Boil the water and add the rice.");
	commit(b);
}

static void finds_what_matches_best_first(void **state)
{
	struct base *b = *state;
	fill(b);
	assert_string_equal(found(b, "associative trail"), "a");
	assert_string_equal(found(b, "memex index"), "b a");
	assert_string_equal(found(b, "nothing holds zebra"), "");
	assert_string_equal(found(b, ""), "");
	assert_string_equal(found(b, "the"), "c a"); /* function words alone are looked for */
}

static void syntax_binds(void **state)
{
	struct base *b = *state;
	fill(b);
	assert_string_equal(found(b, "memex -index"), "a");
	assert_string_equal(found(b, "+rice memex"), "c");
	assert_string_equal(found(b, "\"add the rice\""), "c");
	assert_string_equal(found(b, "\"rice the add\""), "");
	assert_string_equal(found(b, "ind*"), "b");
	assert_string_equal(found(b, "title:trails"), "a");
	assert_string_equal(found(b, "title:rice"), "");
	assert_string_equal(found(b, "memex path:b"), "b");
	assert_string_equal(found(b, "path:c"), "c");
	assert_string_equal(found(b, "memex type:concept"), "");
	assert_string_equal(found(b, "-memex"), "");
}

static void terms_are_counted_by_page(void **state)
{
	struct base *b = *state;
	fill(b);
	assert_int_equal(n_pages(b, "memex"), 2);
	assert_int_equal(n_pages(b, "index"), 1);
	begin(b);
	assert_true(search_remove(b->db, STR("b"), NULL));
	assert_true(search_remove(b->db, STR("never was"), NULL));
	commit(b);
	assert_int_equal(n_pages(b, "memex"), 1);
	assert_int_equal(n_pages(b, "index"), 0);
	assert_string_equal(found(b, "memex index"), "a");
}

static void a_page_is_replaced(void **state)
{
	struct base *b = *state;
	fill(b);
	begin(b);
	put(b, "c", "Cooking", "Fry the memex.");
	put(b, "a", "On trails", "The memex links items by associative trails."); /* the same */
	commit(b);
	assert_int_equal(n_pages(b, "rice"), 0);
	assert_int_equal(n_pages(b, "memex"), 3);
	assert_string_equal(found(b, "rice"), "");
	assert_string_equal(found(b, "fry"), "c");
}

static void a_rollback_leaves_no_count(void **state)
{
	struct base *b = *state;
	fill(b);
	begin(b);
	put(b, "d", "More", "memex memex");
	db_rollback(b->db);
	begin(b);
	put(b, "e", "Other", "something else");
	commit(b);
	assert_int_equal(n_pages(b, "memex"), 2);
	db_close(b->db);
	open_base(b);
	assert_int_equal(n_pages(b, "memex"), 2);
	assert_string_equal(found(b, "something"), "e");
}

/* As if the index had been filled with another stemmer: postings are made again from the texts. */
static void other_terms_than_were_put_are_noticed(void **state)
{
	struct base *b = *state;
	struct search_row row;
	fill(b);
	assert_true(search_row_of(b->db, b->a, STR("b"), &row, NULL));
	begin(b);
	struct stmt *s = db_stmt(b->db, SEARCH_PAGE_CODED);
	stmt_int(s, 1, row.id);
	stmt_int(s, 2, 1);
	assert_true(db_run(s, NULL));
	put(b, "d", "New", "a memex too");
	assert_true(search_remove(b->db, STR("b"), NULL));
	commit(b);
	assert_int_equal(n_pages(b, "memex"), 2);
	assert_int_equal(n_pages(b, "index"), 0);
	assert_string_equal(found(b, "trails"), "a");
	assert_string_equal(found(b, "index"), "");
}

static void passages_come_back_as_they_were_put(void **state)
{
	struct base *b = *state;
	struct search_passage v[300];
	struct buf text = buf_make(b->a);
	for (size_t i = 0; i < 300; i++) {
		struct str id = str_printf(b->a, "id%zu", i), h = str_printf(b->a, "H %zu", i / 7);
		buf_printf(&text, "words %zu\n", i);
		v[i] = (struct search_passage){
			id, h, str_dup(b->a, buf_str(&text)), (unsigned)i % 9};
	}
	struct search_page page = {.path = STR("p"), .passages = v, .n_passages = 300};
	begin(b);
	assert_true(search_put(b->db, b->a, &page, NULL));
	commit(b);
	struct search_row row;
	struct search_body body;
	assert_true(search_row_of(b->db, b->a, STR("p"), &row, NULL));
	assert_true(search_body(b->db, b->a, row.id, &body, NULL));
	assert_int_equal(body.n, 300);
	for (size_t i = 0; i < 300; i++) {
		assert_true(str_eq(body.v[i].id, v[i].id));
		assert_true(str_eq(body.v[i].heading, v[i].heading));
		assert_true(str_eq(body.v[i].text, v[i].text));
		assert_int_equal(body.v[i].kind, v[i].kind);
	}
}

static void packed_texts_come_back(void **state)
{
	struct arena *a = ((struct base *)*state)->a;
	uint32_t seed = 3;
	for (size_t round = 0; round < 400; round++) {
		struct buf b = buf_make(a);
		size_t n = round * round / 40, spread = 1 + round % 256;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			size_t x = (seed >> 8) % spread;
			buf_putc(&b, (char)(round % 3 ? x * x / spread : x));
		}
		struct str packed = search_pack(a, buf_str(&b)), text;
		assert_true(search_unpack(a, packed, &text));
		assert_true(str_eq(text, buf_str(&b)));
		assert_in_range(packed.n, 0, n + 5);
		for (size_t i = 0; i < packed.n && i < 60; i++) { /* damage is no crash */
			char *p = (char *)(uintptr_t)packed.p + i;
			*p = (char)(*p ^ (1 << round % 8));
			(void)search_unpack(a, str_sub(packed, 0, packed.n - i / 8), &text);
		}
	}
	struct buf skewed = buf_make(a); /* code lengths past the limit */
	for (int i = 0, n = 1; i < 24; i++, n = n * 3 / 2 + 1)
		buf_fill(&skewed, (char)('a' + i), (size_t)n);
	struct str packed = search_pack(a, buf_str(&skewed)), text;
	assert_true(search_unpack(a, packed, &text));
	assert_true(str_eq(text, buf_str(&skewed)));
	assert_true(packed.n < skewed.n / 2);
}

static void snippets_show_the_words(void **state)
{
	struct base *b = *state;
	fill(b);
	struct query q;
	struct retrieve_words w;
	struct buf text = buf_make(b->a);
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "filler and more ");
	buf_puts(&text, "the memex has an index here ");
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "filler and more ");
	query_parse(b->a, STR("memex index"), &q);
	assert_true(retrieve_words(b->db, b->a, &q, &w, NULL));
	struct str s = retrieve_snippet(b->a, &w, STR("en"), buf_str(&text), 100);
	assert_int_not_equal(str_find(s, STR("memex has an index")), STR_NPOS);
	assert_in_range(s.n, 30, 130);
	s = retrieve_snippet(b->a, &w, STR("en"), STR("short\ntext"), 100);
	assert_true(str_eqz(s, "short text"));
}

static void any_query_is_answered(void **state)
{
	struct base *b = *state;
	fill(b);
	static const char *const hostile[] = {"\"", "\"\"", "AND OR NOT NEAR(", "a AND", "(((",
		"* *", "col:x {a b}: c", "^a", "a + b", "'; DROP TABLE x; --", "NEAR/2", "-", "+",
		"-\"", "\xff\xfe", "\xe2\x80\xae rtl", "\xf0\x9f\x98\x80", "a*b*",
		"title:", "title:*", "a\"b\"c", "rowid:1", "search_fts", "\x01\x05hello"};
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		(void)found(b, hostile[i]);
	struct buf long_one = buf_make(b->a);
	for (int i = 0; i < 3000; i++)
		buf_printf(&long_one, "w%d +m%d \"p%d q\" ", i, i, i);
	(void)found(b, buf_str(&long_one).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_what_matches_best_first, setup, teardown),
		cmocka_unit_test_setup_teardown(syntax_binds, setup, teardown),
		cmocka_unit_test_setup_teardown(terms_are_counted_by_page, setup, teardown),
		cmocka_unit_test_setup_teardown(a_page_is_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rollback_leaves_no_count, setup, teardown),
		cmocka_unit_test_setup_teardown(
			other_terms_than_were_put_are_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			passages_come_back_as_they_were_put, setup, teardown),
		cmocka_unit_test_setup_teardown(packed_texts_come_back, setup, teardown),
		cmocka_unit_test_setup_teardown(snippets_show_the_words, setup, teardown),
		cmocka_unit_test_setup_teardown(any_query_is_answered, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
