/* websearch.c - see websearch.h. Order: services, opening, one request, replies. */
#include "engine/websearch.h"

#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/endpoint.h"
#include "llm/address.h"
#include "llm/http.h"

#define MAX_REPLY ((size_t)2 << 20)
#define CONNECT_MS 10000
#define TOTAL_MS 30000
#define MAX_URL 2000
#define MAX_TITLE_CP 200
#define MAX_TEXT_CP 300

/* --- services ---------------------------------------------------------------------------- */

struct service {
	const char *name, *base; /* base: "" when each has its own */
	const char *key; /* variable of the key, "" when none is needed */
	const char *path, *header; /* header: what the key stands behind */
	bool post; /* the query is a JSON body */
	const char *list, *inside, *title, *text; /* members of the reply */
};

static const struct service services[] = {
	{"searxng", "", "", "/search?format=json&q=", "Authorization: Bearer ", false, "results",
		"", "title", "content"},
	{"brave", "https://api.search.brave.com", "BRAVE_API_KEY", "/res/v1/web/search?count=10&q=",
		"X-Subscription-Token: ", false, "results", "web", "title", "description"},
	{"tavily", "https://api.tavily.com", "TAVILY_API_KEY", "/search", "Authorization: Bearer ",
		true, "results", "", "title", "content"},
};

struct websearch {
	const struct service *service;
	struct kb *kb;
	struct http *http;
	struct str base; /* without the last "/" */
	struct str header; /* with the key; "" when there is none */
};

/* --- opening ----------------------------------------------------------------------------- */

static const char *get_env(const struct kb *kb, const char *name)
{
	const char *value = kb->env.get && *name ? kb->env.get(kb->env.ctx, name) : NULL;
	return value ? value : "";
}

static bool find_service(struct websearch *w, struct err *e)
{
	struct str engine = w->kb->conf.research.engine;
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (str_eqz(engine, services[i].name))
			w->service = &services[i];
	if (!w->service)
		return err_set(e, ERR_CONFIG,
			"no web search is set; set research.engine to searxng, brave or tavily "
			"(KB_RESEARCH_ENGINE, kb.yaml)");
	struct str base = w->kb->conf.research.base_url;
	if (base.n == 0)
		base = str_of(w->service->base);
	while (str_ends(base, STR("/")))
		base.n--;
	w->base = base;
	return base.n ||
		err_set(e, ERR_CONFIG, "set research.base_url to the address of your %s",
			w->service->name);
}

static struct str key_name(const struct websearch *w)
{
	struct str set = w->kb->conf.research.api_key_env;
	return set.n ? set : str_of(w->service->key);
}

/* May the key go to the host that the settings name? What kb.yaml alone says binds nothing. */
static bool is_bound(const struct websearch *w, struct arena *a, struct str host)
{
	const struct config *conf = &w->kb->conf;
	struct str key = key_name(w);
	bool base_says = config_from(conf, "research.base_url") == CONFIG_BASE ||
		config_from(conf, "research.api_key_env") == CONFIG_BASE;
	bool own = str_eqz(w->base, w->service->base) && str_eqz(key, w->service->key);
	return !base_says || own || trust_has(w->kb, a, key, host);
}

bool websearch_binding(struct kb *kb, struct arena *a, struct kb_binding *out)
{
	struct websearch w = {.kb = kb};
	if (!find_service(&w, NULL) || !key_name(&w).n)
		return false;
	struct str host = endpoint_host(a, w.base);
	*out = (struct kb_binding){key_name(&w), host, STR("web search"), is_bound(&w, a, host)};
	return true;
}

/* May kb.yaml, which travels with the base, name this host? */
static bool check_host(struct websearch *w, struct arena *a, bool key, struct err *e)
{
	const struct config *conf = &w->kb->conf;
	struct http_place place;
	struct str url = STR("");
	if (!http_url(w->http, a, w->base, &url, e) || !http_parts(w->http, a, url, &place, e))
		return err_wrap(e, "research.base_url");
	bool here = address_host_loopback(place.host), https = str_starts(url, STR("https:"));
	bool from_base = config_from(conf, "research.base_url") == CONFIG_BASE;
	struct str host = endpoint_host(a, w->base);
	struct str port = str_from(host, place.host.n);
	bool alike = str_starts(host, place.host) && (!port.n || port.p[0] == ':');
	bool bound = alike && is_bound(w, a, host);
	if (!https && !here)
		return err_set(
			e, ERR_CONFIG, "research.base_url: %s needs https", w->service->name);
	if (key && !bound)
		return err_set(e, ERR_CONFIG,
			"kb.yaml would send " STR_FMT " to " STR_FMT
			"; if that is right, run: kb trust",
			STR_ARG(key_name(w)), STR_ARG(host));
	if (from_base && !here && !address_host_public(place.host))
		return err_set(e, ERR_CONFIG,
			"research.base_url: " STR_FMT
			" is no public address; name it in KB_RESEARCH_BASE_URL to allow it",
			STR_ARG(place.host));
	return true;
}

static bool is_stopped(void *ctx)
{
	return engine_stopped(ctx);
}

/* The address is the person's word, so a private one is fine once check_host took it. */
static bool open_client(struct websearch *w, struct err *e)
{
	struct http_options opt = endpoint_http(w->kb);
	opt.stopped = is_stopped;
	opt.ctx = w->kb;
	return http_open(w->kb->a, &opt, &w->http, e);
}

