/* test_provider.c - answers of the three protocols, streamed or not, with all that services do to
 * them. Each body is fed whole, byte by byte and in pieces of other sizes: the result is the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "llm/provider.h"

#define KEY "sk-proj-canary0123456789ABCDEFwxyz"

struct shown {
	struct buf text;
};

static void on_text(void *ctx, struct str piece)
{
	buf_put(&((struct shown *)ctx)->text, piece);
}

struct read {
	bool ok;
	struct llm_result r;
	struct llm_failure f;
	struct str streamed;
};

struct setup {
	const struct llm_provider *p;
	struct llm_quirks q;
	struct llm_request rq;
	struct llm_endpoint ep;
	struct llm_answer_head head;
	bool cut; /* the connection broke */
};

static struct setup on(const struct llm_provider *p)
{
	struct setup s = {.p = p,
		.ep = {.provider = p, .key = STR(KEY)},
		.head = {.status = 200, .request_id = STR("req_1")}};
	s.rq.model = STR("m");
	return s;
}

static struct read feed(struct arena *a, const struct setup *s, struct str body, size_t step)
{
	struct read out = {0};
	struct shown shown = {buf_make(a)};
	struct llm_answer *x = s->p->begin(&s->ep, &s->q, a, &s->rq, on_text, &shown);
	bool more = true;
	for (size_t i = 0; i < body.n && more; i += step)
		more = s->p->feed(x, str_sub(body, i, i + step));
	out.ok = s->p->finish(x, &s->head, more && !s->cut, &out.r, &out.f);
	out.streamed = buf_str(&shown.text);
	return out;
}

static struct str shape(struct arena *a, const struct read *x)
{
	struct buf b = buf_make(a);
	buf_printf(&b,
		"%d %d [" STR_FMT "] [" STR_FMT "] %lld/%lld/%lld/%lld/%lld/%g " STR_FMT " " STR_FMT
		" " STR_FMT " %d [%s] %lld",
		x->ok, x->r.finish, STR_ARG(x->r.text), STR_ARG(x->streamed),
		(long long)x->r.usage.input, (long long)x->r.usage.cached,
		(long long)x->r.usage.written, (long long)x->r.usage.output,
		(long long)x->r.usage.reasoning, x->r.usage.cost, STR_ARG(x->r.model),
		STR_ARG(x->r.request_id), STR_ARG(x->r.raw), x->f.fault, x->f.text,
		(long long)x->f.wait_ms);
	for (size_t i = 0; i < x->r.n_calls; i++)
		buf_printf(&b, " " STR_FMT "=" STR_FMT "(" STR_FMT ")", STR_ARG(x->r.calls[i].id),
			STR_ARG(x->r.calls[i].name), STR_ARG(x->r.calls[i].arguments));
	return buf_str(&b);
}

/* The result, the same at every split; in an arena that lives until the test ends. */
static struct read reads_n(struct arena *a, const struct setup *s, struct str body)
{
	struct read whole = feed(a, s, body, body.n + 1);
	struct str want = shape(a, &whole);
	unsigned seed = 7;
	for (size_t i = 1; i < 12; i++) {
		struct arena *scratch = arena_make();
		seed = seed * 1103515245 + 12345;
		struct read x = feed(scratch, s, body, i < 4 ? i : 1 + seed % 97);
		/* streamed text may run on behind an error when more comes at once */
		if (!whole.ok)
			x.streamed = whole.streamed;
		assert_string_equal(str_z(scratch, shape(scratch, &x)), str_z(scratch, want));
		arena_free(scratch);
	}
	if (!whole.ok && strstr(whole.f.text, "canary"))
		fail_msg("the key: %s", whole.f.text);
	return whole;
}

static struct read reads(struct arena *a, const struct setup *s, const char *body)
{
	return reads_n(a, s, str_of(body));
}

static void is(struct str got, const char *want)
{
	struct arena *a = arena_make();
	assert_string_equal(str_z(a, got), want);
	arena_free(a);
}

/* A good answer of this text. */
static void answers(const struct setup *s, const char *body, const char *text)
{
	struct arena *a = arena_make();
	struct read x = reads(a, s, body);
	if (!x.ok)
		fail_msg("%s: %s", llm_fault_words(x.f.fault), x.f.text);
	is(x.r.text, text);
	is(x.streamed, text);
	assert_int_equal(x.r.finish, LLM_STOP);
	arena_free(a);
}

