/* test_config.c - settings: every key, every kind, precedence, and the messages for what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/fs.h"
#include "base/str.h"
#include "engine/config.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* An environment of at most 8 variables: NAME, VALUE pairs, NULL at the end. */
struct world {
	const char *vars[17];
};

static const char *get(void *ctx, const char *name)
{
	const struct world *w = ctx;
	for (size_t i = 0; w->vars[i]; i += 2)
		if (strcmp(w->vars[i], name) == 0)
			return w->vars[i + 1];
	return NULL;
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

static struct config load(struct arena *a, const char *yaml)
{
	struct config c;
	struct err e = {0};
	if (!config_load(a, "kb.yaml", str_of(yaml), NULL, NULL, 0, &c, &e))
		fail_msg("%s", e.text);
	return c;
}

/* The message for a file that is refused. */
static const char *refused(struct arena *a, const char *yaml)
{
	struct config c;
	struct err *e = ARENA_NEW(a, struct err);
	if (config_load(a, "kb.yaml", str_of(yaml), NULL, NULL, 0, &c, e))
		return "accepted";
	assert_int_equal(e->code, ERR_CONFIG);
	return e->text;
}

static struct config load_world(
	struct arena *a, struct world *w, const char *yaml, const char *key, const char *flag)
{
	struct kb_env env = {.ctx = w, .get = get};
	struct kb_setting setting = {key, flag};
	struct config c;
	struct err e = {0};
	if (!config_load(a, "kb.yaml", str_of(yaml), &env, &setting, flag != NULL, &c, &e))
		fail_msg("%s", e.text);
	return c;
}

static void eq(struct str got, const char *want)
{
	if (!str_eqz(got, want))
		fail_msg("got '%.*s', expected '%s'", (int)got.n, got.p, want);
}

/* --- keys -------------------------------------------------------------------------------- */

static void test_defaults(void **state)
{
	struct config c = load(*state, "");
	eq(c.llm.engine, "builtin");
	eq(c.llm.structured, "auto");
	eq(c.embedding.engine, "none");
	assert_int_equal(c.llm.timeout, 600);
	assert_int_equal(c.ingest.max_file, 256 << 20);
	assert_int_equal(c.port, 8417);
	assert_false(c.wiki_links || c.compile.mark_uncited || c.ingest.allow_private);
	assert_int_equal(c.ingest.ignore.n + c.lint.rules.n + c.stopwords.n, 0);
	assert_int_equal(config_from(&c, "llm.engine"), CONFIG_DEFAULT);
}

/* Every key reaches its own field: a slot in the wrong row would show here. */
static void test_each_key(void **state)
{
	struct config c = load(*state,
		"llm:\n  engine: openai\n  base_url: u1\n  model: m1\n  model_ask: m2\n"
		"  model_lint: m3\n  api_key_env: K1\n  context: 11\n  max_output: 12\n"
		"  concurrency: 13\n  timeout: 14\n  retries: 15\n  max_cost: 2.50\n"
		"  structured: json\n  vision: yes\n  batch: on\n  headers: {X-A: b, X-C: d e}\n"
		"  extra_body: {seed: 7, t: 0.5, n: -2, s: '8', ok: true, none: null, l: [a, {b: c}]}\n"
		"embedding: {engine: ollama, base_url: u2, model: m4, dimensions: 16, api_key_env: K2}\n"
		"prices: {m1: {input: 1, output: 4.5}, m2: {input: 0, output: 0, cached: .1}}\n"
		"compile:\n  language: de\n  min_sources: 3\n  max_claims: 17\n  uncited: mark\n"
		"ingest:\n  ignore: ['*.log', drafts/**]\n  max_file: 20 MB\n  allow_private: true\n"
		"  retries: 5\n"
		"links: wiki\n"
		"lint:\n  rules: {orphan: off, broken-link: warning}\n  ignore: one\n"
		"  paths: {'a/**': {stub: off}}\n"
		"research: {engine: brave, base_url: u3, api_key_env: K3}\n"
		"search:\n  stopwords: [kb, wiki]\nserve:\n  port: 0\n");
	const struct str texts[] = {c.llm.base_url, c.llm.model, c.llm.model_ask, c.llm.model_lint,
		c.llm.api_key_env, c.embedding.base_url, c.embedding.model, c.embedding.api_key_env,
		c.compile.language, c.llm.engine, c.embedding.engine, c.llm.structured};
	const char *const want[] = {
		"u1", "m1", "m2", "m3", "K1", "u2", "m4", "K2", "de", "openai", "ollama", "json"};
	for (size_t i = 0; i < COUNT(texts); i++)
		eq(texts[i], want[i]);
	const int64_t numbers[] = {c.llm.context, c.llm.max_output, c.llm.concurrency,
		c.llm.timeout, c.llm.retries, c.embedding.dimensions, c.compile.max_claims};
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_int_equal(numbers[i], 11 + i);
	assert_int_equal(c.compile.min_sources, 3);
	assert_int_equal(c.ingest.max_file, 20 << 20);
	assert_int_equal(c.ingest.retries, 5);
	assert_int_equal(c.port, 0);
	assert_true(c.llm.max_cost == 2.5);
	assert_true(c.llm.vision && c.llm.batch && c.compile.mark_uncited && c.wiki_links &&
		c.ingest.allow_private);
	assert_int_equal(c.llm.n_headers, 2);
	eq(c.llm.headers[1].name, "X-C");
	eq(c.llm.headers[1].value, "d e");
	eq(c.llm.extra_body,
		"{\"seed\":7,\"t\":0.5,\"n\":-2,\"s\":\"8\",\"ok\":true,"
		"\"none\":null,\"l\":[\"a\",{\"b\":\"c\"}]}");
	assert_int_equal(c.n_prices, 2);
	eq(c.prices[0].model, "m1");
	assert_true(
		c.prices[0].input == 1 && c.prices[0].output == 4.5 && c.prices[0].cached == -1);
	assert_true(c.prices[1].cached == .1);
	assert_int_equal(c.ingest.ignore.n, 2);
	eq(c.ingest.ignore.v[1], "drafts/**");
	eq(c.research.engine, "brave");
	eq(c.research.base_url, "u3");
	eq(c.research.api_key_env, "K3");
	assert_int_equal(c.lint.paths.n, 1);
	eq(c.lint.paths.v[0], "a/**\nstub=off");
	assert_int_equal(c.lint.rules.n, 2);
	eq(c.lint.rules.v[0], "orphan=off");
	assert_int_equal(c.lint.ignore.n, 1);
	assert_int_equal(c.stopwords.n, 2);
	for (size_t i = 0; i < kb_n_config_keys; i++)
		assert_int_equal(c.from[i], CONFIG_BASE);
}

/* The template shows every key with its default: uncommented, it changes nothing. */
static void test_template(void **state)
{
	struct arena *a = *state;
	const struct embed_file *f = embed_find("templates/kb.yaml");
	struct buf b = buf_make(a);
	struct str rest, line;
	assert_non_null(f);
	struct config plain = load(a, f->bytes), none = load(a, "");
	assert_int_equal(config_from(&plain, "links"), CONFIG_DEFAULT);
	rest = str_make(f->bytes, f->n);
	while (str_line(&rest, &line)) {
		size_t at = str_starts(line, STR("  # ")) ? 2 : 0;
		size_t colon = str_find_byte(line, ':');
		bool key = (at || str_starts(line, STR("# links:"))) && colon != STR_NPOS &&
			str_find_byte(str_sub(line, at + 2, colon), ' ') == STR_NPOS;
		if (key)
			buf_put(&b, str_sub(line, 0, at));
		buf_put(&b, str_from(line, key ? at + 2 : 0));
		buf_putc(&b, '\n');
	}
	struct config c = load(a, buf_str(&b).p);
	for (size_t i = 0; i < kb_n_config_keys; i++) {
		if (c.from[i] != CONFIG_BASE && strcmp(kb_config_keys[i].name, "prices") != 0)
			fail_msg("%s is not in the template", kb_config_keys[i].name);
		c.from[i] = CONFIG_DEFAULT;
	}
	eq(c.llm.extra_body, "{}");
	assert_int_equal(c.n_prices, 1);
	assert_int_equal(c.llm.concurrency, none.llm.concurrency);
	assert_int_equal(c.compile.max_claims, none.compile.max_claims);
	assert_int_equal(c.ingest.max_file, none.ingest.max_file);
	assert_int_equal(c.port, none.port);
	assert_true(c.wiki_links == none.wiki_links);
}

/* --- messages ---------------------------------------------------------------------------- */

static void test_messages(void **state)
{
	static const struct {
		const char *yaml, *text;
	} rows[] = {
		{"llm:\n  engine: builtin\n  modle: x\n",
			"kb.yaml:3: unknown key 'llm.modle'; did you mean 'llm.model'?"},
		{"lmm:\n  model: x\n", "kb.yaml:1: unknown key 'lmm'; did you mean 'llm'?"},
		{"model: x\n", "kb.yaml:1: unknown key 'model'; did you mean 'llm.model'?"},
		{"\n\nserve: {address: x}\n",
			"kb.yaml:3: unknown key 'serve.address'; known here: port"},
		{"zebra: 1\n",
			"kb.yaml:1: unknown key 'zebra'; known here: llm, embedding, prices, "
			"compile, ingest, links, lint, research, search, serve"},
		{"llm: openai\n",
			"kb.yaml:1: 'llm' is a group of keys: engine, base_url, model, "
			"model_ask, model_lint, api_key_env, context, max_output, "
			"concurrency, timeout, retries, max_cost, structured, vision, "
			"batch, headers, extra_body"},
		{"llm: {engine: gpt}\n",
			"kb.yaml:1: 'llm.engine' takes builtin, openai, anthropic "
			"or ollama, not 'gpt'"},
		{"llm:\n  timeout: soon\n",
			"kb.yaml:2: 'llm.timeout' takes a whole number from 1 "
			"to 86400, not 'soon'"},
		{"llm: {context: -1}\n", "kb.yaml:1: 'llm.context' takes a whole number, not '-1'"},
		{"llm: {concurrency: 0}\n",
			"kb.yaml:1: 'llm.concurrency' takes a whole number "
			"from 1 to 256, not '0'"},
		{"llm: {vision: maybe}\n",
			"kb.yaml:1: 'llm.vision' takes true or false, not 'maybe'"},
		{"llm: {max_cost: 1e3}\n",
			"kb.yaml:1: 'llm.max_cost' takes an amount of USD "
			"(\"2.50\"), not '1e3'"},
		{"llm: {model: [a]}\n", "kb.yaml:1: 'llm.model' takes a text, not a list"},
		{"ingest: {max_file: 1 TB}\n",
			"kb.yaml:1: 'ingest.max_file' takes a size up to "
			"256 MB (\"20 MB\"), not '1 TB'"},
		{"ingest: {max_file: 257 MB}\n",
			"kb.yaml:1: 'ingest.max_file' takes a size up to "
			"256 MB (\"20 MB\"), not '257 MB'"},
		{"ingest:\n  ignore: {a: b}\n",
			"kb.yaml:2: 'ingest.ignore' takes a list, not a map"},
		{"ingest:\n  ignore:\n    - a\n    - [b]\n",
			"kb.yaml:4: 'ingest.ignore' takes a list of words, not of lists"},
		{"llm: {headers: x}\n",
			"kb.yaml:1: 'llm.headers' takes a map (name: value), not 'x'"},
		{"llm: {headers: {\"a b\": x}}\n",
			"kb.yaml:1: header 'a b' holds what HTTP forbids"},
		{"prices:\n  m: 3\n",
			"kb.yaml:2: the price of 'm' takes {input: USD, output: USD}"},
		{"prices:\n  m: {input: 3}\n",
			"kb.yaml:2: the price of 'm' needs both input and output"},
		{"prices:\n  m: {in: 3}\n",
			"kb.yaml:2: unknown key 'in' in the price of 'm'; input, "
			"output and cached are known"},
		{"lint:\n  rules:\n    broken-lnk: off\n",
			"kb.yaml:3: unknown rule 'broken-lnk'; did you mean 'broken-link'?"},
		{"lint: {rules: {orphan: fatal}}\n",
			"kb.yaml:1: rule 'orphan' takes error, warning, info or off"},
		{"links: wiki\nlinks.x: 1\n",
			"kb.yaml:2: unknown key 'links.x'; did you mean 'links'?"},
		{"llm: {model: a}\nllm.model: b\n",
			"kb.yaml:2: 'llm.model' is given twice (line 1); keep one"},
		{"- a\n", "kb.yaml:1: settings take the form \"key: value\""},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		eq(str_of(refused(*state, rows[i].yaml)), rows[i].text);
}

static void test_yaml_errors_name_the_line(void **state)
{
	static const char *const rows[] = {
		"links: wiki\nlinks: wiki\n", "llm:\n  model: [a\n", "llm:\n\tmodel: a\n"};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str text = str_of(refused(*state, rows[i]));
		if (!str_starts(text, STR("kb.yaml:")) || text.p[8] < '1' || text.p[8] > '9')
			fail_msg("no line: %s", text.p);
	}
}

/* Foreign bytes in a message stay one short line. */
static void test_long_values(void **state)
{
	struct buf b = buf_make(*state);
	buf_puts(&b, "llm: {timeout: \"");
	buf_fill(&b, 'x', 5000);
	buf_puts(&b, "\\n\"}\n");
	struct str text = str_of(refused(*state, buf_str(&b).p));
	assert_true(text.n < 200 && str_find_byte(text, '\n') == STR_NPOS);
}

static void test_empty_values_are_unset(void **state)
{
	struct config c = load(*state,
		"llm:\nlinks:\nserve:\n  port: ~\ncompile: {uncited: null}\n"
		"# all of it comments\n");
	assert_int_equal(c.port, 8417);
	assert_int_equal(config_from(&c, "links"), CONFIG_DEFAULT);
	c = load(*state, "llm: {model: \"\"}\n");
	assert_int_equal(config_from(&c, "llm.model"), CONFIG_BASE);
}

/* --- places ------------------------------------------------------------------------------ */

static void test_precedence(void **state)
{
	struct arena *a = *state;
	struct world none = {{NULL}}, some = {{"KB_LLM_MODEL", "env", "KB_LLM_VISION", "", NULL}};
	struct config c = load_world(a, &none, "llm: {model: file}", "llm.model", NULL);
	eq(c.llm.model, "file");
	c = load_world(a, &some, "llm: {model: file, vision: true}", "llm.model", NULL);
	eq(c.llm.model, "env");
	assert_int_equal(config_from(&c, "llm.model"), CONFIG_ENV);
	assert_true(c.llm.vision);
	c = load_world(a, &some, "llm: {model: file}", "llm.model", "flag");
	eq(c.llm.model, "flag");
	assert_int_equal(config_from(&c, "llm.model"), CONFIG_FLAG);
}

/* Weaker than kb.yaml; a mistake in it names the file. */
static void test_user_file(void **state)
{
	struct arena *a = *state;
	char *dir = str_z(a, STR("/tmp/kb-config.XXXXXX"));
	assert_non_null(mkdtemp(dir));
	char *path = fs_join(a, dir, "kb/config.yaml");
	assert_true(fs_mkdirs(fs_join(a, dir, "kb"), NULL));
	assert_true(fs_write(path, STR("llm: {model: user, model_ask: user}\n"), false, NULL));
	struct world w = {{"XDG_CONFIG_HOME", dir, "HOME", "/nowhere", NULL}};
	struct config c = load_world(a, &w, "llm: {model: file}", NULL, NULL);
	eq(c.llm.model, "file");
	eq(c.llm.model_ask, "user");
	assert_int_equal(config_from(&c, "llm.model_ask"), CONFIG_USER);
	struct world home = {{"HOME", dir, NULL}};
	c = load_world(a, &home, "", NULL, NULL);
	eq(c.llm.model, ""); /* it would be .config/kb/config.yaml there */
	assert_true(fs_write(path, STR("llm: {modle: x}\n"), false, NULL));
	struct kb_env env = {.ctx = &w, .get = get};
	struct err e = {0};
	assert_false(config_load(a, "kb.yaml", STR(""), &env, NULL, 0, &c, &e));
	eq(str_of(e.text),
		str_printf(a, "%s:1: unknown key 'llm.modle'; did you mean 'llm.model'?", path).p);
	assert_true(fs_remove(path, NULL));
	assert_int_equal(rmdir(fs_join(a, dir, "kb")), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void test_lists_and_maps_in_variables(void **state)
{
	struct world w = {{"KB_INGEST_IGNORE", "*.a, b/** ,,c", "KB_PRICES",
		"{m: {input: 1, output: 2}}", "KB_LINT_RULES", "{orphan: error}", NULL}};
	struct config c = load_world(*state, &w, "", "search.stopwords", "x,y");
	assert_int_equal(c.ingest.ignore.n, 3);
	eq(c.ingest.ignore.v[1], "b/**");
	assert_int_equal(c.n_prices, 1);
	eq(c.lint.rules.v[0], "orphan=error");
	assert_int_equal(c.stopwords.n, 2);
}

static void test_variables_and_flags_are_checked(void **state)
{
	static const struct {
		struct world w;
		const char *key, *flag, *text;
	} rows[] = {
		{{{"KB_LLM_TIMEOUT", "x", NULL}}, NULL, NULL,
			"KB_LLM_TIMEOUT: 'llm.timeout' takes a whole number from 1 to 86400, not 'x'"},
		{{{NULL}}, "llm.modle", "x", "unknown key 'llm.modle'; did you mean 'llm.model'?"},
		{{{NULL}}, "links", "html", "'links' takes markdown or wiki, not 'html'"},
		{{{NULL}}, "serve", "x", "'serve' is a group of keys: port"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct world w = rows[i].w;
		struct kb_env env = {.ctx = &w, .get = get};
		struct kb_setting s = {rows[i].key, rows[i].flag};
		struct config c;
		struct err e = {0};
		assert_false(config_load(
			*state, "kb.yaml", STR(""), &env, &s, rows[i].key != NULL, &c, &e));
		assert_int_equal(e.code, ERR_CONFIG);
		eq(str_of(e.text), rows[i].text);
	}
}

static void test_services_own_variables(void **state)
{
	struct world w = {{"OPENAI_BASE_URL", "http://a/v1", "ANTHROPIC_BASE_URL", "http://b",
		"OLLAMA_HOST", "c:1", NULL}};
	struct config c = load_world(*state, &w, "", NULL, NULL);
	eq(c.llm.base_url, "");
	c = load_world(
		*state, &w, "llm: {engine: anthropic}\nembedding: {engine: ollama}", NULL, NULL);
	eq(c.llm.base_url, "http://b");
	eq(c.embedding.base_url, "c:1");
	assert_int_equal(config_from(&c, "llm.base_url"), CONFIG_SERVICE);
	c = load_world(*state, &w, "llm: {engine: openai, base_url: http://mine}", NULL, NULL);
	eq(c.llm.base_url, "http://mine");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_template, setup, teardown),
		cmocka_unit_test_setup_teardown(test_messages, setup, teardown),
		cmocka_unit_test_setup_teardown(test_yaml_errors_name_the_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_empty_values_are_unset, setup, teardown),
		cmocka_unit_test_setup_teardown(test_precedence, setup, teardown),
		cmocka_unit_test_setup_teardown(test_user_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lists_and_maps_in_variables, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_variables_and_flags_are_checked, setup, teardown),
		cmocka_unit_test_setup_teardown(test_services_own_variables, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
