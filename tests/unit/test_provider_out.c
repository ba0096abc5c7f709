/* test_provider_out.c - requests as they go out, what error answers mean and teach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "llm/provider.h"
#include "llm/reply.h"
#include "scratch.h"

#define KEY "sk-proj-canary0123456789ABCDEFwxyz"

static struct llm_endpoint endpoint(const struct llm_provider *p, const char *base_url)
{
	return (struct llm_endpoint){.provider = p, .base_url = str_of(base_url), .key = STR(KEY)};
}

static struct llm_message question = {.role = LLM_USER, .text = {"Why?", 4}};

static struct llm_request plain(void)
{
	return (struct llm_request){
		.model = STR("m"), .messages = &question, .n_messages = 1, .max_output = 1000};
}

static void is(struct str got, const char *want)
{
	assert_string_equal(str_z(a, got), want);
}

static struct llm_wire built(
	const struct llm_endpoint *ep, const struct llm_quirks *q, const struct llm_request *rq)
{
	struct llm_wire w;
	struct err e = {0};
	struct json *j;
	if (!ep->provider->build(ep, q, a, rq, &w, &e))
		fail_msg("%s", e.text);
	if (!json_parse(a, w.body, &j, &e))
		fail_msg("%s: %s", e.text, str_z(a, w.body));
	assert_true(str_find(w.body, STR("canary")) == STR_NPOS);
	assert_true(str_find(w.url, STR("canary")) == STR_NPOS);
	return w;
}

static bool has(struct str s, const char *part)
{
	return str_find(s, str_of(part)) != STR_NPOS;
}

static void holds(struct str s, const char *part)
{
	if (!has(s, part))
		fail_msg("no %s in %s", part, str_z(a, s));
}

static void lacks(struct str s, const char *part)
{
	if (has(s, part))
		fail_msg("%s in %s", part, str_z(a, s));
}

/* --- addresses and headers --------------------------------------------------------------- */

static void leads_to(const struct llm_provider *p, const char *base_url, const char *url)
{
	struct llm_endpoint ep = endpoint(p, base_url);
	struct llm_request rq = plain();
	is(built(&ep, &(struct llm_quirks){0}, &rq).url, url);
}

static void spellings_of_openai(void **state)
{
	static const char *const same[] = {"", "https://api.openai.com/v1",
		"https://api.openai.com", "https://api.openai.com/v1/", "api.openai.com",
		"HTTPS://API.OpenAI.com/v1//", "https://api.openai.com/v1/chat/completions",
		" https://api.openai.com/v1#x "};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		leads_to(&provider_openai, same[i], "https://api.openai.com/v1/chat/completions");
	leads_to(&provider_openai, "localhost:1234", "http://localhost:1234/v1/chat/completions");
	leads_to(&provider_openai, "gpu-box:8000/v1", "http://gpu-box:8000/v1/chat/completions");
	leads_to(&provider_openai, "http://[::1]:8080", "http://[::1]:8080/v1/chat/completions");
	leads_to(&provider_openai, "https://openrouter.ai/api",
		"https://openrouter.ai/api/v1/chat/completions");
	leads_to(&provider_openai, "https://generativelanguage.googleapis.com",
		"https://generativelanguage.googleapis.com/v1beta/openai/chat/completions");
	leads_to(&provider_openai, "https://generativelanguage.googleapis.com/v1beta/openai/",
		"https://generativelanguage.googleapis.com/v1beta/openai/chat/completions");
	leads_to(&provider_openai, "api.groq.com",
		"https://api.groq.com/openai/v1/chat/completions");
	leads_to(&provider_openai, "https://x.openai.azure.com/openai/v1?api-version=1",
		"https://x.openai.azure.com/openai/v1/chat/completions?api-version=1");
}

static void spellings_of_the_others(void **state)
{
	static const char *const same[] = {"", "https://api.anthropic.com",
		"https://api.anthropic.com/", "https://api.anthropic.com/v1",
		"https://api.anthropic.com/v1/messages"};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		leads_to(&provider_anthropic, same[i], "https://api.anthropic.com/v1/messages");
	leads_to(&provider_anthropic, "https://api.deepseek.com/anthropic",
		"https://api.deepseek.com/anthropic/v1/messages");
	leads_to(&provider_ollama, "", "http://127.0.0.1:11434/api/chat");
	leads_to(&provider_ollama, "gpu", "http://gpu:11434/api/chat");
	leads_to(&provider_ollama, "gpu.example.org:1", "http://gpu.example.org:1/api/chat");
	leads_to(&provider_ollama, ":8000", "http://127.0.0.1:8000/api/chat");
	leads_to(&provider_ollama, "0.0.0.0", "http://127.0.0.1:11434/api/chat");
	leads_to(&provider_ollama, "::", "http://[::1]:11434/api/chat");
	leads_to(&provider_ollama, "[::]:80", "http://[::1]:80/api/chat");
	leads_to(&provider_ollama, "http://gpu", "http://gpu/api/chat");
	leads_to(&provider_ollama, "https://gpu/ollama/", "https://gpu/ollama/api/chat");
	leads_to(&provider_ollama, "http://localhost:11434/v1", "http://localhost:11434/api/chat");
	struct llm_endpoint ep = endpoint(&provider_openai, "localhost:1/v1");
	is(ep.provider->models_url(&ep, a), "http://localhost:1/v1/models");
	ep = endpoint(&provider_ollama, "");
	is(ep.provider->models_url(&ep, a), "http://127.0.0.1:11434/api/tags");
}

