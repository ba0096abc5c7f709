/* pdf_chunk.c - pieces of text that touch put together, and these in rows.
 *
 * Order: joining, chunks, rows. A figure that is set small and above the middle of its neighbour is
 * marked as raised; a large first letter of a paragraph joins the word that it starts; code keeps its
 * blanks. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "doc/pdf_int.h"

#define RECENT 40 /* chunks that a piece may go on from */
#define ALIGNED 6 /* pieces that start at the same x */
#define MAX_RAISED 1000 /* bytes, the address of a link among them */
#define MAX_BLANKS 200 /* in a line of code */

/* --- joining ----------------------------------------------------------------------------- */

/* True for a letter over several lines, at the start of a paragraph. */
static bool is_drop_cap(const struct chunk *c, const struct pdf_piece *p)
{
	return c->size > 1.7F * p->size && text_n_cp(c->text) == 1 &&
		text_is_letter(text_next(c->text, &(size_t){0})) && p->y >= c->y - 0.4F * c->size;
}

/* True when p goes on where c ends, on the same line. aligned: many pieces start at its x, so that a
 * small gap already parts two columns. */
static bool touches(const struct chunk *c, const struct pdf_piece *p, bool aligned)
{
	float h = c->bottom - c->y < p->h ? c->bottom - c->y : p->h;
	float gap = p->x - c->right, size = c->size > p->size ? c->size : p->size;
	if (c->upright || p->upright)
		return false;
	if (is_drop_cap(c, p))
		size = p->size;
	return h > 0 && pdf_overlap(c->y, c->bottom, p->y, p->y + p->h) > 0.4F * h &&
		gap > -0.6F * size && gap < (aligned ? 0.4F : 1.1F) * size;
}

/* True for a short piece in small type whose middle stands above that of the line (y, bottom). */
static bool is_raised(struct str text, float y, float bottom, float size, const struct chunk *line)
{
	if (size > 0.82F * line->size || text.n > MAX_RAISED ||
		(y + bottom) / 2 > (line->y + line->bottom) / 2 - 0.08F * line->size)
		return false;
	size_t n = pdf_text_width(text);
	return n > 0 && n <= 6 && str_find_byte(text, ' ') == STR_NPOS;
}

static void put_mark(struct buf *text, struct str s)
{
	if (str_ends(buf_str(text), STR(PDF_RAISED_END))) {
		text->n--;
		buf_put(text, s);
	} else {
		buf_puts(text, PDF_RAISED);
		buf_put(text, s);
	}
	buf_puts(text, PDF_RAISED_END);
}

/* A raised letter within a word belongs to a logo: "LaTeX". */
static void clear_logo(struct buf *text, const struct pdf_piece *p)
{
	size_t open = text->n;
	while (open && text->p[open - 1] != PDF_RAISED[0])
		open--;
	bool letter = text->n - open == 2 && text->p[open] >= 'A' && text->p[open] <= 'Z';
	if (!open || !letter || p->text.p[0] < 'A' || p->text.p[0] > 'Z')
		return;
	text->p[open - 1] = text->p[open];
	text->n = open;
}

static void put_blanks(struct buf *text, const struct chunk *c, const struct pdf_piece *p)
{
	float gap = p->x - c->right;
	if (c->mono && p->mono && p->char_w > 0) {
		long n = lroundf(gap / p->char_w);
		buf_fill(text, ' ', (size_t)(n < 0 ? 0 : n > MAX_BLANKS ? MAX_BLANKS : n));
	} else if (gap > 0.12F * p->size || p->blank_before || c->blank_after) {
		buf_putc(text, ' ');
	}
}

static struct chunk chunk_of(const struct pdf_piece *p)
{
	return (struct chunk){.x = p->x,
		.y = p->y,
		.right = p->x + p->w,
		.bottom = p->y + p->h,
		.size = p->size,
		.char_w = p->char_w,
		.bold = p->bold,
		.italic = p->italic,
		.mono = p->mono,
		.upright = p->upright,
		.n_chars = pdf_text_width(p->text),
		.n_sized = pdf_text_width(p->text),
		.blank_after = p->blank_after,
		.text = p->text};
}

