/* read_pandoc.c - formats that pandoc knows and kb does not, through it as a bounded child process.
 *
 * It runs with --sandbox: \input and the like of a hostile file then read nothing. Its output is
 * Markdown with front matter, which read_markdown takes from there. */
#include "base/err.h"
#include "base/fs.h"
#include "doc/convert.h"
#include "doc/md.h"

#define PANDOC_WAIT_MS 60000
#define PANDOC_MAX_INPUT ((size_t)16 << 20)

static const struct {
	const char *extension, *format;
} formats[] = {
	{".rst", "rst"},
	{".org", "org"},
	{".tex", "latex"},
	{".latex", "latex"},
	{".textile", "textile"},
	{".mediawiki", "mediawiki"},
	{".docbook", "docbook"},
	{".dbk", "docbook"},
	{".opml", "opml"},
	{".fb2", "fb2"},
	{".rtf", "rtf"},
	{".muse", "muse"},
	{".t2t", "t2t"},
	{".jira", "jira"},
};

static const char *format_of(struct str name, struct str bytes)
{
	struct str ext = fs_extension(name);
	if (str_starts(bytes, STR("{\\rtf")))
		return "rtf";
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (str_ieq(ext, str_of(formats[i].extension)))
			return formats[i].format;
	return NULL;
}

bool read_pandoc(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	const char *format = format_of(opt->name, bytes);
	struct str markdown, note;
	int status = 0;
	if (!format)
		return err_set(e, ERR_INPUT, "its extension names no format that pandoc reads");
	if (bytes.n > PANDOC_MAX_INPUT)
		return err_set(e, ERR_LIMIT, "more than %zu MB; split it", PANDOC_MAX_INPUT >> 20);
	if (!fs_have_program("pandoc"))
		return err_set(e, ERR_IO,
			"%s needs pandoc, which is not installed (apt-get install pandoc)", format);
	const char *argv[] = {"pandoc", "--sandbox", "-s", "--wrap=none", "-f", format, "-t",
		"gfm+footnotes+tex_math_dollars", NULL};
	struct fs_run run = {.argv = argv,
		.input = bytes,
		.timeout_ms = PANDOC_WAIT_MS,
		.max_output = MD_MAX_TEXT};
	if (!fs_run(a, &run, &markdown, &note, &status, e))
		return false;
	if (status && str_find(note, STR("sandbox")) != STR_NPOS)
		return err_set(e, ERR_IO, "pandoc is too old to run safely; install 2.15 or newer");
	if (status)
		return err_set(e, ERR_INPUT, "pandoc cannot read this %s: " STR_FMT, format,
			STR_ARG(str_sub(note, 0, 200)));
	return read_markdown(a, markdown, opt, out, e);
}
