/* align.h - which pieces of one list are which of another: first the same ones, then like ones.
 *
 * Same pieces are matched by a longest common subsequence; where that would be too dear, by pieces
 * that occur once in both (patience diff, Bram Cohen). Between them, pieces of one kind that share
 * words are paired in order so that the sum of what they share is largest. Costs are bounded: past
 * the bounds pieces stay unpaired, never quadratic. */
#ifndef DOC_ALIGN_H
#define DOC_ALIGN_H

#include "base/str.h"
#include "kb_types.h"

#define ALIGN_NONE ((size_t)-1)

struct piece {
	struct str text; /* as it stands */
	struct str gap; /* blanks and newlines before it */
	struct str key; /* text with its blanks folded: same keys are same pieces */
	unsigned kind;
	const uint64_t *word; /* hashes of its words, sorted */
	size_t n_words;
};
struct pieces {
	struct piece *v;
	size_t n;
};

struct align {
	size_t *to; /* for each piece of a its partner in b, or ALIGN_NONE */
	size_t *from; /* for each piece of b its partner in a, or ALIGN_NONE */
};

/* Fills in key and words. Footnote references count in keys, not in words. */
struct piece piece_make(struct arena *a, struct str text, struct str gap, unsigned kind);
bool piece_same(const struct piece *x, const struct piece *y);
bool piece_same_words(const struct piece *x, const struct piece *y);
void align_pieces(
	struct arena *a, const struct pieces *x, const struct pieces *y, struct align *out);

#endif
