/* json.h - reading hostile JSON (jansson) and writing JSON as a stream. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/str.h"
#include "kb_types.h"

struct json; /* a parsed value; lives in the arena it was parsed with */

enum json_kind {
	JSON_T_NULL,
	JSON_T_BOOL,
	JSON_T_NUMBER,
	JSON_T_STRING,
	JSON_T_LIST,
	JSON_T_OBJECT
};

#define JSON_MAX_DEPTH 100

/* Depth and size are bounded, duplicate keys refused; ERR_INPUT names line and column. */
bool json_parse(struct arena *a, struct str text, struct json **out, struct err *e);
enum json_kind json_kind(const struct json *j); /* NULL is JSON_T_NULL */
struct str json_str(const struct json *j); /* "" when it is no string */
double json_num(const struct json *j); /* 0 when it is no number */
bool json_bool(const struct json *j);
size_t json_len(const struct json *j); /* of a list or an object */
struct json *json_at(const struct json *j, size_t i); /* of a list or an object, in text order */
struct str json_key_at(const struct json *j, size_t i);
struct json *json_get(const struct json *j, struct str key); /* NULL when absent or no object */

/* Writer: commas and indentation are its business; a NULL key inside lists. */
struct json_out {
	struct buf *b;
	bool pretty;
	unsigned depth;
	bool first;
};
struct json_out json_begin(struct buf *b, bool pretty);
void json_open(struct json_out *j, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json_out *j, char bracket); /* '}' or ']' */
void json_put_str(
	struct json_out *j, const char *key, struct str s); /* invalid UTF-8 is replaced */
void json_put_int(struct json_out *j, const char *key, int64_t v);
void json_put_num(struct json_out *j, const char *key, double v); /* shortest form of 6 digits */
void json_put_bool(struct json_out *j, const char *key, bool v);
void json_put_null(struct json_out *j, const char *key);
void json_put_raw(struct json_out *j, const char *key, struct str json); /* as it is */
void json_put_strs(struct json_out *j, const char *key, struct strs l);

#endif
