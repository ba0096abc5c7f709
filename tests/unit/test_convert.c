/* test_convert.c - which reader takes what; Markdown notes, plain text, encodings, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/convert.h"
#include "scratch.h"

static struct document read_as(const char *name, struct str bytes)
{
	struct convert_opt opt = {.name = str_of(name)};
	struct document d;
	struct err e = {0};
	if (!convert(a, bytes, &opt, &d, &e))
		fail_msg("%s: %s", name, e.text);
	return d;
}

static void same(struct str got, const char *want)
{
	if (!str_eqz(got, want))
		fail_msg("wanted '%s', got '" STR_FMT "'", want, STR_ARG(got));
}

/* --- sniffing ---------------------------------------------------------------------------- */

static void content_decides_before_the_name(void **state)
{
	static const struct {
		const char *name, *bytes, *type;
	} v[] = {
		{"a.html", "<p>x</p>", "html"},
		{"a.txt", "<!doctype html><p>x", "text"},
		{"a", "<!-- x --><!DOCTYPE html><html><body>x", "html"},
		{"a", "<div><p>x</p><a href=y>z</a></div>", "html"},
		{"-", "# Title\n\n- [a](b)\n\n```\nx\n```\n", "markdown"},
		{"-", "---\ntitle: x\n---\nbody", "markdown"},
		{"notes", "just some words\n", "text"},
		{"a.md", "<h1 align=center>x</h1>\n\ntext", "markdown"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		if (strcmp(read_as(v[i].name, str_of(v[i].bytes)).type, v[i].type))
			fail_msg("%s '%s' is not %s", v[i].name, v[i].bytes, v[i].type);
}

static void what_no_reader_takes_is_named_with_a_remedy(void **state)
{
	static const struct {
		struct str bytes;
		const char *says;
	} v[] = {
		{{"\x1f\x8b\x08\0\0\0", 6}, "unpack"},
		{{"\x7f"
		  "ELF\x02\x01\0\0",
			 8},
			"program"},
		{{"abc\0\0\0\0\0def", 11}, "binary"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct convert_opt opt = {.name = STR("a.bin")};
		struct document d;
		struct err e = {0};
		assert_false(convert(a, v[i].bytes, &opt, &d, &e));
		assert_int_equal(e.code, ERR_INPUT);
		assert_non_null(strstr(e.text, v[i].says));
	}
}

static void a_type_can_be_forced(void **state)
{
	struct convert_opt opt = {.name = STR("a.html"), .type = STR("text")};
	struct document d;
	struct err e = {0};
	(void)state;
	assert_true(convert(a, STR("<p>x</p>"), &opt, &d, &e));
	assert_string_equal(d.type, "text");
	opt.type = STR("spreadsheet of doom");
	assert_false(convert(a, STR("x"), &opt, &d, &e));
	assert_int_equal(e.code, ERR_USAGE);
}

static void a_file_without_words_is_empty(void **state)
{
	(void)state;
	assert_true(read_as("a.txt", STR("")).empty);
	assert_true(read_as("a.html", STR("<script>x</script>")).empty);
	assert_true(read_as("a.md", STR("---\ntitle: x\n---\n")).empty);
	assert_int_equal(read_as("a.txt", STR("")).notes.n, 1);
}

/* --- Markdown ---------------------------------------------------------------------------- */

static void a_clipping_keeps_its_body_and_gives_its_keys(void **state)
{
	struct document d = read_as("Clippings/A page.md",
		STR("\xef\xbb\xbf---\r\ntitle: \"A page\"\r\nsource: \"https://e.org/a\"\r\nauthor:\r\n"
		    "  - \"[[Ada L]]\"\r\n  - \"[[people/bob|Bob B]]\"\r\npublished: 2021-03-04\r\n"
		    "created: 2024-01-02\r\ndescription: \"What it says\"\r\ntags:\r\n  - "
		    "\"clippings\"\r\n---\r\nText  with  *all*\r\n\r\n\r\nits blanks ^id1\r\n"));
	(void)state;
	assert_string_equal(d.type, "markdown");
	same(d.meta.title, "A page");
	same(d.meta.url, "https://e.org/a");
	assert_int_equal(d.meta.authors.n, 2);
	same(d.meta.authors.v[0], "Ada L");
	same(d.meta.authors.v[1], "Bob B");
	same(d.meta.published, "2021-03-04");
	same(d.meta.excerpt, "What it says");
	same(d.meta.tags.v[0], "clippings");
	same(d.body, "Text  with  *all*\n\n\nits blanks ^id1\n");
}

static void a_note_takes_its_title_from_its_heading_or_name(void **state)
{
	(void)state;
	same(read_as("x.md", STR("text\n\n# The *real* title\n")).meta.title, "The real title");
	same(read_as("x.md", STR("```\n# no\n```\n\nSet\n===\n")).meta.title, "Set");
	same(read_as("dir/My_note.md", STR("no heading\n")).meta.title, "My note");
	same(read_as("x.md", STR("no newline at the end")).body, "no newline at the end\n");
}

static void bad_front_matter_is_told_and_loses_nothing(void **state)
{
	struct document d = read_as("x.md", STR("---\na: [b\n---\nbody\n"));
	(void)state;
	same(d.body, "body\n");
	assert_int_equal(d.notes.n, 1);
	d = read_as("x.md", STR("---\ntitle: never ends\n"));
	assert_int_equal(d.notes.n, 1);
	assert_true(str_find(d.body, STR("never ends")) != STR_NPOS);
}

/* --- text -------------------------------------------------------------------------------- */

static void text_becomes_markdown_that_shows_the_same(void **state)
{
	static const struct {
		const char *text, *markdown;
	} v[] = {
		{"one\ntwo\n\nthree\n", "one\ntwo\n\nthree\n"},
		{"A *star* and snake_case and 1 < 2\n", "A \\*star\\* and snake_case and 1 < 2\n"},
		{"# no heading\n\n> no quote\n", "\\# no heading\n\n\\> no quote\n"},
		{"- a\n- b\n  more\n", "- a\n- b\n  more\n"},
		{"1986. A year alone\n", "1986\\. A year alone\n"},
		{"TITLE IN CAPITALS\n\ntext\n", "## TITLE IN CAPITALS\n\ntext\n"},
		{"Title\n=====\n\ntext\n", "# Title\n\ntext\n"},
		{"2.1 Results of it\n\ntext\n", "### 2.1 Results of it\n\ntext\n"},
		{"Prose goes here.\n\n    int x = 1;\n    f(x);\n\nand on.\n",
			"Prose goes here.\n\n```\nint x = 1;\nf(x);\n```\n\nand on.\n"},
		{"name      age\nAda       36\n", "```\nname      age\nAda       36\n```\n"},
		{"ends like an id ^abc\n", "ends like an id \\^abc\n"},
		{"say `x` and [y](z)\n", "say \\`x\\` and \\[y](z)\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		same(read_as("a.txt", str_of(v[i].text)).body, v[i].markdown);
}

/* --- encodings --------------------------------------------------------------------------- */

static void encodings_are_found(void **state)
{
	static const struct {
		struct str bytes;
		const char *label, *name, *text;
	} v[] = {
		{{"caf\xc3\xa9", 5}, "", "UTF-8", "caf\xc3\xa9"},
		{{"caf\xc3\xa9", 5}, "iso-8859-1", "UTF-8", "caf\xc3\xa9"}, /* the page lies */
		{{"caf\xe9", 4}, "latin1", "WINDOWS-1252", "caf\xc3\xa9"},
		{{"caf\xe9", 4}, "utf-8", "WINDOWS-1252", "caf\xc3\xa9"}, /* and so does this one */
		{{"\xff\xfe"
		  "a\0\xe9\0",
			 6},
			"", "UTF-16LE", "a\xc3\xa9"},
		{{"\x93\xfa\x96\x7b", 4}, "shift_jis", "CP932", "\xe6\x97\xa5\xe6\x9c\xac"},
		{{"\xd6\xd0\xb9\xfa", 4}, "gb2312", "GB18030", "\xe4\xb8\xad\xe5\x9b\xbd"},
		{{"\xcf\xf0\xe8\xe2\xe5\xf2", 6}, "cp1251", "WINDOWS-1251",
			"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		const char *name;
		same(charset_decode(a, v[i].bytes, str_of(v[i].label), &name), v[i].text);
		assert_string_equal(name, v[i].name);
	}
}

static void undeclared_scripts_are_guessed(void **state)
{
	static const struct {
		const char *word, *name;
	} v[] = {
		{"\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0 ", "WINDOWS-1251"},
		{"\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96\x7b\x82\xcc ", "CP932"},
		{"\xa4\xb3\xa4\xec\xa4\xcf\xc6\xfc\xcb\xdc\xa4\xce ", "EUC-JP"},
		{"\xd5\xe2\xca\xc7\xd6\xd0\xce\xc4\xcd\xf8\xd2\xb3 ", "GB18030"},
		{"\xc7\xd1\xb1\xb9\xbe\xee \xb9\xae\xbc\xad ", "CP949"},
		{"na\xefve fa\xe7"
		 "ade caf\xe9 ",
			"WINDOWS-1252"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct buf b = buf_make(a);
		for (int k = 0; k < 20; k++)
			buf_puts(&b, v[i].word);
		assert_string_equal(charset_sniff(buf_str(&b), STR("")), v[i].name);
	}
}

static void a_page_declares_its_encoding(void **state)
{
	(void)state;
	same(charset_html_label(STR("<html><head><meta charset=gbk>")), "gbk");
	same(charset_html_label(STR("<meta http-equiv=Content-Type content='text/html; "
				    "charset=windows-1251'>")),
		"windows-1251");
	same(charset_html_label(STR("<?xml version='1.0' encoding='Shift_JIS'?><html>")),
		"Shift_JIS");
	same(charset_html_label(STR("<meta charset=no-such-thing>")), "");
}

/* --- dates ------------------------------------------------------------------------------- */

static void dates_become_iso(void **state)
{
	static const char *const v[][2] = {
		{"2021-03-04", "2021-03-04"},
		{"2021-03-04T05:06:07Z", "2021-03-04T05:06:07Z"},
		{"2021-03-04T05:06:07.123+01:00", "2021-03-04T05:06:07+01:00"},
		{"2021-03-04 05:06", "2021-03-04T05:06:00"},
		{"20210304", "2021-03-04"},
		{"March 4, 2021", "2021-03-04"},
		{"Mar. 4th, 2021 at 5:06 pm", "2021-03-04T17:06:00"},
		{"Thu, 04 Mar 2021 05:06:07 GMT", "2021-03-04T05:06:07Z"},
		{"Thu Mar 04 05:06:07 +0000 2021", "2021-03-04T05:06:07+00:00"},
		{"Published on 4 March 2021 by A", "2021-03-04"},
		{"04.03.2021", "2021-03-04"},
		{"3/4/2021", "2021-03-04"},
		{"25/12/2021", "2021-12-25"},
		{"4. M\xc3\xa4rz 2021", "2021-03-04"},
		{"4 de marzo de 2021", "2021-03-04"},
		{"4 ao\xc3\xbbt 2021", "2021-08-04"},
		{"2021\xe5\xb9\xb4"
		 "3\xe6\x9c\x88"
		 "4\xe6\x97\xa5",
			"2021-03-04"},
		{"1614834367", "2021-03-04T05:06:07Z"},
		{"2021-13-04", ""},
		{"2021-02-30", ""},
		{"12 people like this", ""},
		{"version 1.2.3", ""},
		{"", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		same(date_iso(a, str_of(v[i][0])), v[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_decides_before_the_name),
		cmocka_unit_test(what_no_reader_takes_is_named_with_a_remedy),
		cmocka_unit_test(a_type_can_be_forced),
		cmocka_unit_test(a_file_without_words_is_empty),
		cmocka_unit_test(a_clipping_keeps_its_body_and_gives_its_keys),
		cmocka_unit_test(a_note_takes_its_title_from_its_heading_or_name),
		cmocka_unit_test(bad_front_matter_is_told_and_loses_nothing),
		cmocka_unit_test(text_becomes_markdown_that_shows_the_same),
		cmocka_unit_test(encodings_are_found),
		cmocka_unit_test(undeclared_scripts_are_guessed),
		cmocka_unit_test(a_page_declares_its_encoding),
		cmocka_unit_test(dates_become_iso),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
