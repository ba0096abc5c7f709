/* html_mathml.h - MathML to TeX. */
#ifndef DOC_HTML_MATHML_H
#define DOC_HTML_MATHML_H

#include "doc/html_dom.h"

/* TeX of a <math> element (MathML 3, presentation). Tokens are set apart by blanks. */
struct str mathml_tex(struct arena *a, const struct dom *d, size_t math);
/* TeX of MathML that stands in an attribute or a script; "" when it holds none. */
struct str mathml_tex_of_text(struct arena *a, struct str markup);
/* MathML of what MathJax drew below node, as text; "" when it drew nothing (html_math_glyphs.c). */
struct str mathml_of_glyphs(struct arena *a, const struct dom *d, size_t node);

#endif
