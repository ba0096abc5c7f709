/* test_html_write.c - elements of a page as Markdown, and that the text of the page survives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "doc/html_dom.h"
#include "doc/html_part.h"
#include "doc/md.h"
#include "scratch.h"

static struct str write_html(struct str html)
{
	struct html_part part = {.html = html, .label = STR("utf-8")};
	struct str body = {0};
	struct err e = {0};
	if (!html_part_write(a, &part, &body, NULL, &e))
		fail_msg("%s", e.text);
	return body;
}

struct pair {
	const char *html, *markdown; /* without the newline at the end */
};

static void check(const struct pair *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str got = str_trim_right(write_html(str_of(v[i].html)));
		if (!str_eqz(got, v[i].markdown))
			fail_msg("%s\n-- wanted --\n%s\n-- got --\n" STR_FMT, v[i].html,
				v[i].markdown, STR_ARG(got));
	}
}
#define CHECK(pairs) check(pairs, sizeof pairs / sizeof *pairs)

/* --- elements ---------------------------------------------------------------------------- */

static void headings_start_at_two(void **state)
{
	static const struct pair v[] = {
		{"<h1>One</h1><h3>Three <em>x</em></h3><p>t", "## One\n\n### Three *x*\n\nt"},
		{"<h2><a href='#x'>Self</a></h2><p>t", "## Self\n\nt"},
		{"<h2>Name<a class=headerlink href='#n'>\xc2\xb6</a></h2><p>t", "## Name\n\nt"},
		{"<a href=/x><h3>Card</h3></a><p>t", "### [Card](/x)\n\nt"},
		{"<h2><b>All bold</b></h2>", "## All bold"},
		{"<h4>1. <strong>Half</strong> bold</h4>", "#### 1. Half bold"},
		{"<h2>C#</h2>", "## C\\#"},
	};
	(void)state;
	CHECK(v);
}

static void emphasis_is_read_back(void **state)
{
	static const struct pair v[] = {
		{"<p><b> a </b>b", "**a** b"},
		{"<p><b>a</b><b>b</b>", "**ab**"},
		{"<p><b>Note:</b>text", "**Note**:text"},
		{"<p>x<b>\"a\"</b>", "x<strong>\"a\"</strong>"},
		{"<p><i>a<br><br>b</i>", "*a*\n\n*b*"},
		{"<p><s>no</s> <mark>m</mark> H<sub>2</sub>O", "~~no~~ ==m== H<sub>2</sub>O"},
		{"<p><strong><b>a</b></strong>", "**a**"},
		{"<p><em></em>x", "x"},
	};
	(void)state;
	CHECK(v);
}

static void links_and_images(void **state)
{
	static const struct pair v[] = {
		{"<p><a href='https://e.org/a b'>x [y]</a>", "[x \\[y\\]](https://e.org/a%20b)"},
		{"<p><a href='javascript:f()'>x</a>", "x"},
		{"<p>wow!<a href=/x>y</a>", "wow\\![y](/x)"},
		{"<p><a href=/x></a>z", "z"},
		{"<p><img src=a.png alt='A [b]'>", "![A \\[b\\]](a.png)"},
		{"<p><img src=data:image/gif;base64,xx data-src=/real.jpg>", "![](/real.jpg)"},
		{"<p><img src=s.jpg srcset='m.jpg 400w, l.jpg 1200w'>", "![](l.jpg)"},
		{"<img src=x.gif width=16 height=16><p>t", "t"},
		{"<figure><img src=a.png><figcaption>Cap</figcaption></figure>",
			"![](a.png)\n\nCap"},
		{"<p><a href=/b><img src=a.png></a>", "[![](a.png)](/b)"},
		{"<iframe src='https://www.youtube.com/embed/abc?x=1'></iframe>",
			"![](https://www.youtube.com/watch?v=abc)"},
	};
	(void)state;
	CHECK(v);
}

static void embeds(void **state)
{
	static const struct pair v[] = {
		{"<iframe src='https://www.youtube.com/embed/abc?rel=0'></iframe>",
			"![](https://www.youtube.com/watch?v=abc)"},
		{"<p>a <lite-youtube videoid=xyz></lite-youtube>",
			"a ![](https://www.youtube.com/watch?v=xyz)"},
		{"<object data='https://www.youtube.com/v/old'></object>",
			"![](https://www.youtube.com/watch?v=old)"},
		{"<iframe src='https://codepen.io/t/embed/x' title='A [pen]'></iframe>",
			"[A \\[pen\\]](https://codepen.io/t/embed/x)"},
		{"<p>a<iframe src='https://ads.example/x' title='An offer'></iframe>", "a"},
	};
	(void)state;
	CHECK(v);
}

