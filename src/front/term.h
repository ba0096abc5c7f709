/* term.h - what a stream can show, and text made fit for it.
 *
 * Words from documents and file names are foreign: a control character in one could move the cursor
 * or recolour the terminal, so all of them pass term_line or term_text before they are shown.
 * Styles are SGR sequences added afterwards; they count no columns. */
#ifndef FRONT_TERM_H
#define FRONT_TERM_H

#include "base/str.h"
#include "kb_types.h"

struct term {
	bool tty; /* a terminal, and not a dumb one */
	bool colour;
	size_t width; /* columns: of the terminal, COLUMNS, or 80 */
};

#define TERM_PROSE_MAX 100 /* columns: longer lines of prose are hard to read */

/* The stream behind fd; get is the environment (NO_COLOR, TERM, COLUMNS). */
struct term term_of(
	int fd, const char *(*get)(void *ctx, const char *name), void *ctx, bool no_color);

/* One line: blanks of every kind to one blank each, controls and invalid bytes to U+FFFD. */
struct str term_line(struct arena *a, struct str s);
/* The same, but newlines and tabs stay. */
struct str term_text(struct arena *a, struct str s);

size_t term_width(struct str s); /* columns, without its SGR sequences */

/* Puts s broken into lines of at most width columns: at blanks, and beside characters of scripts
 * written without them. The first line is taken to start at column `first` (nothing is put before it),
 * the others are indented. A newline in s breaks. Ends in a newline. */
void term_wrap(struct buf *b, struct str s, size_t width, size_t first, size_t indent);

#endif
