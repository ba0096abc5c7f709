/* ask_line.c - see ask_line.h. libedit's own prompt writes to its own streams, so that standard output
 * stays the answer's. */
#include "front/ask_line.h"

#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/fs.h"
#include "base/str.h"

#define LINE_MAX_BYTES ((size_t)16384)
#define HISTORY_LINES 500

#define EDIT_CALLS(X)                                                                              \
	X(el_init) X(el_end) X(el_set) X(el_gets) X(history_init) X(history) X(history_end)

struct edit_table {
	EDIT_CALLS(DL_MEMBER)
};
static const char *const edit_names[] = {EDIT_CALLS(DL_NAME)};

struct ask_line {
	struct edit_table lib;
	EditLine *el; /* NULL: plain reading */
	History *past;
	const char *file;
	const char *prompt; /* of plain reading */
	bool ended;
};

#define PROMPT "kb> "

static char *prompt_of(EditLine *el)
{
	(void)el;
	return (char *)(uintptr_t)PROMPT; /* libedit takes it as char * and writes nothing to it */
}

static bool begin_editing(struct ask_line *l)
{
	HistEvent ev;
	struct edit_table *lib = &l->lib;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO) ||
		!dl_load(&dl_edit, edit_names, sizeof edit_names / sizeof *edit_names,
			(void **)(void *)lib, NULL))
		return false;
	l->el = lib->el_init("kb", stdin, stderr, stderr);
	if (!l->el)
		return false;
	lib->el_set(l->el, EL_PROMPT, prompt_of);
	lib->el_set(l->el, EL_EDITOR, "emacs");
	lib->el_set(l->el, EL_SIGNAL, 1);
	/* Ctrl-D typed before the prompt was there: a terminal hands it over as NUL */
	lib->el_set(l->el, EL_BIND, "^@", "ed-end-of-file", NULL);
	l->past = lib->history_init();
	if (l->past) {
		lib->history(l->past, &ev, H_SETSIZE, HISTORY_LINES);
		lib->history(l->past, &ev, H_SETUNIQUE, 1);
		lib->history(l->past, &ev, H_LOAD, l->file);
		lib->el_set(l->el, EL_HIST, lib->history, l->past);
	}
	return true;
}

struct ask_line *ask_line_make(struct arena *a, const char *history)
{
	struct ask_line *l = ARENA_NEW(a, struct ask_line);
	l->file = history;
	l->prompt = PROMPT;
	if (!begin_editing(l))
		l->el = NULL;
	return l;
}

struct ask_line *ask_line_plain(struct arena *a, const char *prompt)
{
	struct ask_line *l = ARENA_NEW(a, struct ask_line);
	l->prompt = prompt;
	return l;
}

bool ask_line_edits(const struct ask_line *l)
{
	return l->el != NULL;
}

static bool next_edited(struct ask_line *l, struct arena *a, struct str *line)
{
	int n = 0;
	HistEvent ev;
	const char *text = l->lib.el_gets(l->el, &n);
	if (!text || n <= 0)
		return false;
	*line = str_dup(a, str_trim_right(str_make(text, (size_t)n)));
	if (l->past && line->n)
		l->lib.history(l->past, &ev, H_ENTER, line->p);
	return true;
}

/* A byte at a time: what is behind the line is another reader's. */
static bool next_plain(struct ask_line *l, struct arena *a, struct str *line)
{
	struct buf b = buf_make(a);
	char c;
	if (isatty(STDIN_FILENO)) {
		ssize_t n = write(STDERR_FILENO, l->prompt, strlen(l->prompt));
		l->ended = n < 0;
	}
	while (!l->ended) {
		ssize_t n = read(STDIN_FILENO, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		l->ended = n <= 0;
		if (n <= 0 || c == '\n')
			break;
		if (b.n < LINE_MAX_BYTES)
			buf_putc(&b, c);
	}
	*line = str_trim_right(buf_str(&b));
	return !l->ended || line->n > 0;
}

bool ask_line_next(struct ask_line *l, struct arena *a, struct str *line)
{
	return l->el ? next_edited(l, a, line) : next_plain(l, a, line);
}

void ask_line_end(struct ask_line *l)
{
	HistEvent ev;
	if (!l->el)
		return;
	if (l->past) {
		l->lib.history(l->past, &ev, H_SAVE, l->file);
		l->lib.history_end(l->past);
	}
	l->lib.el_end(l->el);
	l->el = NULL;
}
