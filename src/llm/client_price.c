/* client_price.c - what a call costs: by its usage, and at the worst. */
#include "base/str.h"
#include "llm/client_int.h"

#define PER 1e6 /* prices are for so many tokens */
/* A text may have more tokens than llm_tokens reckons: by the errors that tokens.c states, less than
 * three times as many. */
#define MARGIN 3.0

double client_cost(const struct client_price *p, const struct llm_usage *u)
{
	if (u->cost >= 0)
		return u->cost;
	if (p->input < 0)
		return -1;
	if (p->input <= 0 && p->output <= 0)
		return 0;
	if (u->input < 0 || u->output < 0)
		return -1;
	double cached = u->cached > 0 ? (double)u->cached : 0;
	double written = u->written > 0 ? (double)u->written : 0;
	double plain = (double)u->input - cached - written;
	double cost = (plain > 0 ? plain : 0) * p->input + (double)u->output * p->output;
	cost += cached * (p->cached < 0 ? p->input : p->cached);
	cost += written * (p->written < 0 ? p->input : p->written);
	return cost / PER;
}

double client_worst(const struct client_price *p, const struct llm_request *rq, int64_t context)
{
	double input = (double)llm_request_tokens(rq) * MARGIN, output = (double)rq->max_output;
	if (p->input < 0)
		return -1;
	if (p->input <= 0 && p->output <= 0)
		return 0;
	if (output <= 0)
		output = (double)context;
	if (output <= 0)
		return -1;
	return (input * (p->written > p->input ? p->written : p->input) + output * p->output) / PER;
}