static void ends(const struct setup *s, const char *body, enum llm_finish finish)
{
	struct arena *a = arena_make();
	struct read x = reads(a, s, body);
	if (!x.ok)
		fail_msg("%s: %s", llm_fault_words(x.f.fault), x.f.text);
	assert_int_equal(x.r.finish, finish);
	arena_free(a);
}

static void fails(const struct setup *s, const char *body, enum llm_fault fault)
{
	struct arena *a = arena_make();
	struct read x = reads(a, s, body);
	assert_false(x.ok);
	if (x.f.fault != fault)
		fail_msg("%s, not %s: %s <- %.80s", llm_fault_words(x.f.fault),
			llm_fault_words(fault), x.f.text, body);
	assert_true(x.f.text[0]);
	arena_free(a);
}

/* --- chat completions -------------------------------------------------------------------- */

#define CHUNK(delta) "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" delta "}]}\n\n"
#define TEXT(t) CHUNK("{\"content\":\"" t "\"}")
#define STOP(why)                                                                                  \
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" why "\"}]}\n\n"
#define DONE "data: [DONE]\n\n"
#define WHOLE(message, why)                                                                        \
	"{\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"message\":" message                       \
	",\"finish_reason\":\"" why                                                                \
	"\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}"

static void openai_streams(void **state)
{
	struct setup s = on(&provider_openai);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s,
		": OPENROUTER PROCESSING\n\n" CHUNK("{\"role\":\"assistant\",\"content\":\"\"}") TEXT(
			"Gr\xC3\xBC") TEXT("\xC3\x9F\\u00e9 \\ud83d\\ude00")
			STOP("stop") "data: {\"model\":\"m-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
				     "\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":4},"
				     "\"completion_tokens_details\":{\"reasoning_tokens\":2},\"cost\":0.00125}}\n\n" DONE);
	assert_true(x.ok);
	is(x.r.text, "Grü\xC3\x9F\xC3\xA9 \xF0\x9F\x98\x80");
	is(x.streamed, "Grü\xC3\x9F\xC3\xA9 \xF0\x9F\x98\x80");
	is(x.r.model, "m-1");
	is(x.r.request_id, "req_1");
	assert_int_equal(x.r.usage.input, 9);
	assert_int_equal(x.r.usage.cached, 4);
	assert_int_equal(x.r.usage.output, 5);
	assert_int_equal(x.r.usage.reasoning, 2);
	assert_true(x.r.usage.cost == 0.00125);
	arena_free(a);
	answers(&s,
		"data:{\"choices\":[{\"delta\":{\"content\":\"crlf\"}}]}\r\n\r\n" STOP("stop") DONE,
		"crlf");
	answers(&s, TEXT("no done mark") STOP("stop"), "no done mark");
	answers(&s, TEXT("a") CHUNK("{\"content\":null}") TEXT("b") STOP("stop") DONE, "ab");
	s.cut = true; /* all of the answer had come */
	answers(&s, TEXT("a") STOP("stop"), "a");
}

static void openai_whole(void **state)
{
	struct setup s = on(&provider_openai);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s, WHOLE("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop"));
	assert_true(x.ok);
	is(x.r.text, "Hi");
	assert_int_equal(x.r.usage.input, 9);
	assert_int_equal(x.r.usage.cached, -1);
	assert_true(x.r.usage.cost < 0);
	is(x.r.raw, "{\"role\":\"assistant\",\"content\":\"Hi\"}");
	arena_free(a);
	answers(&s,
		" \n\n" WHOLE(
			"{\"content\":[{\"type\":\"thinking\",\"thinking\":[]},"
			"{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}",
			"stop"),
		"ab");
	answers(&s, "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}",
		"x");
	answers(&s, WHOLE("{\"content\":\"a\\u0000b\"}", "stop"), "ab");
}

