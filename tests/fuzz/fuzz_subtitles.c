/* fuzz_subtitles.c - read_subtitles gives valid text or an error from any bytes. */
#include <assert.h>

#include "base/text.h"
#include "doc/convert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct convert_opt opt = {0};
	struct document d = {0};
	struct err e = {0};

	if (read_subtitles(a, str_make((const char *)data, n), &opt, &d, &e))
		assert(text_valid(d.body));
	else
		assert(e.code != ERR_NONE);
	arena_free(a);
	return 0;
}