static void refused(struct llm_endpoint ep, const char *why)
{
	struct llm_request rq = plain();
	struct llm_wire w;
	struct err e = {0};
	assert_false(ep.provider->build(&ep, &(struct llm_quirks){0}, a, &rq, &w, &e));
	assert_int_equal(e.code, ERR_CONFIG);
	assert_null(strstr(e.text, "canary"));
	if (!strstr(e.text, why))
		fail_msg("%s", e.text);
}

static void bad_settings_are_refused(void **state)
{
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	struct str header = STR("X: a\r\nY: b");
	(void)state;
	refused(endpoint(&provider_openai, "ftp://x"), "http");
	refused(endpoint(&provider_openai, "https://u:canary@x/v1"), "password");
	refused(endpoint(&provider_openai, "https://x y/"), "blank");
	refused(endpoint(&provider_openai, "https://x:99999/"), "port");
	refused(endpoint(&provider_ollama, "[::1"), "]");
	refused(endpoint(&provider_ollama, "http://x/" KEY), "holds the key");
	ep.extra_body = STR("{\"user\":\"" KEY "\"}");
	refused(ep, "holds the key");
	ep.extra_body = STR("[1]");
	refused(ep, "object");
	ep.extra_body = STR("{\"messages\":[]}");
	refused(ep, "messages");
	ep.extra_body = STR("{broken");
	refused(ep, "extra_body");
	ep.extra_body = STR("");
	ep.headers = &header;
	ep.n_headers = 1;
	refused(ep, "headers");
	ep.n_headers = 0;
	ep.key = STR(KEY "\r\nX: y");
	refused(ep, "line break");
}

static struct str header(const struct llm_wire *w, const char *name)
{
	for (size_t i = 0; i < w->n_headers; i++)
		if (str_istarts(w->headers[i], str_of(name)))
			return w->headers[i];
	return STR("");
}

static void the_key_stands_in_its_header(void **state)
{
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	struct llm_request rq = plain();
	struct llm_quirks q = {0};
	struct str own[] = {STR("X-Title: kb"), STR("authorization: Basic x")};
	(void)state;
	struct llm_wire w = built(&ep, &q, &rq);
	is(header(&w, "Authorization"), "Authorization: Bearer " KEY);
	is(header(&w, "Content-Type"), "Content-Type: application/json");
	ep.headers = own;
	ep.n_headers = 2;
	w = built(&ep, &q, &rq);
	is(header(&w, "Authorization"), "authorization: Basic x");
	is(header(&w, "X-Title"), "X-Title: kb");
	ep = endpoint(&provider_openai, "");
	ep.key = STR("");
	w = built(&ep, &q, &rq);
	is(header(&w, "Authorization"), "");
	ep = endpoint(&provider_anthropic, "");
	w = built(&ep, &q, &rq);
	is(header(&w, "x-api-key"), "x-api-key: " KEY);
	is(header(&w, "anthropic-version"), "anthropic-version: 2023-06-01");
	ep.key_is_bearer = true;
	w = built(&ep, &q, &rq);
	is(header(&w, "Authorization"), "Authorization: Bearer " KEY);
	is(header(&w, "x-api-key"), "");
}

/* --- bodies ------------------------------------------------------------------------------ */

