/* read_csv.c - tables of text (RFC 4180, tabs, semicolons, bars) to a GFM table.
 *
 * Order: one field, the delimiter, lines above the table, its head, the reader. A quote that is never closed
 * is a character like any other; the search for its end is not repeated, so the cost is linear. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/escape.h"
#include "doc/grid.h"
#include "doc/md.h"

#define MAX_QUOTED ((size_t)64 << 10) /* bytes of one quoted field */
#define MAX_REMARKS 50
#define SNIFF_ROWS 100
#define SNIFF_BYTES ((size_t)64 << 10)

struct csv {
	struct str s;
	size_t at;
	char delimiter;
	size_t no_close_before; /* a quote before this is not closed */
	bool line_end; /* the last field ended a row */
};

/* --- one field --------------------------------------------------------------------------- */

/* Where the quoted field that starts at i ends (past its quote); STR_NPOS when it does not. */
static size_t quoted_end(struct csv *c, size_t i)
{
	size_t most = i + MAX_QUOTED < c->s.n ? i + MAX_QUOTED : c->s.n;
	if (i < c->no_close_before)
		return STR_NPOS;
	for (size_t p = i + 1; p < most; p++) {
		if (c->s.p[p] != '"')
			continue;
		if (p + 1 < c->s.n && c->s.p[p + 1] == '"') {
			p++;
			continue;
		}
		size_t q = p + 1;
		while (q < c->s.n && c->s.p[q] == ' ')
			q++;
		if (q >= c->s.n || c->s.p[q] == c->delimiter || c->s.p[q] == '\n')
			return p + 1;
	}
	c->no_close_before = most;
	return STR_NPOS;
}

/* The next field; false at the end. */
static bool next_field(struct csv *c, struct arena *a, struct str *out)
{
	if (c->at >= c->s.n)
		return false;
	size_t i = c->at;
	while (i < c->s.n && c->s.p[i] == ' ')
		i++;
	size_t end = i < c->s.n && c->s.p[i] == '"' ? quoted_end(c, i) : STR_NPOS;
	if (end != STR_NPOS) {
		*out = str_sub(c->s, i + 1, end - 1);
		if (str_find_byte(*out, '"') != STR_NPOS)
			*out = str_replace(a, *out, STR("\"\""), STR("\""));
		i = end;
	}
	while (i < c->s.n && c->s.p[i] != c->delimiter && c->s.p[i] != '\n')
		i++;
	if (end == STR_NPOS)
		*out = str_trim(str_sub(c->s, c->at, i));
	c->line_end = i >= c->s.n || c->s.p[i] == '\n';
	c->at = i + 1;
	return true;
}

/* Fields of the next row that is not blank; 0 at the end. */
static size_t skip_row(struct csv *c, struct arena *a)
{
	struct str field;
	for (;;) {
		size_t n = 0, bytes = 0;
		do {
			if (!next_field(c, a, &field))
				return bytes ? n : 0;
			n++;
			bytes += field.n;
		} while (!c->line_end);
		if (bytes || n > 1)
			return n;
	}
}

/* --- the delimiter ----------------------------------------------------------------------- */

struct shape {
	size_t n_columns; /* of most rows */
	size_t share; /* rows that have them, of 1000 */
};

static struct shape shape_of(struct arena *a, struct str s, char delimiter)
{
	struct arena_mark m = arena_mark(a);
	struct csv c = {.s = str_sub(s, 0, SNIFF_BYTES), .delimiter = delimiter};
	size_t count[GRID_MAX_COLUMNS + 2] = {0}, n, n_rows = 0;
	struct shape best = {1, 0};
	while (n_rows < SNIFF_ROWS && (n = skip_row(&c, a)) > 0) {
		if (c.at > c.s.n && c.s.n < s.n && n_rows)
			break; /* cut by the bound */
		count[n <= GRID_MAX_COLUMNS ? n : GRID_MAX_COLUMNS + 1]++;
		n_rows++;
	}
	for (size_t i = 2; i < GRID_MAX_COLUMNS + 2; i++)
		if (count[i] && count[i] * 1000 / n_rows >= best.share) {
			best.n_columns = i;
			best.share = count[i] * 1000 / n_rows;
		}
	arena_release(a, m);
	return best;
}

