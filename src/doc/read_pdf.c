/* read_pdf.c - the text layer of a PDF, through poppler's programs in a bounded child process.
 *
 * Order: running the child, pages and lines, running heads, paragraphs, title, the reader.
 * pdftotext gives reading order and blank lines between blocks; pages end in a form feed. Lines that
 * stand at the edge of many pages with only their figures changing are running heads. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/escape.h"
#include "doc/md.h"

#define PDF_WAIT_MS 30000
#define PDF_MEMORY ((size_t)1 << 30)
#define EDGE_LINES 3 /* lines at each end of a page that may be running heads */

struct page_lines {
	struct str *v; /* blank lines separate blocks */
	size_t n;
};
struct pages {
	struct page_lines *v;
	size_t n;
};

/* --- the child --------------------------------------------------------------------------- */

static bool run(struct arena *a, const char *const *argv, struct str bytes, size_t most,
	struct str *out, struct str *note, int *status, struct err *e)
{
	struct fs_run r = {.argv = argv,
		.input = bytes,
		.timeout_ms = PDF_WAIT_MS,
		.max_output = most,
		.max_memory = PDF_MEMORY};
	if (!fs_have_program(argv[0]))
		return err_set(e, ERR_INPUT,
			"%s is missing; install poppler-utils (apt-get install "
			"poppler-utils)",
			argv[0]);
	return fs_run(a, &r, out, note, status, e);
}

static bool extract(struct arena *a, struct str bytes, struct str *text, struct err *e)
{
	static const char *const argv[] = {
		"pdftotext", "-q", "-enc", "UTF-8", "-eol", "unix", "-", "-", NULL};
	static const char *const loud[] = {"pdfinfo", "-", NULL};
	struct str note = {0};
	int status = 0;
	if (!run(a, argv, bytes, MD_MAX_TEXT, text, &note, &status, e))
		return false;
	if (status == 0)
		return true;
	struct str ignored;
	if (!run(a, loud, bytes, 1 << 20, &ignored, &note, &status, e))
		return false;
	if (str_ifind(note, STR("password")) != STR_NPOS ||
		str_ifind(note, STR("encrypt")) != STR_NPOS || status == 3)
		return err_set(e, ERR_INPUT, "encrypted; save a copy without password");
	return err_set(e, ERR_INPUT,
		"damaged PDF (" STR_FMT "); open it in a viewer and save it again",
		STR_ARG(str_sub(note, 0, 200)));
}

/* --- pages and lines --------------------------------------------------------------------- */

static struct page_lines lines_of(struct arena *a, struct str page)
{
	VEC(struct str) v = {0};
	struct str line;
	while (str_line(&page, &line))
		VEC_PUSH(a, &v, str_trim(line));
	return (struct page_lines){v.v, v.n};
}

static struct pages pages_of(struct arena *a, struct str text)
{
	VEC(struct page_lines) v = {0};
	struct str page;
	while (str_cut(&text, '\f', &page)) {
		if (!text.n && str_blank(page) && v.n)
			break;
		struct page_lines l = lines_of(a, text_clean(a, page));
		VEC_PUSH(a, &v, l);
	}
	return (struct pages){v.v, v.n};
}

/* --- running heads ----------------------------------------------------------------------- */

/* The line with its figures folded, so that page numbers do not tell two heads apart. */
static struct str shape_of(struct arena *a, struct str line)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < line.n; i++) {
		bool digit = line.p[i] >= '0' && line.p[i] <= '9';
		if (digit && b.n && b.p[b.n - 1] == '#')
			continue;
		buf_putc(&b, digit ? '#' : line.p[i]);
	}
	return buf_str(&b);
}

/* The kth line with words from the top (or the bottom); STR_NPOS when there is none. */
static size_t edge_line(const struct page_lines *p, size_t k, bool bottom)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t at = bottom ? p->n - 1 - i : i;
		if (p->v[at].n && k-- == 0)
			return at;
	}
	return STR_NPOS;
}

static void drop_running_heads(struct arena *a, struct pages *pages)
{
	struct map seen = map_make(a);
	size_t need = pages->n < 4 ? 2 : pages->n / 3 > 3 ? pages->n / 3 : 3;
	if (pages->n < 2)
		return;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < pages->n; i++)
			for (size_t k = 0; k < 2 * EDGE_LINES; k++) {
				struct page_lines *p = &pages->v[i];
				size_t at = edge_line(p, k % EDGE_LINES, k >= EDGE_LINES);
				if (at == STR_NPOS || p->v[at].n > 120)
					continue;
				struct str shape = shape_of(a, p->v[at]);
				if (pass == 0) {
					map_add(&seen, shape, NULL)->num++;
					continue;
				}
				struct map_entry *found = map_find(&seen, shape);
				if (found && found->num >= need)
					p->v[at].n = 0;
			}
}

/* --- paragraphs -------------------------------------------------------------------------- */

static bool ends_sentence(struct str s)
{
	s = str_trim_right(s);
	return s.n && str_find_byte(STR(".!?:;\"')"), s.p[s.n - 1]) != STR_NPOS;
}

static bool starts_lower(struct str s)
{
	size_t i = 0;
	if (!s.n)
		return false;
	uint32_t cp = text_next(s, &i);
	return text_is_letter(cp) && !text_is_upper(cp) && !text_is_cjk(cp);
}

