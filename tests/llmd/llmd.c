/* llmd.c - a test double of the services that kb speaks to: OpenAI, Anthropic, Ollama.
 *
 *	llmd --port-file F [--port 0] [--delay-ms N] [--fault NAME[@every N|@from N|@call N]]...
 *
 * It listens on loopback, writes its port to F when it is ready, and ends on SIGTERM. Which protocol
 * is spoken is decided by the path, so one process serves all. Answers are a function of the request
 * (answer.c says how), unless --reword or --lie is given.
 *
 *	--port-file F       port, newline; a second line with the port that redirects lead to
 *	--log F             one line a request: {"path","status","body"}
 *	--key K             401 for any other key
 *	--delay-ms N        before each answer; --piece-ms N between pieces of a stream
 *	--shuffle-delay S   random delays up to --delay-ms (default 20), by that seed
 *	--reword            words each claim and sentence anew at each call
 *	--lie               wrong quotes, passages, citations; links, file names, HTML, front matter
 *	--fault SPEC        see --list-faults; without "@" at each call; several may be given
 *	--list-faults       names and meanings
 *
 * GET /stats, POST /reset, POST /release (of what the fault "hold" holds) and POST /control (one option a
 * line, as above without the dashes) act on one scope; below /f/FAULTS/LABEL (faults with "+" between, or "none") lies a scope of its own, so that
 * one process tries many faults at once: base_url = http://127.0.0.1:PORT/f/500@call1/a/v1. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "llmd.h"

struct options {
	const char *port_file;
	unsigned port;
};

static int usage(const char *what)
{
	fprintf(stderr, "llmd: %s\n", what);
	return 2;
}

static int list_faults(void)
{
	for (size_t i = 0; i < n_faults; i++)
		printf("%s\t%s\n", faults[i].name, faults[i].what);
	return 0;
}

/* NULL, or what is wrong. */
static const char *take(struct llmd *d, struct options *o, const char *name, const char *value)
{
	struct err e = {0};
	if (strcmp(name, "--port") == 0)
		o->port = (unsigned)strtoul(value, NULL, 10);
	else if (strcmp(name, "--port-file") == 0)
		o->port_file = value;
	else if (strcmp(name, "--log") == 0)
		d->log = value;
	else if (!settings_take(d->a, &d->set, str_of(name + 2), str_of(value), &e))
		return str_dup(d->a, str_of(e.text)).p;
	return NULL;
}

static const char *read_options(struct llmd *d, struct options *o, char **argv)
{
	for (int i = 1; argv[i]; i++) {
		bool alone = !strcmp(argv[i], "--reword") || !strcmp(argv[i], "--lie");
		if (strncmp(argv[i], "--", 2) != 0)
			return "options start with --";
		if (!alone && !argv[i + 1])
			return "an option lacks its value";
		const char *wrong = take(d, o, argv[i], alone ? "" : argv[i + 1]);
		if (wrong)
			return wrong;
		i += !alone;
	}
	return o->port_file ? NULL : "--port-file is needed";
}

static int run(struct llmd *d, const struct options *o)
{
	struct serve *trap = serve_open(d->a, d, 0, true), *main = NULL;
	struct err e = {0};
	sigset_t ends;
	int sig;
	if (trap)
		main = serve_open(d->a, d, o->port, false);
	if (!main) {
		serve_close(trap);
		return usage("cannot listen on 127.0.0.1");
	}
	d->port = serve_port(main);
	d->trap_port = serve_port(trap);
	FILE *f = fopen(o->port_file, "w");
	if (f) {
		fprintf(f, "%u\n%u\n", d->port, d->trap_port);
		fclose(f);
	} else {
		err_set(&e, ERR_IO, "cannot write %s", o->port_file);
	}
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	if (e.code == ERR_NONE)
		sigwait(&ends, &sig);
	atomic_store(&d->stopping, true);
	serve_close(main);
	serve_close(trap);
	return e.code == ERR_NONE ? 0 : usage(e.text);
}

int main(int argc, char **argv)
{
	struct llmd d = {.a = arena_make(), .lock = PTHREAD_MUTEX_INITIALIZER};
	struct options o = {0};
	sigset_t ends;
	if (argc == 2 && strcmp(argv[1], "--list-faults") == 0) {
		arena_free(d.a);
		return list_faults();
	}
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	d.scopes = map_make(d.a);
	d.files = map_make(d.a);
	d.batches = map_make(d.a);
	d.trap = stats_make();
	d.set.key = STR("");
	const char *wrong = read_options(&d, &o, argv);
	int status = wrong ? usage(wrong) : run(&d, &o);
	for (size_t i = 0; i < d.scopes.n; i++)
		stats_free(((struct scope *)d.scopes.v[i].ptr)->stats);
	stats_free(d.trap);
	arena_free(d.a);
	return status;
}
