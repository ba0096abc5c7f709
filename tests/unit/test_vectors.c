/* test_vectors.c - embeddings: what is asked for, what is read, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "llm/provider.h"
#include "scratch.h"

#define KEY "sk-proj-canary0123456789ABCDEFwxyz"
#define O &provider_openai
#define A &provider_anthropic
#define L &provider_ollama

static struct llm_endpoint endpoint(const struct llm_provider *p, const char *base_url)
{
	return (struct llm_endpoint){.provider = p, .base_url = str_of(base_url), .key = STR(KEY)};
}

static void is(struct str got, const char *want)
{
	assert_string_equal(str_z(a, got), want);
}

static void asking_for_vectors(void **state)
{
	struct str texts[2] = {STR("a"), STR("b")};
	struct llm_endpoint ep = endpoint(O, "");
	struct llm_wire w;
	struct err e = {0};
	(void)state;
	assert_true(provider_embed(&ep, a, STR("e"), 256, texts, 2, &w, &e));
	is(w.url, "https://api.openai.com/v1/embeddings");
	is(w.body,
		"{\"model\":\"e\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\","
		"\"dimensions\":256}");
	ep = endpoint(L, "gpu");
	assert_true(provider_embed(&ep, a, STR("e"), 0, texts, 2, &w, &e));
	is(w.url, "http://gpu:11434/api/embed");
	is(w.body, "{\"model\":\"e\",\"input\":[\"a\",\"b\"]}");
	ep = endpoint(A, "");
	assert_false(provider_embed(&ep, a, STR("e"), 0, texts, 2, &w, &e));
	assert_int_equal(e.code, ERR_CONFIG);
	ep = endpoint(O, "");
	texts[1] = STR(" ");
	e = (struct err){0};
	assert_false(provider_embed(&ep, a, STR("e"), 0, texts, 2, &w, &e));
	assert_int_equal(e.code, ERR_INPUT);
}

static void vectors_are_read(void **state)
{
	struct llm_endpoint ep = endpoint(O, "");
	struct llm_usage u;
	struct err e = {0};
	float *v;
	size_t dim = 0;
	(void)state;
	assert_true(provider_vectors(&ep, a,
		STR("{\"data\":[{\"index\":1,\"embedding\":[3,4]},"
		    "{\"index\":0,\"embedding\":\"AACAPwAAAEA=\"}],\"usage\":{\"prompt_tokens\":5}}"),
		2, &v, &dim, &u, &e));
	assert_int_equal(dim, 2);
	assert_true(v[0] == 1 && v[1] == 2 && v[2] == 3 && v[3] == 4);
	assert_int_equal(u.input, 5);
	dim = 0;
	assert_true(provider_vectors(&ep, a,
		STR("{\"embeddings\":[[0.5],[-1]],\"prompt_eval_count\":7}"), 2, &v, &dim, &u, &e));
	assert_true(v[0] == 0.5f && v[1] == -1);
	assert_int_equal(u.input, 7);
	dim = 0;
	assert_true(provider_vectors(&ep, a, STR("{\"embedding\":[1,2,3]}"), 1, &v, &dim, &u, &e));
	assert_int_equal(dim, 3);
}

static void bad_vectors_are_refused(void **state)
{
	static const char *const bodies[] = {"", "{}", "[]", "{\"data\":[]}",
		"{\"data\":[{\"embedding\":[1,2]}]}",
		"{\"data\":[{\"index\":0,\"embedding\":[1,2]},{\"index\":0,\"embedding\":[1,2]}]}",
		"{\"data\":[{\"index\":0,\"embedding\":[1,2]},{\"index\":2,\"embedding\":[1,2]}]}",
		"{\"embeddings\":[[1,2],[1]]}", "{\"embeddings\":[[1,2,3],[1,2,3]]}",
		"{\"embeddings\":[[],[]]}", "{\"embeddings\":[[1,null],[1,2]]}",
		"{\"embeddings\":[[1,1e99],[1,2]]}", "{\"embeddings\":[\"AADAfwAAAEA=\",[1,2]]}",
		"{\"embeddings\":[\"AAA\",[1,2]]}", "{\"embeddings\":[\"????????????\",[1,2]]}",
		"{\"error\":{\"message\":\"no " KEY "\"}}"};
	struct llm_endpoint ep = endpoint(O, "");
	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct llm_usage u;
		struct err e = {0};
		float *v;
		size_t dim = 2;
		if (provider_vectors(&ep, a, str_of(bodies[i]), 2, &v, &dim, &u, &e))
			fail_msg("%s", bodies[i]);
		assert_int_equal(e.code, ERR_MODEL);
		assert_null(strstr(e.text, "canary"));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(asking_for_vectors),
		TEST(vectors_are_read),
		TEST(bad_vectors_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
