/* test_read_office.c - OpenDocument, slides, sheets and books. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/text.h"
#include "readers.h"
#include "zip_writer.h"

#define RELS(list)                                                                                  \
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" list \
	"</Relationships>"
#define REL(id, type, target) "<Relationship Id='" id "' Type='x/" type "' Target='" target "'/>"

/* --- OpenDocument ------------------------------------------------------------------------ */

#define ODF(what) "urn:oasis:names:tc:opendocument:xmlns:" what ":1.0"
#define ODF_SPACES                                                                                                                                     \
	" xmlns:office='" ODF("office") "' xmlns:text='" ODF("text") "' xmlns:table='" ODF("table") "' xmlns:style='" ODF("style") "' xmlns:fo='" ODF( \
		"xsl-fo-compatible") "' xmlns:draw='" ODF("drawing") "' xmlns:presentation='" ODF("presentation") "' xmlns:svg='" ODF("svg-compatible") "' xmlns:xlink='http://www.w3.org/1999/xlink'"

static struct str odf(struct arena *a, const char *kind, const char *body)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "mimetype", STR("application/vnd.oasis.opendocument.text"));
	zip_writer_add(&w, "content.xml",
		str_printf(a,
			"<office:document-content" ODF_SPACES "><office:automatic-styles>"
			"<style:style style:name='B' style:family='text'>"
			"<style:text-properties fo:font-weight='bold'/></style:style>"
			"<text:list-style style:name='L'><text:list-level-style-number text:level='1' "
			"style:num-format='1'/><text:list-level-style-bullet text:level='2'/>"
			"</text:list-style></office:automatic-styles>"
			"<office:body><office:%s>%s</office:%s></office:body>"
			"</office:document-content>",
			kind, body, kind));
	return zip_writer_end(&w);
}

static void odt_texts(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	struct str bytes = odf(a, "text",
		"<text:h text:outline-level='2'>Head</text:h>"
		"<text:p>a<text:s text:c='2'/><text:span text:style-name='B'>bold</text:span>"
		"<text:note><text:note-citation>1</text:note-citation><text:note-body>"
		"<text:p>The note.</text:p></text:note-body></text:note></text:p>"
		"<text:list text:style-name='L'><text:list-item><text:p>one</text:p>"
		"<text:list><text:list-item><text:p>in</text:p></text:list-item></text:list>"
		"</text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>"
		"<text:p text:style-name='Quotations'><text:a xlink:href='http://x.org/'>said</text:a>"
		"</text:p><table:table><table:table-row><table:table-cell><text:p>A</text:p>"
		"</table:table-cell><table:table-cell table:number-columns-repeated='2'>"
		"<text:p>B</text:p></table:table-cell></table:table-row></table:table>");
	reads_as(a, "a.odt", bytes,
		"### Head\n\na **bold**[^1]\n\n1. one\n   - in\n2. two\n\n> [said](http://x.org/)\n\n"
		"| A | B | B |\n| --- | --- | --- |\n\n[^1]: The note.\n",
		&d);
	survives_damage("a.odt", bytes);
	arena_free(a);
}

#define OC(attrs, text) "<table:table-cell" attrs "><text:p>" text "</text:p></table:table-cell>"
#define OLI(text) "<text:list-item><text:p>" text "</text:p></text:list-item>"
#define ODP_BOX(x, y, text)                                                                        \
	"<draw:frame svg:x='" x "' svg:y='" y                                                      \
	"' svg:width='9cm' svg:height='2.5cm'><draw:text-box><text:p>" text                        \
	"</text:p></draw:text-box></draw:frame>"

