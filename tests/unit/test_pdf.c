/* test_pdf.c - PDFs: order of columns, paragraphs, headings, tables; what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/fs.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/pdf_page.h"
#include "scratch.h"

/* --- pages as pdftohtml describes them --------------------------------------------------- */

static struct buf xml;

static void page(void)
{
	buf_puts(&xml, xml.n ? "</page>\n" : "");
	buf_puts(&xml,
		"<page number=\"1\" top=\"0\" left=\"0\" height=\"1000\" width=\"800\">\n"
		"<fontspec id=\"0\" size=\"12\" family=\"Times\"/>\n"
		"<fontspec id=\"1\" size=\"20\" family=\"Times\"/>\n"
		"<fontspec id=\"2\" size=\"12\" family=\"Times-Bold\"/>\n"
		"<fontspec id=\"3\" size=\"12\" family=\"ABCDEF+CourierNew\"/>\n"
		"<fontspec id=\"4\" size=\"8\" family=\"Times\"/>\n"
		"<fontspec id=\"5\" size=\"12\" family=\"Times-Italic\"/>\n"
		"<fontspec id=\"6\" size=\"12\" family=\"Any\"/>\n");
}

static void put(int font, int top, int left, int width, const char *text)
{
	buf_printf(&xml,
		"<text top=\"%d\" left=\"%d\" width=\"%d\" height=\"12\" font=\"%d\">%s</text>\n",
		top, left, width, font, text);
}

static struct str title;

static struct str written(void)
{
	struct pdf_pages pages = pdf_parse(a, buf_str(&xml));
	struct pdf_lines *lines = ARENA_ARRAY(a, struct pdf_lines, pages.n);
	for (size_t i = 0; i < pages.n; i++)
		lines[i] = pdf_layout(a, &pages.v[i]);
	pdf_drop_running_heads(a, lines, pages.n, 1000);
	struct str body = pdf_write(a, lines, pages.n, &title);
	xml = buf_make(a);
	return body;
}

static void expect(const char *want)
{
	struct str got = written();
	if (!str_eqz(got, want))
		fail_msg("wanted\n%s\ngot\n" STR_FMT, want, STR_ARG(got));
}

static void lines_become_paragraphs_without_hyphens(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 500, "This is the first line of a para-");
	put(0, 114, 50, 500, "graph that goes on for two lines and");
	put(0, 128, 50, 200, "ends here.");
	put(0, 142, 65, 485, "An indented line starts the next one and");
	put(0, 156, 50, 100, "ends it too.");
	expect("This is the first line of a paragraph that goes on for two lines and ends here.\n\n"
	       "An indented line starts the next one and ends it too.\n");
}

static void columns_are_read_one_after_the_other(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(1, 50, 50, 600, "A title over both columns");
	for (int i = 0; i < 6; i++) {
		put(0, 100 + 14 * i, 50, 300,
			i == 5 ? "the left column ends with these words."
			       : "the left column goes on and on and");
		put(0, 100 + 14 * i, 400, 300,
			i == 5 ? "the right one ends with these words."
			       : "the right column goes on and on, too,");
	}
	struct str got = written();
	size_t left = str_find(got, STR("left column ends")),
	       right = str_find(got, STR("right column"));
	assert_true(str_starts(got, STR("## A title over both columns\n\nthe left")));
	assert_true(left != STR_NPOS && right != STR_NPOS && left < right);
	assert_true(str_eqz(title, "A title over both columns"));
}

