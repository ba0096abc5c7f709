/* readers.c - see readers.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "readers.h"

void same_str(struct str got, const char *want)
{
	struct arena *a = arena_make();
	assert_string_equal(str_z(a, got), want);
	arena_free(a);
}

void reads_as(
	struct arena *a, const char *name, struct str bytes, const char *body, struct document *out)
{
	struct convert_opt opt = {.name = str_of(name)};
	struct err e = {0};
	if (!convert(a, bytes, &opt, out, &e))
		fail_msg("%s: %s", name, e.text);
	same_str(out->body, body);
}

static void one(const char *name, struct str bytes)
{
	struct arena *a = arena_make();
	struct convert_opt opt = {.name = str_of(name), .assets = STR("assets/")};
	struct document d;
	struct err e = {0};
	if (convert(a, bytes, &opt, &d, &e))
		assert_true(text_valid(d.body));
	else
		assert_true(e.code != ERR_NONE && e.text[0]);
	arena_free(a);
}

void survives_damage(const char *name, struct str bytes)
{
	struct arena *a = arena_make();
	char *copy = arena_alloc(a, bytes.n + 1);
	for (size_t i = 0; i < 100; i++)
		one(name, str_sub(bytes, 0, bytes.n * i / 100));
	for (size_t i = 0; i < 100; i++) {
		memcpy(copy, bytes.p, bytes.n);
		copy[bytes.n * i / 100] = (char)(copy[bytes.n * i / 100] ^ (1 << i % 8));
		one(name, str_make(copy, bytes.n));
	}
	arena_free(a);
}
