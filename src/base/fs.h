/* fs.h - the file system: reading with a ceiling, writing by rename, walking, child processes.
 * Paths are NUL-terminated bytes as the system has them. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include "base/arena.h"
#include "kb_types.h"

#define FS_MAX_FILE ((size_t)256 << 20) /* DESIGN.md 9: no file is read past this */

struct fs_stat {
	bool exists, is_file, is_dir, is_link;
	int64_t size;
	int64_t mtime_ns, ctime_ns;
	uint64_t inode;
};

/* Looks at path itself (a link is not followed). Absent is no error: exists is false. */
bool fs_stat(const char *path, struct fs_stat *st, struct err *e);
/* Size, times and inode agree: most likely the same bytes. */
bool fs_stat_same(const struct fs_stat *x, const struct fs_stat *y);
bool fs_exists(const char *path);
bool fs_is_dir(const char *path);

/* The whole of a regular file (no device, no fifo), at most max bytes; ERR_LIMIT when larger. */
bool fs_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
bool fs_read_fd(
	struct arena *a, int fd, const char *name, size_t max, struct str *out, struct err *e);

/* Writes a temporary neighbour (".NAME.kb-tmp") and renames it over path. Without sync_now the
 * bytes are on disk only after fs_sync or the system's own time, the name after fs_sync_dir. */
bool fs_write(const char *path, struct str bytes, bool sync_now, struct err *e);
bool fs_append(const char *path, struct str bytes, struct err *e);
bool fs_mkdirs(const char *path, struct err *e); /* with parents; an existing folder is fine */
bool fs_remove(const char *path, struct err *e); /* absent is fine */
bool fs_rename(const char *from, const char *to, struct err *e);
bool fs_sync(const char *path, struct err *e); /* a file that was written */
bool fs_sync_dir(const char *path, struct err *e);

struct fs_entry {
	struct str path; /* relative to the walked folder, "/" between parts, NUL-terminated */
	struct fs_stat st;
};
struct fs_list {
	struct fs_entry *v; /* sorted by path in byte order */
	size_t n;
};
/* All regular files and links below dir, depth first; links are listed, never followed; names that
 * start with a dot and kb's temporaries are left out. An absent dir gives an empty list; a folder
 * that vanishes meanwhile is skipped; depth is bounded. */
bool fs_walk(struct arena *a, const char *dir, struct fs_list *out, struct err *e);
/* Removes the temporaries of fs_write below dir that a killed process left there. */
bool fs_sweep(struct arena *a, const char *dir, struct err *e);

/* Path of x below dir; x as it is when absolute. */
char *fs_join(struct arena *a, const char *dir, const char *x);
char *fs_absolute(struct arena *a, const char *path, struct err *e);
struct str fs_base_name(struct str path);
struct str fs_dir_name(struct str path); /* without the last "/"; "" when there is none */
struct str fs_extension(struct str path); /* with its dot, as it stands; "" when there is none */
/* "a/b/../c" to "a/c"; leading ".." are kept. */
struct str fs_clean(struct arena *a, struct str path);
/* Relative path from the folder of file `from` to file `to`, both relative to one root. */
struct str fs_relative(struct arena *a, struct str from, struct str to);

struct fs_run {
	const char *const *argv; /* argv[0] is looked up in PATH; no shell */
	struct str input;
	unsigned timeout_ms;
	size_t max_output; /* bytes of stdout */
	size_t max_memory; /* address space of the child; 0: none */
	unsigned max_cpu_s; /* 0: none */
};
/* Runs a child with stdin, collects its stdout; stderr is dropped but for its first line in *note.
 * ERR_IO when it cannot be started, ERR_LIMIT when it times out or is killed; *status is its exit
 * status. */
bool fs_run(struct arena *a, const struct fs_run *run, struct str *out, struct str *note,
	int *status, struct err *e);
bool fs_have_program(const char *name); /* in PATH */

#endif
