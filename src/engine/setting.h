/* setting.h - one setting: from the YAML node that a place gives into struct config.
 *
 * Used by config.c alone, which knows the places and their order. */
#ifndef ENGINE_SETTING_H
#define ENGINE_SETTING_H

#include "base/str.h"
#include "doc/meta.h"
#include "engine/config.h"

struct setting_load {
	struct arena *a;
	struct config *out;
	enum config_from from;
	const char *where; /* "kb.yaml", "KB_LLM_MODEL"; "" for a flag */
	bool lines; /* where is a file */
	size_t line_of[CONFIG_MAX_KEYS]; /* lines of this file's keys; 0: not given */
	struct err *e;
};

/* Index in kb_config_keys, kb_n_config_keys when there is none. */
size_t setting_find(struct str name);
/* Checks v against the kind of key i and stores it; marks where it comes from. */
bool setting_put(struct setting_load *l, size_t i, const struct yaml *v);
/* The same for the text of a flag, variable or default. */
bool setting_put_text(struct setting_load *l, size_t i, struct str text);

/* ERR_CONFIG with "where:line: " in front; false. */
__attribute__((format(printf, 3, 4))) bool setting_bad(
	struct setting_load *l, size_t line, const char *fmt, ...);
/* A foreign text for a message: one line, not long. */
struct str setting_shown(struct setting_load *l, struct str s);

#endif
