/* docx_run.c - see docx.h. ECMA-376 part 1, 17.3 (runs), 17.16 (fields).
 *
 * Order: text, links, fields, pictures and boxes, notes, one run, all of them. */
#include "doc/docx.h"

#include "base/text.h"
#include "doc/office_symbol.h"
#include "doc/omml.h"

/* --- text -------------------------------------------------------------------------------- */

static void put(struct docx_runs *r, struct str s, unsigned style)
{
	struct str link = r->link;
	for (size_t i = 0; i < r->n_fields; i++) {
		if (r->field[i].in_code)
			return;
		if (r->field[i].link.n)
			link = r->field[i].link;
	}
	rich_put(&r->rich, s, style, link);
}

static void put_symbol(struct docx_runs *r, size_t node, unsigned style)
{
	struct str code = xml_attr(&r->part->x, node, "w:char");
	struct buf b = buf_make(r->d->a);
	uint32_t cp = 0;
	for (size_t i = 0; i < code.n && i < 6; i++) {
		int c = code.p[i] | 32;
		cp = cp * 16 +
			(uint32_t)(c >= '0' && c <= '9'	       ? c - '0'
					: c >= 'a' && c <= 'f' ? c - 'a' + 10
							       : 0);
	}
	cp = office_symbol(xml_attr(&r->part->x, node, "w:font"), cp);
	if (cp)
		buf_put_cp(&b, cp);
	put(r, buf_str(&b), style);
}

/* --- links ------------------------------------------------------------------------------- */

static bool is_address(struct str s)
{
	return str_istarts(s, STR("http:")) || str_istarts(s, STR("https:")) ||
		str_istarts(s, STR("mailto:")) || str_istarts(s, STR("ftp:")) ||
		str_istarts(s, STR("tel:"));
}

static struct str target_of(const struct docx_runs *r, size_t node)
{
	const struct opc_rel *rel = map_ptr(&r->part->rels, xml_attr(&r->part->x, node, "r:id"));
	struct str anchor = xml_attr(&r->part->x, node, "w:anchor");
	if (!rel || !rel->external || !is_address(rel->target))
		return STR("");
	bool more = anchor.n && str_find_byte(rel->target, '#') == STR_NPOS;
	return more
		? str_printf(r->d->a, STR_FMT "#" STR_FMT, STR_ARG(rel->target), STR_ARG(anchor))
		: rel->target;
}

/* The first word of s, quoted or not. */
static struct str first_word(struct str s)
{
	s = str_trim(s);
	bool quoted = s.n && s.p[0] == '"';
	s = quoted ? str_from(s, 1) : s;
	return str_sub(s, 0, str_find_byte(s, quoted ? '"' : ' '));
}

/* The value of a switch in a field's instruction, "\\l"; "" when it has none. */
static struct str switch_of(struct str code, const char *name)
{
	size_t at = str_ifind(code, str_of(name));
	return at == STR_NPOS ? STR("") : first_word(str_from(code, at + 2));
}

/* The address in: HYPERLINK "address" \l "anchor" \o "tip". */
static struct str field_link(struct arena *a, struct str code)
{
	code = str_trim(code);
	if (!str_istarts(code, STR("HYPERLINK")))
		return STR("");
	struct str url = first_word(str_from(code, 9));
	struct str anchor = switch_of(str_from(code, 9 + url.n), "\\l");
	if (!is_address(url))
		return STR("");
	if (anchor.n && str_find_byte(url, '#') == STR_NPOS)
		return str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(url), STR_ARG(anchor));
	return url;
}

/* --- fields ------------------------------------------------------------------------------ */

/* Boxes to tick and lists to choose from, as forms had them before content controls. */
static void form_field(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	size_t data = xml_child(x, node, "w:ffData"), box = xml_child(x, data, "w:checkBox"),
	       list = xml_child(x, data, "w:ddList");
	size_t ticked = xml_child(x, box, "w:checked");
	if (ticked == XML_NONE)
		ticked = xml_child(x, box, "w:default");
	if (box != XML_NONE)
		put(r,
			ticked != XML_NONE && docx_is_on(x, ticked) ? STR("\xe2\x98\x92")
								    : STR("\xe2\x98\x90"),
			0);
	int64_t chosen = xml_int(x, xml_child(x, list, "w:result"), "w:val", 0), i = 0;
	for (size_t k = xml_child(x, list, "w:listEntry"); k != XML_NONE;
		k = xml_next(x, k, "w:listEntry"))
		if (i++ == chosen)
			put(r, xml_attr(x, k, "w:val"), 0);
}

/* SYMBOL 97 \f "Symbol": the character is the result. */
static void symbol_field(struct docx_runs *r, struct str code)
{
	struct buf b = buf_make(r->d->a);
	int64_t number = 0;
	code = str_trim(code);
	if (!str_istarts(code, STR("SYMBOL ")))
		return;
	if (!str_to_i64(first_word(str_from(code, 7)), &number) || number <= 0 || number > 0x10ffff)
		return;
	uint32_t cp = office_symbol(switch_of(code, "\\f"), (uint32_t)number);
	if (cp)
		buf_put_cp(&b, cp);
	put(r, buf_str(&b), 0);
}

