/* epub_notes.h - the notes of a book that stand in a file of their own, brought to where they are called.
 *
 * A link to a block of another chapter is the call of a note when that block links back or says that it is
 * one. The block then leaves its chapter and is set at the end of the calling one, so that both are notes
 * of one page as html_notes.h knows them. Markup is read as text: nothing but tags is looked at. */
#ifndef DOC_EPUB_NOTES_H
#define DOC_EPUB_NOTES_H

#include "base/map.h"
#include "base/str.h"
#include "doc/zip.h"
#include "kb_types.h"

struct epub_notes {
	struct arena *a;
	const struct zip *zip;
	struct map parts; /* name -> struct epub_part *, in the order of the spine */
	size_t n_notes;
};

struct epub_notes epub_notes_make(struct arena *a, const struct zip *z);
void epub_notes_add(struct epub_notes *n, struct str part); /* the next of the spine */
void epub_notes_find(struct epub_notes *n); /* once all are added */
/* The XHTML of a part with its notes, and without those that others call. */
struct str epub_notes_html(struct epub_notes *n, struct arena *a, struct str part);
/* Notes were taken out of it. */
bool epub_notes_gave(const struct epub_notes *n, struct str part);

/* One past the ">" of the tag that starts at i; s.n when it does not end. */
size_t epub_tag_end(struct str s, size_t i);

#endif
