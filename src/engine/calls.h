/* calls.h - the engine's door to a model: settings, key, trust, ledger and money around llm/client.
 *
 * compile, ask and lint ask all their questions here. A question whose reply was paid for before (same
 * llm_key) is answered from the ledger without a request; a reply is committed to the ledger before it
 * is handed out. One struct calls is one run: its cost limit counts all of it. */
#ifndef ENGINE_CALLS_H
#define ENGINE_CALLS_H

#include "engine/engine.h"
#include "llm/client.h"
#include "llm/reply.h"

enum calls_for { CALLS_COMPILE, CALLS_ASK, CALLS_LINT }; /* which model: llm.model, model_ask ... */

struct calls;

/* Whether a model is configured (llm.engine is not builtin). */
bool calls_wanted(const struct kb *kb);
/* ERR_CONFIG without a model's name and for what endpoint_find refuses. Opens no connection, but the
 * ledger. */
bool calls_open(
	struct kb *kb, struct arena *a, enum calls_for what, struct calls **out, struct err *e);
void calls_close(struct calls *c); /* remembers what was learnt; NULL does nothing */

struct str calls_model(const struct calls *c); /* as configured: part of keys */
bool calls_has_tools(const struct calls *c); /* as far as known */
bool calls_sees(const struct calls *c); /* llm.vision */
/* Tokens that a prompt may have besides what every prompt of its kind has, so that a reply of `output`
 * tokens still fits into the model's context. */
int64_t calls_room(const struct calls *c, int64_t fixed, int64_t output);
int64_t calls_max_output(const struct calls *c, int64_t wanted); /* within the settings */

struct calls_question {
	struct llm_request rq; /* model "": the configured one */
	const char *purpose; /* "digest", "article", "ask" ...: of ledger and cost */
	bool batch; /* its answer may wait: with llm.batch it goes into a service's batch */
	struct str
		about; /* what for: "raw/a.md", "wiki/concepts/x.md": in messages and the ledger */
	enum reply_kind reply; /* what the text must decode to; REPLY_KINDS: check decides */
	bool (*check)(void *ctx, struct arena *a, struct str text, void **value, struct err *e);
	void (*on_text)(void *ctx, struct str piece);
	void *ctx;
};
struct calls_answer {
	struct llm_result result;
	void *value; /* of the kind of reply, or of check */
	bool known; /* came out of the ledger */
	enum llm_fault fault; /* LLM_NO_FAULT: good */
	struct str why; /* of a fault */
};

/* Many questions that do not depend on each other. build makes question i in a (false: there is none);
 * take gets its answer, in whatever order answers come, and both live until take returns. take is also
 * told of faults, unless the run has stopped: then it is not called any more (calls_stopped). */
struct calls_work {
	const char *step; /* for the meter: "digests" */
	size_t n;
	void *ctx;
	bool (*build)(void *ctx, size_t i, struct arena *a, struct calls_question *q);
	bool (*take)(void *ctx, size_t i, const struct calls_answer *x, struct err *e);
};
bool calls_run(struct calls *c, const struct calls_work *w, struct err *e);

/* Questions that a service's batch has not answered yet: nothing that follows from them is asked in
 * this run, and calls_stopped says so. *names: of the batches. */
size_t calls_waiting(const struct calls *c, struct arena *a, struct str *names);

/* What has stopped the run (the person, the cost limit, a refused key ...), as an error; false: nothing. */
bool calls_stopped(const struct calls *c, struct err *e);
/* Whether the reply to a question is in the ledger, or waits in a batch. */
bool calls_known(struct calls *c, const struct calls_question *q);

struct kb_spending calls_spent(const struct calls *c); /* by the run so far */
/* Tokens and money of a question that is not asked (dry run), for an answer of so many tokens. */
struct calls_estimate {
	int64_t input, output;
	double cost; /* -1: unknown */
};
struct client_price calls_price_of(const struct kb *kb, struct str model, bool local);
/* batch: as of calls_question. */
double calls_price(const struct calls *c, int64_t input, int64_t output, bool batch);
struct calls_estimate calls_estimate(
	const struct calls *c, const struct calls_question *q, int64_t output);

#endif
