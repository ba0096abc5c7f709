/* test_tidy.c - keys masked, title pages, names as titles, lists of URLs, texts that are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/front_page.h"
#include "doc/secret.h"
#include "doc/url_list.h"
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

/* --- lists of URLs ------------------------------------------------------------------------ */

static void lists_are_known_by_their_content(void **state)
{
	struct arena *a = arena_make();
	static const struct {
		const char *bytes;
		enum url_list kind;
		const char *urls;
	} v[] = {
		{"\xef\xbb\xbfhttps://a.org/\r\n\r\n# no\r\n http://b.org/x \nhttps://a.org/\n",
			URL_LIST_LINES, "https://a.org/ http://b.org/x "},
		{"https://a.org/ is a page\n", URL_LIST_NONE, ""},
		{"ftp://a.org/\n", URL_LIST_NONE, ""},
		{"", URL_LIST_NONE, ""},
		{"# only a remark\n", URL_LIST_NONE, ""},
		{"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT><A HREF=\"https://a.org/?x=1&amp;y\" "
		 "ADD_DATE=\"1\">A</A>\n<DT><A HREF=\"place:x\">B</A>\n<DT><a href=\"http://c.org\n",
			URL_LIST_BOOKMARKS, "https://a.org/?x=1&y http://c.org "},
		{"<?xml version='1.0'?><!-- x --><rss><channel><link>http://no.org/</link><item>"
		 "<title>t</title><link> http://a.org/1 </link></item><item><guid>http://a.org/2</guid>"
		 "</item><item><guid>5</guid></item></channel></rss>",
			URL_LIST_FEED, "http://a.org/1 http://a.org/2 "},
		{"<feed xmlns='http://www.w3.org/2005/Atom'><link href='http://no.org/'/><entry>"
		 "<link rel='self' href='http://no.org/s'/><link rel='alternate' href='http://a.org/1'/>"
		 "</entry></feed>",
			URL_LIST_FEED, "http://a.org/1 "},
		{"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		 "xmlns='http://purl.org/rss/1.0/'><item><link>http://a.org/1</link></item></rdf:RDF>",
			URL_LIST_FEED, "http://a.org/1 "},
		{"<html><feed></html>", URL_LIST_NONE, ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		struct strs urls;
		struct buf b = buf_make(a);
		bool more;
		assert_int_equal(url_list_read(a, str_of(v[i].bytes), &urls, &more), v[i].kind);
		for (size_t k = 0; k < urls.n; k++)
			buf_printf(&b, STR_FMT " ", STR_ARG(urls.v[k]));
		same_str(buf_str(&b), v[i].urls);
		for (size_t n = 0; n < str_of(v[i].bytes).n; n++)
			url_list_read(a, str_sub(str_of(v[i].bytes), 0, n), &urls, &more);
	}
	arena_free(a);
}

/* --- cuts ---------------------------------------------------------------------------------- */

static void cut_texts_end_well(void **state)
{
	(void)state;
	survives_damage("a.html",
		STR("<!doctype html><html lang=en><head><title>T</title><script>x</script></head><body>"
		    "<article><h1>T</h1><p>Words &amp; <b>more</b> words.</p><table><tr><td>1<td>2"
		    "</table><pre><code class=language-c>int x;</code></pre><img src=a.png alt=a>"
		    "<ul><li>one<ul><li>two</ul></ul><math><mi>x</mi></math></article></body></html>"));
	survives_damage("a.md",
		STR("---\ntitle: T\ntags: [a, b]\n---\n# T\n\n> quote\n\n- a\n  - b\n\n```c\nx\n```\n\n"
		    "| a | b |\n| - | - |\n| 1 | 2 |\n\n[^1] ![i](a.png) [[w]]\n\n[^1]: note\n"));
	survives_damage("a.txt", STR("Title\n=====\n\n1. one\n2. two\n\n    code;\n\xc3\xa4\n"));
	survives_damage("a.srt",
		STR("1\n00:00:01,000 --> 00:00:02,000\n<i>One</i>\n\n2\n00:00:03,0 --> "
		    "00:00:04,0\nTwo\n"));
	survives_damage("a.tsv", STR("a\tb\n\"1\t2\"\t3\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_masked_and_named),
		cmocka_unit_test(a_title_page_goes_when_the_front_matter_says_it),
		cmocka_unit_test(names_become_titles),
		cmocka_unit_test(lists_are_known_by_their_content),
		cmocka_unit_test(cut_texts_end_well),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
