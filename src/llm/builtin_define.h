/* builtin_define.h - sentences that say what a concept is. */
#ifndef LLM_BUILTIN_DEFINE_H
#define LLM_BUILTIN_DEFINE_H

#include "llm/builtin_concept.h"

#define DEFINE_LEAST 2.0 /* below: the sentence only speaks of it */

/* How well a sentence defines what stands at bytes start..end of it: 0 not at all, 2 perhaps, 4 in so
 * many words. *said (may be NULL) is what follows "is a". */
double define_score(struct arena *a, struct str sentence, size_t start, size_t end, struct str lang,
	bool item, struct str *said);

/* Fills definition, definition_score and kind of each concept. */
void define_all(const struct words *w, const struct sentence *v, struct concepts *c);

#endif
