/* fuzz_page.c - any bytes as a page, its front matter and its three versions: a sealed page is
 * pristine, citations are read back, merges come to an end. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_value(struct arena *a, struct str s)
{
	struct yaml *y;
	struct buf b = buf_make(a);
	s = text_clean(a, s);
	meta_put(&b, "k", str_replace(a, s, STR("\n"), STR(" ")));
	assert(yaml_parse(a, buf_str(&b), &y, NULL));
	assert(str_eq(yaml_str(y, STR("k")), str_replace(a, s, STR("\n"), STR(" "))));
}

static void check_citation(struct arena *a, struct str s)
{
	struct page page;
	struct buf b = buf_make(a);
	s = str_trim(text_clean(a, str_sub(s, 0, 2000)));
	s = str_replace(a, str_replace(a, s, STR("\n"), STR(" ")), STR("\t"), STR(" "));
	page_put_note(&b, STR("label"), s, STR("a b.md"), STR("id"), s);
	assert(page_parse(a, buf_str(&b), &page, NULL));
	assert(page.n_notes == 1 && page.notes[0].is_kb);
	assert(str_eq(page.notes[0].quote, s) && str_eq(page.notes[0].title, s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str text = str_make((const char *)data, n), v[3] = {STR(""), STR(""), STR("")};
	struct page page;
	struct page_merge once, twice;
	assert(page_parse(a, text, &page, NULL));
	assert(page_parse(a, page_seal(a, text), &page, NULL));
	check_value(a, text);
	check_citation(a, text);
	for (int i = 0; i < 3; i++)
		str_cut(&text, '\f', &v[i]);
	struct str next = page_seal(a, v[2]);
	assert(page_merge(a, page_seal(a, v[0]), v[1], next, &once, NULL));
	assert(page_merge(a, next, once.text, next, &twice, NULL));
	arena_free(a);
	return 0;
}
