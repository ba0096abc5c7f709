/* chart_num.c - see chart.h: figures as sources write them, and exact arithmetic on them.
 *
 * Order: reading, writing, sums, dates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "doc/convert.h"
#include "engine/chart.h"

#define DIGITS_MAX 18
#define PLACES_MAX 12

/* --- reading ----------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What may stand before a figure: a currency or a sign of "about". */
static struct str skip_before(struct str s)
{
	static const char *const marks[] = {"$", "€", "£", "¥", "~", "≈", "≥", "≤", "<", ">", " "};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_starts(s, str_of(marks[i])))
			return skip_before(str_from(s, strlen(marks[i])));
	return s;
}

static struct str skip_sign(struct str s, bool *minus)
{
	static const char *const minuses[] = {"-", "−", "–"};
	for (size_t i = 0; i < sizeof minuses / sizeof *minuses; i++)
		if (str_starts(s, str_of(minuses[i]))) {
			*minus = true;
			return str_from(s, strlen(minuses[i]));
		}
	return str_starts(s, STR("+")) ? str_from(s, 1) : s;
}

/* The bytes of a separator of thousands at i: one of , ' . blank with three digits behind; 0. */
static size_t thousands(struct str s, size_t i, char decimal)
{
	static const char *const marks[] = {
		",", "'", ".", " ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
		size_t n = strlen(marks[k]);
		if (!str_starts(str_from(s, i), str_of(marks[k])) || marks[k][0] == decimal)
			continue;
		bool three = i + n + 3 <= s.n && is_digit(s.p[i + n]) && is_digit(s.p[i + n + 1]) &&
			is_digit(s.p[i + n + 2]);
		return three && (i + n + 3 == s.n || !is_digit(s.p[i + n + 3])) ? n : 0;
	}
	return 0;
}

/* Which of '.' and ',' sets off the fraction: the last of both; a lone comma only when it cannot
 * set off thousands. */
static char decimal_of(struct str s)
{
	size_t dot = str_rfind_byte(s, '.'), comma = str_rfind_byte(s, ',');
	if (comma == STR_NPOS)
		return '.';
	if (dot != STR_NPOS)
		return dot > comma ? '.' : ',';
	size_t n = 0;
	while (comma + 1 + n < s.n && is_digit(s.p[comma + 1 + n]))
		n++;
	bool lone = str_find_byte(s, ',') == comma;
	return lone && (n != 3 || (comma == 1 && s.p[0] == '0')) ? ',' : '.';
}

/* Digits of s; *end is behind them. False when there are none or too many. */
static bool read_digits(struct str s, struct chart_num *out, size_t *end)
{
	char decimal = decimal_of(s);
	bool fraction = false, some = false;
	int n = 0;
	size_t i = 0;
	for (size_t skip; i < s.n; i++) {
		if (is_digit(s.p[i])) {
			if (n == DIGITS_MAX || (fraction && out->places == PLACES_MAX))
				return false;
			out->digits = out->digits * 10 + (s.p[i] - '0');
			n += out->digits != 0;
			out->places += fraction;
			some = true;
		} else if (s.p[i] == decimal && !fraction && i + 1 < s.n && is_digit(s.p[i + 1])) {
			fraction = true;
		} else if (some && !fraction && (skip = thousands(s, i, decimal)) > 0) {
			i += skip - 1;
		} else {
			break;
		}
	}
	*end = i;
	return some;
}

bool chart_num_read(struct arena *a, struct str cell, struct chart_num *out)
{
	struct str text = str_trim(cell);
	bool minus = false, again = false;
	struct str s = skip_before(text);
	size_t end;
	*out = (struct chart_num){0};
	s = skip_before(skip_sign(s, &minus));
	struct str behind = skip_sign(s, &again);
	if (again || behind.n != s.n || s.n > 64 || !read_digits(s, out, &end))
		return false;
	for (size_t i = end; i < s.n; i++)
		if (is_digit(s.p[i]))
			return false; /* "3 of 10", "12-15", "1e5": not one figure */
	out->digits = minus ? -out->digits : out->digits;
	out->v = (double)out->digits / pow(10, out->places);
	out->known = out->exact = true;
	out->text = str_dup(a, text);
	return true;
}

/* --- writing ----------------------------------------------------------------------------- */

static struct str exact_text(struct arena *a, int64_t digits, int places)
{
	uint64_t n = digits < 0 ? (uint64_t)0 - (uint64_t)digits : (uint64_t)digits;
	struct str all = str_printf(a, "%0*llu", places + 1, (unsigned long long)n);
	struct str whole = str_sub(all, 0, all.n - (size_t)places);
	const char *sign = digits < 0 ? "-" : "";
	if (!places)
		return str_printf(a, "%s" STR_FMT, sign, STR_ARG(whole));
	struct str part = str_from(all, all.n - (size_t)places);
	return str_printf(a, "%s" STR_FMT "." STR_FMT, sign, STR_ARG(whole), STR_ARG(part));
}

