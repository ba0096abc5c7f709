/* cmd_adopt.c - kb adopt: an edit of a document becomes the document. */
#include "front/cmd.h"

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct str made = {0};
	if (!front_open(f, &kb, e))
		return 0;
	if (kb_adopt(kb, f->a, f->words.v[0].p, &made, e)) {
		out_put(&f->out, OUT_PLAIN, made);
		out_raw(&f->out, STR("\n"));
	}
	kb_close(kb);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb adopt wiki/text/as-we-may-think-text.md", "make the edited text the document"},
};

const struct cmd cmd_adopt = {
	.name = "adopt",
	.summary = "make an edited wiki/text page the document",
	.args = "PAGE",
	.about = "Documents are evidence: the next compile sets an edit of one aside under "
		 ".kb/kept/. This writes the edited text to raw/ as NAME.fixed.md, which then "
		 "stands for the source, and prints its path.",
	.min_args = 1,
	.max_args = 1,
	.hint = HINT_FILES,
	CMD_ROWS(examples),
	.run = run,
};
