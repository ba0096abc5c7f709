/* cmd.h - what a command is, what it is run with, and the tables of all commands and of the options
 * of kb itself. A command is one file, cmd_NAME.c, that ends in a `const struct cmd cmd_NAME`. */
#ifndef FRONT_CMD_H
#define FRONT_CMD_H

#include "front/opt.h"
#include "front/out.h"
#include "front/world.h"
#include "kb.h"

struct cmd_example {
	const char *line; /* "kb search memex" */
	const char *what; /* what it does, one clause */
};

struct cmd_status {
	int status;
	const char *when;
};

struct front;

struct cmd {
	const char *name;
	const char *summary; /* one line: what it does */
	const char *args; /* "FILE|-", "[PATH]...", "" */
	const char *about; /* paragraphs with an empty line between */
	const struct opt_row *options;
	const struct cmd_example *examples;
	const struct cmd_status *statuses;
	/* Returns the exit status; a set e decides it instead and is printed by the caller. */
	int (*run)(struct front *f, struct err *e);
	size_t n_options, n_examples, n_statuses;
	size_t min_args, max_args;
	enum opt_hint hint; /* what completion offers for arguments */
	bool minus_words; /* opt.h: "-word" behind the first word is a word */
	bool stops; /* asks kb_env.stopped: Ctrl-C ends it in order */
};

#define CMD_ANY ((size_t)-1)
#define CMD_ROWS(table) .table = table, .n_##table = sizeof(table) / sizeof(table)[0]

/* A command being run. */
struct front {
	struct arena *a;
	const struct cmd *cmd;
	const struct opt_value *opt; /* by row of cmd->options */
	const struct opt_value *global; /* by enum global_opt */
	struct strs words; /* arguments, each NUL-terminated */
	struct out out;
	struct world world;
	struct kb_env env;
	void (*catch_stop)(void); /* from here on Ctrl-C only asks */
};

enum global_opt {
	G_DIR,
	G_QUIET,
	G_VERBOSE,
	G_SET,
	G_NO_COLOR,
	G_VERSION,
	G_HELP,
	G_MAN,
	G_COMPLETION,
	G_COUNT
};
enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

extern const struct opt_row global_rows[G_COUNT];
extern const struct cmd *const cmds[]; /* in the order of help */
extern const size_t cmds_n;
extern const struct cmd_status global_statuses[];
extern const size_t global_n_statuses;

const struct cmd *cmd_find(struct str name); /* NULL: none */
/* ERR_USAGE: unknown command NAME, with the nearest one. */
bool cmd_unknown(struct arena *a, struct str name, struct err *e);

/* --- for the commands (front.c) ------------------------------------------------------------ */

/* Opens the base around the current folder, with the settings of --set and the environment. */
bool front_open(struct front *f, struct kb **kb, struct err *e);
/* The same around dir. */
bool front_open_at(struct front *f, const char *dir, struct kb **kb, struct err *e);
/* The folder of the base that dir (absolute) is in, NULL when it is in none. */
const char *front_base_of(struct front *f, struct str dir);
/* The bytes of a file, or of standard input for "-". */
bool front_read(struct front *f, struct str name, struct str *bytes, struct err *e);
/* News on stderr behind the answer so far; not with -q. */
__attribute__((format(printf, 2, 3))) void front_say(struct front *f, const char *fmt, ...);
/* The arguments joined by blanks. */
struct str front_words(struct front *f);

/* --- texts made from the tables (help.c, man.c, complete.c) -------------------------------- */

void help_short(struct buf *b); /* what `kb` alone prints */
void help_global(struct buf *b);
void help_cmd(struct buf *b, const struct cmd *cmd);
/* "-n, --count N" */
struct str help_spelling(struct arena *a, const struct opt_row *row);
/* "default 10", "one of a, b (default a)"; "" when there is nothing to add. */
struct str help_values(struct arena *a, const struct opt_row *row);
void man_page(struct buf *b); /* kb(1), roff */
void complete_script(struct buf *b, enum shell shell);

#endif
