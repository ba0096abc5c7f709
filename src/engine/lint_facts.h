/* lint_facts.h - a page's facts as bytes, for lint_kept.c alone. */
#ifndef ENGINE_LINT_FACTS_H
#define ENGINE_LINT_FACTS_H

#include "engine/lint_page.h"

/* What the first pass found out about p, with a checksum; p as that pass left it. */
struct str lint_facts_pack(struct arena *a, struct lint_page *p);
/* The same, put back into p; texts are views of facts. False, p as it was, when the bytes are damaged. */
bool lint_facts_unpack(struct arena *a, struct str facts, struct lint_page *p);

#endif
