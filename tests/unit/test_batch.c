/* test_batch.c - batches of the services: what is sent, what is read, whom the key is sent to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "llm/provider_batch.h"
#include "scratch.h"

#define KEY "sk-proj-canary0123456789ABCDEFwxyz"

static struct llm_endpoint openai(void)
{
	return (struct llm_endpoint){.provider = &provider_openai, .key = STR(KEY)};
}

static struct llm_endpoint anthropic(void)
{
	return (struct llm_endpoint){.provider = &provider_anthropic, .key = STR(KEY)};
}

static void is(struct str got, const char *want)
{
	assert_string_equal(str_z(a, got), want);
}

static bool has(struct llm_wire w, const char *header)
{
	for (size_t i = 0; i < w.n_headers; i++)
		if (str_eqz(w.headers[i], header))
			return true;
	return false;
}

static void submitting_a_file(void **state)
{
	struct llm_endpoint ep = openai();
	struct buf lines = buf_make(a);
	struct llm_wire w;
	struct err e = {0};
	(void)state;
	provider_batch_add(&ep, &lines, STR("kb-1"), STR("{\"model\":\"m\"}"), 0);
	provider_batch_add(&ep, &lines, STR("kb-2"), STR("{}"), 1);
	is(buf_str(&lines),
		"{\"custom_id\":\"kb-1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
		"\"body\":{\"model\":\"m\"}}\n"
		"{\"custom_id\":\"kb-2\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
		"\"body\":{}}\n");
	assert_true(provider_batch_upload(&ep, a, buf_str(&lines), &w, &e));
	is(w.url, "https://api.openai.com/v1/files");
	assert_true(has(w, "Authorization: Bearer " KEY));
	struct str type = STR("");
	for (size_t i = 0; i < w.n_headers; i++)
		if (str_starts(w.headers[i], STR("Content-Type: multipart/form-data; boundary=")))
			type = w.headers[i];
	struct str mark = str_from(type, str_find_byte(type, '=') + 1);
	is(w.body,
		str_z(a,
			str_printf(a,
				"--%.*s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n"
				"batch\r\n--%.*s\r\nContent-Disposition: form-data; name=\"file\"; "
				"filename=\"kb.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n"
				"%.*s\r\n--%.*s--\r\n",
				STR_ARG(mark), STR_ARG(mark), STR_ARG(buf_str(&lines)),
				STR_ARG(mark))));
	assert_true(provider_batch_create(&ep, a, STR("file-7"), &w, &e));
	is(w.url, "https://api.openai.com/v1/batches");
	is(w.body,
		"{\"input_file_id\":\"file-7\",\"endpoint\":\"/v1/chat/completions\","
		"\"completion_window\":\"24h\"}");
}

static void submitting_requests(void **state)
{
	struct llm_endpoint ep = anthropic();
	struct buf lines = buf_make(a);
	struct llm_wire w;
	struct err e = {0};
	(void)state;
	provider_batch_add(&ep, &lines, STR("kb-1"), STR("{\"model\":\"m\"}"), 0);
	provider_batch_add(&ep, &lines, STR("kb-2"), STR("{}"), 1);
	assert_true(provider_batch_upload(&ep, a, buf_str(&lines), &w, &e));
	is(w.url, "");
	assert_true(provider_batch_create(&ep, a, buf_str(&lines), &w, &e));
	is(w.url, "https://api.anthropic.com/v1/messages/batches");
	assert_true(has(w, "x-api-key: " KEY) && has(w, "anthropic-version: 2023-06-01"));
	is(w.body,
		"{\"requests\":[\n{\"custom_id\":\"kb-1\",\"params\":{\"model\":\"m\"}},\n"
		"{\"custom_id\":\"kb-2\",\"params\":{}}\n]}");
	assert_true(provider_batch_look(&ep, a, STR("msgbatch_1"), &w, &e));
	is(w.url, "https://api.anthropic.com/v1/messages/batches/msgbatch_1");
	ep.provider = &provider_ollama;
	assert_false(provider_batch_offered(&ep, &e));
	assert_int_equal(e.code, ERR_CONFIG);
}

static void names_are_no_paths(void **state)
{
	(void)state;
	is(provider_batch_id(a, STR("{\"id\":\"batch_A-1\"}")), "batch_A-1");
	is(provider_batch_id(a, STR("{\"id\":\"../files\"}")), "");
	is(provider_batch_id(a, STR("{\"id\":\"a b\"}")), "");
	is(provider_batch_id(a, STR("{\"id\":7}")), "");
	is(provider_batch_id(a, STR("no JSON")), "");
}

static void states(void **state)
{
	static const struct {
		const char *body;
		bool ended, failed;
		const char *output, *errors, *why;
	} rows[] = {
		{"{\"status\":\"validating\"}", false, false, "", "", ""},
		{"{\"status\":\"in_progress\",\"output_file_id\":\"f\"}", false, false, "", "", ""},
		{"{\"status\":\"finalizing\"}", false, false, "", "", ""},
		{"{\"status\":\"completed\",\"output_file_id\":\"f1\",\"error_file_id\":\"f2\"}",
			true, false, "f1", "f2", ""},
		{"{\"status\":\"completed\",\"output_file_id\":\"../x\",\"error_file_id\":null}",
			true, false, "", "", ""},
		{"{\"status\":\"expired\",\"output_file_id\":\"f1\"}", true, false, "f1", "", ""},
		{"{\"status\":\"cancelled\"}", true, false, "", "", ""},
		{"{\"status\":\"failed\",\"errors\":{\"data\":[{\"message\":\"too\\nmuch " KEY
		 "\"}]}}",
			true, true, "", "", "too much"},
	};
	struct llm_endpoint ep = openai();
	struct provider_batch x;
	struct err e = {0};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(provider_batch_read(&ep, a, STR("b"), str_of(rows[i].body), &x, &e));
		assert_int_equal(x.ended, rows[i].ended);
		assert_int_equal(x.failed, rows[i].failed);
		is(x.results[0], rows[i].output);
		is(x.results[1], rows[i].errors);
		assert_true(str_starts(x.why, str_of(rows[i].why)));
		assert_true(str_find(x.why, STR(KEY)) == STR_NPOS);
	}
	assert_false(provider_batch_read(&ep, a, STR("b"), STR("{}"), &x, &e));
	assert_int_equal(e.code, ERR_MODEL);
}

/* The key goes to the configured host alone: results elsewhere are asked of it, where they lie too. */
static void where_results_lie(void **state)
{
	static const struct {
		const char *url, *asked;
	} rows[] = {
		{"https://api.anthropic.com/v1/r", "https://api.anthropic.com/v1/r"},
		{"https://evil.example/v1/r",
			"https://api.anthropic.com/v1/messages/batches/b1/results"},
		{"http://api.anthropic.com/v1/r",
			"https://api.anthropic.com/v1/messages/batches/b1/results"},
		{"https://api.anthropic.com.evil.example/r",
			"https://api.anthropic.com/v1/messages/batches/b1/results"},
		{"https://api.anthropic.com@evil.example/r",
			"https://api.anthropic.com/v1/messages/batches/b1/results"},
		{"", "https://api.anthropic.com/v1/messages/batches/b1/results"},
	};
	struct llm_endpoint ep = anthropic();
	struct provider_batch x;
	struct llm_wire w;
	struct err e = {0};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str body = str_printf(a,
			"{\"processing_status\":\"ended\",\"results_url\":\"%s\","
			"\"request_counts\":{\"processing\":0,\"succeeded\":3,\"expired\":1}}",
			rows[i].url);
		assert_true(provider_batch_read(&ep, a, STR("b1"), body, &x, &e));
		assert_true(x.ended && x.n == 4 && x.n_done == 4);
		is(x.results[0], rows[i].asked);
		assert_true(provider_batch_fetch(&ep, a, x.results[0], &w, &e));
		is(w.url, rows[i].asked);
	}
	assert_false(provider_batch_fetch(&ep, a, STR("https://evil.example/r"), &w, &e));
}

