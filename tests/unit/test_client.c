/* test_client.c - calls of a model: what follows each try, what all wait for, what it may cost.
 *
 * The protocol is a plain one of this test's own: a reply is "FINISH INPUT OUTPUT" and the text behind
 * a newline. The clock runs a hundred times as fast as the machine's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "llm/client_int.h"
#include "peer.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define CANARY "canary-f00d-4711"
#define OK(body)                                                                                   \
	{                                                                                          \
		.reply = "HTTP/1.1 200 OK\n\n" body, .length = true                                \
	}
#define STATUS(head, body)                                                                         \
	{                                                                                          \
		.reply = "HTTP/1.1 " head "\n\n" body, .length = true                              \
	}
#define BROKEN(then_)                                                                              \
	{                                                                                          \
		.reply = "HTTP/1.1 200 OK\nContent-Length: 900\n\nstop 1 1\nhal", .then = then_    \
	}

/* --- a protocol -------------------------------------------------------------------------- */

struct llm_answer {
	struct buf b;
	struct llm_quirks sent;
	void (*on_text)(void *ctx, struct str piece);
	void *ctx;
};

static bool plain_build(const struct llm_endpoint *ep, const struct llm_quirks *q, struct arena *a,
	const struct llm_request *rq, struct llm_wire *out, struct err *e)
{
	struct buf b = buf_make(a);
	(void)e;
	buf_printf(&b, "max=%lld rung=%d\n", (long long)rq->max_output, (int)q->rung);
	for (size_t i = 0; i < rq->n_messages; i++)
		buf_printf(&b, "%d: " STR_FMT "\n", (int)rq->messages[i].role,
			STR_ARG(rq->messages[i].text));
	*out = (struct llm_wire){.url = ep->base_url, .body = buf_str(&b), .n_headers = 1};
	out->headers = ARENA_NEW(a, struct str);
	out->headers[0] = str_cat(a, STR("x-api-key: "), ep->key);
	return true;
}

static struct llm_answer *plain_begin(const struct llm_endpoint *ep, const struct llm_quirks *q,
	struct arena *a, const struct llm_request *rq, void (*on_text)(void *ctx, struct str piece),
	void *ctx)
{
	struct llm_answer *x = ARENA_NEW(a, struct llm_answer);
	(void)ep, (void)rq;
	*x = (struct llm_answer){buf_make(a), *q, on_text, ctx};
	return x;
}

static bool plain_feed(struct llm_answer *x, struct str bytes)
{
	buf_put(&x->b, bytes);
	if (x->on_text)
		x->on_text(x->ctx, bytes);
	return true;
}

static const struct {
	unsigned status;
	const char *word;
	enum llm_fault fault;
} plain_faults[] = {
	{400, "rung", LLM_PARAM},
	{400, "context", LLM_CONTEXT},
	{400, "", LLM_REQUEST},
	{401, "", LLM_AUTH},
	{402, "", LLM_QUOTA},
	{404, "", LLM_MODEL},
	{429, "", LLM_RATE},
	{500, "", LLM_SERVER},
	{503, "", LLM_LOADING},
	{529, "", LLM_OVERLOADED},
};

static bool plain_refusal(
	struct llm_answer *x, const struct llm_answer_head *h, bool whole, struct llm_failure *f)
{
	struct str body = buf_str(&x->b);
	f->fault = LLM_NETWORK;
	f->learnt = x->sent;
	(void)snprintf(f->text, sizeof f->text, "%.300s", whole ? str_z(x->b.a, body) : "broken");
	f->wait_ms = -1;
	if (h->retry_after.n)
		f->wait_ms = (int64_t)(atof(h->retry_after.p) * 1000);
	for (size_t i = 0; whole && i < COUNT(plain_faults); i++)
		if (plain_faults[i].status == h->status &&
			str_find(body, str_of(plain_faults[i].word)) != STR_NPOS) {
			f->fault = plain_faults[i].fault;
			break;
		}
	if (f->fault == LLM_PARAM)
		f->learnt.rung++;
	return false;
}

