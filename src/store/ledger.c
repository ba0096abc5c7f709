/* ledger.c - see ledger.h. */
#include "store/ledger.h"

#include "base/err.h"
#include "base/vec.h"

#define LEDGER_VERSION 4
#define LEDGER_APPLICATION 0x6b626c67 /* "kblg" */

static const char schema[] = "CREATE TABLE base(path TEXT,hash TEXT,text TEXT NOT NULL,"
			     "PRIMARY KEY(path,hash));";

/* Never changed once released: each takes a ledger of the version before one on. */
static const char *const upgrades[] = {
	"CREATE TABLE event(path TEXT,sha TEXT,kind TEXT,logged INT,PRIMARY KEY(path,sha,kind));"
	"CREATE TABLE entry(at INT,text TEXT);",
	"CREATE TABLE call(id INTEGER PRIMARY KEY,at INT,command TEXT,purpose TEXT,about TEXT,"
	"engine TEXT,host TEXT,model TEXT,reported TEXT,fault TEXT,input INT,cached INT,written INT,"
	"output INT,reasoning INT,cost REAL,tries INT,ms INT);"
	"CREATE TABLE reply(key TEXT PRIMARY KEY,call INT,request TEXT,result TEXT);"
	"CREATE TABLE text(hash TEXT PRIMARY KEY,text TEXT);"
	"CREATE TABLE passage(key TEXT PRIMARY KEY,digest TEXT);"
	"CREATE TABLE verdict(pair TEXT,evidence TEXT,verdict TEXT,PRIMARY KEY(pair,evidence));"
	"CREATE TABLE quirk(endpoint TEXT PRIMARY KEY,value TEXT);"
	"CREATE TABLE batch(id TEXT PRIMARY KEY,at INT,engine TEXT,host TEXT,state TEXT,detail TEXT);"
	"CREATE TABLE batch_item(batch TEXT,custom TEXT,key TEXT,PRIMARY KEY(batch,custom));"
	"CREATE TABLE vector(key TEXT,model TEXT,dim INT,v BLOB,PRIMARY KEY(key,model,dim));",
	"ALTER TABLE batch_item ADD COLUMN purpose TEXT;"
	"ALTER TABLE batch_item ADD COLUMN about TEXT;"
	"ALTER TABLE batch_item ADD COLUMN model TEXT;"
	"ALTER TABLE batch_item ADD COLUMN form TEXT;"
	"ALTER TABLE batch_item ADD COLUMN request TEXT;",
};

bool ledger_open(
	struct arena *a, const char *path, struct db **out, enum db_state *state, struct err *e)
{
	struct db_spec spec = {.what = "ledger",
		.application_id = LEDGER_APPLICATION,
		.version = LEDGER_VERSION,
		.schema = schema,
		.upgrades = upgrades,
		.n_upgrades = (int)(sizeof upgrades / sizeof upgrades[0]),
		.full_sync = true};
	return db_open(a, path, &spec, DB_WRITE, out, state, e);
}

/* --- merge bases ------------------------------------------------------------------------- */

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

bool ledger_knows(struct db *db, struct str path, bool *known, struct err *e)
{
	struct err first = {0};
	struct stmt *s = db_stmt(db, SQL_BASE_KNOWN);
	stmt_str(s, 1, path);
	*known = db_step(s, &first);
	db_done(s);
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
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

bool ledger_move_base(struct db *db, struct str from, struct str to, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_BASE_MOVE);
	stmt_str(s, 1, from);
	stmt_str(s, 2, to);
	return db_run(s, e);
}

/* --- events ------------------------------------------------------------------------------ */

bool ledger_events(struct db *db, struct arena *a, struct ledger_events *out, struct err *e)
{
	struct err first = {0};
	VEC(struct ledger_event) rows = {0};
	struct stmt *s = db_stmt(db, SQL_EVENT_ALL);
	while (db_step(s, &first)) {
		struct ledger_event ev = {stmt_col_str(s, 0, a), stmt_col_str(s, 1, a),
			stmt_col_str(s, 2, a), stmt_col_int(s, 3) != 0};
		VEC_PUSH(a, &rows, ev);
	}
	*out = (struct ledger_events){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool ledger_put_event(struct db *db, const struct ledger_event *ev, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_EVENT_PUT);
	stmt_str(s, 1, ev->path);
	stmt_str(s, 2, ev->sha);
	stmt_str(s, 3, ev->kind);
	return db_run(s, e);
}

bool ledger_clear_events(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SQL_EVENT_CLEAR), e);
}

bool ledger_entry(struct db *db, struct arena *a, int64_t *at, struct str *text, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_ENTRY_GET);
	if (!db_step(s, e))
		return false;
	*at = stmt_col_int(s, 0);
	*text = stmt_col_str(s, 1, a);
	db_done(s);
	return true;
}

bool ledger_put_entry(struct db *db, int64_t at, struct str text, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_ENTRY_PUT);
	stmt_int(s, 1, at);
	stmt_str(s, 2, text);
	return db_run(s, e) && db_run(db_stmt(db, SQL_EVENT_LOGGED), e);
}

bool ledger_clear_entry(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SQL_ENTRY_CLEAR), e);
}