/* The delimiter that gives most rows the same number of fields; ',' when there is one column. */
static char find_delimiter(struct arena *a, struct str *s, struct str name)
{
	static const char delimiters[] = ",;\t|";
	struct str rest = *s, line;
	if (str_line(&rest, &line) && str_istarts(line, STR("sep=")) && line.n == 5) {
		*s = rest;
		return line.p[4];
	}
	char best = str_ieq(fs_extension(name), STR(".tsv")) ? '\t' : ',';
	size_t most = 0;
	for (size_t i = 0; i < 4; i++) {
		struct shape shape = shape_of(a, *s, delimiters[i]);
		size_t score = shape.n_columns < 2 ? 0 : shape.share * 4 + shape.n_columns;
		if (shape.share >= 500 && score > most) {
			most = score;
			best = delimiters[i];
		}
	}
	return best;
}

/* --- lines above the table --------------------------------------------------------------- */

/* Rows of one field above a table of several columns are a title or a remark. */
static size_t put_preamble(struct buf *b, const struct grid *g, struct doc_meta *m)
{
	size_t i = 0;
	while (i + 2 < g->rows.n && g->rows.v[i].n == 1)
		i++;
	if (g->n_columns < 3 || i > 5 || i + 2 >= g->rows.n)
		return 0;
	for (size_t k = 0; k < i; k++) {
		struct str s = g->cells.v[g->rows.v[k].first];
		struct buf line = buf_make(b->a);
		if (!k && s.n <= 120)
			m->title = text_clean(b->a, str_replace(b->a, s, STR("\n"), STR(" ")));
		escape_inline(&line, s, ESCAPE_TEXT);
		buf_put(b, escape_lines(b->a, buf_str(&line)));
		buf_puts(b, "\n\n");
	}
	return i;
}

/* "17 rows of version, released, what it added and source". */
static struct str describe(struct arena *a, const struct grid *g)
{
	struct buf b = buf_make(a);
	size_t n = g->rows.n ? g->rows.v[0].n : 0;
	if (g->rows.n < 2 || n > 40)
		return STR("");
	buf_printf(&b, "%zu row%s", g->rows.n - 1, g->rows.n == 2 ? "" : "s");
	if (!n)
		buf_printf(&b, " of %zu column%s without names", g->n_columns,
			g->n_columns == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++) {
		struct str cell = g->cells.v[g->rows.v[0].first + i];
		cell = str_trim(str_replace(a, text_cut(cell, 60), STR("\n"), STR(" ")));
		buf_puts(&b, i == 0 ? " of " : i + 1 == n ? " and " : ", ");
		buf_put(&b, cell.n ? cell : STR("a column without a name"));
	}
	return text_clean(a, buf_str(&b));
}

/* --- its head ---------------------------------------------------------------------------- */

static bool has_letter(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (text_is_letter(text_next(s, &i)))
			return true;
	return false;
}

/* A year, or the number of the column. */
static bool is_name(struct str s, size_t column)
{
	int64_t n;
	return str_to_i64(s, &n) &&
		((n >= 1500 && n <= 2200) || n == (int64_t)column || n == (int64_t)column + 1);
}

/* The first row says what is in the columns, unless it is figures like those below. */
static bool is_named(const struct grid *g)
{
	const struct grid_row *r = &g->rows.v[0], *below = &g->rows.v[1];
	size_t n_figures = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct str s = g->cells.v[r->first + i];
		if (has_letter(s) || (i < below->n && has_letter(g->cells.v[below->first + i])))
			return true;
		n_figures += !str_blank(s) && !is_name(s, i);
	}
	return !n_figures;
}

