/* html_explain.c - what of a page was kept and dropped, with shares, for a person to read.
 *
 * Order: places, one stretch, the report. A stretch is a series of runs with one fate. */
#include "base/text.h"
#include "doc/html_judge.h"
#include "doc/html_posts.h"

#define MAX_BACK 65536 /* bytes of a report that still grows */
#define SHOWN_WORDS 10

static const char *const reasons[] = {
#define X(reason, name) name,
	HTML_REASONS(X)
#undef X
};

/* --- places ------------------------------------------------------------------------------ */

/* "div.sidebar" */
static void put_name(struct buf *b, const struct dom *d, size_t i)
{
	buf_put(b, dom_name(d, i));
	struct str id = text_cut(dom_attr(d, i, "id"), 40),
		   class = str_trim(dom_attr(d, i, "class"));
	if (id.n) {
		buf_putc(b, '#');
		buf_put(b, id);
		return;
	}
	size_t end = str_find_byte(class, ' ');
	if (class.n) {
		buf_putc(b, '.');
		buf_put(b, text_cut(str_sub(class, 0, end), 40));
	}
}

/* The lowest node above both runs. */
static size_t above_both(const struct dom *d, size_t x, size_t y)
{
	while (!(y >= x && y < d->v[x].end))
		x = d->v[x].parent;
	return x;
}

static void put_place(struct buf *b, const struct html_page *h, size_t node)
{
	size_t way[4], n = 0;
	for (; n < 4 && node && node != h->body; node = h->dom.v[node].parent)
		way[n++] = node;
	if (!n)
		buf_puts(b, "body");
	while (n--) {
		put_name(b, &h->dom, way[n]);
		if (n)
			buf_puts(b, " > ");
	}
}

/* --- one stretch ------------------------------------------------------------------------- */

static void put_words(struct buf *b, const struct html_page *h, size_t run)
{
	const struct html_run *r = &h->run[run];
	struct buf text = buf_make(h->a);
	for (size_t i = r->first; i <= r->last && text.n < 400; i++)
		if (h->dom.v[i].tag == TAG_TEXT)
			buf_put(&text, h->dom.v[i].text);
	struct str s = dom_collapse(h->a, buf_str(&text));
	size_t words = 0, end = 0;
	for (; end < s.n && words < SHOWN_WORDS; end++)
		words += s.p[end] == ' ';
	buf_puts(b, "  \"");
	buf_put(b, str_trim(str_sub(s, 0, end)));
	buf_puts(b, end < s.n ? " ...\"" : "\"");
}

static void put_stretch(
	struct buf *b, const struct html_page *h, enum html_reason fate, size_t from, size_t to)
{
	uint32_t words = h->sum[to].words - h->sum[from].words, all = h->sum[h->n_runs].words;
	if (!words)
		return;
	buf_printf(b, "%c %5.1f %%  ", fate == GONE_KEPT ? '+' : '-', 100.0 * words / all);
	if (fate != GONE_KEPT)
		buf_printf(b, "%s: ", reasons[fate]);
	put_place(b, h, above_both(&h->dom, h->run[from].box, h->run[to - 1].box));
	put_words(b, h, from);
	buf_putc(b, '\n');
}

/* --- the report -------------------------------------------------------------------------- */

static void put_choice(struct buf *b, const struct html_page *h, const char *name, size_t node)
{
	buf_printf(b, "%s: ", name);
	if (node == DOM_NONE)
		buf_puts(b, "none");
	else
		put_place(b, h, node);
	buf_putc(b, '\n');
}

struct str html_explain(struct html_page *h, const struct html_choices *c, const uint8_t *fate)
{
	static const char *const kinds[] = {"unknown", "article", "product", "thread", "listing"};
	struct buf b = buf_make(h->a);
	uint32_t kept = 0, all = h->sum[h->n_runs].words;
	for (size_t i = 0; i < h->n_runs; i++)
		kept += fate[i] == GONE_KEPT ? h->run[i].n.words : 0;
	buf_printf(&b, "kept %u of %u words (%.0f %%); the page says of itself: %s\n", kept, all,
		all ? 100.0 * kept / all : 0, kinds[html_kind_of(h)]);
	put_choice(&b, h, "semantic container", c->main);
	put_choice(&b, h, "best scored", c->scored);
	put_choice(&b, h, "best sum", c->sum);
	put_choice(&b, h, "repeated posts", c->posts);
	if (h->posts)
		buf_printf(&b, "posts with author and date: %zu\n", h->posts->n);
	for (size_t i = 0; i < h->n_runs;) {
		size_t end = i + 1;
		while (end < h->n_runs && fate[end] == fate[i])
			end++;
		put_stretch(&b, h, (enum html_reason)fate[i], i, end);
		i = end;
	}
	return buf_str(&b);
}

void html_explain_back(struct html_page *h, size_t node, const char *what)
{
	if (!h->explain || h->explained.n > MAX_BACK)
		return;
	struct buf b = buf_make(h->a);
	buf_put(&b, h->explained);
	buf_printf(&b, "+ after all, %s: ", what);
	put_place(&b, h, node);
	buf_puts(&b, "  \"");
	buf_put(&b, text_cut(dom_line(h->a, &h->dom, node), 60));
	buf_puts(&b, "\"\n");
	h->explained = buf_str(&b);
}
