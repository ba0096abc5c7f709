/* merge.c - three versions of a page merged into one: the parts that are merged, the parts that are
 * made anew, and the page put together.
 *
 * Invariant: each word that the person wrote is in the result or in `undone`; each sentence of kb that
 * gave way to the person's is in `kept`.
 * Order: taking a version apart, front matter, Backlinks, gone sources, definitions, merging. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/merge_int.h"
#include "doc/page_int.h"

struct version {
	struct page page;
	struct str rest; /* behind the front matter */
	struct pieces body, backlinks;
	struct map notes; /* label to struct page_note *, the first of each label */
};

struct merger {
	struct arena *a;
	struct version v[SIDES];
	struct page_merge *out;
	struct map gone;
	struct buf b;
};

/* --- taking a version apart --------------------------------------------------------------- */

struct cutter {
	struct arena *a;
	struct version *v;
	VEC(struct piece) body, backlinks;
	bool in_backlinks;
	size_t done; /* bytes of rest that are in pieces, blanks behind aside */
};

/* Definitions are no pieces. */
static void add_piece(struct cutter *c, size_t start, size_t end, unsigned kind)
{
	struct str text = str_trim_right(str_sub(c->v->rest, start, end));
	struct str gap = str_sub(c->v->rest, c->done, start);
	if (!text.n)
		return;
	c->done = start + text.n;
	if (kind == MD_FOOTNOTE)
		return;
	struct piece p = piece_make(c->a, text, gap, kind);
	if (c->in_backlinks)
		VEC_PUSH(c->a, &c->backlinks, p);
	else
		VEC_PUSH(c->a, &c->body, p);
}

/* Blocks at the top are pieces, with what stands behind them and is no block (ids, definitions). */
static void cut_pieces(struct arena *a, struct version *v, const struct md_blocks *blocks)
{
	struct cutter c = {.a = a, .v = v};
	size_t start = 0, last_backlinks = ALIGN_NONE;
	const struct md_block *open = NULL;
	for (size_t i = 0; i < blocks->n; i++)
		if (page_is_backlinks(&blocks->v[i]))
			last_backlinks = i;
	for (size_t i = 0; i <= blocks->n; i++) {
		const struct md_block *b = i < blocks->n ? &blocks->v[i] : NULL;
		size_t end = b ? b->start : v->rest.n;
		if (b &&
			(b->parent != MD_NO_PARENT || end < start ||
				(open && b->start < open->end)))
			continue;
		if (open && open->kind == MD_FOOTNOTE) {
			add_piece(&c, start, open->end, MD_FOOTNOTE);
			start = open->end;
			open = NULL;
		}
		add_piece(&c, start, end, open ? (unsigned)open->kind : MD_HTML);
		if (b && b->kind == MD_HEADING && b->level <= 2)
			c.in_backlinks = i == last_backlinks;
		start = end;
		open = b;
	}
	v->body = (struct pieces){c.body.v, c.body.n};
	v->backlinks = (struct pieces){c.backlinks.v, c.backlinks.n};
}

static bool read_version(struct merger *m, struct version *v, struct str text, struct err *e)
{
	struct md_blocks blocks;
	struct str fm;
	if (!page_parse(m->a, text, &v->page, e))
		return false;
	meta_split(v->page.text, &fm, &v->rest);
	if (!md_parse(m->a, v->rest, &blocks, e))
		return false;
	cut_pieces(m->a, v, &blocks);
	v->notes = map_make(m->a);
	for (size_t i = 0; i < v->page.n_notes; i++) {
		bool added;
		struct map_entry *n = map_add(&v->notes, v->page.notes[i].label, &added);
		if (added)
			n->ptr = &v->page.notes[i];
	}
	return true;
}

/* --- front matter ------------------------------------------------------------------------ */

static struct str member(const struct version *v, const struct yaml *y)
{
	return str_trim_right(str_sub(v->page.fm, y->start, y->end));
}

static bool is_union(struct str key)
{
	return str_eqz(key, "aliases") || str_eqz(key, "tags");
}

static void undo(struct merger *m, struct str text)
{
	if (text.n)
		strs_add(m->a, &m->out->undone, text);
}

/* Values of a key in next and those that the person added; false when there are none of these. */
static bool find_union(struct merger *m, struct str key, struct strs *all)
{
	struct strs base = yaml_strs(m->a, m->v[BASE].page.meta, key);
	struct strs mine = yaml_strs(m->a, m->v[MINE].page.meta, key);
	struct strs next = yaml_strs(m->a, m->v[NEXT].page.meta, key);
	struct map known = map_make(m->a);
	bool any = false;
	*all = (struct strs){0};
	for (size_t i = 0; i < base.n; i++)
		map_add(&known, base.v[i], NULL);
	for (size_t i = 0; i < next.n; i++) {
		map_add(&known, next.v[i], NULL);
		strs_add(m->a, all, next.v[i]);
	}
	for (size_t i = 0; i < mine.n; i++) {
		bool added;
		map_add(&known, mine.v[i], &added);
		if (added)
			strs_add(m->a, all, mine.v[i]);
		any = any || added;
	}
	return any;
}

