/* open.c - an open base: found, configured, its two databases opened at first use; and the world
 * outside (clock, notes, Ctrl-C) as the engine's files see it.
 *
 * In this order: opening and closing; databases; paths; the world. */
#include "base/err.h"
#include "base/fs.h"
#include "base/pool.h"
#include "doc/meta.h"
#include "engine/engine.h"
#include "engine/embed_calls.h"
#include "engine/fetch.h"
#include "store/index.h"
#include "store/ledger.h"

/* --- opening ----------------------------------------------------------------------------- */

/* The folder with kb.yaml, from dir upwards; NULL when there is none. */
static char *find_root(struct arena *a, const char *dir)
{
	struct str at = str_of(dir);
	for (;;) {
		char *folder = str_z(a, at.n ? at : STR("/"));
		if (fs_exists(fs_join(a, folder, "kb.yaml")))
			return folder;
		if (str_eqz(at, "/") || !at.n)
			return 0;
		at = fs_dir_name(at);
	}
}

bool kb_open(struct arena *a, const char *dir, const struct kb_env *env,
	const struct kb_setting *settings, size_t n_settings, struct kb **out, struct err *e)
{
	struct str yaml;
	char *start = fs_absolute(a, dir, e);
	if (!start)
		return false;
	char *root = find_root(a, start);
	if (!root)
		return err_set(e, ERR_CONFIG,
			"%s: no kb.yaml here or in a folder above; start a base with kb init",
			start);
	struct kb *kb = ARENA_NEW(a, struct kb);
	*kb = (struct kb){.a = a, .root = root, .lock = {.fd = -1}};
	if (env)
		kb->env = *env;
	char *path = fs_join(a, root, "kb.yaml");
	const char *shown = str_eqz(str_of(start), root) ? "kb.yaml" : path;
	if (!fs_read(a, path, YAML_MAX_TEXT, &yaml, e) ||
		!config_load(a, shown, yaml, &kb->env, settings, n_settings, &kb->conf, e))
		return false;
	*out = kb;
	return true;
}

void kb_close(struct kb *kb)
{
	if (!kb)
		return;
	db_close(kb->index);
	db_close(kb->ledger);
	lock_leave(&kb->lock, false);
	fetch_close(kb);
	embed_close(kb->embed_calls);
	kb->index = kb->ledger = 0;
}

const char *kb_root(const struct kb *kb)
{
	return kb->root;
}

/* --- databases --------------------------------------------------------------------------- */

static bool make_state_folder(struct kb *kb, struct err *e)
{
	return fs_mkdirs(fs_join(kb->a, kb->root, ".kb"), e);
}

bool engine_index(struct kb *kb, enum db_mode mode, struct err *e)
{
	if (kb->index && (kb->index_mode == DB_WRITE || mode == DB_READ))
		return true;
	char *path = fs_join(kb->a, kb->root, ".kb/index.db");
	if (mode == DB_READ && !fs_exists(path))
		return err_set(e, ERR_NOT_FOUND, "no index yet; run kb compile");
	if (mode == DB_WRITE && !make_state_folder(kb, e))
		return false;
	db_close(kb->index);
	kb->index = 0;
	kb->index_mode = mode;
	return index_open(kb->a, path, mode, &kb->index, e);
}

bool engine_renew_index(struct kb *kb, struct err *e)
{
	char *path = fs_join(kb->a, kb->root, ".kb/index.db");
	engine_note(kb, 0, ".kb/index.db was damaged; it is made anew, nothing is lost");
	db_close(kb->index);
	kb->index = 0;
	return db_set_aside(kb->a, path, e) && engine_index(kb, DB_WRITE, e);
}

bool engine_salvage_ledger(struct kb *kb, struct err *e)
{
	char *path = fs_join(kb->a, kb->root, ".kb/ledger.db");
	size_t n_saved, n_lost;
	enum db_state state;
	db_close(kb->ledger);
	kb->ledger = 0;
	if (!ledger_salvage(kb->a, path, &n_saved, &n_lost, e))
		return false;
	engine_note(kb, 0,
		".kb/ledger.db was damaged: %zu rows saved, up to %zu lost; the "
		"damaged file is kept as .kb/ledger.db.damaged",
		n_saved, n_lost);
	return ledger_open(kb->a, path, &kb->ledger, &state, e);
}

bool engine_ledger(struct kb *kb, struct err *e)
{
	enum db_state state;
	struct err first = {0};
	if (kb->ledger)
		return true;
	if (!make_state_folder(kb, e))
		return false;
	if (ledger_open(
		    kb->a, fs_join(kb->a, kb->root, ".kb/ledger.db"), &kb->ledger, &state, &first))
		return true;
	if (state == DB_DAMAGED)
		return engine_salvage_ledger(kb, e);
	return err_set(e, first.code, "%s", first.text);
}

/* --- paths ------------------------------------------------------------------------------- */

char *engine_path(const struct kb *kb, struct arena *a, struct str path)
{
	return fs_join(a, kb->root, str_z(a, path));
}

/* --- the world --------------------------------------------------------------------------- */

void engine_note(const struct kb *kb, int level, const char *fmt, ...)
{
	if (!kb->env.note)
		return;
	struct arena_mark m = arena_mark(kb->a);
	struct buf b = buf_make(kb->a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	kb->env.note(kb->env.ctx, level, buf_str(&b));
	arena_release(kb->a, m);
}

void engine_progress(const struct kb *kb, const char *step, size_t done, size_t total)
{
	if (kb->env.progress)
		kb->env.progress(kb->env.ctx, step, done, total);
}

bool engine_stopped(const struct kb *kb)
{
	return kb->env.stopped && kb->env.stopped(kb->env.ctx);
}

struct str engine_name(const struct kb *kb, struct arena *a)
{
	if (str_eqz(kb->conf.llm.engine, "builtin"))
		return kb->conf.llm.engine;
	return str_printf(
		a, STR_FMT " " STR_FMT, STR_ARG(kb->conf.llm.engine), STR_ARG(kb->conf.llm.model));
}

unsigned engine_jobs(const struct kb *kb)
{
	return kb->jobs ? kb->jobs : pool_cpus();
}

int64_t engine_now(const struct kb *kb)
{
	return kb->env.now ? kb->env.now(kb->env.ctx) : 0;
}

double engine_elapsed(const struct kb *kb)
{
	return kb->env.elapsed ? kb->env.elapsed(kb->env.ctx) : 0;
}
