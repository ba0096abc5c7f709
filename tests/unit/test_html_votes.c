/* test_html_votes.c - what the two votes on a page's runs read: the data for search engines, the
 * section, and what the first vote said of the runs around. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "doc/html_context.h"
#include "doc/html_judge.h"
#include "scratch.h"

static struct html_page open_page(const char *html)
{
	struct html_page h = {.a = a};
	struct strs notes = {0};
	struct err e = {0};
	assert_true(dom_parse(a, str_of(html), &h.dom, &notes, &e));
	h.gone = ARENA_ARRAY(a, uint8_t, h.dom.n);
	h.body = dom_find(&h.dom, 0, TAG_BODY);
	html_count_shown(&h);
	html_read_meta(&h);
	return h;
}

static void data_and_sections(void **state)
{
	struct html_page h = open_page(
		"<html><head><script type='application/ld+json'>{\"@type\":\"Product\",\"description\":"
		"\"A kettle of \\\"brushed\\\" steel, with a lid\\nthat stays cool.\"}</script></head>"
		"<body><h1>Kettle</h1><p>A kettle of \"brushed\" steel, with a lid that stays cool.</p>"
		"<h2>More</h2><ul><li><a href=/1>Pots for the oven here</a><li><a href=/2>Pans</a></ul>"
		"</body></html>");
	struct html_choices c = html_choose(&h);
	struct html_vectors *w = html_vectors_make(&h, &c);
	float v[5][HTML_FEATURES];
	(void)state;
	assert_int_equal(h.n_runs, 5);
	for (size_t i = 0; i < 5; i++)
		html_vector(w, i, v[i]);
	assert_true(v[0][F_told] < 0); /* too short to tell */
	assert_true(v[1][F_told] > 0.99F);
	assert_true(v[3][F_told] == 0);
	assert_true(v[1][F_sect_links] == 0);
	assert_true(v[3][F_sect_links] > 0.6F);
	assert_int_equal((int)v[2][F_sect_left], 3);
	assert_int_equal((int)v[4][F_sect_left], 1);
	assert_true(v[3][F_sect_words] == v[4][F_sect_words]);
}

static void votes_around_a_run(void **state)
{
	struct html_page h = open_page(
		"<body><div><p>One two three four five six seven eight nine ten eleven twelve.</p><p>"
		"One two</p></div><div><h2>Head</h2><ul><li>One<li>Two</ul></div></body>");
	static const float score[] = {3, -1, 0, -2, 2};
	struct html_choices c = html_choose(&h);
	float v[5][HTML_CONTEXT_COUNT];
	(void)state;
	assert_int_equal(h.n_runs, 5);
	html_vectors_make(&h, &c);
	struct html_context *x = html_context_make(&h, score);
	for (size_t i = 0; i < 5; i++)
		html_context_put(x, i, v[i]);
	assert_true(v[0][C_p1] == -9 && v[0][C_n1] == -1 && v[0][C_n2] == 0);
	assert_true(v[4][C_p1] == -2 && v[4][C_n1] == -9 && v[4][C_p2] == 0);
	assert_true(v[0][C_rank] > 0.7F && v[3][C_rank] == 0);
	assert_true(v[2][C_heading] == 5 && v[2][C_next_text] == -2);
	assert_true(v[3][C_heading] == 0 && v[4][C_next_text] == -9);
	/* two words of equal weight that are as likely in as out */
	assert_true(v[3][C_list] > 0.49F && v[3][C_list] < 0.51F && v[0][C_list] == -1);
	assert_true(v[3][C_shape] == v[4][C_shape] && v[3][C_shape_runs] == 1);
	assert_true(v[0][C_from_first] == 0 && v[4][C_from_first] == 4 && v[4][C_to_last] == -4);
	assert_true(v[1][C_b1] < 0.3F && v[1][C_b2] > 0.8F);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_and_sections),
		cmocka_unit_test(votes_around_a_run),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
