/* index.c - schema and rows of the index. Lists of strings are stored as lines.
 * Order: opening, sources, digests and nodes, pages, concepts, lint, state. */
#include "store/index.h"

#include <string.h>

#include "base/err.h"
#include "base/vec.h"
#include "store/search.h"

#define INDEX_VERSION 5
#define INDEX_APPLICATION 0x6b626978 /* "kbix" */

static const char schema[] =
	"CREATE TABLE source(path TEXT PRIMARY KEY,sha TEXT NOT NULL,size INT,mtime INT,ctime INT,"
	"inode INT,status INT,reason TEXT,notes TEXT,type TEXT,title TEXT,date TEXT,language TEXT,"
	"authors TEXT,url TEXT,tags TEXT,excerpt TEXT,words INT,passages INT,slug TEXT,doc_key TEXT,"
	"embeds TEXT,parts TEXT,pages TEXT);"
	"CREATE INDEX source_sha ON source(sha);"
	"CREATE TABLE digest(sha TEXT PRIMARY KEY,key TEXT NOT NULL,reply BLOB NOT NULL,places TEXT);"
	"CREATE TABLE node(kind TEXT,name TEXT,key TEXT NOT NULL,result BLOB NOT NULL,"
	"PRIMARY KEY(kind,name));"
	"CREATE TABLE page(path TEXT PRIMARY KEY,kind TEXT,title TEXT,content TEXT,hash TEXT,size INT,"
	"mtime INT,ctime INT,inode INT,edited INT,inputs TEXT);"
	"CREATE TABLE concept(name TEXT PRIMARY KEY,kind TEXT,path TEXT,description TEXT,"
	"aliases TEXT,claims INT,sources INT);"
	"CREATE TABLE lint(name TEXT PRIMARY KEY,key TEXT NOT NULL,facts BLOB);"
	"CREATE TABLE lint_page(path TEXT PRIMARY KEY,stamp BLOB,key BLOB,facts BLOB,proof BLOB);"
	"CREATE TABLE health(day TEXT PRIMARY KEY,figures TEXT NOT NULL);"
	"CREATE TABLE state(name TEXT PRIMARY KEY,value TEXT);";

/* --- opening ----------------------------------------------------------------------------- */

bool index_open(
	struct arena *a, const char *path, enum db_mode mode, struct db **out, struct err *e)
{
	struct str all = str_cat(a, str_of(schema), str_of(search_schema));
	struct db_spec spec = {.what = "index",
		.application_id = INDEX_APPLICATION,
		.version = INDEX_VERSION * 1000 + search_version,
		.schema = all.p};
	enum db_state state;
	struct err first = {0};
	if (db_open(a, path, &spec, mode, out, &state, &first))
		return true;
	bool rebuild = mode == DB_WRITE && (state == DB_DAMAGED || state == DB_OLDER);
	if (rebuild)
		return db_set_aside(a, path, e) && db_open(a, path, &spec, mode, out, &state, e);
	if (state == DB_ABSENT && first.code == ERR_NOT_FOUND)
		return err_set(e, ERR_NOT_FOUND, "%s: no index yet; run kb compile", path);
	if (state == DB_DAMAGED || state == DB_OLDER)
		return err_set(e, ERR_DB, "%s; run kb compile to rebuild it", first.text);
	if (state == DB_NEWER)
		return err_set(
			e, first.code, "%s, or delete this file to have it made anew", first.text);
	return err_set(e, first.code, "%s", first.text);
}

/* What grew elsewhere, without the arrays that it outgrew. */
static void *exactly(struct arena *a, const void *v, size_t n_bytes)
{
	void *p = arena_alloc(a, n_bytes);
	if (n_bytes)
		memcpy(p, v, n_bytes);
	return p;
}

/* --- lists as lines ---------------------------------------------------------------------- */

static struct str join(struct arena *a, struct strs l)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_putc(&b, '\n');
		buf_put(&b, l.v[i]);
	}
	return buf_str(&b);
}

static struct strs split(struct arena *a, struct str s)
{
	struct strs l = {0};
	struct str line;
	while (str_line(&s, &line))
		strs_add(a, &l, line);
	return l;
}

static void put_stat(struct stmt *s, int i, const struct fs_stat *st)
{
	stmt_int(s, i, st->size);
	stmt_int(s, i + 1, st->mtime_ns);
	stmt_int(s, i + 2, st->ctime_ns);
	stmt_int(s, i + 3, (int64_t)st->inode);
}

