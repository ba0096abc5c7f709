/* test_md.c - blocks with their places and words, escaping, hostile text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "doc/md.h"
#include "scratch.h"

static const char *const kinds[] = {
	"heading", "para", "list", "item", "table", "row", "code", "quote", "html", "rule", "note"};

static struct md_blocks parse(struct str text)
{
	struct md_blocks b;
	struct err e = {0};
	if (!md_parse(a, text, &b, &e))
		fail_msg("%s", e.text);
	return b;
}

static size_t last_line(struct str text, const struct md_block *b)
{
	size_t line = b->line;
	for (size_t i = b->start; i < b->end; i++)
		line += text.p[i] == '\n';
	return line;
}

/* One line a block: depth as blanks, kind, lines, words with "/" for line breaks, id, info. */
static struct str outline(struct str text)
{
	struct md_blocks l = parse(text);
	struct buf out = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		const struct md_block *b = &l.v[i];
		for (size_t up = b->parent; up != MD_NO_PARENT; up = l.v[up].parent)
			buf_putc(&out, ' ');
		buf_printf(&out, "%s", kinds[b->kind]);
		if (b->level)
			buf_printf(&out, "%u", b->level);
		buf_printf(&out, " %zu-%zu ", b->line, last_line(text, b));
		buf_put(&out, str_replace(a, b->plain, STR("\n"), STR("/")));
		if (b->id.n)
			buf_printf(
				&out, " ^" STR_FMT "%s", STR_ARG(b->id), b->id_own_line ? "+" : "");
		if (b->info.n)
			buf_printf(&out, " (" STR_FMT ")", STR_ARG(b->info));
		buf_puts(&out, b->open ? " open\n" : "\n");
	}
	return buf_str(&out);
}

static void is(const char *text, const char *want)
{
	struct str got = outline(str_of(text));
	if (!str_eqz(got, want))
		fail_msg("%s\n--- got\n%.*s--- want\n%s", text, STR_ARG(got), want);
}

static void shows(const char *text, const char *want)
{
	struct str got = md_plain(a, str_of(text));
	if (!str_eqz(got, want))
		fail_msg("\"%s\" shows \"%.*s\", not \"%s\"", text, STR_ARG(got), want);
}

static void blocks_have_their_lines(void **state)
{
	(void)state;
	is("# A #\n\nset\next\n===\n\np1\np2\n",
		"heading1 1-1 A\nheading1 3-5 set ext\npara 7-8 p1 p2\n");
	is("- a\n\n  b\n\n\n\nend\n",
		"list 1-3 a/b\n item 1-3 a/b\n  para 1-1 a\n  para 3-3 b\npara 7-7 end\n");
	is("3. a\n4. b\n   - c\n",
		"list 1-3 a/b/c\n item3 1-1 a\n  para 1-1 a\n item4 2-3 b/c\n"
		"  para 2-2 b\n  list 3-3 c\n   item 3-3 c\n    para 3-3 c\n");
	is("> a\nlazy\n> > b\n>\n\nc\n",
		"quote 1-4 a lazy/b\n para 1-2 a lazy\n quote 3-3 b\n  para 3-3 b\npara 6-6 c\n");
	is("---\n***\n", "rule 1-1 \nrule 2-2 \n");
	is("#tag\n===\n", "heading1 1-2 #tag\n");
	is("a\r\nb\r\n\r\n# c\r\n", "para 1-2 a b\nheading1 4-4 c\n");
	is("", "");
	is("\n \n", "");
}

static void code_has_its_fences(void **state)
{
	(void)state;
	is("```py x\na\n\nb\n```\nc\n", "code 1-5 a//b (py x)\npara 6-6 c\n");
	is("~~~\na\n~~~~  \n", "code 1-3 a\n");
	is("    a\n\n      b\n\n\nc\n", "code 1-3 a//  b\npara 6-6 c\n");
}

static void unclosed_blocks_say_so(void **state)
{
	(void)state;
	is("a\n\n```\nb\n\n", "para 1-1 a\ncode 3-4 b open\n");
	is("> ```\n> b\nc\n", "quote 1-2 b\n code 1-2 b open\npara 3-3 c\n");
	is("<!-- a\n\nb\n", "html 1-3  open\n");
	is("<!-- a\n\nb -->\nc\n", "html 1-3 \npara 4-4 c\n");
	is("<pre>\na\n\nb</pre>\n\nc\n", "html 1-4 a b\npara 6-6 c\n");
	is("<div>\na &amp; <b>b</b>\n</div>\n\nc\n", "html 1-3 a & b\npara 5-5 c\n");
}

