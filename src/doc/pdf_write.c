/* pdf_write.c - the blocks of a PDF as Markdown.
 *
 * Order: pages, code, lists, other blocks, the title, the whole. */
#include <math.h>

#include "base/text.h"
#include "doc/escape.h"
#include "doc/pdf_block.h"

#define MAX_DEPTH 8 /* of lists in lists */
#define MAX_BLANK_LINES 3 /* in code */
#define MAX_INDENT 200.0F
#define MAX_MARKS 24 /* bytes of the marks of notes behind a title */
#define COLUMN_SHIFT 8 /* sizes between the left edges of two columns, at least */

struct level {
	float x;
	int64_t number; /* of its last item, -1 for none */
	char mark; /* behind numbers: a list that starts anew needs another one */
	size_t indent; /* of what stands inside */
};

struct pdf_writer {
	struct arena *a;
	const struct pdf_blocks *b;
	struct buf out;
	bool pages; /* are named: of one page nobody asks which */
	size_t marked; /* the last one that was named */
	struct level list[MAX_DEPTH];
	size_t depth; /* of the list that is open */
	enum pdf_block_kind last;
};

/* --- pages ------------------------------------------------------------------------------- */

/* Sets a block apart from the one before and names the page on which it starts; no viewer shows a
 * comment. */
static void begin(struct pdf_writer *w, const struct pdf_block *x)
{
	bool same_list = (x->kind == PDF_ITEM || x->kind == PDF_CONTENTS) && w->last == x->kind &&
		(!w->pages || w->marked == x->page);
	if (w->out.n && !same_list)
		buf_putc(&w->out, '\n');
	if (!same_list)
		w->depth = 0;
	w->last = x->kind;
	if (!w->pages || w->marked == x->page)
		return;
	buf_printf(&w->out, "<!-- page %zu -->\n\n", x->page);
	w->marked = x->page;
}

/* --- code -------------------------------------------------------------------------------- */

/* From the left edge that the block starts at; in another column, from that one's. */
static float indent_of(const struct pdf_line *l, const struct pdf_line *first)
{
	bool beside = fabsf(l->left_edge - first->left_edge) > COLUMN_SHIFT * first->size;
	return l->x - (beside ? l->left_edge : first->left_edge);
}

/* The number that a line of code starts with, -1 for none; end: behind it. */
static int64_t line_number(struct str s, size_t *end)
{
	size_t from = 0;
	int64_t number;
	while (from < s.n && s.p[from] == ' ')
		from++;
	*end = from;
	while (*end < s.n && s.p[*end] >= '0' && s.p[*end] <= '9')
		++*end;
	bool apart = *end == s.n || s.p[*end] == ' ';
	return apart && str_to_i64(str_sub(s, from, *end), &number) ? number : -1;
}

/* Three lines and more that are numbered one after the other lose the numbers and the space they took. */
static void clear_numbers(struct arena *a, struct str *v, size_t n)
{
	size_t least = STR_NPOS, end;
	for (size_t i = 0; i < n; i++) {
		int64_t number = line_number(v[i], &end);
		if (n < 3 || number < 0 || number != line_number(v[0], &end) + (int64_t)i)
			return;
	}
	for (size_t i = 0; i < n; i++) {
		(void)line_number(v[i], &end);
		struct buf b = buf_make(a);
		buf_fill(&b, ' ', end);
		buf_put(&b, str_from(v[i], end));
		v[i] = str_trim_right(buf_str(&b));
		end = 0;
		while (end < v[i].n && v[i].p[end] == ' ')
			end++;
		least = v[i].n && end < least ? end : least;
	}
	for (size_t i = 0; i < n; i++)
		v[i] = str_from(v[i], least);
}

/* Blanks as the page shows them. */
static struct str code_line(struct arena *a, const struct pdf_line *l, float indent)
{
	struct buf b = buf_make(a);
	indent = l->char_w > 0 ? indent / l->char_w : 0;
	buf_fill(&b, ' ', (size_t)lroundf(indent > MAX_INDENT ? MAX_INDENT : indent));
	buf_put(&b, str_trim_right(pdf_text_plain(a, l->text)));
	return buf_str(&b);
}

static void put_code(struct pdf_writer *w, const struct pdf_block *x)
{
	struct buf b = buf_make(w->a);
	float least = 1e9F, pitch = 1e9F;
	const struct pdf_line *const *v = x->lines.v;
	struct str *text = ARENA_ARRAY(w->a, struct str, x->lines.n);
	for (size_t i = 0; i < x->lines.n; i++) {
		float from = indent_of(v[i], v[0]), step = i ? v[i]->y - v[i - 1]->y : 0;
		least = from < least ? from : least;
		if (step > 2 && step < pitch)
			pitch = step;
	}
	for (size_t i = 0; i < x->lines.n; i++)
		text[i] = code_line(w->a, v[i], indent_of(v[i], v[0]) - least);
	clear_numbers(w->a, text, x->lines.n);
	for (size_t i = 0; i < x->lines.n; i++) {
		float step = i ? v[i]->y - v[i - 1]->y : 0;
		long empty = step > 0 ? lroundf(step / pitch) - 1 : 0;
		buf_fill(&b, '\n',
			(size_t)(empty < 0			  ? 0
					: empty > MAX_BLANK_LINES ? MAX_BLANK_LINES
								  : empty));
		buf_put(&b, text[i]);
		buf_putc(&b, '\n');
	}
	escape_fence(&w->out, buf_str(&b), STR(""));
}