static bool plain_finish(struct llm_answer *x, const struct llm_answer_head *h, bool whole,
	struct llm_result *out, struct llm_failure *f)
{
	static const char *const names[] = {"stop", "calls", "length", "refusal", "filter"};
	struct str rest = buf_str(&x->b), line, word;
	if (!whole || h->status != 200)
		return plain_refusal(x, h, whole, f);
	str_line(&rest, &line);
	str_cut(&line, ' ', &word);
	out->finish = LLM_BROKEN;
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eqz(word, names[i]))
			out->finish = (enum llm_finish)i;
	str_cut(&line, ' ', &word);
	str_to_i64(word, &out->usage.input);
	str_to_i64(line, &out->usage.output);
	out->text = rest;
	return true;
}

static const struct llm_provider plain = {.name = "plain",
	.build = plain_build,
	.begin = plain_begin,
	.feed = plain_feed,
	.finish = plain_finish};

/* --- a rig ------------------------------------------------------------------------------- */

struct rig {
	struct arena *a;
	struct peer *w;
	struct client *c;
	struct client_options opt;
	struct http_options http;
	struct buf notes; /* and all other words that come out */
	struct buf text; /* of on_text */
	struct client_done done[128];
	size_t n_done, n_kept;
	double kept_cost;
	struct llm_request kept;
	double started;
	bool stop, no_room;
	bool stop_when_here; /* the server has a request */
};

