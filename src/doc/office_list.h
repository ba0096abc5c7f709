/* office_list.h - numbered and bulleted lists as office formats define them: levels, counting, labels.
 *
 * Levels count as Word counts: all lists of one definition go on counting unless a list overrides
 * its start or its definition is reset. */
#ifndef DOC_OFFICE_LIST_H
#define DOC_OFFICE_LIST_H

#include "doc/flow.h"

#define OFFICE_LEVELS 10

struct office_level {
	bool bullet, none;
	bool legal; /* its label has figures only */
	int64_t start, indent;
	int64_t after; /* goes on counting behind levels deeper than this one, counted from 1; -1: none */
	struct str text; /* "%1.%2" */
	struct str format; /* "decimal", "lowerLetter" */
	struct str style; /* of the paragraphs that it belongs to; "" for none */
};
struct office_list {
	struct office_level level[OFFICE_LEVELS];
	int64_t count[OFFICE_LEVELS];
	bool begun[OFFICE_LEVELS];
};
struct office_num {
	struct office_list *list;
	int64_t restart[OFFICE_LEVELS]; /* -1 for none; used once */
};

/* Counts one item; its number. */
int64_t office_count(struct office_num *num, size_t level);
/* The label of the item just counted, "2.1". "" for bullets. */
struct str office_label(struct arena *a, const struct office_num *num, size_t level);
/* A label with words in it, "Article 5"; one with the numbers of upper levels, "2.1". */
bool office_label_has_word(const struct office_num *num, size_t level);
bool office_label_is_path(const struct office_num *num, size_t level);
/* The level of a list that belongs to paragraphs of that style; -1 for none. */
int64_t office_level_of(const struct office_num *num, struct str style);

/* The label of the item just counted before a text. */
struct str office_with_label(
	struct arena *a, const struct office_num *num, size_t level, struct str text);
/* Counts and writes an item; list is its identity (flow.h). */
void office_item(struct flow *f, struct office_num *num, size_t level, const void *list,
	int64_t indent, struct str text);
/* Counts an item of a table's cell and appends what stands before it: "- ", "2. ". */
void office_cell_marker(struct buf *b, struct office_num *num, size_t level);
/* "☐ text" and "☒ text" as an item are a task: "[ ] text". */
struct str office_task(struct arena *a, struct str text);
/* Writes a paragraph that is one box to tick and its text as a task; false when it is not. */
bool office_task_paragraph(struct flow *f, struct str text);

#endif
