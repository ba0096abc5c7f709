/* escape.c - backslashes only where cmark would read markup.
 *
 * Order: character classes, inline text, line starts and ends, code, destinations. The rules are
 * those of the CommonMark 0.29 and GFM specifications, and of Obsidian for $math$, ==marks==,
 * %%comments%%, [[links]] and block ids. Each look-ahead is bounded, so the cost is linear. */
#include "doc/escape.h"

#define LOOK_AHEAD 200 /* bytes searched for the other half of a pair */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == 0;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(unsigned char)c >= 0x80;
}

static bool is_word(char c) /* whatever lies past ASCII may be a sign */
{
	return is_alnum(c) && (unsigned char)c < 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_punct(char c)
{
	return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
		(c >= '{' && c <= '~');
}

static char at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : 0;
}

/* --- inline text ------------------------------------------------------------------------- */

static bool starts_entity(struct str s, size_t i)
{
	size_t p = i + 1;
	if (at(s, p) == '#')
		p++;
	size_t from = p;
	while (p < s.n && p - from < 32 && is_alnum(s.p[p]) && (unsigned char)s.p[p] < 0x80)
		p++;
	return p > from && at(s, p) == ';';
}

/* "[x]" is read as markup when what follows the bracket makes it a link, a footnote, a definition
 * or a task box; without the closing bracket in sight nothing is known, so it is escaped. */
static bool starts_bracket(struct str s, size_t i)
{
	char next = at(s, i + 1);
	if (next == '^' || next == '[')
		return true;
	size_t end = i + LOOK_AHEAD < s.n ? i + LOOK_AHEAD : s.n;
	for (size_t p = i + 1; p < end; p++) {
		if (s.p[p] == '[')
			return true;
		if (s.p[p] != ']')
			continue;
		char after = at(s, p + 1);
		return after == '(' || after == '[' || after == ':' || after == 0 || p <= i + 2;
	}
	return true;
}

static bool starts_math(struct str s, size_t i)
{
	if (is_space(at(s, i + 1)))
		return false;
	size_t end = i + LOOK_AHEAD < s.n ? i + LOOK_AHEAD : s.n;
	for (size_t p = i + 1; p < end; p++)
		if (s.p[p] == '$' && !is_space(s.p[p - 1]) && !is_digit(at(s, p + 1)))
			return true;
	return end < s.n;
}

static bool needs_escape(struct str s, size_t i, char before, enum escape_in where)
{
	char c = s.p[i], next = at(s, i + 1);
	/* between two blanks of this very run: nothing can come to stand beside it */
	bool alone = i > 1 && i + 2 < s.n && is_space(before) && is_space(next);
	switch (c) {
	case '\\': return next == 0 || next == '\n' || is_punct(next);
	case '`': return true;
	case '*': return !alone;
	case '_': return !(is_word(before) && is_word(next)) && !alone;
	case '[': return where == ESCAPE_LINK || where == ESCAPE_LINK_CELL || starts_bracket(s, i);
	case ']': return where == ESCAPE_LINK || where == ESCAPE_LINK_CELL;
	case '<':
		return next == '/' || next == '!' || next == '?' || next == 0 ||
			(is_alnum(next) && !is_digit(next));
	case '&': return starts_entity(s, i);
	case '~': return !alone;
	case '=': return next == '=' && !is_space(at(s, i + 2)) && before != '=';
	case '%': return next == '%';
	case '$': return starts_math(s, i);
	case '|': return where == ESCAPE_CELL || where == ESCAPE_LINK_CELL;
	default: return false;
	}
}

void escape_inline(struct buf *b, struct str s, enum escape_in where)
{
	buf_reserve(b, s.n + 16);
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_punct(s.p[i]))
			continue;
		char before = i ? s.p[i - 1] : (b->n ? b->p[b->n - 1] : 0);
		if (!needs_escape(s, i, before, where))
			continue;
		buf_put(b, str_sub(s, from, i));
		buf_putc(b, '\\');
		from = i;
	}
	buf_put(b, str_from(s, from));
}

/* --- lines ------------------------------------------------------------------------------- */

