/* odt_style.c - see odt.h. ODF 1.3 part 3, 16 (styles).
 *
 * Order: styles, lists, all of them, the calls. */
#include <string.h>

#include "doc/odt.h"

#define MAX_PARENTS 20

/* --- styles ------------------------------------------------------------------------------ */

/* Names mean what they say, whether the style is defined or not. */
static struct office_name name_of(struct odt *d, struct str name)
{
	name = str_replace(d->a, str_lower(d->a, name), STR("_20_"), STR(" "));
	return office_name_of(str_replace(d->a, name, STR("_"), STR(" ")));
}

static unsigned code_of(const struct office_name *name)
{
	return name->kind == OFFICE_CODE ? RICH_CODE : 0;
}

static void read_text_properties(const struct xml *x, size_t t, struct odt_style *s)
{
	struct str weight = xml_attr(x, t, "fo:font-weight"),
		   slant = xml_attr(x, t, "fo:font-style"),
		   strike = xml_attr(x, t, "style:text-line-through-style"),
		   position = xml_attr(x, t, "style:text-position"),
		   back = xml_attr(x, t, "fo:background-color"),
		   family = xml_attr(x, t, "fo:font-family");
	s->font = xml_attr(x, t, "style:font-name");
	s->hidden = str_eqz(xml_attr(x, t, "text:display"), "none");
	s->own = (str_eqz(weight, "bold") || str_eqz(weight, "700") ? RICH_BOLD : 0) |
		(str_eqz(slant, "italic") || str_eqz(slant, "oblique") ? RICH_ITALIC : 0) |
		(strike.n && !str_eqz(strike, "none") ? RICH_STRIKE : 0) |
		(back.n && !str_eqz(back, "transparent") && !str_eqz(back, "#ffffff") ? RICH_MARK
										      : 0) |
		(str_starts(position, STR("super")) ? RICH_SUP : 0) |
		(str_starts(position, STR("sub")) ? RICH_SUB : 0) |
		(office_is_mono(s->font) || office_is_mono(family) ? RICH_CODE : 0);
	s->off = (str_eqz(weight, "normal") ? RICH_BOLD : 0) |
		(str_eqz(slant, "normal") ? RICH_ITALIC : 0) |
		(str_eqz(strike, "none") ? RICH_STRIKE : 0) |
		(str_eqz(back, "transparent") ? RICH_MARK : 0);
}

static void read_style(struct odt *d, const struct xml *x, size_t i)
{
	struct odt_style *s = ARENA_NEW(d->a, struct odt_style);
	struct str name = xml_attr(x, i, "style:name"),
		   shown = xml_attr(x, i, "style:display-name"),
		   outline = xml_attr(x, i, "style:default-outline-level");
	int64_t level = 0;
	read_text_properties(x, xml_child(x, i, "style:text-properties"), s);
	s->parent = xml_attr(x, i, "style:parent-style-name");
	s->name = name_of(d, shown.n ? shown : name);
	if (str_to_i64(outline, &level) && level > 0 && level < 10)
		s->name.heading = (unsigned)level;
	s->automatic = xml_is(x, x->v[i].parent, "office:automatic-styles");
	s->on = s->own | code_of(&s->name);
	map_add(&d->styles,
		str_printf(d->a, STR_FMT " " STR_FMT, STR_ARG(xml_attr(x, i, "style:family")),
			STR_ARG(name)),
		NULL)
		->ptr = s;
}

static void inherit(struct odt_style *s, const struct odt_style *base)
{
	s->on |= base->on & ~s->off;
	s->font = s->font.n ? s->font : base->font;
	s->hidden = s->hidden || base->hidden;
	s->name.heading = s->name.heading ? s->name.heading : base->name.heading;
	if (!s->name.kind) {
		s->name.kind = base->name.kind;
		s->name.depth = base->name.depth;
	}
}

struct odt_style odt_style_of(struct odt *d, const char *family, struct str name)
{
	struct odt_style none = {.name = {.kind = OFFICE_PLAIN}}, *s, *base;
	s = map_ptr(&d->styles, str_printf(d->a, "%s " STR_FMT, family, STR_ARG(name)));
	base = s;
	for (int n = 0; s && !s->resolved && base->parent.n && n < MAX_PARENTS; n++) {
		struct str parent = base->parent;
		base = map_ptr(
			&d->styles, str_printf(d->a, "%s " STR_FMT, family, STR_ARG(parent)));
		if (!base) { /* not defined: its name counts */
			none.name = name_of(d, parent);
			none.on = code_of(&none.name);
			inherit(s, &none);
			break;
		}
		inherit(s, base);
	}
	if (s) {
		s->resolved = true;
		return *s;
	}
	none.name = name_of(d, name);
	none.on = code_of(&none.name);
	return none;
}

