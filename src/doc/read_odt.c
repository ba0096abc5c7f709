/* read_odt.c - OpenDocument texts, sheets and slides (OASIS ODF 1.3) to Markdown, also as one flat
 * XML file.
 *
 * Order: paragraphs, lists, tables, sheets, blocks, notes, properties, the reader. */
#include "base/err.h"
#include "base/text.h"
#include "doc/front_page.h"
#include "doc/md.h"
#include "doc/odt.h"
#include "doc/sheet_rows.h"
#include "doc/slide_order.h"

#define MAX_DEPTH 60
#define MAX_REPEAT 1000 /* equal neighbours that are written out */

static void put_blocks(struct odt *d, size_t node);
static void put_block(struct odt *d, size_t k);
static void put_table(struct odt *d, size_t node, bool inside);
static void put_name(struct odt *d, struct str name);

/* --- paragraphs -------------------------------------------------------------------------- */

/* A paragraph read: what it is and what it holds. */
struct para {
	struct odt_style style;
	struct odt_runs r;
};

static struct para read_para(struct odt *d, size_t node)
{
	struct str name = xml_attr(&d->x, node, "text:style-name");
	struct para p = {
		.style = odt_style_of(d, "paragraph", name), .r = {.d = d, .rich = {.a = d->a}}};
	p.r.font = p.style.font;
	rich_put(&p.r.rich, d->lead, 0, STR(""));
	d->lead = STR("");
	if (!p.style.hidden)
		odt_read_runs(&p.r, node, p.style.automatic ? p.style.own : 0, STR(""));
	return p;
}

/* A chart has its figures as a table beside it. */
static void put_chart(struct odt *d, size_t object)
{
	struct xml x, saved = d->x;
	if (!odt_object(d, object, &x))
		return;
	size_t table = xml_find(&x, 0, "table:table"), title = xml_find(&x, 0, "chart:title");
	if (title != XML_NONE) {
		struct buf b = buf_make(d->a);
		escape_inline(&b, xml_line(d->a, &x, title), ESCAPE_TEXT);
		flow_paragraph(&d->flow, buf_str(&b));
	}
	d->x = x;
	if (table != XML_NONE)
		put_table(d, table, false);
	d->x = saved;
}

/* What stands in a paragraph and is a block. */
static void put_inner(struct odt *d, const struct odt_runs *r)
{
	for (size_t i = 0; i < r->boxes.n; i++)
		put_blocks(d, r->boxes.v[i]);
	for (size_t i = 0; i < r->charts.n; i++)
		put_chart(d, r->charts.v[i]);
}

/* An equation that has its paragraph for itself; "" when there is more. */
static struct str only_equation(const struct rich *r)
{
	struct str found = STR("");
	for (size_t i = 0; i < r->runs.n; i++) {
		const struct rich_run *run = &r->runs.v[i];
		if (str_blank(run->text))
			continue;
		if (found.n || !(run->style & RICH_RAW) || run->text.p[0] != '$')
			return STR("");
		found = run->text;
	}
	return found.n > 2 ? str_sub(found, 1, found.n - 1) : STR("");
}

/* A heading counts in the list that it stands in, else as all headings do. */
static void put_heading(
	struct odt *d, struct para *p, size_t level, struct odt_list *list, size_t at)
{
	office_count(&list->num, at);
	rich_drop(&p->r.rich, RICH_BOLD | RICH_ITALIC | RICH_CODE | RICH_MARK);
	struct str text = rich_write(d->a, &p->r.rich, ESCAPE_TEXT);
	if (text.n && office_label_has_word(&list->num, at))
		text = office_with_label(d->a, &list->num, at, text);
	flow_heading(&d->flow, (unsigned)level + 1, text);
}

