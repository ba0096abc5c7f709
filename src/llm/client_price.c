/* client_price.c - what a call costs: by its usage, at the worst, and the table of known prices. */
#include "base/str.h"
#include "llm/client_int.h"

#define PER 1e6 /* prices are for so many tokens */
/* A text may have more tokens than llm_tokens reckons (tokens.c states its error); the worst case
 * takes so many for each that is reckoned. */
#define MARGIN 2.0

/* --- reckoning --------------------------------------------------------------------------- */

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

/* --- the table --------------------------------------------------------------------------- */

/* USD per million tokens, as the services publish them for prompts of ordinary length; gathered by the
 * open list at github.com/simonw/llm-prices. Writing to Anthropic's cache costs 1.25 times the input. */
#define DATE "2026-11-01"

static const struct row {
	const char *model;
	double input, output, cached;
} table[] = {
	{"claude-3-5-haiku", 0.8, 4, 0.08},
	{"claude-3-7-sonnet", 3, 15, 0.3},
	{"claude-fable-5", 10, 50, 1},
	{"claude-fable-5-1", 10, 50, 0.25},
	{"claude-haiku-4-5", 1, 5, 0.1},
	{"claude-opus-4", 15, 75, 1.5},
	{"claude-opus-4-1", 15, 75, 1.5},
	{"claude-opus-4-5", 5, 25, 0.5},
	{"claude-opus-4-6", 5, 25, 0.5},
	{"claude-opus-4-7", 5, 25, 0.5},
	{"claude-opus-4-8", 5, 25, 0.5},
	{"claude-opus-5", 5, 25, 0.5},
	{"claude-opus-5-5", 4, 20, 0.2},
	{"claude-sonnet-4", 3, 15, 0.3},
	{"claude-sonnet-4-5", 3, 15, 0.3},
	{"claude-sonnet-5", 2, 10, 0.2},
	{"claude-sonnet-5-5", 2, 10, 0.2},
	{"gemini-2.5-flash", 0.3, 2.5, 0.03},
	{"gemini-2.5-flash-lite", 0.1, 0.4, 0.01},
	{"gemini-2.5-pro", 1.25, 10, 0.125},
	{"gemini-3.5-flash", 1.5, 9, 0.15},
	{"gemini-3.5-flash-lite", 0.3, 2.5, 0.03},
	{"gemini-3.6-flash", 1.5, 7.5, 0.15},
	{"gpt-4.1", 2, 8, 0.5},
	{"gpt-4.1-mini", 0.4, 1.6, 0.1},
	{"gpt-4.1-nano", 0.1, 0.4, 0.025},
	{"gpt-4o", 2.5, 10, 1.25},
	{"gpt-4o-mini", 0.15, 0.6, 0.075},
	{"gpt-5", 1.25, 10, 0.125},
	{"gpt-5-mini", 0.25, 2, 0.025},
	{"gpt-5-nano", 0.05, 0.4, 0.005},
	{"gpt-5.1", 1.25, 10, 0.125},
	{"gpt-5.2", 1.75, 14, 0.175},
	{"gpt-5.4", 2.5, 15, 0.25},
	{"gpt-5.4-mini", 0.75, 4.5, 0.075},
	{"gpt-5.4-nano", 0.2, 1.25, 0.02},
	{"gpt-5.5", 5, 30, 0.5},
	{"o4-mini", 1.1, 4.4, 0.275},
};

const char *price_date(void)
{
	return DATE;
}

/* "-2025-08-07", "-20250929", "-latest": a dated name of the same model. */
static bool is_dating(struct str s)
{
	static const char *const shapes[] = {"-0000-00-00", "-00000000"};
	if (!s.n || str_eqz(s, "-latest"))
		return true;
	for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
		struct str shape = str_of(shapes[k]);
		size_t i = 0;
		while (i < s.n && i < shape.n &&
			(shape.p[i] == '0' ? s.p[i] >= '0' && s.p[i] <= '9' : s.p[i] == '-'))
			i++;
		if (i == s.n && i == shape.n)
			return true;
	}
	return false;
}

/* Gateways write "claude-opus-4.5" where the service itself writes "claude-opus-4-5". */
static bool names(struct str model, struct str row)
{
	size_t i = 0;
	while (i < row.n && i < model.n &&
		(model.p[i] == row.p[i] || (model.p[i] == '.' && row.p[i] == '-')))
		i++;
	return i == row.n && is_dating(str_from(model, i));
}

/* A vendor in front ("openai/gpt-5" at OpenRouter) is passed over: it sells at the same price. */
struct client_price price_known(struct str model)
{
	size_t slash = str_rfind_byte(model, '/');
	if (slash != STR_NPOS)
		model = str_from(model, slash + 1);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct row *r = &table[i];
		struct str name = str_of(r->model);
		if (!names(model, name))
			continue;
		bool marks = str_starts(name, STR("claude-"));
		return (struct client_price){
			r->input, r->output, r->cached, marks ? r->input * 1.25 : -1};
	}
	return (struct client_price){-1, -1, -1, -1};
}
