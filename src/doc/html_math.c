/* html_math.c - formulas as TeX: what the page already holds as TeX first, MathML next.
 *
 * Order: kinds of formula, where its TeX is, display or inline. Renderers whose markup is known:
 * KaTeX, MathJax 2 and 3, LaTeXML (arXiv), Wikipedia, WordPress, Distill, images with TeX as alt. */
#include "base/text.h"
#include "doc/html_mathml.h"
#include "doc/html_write.h"

/* --- kinds ------------------------------------------------------------------------------- */

enum math_kind {
	NO_MATH,
	MATH_ELEMENT, /* <math> */
	MATH_SCRIPT, /* <script type="math/tex"> */
	MATH_BOX, /* an element around a rendering, with TeX or MathML somewhere inside */
	MATH_DATA, /* TeX in an attribute */
	MATH_IMAGE, /* TeX in alt */
	MATH_TEXT, /* TeX as its text: <d-math>, <tex-math> */
};

static const char *const data_attrs[] = {"data-tex", "data-latex", "data-math", "data-equation",
	"data-expr", "data-katex", "data-formula", "data-mathml", "data-attrs"};

enum { DATA_TEX = 0, DATA_KATEX = 5, DATA_MATHML = 7, DATA_ATTRS = 8 }; /* in data_attrs */

