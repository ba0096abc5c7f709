/* mime.c - see mime.h. Order: headers, parameters, transfer encodings, encoded words, parts. */
#include "doc/mime.h"

#include "base/text.h"
#include "doc/charset.h"

#define MAX_VALUE ((size_t)16 << 10) /* bytes of one header */

/* --- headers ----------------------------------------------------------------------------- */

void mime_split(struct str message, struct str *headers, struct str *body)
{
	struct str rest = message, line;
	while (str_line(&rest, &line))
		if (!line.n) {
			*headers = str_sub(message, 0, (size_t)(line.p - message.p));
			*body = rest;
			return;
		}
	*headers = message;
	*body = STR("");
}

struct str mime_header(struct arena *a, struct str headers, const char *name)
{
	struct str line, wanted = str_of(name);
	struct buf b = buf_make(a);
	bool found = false;
	while (str_line(&headers, &line) && b.n < MAX_VALUE) {
		bool more = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
		if (found && !more)
			break;
		if (found) {
			buf_putc(&b, ' ');
			buf_put(&b, str_trim(line));
		} else if (!more && line.n > wanted.n && line.p[wanted.n] == ':' &&
			str_istarts(line, wanted)) {
			found = true;
			buf_put(&b, str_trim(str_from(line, wanted.n + 1)));
		}
	}
	return buf_str(&b);
}

/* --- parameters -------------------------------------------------------------------------- */

struct str mime_value(struct arena *a, struct str header)
{
	return str_lower(a, str_trim(str_sub(header, 0, str_find_byte(header, ';'))));
}

struct str mime_parameter(struct arena *a, struct str header, const char *name)
{
	struct str wanted = str_of(name);
	size_t i = str_find_byte(header, ';');
	while (i != STR_NPOS && i < header.n) {
		struct str rest = str_trim(str_from(header, i + 1));
		size_t equals = str_find_byte(rest, '=');
		if (equals == STR_NPOS)
			break;
		struct str key = str_trim(str_sub(rest, 0, equals));
		rest = str_trim(str_from(rest, equals + 1));
		bool quoted = rest.n && rest.p[0] == '"';
		rest = quoted ? str_from(rest, 1) : rest;
		size_t end = str_find_byte(rest, quoted ? '"' : ';');
		struct str value = str_sub(rest, 0, end);
		if (str_ieq(key, wanted))
			return str_dup(a, quoted ? value : str_trim(value));
		size_t at = end == STR_NPOS ? STR_NPOS : str_find_byte(str_from(rest, end), ';');
		if (at == STR_NPOS)
			break;
		i = (size_t)(rest.p - header.p) + end + at;
	}
	return STR("");
}

/* --- transfer encodings ------------------------------------------------------------------ */

static int base64_value(char c)
{
	return c >= 'A' && c <= 'Z'    ? c - 'A'
		: c >= 'a' && c <= 'z' ? c - 'a' + 26
		: c >= '0' && c <= '9' ? c - '0' + 52
		: c == '+' || c == '-' ? 62
		: c == '/' || c == '_' ? 63
				       : -1;
}

static struct str decode_base64(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	uint32_t bits = 0;
	unsigned n = 0;
	buf_reserve(&b, s.n / 4 * 3 + 4);
	for (size_t i = 0; i < s.n; i++) {
		int v = base64_value(s.p[i]);
		if (s.p[i] == '=') {
			n = 0;
			bits = 0;
		}
		if (v < 0)
			continue;
		bits = (bits << 6 | (uint32_t)v) & 0xffffff;
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_putc(&b, (char)(unsigned char)(bits >> n & 0xff));
		}
	}
	return buf_str(&b);
}

static int hex(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
				       : -1;
}

