/* test_link.c - links of a page: kinds, parts, exact places, and what is no link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "doc/link.h"
#include "scratch.h"

/* One line a link: "line:column kind target#sub|text {source}". */
static struct str links_of(struct str text)
{
	static const char *const kinds[] = {"wiki", "md", "auto", "note", "prop"};
	struct links l;
	struct err e = {0};
	struct buf b = buf_make(a);
	if (!link_scan(a, text, &l, &e))
		fail_msg("%s", e.text);
	for (size_t i = 0; i < l.n; i++) {
		const struct link *x = &l.v[i];
		struct str source = str_sub(text, x->start, x->end);
		buf_printf(&b, "%zu:%zu %s%s%s " STR_FMT, x->line, x->column, x->embed ? "!" : "",
			kinds[x->kind], x->external ? "+" : "", STR_ARG(x->target));
		if (x->sub.n)
			buf_printf(&b, "#" STR_FMT, STR_ARG(x->sub));
		if (x->text.n)
			buf_printf(&b, "|" STR_FMT, STR_ARG(x->text));
		buf_printf(&b, " {" STR_FMT "}\n", STR_ARG(source));
	}
	return buf_str(&b);
}

static void is(const char *text, const char *want)
{
	struct str got = links_of(str_of(text));
	if (!str_eqz(got, want))
		fail_msg("%s\n--- got\n%.*s--- want\n%s", text, STR_ARG(got), want);
}

static void wikilinks_come_apart(void **state)
{
	(void)state;
	is("[[A]] [[f/A b#H#I|t]] ![[i.png|200]] [[#^id]] [[ A \xc2\xa0]] [[a]b]] [[[c]]]\n",
		"1:1 wiki A|A {[[A]]}\n1:7 wiki f/A b#H#I|t {[[f/A b#H#I|t]]}\n"
		"1:23 !wiki i.png {![[i.png|200]]}\n1:38 wiki #^id {[[#^id]]}\n"
		"1:47 wiki A|A \xc2\xa0 {[[ A \xc2\xa0]]}\n1:56 wiki a]b|a]b {[[a]b]]}\n"
		"1:65 wiki c|c {[[c]]}\n");
	is("[[https://x.y]] [[a\\|b]]\n",
		"1:1 wiki https://x.y|https://x.y {[[https://x.y]]}\n1:17 wiki a|b {[[a\\|b]]}\n");
	is("*[[a_b]] **[[c]]*** ==[[d]]==\n",
		"1:2 wiki a_b|a_b {[[a_b]]}\n1:12 wiki c|c {[[c]]}\n"
		"1:23 wiki d|d {[[d]]}\n");
}

static void markdown_links_come_apart(void **state)
{
	(void)state;
	is("[t *e*](a%20b.md#S%20c) [](<x y.md> \"t\") ![alt](i.png) [u](https://x.y/a%20b#c)\n",
		"1:1 md a b.md#S c|t e {[t *e*](a%20b.md#S%20c)}\n1:25 md x y.md {[](<x y.md> \"t\")}\n"
		"1:42 !md i.png|alt {![alt](i.png)}\n"
		"1:56 md+ https://x.y/a%20b#c|u {[u](https://x.y/a%20b#c)}\n");
	is("[![a](i.png)](p.md) [a](b(c)d.md) [a](b\\)c.md) [x](y&amp;z.md) [s](#h)\n",
		"1:1 md p.md|a {[![a](i.png)](p.md)}\n1:2 !md i.png|a {![a](i.png)}\n"
		"1:21 md b(c)d.md|a {[a](b(c)d.md)}\n1:35 md b)c.md|a {[a](b\\)c.md)}\n"
		"1:48 md y&z.md|x {[x](y&amp;z.md)}\n1:64 md #h|s {[s](#h)}\n");
	is("[a](b c.md) [a](<b\nc>) [a] (b) [a\n](b.md)\n", "2:13 md b.md|a {[a\n](b.md)}\n");
}

