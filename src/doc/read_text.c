/* read_text.c - plain text to Markdown that shows the same text.
 *
 * Invariants: no word is added or lost; blocks are what blank lines separate. Order: lines, what a
 * block is (heading, list, columns, code, prose), writing a block, the reader.
 * A block becomes a fence when its layout carries meaning: columns, indentation under prose, or
 * more signs than letters. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/escape.h"
#include "doc/md.h"

#define HEADING_MAX 80 /* bytes */

struct block {
	struct str *v; /* lines, right-trimmed, tabs expanded */
	size_t n;
	size_t indent; /* of the least indented line */
};

/* --- lines ------------------------------------------------------------------------------- */

static struct str expand_tabs(struct arena *a, struct str line)
{
	line = str_trim_right(line);
	if (str_find_byte(line, '\t') == STR_NPOS)
		return line;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '\t')
			buf_fill(&b, ' ', 8 - b.n % 8);
		else
			buf_putc(&b, line.p[i]);
	}
	return buf_str(&b);
}

static size_t indent_of(struct str line)
{
	size_t i = 0;
	while (i < line.n && line.p[i] == ' ')
		i++;
	return i;
}

/* --- what a block is --------------------------------------------------------------------- */

static bool is_item(struct str line)
{
	line = str_from(line, indent_of(line));
	if (line.n > 2 && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == '+') &&
		line.p[1] == ' ')
		return true;
	size_t i = 0;
	while (i < line.n && i < 3 && line.p[i] >= '0' && line.p[i] <= '9')
		i++;
	return i && i + 2 < line.n && (line.p[i] == '.' || line.p[i] == ')') &&
		line.p[i + 1] == ' ';
}

/* Two items at least, and each line is one or continues one by its indentation. */
static bool is_list(const struct block *b)
{
	size_t n_items = 0;
	if (!is_item(b->v[0]))
		return false;
	for (size_t i = 0; i < b->n; i++) {
		bool item = is_item(b->v[i]);
		if (!item && indent_of(b->v[i]) <= b->indent)
			return false;
		n_items += item;
	}
	return n_items >= 2;
}

/* Cells set apart by runs of blanks in most lines. */
static bool is_columns(const struct block *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct str l = str_trim(b->v[i]);
		for (size_t k = 0; k + 2 < l.n; k++)
			if (l.p[k] == ' ' && l.p[k + 1] == ' ' && l.p[k + 2] == ' ') {
				n++;
				break;
			}
	}
	return b->n >= 2 && n * 3 >= b->n * 2;
}

static bool is_art(const struct block *b)
{
	size_t words = 0, signs = 0;
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->v[i].n;) {
			uint32_t cp = text_next(b->v[i], &k);
			if (text_is_letter(cp) || text_is_digit(cp))
				words++;
			else if (!text_is_space(cp))
				signs++;
		}
	return b->n >= 2 && signs > words;
}

static bool ends_like_code(struct str l)
{
	return l.n && str_find_byte(STR(";{}()=>,:[]\\|"), l.p[l.n - 1]) != STR_NPOS;
}

/* Indented deeper than the text around it, and no prose. */
static bool is_code(const struct block *b, size_t base)
{
	if (b->indent < base + 4)
		return false;
	size_t code = 0, prose = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct str l = str_trim(b->v[i]);
		code += ends_like_code(l) || indent_of(b->v[i]) > b->indent ||
			str_find(l, STR("--")) != STR_NPOS || str_starts(l, STR("$ "));
		prose += l.n > 60 || str_ends(l, STR("."));
	}
	return b->n == 1 ? code > 0 || prose == 0 : code * 2 >= b->n || prose * 3 < b->n;
}

static bool all_capitals(struct str s)
{
	size_t upper = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (text_is_upper(cp))
			upper++;
		else if (text_is_letter(cp))
			return false;
	}
	return upper >= 4;
}

/* "3.2 Results" is a heading of level 2 below the title; 0 when s is none. */
static unsigned numbered_level(struct str s)
{
	unsigned dots = 0;
	size_t i = 0;
	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] == '.' && i))) {
		dots += s.p[i] == '.' && i + 1 < s.n && s.p[i + 1] != ' ';
		i++;
	}
	size_t p = i;
	while (p < s.n && s.p[p] == ' ')
		p++;
	if (!i || p == i || i > 8 || (i > 2 && str_find_byte(str_sub(s, 0, 3), '.') == STR_NPOS))
		return 0;
	size_t q = p;
	return p < s.n && text_is_upper(text_next(s, &q)) ? 2 + (dots < 4 ? dots : 4) : 0;
}

