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
#define NOTE "<w:r><w:footnoteReference w:id='3'/></w:r>"
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
	"o") "</w:abstractNum>"
	     "<w:abstractNum w:abstractNumId='2'>" LEVEL("0", "decimal", "%1.") LEVEL(
		     "1", "decimal", "%1.%2.") LEVEL("2", "lowerLetter",
		     "%1.%2(%3)") "</w:abstractNum>"
				  "<w:abstractNum w:abstractNumId='3'>" LEVEL(
					  "0", "decimal", "Article %1") LEVEL("1", "none",
					  "") "</w:abstractNum>"
					      "<w:abstractNum w:abstractNumId='4'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
					      "<w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/><w:pPr><w:ind w:left='720'/>"
					      "</w:pPr></w:lvl></w:abstractNum>"
					      "<w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>"
					      "<w:num w:numId='6'><w:abstractNumId w:val='2'/></w:num>"
					      "<w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num>"
					      "<w:num w:numId='8'><w:abstractNumId w:val='4'/></w:num></w:numbering>";
static const char footnotes[] = OPEN("footnotes") "<w:footnote w:id='2'><w:p>" T(
	"The note.") "</w:p></w:footnote><w:footnote w:id='3'>" P("", T("List:"))
	ITEM("5", "1", "item") P("Co", T("x = 1")) "</w:footnote></w:footnotes>";
static const char rels[] =
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
	"<Relationship Id='a' Type='x/styles' Target='styles.xml'/>"
	"<Relationship Id='b' Type='x/numbering' Target='numbering.xml'/>"
	"<Relationship Id='c' Type='x/footnotes' Target='footnotes.xml'/>"
	"<Relationship Id='D' Type='x/diagramData' Target='diagrams/data1.xml'/>"
	"<Relationship Id='C' Type='x/chart' Target='charts/chart1.xml'/>"
	"<Relationship Id='I' Type='x/image' Target='http://x.org/i.png' TargetMode='External'/>"
	"<Relationship Id='L' Type='x/hyperlink' Target='http://x.org/a' TargetMode='External'/>"
	"</Relationships>";

#define DRAWING_ML "http://schemas.openxmlformats.org/drawingml/2006/"
#define POINTS(kind, first, second)                                                                \
	"<c:" kind "><c:strRef><c:strCache><c:pt idx='0'><c:v>" first                              \
	"</c:v></c:pt><c:pt idx='1'><c:v>" second "</c:v></c:pt></c:strCache></c:strRef></c:" kind \
	">"
static const char diagram[] =
	"<dgm:dataModel xmlns:dgm='" DRAWING_ML "diagram' xmlns:a='" DRAWING_ML "main'><dgm:ptLst>"
	"<dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt>"
	"<dgm:pt><dgm:t><a:p><a:r><a:t>Do</a:t></a:r></a:p></dgm:t></dgm:pt>"
	"</dgm:ptLst></dgm:dataModel>";
static const char chart[] =
	"<c:chartSpace xmlns:c='" DRAWING_ML "chart' xmlns:a='" DRAWING_ML
	"main'><c:chart><c:title>"
	"<c:tx><c:rich><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea>"
	"<c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>North</c:v></c:pt>"
	"</c:strCache></c:strRef></c:tx>" POINTS("cat", "Q1", "Q2") POINTS(
		"val", "3", "4.5") "</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>";

static struct str docx(struct arena *a, const char *body)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "word/document.xml",
		str_printf(a, "%s<w:body>%s</w:body></w:document>", OPEN("document"), body));
	zip_writer_add(&w, "word/_rels/document.xml.rels", str_of(rels));
	zip_writer_add(&w, "word/styles.xml", str_of(styles));
	zip_writer_add(&w, "word/numbering.xml", str_of(numbering));
	zip_writer_add(&w, "word/footnotes.xml", str_of(footnotes));
	zip_writer_add(&w, "word/diagrams/data1.xml", str_of(diagram));
	zip_writer_add(&w, "word/charts/chart1.xml", str_of(chart));
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

