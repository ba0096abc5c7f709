/* fault.c - a shared object for LD_PRELOAD: lets the nth call on files below a folder fail, or kills
 * the process there. It stands below base/fs.c and below SQLite, so kb itself has no hook.
 *
 *	FAULT_ROOT=DIR   files below DIR count (an absolute path)
 *	FAULT_KIND=K     enospc, eio, eacces: these errors of the calls that can give them;
 *	                 kill: SIGKILL before the call, a write is done by half; stop: SIGSTOP once;
 *	                 readonly: all that would write fails with EROFS
 *	                 list: nothing fails; FAULT_NOTE gets each call with its path
 *	                 alloc: memory that main and what it calls ask for (any folder), and threads;
 *	                 famine: the same, that call and all behind it
 *	FAULT_AT=N       the Nth such call, from 1
 *	FAULT_ON=1       that call and all behind it
 *	FAULT_NOTE=FILE  gets the name of the call when it happens */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { NONE, ENOSPC_, EIO_, EACCES_, KILL, STOP, READONLY, LIST, ALLOC, FAMINE };
enum { OPEN_READ = 1, OPEN_WRITE = 2, READ = 4, WRITE = 8, SYNC = 16, NAME = 32, MEMORY = 64 };

#define MAX_FD 4096

static enum kind kind;
static long at;
static int on, ready, in_main;
static const char *root, *note;
static atomic_long count;
static atomic_char ours[MAX_FD];

static const struct {
	const char *name;
	int error, calls;
} kinds[] = {
	[NONE] = {"none", 0, 0},
	[ENOSPC_] = {"enospc", ENOSPC, OPEN_WRITE | WRITE},
	[EIO_] = {"eio", EIO, READ | WRITE | SYNC},
	[EACCES_] = {"eacces", EACCES, OPEN_READ | OPEN_WRITE | NAME},
	[KILL] = {"kill", 0, OPEN_WRITE | WRITE | SYNC | NAME},
	[STOP] = {"stop", 0, OPEN_WRITE | WRITE | SYNC | NAME},
	[READONLY] = {"readonly", EROFS, OPEN_WRITE | WRITE | NAME},
	[ALLOC] = {"alloc", ENOMEM, MEMORY},
	[FAMINE] = {"famine", ENOMEM, MEMORY},
	[LIST] = {"list", 0, OPEN_READ | OPEN_WRITE | READ | WRITE | SYNC | NAME},
};

static void start(void)
{
	const char *k = getenv("FAULT_KIND");
	if (ready)
		return;
	ready = 1;
	root = getenv("FAULT_ROOT");
	note = getenv("FAULT_NOTE");
	at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
	on = getenv("FAULT_ON") != NULL;
	for (size_t i = 0; root && k && i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, k) == 0)
			kind = (enum kind)i;
	on = on || kind == FAMINE;
}

static void *next(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);
	if (!p)
		abort();
	return p;
}

#define REAL(name) ((__typeof__(&name))next(#name))

static int below(const char *path)
{
	start();
	size_t n = root ? strlen(root) : 0;
	return n && path && strncmp(path, root, n) == 0 && (path[n] == '/' || !path[n]);
}

static void say(const char *name, const char *path)
{
	char line[4400];
	int n = snprintf(line, sizeof line, path ? "%s %s\n" : "%s\n", name, path);
	int fd = note ? REAL(open)(note, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
	if (fd < 0)
		return;
	if (n < 0 || REAL(write)(fd, line, (size_t)n < sizeof line ? (size_t)n : sizeof line) < 0)
		abort();
	close(fd);
}

/* True: the call is to fail with errno set. */
static int hit(int call, const char *name, const char *path)
{
	if (!(kinds[kind].calls & call))
		return 0;
	if (kind == LIST) {
		say(name, path);
		return 0;
	}
	if (kind == READONLY) {
		errno = EROFS;
		return 1;
	}
	long n = atomic_fetch_add(&count, 1) + 1;
	if (n != at && !(on && n > at))
		return 0;
	say(name, NULL);
	if (kind == KILL && call != WRITE)
		raise(SIGKILL);
	if (kind == STOP) {
		raise(SIGSTOP);
		return 0;
	}
	errno = kinds[kind].error;
	return 1;
}

static int hit_fd(int fd, int call, const char *name)
{
	char link[64], path[4200];
	ssize_t n = 0;
	start();
	if (fd < 0 || fd >= MAX_FD || !ours[fd])
		return 0;
	if (kind == LIST) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		n = readlink(link, path, sizeof path - 1);
	}
	path[n > 0 ? n : 0] = '\0';
	return hit(call, name, path);
}

static int hit_path(const char *path, int call, const char *name)
{
	return below(path) && hit(call, name, path);
}

