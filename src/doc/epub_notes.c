/* epub_notes.c - see epub_notes.h.
 *
 * Bounds: MAX_NOTE bytes a note, MAX_NOTES in all; a part is read through twice.
 * Order: tags, blocks of a part, what is a note, finding them, writing a part. */
#include "doc/epub_notes.h"

#include <stdlib.h>

#include "base/vec.h"
#include "doc/html_dom.h"

#define MAX_NOTE ((size_t)20 << 10)
#define MAX_NOTES 20000
#define MAX_MARK 12 /* bytes that call a note: "[12]", "*" */
#define MAX_OPEN 200 /* blocks inside each other */

struct block { /* of XHTML; offsets */
	size_t from, inner, inner_end, end;
	struct str name;
	size_t n_targets; /* ids in it that others link to */
};
struct edit { /* bytes that go, and what stands there instead */
	size_t from, to;
	struct str text;
};
struct note {
	struct str id; /* its new one */
	struct str html; /* its inside */
};
struct epub_part {
	struct str name, html;
	size_t number; /* in the spine */
	VEC(struct block) blocks;
	struct map ids; /* id -> index of the innermost block + 1 */
	VEC(struct edit) edits;
	VEC(struct note) notes; /* that this part calls */
	bool gave;
};

/* --- tags -------------------------------------------------------------------------------- */

size_t epub_tag_end(struct str s, size_t i)
{
	char quote = 0;
	for (; i < s.n; i++) {
		if (quote)
			quote = s.p[i] == quote ? 0 : quote;
		else if (s.p[i] == '"' || s.p[i] == '\'')
			quote = s.p[i];
		else if (s.p[i] == '>')
			return i + 1;
	}
	return s.n;
}

static struct str tag_name(struct str tag)
{
	size_t from = tag.n > 1 && tag.p[1] == '/' ? 2 : 1, n = from;
	while (n < tag.n && str_find_byte(STR(" \t\r\n/>"), tag.p[n]) == STR_NPOS)
		n++;
	return str_sub(tag, from, n);
}

/* The value of an attribute of a tag, as written; views the tag. */
static struct str attr(struct str tag, const char *name)
{
	struct str wanted = str_of(name);
	for (size_t at = 0; (at = str_find_from(tag, at, wanted)) != STR_NPOS; at += wanted.n) {
		size_t p = at + wanted.n;
		bool starts = at && str_find_byte(STR(" \t\r\n"), tag.p[at - 1]) != STR_NPOS;
		if (!starts || p + 1 >= tag.n || tag.p[p] != '=' ||
			(tag.p[p + 1] != '"' && tag.p[p + 1] != '\''))
			continue;
		size_t end = str_find_byte(str_from(tag, p + 2), tag.p[p + 1]);
		return end == STR_NPOS ? STR("") : str_sub(tag, p + 2, p + 2 + end);
	}
	return STR("");
}

/* The next tag from *i on, *i moved past it; comments are passed over. */
static bool next_tag(struct str s, size_t *i, struct str *tag)
{
	while (*i < s.n) {
		size_t lt = str_find_byte(str_from(s, *i), '<');
		if (lt == STR_NPOS)
			break;
		size_t from = *i + lt;
		if (str_starts(str_from(s, from), STR("<!--"))) {
			size_t end = str_find_from(s, from, STR("-->"));
			*i = end == STR_NPOS ? s.n : end + 3;
			continue;
		}
		*i = epub_tag_end(s, from);
		*tag = str_sub(s, from, *i);
		return true;
	}
	return false;
}

/* --- blocks of a part -------------------------------------------------------------------- */

static bool is_block(struct str name)
{
	static const char *const names[] = {
		"p", "li", "div", "aside", "dd", "section", "blockquote"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(name, str_of(names[i])))
			return true;
	return false;
}