/* In the place of a row above the table when there is one. */
static void add_blank_head(struct grid *g, bool room)
{
	struct grid_row none = {0};
	if (room) {
		g->rows.v--;
		g->rows.n++;
	} else {
		VEC_PUSH(g->a, &g->rows, none);
		memmove(g->rows.v + 1, g->rows.v, (g->rows.n - 1) * sizeof none);
	}
	g->rows.v[0] = none;
}

/* Fields of the next row when some of them are figures, else 0. */
static size_t n_in_figures(struct csv *c, struct arena *a)
{
	struct str field;
	size_t n = 0, n_figures = 0;
	while (next_field(c, a, &field)) {
		n++;
		n_figures += field.n && !has_letter(field);
		if (c->line_end)
			break;
	}
	return n_figures ? n : 0;
}

/* "# ..." above the table is said of it; the last of these lines may be its head, when figures follow. */
static struct str cut_remarks(struct arena *a, struct str text, struct strs *remarks)
{
	struct str rest = text, line, last = STR("");
	for (struct str before = text; str_line(&rest, &line); before = rest) {
		if (!str_starts(line, STR("# ")) || remarks->n >= MAX_REMARKS) {
			rest = before;
			break;
		}
		last = line;
		strs_add(a, remarks, str_trim(str_from(line, 2)));
	}
	if (!remarks->n)
		return text;
	char delimiter = find_delimiter(a, &rest, STR(""));
	struct csv head = {.s = last, .delimiter = delimiter},
		   table = {.s = rest, .delimiter = delimiter};
	size_t n = skip_row(&head, a);
	if (n > 1 && n == n_in_figures(&table, a)) {
		remarks->n--;
		return str_from(text, (size_t)(last.p - text.p) + 2);
	}
	return rest;
}

static void put_remarks(struct buf *b, struct strs remarks)
{
	for (size_t i = 0; i < remarks.n; i++) {
		struct buf line = buf_make(b->a);
		escape_inline(&line, remarks.v[i], ESCAPE_TEXT);
		buf_put(b, escape_lines(b->a, buf_str(&line)));
		buf_puts(b, "\n\n");
	}
}

/* --- the reader -------------------------------------------------------------------------- */

static bool put_large(struct document *out, struct buf *b, struct str text)
{
	escape_fence(b, text, STR("csv"));
	strs_add(b->a, &out->notes,
		str_printf(b->a,
			"more than %d columns or %d cells: shown as it stands, not as a table",
			GRID_MAX_COLUMNS, GRID_MAX_CELLS));
	out->body = buf_str(b);
	return true;
}

/* Empties the last row when its one cell is blank. */
static bool drop_blank_row(struct grid *g)
{
	struct grid_row *r = &g->rows.v[g->rows.n - 1];
	if (r->n != 1 || g->cut || !str_blank(g->cells.v[r->first]))
		return false;
	r->n = 0;
	g->cells.n--;
	return true;
}

bool read_csv(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	const char *encoding;
	struct str text = charset_decode(a, bytes, STR(""), &encoding), field;
	if (text.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	struct strs remarks = {0};
	text = cut_remarks(a, text, &remarks);
	struct csv c = {.delimiter = find_delimiter(a, &text, opt->name)};
	struct grid g = {.a = a};
	struct buf b = buf_make(a);
	put_remarks(&b, remarks);
	c.s = text;
	while (next_field(&c, a, &field)) {
		grid_cell(&g, field);
		if (c.line_end && !drop_blank_row(&g))
			grid_row(&g);
	}
	grid_trim(&g);
	if (grid_is_large(&g))
		return put_large(out, &b, text);
	size_t skip = put_preamble(&b, &g, &out->meta);
	if (skip) {
		g.rows.v += skip;
		g.rows.n -= skip;
	}
	if (g.rows.n > 1 && !is_named(&g))
		add_blank_head(&g, skip > 0);
	out->meta.excerpt = describe(a, &g);
	buf_put(&b, grid_write(a, &g));
	out->body = buf_str(&b);
	return true;
}
