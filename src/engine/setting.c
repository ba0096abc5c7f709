/* setting.c - the table of keys, and how one value reaches struct config.
 *
 * Every value, the defaults' too, becomes a YAML node and goes through setting_put, so that there is
 * one check and one message for each kind.
 *
 * In this order: the table; messages; values by kind; maps; setting_put and setting_put_text. */
#include "engine/setting.h"

#include <math.h>
#include <stdlib.h>
#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/near.h"

/* --- the table --------------------------------------------------------------------------- */

/* Kinds: text, number ("number 1 to 9" with bounds), size (bytes, or with KB, MB, GB), money, switch,
 * list, map, "one of a|b". slots[] has the same order. */
const struct kb_config_key kb_config_keys[] = {
	{"llm.engine", "one of builtin|openai|anthropic|ollama", "builtin",
		"Who does the thinking; builtin needs no key and no network."},
	{"llm.base_url", "text", "", "Address of the service, when it is not the engine's own."},
	{"llm.model", "text", "", "Model that compiles, as the service names it."},
	{"llm.model_ask", "text", "", "Model that answers questions; else llm.model."},
	{"llm.model_lint", "text", "", "Model that lint asks for opinions; else llm.model."},
	{"llm.api_key_env", "text", "",
		"Variable that holds the key; else the engine's own (OPENAI_API_KEY ...)."},
	{"llm.context", "number", "0", "Tokens that the model can read; 0: known or asked for."},
	{"llm.max_output", "number", "0", "Tokens that a reply may have; 0: by the task."},
	{"llm.concurrency", "number 1 to 256", "4", "Calls in flight at once."},
	{"llm.timeout", "number 1 to 86400", "600", "Seconds that a call may last."},
	{"llm.retries", "number 0 to 100", "5", "Tries after a failed call."},
	{"llm.max_cost", "money", "0", "USD that a run may spend; 0: no limit."},
	{"llm.structured", "one of auto|schema|json|prompt", "auto",
		"How the form of a reply is asked for; auto finds out what the service knows."},
	{"llm.vision", "switch", "false", "The model sees images: caption those in raw/."},
	{"llm.batch", "switch", "false", "Compile through the service's batches: cheaper, slower."},
	{"llm.headers", "map", "", "Further HTTP headers of each call."},
	{"llm.extra_body", "map", "", "Further members of each request's JSON."},
	{"embedding.engine", "one of none|openai|ollama", "none",
		"Who makes vectors for search; none: search by words alone."},
	{"embedding.base_url", "text", "", "Address of the embedding service."},
	{"embedding.model", "text", "", "Embedding model, as the service names it."},
	{"embedding.dimensions", "number 0 to 16384", "0",
		"Length of a vector; 0: the model's own."},
	{"embedding.api_key_env", "text", "", "Variable that holds the embedding service's key."},
	{"prices", "map", "",
		"USD per million tokens: {MODEL: {input: 1, output: 4, cached: 0.1}}."},
	{"compile.language", "text", "",
		"Language of the wiki, as a code (en); else the sources' own."},
	{"compile.min_sources", "number 1 to 1000", "2",
		"Sources that must speak of a concept before it has a page."},
	{"compile.max_claims", "number 1 to 10000", "200",
		"Claims that an article is written from."},
	{"compile.uncited", "one of drop|mark", "drop",
		"What becomes of a sentence that fails its checks."},
	{"ingest.ignore", "list", "", "Globs of files under raw/ that are left alone."},
	{"ingest.max_file", "size", "256 MB", "Largest file that is read."},
	{"ingest.allow_private", "switch", "false",
		"Fetch from private and loopback addresses too."},
	{"ingest.retries", "number 0 to 10", "2",
		"Further tries when a server is busy or breaks off."},
	{"links", "one of markdown|wiki", "markdown",
		"How pages link: [Name](name.md), or [[name|Name]]."},
	{"lint.rules", "map", "", "Severity of a rule: {RULE: error, warning, info or off}."},
	{"lint.paths", "map", "",
		"Severity of rules for the pages that a glob matches: {GLOB: {RULE: off}}."},
	{"lint.ignore", "list", "", "Globs of pages that lint leaves alone."},
	{"research.engine", "one of none|searxng|brave|tavily", "none",
		"Web search that kb lint --research asks."},
	{"research.base_url", "text", "",
		"Address of the search service, when it is not the engine's own."},
	{"research.api_key_env", "text", "",
		"Variable that holds the key; else the engine's own (BRAVE_API_KEY, "
		"TAVILY_API_KEY)."},
	{"search.stopwords", "list", "", "Further words that search takes for noise."},
	{"serve.port", "number 0 to 65535", "8417", "Port of kb serve; 0: any free one."},
};
#define N_KEYS (sizeof kb_config_keys / sizeof kb_config_keys[0])
const size_t kb_n_config_keys = N_KEYS;

