/* read_docx.c - Word documents (ECMA-376 part 1, WordprocessingML) to Markdown.
 *
 * Order: paragraphs, tables, blocks, notes, the parts, the reader. The tree is at most as deep as
 * xml.h lets it be, which bounds recursion. */
#include "doc/docx.h"

#include "base/err.h"
#include "base/text.h"
#include "doc/front_page.h"
#include "doc/md.h"

#define MAX_DEPTH 60 /* tables and boxes inside each other */
#define MAX_HEADING 500 /* bytes; a longer one is a paragraph */
#define MAX_CARRIED 2000 /* runs that go on in the next paragraph */

static void put_blocks(struct docx *d, const struct docx_part *part, size_t node);

/* --- paragraphs -------------------------------------------------------------------------- */

struct para {
	const struct docx_style *style;
	unsigned heading;
	int64_t num_id, level, indent;
};

static struct para para_of(struct docx *d, const struct xml *x, size_t p)
{
	size_t ppr = xml_child(x, p, "w:pPr"), num = xml_child(x, ppr, "w:numPr"),
	       ind = xml_child(x, ppr, "w:ind");
	struct str id = xml_attr(x, xml_child(x, ppr, "w:pStyle"), "w:val");
	struct para v = {.style = docx_style(&d->styles, id.n ? id : d->styles.default_paragraph)};
	const struct docx_style *s = v.style;
	int64_t outline = xml_int(x, xml_child(x, ppr, "w:outlineLvl"), "w:val", -1);
	v.heading = s ? s->heading : 0;
	if (outline >= 0 && !v.heading)
		v.heading = outline < 9 ? (unsigned)outline + 1 : 0;
	else if (outline == 9)
		v.heading = 0;
	v.num_id = xml_int(x, xml_child(x, num, "w:numId"), "w:val", s ? s->num_id : -1);
	v.level = xml_int(x, xml_child(x, num, "w:ilvl"), "w:val", s ? s->level : -1);
	const struct office_num *list = v.level < 0 ? docx_num(&d->styles, v.num_id) : NULL;
	v.level = list ? office_level_of(list, id) : v.level;
	v.level = v.level < 0 ? 0 : v.level >= OFFICE_LEVELS ? OFFICE_LEVELS - 1 : v.level;
	v.indent = xml_int(x, ind, "w:left", xml_int(x, ind, "w:start", s ? s->indent : -1));
	return v;
}

static void put_item(struct docx *d, const struct para *p, struct office_num *num, struct str text)
{
	const struct office_level *l = &num->list->level[p->level];
	int64_t indent = p->indent >= 0 && !(p->style && p->style->indent == p->indent) ? p->indent
		: l->indent >= 0							? l->indent
											: p->indent;
	office_item(&d->flow, num, (size_t)p->level, num->list, indent, text);
}

/* An item by the name of its style, which has no list: numbers go on while the list does. */
static void put_named_item(struct docx *d, const struct para *p, struct str text)
{
	const struct docx_style *s = p->style;
	struct flow_item item = {.list = d->named, .level = s->depth, .indent = -1};
	bool open = false;
	item.ordered = s->kind == OFFICE_NUMBER;
	for (size_t i = 0; i < d->flow.n_lists; i++) {
		const struct flow_list *l = &d->flow.lists[i];
		open = open ||
			(l->list == d->named && l->level == item.level &&
				(l->kind == OUT_NUMBERS) == item.ordered);
	}
	item.number = d->named[s->depth] = open ? d->named[s->depth] + 1 : 1;
	flow_item(&d->flow, &item, office_task(d->a, text));
}

static void put_heading(struct docx *d, const struct para *p, struct docx_runs *r)
{
	struct office_num *num = docx_num(&d->styles, p->num_id);
	size_t level = (size_t)p->level;
	if (num)
		office_count(num, level);
	if (rich_blank(&r->rich))
		return;
	rich_drop(&r->rich, RICH_BOLD | RICH_ITALIC | RICH_CODE | RICH_MARK);
	struct str text = rich_write(d->a, &r->rich, ESCAPE_TEXT);
	if (num && office_label_has_word(num, level)) /* bare figures are layout */
		text = office_with_label(d->a, num, level, text);
	flow_heading(&d->flow, p->heading + 1, text);
}

