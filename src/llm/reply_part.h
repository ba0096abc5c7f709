/* reply_part.h - sentences of an answer (REPLY_ANSWER) out of a reply that is still coming.
 *
 * A sentence is handed out as soon as its object is whole, in order, decoded and bounded as reply_decode
 * does it. Only a reply that says first that it answers, and then what, is read so: a JSON object whose
 * first member is "outcome", answered or partly, and whose second is "sentences". Of any other, and from
 * the first byte on that does not fit, nothing more is handed out; such a reply is read when it is whole.
 * Of a whole reply that reply_decode takes, what was handed out are the first of its sentences. Whether
 * it will be whole nobody knows yet. */
#ifndef LLM_REPLY_PART_H
#define LLM_REPLY_PART_H

#include "llm/reply.h"

struct reply_part {
	struct arena *a;
	struct buf text; /* what came */
	size_t at; /* looked at up to here */
	size_t start; /* of the sentence that is coming */
	size_t n; /* handed out */
	unsigned depth; /* open brackets of that sentence */
	bool quoted, escaped; /* inside a string of it */
	bool comma; /* one was seen before the next */
	enum { PART_HEAD, PART_BETWEEN, PART_INSIDE, PART_OVER } state;
};

struct reply_part reply_part_make(struct arena *a);
void reply_part_put(struct reply_part *p, struct str piece);
/* The next sentence, in the arena; false: none is whole yet, or no more will be handed out. */
bool reply_part_next(struct reply_part *p, struct reply_answered *out);

#endif
