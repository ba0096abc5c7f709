/* read_pptx.c - PowerPoint slides (ECMA-376 part 1, PresentationML): a heading a slide, its text,
 * tables and diagrams, the speaker's notes as a quote.
 *
 * Order: paragraphs, shapes, tables, slides, notes, the reader. */
#include "base/err.h"
#include "base/text.h"
#include "doc/flow.h"
#include "doc/image.h"
#include "doc/md.h"
#include "doc/omml.h"
#include "doc/opc.h"
#include "doc/rich.h"

#define MAX_GROUPS 30 /* groups inside each other */

struct slide {
	struct xml x;
	struct map rels;
};
struct slides {
	struct arena *a; /* of the slide being written; each has its own */
	struct opc opc;
	struct flow flow;
	struct images images;
	size_t depth;
	const struct slide *now;
};

/* --- paragraphs -------------------------------------------------------------------------- */

static void put_run(struct slides *s, struct rich *r, size_t node)
{
	const struct xml *x = &s->now->x;
	size_t rpr = xml_child(x, node, "a:rPr"), link = xml_child(x, rpr, "a:hlinkClick");
	const struct opc_rel *rel = map_ptr(&s->now->rels, xml_attr(x, link, "r:id"));
	struct str bold = xml_attr(x, rpr, "b"), italic = xml_attr(x, rpr, "i"),
		   strike = xml_attr(x, rpr, "strike");
	int64_t raised = xml_int(x, rpr, "baseline", 0);
	bool web = rel && rel->external && str_istarts(rel->target, STR("http"));
	unsigned style = (str_eqz(bold, "1") ? RICH_BOLD : 0) |
		(str_eqz(italic, "1") ? RICH_ITALIC : 0) |
		(strike.n && !str_eqz(strike, "noStrike") ? RICH_STRIKE : 0) |
		(raised > 0		     ? RICH_SUP
				: raised < 0 ? RICH_SUB
					     : 0);
	rich_put(r, xml_text(s->a, x, xml_child(x, node, "a:t")), style,
		web ? rel->target : STR(""));
}

