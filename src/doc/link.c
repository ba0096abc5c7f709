/* link.c - links of a page: the inline scanner's, with places in the page and their parts taken apart.
 *
 * Order: taking targets apart, links of a leaf, front matter, lines and columns. */
#include "doc/link.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/meta.h"

#define MAX_NESTED 64 /* tokens of a nested link's text that are read */

struct link_reader {
	struct arena *a;
	struct str text, body;
	size_t body_at; /* byte of the body in text */
	VEC(struct link) v;
};

/* --- taking targets apart ---------------------------------------------------------------- */

/* Blanks at both ends, Obsidian's no-break spaces among them. */
static struct str trim_blanks(struct str s)
{
	struct str nbsp = STR("\xc2\xa0");
	for (;;) {
		struct str t = str_trim(s);
		if (str_starts(t, nbsp))
			t = str_from(t, nbsp.n);
		if (str_ends(t, nbsp))
			t = str_sub(t, 0, t.n - nbsp.n);
		if (t.n == s.n)
			return t;
		s = t;
	}
}

static void split_sub(struct str s, struct str *target, struct str *sub)
{
	size_t hash = str_find_byte(s, '#');
	*target = trim_blanks(str_sub(s, 0, hash));
	*sub = hash == STR_NPOS ? STR("") : trim_blanks(str_from(s, hash + 1));
}

static void read_wiki(struct link_reader *s, struct str inside, struct link *l)
{
	struct buf b = buf_make(s->a);
	inline_put_wiki(&b, inside, l->embed);
	l->text = buf_str(&b);
	size_t bar = str_find_byte(inside, '|');
	if (bar != STR_NPOS)
		inside = str_sub(inside, 0, bar);
	if (bar != STR_NPOS && str_ends(inside, STR("\\")))
		inside.n--;
	split_sub(inside, &l->target, &l->sub);
}