/* Where a backslash must stand for the line not to start a block; STR_NPOS for nowhere. */
static size_t block_start(struct str l, bool first)
{
	char c = at(l, 0);
	size_t i = 0;
	switch (c) {
	case '#':
		while (at(l, i) == '#')
			i++;
		return i <= 6 && is_space(at(l, i)) ? 0 : STR_NPOS;
	case '>': return 0;
	case '-':
	case '+':
	case '=':
	case ':':
	case '|':
		if ((c == '-' || c == '+') && is_space(at(l, 1)))
			return 0;
		/* a rule, a setext underline or a table's delimiter row */
		while (i < l.n &&
			(l.p[i] == c || is_space(l.p[i]) || l.p[i] == '-' || l.p[i] == '|' ||
				l.p[i] == ':'))
			i++;
		return i == l.n && (!first || c == '-') && c != '+' ? 0 : STR_NPOS;
	case '*':
	case '_': return is_space(at(l, 1)) ? 0 : STR_NPOS;
	default: break;
	}
	while (i < 10 && is_digit(at(l, i)))
		i++;
	if (i && i < 10 && (at(l, i) == '.' || at(l, i) == ')') && is_space(at(l, i + 1)))
		return i;
	return STR_NPOS;
}

/* " ^id" at the end of a line names a block in Obsidian. */
static size_t block_id(struct str l)
{
	size_t i = l.n;
	while (i &&
		((is_alnum(l.p[i - 1]) && (unsigned char)l.p[i - 1] < 0x80) || l.p[i - 1] == '-'))
		i--;
	if (i == l.n || i == 0 || l.p[i - 1] != '^')
		return STR_NPOS;
	return i == 1 || is_space(l.p[i - 2]) ? i - 1 : STR_NPOS;
}

void escape_line(struct buf *b, struct str line, bool first)
{
	size_t i = block_start(line, first), id = block_id(str_trim_right(line));
	size_t from = 0;
	if (i != STR_NPOS) {
		buf_put(b, str_sub(line, 0, i));
		buf_putc(b, '\\');
		from = i;
	}
	if (id != STR_NPOS) {
		buf_put(b, str_sub(line, from, id));
		buf_putc(b, '\\');
		from = id;
	}
	buf_put(b, str_from(line, from));
}

struct str escape_lines(struct arena *a, struct str text)
{
	struct buf b = buf_make(a);
	struct str rest = text, line;
	for (bool first = true; str_line(&rest, &line); first = false) {
		if (!first)
			buf_putc(&b, '\n');
		escape_line(&b, line, first);
	}
	return buf_str(&b);
}

/* --- code and destinations --------------------------------------------------------------- */

static size_t longest_run(struct str s, char c)
{
	size_t best = 0, run = 0;
	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == c ? run + 1 : 0;
		if (run > best)
			best = run;
	}
	return best;
}

void escape_code(struct buf *b, struct str s, bool in_cell)
{
	if (!s.n)
		return;
	size_t ticks = longest_run(s, '`');
	ticks = ticks ? ticks + 1 : 1;
	bool pad = s.p[0] == '`' || s.p[s.n - 1] == '`' ||
		(s.p[0] == ' ' && s.p[s.n - 1] == ' ' && !str_blank(s));
	buf_fill(b, '`', ticks);
	if (pad)
		buf_putc(b, ' ');
	for (size_t i = 0; i < s.n; i++) {
		if (in_cell && s.p[i] == '|')
			buf_putc(b, '\\');
		buf_putc(b, s.p[i] == '\n' ? ' ' : s.p[i]);
	}
	if (pad)
		buf_putc(b, ' ');
	buf_fill(b, '`', ticks);
}

void escape_fence(struct buf *b, struct str s, struct str info)
{
	size_t ticks = longest_run(s, '`');
	ticks = ticks < 3 ? 3 : ticks + 1;
	buf_fill(b, '`', ticks);
	buf_put(b, info);
	buf_putc(b, '\n');
	buf_put(b, s);
	if (s.n && s.p[s.n - 1] != '\n')
		buf_putc(b, '\n');
	buf_fill(b, '`', ticks);
	buf_putc(b, '\n');
}

void escape_dest(struct buf *b, struct str url)
{
	int depth = 0;
	bool plain = url.n > 0 && url.p[0] != '<';
	for (size_t i = 0; i < url.n && plain; i++) {
		depth += url.p[i] == '(' ? 1 : url.p[i] == ')' ? -1 : 0;
		if (depth < 0 || depth > 8 || url.p[i] == '\\' || (unsigned char)url.p[i] < 0x20)
			plain = false;
	}
	plain = plain && depth == 0;
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < url.n; i++) {
		unsigned char c = (unsigned char)url.p[i];
		bool paren = c == '(' || c == ')';
		if (c <= 0x20 || c == '<' || c == '>' || c == '|' || c == '\\' || c == 0x7f ||
			(paren && !plain)) {
			buf_putc(b, '%');
			buf_putc(b, hex[c >> 4]);
			buf_putc(b, hex[c & 15]);
		} else if (c == '&' && starts_entity(url, i)) {
			buf_puts(b, "&amp;");
		} else {
			buf_putc(b, (char)c);
		}
	}
}
