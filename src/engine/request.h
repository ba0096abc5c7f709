/* request.h - requests to a service beside calls of a model: batches, files, vectors. One at a time, with
 * the tries and pauses that calls have; a stop of the person ends them. */
#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include "engine/endpoint.h"

struct requests;

/* Opens nothing yet; x lives as long as what is made. settings: where messages say that it is set, "llm"
 * or "embedding". */
struct requests *requests_make(
	struct kb *kb, struct arena *a, const struct endpoint *x, const char *settings);
void requests_close(struct requests *r); /* NULL does nothing */

struct request {
	struct llm_wire wire; /* a body is sent by POST */
	bool safe; /* sent twice, it does what it does once: what was lost is sent again */
	bool once; /* somebody waits: one try, and seconds instead of minutes */
	size_t max_bytes; /* of the answer */
	/* As of struct http_request; with it the answer has no body. */
	bool (*sink)(void *ctx, struct str piece);
	void *ctx;
};
/* False with *e for any status but 2xx, once tries are used up: ERR_MODEL with the host, the fault and
 * the remedy. *status, of the last answer: 0 when none came. */
bool requests_send(struct requests *r, struct arena *a, const struct request *q,
	struct http_reply *out, unsigned *status, struct err *e);
/* Waits; less when the person stops. */
bool requests_rest(struct requests *r, double seconds, struct err *e);

#endif
