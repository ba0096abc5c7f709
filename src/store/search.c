/* search.c - pages of the full-text index: writing and reading; see search.h.
 *
 * Invariants: search_page, search_text and search_fts hold the same ids; `coded` is the hash of the
 * terms that were indexed for a page, so that a removal by other terms (another stemmer, say) is
 * noticed and the postings are made again from the texts. search_term.n is exact in a
 * committed index.
 *
 * Order: schema, layout of a text, columns, postings, writing, reading. */
#include "store/search.h"

#include <string.h>

#include "base/err.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "store/search_db.h"
#include "store/search_pack.h"
#include "store/search_token.h"

#define SCHEMA_VERSION 3
const int search_version = SCHEMA_VERSION * 10 + TOKEN_VERSION;

const char search_schema[] =
	"CREATE TABLE search_page(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE,"
	" type TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL,"
	" date TEXT NOT NULL, aliases TEXT NOT NULL, tags TEXT NOT NULL, hash TEXT NOT NULL,"
	" coded INTEGER NOT NULL);"
	"CREATE INDEX search_page_type ON search_page(type);"
	"CREATE INDEX search_page_source ON search_page(source) WHERE source <> '';"
	"CREATE TABLE search_text(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
	"CREATE TABLE search_term(term TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE search_language(language TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE search_vector(page INTEGER NOT NULL, passage INTEGER NOT NULL,"
	" key TEXT NOT NULL, v BLOB NOT NULL, PRIMARY KEY(page, passage)) WITHOUT ROWID;"
	"CREATE VIRTUAL TABLE search_fts USING fts5(title, heads, names, body,"
	" content='', tokenize='kb');"
	"INSERT INTO search_fts(search_fts, rank) VALUES('hashsize', 33554432);";

#define LANGUAGE_FALLBACK "en"
#define PIECE ((size_t)1340) /* bytes of a row of search_text */
#define PIECES_MAX ((int64_t)1 << 20)

/* --- layout ------------------------------------------------------------------------------ */

static void put_n(struct buf *b, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_putc(b, (char)(n | 0x80));
	buf_putc(b, (char)n);
}

static size_t get_n(struct str *s)
{
	size_t n = 0;
	for (unsigned shift = 0; s->n && shift < 42; shift += 7) {
		unsigned char c = (unsigned char)s->p[0];
		*s = str_from(*s, 1);
		n |= (size_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return n;
	}
	return n;
}

static struct str get_str(struct str *s, size_t n)
{
	struct str x = str_sub(*s, 0, n);
	*s = str_from(*s, x.n);
	return x;
}

/* Headings, each once; then heading, kind, id and length of each passage. */
static void put_layout(
	struct arena *a, const struct search_page *page, struct buf *layout, struct buf *text)
{
	struct map heads = map_make(a);
	for (size_t i = 0; i < page->n_passages; i++) {
		bool added;
		struct map_entry *h = map_add(&heads, page->passages[i].heading, &added);
		if (added)
			h->num = heads.n - 1;
	}
	put_n(layout, heads.n);
	for (size_t i = 0; i < heads.n; i++) {
		put_n(layout, heads.v[i].key.n);
		buf_put(layout, heads.v[i].key);
	}
	put_n(layout, page->n_passages);
	for (size_t i = 0; i < page->n_passages; i++) {
		const struct search_passage *p = &page->passages[i];
		put_n(layout, map_find(&heads, p->heading)->num);
		put_n(layout, p->kind);
		put_n(layout, p->id.n);
		buf_put(layout, p->id);
		put_n(layout, p->text.n);
		buf_put(text, p->text);
		buf_putc(text, '\n');
	}
}

static void get_layout(struct arena *a, struct str layout, struct str text, struct search_body *out)
{
	struct strs heads = {0};
	for (size_t n = get_n(&layout); n && layout.n; n--)
		strs_add(a, &heads, get_str(&layout, get_n(&layout)));
	VEC(struct search_passage) v = {0};
	for (size_t n = get_n(&layout); n && layout.n; n--) {
		struct search_passage p = {0};
		size_t h = get_n(&layout);
		p.heading = h < heads.n ? heads.v[h] : STR("");
		p.kind = (unsigned)get_n(&layout);
		p.id = get_str(&layout, get_n(&layout));
		p.text = get_str(&text, get_n(&layout));
		text = str_from(text, 1);
		VEC_PUSH(a, &v, p);
	}
	*out = (struct search_body){v.v, v.n};
}

/* --- columns ----------------------------------------------------------------------------- */

struct columns {
	struct str v[SEARCH_N_COLUMNS];
};

static struct str lines_of(struct arena *a, struct strs l)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_putc(&b, '\n');
		buf_put(&b, l.v[i]);
	}
	return buf_str(&b);
}