static void bodies_of_a_plain_question(void **state)
{
	struct llm_block system = {.text = STR("Be brief.\n")};
	struct llm_request rq = plain();
	struct llm_quirks q = {0};
	(void)state;
	rq.system = &system;
	rq.n_system = 1;
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	is(built(&ep, &q, &rq).body,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
		"{\"role\":\"user\",\"content\":\"Why?\"}],\"max_completion_tokens\":1000,"
		"\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
	ep = endpoint(&provider_anthropic, "");
	is(built(&ep, &q, &rq).body,
		"{\"model\":\"m\",\"max_tokens\":1000,\"system\":[{\"type\":\"text\","
		"\"text\":\"Be brief.\\n\"}],\"messages\":[{\"role\":\"user\",\"content\":["
		"{\"type\":\"text\",\"text\":\"Why?\"}]}],\"stream\":true}");
	ep = endpoint(&provider_ollama, "");
	is(built(&ep, &q, &rq).body,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
		"{\"role\":\"user\",\"content\":\"Why?\"}],\"stream\":true,\"options\":{"
		"\"num_ctx\":4096,\"num_predict\":1000},\"keep_alive\":\"30m\"}");
}

static void caps(void **state)
{
	struct llm_request rq = plain();
	struct llm_quirks q = {0};
	struct llm_endpoint ep = endpoint(&provider_openai, "localhost:8000");
	(void)state;
	holds(built(&ep, &q, &rq).body, "\"max_tokens\":1000");
	q.other_cap = true;
	holds(built(&ep, &q, &rq).body, "\"max_completion_tokens\":1000");
	q.cap = 600;
	holds(built(&ep, &q, &rq).body, "\"max_completion_tokens\":600");
	q.no_cap = true;
	lacks(built(&ep, &q, &rq).body, "_tokens\"");
	q = (struct llm_quirks){.no_stream = true};
	holds(built(&ep, &q, &rq).body, "\"stream\":false");
	lacks(built(&ep, &q, &rq).body, "stream_options");
	q = (struct llm_quirks){.no_usage_option = true};
	lacks(built(&ep, &q, &rq).body, "stream_options");
	rq.max_output = 0;
	lacks(built(&ep, &q, &rq).body, "_tokens\"");
	ep = endpoint(&provider_anthropic, "");
	holds(built(&ep, &q, &rq).body, "\"max_tokens\":8192");
}

static void settings_join_the_body(void **state)
{
	struct llm_request rq = plain();
	struct llm_quirks q = {0};
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	(void)state;
	ep.extra_body = STR("{\"seed\": 7, \"temperature\":0.10, \"max_tokens\":5}");
	struct str body = built(&ep, &q, &rq).body;
	holds(body, "\"seed\":7,\"temperature\":0.10,\"max_tokens\":5}");
	lacks(body, "max_completion_tokens");
	snprintf(q.dropped, sizeof q.dropped, "temperature ");
	lacks(built(&ep, &q, &rq).body, "temperature");
	ep = endpoint(&provider_ollama, "");
	ep.extra_body = STR("{\"think\":false,\"options\":{\"num_ctx\":99,\"top_k\":1}}");
	body = built(&ep, &q, &rq).body;
	holds(body, "\"options\":{\"num_predict\":1000,\"num_ctx\":99,\"top_k\":1}");
	holds(body, "\"think\":false");
}

static void the_window_of_ollama(void **state)
{
	struct llm_endpoint ep = endpoint(&provider_ollama, "");
	struct llm_quirks q = {0};
	struct llm_request rq = plain();
	struct buf b = buf_make(a);
	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_puts(&b, "word ");
	struct llm_message m = {.text = buf_str(&b)};
	rq.messages = &m;
	holds(built(&ep, &q, &rq).body, "\"num_ctx\":16384");
	ep.context = 10000;
	holds(built(&ep, &q, &rq).body, "\"num_ctx\":10000");
	ep.context = 100000;
	holds(built(&ep, &q, &rq).body, "\"num_ctx\":16384");
}

/* The schema is always in the prompt; the rung decides what else asks for it. */
static void rungs(void **state)
{
	struct llm_block system[2] = {{STR("Rules."), true}, {STR("Late."), false}};
	struct llm_request rq = plain();
	struct llm_tool tool = {STR("t"), STR("d"), STR("{}")};
	(void)state;
	rq.system = system;
	rq.n_system = 2;
	rq.schema_name = STR("my digest");
	rq.schema = reply_schema(a, REPLY_DIGEST);
	rq.tools = &tool; /* never both */
	rq.n_tools = 1;
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	struct llm_quirks q = {0};
	struct str body = built(&ep, &q, &rq).body;
	holds(body,
		"\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
		"\"my_digest\",\"strict\":true,\"schema\":{\"type\":\"object\"");
	lacks(body, "\"tools\"");
	for (q.rung = 0; q.rung < RUNG_COUNT; q.rung++) {
		body = built(&ep, &q, &rq).body;
		holds(body, "JSON Schema:\\n{\\\"type\\\":\\\"object\\\"");
		assert_true(str_find(body, STR("Rules.")) < str_find(body, STR("JSON Schema")));
		assert_true(str_find(body, STR("JSON Schema")) < str_find(body, STR("Late.")));
		assert_int_equal(
			has(body, "json_object"), q.rung == RUNG_JSON || q.rung == RUNG_TOOL);
		assert_int_equal(has(body, "response_format"), q.rung != RUNG_PROMPT);
	}
	ep = endpoint(&provider_anthropic, "");
	q.rung = RUNG_SCHEMA;
	body = built(&ep, &q, &rq).body;
	holds(body, "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{");
	q.rung = RUNG_TOOL;
	q.no_tools = true;
	body = built(&ep, &q, &rq).body;
	lacks(body, "output_config");
	holds(body,
		"\"tool_choice\":{\"type\":\"tool\",\"name\":\"my_digest\","
		"\"disable_parallel_tool_use\":true}");
	q.rung = RUNG_PROMPT;
	body = built(&ep, &q, &rq).body;
	lacks(body, "\"tools\"");
	holds(body, "JSON Schema:");
	ep = endpoint(&provider_ollama, "");
	q.rung = RUNG_SCHEMA;
	holds(built(&ep, &q, &rq).body, "\"format\":{\"type\":\"object\"");
	q.rung = RUNG_JSON;
	holds(built(&ep, &q, &rq).body, "\"format\":\"json\"");
	q.rung = RUNG_PROMPT;
	lacks(built(&ep, &q, &rq).body, "\"format\"");
}

/* Every object of every schema is in the subset that strict mode takes. */
static size_t strict(const struct json *j)
{
	size_t objects = 0;
	if (str_eqz(json_str(json_get(j, STR("type"))), "object")) {
		const struct json *properties = json_get(j, STR("properties"));
		const struct json *required = json_get(j, STR("required"));
		objects++;
		assert_non_null(json_get(j, STR("additionalProperties")));
		assert_false(json_bool(json_get(j, STR("additionalProperties"))));
		assert_int_equal(json_len(properties), json_len(required));
		for (size_t i = 0; i < json_len(properties); i++)
			assert_true(
				str_eq(json_key_at(properties, i), json_str(json_at(required, i))));
	}
	for (size_t i = 0; i < json_len(j); i++)
		objects += strict(json_at(j, i));
	return objects;
}

static void schemas_fit_strict_mode(void **state)
{
	(void)state;
	for (enum reply_kind k = 0; k < REPLY_KINDS; k++) {
		struct json *j;
		assert_true(json_parse(a, reply_schema(a, k), &j, NULL));
		assert_true(strict(j) >= 2);
		assert_true(str_eqz(json_str(json_get(j, STR("type"))), "object"));
	}
}

static void cache_marks(void **state)
{
	struct llm_block system[6] = {{STR("a1"), true}, {STR("a2"), true}, {STR("a3"), true},
		{STR("a4"), true}, {STR("a5"), true}, {STR("b"), false}};
	struct llm_endpoint ep = endpoint(&provider_anthropic, "");
	struct llm_request rq = plain();
	struct llm_quirks q = {0};
	(void)state;
	rq.system = system;
	rq.n_system = 6;
	struct str body = built(&ep, &q, &rq).body, rest = body;
	size_t marks = 0;
	for (size_t i; (i = str_find(rest, STR("cache_control"))) != STR_NPOS; marks++)
		rest = str_from(rest, i + 1);
	assert_int_equal(marks, 4);
	holds(body, "{\"type\":\"text\",\"text\":\"a1\"},");
	holds(body, "\"text\":\"a5\",\"cache_control\":{\"type\":\"ephemeral\"}}");
	holds(body, "{\"type\":\"text\",\"text\":\"b\"}");
	q.no_cache_mark = true;
	lacks(built(&ep, &q, &rq).body, "cache_control");
}

static void turns_of_tools(void **state)
{
	struct llm_tool_call calls[2] = {{STR("c1"), STR("search"), STR("{\"q\":1}")},
		{STR("c2"), STR("read"), STR("{broken")}};
	struct llm_message m[] = {question, {.role = LLM_ASSISTANT, .calls = calls, .n_calls = 2},
		{.role = LLM_TOOL,
			.text = STR("found"),
			.call_id = STR("c1"),
			.tool = STR("search")},
		{.role = LLM_TOOL,
			.text = STR("bad"),
			.call_id = STR("c2"),
			.tool = STR("read"),
			.failed = true},
		{.role = LLM_USER, .text = STR("Go on.")}};
	struct llm_tool tool = {STR("search"), STR("Finds."), STR("{\"type\":\"object\"}")};
	struct llm_request rq = {
		.messages = m, .n_messages = 5, .tools = &tool, .n_tools = 1, .max_output = 9};
	struct llm_quirks q = {0};
	(void)state;
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	struct str body = built(&ep, &q, &rq).body;
	holds(body,
		"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":"
		"\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{\\\"q\\\":1}\"}},");
	holds(body, "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"found\"},");
	holds(body, "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"search\",");
	q.no_tools = true;
	lacks(built(&ep, &q, &rq).body, "\"tools\":");
	q.no_tools = false;
	ep = endpoint(&provider_ollama, "");
	body = built(&ep, &q, &rq).body;
	holds(body, "\"function\":{\"name\":\"search\",\"arguments\":{\"q\":1}}");
	holds(body, "{\"role\":\"tool\",\"content\":\"found\",\"tool_name\":\"search\",");
	ep = endpoint(&provider_anthropic, "");
	body = built(&ep, &q, &rq).body;
	holds(body,
		"{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c1\","
		"\"content\":\"found\"},{\"type\":\"tool_result\",\"tool_use_id\":\"c2\","
		"\"content\":\"bad\",\"is_error\":true},{\"type\":\"text\",\"text\":\"Go on.\"}]}");
	holds(body, "\"name\":\"read\",\"input\":{}");
	holds(body,
		"{\"name\":\"read\",\"input_schema\":{\"type\":\"object\"}}"); /* used, so named */
	lacks(body, "tool_choice");
	m[1].raw = STR("[{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"s\"}]");
	rq.schema = STR("{\"type\":\"object\"}"); /* the last turn has the form and no tool */
	body = built(&ep, &q, &rq).body;
	holds(body,
		"{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\","
		"\"signature\":\"s\"}]}");
	holds(body, "\"tool_choice\":{\"type\":\"none\"}");
	m[1].raw = STR("{broken");
	holds(built(&ep, &q, &rq).body, "\"type\":\"tool_use\",\"id\":\"c1\"");
	ep = endpoint(&provider_openai, "");
	m[1].raw = STR("{\"role\":\"assistant\",\"odd\":1.0}");
	holds(built(&ep, &q, &rq).body, ",{\"role\":\"assistant\",\"odd\":1.0},");
}

static void images(void **state)
{
	struct llm_image image = {STR("image/png"), {"\x00\x01\xff\xfe", 4}};
	struct llm_message m = {
		.role = LLM_USER, .text = STR("What?"), .images = &image, .n_images = 1};
	struct llm_request rq = {.messages = &m, .n_messages = 1};
	struct llm_quirks q = {0};
	(void)state;
	struct llm_endpoint ep = endpoint(&provider_openai, "");
	holds(built(&ep, &q, &rq).body,
		"\"image_url\":{\"url\":\"data:image/png;base64,AAH//g==\"}");
	ep = endpoint(&provider_anthropic, "");
	holds(built(&ep, &q, &rq).body,
		"\"source\":{\"type\":\"base64\",\"media_type\":"
		"\"image/png\",\"data\":\"AAH//g==\"}");
	ep = endpoint(&provider_ollama, "");
	holds(built(&ep, &q, &rq).body, "\"images\":[\"AAH//g==\"]");
}

static void anthropic_refuses_empty_texts(void **state)
{
	struct llm_message m[] = {
		{.role = LLM_USER, .text = STR(" ")}, {.role = LLM_ASSISTANT, .text = STR("")}};
	struct llm_block system = {.text = STR("\n")};
	struct llm_request rq = {.system = &system, .n_system = 1, .messages = m, .n_messages = 2};
	struct llm_endpoint ep = endpoint(&provider_anthropic, "");
	(void)state;
	struct str body = built(&ep, &(struct llm_quirks){0}, &rq).body;
	lacks(body, "\"system\"");
	lacks(body, "assistant");
	lacks(body, "\"text\":\" \"");
}

/* --- faults ------------------------------------------------------------------------------ */

struct error {
	const struct llm_provider *p;
	unsigned status;
	const char *body;
	enum llm_fault fault;
	const char *says; /* part of the text */
};

static struct llm_failure failure(const struct llm_endpoint *ep, const struct llm_quirks *q,
	const struct llm_request *rq, const struct llm_answer_head *head, const char *body)
{
	struct llm_result r;
	struct llm_failure f;
	struct llm_answer *x = ep->provider->begin(ep, q, a, rq, NULL, NULL);
	(void)ep->provider->feed(x, str_of(body));
	assert_false(ep->provider->finish(x, head, true, &r, &f));
	assert_null(strstr(f.text, "canary"));
	return f;
}

#define O &provider_openai
#define A &provider_anthropic
#define L &provider_ollama
#define ERROR(rest) "{\"error\":{" rest "}}"

static const struct error errors[] = {
	{O, 401,
		ERROR("\"message\":\"Incorrect API key provided: " KEY
		      ".\",\"code\":\"invalid_api_key\""),
		LLM_AUTH, "sk-...wxyz"},
	{O, 403, "Forbidden", LLM_AUTH, "HTTP 403: Forbidden"},
	{O, 400,
		"[" ERROR(
			"\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\"") "]",
		LLM_AUTH, "not valid"},
	{O, 429,
		ERROR("\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\""),
		LLM_QUOTA, "quota"},
	{O, 429, ERROR("\"message\":\"Please check your plan and billing details.\""), LLM_QUOTA,
		""},
	{O, 429,
		"[" ERROR(
			"\"message\":\"check your plan and billing. Please retry in 23.5s.\"") "]",
		LLM_RATE, ""},
	{O, 402, ERROR("\"message\":\"Insufficient credits\",\"code\":402"), LLM_QUOTA, ""},
	{A, 400,
		ERROR("\"type\":\"invalid_request_error\",\"message\":\"Your credit balance is too low\""),
		LLM_QUOTA, ""},
	{O, 429, ERROR("\"message\":\"Rate limit reached\""), LLM_RATE, "Rate limit"},
	{O, 429, ERROR("\"message\":\"Request too large for m on tokens per min\""), LLM_CONTEXT,
		""},
	{A, 529,
		"{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
		"\"request_id\":\"req_9\"}",
		LLM_OVERLOADED, "req_9"},
	{O, 503, ERROR("\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\""),
		LLM_LOADING, "Loading model"},
	{O, 500, "", LLM_SERVER, "HTTP 500"},
	{O, 502,
		"<html><head><title>502 Bad Gateway</title><style>x{}</style></head><body><center>"
		"nginx</center></body></html>",
		LLM_SERVER, "HTTP 502: 502 Bad Gateway nginx"},
	{O, 408, "", LLM_SERVER, ""},
	{O, 409, "", LLM_SERVER, ""},
	{O, 400, ERROR("\"code\":\"context_length_exceeded\",\"message\":\"too long\""),
		LLM_CONTEXT, ""},
	{O, 400,
		"{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens\"}",
		LLM_CONTEXT, "4096"},
	{A, 400,
		ERROR("\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\""),
		LLM_CONTEXT, ""},
	{A, 413, ERROR("\"type\":\"request_too_large\""), LLM_CONTEXT, ""},
	{L, 400, "{\"error\":\"the input length exceeds the context length\"}", LLM_CONTEXT, ""},
	{O, 404, ERROR("\"message\":\"The model `x` does not exist\",\"code\":\"model_not_found\""),
		LLM_MODEL, ""},
	{O, 400, ERROR("\"message\":\"x is not a valid model ID\",\"code\":400"), LLM_MODEL, ""},
	{L, 404, "{\"error\":\"model 'm' not found\"}", LLM_MODEL, "run: ollama pull m"},
	{O, 404, "404 page not found", LLM_ADDRESS, "page not found"},
	{O, 405, "{\"detail\":\"Method Not Allowed\"}", LLM_ADDRESS, "Method Not Allowed"},
	{O, 302, "", LLM_ADDRESS, "base_url"},
	{O, 400, ERROR("\"code\":\"content_filter\",\"message\":\"The response was filtered\""),
		LLM_REFUSED, ""},
	{O, 403,
		ERROR("\"code\":403,\"message\":\"m requires moderation and your input was flagged\""),
		LLM_REFUSED, ""},
	{O, 400, ERROR("\"message\":\"Invalid 'messages[0].role'.\""), LLM_REQUEST,
		"messages[0].role"},
	{O, 422, "{\"detail\":[{\"loc\":[\"body\",\"messages\"],\"msg\":\"field required\"}]}",
		LLM_REQUEST, "body messages field required"},
	{O, 400, ERROR("\"message\":\"Failed to generate JSON\",\"code\":\"json_validate_failed\""),
		LLM_SERVER, ""},
	{O, 502,
		ERROR("\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"raw\":\"upstream boom\"}"),
		LLM_SERVER, "upstream boom"},
	{O, 418, "teapot", LLM_REQUEST, "teapot"},
};

static void faults_by_status_and_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct llm_endpoint ep = endpoint(errors[i].p, "");
		struct llm_request rq = plain();
		struct llm_failure f = failure(&ep, &(struct llm_quirks){0}, &rq,
			&(struct llm_answer_head){.status = errors[i].status}, errors[i].body);
		if (f.fault != errors[i].fault || !strstr(f.text, errors[i].says))
			fail_msg("%u %s: %s: %s", errors[i].status, errors[i].body,
				llm_fault_words(f.fault), f.text);
	}
}

