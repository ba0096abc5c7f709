/* trace.c - kb_trace: from the sentences of a page to the quotes they cite, the passages these stand
 * in and the sources of those. Files alone are read, nothing is believed that is not looked at now.
 *
 * Sentences are cut in the text that a reader sees, where footnote marks do not stand. So each mark
 * "[^label]" becomes one code point of plane 15 before the Markdown is parsed, and is taken out again
 * with its place kept. A mark belongs to the last sentence that begins before it.
 *
 * In this order: marks; citations; sentences; the call. */
#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/passage.h"
#include "engine/names.h"

#define MARK_FIRST 0xf0000u
#define MARK_LAST 0xffffdu /* private use, plane 15 */

struct cited { /* a document, read once */
	struct str body, source;
	struct passages passages;
	bool found;
};

struct trace {
	struct kb *kb;
	struct arena *a;
	struct str path;
	struct page page;
	struct map notes; /* label -> struct page_note */
	struct map documents; /* path -> struct cited */
	struct strs labels; /* of the marks, in their order */
	size_t line; /* only sentences on it; 0: all */
	VEC(struct kb_trace_item) items;
};

/* --- marks ------------------------------------------------------------------------------- */

/* The length of "[^label]" at s, 0 when there is none. */
static size_t mark_length(struct str s, struct str *label)
{
	size_t end;
	if (!str_starts(s, STR("[^")))
		return 0;
	for (end = 2; end < s.n && s.p[end] != ']'; end++)
		if (s.p[end] == '[' || (unsigned char)s.p[end] <= ' ')
			return 0;
	*label = str_sub(s, 2, end);
	return end < s.n && end > 2 ? end + 1 : 0;
}

/* The body with its footnote marks as code points; foreign ones of that plane are made harmless. */
static struct str put_marks(struct trace *t)
{
	struct strs refs = page_refs(t->a, t->page.body);
	struct map known = map_make(t->a);
	struct buf b = buf_make(t->a);
	struct str body = t->page.body, label;
	for (size_t i = 0; i < refs.n; i++)
		map_add(&known, refs.v[i], 0);
	for (size_t i = 0; i < body.n;) {
		size_t n = mark_length(str_from(body, i), &label);
		if (n && map_find(&known, label) && t->labels.n <= MARK_LAST - MARK_FIRST) {
			buf_put_cp(&b, MARK_FIRST + (uint32_t)t->labels.n);
			strs_add(t->a, &t->labels, label);
			i += n;
			continue;
		}
		uint32_t cp = text_next(body, &i);
		buf_put_cp(&b, cp >= MARK_FIRST && cp <= MARK_LAST ? 0xfffd : cp);
	}
	return buf_str(&b);
}

struct placed { /* a mark in a text without marks */
	size_t at, mark;
};
struct placed_marks {
	struct str text;
	VEC(struct placed) marks;
};

static struct placed_marks take_marks(struct arena *a, struct str plain)
{
	struct placed_marks out = {0};
	struct buf b = buf_make(a);
	for (size_t i = 0; i < plain.n;) {
		size_t from = i;
		uint32_t cp = text_next(plain, &i);
		if (cp >= MARK_FIRST && cp <= MARK_LAST) {
			struct placed p = {b.n, cp - MARK_FIRST};
			VEC_PUSH(a, &out.marks, p);
		} else {
			buf_put(&b, str_sub(plain, from, i));
		}
	}
	out.text = buf_str(&b);
	return out;
}

/* --- citations --------------------------------------------------------------------------- */

static struct cited *read_document(struct trace *t, struct str path)
{
	struct page page;
	struct str fm;
	bool added;
	struct map_entry *entry = map_add(&t->documents, path, &added);
	if (!added)
		return entry->ptr;
	struct cited *c = entry->ptr = ARENA_NEW(t->a, struct cited);
	if (!names_read(t->kb, t->a, path, &page, 0))
		return c;
	(void)meta_split(page.text, &fm, &c->body);
	c->source = yaml_first(page.meta, STR("sources"));
	c->found = passage_read(t->a, c->body, &c->passages, 0);
	return c;
}

static void add_item(struct trace *t, struct str sentence, size_t line, struct str label)
{
	struct kb_trace_item item = {.sentence = sentence, .line = line, .label = label};
	const struct page_note *note = map_ptr(&t->notes, label);
	size_t from, to;
	if (note && !note->is_kb)
		return; /* the person's own footnote */
	if (note) {
		struct str dir = fs_dir_name(t->path);
		struct str path =
			str_printf(t->a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(note->target));
		item.quote = note->quote;
		item.passage = note->passage;
		item.passage_path = fs_clean(t->a, path);
		const struct cited *c = read_document(t, item.passage_path);
		const struct passage *p = c->found ? passage_find(&c->passages, note->passage) : 0;
		item.source = c->source;
		if (p)
			item.passage_text = p->plain;
		item.verified = p && note->quote.n &&
			text_find_quote(t->a, p->plain, note->quote, &from, &to);
	}
	VEC_PUSH(t->a, &t->items, item);
}

/* --- sentences --------------------------------------------------------------------------- */

/* Where a sentence begins in the Markdown of its block: at its first word, somewhere behind from;
 * before: bytes of the sentence that stands there. */
