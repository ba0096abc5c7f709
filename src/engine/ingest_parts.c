/* ingest_parts.c - see ingest_parts.h. Order: paths, where to cut, footnotes, parts, renaming. */
#include "engine/ingest_parts.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/page.h"

#define PART_LEAST (PART_BYTES * 2 / 5) /* a cut at a heading is looked for from here on */

/* --- paths ------------------------------------------------------------------------------- */

struct str ingest_text_path(struct arena *a, struct str slug)
{
	return str_printf(a, "wiki/text/" STR_FMT "-text.md", STR_ARG(slug));
}

size_t ingest_n_parts(const struct source_row *row)
{
	return row->parts.n ? row->parts.n : 1;
}

struct str ingest_part_path(struct arena *a, struct str slug, size_t part)
{
	if (part <= 1)
		return ingest_text_path(a, slug);
	return str_printf(a, "wiki/text/" STR_FMT "-text-%zu.md", STR_ARG(slug), part);
}

struct str ingest_passage_path(struct arena *a, const struct source_row *row, struct str passage)
{
	struct str mark = row->parts.n ? str_printf(a, " " STR_FMT " ", STR_ARG(passage)) : STR("");
	for (size_t i = 1; i < row->parts.n; i++)
		if (str_find(row->parts.v[i], mark) != STR_NPOS)
			return ingest_part_path(a, row->slug, i + 1);
	return ingest_text_path(a, row->slug);
}

struct str ingest_slug(struct str text_path)
{
	struct str base = fs_base_name(text_path), mark = STR("-text");
	if (str_ends(base, STR(".md")))
		base.n -= 3;
	size_t n = base.n;
	while (n && base.p[n - 1] >= '0' && base.p[n - 1] <= '9')
		n--;
	if (n < base.n && n && base.p[n - 1] == '-' && str_ends(str_sub(base, 0, n - 1), mark))
		base.n = n - 1;
	return str_ends(base, mark) ? str_sub(base, 0, base.n - mark.n) : base;
}

bool ingest_read_document(struct kb *kb, struct arena *a, const struct source_row *row,
	struct passages *out, struct str *body, struct err *e)
{
	struct buf b = buf_make(a);
	struct str whole;
	body = body ? body : &whole;
	for (size_t i = 1; i <= ingest_n_parts(row); i++) {
		struct str text;
		struct page page;
		char *path = engine_path(kb, a, ingest_part_path(a, row->slug, i));
		if (!fs_read(a, path, PAGE_MAX, &text, e) || !page_parse(a, text, &page, e))
			return false;
		*body = page.body;
		if (ingest_n_parts(row) == 1)
			return passage_read(a, *body, out, e);
		buf_put(&b, page.body);
		buf_puts(&b, "\n\n");
	}
	/* the lines of the parts may carry a document past the bound that it was just below */
	*body = str_sub(buf_str(&b), 0, MD_MAX_TEXT);
	return passage_read(a, *body, out, e);
}

/* --- where to cut ------------------------------------------------------------------------ */

struct cutter {
	struct arena *a;
	struct str body;
	struct md_blocks blocks;
	VEC(size_t) cuts; /* bytes where a part starts; the first is 0 */
};

/* The next cut past `from`: the last heading of the highest rank within reach, else the last block
 * that fits. */
static size_t next_cut(const struct cutter *c, size_t *block, size_t from)
{
	size_t heading = 0, last = 0, at_heading = 0, at_last = 0;
	unsigned level = 7;
	for (size_t i = *block; i < c->blocks.n; i++) {
		const struct md_block *b = &c->blocks.v[i];
		if (b->parent != MD_NO_PARENT || b->start <= from || b->kind == MD_FOOTNOTE)
			continue;
		if (b->start - from > PART_BYTES && (last || heading))
			break;
		if (b->kind == MD_HEADING && b->start - from >= PART_LEAST && b->level <= level) {
			heading = b->start;
			at_heading = i;
			level = b->level;
		}
		last = b->start;
		at_last = i;
		if (b->start - from > PART_BYTES)
			break; /* one block alone is larger than a part */
	}
	*block = heading ? at_heading : at_last;
	return heading ? heading : last;
}