typedef bool put_map(struct setting_load *l, const struct yaml *map);
static put_map put_headers, put_body, put_prices, put_rules, put_rule_paths;

struct slot {
	size_t at; /* offset in struct config */
	put_map *map; /* kind map: does it all */
	const char *yes; /* "one of" kept as a bool: the choice that means true */
};
#define AT(field) offsetof(struct config, field)
static const struct slot slots[] = {
	{AT(llm.engine), 0, 0},
	{AT(llm.base_url), 0, 0},
	{AT(llm.model), 0, 0},
	{AT(llm.model_ask), 0, 0},
	{AT(llm.model_lint), 0, 0},
	{AT(llm.api_key_env), 0, 0},
	{AT(llm.context), 0, 0},
	{AT(llm.max_output), 0, 0},
	{AT(llm.concurrency), 0, 0},
	{AT(llm.timeout), 0, 0},
	{AT(llm.retries), 0, 0},
	{AT(llm.max_cost), 0, 0},
	{AT(llm.structured), 0, 0},
	{AT(llm.vision), 0, 0},
	{AT(llm.batch), 0, 0},
	{AT(llm.headers), put_headers, 0},
	{AT(llm.extra_body), put_body, 0},
	{AT(embedding.engine), 0, 0},
	{AT(embedding.base_url), 0, 0},
	{AT(embedding.model), 0, 0},
	{AT(embedding.dimensions), 0, 0},
	{AT(embedding.api_key_env), 0, 0},
	{AT(prices), put_prices, 0},
	{AT(compile.language), 0, 0},
	{AT(compile.min_sources), 0, 0},
	{AT(compile.max_claims), 0, 0},
	{AT(compile.mark_uncited), 0, "mark"},
	{AT(ingest.ignore), 0, 0},
	{AT(ingest.max_file), 0, 0},
	{AT(ingest.allow_private), 0, 0},
	{AT(ingest.retries), 0, 0},
	{AT(wiki_links), 0, "wiki"},
	{AT(lint.rules), put_rules, 0},
	{AT(lint.paths), put_rule_paths, 0},
	{AT(lint.ignore), 0, 0},
	{AT(research.engine), 0, 0},
	{AT(research.base_url), 0, 0},
	{AT(research.api_key_env), 0, 0},
	{AT(stopwords), 0, 0},
	{AT(port), 0, 0},
};
_Static_assert(sizeof slots / sizeof slots[0] == N_KEYS, "a slot for each key");
_Static_assert(N_KEYS <= CONFIG_MAX_KEYS, "CONFIG_MAX_KEYS holds all keys");

/* --- one value --------------------------------------------------------------------------- */

bool setting_bad(struct setting_load *l, size_t line, const char *fmt, ...)
{
	struct buf b = buf_make(l->a);
	va_list ap;
	if (l->where[0])
		buf_puts(&b, l->where);
	if (l->lines)
		buf_printf(&b, ":%zu", line);
	if (l->where[0])
		buf_puts(&b, ": ");
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct str text = buf_str(&b);
	return err_set(l->e, ERR_CONFIG, STR_FMT, STR_ARG(text));
}

struct str setting_shown(struct setting_load *l, struct str s)
{
	struct str cut = text_cut(text_clean(l->a, s), 60);
	cut = str_replace(l->a, cut, STR("\n"), STR(" "));
	return cut.n < s.n ? str_cat(l->a, cut, STR("...")) : cut;
}

static bool wrong(
	struct setting_load *l, const char *key, const struct yaml *v, struct str expected)
{
	if (v->kind != YAML_SCALAR)
		return setting_bad(l, v->line, "'%s' takes " STR_FMT ", not a %s", key,
			STR_ARG(expected), v->kind == YAML_MAP ? "map" : "list");
	struct str got = setting_shown(l, v->value);
	return setting_bad(l, v->line, "'%s' takes " STR_FMT ", not '" STR_FMT "'", key,
		STR_ARG(expected), STR_ARG(got));
}

