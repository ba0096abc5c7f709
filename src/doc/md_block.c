/* md_block.c - md_parse: cmark's tree made into blocks with places, words and Obsidian's block ids.
 *
 * Invariants: all plain texts are slices of one buffer in document order, so that a container's words
 * cost nothing; a leaf's text loses what is no inline text (a block id, a task's box, a callout's
 * type). Order: block ids, comments over several blocks, words, md_parse. */
#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/inline.h"
#include "doc/md_int.h"

#define NONE ((size_t)-1)

struct parse {
	struct arena *a, *scratch; /* of the result; until it is there */
	struct str text;
	struct md_mask mask;
	struct md_raws raws;
	struct md_place *place;
	struct md_blocks *out;
	struct map refs; /* label to struct str * */
	bool *drop; /* blocks that are only an id */
	struct buf words;
	size_t *from, *to; /* bytes of each block's words; from is NONE while there are none */
	size_t *comment_next; /* for each leaf: the first one at or behind it that has "%%" */
};

/* --- block ids --------------------------------------------------------------------------- */

static bool is_id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-';
}

/* Byte of the "^" of an id that ends s, STR_NPOS when there is none. */
static size_t find_id(struct str s)
{
	size_t i = s.n;
	while (i && is_id_char(s.p[i - 1]))
		i--;
	if (i == s.n || i == 0 || s.p[i - 1] != '^')
		return STR_NPOS;
	i--;
	return i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t' || s.p[i - 1] == '\n' ? i
										       : STR_NPOS;
}

static bool takes_id(enum md_kind k)
{
	return k == MD_PARAGRAPH || k == MD_LIST || k == MD_TABLE || k == MD_CODE ||
		k == MD_QUOTE || k == MD_HTML;
}

static void set_id(struct md_block *b, const struct md_leaf *leaf, size_t at, bool own_line)
{
	b->id = str_from(leaf->text, at + 1);
	b->id_start = md_leaf_at(leaf, at);
	b->id_own_line = own_line;
}

/* A row that holds nothing but an id, written right under a table, names the table. */
static void row_id(struct parse *p, struct md_leaf *leaf, size_t n_same)
{
	struct md_block *row = &p->out->v[leaf->block], *table = &p->out->v[row->parent];
	size_t at = n_same == 1 ? find_id(leaf->text) : STR_NPOS;
	bool last =
		leaf->block + 1 == p->out->n || p->out->v[leaf->block + 1].parent != row->parent;
	if (at != 0 || !last || p->raws.v[leaf->block].header)
		return;
	set_id(table, leaf, 0, true);
	p->drop[leaf->block] = true;
	leaf->text.n = 0;
}

static void paragraph_id(struct parse *p, struct md_leaf *leaf, size_t before)
{
	struct md_block *v = p->out->v, *b = &v[leaf->block];
	size_t at = find_id(leaf->text);
	if (at == STR_NPOS)
		return;
	if (at > 0) {
		set_id(b, leaf, at, false);
		bool first = b->parent != MD_NO_PARENT && before == NONE;
		if (first && v[b->parent].kind == MD_ITEM)
			set_id(&v[b->parent], leaf, at, false);
		leaf->text = str_trim_right(str_sub(leaf->text, 0, at));
	} else if (before != NONE && takes_id(v[before].kind) &&
		(!v[before].id.n || v[before].id_own_line)) {
		set_id(&v[before], leaf, 0, true);
		p->drop[leaf->block] = true;
		leaf->text.n = 0;
	}
}

static void find_ids(struct parse *p)
{
	size_t n = p->out->n, *last = ARENA_ARRAY(p->scratch, size_t, n + 1), k = 0;
	for (size_t i = 0; i <= n; i++)
		last[i] = NONE; /* last[parent + 1]: its last child so far */
	for (size_t i = 0; i < n; i++) {
		size_t up = p->out->v[i].parent + 1; /* 0 at the top */
		size_t first = k;
		while (k < p->out->n_leaves && p->out->leaf[k].block == i)
			k++;
		if (k > first && p->out->v[i].kind == MD_PARAGRAPH)
			paragraph_id(p, &p->out->leaf[first], last[up]);
		else if (k > first && p->out->v[i].kind == MD_ROW)
			row_id(p, &p->out->leaf[first], k - first);
		if (!p->drop[i])
			last[up] = i;
	}
}

/* --- what is no text at the start of a leaf ----------------------------------------------- */

static size_t task_box(struct str s)
{
	bool box = s.n > 3 && s.p[0] == '[' && s.p[2] == ']' && (s.p[3] == ' ' || s.p[3] == '\t');
	return box && s.p[1] != '[' && s.p[1] != '\n' ? 4 : 0;
}

/* "[!note]- " */
static size_t callout_type(struct str s)
{
	if (s.n < 4 || s.p[0] != '[' || s.p[1] != '!')
		return 0;
	size_t i = 2;
	while (i < s.n && (is_id_char(s.p[i]) || s.p[i] == '_' || s.p[i] == '|' || s.p[i] == ' '))
		i++;
	if (i == 2 || i >= s.n || s.p[i] != ']')
		return 0;
	i++;
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		i++;
	return i < s.n && s.p[i] == ' ' ? i + 1 : i;
}

