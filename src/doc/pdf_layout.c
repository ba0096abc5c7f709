/* pdf_layout.c - pieces of a page in reading order.
 *
 * Order: columns, lines, a column, authors, the page. A gutter parts columns of prose when few chunks cross it
 * and both sides read like prose; what crosses it ends the columns above. Rows that have several
 * chunks each, one below the other, are a table. */
#include <math.h>

#include "base/text.h"
#include "doc/pdf_int.h"

#define MAX_DEPTH 4 /* of columns in columns */
#define PROSE_BYTES 25 /* mean length of a line of prose in a column */
#define COLUMN_LINES 5 /* fewer make no column */
#define MAX_AUTHOR_CHUNKS 120

/* --- columns ----------------------------------------------------------------------------- */

struct side {
	size_t lines, bytes, full; /* full: lines that fill the column */
	float x, right;
};
struct gutter {
	size_t lines, bytes; /* of the bands that it parts */
	size_t crossing;
	float x, width;
};

static void add_to(struct side *s, const struct chunk *c)
{
	s->x = s->lines && s->x < c->x ? s->x : c->x;
	s->right = s->lines && s->right > c->right ? s->right : c->right;
	s->lines++;
	s->bytes += c->plain.n;
}

static bool is_prose(const struct side *s)
{
	return s->lines >= COLUMN_LINES && s->bytes >= s->lines * PROSE_BYTES;
}

/* Lines of prose are broken where the column ends; cells of a table are not. */
static bool is_filled(const struct side *s)
{
	return s->full * 2 >= s->lines;
}

/* True for a long column of prose beside one of the same width that holds something else: a table, say. */
static bool stands_beside(const struct side *prose, const struct side *other)
{
	float wide = prose->right - prose->x, width = other->right - other->x;
	return is_prose(prose) && prose->lines >= 3 * COLUMN_LINES &&
		prose->full * 10 >= prose->lines * 6 && other->lines >= COLUMN_LINES &&
		width > 0.75F * wide && width < 1.3F * wide;
}

/* The band of chunks from..to, none of which crosses x. */
static void judge_band(const struct chunks *r, size_t from, size_t to, float x, struct gutter *g)
{
	struct side left = {0}, right = {0};
	for (size_t i = from; i < to; i++)
		add_to(r->v[i].right <= x ? &left : &right, &r->v[i]);
	for (size_t i = from; i < to; i++) {
		const struct chunk *c = &r->v[i];
		struct side *s = c->right <= x ? &left : &right;
		s->full += c->right - c->x > 0.85F * (s->right - s->x);
	}
	bool both = is_prose(&left) && is_prose(&right) && is_filled(&left) && is_filled(&right);
	if (!both && !stands_beside(&left, &right) && !stands_beside(&right, &left))
		return;
	g->lines += left.lines + right.lines;
	if (g->width <= 0 || right.x - left.right < g->width)
		g->width = right.x - left.right;
}

/* The bands of columns that x parts, between what crosses it. */
static struct gutter judge_bands(const struct chunks *r, float x)
{
	struct gutter g = {.x = x};
	size_t from = 0;
	for (size_t i = 0; i <= r->n; i++) {
		if (i < r->n && (r->v[i].right <= x || r->v[i].x >= x))
			continue;
		g.crossing += i < r->n;
		if (i > from)
			judge_band(r, from, i, x, &g);
		from = i + 1;
	}
	return g;
}

/* As if few chunks that cross did not count: columns with figures, or ragged lines. */
static struct gutter judge_whole(const struct chunks *r, float x)
{
	struct gutter g = {.x = x};
	struct side left = {0}, right = {0};
	for (size_t i = 0; i < r->n; i++) {
		const struct chunk *c = &r->v[i];
		if (c->right <= x)
			add_to(&left, c);
		else if (c->x >= x)
			add_to(&right, c);
		else
			g.crossing++;
	}
	size_t n = left.lines + right.lines;
	if (!is_prose(&left) || !is_prose(&right) || g.crossing * 5 > n)
		return g;
	g.lines = n;
	g.width = right.x - left.right;
	return g;
}

static bool is_better(const struct gutter *x, const struct gutter *y)
{
	if (x->lines == 0 || y->lines == 0)
		return x->lines > 0;
	if (x->crossing != y->crossing)
		return x->crossing < y->crossing;
	return x->width > y->width;
}

