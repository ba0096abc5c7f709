/* builtin_rows.c - rows of tables on the page of a concept.
 *
 * A row's claim reads "label - head: cell; head: cell" and its quote is the row; from both the cells
 * and their heads come back. Order: reading, single rows, tables. */
#include "llm/builtin_article.h"

#include "base/text.h"

#define CELLS 6
#define ROWS_MAX 12
#define TELLING 2 /* cells of a single row that say more than yes or no */

struct row {
	struct item *x;
	struct str head[CELLS], cell[CELLS]; /* head[0] is not known */
	size_t n;
};

/* --- reading ----------------------------------------------------------------------------- */

/* False when text is not made of the quote's cells. */
static bool read_row(struct item *x, struct row *r)
{
	struct str quote = x->e->quote, text = x->e->text;
	size_t n = 0;
	*r = (struct row){.x = x};
	for (bool more = true; more;) {
		size_t at = str_find(quote, STR(" | "));
		if (n == CELLS)
			return false;
		r->cell[n++] = str_trim(str_sub(quote, 0, at == STR_NPOS ? quote.n : at));
		more = at != STR_NPOS;
		quote = more ? str_from(quote, at + 3) : quote;
	}
	struct str rest = text;
	if (!str_starts(rest, r->cell[0]))
		return false;
	rest = str_from(rest, r->cell[0].n);
	if (!str_starts(rest, STR(" \xE2\x80\x94 ")))
		return false;
	rest = str_from(rest, 5);
	r->n = 1;
	for (size_t i = 1; i < n; i++) {
		size_t colon = str_find(rest, STR(": "));
		if (!r->cell[i].n || colon == STR_NPOS ||
			!str_starts(str_from(rest, colon + 2), r->cell[i]))
			continue;
		r->head[r->n] = str_sub(rest, 0, colon);
		struct str cell = r->cell[i];
		r->cell[r->n++] = cell;
		rest = str_from(rest, colon + 2 + cell.n);
		rest = str_starts(rest, STR("; ")) ? str_from(rest, 2) : rest;
	}
	return r->n > 1 && !rest.n;
}

static bool is_yes_or_no(struct arena *a, struct str cell)
{
	struct str f = text_fold(a, cell);
	return f.n < 2 || str_eqz(f, "yes") || str_eqz(f, "no") || str_eqz(f, "none") ||
		str_eqz(f, "ja") || str_eqz(f, "nein") || str_eqz(f, "oui") || str_eqz(f, "non");
}

/* --- single rows ------------------------------------------------------------------------- */

/* The concept is in a cell, or is the label of a row that tells something. */
static bool tells(struct writer *k, const struct row *r)
{
	struct arena *a = k->w.a;
	size_t telling = 0;
	bool label = article_names(a, k->c, text_fold(a, r->cell[0]));
	for (size_t i = 1; i < r->n; i++) {
		telling += !is_yes_or_no(a, r->cell[i]);
		if (!label && article_names(a, k->c, text_fold(a, r->cell[i])))
			return true;
	}
	return label && telling >= TELLING;
}

/* --- tables ------------------------------------------------------------------------------ */

/* Column of t that has this head; 0 when none. */
static size_t column(const struct row *t, struct str head)
{
	for (size_t i = 1; i < t->n; i++)
		if (str_eq(t->head[i], head))
			return i;
	return 0;
}

/* Rows of one table, or of tables of two sources with the same columns. */
static bool fits_under(struct writer *k, const struct row *t, const struct row *r)
{
	bool other = t->x->e->source != r->x->e->source;
	if (other ? t->n != r->n || !tells(k, r) : !str_eq(t->x->e->heading, r->x->e->heading))
		return false;
	for (size_t i = 1; i < r->n; i++)
		if (!column(t, r->head[i]))
			return false;
	return true;
}

static struct reply_cited line(struct writer *k, const struct row *t, const struct row *r)
{
	struct buf b = buf_make(k->a);
	buf_put(&b, r ? r->cell[0] : STR("\xE2\x80\x93")); /* that head is not known */
	for (size_t i = 1; i < t->n; i++) {
		size_t at = r ? column(r, t->head[i]) : 0;
		buf_puts(&b, " | ");
		buf_put(&b, !r ? t->head[i] : at ? r->cell[at] : STR("\xE2\x80\x93"));
	}
	struct reply_cited s = article_cite(k, r ? r->x : t->x);
	s.text = buf_str(&b);
	return s;
}

static void put_table(struct writer *k, const struct row *head, const struct row *rows, size_t n,
	const size_t *in)
{
	struct reply_block b = {.heading = str_dup(k->a, head->x->heading), .kind = STR("table")};
	b.sentences.v = ARENA_ARRAY(k->a, struct reply_cited, n + 1);
	b.sentences.v[b.sentences.n++] = line(k, head, NULL);
	for (size_t i = 0; i < n; i++)
		b.sentences.v[b.sentences.n++] = line(k, head, &rows[in[i]]);
	if (b.heading.n)
		VEC_PUSH(k->a, &k->headed, b);
	else
		VEC_PUSH(k->a, &k->blocks, b);
}

bool rows_label(struct writer *k, struct item *x)
{
	struct row r;
	return read_row(x, &r) && article_names(k->w.a, k->c, text_fold(k->w.a, r.cell[0]));
}

void rows_place(struct writer *k)
{
	struct row *rows = ARENA_ARRAY(k->w.a, struct row, k->n + 1);
	size_t n_rows = 0, in[ROWS_MAX];
	for (size_t i = 0; i < k->n; i++) {
		struct item *x = &k->v[i];
		if (x->row && !x->used && (x->foreign || !read_row(x, &rows[n_rows++]))) {
			x->used = true;
			n_rows -= !x->foreign;
		}
	}
	for (size_t i = 0; i < n_rows; i++) {
		const struct row *head = &rows[i];
		size_t n = 0;
		for (size_t j = 0; j < n_rows && n < ROWS_MAX; j++) {
			bool fits = !rows[j].x->used && !rows[i].x->used &&
				(j == i || fits_under(k, head, &rows[j]));
			if (fits)
				in[n++] = j;
		}
		if (n > 1)
			put_table(k, head, rows, n, in);
	}
	for (size_t i = 0; i < n_rows; i++)
		if (!rows[i].x->used && !tells(k, &rows[i]))
			rows[i].x->used = true;
}
