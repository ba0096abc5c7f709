/* client.c - see client.h. In this order: open and close; the queue; sending a try; ending a call;
 * stopping; the loop; sums. */
#include "llm/client_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

#define POLL_S 0.05 /* between two questions whether to stop */

/* --- open and close ---------------------------------------------------------------------- */

static bool check_money(const struct client_options *o, struct err *e)
{
	if (o->max_cost <= 0 || o->price.input >= 0)
		return true;
	return err_set(e, ERR_CONFIG,
		"llm.max_cost cannot be kept: the price of the model is not known; give it in "
		"kb.yaml under prices: (input and output, USD per million tokens)");
}

bool client_open(
	struct arena *a, const struct client_options *opt, struct client **out, struct err *e)
{
	struct client *c = ARENA_NEW(a, struct client);
	struct http_options http = *opt->http;
	http.stopped = NULL; /* the client lets end what is in flight */
	if (!check_money(opt, e) || !http_open(a, &http, &c->http, e))
		return false;
	c->a = a;
	c->opt = *opt;
	c->opt.in_flight = opt->in_flight ? opt->in_flight : 1;
	c->quirks = opt->quirks;
	c->host = str_of(opt->endpoint.provider->name);
	gate_open(&c->gate, c->opt.in_flight, opt->seed);
	*out = c;
	return true;
}

static void end_try(struct work *w)
{
	arena_free(w->a);
	w->a = NULL;
	w->answer = NULL;
}

void client_give_back(struct client *c, struct work *w)
{
	end_try(w);
	arena_free(w->own);
	*w = (struct work){0};
	VEC_PUSH(c->a, &c->unused, w);
}

void client_close(struct client *c)
{
	if (!c)
		return;
	http_close(c->http);
	struct works *all[] = {&c->waiting, &c->flying, &c->paused};
	for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
		for (size_t i = 0; i < all[k]->n; i++)
			client_give_back(c, all[k]->v[i]);
}

double client_now(const struct client *c)
{
	return c->opt.elapsed(c->opt.ctx);
}

static void tell(struct client *c, int level, const char *fmt, va_list ap)
{
	char line[300];
	if (!c->opt.note)
		return;
	(void)vsnprintf(line, sizeof line, fmt, ap);
	c->opt.note(c->opt.ctx, level, str_of(line));
}

void client_tell(struct client *c, int level, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	tell(c, level, fmt, ap);
	va_end(ap);
}

void client_note(struct client *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	tell(c, 2, fmt, ap);
	va_end(ap);
}

/* --- the queue --------------------------------------------------------------------------- */

static bool before(const struct work *x, const struct work *y)
{
	if (x->call->priority != y->call->priority)
		return x->call->priority > y->call->priority;
	return x->order < y->order;
}

static void heap_put(struct client *c, struct work *w)
{
	struct works *h = &c->waiting;
	VEC_PUSH(c->a, h, w);
	for (size_t i = h->n - 1; i && before(w, h->v[(i - 1) / 2]); i = (i - 1) / 2) {
		h->v[i] = h->v[(i - 1) / 2];
		h->v[(i - 1) / 2] = w;
	}
}

static struct work *heap_take(struct works *h)
{
	struct work *top = h->v[0], *last = h->v[--h->n];
	for (size_t i = 0, kid = 1; kid < h->n; kid = 2 * i + 1) {
		if (kid + 1 < h->n && before(h->v[kid + 1], h->v[kid]))
			kid++;
		if (!before(h->v[kid], last)) {
			h->v[i] = last;
			return top;
		}
		h->v[i] = h->v[kid];
		h->v[kid] = last;
		i = kid;
	}
	if (h->n == 1)
		h->v[0] = last;
	return top;
}

static void drop(struct works *l, const struct work *w)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i] == w)
			l->v[i--] = l->v[--l->n];
}

