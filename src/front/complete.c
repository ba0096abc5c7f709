/* complete.c - completion scripts of bash, zsh and fish, from the tables. Order: words, bash, zsh,
 * fish. A value is completed from its row: an enum's words, files, folders, keys, rules. */
#include "front/cmd.h"

/* --- words -------------------------------------------------------------------------------- */

typedef void put_word(struct buf *b, const char *word);

/* Calls put for each word that a hint stands for. */
static void hint_words(struct buf *b, enum opt_hint hint, put_word *put)
{
	if (hint == HINT_COMMANDS)
		for (size_t i = 0; i < cmds_n; i++)
			put(b, cmds[i]->name);
	if (hint == HINT_RULES)
		for (size_t i = 0; i < kb_n_rules; i++)
			put(b, kb_rules[i].id);
	if (hint == HINT_KEYS)
		for (size_t i = 0; i < kb_n_config_keys; i++)
			put(b, str_printf(b->a, "%s=", kb_config_keys[i].name).p);
}

static void value_words(struct buf *b, const struct opt_row *row, put_word *put)
{
	if (row->kind == OPT_ENUM)
		for (size_t i = 0; row->words[i]; i++)
			put(b, row->words[i]);
	hint_words(b, row->hint, put);
}

static void spaced(struct buf *b, const char *word)
{
	if (b->n && b->p[b->n - 1] != '"')
		buf_putc(b, ' ');
	buf_puts(b, word);
}

/* --- bash --------------------------------------------------------------------------------- */

/* "-n | --count" */
static void bash_pattern(struct buf *b, const char *command, const struct opt_row *row)
{
	if (row->letter)
		buf_printf(b, "%s:-%c | ", command, row->letter);
	buf_printf(b, "%s:--%s)", command, row->name);
}

static void bash_value(struct buf *b, const char *command, const struct opt_row *row)
{
	if (row->hidden || !row->value)
		return;
	buf_puts(b, "\t");
	bash_pattern(b, command, row);
	if (row->hint == HINT_FILES) {
		buf_puts(b, " compopt -o default; return ;;\n");
	} else if (row->hint == HINT_FOLDERS) {
		buf_puts(b, " compopt -o dirnames; return ;;\n");
	} else {
		buf_puts(b, " words=\"");
		value_words(b, row, spaced);
		buf_printf(b, "\"%s ;;\n", row->hint == HINT_KEYS ? "; compopt -o nospace" : "");
	}
}

static void bash_options(struct buf *b, const struct opt_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i].hidden)
			continue;
		if (rows[i].letter)
			spaced(b, str_printf(b->a, "-%c", rows[i].letter).p);
		spaced(b, str_printf(b->a, "--%s", rows[i].name).p);
	}
}

/* Options of kb that take a value: to be skipped on the way to the command. */
static void bash_skip(struct buf *b)
{
	for (size_t i = 0, n = 0; i < G_COUNT; i++) {
		if (!global_rows[i].value)
			continue;
		buf_puts(b, n++ ? " | " : "");
		if (global_rows[i].letter)
			buf_printf(b, "-%c | ", global_rows[i].letter);
		buf_printf(b, "--%s", global_rows[i].name);
	}
}

static void bash_command(struct buf *b, const struct cmd *cmd)
{
	buf_printf(b, "\t%s:*)\n\t\toptions=\"", cmd->name);
	bash_options(b, cmd->options, cmd->n_options);
	buf_puts(b, "\"\n\t\twords=\"");
	hint_words(b, cmd->hint, spaced);
	buf_puts(b, "\"\n");
	if (cmd->hint == HINT_FILES)
		buf_puts(b, "\t\tcompopt -o default\n");
	if (cmd->hint == HINT_FOLDERS)
		buf_puts(b, "\t\tcompopt -o dirnames\n");
	buf_puts(b, "\t\t;;\n");
}

