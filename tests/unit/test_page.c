/* test_page.c - a page taken apart, its hash, its citations there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "doc/md.h"
#include "doc/page.h"
#include "scratch.h"

static struct page parse(struct str text)
{
	struct page p;
	struct err e = {0};
	if (!page_parse(a, text, &p, &e))
		fail_msg("%s", e.text);
	return p;
}

static void same(struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("got \"%.*s\", want \"%.*s\"", STR_ARG(got), STR_ARG(want));
}

#define PAGE                                                                                       \
	"---\ntype: concept\ntitle: Ink\n---\nInk dries.[^aaaaaaaa] See `[^code]`.[^own]\n\n"      \
	"```\n## Backlinks\n[^fake]: [a](b#^c): \"d\"\n```\n\n## Backlinks\n\n- [Pen](pen.md)\n\n" \
	"[^aaaaaaaa]: [A \\[b\\]](../text/a%20b-text.md#^p1): \"dries *\\* fast\"\n"               \
	"[^own]: my note\n    goes on\n"

static void a_page_has_its_parts(void **state)
{
	struct page p = parse(STR(PAGE));
	(void)state;
	assert_true(p.meta_ok);
	same(yaml_str(p.meta, STR("title")), STR("Ink"));
	assert_int_equal(p.body_line, 5);
	assert_true(str_starts(p.body, STR("Ink dries.")));
	assert_true(str_ends(p.body, STR("```\n\n")));
	same(p.backlinks, STR("## Backlinks\n\n- [Pen](pen.md)"));
	assert_int_equal(p.n_notes, 2);
	assert_true(p.notes[0].is_kb);
	same(p.notes[0].title, STR("A [b]"));
	same(p.notes[0].target, STR("../text/a b-text.md"));
	same(p.notes[0].passage, STR("p1"));
	same(p.notes[0].quote, STR("dries ** fast"));
	assert_int_equal(p.notes[0].line, 16);
	assert_true(str_starts(str_from(p.text, p.notes[0].start), STR("[^aaaaaaaa]:")));
	assert_false(p.notes[1].is_kb);
	same(p.notes[1].label, STR("own"));
	same(p.notes[1].text, STR("my note\n    goes on"));
	assert_false(p.pristine);
	struct strs refs = page_refs(a, p.body);
	assert_int_equal(refs.n, 2);
	same(refs.v[0], STR("aaaaaaaa"));
	same(refs.v[1], STR("own"));
}

static void a_sealed_page_is_pristine_until_touched(void **state)
{
	struct str sealed = page_seal(a, STR(PAGE));
	struct page p = parse(sealed);
	(void)state;
	assert_true(p.pristine);
	assert_int_equal(p.kb_hash.n, 16);
	same(page_hash(a, sealed), page_hash(a, STR(PAGE)));
	same(page_seal(a, sealed), sealed);
	same(str_replace(a, sealed, str_printf(a, "kb-hash: " STR_FMT "\n", STR_ARG(p.kb_hash)),
		     STR("")),
		STR(PAGE));
	assert_false(parse(str_replace(a, sealed, STR("dries."), STR("dried."))).pristine);
	assert_false(parse(str_replace(a, sealed, STR("title: Ink"), STR("title: ink"))).pristine);
	assert_true(parse(str_replace(a, sealed, STR("\n"), STR("\r\n"))).pristine);
	assert_true(parse(str_cat(a, STR("\xef\xbb\xbf"), sealed)).pristine);
	assert_true(parse(page_seal(a, STR("no front matter\n"))).pristine);
}

static void odd_pages_are_taken_as_they_are(void **state)
{
	struct page p = parse(STR(""));
	(void)state;
	assert_int_equal(p.n_notes, 0);
	assert_int_equal(p.body_line, 1);
	p = parse(STR("---\na: [1\n---\nx\n"));
	assert_false(p.meta_ok);
	assert_int_equal(p.meta->kind, YAML_MAP);
	same(p.body, STR("x\n"));
	p = parse(STR("---\nnever closed\n"));
	assert_false(p.meta_ok);
	same(p.body, STR("---\nnever closed\n"));
	/* Words behind Backlinks: kb does not take them for its own. */
	p = parse(STR("a\n\n## Backlinks\n\n- [x](y.md)\n\n## More\n\nb\n\n[^n]: c\n"));
	same(p.backlinks, STR(""));
	assert_true(str_ends(p.body, STR("b\n\n")));
	/* A definition amid the text is a note, and part of the body. */
	p = parse(STR("a[^n]\n\n[^n]: c\n\nb\n"));
	assert_int_equal(p.n_notes, 1);
	same(p.body, STR("a[^n]\n\n[^n]: c\n\nb\n"));
	p = parse(STR("[^a]: one\n[^a]: two\n"));
	assert_int_equal(p.n_notes, 2);
}

