/* html_code.h - what the files of code blocks share: what is around the code in its frame. */
#ifndef DOC_HTML_CODE_H
#define DOC_HTML_CODE_H

#include "doc/html_write.h"

/* The element with the lines of an editor or a viewer of code (CodeMirror, Monaco, Ace,
 * SyntaxHighlighter, Crayon, Enlighter, LaTeXML); DOM_NONE when node is none. */
size_t code_editor(const struct dom *d, size_t node);
/* Of a table with line numbers in one column, the cell with the code, when it is one cell. */
size_t code_cell(const struct dom *d, size_t table);

/* Line numbers: a numeric element that is marked as such or cannot be selected. */
bool code_is_gutter(struct arena *a, const struct dom *d, size_t i);
/* A button, a label or a pop-up that is no part of the code. */
bool code_is_tool(const struct dom *d, size_t i);
bool code_says_copy(struct arena *a, const struct dom *d, size_t i); /* "Copy code" */

#endif
