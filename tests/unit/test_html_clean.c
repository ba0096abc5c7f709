/* test_html_clean.c - small parts of a page that go, and parts that stay as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "doc/convert.h"
#include "scratch.h"

#define PARAGRAPH                                                                                  \
	"<p>Tides are raised by the pull of the moon, which is stronger on the near side of the "  \
	"earth than on the far side, and so two bulges of water travel around the globe.</p>"
#define PAGE(inside)                                                                               \
	STR("<title>Tides</title><nav><a href=/>Home</a></nav><article><h1>Tides</h1>" PARAGRAPH   \
			PARAGRAPH inside PARAGRAPH                                                 \
	    "</article><footer>All rights reserved</footer>")

static struct document page(struct str html)
{
	struct convert_opt opt = {.name = STR("page.html"), .url = STR("https://example.org/a")};
	struct document d;
	struct err e = {0};
	if (!convert(a, html, &opt, &d, &e))
		fail_msg("%s", e.text);
	return d;
}

static bool holds(struct str s, const char *part)
{
	return str_find(s, str_of(part)) != STR_NPOS;
}

static void a_wiki_has_no_edit_links(void **state)
{
	struct str s =
		page(PAGE("<h2><span>Two a day</span><span class=mw-editsection><span>[</span>"
			  "<a href='/w/index.php?title=Tide&amp;action=edit'>edit</a>"
			  "<span>]</span></span></h2>"))
			.body;
	(void)state;
	assert_true(holds(s, "## Two a day\n"));
}

static void a_list_is_kept_whole(void **state)
{
	struct str s =
		page(PAGE("<div class=toc><ul><li><a href='#a'>How the moon pulls</a><ul><li>"
			  "<a href='#b'>Near side</a><li><a href='#c'>Far side</a></ul><li>"
			  "<a href='#d'>How the water moves</a><li><a href='#e'>Conclusion</a>"
			  "</ul></div><h2 id=a>How the moon pulls</h2>"))
			.body;
	(void)state;
	if (holds(s, "- [How the moon pulls]"))
		assert_true(holds(s, "  - [Near side]") && holds(s, "- [Conclusion]"));
	assert_true(holds(s, "## How the moon pulls"));
}

static void empty_widgets_have_no_heading(void **state)
{
	struct str s = page(PAGE("<h3 class=sd-title>Like this:</h3><h3>Like this one</h3>")).body;
	(void)state;
	assert_false(holds(s, "Like this:"));
	assert_true(holds(s, "### Like this one"));
}

/* A gif of 40 x 40 pixels stays in its address where no pictures are taken out; one of 1 x 1 does not. */
static void pictures_in_addresses(void **state)
{
	struct str s =
		page(PAGE("<p>First look at this: <img alt=big src='data:image/gif;base64,"
			  "R0lGODlhKAAoAIAAAAAAAP///yH5BAEAAAAALAAAAAAoACgAAAIfhI+py+0Po5y0"
			  "2ouz3rz7D4biSJbmiabqyrbuCxIAOw=='> and then at that: <img alt=dot "
			  "src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAAB"
			  "AAEAAAIBRAA7'>.</p>"))
			.body;
	(void)state;
	assert_true(holds(s, "![big](data:image/gif;base64,R0lGODlhKAAo"));
	assert_false(holds(s, "![dot]"));
}

static void the_excerpt_may_lead_to_a_formula(void **state)
{
	struct document d = page(STR(
		"<title>Tides</title><article><h1>Tides</h1><p>The height of the water over one day "
		"follows a sum of waves whose periods are those of the moon and the sun:</p><pre>h = "
		"a cos(w t)</pre>" PARAGRAPH PARAGRAPH "</article>"));
	(void)state;
	assert_true(holds(d.meta.excerpt, "The height of the water"));
}

static void a_line_with_the_date_goes(void **state)
{
	struct str s = page(
		STR("<title>Tides</title><article><h1>Tides</h1><p><time "
		    "datetime=2021-03-04>4 March 2021</time> \xc2\xb7 <a href=/c>sea</a></p>" PARAGRAPH
		    "<p>On 4 March 2021 the tide was high.</p>" PARAGRAPH "</article>"))
			       .body;
	(void)state;
	assert_true(str_starts(s, STR("Tides are raised")));
	assert_true(holds(s, "On 4 March 2021 the tide was high."));
}

static void breadcrumbs_and_lists_of_dates_go(void **state)
{
	struct str s = page(
		STR("<title>Tides</title><article><h1>Tides</h1><ul><li><a href=/>Start</a>"
		    "<li><a href=/sea>Sea</a><li>Tides</ul><ul><li>4 March 2021<li>4 min</ul>" PARAGRAPH
		    "<ul><li><a href=/>Start</a><li>Moon</ul>" PARAGRAPH PARAGRAPH "</article>"))
			       .body;
	(void)state;
	assert_true(str_starts(s, STR("Tides are raised")));
	assert_true(holds(s, "- Moon")); /* not in front: content */
}

static void a_rule_stands_between_texts(void **state)
{
	struct str s = page(PAGE("<hr><p>A fact.<sup><a href='#fn1' id=r1>1</a></sup><hr>")).body;
	struct str t =
		page(STR("<title>Tides</title><article><h1>Tides</h1>" PARAGRAPH PARAGRAPH
			 "<p>A fact.<sup><a href='#fn1' id=r1>1</a></sup></p><hr><ol><li id=fn1>"
			 "Note.<a href='#r1'>\xe2\x86\xa9</a></ol></article>"))
			.body;
	(void)state;
	assert_true(holds(s, "\n---\n"));
	assert_false(holds(t, "---"));
	assert_true(holds(t, "[^1]: Note."));
}

static void a_short_heading_between_paragraphs_stays(void **state)
{
	struct str s = page(PAGE("<h2>Copy</h2>" PARAGRAPH "<h3>Share</h3>" PARAGRAPH)).body;
	(void)state;
	assert_true(holds(s, "## Copy\n") && holds(s, "### Share\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_wiki_has_no_edit_links, setup, teardown),
		cmocka_unit_test_setup_teardown(a_list_is_kept_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(empty_widgets_have_no_heading, setup, teardown),
		cmocka_unit_test_setup_teardown(pictures_in_addresses, setup, teardown),
		cmocka_unit_test_setup_teardown(a_line_with_the_date_goes, setup, teardown),
		cmocka_unit_test_setup_teardown(breadcrumbs_and_lists_of_dates_go, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rule_stands_between_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_short_heading_between_paragraphs_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(the_excerpt_may_lead_to_a_formula, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
