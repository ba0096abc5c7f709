/* convert.c - which reader takes which bytes.
 *
 * Order: the table of readers, signatures of what is no text, sniffing, convert(). Content decides
 * before the name: a PDF called .html is a PDF. A name decides between the kinds of text. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/image.h"
#include "doc/zip.h"

#define SNIFF_BYTES 8192

typedef bool reader(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);

const struct convert_type convert_types[] = {
	{"markdown", ".md .markdown .mdown .mkd .qmd", "Markdown, Obsidian Web Clipper notes"},
	{"text", ".txt .text .log", "plain text"},
	{"html", ".html .htm .xhtml .xht .shtml", "web pages"},
	{"pdf", ".pdf", "PDF with a text layer (needs poppler-utils)"},
	{"docx", ".docx .docm .dotx .dotm", "Word documents"},
	{"odt", ".odt .ott .ods .odp .fodt", "OpenDocument texts, tables, slides"},
	{"pptx", ".pptx .pptm .ppsx .potx", "PowerPoint slides with notes"},
	{"xlsx", ".xlsx .xlsm .xltx", "Excel sheets"},
	{"epub", ".epub", "EPUB books"},
	{"ipynb", ".ipynb", "Jupyter notebooks"},
	{"csv", ".csv .tsv .tab", "tables as text"},
	{"subtitles", ".vtt .srt", "subtitles and transcripts"},
	{"mail", ".eml .mbox", "mail, single or a box"},
	{"image", ".png .jpg .jpeg .gif .webp .svg .bmp .tif .tiff .avif .heic .heif",
		"pictures, as sources of their own"},
	{"pandoc",
		".rst .org .tex .latex .textile .mediawiki .docbook .dbk .opml .fb2 .rtf .muse .t2t .jira "
		".dokuwiki .creole .man",
		"reStructuredText, Org, LaTeX and others (needs pandoc)"},
};
const size_t convert_n_types = sizeof convert_types / sizeof *convert_types;

/* rows of the table; DOCX to EPUB are zip containers */
enum {
	MARKDOWN,
	TEXT,
	HTML,
	PDF,
	DOCX,
	ODT,
	PPTX,
	XLSX,
	EPUB,
	IPYNB,
	CSV,
	SUBTITLES,
	MAIL,
	IMAGE,
	PANDOC
};

static reader *const readers[] = {read_markdown, read_text, read_html, read_pdf, read_docx,
	read_odt, read_pptx, read_xlsx, read_epub, read_ipynb, read_csv, read_subtitles, read_mail,
	read_picture, read_pandoc};

/* --- what is no text --------------------------------------------------------------------- */

static const struct {
	struct str mark;
	const char *what, *remedy;
} foreign[] = {
	{{"PK\003\004", 4}, "a zip archive or office document", "save it as PDF, HTML or text"},
	{{"\xd0\xcf\x11\xe0", 4}, "an old office document", "save it as PDF, HTML or text"},
	{{"RIFF", 4}, "a media file", "add a transcript as text"},
	{{"ID3", 3}, "a sound file", "add a transcript as text"},
	{{"OggS", 4}, "a sound file", "add a transcript as text"},
	{{"\x1a\x45\xdf\xa3", 4}, "a video", "add a transcript as text"},
	{{"\x1f\x8b", 2}, "a compressed file", "unpack it first"},
	{{"BZh", 3}, "a compressed file", "unpack it first"},
	{{"\xfd"
	  "7zXZ",
		 5},
		"a compressed file", "unpack it first"},
	{{"7z\xbc\xaf", 4}, "a compressed file", "unpack it first"},
	{{"Rar!", 4}, "a compressed file", "unpack it first"},
	{{"\x7f"
	  "ELF",
		 4},
		"a program", "leave it out with ingest.ignore"},
	{{"SQLite format 3", 15}, "a database", "export it as text"},
	{{"%!PS", 4}, "PostScript", "turn it into a PDF with ps2pdf"},
};

bool convert_is_binary(struct str bytes)
{
	struct str head = str_sub(bytes, 0, SNIFF_BYTES);
	if (str_find_byte(head, 0) == STR_NPOS)
		return false;
	if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
		return false;
	return !str_starts(str_of(charset_sniff(head, STR(""))), STR("UTF-16"));
}