static void labels_that_say_more_than_a_number_stay(void **state)
{
	(void)state;
	becomes(ITEM("6", "0", "a") ITEM("6", "1", "b") ITEM("6", "1", "") P("", T("x"))
			ITEM("6", "1", "c") ITEM("6", "2", "d") ITEM("6", "0", "e"),
		"1. a\n   - 1.1. b\n\nx\n\n- 1.3. c\n  - 1.3(a) d\n\n2. e\n");
	becomes(ITEM("7", "0", "a") ITEM("7", "0", "b"), "- Article 1 a\n- Article 2 b\n");
	becomes(ITEM("7", "1", "no label"), "no label\n");
	becomes("<w:p><w:pPr><w:pStyle w:val='H1'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='7'/>"
		"</w:numPr></w:pPr>" T(
			"Head") "</w:p>"
				"<w:p><w:pPr><w:pStyle w:val='H1'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='5'/>"
				"</w:numPr></w:pPr>" T("Plain") "</w:p>",
		"## Article 1 Head\n\n## Plain\n");
}

static void items_by_the_name_of_their_style(void **state)
{
	(void)state;
	becomes(P("ListBullet", T("a")) P("ListBullet2", T("b")) P("ListNumber", T("c"))
			P("ListNumber", T("d")) P("", T("x")) P("ListNumber", T("e")),
		"- a\n  - b\n\n1. c\n2. d\n\nx\n\n1. e\n");
	becomes(ITEM("5", "1", "\xe2\x98\x90 open") ITEM("5", "1", "\xe2\x98\x92 done"),
		"- [ ] open\n- [x] done\n");
}

static void blocks_stay_in_their_item(void **state)
{
	(void)state;
	becomes(ITEM("8", "0", "a") "<w:p><w:pPr><w:pStyle w:val='Co'/><w:ind w:left='720'/></w:pPr>" T(
			"x = 1;") "</w:p>" ITEM("8", "0", "b"),
		"1. a\n\n   ```\n   x = 1;\n   ```\n2. b\n");
	becomes(ITEM("8", "0", "a") "<w:tbl><w:tblPr><w:tblInd w:w='720'/></w:tblPr><w:tr><w:tc>" P(
			"", T("k")) "</w:tc><w:tc>" P("", T("v")) "</w:tc></w:tr></w:tbl>" ITEM("8",
			"0", "b"),
		"1. a\n\n   | k | v |\n   | --- | --- |\n2. b\n");
	becomes(ITEM("8", "0", "a") ITEM("5", "1",
			"in") "<w:p><w:pPr><w:ind w:left='720'/></w:pPr>" T("more of a") "</w:p>",
		"1. a\n   - in\n\n   more of a\n");
	becomes(ITEM("8", "0", "a") P("Co", T("y = 2;")), "1. a\n\n```\ny = 2;\n```\n");
}

static void names_of_styles(void **state)
{
	(void)state;
	becomes(P("Heading2", T("Two")) P("berschrift1", T("x")), "### Two\n\nx\n");
	becomes(P("Caption", T("Figure 1. A cat.")), "*Figure 1. A cat.*\n");
	becomes(P("", T("\xe2\x98\x90 open")) P("", T("\xe2\x98\x91 done"))
			P("", T("\xe2\x98\x90 yes \xe2\x98\x90 no")),
		"- [ ] open\n- [x] done\n\n\xe2\x98\x90 yes \xe2\x98\x90 no\n");
	becomes(P("DefinitionTerm", T("Term")) P("Definition", T("What it is.")),
		"**Term**\n\nWhat it is.\n");
}

