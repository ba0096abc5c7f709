/* html_notes_find.c - finding footnotes.
 *
 * Order: identifiers, blocks that hold a note, linked notes, notes beside the text, notes of scripts,
 * bare numbers, the whole. */
#include <string.h>

#include "base/text.h"
#include "doc/html_notes.h"

#define MAX_NOTES 5000
#define REF_NODES 40 /* inside an element that is all of a reference */
#define HEADING_WORDS 5 /* above notes */
#define FLAT_RUNS 6 /* paragraphs that a note may have where nothing marks its end */

/* --- identifiers ------------------------------------------------------------------------- */

static void read_ids(struct html_notes *n)
{
	const struct dom *d = &n->h->dom;
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].tag == TAG_TEXT || !d->v[i].n_attr)
			continue;
		struct str id = dom_attr(d, i, "id");
		if (!id.n && d->v[i].tag == TAG_A)
			id = dom_attr(d, i, "name");
		if (id.n) {
			struct map_entry *e = map_add(&n->ids, id, NULL);
			e->num = e->num ? e->num : i + 1;
		}
	}
}

static size_t by_id(const struct html_notes *n, struct str id)
{
	const struct map_entry *e = id.n ? map_find(&n->ids, id) : NULL;
	return e ? e->num - 1 : DOM_NONE;
}

static int hex(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : -1;
}

static struct str percent_decoded(struct arena *a, struct str s)
{
	if (str_find_byte(s, '%') == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		bool coded = s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 &&
			hex(s.p[i + 2]) >= 0;
		buf_putc(&b, coded ? (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])) : s.p[i]);
		i += coded ? 2 : 0;
	}
	return buf_str(&b);
}

/* What a link inside the page points to; DOM_NONE for all other links. */
static size_t target_of(const struct html_notes *n, size_t a)
{
	struct str href = str_trim(dom_attr(&n->h->dom, a, "href"));
	size_t hash = str_find_byte(href, '#');
	if (hash == STR_NPOS || hash + 1 >= href.n)
		return DOM_NONE;
	struct str id = str_from(href, hash + 1);
	size_t at = by_id(n, id);
	return at != DOM_NONE ? at : by_id(n, percent_decoded(n->h->a, id));
}

/* --- blocks that hold a note ------------------------------------------------------------- */

