/* html_math_glyphs.c - a formula that MathJax has set, of which only the glyphs are left, as MathML.
 *
 * MathJax names the elements of its output after those of MathML: <mjx-msup> (CHTML),
 * <g data-mml-node="msup"> (SVG); a glyph's code stands in its class (mjx-c1D465) or in data-c. Order:
 * characters, tokens, elements. */
#include "doc/html_mathml.h"

#include "base/text.h"

/* --- characters -------------------------------------------------------------------------- */

#define LATIN 0x1d400 /* Mathematical Alphanumeric Symbols: 13 alphabets of 52 letters */
#define GREEK 0x1d6a8 /* 5 of 58 */
#define DIGITS 0x1d7ce /* 5 of 10 */

static uint32_t plain(uint32_t cp)
{
	static const uint32_t last[] = {0x2202, 0x3f5, 0x3d1, 0x3f0, 0x3d5, 0x3f1, 0x3d6};
	if (cp == 0x210e)
		return 'h';
	if (cp >= LATIN && cp < LATIN + 13 * 52) {
		uint32_t at = (cp - LATIN) % 52;
		return at < 26 ? 'A' + at : 'a' + at - 26;
	}
	if (cp >= GREEK && cp < GREEK + 5 * 58) {
		uint32_t at = (cp - GREEK) % 58;
		return at < 25	   ? 0x391 + at
			: at == 25 ? 0x2207
			: at < 51  ? 0x3b1 + at - 26
				   : last[at - 51];
	}
	if (cp >= DIGITS && cp <= 0x1d7ff)
		return '0' + (cp - DIGITS) % 10;
	return cp;
}

/* The mathvariant that an alphabet, or the name of a font in the class, stands for. */
static const char *variant(uint32_t cp, struct str class)
{
	static const char *const alphabets[] = {"bold", NULL, "bold-italic", "script", "script",
		"fraktur", "double-struck", "fraktur", "sans-serif", "sans-serif", "sans-serif",
		"sans-serif", "monospace"};
	static const struct {
		const char *class, *name;
	} fonts[] = {{"TEX-A", "double-struck"}, {"TEX-B", "bold"}, {"TEX-BI", "bold-italic"},
		{"TEX-C", "script"}, {"TEX-FR", "fraktur"}, {"TEX-SS", "sans-serif"},
		{"TEX-T", "monospace"}};
	if (cp >= LATIN && cp < LATIN + 13 * 52)
		return alphabets[(cp - LATIN) / 52];
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		if (text_is_letter(cp) && dom_has_word(class, fonts[i].class))
			return fonts[i].name;
	return NULL;
}

