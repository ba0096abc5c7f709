/* front.c - one run of kb: arguments to a command, its answer to stdout, its failure to an exit
 * status. Order: what commands call, options, the run, the end. */
#include "front/front.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"

/* --- what commands call ------------------------------------------------------------------- */

static bool settings(struct front *f, struct kb_setting **v, size_t *n, struct err *e)
{
	struct strs given = f->global[G_SET].list;
	*v = ARENA_ARRAY(f->a, struct kb_setting, given.n);
	*n = given.n;
	for (size_t i = 0; i < given.n; i++) {
		size_t equals = str_find_byte(given.v[i], '=');
		if (equals == STR_NPOS || equals == 0)
			return err_set(e, ERR_USAGE, "option '--set' wants KEY=VALUE, not '%s'",
				given.v[i].p);
		(*v)[i].key = str_z(f->a, str_sub(given.v[i], 0, equals));
		(*v)[i].value = given.v[i].p + equals + 1;
	}
	return true;
}

bool front_open_at(struct front *f, const char *dir, struct kb **kb, struct err *e)
{
	struct kb_setting *v;
	size_t n;
	return settings(f, &v, &n, e) && kb_open(f->a, dir, &f->env, v, n, kb, e);
}

bool front_open(struct front *f, struct kb **kb, struct err *e)
{
	return front_open_at(f, ".", kb, e);
}

const char *front_base_of(struct front *f, struct str dir)
{
	for (;; dir = fs_dir_name(dir)) {
		const char *at = str_z(f->a, dir.n ? dir : STR("/"));
		if (fs_exists(fs_join(f->a, at, "kb.yaml")))
			return at;
		if (dir.n <= 1)
			return NULL;
	}
}

bool front_read(struct front *f, struct str name, struct str *bytes, struct err *e)
{
	if (!str_eqz(name, "-"))
		return fs_read(f->a, name.p, FS_MAX_FILE, bytes, e);
	if (isatty(STDIN_FILENO))
		world_note(&f->world, 1, "reading standard input; Ctrl-D ends it");
	return fs_read_fd(f->a, STDIN_FILENO, "standard input", FS_MAX_FILE, bytes, e);
}

struct str front_words(struct front *f)
{
	struct buf b = buf_make(f->a);
	for (size_t i = 0; i < f->words.n; i++) {
		if (i)
			buf_putc(&b, ' ');
		buf_put(&b, f->words.v[i]);
	}
	return buf_str(&b);
}