static void trim_starts(struct parse *p)
{
	for (size_t k = 0; k < p->out->n_leaves; k++) {
		struct md_leaf *leaf = &p->out->leaf[k];
		size_t i = leaf->block, up = p->out->v[i].parent, n = 0;
		if (p->out->v[i].kind != MD_PARAGRAPH || up == MD_NO_PARENT || i != up + 1)
			continue;
		if (p->out->v[up].kind == MD_ITEM)
			n = task_box(leaf->text);
		else if (p->out->v[up].kind == MD_QUOTE)
			n = callout_type(leaf->text);
		if (n)
			md_leaf_cut(p->a, leaf, n, leaf->text.n);
	}
}

/* --- comments over several blocks --------------------------------------------------------- */

static size_t next_with_comment(struct parse *p, size_t k)
{
	size_t n = p->out->n_leaves;
	if (!p->comment_next) {
		p->comment_next = ARENA_ARRAY(p->a, size_t, n + 1);
		p->comment_next[n] = NONE;
		for (size_t i = n; i-- > 0;)
			p->comment_next[i] = str_find(p->out->leaf[i].text, STR("%%")) != STR_NPOS
				? i
				: p->comment_next[i + 1];
	}
	return p->comment_next[k];
}

/* Leaf k opens a comment at `at`: empties what stands in it. False when it never ends. */
static bool cut_comment(struct parse *p, size_t k, size_t at)
{
	struct md_leaf *leaf = p->out->leaf;
	size_t end = next_with_comment(p, k + 1);
	if (end == NONE)
		return false;
	for (size_t i = leaf[k].block + 1; i < leaf[end].block; i++)
		p->out->v[i].comment = true;
	for (size_t i = k + 1; i < end; i++)
		leaf[i].text.n = 0;
	leaf[k].text = str_trim_right(str_sub(leaf[k].text, 0, at));
	size_t behind = str_find(leaf[end].text, STR("%%")) + 2;
	while (behind < leaf[end].text.n && strchr(" \t\n", leaf[end].text.p[behind]))
		behind++;
	md_leaf_cut(p->a, &leaf[end], behind, leaf[end].text.n);
	p->out->v[leaf[k].block].comment = leaf[k].text.n == 0;
	p->out->v[leaf[end].block].comment = str_blank(leaf[end].text);
	return true;
}

/* --- words ------------------------------------------------------------------------------- */

/* Makes the words put since `start` those of block i and of what it stands in. */
static void claim_words(struct parse *p, size_t i, size_t start)
{
	while (p->words.n > start && strchr(" \n\t", p->words.p[p->words.n - 1]))
		p->words.n--;
	if (p->words.n == start)
		return;
	for (; i != MD_NO_PARENT; i = p->out->v[i].parent) {
		if (p->from[i] == NONE)
			p->from[i] = start;
		p->to[i] = p->words.n;
	}
}

static size_t start_words(struct parse *p)
{
	if (p->words.n && p->words.p[p->words.n - 1] != '\n')
		buf_putc(&p->words, '\n');
	return p->words.n;
}

static void put_leaf(struct parse *p, size_t k, bool one_line)
{
	struct md_leaf *leaf = &p->out->leaf[k];
	struct arena_mark m = arena_mark(p->scratch);
	struct inlines in;
	inline_scan(p->scratch, leaf->text, &p->refs, &in);
	size_t open = in.open_comment;
	if (open != STR_NPOS && p->out->v[leaf->block].kind != MD_ROW && cut_comment(p, k, open))
		inline_scan(p->scratch, leaf->text, &p->refs, &in);
	inline_put_plain(&p->words, leaf->text, &in, 0, in.n, one_line);
	arena_release(p->scratch, m);
}

/* Words of block i, whose leaves are first <= k < last. */
static void put_block(struct parse *p, size_t i, size_t first, size_t last)
{
	struct md_block *b = &p->out->v[i];
	size_t start = start_words(p);
	if (b->kind == MD_CODE && !b->comment) {
		buf_put(&p->words,
			md_code_text(p->a, p->text, &p->mask, &p->raws.v[i], &p->place[i]));
	} else if (b->kind == MD_HTML && !b->comment) {
		md_put_html_words(&p->words,
			md_code_text(p->a, p->text, &p->mask, &p->raws.v[i], &p->place[i]));
	}
	bool row = b->kind == MD_ROW, any = false;
	for (size_t k = first; k < last; k++) {
		if (row && k > first)
			buf_puts(&p->words, " | ");
		size_t n = p->words.n;
		put_leaf(p, k, row || b->kind == MD_HEADING);
		any = any || p->words.n > n;
	}
	if (row && !any)
		p->words.n = start;
	claim_words(p, i, start);
}