static void headings_lists_and_tables_show(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(1, 50, 50, 200, "Large heading");
	put(0, 90, 50, 500, "Some text that says what follows in the list, at some length:");
	put(0, 110, 60, 300, "\xe2\x80\xa2 first item of it");
	put(0, 124, 60, 300, "\xe2\x80\xa2 second item");
	put(2, 150, 50, 100, "Bold heading");
	put(0, 170, 50, 500, "More text under that heading, which is as long as a line should be.");
	put(0, 200, 50, 60, "Name");
	put(0, 200, 300, 60, "Value");
	put(0, 214, 50, 60, "Alpha");
	put(0, 214, 300, 60, "1|2");
	expect("## Large heading\n\nSome text that says what follows in the list, at some length:\n\n"
	       "- first item of it\n- second item\n\n### Bold heading\n\nMore text under that heading, "
	       "which is as long as a line should be.\n\n| Name | Value |\n| --- | --- |\n| Alpha | 1\\|2 |\n");
}

static void running_heads_go(void **state)
{
	(void)state;
	xml = buf_make(a);
	for (int i = 0; i < 4; i++) {
		char number[16] = {(char)('1' + i), 0};
		page();
		put(0, 20, 50, 200, "Journal of Tests, volume 3");
		put(0, 500, 50, 500,
			i % 2 ? "Even pages say this and nothing else, at length."
			      : "Odd pages say that and nothing else, at length.");
		put(0, 980, 400, 10, number);
	}
	struct str got = written();
	assert_true(str_find(got, STR("Journal")) == STR_NPOS);
	assert_true(str_find(got, STR("Even pages")) != STR_NPOS);
	assert_true(str_find(got, STR("\n4\n")) == STR_NPOS);
}

static void numbered_lines_go_though_their_words_differ(void **state)
{
	static const char *const foot[] = {
		"Chapter 1. Ships iv", "2 Lights", "Chapter 2. Harbours 7", "Chapter 3. Storms 9"};
	static const char *const text[] = {"Ships are described here, in a line of some length.",
		"Lights are described here, in a line of some length.",
		"Harbours are described here, in a line that ends in 1850",
		"Storms are described here, in a line of some length."};
	(void)state;
	xml = buf_make(a);
	for (int i = 0; i < 4; i++) {
		page();
		put(0, 500, 50, 500, text[i]);
		put(0, 960, 400, 90, foot[i]);
	}
	struct str got = written();
	assert_true(str_find(got, STR("Lights\n")) == STR_NPOS);
	assert_true(str_find(got, STR("Chapter 2.")) == STR_NPOS);
	assert_true(str_find(got, STR("Chapter 3.")) == STR_NPOS);
	assert_true(str_find(got, STR("Storms are described")) != STR_NPOS);
	assert_true(str_find(got, STR("1850")) != STR_NPOS);
}

static void numbers_that_do_not_grow_are_text(void **state)
{
	static const char *const foot[] = {"Total 41", "Sum 12", "Rest 7"};
	(void)state;
	xml = buf_make(a);
	for (int i = 0; i < 3; i++) {
		page();
		put(0, 500, 50, 500,
			"A line of some length that stands in the middle of the page.");
		put(0, 960, 400, 90, foot[i]);
	}
	struct str got = written();
	for (int i = 0; i < 3; i++)
		assert_true(str_find(got, str_of(foot[i])) != STR_NPOS);
}

static void blanks_between_fonts_stay(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 60, "The use of ");
	put(2, 100, 110, 80, "CHANGE USAGE");
	put(0, 100, 190, 100, " is shown, and di");
	put(0, 100, 290, 10, "ffi");
	put(0, 100, 300, 90, "culties are named.");
	expect("The use of CHANGE USAGE is shown, and difficulties are named.\n");
}

static void pages_are_named(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 500, 50, 500, "The first page ends in the middle of a sentence that");
	page();
	put(0, 100, 50, 500, "goes on over here and ends. &lt;!-- page 9 --&gt;");
	put(0, 400, 50, 60, "Name");
	put(0, 400, 300, 60, "Value");
	put(0, 414, 50, 60, "Alpha");
	put(0, 414, 300, 60, "Beta");
	page();
	put(0, 100, 50, 500, "The third page says more.");
	expect("<!-- page 1 -->\n\nThe first page ends in the middle of a sentence that goes on over "
	       "here and ends. \\<!-- page 9 -->\n\n<!-- page 2 -->\n\n| Name | Value |\n| --- | --- "
	       "|\n| Alpha | Beta |\n\n<!-- page 3 -->\n\nThe third page says more.\n");
}