static size_t find_start(struct str raw, size_t from, size_t before, struct str sentence)
{
	size_t end = 0;
	while (end < sentence.n && (unsigned char)sentence.p[end] > ' ')
		end++;
	struct str near = str_sub(raw, 0, from + 4 * before + 2048); /* bounded: links take room */
	size_t at = str_find_from(near, from, str_sub(sentence, 0, end));
	return at == STR_NPOS ? from : at;
}

static size_t count_lines(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* The last line of Markdown that begins on a line; blanks and quote marks at its end do not count. */
static size_t last_line(struct str raw, size_t line)
{
	raw = str_trim_right(raw);
	while (str_ends(raw, STR(">")))
		raw = str_trim_right(str_sub(raw, 0, raw.n - 1));
	return line + count_lines(raw);
}

static struct text_spans cut_sentences(
	const struct trace *t, const struct md_block *block, struct str text, struct str language)
{
	struct text_spans spans = {0};
	if (block->kind != MD_ROW)
		spans = text_sentences(t->a, text, language);
	if (!spans.n) {
		spans = (struct text_spans){ARENA_NEW(t->a, struct text_span), 1};
		spans.v[0].end = (uint32_t)text.n;
	}
	return spans;
}

static void trace_block(
	struct trace *t, const struct md_block *block, struct str body, struct str language)
{
	struct placed_marks p = take_marks(t->a, block->plain);
	struct str raw = str_sub(body, block->start, block->end);
	if (!p.marks.n)
		return;
	struct text_spans spans = cut_sentences(t, block, p.text, language);
	size_t from = find_start(raw, 0, 0, str_from(p.text, spans.v[0].start)), mark = 0;
	size_t line = t->page.body_line + block->line - 1 + count_lines(str_sub(raw, 0, from));
	for (size_t i = 0; i < spans.n; i++) {
		bool is_last = i + 1 == spans.n;
		struct text_span span = spans.v[i];
		size_t end = is_last ? p.text.n : spans.v[i + 1].start, to = raw.n;
		if (!is_last)
			to = find_start(raw, from + 1, end - span.start, str_from(p.text, end));
		struct str s = str_trim(str_sub(p.text, span.start, span.end));
		struct str markdown = str_sub(raw, from, to);
		bool wanted = !t->line || (t->line >= line && t->line <= last_line(markdown, line));
		for (; mark < p.marks.n && (is_last || p.marks.v[mark].at <= end); mark++)
			if (wanted)
				add_item(t, s, line, t->labels.v[p.marks.v[mark].mark]);
		line += count_lines(markdown);
		from = to;
	}
}

/* Blocks that hold words of their own: paragraphs, headings, rows, and items without a paragraph. */
static bool *find_leaves(struct arena *a, const struct md_blocks *blocks)
{
	bool *leaf = ARENA_ARRAY(a, bool, blocks->n);
	for (size_t i = 0; i < blocks->n; i++) {
		const struct md_block *b = &blocks->v[i];
		leaf[i] = b->kind == MD_PARAGRAPH || b->kind == MD_HEADING || b->kind == MD_ROW ||
			b->kind == MD_ITEM;
		if (b->parent == MD_NO_PARENT)
			continue;
		if (b->kind == MD_PARAGRAPH && blocks->v[b->parent].kind == MD_ITEM)
			leaf[b->parent] = false;
		if (blocks->v[b->parent].kind == MD_FOOTNOTE)
			leaf[i] = false;
	}
	return leaf;
}

static bool trace_page(struct trace *t, struct err *e)
{
	struct md_blocks blocks;
	for (size_t i = 0; i < t->page.n_notes; i++) {
		bool added;
		struct map_entry *entry = map_add(&t->notes, t->page.notes[i].label, &added);
		if (added)
			entry->ptr = &t->page.notes[i];
	}
	struct str body = put_marks(t), language = yaml_str(t->page.meta, STR("language"));
	if (!md_parse(t->a, body, &blocks, e))
		return err_wrap(e, STR_FMT, STR_ARG(t->path));
	const bool *leaf = find_leaves(t->a, &blocks);
	for (size_t i = 0; i < blocks.n; i++)
		if (leaf[i])
			trace_block(t, &blocks.v[i], body, language);
	return true;
}

/* --- the call ---------------------------------------------------------------------------- */

static bool cut_line(struct str what, struct str *name, size_t *line)
{
	size_t at = str_rfind_byte(what, ':');
	int64_t n;
	if (at == STR_NPOS || !str_to_i64(str_from(what, at + 1), &n) || n < 1)
		return false;
	*name = str_sub(what, 0, at);
	*line = (size_t)n;
	return true;
}

bool kb_trace(
	struct kb *kb, struct arena *a, const char *what, struct kb_traced *out, struct err *e)
{
	struct trace t = {
		.kb = kb, .a = a, .notes = map_make(a), .documents = map_make(a), .line = 0};
	struct str name = str_of(what);
	struct err first = {0};
	if (cut_line(str_of(what), &name, &t.line) && !names_find(kb, a, name, &t.path, &first)) {
		if (first.code != ERR_NOT_FOUND)
			return err_set(e, first.code, "%s", first.text);
		t.line = 0; /* a title that ends like a line: "Ratio 3:1" */
		if (!names_find(kb, a, str_of(what), &t.path, 0))
			return err_set(e, first.code, "%s", first.text);
	}
	if (!t.path.n && !names_find(kb, a, name, &t.path, e))
		return false;
	if (!names_read(kb, a, t.path, &t.page, e) || !trace_page(&t, e))
		return false;
	*out = (struct kb_traced){t.path, t.items.v, t.items.n};
	return true;
}
