/* html_callout.h - boxes that set a note, a tip or a warning apart: "> [!tip] Title".
 *
 * What makes an element a callout is said by its class names, an attribute or a label in front; the
 * words come from some sixty generators (types, families in html_callout.c). A box whose name alone
 * says little ("alert", "note") needs a type or a label too. */
#ifndef DOC_HTML_CALLOUT_H
#define DOC_HTML_CALLOUT_H

#include "doc/html_write.h"

struct callout {
	struct str type; /* "note", or a name of the page's own: letters, digits, - and _ */
	char fold; /* '-' folded, '+' open but may be folded, 0 */
	bool plain; /* no type was named: an icon may tell it */
	bool colour; /* the type is that of a colour: the label may say better */
	bool weak; /* also what pages name their notices about themselves */
};

bool callout_is(const struct html_page *h, size_t node, struct callout *out);
void callout_write(struct writer *w, size_t node, const struct callout *c);
/* A quote that opens with "[!NOTE]" as text, from a renderer that does not know it; false for others. */
bool callout_quote_write(struct writer *w, size_t quote);

/* Callouts among text that is kept are kept, whatever was decided about their runs. */
void callouts_keep(struct html_page *h);

/* --- parts that html_callout.c shares with html_callout_write.c --------------------------- */

/* The element that titles a callout, in front of all its other text; DOM_NONE when it has none. */
size_t callout_title(const struct html_page *h, size_t node);
/* The type that a word names, in any case; NULL for other words. */
const char *callout_type_of(struct str word);
/* An element of pictures and signs alone. */
bool callout_is_icon(const struct dom *d, size_t i);

#endif
