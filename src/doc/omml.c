/* omml.c - Office MathML is written as MathML, which html_mathml.h turns into TeX: one place knows
 * symbols and functions.
 *
 * Order: text, structures, the table of elements, the calls. */
#include "doc/omml.h"

#include "base/text.h"
#include "doc/html_dom.h"
#include "doc/html_mathml.h"

#define MAX_MATHML ((size_t)1 << 20) /* bytes of one equation */

struct mm {
	struct arena *a;
	const struct xml *x;
	struct buf b;
	bool in_array; /* right below a line of m:eqArr */
};

static void convert(struct mm *m, size_t node);
static void element(struct mm *m, size_t k);

/* --- text -------------------------------------------------------------------------------- */

static void put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<')
			buf_puts(b, "&lt;");
		else if (s.p[i] == '&')
			buf_puts(b, "&amp;");
		else if (s.p[i] == '>')
			buf_puts(b, "&gt;");
		else
			buf_putc(b, s.p[i]);
	}
}

static void put_token(struct mm *m, const char *tag, struct str s)
{
	if (!s.n)
		return;
	buf_printf(&m->b, "<%s>", tag);
	put_escaped(&m->b, s);
	buf_printf(&m->b, "</%s>", tag);
}

/* Word writes minus and carets in many ways. */
static struct str plain_operator(struct str s)
{
	if (str_eqz(s, "\xe2\x80\x93") || str_eqz(s, "\xe2\x80\x90"))
		return STR("-");
	return s;
}

/* Numbers, letters one by one (words when upright), operators. */
static void put_tokens(struct mm *m, struct str s, bool upright)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		bool digit = cp >= '0' && cp <= '9', letter = text_is_letter(cp);
		if (text_is_space(cp) || cp == 0x200b)
			continue;
		for (size_t k = i; k < s.n && (digit || (letter && upright)); i = k) {
			cp = text_next(s, &k);
			bool more = digit ? (cp >= '0' && cp <= '9') || (cp == '.' && k < s.n)
					  : text_is_letter(cp);
			if (!more)
				break;
		}
		struct str token = str_sub(s, from, i);
		if (digit || letter)
			put_token(m, digit ? "mn" : "mi", token);
		else
			put_token(m, "mo", plain_operator(token));
	}
}

