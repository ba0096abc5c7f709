/* fuzz_office.c - the readers of containers: the first byte chooses one, the rest is its file; or the text of
 * one part inside a sound container, where the bytes would else rarely get past the door. */
#include <assert.h>

#include "base/text.h"
#include "doc/convert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

typedef bool reader(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);

static void put_le(struct buf *b, uint64_t v, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++)
		buf_putc(b, (char)(unsigned char)(v >> (8 * i) & 0xff));
}

/* One stored member; the directory at the end is missing, which a reader has to stand. */
static void put_member(struct buf *b, const char *name, struct str bytes)
{
	uint32_t crc = 0xffffffffu;
	for (size_t i = 0; i < bytes.n; i++) {
		crc ^= (unsigned char)bytes.p[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	buf_put(b, STR("PK\003\004"));
	put_le(b, 20, 2);
	put_le(b, 0, 8);
	put_le(b, ~crc, 4);
	put_le(b, bytes.n, 4);
	put_le(b, bytes.n, 4);
	put_le(b, str_of(name).n, 2);
	put_le(b, 0, 2);
	buf_puts(b, name);
	buf_put(b, bytes);
}

/* Root elements that declare the prefixes, so that short inputs reach deep. */
#define OOXML "http://schemas.openxmlformats.org/"
#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define WML "xmlns:w='" OOXML "wordprocessingml/2006/main' "
#define PML "xmlns:p='" OOXML "presentationml/2006/main' "
#define SML "xmlns='" OOXML "spreadsheetml/2006/main' "
#define DML "xmlns:a='" OOXML "drawingml/2006/main' "
#define CML "xmlns:c='" OOXML "drawingml/2006/chart' "
#define DGM "xmlns:dgm='" OOXML "drawingml/2006/diagram' "
#define MML "xmlns:m='" OOXML "officeDocument/2006/math' "
#define REF "xmlns:r='" OOXML "officeDocument/2006/relationships' "
#define MCE "xmlns:mc='" OOXML "markup-compatibility/2006' "
#define RELS(list)                                                                                 \
	"<Relationships xmlns='" OOXML "package/2006/relationships'>" list "</Relationships>"
#define REL(id, type, target) "<Relationship Id='" id "' Type='x/" type "' Target='" target "'/>"
#define LINK(id)                                                                                   \
	"<Relationship Id='" id                                                                    \
	"' Type='x/hyperlink' TargetMode='External' Target='http://x.org/'/>"

struct member {
	const char *name, *text;
};

static const struct member word[] = {
	{"word/_rels/document.xml.rels",
		RELS(REL("n", "numbering", "numbering.xml") REL("s", "styles", "styles.xml")
				REL("f", "footnotes", "footnotes.xml"))},
	{"word/document.xml",
		"<w:document " WML "><w:body><w:p><w:pPr><w:pStyle w:val='A'/></w:pPr><w:r><w:t>a"
		"</w:t><w:footnoteReference w:id='1'/></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl "
		"w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:rPr><w:rStyle w:val='B'/>"
		"</w:rPr><w:t>b</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId "
		"w:val='1'/></w:numPr></w:pPr><w:r><w:t>c</w:t></w:r></w:p></w:body></w:document>"},
	{NULL, NULL}};
static const struct member slides[] = {
	{"ppt/presentation.xml",
		"<p:presentation " PML REF "><p:sldSz cx='9144000' cy='6858000'/><p:sldIdLst>"
		"<p:sldId r:id='s'/></p:sldIdLst></p:presentation>"},
	{"ppt/_rels/presentation.xml.rels", RELS(REL("s", "slide", "s.xml"))},
	{"ppt/_rels/s.xml.rels",
		RELS(LINK("l") REL("c", "chart", "c.xml") REL("d", "diagramData", "d.xml")
				REL("y", "slideLayout", "y.xml") REL("n", "notesSlide", "n.xml"))},
	{"ppt/y.xml",
		"<p:sldLayout " PML DML
		"><p:sp><p:nvSpPr><p:nvPr><p:ph type='body' idx='1'/></p:nvPr>"
		"</p:nvSpPr><p:spPr><a:xfrm><a:off x='9' y='9'/><a:ext cx='99' cy='99'/></a:xfrm>"
		"</p:spPr></p:sp></p:sldLayout>"},
	{"ppt/s.xml",
		"<p:sld " PML DML CML DGM REF "><p:spTree><p:graphicFrame><c:chart r:id='c'/>"
		"</p:graphicFrame><p:graphicFrame><dgm:relIds r:dm='d'/></p:graphicFrame></p:spTree>"
		"</p:sld>"},
	{NULL, NULL}};
static const struct member sheets[] = {
	{"xl/workbook.xml",
		"<workbook " SML REF "><sheets><sheet name='A' r:id='s'/></sheets></workbook>"},
	{"xl/_rels/workbook.xml.rels",
		RELS(REL("s", "worksheet", "s.xml") REL("t", "sharedStrings", "t.xml")
				REL("f", "styles", "f.xml"))},
	{"xl/_rels/s.xml.rels", RELS(LINK("l") REL("c", "comments", "c.xml"))},
	{"xl/t.xml", "<sst " SML "><si><t>a</t></si><si><r><t>b</t></r></si></sst>"},
	{"xl/f.xml",
		"<styleSheet " SML
		"><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='46'/>"
		"</cellXfs></styleSheet>"},
	{"xl/s.xml",
		"<worksheet " SML
		"><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'>"
		"<v>44000.5</v></c></row></sheetData></worksheet>"},
	{NULL, NULL}};
static const struct member book[] = {
	{"META-INF/container.xml",
		"<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"},
	{"b.opf",
		"<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='1' href='1.xhtml'/>"
		"<item id='2' href='2.xhtml'/><item id='n' href='n.xhtml' properties='nav'/></manifest>"
		"<spine><itemref idref='1'/><itemref idref='2'/></spine></package>"},
	{"2.xhtml", "<html><body><p id='n1'><a href='1.xhtml#r1'>1</a> Note.</p></body></html>"},
	{"1.xhtml", "<html><body><p>A<a id='r1' href='2.xhtml#n1'>1</a></p></body></html>"},
	{NULL, NULL}};

/* In front of other members of one name: the first counts. */
static const struct {
	reader *read;
	const char *part, *open, *close;
	const struct member *rest;
} kinds[] = {
	{read_docx, NULL, NULL, NULL, NULL},
	{read_odt, NULL, NULL, NULL, NULL},
	{read_pptx, NULL, NULL, NULL, NULL},
	{read_xlsx, NULL, NULL, NULL, NULL},
	{read_epub, NULL, NULL, NULL, NULL},
	{read_docx, "word/document.xml", "<w:document " WML MML "><w:body>",
		"</w:body></w:document>", NULL},
	{read_odt, "content.xml",
		"<office:document-content xmlns:office='" ODF "office:1.0' xmlns:text='" ODF
		"text:1.0' xmlns:table='" ODF "table:1.0' xmlns:draw='" ODF
		"drawing:1.0'><office:body><office:text>",
		"</office:text></office:body></office:document-content>", NULL},
	{read_docx, "word/numbering.xml", "<w:numbering " WML ">", "</w:numbering>", word},
	{read_docx, "word/styles.xml", "<w:styles " WML ">", "</w:styles>", word},
	{read_docx, "word/footnotes.xml", "<w:footnotes " WML MML ">", "</w:footnotes>", word},
	{read_pptx, "ppt/s.xml", "<p:sld " PML DML CML DGM MML REF MCE "><p:cSld><p:spTree>",
		"</p:spTree></p:cSld></p:sld>", slides},
	{read_pptx, "ppt/c.xml", "<c:chartSpace " CML DML "><c:chart>", "</c:chart></c:chartSpace>",
		slides},
	{read_pptx, "ppt/d.xml", "<dgm:dataModel " DGM DML ">", "</dgm:dataModel>", slides},
	{read_pptx, "ppt/n.xml", "<p:notes " PML DML "><p:cSld><p:spTree>",
		"</p:spTree></p:cSld></p:notes>", slides},
	{read_xlsx, "xl/s.xml", "<worksheet " SML REF ">", "</worksheet>", sheets},
	{read_xlsx, "xl/t.xml", "<sst " SML ">", "</sst>", sheets},
	{read_xlsx, "xl/f.xml", "<styleSheet " SML ">", "</styleSheet>", sheets},
	{read_xlsx, "xl/c.xml", "<comments " SML ">", "</comments>", sheets},
	{read_epub, "1.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'><body>",
		"</body></html>", book},
	{read_epub, "n.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'><body>",
		"</body></html>", book},
	{read_epub, "b.opf",
		"<package xmlns='http://www.idpf.org/2007/opf' "
		"xmlns:dc='http://purl.org/dc/elements/1.1/'>",
		"</package>", book},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct convert_opt opt = {0};
	struct document d = {0};
	struct err e = {0};
	if (!n)
		return 0;
	struct arena *a = arena_make();
	size_t k = data[0] % (sizeof kinds / sizeof *kinds);
	struct str bytes = str_make((const char *)data + 1, n - 1);
	struct buf b = buf_make(a);

	if (kinds[k].part) {
		struct buf part = buf_make(a);
		buf_puts(&part, kinds[k].open);
		buf_put(&part, bytes);
		buf_puts(&part, kinds[k].close);
		put_member(&b, kinds[k].part, buf_str(&part));
		for (const struct member *m = kinds[k].rest; m && m->name; m++)
			put_member(&b, m->name, str_of(m->text));
		bytes = buf_str(&b);
	}
	if (kinds[k].read(a, bytes, &opt, &d, &e))
		assert(text_valid(d.body));
	else
		assert(e.code != ERR_NONE);
	arena_free(a);
	return 0;
}
