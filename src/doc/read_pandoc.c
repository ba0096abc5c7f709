/* read_pandoc.c - formats that pandoc knows and kb does not, through it as a bounded child process.
 *
 * It runs with --sandbox: \input and the like of a hostile file then read nothing. Its output is HTML, which
 * goes the way of every other: one writer decides how tables, notes and equations look.
 * Order: formats, what the head says, the reader. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/html_dom.h"
#include "doc/html_part.h"
#include "doc/md.h"

#define PANDOC_WAIT_MS 30000
#define PANDOC_MAX_INPUT ((size_t)16 << 20)

/* --- formats ----------------------------------------------------------------------------- */

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
	{".dokuwiki", "dokuwiki"},
	{".creole", "creole"},
	{".man", "man"},
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

/* --- what the head says ------------------------------------------------------------------ */

static struct str text_of(struct arena *a, struct str s)
{
	return str_trim(str_replace(a, text_clean(a, s), STR("\n"), STR(" ")));
}

static bool read_head(struct arena *a, struct str head, struct doc_meta *m, struct err *e)
{
	struct dom d;
	struct strs ignored = {0};
	if (!dom_parse(a, head, &d, &ignored, e))
		return false;
	size_t title = dom_find(&d, 0, TAG_TITLE);
	struct str name = title == DOM_NONE ? STR("") : text_of(a, dom_line(a, &d, title));
	m->title = str_eqz(name, "-") ? STR("") : name; /* what pandoc writes for none */
	for (size_t i = 0; i < d.n; i++) {
		struct str what = d.v[i].tag == TAG_META ? dom_attr(&d, i, "name") : STR("");
		struct str content = text_of(a, what.n ? dom_attr(&d, i, "content") : what), one;
		if (str_eqz(what, "author") && content.n)
			strs_add(a, &m->authors, content);
		else if (str_eqz(what, "dcterms.date"))
			m->published = date_iso(a, content);
		else if (str_eqz(what, "description"))
			m->excerpt = content;
		while (str_eqz(what, "keywords") && str_cut(&content, ',', &one))
			if (str_trim(one).n)
				strs_add(a, &m->tags, str_trim(one));
	}
	return true;
}

/* Admonitions of reStructuredText get the classes that the web knows; notes stand behind no rule. */
static struct str with_classes(struct arena *a, struct str html)
{
	static const char *const kinds[] = {"note", "tip", "hint", "important", "warning",
		"caution", "danger", "error", "attention", "admonition"};
	if (str_find(html, STR("<div class=\"title\">")) != STR_NPOS) {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			html = str_replace(a, html, str_printf(a, "<div class=\"%s\">", kinds[i]),
				str_printf(a, "<div class=\"admonition %s\">", kinds[i]));
		html = str_replace(a, html, STR("<div class=\"title\">"),
			STR("<div class=\"admonition-title\">"));
	}
	return str_replace(
		a, html, STR("role=\"doc-endnotes\">\n<hr />"), STR("role=\"doc-endnotes\">\n"));
}

/* The body without the block that repeats the head; a second title and an abstract in it stay. */
static struct str without_title(struct arena *a, struct str html)
{
	size_t from = str_find(html, STR("<header id=\"title-block-header\">"));
	size_t end = from == STR_NPOS ? STR_NPOS : str_find_from(html, from, STR("</header>"));
	if (end == STR_NPOS)
		return html;
	struct str block = str_sub(html, from, end);
	size_t second = str_find(block, STR("<p class=\"subtitle\">"));
	size_t close = second == STR_NPOS ? second : str_find_from(block, second, STR("</p>"));
	size_t abstract = str_find(block, STR("<div class=\"abstract\">"));
	struct buf b = buf_make(a);
	buf_put(&b, str_sub(html, 0, from));
	if (close != STR_NPOS)
		buf_put(&b, str_sub(block, second, close + 4));
	if (abstract != STR_NPOS)
		buf_put(&b, str_from(block, abstract));
	buf_put(&b, str_from(html, end));
	return buf_str(&b);
}

/* --- the reader -------------------------------------------------------------------------- */

/* The first heading of the highest level; "" when there is none. */
static struct str first_heading(struct arena *a, struct str body)
{
	struct str line;
	while (str_line(&body, &line))
		if (str_starts(line, STR("## ")))
			return md_plain(a, str_from(line, 3));
	return STR("");
}

static bool read_output(struct arena *a, struct str html, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct images images = images_make(a, opt);
	size_t head = str_find(html, STR("<body>"));
	if (head == STR_NPOS || !read_head(a, str_sub(html, 0, head), &out->meta, e))
		return head != STR_NPOS ? false
					: err_set(e, ERR_INPUT, "pandoc gave no page for it");
	struct html_part part = {.html = with_classes(a, without_title(a, str_from(html, head))),
		.label = STR("utf-8"),
		.is_local = true,
		.keeps_images = true,
		.images = &images};
	if (!html_part_write(a, &part, &out->body, NULL, e))
		return false;
	if (!out->meta.title.n)
		out->meta.title = first_heading(a, out->body);
	images_end(&images, out);
	return true;
}

bool read_pandoc(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	const char *format = format_of(opt->name, bytes);
	struct str html, note;
	int status = 0;
	if (!format)
		return err_set(e, ERR_INPUT, "its extension names no format that pandoc reads");
	if (bytes.n > PANDOC_MAX_INPUT)
		return err_set(e, ERR_LIMIT, "more than %zu MB; split it", PANDOC_MAX_INPUT >> 20);
	if (!fs_have_program("pandoc"))
		return err_set(e, ERR_IO,
			"%s needs pandoc, which is not installed (apt-get install pandoc)", format);
	const char *argv[] = {"pandoc", "+RTS", "-M512M", "-RTS", "--sandbox", "-s", "--wrap=none",
		"--mathml", "--shift-heading-level-by=1", "-f", format, "-t", "html", NULL};
	struct fs_run run = {.argv = argv,
		.input = bytes,
		.timeout_ms = PANDOC_WAIT_MS,
		.max_output = 2 * MD_MAX_TEXT};
	if (!fs_run(a, &run, &html, &note, &status, e))
		return false;
	if (status && str_find(note, STR("sandbox")) != STR_NPOS)
		return err_set(e, ERR_IO, "pandoc is too old to run safely; install 2.15 or newer");
	if (status)
		return err_set(e, ERR_INPUT, "pandoc cannot read this %s: " STR_FMT, format,
			STR_ARG(str_sub(note, 0, 200)));
	return read_output(a, html, opt, out, e);
}
