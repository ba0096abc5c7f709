/* digest_model.h - digests by a model: only passages that nobody has paid for are shown to it.
 *
 * What it draws from a passage is kept in the ledger under the passage's words, the prompt, the schema
 * and the model, and a digest is put together from these pieces: an edit pays for the passages it
 * touched, a build from scratch for nothing, and the same ledger gives the same bytes. */
#ifndef ENGINE_DIGEST_MODEL_H
#define ENGINE_DIGEST_MODEL_H

#include "engine/calls.h"
#include "engine/model.h"
#include "engine/prompt.h"

struct digest_job {
	const struct source_row *row;
	struct str key;
	bool known; /* all of its passages are in the ledger: costs nothing */
};

/* What digests are made with, besides the document: prompt, model, language. Part of keys. */
bool digest_with(struct model *m, struct str *out, struct err *e);
/* Digests v and puts them into the index. A document of which a call failed gets what there is, under
 * no key, so that the next run goes on with it. */
bool digest_by_model(struct model *m, struct digest_job *v, size_t n, struct err *e);
/* Adds the questions that would be asked to the plan of m's report; what has no digest gets an empty
 * one, so that the dry run can go on. */
bool digest_plan(struct model *m, struct digest_job *v, size_t n, struct err *e);

#endif