static void odf_sheets_and_slides(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.ods",
		odf(a, "spreadsheet",
			"<table:table table:name='Sums'><table:table-row><table:table-cell>"
			"<text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p>"
			"</table:table-cell><table:table-cell table:number-columns-repeated='16000'/>"
			"</table:table-row><table:table-row table:number-rows-repeated='1000000'>"
			"<table:table-cell/></table:table-row></table:table>"),
		"## Sums\n\n| A | B |\n| --- | --- |\n", &d);
	reads_as(a, "a.ods",
		odf(a, "spreadsheet",
			"<table:table table:name='Two'><table:table-row>" OC("", "")
				OC("", "Title") "</table:table-row><table:table-row table:number-rows-repeated='3'>" OC(
					"", "") "</table:table-row><table:table-row>" OC("",
					"") OC(" table:number-columns-spanned='2'",
					"Both") "<table:covered-table-cell/>" OC("",
					"n") "</table:table-row><table:table-row>" OC("", "")
					OC(" office:value-type='date' office:date-value='2021-02-03'",
						"3/2") OC(" office:value-type='float'", "1")
						OC("", "x") "</table:table-row></table:table>"
							    "<table:table table:name='None'/>"),
		"## Two\n\nTitle\n\n| Both | Both | n |\n| --- | --- | --- |\n| 2021-02-03 | 1 | x |\n",
		&d);
	reads_as(a, "a.odp",
		odf(a, "presentation",
			"<draw:page draw:name='page2'>" ODP_BOX("1cm", "5cm", "below") ODP_BOX(
				"1cm", "1cm",
				"above") "<presentation:notes><draw:frame><draw:text-box><text:p>say</text:p>"
					 "</draw:text-box></draw:frame><draw:frame "
					 "presentation:class='page-number'><draw:text-box><text:p>7</text:p>"
					 "</draw:text-box></draw:frame></presentation:notes></draw:page>"),
		"## Slide 2\n\nabove\n\nbelow\n\n> **Notes:** say\n", &d);
	/* each change of level is a list of its own there */
	reads_as(a, "a.odp",
		odf(a, "presentation",
			"<draw:page draw:name='x'><draw:frame><draw:text-box><text:list text:style-name='L'>" OLI(
				"one") "</text:list><text:list text:style-name='L'><text:list-item>"
				       "<text:list>" OLI("in") "</text:list></text:list-item>" OLI(
					       "two") "</text:list></draw:text-box></draw:frame>"
						      "</draw:page>"),
		"## x\n\n1. one\n   - in\n2. two\n", &d);
	reads_as(a, "a.odp",
		odf(a, "presentation",
			"<draw:page draw:name='page1'><draw:frame presentation:class='title'>"
			"<draw:text-box><text:p>Start</text:p></draw:text-box></draw:frame>"
			"<draw:frame><draw:text-box><text:p>words</text:p></draw:text-box></draw:frame>"
			"<presentation:notes><draw:frame><draw:text-box><text:p>say</text:p>"
			"</draw:text-box></draw:frame></presentation:notes></draw:page>"),
		"## Start\n\nwords\n\n> **Notes:** say\n", &d);
	arena_free(a);
}

/* --- slides ------------------------------------------------------------------------------ */

#define PML                                                                                        \
	" xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' "                   \
	"xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "                         \
	"xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
#define SHAPE(ph, text)                                                                            \
	"<p:sp><p:nvSpPr><p:nvPr>" ph "</p:nvPr></p:nvSpPr><p:txBody>" text "</p:txBody></p:sp>"
#define AP(level, text) "<a:p><a:pPr lvl='" level "'/><a:r><a:t>" text "</a:t></a:r></a:p>"

static void pptx_slides(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct zip_writer w = zip_writer_make(a);
	(void)state;
	zip_writer_add(&w, "ppt/presentation.xml",
		STR("<p:presentation" PML "><p:sldIdLst><p:sldId r:id='s'/><p:sldId r:id='gone'/>"
		    "</p:sldIdLst></p:presentation>"));
	zip_writer_add(&w, "ppt/_rels/presentation.xml.rels",
		STR(RELS(REL("s", "slide", "slides/slide1.xml"))));
	zip_writer_add(&w, "ppt/slides/_rels/slide1.xml.rels",
		STR(RELS(REL("n", "notesSlide", "../notesSlides/n.xml"))));
	zip_writer_add(&w, "ppt/notesSlides/n.xml",
		STR("<p:notes" PML "><p:cSld><p:spTree>" SHAPE(
			"<p:ph type='body'/>", AP("0", "say")) SHAPE("<p:ph type='sldNum'/>",
			AP("0", "7")) "</p:spTree></p:cSld></p:notes>"));
	zip_writer_add(&w, "ppt/slides/slide1.xml",
		STR("<p:sld" PML "><p:cSld><p:spTree>" SHAPE(
			"<p:ph type='title'/>", AP("0", "Start")) SHAPE("<p:ph idx='1'/>",
			AP("0", "one") AP("1", "in") AP("0", "two")) SHAPE("",
			AP("0", "free")) "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>" AP("0",
			"A") "</a:txBody></a:tc><a:tc><a:txBody>" AP("0",
			"B") "</a:txBody></a:tc></a:tr>"
			     "</a:tbl></p:graphicFrame></p:spTree></p:cSld></p:sld>"));
	struct str bytes = zip_writer_end(&w);
	reads_as(a, "a.pptx", bytes,
		"## Start\n\n- one\n  - in\n- two\n\nfree\n\n| A | B |\n| --- | --- |\n\n"
		"> **Notes:** say\n",
		&d);
	same_str(d.meta.title, "Start");
	survives_damage("a.pptx", bytes);
	arena_free(a);
}

