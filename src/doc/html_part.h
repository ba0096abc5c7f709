/* html_part.h - HTML that is content all through (a chapter, a mail, a cell's output) to Markdown:
 * nothing is searched for, nothing but what is hidden is dropped. */
#ifndef DOC_HTML_PART_H
#define DOC_HTML_PART_H

#include "doc/image.h"
#include "kb_types.h"

struct html_part {
	struct str html; /* any encoding */
	struct str label; /* of the encoding; "" when nothing is declared outside */
	bool is_local; /* images and links to files beside it lead nowhere: their text stays */
	bool keeps_images; /* is_local: but addresses of images stay, as the source's own files */
	/* is_local: where images that are found go, with those in data: addresses; NULL takes none */
	struct images *images;
	/* The bytes of an image beside it by its address; "" when there is none. NULL finds none. */
	struct str (*picture)(void *ctx, struct arena *a, struct str src);
	void *ctx;
};

/* Body as Markdown in arena a, "" when it has none; title (may be NULL) of its <title>. */
bool html_part_write(struct arena *a, const struct html_part *part, struct str *body,
	struct str *title, struct err *e);

#endif
