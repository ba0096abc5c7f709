/* pending.c - see pending.h. */
#include "store/pending.h"

#include "base/err.h"
#include "base/vec.h"

static bool put_item(struct db *db, struct str batch, const struct pending_item *x, struct err *e)
{
	const struct str columns[] = {
		batch, x->custom, x->key, x->purpose, x->about, x->model, x->form, x->request};
	for (size_t i = 0; i < x->n_texts; i++) {
		struct stmt *s = db_stmt(db, SQL_TEXT_PUT);
		stmt_str(s, 1, x->texts[i].hash);
		stmt_str(s, 2, x->texts[i].text);
		if (!db_run(s, e))
			return false;
	}
	struct stmt *s = db_stmt(db, SQL_PENDING_PUT);
	for (int i = 0; i < 8; i++)
		stmt_str(s, 1 + i, columns[i]);
	return db_run(s, e);
}

bool pending_put(struct db *db, const struct pending_batch *b, const struct pending_item *items,
	size_t n, struct err *e)
{
	if (!db_begin(db, e))
		return false;
	struct stmt *s = db_stmt(db, SQL_BATCH_PUT);
	stmt_str(s, 1, b->id);
	stmt_int(s, 2, b->at);
	stmt_str(s, 3, b->engine);
	stmt_str(s, 4, b->host);
	stmt_str(s, 5, b->detail);
	bool good = db_run(s, e);
	for (size_t i = 0; good && i < n; i++)
		good = put_item(db, b->id, &items[i], e);
	good = good && db_commit(db, e);
	if (!good)
		db_rollback(db);
	return good;
}

bool pending_list(struct db *db, struct arena *a, struct str engine, struct str host,
	struct pending_batches *out, struct err *e)
{
	struct err first = {0};
	VEC(struct pending_batch) rows = {0};
	struct stmt *s = db_stmt(db, SQL_BATCH_OPEN);
	stmt_str(s, 1, engine);
	stmt_str(s, 2, host);
	while (db_step(s, &first)) {
		struct pending_batch b = {stmt_col_str(s, 0, a), stmt_col_int(s, 1), engine, host,
			stmt_col_str(s, 2, a)};
		VEC_PUSH(a, &rows, b);
	}
	*out = (struct pending_batches){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool pending_keys(struct db *db, struct arena *a, struct str batch, struct strs *out, struct err *e)
{
	struct err first = {0};
	struct stmt *s = db_stmt(db, SQL_PENDING_KEYS);
	stmt_str(s, 1, batch);
	*out = (struct strs){0};
	while (db_step(s, &first))
		strs_add(a, out, stmt_col_str(s, 0, a));
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool pending_find(struct db *db, struct arena *a, struct str batch, struct str custom,
	struct pending_item *out, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_PENDING_GET);
	*out = (struct pending_item){.custom = custom};
	struct str *const columns[] = {
		&out->key, &out->purpose, &out->about, &out->model, &out->form, &out->request};
	stmt_str(s, 1, batch);
	stmt_str(s, 2, custom);
	if (!db_step(s, e))
		return false;
	for (int i = 0; i < 6; i++)
		*columns[i] = stmt_col_str(s, i, a);
	db_done(s);
	return true;
}

bool pending_drop(struct db *db, struct str batch, struct str custom, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_PENDING_DROP);
	stmt_str(s, 1, batch);
	stmt_str(s, 2, custom);
	return db_run(s, e);
}

bool pending_end(struct db *db, struct str batch, struct err *e)
{
	if (!db_begin(db, e))
		return false;
	struct stmt *s = db_stmt(db, SQL_BATCH_END);
	stmt_str(s, 1, batch);
	bool good = db_run(s, e);
	s = db_stmt(db, SQL_PENDING_CLEAR);
	stmt_str(s, 1, batch);
	good = good && db_run(s, e) && db_commit(db, e);
	if (!good)
		db_rollback(db);
	return good;
}
