/* sheet_value.c - see sheet_value.h. Order: formats, dates, numbers, escapes. */
#include "doc/sheet_value.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

/* --- formats ----------------------------------------------------------------------------- */

/* "[h]", "[mm]", "[ss]": time that goes on counting past a day. */
static bool is_elapsed(struct str inside)
{
	for (size_t i = 0; i < inside.n; i++)
		if (str_find_byte(STR("hHmMsS"), inside.p[i]) == STR_NPOS)
			return false;
	return inside.n > 0;
}

enum sheet_format sheet_format_of(struct str code)
{
	bool date = false, time = false, month = false, percent = false;
	code = str_sub(code, 0, str_find_byte(code, ';'));
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i], low = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		if (c == '"' || c == '[') {
			size_t end = str_find_byte(str_from(code, i + 1), c == '"' ? '"' : ']');
			struct str inside =
				str_sub(code, i + 1, end == STR_NPOS ? code.n : i + 1 + end);
			if (c == '[' && is_elapsed(inside))
				return SHEET_SPAN;
			i += inside.n + 1;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		}
		if (c == '"' || c == '[' || c == '\\' || c == '_' || c == '*')
			continue;
		date = date || low == 'y' || low == 'd';
		time = time || low == 'h' || low == 's';
		month = month || low == 'm';
		percent = percent || c == '%';
	}
	date = date || (month && !time);
	return date && time ? SHEET_BOTH
		: date	    ? SHEET_DATE
		: time	    ? SHEET_TIME
		: percent   ? SHEET_PERCENT
			    : SHEET_PLAIN;
}

enum sheet_format sheet_format_known(int64_t id)
{
	if (id == 9 || id == 10)
		return SHEET_PERCENT;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 58))
		return SHEET_DATE;
	if (id == 46)
		return SHEET_SPAN;
	if ((id >= 18 && id <= 21) || id == 45 || id == 47 || id == 32 || id == 33)
		return SHEET_TIME;
	return id == 22 ? SHEET_BOTH : SHEET_PLAIN;
}

/* --- dates ------------------------------------------------------------------------------- */

/* Days since 1970 to year, month, day (H. Hinnant, days_from_civil, run backwards). */
static void civil(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static void put_clock(struct buf *b, int64_t seconds)
{
	buf_printf(b, "%02lld:%02lld:%02lld", (long long)(seconds / 3600),
		(long long)(seconds / 60 % 60), (long long)(seconds % 60));
}

static struct str date_text(struct arena *a, double serial, enum sheet_format f, bool from_1904)
{
	if (!(serial >= 0 && serial < 2958466))
		return STR("");
	int64_t days = (int64_t)floor(serial), y, m, d;
	int64_t seconds = (int64_t)floor((serial - (double)days) * 86400 + 0.5);
	struct buf b = buf_make(a);
	if (f == SHEET_SPAN) {
		put_clock(&b, days * 86400 + seconds);
		return buf_str(&b);
	}
	if (seconds >= 86400) {
		days++;
		seconds = 0;
	}
	/* 1900 had no February 29, but Excel counts it */
	civil(from_1904 ? days - 24107 : days - (days < 60 ? 25568 : 25569), &y, &m, &d);
	if (f != SHEET_TIME)
		buf_printf(&b, "%04lld-%02lld-%02lld", (long long)y, (long long)m, (long long)d);
	if (f == SHEET_BOTH && seconds)
		buf_putc(&b, ' ');
	if (f == SHEET_TIME || (f == SHEET_BOTH && seconds))
		put_clock(&b, seconds);
	return buf_str(&b);
}

/* --- numbers ----------------------------------------------------------------------------- */

static bool all_digits(struct str s)
{
	size_t i = s.n && s.p[0] == '-' ? 1 : 0;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i == s.n;
}

struct str sheet_number(struct arena *a, struct str v, enum sheet_format f, bool from_1904)
{
	char *end;
	char *z = str_z(a, str_sub(v, 0, 400));
	double x = strtod(z, &end);
	if (end == z || *end || !isfinite(x))
		return v;
	if (f == SHEET_PERCENT)
		return str_printf(a, "%.6g%%", x * 100);
	if (f != SHEET_PLAIN) {
		struct str date = date_text(a, x, f, from_1904);
		return date.n ? date : v;
	}
	return v.n > 15 && !all_digits(v) ? str_printf(a, "%.15g", x) : v;
}

/* --- escapes ----------------------------------------------------------------------------- */

static int hex(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : -1;
}

/* The code in "_xHHHH_" at the start of s; -1 when there is none. */
static int escaped(struct str s)
{
	int code = 0;
	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		if (hex(s.p[i]) < 0)
			return -1;
		code = code * 16 + hex(s.p[i]);
	}
	return code;
}

struct str sheet_unescape(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	if (str_find(s, STR("_x")) == STR_NPOS)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		int code = s.p[i] == '_' ? escaped(str_from(s, i)) : -1;
		if (code < 0 || (code >= 0xd800 && code < 0xe000)) {
			buf_putc(&b, s.p[i]);
			continue;
		}
		if (code == '\v' || code == '\n')
			buf_putc(&b, '\n');
		else if (code >= ' ' || code == '\t')
			buf_put_cp(&b, (uint32_t)code);
		i += 6;
	}
	return buf_str(&b);
}
