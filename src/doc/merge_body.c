/* merge_body.c - three versions of a list of pieces merged into one: blocks, and inside a block that
 * both sides changed its sentences or lines.
 *
 * Each piece of base meets its partner in mine and in next (align.h), or a piece of the same text
 * elsewhere (moved), or none (deleted). Pieces without partner in base were inserted; they stand
 * behind the piece of base that they followed, the person's first.
 * Order: cutting, putting together, one piece of base, a list. */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/merge_int.h"

struct level {
	struct merge *m;
	const struct pieces *v; /* of each side */
	bool blocks; /* else sentences or lines */
	const char *gap; /* between pieces that stood side by side nowhere */
	struct align to_mine, to_next;
	VEC(struct merged_piece) out;
};

/* --- cutting ----------------------------------------------------------------------------- */

/* text without its footnote references, and where each byte of it stood. */
static struct str without_notes(struct arena *a, struct str text, uint32_t **at)
{
	struct inlines in;
	struct buf b = buf_make(a);
	inline_scan(a, text, NULL, &in);
	*at = ARENA_ARRAY(a, uint32_t, text.n + 1);
	for (size_t i = 0; i < in.n; i++) {
		if (in.v[i].kind == INLINE_NOTE)
			continue;
		for (size_t k = in.v[i].start; k < in.v[i].end; k++) {
			(*at)[b.n] = (uint32_t)k;
			buf_putc(&b, text.p[k]);
		}
	}
	(*at)[b.n] = (uint32_t)text.n;
	return buf_str(&b);
}

struct pieces merge_sentences(struct arena *a, struct str text)
{
	uint32_t *at;
	VEC(struct piece) v = {0};
	struct str bare = without_notes(a, text, &at);
	struct text_spans spans = text_sentences(a, bare, STR(""));
	size_t done = 0;
	for (size_t i = 0; i < spans.n; i++) {
		size_t start = i ? at[spans.v[i].start] : 0;
		size_t end = i + 1 < spans.n ? at[spans.v[i + 1].start] : text.n;
		struct str s = str_trim_right(str_sub(text, start, end));
		struct piece p = piece_make(a, s, str_sub(text, done, start), 0);
		VEC_PUSH(a, &v, p);
		done = start + s.n;
	}
	if (!spans.n && text.n) {
		struct piece p = piece_make(a, text, STR(""), 0);
		VEC_PUSH(a, &v, p);
	}
	return (struct pieces){v.v, v.n};
}

static struct pieces cut_lines(struct arena *a, struct str text)
{
	VEC(struct piece) v = {0};
	struct str rest = text, line;
	size_t done = 0;
	while (str_line(&rest, &line)) {
		size_t start = (size_t)(line.p - text.p);
		if (str_blank(line))
			continue;
		struct piece p = piece_make(a, line, str_sub(text, done, start), 0);
		VEC_PUSH(a, &v, p);
		done = start + line.n;
	}
	return (struct pieces){v.v, v.n};
}

/* --- putting together -------------------------------------------------------------------- */

static void emit(struct level *l, enum side side, size_t index)
{
	struct merged_piece p = {l->v[side].v[index].text, side, index};
	VEC_PUSH(l->m->a, &l->out, p);
}

static void emit_text(struct level *l, struct str text, enum side side, size_t index)
{
	struct merged_piece p = {text, side, index};
	if (text.n)
		VEC_PUSH(l->m->a, &l->out, p);
}

static void keep(struct level *l, struct str text)
{
	l->m->conflict = true;
	if (text.n)
		strs_add(l->m->a, l->m->kept, text);
}

/* True when what stands before `next` in its version is what comes before it here. */
static bool has_neighbour(
	const struct level *l, const struct merged_piece *before, const struct merged_piece *next)
{
	const struct pieces *v = &l->v[next->side];
	if (next->index == 0)
		return false;
	if (before->side == next->side && before->index + 1 == next->index)
		return true;
	return str_eq(v->v[next->index - 1].text, before->text);
}

