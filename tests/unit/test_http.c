/* test_http.c - the door of libcurl against a server of scripted bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "llm/http.h"
#include "peer.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK_HI "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nhi"

static struct http *open_http(struct arena *a, bool allow_private)
{
	static struct http_options opt = {.agent = "kb/test"};
	struct http *h;
	struct err e = {0};
	opt.allow_private = allow_private;
	if (!http_open(a, &opt, &h, &e))
		fail_msg("%s", e.text);
	return h;
}

static struct http_request request(struct str url)
{
	return (struct http_request){.url = url,
		.max_bytes = HTTP_MAX_REPLY,
		.connect_ms = 5000,
		.idle_ms = 1000,
		.total_ms = 20000};
}

static struct http_end run(struct http *h, struct arena *a, const struct http_request *rq)
{
	struct http_end end;
	struct err e = {0};
	if (!http_start(h, a, rq, &e))
		fail_msg("%s", e.text);
	while (!http_wait(h, 100, &end))
		;
	return end;
}

static void test_post(void **state)
{
	static const struct peer_step steps[] = {{.reply = OK_HI, .length = true}};
	const struct str headers[] = {STR("Authorization: Bearer canary"), STR("X-Empty;"),
		STR("Content-Type: application/json")};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/v1/chat"));
	struct buf body = buf_make(*state);
	struct http_reply r;
	struct err e = {0};
	buf_fill(&body, 'x', 300000);
	rq.body = buf_str(&body);
	rq.headers = headers;
	rq.n_headers = 1;
	assert_true(http_send(h, *state, &rq, &r, &e));
	assert_int_equal(r.status, 200);
	assert_true(str_eqz(r.body, "hi"));
	struct str got = peer_request(w, 0);
	assert_true(str_starts(got, STR("POST /v1/chat HTTP/1.1\r\n")));
	assert_true(str_ends(got, rq.body));
	assert_true(str_find(got, STR("Authorization: Bearer canary\r\n")) != STR_NPOS);
	assert_true(str_ifind(got, STR("expect:")) == STR_NPOS);
	assert_true(r.bytes_out > 300000 && r.bytes_out < 301000);
	rq.n_headers = 2;
	assert_false(http_send(h, *state, &rq, &r, &e));
	assert_null(strstr(e.text, "X-Empty"));
	rq.n_headers = 0;
	rq.method = "PUT";
	assert_true(http_send(h, *state, &rq, &r, NULL));
	assert_true(str_starts(peer_request(w, 1), STR("PUT /v1/chat HTTP/1.1\r\n")));
	http_close(h);
	peer_close(w);
}

static void test_no_line_in_a_header(void **state)
{
	const struct str headers[] = {STR("Authorization: Bearer canary\r\nX: y")};
	struct http *h = open_http(*state, true);
	struct http_request rq = request(STR("http://127.0.0.1:1/"));
	struct err e = {0};
	rq.headers = headers;
	rq.n_headers = 1;
	assert_false(http_start(h, *state, &rq, &e));
	assert_int_equal(e.code, ERR_CONFIG);
	assert_null(strstr(e.text, "canary"));
	http_close(h);
}

/* The server answers none before all are there. */
static void test_many_at_once(void **state)
{
	static const struct peer_step steps[] = {{.reply = OK_HI, .length = true, .together = 8}};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_end end;
	bool seen[8] = {0};
	size_t marks[8] = {0, 1, 2, 3, 4, 5, 6, 7};
	for (size_t i = 0; i < 8; i++) {
		struct http_request rq = request(peer_url(w, *state, "/"));
		rq.body = STR("x");
		rq.ctx = &marks[i];
		assert_true(http_start(h, *state, &rq, NULL));
	}
	for (size_t n = 0; n < 8;) {
		if (!http_wait(h, 100, &end))
			continue;
		assert_int_equal(end.fate, HTTP_WHOLE);
		size_t i = *(size_t *)end.ctx;
		assert_false(seen[i]);
		seen[i] = true;
		n++;
	}
	assert_false(http_wait(h, 1, &end));
	http_close(h);
	peer_close(w);
}

static void test_connections_are_kept(void **state)
{
	static const struct peer_step steps[] = {{.reply = OK_HI, .length = true}};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	rq.body = STR("x");
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(run(h, *state, &rq).fate, HTTP_WHOLE);
	assert_int_equal(peer_n_requests(w), 10);
	assert_int_equal(peer_n_connections(w), 1);
	http_close(h);
	peer_close(w);
}

