/* session.h - conversations: .kb/sessions/NAME.jsonl, a line a turn, appended and never rewritten.
 *
 * A turn is {"question", "subject", "outcome", "answer", "evidence": [{"path", "passage", "quote"}]}.
 * What "it" is in a follow-up question is the subject of the turn before. */
#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include "engine/engine.h"

struct session_turn {
	struct str question, answer; /* answer: "" when the base had none */
};
struct session_turns {
	struct session_turn *v; /* oldest first */
	size_t n;
};
struct session {
	struct str path; /* below the base */
	struct str subject; /* of the last turn, "" at the beginning */
	struct session_turns turns;
};
/* ERR_USAGE for a name that is none: letters, digits, "-" and "_". A line that is damaged is left
 * out. */
bool session_open(
	struct kb *kb, struct arena *a, struct str name, struct session *out, struct err *e);
/* The question with the pronouns that stand for the subject replaced; one that has no matter of its
 * own ("And when?") is asked of it. */
struct str session_resolve(struct arena *a, const struct session *s, struct str question);
bool session_add(struct kb *kb, struct arena *a, const struct session *s,
	const struct kb_answer *answer, struct err *e);

#endif
