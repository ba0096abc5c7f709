/* db.c - one connection: open and check, transactions, statements.
 *
 * Invariant: a statement is prepared at most once and lives as long as the connection. SQLite never
 * sees memory run out: the process ends instead, which a database in WAL mode bears as it bears a
 * kill, and no answer is made of what a starved statement returned.
 * Order: memory, opening, transactions, statements, columns. */
#include "store/db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "store/search_db.h"

#define BUSY_MS 5000

struct stmt {
	struct db *db;
	sqlite3_stmt *s; /* NULL: could not be prepared */
};

struct db {
	sqlite3 *handle;
	const char *path, *what;
	bool damaged;
	struct stmt stmts[SQL_COUNT];
};

static const char *const sql_text[SQL_COUNT] = {
#define X(name, text) [name] = text,
	SQL_INDEX(X) SQL_LEDGER(X) SQL_SEARCH(X)
#undef X
};

/* --- memory ------------------------------------------------------------------------------ */

#define HEAD ((size_t)16) /* before each object: its size; keeps it aligned */

static void *put_size(void *p, int n)
{
	memcpy(p, &n, sizeof n);
	return (char *)p + HEAD;
}

static void *memory_get(int n)
{
	return put_size(arena_foreign_alloc(HEAD + (size_t)n), n);
}

static void memory_free(void *p)
{
	arena_free_foreign((char *)p - HEAD);
}

static void *memory_grow(void *p, int n)
{
	return put_size(arena_foreign_grow((char *)p - HEAD, HEAD + (size_t)n), n);
}

static int memory_size(void *p)
{
	int n;
	memcpy(&n, (char *)p - HEAD, sizeof n);
	return n;
}

static int memory_round(int n)
{
	return (n + 7) & ~7;
}

static int memory_start(void *ctx)
{
	(void)ctx;
	return SQLITE_OK;
}

static void memory_end(void *ctx)
{
	(void)ctx;
}

/* Before main: SQLite takes it only before its first use, and not among threads. */
__attribute__((constructor)) static void set_memory(void)
{
	static const sqlite3_mem_methods methods = {.xMalloc = memory_get,
		.xFree = memory_free,
		.xRealloc = memory_grow,
		.xSize = memory_size,
		.xRoundup = memory_round,
		.xInit = memory_start,
		.xShutdown = memory_end};
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

/* --- opening ----------------------------------------------------------------------------- */

static bool fail(struct db *db, struct err *e)
{
	int code = sqlite3_errcode(db->handle) & 0xff;
	const char *text = sqlite3_errmsg(db->handle);
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_DB,
			"%s: another kb is writing to this base; wait for it or stop it", db->path);
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return err_set(e, ERR_IO, "%s: %s; free space or make it writable", db->path, text);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		db->damaged = true;
		return err_set(e, ERR_DB, "%s: the %s is damaged: %s", db->path, db->what, text);
	default: return err_set(e, ERR_DB, "%s: %s", db->path, text);
	}
}

static bool exec(struct db *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return fail(db, e);
}

