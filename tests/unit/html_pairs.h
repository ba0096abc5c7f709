/* html_pairs.h - elements of a page and the Markdown that is made of them, for programs of tests that are
 * tables of such pairs. Comes behind cmocka.h. */
#ifndef UNIT_HTML_PAIRS_H
#define UNIT_HTML_PAIRS_H

#include "base/str.h"
#include "doc/html_part.h"
#include "scratch.h"

struct pair {
	const char *html, *markdown; /* without the newline at the end */
};

static void check(const struct pair *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct html_part part = {.html = str_of(v[i].html), .label = STR("utf-8")};
		struct str got = {0};
		struct err e = {0};
		if (!html_part_write(a, &part, &got, NULL, &e))
			fail_msg("%s", e.text);
		if (!str_eqz(str_trim_right(got), v[i].markdown))
			fail_msg("%s\n-- wanted --\n%s\n-- got --\n" STR_FMT, v[i].html,
				v[i].markdown, STR_ARG(got));
	}
}
#define CHECK(pairs) check(pairs, sizeof pairs / sizeof *pairs)

#endif