/* --- code -------------------------------------------------------------------------------- */

#define LONG "Prose of the body is set in another font, and its lines are as long as the column."

static void code_keeps_its_lines(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 600, LONG);
	put(3, 130, 50, 49, "if (x):");
	put(3, 142, 78, 77, "return  &lt;b&gt;");
	put(3, 142, 162, 14, "# ");
	put(3, 142, 176, 7, "y");
	put(3, 166, 50, 28, "done");
	put(0, 196, 50, 600, LONG);
	expect(LONG "\n\n```\nif (x):\n    return  <b> # y\n\ndone\n```\n\n" LONG "\n");
}

static void numbers_of_lines_are_no_code(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 600, LONG);
	for (int i = 0; i < 3; i++) {
		char number[2] = {(char)('1' + i), 0};
		put(4, 130 + 12 * i, 30, 5, number);
		put(3, 130 + 12 * i, 50, 28, i == 1 ? "b();" : "a();");
	}
	expect(LONG "\n\n```\na();\nb();\na();\n```\n");
	page();
	put(0, 100, 50, 600, LONG);
	put(3, 130, 57, 63, "9  if (x)");
	put(3, 142, 50, 77, "10    y();");
	put(3, 154, 50, 56, "11  z();");
	expect(LONG "\n\n```\nif (x)\n  y();\nz();\n```\n");
}

static void fonts_of_one_width_are_measured(void **state)
{
	static const char *const code[] = {"int main(void)", "mmmmmm(WWWW);", "illi(1, 2, i);",
		"while (i-- > 0)", "return llllll;", "print(.... iiii)", "QQQQQQQQQQQQQQ;",
		"sum += tiny[i];", "exit(status);"};
	(void)state;
	xml = buf_make(a);
	page();
	for (int i = 0; i < 9; i++)
		put(0, 100 + 14 * i, 50, 600,
			i % 2 ? LONG : "Another line of it, in the same width.");
	for (int i = 0; i < 9; i++)
		put(6, 300 + 12 * i, 50, 7 * (int)strlen(code[i]), code[i]);
	struct str got = written();
	assert_true(str_find(got, STR("```\nint main(void)\nmmmmmm(WWWW);\nilli")) != STR_NPOS);
}

static void typescript_is_text(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(3, 100, 50, 49, "A whole");
	put(3, 114, 50, 49, "letter.");
	assert_true(str_find(written(), STR("```")) == STR_NPOS);
}

/* --- notes, links, marks ----------------------------------------------------------------- */

static void notes_are_matched(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 300, "Each light has a keeper");
	put(4, 97, 350, 4, "1");
	put(0, 100, 360, 290, "who trims the lamp; its area is 20 m");
	put(4, 97, 650, 4, "2");
	put(0, 114, 50, 400, "and what the end of the page cuts off goes on in the");
	put(4, 900, 50, 4, "1");
	put(4, 902, 55, 300, "The list of all keepers is kept at the harbour office,");
	put(4, 911, 50, 100, "and is open to all.");
	put(4, 924, 50, 4, "3");
	put(4, 926, 55, 300, "A note that nothing refers to is text.");
	page();
	put(0, 100, 50, 600, "next page, as if no note stood between its halves.");
	expect("<!-- page 1 -->\n\nEach light has a keeper[^1] who trims the lamp; its area is 20 "
	       "m<sup>2</sup> and what the end of the page cuts off goes on in the next page, as if "
	       "no note stood between its halves.\n\n[^1]: The list of all keepers is kept at the "
	       "harbour office, and is open to all.\n\n3 A note that nothing refers to is "
	       "text.\n");
}

