/* image_links.c - see image_links.h. */
#include "doc/image_links.h"

#include "base/map.h"
#include "base/vec.h"
#include "doc/escape.h"
#include "doc/inline.h"
#include "doc/md.h"

struct scan {
	struct arena *a;
	struct str body;
	const struct md_blocks *blocks;
	struct map refs;
	VEC(struct image_ref) out;
};

/* "Alt|300" and "Alt|300x200" to "Alt"; "300" to "". */
static struct str without_size(struct str s)
{
	size_t bar = str_rfind_byte(s, '|');
	struct str size = str_trim(bar == STR_NPOS ? s : str_from(s, bar + 1));
	bool figures = size.n > 0;
	for (size_t i = 0; i < size.n; i++)
		figures = figures &&
			((size.p[i] >= '0' && size.p[i] <= '9') || (i && size.p[i] == 'x'));
	if (!figures)
		return s;
	return bar == STR_NPOS ? STR("") : str_trim(str_sub(s, 0, bar));
}

/* The paragraph right below block `of`, when all of it is emphasised. */
static struct str caption_below(struct scan *s, size_t of)
{
	const struct md_block *b = &s->blocks->v[of];
	size_t next = of + 1;
	if (b->kind != MD_PARAGRAPH || next >= s->blocks->n)
		return STR("");
	const struct md_block *below = &s->blocks->v[next];
	struct str text = str_trim(str_sub(s->body, below->start, below->end));
	if (below->kind != MD_PARAGRAPH || below->parent != b->parent || text.n < 3 ||
		(text.p[0] != '*' && text.p[0] != '_') || text.p[1] == text.p[0])
		return STR("");
	/* one run of emphasis from end to end; a block id may stand behind it */
	size_t close = str_find_byte(str_from(text, 1), text.p[0]);
	struct str rest = close == STR_NPOS ? STR("x") : str_trim(str_from(text, close + 2));
	return !rest.n || rest.p[0] == '^' ? below->plain : STR("");
}

static struct str title_of(struct scan *s, struct str inside)
{
	size_t p = 0;
	struct str dest;
	if (!inline_dest(s->a, inside, &p, &dest))
		return STR("");
	return str_trim(str_from(inside, p));
}

static void add(struct scan *s, const struct md_leaf *leaf, const struct inlines *in,
	const struct inline_link *l)
{
	struct image_ref r = {.wiki = l->kind == INLINE_WIKI};
	struct str inside = str_sub(leaf->text, l->in, l->out);
	struct buf b = buf_make(s->a);
	if (r.wiki) {
		size_t bar = str_find_byte(inside, '|');
		r.dest = str_trim(str_sub(inside, 0, bar));
		r.alt = bar == STR_NPOS ? STR("") : str_trim(str_from(inside, bar + 1));
	} else {
		inline_put_plain(&b, leaf->text, in, l->first, l->last, true);
		r.dest = l->dest;
		r.alt = str_trim(buf_str(&b));
		size_t behind = l->out + 1; /* "]" */
		struct str tail = str_sub(leaf->text, behind, l->end);
		r.start = md_leaf_at(leaf, l->out) + 1;
		r.end = md_leaf_at(leaf, l->end - 1) + 1;
		if (tail.n != r.end - r.start)
			return; /* it goes on behind the marks of a quote or a list */
		if (str_starts(tail, STR("(")))
			r.title = title_of(s, str_sub(tail, 1, tail.n - 1));
	}
	r.alt = without_size(r.alt);
	r.caption = caption_below(s, leaf->block);
	if (!r.caption.n && r.title.n > 2)
		r.caption = md_plain(s->a, str_sub(r.title, 1, r.title.n - 1));
	VEC_PUSH(s->a, &s->out, r);
}

bool image_links(struct arena *a, struct str body, struct image_refs *out, struct err *e)
{
	struct md_blocks blocks;
	struct inlines in;
	*out = (struct image_refs){0};
	if (str_find(body, STR("![")) == STR_NPOS)
		return true;
	if (!md_parse(a, body, &blocks, e))
		return false;
	struct scan s = {.a = a, .body = body, .blocks = &blocks, .refs = map_make(a)};
	for (size_t i = 0; i < blocks.n_refs; i++) {
		bool added;
		struct map_entry *m =
			map_add(&s.refs, inline_label(a, blocks.ref[i].label), &added);
		if (added)
			m->ptr = &blocks.ref[i].dest;
	}
	for (size_t i = 0; i < blocks.n_leaves; i++) {
		if (str_find(blocks.leaf[i].text, STR("![")) == STR_NPOS)
			continue;
		inline_scan(a, blocks.leaf[i].text, &s.refs, &in);
		for (size_t k = 0; k < in.n_links; k++)
			if (in.link[k].embed)
				add(&s, &blocks.leaf[i], &in, &in.link[k]);
	}
	*out = (struct image_refs){s.out.v, s.out.n};
	return true;
}

struct str image_links_write(
	struct arena *a, struct str body, const struct image_refs *refs, const struct str *to)
{
	struct buf b = buf_make(a);
	size_t at = 0;
	buf_reserve(&b, body.n + 256);
	for (size_t i = 0; i < refs->n; i++) {
		const struct image_ref *r = &refs->v[i];
		if (!to[i].n || r->wiki || r->start < at)
			continue; /* an image in the text of another stays with it */
		buf_put(&b, str_sub(body, at, r->start));
		buf_putc(&b, '(');
		buf_put(&b, to[i]);
		if (r->title.n) {
			buf_putc(&b, ' ');
			buf_put(&b, r->title);
		}
		buf_putc(&b, ')');
		at = r->end;
	}
	buf_put(&b, str_from(body, at));
	return buf_str(&b);
}