static void tables_have_rows(void **state)
{
	(void)state;
	is("| a | b \\| c |\n|---|:-:|\n| `x` | [[p\\|q]] | too many |\n| y |\n\nz\n",
		"table 1-4 a | b | c/x | q/y\n row 1-1 a | b | c\n row 3-3 x | q\n row 4-4 y\npara 6-6 z\n");
	is("text\na|b\n-|-\n", "para 1-1 text\ntable 2-3 a | b\n row 2-2 a | b\n");
	is("> a|b\n> -|-\n> c|d\n",
		"quote 1-3 a | b/c | d\n table 1-3 a | b/c | d\n  row 1-1 a | b\n"
		"  row 3-3 c | d\n");
}

static void footnotes_stay_in_place_all_of_them(void **state)
{
	(void)state;
	is("a[^1]\n\n[^1]: one\n    more\n\n    two\n\nb\n\n[^x y] no\n\n[^1]: again\n[^z]: # h\n",
		"para 1-1 a\nnote 3-6 one more/two (1)\n para 3-4 one more\n para 6-6 two\npara 8-8 b\n"
		"para 10-10 [^x y] no\nnote 12-12 again (1)\n para 12-12 again\nnote 13-13 h (z)\n"
		" heading1 13-13 h\n");
}

static void link_definitions_are_no_text(void **state)
{
	struct md_blocks l;
	(void)state;
	is("[a]: /u\n[b]: <v w> \"t\"\ntext [x][A] and [b].\n", "para 3-3 text x and b.\n");
	l = parse(STR("[a]: /u\n\n> [b]: <v w>\n>   'title'\n\n[a]: /second\n"));
	assert_int_equal(l.n_refs, 3);
	assert_true(str_eqz(l.ref[1].label, "b") && str_eqz(l.ref[1].dest, "v w"));
	assert_int_equal(l.ref[1].line, 3);
	assert_int_equal(l.ref[2].line, 6);
}

static void block_ids_belong_to_blocks(void **state)
{
	(void)state;
	is("one ^a-1\n\n- x\n- y ^y\n\n^list\n\n| a |\n|---|\n\n^t\n\nno^id\n\nx^2 is ^2\n",
		"para 1-1 one ^a-1\nlist 3-4 x/y ^list+\n item 3-3 x\n  para 3-3 x\n item 4-4 y ^y\n"
		"  para 4-4 y ^y\ntable 8-9 a ^t+\n row 8-8 a\npara 13-13 no^id\npara 15-15 x^2 is ^2\n");
	is("| a |\n|---|\n| b |\n^t\n", "table 1-4 a/b ^t+\n row 1-1 a\n row 3-3 b\n");
	is("^first\n", "para 1-1 ^first\n");
	is("# h\n\n^x\n", "heading1 1-1 h\npara 3-3 ^x\n");
	is("> q\n\n^q\n\n```\nc ^no\n```\n\n^c\n",
		"quote 1-1 q ^q+\n para 1-1 q\ncode 5-7 c ^no ^c+\n");
}

static void comments_hide_what_they_span(void **state)
{
	(void)state;
	is("a %%b%% c\n", "para 1-1 a c\n");
	is("%%\nhidden\n\n- list\n\n```\ncode\n```\n\nalso %% shown\n",
		"para 1-2 \nlist 4-4 \n item 4-4 \n  para 4-4 \ncode 6-8 \npara 10-10 shown\n");
	is("%% never closed\n\nb\n",
		"para 1-1 %% never closed\n"
		"para 3-3 b\n");
	is("`%%` a\n\nb `%%`\n", "para 1-1 %% a\npara 3-3 b %%\n");
}

