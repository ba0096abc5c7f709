/* client_int.h - what the files of the client share.
 *
 * client.c queues calls, sends tries and runs the loop; client_turn.c decides what follows a try;
 * client_gate.c says when the next may be sent; client_price.c knows what it costs. A struct work is a
 * call with what became of it so far: it waits (in the heap), is in flight, or is paused until it is
 * due again. */
#ifndef LLM_CLIENT_INT_H
#define LLM_CLIENT_INT_H

#include "base/vec.h"
#include "llm/client.h"

#define CLIENT_MAX_WAIT_MS 120000 /* a longer one is no pause, it is the end */
#define CLIENT_MAX_RESENT 16 /* tries with another quirk, a call */

struct work {
	struct client_call *call;
	struct client *c;
	uint64_t order;
	struct llm_request rq; /* of the next try: with a repair turn, with a larger cap */
	struct arena *own; /* what a repair turn added; NULL: nothing */
	struct arena *a; /* of the try in flight */
	struct llm_answer *answer; /* of the try in flight */
	struct llm_quirks sent; /* that the try in flight was built with */
	double began; /* the try in flight */
	double due; /* of a paused one */
	double worst; /* USD of the next try; -1: not reckoned yet */
	double cost; /* of tries, as far as known */
	bool cost_known; /* some of it is */
	bool told; /* on_text got something of the last try */
	bool raised, repaired;
	unsigned tries, again, resent;
	size_t good_before; /* answers that the client had at the first try */
};

struct gate {
	unsigned width; /* in flight at most, now */
	unsigned n_good; /* since width changed */
	unsigned misses; /* in a row */
	double until; /* nothing is sent before */
	double changed; /* when width was halved last */
	double loading; /* since when the model is being loaded; 0: it is not, as far as known */
	uint64_t seed;
};

struct works {
	struct work **v;
	size_t n, cap;
};

struct client {
	struct arena *a;
	struct client_options opt;
	struct http *http;
	struct llm_quirks quirks;
	struct gate gate;
	struct works waiting; /* a heap, the next one first */
	struct works flying, paused;
	struct works unused;
	uint64_t n_added;
	double worst; /* USD of what is in flight together */
	double doubt; /* USD of answers that were lost, at their worst */
	struct client_sums sums;
	struct str host; /* for messages */
	enum llm_fault stop; /* why nothing further is sent */
	char stop_why[700];
	bool halted; /* by the person */
	double halted_at;
	struct err dead; /* why the run cannot go on */
};

double client_now(const struct client *c);
__attribute__((format(printf, 3, 4))) void client_tell(
	struct client *c, int level, const char *fmt, ...);
/* The same of level 2. */
__attribute__((format(printf, 2, 3))) void client_note(struct client *c, const char *fmt, ...);
/* Ends work with a fault, said in words: *out is filled, w is given back. True. */
bool client_fail(struct client *c, struct work *w, enum llm_fault fault, const char *text,
	struct client_done *out);
void client_pause(struct client *c, struct work *w, double due);
void client_give_back(struct client *c, struct work *w);

/* What follows a try that ended; true when the call did, with *out. */
bool turn_ended(
	struct client *c, struct work *w, const struct http_end *end, struct client_done *out);

void gate_open(struct gate *g, unsigned width, uint64_t seed);
bool gate_is_open(const struct gate *g, double now, size_t n_flying);
void gate_good(struct gate *g, unsigned most);
/* A service that cannot keep up: of a try begun at `began`; wait_ms: as it asked, or -1. */
void gate_miss(struct gate *g, double now, double began, int64_t wait_ms);
/* The model is being loaded: all ask again in a while. False: for longer than most_s. */
bool gate_load(struct gate *g, double now, int64_t wait_ms, double most_s);
/* Seconds: full jitter of a pause before the nth further try, from 0. */
double gate_jitter(struct gate *g, unsigned n);

#endif
