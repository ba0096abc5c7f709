/* test_image.c - pictures by their bytes, inside documents and in Markdown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "doc/image.h"
#include "doc/image_links.h"
#include "doc/mime.h"
#include "readers.h"
#include "zip_writer.h"

/* A PNG of 40 x 50 pixels. */
#define PNG64                                                                                      \
	"iVBORw0KGgoAAAANSUhEUgAAACgAAAAyCAAAAAAL2MZMAAAAHklEQVR42mMIJRIwjCocVTiqcFTh"             \
	"qMJRhaMKh49CAHvfmC+x9HIVAAAAAElFTkSuQmCC"

static struct str png(struct arena *a)
{
	return mime_decode(a, STR(PNG64), STR("base64"));
}

#define S(lit)                                                                                     \
	{                                                                                          \
		"" lit, sizeof(lit) - 1                                                            \
	}

/* --- kinds ------------------------------------------------------------------------------- */

/* Little-endian TIFF with DateTimeOriginal in its EXIF directory. */
#define TIFF_EXIF                                                                                  \
	"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0"                          \
	"\x01\0\x03\x90\x02\0\x14\0\0\0\x2c\0\0\0\0\0\0\0"                                         \
	"2024:05:01 10:11:12\0"
#define JPEG                                                                                       \
	"\xff\xd8\xff\xe1\0\x48"                                                                   \
	"Exif\0\0" TIFF_EXIF "\xff\xc0\0\x11\x08\x01\x02\x03\x04\x03\x01\x22\0"
static const struct {
	struct str bytes;
	const char *name;
	uint32_t width, height;
	const char *date;
} pictures[] = {
	{S(JPEG), "JPEG", 0x304, 0x102, "2024-05-01T10:11:12"},
	{S("GIF89a\x20\x01\x10\0\0\0\0"), "GIF", 0x120, 0x10, ""},
	{S("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0"), "WebP", 32, 16, ""},
	{S("RIFF\x20\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x1f\xc0\x03\0\0"), "WebP", 32, 16, ""},
	{S("RIFF\x20\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x20\0\x10\0"), "WebP", 32, 16, ""},
	{S("BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\0\0\0\xf0\xff\xff\xff\0\0"), "BMP", 32, 16,
		""},
	{S("MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\0\x20\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\x10"),
		"TIFF", 32, 16, ""},
	{S("\0\0\0\x1c"
	   "ftypavif\0\0\0\0avifmif1\0\0\0\x14ispe\0\0\0\0\0\0\0\x20\0\0\0\x10"),
		"AVIF", 32, 16, ""},
	{S("<?xml version='1.0'?><!-- x --><svg xmlns='x' width='32px' height=\"16.5\">"), "SVG",
		32, 16, ""},
	{S("<svg viewBox=\"0 0 32 16\">"), "SVG", 32, 16, ""},
};

static void kinds_sizes_and_dates(void **state)
{
	struct arena *a = arena_make();
	struct image m;
	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
		assert_true(image_read(a, pictures[i].bytes, &m));
		assert_string_equal(m.name, pictures[i].name);
		assert_int_equal(m.width, pictures[i].width);
		assert_int_equal(m.height, pictures[i].height);
		same_str(m.date, pictures[i].date);
	}
	assert_true(image_read(a, png(a), &m));
	assert_int_equal(m.width, 40);
	assert_int_equal(m.height, 50);
	static const char *const none[] = {
		"", "BM is a name", "<html><svg>", "GIF", "RIFF1234WAVE"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(image_is(str_of(none[i])));
	arena_free(a);
}

/* Directories that point outside, at themselves, and dates that are none. */
static void hostile_pictures(void **state)
{
	struct arena *a = arena_make();
	struct image m;
	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
		survives_damage("a.png", pictures[i].bytes);
	survives_damage("a.png", png(a));
	static const struct str exif[] = {
		S("II*\0\xff\xff\xff\xff"),
		S("II*\0\x08\0\0\0\xff\xff\x69\x87\x04\0\x01\0\0\0\x08\0\0\0"),
		S("II*\0\x08\0\0\0\x01\0\x32\x01\x02\0\x14\0\0\0\xf0\xff\xff\xff"),
		S("II*\0\x08\0\0\0\x01\0\x32\x01\x02\0\x14\0\0\0\x1a\0\0\0\0\0\0\0"
		  "2024:15:41 10:11:12"),
	};
	for (size_t i = 0; i < sizeof exif / sizeof *exif; i++) {
		struct str jpeg = str_printf(a, "\xff\xd8\xff\xe1%c%c", 0, (int)exif[i].n + 8);
		jpeg = str_cat(a, str_cat(a, jpeg, STR("Exif\0\0")), exif[i]);
		assert_true(image_read(a, jpeg, &m));
		same_str(m.date, "");
		assert_true(image_read(a, exif[i], &m));
		same_str(m.date, "");
	}
	arena_free(a);
}

