/* cmd_convert.c - kb convert: one file to Markdown, no base. */
#include "front/cmd.h"

enum { O_URL, O_TYPE, O_EXPLAIN, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_URL] = {"url", "URL", "where the file came from; relative links are resolved against it",
		.kind = OPT_STRING},
	[O_TYPE] = {"type", "TYPE", "read it as markdown, text, html or pdf instead of guessing",
		.kind = OPT_STRING},
	[O_EXPLAIN] = {"explain", NULL, "say on standard error what was kept and dropped, and why",
		.kind = OPT_FLAG},
};

static int run(struct front *f, struct err *e)
{
	struct str name = f->words.v[0], bytes;
	if (!front_read(f, name, &bytes, e))
		return 0;
	struct kb_convert_opt opt = {
		.name = str_eqz(name, "-") ? STR("") : name,
		.url = str_of(f->opt[O_URL].text),
		.type = str_of(f->opt[O_TYPE].text),
		.explain = f->opt[O_EXPLAIN].set,
	};
	struct kb_converted r;
	if (!kb_convert(f->a, bytes, &opt, &r, e))
		return 0;
	out_page(&f->out, r.markdown);
	struct str line;
	while (str_line(&r.explain, &line))
		front_say(f, STR_FMT, STR_ARG(line));
	for (size_t i = 0; i < r.notes.n; i++)
		front_say(f, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(r.notes.v[i]));
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb convert article.html", "print an article as Markdown"},
	{"kb convert --type html - <page", "read standard input as HTML"},
};

static const struct cmd_status statuses[] = {
	{0, "done"},
	{1, "the file cannot be used: encrypted, damaged, of no known type"},
};

const struct cmd cmd_convert = {
	.name = "convert",
	.summary = "print one file as Markdown; needs no base",
	.args = "FILE|-",
	.about = "Prints what kb ingest would make of the file: front matter (title, author, "
		 "published, site, language, excerpt, url) and the text.",
	.min_args = 1,
	.max_args = 1,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