static void field_char(struct docx_runs *r, size_t node)
{
	struct str type = xml_attr(&r->part->x, node, "w:fldCharType");
	struct docx_field *f = r->n_fields ? &r->field[r->n_fields - 1] : NULL;
	if (str_eqz(type, "begin") && r->n_fields < DOCX_MAX_FIELDS) {
		form_field(r, node);
		f = &r->field[r->n_fields++];
		*f = (struct docx_field){.in_code = true, .code = buf_make(r->d->a)};
	} else if (str_eqz(type, "separate") && f) {
		f->in_code = false;
		f->link = field_link(r->d->a, str_dup(r->d->a, buf_str(&f->code)));
	} else if (str_eqz(type, "end") && f) {
		r->n_fields--;
		if (f->in_code) /* no result */
			symbol_field(r, str_dup(r->d->a, buf_str(&f->code)));
	}
}

static void field_code(struct docx_runs *r, size_t node)
{
	if (r->n_fields && r->field[r->n_fields - 1].in_code)
		buf_put(&r->field[r->n_fields - 1].code, xml_text(r->d->a, &r->part->x, node));
}

/* --- pictures and boxes ------------------------------------------------------------------ */

static void put_part(struct docx_runs *r, struct str id)
{
	const struct opc_rel *rel = map_ptr(&r->part->rels, id);
	if (rel && !rel->external)
		VEC_PUSH(r->d->a, &r->parts, rel->target);
}

/* A picture outside is where it is said to be; one that is not taken leaves its description. */
static void put_picture(struct docx_runs *r, size_t node, struct str alt)
{
	const struct xml *x = &r->part->x;
	bool blip = xml_is(x, node, "a:blip");
	struct str id = xml_attr(x, node, blip ? "r:embed" : "r:id");
	id = blip && !id.n ? xml_attr(x, node, "r:link") : id;
	const struct opc_rel *rel = map_ptr(&r->part->rels, id);
	struct str image = rel && rel->external
		? office_picture_outside(r->d->a, rel->target, alt)
		: images_markdown(&r->d->images, opc_picture(&r->d->opc, &r->part->rels, id), alt);
	put(r, image.n ? image : alt, image.n ? RICH_RAW : RICH_ITALIC);
}

/* What stands in a drawing and is no picture. */
static void drawing_part(struct docx_runs *r, size_t k)
{
	const struct xml *x = &r->part->x;
	if (xml_is(x, k, "w:txbxContent"))
		VEC_PUSH(r->d->a, &r->boxes, k);
	else if (xml_is(x, k, "v:textpath"))
		put(r, xml_attr(x, k, "string"), 0);
	else if (xml_is(x, k, "v:rect") && xml_has(x, k, "o:hr"))
		r->is_rule = true;
	else if (xml_is(x, k, "dgm:relIds"))
		put_part(r, xml_attr(x, k, "r:dm"));
	else if (xml_is(x, k, "c:chart"))
		put_part(r, xml_attr(x, k, "r:id"));
}

/* What a drawing says: its text boxes go after the paragraph, its description stays. */
static void drawing(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	struct str of_drawing = STR(""), own = STR("");
	for (size_t k = node + 1; k < x->v[node].end; k++) {
		drawing_part(r, k);
		if (xml_is(x, k, "mc:Fallback") || xml_is(x, k, "w:txbxContent"))
			k = x->v[k].end - 1;
		else if (xml_is(x, k, "wp:docPr"))
			of_drawing = xml_attr(x, k, "descr");
		else if (xml_is(x, k, "v:shape"))
			of_drawing = xml_attr(x, k, "alt");
		else if (xml_is(x, k, "wp:cNvPr")) /* of one picture of a group */
			own = xml_attr(x, k, "descr");
		if (!xml_is(x, k, "a:blip") && !xml_is(x, k, "v:imagedata"))
			continue;
		put_picture(r, k, office_alt(of_drawing.n ? of_drawing : own));
		of_drawing = own = STR(""); /* said once */
	}
}

/* --- one run ----------------------------------------------------------------------------- */

static void note(struct docx_runs *r, const char *kind, size_t node)
{
	struct str id = xml_attr(&r->part->x, node, "w:id");
	if (id.n)
		put(r,
			flow_note(
				&r->d->flow, str_printf(r->d->a, "%s " STR_FMT, kind, STR_ARG(id))),
			RICH_RAW);
}

static size_t n_found(const struct docx_runs *r)
{
	return r->rich.runs.n + r->boxes.n + r->parts.n + r->math.n;
}

static void run_part(struct docx_runs *r, size_t k, unsigned style);

/* The first way to say it that says anything: a form that is not known says nothing. */
static void alternate(struct docx_runs *r, size_t node, unsigned style)
{
	const struct xml *x = &r->part->x;
	size_t before = n_found(r);
	for (size_t way = xml_child(x, node, NULL); way != XML_NONE && n_found(r) == before;
		way = xml_next(x, way, NULL))
		for (size_t k = xml_child(x, way, NULL); k != XML_NONE; k = xml_next(x, k, NULL))
			run_part(r, k, style);
}