static bool is_heading(enum html_tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

/* The last cell of a table of one row; DOM_NONE for other tables. */
static size_t last_cell(const struct dom *d, size_t table)
{
	size_t cell = DOM_NONE, rows = 0;
	for (size_t k = table + 1; k < d->v[table].end; k++) {
		rows += d->v[k].tag == TAG_TR;
		if (d->v[k].tag == TAG_TD)
			cell = k;
	}
	return rows == 1 ? cell : DOM_NONE;
}

/* The block that a target stands for: itself, or the item or paragraph that it starts. */
static size_t note_block(const struct html_notes *n, size_t target)
{
	const struct dom *d = &n->h->dom;
	size_t i = target;
	for (int level = 0; level < 5 && i; level++) {
		enum html_tag tag = d->v[i].tag;
		if (tag == TAG_DT) { /* the number, its text behind (Sphinx) */
			size_t text = dom_next_element(d, i);
			return text != DOM_NONE && d->v[text].tag == TAG_DD ? text : DOM_NONE;
		}
		if (tag == TAG_TABLE && dom_has_class(d, i, "footnote"))
			return last_cell(d, i); /* docutils */
		if (is_heading(tag) || tag == TAG_BODY || tag == TAG_ARTICLE || tag == TAG_MAIN ||
			tag == TAG_TABLE || tag == TAG_SECTION)
			return DOM_NONE;
		bool whole = tag == TAG_LI || tag == TAG_DD || tag == TAG_P || tag == TAG_ASIDE ||
			tag == TAG_TR || tag == TAG_DIV || tag == TAG_BLOCKQUOTE;
		if (whole) {
			/* a paragraph that is all of an item stands for the item */
			size_t up = d->v[i].parent;
			if (tag == TAG_P && d->v[up].tag == TAG_LI && dom_first_element(d, up) == i)
				i = up;
			if (tag == TAG_DIV && dom_find(d, i, TAG_H2) != DOM_NONE)
				return DOM_NONE;
			return i;
		}
		i = d->v[i].parent;
	}
	return DOM_NONE;
}

static bool within(const struct dom *d, size_t outer, size_t i)
{
	return i >= outer && i < d->v[outer].end;
}

static bool in_note(const struct html_notes *n, size_t i)
{
	for (;; i = n->h->dom.v[i].parent) {
		if (n->def[i])
			return true;
		if (!i)
			return false;
	}
}

static uint32_t note_of(struct html_notes *n, size_t block)
{
	if (!n->def[block] && n->notes.n < MAX_NOTES) {
		struct html_note x = {.node = block};
		VEC_PUSH(n->h->a, &n->notes, x);
		n->def[block] = (uint32_t)n->notes.n;
	}
	return n->def[block];
}

/* --- linked notes ------------------------------------------------------------------------ */

static bool id_says_note(struct str id)
{
	static const char *const words[] = {
		"fn", "note", "foot", "ftn", "cite", "endn", "ref", "sdfoot", "bib", "mjx"};
	for (size_t i = 0; i + 1 < sizeof words / sizeof *words; i++)
		if (str_ifind(id, str_of(words[i])) != STR_NPOS)
			return true;
	return false;
}

/* Share of the items beside a block that links of the page point into. */
static bool in_list_of_targets(const struct html_notes *n, size_t block, const uint8_t *targets)
{
	const struct dom *d = &n->h->dom;
	size_t up = d->v[block].parent, all = 0, hit = 0;
	if (d->v[block].tag != TAG_LI && d->v[block].tag != TAG_P && d->v[block].tag != TAG_DIV)
		return false;
	for (size_t k = up + 1; k < d->v[up].end && all < 400; k = d->v[k].end) {
		if (d->v[k].tag != d->v[block].tag)
			continue;
		all++;
		hit += targets[k] != 0;
	}
	return hit >= 2 && hit * 10 >= all * 6;
}

static bool links_back(const struct html_notes *n, size_t block, size_t ref)
{
	const struct dom *d = &n->h->dom;
	for (size_t k = block; k < d->v[block].end; k++) {
		if (d->v[k].tag != TAG_A)
			continue;
		size_t t = target_of(n, k);
		/* at the reference, inside it or around it */
		if (t != DOM_NONE &&
			(within(d, t, ref) || within(d, ref, t) || (t < ref && ref - t < 6) ||
				(t > ref && t - ref < 4)))
			return html_sum_of(n->h, t).words < 8 || d->v[t].tag != TAG_P;
	}
	return false;
}

static int link_points(const struct html_notes *n, size_t a, size_t block, const uint8_t *targets)
{
	const struct dom *d = &n->h->dom;
	struct str href = dom_attr(d, a, "href"), text = dom_line(n->h->a, d, a);
	size_t hash = str_find_byte(href, '#');
	int points = 0;
	if (dom_up(d, a, TAG_SUP) != DOM_NONE || dom_find(d, a, TAG_SUP) != DOM_NONE)
		points += 2;
	if (dom_has(d, a, "data-footnote-ref") || str_eqz(dom_attr(d, a, "role"), "doc-noteref") ||
		str_eqz(dom_attr(d, a, "epub:type"), "noteref") ||
		str_eqz(dom_attr(d, a, "data-type"), "noteref"))
		points += 3;
	struct str class = dom_attr(d, a, "class");
	if (str_ifind(class, STR("footnote")) != STR_NPOS ||
		str_ifind(class, STR("noteref")) != STR_NPOS)
		points += 3;
	points += id_says_note(str_from(href, hash)) ? 2 : 0;
	points += text.n && text.p[0] == '[' ? 1 : 0;
	points += block > a ? 1 : 0;
	points += in_list_of_targets(n, block, targets) ? 2 : 0;
	points += links_back(n, block, a) ? 2 : 0;
	return points;
}

/* The element that a reference fills: the <sup> or <span> around the link, where that is all. */
static size_t whole_ref(const struct html_notes *n, size_t a)
{
	const struct dom *d = &n->h->dom;
	struct str text = dom_line(n->h->a, d, a);
	for (int level = 0; level < 3; level++) {
		size_t up = d->v[a].parent;
		bool wraps = d->v[up].tag == TAG_SUP || d->v[up].tag == TAG_SPAN ||
			d->v[up].tag == TAG_SMALL;
		if (!wraps || d->v[up].end - up > REF_NODES)
			break;
		struct str all = dom_line(n->h->a, d, up);
		bool framed = all.n == text.n + 2 &&
			str_find_byte(STR("[("), all.p[0]) != STR_NPOS &&
			str_eq(str_sub(all, 1, all.n - 1), text);
		if (!framed && !str_eq(all, text))
			break;
		a = up;
	}
	return a;
}

static void find_linked(struct html_notes *n)
{
	const struct dom *d = &n->h->dom;
	uint8_t *targets = ARENA_ARRAY(n->h->a, uint8_t, d->n);
	VEC(size_t) links = {0};
	for (size_t i = n->h->body; i < d->v[n->h->body].end; i++) {
		if (d->v[i].tag != TAG_A || n->h->gone[i])
			continue;
		size_t t = target_of(n, i);
		size_t block = t == DOM_NONE ? DOM_NONE : note_block(n, t);
		if (block == DOM_NONE || within(d, block, i))
			continue;
		struct str text = dom_line(n->h->a, d, i);
		if (!notes_is_mark(text))
			continue;
		targets[block] = 1;
		VEC_PUSH(n->h->a, &links, i);
	}
	for (size_t i = 0; i < links.n; i++) {
		size_t a = links.v[i], block = note_block(n, target_of(n, a));
		if (in_note(n, a) || n->ref[block] || link_points(n, a, block, targets) < 3)
			continue;
		/* a link out of a note back into the text has its target before it */
		if (block < a && links_back(n, block, a) && !n->def[block])
			continue;
		n->ref[whole_ref(n, a)] = note_of(n, block);
	}
}

/* --- notes set apart by empty lines ------------------------------------------------------- */

/* "[<a name=n1>1</a>] Text<br><br>" in a page without paragraphs: a run that an anchor opens. */
struct flat {
	size_t link, run, from; /* from: its first node, beside the anchor */
};

static bool is_flat(const struct html_notes *n, size_t a, struct flat *out)
{
	const struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	size_t t = target_of(n, a), run = t == DOM_NONE ? h->n_runs : h->run_at[t];
	if (run >= h->n_runs || t < a || d->v[t].tag != TAG_A || dom_has(d, t, "href") ||
		h->run[run].first + 3 < t || h->run[run].first > d->v[t].end)
		return false;
	struct str text = dom_line(h->a, d, a);
	if (!notes_is_mark(text) || !str_eq(text, dom_line(h->a, d, t)))
		return false;
	size_t first = h->run[run].first;
	*out = (struct flat){a, run, first < t ? first : t};
	return d->v[out->from].parent == d->v[t].parent;
}

/* "Notes" above the first of them. */
static void hide_flat_heading(struct html_page *h, size_t run)
{
	const struct dom *d = &h->dom;
	struct buf b = buf_make(h->a);
	if (!run || h->run[run - 1].n.words != 1)
		return;
	const struct html_run *r = &h->run[run - 1];
	for (size_t k = r->first; k <= r->last; k++)
		if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, d->v[k].text);
	struct str s = dom_collapse(h->a, buf_str(&b));
	if (!str_ieq(s, STR("notes")) && !str_ieq(s, STR("footnotes")))
		return;
	for (size_t k = r->first; k <= r->last; k++)
		if (d->v[k].tag == TAG_TEXT)
			h->gone[k] = GONE_MOVED;
}

