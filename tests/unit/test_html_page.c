/* test_html_page.c - a whole page: what is content, what the page says of itself, what is hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/html_context.h"
#include "doc/html_features.h"
#include "doc/html_scan.h"
#include "doc/html_trees.h"
#include "scratch.h"

static struct document read_page(struct str html)
{
	struct convert_opt opt = {.name = STR("page.html"),
		.url = STR("https://www.example.org/dir/page.html"),
		.explain = true};
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

static void same(struct str got, const char *want)
{
	if (!str_eqz(got, want))
		fail_msg("wanted '%s', got '" STR_FMT "'", want, STR_ARG(got));
}

/* A page as sites serve them: navigation, an article, related links, a footer. */
#define PARAGRAPH                                                                                  \
	"<p>Tides are raised by the pull of the moon, which is stronger on the near side of the "  \
	"earth than on the far side, and so two bulges of water travel around the globe, one on "  \
	"each side, while the land turns below them.</p>"
#define ARTICLE                                                                                    \
	"<article><h1>How tides work</h1><p class=byline>By <a rel=author href=/a/ada>Ada Moon"    \
	"</a> <time datetime=2021-03-04>4 March 2021</time></p>" PARAGRAPH                         \
	"<h2>Two a day</h2><p>Most coasts see two high waters and two low waters in a day, some "  \
	"twelve hours and twenty-five minutes apart, because the moon moves on as well.</p>"       \
	"<p>Bays and shelves change that rhythm: in a few places there is only one tide a day, "   \
	"and in others the water hardly moves, although the pull is the same everywhere.</p>"      \
	"</article>"
#define PAGE                                                                                        \
	"<html lang=en><head><title>How tides work - Sea Facts</title><meta property=og:site_name " \
	"content='Sea Facts'><meta name=description content='Why the sea rises twice a day.'>"      \
	"</head><body><nav><ul><li><a href=/>Home</a><li><a href=/s>Shop</a><li><a href=/c>Contact" \
	"</a></ul></nav><main>" ARTICLE "</main><aside class=sidebar><h3>Most read</h3><ul><li>"    \
	"<a href=/1>Ten knots</a><li><a href=/2>Best boats</a></ul></aside><footer><p>\xc2\xa9 "    \
	"2021 Sea Facts. All rights reserved. <a href=/p>Privacy</a></p></footer></body></html>"

/* --- content ----------------------------------------------------------------------------- */

static void the_article_stays_and_the_frame_goes(void **state)
{
	struct document d = read_page(STR(PAGE));
	(void)state;
	assert_true(holds(d.body, "Tides are raised"));
	assert_true(holds(d.body, "## Two a day"));
	assert_true(holds(d.body, "the pull is the same everywhere."));
	assert_false(holds(d.body, "Shop"));
	assert_false(holds(d.body, "Best boats"));
	assert_false(holds(d.body, "Privacy"));
	assert_false(holds(d.body, "# How tides work")); /* the title is shown above */
}

static void a_class_name_alone_drops_nothing(void **state)
{
	struct document d = read_page(
		STR("<html><body><div class='comment sidebar ad footer'>"
		    "<h1>How tides work</h1>" PARAGRAPH PARAGRAPH
		    "<p>The last words of it stand here, and they are a sentence too.</p></div>"));
	(void)state;
	assert_true(holds(d.body, "Tides are raised"));
	assert_true(holds(d.body, "The last words of it"));
}

static void something_is_always_left(void **state)
{
	struct document d = read_page(STR(
		"<html><body><ul><li><a href=/1>One thing</a><li><a href=/2>Another thing</a><li>"
		"<a href=/3>A third thing</a></ul></body></html>"));
	(void)state;
	assert_true(holds(d.body, "thing"));
	assert_false(d.empty);
}

static void jumps_inside_the_page_are_tools(void **state)
{
	struct document d = read_page(
		STR("<article>" PARAGRAPH "<p><a href='#more'>Continue with the main text</a></p>"
		    "<p id=more>See <a href='#n'>the second part of it</a> too, which "
		    "says more about tides.</p><ul><li><a href='#a'>First part</a><li>"
		    "<a href='#b'>Second part</a></ul>" PARAGRAPH "</article>"));
	(void)state;
	assert_false(holds(d.body, "Continue with"));
	assert_true(holds(d.body, "[the second part of it](#n)"));
	assert_true(holds(d.body, "[First part](#a)"));
}

