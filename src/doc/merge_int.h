/* merge_int.h - what merge.c (pages) and merge_body.c (pieces) share. */
#ifndef DOC_MERGE_INT_H
#define DOC_MERGE_INT_H

#include "doc/align.h"
#include "doc/md.h"

/* The three versions of a list of pieces. */
enum side { BASE, MINE, NEXT, SIDES };

/* A list of pieces put together from them. */
struct merged_piece {
	struct str text;
	enum side side; /* where it comes from, */
	size_t index; /* and its place there: what stood before it decides on the gap */
};

struct merge {
	struct arena *a;
	struct strs *kept;
	bool conflict;
};

/* Merges the blocks of three bodies; the text with gaps, without a newline at the end. */
struct str merge_blocks(struct merge *m, const struct pieces v[SIDES]);
/* Sentences of a paragraph of Markdown, footnote references behind a sentence with it. */
struct pieces merge_sentences(struct arena *a, struct str text);

#endif