/* What is learnt, step by step, from one error said again and again; then it is no parameter's. */
static struct llm_quirks taught(const struct llm_provider *p, const struct llm_request *rq,
	const char *body, unsigned steps)
{
	struct llm_endpoint ep = endpoint(p, "localhost:1");
	struct llm_answer_head head = {.status = 400};
	struct llm_quirks q = {0};
	ep.extra_body = STR("{\"seed\":1,\"top_p\":0.5}");
	for (unsigned i = 0; i < steps; i++) {
		struct llm_failure f = failure(&ep, &q, rq, &head, body);
		if (f.fault != LLM_PARAM)
			fail_msg("step %u: %s", i, f.text);
		assert_memory_not_equal(&f.learnt, &q, sizeof q);
		q = f.learnt;
	}
	struct llm_failure f = failure(&ep, &q, rq, &head, body);
	assert_int_equal(f.fault, LLM_REQUEST);
	return q;
}

static void parameters_are_learnt_once_each(void **state)
{
	struct llm_request rq = plain();
	struct llm_tool tool = {STR("t"), STR(""), STR("{}")};
	struct llm_quirks q;
	(void)state;
	q = taught(O, &rq,
		ERROR("\"message\":\"Unsupported parameter: 'max_tokens' is not supported "
		      "with this model. Use 'max_completion_tokens' instead.\",\"param\":"
		      "\"max_tokens\",\"code\":\"unsupported_parameter\""),
		2);
	assert_true(q.other_cap && q.no_cap);
	q = taught(O, &rq, ERROR("\"message\":\"Unsupported value: seed\",\"param\":\"seed\""), 1);
	assert_string_equal(q.dropped, "seed ");
	q = taught(O, &rq,
		"{\"detail\":[{\"loc\":[\"body\",\"stream_options\"],\"msg\":\"extra fields not permitted\"}]}",
		1);
	assert_true(q.no_usage_option);
	q = taught(O, &rq, ERROR("\"message\":\"Streaming is not supported\""), 1);
	assert_true(q.no_stream);
	q = taught(A, &rq,
		ERROR("\"message\":\"system.0.cache_control: Extra inputs are not permitted\""), 1);
	assert_true(q.no_cache_mark);
	rq.schema = STR("{\"type\":\"object\"}");
	q = taught(O, &rq, ERROR("\"message\":\"'response_format.type' must be 'text'\""), 2);
	assert_int_equal(q.rung, RUNG_PROMPT);
	q = taught(A, &rq,
		ERROR("\"message\":\"output_config.format: Extra inputs are not permitted\""), 2);
	assert_int_equal(q.rung, RUNG_PROMPT);
	q = taught(L, &rq, "{\"error\":\"invalid format: not supported\"}", 2);
	assert_int_equal(q.rung, RUNG_PROMPT);
	rq.schema = STR("");
	rq.tools = &tool;
	rq.n_tools = 1;
	q = taught(
		L, &rq, "{\"error\":\"registry.ollama.ai/library/m does not support tools\"}", 1);
	assert_true(q.no_tools);
}

