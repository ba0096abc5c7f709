/* kept.c - see kept.h. */
#include "engine/kept.h"

#include "base/fs.h"
#include "base/hash.h"

bool kept_save(struct kb *kb, struct arena *a, struct str page, struct str text, struct str *path,
	struct err *e)
{
	struct str base = fs_base_name(page);
	if (str_ends(base, STR(".md")))
		base.n -= 3;
	*path = str_printf(a, ".kb/kept/" STR_FMT "." STR_FMT ".md", STR_ARG(base),
		STR_ARG(sha_base32(a, sha_of(text), 8)));
	char *full = engine_path(kb, a, *path);
	if (fs_exists(full))
		return true;
	return fs_mkdirs(engine_path(kb, a, STR(".kb/kept")), e) && fs_write(full, text, true, e);
}
