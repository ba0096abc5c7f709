/* cmds.c - the tables: commands in the order of help, options of kb itself, exit statuses. */
#include "front/cmd.h"

#include "base/err.h"

extern const struct cmd cmd_init, cmd_ingest, cmd_convert, cmd_compile, cmd_ask, cmd_search,
	cmd_lint, cmd_show, cmd_trace, cmd_adopt, cmd_concepts, cmd_summarize, cmd_status, cmd_log,
	cmd_doctor, cmd_help, cmd_chart, cmd_cost, cmd_trust, cmd_prompts, cmd_gc, cmd_ledger,
	cmd_review;

const struct cmd *const cmds[] = {
	&cmd_init,
	&cmd_ingest,
	&cmd_compile,
	&cmd_ask,
	&cmd_search,
	&cmd_chart,
	&cmd_show,
	&cmd_trace,
	&cmd_lint,
	&cmd_concepts,
	&cmd_adopt,
	&cmd_review,
	&cmd_status,
	&cmd_log,
	&cmd_cost,
	&cmd_trust,
	&cmd_prompts,
	&cmd_ledger,
	&cmd_gc,
	&cmd_doctor,
	&cmd_convert,
	&cmd_summarize,
	&cmd_help,
};
const size_t cmds_n = sizeof cmds / sizeof *cmds;

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

const struct opt_row global_rows[G_COUNT] = {
	[G_DIR] = {"dir", "DIR", "work as if started in DIR", .kind = OPT_STRING, .letter = 'C',
		.hint = HINT_FOLDERS},
	[G_QUIET] = {"quiet", NULL, "say nothing on standard error but warnings and errors",
		.letter = 'q'},
	[G_VERBOSE] = {"verbose", NULL, "say more about what is done", .letter = 'v'},
	[G_SET] = {"set", "KEY=VALUE",
		"set a configuration key for this run; may be given several times",
		.kind = OPT_LIST, .letter = 'c', .hint = HINT_KEYS},
	[G_NO_COLOR] = {"no-color", NULL, "use no colours, as NO_COLOR in the environment does",
		.kind = OPT_FLAG},
	[G_VERSION] = {"version", NULL, "print the version and end", .kind = OPT_FLAG},
	[G_HELP] = {"help", NULL, "print this help, or that of a command, and end", .letter = 'h'},
	[G_MAN] = {"man", NULL, "print the manual page kb(1) as roff", .hidden = true},
	[G_COMPLETION] = {"completion", "SHELL", "print the completion script of a shell",
		.kind = OPT_ENUM, .words = shells, .hidden = true},
};

const struct cmd_status global_statuses[] = {
	{0, "done"},
	{1, "done, with findings, partial failure, or nothing found"},
	{2, "wrong usage or configuration"},
	{3, "the environment failed: file system, database, network, model"},
	{130, "interrupted"},
};
const size_t global_n_statuses = sizeof global_statuses / sizeof *global_statuses;

const struct cmd *cmd_find(struct str name)
{
	for (size_t i = 0; i < cmds_n; i++)
		if (str_eqz(name, cmds[i]->name))
			return cmds[i];
	return NULL;
}

bool cmd_unknown(struct arena *a, struct str name, struct err *e)
{
	struct opt_near near = opt_near(str_z(a, name));
	for (size_t i = 0; i < cmds_n; i++)
		opt_near_try(&near, cmds[i]->name);
	if (near.best)
		return err_set(e, ERR_USAGE, "unknown command '%s'; did you mean '%s'?", near.given,
			near.best);
	return err_set(e, ERR_USAGE, "unknown command '%s'; kb help lists them", near.given);
}
