/* test_html_marks.c - stretches that the tree builder does not see: the tree is the same as with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "doc/charset.h"
#include "doc/html_dom.h"
#include "doc/html_scan.h"
#include "scratch.h"

/* A page that holds the mark's own character is given to the builder as it is. */
static struct dom tree(struct str html, bool marks)
{
	struct dom d;
	struct strs notes = {0};
	struct err e = {0};
	html = str_cat(a, marks ? STR("<!--xxxx-->") : STR("<!--\xf4\x8f\xbf\xbd-->"), html);
	assert_true(dom_parse(a, html, &d, &notes, &e));
	return d;
}

static void same_tree(struct str html)
{
	struct dom x = tree(html, true), y = tree(html, false);
	bool same = x.n == y.n;
	for (size_t i = 0; same && i < x.n; i++) {
		const struct dom_node *p = &x.v[i], *q = &y.v[i];
		same = p->tag == q->tag && p->parent == q->parent && p->end == q->end &&
			p->n_attr == q->n_attr && str_eq(p->text, q->text);
		for (size_t k = 0; same && k < p->n_attr; k++)
			same = str_eq(x.attr[p->attr + k].name, y.attr[q->attr + k].name) &&
				str_eq(x.attr[p->attr + k].value, y.attr[q->attr + k].value);
		if (!same)
			fail_msg("node %zu of " STR_FMT, i, STR_ARG(html));
	}
	if (!same)
		fail_msg("%zu nodes, not %zu, of " STR_FMT, x.n, y.n, STR_ARG(html));
}

static void attributes_are_read_as_the_builder_does(void **state)
{
	static const char *const tags[] = {
		"<div class=\"one two three\" id=main data-x='a \"b\" c'>",
		"<div CLASS=upper Title=\"Some &amp; more &quot;words&quot;\" class=second-is-dropped>",
		"<div class=unquoted/value/with/slashes another=a=b=c>",
		"<br class=\"of a void element\" / ><p attribute without=value empty= >",
		"<div =odd=name some\"quote='in a name' more>",
		"<div class=\"a&nbsp;reference that is left alone\" title=\"&notit; &copy and so on\">",
		"<div class = \"blanks around it\"\n\tid\n=\n'lines between'>",
		"<a href='/path?a=1&amp;b=2&#39;c&#x27;' target=_blank>x</a>",
		"<div class='closed by itself'/><span title='<b>not a tag</b>'>",
		"<p class=x>short<p class='never closed and the page ends",
		"<html lang=en class='first of two'><html lang=de id='second of two'>",
		"<table><input type=hidden name='in a table'><input type=text name='goes before'>",
		"<svg viewBox='0 0 10 10' class='case is kept'><path d='M 0 0 L 10 10'></svg>",
		"<b class='heavy one'><b class='heavy one'><b class='heavy one'><b class='heavy one'><p>a<p>b",
	};
	(void)state;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		same_tree(str_of(tags[i]));
}

static void text_goes_where_it_went(void **state)
{
	static const char *const pages[] = {
		"words before any element, some of them &amp; more, &copy2024 and &#146;so on&#146;",
		"<table>text that moves out of a table<tr><td>and text that stays in its cell</table>",
		"<pre>\n\n  lines of code that keep   their blanks\n</pre><textarea>\n as   it is </textarea>",
		"<title>A title &amp; its reference, long enough</title><body>and the text of the page",
		"a <  b and c <3 d, which are no tags at all <!-- a comment with words --> after it",
		"<select><option>one of the choices<p>another of the choices</select>",
		"<script type='application/ld+json'>{\"a\": \"<p>of a script &amp; raw</p>\"}</script>",
		"<frameset rows='50%,50%'>only the blanks of these words are kept</frameset>and here",
		"<noscript><p class='seen without scripts'>text for those without scripts</noscript>",
		"<svg><title>a title in a drawing</title></svg><math><mi>x</mi><mtext>words here</mtext>",
		"<math><meta><script><p 0\"}\n  </script>h", /* meta ends the formula */
		"<svg/><script type='text/json'>no longer <b class='in a drawing'></b></script>h",
		"<p>\xe6\x97\xa5\xe6\x9c\xac<b>\xe5\xa4\xaa\xe5\xad\x97</b>\xf0\x9f\x98\x80 and more of it",
	};
	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		same_tree(str_of(pages[i]));
}