/* "number 1 to 9": its bounds; without them any count from 0. */
static void bounds(struct str kind, int64_t *low, int64_t *high)
{
	size_t to = str_find(kind, STR(" to "));
	*low = 0;
	*high = INT64_MAX;
	if (to == STR_NPOS)
		return;
	(void)str_to_i64(str_sub(kind, sizeof "number", to), low);
	(void)str_to_i64(str_from(kind, to + 4), high);
}

static bool to_size(struct str s, int64_t *out)
{
	static const struct {
		struct str name;
		unsigned shift;
	} units[] = {{{"KB", 2}, 10}, {{"MB", 2}, 20}, {{"GB", 2}, 30}};
	unsigned shift = 0;
	for (size_t i = 0; i < 3; i++)
		if (str_iends(s, units[i].name)) {
			s = str_trim(str_sub(s, 0, s.n - 2));
			shift = units[i].shift;
			break;
		}
	if (!str_to_i64(s, out) || *out < 0 || *out > INT64_MAX >> shift)
		return false;
	*out <<= shift;
	return true;
}

bool config_money(struct arena *a, const char *text, double *out)
{
	struct str s = str_of(text);
	if (!s.n || s.n > 30)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	char *start = str_z(a, s), *end;
	*out = strtod(start, &end);
	return end != start && !*end && isfinite(*out);
}

static bool to_switch(struct str s, bool *out)
{
	static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}};
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 2; j++)
			if (str_ieq(s, str_of(words[i][j]))) {
				*out = j == 1;
				return true;
			}
	return false;
}

static bool put_number(
	struct setting_load *l, const struct kb_config_key *key, const struct yaml *v, int64_t *out)
{
	int64_t low, high;
	bounds(str_of(key->kind), &low, &high);
	if (v->kind == YAML_SCALAR && str_to_i64(v->value, out) && *out >= low && *out <= high)
		return true;
	struct str expected = STR("a whole number");
	if (high != INT64_MAX)
		expected = str_printf(
			l->a, "a whole number from %lld to %lld", (long long)low, (long long)high);
	return wrong(l, key->name, v, expected);
}

static bool put_choice(struct setting_load *l, const struct kb_config_key *key,
	const struct yaml *v, const struct slot *slot, void *at)
{
	struct str rest = str_from(str_of(key->kind), sizeof "one of"), word;
	struct buf known = buf_make(l->a);
	while (str_cut(&rest, '|', &word)) {
		if (v->kind == YAML_SCALAR && str_eq(word, v->value)) {
			if (slot->yes)
				*(bool *)at = str_eqz(word, slot->yes);
			else
				*(struct str *)at = word;
			return true;
		}
		if (known.n)
			buf_puts(&known, rest.n ? ", " : " or ");
		buf_put(&known, word);
	}
	return wrong(l, key->name, v, buf_str(&known));
}

static bool put_list(
	struct setting_load *l, const char *key, const struct yaml *v, struct strs *out)
{
	const struct yaml *item = v->kind == YAML_SCALAR ? v : v->child;
	*out = (struct strs){0};
	if (v->kind == YAML_MAP)
		return wrong(l, key, v, STR("a list"));
	for (; item; item = v->kind == YAML_SCALAR ? 0 : item->next) {
		if (item->kind != YAML_SCALAR)
			return setting_bad(l, item->line, "'%s' takes a list of words, not of %s",
				key, item->kind == YAML_MAP ? "maps" : "lists");
		strs_add(l->a, out, item->value);
	}
	return true;
}

/* --- maps -------------------------------------------------------------------------------- */

static bool put_headers(struct setting_load *l, const struct yaml *map)
{
	struct config_pair *v = ARENA_ARRAY(l->a, struct config_pair, map->n);
	size_t n = 0;
	for (const struct yaml *c = map->child; c; c = c->next) {
		struct str name = setting_shown(l, c->key);
		if (c->kind != YAML_SCALAR)
			return setting_bad(
				l, c->line, "header '" STR_FMT "' takes a text", STR_ARG(name));
		bool clean = c->key.n > 0;
		for (size_t i = 0; i < c->key.n; i++)
			clean = clean && c->key.p[i] > ' ' && c->key.p[i] < 127 &&
				c->key.p[i] != ':';
		for (size_t i = 0; i < c->value.n; i++)
			clean = clean &&
				((unsigned char)c->value.p[i] >= ' ' || c->value.p[i] == '\t');
		if (!clean)
			return setting_bad(l, c->line,
				"header '" STR_FMT "' holds what HTTP forbids", STR_ARG(name));
		v[n++] = (struct config_pair){c->key, c->value};
	}
	l->out->llm.headers = v;
	l->out->llm.n_headers = n;
	return true;
}