static void add_flat(struct html_notes *n, const struct flat *x, size_t limit)
{
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	size_t end = x->from, up = d->v[x->from].parent;
	while (end < limit && end < d->v[up].end)
		end = d->v[end].end;
	uint32_t note = note_of(n, x->from);
	if (!note || n->notes.v[note - 1].until)
		return;
	n->notes.v[note - 1].until = end;
	for (size_t k = x->from; k < end; k = d->v[k].end) {
		n->def[k] = note;
		h->gone[k] = GONE_MOVED;
	}
}

static void find_flat(struct html_notes *n)
{
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	struct flat x;
	VEC(struct flat) v = {0};
	size_t *starts = NULL; /* by run: the link whose note it is, and one more */
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_A || h->gone[i] || n->ref[i] || !is_flat(n, i, &x))
			continue;
		starts = starts ? starts : ARENA_ARRAY(h->a, size_t, h->n_runs + 1);
		VEC_PUSH(h->a, &v, x);
		starts[x.run] = v.n;
	}
	for (size_t run = 0; v.n && run < h->n_runs; run++) {
		if (!starts[run])
			continue;
		const struct flat *now = &v.v[starts[run] - 1];
		size_t next = run + 1;
		while (next < h->n_runs && !starts[next])
			next++;
		size_t limit = (size_t)h->run[run].last + 1;
		if (next < h->n_runs && next < run + FLAT_RUNS)
			limit = v.v[starts[next] - 1].from;
		if (now == v.v || !n->notes.n)
			hide_flat_heading(h, run);
		add_flat(n, now, limit);
	}
	for (size_t i = 0; i < v.n; i++)
		if (n->def[v.v[i].from])
			n->ref[whole_ref(n, v.v[i].link)] = n->def[v.v[i].from];
}

