/* ask_line.h - the door of libedit: lines typed at a prompt, with history; plain reading without it. */
#ifndef FRONT_ASK_LINE_H
#define FRONT_ASK_LINE_H

#include "base/arena.h"
#include "kb_types.h"

struct ask_line; /* lives in the arena */

/* history: file that lines are kept in; read now, written by ask_line_end. Line editing only when
 * both ends are terminals and the library is there. */
struct ask_line *ask_line_make(struct arena *a, const char *history);
/* For short replies: the prompt, when a terminal asks, and no more. */
struct ask_line *ask_line_plain(struct arena *a, const char *prompt);
/* The next line without its newline; false at the end of input. */
bool ask_line_next(struct ask_line *l, struct arena *a, struct str *line);
void ask_line_end(struct ask_line *l);
bool ask_line_edits(const struct ask_line *l);

#endif