bool websearch_open(struct kb *kb, struct arena *a, struct websearch **out, struct err *e)
{
	struct websearch *w = ARENA_NEW(kb->a, struct websearch);
	w->kb = kb;
	w->header = STR("");
	*out = w;
	if (!find_service(w, e) || !open_client(w, e))
		return false;
	struct str name = key_name(w);
	const char *key = get_env(kb, str_z(a, name));
	if (!*key && *w->service->key)
		return err_set(e, ERR_CONFIG, "%s needs a key; put it into the variable " STR_FMT,
			w->service->name, STR_ARG(name));
	for (const char *p = key; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7F)
			return err_set(
				e, ERR_CONFIG, STR_FMT " holds what no key holds", STR_ARG(name));
	if (!check_host(w, a, *key, e))
		return false;
	if (*key)
		w->header = str_printf(kb->a, "%s%s", w->service->header, key);
	return true;
}

void websearch_close(struct websearch *w)
{
	if (w)
		http_close(w->http);
}

/* --- one request ------------------------------------------------------------------------- */

static void put_query(struct buf *b, struct str query)
{
	for (size_t i = 0; i < query.n; i++) {
		char c = query.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || (c && strchr("-._~", c));
		if (plain)
			buf_putc(b, c);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static struct str body_of(struct arena *a, struct str query)
{
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, false);
	json_open(&j, NULL, '{');
	json_put_str(&j, "query", query);
	json_put_int(&j, "max_results", WEB_MAX_RESULTS);
	json_close(&j, '}');
	return buf_str(&b);
}

/* No redirect is followed: the key is for this host. */
static bool send_query(
	struct websearch *w, struct arena *a, struct str query, struct str *body, struct err *e)
{
	struct buf url = buf_make(a);
	struct str headers[3] = {STR("Accept: application/json")};
	struct http_reply reply = {0};
	struct http_request rq = {.max_bytes = MAX_REPLY,
		.connect_ms = CONNECT_MS,
		.idle_ms = TOTAL_MS,
		.total_ms = TOTAL_MS,
		.headers = headers,
		.n_headers = 1,
		.body = STR("")};
	buf_put(&url, w->base);
	buf_puts(&url, w->service->path);
	if (w->service->post) {
		rq.body = body_of(a, query);
		headers[rq.n_headers++] = STR("Content-Type: application/json");
	} else {
		put_query(&url, query);
	}
	if (w->header.n)
		headers[rq.n_headers++] = w->header;
	rq.url = buf_str(&url);
	if (!http_send(w->http, a, &rq, &reply, e))
		return false;
	*body = reply.body;
	if (reply.status == 200)
		return true;
	return err_set(e, ERR_NET, "%s: status %u%s", w->service->name, reply.status,
		reply.status == 401 || reply.status == 403
			? ": it does not take the key (of SearXNG: allow the format json)"
			: reply.status == 429 ? ": too many requests; try again later"
					      : "");
}

/* --- replies ----------------------------------------------------------------------------- */

/* One line of plain text: tags gone, entities as they are. */
static struct str line_of(struct arena *a, struct str s, size_t most)
{
	struct buf b = buf_make(a);
	s = text_clean(a, str_sub(s, 0, 4 * most * 4));
	for (size_t i = 0; i < s.n; i++) {
		char after = i + 1 < s.n ? s.p[i + 1] : ' ';
		bool tag = s.p[i] == '<' && (after == '/' || (after | 32) >= 'a') &&
			(after | 32) <= 'z';
		size_t close = tag ? str_find_from(s, i, STR(">")) : STR_NPOS;
		bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
		if (close != STR_NPOS)
			i = close;
		else if (!blank || (b.n && b.p[b.n - 1] != ' '))
			buf_putc(&b, blank ? ' ' : s.p[i]);
	}
	buf_trim_right(&b);
	return text_cut(buf_str(&b), most);
}

/* An address that may be fetched later, in its one spelling. */
static bool take_url(struct websearch *w, struct arena *a, struct str given, struct str *out)
{
	struct http_place place;
	bool fit = given.n && given.n <= MAX_URL && http_url(w->http, a, given, out, NULL) &&
		http_parts(w->http, a, *out, &place, NULL);
	return fit && (w->kb->conf.ingest.allow_private || address_host_public(place.host));
}

bool websearch_ask(struct websearch *w, struct arena *a, struct str query, struct web_result *out,
	size_t *n, struct err *e)
{
	struct str body;
	struct json *j = NULL;
	struct err bad = {0};
	*n = 0;
	if (!send_query(w, a, query, &body, e))
		return false;
	if (!json_parse(a, body, &j, &bad))
		return err_set(e, ERR_NET, "%s: its reply is no JSON; check research.base_url",
			w->service->name);
	if (*w->service->inside)
		j = json_get(j, str_of(w->service->inside));
	const struct json *list = json_get(j, str_of(w->service->list));
	for (size_t i = 0; i < json_len(list) && *n < WEB_MAX_RESULTS; i++) {
		const struct json *item = json_at(list, i);
		struct web_result r = {.url = STR("")};
		bool known = !take_url(w, a, json_str(json_get(item, STR("url"))), &r.url);
		for (size_t k = 0; k < *n && !known; k++)
			known = str_eq(out[k].url, r.url);
		if (known)
			continue;
		r.title = line_of(
			a, json_str(json_get(item, str_of(w->service->title))), MAX_TITLE_CP);
		r.text =
			line_of(a, json_str(json_get(item, str_of(w->service->text))), MAX_TEXT_CP);
		if (r.title.n == 0)
			r.title = r.url;
		out[(*n)++] = r;
	}
	return true;
}
