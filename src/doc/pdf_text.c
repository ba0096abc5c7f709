/* pdf_text.c - see pdf_text.h. Order: marks, joining, what a line starts with. */
#include "doc/pdf_text.h"

#include "base/text.h"

#define MAX_WORD 60 /* bytes */
#define MAX_LINK 4000 /* bytes of a link that the next line may go on with */

/* --- marks ------------------------------------------------------------------------------- */

static bool has_marks(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 1 && s.p[i] <= 7)
			return true;
	return false;
}

struct str pdf_text_plain(struct arena *a, struct str s)
{
	if (!has_marks(s))
		return s;
	struct buf b = buf_make(a);
	bool address = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == PDF_LINK[0])
			address = true;
		else if (s.p[i] == PDF_LINK_TEXT[0])
			address = false;
		else if (!address && (s.p[i] < 1 || s.p[i] > 7))
			buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

size_t pdf_text_width(struct str s)
{
	size_t n = 0;
	bool address = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == PDF_LINK[0])
			address = true;
		else if (s.p[i] == PDF_LINK_TEXT[0])
			address = false;
		else if (!address && (s.p[i] < 1 || s.p[i] > 7))
			n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	}
	return n;
}

/* A link at s.p[0]: its address and text; bytes that it takes, 0 when it is cut. */
static size_t cut_link(struct str s, struct str *address, struct str *text)
{
	size_t sep = str_find(s, STR(PDF_LINK_TEXT)), end = str_find(s, STR(PDF_LINK_END));
	if (sep == STR_NPOS || end == STR_NPOS || end < sep)
		return 0;
	*address = str_sub(s, 1, sep);
	*text = str_sub(s, sep + 1, end);
	return end + 1;
}

/* A figure raised behind a word is no part of it: a note that was not found, a place, a source. */
static bool is_foreign(struct str before, struct str raised)
{
	size_t letters = 0, i = 0;
	while (letters < 3 && letters < before.n &&
		((before.p[before.n - 1 - letters] | 0x20) >= 'a' &&
			(before.p[before.n - 1 - letters] | 0x20) <= 'z'))
		letters++;
	while (i < raised.n &&
		((raised.p[i] >= '0' && raised.p[i] <= '9') || raised.p[i] == ',' ||
			raised.p[i] == ')' || raised.p[i] == '-'))
		i++;
	return letters == 3 && raised.n > 0 && i == raised.n;
}

/* Text without links. */
static void put_runs(struct buf *b, struct str s, enum escape_in where)
{
	while (s.n) {
		size_t open = 0;
		while (open < s.n && s.p[open] != PDF_RAISED[0] && s.p[open] != PDF_NOTE[0])
			open++;
		bool note = open < s.n && s.p[open] == PDF_NOTE[0];
		size_t end = str_find_from(s, open, note ? STR(PDF_NOTE_END) : STR(PDF_RAISED_END));
		if (open == s.n || end == STR_NPOS) {
			escape_inline(b, pdf_text_plain(b->a, s), where);
			return;
		}
		escape_inline(b, str_sub(s, 0, open), where);
		struct str inner = str_sub(s, open + 1, end);
		if (!note && is_foreign(buf_str(b), inner))
			buf_putc(b, ' ');
		buf_puts(b, note ? "[^" : "<sup>");
		escape_inline(b, pdf_text_plain(b->a, inner), where);
		buf_puts(b, note ? "]" : "</sup>");
		s = str_from(s, end + 1);
	}
}

/* Blanks at the edges stand outside of the brackets. */
static void put_link(struct buf *b, struct str text, struct str address, enum escape_in where)
{
	if (text.p[0] == ' ')
		buf_putc(b, ' ');
	buf_putc(b, '[');
	put_runs(b, str_trim(text), where == ESCAPE_CELL ? ESCAPE_LINK_CELL : ESCAPE_LINK);
	buf_puts(b, "](");
	escape_dest(b, address);
	buf_putc(b, ')');
	if (text.p[text.n - 1] == ' ')
		buf_putc(b, ' ');
}

void pdf_text_put(struct buf *b, struct str s, enum escape_in where)
{
	while (s.n) {
		struct str address = {0}, text = {0};
		size_t open = str_find(s, STR(PDF_LINK)),
		       n = open == STR_NPOS ? 0 : cut_link(str_from(s, open), &address, &text);
		put_runs(b, str_sub(s, 0, n ? open : s.n), where);
		if (!n)
			return;
		/* an address that the text shows needs no second one */
		bool shown = str_find(text, STR("://")) != STR_NPOS;
		if (shown || str_blank(text)) {
			put_runs(b, text, where);
		} else {
			put_link(b, text, address, where);
		}
		s = str_from(s, open + n);
	}
}

