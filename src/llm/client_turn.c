/* client_turn.c - what follows a try: an answer that is handed out, or a further try with a pause, with
 * another quirk, with a larger cap, with the model's error shown to it, or the end.
 *
 * In this order: what it cost; further tries; quirks; cut and refused replies; a good answer; faults. */
#include "llm/client_int.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/text.h"

#define MAX_SHOWN_REPLY ((size_t)64 << 10) /* characters of a reply that the model is shown again */
#define REASON "{{reason}}"

/* A try that has ended. */
struct turn {
	struct client *c;
	struct work *w;
	const struct http_end *end;
	struct llm_result result;
	struct llm_failure failure;
	struct client_done *out;
};

/* --- what it cost ------------------------------------------------------------------------ */

static void sum(int64_t *to, int64_t n)
{
	*to += n > 0 ? n : 0;
}

/* An answer that was lost may be billed, and nobody says how much. What was refused is not. */
static bool is_free(const struct http_end *end)
{
	return end->fate == HTTP_UNREACHED || end->fate == HTTP_BARRED ||
		(end->reply.status && end->reply.status != 200);
}

static void account(struct turn *t)
{
	struct client_sums *s = &t->c->sums;
	const struct llm_usage *u = &t->result.usage;
	double cost = client_cost(&t->c->opt.price, u);
	sum(&s->usage.input, u->input);
	sum(&s->usage.cached, u->cached);
	sum(&s->usage.written, u->written);
	sum(&s->usage.output, u->output);
	sum(&s->usage.reasoning, u->reasoning);
	if (cost < 0 && is_free(t->end))
		cost = 0;
	if (cost < 0) {
		s->cost_unknown = true;
		t->c->doubt += t->w->worst > 0 ? t->w->worst : 0;
		return;
	}
	s->cost += cost;
	s->usage.cost = s->cost;
	t->w->cost += cost;
	t->w->cost_known = true;
}

/* --- further tries ----------------------------------------------------------------------- */

static bool fail(struct turn *t, enum llm_fault fault, const char *text)
{
	return client_fail(t->c, t->w, fault, text, t->out);
}

/* At once; false: the call is not over. */
static bool resend(struct turn *t)
{
	if (t->c->stop)
		return fail(t, t->c->stop, "");
	client_pause(t->c, t->w, 0);
	return false;
}

static void in_words(double s, char *out, size_t n)
{
	if (s < 120)
		(void)snprintf(out, n, "%.1f s", s);
	else if (s < 7200)
		(void)snprintf(out, n, "%.0f minutes", s / 60);
	else
		(void)snprintf(out, n, "%.1f hours", s / 3600);
}

static bool fail_and_stop(struct turn *t, const char *text)
{
	fail(t, t->failure.fault, text);
	if (!t->c->stop) {
		t->c->stop = t->out->fault;
		memcpy(t->c->stop_why, t->out->why, sizeof t->c->stop_why);
	}
	return true;
}

/* The service names a time that nobody waits for: nothing else is sent before it either. */
static bool too_long(struct turn *t)
{
	char text[sizeof t->failure.text + 100], time[40];
	in_words((double)t->failure.wait_ms / 1000, time, sizeof time);
	(void)snprintf(text, sizeof text, "it asks to wait %s (%.300s)", time, t->failure.text);
	return fail_and_stop(t, text);
}

static bool may_try_again(const struct turn *t)
{
	struct str says = t->end->reply.should_retry;
	bool again = llm_fault_again(t->failure.fault);
	if (str_ieq(says, STR("true")))
		again = true;
	if (str_ieq(says, STR("false")) || t->failure.fault == LLM_LARGE)
		again = false;
	return again && t->w->again < t->c->opt.retries;
}

/* A local server answers so until the model is in memory, which takes it minutes: that is no failed try.
 * It is told once. */
static bool loading(struct turn *t)
{
	struct client *c = t->c;
	double now = client_now(c), most = c->opt.total_ms / 1000.0;
	int64_t asked = t->failure.wait_ms;
	char time[40];
	in_words(most, time, sizeof time);
	if (c->gate.loading <= 0)
		client_tell(c, 1, STR_FMT ": %s; waiting for it, %s at most", STR_ARG(c->host),
			llm_fault_words(LLM_LOADING), time);
	if (!gate_load(&c->gate, now, asked <= CLIENT_MAX_WAIT_MS ? asked : -1, most))
		return fail_and_stop(t, t->failure.text);
	return resend(t);
}

