/* calls.h - the engine's door to a model: settings, key, trust, ledger and money around llm/client.
 *
 * compile, ask and lint ask all their questions here. A question whose reply was paid for before
 * (same llm_key) is answered from the ledger without a request; a reply is committed to the ledger
 * before calls_next hands it out. One struct calls is one run: its cost limit counts all of it. */
#ifndef ENGINE_CALLS_H
#define ENGINE_CALLS_H

#include "engine/engine.h"
#include "llm/client.h"

enum calls_for { CALLS_COMPILE, CALLS_ASK, CALLS_LINT }; /* which model: llm.model, model_ask ... */

struct calls;

/* Whether a model is configured (llm.engine is not builtin). */
bool calls_wanted(const struct kb *kb);
/* ERR_CONFIG without a model's name, without a key that the host needs, with a key that is bound to
 * another host (remedy: kb trust), with plain http and a key off loopback. Opens no connection. */
bool calls_open(
	struct kb *kb, struct arena *a, enum calls_for what, struct calls **out, struct err *e);
void calls_close(struct calls *c); /* remembers quirks; NULL does nothing */

const struct str *calls_model(const struct calls *c); /* as configured: part of keys */
int64_t calls_context(const struct calls *c); /* tokens that fit into a prompt and its reply */
int64_t calls_max_output(const struct calls *c, int64_t wanted); /* within the settings */
bool calls_has_tools(const struct calls *c); /* as far as known */

struct calls_question {
	struct llm_request rq; /* model may be "": the configured one */
	const char *purpose; /* "digest", "article", "ask" ...: of ledger and cost */
	struct str
		about; /* what for: "raw/a.md", "wiki/concepts/x.md": in messages and the ledger */
	/* Of a stored reply of this kind; else check decides (REPLY_KINDS: none). */
	int reply; /* enum reply_kind, or -1 */
	bool (*check)(void *ctx, struct arena *a, struct str text, void **value, struct err *e);
	void (*on_text)(void *ctx, struct str piece);
	void *ctx;
	void *tag;
	double priority;
};
struct calls_answer {
	void *tag;
	struct llm_result result;
	void *value;
	bool paid_before; /* came out of the ledger */
	double cost;
	enum llm_fault fault;
	struct str why; /* of a fault */
};
/* What a question would cost: true when its reply is in the ledger. */
bool calls_known(struct calls *c, const struct calls_question *q);
void calls_ask(struct calls *c, const struct calls_question *q);
/* False when no question is open, or with *e set when the run cannot go on. */
bool calls_next(struct calls *c, struct arena *a, struct calls_answer *out, struct err *e);

struct calls_sums {
	struct client_sums sent;
	size_t n_known; /* answered from the ledger */
};
struct calls_sums calls_sums(const struct calls *c);
/* Tokens and money of a question that is not asked (dry run). */
struct calls_estimate {
	int64_t input, output; /* output: a guess by purpose */
	double cost; /* -1: unknown */
};
struct calls_estimate calls_estimate(
	const struct calls *c, const struct calls_question *q, int64_t output);

#endif