static void read_blocks(struct arena *a, struct epub_part *p)
{
	size_t open[MAX_OPEN], n_open = 0, i = 0;
	struct str tag;
	while (next_tag(p->html, &i, &tag)) {
		struct str name = tag_name(tag), id = attr(tag, "id");
		size_t from = (size_t)(tag.p - p->html.p);
		bool block = is_block(name), single = str_ends(tag, STR("/>"));
		if (block && tag.n > 1 && tag.p[1] == '/') {
			while (n_open && !str_ieq(p->blocks.v[open[n_open - 1]].name, name))
				n_open--;
			if (n_open) {
				p->blocks.v[open[--n_open]].inner_end = from;
				p->blocks.v[open[n_open]].end = i;
			}
			continue;
		}
		if (block && !single && n_open < MAX_OPEN) {
			struct block b = {.from = from, .inner = i, .name = name};
			open[n_open++] = p->blocks.n;
			VEC_PUSH(a, &p->blocks, b);
		}
		if (id.n && n_open)
			map_add(&p->ids, id, NULL)->num = open[n_open - 1] + 1;
	}
}

struct epub_notes epub_notes_make(struct arena *a, const struct zip *z)
{
	return (struct epub_notes){.a = a, .zip = z, .parts = map_make(a)};
}

void epub_notes_add(struct epub_notes *n, struct str part)
{
	bool added;
	struct str html;
	if (!zip_get(n->zip, part, &html) || html.n > HTML_MAX_BYTES)
		return;
	struct map_entry *m = map_add(&n->parts, part, &added);
	if (!added)
		return;
	struct epub_part *p = ARENA_NEW(n->a, struct epub_part);
	p->name = part;
	p->html = html;
	p->number = n->parts.n;
	p->ids = map_make(n->a);
	m->ptr = p;
	read_blocks(n->a, p);
}

/* --- what is a note ---------------------------------------------------------------------- */

struct call {
	struct str tag; /* <a href> in the html of its part */
	struct str href; /* views it */
	struct epub_part *to;
	struct block *block; /* that it leads to */
	bool says; /* that it calls a note */
};

static bool says_note(struct str tag)
{
	struct str type = attr(tag, "epub:type"), role = attr(tag, "role");
	return str_find(type, STR("note")) != STR_NPOS || str_find(role, STR("note")) != STR_NPOS;
}

/* What the link shows is a mark: figures or signs, not words. */
static bool is_mark(struct str html, size_t i)
{
	size_t n = 0, n_letters = 0;
	for (; i < html.n && n <= MAX_MARK; i++) {
		if (str_starts(str_from(html, i), STR("</a")))
			break;
		if (html.p[i] == '<') {
			i = epub_tag_end(html, i) - 1;
			continue;
		}
		n += (unsigned char)html.p[i] > ' ';
		n_letters += (html.p[i] | 32) >= 'a' && (html.p[i] | 32) <= 'z';
	}
	return n && n <= MAX_MARK && n_letters <= 1;
}

/* The link of this tag, when it leads to a block of a later part; of an earlier one when it says that it
 * calls a note: a note links back with the same mark. */
static bool read_call(struct epub_notes *n, struct epub_part *p, struct str tag, struct call *c)
{
	*c = (struct call){.tag = tag, .href = attr(tag, "href"), .says = says_note(tag)};
	size_t hash = str_find_byte(c->href, '#');
	if (!str_ieq(tag_name(tag), STR("a")) || tag.p[1] == '/' || hash == STR_NPOS || !hash)
		return false;
	struct arena_mark m = arena_mark(n->a);
	c->to = map_ptr(&n->parts, zip_resolve(n->a, p->name, c->href));
	arena_release(n->a, m);
	const struct map_entry *at = c->to && (c->to->number > p->number || (c->says && c->to != p))
		? map_find(&c->to->ids, str_from(c->href, hash + 1))
		: NULL;
	c->block = at ? &c->to->blocks.v[at->num - 1] : NULL;
	return c->block != NULL;
}

/* It links back to the part, or its own tag says that it is a note; it has no heading. */
static bool is_note(struct epub_notes *n, const struct call *c, const struct epub_part *from)
{
	const struct block *b = c->block;
	if (b->end <= b->inner || b->end - b->from > MAX_NOTE || b->n_targets != 1)
		return false;
	struct str html = str_sub(c->to->html, 0, b->end), tag;
	size_t i = b->from;
	next_tag(html, &i, &tag);
	bool found = says_note(tag);
	while (next_tag(html, &i, &tag)) {
		struct str name = tag_name(tag);
		struct str href = str_ieq(name, STR("a")) ? attr(tag, "href") : STR("");
		if (name.n == 2 && (name.p[0] | 32) == 'h' && name.p[1] >= '1' && name.p[1] <= '6')
			return false; /* a chapter */
		struct arena_mark m = arena_mark(n->a);
		found = found ||
			(str_find_byte(href, '#') != STR_NPOS &&
				str_eq(zip_resolve(n->a, c->to->name, href), from->name));
		arena_release(n->a, m);
	}
	return found;
}

