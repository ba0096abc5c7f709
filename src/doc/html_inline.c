/* html_inline.c - inline elements as Markdown.
 *
 * Order: text, emphasis, links, code, the table of elements, entry points. The buffer holds escaped
 * Markdown; "\n" in it is a hard break. Emphasis that CommonMark would not open or close, because
 * of the characters beside it, moves a sign outside or becomes a tag. */
#include <string.h>

#include "base/text.h"
#include "doc/html_byline.h"
#include "doc/html_notes.h"
#include "doc/html_write.h"

/* --- text -------------------------------------------------------------------------------- */

static bool ends_blank(const struct buf *b)
{
	return !b->n || b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\n';
}

static bool is_word(uint32_t cp)
{
	return text_is_letter(cp) || text_is_digit(cp);
}

static uint32_t first_cp(struct str s)
{
	size_t i = 0;
	return s.n ? text_next(s, &i) : ' ';
}

static size_t last_start(struct str s)
{
	size_t i = s.n;
	while (i && ((unsigned char)s.p[--i] & 0xc0) == 0x80)
		;
	return i;
}

static uint32_t last_cp(struct str s)
{
	return s.n ? first_cp(str_from(s, last_start(s))) : ' ';
}

/* What was appended since the buffer held at bytes. */
static struct str tail(struct buf *b, size_t at)
{
	return str_from(buf_str(b), at);
}

static void insert(struct buf *b, size_t at, struct str s)
{
	buf_reserve(b, s.n);
	memmove(b->p + at + s.n, b->p + at, b->n - at);
	memcpy(b->p + at, s.p, s.n);
	b->n += s.n;
}

/* Marks that cmark reads by what stands beside them, and the tags that say the same anywhere. */
static const struct {
	struct str delim, open, close;
} styles[] = {
	[STYLE_EM] = {{"*", 1}, {"<em>", 4}, {"</em>", 5}},
	[STYLE_STRONG] = {{"**", 2}, {"<strong>", 8}, {"</strong>", 9}},
	[STYLE_STRIKE] = {{"~~", 2}, {"<s>", 3}, {"</s>", 4}},
};

/* A closing delimiter that a word follows must not have a sign before it. */
static void fix_closing(struct inl *in, uint32_t next)
{
	struct buf *b = &in->b;
	if (!in->close_at || b->n != in->close_at || !is_word(next))
		return;
	struct str delim = styles[in->style].delim;
	size_t at = in->close_at - delim.n;
	struct str before = str_make(b->p, at);
	if (is_word(last_cp(before)))
		return;
	size_t sign = last_start(before);
	bool plain = at - sign > 1 || str_find_byte(STR(".,:;!?\"'"), b->p[sign]) != STR_NPOS;
	if (plain && sign > in->open_at + delim.n && b->p[sign - 1] != '\\' &&
		is_word(last_cp(str_make(b->p, sign)))) {
		memmove(b->p + sign + delim.n, b->p + sign, at - sign);
		memcpy(b->p + sign, delim.p, delim.n);
		return;
	}
	b->n = at;
	buf_put(b, styles[in->style].close);
	memmove(b->p + in->open_at, b->p + in->open_at + delim.n, b->n - in->open_at - delim.n);
	b->n -= delim.n;
	insert(b, in->open_at, styles[in->style].open);
}

/* Characters that no page means to show are left out; blanks of all kinds become one. */
static void put_text(struct inl *in, struct str s)
{
	struct buf clean = buf_make(in->b.a);
	bool gap = false, any = false;
	buf_reserve(&clean, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		unsigned char c = (unsigned char)s.p[i];
		uint32_t cp = c < 0x80 ? (i++, (uint32_t)c) : text_next(s, &i);
		if (cp <= ' ' || cp == 0xa0) {
			gap = true;
			continue;
		}
		if (cp == 0x200b || cp == 0xfeff || cp == 0xad || cp == 0x2060 ||
			(cp == 0x200d && from == 0 && i == s.n)) /* a joiner that joins nothing */
			continue;
		if (gap && (any || !ends_blank(&in->b)))
			buf_putc(&clean, ' ');
		gap = false;
		any = true;
		buf_put(&clean, str_sub(s, from, i));
	}
	if (any)
		fix_closing(in, first_cp(buf_str(&clean)));
	escape_inline(&in->b, buf_str(&clean), in->where);
	if (gap && !ends_blank(&in->b))
		buf_putc(&in->b, ' ');
}

