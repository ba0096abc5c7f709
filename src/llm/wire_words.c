/* wire_words.c - words and figures of an error answer that people or the client see: one clean line
 * without a key, and how long to wait. Order: clean words, waiting. */
#include "llm/wire.h"

#include <string.h>

#include "base/text.h"

#define MOST_WORDS 4096 /* bytes of a message that are looked at */

/* --- clean words ------------------------------------------------------------------------- */

/* The end of the tag that opens at s[i], its content too for what is no text; i when it is none. */
static size_t tag_end(struct str s, size_t i)
{
	static const char *const silent[][2] = {{"<script", "</script"}, {"<style", "</style"}};
	char c = i + 1 < s.n ? s.p[i + 1] : ' ';
	if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!'))
		return i;
	for (size_t k = 0; k < 2; k++) {
		if (!str_istarts(str_from(s, i), str_of(silent[k][0])))
			continue;
		size_t end = str_ifind(str_from(s, i), str_of(silent[k][1]));
		if (end == STR_NPOS)
			return s.n;
		i += end;
	}
	size_t close = str_find_byte(str_from(s, i), '>');
	return close == STR_NPOS ? s.n : i + close + 1;
}

/* Without tags, controls and runs of blanks; valid UTF-8. */
static struct str plain_line(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	s = str_sub(s, 0, MOST_WORDS);
	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '<' ? tag_end(s, i) : i;
		if (end > i) {
			gap = b.n > 0;
			i = end;
			continue;
		}
		uint32_t cp = text_next(s, &i);
		if (cp <= ' ' || cp == 0xFFFD || (cp >= 0x7f && cp <= 0xa0) ||
			(cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069)) {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_put_cp(&b, cp);
	}
	return buf_str(&b);
}

static bool key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '*' || c == '.';
}

/* The longest piece of key that stands at s[i]. */
static size_t piece_of(struct str s, size_t i, struct str key)
{
	size_t best = 0;
	for (size_t k = 0; k < key.n; k++) {
		size_t n = 0;
		while (i + n < s.n && k + n < key.n && s.p[i + n] == key.p[k + n])
			n++;
		best = n > best ? n : best;
	}
	return best;
}

/* A word that looks like a key of some service: "sk-..." and long. */
static size_t key_like(struct str s, size_t i)
{
	static const char *const heads[] = {"sk-", "sk_", "gsk_", "AIza", "xai-", "hf_", "key-"};
	size_t n = 0;
	if (i && key_byte(s.p[i - 1]))
		return 0;
	for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
		if (str_starts(str_from(s, i), str_of(heads[k])))
			while (i + n < s.n && key_byte(s.p[i + n]))
				n++;
	while (n && s.p[i + n - 1] == '.')
		n--;
	return n >= 12 ? n : 0;
}

/* Keys give way to "sk-...last4", pieces of the endpoint's own of six bytes and more to "...". A
 * service may echo a key whole, cut, or with stars inside. */
static struct str masked(struct arena *a, struct str s, struct str key)
{
	struct buf b = buf_make(a);
	size_t least = key.n < 8 ? 0 : 6; /* what is shorter is a stand-in: "none", "ollama" */
	key = str_sub(key, 0, 1024);
	for (size_t i = 0; i < s.n;) {
		size_t n = key_like(s, i);
		if (n) {
			buf_puts(&b, "sk-...");
			buf_put(&b, str_sub(s, i + n - 4, i + n));
			i += n;
			continue;
		}
		n = least ? piece_of(s, i, key) : 0;
		if (n && n >= least) {
			buf_puts(&b, "...");
			i += n;
			continue;
		}
		buf_putc(&b, s.p[i++]);
	}
	return buf_str(&b);
}

/* At most n bytes, cut between characters. */
static struct str fit(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_trim_right(str_sub(s, 0, n));
}

struct str wire_clean(struct arena *a, struct str text, struct str key, size_t n)
{
	return fit(masked(a, plain_line(a, text), key), n);
}

