/* ledger.h - .kb/ledger.db: what cannot be made again at no cost. Migrated forward, never dropped.
 *
 * Now: merge bases, the text of each page as kb generated it last, so that a person's edits can be
 * told from kb's. Several bases of one page stand side by side during a run, keyed by their hash,
 * so that a crash between ledger and page loses none. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store/db.h"

bool ledger_open(struct arena *a, const char *path, struct db **out, struct err *e);

/* Text generated for a page under that kb-hash. False without an error: unknown. */
bool ledger_base(struct db *db, struct arena *a, struct str path, struct str hash, struct str *text,
	struct err *e);
bool ledger_knows(struct db *db, struct str path); /* kb wrote this page once */
bool ledger_put_base(
	struct db *db, struct str path, struct str hash, struct str text, struct err *e);
bool ledger_prune_base(struct db *db, struct str path, struct str keep_hash, struct err *e);
bool ledger_drop_base(struct db *db, struct str path, struct err *e);

#endif
