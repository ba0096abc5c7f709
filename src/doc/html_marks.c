/* html_marks.c - see html_marks.h. Order: marks, text, attributes. */
#include "doc/html_marks.h"

#include <string.h>

#include "base/vec.h"

#define SIGN "\xf4\x8f\xbf\xbd" /* U+10FFFD */
#define SIGN_BYTES 4
#define RADIX 36
#define MAX_MARKS ((size_t)RADIX * RADIX * RADIX * RADIX)

/* --- marks ------------------------------------------------------------------------------- */

struct html_marks marks_make(struct arena *a, struct str html)
{
	struct html_marks m = {.a = a, .known = map_make(a)};
	m.off = str_find(html, STR(SIGN)) != STR_NPOS;
	return m;
}

size_t marks_add(struct html_marks *m, struct str stretch)
{
	if (m->off)
		return STR_NPOS;
	struct map_entry *e = map_add(&m->known, stretch, NULL);
	if (e->num)
		return e->num - 1;
	if (m->n == MAX_MARKS)
		return STR_NPOS;
	e->num = m->n + 1;
	VEC_PUSH(m->a, m, stretch);
	return m->n - 1;
}

void marks_put(struct buf *b, size_t number)
{
	char digits[MARK_BYTES - SIGN_BYTES];
	for (size_t i = sizeof digits; i-- > 0; number /= RADIX)
		digits[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % RADIX];
	buf_puts(b, SIGN);
	buf_put(b, str_make(digits, sizeof digits));
}

size_t marks_number(const struct html_marks *m, struct str s)
{
	size_t number = 0;
	if (s.n < MARK_BYTES || !str_starts(s, STR(SIGN)))
		return STR_NPOS;
	for (size_t i = SIGN_BYTES; i < MARK_BYTES; i++) {
		char c = s.p[i];
		bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'z';
		if (!digit && !letter)
			return STR_NPOS;
		number = number * RADIX + (size_t)(digit ? c - '0' : c - 'a' + 10);
	}
	return number < m->n ? number : STR_NPOS;
}

/* --- text -------------------------------------------------------------------------------- */

struct str marks_text(const struct html_marks *m, struct arena *a, struct str s)
{
	size_t at = m->n ? str_find(s, STR(SIGN)) : STR_NPOS, from = 0;
	if (at == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (; at != STR_NPOS; at = str_find_from(s, at, STR(SIGN))) {
		size_t number = marks_number(m, str_from(s, at));
		if (number == STR_NPOS) { /* a reference in the page made the character */
			at += SIGN_BYTES;
			continue;
		}
		if (at == 0 && s.n == MARK_BYTES)
			return m->v[number];
		buf_put(&b, str_sub(s, from, at));
		buf_put(&b, m->v[number]);
		from = at += MARK_BYTES;
	}
	buf_put(&b, str_from(s, from));
	return buf_str(&b);
}

/* --- attributes -------------------------------------------------------------------------- */

static const struct {
	struct str name;
	char is;
} references[] = {{{"amp;", 4}, '&'}, {{"quot;", 5}, '"'}, {{"lt;", 3}, '<'}, {{"gt;", 3}, '>'},
	{{"#39;", 4}, '\''}, {{"#x27;", 5}, '\''}};

/* The reference behind a "&"; NULL for any other. */
static const struct str *reference_at(struct str s, char *is)
{
	for (size_t i = 0; i < sizeof references / sizeof *references; i++)
		if (str_starts(s, references[i].name)) {
			*is = references[i].is;
			return &references[i].name;
		}
	return NULL;
}

bool marks_can_read(struct str attributes)
{
	char is;
	for (size_t i = 0; (i = str_find_from(attributes, i, STR("&"))) != STR_NPOS; i++)
		if (!reference_at(str_from(attributes, i + 1), &is))
			return false;
	return true;
}

static struct str value_of(struct arena *a, struct str raw)
{
	size_t at = str_find_byte(raw, '&'), from = 0;
	if (at == STR_NPOS)
		return raw;
	struct buf b = buf_make(a);
	for (; at != STR_NPOS; at = str_find_from(raw, from, STR("&"))) {
		char is = '&';
		const struct str *name = reference_at(str_from(raw, at + 1), &is);
		buf_put(&b, str_sub(raw, from, at));
		buf_putc(&b, is);
		from = at + 1 + (name ? name->n : 0);
	}
	buf_put(&b, str_from(raw, from));
	return buf_str(&b);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static struct str lower_name(struct arena *a, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return str_lower(a, s);
	return s;
}

/* The value at s[*i], behind the "=" and blanks. */
static struct str read_value(struct str s, size_t *i)
{
	size_t from = *i;
	if (from < s.n && (s.p[from] == '"' || s.p[from] == '\'')) {
		const char *q = memchr(s.p + from + 1, s.p[from], s.n - from - 1);
		size_t end = q ? (size_t)(q - s.p) : s.n;
		*i = end < s.n ? end + 1 : end;
		return str_sub(s, from + 1, end);
	}
	while (*i < s.n && !is_space(s.p[*i]))
		(*i)++;
	return str_sub(s, from, *i);
}

void marks_attributes(struct arena *a, struct str s, struct attr_list *out)
{
	size_t first = out->n;
	for (size_t i = 0; i < s.n;) {
		if (is_space(s.p[i]) || s.p[i] == '/') {
			i++;
			continue;
		}
		size_t from = i++;
		while (i < s.n && !is_space(s.p[i]) && s.p[i] != '/' && s.p[i] != '=')
			i++;
		struct dom_attr x = {lower_name(a, str_sub(s, from, i)), STR("")};
		size_t p = i;
		while (p < s.n && is_space(s.p[p]))
			p++;
		if (p < s.n && s.p[p] == '=') {
			for (i = p + 1; i < s.n && is_space(s.p[i]);)
				i++;
			x.value = value_of(a, read_value(s, &i));
		}
		bool known = false;
		for (size_t k = first; k < out->n && !known; k++)
			known = str_eq(out->v[k].name, x.name);
		if (!known)
			VEC_PUSH(a, out, x);
	}
}
