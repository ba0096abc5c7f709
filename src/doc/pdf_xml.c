/* pdf_xml.c - the XML of pdftohtml: pages, fonts, pieces of text.
 *
 * Order: attributes, text, fonts, elements, the whole. The program's output is regular, but its input is hostile, so
 * every number has a bound and anything unknown is passed over. */
#include "base/text.h"
#include "base/vec.h"
#include "doc/pdf_page.h"
#include "doc/pdf_text.h"

#define MAX_FONTS 65536
#define MAX_POINTS 100000.0F
#define MAX_UPRIGHT 400 /* bytes joined */
#define TWINS 24 /* pieces looked back at for the same text in the same place */

struct font {
	float size;
	bool bold, italic, mono;
	/* of pieces long enough to measure: */
	size_t measured;
	struct str first; /* of them: repeating one text tells nothing */
	float narrowest, widest; /* a character */
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

static struct str squeezed(struct arena *a, struct str s)
{
	if (str_find(s, STR("  ")) == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' || !b.n || b.p[b.n - 1] != ' ')
			buf_putc(&b, s.p[i]);
	return buf_str(&b);
}

/* Character references decoded; no byte of the text can be one of the marks, the XML has no controls. */
static void put_decoded(struct buf *b, struct str s)
{
	static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '&' ? str_find_byte(str_sub(s, i, i + 10), ';') : STR_NPOS;
		if (end == STR_NPOS) {
			buf_putc(b, s.p[i++]);
			continue;
		}
		struct str ref = str_sub(s, i, i + end + 1);
		size_t k = 0;
		while (k < 5 && !str_eqz(ref, names[k]))
			k++;
		int64_t cp = 0;
		if (k < 5)
			buf_putc(b, "&<>\"'"[k]);
		else if (str_to_i64(str_sub(ref, 2, ref.n - 1), &cp) && cp >= 32 && cp < 0xd800 &&
			ref.p[1] == '#')
			buf_put_cp(b, cp == 0xa0 ? ' ' : (uint32_t)cp);
		else
			buf_put(b, ref);
		i += ref.n;
	}
}

struct styles {
	bool bold, italic, in_link;
	size_t chars, bold_chars, italic_chars;
};

static void read_tag(struct parser *p, struct str tag, struct styles *s, struct buf *b)
{
	bool close = str_starts(tag, STR("</"));
	char name = tag.n > 1U + close ? tag.p[1 + close] : 0;
	if (name == 'b')
		s->bold = !close;
	else if (name == 'i')
		s->italic = !close;
	else if (name == 'a' && close && s->in_link) {
		buf_put(b, STR(PDF_LINK_END));
		s->in_link = false;
	} else if (name == 'a' && !close && !s->in_link) {
		struct buf to = buf_make(p->a);
		put_decoded(&to, attribute(tag, "href"));
		if (!str_starts(buf_str(&to), STR("http")) ||
			str_find_byte(buf_str(&to), ' ') != STR_NPOS)
			return;
		buf_put(b, STR(PDF_LINK));
		buf_put(b, buf_str(&to));
		buf_put(b, STR(PDF_LINK_TEXT));
		s->in_link = true;
	}
}

/* Text of a piece with its links marked, blanks as they are; what all of it is set in. */
static void read_content(struct parser *p, struct str xml, struct pdf_piece *out)
{
	struct buf b = buf_make(p->a);
	struct styles s = {0};
	for (size_t i = 0; i < xml.n;) {
		size_t end = str_find_from(xml, i, xml.p[i] == '<' ? STR(">") : STR("<"));
		struct str part = str_sub(xml, i, end);
		if (xml.p[i] != '<') {
			s.chars += part.n;
			s.bold_chars += s.bold ? part.n : 0;
			s.italic_chars += s.italic ? part.n : 0;
			put_decoded(&b, part);
			i += part.n;
			continue;
		}
		if (end == STR_NPOS)
			break;
		read_tag(p, part, &s, &b);
		i = end + 1;
	}
	if (s.in_link)
		buf_put(&b, STR(PDF_LINK_END));
	out->text = without_ligatures(p->a, buf_str(&b));
	out->bold = s.chars > 0 && s.bold_chars == s.chars;
	out->italic = s.chars > 0 && s.italic_chars == s.chars;
}

/* --- fonts ------------------------------------------------------------------------------- */

static bool names(struct str family, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ifind(family, str_of(words[i])) != STR_NPOS)
			return true;
	return false;
}

/* By the names that type foundries and TeX give to heavy cuts. */
static bool is_bold(struct str family)
{
	static const char *const words[] = {"bold", "black", "heavy", "cmbx", "demi", "sfbx"};
	return names(family, words, sizeof words / sizeof *words) ||
		(str_ifind(family, STR("-medi")) != STR_NPOS &&
			str_ifind(family, STR("medium")) == STR_NPOS);
}

static bool is_mono(struct str family)
{
	static const char *const words[] = {"courier", "mono", "consol", "menlo", "cmtt", "sftt",
		"txtt", "ectt", "typewriter", "inconsolata", "cousine", "lettergothic",
		"lucidasanstyp", "fixed", "firacode", "sourcecode"};
	return names(family, words, sizeof words / sizeof *words) &&
		str_ifind(family, STR("monotype")) == STR_NPOS;
}