static void openai_ends(void **state)
{
	struct setup s = on(&provider_openai);
	struct arena *a = arena_make();
	(void)state;
	ends(&s, WHOLE("{\"content\":\"cut\"}", "length"), LLM_LENGTH);
	ends(&s, WHOLE("{\"content\":null,\"reasoning_content\":\"hm\"}", "length"), LLM_LENGTH);
	ends(&s, WHOLE("{\"content\":\"\"}", "content_filter"), LLM_FILTERED);
	ends(&s, WHOLE("{\"content\":\"x\"}", "banana"), LLM_BROKEN);
	ends(&s, WHOLE("{\"content\":null}", "stop"), LLM_BROKEN);
	ends(&s, WHOLE("{}", "stop"), LLM_BROKEN);
	ends(&s, WHOLE("{\"content\":\"x\"}", ""), LLM_BROKEN);
	ends(&s, TEXT("x") DONE, LLM_BROKEN);
	ends(&s, TEXT("x") STOP("length") DONE, LLM_LENGTH);
	struct read x = reads(a, &s, WHOLE("{\"content\":null,\"refusal\":\"I cannot.\"}", "stop"));
	assert_true(x.ok);
	assert_int_equal(x.r.finish, LLM_REFUSAL);
	is(x.r.text, "I cannot.");
	is(x.streamed, "");
	x = reads(a, &s,
		CHUNK("{\"refusal\":\"I \"}") CHUNK("{\"refusal\":\"cannot.\"}") STOP("stop") DONE);
	assert_int_equal(x.r.finish, LLM_REFUSAL);
	is(x.r.text, "I cannot.");
	arena_free(a);
}

static void thoughts_are_left_out(void **state)
{
	struct setup s = on(&provider_openai);
	(void)state;
	answers(&s, TEXT("<think>secret</think>\\n\\nHi") STOP("stop") DONE, "Hi");
	answers(&s,
		TEXT("<th") TEXT("ink>a </thi nk> <</th") TEXT("ink> H") TEXT("i") STOP("stop")
			DONE,
		"Hi");
	answers(&s, TEXT("<thinking>a</think></thinking><think>b</think>Hi") STOP("stop") DONE,
		"Hi");
	answers(&s, TEXT("<thin") TEXT("g> is a tag") STOP("stop") DONE, "<thing> is a tag");
	answers(&s, TEXT("<th") STOP("stop") DONE, "<th");
	answers(&s, TEXT("Hi <think>this is text</think>") STOP("stop") DONE,
		"Hi <think>this is text</think>");
	answers(&s,
		CHUNK("{\"reasoning_content\":\"secret\"}") CHUNK("{\"reasoning\":\"secret\"}")
			TEXT("Hi") STOP("stop") DONE,
		"Hi");
	ends(&s, TEXT("<think>never ends") STOP("stop") DONE, LLM_BROKEN);
	struct arena *a = arena_make();
	struct read x = reads(a, &s, WHOLE("{\"content\":\"I muse.\\n</think>\\n\\nHi\"}", "stop"));
	is(x.r.text, "Hi");
	arena_free(a);
}

static void called(
	const struct read *x, size_t i, const char *id, const char *name, const char *arguments)
{
	assert_true(x->ok);
	assert_int_equal(x->r.finish, LLM_CALLS);
	assert_true(i < x->r.n_calls);
	if (id)
		is(x->r.calls[i].id, id);
	is(x->r.calls[i].name, name);
	is(x->r.calls[i].arguments, arguments);
}

#define CALL(body) CHUNK("{\"tool_calls\":[{" body "}]}")

