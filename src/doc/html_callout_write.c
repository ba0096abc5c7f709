/* html_callout_write.c - callouts as Markdown, and that they outlive the search for the content.
 *
 * Order: icons, the line that opens a callout, its content, marks in quotes, keeping. */
#include "base/text.h"
#include "doc/html_callout.h"

#define MAX_FRAMES 4 /* elements around a callout that hold nothing else */

/* --- icons ------------------------------------------------------------------------------- */

static const struct {
	const char *sign, *type;
} signs[] = {
	{"\xf0\x9f\x92\xa1", "tip"}, /* a bulb */
	{"\xe2\x9a\xa0", "warning"}, {"\xf0\x9f\x9a\xa7", "warning"}, /* works on a road */
	{"\xe2\x84\xb9", "info"}, {"\xf0\x9f\x93\x98", "info"}, /* a blue book */
	{"\xe2\x9d\x97", "important"}, {"\xe2\x9d\x95", "important"},
	{"\xf0\x9f\x9a\xa8", "danger"}, /* a police light */
	{"\xf0\x9f\x9a\xab", "danger"}, /* no entry */
	{"\xe2\x9b\x94", "danger"}, {"\xe2\x9c\x85", "success"},
	{"\xf0\x9f\x91\x8d", "success"}, /* a thumb */
	{"\xe2\x9d\x8c", "failure"}, {"\xe2\x9d\x93", "question"}, {"\xf0\x9f\x90\x9b", "bug"},
	{"\xf0\x9f\x93\x9d", "note"}, /* a memo */
	{"\xf0\x9f\x93\x8c", "note"}, /* a pin */
	{"\xf0\x9f\x97\x92", "note"}, /* a pad */
};

static const char *type_of_sign(struct str s)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, str_of(signs[i].sign)))
			return signs[i].type;
	return NULL;
}

/* Takes the icon in front out of sight. A sign that tells the type of a plain callout says no more
 * than the type; another one is given back. */
static struct str take_icon(struct writer *w, size_t node, struct callout *c)
{
	const struct dom *d = &w->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		if (d->v[k].tag == TAG_TEXT && !str_blank(d->v[k].text))
			break;
		if (d->v[k].tag == TAG_TEXT || w->h->gone[k] || !callout_is_icon(d, k))
			continue;
		struct str sign = dom_line(w->a, d, k);
		if (d->v[k].tag != TAG_IMG)
			w->h->gone[k] = GONE_MOVED;
		const char *type = sign.n && c->plain ? type_of_sign(sign) : NULL;
		if (type) {
			c->type = str_of(type);
			c->plain = false;
		} else if (sign.n && c->plain) {
			return sign;
		}
		k = d->v[k].end - 1;
	}
	return STR("");
}

/* --- the line that opens it -------------------------------------------------------------- */

static bool is_microsoft(const struct dom *d, size_t node)
{
	return str_ifind(dom_attr(d, node, "class"), STR("is-")) != STR_NPOS;
}

/* "Note" read out before a title of its own. */
static void hide_spoken(struct writer *w, size_t title)
{
	static const char *const classes[] = {
		"sr-only", "screen-reader-only", "visually-hidden", "visuallyhidden"};
	const struct dom *d = &w->h->dom;
	for (size_t k = title + 1; k < d->v[title].end; k++)
		for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
			if (d->v[k].tag == TAG_SPAN && dom_has_class(d, k, classes[i]) &&
				d->v[k].end < d->v[title].end &&
				dom_line(w->a, d, k).n < dom_line(w->a, d, title).n)
				w->h->gone[k] = GONE_REPEAT;
}

/* The title's text, "" when it says no more than the type. */
static struct str title_text(struct writer *w, size_t node, size_t title, struct callout *c)
{
	hide_spoken(w, title);
	struct str text = str_replace(w->a, inline_all(w, title, ESCAPE_TEXT), STR("\n"), STR(" "));
	w->h->gone[title] = GONE_MOVED;
	if (str_starts(text, STR("**")) && str_ends(text, STR("**")) && text.n > 4 &&
		str_find_from(text, 2, STR("**")) == text.n - 2)
		text = str_sub(text, 2, text.n - 2);
	struct str word = text.n && text.p[text.n - 1] == ':' ? str_sub(text, 0, text.n - 1) : text;
	const char *type = callout_type_of(word);
	if (type && (c->plain || (c->colour && is_microsoft(&w->h->dom, node))))
		c->type = str_of(type);
	return str_ieq(word, c->type) || (type && str_eqz(c->type, type)) ? STR("") : text;
}

