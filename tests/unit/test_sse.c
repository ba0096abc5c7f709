/* test_sse.c - events and values come out whole, at whatever split the bytes come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "llm/sse.h"

struct log {
	struct buf b;
	unsigned most; /* stop after so many; 0: never */
	unsigned n;
};

static bool note(void *ctx, struct str event, struct str data)
{
	struct log *l = ctx;
	buf_put(&l->b, event);
	buf_putc(&l->b, '|');
	buf_put(&l->b, data);
	buf_putc(&l->b, ';');
	return ++l->n != l->most;
}

static struct str events(struct arena *a, struct str body, size_t step)
{
	struct log l = {.b = buf_make(a)};
	struct sse s = sse_make(a, note, &l);
	for (size_t i = 0; i < body.n; i += step)
		assert_true(sse_feed(&s, str_sub(body, i, i + step)));
	return buf_str(&l.b);
}

static struct str values(struct arena *a, struct str body, size_t step)
{
	struct log l = {.b = buf_make(a)};
	struct json_cut c = json_cut_make(a, note, &l);
	for (size_t i = 0; i < body.n; i += step)
		assert_true(json_cut_feed(&c, str_sub(body, i, i + step)));
	return buf_str(&l.b);
}

/* The same at every split. */
static void gives(struct str (*fn)(struct arena *a, struct str body, size_t step), const char *body,
	size_t n, const char *want)
{
	struct arena *a = arena_make();
	for (size_t step = 1; step <= n + 1; step++)
		assert_string_equal(str_z(a, fn(a, str_make(body, n), step)), want);
	arena_free(a);
}
#define SSE(body, want) gives(events, body, sizeof(body) - 1, want)
#define CUT(body, want) gives(values, body, sizeof(body) - 1, want)

static void line_ends_of_all_kinds(void **state)
{
	(void)state;
	SSE("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\r\n\n", "|a;|b;|c;|d;");
}

static void fields(void **state)
{
	(void)state;
	SSE("event: e\nid: 7\nretry: 10\ndata:x\n\ndata: y\n\n", "e|x;|y;");
	SSE("data: a\ndata:b\ndata:  c\n\n", "|a\nb\n c;");
	SSE("data: {\"a\": \"b: c\"}\n\n", "|{\"a\": \"b: c\"};");
	SSE("event: only\n\ndata\n\ndata: x\n\n", "|x;");
	SSE("database: no\ndata : no\n\n", "");
}

static void comments_and_bom(void **state)
{
	(void)state;
	SSE("\xEF\xBB\xBF: ping\n\n: OPENROUTER PROCESSING\ndata: a\n: in between\n\n", "|a;");
	SSE("\xEF\xBB\xBF"
	    "data: a\n\n",
		"|a;");
}

static void what_is_cut_is_dropped(void **state)
{
	(void)state;
	SSE("data: a\n\ndata: b\n", "|a;");
	SSE("data: a\n\ndata: b", "|a;");
}

static void values_however_laid_out(void **state)
{
	(void)state;
	CUT("{\"a\":1}\n{\"b\":[2]}\r\n", "|{\"a\":1};|{\"b\":[2]};");
	CUT("  {\n \"a\": {\"b\": []}\n}\n", "|{\n \"a\": {\"b\": []}\n};");
	CUT("{\"a\":\"}{\\\"\\\\\"}[1,{\"b\":2}]", "|{\"a\":\"}{\\\"\\\\\"};|[1,{\"b\":2}];");
	CUT("noise {} noise ] } \" [] {\"cut\":", "|{};|[];");
}

static void an_open_string_ends_with_its_line(void **state)
{
	(void)state;
	CUT("{\"a\":\"never closed}\n{\"b\":1}\n", "|{\"a\":\"never closed}\n;|{\"b\":1};");
}

static void a_callback_stops_the_feed(void **state)
{
	struct arena *a = arena_make();
	struct log l = {.b = buf_make(a), .most = 1};
	struct sse s = sse_make(a, note, &l);
	struct json_cut c = json_cut_make(a, note, &l);
	(void)state;
	assert_false(sse_feed(&s, STR("data: a\n\ndata: b\n\n")));
	assert_string_equal(str_z(a, buf_str(&l.b)), "|a;");
	l.n = 0;
	assert_false(json_cut_feed(&c, STR("{}{}")));
	assert_int_equal(l.n, 1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_ends_of_all_kinds),
		cmocka_unit_test(fields),
		cmocka_unit_test(comments_and_bom),
		cmocka_unit_test(what_is_cut_is_dropped),
		cmocka_unit_test(values_however_laid_out),
		cmocka_unit_test(an_open_string_ends_with_its_line),
		cmocka_unit_test(a_callback_stops_the_feed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