static void caps_are_learnt(void **state)
{
	struct llm_request rq = plain();
	(void)state;
	rq.max_output = 64000;
	struct llm_quirks q = taught(A, &rq,
		ERROR("\"message\":\"max_tokens: 64000 > 32000, which is the maximum allowed number "
		      "of output tokens for claude-x-20250101\""),
		1);
	assert_int_equal(q.cap, 32000);
	struct llm_endpoint ep = endpoint(O, "");
	struct llm_failure f = failure(&ep, &(struct llm_quirks){0}, &rq,
		&(struct llm_answer_head){.status = 400},
		ERROR("\"message\":\"max_tokens is too large: 64000. This model supports at most 16384 "
		      "completion tokens, whereas you provided 64000.\""));
	assert_int_equal(f.fault, LLM_PARAM);
	assert_int_equal(f.learnt.cap, 16384);
}

/* The prompt fits, only the cap does not: less is asked for. A prompt that does not fit is split. */
static void room_is_made_for_the_answer(void **state)
{
	static const struct {
		const char *prompt;
		enum llm_fault fault;
		int64_t cap;
	} cases[] = {{"900", LLM_PARAM, 2048}, {"3000", LLM_PARAM, 1024}, {"3500", LLM_CONTEXT, 0}};
	struct llm_request rq = plain();
	struct llm_endpoint ep = endpoint(O, "localhost:1");
	(void)state;
	rq.max_output = 8192;
	for (size_t i = 0; i < 3; i++) {
		struct str body = str_printf(a,
			"{\"error\":{\"message\":\"This model's maximum context length is 4096 tokens. "
			"However, you requested 9000 tokens (%s in the messages, 8192 in the "
			"completion).\"}}",
			cases[i].prompt);
		struct llm_failure f = failure(&ep, &(struct llm_quirks){0}, &rq,
			&(struct llm_answer_head){.status = 400}, str_z(a, body));
		assert_int_equal(f.fault, cases[i].fault);
		assert_int_equal(f.learnt.cap, cases[i].cap);
	}
}

