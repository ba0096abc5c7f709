/* read_pptx.c - PowerPoint slides (ECMA-376 part 1, PresentationML): a heading a slide, its text,
 * tables, charts and diagrams as they are read, the speaker's notes and comments as quotes.
 *
 * Order: paragraphs, tables, charts, diagrams, shapes, slides, notes, the reader. */
#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "doc/chart_part.h"
#include "doc/flow.h"
#include "doc/image.h"
#include "doc/md.h"
#include "doc/omml.h"
#include "doc/opc.h"
#include "doc/pptx_place.h"
#include "doc/rich.h"

#define MAX_GROUPS 30 /* groups inside each other */
#define MAX_LEVELS 8 /* of a diagram */

struct slide {
	struct xml x;
	struct map rels;
};
struct slides {
	struct arena *a; /* of the slide being written; each has its own */
	struct opc opc;
	struct flow flow;
	struct images images;
	struct pptx_places places;
	int64_t width, height; /* of a slide; 0 when not said */
	const struct map *layout; /* of the slide being written; may be NULL */
	size_t depth, n_hidden;
	const struct slide *now;
};

static void put_tree(struct slides *s, size_t node);

/* --- paragraphs -------------------------------------------------------------------------- */

static void put_run(struct slides *s, struct rich *r, size_t node)
{
	const struct xml *x = &s->now->x;
	size_t rpr = xml_child(x, node, "a:rPr"), link = xml_child(x, rpr, "a:hlinkClick");
	const struct opc_rel *rel = map_ptr(&s->now->rels, xml_attr(x, link, "r:id"));
	struct str bold = xml_attr(x, rpr, "b"), italic = xml_attr(x, rpr, "i"),
		   strike = xml_attr(x, rpr, "strike");
	int64_t raised = xml_int(x, rpr, "baseline", 0);
	bool web = rel && rel->external &&
		(str_istarts(rel->target, STR("http")) || str_istarts(rel->target, STR("mailto:")));
	unsigned style = (str_eqz(bold, "1") ? RICH_BOLD : 0) |
		(str_eqz(italic, "1") ? RICH_ITALIC : 0) |
		(strike.n && !str_eqz(strike, "noStrike") ? RICH_STRIKE : 0) |
		(raised > 0		     ? RICH_SUP
				: raised < 0 ? RICH_SUB
					     : 0);
	rich_put(r, xml_text(s->a, x, xml_child(x, node, "a:t")), style,
		web ? rel->target : STR(""));
}

/* All equations below node. */
static void put_math(struct slides *s, struct rich *r, size_t node)
{
	const struct xml *x = &s->now->x;
	for (size_t i = node; i < x->v[node].end; i++) {
		if (!xml_is(x, i, "m:oMath"))
			continue;
		if (i > node && r->runs.n && r->runs.v[r->runs.n - 1].style & RICH_RAW)
			rich_put(r, STR(" "), 0, STR(""));
		rich_put(r, str_printf(s->a, "$" STR_FMT "$", STR_ARG(omml_tex(s->a, x, i))),
			RICH_RAW, STR(""));
		i = x->v[i].end - 1;
	}
}

