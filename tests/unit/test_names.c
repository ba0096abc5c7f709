/* test_names.c - finding a page by what a person types, and slips of the hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/str.h"
#include "engine/names.h"
#include "engine/near.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct base {
	struct arena *a;
	char *dir;
	struct kb *kb;
};

/* Every file of the base; the folders come from their paths. */
static const struct {
	const char *path, *text;
} files[] = {
	{"kb.yaml", ""},
	{"outside.md", "# Outside\n"},
	{"raw/tides.html", "<p>x</p>"},
	{"raw/new.txt", "x"},
	{"raw/a#b.md", "x"},
	{"wiki/index.md", "---\ntype: index\ntitle: Index\n---\n"},
	{"wiki/concepts/memex.md",
		"---\ntype: concept\ntitle: Memex\naliases:\n  - Memory Extender\n---\n\nBody.\n"},
	{"wiki/concepts/gpt-3.md", "---\ntype: concept\ntitle: GPT-3\n---\n"},
	{"wiki/concepts/tcp-ip.md", "---\ntype: concept\ntitle: TCP/IP\n---\n"},
	{"wiki/concepts/\xc3\xbc"
	 "berschall.md",
		"---\ntype: concept\ntitle: \"\xc3\x9c"
		"berschall\"\n---\n"},
	{"wiki/sources/tides-source.md",
		"---\ntype: source\ntitle: On Tides\nsources: [raw/tides.html]\n---\n"},
	{"wiki/text/tides-text-10.md",
		"---\ntype: text\ntitle: On Tides\nsources: [raw/tides.html]\n---\n"},
	{"wiki/text/tides-text-2.md",
		"---\ntype: text\ntitle: On Tides\nsources: [raw/tides.html]\n---\n"},
	{"wiki/text/tides-text.md",
		"---\ntype: text\ntitle: On Tides\nsources: [raw/tides.html]\n---\n"},
	{"wiki/text/hash-text.md", "---\ntype: text\ntitle: Hash\nsources: ['raw/a#b.md']\n---\n"},
	{"wiki/mine/broken.md", "---\ntitle: [never closed\n"},
	{"wiki/mine/plain.md", "no front matter\n"},
	{"wiki/picture.png", "x"},
};

static int setup(void **state)
{
	struct arena *a = arena_make();
	struct base *b = ARENA_NEW(a, struct base);
	struct err e = {0};
	b->a = a;
	b->dir = str_z(a, STR("/tmp/kb-names.XXXXXX"));
	if (!mkdtemp(b->dir))
		return 1;
	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = fs_join(a, b->dir, files[i].path);
		if (!fs_mkdirs(str_z(a, fs_dir_name(str_of(path))), &e) ||
			!fs_write(path, str_of(files[i].text), false, &e))
			return 1;
	}
	if (symlink("../outside.md", fs_join(a, b->dir, "wiki/link.md")) != 0 ||
		symlink("..", fs_join(a, b->dir, "wiki/up")) != 0)
		return 1;
	*state = b;
	return !kb_open(a, b->dir, NULL, NULL, 0, &b->kb, &e);
}

static int teardown(void **state)
{
	struct base *b = *state;
	const char *const argv[] = {"rm", "-rf", b->dir, NULL};
	struct fs_run run = {.argv = argv, .timeout_ms = 60000};
	struct str out, note;
	int status;
	bool done = fs_run(b->a, &run, &out, &note, &status, NULL);
	kb_close(b->kb);
	arena_free(b->a);
	return !done;
}