static void frames_of_code_and_lone_tool_words_go(void **state)
{
	struct document d = read_page(
		STR("<article>" PARAGRAPH "<div>Advertisement</div>" PARAGRAPH
		    "<div class=frame><div class=bar><span>Python</span><button>Copy</button></div>"
		    "<pre><code>a = 1\n\nb = 2</code></pre></div>" PARAGRAPH
		    "<p>Share</p><p>go</p><pre>share\n</pre>" PARAGRAPH
		    "<p>Share this: \xe2\x80\x8d<b>\xe2\x80\x8d</b></p></article>"));
	(void)state;
	assert_false(holds(d.body, "Advertisement"));
	assert_false(holds(d.body, "Python"));
	assert_true(holds(d.body, "```python\na = 1\n\nb = 2\n```"));
	assert_false(holds(d.body, "Share\n"));
	assert_true(holds(d.body, "go\n\n```\nshare\n```"));
	assert_false(holds(d.body, "\xe2\x80\x8d**"));
}

static void what_a_browser_hides_is_hidden(void **state)
{
	struct document d = read_page(
		STR("<html><body><article><h1>T</h1>" PARAGRAPH
		    "<p style='display: none'>Never shown to anyone who reads the page.</p>"
		    "<p hidden>Nor is this sentence, which the page hides as well.</p>"
		    "<div style='--x-display: none'>" PARAGRAPH "</div></article>"));
	(void)state;
	assert_false(holds(d.body, "Never shown"));
	assert_false(holds(d.body, "Nor is this"));
	assert_true(holds(d.body, "Tides are raised"));
}

static void noscript_counts_when_it_holds_the_text(void **state)
{
	struct document d =
		read_page(STR("<html><body><div id=app></div><noscript><article><h1>T"
			      "</h1>" PARAGRAPH PARAGRAPH "</article></noscript></body></html>"));
	(void)state;
	assert_true(holds(d.body, "Tides are raised"));
	d = read_page(
		STR("<html><body><article><h1>T</h1>" PARAGRAPH PARAGRAPH "</article><noscript>"
		    "<p>Please enable scripts in your browser to see this page as it was meant.</p>"
		    "</noscript></body></html>"));
	assert_false(holds(d.body, "enable scripts"));
}

/* One text in three shapes of data; nothing of it stands in an element. */
static void data_for_scripts_count_when_nothing_else_has_text(void **state)
{
	static const char sea[] =
		"Tides are raised by the pull of the moon, which is stronger on the near side of the "
		"earth than on the far one. The sea follows it twice a day, later by some fifty minutes "
		"each time, and higher when sun and moon pull along one line.";
	struct document d = read_page(str_printf(a,
		"<title>T</title><div id=__next></div><script id=__NEXT_DATA__ "
		"type='application/json'>{\"post\":{\"title\":\"T\",\"author\":{\"name\":"
		"\"Ada Moon\"},\"publishedAt\":\"2024-03-05\",\"html\":\"<h2>Why</h2><p>%s</p>\"}}"
		"</script>",
		sea));
	(void)state;
	assert_true(holds(d.body, "## Why\n\nTides are raised"));
	same(d.meta.authors.v[0], "Ada Moon");
	same(d.meta.published, "2024-03-05");
	assert_true(holds(d.explain, "data for its scripts"));
	d = read_page(str_printf(a,
		"<title>T</title><div id=app></div><script>window.__STATE__ = {\"blocks\":[{\"text\":"
		"\"%s\"},{\"text\":\"It <ends> with a \"},{\"text\":\"flood\"},{\"text\":"
		"\" at night.\"}],\"css\":\"%s\"};</script>",
		sea,
		".a{margin:0;padding:0}.b{margin:0;padding:0}.c{margin:0;padding:0;color:#fff}"
		".d{margin:0;padding:0}.e{margin:0;padding:0}.f{margin:0;padding:0}"));
	assert_true(holds(d.body, "Tides are raised"));
	assert_true(holds(d.body, "\n\nIt \\<ends> with a flood at night.\n"));
	assert_false(holds(d.body, "margin"));
	d = read_page(str_printf(a,
		"<title>T</title><div data-preloaded='{\"topic\":\"{\\\"posts\\\":[{\\\"username\\\":"
		"\\\"ada\\\",\\\"created_at\\\":\\\"2024-01-02\\\",\\\"cooked\\\":\\\"<p>%s</p>\\\"},"
		"{\\\"username\\\":\\\"bea\\\",\\\"cooked\\\":\\\"<p>An answer that is only a "
		"sentence long.</p>\\\"}]}\"}'></div>",
		sea));
	assert_true(holds(d.body, "**ada** \xc2\xb7 2024-01-02\n\nTides"));
	assert_true(holds(d.body, "**bea**\n\nAn answer"));
	/* a page with text of its own keeps it */
	d = read_page(
		STR("<article><h1>T</h1>" PARAGRAPH PARAGRAPH
		    "</article><script type='application/json'>{\"html\":\"<p>Data of a widget, "
		    "which are longer than the text of the page and say again and again what "
		    "nobody reads, in words that have no end, and so on, and on, and on, until "
		    "there are more than fifty of them, which is the least that counts, and then "
		    "some more of them.</p>\"}</script>"));
	assert_true(holds(d.body, "Tides are raised"));
	assert_false(holds(d.body, "widget"));
}

