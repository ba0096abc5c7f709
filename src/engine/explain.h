/* explain.h - kb compile --explain PAGE. */
#ifndef ENGINE_EXPLAIN_H
#define ENGINE_EXPLAIN_H

#include "engine/model.h"

/* what: path of a source, of its page or text, of a concept page, or a concept's name. */
bool explain_page(const struct model *m, const char *what, struct str *out, struct err *e);

#endif
