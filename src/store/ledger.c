/* ledger.c - see ledger.h. */
#include "store/ledger.h"

#include "base/err.h"

#define LEDGER_VERSION 1
#define LEDGER_APPLICATION 0x6b626c67 /* "kblg" */

static const char schema[] = "CREATE TABLE base(path TEXT,hash TEXT,text TEXT NOT NULL,"
			     "PRIMARY KEY(path,hash));";

bool ledger_open(struct arena *a, const char *path, struct db **out, struct err *e)
{
	struct db_spec spec = {.what = "ledger",
		.application_id = LEDGER_APPLICATION,
		.version = LEDGER_VERSION,
		.schema = schema,
		.full_sync = true};
	enum db_state state;
	return db_open(a, path, &spec, DB_WRITE, out, &state, e);
}

bool ledger_base(struct db *db, struct arena *a, struct str path, struct str hash, struct str *text,
	struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_BASE_GET);
	stmt_str(s, 1, path);
	stmt_str(s, 2, hash);
	if (!db_step(s, e))
		return false;
	*text = stmt_col_str(s, 0, a);
	db_done(s);
	return true;
}

bool ledger_knows(struct db *db, struct str path)
{
	struct stmt *s = db_stmt(db, SQL_BASE_KNOWN);
	stmt_str(s, 1, path);
	bool known = db_step(s, NULL);
	db_done(s);
	return known;
}

bool ledger_put_base(
	struct db *db, struct str path, struct str hash, struct str text, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_BASE_PUT);
	stmt_str(s, 1, path);
	stmt_str(s, 2, hash);
	stmt_str(s, 3, text);
	return db_run(s, e);
}

bool ledger_prune_base(struct db *db, struct str path, struct str keep_hash, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_BASE_PRUNE);
	stmt_str(s, 1, path);
	stmt_str(s, 2, keep_hash);
	return db_run(s, e);
}

bool ledger_drop_base(struct db *db, struct str path, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_BASE_DROP);
	stmt_str(s, 1, path);
	return db_run(s, e);
}