/* --- waiting, keys ----------------------------------------------------------------------- */

static int64_t waits(struct llm_answer_head head, const char *body)
{
	struct llm_endpoint ep = endpoint(O, "");
	struct llm_request rq = plain();
	head.status = 429;
	return failure(&ep, &(struct llm_quirks){0}, &rq, &head, body).wait_ms;
}

#define HEAD(...) ((struct llm_answer_head){__VA_ARGS__})

static void waiting_times(void **state)
{
	(void)state;
	assert_int_equal(waits(HEAD(.status = 0), ""), -1);
	assert_int_equal(
		waits(HEAD(.retry_after_ms = STR("1500"), .retry_after = STR("9")), ""), 1500);
	assert_int_equal(waits(HEAD(.retry_after = STR("2.5")), ""), 2500);
	assert_int_equal(waits(HEAD(.retry_after = STR("0")), ""), 0);
	assert_int_equal(waits(HEAD(.retry_after = STR("-3")), ""), -1);
	assert_int_equal(waits(HEAD(.retry_after = STR("soon")), ""), -1);
	assert_int_equal(waits(HEAD(.retry_after = STR("99999999999999999999999")), ""), -1);
	assert_int_equal(waits(HEAD(.retry_after = STR("Wed, 01 Mar 2028 00:00:10 GMT"),
				       .date = STR("Tue, 29 Feb 2028 23:59:50 GMT")),
				 ""),
		20000);
	assert_int_equal(waits(HEAD(.retry_after = STR("Sun, 06 Nov 1994 08:49:37 GMT"),
				       .date = STR("Tue, 29 Feb 2028 23:59:50 GMT")),
				 ""),
		0);
	assert_int_equal(waits(HEAD(.retry_after = STR("Wed, 01 Mar 2028 00:00:10 GMT")), ""), -1);
	assert_int_equal(
		waits(HEAD(.status = 0), ERROR("\"message\":\"Please try again in 1m2.5s.\"")),
		62500);
	assert_int_equal(waits(HEAD(.status = 0), ERROR("\"message\":\"try again in 20ms\"")), 20);
	assert_int_equal(
		waits(HEAD(.status = 0), "[" ERROR("\"details\":[{\"retryDelay\":\"23s\"}]") "]"),
		23000);
}

