/* test_reply.c - replies of an engine: what is taken, what is refused and where, what goes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "llm/reply.h"
#include "llm/reply_part.h"

#define CLAIM                                                                                      \
	"{\"id\":\"c1\",\"text\":\"A is B.\",\"quote\":\"A is B\",\"passage\":\"p7k2m9qa\","       \
	"\"context\":[],\"stance\":\"fact\",\"by\":\"\",\"concepts\":[\"A\"]}"
#define CONCEPT "{\"name\":\"A\",\"aliases\":[],\"kind\":\"concept\",\"definition\":\"c1\"}"
#define DIGEST                                                                                     \
	"{\"claims\":[" CLAIM "],\"concepts\":[" CONCEPT "],\"summary\":[{\"text\":\"A is B.\","   \
	"\"claims\":[\"c1\"]}],\"questions\":[\"Why?\"]}"

static void refused(enum reply_kind k, const char *text, const char *why)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply = NULL;
	assert_false(reply_decode(a, k, str_of(text), &reply, &e));
	assert_int_equal(e.code, ERR_MODEL);
	if (!strstr(e.text, why))
		fail_msg("\"%s\" does not say \"%s\"", e.text, why);
	arena_free(a);
}

static void a_digest_is_read(void **state)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply;
	(void)state;
	assert_true(reply_decode(a, REPLY_DIGEST, STR(DIGEST), &reply, &e));
	struct reply_digest *d = reply;
	assert_int_equal(d->claims.n, 1);
	assert_true(str_eqz(d->claims.v[0].quote, "A is B"));
	assert_true(str_eqz(d->claims.v[0].concepts.v[0], "A"));
	assert_true(str_eqz(d->concepts.v[0].definition, "c1"));
	assert_true(str_eqz(d->summary.v[0].claims.v[0], "c1"));
	assert_true(str_eqz(d->questions.v[0], "Why?"));
	assert_true(str_eq(reply_encode(a, REPLY_DIGEST, d), STR(DIGEST)));
	arena_free(a);
}

static void a_packed_digest_is_the_digest(void **state)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply, *back;
	(void)state;
	assert_true(reply_decode(a, REPLY_DIGEST, STR(DIGEST), &reply, &e));
	struct str packed = reply_pack(a, REPLY_DIGEST, reply);
	assert_int_equal(reply_packed_count(packed), 1);
	assert_true(reply_unpack(a, REPLY_DIGEST, packed, &back, &e));
	assert_true(str_eq(reply_encode(a, REPLY_DIGEST, back), STR(DIGEST)));
	for (size_t cut = 0; cut < packed.n; cut++)
		assert_false(reply_unpack(
			a, REPLY_DIGEST, str_sub(packed, 0, cut), &back, &(struct err){0}));
	for (size_t i = 0; i < packed.n; i++) { /* bytes of whatever kind harm nobody */
		struct str bad = str_dup(a, packed);
		((char *)(uintptr_t)bad.p)[i] = (char)0xff;
		reply_unpack(a, REPLY_DIGEST, bad, &back, &(struct err){0});
	}
	arena_free(a);
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	refused(REPLY_DIGEST, "{\"claims\":[]}", "concepts: missing");
	refused(REPLY_DIGEST,
		"{\"claims\":[" CLAIM ",{\"id\":\"c2\",\"text\":\"x\"}],\"concepts\":[]}",
		"claims[1].quote: missing");
	refused(REPLY_DIGEST, "{\"claims\":[" CLAIM "," CLAIM "],\"concepts\":[]}",
		"claims[1].id: given twice");
	refused(REPLY_SORT, "{\"categories\":[{\"name\":\" \"}],\"placements\":[]}",
		"categories[0].name: empty");
	refused(REPLY_IDENTITY, "{\"pairs\":[{\"id\":\"1\",\"verdict\":\"maybe\"}]}",
		"pairs[0].verdict: one of same|");
}

static void types_are_strict(void **state)
{
	(void)state;
	refused(REPLY_DIGEST, "{\"claims\":{},\"concepts\":[]}", "claims: list expected");
	refused(REPLY_DIGEST, "{\"claims\":[7],\"concepts\":[]}", "claims[0]: object expected");
	refused(REPLY_ARTICLE, "{\"description\":3,\"blocks\":[]}", "description: text expected");
	refused(REPLY_ARTICLE, "{\"blocks\":[],\"questions\":[\"a\",null]}",
		"questions[1]: text expected");
	refused(REPLY_SORT, "[]", "object expected");
	refused(REPLY_SORT, "{", "no JSON");
	refused(REPLY_SORT, "", "no JSON");
}

static void bounds_hold(void **state)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	(void)state;
	buf_puts(&b, "{\"pairs\":[");
	for (int i = 0; i < 1001; i++)
		buf_printf(&b, "%s{\"id\":\"%d\",\"verdict\":\"same\"}", i ? "," : "", i);
	buf_puts(&b, "]}");
	refused(REPLY_IDENTITY, buf_str(&b).p, "pairs: too many");
	b.n = 0;
	buf_puts(&b, "{\"categories\":[{\"name\":\"");
	buf_fill(&b, 'x', 500);
	buf_puts(&b, "\"}],\"placements\":[]}");
	refused(REPLY_SORT, buf_str(&b).p, "categories[0].name: too long");
	arena_free(a);
}

