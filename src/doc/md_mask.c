/* md_mask.c - the text that cmark gets to see: structure as it is, inline marks put out.
 *
 * cmark is asked for blocks only, so what it could spend superlinear time on (brackets, stars,
 * tags, code marks) becomes MASKED, byte for byte: the end of each line stays as long as it was.
 * Footnote definitions are numbered and referred to in a paragraph put before the text, because cmark
 * drops those that nothing refers to and all but the first of equal labels.
 *
 * Nesting: a container costs a column of the line that opens it (a quote) or two (a list item, a
 * footnote), and every container around it stands on that line too. So a marker that stands too far
 * right for MD_MAX_DEPTH is put out, whatever stands above it.
 * Order: rows of tables, lines, tables, the two masks. */
#include <string.h>

#include "base/vec.h"
#include "doc/md_int.h"

#define MASKED '^' /* means nothing to cmark, stands in no attribute name */
#define MAX_OPENERS 2000 /* brackets or tags between two blank lines, soft mask */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- rows of tables ---------------------------------------------------------------------- */

bool md_cell_next(struct str line, size_t *p, struct md_cell *out)
{
	size_t i = *p, start;
	if (i == 0) {
		while (i < line.n && is_blank(line.p[i]))
			i++;
		if (i < line.n && line.p[i] == '|')
			i++;
	}
	if (i >= line.n || str_blank(str_from(line, i)))
		return false;
	start = i;
	while (i < line.n && line.p[i] != '|')
		i += line.p[i] == '\\' && i + 1 < line.n ? 2 : 1;
	size_t end = i;
	*p = i < line.n ? i + 1 : i;
	while (start < end && is_blank(line.p[start]))
		start++;
	while (end > start && is_blank(line.p[end - 1]))
		end--;
	*out = (struct md_cell){start, end};
	return true;
}

size_t md_count_cells(struct str line)
{
	struct md_cell cell;
	size_t n = 0, p = 0;
	while (md_cell_next(line, &p, &cell))
		n++;
	return n;
}

bool md_is_delimiter_row(struct str line)
{
	bool dash = false, mark = false;
	for (size_t i = 0; i < line.n; i++) {
		dash = dash || line.p[i] == '-';
		mark = mark || line.p[i] == '|' || line.p[i] == ':';
		if (!is_blank(line.p[i]) && !strchr("-|:", line.p[i]))
			return false;
	}
	return dash && mark;
}

/* --- lines ------------------------------------------------------------------------------- */

struct masker {
	struct arena *a;
	struct str s;
	struct buf b;
	bool soft;
	size_t line; /* number of the line in hand */
	size_t run_end; /* line that ends the run of lines without a blank one; soft: openers */
	size_t n_openers;
	struct str content,
		content_before; /* of this line and the one before, behind its markers */
	size_t n_starts; /* lines and markers that may begin a block */
	VEC(struct md_note_label) notes;
	VEC(size_t) line_at;
};

struct lead {
	size_t p, end; /* in the text; end of the line */
	size_t column, n_quotes;
};

static bool too_deep(const struct lead *l)
{
	return l->n_quotes + (l->column - l->n_quotes) / 2 >= MD_MAX_DEPTH;
}

/* "***", "- - -", "___": nothing but three or more of one mark. */
static bool is_rule(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (is_blank(s.p[i]))
			continue;
		if (s.p[i] != s.p[0])
			return false;
		n++;
	}
	return n >= 3 && strchr("*-_", s.p[0]);
}

/* Bytes of a list marker at l, 0 when there is none. */
static size_t list_marker(struct str s, const struct lead *l)
{
	size_t i = l->p;
	if (strchr("-+*", s.p[i])) {
		i++;
	} else {
		while (i < l->end && i - l->p < 9 && is_digit(s.p[i]))
			i++;
		if (i == l->p || i == l->end || (s.p[i] != '.' && s.p[i] != ')'))
			return 0;
		i++;
	}
	return i == l->end || is_blank(s.p[i]) ? i - l->p : 0;
}

