/* init.c - kb_init: the first files of a base (DESIGN.md 1 and 3), from src/templates.
 *
 * What is there is never touched, whatever it is (a link, a folder of that name). */
#include "base/embed.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/str.h"
#include "kb.h"

/* Folders end in "/". kb.yaml comes last: with it the folder is a base. */
static const struct {
	const char *path, *template;
} files[] = {
	{"raw/", 0},
	{"wiki/", 0},
	{"KB.md", "templates/KB.md"},
	{"AGENTS.md", "templates/AGENTS.md"},
	{".obsidian/app.json", "templates/app.json"},
	{".gitignore", "templates/gitignore"},
	{"kb.yaml", "templates/kb.yaml"},
};

static bool make(
	struct arena *a, const char *dir, const char *path, const char *template, struct err *e)
{
	const struct embed_file *file = template ? embed_find(template) : 0;
	char *to = fs_join(a, dir, path);
	if (!template)
		return fs_mkdirs(to, e);
	if (!file)
		return err_set(e, ERR_IO, "%s is not part of this kb; build it again", template);
	struct str folder = fs_dir_name(str_of(to));
	return (!folder.n || fs_mkdirs(str_z(a, folder), e)) &&
		fs_write(to, str_make(file->bytes, file->n), true, e);
}

bool kb_init(struct arena *a, const char *dir, struct strs *made, struct err *e)
{
	*made = (struct strs){0};
	if (!fs_mkdirs(dir, e))
		return err_wrap(e, "cannot make the base");
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct str path = str_of(files[i].path);
		struct str bare = str_ends(path, STR("/")) ? str_sub(path, 0, path.n - 1) : path;
		struct fs_stat st;
		if (!fs_stat(fs_join(a, dir, str_z(a, bare)), &st, e))
			return false;
		if (st.exists)
			continue;
		if (!make(a, dir, str_z(a, bare), files[i].template, e))
			return err_wrap(e, "cannot make the base");
		strs_add(a, made, path);
	}
	return true;
}
