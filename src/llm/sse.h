/* sse.h - cutting a body that arrives in pieces: server-sent events, and JSON values in a row.
 *
 * Both take bytes at any split and call back with what is whole; what is not whole at the end of the
 * body is never handed out. Texts given to a callback are valid until it returns. */
#ifndef LLM_SSE_H
#define LLM_SSE_H

#include "base/str.h"

/* False stops the feeding; the feed then returns false too. */
typedef bool (*sse_fn)(void *ctx, struct str event, struct str data);

/* Server-sent events (WHATWG HTML, 9.2.6): lines end in LF, CRLF or CR; a BOM at the start, comments
 * and unknown fields are passed over; data lines join by LF; an event without data is none. */
struct sse {
	struct buf line, data, event;
	bool started, after_cr, has_data;
	sse_fn fn;
	void *ctx;
};
struct sse sse_make(struct arena *a, sse_fn fn, void *ctx);
bool sse_feed(struct sse *s, struct str bytes);

/* Objects and lists one behind the other, however they are laid out: NDJSON, one value over many
 * lines, a single body. event is "". What stands between them is passed over. A line break inside
 * a string is no JSON: the piece up to it is handed out as it is, for the parser to refuse. */
struct json_cut {
	struct buf value;
	size_t depth;
	bool quoted, escaped;
	sse_fn fn;
	void *ctx;
};
struct json_cut json_cut_make(struct arena *a, sse_fn fn, void *ctx);
bool json_cut_feed(struct json_cut *c, struct str bytes);

#endif