/* RFC 3986, 3.1; one letter is a drive, not a scheme. */
static bool has_scheme(struct str s)
{
	size_t i = 0;
	while (i < s.n &&
		((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
			(i && s.p[i] && strchr("0123456789+.-", s.p[i]))))
		i++;
	return i > 1 && i < s.n && s.p[i] == ':';
}

static void read_dest(struct link_reader *s, struct str dest, struct link *l)
{
	l->external = has_scheme(dest);
	l->target = dest;
	l->sub = STR("");
	if (l->external)
		return;
	split_sub(dest, &l->target, &l->sub);
	l->target = md_unescape_dest(s->a, l->target);
	l->sub = md_unescape_dest(s->a, l->sub);
}

/* --- links of a leaf --------------------------------------------------------------------- */

static void read_link(struct link_reader *s, struct str text, const struct inlines *in,
	const struct inline_link *from, struct link *l)
{
	struct str inside = str_sub(text, from->in, from->out);
	struct buf b = buf_make(s->a);
	l->embed = from->embed;
	l->sub = STR("");
	switch (from->kind) {
	case INLINE_WIKI:
		l->kind = LINK_WIKI;
		read_wiki(s, inside, l);
		break;
	case INLINE_NOTE:
		l->kind = LINK_FOOTNOTE;
		l->target = l->text = inside;
		break;
	case INLINE_AUTO:
	case INLINE_BARE:
		l->kind = LINK_AUTO;
		l->external = true;
		l->target = l->text = inside;
		break;
	default:
		l->kind = LINK_MARKDOWN;
		read_dest(s, str_dup(s->a, from->dest), l);
		inline_put_plain(&b, text, in, from->first, from->last, true);
		l->text = str_trim(buf_str(&b));
	}
}

void link_leaf(struct link_reader *s, const struct md_leaf *leaf, struct inlines *in)
{
	size_t outer_end = 0;
	for (size_t i = 0; i < in->n_links; i++) {
		struct inline_link *from = &in->link[i];
		/* Images nest without bound; what is shown is the outer one's text. */
		if (from->start < outer_end && from->last - from->first > MAX_NESTED)
			from->last = from->first;
		if (from->end > outer_end)
			outer_end = from->end;
		struct link l = {.start = s->body_at + md_leaf_at(leaf, from->start),
			.end = s->body_at + md_leaf_at(leaf, from->end - 1) + 1};
		read_link(s, leaf->text, in, from, &l);
		VEC_PUSH(s->a, &s->v, l);
	}
}

bool link_may_be_in(struct str s)
{
	return str_find_byte(s, '[') != STR_NPOS || str_find_byte(s, '<') != STR_NPOS ||
		str_find_byte(s, ':') != STR_NPOS || str_ifind(s, STR("www.")) != STR_NPOS;
}

struct map link_refs(struct arena *a, const struct md_blocks *blocks)
{
	struct map refs = map_make(a);
	for (size_t i = 0; i < blocks->n_refs; i++) {
		bool added;
		struct map_entry *m = map_add(&refs, inline_label(a, blocks->ref[i].label), &added);
		if (added)
			m->ptr = &blocks->ref[i].dest;
	}
	return refs;
}

static bool scan_body(struct link_reader *s, struct err *e)
{
	struct md_blocks blocks;
	if (!md_parse(s->a, s->body, &blocks, e))
		return false;
	struct map refs = link_refs(s->a, &blocks);
	struct arena *a = arena_make();
	for (size_t i = 0; i < blocks.n_leaves; i++) {
		struct inlines in;
		if (!link_may_be_in(blocks.leaf[i].text))
			continue;
		struct arena_mark mark = arena_mark(a);
		inline_scan(a, blocks.leaf[i].text, &refs, &in);
		link_leaf(s, &blocks.leaf[i], &in);
		arena_release(a, mark);
	}
	arena_free(a);
	return true;
}

/* --- front matter ------------------------------------------------------------------------ */

/* The place of a quoted string's link in the text, from byte `from` on; false when it is written with
 * escapes that hide it. */
static bool place_property(
	struct link_reader *s, size_t from, size_t to, struct str value, size_t *start, size_t *end)
{
	bool wiki = str_starts(value, STR("[["));
	struct str mark = wiki ? STR("]]") : STR(")");
	struct str fm = str_sub(s->text, 0, to);
	*start = str_find_from(fm, from, wiki ? STR("[[") : STR("["));
	if (*start == STR_NPOS)
		return false;
	if (str_starts(str_from(fm, *start), value)) {
		*end = *start + value.n;
		return true;
	}
	*end = str_find_from(fm, *start, mark);
	if (*end == STR_NPOS)
		return false;
	*end += mark.n;
	return true;
}

static void add_property(struct link_reader *s, const struct yaml *y, size_t *from, size_t to)
{
	struct inlines in;
	struct str value = str_trim(y->value);
	if (!y->quoted || !str_starts(value, STR("[")) || str_find_byte(value, '\n') != STR_NPOS)
		return;
	inline_scan(s->a, value, NULL, &in);
	if (in.n_links != 1 || in.link[0].start != 0 || in.link[0].end != value.n ||
		(in.link[0].kind != INLINE_WIKI && in.link[0].kind != INLINE_TEXT))
		return;
	struct link l = {0};
	read_link(s, value, &in, &in.link[0], &l);
	l.kind = LINK_PROPERTY;
	if (!place_property(s, *from, to, value, &l.start, &l.end))
		return;
	*from = l.end;
	VEC_PUSH(s->a, &s->v, l);
}

static void scan_values(struct link_reader *s, const struct yaml *list, size_t *from, size_t to)
{
	for (const struct yaml *y = list; y; y = y->next) {
		if (y->kind == YAML_SCALAR)
			add_property(s, y, from, to);
		else if (y->child)
			scan_values(s, y->child, from, to); /* as deep as YAML_MAX_DEPTH */
	}
}

static void scan_properties(struct link_reader *s, struct str fm)
{
	struct yaml *meta;
	size_t at = (size_t)(fm.p - s->text.p);
	if (!fm.n || str_find(fm, STR("[")) == STR_NPOS || !yaml_parse(s->a, fm, &meta, NULL))
		return;
	for (const struct yaml *y = meta->child; meta->kind == YAML_MAP && y; y = y->next) {
		size_t from = at + y->start, to = at + y->end;
		/* The key is no value. */
		size_t colon = str_find_byte(str_sub(s->text, from, to), ':');
		from += colon == STR_NPOS ? 0 : colon;
		if (y->kind == YAML_SCALAR)
			add_property(s, y, &from, to);
		else
			scan_values(s, y->child, &from, to);
	}
}

/* --- lines and columns ------------------------------------------------------------------- */

static int by_start(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

static void place_links(struct link_reader *s)
{
	size_t line = 1, column = 1, p = str_starts(s->text, STR("\xef\xbb\xbf")) ? 3 : 0;
	for (size_t i = 0; i < s->v.n; i++) {
		for (; p < s->v.v[i].start; p++) {
			if (s->text.p[p] == '\n') {
				line++;
				column = 1;
			} else if (((unsigned char)s->text.p[p] & 0xc0) != 0x80) {
				column++;
			}
		}
		s->v.v[i].line = line;
		s->v.v[i].column = column;
	}
}

struct link_reader *link_begin(struct arena *a, struct str text)
{
	struct link_reader *s = ARENA_NEW(a, struct link_reader);
	struct str fm;
	*s = (struct link_reader){.a = a, .text = text};
	meta_split(text, &fm, &s->body);
	s->body_at = (size_t)(s->body.p - text.p);
	if (fm.n)
		scan_properties(s, fm);
	return s;
}

void link_end(struct link_reader *s, struct links *out)
{
	if (s->v.n > 1)
		qsort(s->v.v, s->v.n, sizeof *s->v.v, by_start);
	place_links(s);
	*out = (struct links){s->v.v, s->v.n};
}

bool link_scan(struct arena *a, struct str text, struct links *out, struct err *e)
{
	struct link_reader *s = link_begin(a, text);
	*out = (struct links){0};
	if (!scan_body(s, e))
		return false;
	link_end(s, out);
	return true;
}