/* --- finding them ------------------------------------------------------------------------ */

/* Links back of a note lead to the same page now. */
static struct str with_local_links(struct epub_notes *n, const struct call *c, struct str own)
{
	struct buf b = buf_make(n->a);
	struct str html = str_sub(c->to->html, c->block->inner, c->block->inner_end), tag;
	size_t done = 0;
	for (size_t i = 0; next_tag(html, &i, &tag);) {
		struct str href = str_ieq(tag_name(tag), STR("a")) ? attr(tag, "href") : STR("");
		size_t hash = str_find_byte(href, '#');
		if (hash == STR_NPOS || !str_eq(zip_resolve(n->a, c->to->name, href), own))
			continue;
		buf_put(&b, str_sub(html, done, (size_t)(href.p - html.p)));
		done = (size_t)(href.p - html.p) + hash;
	}
	buf_put(&b, str_from(html, done));
	return buf_str(&b);
}

static void take(struct epub_notes *n, struct epub_part *p, const struct call *c)
{
	struct str id = str_printf(n->a, "kb-note-%zu", ++n->n_notes);
	struct note note = {id, with_local_links(n, c, p->name)};
	size_t at = (size_t)(c->href.p - p->html.p);
	struct edit call = {at, at + c->href.n, str_printf(n->a, "#" STR_FMT, STR_ARG(id))},
		    gone = {c->block->from, c->block->end, STR("")};
	VEC_PUSH(n->a, &p->notes, note);
	VEC_PUSH(n->a, &p->edits, call);
	VEC_PUSH(n->a, &c->to->edits, gone);
	c->to->gave = true;
}

static void find_in(struct epub_notes *n, struct epub_part *p, bool count)
{
	struct str tag;
	struct call c;
	for (size_t i = 0; next_tag(p->html, &i, &tag) && n->n_notes < MAX_NOTES;) {
		if (!read_call(n, p, tag, &c) || !(c.says || is_mark(p->html, i)))
			continue;
		if (count)
			c.block->n_targets++;
		else if (is_note(n, &c, p))
			take(n, p, &c);
	}
}

void epub_notes_find(struct epub_notes *n)
{
	for (int count = 1; count >= 0; count--)
		for (size_t i = 0; i < n->parts.n; i++)
			find_in(n, n->parts.v[i].ptr, count);
}

/* --- writing a part ---------------------------------------------------------------------- */

static int by_place(const void *x, const void *y)
{
	const struct edit *p = x, *q = y;
	return (p->from > q->from) - (p->from < q->from);
}

struct str epub_notes_html(struct epub_notes *n, struct arena *a, struct str part)
{
	const struct epub_part *p = map_ptr(&n->parts, part);
	struct buf b = buf_make(a);
	size_t at = 0;
	if (!p)
		return STR("");
	if (!p->edits.n)
		return p->html;
	size_t end = str_ifind(p->html, STR("</body"));
	end = end == STR_NPOS ? p->html.n : end;
	qsort(p->edits.v, p->edits.n, sizeof *p->edits.v, by_place);
	for (size_t i = 0; i < p->edits.n; i++) {
		const struct edit *e = &p->edits.v[i];
		if (e->from < at || e->to > end)
			continue; /* inside a note that goes */
		buf_put(&b, str_sub(p->html, at, e->from));
		buf_put(&b, e->text);
		at = e->to;
	}
	buf_put(&b, str_sub(p->html, at, end));
	for (size_t i = 0; i < p->notes.n; i++) {
		buf_puts(&b, "<div id=\"");
		buf_put(&b, p->notes.v[i].id);
		buf_puts(&b, "\">");
		buf_put(&b, p->notes.v[i].html);
		buf_puts(&b, "</div>\n");
	}
	buf_put(&b, str_from(p->html, end));
	return buf_str(&b);
}

bool epub_notes_gave(const struct epub_notes *n, struct str part)
{
	const struct epub_part *p = map_ptr(&n->parts, part);
	return p && p->gave;
}
