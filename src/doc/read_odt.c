/* read_odt.c - OpenDocument texts, sheets and slides (OASIS ODF 1.3) to Markdown, also as one flat
 * XML file.
 *
 * Order: styles, runs, paragraphs, lists, tables, sheets, blocks, properties, the reader. */
#include "base/err.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/flow.h"
#include "doc/front_page.h"
#include "doc/image.h"
#include "doc/md.h"
#include "doc/mime.h"
#include "doc/omml.h"
#include "doc/rich.h"
#include "doc/sheet_rows.h"
#include "doc/slide_order.h"
#include "doc/xml.h"
#include "doc/zip.h"

#define MAX_DEPTH 60
#define MAX_REPEAT 1000 /* equal neighbours that are written out */

struct odt_style {
	struct str parent;
	unsigned on;
	bool is_code, is_quote, is_title;
	bool resolved;
};
struct odt {
	struct arena *a;
	struct zip zip;
	struct xml x, style_x, meta_x;
	struct map styles; /* name -> struct odt_style * */
	struct map
		lists; /* name of a list's style and level, "L1 2" -> num 1 when numbered, 0 for bullets */
	struct map notes; /* key of a note -> node + 1 */
	struct flow flow;
	struct document *out;
	struct images images;
	bool media; /* asked for */
	/* the last list in a box of a slide, where each change of level is a list of its own */
	size_t list_end, list_node;
	int64_t list_next; /* number; 0 outside of boxes */
	size_t depth;
};

static void put_block(struct odt *d, size_t k);
static void put_blocks(struct odt *d, size_t node);
static void put_name(struct odt *d, struct str name);

/* --- styles ------------------------------------------------------------------------------ */

/* Names mean what they say, whether the style is defined or not. */
static void judge_name(struct odt *d, struct odt_style *s, struct str name)
{
	name = str_replace(d->a, str_lower(d->a, name), STR("_20_"), STR(" "));
	name = str_replace(d->a, name, STR("_"), STR(" "));
	s->is_code = str_eqz(name, "preformatted text") || str_eqz(name, "source code") ||
		str_eqz(name, "source text");
	s->is_quote = str_eqz(name, "quotations");
	s->is_title = str_eqz(name, "title");
	s->on |= s->is_code ? RICH_CODE : 0;
}

static void read_style(struct odt *d, const struct xml *x, size_t i)
{
	struct odt_style *s = ARENA_NEW(d->a, struct odt_style);
	struct str name = xml_attr(x, i, "style:name"),
		   shown = xml_attr(x, i, "style:display-name");
	size_t t = xml_child(x, i, "style:text-properties");
	struct str weight = xml_attr(x, t, "fo:font-weight"),
		   slant = xml_attr(x, t, "fo:font-style"),
		   strike = xml_attr(x, t, "style:text-line-through-style"),
		   position = xml_attr(x, t, "style:text-position");
	s->parent = xml_attr(x, i, "style:parent-style-name");
	s->on = (str_eqz(weight, "bold") || str_eqz(weight, "700") ? RICH_BOLD : 0) |
		(str_eqz(slant, "italic") || str_eqz(slant, "oblique") ? RICH_ITALIC : 0) |
		(strike.n && !str_eqz(strike, "none") ? RICH_STRIKE : 0) |
		(str_starts(position, STR("super")) ? RICH_SUP : 0) |
		(str_starts(position, STR("sub")) ? RICH_SUB : 0);
	judge_name(d, s, shown.n ? shown : name);
	map_add(&d->styles,
		str_printf(d->a, STR_FMT " " STR_FMT, STR_ARG(xml_attr(x, i, "style:family")),
			STR_ARG(name)),
		NULL)
		->ptr = s;
}

static void read_styles(struct odt *d, const struct xml *x)
{
	for (size_t i = 0; i < x->n; i++) {
		if (xml_is(x, i, "style:style"))
			read_style(d, x, i);
		if (!xml_is(x, i, "text:list-style"))
			continue;
		for (size_t k = xml_child(x, i, NULL); k != XML_NONE; k = xml_next(x, k, NULL))
			map_add(&d->lists,
				str_printf(d->a, STR_FMT " " STR_FMT,
					STR_ARG(xml_attr(x, i, "style:name")),
					STR_ARG(xml_attr(x, k, "text:level"))),
				NULL)
				->num = xml_attr(x, k, "style:num-format").n > 0;
	}
}

