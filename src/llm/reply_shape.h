/* reply_shape.h - the table of reply.h as what walks over it sees it: reply.c, reply_pack.c. */
#ifndef LLM_REPLY_SHAPE_H
#define LLM_REPLY_SHAPE_H

#include "llm/reply.h"

enum field_kind {
	FIELD_TEXT,
	FIELD_ID, /* a text that no other of its list may have */
	FIELD_TEXTS, /* struct strs */
	FIELD_LIST /* { T *v; size_t n; } of a shape */
};

enum field_need {
	OPTIONAL, /* absent, null or empty: "" or an empty list */
	REQUIRED /* a text must be there and hold something, a list must be there */
};

struct shape;

struct field {
	const char *name;
	size_t offset;
	enum field_kind kind;
	enum field_need need;
	size_t max; /* bytes of a text, items of a list */
	size_t max_item; /* bytes of a text of FIELD_TEXTS */
	const char *one_of; /* allowed values, "|" between; NULL: any text */
	const struct shape *of; /* FIELD_LIST */
};

struct shape {
	size_t size;
	const struct field *fields;
	size_t n;
};

/* Every list member has this layout. */
struct any_list {
	void *v;
	size_t n;
};
_Static_assert(sizeof(struct any_list) == sizeof(struct strs), "lists share one layout");

const struct shape *reply_shape(enum reply_kind k);
/* One line: valid UTF-8, no controls, runs of blanks as one, none at the ends. */
struct str reply_line(struct arena *a, struct str s);

#endif