static struct fs_stat get_stat(struct stmt *s, int i)
{
	return (struct fs_stat){.exists = true,
		.is_file = true,
		.size = stmt_col_int(s, i),
		.mtime_ns = stmt_col_int(s, i + 1),
		.ctime_ns = stmt_col_int(s, i + 2),
		.inode = (uint64_t)stmt_col_int(s, i + 3)};
}

/* --- sources ----------------------------------------------------------------------------- */

static struct source_row read_source(struct stmt *s, struct arena *a)
{
	return (struct source_row){
		.path = stmt_col_str(s, 0, a),
		.sha = stmt_col_str(s, 1, a),
		.st = get_stat(s, 2),
		.status = (enum source_status)stmt_col_int(s, 6),
		.reason = stmt_col_str(s, 7, a),
		.notes = split(a, stmt_col_str(s, 8, a)),
		.type = stmt_col_str(s, 9, a),
		.title = stmt_col_str(s, 10, a),
		.date = stmt_col_str(s, 11, a),
		.language = stmt_col_str(s, 12, a),
		.authors = split(a, stmt_col_str(s, 13, a)),
		.url = stmt_col_str(s, 14, a),
		.tags = split(a, stmt_col_str(s, 15, a)),
		.excerpt = stmt_col_str(s, 16, a),
		.n_words = stmt_col_int(s, 17),
		.n_passages = stmt_col_int(s, 18),
		.slug = stmt_col_str(s, 19, a),
		.doc_key = stmt_col_str(s, 20, a),
		.embeds = split(a, stmt_col_str(s, 21, a)),
		.parts = split(a, stmt_col_str(s, 22, a)),
		.pages = split(a, stmt_col_str(s, 23, a)),
	};
}

bool index_sources(struct db *db, struct arena *a, struct source_rows *out, struct err *e)
{
	struct err first = {0};
	struct arena *scratch = arena_make();
	VEC(struct source_row) rows = {0};
	struct stmt *s = db_stmt(db, SQL_SOURCE_ALL);
	while (db_step(s, &first))
		VEC_PUSH(scratch, &rows, read_source(s, a));
	*out = (struct source_rows){exactly(a, rows.v, rows.n * sizeof *rows.v), rows.n};
	arena_free(scratch);
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_put_source(struct db *db, struct arena *a, const struct source_row *r, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_SOURCE_PUT);
	stmt_str(s, 1, r->path);
	stmt_str(s, 2, r->sha);
	put_stat(s, 3, &r->st);
	stmt_int(s, 7, r->status);
	stmt_str(s, 8, r->reason);
	stmt_str(s, 9, join(a, r->notes));
	stmt_str(s, 10, r->type);
	stmt_str(s, 11, r->title);
	stmt_str(s, 12, r->date);
	stmt_str(s, 13, r->language);
	stmt_str(s, 14, join(a, r->authors));
	stmt_str(s, 15, r->url);
	stmt_str(s, 16, join(a, r->tags));
	stmt_str(s, 17, r->excerpt);
	stmt_int(s, 18, r->n_words);
	stmt_int(s, 19, r->n_passages);
	stmt_str(s, 20, r->slug);
	stmt_str(s, 21, r->doc_key);
	stmt_str(s, 22, join(a, r->embeds));
	stmt_str(s, 23, join(a, r->parts));
	stmt_str(s, 24, join(a, r->pages));
	return db_run(s, e);
}

bool index_source_pages(
	struct db *db, struct arena *a, struct str path, struct strs *out, struct err *e)
{
	struct err first = {0};
	struct stmt *s = db_stmt(db, SQL_SOURCE_PAGES);
	*out = (struct strs){0};
	stmt_str(s, 1, path);
	while (db_step(s, &first))
		*out = split(a, stmt_col_str(s, 0, a));
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

static bool drop(struct db *db, enum sql id, struct str key, struct err *e)
{
	struct stmt *s = db_stmt(db, id);
	stmt_str(s, 1, key);
	return db_run(s, e);
}

bool index_drop_source(struct db *db, struct str path, struct err *e)
{
	return drop(db, SQL_SOURCE_DROP, path, e);
}

/* --- digests and nodes ------------------------------------------------------------------- */

bool index_digest_keys(struct db *db, struct arena *a, struct map *out, struct err *e)
{
	struct err first = {0};
	struct stmt *s = db_stmt(db, SQL_DIGEST_KEYS);
	*out = map_make(a);
	while (db_step(s, &first)) {
		struct str *key = ARENA_NEW(a, struct str);
		*key = stmt_col_str(s, 1, a);
		map_add(out, stmt_col_str(s, 0, a), NULL)->ptr = key;
	}
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_digest(
	struct db *db, struct arena *a, struct str sha, struct digest_row *out, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_DIGEST_GET);
	stmt_str(s, 1, sha);
	if (!db_step(s, e))
		return false;
	*out = (struct digest_row){
		.key = stmt_col_str(s, 0, a),
		.reply = stmt_col_str(s, 1, a),
		.places = split(a, stmt_col_str(s, 2, a)),
	};
	db_done(s);
	return true;
}

bool index_put_digest(
	struct db *db, struct arena *a, struct str sha, const struct digest_row *r, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_DIGEST_PUT);
	stmt_str(s, 1, sha);
	stmt_str(s, 2, r->key);
	stmt_blob(s, 3, r->reply);
	stmt_str(s, 4, join(a, r->places));
	return db_run(s, e);
}