static void plain_is_what_a_reader_sees(void **state)
{
	(void)state;
	shows("*a* **b** ***c*** _d_ ~~e~~ ==f== snake_case 2*3*4", "a b c d e f snake_case 234");
	shows("**a *b* c** and *a **b** c*", "a b c and a b c");
	shows("*a **b* c** **d", "a b c **d");
	shows("a * b * c ** d", "a * b * c ** d");
	shows("[t](u) [t *e*](<u v> \"x\") ![alt](i.png) [![in](a)](b)", "t t e alt in");
	shows("![alt|200](i.png) ![|20x30](i.png)", "alt");
	shows("[a](b [c](d)", "[a](b c");
	shows("[not] [a]b (c)", "[not] [a]b (c)");
	shows("[[a]] [[a|b]] [[a#b]] [[#b]] [[a#b#c]] [[a#^id]] [[f/a|]]",
		"a b a > b b a > b > c a f/a");
	shows("![[n]] ![[i.png]] ![[i.png|200]] ![[i.png|cap]]", "n cap");
	shows("[[a]b]] [[[c]]] [[]] [[ ]]", "a]b [c] [[]] [[ ]]");
	shows("\\[\\[a\\]\\] \\*b\\* \\\\ \\q", "[[a]] *b* \\ \\q");
	shows("`a *b*` `` x`y `` ` z", "a *b* x`y ` z");
	shows("$a_b*c*d_e$ $$x\\_y$$ $5 and $10 *x*", "$a_b*c*d_e$ $$x\\_y$$ $5 and $10 x");
	shows("a%%b%%c %%d%% e", "ac e");
	shows("a<b>c</b><br>d <!-- x --> e", "ac\nd e");
	shows("&amp;&lt;&copy;&#65;&#x42; &no; &",
		"&<\xc2\xa9"
		"AB &no; &");
	shows("<https://a.b> <a@b.c> https://c.d/e_f_g.", "https://a.b a@b.c https://c.d/e_f_g.");
	shows("word[^1] more^[inline [x](y)] end", "word more end");
	shows("a  \nb\\\nc\nd", "a\nb\nc d");
	shows("\xe2\x80\x9c*a*\xe2\x80\x9d \xe4\xb8\xad*b*\xe6\x96\x87",
		"\xe2\x80\x9c"
		"a\xe2\x80\x9d "
		"\xe4\xb8\xad"
		"b\xe6\x96\x87");
}

static void tasks_and_callouts_lose_their_marks(void **state)
{
	(void)state;
	is("- [ ] do\n- [x] done\n",
		"list 1-2 do/done\n item 1-1 do\n  para 1-1 do\n item 2-2 done\n"
		"  para 2-2 done\n");
	is("> [!note]- Title\n> text\n", "quote 1-2 Title text\n para 1-2 Title text\n");
}

static void leaves_map_back_to_the_source(void **state)
{
	struct str text =
		STR("> - [ ] a\n>   b\n\n# h #\n\n| a\\|b | c |\n|--|--|\n| d | e\\|f |\n\n"
		    "1. x\r\n   y\r\n\n[^n]: z\n");
	struct md_blocks l = parse(text);
	(void)state;
	assert_int_equal(l.n_leaves, 8);
	for (size_t i = 0; i < l.n_leaves; i++)
		for (size_t k = 0; k < l.leaf[i].text.n; k++) {
			size_t at = md_leaf_at(&l.leaf[i], k);
			assert_true(at < text.n);
			if (l.leaf[i].text.p[k] != '\n')
				assert_int_equal(l.leaf[i].text.p[k], text.p[at]);
		}
	assert_true(str_eqz(l.leaf[2].text, "a|b"));
	assert_true(str_eqz(l.leaf[6].text, "x\ny"));
}

static void destinations_are_encoded_and_back(void **state)
{
	struct str path = STR("a b/(c)[d]<e>%20#f|g\\h`$&\".md");
	struct str dest = md_escape_dest(a, path);
	(void)state;
	for (size_t i = 0; i < dest.n; i++)
		assert_null(strchr(" ()[]<>#|\\`$&\"", dest.p[i]));
	assert_true(str_eq(md_unescape_dest(a, dest), path));
	assert_true(str_eqz(md_unescape_dest(a, STR("%zz%4")), "%zz%4"));
}

static void renders(const char *text, const char *want)
{
	struct str out;
	assert_true(md_html(a, str_of(text), &out, NULL));
	if (!str_eqz(out, want))
		fail_msg("%s\n--- got\n%.*s--- want\n%s", text, STR_ARG(out), want);
}

static void html_is_rendered(void **state)
{
	(void)state;
	renders("# H\n\n- [x] a\n",
		"<h1>H</h1>\n<ul>\n<li><input type=\"checkbox\" checked=\"\" "
		"disabled=\"\" /> a</li>\n</ul>\n");
	renders("~~a _b_~~ ==c== `~~d~~` ~~ e\n",
		"<p><del>a <em>b</em></del> <mark>c</mark> <code>~~d~~</code> ~~ e</p>\n");
	renders("|~~a~~|\n|-|\n",
		"<table>\n<thead>\n<tr>\n<th><del>a</del></th>\n</tr>\n</thead>\n"
		"</table>\n");
	renders("see https://a.b/c_d. www.e_f.g\n",
		"<p>see <a href=\"https://a.b/c_d\">https://a.b/c_d</a>. "
		"<a href=\"http://www.e_f.g\">www.e_f.g</a></p>\n");
	renders("![~~a~~ https://b.c](d.png)\n",
		"<p><img src=\"d.png\" alt=\"~~a~~ https://b.c\" /></p>\n");
	renders("\xf0\x91\x97\x82\n", "<p>\xef\xbf\xbd</p>\n");
}

