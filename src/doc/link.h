/* link.h - every link of a Markdown page with its exact place; Obsidian's syntax included.
 *
 * LINT.md 1. Links inside code, math, comments, HTML and escaped brackets are not links. In the front
 * matter a quoted string that is one link as a whole counts. */
#ifndef DOC_LINK_H
#define DOC_LINK_H

#include "doc/inline.h"
#include "doc/md.h"
#include "kb_types.h"

enum link_kind {
	LINK_WIKI, /* [[target#sub|text]] */
	LINK_MARKDOWN, /* [text](dest), also reference links, resolved */
	LINK_AUTO, /* <https://...> or bare */
	LINK_FOOTNOTE, /* [^label]: a reference */
	LINK_PROPERTY, /* "[[target]]" quoted in the front matter */
};

struct link {
	enum link_kind kind;
	bool embed; /* ![[..]] or ![..](..) */
	bool external; /* has a scheme */
	struct str
		target; /* path or name, percent-decoded; "" links to the page itself; external: the
	                      address as written, fragment included; footnote: the label */
	struct str sub; /* after "#", decoded: heading path, or "^block"; "" when absent */
	struct str text; /* what is shown, plain; "" for an image with long text inside a link's */
	size_t start, end; /* bytes in the page */
	size_t line, column; /* from 1; column in code points */
};
struct links {
	struct link *v;
	size_t n;
};

/* text is a whole page, front matter included. Links come by start, outer ones first; an image inside
 * a link's text is a link of its own. Fails only with ERR_LIMIT. */
bool link_scan(struct arena *a, struct str text, struct links *out, struct err *e);

/* The same for one who reads the leaves of a page anyway. begin, then each leaf with what inline_scan
 * made of it (its links may be shortened), then end. Leaves lie in the text behind the front matter. */
struct link_reader;
struct link_reader *link_begin(struct arena *a, struct str text);
void link_leaf(struct link_reader *r, const struct md_leaf *leaf, struct inlines *in);
void link_end(struct link_reader *r, struct links *out);
/* Could a leaf of this text hold a link? */
bool link_may_be_in(struct str text);
/* What inline_scan wants to know of a page: its definitions by label. */
struct map link_refs(struct arena *a, const struct md_blocks *blocks);

#endif
