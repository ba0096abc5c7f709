/* sync.h - what was written is on the disk before the index says that it is.
 *
 * Documents and pages are written under a temporary name and renamed, none is synced by itself: they
 * are noted here and synced together, before the index commits. A machine that loses its power
 * leaves the index as it was, or an index whose every file is whole. */
#ifndef ENGINE_SYNC_H
#define ENGINE_SYNC_H

#include "base/vec.h"
#include "engine/engine.h"

struct sync_list {
	struct arena *a;
	VEC(struct str) paths; /* below the base; the views stay valid until sync_all */
};

void sync_add(struct sync_list *l, struct str path);
/* Syncs these files, then the folders they are in and those above, and forgets them. */
bool sync_all(struct kb *kb, struct sync_list *l, struct err *e);

#endif
