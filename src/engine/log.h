/* log.h - wiki/log.md: one entry for each event that changed the base, newest last. */
#ifndef ENGINE_LOG_H
#define ENGINE_LOG_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/engine.h"

/* Appends "## [2026-04-02] kind | Title" and an optional line of detail. Made with its front matter
 * when absent; what stands there is never touched. */
bool log_append(
	struct kb *kb, const char *kind, struct str title, struct str detail, struct err *e);

/* The entries of a run that may be killed at any moment: each stands in the log once.
 *
 * log_start before anything is written, log_plan for each event that the run is about to bring about
 * (one transaction of the ledger for all), log_add for those that it did, log_flush before the index
 * commits, log_done after. */
struct log_entry {
	const char *kind;
	struct str path, sha, title, detail;
	bool seen; /* its page stood there before: an event only when a killed run planned it */
};
struct log_run {
	struct kb *kb;
	struct arena *a;
	struct map before; /* event of a killed run -> struct ledger_event * */
	VEC(struct log_entry) entries;
	bool planned;
};
bool log_start(struct log_run *r, struct kb *kb, struct arena *a, struct err *e);
bool log_plan(struct log_run *r, const struct log_entry *v, size_t n, struct err *e);
void log_add(struct log_run *r, struct log_entry entry);
bool log_flush(struct log_run *r, struct err *e);
bool log_done(struct kb *kb, struct err *e);
/* Finishes the entry that a killed run was writing. */
bool log_recover(struct kb *kb, struct err *e);

#endif
