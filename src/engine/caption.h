/* caption.h - what a picture under raw/ shows, in the words of a model that sees (llm.vision: true).
 *
 * A caption is a claim of the picture's own passage, by the model: nobody else says it, and pages say so.
 * Pictures of documents are not looked at. A picture that is too large or of another type is digested
 * by its words alone, as all are without llm.vision. */
#ifndef ENGINE_CAPTION_H
#define ENGINE_CAPTION_H

#include "engine/digest_model.h"

/* A picture that is looked at. */
bool caption_wanted(const struct model *m, const struct source_row *row);
/* What captions are made with: part of keys. */
bool caption_with(struct model *m, struct str *out, struct err *e);
/* As digest_by_model and digest_plan. */
bool caption_by_model(struct model *m, struct digest_job *v, size_t n, struct err *e);
bool caption_plan(struct model *m, struct digest_job *v, size_t n, struct err *e);

#endif
