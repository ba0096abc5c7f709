/* html_mathml.c - presentation MathML to TeX.
 *
 * Order: symbols, tokens, scripts and fractions, tables, rows with fences, the table of elements.
 * Recursion is bounded by the depth of the DOM. */
#include "doc/html_mathml.h"

#include "base/text.h"

#define MAX_MARKUP 100000 /* bytes of a formula in an attribute */
#define FENCE_STEPS 50000 /* elements looked at for the other halves of fences, in one formula */

/* --- symbols ----------------------------------------------------------------------------- */

static const struct {
	uint32_t cp;
	const char *tex;
} symbols[] = {
	{0x00a0, "\\text{ }"},
	{0x00ac, "\\neg"},
	{0x00b1, "\\pm"},
	{0x00b7, "\\cdot"},
	{0x00d7, "\\times"},
	{0x00f7, "\\div"},
	{0x0131, "\\imath"},
	{0x0393, "\\Gamma"},
	{0x0394, "\\Delta"},
	{0x0398, "\\Theta"},
	{0x039b, "\\Lambda"},
	{0x039e, "\\Xi"},
	{0x03a0, "\\Pi"},
	{0x03a3, "\\Sigma"},
	{0x03a5, "\\Upsilon"},
	{0x03a6, "\\Phi"},
	{0x03a8, "\\Psi"},
	{0x03a9, "\\Omega"},
	{0x03b1, "\\alpha"},
	{0x03b2, "\\beta"},
	{0x03b3, "\\gamma"},
	{0x03b4, "\\delta"},
	{0x03b5, "\\varepsilon"},
	{0x03b6, "\\zeta"},
	{0x03b7, "\\eta"},
	{0x03b8, "\\theta"},
	{0x03b9, "\\iota"},
	{0x03ba, "\\kappa"},
	{0x03bb, "\\lambda"},
	{0x03bc, "\\mu"},
	{0x03bd, "\\nu"},
	{0x03be, "\\xi"},
	{0x03c0, "\\pi"},
	{0x03c1, "\\rho"},
	{0x03c2, "\\varsigma"},
	{0x03c3, "\\sigma"},
	{0x03c4, "\\tau"},
	{0x03c5, "\\upsilon"},
	{0x03c6, "\\phi"},
	{0x03c7, "\\chi"},
	{0x03c8, "\\psi"},
	{0x03c9, "\\omega"},
	{0x03d1, "\\vartheta"},
	{0x03d5, "\\phi"},
	{0x03f5, "\\epsilon"},
	{0x2016, "\\Vert"},
	{0x2026, "\\ldots"},
	{0x2032, "'"},
	{0x2061, ""},
	{0x2062, ""},
	{0x2063, ""},
	{0x2064, ""},
	{0x210b, "\\mathcal{H}"},
	{0x210f, "\\hbar"},
	{0x2113, "\\ell"},
	{0x2102, "\\mathbb{C}"},
	{0x2115, "\\mathbb{N}"},
	{0x211a, "\\mathbb{Q}"},
	{0x211d, "\\mathbb{R}"},
	{0x2124, "\\mathbb{Z}"},
	{0x2190, "\\leftarrow"},
	{0x2191, "\\uparrow"},
	{0x2192, "\\rightarrow"},
	{0x2193, "\\downarrow"},
	{0x2194, "\\leftrightarrow"},
	{0x21a6, "\\mapsto"},
	{0x21d0, "\\Leftarrow"},
	{0x21d2, "\\Rightarrow"},
	{0x21d4, "\\Leftrightarrow"},
	{0x2200, "\\forall"},
	{0x2202, "\\partial"},
	{0x2203, "\\exists"},
	{0x2205, "\\emptyset"},
	{0x2207, "\\nabla"},
	{0x2208, "\\in"},
	{0x2209, "\\notin"},
	{0x220f, "\\prod"},
	{0x2211, "\\sum"},
	{0x2212, "-"},
	{0x2213, "\\mp"},
	{0x2217, "*"},
	{0x2218, "\\circ"},
	{0x221a, "\\surd"},
	{0x221d, "\\propto"},
	{0x221e, "\\infty"},
	{0x2220, "\\angle"},
	{0x2223, "|"},
	{0x2225, "\\parallel"},
	{0x2227, "\\land"},
	{0x2228, "\\lor"},
	{0x2229, "\\cap"},
	{0x222a, "\\cup"},
	{0x222b, "\\int"},
	{0x222c, "\\iint"},
	{0x222e, "\\oint"},
	{0x2234, "\\therefore"},
	{0x223c, "\\sim"},
	{0x2243, "\\simeq"},
	{0x2245, "\\cong"},
	{0x2248, "\\approx"},
	{0x2254, ":="},
	{0x2260, "\\neq"},
	{0x2261, "\\equiv"},
	{0x2264, "\\leq"},
	{0x2265, "\\geq"},
	{0x226a, "\\ll"},
	{0x226b, "\\gg"},
	{0x2282, "\\subset"},
	{0x2283, "\\supset"},
	{0x2286, "\\subseteq"},
	{0x2287, "\\supseteq"},
	{0x2295, "\\oplus"},
	{0x2297, "\\otimes"},
	{0x22a2, "\\vdash"},
	{0x22a5, "\\bot"},
	{0x22c5, "\\cdot"},
	{0x22c6, "\\star"},
	{0x22ee, "\\vdots"},
	{0x22ef, "\\cdots"},
	{0x22f1, "\\ddots"},
	{0x2308, "\\lceil"},
	{0x2309, "\\rceil"},
	{0x230a, "\\lfloor"},
	{0x230b, "\\rfloor"},
	{0x27e8, "\\langle"},
	{0x27e9, "\\rangle"},
	{0x2a7d, "\\leqslant"},
	{0x2a7e, "\\geqslant"},
};

