/* test_tidy.c - what looks like a key is found and masked; title pages; names as titles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/front_page.h"
#include "doc/secret.h"
#include "readers.h"

static void keys_are_masked_and_named(void **state)
{
	struct arena *a = arena_make();
	struct strs found = {0};
	(void)state;
	same_str(
		secret_mask(a,
			STR("a `ghp_abcdefghij0123456789ABCDEFGHIJ012345` b AKIA1B2C3D4E5F6G7H8I."),
			&found),
		"a `ghp_(masked)` b AKIA(masked).");
	assert_int_equal(found.n, 2);
	same_str(found.v[0], "GitHub token");
	same_str(found.v[1], "AWS access key");
	found = (struct strs){0};
	same_str(
		secret_mask(a,
			STR("x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1c7+9z5Pad7OejecsQ0bu"
			    "aaa\nbbb=\n-----END RSA PRIVATE KEY-----\ny\n"),
			&found),
		"x\n(private key masked)\ny\n");
	same_str(secret_mask(
			 a, STR("-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1c7+9z5\n"), &found),
		"(private key masked)");
	static const char *const quiet[] = {"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk-learn",
		"my_ghp_abcdefghij0123456789ABCDEFGHIJ012345", "----", "AKIAIOSFODNN7EXAMPLE",
		"-----BEGIN PRIVATE KEY-----\n...", ""};
	found = (struct strs){0};
	for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
		same_str(secret_mask(a, str_of(quiet[i]), &found), quiet[i]);
	assert_int_equal(found.n, 0);
	arena_free(a);
}

static void a_title_page_goes_when_the_front_matter_says_it(void **state)
{
	struct arena *a = arena_make();
	struct str who[] = {STR("Ada Lovelace"), STR("Bo Li")};
	struct doc_meta m = {.title = STR("Tides: a book"),
		.authors = {who, 2},
		.published = STR("2021-03-05T00:00:00Z"),
		.site = STR("Sea Press")};
	(void)state;
	static const struct {
		const char *body, *want;
	} v[] = {
		{"# Tides\n\n*a book*\n\nby Ada Lovelace and Bo Li\n\nSea Press\n\n5 March 2021\n\nText.\n",
			"Text.\n"},
		{"2021\n\nBo Li\n\nText of Bo Li.\n\nBo Li\n", "Text of Bo Li.\n\nBo Li\n"},
		{"Text.\n\nBo Li\n", "Text.\n\nBo Li\n"},
		{"Tides\n\n2019\n\nText\n", "2019\n\nText\n"},
		{"# Tides: a book\n", "# Tides: a book\n"},
		{"Ada Lovelace\n\n", "Ada Lovelace\n\n"},
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		same_str(front_page_drop(a, str_of(v[i].body), &m), v[i].want);
	arena_free(a);
}

static void names_become_titles(void **state)
{
	struct arena *a = arena_make();
	static const struct {
		const char *name, *bytes, *title;
	} v[] = {
		{"raw/robots-and-archives.csv", "a,b\n1,2\n", "Robots and archives"},
		{"raw/Q3_report.csv", "a,b\n1,2\n", "Q3 report"},
		{"2024-05-01-notes.txt", "Words and more words.\n", "2024-05-01 notes"},
		{"a b-c.txt", "Words and more words.\n", "a b-c"},
		{"x.txt",
			"The tides of the sea\nAda Lovelace\nSea Press, 4 May 2021\n\nThe text.\n",
			"The tides of the sea"},
		{"x.txt", "The tides rise twice a day,\nas everybody knows\n\nThe text.\n", "X"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct convert_opt opt = {.name = str_of(v[i].name)};
		struct document d;
		struct err e = {0};
		assert_true(convert(a, str_of(v[i].bytes), &opt, &d, &e));
		same_str(d.meta.title, v[i].title);
		if (i == 0)
			same_str(d.meta.excerpt, "1 row of a and b");
		if (i == 4)
			same_str(d.meta.published, "2021-05-04");
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_masked_and_named),
		cmocka_unit_test(a_title_page_goes_when_the_front_matter_says_it),
		cmocka_unit_test(names_become_titles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