static void html_is_safe(void **state)
{
	struct str out;
	(void)state;
	assert_true(md_html(a,
		STR("[x](javascript:y) <script>z</script> <b onclick=1>\n\n<div onclick=\"w\">\n"),
		&out, NULL));
	assert_true(str_find(out, STR("javascript")) == STR_NPOS);
	assert_true(str_find(out, STR("<script")) == STR_NPOS);
	assert_true(str_find(out, STR("onclick")) == STR_NPOS);
}

#define TABLE                                                                                      \
	"<table>\n<tr><td colspan=\"2\" align=\"right\">a<ul><li>b &lt;</li></ul></td></tr>\n</table>"

static void tables_in_html_are_shown(void **state)
{
	static const char *const harmful[] = {"<table><tr><td onclick=\"x\">a</td></tr></table>",
		"<table><tr><td><a href=\"x\">a</a></td></tr></table>",
		"<table><tr><td><img src=\"x\"></td></tr></table>",
		"<table><script>a</script></table>", "<table><tr><td>a</td></tr></table><b>c</b>",
		"<table><tr><td>a</tr></td></table>", "<table></table></table>", "<table><tr><td>a",
		"<table><tr><td colspan=\"2 x\">a</td></tr></table>", "<TABLE><tr></tr></TABLE>"};
	(void)state;
	renders("a\n\n" TABLE "\n\nb *c*\n\n" TABLE "\n",
		"<p>a</p>\n" TABLE "\n<p>b <em>c</em></p>\n" TABLE "\n");
	renders("a\n" TABLE "\n", "<p>a</p>\n" TABLE "\n");
	for (size_t i = 0; i < sizeof harmful / sizeof *harmful; i++)
		renders(harmful[i], "<!-- raw HTML omitted -->\n");
}

/* --- hostile text ------------------------------------------------------------------------ */

static struct str repeat(const char *part, size_t count)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < count; i++)
		buf_puts(&b, part);
	return buf_str(&b);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nesting_is_bounded(void **state)
{
	(void)state;
	struct buf steps = buf_make(a);
	for (unsigned i = 0; i < 400; i++) {
		buf_fill(&steps, ' ', 2 * i);
		buf_puts(&steps, "- a\n");
	}
	struct str texts[] = {repeat("> ", 100000), repeat(">", 100000), repeat("- ", 100000),
		repeat("1. ", 100000), repeat("[^a]: ", 100000), buf_str(&steps)};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct md_blocks l = parse(str_cat(a, texts[i], STR("x\n")));
		for (size_t k = 0; k < l.n; k++) {
			size_t depth = 0;
			for (size_t up = l.v[k].parent; up != MD_NO_PARENT; up = l.v[up].parent)
				depth++;
			assert_true(depth <= 2 * MD_MAX_DEPTH);
		}
	}
}

static void large_tables_are_paragraphs(void **state)
{
	(void)state;
	struct str wide = str_printf(a, STR_FMT "\n" STR_FMT "\n", STR_ARG(repeat("|a", 201)),
		STR_ARG(repeat("|-", 201)));
	struct str fits = str_printf(a, STR_FMT "\n" STR_FMT "\n", STR_ARG(repeat("|a", 200)),
		STR_ARG(repeat("|-", 200)));
	assert_int_equal(parse(wide).v[0].kind, MD_PARAGRAPH);
	assert_int_equal(parse(fits).v[0].kind, MD_TABLE);
	struct str tall = str_cat(a, STR("|a|b|\n|-|-|\n"), repeat("|c|d|\n", 100001));
	assert_int_equal(parse(tall).v[0].kind, MD_PARAGRAPH);
}

/* Blocks cost more than their bytes: so many are refused before any is made. */
static void blocks_are_counted(void **state)
{
	static const char *const many[] = {"a\n\n", "- a\n", "# a\n", "* * *\n", "1. - a\n",
		"[^a]: x\n", "a\n-\n", "<p>\n\n", "> a\n\n", "|a|\n"};
	struct md_blocks b;
	struct err e = {0};
	(void)state;
	for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
		struct arena_mark m = arena_mark(a);
		assert_false(md_parse(a, repeat(many[i], MD_MAX_BLOCKS + 1), &b, &e));
		assert_int_equal(e.code, ERR_LIMIT);
		arena_release(a, m);
	}
	assert_int_equal(parse(repeat("words of a long text\n", MD_MAX_BLOCKS + 1)).n, 1);
}