static const char *symbol(uint32_t cp)
{
	size_t from = 0, to = sizeof symbols / sizeof *symbols;
	while (from < to) {
		size_t mid = (from + to) / 2;
		if (symbols[mid].cp == cp)
			return symbols[mid].tex;
		if (symbols[mid].cp < cp)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

struct ml {
	struct arena *a;
	const struct dom *d;
	struct buf b;
	size_t *fuel; /* FENCE_STEPS left */
};

static void convert(struct ml *m, size_t node);

/* --- tokens ------------------------------------------------------------------------------ */

static void gap(struct ml *m)
{
	if (m->b.n && m->b.p[m->b.n - 1] != ' ' && m->b.p[m->b.n - 1] != '{' &&
		m->b.p[m->b.n - 1] != '}')
		buf_putc(&m->b, ' ');
	else if (m->b.n && m->b.p[m->b.n - 1] == '}')
		buf_putc(&m->b, ' ');
}

static void put_symbols(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		const char *tex = symbol(cp);
		if (tex && tex[0] == '\\' && b->n && b->p[b->n - 1] != ' ' && b->p[b->n - 1] != '{')
			buf_putc(b, ' ');
		if (tex)
			buf_puts(b, tex);
		else if (cp == '%' || cp == '#' || cp == '&' || cp == '_' || cp == '$') {
			buf_putc(b, '\\');
			buf_putc(b, (char)cp);
		} else if (cp == '{' || cp == '}') {
			buf_puts(b, cp == '{' ? "\\{" : "\\}");
		} else {
			buf_put(b, str_sub(s, from, i));
		}
		if (tex && tex[0] == '\\' && i < s.n)
			buf_putc(b, ' ');
	}
}

static bool is_function(struct str s)
{
	static const char names[] =
		" sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log "
		"ln exp lim max min sup inf det gcd deg dim ker arg Pr ";
	char key[12] = {' '};
	if (s.n < 2 || s.n > 8)
		return false;
	for (size_t i = 0; i < s.n; i++)
		key[i + 1] = s.p[i];
	key[s.n + 1] = ' ';
	return str_find(str_of(names), str_make(key, s.n + 2)) != STR_NPOS;
}

static const char *variant_of(struct str v)
{
	static const char *const names[][2] = {{"bold", "\\mathbf"},
		{"bold-italic", "\\boldsymbol"}, {"double-struck", "\\mathbb"},
		{"script", "\\mathcal"}, {"fraktur", "\\mathfrak"}, {"sans-serif", "\\mathsf"},
		{"monospace", "\\mathtt"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(v, names[i][0]))
			return names[i][1];
	return NULL;
}

static void identifier(struct ml *m, size_t node)
{
	struct str s = dom_line(m->a, m->d, node);
	const char *variant = variant_of(dom_attr(m->d, node, "mathvariant"));
	gap(m);
	if (variant)
		buf_printf(&m->b, "%s{", variant);
	if (is_function(s))
		buf_putc(&m->b, '\\');
	bool name = s.n > 1 && text_n_cp(s) > 1 && !is_function(s) && !variant;
	if (name)
		buf_puts(&m->b, "\\operatorname{");
	put_symbols(&m->b, s);
	if (name)
		buf_putc(&m->b, '}');
	if (variant)
		buf_putc(&m->b, '}');
}

static void put_text(struct ml *m, size_t node)
{
	struct buf raw = buf_make(m->a);
	dom_put_text(&raw, m->d, node);
	struct str s = buf_str(&raw), inner = str_trim(s);
	if (!s.n)
		return;
	gap(m);
	buf_puts(&m->b, "\\text{");
	/* a run of blanks is one: the page is indented */
	if (!inner.n || inner.p > s.p)
		buf_putc(&m->b, ' ');
	bool behind = inner.n && inner.p + inner.n < s.p + s.n;
	s = inner;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		if (cp == '{' || cp == '}' || cp == '%' || cp == '$' || cp == '_' || cp == '&' ||
			cp == '#')
			buf_putc(&m->b, '\\');
		if (cp == 0xa0 || cp == '\n')
			buf_putc(&m->b, ' ');
		else
			buf_put(&m->b, str_sub(s, from, i));
	}
	if (behind)
		buf_putc(&m->b, ' ');
	buf_putc(&m->b, '}');
}

/* --- structure --------------------------------------------------------------------------- */

/* The nth element below node; DOM_NONE when there are fewer. */
static size_t nth(const struct dom *d, size_t node, unsigned n)
{
	size_t k = dom_first_element(d, node);
	while (k != DOM_NONE && n--)
		k = dom_next_element(d, k);
	return k;
}

static void group(struct ml *m, size_t node)
{
	buf_putc(&m->b, '{');
	if (node != DOM_NONE)
		convert(m, node);
	buf_putc(&m->b, '}');
}

static void scripts(struct ml *m, size_t node, const char *first, const char *second)
{
	size_t base = nth(m->d, node, 0);
	if (base == DOM_NONE)
		return;
	size_t at = m->b.n;
	convert(m, base);
	if (m->b.n == at)
		buf_puts(&m->b, "{}");
	if (first) {
		buf_puts(&m->b, first);
		group(m, nth(m->d, node, 1));
	}
	if (second) {
		buf_puts(&m->b, second);
		group(m, nth(m->d, node, first ? 2 : 1));
	}
}

/* An accent over a base: a known one, or \overset. */
static void over(struct ml *m, size_t node, bool under)
{
	static const struct {
		uint32_t cp;
		const char *over, *under;
	} accents[] = {{0xaf, "\\overline", "\\underline"}, {0x203e, "\\overline", "\\underline"},
		{'^', "\\hat", NULL}, {'~', "\\tilde", NULL}, {0x2dc, "\\tilde", NULL},
		{0x2d9, "\\dot", NULL}, {0xa8, "\\ddot", NULL}, {0x20d7, "\\vec", NULL},
		{0x2c7, "\\check", NULL}, {0x2d8, "\\breve", NULL}, {0x23de, "\\overbrace", NULL},
		{0x23df, NULL, "\\underbrace"}, {'_', NULL, "\\underline"}};
	size_t base = nth(m->d, node, 0), mark = nth(m->d, node, 1);
	if (base == DOM_NONE || mark == DOM_NONE)
		return;
	struct str s = dom_line(m->a, m->d, mark), b = dom_line(m->a, m->d, base);
	size_t i = 0, k = 0;
	uint32_t cp = s.n ? text_next(s, &i) : 0, big = b.n ? text_next(b, &k) : 0;
	gap(m);
	for (size_t x = 0; x < sizeof accents / sizeof *accents; x++) {
		const char *tex = under ? accents[x].under : accents[x].over;
		if (accents[x].cp == cp && i == s.n && tex) {
			buf_puts(&m->b, tex);
			group(m, base);
			return;
		}
	}
	bool big_operator =
		big == 0x2211 || big == 0x220f || is_function(b) || big == 0x222a || big == 0x2229;
	if (big_operator) {
		convert(m, base);
		buf_putc(&m->b, under ? '_' : '^');
		group(m, mark);
		return;
	}
	buf_puts(&m->b, under ? "\\underset" : "\\overset");
	group(m, mark);
	group(m, base);
}

static void under_over(struct ml *m, size_t node)
{
	gap(m);
	scripts(m, node, "_", "^");
}

static void fraction(struct ml *m, size_t node)
{
	struct str line = dom_attr(m->d, node, "linethickness");
	bool binomial = line.n && line.p[0] == '0';
	gap(m);
	buf_puts(&m->b, binomial ? "\\genfrac{}{}{0pt}{}" : "\\frac");
	group(m, nth(m->d, node, 0));
	group(m, nth(m->d, node, 1));
}

static void root(struct ml *m, size_t node)
{
	gap(m);
	buf_puts(&m->b, "\\sqrt[");
	size_t index = nth(m->d, node, 1);
	if (index != DOM_NONE)
		convert(m, index);
	buf_putc(&m->b, ']');
	group(m, nth(m->d, node, 0));
}

/* --- tables ------------------------------------------------------------------------------ */

static void table(struct ml *m, size_t node, const char *environment)
{
	size_t rows = 0;
	for (size_t r = dom_first_element(m->d, node); r != DOM_NONE; r = dom_next_element(m->d, r))
		rows++;
	bool one = rows == 1 && !environment;
	if (!environment && str_eqz(dom_attr(m->d, node, "class"), "matrix"))
		environment = "matrix"; /* omml.c says so */
	if (!environment)
		environment = dom_has(m->d, node, "columnalign") || rows > 1 ? "aligned" : "matrix";
	gap(m);
	if (!one)
		buf_printf(&m->b, "\\begin{%s}", environment);
	bool first_row = true;
	for (size_t r = dom_first_element(m->d, node); r != DOM_NONE;
		r = dom_next_element(m->d, r)) {
		if (!first_row)
			buf_puts(&m->b, " \\\\ ");
		first_row = false;
		bool labeled = str_eqz(dom_name(m->d, r), "mlabeledtr");
		size_t c = dom_first_element(m->d, r), label = labeled ? c : DOM_NONE;
		if (labeled && c != DOM_NONE)
			c = dom_next_element(m->d, c);
		for (bool first = true; c != DOM_NONE;
			c = dom_next_element(m->d, c), first = false) {
			if (!first)
				buf_puts(&m->b, one ? " " : " & ");
			convert(m, c);
		}
		if (label != DOM_NONE) {
			struct str s = dom_line(m->a, m->d, label);
			if (str_starts(s, STR("(")) && str_ends(s, STR(")")))
				s = str_sub(s, 1, s.n - 1);
			if (s.n) {
				buf_puts(&m->b, " \\tag{");
				put_symbols(&m->b, s);
				buf_putc(&m->b, '}');
			}
		}
	}
	if (!one)
		buf_printf(&m->b, "\\end{%s}", environment);
}

/* --- rows -------------------------------------------------------------------------------- */

static struct str operator_text(struct ml *m, size_t node)
{
	if (!str_eqz(dom_name(m->d, node), "mo"))
		return STR("");
	bool plain = m->d->v[node].end == node + 2 && m->d->v[node + 1].tag == TAG_TEXT;
	return plain ? str_trim(m->d->v[node + 1].text) : dom_line(m->a, m->d, node);
}

static bool is_open(struct str s)
{
	return str_eqz(s, "(") || str_eqz(s, "[") || str_eqz(s, "{") || str_eqz(s, "|");
}

static bool closes(struct str open, struct str s)
{
	return (str_eqz(open, "(") && str_eqz(s, ")")) || (str_eqz(open, "[") && str_eqz(s, "]")) ||
		(str_eqz(open, "{") && str_eqz(s, "}")) || (str_eqz(open, "|") && str_eqz(s, "|"));
}

/* ( table ) is a matrix environment; returns false when the row is anything else. */
static bool matrix(struct ml *m, size_t node)
{
	size_t open = nth(m->d, node, 0), body = nth(m->d, node, 1), close = nth(m->d, node, 2);
	if (body == DOM_NONE || !str_eqz(dom_name(m->d, body), "mtable"))
		return false;
	struct str o = operator_text(m, open);
	if (str_eqz(o, "{") && close == DOM_NONE) {
		table(m, body, "cases");
		return true;
	}
	if (close == DOM_NONE || !closes(o, operator_text(m, close)))
		return false;
	table(m, body,
		str_eqz(o, "(")		  ? "pmatrix"
			: str_eqz(o, "[") ? "bmatrix"
			: str_eqz(o, "{") ? "Bmatrix"
					  : "vmatrix");
	return true;
}

static void put_operator(struct ml *m, struct str s)
{
	gap(m);
	put_symbols(&m->b, s);
}

/* The child that closes the fence at k; DOM_NONE when it stays open. */
static size_t closing(struct ml *m, size_t k)
{
	struct str open = operator_text(m, k);
	size_t depth = 0;
	if (!is_open(open))
		return DOM_NONE;
	for (size_t i = dom_next_element(m->d, k); i != DOM_NONE && *m->fuel > 0;
		i = dom_next_element(m->d, i)) {
		struct str s = operator_text(m, i);
		--*m->fuel;
		if (closes(open, s) && depth-- == 0)
			return i;
		depth += !closes(open, s) && str_eq(s, open);
	}
	return DOM_NONE;
}

/* Children in order; fences that match get \left and \right. */
static void row(struct ml *m, size_t node)
{
	size_t closers[32], n = 0;
	bool tight = false; /* no blank behind an opening fence */
	if (matrix(m, node))
		return;
	for (size_t k = dom_first_element(m->d, node); k != DOM_NONE;
		k = dom_next_element(m->d, k)) {
		if (n && closers[n - 1] == k) {
			n--;
			buf_puts(&m->b, "\\right");
			put_symbols(&m->b, operator_text(m, k));
			continue;
		}
		size_t end = n < sizeof closers / sizeof *closers ? closing(m, k) : DOM_NONE;
		if (end != DOM_NONE) {
			closers[n++] = end;
			if (!tight)
				gap(m);
			buf_puts(&m->b, "\\left");
			put_symbols(&m->b, operator_text(m, k));
			tight = true;
			continue;
		}
		struct ml inner = {m->a, m->d, buf_make(m->a), m->fuel};
		convert(tight ? &inner : m, k);
		buf_put(&m->b, buf_str(&inner.b));
		tight = false;
	}
}

static void fenced(struct ml *m, size_t node)
{
	struct str open = dom_attr(m->d, node, "open"), close = dom_attr(m->d, node, "close");
	gap(m);
	buf_puts(&m->b, "\\left");
	put_symbols(&m->b, open.n ? open : STR("("));
	bool first = true;
	for (size_t k = dom_first_element(m->d, node); k != DOM_NONE;
		k = dom_next_element(m->d, k), first = false) {
		if (!first)
			buf_puts(&m->b, " ,");
		convert(m, k);
	}
	buf_puts(&m->b, "\\right");
	put_symbols(&m->b, close.n ? close : STR(")"));
}

/* --- elements ---------------------------------------------------------------------------- */

enum element {
	ROW,
	TOKEN_I,
	TOKEN_O,
	TOKEN_N,
	TOKEN_T,
	SUP,
	SUB,
	SUBSUP,
	UNDER,
	OVER,
	UNDEROVER,
	FRAC,
	SQRT,
	ROOT,
	TABLE,
	FENCED,
	NOTHING
};

static const struct {
	const char *name;
	enum element element;
} elements[] = {
	{"mi", TOKEN_I},
	{"mo", TOKEN_O},
	{"mn", TOKEN_N},
	{"mtext", TOKEN_T},
	{"ms", TOKEN_T},
	{"msup", SUP},
	{"msub", SUB},
	{"msubsup", SUBSUP},
	{"munder", UNDER},
	{"mover", OVER},
	{"munderover", UNDEROVER},
	{"mfrac", FRAC},
	{"msqrt", SQRT},
	{"mroot", ROOT},
	{"mtable", TABLE},
	{"mfenced", FENCED},
	{"mphantom", NOTHING},
	{"mspace", NOTHING},
	{"annotation", NOTHING},
	{"annotation-xml", NOTHING},
	{"maligngroup", NOTHING},
	{"malignmark", NOTHING},
};

static void convert(struct ml *m, size_t node)
{
	enum element e = ROW;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (str_eqz(dom_name(m->d, node), elements[i].name))
			e = elements[i].element;
	switch (e) {
	case ROW: row(m, node); break;
	case TOKEN_I: identifier(m, node); break;
	case TOKEN_O: put_operator(m, dom_line(m->a, m->d, node)); break;
	case TOKEN_N:
		gap(m);
		put_symbols(&m->b, dom_line(m->a, m->d, node));
		break;
	case TOKEN_T: put_text(m, node); break;
	case SUP: scripts(m, node, NULL, "^"); break;
	case SUB: scripts(m, node, NULL, "_"); break;
	case SUBSUP: scripts(m, node, "_", "^"); break;
	case UNDER: over(m, node, true); break;
	case OVER: over(m, node, false); break;
	case UNDEROVER: under_over(m, node); break;
	case FRAC: fraction(m, node); break;
	case SQRT:
		gap(m);
		buf_puts(&m->b, "\\sqrt{");
		row(m, node);
		buf_putc(&m->b, '}');
		break;
	case ROOT: root(m, node); break;
	case TABLE: table(m, node, NULL); break;
	case FENCED: fenced(m, node); break;
	case NOTHING: break;
	}
}

struct str mathml_tex(struct arena *a, const struct dom *d, size_t math)
{
	size_t fuel = FENCE_STEPS;
	struct ml m = {a, d, buf_make(a), &fuel};
	row(&m, math);
	return str_trim(buf_str(&m.b));
}

struct str mathml_tex_of_text(struct arena *a, struct str markup)
{
	struct dom d;
	struct strs notes = {0};
	struct err e = {0};
	if (!markup.n || markup.n > MAX_MARKUP || !dom_parse(a, markup, &d, &notes, &e))
		return STR("");
	size_t math = dom_find(&d, 0, TAG_MATH);
	return math == DOM_NONE ? STR("") : mathml_tex(a, &d, math);
}
