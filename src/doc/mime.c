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

/* The next "key=value" of a header from *i on; quotes and their escapes are undone. */
static bool next_parameter(
	struct arena *a, struct str header, size_t *i, struct str *key, struct str *value)
{
	struct buf b = buf_make(a);
	while (*i < header.n && str_find_byte(STR("; \t"), header.p[*i]) != STR_NPOS)
		++*i;
	struct str rest = str_from(header, *i);
	size_t equals = str_find_byte(rest, '=');
	if (equals == STR_NPOS)
		return false;
	*key = str_trim(str_sub(rest, 0, equals));
	size_t p = equals + 1;
	while (p < rest.n && (rest.p[p] == ' ' || rest.p[p] == '\t'))
		p++;
	bool quoted = p < rest.n && rest.p[p] == '"';
	for (p += quoted; p < rest.n && rest.p[p] != (quoted ? '"' : ';'); p++) {
		p += quoted && rest.p[p] == '\\' && p + 1 < rest.n;
		buf_putc(&b, rest.p[p]);
	}
	*value = quoted ? buf_str(&b) : str_trim(buf_str(&b));
	size_t end = str_find_byte(str_from(rest, p), ';');
	*i = end == STR_NPOS ? header.n : *i + p + end;
	return true;
}

static struct str unescape_percent(struct arena *a, struct str s);

/* Pieces of one value, "name*0*", "name*1" (RFC 2231); put together as they stand. */
static struct str long_parameter(struct arena *a, struct str header, const char *name)
{
	struct str charset = STR(""), key, value;
	struct buf b = buf_make(a);
	const char *used;
	size_t n = str_of(name).n;
	for (size_t i = str_find_byte(header, ';');
		i < header.n && next_parameter(a, header, &i, &key, &value);) {
		if (key.n <= n || !str_ieq(str_sub(key, 0, n), str_of(name)) || key.p[n] != '*')
			continue;
		bool coded = key.p[key.n - 1] == '*';
		size_t mark = str_find_byte(value, '\'');
		size_t second = mark == STR_NPOS ? STR_NPOS
						 : str_find_byte(str_from(value, mark + 1), '\'');
		if (coded && !b.n && second != STR_NPOS) {
			charset = str_sub(value, 0, mark);
			value = str_from(value, mark + 1 + second + 1);
		}
		buf_put(&b, coded ? unescape_percent(a, value) : value);
	}
	return b.n ? charset_decode(a, buf_str(&b), charset, &used) : STR("");
}

struct str mime_parameter(struct arena *a, struct str header, const char *name)
{
	struct str key, value;
	for (size_t i = str_find_byte(header, ';');
		i < header.n && next_parameter(a, header, &i, &key, &value);)
		if (str_ieq(key, str_of(name)))
			return value;
	return long_parameter(a, header, name);
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

static struct str unescape_percent(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		int x = s.p[i] == '%' && i + 2 < s.n ? hex(s.p[i + 1]) : -1,
		    y = x >= 0 ? hex(s.p[i + 2]) : -1;
		buf_putc(&b, y >= 0 ? (char)(unsigned char)(x * 16 + y) : s.p[i]);
		i += y >= 0 ? 2 : 0;
	}
	return buf_str(&b);
}

/* Bytes of a line's end at i, blanks before it included; 0 when the line goes on. */
static size_t line_end(struct str s, size_t i)
{
	size_t p = i;
	while (p < s.n && (s.p[p] == ' ' || s.p[p] == '\t' || s.p[p] == '\r'))
		p++;
	return p < s.n && s.p[p] == '\n' ? p + 1 - i : 0;
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
		} else if (c == '=' && line_end(s, i + 1)) {
			i += line_end(s, i + 1);
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

struct word {
	struct str charset, bytes;
	size_t n; /* of "=?charset?B?text?=" */
};

static bool encoded_word(struct arena *a, struct str s, struct word *out)
{
	struct str rest = str_from(s, 2), charset, kind;
	if (!str_starts(s, STR("=?")) || !str_cut(&rest, '?', &charset) ||
		!str_cut(&rest, '?', &kind) || kind.n != 1 || charset.n > 40)
		return false;
	size_t end = str_find(str_sub(rest, 0, 1000), STR("?="));
	if (end == STR_NPOS)
		return false;
	struct str text = str_sub(rest, 0, end);
	bool base64 = kind.p[0] == 'B' || kind.p[0] == 'b';
	out->bytes = base64 ? decode_base64(a, text) : decode_quoted(a, text, true);
	/* RFC 2231: a language behind "*" */
	out->charset = str_sub(charset, 0, str_find_byte(charset, '*'));
	out->n = (size_t)(rest.p - s.p) + end + 2;
	return true;
}

/* The words of one charset that follow each other, from *i on: a character may be cut between them. */
static struct str read_words(struct arena *a, struct str s, size_t *i, struct word w)
{
	struct buf b = buf_make(a);
	struct str charset = w.charset;
	const char *used;
	for (;;) {
		buf_put(&b, w.bytes);
		*i += w.n;
		size_t next = *i;
		while (next < s.n && (s.p[next] == ' ' || s.p[next] == '\t'))
			next++;
		if (!encoded_word(a, str_from(s, next), &w) || !str_ieq(w.charset, charset))
			break;
		*i = next;
	}
	return charset_decode(a, buf_str(&b), charset, &used);
}

struct str mime_text(struct arena *a, struct str headers, const char *name)
{
	struct str s = mime_header(a, headers, name);
	struct buf b = buf_make(a);
	size_t word_end = STR_NPOS; /* in b: blanks between two encoded words are none */
	struct word w;
	const char *used;
	for (size_t i = 0; i < s.n;) {
		if (!encoded_word(a, str_from(s, i), &w)) {
			buf_putc(&b, s.p[i++]);
			continue;
		}
		if (word_end != STR_NPOS && str_blank(str_from(buf_str(&b), word_end)))
			b.n = word_end;
		buf_put(&b, read_words(a, s, &i, w));
		word_end = b.n;
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