static void test_found(void **state)
{
	struct base *b = *state;
	static const char *const rows[][2] = {
		{"wiki/concepts/memex.md", "wiki/concepts/memex.md"},
		{"./wiki//concepts/../concepts/memex.md", "wiki/concepts/memex.md"},
		{"concepts/memex.md", "wiki/concepts/memex.md"},
		{"concepts/memex", "wiki/concepts/memex.md"},
		{"memex.md", "wiki/concepts/memex.md"},
		{"memex", "wiki/concepts/memex.md"},
		{"MEMEX", "wiki/concepts/memex.md"},
		{"  Memex ", "wiki/concepts/memex.md"},
		{"memory extender", "wiki/concepts/memex.md"},
		{"Memory-Extender", "wiki/concepts/memex.md"},
		{"gpt 3", "wiki/concepts/gpt-3.md"},
		{"TCP/IP", "wiki/concepts/tcp-ip.md"},
		{"\xc3\x9c"
		 "berschall",
			"wiki/concepts/\xc3\xbc"
			"berschall.md"},
		{"index", "wiki/index.md"},
		{"On Tides", "wiki/sources/tides-source.md"},
		{"raw/tides.html", "wiki/text/tides-text.md"},
		{"tides.html", "wiki/text/tides-text.md"},
		{"./raw/tides.html", "wiki/text/tides-text.md"},
		{"tides-text-2", "wiki/text/tides-text-2.md"},
		{"raw/a#b.md", "wiki/text/hash-text.md"},
		{"broken", "wiki/mine/broken.md"},
		{"plain", "wiki/mine/plain.md"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str path;
		struct err e = {0};
		if (!names_find(b->kb, b->a, str_of(rows[i][0]), &path, &e))
			fail_msg("%s: %s", rows[i][0], e.text);
		if (!str_eqz(path, rows[i][1]))
			fail_msg("%s gives %.*s", rows[i][0], (int)path.n, path.p);
	}
	struct str path;
	assert_true(names_find(b->kb, b->a,
		str_printf(b->a, "%s/wiki/concepts/memex.md", b->kb->root), &path, NULL));
	assert_true(str_eqz(path, "wiki/concepts/memex.md"));
}

static void test_not_found(void **state)
{
	struct base *b = *state;
	static const struct {
		const char *what, *text;
		enum err_code code;
	} rows[] = {
		{"memxe",
			"no page or source is called 'memxe'; nearest: Memex "
			"(wiki/concepts/memex.md)",
			ERR_NOT_FOUND},
		{"Memory Extnder",
			"no page or source is called 'Memory Extnder'; nearest: Memex "
			"(wiki/concepts/memex.md)",
			ERR_NOT_FOUND},
		{"tids.html",
			"no page or source is called 'tids.html'; nearest: On Tides "
			"(wiki/sources/tides-source.md), On Tides "
			"(wiki/text/tides-text-10.md)",
			ERR_NOT_FOUND},
		{"zymurgy",
			"no page or source is called 'zymurgy'; kb search finds pages by "
			"their words",
			ERR_NOT_FOUND},
		{"raw/new.txt",
			"raw/new.txt: has no document; run kb ingest, kb status says why "
			"if it has none then",
			ERR_NOT_FOUND},
		{"", "a page or source must be named", ERR_USAGE},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str path;
		struct err e = {0};
		assert_false(names_find(b->kb, b->a, str_of(rows[i].what), &path, &e));
		assert_int_equal(e.code, rows[i].code);
		assert_string_equal(e.text, rows[i].text);
	}
}

/* No name leads out of wiki/: not by "..", not by a link, not by a file of another kind. */
static void test_stays_inside(void **state)
{
	struct base *b = *state;
	static const char *const rows[] = {"outside.md", "../outside.md", "wiki/../outside.md",
		"wiki/link.md", "link", "wiki/up/outside.md", "up/kb.yaml", "/etc/passwd",
		"kb.yaml", "wiki/picture.png", "wiki", "wiki/", "."};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str path;
		struct page page;
		struct err e = {0};
		if (names_find(b->kb, b->a, str_of(rows[i]), &path, &e))
			fail_msg("%s gives %.*s", rows[i], (int)path.n, path.p);
		assert_int_equal(e.code, ERR_NOT_FOUND);
		assert_false(names_read(b->kb, b->a, str_of(rows[i]), &page, NULL));
	}
}

static void test_documents(void **state)
{
	struct base *b = *state;
	struct strs l;
	assert_true(names_documents(b->kb, b->a, STR("raw/tides.html"), &l, NULL));
	assert_int_equal(l.n, 3);
	assert_true(str_eqz(l.v[0], "wiki/text/tides-text.md"));
	assert_true(str_eqz(l.v[1], "wiki/text/tides-text-2.md"));
	assert_true(str_eqz(l.v[2], "wiki/text/tides-text-10.md"));
}

static void test_distance(void **state)
{
	static const struct {
		const char *x, *y;
		size_t max, want;
	} rows[] = {{"", "", 0, 0}, {"a", "", 3, 1}, {"abc", "abc", 0, 0}, {"abc", "acb", 3, 1},
		{"model", "modle", 3, 1}, {"kitten", "sitting", 5, 3},
		{"kitten", "sitting", 2, NEAR_FAR},
		{"\xc3\xa4"
		 "b",
			"ab", 2, 1},
		{"ca", "abc", 5, 3}, {"abc", "xyzuvw", 2, NEAR_FAR}};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str x = str_of(rows[i].x), y = str_of(rows[i].y);
		assert_int_equal(near_distance(x, y, rows[i].max), rows[i].want);
		assert_int_equal(near_distance(y, x, rows[i].max), rows[i].want);
	}
}

static void test_nearest(void **state)
{
	static const char *const names[] = {"llm.model_ask", "llm.modes", "llm.model", "llm.mode"};
	struct near n = {.best = NEAR_FAR};
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		near_offer(&n, STR("llm.modle"), str_of(names[i]));
	assert_int_equal(n.best, 1);
	assert_true(str_eqz(n.name, "llm.model"));
	n = (struct near){.best = NEAR_FAR};
	near_offer(&n, STR("xy"), STR("completely different"));
	assert_int_equal(n.name.n, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_found, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_found, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stays_inside, setup, teardown),
		cmocka_unit_test_setup_teardown(test_documents, setup, teardown),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
