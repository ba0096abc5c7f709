/* deck.c - see deck.h.
 *
 * Widths are estimated high (0.58 of the size a column), so that a slide is rather too empty than too
 * full. Order: heights, the pieces of a slide, writing. */
#include "engine/deck.h"

#include <string.h>

#include "base/text.h"
#include "doc/md.h"
#include "kb.h"

#define PAGE_HEIGHT 540.0 /* 720 less padding and some air */
#define PAGE_WIDTH 1110.0
#define TEXT_SIZE 29.0
#define TEXT_LINE 43.5
#define TEXT_INDENT 64.0 /* of bullets */
#define BULLET_GAP 8.0
#define HEAD_SIZE 36.0
#define HEAD_LINE 46.0
#define HEAD_GAP 30.0
#define HEAD_LINES 2
#define BULLETS_MAX ((size_t)6)
#define CHAR_WIDTH 0.58
#define NOTE_CP ((size_t)400)
#define CHART_WIDTH 1130.0
#define CHART_HEIGHT 470.0 /* below a head of one line, above the footer */
#define CHART_BOTTOM 68.0

const char kb_deck_front[] =
	"marp: true\ntheme: default\npaginate: true\nsize: \"16:9\"\nmath: false\n";

/* --- heights ----------------------------------------------------------------------------- */

/* Lines that s takes, words kept whole. */
static size_t lines_of(struct str s, double width, double size)
{
	size_t most = (size_t)(width / (size * CHAR_WIDTH)), lines = 1, used = 0;
	for (size_t i = 0; i < s.n;) {
		size_t end = i;
		uint32_t c = text_next(s, &end);
		while (end < s.n && c > ' ' && !text_is_cjk(c)) {
			size_t next = end;
			c = text_next(s, &next);
			if (c <= ' ' || text_is_cjk(c))
				break;
			end = next;
		}
		size_t w = text_width(str_sub(s, i, end));
		if (used + w > most && used) {
			lines++;
			used = 0;
		}
		for (; w > most; w -= most)
			lines++;
		used += w;
		i = end;
	}
	return lines;
}

static double bullet_height(struct str s)
{
	return TEXT_LINE * (double)lines_of(s, PAGE_WIDTH - TEXT_INDENT, TEXT_SIZE) + BULLET_GAP;
}

/* s cut so that it fills at most `lines`; a mark says that there is more. */
static struct str cut_to(struct arena *a, struct str s, size_t lines, double width, double size)
{
	size_t n = text_n_cp(s);
	if (lines_of(s, width, size) <= lines)
		return s;
	struct str cut = s;
	while (n > 8 && lines_of(cut, width, size) > lines) {
		n -= n / 12 + 1;
		cut = str_cat(a, str_trim_right(text_cut(s, n)), STR(" …"));
	}
	return cut;
}

/* --- the pieces of a slide --------------------------------------------------------------- */

struct writing {
	struct arena *a;
	struct buf b;
	size_t n;
};

/* A bullet that fills more than half a slide is cut into bullets that go on. */
static struct strs short_bullets(struct arena *a, struct strs in)
{
	struct strs out = {0};
	size_t most = 5;
	for (size_t i = 0; i < in.n; i++) {
		struct str rest = str_trim(in.v[i]);
		while (lines_of(rest, PAGE_WIDTH - TEXT_INDENT, TEXT_SIZE) > most) {
			struct str part = rest;
			for (size_t n = text_n_cp(rest);
				n > 8 && lines_of(part, PAGE_WIDTH - TEXT_INDENT, TEXT_SIZE) > most;
				n -= n / 12 + 1)
				part = text_cut(rest, n);
			if (!part.n || part.n == rest.n)
				break;
			strs_add(a, &out, str_cat(a, str_trim(part), STR(" …")));
			rest = str_trim(str_from(rest, part.n));
			rest = str_cat(a, STR("… "), rest);
		}
		if (rest.n)
			strs_add(a, &out, rest);
	}
	return out;
}

/* What Marp would turn into a picture that it fetches from elsewhere. */
static bool is_emoji(uint32_t c)
{
	return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2190 && c <= 0x2BFF) || c == 0x203C ||
		c == 0x2049 || c == 0x20E3 || c == 0x2122 || c == 0x2139 || c == 0x3030 ||
		c == 0x303D || c == 0x3297 || c == 0x3299 || c == 0xFE0F;
}

