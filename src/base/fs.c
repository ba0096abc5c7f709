/* fs.c - files: looking, reading with a ceiling, writing by rename, walking.
 *
 * Order: looking, reading, writing, walking. Paths are in path.c, child processes in run.c. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

#define TEMP_END ".kb-tmp"
#define MAX_WALK_DEPTH 100

static int64_t nanoseconds(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void stat_fill(struct fs_stat *st, const struct stat *s)
{
	*st = (struct fs_stat){
		.exists = true,
		.is_file = S_ISREG(s->st_mode),
		.is_dir = S_ISDIR(s->st_mode),
		.is_link = S_ISLNK(s->st_mode),
		.size = (int64_t)s->st_size,
		.mtime_ns = nanoseconds(s->st_mtim),
		.ctime_ns = nanoseconds(s->st_ctim),
		.inode = (uint64_t)s->st_ino,
	};
}

bool fs_stat(const char *path, struct fs_stat *st, struct err *e)
{
	struct stat s;
	*st = (struct fs_stat){0};
	if (lstat(path, &s) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return true;
		return err_errno(e, ERR_IO, "%s", path);
	}
	stat_fill(st, &s);
	return true;
}

bool fs_stat_same(const struct fs_stat *x, const struct fs_stat *y)
{
	return x->size == y->size && x->mtime_ns == y->mtime_ns && x->ctime_ns == y->ctime_ns &&
		x->inode == y->inode;
}

bool fs_exists(const char *path)
{
	struct stat s;
	return lstat(path, &s) == 0;
}

bool fs_is_dir(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

bool fs_read_fd(
	struct arena *a, int fd, const char *name, size_t max, struct str *out, struct err *e)
{
	struct buf b = buf_make(a);
	struct stat s;
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0 && (size_t)s.st_size <= max)
		buf_reserve(&b, (size_t)s.st_size + 1);
	for (;;) {
		if (b.cap < b.n + 2)
			buf_reserve(&b, b.n < 65536 ? 65536 : b.n);
		ssize_t n = read(fd, b.p + b.n, b.cap - b.n - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, ERR_IO, "%s: cannot read", name);
		if (n == 0)
			break;
		b.n += (size_t)n;
		if (b.n > max)
			return err_set(
				e, ERR_LIMIT, "%s: larger than %zu MB; split it", name, max >> 20);
	}
	*out = buf_str(&b);
	return true;
}

bool fs_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_errno(e, ERR_IO, "%s: cannot open", path);
	struct stat s;
	bool good = false;
	if (fstat(fd, &s) != 0)
		err_errno(e, ERR_IO, "%s", path);
	else if (S_ISDIR(s.st_mode))
		err_set(e, ERR_IO, "%s: is a folder, not a file", path);
	else if (!S_ISREG(s.st_mode))
		err_set(e, ERR_IO, "%s: is no regular file", path);
	else
		good = fs_read_fd(a, fd, path, max, out, e);
	close(fd);
	return good;
}

static bool write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = str_from(bytes, (size_t)n);
	}
	return true;
}

/* ".NAME.kb-tmp" beside path; a name too long for that gets a short one of its hash. */
static bool temp_name(const char *path, char *out, size_t cap)
{
	struct str p = str_of(path), dir = fs_dir_name(p), base = fs_base_name(p);
	const char *slash = dir.n || (p.n && p.p[0] == '/') ? "/" : "";
	int n;
	if (base.n <= 200)
		n = snprintf(out, cap, STR_FMT "%s." STR_FMT TEMP_END, STR_ARG(dir), slash,
			STR_ARG(base));
	else
		n = snprintf(out, cap, STR_FMT "%s.%016llx" TEMP_END, STR_ARG(dir), slash,
			(unsigned long long)str_hash64(base));
	return n > 0 && (size_t)n < cap;
}

bool fs_write(const char *path, struct str bytes, bool sync_now, struct err *e)
{
	char temp[4200];
	if (!temp_name(path, temp, sizeof temp))
		return err_set(e, ERR_IO, "%s: path too long", path);
	int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return err_errno(e, ERR_IO, "%s: cannot write", path);
	bool good = write_all(fd, bytes) && (!sync_now || fsync(fd) == 0);
	int saved = errno;
	if (close(fd) != 0 && good) {
		good = false;
		saved = errno;
	}
	if (good && rename(temp, path) != 0) {
		good = false;
		saved = errno;
	}
	if (good)
		return true;
	unlink(temp);
	errno = saved;
	return err_errno(e, ERR_IO, "%s: cannot write", path);
}

bool fs_append(const char *path, struct str bytes, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return err_errno(e, ERR_IO, "%s: cannot write", path);
	bool good = write_all(fd, bytes);
	if (!good)
		err_errno(e, ERR_IO, "%s: cannot write", path);
	if (close(fd) != 0 && good)
		return err_errno(e, ERR_IO, "%s: cannot write", path);
	return good;
}