static void put_text(struct docx *d, const struct para *p, struct docx_runs *r)
{
	struct office_num *num = docx_num(&d->styles, p->num_id);
	enum office_kind kind = p->style ? p->style->kind : OFFICE_PLAIN;
	bool top = d->flow.n_lists > 0;
	const struct office_level *level = num ? &num->list->level[p->level] : NULL;
	bool silent = level && (level->bullet || level->none) && str_blank(level->text);
	if (kind == OFFICE_CODE || (!num && rich_is_code(&r->rich))) {
		struct str line = rich_lines(d->a, &r->rich);
		if ((silent && top) || flow_inside(&d->flow, p->indent))
			flow_more_code(&d->flow, line);
		else
			flow_code(&d->flow, line);
		return;
	}
	rich_settle_code(&r->rich);
	office_mark(&r->rich, kind);
	struct str text = rich_write(d->a, &r->rich, ESCAPE_TEXT);
	bool named = kind == OFFICE_BULLET || kind == OFFICE_NUMBER;
	if (silent && top)
		flow_more(&d->flow, text); /* a bullet that shows nothing continues an item */
	else if (num && !silent)
		put_item(d, p, num, text);
	else if (named && p->num_id != 0)
		put_named_item(d, p, text);
	else if (kind == OFFICE_QUOTE)
		flow_quote(&d->flow, text);
	else if (office_task_paragraph(&d->flow, text))
		;
	else if (flow_inside(&d->flow, p->indent))
		flow_more(&d->flow, text);
	else
		flow_paragraph(&d->flow, text);
}

static struct docx_runs runs_of(struct docx *d, const struct docx_part *part, size_t node)
{
	struct docx_runs r = {.d = d, .part = part, .rich = {.a = d->a}};
	docx_read_runs(&r, node);
	return r;
}

/* What goes on in the next paragraph: a large first letter, which stands in one of its own, and a
 * paragraph whose end was deleted. */
static bool take_carry(struct docx *d, const struct xml *x, size_t node, struct docx_runs *r)
{
	size_t ppr = xml_child(x, node, "w:pPr"), rpr = xml_child(x, ppr, "w:rPr"),
	       frame = xml_child(x, ppr, "w:framePr");
	struct str kind = xml_attr(x, frame, "w:dropCap");
	bool joined = xml_child(x, rpr, "w:del") != XML_NONE ||
		xml_child(x, rpr, "w:moveFrom") != XML_NONE;
	if (frame != XML_NONE && (str_eqz(kind, "drop") || str_eqz(kind, "margin"))) {
		struct str letter = rich_plain(d->a, &r->rich);
		r->rich.runs.n = 0;
		rich_put(&r->rich, letter, 0, STR(""));
		joined = true;
	}
	if (!joined || r->rich.runs.n > MAX_CARRIED)
		return false;
	d->carry = r->rich;
	return true;
}

/* What no paragraph took up before a table or the end. */
static void put_carry(struct docx *d)
{
	struct rich r = d->carry;
	d->carry = (struct rich){.a = d->a};
	flow_paragraph(&d->flow, rich_write(d->a, &r, ESCAPE_TEXT));
}

static void put_by_kind(struct docx *d, const struct para *p, struct docx_runs *r)
{
	enum office_kind kind = p->style ? p->style->kind : OFFICE_PLAIN;
	struct office_num *num = docx_num(&d->styles, p->num_id);
	bool blank = rich_blank(&r->rich);
	if (blank && num && !p->heading && r->math.n == 1) { /* an item that is an equation */
		rich_put(&r->rich, str_printf(d->a, "$" STR_FMT "$", STR_ARG(r->math.v[0])),
			RICH_RAW, STR(""));
		r->math.n = 0;
		blank = false;
	}
	if (kind == OFFICE_CODE && blank)
		flow_code(&d->flow, STR(""));
	else if (office_front_take(&d->front, &r->rich, kind))
		;
	else if (kind == OFFICE_TITLE && !blank)
		flow_heading(&d->flow, 1, office_late_title(&d->front, &r->rich));
	else if (p->heading && rich_plain(d->a, &r->rich).n <= MAX_HEADING)
		put_heading(d, p, r);
	else if (!blank)
		put_text(d, p, r);
	else if (num) /* a number without text counts */
		office_count(num, (size_t)p->level);
}