/* The x of a gutter of region r, or a negative number. */
static float find_gutter(const struct chunks *r)
{
	float x0 = 1e9F, x1 = -1e9F;
	struct gutter whole = {0}, bands = {0};
	for (size_t i = 0; i < r->n; i++) {
		x0 = r->v[i].x < x0 ? r->v[i].x : x0;
		x1 = r->v[i].right > x1 ? r->v[i].right : x1;
	}
	for (int step = 20; step <= 80; step++) {
		float x = x0 + (x1 - x0) * (float)step / 100;
		struct gutter g = judge_whole(r, x);
		if (is_better(&g, &whole))
			whole = g;
		g = judge_bands(r, x);
		if (is_better(&g, &bands))
			bands = g;
	}
	return whole.lines ? whole.x : bands.lines ? bands.x : -1;
}

static void put_region(struct layout *l, struct chunks r, int depth);

struct bands {
	VEC(struct chunk) left, right, full;
};

static void flush_sides(struct layout *l, struct bands *b, int depth)
{
	put_region(l, (struct chunks){b->left.v, b->left.n}, depth + 1);
	put_region(l, (struct chunks){b->right.v, b->right.n}, depth + 1);
	b->left.v = b->right.v = NULL;
	b->left.n = b->right.n = b->left.cap = b->right.cap = 0;
}

static void flush_full(struct layout *l, struct bands *b)
{
	put_region(l, (struct chunks){b->full.v, b->full.n}, MAX_DEPTH);
	b->full.v = NULL;
	b->full.n = b->full.cap = 0;
}

/* Left, then right, between the chunks that cross the gutter. What stands close below the title of a
 * table that crosses it is that table. */
static void put_columns(struct layout *l, const struct chunks *r, float gutter, int depth)
{
	struct bands b = {0};
	float table = -1; /* the end of such a table so far */
	for (size_t i = 0; i < r->n; i++) {
		const struct chunk *c = &r->v[i];
		bool crosses = c->x < gutter && c->right > gutter;
		if (crosses && str_istarts(c->plain, STR("table ")))
			table = c->bottom;
		if (table >= 0 && c->y - table < 1.2F * (c->bottom - c->y)) {
			crosses = true;
			table = c->bottom > table ? c->bottom : table;
		} else {
			table = -1;
		}
		if (crosses) {
			flush_sides(l, &b, depth);
			VEC_PUSH(l->a, &b.full, *c);
			continue;
		}
		flush_full(l, &b);
		if (c->right <= gutter)
			VEC_PUSH(l->a, &b.left, *c);
		else
			VEC_PUSH(l->a, &b.right, *c);
	}
	flush_sides(l, &b, depth);
	flush_full(l, &b);
}

/* --- lines ------------------------------------------------------------------------------- */

static struct str join_chunks(struct arena *a, const struct row *r, size_t from, size_t to)
{
	struct buf b = buf_make(a);
	for (size_t k = from; k < to; k++) {
		const struct chunk *c = &r->v[k], *last = k > from ? c - 1 : NULL;
		long n = 1;
		if (last && r->kind == PDF_CODE && c->char_w > 0)
			n = lroundf((c->x - last->right) / c->char_w);
		if (last)
			buf_fill(&b, ' ', (size_t)(n < 1 ? 1 : n > 200 ? 200 : n));
		buf_put(&b, c->text);
	}
	return buf_str(&b);
}

/* An entry of a table of contents: what stands before the dots, what behind them. */
static void put_entry(struct layout *l, const struct row *r, struct pdf_line *line)
{
	struct str all = pdf_text_plain(l->a, join_chunks(l->a, r, 0, r->n));
	size_t dots = pdf_leader(all), end = dots;
	while (end < all.n && (all.p[end] == '.' || all.p[end] == ' '))
		end++;
	line->cell = ARENA_ARRAY(l->a, struct pdf_cell, 2);
	line->n_cells = 2;
	line->cell[0].text = str_trim(str_sub(all, 0, dots));
	line->cell[1].text = str_trim(str_from(all, end));
	line->text = all;
}

static void put_line(struct layout *l, const struct row *r, float left, float right, bool first)
{
	size_t from =
		r->kind == PDF_CODE && !r->v[0].mono ? 1 : 0; /* numbers of lines are no code */
	struct pdf_line line = {.kind = r->kind,
		.x = r->v[from].x,
		.y = r->y,
		.right = r->v[r->n - 1].right,
		.bottom = r->bottom,
		.left_edge = left,
		.right_edge = right,
		.char_w = r->v[from].char_w,
		.bold = true,
		.italic = true,
		.first = first};
	for (size_t k = from; k < r->n; k++) {
		line.size = r->v[k].size > line.size ? r->v[k].size : line.size;
		line.bold = line.bold && r->v[k].bold;
		line.italic = line.italic && r->v[k].italic;
	}
	if (r->kind == PDF_ENTRY)
		put_entry(l, r, &line);
	else
		line.text = join_chunks(l->a, r, from, r->n);
	VEC_PUSH(l->a, &l->out, line);
}

/* --- a column ---------------------------------------------------------------------------- */

