/* test_text.c - Unicode: cleaning, folding, quotes, slugs, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"

static void same(struct str got, const char *want)
{
	char text[1024];
	assert_true(got.n < sizeof text);
	memcpy(text, got.p, got.n);
	text[got.n] = '\0';
	assert_string_equal(text, want);
}

static void cleaning_makes_any_bytes_plain_text(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	same(text_clean(a,
		     STR("\xEF\xBB\xBF"
			 "a\r\nb\rc\0d\x01\xff\xC3\xA9")),
		"a\nb\ncd\xEF\xBF\xBD\xC3\xA9");
	struct str once = text_clean(a, STR("\x04\xEF\xBB\xBFx"));
	same(text_clean(a, once), "x");
	assert_true(text_valid(text_clean(a, STR("\xED\xA0\x80\xF4\x90\x80\x80"))));
	arena_free(a);
}

static void folding(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	same(text_fold(a, STR("The  BM25F-score!")), "the bm25f score");
	same(text_fold(a,
		     STR("Stra\xC3\x9F"
			 "e")),
		"strasse");
	same(text_squeeze(a, STR("Re\xE2\x80\x91\xEF\xAC\x81t, 2\xC2\xBD"), NULL), "refit212");
	/* composed and decomposed letters fold alike */
	assert_true(str_eq(text_squeeze(a, STR("\xC3\xA9t\xC3\xA9"), NULL),
		text_squeeze(a, STR("e\xCC\x81te\xCC\x81"), NULL)));
	arena_free(a);
}

static void squeezed_bytes_know_where_they_come_from(void **state)
{
	struct arena *a = arena_make();
	uint32_t *at;
	struct str text = STR("A \xC3\x89-b");
	struct str s = text_squeeze(a, text, &at);
	(void)state;
	same(s,
		"a\xC3\xA9"
		"b");
	assert_int_equal(at[0], 0);
	assert_int_equal(at[1], 2);
	assert_int_equal(at[2], 2);
	assert_int_equal(at[3], 5);
	assert_int_equal(at[4], text.n);
	arena_free(a);
}

static void a_quote_is_found_through_typography(void **state)
{
	struct arena *a = arena_make();
	size_t s, e;
	struct str text = STR(
		"He said: \xE2\x80\x9CIt\xE2\x80\x99s a self-\nattention model.\xE2\x80\x9D Fine.");
	(void)state;
	assert_true(text_find_quote(a, text, STR("it's a self-attention MODEL"), &s, &e));
	assert_true(str_starts(str_from(text, s), STR("It")));
	assert_true(str_starts(str_from(text, e), STR(".")));
	/* whole words only */
	assert_false(text_find_quote(a, STR("concatenate"), STR("cat"), &s, &e));
	assert_true(text_find_quote(a, STR("con cat enate"), STR("cat"), &s, &e));
	assert_false(text_find_quote(a, STR("anything"), STR(" .,"), &s, &e));
	/* CJK has no blanks: any run of characters is a quote */
	assert_true(text_find_quote(a, STR("\xE6\xA8\xA1\xE5\x9E\x8B\xE8\xAE\xAD\xE7\xBB\x83"),
		STR("\xE5\x9E\x8B\xE8\xAE\xAD"), &s, &e));
	assert_int_equal(s, 3);
	assert_int_equal(e, 9);
	arena_free(a);
}

static void slugs_are_safe_file_names(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	same(text_slug(a, STR("Attention Is All You Need")), "attention-is-all-you-need");
	same(text_slug(a, STR("../../etc/passwd")), "etc-passwd");
	same(text_slug(a, STR("CON")), "con-page");
	same(text_slug(a, STR("com1")), "com1-page");
	same(text_slug(a, STR("Don't <b>stop</b> | ^x")), "dont-b-stop-b-x");
	same(text_slug(a,
		     STR("\xE6\xA8\xA1\xE5\x9E\x8B \xC3\x9C"
			 "ber")),
		"\xE6\xA8\xA1\xE5\x9E\x8B-\xC3\xBC"
		"ber");
	assert_true(str_starts(text_slug(a, STR("???")), STR("untitled-")));
	struct buf b = buf_make(a);
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "word ");
	assert_true(text_slug(a, buf_str(&b)).n <= 120);
	arena_free(a);
}

static void words_keep_names_and_figures_together(void **state)
{
	struct arena *a = arena_make();
	struct str text = STR(
		"The GPT-4 model's 3.14 and 1,000 C++ users; U.S.A. end.Start and/or \xE4\xB8\xAD\xE6\x96\x87");
	struct text_words w = text_words(a, text);
	const char *const want[] = {"the", "gpt-4", "model's", "3.14", "and", "1,000", "c++",
		"users", "u.s.a", "end", "start", "and", "or", "\xE4\xB8\xAD", "\xE6\x96\x87"};
	(void)state;
	assert_int_equal(w.n, sizeof want / sizeof want[0]);
	for (size_t i = 0; i < w.n; i++)
		same(w.v[i].folded, want[i]);
	assert_true(w.v[0].upper);
	assert_true(w.v[3].number && w.v[5].number && !w.v[1].number);
	assert_true(w.v[13].cjk);
	arena_free(a);
}

