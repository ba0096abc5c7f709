/* read_xlsx.c - Excel sheets (ECMA-376 part 1, SpreadsheetML): a table a sheet, values as shown.
 *
 * Order: formats of numbers, dates, values, shared strings, one sheet, all of them, the reader. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "doc/escape.h"
#include "doc/flow.h"
#include "doc/md.h"
#include "doc/opc.h"

#define MAX_PLACES ((size_t)26 * 27 * 27) /* columns that three letters name */

enum format { FORMAT_PLAIN, FORMAT_DATE, FORMAT_TIME, FORMAT_BOTH, FORMAT_PERCENT };

struct sheets {
	struct arena *a; /* of the sheet being written; each has its own */
	struct opc opc;
	VEC(struct str) strings;
	VEC(enum format) formats; /* by the style of a cell */
	bool from_1904;
	struct flow flow;
	size_t n_cut; /* tables that were cut */
};

/* --- formats ----------------------------------------------------------------------------- */

/* What a format's letters show; text in quotes and brackets does not count. */
static enum format format_of(struct str code)
{
	bool date = false, time = false, percent = false;
	char quote = 0;
	code = str_sub(code, 0, str_find_byte(code, ';'));
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (quote) {
			quote = c == quote ? 0 : quote;
			continue;
		}
		if (c == '"' || c == '[')
			quote = c == '"' ? '"' : ']';
		else if (c == '\\' || c == '_' || c == '*')
			i++;
		date = date || c == 'y' || c == 'd' || c == 'Y' || c == 'D';
		time = time || c == 'h' || c == 's' || c == 'H' || c == 'S';
		percent = percent || c == '%';
	}
	return date && time ? FORMAT_BOTH
		: date	    ? FORMAT_DATE
		: time	    ? FORMAT_TIME
		: percent   ? FORMAT_PERCENT
			    : FORMAT_PLAIN;
}

/* The formats that need no definition (18.8.30). */
static enum format builtin_format(int64_t id)
{
	if (id == 9 || id == 10)
		return FORMAT_PERCENT;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 58))
		return FORMAT_DATE;
	if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 33))
		return FORMAT_TIME;
	return id == 22 ? FORMAT_BOTH : FORMAT_PLAIN;
}

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
			format_of(xml_attr(&x, i, "formatCode"));
	for (size_t i = xml_child(&x, cells, "x:xf"); i != XML_NONE; i = xml_next(&x, i, "x:xf")) {
		const struct map_entry *m = map_find(&own, xml_attr(&x, i, "numFmtId"));
		enum format f =
			m ? (enum format)m->num : builtin_format(xml_int(&x, i, "numFmtId", 0));
		VEC_PUSH(s->a, &s->formats, f);
	}
}

/* --- dates ------------------------------------------------------------------------------- */

/* Days since 1970 to year, month, day (H. Hinnant, days_from_civil, run backwards). */
static void civil(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static struct str date_text(const struct sheets *s, double serial, enum format f)
{
	if (!(serial >= 0 && serial < 2958466))
		return STR("");
	int64_t days = (int64_t)floor(serial), y, m, d;
	int64_t seconds = (int64_t)floor((serial - (double)days) * 86400 + 0.5);
	if (seconds >= 86400) {
		days++;
		seconds = 0;
	}
	/* 1900 had no February 29, but Excel counts it */
	civil(s->from_1904 ? days - 24107 : days - (days < 60 ? 25568 : 25569), &y, &m, &d);
	struct buf b = buf_make(s->a);
	if (f != FORMAT_TIME)
		buf_printf(&b, "%04lld-%02lld-%02lld", (long long)y, (long long)m, (long long)d);
	if (f != FORMAT_DATE && (f == FORMAT_TIME || seconds))
		buf_printf(&b, "%s%02lld:%02lld:%02lld", f == FORMAT_BOTH ? " " : "",
			(long long)(seconds / 3600), (long long)(seconds / 60 % 60),
			(long long)(seconds % 60));
	return buf_str(&b);
}

/* --- values ------------------------------------------------------------------------------ */

static struct str number_text(const struct sheets *s, struct str v, enum format f)
{
	char *end;
	char *z = str_z(s->a, str_sub(v, 0, 400));
	double x = strtod(z, &end);
	if (end == z || *end || !isfinite(x))
		return v;
	if (f == FORMAT_DATE || f == FORMAT_TIME || f == FORMAT_BOTH) {
		struct str date = date_text(s, x, f);
		return date.n ? date : v;
	}
	if (f == FORMAT_PERCENT)
		return str_printf(s->a, "%.6g%%", x * 100);
	return v.n > 15 ? str_printf(s->a, "%.15g", x) : v;
}

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
	return buf_str(&b);
}

