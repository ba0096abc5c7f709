/* read_xlsx.c - Excel sheets (ECMA-376 part 1, SpreadsheetML): the tables of each sheet, values as shown.
 *
 * Order: formats, strings, values, what else a sheet has, its rows, one sheet, all of them, the reader. */
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "doc/escape.h"
#include "doc/flow.h"
#include "doc/md.h"
#include "doc/opc.h"
#include "doc/rich.h"
#include "doc/sheet_rows.h"
#include "doc/sheet_value.h"

#define MAX_NOTES 20
#define MAX_MERGES 20000 /* of one sheet */

struct sheets {
	struct arena *a; /* of the sheet being written; each has its own */
	struct opc opc;
	VEC(struct str) strings;
	VEC(enum sheet_format) formats; /* by the style of a cell */
	bool from_1904;
	struct flow flow;
	struct document *out;
	size_t n_cut; /* tables that were cut */
};

/* --- formats ----------------------------------------------------------------------------- */

static void read_formats(struct sheets *s, struct str part)
{
	struct xml x;
	struct err ignored = {0};
	if (!opc_part(&s->opc, s->a, part, &x, &ignored))
		return;
	struct map own = map_make(s->a);
	size_t all = xml_child(&x, 0, "x:numFmts"), cells = xml_child(&x, 0, "x:cellXfs");
	for (size_t i = xml_child(&x, all, "x:numFmt"); i != XML_NONE;
		i = xml_next(&x, i, "x:numFmt"))
		map_add(&own, xml_attr(&x, i, "numFmtId"), NULL)->num =
			sheet_format_of(xml_attr(&x, i, "formatCode"));
	for (size_t i = xml_child(&x, cells, "x:xf"); i != XML_NONE; i = xml_next(&x, i, "x:xf")) {
		const struct map_entry *m = map_find(&own, xml_attr(&x, i, "numFmtId"));
		enum sheet_format f = m ? (enum sheet_format)m->num
					: sheet_format_known(xml_int(&x, i, "numFmtId", 0));
		VEC_PUSH(s->a, &s->formats, f);
	}
}

/* --- strings ----------------------------------------------------------------------------- */

/* The text of rich runs, phonetic hints left out. */
static struct str string_text(struct arena *a, const struct xml *x, size_t node)
{
	struct buf b = buf_make(a);
	for (size_t k = node + 1; k < x->v[node].end; k++) {
		if (xml_is(x, k, "x:rPh"))
			k = x->v[k].end - 1;
		else if (xml_is(x, k, "x:t"))
			buf_put(&b, xml_text(a, x, k));
	}
	return sheet_unescape(a, buf_str(&b));
}

static void read_strings(struct sheets *s, struct str part)
{
	struct xml x;
	struct err ignored = {0};
	if (!opc_part(&s->opc, s->a, part, &x, &ignored))
		return;
	for (size_t i = xml_child(&x, 0, "x:si"); i != XML_NONE; i = xml_next(&x, i, "x:si"))
		VEC_PUSH(s->a, &s->strings, string_text(s->a, &x, i));
}

/* --- values ------------------------------------------------------------------------------ */

/* A formula that no program worked out stands for itself. */
static struct str formula_text(struct sheets *s, const struct xml *x, size_t c)
{
	size_t f = xml_child(x, c, "x:f");
	struct str code = f == XML_NONE ? STR("") : str_trim(xml_text(s->a, x, f));
	return code.n ? str_printf(s->a, "=" STR_FMT, STR_ARG(code)) : code;
}

static struct str cell_text(struct sheets *s, const struct xml *x, size_t c, bool *figures)
{
	struct str type = xml_attr(x, c, "t");
	size_t v = xml_child(x, c, "x:v");
	int64_t style = xml_int(x, c, "s", 0), at;
	*figures = false;
	if (str_eqz(type, "inlineStr"))
		return string_text(s->a, x, c);
	struct str text = v == XML_NONE ? STR("") : str_trim(xml_text(s->a, x, v));
	if (str_eqz(type, "s"))
		return str_to_i64(text, &at) && at >= 0 && (size_t)at < s->strings.n
			? s->strings.v[at]
			: STR("");
	if (str_eqz(type, "str") && text.n)
		return sheet_unescape(s->a, text);
	*figures = true;
	if (!text.n)
		return formula_text(s, x, c);
	if (str_eqz(type, "b"))
		return str_eqz(text, "1") ? STR("TRUE") : STR("FALSE");
	if (type.n && !str_eqz(type, "n"))
		return text;
	enum sheet_format f =
		style >= 0 && (size_t)style < s->formats.n ? s->formats.v[style] : SHEET_PLAIN;
	return sheet_number(s->a, text, f, s->from_1904);
}