/* --- notes beside the text --------------------------------------------------------------- */

/* An element that holds a note right where it is referred to. */
static bool is_beside(const struct dom *d, size_t i)
{
	static const char *const words[] = {"sidenote", "marginnote", "margin-note", "side-note",
		"ltx_note_outer", "footnote-content", "inline-footnote",
		"modern-footnotes-footnote__note"};
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_OTHER && str_eqz(d->v[i].text, "d-footnote"))
		return true;
	if ((tag != TAG_SPAN && tag != TAG_SMALL && tag != TAG_ASIDE && tag != TAG_OTHER) ||
		!d->v[i].n_attr)
		return false;
	struct str class = dom_attr(d, i, "class");
	for (size_t k = 0; k < sizeof words / sizeof *words && class.n; k++)
		if (dom_has_word(class, words[k]))
			return true;
	return tag == TAG_SPAN && (dom_has_word(class, "footnote") || dom_has_word(class, "aside"));
}

static bool is_beside_mark(const struct dom *d, size_t i)
{
	struct str class = dom_attr(d, i, "class");
	return d->v[i].tag == TAG_LABEL || d->v[i].tag == TAG_INPUT || d->v[i].tag == TAG_BUTTON ||
		str_ifind(class, STR("number")) != STR_NPOS ||
		dom_has_word(class, "ltx_note_mark") || d->v[i].tag == TAG_SUP;
}

static void find_beside(struct html_notes *n)
{
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag == TAG_TEXT || in_note(n, i) || !is_beside(d, i))
			continue;
		size_t up = d->v[i].parent;
		if (dom_has_class(d, up, "ltx_role_footnotemark")) { /* only its number counts */
			h->gone[i] = GONE_REPEAT;
			continue;
		}
		if (text_count_words(dom_line(h->a, d, i)) < 2)
			continue;
		/* its number, in front: hidden; the note itself stands for the reference */
		for (size_t k = up + 1; k < i; k = d->v[k].end)
			if (d->v[k].end <= i && d->v[k].tag != TAG_TEXT && is_beside_mark(d, k) &&
				d->v[k].end + 3 >= i)
				h->gone[k] = GONE_MOVED;
		uint32_t note = note_of(n, i);
		n->ref[i] = note;
		i = d->v[i].end - 1;
	}
}

/* --- notes of scripts, bare numbers ------------------------------------------------------ */

static unsigned number_of(struct str s)
{
	int64_t v;
	s = str_trim(s);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = str_sub(s, 1, s.n - 1);
	return s.n <= 3 && str_to_i64(s, &v) && v > 0 ? (unsigned)v : 0;
}

/* The block that shows note number x: known spellings of its id. */
static size_t numbered_id(const struct html_notes *n, unsigned x)
{
	static const char *const forms[] = {"footnote-%u", "footnote%u", "fn-%u", "fn%u", "note-%u",
		"note%u", "ftnt%u", "endnote-%u"};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str form = str_of(forms[i]);
		size_t at = str_find(form, STR("%u"));
		struct str id = str_printf(n->h->a, STR_FMT "%u", STR_ARG(str_sub(form, 0, at)), x);
		size_t node = by_id(n, id);
		if (node != DOM_NONE)
			return node;
	}
	return DOM_NONE;
}

