/* ingest_store.h - documents on disk and in the index, and the names of their pages.
 *
 * A slug comes from the title. Of several sources with one slug, the one with the smallest hash keeps
 * it and the others get the head of their hash behind it, so names do not depend on the order in
 * which sources came. */
#ifndef ENGINE_INGEST_STORE_H
#define ENGINE_INGEST_STORE_H

#include "engine/ingest_plan.h"
#include "engine/sync.h"

struct ingest_store {
	struct kb *kb;
	struct arena *a;
	VEC(struct source_row *) rows; /* the sources after this run */
	struct map taken; /* slug -> 1 while a source has it */
	struct map by_sha; /* of the rows that are documents */
	struct map pages; /* path -> struct page_row * */
	struct sync_list sync; /* what was written */
	bool fresh; /* the index knew nothing */
};

bool ingest_store_begin(struct ingest_store *s, struct kb *kb, struct arena *a,
	const struct ingest_plan *plan, struct err *e);
/* Writes an item's document (or only its row when it is none). *known: its page stood there already. */
bool ingest_store_put(struct ingest_store *s, struct ingest_item *it, bool *known, struct err *e);
/* Writes the page of a source that is stored already anew, under the same name. */
bool ingest_store_remake(
	struct ingest_store *s, struct source_row *row, struct ingest_item *it, struct err *e);
/* Refreshes the row of a source whose bytes did not change. */
bool ingest_store_touch(struct ingest_store *s, const struct source_row *row, struct err *e);
/* A row that will only be touched: no other source is given its slug meanwhile. */
void ingest_store_reserve(struct ingest_store *s, const struct source_row *row);
/* A source that turned out to be a copy of `of`. */
void ingest_store_demote(struct ingest_store *s, const struct source_row *row, struct str of);
bool ingest_store_has_sha(const struct ingest_store *s, struct str sha);
/* Settles slugs, renames pages, removes the pages of sources that went, syncs the others; changed: a compile is due. */
bool ingest_store_end(struct ingest_store *s, bool changed, struct err *e);

#endif
