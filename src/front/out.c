/* out.c - see out.h. Order: the buffer, styles, prose, JSON and fields. */
#include "front/out.h"

#include <errno.h>
#include <unistd.h>

#include "front/world.h"

#define LABEL_COLUMNS 14

/* --- the buffer --------------------------------------------------------------------------- */

void out_init(struct out *o, struct arena *a, struct term term)
{
	*o = (struct out){.a = a, .b = buf_make(a), .term = term};
	o->prose = term.width < TERM_PROSE_MAX ? term.width : TERM_PROSE_MAX;
}

void out_flush(struct out *o)
{
	if (!o->failed && !world_write(STDOUT_FILENO, buf_str(&o->b)))
		o->failed = errno;
	o->b.n = 0;
}

void out_raw(struct out *o, struct str s)
{
	buf_put(&o->b, s);
}

void out_page(struct out *o, struct str s)
{
	out_raw(o, o->term.tty ? term_text(o->a, s) : s);
	if (s.n && s.p[s.n - 1] != '\n')
		buf_putc(&o->b, '\n');
}

void out_printf(struct out *o, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&o->b, fmt, ap);
	va_end(ap);
}

/* --- styles ------------------------------------------------------------------------------- */

static const char *const sgr[] = {
	[OUT_PLAIN] = "",
	[OUT_BOLD] = "\033[1m",
	[OUT_DIM] = "\033[2m",
	[OUT_GOOD] = "\033[32m",
	[OUT_BAD] = "\033[31m",
	[OUT_WARN] = "\033[33m",
};

struct str out_styled(struct out *o, enum out_style style, struct str s)
{
	struct str line = term_line(o->a, s);
	if (!o->term.colour || style == OUT_PLAIN || line.n == 0)
		return line;
	return str_printf(o->a, "%s" STR_FMT "\033[0m", sgr[style], STR_ARG(line));
}

void out_put(struct out *o, enum out_style style, struct str s)
{
	out_raw(o, out_styled(o, style, s));
}

/* --- prose -------------------------------------------------------------------------------- */

void out_wrap_from(struct out *o, size_t first, size_t indent, struct str s)
{
	term_wrap(&o->b, s, o->prose, first, indent);
}

void out_wrap(struct out *o, size_t indent, struct str s)
{
	buf_fill(&o->b, ' ', indent);
	term_wrap(&o->b, s, o->prose, indent, indent);
}

size_t out_wrap_more(struct out *o, struct str s, size_t shown)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	term_wrap(&b, s, o->prose, 0, 0);
	size_t n = b.n - 1;
	out_raw(o, str_sub(buf_str(&b), shown, n));
	arena_free(a);
	return n;
}

void out_line(struct out *o, size_t first, size_t indent, struct str s)
{
	term_wrap(&o->b, s, o->term.tty ? o->term.width : STR_NPOS, first, indent);
}

struct str out_count(struct arena *a, size_t n, const char *singular, const char *plural)
{
	return str_printf(a, "%zu %s", n, n == 1 ? singular : plural);
}

/* --- JSON and fields ---------------------------------------------------------------------- */

struct json_out *out_json_begin(struct out *o, char bracket)
{
	o->json = true;
	o->j = json_begin(&o->b, true);
	json_open(&o->j, NULL, bracket);
	return &o->j;
}

void out_json_end(struct out *o, char bracket)
{
	json_close(&o->j, bracket == '[' ? ']' : '}');
	buf_putc(&o->b, '\n');
}

static void label(struct out *o, const char *text)
{
	size_t n = str_of(text).n;
	out_put(o, OUT_DIM, str_of(text));
	buf_fill(&o->b, ' ', n < LABEL_COLUMNS ? LABEL_COLUMNS - n : 1);
}

void out_field_str(struct out *o, const char *key, const char *text, struct str s)
{
	if (o->json) {
		json_put_str(&o->j, key, s);
		return;
	}
	label(o, text);
	out_put(o, OUT_PLAIN, s);
	buf_putc(&o->b, '\n');
}

void out_field_int(struct out *o, const char *key, const char *text, int64_t n)
{
	if (o->json) {
		json_put_int(&o->j, key, n);
		return;
	}
	label(o, text);
	buf_printf(&o->b, "%lld\n", (long long)n);
}