static struct str put_together(struct level *l)
{
	struct buf b = buf_make(l->m->a);
	for (size_t i = 0; i < l->out.n; i++) {
		const struct merged_piece *p = &l->out.v[i];
		struct str gap = l->v[p->side].v[p->index].gap;
		bool kept = i ? has_neighbour(l, p - 1, p) : p->index == 0;
		if (kept)
			buf_put(&b, gap);
		else if (i)
			buf_puts(&b, l->gap);
		buf_put(&b, p->text);
	}
	return buf_str(&b);
}

/* --- one piece of base ------------------------------------------------------------------- */

static struct str merge_level(
	struct merge *m, const struct pieces v[SIDES], bool blocks, const char *gap);

/* Tables with the same columns: their first two lines are equal. */
static bool same_columns(struct str a, struct str b)
{
	struct str x, y;
	for (int i = 0; i < 2; i++)
		if (!str_line(&a, &x) || !str_line(&b, &y) || !str_eq(x, y))
			return false;
	return true;
}

/* False for a block that can only be taken as a whole. next: NULL when kb deleted it. */
static bool can_cut(const struct piece *base, const struct piece *mine, const struct piece *next)
{
	switch ((enum md_kind)base->kind) {
	case MD_PARAGRAPH:
	case MD_LIST: return true;
	case MD_QUOTE: return next != NULL;
	case MD_TABLE:
		return next && same_columns(base->text, mine->text) &&
			same_columns(base->text, next->text);
	default: return false;
	}
}

static void merge_inside(struct level *l, size_t base, size_t mine, size_t next)
{
	const struct piece *p[SIDES] = {&l->v[BASE].v[base], &l->v[MINE].v[mine],
		next == ALIGN_NONE ? NULL : &l->v[NEXT].v[next]};
	struct pieces in[SIDES] = {{0}};
	bool prose = p[BASE]->kind == MD_PARAGRAPH;
	l->m->conflict = l->m->conflict || !p[NEXT];
	if (!can_cut(p[BASE], p[MINE], p[NEXT])) {
		emit(l, MINE, mine);
		if (!p[NEXT] || !piece_same_words(p[NEXT], p[BASE]))
			keep(l, p[NEXT] ? p[NEXT]->text : STR(""));
		return;
	}
	for (int i = 0; i < SIDES; i++)
		if (p[i])
			in[i] = prose ? merge_sentences(l->m->a, p[i]->text)
				      : cut_lines(l->m->a, p[i]->text);
	struct str text = merge_level(l->m, in, false, prose ? " " : "\n");
	emit_text(l, text, MINE, mine);
}

static void merge_piece(struct level *l, size_t base, size_t mine, size_t next)
{
	const struct piece *b = &l->v[BASE].v[base];
	const struct piece *m = mine == ALIGN_NONE ? NULL : &l->v[MINE].v[mine];
	const struct piece *n = next == ALIGN_NONE ? NULL : &l->v[NEXT].v[next];
	if (!m && !n)
		return;
	if (!m) { /* the person deleted it */
		if (!piece_same_words(b, n))
			keep(l, n->text);
	} else if (!n && piece_same(b, m)) {
		return; /* kb deleted what the person left alone */
	} else if (n && piece_same(b, m) && !piece_same(b, n)) {
		emit(l, NEXT, next);
	} else if (n && (piece_same(b, n) || piece_same(m, n))) {
		emit(l, MINE, mine);
	} else if (l->blocks) {
		merge_inside(l, base, mine, next);
	} else {
		emit(l, MINE, mine);
		if (!n || !piece_same_words(b, n))
			keep(l, n ? n->text : STR(""));
	}
}

/* --- a list ------------------------------------------------------------------------------ */

/* Pieces of base without partner meet the one of the same text that has none either; which pieces of
 * the side these are. */
