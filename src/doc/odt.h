/* odt.h - an OpenDocument file between its files: styles and lists (odt_style.c), runs of a paragraph
 * (odt_run.c), blocks (read_odt.c). */
#ifndef DOC_ODT_H
#define DOC_ODT_H

#include "base/map.h"
#include "doc/flow.h"
#include "doc/image.h"
#include "doc/office_front.h"
#include "doc/office_list.h"
#include "doc/office_style.h"
#include "doc/rich.h"
#include "doc/xml.h"
#include "doc/zip.h"

struct odt_style {
	struct str parent;
	struct office_name name; /* with what its parents say */
	struct str font;
	unsigned on, off; /* rich.h styles that it sets and clears, with its parents' */
	unsigned own; /* those that it sets itself */
	bool automatic; /* formatting by hand, not a style with a name */
	bool hidden;
	bool resolved;
};
/* A list style, and the list of that style that counts now. */
struct odt_list {
	struct office_list list;
	struct office_num num;
	const void *id;
};

struct odt {
	struct arena *a;
	struct zip zip;
	struct xml x, style_x, meta_x;
	struct map styles; /* "family name" -> struct odt_style * */
	struct map lists; /* name -> struct odt_list * */
	struct odt_list bullets; /* of a list without a style */
	struct odt_list outline; /* of headings */
	struct map notes; /* key of a note -> node */
	struct map ends; /* names of annotations that say where they end -> node */
	struct flow flow;
	struct office_front front;
	struct document *out;
	struct images images;
	bool media; /* asked for */
	bool is_text; /* no sheet, no slides */
	size_t list_end; /* node behind the last outer list */
	size_t depth;
	struct str lead; /* for the start of the next paragraph */
};

/* --- odt_style.c ------------------------------------------------------------------------- */

/* Styles and list styles of one part; those in content.xml come last. */
void odt_read_styles(struct odt *d, const struct xml *x);
/* With what it inherits; family is "paragraph" or "text". */
struct odt_style odt_style_of(struct odt *d, const char *family, struct str name);
/* The list style of that name; one with bullets when it is not defined. */
struct odt_list *odt_list_of(struct odt *d, struct str name);
/* A new list begins at that level. */
void odt_list_begin(struct odt_list *l, size_t level);

/* --- odt_run.c --------------------------------------------------------------------------- */

struct odt_runs {
	struct odt *d;
	struct rich rich;
	VEC(size_t) boxes; /* text boxes and shapes: nodes with paragraphs */
	VEC(size_t) charts; /* draw:object */
	struct str font, link; /* of the text that is read */
};

/* Reads the runs of a paragraph (or of any node) into r->rich. */
void odt_read_runs(struct odt_runs *r, size_t node, unsigned style, struct str link);
/* A picture, an equation or a text box. */
void odt_put_frame(struct odt_runs *r, size_t node);
/* The content of an object (an equation, a chart) in the container; false when it has none. */
bool odt_object(struct odt *d, size_t object, struct xml *out);

#endif