static void front_matter_of_the_text(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.docx",
		docx(a,
			P("Ti", T("T")) P("Author", T("Carl")) P("Author", T("Dora"))
				P("Date", T("May 3, 2021")) P("", T("x")) P("Author", T("late"))),
		"x\n\nlate\n", &d);
	assert_int_equal(d.meta.authors.n, 2);
	reads_as(a, "a.docx",
		docx(a,
			P("Ti", T("T")) P("Subtitle", T("Sub")) P("Author", T("Dora"))
				P("", T("x"))),
		"Sub\n\nx\n", &d);
	assert_int_equal(d.meta.authors.n, 1);
	reads_as(a, "a.docx",
		docx(a,
			P("Ti", T("T")) P("Author", T("Carl")) P("Author", T("Dora"))
				P("Date", T("May 3, 2021")) P("", T("x")) P("Author", T("late"))),
		"x\n\nlate\n", &d);
	assert_int_equal(d.meta.authors.n, 2);
	same_str(d.meta.authors.v[1], "Dora");
	same_str(str_sub(d.meta.published, 0, 10), "2021-05-03");
	arena_free(a);
}

static void changes_are_accepted(void **state)
{
	(void)state;
	becomes("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" T("one ") "</w:p>" P("", T("line"))
			P("", T("two")),
		"one line\n\ntwo\n");
	becomes("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" T("last") "</w:p>", "last\n");
	becomes("<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr>" T("O") "</w:p>" P("", T("nce")),
		"Once\n");
	becomes("<w:tbl><w:tr><w:tc>" P("", T("a")) "</w:tc><w:tc>" P(
			"", T("b")) "</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>" P("",
			T("gone")) "</w:tc></w:tr></w:tbl>",
		"| a | b |\n| --- | --- |\n");
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
	becomes("<w:p><w:r><w:sym w:font='Symbol' w:char='F061'/></w:r><w:r><w:sym w:font='Wingdings' "
		"w:char='F0FC'/></w:r><w:r><w:sym w:font='Segoe UI' w:char='2713'/></w:r><w:r><w:rPr>"
		"<w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\xef\x81\xa2\xc3\x9a b</w:t></w:r></w:p>",
		"\xce\xb1\xe2\x9c\x93\xe2\x9c\x93\xce\xb2\xe2\x88\xa8 b\n");
}

static void links_and_notes(void **state)
{
	(void)state;
	becomes("<w:p>" T("word") NOTE "</w:p>",
		"word[^1]\n\n[^1]: List:\n\n    - item\n\n    ```\n    x = 1\n    ```\n");
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
	becomes("<w:p>" T("word ") "<w:r><w:footnoteReference w:id='2'/></w:r>" T(
			", more") "</w:p>",
		"word[^1], more\n\n[^1]: The note.\n");
	becomes("<w:p><w:fldSimple w:instr='HYPERLINK \"http://y.org/\" \\l \"part\"'>" T(
			"there") "</w:fldSimple></w:p>",
		"[there](http://y.org/#part)\n");
	becomes("<w:p><w:hyperlink r:id='none'>" T("x") "</w:hyperlink></w:p>", "x\n");
}

#define FIELD(data, code)                                                                          \
	"<w:r><w:fldChar w:fldCharType='begin'>" data "</w:fldChar></w:r><w:r><w:instrText>" code  \
	"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"

static void fields_of_forms(void **state)
{
	(void)state;
	becomes("<w:p>" FIELD(
			"<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>"
			"</w:ffData>",
			"FORMCHECKBOX") T(" yes ")
			FIELD("<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>",
				"FORMCHECKBOX") T(" no ")
				FIELD("<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='red'/>"
				      "<w:listEntry w:val='blue'/></w:ddList></w:ffData>",
					"FORMDROPDOWN")
					FIELD("", "SYMBOL 97 \\f \"Symbol\"") "</w:p>",
		"\xe2\x98\x92 yes \xe2\x98\x90 no blue\xce\xb1\n");
}

