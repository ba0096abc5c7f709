/* http_int.h - what the files of the door share: the client and a transfer in its loop.
 *
 * http.c opens the client, checks URLs and follows redirects; http_run.c sets transfers up and runs
 * them; http_reply.c reads out what came and says what went wrong. */
#ifndef LLM_HTTP_INT_H
#define LLM_HTTP_INT_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#include "base/dl.h"
#include "base/vec.h"
#include "llm/address.h"
#include "llm/http.h"

#define HTTP_CALLS(X)                                                                              \
	X(curl_global_init)                                                                        \
	X(curl_global_cleanup)                                                                     \
	X(curl_easy_init)                                                                          \
	X(curl_easy_reset)                                                                         \
	X(curl_easy_setopt)                                                                        \
	X(curl_easy_getinfo)                                                                       \
	X(curl_easy_header)                                                                        \
	X(curl_easy_cleanup)                                                                       \
	X(curl_easy_strerror)                                                                      \
	X(curl_multi_init)                                                                         \
	X(curl_multi_add_handle)                                                                   \
	X(curl_multi_remove_handle)                                                                \
	X(curl_multi_perform)                                                                      \
	X(curl_multi_poll)                                                                         \
	X(curl_multi_info_read)                                                                    \
	X(curl_multi_cleanup)                                                                      \
	X(curl_slist_append)                                                                       \
	X(curl_slist_free_all)                                                                     \
	X(curl_url)                                                                                \
	X(curl_url_set)                                                                            \
	X(curl_url_get)                                                                            \
	X(curl_url_cleanup)                                                                        \
	X(curl_free)

struct http_calls {
	HTTP_CALLS(DL_MEMBER)
};

struct transfer;

struct http {
	struct http_calls c;
	struct http_options opt;
	struct arena *a; /* of the client */
	CURLM *multi; /* holds the connections */
	VEC(struct transfer *) all; /* every one that was made, running or not */
	struct addrinfo *proxy[2]; /* addresses of the proxies for http and https */
};

enum transfer_state { TRANSFER_FREE, TRANSFER_RUNS, TRANSFER_ENDED };

struct transfer {
	struct http *h;
	struct http_request rq;
	struct arena *a;
	CURL *easy; /* kept for the next transfer */
	struct curl_slist *headers;
	struct str url;
	size_t sent; /* bytes of rq.body handed to curl */
	struct buf body;
	size_t n_body, n_head; /* bytes that came */
	enum transfer_state state;
	CURLcode code; /* when it has ended */
	curl_off_t moved, moved_us; /* bytes both ways, and when the last of them moved */
	bool too_large, enough, stopped, idle;
	char refused[ADDRESS_TEXT_MAX]; /* the address, when one was */
};

#define HTTP_MAX_URL 8192
#define HTTP_MAX_SHOWN 200 /* of a URL in a message */
#define HTTP_MAX_HEAD ((size_t)256 << 10) /* all headers of a reply */

struct str http_shown(struct str url);
bool http_refuse(const struct http *h, struct str url, const char *address, struct err *e);

/* NULL with *e. */
struct transfer *transfer_start(
	struct http *h, struct arena *a, const struct http_request *rq, struct err *e);
/* Runs all for at most wait_ms or until one ends (the one given, unless it is NULL). NULL: none did. */
struct transfer *transfer_wait(struct http *h, struct transfer *only, unsigned wait_ms);
/* Reads an ended transfer out and gives its place free. */
void transfer_finish(struct transfer *t, struct http_end *out);
void transfer_free_all(struct http *h);
/* What came, and how it ended (http_reply.c). */
void transfer_read(struct transfer *t, struct http_end *out);

#endif
