/* names.h - finds the page or source that a person means: path, base name, title, alias, source.
 *
 * Files alone are read, no index. What is found lies under wiki/ and no part of its path is a link,
 * so that no name leads out of the base. Where several pages bear a name, a concept comes before a
 * source's page, then answer, category, document, and the person's own; then the smaller path. */
#ifndef ENGINE_NAMES_H
#define ENGINE_NAMES_H

#include "doc/page.h"
#include "engine/engine.h"

/* what: "wiki/concepts/memex.md", "concepts/memex", "memex.md", "memex", "Memex", an alias, a source
 * "raw/a.html" or "a.html" (its document), a path of the system below the base. *path is below the
 * base. ERR_NOT_FOUND names the nearest. */
bool names_find(struct kb *kb, struct arena *a, struct str what, struct str *path, struct err *e);
/* The pages of the document of a source, "raw/a.html", in order of their parts. */
bool names_documents(
	struct kb *kb, struct arena *a, struct str source, struct strs *paths, struct err *e);

/* A page by its path below the base; ERR_NOT_FOUND when it is absent or not under wiki/. */
bool names_read(struct kb *kb, struct arena *a, struct str path, struct page *out, struct err *e);

#endif
