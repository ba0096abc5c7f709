/* office_style.h - what the names of styles say, in all office formats. */
#ifndef DOC_OFFICE_STYLE_H
#define DOC_OFFICE_STYLE_H

#include "base/str.h"
#include "kb_types.h"

enum office_kind {
	OFFICE_PLAIN,
	OFFICE_TITLE,
	OFFICE_SUBTITLE,
	OFFICE_AUTHOR,
	OFFICE_DATE,
	OFFICE_QUOTE,
	OFFICE_CODE,
	OFFICE_TERM, /* of a list of definitions */
	OFFICE_CAPTION, /* of a figure or table */
	OFFICE_RULE, /* without text: a line across the page */
	OFFICE_BULLET, /* an item by the name of its style */
	OFFICE_NUMBER,
};

struct office_name {
	enum office_kind kind;
	unsigned heading; /* 1 to 9; 0 for none */
	unsigned depth; /* of OFFICE_BULLET and OFFICE_NUMBER, from 0 */
};

/* By the style's name as it is shown, ASCII in lower case: "heading 2", "list bullet". */
struct office_name office_name_of(struct str name);
/* A font whose characters are all equally wide. */
bool office_is_mono(struct str font);

#endif
