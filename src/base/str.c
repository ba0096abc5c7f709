/* str.c - views of bytes. Order: comparison, search, cutting, copies, lists, globs. */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] && lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	if (c)
		return c < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

int str_cmp_qsort(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool str_istarts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || lower(s.p[0]) == lower(prefix.p[0])) &&
		str_ieq(str_sub(s, 0, prefix.n), prefix);
}

bool str_iends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_ieq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find_from(struct str s, size_t from, struct str needle)
{
	if (needle.n == 0)
		return from <= s.n ? from : STR_NPOS;
	while (from < s.n && s.n - from >= needle.n) {
		const char *p = memchr(s.p + from, needle.p[0], s.n - from - needle.n + 1);
		if (!p)
			return STR_NPOS;
		if (memcmp(p, needle.p, needle.n) == 0)
			return (size_t)(p - s.p);
		from = (size_t)(p - s.p) + 1;
	}
	return STR_NPOS;
}

size_t str_find(struct str s, struct str needle)
{
	return str_find_from(s, 0, needle);
}

size_t str_ifind(struct str s, struct str needle)
{
	if (needle.n > s.n)
		return STR_NPOS;
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_ieq(str_make(s.p + i, needle.n), needle))
			return i;
	return STR_NPOS;
}

size_t str_find_byte(struct str s, char c)
{
	const char *p = s.n ? memchr(s.p, c, s.n) : NULL;
	return p ? (size_t)(p - s.p) : STR_NPOS;
}

size_t str_rfind_byte(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return STR_NPOS;
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim_right(struct str s)
{
	while (s.n && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_trim(struct str s)
{
	s = str_trim_right(s);
	while (s.n && blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	return s;
}

bool str_cut(struct str *rest, char sep, struct str *piece)
{
	if (!rest->p)
		return false;
	size_t i = str_find_byte(*rest, sep);
	if (i == STR_NPOS) {
		*piece = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*piece = str_sub(*rest, 0, i);
	*rest = str_from(*rest, i + 1);
	return true;
}

bool str_list_has(struct str list, char sep, struct str word)
{
	size_t lo = 0, hi = list.n;
	while (lo < hi) {
		size_t at = lo + (hi - lo) / 2, end = at;
		while (at > lo && list.p[at - 1] != sep)
			at--;
		while (end < hi && list.p[end] != sep)
			end++;
		int c = str_cmp(word, str_make(list.p + at, end - at));
		if (c == 0)
			return true;
		if (c < 0)
			hi = at ? at - 1 : 0;
		else
			lo = end + 1;
	}
	return false;
}

bool str_line(struct str *rest, struct str *line)
{
	if (rest->n == 0)
		return false;
	size_t i = str_find_byte(*rest, '\n');
	size_t end = i == STR_NPOS ? rest->n : i;
	*line = str_sub(*rest, 0, end);
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	*rest = str_from(*rest, i == STR_NPOS ? rest->n : i + 1);
	return true;
}

bool str_blank(struct str s)
{
	return str_trim(s).n == 0;
}

uint64_t str_hash64(struct str s)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

bool str_to_i64(struct str s, int64_t *out)
{
	size_t i = 0;
	bool neg = s.n && s.p[0] == '-';
	if (neg || (s.n && s.p[0] == '+'))
		i++;
	if (i == s.n)
		return false;
	uint64_t v = 0, max = neg ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		uint64_t d = (uint64_t)(s.p[i] - '0');
		if (v > (max - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*out = neg ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

struct str str_dup(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

char *str_z(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
	char *p = arena_alloc(a, x.n + y.n + 1);
	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	return (struct str){p, x.n + y.n};
}

struct str str_printf(struct arena *a, const char *fmt, ...)
{
	struct buf b = buf_make(a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	return buf_str(&b);
}

struct str str_lower(struct arena *a, struct str s)
{
	struct str r = str_dup(a, s);
	char *p = (char *)(uintptr_t)r.p;
	for (size_t i = 0; i < r.n; i++)
		p[i] = (char)lower(p[i]);
	return r;
}

struct str str_replace(struct arena *a, struct str s, struct str from, struct str to)
{
	struct buf b = buf_make(a);
	size_t at = 0;
	for (size_t i; from.n && (i = str_find_from(s, at, from)) != STR_NPOS; at = i + from.n) {
		buf_put(&b, str_sub(s, at, i));
		buf_put(&b, to);
	}
	buf_put(&b, str_from(s, at));
	return buf_str(&b);
}

bool strs_has(struct strs l, struct str s)
{
	for (size_t i = 0; i < l.n; i++)
		if (str_eq(l.v[i], s))
			return true;
	return false;
}

void strs_sort_unique(struct strs *l)
{
	if (l->n < 2)
		return;
	qsort(l->v, l->n, sizeof *l->v, str_cmp_qsort);
	size_t n = 1;
	for (size_t i = 1; i < l->n; i++)
		if (!str_eq(l->v[i], l->v[n - 1]))
			l->v[n++] = l->v[i];
	l->n = n;
}

void strs_add(struct arena *a, struct strs *l, struct str s)
{
	if ((l->n & (l->n - 1)) == 0) /* a power of two or 0: full */
		l->v = arena_grow(
			a, l->v, l->n * sizeof *l->v, (l->n ? l->n * 2 : 1) * sizeof *l->v);
	l->v[l->n++] = s;
}

/* Where matching goes on when it fails: behind a star, with the star taking one byte more. */
struct retry {
	size_t i, j;
	bool set;
};

/* Only the last star of each kind is tried again: "*" stops at "/", then "**" takes more. */
static bool glob_match(struct str pat, struct str s)
{
	struct retry star = {0}, deep = {0};
	size_t i = 0, j = 0;
	while (j < s.n) {
		if (i + 1 < pat.n && pat.p[i] == '*' && pat.p[i + 1] == '*') {
			i += 2;
			i += i < pat.n && pat.p[i] == '/'; /* also matches no folder at all */
			deep = (struct retry){i, j, true};
			star.set = false;
		} else if (i < pat.n && pat.p[i] == '*') {
			star = (struct retry){++i, j, true};
		} else if (i < pat.n &&
			(pat.p[i] == s.p[j] || (pat.p[i] == '?' && s.p[j] != '/'))) {
			i++;
			j++;
		} else if (star.set && s.p[star.j] != '/') {
			i = star.i;
			j = ++star.j;
		} else if (deep.set) {
			i = deep.i;
			j = ++deep.j;
			star.set = false;
		} else {
			return false;
		}
	}
	while (i < pat.n && pat.p[i] == '*')
		i++;
	return i == pat.n;
}

bool str_glob(struct str pattern, struct str path)
{
	if (str_find_byte(pattern, '/') == STR_NPOS) {
		size_t i = str_rfind_byte(path, '/');
		path = i == STR_NPOS ? path : str_from(path, i + 1);
	}
	return glob_match(pattern, path);
}