static struct str decode_quoted(struct arena *a, struct str s, bool in_word)
{
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		int x = c == '=' && i + 2 < s.n ? hex(s.p[i + 1]) : -1,
		    y = x >= 0 ? hex(s.p[i + 2]) : -1;
		if (c == '_' && in_word) {
			buf_putc(&b, ' ');
		} else if (y >= 0) {
			buf_putc(&b, (char)(unsigned char)(x * 16 + y));
			i += 2;
		} else if (c == '=' && i + 1 < s.n && s.p[i + 1] == '\n') {
			i++;
		} else if (c == '=' && i + 2 < s.n && s.p[i + 1] == '\r' && s.p[i + 2] == '\n') {
			i += 2;
		} else {
			buf_putc(&b, c);
		}
	}
	return buf_str(&b);
}

struct str mime_decode(struct arena *a, struct str body, struct str encoding)
{
	encoding = str_trim(encoding);
	if (str_ieq(encoding, STR("base64")))
		return decode_base64(a, body);
	if (str_ieq(encoding, STR("quoted-printable")))
		return decode_quoted(a, body, false);
	return body;
}

/* --- encoded words ----------------------------------------------------------------------- */

/* "=?charset?B?text?=" at the start of s; its length in *n. */
static bool encoded_word(struct arena *a, struct str s, struct str *out, size_t *n)
{
	struct str rest = str_from(s, 2), charset, kind, text;
	size_t star;
	const char *used;
	if (!str_starts(s, STR("=?")) || !str_cut(&rest, '?', &charset) ||
		!str_cut(&rest, '?', &kind) || kind.n != 1 || charset.n > 40)
		return false;
	size_t end = str_find(str_sub(rest, 0, 1000), STR("?="));
	if (end == STR_NPOS)
		return false;
	text = str_sub(rest, 0, end);
	star = str_find_byte(charset, '*'); /* RFC 2231: a language behind it */
	bool base64 = kind.p[0] == 'B' || kind.p[0] == 'b';
	text = base64 ? decode_base64(a, text) : decode_quoted(a, text, true);
	*out = charset_decode(a, text, str_sub(charset, 0, star), &used);
	*n = (size_t)(rest.p - s.p) + end + 2;
	return true;
}

struct str mime_text(struct arena *a, struct str headers, const char *name)
{
	struct str s = mime_header(a, headers, name);
	struct buf b = buf_make(a);
	size_t word_end = STR_NPOS; /* in b: blanks between two encoded words are none */
	const char *used;
	for (size_t i = 0; i < s.n;) {
		struct str word;
		size_t n;
		if (!encoded_word(a, str_from(s, i), &word, &n)) {
			buf_putc(&b, s.p[i++]);
			continue;
		}
		if (word_end != STR_NPOS && str_blank(str_from(buf_str(&b), word_end)))
			b.n = word_end;
		buf_put(&b, word);
		word_end = b.n;
		i += n;
	}
	struct str text = charset_decode(a, buf_str(&b), STR(""), &used);
	return str_trim(str_replace(a, text, STR("\n"), STR(" ")));
}

/* --- parts ------------------------------------------------------------------------------- */

static bool is_boundary(struct str line, struct str boundary, bool *last)
{
	if (!str_starts(line, STR("--")) || !str_starts(str_from(line, 2), boundary))
		return false;
	struct str tail = str_trim_right(str_from(line, 2 + boundary.n));
	*last = str_eqz(tail, "--");
	return !tail.n || *last;
}

bool mime_part(struct str *rest, struct str boundary, struct str *part)
{
	struct str line;
	bool last = false, inside = false;
	const char *start = NULL;
	if (!boundary.n)
		return false;
	for (struct str before = *rest; str_line(rest, &line); before = *rest) {
		if (!is_boundary(line, boundary, &last))
			continue;
		if (inside) {
			*part = str_make(start, (size_t)(line.p - start));
			*rest = before; /* the boundary opens the next part */
			return true;
		}
		if (last)
			return false;
		inside = true;
		start = rest->p;
	}
	if (inside)
		*part = str_make(start, (size_t)(rest->p - start));
	return inside;
}
