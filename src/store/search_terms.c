/* search_terms.c - see search_terms.h. Order: counting, writing, the virtual table. */
#include "store/search_terms.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/map.h"

struct counted {
	int32_t change; /* in the number of pages that hold the term */
	uint32_t page; /* the last one that did */
};

struct search_terms_count {
	struct arena *a; /* of all below */
	struct map terms; /* term -> struct counted */
	struct counted *by_id; /* of the generation at hand; joined to terms when it ends */
	struct str *names; /* of by_id */
	size_t n_ids; /* room */
	uint32_t generation, page;
};

/* --- counting ---------------------------------------------------------------------------- */

void search_count_forget(struct search_terms_count *c)
{
	arena_free(c->a);
	c->a = arena_make();
	c->terms = map_make(c->a);
	c->by_id = NULL;
	c->names = NULL;
	c->n_ids = 0;
}

struct search_terms_count *search_count_make(struct arena *a)
{
	struct search_terms_count *c = ARENA_NEW(a, struct search_terms_count);
	search_count_forget(c);
	return c;
}

void search_count_free(struct search_terms_count *c)
{
	arena_free(c->a);
	c->a = NULL;
}

void search_count_page(struct search_terms_count *c)
{
	c->page++;
}

static void add(struct search_terms_count *c, struct str term, struct counted x)
{
	struct counted *sum = map_ptr(&c->terms, term);
	if (!sum) {
		sum = ARENA_NEW(c->a, struct counted);
		map_add(&c->terms, term, NULL)->ptr = sum;
	}
	if (x.page && x.page == sum->page)
		return; /* the page was counted under its name already */
	sum->change += x.change;
	sum->page = x.page;
}

/* Joins the counts by id to those by name. */
static void join(struct search_terms_count *c)
{
	for (size_t i = 0; i < c->n_ids; i++)
		if (c->by_id[i].change)
			add(c, c->names[i], (struct counted){c->by_id[i].change, 0});
	c->by_id = NULL;
	c->names = NULL;
	c->n_ids = 0;
}

static void make_room(struct search_terms_count *c, size_t id)
{
	size_t n = c->n_ids ? c->n_ids : 1024;
	while (n <= id)
		n *= 2;
	c->by_id = arena_grow(c->a, c->by_id, c->n_ids * sizeof *c->by_id, n * sizeof *c->by_id);
	c->names = arena_grow(c->a, c->names, c->n_ids * sizeof *c->names, n * sizeof *c->names);
	c->n_ids = n;
}

void search_count(
	struct search_terms_count *c, const struct token *tok, uint32_t generation, int sign)
{
	if (!tok->id) {
		struct map_entry *e = map_find(&c->terms, tok->term);
		add(c, e ? e->key : str_dup(c->a, tok->term), (struct counted){sign, c->page});
		return;
	}
	if (generation != c->generation)
		join(c);
	c->generation = generation;
	if (tok->id >= c->n_ids)
		make_room(c, tok->id);
	struct counted *x = &c->by_id[tok->id];
	if (x->page == c->page)
		return;
	if (!c->names[tok->id].n)
		c->names[tok->id] = str_dup(c->a, tok->term);
	x->change += sign;
	x->page = c->page;
}

/* --- writing ----------------------------------------------------------------------------- */

static int by_term(const void *a, const void *b)
{
	return str_cmp(((const struct map_entry *)a)->key, ((const struct map_entry *)b)->key);
}

/* Adds the changes to search_term, in the order of its key. */
static int write_counts(sqlite3 *db, struct search_terms_count *c)
{
	sqlite3_stmt *s = NULL;
	join(c);
	if (!c->terms.n)
		return SQLITE_OK;
	int r = sqlite3_prepare_v2(db,
		"INSERT INTO search_term(term, n) VALUES(?1, ?2) "
		"ON CONFLICT(term) DO UPDATE SET n = n + ?2",
		-1, &s, NULL);
	qsort(c->terms.v, c->terms.n, sizeof *c->terms.v, by_term); /* forgotten afterwards */
	for (size_t i = 0; r == SQLITE_OK && i < c->terms.n; i++) {
		const struct map_entry *e = &c->terms.v[i];
		const struct counted *x = e->ptr;
		if (!x->change)
			continue;
		sqlite3_bind_text64(s, 1, e->key.p, e->key.n, SQLITE_STATIC, SQLITE_UTF8);
		sqlite3_bind_int(s, 2, x->change);
		r = sqlite3_step(s) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	if (r == SQLITE_OK)
		search_count_forget(c);
	return r;
}

/* --- the virtual table ------------------------------------------------------------------- */

struct table {
	sqlite3_vtab base;
	sqlite3 *db;
	struct search_terms_count *c;
	struct arena *a;
};

static int connect(
	sqlite3 *db, void *ctx, int n, const char *const *args, sqlite3_vtab **out, char **error)
{
	(void)n;
	(void)args;
	(void)error;
	int r = sqlite3_declare_vtab(db, "CREATE TABLE kb_terms(page INTEGER)");
	if (r != SQLITE_OK)
		return r;
	struct arena *a = arena_make();
	struct table *t = ARENA_NEW(a, struct table);
	t->db = db;
	t->c = ctx;
	t->a = a;
	*out = &t->base;
	return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *v)
{
	arena_free(((struct table *)v)->a);
	return SQLITE_OK;
}

/* It holds no rows. */
static int best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
	(void)v;
	info->estimatedRows = 1;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *v, sqlite3_vtab_cursor **out)
{
	(void)v;
	(void)out;
	return SQLITE_ERROR;
}

/* An inserted row: 1 takes part in the transaction, 0 also forgets what was counted in it. */
static int update(sqlite3_vtab *v, int n, sqlite3_value **args, sqlite3_int64 *row)
{
	if (n == 3 && sqlite3_value_int(args[2]) == 0)
		search_count_forget(((struct table *)v)->c);
	*row = 0;
	return SQLITE_OK;
}

static int begin(sqlite3_vtab *v)
{
	(void)v;
	return SQLITE_OK;
}

static int sync_counts(sqlite3_vtab *v)
{
	struct table *t = (struct table *)v;
	return write_counts(t->db, t->c);
}

static int commit(sqlite3_vtab *v)
{
	(void)v;
	return SQLITE_OK;
}

static int rollback(sqlite3_vtab *v)
{
	search_count_forget(((struct table *)v)->c);
	return SQLITE_OK;
}

static const sqlite3_module module = {.iVersion = 1,
	.xConnect = connect, /* no xCreate: the table is there without being made */
	.xBestIndex = best_index,
	.xDisconnect = disconnect,
	.xDestroy = disconnect,
	.xOpen = open_cursor,
	.xUpdate = update,
	.xBegin = begin,
	.xSync = sync_counts,
	.xCommit = commit,
	.xRollback = rollback};

bool search_count_register(void *handle, struct search_terms_count *c)
{
	return sqlite3_create_module_v2(handle, "kb_terms", &module, c, NULL) == SQLITE_OK;
}