static bool has_small_letters(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (text_is_letter(cp) && !text_is_upper(cp))
			return true;
	}
	return false;
}

/* The size of what most of the line is set in, where sizes differ little: one script is often set larger
 * than another. Else the larger one. */
static void settle_size(struct chunk *c, const struct pdf_piece *p)
{
	size_t n = pdf_text_width(p->text);
	bool near = p->size < 1.3F * c->size && c->size < 1.3F * p->size;
	bool same = fabsf(p->size - c->size) < 0.5F;
	c->n_chars += n;
	if (same) {
		c->n_sized += n;
		return;
	}
	bool most = n > 2 * c->n_sized && has_small_letters(p->text);
	bool few = n * 3 < c->n_chars;
	if (near ? most || (p->size > c->size && !few) : p->size > c->size) {
		c->size = p->size;
		c->n_sized = n;
	}
}

static void extend(struct chunk *c, struct buf *text, const struct pdf_piece *p)
{
	struct chunk next = chunk_of(p);
	bool drop_cap = is_drop_cap(c, p);
	bool raised = is_raised(p->text, p->y, p->y + p->h, p->size, c);
	bool was_raised = !drop_cap && is_raised(buf_str(text), c->y, c->bottom, c->size, &next);
	if (drop_cap) {
		if (p->x - c->right > 0.4F * p->size)
			buf_putc(text, ' ');
	} else if (was_raised) {
		struct str mark = str_dup(text->a, pdf_text_plain(text->a, buf_str(text)));
		text->n = 0;
		put_mark(text, mark);
		put_blanks(text, c, p);
	} else {
		put_blanks(text, c, p);
	}
	if (str_ends(buf_str(text), STR(PDF_RAISED_END)))
		clear_logo(text, p);
	if (raised)
		put_mark(text, pdf_text_plain(text->a, p->text)); /* links to its note */
	else
		buf_put(text, p->text);
	c->blank_after = p->blank_after;
	c->right = next.right > c->right ? next.right : c->right;
	if (raised)
		return;
	if (drop_cap || was_raised) {
		next.x = c->x;
		next.right = c->right;
		*c = next;
		return;
	}
	if (p->size >= c->size * 0.8F) { /* lowered figures do not make a line taller */
		c->y = p->y < c->y ? p->y : c->y;
		c->bottom = next.bottom > c->bottom ? next.bottom : c->bottom;
	}
	settle_size(c, p);
	c->bold = c->bold && p->bold;
	c->italic = c->italic && p->italic;
	c->mono = c->mono && p->mono;
}

/* --- chunks ------------------------------------------------------------------------------ */

static int chunk_by_y(const void *a, const void *b)
{
	const struct chunk *x = a, *y = b;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return x->x < y->x ? -1 : x->x > y->x;
}

static int chunk_by_x(const void *a, const void *b)
{
	const struct chunk *x = a, *y = b;
	return x->x < y->x ? -1 : x->x > y->x;
}