static void openai_calls(void **state)
{
	struct setup s = on(&provider_openai);
	struct arena *a = arena_make();
	(void)state;
	/* pieces by index, out of order; the reason says stop */
	struct read x = reads(a, &s,
		CALL("\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"read\",\"arguments\":\"\"}")
			CALL("\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"search\",\"arguments\":\"{\\\"q\"}")
				CALL("\"index\":1,\"function\":{\"arguments\":\"{\\\"p\\\":1}\"}")
					CALL("\"index\":0,\"function\":{\"arguments\":\"\\\":2}\"}")
						STOP("stop") DONE);
	assert_int_equal(x.r.n_calls, 2);
	called(&x, 0, "b", "read", "{\"p\":1}");
	called(&x, 1, "a", "search", "{\"q\":2}");
	is(x.r.raw,
		"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
		"{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"read\","
		"\"arguments\":\"{\\\"p\\\":1}\"}},"
		"{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"search\","
		"\"arguments\":\"{\\\"q\\\":2}\"}}]}");
	/* the same index for all; then no index at all */
	x = reads(a, &s,
		CALL("\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}")
			CALL("\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"},"
			     "\"extra_content\":{\"google\":{\"thought_signature\":\"zz\"}}")
				STOP("stop") DONE);
	assert_int_equal(x.r.n_calls, 2);
	called(&x, 1, "b", "g", "{}");
	assert_true(str_find(x.r.raw, STR("thought_signature\":\"zz")) != STR_NPOS);
	x = reads(a, &s,
		CALL("\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}")
			CALL("\"function\":{\"arguments\":\"}\"}") STOP("tool_calls") DONE);
	assert_int_equal(x.r.n_calls, 1);
	called(&x, 0, "a", "f", "{}");
	/* equal and missing ids, an object as arguments, broken JSON */
	x = reads(a, &s,
		WHOLE("{\"tool_calls\":["
		      "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"n\":1.50}}},"
		      "{\"id\":\"a\",\"function\":{\"name\":\"g\",\"arguments\":\"{broken\"}},"
		      "{\"function\":{\"name\":\"h\",\"arguments\":\"\"}}]}",
			"tool_calls"));
	assert_int_equal(x.r.n_calls, 3);
	called(&x, 0, "a", "f", "{\"n\":1.50}");
	called(&x, 1, NULL, "g", "{broken");
	called(&x, 2, NULL, "h", "");
	assert_int_equal(x.r.calls[1].id.n, 9);
	assert_false(str_eq(x.r.calls[1].id, x.r.calls[2].id));
	ends(&s, WHOLE("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\"}}]}", "length"),
		LLM_LENGTH);
	ends(&s, WHOLE("{\"content\":null}", "tool_calls"), LLM_BROKEN);
	x = reads(a, &s,
		WHOLE("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
			"function_call"));
	called(&x, 0, NULL, "f", "{}");
	arena_free(a);
}

static void openai_breaks(void **state)
{
	struct setup s = on(&provider_openai);
	(void)state;
	fails(&s, "", LLM_NETWORK);
	fails(&s, TEXT("half"), LLM_NETWORK);
	fails(&s, "data: {\"choi", LLM_NETWORK);
	fails(&s, "{\"choices\":[{\"message\":{\"con", LLM_NETWORK);
	fails(&s, TEXT("x") "data: {\"choices\":[}\n\n" STOP("stop") DONE, LLM_SERVER);
	fails(&s, "{\"choices\":[]}", LLM_SERVER);
	fails(&s, "{\"ok\":true}", LLM_SERVER);
	fails(&s, "[]", LLM_SERVER);
	fails(&s, "plain words", LLM_SERVER);
	fails(&s, "<!DOCTYPE html><title>Sign in</title>", LLM_ADDRESS);
	fails(&s, TEXT("\xFF\xFE") STOP("stop") DONE, LLM_SERVER);
	fails(&s, TEXT("\\ud800") STOP("stop") DONE, LLM_SERVER);
	fails(&s, WHOLE("{\"content\":\"a\",\"content\":\"b\"}", "stop"), LLM_SERVER);
	fails(&s, TEXT("x") "data: {\"error\":{\"message\":\"boom\"}}\n\n", LLM_SERVER);
	fails(&s, TEXT("x") "data: {\"error\":{\"code\":429,\"message\":\"slow\"}}\n\n", LLM_RATE);
	fails(&s, "{\"error\":{\"code\":\"503\",\"message\":\"busy\"}}", LLM_OVERLOADED);
	fails(&s, "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}]", LLM_RATE);
	fails(&s, TEXT("x") STOP("error") DONE, LLM_SERVER);
	fails(&s, "{\"choices\":[{\"error\":{\"code\":502,\"message\":\"host\"}}]}", LLM_SERVER);
	s.cut = true;
	fails(&s, TEXT("half"), LLM_NETWORK);
	fails(&s, "{\"choices\":[]}", LLM_NETWORK);
	s.head.status = 500; /* the reading stops in the middle: the words are the same */
	fails(&s, "data: {broken}\n\ndata: more words\n\n", LLM_SERVER);
}

