/* salvage.c - rows of the ledger on their way into another: what can still be read of a damaged one, and
 * lines of JSON for export and import.
 *
 * A damaged page of the file hides the rows on it. What stands behind it is looked for by its number:
 * the next PROBES numbers one by one, then in steps that double, then back by halves; so a table whose
 * root is gone costs no more than that. Events are of one run only and are not saved, nor is what was
 * learnt about endpoints. */
#include "base/err.h"
#include "base/json.h"
#include "store/ledger.h"

#define PROBES 1000 /* more numbers than a damaged page of small rows hides */

static const struct table {
	const char *name;
	enum sql up, copy;
} tables[] = {
#define TABLE(T)                                                                                   \
	{                                                                                          \
#T, SQL_##T##_UP, SQL_##T##_COPY                                                   \
	}
	TABLE(BASE),
	TABLE(CALL),
	TABLE(REPLY),
	TABLE(TEXT),
	TABLE(PASSAGE),
	TABLE(VERDICT),
	TABLE(BATCH),
	TABLE(ITEM),
	TABLE(VECTOR),
#undef TABLE
};

struct salvage {
	const struct table *t;
	struct db *from, *to;
	size_t n_saved, n_lost;
	bool failed; /* the new ledger cannot be written: e says why */
	struct err *e;
};

/* The row that s stands on, whose first column is its number. */
static int64_t copy(struct salvage *x, struct stmt *s)
{
	struct stmt *to = db_stmt(x->to, x->t->copy);
	for (int i = 1; to && i < stmt_cols(s); i++)
		stmt_take(to, i, s, i);
	if (db_run(to, x->e))
		x->n_saved++;
	else
		x->failed = true;
	return stmt_col_int(s, 0);
}

static struct stmt *rows_behind(struct salvage *x, int64_t id)
{
	struct stmt *s = db_stmt(x->from, x->t->up);
	stmt_int(s, 1, id);
	return s;
}

/* Copies the rows behind *last in order; *last is the last one read. True: to the end of the table. */
static bool read_run(struct salvage *x, int64_t *last)
{
	struct err e = {0};
	struct stmt *s = rows_behind(x, *last);
	while (!x->failed && db_step(s, &e))
		*last = copy(x, s);
	db_done(s);
	return e.code == ERR_NONE;
}

/* Whether the row behind id, or the end, can be read. */
static bool probe(struct salvage *x, int64_t id)
{
	struct err e = {0};
	struct stmt *s = rows_behind(x, id);
	db_step(s, &e);
	db_done(s);
	return e.code == ERR_NONE;
}

/* *id, behind which nothing can be read, becomes the next number behind which something can. False:
 * there is none. */
static bool leap(struct salvage *x, int64_t *id)
{
	int64_t bad = *id, good, step = 1;
	for (int64_t n = 1;; n++) {
		if (bad > INT64_MAX - step)
			return false;
		good = bad + step;
		if (probe(x, good))
			break;
		bad = good;
		if (n >= PROBES)
			step = step > INT64_MAX / 2 ? INT64_MAX : step * 2;
	}
	while (good - bad > 1) {
		int64_t middle = bad + (good - bad) / 2;
		if (probe(x, middle))
			good = middle;
		else
			bad = middle;
	}
	*id = good;
	return true;
}

static void read_rows(struct salvage *x)
{
	int64_t last = 0;
	while (!read_run(x, &last) && !x->failed) {
		int64_t from = last;
		if (!leap(x, &last))
			return;
		x->n_lost += (size_t)(last - from);
	}
}

bool ledger_salvage(
	struct arena *a, const char *path, size_t *n_saved, size_t *n_lost, struct err *e)
{
	struct salvage x = {.e = e};
	enum db_state state;
	struct err unreadable = {0};
	char *old = str_z(a, str_cat(a, str_of(path), STR(".damaged")));
	if (!db_set_aside(a, path, e) || !ledger_open(a, path, &x.to, &state, e))
		return false;
	bool good = true;
	if (ledger_open(a, old, &x.from, &state, &unreadable)) {
		good = db_begin(x.to, e);
		for (size_t i = 0; good && i < sizeof tables / sizeof tables[0]; i++) {
			x.t = &tables[i];
			read_rows(&x);
			good = !x.failed;
		}
		good = good && db_commit(x.to, e);
		if (!good)
			db_rollback(x.to);
	}
	db_close(x.from);
	db_close(x.to);
	*n_saved = x.n_saved;
	*n_lost = x.n_lost;
	return good;
}

