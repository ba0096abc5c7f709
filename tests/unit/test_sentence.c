/* test_sentence.c - where sentences end, language by language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"

/* The sentences of text, joined by "|", are want. */
static void splits(const char *lang, const char *text, const char *want)
{
	struct arena *a = arena_make();
	struct str s = str_of(text);
	struct text_spans l = text_sentences(a, s, str_of(lang));
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_putc(&b, '|');
		buf_put(&b, str_sub(s, l.v[i].start, l.v[i].end));
	}
	assert_string_equal(b.n ? buf_str(&b).p : "", want);
	arena_free(a);
}

static void abbreviations_and_initials_stay_inside(void **state)
{
	(void)state;
	splits("en", "Dr. Hill met J. R. Ray in the U.S. in 1999. He left.",
		"Dr. Hill met J. R. Ray in the U.S. in 1999.|He left.");
	splits("en", "Use tools, e.g. Make. See Fig. 3. It works.",
		"Use tools, e.g. Make.|See Fig. 3.|It works.");
	splits("en", "He said no. Then he went home.", "He said no.|Then he went home.");
	splits("en", "Hill et al. The next one.", "Hill et al.|The next one.");
	splits("en", "It opens at 5 p.m. The bus is late.", "It opens at 5 p.m.|The bus is late.");
	splits("de", "Das ist z. B. gut. Prof. Dr. Klein lehrt.",
		"Das ist z. B. gut.|Prof. Dr. Klein lehrt.");
	splits("fr", "M. Petit vient. Il a env. 3 kg.", "M. Petit vient.|Il a env. 3 kg.");
	splits("es", "El Sr. Gil vino. Nada.", "El Sr. Gil vino.|Nada.");
	splits("ru", "А. С. Иванов жил в 1999 г. в Твери, и т. д. Он уехал.",
		"А. С. Иванов жил в 1999 г. в Твери, и т. д.|Он уехал.");
}

static void figures_and_dates_stay_whole(void **state)
{
	(void)state;
	splits("en", "It costs $3.50 in v2.0. Cheap.", "It costs $3.50 in v2.0.|Cheap.");
	splits("de", "Am 3. März kam er. Das 19. Jahrhundert war lang.",
		"Am 3. März kam er.|Das 19. Jahrhundert war lang.");
	splits("de", "Auf Zettel 21 folgt Zettel 22. Er liegt oben.",
		"Auf Zettel 21 folgt Zettel 22.|Er liegt oben.");
	splits("en", "1. Start here.\n2. Go on.", "1. Start here.|2. Go on.");
	splits("en", "Node.js is fast. macOS too.", "Node.js is fast.|macOS too.");
}

static void quotes_and_brackets_are_not_torn(void **state)
{
	(void)state;
	splits("en", "“I came. I saw,” he said. Then he left.",
		"“I came. I saw,” he said.|Then he left.");
	splits("en", "(One note. Two notes.) Next.", "(One note. Two notes.)|Next.");
	splits("en", "It holds.[12] So does that.", "It holds.[12]|So does that.");
	splits("fr", "« C'est bon. » Il part.", "« C'est bon. »|Il part.");
	splits("de", "Er rief: „Halt. Wer da?“ Stille.", "Er rief: „Halt. Wer da?“|Stille.");
	splits("en", "Wait... and see. Really?! Yes.", "Wait... and see.|Really?!|Yes.");
}

static void texts_without_blanks(void **state)
{
	(void)state;
	splits("zh", "他说：“你好。”然后走了。真的吗？是。",
		"他说：“你好。”|然后走了。|真的吗？|是。");
	splits("ja", "「本当ですか？」と聞いた。はい。GPT-4は速い。",
		"「本当ですか？」と聞いた。|はい。|GPT-4は速い。");
	splits("ko", "나는 간다. 너는 온다.", "나는 간다.|너는 온다.");
}

static void newlines_end_and_wordless_parts_go(void **state)
{
	(void)state;
	splits("en", "one\ntwo | three\n\n- - -\nfour.", "one|two | three|four.");
	splits("", "", "");
	splits("en", "...", "");
}

/* All words are covered in order, whatever the bytes; the time is linear. */
static void any_bytes(void **state)
{
	struct arena *a = arena_make();
	size_t n = 400000;
	char *p = arena_alloc(a, n);
	uint32_t x = 7;
	(void)state;
	for (size_t i = 0; i < n; i++) {
		static const char signs[] = ".(\"[ aA1\n\xE2\x80\x9C\xFF!)";
		x = x * 1664525u + 1013904223u;
		p[i] = signs[(x >> 24) % (sizeof signs - 1)];
	}
	struct str s = {p, n};
	struct text_spans l = text_sentences(a, s, STR("en"));
	size_t at = 0;
	for (size_t i = 0; i < l.n; i++) {
		assert_true(l.v[i].start >= at && l.v[i].end > l.v[i].start && l.v[i].end <= n);
		assert_int_equal(text_count_words(str_sub(s, at, l.v[i].start)), 0);
		at = l.v[i].end;
	}
	assert_int_equal(text_count_words(str_from(s, at)), 0);
	memset(p, '(', n);
	assert_int_equal(text_sentences(a, s, STR("en")).n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(abbreviations_and_initials_stay_inside),
		cmocka_unit_test(figures_and_dates_stay_whole),
		cmocka_unit_test(quotes_and_brackets_are_not_torn),
		cmocka_unit_test(texts_without_blanks),
		cmocka_unit_test(newlines_end_and_wordless_parts_go),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