static bool try_again(struct turn *t)
{
	struct client *c = t->c;
	double now = client_now(c), due = now;
	int64_t asked = t->failure.wait_ms > 0 ? t->failure.wait_ms : -1;
	bool all = t->failure.fault == LLM_RATE || t->failure.fault == LLM_OVERLOADED;
	if (asked > CLIENT_MAX_WAIT_MS)
		return too_long(t);
	if (all)
		gate_miss(&c->gate, now, t->w->began, asked);
	if (!may_try_again(t)) /* where nobody answers, nobody will answer the next call */
		return t->end->fate == HTTP_UNREACHED && c->sums.good == t->w->good_before
			? fail_and_stop(t, t->failure.text)
			: fail(t, t->failure.fault, t->failure.text);
	if (c->stop)
		return fail(t, c->stop, "");
	if (!all)
		due += asked > 0 ? (double)asked / 1000 : gate_jitter(&c->gate, t->w->again);
	t->w->again++;
	client_note(c, STR_FMT ": %s; try %u of %u in %.1f s%s", STR_ARG(c->host),
		llm_fault_words(t->failure.fault), t->w->again + 1, c->opt.retries + 1,
		all ? c->gate.until - now : due - now, all ? ", and all wait" : "");
	client_pause(c, t->w, due);
	return false;
}

/* --- quirks ------------------------------------------------------------------------------ */

static void add_dropped(struct llm_quirks *q, struct str name)
{
	struct str has, list = str_of(q->dropped);
	size_t n = strlen(q->dropped);
	while (str_cut(&list, ' ', &has))
		if (str_eq(has, name))
			return;
	if (name.n && n + name.n + 2 <= sizeof q->dropped)
		(void)snprintf(q->dropped + n, sizeof q->dropped - n, STR_FMT " ", STR_ARG(name));
}

/* What this try has learnt joins what others have learnt since it was sent. */
static void learn(struct llm_quirks *q, const struct llm_quirks *sent, const struct llm_quirks *new)
{
	struct str rest = str_of(new->dropped), name;
	if (new->rung > q->rung)
		q->rung = new->rung;
	if (new->other_cap != sent->other_cap)
		q->other_cap = new->other_cap;
	if (new->cap != sent->cap)
		q->cap = new->cap;
	q->no_usage_option |= new->no_usage_option;
	q->no_stream |= new->no_stream;
	q->no_cap |= new->no_cap;
	q->no_cache_mark |= new->no_cache_mark;
	q->no_tools |= new->no_tools;
	while (str_cut(&rest, ' ', &name))
		add_dropped(q, name);
}

static bool other_way(struct turn *t)
{
	struct works *waiting = &t->c->waiting;
	learn(&t->c->quirks, &t->w->sent, &t->failure.learnt);
	if (waiting->n)
		waiting->v[0]->worst = -1; /* it may have another bound now */
	if (t->w->resent++ >= CLIENT_MAX_RESENT)
		return fail(t, LLM_PARAM, t->failure.text);
	client_note(t->c, STR_FMT ": sent without what it refuses: %.150s", STR_ARG(t->c->host),
		t->failure.text);
	return resend(t);
}

/* --- cut and refused replies ------------------------------------------------------------- */

/* Once, with twice the cap, as far as the context has room. */
static bool raise_cap(struct turn *t)
{
	struct work *w = t->w;
	int64_t had = w->rq.max_output, most = t->c->opt.endpoint.context;
	if (had <= 0)
		had = t->result.usage.output > 0 ? t->result.usage.output : 8192;
	int64_t wanted = had > INT64_MAX / 2 ? had : had * 2;
	if (most > 0 && wanted > most - llm_request_tokens(&w->rq))
		wanted = most - llm_request_tokens(&w->rq);
	if (t->c->quirks.cap > 0 && wanted > t->c->quirks.cap)
		wanted = t->c->quirks.cap;
	if (w->raised || wanted <= had) {
		char text[100];
		(void)snprintf(text, sizeof text, "%lld tokens were not enough", (long long)had);
		return fail(t, LLM_CUT, text);
	}
	client_note(t->c, STR_FMT ": the reply was cut; once more with room for %lld tokens",
		STR_ARG(t->c->host), (long long)wanted);
	w->raised = true;
	w->rq.max_output = wanted;
	return resend(t);
}

