/* config.h - settings: flag > KB_* environment > kb.yaml > user configuration > the service's own
 * variables > default (DESIGN.md 8). The table of keys (kb_config_keys, kb.h) gives parser, messages
 * and documentation.
 *
 * The variable of a key is KB_ and its name in capitals, "." as "_": KB_LLM_MAX_COST. In a variable
 * or flag a list is written with commas and a map as YAML ("{a: b}"); an empty variable is unset.
 * The user configuration is $XDG_CONFIG_HOME/kb/config.yaml or $HOME/.config/kb/config.yaml. The
 * stronger place gives the whole value: lists and maps are not merged. */
#ifndef ENGINE_CONFIG_H
#define ENGINE_CONFIG_H

#include "kb.h"

#define CONFIG_MAX_KEYS 64

/* Where a value comes from, weakest first. */
enum config_from {
	CONFIG_DEFAULT,
	CONFIG_SERVICE, /* OPENAI_BASE_URL and the like */
	CONFIG_USER,
	CONFIG_BASE, /* kb.yaml: travels with the base, so it is not trusted with keys */
	CONFIG_ENV,
	CONFIG_FLAG,
};

struct config_pair {
	struct str name, value;
};
struct config_price { /* USD per million tokens; cached: -1 when not given */
	struct str model;
	double input, output, cached;
};
struct config {
	struct { /* llm */
		struct str engine, base_url, model, model_ask, model_lint, api_key_env, structured;
		int64_t context, max_output, concurrency, timeout, retries;
		double max_cost; /* USD; 0: none */
		bool vision, batch;
		bool batch_wait; /* no key: of the command line */
		struct config_pair *headers;
		size_t n_headers;
		struct str extra_body; /* a JSON object, or "" */
	} llm;
	struct {
		struct str engine, base_url, model, api_key_env;
		int64_t dimensions;
	} embedding;
	struct config_price *prices;
	size_t n_prices;
	struct {
		struct str language; /* "" : the sources' majority */
		int64_t min_sources, max_claims;
		bool mark_uncited;
	} compile;
	struct {
		struct strs ignore;
		int64_t max_file; /* bytes */
		bool allow_private;
		int64_t retries;
	} ingest;
	bool wiki_links; /* links: wiki */
	struct {
		struct strs rules; /* "rule=severity" */
		struct strs paths; /* "glob\nrule=severity" */
		struct strs ignore;
	} lint;
	struct {
		struct str engine, base_url, api_key_env;
	} research;
	struct strs stopwords;
	int64_t port;
	enum config_from from[CONFIG_MAX_KEYS]; /* by index in kb_config_keys */
};

/* The kinds of a key's value are checked; an unknown key is ERR_CONFIG with file, line and the
 * nearest known key. yaml is the text of kb.yaml (path: for messages). env may be NULL. */
bool config_load(struct arena *a, const char *path, struct str yaml, const struct kb_env *env,
	const struct kb_setting *settings, size_t n_settings, struct config *out, struct err *e);
/* Reads USD as the settings take them: "2.50". */
bool config_money(struct arena *a, const char *text, double *out);
/* Where the value of a key (a name of the table) comes from. */
enum config_from config_from(const struct config *conf, const char *key);

#endif