/* The end of a short name such as ":smile:" that begins at i, or i. */
static size_t short_name(struct str s, size_t i)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-";
	size_t at = i + 1;
	while (at < s.n && at - i < 40 && s.p[i] == ':' && s.p[at] && strchr(letters, s.p[at]))
		at++;
	return at > i + 1 && at < s.n && s.p[at] == ':' ? at : i;
}

/* Emoji as character references and short names broken by a joiner: characters to Marp, which it shows
 * as they are. */
static struct str own_emoji(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c = text_next(s, &i);
		if (is_emoji(c))
			buf_printf(&b, "&#x%X;", (unsigned)c);
		else
			buf_put(&b, str_sub(s, from, i));
		if (short_name(s, from) > from)
			buf_puts(&b, "&#x2060;");
	}
	return buf_str(&b);
}

static struct str plain(struct arena *a, struct str s)
{
	return own_emoji(a, md_escape(a, s));
}

static void put_comment(struct writing *w, const char *directive, struct str text)
{
	struct str s = str_replace(w->a, text, STR("--"), STR("- -"));
	if (directive[0]) {
		s = str_replace(w->a, s, STR("\\"), STR("/"));
		s = str_replace(w->a, s, STR("\""), STR("'"));
		s = own_emoji(w->a, s);
		buf_printf(&w->b, "<!-- %s: \"" STR_FMT "\" -->\n", directive, STR_ARG(s));
		return;
	}
	buf_printf(&w->b, "\n<!--\nSources\n" STR_FMT "-->\n", STR_ARG(s));
}

/* A note must read as no setting of Marp: each line begins with a dash behind a line of words. */
static void put_notes(struct writing *w, struct strs notes)
{
	struct buf b = buf_make(w->a);
	for (size_t i = 0; i < notes.n; i++)
		buf_printf(&b, "- \"" STR_FMT "\"\n",
			STR_ARG(str_replace(
				w->a, text_cut(notes.v[i], NOTE_CP), STR("\n"), STR(" "))));
	if (notes.n)
		put_comment(w, "", buf_str(&b));
}

static void begin_slide(struct writing *w, struct str footer)
{
	buf_puts(&w->b, w->n++ ? "\n---\n\n" : "");
	if (footer.n)
		put_comment(w, "_footer", text_cut(footer, DECK_FOOTER_CP));
}

/* --- writing ----------------------------------------------------------------------------- */

static void put_title(struct writing *w, const struct deck *d)
{
	begin_slide(w, STR(""));
	buf_puts(&w->b, "<!-- _class: lead -->\n\n# ");
	buf_put(&w->b, plain(w->a, cut_to(w->a, d->title, 4, PAGE_WIDTH, 46)));
	buf_puts(&w->b, "\n");
	if (d->subtitle.n) {
		buf_puts(&w->b, "\n");
		buf_put(&w->b, plain(w->a, cut_to(w->a, d->subtitle, 4, PAGE_WIDTH, TEXT_SIZE)));
		buf_puts(&w->b, "\n");
	}
}

/* How many bullets from `at` on fit below a head of that height. */
static size_t fitting(struct strs bullets, size_t at, double room)
{
	size_t n = 0;
	double used = 0;
	while (at + n < bullets.n && n < BULLETS_MAX) {
		used += bullet_height(bullets.v[at + n]);
		if (used > room && n)
			break;
		n++;
	}
	return n;
}

static double head_height(struct str head)
{
	return head.n ? HEAD_LINE * (double)lines_of(head, PAGE_WIDTH, HEAD_SIZE) + HEAD_GAP : 0;
}

static void put_head(struct writing *w, struct str head, size_t part, size_t parts)
{
	if (!head.n)
		return;
	buf_puts(&w->b, "## ");
	buf_put(&w->b, plain(w->a, head));
	if (parts > 1)
		buf_printf(&w->b, " (%zu/%zu)", part, parts);
	buf_puts(&w->b, "\n\n");
}

static void put_bullet(struct writing *w, const struct deck_slide *s, struct strs bullets, size_t i)
{
	if (s->links.n)
		buf_printf(&w->b, "- [" STR_FMT "](" STR_FMT ")\n",
			STR_ARG(own_emoji(w->a, md_escape_link_text(w->a, bullets.v[i]))),
			STR_ARG(s->links.v[i]));
	else
		buf_printf(&w->b, "- " STR_FMT "\n", STR_ARG(plain(w->a, bullets.v[i])));
}

