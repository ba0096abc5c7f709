/* http.h - the door of libcurl: a client, requests with ceilings, and the addresses they may reach.
 *
 * One struct http is used by one thread; it keeps connections open between requests. http and https
 * only, TLS verified, no cookies, no credentials in URLs. Without allow_private an address that is
 * not public (address.h) is refused when it is connected to, after resolution, so that no answer of a
 * name server can slip by the check; every hop of a redirect is a request of its own. Behind a proxy
 * the proxy resolves names, and only literal addresses and localhost are refused here.
 *
 * Each request is one transfer: set up, run by the loop of http_wait among others, read out. There is
 * no other way to run one; http_send is a transfer that is waited for. A request is sent once: what
 * got no answer is not sent again behind the caller's back, so that nothing is paid for twice. */
#ifndef LLM_HTTP_H
#define LLM_HTTP_H

#include "base/str.h"
#include "kb_types.h"

struct http;

struct http_options {
	const char *agent; /* "kb/1.2.3" */
	const char *http_proxy, *https_proxy; /* as the person's environment names them, or NULL */
	const char *no_proxy; /* hosts reached without them, or NULL */
	bool allow_private;
	const char *private_remedy; /* how to allow it, for messages */
	bool (*stopped)(void *ctx); /* asked some times a second; ends all transfers; NULL: never */
	/* Called around each http_send with the host that it goes to, so that clients of several threads
	 * can take turns; NULL: not called. */
	void (*enter)(void *ctx, struct str host);
	void (*leave)(void *ctx, struct str host);
	void *ctx;
};

/* Opens libcurl; ERR_IO names the package when it is missing. opt's texts must outlive *out. */
bool http_open(struct arena *a, const struct http_options *opt, struct http **out, struct err *e);
void http_close(struct http *h); /* NULL does nothing */

/* A URL in one spelling: scheme and host in lower case, "/" for no path, no fragment, blanks encoded.
 * ERR_INPUT when it is no http or https URL, or holds a user name or password. */
bool http_url(struct http *h, struct arena *a, struct str url, struct str *out, struct err *e);
/* Parts of such a URL, percent-decoded. */
struct http_place {
	struct str host, path;
};
bool http_parts(
	struct http *h, struct arena *a, struct str url, struct http_place *out, struct err *e);

/* Texts live until the transfer ends. */
struct http_request {
	struct str url;
	const char *method; /* NULL: GET, or POST when there is a body */
	struct str body;
	const struct str *headers; /* "Name: value"; sent to the host of url and to no other */
	size_t n_headers;
	size_t max_bytes; /* of the reply's body, unpacked */
	unsigned connect_ms, idle_ms, total_ms; /* idle: not a byte for so long */
	/* Gets the reply's body as it comes, unpacked; false: no more of it. NULL: it is kept. */
	bool (*sink)(void *ctx, struct str piece);
	void *ctx;
};
struct http_reply {
	unsigned status; /* 0: none came */
	struct str url; /* that answered */
	struct str type, charset; /* of Content-Type, lower case: "text/html", "utf-8"; or "" */
	struct str location; /* of a redirect: absolute URL, or "" */
	struct str request_id, retry_after, retry_after_ms, should_retry, date; /* headers, or "" */
	struct str body; /* unpacked; "" with a sink */
	int64_t bytes_out, bytes_in; /* with headers, as they were packed */
	bool broke; /* the answer began and did not end: a second try may get it */
	unsigned ms; /* all of it */
	unsigned answer_ms; /* since the connection stood */
};

/* One request; a redirect or an error status is a reply like any other. ERR_NET when no whole answer
 * came, ERR_LIMIT past max_bytes, ERR_INPUT for an address that is refused, ERR_INTERRUPTED. */
bool http_send(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e);

/* How a transfer ended. */
enum http_fate {
	HTTP_WHOLE, /* as HTTP wants it, with any status */
	HTTP_BARRED, /* a refused address, an invalid certificate: no use to try again */
	HTTP_UNREACHED, /* no connection: nothing was sent */
	HTTP_BROKEN, /* anywhere between */
	HTTP_LATE, /* idle for too long, or too long in all */
	HTTP_LARGE, /* past max_bytes */
	HTTP_ENOUGH, /* the sink wanted no more */
	HTTP_STOPPED
};
struct http_end {
	void *ctx; /* of the request */
	enum http_fate fate;
	struct http_reply reply; /* as far as it came; in the arena given at the start */
	struct err e; /* unless whole */
};

/* Starts a transfer that runs while http_wait does; what it holds lives in the arena until it ends. */
bool http_start(struct http *h, struct arena *a, const struct http_request *rq, struct err *e);
/* Runs all transfers for at most wait_ms, or until one ends; false when none did. Without any it only
 * waits. */
bool http_wait(struct http *h, unsigned wait_ms, struct http_end *out);
/* Ends all transfers; nothing of them is reported. */
void http_abort(struct http *h);

#define HTTP_MAX_REPLY ((size_t)32 << 20) /* of a model, unpacked */
#define HTTP_MAX_HOPS 10
/* A GET that follows redirects; total_ms is for all of them; headers go to the first URL alone. Any
 * status but 2xx is ERR_NET that says what it means; *out then is the last answer (status 0: none). */
bool http_get(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e);

#endif
