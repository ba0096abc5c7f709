/* world.h - the machine as kb sees it: environment, clocks, messages, Ctrl-C. The struct kb_env that
 * the engine gets is made here; stderr is written here and nowhere else. */
#ifndef FRONT_WORLD_H
#define FRONT_WORLD_H

#include <signal.h>

#include "base/str.h"
#include "front/term.h"
#include "kb.h"

struct world {
	struct term err; /* stderr */
	bool quiet, verbose;
	bool now_fixed; /* KB_NOW or SOURCE_DATE_EPOCH */
	int64_t now;
	double began, meter_at; /* seconds of the steady clock; meter_at: last drawn, 0 never */
	bool meter_shown;
	bool line_open; /* the terminal shows the beginning of a line of the answer */
	const volatile sig_atomic_t *stop; /* NULL: cannot be stopped */
};

void world_init(struct world *w, const volatile sig_atomic_t *stop);
/* Once the options are known. ERR_CONFIG when KB_NOW or SOURCE_DATE_EPOCH is no number of seconds. */
bool world_set(struct world *w, bool quiet, bool verbose, bool no_color, struct err *e);

struct kb_env world_env(struct world *w); /* w must outlive it */
const char *world_get(void *ctx, const char *name); /* getenv; ctx is not used */

/* A line on stderr: level as in kb_env.note; warnings and news go by -q and -v. */
__attribute__((format(printf, 3, 4))) void world_note(
	struct world *w, int level, const char *fmt, ...);
/* "who: TEXT" on stderr, whatever -q says. */
void world_error(struct world *w, struct str who, struct str text);
void world_clear_meter(struct world *w);

/* All bytes to fd, past signals and short writes; false with errno. */
bool world_write(int fd, struct str s);

#endif
