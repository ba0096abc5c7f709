/* docx_style.c - see docx_style.h. ECMA-376 part 1, 17.7 and 17.9.
 *
 * Order: properties of runs, styles, numbering, counting. */
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

bool docx_is_mono(struct str font)
{
	static const char *const fonts[] = {"courier", "consolas", "menlo", "monaco", "mono",
		"lucida console", "andale", "source code", "inconsolata", "fira code", "cascadia"};
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		if (str_ifind(font, str_of(fonts[i])) != STR_NPOS)
			return true;
	return false;
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
		if (xml_is(x, k, "w:rFonts") && docx_is_mono(xml_attr(x, k, "w:ascii")))
			*on |= RICH_CODE;
	}
}

/* --- styles ------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	enum docx_kind kind;
} kinds[] = {
	{"title", DOCX_TITLE},
	{"subtitle", DOCX_SUBTITLE},
	{"quote", DOCX_QUOTE},
	{"intense quote", DOCX_QUOTE},
	{"block text", DOCX_QUOTE},
	{"block quote", DOCX_QUOTE},
	{"blockquote", DOCX_QUOTE},
	{"quotations", DOCX_QUOTE},
	{"source code", DOCX_CODE},
	{"code", DOCX_CODE},
	{"code block", DOCX_CODE},
	{"codeblock", DOCX_CODE},
	{"html preformatted", DOCX_CODE},
	{"preformatted text", DOCX_CODE},
	{"preformatted", DOCX_CODE},
	{"verbatim", DOCX_CODE},
	{"macro", DOCX_CODE},
	{"macro text", DOCX_CODE},
};

static void name_kind(struct docx_style *s)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eqz(s->name, kinds[i].name))
			s->kind = kinds[i].kind;
	if (str_starts(s->name, STR("heading ")) && s->name.n == 9 && s->name.p[8] >= '1' &&
		s->name.p[8] <= '9')
		s->heading = (unsigned)(s->name.p[8] - '0');
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
		name_kind(s);
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

const struct docx_style *docx_style(struct docx_styles *t, struct str id)
{
	struct docx_style *s = map_ptr(&t->styles, id), *base = s;
	for (int n = 0; s && !s->resolved && n < MAX_BASES; n++) {
		base = map_ptr(&t->styles, base->based_on);
		if (!base)
			break;
		s->heading = s->heading ? s->heading : base->heading;
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

static void read_level(const struct xml *x, size_t i, struct docx_list *l)
{
	int64_t at = xml_int(x, i, "w:ilvl", -1);
	if (at < 0 || at >= DOCX_LEVELS)
		return;
	struct docx_level *v = &l->level[at];
	size_t ind = xml_child(x, xml_child(x, i, "w:pPr"), "w:ind");
	v->format = xml_attr(x, xml_child(x, i, "w:numFmt"), "w:val");
	v->text = str_sub(xml_attr(x, xml_child(x, i, "w:lvlText"), "w:val"), 0, MAX_LABEL);
	v->start = xml_int(x, xml_child(x, i, "w:start"), "w:val", 1);
	v->indent = xml_int(x, ind, "w:left", xml_int(x, ind, "w:start", -1));
	v->bullet = str_eqz(v->format, "bullet") || !v->text.n;
	v->none = str_eqz(v->format, "none");
}

static void read_num(struct docx_styles *s, const struct xml *x, size_t i)
{
	struct docx_num *n = ARENA_NEW(s->a, struct docx_num);
	n->list = map_ptr(&s->lists, xml_attr(x, xml_child(x, i, "w:abstractNumId"), "w:val"));
	for (size_t k = 0; k < DOCX_LEVELS; k++)
		n->restart[k] = -1;
	for (size_t k = xml_child(x, i, "w:lvlOverride"); k != XML_NONE && n->list;
		k = xml_next(x, k, "w:lvlOverride")) {
		int64_t at = xml_int(x, k, "w:ilvl", -1);
		size_t level = xml_child(x, k, "w:lvl");
		if (at < 0 || at >= DOCX_LEVELS)
			continue;
		n->restart[at] = xml_int(x, xml_child(x, k, "w:startOverride"), "w:val", -1);
		if (level != XML_NONE) { /* a definition of its own */
			struct docx_list *own = ARENA_NEW(s->a, struct docx_list);
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
		struct docx_list *l = ARENA_NEW(s->a, struct docx_list);
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
		struct docx_list *own = map_ptr(&s->lists, xml_attr(x, i, "w:abstractNumId"));
		struct docx_list *l =
			map_ptr(&named, xml_attr(x, xml_child(x, i, "w:numStyleLink"), "w:val"));
		if (l && own && l != own)
			memcpy(own->level, l->level, sizeof own->level);
	}
	for (size_t i = xml_child(x, 0, "w:num"); i != XML_NONE; i = xml_next(x, i, "w:num"))
		read_num(s, x, i);
}

