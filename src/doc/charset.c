/* charset.c - sniffing and decoding of legacy encodings.
 *
 * Order: labels, the label of a page, validity, statistics, decoding. Source of the labels: WHATWG
 * Encoding Standard, section 4.2; of the order: HTML Standard, "determining the character
 * encoding". Pages of the wild lie about utf-8, and most that are valid UTF-8 are UTF-8. */
#include "doc/charset.h"

#include <string.h>

#include "base/text.h"

/* --- labels ------------------------------------------------------------------------------ */

static const struct {
	const char *name; /* of iconv */
	const char *labels; /* between blanks */
} encodings[] = {
	{"UTF-8",
		" utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-16 "
		"utf-16le utf-16be unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff "},
	{"WINDOWS-1252",
		" windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 "
		"latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp819 ibm819 csisolatin1 iso-ir-100 "
		"iso_8859-1:1987 x-user-defined "},
	{"WINDOWS-1250", " windows-1250 cp1250 x-cp1250 "},
	{"WINDOWS-1251", " windows-1251 cp1251 x-cp1251 win-1251 "},
	{"WINDOWS-1253", " windows-1253 cp1253 x-cp1253 "},
	{"WINDOWS-1254",
		" windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 "
		"latin5 l5 csisolatin5 iso-ir-148 "},
	{"WINDOWS-1255", " windows-1255 cp1255 x-cp1255 "},
	{"WINDOWS-1256", " windows-1256 cp1256 x-cp1256 "},
	{"WINDOWS-1257", " windows-1257 cp1257 x-cp1257 "},
	{"WINDOWS-1258", " windows-1258 cp1258 x-cp1258 "},
	{"CP874", " windows-874 tis-620 tis620 iso-8859-11 iso8859-11 iso885911 dos-874 "},
	{"ISO-8859-2",
		" iso-8859-2 iso8859-2 iso88592 iso_8859-2 latin2 l2 csisolatin2 iso-ir-101 "},
	{"ISO-8859-3", " iso-8859-3 iso8859-3 iso88593 iso_8859-3 latin3 l3 "},
	{"ISO-8859-4", " iso-8859-4 iso8859-4 iso88594 iso_8859-4 latin4 l4 "},
	{"ISO-8859-5", " iso-8859-5 iso8859-5 iso88595 iso_8859-5 cyrillic csisolatincyrillic "},
	{"ISO-8859-6", " iso-8859-6 iso8859-6 iso88596 iso_8859-6 arabic asmo-708 ecma-114 "},
	{"ISO-8859-7", " iso-8859-7 iso8859-7 iso88597 iso_8859-7 greek greek8 elot_928 ecma-118 "},
	{"ISO-8859-8",
		" iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso-8859-8-i iso-8859-8-e hebrew "
		"visual logical "},
	{"ISO-8859-10", " iso-8859-10 iso8859-10 latin6 l6 "},
	{"ISO-8859-13", " iso-8859-13 iso8859-13 "},
	{"ISO-8859-14", " iso-8859-14 iso8859-14 "},
	{"ISO-8859-15", " iso-8859-15 iso8859-15 iso885915 iso_8859-15 latin9 latin-9 l9 "},
	{"ISO-8859-16", " iso-8859-16 "},
	{"KOI8-R", " koi8-r koi8 koi8_r koi cskoi8r "},
	{"KOI8-U", " koi8-u koi8-ru "},
	{"CP866", " ibm866 866 cp866 csibm866 "},
	{"MACINTOSH", " macintosh mac x-mac-roman csmacintosh "},
	{"GB18030",
		" gbk gb2312 gb18030 gb_2312 gb_2312-80 chinese x-gbk csgb2312 csiso58gb231280 "
		"iso-ir-58 cp936 936 hz-gb-2312 "},
	{"BIG5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
	{"EUC-JP", " euc-jp eucjp x-euc-jp cseucpkdfmtjapanese "},
	{"ISO-2022-JP", " iso-2022-jp csiso2022jp "},
	{"CP932", " shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis "},
	{"CP949",
		" euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 "
		"cseuckr iso-ir-149 "},
};

const char *charset_of_label(struct str label)
{
	label = str_trim(label);
	if (!label.n || label.n > 40)
		return NULL;
	char key[48];
	key[0] = ' ';
	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];
		if (c == ' ' || c == '\n')
			return NULL;
		key[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	key[label.n + 1] = ' ';
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
		if (str_find(str_of(encodings[i].labels), str_make(key, label.n + 2)) != STR_NPOS)
			return encodings[i].name;
	return NULL;
}

/* --- the label of a page ----------------------------------------------------------------- */

static struct str label_after(struct str s, const char *word)
{
	size_t i = str_ifind(s, str_of(word));
	if (i == STR_NPOS)
		return STR("");
	i += str_of(word).n;
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '=' || s.p[i] == '"' || s.p[i] == '\''))
		i++;
	size_t end = i;
	while (end < s.n && s.p[end] != '"' && s.p[end] != '\'' && s.p[end] != ' ' &&
		s.p[end] != ';' && s.p[end] != '/' && s.p[end] != '>' && s.p[end] != '?')
		end++;
	return str_sub(s, i, end);
}

