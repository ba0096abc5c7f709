/* html_notes.c - writing footnotes.
 *
 * Order: marks, references, the text of a note without its own mark and arrows, definitions. */
#include "doc/html_notes.h"

#include "base/text.h"
#include "doc/html_write.h"

/* --- marks ------------------------------------------------------------------------------- */

static struct str without_brackets(struct str s)
{
	s = str_trim(s);
	if (s.n > 2 &&
		((s.p[0] == '[' && s.p[s.n - 1] == ']') || (s.p[0] == '(' && s.p[s.n - 1] == ')')))
		s = str_trim(str_sub(s, 1, s.n - 1));
	return s;
}

bool notes_is_mark(struct str s)
{
	static const char *const signs[] = {"*", "**", "***", "\xe2\x80\xa0", "\xe2\x80\xa1",
		"\xc2\xa7", "\xc2\xb6", "\xe2\x80\xa0\xe2\x80\xa0"};
	s = without_brackets(s);
	if (!s.n || s.n > 8)
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_eqz(s, signs[i]))
			return true;
	if (str_starts(s, STR("note ")) || str_starts(s, STR("nb ")))
		s = str_from(s, str_find_byte(s, ' ') + 1);
	size_t digits = 0, letters = 0;
	for (size_t i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		letters += (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z');
	}
	return digits + letters == s.n &&
		(letters == 0 ? digits <= 4 : letters <= 2 && digits <= 3);
}

bool notes_is_arrow(struct str s)
{
	static const char *const arrows[] = {"\xe2\x86\xa9", "\xe2\x86\x91", "^", "\xe2\x86\xb5",
		"\xe2\xa4\xb4", "\xe2\x86\x90", "\xc2\xab", "back", "return", "\xe2\x8f\x8e",
		"\xf0\x9f\x94\x99", "\xe2\x86\xba", "jump back", "jump up"};
	s = without_brackets(s);
	for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
		if (str_istarts(s, str_of(arrows[i])))
			return s.n <= str_of(arrows[i]).n + 14;
	return false;
}

/* --- references -------------------------------------------------------------------------- */

bool notes_is_ref(const struct html_notes *n, size_t node, unsigned *note)
{
	*note = n->ref[node];
	return *note != 0 && (*note)-- != 0;
}

void notes_put_ref(struct html_notes *n, struct buf *b, unsigned note)
{
	struct html_note *x = &n->notes.v[note];
	if (!x->number) {
		VEC_PUSH(n->h->a, &n->order, note);
		x->number = (unsigned)n->order.n;
	}
	buf_printf(b, "[^%u]", x->number);
}

/* --- the text of a note ------------------------------------------------------------------ */

static bool is_back_link(const struct html_notes *n, size_t a)
{
	const struct dom *d = &n->h->dom;
	struct str href = dom_attr(d, a, "href"), text = dom_line(n->h->a, d, a);
	size_t hash = str_find_byte(href, '#');
	struct str class = dom_attr(d, a, "class");
	if (str_ifind(class, STR("backref")) != STR_NPOS ||
		str_ifind(class, STR("backlink")) != STR_NPOS ||
		str_ifind(class, STR("footnote-back")) != STR_NPOS ||
		str_eqz(dom_attr(d, a, "role"), "doc-backlink"))
		return true;
	bool script = str_istarts(href, STR("javascript:"));
	if (hash == STR_NPOS && !script)
		return false;
	return notes_is_arrow(text) || notes_is_mark(text) || text.n == 0;
}