static void put_tex(struct inl *in, struct str tex, const char *sign)
{
	bool cell = in->where == ESCAPE_CELL || in->where == ESCAPE_LINK_CELL;
	if (in->b.n && in->b.p[in->b.n - 1] == '$') /* two formulas that touch */
		buf_putc(&in->b, ' ');
	buf_puts(&in->b, sign);
	for (size_t i = 0; i < tex.n; i++) {
		char next = i + 1 < tex.n ? (char)(tex.p[i + 1] | 0x20) : 0;
		if (cell && tex.p[i] == '|')
			buf_puts(&in->b, next >= 'a' && next <= 'z' ? "\\vert " : "\\vert");
		else
			buf_putc(&in->b, tex.p[i] == '\n' ? ' ' : tex.p[i]);
	}
	buf_puts(&in->b, sign);
}

/* Text, with the formulas that stand in it as TeX. */
static void put_words(const struct writer *w, struct inl *in, struct str s)
{
	struct math_span m;
	size_t at = 0;
	if (in->shut)
		s = str_from(s, 1);
	in->shut = false;
	bool may = !in->code &&
		(str_find_byte(s, '$') != STR_NPOS || str_find_byte(s, '\\') != STR_NPOS);
	while (may && math_in_text(s, at, w->delims, &m)) {
		if (m.from > at)
			put_text(in, str_sub(s, at, m.from));
		put_tex(in, m.tex, m.display ? "$$" : "$");
		at = m.to;
	}
	if (at < s.n)
		put_text(in, str_from(s, at));
}

static void hard_break(struct inl *in)
{
	while (in->b.n && in->b.p[in->b.n - 1] == ' ')
		in->b.n--;
	if (!in->b.n)
		return;
	if (in->in_cell)
		buf_puts(&in->b, "<br>");
	else
		buf_putc(&in->b, '\n');
}

/* --- emphasis ---------------------------------------------------------------------------- */

/* Puts the delimiters around b[at..], blanks left outside; each paragraph has its own pair. */
static void surround(struct inl *in, size_t at, struct str open, struct str close)
{
	struct buf *b = &in->b;
	struct str rest = str_dup(b->a, tail(b, at));
	b->n = at;
	while (rest.n) {
		size_t end = str_find(rest, STR("\n\n"));
		struct str part = str_sub(rest, 0, end), core = str_trim(part);
		if (core.n) {
			size_t lead = (size_t)(core.p - part.p);
			buf_put(b, str_sub(part, 0, lead));
			in->open_at = b->n;
			buf_put(b, open);
			buf_put(b, core);
			buf_put(b, close);
			in->close_at = b->n;
			buf_put(b, str_from(part, lead + core.n));
		} else {
			buf_put(b, part);
		}
		rest = end == STR_NPOS ? STR("") : str_from(rest, end);
		if (rest.n) {
			buf_puts(b, "\n\n");
			rest = str_from(rest, 2);
		}
	}
}

static bool has_word(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (is_word(text_next(s, &i)))
			return true;
	return false;
}

static void emphasis(struct writer *w, struct inl *in, size_t node, enum inl_style style)
{
	struct buf *b = &in->b;
	struct str delim = styles[style].delim;
	if (in->on[style] || in->code) {
		inline_children(w, in, node);
		return;
	}
	size_t at = b->n, open_at = in->open_at;
	enum inl_style before = in->style;
	bool after_mark = in->close_at && in->close_at == at;
	bool touching = after_mark && in->style == style;
	in->close_at = 0;
	in->on[style] = true;
	inline_children(w, in, node);
	in->on[style] = false;
	struct str inner = tail(b, at), core = str_trim(inner);
	if (!has_word(core)) { /* emphasis on signs alone says nothing */
		in->close_at = after_mark && b->n == at ? at : 0;
		in->open_at = open_at;
		in->style = before;
		return;
	}
	if (touching && core.p == inner.p && is_word(first_cp(core))) { /* **a****b** is **ab** */
		size_t blanks = inner.n - core.n;
		memmove(b->p + at - delim.n, b->p + at, b->n - at);
		b->n -= delim.n + blanks;
		buf_put(b, delim);
		in->open_at = open_at;
		in->close_at = b->n;
		in->style = style;
		buf_fill(b, ' ', blanks ? 1 : 0);
		return;
	}
	bool glued = core.p == inner.p && at && is_word(last_cp(str_make(b->p, at)));
	bool tags = (glued && !is_word(first_cp(core))) || (after_mark && core.p == inner.p);
	surround(in, at, tags ? styles[style].open : delim, tags ? styles[style].close : delim);
	in->style = style;
	if (tags)
		in->close_at = 0;
}

static void wrapped(
	struct writer *w, struct inl *in, size_t node, const char *open, const char *close)
{
	size_t at = in->b.n;
	inline_children(w, in, node);
	if (!in->code) {
		surround(in, at, str_of(open), str_of(close));
		in->close_at = 0;
	}
}

/* --- links ------------------------------------------------------------------------------- */

