/* search.h - the full-text side of the index: pages, their passages, and ranked look-ups.
 *
 * Owns its tables (search_schema, statements in sql_search.h): one FTS5 index over title, headings,
 * names (aliases and tags) and body, each text stored once beside it. What to ask and how much each
 * word counts is decided in engine/retrieve.c; here are postings, texts and counts. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base/fs.h"
#include "store/db.h"

/* Part of the version of the index: another one means another schema, or other terms of a text. */
extern const int search_version;

struct search_passage {
	struct str id; /* passage id, or "" (wiki pages) */
	struct str heading; /* path of headings, " > " between */
	struct str text; /* plain */
	unsigned kind; /* enum md_kind of doc/md.h, as a number */
};
struct search_page {
	struct str path; /* "wiki/text/a-text.md": the key */
	struct str type; /* text source concept category answer index log, or "" (the person's) */
	struct str source; /* "raw/a.html" for text and source pages, or "" */
	struct str title, language, date; /* language "": found, or that of most pages */
	struct strs aliases, tags;
	struct str hash; /* of the file's bytes: base32 or hex of SHA-256, see search_row.hash */
	const struct search_passage *passages;
	size_t n_passages;
};

extern const char search_schema[]; /* part of the index's schema */

/* --- writing: inside a transaction of the caller ----------------------------------------- */

/* A page with the same path is replaced; nothing is done when its hash, source, type and title are
 * the same. */
bool search_put(struct db *db, struct arena *a, const struct search_page *page, struct err *e);
bool search_remove(struct db *db, struct str path, struct err *e); /* absent is fine */

/* --- reading ----------------------------------------------------------------------------- */

/* Between these two all look-ups see one state of the index, and cost no lock each. */
bool search_hold(struct db *db, struct err *e);
void search_let_go(struct db *db);

struct search_row {
	int64_t id; /* 0: not found */
	struct str path, type, source, title, language, date, hash;
	struct strs aliases, tags;
};
struct search_rows {
	struct search_row *v;
	size_t n;
};
bool search_row(struct db *db, struct arena *a, int64_t id, struct search_row *out, struct err *e);
bool search_row_of(
	struct db *db, struct arena *a, struct str path, struct search_row *out, struct err *e);
bool search_rows(
	struct db *db, struct arena *a, struct search_rows *out, struct err *e); /* by path */
/* The text pages and source pages of a source, by path. */
bool search_rows_of_source(
	struct db *db, struct arena *a, struct str source, struct search_rows *out, struct err *e);

struct search_ids {
	int64_t *v; /* sorted */
	size_t n;
};
/* Of the text pages, or of all others. */
bool search_ids(struct db *db, struct arena *a, bool text, struct search_ids *out, struct err *e);

struct search_body {
	struct search_passage *v;
	size_t n;
};
bool search_body(
	struct db *db, struct arena *a, int64_t id, struct search_body *out, struct err *e);

/* What the index knows of a file below the base, page or source: its stat when it was read (all but
 * exists may be zero), and the SHA-256 of a source as the index names it. */
bool search_file(struct db *db, struct str path, struct fs_stat *out, struct err *e);
bool search_source_sha(
	struct db *db, struct arena *a, struct str path, struct str *sha, struct err *e);

struct search_language {
	struct str code; /* ISO 639-1 */
	int64_t n; /* pages */
};
struct search_info {
	int64_t n_pages;
	struct search_language *v; /* most pages first */
	size_t n;
};
bool search_info(struct db *db, struct arena *a, struct search_info *out, struct err *e);

/* How many pages hold a term (search_token.h), by title, headings, names or body. */
bool search_n_pages(struct db *db, struct str term, int64_t *n, struct err *e);

struct search_term {
	struct str term;
	int64_t n;
};
struct search_terms {
	struct search_term *v;
	size_t n;
};
/* Terms that start with prefix and have between these numbers of characters. */
bool search_terms_like(struct db *db, struct arena *a, struct str prefix, size_t least, size_t most,
	struct search_terms *out, struct err *e);

/* --- ranking ----------------------------------------------------------------------------- */

enum search_column { SEARCH_TITLE, SEARCH_HEADS, SEARCH_NAMES, SEARCH_BODY, SEARCH_N_COLUMNS };
enum search_role { SEARCH_SHOULD, SEARCH_MUST, SEARCH_NOT };

struct search_phrase {
	struct strs terms; /* next to each other */
	enum search_role role;
	uint32_t set; /* must: at least one phrase of each set stands in a page */
	unsigned columns; /* bits 1 << enum search_column; 0: all */
	bool prefix; /* the last term is the start of a word */
	int32_t group; /* the group that it counts for, -1: none */
	double factor; /* of an occurrence */
};
struct search_group { /* a word of the question: its spellings count as one */
	double weight; /* idf by times asked */
	double idf;
	bool chained; /* stands before the next group in the question: nearness counts */
};
struct search_plan {
	const struct search_phrase *phrases;
	size_t n_phrases;
	const struct search_group *groups;
	size_t n_groups;
	double k1, near;
	uint32_t window; /* places that near words are apart at most */
	double weight[SEARCH_N_COLUMNS], b[SEARCH_N_COLUMNS];
	const int64_t *only; /* sorted ids: no other page is scored; NULL: all */
	size_t n_only;
};
struct search_found {
	int64_t id;
	double score;
};
struct search_list {
	struct search_found *v;
	size_t n;
	size_t n_matched; /* pages that matched, before the cut */
};
/* BM25F with a bonus for nearness; the best `most`, best first, then by id. A plan without a should
 * or must phrase finds nothing. */
bool search_match(struct db *db, struct arena *a, const struct search_plan *plan, size_t most,
	struct search_list *out, struct err *e);

#endif
