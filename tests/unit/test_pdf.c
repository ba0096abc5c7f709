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
		"<fontspec id=\"2\" size=\"12\" family=\"Times-Bold\"/>\n");
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
	       "- first item of it\n\n- second item\n\n### Bold heading\n\nMore text under that heading, "
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
	assert_true(str_find(got, STR("4")) == STR_NPOS);
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
		cmocka_unit_test(arabic_letters_stand_in_order),
		cmocka_unit_test(hostile_descriptions_end),
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(what_cannot_be_read_has_a_remedy),
		cmocka_unit_test(a_cut_file_ends_well),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