/* --- lists ------------------------------------------------------------------------------- */

/* How far the item at x is indented, as lists inside lists are. */
static size_t open_item(struct pdf_writer *w, float x, float size)
{
	while (w->depth > 1 && x < w->list[w->depth - 1].x - 0.7F * size)
		w->depth--;
	bool deeper = w->depth && x > w->list[w->depth - 1].x + 0.7F * size;
	if (w->depth == 0 || (deeper && w->depth < MAX_DEPTH)) {
		w->list[w->depth] = (struct level){.x = x, .number = -1, .mark = '.'};
		w->depth++;
	}
	return w->depth > 1 ? w->list[w->depth - 2].indent : 0;
}

/* "3. " as Markdown counts: a number that does not follow starts another list. */
static struct str number_marker(struct pdf_writer *w, int64_t number, char mark, bool first)
{
	struct level *l = &w->list[w->depth - 1];
	if (!first && l->number >= 0 && number != l->number + 1)
		mark = l->mark == '.' ? ')' : '.';
	else if (!first && l->number >= 0)
		mark = l->mark;
	l->number = number;
	l->mark = mark;
	return str_printf(w->a, "%lld%c ", (long long)number, mark);
}

static void put_item(struct pdf_writer *w, const struct pdf_block *x, float left)
{
	int64_t number = -1;
	struct buf text = x->text;
	struct str s = buf_str(&text), plain = pdf_text_plain(w->a, s);
	size_t bullet = pdf_bullet(plain), digits = bullet ? 0 : pdf_number(plain, &number);
	bool counts = !bullet && number >= 0 && plain.p[0] != '(';
	size_t skip = bullet ? bullet : counts ? digits : 0, depth = w->depth;
	if (skip && str_eq(str_sub(s, 0, skip), str_sub(plain, 0, skip)))
		s = str_from(s, skip);
	size_t indent = open_item(w, left, x->size);
	struct str marker = counts ? number_marker(w, number, plain.p[digits - 2], w->depth > depth)
				   : STR("- ");
	w->list[w->depth - 1].indent = indent + marker.n;
	if (!counts)
		w->list[w->depth - 1].number = -1;
	struct buf b = buf_make(w->a);
	pdf_text_put(&b, str_trim(s), ESCAPE_TEXT);
	buf_fill(&w->out, ' ', indent);
	buf_put(&w->out, marker);
	escape_line(&w->out, buf_str(&b), true);
	buf_putc(&w->out, '\n');
}

static void put_entry(struct pdf_writer *w, struct str text, struct str page)
{
	struct buf b = buf_make(w->a);
	escape_inline(&b, pdf_text_plain(w->a, text), ESCAPE_TEXT);
	if (page.n)
		buf_puts(&b, " \xe2\x80\xa6 ");
	escape_inline(&b, pdf_text_plain(w->a, page), ESCAPE_TEXT);
	buf_puts(&w->out, "- ");
	escape_line(&w->out, buf_str(&b), true);
	buf_putc(&w->out, '\n');
}

static void put_entries(struct pdf_writer *w, const struct pdf_block *x)
{
	for (size_t i = 0; i < x->lines.n; i++) {
		const struct pdf_line *l = x->lines.v[i];
		struct buf b = buf_make(w->a);
		for (size_t k = 0; k + 1 < l->n_cells; k++) {
			if (b.n && l->cell[k].text.n)
				buf_putc(&b, ' ');
			buf_put(&b, l->cell[k].text);
		}
		put_entry(w, buf_str(&b), l->cell[l->n_cells - 1].text);
	}
	struct buf text = x->text;
	struct str s = pdf_text_plain(w->a, buf_str(&text));
	size_t blank = str_rfind_byte(s, ' ');
	if (s.n && blank != STR_NPOS)
		put_entry(w, str_trim(str_sub(s, 0, blank)), str_from(s, blank + 1));
}

/* --- other blocks ------------------------------------------------------------------------ */

static void put_table(struct pdf_writer *w, const struct pdf_block *x)
{
	for (size_t i = 0; i < x->lines.n; i++) {
		const struct pdf_line *l = x->lines.v[i];
		buf_putc(&w->out, '|');
		for (size_t k = 0; k < l->n_cells; k++) {
			buf_putc(&w->out, ' ');
			pdf_text_put(&w->out, l->cell[k].text, ESCAPE_CELL);
			buf_puts(&w->out, " |");
		}
		buf_putc(&w->out, '\n');
		if (i)
			continue;
		buf_putc(&w->out, '|');
		for (size_t k = 0; k < l->n_cells; k++)
			buf_puts(&w->out, " --- |");
		buf_putc(&w->out, '\n');
	}
}