static void pictures_keep_their_place(void **state)
{
	static const char *const v[] = {
		/* a block by its style */
		"<p><img style='display:block;border:none' src=/a/sea.jpg></p>",
		/* left to a script; the figure says what it is */
		"<figure itemid='https://www.example.org/a/sea.jpg'><div class=lazy><div></div></div>"
		"<figcaption>The sea at night, seen from the pier of the town.</figcaption></figure>",
		/* one for narrow screens, one for wide ones */
		"<div><figure><img src='/a/sea.jpg?w=400'><figcaption>Sea.</figcaption></figure></div>"
		"<div><figure><img src='/a/sea.jpg?w=900'><figcaption>Sea.</figcaption></figure></div>",
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct document d = read_page(
			str_printf(a, "<title>T</title><article><h1>T</h1>%s%s%s</article>",
				PARAGRAPH, v[i], PARAGRAPH));
		size_t at = str_find(d.body, STR("/a/sea.jpg"));
		if (at == STR_NPOS)
			fail_msg("no picture: " STR_FMT, STR_ARG(d.body));
		assert_true(str_find_from(d.body, at + 1, STR("/a/sea.jpg")) == STR_NPOS);
	}
}

static void a_small_page_is_kept_whole(void **state)
{
	struct document d = read_page(STR(
		"<html><body><ul class=nav><li class=dropdown>Stations<ul><li><a href=/a>Harbour"
		"</a><ul><li><a href=/b>Upper gauge</a></li></ul></li></ul></li><li class="
		"dropdown-header><ul><li><ul><li>High water is at noon</li></ul></li></ul></li>"
		"</ul></body></html>"));
	(void)state;
	assert_true(holds(d.body, "Stations") && holds(d.body, "Upper gauge"));
	assert_true(holds(d.body, "High water is at noon"));
}

static void explain_gives_shares(void **state)
{
	struct document d = read_page(STR(PAGE));
	(void)state;
	assert_true(holds(d.explain, "kept "));
	assert_true(holds(d.explain, "outside the main content"));
	assert_true(holds(d.explain, "article"));
	assert_true(text_valid(d.explain));
}

/* --- what the page says of itself -------------------------------------------------------- */

static void metadata_come_from_the_page(void **state)
{
	struct document d = read_page(STR(PAGE));
	(void)state;
	same(d.meta.title, "How tides work");
	same(d.meta.site, "Sea Facts");
	same(d.meta.language, "en");
	same(d.meta.excerpt, "Why the sea rises twice a day.");
	same(d.meta.published, "2021-03-04");
	assert_int_equal(d.meta.authors.n, 1);
	same(d.meta.authors.v[0], "Ada Moon");
}