static struct rich paragraph(struct slides *s, size_t p)
{
	const struct xml *x = &s->now->x;
	struct rich r = {.a = s->a};
	for (size_t k = xml_child(x, p, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		if (xml_is(x, k, "a:r") || xml_is(x, k, "a:fld"))
			put_run(s, &r, k);
		else if (xml_is(x, k, "a:br"))
			rich_put(&r, STR("\n"), 0, STR(""));
		else
			put_math(s, &r, k);
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

static int64_t first_number(int64_t n)
{
	return n < 1 || n > 32767 ? 1 : n;
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
		size_t count = xml_child(x, ppr, "a:buAutoNum");
		bool numbered = count != XML_NONE;
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
		if (numbered && !number[level])
			number[level] = first_number(xml_int(x, count, "startAt", 1)) - 1;
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

/* --- charts ------------------------------------------------------------------------------ */

static bool put_chart(struct slides *s, size_t node)
{
	const struct opc_rel *rel = map_ptr(&s->now->rels, xml_attr(&s->now->x, node, "r:id"));
	struct xml x;
	struct str title;
	struct grid g;
	struct err ignored = {0};
	if (!rel || rel->external || !opc_part(&s->opc, s->a, rel->target, &x, &ignored) ||
		!chart_part_read(s->a, &x, &title, &g))
		return false;
	struct rich r = {.a = s->a};
	rich_put(&r, title, RICH_BOLD, STR(""));
	flow_paragraph(&s->flow, rich_write(s->a, &r, ESCAPE_TEXT));
	flow_table(&s->flow, &g);
	return true;
}

/* --- diagrams ---------------------------------------------------------------------------- */

struct link { /* from one point of a diagram to one below it */
	size_t from, to; /* indices of points */
	int64_t order;
};
struct diagram {
	VEC(size_t) points; /* nodes */
	VEC(struct link) links;
	bool *seen;
	const void *list;
};

static int by_order(const void *p, const void *q)
{
	const struct link *x = p, *y = q;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->order != y->order ? (x->order < y->order ? -1 : 1)
				    : (x->to > y->to) - (x->to < y->to);
}

static void read_links(struct slides *s, struct diagram *d)
{
	const struct xml *x = &s->now->x;
	struct map ids = map_make(s->a);
	for (size_t i = 0; i < x->n; i++)
		if (xml_is(x, i, "dgm:pt")) {
			map_add(&ids, xml_attr(x, i, "modelId"), NULL)->num = d->points.n;
			VEC_PUSH(s->a, &d->points, i);
		}
	for (size_t i = 0; i < x->n; i++) {
		struct str type = xml_attr(x, i, "type");
		if (!xml_is(x, i, "dgm:cxn") || (type.n && !str_eqz(type, "parOf")))
			continue;
		const struct map_entry *from = map_find(&ids, xml_attr(x, i, "srcId")),
				       *to = map_find(&ids, xml_attr(x, i, "destId"));
		struct link l = {
			from ? from->num : 0, to ? to->num : 0, xml_int(x, i, "srcOrd", 0)};
		if (from && to)
			VEC_PUSH(s->a, &d->links, l);
	}
	if (d->links.n)
		qsort(d->links.v, d->links.n, sizeof *d->links.v, by_order);
	d->seen = ARENA_ARRAY(s->a, bool, d->points.n);
}

static void put_point(struct slides *s, const struct diagram *d, size_t point, int64_t level)
{
	const struct xml *x = &s->now->x;
	size_t node = d->points.v[point];
	for (size_t i = node; i < x->v[node].end; i++) {
		if (!xml_is(x, i, "a:p"))
			continue;
		struct rich r = paragraph(s, i);
		struct flow_item item = {.list = d->list, .level = level, .indent = -1};
		flow_item(&s->flow, &item, rich_write(s->a, &r, ESCAPE_TEXT));
	}
}

/* A point and those below it. */
static void put_branch(struct slides *s, struct diagram *d, size_t point, int64_t level)
{
	size_t low = 0, high = d->links.n;
	if (d->seen[point])
		return;
	d->seen[point] = true;
	put_point(s, d, point, level < 0 ? 0 : level);
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (d->links.v[mid].from < point)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < d->links.n && d->links.v[low].from == point && level < MAX_LEVELS; low++)
		put_branch(s, d, d->links.v[low].to, level + 1);
}

/* The words of a diagram: a list with the levels of its data. */
static void put_diagram(struct slides *s, size_t ids)
{
	const struct opc_rel *rel = map_ptr(&s->now->rels, xml_attr(&s->now->x, ids, "r:dm"));
	struct slide data = {.rels = map_make(s->a)};
	const struct slide *saved = s->now;
	struct diagram d = {.list = saved};
	struct err ignored = {0};
	if (!rel || !opc_part(&s->opc, s->a, rel->target, &data.x, &ignored))
		return;
	s->now = &data;
	read_links(s, &d);
	for (size_t i = 0; i < d.points.n; i++)
		if (str_eqz(xml_attr(&data.x, d.points.v[i], "type"), "doc"))
			put_branch(s, &d, i, -1);
	for (size_t i = 0; i < d.points.n; i++)
		put_branch(s, &d, i, 0);
	s->now = saved;
}

static void put_frame(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	size_t tbl = xml_find(x, node, "a:tbl"), ids = xml_find(x, node, "dgm:relIds"),
	       chart = xml_find(x, node, "c:chart"), ole = xml_find(x, node, "p:oleObj");
	if (tbl != XML_NONE)
		put_table(s, tbl);
	else if (ids != XML_NONE)
		put_diagram(s, ids);
	else if ((chart == XML_NONE || !put_chart(s, chart)) && ole != XML_NONE)
		put_tree(s, ole);
}

/* --- shapes ------------------------------------------------------------------------------ */

static bool is_title(const struct xml *x, size_t sp)
{
	struct str type = xml_attr(x, pptx_placeholder(x, sp), "type");
	return str_eqz(type, "title") || str_eqz(type, "ctrTitle");
}

/* The title is written first; the others are the same on all slides. */
static bool is_skipped(const struct xml *x, size_t sp)
{
	static const char *const types[] = {"title", "ctrTitle", "dt", "ftr", "sldNum", "hdr"};
	struct str type = xml_attr(x, pptx_placeholder(x, sp), "type");
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eqz(type, types[i]))
			return true;
	return false;
}

static void put_shape(struct slides *s, size_t sp)
{
	const struct xml *x = &s->now->x;
	size_t ph = pptx_placeholder(x, sp), body = xml_child(x, sp, "p:txBody");
	bool bullets = ph != XML_NONE && !str_eqz(xml_attr(x, ph, "type"), "subTitle");
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

/* Words, a picture or a table in it. */
static bool says_something(const struct xml *x, size_t node)
{
	for (size_t i = node; i < x->v[node].end; i++)
		if (xml_is(x, i, "a:t") || xml_is(x, i, "p:graphicFrame") ||
			xml_is(x, i, "p:pic") || xml_is(x, i, "m:oMath"))
			return true;
	return false;
}

static bool is_backdrop(const struct slides *s, const struct slide_box *b)
{
	return s->width > 0 && b->w >= s->width / 10 * 9 && b->h >= s->height / 10 * 9;
}

static void put_node(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	if (xml_is(x, node, "p:sp"))
		put_shape(s, node);
	else if (xml_is(x, node, "p:graphicFrame"))
		put_frame(s, node);
	else if (xml_is(x, node, "p:pic"))
		put_picture(s, node);
	else if (xml_is(x, node, "p:grpSp"))
		put_tree(s, node);
	if (!xml_is(x, node, "mc:AlternateContent"))
		return;
	size_t before = s->flow.w.out.n;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE && s->flow.w.out.n == before;
		k = xml_next(x, k, NULL))
		put_tree(s, k);
}

/* Shapes as they are read when all that say something have a place, else as they stand. What covers the
 * slide comes first. */
static void put_tree(struct slides *s, size_t node)
{
	const struct xml *x = &s->now->x;
	VEC(struct slide_box) back = {0}, boxes = {0};
	bool placed = true;
	if (s->depth >= MAX_GROUPS)
		return;
	s->depth++;
	for (size_t k = xml_child(x, node, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		struct slide_box b = {.node = k};
		bool alternate = xml_is(x, k, "mc:AlternateContent");
		size_t shown = alternate ? XML_NONE : k;
		for (size_t c = xml_child(x, k, NULL); shown == XML_NONE && c != XML_NONE;
			c = xml_next(x, c, NULL))
			shown = xml_child(x, c, NULL);
		if (shown == XML_NONE || is_skipped(x, k) || !says_something(x, k))
			continue;
		placed = placed && pptx_place(x, shown, s->layout, &b);
		if (placed && is_backdrop(s, &b))
			VEC_PUSH(s->a, &back, b);
		else
			VEC_PUSH(s->a, &boxes, b);
	}
	if (placed)
		slide_order(s->a, boxes.v, boxes.n);
	for (size_t i = 0; i < back.n; i++)
		put_node(s, back.v[i].node);
	for (size_t i = 0; i < boxes.n; i++)
		put_node(s, boxes.v[i].node);
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
			!str_eqz(xml_attr(&notes.x, pptx_placeholder(&notes.x, i), "type"), "body"))
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

/* What reviewers wrote to the slide, in either form of the part. */
static void put_comments(struct slides *s)
{
	const struct slide *saved = s->now;
	for (size_t i = 0; i < saved->rels.n; i++) {
		const struct opc_rel *rel = saved->rels.v[i].ptr;
		struct slide part = {.rels = map_make(s->a)};
		struct err ignored = {0};
		if (!rel || rel->external || !str_eqz(rel->type, "comments") ||
			!opc_part(&s->opc, s->a, rel->target, &part.x, &ignored))
			continue;
		s->now = &part;
		for (size_t k = 0; k < part.x.n; k++) {
			struct rich r = {.a = s->a};
			if (xml_is(&part.x, k, "a:p"))
				r = paragraph(s, k);
			else if (xml_is(&part.x, k, "p:text"))
				rich_put(&r, xml_text(s->a, &part.x, k), 0, STR(""));
			struct str text = rich_write(s->a, &r, ESCAPE_TEXT);
			if (text.n)
				flow_quote(&s->flow,
					str_printf(s->a, "**Comment:** " STR_FMT, STR_ARG(text)));
		}
		s->now = saved;
	}
}

static void put_slide(struct slides *s, struct str part, size_t number, struct document *out)
{
	struct slide slide;
	struct err ignored = {0};
	if (!opc_part(&s->opc, s->a, part, &slide.x, &ignored))
		return;
	slide.rels = opc_rels(&s->opc, part);
	s->now = &slide;
	s->layout = pptx_layout(&s->places, &slide.rels);
	s->n_hidden += str_eqz(xml_attr(&slide.x, 0, "show"), "0");
	size_t tree = xml_find(&slide.x, 0, "p:spTree");
	struct str plain = STR(""), title = title_of(s, tree, &plain);
	if (number == 1 && plain.n && plain.n <= 200 &&
		(!out->meta.title.n || str_ieq(out->meta.title, STR("PowerPoint Presentation"))))
		out->meta.title = text_clean(s->opc.a, plain);
	flow_heading(&s->flow, 2, title.n ? title : str_printf(s->a, "Slide %zu", number));
	if (tree != XML_NONE)
		put_tree(s, tree);
	put_notes(s);
	put_comments(s);
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
	size_t list = xml_child(&x, 0, "p:sldIdLst"), size = xml_child(&x, 0, "p:sldSz"), n = 0;
	s->width = xml_int(&x, size, "cx", 0);
	s->height = xml_int(&x, size, "cy", 0);
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
	if (!opc_open(a, bytes, "ppt/presentation.xml", opt, &s.opc, out, e))
		return false;
	s.places = pptx_places_make(&s.opc);
	if (!put_slides(&s, out, e))
		return false;
	out->body = text_clean(a, flow_end(&s.flow));
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	images_end(&s.images, out);
	if (s.n_hidden)
		strs_add(a, &out->notes,
			str_printf(a, "%zu of its slides hidden when shown", s.n_hidden));
	return true;
}