/* An alt text that is TeX: a command, or an index or power without words around. */
static bool is_tex(struct str s)
{
	size_t commands = 0, words = 0;
	for (size_t i = 0; i + 1 < s.n; i++) {
		bool letter = (s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z') ||
			(s.p[i + 1] >= 'A' && s.p[i + 1] <= 'Z');
		commands += s.p[i] == '\\' && letter;
		words += s.p[i] == ' ' && letter;
	}
	if (!commands && !words) /* "e^{i}" */
		return str_find(s, STR("^{")) != STR_NPOS || str_find(s, STR("_{")) != STR_NPOS;
	return commands > 0 && words < 8 + 4 * commands;
}

/* Where services that draw formulas take the TeX from in their address. */
static const struct {
	const char *host, *before;
} services[] = {
	{"latex.codecogs.com/", "?"},
	{"wp.com/latex.php", "latex="},
	{"wordpress.com/latex.php", "latex="},
	{"zhihu.com/equation", "tex="},
	{"chart.googleapis.com/chart?cht=tx", "chl="},
	{"chart.apis.google.com/chart?cht=tx", "chl="},
	{"math.now.sh", "from="},
	{"render.githubusercontent.com/render/math", "math="},
	{"i.upmath.me/", "svg/"},
};

static int hex_of(char c)
{
	return c >= '0' && c <= '9'			 ? c - '0'
		: (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							 : -1;
}

/* The TeX in the address of a picture; "" when it is of no such service. */
static struct str tex_of_url(struct arena *a, struct str url)
{
	struct str tex = STR("");
	for (size_t i = 0; i < sizeof services / sizeof *services && !tex.n; i++) {
		size_t at = str_find(url, str_of(services[i].host));
		size_t from = at == STR_NPOS ? STR_NPOS
					     : str_find_from(url, at, str_of(services[i].before));
		if (from != STR_NPOS)
			tex = str_from(url, from + str_of(services[i].before).n);
		if (tex.n && i > 0)
			tex = str_sub(tex, 0, str_find_byte(tex, '&'));
	}
	struct buf b = buf_make(a);
	for (size_t i = 0; i < tex.n; i++) {
		bool coded = tex.p[i] == '%' && i + 2 < tex.n && hex_of(tex.p[i + 1]) >= 0 &&
			hex_of(tex.p[i + 2]) >= 0;
		char c =
			coded ? (char)(hex_of(tex.p[i + 1]) * 16 + hex_of(tex.p[i + 2])) : tex.p[i];
		buf_putc(&b, c == '+' && !coded ? ' ' : (unsigned char)c < ' ' ? ' ' : c);
		i += coded ? 2 : 0;
	}
	return str_trim(buf_str(&b));
}

static bool is_service(struct str url)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (str_find(url, str_of(services[i].host)) != STR_NPOS)
			return true;
	return false;
}

static enum math_kind kind_of_image(const struct dom *d, size_t i)
{
	static const char *const classes[] = {"latex", "tex", "mwe-math-fallback-image-inline",
		"mwe-math-fallback-image-display", "math", "equation", "ql-img-inline-formula",
		"ql-img-displayed-equation", "tex2jax_ignore", "ee_img", "texrender"};
	if (is_service(dom_attr(d, i, "src")))
		return MATH_IMAGE;
	struct str alt = dom_attr(d, i, "alt");
	if (!alt.n)
		return NO_MATH;
	if (dom_has_word_of(dom_attr(d, i, "class"), classes, sizeof classes / sizeof *classes))
		return MATH_IMAGE;
	return is_tex(alt) ? MATH_IMAGE : NO_MATH;
}

/* Nothing but text inside. */
static bool is_flat(const struct dom *d, size_t i)
{
	return d->v[i].end == i + 2 && d->v[i + 1].tag == TAG_TEXT;
}

static bool is_delimited(struct str s)
{
	s = str_trim(s);
	return s.n > 2 &&
		((str_starts(s, STR("$")) && str_ends(s, STR("$"))) ||
			(str_starts(s, STR("\\(")) && str_ends(s, STR("\\)"))) ||
			(str_starts(s, STR("\\[")) && str_ends(s, STR("\\]"))));
}

/* An element that a script would set later: its text is TeX. */
static bool is_unset(const struct dom *d, size_t i)
{
	static const char *const classes[] = {"math", "arithmatex", "js-render-math", "MathTex",
		"math-tex", "math-inline", "math-display", "tex2jax_process", "katex-inline",
		"js-inline-math", "js-display-math", "mathjax_process"};
	if (!is_flat(d, i) ||
		!dom_has_word_of(
			dom_attr(d, i, "class"), classes, sizeof classes / sizeof *classes))
		return false;
	bool pandoc = dom_has_class(d, i, "math") &&
		(dom_has_class(d, i, "inline") || dom_has_class(d, i, "display"));
	return pandoc || is_delimited(d->v[i + 1].text);
}

/* The value of attribute k is a formula, whatever the name may mean elsewhere. */
static bool says_math(const struct dom *d, size_t i, size_t k, struct str v)
{
	struct str class = dom_attr(d, i, "class");
	if (k == DATA_TEX || k == DATA_KATEX)
		return true;
	if (k == DATA_ATTRS)
		return dom_has_word(class, "latex-rendered");
	if (k == DATA_MATHML)
		return str_istarts(v, STR("<math"));
	return is_tex(v) || str_ifind(class, STR("math")) != STR_NPOS ||
		str_ifind(class, STR("katex")) != STR_NPOS ||
		str_ifind(class, STR("equation")) != STR_NPOS ||
		str_ifind(class, STR("formula")) != STR_NPOS ||
		str_ifind(class, STR("latex")) != STR_NPOS;
}

static enum math_kind kind_of(const struct dom *d, size_t i)
{
	static const char *const boxes[] = {"katex", "katex-display", "MathJax", "MathJax_Display",
		"mwe-math-element", "mathjax", "MathJax_SVG", "MathJax_CHTML", "MathJax_Preview"};
	const struct dom_node *n = &d->v[i];
	switch (n->tag) {
	case TAG_TEXT: return NO_MATH;
	case TAG_MATH: return MATH_ELEMENT;
	case TAG_IMG: return kind_of_image(d, i);
	case TAG_SCRIPT:
		return str_istarts(dom_attr(d, i, "type"), STR("math/")) ? MATH_SCRIPT : NO_MATH;
	case TAG_OTHER:
		if (str_eqz(n->text, "mjx-container"))
			return MATH_BOX;
		if (str_eqz(n->text, "d-math") || str_eqz(n->text, "tex-math") ||
			str_eqz(n->text, "math-renderer"))
			return MATH_TEXT;
		break;
	case TAG_CODE:
		return n->n_attr && is_flat(d, i) &&
				(dom_has(d, i, "data-math-style") ||
					dom_has_class(d, i, "math-inline"))
			? MATH_TEXT
			: NO_MATH;
	case TAG_SPAN:
	case TAG_DIV:
	case TAG_P: break;
	default: return NO_MATH;
	}
	if (!n->n_attr)
		return NO_MATH;
	if (is_unset(d, i))
		return MATH_TEXT;
	if (dom_has_word_of(dom_attr(d, i, "class"), boxes, sizeof boxes / sizeof *boxes))
		return MATH_BOX;
	for (size_t k = 0; k < sizeof data_attrs / sizeof *data_attrs; k++) {
		struct str v = dom_attr(d, i, data_attrs[k]);
		if (v.n && says_math(d, i, k, v))
			return MATH_DATA;
	}
	return NO_MATH;
}

bool math_is(const struct dom *d, size_t node)
{
	return kind_of(d, node) != NO_MATH;
}

/* --- TeX --------------------------------------------------------------------------------- */

/* The first descendant (or node itself) that holds TeX: annotation, script, attribute, or MathML. */
static size_t find_source(const struct dom *d, size_t node, bool *tex)
{
	size_t mathml = DOM_NONE;
	for (size_t k = node; k < d->v[node].end; k++) {
		const struct dom_node *n = &d->v[k];
		*tex = true;
		if (n->tag == TAG_SCRIPT && kind_of(d, k) == MATH_SCRIPT)
			return k;
		if (n->tag == TAG_OTHER && str_eqz(n->text, "annotation") &&
			str_ifind(dom_attr(d, k, "encoding"), STR("tex")) != STR_NPOS)
			return k;
		if (n->n_attr && dom_attr(d, k, "data-latex").n)
			return k;
		if (n->tag == TAG_MATH && mathml == DOM_NONE)
			mathml = k;
	}
	*tex = false;
	return mathml;
}

/* What services that draw formulas are told beside the formula. */
static struct str without_style(struct str s)
{
	static const char *const words[] = {"\\inline", "\\large", "\\Large", "\\LARGE", "\\small",
		"\\huge", "\\bg_white", "\\bg_black", "\\fn_cm", "\\fn_phv", "\\dpi"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct str word = str_of(words[i]);
		if (!str_starts(s, word) || s.n == word.n ||
			((s.p[word.n] | 0x20) >= 'a' && (s.p[word.n] | 0x20) <= 'z'))
			continue;
		s = str_trim(str_from(s, word.n));
		size_t close = str_find_byte(s, '}');
		if (str_eqz(word, "\\dpi") && str_starts(s, STR("{")) && close != STR_NPOS)
			s = str_trim(str_from(s, close + 1));
		i = (size_t)-1; /* again, for the next of them */
	}
	return s;
}

static struct str clean_tex(struct arena *a, struct str s)
{
	static const char *const pairs[][2] = {{"$$", "$$"}, {"\\[", "\\]"}, {"\\(", "\\)"},
		{"$", "$"}, {"{\\displaystyle ", "}"}, {"{\\textstyle ", "}"}};
	s = str_trim(s);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct str open = str_of(pairs[i][0]), close = str_of(pairs[i][1]);
		if (s.n >= open.n + close.n && str_starts(s, open) && str_ends(s, close))
			s = str_trim(str_sub(s, open.n, s.n - close.n));
	}
	/* a blank line ends a formula in Markdown */
	struct buf b = buf_make(a);
	struct str line;
	while (str_line(&s, &line))
		if (!str_blank(line)) {
			if (b.n)
				buf_putc(&b, '\n');
			buf_put(&b, str_trim_right(line));
		}
	return buf_str(&b);
}