static struct str cell_text(struct sheets *s, const struct xml *x, size_t c)
{
	struct str type = xml_attr(x, c, "t");
	size_t v = xml_child(x, c, "x:v");
	int64_t style = xml_int(x, c, "s", 0), at;
	if (str_eqz(type, "inlineStr"))
		return string_text(s->a, x, c);
	struct str text = v == XML_NONE ? STR("") : str_trim(xml_text(s->a, x, v));
	if (str_eqz(type, "s"))
		return str_to_i64(text, &at) && at >= 0 && (size_t)at < s->strings.n
			? s->strings.v[at]
			: STR("");
	if (str_eqz(type, "b"))
		return str_eqz(text, "1") ? STR("TRUE") : STR("FALSE");
	if (str_eqz(type, "d"))
		return text;
	if (type.n && !str_eqz(type, "n"))
		return text;
	enum format f =
		style >= 0 && (size_t)style < s->formats.n ? s->formats.v[style] : FORMAT_PLAIN;
	return text.n ? number_text(s, text, f) : text;
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

/* --- one sheet --------------------------------------------------------------------------- */

/* "AB12" to 27; STR_NPOS for no letters. */
static size_t column_of(struct str reference)
{
	size_t n = 0, i = 0;
	while (i < reference.n && i < 3 && reference.p[i] >= 'A' && reference.p[i] <= 'Z')
		n = n * 26 + (size_t)(reference.p[i++] - 'A' + 1);
	return n ? n - 1 : STR_NPOS;
}

/* Where a cell stands; one without a reference follows the cell before. */
static size_t place_of(const struct xml *x, size_t c, size_t before)
{
	size_t at = column_of(xml_attr(x, c, "r"));
	at = at == STR_NPOS ? before + 1 : at;
	return at < MAX_PLACES ? at : MAX_PLACES - 1;
}

/* Numbers the columns that hold something from 0 on, the others get STR_NPOS. */
static void find_columns(const struct xml *x, size_t data, size_t *column)
{
	for (size_t i = 0; i < MAX_PLACES; i++)
		column[i] = STR_NPOS;
	for (size_t r = xml_child(x, data, "x:row"); r != XML_NONE; r = xml_next(x, r, "x:row")) {
		size_t at = STR_NPOS;
		for (size_t c = xml_child(x, r, "x:c"); c != XML_NONE; c = xml_next(x, c, "x:c")) {
			at = place_of(x, c, at);
			if (xml_child(x, c, NULL) != XML_NONE)
				column[at] = 0;
		}
	}
	for (size_t i = 0, n = 0; i < MAX_PLACES; i++)
		if (column[i] != STR_NPOS)
			column[i] = n++;
}

static void put_rows(struct sheets *s, const struct xml *x, struct grid *g)
{
	size_t *column = ARENA_ARRAY(s->a, size_t, MAX_PLACES);
	size_t data = xml_child(x, 0, "x:sheetData");
	find_columns(x, data, column);
	for (size_t r = xml_child(x, data, "x:row"); r != XML_NONE; r = xml_next(x, r, "x:row")) {
		size_t n = 0, at = STR_NPOS;
		grid_row(g);
		for (size_t c = xml_child(x, r, "x:c"); c != XML_NONE && !g->cut;
			c = xml_next(x, c, "x:c")) {
			struct str text = cell_text(s, x, c);
			at = place_of(x, c, at);
			if (!text.n || column[at] == STR_NPOS)
				continue;
			for (; n < column[at] && !g->cut; n++)
				grid_cell(g, STR(""));
			grid_cell(g, text);
			n++;
		}
	}
}

/* Rows of one cell above a wider table: its title and remarks. */
static void put_titles(struct sheets *s, struct grid *g)
{
	size_t n = 0;
	while (n + 2 < g->rows.n && n < 5 && g->rows.v[n].n == 1)
		n++;
	if (g->n_columns < 2 || g->rows.n < n + 2 || g->rows.v[n].n < 2)
		return;
	for (size_t i = 0; i < n; i++) {
		struct buf b = buf_make(s->a);
		escape_inline(&b, g->cells.v[g->rows.v[i].first], ESCAPE_TEXT);
		flow_paragraph(&s->flow, buf_str(&b));
	}
	g->rows.v += n;
	g->rows.n -= n;
}

static void put_sheet(struct sheets *s, struct str part, struct str name)
{
	struct xml x;
	struct err ignored = {0};
	struct grid g = {.a = s->a};
	if (!opc_part(&s->opc, s->a, part, &x, &ignored))
		return;
	put_rows(s, &x, &g);
	grid_trim(&g);
	if (!g.rows.n)
		return;
	if (name.n) {
		struct buf b = buf_make(s->a);
		escape_inline(&b, name, ESCAPE_TEXT);
		flow_heading(&s->flow, 2, buf_str(&b));
	}
	s->n_cut += g.cut;
	put_titles(s, &g);
	flow_table(&s->flow, &g);
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
		struct str name = xml_attr(&x, i, "name");
		bool added = false;
		if (s->flow.w.out.n > MD_MAX_TEXT)
			break;
		if (r && !str_eqz(r->type, "chartsheet"))
			map_add(&seen, r->target, &added);
		if (added)
			put_in_scratch(s, r->target,
				n == 1 && str_istarts(name, STR("sheet")) ? STR("") : name);
	}
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_xlsx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct sheets s = {.a = a, .flow = flow_make(a)};
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