static void lists(void **state)
{
	static const struct pair v[] = {
		{"<ul>No <em>items</em>, only indented.</ul><p>b",
			"No *items*, only indented.\n\nb"},
		{"<ul><li>a</li>Loose <b>b</b> c.<li>d</ul>", "- a\n- Loose **b** c.\n- d"},
		{"<ul><ul><li>a<li>b</ul></ul>", "- a\n- b"},
		{"<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"},
		{"<ol start=3><li>a<li>b</ol>", "3. a\n4. b"},
		{"<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c"},
		{"<ul><li><input type=checkbox checked>done<li><input type=checkbox> open</ul>",
			"- [x] done\n- [ ] open"},
		{"<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"},
		{"<ul><li></li><li>a</ul>", "- a"},
		{"<dl><dt>T<dd>means</dl>", "**T**\n\nmeans"},
		{"<blockquote><p>a<ul><li>b</ul></blockquote>", "> a\n>\n> - b"},
	};
	(void)state;
	CHECK(v);
}

static void code(void **state)
{
	static const struct pair v[] = {
		{"<pre><code class='language-c'>int x;\n  y\n</code></pre>",
			"```c\nint x;\n  y\n```"},
		{"<div class='highlight-source-python'><pre>p</pre></div>", "```python\np\n```"},
		{"<pre>a ``` b</pre>", "````\na ``` b\n````"},
		{"<pre><span class=line>a</span>\n<span class=line>b</span></pre>",
			"```\na\nb\n```"},
		{"<pre><div>a</div><div></div><div>b</div></pre>", "```\na\n\nb\n```"},
		{"<pre><button>Copy</button>x</pre>", "```\nx\n```"},
		{"<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre></td>"
		 "<td class=code><pre>a\nb</pre></td></tr></table>",
			"```\na\nb\n```"},
		{"<pre><span class=lineno>1</span>a\n<span class=lineno>2</span>b</pre>",
			"```\na\nb\n```"},
		{"<p>use <code>a`b</code> and <code>*x*</code>", "use ``a`b`` and `*x*`"},
		{"<code class='hl lean block'>#check true</code><pre class='hl lean lean-output'>Bool"
		 "</pre><code class='hl lean block'>#eval 1</code>",
			"```lean\n#check true\nBool\n#eval 1\n```"},
	};
	(void)state;
	CHECK(v);
}

static void tables(void **state)
{
	static const struct pair v[] = {
		{"<table><tr><th>A<th>B<tr><td>1<td>x|y</table>",
			"| A | B |\n| --- | --- |\n| 1 | x\\|y |"},
		{"<table><tr><th>A<th>B<th>C<tr><td rowspan=2>r<td colspan=2>s<tr><td>1<td>2</table>",
			"| A | B | C |\n| --- | --- | --- |\n| r | s | s |\n| r | 1 | 2 |"},
		{"<table><tr><td><p>all</p><p>text</p></td></tr></table>", "all\n\ntext"},
		{"<table><caption>Cap</caption><tr><th>A<th>B<tr><td>1<br>2<td>3</table>",
			"Cap\n\n| A | B |\n| --- | --- |\n| 1<br>2 | 3 |"},
		{"<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
			"a\n\nb\n\nc\n\nd"},
	};
	(void)state;
	CHECK(v);
}

