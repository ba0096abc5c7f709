/* html_stats.c - one pass over the DOM: what is hidden, runs of text, and their prefix sums.
 *
 * Order: hidden parts, counting the characters of a leaf, cutting runs, sums. */
#include "base/text.h"
#include "base/vec.h"
#include "doc/html_page.h"

#define NOSCRIPT_WORDS 40 /* less is a request to turn scripts on */
#define PROSE_WORDS 8 /* a run shorter than this is no sentence */

/* --- hidden ------------------------------------------------------------------------------ */

static bool style_has(struct str style, const char *property, const char *value)
{
	struct str rest = style, one, name = str_of(property);
	while (str_cut(&rest, ';', &one)) {
		one = str_trim(one);
		if (!str_istarts(one, name))
			continue;
		one = str_trim(str_from(one, name.n));
		if (one.n && one.p[0] == ':' &&
			str_istarts(str_trim(str_from(one, 1)), str_of(value)))
			return true;
	}
	return false;
}

static bool is_hidden(const struct dom *d, size_t i)
{
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_TEXT)
		return false;
	if (html_tag_flags(tag) & IS_SILENT)
		return tag != TAG_IFRAME && tag != TAG_SVG &&
			!(tag == TAG_TEMPLATE && dom_has(d, i, "shadowrootmode")) &&
			!(tag == TAG_SCRIPT && str_istarts(dom_attr(d, i, "type"), STR("math/")));
	if (!d->v[i].n_attr)
		return false;
	if (str_eqz(dom_attr(d, i, "role"), "tooltip"))
		return true; /* until the pointer rests on its button */
	struct str style = dom_attr(d, i, "style");
	return (dom_has(d, i, "hidden") &&
		       !str_ieq(dom_attr(d, i, "hidden"), STR("until-found"))) ||
		(style.n &&
			(style_has(style, "display", "none") ||
				style_has(style, "visibility", "hidden")));
}

/* Parts that a script moves into view once the page runs: React's streamed boundaries. */
static bool is_streamed(const struct dom *d, size_t i)
{
	return d->v[i].tag == TAG_DIV && str_starts(dom_attr(d, i, "id"), STR("S:"));
}

/* A <noscript> that holds the picture whose place a script fills later. */
static bool is_lazy_image(const struct dom *d, size_t i)
{
	size_t up = d->v[i].parent, img = dom_find(d, i, TAG_IMG);
	if (img == DOM_NONE || dom_up(d, i, TAG_HEAD) != DOM_NONE)
		return false;
	for (size_t k = i + 1; k < d->v[i].end; k++)
		if (d->v[k].tag == TAG_TEXT && !str_blank(d->v[k].text))
			return false;
	for (size_t k = up + 1; k < d->v[up].end; k = k == i ? d->v[i].end : k + 1)
		if (k != i && d->v[k].tag == TAG_IMG)
			return false;
	return dom_has(d, img, "alt");
}

static void mark_hidden(struct html_page *h, bool noscript_shown)
{
	const struct dom *d = &h->dom;
	for (size_t i = 1; i < d->n; i++) {
		bool hidden = is_hidden(d, i) && !is_streamed(d, i);
		if (d->v[i].tag == TAG_NOSCRIPT && noscript_shown &&
			dom_up(d, i, TAG_HEAD) == DOM_NONE)
			hidden = false;
		if (d->v[i].tag == TAG_NOSCRIPT && hidden && is_lazy_image(d, i))
			hidden = false;
		h->gone[i] = hidden ? GONE_HIDDEN : GONE_KEPT;
		if (hidden)
			i = d->v[i].end - 1;
	}
}

/* --- counting ---------------------------------------------------------------------------- */

struct counter {
	struct html_page *h;
	VEC(struct html_run) runs;
	struct html_run now;
	bool open; /* now holds something */
	bool in_word;
	unsigned breaks; /* <br> since the last leaf */
	size_t link_end; /* leaves before this node are link text */
};

static bool ends_sentence(uint32_t cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == 0x3002 || cp == 0xff01 ||
		cp == 0xff1f || cp == 0x2026 || cp == 0x0964 || cp == 0x061f || cp == 0x06d4;
}

