/* vault.h - the one resolver: which file a link of a vault means, by Obsidian's rules (LINT.md 1).
 *
 * Compile, lint, search and the servers all ask here, so that no two of them disagree. A vault is a
 * list of paths, an outline what a page offers to be linked to; nothing here reads a file.
 *
 * Names compare by NFC and without case, a no-break space counts as a blank, ".md" may be left out;
 * every other type needs its extension. Order when several files match: the exact path from the
 * root, a file beside the linking page (an ancestor folder does not count), the shortest path.
 * "./", "../" and "/" are exact. An alias is no name: Obsidian writes [[Page|Alias]]. */
#ifndef DOC_VAULT_H
#define DOC_VAULT_H

#include "base/str.h"
#include "doc/md.h"
#include "kb_types.h"

#define VAULT_NONE ((size_t)-1)

struct vault_file {
	struct str path; /* from the root, as given */
	struct str key; /* path in the form that names are compared in */
	bool note; /* a page: ".md" */
};

struct vault; /* read only once made: any thread may ask */

/* paths: files below the root, "/" between parts, sorted; the views must outlive the vault. */
struct vault *vault_make(struct arena *a, const struct str *paths, size_t n);
size_t vault_n(const struct vault *v);
const struct vault_file *vault_at(const struct vault *v, size_t i);
/* The file with this very path (bytes), VAULT_NONE when there is none. */
size_t vault_find(const struct vault *v, struct str path);

/* The form that names are compared in: NFC, lower case, no-break spaces as blanks, trimmed. */
struct str vault_key(struct arena *a, struct str s);

enum vault_how {
	VAULT_BROKEN, /* no such file */
	VAULT_OUTSIDE, /* the path leaves the vault */
	VAULT_SELF, /* an empty target: the linking page */
	VAULT_EXACT, /* the whole path, or "./", "../" and "/" */
	VAULT_BESIDE, /* in the folder of the linking page */
	VAULT_BY_NAME, /* by its name or the end of its path, anywhere in the vault */
};

struct vault_hit {
	enum vault_how how;
	size_t file; /* VAULT_NONE when broken or outside */
	size_t n_matches; /* by name: files that the target fits; more than 1 is a matter of luck */
	bool case_differs; /* found, but written in another case than the file has */
};

/* from: path of the linking page. target: as struct link has it (decoded, without fragment). */
struct vault_hit vault_resolve(
	const struct vault *v, struct arena *a, struct str from, struct str target);
/* The path as the target should spell it, in the way the target is written (with or without ".md",
 * from the root or relative); for messages and fixes after a hit. */
struct str vault_spelling(const struct vault *v, struct arena *a, size_t file, struct str target);
/* The shortest unique wikilink text of a file: its name, or its path when the name is taken. */
struct str vault_link_text(const struct vault *v, struct arena *a, size_t file);
/* --- what a page offers to be linked to -------------------------------------------------- */

struct vault_heading {
	struct str text; /* as shown */
	unsigned level;
	size_t line; /* in the text that was parsed, from 1 */
	size_t parent; /* index of the heading above it of a lower level, or VAULT_NONE */
};
struct vault_key_ref { /* a spelling of a heading */
	struct str key;
	size_t heading;
};
struct vault_outline {
	struct vault_heading *v; /* in the order of the page */
	size_t n;
	struct vault_key_ref *keys; /* by key, then heading: as written and as shown */
	size_t n_keys;
	struct str *ids; /* block ids, lower case, sorted */
	size_t n_ids;
};

/* blocks: md_parse of text. All that the outline holds is copied to a. */
void vault_outline_of(struct arena *a, struct str text, const struct md_blocks *blocks,
	struct vault_outline *out);
/* A heading as links are compared with it: most punctuation becomes blanks, blanks collapse, case is
 * folded. */
struct str vault_heading_key(struct arena *a, struct str heading);

enum vault_sub { VAULT_SUB_FOUND, VAULT_SUB_NO_HEADING, VAULT_SUB_NO_BLOCK };

/* sub: what stands behind the first "#" of a link: "Heading", "A#B" (B below A), "^id". Empty is
 * found. *line (may be NULL) is where a heading stands. */
enum vault_sub vault_sub_find(
	const struct vault_outline *o, struct arena *a, struct str sub, size_t *line);

#endif