static double fast_clock(void *ctx)
{
	struct timespec t;
	(void)ctx;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 100 * ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

static bool is_stopped(void *ctx)
{
	struct rig *r = ctx;
	return r->stop || (r->stop_when_here && peer_n_requests(r->w));
}

static void take_note(void *ctx, int level, struct str line)
{
	struct rig *r = ctx;
	assert_int_equal(level, str_find(line, STR("being loaded; w")) == STR_NPOS ? 2 : 1);
	buf_put(&r->notes, line);
	buf_putc(&r->notes, '\n');
}

static bool keep(void *ctx, void *tag, const struct llm_request *rq, const struct llm_result *res,
	double cost, struct err *e)
{
	struct rig *r = ctx;
	(void)tag, (void)res;
	r->n_kept++;
	r->kept = *rq;
	r->kept_cost = cost;
	return !r->no_room || err_set(e, ERR_DB, "the ledger is full");
}

static struct rig *rig(struct arena *a, const struct peer_step *steps, size_t n)
{
	struct rig *r = ARENA_NEW(a, struct rig);
	r->a = a;
	r->w = peer_open(steps, n);
	r->notes = buf_make(a);
	r->text = buf_make(a);
	r->started = fast_clock(NULL);
	r->http = (struct http_options){.agent = "kb/test", .allow_private = true};
	r->opt = (struct client_options){.in_flight = 1,
		.retries = 5,
		.connect_ms = 5000,
		.idle_ms = 500,
		.total_ms = 20000,
		.price = {0, 0, -1, -1},
		.seed = 7,
		.elapsed = fast_clock,
		.stopped = is_stopped,
		.note = take_note,
		.keep = keep,
		.ctx = r,
		.http = &r->http};
	r->opt.endpoint = (struct llm_endpoint){
		.provider = &plain, .base_url = peer_url(r->w, a, "/"), .key = STR(CANARY)};
	return r;
}

static void rig_open(struct rig *r)
{
	struct err e = {0};
	if (!client_open(r->a, &r->opt, &r->c, &e))
		fail_msg("%s", e.text);
}

static struct client_call *add(struct rig *r, const char *text)
{
	struct client_call *call = ARENA_NEW(r->a, struct client_call);
	call->a = r->a;
	call->rq.messages = ARENA_NEW(r->a, struct llm_message);
	call->rq.messages->text = str_of(text);
	call->rq.n_messages = 1;
	call->rq.max_output = 1000;
	call->ctx = r;
	client_add(r->c, call);
	return call;
}

/* Until none is left; NULL's error otherwise. */
static struct err rig_run(struct rig *r)
{
	struct err e = {0};
	while (r->n_done < COUNT(r->done) && client_next(r->c, &r->done[r->n_done], &e)) {
		buf_puts(&r->notes, r->done[r->n_done].why);
		buf_putc(&r->notes, '\n');
		r->n_done++;
	}
	return e;
}

/* The key stands in a header of each request, and nowhere else. */
static void check_canary(struct rig *r)
{
	assert_true(str_find(buf_str(&r->notes), STR(CANARY)) == STR_NPOS);
	for (size_t i = 0; i < peer_n_requests(r->w); i++) {
		struct str rq = peer_request(r->w, i);
		size_t at = str_find(rq, STR(CANARY)), end = str_find(rq, STR("\r\n\r\n"));
		assert_true(at < end);
		assert_true(str_find_from(rq, at + 1, STR(CANARY)) == STR_NPOS);
	}
}

static void rig_close(struct rig *r)
{
	check_canary(r);
	client_close(r->c);
	peer_close(r->w);
}

/* One call against a script: its end. */
static struct client_done one(struct rig *r)
{
	rig_open(r);
	add(r, "question");
	struct err e = rig_run(r);
	assert_int_equal(e.code, ERR_NONE);
	assert_int_equal(r->n_done, 1);
	return r->done[0];
}

static bool has(struct rig *r, const char *text)
{
	return str_find(buf_str(&r->notes), str_of(text)) != STR_NPOS;
}

/* --- tests ------------------------------------------------------------------------------- */

static void test_one_answer(void **state)
{
	static const struct peer_step steps[] = {OK("stop 10 20\nhello")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.price = (struct client_price){1000, 2000, -1, -1};
	struct client_done d = one(r);
	assert_int_equal(d.fault, LLM_NO_FAULT);
	assert_true(str_eqz(d.result.text, "hello"));
	assert_int_equal(d.result.tries, 1);
	assert_true(d.cost > 0.0499 && d.cost < 0.0501);
	assert_int_equal(r->n_kept, 1);
	assert_int_equal(client_sums(r->c).usage.output, 20);
	rig_close(r);
}

static void test_larger_priority_first(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 1\nx")};
	static const char want[] = "hfdbaceg";
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	for (const char *p = "abcdefgh"; *p; p++) {
		struct client_call *call = ARENA_NEW(r->a, struct client_call);
		*call = (struct client_call){.a = r->a, .priority = (*p - 'a') % 2 ? *p : 0};
		call->rq.messages = ARENA_NEW(r->a, struct llm_message);
		call->rq.messages->text = str_dup(r->a, str_make(p, 1));
		call->rq.n_messages = 1;
		client_add(r->c, call);
	}
	rig_run(r);
	assert_int_equal(r->n_done, 8);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(r->done[i].call->rq.messages->text.p[0], want[i]);
	rig_close(r);
}

static void test_what_follows_a_try(void **state)
{
	static const char spaces[1 << 20];
	static const struct {
		struct peer_step steps[3];
		size_t n;
		unsigned retries;
		enum llm_fault fault;
		size_t n_requests;
		const char *says;
	} rows[] = {
		{{STATUS("500 No", "x"), STATUS("500 No", "x"), OK("stop 1 1\nx")}, 3, 5,
			LLM_NO_FAULT, 3, "try 3 of 6"},
		{{STATUS("500 No", "broken thing")}, 1, 2, LLM_SERVER, 3, "broken thing"},
		{{STATUS("500 No\nx-should-retry: false", "x")}, 1, 5, LLM_SERVER, 1, ""},
		{{STATUS("400 No\nx-should-retry: true", "x"), OK("stop 1 1\nx")}, 2, 5,
			LLM_NO_FAULT, 2, ""},
		{{STATUS("400 No", "bad shape")}, 1, 5, LLM_REQUEST, 1, "bad shape"},
		{{STATUS("400 No", "context")}, 1, 5, LLM_CONTEXT, 1, "llm.context"},
		{{BROKEN(PEER_CLOSE), BROKEN(PEER_RESET), OK("stop 1 1\nx")}, 3, 5, LLM_NO_FAULT, 3,
			"the network failed"},
		{{{.then = PEER_RESET}, {.then = PEER_CLOSE}, OK("stop 1 1\nx")}, 3, 5,
			LLM_NO_FAULT, 3, ""},
		{{{.then = PEER_HANG}}, 1, 1, LLM_TIMEOUT, 2, "nothing came for 0.5 s"},
		{{{.reply = "HTTP/1.1 200 OK\n\n",
			 .more = {spaces, sizeof spaces},
			 .times = 50,
			 .then = PEER_CLOSE}},
			1, 5, LLM_LARGE, 1, "larger than 32 MB"},
		{{STATUS("429 Slow\nRetry-After: 3", "x"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT,
			2, "in 3.0 s, and all wait"},
		{{STATUS("529 Full", "x"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT, 2,
			"and all wait"},
		{{STATUS("429 Slow", "x")}, 1, 2, LLM_RATE, 3, "llm.concurrency"},
		{{STATUS("429 Slow\nRetry-After: 7300", "x")}, 1, 5, LLM_RATE, 1, "2.0 hours"},
		{{STATUS("429 Slow\nRetry-After: 0", "x"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT,
			2, ""},
		{{OK("stop 1 1\n"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT, 2,
			"the service failed"},
		{{OK("odd 1 1\nx"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT, 2, ""},
		{{OK("refusal 1 1\nI will\nnot")}, 1, 5, LLM_REFUSED, 1, "I will not"},
		{{OK("filter 1 1\n")}, 1, 5, LLM_REFUSED, 1, "content filter"},
		{{OK("length 1 1\nhal"), OK("stop 1 1\nx")}, 2, 5, LLM_NO_FAULT, 2, "2000 tokens"},
		{{OK("length 1 1\nhal")}, 1, 5, LLM_CUT, 2, "2000 tokens were not enough"},
		{{STATUS("401 No", "no " CANARY " here")}, 1, 5, LLM_AUTH, 1, "check the key"},
		{{STATUS("402 No", "x")}, 1, 5, LLM_QUOTA, 1, "add credit"},
		{{STATUS("404 No", "x")}, 1, 5, LLM_MODEL, 1, "llm.model"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct rig *r = rig(*state, rows[i].steps, rows[i].n);
		r->opt.retries = rows[i].retries;
		struct client_done d = one(r);
		if (d.fault != rows[i].fault || peer_n_requests(r->w) != rows[i].n_requests ||
			d.result.tries != rows[i].n_requests || !has(r, rows[i].says))
			fail_msg("row %zu: fault %d, %zu requests, %u tries: %s\n%.*s", i,
				(int)d.fault, peer_n_requests(r->w), d.result.tries, d.why,
				(int)r->notes.n, r->notes.p);
		if (d.fault)
			assert_non_null(strstr(d.why, "127.0.0.1:"));
		assert_int_equal(r->n_kept, !d.fault);
		rig_close(r);
	}
}

static void test_all_wait(void **state)
{
	struct peer_step steps[9];
	for (size_t i = 0; i < 8; i++)
		steps[i] = (struct peer_step)STATUS("429 Slow\nRetry-After: 20", "x");
	for (size_t i = 0; i < 8; i++)
		steps[i].together = 8;
	steps[8] = (struct peer_step)OK("stop 1 1\nx");
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.in_flight = 8;
	rig_open(r);
	for (size_t i = 0; i < 20; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(r->n_done, 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(r->done[i].fault, LLM_NO_FAULT);
	assert_int_equal(peer_n_requests(r->w), 28);
	assert_true(fast_clock(NULL) - r->started >= 20);
	assert_int_equal(client_sums(r->c).most_in_flight, 8);
	assert_int_equal(client_sums(r->c).again, 8);
	assert_int_equal(r->c->gate.width, 5); /* halved once, grown by one after 20 */
	rig_close(r);
}

static void test_gate(void **state)
{
	struct gate g, h;
	(void)state;
	gate_open(&g, 9, 1);
	assert_true(gate_is_open(&g, 0, 8));
	assert_false(gate_is_open(&g, 0, 9));
	gate_miss(&g, 10, 1, 5000);
	assert_int_equal(g.width, 4);
	assert_false(gate_is_open(&g, 14.9, 0));
	assert_true(gate_is_open(&g, 15, 3));
	gate_miss(&g, 11, 9, 1000); /* of the same burst */
	assert_int_equal(g.width, 4);
	assert_true(gate_is_open(&g, 15, 3));
	for (double t = 20; t < 30; t++)
		gate_miss(&g, t, t - 0.5, 1);
	assert_int_equal(g.width, 1);
	for (size_t i = 0; i < 19; i++)
		gate_good(&g, 3);
	assert_int_equal(g.width, 1);
	for (size_t i = 0; i < 61; i++)
		gate_good(&g, 3);
	assert_int_equal(g.width, 3);
	gate_open(&g, 1, 99);
	gate_open(&h, 1, 99);
	double most = 0;
	for (unsigned n = 0; n < 400; n++) {
		double x = gate_jitter(&g, n), bound = n < 7 ? 0.5 * (1u << n) : 60;
		assert_true(x == gate_jitter(&h, n) && x >= 0 && x < bound);
		most = x > most ? x : most;
	}
	assert_true(most > 50);
}

static void test_a_fault_stops_all(void **state)
{
	static const struct peer_step steps[] = {
		OK("stop 1 1\nx"), STATUS("401 No", "who is " CANARY "?")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	for (size_t i = 0; i < 6; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(peer_n_requests(r->w), 2);
	assert_int_equal(r->n_done, 6);
	assert_int_equal(r->done[0].fault, LLM_NO_FAULT);
	for (size_t i = 1; i < 6; i++) {
		assert_int_equal(r->done[i].fault, LLM_AUTH);
		assert_string_equal(r->done[i].why, r->done[1].why);
	}
	rig_close(r);
}

static void test_a_long_wait_stops_all(void **state)
{
	static const struct peer_step steps[] = {STATUS("429 Slow\nRetry-After: 121", "x")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	for (size_t i = 0; i < 4; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(peer_n_requests(r->w), 1);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(r->done[i].fault, LLM_RATE);
	rig_close(r);
}

/* A local server that loads the model is waited for, longer than any retries last; told once. */
static void test_loading_is_waited_for(void **state)
{
	static const struct peer_step steps[] = {STATUS("503 X", "Loading model"),
		STATUS("503 X", "Loading model"), STATUS("503 X", "Loading model"),
		STATUS("503 X", "Loading model"), OK("stop 1 1\nx")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.retries = 1;
	struct client_done d = one(r);
	assert_int_equal(d.fault, LLM_NO_FAULT);
	assert_int_equal(d.result.tries, 5);
	assert_true(fast_clock(NULL) - r->started >= 8);
	size_t at = str_find(buf_str(&r->notes), STR("waiting for it"));
	assert_true(at != STR_NPOS);
	assert_true(str_find_from(buf_str(&r->notes), at + 1, STR("waiting for it")) == STR_NPOS);
	rig_close(r);
}

static void test_loading_ends(void **state)
{
	static const struct peer_step steps[] = {STATUS("503 X", "Loading model")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	add(r, "one");
	add(r, "two");
	rig_run(r);
	assert_int_equal(r->n_done, 2);
	assert_int_equal(r->done[0].fault, LLM_LOADING);
	assert_int_equal(r->done[1].fault, LLM_LOADING);
	assert_true(fast_clock(NULL) - r->started >= 20 && has(r, "raise llm.timeout"));
	rig_close(r);
}

static void test_nobody_there(void **state)
{
	struct rig *r = rig(*state, NULL, 0);
	struct peer *gone = peer_open(NULL, 0);
	r->opt.endpoint.base_url = peer_url(gone, r->a, "/");
	peer_close(gone);
	r->opt.retries = 2;
	rig_open(r);
	for (size_t i = 0; i < 50; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(r->n_done, 50);
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(r->done[i].fault, LLM_NETWORK);
	assert_true(client_sums(r->c).sent <= 6);
	rig_close(r);
}

static void test_what_is_refused_is_learnt(void **state)
{
	static const struct peer_step steps[] = {STATUS("400 No", "rung"), STATUS("400 No", "rung"),
		OK("stop 1 1\nx"), OK("stop 1 1\ny")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.retries = 0;
	rig_open(r);
	add(r, "q");
	add(r, "q");
	rig_run(r);
	assert_int_equal(r->done[0].fault, LLM_NO_FAULT);
	assert_int_equal(r->done[1].fault, LLM_NO_FAULT);
	assert_int_equal(peer_n_requests(r->w), 4);
	assert_int_equal(client_quirks(r->c).rung, 2);
	for (size_t i = 0; i < 4; i++)
		assert_true(str_find(peer_request(r->w, i),
				    str_printf(r->a, "rung=%zu", i < 2 ? i : 2)) != STR_NPOS);
	rig_close(r);
}

/* All in flight are refused at once: a step of the ladder each round, not one a call. */
static void test_many_learn_one_step(void **state)
{
	struct peer_step steps[9];
	for (size_t i = 0; i < 8; i++) {
		steps[i] = (struct peer_step)STATUS("400 No", "rung");
		steps[i].together = 8;
	}
	steps[8] = (struct peer_step)OK("stop 1 1\nx");
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.in_flight = 8;
	rig_open(r);
	for (size_t i = 0; i < 8; i++)
		add(r, "q");
	rig_run(r);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(r->done[i].fault, LLM_NO_FAULT);
	assert_int_equal(client_quirks(r->c).rung, 1);
	rig_close(r);
}

static bool wants_digits(void *ctx, struct arena *a, struct str text, void **value, struct err *e)
{
	int64_t *n = ARENA_NEW(a, int64_t);
	(void)ctx;
	*value = n;
	return str_to_i64(text, n) || err_set(e, ERR_MODEL, "answer: digits expected");
}

static void test_repair(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 2\nforty"), OK("stop 3 4\n42"),
		OK("stop 1 1\nfifty"), OK("stop 1 1\nsixty")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.price = (struct client_price){1e6, 1e6, -1, -1};
	rig_open(r);
	add(r, "q1")->check = wants_digits;
	add(r, "q2")->check = wants_digits;
	rig_run(r);
	assert_int_equal(r->done[0].fault, LLM_NO_FAULT);
	assert_int_equal(*(int64_t *)r->done[0].value, 42);
	assert_int_equal(r->done[0].result.tries, 2);
	assert_true(r->done[0].cost > 9.99 && r->done[0].cost < 10.01);
	assert_int_equal(r->n_kept, 1);
	assert_int_equal(r->kept.n_messages, 1); /* kept under the first question */
	assert_true(r->kept_cost > 9.99);
	struct str again = peer_request(r->w, 1);
	assert_true(str_find(again, STR("0: q1\n1: forty\n0: ")) != STR_NPOS);
	assert_true(str_find(again, STR("answer: digits expected")) != STR_NPOS);
	assert_int_equal(r->done[1].fault, LLM_SCHEMA);
	assert_non_null(strstr(r->done[1].why, "answer: digits expected"));
	assert_int_equal(peer_n_requests(r->w), 4);
	rig_close(r);
}

static void test_json_is_found_in_prose(void **state)
{
	static const struct peer_step steps[] = {
		OK("stop 1 1\nHere it is:\n```json\n{\"a\": [1, 2]}\n```\nBye."),
		OK("stop 1 1\nno such thing"), OK("stop 1 1\n{\"a\": 3}")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	for (size_t i = 0; i < 2; i++)
		add(r, "q");
	for (size_t i = 0; i < r->c->waiting.n; i++)
		r->c->waiting.v[i]->call->rq.schema = STR("{\"type\":\"object\"}");
	rig_run(r);
	assert_true(str_eqz(r->done[0].result.text, "{\"a\": [1, 2]}"));
	assert_true(str_eqz(r->done[1].result.text, "{\"a\": 3}"));
	assert_true(str_find(peer_request(r->w, 2), STR("there is no JSON in it")) != STR_NPOS);
	rig_close(r);
}

static void test_a_larger_cap_fits_the_context(void **state)
{
	static const struct peer_step steps[] = {OK("length 1 1\nx"), OK("stop 1 1\nx")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.endpoint.context = 1500;
	struct client_done d = one(r);
	assert_int_equal(d.fault, LLM_NO_FAULT);
	struct str second = peer_request(r->w, 1);
	int64_t max = atoll(str_from(second, str_find(second, STR("max=")) + 4).p);
	assert_true(max > 1000 && max < 1500);
	rig_close(r);
}

static void take_text(void *ctx, struct str piece)
{
	struct rig *r = ctx;
	buf_put(&r->text, piece.n ? piece : STR("<void>"));
}

static void test_a_further_try_voids_the_text(void **state)
{
	static const struct peer_step steps[] = {BROKEN(PEER_CLOSE), OK("stop 1 1\nwhole")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	rig_open(r);
	add(r, "q")->on_text = take_text;
	rig_run(r);
	assert_true(str_eqz(buf_str(&r->text), "stop 1 1\nhal<void>stop 1 1\nwhole"));
	rig_close(r);
}

/* --- money ------------------------------------------------------------------------------- */

static void test_the_wall(void **state)
{
	static const struct {
		double output; /* USD a million */
		const char *reply;
		size_t most, least;
	} rows[] = {
		{30, "HTTP/1.1 200 OK\n\nstop 1 1000\nx", 33, 33}, /* 0.03, as feared */
		{60, "HTTP/1.1 200 OK\n\nstop 1 500\nx", 33,
			32}, /* 0.03, half of what was feared */
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct peer_step steps[] = {{.reply = rows[i].reply, .length = true}};
		struct rig *r = rig(*state, steps, 1);
		r->opt.in_flight = 8;
		r->opt.max_cost = 1.00;
		r->opt.price = (struct client_price){0, rows[i].output, -1, -1};
		rig_open(r);
		for (size_t k = 0; k < 100; k++)
			add(r, "q");
		rig_run(r);
		assert_int_equal(r->n_done, 100);
		struct client_sums s = client_sums(r->c);
		if (s.good > rows[i].most || s.good < rows[i].least)
			fail_msg("row %zu: %zu answers for %f", i, s.good, s.cost);
		assert_true(s.cost <= 1.00);
		assert_int_equal(s.good, s.sent);
		size_t n_wall = 0;
		for (size_t k = 0; k < 100; k++)
			n_wall += r->done[k].fault == LLM_WALL;
		assert_int_equal(n_wall, 100 - s.good);
		assert_true(has(r, "--max-cost"));
		rig_close(r);
	}
}

/* What was lost on its way may have been billed. */
static void test_lost_answers_count(void **state)
{
	static const struct peer_step steps[] = {BROKEN(PEER_CLOSE), OK("stop 1 1000\nx")};
	struct rig *r = rig(*state, steps, COUNT(steps));
	r->opt.max_cost = 0.10;
	r->opt.spent = 0.01;
	r->opt.price = (struct client_price){0, 30, -1, -1};
	rig_open(r);
	for (size_t k = 0; k < 10; k++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(client_sums(r->c).sent, 3);
	assert_true(client_sums(r->c).cost_unknown);
	assert_true(has(r, "lost on their way"));
	rig_close(r);
}

static void test_no_wall_without_a_price(void **state)
{
	struct rig *r = rig(*state, NULL, 0);
	struct err e = {0};
	r->opt.max_cost = 1;
	r->opt.price.input = -1;
	assert_false(client_open(r->a, &r->opt, &r->c, &e));
	assert_int_equal(e.code, ERR_CONFIG);
	assert_non_null(strstr(e.text, "prices:"));
	peer_close(r->w);
}

static void test_no_wall_without_a_bound(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 1\nx")};
	struct rig *r = rig(*state, steps, 1);
	r->opt.max_cost = 1;
	r->opt.price = (struct client_price){1, 1, -1, -1};
	rig_open(r);
	add(r, "q")->rq.max_output = 0;
	r->c->waiting.v[0]->rq.max_output = 0;
	rig_run(r);
	assert_int_equal(r->done[0].fault, LLM_WALL);
	assert_int_equal(peer_n_requests(r->w), 0);
	rig_close(r);
}

static bool about(double x, double y)
{
	return x > y - 1e-9 && x < y + 1e-9;
}

static void test_prices(void **state)
{
	struct client_price p = {2, 10, 0.5, 2.5};
	struct llm_usage u = {1000000, 400000, 100000, 100000, -1, -1};
	(void)state;
	assert_true(about(client_cost(&p, &u), 1.0 + 0.2 + 0.25 + 1.0));
	u.cost = 0.125;
	assert_true(about(client_cost(&p, &u), 0.125));
	u = (struct llm_usage){-1, -1, -1, -1, -1, -1};
	assert_true(client_cost(&p, &u) < 0);
	p.input = -1;
	assert_true(client_cost(&p, &u) < 0);
	p = (struct client_price){0, 0, -1, -1};
	assert_true(about(client_cost(&p, &u), 0));
}

/* --- stopping ---------------------------------------------------------------------------- */

static void test_a_stop_lets_end(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 1\nx")};
	struct rig *r = rig(*state, steps, 1);
	r->opt.in_flight = 2;
	r->stop_when_here = true;
	rig_open(r);
	for (size_t i = 0; i < 10; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(r->n_done, 10);
	struct client_sums s = client_sums(r->c);
	assert_true(s.good >= 1 && s.good == s.sent && s.sent < 10);
	for (size_t i = 0; i < 10; i++)
		assert_true(r->done[i].fault == LLM_NO_FAULT || r->done[i].fault == LLM_HALTED);
	rig_close(r);
}

static void test_a_stop_waits_not_for_ever(void **state)
{
	static const struct peer_step steps[] = {{.then = PEER_HANG}};
	struct rig *r = rig(*state, steps, 1);
	r->opt.in_flight = 2;
	r->opt.idle_ms = 20000;
	r->stop_when_here = true;
	rig_open(r);
	for (size_t i = 0; i < 3; i++)
		add(r, "q");
	rig_run(r);
	assert_int_equal(r->n_done, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(r->done[i].fault, LLM_HALTED);
	double waited = fast_clock(NULL) - r->started;
	assert_true(waited >= CLIENT_HALT_S);
	rig_close(r);
}

static void test_what_cannot_be_kept_ends_the_run(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 1\nx")};
	struct rig *r = rig(*state, steps, 1);
	r->no_room = true;
	rig_open(r);
	for (size_t i = 0; i < 3; i++)
		add(r, "q");
	struct err e = rig_run(r);
	assert_int_equal(e.code, ERR_DB);
	assert_string_equal(e.text, "the ledger is full");
	assert_int_equal(r->n_done, 0);
	assert_int_equal(peer_n_requests(r->w), 1);
	rig_close(r);
}

static void test_close_in_flight(void **state)
{
	static const struct peer_step steps[] = {OK("stop 1 1\nx"), {.then = PEER_HANG}};
	struct rig *r = rig(*state, steps, COUNT(steps));
	struct err e = {0};
	r->opt.in_flight = 3;
	rig_open(r);
	for (size_t i = 0; i < 5; i++)
		add(r, "q");
	assert_true(client_next(r->c, &r->done[0], &e));
	rig_close(r);
}

static int setup(void **state)
{
	*state = arena_make();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_one_answer),
		TEST(test_larger_priority_first),
		TEST(test_what_follows_a_try),
		TEST(test_all_wait),
		TEST(test_gate),
		TEST(test_a_fault_stops_all),
		TEST(test_a_long_wait_stops_all),
		TEST(test_loading_is_waited_for),
		TEST(test_loading_ends),
		TEST(test_nobody_there),
		TEST(test_what_is_refused_is_learnt),
		TEST(test_many_learn_one_step),
		TEST(test_repair),
		TEST(test_json_is_found_in_prose),
		TEST(test_a_larger_cap_fits_the_context),
		TEST(test_a_further_try_voids_the_text),
		TEST(test_the_wall),
		TEST(test_lost_answers_count),
		TEST(test_no_wall_without_a_price),
		TEST(test_no_wall_without_a_bound),
		TEST(test_prices),
		TEST(test_a_stop_lets_end),
		TEST(test_a_stop_waits_not_for_ever),
		TEST(test_what_cannot_be_kept_ends_the_run),
		TEST(test_close_in_flight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
