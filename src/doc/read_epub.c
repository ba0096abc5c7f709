/* read_epub.c - EPUB 2 and 3: the chapters of the spine, in order, through the HTML writer.
 *
 * Order: the container, the package, names of chapters, XHTML as HTML, notes, chapters, the reader. */
#include "base/err.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/epub_notes.h"
#include "doc/escape.h"
#include "doc/front_page.h"
#include "doc/html_dom.h"
#include "doc/html_part.h"
#include "doc/md.h"
#include "doc/xml.h"
#include "doc/zip.h"

struct book {
	struct arena *a;
	struct zip zip;
	struct str package; /* name of the .opf */
	struct xml opf;
	struct map labels; /* name of a part -> struct str * in the table of contents */
	struct buf out;
	size_t n_notes; /* of the chapters before */
	size_t n_lost;
	struct images images;
	struct str chapter; /* name of the part being written */
	struct epub_notes notes;
};

/* --- the container ----------------------------------------------------------------------- */

static bool is_wanted(struct str name)
{
	static const char *const media[] = {".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp",
		".css", ".js", ".ttf", ".otf", ".woff", ".woff2", ".mp3", ".mp4", ".m4a", ".ogg",
		".webm", ".smil", ".pls"};
	for (size_t i = 0; i < sizeof media / sizeof *media; i++)
		if (str_iends(name, str_of(media[i])))
			return false;
	return true;
}

static bool open_package(struct book *k, struct err *e)
{
	struct str bytes;
	struct xml x;
	struct err ignored = {0};
	if (zip_get(&k->zip, STR("META-INF/container.xml"), &bytes) &&
		xml_parse(k->a, bytes, &x, &ignored)) {
		size_t root = xml_find(&x, 0, "rootfile");
		k->package = xml_attr(&x, root, "full-path");
	}
	for (size_t i = 0; i < k->zip.members.n && !k->package.n; i++)
		if (str_iends(k->zip.members.v[i].key, STR(".opf")))
			k->package = k->zip.members.v[i].key;
	if (!zip_get(&k->zip, k->package, &bytes))
		return err_set(e, ERR_INPUT, "damaged EPUB: it has no package file");
	return xml_parse(k->a, bytes, &k->opf, e);
}

/* --- the package ------------------------------------------------------------------------- */

static void read_meta(struct book *k, struct doc_meta *m)
{
	const struct xml *x = &k->opf;
	size_t meta = xml_child(x, 0, "metadata");
	for (size_t i = meta == XML_NONE ? x->n : meta; i < x->n && i < x->v[meta].end; i++) {
		if (!x->v[i].name.n || i == meta)
			continue;
		struct str text = xml_line(k->a, x, i);
		if (!text.n)
			continue;
		if (xml_is(x, i, "dc:title") && !m->title.n)
			m->title = text_clean(k->a, text);
		else if (xml_is(x, i, "dc:creator"))
			strs_add(k->a, &m->authors, text_clean(k->a, text));
		else if (xml_is(x, i, "dc:language") && !m->language.n && text.n > 1)
			m->language = text_clean(k->a, text);
		else if (xml_is(x, i, "dc:publisher") && !m->site.n)
			m->site = text_clean(k->a, text);
		else if (xml_is(x, i, "dc:date") && !m->published.n)
			m->published = date_iso(k->a, text);
		else if (xml_is(x, i, "dc:subject"))
			strs_add(k->a, &m->tags, text_clean(k->a, text));
		else if (xml_is(x, i, "meta") &&
			str_eqz(xml_attr(x, i, "property"), "dcterms:modified"))
			m->modified = date_iso(k->a, text);
	}
}

/* --- names of chapters ------------------------------------------------------------------- */

static void add_label(struct book *k, struct str from, struct str href, struct str text)
{
	bool added;
	struct str part = zip_resolve(k->a, from, href);
	if (!text.n || text.n > 300 || !part.n)
		return;
	struct map_entry *m = map_add(&k->labels, part, &added);
	if (!added)
		return;
	struct str *label = ARENA_NEW(k->a, struct str);
	*label = text;
	m->ptr = label;
}

