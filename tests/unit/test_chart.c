/* test_chart.c - figures as sources write them, exact sums, round ticks, specs from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <math.h>

#include "engine/chart.h"

static int setup(void **state)
{
	*state = arena_make();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void figures(void **state)
{
	static const struct {
		const char *text;
		double v;
		int places;
	} good[] = {{"0", 0, 0}, {"1,234.5", 1234.5, 1}, {"1.234,5", 1234.5, 1}, {"3,5", 3.5, 1},
		{"1,234", 1234, 0}, {"1,234,567", 1234567, 0}, {"0,125", 0.125, 3}, {"12 %", 12, 0},
		{"$5.10", 5.1, 2}, {"-3", -3, 0},
		{"\xE2\x88\x92"
		 "3.0",
			-3, 1},
		{"5 km", 5, 0}, {"+7", 7, 0},
		{"1\xC2\xA0"
		 "000\xC2\xA0"
		 "000",
			1000000, 0},
		{"999999999999999999", 999999999999999999.0, 0}};
	static const char *const bad[] = {"", "x", "n/a", "3 of 10", "12-15", "1e5", "--3", "-",
		"1.2.3", "9999999999999999999", "0.0000000000001", "(3)", "a1", "."};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct chart_num n;
		if (!chart_num_read(*state, str_of(good[i].text), &n))
			fail_msg("not read: %s", good[i].text);
		assert_true(fabs(n.v - good[i].v) < 1e-9);
		assert_int_equal(n.places, good[i].places);
		assert_true(str_eqz(n.text, good[i].text));
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct chart_num n;
		if (chart_num_read(*state, str_of(bad[i]), &n))
			fail_msg("read: %s as %f", bad[i], n.v);
	}
}

static struct chart_num num(void **state, const char *text)
{
	struct chart_num n;
	assert_true(chart_num_read(*state, str_of(text), &n));
	return n;
}

static void sums(void **state)
{
	struct chart_num v[] = {num(state, "0.1"), num(state, "0.2"), num(state, "-1,000.005")};
	assert_string_equal(chart_num_sum(*state, v, 2).text.p, "0.3");
	assert_string_equal(chart_num_sum(*state, v, 3).text.p, "-999.705");
	assert_string_equal(chart_num_mean(*state, v, 2).text.p, "0.15");
	assert_string_equal(chart_num_median(*state, v, 3).text.p, "0.1");
	struct chart_num large[40];
	for (size_t i = 0; i < 40; i++)
		large[i] = num(state, "999999999999999999");
	struct chart_num n = chart_num_sum(*state, large, 40);
	assert_false(n.exact); /* and says so */
	assert_true(fabs(n.v / 4e19 - 1) < 1e-12);
	struct chart_num mixed[] = {num(state, "999999999999999999"), num(state, "0.00000001")};
	assert_false(chart_num_sum(*state, mixed, 2).exact);
}

static void dates(void **state)
{
	double y;
	assert_true(chart_when(*state, STR("1945"), &y) && fabs(y - 1945) < 1e-9);
	assert_true(chart_when(*state, STR("1945-07"), &y) && fabs(y - 1945.5) < 1e-9);
	assert_true(chart_when(*state, STR("July 4, 1945"), &y) && y > 1945.5 && y < 1945.6);
	assert_true(chart_when(*state, STR("July 1945"), &y) && floor(y) == 1945);
	assert_false(chart_when(*state, STR("yesterday"), &y));
	assert_false(chart_when(*state, STR("1945-13"), &y));
}

static void ticks(void **state)
{
	static const double ranges[][2] = {{0, 1}, {0, 97}, {-3, 8}, {1e-9, 2e-9}, {1e14, 1.5e14},
		{5, 5}, {0, 0}, {-1e14, 1e14}, {1999, 2001}};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		double lo = ranges[i][0], hi = ranges[i][1];
		struct chart_scale s = chart_scale_make(lo, hi, false, 0, 100);
		assert_true(s.lo <= lo + s.step * 1e-6 && s.hi >= hi - s.step * 1e-6);
		double n = (s.hi - s.lo) / s.step;
		assert_true(n >= 1 && n <= 12);
		assert_true(fabs(chart_at(&s, s.hi) - 100) < 1e-6);
		assert_true(chart_tick(*state, &s, s.lo).n > 0);
	}
	struct chart_scale s = chart_scale_make(0, 30000, true, 0, 1);
	assert_string_equal(chart_tick(*state, &s, 20000).p,
		"20\xE2\x80\x89"
		"000");
}

/* Whatever a model or a person writes is a spec or an error that says why. */
static void specs(void **state)
{
	static const char *const bad[] = {"", "[]", "{", "null", "{}", "{\"type\":\"pie\"}",
		"{\"type\":1}", "{\"type\":\"bar\"}", "{\"type\":\"bar\",\"data\":{}}",
		"{\"type\":\"bar\",\"data\":{\"source\":\"a\",\"passage\":\"b\"}}",
		"{\"type\":\"bar\",\"data\":[],\"x\":{\"column\":\"a\"}}",
		"{\"type\":\"bar\",\"data\":{\"source\":\"a\"},\"x\":[],\"y\":{}}",
		"{\"type\":\"bar\",\"data\":{\"source\":\"a\",\"table\":-1}}",
		"{\"type\":\"bar\",\"points\":[{\"x\":\"a\",\"y\":3}]}",
		"{\"type\":\"scatter\",\"points\":[]}"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct chart_spec s;
		struct err e = {0};
		if (chart_spec_read(*state, str_of(bad[i]), &s, &e))
			fail_msg("taken: %s", bad[i]);
		assert_true(e.text[0] != '\0');
	}
	struct chart_spec s, again;
	struct err e = {0};
	struct str text =
		STR("{\"type\":\"stacked\",\"title\":\"T\",\"data\":[{\"source\":\"raw/a.csv\"}],"
		    "\"x\":{\"column\":\"a\",\"unit\":\"m\"},\"y\":{\"columns\":[\"b\",\"c\"]},"
		    "\"aggregate\":\"mean\",\"sort\":\"value\"}");
	assert_true(chart_spec_read(*state, text, &s, &e));
	struct str out = chart_spec_write(*state, &s);
	assert_true(chart_spec_read(*state, out, &again, &e));
	assert_true(str_eq(out, chart_spec_write(*state, &again)));
	assert_int_equal(again.type, CHART_STACKED);
	assert_int_equal(again.columns.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(figures, setup, teardown),
		cmocka_unit_test_setup_teardown(sums, setup, teardown),
		cmocka_unit_test_setup_teardown(dates, setup, teardown),
		cmocka_unit_test_setup_teardown(ticks, setup, teardown),
		cmocka_unit_test_setup_teardown(specs, setup, teardown)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
