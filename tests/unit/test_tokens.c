/* test_tokens.c - estimates against counts that o200k_base and cl100k_base gave for these texts; the
 * name of a request; prices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "llm/client.h"

struct counted {
	const char *text;
	int o200k, cl100k;
};

static const struct counted counted[] = {
	{"A wiki that is compiled from sources can say of each sentence where it comes from. The reader follows the link, finds the quoted words, and decides whether they bear the statement out.",
		37, 37},
	{"Ein Wiki, das aus Quellen übersetzt wird, kann zu jedem Satz sagen, woher er stammt. Wer liest, folgt dem Verweis und findet die zitierten Wörter in ihrem Zusammenhang.",
		39, 49},
	{"Un wiki compilé à partir de sources peut dire de chaque phrase d’où elle vient. Le lecteur suit le lien et trouve les mots cités dans leur contexte.",
		33, 37},
	{"Wiki zbudowane ze źródeł potrafi o każdym zdaniu powiedzieć, skąd pochodzi. Czytelnik otwiera odnośnik i znajduje przytoczone słowa.",
		42, 52},
	{"Вики, собранная из источников, о каждом предложении может сказать, откуда оно взято. Читатель открывает ссылку и находит приведённые слова.",
		38, 60},
	{"从资料编译而成的维基，每一句话都能说明出处。读者点开链接，就能在原文里找到被引用的词句。",
		35, 48},
	{"資料から作られたウィキは、どの文についても出典を示せる。読者はリンクをたどり、引用された言葉を確かめる。",
		42, 55},
	{"자료에서 만들어진 위키는 문장마다 출처를 밝힐 수 있다. 독자는 링크를 따라가 인용된 말을 확인한다.",
		32, 49},
	{"for (size_t i = 0; i < words.n; i++) {\n\tif (!str_eq(words.v[i], name))\n\t\tcontinue;\n\treturn &words.v[i];\n}\n",
		37, 37},
	{"| run | year | score | loss |\n|---|---|---|---|\n| a-17 | 2024 | 88.12 | 0.0931 |\n| b-4 | 2025 | 91.70 | 0.0714 |\n| c-233 | 2026 | 90.05 | 0.0802 |\n",
		78, 78},
	{"{\"claims\":[{\"id\":\"c1\",\"text\":\"A is B.\",\"quote\":\"A is B\",\"passage\":\"p7k2m9qa\"}],\"concepts\":[],\"questions\":[\"Why?\"]}",
		43, 41},
};

static void near_real_tokenizers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
		double n = (double)llm_tokens(str_of(counted[i].text));
		double least = counted[i].o200k, most = counted[i].cl100k;
		if (least > most) {
			most = least;
			least = counted[i].cl100k;
		}
		if (n < 0.8 * least || n > 1.35 * most)
			fail_msg("%.0f for %d (%d): %.30s", n, counted[i].o200k, counted[i].cl100k,
				counted[i].text);
	}
}

static void any_bytes_have_an_estimate(void **state)
{
	char b[256];
	(void)state;
	for (size_t i = 0; i < sizeof b; i++)
		b[i] = (char)i;
	assert_int_equal(llm_tokens(STR("")), 0);
	assert_true(llm_tokens(str_make(b, sizeof b)) > 0);
	for (size_t i = 0; i < sizeof b; i++) /* more text is never fewer tokens */
		assert_true(llm_tokens(str_make(b, i)) <= llm_tokens(str_make(b, i + 1)));
}

static void a_request_is_the_sum_of_its_parts(void **state)
{
	struct llm_block system = {.text = STR("Answer in one sentence.")};
	struct llm_message m = {.role = LLM_USER, .text = STR("What is a memex?")};
	struct llm_request rq = {.system = &system, .n_system = 1, .messages = &m, .n_messages = 1};
	int64_t plain = llm_request_tokens(&rq);
	(void)state;
	assert_true(plain >= llm_tokens(system.text) + llm_tokens(m.text));
	rq.schema = STR("{\"type\":\"object\"}");
	assert_true(llm_request_tokens(&rq) > plain + 30); /* kb's words around it */
	struct llm_image image = {STR("image/png"), STR("x")};
	int64_t with_schema = llm_request_tokens(&rq);
	m.images = &image;
	m.n_images = 1;
	assert_true(llm_request_tokens(&rq) > with_schema + 500);
}

