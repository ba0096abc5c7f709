/* html_title.h - which of a page's titles is its title, without the name of the site. */
#ifndef DOC_HTML_TITLE_H
#define DOC_HTML_TITLE_H

#include "doc/html_page.h"

struct html_titles {
	struct str precise; /* of a vocabulary for works (Dublin Core, citation): taken as it is */
	struct str shared; /* og:title and the like */
	struct str structured; /* JSON-LD headline */
	struct str site; /* name of the site, or "" */
	size_t node; /* out: the heading that shows the title, DOM_NONE when there is none */
};

struct str html_title(const struct html_page *h, struct html_titles *t);

#endif