static void a_link_is_as_long_as_its_words(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 600,
		"Read <a href=\"http://a.example/x?a=1&amp;b=2\">the whole </a>story here, and more of "
		"<a href=\"http://b.example/\">the</a>");
	put(0, 114, 50, 300,
		"<a href=\"http://b.example/\">other one</a> there. <a href=\"z\">No</a>.");
	expect("Read [the whole](http://a.example/x?a=1&b=2) story here, and more of [the other "
	       "one](http://b.example/) there. No.\n");
}

static void shadows_and_upright_text(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 200, "Printed twice for weight.");
	put(0, 101, 51, 200, "Printed twice for weight.");
	put(0, 500, 10, 0, "stam");
	put(0, 400, 10, 0, "ped");
	expect("Printed twice for weight.\n\nstamped\n");
}

static void a_large_first_letter_joins_its_word(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	buf_puts(&xml, "<fontspec id=\"7\" size=\"30\" family=\"Times\"/>\n");
	buf_puts(&xml,
		"<text top=\"100\" left=\"50\" width=\"20\" height=\"28\" font=\"7\">T</text>\n");
	put(0, 102, 70, 580, "he first letter of this paragraph is as tall as two lines, which");
	put(0, 116, 72, 578, "stand beside it, and the third one starts where the column does, in");
	put(0, 130, 50, 200, "the margin below.");
	assert_true(str_find(written(),
			    STR("The first letter of this paragraph is as tall as two lines, "
				"which stand beside it")) != STR_NPOS);
}

static void hyphens_of_a_word_stay(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 600, "A well-known light is seen from far, and a well-");
	put(0, 114, 50, 600, "known one is self-");
	put(0, 128, 50, 600, "sufficient as a light-");
	put(0, 142, 50, 100, "house is.");
	expect("A well-known light is seen from far, and a well-known one is self-sufficient as a "
	       "lighthouse is.\n");
}

/* --- order ------------------------------------------------------------------------------- */

static void columns_may_lie_close_together(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	for (int i = 0; i < 8; i++) {
		put(0, 100 + 14 * i, 50, 340, "the left column goes on and on for long and");
		put(0, 100 + 14 * i, 400, 340, "the right column goes on and on, too, and");
	}
	struct str got = written();
	assert_true(str_find(got, STR("and the left column")) != STR_NPOS);
	assert_true(str_find(got, STR("and the right column")) != STR_NPOS);
	assert_true(str_find(got, STR("and the left")) < str_find(got, STR("the right")));
}

static void text_goes_on_behind_a_figure(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 100, 50, 600, LONG);
	put(0, 900, 50, 600, "The sentence at the end of this page is not at its end, it just");
	page();
	put(0, 100, 300, 40, "x axis");
	put(0, 130, 500, 40, "lamp");
	put(0, 160, 200, 40, "lens");
	put(0, 200, 50, 400, "Figure 1: What a lens does.");
	put(0, 240, 50, 600,
		"stops for a figure and goes on below, on the next page, till here, as");
	put(0, 254, 50, 100, "you can see.");
	struct str got = written();
	assert_true(str_find(got,
			    STR("end, it just stops for a figure and goes on below, on the next "
				"page, till here, as you can see.\n")) != STR_NPOS);
	assert_true(str_find(got, STR("\n\nx axis lamp lens\n\nFigure 1: What a lens does.\n")) !=
		STR_NPOS);
}

static void authors_are_read_one_by_one(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(1, 50, 100, 600, "On Lights and Their Keepers");
	put(0, 100, 100, 90, "Ann Alder");
	put(0, 100, 350, 90, "Bob Birch");
	put(0, 100, 600, 90, "Cid Cedar");
	put(0, 114, 90, 110, "Port University");
	put(0, 114, 340, 110, "Bay University");
	put(0, 114, 590, 110, "Sea University");
	put(0, 128, 80, 130, "ann@port.example");
	put(0, 128, 330, 130, "bob@bay.example");
	put(0, 128, 580, 130, "cid@sea.example");
	put(0, 200, 50, 650, LONG);
	struct str got = written();
	size_t ann = str_find(got, STR("ann@")), bob = str_find(got, STR("Bob Birch"));
	assert_true(ann != STR_NPOS && bob != STR_NPOS && ann < bob);
	assert_true(str_find(got, STR("bob@")) < str_find(got, STR("Sea University")));
	assert_true(str_find(got, STR("|")) == STR_NPOS);
}