/* Nothing but words, spans and alignment comes through; a reader sees the words, and so does lint. */
static void tables_that_gfm_cannot_hold(void **state)
{
	static const struct pair v[] = {
		{"<table><caption>Fire</caption><thead><tr><th rowspan=2>Kiln<th colspan=2>Heat<tr>"
		 "<th>low<th>high<tbody><tr onclick='x()'><td style='color:red;text-align:right'>A "
		 "&lt; B<td id=x>1<td>2</table>",
			"<table>\n<caption>Fire</caption>\n<tr><th rowspan=\"2\">Kiln</th><th "
			"colspan=\"2\">Heat</th></tr>\n<tr><th>low</th><th>high</th></tr>\n<tr><td "
			"align=\"right\">A &lt; B</td><td>1</td><td>2</td></tr>\n</table>"},
		{"<table><tr><th>N<th>What<tr><td>1<td><ul><li>wait<li>open <b>it</b></ul><tr><td>2"
		 "<td><pre>a\n\n  b</pre><script>x()</script><iframe src=x></iframe></table>",
			"<table>\n<tr><th>N</th><th>What</th></tr>\n<tr><td>1</td><td><ul><li>wait"
			"</li><li>open <strong>it</strong></li></ul></td></tr>\n<tr><td>2</td><td>"
			"<pre>a&#10;&#10;  b</pre></td></tr>\n</table>"},
		{"<table><tr><th>A<th>B<tr><td>x<td><table><tr><th>y<th>z<tr><td>1<td>2</table>"
		 "</table>",
			"<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>x</td><td><table><tr><th>y"
			"</th><th>z</th></tr><tr><td>1</td><td>2</td></tr></table></td></tr>\n"
			"</table>"},
		/* a link would be lost: in one line it is not */
		{"<table><tr><th>A<th>B<tr><td>x<td><ul><li><a href=/y>y</a><li>z</ul></table>",
			"| A | B |\n| --- | --- |\n| x | [y](/y)<br>z |"},
	};
	struct md_blocks blocks;
	struct err e = {0};
	(void)state;
	CHECK(v);
	struct str text = str_cat(a, write_html(str_of(v[0].html)), STR("\nEnd.\n"));
	assert_true(md_parse(a, text, &blocks, &e));
	assert_int_equal(blocks.n, 2);
	assert_int_equal(blocks.v[0].kind, MD_HTML);
	assert_true(str_eqz(blocks.v[0].plain, "Fire Kiln Heat low high A < B 1 2"));
}

static void math(void **state)
{
	static const struct pair v[] = {
		{"<p>so <span class=katex><math><semantics><mi>x</mi><annotation "
		 "encoding='application/x-tex'>x^2</annotation></semantics></math><span "
		 "class=katex-html>x2</span></span> holds",
			"so $x^2$ holds"},
		{"<p>a</p><script type='math/tex; mode=display'>\\frac12</script>",
			"a\n\n$$\n\\frac12\n$$"},
		{"<math display=block><mfrac><mi>a</mi><msqrt><mn>2</mn></msqrt></mfrac></math>",
			"$$\n\\frac{a}{\\sqrt{2}}\n$$"},
		{"<p><img class=latex alt='a_b' src=x.png> c", "$a_b$ c"},
		{"<p><math><msub><mi>x</mi><mn>1</mn></msub><mo>\xe2\x89\xa4</mo><mi>\xcf\x80</mi></math>",
			"$x_{1} \\leq \\pi$"},
	};
	(void)state;
	CHECK(v);
}

static void footnotes(void **state)
{
	static const struct pair v[] = {
		{"<p>a<sup><a href='#fn1' id=r1>1</a></sup> b</p><ol><li id=fn1>Note. <a "
		 "href='#r1'>\xe2\x86\xa9</a></li></ol>",
			"a[^1] b\n\n[^1]: Note."},
		{"<p>a<sup>1</sup></p><p>b</p><hr><p><sup>1</sup> The note.</p>",
			"a[^1]\n\nb\n\n[^1]: The note."},
		{"<p>text<label class=sidenote-number></label><span class=sidenote>beside it "
		 "here</span> on</p>",
			"text[^1] on\n\n[^1]: beside it here"},
		{"<p>see <a href='#t'>1</a></p><h3 id=t>Theorem</h3><p>x",
			"see [1](#t)\n\n### "
			"Theorem\n\nx"},
		{"<p>10<sup>2</sup> is 100", "10<sup>2</sup> is 100"},
	};
	(void)state;
	CHECK(v);
}

static void callouts(void **state)
{
	static const struct pair v[] = {
		{"<div class='admonition warning'><p class=admonition-title>Take care</p><p>x</div>",
			"> [!warning] Take care\n> x"},
		{"<div class='markdown-alert markdown-alert-tip'><p class=markdown-alert-title>Tip</p>"
		 "<p>x</div>",
			"> [!tip]\n> x"},
		{"<div data-callout=note><div class=callout-title>T</div><p>x</div>",
			"> [!note] T\n> x"},
		{"<div class='note'><p>x</div>", "x"},
		{"<p>a<div class='alert alert-warning'><span hidden>gone</span></div>", "a"},
	};
	(void)state;
	CHECK(v);
}

