/* html_mathml.h - MathML to TeX. */
#ifndef DOC_HTML_MATHML_H
#define DOC_HTML_MATHML_H

#include "doc/html_dom.h"

/* TeX of a <math> element (MathML 3, presentation). Tokens are set apart by blanks. */
struct str mathml_tex(struct arena *a, const struct dom *d, size_t math);

#endif
