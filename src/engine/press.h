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

struct press_look {
	struct page_rows rows; /* what the index knows */
	struct map by_path; /* path -> struct page_row * */
	struct map changed; /* paths of generated pages that are not as kb left them */
	struct w_foreign *foreign, *answers;
	size_t n_foreign, n_answers;
	struct strs strays; /* generated pages that the index does not know */
	struct decisions decisions;
	bool any; /* something differs from what the index says */
	VEC(struct press_base) bases; /* pages written by press_pages, for press_prune */
};

/* Walks wiki/. A generated page that is gone while wiki/index.md stands is taken as deleted by the
 * person and recorded in decisions.yaml (not in a dry run). */
bool press_look(
	struct kb *kb, struct arena *a, bool dry_run, struct press_look *out, struct err *e);

/* restore: path below the base whose edit is given up, or "". */
bool press_pages(
	struct weave *w, struct press_look *look, struct str restore, bool dry_run, struct err *e);
/* Hands a page of wiki/ to the full-text index. */
bool press_index(struct kb *kb, struct arena *a, struct str path, struct str kind, struct str title,
	const struct page *page, struct err *e);
/* When the index is committed: merge bases that no page stands on any more are dropped. */
bool press_prune(struct kb *kb, const struct press_look *look, struct err *e);

#endif
