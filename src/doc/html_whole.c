/* html_whole.c - parts that are content as a whole or not at all, once most of a page is chosen.
 *
 * Runs are judged one by one; a list of links loses single items then, and a heading of few words is
 * dropped between paragraphs that stay. Order: lists, headings. */
#include "doc/html_page.h"

/* --- lists ------------------------------------------------------------------------------- */

static bool is_list(enum html_tag tag)
{
	return tag == TAG_UL || tag == TAG_OL;
}

/* Leaves that were taken for no content. */
static bool lost_any(const struct html_page *h, size_t from, size_t end)
{
	for (size_t k = from; k < end; k++)
		if (h->gone[k] == GONE_OUTSIDE)
			return true;
	return false;
}

/* Of an item its own words are kept: those before a list inside it. */
static bool item_kept(const struct html_page *h, size_t li)
{
	const struct dom *d = &h->dom;
	size_t inner = li + 1;
	while (inner < d->v[li].end && !is_list(d->v[inner].tag))
		inner++;
	size_t end = inner < d->v[li].end ? inner : d->v[li].end;
	for (size_t r = h->run_at[li]; r < h->n_runs && h->run[r].first < end; r++)
		if (h->run[r].n.words && h->run[r].first > li)
			return true;
	return false;
}

/* Nothing but text and lists inside: posts and cards are made of more. */
static bool is_plain(const struct html_page *h, size_t list)
{
	const struct dom *d = &h->dom;
	for (size_t k = list + 1; k < d->v[list].end; k++) {
		enum html_tag tag = d->v[k].tag;
		bool fits = is_list(tag) || tag == TAG_LI || tag == TAG_P || tag == TAG_BR;
		if (tag != TAG_TEXT && !fits &&
			(dom_is_block(d, k) || tag == TAG_IMG || tag == TAG_SVG))
			return false;
	}
	return true;
}

void lists_keep(struct html_page *h)
{
	const struct dom *d = &h->dom;
	bool changed = false;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (!is_list(d->v[i].tag) || h->gone[i] || !html_sum_of(h, i).words)
			continue;
		size_t all = 0, kept = 0;
		for (size_t k = i + 1; k < d->v[i].end; k = d->v[k].end)
			if (d->v[k].tag == TAG_LI && !h->gone[k]) {
				all++;
				kept += item_kept(h, k);
			}
		if (kept * 2 <= all || !lost_any(h, i, d->v[i].end) || !is_plain(h, i))
			continue;
		for (size_t k = i; k < d->v[i].end; k++)
			if (h->gone[k] == GONE_OUTSIDE)
				h->gone[k] = GONE_KEPT;
		changed = true;
		html_explain_back(h, i, "as part of its list");
		i = d->v[i].end - 1;
	}
	if (changed)
		html_count(h);
}

/* --- headings ---------------------------------------------------------------------------- */

/* What all characters of a heading were taken for. */
static bool is_outside(const struct html_page *h, size_t heading)
{
	bool any = false;
	for (size_t k = heading + 1; k < h->dom.v[heading].end; k++)
		if (h->dom.v[k].tag == TAG_TEXT && !str_blank(h->dom.v[k].text)) {
			if (h->gone[k] != GONE_OUTSIDE)
				return false;
			any = true;
		}
	return any;
}

/* A card's heading leads to another page. */
static bool leads_away(const struct dom *d, size_t heading)
{
	size_t a = dom_find(d, heading, TAG_A);
	if (a == DOM_NONE)
		a = dom_up(d, heading, TAG_A);
	return a != DOM_NONE && !str_starts(dom_attr(d, a, "href"), STR("#"));
}

void headings_keep(struct html_page *h)
{
	const struct dom *d = &h->dom;
	bool before = false, changed = false; /* the leaf before is kept */
	size_t waits = DOM_NONE; /* a heading behind such a leaf */
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		enum html_tag tag = d->v[i].tag;
		bool leaf = tag == TAG_TEXT && !str_blank(d->v[i].text);
		if (h->gone[i] && h->gone[i] != GONE_OUTSIDE) {
			i = d->v[i].end - 1;
			continue;
		}
		if (tag >= TAG_H2 && tag <= TAG_H6 && before && is_outside(h, i) &&
			!leads_away(d, i)) {
			waits = i;
			i = d->v[i].end - 1;
			before = false; /* of two in a row the second heads the text */
			continue;
		}
		if (!leaf)
			continue;
		before = h->gone[i] == GONE_KEPT;
		if (before && waits != DOM_NONE)
			html_explain_back(h, waits, "a heading of kept text");
		for (size_t k = waits; before && waits != DOM_NONE && k < d->v[waits].end; k++)
			if (h->gone[k] == GONE_OUTSIDE) {
				h->gone[k] = GONE_KEPT;
				changed = true;
			}
		waits = DOM_NONE;
	}
	if (changed)
		html_count(h);
}