/* "[^label]:" at p: bytes up to and with the colon; 0 when it is none. */
static size_t note_marker(struct str s, size_t p, size_t end)
{
	size_t i = p + 2;
	if (p + 4 >= end || s.p[p] != '[' || s.p[p + 1] != '^')
		return 0;
	while (i < end && !strchr("] \t\r", s.p[i]) && s.p[i])
		i++;
	return i > p + 2 && i + 1 < end && s.p[i] == ']' && s.p[i + 1] == ':' ? i + 2 - p : 0;
}

/* What is no line end and no character to kb must be none to cmark. */
static char plain_byte(struct str s, size_t i)
{
	if (s.p[i] == '\r' && i + 1 < s.n)
		return ' ';
	return s.p[i] ? s.p[i] : MASKED;
}

static void copy(struct masker *m, struct lead *l, size_t n)
{
	struct str s = str_make(m->s.p + l->p, l->end - l->p);
	for (size_t i = 0; i < n; i++)
		buf_putc(&m->b, plain_byte(s, i));
	l->p += n;
	l->column += n;
}

static void put_note(struct masker *m, struct lead *l, size_t n)
{
	struct md_note_label note = {.line = m->line, .label = str_make(m->s.p + l->p + 2, n - 4)};
	if (m->soft) {
		copy(m, l, n);
		return;
	}
	size_t before = m->b.n;
	buf_printf(&m->b, "[^%zu]:", m->notes.n + 1);
	note.shift = n - (m->b.n - before);
	VEC_PUSH(m->a, &m->notes, note);
	l->p += n;
	l->column += n;
}

/* Copies what stands before the content of a line: blanks and markers of containers. */
static void mask_lead(struct masker *m, struct lead *l)
{
	while (l->p < l->end) {
		char c = m->s.p[l->p];
		size_t n;
		if (is_blank(c)) {
			l->column += c == '\t' ? 3 - l->column % 4 : 0;
			copy(m, l, 1);
			continue;
		}
		bool quote = c == '>';
		n = quote ? 1 : note_marker(m->s, l->p, l->end);
		bool note = !quote && n;
		if (!n && !is_rule(str_make(m->s.p + l->p, l->end - l->p)))
			n = list_marker(m->s, l);
		if (!n)
			return;
		l->n_quotes += quote;
		l->column += quote;
		bool deep = too_deep(l);
		l->column -= quote;
		if (deep) {
			buf_putc(&m->b, MASKED);
			l->p++;
			return;
		}
		m->n_starts += !quote;
		if (note)
			put_note(m, l, n);
		else
			copy(m, l, n);
	}
}

/* A line that goes on with the text of the line before begins no block. */
static bool may_start(const struct masker *m)
{
	char c = m->content.n ? m->content.p[0] : ' ';
	bool word = is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
	return !str_blank(m->content) && (!word || str_blank(m->content_before));
}

/* Bytes at the start of a line's content that cmark must see as they are. */
static size_t kept_head(struct str s)
{
	if (str_starts(s, STR("<![CDATA[")))
		return 9;
	if (s.n && s.p[0] == '<')
		return 1;
	if (is_rule(s))
		return s.n;
	if (!s.n || s.p[0] != '[')
		return 0;
	size_t close = 1;
	while (close < s.n && s.p[close] != ']' && s.p[close] != '[')
		close += s.p[close] == '\\' ? 2 : 1;
	if (close >= s.n)
		return 1; /* a label may go on in the next line */
	if (s.p[close] != ']' || close + 1 >= s.n || s.p[close + 1] != ':')
		return 0;
	size_t i = close + 2;
	while (i < s.n && is_blank(s.p[i]))
		i++;
	return i < s.n && s.p[i] == '<' ? i + 1 : i;
}

static char masked(struct str s, size_t i, bool html, bool fence)
{
	char c = s.p[i];
	switch (c) {
	case '[':
	case '*': return MASKED;
	case '_': return html ? c : MASKED;
	case '<': return i + 1 < s.n && s.p[i + 1] == '/' ? c : MASKED;
	case '`': return fence ? c : MASKED;
	default: return c;
	}
}

/* Bytes that plain_byte or masked may change. */
static const bool is_odd[256] = {['\0'] = true,
	['\r'] = true,
	['['] = true,
	['*'] = true,
	['_'] = true,
	['<'] = true,
	['`'] = true};