static int float_cmp(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Which pieces start where at least ALIGNED pieces of the page do. */
static bool *find_aligned(struct arena *a, const struct pdf_page *page)
{
	bool *out = ARENA_ARRAY(a, bool, page->n + 1);
	float *x = ARENA_ARRAY(a, float, page->n + 1);
	for (size_t i = 0; i < page->n; i++)
		x[i] = page->v[i].x;
	qsort(x, page->n, sizeof *x, float_cmp);
	for (size_t i = 0; i < page->n; i++) {
		size_t lo = 0, hi = page->n;
		while (lo < hi) {
			size_t mid = (lo + hi) / 2;
			if (x[mid] < page->v[i].x - 1.5F)
				lo = mid + 1;
			else
				hi = mid;
		}
		size_t last = lo + ALIGNED - 1;
		out[i] = last < page->n && x[last] <= page->v[i].x + 1.5F;
	}
	return out;
}

/* Pieces come in the order of the text, nearly always: each is tried at the end of the last chunks. */
struct chunks pdf_chunks(struct arena *a, const struct pdf_page *page)
{
	VEC(struct chunk) out = {0};
	VEC(struct buf) texts = {0};
	const bool *aligned = find_aligned(a, page);
	for (size_t i = 0; i < page->n; i++) {
		const struct pdf_piece *p = &page->v[i];
		size_t k = out.n, from = out.n > RECENT ? out.n - RECENT : 0;
		while (k > from && !touches(&out.v[k - 1], p, aligned[i]))
			k--;
		if (k > from) {
			out.v[k - 1].text = buf_str(&texts.v[k - 1]);
			extend(&out.v[k - 1], &texts.v[k - 1], p);
			continue;
		}
		struct buf text = buf_make(a);
		buf_put(&text, p->text);
		VEC_PUSH(a, &out, chunk_of(p));
		VEC_PUSH(a, &texts, text);
	}
	for (size_t i = 0; i < out.n; i++) {
		out.v[i].text = buf_str(&texts.v[i]);
		out.v[i].plain = pdf_text_plain(a, out.v[i].text);
	}
	if (out.n)
		qsort(out.v, out.n, sizeof *out.v, chunk_by_y);
	return (struct chunks){out.v, out.n};
}

/* --- rows -------------------------------------------------------------------------------- */

/* "1.2" and "3.": numbers of sections and items. */
static bool is_label(struct str s)
{
	size_t dots = 0;
	for (size_t i = 0; i < s.n; i++) {
		dots += s.p[i] == '.';
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	}
	return dots > 0 && s.n <= 8 && s.n > dots;
}

static bool has_letters(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (text_is_letter(text_next(s, &i)))
			return true;
	return false;
}

/* A bullet becomes part of what it stands before, and so does a number when nothing else follows. */
static void join_labels(struct arena *a, struct row *r)
{
	size_t n = 0;
	for (size_t k = 0; k < r->n; k++) {
		struct chunk *label = &r->v[k], *text = label + 1;
		bool last = k + 1 == r->n;
		bool joins = !last && !text->mono && text->x - label->right < 5 * text->size &&
			(pdf_is_bullet(label->plain) ||
				(r->n == 2 &&
					(pdf_is_number(label->plain) ||
						(is_label(label->plain) &&
							has_letters(text->plain)))));
		if (joins) {
			text->text = str_printf(
				a, STR_FMT " " STR_FMT, STR_ARG(label->text), STR_ARG(text->text));
			text->plain = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(label->plain),
				STR_ARG(text->plain));
			text->x = label->x;
		} else {
			r->v[n++] = *label;
		}
	}
	r->n = n;
}

static enum pdf_line_kind kind_of(const struct row *r)
{
	size_t mono = 0;
	for (size_t k = 0; k < r->n; k++) {
		mono += r->v[k].mono;
		if (pdf_leader(r->v[k].plain) != STR_NPOS)
			return PDF_ENTRY;
	}
	bool numbered = r->n > 1 && mono + 1 == r->n && pdf_is_digits(r->v[0].plain);
	return mono == r->n || numbered ? PDF_CODE : PDF_LINE;
}

struct rows pdf_rows(struct arena *a, const struct chunks *r)
{
	VEC(struct row) out = {0};
	for (size_t i = 0; i < r->n;) {
		struct row row = {.v = &r->v[i], .n = 1, .y = r->v[i].y, .bottom = r->v[i].bottom};
		while (i + row.n < r->n) {
			const struct chunk *c = &r->v[i + row.n];
			float h = c->bottom - c->y < row.bottom - row.y ? c->bottom - c->y
									: row.bottom - row.y;
			if (pdf_overlap(row.y, row.bottom, c->y, c->bottom) < 0.5F * h || h <= 0)
				break;
			row.n++;
		}
		i += row.n;
		qsort(row.v, row.n, sizeof *row.v, chunk_by_x);
		join_labels(a, &row);
		row.kind = kind_of(&row);
		VEC_PUSH(a, &out, row);
	}
	return (struct rows){out.v, out.n};
}
