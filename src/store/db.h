/* db.h - SQLite for the two databases: open, transactions, prepared and named statements.
 *
 * Every statement has a name (sql.h) and is prepared once at first use. A stmt is reset by the next
 * db_stmt of its name and by db_done; text columns are copied into the arena given. Errors: ERR_DB
 * naming the file, ERR_IO when the disk is full or read-only. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/str.h"
#include "kb_types.h"
#include "store/sql.h"

struct db;
struct stmt;

enum db_mode { DB_READ, DB_WRITE };

struct db_spec {
	const char *what; /* "index", "ledger": for messages */
	int application_id; /* marks the file as kb's */
	int version; /* user_version of this kb */
	const char *schema; /* statements that make an empty file version `version - n_upgrades` */
	const char *const *upgrades; /* each takes the file one version on; precious files only */
	int n_upgrades;
	bool full_sync; /* synchronous=FULL (precious), else NORMAL */
};

enum db_state { DB_OK, DB_ABSENT, DB_DAMAGED, DB_OLDER, DB_NEWER };

/* Opens path in WAL mode; makes it in DB_WRITE mode when absent, and upgrades it when it is older and
 * the spec has the steps. DB_WRITE takes no lock yet: db_begin does. DB_READ works on media that
 * cannot be written. A damaged, foreign, older or newer file is an error and *state says which. */
bool db_open(struct arena *a, const char *path, const struct db_spec *spec, enum db_mode mode,
	struct db **out, enum db_state *state, struct err *e);
void db_close(struct db *db); /* NULL does nothing */
bool db_damaged(const struct db *db); /* a call found that the file is damaged; NULL: no */
bool db_is_whole(struct db *db); /* reads all of it */
/* Gives the damaged file of path the name "PATH.damaged" and takes away what belongs to it. The
 * database must be closed. */
bool db_set_aside(struct arena *a, const char *path, struct err *e);

bool db_begin(struct db *db, struct err *e); /* IMMEDIATE: the one writer; waits up to 5 s */
bool db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db); /* fine when no transaction is open */

/* The statement, reset, with no parameters bound. NULL when it cannot be prepared: the calls below
 * take that and db_step reports it. */
struct stmt *db_stmt(struct db *db, enum sql id);
void stmt_int(struct stmt *s, int i, int64_t v); /* parameters count from 1 */
void stmt_num(struct stmt *s, int i, double v);
void stmt_str(struct stmt *s, int i, struct str v); /* text; the bytes must live until db_done */
void stmt_blob(struct stmt *s, int i, struct str v);
void stmt_null(struct stmt *s, int i);
/* A row is there: true. No (more) row: false with e untouched. Failure: false with e set. */
bool db_step(struct stmt *s, struct err *e);
/* Runs a statement that gives no row; false only on failure. */
bool db_run(struct stmt *s, struct err *e);
void db_done(struct stmt *s);
int64_t stmt_col_int(struct stmt *s, int i); /* columns count from 0 */
double stmt_col_num(struct stmt *s, int i);
struct str stmt_col_str(struct stmt *s, int i, struct arena *a);
bool stmt_col_null(struct stmt *s, int i);
int stmt_cols(struct stmt *s);
enum stmt_kind { STMT_NULL, STMT_INT, STMT_NUM, STMT_TEXT, STMT_BLOB };
enum stmt_kind stmt_col_kind(struct stmt *s, int i);
int stmt_params(struct stmt *s);
/* Parameter i of `to` is column `col` of the row that `from` stands on, whatever its type. */
void stmt_take(struct stmt *to, int i, struct stmt *from, int col);
int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db);

#endif