#define PLACE(x, y, w, h)                                                                          \
	"<p:spPr><a:xfrm><a:off x='" x "' y='" y "'/><a:ext cx='" w "' cy='" h                     \
	"'/></a:xfrm></p:spPr>"
#define BOX(x, y, w, h, text)                                                                      \
	"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr>" PLACE(x, y, w, h) "<p:txBody>" AP(                  \
		"0", text) "</p:txBody></p:sp>"

/* A deck of one slide with these shapes, and what its relations lead to. */
static struct str one_slide(struct arena *a, const char *shapes, const char *parts[][2], size_t n)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "ppt/presentation.xml",
		STR("<p:presentation" PML "><p:sldSz cx='900' cy='600'/><p:sldIdLst>"
		    "<p:sldId r:id='s'/></p:sldIdLst></p:presentation>"));
	zip_writer_add(
		&w, "ppt/_rels/presentation.xml.rels", STR(RELS(REL("s", "slide", "s.xml"))));
	zip_writer_add(&w, "ppt/_rels/s.xml.rels",
		STR(RELS(REL("c", "chart", "c.xml") REL("d", "diagramData", "d.xml")
				REL("y", "slideLayout", "y.xml") REL("m", "comments", "m.xml"))));
	zip_writer_add(&w, "ppt/s.xml",
		str_printf(a,
			"<p:sld" PML
			" xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart'"
			" xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
			" xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram'"
			" show='0'><p:cSld><p:spTree>%s</p:spTree></p:cSld></p:sld>",
			shapes));
	for (size_t i = 0; i < n; i++)
		zip_writer_add(&w, parts[i][0], str_of(parts[i][1]));
	return zip_writer_end(&w);
}

static void shapes_are_read_by_their_places(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	const char *layout[][2] = {{"ppt/y.xml",
		"<p:sldLayout" PML "><p:sp><p:nvSpPr><p:nvPr><p:ph type='body' idx='7'/></p:nvPr>"
		"</p:nvSpPr>" PLACE("10", "300", "800", "100") "</p:sp></p:sldLayout>"}};
	(void)state;
	/* rows, as they were not drawn in their order; a backdrop parts nothing */
	reads_as(a, "a.pptx",
		one_slide(a,
			SHAPE("<p:ph idx='7'/>", AP("0", "placed by the layout")) BOX("10", "500",
				"800", "50", "last") BOX("10", "100", "800", "100", "first")
				BOX("0", "0", "900", "600", "backdrop"),
			layout, 1),
		"## Slide 1\n\nbackdrop\n\nfirst\n\nplaced by the layout\n\nlast\n", &d);
	/* heads belong to what is below them */
	reads_as(a, "a.pptx",
		one_slide(a,
			BOX("10", "100", "400", "50", "L") BOX("450", "100", "400", "50", "R")
				BOX("10", "200", "400", "300", "left")
					BOX("450", "200", "400", "300", "right"),
			NULL, 0),
		"## Slide 1\n\nL\n\nleft\n\nR\n\nright\n", &d);
	/* a grid is read by rows, one tall box beside others by columns */
	reads_as(a, "a.pptx",
		one_slide(a,
			BOX("450", "300", "400", "200", "4") BOX("10", "300", "400", "200", "3")
				BOX("450", "50", "400", "200", "2")
					BOX("10", "50", "400", "200", "1"),
			NULL, 0),
		"## Slide 1\n\n1\n\n2\n\n3\n\n4\n", &d);
	reads_as(a, "a.pptx",
		one_slide(a,
			BOX("450", "10", "400", "500", "tall") BOX("10", "300", "400", "200", "b")
				BOX("10", "10", "400", "200", "a"),
			NULL, 0),
		"## Slide 1\n\na\n\nb\n\ntall\n", &d);
	arena_free(a);
}