static void reference_links_are_resolved(void **state)
{
	(void)state;
	is("[a][R 1], [r\n1][], [q]; [none][no], [r 1][no]\n\n[r 1]: n.md#h \"t\"\n[q]: <../a b.md>\n",
		"1:1 md n.md#h|a {[a][R 1]}\n1:11 md n.md#h|r 1 {[r\n1][]}\n2:7 md ../a b.md|q {[q]}\n");
	is("> [a]\n\n> [a]: x.md\n", "1:3 md x.md|a {[a]}\n");
}

static void addresses_are_links(void **state)
{
	(void)state;
	is("<https://x.y/a_b> https://u.v/w(x)). www.a.b, <m@n.o> xhttps://no http:// .com\n",
		"1:1 auto+ https://x.y/a_b|https://x.y/a_b {<https://x.y/a_b>}\n"
		"1:19 auto+ https://u.v/w(x)|https://u.v/w(x) {https://u.v/w(x)}\n"
		"1:38 auto+ www.a.b|www.a.b {www.a.b}\n1:47 auto+ m@n.o|m@n.o {<m@n.o>}\n");
	is("[https://a.b](https://a.b)\n",
		"1:1 md+ https://a.b|https://a.b {[https://a.b](https://a.b)}\n");
	is("[m](mailto:a@b.c) [c](C:/x.md)\n",
		"1:1 md+ mailto:a@b.c|m {[m](mailto:a@b.c)}\n1:19 md C:/x.md|c {[c](C:/x.md)}\n");
}

static void footnotes_are_links(void **state)
{
	(void)state;
	is("a[^1] b[^x y] ^[in [[n]]]\n\n[^1]: see [[c]]\n",
		"1:2 note 1|1 {[^1]}\n1:20 wiki n|n {[[n]]}\n3:11 wiki c|c {[[c]]}\n");
}

