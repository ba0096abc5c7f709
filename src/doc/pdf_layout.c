/* pdf_layout.c - pieces of a page in reading order.
 *
 * Order: chunks (pieces that touch), columns, rows, tables, lines. A gutter parts columns of prose
 * when few chunks cross it and both sides read like prose; what crosses it ends the columns above. Rows
 * that have several chunks each, one below the other, are a table. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "doc/pdf_page.h"

#define MAX_DEPTH 4 /* of columns in columns */
#define PROSE_BYTES 25 /* mean length of a line of prose in a column */
#define COLUMN_LINES 5 /* fewer make no column */
#define MAX_CELLS 40
#define MAX_TABLE_ROWS 300 /* looked at together; a longer table goes on as the next */
#define RECENT 40 /* chunks that a piece may go on from */

struct chunk {
	float x, y, right, bottom, size;
	bool bold;
	bool blank_after;
	struct str text;
};
struct chunks {
	struct chunk *v;
	size_t n;
};

struct layout {
	struct arena *a;
	const struct pdf_page *page;
	VEC(struct pdf_line) out;
};

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

static float overlap(float a0, float a1, float b0, float b1)
{
	float from = a0 > b0 ? a0 : b0, to = a1 < b1 ? a1 : b1;
	return to > from ? to - from : 0;
}

static struct str piece_text(struct arena *a, const struct pdf_piece *p)
{
	if (!p->link.n || str_find(p->text, STR("://")) != STR_NPOS ||
		str_find_byte(p->link, ')') != STR_NPOS)
		return p->text;
	/* a private mark that the writer turns into a link: \x01 text \x02 address \x03 */
	return str_printf(
		a, "\x01" STR_FMT "\x02" STR_FMT "\x03", STR_ARG(p->text), STR_ARG(p->link));
}

/* True when p goes on where c ends, on the same line. */
static bool touches(const struct chunk *c, const struct pdf_piece *p)
{
	float h = c->bottom - c->y < p->h ? c->bottom - c->y : p->h;
	float gap = p->x - c->right, size = c->size > p->size ? c->size : p->size;
	return h > 0 && overlap(c->y, c->bottom, p->y, p->y + p->h) > 0.4F * h &&
		gap > -0.6F * size && gap < 1.1F * size;
}

static void extend(struct chunk *c, struct buf *text, struct arena *a, const struct pdf_piece *p)
{
	if (p->x - c->right > 0.12F * p->size || p->blank_before || c->blank_after)
		buf_putc(text, ' ');
	c->blank_after = p->blank_after;
	buf_put(text, piece_text(a, p));
	c->right = p->x + p->w > c->right ? p->x + p->w : c->right;
	if (p->size >= c->size * 0.8F) { /* raised figures do not make a line taller */
		c->y = p->y < c->y ? p->y : c->y;
		c->bottom = p->y + p->h > c->bottom ? p->y + p->h : c->bottom;
	}
	c->size = p->size > c->size ? p->size : c->size;
	c->bold = c->bold && p->bold;
}

/* Pieces come in the order of the text, nearly always: each is tried at the end of the last chunks. */
static struct chunks make_chunks(struct arena *a, const struct pdf_page *page)
{
	VEC(struct chunk) out = {0};
	VEC(struct buf) texts = {0};
	for (size_t i = 0; i < page->n; i++) {
		const struct pdf_piece *p = &page->v[i];
		size_t k = out.n, from = out.n > RECENT ? out.n - RECENT : 0;
		while (k > from && !touches(&out.v[k - 1], p))
			k--;
		if (k > from) {
			extend(&out.v[k - 1], &texts.v[k - 1], a, p);
			continue;
		}
		struct chunk c = {.x = p->x,
			.y = p->y,
			.right = p->x + p->w,
			.bottom = p->y + p->h,
			.size = p->size,
			.bold = p->bold,
			.blank_after = p->blank_after};
		struct buf text = buf_make(a);
		buf_put(&text, piece_text(a, p));
		VEC_PUSH(a, &out, c);
		VEC_PUSH(a, &texts, text);
	}
	for (size_t i = 0; i < out.n; i++)
		out.v[i].text = buf_str(&texts.v[i]);
	return (struct chunks){out.v, out.n};
}

/* --- columns ----------------------------------------------------------------------------- */

struct side {
	size_t lines, bytes;
};

static bool is_prose(const struct side *s)
{
	return s->lines >= COLUMN_LINES && s->bytes >= s->lines * PROSE_BYTES;
}