static void charts_and_diagrams_show_their_data(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	const char *parts[][2] = {
		{"ppt/c.xml",
			"<c:chartSpace xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' "
			"xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><c:chart><c:title>"
			"<c:tx><c:rich><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:tx></c:title>"
			"<c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'>"
			"<c:v>North</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef>"
			"<c:strCache><c:pt idx='0'><c:v>2019</c:v></c:pt><c:pt idx='2'><c:v>2021</c:v>"
			"</c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>"
			"<c:formatCode>0%</c:formatCode><c:pt idx='0'><c:v>0.5</c:v></c:pt><c:pt idx='2'>"
			"<c:v>0.25</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart>"
			"</c:plotArea></c:chart></c:chartSpace>"},
		{"ppt/d.xml",
			"<dgm:dataModel xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram' "
			"xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><dgm:ptLst>"
			"<dgm:pt modelId='0' type='doc'/><dgm:pt modelId='3'><dgm:t>" AP(
				"0", "two") "</dgm:t></dgm:pt><dgm:pt modelId='2'><dgm:t>" AP("0",
				"in") "</dgm:t></dgm:pt>"
				      "<dgm:pt modelId='1'><dgm:t>" AP("0",
					      "one") "</dgm:t></dgm:pt></dgm:ptLst>"
						     "<dgm:cxnLst><dgm:cxn srcId='0' destId='3' srcOrd='1'/><dgm:cxn srcId='0' "
						     "destId='1' srcOrd='0'/><dgm:cxn srcId='1' destId='2'/><dgm:cxn srcId='2' "
						     "destId='1'/></dgm:cxnLst></dgm:dataModel>"},
		{"ppt/m.xml", "<p:cmLst" PML "><p:cm><p:text>Is it so?</p:text></p:cm></p:cmLst>"}};
	(void)state;
	struct str bytes = one_slide(a,
		"<p:graphicFrame><c:chart r:id='c'/></p:graphicFrame><p:graphicFrame>"
		"<dgm:relIds r:dm='d'/></p:graphicFrame><mc:AlternateContent><mc:Choice/><mc:Fallback>" SHAPE(
			"", AP("0", "instead")) "</mc:Fallback></mc:AlternateContent>",
		parts, 3);
	reads_as(a, "a.pptx", bytes,
		"## Slide 1\n\n**Sales**\n\n| | North |\n| --- | --- |\n| 2019 | 50% |\n| 2021 | 25% |\n\n"
		"- one\n  - in\n- two\n\ninstead\n\n> **Comment:** Is it so?\n",
		&d);
	same_str(d.notes.v[0], "1 of its slides hidden when shown");
	survives_damage("a.pptx", bytes);
	arena_free(a);
}

/* --- sheets ------------------------------------------------------------------------------ */

#define SML                                                                                        \
	" xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "                      \
	"xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"

