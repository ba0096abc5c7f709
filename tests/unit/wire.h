/* wire.h - a server of scripted bytes on 127.0.0.1, in a thread: for what no well-formed server does.
 *
 * Each request that arrives whole (head and Content-Length) takes the next step of the script, across
 * connections; the last step is repeated. */
#ifndef TEST_WIRE_H
#define TEST_WIRE_H

#include "base/str.h"

enum wire_then { WIRE_KEEP, WIRE_CLOSE, WIRE_RESET, WIRE_HANG };

struct wire_step {
	const char *reply; /* as sent, status line and all; "\n" in it is sent as "\r\n" up to the
	                      empty line; NULL: nothing */
	enum wire_then then;
	struct str more; /* sent behind it, `times` times */
	size_t times;
	size_t piece; /* bytes a send; 0: all at once */
	unsigned together; /* waits until so many requests are here */
	bool length; /* a Content-Length for reply's body joins its head */
};

struct wire;
struct wire *wire_open(struct arena *a, const struct wire_step *steps, size_t n);
void wire_close(struct wire *w);
struct str wire_url(const struct wire *w, struct arena *a, const char *path);
size_t wire_n_requests(struct wire *w);
size_t wire_n_connections(struct wire *w);
struct str wire_request(struct wire *w, size_t i); /* as it came, head and body */

/* A gzip body of n zero bytes (RFC 1951, fixed codes), a hundredth of them long. */
struct str wire_gzip_zeros(struct arena *a, size_t n);

#endif
