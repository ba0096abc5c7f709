/* batch.h - questions that a service answers in its own time, within a day, at half the price.
 *
 * Questions are gathered, submitted as one batch and remembered in the ledger; any later run finds
 * out whether they are answered and keeps what has come, line by line, before anybody sees it. What
 * was not run, or expired, is free to be asked again; twice lost, it is asked directly, and so is what
 * the batch answered badly. A process that dies while the service takes a batch in may leave one
 * that nobody knows: as with a call, only what was in flight can be paid for twice.
 *
 * calls.c is the one caller: it says which questions may wait and hands out the answers. */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H

#include "engine/endpoint.h"
#include "llm/client.h"
#include "store/pending.h"

struct batches;

struct batch_options {
	struct kb *kb;
	const struct endpoint *x;
	struct llm_quirks *quirks; /* learnt of refusals too */
	struct client_price price;
	/* Commits an answer to the ledger under item->key. */
	bool (*keep)(void *ctx, const struct pending_item *item, const struct llm_result *r,
		double cost, struct err *e);
	/* Books an answer that is of no use, for what it cost. */
	bool (*book)(void *ctx, const struct pending_item *item, const struct llm_result *r,
		double cost, enum llm_fault fault, struct err *e);
	void *ctx;
};

/* Reads what waits at that endpoint; sends nothing. texts of o live as long as a. */
bool batch_open(
	const struct batch_options *o, struct arena *a, struct batches **out, struct err *e);
void batch_close(struct batches *b); /* NULL does nothing; what was gathered is forgotten */

enum batch_place {
	BATCH_FREE, /* unknown: it may be gathered */
	BATCH_WAITS, /* in a batch, or gathered */
	BATCH_DIRECT /* a batch did not do: ask it alone */
};
enum batch_place batch_place(const struct batches *b, struct str key);
bool batch_brought(const struct batches *b, struct str key); /* its answer came in this run */
/* Gathers a question; a batch that is full is submitted. worst: USD that it may cost; -1: unknown. */
bool batch_add(struct batches *b, const struct pending_item *item, const struct llm_request *rq,
	double worst, struct err *e);
/* ERR_MODEL or ERR_NET when the service does not take it: the questions are free again. */
bool batch_submit(struct batches *b, struct err *e);

/* Looks at each batch once and takes what has ended. */
bool batch_collect(struct batches *b, struct err *e);
/* Looks again and again, with growing pauses, until a batch has ended or the person stops (true). */
bool batch_wait(struct batches *b, struct err *e);

size_t batch_n_open(const struct batches *b);
struct str batch_names(const struct batches *b, struct arena *a); /* "batch_1, batch_2" */
struct client_sums batch_sums(const struct batches *b); /* of what came in this run */
/* USD of what this run has submitted, as far as it is known, else at its worst. */
double batch_committed(const struct batches *b);

#endif
