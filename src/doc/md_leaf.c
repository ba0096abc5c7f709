/* md_leaf.c - the text of leaf blocks, taken from the source lines that cmark pointed at.
 * Order: leaves (lines, headings, cells), code, HTML, link definitions. */
#include <string.h>

#include "base/vec.h"
#include "doc/inline.h"
#include "doc/inline_lex.h"
#include "doc/md_int.h"

struct leaves {
	struct arena *a;
	struct str text;
	const struct md_mask *mask;
	VEC(struct md_leaf) leaf;
};

struct lines { /* a leaf being put together */
	struct buf b;
	VEC(struct md_seg) seg;
};

static size_t offset_of(struct str text, struct str part)
{
	return (size_t)(part.p - text.p);
}

static struct str behind_quotes(struct str s)
{
	size_t i = 0;
	while (i < s.n && strchr(" \t>", s.p[i]) && s.p[i])
		i++;
	return str_from(s, i);
}

static void put_part(struct leaves *w, struct lines *l, struct str part)
{
	struct md_seg seg = {.at = l->b.n, .src = offset_of(w->text, part)};
	VEC_PUSH(w->a, &l->seg, seg);
	buf_put(&l->b, part);
}

static void add_leaf(struct leaves *w, size_t block, struct lines *l)
{
	struct md_leaf leaf = {.block = block,
		.text = str_trim_right(buf_str(&l->b)),
		.seg = l->seg.v,
		.n_seg = l->seg.n};
	VEC_PUSH(w->a, &w->leaf, leaf);
}

/* A leaf that is one piece of the source: no copy. */
static void add_view(struct leaves *w, size_t block, struct str part)
{
	struct md_seg *seg = ARENA_NEW(w->a, struct md_seg);
	part = str_trim(part);
	seg->src = offset_of(w->text, part);
	struct md_leaf leaf = {.block = block, .text = part, .seg = seg, .n_seg = 1};
	VEC_PUSH(w->a, &w->leaf, leaf);
}

/* The last `len` bytes of a line, which is what cmark took of it. */
static struct str line_tail(struct leaves *w, size_t line, size_t len)
{
	struct str s = md_line(w->text, w->mask, line);
	return str_from(s, len < s.n ? s.n - len : 0);
}

static void add_lines(
	struct leaves *w, size_t block, const struct md_raw *raw, const struct md_place *place)
{
	size_t n = raw->n_lines;
	if (n == 1) {
		add_view(w, block, line_tail(w, place->first, raw->len[0]));
		return;
	}
	struct lines l = {.b = buf_make(w->a)};
	for (size_t i = 0; i < n && place->first + i < w->mask->n_lines; i++) {
		if (i)
			buf_putc(&l.b, '\n');
		put_part(w, &l, line_tail(w, place->first + i, raw->len[i]));
	}
	add_leaf(w, block, &l);
}

/* Lines of a paragraph whose place cmark lost. */
static void add_lines_before_table(
	struct leaves *w, size_t block, const struct md_raw *raw, const struct md_place *place)
{
	struct lines l = {.b = buf_make(w->a)};
	for (size_t i = place->first; i <= place->last && i < w->mask->n_lines; i++) {
		struct str line = md_line(w->text, w->mask, i);
		line = i == place->first ? str_from(line, md_column(w->mask, i, raw->col))
					 : behind_quotes(line);
		if (i > place->first)
			buf_putc(&l.b, '\n');
		put_part(w, &l, line);
	}
	add_leaf(w, block, &l);
}

/* "## text ##" */
static void add_heading(
	struct leaves *w, size_t block, const struct md_raw *raw, const struct md_place *place)
{
	struct str s = md_line(w->text, w->mask, place->first);
	s = str_from(s, md_column(w->mask, place->first, raw->col));
	s = str_trim(str_from(s, raw->level));
	size_t n = s.n;
	while (n && s.p[n - 1] == '#')
		n--;
	if (n < s.n && (n == 0 || s.p[n - 1] == ' ' || s.p[n - 1] == '\t'))
		s = str_trim_right(str_sub(s, 0, n));
	add_view(w, block, s);
}