static bool refuse(struct str bytes, struct err *e)
{
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (str_starts(bytes, foreign[i].mark))
			return err_set(e, ERR_INPUT, "no reader for %s; %s", foreign[i].what,
				foreign[i].remedy);
	if (convert_is_binary(bytes))
		return err_set(e, ERR_INPUT,
			"no reader for this binary file; save it as PDF, HTML or text");
	return true;
}

/* --- sniffing ---------------------------------------------------------------------------- */

static size_t type_of_name(struct str name)
{
	struct str ext = fs_extension(name), rest, one;
	for (size_t i = 0; i < convert_n_types && ext.n > 1; i++)
		for (rest = str_of(convert_types[i].extensions); str_cut(&rest, ' ', &one);)
			if (str_ieq(ext, one))
				return i;
	return convert_n_types;
}

bool convert_takes(struct str name)
{
	return type_of_name(name) < convert_n_types;
}

/* The first thing past blanks, comments and declarations is what an HTML page starts with. */
static bool is_html(struct str bytes)
{
	static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body", "<title",
		"<meta", "<script", "<!doctype\nhtml"};
	struct str s = str_sub(bytes, 0, SNIFF_BYTES);
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	for (;;) {
		s = str_trim(s);
		const char *close = str_starts(s, STR("<!--")) ? "-->"
			: str_starts(s, STR("<?"))	       ? ">"
							       : NULL;
		size_t end = close ? str_find(s, str_of(close)) : STR_NPOS;
		if (end == STR_NPOS)
			break;
		s = str_from(s, end + str_of(close).n);
	}
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_istarts(s, str_of(starts[i])))
			return true;
	return false;
}

/* Without a telling name: tags all over. */
static bool has_tags(struct str bytes)
{
	static const char *const tags[] = {
		"<p>", "<p ", "<div", "<br", "<a href", "<table", "<h1", "<h2", "<ul"};
	struct str s = str_trim(str_sub(bytes, 0, SNIFF_BYTES));
	size_t n = 0;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		n += str_ifind(s, str_of(tags[i])) != STR_NPOS;
	return n >= 2 && s.n && s.p[0] == '<';
}

static bool has_markdown(struct str bytes)
{
	struct str rest = str_sub(bytes, 0, SNIFF_BYTES), line;
	size_t n = 0;
	for (bool first = true; str_line(&rest, &line); first = false) {
		if (first && str_eqz(line, "---"))
			return true;
		size_t level = 0;
		while (level < line.n && line.p[level] == '#')
			level++;
		n += level && level <= 6 && level < line.n && line.p[level] == ' ';
		n += str_starts(line, STR("```")) || str_find(line, STR("](")) != STR_NPOS ||
			str_starts(line, STR("> ")) || str_find(line, STR("[[")) != STR_NPOS;
	}
	return n >= 2;
}

/* A text that is called one and yet has Markdown's headings below the first level, and links, code or bold
 * words beside them. */
static bool is_plainly_markdown(struct str bytes)
{
	struct str s = str_sub(bytes, 0, SNIFF_BYTES);
	bool heading = str_starts(s, STR("## ")) || str_find(s, STR("\n## ")) != STR_NPOS;
	return heading &&
		(str_find(s, STR("](")) != STR_NPOS || str_find(s, STR("\n```")) != STR_NPOS ||
			str_find(s, STR("**")) != STR_NPOS);
}

static bool is_container(size_t type)
{
	return type >= DOCX && type <= EPUB;
}

static size_t row_of(const char *name)
{
	size_t i = 0;
	while (i < convert_n_types && !str_eqz(str_of(convert_types[i].name), name))
		i++;
	return i;
}

