/* engine.h - what the files of the engine share: the open base. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/lock.h"
#include "base/str.h"
#include "engine/config.h"
#include "kb.h"
#include "store/db.h"

struct kb {
	struct arena *a; /* lives as long as the base is open */
	char *root; /* absolute, no trailing "/" */
	struct kb_env env;
	struct config conf;
	struct db *index, *ledger; /* NULL until asked for */
	enum db_mode index_mode;
	struct lock lock; /* hold.h */
	bool no_wait; /* for another kb: fresh.h */
	unsigned jobs; /* threads; 0: one a processor */
	const struct embedder *embed; /* hybrid.h; NULL: search by words alone */
	struct embed_calls *embed_calls; /* of embed; closed with the base */
	struct fetch *fetch; /* fetch.c's own; NULL until a URL is asked for */
};

/* Opens the index (once). DB_READ: an absent one is ERR_NOT_FOUND "no index yet; run kb compile". */
bool engine_index(struct kb *kb, enum db_mode mode, struct err *e);
/* A damaged ledger is salvaged on the way, and the person told. */
bool engine_ledger(struct kb *kb, struct err *e);
/* For databases that turned out to be damaged: the index is set aside and made anew, the ledger
 * salvaged. */
bool engine_renew_index(struct kb *kb, struct err *e);
bool engine_salvage_ledger(struct kb *kb, struct err *e);
/* Path below the base to a path of the system. */
char *engine_path(const struct kb *kb, struct arena *a, struct str path);

__attribute__((format(printf, 3, 4))) void engine_note(
	const struct kb *kb, int level, const char *fmt, ...);
void engine_progress(const struct kb *kb, const char *step, size_t done, size_t total);
bool engine_stopped(const struct kb *kb);
/* "builtin", or "openai MODEL": the engine that is set. */
struct str engine_name(const struct kb *kb, struct arena *a);
unsigned engine_jobs(const struct kb *kb); /* threads to work with */
int64_t engine_now(const struct kb *kb);
double engine_elapsed(const struct kb *kb);

#endif