static void add_cell(struct leaves *w, size_t block, struct str cell)
{
	struct lines l = {.b = buf_make(w->a)};
	if (str_find(cell, STR("\\|")) == STR_NPOS) {
		add_view(w, block, cell);
		return;
	}
	size_t from = 0;
	for (size_t i = 0; i + 1 < cell.n; i++) {
		if (cell.p[i] == '\\' && cell.p[i + 1] == '|') {
			put_part(w, &l, str_sub(cell, from, i));
			from = ++i;
		}
	}
	put_part(w, &l, str_from(cell, from));
	add_leaf(w, block, &l);
}

static size_t add_row(struct leaves *w, size_t block, const struct md_raw *table,
	const struct md_place *place, size_t most)
{
	struct md_cell cell;
	size_t p = 0, n = 0;
	struct str line = md_line(w->text, w->mask, place->first);
	if (place->first == table->line)
		line = str_from(line, md_column(w->mask, place->first, table->col));
	line = behind_quotes(line);
	while (n < most && md_cell_next(line, &p, &cell)) {
		add_cell(w, block, str_sub(line, cell.start, cell.end));
		n++;
	}
	return n;
}

void md_leaves(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raws *raws, const struct md_place *place, struct md_blocks *out)
{
	struct leaves w = {.a = a, .text = text, .mask = mask};
	size_t n_columns = 0;
	for (size_t i = 0; i < raws->n; i++) {
		const struct md_raw *raw = &raws->v[i];
		bool atx = raw->kind == MD_HEADING && place[i].first == place[i].last;
		if (raw->kind == MD_ROW) {
			size_t n = add_row(&w, i, &raws->v[raw->parent], &place[i],
				raw->header ? MD_MAX_COLUMNS : n_columns);
			n_columns = raw->header ? n : n_columns;
		} else if (atx) {
			add_heading(&w, i, raw, &place[i]);
		} else if (raw->kind == MD_PARAGRAPH && raw->before_table) {
			add_lines_before_table(&w, i, raw, &place[i]);
		} else if (raw->kind == MD_PARAGRAPH || raw->kind == MD_HEADING) {
			add_lines(&w, i, raw, &place[i]);
		}
	}
	out->leaf = w.leaf.v;
	out->n_leaves = w.leaf.n;
}

