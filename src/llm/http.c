/* http.c - see http.h. In this order: the client; URLs; requests; redirects. */
#include <assert.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/text.h"
#include "llm/http_int.h"

#define HTTP_POLL_MS 200

static const char *const call_names[] = {HTTP_CALLS(DL_NAME)};
_Static_assert(sizeof(struct http_calls) == sizeof call_names, "a name for each call");

/* --- the client -------------------------------------------------------------------------- */

static bool parse(struct http *h, CURLU *u, struct arena *a, struct str url, unsigned flags)
{
	return h->c.curl_url_set(u, CURLUPART_URL, str_z(a, url), flags) == CURLUE_OK;
}

/* A part of a URL in the arena; "" when it has none. */
static struct str part(struct http *h, CURLU *u, struct arena *a, CURLUPart what, unsigned flags)
{
	char *text = 0;
	struct str s = {"", 0};
	if (h->c.curl_url_get(u, what, &text, flags) == CURLUE_OK)
		s = str_dup(a, str_of(text));
	h->c.curl_free(text);
	return s;
}

/* Looks up a proxy: its address is reached on the person's word, so it may be private. */
static bool find_proxy(
	struct http *h, struct arena *a, const char *proxy, struct addrinfo **out, struct err *e)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	CURLU *u = h->c.curl_url();
	bool good =
		u && parse(h, u, a, str_of(proxy), CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME);
	struct str host = good ? part(h, u, a, CURLUPART_HOST, 0) : STR("");
	struct str port = good ? part(h, u, a, CURLUPART_PORT, 0) : STR("");
	struct str scheme = good ? part(h, u, a, CURLUPART_SCHEME, 0) : STR("");
	h->c.curl_url_cleanup(u);
	if (str_starts(host, STR("[")))
		host = str_sub(host, 1, host.n - 1);
	if (!port.n)
		port = str_eqz(scheme, "https") ? STR("443") : STR("1080"); /* curl's defaults */
	if (host.n && getaddrinfo(str_z(a, host), str_z(a, port), &hints, out) == 0)
		return true;
	*out = 0;
	return err_set(e, ERR_CONFIG,
		"proxy '%.100s' cannot be found; see http_proxy and https_proxy in the environment",
		proxy);
}

static bool start(struct http *h, struct arena *a, struct err *e)
{
	const char *proxies[2] = {h->opt.http_proxy, h->opt.https_proxy};
	h->multi = h->c.curl_multi_init();
	if (!h->multi)
		return err_set(e, ERR_IO, "libcurl cannot start; install libcurl4 again");
	for (size_t i = 0; i < 2; i++)
		if (proxies[i] && !find_proxy(h, a, proxies[i], &h->proxy[i], e))
			return false;
	return true;
}

bool http_open(struct arena *a, const struct http_options *opt, struct http **out, struct err *e)
{
	struct http *h = ARENA_NEW(a, struct http);
	void *table[sizeof call_names / sizeof call_names[0]];
	if (!dl_load(&dl_curl, call_names, sizeof table / sizeof table[0], table, e))
		return false;
	memcpy(&h->c, table, sizeof table);
	h->opt = *opt;
	h->a = a;
	if (h->c.curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK)
		return err_set(e, ERR_IO, "libcurl cannot start; install libcurl4 again");
	if (!start(h, a, e)) {
		http_close(h);
		return false;
	}
	*out = h;
	return true;
}

void http_close(struct http *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < 2; i++)
		if (h->proxy[i])
			freeaddrinfo(h->proxy[i]);
	transfer_free_all(h);
	if (h->multi)
		h->c.curl_multi_cleanup(h->multi);
	h->c.curl_global_cleanup();
}

/* --- URLs -------------------------------------------------------------------------------- */

struct str http_shown(struct str url)
{
	return text_cut(url, HTTP_MAX_SHOWN);
}

static bool check_url(struct http *h, struct arena *a, CURLU *u, struct str url, struct err *e)
{
	struct str scheme;
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] < ' ')
			return err_set(e, ERR_INPUT, "a URL holds a control character");
	if (url.n > HTTP_MAX_URL)
		return err_set(e, ERR_LIMIT, "a URL is longer than %d bytes", HTTP_MAX_URL);
	if (!parse(h, u, a, url, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME))
		return err_set(e, ERR_INPUT, STR_FMT ": is no URL", STR_ARG(http_shown(url)));
	scheme = part(h, u, a, CURLUPART_SCHEME, 0);
	if (!str_eqz(scheme, "http") && !str_eqz(scheme, "https"))
		return err_set(e, ERR_INPUT,
			STR_FMT ": only http and https are fetched; save a copy "
				"under raw/",
			STR_ARG(http_shown(url)));
	if (part(h, u, a, CURLUPART_USER, 0).n || part(h, u, a, CURLUPART_PASSWORD, 0).n)
		return err_set(e, ERR_INPUT,
			"the URL holds a user name or password; save a copy under raw/");
	h->c.curl_url_set(u, CURLUPART_FRAGMENT, 0, 0);
	return true;
}