/* A link stays whole: its text is cut. */
static struct strs linked_bullets(struct arena *a, const struct deck_slide *s)
{
	struct strs out = {0};
	for (size_t i = 0; i < s->links.n && i < s->bullets.n; i++)
		strs_add(a, &out,
			cut_to(a, s->bullets.v[i], 3, PAGE_WIDTH - TEXT_INDENT, TEXT_SIZE));
	return out;
}

/* As it stands in a URL, in CSS and in a comment. */
static void put_url_safe(struct buf *b, struct str s)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   " ./:;=,_+";
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] && strchr(safe, s.p[i]))
			buf_putc(b, s.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)s.p[i]);
	}
}

/* Of a picture, for a width of 1: "... viewBox="0 0 960 480"". */
static double height_of(struct str svg)
{
	struct str mark = STR(" viewBox=\"0 0 "), rest, width, height;
	int64_t w = 0, h = 0;
	size_t at = str_find(svg, mark);
	rest = str_from(svg, at == STR_NPOS ? svg.n : at + mark.n);
	bool good = str_cut(&rest, ' ', &width) && str_cut(&rest, '"', &height) &&
		str_to_i64(width, &w) && str_to_i64(height, &h) && w > 0 && h > 0;
	return good ? (double)h / (double)w : 0.5;
}

/* Marp shows no SVG out of a data URL as an image, but takes one as the background; the head then has to
 * stand at the top, and the chart in the middle of what is below. */
static void put_chart(struct writing *w, const struct deck_slide *s)
{
	double share = height_of(s->svg), wide = CHART_WIDTH, high = wide * share;
	if (high > CHART_HEIGHT) {
		high = CHART_HEIGHT;
		wide = high / share;
	}
	begin_slide(w, s->footer);
	buf_puts(&w->b, "<!-- _backgroundImage: \"url('data:image/svg+xml,");
	put_url_safe(&w->b, s->svg);
	buf_printf(&w->b,
		"')\" -->\n<!-- _backgroundSize: \"%.0fpx %.0fpx\" -->\n"
		"<!-- _backgroundPosition: \"center bottom %.0fpx\" -->\n"
		"<style scoped>section { place-content: start; }</style>\n\n",
		wide, high, CHART_BOTTOM + (CHART_HEIGHT - high) / 2);
	put_head(w, cut_to(w->a, s->head, 1, PAGE_WIDTH, HEAD_SIZE), 1, 1);
	put_notes(w, s->notes);
}

static void put_slide(struct writing *w, const struct deck_slide *s)
{
	if (s->svg.n) {
		put_chart(w, s);
		return;
	}
	struct strs bullets =
		s->links.n ? linked_bullets(w->a, s) : short_bullets(w->a, s->bullets);
	struct str head = cut_to(w->a, s->head, HEAD_LINES, PAGE_WIDTH - 140, HEAD_SIZE);
	double room = PAGE_HEIGHT - head_height(head);
	size_t parts = 0, part = 0;
	for (size_t at = 0; at < bullets.n; at += fitting(bullets, at, room))
		parts++;
	parts += s->figure.n > 0;
	for (size_t at = 0, n; at < bullets.n; at += n) {
		n = fitting(bullets, at, room);
		begin_slide(w, s->footer);
		put_head(w, head, ++part, parts);
		for (size_t i = at; i < at + n; i++)
			put_bullet(w, s, bullets, i);
		put_notes(w, s->notes);
	}
	if (!s->figure.n)
		return;
	begin_slide(w, s->footer);
	buf_printf(&w->b, "![bg contain right:60%%](" STR_FMT ")\n\n",
		STR_ARG(md_escape_dest(w->a, s->figure)));
	put_head(w, cut_to(w->a, head, 6, PAGE_WIDTH * 0.4 - 160, HEAD_SIZE), ++part, parts);
	put_notes(w, s->notes);
}

struct str deck_write(struct arena *a, const struct deck *d, size_t *n_slides)
{
	struct writing w = {.a = a, .b = buf_make(a)};
	put_title(&w, d);
	for (size_t i = 0; i < d->n; i++)
		put_slide(&w, &d->v[i]);
	*n_slides = w.n;
	return buf_str(&w.b);
}
