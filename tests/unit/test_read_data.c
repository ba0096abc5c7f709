/* test_read_data.c - tables as text, subtitles, notebooks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "readers.h"

static void tables_find_their_delimiter(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.csv", STR("n,\"x, y\"\n1,\"a \"\"q\"\" | b\"\n2\n"),
		"| n | x, y |\n| --- | --- |\n| 1 | a \"q\" \\| b |\n| 2 | |\n", &d);
	reads_as(a, "a.csv",
		STR("\xef\xbb\xbf"
		    "a;b\r\n1,5;2,5\r\n"),
		"| a | b |\n| --- | --- |\n| 1,5 | 2,5 |\n", &d);
	reads_as(
		a, "a.tsv", STR("a\tb, c\n1\t2\n"), "| a | b, c |\n| --- | --- |\n| 1 | 2 |\n", &d);
	reads_as(a, "a.csv", STR("sep=|\na|b\n1|2\n"), "| a | b |\n| --- | --- |\n| 1 | 2 |\n", &d);
	reads_as(a, "a.csv", STR("one\n\ntwo\n"), "| one |\n| --- |\n| two |\n", &d);
	reads_as(a, "a.csv", STR("a,b\n\"two\nlines\",1\n"),
		"| a | b |\n| --- | --- |\n| two<br>lines | 1 |\n", &d);
	arena_free(a);
}

static void lines_above_a_table_are_text(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.csv", STR("Sales 2020\na,b,c\n1,2,3\n4,5,6\n"),
		"Sales 2020\n\n| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n",
		&d);
	same_str(d.meta.title, "Sales 2020");
	arena_free(a);
}

static void remarks_and_missing_heads_of_tables(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.csv", STR("# from us\n# 2020, all\na,b\nx,2\n"),
		"from us\n\n2020, all\n\n| a | b |\n| --- | --- |\n| x | 2 |\n", &d);
	reads_as(a, "a.csv", STR("# a,b\n1,2\n"), "| a | b |\n| --- | --- |\n| 1 | 2 |\n", &d);
	reads_as(a, "a.csv", STR("1.5,2\n3,4\n"), "| | |\n| --- | --- |\n| 1.5 | 2 |\n| 3 | 4 |\n",
		&d);
	same_str(d.meta.excerpt, "2 rows of 2 columns without names");
	/* below a title, in tables of any size: found by the fuzzer */
	struct buf b = buf_make(a);
	struct convert_opt opt = {.name = STR("a.csv")};
	struct err e = {0};
	buf_puts(&b, "Sums\n1,5,3");
	for (int i = 0; i < 40; i++) {
		buf_puts(&b, "\n4,5,6");
		struct str text = str_cat(a, buf_str(&b), STR("\n7,8,"));
		assert_true(convert(a, text, &opt, &d, &e));
		if (i > 0)
			assert_true(str_starts(d.body, STR("Sums\n\n| | | |\n| --- ")));
	}
	reads_as(a, "a.csv", STR("2019,2020\n3,4\n"), "| 2019 | 2020 |\n| --- | --- |\n| 3 | 4 |\n",
		&d);
	arena_free(a);
}

static void texts_are_titled_by_what_they_say(void **state)
{
	static const struct {
		const char *text, *title;
	} all[] = {
		{"=====\nNames\n=====\n\nText follows here.\n", "Names"},
		{"# The settings\n\nText follows here.\n", "The settings"},
		{"#####\n\nWhat to do\n\nText follows here.\n", "What to do"},
		{"The eBook of x.\n\nTitle: A Tale\n\nAuthor: Ada L.\n\ntext\n", "A Tale"},
	};
	struct arena *a = arena_make();
	struct document d;
	struct convert_opt opt = {.name = STR("a.txt")};
	struct err e = {0};
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		assert_true(convert(a, str_of(all[i].text), &opt, &d, &e));
		same_str(d.meta.title, all[i].title);
	}
	same_str(d.meta.authors.v[0], "Ada L.");
	/* Markdown under the name of a text */
	reads_as(a, "a.txt", STR("# Site\n\n## Docs\n\n- [One](http://x.org/1)\n"),
		"# Site\n\n## Docs\n\n- [One](http://x.org/1)\n", &d);
	arena_free(a);
}

static void a_quote_without_end_is_a_character(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct buf b = buf_make(a);
	(void)state;
	reads_as(a, "a.csv", STR("a,b\n\"x,1\ny,2\n"),
		"| a | b |\n| --- | --- |\n| \"x | 1 |\n| y | 2 |\n", &d);
	for (int i = 0; i < 200000; i++) /* quadratic, if each quote were searched for */
		buf_puts(&b, "\"a,");
	struct convert_opt opt = {.name = STR("a.csv")};
	struct err e = {0};
	assert_true(convert(a, buf_str(&b), &opt, &d, &e));
	arena_free(a);
}

static void large_tables_are_code(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct buf b = buf_make(a);
	struct convert_opt opt = {.name = STR("a.csv")};
	struct err e = {0};
	(void)state;
	for (int i = 0; i < 250; i++)
		buf_puts(&b, i ? ",x" : "x");
	buf_puts(&b, "\n1,2\n");
	assert_true(convert(a, buf_str(&b), &opt, &d, &e));
	assert_true(str_starts(d.body, STR("```csv\nx,x")));
	assert_int_equal(d.notes.n, 1);
	arena_free(a);
}