/* A level that its style leaves out is as the first. */
static bool is_numbered(struct odt *d, struct str style, int64_t level)
{
	const struct map_entry *m = map_find(
		&d->lists, str_printf(d->a, STR_FMT " %lld", STR_ARG(style), (long long)level));
	if (!m)
		m = map_find(&d->lists, str_printf(d->a, STR_FMT " 1", STR_ARG(style)));
	return m && m->num;
}

/* With what it inherits; family is "paragraph" or "text". */
static struct odt_style style_of(struct odt *d, const char *family, struct str name)
{
	struct odt_style none = {0}, *s, *base;
	s = map_ptr(&d->styles, str_printf(d->a, "%s " STR_FMT, family, STR_ARG(name)));
	base = s;
	for (int n = 0; s && !s->resolved && base->parent.n && n < 20; n++) {
		base = map_ptr(
			&d->styles, str_printf(d->a, "%s " STR_FMT, family, STR_ARG(base->parent)));
		if (!base)
			break;
		s->on |= base->on;
		s->is_code = s->is_code || base->is_code;
		s->is_quote = s->is_quote || base->is_quote;
		s->is_title = s->is_title || base->is_title;
	}
	if (s)
		s->resolved = true;
	else
		judge_name(d, &none, name);
	return s ? *s : none;
}

/* --- runs -------------------------------------------------------------------------------- */

struct runs {
	struct rich rich;
	VEC(size_t) boxes;
	VEC(struct str) math;
};

static void put_spaces(struct odt *d, struct runs *r, size_t node, unsigned style, struct str link)
{
	int64_t n = xml_int(&d->x, node, "text:c", 1);
	struct buf b = buf_make(d->a);
	buf_fill(&b, ' ', n < 1 ? 1 : n > 200 ? 200 : (size_t)n);
	rich_put(&r->rich, buf_str(&b), style, link);
}

static void put_note(struct odt *d, struct runs *r, size_t node)
{
	struct str key = str_printf(d->a, "%zu", node);
	map_add(&d->notes, key, NULL)->num = node;
	rich_put(&r->rich, flow_note(&d->flow, key), RICH_RAW, STR(""));
}

/* An equation is an object of its own, in the container or in place. */
static struct str object_tex(struct odt *d, size_t object)
{
	size_t inner = xml_find(&d->x, object, "math:math");
	struct str bytes, name = xml_attr(&d->x, object, "xlink:href");
	struct xml x;
	struct err ignored = {0};
	if (inner != XML_NONE)
		return mathml_part_tex(d->a, &d->x, inner);
	if (str_starts(name, STR("./")))
		name = str_from(name, 2);
	if (str_ends(name, STR("/")))
		name = str_sub(name, 0, name.n - 1);
	if (!name.n || !zip_get(&d->zip, str_cat(d->a, name, STR("/content.xml")), &bytes) ||
		bytes.n > 1 << 20 || !xml_parse(d->a, bytes, &x, &ignored) ||
		!xml_is(&x, 0, "math:math"))
		return STR("");
	return mathml_part_tex(d->a, &x, 0);
}

/* The first of a frame's images that is a picture: an SVG may have a PNG beside it. In a flat file
 * they stand in place, as base64. */
static struct str picture_of(struct odt *d, size_t frame)
{
	const struct xml *x = &d->x;
	for (size_t k = xml_child(x, frame, "draw:image"); k != XML_NONE;
		k = xml_next(x, k, "draw:image")) {
		struct str href = xml_attr(x, k, "xlink:href"), bytes = STR("");
		size_t data = xml_child(x, k, "office:binary-data");
		if (data != XML_NONE && d->media)
			bytes = mime_decode(d->a, xml_text(d->a, x, data), STR("base64"));
		else if (href.n)
			zip_get(&d->zip, zip_resolve(d->a, STR("content.xml"), href), &bytes);
		if (bytes.n && image_is(bytes))
			return bytes;
	}
	return STR("");
}

