/* page.c - a page taken apart, its hash, its citations.
 *
 * Invariant: all byte ranges are of page.text, which is the file with "\n" line ends and no BOM.
 * Order: hash and seal, citations, references, parsing. */
#include "doc/page.h"

#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/md.h"
#include "doc/page_int.h"

#define HASH_CHARS 16
#define MAX_CITATION 16384 /* bytes; a longer definition is no citation of kb's */

struct str page_unix(struct arena *a, struct str text)
{
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	if (str_find_byte(text, '\r') == STR_NPOS)
		return text;
	struct buf b = buf_make(a);
	buf_reserve(&b, text.n);
	for (size_t i = 0; i < text.n; i++) {
		bool crlf = text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';
		if (!crlf)
			buf_putc(&b, text.p[i] == '\r' ? '\n' : text.p[i]);
	}
	return buf_str(&b);
}

/* --- hash and seal ----------------------------------------------------------------------- */

#define HASH_KEY STR("kb-hash:")

/* A page in two parts, its kb-hash lines left out: front matter with its opening line, and the rest
 * with the closing one. Without front matter the first is empty. */
static void cut_hash(struct arena *a, struct str text, struct str *head, struct str *tail)
{
	struct str fm, body, line;
	*head = STR("");
	*tail = text;
	if (!meta_split(text, &fm, &body) || body.p == text.p)
		return;
	size_t fm_at = (size_t)(fm.p - text.p);
	struct buf b = buf_make(a);
	buf_put(&b, str_sub(text, 0, fm_at));
	for (struct str rest = fm; str_line(&rest, &line);) {
		if (str_starts(line, HASH_KEY))
			continue;
		buf_put(&b, line);
		buf_putc(&b, '\n');
	}
	*head = buf_str(&b);
	*tail = str_from(text, fm_at + fm.n);
}

struct str page_hash(struct arena *a, struct str text)
{
	struct str head, tail;
	cut_hash(a, page_unix(a, text), &head, &tail);
	return sha_base32(a, sha_of(str_cat(a, head, tail)), HASH_CHARS);
}

struct str page_seal_as(struct arena *a, struct str text, struct str hash)
{
	struct str head, tail;
	text = page_unix(a, text);
	cut_hash(a, text, &head, &tail);
	if (!head.n) {
		head = STR("---\n");
		tail = str_cat(a, STR("---\n"), text);
	}
	return str_printf(a, STR_FMT "kb-hash: " STR_FMT "\n" STR_FMT, STR_ARG(head), STR_ARG(hash),
		STR_ARG(tail));
}

struct str page_seal(struct arena *a, struct str text)
{
	/* What has no front matter gets one first: the hash is of the page as it will stand. */
	struct str open = page_seal_as(a, text, STR("x"));
	return page_seal_as(a, open, page_hash(a, open));
}

/* --- citations --------------------------------------------------------------------------- */

void page_put_note(struct buf *b, struct str label, struct str title, struct str target,
	struct str passage, struct str quote)
{
	buf_puts(b, "[^");
	buf_put(b, label);
	buf_puts(b, "]: [");
	buf_put(b, md_escape_link_text(b->a, title));
	buf_puts(b, "](");
	buf_put(b, md_escape_dest(b->a, target));
	buf_puts(b, "#^");
	buf_put(b, passage);
	buf_puts(b, "): \"");
	buf_put(b, md_escape(b->a, quote));
	buf_puts(b, "\"\n");
}

/* The words of [link text], no more. */
static struct str words_of(
	struct arena *a, struct str text, const struct inlines *in, const struct inline_link *l)
{
	struct buf b = buf_make(a);
	inline_put_plain(&b, text, in, l->first, l->last, true);
	return str_trim(buf_str(&b));
}

/* Fills in what a definition says when it has the form of a citation. */
static void read_citation(struct arena *a, struct page_note *note)
{
	struct inlines in;
	struct str text = note->text;
	if (text.n > MAX_CITATION || !str_starts(text, STR("[")) ||
		str_find_byte(text, '\n') != STR_NPOS)
		return;
	inline_scan(a, text, NULL, &in);
	if (!in.n_links || in.link[0].kind != INLINE_TEXT || in.link[0].embed ||
		in.link[0].start != 0)
		return;
	const struct inline_link *l = &in.link[0];
	struct str rest = str_trim_right(str_from(text, l->end));
	size_t hash = str_find(l->dest, STR("#^"));
	if (hash == STR_NPOS || rest.n < 4 || !str_starts(rest, STR(": \"")) ||
		rest.p[rest.n - 1] != '"')
		return;
	note->is_kb = true;
	note->title = words_of(a, text, &in, l);
	note->target = md_unescape_dest(a, str_sub(l->dest, 0, hash));
	note->passage = str_from(l->dest, hash + 2);
	note->quote = md_plain(a, str_sub(rest, 3, rest.n - 1));
}

/* --- references -------------------------------------------------------------------------- */

