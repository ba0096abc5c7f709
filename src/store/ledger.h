/* ledger.h - .kb/ledger.db: what cannot be made again at no cost. Migrated forward, never dropped.
 *
 * Merge bases: the text of each page as kb generated it last, so that a person's edits can be told
 * from kb's. Several bases of one page stand side by side during a run, keyed by their hash, so that
 * a crash between ledger and page loses none. Replies that were paid for: paid.h.
 * Events: what a run is about to write into wiki/log.md, so that a killed run neither loses an entry
 * nor makes the next one write it twice (engine/log.h). */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store/db.h"

/* A damaged ledger is an error with *state DB_DAMAGED: see ledger_salvage. */
bool ledger_open(
	struct arena *a, const char *path, struct db **out, enum db_state *state, struct err *e);
/* Sets the damaged file aside and copies every row that can still be read into a new one. The
 * ledger must be closed. */
bool ledger_salvage(
	struct arena *a, const char *path, size_t *n_saved, size_t *n_lost, struct err *e);

/* Each row of the ledger as a line of JSON: {"table": ..., "row": [...]}, blobs in hexadecimal as
 * {"blob": ...}; and a row back, when there is none like it. ERR_INPUT for what is no such line. */
bool ledger_export(struct db *db, bool (*line)(void *ctx, struct str s), void *ctx, struct err *e);
bool ledger_import(struct db *db, struct arena *a, struct str line, struct err *e);

/* Text generated for a page under that kb-hash. False without an error: unknown. */
bool ledger_base(struct db *db, struct arena *a, struct str path, struct str hash, struct str *text,
	struct err *e);
/* Whether kb wrote this page once. */
bool ledger_knows(struct db *db, struct str path, bool *known, struct err *e);
bool ledger_put_base(
	struct db *db, struct str path, struct str hash, struct str text, struct err *e);
bool ledger_prune_base(struct db *db, struct str path, struct str keep_hash, struct err *e);
bool ledger_drop_base(struct db *db, struct str path, struct err *e);
bool ledger_move_base(struct db *db, struct str from, struct str to, struct err *e);

/* An event that a run began: of a source, by its path, bytes and kind ("ingest", "remove" ...). */
struct ledger_event {
	struct str path, sha, kind;
	bool logged; /* stands in log.md, or in the entry that is being written */
};
struct ledger_events {
	struct ledger_event *v;
	size_t n;
};
bool ledger_events(struct db *db, struct arena *a, struct ledger_events *out, struct err *e);
bool ledger_put_event(struct db *db, const struct ledger_event *ev, struct err *e);
bool ledger_clear_events(struct db *db, struct err *e);

/* The text that is being appended to log.md, and the length of log.md before; all events are logged
 * from then on. False without an error: none. */
bool ledger_entry(struct db *db, struct arena *a, int64_t *at, struct str *text, struct err *e);
bool ledger_put_entry(struct db *db, int64_t at, struct str text, struct err *e);
bool ledger_clear_entry(struct db *db, struct err *e);

#endif