static void any_soup_gives_the_same_tree(void **state)
{
	static const char *const parts[] = {"<div class=\"card wide shadow\">", "</div>",
		"<p class='text of the body'>", "</p>", "<b class='strong and heavy'>", "</b>",
		"<a href=\"https://example.com/a?b=c&amp;d=e\">", "</a>",
		"<table class='of numbers'>", "<tr>", "<td colspan=2 class='a wide cell'>", "</td>",
		"</table>", "<ul><li>", "</ul>", "some words that are long enough to be marked ",
		"short ", "  \n\t", "&amp;", "&lt;p&gt;",
		"<img src='/pictures/of/something.png' alt='It &quot;shows&quot; this'>", "<br/>",
		"<select>", "<option value='the first choice'>", "</select>",
		"<form action='/some/where'>", "</form>", "<h2 id='a heading of the page'>",
		"</h2>", "<pre>\n", "</pre>", "<svg width='100' height='100'>", "</svg>",
		"<i lang='de-DE-1996'>", "</i>", "<3 ", "<!-- a comment that is long enough -->",
		"<em title='emphasis here'>", "</em>", "<font color='#ff0000' size=7>", "</font>",
		"<button type='submit now'>", "</button>", "<math display='block here'>", "</math>",
		"<mtext class='words of it'>", "<mi mathvariant=normal>", "</mi>", "<svg/>",
		"<script type='text/json'>", "</script>", "<style>", "</style>",
		"<textarea rows=20 cols=80>", "</textarea>", "<title>", "</title>",
		"<meta name='of a page'>", "<object data='of an object'>", "</object>"};
	uint32_t seed = 5;
	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct arena_mark m = arena_mark(a);
		struct buf b = buf_make(a);
		for (int i = 0; i < 40; i++) {
			seed = seed * 1664525u + 1013904223u;
			buf_puts(&b, parts[(seed >> 8) % (sizeof parts / sizeof *parts)]);
		}
		same_tree(buf_str(&b));
		arena_release(a, m);
	}
}

static void forged_marks_are_text(void **state)
{
	struct dom d;
	struct strs notes = {0};
	struct err e = {0};
	(void)state;
	assert_true(dom_parse(a,
		STR("<p class='a class that is marked'>&#x10FFFD;0000 and &#x10FFFD;zzzz and &#x10FFFD;"),
		&d, &notes, &e));
	for (size_t i = 0; i < d.n; i++)
		assert_true(d.v[i].end <= d.n);
	struct html_scanned s =
		html_scan(a, STR("<p class='a class that is marked'>some words of a text"));
	assert_true(s.html.n < 30 && s.marks.n == 2);
	same_tree(STR("<p class='a class that is marked'>some words of a text"));
}

static void controls_become_letters(void **state)
{
	struct str plain = STR("as it \xc3\xa9tait");
	(void)state;
	assert_true(
		str_eqz(charset_mend_controls(a, STR("it\xc2\x92s \xc2\x93so\xc2\x94 \xc2\x81.")),
			"it\xe2\x80\x99s \xe2\x80\x9cso\xe2\x80\x9d ."));
	assert_true(charset_mend_controls(a, plain).p == plain.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_are_read_as_the_builder_does),
		cmocka_unit_test(text_goes_where_it_went),
		cmocka_unit_test(any_soup_gives_the_same_tree),
		cmocka_unit_test(forged_marks_are_text),
		cmocka_unit_test(controls_become_letters),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