static bool *pair_moved(struct level *l, enum side side, struct align *al)
{
	const struct pieces *base = &l->v[BASE], *v = &l->v[side];
	bool *moved = ARENA_ARRAY(l->m->a, bool, v->n);
	struct map free_ones = map_make(l->m->a);
	for (size_t i = 0; i < v->n; i++)
		if (al->from[i] == ALIGN_NONE && v->v[i].n_words > 2)
			map_add(&free_ones, v->v[i].key, NULL)->num = i + 1;
	for (size_t i = 0; i < base->n && free_ones.n; i++) {
		struct map_entry *e =
			al->to[i] == ALIGN_NONE ? map_find(&free_ones, base->v[i].key) : NULL;
		if (!e || !e->num || v->v[e->num - 1].kind != base->v[i].kind)
			continue;
		moved[e->num - 1] = true;
		al->to[i] = e->num - 1;
		al->from[e->num - 1] = i;
		e->num = 0;
	}
	return moved;
}

struct walk { /* over a side */
	enum side side;
	const struct align *al;
	const bool *moved;
	size_t *place; /* of a piece inserted or moved: the number of pieces of base before it */
	size_t i;
};

static struct walk walk_make(struct level *l, enum side side)
{
	size_t n = l->v[side].n, behind = 0;
	struct walk w = {.side = side, .al = side == MINE ? &l->to_mine : &l->to_next};
	w.moved = pair_moved(l, side, side == MINE ? &l->to_mine : &l->to_next);
	w.place = ARENA_ARRAY(l->m->a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		if (w.al->from[i] != ALIGN_NONE && !w.moved[i])
			behind = w.al->from[i] + 1;
		w.place[i] = behind;
	}
	return w;
}

/* What both inserted is inserted once, where kb puts it. */
static bool *find_twins(struct level *l)
{
	const struct pieces *mine = &l->v[MINE], *next = &l->v[NEXT];
	bool *twin = ARENA_ARRAY(l->m->a, bool, mine->n);
	struct map keys = map_make(l->m->a);
	for (size_t i = 0; i < next->n; i++)
		if (l->to_next.from[i] == ALIGN_NONE)
			map_add(&keys, next->v[i].key, NULL);
	for (size_t i = 0; i < mine->n; i++)
		twin[i] = l->to_mine.from[i] == ALIGN_NONE && map_find(&keys, mine->v[i].key);
	return twin;
}

/* Pieces of a side that stand behind `behind` pieces of base, but for pieces of base that the other
 * side moved and pieces that the other side has too. */
static void emit_inserted(
	struct level *l, struct walk *w, size_t behind, const bool *moved_base, const bool *twin)
{
	for (; w->i < l->v[w->side].n && w->place[w->i] <= behind; w->i++) {
		size_t base = w->al->from[w->i];
		if (w->moved[w->i]) {
			if (!moved_base || !moved_base[base])
				merge_piece(l, base, l->to_mine.to[base], l->to_next.to[base]);
		} else if (base == ALIGN_NONE && (!twin || !twin[w->i])) {
			emit(l, w->side, w->i);
		}
	}
}

static bool *moved_pieces(struct level *l, const struct walk *w)
{
	bool *moved = ARENA_ARRAY(l->m->a, bool, l->v[BASE].n);
	for (size_t i = 0; i < l->v[w->side].n; i++)
		if (w->moved[i])
			moved[w->al->from[i]] = true;
	return moved;
}

static struct str merge_level(
	struct merge *m, const struct pieces v[SIDES], bool blocks, const char *gap)
{
	struct level l = {.m = m, .v = v, .blocks = blocks, .gap = gap};
	align_pieces(m->a, &v[BASE], &v[MINE], &l.to_mine);
	align_pieces(m->a, &v[BASE], &v[NEXT], &l.to_next);
	struct walk mine = walk_make(&l, MINE), next = walk_make(&l, NEXT);
	const bool *by_mine = moved_pieces(&l, &mine), *by_next = moved_pieces(&l, &next);
	const bool *twin = find_twins(&l);
	for (size_t i = 0; i <= v[BASE].n; i++) {
		emit_inserted(&l, &mine, i, NULL, twin);
		emit_inserted(&l, &next, i, by_mine, NULL);
		if (i < v[BASE].n && !by_mine[i] && !by_next[i])
			merge_piece(&l, i, l.to_mine.to[i], l.to_next.to[i]);
	}
	return put_together(&l);
}

struct str merge_blocks(struct merge *m, const struct pieces v[SIDES])
{
	return merge_level(m, v, true, "\n\n");
}
