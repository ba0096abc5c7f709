/* fault.c - the faults: a table, and what its rows do to an answer.
 *
 * A row is an error of the service, or changes what is said, or changes the bytes on the wire. "%D" in
 * headers becomes the date in one second, "%T" the address of the second port. A private-use
 * character put into a text stands for bytes that no writer of JSON would make, until the wire.
 * Order: what is said, the wire, the table, errors. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "llmd.h"

#define STANDIN "\xEE\x80\x80" /* U+E000 */

/* --- what is said ------------------------------------------------------------------------ */

/* The answer proper: the text, or the input of the tool that was forced. */
static struct str *answer_of(struct turn *t)
{
	return t->say.calls.n && t->ask.tool.n ? &t->say.calls.v[0].arguments : &t->say.text;
}

static void say_nothing(struct turn *t)
{
	t->say.text = STR("");
	t->say.calls.n = 0;
	t->say.finish = STR("stop");
}

static void say_null(struct turn *t)
{
	say_nothing(t);
	t->say.null_text = true;
}

static void say_length(struct turn *t)
{
	struct str *s = answer_of(t);
	t->say.finish = STR("length");
	if (s == &t->say.text || t->ask.stream)
		*s = str_sub(*s, 0, s->n / 2);
	else
		*s = STR("{}");
	while (s->n && ((unsigned char)s->p[s->n - 1] & 0x80))
		s->n--;
}

static void say_refusal(struct turn *t)
{
	say_null(t);
	t->say.null_text = t->ask.protocol == OPENAI;
	t->say.refusal = STR("I cannot help with that.");
	t->say.finish = STR("refusal");
}

static void say_filter(struct turn *t)
{
	say_nothing(t);
	t->say.finish = STR("filter");
}

static void say_odd_finish(struct turn *t)
{
	t->say.finish = STR("weather");
}

static void say_no_finish(struct turn *t)
{
	t->say.finish = STR("");
}

static void say_wrong_schema(struct turn *t)
{
	*answer_of(t) = STR("{\"unexpected\":[1,2,3]}");
}

static void say_half_json(struct turn *t)
{
	if (t->ask.tool.n) {
		*answer_of(t) = STR("{}");
		return;
	}
	say_length(t);
	t->say.finish = STR("stop");
}

static void wrap(struct turn *t, const char *before, const char *after)
{
	if (!t->say.calls.n)
		t->say.text =
			str_printf(t->a, "%s" STR_FMT "%s", before, STR_ARG(t->say.text), after);
}

static void say_prose(struct turn *t)
{
	wrap(t, "Here is the JSON you asked for (see {below}):\n\n", "\n\nI hope [this] helps!");
}

static void say_fences(struct turn *t)
{
	wrap(t, "```json\n", "\n```\n");
}

static void say_commas(struct turn *t)
{
	struct str s = t->say.text;
	if (!t->say.calls.n && s.n > 2 && s.p[s.n - 1] == '}')
		t->say.text = str_cat(t->a, str_sub(s, 0, s.n - 1), STR(",\n}"));
}

static void say_think(struct turn *t)
{
	wrap(t, "<think>\nThe answer may be {\"a\":1}, or not.\n</think>\n\n", "");
}

static void say_reasoning(struct turn *t)
{
	t->say.thoughts = STR("Private thoughts, {\"never\":\"shown\"}, of some length indeed.");
}

static void say_only_reasoning(struct turn *t)
{
	say_reasoning(t);
	say_nothing(t);
	t->say.finish = STR("length");
}

static void say_deep(struct turn *t)
{
	struct buf b = buf_make(t->a);
	buf_fill(&b, '[', 10000);
	say_nothing(t);
	t->say.text = buf_str(&b);
}

static void say_standin(struct turn *t)
{
	struct str *s = answer_of(t);
	size_t at = str_find(*s, STR("\":\""));
	at = at == STR_NPOS ? s->n : at + 3;
	*s = str_printf(t->a, STR_FMT STANDIN STR_FMT, STR_ARG(str_sub(*s, 0, at)),
		STR_ARG(str_from(*s, at)));
	if (s == &t->say.text && at == s->n && t->say.calls.n)
		*s = STR("");
}

static void say_whole(struct turn *t)
{
	t->ask.stream = false;
}

