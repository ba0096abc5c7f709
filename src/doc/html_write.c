/* html_write.c - blocks of a page as Markdown.
 *
 * Order: paragraphs of loose inline content, headings, lists, quotes, figures, the
 * table of elements, the whole page. An inline element that holds blocks is treated as a block. */
#include "doc/html_write.h"

#include "base/text.h"
#include "doc/html_callout.h"
#include "doc/html_comments.h"
#include "doc/html_notes.h"
#include "doc/html_posts.h"

#define MAX_PREFIX 80 /* bytes of quote signs and indentation; what is deeper is written flat */

/* --- paragraphs -------------------------------------------------------------------------- */

static bool is_flow(const struct html_page *h, size_t node)
{
	const struct dom *d = &h->dom;
	struct callout c;
	if (d->v[node].tag == TAG_TEXT)
		return false;
	if (d->v[node].tag == TAG_OTHER && callout_is(h, node, &c))
		return true;
	return html_shows_block(d, node) || html_has_blocks(h, node) || code_is_block(h, node) ||
		math_is_display(d, node) || posts_at(h->posts, node);
}

static struct str with_link(struct writer *w, struct str text)
{
	if (!w->link.n || !text.n || str_find(text, STR("](")) != STR_NPOS)
		return text;
	struct buf b = buf_make(w->a);
	buf_putc(&b, '[');
	for (size_t i = 0; i < text.n; i++)
		buf_putc(&b, text.p[i] == '\n' ? ' ' : text.p[i]);
	buf_puts(&b, "](");
	escape_dest(&b, w->link);
	buf_putc(&b, ')');
	w->link = STR("");
	return buf_str(&b);
}

static void write_math(struct writer *w, size_t node);

/* The picture of a formula that is all of the children from..to; DOM_NONE when they are anything else. */
static size_t lone_formula(const struct html_page *h, size_t from, size_t to)
{
	const struct dom *d = &h->dom;
	size_t only = DOM_NONE;
	for (size_t k = from; k < to; k = d->v[k].end) {
		bool empty = h->gone[k] || d->v[k].tag == TAG_BR ||
			(d->v[k].tag == TAG_TEXT && str_blank(d->v[k].text));
		if (!empty && only != DOM_NONE)
			return DOM_NONE;
		only = empty ? only : k;
	}
	if (only == DOM_NONE || d->v[only].tag == TAG_TEXT)
		return DOM_NONE;
	if (d->v[only].tag == TAG_IMG && math_is(d, only))
		return only;
	return d->v[only].tag == TAG_SPAN ? lone_formula(h, only + 1, d->v[only].end) : DOM_NONE;
}

/* The children from..to (none of them a block) as one paragraph. */
static void write_inline_run(struct writer *w, size_t from, size_t to)
{
	size_t up = w->h->dom.v[from].parent;
	size_t math = w->h->dom.v[up].tag == TAG_LI ? DOM_NONE : lone_formula(w->h, from, to);
	if (math != DOM_NONE) { /* set apart on the page */
		write_math(w, math);
		return;
	}
	struct arena_mark mark = arena_mark(w->a);
	struct inl in = {.b = buf_make(w->a), .where = w->link.n ? ESCAPE_LINK : ESCAPE_TEXT};
	for (size_t k = from; k < to; k = w->h->dom.v[k].end)
		inline_node(w, &in, k);
	struct str text = str_trim(buf_str(&in.b));
	if (text.n)
		writer_paragraph(w, with_link(w, text));
	arena_release(w->a, mark);
}

void write_children(struct writer *w, size_t node)
{
	const struct dom *d = &w->h->dom;
	size_t from = DOM_NONE;
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end) {
		if (w->h->gone[k])
			continue;
		if (!is_flow(w->h, k)) {
			from = from == DOM_NONE ? k : from;
			continue;
		}
		if (from != DOM_NONE)
			write_inline_run(w, from, k);
		from = DOM_NONE;
		write_node(w, k);
	}
	if (from != DOM_NONE)
		write_inline_run(w, from, d->v[node].end);
}

/* --- headings ---------------------------------------------------------------------------- */

/* A heading that links to itself is no link. */
static struct str unwrap_anchor(struct str text)
{
	size_t dest = str_find(text, STR("](#"));
	if (!str_starts(text, STR("[")) || dest == STR_NPOS ||
		str_find_byte(str_from(text, dest), ')') != text.n - dest - 1)
		return text;
	return str_sub(text, 1, dest);
}