static void add_refs(
	struct arena *a, const struct md_leaf *leaf, struct map *seen, struct strs *out)
{
	struct inlines in;
	if (str_find(leaf->text, STR("[^")) == STR_NPOS)
		return;
	inline_scan(a, leaf->text, NULL, &in);
	for (size_t i = 0; i < in.n_links; i++) {
		bool added;
		if (in.link[i].kind != INLINE_NOTE)
			continue;
		struct str label = str_sub(leaf->text, in.link[i].in, in.link[i].out);
		map_add(seen, label, &added);
		if (added)
			strs_add(a, out, label);
	}
}

struct strs page_refs(struct arena *a, struct str text)
{
	struct strs out = {0};
	struct md_blocks blocks;
	struct map seen = map_make(a);
	if (str_find(text, STR("[^")) == STR_NPOS || !md_parse(a, text, &blocks, NULL))
		return out;
	for (size_t i = 0; i < blocks.n_leaves; i++)
		add_refs(a, &blocks.leaf[i], &seen, &out);
	return out;
}

/* --- parsing ----------------------------------------------------------------------------- */

struct page_note page_read_note(struct arena *a, struct str text, const struct md_block *b)
{
	struct page_note note = {.label = b->info,
		.text = STR(""),
		.start = b->start,
		.end = b->end,
		.line = b->line,
		.target = STR(""),
		.passage = STR(""),
		.title = STR(""),
		.quote = STR("")};
	struct str all = str_sub(text, b->start, b->end);
	size_t colon = str_find(all, STR("]:"));
	if (colon != STR_NPOS)
		note.text = str_trim(str_from(all, colon + 2));
	read_citation(a, &note);
	return note;
}

bool page_is_backlinks(const struct md_block *b)
{
	return b->kind == MD_HEADING && b->level == 2 && b->parent == MD_NO_PARENT &&
		str_eqz(b->plain, "Backlinks");
}

/* Where the parts of the text behind the front matter begin. */
struct cuts {
	size_t backlinks, notes; /* the text's end when there are none */
};

static struct cuts find_cuts(const struct md_blocks *blocks, size_t end)
{
	struct cuts cut = {end, end};
	for (size_t i = blocks->n; i-- > 0;) {
		const struct md_block *b = &blocks->v[i];
		if (b->parent != MD_NO_PARENT)
			continue;
		if (b->kind != MD_FOOTNOTE)
			break;
		cut.notes = b->start;
	}
	for (size_t i = blocks->n; i-- > 0;) {
		const struct md_block *b = &blocks->v[i];
		if (page_is_backlinks(b))
			cut.backlinks = b->start;
		bool behind = b->kind == MD_HEADING && b->level <= 2 && b->parent == MD_NO_PARENT;
		if (behind || (b->kind == MD_FOOTNOTE && b->start < cut.notes))
			break;
	}
	if (cut.backlinks > cut.notes)
		cut.backlinks = end;
	return cut;
}

static void read_notes(
	struct arena *a, struct page *p, struct str rest, size_t at, const struct md_blocks *blocks)
{
	VEC(struct page_note) notes = {0};
	for (size_t i = 0; i < blocks->n; i++) {
		const struct md_block *b = &blocks->v[i];
		if (b->kind != MD_FOOTNOTE || b->parent != MD_NO_PARENT)
			continue;
		struct page_note note = page_read_note(a, rest, b);
		note.start += at;
		note.end += at;
		note.line += p->body_line - 1;
		VEC_PUSH(a, &notes, note);
	}
	p->notes = notes.v;
	p->n_notes = notes.n;
}

void page_split(struct arena *a, struct str text, struct page *out)
{
	struct err bad = {0};
	*out = (struct page){.text = page_unix(a, text), .backlinks = STR("")};
	out->meta_ok = meta_split(out->text, &out->fm, &out->body);
	if (!yaml_parse(a, out->fm, &out->meta, &bad) || out->meta->kind != YAML_MAP) {
		out->meta_ok = false;
		out->meta = ARENA_NEW(a, struct yaml);
		out->meta->kind = YAML_MAP;
	}
	size_t at = (size_t)(out->body.p - out->text.p);
	out->body_line = 1;
	for (size_t i = 0; i < at; i++)
		out->body_line += out->text.p[i] == '\n';
	out->kb_hash = yaml_str(out->meta, STR("kb-hash"));
	out->pristine = out->kb_hash.n && str_eq(out->kb_hash, page_hash(a, out->text));
}

bool page_parse(struct arena *a, struct str text, struct page *out, struct err *e)
{
	struct md_blocks blocks;
	page_split(a, text, out);
	struct str rest = out->body;
	size_t at = (size_t)(rest.p - out->text.p);
	if (!md_parse(a, rest, &blocks, e))
		return false;
	struct cuts cut = find_cuts(&blocks, rest.n);
	size_t end = cut.backlinks < cut.notes ? cut.backlinks : cut.notes;
	out->body = str_sub(rest, 0, end);
	if (cut.backlinks < rest.n)
		out->backlinks = str_trim_right(str_sub(rest, cut.backlinks, cut.notes));
	read_notes(a, out, rest, at, &blocks);
	return true;
}
