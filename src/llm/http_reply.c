/* http_reply.c - what came of a transfer: status and headers, how it ended, and that in words. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "llm/http_int.h"

/* --- headers ----------------------------------------------------------------------------- */

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

/* The last of that name in the final reply; "" when it has none. */
static struct str header(struct transfer *t, const char *name)
{
	struct curl_header *x;
	if (t->h->c.curl_easy_header(t->easy, name, 0, CURLH_HEADER, -1, &x) != CURLHE_OK)
		return STR("");
	return str_dup(t->a, str_trim(str_of(x->value)));
}

static void read_headers(struct transfer *t, struct http_reply *out)
{
	static const char *const ids[] = {"x-request-id", "request-id", "x-generation-id"};
	for (size_t i = 0; i < sizeof ids / sizeof ids[0] && !out->request_id.n; i++)
		out->request_id = header(t, ids[i]);
	out->retry_after = header(t, "retry-after");
	out->retry_after_ms = header(t, "retry-after-ms");
	out->should_retry = header(t, "x-should-retry");
	out->date = header(t, "date");
}

static void read_reply(struct transfer *t, struct http_reply *out)
{
	__typeof__(curl_easy_getinfo) *get = t->h->c.curl_easy_getinfo;
	const char *type = 0, *location = 0;
	long status = 0, head_out = 0, head_in = 0;
	curl_off_t us = 0, before_us = 0, body_in = 0;
	(void)get(t->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)get(t->easy, CURLINFO_CONTENT_TYPE, &type);
	(void)get(t->easy, CURLINFO_REDIRECT_URL, &location);
	(void)get(t->easy, CURLINFO_TOTAL_TIME_T, &us);
	(void)get(t->easy, CURLINFO_PRETRANSFER_TIME_T, &before_us);
	(void)get(t->easy, CURLINFO_REQUEST_SIZE, &head_out);
	(void)get(t->easy, CURLINFO_HEADER_SIZE, &head_in);
	(void)get(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &body_in);
	*out = (struct http_reply){.status = (unsigned)status, .url = t->url};
	content_type(t->a, type, out);
	read_headers(t, out);
	out->location = str_dup(t->a, str_of(location));
	out->body = buf_str(&t->body);
	out->bytes_out = (int64_t)head_out + (int64_t)t->sent;
	out->bytes_in = (int64_t)head_in + (int64_t)body_in;
	out->ms = (unsigned)(us / 1000);
	out->answer_ms = (unsigned)((us - before_us) / 1000);
}

/* --- what went wrong --------------------------------------------------------------------- */

bool http_refuse(const struct http *h, struct str url, const char *address, struct err *e)
{
	return err_set(e, ERR_INPUT, STR_FMT ": %s is no public address%s%s",
		STR_ARG(http_shown(url)), address, h->opt.private_remedy ? "; " : "",
		h->opt.private_remedy ? h->opt.private_remedy : "");
}

static bool failed(const struct transfer *t, struct err *e)
{
	struct str url = t->url, u = http_shown(url);
	if (t->stopped)
		return err_set(e, ERR_INTERRUPTED, "stopped");
	if (t->too_large || t->code == CURLE_FILESIZE_EXCEEDED)
		return err_set(e, ERR_LIMIT,
			STR_FMT ": larger than %zu bytes; save what you need of it under raw/",
			STR_ARG(u), t->rq.max_bytes);
	if (t->idle)
		return err_set(e, ERR_NET, STR_FMT ": nothing came for %u s; try again", STR_ARG(u),
			t->rq.idle_ms / 1000);
	switch (t->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return err_set(e, ERR_NET,
			STR_FMT ": no such host; check the address and the network", STR_ARG(u));
	case CURLE_COULDNT_CONNECT:
		return t->refused[0]
			? http_refuse(t->h, url, t->refused, e)
			: err_set(e, ERR_NET, STR_FMT ": nobody answers there; check the address",
				  STR_ARG(u));
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(e, ERR_NET, STR_FMT ": no whole answer in time (%u s); try again",
			STR_ARG(u), t->rq.total_ms / 1000);
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
		return err_set(e, ERR_NET, STR_FMT ": %s", STR_ARG(u),
			t->h->c.curl_easy_strerror(t->code));
	}
}

static bool connected(const struct transfer *t)
{
	curl_off_t us = 0;
	(void)t->h->c.curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &us);
	return us > 0;
}

static enum http_fate fate_of(const struct transfer *t)
{
	if (t->stopped)
		return HTTP_STOPPED;
	if (t->too_large || t->code == CURLE_FILESIZE_EXCEEDED)
		return HTTP_LARGE;
	if (t->enough)
		return HTTP_ENOUGH;
	if (t->idle)
		return connected(t) ? HTTP_LATE : HTTP_UNREACHED;
	switch (t->code) {
	case CURLE_OK: return HTTP_WHOLE;
	case CURLE_PEER_FAILED_VERIFICATION: return HTTP_BARRED;
	case CURLE_COULDNT_CONNECT: return t->refused[0] ? HTTP_BARRED : HTTP_UNREACHED;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_SSL_CONNECT_ERROR: return HTTP_UNREACHED;
	case CURLE_OPERATION_TIMEDOUT: return connected(t) ? HTTP_LATE : HTTP_UNREACHED;
	default: return HTTP_BROKEN;
	}
}

void transfer_read(struct transfer *t, struct http_end *out)
{
	out->fate = fate_of(t);
	read_reply(t, &out->reply);
	if (out->fate != HTTP_WHOLE)
		failed(t, &out->e);
}
