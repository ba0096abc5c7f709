/* date.c - dates as people and programs write them, to ISO 8601.
 *
 * A date is found inside a short text ("Published on 3 March 2021, 10:30 am"). Order: the scanner's
 * pieces, month names, the forms of a date, the time of day, the result. Two numbers that could both
 * be the month are read as month/day with slashes and day.month with dots, as their users write. */
#include "doc/convert.h"

#include "base/text.h"

#define MAX_DATE_TEXT 200

struct date {
	int year, month, day;
	int hour, minute, second; /* hour is -1 when there is none */
	struct str zone; /* "Z", "+01:00" or "" */
	size_t end; /* bytes read */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : 0;
}

/* Up to most digits at *i; false when there are fewer than least or more follow. */
static bool number(struct str s, size_t *i, size_t least, size_t most, int *out)
{
	size_t n = 0;
	int v = 0;
	while (n < most && is_digit(at(s, *i + n)))
		v = v * 10 + (s.p[*i + n++] - '0');
	if (n < least || is_digit(at(s, *i + n)))
		return false;
	*i += n;
	*out = v;
	return true;
}

static bool valid(const struct date *d)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return d->year >= 1000 && d->year <= 2999 && d->month >= 1 && d->month <= 12 &&
		d->day >= 1 && d->day <= days[d->month - 1];
}

/* --- month names ------------------------------------------------------------------------- */

/* The beginnings that tell the months apart in English, German, French, Spanish, Italian,
 * Portuguese, Dutch, Swedish, Norwegian, Danish, Polish, Czech, Russian, Turkish, Finnish. */
static const char *const months[12] = {
	"jan ene gen janv sty led янв oca tammi",
	"feb fév fev lut úno фев şub helmi",
	"mar mär maa břez мар maalis",
	"apr abr avr kwi dub апр nis huhti",
	"may mai maj mei maio mayo mag мая май kvě touko",
	"jun juin giu cze чер июн haz kesä",
	"jul juil lug lip июл tem heinä",
	"aug ago août aou sie srp авг ağu elo",
	"sep set wrz zář сен eyl syys",
	"oct okt out ott paź říj окт eki loka",
	"nov lis ноя kas marras",
	"dec dez déc dic des gru pro дек ara joulu",
};

static size_t word_end(struct str s, size_t i)
{
	while (i < s.n) {
		size_t j = i;
		if (!text_is_letter(text_next(s, &j)))
			break;
		i = j;
	}
	return i;
}

/* The month whose name the word at i starts with; 0 for none. Longest beginning wins. */
static int month_at(struct arena *a, struct str s, size_t i, size_t *end)
{
	*end = word_end(s, i);
	if (*end - i < 3 || *end - i > 30)
		return 0;
	struct str word = text_casefold(a, str_sub(s, i, *end));
	int best = 0;
	size_t longest = 0;
	for (int m = 0; m < 12; m++) {
		struct str rest = str_of(months[m]), stem;
		while (str_cut(&rest, ' ', &stem))
			if (str_starts(word, stem) && stem.n > longest) {
				longest = stem.n;
				best = m + 1;
			}
	}
	if (best && at(s, *end) == '.')
		++*end;
	return best;
}

/* --- forms ------------------------------------------------------------------------------- */

static size_t skip(struct str s, size_t i, const char *any)
{
	while (i < s.n && str_find_byte(str_of(any), s.p[i]) != STR_NPOS)
		i++;
	return i;
}

