/* html_scan.c - bounds on a page before the tree builder sees it.
 *
 * Order: names of tags, the stack of open elements, one tag, the scan. The stack follows the rules of
 * the tree builder (HTML Standard, 13.2.6) closely enough that its depth is that of the tree give or
 * take the formatting elements: implied ends, scopes, end tags without a start. What it gets wrong
 * only cuts too early; dom_parse has a bound of its own behind it. */
#include "doc/html_scan.h"

#include <string.h>

#include "base/vec.h"
#include "doc/html_dom.h"

#define MAX_OPEN_FORMATS 24 /* formatting elements open at one time */
#define STATE_MIN 400 /* bytes of a program that may hold the text of its page */
#define MAX_REPEATS 200000 /* formatting elements that the builder would repeat, in all */

enum kind {
	K_OTHER, /* ordinary: an end tag does not reach past a special element */
	K_SPECIAL, /* block-like */
	K_CLOSES_P, /* special, and ends an open p */
	K_P,
	K_LI,
	K_DTDD,
	K_CELL,
	K_ROW,
	K_ROWS, /* tbody, thead, tfoot, caption, colgroup */
	K_TABLE,
	K_OPTION,
	K_FORMAT,
	K_VOID,
	K_RAW, /* text up to its own end tag */
	K_ROOT, /* html, head, body: never pushed */
	K_FOREIGN, /* svg, math */
	K_BARRIER, /* object, template: scopes end there */
};

/* Sorted by name; what is not listed is K_OTHER. */
static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{"a", K_FORMAT},
	{"address", K_CLOSES_P},
	{"applet", K_BARRIER},
	{"area", K_VOID},
	{"article", K_CLOSES_P},
	{"aside", K_CLOSES_P},
	{"b", K_FORMAT},
	{"base", K_VOID},
	{"basefont", K_VOID},
	{"bgsound", K_VOID},
	{"big", K_FORMAT},
	{"blockquote", K_CLOSES_P},
	{"body", K_ROOT},
	{"br", K_VOID},
	{"button", K_SPECIAL},
	{"caption", K_ROWS},
	{"center", K_CLOSES_P},
	{"code", K_FORMAT},
	{"col", K_VOID},
	{"colgroup", K_ROWS},
	{"command", K_VOID},
	{"dd", K_DTDD},
	{"details", K_CLOSES_P},
	{"dialog", K_CLOSES_P},
	{"dir", K_CLOSES_P},
	{"div", K_CLOSES_P},
	{"dl", K_CLOSES_P},
	{"dt", K_DTDD},
	{"em", K_FORMAT},
	{"embed", K_VOID},
	{"fieldset", K_CLOSES_P},
	{"figcaption", K_CLOSES_P},
	{"figure", K_CLOSES_P},
	{"font", K_FORMAT},
	{"footer", K_CLOSES_P},
	{"form", K_CLOSES_P},
	{"frame", K_VOID},
	{"frameset", K_ROOT},
	{"h1", K_CLOSES_P},
	{"h2", K_CLOSES_P},
	{"h3", K_CLOSES_P},
	{"h4", K_CLOSES_P},
	{"h5", K_CLOSES_P},
	{"h6", K_CLOSES_P},
	{"head", K_ROOT},
	{"header", K_CLOSES_P},
	{"hgroup", K_CLOSES_P},
	{"hr", K_VOID},
	{"html", K_ROOT},
	{"i", K_FORMAT},
	{"iframe", K_RAW},
	{"image", K_VOID},
	{"img", K_VOID},
	{"input", K_VOID},
	{"keygen", K_VOID},
	{"li", K_LI},
	{"link", K_VOID},
	{"listing", K_CLOSES_P},
	{"main", K_CLOSES_P},
	{"marquee", K_BARRIER},
	{"math", K_FOREIGN},
	{"menu", K_CLOSES_P},
	{"menuitem", K_VOID},
	{"meta", K_VOID},
	{"nav", K_CLOSES_P},
	{"nobr", K_FORMAT},
	{"noembed", K_RAW},
	{"noframes", K_RAW},
	{"noscript", K_SPECIAL},
	{"object", K_BARRIER},
	{"ol", K_CLOSES_P},
	{"optgroup", K_OPTION},
	{"option", K_OPTION},
	{"p", K_P},
	{"param", K_VOID},
	{"plaintext", K_ROOT},
	{"pre", K_CLOSES_P},
	{"rb", K_OPTION},
	{"rp", K_OPTION},
	{"rt", K_OPTION},
	{"rtc", K_OPTION},
	{"s", K_FORMAT},
	{"script", K_RAW},
	{"section", K_CLOSES_P},
	{"select", K_SPECIAL},
	{"small", K_FORMAT},
	{"source", K_VOID},
	{"strike", K_FORMAT},
	{"strong", K_FORMAT},
	{"style", K_RAW},
	{"summary", K_CLOSES_P},
	{"svg", K_FOREIGN},
	{"table", K_TABLE},
	{"tbody", K_ROWS},
	{"td", K_CELL},
	{"template", K_BARRIER},
	{"textarea", K_RAW},
	{"tfoot", K_ROWS},
	{"th", K_CELL},
	{"thead", K_ROWS},
	{"title", K_RAW},
	{"tr", K_ROW},
	{"track", K_VOID},
	{"tt", K_FORMAT},
	{"u", K_FORMAT},
	{"ul", K_CLOSES_P},
	{"wbr", K_VOID},
	{"xmp", K_RAW},
};