/* --- content ----------------------------------------------------------------------------- */

/* A table that only puts the icon beside the text: its cells one after another. */
static void write_content(struct writer *w, size_t node)
{
	const struct dom *d = &w->h->dom;
	size_t table = d->v[node].tag == TAG_TABLE ? node : dom_first_element(d, node);
	if (table == DOM_NONE || d->v[table].tag != TAG_TABLE ||
		(table != node && dom_next_element(d, table) != DOM_NONE)) {
		write_children(w, node);
		return;
	}
	for (size_t k = table + 1; k < d->v[table].end; k++)
		if (d->v[k].tag == TAG_TD || d->v[k].tag == TAG_TH) {
			if (!w->h->gone[k])
				write_children(w, k);
			k = d->v[k].end - 1;
		}
}

/* "x" at the corner of the box. */
static void hide_buttons(struct writer *w, size_t node)
{
	const struct dom *d = &w->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k++) {
		enum html_tag tag = d->v[k].tag;
		bool close = (tag == TAG_BUTTON || tag == TAG_A) &&
			(dom_has_class(d, k, "close") || dom_has_class(d, k, "btn-close") ||
				dom_has(d, k, "data-dismiss") || dom_has(d, k, "data-bs-dismiss"));
		if (close || (tag == TAG_BUTTON && dom_line(w->a, d, k).n <= 2))
			w->h->gone[k] = GONE_FORM;
	}
}

void callout_write(struct writer *w, size_t node, const struct callout *found)
{
	struct callout c = *found;
	struct html_sum n = html_sum_of(w->h, node);
	if (!n.words && !n.images &&
		(html_shows_block(&w->h->dom, node) || html_is_gone(w->h, node)))
		return; /* what it said went elsewhere */
	size_t inner = dom_first_element(&w->h->dom, node);
	struct callout same;
	if (inner != DOM_NONE && dom_next_element(&w->h->dom, inner) == DOM_NONE &&
		callout_is(w->h, inner, &same)) { /* one box in another */
		write_children(w, node);
		return;
	}
	hide_buttons(w, node);
	size_t title = callout_title(w->h, node);
	struct str sign = take_icon(w, node, &c), text = STR("");
	if (title != DOM_NONE && !html_is_gone(w->h, title))
		text = title_text(w, node, title, &c);
	struct buf b = buf_make(w->a);
	buf_puts(&b, "[!");
	buf_put(&b, c.type);
	buf_putc(&b, ']');
	if (c.fold)
		buf_putc(&b, c.fold);
	if (sign.n)
		buf_printf(&b, " " STR_FMT, STR_ARG(sign));
	if (text.n)
		buf_printf(&b, " " STR_FMT, STR_ARG(text));
	writer_begin(w, OUT_OTHER);
	struct out_saved s = writer_push(w, STR("> "), STR("> "));
	w->tight = false;
	writer_line(w, buf_str(&b));
	write_content(w, node);
	writer_pop(w, s);
	w->last = OUT_OTHER;
}

/* --- marks in quotes --------------------------------------------------------------------- */

/* The text that opens a quote; DOM_NONE when something else does. */
static size_t first_text(const struct dom *d, size_t quote)
{
	size_t k = quote + 1;
	while (k < d->v[quote].end &&
		(d->v[k].tag == TAG_P || (d->v[k].tag == TAG_TEXT && str_blank(d->v[k].text))))
		k++;
	return k < d->v[quote].end && d->v[k].tag == TAG_TEXT ? k : DOM_NONE;
}