void wire_say(const struct llm_endpoint *ep, struct llm_failure *f, enum llm_fault fault,
	const char *fmt, ...)
{
	struct arena *scratch = arena_make();
	struct buf b = buf_make(scratch);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct str s = wire_clean(scratch, buf_str(&b), ep->key, sizeof f->text - 1);
	memcpy(f->text, s.p, s.n);
	f->text[s.n] = '\0';
	f->fault = fault;
	arena_free(scratch);
}

/* --- waiting ----------------------------------------------------------------------------- */

/* "1.5" in units of ms_each; false for what is no such number. */
static bool take_number(struct str s, size_t *i, double *out)
{
	double v = 0, place = 1;
	size_t from = *i;
	bool point = false;
	for (; *i < s.n && *i - from < 15; (*i)++) {
		char c = s.p[*i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		v = v * 10 + (c - '0');
		place *= point ? 10 : 1;
	}
	*out = v / place;
	return *i > from;
}

static int64_t ms_of(double ms)
{
	return ms >= 0 && ms < 1e12 ? (int64_t)ms : -1;
}

/* "1s", "6m0s", "20ms", "23.4s" at the start of s. */
static int64_t duration(struct str s)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = {{"ms", 1}, {"milliseconds", 1}, {"seconds", 1000}, {"s", 1000}, {"m", 60000},
		{"h", 3600000}};
	double sum = 0, v;
	bool any = false;
	for (size_t i = 0, k; take_number(s, &i, &v); any = true) {
		while (i < s.n && s.p[i] == ' ')
			i++;
		for (k = 0; k < sizeof units / sizeof *units; k++)
			if (str_starts(str_from(s, i), str_of(units[k].unit)))
				break;
		if (k == sizeof units / sizeof *units)
			break;
		sum += v * units[k].ms;
		i += strlen(units[k].unit);
	}
	return any ? ms_of(sum) : -1;
}

/* Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); -1 for another form. */
static int64_t http_date(struct str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t day, year, hour, minute, second;
	s = str_trim(s);
	if (s.n != 29 || !str_ends(s, STR(" GMT")))
		return -1;
	const char *m = NULL;
	for (size_t i = 0; i < 12 && !m; i++)
		if (memcmp(months + 3 * i, s.p + 8, 3) == 0)
			m = months + 3 * i;
	if (!m || !str_to_i64(str_sub(s, 5, 7), &day) || !str_to_i64(str_sub(s, 12, 16), &year) ||
		!str_to_i64(str_sub(s, 17, 19), &hour) ||
		!str_to_i64(str_sub(s, 20, 22), &minute) ||
		!str_to_i64(str_sub(s, 23, 25), &second) || year < 1970)
		return -1;
	int64_t month = (m - months) / 3 + 1;
	/* Days of the civil calendar, years that begin in March. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t days = 365 * y + y / 4 - y / 100 + y / 400 +
		(153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1 - 719468;
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

int64_t wire_wait_ms(const struct llm_answer_head *head, struct str body)
{
	static const char *const hints[] = {
		"retryDelay\": \"", "retryDelay\":\"", "try again in ", "retry in "};
	size_t i = 0;
	double v;
	struct str s = str_trim(head->retry_after_ms);
	if (take_number(s, &i, &v) && i == s.n)
		return ms_of(v);
	s = str_trim(head->retry_after);
	i = 0;
	if (take_number(s, &i, &v) && i == s.n)
		return ms_of(v * 1000);
	int64_t until = http_date(s), now = http_date(head->date);
	if (until >= 0 && now >= 0)
		return until > now ? (until - now) * 1000 : 0;
	body = str_sub(body, 0, WIRE_MAX_ERROR);
	for (size_t k = 0; k < sizeof hints / sizeof *hints; k++) {
		size_t at = str_find(body, str_of(hints[k]));
		if (at != STR_NPOS)
			return duration(str_from(body, at + strlen(hints[k])));
	}
	return -1;
}