struct str charset_html_label(struct str bytes)
{
	struct str s = str_sub(bytes, 0, 4096);
	if (str_starts(s, STR("<?xml"))) {
		size_t end = str_find(s, STR("?>"));
		struct str l = label_after(str_sub(s, 0, end == STR_NPOS ? 0 : end), "encoding");
		if (charset_of_label(l))
			return l;
	}
	for (size_t i = str_ifind(s, STR("<meta")); i != STR_NPOS;) {
		struct str rest = str_from(s, i + 5);
		size_t end = str_find_byte(rest, '>');
		struct str l = label_after(str_sub(rest, 0, end), "charset");
		if (charset_of_label(l))
			return l;
		size_t next = str_ifind(rest, STR("<meta"));
		i = next == STR_NPOS ? STR_NPOS : i + 5 + next;
	}
	return STR("");
}

/* --- validity ---------------------------------------------------------------------------- */

struct utf8_count {
	size_t n_good, n_bad, n_nul; /* sequences past ASCII; bytes */
};

/* Bytes from i on, eight at a time, that are ASCII and not NUL. */
static size_t ascii_words(struct str s, size_t i)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t from = i;
	for (; s.n - i >= sizeof ones; i += sizeof ones) {
		uint64_t w;
		memcpy(&w, s.p + i, sizeof w);
		if ((w & high) || ((w - ones) & ~w & high))
			break;
	}
	return i - from;
}

static struct utf8_count count_utf8(struct str s)
{
	struct utf8_count c = {0};
	for (size_t i = 0; i < s.n;) {
		i += ascii_words(s, i);
		if (i == s.n)
			break;
		unsigned char b = (unsigned char)s.p[i];
		if (b < 0x80) {
			c.n_nul += b == 0;
			i++;
			continue;
		}
		size_t need = b >= 0xc2 && b < 0xe0 ? 1
			: b >= 0xe0 && b < 0xf0	    ? 2
			: b >= 0xf0 && b < 0xf5	    ? 3
						    : 0;
		size_t k = 1;
		while (k <= need && i + k < s.n && ((unsigned char)s.p[i + k] & 0xc0) == 0x80)
			k++;
		bool cut = i + k == s.n && k <= need; /* a file that was cut inside a character */
		if (need && (k == need + 1 || (cut && c.n_good)))
			c.n_good++;
		else
			c.n_bad++;
		i += k;
	}
	return c;
}

/* --- statistics -------------------------------------------------------------------------- */

/* Lead and trail ranges of two-byte encodings, and the lead bytes of their commonest characters
 * (kana, level 1 hanzi, hangul). */
static const struct {
	const char *name;
	unsigned char lead[2], trail[2], common[2];
	bool low_trail; /* the trail byte may be 0x40 to 0x7e */
} two_bytes[] = {
	{"CP932", {0x81, 0xfc}, {0x80, 0xfc}, {0x82, 0x83}, true},
	{"EUC-JP", {0xa1, 0xfe}, {0xa1, 0xfe}, {0xa4, 0xa5}, false},
	{"CP949", {0xa1, 0xfe}, {0xa1, 0xfe}, {0xb0, 0xc8}, false},
	{"GB18030", {0xa1, 0xf7}, {0xa1, 0xfe}, {0xb0, 0xd7}, false}, /* after its subset CP949 */
	{"BIG5-HKSCS", {0xa1, 0xf9}, {0xa1, 0xfe}, {0xa4, 0xc6}, true},
};

/* Share of the high bytes that form common characters, less those that form none. */
static double two_byte_score(struct str s, size_t e)
{
	size_t common = 0, bad = 0, n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];
		if (b < 0x80)
			continue;
		unsigned char t = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
		bool lead = b >= two_bytes[e].lead[0] && b <= two_bytes[e].lead[1];
		bool trail = (t >= two_bytes[e].trail[0] && t <= two_bytes[e].trail[1]) ||
			(two_bytes[e].low_trail && t >= 0x40 && t <= 0x7e);
		n++;
		if (!lead || !trail) {
			bad++;
			continue;
		}
		common += b >= two_bytes[e].common[0] && b <= two_bytes[e].common[1];
		i++;
	}
	double share = n ? ((double)common - 4 * (double)bad) / (double)n : 0;
	/* kana are two thirds of a Japanese text; what else has them has wider ranges */
	return str_eqz(str_of(two_bytes[e].name), "EUC-JP") ? share * 1.6 : share;
}

