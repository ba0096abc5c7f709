/* cmd_init.c - kb init: the files of a new base. */
#include "front/cmd.h"

#include "base/fs.h"

static int run(struct front *f, struct err *e)
{
	struct str dir = f->words.n ? f->words.v[0] : STR(".");
	bool here = str_eqz(dir, ".");
	struct strs made = {0};
	if (!kb_init(f->a, dir.p, &made, e))
		return 0;
	for (size_t i = 0; i < made.n; i++) {
		struct str path = here ? made.v[i] : str_of(fs_join(f->a, dir.p, made.v[i].p));
		out_put(&f->out, OUT_PLAIN, path);
		out_raw(&f->out, STR("\n"));
	}
	if (made.n == 0)
		front_say(f, "nothing to do: this is a base already");
	else
		front_say(f, "put documents into " STR_FMT ", then run: kb compile",
			STR_ARG(here ? STR("raw/") : str_of(fs_join(f->a, dir.p, "raw/"))));
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb init notes", "make a base in the folder notes"},
};

const struct cmd cmd_init = {
	.name = "init",
	.summary = "make a new base in a folder",
	.args = "[DIR]",
	.about = "Writes kb.yaml (configuration), KB.md (what the base is about, in your words), "
		 "AGENTS.md (what an agent may do), raw/ (your documents go there) and wiki/, and "
		 "prints their names. What is there already is kept as it is.",
	.max_args = 1,
	.hint = HINT_FOLDERS,
	CMD_ROWS(examples),
	.run = run,
};