static void put_member(struct merger *m, struct str text)
{
	buf_put(&m->b, text);
	buf_putc(&m->b, '\n');
}

/* The person's keys, and what the person did to kb's. */
static void put_mine(struct merger *m)
{
	const struct version *mine = &m->v[MINE];
	if (!mine->page.meta_ok) {
		undo(m, mine->page.fm);
		return;
	}
	for (const struct yaml *y = mine->page.meta->child; y; y = y->next) {
		const struct yaml *base = yaml_get(m->v[BASE].page.meta, y->key);
		const struct yaml *next = yaml_get(m->v[NEXT].page.meta, y->key);
		if (str_eqz(y->key, "kb-hash") || (is_union(y->key) && (base || next)))
			continue;
		struct str text = member(mine, y);
		if (!base && !next)
			put_member(m, text);
		else if (!(base && str_eq(text, member(&m->v[BASE], base))) &&
			!(next && str_eq(text, member(&m->v[NEXT], next))))
			undo(m, text);
	}
}

static void put_front_matter(struct merger *m)
{
	static const char *const lists[] = {"aliases", "tags"};
	const struct version *next = &m->v[NEXT];
	struct strs all;
	for (const struct yaml *y = next->page.meta->child; y; y = y->next) {
		if (str_eqz(y->key, "kb-hash"))
			continue;
		if (is_union(y->key) && find_union(m, y->key, &all))
			meta_put_list(&m->b, str_z(m->a, y->key), all);
		else
			put_member(m, member(next, y));
	}
	for (size_t i = 0; i < 2; i++) {
		struct str key = str_of(lists[i]);
		if (!yaml_get(next->page.meta, key) && yaml_get(m->v[BASE].page.meta, key) &&
			find_union(m, key, &all))
			meta_put_list(&m->b, lists[i], all);
	}
	put_mine(m);
}

/* --- Backlinks --------------------------------------------------------------------------- */

static bool has_line(const struct pieces *l, struct str line)
{
	for (size_t i = 0; i < l->n; i++) {
		struct str rest = l->v[i].text, have;
		while (str_line(&rest, &have))
			if (str_eq(have, line))
				return true;
	}
	return false;
}

static bool has_piece(const struct pieces *l, const struct piece *p)
{
	for (size_t i = 0; i < l->n; i++)
		if (piece_same(&l->v[i], p))
			return true;
	return false;
}

/* What the person put into Backlinks: blocks of their own go to the end of the body, lines among
 * kb's are undone. */
static void rescue_backlinks(struct merger *m, struct pieces *body)
{
	VEC(struct piece) all = {0};
	const struct pieces *mine = &m->v[MINE].backlinks, *base = &m->v[BASE].backlinks;
	struct align al;
	align_pieces(m->a, base, mine, &al);
	for (size_t i = 0; i < body->n; i++)
		VEC_PUSH(m->a, &all, body->v[i]);
	for (size_t i = 1; i < mine->n; i++) {
		const struct piece *p = &mine->v[i];
		if (has_piece(base, p) || has_piece(&m->v[NEXT].backlinks, p))
			continue;
		if (al.from[i] == ALIGN_NONE && p->kind != MD_LIST) {
			VEC_PUSH(m->a, &all, *p);
			continue;
		}
		struct str rest = p->text, line;
		while (str_line(&rest, &line))
			if (!has_line(base, line) && !has_line(&m->v[NEXT].backlinks, line))
				undo(m, line);
	}
	*body = (struct pieces){all.v, all.n};
}

/* --- gone sources ------------------------------------------------------------------------ */

struct spot {
	size_t start, end;
};

