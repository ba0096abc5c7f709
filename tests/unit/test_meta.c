/* test_meta.c - YAML read with bounds, front matter, values that read back as they were written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "doc/meta.h"
#include "scratch.h"

static struct yaml *parse(const char *text)
{
	struct yaml *y;
	struct err e = {0};
	if (!yaml_parse(a, str_of(text), &y, &e))
		fail_msg("%s", e.text);
	return y;
}

static void fails(struct str text, enum err_code code, const char *words)
{
	struct yaml *y;
	struct err e = {0};
	assert_false(yaml_parse(a, text, &y, &e));
	assert_int_equal(e.code, code);
	if (!strstr(e.text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, e.text);
}

static void same(struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("got \"%.*s\", want \"%.*s\"", STR_ARG(got), STR_ARG(want));
}

static void values_and_lists_are_read(void **state)
{
	(void)state;
	struct yaml *y =
		parse("title: A b\ntags: [x, \"y z\"]\nalias: one\nn: 3\nq: '3'\nempty:\n");
	same(yaml_str(y, STR("title")), STR("A b"));
	struct strs tags = yaml_strs(a, y, STR("tags")), alias = yaml_strs(a, y, STR("alias"));
	assert_int_equal(tags.n, 2);
	same(tags.v[1], STR("y z"));
	assert_int_equal(alias.n, 1);
	assert_int_equal(yaml_strs(a, y, STR("empty")).n, 0);
	assert_int_equal(yaml_strs(a, y, STR("absent")).n, 0);
	assert_false(yaml_get(y, STR("n"))->quoted);
	assert_true(yaml_get(y, STR("q"))->quoted);
	assert_int_equal(y->n, 6);
}

static void an_empty_text_is_an_empty_map(void **state)
{
	(void)state;
	assert_int_equal(parse("")->kind, YAML_MAP);
	assert_int_equal(parse("# only a comment\n")->n, 0);
}

static void members_know_their_lines_and_bytes(void **state)
{
	const char *text = "a: 1\nlist:\n  - x\n  - y\n# note\nb:\n  c: d\n";
	struct yaml *y = parse(text), *list = yaml_get(y, STR("list"));
	(void)state;
	assert_int_equal(list->line, 2);
	same(str_sub(str_of(text), list->start, list->end), STR("list:\n  - x\n  - y\n# note\n"));
	same(str_sub(str_of(text), yaml_get(y, STR("b"))->start, yaml_get(y, STR("b"))->end),
		STR("b:\n  c: d\n"));
	same(yaml_str(yaml_get(y, STR("b")), STR("c")), STR("d"));
}

static void an_unquoted_wikilink_is_lists(void **state)
{
	(void)state;
	struct yaml *y = yaml_get(parse("up: [[Note]]\n"), STR("up"));
	assert_int_equal(y->kind, YAML_LIST);
	assert_int_equal(y->child->kind, YAML_LIST);
	same(y->child->child->value, STR("Note"));
}

static void hostile_yaml_is_refused_with_its_line(void **state)
{
	(void)state;
	fails(STR("a: 1\nb: 2\na: 3\n"), ERR_INPUT, "line 3: duplicate key \"a\"");
	fails(STR("x: &b [1]\ny: *b\n"), ERR_INPUT, "line 2: an alias");
	fails(STR("a: 1\n\tb: 2\n"), ERR_INPUT, "line 2: ");
	fails(STR("a: 1\nb: \xff\n"), ERR_INPUT, "line 2: ");
	fails(STR("a: b: c\n"), ERR_INPUT, "line 1: ");
	fails(STR("[a]: b\n"), ERR_INPUT, "line 1: a key that is no text");
	fails(STR("a: 1\n---\nb: 2\n"), ERR_INPUT, "more than one document");
	fails(STR("a: [1\n"), ERR_INPUT, "line ");
	struct buf b = buf_make(a);
	buf_fill(&b, '[', 100000);
	fails(buf_str(&b), ERR_LIMIT, "nested over 20 levels");
	b = buf_make(a);
	buf_puts(&b, "a: [");
	for (int i = 0; i < 150000; i++)
		buf_puts(&b, "1, ");
	fails(buf_str(&b), ERR_LIMIT, "over 100000 values");
	b = buf_make(a);
	buf_fill(&b, '#', YAML_MAX_TEXT + 1);
	fails(buf_str(&b), ERR_LIMIT, "1024 KB");
}

static void a_page_is_split(void **state)
{
	struct str fm, body;
	(void)state;
	assert_true(meta_split(STR("---\na: 1\n---\nbody\n"), &fm, &body));
	same(fm, STR("a: 1\n"));
	same(body, STR("body\n"));
	assert_true(meta_split(STR("\xef\xbb\xbf---\r\na: 1\r\n--- \r\n\r\nx"), &fm, &body));
	same(fm, STR("a: 1\r\n"));
	same(body, STR("\r\nx"));
	assert_true(meta_split(STR("---\n---\nx"), &fm, &body));
	same(fm, STR(""));
	same(body, STR("x"));
	assert_true(meta_split(STR("--- a\nx"), &fm, &body));
	same(body, STR("--- a\nx"));
	assert_false(meta_split(STR("---\na: 1\n"), &fm, &body));
	same(body, STR("---\na: 1\n"));
	same(fm, STR(""));
	assert_true(meta_split(STR(""), &fm, &body));
}

/* What a value is once written and read: line breaks are blanks, what is no UTF-8 is U+FFFD. */
static struct str expected(struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (cp == '\r' && i < s.n && s.p[i] == '\n')
			continue;
		buf_put_cp(&b, cp == '\n' || cp == '\r' ? ' ' : cp);
	}
	return buf_str(&b);
}