static void ceilings(void **state)
{
	struct setup s = on(&provider_openai);
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	(void)state;
	buf_puts(&b, "{\"choices\":[{\"message\":{\"content\":\"");
	buf_fill(&b, 'x', (size_t)33 << 20);
	struct read x = feed(a, &s, buf_str(&b), (size_t)1 << 20);
	assert_false(x.ok);
	assert_int_equal(x.f.fault, LLM_LARGE);
	assert_non_null(strstr(x.f.text, "32 MB"));
	b.n = 0;
	for (unsigned i = 0; i < 600; i++)
		buf_printf(&b,
			"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%u,"
			"\"function\":{\"name\":\"f\"}}]}}]}\n\n",
			i);
	x = reads_n(a, &s, buf_str(&b));
	assert_int_equal(x.f.fault, LLM_LARGE);
	b.n = 0;
	buf_fill(&b, '[', 1000);
	buf_fill(&b, ']', 1000);
	x = reads_n(a, &s, buf_str(&b));
	assert_int_equal(x.f.fault, LLM_SERVER);
	arena_free(a);
}

/* --- messages ---------------------------------------------------------------------------- */

#define EVENT(name, rest) "event: " name "\ndata: {\"type\":\"" name "\"" rest "}\n\n"
#define START                                                                                      \
	EVENT("message_start",                                                                     \
		",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-x\",\"content\":[],"            \
		"\"stop_reason\":null,\"usage\":{\"input_tokens\":10,"                             \
		"\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":30,"               \
		"\"output_tokens\":1}}")
#define BLOCK(i, block) EVENT("content_block_start", ",\"index\":" i ",\"content_block\":" block)
#define DELTA(i, delta) EVENT("content_block_delta", ",\"index\":" i ",\"delta\":" delta)
#define ATEXT(t)                                                                                   \
	BLOCK("0", "{\"type\":\"text\",\"text\":\"\"}")                                            \
	DELTA("0", "{\"type\":\"text_delta\",\"text\":\"" t "\"}")
#define AEND(why)                                                                                  \
	EVENT("message_delta",                                                                     \
		",\"delta\":{\"stop_reason\":\"" why "\"},\"usage\":{\"output_tokens\":7}")        \
	EVENT("message_stop", "")

static void anthropic_streams(void **state)
{
	struct setup s = on(&provider_anthropic);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s,
		START EVENT("ping", "") ATEXT("Hel") EVENT("ping", "")
			DELTA("0", "{\"type\":\"text_delta\",\"text\":\"lo\"}") DELTA("0",
				"{\"type\":\"new_delta\",\"text\":\"no\"}") EVENT("new_event", "")
				EVENT("content_block_stop", ",\"index\":0") AEND("end_turn"));
	assert_true(x.ok);
	is(x.r.text, "Hello");
	is(x.streamed, "Hello");
	is(x.r.model, "claude-x");
	assert_int_equal(x.r.usage.input, 60);
	assert_int_equal(x.r.usage.cached, 30);
	assert_int_equal(x.r.usage.written, 20);
	assert_int_equal(x.r.usage.output, 7);
	is(x.r.raw, "[{\"type\":\"text\",\"text\":\"Hello\"}]");
	arena_free(a);
	answers(&s,
		"{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
		"\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1}}",
		"Hi");
}

static void anthropic_blocks_go_back_untouched(void **state)
{
	struct setup s = on(&provider_anthropic);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s,
		START BLOCK("0",
			"{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}") DELTA("0",
			"{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}") DELTA("0",
			"{\"type\":\"signature_delta\",\"signature\":\"SIG\"}") BLOCK("1",
			"{\"type\":\"redacted_thinking\",\"data\":\"XX\"}") BLOCK("2",
			"{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"search\",\"input\":{}}") DELTA("2",
			"{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\\\": \"}") DELTA("2",
			"{\"type\":\"input_json_delta\",\"partial_json\":\"1.50}\"}") BLOCK("3",
			"{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"index\",\"input\":{}}")
			AEND("tool_use"));
	assert_int_equal(x.r.n_calls, 2);
	called(&x, 0, "t1", "search", "{\"q\": 1.50}");
	called(&x, 1, "t2", "index", "{}");
	is(x.r.text, "");
	is(x.r.raw,
		"[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"SIG\"},"
		"{\"type\":\"redacted_thinking\",\"data\":\"XX\"},"
		"{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"search\",\"input\":{\"q\": 1.50}},"
		"{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"index\",\"input\":{}}]");
	x = reads(a, &s,
		"{\"type\":\"message\",\"content\":[{\"type\":\"odd\",\"n\":1.0},"
		"{\"type\":\"text\",\"text\":\"\"},"
		"{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\": 1}}],"
		"\"stop_reason\":\"tool_use\"}");
	called(&x, 0, "t", "f", "{\"a\": 1}");
	is(x.r.raw,
		"[{\"type\":\"odd\",\"n\":1.0},"
		"{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\": 1}}]");
	arena_free(a);
}

