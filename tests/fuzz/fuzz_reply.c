/* fuzz_reply.c - a reply that is taken encodes to bytes that decode to the same reply. */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "llm/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply;
	if (n) {
		enum reply_kind k = data[0] % REPLY_KINDS;
		struct str text = {(const char *)data + 1, n - 1};
		if (reply_decode(a, k, text, &reply, &e)) {
			struct str once = reply_encode(a, k, reply);
			assert(reply_decode(a, k, once, &reply, &e));
			assert(str_eq(once, reply_encode(a, k, reply)));
		} else {
			assert(e.code == ERR_MODEL);
		}
	}
	arena_free(a);
	return 0;
}