/* Takes the mark at the start of a note and what leads back to the text out of sight. */
static void hide_marks(struct html_notes *n, size_t node)
{
	const struct dom *d = &n->h->dom;
	bool started = false;
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		if (d->v[k].tag == TAG_TEXT) {
			started = started || !str_blank(d->v[k].text);
			continue;
		}
		struct str line = dom_line(n->h->a, d, k);
		if (str_starts(line, STR("\xe2\x86\xb5")))
			line = str_from(line, 3); /* an arrow before the number (HighWire) */
		if (str_ends(line, STR(":")))
			line = str_sub(line, 0, line.n - 1);
		bool is_mark_element = d->v[k].tag == TAG_SUP || d->v[k].tag == TAG_A ||
			d->v[k].tag == TAG_SPAN || d->v[k].tag == TAG_B ||
			d->v[k].tag == TAG_STRONG || d->v[k].tag == TAG_LABEL;
		bool mark = !started && is_mark_element && !html_has_blocks(n->h, k) &&
			notes_is_mark(line);
		bool back = d->v[k].tag == TAG_A && is_back_link(n, k);
		if (mark || back ||
			(d->v[k].tag == TAG_SUP && notes_is_arrow(dom_line(n->h->a, d, k)))) {
			n->h->gone[k] = GONE_MOVED;
			k = d->v[k].end - 1;
		}
	}
}

/* What is left of a mark in front: "1. ", ". ", "^ ". */
static struct str trim_note(struct str s)
{
	s = str_trim(s);
	size_t i = 0, close = str_find(s, STR("]"));
	if (str_starts(s, STR("\\[")) && close != STR_NPOS && close > 2 &&
		notes_is_mark(str_sub(s, 2, close - (s.p[close - 1] == '\\'))))
		s = str_trim(str_from(s, close + 1)); /* "[1] " */
	if (str_ends(s, STR("\\[]")))
		s = str_trim(str_sub(s, 0, s.n - 3)); /* around a link back */
	if (str_starts(s, STR("\\[]")))
		s = str_trim(str_from(s, 3)); /* around its own mark */
	while (i < s.n && i < 3 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ')' || s.p[i] == ':') && i + 1 < s.n &&
		s.p[i + 1] == ' ')
		s = str_trim(str_from(s, i + 1));
	if (str_starts(s, STR("^ ")))
		s = str_trim(str_from(s, 2));
	return s;
}

/* --- definitions ------------------------------------------------------------------------- */

/* Blocks of text that are left in it. */
static size_t count_paragraphs(const struct html_page *h, size_t node)
{
	const struct dom *d = &h->dom;
	size_t n = 0;
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		if (h->gone[k])
			k = d->v[k].end - 1;
		else if (html_shows_block(d, k) && !html_has_blocks(h, k) &&
			html_sum_of(h, k).words)
			n++;
	}
	return n;
}

/* The text of a note that is no element. */
static struct str flat_text(struct writer *w, struct html_notes *n, const struct html_note *x)
{
	const struct dom *d = &n->h->dom;
	struct inl in = {.b = buf_make(w->a)};
	for (size_t k = x->node; k < x->until; k = d->v[k].end) {
		n->h->gone[k] = GONE_KEPT;
		bool mark = d->v[k].tag == TAG_A && notes_is_mark(dom_line(w->a, d, k)) &&
			!dom_has(d, k, "href");
		if (!mark)
			inline_node(w, &in, k);
		n->h->gone[k] = GONE_MOVED;
	}
	return trim_note(buf_str(&in.b));
}

static void write_note(struct writer *w, struct html_notes *n, const struct html_note *x)
{
	struct str marker = str_printf(w->a, "[^%u]: ", x->number);
	size_t paragraphs = 0;
	if (!x->until) {
		n->h->gone[x->node] = GONE_KEPT;
		hide_marks(n, x->node);
		paragraphs = count_paragraphs(n->h, x->node);
	}
	writer_begin(w, OUT_OTHER);
	struct out_saved s = writer_push(w, marker, STR("    "));
	w->tight = false;
	if (paragraphs > 1) {
		write_children(w, x->node);
	} else {
		struct str text = x->until ? flat_text(w, n, x)
					   : trim_note(inline_all(w, x->node, ESCAPE_TEXT));
		if (text.n)
			writer_paragraph(w, text);
	}
	if (w->lead_due) /* nothing came of it, yet something refers to it */
		writer_line(w, STR(""));
	writer_pop(w, s);
	w->last = OUT_OTHER;
	n->h->gone[x->node] = GONE_MOVED;
}

void notes_write(struct writer *w, struct html_notes *n)
{
	for (size_t i = 0; i < n->order.n; i++) /* notes may refer to notes: the list grows */
		write_note(w, n, &n->notes.v[n->order.v[i]]);
}
