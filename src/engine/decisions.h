/* decisions.h - wiki/decisions.yaml: what the person decided, in plain text, kept in git.
 *
 *	deleted: pages that stay away until kb compile --restore
 *	ignore:  names that are no concept */
#ifndef ENGINE_DECISIONS_H
#define ENGINE_DECISIONS_H

#include "engine/engine.h"

struct decisions {
	struct strs deleted; /* paths below the base */
	struct strs ignore;
};

/* An absent file decides nothing; ERR_CONFIG names file and line. */
bool decisions_read(struct kb *kb, struct arena *a, struct decisions *out, struct err *e);
/* Adds or takes back a deleted page; other lines of the file stay as they are. */
bool decisions_set_deleted(struct kb *kb, struct str page, bool deleted, struct err *e);

#endif
