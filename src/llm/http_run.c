/* http_run.c - transfers: how one is set up, the callbacks that curl makes, the loop over all. */
#include <netinet/in.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "llm/http_int.h"

/* --- callbacks --------------------------------------------------------------------------- */

static size_t on_bytes(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	struct str piece = str_make(p, size * count);
	if (piece.n > t->rq.max_bytes - t->n_body) {
		t->too_large = true;
		return piece.n + 1; /* anything but n ends it */
	}
	t->n_body += piece.n;
	if (!t->rq.sink)
		buf_put(&t->body, piece);
	else if (!t->rq.sink(t->rq.ctx, piece))
		t->enough = true;
	return t->enough ? piece.n + 1 : piece.n;
}

static size_t on_head(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;
	(void)p;
	t->n_head += n;
	t->too_large |= t->n_head > HTTP_MAX_HEAD;
	return t->too_large ? n + 1 : n;
}

/* There is no callback to seek: so curl cannot send a body a second time over a new connection. */
static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	struct str rest = str_sub(t->rq.body, t->sent, t->sent + size * count);
	if (rest.n)
		memcpy(p, rest.p, rest.n);
	t->sent += rest.n;
	return rest.n;
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

/* Called whenever the loop turns. curl's own low-speed limit looks at the mean of seconds past, with
 * what was sent in it, and so is seconds late. */
static int on_progress(
	void *ctx, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	struct transfer *t = ctx;
	curl_off_t now_us = 0, moved = down_now + up_now + (curl_off_t)t->n_head;
	(void)down, (void)up;
	(void)t->h->c.curl_easy_getinfo(t->easy, CURLINFO_TOTAL_TIME_T, &now_us);
	if (moved != t->moved || !t->rq.idle_ms) {
		t->moved = moved;
		t->moved_us = now_us;
	}
	t->idle = now_us - t->moved_us > (curl_off_t)t->rq.idle_ms * 1000;
	return t->idle;
}

/* --- setting up -------------------------------------------------------------------------- */

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return true;
	return false;
}

static bool put_header(struct transfer *t, const char *line)
{
	struct curl_slist *l = t->h->c.curl_slist_append(t->headers, line);
	if (l)
		t->headers = l;
	return l != NULL;
}

/* The value of a header may be a key: no message holds it. */
static bool put_headers(struct transfer *t, struct err *e)
{
	const struct http_request *rq = &t->rq;
	for (size_t i = 0; i < rq->n_headers; i++) {
		size_t colon = str_find_byte(rq->headers[i], ':');
		if (colon == STR_NPOS || has_control(rq->headers[i]))
			return err_set(e, ERR_CONFIG,
				"a header for " STR_FMT " is not of the form \"Name: value\"",
				STR_ARG(http_shown(t->url)));
		if (!put_header(t, str_z(t->a, rq->headers[i])))
			return err_set(e, ERR_IO, "libcurl cannot take a header");
	}
	return true;
}

static bool set_body(struct transfer *t)
{
	CURL *x = t->easy;
	__typeof__(curl_easy_setopt) *set = t->h->c.curl_easy_setopt;
	bool bad = false;
	if (t->rq.body.n) {
		bad |= set(x, CURLOPT_POST, 1L) != CURLE_OK;
		bad |= set(x, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->rq.body.n) != CURLE_OK;
		bad |= set(x, CURLOPT_READFUNCTION, on_body) != CURLE_OK;
		bad |= set(x, CURLOPT_READDATA, t) != CURLE_OK;
		bad |= set(x, CURLOPT_UPLOAD_BUFFERSIZE, 16384L) != CURLE_OK;
		bad |= !put_header(t, "Expect:");
	}
	if (t->rq.method)
		bad |= set(x, CURLOPT_CUSTOMREQUEST, t->rq.method) != CURLE_OK;
	bad |= set(x, CURLOPT_HTTPHEADER, t->headers) != CURLE_OK;
	return !bad;
}

static bool set_callbacks(struct transfer *t)
{
	CURL *x = t->easy;
	__typeof__(curl_easy_setopt) *set = t->h->c.curl_easy_setopt;
	bool bad = false;
	bad |= set(x, CURLOPT_OPENSOCKETFUNCTION, on_socket) != CURLE_OK;
	bad |= set(x, CURLOPT_OPENSOCKETDATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_WRITEFUNCTION, on_bytes) != CURLE_OK;
	bad |= set(x, CURLOPT_WRITEDATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_HEADERFUNCTION, on_head) != CURLE_OK;
	bad |= set(x, CURLOPT_HEADERDATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_NOPROGRESS, 0L) != CURLE_OK;
	bad |= set(x, CURLOPT_XFERINFOFUNCTION, on_progress) != CURLE_OK;
	bad |= set(x, CURLOPT_XFERINFODATA, t) != CURLE_OK;
	bad |= set(x, CURLOPT_PRIVATE, t) != CURLE_OK;
	return !bad;
}

/* Redirects stay off: http_get follows them, hop by hop. Over TLS the transfers to one host share a
 * connection where it speaks HTTP/2. */