static void write_heading(struct writer *w, size_t node)
{
	unsigned level = (unsigned)(w->h->dom.v[node].tag - TAG_H1) + 1;
	struct inl in = {.b = buf_make(w->a), .where = w->link.n ? ESCAPE_LINK : ESCAPE_TEXT};
	in.on[STYLE_STRONG] = true; /* all of a heading is bold */
	inline_children(w, &in, node);
	struct str text = str_trim(buf_str(&in.b));
	if (!text.n)
		return;
	text = str_trim(str_replace(w->a, text, STR("\n"), STR(" ")));
	bool image = str_starts(text, STR("![")) && text.p[text.n - 1] == ')' &&
		str_find_from(text, 2, STR("![")) == STR_NPOS;
	if (image) {
		writer_paragraph(w, text);
		return;
	}
	text = unwrap_anchor(text);
	level = level < 2 ? 2 : level;
	struct buf b = buf_make(w->a);
	buf_fill(&b, '#', level);
	buf_putc(&b, ' ');
	buf_put(&b, with_link(w, text));
	/* a closing run of "#" would be read as markup */
	if (b.p[b.n - 1] == '#')
		b.p[b.n - 1] = '\\', buf_putc(&b, '#');
	writer_begin(w, OUT_OTHER);
	writer_line(w, buf_str(&b));
}

/* --- lists ------------------------------------------------------------------------------- */

/* The box of a task at the start of an item; DOM_NONE when it is none. */
static size_t task_box(const struct dom *d, size_t li)
{
	for (size_t k = li + 1; k < d->v[li].end; k++) {
		if (d->v[k].tag == TAG_INPUT)
			return str_ieq(dom_attr(d, k, "type"), STR("checkbox")) ? k : DOM_NONE;
		if (d->v[k].tag == TAG_TEXT && !str_blank(d->v[k].text))
			return DOM_NONE;
	}
	return DOM_NONE;
}

static bool is_list(enum html_tag tag)
{
	return tag == TAG_UL || tag == TAG_OL || tag == TAG_MENU || tag == TAG_DIR;
}

/* An item is loose when paragraphs inside it need blank lines between them. */
static bool is_loose(const struct html_page *h, size_t list)
{
	const struct dom *d = &h->dom;
	for (size_t li = list + 1; li < d->v[list].end; li = d->v[li].end) {
		size_t n = 0;
		for (size_t k = li + 1; k < d->v[li].end; k = d->v[k].end)
			n += d->v[k].tag == TAG_P && html_sum_of(h, k).words > 0;
		if (n > 1)
			return true;
	}
	return false;
}

/* From an element or text of a list up to end: an item, or what stands loose between items. */
static void write_item(struct writer *w, size_t li, size_t end, struct str marker, bool tight)
{
	const struct dom *d = &w->h->dom;
	struct arena_mark mark = arena_mark(w->a);
	struct buf m = buf_make(w->a);
	buf_put(&m, marker);
	size_t box = d->v[li].tag == TAG_LI ? task_box(d, li) : DOM_NONE;
	if (box != DOM_NONE)
		buf_puts(&m, dom_has(d, box, "checked") ? "[x] " : "[ ] ");
	struct buf indent = buf_make(w->a);
	buf_fill(&indent, ' ', marker.n);
	size_t before = w->out.n;
	struct out_saved s = writer_push(w, buf_str(&m), buf_str(&indent));
	w->tight = tight;
	if (d->v[li].tag == TAG_LI || d->v[li].tag == TAG_DD)
		write_children(w, li);
	else if (is_flow(w->h, li))
		write_node(w, li);
	else
		write_inline_run(w, li, end);
	writer_pop(w, s);
	w->last = w->out.n > before ? OUT_BULLETS : w->last;
	arena_release(w->a, mark);
}

/* A container that came to nothing gives back the markers that wait for a line. */
static void restore_lead(struct writer *w, bool due, struct str lead)
{
	w->lead_due = due;
	w->lead.n = 0;
	buf_put(&w->lead, lead);
}

static bool has_items(const struct html_page *h, size_t list)
{
	for (size_t k = list + 1; k < h->dom.v[list].end; k = h->dom.v[k].end)
		if (h->dom.v[k].tag == TAG_LI && !h->gone[k])
			return true;
	return false;
}