static struct strs strs_of_lines(struct arena *a, struct str s)
{
	struct strs l = {0};
	struct str line;
	while (s.n && str_cut(&s, '\n', &line))
		strs_add(a, &l, line);
	return l;
}

/* The headings of a page, each once, its title left out. */
static struct str heads_of(struct arena *a, struct str title, const struct search_body *body)
{
	struct map seen = map_make(a);
	struct buf b = buf_make(a);
	map_add(&seen, title, NULL);
	for (size_t i = 0; i < body->n; i++) {
		struct str path = body->v[i].heading;
		while (path.n) {
			size_t at = str_find(path, STR(" > "));
			struct str h = str_sub(path, 0, at == STR_NPOS ? path.n : at);
			bool added;
			map_add(&seen, h, &added);
			if (added) {
				buf_put(&b, h);
				buf_putc(&b, '\n');
			}
			path = at == STR_NPOS ? STR("") : str_from(path, at + 3);
		}
	}
	return buf_str(&b);
}

static struct columns columns_of(struct arena *a, struct str title, struct strs aliases,
	struct strs tags, const struct search_body *body, struct str text)
{
	struct columns c = {{title, heads_of(a, title, body)}};
	c.v[SEARCH_NAMES] = str_printf(
		a, STR_FMT "\n" STR_FMT, STR_ARG(lines_of(a, aliases)), STR_ARG(lines_of(a, tags)));
	c.v[SEARCH_BODY] = text;
	return c;
}

/* --- postings ---------------------------------------------------------------------------- */

/* The columns as the tokenizer replays them, counted with that sign, and the hash of it all. */
static bool code(struct db *db, struct arena *a, struct str language, int sign,
	const struct columns *in, struct columns *out, int64_t *hash, struct err *e)
{
	struct stmt *s = db_stmt(db, SEARCH_CODE);
	stmt_str(s, 1, language);
	stmt_int(s, 2, sign);
	for (int i = 0; i < SEARCH_N_COLUMNS; i++)
		stmt_str(s, 3 + i, in->v[i]);
	if (!db_step(s, e))
		return false;
	struct str r = stmt_col_str(s, 0, a);
	db_done(s);
	if (r.n < sizeof *hash)
		return err_set(e, ERR_DB, "the search index gave no terms");
	memcpy(hash, r.p, sizeof *hash);
	r = str_from(r, sizeof *hash);
	for (int i = 0; i < SEARCH_N_COLUMNS; i++) {
		uint32_t n = 0;
		memcpy(&n, r.p, r.n < sizeof n ? 0 : sizeof n);
		r = str_from(r, sizeof n);
		out->v[i] = get_str(&r, n);
	}
	return true;
}

static bool run_fts(
	struct db *db, enum sql id, int64_t row, const struct columns *coded, struct err *e)
{
	struct stmt *s = db_stmt(db, id);
	stmt_int(s, 1, row);
	for (int i = 0; i < SEARCH_N_COLUMNS; i++)
		stmt_str(s, 2 + i, coded->v[i]);
	return db_run(s, e);
}

/* Layout and text of a page in rows of PIECE bytes: three fill a page of SQLite, where a longer row
 * would leave half of it empty. Their ids: of the page, times PIECES_MAX, plus number. */
static bool put_text(struct db *db, struct arena *a, int64_t id, struct str layout, struct str text,
	struct err *e)
{
	struct buf b = buf_make(a);
	put_n(&b, layout.n);
	buf_put(&b, layout);
	buf_put(&b, search_pack(a, text));
	struct str rest = buf_str(&b);
	if (rest.n / PIECE >= (size_t)PIECES_MAX)
		return err_set(e, ERR_LIMIT, "too long to be searched");
	for (int64_t i = 0; rest.n; i++) {
		struct stmt *s = db_stmt(db, SEARCH_TEXT_PUT);
		stmt_int(s, 1, id * PIECES_MAX + i);
		stmt_blob(s, 2, get_str(&rest, PIECE));
		if (!db_run(s, e))
			return false;
	}
	return true;
}