/* --- lists and tables -------------------------------------------------------------------- */

static void lists_nest_and_count_as_the_page_does(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 86, 50, 600, LONG);
	put(0, 100, 60, 8, "\xef\x82\xb7");
	put(0, 100, 80, 100, "sign of a font");
	put(0, 114, 90, 8, "o");
	put(0, 114, 110, 100, "inner one");
	put(0, 128, 60, 8, "\xf4\x80\x82\xb0");
	put(0, 128, 80, 100, "outer again");
	put(0, 160, 60, 150, "1. first");
	put(0, 174, 60, 150, "2. second");
	put(0, 188, 60, 150, "1. first of another");
	expect(LONG
		"\n\n- sign of a font\n  - inner one\n- outer again\n1. first\n2. second\n1) first of "
		"another\n");
}

static void contents_are_a_list(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(1, 50, 50, 200, "Table of Contents");
	put(2, 100, 50, 100, "1 Lights");
	put(2, 100, 690, 10, "3");
	put(0, 114, 70, 500, "1.1 Lenses . . . . . . . . . . . . . . . .");
	put(0, 114, 690, 10, "4");
	put(0, 128, 70, 630, "1.2 Lamps ..................... 12");
	expect("## Table of Contents\n\n- 1 Lights \xe2\x80\xa6 3\n- 1.1 Lenses \xe2\x80\xa6 4\n- 1.2 "
	       "Lamps \xe2\x80\xa6 12\n");
}

static void lines_of_a_cell_are_one_row(void **state)
{
	static const char *const cells[][2] = {{"Light", "What it is for"},
		{"Cape", "ships that come from"}, {"", "the far south"},
		{"Bay", "boats of the harbour"}, {"", "and its pilots"}};
	static const int top[] = {100, 130, 143, 170, 183};
	(void)state;
	xml = buf_make(a);
	page();
	for (int i = 0; i < 5; i++) {
		if (cells[i][0][0])
			put(0, top[i], 50, 40, cells[i][0]);
		put(0, top[i], 300, 140, cells[i][1]);
	}
	expect("| Light | What it is for |\n| --- | --- |\n| Cape | ships that come from the far south |\n| "
	       "Bay | boats of the harbour and its pilots |\n");
}

/* --- headings, heads --------------------------------------------------------------------- */

static void headings_that_are_some_and_none(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	for (int i = 0; i < 4; i++)
		put(2, 100 + 14 * i, 50, 600, "A paragraph that is bold as a whole is");
	put(0, 200, 50, 600, LONG);
	put(0, 240, 50, 100, "II. LENSES");
	put(0, 270, 50, 600, LONG);
	put(5, 300, 50, 120, "The Bay Light");
	put(0, 330, 50, 600, LONG);
	put(1, 360, 250, 120, "E = m c");
	put(0, 390, 50, 600, LONG);
	put(2, 420, 50, 200, "2.1 Lamps");
	put(0, 450, 50, 600, LONG);
	struct str got = written();
	assert_true(str_find(got, STR("# A paragraph")) == STR_NPOS);
	assert_true(str_find(got, STR("# II. LENSES\n")) != STR_NPOS);
	assert_true(str_find(got, STR("# The Bay Light\n")) != STR_NPOS);
	assert_true(str_find(got, STR("# E =")) == STR_NPOS);
	assert_true(str_find(got, STR("# 2.1 Lamps\n")) != STR_NPOS);
}