static void foreign_members_null_and_odd_text(void **state)
{
	struct arena *a = arena_make();
	struct err e = {0};
	void *reply;
	(void)state;
	assert_true(reply_decode(a, REPLY_ARTICLE,
		STR("{\"x\":{\"y\":[1]},\"description\":null,\"blocks\":[{\"kind\":\"LIST\","
		    "\"sentences\":[{\"text\":\" a\\n\\tb\\u0000c \",\"claims\":[\"\",\"k\"]}]}]}"),
		&reply, &e));
	struct reply_article *r = reply;
	assert_int_equal(r->description.n, 0);
	assert_int_equal(r->disagreements.n, 0);
	assert_true(str_eqz(r->blocks.v[0].kind, "list"));
	assert_true(str_eqz(r->blocks.v[0].sentences.v[0].text, "a b c"));
	assert_int_equal(r->blocks.v[0].sentences.v[0].claims.n, 1);
	arena_free(a);
}

static void schemas_are_strict(void **state)
{
	struct arena *a = arena_make();
	(void)state;
	for (int k = 0; k < REPLY_KINDS; k++) {
		struct str s = reply_schema(a, (enum reply_kind)k);
		struct json *j;
		assert_true(json_parse(a, s, &j, NULL));
		assert_int_equal(json_kind(json_get(j, STR("properties"))), JSON_T_OBJECT);
		assert_int_equal(json_len(json_get(j, STR("properties"))),
			json_len(json_get(j, STR("required"))));
		assert_false(json_bool(json_get(j, STR("additionalProperties"))));
		assert_true(str_eq(s, reply_schema(a, (enum reply_kind)k)));
		assert_true(reply_version((enum reply_kind)k) != 0);
		for (int i = 0; i < k; i++)
			assert_true(reply_version((enum reply_kind)k) !=
				reply_version((enum reply_kind)i));
	}
	assert_string_equal(reply_name(REPLY_SORT), "sort");
	arena_free(a);
}

#define SAID(x) "{\"text\":\"" x "\",\"evidence\":[{\"id\":\"e1\",\"quote\":\"" x "\"}]}"
#define SAYS(outcome, list)                                                                        \
	"{\"outcome\":\"" outcome "\",\"sentences\":[" list "],\"missing\":\"\"}"

/* Sentences that are handed out of text, `step` bytes at a time, joined by "|"; then after how many bytes the
 * first one was. */
static void parts(const char *text, size_t step, const char *expected, size_t first)
{
	struct arena *a = arena_make();
	struct reply_part p = reply_part_make(a);
	struct reply_answered s;
	struct buf b = buf_make(a);
	struct str all = str_of(text);
	size_t at = 0;
	for (size_t i = 0; i < all.n; i += step) {
		reply_part_put(&p, str_sub(all, i, i + step < all.n ? i + step : all.n));
		while (reply_part_next(&p, &s)) {
			at = at ? at : i + step;
			buf_printf(&b, "%s" STR_FMT, b.n ? "|" : "", STR_ARG(s.text));
		}
	}
	if (!str_eqz(buf_str(&b), expected))
		fail_msg("step %zu of %s: got %s", step, text, buf_str(&b).p);
	if (step == 1 && first)
		assert_int_equal(at, first);
	arena_free(a);
}

static void sentences_come_as_they_are_whole(void **state)
{
	static const struct {
		const char *text, *expected;
		size_t first;
	} rows[] = {
		{SAYS("answered", SAID("A.") "," SAID("B.")), "A.|B.",
			sizeof "{\"outcome\":\"answered\",\"sentences\":[" SAID("A.") - 1},
		{" {\n\"outcome\" : \"partly\",\t\"sentences\": [ " SAID("A.") " , " SAID("B."),
			"A.|B.", 0},
		{SAYS("answered", SAID("}]{ \\\" \\\\")), "}]{ \" \\", 0},
		{SAYS("answered", SAID("A.") "," SAID("B.")) " and then prose", "A.|B.", 0},
		{SAYS("answered", SAID("A.") ",,"), "A.", 0},
		{SAYS("answered", SAID("A.") " " SAID("B.")), "A.", 0},
		{SAYS("answered", "," SAID("A.")), "", 0},
		{SAYS("answered", SAID("A.") ",7," SAID("B.")), "A.", 0},
		{SAYS("answered", SAID("A.") ",{\"text\":\"B.\"}," SAID("C.")), "A.", 0},
		{SAYS("answered", SAID("A.") ",{\"text\":\"\",\"evidence\":[]}"), "A.", 0},
		{SAYS("answered", "{]," SAID("A.")), "", 0},
		{SAYS("not_in_base", SAID("A.")), "", 0},
		{"{\"sentences\":[" SAID("A.") "],\"outcome\":\"answered\"}", "", 0},
		{"```json\n" SAYS("answered", SAID("A.")), "", 0},
		{"[" SAYS("answered", SAID("A.")) "]", "", 0},
		{"", "", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t step = 1; step < 300; step = 2 * step + 1)
			parts(rows[i].text, step, rows[i].expected, rows[i].first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_is_read),
		cmocka_unit_test(a_packed_digest_is_the_digest),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(types_are_strict),
		cmocka_unit_test(bounds_hold),
		cmocka_unit_test(foreign_members_null_and_odd_text),
		cmocka_unit_test(schemas_are_strict),
		cmocka_unit_test(sentences_come_as_they_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