/* --- the key ----------------------------------------------------------------------------- */

static struct llm_request request(struct llm_block *system, struct llm_message *m)
{
	return (struct llm_request){.model = STR("m"),
		.system = system,
		.n_system = 1,
		.messages = m,
		.n_messages = 1,
		.max_output = 100};
}

static void the_key_is_of_the_question(void **state)
{
	struct arena *a = arena_make();
	struct llm_block system = {.text = STR("s")};
	struct llm_message m = {.role = LLM_USER, .text = STR("t")};
	struct llm_request rq = request(&system, &m);
	struct str key = llm_key(a, &rq, STR(""));
	(void)state;
	assert_int_equal(key.n, 26);
	system.cached = true;
	assert_true(str_eq(llm_key(a, &rq, STR("")), key));
	assert_false(str_eq(llm_key(a, &rq, STR("{\"seed\":1}")), key));
	rq.max_output = 101;
	assert_false(str_eq(llm_key(a, &rq, STR("")), key));
	rq.max_output = 100;
	rq.model = STR("n");
	assert_false(str_eq(llm_key(a, &rq, STR("")), key));
	rq.model = STR("m");
	rq.schema = STR("{}");
	assert_false(str_eq(llm_key(a, &rq, STR("")), key));
	rq.schema = STR("");
	m.role = LLM_ASSISTANT;
	assert_false(str_eq(llm_key(a, &rq, STR("")), key));
	m.role = LLM_USER;
	struct llm_image image = {STR("image/png"), STR("x")};
	m.images = &image;
	m.n_images = 1;
	struct str with = llm_key(a, &rq, STR(""));
	assert_false(str_eq(with, key));
	image.bytes = STR("y");
	assert_false(str_eq(llm_key(a, &rq, STR("")), with));
	m.n_images = 0;
	assert_true(str_eq(llm_key(a, &rq, STR("")), key));
	arena_free(a);
}

/* "ab" + "c" is not "a" + "bc". */
static void parts_do_not_run_together(void **state)
{
	struct arena *a = arena_make();
	struct llm_block two[2] = {{.text = STR("ab")}, {.text = STR("c")}};
	struct llm_message m = {.role = LLM_USER, .text = STR("t")};
	struct llm_request rq = request(two, &m);
	rq.n_system = 2;
	struct str key = llm_key(a, &rq, STR(""));
	(void)state;
	two[0].text = STR("a");
	two[1].text = STR("bc");
	assert_false(str_eq(llm_key(a, &rq, STR("")), key));
	arena_free(a);
}

/* --- prices ------------------------------------------------------------------------------ */

static void costs(const char *model, double input, double output)
{
	struct client_price p = price_known(str_of(model));
	if (p.input != input || p.output != output)
		fail_msg("%s: %g, %g", model, p.input, p.output);
}

static void prices_by_name(void **state)
{
	(void)state;
	costs("gpt-5", 1.25, 10);
	costs("gpt-5-2025-08-07", 1.25, 10);
	costs("gpt-5-mini", 0.25, 2);
	costs("openai/gpt-5-mini", 0.25, 2);
	costs("claude-opus-4.5", 5, 25);
	costs("claude-haiku-4-5-20251001", 1, 5);
	costs("anthropic/claude-haiku-4.5", 1, 5);
	costs("models/gemini-3.1-pro-preview", 2, 12);
	costs("gemini-2.5-flash-lite-preview-06-17", 0.1, 0.4);
	assert_int_equal(strlen(price_date()), 10);
}

static void unknown_stays_unknown(void **state)
{
	static const char *const names[] = {"", "/", "gpt", "gpt-5-turbo", "gpt-50", "gpt-5-",
		"gpt-5:free", "claude-opus-5-7", "llama3.2", "gemini-2.5-flash-image", "-latest"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		costs(names[i], -1, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_real_tokenizers),
		cmocka_unit_test(any_bytes_have_an_estimate),
		cmocka_unit_test(a_request_is_the_sum_of_its_parts),
		cmocka_unit_test(the_key_is_of_the_question),
		cmocka_unit_test(parts_do_not_run_together),
		cmocka_unit_test(prices_by_name),
		cmocka_unit_test(unknown_stays_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
