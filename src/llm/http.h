/* http.h - the door of libcurl: a client, requests with ceilings, and the addresses they may reach.
 *
 * One struct http is used by one thread; it keeps connections open between requests. http and https
 * only, TLS verified, no cookies, no credentials in URLs. Without allow_private an address that is
 * not public (address.h) is refused when it is connected to, after resolution, so that no answer of a
 * name server can slip by the check; every hop of a redirect is a request of its own. Behind a proxy
 * the proxy resolves names, and only literal addresses and localhost are refused here.
 *
 * Each request is one transfer: set up, run, read out. A loop over many at once, a body to send and a
 * sink for streamed bytes join struct http_request; nothing else starts a transfer. */
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
	bool (*stopped)(void *ctx); /* asked about once a second; NULL: never */
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

struct http_request {
	struct str url;
	size_t max_bytes; /* of the body, unpacked */
	unsigned connect_ms, idle_ms, total_ms; /* idle: less than a byte a second for so long */
};
struct http_reply {
	unsigned status;
	struct str url; /* that answered */
	struct str type, charset; /* of Content-Type, lower case: "text/html", "utf-8"; or "" */
	struct str location; /* of a redirect: absolute URL, or "" */
	struct str body; /* unpacked */
	unsigned ms;
};

/* One request; a redirect or an error status is a reply like any other. ERR_NET when no whole answer
 * came, ERR_LIMIT past max_bytes, ERR_INPUT for an address that is refused, ERR_INTERRUPTED. */
bool http_send(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e);

#define HTTP_MAX_HOPS 10
/* Follows redirects; total_ms is for all of them. Any status but 2xx is ERR_NET that says what it
 * means. */
bool http_get(struct http *h, struct arena *a, const struct http_request *rq,
	struct http_reply *out, struct err *e);

#endif
