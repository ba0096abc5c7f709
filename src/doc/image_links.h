/* image_links.h - the images that a body of Markdown shows, and their addresses rewritten.
 *
 * ![alt](address), with reference links and images inside links; Obsidian's ![[name]] is found by name
 * wherever it stands and is left alone. */
#ifndef DOC_IMAGE_LINKS_H
#define DOC_IMAGE_LINKS_H

#include "base/str.h"
#include "kb_types.h"

struct image_ref {
	struct str dest; /* address, escapes and entities decoded; ![[name]]: the name */
	struct str alt; /* plain text, without Obsidian's "|300" */
	struct str caption; /* the paragraph in italics right below, plain; or the title; or "" */
	bool wiki;
	/* for image_links_write: */
	size_t start,
		end; /* bytes of the body: from behind the text's "]" to the end of the link */
	struct str title; /* as written, with its quotes; or "" */
};
struct image_refs {
	struct image_ref *v; /* in order */
	size_t n;
};

/* Fails only with ERR_LIMIT. */
bool image_links(struct arena *a, struct str body, struct image_refs *out, struct err *e);
/* The body with new addresses: to[i] for ref i, "" leaves it as it is; written as they are given. */
struct str image_links_write(
	struct arena *a, struct str body, const struct image_refs *refs, const struct str *to);

#endif
