/* html_jsonld.h - what a page says of itself in JSON-LD (schema.org). */
#ifndef DOC_HTML_JSONLD_H
#define DOC_HTML_JSONLD_H

#include "doc/html_page.h"

struct jsonld {
	struct str title, published, modified, site, language, excerpt, image;
	struct strs authors;
	struct str body; /* articleBody and the like */
	int rank; /* of the object that title comes from: 3 an article or a post, 0 nothing */
};

/* Reads all scripts of a page. Broken JSON is repaired where that is safe, and else left out. */
void jsonld_read(struct html_page *h, struct jsonld *out);
/* Character references decoded ("&amp;", "&#39;"), blanks collapsed. */
struct str jsonld_text(struct arena *a, struct str s);

#endif