/* --- joining ----------------------------------------------------------------------------- */

/* The address of the link that b ends with, "" for none. */
static struct str last_address(struct str s)
{
	size_t open = s.n;
	if (!str_ends(s, STR(PDF_LINK_END)))
		return STR("");
	while (open && s.n - open < MAX_LINK && s.p[open - 1] != PDF_LINK[0])
		open--;
	if (open && s.p[open - 1] != PDF_LINK[0])
		return STR("");
	size_t sep = str_find_from(s, open, STR(PDF_LINK_TEXT));
	return open && sep != STR_NPOS ? str_sub(s, open, sep) : STR("");
}

/* True when the link that s ends with shows an address, which has no blanks. */
static bool shows_address(struct str s)
{
	s = str_from(s, s.n > MAX_LINK ? s.n - MAX_LINK : 0);
	size_t at = str_rfind_byte(s, PDF_LINK_TEXT[0]);
	return at != STR_NPOS && str_find_from(s, at, STR("://")) != STR_NPOS;
}

/* True for a hyphen that the end of the line made. */
static bool is_broken(struct str before, struct str after)
{
	size_t n = before.n;
	return n >= 3 && before.p[n - 1] == '-' && before.p[n - 2] >= 'a' &&
		before.p[n - 2] <= 'z' && before.p[n - 3] != ' ' && pdf_starts_lower(after);
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

void pdf_text_hyphens(struct map *words, struct str s)
{
	for (size_t i = 0; (i = str_find_from(s, i, STR("-"))) != STR_NPOS; i++) {
		size_t from = i, to = i + 1;
		while (from > 0 && is_small(s.p[from - 1]))
			from--;
		while (to < s.n && is_small(s.p[to]))
			to++;
		if (from < i && to > i + 1 && to - from <= MAX_WORD)
			map_add(words, str_sub(s, from, to), NULL);
	}
}

/* True when the word that before ends and after goes on with has its hyphen elsewhere, too. */
static bool keeps_hyphen(struct str before, struct str after, const struct map *words)
{
	char word[MAX_WORD];
	size_t from = before.n - 1, n, to = 0;
	while (from > 0 && before.n - from < MAX_WORD && is_small(before.p[from - 1]))
		from--;
	n = before.n - from;
	while (to < after.n && to + n < MAX_WORD && is_small(after.p[to]))
		to++;
	if (str_eqz(str_from(before, from), "self-"))
		return true;
	if (!words || n + to > MAX_WORD)
		return false;
	memcpy(word, before.p + from, n);
	memcpy(word + n, after.p, to);
	return map_find(words, str_make(word, n + to)) != NULL;
}

static bool needs_blank(struct str before, struct str after)
{
	size_t last = before.n, i = 0, k = 0;
	if (!last || before.p[last - 1] == '-')
		return false;
	do
		last--;
	while (last && ((unsigned char)before.p[last] & 0xc0) == 0x80);
	uint32_t x = text_next(str_from(before, last), &i),
		 y = after.n ? text_next(after, &k) : ' ';
	/* Han and kana are written without blanks; Hangul is not */
	return x < 0x3000 || y < 0x3000 || (x >= 0xac00 && x < 0xd7b0);
}

void pdf_text_join(struct buf *b, struct str line, const struct map *words)
{
	struct str address = last_address(buf_str(b)), next = {0}, text = {0};
	bool linked = address.n && str_starts(line, STR(PDF_LINK)) &&
		cut_link(line, &next, &text) && str_eq(next, address);
	if (linked) {
		b->n--; /* the end mark: the link goes on */
		line = str_from(line, next.n + 2);
	}
	struct str before = buf_str(b), after = line;
	size_t end = before.n;
	while (end && before.p[end - 1] >= 1 && before.p[end - 1] <= 7)
		end--;
	before = str_sub(before, 0, end);
	if (str_starts(line, STR(PDF_LINK)) && cut_link(line, &next, &text))
		after = text;
	if (str_ends(before, STR("\xc2\xad")) && end == b->n)
		b->n -= 2;
	else if (is_broken(before, after) && end == b->n)
		b->n -= !keeps_hyphen(before, after, words);
	else if (needs_blank(before, after) && !(linked && shows_address(before)))
		buf_putc(b, ' ');
	buf_put(b, line);
}

/* --- what a line starts with ------------------------------------------------------------- */

static const char *const bullets[] = {"\xe2\x80\xa2", "\xe2\x97\x8f", "\xe2\x96\xaa",
	"\xe2\x97\xa6", "\xe2\x80\xa3", "\xe2\x80\x93", "-", "\xe2\x9d\x96", "\xe2\x96\xa0",
	"\xe2\x97\x8b", "\xe2\x9e\xa2", "\xe2\x9c\x93", "\xe2\x88\x99", "\xc2\xb7", "*", "o",
	"\xe2\x81\x83", "\xe2\x96\xba", "\xe2\x96\xb6", "\xe2\x9e\xa4", "\xe2\x96\xb8",
	"\xe2\x97\x86", "\xe2\x97\x87", "\xe2\x96\xa1", "\xe2\x88\x97", "\xe2\x8b\x84",
	"\xe2\x80\x94", "\xe2\x97\x8a", "\xe2\x9d\x91", "\xe2\x98\x85", "\xe2\x9c\x94",
	"\xe2\x86\x92", "\xe2\x87\x92", "\xc2\xbb"};

/* Bytes of a bullet's sign: one of those above, or what a font of signs has for one (private use, planes without
 * letters). */
static size_t bullet_sign(struct str s)
{
	size_t i = 0;
	for (size_t k = 0; k < sizeof bullets / sizeof *bullets; k++)
		if (str_starts(s, str_of(bullets[k])))
			return strlen(bullets[k]);
	uint32_t cp = s.n ? text_next(s, &i) : 0;
	return (cp >= 0xe000 && cp < 0xf900) || cp >= 0x40000 ? i : 0;
}

size_t pdf_bullet(struct str s)
{
	size_t n = bullet_sign(s);
	return n && s.n > n + 1 && s.p[n] == ' ' ? n + 1 : 0;
}

bool pdf_is_bullet(struct str s)
{
	size_t n = bullet_sign(s);
	return n && n == s.n;
}

/* Bytes of "3.", "12)", "(4)", "a)", "(b)", "iv." */
static size_t number_sign(struct str s, int64_t *number)
{
	bool open = s.n && s.p[0] == '(';
	size_t from = open, i = from;
	while (i < s.n && i < from + 3 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	bool letter = false;
	if (i == from) {
		while (i < s.n && i < from + 4 && str_find_byte(STR("ivx"), s.p[i]) != STR_NPOS)
			i++;
		if (i == from && i < s.n && s.p[i] >= 'a' && s.p[i] <= 'z')
			i++;
		letter = i > from;
	}
	if (i == from || i >= s.n || !(s.p[i] == ')' || (s.p[i] == '.' && !open)))
		return 0;
	if (letter && s.p[i] == '.') /* "i. e.", initials */
		return 0;
	*number = -1;
	if (!letter && !str_to_i64(str_sub(s, from, i), number))
		return 0;
	return i + 1;
}

size_t pdf_number(struct str s, int64_t *number)
{
	int64_t ignored;
	size_t n = number_sign(s, number ? number : &ignored);
	return n && s.n > n + 1 && s.p[n] == ' ' ? n + 1 : 0;
}

bool pdf_is_number(struct str s)
{
	int64_t number;
	return s.n && number_sign(s, &number) == s.n;
}

bool pdf_is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 5;
}

bool pdf_ends_sentence(struct str s)
{
	s = str_trim_right(s);
	static const char *const ends[] = {"\xe3\x80\x82", ".\"", ".)", ".\xe2\x80\x9d", "?\"",
		"!\"", "?)", "!)", "\xef\xbc\x81", "\xef\xbc\x9f", ".'", ".\xe2\x80\x99", ".]"};
	if (!s.n)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return str_find_byte(STR(".!?:;"), s.p[s.n - 1]) != STR_NPOS;
}

bool pdf_starts_lower(struct str s)
{
	size_t i = 0;
	if (!s.n)
		return false;
	uint32_t cp = text_next(s, &i);
	return text_is_letter(cp) && !text_is_upper(cp) && !text_is_cjk(cp);
}

size_t pdf_leader(struct str s)
{
	size_t dots = 0, from = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			from = dots++ ? from : i;
		} else if (s.p[i] != ' ') {
			if (dots >= 5)
				return from;
			dots = 0;
		}
	}
	return dots >= 5 ? from : STR_NPOS;
}
