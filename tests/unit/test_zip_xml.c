/* test_zip_xml.c - containers and XML: what is read, and which bombs end early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "doc/xml.h"
#include "doc/zip.h"
#include "zip_writer.h"

static bool want_all(struct str name)
{
	return !str_ends(name, STR(".png"));
}

static void members_are_found_by_name(void **state)
{
	struct arena *a = arena_make();
	struct zip_writer w = zip_writer_make(a);
	struct zip z;
	struct err e = {0};
	struct str s;
	(void)state;
	zip_writer_add(&w, "word/document.xml", STR("<a/>"));
	zip_writer_add(&w, "b.png", STR("image"));
	zip_writer_add(&w, "Dir/C.txt", STR("text"));
	struct str bytes = zip_writer_end(&w);
	assert_true(zip_read(a, bytes, want_all, false, &z, &e));
	assert_true(zip_get(&z, STR("word/document.xml"), &s) && str_eqz(s, "<a/>"));
	assert_true(zip_get(&z, STR("dir/c.txt"), &s) && str_eqz(s, "text"));
	assert_false(zip_get(&z, STR("b.png"), &s));
	assert_false(z.damaged);
	assert_string_equal(zip_kind(bytes), "docx");
	assert_null(zip_kind(STR("PK\003\004nothing")));
	arena_free(a);
}

static void a_cut_container_gives_what_came_before(void **state)
{
	struct arena *a = arena_make();
	struct zip_writer w = zip_writer_make(a);
	struct zip z;
	struct err e = {0};
	struct str s;
	(void)state;
	zip_writer_add(&w, "one", STR("first"));
	zip_writer_add(&w, "two", STR("a second member that is cut"));
	struct str bytes = zip_writer_end(&w);
	assert_true(zip_read(a, str_sub(bytes, 0, 80), want_all, false, &z, &e));
	assert_true(z.damaged);
	assert_true(zip_get(&z, STR("one"), &s) && str_eqz(s, "first"));
	w = zip_writer_make(a);
	zip_writer_add_bomb(&w, "packed", 1 << 20);
	assert_true(zip_read(a, str_sub(buf_str(&w.out), 0, 4000), want_all, false, &z, &e));
	assert_true(z.damaged && zip_get(&z, STR("packed"), &s) && s.n > 100000);
	assert_false(zip_read(a, STR("PK\003\004"), want_all, false, &z, &e));
	assert_int_equal(e.code, ERR_INPUT);
	arena_free(a);
}

static void bombs_end_at_the_ceiling(void **state)
{
	static const struct {
		size_t n;
		const char *text;
	} bombs[] = {{ZIP_MAX_MEMBER + (1 << 20), "64 MB"}, {20u << 20, "times its size"}};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct arena *a = arena_make();
		struct zip_writer w = zip_writer_make(a);
		struct zip z;
		struct err e = {0};
		if (!i) /* large enough for the ratio to be fine */
			zip_writer_add(&w, "x.png", str_make(arena_alloc(a, 1 << 20), 1 << 20));
		zip_writer_add_bomb(&w, "bomb.xml", bombs[i].n);
		assert_false(zip_read(a, zip_writer_end(&w), want_all, false, &z, &e));
		assert_int_equal(e.code, ERR_LIMIT);
		assert_true(str_find(str_of(e.text), str_of(bombs[i].text)) != STR_NPOS);
		assert_true(arena_bytes(a) < (size_t)256 << 20);
		arena_free(a);
	}
}

static void references_are_resolved(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	assert_true(str_eqz(zip_resolve(a, STR("OPS/a.opf"), STR("../x%20y.html#z")), "x y.html"));
	assert_true(str_eqz(zip_resolve(a, STR("word/document.xml"), STR("/a/b.xml")), "a/b.xml"));
	assert_true(str_eqz(zip_resolve(a, STR("a"), STR("b")), "b"));
	arena_free(a);
}

static void xml_names_follow_the_namespace(void **state)
{
	struct arena *a = arena_make();
	struct xml x;
	struct err e = {0};
	(void)state;
	assert_true(xml_parse(a,
		STR("<q:p xmlns:q='http://schemas.openxmlformats.org/wordprocessingml/2006/main' "
		    "q:val='1'>a &lt;<![CDATA[b&]]><q:r/>c</q:p>"),
		&x, &e));
	assert_true(xml_is(&x, 0, "w:p"));
	assert_int_equal(xml_int(&x, 0, "w:val", 0), 1);
	assert_true(str_eqz(xml_text(a, &x, 0), "a <b&c"));
	assert_true(xml_child(&x, 0, "w:r") == 2);
	assert_true(xml_child(&x, 2, NULL) == XML_NONE);
	assert_true(xml_parse(a, STR("<a b='1&amp;2&lt;&#38;&amp;#38;'/>"), &x, &e));
	assert_true(str_eqz(xml_attr(&x, 0, "b"), "1&2<&&#38;"));
	assert_false(x.damaged);
	arena_free(a);
}

static void damaged_xml_gives_the_start(void **state)
{
	struct arena *a = arena_make();
	struct xml x;
	struct err e = {0};
	(void)state;
	assert_true(xml_parse(a, STR("<a><b>text</b><c"), &x, &e));
	assert_true(x.damaged);
	assert_true(str_eqz(xml_text(a, &x, 0), "text"));
	assert_false(xml_parse(a, STR("no xml at all"), &x, &e));
	arena_free(a);
}

static void hostile_xml_is_refused_or_cut(void **state)
{
	struct arena *a = arena_make();
	struct xml x;
	struct err e = {0};
	(void)state;
	assert_false(xml_parse(
		a, STR("<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]><a>&c;</a>"), &x, &e));
	assert_int_equal(e.code, ERR_INPUT);
	err_clear(&e);
	struct buf deep = buf_make(a), wide = buf_make(a);
	for (int i = 0; i < 100000; i++)
		buf_puts(&deep, "<a>");
	assert_true(xml_parse(a, buf_str(&deep), &x, &e));
	assert_true(x.damaged && x.n < 300);
	buf_puts(&wide, "<a");
	for (int i = 0; i < 100000; i++)
		buf_printf(&wide, " b%d='1'", i);
	buf_puts(&wide, "/>");
	assert_false(xml_parse(a, buf_str(&wide), &x, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	err_clear(&e);
	/* an external entity is no file of this machine */
	if (xml_parse(a, STR("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&x;t</a>"), &x, &e))
		assert_true(str_find(xml_text(a, &x, 0), STR("root")) == STR_NPOS);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_found_by_name),
		cmocka_unit_test(a_cut_container_gives_what_came_before),
		cmocka_unit_test(bombs_end_at_the_ceiling),
		cmocka_unit_test(references_are_resolved),
		cmocka_unit_test(xml_names_follow_the_namespace),
		cmocka_unit_test(damaged_xml_gives_the_start),
		cmocka_unit_test(hostile_xml_is_refused_or_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
