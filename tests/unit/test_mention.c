/* test_mention.c - where names stand in a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "engine/mention.h"

static void check(const char *text, const char *want)
{
	struct arena *a = arena_make();
	struct mention_names *n = mention_names_make(a);
	struct buf b = buf_make(a);
	mention_add(n, STR("robots"), STR("en"), 0);
	mention_add(n, STR("robots.txt"), STR("en"), 1);
	mention_add(n, STR("build graph"), STR("en"), 2);
	struct mentions l = mention_find(n, a, str_of(text), STR("en"));
	for (size_t i = 0; i < l.n; i++)
		buf_printf(&b, "%zu:" STR_FMT ";", l.v[i].id,
			STR_ARG(str_sub(str_of(text), l.v[i].start, l.v[i].end)));
	assert_string_equal(str_z(a, buf_str(&b)), want);
	arena_free(a);
}

static void a_name_is_found_as_words(void **state)
{
	(void)state;
	check("Robots read it.", "0:Robots;");
	check("It is read by robots.", "0:robots;");
	check("A build-graph, or build graphs.", "2:build-graph;2:build graphs;");
	check("See (robots), \"robots\": robots/ or .robots",
		"0:robots;0:robots;0:robots;0:robots;");
}

static void a_part_of_a_token_is_no_name(void **state)
{
	(void)state;
	check("A file robots.txt says so.", "1:robots.txt;");
	check("A file robots.html says so.", "");
	check("The variable allow_robots or robots_off is set.", "");
	check("Write to me@robots or to robots@host.", "");
	check("The path etc/robots or robots/etc is read.", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_found_as_words),
		cmocka_unit_test(a_part_of_a_token_is_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
