/* endpoint.c - see endpoint.h. Order: hosts, trust, the key, the endpoint. */
#include "engine/endpoint.h"

#include "base/err.h"
#include "base/fs.h"
#include "llm/address.h"

#define TRUST_MAX ((size_t)1 << 20)

/* --- hosts ------------------------------------------------------------------------------- */

/* Whose key belongs where. The first of a host is its own. */
static const struct {
	const char *variable, *host;
} pairs[] = {
	{"OPENAI_API_KEY", "api.openai.com"},
	{"ANTHROPIC_API_KEY", "api.anthropic.com"},
	{"ANTHROPIC_AUTH_TOKEN", "api.anthropic.com"},
	{"OPENROUTER_API_KEY", "openrouter.ai"},
	{"GEMINI_API_KEY", "generativelanguage.googleapis.com"},
	{"GOOGLE_API_KEY", "generativelanguage.googleapis.com"},
	{"GROQ_API_KEY", "api.groq.com"},
	{"MISTRAL_API_KEY", "api.mistral.ai"},
	{"DEEPSEEK_API_KEY", "api.deepseek.com"},
	{"XAI_API_KEY", "api.x.ai"},
	{"TOGETHER_API_KEY", "api.together.xyz"},
	{"OLLAMA_API_KEY", "ollama.com"},
};
#define N_PAIRS (sizeof pairs / sizeof pairs[0])

static bool is_pair(struct str variable, struct str host)
{
	for (size_t i = 0; i < N_PAIRS; i++)
		if (str_eqz(variable, pairs[i].variable) && str_ieq(host, str_of(pairs[i].host)))
			return true;
	return false;
}

/* "https://host:80/path" to its scheme and "host:80". */
static void split(struct arena *a, struct str url, struct str *scheme, struct str *host)
{
	size_t at = str_find(url, STR("://"));
	*scheme = at == STR_NPOS ? STR("") : str_lower(a, str_sub(url, 0, at));
	struct str rest = str_from(url, at == STR_NPOS ? 0 : at + 3);
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#')
		end++;
	*host = str_lower(a, str_sub(rest, 0, end));
}

struct str endpoint_host(struct arena *a, struct str url)
{
	struct str scheme, host;
	split(a, url, &scheme, &host);
	return host;
}

static struct str without_port(struct str host)
{
	size_t bracket = str_find_byte(host, ']'), colon = str_rfind_byte(host, ':');
	if (str_starts(host, STR("[")))
		return bracket == STR_NPOS ? host : str_sub(host, 0, bracket + 1);
	return colon == STR_NPOS ? host : str_sub(host, 0, colon);
}

/* --- trust ------------------------------------------------------------------------------- */

static const char *variable(const struct kb *kb, const char *name)
{
	const char *value = kb->env.get ? kb->env.get(kb->env.ctx, name) : NULL;
	return value && value[0] ? value : NULL;
}

/* NULL when the person has no home. */
static char *trust_path(struct kb *kb, struct arena *a)
{
	const char *xdg = variable(kb, "XDG_CONFIG_HOME"), *home = variable(kb, "HOME");
	if (xdg && xdg[0] == '/')
		return fs_join(a, xdg, "kb/trust");
	return home && home[0] == '/' ? fs_join(a, home, ".config/kb/trust") : NULL;
}

bool trust_list(struct kb *kb, struct arena *a, struct strs *out, struct err *e)
{
	char *path = trust_path(kb, a);
	struct str text, line;
	*out = (struct strs){0};
	if (!path || !fs_exists(path))
		return true;
	if (!fs_read(a, path, TRUST_MAX, &text, e))
		return err_wrap(e, "what you trust");
	while (str_line(&text, &line))
		if (str_trim(line).n && line.p[0] != '#')
			strs_add(a, out, str_trim(line));
	strs_sort_unique(out);
	return true;
}

static bool trust_save(struct kb *kb, struct arena *a, struct strs l, struct err *e)
{
	char *path = trust_path(kb, a);
	struct buf b = buf_make(a);
	if (!path)
		return err_set(e, ERR_CONFIG,
			"neither HOME nor XDG_CONFIG_HOME is set, so there is no place to remember it");
	buf_puts(&b, "# keys that kb may send, and the host each may go to; see kb help trust\n");
	for (size_t i = 0; i < l.n; i++) {
		buf_put(&b, l.v[i]);
		buf_putc(&b, '\n');
	}
	return fs_mkdirs(str_z(a, fs_dir_name(str_of(path))), e) &&
		fs_write(path, buf_str(&b), true, e);
}

