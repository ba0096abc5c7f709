/* test_builtin_write.c - articles and categories of the builtin engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"

/* A claim: id, source, heading path, date, text. */
struct given {
	const char *id;
	size_t source;
	const char *heading, *date, *text;
};

static struct reply_article article(
	struct arena *a, const char *name, const struct given *v, size_t n)
{
	struct builtin_evidence *e = ARENA_ARRAY(a, struct builtin_evidence, n);
	struct builtin_concept c = {.name = str_of(name), .kind = STR("tool"), .claims = e};
	struct reply_article out;
	c.n_claims = n;
	for (size_t i = 0; i < n; i++)
		e[i] = (struct builtin_evidence){.id = str_of(v[i].id),
			.text = str_of(v[i].text),
			.quote = str_of(v[i].text),
			.heading = str_of(v[i].heading),
			.source_title = str_printf(a, "Source %zu", v[i].source),
			.source_date = str_of(v[i].date),
			.language = STR("en"),
			.source = v[i].source};
	builtin_article(a, &c, &out);
	return out;
}

/* "heading: id id; heading: ..." */
static struct str outline(struct arena *a, const struct reply_article *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->blocks.n; i++) {
		buf_puts(&b, i ? "; " : "");
		buf_put(&b, r->blocks.v[i].heading);
		buf_puts(&b, ":");
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++) {
			struct strs ids = r->blocks.v[i].sentences.v[k].claims;
			for (size_t j = 0; j < ids.n; j++) {
				buf_puts(&b, j ? "+" : " ");
				buf_put(&b, ids.v[j]);
			}
		}
	}
	return buf_str(&b);
}

static void the_definition_opens(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Mills", "2001", "The tide mill at Eling was rebuilt after a storm."},
		{"b", 1, "Mills", "2001",
			"A tide mill is a water mill that is driven by the tide."},
		{"c", 2, "Water", "2005", "Engineers love the tide mill for its plain wheel."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 3);
	assert_true(str_eqz(r.blocks.v[0].sentences.v[0].text, v[1].text));
	assert_true(str_eqz(r.description, v[1].text));
	assert_true(str_starts(outline(a, &r), STR(": b")));
	arena_free(a);
}

static void repeats_are_one_sentence_with_both_claims(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 2, "", "", "A tide mill is a water mill which is driven by the tide."},
		{"c", 2, "", "", "The tide mill at Eling has 2 wheels and a mill pond."},
		{"d", 3, "", "", "The tide mill at Eling has 3 wheels and a mill pond."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 4);
	assert_true(str_starts(outline(a, &r), STR(": a+b")));
	assert_int_equal(r.disagreements.n, 1);
	assert_true(str_eqz(r.disagreements.v[0].claims.v[0], "c"));
	assert_true(str_eqz(r.disagreements.v[0].claims.v[1], "d"));
	arena_free(a);
}

