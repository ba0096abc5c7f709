/* config.c - where settings come from, weakest first: defaults, the user's file, kb.yaml, variables,
 * flags; then the services' own variables for what is still unset. setting.c takes each value.
 *
 * In this order: a file's tree; the other places; config_load. */
#include "engine/config.h"

#include "base/err.h"
#include "base/fs.h"
#include "engine/near.h"
#include "engine/setting.h"

/* --- a file ------------------------------------------------------------------------------ */

/* The parts that may follow group ("" for the top), once each: "engine, model". */
static struct str known_in(struct arena *a, struct str group)
{
	struct buf b = buf_make(a);
	struct str last = {0};
	for (size_t i = 0; i < kb_n_config_keys; i++) {
		struct str key = str_of(kb_config_keys[i].name);
		if (group.n &&
			!(str_starts(key, group) && key.n > group.n && key.p[group.n] == '.'))
			continue;
		key = str_from(key, group.n ? group.n + 1 : 0);
		size_t dot = str_find_byte(key, '.');
		key = str_sub(key, 0, dot);
		if (str_eq(key, last))
			continue;
		buf_puts(&b, b.n ? ", " : "");
		buf_put(&b, key);
		last = key;
	}
	return buf_str(&b);
}

static bool unknown(struct setting_load *l, size_t line, struct str name, struct str group)
{
	struct near near = {.best = NEAR_FAR};
	struct str cut = setting_shown(l, name);
	for (size_t i = 0; i < kb_n_config_keys; i++)
		near_offer(&near, name, str_of(kb_config_keys[i].name));
	/* "model" at the top, or a slip in the name of a group. */
	for (size_t i = 0; i < kb_n_config_keys && near.best == NEAR_FAR; i++) {
		struct str key = str_of(kb_config_keys[i].name);
		size_t dot = str_find_byte(key, '.');
		if (dot == STR_NPOS || group.n)
			continue;
		if (str_eq(str_from(key, dot + 1), name))
			near = (struct near){key, 1};
		else
			near_offer(&near, name, str_sub(key, 0, dot));
	}
	if (near.best != NEAR_FAR)
		return setting_bad(l, line,
			"unknown key '" STR_FMT "'; did you mean '" STR_FMT "'?", STR_ARG(cut),
			STR_ARG(near.name));
	struct str known = known_in(l->a, group);
	return setting_bad(l, line, "unknown key '" STR_FMT "'; known here: " STR_FMT, STR_ARG(cut),
		STR_ARG(known));
}

static bool group_alone(struct setting_load *l, size_t line, struct str name)
{
	return setting_bad(l, line, "'" STR_FMT "' is a group of keys: " STR_FMT, STR_ARG(name),
		STR_ARG(known_in(l->a, name)));
}

static bool is_null(const struct yaml *v)
{
	return v->kind == YAML_SCALAR && !v->quoted &&
		(!v->value.n || str_eqz(v->value, "~") || str_eqz(v->value, "null"));
}

/* Groups nest once: no recursion past the table's own dots. */
static bool walk(struct setting_load *l, const struct yaml *map, struct str group)
{
	for (const struct yaml *c = map->child; c; c = c->next) {
		struct str name = group.n
			? str_printf(l->a, STR_FMT "." STR_FMT, STR_ARG(group), STR_ARG(c->key))
			: c->key;
		size_t i = setting_find(name);
		if (i == kb_n_config_keys && (!name.n || !known_in(l->a, name).n))
			return unknown(l, c->line, name, group);
		if (is_null(c))
			continue;
		if (i == kb_n_config_keys && c->kind != YAML_MAP)
			return group_alone(l, c->line, name);
		if (i == kb_n_config_keys) {
			if (!walk(l, c, name))
				return false;
			continue;
		}
		if (l->line_of[i])
			return setting_bad(l, c->line,
				"'" STR_FMT "' is given twice (line %zu); keep one", STR_ARG(name),
				l->line_of[i]);
		l->line_of[i] = c->line;
		if (!setting_put(l, i, c))
			return false;
	}
	return true;
}

/* The YAML reader says "line 3: what"; here it reads "kb.yaml:3: what". */
static bool bad_yaml(struct setting_load *l, const struct err *why)
{
	struct str text = str_of(why->text);
	size_t colon = str_find(text, STR(": "));
	int64_t line;
	if (str_starts(text, STR("line ")) && colon != STR_NPOS &&
		str_to_i64(str_sub(text, 5, colon), &line))
		return err_set(l->e, ERR_CONFIG, "%s:%lld: " STR_FMT, l->where, (long long)line,
			STR_ARG(str_from(text, colon + 2)));
	return err_set(l->e, ERR_CONFIG, "%s: " STR_FMT, l->where, STR_ARG(text));
}