/* 2021-03-03, 2021/3/3, 2021.03.03, 20210303, 2021年3月3日 */
static bool year_first(struct str s, size_t i, struct date *d)
{
	size_t p = i;
	int all;
	if (number(s, &p, 8, 8, &all)) {
		*d = (struct date){.year = all / 10000, .month = all / 100 % 100, .day = all % 100};
		d->end = p;
		return valid(d);
	}
	p = i;
	if (!number(s, &p, 4, 4, &d->year))
		return false;
	struct str cjk[] = {STR("年"), STR("년")}, cjk2[] = {STR("月"), STR("월")};
	for (int k = 0; k < 2; k++) {
		if (!str_starts(str_from(s, p), cjk[k]))
			continue;
		p = skip(s, p + cjk[k].n, " ");
		if (!number(s, &p, 1, 2, &d->month) || !str_starts(str_from(s, p), cjk2[k]))
			return false;
		p = skip(s, p + cjk2[k].n, " ");
		d->end = p;
		return number(s, &d->end, 1, 2, &d->day) && valid(d);
	}
	char sep = at(s, p);
	if (sep != '-' && sep != '/' && sep != '.')
		return false;
	p++;
	if (!number(s, &p, 1, 2, &d->month) || at(s, p) != sep)
		return false;
	d->end = p + 1;
	return number(s, &d->end, 1, 2, &d->day) && valid(d);
}

/* 3/4/2021, 03.04.2021, 3-4-2021 */
static bool year_last(struct str s, size_t i, struct date *d)
{
	int x, y;
	if (!number(s, &i, 1, 2, &x))
		return false;
	char sep = at(s, i++);
	if ((sep != '/' && sep != '.' && sep != '-') || !number(s, &i, 1, 2, &y) ||
		at(s, i++) != sep)
		return false;
	size_t p = i;
	if (!number(s, &i, 4, 4, &d->year)) {
		i = p;
		if (!number(s, &i, 2, 2, &d->year))
			return false;
		d->year += d->year < 70 ? 2000 : 1900;
	}
	bool month_first = (sep == '/' && x <= 12) || y > 12;
	d->month = month_first ? x : y;
	d->day = month_first ? y : x;
	d->end = i;
	return valid(d);
}

static size_t skip_ordinal(struct str s, size_t i)
{
	static const char *const ends[] = {"st", "nd", "rd", "th", "er", "º", "ª", "."};
	for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
		if (str_istarts(str_from(s, i), str_of(ends[k])))
			return i + str_of(ends[k]).n;
	return i;
}

/* 3 March 2021, 3rd of March, 2021, 3 de marzo de 2021, 03-Mar-2021 */
static bool day_month(struct arena *a, struct str s, size_t i, struct date *d)
{
	if (!number(s, &i, 1, 2, &d->day))
		return false;
	i = skip(s, skip_ordinal(s, i), " -");
	if (str_istarts(str_from(s, i), STR("of ")) || str_istarts(str_from(s, i), STR("de ")))
		i += 3;
	d->month = month_at(a, s, i, &i);
	if (!d->month)
		return false;
	i = skip(s, i, " ,-'");
	if (str_istarts(str_from(s, i), STR("de ")))
		i += 3;
	if (str_istarts(str_from(s, i), STR("del ")))
		i += 4;
	size_t p = i;
	if (!number(s, &i, 4, 4, &d->year)) {
		i = p;
		if (!number(s, &i, 2, 2, &d->year) || at(s, i) == ':')
			return false;
		d->year += d->year < 70 ? 2000 : 1900;
	}
	d->end = i;
	return valid(d);
}

/* March 3, 2021; Mar 3rd 2021; March 2021 (the first) is no day and is left alone. */
static bool month_day(struct arena *a, struct str s, size_t i, struct date *d)
{
	d->month = month_at(a, s, i, &i);
	if (!d->month)
		return false;
	i = skip(s, i, " .-");
	if (!number(s, &i, 1, 2, &d->day))
		return false;
	i = skip(s, skip_ordinal(s, i), " ,-");
	d->end = i;
	if (number(s, &d->end, 4, 4, &d->year))
		return valid(d);
	/* "Tue Mar 03 10:00:00 +0000 2021" */
	int x;
	size_t clock = i;
	if (!number(s, &clock, 1, 2, &x) || at(s, clock) != ':')
		return false;
	for (size_t p = clock; p < s.n && p < i + 30; p++) {
		size_t q = p;
		if (at(s, p - 1) == ' ' && number(s, &q, 4, 4, &x) && x >= 1000 && x < 3000) {
			d->year = x;
			d->end = i;
			return valid(d);
		}
	}
	return false;
}

/* --- time of day ------------------------------------------------------------------------- */

