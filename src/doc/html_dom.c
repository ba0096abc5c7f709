/* html_dom.c - gumbo's tree copied into the flat DOM; the only file that sees gumbo.
 *
 * gumbo allocates in the caller's arena (free does nothing), so its strings are used in place and
 * its tree is left behind. Order: tables of tags, copying, parsing, reading the DOM. */
#include "doc/html_dom.h"

#include <gumbo.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/charset.h"
#include "doc/html_scan.h"

#define MAX_NUMBER 9 /* signs of the number of a character that an int holds for sure */
#define MAX_TREE_DEPTH (2 * HTML_MAX_DEPTH) /* deeper elements lose their tag, not their text */

static const struct {
	const char *name;
	unsigned flags;
} tags[TAG_COUNT] = {[TAG_TEXT] = {"", 0},
	[TAG_OTHER] = {"", 0},
#define X(tag, name, flags) [TAG_##tag] = {name, flags},
	HTML_TAGS(X)
#undef X
};

static const uint8_t of_gumbo[GUMBO_TAG_LAST + 1] = {
#define X(tag, name, flags) [GUMBO_TAG_##tag] = TAG_##tag,
	HTML_TAGS(X)
#undef X
};

_Static_assert(TAG_COUNT < 256, "tags fit a byte");

/* --- copying ----------------------------------------------------------------------------- */

struct copy {
	struct arena *a;
	VEC(struct dom_node) nodes;
	struct attr_list attrs;
	bool unsure; /* texts may be no UTF-8 */
	const struct html_marks *marks;
	struct attr_list *of_mark; /* those of a stretch, once they were read */
};

static struct str lower_name(struct arena *a, const GumboElement *el)
{
	const char *known = gumbo_normalized_tagname(el->tag);
	if (known && *known)
		return str_of(known);
	GumboStringPiece p = el->original_tag;
	if (!p.data || !p.length)
		return STR("");
	gumbo_tag_from_original_text(&p);
	return str_lower(a, str_make(p.data, p.length));
}

static void copy_stretch(struct copy *c, struct str name)
{
	size_t number = marks_number(c->marks, name);
	struct attr_list *l = &c->of_mark[number];
	if (!l->cap)
		marks_attributes(c->a, c->marks->v[number], l);
	for (size_t i = 0; i < l->n; i++)
		VEC_PUSH(c->a, &c->attrs, l->v[i]);
}

/* gumbo lets the number of a character overflow, and then writes what is no UTF-8. */
static bool has_long_number(struct str html)
{
	for (size_t i = 0; (i = str_find_from(html, i, STR("&#"))) != STR_NPOS;) {
		size_t from = i + 2;
		for (i = from; i < html.n && i - from < MAX_NUMBER && html.p[i] != ';' &&
			(unsigned char)html.p[i] > ' ';)
			i++;
		if (i - from == MAX_NUMBER)
			return true;
	}
	return false;
}

static struct str text_of(struct copy *c, const char *z)
{
	struct str s = marks_text(c->marks, c->a, str_of(z));
	return c->unsure && !text_valid(s) ? text_clean(c->a, s) : s;
}

static void copy_attributes(struct copy *c, const GumboElement *el, struct dom_node *n)
{
	n->attr = (uint32_t)c->attrs.n;
	for (unsigned i = 0; i < el->attributes.length; i++) {
		const GumboAttribute *at = el->attributes.data[i];
		struct dom_attr x = {str_of(at->name), str_of(at->value)};
		if (marks_number(c->marks, x.name) != STR_NPOS) {
			copy_stretch(c, x.name);
			continue;
		}
		x.value = text_of(c, at->value);
		VEC_PUSH(c->a, &c->attrs, x);
	}
	n->n_attr = (uint32_t)c->attrs.n - n->attr;
}

/* Appends the node of x below parent; false for what the DOM does not hold. */
static bool copy_node(struct copy *c, const GumboNode *x, uint32_t parent)
{
	struct dom_node n = {.parent = parent};
	switch (x->type) {
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_CDATA:
	case GUMBO_NODE_WHITESPACE:
		n.tag = TAG_TEXT;
		n.text = text_of(c, x->v.text.text);
		break;
	case GUMBO_NODE_ELEMENT:
	case GUMBO_NODE_TEMPLATE:
		n.tag = (enum html_tag)of_gumbo[x->v.element.tag];
		if (n.tag == TAG_TEXT)
			n.tag = TAG_OTHER;
		if (n.tag == TAG_OTHER)
			n.text = lower_name(c->a, &x->v.element);
		copy_attributes(c, &x->v.element, &n);
		break;
	case GUMBO_NODE_DOCUMENT:
	case GUMBO_NODE_COMMENT: return false;
	}
	VEC_PUSH(c->a, &c->nodes, n);
	return true;
}

