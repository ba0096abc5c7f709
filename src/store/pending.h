/* pending.h - the part of the ledger that holds questions waiting in a service's batch.
 *
 * An item goes when its answer has been kept or has been found lost; a batch stays as a record. Texts
 * of questions are stored as those of replies are (paid.h). */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "store/paid.h"

struct pending_batch {
	struct str id; /* the service's */
	int64_t at; /* seconds since 1970 */
	struct str engine, host;
	struct str detail; /* the engine's own */
};
struct pending_item {
	struct str custom; /* its name in the batch */
	struct str key; /* of the question */
	struct str purpose, about, model, form; /* form: name of the schema, or "" */
	struct str request;
	const struct paid_text *texts; /* of request; not read back */
	size_t n_texts;
};
struct pending_batches {
	struct pending_batch *v; /* that are not over, oldest first */
	size_t n;
};

bool pending_put(struct db *db, const struct pending_batch *b, const struct pending_item *items,
	size_t n, struct err *e);
bool pending_list(struct db *db, struct arena *a, struct str engine, struct str host,
	struct pending_batches *out, struct err *e);
bool pending_keys(
	struct db *db, struct arena *a, struct str batch, struct strs *out, struct err *e);
/* False without an error: no such item waits. */
bool pending_find(struct db *db, struct arena *a, struct str batch, struct str custom,
	struct pending_item *out, struct err *e);
bool pending_drop(struct db *db, struct str batch, struct str custom, struct err *e);
/* The batch is over; what still waits in it goes. */
bool pending_end(struct db *db, struct str batch, struct err *e);

#endif
