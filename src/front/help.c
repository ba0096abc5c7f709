/* help.c - help for people, from the tables; 80 columns whatever the terminal has, so that it reads
 * the same everywhere. Order: options, lists, the three helps, the command `kb help`. */
#include "front/cmd.h"

#include "base/err.h"

#define WIDTH 80
#define LEFT_MAX 24 /* columns of the left side of a list */
#define LEFT_MIN 3

/* --- options ------------------------------------------------------------------------------ */

struct str help_spelling(struct arena *a, const struct opt_row *row)
{
	struct buf b = buf_make(a);
	if (row->letter)
		buf_printf(&b, "-%c, ", row->letter);
	buf_printf(&b, "--%s", row->name);
	if (row->value)
		buf_printf(&b, " %s", row->value);
	return buf_str(&b);
}

struct str help_values(struct arena *a, const struct opt_row *row)
{
	struct buf b = buf_make(a);
	if (row->kind == OPT_NUMBER && row->fallback)
		buf_printf(&b, "default %lld", (long long)row->fallback);
	if (row->kind != OPT_ENUM)
		return buf_str(&b);
	for (size_t i = 0; row->words[i]; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", row->words[i]);
	buf_printf(&b, "; default %s", row->words[row->fallback]);
	return buf_str(&b);
}

/* --- lists -------------------------------------------------------------------------------- */

struct row {
	struct str left, right;
};

static void put_row(struct buf *b, struct row r, size_t columns)
{
	size_t right = 2 + columns + 2;
	buf_puts(b, "  ");
	buf_put(b, r.left);
	if (r.left.n > columns) {
		buf_putc(b, '\n');
		buf_fill(b, ' ', right);
	} else {
		buf_fill(b, ' ', columns + 2 - r.left.n);
	}
	term_wrap(b, r.right, WIDTH, right, right);
}

static void put_rows(struct buf *b, const char *title, const struct row *rows, size_t n)
{
	size_t columns = LEFT_MIN;
	for (size_t i = 0; i < n; i++)
		if (rows[i].left.n > columns && rows[i].left.n <= LEFT_MAX)
			columns = rows[i].left.n;
	if (n)
		buf_printf(b, "\n%s:\n", title);
	for (size_t i = 0; i < n; i++)
		put_row(b, rows[i], columns);
}

static void put_options(struct buf *b, const char *title, const struct opt_row *rows, size_t n)
{
	struct row *list = ARENA_ARRAY(b->a, struct row, n);
	size_t shown = 0;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].hidden)
			continue;
		struct str values = help_values(b->a, &rows[i]),
			   left = help_spelling(b->a, &rows[i]);
		if (!rows[i].letter)
			left = str_cat(b->a, STR("    "), left);
		list[shown].left = left;
		list[shown++].right = values.n
			? str_printf(b->a, "%s (" STR_FMT ")", rows[i].help, STR_ARG(values))
			: str_of(rows[i].help);
	}
	put_rows(b, title, list, shown);
}

static void put_statuses(struct buf *b, const struct cmd_status *s, size_t n)
{
	struct row *list = ARENA_ARRAY(b->a, struct row, n);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct row){str_printf(b->a, "%d", s[i].status), str_of(s[i].when)};
	put_rows(b, "exit status", list, n);
}

static void put_commands(struct buf *b)
{
	struct row *list = ARENA_ARRAY(b->a, struct row, cmds_n);
	for (size_t i = 0; i < cmds_n; i++)
		list[i] = (struct row){str_of(cmds[i]->name), str_of(cmds[i]->summary)};
	put_rows(b, "commands", list, cmds_n);
}

static void put_examples(struct buf *b, const struct cmd *cmd)
{
	if (cmd->n_examples)
		buf_puts(b, "\nexamples:\n");
	for (size_t i = 0; i < cmd->n_examples; i++) {
		buf_printf(b, "  %s\n      ", cmd->examples[i].line);
		term_wrap(b, str_of(cmd->examples[i].what), WIDTH, 6, 6);
	}
}

/* --- the three helps ---------------------------------------------------------------------- */

#define USAGE "usage: kb [-C DIR] [-q|-v] COMMAND [options] [arguments]\n"

void help_short(struct buf *b)
{
	buf_puts(
		b, "kb compiles a folder of documents into a wiki that cites them.\n\n" USAGE "\n");
	buf_puts(b,
		"  kb init     make a base in this folder, then put documents into raw/\n"
		"  kb compile  write the wiki\n"
		"  kb ask      ask it a question\n\n"
		"kb help lists all commands, kb help COMMAND explains one.\n");
}

void help_global(struct buf *b)
{
	buf_puts(b, "kb compiles a folder of documents into a wiki that cites them.\n\n" USAGE);
	put_commands(b);
	put_options(b, "options", global_rows, G_COUNT);
	put_statuses(b, global_statuses, global_n_statuses);
	buf_puts(b, "\nkb help COMMAND explains a command; man kb is the manual.\n");
}

void help_cmd(struct buf *b, const struct cmd *cmd)
{
	buf_printf(b, "kb %s: %s\n\n", cmd->name, cmd->summary);
	buf_printf(b, "usage: kb %s%s%s%s\n", cmd->name, cmd->n_options ? " [options]" : "",
		*cmd->args ? " " : "", cmd->args);
	if (*cmd->about) {
		buf_putc(b, '\n');
		term_wrap(b, str_of(cmd->about), WIDTH, 0, 0);
	}
	put_options(b, "options", cmd->options, cmd->n_options);
	put_statuses(b, cmd->statuses, cmd->n_statuses);
	put_examples(b, cmd);
	buf_puts(b, "\nkb --help lists the options that every command takes.\n");
}

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	const struct cmd *cmd = f->words.n ? cmd_find(f->words.v[0]) : NULL;
	if (cmd)
		help_cmd(&f->out.b, cmd);
	else if (f->words.n)
		cmd_unknown(f->a, f->words.v[0], e);
	else
		help_global(&f->out.b);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb help search", "explain the command search"},
};

const struct cmd cmd_help = {
	.name = "help",
	.summary = "list the commands, or explain one",
	.args = "[COMMAND]",
	.about = "",
	.max_args = 1,
	.hint = HINT_COMMANDS,
	CMD_ROWS(examples),
	.run = run,
};
