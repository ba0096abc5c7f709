/* inline.h - the one reader of inline Markdown: GFM with what Obsidian adds.
 *
 * A scan cuts one leaf (struct md_leaf, or a line of text) into tokens that cover it in order, and
 * lists its links with their places. Precedence is from left to right: escapes, code, math,
 * comments, HTML, autolinks, [[links]]; then brackets; then emphasis (CommonMark 0.31, section 6,
 * "delimiter stack"). Every step is linear in the text: a closing mark that was searched in vain is
 * not searched again. */
#ifndef DOC_INLINE_H
#define DOC_INLINE_H

#include "base/map.h"
#include "base/str.h"
#include "kb_types.h"

enum inline_kind {
	INLINE_TEXT,
	INLINE_MARK, /* markup: shows nothing */
	INLINE_DELIM, /* a run of emphasis marks; n_left of them are text */
	INLINE_ESCAPE, /* backslash and a character */
	INLINE_ENTITY,
	INLINE_CODE,
	INLINE_MATH,
	INLINE_COMMENT, /* %%...%% or an HTML comment */
	INLINE_HTML, /* a tag */
	INLINE_SOFT, /* line break */
	INLINE_HARD, /* line break that shows, with its blanks or backslash */
	INLINE_NOTE, /* [^label] or ^[text] */
	INLINE_WIKI, /* [[...]] or ![[...]] */
	INLINE_AUTO, /* <https://...> */
	INLINE_BARE, /* https://... as it stands */
};

struct inline_token {
	enum inline_kind kind;
	size_t start, end;
	size_t in, out; /* what is inside the marks: code, math, wiki, note, auto */
	size_t n_left; /* INLINE_DELIM */
	bool closes; /* INLINE_DELIM: ends what another run began; of ~ and = only */
};

struct inline_link {
	enum inline_kind
		kind; /* INLINE_WIKI, INLINE_AUTO, INLINE_BARE, INLINE_NOTE; INLINE_TEXT for
	                          [text](dest) and [text][label] */
	bool embed; /* an image, or ![[...]] */
	size_t start, end; /* bytes of all of it */
	size_t in, out; /* bytes of the text in brackets; of the label; of the address */
	size_t first, last; /* tokens of the text: first <= i < last */
	struct str dest; /* [text](dest): escapes and entities decoded */
};

struct inlines {
	struct inline_token *v;
	size_t n;
	struct inline_link *link; /* by start */
	size_t n_links;
	size_t open_comment; /* byte of a "%%" that opens a line and does not end here, or STR_NPOS */
};

/* refs: normalized label to struct str * (destination), or NULL. The result views text. */
void inline_scan(struct arena *a, struct str text, const struct map *refs, struct inlines *out);
/* The form in which labels of reference links are compared. */
struct str inline_label(struct arena *a, struct str label);
/* A destination at text[*p], past "(" or ":": without brackets, escapes and entities decoded, *p moved
 * behind it. False when there is none. */
bool inline_dest(struct arena *a, struct str text, size_t *p, struct str *dest);
/* A title at text[*p] in quotes or parentheses: *p moved behind it; false when there is none. */
bool inline_title(struct str text, size_t *p);
/* Appends the visible words of tokens first <= i < last. */
void inline_put_plain(struct buf *b, struct str text, const struct inlines *in, size_t first,
	size_t last, bool one_line);
/* Visible words of a wikilink's inside: "a#b|text". */
void inline_put_wiki(struct buf *b, struct str inside, bool embed);

#endif
