/* html_notes.h - footnotes of a page: which elements refer to a note, which hold its text.
 *
 * Four ways in which pages make notes are known: links to a block that links back or looks like a
 * note (Markdown tools, Word, Google Docs, Wikipedia, WordPress); notes beside the text (Tufte,
 * LaTeXML); references that a script follows (Wikidot); and bare raised numbers that blocks further
 * down repeat. A number is only taken for a reference when the block that it names was found. */
#ifndef DOC_HTML_NOTES_H
#define DOC_HTML_NOTES_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/html_page.h"

struct writer;

struct html_note {
	size_t node; /* the block (or inline element) with its text */
	size_t until; /* of a note that is no element: it is node and its siblings before this; or 0 */
	unsigned number; /* by first use, from 1; 0 until used */
};
struct html_notes {
	struct html_page *h;
	struct map ids; /* id or name -> node + 1 */
	uint32_t *ref; /* by node: note + 1, or 0 */
	uint32_t *def; /* by node: note + 1, or 0 */
	VEC(struct html_note) notes;
	VEC(uint32_t) order; /* notes by number */
};

/* Finds references and definitions, marks definitions as GONE_MOVED and brings back what was dropped
 * of them; NULL when there are none. */
struct html_notes *notes_find(struct html_page *h);
/* True for an element that stands for a reference; *note names it. */
bool notes_is_ref(const struct html_notes *n, size_t node, unsigned *note);
/* "[^3]". */
void notes_put_ref(struct html_notes *n, struct buf *b, unsigned note);
/* The definitions of all that was referred to, by number. */
void notes_write(struct writer *w, struct html_notes *n);

/* "1", "[1]", "(a)", "*": what a reference looks like. */
bool notes_is_mark(struct str s);
/* An arrow or the like that leads back to the text. */
bool notes_is_arrow(struct str s);

#endif
