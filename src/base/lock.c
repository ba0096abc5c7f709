/* lock.c - see lock.h. POSIX record locks: they tell the holder and need no cleaning up. */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

#define STEP_MS 20

static struct flock whole_file(short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

static bool is_held(int fd, long *holder)
{
	struct flock f = whole_file(F_WRLCK);
	*holder = 0;
	if (fcntl(fd, F_GETLK, &f) != 0 || f.l_type == F_UNLCK)
		return false;
	*holder = (long)f.l_pid;
	return true;
}

static bool mark(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
}

bool lock_take(struct lock *l, const char *path, unsigned wait_ms, struct err *e)
{
	*l = (struct lock){.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)};
	if (l->fd < 0)
		return err_errno(e, ERR_IO, "%s: cannot write", path);
	for (unsigned waited = 0;; waited += STEP_MS) {
		struct flock f = whole_file(F_WRLCK);
		struct timespec step = {0, STEP_MS * 1000000L};
		char c;
		if (fcntl(l->fd, F_SETLK, &f) == 0) {
			l->unclean = pread(l->fd, &c, 1, 0) == 1;
			if (mark(l->fd))
				return true;
			err_errno(e, ERR_IO, "%s: cannot write", path);
			break;
		}
		if (errno != EACCES && errno != EAGAIN) {
			err_errno(e, ERR_IO, "%s: cannot lock", path);
			break;
		}
		if (is_held(l->fd, &l->holder) && waited >= wait_ms)
			break;
		nanosleep(&step, NULL);
	}
	close(l->fd);
	l->fd = -1;
	return false;
}

void lock_leave(struct lock *l, bool clean)
{
	if (l->fd < 0)
		return;
	if (clean && ftruncate(l->fd, 0) != 0)
		clean = false; /* the next run looks after what a killed one leaves: no harm */
	close(l->fd);
	l->fd = -1;
}
