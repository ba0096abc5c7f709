/* sort_model.h - categories by a model: only concepts that have none yet are placed.
 *
 * A placement, once made, is kept in the ledger and stays; so do the description of a category and the
 * category that it is part of: the tree has three levels at most. A prompt shows a bounded number of
 * categories, those of related concepts first. The result depends on the concepts and the ledger alone. */
#ifndef ENGINE_SORT_MODEL_H
#define ENGINE_SORT_MODEL_H

#include "engine/calls.h"
#include "engine/model.h"
#include "engine/prompt.h"

/* Fills *out, in m->a, for all concepts with pages; those whose call failed go to "Other". */
bool sort_by_model(struct model *m, struct reply_sort *out, struct err *e);

#endif
