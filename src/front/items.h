/* items.h - sources as ingest reports them, for ingest, compile and status. */
#ifndef FRONT_ITEMS_H
#define FRONT_ITEMS_H

#include "front/cmd.h"

extern const char *const items_status[KB_FAILED + 1]; /* "new", "changed", ... */

/* A line each, with notes and reasons, indented. */
void items_text(struct front *f, const struct kb_ingest_item *v, size_t n, size_t indent);
/* "3 new, 1 failed"; "nothing changed". */
struct str items_summary(struct arena *a, const struct kb_ingest_report *r);
/* "items": [...] and "counts": {...} in an open object. */
void items_json(struct json_out *j, const struct kb_ingest_report *r);
/* The elements of an open list. */
void items_json_list(struct json_out *j, const struct kb_ingest_item *v, size_t n);

#endif