static bool is_heading(enum html_tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

bool inline_is_anchor(const struct html_page *h, size_t a)
{
	const struct dom *d = &h->dom;
	struct str href = dom_attr(d, a, "href");
	size_t hash = str_find_byte(href, '#');
	if (hash == STR_NPOS)
		return false;
	size_t up = d->v[a].parent;
	while (up && !dom_is_block(d, up))
		up = d->v[up].parent;
	struct arena_mark m = arena_mark(h->a);
	struct str text = dom_line(h->a, d, a);
	static const char *const marks[] = {"", "#", "\xc2\xb6", "\xc2\xa7", "\xf0\x9f\x94\x97",
		"link", "permalink", "anchor", "copy link", "link to this heading",
		"link to heading", "\xef\x83\x81", "##", "###", "[#]", "[link]", "\xe2\x88\x9e"};
	bool found = false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks && !found; i++)
		found = str_ieq(text, str_of(marks[i]));
	bool marked = dom_has_class(d, a, "headerlink") || dom_has_class(d, a, "anchor") ||
		dom_has_class(d, a, "anchorjs-link") || dom_has_class(d, a, "hash-link") ||
		dom_has_class(d, a, "header-anchor") || dom_has_class(d, a, "heading-link");
	bool by_words =
		str_istarts(text, STR("direct link to")) || str_istarts(text, STR("permalink to"));
	arena_release(h->a, m);
	bool near_heading = is_heading(d->v[up].tag) || marked;
	return (found && near_heading && dom_find(d, a, TAG_IMG) == DOM_NONE) || by_words ||
		(marked && text.n <= 4);
}

static void link(struct writer *w, struct inl *in, size_t node)
{
	const struct dom *d = &w->h->dom;
	struct str href = dom_attr(d, node, "href");
	if (inline_is_anchor(w->h, node))
		return;
	struct str url = html_url(w->h, w->a, href);
	size_t up = d->v[node].parent;
	bool self = str_starts(str_trim(href), STR("#")) && is_heading(d->v[up].tag);
	if (byline_is_person_link(href) && str_blank(dom_line(w->a, d, node)))
		return; /* a portrait */
	if (!url.n || in->in_link || in->code || self) {
		inline_children(w, in, node);
		return;
	}
	enum escape_in where = in->where;
	size_t at = in->b.n;
	in->where = where == ESCAPE_CELL ? ESCAPE_LINK_CELL : ESCAPE_LINK;
	in->in_link = true;
	struct inl before = *in;
	in->close_at = 0;
	inline_children(w, in, node);
	in->in_link = false;
	in->where = where;
	struct str inner = tail(&in->b, at);
	if (str_blank(inner)) {
		in->close_at = before.close_at == at ? at : 0;
		in->open_at = before.open_at;
		in->style = before.style;
		return;
	}
	for (size_t i = at; i < in->b.n; i++)
		if (in->b.p[i] == '\n')
			in->b.p[i] = ' ';
	struct buf close = buf_make(w->a);
	buf_puts(&close, "](");
	escape_dest(&close, url);
	buf_putc(&close, ')');
	struct str open = STR("[");
	if (at && in->b.p[at - 1] == '!')
		insert(&in->b, at++ - 1, STR("\\"));
	surround(in, at, open, buf_str(&close));
	in->close_at = 0;
}

/* --- code and marks ---------------------------------------------------------------------- */

static void code(struct writer *w, struct inl *in, size_t node)
{
	if (in->code) {
		inline_children(w, in, node);
		return;
	}
	struct buf raw = buf_make(w->a);
	dom_put_text(&raw, &w->h->dom, node);
	struct str all = buf_str(&raw), s = dom_collapse(w->a, all);
	if (!s.n)
		return;
	if (all.p[0] == ' ' && !ends_blank(&in->b))
		buf_putc(&in->b, ' ');
	/* two spans of code that touch would be read as one */
	if (in->b.n && in->b.p[in->b.n - 1] == '`')
		buf_putc(&in->b, ' ');
	bool cell = in->where == ESCAPE_CELL || in->where == ESCAPE_LINK_CELL;
	escape_code(&in->b, s, cell);
	if (all.p[all.n - 1] == ' ')
		buf_putc(&in->b, ' ');
}

static void math(struct writer *w, struct inl *in, size_t node)
{
	struct str tex = math_tex(w->a, &w->h->dom, node);
	if (tex.n)
		put_tex(in, tex, "$");
}

/* The reading of a ruby word stands in parentheses, whether the page has them (rp) or not. */
static void reading(struct writer *w, struct inl *in, size_t node)
{
	const struct dom *d = &w->h->dom;
	size_t next = dom_next_element(d, node);
	bool has = next != DOM_NONE && d->v[next].tag == TAG_RP;
	if (!has)
		buf_putc(&in->b, '(');
	inline_children(w, in, node);
	if (!has)
		buf_putc(&in->b, ')');
}

/* --- elements ---------------------------------------------------------------------------- */