bool fs_mkdirs(const char *path, struct err *e)
{
	char part[4200];
	size_t n = strlen(path);
	if (n >= sizeof part)
		return err_set(e, ERR_IO, "%s: path too long", path);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) == 0 || fs_is_dir(part))
			continue;
		return err_errno(e, ERR_IO, "%s: cannot make the folder", part);
	}
	return true;
}

bool fs_remove(const char *path, struct err *e)
{
	if (unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR)
		return true;
	return err_errno(e, ERR_IO, "%s: cannot remove", path);
}

bool fs_rename(const char *from, const char *to, struct err *e)
{
	if (rename(from, to) == 0)
		return true;
	return err_errno(e, ERR_IO, "%s: cannot rename to %s", from, to);
}

static bool sync_path(const char *path, int flags, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	if (fd < 0)
		return err_errno(e, ERR_IO, "%s: cannot open", path);
	bool good = fsync(fd) == 0 || errno == EINVAL; /* not every file system can */
	if (!good)
		err_errno(e, ERR_IO, "%s: cannot sync", path);
	close(fd);
	return good;
}

bool fs_sync(const char *path, struct err *e)
{
	return sync_path(path, O_NOFOLLOW | O_NONBLOCK, e);
}

bool fs_sync_dir(const char *path, struct err *e)
{
	return sync_path(path, O_DIRECTORY, e);
}

/* --- walking ----------------------------------------------------------------------------- */

struct walk {
	struct arena *a;
	VEC(struct fs_entry) found;
	VEC(struct str) folders; /* still to be read, relative */
	bool temporaries; /* look for these alone */
};

static size_t depth_of(struct str path)
{
	size_t n = 0;
	for (size_t i = 0; i < path.n; i++)
		n += path.p[i] == '/';
	return n;
}

static void walk_entry(struct walk *w, int dir_fd, struct str folder, const char *name)
{
	struct stat s;
	bool wanted = w->temporaries && str_ends(str_of(name), STR(TEMP_END));
	if ((name[0] == '.' && !wanted) || fstatat(dir_fd, name, &s, AT_SYMLINK_NOFOLLOW) != 0)
		return; /* gone meanwhile: the next walk sees what is there */
	struct str path = folder.n ? str_printf(w->a, STR_FMT "/%s", STR_ARG(folder), name)
				   : str_dup(w->a, str_of(name));
	struct fs_entry entry = {.path = path};
	stat_fill(&entry.st, &s);
	if (entry.st.is_dir) {
		if (depth_of(path) < MAX_WALK_DEPTH)
			VEC_PUSH(w->a, &w->folders, path);
	} else if ((entry.st.is_file || entry.st.is_link) && wanted == w->temporaries) {
		VEC_PUSH(w->a, &w->found, entry);
	}
}

static bool walk_folder(struct walk *w, const char *dir, struct str folder, struct err *e)
{
	const char *path = folder.n ? fs_join(w->a, dir, folder.p) : dir;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (folder.n ? O_NOFOLLOW : 0));
	if (fd < 0) {
		if (errno == ENOENT || (folder.n && (errno == ENOTDIR || errno == ELOOP)))
			return true;
		return err_errno(e, ERR_IO, "%s: cannot read the folder", path);
	}
	DIR *d = fdopendir(fd);
	if (!d) {
		err_errno(e, ERR_IO, "%s: cannot read the folder", path);
		close(fd);
		return false;
	}
	for (struct dirent *entry; (entry = readdir(d));)
		walk_entry(w, fd, folder, entry->d_name);
	closedir(d);
	return true;
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct fs_entry *)a)->path, ((const struct fs_entry *)b)->path);
}

static bool walk(struct walk *w, const char *dir, struct err *e)
{
	VEC_PUSH(w->a, &w->folders, STR(""));
	while (w->folders.n) {
		struct str folder = w->folders.v[--w->folders.n];
		if (!walk_folder(w, dir, folder, e))
			return false;
	}
	return true;
}

bool fs_walk(struct arena *a, const char *dir, struct fs_list *out, struct err *e)
{
	struct walk w = {.a = a};
	if (!walk(&w, dir, e))
		return false;
	if (w.found.n)
		qsort(w.found.v, w.found.n, sizeof *w.found.v, by_path);
	*out = (struct fs_list){w.found.v, w.found.n};
	return true;
}

bool fs_sweep(struct arena *a, const char *dir, struct err *e)
{
	struct walk w = {.a = a, .temporaries = true};
	bool good = walk(&w, dir, e);
	for (size_t i = 0; good && i < w.found.n; i++)
		good = fs_remove(fs_join(a, dir, w.found.v[i].path.p), e);
	return good;
}
