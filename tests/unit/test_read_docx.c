/* test_read_docx.c - Word documents: styles, lists, tables, notes, fields, equations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "readers.h"
#include "zip_writer.h"

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define M "http://schemas.openxmlformats.org/officeDocument/2006/math"
#define OPEN(tag) "<w:" tag " xmlns:w='" W "' xmlns:r='" R "' xmlns:m='" M "'>"
#define P(style, text) "<w:p><w:pPr><w:pStyle w:val='" style "'/></w:pPr>" text "</w:p>"
#define T(text) "<w:r><w:t>" text "</w:t></w:r>"
#define ITEM(num, level, text)                                                                     \
	"<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" num                     \
	"'/></w:numPr></w:pPr>" T(text) "</w:p>"
#define LEVEL(level, format, text)                                                                 \
	"<w:lvl w:ilvl='" level "'><w:start w:val='1'/><w:numFmt w:val='" format                   \
	"'/><w:lvlText w:val='" text "'/></w:lvl>"

static const char styles[] = OPEN(
	"styles") "<w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/></w:style>"
		  "<w:style w:type='paragraph' w:styleId='My'><w:name w:val='Mine'/>"
		  "<w:basedOn w:val='H1'/></w:style>"
		  "<w:style w:type='paragraph' w:styleId='Ti'><w:name w:val='Title'/></w:style>"
		  "<w:style w:type='paragraph' w:styleId='Co'><w:name w:val='Source Code'/></w:style>"
		  "<w:style w:type='paragraph' w:styleId='Qu'><w:name w:val='Quote'/></w:style>"
		  "</w:styles>";
static const char numbering[] = OPEN("numbering") "<w:abstractNum w:abstractNumId='1'>" LEVEL(
	"0", "decimal", "%1.") LEVEL("1", "bullet",
	"o") "</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num></w:numbering>";
static const char footnotes[] = OPEN("footnotes") "<w:footnote w:id='2'><w:p>" T(
	"The note.") "</w:p></w:footnote></w:footnotes>";
static const char rels[] =
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
	"<Relationship Id='a' Type='x/styles' Target='styles.xml'/>"
	"<Relationship Id='b' Type='x/numbering' Target='numbering.xml'/>"
	"<Relationship Id='c' Type='x/footnotes' Target='footnotes.xml'/>"
	"<Relationship Id='L' Type='x/hyperlink' Target='http://x.org/a' TargetMode='External'/>"
	"</Relationships>";

static struct str docx(struct arena *a, const char *body)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "word/document.xml",
		str_printf(a, "%s<w:body>%s</w:body></w:document>", OPEN("document"), body));
	zip_writer_add(&w, "word/_rels/document.xml.rels", str_of(rels));
	zip_writer_add(&w, "word/styles.xml", str_of(styles));
	zip_writer_add(&w, "word/numbering.xml", str_of(numbering));
	zip_writer_add(&w, "word/footnotes.xml", str_of(footnotes));
	zip_writer_add(&w, "docProps/core.xml",
		STR("<c:coreProperties xmlns:c='http://schemas.openxmlformats.org/package/2006/metadata/"
		    "core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
		    "<dc:creator>Ada;Bob</dc:creator></c:coreProperties>"));
	return zip_writer_end(&w);
}

static void becomes(const char *xml, const char *body)
{
	struct arena *a = arena_make();
	struct document d;
	reads_as(a, "a.docx", docx(a, xml), body, &d);
	assert_string_equal(d.type, "docx");
	arena_free(a);
}

static void styles_say_what_a_paragraph_is(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	becomes(P("H1", T("One")) P("My", T("Two")) P("", T("text")), "## One\n\n## Two\n\ntext\n");
	becomes(P("Co", T("if (a)")) P("Co", "") P("Co", T("  b();")) P("Qu", T("said")),
		"```\nif (a)\n\n  b();\n```\n\n> said\n");
	reads_as(a, "a.docx", docx(a, P("Ti", T("The Title")) P("", T("x"))), "x\n", &d);
	same_str(d.meta.title, "The Title");
	assert_int_equal(d.meta.authors.n, 2);
	arena_free(a);
}

static void lists_follow_their_numbering(void **state)
{
	(void)state;
	becomes(ITEM("5", "0", "a") ITEM("5", "1", "b") ITEM("5", "0", "c") P("", T("x"))
			ITEM("5", "0", "d"),
		"1. a\n   - b\n2. c\n\nx\n\n3. d\n");
	becomes(ITEM("77", "0", "no such list") ITEM("0", "0", "none"), "no such list\n\nnone\n");
}

static void runs_are_joined_and_styled(void **state)
{
	(void)state;
	becomes("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bo</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>"
		"<w:t xml:space='preserve'>ld </w:t></w:r>" T(
			"and 2*3") "<w:r><w:rPr><w:b w:val='0'/><w:vertAlign w:val='superscript'/></w:rPr>"
				   "<w:t>2</w:t></w:r></w:p>",
		"**bold** and 2\\*3<sup>2</sup>\n");
	becomes("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Note:</w:t></w:r>" T("this") "</w:p>",
		"**Note**:this\n");
	becomes("<w:p>" T("a") "<w:r><w:br/></w:r>" T(
			"b") "<w:del><w:r><w:delText>x</w:delText></w:r>"
			     "</w:del><w:ins>" T(
				     "c") "</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r></w:p>",
		"a  \nbc\n");
}

static void links_and_notes(void **state)
{
	(void)state;
	becomes("<w:p><w:hyperlink r:id='L'>" T(
			"link") "</w:hyperlink>"
				"<w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
		"[link](http://x.org/a)[^1]\n\n[^1]: The note.\n");
	becomes("<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>"
		" HYPERLINK \"http://y.org/\" </w:instrText></w:r>"
		"<w:r><w:fldChar w:fldCharType='separate'/></w:r>" T(
			"there") "<w:r><w:fldChar w:fldCharType='end'/></w:r>" T(".") "</w:p>",
		"[there](http://y.org/).\n");
	becomes("<w:p>" T("word ") "<w:r><w:footnoteReference w:id='2'/></w:r>" T(
			"goes on") "</w:p>",
		"word[^1] goes on\n\n[^1]: The note.\n");
	becomes("<w:p><w:hyperlink r:id='none'>" T("x") "</w:hyperlink></w:p>", "x\n");
}

static void tables_keep_their_grid(void **state)
{
	(void)state;
	becomes("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P(
			"", T("wide")) "</w:tc></w:tr><w:tr><w:tc>" P("", T("a|b"))
			P("", T("c")) "</w:tc><w:tc>" ITEM("5", "1", "d") "</w:tc></w:tr></w:tbl>",
		"| wide | |\n| --- | --- |\n| a\\|b<br>c | - d |\n");
	becomes("<w:tbl><w:tr><w:tc>" P("H1", T("Frame")) "</w:tc></w:tr></w:tbl>", "## Frame\n");
}

static void equations_become_tex(void **state)
{
	(void)state;
	becomes("<w:p>" T("so ") "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den>"
				 "<m:r><m:t>x</m:t></m:r></m:den></m:f></m:oMath></w:p>",
		"so $\\frac{1}{x}$\n");
}

static void text_boxes_follow_their_paragraph(void **state)
{
	(void)state;
	becomes("<w:p>" T("before") "<w:r><w:pict><w:txbxContent>" P(
			"", T("boxed")) "</w:txbxContent></w:pict></w:r></w:p>",
		"before\n\nboxed\n");
}

static void damage_and_depth_are_survived(void **state)
{
	struct arena *a = arena_make();
	struct buf deep = buf_make(a);
	struct convert_opt opt = {.name = STR("a.docx")};
	struct document d;
	struct err e = {0};
	(void)state;
	survives_damage("a.docx", docx(a, P("H1", T("One")) ITEM("5", "0", "a")));
	for (int i = 0; i < 60; i++)
		buf_puts(&deep, "<w:tbl><w:tr><w:tc>");
	buf_puts(&deep, P("", T("deep")));
	convert(a, docx(a, str_z(a, buf_str(&deep))), &opt, &d, &e);
	assert_false(convert(a, STR("\xd0\xcf\x11\xe0 old"), &opt, &d, &e));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(styles_say_what_a_paragraph_is),
		cmocka_unit_test(lists_follow_their_numbering),
		cmocka_unit_test(runs_are_joined_and_styled),
		cmocka_unit_test(links_and_notes),
		cmocka_unit_test(tables_keep_their_grid),
		cmocka_unit_test(equations_become_tex),
		cmocka_unit_test(text_boxes_follow_their_paragraph),
		cmocka_unit_test(damage_and_depth_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