bool callout_quote_write(struct writer *w, size_t quote)
{
	struct dom *d = &w->h->dom;
	size_t at = first_text(d, quote);
	struct str s = at == DOM_NONE ? STR("") : str_trim(d->v[at].text);
	size_t end = str_find_byte(s, ']');
	if (!str_starts(s, STR("[!")) || end == STR_NPOS || end > 20)
		return false;
	const char *type = callout_type_of(str_sub(s, 2, end));
	if (!type)
		return false;
	struct str line, rest = str_from(s, end + 1), whole = d->v[at].text;
	if (!str_line(&rest, &line))
		line = STR("");
	struct buf b = buf_make(w->a);
	buf_printf(&b, "[!%s] ", type);
	escape_inline(&b, str_trim(line), ESCAPE_TEXT);
	writer_begin(w, OUT_OTHER);
	struct out_saved saved = writer_push(w, STR("> "), STR("> "));
	w->tight = false;
	writer_line(w, str_trim_right(buf_str(&b)));
	d->v[at].text = rest; /* the mark is read only here: what follows sees the rest */
	write_children(w, quote);
	d->v[at].text = whole;
	writer_pop(w, saved);
	w->last = OUT_OTHER;
	return true;
}

/* --- keeping ----------------------------------------------------------------------------- */

/* Some of it was taken for no content, or is folded away. */
static bool lost_some(const struct html_page *h, size_t i)
{
	for (size_t k = i; k < h->dom.v[i].end; k++)
		if (h->gone[k] == GONE_OUTSIDE || (h->gone[k] == GONE_HIDDEN && k == i))
			return true;
	return false;
}

static bool is_text_block(enum html_tag tag)
{
	return tag == TAG_P || tag == TAG_UL || tag == TAG_OL || tag == TAG_DL || tag == TAG_PRE ||
		tag == TAG_TABLE || tag == TAG_BLOCKQUOTE || tag == TAG_FIGURE ||
		(tag >= TAG_H2 && tag <= TAG_H6);
}

/* Text beside it in the same container is kept. */
static bool among_kept(const struct html_page *h, size_t i)
{
	const struct dom *d = &h->dom;
	for (int level = 0; level < MAX_FRAMES && i > h->body; level++) {
		size_t up = d->v[i].parent;
		bool alone = true;
		for (size_t k = up + 1; k < d->v[up].end; k = d->v[k].end) {
			bool words = k != i && html_sum_of(h, k).words > 0;
			if (words && is_text_block(d->v[k].tag))
				return true;
			alone = alone && !words;
		}
		if (!alone)
			return false;
		i = up;
	}
	return false;
}

/* What pages tell their visitors in a box, whatever they read. */
static bool is_notice(struct html_page *h, size_t i)
{
	static const char *const words[] = {"cookie", "newsletter", "subscribe", "sign up",
		"log in", "sign in", "javascript", "your browser", "your cart", "donat"};
	struct arena_mark m = arena_mark(h->a);
	struct str s = dom_line(h->a, &h->dom, i);
	bool found = text_count_words(s) < 3;
	for (size_t k = 0; k < sizeof words / sizeof *words && !found; k++)
		found = str_ifind(s, str_of(words[k])) != STR_NPOS;
	arena_release(h->a, m);
	return found;
}

/* The part of a folded callout that its page hides until it is clicked. */
static void unfold(struct html_page *h, size_t i, bool *changed)
{
	const struct dom *d = &h->dom;
	for (size_t k = i + 1; k < d->v[i].end; k++)
		if (h->gone[k] == GONE_HIDDEN && d->v[k].tag != TAG_TEXT &&
			!(html_tag_flags(d->v[k].tag) & (IS_SILENT | IS_INPUT)) &&
			str_ifind(dom_attr(d, k, "class"), STR("content")) != STR_NPOS) {
			h->gone[k] = GONE_KEPT;
			*changed = true;
		}
}

void callouts_keep(struct html_page *h)
{
	const struct dom *d = &h->dom;
	bool changed = false;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		struct callout c;
		if (d->v[i].tag == TAG_TEXT || !html_sum_of(h, d->v[i].parent).words ||
			!callout_is(h, i, &c) || html_is_gone(h, i))
			continue;
		bool kept = html_sum_of(h, i).words > 0;
		if (lost_some(h, i) && among_kept(h, i) && !(c.weak && is_notice(h, i))) {
			for (size_t k = i; k < d->v[i].end; k++)
				if (h->gone[k] == GONE_OUTSIDE)
					h->gone[k] = GONE_KEPT;
			kept = changed = true;
			html_explain_back(h, i, "a callout among kept text");
		}
		if (kept && !c.weak)
			unfold(h, i, &changed);
		i = d->v[i].end - 1;
	}
	if (changed)
		html_count(h);
}
