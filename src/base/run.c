/* run.c - child processes: no shell, bounded time, memory and output. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/str.h"

enum { IN, OUT, ERR, PIPES };

struct child {
	pid_t pid;
	int fd[PIPES]; /* the parent's ends; -1 when closed */
	struct buf out, note;
	struct str input; /* still to be written */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Only calls that are safe between fork and exec. */
static void become(const struct fs_run *run, int in, int out, int err)
{
	if (run->max_memory) {
		struct rlimit l = {run->max_memory, run->max_memory};
		setrlimit(RLIMIT_AS, &l);
	}
	if (run->max_cpu_s) {
		struct rlimit l = {run->max_cpu_s, run->max_cpu_s + 1}; /* SIGXCPU, then SIGKILL */
		setrlimit(RLIMIT_CPU, &l);
	}
	signal(SIGPIPE, SIG_DFL);
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	execvp(run->argv[0], (char *const *)(uintptr_t)run->argv);
	_exit(127); /* house: allow print: the child of a fork that could not become the program */
}

static bool start(struct child *c, const struct fs_run *run, struct err *e)
{
	int pipes[PIPES][2];
	for (int i = 0; i < PIPES; i++) {
		/* stdin is a socket: a child that stops reading must not raise SIGPIPE here */
		if ((i == IN ? socketpair(AF_UNIX, SOCK_STREAM, 0, pipes[i]) : pipe(pipes[i])) == 0)
			continue;
		err_errno(e, ERR_IO, "%s: cannot start", run->argv[0]);
		while (i-- > 0) {
			close(pipes[i][0]);
			close(pipes[i][1]);
		}
		return false;
	}
	for (int i = 0; i < PIPES; i++)
		for (int k = 0; k < 2; k++)
			fcntl(pipes[i][k], F_SETFD, FD_CLOEXEC);
	c->pid = fork();
	if (c->pid == 0)
		become(run, pipes[IN][0], pipes[OUT][1], pipes[ERR][1]);
	c->fd[IN] = pipes[IN][1];
	c->fd[OUT] = pipes[OUT][0];
	c->fd[ERR] = pipes[ERR][0];
	close(pipes[IN][0]);
	close(pipes[OUT][1]);
	close(pipes[ERR][1]);
	for (int i = 0; i < PIPES; i++)
		fcntl(c->fd[i], F_SETFL, O_NONBLOCK);
	if (c->pid > 0)
		return true;
	err_errno(e, ERR_IO, "%s: cannot start", run->argv[0]);
	for (int i = 0; i < PIPES; i++)
		close_end(&c->fd[i]);
	return false;
}

static void feed(struct child *c)
{
	ssize_t n = c->input.n ? send(c->fd[IN], c->input.p, c->input.n, MSG_NOSIGNAL) : 0;
	if (n > 0)
		c->input = str_from(c->input, (size_t)n);
	if (c->input.n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&c->fd[IN]);
}

static void drain(int *fd, struct buf *b, size_t max)
{
	buf_reserve(b, 65536);
	ssize_t n = read(*fd, b->p + b->n, 65536);
	if (n > 0)
		b->n += b->n < max ? (size_t)n : 0;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_end(fd);
}

/* Talks to the child until it closes its output; false when a bound was passed. */
static bool talk(struct child *c, const struct fs_run *run, struct err *e)
{
	int64_t end = now_ms() + run->timeout_ms;
	while (c->fd[OUT] >= 0 || c->fd[ERR] >= 0) {
		struct pollfd p[PIPES] = {
			{c->fd[IN], POLLOUT, 0}, {c->fd[OUT], POLLIN, 0}, {c->fd[ERR], POLLIN, 0}};
		int64_t left = end - now_ms();
		if (left <= 0)
			return err_set(e, ERR_LIMIT, "%s: took longer than %u s", run->argv[0],
				run->timeout_ms / 1000);
		if (poll(p, PIPES, (int)left) < 0 && errno != EINTR)
			return err_errno(e, ERR_IO, "%s", run->argv[0]);
		if (p[IN].revents)
			feed(c);
		if (p[OUT].revents)
			drain(&c->fd[OUT], &c->out, run->max_output + 1);
		if (p[ERR].revents)
			drain(&c->fd[ERR], &c->note, 4096);
		if (c->out.n > run->max_output)
			return err_set(e, ERR_LIMIT, "%s: more than %zu MB of output", run->argv[0],
				run->max_output >> 20);
	}
	return true;
}

bool fs_run(struct arena *a, const struct fs_run *run, struct str *out, struct str *note,
	int *status, struct err *e)
{
	struct child c = {.out = buf_make(a), .note = buf_make(a), .input = run->input};
	if (!start(&c, run, e))
		return false;
	bool good = talk(&c, run, e);
	if (!good)
		kill(c.pid, SIGKILL);
	for (int i = 0; i < PIPES; i++)
		close_end(&c.fd[i]);
	int how = 0;
	while (waitpid(c.pid, &how, 0) < 0 && errno == EINTR)
		;
	*out = buf_str(&c.out);
	struct str rest = buf_str(&c.note);
	*note = (struct str){"", 0};
	str_line(&rest, note);
	if (!good)
		return false;
	if (!WIFEXITED(how) && WTERMSIG(how) == SIGXCPU)
		return err_set(
			e, ERR_LIMIT, "%s: more than %u s of work", run->argv[0], run->max_cpu_s);
	if (!WIFEXITED(how))
		return err_set(e, ERR_LIMIT, "%s: ended by signal %d", run->argv[0], WTERMSIG(how));
	*status = WEXITSTATUS(how);
	if (*status == 127)
		return err_set(e, ERR_IO, "%s: cannot be started; is it installed?", run->argv[0]);
	return true;
}
