/* decisions.h - wiki/decisions.yaml: what the person decided, in plain text, kept in git.
 *
 *	deleted: pages that stay away until kb compile --restore
 *	moved:   pages that the person gave another name or folder: "OLD PATH -> NEW PATH"
 *	merge:   lists of names that are one thing; the first one gives its name
 *	split:   names that are never joined with another
 *	rename:  "OLD NAME -> NEW NAME"; the old one stays an alias
 *	ignore:  names that are no concept
 *	rejected: "PAGE -> REASON", for the model that writes the page next
 *	dismissed: addresses that kb lint --research offers no more, and opinions that kb lint --model
 *	           shows no more: "opinion ID: RULE in PAGE" */
#ifndef ENGINE_DECISIONS_H
#define ENGINE_DECISIONS_H

#include "engine/engine.h"

struct decided { /* a line about names of concepts */
	struct strs names;
	struct str to; /* of rename */
	size_t line;
};
struct decided_list {
	struct decided *v;
	size_t n;
};

struct decisions {
	struct strs deleted; /* paths below the base */
	struct strs moved_from, moved_to; /* the path that kb would choose, and the person's */
	struct decided_list merge, split, rename, ignore;
	struct strs dismissed;
	struct strs rejected, reasons; /* paths, and why */
};

/* An absent file decides nothing; ERR_CONFIG names file and line. */
bool decisions_read(struct kb *kb, struct arena *a, struct decisions *out, struct err *e);
/* Adds or takes back a deleted page; other lines of the file stay as they are. */
bool decisions_set_deleted(struct kb *kb, struct str page, bool deleted, struct err *e);
/* A page that stood at `from` stands at `to` now. */
bool decisions_set_moved(struct kb *kb, struct str from, struct str to, struct err *e);
/* Adds an address, or an opinion, that is not to be offered again. */
bool decisions_add_dismissed(struct kb *kb, struct str what, struct err *e);
/* Adds a decision about names, "merge", "split", "rename" (old, new) or "ignore"; one that says the
 * opposite goes. */
bool decisions_add_names(struct kb *kb, const char *what, struct strs names, struct err *e);
/* Why the person refused a text for this page. */
bool decisions_add_rejected(struct kb *kb, struct str page, struct str reason, struct err *e);
/* The path that a page gets for which kb would choose `path`. */
struct str decisions_place(const struct decisions *d, struct str path);

#endif