static struct str raw_text(struct arena *a, const struct dom *d, size_t node)
{
	struct buf b = buf_make(a);
	for (size_t k = node; k < d->v[node].end; k++)
		if (d->v[k].tag == TAG_TEXT)
			buf_put(&b, d->v[k].text);
	return buf_str(&b);
}

/* "persistentExpression" in the JSON of Substack's blocks; it is short, and read as text. */
static struct str tex_of_json(struct arena *a, struct str json)
{
	size_t at = str_find(json, STR("\"persistentExpression\":\""));
	if (at == STR_NPOS)
		return STR("");
	struct buf b = buf_make(a);
	for (size_t i = at + 24; i < json.n && json.p[i] != '"'; i++) {
		bool escape = json.p[i] == '\\' && i + 1 < json.n;
		i += escape;
		buf_putc(&b, escape && json.p[i] == 'n' ? ' ' : json.p[i]);
	}
	return buf_str(&b);
}

static struct str tex_of_data(struct arena *a, const struct dom *d, size_t node)
{
	for (size_t k = 0; k < sizeof data_attrs / sizeof *data_attrs; k++) {
		struct str v = dom_attr(d, node, data_attrs[k]);
		if (v.n && k == DATA_MATHML)
			return mathml_tex_of_text(a, v);
		if (v.n && k == DATA_ATTRS)
			return tex_of_json(a, v);
		if (v.n)
			return v;
	}
	return STR("");
}

