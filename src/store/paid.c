/* paid.c - see paid.h. Order: calls, replies, pieces, endpoints. */
#include "store/paid.h"

#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"

/* --- calls ------------------------------------------------------------------------------- */

bool paid_book(struct db *db, const struct paid_call *c, int64_t *id, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_CALL_PUT);
	const struct str texts[] = {c->command, c->purpose, c->about, c->engine, c->host, c->model,
		c->reported, c->fault};
	const int64_t counts[] = {c->input, c->cached, c->written, c->output, c->reasoning};
	stmt_int(s, 1, c->at);
	for (int i = 0; i < 8; i++)
		stmt_str(s, 2 + i, texts[i]);
	for (int i = 0; i < 5; i++) {
		if (counts[i] >= 0)
			stmt_int(s, 10 + i, counts[i]);
		else
			stmt_null(s, 10 + i);
	}
	if (c->cost >= 0)
		stmt_num(s, 15, c->cost);
	else
		stmt_null(s, 15);
	stmt_int(s, 16, c->tries);
	stmt_int(s, 17, c->ms);
	if (!db_run(s, e))
		return false;
	*id = db_last_id(db);
	return true;
}

static int64_t count(struct stmt *s, int i)
{
	return stmt_col_null(s, i) ? -1 : stmt_col_int(s, i);
}