/* An element that numbers a note where references are bare: raised, bold with a colon, or alone in an
 * item of a list of notes. */
static bool is_number_in_front(const struct html_notes *n, size_t block, size_t i)
{
	const struct dom *d = &n->h->dom;
	enum html_tag tag = d->v[i].tag;
	if (tag == TAG_SUP)
		return true;
	if (d->v[i].end - i > 4)
		return false;
	if (tag == TAG_STRONG || tag == TAG_B) {
		struct str s = dom_line(n->h->a, d, i);
		return s.n > 1 && s.n < 6 && s.p[s.n - 1] == ':';
	}
	struct str list = dom_attr(d, d->v[block].parent, "class");
	return tag == TAG_SPAN && d->v[block].tag == TAG_LI &&
		str_ifind(list, STR("footnote")) != STR_NPOS;
}

/* Blocks that start with a number, and items of lists in an aside. */
static void bare_definitions(struct html_notes *n, size_t *defs, size_t most)
{
	const struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		enum html_tag tag = d->v[i].tag;
		if (tag == TAG_OL && dom_up(d, i, TAG_ASIDE) != DOM_NONE) {
			unsigned x = number_of(dom_attr(d, i, "start"));
			x = x ? x : 1;
			for (size_t k = i + 1; k < d->v[i].end; k = d->v[k].end)
				if (d->v[k].tag == TAG_LI && x < most && !defs[x])
					defs[x++] = k;
		}
		if (tag != TAG_P && tag != TAG_LI && tag != TAG_DIV)
			continue;
		size_t first = i + 1;
		while (first < d->v[i].end && d->v[first].tag == TAG_TEXT &&
			str_blank(d->v[first].text))
			first++;
		if (first >= d->v[i].end || !is_number_in_front(n, i, first))
			continue;
		struct str mark = dom_line(h->a, d, first);
		if (str_ends(mark, STR(":")))
			mark = str_sub(mark, 0, mark.n - 1);
		unsigned x = number_of(mark);
		if (x && x < most && !defs[x] && html_sum_of(h, i).words > 2)
			defs[x] = i;
	}
}

/* Raised numbers without a link: references when a block for each of them was found. */
static void find_bare(struct html_notes *n)
{
	enum { MOST = 400 };
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	size_t *defs = ARENA_ARRAY(h->a, size_t, MOST);
	VEC(size_t) refs = {0};
	bare_definitions(n, defs, MOST);
	unsigned missing = 0;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag != TAG_SUP || h->gone[i] || n->ref[i] || in_note(n, i))
			continue;
		unsigned x = number_of(dom_line(h->a, d, i));
		if (!x || x >= MOST)
			continue;
		size_t by_name = numbered_id(n, x);
		size_t block = by_name != DOM_NONE ? note_block(n, by_name) : defs[x];
		if (!block || block == DOM_NONE) {
			missing++;
			continue;
		}
		if (within(d, block, i))
			continue;
		VEC_PUSH(h->a, &refs, i);
	}
	if (missing > refs.n)
		return;
	for (size_t i = 0; i < refs.n; i++) {
		unsigned x = number_of(dom_line(h->a, d, refs.v[i]));
		size_t by_name = numbered_id(n, x);
		n->ref[refs.v[i]] =
			note_of(n, by_name != DOM_NONE ? note_block(n, by_name) : defs[x]);
	}
}

/* --- the whole --------------------------------------------------------------------------- */

/* All that stands between a heading and the next is notes. */
static bool heads_notes(const struct html_notes *n, size_t run)
{
	const struct html_page *h = n->h;
	for (size_t k = run + 1; k < h->n_runs && !is_heading(h->dom.v[h->run[k].box].tag); k++)
		if (!in_note(n, h->run[k].first) && h->run[k].n.words)
			return false;
	return true;
}