struct docx_num *docx_num(struct docx_styles *s, int64_t id)
{
	struct docx_num *n =
		id > 0 ? map_ptr(&s->nums, str_printf(s->a, "%lld", (long long)id)) : NULL;
	return n && n->list ? n : NULL;
}

/* --- counting ---------------------------------------------------------------------------- */

int64_t docx_count(struct docx_num *num, size_t level)
{
	struct docx_list *l = num->list;
	if (num->restart[level] >= 0) {
		l->count[level] = num->restart[level] - 1;
		l->begun[level] = true;
		num->restart[level] = -1;
	} else if (!l->begun[level]) {
		l->count[level] = l->level[level].start - 1;
		l->begun[level] = true;
	}
	for (size_t k = level + 1; k < DOCX_LEVELS; k++)
		l->begun[k] = false;
	for (size_t k = 0; k < level; k++)
		if (!l->begun[k]) {
			l->count[k] = l->level[k].start;
			l->begun[k] = true;
		}
	if (l->count[level] < 0 || l->count[level] > 99999999)
		l->count[level] = 0;
	return ++l->count[level];
}

static void put_number(struct buf *b, int64_t n, struct str format)
{
	static const struct {
		const char *sign;
		int64_t value;
	} roman[] = {{"m", 1000}, {"cm", 900}, {"d", 500}, {"cd", 400}, {"c", 100}, {"xc", 90},
		{"l", 50}, {"xl", 40}, {"x", 10}, {"ix", 9}, {"v", 5}, {"iv", 4}, {"i", 1}};
	bool upper = str_starts(format, STR("upper"));
	size_t start = b->n;
	if (str_iends(format, STR("letter")) && n > 0) {
		buf_fill(b, (char)('a' + (n - 1) % 26), (size_t)((n - 1) / 26 % 8 + 1));
	} else if (str_iends(format, STR("roman")) && n > 0 && n < 4000) {
		for (size_t i = 0; i < sizeof roman / sizeof *roman; i++)
			for (; n >= roman[i].value; n -= roman[i].value)
				buf_puts(b, roman[i].sign);
	} else {
		buf_printf(b, "%lld", (long long)n);
	}
	for (size_t i = start; i < b->n && upper; i++)
		if (b->p[i] >= 'a' && b->p[i] <= 'z')
			b->p[i] = (char)(b->p[i] - 'a' + 'A');
}

struct str docx_label(struct arena *a, const struct docx_num *num, size_t level)
{
	const struct docx_level *v = &num->list->level[level];
	struct buf b = buf_make(a);
	if (v->bullet || v->none)
		return STR("");
	for (size_t i = 0; i < v->text.n; i++) {
		char next = i + 1 < v->text.n ? v->text.p[i + 1] : 0;
		if (v->text.p[i] != '%' || next < '1' || next > '9') {
			buf_putc(&b, v->text.p[i]);
			continue;
		}
		size_t at = (size_t)(next - '1');
		put_number(&b, num->list->count[at], num->list->level[at].format);
		i++;
	}
	return str_trim(buf_str(&b));
}