size_t md_leaf_at(const struct md_leaf *leaf, size_t at)
{
	size_t low = 0, high = leaf->n_seg;
	while (high - low > 1) {
		size_t mid = (low + high) / 2;
		if (leaf->seg[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return leaf->seg[low].src + (at - leaf->seg[low].at);
}

void md_leaf_cut(struct arena *a, struct md_leaf *leaf, size_t from, size_t to)
{
	struct md_seg *seg = ARENA_ARRAY(a, struct md_seg, leaf->n_seg);
	size_t n = 0;
	for (size_t i = 0; i < leaf->n_seg; i++) {
		struct md_seg s = leaf->seg[i];
		if (s.at <= from) {
			s.src += from - s.at;
			s.at = from;
			n = 0;
		}
		s.at -= from;
		seg[n++] = s;
	}
	leaf->seg = seg;
	leaf->n_seg = n;
	leaf->text = str_sub(leaf->text, from, to);
}

/* --- code and HTML ----------------------------------------------------------------------- */

struct str md_code_text(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raw *raw, const struct md_place *place)
{
	struct leaves w = {.a = a, .text = text, .mask = mask};
	struct buf b = buf_make(a);
	size_t first = place->first + (raw->kind == MD_CODE && raw->fenced);
	for (size_t i = 0; i < raw->n_lines && first + i < mask->n_lines; i++) {
		/* A tab that a container used in part is blanks to cmark. */
		buf_fill(&b, ' ', raw->pad[i]);
		buf_put(&b, line_tail(&w, first + i, raw->len[i] - raw->pad[i]));
		buf_putc(&b, '\n');
	}
	return str_trim_right(buf_str(&b));
}

/* Behind the end of an element whose text is no prose, or p. */
static size_t skip_raw_text(struct str s, size_t start, size_t p)
{
	static const char *const names[] = {"script", "style"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str name = str_of(names[i]);
		if (!str_istarts(str_from(s, start + 1), name))
			continue;
		for (size_t k = p; k + 2 + name.n <= s.n; k++)
			if (s.p[k] == '<' && s.p[k + 1] == '/' &&
				str_istarts(str_from(s, k + 2), name))
				return k;
		return s.n;
	}
	return p;
}

static void put_blank(struct buf *b, size_t from)
{
	if (b->n > from && b->p[b->n - 1] != ' ')
		buf_putc(b, ' ');
}

void md_put_html_words(struct buf *b, struct str s)
{
	struct inline_closers closers = {0};
	size_t from = b->n;
	for (size_t p = 0; p < s.n;) {
		char bytes[8];
		size_t n, end;
		if (s.p[p] == '<' && (end = lex_html(s, p, &closers))) {
			put_blank(b, from);
			p = skip_raw_text(s, p, end);
		} else if (s.p[p] == '<' && str_starts(str_from(s, p), STR("<!--"))) {
			break;
		} else if (s.p[p] == '&' && (end = md_entity(str_sub(s, p, p + 40), bytes, &n))) {
			buf_put(b, str_make(bytes, n));
			p += end;
		} else if (strchr(" \t\r\n", s.p[p]) && s.p[p]) {
			put_blank(b, from);
			p++;
		} else {
			buf_putc(b, s.p[p++]);
		}
	}
	while (b->n > from && b->p[b->n - 1] == ' ')
		b->n--;
}

/* --- link definitions -------------------------------------------------------------------- */

/* What stands behind quote marks and list markers. */
static struct str behind_markers(struct str s)
{
	for (;;) {
		s = behind_quotes(s);
		size_t i = 0;
		while (i < s.n && i < 9 && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i < s.n && strchr(i ? ".)" : "-+*", s.p[i]) && s.p[i] && i + 1 < s.n &&
			s.p[i + 1] == ' ')
			s = str_from(s, i + 1);
		else
			return s;
	}
}

/* The definition at s[*p]; *p moved behind it. CommonMark 4.7. */
static bool read_ref(struct arena *a, struct str s, size_t *p, struct md_ref *ref)
{
	size_t i = *p, start;
	if (i >= s.n || s.p[i] != '[')
		return false;
	for (start = ++i; i < s.n && s.p[i] != ']'; i++) {
		if (s.p[i] == '[' || i - start > 1000)
			return false;
		i += s.p[i] == '\\';
	}
	if (i + 1 >= s.n || s.p[i + 1] != ':')
		return false;
	ref->label = str_sub(s, start, i);
	i = lex_blanks(s, i + 2);
	if (str_blank(ref->label) || !inline_dest(a, s, &i, &ref->dest))
		return false;
	size_t end = i, q = lex_blanks(s, i);
	if (q > i && inline_title(s, &q)) {
		size_t eol = q;
		while (eol < s.n && (s.p[eol] == ' ' || s.p[eol] == '\t'))
			eol++;
		if (eol == s.n || s.p[eol] == '\n')
			end = eol;
	}
	*p = lex_blanks(s, end);
	return true;
}

static size_t count_newlines(struct str s, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i < to && i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* Lines that belong to no leaf and open with "[" hold definitions. */
void md_refs(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raws *raws, const struct md_place *place, struct md_blocks *out)
{
	VEC(struct md_ref) refs = {0};
	bool *taken = ARENA_ARRAY(a, bool, mask->n_lines);
	for (size_t i = 0; i < raws->n; i++) {
		enum md_kind k = raws->v[i].kind;
		if (k == MD_LIST || k == MD_ITEM || k == MD_QUOTE || k == MD_FOOTNOTE)
			continue;
		for (size_t l = place[i].first; l <= place[i].last && l < mask->n_lines; l++)
			taken[l] = true;
	}
	for (size_t l = 0; l < mask->n_lines;) {
		struct str s = behind_markers(md_line(text, mask, l));
		if (taken[l] || !s.n || s.p[0] != '[') {
			l++;
			continue;
		}
		struct buf b = buf_make(a);
		size_t from = l, p = 0, counted = 0, line = l;
		for (; l < mask->n_lines && !taken[l]; l++) {
			s = behind_markers(md_line(text, mask, l));
			if (!s.n)
				break;
			buf_put(&b, s);
			buf_putc(&b, '\n');
		}
		struct md_ref ref = {.line = from + 1};
		while (read_ref(a, buf_str(&b), &p, &ref)) {
			VEC_PUSH(a, &refs, ref);
			line += count_newlines(buf_str(&b), counted, p);
			counted = p;
			ref.line = line + 1;
		}
	}
	out->ref = refs.v;
	out->n_refs = refs.n;
}