/* The level of a heading, from 1; 0 for none. */
static size_t heading_of(const struct odt *d, size_t node, const struct odt_style *s)
{
	if (!xml_is(&d->x, node, "text:h"))
		return s->name.heading;
	int64_t level = xml_int(&d->x, node, "text:outline-level", 1);
	return level < 1 ? 6 : level > OFFICE_LEVELS ? OFFICE_LEVELS : (size_t)level;
}

static void put_plain(struct odt *d, struct para *p)
{
	struct rich *rich = &p->r.rich;
	struct str tex = only_equation(rich);
	rich_settle_code(rich);
	office_mark(rich, p->style.name.kind);
	if (tex.n) {
		flow_math(&d->flow, tex);
		return;
	}
	if (p->style.name.kind == OFFICE_TITLE) {
		flow_heading(&d->flow, 1, office_late_title(&d->front, rich));
		return;
	}
	struct str text = rich_write(d->a, rich, ESCAPE_TEXT);
	if (p->style.name.kind == OFFICE_QUOTE)
		flow_quote(&d->flow, text);
	else if (!office_task_paragraph(&d->flow, text))
		flow_paragraph(&d->flow, text);
}

static void put_paragraph(struct odt *d, size_t node)
{
	struct para p = read_para(d, node);
	size_t heading = heading_of(d, node, &p.style);
	enum office_kind kind = p.style.name.kind;
	size_t before = d->flow.w.out.n;
	if (kind == OFFICE_RULE && rich_blank(&p.r.rich))
		flow_rule(&d->flow);
	else if (kind == OFFICE_CODE || rich_is_code(&p.r.rich))
		flow_code(&d->flow, rich_lines(d->a, &p.r.rich));
	else if (office_front_take(&d->front, &p.r.rich, kind))
		;
	else if (heading && !rich_blank(&p.r.rich))
		put_heading(d, &p, heading, &d->outline, heading - 1);
	else
		put_plain(d, &p);
	office_front_pass(&d->front, kind, before);
	put_inner(d, &p.r);
}

/* --- lists ------------------------------------------------------------------------------- */

struct list {
	struct odt_list *list;
	size_t level; /* from 0 */
	bool goes_on; /* it takes up another list, and no item of its own came yet */
};

/* The list below l (l.list NULL: outermost) that begins at a node. */
static struct list enter_list(struct odt *d, size_t node, struct list l)
{
	const struct xml *x = &d->x;
	struct str style = xml_attr(x, node, "text:style-name");
	bool goes_on = str_eqz(xml_attr(x, node, "text:continue-numbering"), "true") ||
		xml_has(x, node, "text:continue-list") || l.goes_on;
	struct list in = {.list = l.list, .level = l.list ? l.level + 1 : 0, .goes_on = goes_on};
	if (in.level >= OFFICE_LEVELS)
		in.level = OFFICE_LEVELS - 1;
	if (style.n || !l.list)
		in.list = odt_list_of(d, style);
	if (!goes_on)
		odt_list_begin(in.list, in.level);
	if (!l.list && (!goes_on || !in.list->id))
		in.list->id = x->v + node;
	else if (l.list && in.list != l.list)
		in.list->id = l.list->id;
	return in;
}

static void start_at(const struct list *l, int64_t number)
{
	if (number < 0)
		return;
	l->list->list.count[l->level] = number - 1;
	l->list->list.begun[l->level] = true;
}

static void put_item_text(struct odt *d, struct para *p, const struct list *l, bool first)
{
	const struct office_level *level = &l->list->list.level[l->level];
	bool silent = (level->bullet || level->none) && str_blank(level->text);
	if (p->style.name.kind == OFFICE_CODE || (!first && rich_is_code(&p->r.rich))) {
		flow_more_code(&d->flow, rich_lines(d->a, &p->r.rich));
		return;
	}
	rich_settle_code(&p->r.rich);
	struct str text = rich_write(d->a, &p->r.rich, ESCAPE_TEXT);
	if (first && !silent)
		office_item(&d->flow, &l->list->num, l->level, l->list->id, -1, text);
	else if (d->flow.n_lists)
		flow_more(&d->flow, text);
	else
		flow_paragraph(&d->flow, text);
}

