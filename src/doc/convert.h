/* convert.h - bytes of a source to a document: pure functions, no base needed, any thread.
 *
 * Formats are a table in convert.c: sniffed by content first, by name second. A reader never
 * fails for content it can make something of; what was lost goes into notes. */
#ifndef DOC_CONVERT_H
#define DOC_CONVERT_H

#include "base/str.h"
#include "kb_types.h"

struct doc_meta {
	struct str title, published, modified, site, language, excerpt, url, image;
	struct strs authors, tags;
};

struct doc_image { /* that a document carries inside */
	struct str name; /* by content, image.h */
	struct str bytes;
};
struct doc_images {
	struct doc_image *v;
	size_t n;
};

struct document {
	const char *type; /* "markdown", "text", "html", "pdf": name of the reader */
	struct doc_meta meta; /* clean UTF-8, one line each; dates ISO 8601 */
	struct str body; /* Markdown, no front matter, ends in one newline; not yet marked */
	struct strs notes; /* what the person should know: "page 3 has no text" */
	struct doc_images images; /* with opt.assets: what the body shows */
	struct str explain; /* with opt.explain: what was kept and dropped, lines of text */
	bool empty; /* no words worth a page: the reason is the first note */
};

struct convert_opt {
	struct str name; /* file name or path, for its extension and as a title of last resort */
	struct str url; /* where it came from; base of relative links */
	struct str type; /* forces a reader; "" sniffs */
	bool explain;
	struct str
		assets; /* "../../raw/assets/": where images of the document are to stand, as the start
	                      of an address; "" leaves them out */
	struct str self; /* address of the source itself from its page; "" when it has none */
	struct str charset; /* that the server said; "" when none */
};

/* ERR_INPUT with reason and remedy when no reader can use it ("encrypted; save a copy without
 * password"), ERR_LIMIT past a ceiling. */
bool convert(struct arena *a, struct str bytes, const struct convert_opt *opt, struct document *out,
	struct err *e);
/* Names of the readers with the extensions they take, for help and messages. */
struct convert_type {
	const char *name, *extensions, *what;
};
extern const struct convert_type convert_types[];
extern const size_t convert_n_types;
bool convert_is_binary(struct str bytes); /* NUL in the first 8 KiB, and no text encoding */
/* True for a name that some reader takes. */
bool convert_takes(struct str name);

/* The readers; each is one file, src/doc/read_NAME.c. */
bool read_markdown(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_text(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_html(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_pdf(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);

bool read_docx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_odt(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_pptx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_xlsx(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_epub(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_ipynb(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_csv(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_subtitles(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_mail(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_picture(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);
bool read_pandoc(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e);

/* "March 3, 2021", "2021-03-03T10:00Z", "03.03.2021", ... to "2021-03-03" (with time when given);
 * "" when it is no date. */
struct str date_iso(struct arena *a, struct str s);

#endif
