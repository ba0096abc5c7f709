/* inline_lex.c - HTML tags, addresses, destinations, titles, labels inside a line of Markdown.
 * Order: HTML (CommonMark 6.6), addresses (6.5, GFM 6.9), destinations and titles (6.3), labels. */
#include "doc/inline_lex.h"

#include <string.h>

#include "base/text.h"
#include "doc/inline.h"
#include "doc/md_int.h"

#define MAX_PARENS 32

static char at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
	return is_alpha(c) || (c >= '0' && c <= '9');
}

size_t lex_blanks(struct str s, size_t p)
{
	while (p < s.n && is_blank(s.p[p]))
		p++;
	return p;
}

/* --- HTML -------------------------------------------------------------------------------- */

/* Behind the next `mark` at or behind p; remembers in *none that there is no more. */
static size_t behind(struct str s, size_t p, struct str mark, bool *none)
{
	size_t i = *none ? STR_NPOS : str_find_from(s, p, mark);
	if (i == STR_NPOS) {
		*none = true;
		return 0;
	}
	return i + mark.n;
}

/* " name="value"" at p (blanks before it were skipped): its end, or 0. */
static size_t attribute(struct str s, size_t p)
{
	if (!is_alpha(at(s, p)) && at(s, p) != '_' && at(s, p) != ':')
		return 0;
	while (is_alnum(at(s, p)) || (at(s, p) && strchr("_.:-", at(s, p))))
		p++;
	size_t q = lex_blanks(s, p);
	if (at(s, q) != '=')
		return p;
	q = lex_blanks(s, q + 1);
	char quote = at(s, q);
	if (quote == '"' || quote == '\'') {
		const char *end = q + 1 < s.n ? memchr(s.p + q + 1, quote, s.n - q - 1) : NULL;
		return end ? (size_t)(end - s.p) + 1 : 0;
	}
	size_t start = q;
	while (q < s.n && !is_blank(s.p[q]) && !strchr("\"'=<>`", s.p[q]))
		q++;
	return q > start ? q : 0;
}

static size_t tag_name(struct str s, size_t p)
{
	if (!is_alpha(at(s, p)))
		return 0;
	while (is_alnum(at(s, p)) || at(s, p) == '-')
		p++;
	return p;
}

static size_t open_tag(struct str s, size_t p)
{
	for (p = tag_name(s, p); p;) {
		size_t q = lex_blanks(s, p);
		if (at(s, q) == '>')
			return q + 1;
		if (at(s, q) == '/')
			return at(s, q + 1) == '>' ? q + 2 : 0;
		p = q > p ? attribute(s, q) : 0;
	}
	return 0;
}

size_t lex_html(struct str s, size_t p, struct inline_closers *c)
{
	struct str rest = str_from(s, p);
	if (str_starts(rest, STR("<!--")))
		return behind(s, p + 4, STR("-->"), &c->no_comment);
	if (str_starts(rest, STR("<?")))
		return behind(s, p + 2, STR("?>"), &c->no_instruction);
	if (str_starts(rest, STR("<![CDATA[")))
		return behind(s, p + 9, STR("]]>"), &c->no_cdata);
	if (at(s, p + 1) == '!')
		return is_alpha(at(s, p + 2)) ? behind(s, p + 2, STR(">"), &c->no_declaration) : 0;
	if (at(s, p + 1) != '/')
		return open_tag(s, p + 1);
	p = tag_name(s, p + 2);
	if (!p)
		return 0;
	p = lex_blanks(s, p);
	return at(s, p) == '>' ? p + 1 : 0;
}

/* --- addresses --------------------------------------------------------------------------- */

static size_t email(struct str s, size_t p)
{
	size_t start = p;
	while (is_alnum(at(s, p)) || (at(s, p) && strchr(".!#$%&'*+/=?^_`{|}~-", at(s, p))))
		p++;
	if (p == start || at(s, p) != '@' || !is_alnum(at(s, p + 1)))
		return 0;
	for (p++; is_alnum(at(s, p)) || at(s, p) == '-' || at(s, p) == '.'; p++)
		if (at(s, p) == '.' && !is_alnum(at(s, p + 1)))
			return 0;
	return at(s, p) == '>' ? p + 1 : 0;
}

size_t lex_autolink(struct str s, size_t p)
{
	size_t q = p + 1;
	if (!is_alpha(at(s, q)))
		return email(s, p + 1);
	while (is_alnum(at(s, q)) || at(s, q) == '+' || at(s, q) == '.' || at(s, q) == '-')
		q++;
	size_t n = q - p - 1;
	if (at(s, q) != ':' || n < 2 || n > 32)
		return email(s, p + 1);
	while (q < s.n && (unsigned char)s.p[q] > ' ' && s.p[q] != '<' && s.p[q] != '>')
		q++;
	return at(s, q) == '>' ? q + 1 : 0;
}