static void two_calls(struct turn *t)
{
	if (t->say.calls.n != 1 || t->ask.tool.n)
		return;
	struct say_call c = t->say.calls.v[0];
	c.id = str_cat(t->a, c.id, STR("_b"));
	VEC_PUSH(t->a, &t->say.calls, c);
}

static void say_backwards(struct turn *t)
{
	two_calls(t);
	t->say.calls_backwards = true;
}

static void say_no_ids(struct turn *t)
{
	two_calls(t);
	for (size_t i = 0; i < t->say.calls.n; i++)
		t->say.calls.v[i].id = STR("");
}

static void say_same_ids(struct turn *t)
{
	two_calls(t);
	for (size_t i = 0; i < t->say.calls.n; i++)
		t->say.calls.v[i].id = STR("call_same");
}

static void say_broken_calls(struct turn *t)
{
	bool text = t->ask.protocol == OPENAI || (t->ask.protocol == ANTHROPIC && t->ask.stream);
	for (size_t i = 0; text && i < t->say.calls.n; i++)
		t->say.calls.v[i].arguments = STR("{\"query\":\"tid");
}

/* A model that uses tools wrongly; without tools on offer these say nothing but what was to be said. */
static void add_call(struct turn *t, const char *name, struct str arguments)
{
	struct say_call c = {
		str_printf(t->a, "call_%zu_%zu", t->ask.n_results + 1, t->say.calls.n + 1),
		str_of(name), arguments};
	VEC_PUSH(t->a, &t->say.calls, c);
	t->say.finish = STR("calls");
}

static void say_calls_forever(struct turn *t)
{
	if (!json_len(t->ask.tools) || t->ask.schema)
		return;
	say_nothing(t);
	add_call(t, "search", str_printf(t->a, "{\"query\":\"lamp %zu\"}", t->ask.n_results));
}

/* With the form of the reply asked for too, where no tool may be used any more. */
static void say_calls_always(struct turn *t)
{
	if (!t->ask.n_results && !json_len(t->ask.tools))
		return;
	say_nothing(t);
	add_call(t, "search", STR("{\"query\":\"lamp\"}"));
}

static void say_calls_many(struct turn *t)
{
	if (!json_len(t->ask.tools) || t->ask.n_results || t->ask.schema)
		return;
	say_nothing(t);
	for (size_t i = 0; i < 40; i++)
		add_call(t, "search", str_printf(t->a, "{\"query\":\"lamp %zu\"}", i));
}

static void say_calls_odd(struct turn *t)
{
	bool text = t->ask.protocol == OPENAI || (t->ask.protocol == ANTHROPIC && t->ask.stream);
	if (!json_len(t->ask.tools) || t->ask.n_results || t->ask.schema)
		return;
	say_nothing(t);
	add_call(t, "run_shell", STR("{\"command\":\"touch evil\"}"));
	if (text)
		add_call(t, "search", STR("{\"query\":\"tid"));
	add_call(t, "search", STR("{\"query\":[17,{\"a\":null}]}"));
	add_call(t, "read", STR("{\"page\":\"../../../../etc/passwd\",\"passage\":\"\"}"));
	add_call(t, "read", STR("{}"));
}

/* --- the wire ---------------------------------------------------------------------------- */

static struct str joined(struct turn *t)
{
	struct buf b = buf_make(t->a);
	for (size_t i = 0; i < t->out.pieces.n; i++)
		buf_put(&b, t->out.pieces.v[i].bytes);
	t->out.pieces.n = 0;
	return buf_str(&b);
}

static void replace_standin(struct turn *t, const char *with, size_t n)
{
	for (size_t i = 0; i < t->out.pieces.n; i++)
		t->out.pieces.v[i].bytes = str_replace(
			t->a, t->out.pieces.v[i].bytes, STR(STANDIN), str_make(with, n));
}

static void wire_bad_utf8(struct turn *t)
{
	replace_standin(t, "\xff\xc3(\xed\xa0\x80", 6);
}

static void wire_surrogate(struct turn *t)
{
	replace_standin(t, "\\ud800", 6);
}

static void wire_nul(struct turn *t)
{
	replace_standin(t, "\\u0000", 6);
}

/* From here on bare bytes: status line and headers with one more, then what the caller adds. */
static void bare(struct turn *t, const char *framing)
{
	struct buf b = buf_make(t->a);
	t->out.raw = true;
	buf_printf(&b, "HTTP/1.1 %u Status\r\n", t->out.status);
	for (size_t i = 0; i < t->out.headers.n; i++)
		buf_printf(&b, STR_FMT "\r\n", STR_ARG(t->out.headers.v[i]));
	buf_printf(&b, "%s\r\nconnection: close\r\n\r\n", framing);
	out_piece(t, buf_str(&b));
}