/* The x of a gutter of region v, or a negative number. */
static float find_gutter(const struct chunks *r)
{
	float x0 = 1e9F, x1 = -1e9F, best = -1;
	size_t fewest = STR_NPOS;
	float best_width = 0;
	for (size_t i = 0; i < r->n; i++) {
		x0 = r->v[i].x < x0 ? r->v[i].x : x0;
		x1 = r->v[i].right > x1 ? r->v[i].right : x1;
	}
	for (int step = 20; step <= 80; step++) {
		float x = x0 + (x1 - x0) * (float)step / 100;
		size_t crossing = 0;
		struct side left = {0}, right = {0};
		float edge_left = x0, edge_right = x1;
		for (size_t i = 0; i < r->n; i++) {
			const struct chunk *c = &r->v[i];
			struct side *s = c->right <= x ? &left : c->x >= x ? &right : NULL;
			if (!s) {
				crossing++;
				continue;
			}
			s->lines++;
			s->bytes += c->text.n;
			if (s == &left && c->right > edge_left)
				edge_left = c->right;
			if (s == &right && c->x < edge_right)
				edge_right = c->x;
		}
		if (!is_prose(&left) || !is_prose(&right) ||
			crossing * 5 > left.lines + right.lines)
			continue;
		float width = edge_right - edge_left;
		if (crossing < fewest || (crossing == fewest && width > best_width)) {
			fewest = crossing;
			best_width = width;
			best = x;
		}
	}
	return best;
}

static void put_region(struct layout *l, struct chunks r, int depth);

/* Left, then right, between the chunks that cross the gutter. */
static void put_columns(struct layout *l, const struct chunks *r, float gutter, int depth)
{
	VEC(struct chunk) left = {0}, right = {0}, full = {0};
	for (size_t i = 0; i <= r->n; i++) {
		const struct chunk *c = i < r->n ? &r->v[i] : NULL;
		bool crosses = c && c->x < gutter && c->right > gutter;
		if ((crosses || !c) && (left.n || right.n)) {
			struct chunks sides[] = {{left.v, left.n}, {right.v, right.n}};
			put_region(l, sides[0], depth + 1);
			put_region(l, sides[1], depth + 1);
			left.n = right.n = 0;
			left.v = right.v = NULL;
			left.cap = right.cap = 0;
		}
		if ((!crosses || !c) && full.n) {
			struct chunks all = {full.v, full.n};
			put_region(l, all, MAX_DEPTH);
			full.n = full.cap = 0;
			full.v = NULL;
		}
		if (!c)
			break;
		if (crosses)
			VEC_PUSH(l->a, &full, *c);
		else if (c->right <= gutter)
			VEC_PUSH(l->a, &left, *c);
		else
			VEC_PUSH(l->a, &right, *c);
	}
}

/* --- rows -------------------------------------------------------------------------------- */

struct row {
	struct chunk *v; /* by x */
	size_t n;
	float y, bottom;
};
struct rows {
	struct row *v;
	size_t n;
};

/* Chunks (sorted by y) on one line; each chunk of a row overlaps the first one's height. */
static struct rows make_rows(struct arena *a, const struct chunks *r)
{
	VEC(struct row) out = {0};
	for (size_t i = 0; i < r->n;) {
		struct row row = {&r->v[i], 1, r->v[i].y, r->v[i].bottom};
		while (i + row.n < r->n) {
			const struct chunk *c = &r->v[i + row.n];
			float h = c->bottom - c->y < row.bottom - row.y ? c->bottom - c->y
									: row.bottom - row.y;
			if (overlap(row.y, row.bottom, c->y, c->bottom) < 0.5F * h || h <= 0)
				break;
			row.n++;
		}
		qsort(row.v, row.n, sizeof *row.v, chunk_by_x);
		i += row.n;
		VEC_PUSH(a, &out, row);
	}
	return (struct rows){out.v, out.n};
}

/* --- tables ------------------------------------------------------------------------------ */

struct columns {
	float x[MAX_CELLS], right[MAX_CELLS];
	size_t n;
};

