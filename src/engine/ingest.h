/* ingest.h - raw/ to documents: the first stage of every compile. */
#ifndef ENGINE_INGEST_H
#define ENGINE_INGEST_H

#include "engine/engine.h"
#include "store/index.h"

/* kb_ingest inside a transaction of the caller on the index. */
bool ingest_run(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct kb_ingest_report *out, struct err *e);

/* Paths of the pages of a source. */
struct str ingest_text_path(struct arena *a, struct str slug); /* wiki/text/SLUG-text.md */
struct str ingest_source_path(struct arena *a, struct str slug); /* wiki/sources/SLUG-source.md */

/* The slug that the path of a text page holds. */
struct str ingest_slug(struct str text_path);

#endif
