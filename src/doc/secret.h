/* secret.h - keys and passwords that stand in a text by mistake: found by the published shapes of
 * keys, with enough variety in them that placeholders stay quiet. One list for ingest, which masks
 * them in documents, and for lint, which reports them. */
#ifndef DOC_SECRET_H
#define DOC_SECRET_H

#include "base/str.h"
#include "kb_types.h"

struct secret {
	const char *what; /* "GitHub token" */
	struct str mark; /* how it begins: what may be shown of it */
	size_t start, end; /* bytes */
	bool is_block; /* a private key with its frame */
};

/* The next one at or past `from`, by its place; false when there is none. Linear in the text as long
 * as `from` moves on. */
bool secret_find(struct str text, size_t from, struct secret *out);
/* The text with what is secret in it replaced, Markdown left whole; what of each kind is added to
 * *found ("GitHub token"), once. The same view when there is none. */
struct str secret_mask(struct arena *a, struct str text, struct strs *found);

#endif