static size_t sniff(struct str bytes, struct str name)
{
	if (str_find(str_sub(bytes, 0, 1024), STR("%PDF-")) != STR_NPOS)
		return PDF;
	size_t by_name = type_of_name(name);
	if (image_is(bytes) &&
		(bytes.p[0] != '<' || by_name >= convert_n_types || by_name == IMAGE))
		return IMAGE;
	const char *kind = zip_kind(bytes);
	if (kind)
		return row_of(kind);
	if (str_starts(bytes, STR("{\\rtf")))
		return PANDOC;
	if (str_starts(bytes, STR("WEBVTT")) && by_name != MARKDOWN)
		return SUBTITLES;
	if (by_name > PDF && by_name < convert_n_types && !is_container(by_name))
		return by_name;
	if (is_container(by_name) && !is_html(bytes))
		return by_name;
	if (by_name == HTML || (is_html(bytes) && by_name != TEXT && by_name != MARKDOWN))
		return HTML;
	if (by_name == TEXT && is_plainly_markdown(bytes))
		return MARKDOWN;
	if (by_name < PDF)
		return by_name == MARKDOWN && is_html(bytes) &&
				str_istarts(str_trim(str_sub(bytes, 0, 64)), STR("<!doctype"))
			? HTML
			: by_name;
	if (has_tags(bytes))
		return HTML;
	return has_markdown(bytes) ? MARKDOWN : TEXT;
}

/* --- convert ----------------------------------------------------------------------------- */

/* "link-rot_and-robots.v2" to "Link rot and robots.v2": a name without blanks is taken apart at its
 * hyphens, and begins like a title when it has no capital. */
static struct str title_of_name(struct arena *a, struct str name)
{
	struct str base = fs_base_name(name), ext = fs_extension(base);
	struct str stem = text_clean(a, str_sub(base, 0, base.n - ext.n));
	struct buf b = buf_make(a);
	bool blank = str_find_byte(stem, ' ') != STR_NPOS, capital = false;
	if (str_eqz(stem, "-"))
		return STR("");
	for (size_t i = 0; i < stem.n; i++) {
		char c = stem.p[i];
		/* a hyphen between figures is a date's or a range's */
		bool figures = i && i + 1 < stem.n && stem.p[i - 1] >= '0' &&
			stem.p[i - 1] <= '9' && stem.p[i + 1] >= '0' && stem.p[i + 1] <= '9';
		bool gap = c == '_' || c == '\n' || c == '\t' || (c == '-' && !blank && !figures);
		capital = capital || (c >= 'A' && c <= 'Z');
		buf_putc(&b, gap ? ' ' : c);
	}
	struct str title = str_trim(buf_str(&b));
	if (title.n && !capital && !blank && title.p[0] >= 'a' && title.p[0] <= 'z') {
		size_t at = (size_t)(title.p - b.p);
		b.p[at] = (char)(b.p[at] - 'a' + 'A');
	}
	return title;
}

static bool by_type(struct str type, size_t *out, struct err *e)
{
	for (*out = 0; *out < convert_n_types; ++*out)
		if (str_ieq(type, str_of(convert_types[*out].name)))
			return true;
	return err_set(e, ERR_USAGE,
		"unknown type '" STR_FMT
		"'; known: markdown, text, html, pdf, docx, odt, pptx, xlsx, epub, ipynb, csv, "
		"subtitles, mail, image, pandoc",
		STR_ARG(type));
}

bool convert(struct arena *a, struct str bytes, const struct convert_opt *opt, struct document *out,
	struct err *e)
{
	*out = (struct document){0};
	size_t type;
	if (opt->type.n) {
		if (!by_type(opt->type, &type, e))
			return false;
	} else {
		type = sniff(bytes, opt->name);
	}
	bool zip = is_container(type) && str_starts(bytes, STR("PK\003\004"));
	if (type != PDF && type != IMAGE && !zip && !refuse(bytes, e))
		return false;
	out->type = convert_types[type].name;
	if (!readers[type](a, bytes, opt, out, e))
		return false;
	if (!out->meta.title.n)
		out->meta.title = title_of_name(a, opt->name);
	if (!out->meta.url.n)
		out->meta.url = opt->url;
	if (!out->empty && !text_count_words(str_sub(out->body, 0, SNIFF_BYTES)) &&
		!text_count_words(out->body)) {
		out->empty = true;
		if (!out->notes.n)
			strs_add(a, &out->notes, STR("no words in it"));
	}
	if (out->body.n && out->body.p[out->body.n - 1] != '\n')
		out->body = str_cat(a, out->body, STR("\n"));
	return true;
}
