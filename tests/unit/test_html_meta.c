/* test_html_meta.c - what a page says of itself, where its parts do not agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "doc/convert.h"
#include "scratch.h"

#define TEXT                                                                                       \
	"<p>A kiln is fired slowly at first, so that the water in the clay has time to leave, "    \
	"and only then as hot as the wood allows.</p><p>What is fired too fast will crack, and "   \
	"what cools too fast will crack as well, which is why nobody opens the door early.</p>"

static struct doc_meta read_meta(const char *head, const char *byline)
{
	struct convert_opt opt = {
		.name = STR("page.html"), .url = STR("https://www.example.org/dir/page.html")};
	struct document d;
	struct err e = {0};
	struct str html = str_printf(a,
		"<html><head><title>How to fire a kiln</title>%s</head><body><article>"
		"<h1>How to fire a kiln</h1>%s" TEXT "</article></body></html>",
		head, byline);
	if (!convert(a, html, &opt, &d, &e))
		fail_msg("%s", e.text);
	return d.meta;
}

struct row {
	const char *head, *byline, *want;
};

#define DATA                                                                                       \
	"<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"How to fire a "  \
	"kiln\",\"datePublished\":\"2024-06-24T01:30:00Z\",\"dateModified\":\"2024-06-25\"}"       \
	"</script>"

static void the_day_shown_by_the_title_holds(void **state)
{
	static const struct row v[] = {
		{DATA, "", "2024-06-24T01:30:00Z"},
		{DATA, "<p>24 June 2024</p>", "2024-06-24T01:30:00Z"},
		{DATA, "<div class=date>June 23, 2024</div>", "2024-06-23"}, /* another zone */
		{DATA, "<p>23 June 2024</p>", "2024-06-23"},
		{DATA, "<p><span>By</span><a>Ada Moon</a><span>Jan 9, 2023</span> | 6 min</p>",
			"2023-01-09"},
		{"", "<p>Joined: 3 March 2019</p><p>9 May 2021</p>", "2021-05-09"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct doc_meta m = read_meta(v[i].head, v[i].byline);
		if (!str_eqz(m.published, v[i].want))
			fail_msg("%s: wanted %s, got " STR_FMT, v[i].byline, v[i].want,
				STR_ARG(m.published));
	}
}

static void the_day_of_a_change_is_the_last_resort(void **state)
{
	static const struct row v[] = {
		{DATA, "<p>Updated on 1 August 2025</p>", "2024-06-24T01:30:00Z"},
		{DATA, "<p>Last edited: <time datetime=2025-08-01>1 August 2025</time></p>",
			"2024-06-24T01:30:00Z"},
		{"", "<p>Updated on 1 August 2025</p>", "2025-08-01"},
		{"", "<p>3 July 2025 - Updated 1 August 2025</p>", "2025-07-03"},
		{"", "<p>Updated 1 August 2025</p><p>3 July 2025</p>", "2025-07-03"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct doc_meta m = read_meta(v[i].head, v[i].byline);
		if (!str_eqz(m.published, v[i].want))
			fail_msg("%s: wanted %s, got " STR_FMT, v[i].byline, v[i].want,
				STR_ARG(m.published));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_day_shown_by_the_title_holds),
		cmocka_unit_test(the_day_of_a_change_is_the_last_resort),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
