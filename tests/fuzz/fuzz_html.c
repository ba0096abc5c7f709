/* fuzz_html.c - any bytes as a page: what comes out is valid UTF-8 of a bounded size, metadata are
 * single lines, and what is written is Markdown within kb's own limits. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/html_dom.h"
#include "doc/md.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void one_line(struct str s)
{
	assert(text_valid(s) && str_find_byte(s, '\n') == STR_NPOS);
}

static size_t n_nodes(struct arena *a, struct str page)
{
	struct dom d = {0};
	struct strs notes = {0};
	return dom_parse(a, page, &d, &notes, NULL) ? d.n : 0;
}

/* What the tree builder is not shown leaves no trace: with the mark's own character in it, a page is shown
 * whole. */
static void same_tree(struct arena *a, struct str bytes)
{
	struct str page = text_clean(a, bytes);
	assert(n_nodes(a, str_cat(a, STR("<!--xxxx-->"), page)) ==
		n_nodes(a, str_cat(a, STR("<!--\xf4\x8f\xbf\xbd-->"), page)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct convert_opt opt = {.name = STR("a.html"),
		.url = STR("https://example.com/dir/page.html"),
		.type = STR("html"),
		.explain = n % 2 == 1};
	struct document d;
	struct err e = {0};
	same_tree(a, (struct str){(const char *)data, n});
	if (convert(a, (struct str){(const char *)data, n}, &opt, &d, &e)) {
		struct md_blocks blocks;
		struct err ignored = {0};
		assert(text_valid(d.body) && text_valid(d.explain));
		assert(!d.body.n || d.body.p[d.body.n - 1] == '\n');
		one_line(d.meta.title);
		one_line(d.meta.site);
		one_line(d.meta.excerpt);
		one_line(d.meta.published);
		for (size_t i = 0; i < d.meta.authors.n; i++)
			one_line(d.meta.authors.v[i]);
		if (d.body.n < 1 << 16)
			md_parse(a, d.body, &blocks, &ignored);
	} else {
		assert(e.text[0]);
	}
	arena_free(a);
	return 0;
}
