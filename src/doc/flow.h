/* flow.h - the blocks of an office document, in order, as Markdown.
 *
 * Office formats say of each paragraph what it is; flow opens and closes what Markdown nests: lists
 * by level, quotes, fences of neighbouring code lines. Text given is inline Markdown (rich.h) whose
 * "\n" are hard breaks; blank text gives nothing. */
#ifndef DOC_FLOW_H
#define DOC_FLOW_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/grid.h"
#include "doc/html_write.h"

#define FLOW_MAX_LISTS 30 /* deeper items stay at this depth */

struct flow_list {
	const void *list; /* which one: items of one list count on */
	int64_t level, indent;
	int64_t number; /* of the last item */
	enum out_kind kind;
	char mark;
	struct out_saved item;
};
struct flow {
	struct arena *a;
	struct writer w;
	struct flow_list lists[FLOW_MAX_LISTS];
	size_t n_lists;
	struct buf code;
	bool in_quote;
	struct out_saved quote, note;
	struct map notes; /* key -> number */
};

struct flow flow_make(struct arena *a);
/* level 1 to 6; breaks become blanks. */
void flow_heading(struct flow *f, unsigned level, struct str text);
void flow_paragraph(struct flow *f, struct str text); /* ends lists and quotes */
/* Ends the items whose text stands further in than indent; false, and nothing is ended, when none
 * with a known indent would be left. What is said then is more of that item. */
bool flow_inside(struct flow *f, int64_t indent);
/* A further paragraph, line of code of the open item. */
void flow_more(struct flow *f, struct str text);
void flow_more_code(struct flow *f, struct str line);
void flow_quote(struct flow *f, struct str text);
void flow_code(struct flow *f, struct str line); /* plain text */
void flow_math(struct flow *f, struct str tex);
void flow_table(struct flow *f, const struct grid *g);
/* With a first row that is one cell as a paragraph before it; inside the open item or not. */
void flow_titled_table(struct flow *f, struct grid *g, bool inside);
void flow_rule(struct flow *f);

struct flow_item {
	const void *list;
	int64_t level; /* in its list */
	int64_t indent; /* any unit, -1 when unknown: says which of two lists is inside the other */
	bool ordered;
	int64_t number;
};
void flow_item(struct flow *f, const struct flow_item *item, struct str text);

/* The mark of a note, "[^2]"; notes are numbered by first use. */
struct str flow_note(struct flow *f, struct str key);
/* Blocks between the two are the note with that number; in order of numbers, after all other blocks. */
void flow_note_begin(struct flow *f, size_t number);
void flow_note_end(struct flow *f);

struct str flow_end(struct flow *f); /* the body */

#endif
