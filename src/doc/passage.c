/* passage.c - block ids put into a body, and read back.
 *
 * Invariant: the marked body is the body with insertions only. What was inserted is read back before
 * it counts: where an id would change how the text is read (a paragraph that ends as a link
 * definition begins, say) it moves to a line of its own, and goes if that does not help.
 * Order: ids, reading, marking. */
#include "doc/passage.h"

#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"

#define ID_CHARS 8
#define ROUNDS 6 /* as it should be, on own lines, without; each for ids and for words */

/* --- ids --------------------------------------------------------------------------------- */

/* n = 1 hashes the text alone; squeezed text holds no "#". */
static struct str id_of(struct arena *a, struct str squeezed, unsigned nth)
{
	if (nth > 1)
		squeezed = str_printf(a, STR_FMT "#%u", STR_ARG(squeezed), nth);
	return sha_base32(a, sha_of(squeezed), ID_CHARS);
}

struct str passage_id(struct arena *a, struct str plain, unsigned nth)
{
	return id_of(a, text_squeeze(a, plain, NULL), nth);
}

struct str claim_id(struct arena *a, struct str slug, struct str quote)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, slug);
	sha_part(h, text_squeeze(a, quote, NULL));
	return sha_base32(a, sha_end(h), ID_CHARS);
}

const struct passage *passage_find(const struct passages *l, struct str id)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_ieq(l->v[i].id, id))
			return &l->v[i];
	return NULL;
}

/* --- reading ----------------------------------------------------------------------------- */

static bool is_passage(const struct md_block *b)
{
	switch (b->kind) {
	case MD_PARAGRAPH:
	case MD_LIST:
	case MD_TABLE:
	case MD_CODE:
	case MD_QUOTE:
	case MD_HTML: return b->parent == MD_NO_PARENT && !b->open && !b->comment && b->plain.n;
	default: return false;
	}
}

struct outline { /* headings above the place in hand */
	struct str text[6];
};

static void enter_heading(struct outline *o, const struct md_block *b)
{
	unsigned level = b->level >= 1 && b->level <= 6 ? b->level : 6;
	o->text[level - 1] = b->plain;
	for (unsigned i = level; i < 6; i++)
		o->text[i] = STR("");
}

static struct str heading_path(struct arena *a, const struct outline *o)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < 6; i++) {
		if (!o->text[i].n)
			continue;
		if (b.n)
			buf_puts(&b, " > ");
		buf_put(&b, o->text[i]);
	}
	return buf_str(&b);
}

/* The bytes from a block's start to the end of its id's line. */
static size_t end_with_id(const struct md_block *b)
{
	size_t end = b->id_start + 1 + b->id.n;
	return b->id_own_line && end > b->end ? end : b->end;
}

struct reader {
	struct arena *a;
	struct map ids; /* taken, letter case folded */
	struct map texts; /* squeezed text to how often it came */
	VEC(struct passage) v; /* those whose id is not free have an empty one */
	VEC(const struct md_block *) block; /* of each */
	VEC(size_t) nth; /* of each: how often its text came, with it */
};

static bool take_id(struct reader *r, struct str id)
{
	bool added;
	map_add(&r->ids, str_lower(r->a, id), &added);
	return added;
}

static bool is_own(struct arena *a, struct str id, struct str squeezed, size_t n)
{
	struct arena_mark m = arena_mark(a);
	bool own = true;
	for (size_t k = n; k > 0 && n - k < 8 && own; k--)
		own = !str_eq(id_of(a, squeezed, (unsigned)k), id);
	if (own && n > 8)
		own = !str_eq(id_of(a, squeezed, 1), id);
	arena_release(a, m);
	return own;
}

static void read_block(struct reader *r, const struct md_block *b, struct str path)
{
	struct str squeezed = text_squeeze(r->a, b->plain, NULL);
	if (!squeezed.n)
		return;
	size_t nth = ++map_add(&r->texts, squeezed, NULL)->num;
	struct passage p = {.id = STR(""),
		.kind = b->kind,
		.start = b->start,
		.end = b->end,
		.line = b->line,
		.plain = b->plain,
		.heading = path};
	if (b->id.n && take_id(r, b->id)) {
		p.id = b->id;
		p.end = end_with_id(b);
		p.own_id = is_own(r->a, b->id, squeezed, nth);
	}
	VEC_PUSH(r->a, &r->v, p);
	VEC_PUSH(r->a, &r->block, b);
	VEC_PUSH(r->a, &r->nth, nth);
}

static bool read_all(struct reader *r, struct str body, struct err *e)
{
	struct md_blocks blocks;
	struct outline outline = {0};
	struct str path = STR("");
	r->ids = map_make(r->a);
	r->texts = map_make(r->a);
	if (!md_parse(r->a, body, &blocks, e))
		return false;
	for (size_t i = 0; i < blocks.n; i++) {
		const struct md_block *b = &blocks.v[i];
		if (b->kind == MD_HEADING && b->parent == MD_NO_PARENT) {
			enter_heading(&outline, b);
			path = heading_path(r->a, &outline);
		}
		if (is_passage(b))
			read_block(r, b, path);
		else if (b->id.n && b->kind != MD_ITEM) /* an item's id is its paragraph's */
			take_id(r, b->id);
	}
	return true;
}

bool passage_read(struct arena *a, struct str marked, struct passages *out, struct err *e)
{
	struct reader r = {.a = a};
	*out = (struct passages){0};
	if (!read_all(&r, marked, e))
		return false;
	for (size_t i = 0; i < r.v.n; i++)
		if (r.v.v[i].id.n)
			r.v.v[out->n++] = r.v.v[i];
	out->v = r.v.v;
	return true;
}

/* --- marking ----------------------------------------------------------------------------- */