static void put_frame(struct odt *d, struct runs *r, size_t node)
{
	size_t box = xml_child(&d->x, node, "draw:text-box"),
	       object = xml_child(&d->x, node, "draw:object"),
	       desc = xml_child(&d->x, node, "svg:desc");
	struct str tex = object != XML_NONE ? object_tex(d, object) : STR("");
	if (box != XML_NONE) {
		VEC_PUSH(d->a, &r->boxes, box);
	} else if (tex.n) {
		rich_put(&r->rich, str_printf(d->a, "$" STR_FMT "$", STR_ARG(tex)), RICH_RAW,
			STR(""));
	} else if (xml_child(&d->x, node, "draw:image") != XML_NONE) {
		struct str alt = desc == XML_NONE ? STR("") : xml_line(d->a, &d->x, desc);
		struct str image = images_markdown(&d->images, picture_of(d, node), alt);
		rich_put(
			&r->rich, image.n ? image : alt, image.n ? RICH_RAW : RICH_ITALIC, STR(""));
	}
}

/* Words of an annotation become a note as those of a footnote. */
static void read_runs(struct odt *d, struct runs *r, size_t node, unsigned style, struct str link)
{
	const struct xml *x = &d->x;
	for (size_t k = node + 1; k < x->v[node].end; k = x->v[k].end) {
		if (!x->v[k].name.n) {
			/* a newline in the file is a blank */
			rich_put(&r->rich, str_replace(d->a, x->v[k].text, STR("\n"), STR(" ")),
				style, link);
		} else if (xml_is(x, k, "text:span")) {
			struct odt_style s = style_of(d, "text", xml_attr(x, k, "text:style-name"));
			read_runs(d, r, k, style | s.on, link);
		} else if (xml_is(x, k, "text:a")) {
			struct str url = xml_attr(x, k, "xlink:href");
			bool web =
				str_istarts(url, STR("http")) || str_istarts(url, STR("mailto:"));
			read_runs(d, r, k, style, web ? url : link);
		} else if (xml_is(x, k, "text:s")) {
			put_spaces(d, r, k, style, link);
		} else if (xml_is(x, k, "text:tab")) {
			rich_put(&r->rich, STR("\t"), style, link);
		} else if (xml_is(x, k, "text:line-break")) {
			rich_put(&r->rich, STR("\n"), style, link);
		} else if (xml_is(x, k, "text:note") || xml_is(x, k, "office:annotation")) {
			put_note(d, r, k);
		} else if (xml_is(x, k, "draw:frame")) {
			put_frame(d, r, k);
		} else if (!xml_is(x, k, "text:tracked-changes") &&
			!xml_is(x, k, "text:bookmark") && !xml_is(x, k, "text:ruby-text")) {
			read_runs(d, r, k, style, link);
		}
	}
}

/* --- paragraphs -------------------------------------------------------------------------- */

static void put_inner(struct odt *d, const struct runs *r)
{
	for (size_t i = 0; i < r->math.n; i++)
		flow_math(&d->flow, r->math.v[i]);
	for (size_t i = 0; i < r->boxes.n; i++)
		put_blocks(d, r->boxes.v[i]);
}

static struct str plain_lines(struct arena *a, const struct rich *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->runs.n; i++)
		buf_put(&b, r->runs.v[i].text);
	return buf_str(&b);
}

static void put_paragraph(struct odt *d, size_t p)
{
	const struct xml *x = &d->x;
	struct odt_style s = style_of(d, "paragraph", xml_attr(x, p, "text:style-name"));
	struct runs r = {.rich = {.a = d->a}};
	read_runs(d, &r, p, 0, STR(""));
	if (xml_is(x, p, "text:h")) {
		int64_t level = xml_int(x, p, "text:outline-level", 1);
		flow_heading(&d->flow, level < 1 || level > 5 ? 6 : (unsigned)level + 1,
			rich_write(d->a, &r.rich, ESCAPE_TEXT));
	} else if (s.is_code) {
		flow_code(&d->flow, plain_lines(d->a, &r.rich));
	} else if (s.is_title && !d->flow.w.out.n && !rich_blank(&r.rich)) {
		d->out->meta.title = text_clean(d->a, rich_plain(d->a, &r.rich));
	} else {
		struct str text = rich_write(d->a, &r.rich, ESCAPE_TEXT);
		if (s.is_quote)
			flow_quote(&d->flow, text);
		else
			flow_paragraph(&d->flow, text);
	}
	put_inner(d, &r);
}

/* --- lists ------------------------------------------------------------------------------- */

struct list {
	struct str style;
	int64_t level;
	size_t node; /* the outermost list: its items count on */
};

static void put_list(struct odt *d, size_t node, struct list l);

