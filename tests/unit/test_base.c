/* test_base.c - strings, buffers, maps, globs, paths, files, JSON, hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/vec.h"

static void same(struct str got, const char *want)
{
	char text[512];
	assert_true(got.n < sizeof text);
	memcpy(text, got.p, got.n);
	text[got.n] = '\0';
	assert_string_equal(text, want);
}

static void an_arena_gives_back_what_came_after_a_mark(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	struct str kept = str_dup(a, STR("kept"));
	size_t before = arena_bytes(a);
	struct arena_mark m = arena_mark(a);
	for (int i = 0; i < 1000; i++)
		str_printf(a, "%d bottles", i);
	arena_release(a, m);
	assert_true(arena_bytes(a) <= before + 16384);
	same(kept, "kept");
	arena_free(a);
}

static void count_call(void *ctx)
{
	++*(int *)ctx;
}

static void deferred_calls_run_at_release_and_at_the_end(void **state)
{
	struct arena *a = arena_make();
	int calls = 0;
	(void)state;
	arena_defer(a, count_call, &calls);
	struct arena_mark m = arena_mark(a);
	arena_defer(a, count_call, &calls);
	arena_release(a, m);
	assert_int_equal(calls, 1);
	arena_free(a);
	assert_int_equal(calls, 2);
}

static void cutting_and_lines(void **state)
{
	struct str rest = STR("a,,b"), piece;
	(void)state;
	assert_true(str_cut(&rest, ',', &piece));
	same(piece, "a");
	assert_true(str_cut(&rest, ',', &piece));
	same(piece, "");
	assert_true(str_cut(&rest, ',', &piece));
	same(piece, "b");
	assert_false(str_cut(&rest, ',', &piece));
	rest = STR("one\r\ntwo\n\nend");
	const char *const want[] = {"one", "two", "", "end"};
	for (size_t i = 0; i < 4; i++) {
		assert_true(str_line(&rest, &piece));
		same(piece, want[i]);
	}
	assert_false(str_line(&rest, &piece));
}

static void a_list_of_words_is_bisected(void **state)
{
	static const char *const words[] = {"ab", "b", "bcd", "c\u00e9"};
	struct str list = STR("ab|b|bcd|c\u00e9");
	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_true(str_list_has(list, '|', str_of(words[i])));
	assert_false(str_list_has(list, '|', STR("a")));
	assert_false(str_list_has(list, '|', STR("bc")));
	assert_false(str_list_has(list, '|', STR("ab|b")));
	assert_false(str_list_has(list, '|', STR("zz")));
	assert_false(str_list_has(list, '|', STR("")));
	assert_false(str_list_has(STR(""), '|', STR("a")));
}

static void what_is_packed_reads_back(void **state)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	static const uint64_t numbers[] = {0, 127, 128, 16384, UINT64_MAX};
	(void)state;
	for (size_t i = 0; i < 5; i++)
		pack_n(&b, numbers[i]);
	pack_str(&b, STR("a text"));
	struct str all = buf_str(&b);
	struct unpack u = unpack_make(all);
	for (size_t i = 0; i < 5; i++)
		assert_true(unpack_n(&u) == numbers[i]);
	same(unpack_str(&u), "a text");
	assert_true(!u.bad && u.p == u.end);
	for (size_t cut = 0; cut < all.n;
		cut++) { /* an end anywhere is noticed and read no further */
		u = unpack_make(str_sub(all, 0, cut));
		for (size_t i = 0; i < 5; i++)
			unpack_n(&u);
		assert_int_equal(unpack_str(&u).n, 0);
		assert_true(u.bad);
	}
	arena_free(a);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	int64_t v;
	(void)state;
	assert_true(str_to_i64(STR("-9223372036854775808"), &v));
	assert_true(v == INT64_MIN);
	assert_true(str_to_i64(STR("9223372036854775807"), &v));
	assert_true(v == INT64_MAX);
	assert_false(str_to_i64(STR("9223372036854775808"), &v));
	assert_false(str_to_i64(STR("12x"), &v));
	assert_false(str_to_i64(STR(""), &v));
	assert_false(str_to_i64(STR("-"), &v));
}

static void globs(void **state)
{
	(void)state;
	assert_true(str_glob(STR("*.tmp"), STR("raw/a/b.tmp")));
	assert_false(str_glob(STR("raw/*.md"), STR("raw/a/b.md")));
	assert_true(str_glob(STR("raw/**/*.md"), STR("raw/a/b/c.md")));
	assert_true(str_glob(STR("raw/**/*.md"), STR("raw/c.md")));
	assert_true(str_glob(STR("raw/**"), STR("raw/a/b/c.md")));
	assert_true(str_glob(STR("?.md"), STR("a.md")));
	assert_false(str_glob(STR("?.md"), STR("ab.md")));
	assert_false(str_glob(STR("a*b*c*d"), STR("aXbXcXe")));
}