static const GumboVector *children_of(const GumboNode *x)
{
	static const GumboVector none = {0};
	return x->type == GUMBO_NODE_ELEMENT || x->type == GUMBO_NODE_TEMPLATE
		? &x->v.element.children
		: &none;
}

struct level {
	const GumboNode *x;
	unsigned next; /* child to visit */
	uint32_t node; /* its index, or the nearest kept ancestor's */
	bool kept;
};

static void copy_tree(struct copy *c, const GumboNode *root)
{
	VEC(struct level) stack = {0};
	struct level top = {root, 0, 0, true};
	copy_node(c, root, 0);
	VEC_PUSH(c->a, &stack, top);
	while (stack.n) {
		struct level *l = &stack.v[stack.n - 1];
		const GumboVector *kids = children_of(l->x);
		if (l->next == kids->length) {
			if (l->kept)
				c->nodes.v[l->node].end = (uint32_t)c->nodes.n;
			stack.n--;
			continue;
		}
		const GumboNode *kid = kids->data[l->next++];
		bool element = kid->type == GUMBO_NODE_ELEMENT || kid->type == GUMBO_NODE_TEMPLATE;
		struct level down = {kid, 0, l->node, false};
		if (!(element && stack.n > MAX_TREE_DEPTH) && copy_node(c, kid, l->node)) {
			down.node = (uint32_t)c->nodes.n - 1;
			down.kept = true;
			c->nodes.v[down.node].end = (uint32_t)c->nodes.n;
		}
		if (element)
			VEC_PUSH(c->a, &stack, down);
	}
}

/* --- parsing ----------------------------------------------------------------------------- */

static void *gumbo_alloc(void *a, size_t n)
{
	return arena_alloc(a, n);
}

static void gumbo_free(void *a, void *p)
{
	(void)a;
	(void)p;
}

/* A figure that names its picture (itemid) and leaves an empty element in its place for a script:
 * that element becomes the picture. A figure inside a figure is looked at alone. */
static void place_pictures(struct dom *d)
{
	for (size_t i = 0; i < d->n; i++) {
		size_t hole = DOM_NONE, k = i + 1;
		if (d->v[i].tag != TAG_FIGURE || !dom_attr(d, i, "itemid").n)
			continue;
		for (; k < d->v[i].end; k++) {
			enum html_tag tag = d->v[k].tag;
			if (tag == TAG_IMG || tag == TAG_FIGURE || tag == TAG_VIDEO ||
				tag == TAG_IFRAME || tag == TAG_NOSCRIPT)
				break;
			if (tag == TAG_DIV && d->v[k].end == k + 1 && hole == DOM_NONE)
				hole = k;
		}
		if (k == d->v[i].end && hole != DOM_NONE)
			d->v[hole].tag = TAG_IMG;
		i = k - 1;
	}
}

bool dom_parse(struct arena *a, struct str html, struct dom *out, struct strs *notes, struct err *e)
{
	*out = (struct dom){0};
	if (html.n > HTML_MAX_BYTES)
		return err_set(e, ERR_LIMIT, "more than %zu MB of HTML; save the article alone",
			HTML_MAX_BYTES >> 20);
	struct html_scanned s = html_scan(a, charset_mend_controls(a, html));
	if (s.n_deep || s.n_open)
		strs_add(a, notes,
			str_printf(a, "%zu tags nested too deep; their text is kept",
				s.n_deep + s.n_open));
	if (s.n_tags)
		strs_add(a, notes,
			str_printf(a, "%zu tags past the first %d left out; their text is kept",
				s.n_tags, HTML_MAX_TAGS));
	if (s.n_attrs)
		strs_add(a, notes, str_printf(a, "%zu attributes too many, left out", s.n_attrs));
	GumboOptions o = kGumboDefaultOptions;
	o.allocator = gumbo_alloc;
	o.deallocator = gumbo_free;
	o.userdata = a;
	o.max_errors = 0;
	o.stop_on_first_error = false;
	struct str z = str_dup(a, s.html);
	GumboOutput *g = gumbo_parse_with_options(&o, z.p, z.n);
	struct copy c = {.a = a,
		.unsure = has_long_number(s.html),
		.marks = &s.marks,
		.of_mark = ARENA_ARRAY(a, struct attr_list, s.marks.n)};
	copy_tree(&c, g->root);
	*out = (struct dom){c.nodes.v, c.nodes.n, c.attrs.v, c.attrs.n};
	place_pictures(out);
	return true;
}