static void xlsx_sheets(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct zip_writer w = zip_writer_make(a);
	(void)state;
	zip_writer_add(&w, "xl/workbook.xml",
		STR("<workbook" SML "><sheets><sheet name='Sums' r:id='s'/></sheets></workbook>"));
	zip_writer_add(&w, "xl/_rels/workbook.xml.rels",
		STR(RELS(REL("s", "worksheet", "s.xml") REL("t", "sharedStrings", "t.xml")
				REL("f", "styles", "f.xml"))));
	zip_writer_add(&w, "xl/t.xml",
		STR("<sst" SML
		    "><si><t>Day</t></si><si><r><t>a|</t></r><r><t>b</t></r></si></sst>"));
	zip_writer_add(&w, "xl/f.xml",
		STR("<styleSheet" SML "><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm'/>"
		    "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='9'/>"
		    "<xf numFmtId='22'/></cellXfs></styleSheet>"));
	zip_writer_add(&w, "xl/s.xml",
		STR("<worksheet" SML
		    "><sheetData><row><c r='B1' t='inlineStr'><is><t>Top</t></is></c>"
		    "</row><row><c r='B2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c>"
		    "<c r='E2' t='s'><v>99</v></c></row><row><c r='B3' s='1'><v>44197</v></c>"
		    "<c r='C3' s='2'><v>0.125</v></c><c r='D3'><v>0.30000000000000004</v></c>"
		    "<c r='E3' s='3'><v>44197.5</v></c><c r='XFD3'/></row>"
		    "<row><c r='B4' t='b'><v>1</v></c><c r='C4' t='e'><v>#DIV/0!</v></c></row>"
		    "</sheetData></worksheet>"));
	struct str bytes = zip_writer_end(&w);
	reads_as(a, "a.xlsx", bytes,
		"## Sums\n\nTop\n\n| Day | a\\|b | | |\n| --- | --- | --- | --- |\n"
		"| 2021-01-01 | 12.5% | 0.3 | 2021-01-01 12:00:00 |\n| TRUE | #DIV/0! | | |\n",
		&d);
	survives_damage("a.xlsx", bytes);
	arena_free(a);
}

static struct str one_sheet(struct arena *a, const char *sheet, const char *rels)
{
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "xl/workbook.xml",
		STR("<workbook" SML "><sheets><sheet name='S' state='hidden' r:id='s'/></sheets>"
		    "</workbook>"));
	zip_writer_add(&w, "xl/_rels/workbook.xml.rels",
		STR(RELS(REL("s", "worksheet", "s.xml") REL("f", "styles", "f.xml"))));
	zip_writer_add(&w, "xl/f.xml",
		STR("<styleSheet" SML "><numFmts><numFmt numFmtId='164' formatCode='[h]:mm'/>"
		    "<numFmt numFmtId='165' formatCode='mmmm'/><numFmt numFmtId='166' "
		    "formatCode='&quot;days&quot; 0'/></numFmts><cellXfs><xf numFmtId='0'/>"
		    "<xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/></cellXfs>"
		    "</styleSheet>"));
	zip_writer_add(&w, "xl/_rels/s.xml.rels", str_printf(a, RELS("%s"), rels));
	zip_writer_add(&w, "xl/c.xml",
		STR("<comments" SML
		    "><commentList><comment ref='B2'><text><r><t>Sure?</t></r></text>"
		    "</comment></commentList></comments>"));
	zip_writer_add(&w, "xl/d.xml",
		STR("<d xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:p><a:r>"
		    "<a:t>A box.</a:t></a:r></a:p></d>"));
	zip_writer_add(&w, "xl/s.xml", str_printf(a, "<worksheet" SML ">%s</worksheet>", sheet));
	return zip_writer_end(&w);
}

#define TEXT(at, text) "<c r='" at "' t='inlineStr'><is><t>" text "</t></is></c>"
#define NUM(at, v) "<c r='" at "'><v>" v "</v></c>"

static void sheets_show_spans_links_and_remarks(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	struct str bytes = one_sheet(a,
		"<sheetData><row r='1'>" TEXT("A1", "What_x000D_ it is") "</row><row r='3'>" TEXT(
			"A3", "Year") TEXT("B3", "Men") "</row><row r='4'>" TEXT("B4",
			"n") TEXT("C4", "%") "</row><row r='5'>" NUM("A5", "1") TEXT("B5",
			"x") "<c r='C5'><f>SUM(A1)</f></c></row><row r='6'>" NUM("B6",
			"1234567890123456") "<c r='C6'><f>HYPERLINK(\"http://y.org/\",1)</f><v>7</v></c>"
					    "</row></sheetData><mergeCells><mergeCell ref='A1:D1'/><mergeCell "
					    "ref='B3:C3'/><mergeCell ref='A5:A6'/></mergeCells><hyperlinks>"
					    "<hyperlink ref='B5' r:id='l'/></hyperlinks>",
		"<Relationship Id='l' Type='x/hyperlink' TargetMode='External' Target='http://x.org/'/>" REL(
			"c", "comments", "c.xml") REL("d", "drawing", "d.xml"));
	reads_as(a, "a.xlsx", bytes,
		"## S\n\nWhat it is\n\n| Year | Men | Men |\n| --- | --- | --- |\n| | n | % |\n"
		"| 1 | [x](http://x.org/) | =SUM(A1) |\n| 1 | 1234567890123456 | [7](http://y.org/) |\n\n"
		"**Comment on B2:** Sure?\n\nA box.\n",
		&d);
	assert_int_equal(d.notes.n, 1); /* hidden */
	survives_damage("a.xlsx", bytes);
	arena_free(a);
}