static struct str repair_text(struct arena *a, const char *reason)
{
	const struct embed_file *f = embed_find("prompts/repair.md");
	struct str text = f ? str_make(f->bytes, f->n) : STR(REASON);
	return str_replace(a, str_trim(text), STR(REASON), str_of(reason));
}

/* Once: the model sees what it wrote and why that will not do. */
static bool repair(struct turn *t, struct str reply, const char *reason)
{
	struct work *w = t->w;
	size_t n = w->rq.n_messages;
	if (w->repaired || str_blank(reply))
		return fail(t, LLM_SCHEMA, reason);
	client_note(t->c, STR_FMT ": the reply has another form (%.150s); shown to the model",
		STR_ARG(t->c->host), reason);
	w->repaired = true;
	w->own = arena_make();
	struct llm_message *m = ARENA_ARRAY(w->own, struct llm_message, n + 2);
	if (n)
		memcpy(m, w->rq.messages, n * sizeof *m);
	m[n].role = LLM_ASSISTANT;
	m[n].text = str_dup(w->own, text_cut(reply, MAX_SHOWN_REPLY));
	m[n + 1].role = LLM_USER;
	m[n + 1].text = repair_text(w->own, reason);
	w->rq.messages = m;
	w->rq.n_messages = n + 2;
	return resend(t);
}

/* --- a good answer ----------------------------------------------------------------------- */

static struct llm_result copy(struct arena *a, const struct llm_result *r)
{
	struct llm_result x = *r;
	x.text = str_dup(a, r->text);
	x.model = str_dup(a, r->model);
	x.request_id = str_dup(a, r->request_id);
	x.raw = str_dup(a, r->raw);
	x.calls = ARENA_ARRAY(a, struct llm_tool_call, r->n_calls);
	for (size_t i = 0; i < r->n_calls; i++)
		x.calls[i] = (struct llm_tool_call){str_dup(a, r->calls[i].id),
			str_dup(a, r->calls[i].name), str_dup(a, r->calls[i].arguments)};
	return x;
}

static bool hand_out(struct turn *t, const struct llm_result *r, void *value)
{
	struct client *c = t->c;
	struct work *w = t->w;
	double cost = w->cost_known ? w->cost : -1;
	*t->out = (struct client_done){.call = w->call, .result = *r, .value = value, .cost = cost};
	gate_good(&c->gate, c->opt.in_flight);
	c->sums.good++;
	bool kept = !c->opt.keep ||
		c->opt.keep(c->opt.ctx, w->call->tag, &w->call->rq, r, cost, &c->dead);
	client_give_back(c, w);
	if (kept)
		return true;
	err_set(&c->dead, ERR_DB, "a reply cannot be kept");
	http_abort(c->http);
	return false;
}

/* The value that the caller's check makes of it. False: *why says what is wrong with it. */
static bool check(struct turn *t, struct llm_result *r, void **value, struct err *why)
{
	const struct client_call *call = t->w->call;
	if (call->rq.schema.n) { /* no tool was offered: calls of one are nothing to act on */
		r->n_calls = 0;
		r->text = provider_json(call->a, r->text);
	}
	if (r->n_calls)
		return true;
	if (!r->text.n)
		return err_set(why, ERR_MODEL, "there is no JSON in it");
	return !call->check || call->check(call->ctx, call->a, r->text, value, why);
}

static bool answered(struct turn *t)
{
	struct err why = {0};
	void *value = NULL;
	struct llm_result r = copy(t->w->call->a, &t->result);
	r.tries = t->w->tries;
	r.ms = t->end->reply.answer_ms;
	if (!r.request_id.n)
		r.request_id = str_dup(t->w->call->a, t->end->reply.request_id);
	if (check(t, &r, &value, &why))
		return hand_out(t, &r, value);
	return repair(t, t->result.text, why.text);
}

/* --- faults ------------------------------------------------------------------------------ */

