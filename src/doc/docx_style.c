/* docx_style.c - see docx_style.h. ECMA-376 part 1, 17.7 and 17.9.
 *
 * Order: properties of runs, styles, numbering, counting. */
#include "doc/docx_style.h"

#include <string.h>

#include "base/text.h"
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
	{"titel", DOCX_TITLE},
	{"titre", DOCX_TITLE},
	{"t\xc3\xadtulo", DOCX_TITLE},
	{"titolo", DOCX_TITLE},
	{"subtitle", DOCX_SUBTITLE},
	{"author", DOCX_AUTHOR},
	{"authors", DOCX_AUTHOR},
	{"date", DOCX_DATE},
	{"definition term", DOCX_TERM},
	{"list heading", DOCX_TERM},
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

/* Word writes the English name whatever it shows; other programs write what they show. */
static const char *const headings[] = {
	"heading",
	"\xc3\xbc"
	"berschrift",
	"\xc3\x9c"
	"berschrift",
	"titre",
	"t\xc3\xadtulo",
	"titolo",
	"kop",
	"rubrik",
	"overskrift",
	"otsikko",
	"nag\xc5\x82\xc3\xb3wek",
	"nadpis",
	"\xd0\xb7\xd0\xb0\xd0\xb3\xd0\xbe\xd0\xbb\xd0\xbe\xd0\xb2\xd0\xbe\xd0\xba",
	"\xd0\x97\xd0\xb0\xd0\xb3\xd0\xbe\xd0\xbb\xd0\xbe\xd0\xb2\xd0\xbe\xd0\xba",
	"\xe6\xa0\x87\xe9\xa2\x98",
	"\xe8\xa6\x8b\xe5\x87\xba\xe3\x81\x97",
	"\xec\xa0\x9c\xeb\xaa\xa9",
};

/* The figure in "heading 2"; 0 when the name is not that word and one figure. */
static unsigned figure_after(struct str name, struct str word)
{
	if (!str_starts(name, word))
		return 0;
	struct str rest = str_trim(str_from(name, word.n));
	bool one = rest.n == 1 && rest.p[0] >= '1' && rest.p[0] <= '9';
	return one ? (unsigned)(rest.p[0] - '0') : 0;
}

/* "list bullet", "list number 2": items, with or without a list that numbers them. */
static void name_item(struct docx_style *s)
{
	static const struct {
		const char *name;
		enum docx_kind kind;
	} lists[] = {{"list bullet", DOCX_BULLET}, {"list number", DOCX_NUMBER}};
	for (size_t i = 0; i < 2; i++) {
		unsigned figure = figure_after(s->name, str_of(lists[i].name));
		if (!figure && !str_eqz(s->name, lists[i].name))
			continue;
		s->kind = lists[i].kind;
		s->depth = figure ? figure - 1 : 0;
	}
}

static void name_kind(struct docx_style *s)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eqz(s->name, kinds[i].name))
			s->kind = kinds[i].kind;
	name_item(s);
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		unsigned figure = figure_after(s->name, str_of(headings[i]));
		s->heading = figure ? figure : s->heading;
	}
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
	name_kind(s);
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
	v->style = xml_attr(x, xml_child(x, i, "w:pStyle"), "w:val");
	size_t legal = xml_child(x, i, "w:isLgl");
	v->legal = legal != XML_NONE && docx_is_on(x, legal);
	v->after = xml_int(x, xml_child(x, i, "w:lvlRestart"), "w:val", -1);
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
		if (l->level[k].after < 0 || l->level[k].after > (int64_t)level)
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
	if (str_eqz(format, "decimalZero") && n >= 0 && n < 10)
		buf_putc(b, '0');
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
	if (v->bullet)
		return STR("");
	for (size_t i = 0; i < v->text.n; i++) {
		char next = i + 1 < v->text.n ? v->text.p[i + 1] : 0;
		if (v->text.p[i] != '%' || next < '1' || next > '9') {
			buf_putc(&b, v->text.p[i]);
			continue;
		}
		const struct docx_level *of = &num->list->level[next - '1'];
		if (!of->none && !of->bullet)
			put_number(&b, num->list->count[next - '1'],
				v->legal ? STR("decimal") : of->format);
		i++;
	}
	return str_trim(buf_str(&b));
}

bool docx_label_has_word(const struct docx_num *num, size_t level)
{
	const struct docx_level *v = &num->list->level[level];
	size_t letters = 0, most = 0;
	for (size_t i = 0; i < v->text.n;) {
		letters = text_is_letter(text_next(v->text, &i)) ? letters + 1 : 0;
		most = letters > most ? letters : most;
	}
	return !v->bullet && most >= 3;
}

bool docx_label_is_path(const struct docx_num *num, size_t level)
{
	const struct docx_level *v = &num->list->level[level];
	size_t numbers = 0;
	for (size_t i = 0; i + 1 < v->text.n; i++)
		if (v->text.p[i] == '%' && v->text.p[i + 1] >= '1' && v->text.p[i + 1] <= '9') {
			const struct docx_level *of = &num->list->level[v->text.p[i + 1] - '1'];
			numbers += !of->none && !of->bullet;
		}
	return !v->bullet && numbers > 1;
}

int64_t docx_level_of(const struct docx_num *num, struct str style)
{
	for (size_t k = 0; style.n && k < DOCX_LEVELS; k++)
		if (str_eq(num->list->level[k].style, style))
			return (int64_t)k;
	return -1;
}