bool paid_calls(struct db *db, struct arena *a, struct paid_calls *out, struct err *e)
{
	struct err first = {0};
	VEC(struct paid_call) rows = {0};
	struct stmt *s = db_stmt(db, SQL_CALL_ALL);
	while (db_step(s, &first)) {
		struct paid_call c = {.id = stmt_col_int(s, 0), .at = stmt_col_int(s, 1)};
		struct str *texts[] = {&c.command, &c.purpose, &c.about, &c.engine, &c.host,
			&c.model, &c.reported, &c.fault};
		int64_t *counts[] = {&c.input, &c.cached, &c.written, &c.output, &c.reasoning};
		for (int i = 0; i < 8; i++)
			*texts[i] = stmt_col_str(s, 2 + i, a);
		for (int i = 0; i < 5; i++)
			*counts[i] = count(s, 10 + i);
		c.cost = stmt_col_null(s, 15) ? -1 : stmt_col_num(s, 15);
		c.tries = stmt_col_int(s, 16);
		c.ms = stmt_col_int(s, 17);
		VEC_PUSH(a, &rows, c);
	}
	*out = (struct paid_calls){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

/* --- replies ----------------------------------------------------------------------------- */

static bool put_texts(struct db *db, const struct paid_reply *r, struct err *e)
{
	for (size_t i = 0; i < r->n_texts; i++) {
		struct stmt *s = db_stmt(db, SQL_TEXT_PUT);
		stmt_str(s, 1, r->texts[i].hash);
		stmt_str(s, 2, r->texts[i].text);
		if (!db_run(s, e))
			return false;
	}
	return true;
}

bool paid_keep(
	struct db *db, const struct paid_call *call, const struct paid_reply *r, struct err *e)
{
	int64_t id;
	if (!db_begin(db, e))
		return false;
	bool good = paid_book(db, call, &id, e) && put_texts(db, r, e);
	if (good) {
		struct stmt *s = db_stmt(db, SQL_REPLY_PUT);
		stmt_str(s, 1, r->key);
		stmt_int(s, 2, id);
		stmt_str(s, 3, r->request);
		stmt_str(s, 4, r->result);
		good = db_run(s, e);
	}
	good = good && db_commit(db, e);
	if (!good)
		db_rollback(db);
	return good;
}

/* The one text column of the row that two or fewer parameters find. */
static bool one_text(struct stmt *s, struct str x, struct str y, bool two, struct arena *a,
	struct str *out, struct err *e)
{
	stmt_str(s, 1, x);
	if (two)
		stmt_str(s, 2, y);
	if (!db_step(s, e))
		return false;
	*out = stmt_col_str(s, 0, a);
	db_done(s);
	return true;
}

bool paid_reply(struct db *db, struct arena *a, struct str key, struct str *result, struct err *e)
{
	return one_text(db_stmt(db, SQL_REPLY_GET), key, STR(""), false, a, result, e);
}

bool paid_known(struct db *db, struct str key)
{
	struct stmt *s = db_stmt(db, SQL_REPLY_KNOWN);
	stmt_str(s, 1, key);
	bool known = db_step(s, NULL);
	db_done(s);
	return known;
}

bool paid_old(struct db *db, int64_t before, size_t *n, int64_t *bytes, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_REPLY_OLD);
	stmt_int(s, 1, before);
	if (!db_step(s, e))
		return false;
	*n = (size_t)stmt_col_int(s, 0);
	*bytes = stmt_col_int(s, 1);
	db_done(s);
	return true;
}

/* A text goes when its hash stands in no question any more. */
static bool drop_texts(struct db *db, struct arena *a, struct err *e)
{
	struct err first = {0};
	struct buf used = buf_make(a);
	struct strs gone = {0};
	struct stmt *s = db_stmt(db, SQL_REPLY_REQUESTS);
	while (db_step(s, &first))
		buf_put(&used, stmt_col_str(s, 0, a));
	struct map hashes = map_make(a);
	struct str rest = buf_str(&used), piece;
	while (str_cut(&rest, '"', &piece))
		map_add(&hashes, piece, NULL);
	s = db_stmt(db, SQL_TEXT_ALL);
	while (first.code == ERR_NONE && db_step(s, &first)) {
		struct str hash = stmt_col_str(s, 0, a);
		if (!map_find(&hashes, hash))
			strs_add(a, &gone, hash);
	}
	for (size_t i = 0; first.code == ERR_NONE && i < gone.n; i++) {
		s = db_stmt(db, SQL_TEXT_DROP);
		stmt_str(s, 1, gone.v[i]);
		db_run(s, &first);
	}
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool paid_prune(struct db *db, struct arena *a, int64_t before, struct err *e)
{
	if (!db_begin(db, e))
		return false;
	struct stmt *s = db_stmt(db, SQL_REPLY_PRUNE);
	stmt_int(s, 1, before);
	bool good = db_run(s, e) && drop_texts(db, a, e) && db_commit(db, e);
	if (!good)
		db_rollback(db);
	return good;
}

/* --- pieces ------------------------------------------------------------------------------ */

bool paid_passage(struct db *db, struct arena *a, struct str key, struct str *digest, struct err *e)
{
	return one_text(db_stmt(db, SQL_PASSAGE_GET), key, STR(""), false, a, digest, e);
}

bool paid_put_passage(struct db *db, struct str key, struct str digest, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_PASSAGE_PUT);
	stmt_str(s, 1, key);
	stmt_str(s, 2, digest);
	return db_run(s, e);
}

bool paid_vector(
	struct db *db, struct arena *a, struct str key, struct str model, size_t dim, float *out)
{
	struct stmt *s = db_stmt(db, SQL_VECTOR_GET);
	stmt_str(s, 1, key);
	stmt_str(s, 2, model);
	stmt_int(s, 3, (int64_t)dim);
	if (!db_step(s, NULL))
		return false;
	struct str v = stmt_col_str(s, 0, a);
	db_done(s);
	if (v.n != dim * sizeof *out)
		return false;
	memcpy(out, v.p, v.n);
	return true;
}

bool paid_put_vector(
	struct db *db, struct str key, struct str model, const float *v, size_t dim, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_VECTOR_PUT);
	stmt_str(s, 1, key);
	stmt_str(s, 2, model);
	stmt_int(s, 3, (int64_t)dim);
	stmt_blob(s, 4, str_make((const char *)v, dim * sizeof *v));
	return db_run(s, e);
}

bool paid_verdict(struct db *db, struct arena *a, struct str pair, struct str evidence,
	struct str *verdict, struct err *e)
{
	return one_text(db_stmt(db, SQL_VERDICT_GET), pair, evidence, true, a, verdict, e);
}

bool paid_put_verdict(
	struct db *db, struct str pair, struct str evidence, struct str verdict, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_VERDICT_PUT);
	stmt_str(s, 1, pair);
	stmt_str(s, 2, evidence);
	stmt_str(s, 3, verdict);
	return db_run(s, e);
}

/* --- endpoints --------------------------------------------------------------------------- */

struct str paid_quirk(struct db *db, struct arena *a, struct str endpoint)
{
	struct str value = STR("");
	one_text(db_stmt(db, SQL_QUIRK_GET), endpoint, STR(""), false, a, &value, NULL);
	return value;
}

bool paid_put_quirk(struct db *db, struct str endpoint, struct str value, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_QUIRK_PUT);
	stmt_str(s, 1, endpoint);
	stmt_str(s, 2, value);
	return db_run(s, e);
}