/* MathJax 2 leaves the TeX in a script right behind what it has drawn. */
static bool has_twin(const struct dom *d, size_t node)
{
	size_t next = dom_next_element(d, node);
	return next != DOM_NONE && d->v[next].tag == TAG_SCRIPT && kind_of(d, next) == MATH_SCRIPT;
}

static struct str tex_of_box(struct arena *a, const struct dom *d, size_t node)
{
	bool tex = false;
	if (has_twin(d, node) || dom_has_class(d, node, "MathJax_Preview"))
		return STR("");
	size_t source = find_source(d, node, &tex);
	if (source == DOM_NONE && dom_attr(d, node, "data-mathml").n)
		return mathml_tex_of_text(a, dom_attr(d, node, "data-mathml"));
	if (source == DOM_NONE) {
		struct str drawn = mathml_of_glyphs(a, d, node);
		/* of KaTeX without its MathML: the characters at least */
		return drawn.n ? mathml_tex_of_text(a, drawn) : dom_line(a, d, node);
	}
	struct str latex = dom_attr(d, source, "data-latex");
	if (tex && latex.n)
		return latex;
	if (tex)
		return raw_text(a, d, source);
	struct str alt = dom_attr(d, source, "alttext");
	return alt.n ? alt : mathml_tex(a, d, source);
}

struct str math_tex(struct arena *a, const struct dom *d, size_t node)
{
	struct str s = STR("");
	switch (kind_of(d, node)) {
	case MATH_IMAGE:
		s = dom_attr(d, node, "alt");
		if (!s.n)
			s = without_style(tex_of_url(a, dom_attr(d, node, "src")));
		break;
	case MATH_DATA: s = tex_of_data(a, d, node); break;
	case MATH_SCRIPT:
		s = raw_text(a, d, node);
		if (str_ifind(dom_attr(d, node, "type"), STR("mml")) != STR_NPOS)
			s = mathml_tex_of_text(a, s);
		break;
	case MATH_TEXT: s = raw_text(a, d, node); break;
	default: s = tex_of_box(a, d, node);
	}
	return clean_tex(a, s);
}

/* --- display ----------------------------------------------------------------------------- */

bool math_is_display(const struct dom *d, size_t node)
{
	static const char *const classes[] = {"katex-display", "MathJax_Display",
		"mwe-math-fallback-image-display", "ql-img-displayed-equation", "latex-rendered",
		"js-display-math", "math-display"};
	enum math_kind kind = kind_of(d, node);
	if (kind == NO_MATH)
		return false;
	struct str display = dom_attr(d, node, "display");
	if (dom_has_word_of(
		    dom_attr(d, node, "class"), classes, sizeof classes / sizeof *classes) ||
		str_ieq(display, STR("block")) || str_ieq(display, STR("true")) ||
		(kind == MATH_TEXT && dom_has(d, node, "block")))
		return true;
	if (kind == MATH_TEXT) {
		struct str s = str_trim(d->v[node + 1].text);
		return str_starts(s, STR("$$")) || str_starts(s, STR("\\[")) ||
			(dom_has_class(d, node, "math") && dom_has_class(d, node, "display"));
	}
	if (kind == MATH_SCRIPT)
		return str_ifind(dom_attr(d, node, "type"), STR("mode=display")) != STR_NPOS;
	if (kind == MATH_BOX)
		for (size_t k = node + 1; k < d->v[node].end; k++)
			if (d->v[k].tag == TAG_MATH)
				return str_ieq(dom_attr(d, k, "display"), STR("block"));
	return false;
}