/* --- what else a sheet has --------------------------------------------------------------- */

struct merge { /* cells that are one: rows and columns, both ends included */
	size_t top, left, bottom, right;
};
struct sheet {
	struct xml x;
	struct map rels;
	struct map links; /* place -> struct str * */
	VEC(struct merge) merges; /* by place */
	size_t next; /* merge that no cell reached yet */
	struct sheet_rows rows;
};

/* "AB12" at the start of *s to column 27, row 12; false when it is none. */
static bool read_place(struct str *s, size_t *column, size_t *row)
{
	size_t i = 0;
	*column = *row = 0;
	while (i < s->n && i < 3 && s->p[i] >= 'A' && s->p[i] <= 'Z')
		*column = *column * 26 + (size_t)(s->p[i++] - 'A' + 1);
	while (i < s->n && s->p[i] >= '0' && s->p[i] <= '9' && *row <= SHEET_MAX_ROW)
		*row = *row * 10 + (size_t)(s->p[i++] - '0');
	*s = str_from(*s, i);
	if (!*column)
		return false;
	--*column;
	return true;
}

static int by_place(const void *p, const void *q)
{
	const struct merge *x = p, *y = q;
	return x->top != y->top ? (x->top < y->top ? -1 : 1)
				: (x->left > y->left) - (x->left < y->left);
}

static void read_merges(struct sheets *s, struct sheet *t)
{
	size_t all = xml_child(&t->x, 0, "x:mergeCells");
	for (size_t i = xml_child(&t->x, all, "x:mergeCell");
		i != XML_NONE && t->merges.n < MAX_MERGES; i = xml_next(&t->x, i, "x:mergeCell")) {
		struct str ref = xml_attr(&t->x, i, "ref");
		struct merge m = {0};
		if (!read_place(&ref, &m.left, &m.top) || !str_starts(ref, STR(":")))
			continue;
		ref = str_from(ref, 1);
		if (read_place(&ref, &m.right, &m.bottom) && m.right >= m.left && m.bottom >= m.top)
			VEC_PUSH(s->a, &t->merges, m);
	}
	if (t->merges.n)
		qsort(t->merges.v, t->merges.n, sizeof *t->merges.v, by_place);
}

static bool is_web(struct str url)
{
	return str_istarts(url, STR("http:")) || str_istarts(url, STR("https:")) ||
		str_istarts(url, STR("mailto:"));
}

static void read_links(struct sheet *t)
{
	size_t all = xml_child(&t->x, 0, "x:hyperlinks");
	for (size_t i = xml_child(&t->x, all, "x:hyperlink"); i != XML_NONE;
		i = xml_next(&t->x, i, "x:hyperlink")) {
		struct opc_rel *r = map_ptr(&t->rels, xml_attr(&t->x, i, "r:id"));
		struct str ref = xml_attr(&t->x, i, "ref");
		if (!r || !r->external || !is_web(r->target))
			continue;
		map_add(&t->links, str_sub(ref, 0, str_find_byte(ref, ':')), NULL)->ptr =
			&r->target;
	}
}

/* Words that are not in cells: text boxes, and what readers remarked on a cell. */
static void put_words(
	struct sheets *s, const struct xml *x, size_t node, const char *run, struct str lead)
{
	struct rich r = {.a = s->a};
	rich_put(&r, lead, RICH_BOLD, STR(""));
	for (size_t i = node; i < x->v[node].end; i++)
		if (xml_is(x, i, run))
			rich_put(&r, sheet_unescape(s->a, xml_text(s->a, x, i)), 0, STR(""));
	if (r.runs.n > (lead.n > 0))
		flow_paragraph(&s->flow, rich_write(s->a, &r, ESCAPE_TEXT));
}

