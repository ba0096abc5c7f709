/* passage.h - documents cut into passages with ids that survive a better converter.
 *
 * DESIGN.md 2: a passage is a block at the top of a document (paragraph, list, table, code block,
 * quote, HTML other than a comment) that has words; its id is 8 base32 characters of the SHA-256 of
 * its squeezed text (base/text.h), the nth identical text of a document hashed with n; an author's
 * own block id is kept.
 *
 * Without id stay: headings, rules, comments, link and footnote definitions, what has no letter or
 * digit, and a fence or HTML block that never closes (an id behind it would become part of it).
 * An id must be unique in a document, letter case ignored: a block that ends with an id already
 * taken gets kb's own behind it, and the taken one is a word of its text. */
#ifndef DOC_PASSAGE_H
#define DOC_PASSAGE_H

#include "doc/md.h"
#include "kb_types.h"

struct passage {
	struct str id;
	enum md_kind kind;
	size_t start, end; /* bytes in the marked body, block id included */
	size_t line; /* in the marked body, from 1 */
	struct str plain; /* as md_block.plain */
	struct str heading; /* path of headings above it, joined by " > " */
	bool own_id; /* the author's: no id that passage_id gives for this text */
};

struct passages {
	struct passage *v;
	size_t n;
};

/* Writes the ids into a body (Markdown without front matter): " ^id" at the end of a paragraph, on a
 * line of its own with blank lines around after other blocks. Nothing else is changed. Idempotent.
 * Fails only with ERR_LIMIT. */
bool passage_mark(
	struct arena *a, struct str body, struct str *marked, struct passages *out, struct err *e);
/* Reads the passages of a marked body; blocks without an id are left out. */
bool passage_read(struct arena *a, struct str marked, struct passages *out, struct err *e);
struct str passage_id(struct arena *a, struct str plain, unsigned nth); /* nth from 1 */
const struct passage *passage_find(const struct passages *l, struct str id); /* case folded */
/* id of a claim: 8 base32 characters of the hash of its document's slug and the squeezed quote. The
 * slug and not the bytes of the source: an edit elsewhere in a source must not rename its claims. */
struct str claim_id(struct arena *a, struct str slug, struct str quote);

#endif