static void put_json(
	struct setting_load *l, struct json_out *j, const char *key, const struct yaml *v)
{
	double num;
	int64_t whole;
	bool yes, negative = v->value.n && v->value.p[0] == '-';
	if (v->kind != YAML_SCALAR) {
		json_open(j, key, v->kind == YAML_MAP ? '{' : '[');
		for (const struct yaml *c = v->child; c; c = c->next)
			put_json(l, j, v->kind == YAML_MAP ? str_z(l->a, c->key) : 0, c);
		json_close(j, v->kind == YAML_MAP ? '}' : ']');
	} else if (v->quoted) {
		json_put_str(j, key, v->value);
	} else if (!v->value.n || str_eqz(v->value, "null") || str_eqz(v->value, "~")) {
		json_put_null(j, key);
	} else if (str_eqz(v->value, "true") || str_eqz(v->value, "false")) {
		yes = str_eqz(v->value, "true");
		json_put_bool(j, key, yes);
	} else if (str_to_i64(v->value, &whole)) {
		json_put_int(j, key, whole);
	} else if (config_money(l->a, str_z(l->a, str_from(v->value, negative)), &num)) {
		json_put_num(j, key, negative ? -num : num);
	} else {
		json_put_str(j, key, v->value);
	}
}

static bool put_body(struct setting_load *l, const struct yaml *map)
{
	struct buf b = buf_make(l->a);
	struct json_out j = json_begin(&b, false);
	put_json(l, &j, 0, map);
	l->out->llm.extra_body = buf_str(&b);
	return true;
}

static bool put_price(struct setting_load *l, const struct yaml *model, struct config_price *out)
{
	struct str name = setting_shown(l, model->key);
	*out = (struct config_price){.model = model->key, .input = -1, .output = -1, .cached = -1};
	if (model->kind != YAML_MAP)
		return setting_bad(l, model->line,
			"the price of '" STR_FMT "' takes {input: USD, output: USD}",
			STR_ARG(name));
	for (const struct yaml *c = model->child; c; c = c->next) {
		double *to = str_eqz(c->key, "input") ? &out->input
			: str_eqz(c->key, "output")   ? &out->output
			: str_eqz(c->key, "cached")   ? &out->cached
						      : 0;
		struct str key = setting_shown(l, c->key);
		if (!to)
			return setting_bad(l, c->line,
				"unknown key '" STR_FMT "' in the price of '" STR_FMT
				"'; input, output and cached are known",
				STR_ARG(key), STR_ARG(name));
		if (c->kind != YAML_SCALAR || !config_money(l->a, str_z(l->a, c->value), to))
			return setting_bad(l, c->line,
				"the " STR_FMT " price of '" STR_FMT
				"' takes an amount of USD (\"2.50\")",
				STR_ARG(key), STR_ARG(name));
	}
	if (out->input < 0 || out->output < 0)
		return setting_bad(l, model->line,
			"the price of '" STR_FMT "' needs both input and output", STR_ARG(name));
	return true;
}

static bool put_prices(struct setting_load *l, const struct yaml *map)
{
	struct config_price *v = ARENA_ARRAY(l->a, struct config_price, map->n);
	size_t n = 0;
	for (const struct yaml *c = map->child; c; c = c->next)
		if (!put_price(l, c, &v[n++]))
			return false;
	l->out->prices = v;
	l->out->n_prices = n;
	return true;
}

static bool put_rule(
	struct setting_load *l, const struct yaml *c, struct str before, struct strs *out)
{
	static const char *const severities[] = {"error", "warning", "info", "off"};
	struct near near = {.best = NEAR_FAR};
	struct str name = setting_shown(l, c->key);
	bool known = false;
	for (size_t i = 0; i < kb_n_rules; i++)
		near_offer(&near, c->key, str_of(kb_rules[i].id));
	if (near.best != 0)
		return near.name.n
			? setting_bad(l, c->line,
				  "unknown rule '" STR_FMT "'; did you mean '" STR_FMT "'?",
				  STR_ARG(name), STR_ARG(near.name))
			: setting_bad(l, c->line, "unknown rule '" STR_FMT "'", STR_ARG(name));
	for (size_t i = 0; c->kind == YAML_SCALAR && i < 4; i++)
		known = known || str_eqz(c->value, severities[i]);
	if (!known)
		return setting_bad(l, c->line,
			"rule '" STR_FMT "' takes error, warning, info or off", STR_ARG(name));
	strs_add(l->a, out,
		str_printf(l->a, STR_FMT STR_FMT "=" STR_FMT, STR_ARG(before), STR_ARG(c->key),
			STR_ARG(c->value)));
	return true;
}