static struct stmt *text_stmt(struct db *db, enum sql what, int64_t id)
{
	struct stmt *s = db_stmt(db, what);
	stmt_int(s, 1, id * PIECES_MAX);
	stmt_int(s, 2, id * PIECES_MAX + PIECES_MAX - 1);
	return s;
}

static bool body_and_text(struct db *db, struct arena *a, int64_t id, struct search_body *out,
	struct str *text, struct err *e)
{
	struct err found = {0};
	struct buf b = buf_make(a);
	*out = (struct search_body){0};
	*text = STR("");
	struct stmt *s = text_stmt(db, SEARCH_TEXT_GET, id);
	while (db_step(s, &found))
		buf_put(&b, stmt_col_str(s, 0, a));
	if (found.code != ERR_NONE)
		return err_set(e, found.code, "%s", found.text);
	if (!b.n)
		return true;
	struct str rest = buf_str(&b), layout = get_str(&rest, get_n(&rest));
	if (!search_unpack(a, rest, text))
		return err_set(e, ERR_DB, "the search index is damaged; run kb compile");
	get_layout(a, layout, *text, out);
	return true;
}

static bool columns_stored(struct db *db, struct arena *a, const struct search_row *row,
	struct columns *out, struct err *e)
{
	struct search_body body;
	struct str text;
	if (!body_and_text(db, a, row->id, &body, &text, e))
		return false;
	*out = columns_of(a, row->title, row->aliases, row->tags, &body, text);
	return true;
}

/* All postings again, from the stored texts. */
static bool code_all_again(struct db *db, struct err *e)
{
	struct arena *a = arena_make();
	struct search_rows rows;
	bool good = db_run(db_stmt(db, SEARCH_FTS_DEL_ALL), e) &&
		db_run(db_stmt(db, SEARCH_TERMS_FORGET), e) &&
		db_run(db_stmt(db, SEARCH_TERM_DEL_ALL), e) && search_rows(db, a, &rows, e);
	for (size_t i = 0; good && i < rows.n; i++) {
		struct arena_mark m = arena_mark(a);
		struct columns c, coded;
		int64_t hash;
		good = columns_stored(db, a, &rows.v[i], &c, e) &&
			code(db, a, rows.v[i].language, 1, &c, &coded, &hash, e) &&
			run_fts(db, SEARCH_FTS_PUT, rows.v[i].id, &coded, e);
		struct stmt *s = db_stmt(db, SEARCH_PAGE_CODED);
		stmt_int(s, 1, rows.v[i].id);
		stmt_int(s, 2, good ? hash : 0);
		good = good && db_run(s, e);
		arena_release(a, m);
	}
	arena_free(a);
	return good;
}

/* --- writing ----------------------------------------------------------------------------- */

static bool run_id(struct db *db, enum sql id, int64_t row, struct err *e)
{
	struct stmt *s = db_stmt(db, id);
	stmt_int(s, 1, row);
	return db_run(s, e);
}

static bool add_language(struct db *db, struct str language, int n, struct err *e)
{
	struct stmt *s = db_stmt(db, SEARCH_LANGUAGE_ADD);
	stmt_str(s, 1, language);
	stmt_int(s, 2, n);
	return db_run(s, e);
}

static struct search_row read_row(struct stmt *s, struct arena *a, int64_t *coded)
{
	struct search_row r = {.id = stmt_col_int(s, 0)};
	struct str *text[] = {&r.path, &r.type, &r.source, &r.title, &r.language, &r.date};
	for (int i = 0; i < 6; i++)
		*text[i] = stmt_col_str(s, 1 + i, a);
	r.aliases = strs_of_lines(a, stmt_col_str(s, 7, a));
	r.tags = strs_of_lines(a, stmt_col_str(s, 8, a));
	r.hash = stmt_col_str(s, 9, a);
	if (coded)
		*coded = stmt_col_int(s, 10);
	return r;
}

