/* html_write.h - what the files of the Markdown writer share.
 *
 * Lines go out through out_*: they carry the prefixes of quotes and list items. Inline text is
 * collected in a buffer first, a newline in it being a hard break, and goes out as a paragraph. */
#ifndef DOC_HTML_WRITE_H
#define DOC_HTML_WRITE_H

#include "doc/escape.h"
#include "doc/html_page.h"

enum out_kind { OUT_NONE, OUT_TEXT, OUT_BULLETS, OUT_NUMBERS, OUT_OTHER };

/* What opens a formula in the text of a page, beside \( and \[. */
enum math_delims { DELIMS_NONE, DELIMS_TEX, DELIMS_DOLLAR };

struct writer {
	struct arena *a; /* given back block by block; never holds what outlives one */
	struct html_page *h;
	struct buf out;
	struct buf prefix; /* of each line: "> ", "  " */
	struct buf lead; /* of the next line in place of prefix, while lead_due */
	bool lead_due;
	bool tight; /* inside a list whose items are one paragraph each */
	enum out_kind last; /* the block before, in the same container */
	char last_mark; /* of the list before */
	struct str link; /* of an <a> around blocks: the first block takes it */
	unsigned depth;
	unsigned heading_shift; /* added to each level */
	enum math_delims delims; /* of the page */
	struct html_notes *notes; /* html_notes.h */
	struct html_comments *comments; /* html_comments.h */
};

/* Before a block: the blank line that sets it apart. */
void writer_begin(struct writer *w, enum out_kind kind);
void writer_line(struct writer *w, struct str line);
/* Lines of text as they are, one out_line each. */
void writer_lines(struct writer *w, struct str text);
/* Opens a container: its first line starts with marker, all others with indent. */
struct out_saved {
	size_t prefix_n;
	enum out_kind last;
	bool tight;
};
struct out_saved writer_push(struct writer *w, struct str marker, struct str indent);
void writer_pop(struct writer *w, struct out_saved s);
/* Inline text as a paragraph (or several, where it holds empty lines). */
void writer_paragraph(struct writer *w, struct str text);

/* --- html_write.c ------------------------------------------------------------------------ */

void write_children(struct writer *w, size_t node);
void write_node(struct writer *w, size_t node);

/* --- html_inline.c ----------------------------------------------------------------------- */

enum inl_style { STYLE_EM, STYLE_STRONG, STYLE_STRIKE, STYLES };

struct inl {
	struct buf b;
	enum escape_in where;
	bool on[STYLES]; /* inside such an element */
	bool code, in_link;
	bool shut; /* the "]" that follows a reference goes */
	bool in_cell; /* blocks inside are joined by <br> */
	size_t open_at,
		close_at; /* of the last emphasis: its first byte, the byte behind; 0: none */
	enum inl_style style; /* of it */
};

void inline_children(struct writer *w, struct inl *in, size_t node);
void inline_node(struct writer *w, struct inl *in, size_t node);
/* All of a node's content as one string of inline Markdown, trimmed; blocks are joined by blanks. */
struct str inline_all(struct writer *w, size_t node, enum escape_in where);
bool inline_is_anchor(const struct html_page *h, size_t a); /* a mark that links to its heading */

/* --- html_image.c ------------------------------------------------------------------------ */

/* "![alt](src)" for the best source of an image; false when it is decoration or has none. */
bool image_put(struct writer *w, struct buf *b, size_t img, enum escape_in where);
bool image_best(const struct html_page *h, struct arena *a, size_t img, struct str *url);
struct str image_file(struct str url); /* its last part, without the query */
/* A link or an embed for a video, sound or frame; false when nothing is known about it. */
bool embed_put(struct writer *w, struct buf *b, size_t node, enum escape_in where);

/* --- html_code.c ------------------------------------------------------------------------- */

bool code_is_block(const struct html_page *h, size_t node);
void code_write(struct writer *w, size_t node);
/* The head of a block's frame, when it names a language and nothing else; DOM_NONE when there is none. */
size_t code_label(const struct html_page *h, size_t node, struct str *lang);

/* --- html_code_frame.c ------------------------------------------------------------------- */

/* Marks line numbers, buttons and the like that stand beside code as gone, and the name of its
 * language. */
void code_frames(struct html_page *h);
/* Panels of tabs that are hidden until they are chosen are shown, where one beside them is, when all
 * hold code: the same in other languages. */
void code_tabs(struct html_page *h);

/* --- html_math.c ------------------------------------------------------------------------- */

bool math_is(const struct dom *d, size_t node);
bool math_is_display(const struct dom *d, size_t node);
struct str math_tex(struct arena *a, const struct dom *d, size_t node);

/* --- html_math_text.c -------------------------------------------------------------------- */

struct math_span {
	size_t from, to; /* signs included */
	struct str tex;
	bool display;
};
/* DELIMS_TEX: a script of the page sets formulas; DELIMS_DOLLAR: "$" opens one. */
enum math_delims math_delims_of(const struct dom *d);
/* The next formula of a text at or behind from; false when there is none. */
bool math_in_text(struct str s, size_t from, enum math_delims delims, struct math_span *out);

/* --- html_table.c ------------------------------------------------------------------------ */

/* Writes a table of data; false when it only lays out, so that its cells are to be written. */
bool table_write(struct writer *w, size_t table);
/* The same as sanitized HTML, whatever its cells hold (html_table_raw.c). */
void table_write_raw(struct writer *w, size_t table);

#endif