static void run_part(struct docx_runs *r, size_t k, unsigned style)
{
	const struct xml *x = &r->part->x;
	if (xml_is(x, k, "w:t"))
		put(r, office_symbols(r->d->a, r->font, xml_text(r->d->a, x, k)), style);
	else if (xml_is(x, k, "w:tab") || xml_is(x, k, "w:ptab"))
		put(r, STR("\t"), style);
	else if (xml_is(x, k, "w:cr") ||
		(xml_is(x, k, "w:br") && !str_eqz(xml_attr(x, k, "w:type"), "page") &&
			!str_eqz(xml_attr(x, k, "w:type"), "column")))
		put(r, STR("\n"), style);
	else if (xml_is(x, k, "w:noBreakHyphen"))
		put(r, STR("\xe2\x80\x91"), style);
	else if (xml_is(x, k, "w:softHyphen"))
		put(r, STR("\xc2\xad"), style);
	else if (xml_is(x, k, "w:sym"))
		put_symbol(r, k, style);
	else if (xml_is(x, k, "w:fldChar"))
		field_char(r, k);
	else if (xml_is(x, k, "w:instrText"))
		field_code(r, k);
	else if (xml_is(x, k, "w:footnoteReference"))
		note(r, "footnote", k);
	else if (xml_is(x, k, "w:endnoteReference"))
		note(r, "endnote", k);
	else if (xml_is(x, k, "w:commentReference"))
		note(r, "comment", k);
	else if (xml_is(x, k, "w:drawing") || xml_is(x, k, "w:pict") || xml_is(x, k, "w:object"))
		drawing(r, k);
	else if (xml_is(x, k, "mc:AlternateContent"))
		alternate(r, k, style);
	else if (xml_is(x, k, "w:ruby"))
		docx_read_runs(r, xml_child(x, k, "w:rubyBase"));
}

static void run(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	size_t rpr = xml_child(x, node, "w:rPr");
	size_t vanish = xml_child(x, rpr, "w:vanish");
	unsigned on, off, style = 0;
	if (vanish != XML_NONE && docx_is_on(x, vanish))
		return;
	const struct docx_style *s =
		docx_style(&r->d->styles, xml_attr(x, xml_child(x, rpr, "w:rStyle"), "w:val"));
	docx_run_style(x, rpr, &on, &off);
	r->font = xml_attr(x, xml_child(x, rpr, "w:rFonts"), "w:ascii");
	if (s &&
		!(str_eqz(s->name, "hyperlink") || str_find(s->name, STR("reference")) != STR_NPOS))
		style = s->on;
	style = (style & ~off) | on;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL))
		run_part(r, k, style);
}

/* --- all of them ------------------------------------------------------------------------- */

static void math(struct docx_runs *r, size_t node, bool display)
{
	struct str tex = omml_tex(r->d->a, &r->part->x, node);
	if (!tex.n)
		return;
	if (display)
		VEC_PUSH(r->d->a, &r->math, tex);
	else
		put(r, str_printf(r->d->a, "$" STR_FMT "$", STR_ARG(tex)), RICH_RAW);
}

static void math_paragraph(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	for (size_t k = xml_child(x, node, "m:oMath"); k != XML_NONE; k = xml_next(x, k, "m:oMath"))
		math(r, k, true);
}

static void hyperlink(struct docx_runs *r, size_t node)
{
	struct str saved = r->link, link = target_of(r, node);
	r->link = link.n ? link : saved;
	docx_read_runs(r, node);
	r->link = saved;
}

static void simple_field(struct docx_runs *r, size_t node)
{
	struct str saved = r->link,
		   link = field_link(r->d->a, xml_attr(&r->part->x, node, "w:instr"));
	r->link = link.n ? link : saved;
	docx_read_runs(r, node);
	r->link = saved;
}

static void alternate_runs(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	size_t before = n_found(r);
	for (size_t way = xml_child(x, node, NULL); way != XML_NONE && n_found(r) == before;
		way = xml_next(x, way, NULL)) {
		docx_read_runs(r, way);
		if (n_found(r) == before)
			drawing(r, way);
	}
}

void docx_read_runs(struct docx_runs *r, size_t node)
{
	const struct xml *x = &r->part->x;
	if (node == XML_NONE)
		return;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		static const char *const open[] = {"w:ins", "w:smartTag", "w:customXml", "w:sdt",
			"w:sdtContent", "w:bdo", "w:dir", "w:moveTo"};
		if (xml_is(x, k, "w:r"))
			run(r, k);
		else if (xml_is(x, k, "w:hyperlink"))
			hyperlink(r, k);
		else if (xml_is(x, k, "w:fldSimple"))
			simple_field(r, k);
		else if (xml_is(x, k, "m:oMath"))
			math(r, k, false);
		else if (xml_is(x, k, "m:oMathPara"))
			math_paragraph(r, k);
		else if (xml_is(x, k, "mc:AlternateContent"))
			alternate_runs(r, k);
		else
			for (size_t i = 0; i < sizeof open / sizeof *open; i++)
				if (xml_is(x, k, open[i]))
					docx_read_runs(r, k);
	}
}