static void what_only_looks_like_a_citation_is_none(void **state)
{
	static const char *const texts[] = {"[^x]: [a](b.md): \"no passage\"\n",
		"[^x]: [a](b.md#^p) \"no colon\"\n", "[^x]: [a](b.md#^p): no quotes\n",
		"[^x]: see [a](b.md#^p): \"q\"\n", "[^x]: ![a](b.md#^p): \"q\"\n",
		"[^x]: [[b#^p]]: \"q\"\n", "[^x]: [a](b.md#^p): \"q\"\n    more\n"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct page p = parse(str_of(texts[i]));
		assert_int_equal(p.n_notes, 1);
		if (p.notes[0].is_kb)
			fail_msg("%s", texts[i]);
	}
}

/* --- there and back ---------------------------------------------------------------------- */

static const char *const bits[] = {"*", "_", "__", "**", "`", "``", "[", "]", "[[", "]]", "(", ")",
	"\\", "\\*", "<", ">", "<b>", "</b>", "<!--", "-->", "&", "&amp;", "&#35;", "\"", "'", "|",
	"\\|", "$", "$$", "%", "%%", "=", "==", "~", "~~", "^", "^[", "[^x]", " ^id", "#", "# ",
	"#tag", "-", "- ", "+", "1.", "1. ", "2) ", ":", "://", "http://a.b/c_d*e", "www.a.b", "!",
	"![", "a", "word", " ", "  ", "caf\xc3\xa9", "\xe2\x80\x9c", "\xe4\xb8\xad", "_a_", "a_b",
	"\xe2\x80\x9c_x_", "<https://x.y>", "a@b.c", "{", "}", ";", ",", ".", "---", "> ",
	"\xc2\xa0"};

static struct str random_text(uint64_t *seed)
{
	struct buf b = buf_make(a);
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	for (unsigned n = 1 + (unsigned)(*seed >> 33) % 7; n > 0; n--) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		buf_puts(&b, bits[(*seed >> 33) % (sizeof bits / sizeof *bits)]);
	}
	return str_trim(buf_str(&b));
}

static void escaped_text_shows_as_it_is(void **state)
{
	uint64_t seed = 5;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct arena_mark m = arena_mark(a);
		struct str s = random_text(&seed), safe = md_escape(a, s);
		if (!str_eq(md_plain(a, safe), s))
			fail_msg("\"%.*s\" as \"%.*s\" shows \"%.*s\"", STR_ARG(s), STR_ARG(safe),
				STR_ARG(md_plain(a, safe)));
		struct md_blocks blocks;
		assert_true(md_parse(a, safe, &blocks, NULL));
		if (s.n &&
			(blocks.n != 1 || blocks.v[0].kind != MD_PARAGRAPH || blocks.v[0].id.n ||
				!str_eq(blocks.v[0].plain, s)))
			fail_msg("\"%.*s\" as \"%.*s\" is no paragraph of it", STR_ARG(s),
				STR_ARG(safe));
		arena_release(a, m);
	}
}

static void a_citation_is_read_back_as_it_was_put(void **state)
{
	uint64_t seed = 11;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct arena_mark m = arena_mark(a);
		struct str title = random_text(&seed), quote = random_text(&seed);
		struct str target = random_text(&seed);
		struct buf b = buf_make(a);
		buf_puts(&b, "Text.[^k7p2m9q4]\n\n");
		page_put_note(&b, STR("k7p2m9q4"), title, target, STR("p7k2m9qa"), quote);
		page_put_note(&b, STR("zzzzzzzz"), STR("t"), STR("u.md"), STR("v"), STR("w"));
		struct page p = parse(buf_str(&b));
		if (p.n_notes != 2 || !p.notes[0].is_kb)
			fail_msg("no citation: %.*s", STR_ARG(buf_str(&b)));
		same(p.notes[0].title, title);
		same(p.notes[0].quote, quote);
		same(p.notes[0].target, target);
		same(p.notes[0].passage, STR("p7k2m9qa"));
		same(p.notes[1].quote, STR("w"));
		arena_release(a, m);
	}
}

static void a_quote_over_lines_becomes_one(void **state)
{
	struct buf b = buf_make(a);
	(void)state;
	page_put_note(&b, STR("x"), STR("a\nb"), STR("c"), STR("d"), STR("e\nf"));
	struct page p = parse(buf_str(&b));
	same(p.notes[0].title, STR("a b"));
	same(p.notes[0].quote, STR("e f"));
}

static void references_are_found_outside_code_and_comments(void **state)
{
	struct strs l = page_refs(a,
		STR("a[^1] `[^2]` %%[^3]%% <!-- [^4] --> [^5][^1] \\[^6] [^7](x)\n\n    [^8]\n\n"
		    "| [^9] | b |\n|---|---|\n| c | [^10] |\n\n> [^11]\n\n[^12]: [^13]\n"));
	static const char *const want[] = {"1", "5", "9", "10", "11", "13"};
	(void)state;
	assert_int_equal(l.n, 6);
	for (size_t i = 0; i < l.n; i++)
		same(l.v[i], str_of(want[i]));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {T(a_page_has_its_parts),
		T(a_sealed_page_is_pristine_until_touched), T(odd_pages_are_taken_as_they_are),
		T(what_only_looks_like_a_citation_is_none), T(escaped_text_shows_as_it_is),
		T(a_citation_is_read_back_as_it_was_put), T(a_quote_over_lines_becomes_one),
		T(references_are_found_outside_code_and_comments)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