static bool failed(struct turn *t)
{
	const struct llm_failure *f = &t->failure;
	switch (f->fault) {
	case LLM_PARAM: return other_way(t);
	case LLM_CUT: return raise_cap(t);
	case LLM_SCHEMA: return repair(t, t->result.text, f->text);
	case LLM_LOADING: return loading(t);
	case LLM_RATE:
	case LLM_OVERLOADED: return try_again(t);
	default: break;
	}
	return llm_fault_stops(f->fault) && !str_ieq(t->end->reply.should_retry, STR("true"))
		? fail(t, f->fault, f->text)
		: try_again(t);
}

static bool failed_as(struct turn *t, enum llm_fault fault, const char *text)
{
	t->failure = (struct llm_failure){.fault = fault, .wait_ms = -1};
	(void)snprintf(t->failure.text, sizeof t->failure.text, "%s", text);
	return failed(t);
}

static bool finished(struct turn *t)
{
	switch (t->result.finish) {
	case LLM_LENGTH: return raise_cap(t);
	case LLM_REFUSAL: return fail(t, LLM_REFUSED, str_z(t->w->a, t->result.text));
	case LLM_FILTERED: return fail(t, LLM_REFUSED, "by the content filter of the service");
	case LLM_STOP:
	case LLM_CALLS: break;
	default: return failed_as(t, LLM_SERVER, "the reply has no end");
	}
	if (!t->result.n_calls && str_blank(t->result.text))
		return failed_as(t, LLM_SERVER, "the reply is empty");
	return answered(t);
}

static struct llm_answer_head head_of(const struct http_reply *r)
{
	return (struct llm_answer_head){.status = r->status,
		.type = r->type,
		.request_id = r->request_id,
		.retry_after = r->retry_after,
		.retry_after_ms = r->retry_after_ms,
		.should_retry = r->should_retry,
		.date = r->date};
}

/* What the connection itself says; false: the bytes that came have to be asked. */
static bool is_of_network(struct turn *t)
{
	struct llm_failure *f = &t->failure;
	const struct client_options *o = &t->c->opt;
	bool in_all = o->total_ms && t->end->reply.ms >= o->total_ms;
	switch (t->end->fate) {
	case HTTP_BARRED:
	case HTTP_UNREACHED:
		f->fault = t->end->fate == HTTP_BARRED ? LLM_ADDRESS : LLM_NETWORK;
		(void)snprintf(f->text, sizeof f->text, "%.500s", t->end->e.text);
		return true;
	case HTTP_LATE:
		f->fault = LLM_TIMEOUT;
		(void)snprintf(f->text, sizeof f->text, "%s %.1f s",
			in_all ? "it was not whole after" : "nothing came for",
			(in_all ? o->total_ms : o->idle_ms) / 1000.0);
		return true;
	case HTTP_LARGE:
		f->fault = LLM_LARGE;
		(void)snprintf(f->text, sizeof f->text, "its reply is larger than %zu MB",
			HTTP_MAX_REPLY >> 20);
		return true;
	default:
		f->fault = LLM_NETWORK;
		(void)snprintf(f->text, sizeof f->text, "the connection broke off");
		return !t->end->reply.status;
	}
}

/* Even of what broke off the provider is asked: the answer may have been whole, or said why. */
static bool read_answer(struct turn *t)
{
	const struct llm_answer_head head = head_of(&t->end->reply);
	struct llm_failure f = {.wait_ms = -1};
	bool network = is_of_network(t);
	if (!t->end->reply.status)
		return false;
	if (t->c->opt.endpoint.provider->finish(
		    t->w->answer, &head, t->end->fate == HTTP_WHOLE, &t->result, &f))
		return true;
	if (!network || head.status >= 400)
		t->failure = f;
	if (t->failure.fault == LLM_NO_FAULT)
		t->failure.fault = LLM_SERVER;
	return false;
}

bool turn_ended(
	struct client *c, struct work *w, const struct http_end *end, struct client_done *out)
{
	struct turn t = {.c = c, .w = w, .end = end, .out = out};
	t.result.usage = (struct llm_usage){-1, -1, -1, -1, -1, -1};
	t.failure.wait_ms = -1;
	bool good = read_answer(&t);
	account(&t);
	return good ? finished(&t) : failed(&t);
}