static void names_come_from_content(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	struct str name = image_name(a, png(a));
	assert_int_equal(name.n, 16 + 4);
	assert_true(str_ends(name, STR(".png")));
	same_str(image_name(a, STR("words")), "");
	struct str url = STR("data:image/png;base64," PNG64);
	assert_true(str_eq(image_data(a, url), png(a)));
	same_str(image_data(a, STR("data:image/svg+xml,%3Csvg%20width='1'/%3e")),
		"<svg width='1'/>");
	same_str(image_data(a, STR("data:text/html,x")), "");
	arena_free(a);
}

/* --- inside documents -------------------------------------------------------------------- */

static struct document read_with(struct arena *a, const char *name, struct str bytes)
{
	struct convert_opt opt = {.name = str_of(name), .assets = STR("as/")};
	struct document d;
	struct err e = {0};
	if (!convert(a, bytes, &opt, &d, &e))
		fail_msg("%s: %s", name, e.text);
	return d;
}

/* The document holds the PNG once and its body is `body`, "@" being the picture's address. */
static void shows(struct arena *a, const char *name, struct str bytes, const char *body)
{
	struct document d = read_with(a, name, bytes);
	assert_int_equal(d.images.n, 1);
	assert_true(str_eq(d.images.v[0].bytes, png(a)));
	assert_true(str_eq(d.images.v[0].name, image_name(a, png(a))));
	struct str at = str_cat(a, STR("as/"), d.images.v[0].name);
	same_str(d.body, str_replace(a, str_of(body), STR("@"), at).p);
	struct convert_opt plain = {.name = str_of(name)};
	struct err e = {0};
	assert_true(convert(a, bytes, &plain, &d, &e)); /* none is asked for */
	assert_int_equal(d.images.n, 0);
	assert_true(str_find(d.body, STR("](as/")) == STR_NPOS);
}

#define RELS(list)                                                                                  \
	"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" list \
	"</Relationships>"
#define OOXML(what) "http://schemas.openxmlformats.org/" what
#define SPACES                                                                                                                         \
	" xmlns:w='" OOXML("wordprocessingml/2006/main") "' xmlns:r='" OOXML("officeDocument/2006/relationships") "' xmlns:a='" OOXML( \
		"drawingml/2006/main") "' xmlns:p='" OOXML("presentationml/2006/main") "' xmlns:wp='" OOXML("drawingml/2006/wordprocessingDrawing") "'"

static void office_documents(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "word/document.xml",
		STR("<w:document" SPACES
		    "><w:body><w:p><w:r><w:t>Look: </w:t></w:r><w:r><w:drawing>"
		    "<wp:docPr descr='A [boat]|'/><a:blip r:embed='i'/></w:drawing></w:r></w:p>"
		    "<w:p><w:r><w:drawing><a:blip r:embed='i'/></w:drawing></w:r></w:p>"
		    "<w:p><w:r><w:drawing><wp:docPr descr='gone'/><a:blip r:embed='x'/></w:drawing>"
		    "</w:r></w:p></w:body></w:document>"));
	zip_writer_add(&w, "word/_rels/document.xml.rels",
		STR(RELS("<Relationship Id='i' Type='x/image' Target='media/b.png'/>"
			 "<Relationship Id='x' Type='x/image' Target='media/none.png'/>")));
	zip_writer_add(&w, "word/media/b.png", png(a));
	shows(a, "a.docx", zip_writer_end(&w), "Look: ![A \\[boat\\]\\|](@)\n\n![](@)\n\n*gone*\n");

	w = zip_writer_make(a);
	zip_writer_add(&w, "ppt/presentation.xml",
		STR("<p:presentation" SPACES "><p:sldIdLst><p:sldId r:id='s'/></p:sldIdLst>"
		    "</p:presentation>"));
	zip_writer_add(&w, "ppt/_rels/presentation.xml.rels",
		STR(RELS("<Relationship Id='s' Type='x/slide' Target='slides/1.xml'/>")));
	zip_writer_add(&w, "ppt/slides/1.xml",
		STR("<p:sld" SPACES "><p:cSld><p:spTree><p:pic><p:nvPicPr><p:cNvPr descr='Boat'/>"
		    "</p:nvPicPr><p:blipFill><a:blip r:embed='i'/></p:blipFill></p:pic>"
		    "</p:spTree></p:cSld></p:sld>"));
	zip_writer_add(&w, "ppt/slides/_rels/1.xml.rels",
		STR(RELS("<Relationship Id='i' Type='x/image' Target='../media/b.png'/>")));
	zip_writer_add(&w, "ppt/media/b.png", png(a));
	shows(a, "a.pptx", zip_writer_end(&w), "## Slide 1\n\n![Boat](@)\n");
	arena_free(a);
}

#define ODF(what) "urn:oasis:names:tc:opendocument:xmlns:" what ":1.0"