static void a_map_keeps_the_order_of_insertion(void **state)
{
	struct arena *a = arena_make();
	struct map m = map_make(a);
	bool added;
	(void)state;
	for (size_t i = 0; i < 1000; i++)
		map_add(&m, str_printf(a, "key %zu", i), NULL)->num = i;
	map_add(&m, STR("key 7"), &added);
	assert_false(added);
	assert_int_equal(m.n, 1000);
	for (size_t i = 0; i < 1000; i++) {
		assert_true(str_eq(m.v[i].key, str_printf(a, "key %zu", i)));
		assert_int_equal(map_find(&m, m.v[i].key)->num, i);
	}
	assert_null(map_find(&m, STR("key 1000")));
	arena_free(a);
}

static void the_first_error_wins_and_floors_add_clauses(void **state)
{
	struct err e = {0};
	(void)state;
	assert_false(err_set(&e, ERR_INPUT, "bad\nline %d", 3));
	assert_false(err_set(&e, ERR_IO, "later"));
	err_wrap(&e, "raw/%s", "a.pdf");
	assert_int_equal(e.code, ERR_INPUT);
	assert_string_equal(e.text, "raw/a.pdf: bad?line 3");
	assert_int_equal(err_status(ERR_INTERRUPTED), 130);
	assert_int_equal(err_status(ERR_USAGE), 2);
}

static void paths(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	same(fs_clean(a, STR("a/./b/../c//d")), "a/c/d");
	same(fs_clean(a, STR("../x/../../y")), "../../y");
	same(fs_clean(a, STR("/../x")), "/x");
	same(fs_relative(a, STR("wiki/concepts/a.md"), STR("wiki/concepts/b.md")), "b.md");
	same(fs_relative(a, STR("wiki/concepts/a.md"), STR("wiki/text/b.md")), "../text/b.md");
	same(fs_relative(a, STR("wiki/sources/a.md"), STR("raw/b.md")), "../../raw/b.md");
	same(fs_relative(a, STR("wiki/index.md"), STR("wiki/text/b.md")), "text/b.md");
	same(fs_relative(a, STR("wiki/ab/x.md"), STR("wiki/a/x.md")), "../a/x.md");
	same(fs_extension(STR("raw/a.tar.gz")), ".gz");
	same(fs_extension(STR("raw.d/a")), "");
	same(fs_extension(STR(".profile")), "");
	same(fs_base_name(STR("raw/a.md")), "a.md");
	same(fs_dir_name(STR("raw/x/a.md")), "raw/x");
	arena_free(a);
}