bool http_url(struct http *h, struct arena *a, struct str url, struct str *out, struct err *e)
{
	CURLU *u = h->c.curl_url();
	bool good = u && check_url(h, a, u, str_trim(url), e);
	struct str host = good ? part(h, u, a, CURLUPART_HOST, 0) : STR("");
	if (good) {
		h->c.curl_url_set(u, CURLUPART_HOST, str_z(a, str_lower(a, host)), 0);
		*out = part(h, u, a, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
	}
	h->c.curl_url_cleanup(u);
	return good;
}

bool http_parts(
	struct http *h, struct arena *a, struct str url, struct http_place *out, struct err *e)
{
	CURLU *u = h->c.curl_url();
	bool good = u && check_url(h, a, u, url, e);
	if (good) {
		out->host = part(h, u, a, CURLUPART_HOST, 0);
		out->path = part(h, u, a, CURLUPART_PATH, CURLU_URLDECODE);
		if (!out->path.n) /* it holds what cannot be decoded */
			out->path = part(h, u, a, CURLUPART_PATH, 0);
	}
	h->c.curl_url_cleanup(u);
	return good;
}

/* --- requests ---------------------------------------------------------------------------- */

bool http_send(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e)
{
	struct http_end end;
	struct http_place place;
	struct str url;
	*out = (struct http_reply){0};
	if (!http_url(h, a, rq->url, &url, e) || !http_parts(h, a, url, &place, e))
		return false;
	if (h->opt.enter)
		h->opt.enter(h->opt.ctx, place.host);
	struct transfer *t = transfer_start(h, a, rq, e);
	while (t && !transfer_wait(h, t, HTTP_POLL_MS))
		;
	if (h->opt.leave)
		h->opt.leave(h->opt.ctx, place.host);
	if (!t)
		return false;
	transfer_finish(t, &end);
	*out = end.reply;
	out->broke = end.fate == HTTP_BROKEN;
	return end.fate == HTTP_WHOLE || err_set(e, end.e.code, "%s", end.e.text);
}

bool http_start(struct http *h, struct arena *a, const struct http_request *rq, struct err *e)
{
	return transfer_start(h, a, rq, e) != NULL;
}

bool http_wait(struct http *h, unsigned wait_ms, struct http_end *out)
{
	struct transfer *t = transfer_wait(h, NULL, wait_ms);
	if (t)
		transfer_finish(t, out);
	return t != NULL;
}

static bool bad_status(const struct http_reply *r, struct err *e)
{
	static const struct {
		unsigned low, high;
		const char *means;
	} table[] = {
		{401, 401, "it asks for a login; save a copy under raw/"},
		{402, 402, "it asks for money; save a copy under raw/"},
		{403, 403, "it forbids this; save a copy under raw/"},
		{404, 404, "there is no such page; check the address"},
		{410, 410, "the page is gone; look for an archived copy"},
		{429, 429, "too many requests; try again later"},
		{500, 599, "the server is in trouble; try again later"},
	};
	const char *means = "check the address";
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (r->status >= table[i].low && r->status <= table[i].high)
			means = table[i].means;
	return err_set(e, ERR_NET, STR_FMT ": status %u: %s", STR_ARG(http_shown(r->url)),
		r->status, means);
}

bool http_get(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e)
{
	struct http_request hop = *rq;
	assert(!rq->method && !rq->body.n);
	for (unsigned i = 0; i <= HTTP_MAX_HOPS; i++) {
		if (!http_send(h, a, &hop, out, e))
			return i ? err_wrap(e, "redirected from " STR_FMT,
					   STR_ARG(http_shown(rq->url)))
				 : false;
		if (out->status >= 200 && out->status < 300)
			return true;
		if (out->status < 300 || out->status >= 400 || !out->location.n)
			return bad_status(out, e);
		if (out->ms >= hop.total_ms)
			return err_set(e, ERR_NET, STR_FMT ": no whole answer in time (%u s)",
				STR_ARG(http_shown(rq->url)), rq->total_ms / 1000);
		hop.total_ms -= out->ms;
		hop.n_headers = 0;
		hop.url = out->location;
	}
	return err_set(e, ERR_NET, STR_FMT ": redirects more than %d times; open it in a browser",
		STR_ARG(http_shown(rq->url)), HTTP_MAX_HOPS);
}