/* Twice the text may take at most a bit more than twice the time. */
static void time_grows_with_size_only(void **state)
{
	static const char *const parts[] = {"[", "![", "[a](", "[[", "[[a ", "[^a", "^[", "*a ",
		"_a ", "*a_b ", "**", "a**b* ", "`a ``b ", "<", "<a ", "<a b=\"", "<!-- ", "<?",
		"<![CDATA[", "%% ", "$a ", "$$ ", "~~a ", "==a ", "&amp;", "http://", "www.a.",
		"[a](b \"", "\\[", "- a\n", "> a\n", "a|b\n-|-\n", "-|-|-\n", "[a]: ", "[a]: /u\n",
		"[^a]: x\n", "%%\n\n", "```\n", "<div>\n", "a\n=\n", "\n", "\r", "|\n", "a ^b\n\n",
		"]", "](", "    a\n", "- \n\n"};
	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct arena_mark m = arena_mark(a);
		struct str text = repeat(parts[i], 10000);
		double start = seconds();
		parse(text);
		double once = seconds() - start;
		text = repeat(parts[i], 40000);
		start = seconds();
		parse(text);
		double four = seconds() - start;
		/* Linear is 4, quadratic 16; small times are noise. */
		if (four > 0.5 && four > 10 * once)
			fail_msg("\"%s\": %.0f ms, four times as much: %.0f ms", parts[i],
				once * 1e3, four * 1e3);
		arena_release(a, m);
	}
}

static void any_bytes_are_parsed(void **state)
{
	static const char *const bits[] = {"a", "b c", "\n", "\n\n", "> ", "- ", "1. ", "    ",
		"\t", "# ", "```", "~~~", "***", "---", "===", "|", "|-|-|", "a|b\n-|-\n",
		"[^x]: ", "[a]: ", "/u", "[[", "]]", "^id", " ^id", "<!--", "-->", "<div>",
		"</div>", "<pre>", "%%", "$$", "$", "`", "\\", "*", "_", "[", "]", "(", ")",
		"&amp;", "\xc3\xa9", "\r\n", "\r", "!", "~~", "==", "<", "\xff", "\xe2\x80", "\x01",
		"x", "https://a.b", "[!note] ", "[ ] "};
	uint64_t seed = 3;
	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct arena_mark m = arena_mark(a);
		struct buf b = buf_make(a);
		for (int k = 0; k < 40; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			size_t pick = (size_t)(seed >> 33) % (sizeof bits / sizeof *bits + 1);
			if (pick == sizeof bits / sizeof *bits)
				buf_putc(&b, '\0');
			else
				buf_puts(&b, bits[pick]);
		}
		struct str text = buf_str(&b);
		struct md_blocks l = parse(text);
		for (size_t i = 0; i < l.n; i++) {
			const struct md_block *x = &l.v[i];
			assert_true(x->start <= x->end && x->end <= text.n);
			assert_true(x->start == 0 || text.p[x->start - 1] == '\n');
			assert_true(x->parent == MD_NO_PARENT || x->parent < i);
			if (x->parent != MD_NO_PARENT && l.v[x->parent].kind != MD_FOOTNOTE)
				assert_true(x->start >= l.v[x->parent].start &&
					x->end <= l.v[x->parent].end);
			if (x->id.n)
				assert_true(str_eq(x->id,
					str_sub(text, x->id_start + 1, x->id_start + 1 + x->id.n)));
		}
		arena_release(a, m);
	}
}

static void too_much_text_is_refused(void **state)
{
	struct err e = {0};
	struct md_blocks l;
	struct str out;
	struct buf b = buf_make(a);
	(void)state;
	buf_fill(&b, 'a', MD_MAX_TEXT + 1);
	assert_false(md_parse(a, buf_str(&b), &l, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	assert_false(md_html(a, buf_str(&b), &out, NULL));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(blocks_have_their_lines), T(code_has_its_fences),
		T(unclosed_blocks_say_so), T(tables_have_rows),
		T(footnotes_stay_in_place_all_of_them), T(link_definitions_are_no_text),
		T(block_ids_belong_to_blocks), T(comments_hide_what_they_span),
		T(plain_is_what_a_reader_sees), T(tasks_and_callouts_lose_their_marks),
		T(leaves_map_back_to_the_source), T(destinations_are_encoded_and_back),
		T(html_is_rendered), T(html_is_safe), T(tables_in_html_are_shown),
		T(blocks_are_counted), T(nesting_is_bounded), T(large_tables_are_paragraphs),
		T(time_grows_with_size_only), T(any_bytes_are_parsed), T(too_much_text_is_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
