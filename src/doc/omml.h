/* omml.h - equations of office documents to TeX. */
#ifndef DOC_OMML_H
#define DOC_OMML_H

#include "doc/xml.h"

/* An m:oMath element (ECMA-376 part 1, 22.1). */
struct str omml_tex(struct arena *a, const struct xml *x, size_t node);
/* A math element (MathML), as ODF has it. */
struct str mathml_part_tex(struct arena *a, const struct xml *x, size_t node);

#endif