static void aspects_come_from_the_sources(void **state)
{
	static const struct given v[] = {
		{"a", 1, "Mills", "", "A tide mill is a water mill that is driven by the tide."},
		{"b", 1, "Mills > Wheels", "",
			"Wheels of oak last for thirty winters in sea water."},
		{"c", 1, "Mills > Wheels", "",
			"An undershot wheel of a tide mill turns both ways."},
		{"d", 1, "Mills > Owners", "", "Monks owned many of the mills along that coast."},
		{"e", 1, "Mills > Introduction", "",
			"Flour was dear, and tide mills made it cheaper."},
		{"f", 1, "Mills > Introduction", "",
			"Bakers on the coast bought flour from a tide mill."},
		{"g", 1, "Mills > History", "",
			"The tide mill of Rupel was rebuilt in 1883 with brick."},
		{"h", 1, "Mills > History", "",
			"In 1516 a baker in Rupel bought the old tide mill."},
		{"i", 1, "Mills > Other", "", "Nobody had measured a tide mill before May 1702."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, sizeof v / sizeof *v);
	struct str o = outline(a, &r);
	assert_true(str_find(o, STR("Wheels: b c")) != STR_NPOS);
	assert_true(str_find(o, STR("History: h i g")) != STR_NPOS);
	assert_true(str_find(o, STR("Owners")) == STR_NPOS);
	assert_true(str_find(o, STR("Introduction")) == STR_NPOS);
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		assert_true(str_find(o, str_of(v[i].id)) != STR_NPOS);
	for (size_t i = 1; i < r.blocks.n; i++) /* nothing without a heading falls below one */
		assert_true(r.blocks.v[i].heading.n || !r.blocks.v[i - 1].heading.n);
	arena_free(a);
}

static void descriptions_are_short(void **state)
{
	static const struct given v[] = {
		{"a", 1, "", "",
			"A tide mill is a water mill that is driven by the rise and the fall of the tide, "
			"which a dam keeps back in a pond of many acres until the sea outside has gone "
			"down far enough to let the wheel turn."},
	};
	struct arena *a = arena_make();
	(void)state;
	struct reply_article r = article(a, "tide mill", v, 1);
	assert_true(text_n_cp(r.description) <= 160);
	assert_true(str_ends(r.description, STR("\xE2\x80\xA6")));
	r = article(a, "tide mill", NULL, 0);
	assert_int_equal(r.blocks.n, 0);
	assert_int_equal(r.description.n, 0);
	arena_free(a);
}

/* --- categories -------------------------------------------------------------------------- */

#define N 20

/* Two rings of ten, one link between them, and two strangers at the end. */
static void two_rings(struct arena *a, struct builtin_sort_concept *v, const size_t *place)
{
	for (size_t i = 0; i < N; i++) {
		struct builtin_sort_concept *c = &v[place[i]];
		size_t ring = i / 10 * 10, n = i < N - 2 ? 3 : 0;
		size_t *near = ARENA_ARRAY(a, size_t, 3);
		double *weight = ARENA_ARRAY(a, double, 3);
		*c = (struct builtin_sort_concept){
			.name = str_printf(a, "%s %zu", i < 10 ? "mill" : "ship", i),
			.weight = 9 - i % 10};
		c->kind = STR("concept");
		for (size_t k = 0; k < n; k++) {
			near[k] = place[ring + (k == 0 && i % 10 ? 0 : (i + k + 1) % 8)];
			weight[k] = k == 0 ? 0.9 : 0.4;
		}
		c->near = near;
		c->near_weight = weight;
		c->n_near = n;
	}
}

static struct str sorted(struct arena *a, const size_t *place)
{
	struct builtin_sort_concept v[N];
	struct reply_sort out;
	two_rings(a, v, place);
	builtin_sort(a, v, N, &out);
	return reply_encode(a, REPLY_SORT, &out);
}

static void order_of_input_does_not_matter(void **state)
{
	struct arena *a = arena_make();
	size_t straight[N], turned[N];
	(void)state;
	for (size_t i = 0; i < N; i++) {
		straight[i] = i;
		turned[i] = (i * 7 + 3) % N;
	}
	assert_true(str_eq(sorted(a, straight), sorted(a, turned)));
	arena_free(a);
}

static void each_concept_is_placed_once(void **state)
{
	struct arena *a = arena_make();
	struct builtin_sort_concept v[N];
	struct reply_sort out;
	size_t straight[N];
	(void)state;
	for (size_t i = 0; i < N; i++)
		straight[i] = i;
	two_rings(a, v, straight);
	builtin_sort(a, v, N, &out);
	assert_int_equal(out.placements.n, N);
	assert_true(out.categories.n >= 2 && out.categories.n <= 12);
	for (size_t i = 0; i < N; i++) {
		size_t found = 0, known = 0;
		for (size_t k = 0; k < N; k++)
			found += str_eq(out.placements.v[k].concept, v[i].name);
		for (size_t k = 0; k < out.categories.n; k++)
			known += str_eq(out.categories.v[k].name, out.placements.v[i].category);
		assert_int_equal(found, 1);
		assert_int_equal(known, 1);
	}
	builtin_sort(a, v, 0, &out);
	assert_int_equal(out.categories.n, 0);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_definition_opens),
		cmocka_unit_test(repeats_are_one_sentence_with_both_claims),
		cmocka_unit_test(aspects_come_from_the_sources),
		cmocka_unit_test(descriptions_are_short),
		cmocka_unit_test(order_of_input_does_not_matter),
		cmocka_unit_test(each_concept_is_placed_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