/* The end of the text and inline elements that start with child k of a list; of a block, its own. */
static size_t loose_end(const struct html_page *h, size_t list, size_t k)
{
	const struct dom *d = &h->dom;
	size_t end = d->v[k].end;
	if (d->v[k].tag == TAG_LI || is_flow(h, k))
		return end;
	while (end < d->v[list].end && d->v[end].tag != TAG_LI && !is_flow(h, end))
		end = d->v[end].end;
	return end;
}

static void write_list(struct writer *w, size_t list)
{
	const struct dom *d = &w->h->dom;
	if (!has_items(w->h, list)) { /* it only indents */
		write_children(w, list);
		return;
	}
	bool ordered = d->v[list].tag == TAG_OL;
	enum out_kind kind = ordered ? OUT_NUMBERS : OUT_BULLETS, before = w->last;
	bool tight = !is_loose(w->h, list), any = false;
	char mark = ordered ? '.' : '-';
	if (before == kind && w->last_mark == mark)
		mark = ordered ? ')' : '*';
	int64_t number = 1;
	if (ordered &&
		(!str_to_i64(dom_attr(d, list, "start"), &number) || number < 0 ||
			number > 99999999))
		number = 1;
	for (size_t k = list + 1, end; k < d->v[list].end; k = end) {
		end = d->v[k].end;
		if (w->h->gone[k] || (d->v[k].tag == TAG_TEXT && str_blank(d->v[k].text)))
			continue;
		end = loose_end(w->h, list, k);
		if (is_list(d->v[k].tag) && !any) { /* in front of the first item */
			write_node(w, k);
			continue;
		}
		struct buf m = buf_make(w->a);
		if (ordered)
			buf_printf(&m, "%lld%c ", (long long)number, mark);
		else
			buf_printf(&m, "%c ", mark);
		size_t at = w->out.n;
		if (!any || !tight)
			writer_begin(w, kind);
		size_t begun = w->out.n;
		bool due = w->lead_due;
		struct str lead = str_dup(w->a, buf_str(&w->lead));
		if (is_list(d->v[k].tag)) { /* a list that is not in an item */
			struct out_saved s = writer_push(w, STR(""), STR("  "));
			w->lead_due = false;
			w->tight = true;
			w->last = OUT_TEXT;
			write_node(w, k);
			writer_pop(w, s);
		} else {
			write_item(w, k, end, buf_str(&m), tight);
		}
		if (w->out.n == begun) { /* nothing came of it */
			w->out.n = at;
			restore_lead(w, due, lead);
			w->last = any ? kind : before;
			continue;
		}
		any = true;
		number++;
	}
	w->last = any ? kind : before;
	w->last_mark = any ? mark : w->last_mark;
}

/* A term is bold, what it means follows. */
static void write_term(struct writer *w, size_t dt)
{
	struct str text = inline_all(w, dt, ESCAPE_TEXT);
	bool marked = str_find(text, STR("](")) != STR_NPOS || str_starts(text, STR("`")) ||
		str_find(text, STR("**")) != STR_NPOS || str_find(text, STR("\n")) != STR_NPOS;
	if (!text.n)
		return;
	writer_paragraph(w, marked ? text : str_printf(w->a, "**" STR_FMT "**", STR_ARG(text)));
}

/* --- quotes ------------------------------------------------------------------------------ */

static void write_quote(struct writer *w, size_t node)
{
	size_t at = w->out.n;
	enum out_kind before = w->last;
	bool due = w->lead_due;
	struct str lead = str_dup(w->a, buf_str(&w->lead));
	writer_begin(w, OUT_OTHER);
	size_t begun = w->out.n;
	struct out_saved s = writer_push(w, STR("> "), STR("> "));
	w->tight = false;
	write_children(w, node);
	bool nothing = w->out.n == begun;
	writer_pop(w, s);
	w->last = nothing ? before : OUT_OTHER;
	if (nothing) {
		w->out.n = at;
		restore_lead(w, due, lead);
	}
}

/* --- other blocks ------------------------------------------------------------------------ */

static void write_media(struct writer *w, size_t node)
{
	struct buf b = buf_make(w->a);
	if (embed_put(w, &b, node, ESCAPE_TEXT))
		writer_paragraph(w, buf_str(&b));
}

static void write_math(struct writer *w, size_t node)
{
	struct str tex = math_tex(w->a, &w->h->dom, node);
	if (!tex.n)
		return;
	writer_begin(w, OUT_OTHER);
	writer_line(w, STR("$$"));
	writer_lines(w, tex);
	writer_line(w, STR("$$"));
}

