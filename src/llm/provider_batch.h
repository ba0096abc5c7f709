/* provider_batch.h - batches: many requests in one file, answered within a day at half the price.
 *
 * OpenAI's shape (files and batches) and Anthropic's (message batches); LLM.md 1.7. Bytes only, as in
 * provider.h: the caller sends what is built here. A batch's life: lines are gathered (begin, add,
 * end), uploaded where the service wants a file, created, looked at until it has ended, and its
 * results fetched, a line each, in any order. The key goes to the host of base_url and no other. */
#ifndef LLM_PROVIDER_BATCH_H
#define LLM_PROVIDER_BATCH_H

#include "llm/provider.h"

#define PROVIDER_BATCH_LINES 10000 /* of one batch; services take more */
#define PROVIDER_BATCH_BYTES ((size_t)64 << 20)
#define PROVIDER_BATCH_PRICE 0.5 /* of a call's */

/* ERR_CONFIG when the protocol has none. */
bool provider_batch_offered(const struct llm_endpoint *ep, struct err *e);

/* Requests that are asked without streaming; body: of a call, as the provider builds it. custom is
 * [A-Za-z0-9_-]{1,64}, once each. */
void provider_batch_add(const struct llm_endpoint *ep, struct buf *lines, struct str custom,
	struct str body, size_t n_before);

/* out->url "": the service wants no file, and create gets the lines. */
bool provider_batch_upload(const struct llm_endpoint *ep, struct arena *a, struct str lines,
	struct llm_wire *out, struct err *e);
/* what: lines, or the id in the answer to the upload. */
bool provider_batch_create(const struct llm_endpoint *ep, struct arena *a, struct str what,
	struct llm_wire *out, struct err *e);
struct str provider_batch_id(
	struct arena *a, struct str body); /* of an answer; "" when it has none */
bool provider_batch_look(const struct llm_endpoint *ep, struct arena *a, struct str id,
	struct llm_wire *out, struct err *e);

struct provider_batch {
	bool ended; /* results can be fetched, as far as there are any */
	bool failed; /* as a whole: nothing was run; why says more */
	struct str why; /* the service's words, or "" */
	int64_t n, n_done; /* -1: not said */
	struct str results[2]; /* what fetch takes; "" for none */
};
/* The answer to a look; ERR_MODEL for what is none. */
bool provider_batch_read(const struct llm_endpoint *ep, struct arena *a, struct str id,
	struct str body, struct provider_batch *out, struct err *e);
bool provider_batch_fetch(const struct llm_endpoint *ep, struct arena *a, struct str results,
	struct llm_wire *out, struct err *e);

struct provider_batch_line {
	struct str custom;
	bool lost; /* not run, or failed for no fault of its own: to be asked again */
	unsigned status; /* of the answer, as if it had come alone */
	struct str body;
};
/* One line of results; false: it is none. */
bool provider_batch_line(const struct llm_endpoint *ep, struct arena *a, struct str line,
	struct provider_batch_line *out);

#endif