/* curl by itself would send a body again when a kept connection gives no answer: it may be paid. */
static void test_a_body_is_sent_once(void **state)
{
	static const struct peer_step steps[] = {
		{.reply = OK_HI, .length = true}, {.then = PEER_CLOSE}, {.then = PEER_RESET}};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	rq.body = STR("x");
	assert_int_equal(run(h, *state, &rq).fate, HTTP_WHOLE);
	assert_int_equal(run(h, *state, &rq).fate, HTTP_BROKEN);
	assert_int_equal(peer_n_requests(w), 2);
	assert_int_equal(run(h, *state, &rq).fate, HTTP_BROKEN);
	assert_int_equal(peer_n_requests(w), 3);
	http_close(h);
	peer_close(w);
}

static void test_a_redirect_is_an_answer(void **state)
{
	static const struct peer_step trap_steps[] = {{.reply = OK_HI, .length = true}};
	const struct str headers[] = {STR("x-api-key: canary")};
	struct peer *trap = peer_open(trap_steps, 1);
	struct str to = peer_url(trap, *state, "/elsewhere");
	const struct peer_step steps[] = {
		{.reply = str_printf(
			 *state, "HTTP/1.1 307 Moved\nLocation: " STR_FMT "\n\n", STR_ARG(to))
				  .p,
			.length = true}};
	struct peer *w = peer_open(steps, 1);
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	struct http_reply r;
	rq.headers = headers;
	rq.n_headers = 1;
	rq.body = STR("x");
	struct http_end end = run(h, *state, &rq);
	assert_int_equal(end.fate, HTTP_WHOLE);
	assert_int_equal(end.reply.status, 307);
	assert_true(str_eq(end.reply.location, to));
	assert_int_equal(peer_n_requests(trap), 0);
	rq.body = STR("");
	assert_true(http_get(h, *state, &rq, &r, NULL)); /* follows, without the key */
	assert_int_equal(peer_n_requests(trap), 1);
	assert_true(str_find(peer_request(w, 1), STR("canary")) != STR_NPOS);
	assert_true(str_find(peer_request(trap, 0), STR("canary")) == STR_NPOS);
	http_close(h);
	peer_close(w);
	peer_close(trap);
}

static bool sink_some(void *ctx, struct str piece)
{
	size_t *n = ctx;
	*n += piece.n;
	return *n < 100;
}

static void test_a_sink_may_have_enough(void **state)
{
	static const struct peer_step steps[] = {
		{.reply = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n",
			.more = {": ping\n\n", 8},
			.times = 1000000,
			.then = PEER_CLOSE}};
	struct peer *w = peer_open(steps, 1);
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	size_t n = 0;
	rq.sink = sink_some;
	rq.ctx = &n;
	struct http_end end = run(h, *state, &rq);
	assert_int_equal(end.fate, HTTP_ENOUGH);
	assert_int_equal(end.reply.status, 200);
	assert_true(str_eqz(end.reply.type, "text/event-stream"));
	assert_int_equal(end.reply.body.n, 0);
	assert_true(n >= 100 && n < 100000);
	http_close(h);
	peer_close(w);
}

static void test_ceilings(void **state)
{
	struct buf line = buf_make(*state);
	buf_puts(&line, "X-Long: ");
	buf_fill(&line, 'y', 1000);
	buf_puts(&line, "\r\n");
	struct str block = peer_gzip_zeros(*state, (size_t)100 << 20);
	assert_true(block.n < (size_t)1 << 20);
	const struct peer_step steps[] = {
		{.reply = "HTTP/1.1 200 OK\n\n", .more = block, .times = 60, .then = PEER_CLOSE},
		{.reply = "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n",
			.more = block,
			.times = 1,
			.then = PEER_CLOSE},
		{.reply = "HTTP/1.1 200 OK\nContent-Length: 50000000\n\n", .then = PEER_CLOSE},
		{.reply = "HTTP/1.1 200 OK",
			.more = buf_str(&line),
			.times = 100000,
			.then = PEER_CLOSE},
	};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	static const enum http_fate want[] = {HTTP_LARGE, HTTP_LARGE, HTTP_BROKEN, HTTP_LARGE};
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct arena *a = arena_make();
		struct http_end end = run(h, a, &rq);
		if (end.fate != want[i])
			fail_msg("step %zu: fate %d: %s", i, (int)end.fate, end.e.text);
		assert_true(arena_bytes(a) < (size_t)130 << 20);
		assert_true(end.reply.body.n <= HTTP_MAX_REPLY);
		arena_free(a);
	}
	http_close(h);
	peer_close(w);
}

