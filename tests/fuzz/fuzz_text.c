/* fuzz_text.c - text_clean gives valid text from any bytes and leaves clean text as it is; words
 * and sentences stay inside it, in order. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str s = text_clean(a, str_make((const char *)data, n));
	struct text_words words = text_words(a, s);
	struct text_spans sentences = text_sentences(a, s, STR("en"));
	uint32_t last = 0;

	assert(text_valid(s));
	assert(str_eq(s, text_clean(a, s)));
	for (size_t i = 0; i < words.n; i++) {
		assert(last <= words.v[i].start && words.v[i].start < words.v[i].end);
		last = words.v[i].end;
	}
	assert(last <= s.n);
	last = 0;
	for (size_t i = 0; i < sentences.n; i++) {
		assert(last <= sentences.v[i].start && sentences.v[i].start < sentences.v[i].end);
		last = sentences.v[i].end;
	}
	assert(last <= s.n);
	assert(text_valid(text_slug(a, s)) && text_slug(a, s).n <= 120);
	text_fold(a, s);
	text_language(s);
	arena_free(a);
	return 0;
}
