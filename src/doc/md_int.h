/* md_int.h - what the parts of md share: md.c (cmark), md_mask.c (before it), md_place.c,
 * md_leaf.c and md_block.c (after it), md_html.c and md_table.c. */
#ifndef DOC_MD_INT_H
#define DOC_MD_INT_H

#include "doc/md.h"

/* A block as cmark saw it. Lines are numbers from 0. */
struct md_raw {
	enum md_kind kind;
	unsigned level;
	size_t parent;
	size_t line; /* first line; of a paragraph perhaps that of link definitions before it */
	size_t col; /* byte in that line where the block starts */
	size_t end_line; /* what cmark thinks: see md_block.c */
	size_t n_lines; /* of content: paragraph, heading, code, HTML */
	const uint32_t *len; /* bytes of each, counted from the end of the source line */
	const uint32_t *pad; /* blanks that each starts with */
	bool setext, fenced, header; /* header: a table's first row */
	bool before_table; /* a paragraph whose last line became a table's header: no place known */
	unsigned char fence; /* character */
	size_t fence_n;
};
struct md_raws {
	struct md_raw *v;
	size_t n;
};

/* The text as cmark may see it: as many lines, each with its structure and harmless content; the end
 * of a line is as long as it was. Lines are shifted by n_before. */
struct md_note_label { /* a footnote definition's label, in order of the text */
	size_t line;
	struct str label;
	size_t shift; /* bytes that the label's new name is shorter (modulo 2^64) */
};
struct md_mask {
	struct str text;
	size_t n_before;
	struct md_note_label *note;
	size_t n_notes;
	const size_t *line_at; /* start of each line of the original; one more for the end */
	size_t n_lines;
	size_t n_starts; /* about as many blocks as the text has, seldom fewer */
};
void md_mask_make(struct arena *a, struct str text, struct md_mask *out);
/* Only what protects from hostile text, for md_html: nesting, tables, brackets. */
struct str md_mask_soft(struct arena *a, struct str text);

/* cmark's tree of a masked text. */
void md_tree(struct arena *a, const struct md_mask *mask, struct md_raws *out);
/* HTML of a text made harmless by md_mask_soft; no raw HTML, no dangerous links. */
struct str md_render(struct arena *a, struct str text);
/* The character reference that starts at s ("&amp;..."): its bytes in out, how many of s it took; 0
 * when it is none. */
size_t md_entity(struct str s, char out[8], size_t *n_out);

/* A block of raw HTML that is tables and nothing else, with nothing in them that acts (md_table.c). */
bool md_is_safe_table(struct str html);

/* First and last line of each block, from cmark's tree. */
struct md_place {
	size_t first, last;
	bool open;
};
struct md_place *md_places(
	struct arena *a, struct str text, const struct md_mask *mask, const struct md_raws *raws);
/* Line without its newline and a "\r" before that. */
struct str md_line(struct str text, const struct md_mask *mask, size_t line);
/* Byte in that line where a block starts that cmark saw at column col of the masked one. */
size_t md_column(const struct md_mask *mask, size_t line, size_t col);

/* The leaves of blocks (block is an index of raws), the text of a code or HTML block, definitions. */
void md_leaves(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raws *raws, const struct md_place *place, struct md_blocks *out);
struct str md_code_text(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raw *raw, const struct md_place *place);
void md_refs(struct arena *a, struct str text, const struct md_mask *mask,
	const struct md_raws *raws, const struct md_place *place, struct md_blocks *out);
/* The part of a leaf from byte `from` to byte `to`. */
void md_leaf_cut(struct arena *a, struct md_leaf *leaf, size_t from, size_t to);
/* Visible words of raw HTML: tags, comments, scripts and styles gone, entities decoded. */
void md_put_html_words(struct buf *b, struct str html);

/* Cells of a table row: splits line at "|" not escaped. Calls for each cell are cheap. */
struct md_cell {
	size_t start, end; /* bytes in the line, trimmed */
};
bool md_cell_next(struct str line, size_t *p, struct md_cell *out);
size_t md_count_cells(struct str line);
/* True for "|:--|--:|". */
bool md_is_delimiter_row(struct str line);

#endif
