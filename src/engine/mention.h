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

/* The trail of texts: hashes of their stems, each once. What mention_find finds in a text depends on
 * no other name than those that one of its stems begins. */
struct mention_trail {
	struct arena *a;
	uint32_t *v;
	size_t n, cap; /* a hash table while it grows; used up by mention_put_seal */
};
/* From now on every text that these names are looked for in leaves its stems; NULL: no more. */
void mention_follow(struct mention_names *n, struct mention_trail *t);

/* What all names say now, by the stems that begin them. meaning: for each number, a hash of all that
 * the caller makes of a mention of it. No name may be added any more. */
struct mention_seal;
struct mention_seal *mention_seal_make(
	struct arena *a, const struct mention_names *n, const uint64_t *meaning);
/* Writes a trail and the hash of what the names say about its texts, as the head of a node. */
void mention_put_seal(struct buf *b, const struct mention_seal *s, struct mention_trail *t);
/* Cuts that head off a node; *said: that hash. True: the names say the same still, so the mentions in
 * its texts are what they were and mean what they meant. */
bool mention_check_seal(const struct mention_seal *s, struct str *node, uint64_t *said);

#endif
