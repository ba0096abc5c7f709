/* term.c - see term.h. Order: streams, foreign text, width, wrapping. */
#include "front/term.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

/* --- streams ------------------------------------------------------------------------------ */

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 20
#define WIDTH_MAX 10000

static size_t columns(int fd, const char *env)
{
	struct winsize size;
	int64_t n;
	if (str_to_i64(str_of(env), &n) && n >= WIDTH_MIN && n <= WIDTH_MAX)
		return (size_t)n;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

struct term term_of(
	int fd, const char *(*get)(void *ctx, const char *name), void *ctx, bool no_color)
{
	struct term t = {.width = WIDTH_DEFAULT};
	const char *kind = get(ctx, "TERM"), *off = get(ctx, "NO_COLOR");
	if (!isatty(fd))
		return t;
	t.tty = kind && *kind && strcmp(kind, "dumb") != 0;
	t.colour = t.tty && !no_color && !(off && *off);
	t.width = columns(fd, get(ctx, "COLUMNS"));
	return t;
}

/* --- foreign text ------------------------------------------------------------------------- */

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) /* C0, DEL, C1 */
		|| (cp >= 0x202a && cp <= 0x202e) /* embeddings and overrides of direction */
		|| (cp >= 0x2066 && cp <= 0x2069);
}

static struct str safe(struct arena *a, struct str s, bool one_line)
{
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		size_t at = i;
		uint32_t cp = text_next(s, &i);
		if (cp == '\n' || cp == '\t' || cp == '\r')
			buf_putc(&b, one_line || cp == '\r' ? ' ' : (char)cp);
		else if (is_control(cp) || cp == 0xfffd)
			buf_puts(&b, "\xef\xbf\xbd");
		else
			buf_put(&b, str_sub(s, at, i));
	}
	return buf_str(&b);
}

struct str term_line(struct arena *a, struct str s)
{
	return safe(a, s, true);
}

struct str term_text(struct arena *a, struct str s)
{
	return safe(a, s, false);
}

/* --- width -------------------------------------------------------------------------------- */

/* Bytes of the SGR sequence at s[i], 0 when there is none. */
static size_t sgr(struct str s, size_t i)
{
	if (i + 1 >= s.n || s.p[i] != '\033' || s.p[i + 1] != '[')
		return 0;
	for (size_t end = i + 2; end < s.n; end++)
		if (s.p[end] == 'm')
			return end + 1 - i;
	return 0;
}

size_t term_width(struct str s)
{
	size_t width = 0, plain = 0;
	for (size_t i = 0; i < s.n;) {
		size_t n = sgr(s, i);
		if (!n) {
			i++;
			continue;
		}
		width += text_width(str_sub(s, plain, i));
		i += n;
		plain = i;
	}
	return width + text_width(str_from(s, plain));
}

/* --- wrapping ----------------------------------------------------------------------------- */

/* A line being filled: it starts at byte `start`; a break is possible before byte `gap`. */
struct fill {
	size_t start, gap, column;
};

static void put_line(struct buf *b, struct str s)
{
	buf_put(b, s);
	while (b->n && b->p[b->n - 1] == ' ')
		b->n--;
	buf_putc(b, '\n');
}

static size_t skip_blanks(struct str s, size_t i)
{
	while (i < s.n && s.p[i] == ' ')
		i++;
	return i;
}

/* One line of text without newline. */
static void wrap_line(struct buf *b, struct str s, size_t width, size_t first, size_t indent)
{
	struct fill f = {.column = first};
	bool after_cjk = false;
	for (size_t i = 0; i < s.n;) {
		size_t n = sgr(s, i), at = i;
		if (n) {
			i += n;
			continue;
		}
		uint32_t cp = text_next(s, &i);
		size_t w = text_width(str_sub(s, at, i));
		bool cjk = text_is_cjk(cp);
		if (cp == ' ' || ((cjk || (after_cjk && text_is_letter(cp))) && at > f.start))
			f.gap = at;
		after_cjk = cjk;
		if (cp != ' ' && f.column + w > width && f.gap > f.start) {
			put_line(b, str_sub(s, f.start, f.gap));
			buf_fill(b, ' ', indent);
			i = f.start = f.gap = skip_blanks(s, f.gap);
			f.column = indent;
			continue;
		}
		f.column += w;
	}
	put_line(b, str_from(s, f.start));
}

void term_wrap(struct buf *b, struct str s, size_t width, size_t first, size_t indent)
{
	struct str line;
	bool again = false;
	if (s.n == 0)
		buf_putc(b, '\n');
	while (str_line(&s, &line)) {
		if (again)
			buf_fill(b, ' ', indent);
		wrap_line(b, line, width, again ? indent : first, indent);
		again = true;
	}
}