static void read_font(struct parser *p, struct str tag)
{
	static const char *const slanted[] = {"italic", "oblique", "cmti", "sfti"};
	int64_t id;
	if (!str_to_i64(attribute(tag, "id"), &id) || id < 0 || id >= MAX_FONTS)
		return;
	struct font none = {0};
	while (p->fonts.n <= (size_t)id)
		VEC_PUSH(p->a, &p->fonts, none);
	struct font *f = &p->fonts.v[id];
	struct str family = attribute(tag, "family");
	f->size = number(tag, "size");
	f->bold = is_bold(family);
	f->italic = names(family, slanted, sizeof slanted / sizeof *slanted);
	f->mono = is_mono(family);
}

/* The width of a character in a long piece of plain ASCII: the same in all of them tells a font of one
 * width whose name does not. */
static void measure(struct font *f, const struct pdf_piece *x)
{
	size_t n = x->text.n;
	if (n < 12 || n > 90 || x->w <= 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (x->text.p[i] < ' ' || x->text.p[i] > '~')
			return;
	float each = x->w / (float)n;
	if (f->measured && str_eq(x->text, f->first))
		return;
	f->first = f->measured ? f->first : x->text;
	if (!f->measured || each < f->narrowest)
		f->narrowest = each;
	if (!f->measured || each > f->widest)
		f->widest = each;
	f->measured++;
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
	struct pdf_page page = {
		.w = number(tag, "width"), .h = number(tag, "height"), .opens = p->pages.n == 0};
	end_page(p);
	VEC_PUSH(p->a, &p->pages, page);
}

/* A shadow or a heavy face made by printing twice. */
static bool is_twin(const struct parser *p, const struct pdf_piece *x)
{
	float off = 0.2F * x->size;
	for (size_t k = p->now.n, n = 0; k > 0 && n < TWINS; k--, n++) {
		const struct pdf_piece *y = &p->now.v[k - 1];
		if (x->x - y->x < off && y->x - x->x < off && x->y - y->y < off &&
			y->y - x->y < off && x->w > 0 && str_eq(x->text, y->text))
			return true;
	}
	return false;
}

/* Text that runs up the page comes as pieces without width, one above the other. */
static bool join_upright(struct parser *p, const struct pdf_piece *x)
{
	if (x->w > 0 || !p->now.n)
		return false;
	struct pdf_piece *last = &p->now.v[p->now.n - 1];
	if (!last->upright || last->x - x->x > 1 || x->x - last->x > 1 ||
		last->text.n > MAX_UPRIGHT)
		return false;
	float bottom = last->y + last->h > x->y + x->h ? last->y + last->h : x->y + x->h;
	last->text = str_cat(p->a, last->text, x->text);
	last->y = x->y < last->y ? x->y : last->y;
	last->h = bottom - last->y;
	return true;
}

static void read_piece(struct parser *p, struct str tag, struct str content)
{
	struct pdf_piece x = {.x = number(tag, "left"),
		.y = number(tag, "top"),
		.w = number(tag, "width"),
		.h = number(tag, "height"),
		.font = MAX_FONTS};
	int64_t id;
	read_content(p, content, &x);
	if (str_to_i64(attribute(tag, "font"), &id) && id >= 0 && (size_t)id < p->fonts.n) {
		struct font *f = &p->fonts.v[id];
		x.font = (size_t)id;
		x.size = f->size;
		x.bold = x.bold || f->bold;
		x.italic = x.italic || f->italic;
		measure(f, &x);
	}
	if (x.size <= 0)
		x.size = x.h > 0 ? x.h : 10;
	if (!x.text.n || is_twin(p, &x) || join_upright(p, &x) || p->n_pieces++ >= PDF_MAX_PIECES)
		return;
	x.upright = x.w <= 0;
	VEC_PUSH(p->a, &p->now, x);
}

/* --- the whole --------------------------------------------------------------------------- */

/* Blanks at both ends are cut off; of text in one width they are part of the box. */
static void trim(struct arena *a, struct pdf_piece *x)
{
	size_t n = x->text.n, lead = 0, trail = 0, chars = pdf_text_width(x->text);
	while (lead < n && x->text.p[lead] == ' ')
		lead++;
	while (trail < n - lead && x->text.p[n - 1 - trail] == ' ')
		trail++;
	x->blank_before = lead > 0;
	x->blank_after = trail > 0;
	x->text = str_sub(x->text, lead, n - trail);
	if (!x->mono) {
		x->text = squeezed(a, x->text);
		return;
	}
	x->char_w = x->w / (float)(chars ? chars : 1);
	x->x += (float)lead * x->char_w;
	x->w -= (float)(lead + trail) * x->char_w;
}

static bool has_one_width(const struct font *f)
{
	return f->mono || (f->measured >= 8 && f->widest < f->narrowest * 1.03F);
}

/* A whole document in one width is typescript: nothing in it stands out as code. */
static void settle_fonts(struct parser *p)
{
	size_t mono = 0, all = 0;
	for (size_t i = 0; i < p->pages.n; i++)
		for (size_t k = 0; k < p->pages.v[i].n; k++) {
			struct pdf_piece *x = &p->pages.v[i].v[k];
			x->mono = x->font < p->fonts.n && !x->upright &&
				has_one_width(&p->fonts.v[x->font]);
			mono += x->mono ? x->text.n : 0;
			all += x->text.n;
		}
	for (size_t i = 0; i < p->pages.n; i++) {
		size_t n = 0;
		struct pdf_page *page = &p->pages.v[i];
		for (size_t k = 0; k < page->n; k++) {
			struct pdf_piece *x = &page->v[k];
			x->mono = x->mono && mono * 10 < all * 7;
			trim(p->a, x);
			if (x->text.n)
				page->v[n++] = *x;
		}
		page->n = n;
	}
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
	settle_fonts(&p);
	return (struct pdf_pages){p.pages.v, p.pages.n};
}
