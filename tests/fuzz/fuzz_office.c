/* fuzz_office.c - the readers of containers: the first byte chooses one, the rest is its file; and
 * for DOCX and ODT also the text of their main part in a sound container, where the bytes
 * would else rarely get past the door. */
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
static const struct {
	reader *read;
	const char *part, *open, *close;
} kinds[] = {
	{read_docx, NULL, NULL, NULL},
	{read_odt, NULL, NULL, NULL},
	{read_pptx, NULL, NULL, NULL},
	{read_xlsx, NULL, NULL, NULL},
	{read_epub, NULL, NULL, NULL},
	{read_docx, "word/document.xml",
		"<w:document xmlns:w='" OOXML "wordprocessingml/2006/main' xmlns:m='" OOXML
		"officeDocument/2006/math'><w:body>",
		"</w:body></w:document>"},
	{read_odt, "content.xml",
		"<office:document-content xmlns:office='" ODF "office:1.0' xmlns:text='" ODF
		"text:1.0' xmlns:table='" ODF "table:1.0' xmlns:draw='" ODF
		"drawing:1.0'><office:body><office:text>",
		"</office:text></office:body></office:document-content>"},
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
		bytes = buf_str(&b);
	}
	if (kinds[k].read(a, bytes, &opt, &d, &e))
		assert(text_valid(d.body));
	else
		assert(e.code != ERR_NONE);
	arena_free(a);
	return 0;
}
