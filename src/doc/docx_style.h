/* docx_style.h - styles.xml and numbering.xml of a DOCX: what a paragraph or run is.
 *
 * Levels of a list count as Word counts: all lists of one abstract definition go on counting unless
 * a list overrides its start. */
#ifndef DOC_DOCX_STYLE_H
#define DOC_DOCX_STYLE_H

#include "base/map.h"
#include "doc/xml.h"
#include "kb_types.h"

#define DOCX_LEVELS 9

enum docx_kind {
	DOCX_PLAIN,
	DOCX_TITLE,
	DOCX_SUBTITLE,
	DOCX_AUTHOR,
	DOCX_DATE,
	DOCX_QUOTE,
	DOCX_CODE,
	DOCX_TERM, /* of a list of definitions */
	DOCX_BULLET, /* an item by the name of its style */
	DOCX_NUMBER,
};

struct docx_style {
	struct str name, based_on; /* name in lower case */
	unsigned heading; /* 1 to 9; 0 for none */
	unsigned depth; /* of DOCX_BULLET and DOCX_NUMBER, from 0 */
	enum docx_kind kind;
	int64_t num_id, level; /* of its list; -1 for none said */
	int64_t indent; /* twentieths of a point; -1 for none said */
	unsigned on, off; /* rich.h styles that it sets and clears */
	bool resolved;
};

struct docx_level {
	bool bullet, none;
	bool legal; /* its label has figures only */
	int64_t start, indent;
	int64_t after; /* goes on counting behind levels deeper than this one, counted from 1; -1: none */
	struct str text; /* "%1.%2" */
	struct str format; /* "decimal", "lowerLetter" */
	struct str style; /* of the paragraphs that it belongs to; "" for none */
};
struct docx_list {
	struct docx_level level[DOCX_LEVELS];
	int64_t count[DOCX_LEVELS];
	bool begun[DOCX_LEVELS];
};
struct docx_num {
	struct docx_list *list;
	int64_t restart[DOCX_LEVELS]; /* -1 for none; used once */
};

struct docx_styles {
	struct arena *a;
	struct map styles; /* id -> struct docx_style *, of paragraphs and runs */
	struct map lists; /* abstract id -> struct docx_list * */
	struct map nums; /* id -> struct docx_num * */
	struct str default_paragraph;
};

void docx_read_styles(struct docx_styles *s, const struct xml *x);
void docx_read_numbering(struct docx_styles *s, const struct xml *x);
/* With what it is based on; one that is not defined is what its id says. NULL for "". */
const struct docx_style *docx_style(struct docx_styles *s, struct str id);
/* NULL for no list ("0", unknown). */
struct docx_num *docx_num(struct docx_styles *s, int64_t id);
/* Counts one item; its number. */
int64_t docx_count(struct docx_num *num, size_t level);
/* The label of the item just counted, "2.1". "" for bullets. */
struct str docx_label(struct arena *a, const struct docx_num *num, size_t level);
/* A label with words in it, "Article 5"; one with the numbers of upper levels, "2.1". */
bool docx_label_has_word(const struct docx_num *num, size_t level);
bool docx_label_is_path(const struct docx_num *num, size_t level);
/* The level of a list that belongs to paragraphs of that style; -1 for none. */
int64_t docx_level_of(const struct docx_num *num, struct str style);

/* What run properties (w:rPr) set and clear. */
void docx_run_style(const struct xml *x, size_t rpr, unsigned *on, unsigned *off);
bool docx_is_on(const struct xml *x, size_t i); /* a toggle: present and not "0" */
bool docx_is_mono(struct str font);

#endif
