/* test_passage.c - ids put into a document and read back, nothing else changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "doc/passage.h"
#include "scratch.h"

static void same(struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("got:\n%.*s\nwant:\n%.*s", STR_ARG(got), STR_ARG(want));
}

static struct str mark(struct str body, struct passages *l)
{
	struct str marked = body, again = body;
	struct passages more;
	struct err e = {0};
	if (!passage_mark(a, body, &marked, l, &e) || !passage_mark(a, marked, &again, &more, &e))
		fail_msg("%s", e.text);
	same(again, marked);
	assert_int_equal(more.n, l->n);
	return marked;
}

/* Ids stand as "@" in want, in order of the text. */
static void marks(const char *body, const char *want)
{
	struct passages l;
	struct str got = mark(str_of(body), &l);
	for (size_t i = 0; i < l.n; i++)
		if (!l.v[i].own_id)
			got = str_replace(a, got, str_cat(a, STR("^"), l.v[i].id), STR("^@"));
	same(got, str_of(want));
}

static void blocks_get_ids_where_they_belong(void **state)
{
	(void)state;
	marks("# H\n\none\ntwo\n\nthree\n", "# H\n\none\ntwo ^@\n\nthree ^@\n");
	marks("- a\n- b\n\nend", "- a\n- b\n\n^@\n\nend ^@");
	marks("intro:\n- a\n# H\n", "intro: ^@\n- a\n\n^@\n\n# H\n");
	marks("| a |\n|---|\n| b |\n", "| a |\n|---|\n| b |\n\n^@\n");
	marks("> q\n\n```\ncode\n```\ntext\n", "> q\n\n^@\n\n```\ncode\n```\n\n^@\n\ntext ^@\n");
	marks("    code\n\nx\n", "    code\n\n^@\n\nx ^@\n");
	marks("$$\nx = y\n$$\n\nz\n", "$$\nx = y\n$$\n\n^@\n\nz ^@\n");
	marks("<div>words</div>\n\nx\n", "<div>words</div>\n\n^@\n\nx ^@\n");
	marks("a  \nb  \n", "a  \nb   ^@\n");
}

static void what_is_no_passage_gets_none(void **state)
{
	static const char *const bodies[] = {"", "# only a heading\n", "---\n", "<!-- words -->\n",
		"<!-- words\n\nmore -->\n", "[a]: /u \"words\"\n", "[^1]: words\n", "...\n",
		"![](i.png)\n", "%% words %%\n", "%%\nwords\n\nmore words\n%%\n",
		"```\nnever closed\n", "<pre>\nnever closed\n"};
	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		marks(bodies[i], bodies[i]);
}

static void an_authors_id_is_reused(void **state)
{
	struct passages l;
	struct str body = STR("one ^mine\n\n- a\n\n^list-1\n\ntwo\n");
	struct str marked = mark(body, &l);
	(void)state;
	assert_int_equal(l.n, 3);
	assert_true(str_eqz(l.v[0].id, "mine") && l.v[0].own_id);
	assert_true(str_eqz(l.v[1].id, "list-1") && l.v[1].own_id);
	assert_false(l.v[2].own_id);
	assert_int_equal(marked.n, body.n + 10);
	assert_ptr_equal(passage_find(&l, STR("MINE")), &l.v[0]);
	assert_null(passage_find(&l, STR("nothing")));
}

static void ids_are_unique(void **state)
{
	struct passages l;
	(void)state;
	marks("one ^x\n\ntwo ^X\n", "one ^x\n\ntwo ^X ^@\n");
	marks("- a\n\n^x\n\n- b ^x\n\n^x\n", "- a\n\n^x\n\n- b ^x\n\n^x\n\n^@\n");
	mark(STR("same\n\nsame\n\n**same**\n\nother\n"), &l);
	assert_int_equal(l.n, 4);
	for (size_t i = 0; i < l.n; i++)
		for (size_t k = i + 1; k < l.n; k++)
			assert_false(str_eq(l.v[i].id, l.v[k].id));
	same(l.v[0].id, passage_id(a, STR("same"), 1));
	same(l.v[1].id, passage_id(a, STR("same"), 2));
	same(l.v[2].id, passage_id(a, STR("same"), 3));
	/* An author's id that is kb's id of another text. */
	struct str taken = passage_id(a, STR("two"), 1);
	mark(str_printf(a, "two\n\none ^" STR_FMT "\n", STR_ARG(taken)), &l);
	assert_int_equal(l.n, 2);
	same(l.v[0].id, passage_id(a, STR("two"), 2));
	same(l.v[1].id, taken);
}

static void ids_survive_form_and_neighbours(void **state)
{
	struct passages l, m;
	(void)state;
	mark(STR("Some *words* here.\n"), &l);
	mark(STR("new first\n\n- x\n\n> quoted\n\nSome words\nHERE!\n"), &m);
	same(m.v[3].id, l.v[0].id);
	assert_int_equal(l.v[0].id.n, 8);
	for (size_t i = 0; i < 8; i++)
		assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz234567", l.v[0].id.p[i]));
	/* The first 40 bits of SHA-256("somewordshere"). */
	same(l.v[0].id, passage_id(a, STR("somewordshere"), 1));
}