static struct rich paragraph(struct slides *s, size_t p)
{
	const struct xml *x = &s->now->x;
	struct rich r = {.a = s->a};
	for (size_t k = xml_child(x, p, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		size_t math = xml_find(x, k, "m:oMath");
		if (xml_is(x, k, "a:r") || xml_is(x, k, "a:fld"))
			put_run(s, &r, k);
		else if (xml_is(x, k, "a:br"))
			rich_put(&r, STR("\n"), 0, STR(""));
		else if (math != XML_NONE)
			rich_put(&r,
				str_printf(s->a, "$" STR_FMT "$", STR_ARG(omml_tex(s->a, x, math))),
				RICH_RAW, STR(""));
	}
	return r;
}

static size_t n_paragraphs(struct slides *s, size_t body)
{
	size_t n = 0;
	for (size_t p = xml_child(&s->now->x, body, "a:p"); p != XML_NONE;
		p = xml_next(&s->now->x, p, "a:p")) {
		struct rich r = paragraph(s, p);
		n += !rich_blank(&r);
	}
	return n;
}

/* Paragraphs of a placeholder are its bullets unless they say otherwise; those of a text box are
 * text unless they say otherwise. */
static void put_body(struct slides *s, size_t body, bool bullets)
{
	const struct xml *x = &s->now->x;
	int64_t number[9] = {0};
	for (size_t p = xml_child(x, body, "a:p"); p != XML_NONE; p = xml_next(x, p, "a:p")) {
		size_t ppr = xml_child(x, p, "a:pPr");
		int64_t level = xml_int(x, ppr, "lvl", 0);
		bool numbered = xml_child(x, ppr, "a:buAutoNum") != XML_NONE;
		bool mark = numbered || xml_child(x, ppr, "a:buChar") != XML_NONE ||
			(bullets && xml_child(x, ppr, "a:buNone") == XML_NONE);
		struct rich r = paragraph(s, p);
		struct str text = rich_write(s->a, &r, ESCAPE_TEXT);
		level = level < 0 ? 0 : level > 8 ? 8 : level;
		if (!text.n)
			continue;
		if (!mark) {
			flow_paragraph(&s->flow, text);
			continue;
		}
		for (size_t k = (size_t)level + 1; k < 9; k++)
			number[k] = 0;
		struct flow_item item = {.list = x->v + body,
			.level = level,
			.indent = -1,
			.ordered = numbered,
			.number = ++number[level]};
		flow_item(&s->flow, &item, text);
	}
}

/* --- tables ------------------------------------------------------------------------------ */

static void put_table(struct slides *s, size_t tbl)
{
	const struct xml *x = &s->now->x;
	struct grid g = {.a = s->a, .marked = true};
	for (size_t r = xml_child(x, tbl, "a:tr"); r != XML_NONE; r = xml_next(x, r, "a:tr")) {
		grid_row(&g);
		for (size_t c = xml_child(x, r, "a:tc"); c != XML_NONE;
			c = xml_next(x, c, "a:tc")) {
			struct buf b = buf_make(s->a);
			size_t body = xml_child(x, c, "a:txBody");
			for (size_t p = xml_child(x, body, "a:p"); p != XML_NONE;
				p = xml_next(x, p, "a:p")) {
				struct rich rich = paragraph(s, p);
				struct str text = rich_write(s->a, &rich, ESCAPE_CELL);
				if (text.n && b.n)
					buf_puts(&b, "<br>");
				buf_put(&b, text);
			}
			grid_cell(&g, buf_str(&b));
		}
	}
	grid_trim(&g);
	flow_table(&s->flow, &g);
}

/* The words of a diagram, one item each. */
static void put_diagram(struct slides *s, size_t ids)
{
	const struct opc_rel *rel = map_ptr(&s->now->rels, xml_attr(&s->now->x, ids, "r:dm"));
	struct slide data = {.rels = map_make(s->a)};
	const struct slide *saved = s->now;
	struct err ignored = {0};
	if (!rel || !opc_part(&s->opc, s->a, rel->target, &data.x, &ignored))
		return;
	s->now = &data;
	for (size_t i = 0; i < data.x.n; i++) {
		if (!xml_is(&data.x, i, "a:p"))
			continue;
		struct rich r = paragraph(s, i);
		struct flow_item item = {.list = saved, .indent = -1};
		flow_item(&s->flow, &item, rich_write(s->a, &r, ESCAPE_TEXT));
	}
	s->now = saved;
}

static void put_frame(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	size_t tbl = xml_find(x, node, "a:tbl"), ids = xml_find(x, node, "dgm:relIds");
	if (tbl != XML_NONE)
		put_table(s, tbl);
	else if (ids != XML_NONE)
		put_diagram(s, ids);
}

/* --- shapes ------------------------------------------------------------------------------ */

static size_t placeholder(const struct xml *x, size_t sp)
{
	size_t nv = xml_child(x, sp, "p:nvSpPr");
	return xml_child(x, xml_child(x, nv, "p:nvPr"), "p:ph");
}

static bool is_title(const struct xml *x, size_t sp)
{
	struct str type = xml_attr(x, placeholder(x, sp), "type");
	return str_eqz(type, "title") || str_eqz(type, "ctrTitle");
}

static void put_shape(struct slides *s, size_t sp)
{
	static const char *const skipped[] = {"title", "ctrTitle", "dt", "ftr", "sldNum", "hdr"};
	const struct xml *x = &s->now->x;
	size_t ph = placeholder(x, sp), body = xml_child(x, sp, "p:txBody");
	struct str type = xml_attr(x, ph, "type");
	for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
		if (str_eqz(type, skipped[i]))
			return;
	bool bullets = ph != XML_NONE && !str_eqz(type, "subTitle");
	if (body != XML_NONE)
		put_body(s, body, bullets && n_paragraphs(s, body) > 1);
}

static void put_picture(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	size_t nv = xml_child(x, node, "p:nvPicPr");
	struct str alt = xml_attr(x, xml_child(x, nv, "p:cNvPr"), "descr");
	struct rich r = {.a = s->a};
	size_t blip = xml_find(x, node, "a:blip");
	if (str_iends(alt, STR("Description automatically generated")))
		alt = STR("");
	struct str bytes = opc_picture(&s->opc, &s->now->rels, xml_attr(x, blip, "r:embed"));
	struct str image = images_markdown(&s->images, bytes, alt);
	if (image.n || str_blank(alt)) {
		flow_paragraph(&s->flow, image);
		return;
	}
	rich_put(&r, alt, RICH_ITALIC, STR(""));
	flow_paragraph(&s->flow, rich_write(s->a, &r, ESCAPE_TEXT));
}

static void put_tree(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	if (s->depth >= MAX_GROUPS)
		return;
	s->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "p:sp"))
			put_shape(s, k);
		else if (xml_is(x, k, "p:graphicFrame"))
			put_frame(s, k);
		else if (xml_is(x, k, "p:pic"))
			put_picture(s, k);
		else if (xml_is(x, k, "p:grpSp"))
			put_tree(s, k);
		else if (xml_is(x, k, "mc:AlternateContent"))
			put_tree(s, xml_child(x, k, "mc:Choice"));
	}
	s->depth--;
}

/* --- slides ------------------------------------------------------------------------------ */

