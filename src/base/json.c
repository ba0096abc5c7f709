/* json.c - the door of jansson for reading; writing is plain text.
 *
 * A parsed value is copied into the arena at once, so that no json_t outlives the call. */
#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

struct json {
	enum json_kind type;
	bool truth;
	double num;
	struct str str;
	struct str *keys; /* object */
	struct json *v; /* list, object */
	size_t n;
};

/* Deepest nesting of brackets outside strings: jansson recurses, so it is looked at before. */
static size_t depth_of(struct str s)
{
	size_t depth = 0, deepest = 0;
	bool quoted = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			deepest = ++depth > deepest ? depth : deepest;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return deepest;
}

static void copy(struct arena *a, json_t *from, struct json *to);

static void copy_object(struct arena *a, json_t *from, struct json *to)
{
	const char *key;
	json_t *value;
	size_t i = 0;
	to->type = JSON_T_OBJECT;
	to->n = json_object_size(from);
	to->v = ARENA_ARRAY(a, struct json, to->n);
	to->keys = ARENA_ARRAY(a, struct str, to->n);
	json_object_foreach(from, key, value)
	{
		to->keys[i] = str_dup(a, str_of(key));
		copy(a, value, &to->v[i++]);
	}
}

static void copy(struct arena *a, json_t *from, struct json *to)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT: copy_object(a, from, to); break;
	case JSON_ARRAY:
		to->type = JSON_T_LIST;
		to->n = json_array_size(from);
		to->v = ARENA_ARRAY(a, struct json, to->n);
		for (size_t i = 0; i < to->n; i++)
			copy(a, json_array_get(from, i), &to->v[i]);
		break;
	case JSON_STRING:
		to->type = JSON_T_STRING;
		to->str = str_dup(a, str_make(json_string_value(from), json_string_length(from)));
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		to->type = JSON_T_NUMBER;
		to->num = json_number_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->type = JSON_T_BOOL;
		to->truth = json_is_true(from);
		break;
	case JSON_NULL: to->type = JSON_T_NULL; break;
	}
}

bool json_parse(struct arena *a, struct str text, struct json **out, struct err *e)
{
	json_error_t je;
	if (depth_of(text) > JSON_MAX_DEPTH)
		return err_set(e, ERR_LIMIT, "JSON nested deeper than %d", JSON_MAX_DEPTH);
	json_t *j = json_loadb(text.p ? text.p : "", text.n,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &je);
	if (!j && json_error_code(&je) == json_error_out_of_memory)
		arena_exhausted();
	if (!j)
		return err_set(e, ERR_INPUT, "no JSON: line %d, column %d: %s", je.line, je.column,
			je.text);
	*out = ARENA_NEW(a, struct json);
	copy(a, j, *out);
	json_decref(j);
	return true;
}

enum json_kind json_kind(const struct json *j)
{
	return j ? j->type : JSON_T_NULL;
}

struct str json_str(const struct json *j)
{
	return json_kind(j) == JSON_T_STRING ? j->str : (struct str){"", 0};
}

double json_num(const struct json *j)
{
	return json_kind(j) == JSON_T_NUMBER ? j->num : 0;
}

bool json_bool(const struct json *j)
{
	return json_kind(j) == JSON_T_BOOL && j->truth;
}

size_t json_len(const struct json *j)
{
	return j ? j->n : 0;
}

struct json *json_at(const struct json *j, size_t i)
{
	return i < json_len(j) ? &j->v[i] : NULL;
}

struct str json_key_at(const struct json *j, size_t i)
{
	return json_kind(j) == JSON_T_OBJECT && i < j->n ? j->keys[i] : (struct str){"", 0};
}

struct json *json_get(const struct json *j, struct str key)
{
	if (json_kind(j) != JSON_T_OBJECT)
		return NULL;
	for (size_t i = 0; i < j->n; i++)
		if (str_eq(j->keys[i], key))
			return &j->v[i];
	return NULL;
}

/* --- writing ----------------------------------------------------------------------------- */

struct json_out json_begin(struct buf *b, bool pretty)
{
	return (struct json_out){.b = b, .pretty = pretty, .first = true};
}

static void put_quoted(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		if (cp == '"' || cp == '\\')
			buf_printf(b, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_puts(b, "\\n");
		else if (cp == '\t')
			buf_puts(b, "\\t");
		else if (cp < 0x20 || cp == 0x7f || cp == 0x2028 || cp == 0x2029)
			buf_printf(b, "\\u%04x", (unsigned)cp);
		else if (cp == 0xFFFD)
			buf_puts(b, "\xEF\xBF\xBD");
		else
			buf_put(b, str_sub(s, from, i));
	}
	buf_putc(b, '"');
}

static void new_line(struct json_out *j)
{
	if (!j->pretty)
		return;
	buf_putc(j->b, '\n');
	buf_fill(j->b, ' ', (size_t)2 * j->depth);
}

static void before_value(struct json_out *j, const char *key)
{
	if (!j->first)
		buf_putc(j->b, ',');
	if (j->depth)
		new_line(j);
	j->first = false;
	if (key) {
		put_quoted(j->b, str_of(key));
		buf_puts(j->b, j->pretty ? ": " : ":");
	}
}

void json_open(struct json_out *j, const char *key, char bracket)
{
	before_value(j, key);
	buf_putc(j->b, bracket);
	j->depth++;
	j->first = true;
}

void json_close(struct json_out *j, char bracket)
{
	j->depth--;
	if (!j->first)
		new_line(j);
	buf_putc(j->b, bracket);
	j->first = false;
}

void json_put_str(struct json_out *j, const char *key, struct str s)
{
	before_value(j, key);
	put_quoted(j->b, s);
}

void json_put_int(struct json_out *j, const char *key, int64_t v)
{
	before_value(j, key);
	buf_printf(j->b, "%lld", (long long)v);
}

void json_put_num(struct json_out *j, const char *key, double v)
{
	before_value(j, key);
	if (isfinite(v))
		buf_printf(j->b, "%.6g", v);
	else
		buf_puts(j->b, "null");
}

void json_put_bool(struct json_out *j, const char *key, bool v)
{
	before_value(j, key);
	buf_puts(j->b, v ? "true" : "false");
}

void json_put_null(struct json_out *j, const char *key)
{
	before_value(j, key);
	buf_puts(j->b, "null");
}

void json_put_raw(struct json_out *j, const char *key, struct str json)
{
	before_value(j, key);
	buf_put(j->b, json);
}

void json_put_strs(struct json_out *j, const char *key, struct strs l)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < l.n; i++)
		json_put_str(j, NULL, l.v[i]);
	json_close(j, ']');
}
