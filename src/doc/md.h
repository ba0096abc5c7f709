/* md.h - the door of cmark-gfm: Markdown (GFM with footnotes) as a flat list of blocks.
 *
 * Blocks come in document order, parents before children, with exact byte ranges of whole lines.
 * No cmark_node leaves md.c. Front matter must be cut off before (meta.h).
 *
 * cmark decides the block structure. Inline text is read by inline.c, which knows what Obsidian adds
 * ([[links]], %%comments%%, ==marks==, $math$) and gives exact places. Hostile text is made harmless
 * before cmark sees it (md_mask.c): nesting past MD_MAX_DEPTH stays text of the deepest block, a
 * table of more than MD_MAX_COLUMNS columns or MD_MAX_CELLS cells is a paragraph.
 *
 * Order: blocks, inline text of blocks, small texts, escaping, HTML. */
#ifndef DOC_MD_H
#define DOC_MD_H

#include "base/str.h"
#include "kb_types.h"

#define MD_MAX_TEXT ((size_t)32 << 20) /* DESIGN.md 9: document */
#define MD_MAX_DEPTH 100
#define MD_MAX_COLUMNS 200
#define MD_MAX_CELLS 200000
#define MD_MAX_BLOCKS 300000 /* about: paragraphs, items, rows; each costs up to 1 KB of memory */

enum md_kind {
	MD_HEADING,
	MD_PARAGRAPH,
	MD_LIST,
	MD_ITEM,
	MD_TABLE,
	MD_ROW,
	MD_CODE,
	MD_QUOTE,
	MD_HTML,
	MD_RULE,
	MD_FOOTNOTE, /* a definition */
};

#define MD_NO_PARENT ((size_t)-1)

struct md_block {
	enum md_kind kind;
	unsigned level; /* heading: 1 to 6; list item: its number or 0 */
	size_t parent; /* index in the list, MD_NO_PARENT at the top */
	size_t start, end; /* bytes of the text: from the start of its first line to the end of its
	                      last line, without the newline and trailing blank lines */
	size_t line; /* of the start, from 1 */
	struct str plain; /* words as a reader sees them: markup gone, soft breaks are blanks, hard
	                      breaks newlines; cells are joined by " | ", items and rows by newlines;
	                      a code block's own text; block ids and footnote marks left out */
	struct str info; /* fence: its info string; footnote: its label; else "" */
	struct str
		id; /* an Obsidian block id that ends this block or stands behind it, or ""; of several
	                  behind it the last */
	size_t id_start; /* byte of the "^" when id is not empty */
	bool id_own_line;
	bool open; /* a fence or an HTML block whose end is missing: what follows would go into it */
	bool comment; /* stands inside a %%comment%% that spans blocks: plain is empty */
};

/* Inline text of a paragraph, a heading or a table cell, in document order: what stands before it on
 * its lines (indentation, "> ", "- ", "# ", "|") is gone, lines are joined by a newline, a cell's
 * "\|" is "|". seg maps it back: text[at...] stands at src of the parsed text. */
struct md_seg {
	size_t at, src;
};
struct md_leaf {
	size_t block; /* paragraph, heading or row */
	struct str text;
	const struct md_seg *seg;
	size_t n_seg;
};

struct md_ref { /* a link reference definition */
	struct str label; /* as written */
	struct str dest; /* escapes and entities decoded */
	size_t line;
};

struct md_blocks {
	struct md_block *v;
	size_t n;
	struct md_leaf *leaf;
	size_t n_leaves;
	struct md_ref *ref; /* the first of equal labels counts */
	size_t n_refs;
};

/* Fails only with ERR_LIMIT (size). */
bool md_parse(struct arena *a, struct str text, struct md_blocks *out, struct err *e);
/* Where byte `at` of a leaf's text stands in the parsed text. */
size_t md_leaf_at(const struct md_leaf *leaf, size_t at);

/* Visible words of one line or paragraph of Markdown. */
struct str md_plain(struct arena *a, struct str inline_text);
/* Text that Markdown shows as s and reads as nothing else; for one line of prose. */
struct str md_escape(struct arena *a, struct str s);
/* s as the text of a [link](...): escaped, brackets balanced, one line. */
struct str md_escape_link_text(struct arena *a, struct str s);
/* A path as a link destination: percent-encodes blanks, controls and what Markdown, Obsidian or a
 * fragment would take for its own: " # $ % & ( ) < > [ \ ] ` |. */
struct str md_escape_dest(struct arena *a, struct str path);
/* A destination with its percent-encoding decoded; "%" that encodes nothing stays. */
struct str md_unescape_dest(struct arena *a, struct str dest);
/* HTML of a whole text, raw HTML and dangerous links left out; ~~struck~~, ==marked== and bare
 * addresses as tags. Fails only with ERR_LIMIT. */
bool md_html(struct arena *a, struct str text, struct str *out, struct err *e);

#endif