static void stems(void **state)
{
	struct arena *a = arena_make();
	struct text_stemmer *en = text_stemmer_make(a, STR("en"));
	struct text_stemmer *none = text_stemmer_make(a, STR("xx"));
	(void)state;
	same(text_stem(en, a, STR("networks")), "network");
	same(text_stem(en, a, STR("bm25s")), "bm25s");
	same(text_stem(none, a, STR("networks")), "networks");
	arena_free(a);
}

static void cutting_ends_at_a_word(void **state)
{
	(void)state;
	same(text_cut(STR("alpha beta gamma"), 12), "alpha beta");
	same(text_cut(STR("alpha"), 12), "alpha");
	same(text_cut(STR("abcdefghijklmnop"), 5), "abcde");
	assert_int_equal(text_width(STR("a\xE4\xB8\xAD")), 3);
}

static void legacy_encodings(void **state)
{
	struct arena *a = arena_make();
	struct str out;
	(void)state;
	assert_true(text_decode(a, STR("caf\xe9"), STR("windows-1252"), &out));
	same(out, "caf\xC3\xA9");
	assert_true(text_decode(a, STR("\x93\xfa\x96{"), STR("shift_jis"), &out));
	same(out, "\xE6\x97\xA5\xE6\x9C\xAC");
	assert_false(text_decode(a, STR("x"), STR("no-such-encoding"), &out));
	arena_free(a);
}

/* Words of each language as they have to come out, folded, "|" between them. */
static void words_of_each_language(void **state)
{
	static const struct {
		const char *text, *want;
	} v[] = {
		{"Don't re-enter the U.S.A. at 3.14 p.m.!", "don't|re-enter|the|u.s.a|at|3.14|p.m"},
		{"C++, C# and F#: $1,204.50 (50%)", "c++|c#|and|f#|1,204.50|50"},
		{"R&D, and/or Node.js v2.0.1-rc1", "r&d|and|or|node|js|v2.0.1-rc1"},
		{"snake_case co\xE2\x80\x91occur the end.Start",
			"snake_case|co\xE2\x80\x90occur|the|end|start"},
		{"Stra\xC3\x9F"
		 "e, E-Mail-Adresse; 3,5 \xE2\x82\xAC",
			"strasse|e-mail-adresse|3,5"},
		{"L\xE2\x80\x99\xC3\xA9t\xC3\xA9, aujourd'hui",
			"l\xE2\x80\x99\xC3\xA9t\xC3\xA9|aujourd'hui"},
		{"\xC2\xBFQu\xC3\xA9 ni\xC3\xB1o? 1.000.000", "qu\xC3\xA9|ni\xC3\xB1o|1.000.000"},
		{"dell'arte \xC3\xA8 po' bella", "dell'arte|\xC3\xA8|po|bella"},
		{"guarda-chuva, d'\xC3\xA1gua", "guarda-chuva|d'\xC3\xA1gua"},
		{"'s-Gravenhage, auto's", "s-gravenhage|auto's"},
		{"\xC3\x85ngstr\xC3\xB6m, tv-serie", "\xC3\xA5ngstr\xC3\xB6m|tv-serie"},
		{"что-то ЁЖ 1999г", "что-то|ёж|1999г"},
		{"我用GPT-4。", "我|用|gpt-4"},
		{"カードはA4です", "カ|ー|ド|は|a4|で|す"},
		{"한국 KBS2", "한|국|kbs2"},
		{"--- ... ''", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct arena *a = arena_make();
		struct text_words w = text_words(a, str_of(v[i].text));
		struct buf b = buf_make(a);
		for (size_t k = 0; k < w.n; k++) {
			buf_puts(&b, k ? "|" : "");
			buf_put(&b, w.v[k].folded);
		}
		assert_string_equal(b.n ? buf_str(&b).p : "", v[i].want);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_each_language),
		cmocka_unit_test(cleaning_makes_any_bytes_plain_text),
		cmocka_unit_test(folding),
		cmocka_unit_test(squeezed_bytes_know_where_they_come_from),
		cmocka_unit_test(a_quote_is_found_through_typography),
		cmocka_unit_test(slugs_are_safe_file_names),
		cmocka_unit_test(words_keep_names_and_figures_together),
		cmocka_unit_test(stems),
		cmocka_unit_test(cutting_ends_at_a_word),
		cmocka_unit_test(legacy_encodings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