/* Columns of the rows from..to: those of the rows with most chunks, widened by all that fit. */
static bool find_columns(const struct rows *rows, size_t from, size_t to, struct columns *c)
{
	size_t most = 0;
	for (size_t i = from; i < to; i++)
		most = rows->v[i].n > most ? rows->v[i].n : most;
	if (most < 2 || most > MAX_CELLS)
		return false;
	c->n = 0;
	for (size_t i = from; i < to; i++) {
		if (rows->v[i].n != most)
			continue;
		for (size_t k = 0; k < most; k++) {
			const struct chunk *x = &rows->v[i].v[k];
			if (c->n <= k) {
				c->x[k] = x->x;
				c->right[k] = x->right;
				c->n = k + 1;
			} else {
				c->x[k] = x->x < c->x[k] ? x->x : c->x[k];
				c->right[k] = x->right > c->right[k] ? x->right : c->right[k];
			}
		}
	}
	for (size_t k = 1; k < c->n; k++)
		if (c->right[k - 1] > c->x[k] + 1)
			return false; /* the rows do not stand below each other */
	return true;
}

static size_t column_of(const struct columns *c, const struct chunk *x)
{
	size_t best = 0;
	float most = -1e9F;
	for (size_t k = 0; k < c->n; k++) {
		float o = overlap(c->x[k], c->right[k], x->x, x->right);
		float off = x->x > c->right[k] ? x->x - c->right[k]
			: c->x[k] > x->right   ? c->x[k] - x->right
					       : 0;
		if (o - off > most) {
			most = o - off;
			best = k;
		}
	}
	return best;
}

static bool is_number_like(struct str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	return digits * 2 >= s.n && digits > 0;
}

/* A line number, bullet or section number beside its text is no table. */
static bool is_label(struct str s)
{
	return s.n <= 4 || (s.n <= 6 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ')'));
}

/* The end of a table that starts with row from; from when it is none. */
static size_t table_end(const struct rows *rows, size_t from)
{
	size_t to = from, multi = 0, labels = 0;
	float gap_limit = 3 * (rows->v[from].bottom - rows->v[from].y);
	for (size_t i = from; i < rows->n && i < from + MAX_TABLE_ROWS; i++) {
		const struct row *r = &rows->v[i];
		if (i > from && r->y - rows->v[i - 1].bottom > gap_limit)
			break;
		if (r->n >= 2) {
			multi++;
			labels += r->n == 2 && is_label(r->v[0].text) && r->v[1].text.n > 30 &&
				!is_number_like(r->v[1].text);
			to = i + 1;
		} else if (i + 1 >= rows->n || rows->v[i + 1].n < 2 || r->v[0].text.n > 60) {
			break; /* one lone line inside a table may be the rest of a cell */
		}
	}
	if (multi < 2 || labels * 2 > multi)
		return from;
	return to;
}

static struct str join_cells(struct arena *a, struct str x, struct str y)
{
	return x.n ? str_printf(a, STR_FMT " " STR_FMT, STR_ARG(x), STR_ARG(y)) : y;
}

static void put_table(
	struct layout *l, const struct rows *rows, size_t from, size_t to, const struct columns *c)
{
	for (size_t i = from; i < to; i++) {
		const struct row *r = &rows->v[i];
		struct pdf_line *last = l->out.n && i > from ? &l->out.v[l->out.n - 1] : NULL;
		size_t column = column_of(c, &r->v[0]);
		bool runs_on = r->n == 1 && last && last->kind == PDF_ROW &&
			r->y - last->bottom < 0.7F * (r->bottom - r->y) &&
			last->cell[column].text.n;
		if (runs_on) {
			last->cell[column].text =
				join_cells(l->a, last->cell[column].text, r->v[0].text);
			last->bottom = r->bottom;
			continue;
		}
		struct pdf_line line = {.kind = PDF_ROW,
			.x = r->v[0].x,
			.y = r->y,
			.bottom = r->bottom,
			.size = r->v[0].size,
			.first = i == from,
			.n_cells = c->n,
			.cell = ARENA_ARRAY(l->a, struct pdf_cell, c->n)};
		line.bold = true;
		for (size_t k = 0; k < r->n; k++) {
			struct pdf_cell *cell = &line.cell[column_of(c, &r->v[k])];
			cell->text = join_cells(l->a, cell->text, r->v[k].text);
			line.bold = line.bold && r->v[k].bold;
		}
		VEC_PUSH(l->a, &l->out, line);
	}
}

/* --- lines ------------------------------------------------------------------------------- */

static void put_line(struct layout *l, const struct row *r, float left, float right, bool first)
{
	struct pdf_line line = {.kind = PDF_LINE,
		.x = r->v[0].x,
		.y = r->y,
		.right = r->v[r->n - 1].right,
		.bottom = r->bottom,
		.left_edge = left,
		.right_edge = right,
		.bold = true,
		.first = first};
	for (size_t k = 0; k < r->n; k++) {
		line.text = join_cells(l->a, line.text, r->v[k].text);
		line.size = r->v[k].size > line.size ? r->v[k].size : line.size;
		line.bold = line.bold && r->v[k].bold;
	}
	VEC_PUSH(l->a, &l->out, line);
}