static bool find(struct db *db, struct arena *a, struct str path, struct search_row *out,
	int64_t *coded, struct err *e)
{
	struct err found = {0};
	*out = (struct search_row){0};
	struct stmt *s = db_stmt(db, SEARCH_BY_PATH);
	stmt_str(s, 1, path);
	if (db_step(s, &found)) {
		*out = read_row(s, a, coded);
		db_done(s);
	}
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

static bool take_out(
	struct db *db, struct arena *a, const struct search_row *old, int64_t coded, struct err *e)
{
	struct columns c, codes;
	int64_t hash;
	if (!columns_stored(db, a, old, &c, e) ||
		!code(db, a, old->language, -1, &c, &codes, &hash, e))
		return false;
	bool same = hash == coded;
	if (same && !run_fts(db, SEARCH_FTS_DEL, old->id, &codes, e))
		return false;
	return run_id(db, SEARCH_PAGE_DEL, old->id, e) && run_id(db, VECTOR_DEL, old->id, e) &&
		db_run(text_stmt(db, SEARCH_TEXT_DEL, old->id), e) &&
		add_language(db, old->language, -1, e) && (same || code_all_again(db, e));
}

static struct str language_of(
	struct db *db, struct arena *a, const struct search_page *page, struct str text)
{
	struct str l = page->language.n >= 2 ? str_sub(page->language, 0, 2) : STR("");
	if (!l.n)
		l = text_language(text);
	struct search_info info;
	if (!l.n && search_info(db, a, &info, NULL) && info.n)
		l = info.v[0].code;
	return l.n ? str_lower(a, l) : STR(LANGUAGE_FALLBACK);
}

static bool put_in(struct db *db, struct arena *a, const struct search_page *page, struct err *e)
{
	struct buf layout = buf_make(a), text = buf_make(a);
	put_layout(a, page, &layout, &text);
	struct search_body body = {
		(struct search_passage *)(uintptr_t)page->passages, page->n_passages};
	struct columns coded,
		c = columns_of(a, page->title, page->aliases, page->tags, &body, buf_str(&text));
	struct str language = language_of(db, a, page, buf_str(&text));
	int64_t hash;
	if (!code(db, a, language, 1, &c, &coded, &hash, e))
		return false;
	struct stmt *s = db_stmt(db, SEARCH_PAGE_PUT);
	struct str v[] = {page->path, page->type, page->source, page->title, language, page->date,
		lines_of(a, page->aliases), lines_of(a, page->tags), page->hash};
	for (int i = 0; i < 9; i++)
		stmt_str(s, 1 + i, v[i]);
	stmt_int(s, 10, hash);
	if (!db_run(s, e))
		return false;
	int64_t id = db_last_id(db);
	return put_text(db, a, id, buf_str(&layout), buf_str(&text), e) &&
		run_fts(db, SEARCH_FTS_PUT, id, &coded, e) && add_language(db, language, 1, e);
}

bool search_put(struct db *db, struct arena *a, const struct search_page *page, struct err *e)
{
	struct arena_mark m = arena_mark(a);
	struct search_row old;
	int64_t coded;
	bool good = find(db, a, page->path, &old, &coded, e);
	bool same = good && old.id && page->hash.n && str_eq(old.hash, page->hash) &&
		str_eq(old.source, page->source) && str_eq(old.type, page->type) &&
		str_eq(old.title, page->title);
	if (good && !same)
		good = db_run(db_stmt(db, SEARCH_TERMS_TOUCH), e) &&
			(!old.id || take_out(db, a, &old, coded, e)) && put_in(db, a, page, e);
	arena_release(a, m);
	return good || err_wrap(e, "indexing " STR_FMT, STR_ARG(page->path));
}

bool search_remove(struct db *db, struct str path, struct err *e)
{
	struct arena *a = arena_make();
	struct search_row old;
	int64_t coded;
	bool good = find(db, a, path, &old, &coded, e) &&
		(!old.id ||
			(db_run(db_stmt(db, SEARCH_TERMS_TOUCH), e) &&
				take_out(db, a, &old, coded, e)));
	arena_free(a);
	return good;
}

/* --- reading ----------------------------------------------------------------------------- */

bool search_hold(struct db *db, struct err *e)
{
	return db_run(db_stmt(db, SEARCH_HOLD), e);
}

void search_let_go(struct db *db)
{
	(void)db_run(db_stmt(db, SEARCH_LET_GO), NULL);
}

static bool read_rows(struct stmt *s, struct arena *a, struct search_rows *out, struct err *e)
{
	struct err found = {0};
	VEC(struct search_row) v = {0};
	while (db_step(s, &found))
		VEC_PUSH(a, &v, read_row(s, a, NULL));
	*out = (struct search_rows){v.v, v.n};
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

bool search_rows(struct db *db, struct arena *a, struct search_rows *out, struct err *e)
{
	return read_rows(db_stmt(db, SEARCH_ALL), a, out, e);
}

bool search_rows_of_source(
	struct db *db, struct arena *a, struct str source, struct search_rows *out, struct err *e)
{
	struct stmt *s = db_stmt(db, SEARCH_BY_SOURCE);
	stmt_str(s, 1, source);
	return read_rows(s, a, out, e);
}

bool search_row(struct db *db, struct arena *a, int64_t id, struct search_row *out, struct err *e)
{
	struct search_rows rows;
	struct stmt *s = db_stmt(db, SEARCH_BY_ID);
	stmt_int(s, 1, id);
	if (!read_rows(s, a, &rows, e))
		return false;
	*out = rows.n ? rows.v[0] : (struct search_row){0};
	return true;
}

bool search_row_of(
	struct db *db, struct arena *a, struct str path, struct search_row *out, struct err *e)
{
	return find(db, a, path, out, NULL, e);
}

bool search_ids(struct db *db, struct arena *a, bool text, struct search_ids *out, struct err *e)
{
	struct err found = {0};
	VEC(int64_t) v = {0};
	struct stmt *s = db_stmt(db, text ? SEARCH_IDS_TEXT : SEARCH_IDS_WIKI);
	while (db_step(s, &found))
		VEC_PUSH(a, &v, stmt_col_int(s, 0));
	*out = (struct search_ids){v.v, v.n};
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

bool search_body(struct db *db, struct arena *a, int64_t id, struct search_body *out, struct err *e)
{
	struct str text;
	return body_and_text(db, a, id, out, &text, e);
}

bool search_info(struct db *db, struct arena *a, struct search_info *out, struct err *e)
{
	struct err found = {0};
	VEC(struct search_language) v = {0};
	*out = (struct search_info){0};
	struct stmt *s = db_stmt(db, SEARCH_LANGUAGES);
	while (db_step(s, &found)) {
		struct search_language l = {stmt_col_str(s, 0, a), stmt_col_int(s, 1)};
		out->n_pages += l.n;
		VEC_PUSH(a, &v, l);
	}
	out->v = v.v;
	out->n = v.n;
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

bool search_n_pages(struct db *db, struct str term, int64_t *n, struct err *e)
{
	struct err found = {0};
	struct stmt *s = db_stmt(db, SEARCH_TERM_N);
	stmt_str(s, 1, term);
	*n = 0;
	if (db_step(s, &found)) {
		int64_t pages = stmt_col_int(s, 0);
		*n = pages > 0 ? pages : 0;
		db_done(s);
	}
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

/* The smallest text behind all that start with prefix. */
static struct str behind(struct arena *a, struct str prefix)
{
	return str_cat(a, prefix, STR("\xFF"));
}

bool search_terms_like(struct db *db, struct arena *a, struct str prefix, size_t least, size_t most,
	struct search_terms *out, struct err *e)
{
	struct err found = {0};
	VEC(struct search_term) v = {0};
	struct stmt *s = db_stmt(db, SEARCH_TERM_LIKE);
	stmt_str(s, 1, prefix);
	stmt_str(s, 2, behind(a, prefix));
	stmt_int(s, 3, (int64_t)least);
	stmt_int(s, 4, (int64_t)most);
	while (db_step(s, &found)) {
		struct search_term t = {stmt_col_str(s, 0, a), stmt_col_int(s, 1)};
		VEC_PUSH(a, &v, t);
	}
	*out = (struct search_terms){v.v, v.n};
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

bool search_file(struct db *db, struct str path, struct fs_stat *out, struct err *e)
{
	struct err found = {0};
	struct stmt *s = db_stmt(db, SEARCH_FILE);
	stmt_str(s, 1, path);
	*out = (struct fs_stat){0};
	if (db_step(s, &found)) {
		*out = (struct fs_stat){.exists = true,
			.is_file = true,
			.size = stmt_col_int(s, 0),
			.mtime_ns = stmt_col_int(s, 1),
			.ctime_ns = stmt_col_int(s, 2),
			.inode = (uint64_t)stmt_col_int(s, 3)};
		db_done(s);
	}
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}

bool search_source_sha(
	struct db *db, struct arena *a, struct str path, struct str *sha, struct err *e)
{
	struct err found = {0};
	struct stmt *s = db_stmt(db, SEARCH_SOURCE_SHA);
	stmt_str(s, 1, path);
	*sha = STR("");
	if (db_step(s, &found)) {
		*sha = stmt_col_str(s, 0, a);
		db_done(s);
	}
	return found.code == ERR_NONE || err_set(e, found.code, "%s", found.text);
}