static int by_start(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* text with "(source removed)" for references to labels that are gone. */
static struct str mark_gone(struct merger *m, struct str text)
{
	struct md_blocks blocks;
	VEC(struct spot) spots = {0};
	if (!m->gone.n || !md_parse(m->a, text, &blocks, NULL))
		return text;
	for (size_t i = 0; i < blocks.n_leaves; i++) {
		const struct md_leaf *leaf = &blocks.leaf[i];
		struct inlines in;
		if (str_find(leaf->text, STR("[^")) == STR_NPOS)
			continue;
		inline_scan(m->a, leaf->text, NULL, &in);
		for (size_t k = 0; k < in.n_links; k++) {
			const struct inline_link *l = &in.link[k];
			struct spot s = {
				md_leaf_at(leaf, l->start), md_leaf_at(leaf, l->end - 1) + 1};
			if (l->kind == INLINE_NOTE &&
				map_find(&m->gone, str_sub(leaf->text, l->in, l->out)))
				VEC_PUSH(m->a, &spots, s);
		}
	}
	if (spots.n > 1)
		qsort(spots.v, spots.n, sizeof *spots.v, by_start);
	struct buf b = buf_make(m->a);
	size_t done = 0;
	for (size_t i = 0; i < spots.n; i++) {
		buf_put(&b, str_sub(text, done, spots.v[i].start));
		done = spots.v[i].end;
		if (!str_ends(buf_str(&b), STR("(source removed)")))
			buf_puts(&b,
				b.n && b.p[b.n - 1] != ' ' ? " (source removed)"
							   : "(source removed)");
	}
	buf_put(&b, str_from(text, done));
	return buf_str(&b);
}

/* --- definitions ------------------------------------------------------------------------- */

static struct str note_text(const struct version *v, const struct page_note *n)
{
	return str_trim_right(str_sub(v->page.text, n->start, n->end));
}

static bool is_own(struct merger *m, struct str label)
{
	return !map_find(&m->v[BASE].notes, label) && !map_find(&m->v[NEXT].notes, label);
}

static void put_note(struct merger *m, struct str text, bool *any)
{
	buf_puts(&m->b, *any ? "\n" : "\n\n");
	buf_put(&m->b, text);
	*any = true;
}

/* kb's in order of first use, then the person's as they stand. */
static void put_notes(struct merger *m, struct str body)
{
	bool any = false;
	const struct version *mine = &m->v[MINE];
	struct buf used = buf_make(m->a);
	buf_put(&used, body);
	for (size_t i = 0; i < mine->page.n_notes; i++)
		if (is_own(m, mine->page.notes[i].label)) {
			buf_puts(&used, "\n\n");
			buf_put(&used, note_text(mine, &mine->page.notes[i]));
		}
	struct strs refs = page_refs(m->a, buf_str(&used));
	for (size_t i = 0; i < refs.n; i++) {
		const struct page_note *n = map_ptr(&m->v[NEXT].notes, refs.v[i]);
		const struct version *v = &m->v[n ? NEXT : BASE];
		if (!n)
			n = map_ptr(&m->v[BASE].notes, refs.v[i]);
		if (n)
			put_note(m, note_text(v, n), &any);
	}
	for (size_t i = 0; i < mine->page.n_notes; i++) {
		const struct page_note *n = &mine->page.notes[i];
		struct str text = note_text(mine, n);
		if (is_own(m, n->label)) {
			put_note(m, mark_gone(m, text), &any);
			continue;
		}
		const struct page_note *base = map_ptr(&m->v[BASE].notes, n->label);
		const struct page_note *next = map_ptr(&m->v[NEXT].notes, n->label);
		if (!(base && str_eq(text, note_text(&m->v[BASE], base))) &&
			!(next && str_eq(text, note_text(&m->v[NEXT], next))))
			undo(m, text);
	}
}

/* --- merging ----------------------------------------------------------------------------- */

static struct str merge_bodies(struct merger *m)
{
	struct merge merge = {.a = m->a, .kept = &m->out->kept};
	struct pieces v[SIDES] = {m->v[BASE].body, m->v[MINE].body, m->v[NEXT].body};
	rescue_backlinks(m, &v[MINE]);
	struct str body = merge_blocks(&merge, v);
	m->out->conflict = merge.conflict;
	return mark_gone(m, body);
}

static void put_page(struct merger *m)
{
	m->b = buf_make(m->a);
	buf_puts(&m->b, "---\n");
	put_front_matter(m);
	buf_puts(&m->b, "---\n");
	struct str body = merge_bodies(m);
	buf_put(&m->b, body);
	if (m->v[NEXT].page.backlinks.n) {
		buf_puts(&m->b, "\n\n");
		buf_put(&m->b, m->v[NEXT].page.backlinks);
	}
	put_notes(m, body);
	buf_putc(&m->b, '\n');
}

bool page_merge_gone(struct arena *a, struct str base, struct str mine, struct str next,
	struct strs gone, struct page_merge *out, struct err *e)
{
	struct merger m = {.a = a, .out = out, .gone = map_make(a)};
	*out = (struct page_merge){.text = next};
	struct str hash = page_hash(a, next);
	if (str_eq(page_hash(a, base), page_hash(a, mine)) || str_eq(page_hash(a, mine), hash)) {
		out->text = page_seal_as(a, next, hash);
		return true;
	}
	if (!read_version(&m, &m.v[BASE], base, e) || !read_version(&m, &m.v[MINE], mine, e) ||
		!read_version(&m, &m.v[NEXT], next, e))
		return false;
	for (size_t i = 0; i < gone.n; i++)
		if (!map_find(&m.v[NEXT].notes, gone.v[i]))
			map_add(&m.gone, gone.v[i], NULL);
	put_page(&m);
	out->text = page_seal_as(a, buf_str(&m.b), hash);
	out->edited = !str_eq(page_hash(a, out->text), hash);
	return true;
}

bool page_merge(struct arena *a, struct str base, struct str mine, struct str next,
	struct page_merge *out, struct err *e)
{
	return page_merge_gone(a, base, mine, next, (struct strs){0}, out, e);
}
