/* fuzz_mail.c - any bytes as a mail, a box of mails or a notebook; the first byte chooses. */
#include <assert.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/convert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct convert_opt opt = {.name = STR("a.mbox")};
	struct document d = {0};
	struct err e = {0};
	if (!n)
		return 0;
	struct arena *a = arena_make();
	struct str bytes = str_make((const char *)data + 1, n - 1);
	opt.assets = data[0] & 2 ? STR("assets/") : STR("");
	bool ok = data[0] & 1 ? read_ipynb(a, bytes, &opt, &d, &e)
			      : read_mail(a, bytes, &opt, &d, &e);
	if (ok) {
		assert(text_valid(d.body) && text_valid(d.meta.title));
		assert(str_find_byte(d.meta.title, '\n') == STR_NPOS);
	} else {
		assert(e.code != ERR_NONE);
	}
	arena_free(a);
	return 0;
}
