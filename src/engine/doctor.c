/* doctor.c - kb_doctor: what this machine and this base have, what is missing, and what to do.
 *
 * Nothing is changed; nothing is sent but one small call, when a model is configured. Needed is what kb cannot do its main job without.
 *
 * In this order: the machine; the base; the engine. */
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/vec.h"
#include "engine/calls.h"
#include "engine/doctor_model.h"
#include "store/index.h"

#define LOW_SPACE ((uint64_t)100 << 20)

void doctor_add(struct doctor *d, const char *name, bool ok, bool needed, struct str state,
	struct str remedy)
{
	struct kb_check c = {str_of(name), state, ok ? STR("") : remedy, ok, needed};
	if (d->out->n == d->cap)
		d->out->v = vec_grow(d->a, d->out->v, sizeof c, d->out->n, &d->cap);
	d->out->v[d->out->n++] = c;
}

/* --- the machine ------------------------------------------------------------------------- */

/* An index in memory: made only when SQLite has full-text search. */
static void check_sqlite(struct doctor *d)
{
	struct arena *scratch = arena_make();
	struct db *db = 0;
	struct err e = {0};
	bool ok = index_open(scratch, ":memory:", DB_WRITE, &db, &e);
	db_close(db);
	doctor_add(d, "sqlite", ok, true,
		ok ? STR("SQLite with full-text search (FTS5)") : str_dup(d->a, str_of(e.text)),
		STR("install a libsqlite3-0 that has FTS5"));
	arena_free(scratch);
}

static void check_libraries(struct doctor *d)
{
	for (size_t i = 0; i < dl_n_all; i++) {
		const struct dl_library *lib = dl_all[i];
		bool ok = dl_available(lib);
		doctor_add(d, lib->package, ok, false,
			str_printf(
				d->a, "%s%s", ok ? "for " : "not found; it is for ", lib->what_for),
			str_printf(d->a, "apt install %s", lib->package));
	}
}

static void check_programs(struct doctor *d)
{
	static const struct {
		const char *name, *what_for, *package;
	} programs[] = {
		{"pdftotext", "PDF documents", "poppler-utils"},
		{"pandoc", "turning pages into PDF or office files", "pandoc"},
		{"git", "keeping the base's history, if you like", "git"},
	};
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		bool ok = fs_have_program(programs[i].name);
		doctor_add(d, programs[i].name, ok, false,
			str_printf(d->a, "%s%s", ok ? "for " : "not found; it is for ",
				programs[i].what_for),
			str_printf(d->a, "apt install %s", programs[i].package));
	}
}

/* --- the base ---------------------------------------------------------------------------- */

/* A folder of the base, with the rights that kb needs there; what kb makes itself may be absent. */
static void check_folder(
	struct doctor *d, const char *name, int rights, bool may_be_absent, const char *rights_word)
{
	char *path = engine_path(d->kb, d->a, str_of(name));
	bool there = fs_exists(path), is_dir = fs_is_dir(path);
	if (!there && may_be_absent) {
		bool ok = access(d->kb->root, W_OK | X_OK) == 0;
		doctor_add(d, name, ok, true,
			ok ? STR("not there yet; kb makes it")
			   : STR("not there, and the folder of the base cannot be written"),
			str_printf(d->a, "chmod u+w %s", d->kb->root));
	} else if (!is_dir) {
		doctor_add(d, name, false, true, there ? STR("no folder") : STR("not there"),
			str_printf(d->a,
				there ? "move %s away and run kb init"
				      : "mkdir %s and put documents into it",
				path));
	} else {
		bool ok = access(path, rights | X_OK) == 0;
		doctor_add(d, name, ok, true,
			str_printf(d->a, "%s%s", ok ? "" : "not ", rights_word),
			str_printf(d->a, "chmod u+rwx %s", path));
	}
}

static void check_index(struct doctor *d)
{
	struct arena *scratch = arena_make();
	char *path = engine_path(d->kb, d->a, STR(".kb/index.db"));
	struct fs_stat st;
	struct db *db = 0;
	struct err e = {0};
	if (!fs_stat(path, &st, &e) || !st.exists) {
		bool ok = !e.code;
		doctor_add(d, "index", ok, true,
			ok ? STR("none yet; kb compile makes it") : str_dup(d->a, str_of(e.text)),
			STR("check the rights of .kb"));
	} else {
		bool ok = index_open(scratch, path, DB_READ, &db, &e);
		db_close(db);
		doctor_add(d, "index", ok, true,
			ok ? str_printf(d->a, "%.1f MB", (double)st.size / 1e6)
			   : str_dup(d->a, str_of(e.text)),
			str_printf(d->a, "delete %s and run kb compile; nothing is lost", path));
	}
	arena_free(scratch);
}

static void check_space(struct doctor *d)
{
	struct statvfs fs;
	if (statvfs(d->kb->root, &fs) != 0)
		return;
	uint64_t free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	doctor_add(d, "disk", free_bytes >= LOW_SPACE, true,
		str_printf(d->a, "%.1f GB free", (double)free_bytes / 1e9),
		STR("make room: kb writes pages and its index here"));
}

static void check_base(struct doctor *d)
{
	doctor_add(d, "kb.yaml", true, true, str_printf(d->a, "read, in %s", d->kb->root), STR(""));
	check_folder(d, "raw", R_OK, false, "readable");
	check_folder(d, "wiki", R_OK | W_OK, true, "writable");
	check_folder(d, ".kb", R_OK | W_OK, true, "writable");
	check_index(d);
	check_space(d);
}

/* --- the engine -------------------------------------------------------------------------- */

static void check_engine(struct doctor *d)
{
	if (d->kb && calls_wanted(d->kb))
		doctor_model(d);
	else
		doctor_add(d, "engine", true, true, STR("builtin: no key needed"), STR(""));
}

bool kb_doctor(struct kb *kb, struct arena *a, struct kb_checks *out, struct err *e)
{
	struct doctor d = {.kb = kb, .a = a, .out = out};
	(void)e;
	*out = (struct kb_checks){0};
	check_sqlite(&d);
	check_libraries(&d);
	check_programs(&d);
	if (kb)
		check_base(&d);
	check_engine(&d);
	return true;
}