static uint32_t hex(struct str s)
{
	uint32_t v = 0;
	for (size_t i = 0; i < s.n && i < 6; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9')
			v = v * 16 + (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return 0;
	}
	return v <= 0x10ffff && !(v >= 0xd800 && v <= 0xdfff) ? v : 0;
}

/* The character of a glyph; 0 for other elements. */
static uint32_t glyph(const struct dom *d, size_t i)
{
	struct str class = dom_attr(d, i, "class"), word;
	if (dom_attr(d, i, "data-c").n)
		return hex(dom_attr(d, i, "data-c"));
	while (str_cut(&class, ' ', &word))
		if (str_starts(word, STR("mjx-c")) && word.n > 6 && hex(str_from(word, 5)))
			return hex(str_from(word, 5));
	return 0;
}

/* --- tokens ------------------------------------------------------------------------------ */

static void put_cp(struct buf *b, uint32_t cp)
{
	if (cp == '<' || cp == '>' || cp == '&' || cp < ' ')
		buf_printf(b, "&#%u;", (unsigned)cp);
	else {
		char out[4];
		buf_put(b, str_make(out, text_put(out, cp)));
	}
}

static void put_token(struct buf *b, const struct dom *d, size_t node, struct str name)
{
	const char *style = NULL;
	struct buf s = buf_make(b->a);
	for (size_t k = node; k < d->v[node].end; k++) {
		uint32_t cp = d->v[k].tag == TAG_TEXT ? 0 : glyph(d, k);
		if (d->v[k].tag == TAG_TEXT)
			for (size_t i = 0; i < d->v[k].text.n;)
				put_cp(&s, text_next(d->v[k].text, &i));
		if (!cp)
			continue;
		style = style ? style : variant(cp, dom_attr(d, k, "class"));
		put_cp(&s, plain(cp));
		k = d->v[k].end - 1;
	}
	if (!s.n)
		return;
	buf_printf(b, "<" STR_FMT, STR_ARG(name));
	if (style && str_eqz(name, "mi"))
		buf_printf(b, " mathvariant=\"%s\"", style);
	buf_putc(b, '>');
	buf_put(b, buf_str(&s));
	buf_printf(b, "</" STR_FMT ">", STR_ARG(name));
}

/* --- elements ---------------------------------------------------------------------------- */

static struct str name_of(const struct dom *d, size_t i)
{
	struct str name = dom_attr(d, i, "data-mml-node");
	if (name.n || d->v[i].tag == TAG_TEXT)
		return name;
	name = dom_name(d, i);
	return str_starts(name, STR("mjx-")) ? str_from(name, 4) : name;
}

static void put(struct buf *b, const struct dom *d, size_t node);

static void put_all(struct buf *b, const struct dom *d, size_t node)
{
	for (size_t k = node + 1; k < d->v[node].end; k = d->v[k].end)
		put(b, d, k);
}

static void put_row(struct buf *b, const struct dom *d, size_t node, bool whole)
{
	buf_puts(b, "<mrow>");
	if (node != DOM_NONE && whole)
		put(b, d, node);
	else if (node != DOM_NONE)
		put_all(b, d, node);
	buf_puts(b, "</mrow>");
}

/* The first element of that name below node. */
static size_t inside(const struct dom *d, size_t node, const char *name)
{
	for (size_t k = node + 1; k < d->v[node].end; k++)
		if (d->v[k].tag != TAG_TEXT && str_eqz(name_of(d, k), name))
			return k;
	return DOM_NONE;
}

/* An element of the SVG output is moved up. */
static bool is_raised(const struct dom *d, size_t i)
{
	struct str s = dom_attr(d, i, "transform");
	size_t comma = str_find_byte(s, ',');
	return comma != STR_NPOS && !str_starts(str_trim(str_from(s, comma + 1)), STR("-"));
}

static void put_scripts(struct buf *b, const struct dom *d, size_t node, struct str name)
{
	size_t base = dom_first_element(d, node), low, high;
	size_t next = base == DOM_NONE ? DOM_NONE : dom_next_element(d, base);
	bool chtml = next != DOM_NONE && str_eqz(name_of(d, next), "script");
	bool both = str_eqz(name, "msubsup");
	high = chtml ? dom_first_element(d, next) : next;
	low = high == DOM_NONE ? DOM_NONE : dom_next_element(d, high);
	while (low != DOM_NONE && str_eqz(name_of(d, low), "spacer"))
		low = dom_next_element(d, low);
	if (both && !chtml && high != DOM_NONE && !is_raised(d, high)) {
		size_t t = low;
		low = high;
		high = t;
	}
	buf_printf(b, "<" STR_FMT ">", STR_ARG(name));
	put_row(b, d, base, true);
	if (both)
		put_row(b, d, low, true);
	put_row(b, d, high, true);
	buf_printf(b, "</" STR_FMT ">", STR_ARG(name));
}

static void put_limits(struct buf *b, const struct dom *d, size_t node, struct str name)
{
	size_t base = inside(d, node, "base"), under = inside(d, node, "under");
	size_t over = inside(d, node, "over");
	bool chtml = base != DOM_NONE;
	if (!chtml) {
		base = dom_first_element(d, node);
		over = base == DOM_NONE ? DOM_NONE : dom_next_element(d, base);
		under = over;
		if (str_eqz(name, "munderover") && over != DOM_NONE)
			over = dom_next_element(d, under);
	}
	buf_printf(b, "<" STR_FMT ">", STR_ARG(name));
	put_row(b, d, base, !chtml);
	if (!str_eqz(name, "mover"))
		put_row(b, d, under, !chtml);
	if (!str_eqz(name, "munder"))
		put_row(b, d, over, !chtml);
	buf_printf(b, "</" STR_FMT ">", STR_ARG(name));
}

static void put_fraction(struct buf *b, const struct dom *d, size_t node)
{
	size_t num = inside(d, node, "num"), den = inside(d, node, "den");
	bool chtml = num != DOM_NONE;
	if (!chtml) {
		num = dom_first_element(d, node);
		den = num == DOM_NONE ? DOM_NONE : dom_next_element(d, num);
	}
	buf_puts(b, "<mfrac>");
	put_row(b, d, num, !chtml);
	put_row(b, d, den, !chtml);
	buf_puts(b, "</mfrac>");
}

static void put_root(struct buf *b, const struct dom *d, size_t node, struct str name)
{
	size_t box = inside(d, node, "box");
	size_t index = str_eqz(name, "mroot") ? inside(d, node, "root") : DOM_NONE;
	if (box == DOM_NONE)
		box = dom_first_element(d, node);
	buf_puts(b, index == DOM_NONE ? "<msqrt>" : "<mroot>");
	put_row(b, d, box, false);
	if (index != DOM_NONE)
		put_row(b, d, index, false);
	buf_puts(b, index == DOM_NONE ? "</msqrt>" : "</mroot>");
}

static bool is_one(struct str name, const char *list)
{
	struct str rest = str_of(list), one;
	while (name.n && str_cut(&rest, ' ', &one))
		if (str_eq(one, name))
			return true;
	return false;
}

static void put(struct buf *b, const struct dom *d, size_t node)
{
	struct str name = name_of(d, node);
	if (d->v[node].tag == TAG_TEXT ||
		is_one(name, "mphantom nstrut dstrut mspace labels assistive-mml title desc defs"))
		return;
	if (is_one(name, "mi mo mn mtext ms"))
		put_token(b, d, node, name);
	else if (is_one(name, "msup msub msubsup"))
		put_scripts(b, d, node, name);
	else if (is_one(name, "munder mover munderover"))
		put_limits(b, d, node, name);
	else if (str_eqz(name, "mfrac"))
		put_fraction(b, d, node);
	else if (is_one(name, "msqrt mroot"))
		put_root(b, d, node, name);
	else if (is_one(name, "mtable mtr mtd")) {
		buf_printf(b, "<" STR_FMT ">", STR_ARG(name));
		put_all(b, d, node);
		buf_printf(b, "</" STR_FMT ">", STR_ARG(name));
	} else {
		put_all(b, d, node);
	}
}

struct str mathml_of_glyphs(struct arena *a, const struct dom *d, size_t node)
{
	struct buf b = buf_make(a);
	put_all(&b, d, node);
	return b.n ? str_printf(a, "<math>" STR_FMT "</math>", STR_ARG(buf_str(&b))) : STR("");
}