bool index_node(struct db *db, struct arena *a, const char *kind, struct str name, struct str *key,
	struct str *result, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_NODE_GET);
	stmt_str(s, 1, str_of(kind));
	stmt_str(s, 2, name);
	if (!db_step(s, e))
		return false;
	*key = stmt_col_str(s, 0, a);
	*result = stmt_col_str(s, 1, a);
	db_done(s);
	return true;
}

bool index_put_node(struct db *db, const char *kind, struct str name, struct str key,
	struct str result, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_NODE_PUT);
	stmt_str(s, 1, str_of(kind));
	stmt_str(s, 2, name);
	stmt_str(s, 3, key);
	stmt_blob(s, 4, result);
	return db_run(s, e);
}

bool index_sweep_nodes(struct db *db, const char *kind, const struct map *used, struct err *e)
{
	struct arena *a = arena_make();
	struct err first = {0};
	struct strs gone = {0};
	struct stmt *s = db_stmt(db, SQL_NODE_NAMES);
	stmt_str(s, 1, str_of(kind));
	while (db_step(s, &first)) {
		struct arena_mark m = arena_mark(a);
		struct str name = stmt_col_str(s, 0, a);
		if (map_find(used, name))
			arena_release(a, m);
		else
			strs_add(a, &gone, name);
	}
	bool good = first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
	for (size_t i = 0; good && i < gone.n; i++) {
		s = db_stmt(db, SQL_NODE_DROP);
		stmt_str(s, 1, str_of(kind));
		stmt_str(s, 2, gone.v[i]);
		good = db_run(s, e);
	}
	arena_free(a);
	return good;
}

bool index_sweep_digests(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SQL_DIGEST_SWEEP), e);
}

/* --- pages ------------------------------------------------------------------------------- */

static bool read_pages(struct stmt *s, struct arena *a, struct page_rows *out, struct err *e)
{
	struct err first = {0};
	struct arena *scratch = arena_make();
	VEC(struct page_row) rows = {0};
	while (db_step(s, &first)) {
		struct page_row r = {
			.path = stmt_col_str(s, 0, a),
			.kind = stmt_col_str(s, 1, a),
			.title = stmt_col_str(s, 2, a),
			.content = stmt_col_str(s, 3, a),
			.hash = stmt_col_str(s, 4, a),
			.st = get_stat(s, 5),
			.edited = stmt_col_int(s, 9) != 0,
			.inputs = stmt_col_str(s, 10, a),
		};
		VEC_PUSH(scratch, &rows, r);
	}
	*out = (struct page_rows){exactly(a, rows.v, rows.n * sizeof *rows.v), rows.n};
	arena_free(scratch);
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_pages(struct db *db, struct arena *a, struct page_rows *out, struct err *e)
{
	return read_pages(db_stmt(db, SQL_PAGE_ALL), a, out, e);
}

bool index_pages_of(
	struct db *db, struct arena *a, bool documents, struct page_rows *out, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_PAGE_OF);
	stmt_int(s, 1, documents);
	return read_pages(s, a, out, e);
}

bool index_put_page(struct db *db, const struct page_row *r, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_PAGE_PUT);
	stmt_str(s, 1, r->path);
	stmt_str(s, 2, r->kind);
	stmt_str(s, 3, r->title);
	stmt_str(s, 4, r->content);
	stmt_str(s, 5, r->hash);
	put_stat(s, 6, &r->st);
	stmt_int(s, 10, r->edited);
	stmt_str(s, 11, r->inputs);
	return db_run(s, e);
}

bool index_drop_page(struct db *db, struct str path, struct err *e)
{
	return drop(db, SQL_PAGE_DROP, path, e);
}

/* --- concepts ---------------------------------------------------------------------------- */

