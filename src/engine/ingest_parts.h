/* ingest_parts.h - the pages of a long document.
 *
 * A document over PART_BYTES is cut at headings, of the rank that is highest where a cut is due, else
 * between blocks. Passages have their ids before the cut, so that they are unique over all parts. Each
 * part opens with a line that names it and links the others, and ends with the footnote definitions
 * that it refers to. source_row.parts says which passages each part has. */
#ifndef ENGINE_INGEST_PARTS_H
#define ENGINE_INGEST_PARTS_H

#include "doc/passage.h"
#include "engine/ingest.h"

#define PART_BYTES ((size_t)500 * 1000)

struct ingest_parts {
	struct str *v; /* bodies without the line at the top */
	size_t n; /* 1 for a document of one page */
	struct strs
		ids; /* by part: ids of its passages between blanks, one at each end too; none when n is
	                    1 */
};
bool ingest_cut(struct arena *a, struct str marked, const struct passages *l,
	struct ingest_parts *out, struct err *e);

/* "Part 2 of 3 · [part 1](x-text.md) · [part 3](x-text-3.md)\n\n"; "" for one part. part from 1. */
struct str ingest_part_line(struct arena *a, struct str slug, size_t part, size_t n);
/* The same page under another slug, sealed. */
struct str ingest_part_renamed(
	struct arena *a, struct str page, struct str from, struct str to, size_t part, size_t n);

#endif
