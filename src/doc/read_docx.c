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
	v.level =
		xml_int(x, xml_child(x, num, "w:ilvl"), "w:val", s && s->level > 0 ? s->level : 0);
	v.level = v.level < 0 ? 0 : v.level >= DOCX_LEVELS ? DOCX_LEVELS - 1 : v.level;
	v.indent = xml_int(x, ind, "w:left", xml_int(x, ind, "w:start", s ? s->indent : -1));
	return v;
}

/* A paragraph all in a fixed font is code when it looks like it. */
static bool looks_like_code(struct str s)
{
	size_t signs = 0, words = text_count_words(s);
	for (size_t i = 0; i < s.n; i++)
		signs += str_find_byte(STR("{}()[];=<>*/\\|&$#_%+"), s.p[i]) != STR_NPOS;
	return signs >= 2 || (signs && words <= 8) || (s.n > 1 && s.p[0] == ' ' && s.p[1] == ' ');
}

/* Characters as they stand, for code: tabs and breaks kept. */
static struct str code_of(struct arena *a, const struct rich *r)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->runs.n; i++)
		buf_put(&b, r->runs.v[i].text);
	return buf_str(&b);
}

static void drop_styles(struct rich *r, unsigned styles)
{
	for (size_t i = 0; i < r->runs.n; i++)
		r->runs.v[i].style &= ~styles;
}

/* Words in a fixed font inside prose are code only when they stand for themselves. */
static void settle_mono(struct docx_runs *r)
{
	if (r->n_mono * 2 > r->n_chars)
		drop_styles(&r->rich, RICH_CODE);
}

static void put_item(struct docx *d, const struct para *p, struct docx_num *num, struct str text)
{
	const struct docx_level *l = &num->list->level[p->level];
	struct flow_item item = {.list = num->list, .level = p->level, .ordered = !l->bullet};
	item.indent = p->indent >= 0 && !(p->style && p->style->indent == p->indent) ? p->indent
		: l->indent >= 0						     ? l->indent
										     : p->indent;
	item.number = docx_count(num, (size_t)p->level);
	item.ordered = item.ordered && !l->none;
	flow_item(&d->flow, &item, text);
}

static bool has_word(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < 3;)
		n = text_is_letter(text_next(s, &i)) ? n + 1 : 0;
	return n >= 3;
}

static void put_heading(struct docx *d, const struct para *p, struct docx_runs *r)
{
	struct docx_num *num = docx_num(&d->styles, p->num_id);
	struct str label = STR("");
	if (rich_blank(&r->rich))
		return;
	drop_styles(&r->rich, RICH_BOLD | RICH_ITALIC | RICH_CODE | RICH_MARK);
	struct str text = rich_write(d->a, &r->rich, ESCAPE_TEXT);
	if (num && !num->list->level[p->level].bullet) {
		docx_count(num, (size_t)p->level);
		label = docx_label(d->a, num, (size_t)p->level);
	}
	if (has_word(label)) /* "Appendix A", "Article 5"; bare figures are layout */
		text = str_printf(d->a, STR_FMT " " STR_FMT, STR_ARG(label), STR_ARG(text));
	flow_heading(&d->flow, p->heading + 1, text);
}

/* The title is front matter, not body, where it opens the document. */
static bool take_title(struct docx *d, struct docx_runs *r)
{
	struct str text = rich_plain(d->a, &r->rich);
	if (!text.n)
		return true;
	if (d->flow.w.out.n || text.n > 300)
		return false;
	if (!d->out->meta.title.n || !str_ieq(d->out->meta.title, text))
		d->out->meta.title = str_dup(d->a, text);
	return true;
}