/* Cuts what ends a sentence, an unbalanced ")" or an entity off an address. */
static size_t trim_address(struct str s, size_t start, size_t end)
{
	size_t open = 0, close = 0;
	for (size_t i = start; i < end; i++) {
		open += s.p[i] == '(';
		close += s.p[i] == ')';
	}
	while (end > start) {
		char c = s.p[end - 1];
		if (c == ')' && close > open) {
			close--;
		} else if (c == ';') {
			size_t k = end - 1;
			while (k > start && is_alnum(s.p[k - 1]))
				k--;
			if (k == end - 1 || k == start || s.p[k - 1] != '&')
				return k == end - 1 ? end - 1 : end;
			end = k;
		} else if (!strchr("?!.,:*_~'\"", c)) {
			break;
		}
		end--;
	}
	return end;
}

static bool ends_in(struct str s, size_t from, size_t end, const char *word, size_t *start)
{
	size_t n = strlen(word);
	if (end < from + n || !str_ieq(str_make(s.p + end - n, n), str_of(word)))
		return false;
	*start = end - n;
	return *start == 0 || !is_alnum(s.p[*start - 1]);
}

bool lex_bare(struct str s, size_t p, size_t from, size_t *start, size_t *end)
{
	size_t host = p + 1;
	if (s.p[p] == ':') {
		if (at(s, p + 1) != '/' || at(s, p + 2) != '/')
			return false;
		if (!ends_in(s, from, p, "https", start) && !ends_in(s, from, p, "http", start) &&
			!ends_in(s, from, p, "ftp", start))
			return false;
		host = p + 3;
	} else if (!ends_in(s, from, p, "www", start)) {
		return false;
	}
	if (!is_alnum(at(s, host)) && !((unsigned char)at(s, host) & 0x80))
		return false;
	size_t q = host;
	while (q < s.n && (unsigned char)s.p[q] > ' ' && !strchr("<>[]|`\\", s.p[q]))
		q++;
	*end = trim_address(s, host, q);
	return *end > host;
}

/* --- destinations, titles, labels --------------------------------------------------------- */

/* Escapes and entities of s decoded. */
static struct str decoded(struct arena *a, struct str s)
{
	if (str_find_byte(s, '\\') == STR_NPOS && str_find_byte(s, '&') == STR_NPOS)
		return s;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		char bytes[8];
		size_t n_out, n;
		if (s.p[i] == '\\' && i + 1 < s.n && !is_alnum(s.p[i + 1]) && s.p[i + 1] > ' ') {
			buf_putc(&b, s.p[++i]);
		} else if (s.p[i] == '&' && (n = md_entity(str_sub(s, i, i + 40), bytes, &n_out))) {
			buf_put(&b, str_make(bytes, n_out));
			i += n - 1;
		} else {
			buf_putc(&b, s.p[i]);
		}
	}
	return buf_str(&b);
}

static bool angle_dest(struct arena *a, struct str s, size_t *p, struct str *dest)
{
	for (size_t i = *p + 1; i < s.n && s.p[i] != '\n' && s.p[i] != '<'; i++) {
		if (s.p[i] == '>') {
			*dest = decoded(a, str_sub(s, *p + 1, i));
			*p = i + 1;
			return true;
		}
		i += s.p[i] == '\\';
	}
	return false;
}

bool inline_dest(struct arena *a, struct str s, size_t *p, struct str *dest)
{
	if (at(s, *p) == '<')
		return angle_dest(a, s, p, dest);
	size_t i = *p, depth = 0;
	for (; i < s.n && (unsigned char)s.p[i] > ' ' && s.p[i] != 0x7f; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && (unsigned char)s.p[i + 1] > ' ') {
			i++;
		} else if (s.p[i] == '(') {
			if (++depth > MAX_PARENS)
				return false;
		} else if (s.p[i] == ')' && depth-- == 0) {
			depth = 0;
			break;
		}
	}
	if (i == *p || depth)
		return false;
	*dest = decoded(a, str_sub(s, *p, i));
	*p = i;
	return true;
}

bool inline_title(struct str s, size_t *p)
{
	char open = at(s, *p), close = open == '(' ? ')' : open;
	if (open != '"' && open != '\'' && open != '(')
		return false;
	for (size_t i = *p + 1; i < s.n; i++) {
		if (s.p[i] == close) {
			*p = i + 1;
			return true;
		}
		if (open == '(' && s.p[i] == '(')
			return false;
		i += s.p[i] == '\\';
	}
	return false;
}

struct str inline_label(struct arena *a, struct str label)
{
	struct buf b = buf_make(a);
	label = str_trim(label);
	for (size_t i = 0; i < label.n; i++) {
		if (!is_blank(label.p[i]))
			buf_putc(&b, label.p[i]);
		else if (b.n && b.p[b.n - 1] != ' ')
			buf_putc(&b, ' ');
	}
	return text_casefold(a, buf_str(&b));
}