static int opened(int fd, const char *path)
{
	if (fd >= 0 && fd < MAX_FD)
		ours[fd] = (char)below(path);
	return fd;
}

#define OPEN(name)                                                                                 \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		va_list ap;                                                                        \
		va_start(ap, flags);                                                               \
		mode_t mode = flags & O_CREAT ? (mode_t)va_arg(ap, int) : 0;                       \
		va_end(ap);                                                                        \
		int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);                 \
		if (hit_path(path, writes ? OPEN_WRITE : OPEN_READ,                                \
			    writes ? #name "-to-write" : #name))                                   \
			return -1;                                                                 \
		return opened(REAL(name)(path, flags, mode), path);                                \
	}
OPEN(open)
OPEN(open64)

static size_t half(size_t n)
{
	return kind == KILL ? n / 2 : 0;
}

static void die(void)
{
	if (kind == KILL)
		raise(SIGKILL);
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (!hit_fd(fd, WRITE, "write"))
		return REAL(write)(fd, p, n);
	if (half(n) && REAL(write)(fd, p, half(n)) < 0)
		abort();
	die();
	return -1;
}

#define PWRITE(name)                                                                               \
	ssize_t name(int fd, const void *p, size_t n, off_t to)                                    \
	{                                                                                          \
		if (!hit_fd(fd, WRITE, #name))                                                     \
			return REAL(name)(fd, p, n, to);                                           \
		if (half(n) && REAL(name)(fd, p, half(n), to) < 0)                                 \
			abort();                                                                   \
		die();                                                                             \
		return -1;                                                                         \
	}
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t read(int fd, void *p, size_t n)
{
	return hit_fd(fd, READ, "read") ? -1 : REAL(read)(fd, p, n);
}

#define PREAD(name)                                                                                \
	ssize_t name(int fd, void *p, size_t n, off_t from)                                        \
	{                                                                                          \
		return hit_fd(fd, READ, #name) ? -1 : REAL(name)(fd, p, n, from);                  \
	}
PREAD(pread)
PREAD(pread64)

int fsync(int fd)
{
	return hit_fd(fd, SYNC, "fsync") ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
	return hit_fd(fd, SYNC, "fdatasync") ? -1 : REAL(fdatasync)(fd);
}

#define TRUNCATE(name)                                                                             \
	int name(int fd, off_t n)                                                                  \
	{                                                                                          \
		if (!hit_fd(fd, WRITE, #name))                                                     \
			return REAL(name)(fd, n);                                                  \
		die();                                                                             \
		return -1;                                                                         \
	}
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int rename(const char *from, const char *to)
{
	return hit_path(to, NAME, "rename") ? -1 : REAL(rename)(from, to);
}

int unlink(const char *path)
{
	return hit_path(path, NAME, "unlink") ? -1 : REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
	struct stat s;
	if (stat(path, &s) != 0 && hit_path(path, NAME, "mkdir"))
		return -1;
	return REAL(mkdir)(path, mode);
}

int access(const char *path, int mode)
{
	start();
	if (kind == READONLY && (mode & W_OK) && below(path)) {
		errno = EROFS;
		return -1;
	}
	return REAL(access)(path, mode);
}

/* --- memory: counted from main on; what is made ready before it has touched no base yet ------- */

typedef int main_fn(int argc, char **argv, char **env);
static main_fn *real_main;

static int from_here(int argc, char **argv, char **env)
{
	start();
	in_main = 1;
	return real_main(argc, argv, env);
}

int __libc_start_main(main_fn *m, int argc, char **argv, void (*init)(void), void (*fini)(void),
	void (*rtld_fini)(void), void *stack)
{
	int (*begin)(main_fn *, int, char **, void (*)(void), void (*)(void), void (*)(void),
		void *) = (__typeof__(begin))next("__libc_start_main");
	real_main = m;
	return begin(from_here, argc, argv, init, fini, rtld_fini, stack);
}

static int starved(const char *name)
{
	return in_main && (kinds[kind].calls & MEMORY) && hit(MEMORY, name, NULL);
}

void *malloc(size_t n)
{
	return starved("malloc") ? NULL : REAL(malloc)(n);
}

void *calloc(size_t count, size_t size)
{
	return starved("calloc") ? NULL : REAL(calloc)(count, size);
}

void *realloc(void *p, size_t n)
{
	return starved("realloc") ? NULL : REAL(realloc)(p, n);
}

void *mmap(void *p, size_t n, int protection, int flags, int fd, off_t from)
{
	return starved("mmap") ? MAP_FAILED : REAL(mmap)(p, n, protection, flags, fd, from);
}

int pthread_create(pthread_t *t, const pthread_attr_t *how, void *(*fn)(void *), void *arg)
{
	return starved("pthread_create") ? EAGAIN : REAL(pthread_create)(t, how, fn, arg);
}