static void bash(struct buf *b)
{
	buf_puts(b,
		"# bash completion for kb; made by kb --completion bash\n"
		"_kb()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
		"\tlocal command=\"\" words=\"\" options=\"\" i\n"
		"\tCOMPREPLY=()\n"
		"\tif [[ $cur == = ]]; then\n\t\tcur=\n"
		"\telif [[ $before == = ]]; then\n"
		"\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
		"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		"\t\tcase ${COMP_WORDS[i]} in\n\t\t");
	bash_skip(b);
	buf_puts(b,
		") ((i++)) ;;\n\t\t-*) ;;\n\t\t*) command=${COMP_WORDS[i]}; break ;;\n"
		"\t\tesac\n\tdone\n"
		"\tcase $command:$before in\n");
	for (size_t i = 0; i < G_COUNT; i++)
		bash_value(b, "*", &global_rows[i]);
	for (size_t i = 0; i < cmds_n; i++)
		for (size_t j = 0; j < cmds[i]->n_options; j++)
			bash_value(b, cmds[i]->name, &cmds[i]->options[j]);
	buf_puts(b, "\t:*)\n\t\twords=\"");
	hint_words(b, HINT_COMMANDS, spaced);
	buf_puts(b, "\"\n\t\t;;\n");
	for (size_t i = 0; i < cmds_n; i++)
		bash_command(b, cmds[i]);
	buf_puts(b, "\tesac\n\t[[ $cur == -* ]] && words=\"$options ");
	bash_options(b, global_rows, G_COUNT);
	buf_puts(b,
		"\"\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
		"complete -F _kb kb\n");
}

/* --- zsh ---------------------------------------------------------------------------------- */

/* Text inside '...' and [...]. */
static void zsh_text(struct buf *b, const char *z)
{
	for (; *z; z++) {
		if (*z == '\'')
			buf_puts(b, "'\\'");
		else if (*z == '[' || *z == ']' || *z == ':' || *z == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *z);
	}
}

static void zsh_word(struct buf *b, const char *word)
{
	if (b->p[b->n - 1] != '(')
		buf_putc(b, ' ');
	buf_puts(b, word);
}

static void zsh_value(struct buf *b, const struct opt_row *row)
{
	if (!row->value)
		return;
	buf_printf(b, ":%s:", row->value);
	if (row->hint == HINT_FILES) {
		buf_puts(b, "_files");
	} else if (row->hint == HINT_FOLDERS) {
		buf_puts(b, "_files -/");
	} else if (row->hint == HINT_KEYS) {
		buf_puts(b, "compadd -S \"\" -- ");
		value_words(b, row, spaced);
	} else {
		buf_putc(b, '(');
		value_words(b, row, zsh_word);
		buf_putc(b, ')');
	}
}

static void zsh_options(struct buf *b, const char *indent, const struct opt_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct opt_row *row = &rows[i];
		const char *many = row->kind == OPT_LIST ? "*" : "";
		if (row->hidden)
			continue;
		if (row->letter) {
			buf_printf(
				b, "%s'%s-%c%s[", indent, many, row->letter, row->value ? "+" : "");
			zsh_text(b, row->help);
			buf_puts(b, "]");
			zsh_value(b, row);
			buf_puts(b, "' \\\n");
		}
		buf_printf(b, "%s'%s--%s%s[", indent, many, row->name, row->value ? "=" : "");
		zsh_text(b, row->help);
		buf_puts(b, "]");
		zsh_value(b, row);
		buf_puts(b, "' \\\n");
	}
}

static void zsh_arguments(struct buf *b, const struct cmd *cmd)
{
	if (cmd->hint == HINT_FILES)
		buf_puts(b, "'*:file:_files'");
	else if (cmd->hint == HINT_FOLDERS)
		buf_puts(b, "'*:folder:_files -/'");
	else if (cmd->hint == HINT_COMMANDS) {
		buf_puts(b, "'*:command:(");
		hint_words(b, HINT_COMMANDS, zsh_word);
		buf_puts(b, ")'");
	} else {
		buf_puts(b, "'*: :'");
	}
}

