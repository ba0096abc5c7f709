/* fuzz_image.c - pictures by their bytes, their addresses in Markdown, lists of URLs, secrets. */
#include <assert.h>

#include "base/err.h"
#include "base/text.h"
#include "doc/image.h"
#include "doc/image_links.h"
#include "doc/secret.h"
#include "doc/url_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct str bytes = {(const char *)data, n};
	struct image m;
	struct image_refs refs;
	struct strs urls, found = {0};
	struct secret s;
	bool more;
	if (image_read(a, bytes, &m))
		assert(text_valid(m.date) && image_name(a, bytes).n);
	image_data(a, bytes);
	url_list_read(a, bytes, &urls, &more);
	struct str text = text_clean(a, bytes);
	if (image_links(a, text, &refs, NULL)) {
		struct str *to = ARENA_ARRAY(a, struct str, refs.n);
		for (size_t i = 0; i < refs.n; i++)
			to[i] = STR("x.png");
		assert(text_valid(image_links_write(a, text, &refs, to)));
	}
	struct str masked = secret_mask(a, text, &found);
	assert(!secret_find(masked, 0, &s) || found.n);
	arena_free(a);
	return 0;
}