/* --- lists ------------------------------------------------------------------------------- */

static struct str format_of(struct str f)
{
	static const struct {
		const char *odf, *format;
	} formats[] = {
		{"a", "lowerLetter"},
		{"A", "upperLetter"},
		{"i", "lowerRoman"},
		{"I", "upperRoman"},
	};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (str_eqz(f, formats[i].odf))
			return str_of(formats[i].format);
	return STR("decimal");
}

static void read_level(
	struct odt *d, const struct xml *x, size_t k, size_t level, struct office_level *l)
{
	struct str number = xml_attr(x, k, "style:num-format");
	int64_t shown = xml_int(x, k, "text:display-levels", 1);
	struct buf b = buf_make(d->a);
	*l = (struct office_level){.indent = -1, .after = -1};
	if (!xml_is(x, k, "text:list-level-style-number") &&
		!xml_is(x, k, "text:outline-level-style")) {
		l->bullet = true;
		l->text = xml_is(x, k, "text:list-level-style-bullet") &&
				xml_has(x, k, "text:bullet-char")
			? xml_attr(x, k, "text:bullet-char")
			: STR("*");
		return;
	}
	shown = shown < 1 ? 1 : shown > (int64_t)level + 1 ? (int64_t)level + 1 : shown;
	buf_put(&b, str_sub(xml_attr(x, k, "style:num-prefix"), 0, 64));
	for (size_t i = level + 1 - (size_t)shown; i <= level && number.n && i < 9; i++)
		buf_printf(&b, "%s%%%zu", i > level + 1 - (size_t)shown ? "." : "", i + 1);
	buf_put(&b, str_sub(xml_attr(x, k, "style:num-suffix"), 0, 64));
	l->text = buf_str(&b);
	l->format = format_of(number);
	l->none = !number.n;
	l->start = xml_int(x, k, "text:start-value", 1);
}

/* Levels that a list style leaves out are as the first; headings have no label then. */
static void read_list(struct odt *d, const struct xml *x, size_t i, struct odt_list *l)
{
	bool said[OFFICE_LEVELS] = {false};
	for (size_t k = xml_child(x, i, NULL); k != XML_NONE; k = xml_next(x, k, NULL)) {
		int64_t level = xml_int(x, k, "text:level", 0) - 1;
		if (level < 0 || level >= OFFICE_LEVELS)
			continue;
		read_level(d, x, k, (size_t)level, &l->list.level[level]);
		said[level] = true;
	}
	for (size_t k = 0; k < OFFICE_LEVELS; k++)
		if (!said[k])
			l->list.level[k] = said[0] && k && xml_is(x, i, "text:list-style")
				? l->list.level[0]
				: d->bullets.list.level[0];
	l->num.list = &l->list;
	for (size_t k = 0; k < OFFICE_LEVELS; k++)
		l->num.restart[k] = -1;
}

/* --- all of them ------------------------------------------------------------------------- */

static void make_bullets(struct odt *d)
{
	struct odt_list *l = &d->bullets;
	for (size_t k = 0; k < OFFICE_LEVELS; k++) {
		l->list.level[k] = (struct office_level){
			.bullet = true, .text = STR("*"), .indent = -1, .after = -1};
		l->num.restart[k] = -1;
	}
	l->num.list = &l->list;
}

void odt_read_styles(struct odt *d, const struct xml *x)
{
	if (!d->bullets.num.list) {
		make_bullets(d);
		d->outline = d->bullets;
		d->outline.num.list = &d->outline.list;
	}
	for (size_t i = 0; i < x->n; i++) {
		if (xml_is(x, i, "style:style"))
			read_style(d, x, i);
		if (xml_is(x, i, "text:outline-style"))
			read_list(d, x, i, &d->outline);
		if (!xml_is(x, i, "text:list-style"))
			continue;
		struct odt_list *l = ARENA_NEW(d->a, struct odt_list);
		read_list(d, x, i, l);
		map_add(&d->lists, xml_attr(x, i, "style:name"), NULL)->ptr = l;
	}
}

/* --- the calls --------------------------------------------------------------------------- */

struct odt_list *odt_list_of(struct odt *d, struct str name)
{
	struct odt_list *l = map_ptr(&d->lists, name);
	return l ? l : &d->bullets;
}

void odt_list_begin(struct odt_list *l, size_t level)
{
	for (size_t k = level; k < OFFICE_LEVELS; k++)
		l->list.begun[k] = false;
}