/* Joins the next line to a paragraph; a hyphen between two small letters goes. */
static void join_line(struct buf *b, struct str line)
{
	bool hyphen = b->n >= 3 && b->p[b->n - 1] == '-' && b->p[b->n - 2] >= 'a' &&
		b->p[b->n - 2] <= 'z' && b->p[b->n - 3] != ' ' && starts_lower(line);
	if (hyphen) {
		b->n--;
	} else if (b->n && b->p[b->n - 1] != '-') {
		size_t last = b->n - 1;
		while (last && ((unsigned char)b->p[last] & 0xc0) == 0x80)
			last--;
		size_t i = 0, k = 0;
		uint32_t before = text_next(str_make(b->p + last, b->n - last), &i);
		if (!text_is_cjk(before) || !line.n || !text_is_cjk(text_next(line, &k)))
			buf_putc(b, ' ');
	}
	buf_put(b, line);
}

static bool is_bullet(struct str s, size_t *mark)
{
	static const char *const marks[] = {"\xe2\x80\xa2", "\xe2\x97\x8f", "\xe2\x96\xaa",
		"\xe2\x97\xa6", "\xef\x82\xb7", "\xe2\x80\xa3", "-", "\xe2\x80\x93"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		*mark = str_of(marks[i]).n;
		if (str_starts(s, str_of(marks[i])) && s.n > *mark + 1 && s.p[*mark] == ' ')
			return true;
	}
	return false;
}

struct writer {
	struct arena *a;
	struct buf out;
	struct buf para; /* the paragraph being joined */
};

static void flush(struct writer *w)
{
	struct str s = str_trim(buf_str(&w->para));
	size_t mark;
	if (!s.n)
		return;
	struct buf b = buf_make(w->a);
	bool bullet = is_bullet(s, &mark);
	if (bullet)
		s = str_trim(str_from(s, mark));
	escape_inline(&b, s, ESCAPE_TEXT);
	if (bullet)
		buf_puts(&w->out, "- ");
	escape_line(&w->out, buf_str(&b), true);
	buf_puts(&w->out, "\n\n");
	w->para.n = 0;
}

static void put_page(struct writer *w, const struct page_lines *p)
{
	size_t mark;
	for (size_t i = 0; i < p->n; i++) {
		bool page_break = i == 0 && w->para.n;
		bool gap = i && !p->v[i - 1].n;
		if (!p->v[i].n)
			continue;
		bool goes_on = starts_lower(p->v[i]) && !ends_sentence(buf_str(&w->para));
		if ((gap || page_break || is_bullet(p->v[i], &mark)) && !(page_break && goes_on))
			flush(w);
		if (w->para.n)
			join_line(&w->para, p->v[i]);
		else
			buf_put(&w->para, p->v[i]);
	}
}

/* --- title ------------------------------------------------------------------------------- */

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
	if (str_istarts(title, STR("microsoft ")) || str_istarts(title, STR("untitled")) ||
		title.n < 4)
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_iends(title, str_of(ends[i])))
			return true;
	return false;
}

static void read_info(struct arena *a, struct str bytes, struct doc_meta *m)
{
	static const char *const argv[] = {"pdfinfo", "-enc", "UTF-8", "-isodates", "-", NULL};
	struct str info = {0}, note;
	struct err ignored = {0};
	int status;
	if (!run(a, argv, bytes, 1 << 20, &info, &note, &status, &ignored) || status != 0)
		return;
	info = text_clean(a, info);
	struct str title = info_field(info, STR("Title:")),
		   author = info_field(info, STR("Author:"));
	if (!is_made_up(title))
		m->title = title;
	if (author.n)
		strs_add(a, &m->authors, author);
	m->published = date_iso(a, info_field(info, STR("CreationDate:")));
	m->modified = date_iso(a, info_field(info, STR("ModDate:")));
}

static struct str first_line(const struct pages *pages)
{
	for (size_t i = 0; i < pages->n; i++)
		for (size_t k = 0; k < pages->v[i].n; k++)
			if (text_count_words(pages->v[i].v[k]) >= 2)
				return pages->v[i].v[k].n <= 200 ? pages->v[i].v[k] : STR("");
	return STR("");
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_pdf(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	(void)opt;
	struct str text = {0};
	if (!extract(a, bytes, &text, e))
		return false;
	struct pages pages = pages_of(a, text);
	read_info(a, bytes, &out->meta);
	drop_running_heads(a, &pages);
	struct writer w = {.a = a, .out = buf_make(a), .para = buf_make(a)};
	for (size_t i = 0; i < pages.n; i++)
		put_page(&w, &pages.v[i]);
	flush(&w);
	buf_trim_right(&w.out);
	buf_putc(&w.out, '\n');
	out->body = buf_str(&w.out);
	if (!text_count_words(out->body)) {
		out->empty = true;
		strs_add(a, &out->notes,
			str_printf(a,
				"no text in its %zu pages, so it is a scan; add a text layer with "
				"ocrmypdf",
				pages.n));
	}
	if (!out->meta.title.n)
		out->meta.title = first_line(&pages);
	return true;
}
