/* cmd_show.c - kb show: a page, a document or a passage. */
#include "front/cmd.h"

enum { O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_JSON] = {"json", NULL, "print {path, title, text}", .kind = OPT_FLAG},
};

static void report(struct front *f, const struct kb_shown *r)
{
	if (!f->opt[O_JSON].set) {
		out_page(&f->out, r->text);
		return;
	}
	struct json_out *j = out_json_begin(&f->out, '{');
	json_put_str(j, "path", r->path);
	json_put_str(j, "title", r->title);
	json_put_str(j, "text", r->text);
	out_json_end(&f->out, '{');
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_shown r = {0};
	if (!front_open(f, &kb, e))
		return 0;
	if (kb_show(kb, f->a, front_words(f).p, &r, e))
		report(f, &r);
	kb_close(kb);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb show memex", "print the page on the memex"},
	{"kb show raw/as-we-may-think.md", "print the document that a source became"},
	{"kb show 'as-we-may-think-text#^p7k2m9qa'", "print one passage"},
};

static const struct cmd_status statuses[] = {{0, "shown"}, {1, "no such page or passage"}};

const struct cmd cmd_show = {
	.name = "show",
	.summary = "print a page, a document or a passage",
	.args = "PAGE|SOURCE[#^PASSAGE]",
	.about = "A page is named as people write it: path, base name, title or alias; a document "
		 "by its page or its source.",
	.min_args = 1,
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
