/* client.h - calls of a model on one endpoint: many in flight on one thread, tried again, paid for
 * within a limit, each answer checked before anybody sees it.
 *
 * A call ends in one of two ways: with a result that its check accepted, or with a fault. In between
 * the client does what LLM.md 1.8 says: one gate for all (after 429 and 529 everybody waits, the number
 * in flight halves and grows by one after 20 good answers), full jitter, the service's own waiting
 * times, no second try of what cannot succeed; the ladder of structured replies; one repair turn that
 * shows the model its error; a cut reply asked for again with twice the cap, once.
 *
 * keep (of the options) is called with each good answer before it is handed out, a repaired one under
 * the key of the first request: what is handed out has been committed. Nothing here reads a clock,
 * an environment or a file but through the options. */
#ifndef LLM_CLIENT_H
#define LLM_CLIENT_H

#include "llm/http.h"
#include "llm/provider.h"

struct client;

struct client_price { /* USD per million tokens; input < 0: unknown */
	double input, output, cached, written; /* cached, written: < 0: as input */
};

struct client_options {
	struct llm_endpoint endpoint;
	struct llm_quirks quirks; /* as remembered */
	unsigned in_flight; /* at most */
	unsigned retries; /* after a failed try */
	unsigned connect_ms, idle_ms, total_ms;
	struct client_price price;
	/* USD that calls may cost together; 0: no limit. What is in flight counts at its estimate
	 * (client_worst), and so does an answer that was lost on its way. ERR_CONFIG of client_open
	 * when the price is unknown. */
	double max_cost;
	double spent; /* already, by the same run */
	uint64_t seed; /* of the jitter */
	double (*elapsed)(void *ctx); /* seconds; never back */
	bool (*stopped)(void *ctx); /* may be NULL, as note and keep may */
	void (*note)(void *ctx, int level, struct str line); /* waiting, tries: level 2; see kb.h */
	/* False (with *e) ends the run: an answer that cannot be kept must not be used. */
	bool (*keep)(void *ctx, void *tag, const struct llm_request *rq, const struct llm_result *r,
		double cost, struct err *e);
	void *ctx;
	const struct http_options *http; /* its stopped is not asked */
};

/* A question and what its answer must pass. The texts live until it is handed back. */
struct client_call {
	struct llm_request rq;
	struct arena *a; /* the answer's; the caller's, one a call or shared */
	/* Decodes the text of an answer (JSON already found in it when there is a schema) into *value.
	 * NULL: any text. Its error's words are shown to the model in the repair turn. Not asked when
	 * the answer wants tools. */
	bool (*check)(void *ctx, struct arena *a, struct str text, void **value, struct err *e);
	/* Gets the text as it comes. An empty piece: what came so far is void, a further try begins. */
	void (*on_text)(void *ctx, struct str piece);
	void *ctx;
	void *tag; /* the caller's own */
	double priority; /* larger first; equal: first come */
};

struct client_done {
	struct client_call *call;
	struct llm_result result;
	void *value; /* of check */
	double cost; /* USD of all its tries; -1: unknown */
	enum llm_fault fault; /* LLM_NO_FAULT: good */
	char why[700]; /* names the endpoint's host and the remedy; never the key */
};

bool client_open(
	struct arena *a, const struct client_options *opt, struct client **out, struct err *e);
void client_close(struct client *c); /* aborts what is in flight; NULL does nothing */
void client_add(struct client *c, struct client_call *call);
/* Runs the loop until a call ends. False when none is left, or with *e set when the run cannot go on
 * (keep failed). After a stop or a fault that stops, what is in flight is let end (after a stop for
 * CLIENT_HALT_S at most) and all that waits ends with LLM_HALTED or the fault. What max_cost leaves no
 * room for waits until nothing is in flight whose end could make room, then ends with LLM_WALL. */
#define CLIENT_HALT_S 10
bool client_next(struct client *c, struct client_done *out, struct err *e);

struct client_sums {
	size_t sent, good, again; /* requests, answers, requests that were further tries */
	int64_t bytes_out, bytes_in;
	struct llm_usage usage;
	double cost; /* estimate where the service does not say; what is unknown is left out */
	bool cost_unknown; /* something is left out */
	unsigned most_in_flight;
};
struct client_sums client_sums(const struct client *c);
struct llm_quirks client_quirks(const struct client *c); /* to remember */
/* USD that others have spent, or may still, of the same limit: in place of what was said before. */
void client_set_spent(struct client *c, double usd);
const char *client_remedy(enum llm_fault f); /* what to do about it, or "" */
/* USD of a usage; -1: unknown. The service's own figure wins. */
double client_cost(const struct client_price *p, const struct llm_usage *u);
/* The most that one try may cost: every token estimated high, the whole of max_output; -1 when it
 * has no bound or no price. context: of the endpoint, 0 when unknown. */
double client_worst(const struct client_price *p, const struct llm_request *rq, int64_t context);
/* The built-in dated table, by the model's name; input < 0 when it has none. */
struct client_price price_known(struct str model);
const char *price_date(void); /* "2026-11-01": of the table */

#endif
