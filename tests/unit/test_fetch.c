/* test_fetch.c - names of fetched files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "engine/fetch.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void test_names(void **state)
{
	static const struct {
		const char *path, *title, *type, *bytes, *want;
	} rows[] = {
		{"/a/tides.html", "On Tides", "text/html", "<p>", "raw/on-tides.html"},
		{"/a/tides.html", "", "text/html", "<p>", "raw/tides.html"},
		{"/a/tides/", "", "text/html", "<p>", "raw/tides.html"},
		{"/", "", "text/html", "<p>", "raw/example-org.html"},
		{"", "", "", "", "raw/example-org.txt"},
		{"/1706.03762", "", "application/pdf", "%PDF-1.4", "raw/1706-03762.pdf"},
		{"/1706.03762", "", "application/octet-stream", "%PDF-1.4", "raw/1706-03762.pdf"},
		{"/x.PDF", "", "binary/octet-stream", "%PDF-1.4", "raw/x.pdf"},
		{"/README.md", "", "text/plain", "# X", "raw/readme.md"},
		{"/notes.txt", "", "text/plain", "x", "raw/notes.txt"},
		{"/notes", "", "text/plain", "x", "raw/notes.txt"},
		{"/a.php", "", "text/html", "<p>", "raw/a-php.html"},
		{"/a", "", "", "  <!DOCTYPE HTML>", "raw/a.html"},
		{"/a", "", "application/octet-stream", "\1\2", "raw/a.txt"},
		{"/a.zip", "", "application/zip", "PK", "raw/a-zip.txt"},
		{"/data.csv", "", "text/csv", "a,b", "raw/data.csv"},
		{"/%2e%2e/../etc/passwd", "", "text/html", "x", "raw/passwd.html"},
		{"/x", "../../etc/passwd", "text/html", "x", "raw/etc-passwd.html"},
		{"/x", "a\nb\tc \"d\" | e?", "text/html", "x", "raw/a-b-c-d-e.html"},
		{"/x", "!!!", "text/html", "x", "raw/x.html"},
		{"/\xe6\x97\xa5\xe6\x9c\xac.html", "", "text/html", "x",
			"raw/\xe6\x97\xa5\xe6\x9c\xac.html"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str got = fetch_name(*state, STR("example.org"), str_of(rows[i].path),
			str_of(rows[i].title), str_of(rows[i].type), str_of(rows[i].bytes));
		if (!str_eqz(got, rows[i].want))
			fail_msg("row %zu: %.*s, expected %s", i, (int)got.n, got.p, rows[i].want);
	}
}

static void test_long_titles_are_cut(void **state)
{
	struct buf b = buf_make(*state);
	for (size_t i = 0; i < 500; i++)
		buf_puts(&b, "word ");
	struct str got =
		fetch_name(*state, STR("h"), STR("/"), buf_str(&b), STR("text/html"), STR("x"));
	assert_true(got.n <= sizeof "raw/.html" + 120);
}

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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_titles_are_cut, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