static void put_item(struct odt *d, size_t item, const struct list *l, int64_t number)
{
	const struct xml *x = &d->x;
	bool first = true;
	for (size_t k = xml_child(x, item, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		struct runs r = {.rich = {.a = d->a}};
		if (xml_is(x, k, "text:list")) {
			put_list(d, k, (struct list){l->style, l->level + 1, l->node});
			continue;
		}
		if (!xml_is(x, k, "text:p") && !xml_is(x, k, "text:h"))
			continue;
		if (xml_is(x, k, "text:h")) { /* numbered headings stand in lists */
			put_paragraph(d, k);
			continue;
		}
		read_runs(d, &r, k, 0, STR(""));
		struct str text = rich_write(d->a, &r.rich, ESCAPE_TEXT);
		struct flow_item v = {.list = x->v + l->node,
			.level = l->level,
			.indent = -1,
			.ordered = is_numbered(d, l->style, l->level),
			.number = number};
		if (first)
			flow_item(&d->flow, &v, text);
		else
			flow_more(&d->flow, text);
		first = first && !text.n;
		put_inner(d, &r);
	}
}

static void put_list(struct odt *d, size_t node, struct list l)
{
	const struct xml *x = &d->x;
	struct str style = xml_attr(x, node, "text:style-name");
	bool in_box = d->list_next > 0 && l.level == 1;
	int64_t number = in_box ? d->list_next : 1;
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	l.style = style.n ? style : l.style;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		number = xml_int(x, k, "text:start-value", number);
		if (xml_is(x, k, "text:list-item") || xml_is(x, k, "text:list-header"))
			put_item(d, k, &l, number++);
		if (in_box && xml_child(x, k, "text:p") == XML_NONE)
			number--; /* it only holds others */
	}
	if (in_box)
		d->list_next = number;
	d->depth--;
}

/* In a box of a slide a list goes on with the one right before it. */
static void put_outer_list(struct odt *d, size_t k)
{
	const struct xml *x = &d->x;
	bool in_box = xml_is(x, x->v[k].parent, "draw:text-box"),
	     goes_on = in_box && d->list_end == k;
	d->list_node = goes_on ? d->list_node : k;
	d->list_next = !in_box ? 0 : goes_on ? d->list_next : 1;
	d->list_end = x->v[k].end;
	put_list(d, k, (struct list){STR(""), 1, d->list_node});
	d->list_end = x->v[k].end;
}

/* --- tables ------------------------------------------------------------------------------ */

static void put_cell_blocks(struct odt *d, size_t node, struct buf *b)
{
	const struct xml *x = &d->x;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		struct runs r = {.rich = {.a = d->a}};
		if (!xml_is(x, k, "text:p") && !xml_is(x, k, "text:h")) {
			if (!xml_is(x, k, "office:annotation"))
				put_cell_blocks(d, k, b);
			continue;
		}
		read_runs(d, &r, k, 0, STR(""));
		struct str text = rich_write(d->a, &r.rich, ESCAPE_CELL);
		if (text.n && b->n)
			buf_puts(b, "<br>");
		buf_put(b, text);
	}
}

static void put_cells(struct odt *d, size_t row, struct grid *g)
{
	const struct xml *x = &d->x;
	size_t waiting = 0; /* empty cells that count only when one with text follows */
	for (size_t c = xml_child(x, row, NULL); c != XML_NONE; c = xml_next(x, c, NULL)) {
		bool covered = xml_is(x, c, "table:covered-table-cell");
		if (!covered && !xml_is(x, c, "table:table-cell"))
			continue;
		struct buf b = buf_make(d->a);
		int64_t n = xml_int(x, c, "table:number-columns-repeated", 1);
		n = n < 1 ? 1 : n;
		if (!covered)
			put_cell_blocks(d, c, &b);
		if (!b.n) {
			waiting += n > MAX_REPEAT ? MAX_REPEAT : (size_t)n;
			continue;
		}
		for (; waiting && !g->cut; waiting--)
			grid_cell(g, STR(""));
		for (int64_t i = 0; i < n && i < MAX_REPEAT && !g->cut; i++)
			grid_cell(g, buf_str(&b));
	}
}

static void put_rows(struct odt *d, size_t node, struct grid *g)
{
	const struct xml *x = &d->x;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "table:table-header-rows") || xml_is(x, k, "table:table-rows") ||
			xml_is(x, k, "table:table-row-group"))
			put_rows(d, k, g);
		if (!xml_is(x, k, "table:table-row"))
			continue;
		grid_row(g);
		put_cells(d, k, g);
		int64_t n = xml_int(x, k, "table:number-rows-repeated", 1);
		struct grid_row last = g->rows.v[g->rows.n - 1];
		for (int64_t i = 1; i < n && i < MAX_REPEAT && last.n && !g->cut; i++)
			VEC_PUSH(d->a, &g->rows, last);
	}
}