/* Announces all of the body and sends the first half. */
static void half(struct turn *t, enum ending ending)
{
	struct str s = joined(t);
	bare(t, str_printf(t->a, "content-length: %zu", s.n).p);
	out_piece(t, str_sub(s, 0, s.n / 2));
	t->out.ending = ending;
}

static void wire_eof(struct turn *t)
{
	half(t, END_CLOSE);
}

static void wire_reset_body(struct turn *t)
{
	half(t, END_RESET);
	struct piece pause = {.bytes = STR(""), .wait_ms = 20}; /* the half is read first */
	VEC_PUSH(t->a, &t->out.pieces, pause);
}

static void wire_hang_body(struct turn *t)
{
	half(t, END_HANG);
}

static void wire_reset(struct turn *t)
{
	t->out.pieces.n = 0;
	t->out.raw = true;
	t->out.ending = END_RESET;
}

static void wire_hang(struct turn *t)
{
	wire_reset(t);
	t->out.ending = END_HANG;
}

static void wire_cut(struct turn *t)
{
	struct str s = joined(t);
	out_piece(t, str_sub(s, 0, s.n * 2 / 3));
}

static void wire_drip(struct turn *t)
{
	struct str s = joined(t);
	size_t step = s.n / 100 + 1;
	bare(t, str_printf(t->a, "content-length: %zu", s.n).p);
	for (size_t i = 0; i < s.n; i += step) {
		struct piece p = {.bytes = str_sub(s, i, i + step), .wait_ms = 1};
		VEC_PUSH(t->a, &t->out.pieces, p);
	}
}

static void wire_hold(struct turn *t)
{
	struct str s = joined(t);
	bare(t, str_printf(t->a, "content-length: %zu", s.n).p);
	out_piece(t, str_sub(s, 0, s.n / 2));
	struct piece rest = {.bytes = str_from(s, s.n / 2), .held = true};
	VEC_PUSH(t->a, &t->out.pieces, rest);
}

static void wire_drip_endless(struct turn *t)
{
	bool sse = t->ask.stream && t->ask.protocol != OLLAMA;
	struct piece p = {.bytes = sse ? STR(": wait\n\n") : STR(" "), .wait_ms = 20};
	p.times = 1000000;
	joined(t);
	bare(t, "x-llmd: drip");
	VEC_PUSH(t->a, &t->out.pieces, p);
}

static void wire_huge(struct turn *t)
{
	struct buf b = buf_make(t->a);
	struct piece p = {.times = 50};
	joined(t);
	buf_fill(&b, ' ', 1 << 20);
	p.bytes = buf_str(&b);
	bare(t, "x-llmd: huge");
	if (t->ask.stream && t->ask.protocol != OLLAMA)
		out_piece(t, STR("data: {\"choices\":[{\"delta\":{\"content\":\""));
	VEC_PUSH(t->a, &t->out.pieces, p);
}

static void wire_chunks(struct turn *t)
{
	struct str s = joined(t);
	struct buf b = buf_make(t->a);
	static const char *const tails[] = {"", ";a=b", "", ";name=\"a;b\""};
	bare(t, "transfer-encoding: chunked\r\ntrailer: x-late");
	for (size_t i = 0, k = 0; i < s.n; k++) {
		size_t n = s.n - i < 1 + k * 7 ? s.n - i : 1 + k * 7;
		buf_printf(&b, "%s%zx%s\r\n", k % 4 == 2 ? "000" : "", n, tails[k % 4]);
		buf_put(&b, str_sub(s, i, i + n));
		buf_puts(&b, "\r\n");
		i += n;
	}
	buf_puts(&b, "0\r\nx-late: yes\r\n\r\n");
	out_piece(t, buf_str(&b));
}

/* Bits of deflate (RFC 1951): of blanks, as runs of 258 with distance 1. */
struct bits {
	struct buf *b;
	unsigned held, n;
};

static void put_bits(struct bits *x, unsigned v, unsigned n, bool code)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned bit = code ? v >> (n - 1 - i) & 1 : v >> i & 1;
		x->held |= bit << x->n++;
		if (x->n == 8) {
			buf_putc(x->b, (char)x->held);
			x->held = x->n = 0;
		}
	}
}