static void read_contents(struct book *k, struct str part)
{
	struct str bytes;
	struct xml x;
	struct err ignored = {0};
	if (!zip_get(&k->zip, part, &bytes) || !xml_parse(k->a, bytes, &x, &ignored))
		return;
	for (size_t i = 0; i < x.n; i++) {
		if (xml_is(&x, i, "navPoint")) {
			size_t content = xml_child(&x, i, "content");
			size_t label = xml_child(&x, i, "navLabel");
			if (label != XML_NONE)
				add_label(k, part, xml_attr(&x, content, "src"),
					xml_line(k->a, &x, label));
		} else if (xml_is(&x, i, "a") && xml_has(&x, i, "href")) {
			add_label(k, part, xml_attr(&x, i, "href"), xml_line(k->a, &x, i));
		}
	}
}

/* --- XHTML as HTML ----------------------------------------------------------------------- */

/* In HTML "<a/>" opens an element; so it is written with its end tag. */
static bool is_void(struct str name)
{
	static const char *const names[] = {"br", "img", "hr", "meta", "link", "input", "col",
		"area", "base", "embed", "param", "source", "track", "wbr"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(name, str_of(names[i])))
			return true;
	return false;
}

static struct str open_tags(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n + 1024);
	for (size_t i = 0; i < s.n;) {
		size_t from = i, lt = str_find_byte(str_from(s, i), '<');
		i = lt == STR_NPOS ? s.n : i + lt;
		buf_put(&b, str_sub(s, from, i));
		if (i >= s.n)
			break;
		bool comment = str_starts(str_from(s, i), STR("<!--"));
		size_t close = comment ? str_find_from(s, i, STR("-->")) : STR_NPOS;
		size_t end = comment ? (close == STR_NPOS ? s.n : close + 3) : epub_tag_end(s, i);
		struct str tag = str_sub(s, i, end);
		size_t n = 1;
		while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '/' && tag.p[n] != '>' &&
			tag.p[n] != '\n' && tag.p[n] != '\t' && tag.p[n] != '\r')
			n++;
		struct str name = str_sub(tag, 1, n);
		if (!comment && name.n && str_ends(tag, STR("/>")) && !is_void(name)) {
			buf_put(&b, str_sub(tag, 0, tag.n - 2));
			buf_puts(&b, "></");
			buf_put(&b, name);
			buf_putc(&b, '>');
		} else if (!comment) {
			buf_put(&b, tag);
		}
		i = end;
	}
	return buf_str(&b);
}

/* --- notes ------------------------------------------------------------------------------- */

/* Each chapter numbers its notes from 1: they go on counting over the book. */
static void put_renumbered(struct book *k, struct str body)
{
	size_t most = 0;
	bool in_code = false;
	struct str line;
	while (str_line(&body, &line)) {
		if (str_starts(line, STR("```")))
			in_code = !in_code;
		for (size_t i = 0; i < line.n;) {
			size_t p = i + 2, number = 0;
			bool mark = !in_code && str_starts(str_from(line, i), STR("[^")) &&
				(!i || line.p[i - 1] != '\\');
			while (mark && p < line.n && p < i + 9 && line.p[p] >= '0' &&
				line.p[p] <= '9')
				number = number * 10 + (size_t)(line.p[p++] - '0');
			if (!number || p >= line.n || line.p[p] != ']') {
				buf_putc(&k->out, line.p[i++]);
				continue;
			}
			buf_printf(&k->out, "[^%zu", number + k->n_notes);
			most = number > most ? number : most;
			i = p;
		}
		buf_putc(&k->out, '\n');
	}
	k->n_notes += most;
}

/* --- chapters ---------------------------------------------------------------------------- */

static bool has_heading(struct str body)
{
	struct str line;
	while (str_line(&body, &line))
		if (str_starts(line, STR("#")))
			return true;
	return false;
}

/* More than headings. */
static bool has_text(struct str body)
{
	struct str line;
	while (str_line(&body, &line))
		if (!str_blank(line) && !str_starts(line, STR("#")) && !str_eqz(line, "---"))
			return true;
	return false;
}

static bool is_cover(struct str name, struct str label)
{
	return str_ifind(name, STR("cover")) != STR_NPOS || str_ieq(label, STR("cover")) ||
		str_ieq(label, STR("title page")) || str_ieq(label, STR("start"));
}

static struct str picture(void *ctx, struct arena *a, struct str src)
{
	const struct book *k = ctx;
	struct str bytes;
	zip_get(&k->zip, zip_resolve(a, k->chapter, src), &bytes);
	return bytes;
}

