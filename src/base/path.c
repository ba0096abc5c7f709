/* path.c - names of files as text; nothing here looks at the disk but fs_absolute. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/str.h"

char *fs_join(struct arena *a, const char *dir, const char *x)
{
	if (x[0] == '/' || dir[0] == '\0')
		return str_z(a, str_of(x));
	size_t n = strlen(dir);
	const char *slash = dir[n - 1] == '/' ? "" : "/";
	return str_z(a, str_printf(a, "%s%s%s", dir, slash, x));
}

char *fs_absolute(struct arena *a, const char *path, struct err *e)
{
	char *real = realpath(path, NULL);
	if (!real) {
		err_errno(e, ERR_IO, "%s", path);
		return NULL;
	}
	char *copy = str_z(a, str_of(real));
	arena_free_foreign(real);
	return copy;
}

struct str fs_base_name(struct str path)
{
	size_t i = str_rfind_byte(path, '/');
	return i == STR_NPOS ? path : str_from(path, i + 1);
}

struct str fs_dir_name(struct str path)
{
	size_t i = str_rfind_byte(path, '/');
	return str_sub(path, 0, i == STR_NPOS ? 0 : i);
}

struct str fs_extension(struct str path)
{
	struct str base = fs_base_name(path);
	size_t i = str_rfind_byte(base, '.');
	return i == STR_NPOS || i == 0 ? str_sub(base, base.n, base.n) : str_from(base, i);
}

struct str fs_clean(struct arena *a, struct str path)
{
	struct strs parts = {0};
	bool rooted = path.n && path.p[0] == '/';
	struct str rest = path, part;
	while (str_cut(&rest, '/', &part)) {
		if (part.n == 0 || str_eqz(part, "."))
			continue;
		if (!str_eqz(part, ".."))
			strs_add(a, &parts, part);
		else if (parts.n && !str_eqz(parts.v[parts.n - 1], ".."))
			parts.n--;
		else if (!rooted)
			strs_add(a, &parts, part);
	}
	struct buf b = buf_make(a);
	if (rooted)
		buf_putc(&b, '/');
	for (size_t i = 0; i < parts.n; i++) {
		if (i)
			buf_putc(&b, '/');
		buf_put(&b, parts.v[i]);
	}
	return buf_str(&b);
}

struct str fs_relative(struct arena *a, struct str from, struct str to)
{
	struct str dir = fs_dir_name(from);
	size_t common = 0; /* bytes of whole folders that both share, slash included */
	for (size_t i = 0; i < to.n; i++) {
		if (i < dir.n && dir.p[i] != to.p[i])
			break;
		if (i == dir.n) {
			if (to.p[i] == '/')
				common = i + 1;
			break;
		}
		if (dir.p[i] == '/')
			common = i + 1;
	}
	struct buf b = buf_make(a);
	struct str up = str_from(dir, common), part;
	if (up.n == 0)
		up.p = NULL;
	while (str_cut(&up, '/', &part))
		buf_puts(&b, "../");
	buf_put(&b, str_from(to, common));
	return buf_str(&b);
}

bool fs_have_program(const char *name)
{
	const char *path = getenv("PATH");
	struct str rest = str_of(path ? path : "/usr/bin:/bin"), dir;
	char full[4200];
	size_t n = strlen(name);
	while (str_cut(&rest, ':', &dir)) {
		if (dir.n + n + 2 > sizeof full)
			continue;
		memcpy(full, dir.p, dir.n);
		full[dir.n] = '/';
		memcpy(full + dir.n + 1, name, n + 1);
		if (access(full, X_OK) == 0)
			return true;
	}
	return false;
}