static void put_text(struct pdf_writer *w, const struct pdf_block *x)
{
	struct buf b = buf_make(w->a), text = x->text;
	pdf_text_put(&b, buf_str(&text), ESCAPE_TEXT);
	if (x->kind == PDF_HEADING) {
		buf_fill(&w->out, '#', x->level);
		buf_putc(&w->out, ' ');
		buf_put(&w->out, buf_str(&b));
	} else {
		escape_line(&w->out, buf_str(&b), true);
	}
	buf_putc(&w->out, '\n');
}

static void put_note(struct pdf_writer *w, const struct pdf_block *x)
{
	struct buf b = buf_make(w->a), text = x->text;
	pdf_text_put(&b, buf_str(&text), ESCAPE_TEXT);
	w->last = x->kind;
	buf_printf(&w->out, "\n[^%zu]: ", x->note);
	escape_line(&w->out, b.n ? buf_str(&b) : STR("(empty)"), true);
	buf_putc(&w->out, '\n');
}

static void put_block(struct pdf_writer *w, const struct pdf_block *x)
{
	if (x->kind == PDF_GONE || x->kind == PDF_NOTES)
		return;
	begin(w, x);
	if (x->kind == PDF_TABLE)
		put_table(w, x);
	else if (x->kind == PDF_CODES)
		put_code(w, x);
	else if (x->kind == PDF_CONTENTS)
		put_entries(w, x);
	else if (x->kind == PDF_ITEM)
		put_item(w, x, x->x);
	else
		put_text(w, x);
}

/* Each note behind the block that refers to it. */
static void put_blocks(struct pdf_writer *w)
{
	const struct pdf_blocks *b = w->b;
	size_t *first = ARENA_ARRAY(w->a, size_t, b->v.n + 1),
	       *next = ARENA_ARRAY(w->a, size_t, b->v.n + 1);
	for (size_t i = b->v.n; i-- > 0;)
		if (b->v.v[i].kind == PDF_NOTES) {
			next[i] = first[b->v.v[i].of];
			first[b->v.v[i].of] = i + 1;
		}
	for (size_t i = 0; i < b->v.n; i++) {
		put_block(w, &b->v.v[i]);
		for (size_t k = first[i]; k; k = next[k - 1])
			put_note(w, &b->v.v[k - 1]);
	}
}

/* --- the title --------------------------------------------------------------------------- */

/* The lines in the largest size of the first page with words, when it stands out. */
static struct str largest_lines(
	struct arena *a, const struct pdf_lines *pages, size_t n, float body)
{
	struct buf b = buf_make(a);
	float top = 0;
	size_t page = 0;
	while (page < n && !pages[page].n)
		page++;
	if (page == n)
		return STR("");
	float word = 0, y = 0, word_y = 0; /* of the largest single word */
	for (size_t k = 0; k < pages[page].n; k++) {
		const struct pdf_line *l = &pages[page].v[k];
		struct str s = pdf_text_plain(a, l->text);
		bool address =
			str_find_byte(s, '/') != STR_NPOS || str_find_byte(s, '@') != STR_NPOS;
		size_t words = l->kind == PDF_LINE && !address ? text_count_words(s) : 0;
		if (words > 1 && l->size > top) {
			top = l->size;
			y = l->y;
		} else if (words == 1 && s.n > 3 && l->size > word) {
			word = l->size;
			word_y = l->y;
		}
	}
	if (word > 1.25F * top && word_y < y)
		top = word;
	if (top <= body * 1.12F)
		return STR("");
	for (size_t k = 0; k < pages[page].n && b.n < 300; k++) {
		const struct pdf_line *l = &pages[page].v[k];
		if (l->kind != PDF_LINE || fabsf(l->size - top) > 0.5F) {
			if (b.n)
				break;
			continue;
		}
		if (b.n)
			pdf_text_join(&b, str_trim(l->text), NULL);
		else
			buf_put(&b, str_trim(l->text));
	}
	size_t mark = str_find(buf_str(&b), STR(PDF_RAISED)); /* refers to a note */
	if (mark != STR_NPOS && mark > 0 && b.n - mark < MAX_MARKS)
		b.n = mark;
	struct str s = text_clean(a, pdf_text_plain(a, buf_str(&b)));
	return s.n <= 300 ? s : STR("");
}

/* --- the whole --------------------------------------------------------------------------- */

struct str pdf_write(
	struct arena *a, const struct pdf_lines *pages, size_t n_pages, struct str *title)
{
	struct pdf_blocks b = pdf_blocks_make(a, pages, n_pages);
	pdf_tidy(&b);
	struct pdf_writer w = {.a = a, .b = &b, .out = buf_make(a), .pages = n_pages > 1};
	put_blocks(&w);
	*title = largest_lines(a, pages, n_pages, b.body);
	return buf_str(&w.out);
}