static void mask_content(struct masker *m, struct str s)
{
	size_t head = kept_head(s);
	bool html = s.n && s.p[0] == '<', fence = str_starts(s, STR("```"));
	buf_reserve(&m->b, s.n);
	char *to = m->b.p + m->b.n;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (is_odd[(unsigned char)c]) {
			c = plain_byte(s, i);
			if (i >= head && c == s.p[i])
				c = masked(s, i, html, fence);
		}
		to[i] = c;
	}
	m->b.n += s.n;
}

/* Keeps all but openers past the bound. */
static void soften(struct masker *m, struct str s)
{
	buf_reserve(&m->b, s.n);
	for (size_t i = 0; i < s.n; i++) {
		char c = plain_byte(s, i);
		if (c == '[' || c == '<' || c == '*' || c == '_')
			c = ++m->n_openers > MAX_OPENERS ? '(' : c;
		m->b.p[m->b.n++] = c;
	}
	if (str_blank(s))
		m->n_openers = 0;
}

/* --- tables ------------------------------------------------------------------------------ */

/* Line number of the next blank line at or behind the line that starts at p. */
static size_t find_run_end(const struct masker *m, size_t p)
{
	struct str rest = str_from(m->s, p), line;
	size_t n = m->line;
	while (str_line(&rest, &line) && !str_blank(line))
		n++;
	return n;
}

/* A delimiter row that makes no table, or one too large, must not cost cmark anything. */
static bool is_bad_table(struct masker *m, size_t line_start)
{
	size_t n = md_count_cells(m->content);
	if (n > MD_MAX_COLUMNS || n != md_count_cells(m->content_before))
		return true;
	if (m->run_end <= m->line)
		m->run_end = find_run_end(m, line_start);
	return n * (m->run_end - m->line + 1) > MD_MAX_CELLS;
}

static void mask_line(struct masker *m, size_t start, size_t end)
{
	struct lead l = {.p = start, .end = end};
	mask_lead(m, &l);
	m->content = str_make(m->s.p + l.p, end - l.p);
	m->n_starts += may_start(m);
	if (m->content.n && md_is_delimiter_row(m->content) && is_bad_table(m, start)) {
		for (size_t i = 0; i < m->content.n; i++)
			buf_putc(&m->b, m->content.p[i] == '-' ? MASKED : m->content.p[i]);
	} else if (m->soft) {
		soften(m, m->content);
	} else {
		mask_content(m, m->content);
	}
	m->content_before = m->content;
}

/* --- the two masks ----------------------------------------------------------------------- */

static void mask_all(struct masker *m)
{
	buf_reserve(&m->b, m->s.n + 64);
	for (size_t p = 0; p < m->s.n; m->line++) {
		const char *nl = memchr(m->s.p + p, '\n', m->s.n - p);
		size_t end = nl ? (size_t)(nl - m->s.p) : m->s.n;
		if (!m->soft)
			VEC_PUSH(m->a, &m->line_at, p);
		mask_line(m, p, end);
		if (nl)
			buf_putc(&m->b, '\n');
		p = end + (nl != NULL);
	}
}

void md_mask_make(struct arena *a, struct str text, struct md_mask *out)
{
	struct masker m = {.a = a, .s = text, .b = buf_make(a)};
	mask_all(&m);
	VEC_PUSH(a, &m.line_at, text.n);
	*out = (struct md_mask){.text = buf_str(&m.b),
		.note = m.notes.v,
		.n_notes = m.notes.n,
		.line_at = m.line_at.v,
		.n_lines = m.line_at.n - 1,
		.n_starts = m.n_starts};
	if (!m.notes.n)
		return;
	struct buf b = buf_make(a);
	buf_reserve(&b, out->text.n + m.notes.n * 10 + 2);
	for (size_t i = 1; i <= m.notes.n; i++)
		buf_printf(&b, "[^%zu] ", i);
	buf_puts(&b, "\n\n");
	buf_put(&b, out->text);
	out->text = buf_str(&b);
	out->n_before = 2;
}

struct str md_mask_soft(struct arena *a, struct str text)
{
	struct masker m = {.a = a, .s = text, .b = buf_make(a), .soft = true};
	mask_all(&m);
	return buf_str(&m.b);
}
