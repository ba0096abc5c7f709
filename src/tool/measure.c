/* measure.c - host tool: runs two commands in turn and prints what each took.
 *
 *	measure RUNS COMMAND ARG... -- COMMAND ARG...
 *
 * One line a command: median ms, least ms, peak memory in KB, of all its runs the mean of the
 * CPU ms and of the KB written to disk, and the ms that 95 of 100 runs keep below. They alternate, so that what else the
 * machine does meets both; their output is dropped. A status other than 0 ends it with status 1. */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct command {
	char **argv;
	double *ms; /* one a run */
	long peak_kb;
	double cpu_ms, written_kb; /* of all runs */
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void become(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], argv);
	_exit(127);
}

static int run_once(struct command *c, int i)
{
	struct rusage used;
	int status = 0;
	double start = now_ms();
	pid_t pid = fork();

	if (pid == 0)
		become(c->argv);
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0 || status != 0) {
		fprintf(stderr, "measure: %s failed\n", c->argv[0]);
		return -1;
	}
	c->ms[i] = now_ms() - start;
	c->cpu_ms += (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
	c->written_kb += (double)used.ru_oublock / 2;
	if (used.ru_maxrss > c->peak_kb)
		c->peak_kb = used.ru_maxrss;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	struct command c[2] = {{0}, {0}};
	int runs = argc > 1 ? atoi(argv[1]) : 0;

	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0 && !c[1].argv) {
			argv[i] = NULL;
			c[1].argv = argv + i + 1;
		}
	}
	c[0].argv = argv + 2;
	if (runs < 1 || !c[1].argv || !c[0].argv[0] || !c[1].argv[0]) {
		fprintf(stderr, "usage: measure RUNS COMMAND ARG... -- COMMAND ARG...\n");
		return 2;
	}
	for (int k = 0; k < 2; k++)
		if (!(c[k].ms = calloc((size_t)runs, sizeof(double))))
			return 1;
	for (int i = 0; i < runs; i++)
		for (int k = 0; k < 2; k++)
			if (run_once(&c[k], i) < 0)
				return 1;
	for (int k = 0; k < 2; k++) {
		qsort(c[k].ms, (size_t)runs, sizeof(double), by_size);
		printf("%.3f %.3f %ld %.3f %.0f %.3f\n", c[k].ms[runs / 2], c[k].ms[0],
			c[k].peak_kb, c[k].cpu_ms / runs, c[k].written_kb / runs,
			c[k].ms[(runs * 95 - 1) / 100]);
	}
	return 0;
}
