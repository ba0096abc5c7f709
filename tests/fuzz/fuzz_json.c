/* fuzz_json.c - what json_parse takes is walked whole, written, and read back as the same. */
#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void copy(struct json_out *out, const char *key, const struct json *j, struct arena *a)
{
	switch (json_kind(j)) {
	case JSON_T_NULL: json_put_null(out, key); return;
	case JSON_T_BOOL: json_put_bool(out, key, json_bool(j)); return;
	case JSON_T_NUMBER: json_put_num(out, key, json_num(j)); return;
	case JSON_T_STRING: json_put_str(out, key, json_str(j)); return;
	case JSON_T_LIST:
		json_open(out, key, '[');
		for (size_t i = 0; i < json_len(j); i++)
			copy(out, NULL, json_at(j, i), a);
		json_close(out, ']');
		return;
	case JSON_T_OBJECT:
		json_open(out, key, '{');
		for (size_t i = 0; i < json_len(j); i++) {
			assert(json_get(j, json_key_at(j, i)) == json_at(j, i));
			copy(out, str_z(a, json_key_at(j, i)), json_at(j, i), a);
		}
		json_close(out, '}');
		return;
	}
}

static bool has_nul(struct str s)
{
	return s.n && str_find_byte(s, '\0') != STR_NPOS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_make((const char *)data, n);
	struct arena *a = arena_make();
	struct json *j, *again;
	struct err e = {0};

	if (json_parse(a, text, &j, &e)) {
		struct buf once = buf_make(a), twice = buf_make(a);
		struct json_out out = json_begin(&once, false);
		copy(&out, NULL, j, a);
		/* A key with a NUL is cut by str_z, and two cut keys may be the same. */
		if (!has_nul(text) && str_find(text, STR("\\u0000")) == STR_NPOS) {
			assert(json_parse(a, buf_str(&once), &again, &e));
			out = json_begin(&twice, false);
			copy(&out, NULL, again, a);
			assert(str_eq(buf_str(&once), buf_str(&twice)));
		}
	} else {
		assert(e.code != ERR_NONE && e.text[0]);
	}
	arena_free(a);
	return 0;
}
