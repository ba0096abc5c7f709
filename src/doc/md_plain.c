/* md_plain.c - the visible words of inline Markdown, and text made safe for Markdown.
 * Order: wikilinks, tokens, md_plain, escaping and back. */
#include <string.h>

#include "base/text.h"
#include "doc/inline.h"
#include "doc/md_int.h"

#define MAX_SIZE 16 /* bytes of "|200x100" */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "200" or "200x100": how wide an image is shown. */
static bool is_size(struct str s)
{
	size_t i = 0;
	while (i < s.n && is_digit(s.p[i]))
		i++;
	if (i && i + 1 < s.n && s.p[i] == 'x')
		for (i++; i < s.n && is_digit(s.p[i]);)
			i++;
	return s.n && i == s.n && is_digit(s.p[i - 1]);
}

static bool is_media(struct str path)
{
	static const char *const types[] = {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png",
		".svg", ".webp", ".flac", ".m4a", ".mp3", ".ogg", ".wav", ".webm", ".3gp", ".mkv",
		".mov", ".mp4", ".ogv", ".pdf", ".canvas", ".base"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_iends(path, str_of(types[i])))
			return true;
	return false;
}

void inline_put_wiki(struct buf *b, struct str inside, bool embed)
{
	struct str target = inside;
	size_t bar = str_find_byte(inside, '|');
	if (bar != STR_NPOS) {
		struct str text = str_trim(str_from(inside, bar + 1));
		target = str_sub(inside, 0, bar);
		if (text.n && !(embed && is_size(text))) {
			buf_put(b, text);
			return;
		}
	}
	struct str path = str_trim(target), part;
	size_t hash = str_find_byte(target, '#');
	if (hash != STR_NPOS)
		path = str_trim(str_sub(target, 0, hash));
	if (embed && is_media(path))
		return;
	buf_put(b, path);
	bool any = path.n > 0;
	struct str rest = hash == STR_NPOS ? STR("") : str_from(target, hash + 1);
	while (str_cut(&rest, '#', &part)) {
		part = str_trim(part);
		if (!part.n || part.p[0] == '^')
			continue;
		if (any)
			buf_puts(b, " > ");
		buf_put(b, part);
		any = true;
	}
}

/* --- tokens ------------------------------------------------------------------------------ */

/* s with each line break as a blank. */
static void put_line(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_putc(b, s.p[i] == '\n' ? ' ' : s.p[i]);
}