static void tables_keep_their_grid(void **state)
{
	(void)state;
	becomes("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P(
			"", T("wide")) "</w:tc></w:tr><w:tr><w:tc>" P("", T("a|b"))
			P("", T("c")) "</w:tc><w:tc>" ITEM("5", "1", "d") "</w:tc></w:tr></w:tbl>",
		"| wide | |\n| --- | --- |\n| a\\|b<br>c | - d |\n");
	becomes("<w:tbl><w:tr><w:tc>" P("H1", T("Frame")) "</w:tc></w:tr></w:tbl>", "## Frame\n");
#define CELL(blocks) "<w:tc>" blocks "</w:tc>"
#define ROW(cells) "<w:tr>" cells "</w:tr>"
	becomes("<w:tbl>" ROW(CELL(P("", T("a"))) CELL(P("", T("b"))))
			ROW("<w:trPr><w:gridBefore w:val='1'/></w:trPr>" CELL(
				P("", T("c")))) "</w:tbl>",
		"| a | b |\n| --- | --- |\n| | c |\n");
	becomes("<w:tbl>" ROW(CELL("<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" P("", T("tall")))
				CELL(P("", T("b")))) ROW(CELL("<w:tcPr><w:vMerge/></w:tcPr>" P("",
			"")) CELL(P("", T("c")))) "</w:tbl>",
		"| tall | b |\n| --- | --- |\n| tall | c |\n");
	becomes("<w:tbl>" ROW(CELL(P("", T("a"))) CELL("<w:tbl>" ROW(CELL(P("", T("b"))) CELL(
			P("", T("c")))) ROW(CELL(P("", T("d")))) "</w:tbl>")) "</w:tbl>",
		"| a | b \\| c<br>d |\n| --- | --- |\n");
	becomes("<w:tbl>" ROW(CELL(P("H1", T("One")) P("", T("x"))))
			ROW(CELL(P("H1", T("Two")))) "</w:tbl>",
		"## One\n\nx\n\n## Two\n");
}

static void rows_of_one_cell_are_said_once(void **state)
{
	(void)state;
#define WIDE(text) ROW(CELL("<w:tcPr><w:gridSpan w:val='3'/></w:tcPr>" P("", T(text))))
#define THREE(a, b, c) ROW(CELL(P("", T(a))) CELL(P("", T(b))) CELL(P("", T(c))))
	becomes("<w:tbl>" WIDE("Title") THREE("A", "B", "C") WIDE("group")
			THREE("1", "2", "3") "</w:tbl>",
		"Title\n\n| A | B | C |\n| --- | --- | --- |\n| group | | |\n| 1 | 2 | 3 |\n");
	becomes("<w:tbl>" ROW(CELL("<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P("", T("ab")))
				CELL(P("", T("c")))) THREE("1", "2", "3") "</w:tbl>",
		"| ab | ab | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n");
}

static void long_cells_that_span_are_said_once(void **state)
{
	(void)state;
	becomes("<w:tbl>" ROW(CELL("<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P("",
			T("a cell of more than twelve words is said once and its second place is empty")))
				CELL(P("", T("z")))) THREE("1", "2", "3") "</w:tbl>",
		"| a cell of more than twelve words is said once and its second place is empty | | z |\n"
		"| --- | --- | --- |\n| 1 | 2 | 3 |\n");
}