void front_say(struct front *f, const char *fmt, ...)
{
	struct buf b = buf_make(f->a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	out_flush(&f->out);
	world_note(&f->world, 1, "%s", buf_str(&b).p);
}

/* --- options ------------------------------------------------------------------------------ */

/* "PATH" of "[PATH]...": what is missing. */
static struct str first_arg(const struct cmd *cmd)
{
	struct str s = str_of(cmd->args);
	size_t n = 0;
	while (n < s.n && s.p[n] != ' ' && s.p[n] != '.')
		n++;
	return str_sub(s, 0, n);
}

static bool count_words(const struct front *f, struct err *e)
{
	const struct cmd *cmd = f->cmd;
	if (f->words.n < cmd->min_args)
		return err_set(e, ERR_USAGE, STR_FMT " is missing; see kb %s --help",
			STR_ARG(first_arg(cmd)), cmd->name);
	if (f->words.n > cmd->max_args)
		return err_set(e, ERR_USAGE, "one argument too many: '%s'; see kb %s --help",
			f->words.v[cmd->max_args].p, cmd->name);
	return true;
}

/* Reads argv; f->cmd stays NULL when no command is named. */
static bool parse(struct front *f, char *const *argv, struct err *e)
{
	size_t i = 1;
	struct opt_table tables[2] = {{.rows = global_rows, .n = G_COUNT}};
	struct opt_table *global = &tables[0];
	global->values = opt_values(f->a, global_rows, G_COUNT);
	f->global = global->values;
	if (!opt_parse(f->a, tables, 1, argv, true, &i, NULL, e))
		return false;
	if (!argv[i])
		return true;
	f->cmd = cmd_find(str_of(argv[i]));
	if (!f->cmd)
		return cmd_unknown(f->a, str_of(argv[i]), e);
	i++;
	tables[1] = tables[0];
	tables[0] = (struct opt_table){f->cmd->options, f->cmd->n_options,
		opt_values(f->a, f->cmd->options, f->cmd->n_options), f->cmd->minus_words};
	f->opt = tables[0].values;
	return opt_parse(f->a, tables, 2, argv, false, &i, &f->words, e);
}

/* What is printed without a command: true when something was. */
static bool print_about(struct front *f)
{
	struct buf *b = &f->out.b;
	if (f->global[G_VERSION].set)
		buf_puts(b, "kb " KB_VERSION "\n");
	else if (f->global[G_MAN].set)
		man_page(b);
	else if (f->global[G_COMPLETION].set)
		complete_script(b, (enum shell)f->global[G_COMPLETION].number);
	else if (f->global[G_HELP].set && f->cmd)
		help_cmd(b, f->cmd);
	else if (f->global[G_HELP].set)
		help_global(b);
	else
		return false;
	return true;
}

/* --- the run ------------------------------------------------------------------------------ */

static int run(struct front *f, char *const *argv, struct err *e)
{
	if (!parse(f, argv, e))
		return 0;
	if (print_about(f))
		return 0;
	if (!f->cmd) {
		struct buf b = buf_make(f->a);
		help_short(&b);
		(void)world_write(STDERR_FILENO, buf_str(&b));
		return err_status(ERR_USAGE);
	}
	if (!count_words(f, e))
		return 0;
	bool quiet = f->global[G_QUIET].set, no_color = f->global[G_NO_COLOR].set;
	if (!world_set(&f->world, quiet, f->global[G_VERBOSE].set, no_color, e))
		return 0;
	out_init(&f->out, f->a, term_of(STDOUT_FILENO, world_get, NULL, no_color));
	f->env = world_env(&f->world);
	if (f->global[G_DIR].set && chdir(f->global[G_DIR].text) != 0) {
		err_errno(e, ERR_IO, "cannot go to folder %s", f->global[G_DIR].text);
		return 0;
	}
	if (f->cmd->stops)
		f->catch_stop();
	return f->cmd->run(f, e);
}

/* --- the end ------------------------------------------------------------------------------ */

static struct str who(struct front *f, const struct err *e)
{
	if (e->code != ERR_USAGE || !f->cmd)
		return STR("kb");
	return str_printf(f->a, "kb %s", f->cmd->name);
}

/* Writes the answer; a reader that has gone away ends kb as it ends other filters. */
static int finish(struct front *f, int status, const struct err *e)
{
	world_clear_meter(&f->world);
	if (e->code != ERR_NONE)
		status = err_status(e->code);
	out_flush(&f->out);
	if (f->out.failed == EPIPE)
		return FRONT_PIPE_CLOSED;
	if (e->code != ERR_NONE)
		world_error(&f->world, who(f, e), str_of(e->text));
	if (f->out.failed) {
		struct err lost = {0};
		errno = f->out.failed;
		err_errno(&lost, ERR_IO, "cannot write to standard output");
		world_error(&f->world, STR("kb"), str_of(lost.text));
		status = err_status(ERR_IO);
	}
	return status;
}

int front_main(char *const *argv, const volatile sig_atomic_t *stop, void (*catch_stop)(void))
{
	struct err e = {0};
	struct front f = {.a = arena_make(), .catch_stop = catch_stop};
	out_init(&f.out, f.a, (struct term){.width = 80});
	world_init(&f.world, stop);
	int status = finish(&f, run(&f, argv, &e), &e);
	arena_free(f.a);
	return status;
}
