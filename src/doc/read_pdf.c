/* read_pdf.c - the text layer of a PDF, through poppler's programs in bounded child processes.
 *
 * Order: running the children, what pdfinfo says, the reader. pdftohtml gives pieces of text with
 * places and fonts; pdf_layout.c and pdf_write.c make Markdown of them. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/pdf_page.h"
#include "doc/pdf_text.h"

#define PDF_WAIT_MS 30000 /* and more for a large file, as for its work */
#define PDF_CPU_S 4
#define PDF_CPU_S_MB 6
#define MAX_CPU_S 300
#define PDF_MEMORY ((size_t)400 << 20) /* and twice the file */
#define PDF_MAX_XML ((size_t)192 << 20)

/* --- the children ------------------------------------------------------------------------ */

static bool run(struct arena *a, const char *const *argv, struct str bytes, size_t most,
	struct str *out, struct str *note, int *status, struct err *e)
{
	size_t cpu = PDF_CPU_S + PDF_CPU_S_MB * (bytes.n >> 20);
	unsigned cpu_s = cpu < MAX_CPU_S ? (unsigned)cpu : MAX_CPU_S;
	struct fs_run r = {.argv = argv,
		.input = bytes,
		.timeout_ms = PDF_WAIT_MS + 3000 * (cpu_s - PDF_CPU_S),
		.max_cpu_s = cpu_s,
		.max_output = most,
		.max_memory = PDF_MEMORY + 2 * bytes.n};
	if (!fs_have_program(argv[0]))
		return err_set(e, ERR_IO,
			"%s is missing; install poppler-utils (apt-get install poppler-utils)",
			argv[0]);
	if (fs_run(a, &r, out, note, status, e))
		return true;
	if (e->code != ERR_LIMIT)
		return false;
	struct err limit = *e;
	err_clear(e);
	return err_set(e, ERR_LIMIT, "%s; print it to a new PDF or split it", limit.text);
}

static bool refuse(struct str note, int status, struct err *e)
{
	if (str_ifind(note, STR("password")) != STR_NPOS ||
		str_ifind(note, STR("encrypt")) != STR_NPOS || status == 3)
		return err_set(e, ERR_INPUT, "encrypted; save a copy without password");
	return err_set(e, ERR_INPUT,
		"damaged PDF (" STR_FMT "); open it in a viewer and save it again",
		STR_ARG(text_cut(note, 200)));
}

/* The pieces of all pages. The last argument is the name of a file that -stdout never writes. */
static bool extract(struct arena *a, struct str bytes, struct pdf_pages *pages, struct err *e)
{
	static const char *const argv[] = {
		/* -wbt: letters set wide, as in listings, are no words */
		"pdftohtml", "-xml", "-i", "-q", "-wbt", "15", "-stdout", "-enc", "UTF-8", "-",
		"none", NULL};
	struct str xml = {0}, note = {0};
	int status = 0;
	if (!run(a, argv, bytes, PDF_MAX_XML, &xml, &note, &status, e))
		return false;
	*pages = pdf_parse(a, text_clean(a, xml));
	return pages->n > 0 || refuse(note, status, e);
}

/* --- what pdfinfo says ------------------------------------------------------------------- */

static struct str info_field(struct str info, struct str name)
{
	struct str line;
	while (str_line(&info, &line))
		if (str_starts(line, name))
			return str_trim(str_from(line, name.n));
	return STR("");
}

/* A title that a word processor or printer made up is none. */
static bool is_made_up(struct str title)
{
	static const char *const ends[] = {
		".doc", ".docx", ".dvi", ".tex", ".pdf", ".indd", ".qxd", ".ps", ".fm"};
	static const char *const whole[] = {"powerpoint presentation", "word document", "document",
		"title", "presentation", "no title given", "slide 1"};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (str_ieq(title, str_of(whole[i])))
			return true;
	if (str_istarts(title, STR("microsoft ")) || str_istarts(title, STR("untitled")) ||
		title.n < 4)
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_iends(title, str_of(ends[i])))
			return true;
	return false;
}

/* Metadata; fails only when the file cannot be opened or the program is missing. */
static bool run_info(struct arena *a, struct str bytes, struct doc_meta *m, struct err *e)
{
	static const char *const argv[] = {"pdfinfo", "-enc", "UTF-8", "-isodates", "-", NULL};
	struct str info = {0}, note = {0};
	int status = 0;
	if (!run(a, argv, bytes, 1 << 20, &info, &note, &status, e))
		return false;
	if (status != 0)
		return refuse(note, status, e);
	info = text_clean(a, info);
	if (str_find(info_field(info, STR("Encrypted:")), STR("copy:no")) != STR_NPOS)
		return err_set(e, ERR_INPUT,
			"its owner forbids copying the text; save a copy without this protection");
	struct str title = info_field(info, STR("Title:")),
		   author = info_field(info, STR("Author:"));
	if (!is_made_up(title))
		m->title = text_cut(title, 300);
	if (author.n > 1 && !str_ieq(author, STR("anonymous")) && !str_ieq(author, STR("unknown")))
		strs_add(a, &m->authors, text_cut(author, 200));
	m->published = date_iso(a, info_field(info, STR("CreationDate:")));
	m->modified = date_iso(a, info_field(info, STR("ModDate:")));
	return true;
}