static void put_list(struct odt *d, size_t node, struct list l);

static void put_item(struct odt *d, size_t item, struct list *l)
{
	const struct xml *x = &d->x;
	bool first = xml_is(x, item, "text:list-item"), empty = false;
	start_at(l, xml_int(x, item, "text:start-value", -1));
	for (size_t k = xml_child(x, item, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "text:list")) {
			put_list(d, k, *l);
			continue;
		}
		if (xml_is(x, k, "table:table")) {
			put_table(d, k, d->flow.n_lists > 0);
			continue;
		}
		if (!xml_is(x, k, "text:p") && !xml_is(x, k, "text:h")) {
			put_block(d, k);
			continue;
		}
		struct para p = read_para(d, k);
		size_t heading = heading_of(d, k, &p.style);
		if (heading && !rich_blank(&p.r.rich))
			put_heading(d, &p, heading, l->list, l->level);
		else if (!rich_blank(&p.r.rich))
			put_item_text(d, &p, l, first);
		empty = empty || rich_blank(&p.r.rich);
		l->goes_on = false;
		first = first && rich_blank(&p.r.rich);
		put_inner(d, &p.r);
	}
	l->goes_on = false;
	if (first && empty) /* a number without text counts */
		office_count(&l->list->num, l->level);
}

static void put_list(struct odt *d, size_t node, struct list l)
{
	const struct xml *x = &d->x;
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	struct list in = enter_list(d, node, l);
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL))
		if (xml_is(x, k, "text:list-item") || xml_is(x, k, "text:list-header"))
			put_item(d, k, &in);
	d->depth--;
}

/* In a box of a slide, where each change of level is a list of its own, one goes on with the list right
 * before it. */
static void put_outer_list(struct odt *d, size_t k)
{
	bool in_box = xml_is(&d->x, d->x.v[k].parent, "draw:text-box");
	put_list(d, k, (struct list){.list = NULL, .goes_on = in_box && d->list_end == k});
	d->list_end = d->x.v[k].end;
}

/* --- tables ------------------------------------------------------------------------------ */

static void put_rows(struct odt *d, size_t node, struct grid *g);
static void put_cell_blocks(struct odt *d, size_t node, struct list l, struct buf *b);

static void put_cell_paragraph(struct odt *d, size_t node, const struct list *marker, struct buf *b)
{
	struct para p = read_para(d, node);
	rich_settle_code(&p.r.rich);
	struct str text = rich_write(d->a, &p.r.rich, ESCAPE_CELL);
	if (text.n && b->n)
		buf_puts(b, "<br>");
	if (text.n && marker)
		office_cell_marker(b, &marker->list->num, marker->level);
	buf_put(b, text);
	for (size_t i = 0; i < p.r.boxes.n; i++)
		put_cell_blocks(d, p.r.boxes.v[i], (struct list){.list = NULL}, b);
}

/* Everything in a cell as one line; l is the list around, if any. */
static void put_cell_blocks(struct odt *d, size_t node, struct list l, struct buf *b)
{
	const struct xml *x = &d->x;
	bool first = xml_is(x, node, "text:list-item");
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "text:p") || xml_is(x, k, "text:h")) {
			put_cell_paragraph(d, k, first && l.list ? &l : NULL, b);
			first = false;
		} else if (xml_is(x, k, "text:list")) {
			put_cell_blocks(d, k, enter_list(d, k, l), b);
		} else if (xml_is(x, k, "table:table")) {
			struct grid g = {.a = d->a, .marked = true, .inner = true};
			put_rows(d, k, &g);
			grid_trim(&g);
			grid_write_lines(b, &g);
		} else if (!xml_is(x, k, "office:annotation")) {
			put_cell_blocks(d, k, l, b);
		}
	}
	d->depth--;
}