static bool put_rules(struct setting_load *l, const struct yaml *map)
{
	struct strs out = {0};
	for (const struct yaml *c = map->child; c; c = c->next)
		if (!put_rule(l, c, STR(""), &out))
			return false;
	l->out->lint.rules = out;
	return true;
}

static bool put_rule_paths(struct setting_load *l, const struct yaml *map)
{
	struct strs out = {0};
	for (const struct yaml *g = map->child; g; g = g->next) {
		struct str shown = setting_shown(l, g->key);
		if (g->kind != YAML_MAP || str_find_byte(g->key, '\n') != STR_NPOS)
			return setting_bad(l, g->line,
				"the glob '" STR_FMT "' takes a map (rule: severity)",
				STR_ARG(shown));
		struct str before = str_cat(l->a, g->key, STR("\n"));
		for (const struct yaml *c = g->child; c; c = c->next)
			if (!put_rule(l, c, before, &out))
				return false;
	}
	l->out->lint.paths = out;
	return true;
}

/* --- the ways in ---------------------------------------------------------------------------- */

size_t setting_find(struct str name)
{
	size_t i = 0;
	while (i < N_KEYS && !str_eqz(name, kb_config_keys[i].name))
		i++;
	return i;
}

bool setting_put(struct setting_load *l, size_t i, const struct yaml *v)
{
	const struct kb_config_key *key = &kb_config_keys[i];
	struct str kind = str_of(key->kind);
	void *at = (char *)l->out + slots[i].at;
	bool scalar = v->kind == YAML_SCALAR;
	l->out->from[i] = l->from;
	if (slots[i].map) {
		if (v->kind != YAML_MAP)
			return wrong(l, key->name, v, STR("a map (name: value)"));
		return slots[i].map(l, v);
	}
	if (str_starts(kind, STR("one of ")))
		return put_choice(l, key, v, &slots[i], at);
	if (str_starts(kind, STR("number")))
		return put_number(l, key, v, at);
	if (str_eqz(kind, "list"))
		return put_list(l, key->name, v, at);
	if (str_eqz(kind, "size")) {
		if (scalar && to_size(v->value, at) && *(int64_t *)at <= (int64_t)FS_MAX_FILE)
			return true;
		return wrong(l, key->name, v, STR("a size up to 256 MB (\"20 MB\")"));
	}
	if (str_eqz(kind, "money"))
		return (scalar && config_money(l->a, str_z(l->a, v->value), at)) ||
			wrong(l, key->name, v, STR("an amount of USD (\"2.50\")"));
	if (str_eqz(kind, "switch"))
		return (scalar && to_switch(v->value, at)) ||
			wrong(l, key->name, v, STR("true or false"));
	if (!scalar)
		return wrong(l, key->name, v, STR("a text"));
	*(struct str *)at = str_dup(l->a, v->value);
	return true;
}

bool setting_put_text(struct setting_load *l, size_t i, struct str text)
{
	struct yaml v = {.kind = YAML_SCALAR, .value = text, .quoted = true}, *root;
	struct err why = {0};
	if (str_eqz(str_of(kb_config_keys[i].kind), "list")) {
		struct yaml **tail = &v.child;
		struct str word;
		v.kind = YAML_LIST;
		while (str_cut(&text, ',', &word)) {
			word = str_trim(word);
			if (!word.n)
				continue;
			*tail = ARENA_NEW(l->a, struct yaml);
			**tail = (struct yaml){.kind = YAML_SCALAR, .value = word, .quoted = true};
			tail = &(*tail)->next;
			v.n++;
		}
	} else if (slots[i].map) {
		if (!yaml_parse(l->a, text, &root, &why))
			return setting_bad(l, 0, "'%s' takes a map (\"{name: value}\"): %s",
				kb_config_keys[i].name, why.text);
		v = *root;
	}
	return setting_put(l, i, &v);
}