bool index_concepts(struct db *db, struct arena *a, struct concept_rows *out, struct err *e)
{
	struct err first = {0};
	VEC(struct concept_row) rows = {0};
	struct stmt *s = db_stmt(db, SQL_CONCEPT_ALL);
	while (db_step(s, &first)) {
		struct concept_row r = {
			.name = stmt_col_str(s, 0, a),
			.kind = stmt_col_str(s, 1, a),
			.path = stmt_col_str(s, 2, a),
			.description = stmt_col_str(s, 3, a),
			.aliases = split(a, stmt_col_str(s, 4, a)),
			.n_claims = stmt_col_int(s, 5),
			.n_sources = stmt_col_int(s, 6),
		};
		VEC_PUSH(a, &rows, r);
	}
	*out = (struct concept_rows){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_clear_concepts(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SQL_CONCEPT_CLEAR), e);
}

bool index_put_concept(struct db *db, struct arena *a, const struct concept_row *r, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_CONCEPT_PUT);
	stmt_str(s, 1, r->name);
	stmt_str(s, 2, r->kind);
	stmt_str(s, 3, r->path);
	stmt_str(s, 4, r->description);
	stmt_str(s, 5, join(a, r->aliases));
	stmt_int(s, 6, r->n_claims);
	stmt_int(s, 7, r->n_sources);
	return db_run(s, e);
}

/* --- lint -------------------------------------------------------------------------------- */

bool index_lint(struct db *db, struct arena *a, struct str name, struct str *key, struct str *facts,
	struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_LINT_GET);
	stmt_str(s, 1, name);
	bool found = db_step(s, e);
	if (found) {
		*key = stmt_col_str(s, 0, a);
		*facts = stmt_col_str(s, 1, a);
	}
	db_done(s);
	return found;
}

bool index_put_lint(struct db *db, struct str name, struct str key, struct str facts, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_LINT_PUT);
	stmt_str(s, 1, name);
	stmt_str(s, 2, key);
	stmt_blob(s, 3, facts);
	return db_run(s, e);
}

bool index_clear_lint(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SQL_LINT_CLEAR), e);
}

bool index_lint_pages(struct db *db, struct arena *a, struct lint_page_rows *out, struct err *e)
{
	struct err first = {0};
	VEC(struct lint_page_row) rows = {0};
	struct stmt *s = db_stmt(db, SQL_LINT_PAGE_ALL);
	while (db_step(s, &first)) {
		struct lint_page_row r = {stmt_col_str(s, 0, a), stmt_col_str(s, 1, a),
			stmt_col_str(s, 2, a), stmt_col_str(s, 3, a), stmt_col_str(s, 4, a)};
		VEC_PUSH(a, &rows, r);
	}
	*out = (struct lint_page_rows){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_put_lint_page(struct db *db, const struct lint_page_row *r, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_LINT_PAGE_PUT);
	stmt_str(s, 1, r->path);
	stmt_blob(s, 2, r->stamp);
	stmt_blob(s, 3, r->key);
	stmt_blob(s, 4, r->facts);
	stmt_blob(s, 5, r->proof);
	return db_run(s, e);
}

bool index_drop_lint_page(struct db *db, struct str path, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_LINT_PAGE_DROP);
	stmt_str(s, 1, path);
	return db_run(s, e);
}

bool index_health(struct db *db, struct arena *a, struct health_rows *out, struct err *e)
{
	struct err first = {0};
	VEC(struct health_row) rows = {0};
	struct stmt *s = db_stmt(db, SQL_HEALTH_ALL);
	while (db_step(s, &first)) {
		struct health_row r = {stmt_col_str(s, 0, a), stmt_col_str(s, 1, a)};
		VEC_PUSH(a, &rows, r);
	}
	*out = (struct health_rows){rows.v, rows.n};
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

bool index_put_health(struct db *db, struct str day, struct str figures, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_HEALTH_PUT);
	stmt_str(s, 1, day);
	stmt_str(s, 2, figures);
	return db_run(s, e);
}

/* --- state ------------------------------------------------------------------------------- */

struct str index_state(struct db *db, struct arena *a, const char *name)
{
	struct stmt *s = db_stmt(db, SQL_STATE_GET);
	stmt_str(s, 1, str_of(name));
	struct str v = {"", 0};
	if (db_step(s, NULL)) {
		v = stmt_col_str(s, 0, a);
		db_done(s);
	}
	return v;
}

bool index_put_state(struct db *db, const char *name, struct str value, struct err *e)
{
	struct stmt *s = db_stmt(db, SQL_STATE_PUT);
	stmt_str(s, 1, str_of(name));
	stmt_str(s, 2, value);
	return db_run(s, e);
}
