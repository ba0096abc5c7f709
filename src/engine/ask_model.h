/* ask_model.h - kb_ask with a model: it looks around with tools, within a number of steps and tokens, and
 * answers from what it saw; code checks each sentence against the passages that it cites. */
#ifndef ENGINE_ASK_MODEL_H
#define ENGINE_ASK_MODEL_H

#include "engine/engine.h"

struct ask_proof {
	struct str path, passage, quote, title, source; /* the quote stands in the passage */
};
struct ask_said {
	struct str text;
	struct ask_proof *proofs;
	size_t n_proofs;
};
struct ask_told {
	enum kb_outcome outcome;
	struct ask_said *v;
	size_t n;
	struct str missing, wanted;
	struct strs questions; /* to be asked next */
	struct strs outside; /* sentences without proof, where opt allows them */
	size_t n_dropped; /* sentences and citations that did not stand */
	struct kb_spending spent;
};

/* Gets each sentence of the answer as soon as it is checked, while the reply is still coming. What it got
 * stays: it is how out->v of the answer begins, whatever becomes of the reply. */
struct ask_listener {
	void (*said)(void *ctx, const struct ask_said *s); /* NULL: nobody listens */
	void *ctx;
};

/* opt binds what may be used: sources, tags, since. before: earlier turns of the conversation as text, or
 * "". ERR_MODEL when the service fails, ERR_INTERRUPTED. */
bool ask_by_model(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct str question,
	struct str before, struct ask_listener listener, struct ask_told *out, struct err *e);

#endif