static void a_sheet_may_have_several_tables(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.xlsx",
		one_sheet(a,
			"<sheetData><row r='2'>" TEXT("B2", "a") TEXT(
				"C2", "b") "</row><row r='3'>" NUM("B3", "1") NUM("C3",
				"2") "</row><row r='5'>" NUM("B5",
				"3") "</row><row r='8'>" TEXT("C8",
				"Next") "</row><row r='10'>" TEXT("E10", "name") TEXT("F10",
				"took") TEXT("G10", "when") TEXT("H10",
				"n") "</row><row r='11'>" TEXT("E11",
				"x") "<c r='F11' s='1'><v>1.5</v></c><c r='G11' "
				     "s='2'><v>44197</v></c><c r='H11' s='3'><v>4</v></c></row><row r='20'>" TEXT(
					     "A20", "Source: us") "</row></sheetData>",
			""),
		"## S\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | |\n\nNext\n\n"
		"| name | took | when | n |\n| --- | --- | --- | --- |\n"
		"| x | 36:00:00 | 2021-01-01 | 4 |\n\nSource: us\n",
		&d);
	arena_free(a);
}

/* As far from the first cell as a sheet goes, and cells that are one over all of it. */
static void far_cells_cost_nothing(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	(void)state;
	reads_as(a, "a.xlsx",
		one_sheet(a,
			"<sheetData><row r='1'>" TEXT("A1", "a") TEXT("XFD1",
				"b") "</row>"
				     "<row r='1048576'>" NUM("A1048576", "1") NUM("XFD1048576",
					     "2") "</row>"
						  "</sheetData><mergeCells><mergeCell ref='A1:A1048576'/><mergeCell "
						  "ref='B2:XFD1048576'/></mergeCells>",
			""),
		"## S\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n", &d);
	arena_free(a);
}

/* --- books ------------------------------------------------------------------------------- */

#define XHTML(body)                                                                                \
	"<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>" body              \
	"</body></html>"

static void epub_chapters(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct zip_writer w = zip_writer_make(a);
	(void)state;
	zip_writer_add(&w, "mimetype", STR("application/epub+zip"));
	zip_writer_add(&w, "META-INF/container.xml",
		STR("<container><rootfiles><rootfile full-path='O/b.opf'/></rootfiles></container>"));
	zip_writer_add(&w, "O/b.opf",
		STR("<package xmlns='http://www.idpf.org/2007/opf'><metadata "
		    "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>Book</dc:title>"
		    "<dc:creator>Ada</dc:creator><dc:language>de</dc:language></metadata><manifest>"
		    "<item id='2' href='two%20.xhtml'/><item id='1' href='one.xhtml'/>"
		    "<item id='n' href='nav.xhtml' properties='nav'/></manifest>"
		    "<spine><itemref idref='n'/><itemref idref='1'/><itemref idref='2'/>"
		    "<itemref idref='1'/></spine></package>"));
	zip_writer_add(&w, "O/nav.xhtml",
		STR(XHTML(
			"<nav><a href='one.xhtml'>First</a><a href='two%20.xhtml'>Second</a></nav>")));
	zip_writer_add(&w, "O/one.xhtml",
		STR(XHTML("<h1>One</h1><p><a id='x'/>A<sup><a id='r1' href='#n1'>1</a></sup> "
			  "<img src='a.png' alt='a picture'/> <a href='two%20.xhtml'>next</a></p>"
			  "<div id='n1'><p><a href='#r1'>1</a> Note one.</p></div>")));
	zip_writer_add(&w, "O/two .xhtml",
		STR(XHTML("<p>B<sup><a id='r1' href='#n1'>1</a></sup> end.</p>"
			  "<div id='n1'><p><a href='#r1'>1</a> Note two.</p></div>")));
	struct str bytes = zip_writer_end(&w);
	reads_as(a, "a.epub", bytes,
		"## One\n\nA[^1] a picture next\n\n[^1]: Note one.\n\n## Second\n\nB[^2] end.\n\n"
		"[^2]: Note two.\n",
		&d);
	same_str(d.meta.title, "Book");
	same_str(d.meta.language, "de");
	survives_damage("a.epub", bytes);
	arena_free(a);
}