static bool is_comma(uint32_t cp)
{
	return cp == ',' || cp == ';' || cp == 0xff0c || cp == 0x3001 || cp == 0x060c ||
		cp == 0xff1b;
}

static void count_char(struct counter *c, uint32_t cp, bool link, bool *was_end)
{
	struct html_run *r = &c->now;
	bool space = cp <= ' ' || cp == 0xa0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200b);
	if (space) {
		r->n.ends += *was_end && c->in_word;
		c->in_word = false;
		*was_end = false;
		return;
	}
	r->n.chars++;
	r->n.link_chars += link;
	r->n.commas += is_comma(cp);
	r->digits += cp >= '0' && cp <= '9';
	bool cjk = cp >= 0x2e80 && text_is_cjk(cp);
	if (cjk || !c->in_word) {
		r->n.words++;
		r->n.link_words += link;
		r->capitals += (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && text_is_upper(cp));
	}
	bool end = ends_sentence(cp);
	r->n.ends += end && cp >= 0x80;
	*was_end = end && cp < 0x80;
	c->in_word = !cjk;
}

static void count_text(struct counter *c, size_t i)
{
	struct str s = c->h->dom.v[i].text;
	bool link = i < c->link_end, was_end = false;
	for (size_t p = 0; p < s.n;) {
		unsigned char b = (unsigned char)s.p[p];
		uint32_t cp = b < 0x80 ? (p++, (uint32_t)b) : text_next(s, &p);
		count_char(c, cp, link, &was_end);
	}
	c->now.n.ends += was_end;
}

static void leaf(struct counter *c, size_t i)
{
	if (!c->open)
		c->now.first = (uint32_t)i;
	c->open = true;
	c->breaks = 0;
	c->now.last = (uint32_t)i;
}

static void end_run(struct counter *c, size_t box)
{
	if (c->open && (c->now.n.words || c->now.n.images)) {
		struct html_sum *n = &c->now.n;
		c->now.box = (uint32_t)box;
		n->runs = n->words > 0;
		uint32_t free_words = n->words - n->link_words;
		if (n->words >= PROSE_WORDS && n->ends && free_words * 2 >= n->words)
			n->prose = free_words;
		VEC_PUSH(c->h->a, &c->runs, c->now);
	}
	c->now = (struct html_run){0};
	c->open = false;
	c->in_word = false;
}

bool html_is_gone(const struct html_page *h, size_t node)
{
	for (;; node = h->dom.v[node].parent) {
		if (h->gone[node])
			return true;
		if (!node)
			return false;
	}
}

bool html_shows_block(const struct dom *d, size_t i)
{
	if (dom_is_block(d, i))
		return true;
	enum html_tag tag = d->v[i].tag;
	bool picture = tag == TAG_IMG || tag == TAG_SVG || tag == TAG_VIDEO || tag == TAG_AUDIO ||
		tag == TAG_IFRAME || tag == TAG_MATH; /* written where it stands */
	if (tag == TAG_TEXT || picture || !d->v[i].n_attr)
		return false;
	struct str style = dom_attr(d, i, "style");
	return style.n &&
		(style_has(style, "display", "block") || style_has(style, "display", "flex") ||
			style_has(style, "display", "grid"));
}

static bool blank_text(const struct dom_node *n)
{
	return n->tag == TAG_TEXT && str_blank(n->text);
}

/* --- runs -------------------------------------------------------------------------------- */

/* The nearest block at or above i. */
static size_t box_of(const struct dom *d, size_t i)
{
	while (i && !html_shows_block(d, i))
		i = d->v[i].parent;
	return i;
}

