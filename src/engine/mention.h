/* mention.h - finds names of concepts in running text: the longest match, by stems, so that "neural
 * networks" is a mention of "Neural network". Short names in capitals match only in capitals. */
#ifndef ENGINE_MENTION_H
#define ENGINE_MENTION_H

#include "base/text.h"
#include "kb_types.h"

struct mention_names; /* a set of names, each with a number */

struct mention_names *mention_names_make(struct arena *a);
/* The same names for another thread: nothing may be added to either any more. */
struct mention_names *mention_names_share(struct arena *a, const struct mention_names *n);
/* The form two names share when they are the same name: words stemmed, hyphens and case folded. */
struct str mention_key(
	struct mention_names *n, struct arena *a, struct str name, struct str language);
/* Adds a name under a number; of a name added twice the first number stays. */
void mention_add(struct mention_names *n, struct str name, struct str language, size_t id);

struct mention {
	size_t start, end; /* bytes of the text */
	size_t id;
};
struct mentions {
	struct mention *v; /* in order, without overlap */
	size_t n;
};
struct mentions mention_find(
	struct mention_names *n, struct arena *a, struct str text, struct str language);

#endif