static void notes_of_another_file_stand_with_their_calls(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct zip_writer w = zip_writer_make(a);
	(void)state;
	zip_writer_add(&w, "META-INF/container.xml",
		STR("<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"));
	zip_writer_add(&w, "b.opf",
		STR("<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='1' href='1.xhtml'/>"
		    "<item id='2' href='2.xhtml'/><item id='n' href='t/n.xhtml'/></manifest><spine>"
		    "<itemref idref='1'/><itemref idref='2'/><itemref idref='n'/></spine></package>"));
	zip_writer_add(&w, "1.xhtml",
		STR(XHTML("<h1>One</h1><p>A<a id=\"r1\" href=\"t/n.xhtml#n1\">1</a> and "
			  "<a href=\"2.xhtml#p\">what follows there</a>, or "
			  "<a id=\"c\" href=\"2.xhtml#c2\">2</a>.</p>")));
	zip_writer_add(&w, "2.xhtml",
		STR(XHTML(
			"<h1>Two</h1><p id=\"p\">B<a id=\"r2\" href=\"t/n.xhtml#n2\">2</a> end.</p>"
			/* a chapter with a way back is no note */
			"<div id=\"c2\"><h2>Part</h2><p><a href=\"1.xhtml#c\">up</a></p></div>")));
	zip_writer_add(&w, "t/n.xhtml",
		STR(XHTML(
			"<h1>Notes</h1><p><a id=\"n1\" href=\"../1.xhtml#r1\">1</a> Note <i>one</i>.</p>"
			"<ol><li id=\"n2\"><p>Note two. <a href=\"../2.xhtml#r2\">back</a></p></li></ol>")));
	struct str bytes = zip_writer_end(&w);
	reads_as(a, "a.epub", bytes,
		"## One\n\nA[^1] and what follows there, or 2.\n\n[^1]: Note *one*.\n\n## Two\n\nB[^2] end.\n\n"
		"## Part\n\nup\n\n"
		"[^2]: Note two.\n",
		&d);
	survives_damage("a.epub", bytes);
	arena_free(a);
}

/* Found by the fuzzer: gumbo counts past what an int holds and gives bytes that are no UTF-8. */
static void characters_of_endless_numbers_are_clean(void **state)
{
	struct arena *a = arena_make();
	struct document d;
	struct zip_writer w = zip_writer_make(a);
	struct buf b = buf_make(a);
	struct convert_opt opt = {.name = STR("a.epub")};
	struct err e = {0};
	(void)state;
	buf_puts(&b, "<html><body><p>a ");
	for (int i = 1; i < 80; i++) {
		buf_puts(&b, "&#");
		buf_fill(&b, (char)('1' + i % 9), (size_t)i);
		buf_puts(&b, "; ");
	}
	zip_writer_add(&w, "META-INF/container.xml",
		STR("<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"));
	zip_writer_add(&w, "b.opf",
		STR("<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='1' "
		    "href='1.xhtml'/></manifest><spine><itemref idref='1'/></spine></package>"));
	zip_writer_add(&w, "1.xhtml", buf_str(&b));
	assert_true(convert(a, zip_writer_end(&w), &opt, &d, &e));
	assert_true(text_valid(d.body));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odt_texts),
		cmocka_unit_test(odf_sheets_and_slides),
		cmocka_unit_test(pptx_slides),
		cmocka_unit_test(shapes_are_read_by_their_places),
		cmocka_unit_test(charts_and_diagrams_show_their_data),
		cmocka_unit_test(xlsx_sheets),
		cmocka_unit_test(sheets_show_spans_links_and_remarks),
		cmocka_unit_test(a_sheet_may_have_several_tables),
		cmocka_unit_test(far_cells_cost_nothing),
		cmocka_unit_test(epub_chapters),
		cmocka_unit_test(characters_of_endless_numbers_are_clean),
		cmocka_unit_test(notes_of_another_file_stand_with_their_calls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