static void write_link_block(struct writer *w, size_t node)
{
	struct str saved = w->link, url = html_url(w->h, w->a, dom_attr(&w->h->dom, node, "href"));
	if (inline_is_anchor(w->h, node))
		return;
	if (url.n && url.p[0] != '#')
		w->link = url;
	write_children(w, node);
	w->link = saved;
}

static void write_rule(struct writer *w)
{
	if (w->last == OUT_NONE && !w->lead_due && !w->out.n)
		return;
	writer_begin(w, OUT_OTHER);
	/* behind a list marker "---" would be read as one rule with it */
	writer_line(w, w->lead_due ? STR("___") : STR("---"));
}

static void write_summary(struct writer *w, size_t node)
{
	struct str text = inline_all(w, node, ESCAPE_TEXT);
	if (html_has_blocks(w->h, node))
		write_children(w, node);
	else if (text.n)
		writer_paragraph(w,
			str_find(text, STR("**")) != STR_NPOS
				? text
				: str_printf(w->a, "**" STR_FMT "**", STR_ARG(text)));
}

/* The items of a list may be posts: then it is no list. */
static bool holds_posts(const struct html_page *h, size_t list)
{
	const struct html_posts *p = h->posts;
	size_t low = 0, high = p ? p->n : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->v[middle].node > list)
			high = middle;
		else
			low = middle + 1;
	}
	return p && low < p->n && p->v[low].node < h->dom.v[list].end;
}

static void write_element(struct writer *w, size_t node)
{
	switch (w->h->dom.v[node].tag) {
	case TAG_H1:
	case TAG_H2:
	case TAG_H3:
	case TAG_H4:
	case TAG_H5:
	case TAG_H6: write_heading(w, node); break;
	case TAG_UL:
	case TAG_OL:
	case TAG_MENU:
	case TAG_DIR:
		if (w->comments && comments_inside(w->comments, node) && holds_posts(w->h, node))
			write_children(w, node);
		else
			write_list(w, node);
		break;
	case TAG_DT: write_term(w, node); break;
	case TAG_BLOCKQUOTE:
		if (!callout_quote_write(w, node))
			write_quote(w, node);
		break;
	case TAG_TABLE:
		if (!table_write(w, node))
			write_children(w, node);
		break;
	case TAG_HR: write_rule(w); break;
	case TAG_A: write_link_block(w, node); break;
	case TAG_SUMMARY: write_summary(w, node); break;
	case TAG_VIDEO:
	case TAG_AUDIO:
	case TAG_IFRAME: write_media(w, node); break;
	case TAG_SVG: break;
	default: write_children(w, node);
	}
}

void write_node(struct writer *w, size_t node)
{
	if (w->h->gone[node])
		return;
	struct arena_mark mark = arena_mark(w->a);
	struct callout callout;
	bool shallow = w->prefix.n < MAX_PREFIX;
	w->depth++;
	if (code_is_block(w->h, node))
		code_write(w, node);
	else if (math_is_display(&w->h->dom, node))
		write_math(w, node);
	else if (!shallow)
		write_children(w, node);
	else if (w->comments && comments_is(w->comments, node))
		comments_write(w, w->comments, node);
	else if (callout_is(w->h, node, &callout))
		callout_write(w, node, &callout);
	else
		write_element(w, node);
	w->depth--;
	arena_release(w->a, mark);
}

/* --- the page ---------------------------------------------------------------------------- */

struct str html_write(struct arena *a, struct html_page *h)
{
	struct writer w = {.a = arena_make(), .h = h}; /* freed below: nothing of it stays */
	w.out = buf_make(a);
	w.prefix = buf_make(h->a);
	w.lead = buf_make(h->a);
	w.delims = math_delims_of(&h->dom);
	code_frames(h);
	w.notes = notes_find(h);
	w.comments = comments_find(h);
	buf_reserve(&w.out, 4096 + (size_t)h->sum[h->n_runs].chars * 2);
	write_children(&w, h->body);
	buf_trim_right(&w.out);
	if (str_ends(buf_str(&w.out), STR("\n\n---"))) { /* it set apart what is not there */
		w.out.n -= 3;
		buf_trim_right(&w.out);
	}
	if (w.out.n)
		buf_putc(&w.out, '\n');
	if (w.notes)
		notes_write(&w, w.notes);
	buf_trim_right(&w.out);
	if (w.out.n)
		buf_putc(&w.out, '\n');
	arena_free(w.a);
	return buf_str(&w.out);
}