static void anthropic_forced_tool(void **state)
{
	struct setup s = on(&provider_anthropic);
	struct arena *a = arena_make();
	(void)state;
	s.rq.schema = STR("{\"type\":\"object\"}");
	s.rq.schema_name = STR("digest");
	s.q.rung = RUNG_TOOL;
	struct read x = reads(a, &s,
		START BLOCK("0",
			"{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"digest\",\"input\":{}}")
			DELTA("0",
				"{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":[]}\"}")
				AEND("tool_use"));
	assert_true(x.ok);
	assert_int_equal(x.r.finish, LLM_STOP);
	is(x.r.text, "{\"a\":[]}");
	assert_int_equal(x.r.n_calls, 0);
	ends(&s,
		START BLOCK("0",
			"{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"digest\",\"input\":{}}")
			DELTA("0",
				"{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":[\"}")
				AEND("max_tokens"),
		LLM_LENGTH);
	arena_free(a);
}

static void anthropic_ends(void **state)
{
	struct setup s = on(&provider_anthropic);
	(void)state;
	ends(&s, START ATEXT("x") AEND("max_tokens"), LLM_LENGTH);
	ends(&s, START ATEXT("x") AEND("model_context_window_exceeded"), LLM_LENGTH);
	ends(&s, START ATEXT("x") AEND("refusal"), LLM_REFUSAL);
	ends(&s, START ATEXT("x") AEND("pause_turn"), LLM_BROKEN);
	ends(&s, START ATEXT("x") AEND("new_reason"), LLM_BROKEN);
	ends(&s, START AEND("end_turn"), LLM_BROKEN);
	fails(&s, START, LLM_NETWORK);
	fails(&s, START ATEXT("half"), LLM_NETWORK);
	fails(&s, "{\"type\":\"message\",\"content\":[{\"type\":\"te", LLM_NETWORK);
	fails(&s,
		START ATEXT("x") "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
				 "\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
		LLM_OVERLOADED);
	fails(&s, "event: error\ndata: {\"type\":\"error\"}\n\n", LLM_SERVER);
	fails(&s,
		"{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}",
		LLM_RATE);
	fails(&s, "{\"type\":\"completion\",\"completion\":\"old\"}", LLM_SERVER);
}

/* --- Ollama ------------------------------------------------------------------------------ */

#define LINE(t)                                                                                    \
	"{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"" t                    \
	"\"},\"done\":false}\n"
#define LAST(why)                                                                                  \
	"{\"model\":\"q\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"" why     \
	"\",\"prompt_eval_count\":26,\"eval_count\":5}\n"

static void ollama_answers(void **state)
{
	struct setup s = on(&provider_ollama);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s, LINE("Hel") LINE("lo") LAST("stop"));
	assert_true(x.ok);
	is(x.r.text, "Hello");
	is(x.streamed, "Hello");
	assert_int_equal(x.r.usage.input, 26);
	assert_int_equal(x.r.usage.output, 5);
	is(x.r.raw, "{\"role\":\"assistant\",\"content\":\"Hello\"}");
	answers(&s, "{\n \"message\": {\"content\": \"Hi\"},\n \"done\": true\n}", "Hi");
	answers(&s, LINE("<think>") LINE("no") LINE("</think>") LINE("Hi") LAST("stop"), "Hi");
	answers(&s,
		"{\"message\":{\"thinking\":\"no\",\"content\":\"\"}}\n" LINE("Hi") LAST("stop"),
		"Hi");
	ends(&s, LINE("x") LAST("length"), LLM_LENGTH);
	ends(&s, LINE("") LAST("load"), LLM_BROKEN);
	fails(&s, LINE("x"), LLM_NETWORK); /* whole JSON, but never done */
	fails(&s, LINE("x") "{\"message\":{\"con", LLM_NETWORK);
	fails(&s, LINE("x") "{\"error\":\"an error was encountered while running the model\"}\n",
		LLM_SERVER);
	fails(&s, LINE("x") "{\"message\": broken}\n" LAST("stop"), LLM_SERVER);
	s.cut = true;
	fails(&s, LINE("x"), LLM_NETWORK);
	arena_free(a);
}

