/* page_int.h - what page.c and merge.c share. */
#ifndef DOC_PAGE_INT_H
#define DOC_PAGE_INT_H

#include "doc/md.h"
#include "doc/page.h"

/* text with "\n" line ends and without BOM; the same view when it has them. */
struct str page_unix(struct arena *a, struct str text);
/* text with kb-hash set to hash. */
struct str page_seal_as(struct arena *a, struct str text, struct str hash);
/* A definition at the top level of text. */
struct page_note page_read_note(struct arena *a, struct str text, const struct md_block *b);
bool page_is_backlinks(const struct md_block *b);

#endif
