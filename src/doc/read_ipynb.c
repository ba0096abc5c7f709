/* read_ipynb.c - Jupyter notebooks (nbformat 3 and 4): cells and their outputs.
 *
 * Markdown stays as it is; code becomes fences in the kernel's language; of the forms of an output
 * the one that says most as text is shown. Order: strings, outputs, cells, metadata, the reader. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/json.h"
#include "base/text.h"
#include "doc/escape.h"
#include "doc/html_part.h"
#include "doc/md.h"
#include "doc/mime.h"

#define MAX_ATTACHED 50 /* pictures of one cell */
#define MAX_OUTPUT ((size_t)20 << 10) /* bytes of one output that are shown */

struct book {
	struct arena *a;
	struct buf out;
	struct str language;
	struct images images;
	size_t n_cut;
};

/* --- strings ----------------------------------------------------------------------------- */

/* A string, or a list of lines, as it stands. */
static struct str raw_text(struct arena *a, const struct json *j)
{
	if (json_kind(j) == JSON_T_STRING)
		return json_str(j);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < json_len(j); i++)
		if (json_kind(json_at(j, i)) == JSON_T_STRING)
			buf_put(&b, json_str(json_at(j, i)));
	return buf_str(&b);
}

static struct str joined(struct arena *a, const struct json *j)
{
	return text_clean(a, raw_text(a, j));
}

static const struct json *get(const struct json *j, const char *key)
{
	return json_get(j, str_of(key));
}

/* Bytes of the terminal's command at the start of s (ECMA-48, 5.4); 0 when there is none. */
static size_t command_length(struct str s)
{
	size_t i = 2;
	if (s.n < 2 || s.p[0] != '\x1b')
		return 0;
	if (s.p[1] != '[')
		return 2;
	while (i < s.n && i < 40 && s.p[i] >= ' ' && s.p[i] < '@')
		i++;
	return i < s.n ? i + 1 : i;
}

/* What a terminal would show: colours go, and what a carriage return lets be written over. */
static struct str plain_terminal(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	size_t line = 0; /* where the line starts in b */
	bool back = false; /* the next character stands at its start again */
	for (size_t i = 0; i < s.n; i++) {
		size_t command = command_length(str_from(s, i));
		if (command) {
			i += command - 1;
		} else if (s.p[i] == '\r') {
			back = true;
		} else if (s.p[i] == '\b') {
			b.n -= b.n > line;
		} else {
			if (back && s.p[i] != '\n')
				b.n = line;
			back = false;
			buf_putc(&b, s.p[i]);
			line = s.p[i] == '\n' ? b.n : line;
		}
	}
	return text_clean(a, buf_str(&b));
}

/* --- outputs ----------------------------------------------------------------------------- */

static void put_fence(struct book *k, struct str s, struct str info)
{
	if (s.n > MAX_OUTPUT && !info.n) {
		s = str_sub(s, 0, MAX_OUTPUT);
		size_t end = str_rfind_byte(s, '\n');
		s = str_sub(s, 0, end == STR_NPOS ? s.n : end);
		k->n_cut++;
	}
	if (str_blank(s))
		return;
	while (s.n && s.p[s.n - 1] == '\n')
		s.n--;
	escape_fence(&k->out, text_clean(k->a, s), info);
	buf_putc(&k->out, '\n');
}

static void put_markdown(struct book *k, struct str s)
{
	while (s.n && (s.p[0] == '\n' || s.p[0] == '\r'))
		s = str_from(s, 1);
	s = str_trim_right(s);
	if (!s.n)
		return;
	buf_put(&k->out, s);
	buf_puts(&k->out, "\n\n");
}

static bool put_html(struct book *k, struct str html)
{
	struct html_part part = {
		.html = html, .label = STR("utf-8"), .is_local = true, .images = &k->images};
	struct str body = {0};
	struct err ignored = {0};
	if (!html.n || !html_part_write(k->a, &part, &body, NULL, &ignored) ||
		!text_count_words(str_sub(body, 0, 4096)))
		return false;
	put_markdown(k, body);
	return true;
}