static struct str title_of(struct slides *s, size_t tree, struct str *plain)
{
	const struct xml *x = &s->now->x;
	for (size_t k = xml_child(x, tree, "p:sp"); k != XML_NONE; k = xml_next(x, k, "p:sp")) {
		struct rich all = {.a = s->a};
		size_t body = xml_child(x, k, "p:txBody");
		if (!is_title(x, k))
			continue;
		for (size_t p = xml_child(x, body, "a:p"); p != XML_NONE;
			p = xml_next(x, p, "a:p")) {
			struct rich r = paragraph(s, p);
			for (size_t i = 0; i < r.runs.n; i++)
				rich_put(&all, r.runs.v[i].text, r.runs.v[i].style & RICH_RAW,
					r.runs.v[i].link);
			rich_put(&all, STR(" "), 0, STR(""));
		}
		*plain = rich_plain(s->a, &all);
		return rich_write(s->a, &all, ESCAPE_TEXT);
	}
	return STR("");
}

/* The speaker's notes of the slide. */
static void put_notes(struct slides *s)
{
	const struct opc_rel *rel = opc_rel_of(&s->now->rels, "notesSlide");
	struct slide notes = {.rels = map_make(s->a)};
	const struct slide *saved = s->now;
	struct err ignored = {0};
	bool first = true;
	if (!rel || !opc_part(&s->opc, s->a, rel->target, &notes.x, &ignored))
		return;
	s->now = &notes;
	for (size_t i = 0; i < notes.x.n; i++) {
		if (!xml_is(&notes.x, i, "p:sp") ||
			!str_eqz(xml_attr(&notes.x, placeholder(&notes.x, i), "type"), "body"))
			continue;
		size_t body = xml_child(&notes.x, i, "p:txBody");
		for (size_t p = xml_child(&notes.x, body, "a:p"); p != XML_NONE;
			p = xml_next(&notes.x, p, "a:p")) {
			struct rich r = paragraph(s, p);
			struct str text = rich_write(s->a, &r, ESCAPE_TEXT);
			if (!text.n)
				continue;
			flow_quote(&s->flow,
				first ? str_printf(s->a, "**Notes:** " STR_FMT, STR_ARG(text))
				      : text);
			first = false;
		}
	}
	s->now = saved;
}

static void put_slide(struct slides *s, struct str part, size_t number, struct document *out)
{
	struct slide slide;
	struct err ignored = {0};
	if (!opc_part(&s->opc, s->a, part, &slide.x, &ignored))
		return;
	slide.rels = opc_rels(&s->opc, part);
	s->now = &slide;
	size_t tree = xml_find(&slide.x, 0, "p:spTree");
	struct str plain = STR(""), title = title_of(s, tree, &plain);
	if (number == 1 && plain.n && plain.n <= 200 &&
		(!out->meta.title.n || str_ieq(out->meta.title, STR("PowerPoint Presentation"))))
		out->meta.title = text_clean(s->opc.a, plain);
	flow_heading(&s->flow, 2, title.n ? title : str_printf(s->a, "Slide %zu", number));
	if (tree != XML_NONE)
		put_tree(s, tree);
	put_notes(s);
}

/* A slide's tree and words are gone once it is written. */
static void put_in_scratch(struct slides *s, struct str part, size_t number, struct document *out)
{
	struct arena *kept = s->a, *scratch = arena_make();
	s->a = s->flow.a = s->flow.w.a = scratch;
	put_slide(s, part, number, out);
	s->a = s->flow.a = s->flow.w.a = kept;
	arena_free(scratch);
}

static bool put_slides(struct slides *s, struct document *out, struct err *e)
{
	struct xml x;
	if (!opc_part(&s->opc, s->a, s->opc.main, &x, e))
		return false;
	struct map rels = opc_rels(&s->opc, s->opc.main), seen = map_make(s->a);
	size_t list = xml_child(&x, 0, "p:sldIdLst"), n = 0;
	for (size_t i = xml_child(&x, list, "p:sldId");
		i != XML_NONE && s->flow.w.out.n <= MD_MAX_TEXT; i = xml_next(&x, i, "p:sldId")) {
		const struct opc_rel *r = map_ptr(&rels, xml_attr(&x, i, "r:id"));
		bool added = false;
		if (r && !r->external)
			map_add(&seen, r->target, &added);
		if (added)
			put_in_scratch(s, r->target, ++n, out);
	}
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_pptx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct slides s = {.a = a, .flow = flow_make(a), .images = images_make(a, opt)};
	s.images.lasting = true;
	if (!opc_open(a, bytes, "ppt/presentation.xml", opt, &s.opc, out, e) ||
		!put_slides(&s, out, e))
		return false;
	out->body = text_clean(a, flow_end(&s.flow));
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	images_end(&s.images, out);
	return true;
}