/* The name that MathML has for a letter form; NULL for the usual one. */
static const char *variant_of(const struct mm *m, size_t properties)
{
	static const struct {
		const char *element, *value, *variant;
	} forms[] = {
		{"m:scr", "double-struck", "double-struck"},
		{"m:scr", "script", "script"},
		{"m:scr", "fraktur", "fraktur"},
		{"m:scr", "sans-serif", "sans-serif"},
		{"m:scr", "monospace", "monospace"},
		{"m:sty", "b", "bold"},
		{"m:sty", "bi", "bold-italic"},
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (str_eqz(xml_attr(m->x, xml_child(m->x, properties, forms[i].element), "m:val"),
			    forms[i].value))
			return forms[i].variant;
	return NULL;
}

static struct str run_text(const struct mm *m, size_t node)
{
	struct buf b = buf_make(m->a);
	for (size_t k = xml_child(m->x, node, NULL); k != XML_NONE; k = xml_next(m->x, k, NULL))
		if (xml_is(m->x, k, "m:t") || xml_is(m->x, k, "w:t"))
			buf_put(&b, xml_text(m->a, m->x, k));
	return buf_str(&b);
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (!text_is_letter(text_next(s, &i)))
			return false;
	return s.n > 0;
}

/* In an array of equations "&" is where they are aligned. */
static void put_aligned(struct mm *m, struct str s, bool upright)
{
	struct str piece;
	for (bool first = true; str_cut(&s, '&', &piece); first = false) {
		if (!first && m->in_array)
			buf_puts(&m->b, "</mtd><mtd>");
		else if (!first)
			put_token(m, "mo", STR("&"));
		put_tokens(m, piece, upright);
	}
}

static void run(struct mm *m, size_t node)
{
	size_t properties = xml_child(m->x, node, "m:rPr");
	struct str style = xml_attr(m->x, xml_child(m->x, properties, "m:sty"), "m:val");
	const char *variant = variant_of(m, properties);
	struct str s = run_text(m, node);
	if (xml_child(m->x, properties, "m:nor") != XML_NONE) {
		put_token(m, "mtext", s);
	} else if (variant && is_word(str_trim(s))) {
		buf_printf(&m->b, "<mi mathvariant=\"%s\">", variant);
		put_escaped(&m->b, str_trim(s));
		buf_puts(&m->b, "</mi>");
	} else {
		put_aligned(m, s, str_eqz(style, "p"));
	}
}

/* Upright letters may come one by one: together they are a name. Returns the last of its runs. */
static size_t name_of_runs(struct mm *m, size_t node)
{
	struct buf b = buf_make(m->a);
	size_t last = XML_NONE;
	for (size_t k = node; k != XML_NONE && xml_is(m->x, k, "m:r");
		k = xml_next(m->x, k, NULL)) {
		size_t properties = xml_child(m->x, k, "m:rPr");
		struct str style = xml_attr(m->x, xml_child(m->x, properties, "m:sty"), "m:val");
		struct str s = str_eqz(style, "p") && !variant_of(m, properties) &&
				xml_child(m->x, properties, "m:nor") == XML_NONE
			? run_text(m, k)
			: STR("");
		if (!is_word(s))
			break;
		buf_put(&b, s);
		last = k;
	}
	if (last == XML_NONE || last == node)
		return XML_NONE;
	put_token(m, "mi", buf_str(&b));
	return last;
}

/* --- structures -------------------------------------------------------------------------- */

/* The child of that name as one row; an empty one when absent. */
static void part(struct mm *m, size_t node, const char *name)
{
	size_t child = xml_child(m->x, node, name);
	buf_puts(&m->b, "<mrow>");
	if (child != XML_NONE)
		convert(m, child);
	buf_puts(&m->b, "</mrow>");
}

static struct str property(struct mm *m, size_t node, const char *properties, const char *name)
{
	return xml_attr(m->x, xml_child(m->x, xml_child(m->x, node, properties), name), "m:val");
}

static bool is_set(struct mm *m, size_t node, const char *properties, const char *name)
{
	size_t i = xml_child(m->x, xml_child(m->x, node, properties), name);
	struct str v = xml_attr(m->x, i, "m:val");
	return i != XML_NONE && !str_eqz(v, "0") && !str_eqz(v, "off") && !str_eqz(v, "false");
}

static void wrap(struct mm *m, size_t node, const char *tag, const char *const *parts)
{
	buf_printf(&m->b, "<%s>", tag);
	for (; *parts; parts++)
		part(m, node, *parts);
	buf_printf(&m->b, "</%s>", tag);
}

static void radical(struct mm *m, size_t node)
{
	size_t degree = xml_child(m->x, node, "m:deg");
	bool has = degree != XML_NONE && xml_child(m->x, degree, NULL) != XML_NONE &&
		!is_set(m, node, "m:radPr", "m:degHide");
	static const char *const root[] = {"m:e", "m:deg", NULL}, *const square[] = {"m:e", NULL};
	wrap(m, node, has ? "mroot" : "msqrt", has ? root : square);
}

static void fraction(struct mm *m, size_t node)
{
	struct str type = property(m, node, "m:fPr", "m:type");
	static const char *const parts[] = {"m:num", "m:den", NULL};
	if (str_eqz(type, "lin") || str_eqz(type, "skw")) {
		part(m, node, "m:num");
		buf_puts(&m->b, "<mo>/</mo>");
		part(m, node, "m:den");
	} else if (str_eqz(type, "noBar")) {
		buf_puts(&m->b, "<mfrac linethickness=\"0\">");
		part(m, node, "m:num");
		part(m, node, "m:den");
		buf_puts(&m->b, "</mfrac>");
	} else {
		wrap(m, node, "mfrac", parts);
	}
}

static void nary(struct mm *m, size_t node)
{
	struct str sign = property(m, node, "m:naryPr", "m:chr");
	size_t chr = xml_child(m->x, xml_child(m->x, node, "m:naryPr"), "m:chr");
	bool sub = !is_set(m, node, "m:naryPr", "m:subHide");
	bool sup = !is_set(m, node, "m:naryPr", "m:supHide");
	const char *tag = sub && sup ? "msubsup" : sub ? "msub" : sup ? "msup" : "mrow";
	buf_printf(&m->b, "<%s>", tag);
	put_token(m, "mo", chr == XML_NONE ? STR("\xe2\x88\xab") : sign);
	if (sub)
		part(m, node, "m:sub");
	if (sup)
		part(m, node, "m:sup");
	buf_printf(&m->b, "</%s>", tag);
	part(m, node, "m:e");
}

static void delimited(struct mm *m, size_t node)
{
	static const struct {
		const char *name, *value;
	} defaults[] = {{"m:begChr", "("}, {"m:sepChr", "|"}, {"m:endChr", ")"}};
	struct str sign[3];
	size_t properties = xml_child(m->x, node, "m:dPr");
	for (size_t i = 0; i < 3; i++) {
		size_t k = xml_child(m->x, properties, defaults[i].name);
		sign[i] = k == XML_NONE ? str_of(defaults[i].value) : xml_attr(m->x, k, "m:val");
	}
	buf_puts(&m->b, "<mrow>");
	put_token(m, "mo", sign[0]);
	bool first = true;
	for (size_t k = xml_child(m->x, node, "m:e"); k != XML_NONE; k = xml_next(m->x, k, "m:e")) {
		if (!first)
			put_token(m, "mo", sign[1]);
		buf_puts(&m->b, "<mrow>");
		convert(m, k);
		buf_puts(&m->b, "</mrow>");
		first = false;
	}
	put_token(m, "mo", sign[2]);
	buf_puts(&m->b, "</mrow>");
}

static void accent(struct mm *m, size_t node)
{
	bool bar = xml_is(m->x, node, "m:bar"), group = xml_is(m->x, node, "m:groupChr");
	const char *properties = bar ? "m:barPr" : group ? "m:groupChrPr" : "m:accPr";
	struct str sign = property(m, node, properties, "m:chr");
	struct str position = property(m, node, properties, "m:pos");
	bool under = bar || group ? !str_eqz(position, "top") : false;
	if (bar)
		sign = under ? STR("_") : STR("\xc2\xaf");
	else if (!sign.n)
		sign = group ? STR("\xe2\x8f\x9f") : STR("^");
	if (str_eqz(sign, "\xcc\x82"))
		sign = STR("^");
	buf_puts(&m->b, under ? "<munder>" : "<mover accent=\"true\">");
	part(m, node, "m:e");
	put_token(m, "mo", sign);
	buf_puts(&m->b, under ? "</munder>" : "</mover>");
}

/* Columns set to one side are those of aligned equations. */
static bool is_aligned(const struct mm *m, size_t node)
{
	size_t properties = xml_child(m->x, node, "m:mPr");
	for (size_t k = properties; k != XML_NONE && k < m->x->v[properties].end; k++)
		if (xml_is(m->x, k, "m:mcJc") && !str_eqz(xml_attr(m->x, k, "m:val"), "center"))
			return true;
	return false;
}

static void matrix(struct mm *m, size_t node)
{
	buf_puts(&m->b, is_aligned(m, node) ? "<mtable>" : "<mtable class=\"matrix\">");
	for (size_t r = xml_child(m->x, node, "m:mr"); r != XML_NONE;
		r = xml_next(m->x, r, "m:mr")) {
		buf_puts(&m->b, "<mtr>");
		for (size_t k = xml_child(m->x, r, "m:e"); k != XML_NONE;
			k = xml_next(m->x, k, "m:e")) {
			buf_puts(&m->b, "<mtd>");
			convert(m, k);
			buf_puts(&m->b, "</mtd>");
		}
		buf_puts(&m->b, "</mtr>");
	}
	buf_puts(&m->b, "</mtable>");
}

/* The number of an equation stands behind "#"; *stop is the run that has the sign. */
static struct str equation_number(struct mm *m, size_t line, size_t *stop)
{
	*stop = XML_NONE;
	for (size_t k = xml_child(m->x, line, "m:r"); k != XML_NONE; k = xml_next(m->x, k, "m:r")) {
		struct str s = run_text(m, k);
		size_t sign = str_find_byte(s, '#');
		if (sign == STR_NPOS)
			continue;
		struct buf b = buf_make(m->a);
		*stop = k;
		buf_put(&b, str_from(s, sign + 1));
		for (size_t i = xml_next(m->x, k, NULL); i != XML_NONE; i = xml_next(m->x, i, NULL))
			buf_put(&b, xml_line(m->a, m->x, i));
		return str_trim(buf_str(&b));
	}
	return STR("");
}

static void array(struct mm *m, size_t node)
{
	buf_puts(&m->b, "<mtable>");
	for (size_t e = xml_child(m->x, node, "m:e"); e != XML_NONE; e = xml_next(m->x, e, "m:e")) {
		size_t stop;
		struct str number = equation_number(m, e, &stop);
		const char *row = number.n ? "mlabeledtr" : "mtr";
		buf_printf(&m->b, "<%s>", row);
		if (number.n) {
			buf_puts(&m->b, "<mtd>");
			put_token(m, "mtext", number);
			buf_puts(&m->b, "</mtd>");
		}
		buf_puts(&m->b, "<mtd>");
		for (size_t k = xml_child(m->x, e, NULL); k != XML_NONE && k != stop;
			k = xml_next(m->x, k, NULL)) {
			m->in_array = xml_is(m->x, k, "m:r");
			element(m, k);
			m->in_array = false;
		}
		if (stop != XML_NONE) {
			struct str s = run_text(m, stop);
			m->in_array = true;
			put_aligned(m, str_sub(s, 0, str_find_byte(s, '#')), false);
			m->in_array = false;
		}
		buf_printf(&m->b, "</mtd></%s>", row);
	}
	buf_puts(&m->b, "</mtable>");
}

static void function(struct mm *m, size_t node)
{
	size_t name = xml_child(m->x, node, "m:fName");
	struct str s = name == XML_NONE ? STR("") : xml_line(m->a, m->x, name);
	bool word = s.n > 1;
	for (size_t i = 0; i < s.n; i++)
		word = word && ((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z');
	if (word && xml_find(m->x, name, "m:sSub") == XML_NONE &&
		xml_find(m->x, name, "m:sSup") == XML_NONE &&
		xml_find(m->x, name, "m:limLow") == XML_NONE)
		put_token(m, "mi", s);
	else
		part(m, node, "m:fName");
	part(m, node, "m:e");
}

/* --- the table --------------------------------------------------------------------------- */

static const struct {
	const char *name, *tag;
	const char *parts[4];
} plain[] = {
	{"m:sSup", "msup", {"m:e", "m:sup"}},
	{"m:sSub", "msub", {"m:e", "m:sub"}},
	{"m:sSubSup", "msubsup", {"m:e", "m:sub", "m:sup"}},
	{"m:limLow", "munder", {"m:e", "m:lim"}},
	{"m:limUpp", "mover", {"m:e", "m:lim"}},
	{"m:sPre", "mrow", {"m:e"}},
};
static const struct {
	const char *name;
	void (*convert)(struct mm *m, size_t node);
} special[] = {
	{"m:r", run},
	{"m:f", fraction},
	{"m:rad", radical},
	{"m:nary", nary},
	{"m:d", delimited},
	{"m:acc", accent},
	{"m:bar", accent},
	{"m:groupChr", accent},
	{"m:m", matrix},
	{"m:eqArr", array},
	{"m:func", function},
};

static void element(struct mm *m, size_t k)
{
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (xml_is(m->x, k, plain[i].name)) {
			if (xml_is(m->x, k, "m:sPre")) {
				buf_puts(&m->b, "<msubsup><mrow></mrow>");
				part(m, k, "m:sub");
				part(m, k, "m:sup");
				buf_puts(&m->b, "</msubsup>");
			}
			wrap(m, k, plain[i].tag, plain[i].parts);
			return;
		}
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (xml_is(m->x, k, special[i].name)) {
			special[i].convert(m, k);
			return;
		}
	if (!str_ends(m->x->v[k].name, STR("Pr")))
		convert(m, k);
}

static void convert(struct mm *m, size_t node)
{
	for (size_t k = xml_child(m->x, node, NULL); k != XML_NONE && m->b.n < MAX_MATHML;
		k = xml_next(m->x, k, NULL)) {
		size_t last = name_of_runs(m, k);
		if (last == XML_NONE)
			element(m, k);
		else
			k = last;
	}
}

/* --- the calls --------------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "4 a c" is a product without signs: "4ac". Text and the blank behind a command stay. */
static struct str compact(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	size_t word = 0; /* letters before i */
	bool command = false; /* those letters are a command */
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], before = i ? s.p[i - 1] : ' ',
		     after = i + 1 < s.n ? s.p[i + 1] : ' ';
		if (str_starts(str_from(s, i), STR("\\text{"))) {
			size_t end = str_find_byte(str_from(s, i), '}');
			end = end == STR_NPOS ? s.n : i + end + 1;
			buf_put(&b, str_sub(s, i, end));
			i = end - 1;
			word = 0;
			continue;
		}
		bool left = is_digit(before) || (is_letter(before) && !command);
		bool right = is_letter(after) || (is_digit(after) && !is_digit(before));
		bool twice = b.n && (b.p[b.n - 1] == ' ' || b.p[b.n - 1] == '[');
		if (!(c == ' ' && ((left && right) || twice)))
			buf_putc(&b, c);
		command = is_letter(c) && (word ? command : before == '\\');
		word = is_letter(c) ? word + 1 : 0;
	}
	return buf_str(&b);
}

static struct str tex_of(struct arena *a, struct str mathml)
{
	struct dom d;
	struct strs notes = {0};
	struct err ignored = {0};
	if (!dom_parse(a, text_clean(a, mathml), &d, &notes, &ignored))
		return STR("");
	size_t math = dom_find(&d, 0, TAG_MATH);
	return math == DOM_NONE ? STR("") : compact(a, str_trim(mathml_tex(a, &d, math)));
}

struct str omml_tex(struct arena *a, const struct xml *x, size_t node)
{
	struct mm m = {.a = a, .x = x, .b = buf_make(a)};
	buf_puts(&m.b, "<math>");
	convert(&m, node);
	buf_puts(&m.b, "</math>");
	return tex_of(a, buf_str(&m.b));
}

static void put_element(struct mm *m, size_t i)
{
	const struct xml *x = m->x;
	struct buf *b = &m->b;
	struct str name = x->v[i].name;
	if (!name.n) {
		put_escaped(b, x->v[i].text);
		return;
	}
	if (str_find_byte(name, ':') != STR_NPOS)
		name = str_from(name, str_find_byte(name, ':') + 1);
	if (str_starts(name, STR("annotation")) || b->n > MAX_MATHML)
		return;
	if (str_eqz(name, "mi") && str_eqz(xml_attr(x, i, "mathvariant"), "italic")) {
		buf_puts(b, "<mrow>"); /* a product of letters, not a name */
		put_tokens(m, xml_line(m->a, x, i), false);
		buf_puts(b, "</mrow>");
		return;
	}
	buf_printf(b, "<" STR_FMT ">", STR_ARG(name));
	for (size_t k = i + 1; k < x->v[i].end; k = x->v[k].end)
		put_element(m, k);
	buf_printf(b, "</" STR_FMT ">", STR_ARG(name));
}

struct str mathml_part_tex(struct arena *a, const struct xml *x, size_t node)
{
	struct mm m = {.a = a, .x = x, .b = buf_make(a)};
	put_element(&m, node);
	return tex_of(a, buf_str(&m.b));
}