/* The picture in an output; false when it has none. */
static bool put_image(struct book *k, const struct json *data)
{
	static const char *const forms[] = {
		"image/png", "image/jpeg", "image/gif", "image/webp", "png", "jpeg"};
	struct str bytes = STR("");
	for (size_t i = 0; i < sizeof forms / sizeof *forms && !bytes.n; i++)
		bytes = mime_decode(k->a, joined(k->a, get(data, forms[i])), STR("base64"));
	if (!bytes.n)
		bytes = joined(k->a, get(data, "image/svg+xml"));
	if (!bytes.n)
		return false;
	put_markdown(k, images_markdown(&k->images, bytes, STR("")));
	return true;
}

/* "<IPython.core.display.HTML object>" says nothing of what it shows. */
static bool is_name_of_object(struct str s)
{
	s = str_trim(s);
	return s.n && s.p[0] == '<' && s.p[s.n - 1] == '>' && str_find_byte(s, '\n') == STR_NPOS;
}

/* The richest form that is text, else the picture. */
static void put_data(struct book *k, const struct json *data)
{
	struct str html = joined(k->a, get(data, get(data, "text/html") ? "text/html" : "html"));
	struct str markdown = joined(k->a, get(data, "text/markdown"));
	struct str latex =
		str_trim(joined(k->a, get(data, get(data, "text/latex") ? "text/latex" : "latex")));
	struct str plain = plain_terminal(
		k->a, raw_text(k->a, get(data, get(data, "text/plain") ? "text/plain" : "text")));
	if (markdown.n)
		put_markdown(k, markdown);
	else if (latex.n)
		put_markdown(k,
			latex.p[0] == '$'
				? latex
				: str_printf(k->a, "$$\n" STR_FMT "\n$$", STR_ARG(latex)));
	else if (str_ifind(html, STR("<table")) != STR_NPOS && put_html(k, html))
		return;
	else if (!put_image(k, data) &&
		((plain.n && !is_name_of_object(plain)) || !put_html(k, html)))
		put_fence(k, plain, STR(""));
}

static void put_output(struct book *k, const struct json *o)
{
	struct str type = json_str(get(o, "output_type"));
	const struct json *data = get(o, "data");
	if (str_eqz(type, "stream")) {
		put_fence(k, plain_terminal(k->a, raw_text(k->a, get(o, "text"))), STR(""));
	} else if (str_eqz(type, "error") || str_eqz(type, "pyerr")) {
		put_fence(k,
			str_printf(k->a, STR_FMT ": " STR_FMT, STR_ARG(json_str(get(o, "ename"))),
				STR_ARG(str_sub(json_str(get(o, "evalue")), 0, MAX_OUTPUT))),
			STR(""));
	} else {
		put_data(k, data ? data : o);
	}
}

/* --- cells ------------------------------------------------------------------------------- */

static void put_heading(struct book *k, struct str text, double level)
{
	buf_fill(&k->out, '#', level >= 1 && level <= 6 ? (size_t)level : 1);
	buf_putc(&k->out, ' ');
	escape_inline(&k->out, str_trim(str_replace(k->a, text, STR("\n"), STR(" "))), ESCAPE_TEXT);
	buf_puts(&k->out, "\n\n");
}

/* "attachment:plot.png" in a cell's text becomes the address of the picture of that name. */
static struct str with_attachments(struct book *k, struct str text, const struct json *all)
{
	for (size_t i = 0; i < json_len(all) && i < MAX_ATTACHED; i++) {
		struct str name = json_key_at(all, i), bytes = STR("");
		const struct json *forms = json_at(all, i);
		struct str mark = str_printf(k->a, "](attachment:" STR_FMT ")", STR_ARG(name));
		if (str_find(text, mark) == STR_NPOS)
			mark = str_printf(k->a, "](attachment:" STR_FMT ")",
				STR_ARG(str_replace(k->a, name, STR(" "), STR("%20"))));
		if (!name.n || json_len(forms) == 0 || str_find(text, mark) == STR_NPOS)
			continue;
		bytes = mime_decode(k->a, joined(k->a, json_at(forms, 0)), STR("base64"));
		struct str address = images_add(&k->images, bytes);
		if (address.n)
			text = str_replace(k->a, text, mark,
				str_printf(k->a, "](" STR_FMT ")", STR_ARG(address)));
	}
	return text;
}