static int64_t pragma(struct db *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t v = -1;
	if (sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL) == SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

/* An empty or older file becomes one of this version, in one transaction. */
static bool make(struct db *db, const struct db_spec *spec, struct err *e)
{
	char marks[128];
	snprintf(marks, sizeof marks, "PRAGMA application_id=%d;PRAGMA user_version=%d",
		spec->application_id, spec->version);
	if (!exec(db, "PRAGMA journal_mode=WAL", e) || !exec(db, "BEGIN IMMEDIATE", e))
		return false;
	int64_t version = pragma(db, "PRAGMA user_version"); /* another may have been faster */
	int64_t first = spec->version - spec->n_upgrades;
	bool good = version != 0 || exec(db, spec->schema, e);
	for (int64_t v = version ? version : first; good && v < spec->version; v++)
		good = exec(db, spec->upgrades[v - first], e);
	if (good && exec(db, marks, e) && exec(db, "COMMIT", e))
		return true;
	db_rollback(db);
	return false;
}

/* False: it cannot be read at all, which is no sign of damage. */
static bool look(struct db *db, const struct db_spec *spec, enum db_state *state, struct err *e)
{
	int64_t version = pragma(db, "PRAGMA user_version");
	int64_t id = version < 0 ? -1 : pragma(db, "PRAGMA application_id");
	int64_t n_tables = id < 0 ? -1 : pragma(db, "SELECT count(*) FROM sqlite_schema");
	int code = sqlite3_errcode(db->handle) & 0xff;
	if (n_tables < 0 && code != SQLITE_CORRUPT && code != SQLITE_NOTADB)
		return fail(db, e);
	if (n_tables < 0) {
		*state = DB_DAMAGED;
		db->damaged = true;
	} else if (version == 0 && id == 0 && n_tables == 0)
		*state = DB_ABSENT;
	else if (id != spec->application_id)
		*state = DB_DAMAGED;
	else
		*state = version < spec->version  ? DB_OLDER
			: version > spec->version ? DB_NEWER
						  : DB_OK;
	return true;
}

static bool refuse(struct db *db, const struct db_spec *spec, enum db_state state, struct err *e)
{
	switch (state) {
	case DB_ABSENT: return err_set(e, ERR_NOT_FOUND, "%s: no %s yet", db->path, spec->what);
	case DB_DAMAGED:
		return err_set(
			e, ERR_DB, "%s: the %s is damaged or no kb file", db->path, spec->what);
	case DB_OLDER:
		return err_set(e, ERR_DB, "%s: the %s is of an older kb", db->path, spec->what);
	case DB_NEWER:
		return err_set(
			e, ERR_DB, "%s: the %s is of a newer kb; update kb", db->path, spec->what);
	case DB_OK: break;
	}
	return true;
}

static bool settle(struct db *db, const struct db_spec *spec, enum db_mode mode,
	enum db_state *state, struct err *e)
{
	sqlite3_extended_result_codes(db->handle, 0);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (!search_register(db->handle, e))
		return false;
	if (!look(db, spec, state, e))
		return false;
	bool upgrade = *state == DB_OLDER &&
		pragma(db, "PRAGMA user_version") >= spec->version - spec->n_upgrades;
	if (mode == DB_WRITE && (*state == DB_ABSENT || upgrade)) {
		if (!make(db, spec, e))
			return false;
		*state = DB_OK;
	}
	if (*state != DB_OK)
		return refuse(db, spec, *state, e);
	/* what is sorted stays in memory: a full or missing folder for temporary files is no matter */
	return exec(db, spec->full_sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
		       e) &&
		exec(db, "PRAGMA temp_store=MEMORY", e) &&
		exec(db,
			mode == DB_WRITE ? spec->full_sync
					? "PRAGMA cache_size=-4096" /* row by row */
					: "PRAGMA cache_size=-24576" /* what is written is written once */
					 : "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
					   "PRAGMA query_only=1",
			e);
}

/* immutable: SQLite makes no file beside it and takes no lock. */
static bool connect(
	struct db *db, struct arena *a, bool immutable, enum db_mode mode, struct err *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI |
		(immutable ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		(mode == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
	struct buf b = buf_make(a);
	buf_puts(&b, "file:");
	for (const char *p = db->path; *p; p++)
		if (*p == '%' || *p == '?' || *p == '#')
			buf_printf(&b, "%%%02x", (unsigned char)*p);
		else
			buf_putc(&b, *p);
	buf_puts(&b, immutable ? "?immutable=1" : "");
	return sqlite3_open_v2(buf_str(&b).p, &db->handle, flags, NULL) == SQLITE_OK || fail(db, e);
}

/* Media that cannot be written, and no log beside the file that had to be played back. */
static bool is_frozen(struct db *db, struct arena *a)
{
	struct fs_stat wal;
	int code = db->handle ? sqlite3_errcode(db->handle) & 0xff : SQLITE_CANTOPEN;
	bool stuck = code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_IOERR;
	return stuck && fs_stat(str_printf(a, "%s-wal", db->path).p, &wal, NULL) &&
		(!wal.exists || wal.size == 0);
}

static void close_db(void *ctx)
{
	db_close(ctx);
}

bool db_open(struct arena *a, const char *path, const struct db_spec *spec, enum db_mode mode,
	struct db **out, enum db_state *state, struct err *e)
{
	struct db *db = ARENA_NEW(a, struct db);
	db->path = str_z(a, str_of(path));
	db->what = spec->what;
	*state = DB_ABSENT;
	if (mode == DB_READ && !fs_exists(path))
		return refuse(db, spec, DB_ABSENT, e);
	struct err first = {0};
	bool good = connect(db, a, false, mode, &first) && settle(db, spec, mode, state, &first);
	if (!good &&
		db->damaged) { /* SQLite takes a read that failed for damage: only twice is true */
		db_close(db);
		err_clear(&first);
		db->damaged = false;
		good = connect(db, a, false, mode, &first) && settle(db, spec, mode, state, &first);
	}
	if (!good && mode == DB_READ && is_frozen(db, a)) {
		db_close(db);
		err_clear(&first);
		good = connect(db, a, true, mode, &first) && settle(db, spec, mode, state, &first);
	}
	if (!good) {
		if (*state == DB_ABSENT && first.code == ERR_DB && db->damaged)
			*state = DB_DAMAGED;
		db_close(db);
		return err_set(e, first.code, "%s", first.text);
	}
	arena_defer(a, close_db, db);
	*out = db;
	return true;
}

void db_close(struct db *db)
{
	if (!db || !db->handle)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(db->stmts[i].s);
	sqlite3_close(db->handle);
	db->handle = NULL;
	memset(db->stmts, 0, sizeof db->stmts);
}

bool db_damaged(const struct db *db)
{
	return db && db->damaged;
}

bool db_is_whole(struct db *db)
{
	sqlite3_stmt *s = NULL;
	bool whole = sqlite3_prepare_v2(db->handle, "PRAGMA quick_check(1)", -1, &s, NULL) ==
			SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW &&
		strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
	sqlite3_finalize(s);
	return whole;
}

bool db_set_aside(struct arena *a, const char *path, struct err *e)
{
	static const char *const tails[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		struct str from = str_printf(a, "%s%s", path, tails[i]);
		struct str to = str_printf(a, "%s.damaged%s", path, tails[i]);
		if (fs_exists(from.p) ? !fs_rename(from.p, to.p, e) : !fs_remove(to.p, e))
			return false;
	}
	return true;
}

/* --- transactions ------------------------------------------------------------------------ */

bool db_begin(struct db *db, struct err *e)
{
	return exec(db, "BEGIN IMMEDIATE", e);
}

bool db_commit(struct db *db, struct err *e)
{
	return exec(db, "COMMIT", e);
}

void db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* --- statements -------------------------------------------------------------------------- */

struct stmt *db_stmt(struct db *db, enum sql id)
{
	struct stmt *s = &db->stmts[id];
	s->db = db;
	if (!s->s)
		sqlite3_prepare_v3(
			db->handle, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
	if (s->s) {
		sqlite3_reset(s->s);
		sqlite3_clear_bindings(s->s);
	}
	return s;
}

void stmt_int(struct stmt *s, int i, int64_t v)
{
	if (s->s)
		sqlite3_bind_int64(s->s, i, v);
}

void stmt_num(struct stmt *s, int i, double v)
{
	if (s->s)
		sqlite3_bind_double(s->s, i, v);
}

void stmt_str(struct stmt *s, int i, struct str v)
{
	if (s->s)
		sqlite3_bind_text64(s->s, i, v.p ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void stmt_blob(struct stmt *s, int i, struct str v)
{
	if (s->s)
		sqlite3_bind_blob64(s->s, i, v.p ? v.p : "", v.n, SQLITE_STATIC);
}

void stmt_null(struct stmt *s, int i)
{
	if (s->s)
		sqlite3_bind_null(s->s, i);
}

bool db_step(struct stmt *s, struct err *e)
{
	int r = s->s ? sqlite3_step(s->s) : SQLITE_ERROR;
	if (r == SQLITE_ROW)
		return true;
	if (r != SQLITE_DONE)
		fail(s->db, e);
	db_done(s);
	return false;
}

bool db_run(struct stmt *s, struct err *e)
{
	int r = s->s ? sqlite3_step(s->s) : SQLITE_ERROR;
	bool good = r == SQLITE_DONE || r == SQLITE_ROW;
	if (!good)
		fail(s->db, e);
	db_done(s);
	return good;
}

void db_done(struct stmt *s)
{
	if (s->s)
		sqlite3_reset(s->s);
}

int64_t stmt_col_int(struct stmt *s, int i)
{
	return sqlite3_column_int64(s->s, i);
}

double stmt_col_num(struct stmt *s, int i)
{
	return sqlite3_column_double(s->s, i);
}

struct str stmt_col_str(struct stmt *s, int i, struct arena *a)
{
	const void *p = sqlite3_column_blob(s->s, i);
	int n = sqlite3_column_bytes(s->s, i);
	return str_dup(a, str_make(p, n > 0 ? (size_t)n : 0));
}

bool stmt_col_null(struct stmt *s, int i)
{
	return sqlite3_column_type(s->s, i) == SQLITE_NULL;
}

int stmt_cols(struct stmt *s)
{
	return s->s ? sqlite3_column_count(s->s) : 0;
}

enum stmt_kind stmt_col_kind(struct stmt *s, int i)
{
	switch (sqlite3_column_type(s->s, i)) {
	case SQLITE_NULL: return STMT_NULL;
	case SQLITE_INTEGER: return STMT_INT;
	case SQLITE_FLOAT: return STMT_NUM;
	case SQLITE_BLOB: return STMT_BLOB;
	default: return STMT_TEXT;
	}
}

int stmt_params(struct stmt *s)
{
	return s->s ? sqlite3_bind_parameter_count(s->s) : 0;
}

void stmt_take(struct stmt *to, int i, struct stmt *from, int col)
{
	if (to->s)
		sqlite3_bind_value(to->s, i, sqlite3_column_value(from->s, col));
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes(db->handle);
}