static void put_beside(struct sheets *s, const struct sheet *t)
{
	for (size_t i = 0; i < t->rels.n; i++) {
		const struct opc_rel *r = t->rels.v[i].ptr;
		bool boxes = r && str_eqz(r->type, "drawing");
		struct xml x;
		struct err ignored = {0};
		if (!r || r->external || (!boxes && !str_eqz(r->type, "comments")) ||
			!opc_part(&s->opc, s->a, r->target, &x, &ignored))
			continue;
		for (size_t k = 0; k < x.n; k++)
			if (boxes && xml_is(&x, k, "a:p"))
				put_words(s, &x, k, "a:t", STR(""));
			else if (!boxes && xml_is(&x, k, "x:comment"))
				put_words(s, &x, k, "x:t",
					str_printf(s->a, "Comment on " STR_FMT ": ",
						STR_ARG(xml_attr(&x, k, "ref"))));
	}
}

/* --- its rows ---------------------------------------------------------------------------- */

/* The address in "HYPERLINK("https://x.org/","text")". */
static struct str formula_link(struct sheets *s, const struct xml *x, size_t c)
{
	size_t f = xml_child(x, c, "x:f");
	struct str code = f == XML_NONE ? STR("") : str_trim(xml_text(s->a, x, f));
	if (!str_istarts(code, STR("HYPERLINK(\"")))
		return STR("");
	code = str_from(code, 11);
	code = str_sub(code, 0, str_find_byte(code, '"'));
	return is_web(code) ? code : STR("");
}

/* A cell as inline Markdown of one line. */
static struct str cell_markdown(struct sheets *s, const struct sheet *t, size_t c, bool *figures)
{
	struct str text = cell_text(s, &t->x, c, figures);
	const struct str *link = map_ptr(&t->links, xml_attr(&t->x, c, "r"));
	struct rich r = {.a = s->a};
	if (str_blank(text))
		return STR("");
	rich_put(&r, text, 0, link ? *link : formula_link(s, &t->x, c));
	return rich_write(s->a, &r, ESCAPE_CELL);
}

/* How far the cell at a place goes. */
static void find_span(struct sheet *t, size_t row, struct sheet_cell *c)
{
	const struct merge *m = NULL;
	for (; t->next < t->merges.n; t->next++) {
		m = &t->merges.v[t->next];
		if (m->top > row || (m->top == row && m->left >= c->column))
			break;
	}
	if (t->next == t->merges.n || m->top != row || m->left != c->column)
		return;
	c->n_columns = m->right - m->left + 1;
	c->n_rows = m->bottom - m->top + 1;
}

static void put_row(struct sheets *s, struct sheet *t, size_t r, size_t row)
{
	const struct xml *x = &t->x;
	size_t next = 0; /* column that has no cell yet */
	sheet_row_begin(&t->rows, row);
	for (size_t c = xml_child(x, r, "x:c"); c != XML_NONE && !t->rows.cut;
		c = xml_next(x, c, "x:c")) {
		struct str ref = xml_attr(x, c, "r");
		size_t ignored;
		struct sheet_cell cell = {0};
		if (!read_place(&ref, &cell.column, &ignored))
			cell.column = next;
		next = cell.column + 1;
		cell.text = cell_markdown(s, t, c, &cell.figures);
		if (!cell.text.n)
			continue;
		find_span(t, row, &cell);
		sheet_row_put(&t->rows, cell);
	}
	sheet_row_end(&t->rows);
}

static void find_columns(struct sheet *t, size_t data)
{
	const struct xml *x = &t->x;
	for (size_t r = xml_child(x, data, "x:row"); r != XML_NONE; r = xml_next(x, r, "x:row")) {
		size_t next = 0;
		for (size_t c = xml_child(x, r, "x:c"); c != XML_NONE; c = xml_next(x, c, "x:c")) {
			struct str ref = xml_attr(x, c, "r");
			size_t column, ignored;
			if (!read_place(&ref, &column, &ignored))
				column = next;
			next = column + 1;
			if (xml_child(x, c, NULL) != XML_NONE)
				sheet_rows_use(&t->rows, column);
		}
	}
}

static void put_rows(struct sheets *s, struct sheet *t)
{
	size_t data = xml_child(&t->x, 0, "x:sheetData"), last = 0;
	find_columns(t, data);
	for (size_t r = xml_child(&t->x, data, "x:row"); r != XML_NONE && !t->rows.cut;
		r = xml_next(&t->x, r, "x:row")) {
		int64_t number = xml_int(&t->x, r, "r", 0);
		size_t row = number > (int64_t)last && number <= SHEET_MAX_ROW ? (size_t)number
									       : last + 1;
		put_row(s, t, r, row);
		last = row;
	}
}

