/* fuzz_reply.c - a reply that is taken encodes to bytes that decode to the same reply; the sentences that
 * are handed out while it comes, in pieces of any size, are its first ones. */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "llm/reply_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void compare(const struct reply_answered *x, const struct reply_answered *y)
{
	assert(str_eq(x->text, y->text));
	assert(x->evidence.n == y->evidence.n);
	for (size_t i = 0; i < x->evidence.n; i++) {
		assert(str_eq(x->evidence.v[i].id, y->evidence.v[i].id));
		assert(str_eq(x->evidence.v[i].quote, y->evidence.v[i].quote));
	}
}

/* whole: NULL when the text is no reply. */
static void in_pieces(
	struct arena *a, struct str text, size_t step, const struct reply_answer *whole)
{
	struct reply_part p = reply_part_make(a);
	struct reply_answered s;
	for (size_t i = 0; i < text.n; i += step) {
		reply_part_put(&p, str_sub(text, i, i + step < text.n ? i + step : text.n));
		while (reply_part_next(&p, &s)) {
			assert(s.text.n);
			if (whole) {
				assert(p.n <= whole->sentences.n);
				compare(&s, &whole->sentences.v[p.n - 1]);
			}
		}
	}
	assert(!whole || p.state == PART_OVER);
	assert(!whole || !p.n || p.n == whole->sentences.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply;
	if (n) {
		enum reply_kind k = data[0] % REPLY_KINDS;
		struct str text = {(const char *)data + 1, n - 1};
		bool good = reply_decode(a, k, text, &reply, &e);
		if (k == REPLY_ANSWER)
			in_pieces(a, text, 1 + data[0] / REPLY_KINDS, good ? reply : NULL);
		if (good) {
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
