/* text.c - UTF-8, character classes, folding: the door of utf8proc.
 *
 * ASCII takes a short path everywhere, since most text is. Order: code points, cleaning, classes,
 * cutting, folding, quotes, slugs. Words are in word.c, encodings and stems in lingua.c. */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/hash.h"

#define REPLACEMENT 0xFFFDu
#define BYTE_ORDER_MARK 0xFEFFu

uint32_t text_next_wide(struct str s, size_t *i)
{
	utf8proc_int32_t cp;
	utf8proc_ssize_t n = utf8proc_iterate(
		(const utf8proc_uint8_t *)s.p + *i, (utf8proc_ssize_t)(s.n - *i), &cp);
	if (n <= 0) {
		(*i)++;
		return REPLACEMENT;
	}
	*i += (size_t)n;
	return (uint32_t)cp;
}

size_t text_put(char out[4], uint32_t cp)
{
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

void buf_put_cp(struct buf *b, uint32_t cp)
{
	char c[4];
	buf_put(b, str_make(c, text_put(c, cp)));
}

/* Length of the longest prefix that is valid UTF-8. */
static size_t valid_prefix(struct str s)
{
	size_t i = 0;
	while (i < s.n) {
		if ((unsigned char)s.p[i] < 0x80) {
			i++;
			continue;
		}
		utf8proc_int32_t cp;
		utf8proc_ssize_t n = utf8proc_iterate(
			(const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &cp);
		if (n <= 0)
			return i;
		i += (size_t)n;
	}
	return i;
}

bool text_valid(struct str s)
{
	return valid_prefix(s) == s.n;
}

/* A byte that clean text holds as it is. */
static bool is_plain(char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
}

struct str text_clean(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t plain = i;
		while (i < s.n && is_plain(s.p[i]))
			i++;
		buf_put(&b, str_sub(s, plain, i));
		if (i == s.n)
			break;
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x80) {
			size_t from = i;
			uint32_t cp = text_next(s, &i);
			if (cp == REPLACEMENT)
				buf_puts(&b, "\xEF\xBF\xBD");
			else if (cp != BYTE_ORDER_MARK)
				buf_put(&b, str_sub(s, from, i));
			continue;
		}
		i++;
		if (c == '\r' && i < s.n && s.p[i] == '\n')
			continue;
		if (c == '\r' || c == '\f')
			c = '\n';
		if (c == '\n')
			buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

size_t text_n_cp(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static utf8proc_category_t category(uint32_t cp)
{
	return utf8proc_category((utf8proc_int32_t)cp);
}

bool text_is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp | 32) >= 'a' && (cp | 32) <= 'z';
	utf8proc_category_t c = category(cp);
	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_ME;
}

bool text_is_digit(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= '0' && cp <= '9';
	utf8proc_category_t c = category(cp);
	return c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO;
}

bool text_is_upper(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z';
	utf8proc_category_t c = category(cp);
	return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool text_is_space(uint32_t cp)
{
	if (cp < 0x80)
		return cp == ' ' || (cp >= '\t' && cp <= '\r');
	if (cp == 0x85 || cp == 0x200B || cp == 0xFEFF)
		return true;
	utf8proc_category_t c = category(cp);
	return c >= UTF8PROC_CATEGORY_ZS && c <= UTF8PROC_CATEGORY_ZP;
}

/* Blocks of Unicode 15 whose scripts set no blanks between words; Hangul does, but its words carry
 * endings that only n-grams see through. */
bool text_is_cjk(uint32_t cp)
{
	if (cp < 0x3005)
		return false;
	return (cp >= 0x3040 && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x9FFF) ||
		(cp >= 0xAC00 && cp <= 0xD7AF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
		(cp >= 0x3105 && cp <= 0x312F) || (cp >= 0x31F0 && cp <= 0x31FF) ||
		(cp >= 0xFF66 && cp <= 0xFF9D) || (cp >= 0x20000 && cp <= 0x3FFFF) ||
		cp == 0x3005 || cp == 0x3007;
}

struct str text_cut(struct str s, size_t n_cp)
{
	size_t i = 0, n = 0, blank = 0;
	while (i < s.n && n < n_cp) {
		size_t at = i;
		if (text_is_space(text_next(s, &i)))
			blank = at;
		n++;
	}
	if (i == s.n)
		return s;
	size_t j = i;
	if (text_is_space(text_next(s, &j)) || blank < i / 2)
		return str_trim_right(str_sub(s, 0, i));
	return str_trim_right(str_sub(s, 0, blank));
}

size_t text_width(struct str s)
{
	size_t w = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (cp < 0x80) {
			w += cp >= 0x20 && cp != 0x7f;
			continue;
		}
		int n = utf8proc_charwidth((utf8proc_int32_t)cp);
		w += n > 0 ? (size_t)n : 0;
	}
	return w;
}

/* --- folding ----------------------------------------------------------------------------- */

static bool ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct str map_all(struct arena *a, struct str s, utf8proc_option_t options)
{
	if (ascii(s))
		return options & UTF8PROC_CASEFOLD ? str_lower(a, s) : s;
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n =
		utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out, options);
	if (n == UTF8PROC_ERROR_NOMEM)
		arena_exhausted();
	if (n < 0)
		return str_dup(a, s); /* not UTF-8: as it is */
	struct str r = str_dup(a, str_make((char *)out, (size_t)n));
	arena_free_foreign(out);
	return r;
}

struct str text_casefold(struct arena *a, struct str s)
{
	return map_all(
		a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
}

struct str text_nfc(struct arena *a, struct str s)
{
	return map_all(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

struct str text_fold(struct arena *a, struct str s)
{
	struct str f = text_casefold(a, s);
	struct buf b = buf_make(a);
	buf_reserve(&b, f.n);
	bool gap = false;
	for (size_t i = 0; i < f.n;) {
		size_t from = i;
		uint32_t cp = text_next(f, &i);
		if (!text_is_letter(cp) && !text_is_digit(cp)) {
			gap = true;
			continue;
		}
		if (gap && b.n)
			buf_putc(&b, ' ');
		gap = false;
		buf_put(&b, str_sub(f, from, i));
	}
	return buf_str(&b);
}

/* A starter and the marks behind it are folded as one, so that a decomposed letter folds like the
 * composed one. */
static size_t cluster_end(struct str s, size_t i)
{
	text_next(s, &i);
	while (i < s.n && (unsigned char)s.p[i] >= 0x80) {
		size_t next = i;
		uint32_t cp = text_next(s, &next);
		utf8proc_category_t c = category(cp);
		bool jamo = cp >= 0x1160 && cp <= 0x11FF;
		if (!jamo && (c < UTF8PROC_CATEGORY_MN || c > UTF8PROC_CATEGORY_ME))
			break;
		i = next;
	}
	return i;
}

static void squeeze_cluster(struct arena *a, struct str part, struct buf *b)
{
	struct arena_mark m = arena_mark(a);
	char folded[256];
	struct str f = text_casefold(a, part);
	size_t n = 0;
	for (size_t i = 0; i < f.n && n + 4 <= sizeof folded;) {
		uint32_t cp = text_next(f, &i);
		if (text_is_letter(cp) || text_is_digit(cp))
			n += text_put(folded + n, cp);
	}
	arena_release(a, m); /* b was reserved before */
	memcpy(b->p + b->n, folded, n);
	b->n += n;
}

struct str text_squeeze(struct arena *a, struct str s, uint32_t **at)
{
	struct buf b = buf_make(a);
	/* compatibility forms grow at most 11 times (UAX 15); the map is sized with the buffer */
	size_t cap = ascii(s) ? s.n : s.n * 11 + 16;
	buf_reserve(&b, cap);
	uint32_t *map = at ? ARENA_ARRAY(a, uint32_t, cap + 1) : NULL;
	for (size_t i = 0; i < s.n;) {
		size_t from = i, n = b.n;
		unsigned char c = (unsigned char)s.p[i];
		bool plain = c < 0x80 && (i + 1 >= s.n || (unsigned char)s.p[i + 1] < 0x80);
		if (plain) {
			i++;
			if (text_is_upper(c))
				c = (unsigned char)(c + 32);
			if (text_is_letter(c) || text_is_digit(c))
				b.p[b.n++] = (char)c;
		} else {
			i = cluster_end(s, i);
			squeeze_cluster(a, str_sub(s, from, i), &b);
		}
		for (; map && n < b.n; n++)
			map[n] = (uint32_t)from;
	}
	if (map)
		map[b.n] = (uint32_t)s.n;
	if (at)
		*at = map;
	return buf_str(&b);
}

/* --- quotes ------------------------------------------------------------------------------ */

static bool word_char(uint32_t cp)
{
	return (text_is_letter(cp) || text_is_digit(cp)) && !text_is_cjk(cp);
}

/* No word of text runs across byte i. */
static bool boundary(struct str text, size_t i)
{
	if (i == 0 || i >= text.n)
		return true;
	size_t before = i - 1;
	while (before > 0 && ((unsigned char)text.p[before] & 0xC0) == 0x80)
		before--;
	size_t after = i;
	return !word_char(text_next(text, &before)) || !word_char(text_next(text, &after));
}

bool text_find_quote(struct arena *a, struct str text, struct str quote, size_t *start, size_t *end)
{
	uint32_t *at;
	struct arena_mark m = arena_mark(a);
	bool found = false;
	struct str t = text_squeeze(a, text, &at), q = text_squeeze(a, quote, NULL);
	for (size_t i = 0; q.n && (i = str_find_from(t, i, q)) != STR_NPOS; i++) {
		size_t from = at[i], last = at[i + q.n - 1];
		if (i > 0 && at[i - 1] == from)
			continue; /* inside a letter that folds to several */
		if (i + q.n < t.n && at[i + q.n] == last)
			continue;
		size_t to = cluster_end(text, last);
		if (!boundary(text, from) || !boundary(text, to))
			continue;
		*start = from;
		*end = to;
		found = true;
		break;
	}
	arena_release(a, m);
	return found;
}

/* --- slugs ------------------------------------------------------------------------------- */

#define SLUG_MAX 120

static bool is_device(struct str s)
{
	static const char *const names[] = {"con", "prn", "aux", "nul"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eqz(s, names[i]))
			return true;
	return s.n == 4 && (str_starts(s, STR("com")) || str_starts(s, STR("lpt"))) &&
		s.p[3] >= '0' && s.p[3] <= '9';
}

struct str text_slug(struct arena *a, struct str title)
{
	struct str f = text_casefold(a, title);
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < f.n;) {
		uint32_t cp = text_next(f, &i);
		if (cp == '\'' || cp == 0x2019)
			continue; /* don't -> dont */
		if (cp == REPLACEMENT || (!text_is_letter(cp) && !text_is_digit(cp))) {
			gap = true;
			continue;
		}
		char c[4];
		size_t n = text_put(c, cp);
		if (b.n + n + (gap && b.n) > SLUG_MAX)
			break;
		if (gap && b.n)
			buf_putc(&b, '-');
		gap = false;
		buf_put(&b, str_make(c, n));
	}
	struct str s = buf_str(&b);
	if (s.n == 0)
		return str_printf(a, "untitled-" STR_FMT, STR_ARG(sha_base32(a, sha_of(title), 6)));
	if (is_device(s))
		return str_printf(a, STR_FMT "-page", STR_ARG(s));
	return s;
}