static void files_are_written_by_rename_and_walked_in_order(void **state)
{
	struct arena *a = arena_make();
	struct err e = {0};
	struct fs_list l;
	struct str got;
	char dir[] = "/tmp/kb-test-XXXXXX";
	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_true(fs_mkdirs(fs_join(a, dir, "b/c"), &e));
	const char *const names[] = {"b/c/z.md", "a.md", "b/x.md", ".hidden"};
	for (size_t i = 0; i < 4; i++)
		assert_true(fs_write(fs_join(a, dir, names[i]), STR("text"), true, &e));
	assert_int_equal(symlink("/etc", fs_join(a, dir, "b/link")), 0);
	assert_true(fs_walk(a, dir, &l, &e));
	assert_int_equal(l.n, 4);
	same(l.v[0].path, "a.md");
	same(l.v[1].path, "b/c/z.md");
	same(l.v[2].path, "b/link");
	assert_true(l.v[2].st.is_link);
	same(l.v[3].path, "b/x.md");
	assert_true(fs_read(a, fs_join(a, dir, "a.md"), 4, &got, &e));
	same(got, "text");
	assert_false(fs_read(a, fs_join(a, dir, "a.md"), 3, &got, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	err_clear(&e);
	assert_false(fs_read(a, dir, 100, &got, &e));
	assert_int_equal(e.code, ERR_IO);
	const char *const rm[] = {"rm", "-rf", dir, NULL};
	struct fs_run run = {.argv = rm, .timeout_ms = 10000, .max_output = 100};
	int status = -1;
	struct str note;
	err_clear(&e);
	assert_true(fs_run(a, &run, &got, &note, &status, &e));
	assert_int_equal(status, 0);
	assert_false(fs_exists(dir));
	arena_free(a);
}

static void a_child_is_bounded(void **state)
{
	struct arena *a = arena_make();
	struct str out, note;
	int status = -1;
	struct err e = {0};
	(void)state;
	const char *const echo[] = {"sh", "-c", "cat; echo oops >&2; exit 3", NULL};
	struct fs_run run = {
		.argv = echo, .input = STR("in"), .timeout_ms = 10000, .max_output = 100};
	assert_true(fs_run(a, &run, &out, &note, &status, &e));
	same(out, "in");
	same(note, "oops");
	assert_int_equal(status, 3);
	const char *const flood[] = {"sh", "-c", "yes", NULL};
	run = (struct fs_run){.argv = flood, .timeout_ms = 10000, .max_output = 1000};
	assert_false(fs_run(a, &run, &out, &note, &status, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	err_clear(&e);
	const char *const slow[] = {"sleep", "60", NULL};
	run = (struct fs_run){.argv = slow, .timeout_ms = 50, .max_output = 1000};
	assert_false(fs_run(a, &run, &out, &note, &status, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	err_clear(&e);
	const char *const busy[] = {"sh", "-c", "while :; do :; done", NULL};
	run = (struct fs_run){
		.argv = busy, .timeout_ms = 60000, .max_output = 1000, .max_cpu_s = 1};
	assert_false(fs_run(a, &run, &out, &note, &status, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	assert_non_null(strstr(e.text, "more than 1 s of work"));
	err_clear(&e);
	const char *const absent[] = {"kb-no-such-program", NULL};
	run = (struct fs_run){.argv = absent, .timeout_ms = 1000, .max_output = 1000};
	assert_false(fs_run(a, &run, &out, &note, &status, &e));
	assert_int_equal(e.code, ERR_IO);
	arena_free(a);
}

static void hashes(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	same(sha_hex(a, sha_of(STR("abc"))),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	same(sha_base32(a, sha_of(STR("abc")), 8), "xj4bnp4p");
	struct sha_stream *h = sha_begin(a), *g = sha_begin(a);
	sha_part(h, STR("ab"));
	sha_part(h, STR("c"));
	sha_part(g, STR("a"));
	sha_part(g, STR("bc"));
	assert_false(sha_eq(sha_end(h), sha_end(g)));
	arena_free(a);
}

static void json_both_ways(void **state)
{
	struct arena *a = arena_make();
	struct err e = {0};
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, false);
	struct json *v;
	(void)state;
	json_open(&j, NULL, '{');
	json_put_str(&j, "s", STR("a\"\\\n\xff\x01"));
	json_put_int(&j, "i", -5);
	json_open(&j, "l", '[');
	json_put_bool(&j, NULL, true);
	json_put_null(&j, NULL);
	json_put_num(&j, NULL, 0.5);
	json_close(&j, ']');
	json_close(&j, '}');
	same(buf_str(&b),
		"{\"s\":\"a\\\"\\\\\\n\xEF\xBF\xBD\\u0001\",\"i\":-5,\"l\":[true,null,0.5]}");
	assert_true(json_parse(a, buf_str(&b), &v, &e));
	same(json_str(json_get(v, STR("s"))), "a\"\\\n\xEF\xBF\xBD\x01");
	assert_int_equal(json_len(json_get(v, STR("l"))), 3);
	assert_true(json_bool(json_at(json_get(v, STR("l")), 0)));
	assert_null(json_get(v, STR("none")));
	assert_false(json_parse(a, STR("{\"a\":1,\"a\":2}"), &v, &e));
	assert_int_equal(e.code, ERR_INPUT);
	err_clear(&e);
	struct buf deep = buf_make(a);
	buf_fill(&deep, '[', 100000);
	assert_false(json_parse(a, buf_str(&deep), &v, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	arena_free(a);
}

struct sum {
	uint8_t seen[1000];
};

static void mark(void *ctx, size_t i, unsigned worker)
{
	(void)worker;
	((struct sum *)ctx)->seen[i]++;
}

static void a_pool_does_each_item_once(void **state)
{
	struct sum s = {{0}};
	(void)state;
	pool_run(8, 1000, mark, &s);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(s.seen[i], 1);
	pool_run(4, 0, mark, &s);
	pool_run(0, 3, mark, &s);
	assert_int_equal(s.seen[2], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arena_gives_back_what_came_after_a_mark),
		cmocka_unit_test(deferred_calls_run_at_release_and_at_the_end),
		cmocka_unit_test(cutting_and_lines),
		cmocka_unit_test(a_list_of_words_is_bisected),
		cmocka_unit_test(what_is_packed_reads_back),
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(globs),
		cmocka_unit_test(a_map_keeps_the_order_of_insertion),
		cmocka_unit_test(the_first_error_wins_and_floors_add_clauses),
		cmocka_unit_test(paths),
		cmocka_unit_test(files_are_written_by_rename_and_walked_in_order),
		cmocka_unit_test(a_child_is_bounded),
		cmocka_unit_test(hashes),
		cmocka_unit_test(json_both_ways),
		cmocka_unit_test(a_pool_does_each_item_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