static void put_words(struct parse *p)
{
	size_t n = p->out->n, k = 0;
	p->words = buf_make(p->a);
	buf_reserve(&p->words, p->text.n);
	p->from = ARENA_ARRAY(p->scratch, size_t, n);
	p->to = ARENA_ARRAY(p->scratch, size_t, n);
	for (size_t i = 0; i < n; i++)
		p->from[i] = NONE;
	for (size_t i = 0; i < n; i++) {
		size_t first = k;
		while (k < p->out->n_leaves && p->out->leaf[k].block == i)
			k++;
		if (!p->drop[i])
			put_block(p, i, first, k);
	}
	struct str all = buf_str(&p->words);
	for (size_t i = 0; i < n; i++)
		p->out->v[i].plain =
			p->from[i] == NONE ? STR("") : str_sub(all, p->from[i], p->to[i]);
}

/* --- md_parse ---------------------------------------------------------------------------- */

static struct str fence_info(struct parse *p, size_t i)
{
	struct str s = md_line(p->text, &p->mask, p->place[i].first);
	s = str_from(s, md_column(&p->mask, p->place[i].first, p->raws.v[i].col));
	while (s.n && (unsigned char)s.p[0] == p->raws.v[i].fence)
		s = str_from(s, 1);
	return str_trim(s);
}

/* cmark does not say labels: the nth definition of a line has the nth label there. */
static struct str note_label(struct parse *p, size_t i)
{
	size_t low = 0, high = p->mask.n_notes, line = p->raws.v[i].line;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (p->mask.note[mid].line < line)
			low = mid + 1;
		else
			high = mid;
	}
	for (; i > 0 && p->raws.v[i - 1].kind == MD_FOOTNOTE && p->raws.v[i - 1].line == line; i--)
		low++;
	return low < p->mask.n_notes ? p->mask.note[low].label : STR("");
}

static void make_blocks(struct parse *p)
{
	struct md_blocks *out = p->out;
	out->n = p->raws.n;
	out->v = ARENA_ARRAY(p->a, struct md_block, out->n);
	for (size_t i = 0; i < out->n; i++) {
		const struct md_raw *raw = &p->raws.v[i];
		const struct md_place *at = &p->place[i];
		struct str last = md_line(p->text, &p->mask, at->last);
		struct md_block *b = &out->v[i];
		*b = (struct md_block){.kind = raw->kind,
			.level = raw->level,
			.parent = raw->parent,
			.start = p->mask.line_at[at->first],
			.end = (size_t)(last.p - p->text.p) + last.n,
			.line = at->first + 1,
			.info = STR(""),
			.id = STR(""),
			.open = at->open};
		if (raw->kind == MD_CODE && raw->fenced)
			b->info = fence_info(p, i);
		if (raw->kind == MD_FOOTNOTE)
			b->info = note_label(p, i);
	}
}

static void make_refs(struct parse *p)
{
	md_refs(p->a, p->text, &p->mask, &p->raws, p->place, p->out);
	p->refs = map_make(p->a);
	for (size_t i = 0; i < p->out->n_refs; i++) {
		bool added;
		struct str label = inline_label(p->a, p->out->ref[i].label);
		struct map_entry *m = map_add(&p->refs, label, &added);
		if (added)
			m->ptr = &p->out->ref[i].dest;
	}
}

/* Takes out the blocks that were only an id. */
static void compact(struct parse *p)
{
	struct md_blocks *out = p->out;
	size_t *to = ARENA_ARRAY(p->scratch, size_t, out->n), n = 0, k = 0;
	for (size_t i = 0; i < out->n; i++) {
		to[i] = n;
		if (p->drop[i])
			continue;
		out->v[n] = out->v[i];
		if (out->v[n].parent != MD_NO_PARENT)
			out->v[n].parent = to[out->v[n].parent];
		n++;
	}
	for (size_t i = 0; i < out->n_leaves; i++) {
		if (p->drop[out->leaf[i].block])
			continue;
		out->leaf[k] = out->leaf[i];
		out->leaf[k++].block = to[out->leaf[i].block];
	}
	out->n = n;
	out->n_leaves = k;
}

static void read_blocks(struct parse *p)
{
	md_tree(p->scratch, &p->mask, &p->raws);
	p->place = md_places(p->scratch, p->text, &p->mask, &p->raws);
	make_blocks(p);
	make_refs(p);
	md_leaves(p->a, p->text, &p->mask, &p->raws, p->place, p->out);
	p->drop = ARENA_ARRAY(p->scratch, bool, p->out->n);
	find_ids(p);
	trim_starts(p);
	put_words(p);
	compact(p);
}

bool md_parse(struct arena *a, struct str text, struct md_blocks *out, struct err *e)
{
	*out = (struct md_blocks){0};
	if (text.n > MD_MAX_TEXT)
		return err_set(e, ERR_LIMIT, "text over %zu MB; split it", MD_MAX_TEXT >> 20);
	struct parse p = {.a = a, .text = text, .out = out};
	if (str_blank(text))
		return true;
	p.scratch = arena_make();
	md_mask_make(p.scratch, text, &p.mask);
	bool good = p.mask.n_starts <= MD_MAX_BLOCKS;
	if (good)
		read_blocks(&p);
	arena_free(p.scratch);
	return good ||
		err_set(e, ERR_LIMIT, "over %d paragraphs, items and rows; split it",
			MD_MAX_BLOCKS);
}