/* --- lines of JSON ----------------------------------------------------------------------- */

static void put_blob(struct json_out *o, struct str s)
{
	static const char digits[] = "0123456789abcdef";
	struct buf b = buf_make(o->b->a);
	for (size_t i = 0; i < s.n; i++) {
		buf_putc(&b, digits[(unsigned char)s.p[i] >> 4]);
		buf_putc(&b, digits[(unsigned char)s.p[i] & 15]);
	}
	json_open(o, NULL, '{');
	json_put_str(o, "blob", buf_str(&b));
	json_close(o, '}');
}

static struct str row_line(struct arena *a, const struct table *t, struct stmt *s)
{
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, false);
	json_open(&o, NULL, '{');
	json_put_str(&o, "table", str_lower(a, str_of(t->name)));
	json_open(&o, "row", '[');
	for (int i = 1; i < stmt_cols(s); i++)
		switch (stmt_col_kind(s, i)) {
		case STMT_NULL: json_put_null(&o, NULL); break;
		case STMT_INT: json_put_int(&o, NULL, stmt_col_int(s, i)); break;
		case STMT_NUM:
			json_put_str(&o, NULL, str_printf(a, "%.17g", stmt_col_num(s, i)));
			break;
		case STMT_BLOB: put_blob(&o, stmt_col_str(s, i, a)); break;
		default: json_put_str(&o, NULL, stmt_col_str(s, i, a));
		}
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_str(&b);
}

bool ledger_export(struct db *db, bool (*line)(void *ctx, struct str s), void *ctx, struct err *e)
{
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct err first = {0};
		struct stmt *s = db_stmt(db, tables[i].up);
		bool go_on = true;
		stmt_int(s, 1, 0);
		while (go_on && db_step(s, &first)) {
			struct arena *a = arena_make(); /* line's own may grow meanwhile */
			go_on = line(ctx, row_line(a, &tables[i], s));
			arena_free(a);
		}
		db_done(s);
		if (first.code != ERR_NONE)
			return err_set(e, first.code, "%s", first.text);
	}
	return true;
}

static struct str read_blob(struct arena *a, struct str hex)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		unsigned v = 0;
		for (size_t k = i; k < i + 2; k++) {
			char c = hex.p[k];
			v = v * 16 + (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
		}
		buf_putc(&b, (char)v);
	}
	return buf_str(&b);
}

static void bind(struct arena *a, struct stmt *s, int i, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_T_STRING: stmt_str(s, i, json_str(v)); break;
	case JSON_T_NUMBER: stmt_int(s, i, (int64_t)json_num(v)); break;
	case JSON_T_OBJECT:
		stmt_blob(s, i, read_blob(a, json_str(json_get(v, STR("blob")))));
		break;
	default: stmt_null(s, i);
	}
}

bool ledger_import(struct db *db, struct arena *a, struct str line, struct err *e)
{
	struct json *j;
	const struct table *t = NULL;
	if (!json_parse(a, line, &j, e))
		return false;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		if (str_ieq(json_str(json_get(j, STR("table"))), str_of(tables[i].name)))
			t = &tables[i];
	struct json *row = json_get(j, STR("row"));
	if (!t || json_kind(row) != JSON_T_LIST)
		return err_set(e, ERR_INPUT, "no row of a ledger");
	struct stmt *s = db_stmt(db, t->copy);
	if ((int)json_len(row) != stmt_params(s))
		return err_set(e, ERR_INPUT, "a row of %zu columns where %s has %d", json_len(row),
			t->name, stmt_params(s));
	for (size_t i = 0; i < json_len(row); i++)
		bind(a, s, (int)i + 1, json_at(row, i));
	return db_run(s, e);
}
