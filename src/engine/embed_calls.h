/* embed_calls.h - texts to vectors by the service of embedding: in kb.yaml.
 *
 * What was paid for stays in the ledger under text, model and length, so that only texts that are new
 * are sent; each request is booked as a call. A question is one text that somebody waits for: it is
 * tried once, and not kept. */
#ifndef ENGINE_EMBED_CALLS_H
#define ENGINE_EMBED_CALLS_H

#include "engine/engine.h"

struct embed_calls;

bool embed_wanted(const struct kb *kb);
/* command: "compile", "search": in the book. ERR_CONFIG without a model, and for what endpoint_find
 * refuses. Where embedding.dimensions does not say it, the length of the model's vectors is asked for
 * once, by a request for a single word, and remembered. */
bool embed_open(struct kb *kb, struct arena *a, const char *command, struct embed_calls **out,
	struct err *e);
void embed_close(struct embed_calls *x); /* NULL does nothing */

struct str embed_model(const struct embed_calls *x);
size_t embed_dim(const struct embed_calls *x);

/* texts.n vectors of embed_dim floats, one behind the other, into out; ctx: a struct embed_calls. A blank
 * text gets zeros. What came before a failure is kept. ERR_MODEL names the host and the remedy. */
bool embed_texts(
	void *ctx, struct arena *a, struct strs texts, bool query, float *out, struct err *e);

/* USD that may be spent (0: no limit), and what others have spent of it. What a request may cost at the
 * most is counted before it is sent. */
void embed_limit(struct embed_calls *x, double max_cost, double spent);

struct embed_sums {
	size_t n_requests;
	size_t n_sent, n_known; /* texts */
	int64_t tokens; /* as far as the service says */
	double cost; /* USD */
	bool cost_unknown;
};
struct embed_sums embed_sums(const struct embed_calls *x);

#endif