static void put_table(struct odt *d, size_t node)
{
	struct grid g = {.a = d->a, .marked = true};
	put_rows(d, node, &g);
	grid_trim(&g);
	flow_table(&d->flow, &g);
}

/* --- sheets ------------------------------------------------------------------------------ */

struct sheet {
	struct sheet_rows rows;
	size_t row; /* last written */
	VEC(struct str) remarks; /* on cells, inline Markdown */
};

/* 27 to "AB". */
static struct str column_name(struct arena *a, size_t column)
{
	struct str name = STR("");
	for (size_t n = column + 1; n; n = (n - 1) / 26)
		name = str_printf(a, "%c" STR_FMT, (char)('A' + (n - 1) % 26), STR_ARG(name));
	return name;
}

static void put_remark(struct odt *d, struct sheet *t, size_t cell, size_t column)
{
	const struct xml *x = &d->x;
	struct buf b = buf_make(d->a);
	size_t note = xml_child(x, cell, "office:annotation");
	for (size_t k = xml_child(x, note, "text:p"); k != XML_NONE; k = xml_next(x, k, "text:p")) {
		struct runs r = {.rich = {.a = d->a}};
		read_runs(d, &r, k, 0, STR(""));
		buf_putc(&b, ' ');
		buf_put(&b, rich_write(d->a, &r.rich, ESCAPE_TEXT));
	}
	if (!str_blank(buf_str(&b)))
		VEC_PUSH(d->a, &t->remarks,
			str_printf(d->a, "**Comment on " STR_FMT "%zu:**" STR_FMT,
				STR_ARG(column_name(d->a, column)), t->row, STR_ARG(buf_str(&b))));
}

/* A day as ISO 8601, other values as they are shown. */
static struct sheet_cell sheet_cell_of(struct odt *d, size_t c)
{
	const struct xml *x = &d->x;
	struct buf b = buf_make(d->a);
	struct str type = xml_attr(x, c, "office:value-type"),
		   day = xml_attr(x, c, "office:date-value");
	int64_t columns = xml_int(x, c, "table:number-columns-spanned", 1),
		rows = xml_int(x, c, "table:number-rows-spanned", 1);
	put_cell_blocks(d, c, &b);
	struct sheet_cell cell = {.text = buf_str(&b),
		.figures = type.n && !str_eqz(type, "string"),
		.n_columns =
			columns < 1 || columns > (int64_t)SHEET_MAX_COLUMNS ? 1 : (size_t)columns,
		.n_rows = rows < 1 || rows > SHEET_MAX_ROW ? 1 : (size_t)rows};
	if (cell.text.n && date_iso(d->a, day).n)
		cell.text = str_replace(d->a, date_iso(d->a, day), STR("T"), STR(" "));
	return cell;
}

static void put_sheet_row(struct odt *d, struct sheet *t, size_t row)
{
	const struct xml *x = &d->x;
	int64_t again = xml_int(x, row, "table:number-rows-repeated", 1);
	size_t column = 0, most = SHEET_MAX_COLUMNS;
	VEC(struct sheet_cell) cells = {0};
	t->row++;
	for (size_t c = xml_child(x, row, NULL); c != XML_NONE && column < most;
		c = xml_next(x, c, NULL)) {
		bool covered = xml_is(x, c, "table:covered-table-cell");
		if (!covered && !xml_is(x, c, "table:table-cell"))
			continue;
		int64_t n = xml_int(x, c, "table:number-columns-repeated", 1);
		struct sheet_cell cell = {0};
		if (!covered)
			cell = sheet_cell_of(d, c);
		put_remark(d, t, c, column);
		n = n < 1 ? 1 : n > (int64_t)most ? (int64_t)most : n;
		for (int64_t i = 0; cell.text.n && i < n && i < MAX_REPEAT; i++) {
			cell.column = column + (size_t)i;
			VEC_PUSH(d->a, &cells, cell);
		}
		column += (size_t)n;
	}
	for (int64_t i = 0; cells.n && i < again && i < MAX_REPEAT && !t->rows.cut; i++) {
		t->row += i > 0;
		sheet_row_begin(&t->rows, t->row);
		for (size_t k = 0; k < cells.n; k++)
			sheet_row_put(&t->rows, cells.v[k]);
		sheet_row_end(&t->rows);
	}
	if (!cells.n && again > 1)
		t->row += again < SHEET_MAX_ROW ? (size_t)again - 1 : SHEET_MAX_ROW;
}

