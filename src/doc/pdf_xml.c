/* pdf_xml.c - the XML of pdftohtml: pages, fonts, pieces of text.
 *
 * Order: attributes, text, elements. The program's output is regular, but its input is hostile, so
 * every number has a bound and anything unknown is passed over. */
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/html_jsonld.h"
#include "doc/pdf_page.h"

#define MAX_FONTS 65536
#define MAX_POINTS 100000.0F

struct font {
	float size;
	bool bold;
};

struct parser {
	struct arena *a;
	VEC(struct font) fonts; /* by id */
	VEC(struct pdf_page) pages;
	VEC(struct pdf_piece) now; /* of the current page */
	size_t n_pieces;
};

/* --- attributes -------------------------------------------------------------------------- */

static struct str attribute(struct str tag, const char *name)
{
	struct str key = str_of(name);
	for (size_t i = 0; (i = str_find_from(tag, i, key)) != STR_NPOS; i++) {
		size_t from = i + key.n + 2;
		if (i == 0 || tag.p[i - 1] != ' ' || from > tag.n || tag.p[from - 2] != '=' ||
			tag.p[from - 1] != '"')
			continue;
		size_t end = str_find_from(tag, from, STR("\""));
		return str_sub(tag, from, end);
	}
	return STR("");
}

static float number(struct str tag, const char *name)
{
	struct str s = attribute(tag, name);
	float v = 0, unit = 1;
	bool minus = s.n && s.p[0] == '-', point = false;
	for (size_t i = minus; i < s.n && i < 12; i++) {
		if (s.p[i] == '.' && !point)
			point = true;
		else if (s.p[i] >= '0' && s.p[i] <= '9')
			v = v * 10 + (float)(s.p[i] - '0'), unit *= point ? 10 : 1;
		else
			break;
	}
	v = v / unit > MAX_POINTS ? MAX_POINTS : v / unit;
	return minus ? -v : v;
}

/* --- text -------------------------------------------------------------------------------- */

/* "\xef\xac\x81" is "fi": a typographer's letter that no search finds. */
static struct str without_ligatures(struct arena *a, struct str s)
{
	static const char *const parts[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
	if (str_find(s, STR("\xef\xac")) == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		if (cp >= 0xfb00 && cp <= 0xfb06)
			buf_puts(&b, parts[cp - 0xfb00]);
		else
			buf_put(&b, str_sub(s, from, i));
	}
	return buf_str(&b);
}

/* Words of a piece, its tags taken out; what all of it is set in. */
static void read_content(struct parser *p, struct str xml, struct pdf_piece *out)
{
	struct buf b = buf_make(p->a);
	size_t bold_chars = 0, chars = 0;
	bool bold = false;
	for (size_t i = 0; i < xml.n;) {
		if (xml.p[i] != '<') {
			size_t end = str_find_from(xml, i, STR("<"));
			struct str s = str_sub(xml, i, end);
			chars += s.n;
			bold_chars += bold ? s.n : 0;
			buf_put(&b, s);
			i += s.n;
			continue;
		}
		size_t end = str_find_from(xml, i, STR(">"));
		if (end == STR_NPOS)
			break;
		struct str tag = str_sub(xml, i, end);
		if (str_starts(tag, STR("<b")))
			bold = true;
		else if (str_starts(tag, STR("</b")))
			bold = false;
		struct str href = str_starts(tag, STR("<a")) ? attribute(tag, "href") : STR("");
		if (str_starts(href, STR("http")) && !out->link.n)
			out->link = jsonld_text(p->a, href);
		i = end + 1;
	}
	struct str all = buf_str(&b);
	out->blank_before = all.n && all.p[0] == ' ';
	out->blank_after = all.n && all.p[all.n - 1] == ' ';
	out->text = without_ligatures(p->a, jsonld_text(p->a, all));
	out->bold = chars > 0 && bold_chars == chars;
}

/* --- elements ---------------------------------------------------------------------------- */

static void end_page(struct parser *p)
{
	if (!p->pages.n)
		return;
	struct pdf_page *page = &p->pages.v[p->pages.n - 1];
	page->v = p->now.v;
	page->n = p->now.n;
	p->now.v = NULL;
	p->now.n = p->now.cap = 0;
}

static void start_page(struct parser *p, struct str tag)
{
	struct pdf_page page = {.w = number(tag, "width"), .h = number(tag, "height")};
	end_page(p);
	VEC_PUSH(p->a, &p->pages, page);
}

/* By the names that type foundries and TeX give to heavy cuts. */
static bool is_bold(struct str family)
{
	static const char *const words[] = {
		"bold", "black", "heavy", "cmbx", "-medi", "demi", "sfbx"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ifind(family, str_of(words[i])) != STR_NPOS &&
			!(i == 4 && str_ifind(family, STR("medium")) != STR_NPOS))
			return true;
	return false;
}

static void read_font(struct parser *p, struct str tag)
{
	int64_t id;
	if (!str_to_i64(attribute(tag, "id"), &id) || id < 0 || id >= MAX_FONTS)
		return;
	struct font none = {0};
	while (p->fonts.n <= (size_t)id)
		VEC_PUSH(p->a, &p->fonts, none);
	p->fonts.v[id].size = number(tag, "size");
	p->fonts.v[id].bold = is_bold(attribute(tag, "family"));
}

static void read_piece(struct parser *p, struct str tag, struct str content)
{
	struct pdf_piece x = {.x = number(tag, "left"),
		.y = number(tag, "top"),
		.w = number(tag, "width"),
		.h = number(tag, "height")};
	int64_t font;
	read_content(p, content, &x);
	bool known =
		str_to_i64(attribute(tag, "font"), &font) && font >= 0 && (size_t)font < p->fonts.n;
	x.size = known ? p->fonts.v[font].size : x.h;
	x.bold = x.bold || (known && p->fonts.v[font].bold);
	if (x.size <= 0)
		x.size = x.h > 0 ? x.h : 10;
	if (x.text.n && p->n_pieces++ < PDF_MAX_PIECES)
		VEC_PUSH(p->a, &p->now, x);
}

struct pdf_pages pdf_parse(struct arena *a, struct str xml)
{
	struct parser p = {.a = a};
	for (size_t i = 0; (i = str_find_from(xml, i, STR("<"))) != STR_NPOS;) {
		size_t end = str_find_from(xml, i, STR(">"));
		if (end == STR_NPOS)
			break;
		struct str tag = str_sub(xml, i, end);
		i = end + 1;
		if (str_starts(tag, STR("<page ")) && p.pages.n < PDF_MAX_PAGES)
			start_page(&p, tag);
		else if (str_starts(tag, STR("<fontspec ")))
			read_font(&p, tag);
		if (!str_starts(tag, STR("<text ")))
			continue;
		size_t close = str_find_from(xml, i, STR("</text>"));
		if (close == STR_NPOS)
			break;
		if (p.pages.n)
			read_piece(&p, tag, str_sub(xml, i, close));
		i = close + 7;
	}
	end_page(&p);
	return (struct pdf_pages){p.pages.v, p.pages.n};
}
