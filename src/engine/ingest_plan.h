/* ingest_plan.h - what a walk of raw/ found, held against what the index knows. */
#ifndef ENGINE_INGEST_PLAN_H
#define ENGINE_INGEST_PLAN_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/convert.h"
#include "doc/passage.h"
#include "engine/ingest.h"

#define REPLACED_BY "replaced by " /* how the reason of such a row begins */

struct ingest_item {
	struct str path; /* "raw/a.html" */
	struct fs_stat st; /* of the file and its side file together */
	const struct source_row *old; /* row of this path, or NULL */
	bool has_side, page_good; /* a side file stands beside it; its text page is as kb left it */
	struct str replaced_by; /* "raw/a.pdf.fixed.md", or "" */
	struct str same_as; /* an earlier path with the same bytes, or "" */
	struct str sha; /* "-": not read */
	char hex[65]; /* where the worker that hashed it put sha */
	bool unread; /* it cannot be read now: what is known of it stays */
	bool maybe; /* a copy as before: looked at only when another source changes */
	bool keep; /* known bytes and page: only the row's times are refreshed */
	int64_t n_bytes; /* of the file; 0 when it was not read */
	const struct image_shown *shown; /* of an image: what its page is to say; NULL at first */
	/* filled by a worker, in an arena of its own that lives until the item is stored; NULL as long as
	 * nothing is in it: there may be 100,000 items */
	struct arena *a;
	struct source_row row;
	struct document doc;
	struct str marked; /* body with passage ids */
	struct passages passages;
};

struct ingest_plan {
	struct source_rows old;
	struct map by_path; /* path -> struct source_row * of old */
	VEC(struct ingest_item) todo; /* to be read, by path */
	VEC(const struct source_row *) gone, same; /* by path */
	size_t n_files, n_maybe;
	int64_t walked_ns; /* the file system's clock when the walk began */
};

/* The next name that a page would have of which the file at path is a part, as browsers save it:
 * "raw/a_files/x.png" belongs to "raw/a.html" or "raw/a.htm". *at starts at 0; false at the end. */
bool ingest_next_owner(struct arena *a, struct str path, size_t *at, struct str *owner);

/* Walks raw/ and the text pages. only: paths below the base; NULL: all. */
bool ingest_plan(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	const struct strs *only, struct ingest_plan *out, struct err *e);
/* The same for all of raw/, only to see what there is to do: writes nothing, and its times are not to
 * be kept. */
bool ingest_look(struct kb *kb, struct arena *a, struct ingest_plan *out, struct err *e);
/* Does an item of todo wait for more than to be read again, because it was young when it was read or
 * because others may have changed? */
bool ingest_is_waiting(const struct ingest_item *it);
/* Moves what has the bytes that the index knows from todo to same; reads only what does not wait. */
void ingest_look_closer(struct kb *kb, struct arena *a, struct ingest_plan *p);

#endif