static void put_paragraph(struct docx *d, const struct docx_part *part, size_t node)
{
	struct para p = para_of(d, &part->x, node);
	struct docx_runs r = {.d = d, .part = part, .rich = d->carry};
	d->carry = (struct rich){.a = d->a};
	docx_read_runs(&r, node);
	if (take_carry(d, &part->x, node, &r))
		return;
	size_t before = d->flow.w.out.n;
	put_by_kind(d, &p, &r);
	office_front_pass(&d->front, p.style ? p.style->kind : OFFICE_PLAIN, before);
	for (size_t i = 0; i < r.math.n; i++)
		flow_math(&d->flow, r.math.v[i]);
	for (size_t i = 0; i < r.boxes.n; i++)
		put_blocks(d, part, r.boxes.v[i]);
	for (size_t i = 0; i < r.parts.n; i++)
		docx_put_graphic(d, r.parts.v[i]);
	if ((r.is_rule || (p.style && p.style->kind == OFFICE_RULE)) && rich_blank(&r.rich))
		flow_rule(&d->flow);
}

/* --- tables ------------------------------------------------------------------------------ */

static void put_cell_blocks(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b);

static void put_cell_marker(struct docx *d, const struct para *p, struct buf *b)
{
	struct office_num *num = docx_num(&d->styles, p->num_id);
	if (num)
		office_cell_marker(b, num, (size_t)p->level);
	else if (p->style && p->style->kind == OFFICE_BULLET && p->num_id != 0)
		buf_puts(b, "- ");
}

static void put_cell_paragraph(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b)
{
	struct para p = para_of(d, &part->x, node);
	struct docx_runs r = runs_of(d, part, node);
	rich_settle_code(&r.rich);
	struct str text = rich_write(d->a, &r.rich, ESCAPE_CELL);
	if (text.n) {
		if (b->n)
			buf_puts(b, "<br>");
		put_cell_marker(d, &p, b);
		buf_put(b, text);
	}
	for (size_t i = 0; i < r.math.n; i++)
		buf_printf(b, "%s$" STR_FMT "$", b->n ? " " : "",
			STR_ARG(str_replace(d->a, r.math.v[i], STR("\n"), STR(" "))));
	for (size_t i = 0; i < r.boxes.n; i++)
		put_cell_blocks(d, part, r.boxes.v[i], b);
}

static void put_rows(struct docx *d, const struct docx_part *part, size_t node, struct grid *g);

static void put_inner_table(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b)
{
	struct grid g = {.a = d->a, .marked = true, .inner = true};
	put_rows(d, part, node, &g);
	grid_trim(&g);
	grid_write_lines(b, &g);
}

/* Everything in a cell as one line. */
static void put_cell_blocks(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b)
{
	const struct xml *x = &part->x;
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:p"))
			put_cell_paragraph(d, part, k, b);
		else if (xml_is(x, k, "w:tbl"))
			put_inner_table(d, part, k, b);
		else if (!str_ends(x->v[k].name, STR("Pr")) && !xml_is(x, k, "w:del"))
			put_cell_blocks(d, part, k, b);
	}
	d->depth--;
}

static void put_cell(struct docx *d, const struct docx_part *part, size_t tc, struct grid *g)
{
	const struct xml *x = &part->x;
	size_t tcpr = xml_child(x, tc, "w:tcPr"), merge = xml_child(x, tcpr, "w:vMerge");
	int64_t span = xml_int(x, xml_child(x, tcpr, "w:gridSpan"), "w:val", 1);
	struct buf b = buf_make(d->a);
	if (merge != XML_NONE && !str_eqz(xml_attr(x, merge, "w:val"), "restart")) {
		grid_again(g, true);
	} else {
		put_cell_blocks(d, part, tc, &b);
		grid_cell(g, buf_str(&b));
	}
	for (int64_t i = 1; i < span && i < GRID_MAX_COLUMNS; i++)
		grid_again(g, false);
}

