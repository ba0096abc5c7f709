/* test_tokenizer.c - texts cut into terms: identifiers, accents, scripts without blanks, hostile bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "store/search_token.h"

static int setup(void **state)
{
	*state = arena_make();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static bool put_term(void *ctx, const struct token *tok)
{
	struct buf *b = ctx;
	if (b->n)
		buf_putc(b, tok->same_place ? '|' : ' ');
	buf_put(b, tok->term);
	return true;
}

/* Terms with a blank between, "|" before one at the same place as the last. */
static const char *terms(struct arena *a, const char *lang, const char *text)
{
	struct buf b = buf_make(a);
	assert_true(tokenize(tokenizer_make(a), str_of(lang), str_of(text), put_term, &b));
	return buf_str(&b).p;
}

static void words_are_folded_and_stemmed(void **state)
{
	struct arena *a = *state;
	assert_string_equal(terms(a, "en", "Indexing the Houses"), "index the hous");
	assert_string_equal(terms(a, "de", "H\xc3\xa4user"), "haus");
	assert_string_equal(terms(a, "", "Houses"), "houses");
	assert_string_equal(terms(a, "xx", "Houses"), "houses");
	assert_string_equal(terms(a, "en", "BM25F scores"), "bm25f score");
}

static void accents_do_not_count(void **state)
{
	struct arena *a = *state;
	assert_string_equal(terms(a, "", "caf\xc3\xa9 cafe\xcc\x81 CAF\xc3\x89"), "cafe cafe cafe");
	assert_string_equal(terms(a, "",
				    "\xc5\x81\xc3\xb3"
				    "d\xc5\xba \xc3\x98re"),
		"lodz ore");
	assert_string_equal(terms(a, "", "\xef\xac\x81ne"), "fine"); /* the ligature fi */
	assert_string_equal(terms(a, "",
				    "Stra\xc3\x9f"
				    "e"),
		"strasse");
}

static void identifiers_are_split_and_kept(void **state)
{
	struct arena *a = *state;
	assert_string_equal(terms(a, "en", "getUserName"), "get|getusername user name");
	assert_string_equal(terms(a, "en", "HTTPServer"), "http|httpserver server");
	assert_string_equal(terms(a, "en", "max_claims"), "max|maxclaims claim");
	assert_string_equal(terms(a, "en", "GPT-4"), "gpt|gpt4 4");
	assert_string_equal(terms(a, "en", "node.js"), "node|nodejs js");
	assert_string_equal(terms(a, "en", "the U.S.A. won"), "the usa won");
	assert_string_equal(terms(a, "en", "C++ and C# and F"), "c|c++ and c|c# and f");
	assert_string_equal(terms(a, "en", "end.Next"), "end|endnext next");
	assert_string_equal(terms(a, "", "__init__ _ __"), "init");
}

static void numbers_keep_their_point(void **state)
{
	struct arena *a = *state;
	assert_string_equal(
		terms(a, "en", "3.14 1,000,000 2021-03-04"), "3.14 1000000 2021|20210304 03 04");
}

static void apostrophes(void **state)
{
	struct arena *a = *state;
	assert_string_equal(terms(a, "en", "don't Bush's Bush\xe2\x80\x99s"), "dont bush bush");
	assert_string_equal(terms(a, "fr", "l'homme"), "l|lhomme homm");
	assert_string_equal(terms(a, "", "O'Brien 'quoted'"), "o|obrien brien quoted");
}

static void scripts_without_blanks_give_pairs(void **state)
{
	struct arena *a = *state;
	assert_string_equal(terms(a, "zh", "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97"),
		"\xe4\xb8\xad\xe6\x96\x87|\xe4\xb8\xad \xe6\x96\x87\xe5\xad\x97|\xe6\x96\x87 "
		"\xe5\xad\x97");
	assert_string_equal(terms(a, "zh", "\xe4\xb8\xad"), "\xe4\xb8\xad");
	assert_string_equal(terms(a, "zh",
				    "a\xe4\xb8\xad"
				    "b"),
		"a \xe4\xb8\xad b");
	assert_string_equal(terms(a, "th", "\xe0\xb9\x84\xe0\xb8\x97"),
		"\xe0\xb9\x84\xe0\xb8\x97|\xe0\xb9\x84 \xe0\xb8\x97");
}

struct places {
	struct str text;
	uint32_t last;
	size_t n;
};

static bool check_place(void *ctx, const struct token *tok)
{
	struct places *p = ctx;
	assert_in_range(tok->term.n, 1, TOKEN_MAX);
	assert_true(tok->start < tok->end && tok->end <= p->text.n);
	assert_true(tok->start >= p->last);
	assert_true(text_valid(tok->term));
	assert_null(memchr(tok->term.p, 0, tok->term.n));
	p->last = tok->start;
	p->n++;
	return true;
}

static void any_bytes_are_a_text(void **state)
{
	struct arena *a = *state;
	struct tokenizer *t = tokenizer_make(a);
	uint32_t seed = 1;
	for (int round = 0; round < 300; round++) {
		char bytes[200];
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			static const char some[] =
				"aZ9_-.' ,\xe2\x80\x99\xe4\xb8\xad\xef\xbd\xb6\xcc\x81\xc3\x00#+";
			bytes[i] = round % 2 ? (char)(seed >> 24)
					     : some[(seed >> 20) % (sizeof some - 1)];
		}
		struct places p = {str_make(bytes, sizeof bytes), 0, 0};
		assert_true(tokenize(t, STR("en"), p.text, check_place, &p));
	}
}

static void a_long_run_is_cut(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_make(a);
	buf_fill(&b, 'x', 100000);
	buf_puts(&b, " end");
	struct places p = {buf_str(&b), 0, 0};
	assert_true(tokenize(tokenizer_make(a), STR("en"), p.text, check_place, &p));
	assert_in_range(p.n, 2, 2000);
}

static void the_memory_of_words_is_bounded(void **state)
{
	struct arena *a = *state;
	struct tokenizer *t = tokenizer_make(a);
	for (int i = 0; i < 140000; i++) {
		struct arena_mark m = arena_mark(a);
		struct places p = {str_printf(a, "w%d again", i), 0, 0};
		assert_true(tokenize(t, STR("en"), p.text, check_place, &p));
		assert_int_equal(p.n, 2);
		arena_release(a, m);
	}
}

static bool stop_at_two(void *ctx, const struct token *tok)
{
	(void)tok;
	return ++*(int *)ctx < 2;
}

static void stops_when_told(void **state)
{
	int n = 0;
	assert_false(tokenize(tokenizer_make(*state), STR("en"), STR("a b c d"), stop_at_two, &n));
	assert_int_equal(n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_are_folded_and_stemmed, setup, teardown),
		cmocka_unit_test_setup_teardown(accents_do_not_count, setup, teardown),
		cmocka_unit_test_setup_teardown(identifiers_are_split_and_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_keep_their_point, setup, teardown),
		cmocka_unit_test_setup_teardown(apostrophes, setup, teardown),
		cmocka_unit_test_setup_teardown(scripts_without_blanks_give_pairs, setup, teardown),
		cmocka_unit_test_setup_teardown(any_bytes_are_a_text, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_run_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(the_memory_of_words_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(stops_when_told, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
