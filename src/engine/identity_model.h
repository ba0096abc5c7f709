/* identity_model.h - near names judged by a model: one thing or two?
 *
 * Only pairs that rules cannot settle are asked, in batches. A verdict is remembered in the ledger for
 * the pair with a hash of what was known of both, so that it is not paid for again. */
#ifndef ENGINE_IDENTITY_MODEL_H
#define ENGINE_IDENTITY_MODEL_H

#include "engine/calls.h"
#include "engine/model.h"
#include "engine/prompt.h"

struct judge_name {
	struct str name, kind;
	struct str known; /* its definition, or "" */
	size_t id; /* the caller's */
};
struct judge_same {
	size_t x, y; /* ids */
};
struct judge_sames {
	struct judge_same *v; /* sorted by the names; none joins what a verdict keeps apart */
	size_t n;
};
struct judge_part {
	size_t whole, part; /* ids */
};
struct judge_parts {
	struct judge_part *v;
	size_t n;
};
/* v is sorted by name. Two of one name are two things only by a verdict. */
bool identity_judge(struct model *m, const struct judge_name *v, size_t n, struct judge_sames *out,
	struct judge_parts *parts, struct err *e);

#endif
