/* paid.h - the part of the ledger that holds what was paid for: calls, replies, and what is kept of
 * them piece by piece (claims by passage, verdicts by pair).
 *
 * A reply is found by the key of its question. Texts of questions are stored once each by their hash,
 * so that the constant part of a thousand prompts takes its place once. Calls are never pruned: they
 * are the book of what was spent. */
#ifndef STORE_PAID_H
#define STORE_PAID_H

#include "store/db.h"

/* A call as it was booked, good or bad. Counts of tokens: -1 is unknown. */
struct paid_call {
	int64_t id, at; /* at: seconds since 1970 */
	struct str command, purpose, about; /* "compile", "digest", "raw/a.md" */
	struct str engine, host, model, reported; /* reported: the model by its own word */
	struct str fault; /* "" for a good one */
	int64_t input, cached, written, output, reasoning, tries, ms;
	double cost; /* USD; -1: unknown */
};
struct paid_calls {
	struct paid_call *v; /* oldest first */
	size_t n;
};
bool paid_book(struct db *db, const struct paid_call *call, int64_t *id, struct err *e);
bool paid_calls(struct db *db, struct arena *a, struct paid_calls *out, struct err *e);

/* Books the call and keeps its reply, in one transaction, on disk when it returns. request names texts
 * by their hashes; texts holds them. */
struct paid_text {
	struct str hash, text;
};
struct paid_reply {
	struct str key, request, result;
	const struct paid_text *texts;
	size_t n_texts;
};
bool paid_keep(
	struct db *db, const struct paid_call *call, const struct paid_reply *reply, struct err *e);
/* False without an error: not known. */
bool paid_reply(struct db *db, struct arena *a, struct str key, struct str *result, struct err *e);
bool paid_known(struct db *db, struct str key);

/* Replies booked before a time: how many, and bytes of them; paid_prune drops them, and the texts that no
 * other reply's question has. */
bool paid_old(struct db *db, int64_t before, size_t *n, int64_t *bytes, struct err *e);
bool paid_prune(struct db *db, struct arena *a, int64_t before, struct err *e);

/* What a model drew from a passage: JSON, by the passage's own key (engine/fragment.h). */
bool paid_passage(
	struct db *db, struct arena *a, struct str key, struct str *digest, struct err *e);
bool paid_put_passage(struct db *db, struct str key, struct str digest, struct err *e);

/* A vector of numbers, by the hash of its text, the model and its length. */
bool paid_vector(struct db *db, struct arena *a, struct str key, struct str model, size_t dim,
	float *out); /* false: not known */
bool paid_put_vector(
	struct db *db, struct str key, struct str model, const float *v, size_t dim, struct err *e);

/* Whether two names are one thing, as a model judged on that evidence. */
bool paid_verdict(struct db *db, struct arena *a, struct str pair, struct str evidence,
	struct str *verdict, struct err *e);
bool paid_put_verdict(
	struct db *db, struct str pair, struct str evidence, struct str verdict, struct err *e);

/* What was learnt about an endpoint; "" when nothing was. */
struct str paid_quirk(struct db *db, struct arena *a, struct str endpoint);
bool paid_put_quirk(struct db *db, struct str endpoint, struct str value, struct err *e);

#endif