static void what_looks_like_a_link_is_none(void **state)
{
	static const char *const texts[] = {"`[[a]]` ``[[`b`]]`` `` [a](b) ``\n",
		"```\n[[a]]\n```\n", "    [[a]]\n", "~~~\n[a](b)\n", "$[[a]]$ and $$\n[[b]]\n$$\n",
		"%%[[a]]%% x\n", "%%\n[[a]]\n\n[[b]]\n%%\n", "<!-- [[a]] -->\n",
		"x <!-- [[a]]\n[[b]] --> y\n", "<div>\n[[a]]\n</div>\n", "<a href=\"[[b]]\">\n",
		"\\[[a]]\n", "\\[a](b)\n", "[a\\](b)\n", "[[a\nb]]\n", "[[]] [[ ]]\n", "[a]\n",
		"![a]\n", "[a](b c)\n", "[a\n\n](b)\n", "> ```\n> [[a]]\n> ```\n",
		"- x\n\n      [[a]]\n", "$x_{[[a]]}$\n"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		is(texts[i], "");
}

static void what_looks_like_code_or_money_is_none(void **state)
{
	(void)state;
	is("` [[a]] and $5 [[b]] $6\n", "1:3 wiki a|a {[[a]]}\n1:16 wiki b|b {[[b]]}\n");
	is("100%% [[a]]\n", "1:7 wiki a|a {[[a]]}\n");
	is("[[a`b]] `\n", "1:1 wiki a`b|a`b {[[a`b]]}\n");
}

static void places_are_exact_in_tables(void **state)
{
	(void)state;
	is("| \xc3\xa9 [[a\\|b]] | [c](d.md) |\n|---|:--|\n| `x\\|[[n]]` | \xe4\xb8\xad ![[e\\|f]] |\n",
		"1:5 wiki a|b {[[a\\|b]]}\n1:16 md d.md|c {[c](d.md)}\n3:18 !wiki e|f {![[e\\|f]]}\n");
}

static void places_are_exact_in_containers(void **state)
{
	(void)state;
	is("- a [[x]]\n  - [ ] [[y]]\n\n    > b\n    > [[z]] [a\n    > b](c.md)\n",
		"1:5 wiki x|x {[[x]]}\n2:9 wiki y|y {[[y]]}\n5:7 wiki z|z {[[z]]}\n"
		"5:13 md c.md|a b {[a\n    > b](c.md)}\n");
	is("> [!note] [[t]]\n> b\n[[lazy]]\n\n## H [[h]] ##\n\n1) [[i]]\n\nset [[s]]\n===\n",
		"1:11 wiki t|t {[[t]]}\n3:1 wiki lazy|lazy {[[lazy]]}\n5:6 wiki h|h {[[h]]}\n"
		"7:4 wiki i|i {[[i]]}\n9:5 wiki s|s {[[s]]}\n");
}

static void places_are_exact_with_bom_and_windows_lines(void **state)
{
	(void)state;
	is("\xef\xbb\xbf[[a]] [[b]]\r\n\r\n\xf0\x9f\x98\x80 [[c]]\r\nx [d](e.md)\r\n",
		"1:1 wiki a|a {[[a]]}\n1:7 wiki b|b {[[b]]}\n3:3 wiki c|c {[[c]]}\n"
		"4:3 md e.md|d {[d](e.md)}\n");
	is("\xef\xbb\xbf---\r\nup: \"[[a]]\"\r\n---\r\n[[b]]\r\n",
		"2:6 prop a|a {[[a]]}\n4:1 wiki b|b {[[b]]}\n");
}

static void properties_link_when_quoted(void **state)
{
	(void)state;
	is("---\nup: \"[[A|b]]\"\nlist:\n  - '[[B#h]]'\n  - [[no]]\n  - \"see [[C]]\"\nflow: [\"[[D]]\", "
	   "\"[[E]]\"]\nraw: [[F]]\nmd: \"[t](x.md)\"\ntitle: \"[[G]] and [[H]]\"\n---\n[[I]]\n",
		"2:6 prop A|b {[[A|b]]}\n4:6 prop B#h|B > h {[[B#h]]}\n7:9 prop D|D {[[D]]}\n"
		"7:18 prop E|E {[[E]]}\n9:6 prop x.md|t {[t](x.md)}\n12:1 wiki I|I {[[I]]}\n");
	is("---\nbroken: [\n---\n[[a]]\n", "4:1 wiki a|a {[[a]]}\n");
}

static void block_ids_and_comments_do_not_hide_links(void **state)
{
	(void)state;
	is("a [[b]] ^id\n\n%% x %% [[c]]\n\n<!-- x --> [[no]]\n\ny <!-- z --> [[d]]\n",
		"1:3 wiki b|b {[[b]]}\n3:9 wiki c|c {[[c]]}\n7:14 wiki d|d {[[d]]}\n");
}

static void many_links_on_one_line_are_fast(void **state)
{
	struct buf b = buf_make(a);
	struct links l;
	(void)state;
	for (int i = 0; i < 50000; i++)
		buf_puts(&b, "[[a]] [b](c.md) ");
	assert_true(link_scan(a, buf_str(&b), &l, NULL));
	assert_int_equal(l.n, 100000);
	assert_int_equal(l.v[99999].column, 50000 * 16 - 9);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(wikilinks_come_apart), T(markdown_links_come_apart),
		T(reference_links_are_resolved), T(addresses_are_links), T(footnotes_are_links),
		T(what_looks_like_a_link_is_none), T(what_looks_like_code_or_money_is_none),
		T(places_are_exact_in_tables), T(places_are_exact_in_containers),
		T(places_are_exact_with_bom_and_windows_lines), T(properties_link_when_quoted),
		T(block_ids_and_comments_do_not_hide_links), T(many_links_on_one_line_are_fast)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