static void keys_are_masked(void **state)
{
	static const char *const echoes[] = {KEY, "<b>" KEY "</b>", "sk-proj-canary0123",
		"...y0123456789ABCDEFwxyz", "x" KEY "x", "sk-proj-canary*****wxyz",
		"\\\"" KEY "\\\"", "sk-<i></i>proj-canary0123456789"};
	struct llm_request rq = plain();
	struct llm_endpoint ep = endpoint(O, "");
	(void)state;
	for (size_t i = 0; i < sizeof echoes / sizeof *echoes; i++) {
		struct str body = str_printf(a, "{\"error\":{\"message\":\"no %s\"}}", echoes[i]);
		struct llm_answer_head head = {.status = 401, .request_id = STR(KEY)};
		struct llm_failure f =
			failure(&ep, &(struct llm_quirks){0}, &rq, &head, str_z(a, body));
		if (strstr(f.text, "canary") || strstr(f.text, "0123456789"))
			fail_msg("%s", f.text);
		(void)failure(&ep, &(struct llm_quirks){0}, &rq, &head, echoes[i]);
	}
	struct llm_failure f = failure(&ep, &(struct llm_quirks){0}, &rq,
		&(struct llm_answer_head){.status = 401}, "other sk-ant-REDACTED-abcd.");
	assert_string_equal(f.text, "HTTP 401: other sk-...abcd.");
}