static void test_how_it_ends(void **state)
{
	static const struct {
		struct peer_step step;
		enum http_fate fate;
		const char *body;
	} rows[] = {
		{{.reply = "HTTP/1.1 200 OK\nContent-Length: 9\n\nhalf", .then = PEER_CLOSE},
			HTTP_BROKEN, "half"},
		{{.reply = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4\r\nhalf\r\n",
			 .then = PEER_RESET},
			HTTP_BROKEN, "half"},
		{{.reply = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\r\nhalf\r\n",
			 .then = PEER_CLOSE},
			HTTP_BROKEN, ""},
		{{.reply = "HTTP/1.1 200 OK\nTransfer-Encoding: "
			   "chunked\n\n2;a=b\r\nwh\r\n0002\r\nol\r\n1\r\ne\r\n0\r\nT: x\r\n\r\n",
			 .piece = 3},
			HTTP_WHOLE, "whole"},
		{{.reply = "HTTP/1.0 200 OK\n\nwhole", .then = PEER_CLOSE}, HTTP_WHOLE, "whole"},
		{{.then = PEER_HANG}, HTTP_LATE, ""},
		{{.reply = "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\nno gzip",
			 .then = PEER_CLOSE},
			HTTP_BROKEN, ""},
		{{.reply = "SSH-2.0-OpenSSH\n\n", .then = PEER_CLOSE}, HTTP_BROKEN, ""},
		{{.reply = "HTTP/1.1 500 No\n\nwhy", .length = true}, HTTP_WHOLE, "why"},
	};
	struct peer_step steps[COUNT(rows)];
	for (size_t i = 0; i < COUNT(rows); i++)
		steps[i] = rows[i].step;
	struct peer *w = peer_open(steps, COUNT(rows));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	rq.body = STR("x");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_end end = run(h, *state, &rq);
		if (end.fate != rows[i].fate || !str_eqz(end.reply.body, rows[i].body))
			fail_msg("row %zu: fate %d, '%.*s', %s", i, (int)end.fate,
				(int)end.reply.body.n, end.reply.body.p, end.e.text);
		assert_int_equal(end.fate == HTTP_WHOLE, !end.e.code);
	}
	http_close(h);
	peer_close(w);
}

static void test_nobody_there(void **state)
{
	struct peer *w = peer_open(NULL, 0);
	struct str url = peer_url(w, *state, "/");
	struct http *h = open_http(*state, true);
	peer_close(w);
	struct http_request rq = request(url);
	rq.body = STR("x");
	struct http_end end = run(h, *state, &rq);
	assert_int_equal(end.fate, HTTP_UNREACHED);
	assert_int_equal(end.reply.status, 0);
	http_close(h);
	h = open_http(*state, false);
	assert_false(http_start(h, *state, &rq, NULL));
	http_close(h);
}

static void test_headers_for_a_further_try(void **state)
{
	static const struct peer_step steps[] = {
		{.reply = "HTTP/1.1 429 Slow\nRetry-After: 2\nretry-after-ms:  1500 \n"
			  "X-Should-Retry: false\nX-Request-Id: req_1\n"
			  "Date: Sat, 21 Nov 2026 12:00:00 GMT\n\n",
			.length = true},
		{.reply = "HTTP/1.1 200 OK\nrequest-id: req_2\n\n", .length = true}};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	struct http_reply r = run(h, *state, &rq).reply;
	assert_int_equal(r.status, 429);
	assert_true(str_eqz(r.retry_after, "2"));
	assert_true(str_eqz(r.retry_after_ms, "1500"));
	assert_true(str_eqz(r.should_retry, "false"));
	assert_true(str_eqz(r.request_id, "req_1"));
	assert_true(str_eqz(r.date, "Sat, 21 Nov 2026 12:00:00 GMT"));
	r = run(h, *state, &rq).reply;
	assert_true(str_eqz(r.request_id, "req_2"));
	assert_int_equal(r.retry_after.n, 0);
	http_close(h);
	peer_close(w);
}

static void test_abort(void **state)
{
	static const struct peer_step steps[] = {
		{.then = PEER_HANG}, {.then = PEER_HANG}, {.reply = OK_HI, .length = true}};
	struct peer *w = peer_open(steps, COUNT(steps));
	struct http *h = open_http(*state, true);
	struct http_request rq = request(peer_url(w, *state, "/"));
	struct http_end end;
	for (size_t i = 0; i < 2; i++)
		assert_true(http_start(h, *state, &rq, NULL));
	while (peer_n_requests(w) < 2)
		assert_false(http_wait(h, 5, &end));
	http_abort(h);
	assert_false(http_wait(h, 1, &end));
	assert_int_equal(run(h, *state, &rq).fate, HTTP_WHOLE);
	http_close(h);
	peer_close(w);
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
		TEST(test_post),
		TEST(test_no_line_in_a_header),
		TEST(test_many_at_once),
		TEST(test_connections_are_kept),
		TEST(test_a_body_is_sent_once),
		TEST(test_a_redirect_is_an_answer),
		TEST(test_a_sink_may_have_enough),
		TEST(test_ceilings),
		TEST(test_how_it_ends),
		TEST(test_nobody_there),
		TEST(test_headers_for_a_further_try),
		TEST(test_abort),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
