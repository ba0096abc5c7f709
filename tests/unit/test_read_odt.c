/* test_read_odt.c - OpenDocument texts: lists, labels, styles, shapes, remarks, tables, objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "readers.h"
#include "zip_writer.h"

#define ODF(what) "urn:oasis:names:tc:opendocument:xmlns:" what ":1.0"
#define SPACES                                                                                                                                                                   \
	" xmlns:office='" ODF("office") "' xmlns:text='" ODF("text") "' xmlns:table='" ODF("table") "' xmlns:style='" ODF(                                                       \
		"style") "' xmlns:fo='" ODF("xsl-fo-compatible") "' xmlns:draw='" ODF("drawing") "' xmlns:chart='" ODF("chart") "' xmlns:dc='http://purl.org/dc/elements/1.1/' " \
																"xmlns:xlink='http://www.w3.org/1999/xlink'"
#define P(style, text) "<text:p text:style-name='" style "'>" text "</text:p>"
#define LIST(attributes, items) "<text:list " attributes ">" items "</text:list>"
#define ITEM(blocks) "<text:list-item>" blocks "</text:list-item>"
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define CELL(blocks) "<table:table-cell>" blocks "</table:table-cell>"

static const char styles[] =
	"<office:document-styles" SPACES "><office:styles>"
	"<style:style style:name='Heading_20_1' style:display-name='Heading 1' "
	"style:family='paragraph' style:default-outline-level='1'/>"
	"<style:style style:name='Front' style:family='paragraph' "
	"style:parent-style-name='Heading_20_1'/>"
	"<text:list-style style:name='N'>"
	"<text:list-level-style-number text:level='1' style:num-suffix='.' style:num-format='1'/>"
	"<text:list-level-style-number text:level='2' style:num-suffix='.' style:num-format='1' "
	"text:display-levels='2'/></text:list-style>"
	"<text:list-style style:name='B'><text:list-level-style-bullet text:level='1' "
	"text:bullet-char='-'/></text:list-style>"
	"<text:list-style style:name='Box'><text:list-level-style-bullet text:level='1' "
	"text:bullet-char='\xe2\x98\x90'/></text:list-style>"
	"<text:list-style style:name='A'><text:list-level-style-number text:level='1' "
	"style:num-prefix='Article ' style:num-format='I'/></text:list-style>"
	"<text:list-style style:name='None'><text:list-level-style-number text:level='1' "
	"style:num-format=''/></text:list-style>"
	"<text:outline-style style:name='Outline'><text:outline-level-style text:level='1' "
	"style:num-prefix='Chapter ' style:num-format='1'/></text:outline-style>"
	"</office:styles></office:document-styles>";
static const char automatic[] =
	"<office:automatic-styles>"
	"<style:style style:name='Bold' style:family='text'>"
	"<style:text-properties fo:font-weight='bold'/></style:style>"
	"<style:style style:name='Thin' style:family='text'>"
	"<style:text-properties fo:font-weight='normal'/></style:style>"
	"<style:style style:name='Marked' style:family='text'>"
	"<style:text-properties fo:background-color='#ffff00'/></style:style>"
	"<style:style style:name='White' style:family='text'>"
	"<style:text-properties fo:background-color='#ffffff'/></style:style>"
	"<style:style style:name='Sym' style:family='text'>"
	"<style:text-properties style:font-name='Symbol'/></style:style>"
	"<style:style style:name='PCode' style:family='paragraph'>"
	"<style:text-properties style:font-name='Courier New1'/></style:style>"
	"<style:style style:name='PBold' style:family='paragraph'>"
	"<style:text-properties fo:font-weight='bold'/></style:style>"
	"</office:automatic-styles>";
static const char chart[] =
	"<office:document-content" SPACES "><office:body><office:chart><chart:chart><chart:title>"
	"<text:p>Sales</text:p></chart:title><table:table>" ROW(
		CELL("<text:p/>") CELL(P("", "North"))) ROW(CELL(P("", "Q1"))
			CELL(P("", "3"))) "</table:table></chart:chart>"
					  "</office:chart></office:body></office:document-content>";

static struct str odt(struct arena *a, const char *body)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "mimetype", STR("application/vnd.oasis.opendocument.text"));
	zip_writer_add(&w, "content.xml",
		str_printf(a,
			"<office:document-content" SPACES ">%s<office:body><office:text>%s"
			"</office:text></office:body></office:document-content>",
			automatic, body));
	zip_writer_add(&w, "styles.xml", str_of(styles));
	zip_writer_add(&w, "Object 1/content.xml", str_of(chart));
	return zip_writer_end(&w);
}

static void becomes(const char *xml, const char *body)
{
	struct arena *a = arena_make();
	struct document d;
	reads_as(a, "a.odt", odt(a, xml), body, &d);
	arena_free(a);
}

static void lists_count_and_go_on(void **state)
{
	(void)state;
	becomes(LIST("text:style-name='N'", ITEM(P("", "a") LIST("", ITEM(P("", "b"))))) P("", "x")
			LIST("text:style-name='N' text:continue-numbering='true'",
				ITEM(LIST("", ITEM(P("", "c")))) ITEM(P("", "d"))),
		"1. a\n   - 1.1. b\n\nx\n\n- 1.2. c\n\n2. d\n");
	becomes(LIST("text:style-name='N'", ITEM(P("", "a"))) P("", "x") LIST("text:style-name='N'",
			ITEM(P("", "b")) "<text:list-item text:start-value='7'>" P("", "c")
				P("", "more") "</text:list-item>"),
		"1. a\n\nx\n\n1. b\n\n7) c\n\n   more\n");
	becomes(LIST("text:style-name='A'", ITEM(P("", "a")) ITEM(P("", "")) ITEM(P("", "b"))),
		"- Article I a\n- Article III b\n");
	becomes(LIST("text:style-name='Box'", ITEM(P("", "open")) ITEM(P("", ""))), "- [ ] open\n");
	becomes(LIST("text:style-name='None'", ITEM(P("", "no label"))), "no label\n");
	becomes(LIST("text:style-name='nowhere'", ITEM(P("", "a"))), "- a\n");
}

static void headings_and_kinds(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	becomes("<text:h text:outline-level='1'>One</text:h><text:h text:outline-level='2'>Two</text:h>"
		"<text:h text:outline-level='1'>Three</text:h>",
		"## Chapter 1 One\n\n### Two\n\n## Chapter 2 Three\n");
	becomes(P("", "a") P("Horizontal_20_Line", "") P("", "b"), "a\n\n---\n\nb\n");
	becomes(P("Front", "Contents") P("Quote", "said") P("Definition_20_Term", "Term"),
		"## Chapter 1 Contents\n\n> said\n\n**Term**\n");
	reads_as(a, "a.odt", odt(a, P("Title", "T") P("Author", "Carl") P("", "x")), "x\n", &d);
	same_str(d.meta.title, "T");
	same_str(d.meta.authors.v[0], "Carl");
	reads_as(a, "a.fodt",
		str_of("<office:document" SPACES "><office:body><office:text><text:p>x"
		       "<office:annotation><dc:creator>Ada</dc:creator><text:p>y</text:p>"
		       "</office:annotation></text:p></office:text></office:body></office:document>"),
		"x[^1]\n\n[^1]: Ada: y\n", &d);
	assert_int_equal(d.meta.authors.n, 0);
	arena_free(a);
}

static void runs_take_their_styles(void **state)
{
	(void)state;
	becomes(P("",
			"<text:span text:style-name='Bold'>a <text:span text:style-name='Thin'>b</text:span>"
			"</text:span> <text:span text:style-name='Marked'>c</text:span>"
			"<text:span text:style-name='White'>d</text:span>"
			"<text:span text:style-name='Sym'>\xef\x81\xa1</text:span>"),
		"**a** b ==c==d\xce\xb1\n");
	becomes(P("PBold", "all of it"), "**all of it**\n");
	becomes(P("PCode", "if (a) {") P("PCode", "<text:s text:c='2'/>b();") P("PCode", "}"),
		"```\nif (a) {\n  b();\n}\n```\n");
}

static void shapes_and_charts_follow_their_paragraph(void **state)
{
	(void)state;
	becomes(P("",
			"before<draw:custom-shape><text:p>in a shape</text:p></draw:custom-shape>"
			"<draw:g><draw:rect><text:p>in a group</text:p></draw:rect></draw:g>"),
		"before\n\nin a shape\n\nin a group\n");
	becomes(P("", "<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>"),
		"Sales\n\n| | North |\n| --- | --- |\n| Q1 | 3 |\n");
	becomes(P("", "<draw:frame><draw:image xlink:href='https://x.org/i.png'/></draw:frame>"),
		"![](https://x.org/i.png)\n");
}

static void remarks_stand_behind_their_words(void **state)
{
	(void)state;
	becomes(P("",
			"some <office:annotation office:name='r'><dc:creator>Ada</dc:creator>"
			"<text:p>Why?</text:p></office:annotation>words"
			"<office:annotation-end office:name='r'/> here"),
		"some words[^1] here\n\n[^1]: Ada: Why?\n");
	becomes(P("", "a<office:annotation><text:p>No end.</text:p></office:annotation>b"),
		"a[^1]b\n\n[^1]: No end.\n");
}

static void cells_hold_lists_and_tables(void **state)
{
	(void)state;
	becomes("<table:table>" ROW(
			CELL(LIST("text:style-name='B'", ITEM(P("", "a")) ITEM(P("", "b")))) CELL(
				LIST("text:style-name='N'", ITEM(P("", "c")) ITEM(P("", "d")))))
			ROW(CELL(P("", "e")) CELL("<table:table>" ROW(CELL(P("", "f"))
					CELL(P("", "g"))) "</table:table>")) "</table:table>",
		"| - a<br>- b | 1. c<br>2. d |\n| --- | --- |\n| e | f \\| g |\n");
	becomes("<table:table>" ROW("<table:table-cell table:number-columns-spanned='2'>" P(
			"", "wide") "</table:table-cell><table:covered-table-cell/>")
			ROW("<table:table-cell table:number-rows-spanned='2'>" P(
				"", "tall") "</table:table-cell>" CELL(P("", "b")))
				ROW("<table:covered-table-cell/>" CELL(
					P("", "c"))) "</table:table>",
		"| wide | |\n| --- | --- |\n| tall | b |\n| tall | c |\n");
	becomes("<table:table>" ROW(CELL("<text:h text:outline-level='2'>Frame</text:h>" P(
			"", "x"))) "</table:table>",
		"### Frame\n\nx\n");
}

static void damage_is_survived(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	survives_damage("a.odt",
		odt(a,
			LIST("text:style-name='N'", ITEM(P("", "a") LIST("", ITEM(P("", "b"))))) P(
				"",
				"<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_count_and_go_on),
		cmocka_unit_test(headings_and_kinds),
		cmocka_unit_test(runs_take_their_styles),
		cmocka_unit_test(shapes_and_charts_follow_their_paragraph),
		cmocka_unit_test(remarks_stand_behind_their_words),
		cmocka_unit_test(cells_hold_lists_and_tables),
		cmocka_unit_test(damage_is_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