static void zsh(struct buf *b)
{
	buf_puts(b,
		"#compdef kb\n# made by kb --completion zsh\n_kb()\n{\n"
		"\tlocal curcontext=$curcontext state line ret=1\n"
		"\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; i < cmds_n; i++) {
		buf_printf(b, "\t\t'%s:", cmds[i]->name);
		zsh_text(b, cmds[i]->summary);
		buf_puts(b, "'\n");
	}
	buf_puts(b, "\t)\n\t_arguments -s -C \\\n");
	zsh_options(b, "\t\t", global_rows, G_COUNT);
	buf_puts(b,
		"\t\t'1: :->command' '*:: :->argument' && ret=0\n"
		"\tcase $state in\n"
		"\tcommand) _describe command commands && ret=0 ;;\n"
		"\targument)\n\t\tcase $words[1] in\n");
	for (size_t i = 0; i < cmds_n; i++) {
		buf_printf(b, "\t\t%s)\n\t\t\t_arguments -s \\\n", cmds[i]->name);
		zsh_options(b, "\t\t\t\t", cmds[i]->options, cmds[i]->n_options);
		zsh_options(b, "\t\t\t\t", global_rows, G_COUNT);
		buf_puts(b, "\t\t\t\t");
		zsh_arguments(b, cmds[i]);
		buf_puts(b, " && ret=0\n\t\t\t;;\n");
	}
	buf_puts(b,
		"\t\tesac\n\t\t;;\n\tesac\n\treturn ret\n}\n"
		"if [ \"$funcstack[1]\" = _kb ]; then\n\t_kb \"$@\"\nelse\n\tcompdef _kb kb\nfi\n");
}

/* --- fish --------------------------------------------------------------------------------- */

static void fish_text(struct buf *b, const char *z)
{
	buf_putc(b, '\'');
	for (; *z; z++) {
		if (*z == '\'' || *z == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *z);
	}
	buf_putc(b, '\'');
}

static void fish_words(struct buf *b, const struct opt_row *row)
{
	size_t n = b->n;
	buf_puts(b, " -xa \"");
	size_t start = b->n;
	value_words(b, row, spaced);
	if (b->n == start) {
		b->n = n;
		buf_puts(b, " -x");
		return;
	}
	buf_putc(b, '"');
}

static void fish_option(struct buf *b, const char *when, const struct opt_row *row)
{
	if (row->hidden)
		return;
	buf_printf(b, "complete -c kb%s", when);
	if (row->letter)
		buf_printf(b, " -s %c", row->letter);
	buf_printf(b, " -l %s", row->name);
	if (row->hint == HINT_FILES)
		buf_puts(b, " -rF");
	else if (row->hint == HINT_FOLDERS)
		buf_puts(b, " -xa '(__fish_complete_directories)'");
	else if (row->value)
		fish_words(b, row);
	buf_puts(b, " -d ");
	fish_text(b, row->help);
	buf_putc(b, '\n');
}

static void fish_command(struct buf *b, const struct cmd *cmd)
{
	const char *when = str_printf(b->a, " -n '__fish_seen_subcommand_from %s'", cmd->name).p;
	buf_printf(b, "complete -c kb -n __fish_use_subcommand -a %s -d ", cmd->name);
	fish_text(b, cmd->summary);
	buf_putc(b, '\n');
	for (size_t i = 0; i < cmd->n_options; i++)
		fish_option(b, when, &cmd->options[i]);
	if (cmd->hint == HINT_FILES)
		buf_printf(b, "complete -c kb%s -F\n", when);
	if (cmd->hint == HINT_FOLDERS)
		buf_printf(b, "complete -c kb%s -a '(__fish_complete_directories)'\n", when);
	if (cmd->hint == HINT_COMMANDS) {
		buf_printf(b, "complete -c kb%s -a \"", when);
		hint_words(b, HINT_COMMANDS, spaced);
		buf_puts(b, "\"\n");
	}
}

static void fish(struct buf *b)
{
	buf_puts(b, "# fish completion for kb; made by kb --completion fish\ncomplete -c kb -f\n");
	for (size_t i = 0; i < G_COUNT; i++)
		fish_option(b, "", &global_rows[i]);
	for (size_t i = 0; i < cmds_n; i++)
		fish_command(b, cmds[i]);
}

void complete_script(struct buf *b, enum shell shell)
{
	static void (*const make[])(struct buf *) = {
		[SHELL_BASH] = bash,
		[SHELL_ZSH] = zsh,
		[SHELL_FISH] = fish,
	};
	make[shell](b);
}
