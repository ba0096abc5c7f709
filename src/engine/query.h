/* query.h - what a person asks a search for, taken apart. Any text is a query: what looks like
 * syntax and is none is words.
 *
 *	words		any of them, the more the better		"a phrase"	next to each other
 *	-word -"phrase"	not in the page				+word		in the page
 *	pre*		words that start so			title:word	in the title
 *	path:GLOB tag:NAME type:NAME before:DATE after:DATE	only such pages; several of a kind: any
 */
#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H

#include "base/str.h"
#include "kb_types.h"

#define QUERY_MAX ((size_t)16384) /* bytes that are read */

enum query_role { QUERY_SHOULD, QUERY_MUST, QUERY_NOT };

struct query_item {
	struct str text; /* as written, without signs and quotes */
	enum query_role role;
	bool phrase, prefix, title;
};
struct query {
	struct query_item *v;
	size_t n;
	struct strs paths, tags, types;
	struct str before, after; /* "2024-05", or "" */
	struct str since; /* the same, that date itself too; of kb ask */
	bool plain; /* nothing but words */
};

/* The text is cleaned; the views point into a copy in the arena. */
void query_parse(struct arena *a, struct str text, struct query *out);
bool query_filters(const struct query *q); /* bound to some pages */

#endif
