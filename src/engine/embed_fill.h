/* embed_fill.h - vectors where they are used: compile gives one to each passage of the index, search asks for
 * that of the question. Neither fails for want of them: one line says so. */
#ifndef ENGINE_EMBED_FILL_H
#define ENGINE_EMBED_FILL_H

#include "engine/engine.h"

/* The pages of the index have changed; inside a transaction of the caller. */
bool embed_outdate(struct kb *kb, struct err *e);
/* Fills what is missing, unless nothing is or no service is set; not while the base is held. What it
 * cost joins out->spent, and llm.max_cost holds for both together. */
bool embed_fill(struct kb *kb, struct arena *a, struct kb_compile_report *out, struct err *e);
/* Sets kb->embed, when vectors were filled and the service can be asked. */
void embed_use(struct kb *kb);

#endif