enum place { PLACE_BEST, PLACE_OWN_LINE, PLACE_NONE };

struct marker {
	struct arena *a;
	struct str body;
	struct reader r;
	struct str *id; /* of each passage: the one to insert, or "" */
	enum place *place;
	struct buf b;
	size_t copied; /* bytes of body already in b */
};

/* The words that a block has once another id stands behind the one it ends with. */
static struct str words_when_marked(struct arena *a, const struct md_block *b)
{
	if (!b->id.n || b->id_own_line)
		return b->plain;
	return str_printf(a, STR_FMT " ^" STR_FMT, STR_ARG(b->plain), STR_ARG(b->id));
}

static void make_ids(struct marker *m)
{
	for (size_t i = 0; i < m->r.v.n; i++) {
		m->id[i] = STR("");
		if (m->r.v.v[i].id.n)
			continue;
		struct str words = words_when_marked(m->a, m->r.block.v[i]);
		struct str squeezed = text_squeeze(m->a, words, NULL);
		unsigned nth = (unsigned)m->r.nth.v[i];
		do
			m->id[i] = id_of(m->a, squeezed, nth++);
		while (!take_id(&m->r, m->id[i]));
	}
}

/* A paragraph whose last line grew into a table's header: nothing may come between. */
static bool is_before_table(const struct marker *m, size_t i)
{
	const struct md_block *b = m->r.block.v[i];
	return b->kind == MD_PARAGRAPH && i + 1 < m->r.v.n && b[1].kind == MD_TABLE &&
		str_find_byte(str_sub(m->body, b->end, b[1].start), '\n') + b->end + 1 ==
		b[1].start;
}

/* Tries the next place for id i. */
static void move_on(struct marker *m, size_t i)
{
	m->place[i] = is_before_table(m, i) ? PLACE_NONE : m->place[i] + 1;
}

static void insert(struct marker *m, size_t i)
{
	const struct md_block *b = m->r.block.v[i];
	struct str block = str_sub(m->body, b->start, b->end), line;
	bool at_end = b->kind == MD_PARAGRAPH && m->place[i] == PLACE_BEST && !b->id_own_line &&
		(!str_ends(str_trim_right(block), STR("$$")) || is_before_table(m, i));
	size_t end = b->id.n ? end_with_id(b) : b->end;
	buf_put(&m->b, str_sub(m->body, m->copied, end));
	m->copied = end;
	buf_puts(&m->b, at_end ? " ^" : "\n\n^");
	buf_put(&m->b, m->id[i]);
	struct str rest = str_from(m->body, end);
	if (at_end || !str_line(&rest, &line))
		return;
	if (str_line(&rest, &line) && !str_blank(line))
		buf_putc(&m->b, '\n');
}

static struct str insert_all(struct marker *m)
{
	m->b = buf_make(m->a);
	m->copied = 0;
	buf_reserve(&m->b, m->body.n + m->r.v.n * (ID_CHARS + 4));
	for (size_t i = 0; i < m->r.v.n; i++)
		if (m->id[i].n && m->place[i] != PLACE_NONE)
			insert(m, i);
	buf_put(&m->b, str_from(m->body, m->copied));
	return buf_str(&m->b);
}

static bool is_inserted(const struct marker *m, size_t i)
{
	return m->id[i].n && m->place[i] != PLACE_NONE;
}

/* Moves the ids that were not read back; true when there are none. */
static bool settle_ids(struct marker *m, const struct map *found)
{
	bool settled = true;
	for (size_t i = 0; i < m->r.v.n; i++) {
		if (!is_inserted(m, i) || map_find(found, m->id[i]))
			continue;
		move_on(m, i);
		settled = false;
	}
	return settled;
}

/* Moves an id whose passage reads otherwise now, and takes the one before it away: what stands
 * behind an id on a line of its own is what can be damaged. */
static bool settle_words(struct marker *m, const struct map *found)
{
	bool settled = true;
	for (size_t i = 0; i < m->r.v.n; i++) {
		bool inserted = is_inserted(m, i);
		struct str id = inserted ? m->id[i] : str_lower(m->a, m->r.v.v[i].id);
		struct str words =
			inserted ? words_when_marked(m->a, m->r.block.v[i]) : m->r.v.v[i].plain;
		const struct passage *p = id.n ? map_ptr(found, id) : NULL;
		if (!id.n || (p && str_eq(p->plain, words)))
			continue;
		if (inserted)
			move_on(m, i);
		settled = settled && !inserted;
		if (i > 0 && is_inserted(m, i - 1)) {
			m->place[i - 1] = PLACE_NONE;
			settled = false;
		}
	}
	return settled;
}

static bool settle(struct marker *m, const struct passages *read)
{
	struct map found = map_make(m->a);
	for (size_t i = 0; i < read->n; i++)
		map_add(&found, str_lower(m->a, read->v[i].id), NULL)->ptr = &read->v[i];
	return settle_ids(m, &found) && settle_words(m, &found);
}

bool passage_mark(
	struct arena *a, struct str body, struct str *marked, struct passages *out, struct err *e)
{
	struct arena *scratch = arena_make();
	struct marker m = {.a = scratch, .body = body, .r = {.a = scratch}};
	*out = (struct passages){0};
	*marked = body;
	bool good = read_all(&m.r, body, e), settled = false;
	if (good) {
		m.id = ARENA_ARRAY(scratch, struct str, m.r.v.n);
		m.place = ARENA_ARRAY(scratch, enum place, m.r.v.n);
		make_ids(&m);
	}
	for (int round = 0; good && round < ROUNDS && !settled; round++) {
		*marked = str_dup(a, insert_all(&m));
		good = passage_read(a, *marked, out, e);
		settled = good && settle(&m, out);
	}
	arena_free(scratch);
	return good;
}