static void visit(struct counter *c, size_t i, size_t box)
{
	const struct dom *d = &c->h->dom;
	const struct dom_node *n = &d->v[i];
	if (n->tag == TAG_TEXT) {
		if (!blank_text(n))
			leaf(c, i);
		else if (!c->open)
			return;
		count_text(c, i);
		return;
	}
	if (n->tag == TAG_A && dom_has(d, i, "href")) {
		c->now.n.links++;
		c->link_end = n->end;
	}
	if (n->tag == TAG_IMG || n->tag == TAG_VIDEO || n->tag == TAG_IFRAME ||
		n->tag == TAG_AUDIO || n->tag == TAG_SVG || n->tag == TAG_MATH) {
		leaf(c, i);
		c->now.n.images++;
	}
	if (n->tag == TAG_BR) {
		c->in_word = false;
		if (++c->breaks == 2) /* an empty line: a paragraph of old pages */
			end_run(c, box);
	}
}

void html_count(struct html_page *h)
{
	const struct dom *d = &h->dom;
	struct counter c = {.h = h};
	h->run_at = ARENA_ARRAY(h->a, uint32_t, d->n + 1);
	h->blocks = ARENA_ARRAY(h->a, uint32_t, d->n + 1);
	size_t box = 0; /* innermost open block */
	for (size_t i = 0; i < d->n;) {
		while (box && i >= d->v[box].end) {
			end_run(&c, box);
			box = box_of(d, d->v[box].parent);
		}
		bool block = html_shows_block(d, i);
		if (block && !h->gone[i]) {
			end_run(&c, box);
			box = i;
		}
		size_t next = h->gone[i] || d->v[i].tag == TAG_SVG || d->v[i].tag == TAG_MATH
			? d->v[i].end
			: i + 1;
		for (size_t k = i; k < next; k++) {
			h->run_at[k] = (uint32_t)c.runs.n;
			h->blocks[k + 1] = h->blocks[k] + (k == i && block && !h->gone[i]);
		}
		if (!h->gone[i])
			visit(&c, i, box);
		i = next;
	}
	end_run(&c, box);
	h->run_at[d->n] = (uint32_t)c.runs.n;
	h->run = c.runs.v;
	h->n_runs = c.runs.n;
	h->sum = ARENA_ARRAY(h->a, struct html_sum, h->n_runs + 1);
	for (size_t i = 0; i < h->n_runs; i++) {
		const uint32_t *x = (const uint32_t *)&h->run[i].n;
		const uint32_t *s = (const uint32_t *)&h->sum[i];
		uint32_t *t = (uint32_t *)&h->sum[i + 1];
		for (size_t k = 0; k < sizeof *h->sum / sizeof *x; k++)
			t[k] = s[k] + x[k];
	}
}

struct html_sum html_sum_of(const struct html_page *h, size_t node)
{
	struct html_sum out;
	const uint32_t *x = (const uint32_t *)&h->sum[h->run_at[node]];
	const uint32_t *y = (const uint32_t *)&h->sum[h->run_at[h->dom.v[node].end]];
	uint32_t *t = (uint32_t *)&out;
	for (size_t k = 0; k < sizeof out / sizeof *x; k++)
		t[k] = y[k] - x[k];
	return out;
}

/* --- what a reader is shown -------------------------------------------------------------- */

static bool has_noscript_text(const struct dom *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].tag == TAG_NOSCRIPT && dom_find(d, i, TAG_P) != DOM_NONE)
			return true;
	return false;
}

/* Words and prose inside <noscript>, counted while it is shown. */
static struct html_sum noscript_sum(const struct html_page *h)
{
	struct html_sum all = {0};
	for (size_t i = h->body; i < h->dom.v[h->body].end; i++)
		if (h->dom.v[i].tag == TAG_NOSCRIPT && !h->gone[i]) {
			struct html_sum n = html_sum_of(h, i);
			all.words += n.words;
			all.prose += n.prose;
			i = h->dom.v[i].end - 1;
		}
	return all;
}

void html_count_shown(struct html_page *h)
{
	if (has_noscript_text(&h->dom)) {
		mark_hidden(h, true);
		html_count(h);
		struct html_sum in = noscript_sum(h), all = html_sum_of(h, h->body);
		if (in.words >= NOSCRIPT_WORDS && in.prose > (all.prose - in.prose))
			return;
	}
	mark_hidden(h, false);
	html_count(h);
}