static void put_text(struct docx *d, const struct para *p, struct docx_runs *r)
{
	struct docx_num *num = docx_num(&d->styles, p->num_id);
	enum docx_kind kind = p->style ? p->style->kind : DOCX_PLAIN;
	bool mono = r->n_mono && r->n_mono == r->n_chars;
	if (kind == DOCX_CODE || (mono && !num && looks_like_code(code_of(d->a, &r->rich)))) {
		flow_code(&d->flow, code_of(d->a, &r->rich));
		return;
	}
	settle_mono(r);
	struct str text = rich_write(d->a, &r->rich, ESCAPE_TEXT);
	const struct flow_list *top = d->flow.n_lists ? &d->flow.lists[d->flow.n_lists - 1] : NULL;
	if (!text.n)
		return;
	const struct docx_level *level = num ? &num->list->level[p->level] : NULL;
	if (level && level->bullet && str_blank(level->text) && top)
		flow_more(&d->flow, text); /* a bullet that shows nothing continues an item */
	else if (num)
		put_item(d, p, num, text);
	else if (kind == DOCX_QUOTE)
		flow_quote(&d->flow, text);
	else if (top && top->indent > 0 && p->indent >= top->indent)
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

/* A large first letter stands in a paragraph of its own before the one that it begins. */
static bool take_drop_cap(struct docx *d, const struct xml *x, size_t node, struct docx_runs *r)
{
	size_t frame = xml_child(x, xml_child(x, node, "w:pPr"), "w:framePr");
	struct str kind = xml_attr(x, frame, "w:dropCap");
	if (frame == XML_NONE || !(str_eqz(kind, "drop") || str_eqz(kind, "margin")))
		return false;
	d->drop_cap = rich_plain(d->a, &r->rich);
	return true;
}

static void put_paragraph(struct docx *d, const struct docx_part *part, size_t node)
{
	struct para p = para_of(d, &part->x, node);
	struct docx_runs r = {.d = d, .part = part, .rich = {.a = d->a}};
	rich_put(&r.rich, d->drop_cap, 0, STR(""));
	d->drop_cap = STR("");
	docx_read_runs(&r, node);
	if (take_drop_cap(d, &part->x, node, &r))
		return;
	enum docx_kind kind = p.style ? p.style->kind : DOCX_PLAIN;
	bool blank = rich_blank(&r.rich);
	if (kind == DOCX_CODE && blank)
		flow_code(&d->flow, STR(""));
	else if (kind == DOCX_TITLE && take_title(d, &r))
		;
	else if (kind == DOCX_TITLE && !blank)
		flow_heading(&d->flow, 1, rich_write(d->a, &r.rich, ESCAPE_TEXT));
	else if (p.heading)
		put_heading(d, &p, &r);
	else if (!blank)
		put_text(d, &p, &r);
	for (size_t i = 0; i < r.math.n; i++)
		flow_math(&d->flow, r.math.v[i]);
	for (size_t i = 0; i < r.boxes.n; i++)
		put_blocks(d, part, r.boxes.v[i]);
}

/* --- tables ------------------------------------------------------------------------------ */

static void put_cell_blocks(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b);

static void put_cell_paragraph(
	struct docx *d, const struct docx_part *part, size_t node, struct buf *b)
{
	struct para p = para_of(d, &part->x, node);
	struct docx_num *num = docx_num(&d->styles, p.num_id);
	struct docx_runs r = runs_of(d, part, node);
	settle_mono(&r);
	struct str text = rich_write(d->a, &r.rich, ESCAPE_CELL);
	if (text.n) {
		if (b->n)
			buf_puts(b, "<br>");
		if (num && num->list->level[p.level].bullet)
			buf_puts(b, "- ");
		else if (num)
			buf_printf(b, "%lld. ", (long long)docx_count(num, (size_t)p.level));
		buf_put(b, text);
	}
	for (size_t i = 0; i < r.math.n; i++)
		buf_printf(b, "%s$" STR_FMT "$", b->n ? " " : "",
			STR_ARG(str_replace(d->a, r.math.v[i], STR("\n"), STR(" "))));
	for (size_t i = 0; i < r.boxes.n; i++)
		put_cell_blocks(d, part, r.boxes.v[i], b);
}

/* Everything in a cell as one line; inner tables a line a row. */
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
		else if (!str_ends(x->v[k].name, STR("Pr")) && !xml_is(x, k, "w:del"))
			put_cell_blocks(d, part, k, b);
	}
	d->depth--;
}