/* --- the reader -------------------------------------------------------------------------- */

static struct str first_line(struct arena *a, const struct pdf_lines *pages, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < pages[i].n; k++)
			if (text_count_words(pages[i].v[k].text) >= 2) {
				struct str s = pdf_text_plain(a, pages[i].v[k].text);
				return s.n <= 200 ? s : STR("");
			}
	return STR("");
}

/* Right to left: the order of the letters is pdftotext's business. */
static bool plain_lines(
	struct arena *a, struct str bytes, struct pdf_lines **lines, size_t *n, struct err *e)
{
	static const char *const argv[] = {
		"pdftotext", "-q", "-enc", "UTF-8", "-eol", "unix", "-", "-", NULL};
	struct str text = {0}, note = {0};
	int status = 0;
	if (!run(a, argv, bytes, MD_MAX_TEXT, &text, &note, &status, e))
		return false;
	if (status != 0)
		return refuse(note, status, e);
	*lines = pdf_plain(a, text, n);
	return true;
}

/* Of a text in two directions: the pages of the other one. */
static bool put_rtl_pages(struct arena *a, struct str bytes, const struct pdf_pages *pages,
	struct pdf_lines *lines, struct err *e)
{
	struct pdf_lines *plain = NULL;
	size_t n = 0;
	for (size_t i = 0; i < pages->n; i++) {
		struct pdf_pages one = {&pages->v[i], 1};
		if (!pdf_is_rtl(&one))
			continue;
		if (!plain && !plain_lines(a, bytes, &plain, &n, e))
			return false;
		if (i < n)
			lines[i] = plain[i];
	}
	return true;
}

static bool read_lines(struct arena *a, struct str bytes, const struct pdf_pages *pages,
	struct pdf_lines **lines, size_t *n, struct err *e)
{
	if (pdf_is_rtl(pages))
		return plain_lines(a, bytes, lines, n, e);
	size_t left = 0;
	*n = pages->n;
	*lines = ARENA_ARRAY(a, struct pdf_lines, pages->n);
	for (size_t i = 0; i < pages->n; i++)
		(*lines)[i] = pdf_layout(a, &pages->v[i]);
	pdf_drop_running_heads(a, *lines, pages->n, pages->v[0].h);
	for (size_t i = 0; i < pages->n; i++)
		left += (*lines)[i].n;
	/* pages that say nothing else keep what they all say */
	for (size_t i = 0; i < pages->n && !left; i++)
		(*lines)[i] = pdf_layout(a, &pages->v[i]);
	return put_rtl_pages(a, bytes, pages, *lines, e);
}

static bool read_pages(struct arena *a, struct arena *scratch, struct str bytes,
	struct document *out, struct err *e)
{
	struct pdf_pages pages;
	struct pdf_lines *lines = NULL;
	size_t n_lines = 0;
	struct doc_meta m = {0};
	struct str title = {0};
	if (!run_info(scratch, bytes, &m, e) || !extract(scratch, bytes, &pages, e) ||
		!read_lines(scratch, bytes, &pages, &lines, &n_lines, e))
		return false;
	struct str body = pdf_write(scratch, lines, n_lines, &title);
	if (!title.n)
		title = first_line(scratch, lines, n_lines);
	if (body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	out->body = str_dup(a, body);
	out->meta.title = str_dup(a, m.title.n ? m.title : title);
	out->meta.published = str_dup(a, m.published);
	out->meta.modified = str_dup(a, m.modified);
	for (size_t i = 0; i < m.authors.n; i++)
		strs_add(a, &out->meta.authors, str_dup(a, m.authors.v[i]));
	if (text_count_words(body))
		return true;
	out->empty = true;
	strs_add(a, &out->notes,
		str_printf(a,
			"no text in its %zu page%s, so it is a scan; add a text layer with ocrmypdf",
			pages.n, pages.n == 1 ? "" : "s"));
	return true;
}

bool read_pdf(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct arena *scratch = arena_make();
	bool ok = read_pages(a, scratch, bytes, out, e);
	(void)opt;
	arena_free(scratch);
	return ok;
}