static void put_chapter(struct book *k, struct arena *scratch, struct str name)
{
	struct str bytes, body;
	if (!zip_get(&k->zip, name, &bytes) || bytes.n > HTML_MAX_BYTES) {
		k->n_lost++;
		return;
	}
	bytes = epub_notes_html(&k->notes, scratch, name);
	struct html_part part = {.html = open_tags(scratch, bytes),
		.is_local = true,
		.images = &k->images,
		.picture = picture,
		.ctx = k};
	k->chapter = name;
	struct err ignored = {0};
	if (!html_part_write(scratch, &part, &body, NULL, &ignored)) {
		k->n_lost++;
		return;
	}
	if (!str_trim(body).n || (epub_notes_gave(&k->notes, name) && !has_text(body)))
		return;
	const struct str *label = map_ptr(&k->labels, name);
	if (label && !has_heading(body) && !is_cover(name, *label)) {
		buf_puts(&k->out, "## ");
		escape_inline(&k->out, *label, ESCAPE_TEXT);
		buf_puts(&k->out, "\n\n");
	}
	put_renumbered(k, body);
	buf_putc(&k->out, '\n');
}

static bool has_word(struct str list, const char *word)
{
	struct str one;
	while (str_cut(&list, ' ', &one))
		if (str_eqz(one, word))
			return true;
	return false;
}

/* Chapters in order, each once; the table of contents is none. */
static struct strs read_spine(struct book *k)
{
	const struct xml *x = &k->opf;
	struct map items = map_make(k->a), seen = map_make(k->a);
	struct strs parts = {0};
	size_t manifest = xml_child(x, 0, "manifest"), spine = xml_child(x, 0, "spine");
	for (size_t i = xml_child(x, manifest, "item"); i != XML_NONE; i = xml_next(x, i, "item")) {
		struct str part = zip_resolve(k->a, k->package, xml_attr(x, i, "href"));
		bool nav = has_word(xml_attr(x, i, "properties"), "nav");
		if (nav || str_eqz(xml_attr(x, i, "media-type"), "application/x-dtbncx+xml"))
			read_contents(k, part);
		map_add(&items, xml_attr(x, i, "id"), NULL)->num = i;
	}
	for (size_t i = xml_child(x, spine, "itemref"); i != XML_NONE;
		i = xml_next(x, i, "itemref")) {
		const struct map_entry *m = map_find(&items, xml_attr(x, i, "idref"));
		if (!m || has_word(xml_attr(x, m->num, "properties"), "nav"))
			continue;
		bool added;
		struct str part = zip_resolve(k->a, k->package, xml_attr(x, m->num, "href"));
		map_add(&seen, part, &added);
		if (added)
			strs_add(k->a, &parts, part);
	}
	return parts;
}

static void put_spine(struct book *k)
{
	struct strs parts = read_spine(k);
	k->notes = epub_notes_make(k->a, &k->zip);
	for (size_t i = 0; i < parts.n; i++)
		epub_notes_add(&k->notes, parts.v[i]);
	epub_notes_find(&k->notes);
	for (size_t i = 0; i < parts.n && k->out.n <= MD_MAX_TEXT; i++) {
		struct arena *scratch = arena_make();
		put_chapter(k, scratch, parts.v[i]);
		arena_free(scratch);
	}
}

/* --- the reader -------------------------------------------------------------------------- */

static bool is_protected(struct book *k)
{
	struct str bytes;
	return zip_get(&k->zip, STR("META-INF/encryption.xml"), &bytes) &&
		(str_ifind(bytes, STR("html")) != STR_NPOS ||
			str_ifind(bytes, STR("adept")) != STR_NPOS);
}

bool read_epub(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct book k = {
		.a = a, .out = buf_make(a), .labels = map_make(a), .images = images_make(a, opt)};
	k.images.lasting = true;
	if (!zip_read(a, bytes, is_wanted, opt->assets.n > 0, &k.zip, e))
		return false;
	if (is_protected(&k))
		return err_set(e, ERR_INPUT, "protected against copying; only its reader opens it");
	if (!open_package(&k, e))
		return false;
	read_meta(&k, &out->meta);
	put_spine(&k);
	if (k.out.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	buf_trim_right(&k.out);
	buf_putc(&k.out, '\n');
	out->body = front_page_drop(a, buf_str(&k.out), &out->meta);
	if (k.zip.damaged || k.opf.damaged)
		strs_add(a, &out->notes, STR("the file is damaged; what could be read is here"));
	images_end(&k.images, out);
	if (k.n_lost)
		strs_add(a, &out->notes, str_printf(a, "%zu chapters could not be read", k.n_lost));
	return true;
}