static void cues_become_paragraphs_with_times(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.vtt",
		STR("WEBVTT - Talk\n\nNOTE no\n\n1\n00:01.000 --> 00:03.000 align:start\n"
		    "<v Ada>Hello &amp; <i>welcome</i>.</v>\n\n00:03.000 --> 00:05.000\n"
		    "<v Ada>Hello &amp; welcome.</v>\n<v Ada>More</v>\n\n"
		    "01:01:10.000 --> 01:01:12.000\n<v Bob>Hi.\n"),
		"## 00:00:01 Ada\n\nHello & welcome. More\n\n## 01:01:10 Bob\n\nHi.\n", &d);
	same_str(d.meta.title, "Talk");
	reads_as(a, "a.srt",
		STR("1\r\n00:00:01,000 --> 00:00:02,000\r\nOne {\\an8}two\r\n\r\n2\r\n"
		    "00:00:50,000 --> 00:00:52,000\r\n>> three\r\n"),
		"## 00:00:01\n\nOne two\n\n## 00:00:50\n\nthree\n", &d);
	arena_free(a);
}

static void rolling_captions_are_said_once(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.vtt",
		STR("WEBVTT\nLanguage: en\n\n00:00.000 --> 00:02.000\n \nhello<00:00.500><c> all</c>\n\n"
		    "00:02.000 --> 00:02.010\nhello all\n \n\n00:02.010 --> 00:04.000\nhello all\n"
		    "it&#39;s &quot;on&quot;\n"),
		"## 00:00:00\n\nhello all it's \"on\"\n", &d);
	same_str(d.meta.language, "en");
	reads_as(a, "a.srt",
		STR("1\n00:00:01,000 --> 00:00:02,000\nA\nB\nC\n\nD\n\n2\n"
		    "00:00:02,000 --> 00:00:03,000\nC\nD\nE\n"),
		"## 00:00:01\n\nA B C D E\n", &d);
	/* painted word by word */
	reads_as(a, "a.srt",
		STR("1\n00:00:01,000 --> 00:00:02,000\nThe\n\n2\n00:00:02,000 --> 00:00:03,000\n"
		    "The cat\n\n3\n00:00:03,000 --> 00:00:04,000\nThe cat sat.\n"),
		"## 00:00:01\n\nThe cat sat.\n", &d);
	arena_free(a);
}

static void notebooks_show_what_a_terminal_shows(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.ipynb",
		STR("{\"metadata\":{\"name\":\"Old\"},\"worksheets\":[{\"cells\":["
		    "{\"cell_type\":\"heading\",\"level\":2,\"source\":\"Head\"},"
		    "{\"cell_type\":\"code\",\"language\":\"python\",\"input\":[\"f()\"],\"outputs\":["
		    "{\"output_type\":\"stream\",\"text\":[\"1%\\r99%\\r100%\\n\","
		    "\"\\u001b[38;5;9mred\\u001b[0m x[0m]\\r\\n\"]},"
		    "{\"output_type\":\"pyout\",\"html\":\"<p><b>rich</b> words</p>\","
		    "\"text\":\"<HTML object>\"}]}]}]}"),
		"## Head\n\n```python\nf()\n```\n\n```\n100%\nred x[0m]\n```\n\n**rich** words\n",
		&d);
	same_str(d.meta.title, "Old");
	arena_free(a);
}

static void notebooks_show_cells_and_outputs(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.ipynb",
		STR("{\"nbformat\":4,\"metadata\":{\"language_info\":{\"name\":\"R\"}},\"cells\":["
		    "{\"cell_type\":\"markdown\",\"source\":[\"# Head\\n\",\"text\"]},"
		    "{\"cell_type\":\"code\",\"source\":\"x <- 1\",\"outputs\":["
		    "{\"output_type\":\"stream\",\"text\":\"\\u001b[0;31mred\\u001b[0m\\n\"},"
		    "{\"output_type\":\"display_data\",\"data\":{\"image/png\":\"AA==\","
		    "\"text/plain\":\"<Figure>\"}},"
		    "{\"output_type\":\"execute_result\",\"data\":{\"text/plain\":\"2\","
		    "\"text/html\":\"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr>"
		    "</table>\"}},"
		    "{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"bad\"}]}]}"),
		"# Head\ntext\n\n```r\nx <- 1\n```\n\n```\nred\n```\n\n| a | b |\n| --- | --- |\n"
		"| 1 | 2 |\n\n```\nE: bad\n```\n",
		&d);
	same_str(d.meta.title, "Head");
	assert_int_equal(d.notes.n, 1);
	struct convert_opt opt = {.name = STR("a.ipynb")};
	struct err e = {0};
	assert_false(convert(a, STR("{\"a\":1}"), &opt, &d, &e));
	assert_int_equal(e.code, ERR_INPUT);
	arena_free(a);
}

static void damage_is_survived(void **state)
{
	(void)state;
	survives_damage("a.csv", STR("a,b\n\"x\",\"y\ny\"\n1;2,3\n"));
	survives_damage(
		"a.vtt", STR("WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ada>Hello &amp;</v>\n"));
	survives_damage("a.ipynb",
		STR("{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"a\"],\"outputs\":[]}]}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_find_their_delimiter),
		cmocka_unit_test(lines_above_a_table_are_text),
		cmocka_unit_test(remarks_and_missing_heads_of_tables),
		cmocka_unit_test(texts_are_titled_by_what_they_say),
		cmocka_unit_test(a_quote_without_end_is_a_character),
		cmocka_unit_test(large_tables_are_code),
		cmocka_unit_test(cues_become_paragraphs_with_times),
		cmocka_unit_test(rolling_captions_are_said_once),
		cmocka_unit_test(notebooks_show_what_a_terminal_shows),
		cmocka_unit_test(notebooks_show_cells_and_outputs),
		cmocka_unit_test(damage_is_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
