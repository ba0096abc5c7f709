/* http.c - see http.h. In this order: libcurl's table and the client; URLs; one transfer, with the
 * callbacks that curl makes; what went wrong; redirects. */
#include "llm/http.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo

#include "base/dl.h"
#include "base/err.h"
#include "base/text.h"
#include "llm/address.h"

#define CALLS(X)                                                                                   \
	X(curl_global_init)                                                                        \
	X(curl_global_cleanup)                                                                     \
	X(curl_easy_init)                                                                          \
	X(curl_easy_reset)                                                                         \
	X(curl_easy_setopt)                                                                        \
	X(curl_easy_perform)                                                                       \
	X(curl_easy_getinfo)                                                                       \
	X(curl_easy_cleanup)                                                                       \
	X(curl_easy_strerror)                                                                      \
	X(curl_url)                                                                                \
	X(curl_url_set)                                                                            \
	X(curl_url_get)                                                                            \
	X(curl_url_cleanup)                                                                        \
	X(curl_free)

struct calls {
	CALLS(DL_MEMBER)
};
static const char *const call_names[] = {CALLS(DL_NAME)};
_Static_assert(sizeof(struct calls) == sizeof call_names, "a name for each call");

struct http {
	struct calls c;
	struct http_options opt;
	CURL *easy; /* kept between requests for its connections */
	struct addrinfo *proxy[2]; /* addresses of the proxies for http and https */
};

#define MAX_URL 8192
#define MAX_SHOWN 200 /* of a URL in a message */

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
	h->easy = h->c.curl_easy_init();
	if (!h->easy)
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
	h->c.curl_easy_cleanup(h->easy);
	h->c.curl_global_cleanup();
}

/* --- URLs -------------------------------------------------------------------------------- */

static struct str shown(struct str url)
{
	return text_cut(url, MAX_SHOWN);
}

static bool check_url(struct http *h, struct arena *a, CURLU *u, struct str url, struct err *e)
{
	struct str scheme;
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] < ' ')
			return err_set(e, ERR_INPUT, "a URL holds a control character");
	if (url.n > MAX_URL)
		return err_set(e, ERR_LIMIT, "a URL is longer than %d bytes", MAX_URL);
	if (!parse(h, u, a, url, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME))
		return err_set(e, ERR_INPUT, STR_FMT ": is no URL", STR_ARG(shown(url)));
	scheme = part(h, u, a, CURLUPART_SCHEME, 0);
	if (!str_eqz(scheme, "http") && !str_eqz(scheme, "https"))
		return err_set(e, ERR_INPUT,
			STR_FMT ": only http and https are fetched; save a copy "
				"under raw/",
			STR_ARG(shown(url)));
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

/* --- one transfer ------------------------------------------------------------------------ */

struct transfer {
	struct http *h;
	const struct http_request *rq;
	struct buf body;
	bool too_large;
	bool stopped;
	char refused[ADDRESS_TEXT_MAX]; /* the address, when one was */
};

static size_t on_bytes(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;
	if (n > t->rq->max_bytes - t->body.n) {
		t->too_large = true;
		return n + 1; /* anything but n ends it */
	}
	buf_put(&t->body, str_make(p, n));
	return n;
}

static bool same_address(const struct addrinfo *i, const struct curl_sockaddr *to)
{
	const struct sockaddr_in *x = (const void *)&to->addr, *y = (const void *)i->ai_addr;
	const struct sockaddr_in6 *v = (const void *)x, *w = (const void *)y;
	if (i->ai_family != to->family)
		return false;
	if (to->family == AF_INET)
		return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
	return to->family == AF_INET6 && v->sin6_port == w->sin6_port &&
		memcmp(&v->sin6_addr, &w->sin6_addr, sizeof v->sin6_addr) == 0;
}

static bool is_proxy(const struct http *h, const struct curl_sockaddr *to)
{
	for (size_t k = 0; k < 2; k++)
		for (const struct addrinfo *i = h->proxy[k]; i; i = i->ai_next)
			if (same_address(i, to))
				return true;
	return false;
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer *t = ctx;
	char text[ADDRESS_TEXT_MAX];
	(void)purpose;
	if (!t->h->opt.allow_private && !address_public(&to->addr, text) && !is_proxy(t->h, to)) {
		memcpy(t->refused, text, sizeof text);
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype, to->protocol);
}