static const char gzip_head[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03";

static void wire_bomb(struct turn *t)
{
	struct buf b = buf_make(t->a);
	struct bits x = {.b = &b};
	joined(t);
	buf_put(&b, str_make(gzip_head, 10));
	put_bits(&x, 1, 1, false);
	put_bits(&x, 1, 2, false); /* fixed codes */
	put_bits(&x, 0x30 + ' ', 8, true);
	struct str head = str_dup(t->a, buf_str(&b));
	b.n = 0;
	for (size_t i = 0; i < 8000; i++) { /* 13 bits each: ends where it began in a byte */
		put_bits(&x, 0xC5, 8, true); /* 285: length 258 */
		put_bits(&x, 0, 5, true);
	}
	struct piece runs = {.bytes = buf_str(&b), .times = 100}; /* 206 MB, and no end */
	out_header(t, STR("content-encoding: gzip"));
	bare(t, "x-llmd: bomb");
	out_piece(t, head);
	VEC_PUSH(t->a, &t->out.pieces, runs);
}

static uint32_t crc32_of(struct str s)
{
	uint32_t c = 0xFFFFFFFFu;
	for (size_t i = 0; i < s.n; i++) {
		c ^= (unsigned char)s.p[i];
		for (int k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xEDB88320u : 0);
	}
	return ~c;
}

static void put_u32(struct buf *b, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		buf_putc(b, (char)(v >> 8 * i & 0xFF));
}

static void wire_gzip(struct turn *t)
{
	struct str s = joined(t);
	struct buf b = buf_make(t->a);
	buf_put(&b, str_make(gzip_head, 10));
	for (size_t i = 0; i < s.n || i == 0; i += 60000) { /* stored blocks */
		size_t n = s.n - i < 60000 ? s.n - i : 60000;
		buf_putc(&b, i + n == s.n);
		put_u32(&b, (uint32_t)n | (uint32_t)~n << 16);
		buf_put(&b, str_sub(s, i, i + n));
	}
	put_u32(&b, crc32_of(s));
	put_u32(&b, (uint32_t)s.n);
	out_header(t, STR("content-encoding: gzip"));
	out_piece(t, buf_str(&b));
}

static bool is_sse(const struct turn *t)
{
	return t->ask.stream && t->ask.protocol != OLLAMA;
}

static void wire_comments(struct turn *t)
{
	struct str between = STR("\n");
	if (is_sse(t))
		between = STR(": OPENROUTER PROCESSING\n\nretry: 10\nid: 7\n:\n");
	for (size_t i = 1; t->ask.stream && i < t->out.pieces.n; i++)
		t->out.pieces.v[i].bytes = str_cat(t->a, between, t->out.pieces.v[i].bytes);
	if (is_sse(t) && t->out.pieces.n)
		t->out.pieces.v[0].bytes =
			str_cat(t->a, STR("\xEF\xBB\xBF"), t->out.pieces.v[0].bytes);
}

static void replace_all(struct turn *t, struct str from, struct str to)
{
	for (size_t i = 0; t->ask.stream && i < t->out.pieces.n; i++)
		t->out.pieces.v[i].bytes = str_replace(t->a, t->out.pieces.v[i].bytes, from, to);
}

static void wire_crlf(struct turn *t)
{
	replace_all(t, STR("\n"), STR("\r\n"));
}

static void wire_cr(struct turn *t)
{
	if (is_sse(t))
		replace_all(t, STR("\n"), STR("\r"));
}

/* No blank behind the colon; the data over several lines, cut between its members. */
static void wire_data_lines(struct turn *t)
{
	if (!is_sse(t))
		return;
	replace_all(t, STR("data: "), STR("data:"));
	replace_all(t, STR("data:{"), STR("data:{\ndata:"));
}

static void wire_split(struct turn *t)
{
	struct str s = joined(t);
	for (size_t i = 0; i < s.n; i++)
		out_piece(t, str_sub(s, i, i + 1));
	t->out.stream = true;
}

static void wire_error(struct turn *t)
{
	static const char *const texts[] = {
		[OPENAI] = "{\"error\":{\"message\":\"Provider returned error\",\"code\":502}}",
		[ANTHROPIC] = ("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
			       "\"message\":\"Overloaded\"}}"),
		[OLLAMA] = "{\"error\":\"an error was encountered while running the model\"}",
	};
	const char *text = texts[t->ask.protocol];
	if (!t->ask.stream)
		t->out.pieces.n = 0;
	else if (t->out.pieces.n > 2)
		t->out.pieces.n = 2;
	if (!is_sse(t))
		out_piece(t, str_printf(t->a, "%s\n", text));
	else if (t->ask.protocol == ANTHROPIC)
		out_piece(t, str_printf(t->a, "event: error\ndata: %s\n\n", text));
	else
		out_piece(t, str_printf(t->a, "data: %s\n\n", text));
}

static void wire_html(struct turn *t)
{
	joined(t);
	t->out.headers.n = 0;
	t->out.stream = false;
	out_header(t, STR("content-type: text/html"));
	out_piece(t,
		STR("<html><head><title>Sign in</title></head><body><h1>Sign in</h1>"
		    "<p>to this network.</p></body></html>"));
}

static void wire_html_502(struct turn *t)
{
	wire_html(t);
	t->out.status = 502;
}

static void wire_array(struct turn *t)
{
	say_error(t, 400, "", NULL, NULL, STR(""));
	t->out.pieces.n = 0;
	out_piece(t,
		STR("[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass "
		    "a valid API key.\",\"status\":\"INVALID_ARGUMENT\"}}]"));
}

static void wire_redirect(struct turn *t)
{
	say_error(t, 307, "redirect", NULL, NULL, STR("moved"));
	out_header(t,
		str_printf(t->a, "location: http://localhost:%u" STR_FMT, t->d->trap_port,
			STR_ARG(t->path)));
}

/* --- the table --------------------------------------------------------------------------- */

#define RATE_TYPE "rate_limit_error"
#define RATE_CODE "rate_limit_exceeded"
#define RATE_TEXT "Rate limit reached for requests"
#define ERROR(name, status, headers, type, code, text, what)                                       \
	{                                                                                          \
		name, what, status, headers, type, code, text, NULL, NULL, NULL, FAULT_DAMAGED     \
	}
#define SAYS(name, fn, good, what)                                                                 \
	{                                                                                          \
		name, what, 0, NULL, NULL, NULL, NULL, fn, NULL, NULL, good                        \
	}
#define WIRE(name, fn, good, what)                                                                 \
	{                                                                                          \
		name, what, 0, NULL, NULL, NULL, NULL, NULL, fn, NULL, good                        \
	}
#define BYTES(name, fn, what)                                                                      \
	{                                                                                          \
		name, what, 0, NULL, NULL, NULL, NULL, say_standin, fn, NULL, FAULT_DAMAGED        \
	}
#define PARAM(name, member)                                                                        \
	{                                                                                          \
		name, "400 when the request has " member, 400, NULL, "invalid_request_error",      \
			"unsupported_parameter", "Unsupported parameter: '" member "'", NULL,      \
			NULL, member, FAULT_DAMAGED                                                \
	}

const struct fault_row faults[] = {
	ERROR("429-seconds", 429, "retry-after: 1", RATE_TYPE, RATE_CODE, RATE_TEXT,
		"429, retry-after in seconds"),
	ERROR("429-float", 429, "retry-after: 0.05", RATE_TYPE, RATE_CODE, RATE_TEXT,
		"429, retry-after as a fraction"),
	ERROR("429-ms", 429, "retry-after-ms: 30\nretry-after: 50", RATE_TYPE, RATE_CODE, RATE_TEXT,
		"429, retry-after-ms"),
	ERROR("429-date", 429, "retry-after: %D", RATE_TYPE, RATE_CODE, RATE_TEXT,
		"429, retry-after as an HTTP date"),
	ERROR("429-long", 429, "retry-after: 86400", RATE_TYPE, RATE_CODE, RATE_TEXT,
		"429, retry-after a day"),
	ERROR("429-none", 429, NULL, RATE_TYPE, RATE_CODE, RATE_TEXT, "429, no retry-after"),
	ERROR("429-quota", 429, NULL, "insufficient_quota", "insufficient_quota",
		"You exceeded your current quota, please check your plan and billing details.",
		"429 that no waiting mends"),
	ERROR("401", 401, NULL, "authentication_error", "invalid_api_key", "invalid x-api-key",
		"the key is refused"),
	ERROR("402", 402, NULL, "billing_error", "402", "Insufficient credits", "no credit"),
	ERROR("403", 403, NULL, "permission_error", NULL, "Not allowed", "forbidden"),
	ERROR("404-model", 404, NULL, "not_found_error", "model_not_found",
		"model 'llmd-1' not found", "there is no such model"),
	ERROR("408", 408, NULL, "timeout_error", NULL, "Request timeout", "408"),
	ERROR("413", 413, NULL, "request_too_large", NULL, "Request too large", "413"),
	ERROR("422", 422, NULL, "invalid_request_error", NULL, "Unprocessable", "422"),
	ERROR("500", 500, NULL, "api_error", "server_error", "The server had an error", "500"),
	ERROR("500-no-retry", 500, "x-should-retry: false", "api_error", NULL, "Gone for good",
		"500 that asks for no further try"),
	ERROR("503-loading", 503, NULL, "unavailable_error", "503", "Loading model",
		"503 of llama.cpp while it loads"),
	ERROR("529", 529, NULL, "overloaded_error", NULL, "Overloaded", "overloaded"),
	ERROR("context", 400, NULL, "invalid_request_error", "context_length_exceeded",
		"prompt is too long: 250000 tokens > 200000 maximum context length",
		"the prompt is longer than the context"),
	PARAM("param-max-tokens", "max_tokens"),
	PARAM("param-max-completion-tokens", "max_completion_tokens"),
	PARAM("param-response-format", "response_format"),
	PARAM("param-json-schema", "response_format.json_schema"),
	PARAM("param-json-object", "response_format.json_object"),
	PARAM("param-output-config", "output_config"),
	PARAM("param-format", "format"),
	PARAM("param-tool-choice", "tool_choice"),
	PARAM("param-tools", "tools"),
	PARAM("param-stream", "stream"),
	PARAM("param-stream-options", "stream_options"),
	PARAM("param-temperature", "temperature"),
	PARAM("param-cache-control", "cache_control"),
	SAYS("empty", say_nothing, FAULT_DAMAGED, "content is empty"),
	SAYS("null", say_null, FAULT_DAMAGED, "content is null"),
	SAYS("length", say_length, FAULT_DAMAGED, "half an answer, finish length"),
	SAYS("only-reasoning", say_only_reasoning, FAULT_DAMAGED,
		"reasoning took all tokens: no content, finish length"),
	SAYS("refusal", say_refusal, FAULT_DAMAGED, "the model refuses"),
	SAYS("filter", say_filter, FAULT_DAMAGED, "content filter"),
	SAYS("odd-finish", say_odd_finish, FAULT_DAMAGED, "a finish that nobody knows"),
	SAYS("no-finish", say_no_finish, FAULT_DAMAGED, "no finish, and a stream without its end"),
	SAYS("wrong-schema", say_wrong_schema, FAULT_DAMAGED, "JSON of another form"),
	SAYS("half-json", say_half_json, FAULT_DAMAGED, "JSON that breaks off, finish stop"),
	SAYS("deep", say_deep, FAULT_DAMAGED, "10,000 opening brackets"),
	SAYS("prose", say_prose, FAULT_GOOD, "sentences around the JSON"),
	SAYS("fences", say_fences, FAULT_GOOD, "a code fence around the JSON"),
	SAYS("commas", say_commas, FAULT_GOOD, "a trailing comma"),
	SAYS("think", say_think, FAULT_GOOD, "<think> before the answer"),
	SAYS("reasoning", say_reasoning, FAULT_GOOD, "reasoning beside the answer"),
	SAYS("not-stream", say_whole, FAULT_GOOD, "no stream though one was asked for"),
	SAYS("tools-order", say_backwards, FAULT_GOOD, "two tool calls, pieces in turn"),
	SAYS("tools-no-id", say_no_ids, FAULT_GOOD, "tool calls without ids"),
	SAYS("tools-same-id", say_same_ids, FAULT_GOOD, "two tool calls with one id"),
	SAYS("tools-broken", say_broken_calls, FAULT_DAMAGED, "arguments that are no JSON"),
	SAYS("calls-forever", say_calls_forever, FAULT_GOOD, "a tool at each turn that offers one"),
	SAYS("calls-always", say_calls_always, FAULT_DAMAGED, "... and where none is offered"),
	SAYS("calls-many", say_calls_many, FAULT_GOOD, "40 tools at once"),
	SAYS("calls-odd", say_calls_odd, FAULT_GOOD,
		"tools that there are not, arguments of any kind"),
	BYTES("bad-utf8", wire_bad_utf8, "bytes that are no UTF-8 inside a text"),
	BYTES("surrogate", wire_surrogate, "a lone surrogate inside a text"),
	BYTES("nul", wire_nul, "an escaped NUL inside a text"),
	WIRE("reset", wire_reset, FAULT_DAMAGED, "the connection is reset before a byte"),
	WIRE("reset-body", wire_reset_body, FAULT_DAMAGED, "reset in the middle of the body"),
	WIRE("eof", wire_eof, FAULT_DAMAGED, "closed in the middle of the body"),
	WIRE("hang", wire_hang, FAULT_DAMAGED, "no byte ever comes"),
	WIRE("hang-body", wire_hang_body, FAULT_DAMAGED, "half the body comes, and no more"),
	WIRE("drip", wire_drip, FAULT_GOOD, "in 100 pieces, a millisecond apart"),
	WIRE("hold", wire_hold, FAULT_GOOD, "half the body, the rest after POST /release"),
	WIRE("drip-endless", wire_drip_endless, FAULT_DAMAGED, "blanks or comments for ever"),
	WIRE("cut", wire_cut, FAULT_DAMAGED, "two thirds of the body, ended as HTTP wants it"),
	WIRE("huge", wire_huge, FAULT_DAMAGED, "50 MB"),
	WIRE("gzip", wire_gzip, FAULT_GOOD, "packed with gzip"),
	WIRE("gzip-bomb", wire_bomb, FAULT_DAMAGED, "1 MB that unpacks to 206 MB"),
	WIRE("chunks", wire_chunks, FAULT_GOOD, "chunks with extensions, zeros and a trailer"),
	WIRE("sse-comments", wire_comments, FAULT_GOOD,
		"BOM, comments, retry and id in the stream"),
	WIRE("sse-crlf", wire_crlf, FAULT_GOOD, "lines that end in CR LF"),
	WIRE("sse-cr", wire_cr, FAULT_GOOD, "lines that end in CR"),
	WIRE("sse-data-lines", wire_data_lines, FAULT_GOOD, "data over several lines, no blank"),
	WIRE("sse-split", wire_split, FAULT_GOOD, "byte by byte"),
	WIRE("sse-error", wire_error, FAULT_DAMAGED, "an error inside a 200"),
	WIRE("html-200", wire_html, FAULT_DAMAGED, "a login page with 200"),
	WIRE("html-502", wire_html_502, FAULT_DAMAGED, "502 of a proxy, in HTML"),
	WIRE("array-error", wire_array, FAULT_DAMAGED, "an error inside an array (Gemini)"),
	WIRE("redirect", wire_redirect, FAULT_DAMAGED, "307 to another host"),
	WIRE("batch-expired", NULL, FAULT_GOOD, "batches expire with half of their results"),
	WIRE("batch-failed", NULL, FAULT_GOOD, "batches fail as a whole"),
	WIRE("batch-partial", NULL, FAULT_GOOD, "each second request of a batch errs"),
	WIRE("batch-slow", NULL, FAULT_GOOD, "batches stay in progress"),
	WIRE("batch-elsewhere", NULL, FAULT_GOOD, "results of batches lie on another host"),
};
const size_t n_faults = sizeof faults / sizeof *faults;

const struct fault_row *fault_named(struct str name)
{
	for (size_t i = 0; i < n_faults; i++)
		if (str_eqz(name, faults[i].name))
			return &faults[i];
	return NULL;
}

/* --- errors ------------------------------------------------------------------------------ */

static struct str http_date(struct arena *a, time_t when)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm tm;
	gmtime_r(&when, &tm);
	return str_printf(a, "%s, %02d %s %d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void fault_error(struct turn *t)
{
	const struct fault_row *row = t->fault;
	struct str text = str_of(row->text);
	bool ollama = t->ask.protocol == OLLAMA;
	if (ollama && row->status == 404)
		text = STR("model \"llmd-1\" not found, try pulling it first");
	if (ollama && row->code && str_eqz(str_of(row->code), "context_length_exceeded"))
		text = STR("the input length exceeds the context length");
	const char *code =
		row->code && row->code[0] >= '0' && row->code[0] <= '9' ? NULL : row->code;
	say_error(t, row->status, row->type, code, row->param, text);
	struct str rest = str_of(row->headers), line;
	while (str_line(&rest, &line))
		out_header(t, str_replace(t->a, line, STR("%D"), http_date(t->a, time(NULL) + 1)));
}
