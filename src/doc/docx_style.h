/* docx_style.h - styles.xml and numbering.xml of a DOCX: what a paragraph or run is. */
#ifndef DOC_DOCX_STYLE_H
#define DOC_DOCX_STYLE_H

#include "base/map.h"
#include "doc/office_list.h"
#include "doc/office_style.h"
#include "doc/xml.h"
#include "kb_types.h"

struct docx_style {
	struct str name, based_on; /* name in lower case */
	unsigned heading; /* 1 to 9; 0 for none */
	unsigned depth; /* of OFFICE_BULLET and OFFICE_NUMBER, from 0 */
	enum office_kind kind;
	int64_t num_id, level; /* of its list; -1 for none said */
	int64_t indent; /* twentieths of a point; -1 for none said */
	unsigned on, off; /* rich.h styles that it sets and clears */
	bool resolved;
};

struct docx_styles {
	struct arena *a;
	struct map styles; /* id -> struct docx_style *, of paragraphs and runs */
	struct map lists; /* abstract id -> struct office_list * */
	struct map nums; /* id -> struct office_num * */
	struct str default_paragraph;
};

void docx_read_styles(struct docx_styles *s, const struct xml *x);
void docx_read_numbering(struct docx_styles *s, const struct xml *x);
/* With what it is based on; one that is not defined is what its id says. NULL for "". */
const struct docx_style *docx_style(struct docx_styles *s, struct str id);
/* NULL for no list ("0", unknown). */
struct office_num *docx_num(struct docx_styles *s, int64_t id);
/* What run properties (w:rPr) set and clear. */
void docx_run_style(const struct xml *x, size_t rpr, unsigned *on, unsigned *off);
bool docx_is_on(const struct xml *x, size_t i); /* a toggle: present and not "0" */

#endif