/* How many cells of a row there are. */
static size_t put_cells(struct docx *d, const struct docx_part *part, size_t node, struct grid *g)
{
	const struct xml *x = &part->x;
	size_t n = 0;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:sdt") || xml_is(x, k, "w:sdtContent") ||
			xml_is(x, k, "w:customXml")) {
			n += put_cells(d, part, k, g);
		} else if (xml_is(x, k, "w:tc")) {
			put_cell(d, part, k, g);
			n++;
		}
	}
	return n;
}

static void put_rows(struct docx *d, const struct docx_part *part, size_t node, struct grid *g)
{
	const struct xml *x = &part->x;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:tr")) {
			size_t trpr = xml_child(x, k, "w:trPr");
			int64_t before = xml_int(x, xml_child(x, trpr, "w:gridBefore"), "w:val", 0);
			if (xml_child(x, trpr, "w:del") != XML_NONE)
				continue;
			grid_row(g);
			for (int64_t i = 0; i < before && i < GRID_MAX_COLUMNS; i++)
				grid_cell(g, STR(""));
			size_t n = put_cells(d, part, k, g);
			grid_row_end(g, before > 0 ? n + 1 : n);
		} else if (xml_is(x, k, "w:sdt") || xml_is(x, k, "w:sdtContent") ||
			xml_is(x, k, "w:ins") || xml_is(x, k, "w:customXml")) {
			put_rows(d, part, k, g);
		}
	}
}

static struct office_table facts_of(struct docx *d, const struct xml *x, size_t tbl)
{
	struct office_table f = {.first = XML_NONE};
	for (size_t k = tbl + 1; k < x->v[tbl].end; k++) {
		if (xml_is(x, k, "w:tbl")) {
			f.paragraphs++;
			k = x->v[k].end - 1;
		} else if (xml_is(x, k, "w:tr")) {
			f.rows++;
		} else if (xml_is(x, k, "w:tc")) {
			f.cells++;
			f.first = f.first == XML_NONE ? k : f.first;
		} else if (xml_is(x, k, "w:p")) {
			bool text = xml_find(x, k, "w:t") != XML_NONE;
			f.paragraphs += text;
			f.headings += text && para_of(d, x, k).heading;
			k = x->v[k].end - 1;
		}
	}
	return f;
}

static void put_table(struct docx *d, const struct docx_part *part, size_t node)
{
	const struct xml *x = &part->x;
	struct office_table f = facts_of(d, x, node);
	size_t tblpr = xml_child(x, node, "w:tblPr");
	put_carry(d);
	if (office_lays_out(&f)) {
		put_blocks(d, part, f.cells == 1 ? f.first : node);
		return;
	}
	struct grid g = {.a = d->a, .marked = true};
	put_rows(d, part, node, &g);
	grid_trim(&g);
	bool inside = flow_inside(&d->flow, xml_int(x, xml_child(x, tblpr, "w:tblInd"), "w:w", -1));
	flow_titled_table(&d->flow, &g, inside);
}

/* --- blocks ------------------------------------------------------------------------------ */

static void put_blocks(struct docx *d, const struct docx_part *part, size_t node)
{
	const struct xml *x = &part->x;
	if (d->depth >= MAX_DEPTH || d->flow.w.out.n > MD_MAX_TEXT)
		return;
	d->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:p"))
			put_paragraph(d, part, k);
		else if (xml_is(x, k, "w:tbl"))
			put_table(d, part, k);
		else if (xml_is(x, k, "mc:AlternateContent"))
			put_blocks(d, part, xml_child(x, k, NULL));
		else if (!str_ends(x->v[k].name, STR("Pr")) && !xml_is(x, k, "w:del") &&
			!xml_is(x, k, "w:moveFrom"))
			put_blocks(d, part, k);
	}
	d->depth--;
}

