/* world.c - see world.h. Order: set-up, clocks, messages, the meter, the engine's view. */
#include "front/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

#define METER_AFTER 1.0 /* seconds before a step is worth a meter */
#define METER_EVERY 0.1

/* --- set-up ------------------------------------------------------------------------------- */

const char *world_get(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name);
}

static double steady(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void world_init(struct world *w, const volatile sig_atomic_t *stop)
{
	*w = (struct world){.began = steady(), .stop = stop};
	w->err = term_of(STDERR_FILENO, world_get, NULL, false);
}

bool world_set(struct world *w, bool quiet, bool verbose, bool no_color, struct err *e)
{
	static const char *const names[] = {"KB_NOW", "SOURCE_DATE_EPOCH"};
	w->quiet = quiet;
	w->verbose = verbose && !quiet;
	w->err.colour = w->err.colour && !no_color;
	for (size_t i = 0; i < 2 && !w->now_fixed; i++) {
		const char *text = getenv(names[i]);
		if (!text || !*text)
			continue;
		if (!str_to_i64(str_of(text), &w->now))
			return err_set(e, ERR_CONFIG,
				"%s is '%s'; it wants a number of seconds since 1970", names[i],
				text);
		w->now_fixed = true;
	}
	return true;
}

/* --- clocks ------------------------------------------------------------------------------- */

static int64_t env_now(void *ctx)
{
	const struct world *w = ctx;
	return w->now_fixed ? w->now : (int64_t)time(NULL);
}

static double env_elapsed(void *ctx)
{
	const struct world *w = ctx;
	return steady() - w->began;
}

/* --- messages ----------------------------------------------------------------------------- */

bool world_write(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

void world_clear_meter(struct world *w)
{
	if (w->meter_shown)
		(void)world_write(STDERR_FILENO, STR("\r\033[K"));
	w->meter_shown = false;
}

static void say(struct world *w, const char *colour, struct str who, struct str text)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	world_clear_meter(w);
	if (w->line_open)
		buf_putc(&b, '\n');
	if (who.n) {
		buf_puts(&b, w->err.colour ? colour : "");
		buf_put(&b, who);
		buf_puts(&b, w->err.colour ? ":\033[0m " : ": ");
	}
	buf_put(&b, term_line(a, text));
	buf_putc(&b, '\n');
	(void)world_write(STDERR_FILENO, buf_str(&b)); /* nobody is left to be told */
	arena_free(a);
}

void world_error(struct world *w, struct str who, struct str text)
{
	say(w, "\033[1;31m", who, text);
}

static void env_note(void *ctx, int level, struct str line)
{
	struct world *w = ctx;
	if ((level >= 1 && w->quiet) || (level >= 2 && !w->verbose))
		return;
	say(w, "\033[1;33m", level <= 0 ? STR("kb: warning") : STR(""), line);
}

void world_note(struct world *w, int level, const char *fmt, ...)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	env_note(w, level, buf_str(&b));
	arena_free(a);
}

/* --- the meter ---------------------------------------------------------------------------- */

static void env_progress(void *ctx, const char *step, size_t done, size_t total)
{
	struct world *w = ctx;
	if (!w->err.tty || w->quiet || w->line_open)
		return;
	double at = env_elapsed(w);
	if (at < METER_AFTER || (w->meter_at > 0 && at - w->meter_at < METER_EVERY))
		return;
	w->meter_at = at;
	struct arena *a = arena_make();
	struct str line = total ? str_printf(a, "%s %zu of %zu", step, done, total)
				: str_printf(a, "%s %zu", step, done);
	line = term_line(a, line);
	if (term_width(line) < w->err.width) {
		(void)world_write(
			STDERR_FILENO, str_printf(a, "\r" STR_FMT "\033[K", STR_ARG(line)));
		w->meter_shown = true;
	}
	arena_free(a);
}

/* --- the engine's view -------------------------------------------------------------------- */

static bool env_stopped(void *ctx)
{
	const struct world *w = ctx;
	return w->stop && *w->stop;
}

struct kb_env world_env(struct world *w)
{
	return (struct kb_env){.ctx = w,
		.get = world_get,
		.now = env_now,
		.elapsed = env_elapsed,
		.note = env_note,
		.progress = env_progress,
		.stopped = env_stopped};
}