static bool set_up(struct transfer *t)
{
	const struct http *h = t->h;
	const struct http_request *rq = &t->rq;
	CURL *x = t->easy;
	__typeof__(curl_easy_setopt) *set = h->c.curl_easy_setopt;
	bool tls = str_starts(t->url, STR("https:")), bad = false;
	const char *proxy = tls ? h->opt.https_proxy : h->opt.http_proxy;
	bad |= set(x, CURLOPT_URL, str_z(t->a, t->url)) != CURLE_OK;
	bad |= set(x, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
	bad |= set(x, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
	bad |= set(x, CURLOPT_SSL_VERIFYPEER, 1L) != CURLE_OK;
	bad |= set(x, CURLOPT_SSL_VERIFYHOST, 2L) != CURLE_OK;
	bad |= set(x, CURLOPT_PIPEWAIT, tls ? 1L : 0L) != CURLE_OK;
	bad |= set(x, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
	bad |= set(x, CURLOPT_USERAGENT, h->opt.agent) != CURLE_OK;
	bad |= set(x, CURLOPT_PROXY, proxy ? proxy : "") != CURLE_OK;
	bad |= set(x, CURLOPT_NOPROXY, h->opt.no_proxy ? h->opt.no_proxy : "") != CURLE_OK;
	bad |= set(x, CURLOPT_ACCEPT_ENCODING, "") != CURLE_OK;
	bad |= set(x, CURLOPT_CONNECTTIMEOUT_MS, (long)rq->connect_ms) != CURLE_OK;
	bad |= set(x, CURLOPT_TIMEOUT_MS, (long)rq->total_ms) != CURLE_OK;
	return !bad && set_callbacks(t) && set_body(t);
}

/* --- places ------------------------------------------------------------------------------ */

static struct transfer *free_place(struct http *h)
{
	for (size_t i = 0; i < h->all.n; i++)
		if (h->all.v[i]->state == TRANSFER_FREE)
			return h->all.v[i];
	struct transfer *t = ARENA_NEW(h->a, struct transfer);
	t->easy = h->c.curl_easy_init();
	if (t->easy)
		VEC_PUSH(h->a, &h->all, t);
	return t->easy ? t : NULL;
}

static void give_free(struct transfer *t)
{
	t->h->c.curl_easy_reset(t->easy);
	t->h->c.curl_slist_free_all(t->headers);
	*t = (struct transfer){.h = t->h, .easy = t->easy};
}

static void end(struct transfer *t, CURLcode code)
{
	t->h->c.curl_multi_remove_handle(t->h->multi, t->easy);
	t->state = TRANSFER_ENDED;
	t->code = code;
}

void http_abort(struct http *h)
{
	for (size_t i = 0; i < h->all.n; i++) {
		if (h->all.v[i]->state == TRANSFER_RUNS)
			end(h->all.v[i], CURLE_ABORTED_BY_CALLBACK);
		give_free(h->all.v[i]);
	}
}

void transfer_free_all(struct http *h)
{
	http_abort(h);
	for (size_t i = 0; i < h->all.n; i++)
		h->c.curl_easy_cleanup(h->all.v[i]->easy);
	h->all.n = 0;
}

struct transfer *transfer_start(
	struct http *h, struct arena *a, const struct http_request *rq, struct err *e)
{
	struct http_place place;
	struct str url;
	if (!http_url(h, a, rq->url, &url, e) || !http_parts(h, a, url, &place, e))
		return NULL;
	if (!h->opt.allow_private && !address_host_public(place.host)) {
		http_refuse(h, url, str_z(a, place.host), e);
		return NULL;
	}
	struct transfer *t = free_place(h);
	if (!t) {
		err_set(e, ERR_IO, "libcurl cannot start; install libcurl4 again");
		return NULL;
	}
	*t = (struct transfer){
		.h = h, .easy = t->easy, .rq = *rq, .a = a, .url = url, .body = buf_make(a)};
	if (put_headers(t, e) && set_up(t) &&
		h->c.curl_multi_add_handle(h->multi, t->easy) == CURLM_OK) {
		t->state = TRANSFER_RUNS;
		return t;
	}
	err_set(e, ERR_IO, "libcurl lacks what kb needs; install a newer libcurl4");
	give_free(t);
	return NULL;
}

/* --- the loop ---------------------------------------------------------------------------- */

static void end_all(struct http *h, bool stopped)
{
	for (size_t i = 0; i < h->all.n; i++) {
		struct transfer *t = h->all.v[i];
		if (t->state != TRANSFER_RUNS)
			continue;
		t->stopped = stopped;
		end(t, CURLE_ABORTED_BY_CALLBACK);
	}
}

static void perform(struct http *h)
{
	const CURLMsg *m;
	char *private;
	int n;
	if (h->opt.stopped && h->opt.stopped(h->opt.ctx))
		end_all(h, true);
	else if (h->c.curl_multi_perform(h->multi, &n) != CURLM_OK)
		end_all(h, false);
	while ((m = h->c.curl_multi_info_read(h->multi, &n)))
		if (m->msg == CURLMSG_DONE) {
			CURLcode code = m->data.result; /* m goes with its handle */
			private = 0;
			(void)h->c.curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
			if (private)
				end((struct transfer *)(void *)private, code);
		}
}

static struct transfer *find_ended(const struct http *h, const struct transfer *only)
{
	for (size_t i = 0; i < h->all.n; i++)
		if (h->all.v[i]->state == TRANSFER_ENDED && (!only || h->all.v[i] == only))
			return h->all.v[i];
	return NULL;
}

struct transfer *transfer_wait(struct http *h, struct transfer *only, unsigned wait_ms)
{
	struct transfer *t = find_ended(h, only);
	if (t)
		return t;
	perform(h);
	if ((t = find_ended(h, only)) || !wait_ms)
		return t;
	(void)h->c.curl_multi_poll(
		h->multi, NULL, 0, (int)(wait_ms < 60000 ? wait_ms : 60000), NULL);
	perform(h);
	return find_ended(h, only);
}

void transfer_finish(struct transfer *t, struct http_end *out)
{
	*out = (struct http_end){.ctx = t->rq.ctx};
	transfer_read(t, out);
	give_free(t);
}
