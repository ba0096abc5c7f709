/* out.h - standard output: the answer and nothing else.
 *
 * All of it is collected in a buffer and written by out_flush; o->failed says that it could not be.
 * A record whose fields read the same for people and programs is written once with the out_field
 * calls: aligned lines, or members of a JSON object. */
#ifndef FRONT_OUT_H
#define FRONT_OUT_H

#include "base/json.h"
#include "base/str.h"
#include "front/term.h"
#include "kb_types.h"

struct out {
	struct arena *a;
	struct buf b;
	struct term term;
	size_t prose; /* columns that prose is wrapped at */
	int failed; /* errno of the first write that failed, 0 */
	bool json; /* set by out_json_begin */
	struct json_out j;
};

enum out_style { OUT_PLAIN, OUT_BOLD, OUT_DIM, OUT_GOOD, OUT_BAD, OUT_WARN };

void out_init(struct out *o, struct arena *a, struct term term);
/* Writes what was collected; after a failure nothing more is written. */
void out_flush(struct out *o);

/* As it is: for text whose bytes are the answer. */
void out_raw(struct out *o, struct str s);
/* Text of a page: as it is in a pipe or file, made safe for a terminal; ends in a newline. */
void out_page(struct out *o, struct str s);
__attribute__((format(printf, 2, 3))) void out_printf(struct out *o, const char *fmt, ...);

/* s as one safe line in a style, to be put with out_raw or into out_wrap. */
struct str out_styled(struct out *o, enum out_style style, struct str s);
void out_put(struct out *o, enum out_style style, struct str s);
/* Safe and styled text wrapped for reading; lines after the first are indented. */
void out_wrap(struct out *o, size_t indent, struct str s);
/* The same after `first` columns that stand on the line already. */
void out_wrap_from(struct out *o, size_t first, size_t indent, struct str s);
/* The same for a line that grows: s is all of it so far, of which `shown` bytes, as wrapped, were put
 * before. Puts the rest, no newline behind it; returns how many were put by now. What grows must end in
 * a word, and go on behind a blank. */
size_t out_wrap_more(struct out *o, struct str s, size_t shown);
/* A line of a list: one line in a pipe or file, so that grep sees it whole; wrapped on a terminal. */
void out_line(struct out *o, size_t first, size_t indent, struct str s);
/* "2 pages", "1 page". */
struct str out_count(struct arena *a, size_t n, const char *singular, const char *plural);

/* JSON: one value, opened with '{' or '[', closed with the same. */
struct json_out *out_json_begin(struct out *o, char bracket);
void out_json_end(struct out *o, char bracket);

/* A field of a record: label for people, key for programs. */
void out_field_str(struct out *o, const char *key, const char *label, struct str s);
void out_field_int(struct out *o, const char *key, const char *label, int64_t n);

#endif