/* Places that a cell covers: to its right, then below it. */
static void put_covered(struct grid *g, int64_t n, int64_t *right)
{
	for (; n > 0 && !g->cut; n--) {
		grid_again(g, *right <= 0);
		(*right)--;
	}
}

static void put_cells(struct odt *d, size_t row, struct grid *g)
{
	const struct xml *x = &d->x;
	size_t waiting = 0; /* empty cells that count only when one with text follows */
	size_t n_said = 0;
	int64_t right = 0; /* places that the last cell covers */
	for (size_t c = xml_child(x, row, NULL); c != XML_NONE; c = xml_next(x, c, NULL)) {
		bool covered = xml_is(x, c, "table:covered-table-cell");
		if (!covered && !xml_is(x, c, "table:table-cell"))
			continue;
		struct buf b = buf_make(d->a);
		int64_t n = xml_int(x, c, "table:number-columns-repeated", 1);
		n = n < 1 ? 1 : n > MAX_REPEAT ? MAX_REPEAT : n;
		n_said += !covered || right <= 0;
		if (!covered) {
			put_cell_blocks(d, c, (struct list){.list = NULL}, &b);
			right = xml_int(x, c, "table:number-columns-spanned", 1) - 1;
		}
		if (!b.n && !(covered && d->is_text)) {
			waiting += (size_t)n;
			continue;
		}
		for (; waiting && !g->cut; waiting--)
			grid_cell(g, STR(""));
		if (covered)
			put_covered(g, n, &right);
		for (int64_t i = 0; i < n && !covered && !g->cut; i++)
			grid_cell(g, buf_str(&b));
	}
	if (d->is_text)
		grid_row_end(g, n_said);
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

static struct office_table facts_of(struct odt *d, size_t table)
{
	const struct xml *x = &d->x;
	struct office_table f = {.first = XML_NONE};
	for (size_t k = table + 1; k < x->v[table].end; k++) {
		if (xml_is(x, k, "table:table")) {
			f.paragraphs++;
			k = x->v[k].end - 1;
		} else if (xml_is(x, k, "table:table-row")) {
			f.rows++;
		} else if (xml_is(x, k, "table:table-cell")) {
			f.cells++;
			f.first = f.first == XML_NONE ? k : f.first;
		} else if (xml_is(x, k, "text:p") || xml_is(x, k, "text:h")) {
			struct str name = xml_attr(x, k, "text:style-name");
			struct odt_style s = odt_style_of(d, "paragraph", name);
			bool text = x->v[k].end > k + 1;
			f.paragraphs += text;
			f.headings += text && heading_of(d, k, &s);
			k = x->v[k].end - 1;
		}
	}
	return f;
}

static void put_table(struct odt *d, size_t node, bool inside)
{
	struct grid g = {.a = d->a, .marked = true};
	struct office_table f = {0};
	if (d->is_text)
		f = facts_of(d, node);
	if (d->is_text && office_lays_out(&f)) {
		put_blocks(d, f.cells == 1 ? f.first : node);
		return;
	}
	put_rows(d, node, &g);
	grid_trim(&g);
	flow_titled_table(&d->flow, &g, inside);
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
		struct para p = read_para(d, k);
		buf_putc(&b, ' ');
		buf_put(&b, rich_write(d->a, &p.r.rich, ESCAPE_TEXT));
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
	put_cell_blocks(d, c, (struct list){.list = NULL}, &b);
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
	struct odt_runs r = {.d = d, .rich = {.a = d->a}};
	if (str_eqz(class, "page-number") || str_eqz(class, "footer") ||
		str_eqz(class, "date-time") || str_eqz(class, "title"))
		return; /* the title was written first */
	if (table != XML_NONE) {
		put_table(d, table, false);
	} else if (box != XML_NONE) {
		put_blocks(d, box);
	} else {
		odt_put_frame(&r, node);
		struct str tex = only_equation(&r.rich);
		if (tex.n)
			flow_math(&d->flow, tex);
		else
			flow_paragraph(&d->flow, rich_write(d->a, &r.rich, ESCAPE_TEXT));
		put_inner(d, &r);
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
		if (str_eqz(xml_attr(x, k, "presentation:class"), "page-number"))
			k = x->v[k].end - 1;
		if (!xml_is(x, k, "text:p"))
			continue;
		struct para p = read_para(d, k);
		struct str text = rich_write(d->a, &p.r.rich, ESCAPE_TEXT);
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
			put_table(d, k, false);
	} else if (xml_is(x, k, "draw:frame")) {
		put_frame_block(d, k);
	} else if (xml_is(x, k, "draw:page")) {
		put_slide(d, k);
	} else if (xml_is(x, k, "presentation:notes")) {
		put_speaker_notes(d, k);
	} else if (!xml_is(x, k, "text:tracked-changes") && !xml_is(x, k, "office:annotation") &&
		!xml_is(x, k, "office:forms") && !xml_is(x, k, "text:sequence-decls") &&
		!str_eqz(xml_attr(x, k, "text:display"), "none")) {
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

/* --- notes ------------------------------------------------------------------------------- */

/* A remark says whose it is. */
static void put_note(struct odt *d, size_t node)
{
	const struct xml *x = &d->x;
	size_t body = xml_child(x, node, "text:note-body"),
	       author = xml_child(x, node, "dc:creator");
	struct str name = author == XML_NONE ? STR("") : xml_line(d->a, x, author);
	d->lead = name.n ? str_cat(d->a, name, STR(": ")) : name;
	put_blocks(d, body == XML_NONE ? node : body);
	d->lead = STR("");
}

static void put_notes(struct odt *d)
{
	for (size_t i = 0; i < d->flow.notes.n; i++) { /* grows when a note refers to a note */
		const struct map_entry *m = map_find(&d->notes, d->flow.notes.v[i].key);
		flow_note_begin(&d->flow, i + 1);
		if (m)
			put_note(d, m->num);
		flow_note_end(&d->flow);
	}
}

/* --- properties -------------------------------------------------------------------------- */

/* In a flat file remarks and changes have creators and dates too. */
static struct str property(struct odt *d, const struct xml *x, const char *name)
{
	size_t meta = xml_child(x, 0, "office:meta");
	size_t i = meta == XML_NONE ? XML_NONE : xml_find(x, meta, name);
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
	struct str names = first.n ? first : last, name;
	while (str_cut(&names, ';', &name))
		if (str_trim(name).n)
			strs_add(d->a, &m->authors, str_trim(name));
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
		.ends = map_make(a),
		.flow = flow_make(a),
		.out = out,
		.images = images_make(a, opt),
		.media = opt->assets.n > 0};
	d.images.lasting = true;
	if (!open_parts(&d, bytes, e))
		return false;
	d.front = (struct office_front){.a = a, .flow = &d.flow, .meta = &out->meta};
	odt_read_styles(&d, &d.style_x);
	odt_read_styles(&d, &d.x);
	for (size_t i = 0; i < d.x.n; i++)
		if (xml_is(&d.x, i, "office:annotation-end"))
			map_add(&d.ends, xml_attr(&d.x, i, "office:name"), NULL);
	read_properties(&d, d.meta_x.n ? &d.meta_x : &d.x, &out->meta);
	size_t body = xml_child(&d.x, 0, "office:body");
	if (body == XML_NONE)
		return err_set(e, ERR_INPUT, "no OpenDocument: it has no body");
	d.is_text = xml_child(&d.x, body, "office:text") != XML_NONE;
	put_blocks(&d, body);
	put_notes(&d);
	out->body = text_clean(a, flow_end(&d.flow));
	if (d.is_text)
		out->body = front_page_drop(a, out->body, &out->meta);
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	if (d.zip.damaged || d.x.damaged)
		strs_add(a, &out->notes, STR("the file is damaged; what could be read is here"));
	images_end(&d.images, out);
	return true;
}
