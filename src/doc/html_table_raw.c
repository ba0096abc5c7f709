/* html_table_raw.c - a table that GFM cannot hold, as HTML: each row a line, no line empty.
 *
 * Only elements of the list below come through, without attributes but spans and alignment, so that
 * nothing in it acts or loads; of others the words stay. Order: text, attributes, elements, tables. */
#include "base/text.h"
#include "doc/html_write.h"

/* --- text -------------------------------------------------------------------------------- */

/* Blanks say nothing behind the tags of blocks. */
static bool opens_block(struct str s)
{
	static const char *const tags[] = {"<tr>", "td>", "th>", "ul>", "ol>", "li>", "p>", "dl>",
		"dt>", "dd>", "<br>", "table>", "pre>", "quote>"};
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (str_ends(s, str_of(tags[i])))
			return true;
	return false;
}

static void put_words(struct buf *b, struct str s, bool pre)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
		if (c == '<')
			buf_puts(b, "&lt;");
		else if (c == '>')
			buf_puts(b, "&gt;");
		else if (c == '&')
			buf_puts(b, "&amp;");
		else if (c == '\n' && pre)
			buf_puts(b, "&#10;");
		else if (!blank || pre)
			buf_putc(b, blank ? ' ' : c);
		else if (b->n && b->p[b->n - 1] != ' ' && !opens_block(buf_str(b)))
			buf_putc(b, ' ');
	}
}

/* --- attributes -------------------------------------------------------------------------- */

static void put_span(struct buf *b, const struct dom *d, size_t cell, const char *name)
{
	int64_t n;
	if (str_to_i64(str_trim(dom_attr(d, cell, name)), &n) && n > 1 && n <= 100)
		buf_printf(b, " %s=\"%lld\"", name, (long long)n);
}

static void put_align(struct buf *b, const struct dom *d, size_t cell)
{
	static const char *const sides[] = {"left", "center", "right"};
	struct str style = dom_attr(d, cell, "style"), align = dom_attr(d, cell, "align");
	size_t at = str_ifind(style, STR("text-align:"));
	if (at != STR_NPOS)
		align = str_trim(str_from(style, at + 11));
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		if (str_istarts(align, str_of(sides[i])))
			buf_printf(b, " align=\"%s\"", sides[i]);
}

/* --- elements ---------------------------------------------------------------------------- */

static const struct {
	enum html_tag tag;
	const char *name;
} kept[] = {
	{TAG_CAPTION, "caption"},
	{TAG_TD, "td"},
	{TAG_TH, "th"},
	{TAG_UL, "ul"},
	{TAG_MENU, "ul"},
	{TAG_OL, "ol"},
	{TAG_LI, "li"},
	{TAG_DL, "dl"},
	{TAG_DT, "dt"},
	{TAG_DD, "dd"},
	{TAG_P, "p"},
	{TAG_BLOCKQUOTE, "blockquote"},
	{TAG_PRE, "pre"},
	{TAG_CODE, "code"},
	{TAG_B, "strong"},
	{TAG_STRONG, "strong"},
	{TAG_H1, "strong"},
	{TAG_H2, "strong"},
	{TAG_H3, "strong"},
	{TAG_H4, "strong"},
	{TAG_H5, "strong"},
	{TAG_H6, "strong"},
	{TAG_I, "em"},
	{TAG_EM, "em"},
	{TAG_S, "s"},
	{TAG_DEL, "s"},
	{TAG_SUB, "sub"},
	{TAG_SUP, "sup"},
};

static const char *name_of(enum html_tag tag)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (kept[i].tag == tag)
			return kept[i].name;
	return NULL;
}

static void put_node(struct writer *w, struct buf *b, size_t i, bool pre);

static void put_children(struct writer *w, struct buf *b, size_t node, bool pre)
{
	const struct dom *d = &w->h->dom;
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end)
		put_node(w, b, k, pre);
}

static void put_rows(struct writer *w, struct buf *b, size_t table, const char *end)
{
	const struct dom *d = &w->h->dom;
	for (size_t k = table + 1; k < d->v[table].end;) {
		enum html_tag tag = d->v[k].tag;
		bool group = tag == TAG_TBODY || tag == TAG_THEAD || tag == TAG_TFOOT;
		if (!w->h->gone[k] && tag == TAG_TR) {
			buf_puts(b, "<tr>");
			put_children(w, b, k, false);
			buf_puts(b, "</tr>");
			buf_puts(b, end);
		} else if (!w->h->gone[k] && tag == TAG_CAPTION) {
			put_node(w, b, k, false);
			buf_puts(b, end);
		}
		k = group && !w->h->gone[k] ? k + 1 : d->v[k].end;
	}
}

static void put_kept(struct writer *w, struct buf *b, size_t i, const char *name, bool pre)
{
	const struct dom *d = &w->h->dom;
	enum html_tag tag = d->v[i].tag;
	buf_printf(b, "<%s", name);
	if (tag == TAG_TD || tag == TAG_TH) {
		put_span(b, d, i, "colspan");
		put_span(b, d, i, "rowspan");
		put_align(b, d, i);
	}
	buf_putc(b, '>');
	put_children(w, b, i, pre || tag == TAG_PRE);
	while (!pre && b->n && b->p[b->n - 1] == ' ')
		b->n--;
	buf_printf(b, "</%s>", name);
}

static void put_node(struct writer *w, struct buf *b, size_t i, bool pre)
{
	const struct dom_node *n = &w->h->dom.v[i];
	const char *name = name_of(n->tag);
	if (w->h->gone[i])
		return;
	if (n->tag == TAG_TEXT) {
		put_words(b, n->text, pre);
	} else if (math_is(&w->h->dom, i)) {
		put_words(b,
			str_printf(w->a, "$" STR_FMT "$", STR_ARG(math_tex(w->a, &w->h->dom, i))),
			false);
	} else if (n->tag == TAG_TABLE) {
		buf_puts(b, "<table>");
		put_rows(w, b, i, "");
		buf_puts(b, "</table>");
	} else if (n->tag == TAG_IMG) {
		put_words(b, dom_attr(&w->h->dom, i, "alt"), false);
	} else if (n->tag == TAG_BR) {
		buf_puts(b, pre ? "&#10;" : "<br>");
	} else if (name) {
		put_kept(w, b, i, name, pre);
	} else if (!(html_tag_flags(n->tag) & IS_SILENT)) {
		bool apart = dom_is_block(&w->h->dom, i) && b->n && b->p[b->n - 1] != '>';
		buf_puts(b, apart ? "<br>" : "");
		put_children(w, b, i, pre);
	}
}

/* --- tables ------------------------------------------------------------------------------ */

void table_write_raw(struct writer *w, size_t table)
{
	struct buf b = buf_make(w->a);
	writer_begin(w, OUT_OTHER);
	writer_line(w, STR("<table>"));
	put_rows(w, &b, table, "\n");
	writer_lines(w, buf_str(&b));
	writer_line(w, STR("</table>"));
}