/* "Footnotes" above nothing but notes. */
static void hide_heading(struct html_notes *n, size_t block)
{
	static const char *const words[] = {"footnotes", "footnote", "notes", "endnotes",
		"Fu\xc3\x9fnoten", "notes de bas de page", "notas", "references", "reference",
		"bibliography", "citations", "works cited", "sources", "einzelnachweise",
		("r\xc3\xa9"
		 "f\xc3\xa9rences"),
		"referencias", "\xe8\x84\x9a\xe6\xb3\xa8",
		"\xe5\x8f\x82\xe8\x80\x83\xe6\x96\x87\xe7\x8c\xae"};
	enum { ALWAYS = 7 }; /* the first may stand above other text too */
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	size_t run = h->run_at[block];
	if (!run || run > h->n_runs || h->run[run - 1].n.words > HEADING_WORDS)
		return;
	size_t box = h->run[run - 1].box;
	if (h->run_at[d->v[box].end] - h->run_at[box] > 1)
		return;
	struct str s = dom_line(h->a, d, box);
	if (str_ends(s, STR(":")))
		s = str_sub(s, 0, s.n - 1);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(s, str_of(words[i])) &&
			(i < ALWAYS || (is_heading(d->v[box].tag) && heads_notes(n, run - 1))))
			h->gone[box] = GONE_MOVED;
}

/* What scripts make of references that are found, and the same notes in a column beside the text. */
static void hide_copies(struct html_notes *n)
{
	static const char *const classes[] = {"littlefoot", "littlefoot-footnote__container",
		"bigfoot-footnote__container", "sidenote-column"};
	struct html_page *h = n->h;
	const struct dom *d = &h->dom;
	bool changed = false;
	for (size_t i = h->body; i < d->v[h->body].end; i++) {
		if (d->v[i].tag == TAG_TEXT || !d->v[i].n_attr || h->gone[i])
			continue;
		struct str class = dom_attr(d, i, "class");
		bool copy = str_starts(dom_attr(d, i, "id"), STR("sidenote-column"));
		for (size_t k = 0; k < sizeof classes / sizeof *classes && class.n && !copy; k++)
			copy = dom_has_word(class, classes[k]);
		if (copy) {
			h->gone[i] = GONE_REPEAT;
			changed = true;
		}
	}
	if (changed)
		html_count(h);
}

/* A note that is referred to is kept, whatever was decided about its block. */
static void bring_back(struct html_notes *n, size_t block)
{
	struct html_page *h = n->h;
	for (size_t i = block; i < h->dom.v[block].end; i++) {
		if (h->gone[i] == GONE_OUTSIDE || (i == block && h->gone[i] == GONE_HIDDEN))
			h->gone[i] = GONE_KEPT;
	}
	h->gone[block] = GONE_MOVED;
	size_t up = h->dom.v[block].parent, number = DOM_NONE;
	if (h->dom.v[block].tag == TAG_DD) {
		for (size_t k = up + 1; k < block; k = h->dom.v[k].end)
			number = h->dom.v[k].tag == TAG_DT ? k : number;
	} else if (h->dom.v[block].tag == TAG_TD) {
		number = dom_up(&h->dom, block, TAG_TABLE);
	}
	if (number != DOM_NONE) /* what holds its number goes with it */
		h->gone[number] = GONE_MOVED;
}

struct html_notes *notes_find(struct html_page *h)
{
	struct html_notes *n = ARENA_NEW(h->a, struct html_notes);
	n->h = h;
	n->ids = map_make(h->a);
	n->ref = ARENA_ARRAY(h->a, uint32_t, h->dom.n);
	n->def = ARENA_ARRAY(h->a, uint32_t, h->dom.n);
	read_ids(n);
	find_linked(n);
	find_flat(n);
	find_beside(n);
	find_bare(n);
	if (!n->notes.n)
		return NULL;
	for (size_t i = 0; i < n->notes.n; i++)
		if (!n->notes.v[i].until)
			hide_heading(n, n->notes.v[i].node);
	hide_copies(n);
	for (size_t i = 0; i < n->notes.n; i++)
		if (!n->notes.v[i].until)
			bring_back(n, n->notes.v[i].node);
	for (size_t i = 0; i < n->notes.n; i++)
		if (n->ref[n->notes.v[i].node]) /* beside the text: the element is both */
			h->gone[n->notes.v[i].node] = GONE_KEPT;
	return n;
}
