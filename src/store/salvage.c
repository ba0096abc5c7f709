/* salvage.c - what can still be read of a damaged ledger goes into a new one.
 *
 * A damaged page of the file hides the rows on it; those before are read upwards, those behind it
 * downwards, those between one by one. Events are of one run only and are not saved. */
#include "base/err.h"
#include "store/ledger.h"

/* Between two rows that can be read no more than so many numbers are tried one by one. */
#define MAX_GAP 1000000

struct salvage {
	struct arena *a;
	struct db *from, *to;
	size_t n_saved, n_lost;
	bool failed; /* the new ledger cannot be written: e says why */
	struct err *e;
};

static int64_t copy(struct salvage *x, struct stmt *s)
{
	struct arena *a = arena_make();
	int64_t id = stmt_col_int(s, 0);
	struct str path = stmt_col_str(s, 1, a), hash = stmt_col_str(s, 2, a);
	if (ledger_put_base(x->to, path, hash, stmt_col_str(s, 3, a), x->e))
		x->n_saved++;
	else
		x->failed = true;
	arena_free(a);
	return id;
}

/* Rows in order until the end or a damaged page; *last is the last one read. True: the end. */
static bool read_run(struct salvage *x, struct stmt *s, int64_t stop, int64_t *last)
{
	struct err e = {0};
	while (!x->failed && db_step(s, &e)) {
		if (stmt_col_int(s, 0) == stop) {
			db_done(s);
			return true;
		}
		*last = copy(x, s);
	}
	db_done(s);
	return e.code == ERR_NONE;
}

static void read_rows(struct salvage *x)
{
	int64_t low = 0, high = INT64_MAX;
	struct stmt *up = db_stmt(x->from, SQL_BASE_UP);
	stmt_int(up, 1, 0);
	if (read_run(x, up, 0, &low))
		return;
	if (read_run(x, db_stmt(x->from, SQL_BASE_DOWN), low, &high))
		return;
	int64_t end = high == INT64_MAX ? low + MAX_GAP : high;
	if (end - low > MAX_GAP)
		end = low + MAX_GAP;
	for (int64_t id = low + 1; !x->failed && id < end; id++) {
		struct err e = {0};
		struct stmt *s = db_stmt(x->from, SQL_BASE_ROW);
		stmt_int(s, 1, id);
		if (db_step(s, &e)) {
			copy(x, s);
			db_done(s);
		}
		x->n_lost += e.code != ERR_NONE && high != INT64_MAX;
	}
}

bool ledger_salvage(
	struct arena *a, const char *path, size_t *n_saved, size_t *n_lost, struct err *e)
{
	struct salvage x = {.a = a, .e = e};
	enum db_state state;
	struct err unreadable = {0};
	char *old = str_z(a, str_cat(a, str_of(path), STR(".damaged")));
	if (!db_set_aside(a, path, e) || !ledger_open(a, path, &x.to, &state, e))
		return false;
	bool good = true;
	if (ledger_open(a, old, &x.from, &state, &unreadable)) {
		good = db_begin(x.to, e);
		if (good)
			read_rows(&x);
		good = good && !x.failed && db_commit(x.to, e);
		if (!good)
			db_rollback(x.to);
	}
	db_close(x.from);
	db_close(x.to);
	*n_saved = x.n_saved;
	*n_lost = x.n_lost;
	return good;
}