static void put_column(struct layout *l, struct chunks *r)
{
	struct rows rows = make_rows(l->a, r);
	struct columns c;
	float left = 1e9F, right = -1e9F;
	for (size_t i = 0; i < r->n; i++) {
		left = r->v[i].x < left ? r->v[i].x : left;
		right = r->v[i].right > right ? r->v[i].right : right;
	}
	bool first = true;
	for (size_t i = 0; i < rows.n;) {
		size_t to = rows.v[i].n >= 2 ? table_end(&rows, i) : i;
		while (to > i + 1 && !find_columns(&rows, i, to, &c))
			to--; /* the longest part whose rows stand below each other */
		if (to > i + 1) {
			put_table(l, &rows, i, to, &c);
			i = to;
			first = true;
			continue;
		}
		put_line(l, &rows.v[i++], left, right, first);
		first = false;
	}
}

static void put_region(struct layout *l, struct chunks r, int depth)
{
	if (!r.n)
		return;
	float gutter = depth < MAX_DEPTH ? find_gutter(&r) : -1;
	if (gutter > 0)
		put_columns(l, &r, gutter, depth);
	else
		put_column(l, &r);
}

struct pdf_lines pdf_layout(struct arena *a, const struct pdf_page *page)
{
	struct layout l = {.a = a, .page = page};
	struct chunks all = make_chunks(a, page);
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, chunk_by_y);
	put_region(&l, all, 0);
	return (struct pdf_lines){l.out.v, l.out.n};
}

/* --- plain text -------------------------------------------------------------------------- */

bool pdf_is_rtl(const struct pdf_pages *pages)
{
	size_t rtl = 0, all = 0;
	for (size_t i = 0; i < pages->n && all < 20000; i++)
		for (size_t k = 0; k < pages->v[i].n; k++)
			for (size_t p = 0; p < pages->v[i].v[k].text.n;) {
				uint32_t cp = text_next(pages->v[i].v[k].text, &p);
				bool letter = text_is_letter(cp);
				all += letter;
				rtl += letter &&
					((cp >= 0x590 && cp < 0x900) ||
						(cp >= 0xfb1d && cp < 0xff00));
			}
	return rtl * 3 > all;
}

/* Lam with alef is one glyph that some fonts name letter by letter the wrong way round: an alef before an
 * alef with hamza or madda and a lam is that. Strokes that only stretch a word go. */
static struct str arabic_mended(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	uint32_t before = 0;
	if (str_find_byte(s, '\xd8') == STR_NPOS && str_find_byte(s, '\xd9') == STR_NPOS)
		return s;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		bool alef = cp == 0x622 || cp == 0x623 || cp == 0x625;
		if (alef && before == 0x627 && str_starts(str_from(s, i), STR("\xd9\x84"))) {
			buf_puts(&b, "\xd9\x84");
			buf_put(&b, str_sub(s, from, i));
			i += 2;
		} else if (cp != 0x640) {
			buf_put(&b, str_sub(s, from, i));
		}
		before = cp;
	}
	return buf_str(&b);
}

static struct pdf_lines plain_page(struct arena *a, struct str text)
{
	VEC(struct pdf_line) out = {0};
	float y = 0, widest = 0;
	bool first = true;
	struct str line;
	while (str_line(&text, &line)) {
		y += 12;
		line = arabic_mended(a, str_trim(line));
		if (!line.n)
			continue;
		struct pdf_line l = {.kind = PDF_LINE,
			.y = y,
			.bottom = y + 11,
			.size = 10,
			.right = (float)text_n_cp(line),
			.first = first,
			.text = line};
		first = false;
		widest = l.right > widest ? l.right : widest;
		VEC_PUSH(a, &out, l);
	}
	for (size_t i = 0; i < out.n; i++)
		out.v[i].right_edge = widest;
	return (struct pdf_lines){out.v, out.n};
}

struct pdf_lines *pdf_plain(struct arena *a, struct str text, size_t *n_pages)
{
	VEC(struct pdf_lines) out = {0};
	struct str page;
	while (str_cut(&text, '\f', &page)) {
		struct pdf_lines l = plain_page(a, text_clean(a, page));
		VEC_PUSH(a, &out, l);
	}
	*n_pages = out.n;
	return out.v;
}