static void comments_are_quotes_with_their_replies(void **state)
{
	static const struct pair v[] = {
		{"<p>Post.</p><div class=comment><p><a class=author href=/u/ada>ada_l</a> <span "
		 "class=score>3 points</span> <time datetime=2021-03-04T05:06Z>2 days ago</time></p><p>"
		 "First.</p><div class=comment><p><a class=author href=/u/bea>bea</a> <time "
		 "datetime=2021-03-05>1 day ago</time></p><p>Reply.</p></div></div>",
			"Post.\n\n---\n\n## Comments\n\n> **ada_l** \xc2\xb7 2021-03-04 \xc2\xb7 3 "
			"points\n>\n> First.\n>\n> > **bea** \xc2\xb7 2021-03-05\n> >\n> > Reply."},
		{"<div class=comment><p>one of its kind</p></div>", "one of its kind"},
	};
	(void)state;
	CHECK(v);
}

static void mails_of_a_thread_are_told_apart(void **state)
{
	static const struct pair v[] = {
		{"<div data-message-id=1><span email=a@b.c name='Ada Lee'>Ada Lee</span> <span "
		 "title='May 13, 2026' alt='May 13, 2026'>May 13, 2026</span><p>When?</div>"
		 "<div data-message-id=2><span email=b@b.c name=Bea>Bea</span> <span title='May 14, "
		 "2026' alt='May 14, 2026'>May 14, 2026</span><p>Now.<div class=gmail_quote>On May 13 "
		 "Ada wrote:<blockquote>When?</blockquote></div></div>",
			"> **Ada Lee** \xc2\xb7 May 13, 2026\n>\n> When?\n\n> **Bea** \xc2\xb7 May 14, "
			"2026\n>\n> Now."},
	};
	(void)state;
	CHECK(v);
}

static void block_ids_of_the_source_are_text(void **state)
{
	static const struct pair v[] = {
		{"<p>ends like one ^abc", "ends like one \\^abc"},
		{"<p>2^10", "2^10"},
	};
	(void)state;
	CHECK(v);
}

/* --- the text survives ------------------------------------------------------------------- */

/* Words that a reader of the rendered Markdown sees. */
static struct str read_back(struct str markdown)
{
	struct str html = {0};
	struct err e = {0};
	struct dom d;
	struct strs notes = {0};
	assert_true(md_html(a, markdown, &html, &e));
	assert_true(dom_parse(a, html, &d, &notes, &e));
	return dom_line(a, &d, 0);
}

static struct str as_html(struct str text)
{
	struct buf b = buf_make(a);
	buf_puts(&b, "<p>");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '<')
			buf_puts(&b, "&lt;");
		else if (text.p[i] == '&')
			buf_puts(&b, "&amp;");
		else
			buf_putc(&b, text.p[i]);
	}
	return buf_str(&b);
}

static void survives(struct str text)
{
	struct str markdown = write_html(as_html(text));
	struct str got = read_back(markdown), want = dom_collapse(a, text);
	if (!str_eq(got, want))
		fail_msg("text  " STR_FMT "\nmd    " STR_FMT "\ngot   " STR_FMT, STR_ARG(want),
			STR_ARG(markdown), STR_ARG(got));
}

static void signs_of_markdown_are_text(void **state)
{
	static const char *const v[] = {"* a", "1. a", "1) a", "# a", "> a", "- a", "+ a", "---",
		"===", "***", "_ _ _", "*a*", "_a_", "snake_case_name", "a * b * c", "[x](y)",
		"[x]: y", "[^1]: y", "[x][y]", "![x](y)", "<b>", "<https://e.org>", "a < b > c",
		"&amp;", "&copy;", "AT&T", "\\*", "\\", "`a`", "``", "~~a~~", "~a~", "| a | b |",
		"a|b", "```", "~~~", "    code", "**a", "a**b**c", "[ ] a", "[x] a",
		"http://e.org/a_b_c", "a\\", "!", "1986. A year", "#hashtag", "2^10", "$5 and $6",
		"a ^b", "<!-- x -->", "*", "_", "a_", "_a", "__a__", "<a href=\"x\">", "a@b.org"};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		survives(str_of(v[i]));
}

/* Strings of what Markdown reads, from a fixed series of numbers. */
static void any_mix_of_signs_is_text(void **state)
{
	static const char *const parts[] = {"*", "_", "`", "[", "]", "(", ")", "<", ">", "#", "-",
		"+", "1.", "|", "~", "\\", "&", "!", "a", "b c", " ", "\xc3\xa9", ":", "=", "^",
		"&lt;", "**", "."};
	uint64_t x = 42;
	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct buf b = buf_make(a);
		buf_putc(&b, 'w');
		for (int k = 0; k < 9; k++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&b, parts[(x >> 33) % (sizeof parts / sizeof *parts)]);
		}
		survives(str_from(buf_str(&b), (size_t)i % 2));
		arena_free(a);
		a = arena_make();
	}
}

