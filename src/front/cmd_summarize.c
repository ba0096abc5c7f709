/* cmd_summarize.c - kb summarize: the sentences of a file that say most of it. */
#include "front/cmd.h"

enum { O_WORDS, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_WORDS] = {"words", "N", "about N words", .kind = OPT_NUMBER, .min = 1, .max = 100000,
		.fallback = 150, .letter = 'n'},
	[O_JSON] = {"json", NULL, "print {summary}", .kind = OPT_FLAG},
};

static int run(struct front *f, struct err *e)
{
	struct str bytes, summary, line;
	if (!front_read(f, f->words.v[0], &bytes, e) ||
		!kb_summarize(
			f->a, bytes, f->words.v[0], (size_t)f->opt[O_WORDS].number, &summary, e))
		return 0;
	if (f->opt[O_JSON].set) {
		json_put_str(out_json_begin(&f->out, '{'), "summary", summary);
		out_json_end(&f->out, '{');
		return 0;
	}
	if (!f->out.term.tty)
		out_page(&f->out, summary);
	else
		while (str_line(&summary, &line))
			out_wrap(&f->out, 0, term_line(f->a, line));
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb summarize --words 60 report.pdf", "a summary of about sixty words"},
};

const struct cmd cmd_summarize = {
	.name = "summarize",
	.summary = "print the sentences of a file that say most of it",
	.args = "FILE|-",
	.about = "The builtin engine picks sentences of the text; it writes none. Needs no base.",
	.min_args = 1,
	.max_args = 1,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