struct open_tag {
	uint32_t name;
	enum kind kind;
};

struct range {
	size_t from, to;
	size_t mark; /* its number and one more, 0: nothing takes its place */
};

struct scan {
	struct arena *a;
	struct str s;
	struct open_tag stack[HTML_MAX_DEPTH];
	size_t depth;
	uint32_t open[256]; /* open elements by the low byte of their name's hash */
	size_t formats, foreign, repeats, n_tags;
	bool no_formats; /* they were repeated too often: none is let through */
	bool choosing; /* in a select, as far as is known */
	bool endless_svg; /* one was never closed: no need to look again */
	VEC(struct range) cuts;
	struct html_scanned out;
};

/* --- names ------------------------------------------------------------------------------- */

struct tag {
	char name[16];
	size_t n;
	uint32_t hash;
	enum kind kind;
	bool end, closed; /* </x>, <x/> */
	size_t from, to; /* of the whole tag */
	size_t attrs_from, attrs_to; /* of its attributes */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static enum kind kind_of(const struct tag *t)
{
	size_t from = 0, to = sizeof kinds / sizeof *kinds;
	struct str name = {t->name, t->n};
	while (from < to) {
		size_t mid = (from + to) / 2;
		int order = str_cmp(name, str_of(kinds[mid].name));
		if (order == 0)
			return kinds[mid].kind;
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return K_OTHER;
}

/* --- the stack --------------------------------------------------------------------------- */

static void pop_to(struct scan *c, size_t depth)
{
	while (c->depth > depth) {
		struct open_tag *t = &c->stack[--c->depth];
		c->open[t->name & 255]--;
		c->foreign -= t->kind == K_FOREIGN;
	}
}

static bool is_barrier(enum kind k)
{
	return k == K_CELL || k == K_TABLE || k == K_BARRIER;
}

/* Depth of the nearest open element of that kind above a barrier; STR_NPOS when there is none. */
static size_t find_kind(const struct scan *c, enum kind kind, bool through_blocks)
{
	for (size_t i = c->depth; i-- > 0;) {
		enum kind k = c->stack[i].kind;
		if (k == kind)
			return i;
		if (is_barrier(k) || (!through_blocks && k == K_SPECIAL))
			return STR_NPOS;
	}
	return STR_NPOS;
}

static void close_kind(struct scan *c, enum kind kind)
{
	size_t i = find_kind(c, kind, true);
	if (i != STR_NPOS)
		pop_to(c, i);
}

/* li ends at a list, dt and dd at any block but div, p and address: near enough. */
static void close_item(struct scan *c, enum kind kind)
{
	static const char *const lists[] = {"ul", "ol", "menu", "dir", "dl"};
	for (size_t i = c->depth; i-- > 0;) {
		if (c->stack[i].kind == kind) {
			pop_to(c, i);
			return;
		}
		if (is_barrier(c->stack[i].kind))
			return;
		for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
			if (c->stack[i].name == (uint32_t)str_hash64(str_of(lists[k])))
				return;
	}
}

/* Rows and cells: back to the table's own level; false outside of tables. */
static bool close_table_part(struct scan *c, enum kind kind)
{
	for (size_t i = c->depth; i-- > 0;) {
		enum kind k = c->stack[i].kind;
		bool stop = k == K_TABLE || (kind == K_CELL && k == K_ROW) ||
			(kind == K_ROW && k == K_ROWS);
		if (stop) {
			pop_to(c, i + 1);
			return true;
		}
		if (k == K_BARRIER)
			return false;
	}
	return false;
}

static void close_element(struct scan *c, const struct tag *t)
{
	if (!c->open[t->hash & 255])
		return;
	for (size_t i = c->depth; i-- > 0;) {
		if (c->stack[i].name == t->hash) {
			if (t->kind != K_FORMAT || i + 1 == c->depth) {
				pop_to(c, i);
				return;
			}
			c->open[t->hash & 255]--;
			memmove(&c->stack[i], &c->stack[i + 1],
				(c->depth - i - 1) * sizeof *c->stack);
			c->depth--;
			return;
		}
		enum kind k = c->stack[i].kind;
		bool special = k != K_OTHER && k != K_FORMAT;
		if (t->kind == K_OTHER ? special && !c->foreign
				       : is_barrier(k) && !is_barrier(t->kind) &&
					t->kind != K_ROW && t->kind != K_ROWS)
			return;
	}
}

static void cut(struct scan *c, size_t from, size_t to)
{
	struct range r = {from, to, 0};
	if (c->cuts.n && c->cuts.v[c->cuts.n - 1].from >= from) {
		struct range *last = &c->cuts.v[c->cuts.n - 1];
		r.to = last->to > to ? last->to : to;
		*last = r;
		return;
	}
	VEC_PUSH(c->a, &c->cuts, r);
}

static void push(struct scan *c, const struct tag *t)
{
	if (c->depth == HTML_MAX_DEPTH) {
		cut(c, t->from, t->to);
		c->out.n_deep++;
		return;
	}
	c->stack[c->depth++] = (struct open_tag){t->hash, t->kind};
	c->open[t->hash & 255]++;
	c->foreign += t->kind == K_FOREIGN;
}

/* --- one tag ----------------------------------------------------------------------------- */

static void open_format(struct scan *c, const struct tag *t)
{
	if (t->n == 1 && t->name[0] == 'a') /* a link ends the one before it */
		close_element(c, t);
	if (c->formats >= MAX_OPEN_FORMATS || c->no_formats) {
		cut(c, t->from, t->to);
		c->out.n_open++;
		return;
	}
	c->formats++;
	push(c, t);
}

static void open_block(struct scan *c, const struct tag *t)
{
	if (c->foreign) { /* a block breaks out of svg and math */
		size_t i = c->depth;
		while (i && c->foreign)
			pop_to(c, --i);
	}
	c->repeats += c->formats;
	close_kind(c, K_P);
	if (t->kind == K_LI || t->kind == K_DTDD)
		close_item(c, t->kind);
	bool is_heading = t->n == 2 && t->name[0] == 'h' && t->name[1] >= '1' && t->name[1] <= '6';
	if (is_heading && c->depth && c->stack[c->depth - 1].kind == K_CLOSES_P)
		for (char level = '1'; level <= '6'; level++) {
			char h[2] = {'h', level};
			if (c->stack[c->depth - 1].name == (uint32_t)str_hash64(str_make(h, 2))) {
				pop_to(c, c->depth - 1);
				break;
			}
		}
	push(c, t);
}

static void open_element(struct scan *c, const struct tag *t)
{
	if (++c->n_tags > HTML_MAX_TAGS) {
		cut(c, t->from, t->to);
		c->out.n_tags++;
		return;
	}
	switch (t->kind) {
	case K_VOID:
	case K_RAW:
	case K_ROOT: break;
	case K_FORMAT: open_format(c, t); break;
	case K_CELL:
	case K_ROW:
	case K_ROWS:
		c->repeats += c->formats;
		if (close_table_part(c, t->kind))
			push(c, t);
		break;
	case K_OPTION:
		if (c->depth && c->stack[c->depth - 1].kind == K_OPTION)
			pop_to(c, c->depth - 1);
		push(c, t);
		break;
	case K_CLOSES_P:
	case K_P:
	case K_LI:
	case K_DTDD: open_block(c, t); break;
	case K_TABLE:
		c->repeats += c->formats;
		push(c, t);
		break;
	case K_OTHER:
	case K_SPECIAL:
	case K_FOREIGN:
	case K_BARRIER:
		if (!t->closed || (!c->foreign && t->kind != K_FOREIGN))
			push(c, t);
		break;
	}
}

static void close_tag(struct scan *c, const struct tag *t)
{
	if (t->kind == K_FORMAT && c->formats)
		c->formats--;
	close_element(c, t);
}

/* Past the attributes of a start tag; those after the bound are cut. */
static size_t skip_attributes(struct scan *c, size_t i, struct tag *t)
{
	struct str s = c->s;
	size_t n = 0, cut_from = 0;
	t->attrs_from = t->attrs_to = s.n;
	for (;;) {
		while (i < s.n && (is_space(s.p[i]) || s.p[i] == '/')) {
			t->closed = s.p[i] == '/';
			i++;
		}
		if (i >= s.n || s.p[i] == '>')
			break;
		if (n == 0)
			t->attrs_from = i;
		if (n++ == HTML_MAX_ATTRS)
			cut_from = i;
		t->closed = false;
		t->attrs_to = s.n;
		size_t name = i;
		while (i < s.n && !is_space(s.p[i]) && s.p[i] != '>' && s.p[i] != '/' &&
			(s.p[i] != '=' || i == name))
			i++;
		size_t p = i;
		while (p < s.n && is_space(s.p[p]))
			p++;
		t->attrs_to = i;
		if (p >= s.n || s.p[p] != '=')
			continue;
		for (p++; p < s.n && is_space(s.p[p]);)
			p++;
		if (p < s.n && (s.p[p] == '"' || s.p[p] == '\'')) {
			const char *q = memchr(s.p + p + 1, s.p[p], s.n - p - 1);
			t->attrs_to = i = q ? (size_t)(q - s.p) + 1 : s.n;
			continue;
		}
		while (p < s.n && !is_space(s.p[p]) && s.p[p] != '>')
			p++;
		t->attrs_to = i = p;
	}
	if (cut_from) {
		t->attrs_from = t->attrs_to;
		cut(c, cut_from, i);
		c->out.n_attrs += n - HTML_MAX_ATTRS;
	}
	return i < s.n ? i + 1 : s.n;
}

/* Past the text of script and the like, up to its end tag. In a script, "<!--" and "<script" hide
 * one end tag (HTML Standard, "script data double escaped state"). */
static size_t skip_raw(struct str s, size_t i, const struct tag *t)
{
	struct str name = str_make(t->name, t->n);
	bool script = str_eqz(name, "script"), escaped = false, twice = false;
	for (; i < s.n; i++) {
		const char *p = memchr(s.p + i, '<', s.n - i);
		if (!p)
			return s.n;
		size_t at = (size_t)(p - s.p);
		if (escaped && str_find(str_sub(s, i, at), STR("-->")) != STR_NPOS)
			escaped = twice = false;
		i = at;
		struct str rest = str_from(s, i + 1);
		if (script && str_starts(rest, STR("!--")))
			escaped = true;
		else if (escaped && str_istarts(rest, name))
			twice = true;
		if (!str_starts(rest, STR("/")) || !str_istarts(str_from(rest, 1), name))
			continue;
		if (!twice)
			return i;
		twice = false;
	}
	return s.n;
}

/* A program that begins with the state of a page: window.__STATE__ = {...} */
static bool is_state(struct str program)
{
	struct str start = str_sub(str_trim(str_sub(program, 0, 400)), 0, 200);
	bool own = str_starts(start, STR("window")) || str_starts(start, STR("self")) ||
		str_starts(start, STR("globalThis")) || str_starts(start, STR("__")) ||
		str_starts(start, STR("var __"));
	size_t at = str_find_byte(start, '=');
	struct str value = at == STR_NPOS ? STR("") : str_trim(str_from(start, at + 1));
	return own && program.n > STATE_MIN && value.n &&
		str_find_byte(STR("{[J"), value.p[0]) != STR_NPOS;
}

/* A short script that says what opens a formula in the text. */
static bool sets_math(struct str program)
{
	return program.n < 4000 &&
		(str_find(program, STR("inlineMath")) != STR_NPOS ||
			str_find(program, STR("renderMathInElement")) != STR_NPOS);
}

/* Scripts that hold data or formulas, and what is text. */
static bool is_read(struct str s, const struct tag *t, size_t end)
{
	struct str name = str_make(t->name, t->n), tag = str_sub(s, t->from, t->to);
	if (str_eqz(name, "style"))
		return false;
	return !str_eqz(name, "script") || str_ifind(tag, STR("json")) != STR_NPOS ||
		str_ifind(tag, STR("math")) != STR_NPOS || is_state(str_sub(s, t->to, end)) ||
		sets_math(str_sub(s, t->to, end));
}

/* A formula that MathJax has drawn: its glyphs are named. */
static bool draws_math(struct str s, size_t i)
{
	return str_find(str_sub(s, i, i + 800), STR("data-mml-node")) != STR_NPOS;
}

/* Past a drawing, whose text is not read; drawings may be nested. Its own start when it never ends. */
static size_t skip_svg(struct scan *c, size_t i)
{
	struct str s = c->s;
	size_t depth = 1, at = i;
	if (c->endless_svg)
		return i;
	while ((at = str_find_from(s, at, STR("svg"))) != STR_NPOS) {
		bool open = at && s.p[at - 1] == '<',
		     shut = at > 1 && s.p[at - 1] == '/' && s.p[at - 2] == '<';
		depth += open;
		if (shut && --depth == 0)
			return at - 2;
		at += 3;
	}
	c->endless_svg = true;
	return i;
}

/* Past a comment, a doctype or a processing instruction. */
static size_t skip_other(struct str s, size_t i)
{
	if (str_starts(str_from(s, i), STR("<!--"))) {
		size_t end = str_find_from(s, i + 2, STR("-->"));
		return end == STR_NPOS ? s.n : end + 3;
	}
	const char *p = memchr(s.p + i, '>', s.n - i);
	return p ? (size_t)(p - s.p) + 1 : s.n;
}

/* The builder looks at the attributes of these, or merges them. */
static bool builder_reads(const struct scan *c, const struct tag *t)
{
	static const char *const names[] = {"input", "isindex", "font"};
	if (c->foreign || t->kind == K_ROOT || t->kind == K_FOREIGN)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(str_make(t->name, t->n), names[i]))
			return true;
	return false;
}

static void mark(struct scan *c, size_t from, size_t to)
{
	if (to - from < MARK_LEAST)
		return;
	size_t number = marks_add(&c->out.marks, str_sub(c->s, from, to));
	struct range r = {from, to, number + 1};
	if (number != STR_NPOS)
		VEC_PUSH(c->a, &c->cuts, r);
}

/* A whole start tag that was not cut. */
static void mark_attributes(struct scan *c, const struct tag *t)
{
	bool was_cut = c->cuts.n && c->cuts.v[c->cuts.n - 1].from >= t->from;
	if (!was_cut && t->to < c->s.n && t->attrs_to > t->attrs_from && !builder_reads(c, t) &&
		marks_can_read(str_sub(c->s, t->attrs_from, t->attrs_to)))
		mark(c, t->attrs_from, t->attrs_to);
}

/* Text between tags. The blanks before a word stay, and so do references: they decide where the text
 * goes, and what it is. */
static void mark_text(struct scan *c, size_t from, size_t to)
{
	struct str s = c->s;
	while (to - from >= MARK_LEAST) {
		if (is_space(s.p[from])) {
			from++;
			continue;
		}
		size_t end = str_find_byte(str_sub(s, from, to), '&');
		end = end == STR_NPOS ? to : from + end;
		if (end > from)
			mark(c, from, end);
		from = end < to ? end + 1 : to;
		while (from < to &&
			((s.p[from] >= '0' && s.p[from] <= '9') || s.p[from] == '#' ||
				s.p[from] == ';' ||
				((s.p[from] | 32) >= 'a' && (s.p[from] | 32) <= 'z')))
			from++;
	}
}

/* Where the builder may drop a start tag, or take what looks like raw text for tags, the page is shown
 * to it whole: that is followed too roughly to hide text behind it. */
static void look_out(struct scan *c, const struct tag *t)
{
	struct str name = str_make(t->name, t->n);
	bool shown = c->foreign || (c->choosing && t->kind == K_RAW && !str_eqz(name, "script"));
	if (shown || str_eqz(name, "frameset"))
		c->out.marks.off = true;
	if (str_eqz(name, "select"))
		c->choosing = true;
}

static size_t scan_tag(struct scan *c, size_t i)
{
	struct str s = c->s;
	struct tag t = {.from = i};
	i++;
	t.end = i < s.n && s.p[i] == '/';
	i += t.end;
	if (i >= s.n)
		return s.n;
	char first = s.p[i];
	if (!((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')))
		return first == '!' || first == '?' || t.end ? skip_other(s, t.from) : i;
	size_t n = 0;
	for (; i < s.n && !is_space(s.p[i]) && s.p[i] != '>' && s.p[i] != '/'; i++, n++) {
		char ch = s.p[i];
		if (n < sizeof t.name)
			t.name[n] = ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
	}
	t.n = n < sizeof t.name ? n : sizeof t.name;
	t.hash = (uint32_t)str_hash64(str_make(t.name, t.n));
	t.kind = kind_of(&t);
	i = skip_attributes(c, i, &t);
	t.to = i;
	if (t.end) {
		c->choosing = c->choosing && !str_eqz(str_make(t.name, t.n), "select");
		close_tag(c, &t);
		return i;
	}
	open_element(c, &t);
	mark_attributes(c, &t);
	bool drawing = t.kind == K_FOREIGN && !t.closed && t.n == 3 && !draws_math(s, i);
	size_t end = i;
	if (drawing)
		end = skip_svg(c, i);
	else if (t.kind == K_RAW && !c->foreign)
		end = skip_raw(s, i, &t);
	if (!drawing || c->endless_svg)
		look_out(c, &t);
	if (end == i)
		return end;
	if (t.kind != K_RAW || !is_read(s, &t, end))
		cut(c, i, end);
	else if (str_eqz(str_make(t.name, t.n), "script"))
		mark(c, i, end);
	return end;
}

/* --- the scan ---------------------------------------------------------------------------- */

static void scan(struct scan *c, struct arena *a, struct str html, bool no_formats, bool no_marks)
{
	*c = (struct scan){.a = a, .s = html, .no_formats = no_formats};
	c->out.marks = marks_make(a, html);
	c->out.marks.off = c->out.marks.off || no_marks;
	for (size_t i = 0; i < html.n;) {
		const char *p = memchr(html.p + i, '<', html.n - i);
		mark_text(c, i, p ? (size_t)(p - html.p) : html.n);
		if (!p)
			break;
		i = scan_tag(c, (size_t)(p - html.p));
	}
}

struct html_scanned html_scan(struct arena *a, struct str html)
{
	struct scan *c = ARENA_NEW(a, struct scan);
	scan(c, a, html, false, false);
	bool no_formats = c->repeats > MAX_REPEATS, no_marks = c->out.marks.off;
	if (no_formats || (no_marks && c->out.marks.n))
		scan(c, a, html, no_formats, no_marks);
	c->out.html = html;
	if (!c->cuts.n)
		return c->out;
	struct buf b = buf_make(a);
	buf_reserve(&b, html.n);
	size_t from = 0;
	for (size_t i = 0; i < c->cuts.n; i++) {
		buf_put(&b, str_sub(html, from, c->cuts.v[i].from));
		if (c->cuts.v[i].mark)
			marks_put(&b, c->cuts.v[i].mark - 1);
		from = c->cuts.v[i].to;
	}
	buf_put(&b, str_from(html, from));
	c->out.html = buf_str(&b);
	return c->out;
}