static struct str zone_at(struct arena *a, struct str s, size_t i)
{
	i = skip(s, i, " ");
	if (at(s, i) == 'Z' && !text_is_letter((unsigned char)at(s, i + 1)))
		return STR("Z");
	if (str_starts(str_from(s, i), STR("GMT")) || str_starts(str_from(s, i), STR("UTC")))
		return STR("Z");
	if (at(s, i) != '+' && at(s, i) != '-')
		return STR("");
	char sign = at(s, i);
	int hours, minutes;
	size_t p = i + 1;
	if (number(s, &p, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else {
		p = i + 1;
		if (!number(s, &p, 2, 2, &hours) || at(s, p++) != ':' ||
			!number(s, &p, 2, 2, &minutes))
			return STR("");
	}
	return hours <= 14 && minutes < 60 ? str_printf(a, "%c%02d:%02d", sign, hours, minutes)
					   : STR("");
}

static void read_time(struct arena *a, struct str s, size_t i, struct date *d)
{
	d->hour = -1;
	d->zone = STR("");
	if (at(s, i) == 'T' || at(s, i) == 't')
		i++;
	else
		i = skip(s, i, " ,|-");
	if (str_istarts(str_from(s, i), STR("at ")))
		i += 3;
	int h, m, sec = 0;
	if (!number(s, &i, 1, 2, &h) || at(s, i++) != ':' || !number(s, &i, 2, 2, &m))
		return;
	if (at(s, i) == ':') {
		i++;
		if (!number(s, &i, 2, 2, &sec))
			return;
	}
	if (at(s, i) == '.')
		for (i++; is_digit(at(s, i));)
			i++;
	size_t p = skip(s, i, " ");
	if (str_istarts(str_from(s, p), STR("pm")) || str_istarts(str_from(s, p), STR("p.m")))
		h += h < 12 ? 12 : 0;
	else if (str_istarts(str_from(s, p), STR("am")) && h == 12)
		h = 0;
	if (h > 23 || m > 59 || sec > 60)
		return;
	d->hour = h;
	d->minute = m;
	d->second = sec;
	d->zone = zone_at(a, s, i);
}

/* --- the result -------------------------------------------------------------------------- */

static struct str print(struct arena *a, const struct date *d)
{
	if (d->hour < 0)
		return str_printf(a, "%04d-%02d-%02d", d->year, d->month, d->day);
	return str_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d" STR_FMT, d->year, d->month, d->day,
		d->hour, d->minute, d->second, STR_ARG(d->zone));
}

/* Seconds or milliseconds since 1970, as scripts store them. */
static bool from_epoch(struct str s, struct date *d)
{
	int64_t t;
	if ((s.n != 10 && s.n != 13) || !str_to_i64(s, &t) || t < 0)
		return false;
	if (s.n == 13)
		t /= 1000;
	if (t < 600000000 || t > 4000000000)
		return false;
	/* days to a civil date: Howard Hinnant, "chrono-compatible low-level date algorithms" */
	int64_t z = t / 86400 + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	d->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d->year = (int)(yoe + era * 400 + (d->month <= 2));
	d->hour = (int)(t % 86400 / 3600);
	d->minute = (int)(t % 3600 / 60);
	d->second = (int)(t % 60);
	d->zone = STR("Z");
	return valid(d);
}

struct str date_iso(struct arena *a, struct str s)
{
	s = str_trim(str_sub(s, 0, MAX_DATE_TEXT));
	struct date d = {0};
	if (from_epoch(s, &d))
		return print(a, &d);
	for (size_t i = 0; i < s.n;) {
		size_t next = i;
		uint32_t cp = text_next(s, &next);
		bool letter = text_is_letter(cp), digit = cp < 0x80 && is_digit((char)cp);
		bool found = false;
		if (digit)
			found = year_first(s, i, &d) || year_last(s, i, &d) ||
				day_month(a, s, i, &d);
		else if (letter)
			found = month_day(a, s, i, &d);
		if (found) {
			read_time(a, s, d.end, &d);
			return print(a, &d);
		}
		while (digit && is_digit(at(s, next)))
			next++;
		i = letter ? word_end(s, i) : next;
	}
	return STR("");
}