static void put_cell(struct book *k, const struct json *cell)
{
	struct str type = json_str(get(cell, "cell_type"));
	struct str text = joined(k->a, get(cell, get(cell, "source") ? "source" : "input"));
	if (str_eqz(type, "markdown")) {
		put_markdown(k, with_attachments(k, text, get(cell, "attachments")));
	} else if (str_eqz(type, "heading")) {
		put_heading(k, text, json_num(get(cell, "level")));
	} else if (str_eqz(type, "raw")) {
		put_fence(k, text, STR(""));
	} else {
		const struct json *outputs = get(cell, "outputs");
		struct str own = json_str(get(cell, "language"));
		put_fence(k, text, own.n ? text_slug(k->a, own) : k->language);
		for (size_t i = 0; i < json_len(outputs); i++)
			put_output(k, json_at(outputs, i));
	}
}

static void put_cells(struct book *k, const struct json *cells)
{
	for (size_t i = 0; i < json_len(cells); i++)
		put_cell(k, json_at(cells, i));
}

/* --- metadata ---------------------------------------------------------------------------- */

static void read_meta(struct book *k, const struct json *meta, struct doc_meta *m)
{
	const struct json *info = get(meta, "language_info"), *spec = get(meta, "kernelspec");
	struct str language = json_str(get(info, "name"));
	if (!language.n)
		language = json_str(get(spec, "language"));
	k->language = language.n && language.n < 40 ? text_slug(k->a, language) : STR("python");
	struct str title = json_str(get(meta, "title"));
	if (!title.n)
		title = json_str(get(meta, "name")); /* nbformat 3 */
	m->title = text_clean(k->a, str_replace(k->a, title, STR("\n"), STR(" ")));
	const struct json *authors = get(meta, "authors");
	for (size_t i = 0; i < json_len(authors) && i < 50; i++) {
		const struct json *one = json_at(authors, i);
		struct str name = json_kind(one) == JSON_T_STRING ? json_str(one)
								  : json_str(get(one, "name"));
		if (name.n)
			strs_add(k->a, &m->authors,
				text_clean(k->a, str_replace(k->a, name, STR("\n"), STR(" "))));
	}
}

static struct str first_heading(struct arena *a, struct str body)
{
	struct md_blocks blocks;
	struct err ignored = {0};
	if (!md_parse(a, body, &blocks, &ignored))
		return STR("");
	for (size_t i = 0; i < blocks.n; i++)
		if (blocks.v[i].kind == MD_HEADING)
			return str_replace(a, blocks.v[i].plain, STR("\n"), STR(" "));
	return STR("");
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_ipynb(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct book k = {.a = a, .out = buf_make(a), .images = images_make(a, opt)};
	struct json *root;
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	if (!json_parse(a, bytes, &root, e))
		return err_wrap(e, "damaged notebook");
	if (!get(root, "cells") && !get(root, "worksheets"))
		return err_set(e, ERR_INPUT, "no notebook: it has no cells");
	read_meta(&k, get(root, "metadata"), &out->meta);
	put_cells(&k, get(root, "cells"));
	for (size_t i = 0; i < json_len(get(root, "worksheets")); i++)
		put_cells(&k, get(json_at(get(root, "worksheets"), i), "cells"));
	if (k.out.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	buf_trim_right(&k.out);
	buf_putc(&k.out, '\n');
	out->body = buf_str(&k.out);
	if (!out->meta.title.n)
		out->meta.title = first_heading(a, out->body);
	images_end(&k.images, out);
	if (k.n_cut)
		strs_add(a, &out->notes, str_printf(a, "%zu long outputs cut", k.n_cut));
	return true;
}
