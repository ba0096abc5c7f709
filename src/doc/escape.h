/* escape.h - text that cmark reads as itself: backslashes only where it would read markup.
 *
 * Text is escaped in two steps, because a backslash is needed for two reasons: for what stands
 * inside a line (escape_inline, called with each run of plain text) and for how a line starts or
 * ends (escape_lines, called once with all the lines of a paragraph, markup included). */
#ifndef DOC_ESCAPE_H
#define DOC_ESCAPE_H

#include "base/str.h"
#include "kb_types.h"

enum escape_in {
	ESCAPE_TEXT,
	ESCAPE_LINK, /* inside [...]: brackets are escaped */
	ESCAPE_CELL, /* inside a table: "|" is escaped */
	ESCAPE_LINK_CELL,
};

/* Appends s; what b ends with counts as the text before it. */
void escape_inline(struct buf *b, struct str s, enum escape_in where);
/* Appends one line of a paragraph: the start that would be a heading, list, quote, rule, table or
 * definition is escaped, and so is an end that would be an Obsidian block id. */
void escape_line(struct buf *b, struct str line, bool first);
/* The paragraph's lines, joined by newlines. */
struct str escape_lines(struct arena *a, struct str text);
/* Inline code with a fence that is long enough; "" gives nothing. */
void escape_code(struct buf *b, struct str s, bool in_cell);
/* A fenced block; info may be "". Ends in a newline. */
void escape_fence(struct buf *b, struct str s, struct str info);
/* The destination of a link: blanks, angle brackets and unbalanced parentheses percent-encoded. */
void escape_dest(struct buf *b, struct str url);

#endif