static int on_progress(
	void *ctx, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	struct transfer *t = ctx;
	(void)down, (void)down_now, (void)up, (void)up_now;
	t->stopped = t->h->opt.stopped && t->h->opt.stopped(t->h->opt.ctx);
	return t->stopped;
}

/* Redirects stay off (curl's default): http_get follows them, hop by hop. */
static bool set_up(struct transfer *t, struct arena *a, struct str url)
{
	const struct http *h = t->h;
	const struct http_request *rq = t->rq;
	CURL *x = h->easy;
	__typeof__(curl_easy_setopt) *set = h->c.curl_easy_setopt;
	const char *proxy = str_starts(url, STR("https:")) ? h->opt.https_proxy : h->opt.http_proxy;
	bool bad = false;
	h->c.curl_easy_reset(x);
	bad |= set(x, CURLOPT_URL, str_z(a, url)) != CURLE_OK;
	bad |= set(x, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
	bad |= set(x, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
	bad |= set(x, CURLOPT_SSL_VERIFYPEER, 1L) != CURLE_OK;
	bad |= set(x, CURLOPT_SSL_VERIFYHOST, 2L) != CURLE_OK;
	bad |= set(x, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
	bad |= set(x, CURLOPT_USERAGENT, h->opt.agent) != CURLE_OK;
	bad |= set(x, CURLOPT_PROXY, proxy ? proxy : "") != CURLE_OK;
	bad |= set(x, CURLOPT_NOPROXY, h->opt.no_proxy ? h->opt.no_proxy : "") != CURLE_OK;
	bad |= set(x, CURLOPT_ACCEPT_ENCODING, "") != CURLE_OK;
	bad |= set(x, CURLOPT_CONNECTTIMEOUT_MS, (long)rq->connect_ms) != CURLE_OK;
	bad |= set(x, CURLOPT_TIMEOUT_MS, (long)rq->total_ms) != CURLE_OK;
	bad |= set(x, CURLOPT_LOW_SPEED_LIMIT, 1L) != CURLE_OK;
	bad |= set(x, CURLOPT_LOW_SPEED_TIME, (long)(rq->idle_ms + 999) / 1000) != CURLE_OK;
	bad |= set(x, CURLOPT_OPENSOCKETFUNCTION, on_socket) != CURLE_OK;
	bad |= set(x, CURLOPT_OPENSOCKETDATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_WRITEFUNCTION, on_bytes) != CURLE_OK;
	bad |= set(x, CURLOPT_WRITEDATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_NOPROGRESS, 0L) != CURLE_OK;
	bad |= set(x, CURLOPT_XFERINFOFUNCTION, on_progress) != CURLE_OK;
	bad |= set(x, CURLOPT_XFERINFODATA, t) != CURLE_OK;
	return !bad;
}

/* "Text/HTML; Charset=\"UTF-8\"" to its two parts (RFC 9110, 8.3). */
static void content_type(struct arena *a, const char *header, struct http_reply *out)
{
	struct str rest = str_lower(a, str_of(header)), piece;
	out->type = STR("");
	out->charset = STR("");
	if (str_cut(&rest, ';', &piece))
		out->type = str_trim(piece);
	while (str_cut(&rest, ';', &piece)) {
		piece = str_trim(piece);
		if (!str_starts(piece, STR("charset=")))
			continue;
		piece = str_from(piece, 8);
		if (piece.n >= 2 && piece.p[0] == '"' && piece.p[piece.n - 1] == '"')
			piece = str_sub(piece, 1, piece.n - 1);
		out->charset = piece;
	}
}

static void read_out(struct transfer *t, struct arena *a, struct str url, struct http_reply *out)
{
	const struct http *h = t->h;
	const char *type = 0, *location = 0;
	long status = 0;
	curl_off_t us = 0;
	(void)h->c.curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)h->c.curl_easy_getinfo(h->easy, CURLINFO_CONTENT_TYPE, &type);
	(void)h->c.curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &location);
	(void)h->c.curl_easy_getinfo(h->easy, CURLINFO_TOTAL_TIME_T, &us);
	*out = (struct http_reply){.status = (unsigned)status, .url = url};
	content_type(a, type, out);
	out->location = str_dup(a, str_of(location));
	out->body = buf_str(&t->body);
	out->ms = (unsigned)(us / 1000);
}

/* --- what went wrong --------------------------------------------------------------------- */

static bool refuse(const struct http *h, struct str url, const char *address, struct err *e)
{
	return err_set(e, ERR_INPUT, STR_FMT ": %s is no public address%s%s", STR_ARG(shown(url)),
		address, h->opt.private_remedy ? "; " : "",
		h->opt.private_remedy ? h->opt.private_remedy : "");
}

static bool failed(const struct transfer *t, struct str url, CURLcode code, struct err *e)
{
	struct str u = shown(url);
	if (t->stopped)
		return err_set(e, ERR_INTERRUPTED, "stopped");
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(e, ERR_LIMIT,
			STR_FMT ": larger than %zu bytes; save what you need of it under raw/",
			STR_ARG(u), t->rq->max_bytes);
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return err_set(e, ERR_NET,
			STR_FMT ": no such host; check the address and the network", STR_ARG(u));
	case CURLE_COULDNT_CONNECT:
		return t->refused[0]
			? refuse(t->h, url, t->refused, e)
			: err_set(e, ERR_NET, STR_FMT ": nobody answers there; check the address",
				  STR_ARG(u));
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(e, ERR_NET, STR_FMT ": no whole answer in time (%u s); try again",
			STR_ARG(u), t->rq->total_ms / 1000);
	case CURLE_PEER_FAILED_VERIFICATION:
		return err_set(e, ERR_NET,
			STR_FMT ": its certificate is not valid; install ca-certificates if it "
				"should be",
			STR_ARG(u));
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
		return err_set(e, ERR_NET, STR_FMT ": the answer broke off; try again", STR_ARG(u));
	default:
		return err_set(
			e, ERR_NET, STR_FMT ": %s", STR_ARG(u), t->h->c.curl_easy_strerror(code));
	}
}

