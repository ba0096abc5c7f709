/* ingest.h - raw/ to documents: the first stage of every compile. */
#ifndef ENGINE_INGEST_H
#define ENGINE_INGEST_H

#include "doc/passage.h"
#include "engine/engine.h"
#include "store/index.h"

/* kb_ingest inside a transaction of the caller on the index. */
bool ingest_run(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct kb_ingest_report *out, struct err *e);

/* Paths of the pages of a source. */
struct str ingest_text_path(struct arena *a, struct str slug); /* wiki/text/SLUG-text.md */
/* A long document has further parts: SLUG-text-2.md and so on. part from 1. */
struct str ingest_part_path(struct arena *a, struct str slug, size_t part);
size_t ingest_n_parts(const struct source_row *row);
/* The page that holds a passage of the source. */
struct str ingest_passage_path(struct arena *a, const struct source_row *row, struct str passage);
/* The passages of all parts of a document as they stand in the wiki, with their headings; *body (may be
 * NULL) is their Markdown. */
bool ingest_read_document(struct kb *kb, struct arena *a, const struct source_row *row,
	struct passages *out, struct str *body, struct err *e);
struct str ingest_source_path(struct arena *a, struct str slug); /* wiki/sources/SLUG-source.md */

/* The slug that the path of a text page holds. */
struct str ingest_slug(struct str text_path);

#endif