static void put_sheet_rows(struct odt *d, struct sheet *t, size_t node)
{
	const struct xml *x = &d->x;
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE && !t->rows.cut;
		k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "table:table-row"))
			put_sheet_row(d, t, k);
		else if (xml_is(x, k, "table:table-header-rows") ||
			xml_is(x, k, "table:table-rows") || xml_is(x, k, "table:table-row-group"))
			put_sheet_rows(d, t, k);
	}
	d->depth--;
}

static void find_columns(struct odt *d, struct sheet *t, size_t node)
{
	const struct xml *x = &d->x;
	size_t column = 0;
	for (size_t k = node + 1; k < x->v[node].end; k++) {
		if (xml_is(x, k, "table:table-row"))
			column = 0;
		if ((!xml_is(x, k, "table:table-cell") &&
			    !xml_is(x, k, "table:covered-table-cell")) ||
			column >= SHEET_MAX_COLUMNS)
			continue;
		int64_t n = xml_int(x, k, "table:number-columns-repeated", 1);
		n = n < 1 ? 1 : n > (int64_t)SHEET_MAX_COLUMNS ? (int64_t)SHEET_MAX_COLUMNS : n;
		for (int64_t i = 0; xml_child(x, k, NULL) != XML_NONE && i < n && i < MAX_REPEAT;
			i++)
			sheet_rows_use(&t->rows, column + (size_t)i);
		column += (size_t)n;
	}
}

/* Cells, what was remarked on them, and what lies over them. */
static void put_sheet(struct odt *d, size_t node)
{
	const struct xml *x = &d->x;
	struct arena *scratch = arena_make();
	struct sheet *t = ARENA_NEW(scratch, struct sheet);
	size_t shapes = xml_child(x, node, "table:shapes");
	t->rows = sheet_rows_make(scratch);
	find_columns(d, t, node);
	put_sheet_rows(d, t, node);
	if (t->rows.rows.n || t->remarks.n || shapes != XML_NONE)
		put_name(d, xml_attr(x, node, "table:name"));
	struct str cut = STR("a sheet is too large; its last rows are left out");
	if (sheet_rows_write(&t->rows, &d->flow) && !strs_has(d->out->notes, cut))
		strs_add(d->a, &d->out->notes, cut);
	for (size_t i = 0; i < t->remarks.n; i++)
		flow_paragraph(&d->flow, t->remarks.v[i]);
	if (shapes != XML_NONE)
		put_blocks(d, shapes);
	arena_free(scratch);
}

/* --- blocks ------------------------------------------------------------------------------ */

static void put_name(struct odt *d, struct str name)
{
	struct buf b = buf_make(d->a);
	escape_inline(&b, name, ESCAPE_TEXT);
	flow_heading(&d->flow, 2, buf_str(&b));
}

static void put_frame_block(struct odt *d, size_t node)
{
	const struct xml *x = &d->x;
	size_t box = xml_child(x, node, "draw:text-box"), table = xml_child(x, node, "table:table");
	struct str class = xml_attr(x, node, "presentation:class");
	struct runs r = {.rich = {.a = d->a}};
	if (str_eqz(class, "page-number") || str_eqz(class, "footer") ||
		str_eqz(class, "date-time") || str_eqz(class, "title"))
		return; /* the title was written first */
	if (table != XML_NONE) {
		put_table(d, table);
	} else if (box != XML_NONE) {
		put_blocks(d, box);
	} else {
		put_frame(d, &r, node);
		flow_paragraph(&d->flow, rich_write(d->a, &r.rich, ESCAPE_TEXT));
	}
}

/* "2.54cm" in any unit of ODF, in hundredths of it; a slide keeps to one. */
static bool read_length(struct str s, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;
	size_t i = minus, n_after = 0;
	for (bool point = false; i < s.n && n_after < 2 && v < 100000000; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9')
			break;
		v = v * 10 + (s.p[i] - '0');
		n_after += point;
	}
	for (; n_after < 2; n_after++)
		v *= 10;
	*out = minus ? -v : v;
	return i > (size_t)minus;
}

