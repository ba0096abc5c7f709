/* test_vault.c - the resolver: order of matches, spelling, headings and block ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/vault.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

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

static struct vault *vault_of(struct arena *a, const char *const *paths, size_t n)
{
	struct str *v = ARENA_ARRAY(a, struct str, n);
	for (size_t i = 0; i < n; i++)
		v[i] = str_of(paths[i]);
	return vault_make(a, v, n);
}

/* The path that target means when linked from `from`, "" when it means none. */
static const char *means(struct vault *v, struct arena *a, const char *from, const char *target)
{
	struct vault_hit hit = vault_resolve(v, a, str_of(from), str_of(target));
	return hit.file == VAULT_NONE ? "" : str_z(a, vault_at(v, hit.file)->path);
}

static void exact_path_beats_folder_beats_shortest(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {"Note.md", "a/b/Note.md", "b/Note.md", "zzzz/Note.md",
		"q/deep/Only.md", "long-folder/Twin.md", "x/y/z/Twin.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_string_equal(means(v, a, "zzzz/src.md", "Note"), "Note.md");
	assert_string_equal(means(v, a, "a/src.md", "b/Note"), "b/Note.md");
	assert_string_equal(means(v, a, "src.md", "Only"), "q/deep/Only.md");
	assert_string_equal(means(v, a, "src.md", "deep/Only"), "q/deep/Only.md");
	assert_string_equal(means(v, a, "src.md", "eep/Only"), "");
	/* the shortest string, not the fewest folders */
	assert_string_equal(means(v, a, "src.md", "Twin"), "x/y/z/Twin.md");
	assert_string_equal(means(v, a, "long-folder/src.md", "Twin"), "long-folder/Twin.md");
	/* an ancestor folder does not count */
	assert_string_equal(means(v, a, "long-folder/sub/src.md", "Twin"), "x/y/z/Twin.md");
}

static void says_how_and_how_many(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {"a/Twin.md", "b/Twin.md", "c/Only.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	struct vault_hit hit = vault_resolve(v, a, STR("c/Only.md"), STR("Twin"));
	assert_int_equal(hit.how, VAULT_BY_NAME);
	assert_int_equal(hit.n_matches, 2);
	hit = vault_resolve(v, a, STR("a/Twin.md"), STR("Twin"));
	assert_int_equal(hit.how, VAULT_BESIDE);
	assert_int_equal(hit.n_matches, 1);
	hit = vault_resolve(v, a, STR("c/Only.md"), STR("b/Twin"));
	assert_int_equal(hit.how, VAULT_EXACT);
	hit = vault_resolve(v, a, STR("c/Only.md"), STR(""));
	assert_int_equal(hit.how, VAULT_SELF);
	assert_int_equal(hit.file, 2);
	hit = vault_resolve(v, a, STR("c/Only.md"), STR("../../etc/passwd"));
	assert_int_equal(hit.how, VAULT_OUTSIDE);
	hit = vault_resolve(v, a, STR("c/Only.md"), STR("a/../../x"));
	assert_int_equal(hit.how, VAULT_OUTSIDE);
}

static void relative_and_rooted_paths_are_exact(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {"a/x.md", "b/only.md", "top.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_string_equal(means(v, a, "b/only.md", "../a/x.md"), "a/x.md");
	assert_string_equal(means(v, a, "b/only.md", "../a/x"), "a/x.md");
	assert_string_equal(means(v, a, "a/x.md", "./only"), "");
	assert_string_equal(means(v, a, "a/x.md", "../only"), "");
	assert_string_equal(means(v, a, "a/x.md", "/only"), "");
	assert_string_equal(means(v, a, "a/x.md", "/b/only"), "b/only.md");
	assert_string_equal(means(v, a, "a/x.md", "../top"), "top.md");
	assert_string_equal(means(v, a, "a/x.md", "b/../a/x"), "a/x.md");
}

static void types_need_their_extension(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {
		"Ext.md", "dashboard.base", "img/Figure 1.png", "v1.2.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_string_equal(means(v, a, "v1.2.md", "Ext.MD"), "Ext.md");
	assert_string_equal(means(v, a, "v1.2.md", "dashboard"), "");
	assert_string_equal(means(v, a, "v1.2.md", "dashboard.base"), "dashboard.base");
	assert_string_equal(means(v, a, "v1.2.md", "Figure 1.png"), "img/Figure 1.png");
	assert_string_equal(means(v, a, "v1.2.md", "Figure 1"), "");
	assert_string_equal(means(v, a, "Ext.md", "v1.2"), "v1.2.md");
	assert_string_equal(means(v, a, "Ext.md", "https://example.org"), "");
}

static void names_fold_case_and_composition(void **state)
{
	struct arena *a = *state;
	/* the second is decomposed on disk, the third holds a full-width letter */
	static const char *const paths[] = {"Case.md", "Cafe\xCC\x81.md", "\xEF\xBC\xA1.md",
		("\xC3\x9C"
		 "ber.md"),
		"one two.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_string_equal(means(v, a, "Case.md", "cASE"), "Case.md");
	assert_string_equal(means(v, a, "Case.md", "CAF\xC3\x89"), paths[1]);
	assert_string_equal(means(v, a, "Case.md", "A"), "");
	assert_string_equal(means(v, a, "Case.md",
				    "\xC3\xBC"
				    "BER"),
		paths[3]);
	assert_string_equal(means(v, a, "Case.md", "one\xC2\xA0two"), "one two.md");
	struct vault_hit hit = vault_resolve(v, a, STR("Case.md"), STR("case"));
	assert_true(hit.case_differs);
	assert_true(str_eqz(vault_spelling(v, a, hit.file, STR("case")), "Case"));
	hit = vault_resolve(v, a, STR("Case.md"), STR("Caf\xC3\xA9"));
	assert_false(hit.case_differs);
}

static void spelling_keeps_the_way_of_writing(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {"Dir/Sub/Page.md", "Other/Page.md", "Solo.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_true(str_eqz(vault_spelling(v, a, 0, STR("sub/page")), "Sub/Page"));
	assert_true(str_eqz(vault_spelling(v, a, 0, STR("../sub/page.md")), "../Sub/Page.md"));
	assert_true(str_eqz(vault_spelling(v, a, 2, STR("/solo")), "/Solo"));
	assert_true(str_eqz(vault_link_text(v, a, 0), "Dir/Sub/Page"));
	assert_true(str_eqz(vault_link_text(v, a, 2), "Solo"));
}

static void two_names_that_differ_by_case(void **state)
{
	struct arena *a = *state;
	static const char *const paths[] = {"A.md", "a.md"};
	struct vault *v = vault_of(a, paths, COUNT(paths));
	assert_string_equal(means(v, a, "A.md", "a"), "a.md");
	assert_string_equal(means(v, a, "a.md", "A"), "A.md");
}

static struct vault_outline outline_of(struct arena *a, const char *text)
{
	struct md_blocks blocks;
	struct vault_outline o;
	assert_true(md_parse(a, str_of(text), &blocks, NULL));
	vault_outline_of(a, str_of(text), &blocks, &o);
	return o;
}

static void headings_lose_punctuation_and_case(void **state)
{
	struct arena *a = *state;
	struct vault_outline o = outline_of(a,
		"# What's new: *2.0* (beta)?\n\n## [[Page|Shown]] #\n\n"
		"Under\nlined\n===\n\n> ## In a `quote`\n\n- # Item\n");
	assert_int_equal(o.n, 5);
	size_t line = 0;
	static const char *const found[] = {"What's new 2.0 beta", "what's NEW: 2.0 (beta)?",
		"Shown", "Page|Shown", "Under lined", "In a quote", "Item", "", "#"};
	for (size_t i = 0; i < COUNT(found); i++)
		assert_int_equal(vault_sub_find(&o, a, str_of(found[i]), &line), VAULT_SUB_FOUND);
	assert_int_equal(
		vault_sub_find(&o, a, STR("Whats new 2.0 beta"), NULL), VAULT_SUB_NO_HEADING);
	assert_int_equal(vault_sub_find(&o, a, STR("Item"), &line), VAULT_SUB_FOUND);
	assert_int_equal(line, 11);
}

static void heading_paths_walk_down(void **state)
{
	struct arena *a = *state;
	struct vault_outline o =
		outline_of(a, "# A\n\n## B\n\n# C\n\n## D\n\n### B\n\n## B\n\n#### E\n");
	static const char *const found[] = {"A#B", "C#D#B", "C#B", "C#E", "B#E", "C#B#E"};
	static const char *const lost[] = {"A#D", "A#E", "B#D", "D#E", "A#C", "A#x"};
	for (size_t i = 0; i < COUNT(found); i++)
		assert_int_equal(vault_sub_find(&o, a, str_of(found[i]), NULL), VAULT_SUB_FOUND);
	for (size_t i = 0; i < COUNT(lost); i++)
		assert_int_equal(
			vault_sub_find(&o, a, str_of(lost[i]), NULL), VAULT_SUB_NO_HEADING);
}

static void block_ids(void **state)
{
	struct arena *a = *state;
	struct vault_outline o = outline_of(a,
		"A line. ^first\n\n- item ^Second-1\n\n| a |\n|---|\n| b |\n\n^third\n\n"
		"`code ^no`\n\n```\ntext ^never\n```\n\n## Head ^h-1 ##\n\n## x^2\n");
	static const char *const found[] = {
		"^first", "^FIRST", "^second-1", "^third", "^h-1", "Head", "Head h-1"};
	static const char *const lost[] = {"^no", "^never", "^fir", "^", "^2"};
	for (size_t i = 0; i < COUNT(found); i++)
		assert_int_equal(vault_sub_find(&o, a, str_of(found[i]), NULL), VAULT_SUB_FOUND);
	for (size_t i = 0; i < COUNT(lost); i++)
		assert_int_equal(vault_sub_find(&o, a, str_of(lost[i]), NULL), VAULT_SUB_NO_BLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_path_beats_folder_beats_shortest),
		cmocka_unit_test(says_how_and_how_many),
		cmocka_unit_test(relative_and_rooted_paths_are_exact),
		cmocka_unit_test(types_need_their_extension),
		cmocka_unit_test(names_fold_case_and_composition),
		cmocka_unit_test(spelling_keeps_the_way_of_writing),
		cmocka_unit_test(two_names_that_differ_by_case),
		cmocka_unit_test(headings_lose_punctuation_and_case),
		cmocka_unit_test(heading_paths_walk_down),
		cmocka_unit_test(block_ids),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