void client_add(struct client *c, struct client_call *call)
{
	struct work *w = c->unused.n ? c->unused.v[--c->unused.n] : ARENA_NEW(c->a, struct work);
	*w = (struct work){
		.call = call, .c = c, .order = c->n_added++, .rq = call->rq, .worst = -1};
	heap_put(c, w);
}

void client_pause(struct client *c, struct work *w, double due)
{
	end_try(w);
	w->due = due;
	w->worst = -1;
	VEC_PUSH(c->a, &c->paused, w);
}

/* The next to be sent: what was begun comes before what was not. NULL: none is due. */
static struct work *next_due(const struct client *c, double now)
{
	struct work *best = NULL;
	for (size_t i = 0; i < c->paused.n; i++) {
		struct work *w = c->paused.v[i];
		if (w->due <= now && (!best || before(w, best)))
			best = w;
	}
	if (best || !c->waiting.n || c->paused.n >= 2 * (size_t)c->opt.in_flight)
		return best;
	return c->waiting.v[0];
}

static void take(struct client *c, struct work *w)
{
	if (c->waiting.n && c->waiting.v[0] == w)
		(void)heap_take(&c->waiting);
	else
		drop(&c->paused, w);
}

/* --- sending a try ----------------------------------------------------------------------- */

static bool on_piece(void *ctx, struct str piece)
{
	struct work *w = ctx;
	return w->c->opt.endpoint.provider->feed(w->answer, piece);
}

static void on_text(void *ctx, struct str piece)
{
	struct work *w = ctx;
	if (!piece.n)
		return;
	w->told = true;
	w->call->on_text(w->call->ctx, piece);
}

/* "api.openai.com" of "https://api.openai.com/v1/chat/completions". */
static struct str host_of(struct str url)
{
	size_t at = str_find(url, STR("://"));
	struct str rest = str_from(url, at == STR_NPOS ? 0 : at + 3);
	return str_sub(rest, 0, str_find_byte(rest, '/'));
}

/* False with *e: it cannot even be sent. */
static bool send_try(struct client *c, struct work *w, struct err *e)
{
	const struct llm_endpoint *ep = &c->opt.endpoint;
	struct llm_wire wire;
	w->a = arena_make();
	w->sent = c->quirks;
	if (!ep->provider->build(ep, &w->sent, w->a, &w->rq, &wire, e))
		return false;
	if (w->told)
		w->call->on_text(w->call->ctx, (struct str){"", 0});
	w->told = false;
	w->answer = ep->provider->begin(
		ep, &w->sent, w->a, &w->rq, w->call->on_text ? on_text : NULL, w);
	struct http_request rq = {.url = wire.url,
		.body = wire.body,
		.headers = wire.headers,
		.n_headers = wire.n_headers,
		.max_bytes = HTTP_MAX_REPLY,
		.connect_ms = c->opt.connect_ms,
		.idle_ms = c->opt.idle_ms,
		.total_ms = c->opt.total_ms,
		.sink = on_piece,
		.ctx = w};
	if (!c->sums.sent)
		c->host = str_dup(c->a, host_of(wire.url));
	return http_start(c->http, w->a, &rq, e);
}

static bool fits(struct client *c, struct work *w)
{
	if (c->opt.max_cost <= 0)
		return true;
	if (w->worst < 0) {
		struct llm_request rq = w->rq;
		if (c->quirks.no_cap)
			rq.max_output = 0; /* it is not sent */
		w->worst = client_worst(&c->opt.price, &rq, c->opt.endpoint.context);
	}
	if (w->worst < 0)
		return false;
	return c->opt.spent + c->sums.cost + c->doubt + c->worst + w->worst <= c->opt.max_cost;
}

static bool end_at_wall(struct client *c, struct work *w, struct client_done *out)
{
	char text[300];
	if (w->worst < 0)
		(void)snprintf(text, sizeof text,
			"the call has no bound: set llm.max_output or llm.context");
	else
		(void)snprintf(text, sizeof text,
			"%.4f USD of %.4f are spent%s, and this call may cost %.4f",
			c->opt.spent + c->sums.cost + c->doubt, c->opt.max_cost,
			c->doubt > 0 ? " (answers lost on their way counted)" : "", w->worst);
	return client_fail(c, w, LLM_WALL, text, out);
}