static void results(void **state)
{
	static const struct {
		bool openai;
		const char *line;
		bool lost;
		unsigned status;
		const char *body;
	} rows[] = {
		{true,
			"{\"custom_id\":\"c\",\"response\":{\"status_code\":200,\"body\":{\"x\": "
			"1}},\"error\":null}",
			false, 200, "{\"x\": 1}"},
		{true, "{\"custom_id\":\"c\",\"response\":{\"status_code\":400,\"body\":{}}}",
			false, 400, "{}"},
		{true, "{\"custom_id\":\"c\",\"response\":{\"status_code\":500,\"body\":{}}}", true,
			500, "{}"},
		{true,
			"{\"custom_id\":\"c\",\"response\":null,\"error\":{\"code\":"
			"\"batch_expired\"}}",
			true, 0, ""},
		{false,
			"{\"custom_id\":\"c\",\"result\":{\"type\":\"succeeded\",\"message\":{\"m\""
			":2}}}",
			false, 200, "{\"m\":2}"},
		{false, "{\"custom_id\":\"c\",\"result\":{\"type\":\"expired\"}}", true, 400,
			"{\"error\":}"},
		{false, "{\"custom_id\":\"c\",\"result\":{\"type\":\"canceled\"}}", true, 400,
			"{\"error\":}"},
		{false,
			"{\"custom_id\":\"c\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":"
			"\"error\",\"error\":{\"type\":\"invalid_request_error\"}}}}",
			false, 400,
			"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"}}"},
		{false,
			"{\"custom_id\":\"c\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":"
			"\"error\",\"error\":{\"type\":\"api_error\"}}}}",
			true, 400, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}"},
	};
	struct provider_batch_line x;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct llm_endpoint ep = rows[i].openai ? openai() : anthropic();
		assert_true(provider_batch_line(&ep, a, str_of(rows[i].line), &x));
		is(x.custom, "c");
		assert_int_equal(x.lost, rows[i].lost);
		assert_int_equal(x.status, rows[i].status);
		if (!x.lost)
			is(x.body, rows[i].body);
	}
	struct llm_endpoint ep = openai();
	assert_false(provider_batch_line(&ep, a, STR("{\"error\":{}}"), &x));
	assert_false(provider_batch_line(&ep, a, STR("{\"custom_id\":7}"), &x));
	assert_false(provider_batch_line(&ep, a, STR("<html>"), &x));
	assert_false(provider_batch_line(&ep, a, STR("[]"), &x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(submitting_a_file, setup, teardown),
		cmocka_unit_test_setup_teardown(submitting_requests, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_no_paths, setup, teardown),
		cmocka_unit_test_setup_teardown(states, setup, teardown),
		cmocka_unit_test_setup_teardown(where_results_lie, setup, teardown),
		cmocka_unit_test_setup_teardown(results, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
