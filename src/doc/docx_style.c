/* docx_style.c - see docx_style.h. ECMA-376 part 1, 17.7 and 17.9.
 *
 * Order: properties of runs, styles, numbering. */
#include "doc/docx_style.h"

#include <string.h>

#include "doc/rich.h"

#define MAX_BASES 20
#define MAX_LABEL 64 /* bytes of a level's text */

/* --- properties of runs ------------------------------------------------------------------ */

bool docx_is_on(const struct xml *x, size_t i)
{
	struct str v = xml_attr(x, i, "w:val");
	return !str_eqz(v, "0") && !str_eqz(v, "false") && !str_eqz(v, "off") &&
		!str_eqz(v, "none");
}

void docx_run_style(const struct xml *x, size_t rpr, unsigned *on, unsigned *off)
{
	static const struct {
		const char *name;
		unsigned style;
	} toggles[] = {
		{"w:b", RICH_BOLD},
		{"w:i", RICH_ITALIC},
		{"w:strike", RICH_STRIKE},
		{"w:dstrike", RICH_STRIKE},
		{"w:highlight", RICH_MARK},
	};
	*on = *off = 0;
	if (rpr == XML_NONE)
		return;
	for (size_t k = xml_child(x, rpr, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		for (size_t i = 0; i < sizeof toggles / sizeof *toggles; i++)
			if (xml_is(x, k, toggles[i].name))
				*(docx_is_on(x, k) ? on : off) |= toggles[i].style;
		struct str v = xml_attr(x, k, "w:val");
		if (xml_is(x, k, "w:vertAlign"))
			*on |= str_eqz(v, "superscript")  ? RICH_SUP
				: str_eqz(v, "subscript") ? RICH_SUB
							  : 0;
		if (xml_is(x, k, "w:rFonts") && office_is_mono(xml_attr(x, k, "w:ascii")))
			*on |= RICH_CODE;
	}
}

/* --- styles ------------------------------------------------------------------------------ */

static void take_name(struct docx_style *s)
{
	struct office_name v = office_name_of(s->name);
	s->kind = v.kind;
	s->depth = v.depth;
	s->heading = v.heading ? v.heading : s->heading;
}

static void read_style(struct docx_styles *t, const struct xml *x, size_t i)
{
	struct str type = xml_attr(x, i, "w:type"), id = xml_attr(x, i, "w:styleId");
	struct docx_style *s = ARENA_NEW(t->a, struct docx_style);
	size_t ppr = xml_child(x, i, "w:pPr"), num = xml_child(x, ppr, "w:numPr");
	size_t outline = xml_child(x, ppr, "w:outlineLvl"), ind = xml_child(x, ppr, "w:ind");
	bool run = str_eqz(type, "character");
	s->name = str_lower(t->a, xml_attr(x, xml_child(x, i, "w:name"), "w:val"));
	s->based_on = xml_attr(x, xml_child(x, i, "w:basedOn"), "w:val");
	s->num_id = xml_int(x, xml_child(x, num, "w:numId"), "w:val", -1);
	s->level = xml_int(x, xml_child(x, num, "w:ilvl"), "w:val", -1);
	s->indent = xml_int(x, ind, "w:left", xml_int(x, ind, "w:start", -1));
	docx_run_style(x, xml_child(x, i, "w:rPr"), &s->on, &s->off);
	if (!run) {
		int64_t level = xml_int(x, outline, "w:val", 9);
		s->heading = level >= 0 && level < 9 ? (unsigned)level + 1 : 0;
		take_name(s);
	} else if (str_find(s->name, STR("verbatim")) != STR_NPOS ||
		str_find(s->name, STR("code")) != STR_NPOS) {
		s->on |= RICH_CODE;
	}
	if (str_eqz(type, "paragraph") && str_eqz(xml_attr(x, i, "w:default"), "1"))
		t->default_paragraph = id;
	map_add(&t->styles, id, NULL)->ptr = s;
}

void docx_read_styles(struct docx_styles *s, const struct xml *x)
{
	for (size_t i = xml_child(x, 0, "w:style"); i != XML_NONE; i = xml_next(x, i, "w:style"))
		read_style(s, x, i);
}

/* Programs that write no styles rely on the ids that Word knows: "Heading1", "ListBullet2". */
static struct docx_style *style_by_id(struct docx_styles *t, struct str id)
{
	struct docx_style *s = ARENA_NEW(t->a, struct docx_style);
	struct buf b = buf_make(t->a);
	for (size_t i = 0; i < id.n; i++) {
		bool upper = id.p[i] >= 'A' && id.p[i] <= 'Z',
		     digit = id.p[i] >= '0' && id.p[i] <= '9';
		if ((upper || digit) && b.n && b.p[b.n - 1] != ' ')
			buf_putc(&b, ' ');
		buf_putc(&b, id.p[i]);
	}
	s->name = str_lower(t->a, buf_str(&b));
	s->num_id = s->level = s->indent = -1;
	take_name(s);
	map_add(&t->styles, id, NULL)->ptr = s;
	return s;
}

const struct docx_style *docx_style(struct docx_styles *t, struct str id)
{
	struct docx_style *s = map_ptr(&t->styles, id), *base = s;
	if (!s && id.n)
		return style_by_id(t, id);
	for (int n = 0; s && !s->resolved && n < MAX_BASES; n++) {
		base = map_ptr(&t->styles, base->based_on);
		if (!base)
			break;
		s->heading = s->heading ? s->heading : base->heading;
		s->depth = s->kind ? s->depth : base->depth;
		s->kind = s->kind ? s->kind : base->kind;
		s->num_id = s->num_id >= 0 ? s->num_id : base->num_id;
		s->level = s->level >= 0 ? s->level : base->level;
		s->indent = s->indent >= 0 ? s->indent : base->indent;
		s->on |= base->on & ~s->off;
	}
	if (s)
		s->resolved = true;
	return s;
}

/* --- numbering --------------------------------------------------------------------------- */

static void read_level(const struct xml *x, size_t i, struct office_list *l)
{
	int64_t at = xml_int(x, i, "w:ilvl", -1);
	if (at < 0 || at >= OFFICE_LEVELS)
		return;
	struct office_level *v = &l->level[at];
	size_t ind = xml_child(x, xml_child(x, i, "w:pPr"), "w:ind");
	v->format = xml_attr(x, xml_child(x, i, "w:numFmt"), "w:val");
	v->text = str_sub(xml_attr(x, xml_child(x, i, "w:lvlText"), "w:val"), 0, MAX_LABEL);
	v->start = xml_int(x, xml_child(x, i, "w:start"), "w:val", 1);
	v->indent = xml_int(x, ind, "w:left", xml_int(x, ind, "w:start", -1));
	v->bullet = str_eqz(v->format, "bullet") || !v->text.n;
	v->none = str_eqz(v->format, "none");
	v->style = xml_attr(x, xml_child(x, i, "w:pStyle"), "w:val");
	size_t legal = xml_child(x, i, "w:isLgl");
	v->legal = legal != XML_NONE && docx_is_on(x, legal);
	v->after = xml_int(x, xml_child(x, i, "w:lvlRestart"), "w:val", -1);
}

static void read_num(struct docx_styles *s, const struct xml *x, size_t i)
{
	struct office_num *n = ARENA_NEW(s->a, struct office_num);
	n->list = map_ptr(&s->lists, xml_attr(x, xml_child(x, i, "w:abstractNumId"), "w:val"));
	for (size_t k = 0; k < OFFICE_LEVELS; k++)
		n->restart[k] = -1;
	for (size_t k = xml_child(x, i, "w:lvlOverride"); k != XML_NONE && n->list;
		k = xml_next(x, k, "w:lvlOverride")) {
		int64_t at = xml_int(x, k, "w:ilvl", -1);
		size_t level = xml_child(x, k, "w:lvl");
		if (at < 0 || at >= OFFICE_LEVELS)
			continue;
		n->restart[at] = xml_int(x, xml_child(x, k, "w:startOverride"), "w:val", -1);
		if (level != XML_NONE) { /* a definition of its own */
			struct office_list *own = ARENA_NEW(s->a, struct office_list);
			*own = *n->list;
			n->list = own;
			read_level(x, level, own);
		}
	}
	map_add(&s->nums, xml_attr(x, i, "w:numId"), NULL)->ptr = n;
}

void docx_read_numbering(struct docx_styles *s, const struct xml *x)
{
	struct map named = map_make(s->a); /* by the style that stands for a list */
	for (size_t i = xml_child(x, 0, "w:abstractNum"); i != XML_NONE;
		i = xml_next(x, i, "w:abstractNum")) {
		struct office_list *l = ARENA_NEW(s->a, struct office_list);
		for (size_t k = xml_child(x, i, "w:lvl"); k != XML_NONE;
			k = xml_next(x, k, "w:lvl"))
			read_level(x, k, l);
		map_add(&s->lists, xml_attr(x, i, "w:abstractNumId"), NULL)->ptr = l;
		if (xml_child(x, i, "w:styleLink") != XML_NONE)
			map_add(&named, xml_attr(x, xml_child(x, i, "w:styleLink"), "w:val"), NULL)
				->ptr = l;
	}
	for (size_t i = xml_child(x, 0, "w:abstractNum"); i != XML_NONE;
		i = xml_next(x, i, "w:abstractNum")) {
		struct office_list *own = map_ptr(&s->lists, xml_attr(x, i, "w:abstractNumId"));
		struct office_list *l =
			map_ptr(&named, xml_attr(x, xml_child(x, i, "w:numStyleLink"), "w:val"));
		if (l && own && l != own)
			memcpy(own->level, l->level, sizeof own->level);
	}
	for (size_t i = xml_child(x, 0, "w:num"); i != XML_NONE; i = xml_next(x, i, "w:num"))
		read_num(s, x, i);
}

struct office_num *docx_num(struct docx_styles *s, int64_t id)
{
	struct office_num *n =
		id > 0 ? map_ptr(&s->nums, str_printf(s->a, "%lld", (long long)id)) : NULL;
	return n && n->list ? n : NULL;
}
