/* test_query.c - a person's query taken apart: signs, quotes, filters, and what only looks like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "base/arena.h"
#include "engine/query.h"

static int setup(void **state)
{
	*state = arena_make();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* "+word", "-word", ""phrase"", "word*", "title:word", filters behind " / ". */
static const char *parsed(struct arena *a, const char *text)
{
	struct query q;
	struct buf b = buf_make(a);
	query_parse(a, str_of(text), &q);
	for (size_t i = 0; i < q.n; i++) {
		const struct query_item *it = &q.v[i];
		if (i)
			buf_putc(&b, ' ');
		buf_puts(&b, it->role == QUERY_MUST ? "+" : it->role == QUERY_NOT ? "-" : "");
		buf_puts(&b, it->title ? "title:" : "");
		buf_puts(&b, it->phrase ? "\"" : "");
		buf_put(&b, it->text);
		buf_puts(&b, it->phrase ? "\"" : "");
		buf_puts(&b, it->prefix ? "!" : "");
	}
	const struct strs lists[] = {q.paths, q.tags, q.types};
	for (size_t l = 0; l < 3; l++)
		for (size_t i = 0; i < lists[l].n; i++)
			buf_printf(&b, " /%zu " STR_FMT, l, STR_ARG(lists[l].v[i]));
	if (q.before.n)
		buf_printf(&b, " <" STR_FMT, STR_ARG(q.before));
	if (q.after.n)
		buf_printf(&b, " >" STR_FMT, STR_ARG(q.after));
	return buf_str(&b).p;
}

static void plain_words(void **state)
{
	struct arena *a = *state;
	struct query q;
	assert_string_equal(parsed(a, "  what is a memex? "), "what is a memex?");
	assert_string_equal(parsed(a, ""), "");
	query_parse(a, STR("what is"), &q);
	assert_true(q.plain);
	assert_false(query_filters(&q));
	query_parse(a, STR("+what is"), &q);
	assert_false(q.plain);
}

static void signs(void **state)
{
	struct arena *a = *state;
	assert_string_equal(parsed(a, "+must -not -\"not this\" +\"but this\""),
		"+must -not -\"not this\" +\"but this\"");
	assert_string_equal(parsed(a, "pre* a*"), "pre*! a*");
	assert_string_equal(
		parsed(a, "title:memex -title:\"old memex\""), "title:memex -title:\"old memex\"");
}

static void filters(void **state)
{
	struct arena *a = *state;
	assert_string_equal(
		parsed(a,
			"x path:raw/*.md tag:\"two words\" type:concept TYPE:text before:2024 after:2020-05"),
		"x /0 raw/*.md /1 two words /2 concept /2 text <2024 >2020-05");
}

static void what_only_looks_like_syntax(void **state)
{
	struct arena *a = *state;
	assert_string_equal(parsed(a, "-5 degrees"), "-5 degrees");
	assert_string_equal(parsed(a, "a - b -- c + d"), "a b c d");
	assert_string_equal(parsed(a, "http://x.org/a?b=c"), "http://x.org/a?b=c");
	assert_string_equal(parsed(a, "tag: path: type:"), "tag: path: type:");
	assert_string_equal(parsed(a, "before:dawn"), "before:dawn");
	assert_string_equal(parsed(a, "one \"two three"), "one \"two three");
	assert_string_equal(parsed(a, "\"\" () AND * ^ : {"), "AND");
	assert_string_equal(parsed(a, "e-mail well-known C++"), "e-mail well-known C++");
}

static void hostile_bytes_are_harmless(void **state)
{
	struct arena *a = *state;
	struct query q;
	struct buf b = buf_make(a);
	for (int i = 0; i < 200000; i++)
		buf_put(&b, STR("\"\xff\0-+ path:\" "));
	query_parse(a, buf_str(&b), &q);
	assert_in_range(q.n, 0, QUERY_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(plain_words, setup, teardown),
		cmocka_unit_test_setup_teardown(signs, setup, teardown),
		cmocka_unit_test_setup_teardown(filters, setup, teardown),
		cmocka_unit_test_setup_teardown(what_only_looks_like_syntax, setup, teardown),
		cmocka_unit_test_setup_teardown(hostile_bytes_are_harmless, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