/* A line of one sign, three times at least: the sign; 0 for none. */
static char rule_of(struct str u)
{
	u = str_trim(u);
	if (u.n < 3 || str_find_byte(STR("=-~*#"), u.p[0]) == STR_NPOS)
		return 0;
	for (size_t i = 0; i < u.n; i++)
		if (u.p[i] != u.p[0])
			return 0;
	return u.p[0];
}

/* The line of a block that its heading stands in: the middle one between two rules. */
static struct str heading_line(const struct block *b)
{
	bool framed = b->n == 3 && rule_of(b->v[0]) && rule_of(b->v[0]) == rule_of(b->v[2]);
	return str_trim(b->v[framed ? 1 : 0]);
}

/* Level of a heading that the block is; 0 for none. */
static unsigned heading_level(const struct block *b)
{
	struct str s = heading_line(b);
	if (s.n > HEADING_MAX || rule_of(s))
		return 0;
	if (b->n == 2 || s.p != str_trim(b->v[0]).p) {
		char sign = rule_of(b->v[b->n - 1]);
		return !sign ? 0 : sign == '=' || sign == '*' || sign == '#' ? 1 : 2;
	}
	if (b->n != 1 || str_find_byte(STR(".,;!?"), s.p[s.n - 1]) != STR_NPOS)
		return 0;
	return all_capitals(s) ? 2 : numbered_level(s);
}

/* --- writing ----------------------------------------------------------------------------- */

static void put_text_line(struct buf *out, struct str line, bool first)
{
	struct buf b = buf_make(out->a);
	escape_inline(&b, line, ESCAPE_TEXT);
	escape_line(out, buf_str(&b), first);
}

static void put_fence(struct arena *a, struct buf *out, const struct block *b)
{
	struct buf code = buf_make(a);
	for (size_t i = 0; i < b->n; i++) {
		buf_put(&code, str_from(b->v[i], b->indent));
		buf_putc(&code, '\n');
	}
	escape_fence(out, buf_str(&code), STR(""));
}

static void put_list(struct buf *out, const struct block *b)
{
	size_t inner = 0; /* where the text of the current item starts */
	for (size_t i = 0; i < b->n; i++) {
		size_t indent = indent_of(b->v[i]) - b->indent;
		struct str l = str_from(b->v[i], indent_of(b->v[i]));
		if (!is_item(b->v[i])) {
			buf_fill(out, ' ', inner);
			put_text_line(out, l, false);
			buf_putc(out, '\n');
			continue;
		}
		size_t mark = str_find_byte(l, ' ') + 1;
		indent = indent < inner || !inner ? (indent >= 2 && inner ? indent : 0) : inner;
		buf_fill(out, ' ', indent);
		buf_put(out, str_sub(l, 0, mark));
		put_text_line(out, str_trim(str_from(l, mark)), true);
		buf_putc(out, '\n');
		inner = indent + mark;
	}
}

static void put_block(struct arena *a, struct buf *out, const struct block *b, size_t base)
{
	unsigned level = heading_level(b);
	if (level) {
		buf_fill(out, '#', level);
		buf_putc(out, ' ');
		escape_inline(out, heading_line(b), ESCAPE_TEXT);
		buf_putc(out, '\n');
	} else if (is_list(b)) {
		put_list(out, b);
	} else if (is_columns(b) || is_art(b) || is_code(b, base)) {
		put_fence(a, out, b);
	} else {
		for (size_t i = 0; i < b->n; i++) {
			put_text_line(out, str_trim(b->v[i]), i == 0);
			buf_putc(out, '\n');
		}
	}
	buf_putc(out, '\n');
}

/* --- the reader -------------------------------------------------------------------------- */

/* The next block of *rest; false at the end. */
static bool next_block(struct arena *a, struct str *rest, struct block *b)
{
	struct strs lines = {0};
	struct str line;
	*b = (struct block){.indent = STR_NPOS};
	while (str_line(rest, &line)) {
		if (str_blank(line)) {
			if (lines.n)
				break;
			continue;
		}
		line = expand_tabs(a, line);
		strs_add(a, &lines, line);
		size_t indent = indent_of(line);
		b->indent = indent < b->indent ? indent : b->indent;
	}
	b->v = lines.v;
	b->n = lines.n;
	return b->n > 0;
}

