/* index.h - .kb/index.db: what kb knows of sources, digests, nodes and pages.
 *
 * Derived: it may be deleted at any time at no loss. Rows become structs at once; text lives in the
 * arena given. Writing calls run inside a transaction of the caller (db_begin). */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "base/fs.h"
#include "base/map.h"
#include "store/db.h"

/* state: see db_open. In DB_WRITE mode a damaged or older index is set aside (".damaged") and made
 * anew, which costs a rebuild and nothing else; a newer one is refused. */
bool index_open(
	struct arena *a, const char *path, enum db_mode mode, struct db **out, struct err *e);

enum source_status { SOURCE_OK, SOURCE_SKIPPED, SOURCE_FAILED };

struct source_row {
	struct str path; /* "raw/a.html" */
	struct str sha; /* hex */
	struct fs_stat st; /* size, mtime_ns, ctime_ns, inode as of the last reading */
	enum source_status status;
	struct str reason; /* skipped, failed */
	struct strs notes;
	struct str type, title, date, language, url, excerpt;
	struct strs authors, tags;
	int64_t n_words, n_passages;
	struct str slug; /* of its pages, without the suffix */
	struct str doc_key; /* hash of what a digest is made from */
	struct strs
		parts; /* of a long document: ids of the passages of each page, between blanks */
	struct strs
		pages; /* of a file of several pages: the same for each, by the page where one starts */
	struct strs
		embeds; /* images that it shows, and of an image what is said of it: ingest_image.h */
};
struct source_rows {
	struct source_row *v; /* by path */
	size_t n;
};
bool index_sources(struct db *db, struct arena *a, struct source_rows *out, struct err *e);
bool index_put_source(struct db *db, struct arena *a, const struct source_row *r, struct err *e);
/* source_row.pages of one source; none when it is not known. */
bool index_source_pages(
	struct db *db, struct arena *a, struct str path, struct strs *out, struct err *e);
bool index_drop_source(struct db *db, struct str path, struct err *e);

/* What an engine drew from a document. */
struct digest_row {
	struct str key;
	struct str reply; /* packed (llm/reply.h) */
	struct strs places; /* for each claim of the reply: the heading path of its passage */
};
/* sha of a source -> struct str * key of its digest. */
bool index_digest_keys(struct db *db, struct arena *a, struct map *out, struct err *e);
/* False without an error: none. */
bool index_digest(
	struct db *db, struct arena *a, struct str sha, struct digest_row *out, struct err *e);
bool index_put_digest(
	struct db *db, struct arena *a, struct str sha, const struct digest_row *r, struct err *e);

/* A node of the build graph: its result under a key. False without an error: none. */
bool index_node(struct db *db, struct arena *a, const char *kind, struct str name, struct str *key,
	struct str *result, struct err *e);
bool index_put_node(struct db *db, const char *kind, struct str name, struct str key,
	struct str result, struct err *e);
/* Drops the nodes of a kind whose names are not in used; digests whose source went. */
bool index_sweep_nodes(struct db *db, const char *kind, const struct map *used, struct err *e);
bool index_sweep_digests(struct db *db, struct err *e);

struct page_row {
	struct str path; /* "wiki/concepts/memex.md" */
	struct str kind; /* text source concept category answer index log; "" the person's */
	struct str title;
	struct str content; /* key of what it says, links and backlinks left out */
	struct str hash; /* of the bytes on disk, base32 */
	struct fs_stat st; /* as of the last writing or reading */
	bool edited; /* holds a person's edit */
	struct str inputs; /* hash of all that its text is made from, or "" */
};
struct page_rows {
	struct page_row *v; /* by path */
	size_t n;
};
bool index_pages(struct db *db, struct arena *a, struct page_rows *out, struct err *e);
/* Those of wiki/text/, or all others. */
bool index_pages_of(
	struct db *db, struct arena *a, bool documents, struct page_rows *out, struct err *e);
bool index_put_page(struct db *db, const struct page_row *r, struct err *e);
bool index_drop_page(struct db *db, struct str path, struct err *e);

struct concept_row {
	struct str name, kind, path, description;
	struct strs aliases;
	int64_t n_claims, n_sources;
};
struct concept_rows {
	struct concept_row *v; /* most claims first, then by name */
	size_t n;
};
bool index_concepts(struct db *db, struct arena *a, struct concept_rows *out, struct err *e);
bool index_clear_concepts(struct db *db, struct err *e);
bool index_put_concept(struct db *db, struct arena *a, const struct concept_row *r, struct err *e);

/* What lint found in a vault, by a name for what was asked; the key is a hash of all that it read.
 * False without an error: none. */
bool index_lint(struct db *db, struct arena *a, struct str name, struct str *key, struct str *facts,
	struct err *e);
bool index_put_lint(
	struct db *db, struct str name, struct str key, struct str facts, struct err *e);
bool index_clear_lint(struct db *db, struct err *e);

/* What lint read out of a page, in a form that it alone knows (engine/lint_kept.c). */
struct lint_page_row {
	struct str path;
	struct str stamp; /* what the file system said of it; "" when that is not to be trusted */
	struct str key; /* hash of its bytes */
	struct str facts, proof;
};
struct lint_page_rows {
	struct lint_page_row *v; /* by path */
	size_t n;
};
bool index_lint_pages(struct db *db, struct arena *a, struct lint_page_rows *out, struct err *e);
bool index_put_lint_page(struct db *db, const struct lint_page_row *r, struct err *e);
bool index_drop_lint_page(struct db *db, struct str path, struct err *e);

/* The figures of health as they were last on a day. */
struct health_row {
	struct str day, figures; /* "2026-04-02"; JSON */
};
struct health_rows {
	struct health_row *v; /* by day */
	size_t n;
};
bool index_health(struct db *db, struct arena *a, struct health_rows *out, struct err *e);
bool index_put_health(struct db *db, struct str day, struct str figures, struct err *e);

/* Small values by name; "" when unset. */
#define INDEX_CLAIMS "claims" /* their number */
#define INDEX_DIRTY "dirty" /* "1": sources changed since the last compile */
struct str index_state(struct db *db, struct arena *a, const char *name);
bool index_put_state(struct db *db, const char *name, struct str value, struct err *e);

#endif