/* The shapes of a slide as they are read, when all have a place; the speaker's notes stay last. */
static void put_shapes(struct odt *d, size_t page)
{
	const struct xml *x = &d->x;
	VEC(struct slide_box) boxes = {0};
	bool placed = true;
	for (size_t k = xml_child(x, page, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		struct slide_box b = {.node = k};
		if (!str_starts(x->v[k].name, STR("draw:")))
			continue;
		placed = placed && read_length(xml_attr(x, k, "svg:x"), &b.x) &&
			read_length(xml_attr(x, k, "svg:y"), &b.y) &&
			read_length(xml_attr(x, k, "svg:width"), &b.w) &&
			read_length(xml_attr(x, k, "svg:height"), &b.h);
		VEC_PUSH(d->a, &boxes, b);
	}
	if (placed)
		slide_order(d->a, boxes.v, boxes.n);
	for (size_t i = 0; i < boxes.n; i++)
		put_block(d, boxes.v[i].node);
	for (size_t k = xml_child(x, page, NULL); k != XML_NONE; k = xml_next(x, k, NULL))
		if (!str_starts(x->v[k].name, STR("draw:")))
			put_block(d, k);
}

static void put_slide(struct odt *d, size_t page)
{
	const struct xml *x = &d->x;
	struct str name = xml_attr(x, page, "draw:name"), title = STR("");
	for (size_t k = xml_child(x, page, "draw:frame"); k != XML_NONE;
		k = xml_next(x, k, "draw:frame"))
		if (str_eqz(xml_attr(x, k, "presentation:class"), "title") && !title.n)
			title = xml_line(d->a, x, k);
	if (str_starts(name, STR("page"))) /* that nobody gave */
		name = str_printf(d->a, "Slide " STR_FMT, STR_ARG(str_from(name, 4)));
	put_name(d, title.n ? title : name);
	if (!d->out->meta.title.n)
		d->out->meta.title = text_clean(d->a, title);
	put_shapes(d, page);
}

static void put_speaker_notes(struct odt *d, size_t node)
{
	const struct xml *x = &d->x;
	bool first = true;
	for (size_t k = node + 1; k < x->v[node].end; k++) {
		struct runs r = {.rich = {.a = d->a}};
		if (str_eqz(xml_attr(x, k, "presentation:class"), "page-number"))
			k = x->v[k].end - 1;
		if (!xml_is(x, k, "text:p"))
			continue;
		read_runs(d, &r, k, 0, STR(""));
		struct str text = rich_write(d->a, &r.rich, ESCAPE_TEXT);
		k = x->v[k].end - 1;
		if (!text.n)
			continue;
		flow_quote(&d->flow,
			first ? str_printf(d->a, "**Notes:** " STR_FMT, STR_ARG(text)) : text);
		first = false;
	}
}

static void put_block(struct odt *d, size_t k)
{
	const struct xml *x = &d->x;
	bool sheet = xml_is(x, x->v[k].parent, "office:spreadsheet");
	if (xml_is(x, k, "text:p") || xml_is(x, k, "text:h")) {
		put_paragraph(d, k);
	} else if (xml_is(x, k, "text:list")) {
		put_outer_list(d, k);
	} else if (xml_is(x, k, "table:table")) {
		if (sheet)
			put_sheet(d, k);
		else
			put_table(d, k);
	} else if (xml_is(x, k, "draw:frame")) {
		put_frame_block(d, k);
	} else if (xml_is(x, k, "draw:page")) {
		put_slide(d, k);
	} else if (xml_is(x, k, "presentation:notes")) {
		put_speaker_notes(d, k);
	} else if (!xml_is(x, k, "text:tracked-changes") && !xml_is(x, k, "office:annotation") &&
		!xml_is(x, k, "office:forms") && !xml_is(x, k, "text:sequence-decls")) {
		put_blocks(d, k);
	}
}

static void put_blocks(struct odt *d, size_t node)
{
	if (d->depth >= MAX_DEPTH || d->flow.w.out.n > MD_MAX_TEXT)
		return;
	d->depth++;
	for (size_t k = xml_child(&d->x, node, NULL); k != XML_NONE; k = xml_next(&d->x, k, NULL))
		put_block(d, k);
	d->depth--;
}

static void put_notes(struct odt *d)
{
	const struct xml *x = &d->x;
	for (size_t i = 0; i < d->flow.notes.n; i++) {
		const struct map_entry *m = map_find(&d->notes, d->flow.notes.v[i].key);
		size_t node = m ? m->num : 0, body = xml_child(x, node, "text:note-body");
		struct buf b = buf_make(d->a);
		node = body == XML_NONE ? node : body;
		for (size_t k = node + 1; k < x->v[node].end; k++) {
			struct runs r = {.rich = {.a = d->a}};
			if (!xml_is(x, k, "text:p"))
				continue;
			read_runs(d, &r, k, 0, STR(""));
			struct str text = rich_write(d->a, &r.rich, ESCAPE_TEXT);
			if (text.n && b.n)
				buf_puts(&b, "\n\n");
			buf_put(&b, text);
			k = x->v[k].end - 1;
		}
		flow_note_text(&d->flow, i + 1, buf_str(&b));
	}
}

/* --- properties -------------------------------------------------------------------------- */

static struct str property(struct odt *d, const struct xml *x, const char *name)
{
	size_t i = x->n ? xml_find(x, 0, name) : XML_NONE;
	return i == XML_NONE ? STR("") : text_clean(d->a, xml_line(d->a, x, i));
}

static void read_properties(struct odt *d, const struct xml *x, struct doc_meta *m)
{
	struct str first = property(d, x, "meta:initial-creator"),
		   last = property(d, x, "dc:creator");
	m->title = property(d, x, "dc:title");
	m->excerpt = property(d, x, "dc:description");
	m->language = property(d, x, "dc:language");
	m->published = date_iso(d->a, property(d, x, "meta:creation-date"));
	m->modified = date_iso(d->a, property(d, x, "dc:date"));
	if (first.n || last.n)
		strs_add(d->a, &m->authors, first.n ? first : last);
	for (size_t i = 0; i < x->n && m->tags.n < 50; i++)
		if (xml_is(x, i, "meta:keyword"))
			strs_add(d->a, &m->tags, text_clean(d->a, xml_line(d->a, x, i)));
}

/* --- the reader -------------------------------------------------------------------------- */

static bool is_wanted(struct str name)
{
	return str_ends(name, STR(".xml")) && !str_starts(name, STR("Configurations"));
}

static bool open_parts(struct odt *d, struct str bytes, struct err *e)
{
	struct str part;
	struct err ignored = {0};
	if (!str_starts(bytes, STR("PK")))
		return xml_parse(d->a, bytes, &d->x, e);
	if (!zip_read(d->a, bytes, is_wanted, d->media, &d->zip, e))
		return false;
	if (zip_get(&d->zip, STR("META-INF/manifest.xml"), &part) &&
		str_find(part, STR("encryption-data")) != STR_NPOS)
		return err_set(e, ERR_INPUT, "encrypted; save a copy without password");
	if (!zip_get(&d->zip, STR("content.xml"), &part))
		return err_set(e, ERR_INPUT, "damaged: part content.xml is missing");
	if (!xml_parse(d->a, part, &d->x, e))
		return false;
	if (zip_get(&d->zip, STR("styles.xml"), &part))
		xml_parse(d->a, part, &d->style_x, &ignored);
	if (zip_get(&d->zip, STR("meta.xml"), &part))
		xml_parse(d->a, part, &d->meta_x, &ignored);
	return true;
}

bool read_odt(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct odt d = {.a = a,
		.styles = map_make(a),
		.lists = map_make(a),
		.notes = map_make(a),
		.flow = flow_make(a),
		.out = out,
		.images = images_make(a, opt),
		.media = opt->assets.n > 0};
	d.images.lasting = true;
	if (!open_parts(&d, bytes, e))
		return false;
	read_styles(&d, &d.style_x);
	read_styles(&d, &d.x);
	read_properties(&d, d.meta_x.n ? &d.meta_x : &d.x, &out->meta);
	size_t body = xml_child(&d.x, 0, "office:body");
	if (body == XML_NONE)
		return err_set(e, ERR_INPUT, "no OpenDocument: it has no body");
	put_blocks(&d, body);
	put_notes(&d);
	out->body = text_clean(a, flow_end(&d.flow));
	if (xml_child(&d.x, body, "office:text") != XML_NONE)
		out->body = front_page_drop(a, out->body, &out->meta);
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	if (d.zip.damaged || d.x.damaged)
		strs_add(a, &out->notes, STR("the file is damaged; what could be read is here"));
	images_end(&d.images, out);
	return true;
}