static void ollama_calls(void **state)
{
	struct setup s = on(&provider_ollama);
	struct arena *a = arena_make();
	(void)state;
	struct read x = reads(a, &s,
		"{\"message\":{\"content\":\"\",\"tool_calls\":["
		"{\"function\":{\"name\":\"search\",\"arguments\":{\"q\": \"a b\"}}},"
		"{\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}]},\"done\":false}\n" LAST(
			"stop"));
	assert_int_equal(x.r.n_calls, 2);
	called(&x, 0, NULL, "search", "{\"q\": \"a b\"}");
	called(&x, 1, NULL, "read", "{}");
	assert_false(str_eq(x.r.calls[0].id, x.r.calls[1].id));
	assert_true(str_find(x.r.raw, STR("\"arguments\":{\"q\": \"a b\"}")) != STR_NPOS);
	arena_free(a);
}

static void ollama_tells_of_a_cut_prompt(void **state)
{
	struct setup s = on(&provider_ollama);
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	(void)state;
	for (int i = 0; i < 2000; i++)
		buf_puts(&b, "another word ");
	struct llm_message m = {.text = buf_str(&b)};
	s.rq.messages = &m;
	s.rq.n_messages = 1;
	fails(&s, LINE("x") LAST("stop"), LLM_CONTEXT);
	answers(&s,
		"{\"message\":{\"content\":\"x\"},\"done\":true,\"done_reason\":\"stop\","
		"\"prompt_eval_count\":3900}",
		"x");
	answers(&s,
		"{\"message\":{\"content\":\"x\"},\"done\":true,\"done_reason\":\"stop\","
		"\"prompt_eval_count\":0}",
		"x");
	arena_free(a);
}

/* --- JSON in prose ----------------------------------------------------------------------- */

static void finds(const char *text, const char *json)
{
	struct arena *a = arena_make();
	is(provider_json(a, str_of(text)), json);
	arena_free(a);
}

static void json_is_found(void **state)
{
	(void)state;
	finds("{\"a\": 1}", "{\"a\": 1}");
	finds("  [1, 2]\n", "[1, 2]");
	finds("Here it is:\n```json\n{\"a\": [1]}\n```\nThat is [1] all {of} it.", "{\"a\": [1]}");
	finds("See [1]. {\"a\":\"}\"} Good?", "{\"a\":\"}\"}");
	finds("<think>{\"no\":1}</think>{\"a\":1}", "{\"a\":1}");
	finds("I thought {\"no\":1,\"x\":2222}\n</think>\n{\"a\":1,\"bbbbbbbbbbbbbbbbbb\":1}",
		"{\"a\":1,\"bbbbbbbbbbbbbbbbbb\":1}");
	finds("{\"a\":[1,2,],\"b\":{\"c\":\",}\",},}", "{\"a\":[1,2],\"b\":{\"c\":\",}\"}}");
	finds("{\"a\":\"two\nlines\"}", "{\"a\":\"two\\nlines\"}");
	finds("An example {\"a\":1} and the answer {\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}");
	finds("{\"type\":\"object\",\"properties\":{\"a\":{}}} so: {\"a\":1} as in "
	      "{\"properties\":{}}",
		"{\"a\":1}");
	finds("{ {\"a\":1} }", "{\"a\":1}");
	finds("no json", "");
	finds("{\"a\":", "");
	finds("", "");
	finds("<think>{\"a\":1}", "");
}

static void finding_is_linear(void **state)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_puts(&b, "{\"");
	assert_int_equal(provider_json(a, buf_str(&b)).n, 0);
	b.n = 0;
	buf_fill(&b, '[', 400000);
	assert_int_equal(provider_json(a, buf_str(&b)).n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openai_streams),
		cmocka_unit_test(openai_whole),
		cmocka_unit_test(openai_ends),
		cmocka_unit_test(thoughts_are_left_out),
		cmocka_unit_test(openai_calls),
		cmocka_unit_test(openai_breaks),
		cmocka_unit_test(ceilings),
		cmocka_unit_test(anthropic_streams),
		cmocka_unit_test(anthropic_blocks_go_back_untouched),
		cmocka_unit_test(anthropic_forced_tool),
		cmocka_unit_test(anthropic_ends),
		cmocka_unit_test(ollama_answers),
		cmocka_unit_test(ollama_calls),
		cmocka_unit_test(ollama_tells_of_a_cut_prompt),
		cmocka_unit_test(json_is_found),
		cmocka_unit_test(finding_is_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
