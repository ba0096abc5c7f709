/* test_lint_fix.c - what --fix makes of a page, and what it leaves alone.
 *
 * One page, page.md, is fixed beside others; a second run must change nothing, and a dry run must
 * write nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/str.h"
#include "kb.h"

struct place {
	struct arena *a;
	char dir[64];
};

static int setup(void **state)
{
	static struct place place;
	place.a = arena_make();
	*state = &place;
	return 0;
}

static int teardown(void **state)
{
	arena_free(((struct place *)*state)->a);
	return 0;
}

static void put(struct place *p, const char *path, struct str text)
{
	char *full = fs_join(p->a, p->dir, path);
	assert_true(fs_mkdirs(str_z(p->a, fs_dir_name(str_of(full))), NULL));
	assert_true(fs_write(full, text, false, NULL));
}

static struct str get(struct place *p, const char *path)
{
	struct str text;
	assert_true(fs_read(p->a, fs_join(p->a, p->dir, path), 1 << 20, &text, NULL));
	return text;
}

/* A vault of pages to link to, and page.md. */
static void make_vault(struct place *p, struct str page)
{
	strcpy(p->dir, "/tmp/kb-fix-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	put(p, "Memex.md", STR("---\naliases: [Nick]\n---\ntext [[page]]\n"));
	put(p, "a/Twin.md", STR("one [[page]]\n"));
	put(p, "bb/Twin.md", STR("two [[page]]\n"));
	put(p, "deep/Only One.md", STR("# H\n[[page]] [[Only One]] [[Memex]]\n"));
	put(p, "pic.PNG", STR("x"));
	put(p, "page.md", page);
}

static void remove_vault(struct place *p)
{
	struct str command = str_printf(p->a, "rm -rf '%s'", p->dir);
	assert_int_equal(system(command.p), 0);
}

static struct kb_findings fix(struct place *p, bool dry_run)
{
	struct kb_lint_opt opt = {.dir = p->dir, .fix = true, .dry_run = dry_run};
	struct str paths[] = {STR("page.md")};
	struct kb_findings found;
	struct err e = {0};
	opt.paths = (struct strs){paths, 1};
	if (!kb_lint(NULL, p->a, &opt, &found, &e))
		fail_msg("%s", e.text);
	return found;
}

static void check_n(struct place *p, struct str before, struct str after)
{
	make_vault(p, before);
	bool changes = !str_eq(before, after);
	struct kb_findings found = fix(p, true);
	assert_true(str_eq(get(p, "page.md"), before));
	if ((found.diff.n > 0) != changes)
		fail_msg(STR_FMT "\n" STR_FMT, STR_ARG(before), STR_ARG(found.diff));
	assert_int_equal(found.fixed.n, changes);
	found = fix(p, false);
	struct str got = get(p, "page.md");
	struct kb_findings again = fix(p, false);
	struct str twice = get(p, "page.md");
	remove_vault(p);
	if (!str_eq(got, after))
		fail_msg("\n" STR_FMT "\nis not\n" STR_FMT, STR_ARG(got), STR_ARG(after));
	assert_int_equal(found.fixed.n, changes);
	assert_int_equal(again.fixed.n, 0);
	assert_true(str_eq(twice, after));
}

static void check(struct place *p, const char *before, const char *after)
{
	check_n(p, str_of(before), str_of(after));
}

static void links(void **state)
{
	check(*state, "[[Nick]] and [[nick|x]] and [[Nick#H]]\n",
		"[[Memex|Nick]] and [[Memex|x]] and [[Memex#H]]\n");
	check(*state, "| a | b |\n|---|---|\n| [[Nick]] | [[memex\\|m]] |\n",
		"| a | b |\n|---|---|\n| [[Memex\\|Nick]] | [[Memex\\|m]] |\n");
	check(*state, "[[Twin]] [t](Twin.md) ![[Twin]]\n",
		"[[a/Twin|Twin]] [t](a/Twin.md) ![[a/Twin]]\n");
	check(*state, "[[memex]] [m](MEMEX.md#top \"x\") [o](<only one.md>) [o](only%20one.md)\n",
		"[[Memex|memex]] [m](Memex.md#top \"x\") [o](<Only One.md>) [o](Only%20One.md)\n");
	check(*state, "![[PIC.png|100]] ![x](pic.png)\n", "![[pic.PNG|100]] ![x](pic.PNG)\n");
	check(*state, "[[Only One]] [[deep/Only One]] [[Only One]]\n",
		"[[Only One]] [[Only One]] [[Only One]]\n");
	check(*state, "This is [[page]], [[Page|this one]] and [it](page.md). [[#H]]\n\n# H\n\nx\n",
		"This is page, this one and it. [[#H]]\n\n# H\n\nx\n");
}

static void malformed_links(void **state)
{
	check(*state, "See [[Memex] and go\n", "See [[Memex]] and go\n");
	check(*state, "See [Memex]] and go\n", "See [[Memex]] and go\n");
	check(*state, "See [[memex|x] and go\n", "See [[Memex|x]] and go\n");
	check(*state,
		"| a | b |\n| - | - |\n| [[Memex|x]] | y |\n| ![[Memex | x]] |\n| [[no|x]] |\n",
		"| a | b |\n| - | - |\n| [[Memex\\|x]] | y |\n| ![[Memex \\| x]] |\n| [[no|x]] |\n");
	check(*state, "| a | b |\n| - | - |\n| [[Memex | [[Memex]] |\n",
		"| a | b |\n| - | - |\n| [[Memex | [[Memex]] |\n");
	check(*state, "---\nup: [[Memex]]\nall:\n  - [[Memex|x]]\n  - b\n---\n",
		"---\nup: \"[[Memex]]\"\nall:\n  - \"[[Memex|x]]\"\n  - b\n---\n");
}

static void headings(void **state)
{
	check(*state, "# A\n\n### B\n\nb\n\n#### C\n\nc\n\n### D\n\nd\n\n## E\n\ne\n",
		"# A\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n\n## E\n\ne\n");
	check(*state, "# A\n\ntext\n\n## Empty\n\n## Full\n\nx\n", "# A\n\ntext\n\n## Full\n\nx\n");
	check(*state, "[[#Empty]]\n\n## Empty\n\n## Full\n\nx\n",
		"[[#Empty]]\n\n## Empty\n\n## Full\n\nx\n");
	check(*state, "[[deep/Only One#Hh]] [x](#Orign) [[#Orign|y]]\n\n# Origin\n\nx\n",
		"[[Only One#Hh]] [x](#Origin) [[#Origin|y]]\n\n# Origin\n\nx\n");
	check(*state, "[[#gone]] [[#Part 3]]\n\n# Note\n\nx\n\n# Part 1\n\ny\n",
		"[[#gone]] [[#Part 3]]\n\n# Note\n\nx\n\n# Part 1\n\ny\n");
	check(*state, "[[#Part 3]]\n\n# Part 1\n\nx\n\n# Part 2\n\ny\n",
		"[[#Part 3]]\n\n# Part 1\n\nx\n\n# Part 2\n\ny\n");
	check(*state, "a[^1]\n\n[^1]: one\n\n[^2]: two\n    more\n\nend\n",
		"a[^1]\n\n[^1]: one\n\nend\n");
}

static void images_of_the_web(void **state)
{
	check(*state, "![a *b*](https://e.org/x.png) ![](http://e.org/y.png)\n",
		"[a *b*](https://e.org/x.png) <http://e.org/y.png>\n");
	check(*state, "[![a](https://e.org/x.png)](Memex.md)\n",
		"[![a](https://e.org/x.png)](Memex.md)\n");
}

static void backlinks(void **state)
{
	check(*state, "# Page\n\nx [[Memex]]\n\n## Backlinks\n\n- [[Memex]]\n- [[a/Twin]]\n\nend\n",
		"# Page\n\nx [[Memex]]\n\n## Backlinks\n\n- [[Memex]]\n- [[a/Twin]]\n- [[bb/Twin]]\n"
		"- [[Only One]]\n\nend\n");
}

static bool there(struct place *p, const char *path)
{
	return fs_exists(fs_join(p->a, p->dir, path));
}

static void file_names(void **state)
{
	struct place *p = *state;
	struct kb_findings found;
	make_vault(p, STR("[[What? 1]] [x](What%3F%201.md#H) [[A: b|c]] ![[x#y.png]]\n"));
	put(p, "What? 1.md", STR("# H\n\n[[#H]] [[A: b]]\n"));
	put(p, "a/A: b.md", STR("[[What? 1#H]]\n"));
	struct kb_lint_opt opt = {.dir = p->dir, .fix = true, .dry_run = true};
	assert_true(kb_lint(NULL, p->a, &opt, &found, NULL));
	assert_int_not_equal(
		str_find(found.diff, STR("rename from What? 1.md\nrename to What 1.md\n")),
		STR_NPOS);
	assert_true(there(p, "What? 1.md"));
	opt.dry_run = false;
	assert_true(kb_lint(NULL, p->a, &opt, &found, NULL));
	assert_int_equal(found.n_renamed, 2);
	assert_true(there(p, "What 1.md") && there(p, "a/A b.md") && !there(p, "What? 1.md"));
	struct str page = get(p, "page.md"), other = get(p, "a/A b.md");
	if (!str_eqz(page, "[[What 1|What? 1]] [x](What%201.md#H) [[A b|c]] ![[x#y.png]]\n"))
		fail_msg("\n" STR_FMT, STR_ARG(page));
	if (!str_eqz(other, "[[What 1#H]]\n"))
		fail_msg("\n" STR_FMT, STR_ARG(other));
	for (size_t i = 0; i < found.n; i++)
		assert_string_not_equal(found.v[i].rule, "unsafe-filename");
	assert_true(kb_lint(NULL, p->a, &opt, &found, NULL));
	assert_int_equal(found.fixed.n, 0);
	remove_vault(p);
}

static void properties(void **state)
{
	check(*state, "---\naliases: One, two\ntags: a, #b\n---\n",
		"---\naliases:\n  - One, two\ntags: a, #b\n---\n");
	check(*state, "---\ntag: a b\nx: 1\n---\n", "---\ntags:\n  - a\n  - b\nx: 1\n---\n");
	check(*state, "---\ntags: [\"#a\", two words, 1984]\n---\n",
		"---\ntags:\n  - a\n  - two-words\n  - \"1984\"\n---\n");
}

static void characters(void **state)
{
	check(*state,
		"a\xE2\x80\x8B"
		"b \xE2\x80\xAE"
		"c\n",
		"ab c\n");
	check_n(*state, STR("\xEF\xBB\xBF[[memex]]\n"), STR("\xEF\xBB\xBF[[Memex|memex]]\n"));
	check(*state, "one [[memex|m]]\r\ntwo\r\n", "one [[Memex|m]]\ntwo\n");
}

static void left_alone(void **state)
{
	static const char *const texts[] = {
		"`[[Nick]]` and\n\n```\n[[memex]] a\xE2\x80\x8B z\n```\n\n    [[Nick]]\n",
		"<!-- [[Nick]] --> %% [[Nick]] %%\n",
		"[[Nick]]\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n",
		"---\ntype: concept\nkb-hash: abcdefghabcdefgh\n---\n[[Nick]]\n",
		"%% kb-lint-disable alias-link %%\n[[Nick]]\n",
		"[[Nowhere]] [[Memxe] [[Memex|a|b]]\n",
		"---\ntags: {{tags}}\naliases: \"{{a}}\"\n---\n",
		"---\ntags: one # two\n---\n",
		"bytes \xFF [[Nick]]\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check(*state, texts[i], texts[i]);
}

static void only_the_rules_asked_for(void **state)
{
	struct place *p = *state;
	struct str paths[] = {STR("page.md")}, rules[] = {STR("alias-link")};
	struct kb_findings found;
	make_vault(p, STR("[[Nick]] [[memex]]\n"));
	struct kb_lint_opt opt = {
		.dir = p->dir, .fix = true, .paths = {paths, 1}, .rules = {rules, 1}};
	assert_true(kb_lint(NULL, p->a, &opt, &found, NULL));
	assert_true(str_eqz(get(p, "page.md"), "[[Memex|Nick]] [[memex]]\n"));
	assert_true(str_eqz(get(p, "deep/Only One.md"), "# H\n[[page]] [[Only One]] [[Memex]]\n"));
	remove_vault(p);
}

static void diff_is_unified(void **state)
{
	struct place *p = *state;
	make_vault(p, STR("1\n2\n3\n4\n[[Nick]]\n6\n7\n8\n9\n10\n11\n12\n13\n[[memex|m]]"));
	struct kb_findings found = fix(p, true);
	remove_vault(p);
	static const char *const expected =
		"diff --git a/page.md b/page.md\n--- a/page.md\n+++ b/page.md\n"
		"@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-[[Nick]]\n+[[Memex|Nick]]\n 6\n 7\n 8\n"
		"@@ -11,4 +11,4 @@\n 11\n 12\n 13\n-[[memex|m]]\n\\ No newline at end of file\n"
		"+[[Memex|m]]\n\\ No newline at end of file\n";
	if (!str_eqz(found.diff, expected))
		fail_msg("\n" STR_FMT, STR_ARG(found.diff));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links),
		cmocka_unit_test(malformed_links),
		cmocka_unit_test(headings),
		cmocka_unit_test(images_of_the_web),
		cmocka_unit_test(backlinks),
		cmocka_unit_test(file_names),
		cmocka_unit_test(properties),
		cmocka_unit_test(characters),
		cmocka_unit_test(left_alone),
		cmocka_unit_test(only_the_rules_asked_for),
		cmocka_unit_test(diff_is_unified),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
