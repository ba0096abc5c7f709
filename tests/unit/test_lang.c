/* test_lang.c - the language of a text and its function words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/stopwords.h"
#include "base/text.h"

static void is(const char *text, const char *lang)
{
	struct arena *a = arena_make();
	assert_string_equal(str_z(a, text_language(str_of(text))), lang);
	arena_free(a);
}

static void one_sentence_is_enough(void **state)
{
	(void)state;
	is("The memory of a machine is not the memory of a person.", "en");
	is("Der Zettelkasten ist ein Werkzeug, mit dem man denkt.", "de");
	is("Le texte est conservé dans une base de données.", "fr");
	is("El texto se guarda en una base de datos que no cambia.", "es");
	is("Il testo è conservato in una base di dati che non cambia.", "it");
	is("O texto é guardado numa base de dados que não muda.", "pt");
	is("De tekst wordt bewaard in een map die niet verandert.", "nl");
	is("Texten sparas i en mapp som inte ändras och är läsbar.", "sv");
	is("Текст хранится в папке, которая не меняется.", "ru");
	is("文本保存在一个不会改变的文件夹里。", "zh");
	is("テキストは変わらないフォルダに保存される。", "ja");
	is("텍스트는 바뀌지 않는 폴더에 저장된다.", "ko");
	is("Το κείμενο φυλάσσεται σε έναν φάκελο.", "el");
	is("Tekst jest przechowywany w folderze, który się nie zmienia.", "pl");
	is("Teksten gemmes i en mappe, som ikke bliver ændret af nogen.", "da");
}

static void the_greater_part_decides(void **state)
{
	(void)state;
	is("The word 記憶 means memory, and it is used in the title of the book.", "en");
	is("この記事はUnicodeとUTF-8について説明する。The end.", "ja");
}

static void too_little_to_tell(void **state)
{
	(void)state;
	is("", "");
	is("12.5 %", "");
	is("SQLite", "");
	is("\xFF\xFE\xFF", "");
}

static void long_texts_are_sampled(void **state)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, "das ist nicht der Text, den du suchst, und ");
	assert_string_equal(str_z(a, text_language(buf_str(&b))), "de");
	arena_free(a);
}

/* Each list is sorted and each of its words is found. */
static void lists_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 0; i < stop_n_lists; i++) {
		struct str rest = str_of(stop_lists[i].words), w, last = {0};
		while (str_cut(&rest, ' ', &w)) {
			assert_true(w.n > 0);
			assert_true(!last.n || str_cmp(last, w) < 0);
			assert_true(text_is_stop(w, str_of(stop_lists[i].lang)));
			last = w;
		}
	}
}

static void stop_words(void **state)
{
	(void)state;
	assert_true(text_is_stop(STR("don't"), STR("en")));
	assert_true(text_is_stop(STR("don\xE2\x80\x99t"), STR("en")));
	assert_true(text_is_stop(STR("dass"), STR("de")));
	assert_false(text_is_stop(STR("memory"), STR("en")));
	assert_false(text_is_stop(STR("the"), STR("de")));
	assert_false(text_is_stop(STR("the"), STR("")));
	assert_false(text_is_stop(STR(""), STR("en")));
	assert_false(text_is_stop(STR("the of"), STR("en")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_sentence_is_enough),
		cmocka_unit_test(the_greater_part_decides),
		cmocka_unit_test(too_little_to_tell),
		cmocka_unit_test(long_texts_are_sampled),
		cmocka_unit_test(lists_are_sorted),
		cmocka_unit_test(stop_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
