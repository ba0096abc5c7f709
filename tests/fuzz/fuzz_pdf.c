/* fuzz_pdf.c - any text as the output of pdftohtml: the layout ends and gives valid Markdown. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/pdf_page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str xml = text_clean(a, (struct str){(const char *)data, n}), title;
	struct pdf_pages pages = pdf_parse(a, xml);
	struct pdf_lines *lines = ARENA_ARRAY(a, struct pdf_lines, pages.n + 1);
	struct md_blocks blocks;
	struct err ignored = {0};
	for (size_t i = 0; i < pages.n; i++)
		lines[i] = pdf_layout(a, &pages.v[i]);
	pdf_drop_running_heads(a, lines, pages.n, 1000);
	struct str body = pdf_write(a, lines, pages.n, &title);
	assert(text_valid(body) && text_valid(title));
	md_parse(a, body, &blocks, &ignored);
	(void)pdf_is_rtl(&pages);
	arena_free(a);
	return 0;
}
