/* cite.h - citations as kb writes them: where the quoted words stand, down to the page of a PDF. */
#ifndef ENGINE_CITE_H
#define ENGINE_CITE_H

#include "doc/passage.h"
#include "engine/engine.h"
#include "store/index.h"

/* source_row.pages: for each page that a comment "<!-- page 7 -->" of the marked body names, the ids of
 * the passages that start on it, between blanks, one at each end too. */
struct strs cite_pages(struct arena *a, struct str marked, const struct passages *l);
/* The page that the passage starts on; 0 when that is not known. */
size_t cite_page(struct strs pages, struct str passage);
/* Hash of what stands on which page; "" without pages. */
struct str cite_key(struct arena *a, struct strs pages);
/* The page of a passage of a source by its path below the base. */
size_t cite_page_of(struct kb *kb, struct arena *a, struct str source, struct str passage);

/* "Title, p. 7"; the title alone when page is 0. */
struct str cite_title(struct arena *a, struct str title, size_t page);
/* The definition of a claim's footnote for the page `from`. */
void cite_claim(struct buf *b, struct str from, const struct source_row *row, struct str id,
	struct str passage, struct str quote);

#endif