/* --- reading ----------------------------------------------------------------------------- */

unsigned html_tag_flags(enum html_tag tag)
{
	return tags[tag].flags;
}

struct str dom_name(const struct dom *d, size_t i)
{
	const struct dom_node *n = &d->v[i];
	return n->tag == TAG_TEXT     ? STR("")
		: n->tag == TAG_OTHER ? n->text
				      : str_of(tags[n->tag].name);
}

const struct dom_attr *dom_find_attr(const struct dom *d, size_t i, struct str want)
{
	const struct dom_node *n = &d->v[i];
	for (uint32_t k = n->attr; k < n->attr + n->n_attr; k++)
		if (d->attr[k].name.n == want.n && d->attr[k].name.p[0] == want.p[0] &&
			memcmp(d->attr[k].name.p, want.p, want.n) == 0)
			return &d->attr[k];
	return NULL;
}

bool dom_has_word_of(struct str list, const char *const *words, size_t n)
{
	for (size_t i = 0; i < list.n;) {
		size_t end = i;
		while (end < list.n &&
			(list.p[end] > ' ' ||
				(list.p[end] != ' ' && list.p[end] != '\n' && list.p[end] != '\t')))
			end++;
		for (size_t k = 0; end > i && k < n; k++)
			if ((words[k][0] ^ list.p[i]) != 0x20 && words[k][0] != list.p[i])
				continue;
			else if (str_ieq(str_sub(list, i, end), str_of(words[k])))
				return true;
		i = end + 1;
	}
	return false;
}

bool dom_has_word(struct str list, const char *word)
{
	return dom_has_word_of(list, &word, 1);
}

bool dom_has_class(const struct dom *d, size_t i, const char *word)
{
	return dom_has_word(dom_attr(d, i, "class"), word);
}

size_t dom_up(const struct dom *d, size_t i, enum html_tag tag)
{
	for (;; i = d->v[i].parent) {
		if (d->v[i].tag == tag)
			return i;
		if (i == 0)
			return DOM_NONE;
	}
}

size_t dom_find(const struct dom *d, size_t i, enum html_tag tag)
{
	for (size_t k = i + 1; k < d->v[i].end; k++)
		if (d->v[k].tag == tag)
			return k;
	return DOM_NONE;
}

size_t dom_by_id(const struct dom *d, struct str id)
{
	for (size_t i = 0; i < d->n && id.n; i++)
		if (d->v[i].tag != TAG_TEXT && str_eq(dom_attr(d, i, "id"), id))
			return i;
	return DOM_NONE;
}

size_t dom_next_element(const struct dom *d, size_t i)
{
	if (i == 0)
		return DOM_NONE;
	size_t end = d->v[d->v[i].parent].end;
	for (size_t k = d->v[i].end; k < end; k = d->v[k].end)
		if (d->v[k].tag != TAG_TEXT)
			return k;
	return DOM_NONE;
}

size_t dom_first_element(const struct dom *d, size_t i)
{
	for (size_t k = i + 1; k < d->v[i].end; k = d->v[k].end)
		if (d->v[k].tag != TAG_TEXT)
			return k;
	return DOM_NONE;
}

void dom_put_text(struct buf *b, const struct dom *d, size_t i)
{
	for (size_t k = i; k < d->v[i].end; k++) {
		if (d->v[k].tag == TAG_TEXT)
			buf_put(b, d->v[k].text);
		else if (k != i && (tags[d->v[k].tag].flags & IS_SILENT))
			k = d->v[k].end - 1;
		else if (k != i && (d->v[k].tag == TAG_BR || dom_is_block(d, k)))
			buf_putc(b, ' ');
	}
}

struct str dom_collapse(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool gap = false;
	buf_reserve(&b, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp =
			(unsigned char)s.p[i] < 0x80 ? (unsigned char)s.p[i++] : text_next(s, &i);
		if (cp == ' ' || cp == '\n' || cp == '\t' || cp == '\r' || cp == '\f' ||
			cp == 0xa0) {
			gap = true;
			continue;
		}
		if (cp == 0x200b || cp == 0xfeff || cp == 0xad)
			continue;
		if (gap && b.n)
			buf_putc(&b, ' ');
		gap = false;
		buf_put(&b, str_sub(s, from, i));
	}
	return buf_str(&b);
}

struct str dom_line(struct arena *a, const struct dom *d, size_t i)
{
	struct buf b = buf_make(a);
	dom_put_text(&b, d, i);
	return dom_collapse(a, buf_str(&b));
}