static void put_column(struct layout *l, const struct chunks *r)
{
	struct rows rows = pdf_rows(l->a, r);
	float left = 1e9F, right = -1e9F;
	for (size_t i = 0; i < r->n; i++) {
		left = r->v[i].x < left ? r->v[i].x : left;
		right = r->v[i].right > right ? r->v[i].right : right;
	}
	bool first = true;
	for (size_t i = 0; i < rows.n;) {
		size_t to = pdf_put_table(l, &rows, i, left, right);
		first = first || to > i;
		if (to > i) {
			i = to;
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

/* --- authors ----------------------------------------------------------------------------- */

/* Names with their places, side by side: read one after the other, not line by line. */

static bool names_place(struct str s)
{
	static const char *const signs[] = {
		"@", "niversit", "nstitut", "Department", "School", "College", "Laborator"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_find(s, str_of(signs[i])) != STR_NPOS)
			return true;
	return false;
}

/* The first chunks of a page, up to the first one as long as a line of text, when they name authors side
 * by side; 0 when they do not. */
static size_t authors_end(const struct chunks *r)
{
	size_t n = 0, beside = 0, places = 0;
	float top = 0;
	for (size_t i = 0; i < r->n && i < MAX_AUTHOR_CHUNKS; i++)
		top = r->v[i].size > top ? r->v[i].size : top;
	for (; n < r->n && n < MAX_AUTHOR_CHUNKS; n++) {
		const struct chunk *c = &r->v[n], *last = n ? c - 1 : NULL;
		if ((c->plain.n > 70 && c->size < top - 1) ||
			str_istarts(c->plain, STR("abstract")))
			break;
		places += names_place(c->plain);
		beside += last &&
			pdf_overlap(last->y, last->bottom, c->y, c->bottom) >
				0.5F * (c->bottom - c->y);
	}
	return beside >= 3 && places >= 2 && n < MAX_AUTHOR_CHUNKS ? n : 0;
}

struct stack {
	VEC(struct chunk) v;
};

/* True when c stands below what the stack ends with. */
static bool is_below(const struct chunk *last, const struct chunk *c)
{
	float least =
		last->right - last->x < c->right - c->x ? last->right - last->x : c->right - c->x;
	return pdf_overlap(last->x, last->right, c->x, c->right) > 0.5F * least &&
		c->y - last->bottom < 0.9F * (c->bottom - c->y) && c->y > last->y;
}

static void put_authors(struct layout *l, const struct chunks *r)
{
	VEC(struct stack) stacks = {0};
	for (size_t i = 0; i < r->n; i++) {
		const struct chunk *c = &r->v[i];
		size_t k = stacks.n;
		while (k > 0 && !is_below(&stacks.v[k - 1].v.v[stacks.v[k - 1].v.n - 1], c))
			k--;
		if (k == 0) {
			struct stack none = {0};
			VEC_PUSH(l->a, &stacks, none);
			k = stacks.n;
		}
		VEC_PUSH(l->a, &stacks.v[k - 1].v, *c);
	}
	for (size_t i = 0; i < stacks.n; i++)
		for (size_t k = 0; k < stacks.v[i].v.n; k++) {
			struct row row = {.v = &stacks.v[i].v.v[k], .n = 1};
			row.y = row.v->y;
			row.bottom = row.v->bottom;
			put_line(l, &row, 0, l->page->w, k == 0);
		}
}

/* --- the page ---------------------------------------------------------------------------- */

/* A stamp that runs up the margin is read last. */
static void put_stamps(struct layout *l, struct chunks *all)
{
	VEC(struct chunk) stamps = {0};
	float w = l->page->w, h = l->page->h;
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct chunk *c = &all->v[i];
		bool margin = c->x < 0.12F * w || c->x > 0.88F * w;
		if (c->upright && margin && c->bottom - c->y > 0.15F * h)
			VEC_PUSH(l->a, &stamps, *c);
		else
			all->v[n++] = *c;
	}
	all->n = l->page->opens ? authors_end(&(struct chunks){all->v, n}) : 0;
	put_authors(l, all);
	if (all->n < n)
		put_region(l, (struct chunks){all->v + all->n, n - all->n}, 0);
	for (size_t i = 0; i < stamps.n; i++) {
		struct row row = {.v = &stamps.v[i], .n = 1, .y = h, .bottom = h};
		put_line(l, &row, 0, w, true);
	}
}

struct pdf_lines pdf_layout(struct arena *a, const struct pdf_page *page)
{
	struct layout l = {.a = a, .page = page};
	struct chunks all = pdf_chunks(a, page);
	if (all.n)
		put_stamps(&l, &all);
	return (struct pdf_lines){l.out.v, l.out.n};
}
