/* request.c - see request.h. */
#include "engine/request.h"

#include <stdio.h>

#include "base/err.h"
#include "llm/client.h"

#define TOTAL_MS 600000
#define IDLE_MS 120000
#define CONNECT_MS 10000
#define ONCE_MS 15000
#define SLICE_MS 100 /* between two questions whether to stop */
#define PAUSE_FIRST_S 0.5
#define PAUSE_MOST_S 60.0

struct requests {
	struct kb *kb;
	struct arena *a;
	const struct endpoint *x;
	const char *settings;
	struct http_options net;
	struct http *http; /* NULL until the first request */
};

static bool is_stopped(void *ctx)
{
	const struct requests *r = ctx;
	return engine_stopped(r->kb);
}

struct requests *requests_make(
	struct kb *kb, struct arena *a, const struct endpoint *x, const char *settings)
{
	struct requests *r = ARENA_NEW(a, struct requests);
	*r = (struct requests){.kb = kb, .a = a, .x = x, .settings = settings};
	return r;
}

void requests_close(struct requests *r)
{
	if (!r)
		return;
	http_close(r->http);
	r->http = NULL;
}

static bool open_http(struct requests *r, struct err *e)
{
	if (r->http)
		return true;
	r->net = endpoint_http(r->kb);
	r->net.stopped = is_stopped;
	r->net.ctx = r;
	return http_open(r->a, &r->net, &r->http, e);
}

bool requests_rest(struct requests *r, double seconds, struct err *e)
{
	double until = engine_elapsed(r->kb) + seconds;
	struct http_end end;
	if (!open_http(r, e))
		return false;
	while (engine_elapsed(r->kb) < until && !engine_stopped(r->kb))
		http_wait(r->http, SLICE_MS, &end);
	return true;
}

static bool refuse(const struct requests *r, const struct llm_failure *f, struct err *e)
{
	struct str remedy = str_replace(r->a, str_of(client_remedy(f->fault)), STR("llm."),
		str_printf(r->a, "%s.", r->settings));
	return err_set(e, ERR_MODEL, STR_FMT ": %s: %s%s" STR_FMT, STR_ARG(r->x->host),
		llm_fault_words(f->fault), f->text, remedy.n ? "; " : "", STR_ARG(remedy));
}

static void read_failure(const struct requests *r, const struct http_reply *reply, bool whole,
	const struct err *net, struct llm_failure *f)
{
	const struct llm_answer_head head = {.status = reply->status,
		.type = reply->type,
		.request_id = reply->request_id,
		.retry_after = reply->retry_after,
		.retry_after_ms = reply->retry_after_ms,
		.date = reply->date};
	*f = (struct llm_failure){.fault = LLM_NETWORK, .wait_ms = -1};
	if (whole)
		provider_fault(&r->x->llm, &head, reply->body, f);
	else
		(void)snprintf(f->text, sizeof f->text, "%.500s", net->text);
}

static bool may_repeat(const struct request *q, enum llm_fault f)
{
	return !q->once && llm_fault_again(f) &&
		(q->safe || f == LLM_RATE || f == LLM_OVERLOADED || f == LLM_LOADING);
}

bool requests_send(struct requests *r, struct arena *a, const struct request *q,
	struct http_reply *out, unsigned *status, struct err *e)
{
	int64_t tries = r->kb->conf.llm.retries;
	double pause = PAUSE_FIRST_S;
	struct http_request rq = {.url = q->wire.url,
		.body = q->wire.body,
		.headers = q->wire.headers,
		.n_headers = q->wire.n_headers,
		.max_bytes = q->max_bytes,
		.connect_ms = CONNECT_MS,
		.idle_ms = q->once ? ONCE_MS : IDLE_MS,
		.total_ms = q->once ? ONCE_MS : TOTAL_MS,
		.sink = q->sink,
		.ctx = q->ctx};
	*status = 0;
	if (!open_http(r, e))
		return false;
	for (;; pause *= 2) {
		struct llm_failure f;
		struct err net = {0};
		bool whole = http_send(r->http, a, &rq, out, &net);
		*status = out->status;
		if (whole && out->status >= 200 && out->status < 300)
			return true;
		if (net.code != ERR_NONE && net.code != ERR_NET)
			return err_set(e, net.code, "%s", net.text);
		read_failure(r, out, whole, &net, &f);
		if (tries-- <= 0 || !may_repeat(q, f.fault) || engine_stopped(r->kb))
			return refuse(r, &f, e);
		double wait = f.wait_ms >= 0 ? (double)f.wait_ms / 1000 : pause;
		if (!requests_rest(r, wait < PAUSE_MOST_S ? wait : PAUSE_MOST_S, e))
			return false;
	}
}
