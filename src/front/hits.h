/* hits.h - pages that were found, for search and ask. */
#ifndef FRONT_HITS_H
#define FRONT_HITS_H

#include "front/cmd.h"

/* Title, path and snippet of each; the words of query stand out on a terminal. */
void hits_text(struct front *f, const struct kb_hits *hits, struct str query);
/* The elements of a JSON list; with explain each says why it is where it is. */
void hits_json(struct json_out *j, const struct kb_hits *hits, bool explain);
/* "PATH#^PASSAGE", or PATH where there is no passage. */
struct str hits_place(struct arena *a, struct str path, struct str passage);

#endif