/* Elements in any order around signs and words: the words of the page come back. */
static void any_mix_of_elements_keeps_its_text(void **state)
{
	static const char *const parts[] = {"<b>", "</b>", "<i>", "</i>", "<a href='/x'>", "</a>",
		"<code>", "</code>", "<s>", "</s>", "word", " ", "a", ".", ":", "\"", "(", ")", ",",
		"\xc3\xa9", "\xe4\xb8\xad", "\xe3\x80\x82", "*", "_", "1. ", "[", "]", "x y"};
	uint64_t x = 7;
	(void)state;
	for (int i = 0; i < 6000; i++) {
		struct buf b = buf_make(a);
		struct dom d;
		struct strs notes = {0};
		struct err e = {0};
		buf_puts(&b, "<p>w");
		for (int k = 0; k < 12; k++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&b, parts[(x >> 33) % (sizeof parts / sizeof *parts)]);
		}
		struct str html = buf_str(&b), markdown = write_html(html);
		assert_true(dom_parse(a, html, &d, &notes, &e));
		struct str want = dom_line(a, &d, 0), got = read_back(markdown);
		/* blanks may move around a delimiter */
		want = str_replace(a, want, STR(" "), STR(""));
		got = str_replace(a, got, STR(" "), STR(""));
		if (!str_eq(got, want))
			fail_msg("html  " STR_FMT "\nmd    " STR_FMT "\ngot   " STR_FMT,
				STR_ARG(html), STR_ARG(markdown), STR_ARG(got));
		arena_free(a);
		a = arena_make();
	}
}

/* Blocks in any order, closed or not, around words and signs. */
static void any_mix_of_blocks_keeps_its_text(void **state)
{
	static const char *const parts[] = {"<p>", "</p>", "<ul><li>", "<li>", "</ul>", "<ol><li>",
		"</ol>", "<blockquote>", "</blockquote>", "<h3>", "</h3>", "<div>", "</div>",
		"<table><tr><td>", "<td>", "<tr><th>", "</table>", "<br>", "<b>", "</b>", "<code>",
		"</code>", "<dl><dt>", "<dd>", "</dl>", "word", "a b", "*", "- x", "1. y", "# z",
		"> q", "|", "_", "~~~", "<hr>", "=", "+", "&lt;b>"};
	uint64_t x = 11;
	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct buf b = buf_make(a);
		struct dom d;
		struct strs notes = {0};
		struct err e = {0};
		buf_puts(&b, "w");
		for (int k = 0; k < 14; k++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&b, parts[(x >> 33) % (sizeof parts / sizeof *parts)]);
		}
		struct str html = buf_str(&b), markdown = write_html(html);
		assert_true(dom_parse(a, html, &d, &notes, &e));
		struct str want = dom_line(a, &d, 0), got = read_back(markdown);
		want = str_replace(a, want, STR(" "), STR(""));
		got = str_replace(a, got, STR(" "), STR(""));
		if (!str_eq(got, want))
			fail_msg("html  " STR_FMT "\nmd    " STR_FMT "\ngot   " STR_FMT
				 "\nwant  " STR_FMT,
				STR_ARG(html), STR_ARG(markdown), STR_ARG(got), STR_ARG(want));
		arena_free(a);
		a = arena_make();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_start_at_two),
		cmocka_unit_test(emphasis_is_read_back),
		cmocka_unit_test(links_and_images),
		cmocka_unit_test(embeds),
		cmocka_unit_test(lists),
		cmocka_unit_test(code),
		cmocka_unit_test(tables),
		cmocka_unit_test(tables_that_gfm_cannot_hold),
		cmocka_unit_test(math),
		cmocka_unit_test(footnotes),
		cmocka_unit_test(callouts),
		cmocka_unit_test(comments_are_quotes_with_their_replies),
		cmocka_unit_test(mails_of_a_thread_are_told_apart),
		cmocka_unit_test(block_ids_of_the_source_are_text),
		cmocka_unit_test(signs_of_markdown_are_text),
		cmocka_unit_test(any_mix_of_signs_is_text),
		cmocka_unit_test(any_mix_of_elements_keeps_its_text),
		cmocka_unit_test(any_mix_of_blocks_keeps_its_text),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