static void fly(struct client *c, struct work *w)
{
	w->began = client_now(c);
	if (!w->tries++)
		w->good_before = c->sums.good;
	c->worst += w->worst > 0 ? w->worst : 0;
	c->sums.sent++;
	c->sums.again += w->tries > 1;
	VEC_PUSH(c->a, &c->flying, w);
	if (c->flying.n > c->sums.most_in_flight)
		c->sums.most_in_flight = (unsigned)c->flying.n;
}

/* Sends what may be sent; true when a call ended instead, with *out. */
static bool launch(struct client *c, struct client_done *out)
{
	for (;;) {
		double now = client_now(c);
		struct work *w = gate_is_open(&c->gate, now, c->flying.n) ? next_due(c, now) : NULL;
		struct err e = {0};
		if (!w || (!fits(c, w) && c->flying.n))
			return false;
		take(c, w);
		if (!fits(c, w))
			return end_at_wall(c, w, out);
		if (!send_try(c, w, &e))
			return client_fail(c, w, LLM_REQUEST, e.text, out);
		fly(c, w);
	}
}

/* --- ending a call ----------------------------------------------------------------------- */

const char *client_remedy(enum llm_fault f)
{
	static const struct {
		enum llm_fault fault;
		const char *text;
	} rows[] = {
		{LLM_AUTH, "check the key and llm.api_key_env"},
		{LLM_QUOTA, "add credit at the service, then go on with the same command"},
		{LLM_RATE, "try again later, or lower llm.concurrency"},
		{LLM_OVERLOADED, "try again later, or lower llm.concurrency"},
		{LLM_LOADING, "wait until the server has it, or raise llm.timeout"},
		{LLM_NETWORK, "check llm.base_url and the network"},
		{LLM_TIMEOUT, "raise llm.timeout, or try again later"},
		{LLM_SERVER, "try again later"},
		{LLM_CONTEXT, "set llm.context to what the model takes"},
		{LLM_PARAM, "see llm.extra_body and llm.structured"},
		{LLM_MODEL, "set llm.model to one that the service has; kb doctor asks for them"},
		{LLM_ADDRESS, "check llm.base_url and llm.engine"},
		{LLM_CUT, "raise llm.max_output"},
		{LLM_SCHEMA, "try again, or take a stronger model"},
		{LLM_LARGE, "take another model, or set llm.max_output"},
		{LLM_WALL, "raise --max-cost to go on; what was paid for is kept"},
		{LLM_HALTED, "the same command goes on from here"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].fault == f)
			return rows[i].text;
	return "";
}

/* No message holds the key, whatever a service echoes. */
static void hide_key(const struct client *c, char *text)
{
	struct str key = c->opt.endpoint.key;
	size_t at = 0;
	while (key.n && (at = str_find_from(str_of(text), at, key)) != STR_NPOS)
		memset(text + at, '*', key.n);
}

/* One line of at most n bytes, cut between characters. */
static struct str one_line(struct arena *a, const char *text, size_t n)
{
	struct str s = text_clean(a, str_of(text));
	char *line = str_z(a, s);
	if (s.n > n)
		for (s.n = n; s.n && ((unsigned char)line[s.n] & 0xc0) == 0x80;)
			s.n--;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	return str_trim(str_make(line, s.n));
}

static void say_why(struct client *c, enum llm_fault fault, const char *text, char *out, size_t n)
{
	struct arena *scratch = arena_make();
	struct str line = one_line(scratch, text, 400);
	const char *what = client_remedy(fault);
	(void)snprintf(out, n, STR_FMT ": %s%s" STR_FMT "%s%s", STR_ARG(str_sub(c->host, 0, 100)),
		llm_fault_words(fault), line.n ? ": " : "", STR_ARG(line), what[0] ? "; " : "",
		what);
	hide_key(c, out);
	arena_free(scratch);
}

