/* str.h - views of bytes, and buffers that grow in an arena. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "kb_types.h"

#define STR_NPOS ((size_t)-1)

static inline struct str str_of(const char *z) /* NULL gives the empty view */
{
	return z ? (struct str){z, strlen(z)} : (struct str){"", 0};
}
static inline struct str str_sub(struct str s, size_t from, size_t to) /* bounds are clamped */
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p ? s.p + from : "", to - from};
}
static inline struct str str_make(const char *p, size_t n)
{
	return (struct str){p, n};
}
static inline struct str str_from(struct str s, size_t from)
{
	return str_sub(s, from, s.n);
}

/* These four are asked all the time, mostly of words that differ in their first byte. */
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || (*a.p == *b.p && memcmp(a.p, b.p, a.n) == 0));
}
static inline bool str_eqz(struct str a, const char *z)
{
	return (!z || !a.n || *a.p == *z) && str_eq(a, str_of(z));
}
static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_make(s.p, prefix.n), prefix);
}
static inline bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_make(s.p + (s.n - suffix.n), suffix.n), suffix);
}
bool str_ieq(struct str a, struct str b); /* ASCII case folded */
int str_cmp(struct str a, struct str b); /* byte order, shorter first: the order of all output */
int str_cmp_qsort(const void *a, const void *b); /* of struct str */
bool str_istarts(struct str s, struct str prefix);
bool str_iends(struct str s, struct str suffix);
size_t str_find(struct str s, struct str needle); /* STR_NPOS when absent */
size_t str_find_from(struct str s, size_t from, struct str needle);
size_t str_ifind(struct str s, struct str needle); /* ASCII case folded */
size_t str_find_byte(struct str s, char c);
size_t str_rfind_byte(struct str s, char c);
struct str str_trim(struct str s); /* ASCII blanks at both ends */
struct str str_trim_right(struct str s);
/* Cuts the next piece of *rest before sep (or all of it); false at the end. */
bool str_cut(struct str *rest, char sep, struct str *piece);
/* Bisects a list of words in byte order with one sep between them. */
bool str_list_has(struct str list, char sep, struct str word);
/* The next line without its "\n" or "\r\n"; false at the end. */
bool str_line(struct str *rest, struct str *line);
bool str_blank(struct str s); /* nothing but ASCII blanks */
uint64_t str_hash64(struct str s); /* FNV-1a, for tables in memory and in the index */
bool str_to_i64(struct str s, int64_t *out); /* whole string, decimal */

struct str str_dup(struct arena *a, struct str s); /* the copy ends in NUL */
char *str_z(struct arena *a, struct str s); /* NUL-terminated copy, cut at an inner NUL */
struct str str_cat(struct arena *a, struct str x, struct str y);
__attribute__((format(printf, 2, 3))) struct str str_printf(struct arena *a, const char *fmt, ...);
struct str str_lower(struct arena *a, struct str s); /* ASCII */
struct str str_replace(struct arena *a, struct str s, struct str from, struct str to);
bool strs_has(struct strs l, struct str s);
void strs_sort_unique(struct strs *l); /* in place */
/* Appends to a list that was built with the same arena; amortised by doubling at powers of two. */
void strs_add(struct arena *a, struct strs *l, struct str s);
/* fnmatch-like: "*" within a folder, "**" across, "?"; a pattern without "/" matches the base name. */
bool str_glob(struct str pattern, struct str path);

/* A buffer of bytes in an arena. Zero-initialise but for a. Its content may move when it grows. */
struct buf {
	struct arena *a;
	char *p;
	size_t n, cap;
};

static inline struct buf buf_make(struct arena *a)
{
	return (struct buf){.a = a};
}
void buf_put(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *z);
void buf_fill(struct buf *b, char c, size_t count);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *fmt, ...);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_reserve(struct buf *b, size_t extra);
static inline void buf_putc(struct buf *b, char c)
{
	if (b->cap - b->n < 2) /* a NUL stands behind */
		buf_reserve(b, 1);
	b->p[b->n++] = c;
}
void buf_trim_right(struct buf *b);
/* The content; a NUL stands behind it; valid until the next put. */
struct str buf_str(struct buf *b);

#endif