static struct chart_num exact_num(struct arena *a, int64_t digits, int places)
{
	return (struct chart_num){.known = true,
		.exact = true,
		.places = places,
		.digits = digits,
		.v = (double)digits / pow(10, places),
		.text = exact_text(a, digits, places)};
}

static struct chart_num rounded_num(struct arena *a, double v, int places)
{
	struct str t = str_printf(a, "%.*f", places, v);
	while (places && t.p[t.n - 1] == '0')
		t.n--;
	if (t.p[t.n - 1] == '.')
		t.n--;
	return (struct chart_num){.known = true, .v = v, .places = places, .text = str_dup(a, t)};
}

struct chart_num chart_num_of(struct arena *a, int64_t n)
{
	return exact_num(a, n, 0);
}

/* --- sums -------------------------------------------------------------------------------- */

/* Digits of x with more places; false when they do not fit. */
static bool widened(const struct chart_num *x, int places, int64_t *out)
{
	int64_t d = x->digits;
	for (int i = x->places; i < places; i++) {
		if (d > INT64_MAX / 10 || d < INT64_MIN / 10)
			return false;
		d *= 10;
	}
	*out = d;
	return x->exact;
}

struct chart_num chart_num_sum(struct arena *a, const struct chart_num *v, size_t n)
{
	int places = 0;
	int64_t sum = 0, d;
	double all = 0;
	bool exact = true;
	for (size_t i = 0; i < n; i++)
		places = v[i].places > places ? v[i].places : places;
	for (size_t i = 0; i < n; i++) {
		all += v[i].v;
		exact = exact && widened(&v[i], places, &d) && d < INT64_MAX / 4 &&
			d > INT64_MIN / 4 && sum < INT64_MAX / 4 && sum > INT64_MIN / 4;
		sum += exact ? d : 0;
	}
	return exact ? exact_num(a, sum, places) : rounded_num(a, all, places);
}

struct chart_num chart_num_mean(struct arena *a, const struct chart_num *v, size_t n)
{
	struct chart_num sum = chart_num_sum(a, v, n);
	if (sum.exact && sum.digits % (int64_t)n == 0)
		return exact_num(a, sum.digits / (int64_t)n, sum.places);
	return rounded_num(a, sum.v / (double)n, sum.places + 2);
}

static int by_value(const void *x, const void *y)
{
	const struct chart_num *p = x, *q = y;
	return (p->v > q->v) - (p->v < q->v);
}

struct chart_num chart_num_median(struct arena *a, struct chart_num *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return n % 2 ? v[n / 2] : chart_num_mean(a, &v[n / 2 - 1], 2);
}

/* --- dates ------------------------------------------------------------------------------- */

/* n digits at p as a number; -1. */
static int digits_at(struct str s, size_t p, size_t n)
{
	int v = 0;
	for (size_t i = p; i < p + n; i++) {
		if (i >= s.n || !is_digit(s.p[i]))
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

static bool iso_when(struct str s, double *years)
{
	int y = digits_at(s, 0, 4), m = digits_at(s, 5, 2), d = digits_at(s, 8, 2);
	bool dashes = s.n >= 7 && s.p[4] == '-' && (s.n < 10 || s.p[7] == '-');
	if (y < 0 || (s.n > 4 && (!dashes || m < 1 || m > 12 || (s.n >= 10 && (d < 1 || d > 31)))))
		return false;
	*years = y + (s.n >= 7 ? (m - 1) / 12.0 : 0) + (s.n >= 10 ? (d - 1) / 372.0 : 0);
	return s.n == 4 || s.n == 7 || s.n >= 10;
}

bool chart_when(struct arena *a, struct str cell, double *years)
{
	struct str s = str_trim(cell);
	struct chart_num n;
	if (s.n > 64 || !s.n)
		return false;
	if (iso_when(s, years) && s.n <= 10)
		return true;
	struct str iso = date_iso(a, s);
	if (iso.n && iso_when(iso, years))
		return true;
	size_t at = str_rfind_byte(s, ' '); /* "July 1945": the year */
	if (at != STR_NPOS && s.n - at == 5 && iso_when(str_from(s, at + 1), years)) {
		iso = date_iso(a,
			str_printf(a, STR_FMT " 1, " STR_FMT, STR_ARG(str_sub(s, 0, at)),
				STR_ARG(str_from(s, at + 1))));
		return !iso.n || iso_when(iso, years);
	}
	if (!chart_num_read(a, s, &n) || n.places || fabs(n.v) > 3000 || n.text.n > 5)
		return false;
	*years = n.v;
	return true;
}