static void a_claims_id_is_of_source_and_quote_only(void **state)
{
	(void)state;
	struct str one = claim_id(a, STR("k"), STR("Some words, here"));
	same(one, claim_id(a, STR("k"), STR("some  words here.")));
	assert_false(str_eq(one, claim_id(a, STR("l"), STR("Some words, here"))));
	assert_int_equal(one.n, 8);
}

static void passages_know_their_place_and_headings(void **state)
{
	struct passages l;
	struct str marked =
		mark(STR("p0\n\n# A\n\np1\n\n### B *b*\n\n- p2\n\n## C\n\np3\n\n# D\n\np4\n"), &l);
	(void)state;
	assert_int_equal(l.n, 5);
	same(l.v[0].heading, STR(""));
	same(l.v[1].heading, STR("A"));
	same(l.v[2].heading, STR("A > B b"));
	same(l.v[3].heading, STR("A > C"));
	same(l.v[4].heading, STR("D"));
	same(l.v[2].plain, STR("p2"));
	assert_int_equal(l.v[2].kind, MD_LIST);
	for (size_t i = 0; i < l.n; i++) {
		struct str all = str_sub(marked, l.v[i].start, l.v[i].end);
		assert_true(str_ends(all, str_cat(a, STR("^"), l.v[i].id)));
	}
	assert_int_equal(l.v[0].line, 1);
	assert_int_equal(l.v[1].line, 5);
}

static void text_that_an_id_would_change_is_left_alone(void **state)
{
	(void)state;
	/* Right behind "[a]:" an id would be a link's destination. */
	marks("[a]:\n\nx [a]\n", "[a]:\n\n^@\n\nx [a] ^@\n");
	/* A paragraph right above a table whose header is indented. */
	marks("p\n    a|b\n-|-\n", "p ^@\n    a|b\n-|-\n\n^@\n");
	/* Behind an empty item's mark it would be an item. */
	marks("p\n+\n\nx\n", "p\n+\n\n^@\n\nx ^@\n");
}

/* Takes the ids out again: marked is body with insertions only. */
static struct str without_ids(struct str body, struct str marked, const struct passages *l)
{
	struct buf b = buf_make(a);
	size_t done = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct str id = str_cat(a, STR("^"), l->v[i].id), line;
		if (str_find(body, id) != STR_NPOS)
			continue;
		size_t start = l->v[i].end - id.n;
		bool own_line = marked.p[start - 1] == '\n';
		buf_put(&b, str_sub(marked, done, start - (own_line ? 2 : 1)));
		done = l->v[i].end;
		struct str rest = str_from(body, b.n);
		if (own_line && str_line(&rest, &line) && str_line(&rest, &line) &&
			!str_blank(line))
			done++;
	}
	buf_put(&b, str_from(marked, done));
	return buf_str(&b);
}

static void nothing_but_ids_is_put_in(void **state)
{
	static const char *const bits[] = {"a", "b c", "\n", "\n\n", "\n\n", "> ", "- ", "1. ",
		"    ", "\t", "# ", "```", "~~~", "***", "---", "===", "|", "|-|-|", "a|b\n-|-\n",
		"[^x]: ", "[a]: ", "[a]:", "/u", "[[", "]]", "^id", "^id2", " ^id", "<!--", "-->",
		"<div>", "<pre>", "%%", "$$", "`", "\\", "*", "_", "[", "]", "&amp;", "\xc3\xa9",
		"\r\n", "+ ", "[ ] ", "<br>", "\n\n^q1\n\n", "[!note] ", "word", "x"};
	uint64_t seed = 9;
	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct arena_mark m = arena_mark(a);
		struct buf b = buf_make(a);
		struct passages l;
		for (int k = 0; k < 30; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_puts(&b, bits[(seed >> 33) % (sizeof bits / sizeof *bits)]);
		}
		struct str body = buf_str(&b), marked = mark(body, &l);
		same(without_ids(body, marked, &l), body);
		struct md_blocks before, after;
		assert_true(md_parse(a, body, &before, NULL) && md_parse(a, marked, &after, NULL));
		assert_int_equal(before.n, after.n);
		for (size_t i = 0; i < before.n; i++) {
			assert_int_equal(before.v[i].kind, after.v[i].kind);
			if (!before.v[i].id.n)
				same(after.v[i].plain, before.v[i].plain);
		}
		arena_release(a, m);
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(blocks_get_ids_where_they_belong),
		T(what_is_no_passage_gets_none), T(an_authors_id_is_reused), T(ids_are_unique),
		T(ids_survive_form_and_neighbours), T(a_claims_id_is_of_source_and_quote_only),
		T(passages_know_their_place_and_headings),
		T(text_that_an_id_would_change_is_left_alone), T(nothing_but_ids_is_put_in)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