/* --- requests ---------------------------------------------------------------------------- */

bool http_send(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e)
{
	struct transfer t = {.h = h, .rq = rq, .body = buf_make(a)};
	struct http_place place;
	struct str url;
	if (!http_url(h, a, rq->url, &url, e) || !http_parts(h, a, url, &place, e))
		return false;
	if (!h->opt.allow_private && !address_host_public(place.host))
		return refuse(h, url, str_z(a, place.host), e);
	if (!set_up(&t, a, url))
		return err_set(e, ERR_IO, "libcurl lacks what kb needs; install a newer libcurl4");
	CURLcode code = h->c.curl_easy_perform(h->easy);
	/* What curl holds of the transfer ends with it. */
	if (code == CURLE_OK)
		read_out(&t, a, url, out);
	h->c.curl_easy_reset(h->easy);
	return code == CURLE_OK || failed(&t, url, code, e);
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
	return err_set(
		e, ERR_NET, STR_FMT ": status %u: %s", STR_ARG(shown(r->url)), r->status, means);
}

bool http_get(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e)
{
	struct http_request hop = *rq;
	for (unsigned i = 0; i <= HTTP_MAX_HOPS; i++) {
		if (!http_send(h, a, &hop, out, e))
			return i ? err_wrap(e, "redirected from " STR_FMT, STR_ARG(shown(rq->url)))
				 : false;
		if (out->status >= 200 && out->status < 300)
			return true;
		if (out->status < 300 || out->status >= 400 || !out->location.n)
			return bad_status(out, e);
		if (out->ms >= hop.total_ms)
			return err_set(e, ERR_NET, STR_FMT ": no whole answer in time (%u s)",
				STR_ARG(shown(rq->url)), rq->total_ms / 1000);
		hop.total_ms -= out->ms;
		hop.url = out->location;
	}
	return err_set(e, ERR_NET, STR_FMT ": redirects more than %d times; open it in a browser",
		STR_ARG(shown(rq->url)), HTTP_MAX_HOPS);
}