/* CommonMark 6.1: one blank on each side belongs to the marks. */
static void put_code(struct buf *b, struct str s)
{
	bool padded = s.n >= 2 && (s.p[0] == ' ' || s.p[0] == '\n') &&
		(s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\n') && !str_blank(s);
	put_line(b, padded ? str_sub(s, 1, s.n - 1) : s);
}

static void put_entity(struct buf *b, struct str s)
{
	char bytes[8];
	size_t n = 0;
	if (md_entity(s, bytes, &n))
		buf_put(b, str_make(bytes, n));
}

static bool is_break(struct str tag)
{
	return tag.n >= 4 && str_istarts(tag, STR("<br")) && !is_alnum(tag.p[3]);
}

static void put_token(struct buf *b, struct str text, const struct inline_token *t, bool one_line)
{
	struct str s = str_sub(text, t->start, t->end), in = str_sub(text, t->in, t->out);
	switch (t->kind) {
	case INLINE_TEXT:
	case INLINE_BARE: buf_put(b, s); break;
	case INLINE_DELIM: buf_put(b, str_sub(s, 0, t->n_left)); break;
	case INLINE_ESCAPE: buf_putc(b, s.p[1]); break;
	case INLINE_ENTITY: put_entity(b, s); break;
	case INLINE_CODE: put_code(b, in); break;
	case INLINE_MATH: put_line(b, s); break;
	case INLINE_SOFT: buf_putc(b, ' '); break;
	case INLINE_HARD: buf_putc(b, one_line ? ' ' : '\n'); break;
	case INLINE_WIKI: inline_put_wiki(b, in, s.p[0] == '!'); break;
	case INLINE_AUTO: buf_put(b, in); break;
	case INLINE_HTML:
		if (is_break(s))
			buf_putc(b, one_line ? ' ' : '\n');
		break;
	case INLINE_COMMENT:
	case INLINE_NOTE:
	case INLINE_MARK: break;
	}
}

/* End of an image's alt text without Obsidian's "|200". */
static size_t cut_size(struct str text, const struct inline_link *l)
{
	struct str alt = str_sub(text, l->in, l->out);
	size_t skip = alt.n > MAX_SIZE ? alt.n - MAX_SIZE : 0;
	size_t bar = str_rfind_byte(str_from(alt, skip), '|');
	if (bar == STR_NPOS)
		return is_size(alt) ? l->in : l->out;
	bar += skip;
	return is_size(str_from(alt, bar + 1)) ? l->in + bar : l->out;
}

/* The first link that begins at or behind byte `at`. */
static size_t first_link(const struct inlines *in, size_t at)
{
	size_t low = 0, high = in->n_links;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (in->link[mid].start < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void inline_put_plain(struct buf *b, struct str text, const struct inlines *in, size_t first,
	size_t last, bool one_line)
{
	/* The bracket before the first token may be that of an image whose text this is. */
	size_t k = first_link(in, first ? in->v[first - 1].start : 0);
	size_t alt_end = STR_NPOS, alt_last = 0;
	bool silent = false;
	for (size_t i = first; i < last; i++) {
		while (k < in->n_links && in->link[k].first <= i) {
			const struct inline_link *l = &in->link[k++];
			if (l->embed && l->kind == INLINE_TEXT && l->last > i) {
				alt_end = cut_size(text, l);
				alt_last = l->last;
			}
		}
		struct inline_token t = in->v[i];
		if (i < alt_last && t.end > alt_end) {
			if (t.start >= alt_end || t.kind != INLINE_TEXT)
				continue;
			t.end = alt_end;
		}
		size_t n = b->n;
		put_token(b, text, &t, one_line);
		/* What shows nothing leaves one blank, not two. */
		if (silent && b->n > n && n && b->p[n] == ' ' && b->p[n - 1] == ' ') {
			memmove(b->p + n, b->p + n + 1, b->n - n - 1);
			b->n--;
		}
		silent = b->n == n && t.kind != INLINE_DELIM;
	}
}

struct str md_plain(struct arena *a, struct str inline_text)
{
	struct inlines in;
	struct buf b = buf_make(a);
	inline_scan(a, inline_text, NULL, &in);
	inline_put_plain(&b, inline_text, &in, 0, in.n, false);
	return str_trim(buf_str(&b));
}

/* --- escaping ---------------------------------------------------------------------------- */

/* Characters that mean something to a block only as the first of a line. */
static bool starts_block(struct str s)
{
	char c = s.p[0];
	if (c == '-')
		return s.n == 1 || s.p[1] == ' ' || s.p[1] == '-' || s.p[1] == '\t';
	return c && strchr("#>+=", c);
}

/* Index of the "." or ")" that would make s a list item, or STR_NPOS. */
static size_t list_mark(struct str s)
{
	size_t i = 0;
	while (i < s.n && i < 10 && is_digit(s.p[i]))
		i++;
	if (i == 0 || i == s.n || (s.p[i] != '.' && s.p[i] != ')'))
		return STR_NPOS;
	return i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '\t' ? i : STR_NPOS;
}

static bool needs_escape(struct str s, size_t i)
{
	char c = s.p[i], before = i ? s.p[i - 1] : ' ', after = i + 1 < s.n ? s.p[i + 1] : ' ';
	bool in_word = is_alnum(before) && is_alnum(after);
	switch (c) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
	case '<':
	case '$':
	case '~':
	case '|':
	case '^': return true;
	case '_': return !in_word;
	case '&': return is_alnum(after) || after == '#';
	case '=':
	case '%': return before == c || after == c;
	case '#': return before == ' ' && after != ' ';
	default: return false;
	}
}

struct str md_escape(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	s = str_trim(s);
	size_t mark = list_mark(s);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((i == 0 && starts_block(s)) || i == mark || needs_escape(s, i))
			buf_putc(&b, '\\');
		buf_putc(&b, c < ' ' || c == 0x7f ? ' ' : s.p[i]);
	}
	return buf_str(&b);
}

struct str md_escape_link_text(struct arena *a, struct str s)
{
	return md_escape(a, s);
}

struct str md_escape_dest(struct arena *a, struct str path)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = buf_make(a);
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (c > ' ' && c != 0x7f && !strchr("\"#$%&()<>[\\]`|", c)) {
			buf_putc(&b, path.p[i]);
			continue;
		}
		buf_putc(&b, '%');
		buf_putc(&b, hex[c >> 4]);
		buf_putc(&b, hex[c & 15]);
	}
	return buf_str(&b);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct str md_unescape_dest(struct arena *a, struct str s)
{
	if (str_find_byte(s, '%') == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		int high = s.p[i] == '%' && i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;
		if (low < 0) {
			buf_putc(&b, s.p[i]);
			continue;
		}
		buf_putc(&b, (char)(high * 16 + low));
		i += 2;
	}
	return buf_str(&b);
}
