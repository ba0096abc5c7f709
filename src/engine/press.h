/* press.h - pages onto the disk without losing a word of the person's.
 *
 * press_look sees what is in wiki/ before a compile; press_pages writes what the weave made. Order
 * of writing: merge bases into the ledger, pages by rename, rows of the index; a crash anywhere
 * between leaves pages that are old or new, each with a base that fits. */
#ifndef ENGINE_PRESS_H
#define ENGINE_PRESS_H

#include "doc/page.h"
#include "engine/decisions.h"
#include "engine/weave.h"

struct press_base {
	struct str path, hash;
};

struct press_stray { /* a generated page that the index does not know */
	struct str path, kb_hash;
};

struct press_leave { /* a page that goes once the index is committed */
	struct str path, text; /* as it was when that was decided */
};

struct press_look {
	struct page_rows rows; /* what the index knows */
	struct map by_path; /* path -> struct page_row * */
	struct map changed; /* paths of generated pages that are not as kb left them */
	struct w_foreign *foreign, *answers;
	size_t n_foreign, n_answers;
	VEC(struct press_stray) strays;
	struct decisions decisions;
	bool any; /* something differs from what the index says */
	VEC(struct press_base) bases; /* pages written by press_pages, for press_finish */
	VEC(struct press_leave) leaves;
};

/* Walks wiki/. A generated page that is gone while wiki/index.md stands is taken as deleted by the
 * person, one that stands elsewhere under its kb-hash as moved, and both are recorded in
 * decisions.yaml (not in a dry run). */
bool press_look(
	struct kb *kb, struct arena *a, bool dry_run, struct press_look *out, struct err *e);

enum press_how { PRESS_WRITE, PRESS_DRY_RUN, PRESS_STAGE /* under .kb/review/ (review.h) */ };
/* restore: path below the base whose edit is given up, or "". *staged (may be NULL): pages that wait for
 * the person. */
bool press_pages(struct weave *w, struct press_look *look, struct str restore, enum press_how how,
	size_t *staged, struct err *e);
/* Hands a page of wiki/ to the full-text index. */
bool press_index(struct kb *kb, struct arena *a, struct str path, struct str kind, struct str title,
	const struct page *page, struct err *e);
/* When the index is committed: pages that have nothing left to say are removed, and merge bases that
 * no page stands on any more. Not before: a page that a killed run removed would be taken as deleted
 * by the person. */
bool press_finish(struct kb *kb, const struct press_look *look, struct err *e);
/* Every page of wiki/ is as the index says; nothing is read. */
bool press_untouched(struct kb *kb, struct arena *a);

#endif