/* Cyrillic text is words of nothing but bytes from 0xc0 on; western text has one now and then. */
static bool looks_cyrillic(struct str s)
{
	size_t in_runs = 0, high = 0, run = 0;
	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && (unsigned char)s.p[i] >= 0xc0) {
			run++;
			continue;
		}
		high += run;
		in_runs += run >= 3 ? run : 0;
		run = 0;
	}
	return high >= 20 && in_runs * 10 > high * 7;
}

static const char *guess(struct str s)
{
	struct str head = str_sub(s, 0, 256 * 1024);
	const char *best = NULL;
	double top = 0.35;
	for (size_t e = 0; e < sizeof two_bytes / sizeof *two_bytes; e++) {
		double score = two_byte_score(head, e);
		if (score > top + (best ? 0.05 : 0)) {
			top = score;
			best = two_bytes[e].name;
		}
	}
	return looks_cyrillic(head) && (!best || top < 0.6) ? "WINDOWS-1251"
		: best					    ? best
							    : "WINDOWS-1252";
}

/* --- decoding ---------------------------------------------------------------------------- */

static const char *mark_of(struct str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf")))
		return "UTF-8";
	if (str_starts(s, STR("\xff\xfe")))
		return "UTF-16LE";
	if (str_starts(s, STR("\xfe\xff")))
		return "UTF-16BE";
	/* UTF-16 without a mark: every other byte of mostly ASCII text is zero */
	size_t zero[2] = {0, 0}, n = s.n < 512 ? s.n & ~(size_t)1 : 512;
	for (size_t i = 0; i < n; i++)
		zero[i & 1] += s.p[i] == 0;
	if (n >= 16 && zero[1] * 4 > n && zero[0] == 0)
		return "UTF-16LE";
	if (n >= 16 && zero[0] * 4 > n && zero[1] == 0)
		return "UTF-16BE";
	return NULL;
}

static const char *choose(struct str bytes, struct str label)
{
	const char *named = charset_of_label(label);
	struct utf8_count c = count_utf8(bytes);
	if (named && str_eqz(str_of(named), "ISO-2022-JP") && c.n_good + c.n_bad == 0)
		return named;
	if (c.n_bad == 0 || c.n_good > 20 * c.n_bad)
		return "UTF-8";
	if (named && !str_eqz(str_of(named), "UTF-8"))
		return named;
	if (c.n_good > 4 * c.n_bad)
		return "UTF-8";
	return guess(bytes);
}

const char *charset_sniff(struct str bytes, struct str label)
{
	const char *mark = mark_of(bytes);
	return mark ? mark : choose(bytes, label);
}

/* UTF-8 that was read as Latin-1 and written as UTF-8 again: its continuation bytes show up as the
 * controls U+0080 to U+009F, which no text holds. */
static bool is_encoded_twice(struct str s)
{
	size_t twice = 0, other = 0;
	for (size_t i = 0; i + 1 < s.n; i++) {
		i += ascii_words(s, i);
		if (i + 1 >= s.n)
			break;
		unsigned char b = (unsigned char)s.p[i], c = (unsigned char)s.p[i + 1];
		if (b < 0x80 || (b & 0xc0) == 0x80)
			continue;
		if (b == 0xc2 && c < 0xa0)
			twice++;
		else if (b != 0xc2 && b != 0xc3)
			other++;
	}
	return twice >= 3 && other * 10 < twice;
}

static struct str decode_once_more(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n);
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (cp < 0x100)
			buf_putc(&b, (char)cp);
		else
			buf_put_cp(&b, cp);
	}
	return buf_str(&b);
}

struct str charset_decode(struct arena *a, struct str bytes, struct str label, const char **name)
{
	struct str out;
	*name = charset_sniff(bytes, label);
	if (!str_eqz(str_of(*name), "UTF-8") && text_decode(a, bytes, str_of(*name), &out))
		return out;
	if (is_encoded_twice(bytes)) {
		struct str once = decode_once_more(a, bytes);
		struct utf8_count c = count_utf8(once);
		if (c.n_good > 10 * c.n_bad)
			return text_clean(a, once);
	}
	return text_clean(a, bytes);
}

struct str charset_mend_controls(struct arena *a, struct str s)
{
	static const uint16_t letters[32] = {0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020,
		0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c,
		0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e,
		0x178};
	struct buf b = {0};
	size_t from = 0;
	for (size_t i = 0; (i = str_find_from(s, i, STR("\xc2"))) != STR_NPOS; i++) {
		unsigned char c = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
		if (c < 0x80 || c > 0x9f)
			continue;
		if (!b.a) {
			b = buf_make(a);
			buf_reserve(&b, s.n);
		}
		buf_put(&b, str_sub(s, from, i));
		if (letters[c - 0x80])
			buf_put_cp(&b, letters[c - 0x80]);
		from = i + 2;
	}
	if (!b.a)
		return s;
	buf_put(&b, str_from(s, from));
	return buf_str(&b);
}