/* --- notes ------------------------------------------------------------------------------- */

/* A comment says whose it is. */
static void put_note(struct docx *d, const struct docx_part *part, size_t node)
{
	struct str author = str_trim(xml_attr(&part->x, node, "w:author"));
	if (author.n)
		rich_put(&d->carry, str_cat(d->a, author, STR(": ")), 0, STR(""));
	put_blocks(d, part, node);
	put_carry(d);
}

static void put_notes(struct docx *d)
{
	const struct {
		const char *kind, *name;
		const struct docx_part *part;
	} kinds[] = {
		{"footnote", "w:footnote", &d->footnotes},
		{"endnote", "w:endnote", &d->endnotes},
		{"comment", "w:comment", &d->comments},
	};
	struct map nodes = map_make(d->a); /* by the keys of flow_note */
	for (size_t i = 0; i < 3; i++) {
		const struct xml *x = &kinds[i].part->x;
		for (size_t k = xml_child(x, 0, kinds[i].name); k != XML_NONE;
			k = xml_next(x, k, kinds[i].name))
			map_add(&nodes,
				str_printf(d->a, "%s " STR_FMT, kinds[i].kind,
					STR_ARG(xml_attr(x, k, "w:id"))),
				NULL)
				->num = k * 3 + i;
	}
	for (size_t i = 0; i < d->flow.notes.n; i++) { /* grows when a note refers to a note */
		const struct map_entry *m = map_find(&nodes, d->flow.notes.v[i].key);
		flow_note_begin(&d->flow, i + 1);
		if (m)
			put_note(d, kinds[m->num % 3].part, m->num / 3);
		flow_note_end(&d->flow);
	}
}

/* --- the parts --------------------------------------------------------------------------- */

/* A part that the main one names; an absent one stays empty. */
static void read_part(struct docx *d, const char *type, struct docx_part *out)
{
	const struct opc_rel *r = opc_rel_of(&d->doc.rels, type);
	struct err ignored = {0};
	if (r && opc_part(&d->opc, d->a, r->target, &out->x, &ignored))
		out->rels = opc_rels(&d->opc, r->target);
}

static void read_styles(struct docx *d)
{
	struct docx_part styles = {0}, numbering = {0};
	d->styles = (struct docx_styles){.a = d->a,
		.styles = map_make(d->a),
		.lists = map_make(d->a),
		.nums = map_make(d->a)};
	read_part(d, "styles", &styles);
	read_part(d, "numbering", &numbering);
	if (styles.x.n)
		docx_read_styles(&d->styles, &styles.x);
	if (numbering.x.n)
		docx_read_numbering(&d->styles, &numbering.x);
}

static bool read_all(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct docx *d, struct err *e)
{
	if (!opc_open(a, bytes, "word/document.xml", opt, &d->opc, d->out, e) ||
		!opc_part(&d->opc, d->a, d->opc.main, &d->doc.x, e))
		return false;
	d->doc.rels = opc_rels(&d->opc, d->opc.main);
	read_styles(d);
	read_part(d, "footnotes", &d->footnotes);
	read_part(d, "endnotes", &d->endnotes);
	read_part(d, "comments", &d->comments);
	size_t body = xml_child(&d->doc.x, 0, "w:body");
	put_blocks(d, &d->doc, body == XML_NONE ? 0 : body);
	put_carry(d);
	put_notes(d);
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_docx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct docx d = {.a = a,
		.flow = flow_make(a),
		.out = out,
		.images = images_make(a, opt),
		.carry = {.a = a}};
	d.images.lasting = true;
	d.front = (struct office_front){.a = a, .flow = &d.flow, .meta = &out->meta};
	if (!read_all(a, bytes, opt, &d, e))
		return false;
	out->body = text_clean(a, flow_end(&d.flow));
	out->body = front_page_drop(a, out->body, &out->meta);
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	images_end(&d.images, out);
	return true;
}
