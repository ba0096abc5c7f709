/* fresh.h - a search tells of the files as they are now, not as they were at the last compile.
 *
 * Before a search the folders of raw/ and wiki/ are looked at; when one changed, or the last walk is
 * over two seconds old, all files are walked and what changed is indexed. After it each hit is held
 * against its own files. .kb/walk remembers the last walk: derived, deletable at any time.
 *
 * Nothing here fails and nothing here waits: when another kb is at work, or the base cannot be
 * written, the index is used as it is. */
#ifndef ENGINE_FRESH_H
#define ENGINE_FRESH_H

#include "engine/engine.h"
#include "store/search.h"

struct fresh_walk {
	bool walked;
	size_t n_files; /* walked */
	size_t n_indexed; /* read again */
	double seconds;
};
void fresh_walk(struct kb *kb, struct fresh_walk *out);

enum fresh { FRESH, STALE, GONE };
/* What became of a page and of its source since they were indexed. */
enum fresh fresh_look(struct kb *kb, struct arena *a, const struct search_row *r);

/* Reads these again (paths of sources and pages); false when that cannot be done now. */
bool fresh_again(struct kb *kb, struct arena *a, struct strs changed);

#endif