/* --- one sheet --------------------------------------------------------------------------- */

static void put_sheet(struct sheets *s, struct str part, struct str name)
{
	struct sheet *t = ARENA_NEW(s->a, struct sheet);
	struct err ignored = {0};
	if (!opc_part(&s->opc, s->a, part, &t->x, &ignored))
		return;
	t->rels = opc_rels(&s->opc, part);
	t->links = map_make(s->a);
	t->rows = sheet_rows_make(s->a);
	read_merges(s, t);
	read_links(t);
	put_rows(s, t);
	size_t before = s->flow.w.out.n;
	if (name.n) {
		struct buf b = buf_make(s->a);
		escape_inline(&b, name, ESCAPE_TEXT);
		flow_heading(&s->flow, 2, buf_str(&b));
	}
	size_t empty = s->flow.w.out.n;
	s->n_cut += sheet_rows_write(&t->rows, &s->flow);
	put_beside(s, t);
	if (s->flow.w.out.n == empty)
		s->flow.w.out.n = before; /* pictures alone */
}

/* A sheet's tree and cells are gone once it is written. */
static void put_in_scratch(struct sheets *s, struct str part, struct str name)
{
	struct arena *kept = s->a, *scratch = arena_make();
	s->a = s->flow.a = s->flow.w.a = scratch;
	put_sheet(s, part, name);
	s->a = s->flow.a = s->flow.w.a = kept;
	arena_free(scratch);
}

/* --- all of them ------------------------------------------------------------------------- */

static bool put_workbook(struct sheets *s, struct err *e)
{
	struct xml x;
	if (!opc_part(&s->opc, s->a, s->opc.main, &x, e))
		return false;
	struct map rels = opc_rels(&s->opc, s->opc.main), seen = map_make(s->a);
	const struct opc_rel *strings = opc_rel_of(&rels, "sharedStrings"),
			     *styles = opc_rel_of(&rels, "styles");
	struct str v = xml_attr(&x, xml_child(&x, 0, "x:workbookPr"), "date1904");
	size_t all = xml_child(&x, 0, "x:sheets"), n = 0;
	s->from_1904 = str_eqz(v, "1") || str_eqz(v, "true");
	if (strings)
		read_strings(s, strings->target);
	if (styles)
		read_formats(s, styles->target);
	for (size_t i = xml_child(&x, all, "x:sheet"); i != XML_NONE;
		i = xml_next(&x, i, "x:sheet"))
		n++;
	for (size_t i = xml_child(&x, all, "x:sheet"); i != XML_NONE;
		i = xml_next(&x, i, "x:sheet")) {
		const struct opc_rel *r = map_ptr(&rels, xml_attr(&x, i, "r:id"));
		struct str name = xml_attr(&x, i, "name"), state = xml_attr(&x, i, "state");
		bool added = false;
		if (s->flow.w.out.n > MD_MAX_TEXT)
			break;
		if (r && !str_eqz(r->type, "chartsheet"))
			map_add(&seen, r->target, &added);
		if (!added)
			continue;
		put_in_scratch(
			s, r->target, n == 1 && str_istarts(name, STR("sheet")) ? STR("") : name);
		bool hidden =
			str_istarts(state, STR("hidden")) || str_istarts(state, STR("veryHidden"));
		if (hidden && s->out->notes.n < MAX_NOTES)
			strs_add(s->opc.a, &s->out->notes,
				str_printf(s->opc.a, "sheet " STR_FMT " is hidden in the file",
					STR_ARG(name)));
	}
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_xlsx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct sheets s = {.a = a, .flow = flow_make(a), .out = out};
	const struct convert_opt none = {0}; /* of a sheet the cells are what counts */
	(void)opt;
	if (!opc_open(a, bytes, "xl/workbook.xml", &none, &s.opc, out, e) || !put_workbook(&s, e))
		return false;
	out->body = text_clean(a, flow_end(&s.flow));
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	if (s.n_cut)
		strs_add(a, &out->notes, STR("a sheet is too large; its last rows are left out"));
	return true;
}
