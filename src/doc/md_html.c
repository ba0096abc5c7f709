/* md_html.c - Markdown to HTML: cmark's, with what inline.c knows and cmark does not.
 *
 * Struck and marked words become signs that nobody writes, which cmark passes through and which are
 * tags in the end; bare addresses get the brackets that make them links.
 * Order: signs, edits of a leaf, tables, md_html. */
#include <stdlib.h>

#include "base/err.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/md_int.h"

/* Siddham sentence marks, U+115C2 to U+115C5: punctuation to cmark, so that emphasis beside it is read as
 * beside the marks it stands for. In the text itself they become U+FFFD. */
static const struct sign {
	const char *bytes, *tag;
} signs[] = {{"\xf0\x91\x97\x82", "<del>"}, {"\xf0\x91\x97\x83", "</del>"},
	{"\xf0\x91\x97\x84", "<mark>"}, {"\xf0\x91\x97\x85", "</mark>"}};

/* Stands for a table in raw HTML, around its number: U+115C6, of the same kind. */
static const char table_sign[] = "\xf0\x91\x97\x86";

struct edit {
	size_t at, n; /* bytes of the text that go */
	struct str put;
};

struct edits {
	struct arena *a;
	VEC(struct edit) v;
};

static void add_edit(
	struct edits *l, const struct md_leaf *leaf, const struct inline_token *t, struct str put)
{
	struct edit e = {md_leaf_at(leaf, t->start), t->end - t->start, put};
	VEC_PUSH(l->a, &l->v, e);
}

static void edit_token(struct edits *l, const struct md_leaf *leaf, const struct inline_token *t)
{
	struct str s = str_sub(leaf->text, t->start, t->end);
	if (t->kind == INLINE_DELIM && t->n_left == 0 && (s.p[0] == '~' || s.p[0] == '='))
		add_edit(l, leaf, t,
			str_of(signs[(s.p[0] == '=' ? 2 : 0) + (t->closes ? 1 : 0)].bytes));
	if (t->kind == INLINE_BARE && !str_istarts(s, STR("www.")))
		add_edit(l, leaf, t, str_printf(l->a, "<" STR_FMT ">", STR_ARG(s)));
	else if (t->kind == INLINE_BARE)
		add_edit(l, leaf, t,
			str_printf(l->a, "[" STR_FMT "](<http://" STR_FMT ">)",
				STR_ARG(md_escape(l->a, s)), STR_ARG(s)));
}

static void edit_leaf(struct edits *l, const struct md_leaf *leaf)
{
	struct inlines in;
	size_t k = 0, alt_end = 0; /* tokens before it are in an image's alt text */
	inline_scan(l->a, leaf->text, NULL, &in);
	for (size_t i = 0; i < in.n; i++) {
		for (; k < in.n_links && in.link[k].first <= i; k++) {
			bool alt = in.link[k].embed && in.link[k].kind == INLINE_TEXT;
			if (alt && in.link[k].last > alt_end)
				alt_end = in.link[k].last;
		}
		if (i >= alt_end)
			edit_token(l, leaf, &in.v[i]);
	}
}

static struct str apply(struct edits *l, struct str text)
{
	struct buf b = buf_make(l->a);
	size_t done = 0;
	buf_reserve(&b, text.n + 16 * l->v.n);
	for (size_t i = 0; i < l->v.n; i++) {
		const struct edit *e = &l->v.v[i];
		if (e->at < done)
			continue;
		buf_put(&b, str_sub(text, done, e->at));
		buf_put(&b, e->put);
		done = e->at + e->n;
	}
	buf_put(&b, str_from(text, done));
	return buf_str(&b);
}

/* --- tables ------------------------------------------------------------------------------ */

static int by_place(const void *x, const void *y)
{
	const struct edit *e = x, *f = y;
	return e->at < f->at ? -1 : e->at > f->at;
}

/* A sign in the place of each table in raw HTML that does no harm; which ones those are. */
static struct strs take_tables(struct edits *l, struct str text, const struct md_blocks *blocks)
{
	struct strs tables = {0};
	for (size_t i = 0; i < blocks->n; i++) {
		const struct md_block *b = &blocks->v[i];
		struct str html = str_sub(text, b->start, b->end);
		if (b->kind != MD_HTML || b->parent != MD_NO_PARENT || b->open || b->comment ||
			!md_is_safe_table(html))
			continue;
		struct edit e = {b->start, html.n,
			str_printf(l->a, "\n%s%zu%s\n", table_sign, tables.n, table_sign)};
		VEC_PUSH(l->a, &l->v, e);
		strs_add(l->a, &tables, html);
	}
	if (tables.n)
		qsort(l->v.v, l->v.n, sizeof *l->v.v, by_place);
	return tables;
}

static struct str put_tables(struct arena *a, struct str html, struct strs tables)
{
	struct buf b = buf_make(a);
	size_t done = 0;
	for (size_t i = 0; i < tables.n; i++) {
		struct str sign = str_printf(a, "<p>%s%zu%s</p>", table_sign, i, table_sign);
		size_t at = str_find_from(html, done, sign);
		if (at == STR_NPOS)
			break;
		buf_put(&b, str_sub(html, done, at));
		buf_put(&b, tables.v[i]);
		done = at + sign.n;
	}
	buf_put(&b, str_from(html, done));
	return buf_str(&b);
}

bool md_html(struct arena *a, struct str text, struct str *out, struct err *e)
{
	struct md_blocks blocks;
	struct edits l = {.a = a};
	size_t n = sizeof signs / sizeof *signs;
	for (size_t i = 0; i < n; i++)
		text = str_replace(a, text, str_of(signs[i].bytes), STR("\xef\xbf\xbd"));
	text = str_replace(a, text, str_of(table_sign), STR("\xef\xbf\xbd"));
	if (!md_parse(a, text, &blocks, e))
		return false;
	for (size_t i = 0; i < blocks.n_leaves; i++)
		edit_leaf(&l, &blocks.leaf[i]);
	struct strs tables = take_tables(&l, text, &blocks);
	*out = put_tables(a, md_render(a, md_mask_soft(a, apply(&l, text))), tables);
	for (size_t i = 0; i < n; i++)
		*out = str_replace(a, *out, str_of(signs[i].bytes), str_of(signs[i].tag));
	return true;
}
