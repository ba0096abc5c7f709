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
	"data-expr", "data-katex", "data-formula"};

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
	return commands > 0 && words < 8 + 4 * commands;
}

static bool has_class_of(const struct dom *d, size_t i, const char *const *names, size_t n)
{
	struct str class = dom_attr(d, i, "class");
	for (size_t k = 0; k < n && class.n; k++)
		if (dom_has_word(class, names[k]))
			return true;
	return false;
}

static enum math_kind kind_of_image(const struct dom *d, size_t i)
{
	static const char *const classes[] = {"latex", "tex", "mwe-math-fallback-image-inline",
		"mwe-math-fallback-image-display", "math", "equation", "ql-img-inline-formula",
		"ql-img-displayed-equation", "tex2jax_ignore"};
	struct str alt = dom_attr(d, i, "alt");
	if (!alt.n)
		return NO_MATH;
	if (has_class_of(d, i, classes, sizeof classes / sizeof *classes))
		return MATH_IMAGE;
	return is_tex(alt) ? MATH_IMAGE : NO_MATH;
}

static enum math_kind kind_of(const struct dom *d, size_t i)
{
	static const char *const boxes[] = {"katex", "katex-display", "MathJax", "MathJax_Display",
		"mwe-math-element", "mathjax", "MathJax_SVG", "MathJax_CHTML"};
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
	case TAG_SPAN:
	case TAG_DIV:
	case TAG_P: break;
	default: return NO_MATH;
	}
	if (!n->n_attr)
		return NO_MATH;
	if (has_class_of(d, i, boxes, sizeof boxes / sizeof *boxes))
		return MATH_BOX;
	for (size_t k = 0; k < sizeof data_attrs / sizeof *data_attrs; k++)
		if (dom_attr(d, i, data_attrs[k]).n > 0 &&
			(k == 0 || is_tex(dom_attr(d, i, data_attrs[k])) || k == 5))
			return MATH_DATA;
	return NO_MATH;
}

bool math_is(const struct dom *d, size_t node)
{
	return kind_of(d, node) != NO_MATH;
}

/* --- TeX --------------------------------------------------------------------------------- */

/* The first descendant (or node itself) that holds TeX: annotation, script, or MathML. */
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
		if (n->tag == TAG_MATH && mathml == DOM_NONE)
			mathml = k;
	}
	*tex = false;
	return mathml;
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

struct str math_tex(struct arena *a, const struct dom *d, size_t node)
{
	bool tex = false;
	enum math_kind kind = kind_of(d, node);
	if (kind == MATH_IMAGE)
		return clean_tex(a, dom_attr(d, node, "alt"));
	for (size_t k = 0; k < sizeof data_attrs / sizeof *data_attrs && kind == MATH_DATA; k++)
		if (dom_attr(d, node, data_attrs[k]).n)
			return clean_tex(a, dom_attr(d, node, data_attrs[k]));
	if (kind == MATH_TEXT || kind == MATH_SCRIPT)
		return clean_tex(a, raw_text(a, d, node));
	size_t source = find_source(d, node, &tex);
	if (source != DOM_NONE && tex)
		return clean_tex(a, raw_text(a, d, source));
	if (source == DOM_NONE)
		return STR("");
	struct str alt = dom_attr(d, source, "alttext");
	return clean_tex(a, alt.n ? alt : mathml_tex(a, d, source));
}

/* --- display ----------------------------------------------------------------------------- */

bool math_is_display(const struct dom *d, size_t node)
{
	static const char *const classes[] = {"katex-display", "MathJax_Display",
		"mwe-math-fallback-image-display", "ql-img-displayed-equation"};
	enum math_kind kind = kind_of(d, node);
	if (kind == NO_MATH)
		return false;
	struct str display = dom_attr(d, node, "display");
	if (has_class_of(d, node, classes, sizeof classes / sizeof *classes) ||
		str_ieq(display, STR("block")) || str_ieq(display, STR("true")) ||
		(kind == MATH_TEXT && dom_has(d, node, "block")))
		return true;
	if (kind == MATH_SCRIPT)
		return str_ifind(dom_attr(d, node, "type"), STR("mode=display")) != STR_NPOS;
	if (kind == MATH_BOX)
		for (size_t k = node + 1; k < d->v[node].end; k++)
			if (d->v[k].tag == TAG_MATH)
				return str_ieq(dom_attr(d, k, "display"), STR("block"));
	return false;
}
