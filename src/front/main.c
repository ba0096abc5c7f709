/* main.c - the process: its streams, its signals, its exit status. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "front/front.h"

static volatile sig_atomic_t stop; /* house: allow mutable-global: set by the signal handler */

static void on_stop(int number)
{
	(void)number;
	stop = 1;
}

/* The first Ctrl-C asks, the second one ends the process. */
static void catch_stop(void)
{
	struct sigaction act = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
}

/* A stream that is closed at start would give its number to the next file that is opened, the index
 * say. It is given a descriptor on which reading, or writing, fails as it would have. */
static void fill_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(3);
}

int main(int argc, char **argv)
{
	(void)argc;
	fill_streams();
	signal(SIGPIPE,
		SIG_IGN); /* children and connections that end early are errors, not death */
	int status = front_main(argv, &stop, catch_stop);
	if (status == FRONT_PIPE_CLOSED) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return status;
}