static void drawings_have_words(void **state)
{
	(void)state;
	becomes("<w:p><w:r><w:drawing xmlns:a='" DRAWING_ML "main' xmlns:pic='" DRAWING_ML
		"picture'><pic:cNvPr descr='A [cat]'/><a:blip r:link='I'/><pic:cNvPr descr='A dog'/>"
		"<a:blip r:embed='none'/></w:drawing></w:r></w:p>",
		"![A \\[cat\\]](http://x.org/i.png)*A dog*\n");
#define MC "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
	becomes("<w:p><w:r><mc:AlternateContent " MC
		"><mc:Choice><w:symEx/></mc:Choice><mc:Fallback>"
		"<w:t>\xe2\x98\xba</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
		"<w:p><w:r><mc:AlternateContent " MC "><mc:Choice><w:drawing><w:txbxContent>" P("",
			T("once")) "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
				   "<w:txbxContent>" P(
					   "", T("twice")) "</w:txbxContent></w:pict></mc:Fallback>"
							   "</mc:AlternateContent></w:r></w:p>",
		"\xe2\x98\xba\n\nonce\n");
	becomes("<w:p><w:r><w:drawing><a:graphicData xmlns:a='" DRAWING_ML
		"main'><dgm:relIds xmlns:dgm='" DRAWING_ML
		"diagram' r:dm='D'/></a:graphicData></w:drawing></w:r></w:p>",
		"- Plan\n- Do\n");
	becomes("<w:p><w:r><w:drawing><c:chart xmlns:c='" DRAWING_ML
		"chart' r:id='C'/></w:drawing></w:r>"
		"</w:p>",
		"Sales\n\n| | North |\n| --- | --- |\n| Q1 | 3 |\n| Q2 | 4.5 |\n");
	becomes("<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textpath "
		"string='Word art'/></v:shape></w:pict></w:r></w:p>" P("",
			T("x")) "<w:p><w:r><w:pict>"
				"<v:rect xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:"
				"office' o:hr='t'/></w:pict></w:r></w:p>" P("", T("y")),
		"Word art\n\nx\n\n---\n\ny\n");
}

static void equations_become_tex(void **state)
{
	(void)state;
	becomes("<w:p>" T("so ") "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den>"
				 "<m:r><m:t>x</m:t></m:r></m:den></m:f></m:oMath></w:p>",
		"so $\\frac{1}{x}$\n");
#define MR(form, text) "<m:r><m:rPr>" form "</m:rPr><m:t>" text "</m:t></m:r>"
#define UPRIGHT "<m:sty m:val='p'/>"
	becomes("<w:p>" T("a ") "<m:oMath>" MR(UPRIGHT, "r") MR(UPRIGHT, "e") MR(UPRIGHT, "s")
			MR("", "=4ac") MR("<m:sty m:val='b'/>", "v")
				MR("<m:scr m:val='double-struck'/>", "R") "</m:oMath></w:p>",
		"a $\\operatorname{res} = 4ac \\mathbf{v} \\mathbb{R}$\n");
	becomes("<w:p><m:oMathPara><m:oMath><m:eqArr><m:e>" MR("", "x&amp;=1#")
			MR("", "(2)") "</m:e><m:e>" MR(
				"", "y&amp;=3") "</m:e></m:eqArr></m:oMath></m:oMathPara></w:p>",
		"$$\n\\begin{aligned} x & = 1 \\tag{2} \\\\ y & = 3\\end{aligned}\n$$\n");
	becomes("<w:p>" T("m ") "<m:oMath><m:m><m:mr><m:e>" MR("", "a") "</m:e><m:e>" MR(
			"", "b") "</m:e></m:mr><m:mr><m:e>" MR("", "c") "</m:e><m:e>" MR("",
			"d") "</m:e></m:mr></m:m></m:oMath></w:p>",
		"m $\\begin{matrix} a & b \\\\ c & d\\end{matrix}$\n");
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
		cmocka_unit_test(labels_that_say_more_than_a_number_stay),
		cmocka_unit_test(items_by_the_name_of_their_style),
		cmocka_unit_test(blocks_stay_in_their_item),
		cmocka_unit_test(names_of_styles),
		cmocka_unit_test(front_matter_of_the_text),
		cmocka_unit_test(changes_are_accepted),
		cmocka_unit_test(fields_of_forms),
		cmocka_unit_test(rows_of_one_cell_are_said_once),
		cmocka_unit_test(long_cells_that_span_are_said_once),
		cmocka_unit_test(drawings_have_words),
		cmocka_unit_test(damage_and_depth_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