static void json_ld_is_trusted_first(void **state)
{
	struct document d = read_page(STR(
		"<html><head><title>x</title><meta name=author content="
		"Wrong><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"Person\",\"@id\":"
		"\"#p\",\"name\":\"Bea &amp; Sons\"},{\"@type\":\"NewsArticle\",\"headline\":\"Right\","
		"\"datePublished\":\"2020-01-02T03:04:05Z\",\"author\":{\"@id\":\"#p\"},\"publisher\":"
		"{\"name\":\"The\n Paper\"}}]}</script></head><body>" ARTICLE "</body></html>"));
	(void)state;
	same(d.meta.authors.v[0], "Bea & Sons");
	same(d.meta.published, "2020-01-02T03:04:05Z");
	same(d.meta.site, "The Paper");
}

static void json_ld_inside_cdata_is_read(void **state)
{
	struct document d = read_page(STR(
		"<html><head><title>x</title><script type='application/ld+json'>\n<![CDATA[\n"
		"{\"@type\":\"Article\",\"headline\":\"Right\",\"datePublished\":\"2020-01-02\","
		"\"publisher\":{\"name\":\"The Paper\"}}\n]]>\n</script></head><body>" ARTICLE
		"</body></html>"));
	(void)state;
	same(d.meta.published, "2020-01-02");
	same(d.meta.site, "The Paper");
}

/* The host is example.org: a title may hold its name. */
static void a_title_may_hold_the_name_of_its_host(void **state)
{
	struct document d = read_page(STR(
		"<title>How an example is better than a rule</title><article><p class=date>3 March "
		"2021</p><h1>How an example is better than a rule</h1>" PARAGRAPH "</article>"));
	(void)state;
	same(d.meta.title, "How an example is better than a rule");
	same(d.meta.published, "2021-03-03");
}