static void what_a_browser_prints_around_a_page_goes(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	put(0, 20, 30, 100, "3/14/26, 9:26 AM");
	put(0, 20, 300, 100, "On lights");
	put(0, 300, 50, 600, LONG);
	put(0, 970, 30, 300, "https://lights.example/on/lights");
	put(0, 970, 750, 20, "1/1");
	expect(LONG "\n");
	page();
	put(0, 300, 50, 600, LONG);
	put(0, 970, 300, 60, "Page 1 of 9");
	expect(LONG "\n");
}

static void heads_of_chapters_go_and_the_title_stays(void **state)
{
	static const char *const head[] = {
		"", "Lights", "Lights", "Lights", "Storms", "Storms", "Tides", "Tides"};
	static const char *const text[] = {
		"one", "two", "three", "four", "five", "six", "seven", "eight"};
	(void)state;
	xml = buf_make(a);
	for (int i = 0; i < 8; i++) {
		page();
		if (i)
			put(0, 40, 50, 60, head[i]);
		else
			put(2, 90, 50, 60, "Lights of the coast");
		buf_printf(&xml,
			"<text top=\"300\" left=\"50\" width=\"600\" height=\"12\" font=\"0\">Page %s "
			"says what no other page says.</text>\n",
			text[i]);
		put(0, 970, 300, 100, "Lights of the coast");
	}
	struct str got = written();
	assert_true(str_find(got, STR("# Lights of the coast\n")) != STR_NPOS);
	assert_true(str_find(got, STR("Storms")) == STR_NPOS);
	assert_true(str_find(got, STR("Tides")) == STR_NPOS);
	assert_true(str_find(got, STR("Page eight says")) != STR_NPOS);
}

/* al-amn (safety) with the letters of its ligature the wrong way round; a stretched word */
static void arabic_letters_stand_in_order(void **state)
{
	size_t n;
	(void)state;
	struct pdf_lines *l = pdf_plain(a,
		STR("\xd8\xa7\xd8\xa3\xd9\x84\xd9\x85\xd9\x86 \xd8\xa8\xd9\x80\xd9\x80\xd9\x86\n"),
		&n);
	assert_int_equal(n, 1);
	assert_int_equal(l[0].n, 1);
	assert_true(str_eqz(
		l[0].v[0].text, "\xd8\xa7\xd9\x84\xd8\xa3\xd9\x85\xd9\x86 \xd8\xa8\xd9\x86"));
}

static void hostile_descriptions_end(void **state)
{
	(void)state;
	xml = buf_make(a);
	page();
	for (int i = 0; i < 20000; i++)
		put(0, 100 + i % 3, i % 800, 5, "x");
	assert_true(text_valid(written()));
	page();
	assert_true(text_valid(written())); /* nothing on it */
	buf_puts(&xml,
		"<page height=\"-1e99\"><text top=\"\xff\" left=9999999999 font=\"77777777777\">y");
	assert_true(text_valid(written()));
}

/* --- real files -------------------------------------------------------------------------- */