static void open_documents_and_books(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	struct zip_writer w = zip_writer_make(a);
	zip_writer_add(&w, "mimetype", STR("application/vnd.oasis.opendocument.text"));
	zip_writer_add(&w, "content.xml",
		STR("<office:document-content xmlns:office='" ODF("office") "' xmlns:text='" ODF("text") "' xmlns:draw='" ODF(
			"drawing") "' xmlns:svg='" ODF("svg-compatible") "' xmlns:xlink='http://www.w3.org/1999/xlink'><office:body><office:text>"
									 "<text:p>Words</text:p><text:p><draw:frame><draw:image xlink:href='P/b.png'/>"
									 "<svg:desc>Boat</svg:desc></draw:frame></text:p></office:text></office:body>"
									 "</office:document-content>"));
	zip_writer_add(&w, "P/b.png", png(a));
	shows(a, "a.odt", zip_writer_end(&w), "Words\n\n![Boat](@)\n");

	w = zip_writer_make(a);
	zip_writer_add(&w, "mimetype", STR("application/epub+zip"));
	zip_writer_add(&w, "O/b.opf",
		STR("<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='1' "
		    "href='t/one.xhtml'/></manifest><spine><itemref idref='1'/></spine></package>"));
	zip_writer_add(&w, "O/t/one.xhtml",
		STR("<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Words</p><p><img "
		    "src='../b.png' alt='Boat' width='100'/></p></body></html>"));
	zip_writer_add(&w, "O/b.png", png(a));
	shows(a, "a.epub", zip_writer_end(&w), "Words\n\n![Boat](@)\n");
	arena_free(a);
}

static void notebooks_mails_and_pages(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	shows(a, "a.ipynb",
		STR("{\"nbformat\":4,\"metadata\":{},\"cells\":[{\"cell_type\":\"code\",\"source\":"
		    "\"plot()\",\"outputs\":[{\"output_type\":\"display_data\",\"data\":"
		    "{\"image/png\":\"" PNG64 "\\n\",\"text/plain\":\"<Figure>\"}}]},"
		    "{\"cell_type\":\"markdown\",\"source\":\"see ![p](attachment:b.png)\","
		    "\"attachments\":{\"b.png\":{\"image/png\":\"" PNG64 "\"}}}]}"),
		"```python\nplot()\n```\n\n![](@)\n\nsee ![p](@)\n");
#define MAIL(html)                                                                                 \
	"From: Ada <a@example.org>\nSubject: Boat\nContent-Type: multipart/related; boundary=B\n"  \
	"\n--B\nContent-Type: text/html\n\n<p>Look at this boat:</p>" html                         \
	"\n--B\nContent-Type: image/png; name=b.png\nContent-ID: <i@x>\n"                          \
	"Content-Transfer-Encoding: base64\n\n" PNG64 "\n--B--\n"
	shows(a, "a.eml", STR(MAIL("<p><img src='cid:i@x' alt='Boat'></p>")),
		"Look at this boat:\n\n![Boat](@)\n");
	struct document d = read_with(a, "b.eml", STR(MAIL("")));
	assert_int_equal(d.images.n, 1); /* one that no text shows stands at the end */
	assert_true(str_find(d.body, STR("![b.png](as/")) != STR_NPOS);
	const char *words =
		"Words of an article, enough of them for a paragraph that is kept here.";
	struct str page = str_printf(a,
		"<html><body><article><h1>T</h1><p>%s</p><img alt='Boat' "
		"src='data:image/png;base64," PNG64
		"'><img src='data:image/gif;base64,R0lGODlhAQAB'>"
		"<p>%s</p></article></body></html>",
		words, words);
	d = read_with(a, "a.html", page);
	assert_int_equal(d.images.n, 1);
	assert_true(str_find(d.body, STR("![Boat](as/")) != STR_NPOS);
	arena_free(a);
}

/* --- in Markdown ------------------------------------------------------------------------- */

static void links_to_images_are_rewritten_in_place(void **state)
{
	struct arena *a = arena_make();
	struct image_refs refs;
	struct err e = {0};
	(void)state;
	struct str body =
		STR("# A\n\nText ![a *b*|300](x%20y.png \"ti\") and `![no](code.png)`.\n\n"
		    "*The caption.*\n\n> ![q][r]\n\n[![in](i.png)](http://x.org) ![[w.png|t]]\n"
		    "\n[r]: <far (1).png>\n");
	assert_true(image_links(a, body, &refs, &e));
	assert_int_equal(refs.n, 4);
	same_str(refs.v[0].dest, "x%20y.png");
	same_str(refs.v[0].alt, "a b");
	same_str(refs.v[0].caption, "The caption.");
	same_str(refs.v[1].dest, "far (1).png");
	same_str(refs.v[2].dest, "i.png");
	assert_true(refs.v[3].wiki);
	same_str(refs.v[3].dest, "w.png");
	struct str to[4] = {STR("1"), STR("2"), STR("3"), STR("4")};
	same_str(image_links_write(a, body, &refs, to),
		"# A\n\nText ![a *b*|300](1 \"ti\") and `![no](code.png)`.\n\n*The caption.*\n\n"
		"> ![q](2)\n\n[![in](3)](http://x.org) ![[w.png|t]]\n\n[r]: <far (1).png>\n");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_sizes_and_dates),
		cmocka_unit_test(hostile_pictures),
		cmocka_unit_test(names_come_from_content),
		cmocka_unit_test(office_documents),
		cmocka_unit_test(open_documents_and_books),
		cmocka_unit_test(notebooks_mails_and_pages),
		cmocka_unit_test(links_to_images_are_rewritten_in_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