static bool load_file(
	struct setting_load *l, enum config_from from, const char *path, struct str yaml)
{
	struct yaml *root;
	struct err why = {0};
	l->from = from;
	l->where = path;
	l->lines = true;
	for (size_t i = 0; i < kb_n_config_keys; i++)
		l->line_of[i] = 0;
	if (!yaml_parse(l->a, yaml, &root, &why))
		return bad_yaml(l, &why);
	if (is_null(root))
		return true;
	if (root->kind != YAML_MAP)
		return setting_bad(
			l, root->line ? root->line : 1, "settings take the form \"key: value\"");
	return walk(l, root, STR(""));
}

/* --- the other places -------------------------------------------------------------------- */

static const char *get(const struct kb_env *env, const char *name)
{
	const char *value = env && env->get ? env->get(env->ctx, name) : 0;
	return value && value[0] ? value : 0;
}

static bool load_env(struct setting_load *l, const struct kb_env *env)
{
	l->from = CONFIG_ENV;
	l->lines = false;
	for (size_t i = 0; i < kb_n_config_keys; i++) {
		struct buf b = buf_make(l->a);
		buf_puts(&b, "KB_");
		for (const char *p = kb_config_keys[i].name; *p; p++)
			buf_putc(&b, *p == '.' ? '_' : *p >= 'a' ? (char)(*p - 'a' + 'A') : *p);
		l->where = buf_str(&b).p;
		const char *value = get(env, l->where);
		if (value && !setting_put_text(l, i, str_of(value)))
			return false;
	}
	return true;
}

static bool load_flags(struct setting_load *l, const struct kb_setting *settings, size_t n)
{
	l->from = CONFIG_FLAG;
	l->lines = false;
	l->where = "";
	for (size_t i = 0; i < n; i++) {
		struct str name = str_of(settings[i].key);
		size_t at = setting_find(name);
		if (at == kb_n_config_keys)
			return name.n && known_in(l->a, name).n ? group_alone(l, 0, name)
								: unknown(l, 0, name, STR(""));
		if (!setting_put_text(l, at, str_of(settings[i].value)))
			return false;
	}
	return true;
}

static bool load_user(struct setting_load *l, const struct kb_env *env)
{
	const char *xdg = get(env, "XDG_CONFIG_HOME"), *home = get(env, "HOME");
	struct str yaml;
	char *path = 0;
	if (xdg && xdg[0] == '/')
		path = fs_join(l->a, xdg, "kb/config.yaml");
	else if (home && home[0] == '/')
		path = fs_join(l->a, home, ".config/kb/config.yaml");
	if (!path || !fs_exists(path))
		return true;
	if (!fs_read(l->a, path, YAML_MAX_TEXT, &yaml, l->e))
		return err_wrap(l->e, "user configuration");
	return load_file(l, CONFIG_USER, path, yaml);
}

/* Variables that a service's own programs read; the first that is set counts. */
static bool load_service(struct setting_load *l, const struct kb_env *env)
{
	static const struct {
		const char *key, *engine, *variable;
	} own[] = {
		{"llm.base_url", "openai", "OPENAI_BASE_URL"},
		{"llm.base_url", "openai", "OPENAI_API_BASE"},
		{"llm.base_url", "anthropic", "ANTHROPIC_BASE_URL"},
		{"llm.base_url", "ollama", "OLLAMA_HOST"},
		{"embedding.base_url", "openai", "OPENAI_BASE_URL"},
		{"embedding.base_url", "openai", "OPENAI_API_BASE"},
		{"embedding.base_url", "ollama", "OLLAMA_HOST"},
	};
	l->from = CONFIG_SERVICE;
	l->lines = false;
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		size_t key = setting_find(str_of(own[i].key));
		struct str engine =
			own[i].key[0] == 'l' ? l->out->llm.engine : l->out->embedding.engine;
		const char *value = get(env, own[i].variable);
		if (!value || l->out->from[key] != CONFIG_DEFAULT ||
			!str_eqz(engine, own[i].engine))
			continue;
		l->where = own[i].variable;
		if (!setting_put_text(l, key, str_of(value)))
			return false;
	}
	return true;
}

bool config_load(struct arena *a, const char *path, struct str yaml, const struct kb_env *env,
	const struct kb_setting *settings, size_t n_settings, struct config *out, struct err *e)
{
	struct setting_load l = {
		.a = a, .out = out, .from = CONFIG_DEFAULT, .where = "default", .e = e};
	*out = (struct config){0};
	for (size_t i = 0; i < kb_n_config_keys; i++)
		if (kb_config_keys[i].fallback[0] &&
			!setting_put_text(&l, i, str_of(kb_config_keys[i].fallback)))
			return false;
	return load_user(&l, env) && load_file(&l, CONFIG_BASE, path, yaml) && load_env(&l, env) &&
		load_flags(&l, settings, n_settings) && load_service(&l, env);
}

enum config_from config_from(const struct config *conf, const char *key)
{
	size_t i = setting_find(str_of(key));
	return i < kb_n_config_keys ? conf->from[i] : CONFIG_DEFAULT;
}