static struct str pair_line(struct arena *a, struct str name, struct str host)
{
	return str_printf(a, STR_FMT " " STR_FMT, STR_ARG(name), STR_ARG(host));
}

bool trust_add(struct kb *kb, struct str name, struct str host, struct err *e)
{
	struct arena *a = arena_make();
	struct strs l;
	bool good = trust_list(kb, a, &l, e);
	if (good) {
		strs_add(a, &l, pair_line(a, name, host));
		strs_sort_unique(&l);
		good = trust_save(kb, a, l, e);
	}
	arena_free(a);
	return good;
}

bool trust_remove(struct kb *kb, struct str name, struct str host, struct err *e)
{
	struct arena *a = arena_make();
	struct strs l, left = {0};
	bool good = trust_list(kb, a, &l, e);
	struct str gone = pair_line(a, name, host);
	for (size_t i = 0; good && i < l.n; i++)
		if (!str_eq(l.v[i], gone))
			strs_add(a, &left, l.v[i]);
	good = good && left.n < l.n && trust_save(kb, a, left, e);
	arena_free(a);
	return good;
}

bool trust_has(struct kb *kb, struct arena *a, struct str name, struct str host)
{
	struct strs l;
	return trust_list(kb, a, &l, NULL) && strs_has(l, pair_line(a, name, host));
}

/* --- the key ----------------------------------------------------------------------------- */

struct settings { /* of the model or of the embeddings */
	struct str engine, base_url, api_key_env;
	enum config_from from_url, from_key;
};

static struct settings settings_of(const struct kb *kb, enum endpoint_of what)
{
	const struct config *c = &kb->conf;
	if (what == ENDPOINT_LLM)
		return (struct settings){c->llm.engine, c->llm.base_url, c->llm.api_key_env,
			config_from(c, "llm.base_url"), config_from(c, "llm.api_key_env")};
	return (struct settings){c->embedding.engine, c->embedding.base_url,
		c->embedding.api_key_env, config_from(c, "embedding.base_url"),
		config_from(c, "embedding.api_key_env")};
}

/* The variable that holds the key: the one that is set, the host's own, the service's. */
static struct str key_name(const struct kb *kb, const struct settings *s, const struct endpoint *x)
{
	struct str first = STR("");
	if (s->api_key_env.n)
		return s->api_key_env;
	for (size_t i = 0; i < N_PAIRS; i++) {
		if (!str_ieq(x->host, str_of(pairs[i].host)))
			continue;
		if (variable(kb, pairs[i].variable))
			return str_of(pairs[i].variable);
		first = first.n ? first : str_of(pairs[i].variable);
	}
	return first.n ? first : str_of(x->llm.provider->key_env);
}

static bool is_bound(
	struct kb *kb, struct arena *a, const struct settings *s, const struct endpoint *x)
{
	bool base_says = s->from_url == CONFIG_BASE || s->from_key == CONFIG_BASE;
	return !base_says || is_pair(x->key_name, x->host) ||
		trust_has(kb, a, x->key_name, x->host);
}

bool endpoint_bound(struct kb *kb, struct arena *a, enum endpoint_of what, const struct endpoint *x)
{
	struct settings s = settings_of(kb, what);
	return is_bound(kb, a, &s, x);
}

static bool needs_key(const struct endpoint *x)
{
	for (size_t i = 0; i < N_PAIRS; i++)
		if (str_ieq(x->host, str_of(pairs[i].host)))
			return true;
	return false;
}

/* What is wrong with the key, in words; "" for nothing. */
static struct str objection(
	struct kb *kb, struct arena *a, const struct settings *s, const struct endpoint *x)
{
	if (!x->has_key && s->api_key_env.n && !x->is_local)
		return str_printf(a, STR_FMT " is not set; export the key of " STR_FMT " in it",
			STR_ARG(x->key_name), STR_ARG(x->host));
	if (!x->has_key && needs_key(x))
		return str_printf(a, STR_FMT " needs a key; export " STR_FMT "=...",
			STR_ARG(x->host), STR_ARG(x->key_name));
	if (!x->has_key)
		return STR("");
	if (!is_bound(kb, a, s, x))
		return str_printf(a,
			"kb.yaml would send " STR_FMT " to " STR_FMT
			"; if that is right, run: kb trust",
			STR_ARG(x->key_name), STR_ARG(x->host));
	if (str_eqz(x->scheme, "http") && !x->is_local)
		return str_printf(a,
			STR_FMT " would go over plain http to " STR_FMT
				", open to all on the way; give an https address",
			STR_ARG(x->key_name), STR_ARG(x->host));
	return STR("");
}