/* An element that says nothing but its content; a block is set apart. */
static void other(struct writer *w, struct inl *in, size_t node)
{
	const struct dom *d = &w->h->dom;
	if (!html_shows_block(d, node)) {
		struct buf *b = &in->b;
		size_t at = b->n;
		inline_children(w, in, node);
		/* of a caption the text and the credit: their style sets them apart */
		if (at && b->n > at && d->v[d->v[node].parent].tag == TAG_FIGCAPTION &&
			is_word(first_cp(tail(b, at))) && b->p[at - 1] != ' ' &&
			b->p[at - 1] != '\n' && d->v[node - 1].tag == TAG_TEXT &&
			str_find_byte(STR(".!?)"), b->p[at - 1]) != STR_NPOS)
			insert(b, at, STR(" "));
		return;
	}
	if (in->in_cell && in->b.n && !ends_blank(&in->b))
		hard_break(in);
	else if (!ends_blank(&in->b))
		buf_putc(&in->b, ' ');
	inline_children(w, in, node);
	if (!ends_blank(&in->b) && !in->in_cell)
		buf_putc(&in->b, ' ');
}

static void element(struct writer *w, struct inl *in, size_t node)
{
	const struct dom *d = &w->h->dom;
	switch (d->v[node].tag) {
	case TAG_B:
	case TAG_STRONG: emphasis(w, in, node, STYLE_STRONG); break;
	case TAG_I:
	case TAG_EM: emphasis(w, in, node, STYLE_EM); break;
	case TAG_S:
	case TAG_STRIKE:
	case TAG_DEL: emphasis(w, in, node, STYLE_STRIKE); break;
	case TAG_MARK: wrapped(w, in, node, "==", "=="); break;
	case TAG_SUP: wrapped(w, in, node, "<sup>", "</sup>"); break;
	case TAG_SUB: wrapped(w, in, node, "<sub>", "</sub>"); break;
	case TAG_Q: wrapped(w, in, node, "\"", "\""); break;
	case TAG_A: link(w, in, node); break;
	case TAG_CODE:
	case TAG_TT:
	case TAG_SAMP: code(w, in, node); break;
	case TAG_RT: reading(w, in, node); break;
	case TAG_BR: hard_break(in); break;
	case TAG_IMG:
		if (!in->code)
			image_put(w, &in->b, node, in->where);
		break;
	case TAG_VIDEO:
	case TAG_AUDIO:
	case TAG_IFRAME:
	case TAG_EMBED:
	case TAG_OBJECT:
		if (!embed_put(w, &in->b, node, in->where) && d->v[node].tag == TAG_OBJECT)
			inline_children(w, in, node);
		break;
	case TAG_OTHER:
		if (!str_starts(d->v[node].text, STR("lite-")) ||
			!embed_put(w, &in->b, node, in->where))
			other(w, in, node);
		break;
	case TAG_INPUT: /* what is beside it is set apart */
		if (!ends_blank(&in->b))
			buf_putc(&in->b, ' ');
		break;
	case TAG_SVG:
	case TAG_HR: break;
	case TAG_PRE: code(w, in, node); break;
	default: other(w, in, node);
	}
}

/* A reference; brackets that the text has around it go, since it has its own. */
static void put_ref(struct writer *w, struct inl *in, size_t node, unsigned note)
{
	const struct dom *d = &w->h->dom;
	struct buf *b = &in->b;
	size_t next = d->v[node].end;
	bool shut = next < d->n && d->v[next].tag == TAG_TEXT &&
		d->v[next].parent == d->v[node].parent && str_starts(d->v[next].text, STR("]"));
	if (shut && b->n && b->p[b->n - 1] == '[') {
		b->n -= b->n > 1 && b->p[b->n - 2] == '\\' ? 2 : 1;
		in->shut = true;
	}
	notes_put_ref(w->notes, b, note);
}

void inline_node(struct writer *w, struct inl *in, size_t node)
{
	const struct dom_node *n = &w->h->dom.v[node];
	unsigned note;
	if (w->h->gone[node])
		return;
	if (n->tag == TAG_TEXT)
		put_words(w, in, n->text);
	else if (w->notes && notes_is_ref(w->notes, node, &note))
		put_ref(w, in, node, note);
	else if (math_is(&w->h->dom, node))
		math(w, in, node);
	else
		element(w, in, node);
}

void inline_children(struct writer *w, struct inl *in, size_t node)
{
	const struct dom *d = &w->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end)
		inline_node(w, in, k);
}

struct str inline_all(struct writer *w, size_t node, enum escape_in where)
{
	struct inl in = {.b = buf_make(w->a), .where = where};
	in.in_cell = where == ESCAPE_CELL;
	inline_children(w, &in, node);
	return str_trim(buf_str(&in.b));
}