bool client_fail(struct client *c, struct work *w, enum llm_fault fault, const char *text,
	struct client_done *out)
{
	*out = (struct client_done){.call = w->call, .fault = fault};
	say_why(c, fault, text, out->why, sizeof out->why);
	out->cost = w->cost_known ? w->cost : w->tries ? -1 : 0;
	out->result.tries = w->tries;
	if (llm_fault_stops(fault) && !c->stop) {
		c->stop = fault;
		memcpy(c->stop_why, out->why, sizeof c->stop_why);
	}
	client_give_back(c, w);
	return true;
}

/* --- stopping ---------------------------------------------------------------------------- */

static void look_at_stop(struct client *c)
{
	if (!c->halted && c->opt.stopped && c->opt.stopped(c->opt.ctx)) {
		c->halted = true;
		c->halted_at = client_now(c);
		c->stop = c->stop ? c->stop : LLM_HALTED;
		if (c->flying.n)
			client_note(c, "stopping: %zu answers are waited for, %d s at most",
				c->flying.n, CLIENT_HALT_S);
	}
	if (!c->halted || !c->flying.n || client_now(c) < c->halted_at + CLIENT_HALT_S)
		return;
	http_abort(c->http);
	for (size_t i = 0; i < c->flying.n; i++) {
		c->sums.cost_unknown = true;
		client_pause(c, c->flying.v[i], 0);
	}
	c->flying.n = 0;
}

/* Ends a call that will not be sent any more; false when there is none. */
static bool end_waiting(struct client *c, struct client_done *out)
{
	struct work *w;
	if (c->paused.n)
		w = c->paused.v[--c->paused.n];
	else if (c->waiting.n)
		w = heap_take(&c->waiting);
	else
		return false;
	client_fail(c, w, c->stop, "", out);
	if (c->stop_why[0])
		memcpy(out->why, c->stop_why, sizeof out->why);
	return true;
}

/* --- the loop ---------------------------------------------------------------------------- */

/* Until something may be sent, or it is time to ask whether to stop. */
static unsigned wait_ms(const struct client *c)
{
	double now = client_now(c), wait = POLL_S;
	if (c->gate.until > now && c->gate.until - now < wait)
		wait = c->gate.until - now;
	for (size_t i = 0; i < c->paused.n; i++)
		if (c->paused.v[i]->due > now && c->paused.v[i]->due - now < wait)
			wait = c->paused.v[i]->due - now;
	return (unsigned)ceil(wait * 1000);
}

static bool land(struct client *c, const struct http_end *end, struct client_done *out)
{
	struct work *w = end->ctx;
	drop(&c->flying, w);
	c->worst -= w->worst > 0 ? w->worst : 0;
	if (!c->flying.n)
		c->worst = 0; /* no dust of sums and differences */
	c->sums.bytes_out += end->reply.bytes_out;
	c->sums.bytes_in += end->reply.bytes_in;
	return turn_ended(c, w, end, out);
}

bool client_next(struct client *c, struct client_done *out, struct err *e)
{
	struct http_end end;
	for (;;) {
		look_at_stop(c);
		if (c->dead.code)
			return err_set(e, c->dead.code, "%s", c->dead.text);
		if (c->stop ? end_waiting(c, out) : launch(c, out))
			return true;
		if (!c->flying.n && !c->paused.n && !c->waiting.n)
			return false;
		if (http_wait(c->http, wait_ms(c), &end) && land(c, &end, out))
			return true;
	}
}

/* --- sums -------------------------------------------------------------------------------- */

struct client_sums client_sums(const struct client *c)
{
	return c->sums;
}

void client_set_spent(struct client *c, double usd)
{
	c->opt.spent = usd;
}

struct llm_quirks client_quirks(const struct client *c)
{
	return c->quirks;
}