/* --- the endpoint ------------------------------------------------------------------------ */

/* Headers of the settings. A line break would make another header of a value. */
static bool put_headers(struct kb *kb, struct arena *a, struct llm_endpoint *out, struct err *e)
{
	size_t n = kb->conf.llm.n_headers;
	out->headers = ARENA_ARRAY(a, struct str, n);
	for (size_t i = 0; i < n; i++) {
		const struct config_pair *h = &kb->conf.llm.headers[i];
		struct str line =
			str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(h->name), STR_ARG(h->value));
		for (size_t k = 0; k < line.n; k++)
			if ((unsigned char)line.p[k] < ' ')
				return err_set(e, ERR_CONFIG,
					"llm.headers: a value holds a control character");
		out->headers[out->n_headers++] = line;
	}
	return true;
}

bool endpoint_look(struct kb *kb, struct arena *a, enum endpoint_of what, struct endpoint *out,
	struct str *why, struct err *e)
{
	struct settings s = settings_of(kb, what);
	const char *key = NULL;
	*out = (struct endpoint){.llm = {.provider = provider_named(s.engine)}};
	if (!out->llm.provider)
		return err_set(
			e, ERR_CONFIG, "no service is called '" STR_FMT "'", STR_ARG(s.engine));
	out->llm.base_url = s.base_url.n ? s.base_url : str_of(out->llm.provider->default_url);
	out->llm.context = what == ENDPOINT_LLM ? kb->conf.llm.context : 0;
	if (what == ENDPOINT_LLM) {
		out->llm.extra_body = kb->conf.llm.extra_body;
		if (!put_headers(kb, a, &out->llm, e))
			return false;
	}
	split(a, out->llm.base_url, &out->scheme, &out->host);
	if (str_find_byte(out->host, '@') != STR_NPOS) /* before any message shows it */
		return err_set(e, ERR_CONFIG,
			"a base_url with a user name or password is refused; "
			"name the key's variable in api_key_env");
	out->url = out->llm.provider->models_url(&out->llm, a);
	split(a, out->url, &out->scheme, &out->host);
	if (!out->host.n || (!str_eqz(out->scheme, "http") && !str_eqz(out->scheme, "https")))
		return err_set(e, ERR_CONFIG,
			"%s '" STR_FMT "' is no http or https address; an example: %s",
			what == ENDPOINT_LLM ? "llm.base_url" : "embedding.base_url",
			STR_ARG(out->llm.base_url), out->llm.provider->default_url);
	out->is_local = address_host_loopback(without_port(out->host));
	out->key_name = key_name(kb, &s, out);
	if (out->key_name.n)
		key = variable(kb, str_z(a, out->key_name));
	out->has_key = key != NULL;
	out->llm.key = str_of(key);
	out->llm.key_is_bearer = str_eqz(out->key_name, "ANTHROPIC_AUTH_TOKEN");
	if (why)
		*why = objection(kb, a, &s, out);
	return true;
}

bool endpoint_find(
	struct kb *kb, struct arena *a, enum endpoint_of what, struct endpoint *out, struct err *e)
{
	struct str why;
	if (!endpoint_look(kb, a, what, out, &why, e))
		return false;
	return why.n == 0 || err_set(e, ERR_CONFIG, STR_FMT, STR_ARG(why));
}

static const char *first_set(const struct kb *kb, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (variable(kb, names[i]))
			return str_z(kb->a, str_of(variable(kb, names[i])));
	return NULL;
}

/* HTTP_PROXY in capitals is not read: a web server can be made to set it (CVE-2016-5385). */
struct http_options endpoint_http(struct kb *kb)
{
	static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
	static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const none[] = {"no_proxy", "NO_PROXY"};
	return (struct http_options){.agent = "kb/" KB_VERSION,
		.http_proxy = first_set(kb, http, 3),
		.https_proxy = first_set(kb, https, 4),
		.no_proxy = first_set(kb, none, 2),
		.allow_private = true};
}
