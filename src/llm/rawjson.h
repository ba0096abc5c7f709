/* rawjson.h - JSON as text: the bytes of a member without a round trip through numbers, and the JSON
 * that a model put somewhere into its prose.
 *
 * raw_ calls take text that json_parse has taken; on any other they still end and stay inside it. */
#ifndef LLM_RAWJSON_H
#define LLM_RAWJSON_H

#include "base/str.h"

struct raw {
	struct str text; /* of an object or a list */
	size_t i;
	bool object;
};
struct raw raw_open(struct str value); /* of anything else: no members */
/* The next member; key is as written, without its quotes, "" in a list. */
bool raw_next(struct raw *r, struct str *key, struct str *value);
/* The member of an object whose key is written without escapes; "" when there is none. */
struct str raw_get(struct str object, const char *key);
/* The end of the value that starts at s[from]; STR_NPOS when it is cut. */
size_t raw_end(struct str s, size_t from);

/* Tags that services put around thoughts: how they open and close. */
#define RAW_TAGS 4
extern const char *const raw_tags[RAW_TAGS][2];
/* text without <think>...</think> (and its kin) at its head; an unclosed one hides all. */
struct str raw_without_thinking(struct str text);

#endif