static bool looks_typed(struct str s)
{
	static const char *const typed[] = {"yes", "No", "on", "off", "y", "true", "False", "null",
		"~", "1", "-1", "+1", "1.0", "1e3", ".5", "0x1F", "0o17", "0b1", "1_000", "12:30",
		"12:30:45", "2020-01-01", "2020-01-01T10:00:00Z", "2020-01-01 10:00:00", ".inf",
		"-.INF", ".nan", "=", "<<"};
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
		if (str_ieq(s, str_of(typed[i])))
			return true;
	return false;
}

static void round_trip(struct str s)
{
	struct yaml *y;
	struct err e = {0};
	struct buf b = buf_make(a);
	struct strs l = {&s, 1};
	meta_put(&b, "before", STR("x"));
	meta_put(&b, "key", s);
	meta_put_list(&b, "list", l);
	meta_put(&b, "after", STR("y"));
	if (!yaml_parse(a, buf_str(&b), &y, &e))
		fail_msg("%s in:\n%.*s", e.text, STR_ARG(buf_str(&b)));
	same(yaml_str(y, STR("key")), expected(s));
	struct strs back = yaml_strs(a, y, STR("list"));
	assert_int_equal(back.n, 1);
	same(back.v[0], expected(s));
	same(yaml_str(y, STR("after")), STR("y"));
	if (s.n && looks_typed(s))
		assert_true(yaml_get(y, STR("key"))->quoted);
}

static const char *const nasty[] = {"yes", "No", "on", "y", "true", "null", "~", "1", "-1", "+1",
	"1.0", "1e3", ".5", "0x1F", "0o17", "0b1", "1_000", "12:30", "12:30:45", "2020-01-01",
	"2020-01-01T10:00:00Z", "2020-01-01 10:00:00", ".inf", "-.INF", ".nan", "=", "<<", "a: b",
	"a:", ":a", "# x", "a # b", "a#b", "- x", "-", "-x", "---", "...", "? x", "?", "[[x]]",
	"[x", "{a}", "x]", "\"q\"", "'q'", "it's", "say \"hi\"", "back\\slash", "a\\", "\"", "'",
	" lead", "trail ", "\t", "a\tb", "a\nb", "a\r\nb", "a\rb", "\n", "@x", "`x`", "!x", "!!str",
	"&a", "*a", "%x", "|", ">", "| x", "caf\xc3\xa9", "\xe4\xb8\xad\xe6\x96\x87",
	"\xf0\x9f\x98\x80", "\xff", "a\xc3", "\x01", "\x7f", "\xc2\x85", "\xe2\x80\xa8",
	"\xef\xbb\xbf", "\xef\xbf\xbe", "a, b", "a,b", "x: [1, 2]", "http://a.b/c?d#e",
	"3D printing", "C#", "What? Why!", "50% off", "a  b", "null and void", "key: value: more"};

static void any_text_is_read_back_as_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++)
		round_trip(str_of(nasty[i]));
	round_trip(str_make("a\0b", 3));
	uint64_t seed = 1;
	for (int round = 0; round < 3000; round++) {
		struct arena_mark m = arena_mark(a);
		struct buf b = buf_make(a);
		for (int k = 0; k < 3; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&b, nasty[(seed >> 33) % (sizeof nasty / sizeof *nasty)]);
		}
		round_trip(buf_str(&b));
		arena_release(a, m);
	}
}

static void nothing_is_written_for_nothing(void **state)
{
	struct buf b = buf_make(a);
	(void)state;
	meta_put(&b, "k", STR(""));
	meta_put_raw(&b, "k", STR(""));
	meta_put_list(&b, "k", (struct strs){0});
	assert_int_equal(b.n, 0);
}

static void plain_words_are_written_plain(void **state)
{
	struct buf b = buf_make(a);
	(void)state;
	meta_put(&b, "t", STR("Attention Is All You Need"));
	meta_put(&b, "u", STR("https://a.b/c"));
	same(buf_str(&b), STR("t: Attention Is All You Need\nu: https://a.b/c\n"));
}

static void dates_and_numbers_can_be_written_bare(void **state)
{
	static const char *const bare[] = {"2020-01-01", "2020-01-01T10:30", "2020-01-01T10:30:00Z",
		"2020-01-01T10:30:00+02:00", "0", "42", "-7", "3.14"};
	static const char *const quoted[] = {
		"007", "1e3", "2020-1-1", "2020-01-01x", "1.", "12:30", "yes"};
	(void)state;
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
		struct buf b = buf_make(a);
		meta_put_raw(&b, "k", str_of(bare[i]));
		same(buf_str(&b), str_printf(a, "k: %s\n", bare[i]));
	}
	for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
		struct buf b = buf_make(a);
		meta_put_raw(&b, "k", str_of(quoted[i]));
		same(buf_str(&b), str_printf(a, "k: \"%s\"\n", quoted[i]));
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(values_and_lists_are_read),
		T(an_empty_text_is_an_empty_map), T(members_know_their_lines_and_bytes),
		T(an_unquoted_wikilink_is_lists), T(hostile_yaml_is_refused_with_its_line),
		T(a_page_is_split), T(any_text_is_read_back_as_text),
		T(nothing_is_written_for_nothing), T(plain_words_are_written_plain),
		T(dates_and_numbers_can_be_written_bare)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