static void titles_lose_the_name_of_the_site(void **state)
{
	static const char *const v[][2] = {
		{"<title>A long enough name | Example</title>", "A long enough name"},
		{"<title>Example - A long enough name</title>", "A long enough name"},
		{"<title>X: y - z</title><h1>X: y - z</h1>", "X: y - z"},
		{"<title>Guide</title><h1>Example</h1>", "Guide"},
		{"<title>Page</title><meta name=citation_title content='A paper'>", "A paper"},
		{"<title>The big flood - News of the coast</title><meta property=og:title content="
		 "'The big flood'><h1>Coast news</h1>",
			"The big flood"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		same(read_page(str_printf(a, "%s<p>text of the page</p>", v[i][0])).meta.title,
			v[i][1]);
}

static void links_are_absolute(void **state)
{
	struct document d = read_page(STR(
		"<html><head><base href='/b/'></head><body><article>" PARAGRAPH
		"<p>See <a href='c.html?x=1#y'>this one</a>, <a href='//h.org'>that one</a>, "
		"<a href='../up'>the one above</a> and <a href='#z'>the one below</a>, please.</p>"
		"</article></body></html>"));
	(void)state;
	assert_true(holds(d.body, "(https://www.example.org/b/c.html?x=1#y)"));
	assert_true(holds(d.body, "(https://h.org/)"));
	assert_true(holds(d.body, "(https://www.example.org/up)"));
	assert_true(holds(d.body, "(#z)"));
}

/* --- bounds ------------------------------------------------------------------------------ */

static struct str repeat(const char *unit, size_t bytes)
{
	struct buf b = buf_make(a);
	while (b.n < bytes)
		buf_puts(&b, unit);
	return buf_str(&b);
}

static void hostile_pages_end_in_time(void **state)
{
	static const char *const units[] = {"<div>", "<b>", "<p>x", "<ul><li>x", "<table><tr><td>",
		"<blockquote>", "<a href=x>y", "<font size=1>x<p>", "<math><mo>(</mo>", "<svg>",
		"<!--", "<script>", "</p>", "<p>w<sup>1</sup>", "<h1>t</h1>", "<select><option>x",
		"&amp;", "<", "[", "<td>x", "<iframe>", "<pre>x", "<noscript>", "<template>",
		"<form>", "\xff", "<dl><dt>x", "<div class=highlight><pre>x</pre><b>copy</b>",
		"<div role=tabpanel hidden><pre>x</pre></div>", "<div class='admonition note'>x",
		"<button>a</button>", "<p>\\(a $b", "<mjx-container><mjx-mfrac><mjx-num>",
		"<font>x [<a href='#f'>1</a>]<br><br>[<a name=f>1</a>] y<br><br>"};
	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		clock_t start = clock();
		struct document d = read_page(repeat(units[i], 200000));
		assert_true(text_valid(d.body));
		double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
		if (seconds > 5)
			fail_msg("%s takes %.1f s", units[i], seconds);
		arena_free(a);
		a = arena_make();
	}
}

static void bounds_cut_tags_and_keep_text(void **state)
{
	struct str deep = str_cat(a, repeat("<div>", 5000), STR("deep words"));
	struct html_scanned s = html_scan(a, deep);
	(void)state;
	assert_int_equal(s.n_deep, 1000 - HTML_MAX_DEPTH);
	assert_true(holds(s.html, "deep words"));
	s = html_scan(a, str_cat(a, str_cat(a, STR("<p "), repeat("a=b ", 4000)), STR(">x")));
	assert_int_equal(s.n_attrs, 1000 - HTML_MAX_ATTRS);
	s = html_scan(a, STR("<p>a<script>if (a<b) x('</p>')</script>b"));
	same(s.html, "<p>a<script></script>b");
	s = html_scan(a, STR("<script><!-- <script> </script> --></script>b"));
	same(s.html, "<script></script>b");
	s = html_scan(a, STR("<script type=ld+json>{}</script>"));
	same(s.html, "<script type=ld+json>{}</script>");
	struct document d = read_page(deep);
	assert_true(holds(d.body, "deep words"));
	assert_int_equal(d.notes.n, 1);
}

static void too_large_is_a_limit(void **state)
{
	struct convert_opt opt = {.name = STR("a.html")};
	struct document d;
	struct err e = {0};
	struct buf b = buf_make(a);
	(void)state;
	buf_puts(&b, "<p>");
	buf_fill(&b, 'x', HTML_MAX_BYTES);
	assert_false(convert(a, buf_str(&b), &opt, &d, &e));
	assert_int_equal(e.code, ERR_LIMIT);
}

/* A forest's table is well formed: each step goes forward and ends. */
static void check_forest(const struct html_forest *f, unsigned features)
{
	assert_true(f->n_trees > 0);
	for (size_t t = 0; t < f->n_trees; t++) {
		size_t n = f->tree[t], open = 1;
		while (open) {
			const struct html_tree_node *x = &f->node[n++];
			assert_true(x->right == 0 || x->feature < features);
			open += x->right ? 1 : (size_t)-1;
		}
	}
}

static void the_trees_are_trees(void **state)
{
	(void)state;
	check_forest(&html_first_forest, HTML_FEATURES);
	check_forest(&html_second_forest, HTML_CONTEXT_COUNT);
	for (unsigned i = 0; i < HTML_FEATURES; i++)
		assert_string_not_equal(html_feature_name(i), "?");
	assert_string_equal(html_feature_name(HTML_FEATURES), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_article_stays_and_the_frame_goes),
		cmocka_unit_test(a_class_name_alone_drops_nothing),
		cmocka_unit_test(something_is_always_left),
		cmocka_unit_test(jumps_inside_the_page_are_tools),
		cmocka_unit_test(frames_of_code_and_lone_tool_words_go),
		cmocka_unit_test(what_a_browser_hides_is_hidden),
		cmocka_unit_test(noscript_counts_when_it_holds_the_text),
		cmocka_unit_test(data_for_scripts_count_when_nothing_else_has_text),
		cmocka_unit_test(pictures_keep_their_place),
		cmocka_unit_test(json_ld_inside_cdata_is_read),
		cmocka_unit_test(a_title_may_hold_the_name_of_its_host),
		cmocka_unit_test(a_small_page_is_kept_whole),
		cmocka_unit_test(explain_gives_shares),
		cmocka_unit_test(metadata_come_from_the_page),
		cmocka_unit_test(json_ld_is_trusted_first),
		cmocka_unit_test(titles_lose_the_name_of_the_site),
		cmocka_unit_test(links_are_absolute),
		cmocka_unit_test(hostile_pages_end_in_time),
		cmocka_unit_test(bounds_cut_tags_and_keep_text),
		cmocka_unit_test(too_large_is_a_limit),
		cmocka_unit_test(the_trees_are_trees),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
