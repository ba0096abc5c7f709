/* hits.h - pages that were found, for search and ask. */
#ifndef FRONT_HITS_H
#define FRONT_HITS_H

#include "front/cmd.h"

/* Title, path and snippet of each; the words of query stand out on a terminal. */
void hits_text(struct front *f, const struct kb_hits *hits, struct str query);
/* The elements of a JSON list; with explain each says why it is where it is. */
void hits_json(struct json_out *j, const struct kb_hits *hits, bool explain);
/* A list in Markdown: title as a link to the passage, its words quoted. */
void hits_md(struct front *f, const struct kb_hits *hits);
/* Paths alone, as seen from the current folder; zero: a NUL behind each and no newline. */
void hits_files(struct front *f, const struct kb_hits *hits, const char *root, bool zero);
/* "PATH#^PASSAGE", or PATH where there is no passage. */
struct str hits_place(struct arena *a, struct str path, struct str passage);

#endif
