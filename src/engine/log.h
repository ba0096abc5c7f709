/* log.h - wiki/log.md: one entry for each event that changed the base, newest last. */
#ifndef ENGINE_LOG_H
#define ENGINE_LOG_H

#include "engine/engine.h"

/* Appends "## [2026-04-02] kind | Title" and an optional line of detail. Made with its front matter
 * when absent; what stands there is never touched. */
bool log_append(
	struct kb *kb, const char *kind, struct str title, struct str detail, struct err *e);

#endif