static void find_cuts(struct cutter *c)
{
	size_t from = 0, block = 0;
	VEC_PUSH(c->a, &c->cuts, from);
	while (c->body.n - from > PART_BYTES) {
		size_t cut = next_cut(c, &block, from);
		if (cut <= from)
			return;
		from = cut;
		VEC_PUSH(c->a, &c->cuts, from);
	}
}

/* --- footnotes --------------------------------------------------------------------------- */

/* A part gets the definitions that it refers to and does not hold. */
static void add_notes(const struct cutter *c, struct buf *b, size_t from, size_t to)
{
	struct strs refs = page_refs(c->a, str_sub(c->body, from, to));
	struct map wanted = map_make(c->a);
	for (size_t i = 0; i < refs.n; i++)
		map_add(&wanted, refs.v[i], NULL);
	for (size_t i = 0; refs.n && i < c->blocks.n; i++) {
		const struct md_block *n = &c->blocks.v[i];
		if (n->kind != MD_FOOTNOTE || n->parent != MD_NO_PARENT ||
			!map_find(&wanted, n->info) || (n->start >= from && n->start < to))
			continue;
		buf_trim_right(b);
		buf_puts(b, "\n\n");
		buf_put(b, str_sub(c->body, n->start, n->end));
		buf_putc(b, '\n');
	}
}

/* --- parts ------------------------------------------------------------------------------- */

bool ingest_cut(struct arena *a, struct str marked, const struct passages *l,
	struct ingest_parts *out, struct err *e)
{
	struct cutter c = {.a = a, .body = marked};
	*out = (struct ingest_parts){ARENA_ARRAY(a, struct str, 1), 1, {0}};
	out->v[0] = marked;
	if (marked.n <= PART_BYTES)
		return true;
	if (!md_parse(a, marked, &c.blocks, e))
		return false;
	find_cuts(&c);
	if (c.cuts.n < 2)
		return true;
	out->n = c.cuts.n;
	out->v = ARENA_ARRAY(a, struct str, out->n);
	size_t p = 0;
	for (size_t i = 0; i < out->n; i++) {
		size_t from = c.cuts.v[i], to = i + 1 < out->n ? c.cuts.v[i + 1] : marked.n;
		struct buf body = buf_make(a), ids = buf_make(a);
		buf_put(&body, str_sub(marked, from, to));
		add_notes(&c, &body, from, to);
		out->v[i] = buf_str(&body);
		buf_putc(&ids, ' ');
		for (; p < l->n && l->v[p].start < to; p++) {
			buf_put(&ids, l->v[p].id);
			buf_putc(&ids, ' ');
		}
		strs_add(a, &out->ids, buf_str(&ids));
	}
	return true;
}

struct str ingest_part_line(struct arena *a, struct str slug, size_t part, size_t n)
{
	struct buf b = buf_make(a);
	if (n < 2)
		return STR("");
	buf_printf(&b, "Part %zu of %zu", part, n);
	const size_t near[] = {part - 1, part + 1};
	for (size_t i = 0; i < 2; i++)
		if (near[i] && near[i] <= n)
			buf_printf(&b, " \xc2\xb7 [part %zu](" STR_FMT ")", near[i],
				STR_ARG(fs_base_name(ingest_part_path(a, slug, near[i]))));
	buf_puts(&b, "\n\n");
	return buf_str(&b);
}

/* --- renaming ---------------------------------------------------------------------------- */

struct str ingest_part_renamed(
	struct arena *a, struct str page, struct str from, struct str to, size_t part, size_t n)
{
	struct str old = ingest_part_line(a, from, part, n), mark = STR("\nkb-hash: ");
	size_t hash = str_find(page, mark), line = old.n ? str_find(page, old) : STR_NPOS;
	if (hash == STR_NPOS || line == STR_NPOS || line < hash)
		return page;
	size_t end = str_find_from(page, hash + 1, STR("\n"));
	struct buf b = buf_make(a);
	buf_put(&b, str_sub(page, 0, hash));
	buf_put(&b, str_sub(page, end, line));
	buf_put(&b, ingest_part_line(a, to, part, n));
	buf_put(&b, str_from(page, line + old.n));
	return page_seal(a, buf_str(&b));
}