/* Indentation of most blocks: where prose starts. */
static size_t base_indent(struct arena *a, struct str text)
{
	size_t count[16] = {0}, best = 0;
	struct str rest = str_sub(text, 0, 64 * 1024);
	struct arena_mark m = arena_mark(a);
	struct block b;
	while (next_block(a, &rest, &b))
		count[b.indent < 16 ? b.indent : 15] += b.n;
	for (size_t i = 1; i < 16; i++)
		if (count[i] > count[best])
			best = i;
	arena_release(a, m);
	return best;
}

#define TITLE_LINES 4 /* of a title block */
#define BYLINE_MAX 80 /* bytes of its other lines */

/* A title with lines of who, where and when below it: short ones, none of them a sentence. */
static bool is_title_block(const struct block *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct str s = str_trim(b->v[i]);
		if (s.n > (i ? BYLINE_MAX : HEADING_MAX) || b->n > TITLE_LINES ||
			str_find_byte(STR(".,;:?!"), s.p[s.n - 1]) != STR_NPOS || is_item(s))
			return false;
	}
	return true;
}

/* "Title: ..." among the first lines, with "Author: ..." near it: the two values. */
static bool find_fields(struct arena *a, struct str text, struct doc_meta *m)
{
	struct str rest = str_sub(text, 0, 4096), line, title = STR(""), author = STR("");
	while (str_line(&rest, &line)) {
		if (str_starts(line, STR("Title: ")) && !title.n)
			title = str_trim(str_from(line, 7));
		else if (str_starts(line, STR("Author: ")) && !author.n)
			author = str_trim(str_from(line, 8));
	}
	if (!title.n || !author.n || title.n > 300 || author.n > 200)
		return false;
	m->title = str_dup(a, title);
	strs_add(a, &m->authors, str_dup(a, author));
	return true;
}

/* Marks of comments and headings in front of a title go. */
static struct str bare_title(struct str s)
{
	while (s.n && str_find_byte(STR("#%*/;=- \t"), s.p[0]) != STR_NPOS)
		s = str_from(s, 1);
	return str_trim(s);
}

static bool has_letter(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (text_is_letter(text_next(s, &i)))
			return true;
	return false;
}

/* The first block when it is a title by its shape. What stands below it may say who and when. */
static void find_title(struct arena *a, struct str text, struct doc_meta *m)
{
	struct block b, next;
	struct str rest = str_sub(text, 0, 4096);
	if (find_fields(a, text, m))
		return;
	do {
		if (!next_block(a, &rest, &b))
			return;
	} while (b.n == 1 && rule_of(b.v[0]));
	if (b.n > 1 && !heading_level(&b) && !(is_title_block(&b) && next_block(a, &rest, &next)))
		return;
	for (size_t i = 1; i < b.n && !m->published.n && !heading_level(&b); i++) {
		struct str s = str_trim(b.v[i]);
		size_t comma = str_rfind_byte(s, ',');
		m->published = date_iso(a, s);
		if (!m->published.n && comma != STR_NPOS)
			m->published = date_iso(a, str_trim(str_from(s, comma + 1)));
	}
	struct str s = heading_line(&b);
	bool sentence = s.n && str_find_byte(STR(".,;:"), s.p[s.n - 1]) != STR_NPOS;
	if (s.n <= HEADING_MAX && !sentence && !is_item(s) && has_letter(s))
		m->title = str_dup(a, bare_title(s));
}

bool read_text(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	(void)opt;
	const char *encoding;
	struct str text = charset_decode(a, bytes, STR(""), &encoding);
	if (text.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	find_title(a, text, &out->meta);
	size_t base = base_indent(a, text);
	struct buf b = buf_make(a);
	buf_reserve(&b, text.n + text.n / 16 + 64);
	struct str rest = text;
	for (struct block block; next_block(a, &rest, &block);)
		put_block(a, &b, &block, base);
	buf_trim_right(&b);
	buf_putc(&b, '\n');
	out->body = buf_str(&b);
	return true;
}
