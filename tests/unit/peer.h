/* peer.h - a server of scripted bytes on 127.0.0.1, in a thread: for what no well-formed server does.
 *
 * Each request that arrives whole (head and Content-Length) takes the next step of the script, across
 * connections; the last step is repeated. */
#ifndef TEST_PEER_H
#define TEST_PEER_H

#include "base/str.h"

enum peer_then { PEER_KEEP, PEER_CLOSE, PEER_RESET, PEER_HANG };

struct peer_step {
	const char *reply; /* as sent, status line and all; "\n" in it is sent as "\r\n" up to the
	                      empty line; NULL: nothing */
	enum peer_then then;
	struct str more; /* sent behind it, `times` times */
	size_t times;
	size_t piece; /* bytes a send; 0: all at once */
	unsigned together; /* waits until so many requests are here */
	bool length; /* a Content-Length for reply's body joins its head */
};

struct peer;
struct peer *peer_open(const struct peer_step *steps, size_t n);
void peer_close(struct peer *w);
struct str peer_url(const struct peer *w, struct arena *a, const char *path);
size_t peer_n_requests(struct peer *w);
size_t peer_n_connections(struct peer *w);
struct str peer_request(struct peer *w, size_t i); /* as it came, head and body */

/* A gzip body of n zero bytes (RFC 1951, fixed codes), a hundredth of them long. */
struct str peer_gzip_zeros(struct arena *a, size_t n);

#endif