/* A PDF of one page with the lines of text (between "|") at 14 points. */
static struct str make_pdf(struct str lines)
{
	struct buf s = buf_make(a), b = buf_make(a);
	size_t at[6];
	struct str line;
	buf_puts(&s, "BT /F1 14 Tf 72 720 Td\n");
	while (str_cut(&lines, '|', &line))
		buf_printf(&s, "(" STR_FMT ") Tj 0 -18 Td\n", STR_ARG(line));
	buf_puts(&s, "ET\n");
	buf_puts(&b, "%PDF-1.4\n");
	static const char *const objects[] = {"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources "
		 "<< /Font << /F1 5 0 R >> >> >>")};
	for (size_t i = 0; i < 3; i++) {
		at[i] = b.n;
		buf_printf(&b, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	at[3] = b.n;
	buf_printf(&b, "4 0 obj\n<< /Length %zu >>\nstream\n" STR_FMT "endstream\nendobj\n", s.n,
		STR_ARG(buf_str(&s)));
	at[4] = b.n;
	buf_puts(&b, "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n");
	at[5] = b.n;
	buf_puts(&b, "xref\n0 6\n0000000000 65535 f \n");
	for (size_t i = 0; i < 5; i++)
		buf_printf(&b, "%010zu 00000 n \n", at[i]);
	buf_printf(&b, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", at[5]);
	return buf_str(&b);
}

static bool read_one(struct str bytes, struct document *d, struct err *e)
{
	struct convert_opt opt = {.name = STR("a.pdf")};
	*e = (struct err){0};
	return convert(a, bytes, &opt, d, e);
}

static void a_file_is_read(void **state)
{
	struct document d;
	struct err e;
	(void)state;
	if (!fs_have_program("pdftohtml"))
		skip();
	if (!read_one(
		    make_pdf(STR("The first line of a small page that goes|on in the second one.")),
		    &d, &e))
		fail_msg("%s", e.text);
	assert_string_equal(d.type, "pdf");
	assert_true(str_find(d.body, STR("page that goes on in the second one.")) != STR_NPOS);
}

static void what_cannot_be_read_has_a_remedy(void **state)
{
	struct document d;
	struct err e;
	(void)state;
	if (!fs_have_program("pdftohtml"))
		skip();
	assert_true(read_one(make_pdf(STR("")), &d, &e));
	assert_true(d.empty);
	assert_true(str_find(d.notes.v[0], STR("ocrmypdf")) != STR_NPOS);
	assert_false(read_one(STR("%PDF-1.4\nnothing of the kind"), &d, &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_non_null(strstr(e.text, "damaged"));
}

/* Cut at each 1 %: a document or an error with a remedy. */
static void a_cut_file_ends_well(void **state)
{
	struct str whole = make_pdf(STR("The first line of a small page that goes|on below."));
	(void)state;
	if (!fs_have_program("pdftohtml"))
		skip();
	for (size_t i = 0; i < 100; i++) {
		struct document d;
		struct err e;
		if (read_one(str_sub(whole, 0, whole.n * i / 100), &d, &e))
			assert_true(text_valid(d.body));
		else
			assert_true(e.code != ERR_NONE && e.text[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_paragraphs_without_hyphens),
		cmocka_unit_test(columns_are_read_one_after_the_other),
		cmocka_unit_test(headings_lists_and_tables_show),
		cmocka_unit_test(running_heads_go),
		cmocka_unit_test(numbered_lines_go_though_their_words_differ),
		cmocka_unit_test(numbers_that_do_not_grow_are_text),
		cmocka_unit_test(blanks_between_fonts_stay),
		cmocka_unit_test(pages_are_named),
		cmocka_unit_test(code_keeps_its_lines),
		cmocka_unit_test(numbers_of_lines_are_no_code),
		cmocka_unit_test(fonts_of_one_width_are_measured),
		cmocka_unit_test(typescript_is_text),
		cmocka_unit_test(notes_are_matched),
		cmocka_unit_test(a_link_is_as_long_as_its_words),
		cmocka_unit_test(shadows_and_upright_text),
		cmocka_unit_test(a_large_first_letter_joins_its_word),
		cmocka_unit_test(hyphens_of_a_word_stay),
		cmocka_unit_test(columns_may_lie_close_together),
		cmocka_unit_test(text_goes_on_behind_a_figure),
		cmocka_unit_test(authors_are_read_one_by_one),
		cmocka_unit_test(lists_nest_and_count_as_the_page_does),
		cmocka_unit_test(contents_are_a_list),
		cmocka_unit_test(lines_of_a_cell_are_one_row),
		cmocka_unit_test(headings_that_are_some_and_none),
		cmocka_unit_test(what_a_browser_prints_around_a_page_goes),
		cmocka_unit_test(heads_of_chapters_go_and_the_title_stays),
		cmocka_unit_test(arabic_letters_stand_in_order),
		cmocka_unit_test(hostile_descriptions_end),
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(what_cannot_be_read_has_a_remedy),
		cmocka_unit_test(a_cut_file_ends_well),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