/* Cells of a row: spans leave empty places. */
static void put_cells(struct docx *d, const struct docx_part *part, size_t node, struct grid *g)
{
	const struct xml *x = &part->x;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:sdt") || xml_is(x, k, "w:sdtContent") ||
			xml_is(x, k, "w:customXml"))
			put_cells(d, part, k, g);
		if (!xml_is(x, k, "w:tc"))
			continue;
		size_t tcpr = xml_child(x, k, "w:tcPr"), merge = xml_child(x, tcpr, "w:vMerge");
		int64_t span = xml_int(x, xml_child(x, tcpr, "w:gridSpan"), "w:val", 1);
		struct buf b = buf_make(d->a);
		bool covered =
			merge != XML_NONE && !str_eqz(xml_attr(x, merge, "w:val"), "restart");
		if (!covered)
			put_cell_blocks(d, part, k, &b);
		grid_cell(g, buf_str(&b));
		for (int64_t i = 1; i < span && i < GRID_MAX_COLUMNS; i++)
			grid_cell(g, STR(""));
	}
}

static void put_rows(struct docx *d, const struct docx_part *part, size_t node, struct grid *g)
{
	const struct xml *x = &part->x;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:tr")) {
			grid_row(g);
			put_cells(d, part, k, g);
		} else if (xml_is(x, k, "w:sdt") || xml_is(x, k, "w:sdtContent") ||
			xml_is(x, k, "w:ins") || xml_is(x, k, "w:customXml")) {
			put_rows(d, part, k, g);
		}
	}
}

/* The only cell of a table of one: a frame around blocks. */
static size_t only_cell(const struct xml *x, size_t tbl)
{
	size_t n = 0, cell = XML_NONE;
	for (size_t k = tbl + 1; k < x->v[tbl].end && n < 2; k++)
		if (xml_is(x, k, "w:tc")) {
			n++;
			cell = k;
			k = x->v[k].end - 1;
		}
	return n == 1 ? cell : XML_NONE;
}

static void put_table(struct docx *d, const struct docx_part *part, size_t node)
{
	size_t cell = only_cell(&part->x, node);
	if (cell != XML_NONE) {
		put_blocks(d, part, cell);
		return;
	}
	struct grid g = {.a = d->a, .marked = true};
	put_rows(d, part, node, &g);
	grid_trim(&g);
	flow_table(&d->flow, &g);
}

/* --- blocks ------------------------------------------------------------------------------ */

static void put_blocks(struct docx *d, const struct docx_part *part, size_t node)
{
	const struct xml *x = &part->x;
	if (d->depth >= MAX_DEPTH)
		return;
	d->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "w:p"))
			put_paragraph(d, part, k);
		else if (xml_is(x, k, "w:tbl"))
			put_table(d, part, k);
		else if (xml_is(x, k, "mc:AlternateContent"))
			put_blocks(d, part, xml_child(x, k, "mc:Choice"));
		else if (!str_ends(x->v[k].name, STR("Pr")) && !xml_is(x, k, "w:del") &&
			!xml_is(x, k, "w:moveFrom"))
			put_blocks(d, part, k);
	}
	d->depth--;
}

/* --- notes ------------------------------------------------------------------------------- */

/* Paragraphs of a note; a comment says whose it is. */
static struct str note_text(struct docx *d, const struct docx_part *part, size_t node)
{
	const struct xml *x = &part->x;
	struct buf b = buf_make(d->a);
	struct str author = xml_attr(x, node, "w:author");
	if (author.n) {
		escape_inline(&b, str_trim(author), ESCAPE_TEXT);
		buf_puts(&b, ":");
	}
	for (size_t k = node + 1; k < x->v[node].end; k++) {
		if (!xml_is(x, k, "w:p"))
			continue;
		struct docx_runs r = runs_of(d, part, k);
		settle_mono(&r);
		struct str text = rich_write(d->a, &r.rich, ESCAPE_TEXT);
		if (text.n && b.n)
			buf_puts(&b, author.n && b.p[b.n - 1] == ':' ? " " : "\n\n");
		buf_put(&b, text);
		k = x->v[k].end - 1;
	}
	return buf_str(&b);
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
		flow_note_text(&d->flow, i + 1,
			m ? note_text(d, kinds[m->num % 3].part, m->num / 3) : STR(""));
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
	put_notes(d);
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_docx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct docx d = {.a = a, .flow = flow_make(a), .out = out, .images = images_make(a, opt)};
	d.images.lasting = true;
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