static void faults_have_words(void **state)
{
	(void)state;
	for (int f = LLM_NO_FAULT; f <= LLM_REQUEST; f++) {
		assert_true(llm_fault_words((enum llm_fault)f)[0]);
		assert_false(
			llm_fault_again((enum llm_fault)f) && llm_fault_stops((enum llm_fault)f));
	}
	assert_true(llm_fault_again(LLM_RATE) && llm_fault_stops(LLM_AUTH));
	assert_ptr_equal(provider_named(STR("ollama")), &provider_ollama);
	assert_null(provider_named(STR("ollam")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(spellings_of_openai),
		TEST(spellings_of_the_others),
		TEST(bad_settings_are_refused),
		TEST(the_key_stands_in_its_header),
		TEST(bodies_of_a_plain_question),
		TEST(caps),
		TEST(settings_join_the_body),
		TEST(the_window_of_ollama),
		TEST(rungs),
		TEST(schemas_fit_strict_mode),
		TEST(cache_marks),
		TEST(turns_of_tools),
		TEST(images),
		TEST(anthropic_refuses_empty_texts),
		TEST(faults_by_status_and_words),
		TEST(parameters_are_learnt_once_each),
		TEST(caps_are_learnt),
		TEST(room_is_made_for_the_answer),
		TEST(waiting_times),
		TEST(keys_are_masked),
		TEST(faults_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
