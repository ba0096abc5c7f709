/* image.c - see image.h. Order: numbers, EXIF (CIPA DC-008, TIFF 6.0), kinds, names, data: addresses,
 * the pictures of a document. */
#include "doc/image.h"

#include "base/hash.h"
#include "base/text.h"
#include "doc/mime.h"

#define EXIF_MAX_TAGS 512 /* of one directory */
#define SVG_HEAD 4096 /* bytes in which an SVG has to start */

/* --- numbers ----------------------------------------------------------------------------- */

/* Bytes past the end read as zero. */
static uint32_t byte_at(struct str s, size_t i)
{
	return i < s.n ? (unsigned char)s.p[i] : 0;
}

static uint32_t big(struct str s, size_t at, size_t n)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | byte_at(s, at + i);
	return v;
}

static uint32_t little(struct str s, size_t at, size_t n)
{
	uint32_t v = 0;
	for (size_t i = n; i-- > 0;)
		v = v << 8 | byte_at(s, at + i);
	return v;
}

/* --- EXIF -------------------------------------------------------------------------------- */

struct tiff {
	struct str s; /* from "II" or "MM" on */
	bool big;
};

static uint32_t number(const struct tiff *t, size_t at, size_t n)
{
	return t->big ? big(t->s, at, n) : little(t->s, at, n);
}

static bool open_tiff(struct str s, struct tiff *out)
{
	*out = (struct tiff){s, str_starts(s, STR("MM"))};
	return s.n >= 8 && (out->big || str_starts(s, STR("II"))) && number(out, 2, 2) == 42;
}

/* Where the entry of a tag stands in the directory at `at`; 0 when it has none. */
static size_t tag_of(const struct tiff *t, size_t at, uint32_t tag)
{
	uint32_t n = number(t, at, 2);
	for (size_t i = 0; i < n && i < EXIF_MAX_TAGS; i++) {
		size_t entry = at + 2 + i * 12;
		if (entry + 12 > t->s.n)
			return 0;
		if (number(t, entry, 2) == tag)
			return entry;
	}
	return 0;
}

/* "2024:05:01 10:11:12" to ISO 8601. */
static struct str exif_time(struct arena *a, struct str s)
{
	static const char form[] = "dddd:dd:dd dd:dd:dd";
	if (s.n < sizeof form - 1)
		return STR("");
	for (size_t i = 0; i < sizeof form - 1; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (form[i] == 'd' ? !digit : s.p[i] != form[i])
			return STR("");
	}
	struct str iso = str_printf(a, "%.4s-%.2s-%.2sT%.8s", s.p, s.p + 5, s.p + 8, s.p + 11);
	return date_iso(a, iso).n ? iso : STR("");
}

static struct str time_at(struct arena *a, const struct tiff *t, size_t entry)
{
	size_t at = entry ? number(t, entry + 8, 4) : 0;
	bool text = entry && number(t, entry + 2, 2) == 2 && number(t, entry + 4, 4) >= 19;
	return text ? exif_time(a, str_sub(t->s, at, at + 19)) : STR("");
}

/* When it was taken, else when it was made a file of, else when it was changed. */
static struct str exif_date(struct arena *a, struct str s)
{
	struct tiff t;
	if (!open_tiff(s, &t))
		return STR("");
	size_t first = number(&t, 4, 4), link = tag_of(&t, first, 0x8769);
	size_t exif = link ? number(&t, link + 8, 4) : 0;
	struct str date = exif ? time_at(a, &t, tag_of(&t, exif, 0x9003)) : STR("");
	if (!date.n && exif)
		date = time_at(a, &t, tag_of(&t, exif, 0x9004));
	return date.n ? date : time_at(a, &t, tag_of(&t, first, 0x0132));
}

/* --- kinds ------------------------------------------------------------------------------- */

static void read_png(struct arena *a, struct str s, struct image *out)
{
	out->width = big(s, 16, 4);
	out->height = big(s, 20, 4);
	for (size_t at = 8; at + 12 <= s.n;) {
		size_t n = big(s, at, 4);
		struct str type = str_sub(s, at + 4, at + 8);
		if (str_eqz(type, "eXIf"))
			out->date = exif_date(a, str_sub(s, at + 8, at + 8 + n));
		if (str_eqz(type, "IDAT") || n > s.n - at)
			return; /* what stands behind the picture is not looked for */
		at += 12 + n;
	}
}

/* ITU T.81, annex B: markers up to the frame header. */
static void read_jpeg(struct arena *a, struct str s, struct image *out)
{
	for (size_t at = 2; at + 4 <= s.n;) {
		uint32_t mark = byte_at(s, at + 1), n = big(s, at + 2, 2);
		if (byte_at(s, at) != 0xff || n < 2)
			return;
		struct str part = str_sub(s, at + 4, at + 2 + n);
		bool frame = mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 &&
			mark != 0xcc;
		if (frame) {
			out->height = big(part, 1, 2);
			out->width = big(part, 3, 2);
			return;
		}
		if (mark == 0xe1 && str_starts(part, STR("Exif\0\0")) && !out->date.n)
			out->date = exif_date(a, str_from(part, 6));
		at += 2 + n;
	}
}

static void read_gif(struct arena *a, struct str s, struct image *out)
{
	(void)a;
	out->width = little(s, 6, 2);
	out->height = little(s, 8, 2);
}

static void read_bmp(struct arena *a, struct str s, struct image *out)
{
	(void)a;
	uint32_t height = little(s, 22, 4);
	out->width = little(s, 18, 4);
	out->height = height > INT32_MAX ? ~height + 1 : height; /* from the top down */
}

static void read_webp(struct arena *a, struct str s, struct image *out)
{
	struct str kind = str_sub(s, 12, 16);
	if (str_eqz(kind, "VP8 ")) {
		out->width = little(s, 26, 2) & 0x3fff;
		out->height = little(s, 28, 2) & 0x3fff;
	} else if (str_eqz(kind, "VP8L")) {
		uint32_t bits = little(s, 21, 4);
		out->width = (bits & 0x3fff) + 1;
		out->height = (bits >> 14 & 0x3fff) + 1;
	} else if (str_eqz(kind, "VP8X")) {
		out->width = little(s, 24, 3) + 1;
		out->height = little(s, 27, 3) + 1;
	}
	for (size_t at = 12; at + 8 <= s.n;) {
		size_t n = little(s, at + 4, 4);
		if (str_eqz(str_sub(s, at, at + 4), "EXIF"))
			out->date = exif_date(a, str_sub(s, at + 8, at + 8 + n));
		if (n > s.n - at)
			return;
		at += 8 + n + (n & 1);
	}
}

static void read_tiff(struct arena *a, struct str s, struct image *out)
{
	struct tiff t;
	if (!open_tiff(s, &t))
		return;
	size_t first = number(&t, 4, 4);
	const uint32_t tags[2] = {0x100, 0x101};
	for (size_t i = 0; i < 2; i++) {
		size_t entry = tag_of(&t, first, tags[i]);
		size_t n = entry && number(&t, entry + 2, 2) == 3 ? 2 : 4;
		*(i ? &out->height : &out->width) = entry ? number(&t, entry + 8, n) : 0;
	}
	out->date = exif_date(a, s);
}

/* ISO 14496-12: the first "ispe" box says the size; a later, larger one is the whole of a grid. */
static void read_heif(struct arena *a, struct str s, struct image *out)
{
	(void)a;
	struct str head = str_sub(s, 0, 64 << 10);
	for (size_t at = 0; (at = str_find_from(head, at, STR("ispe"))) != STR_NPOS; at += 4) {
		uint32_t w = big(head, at + 8, 4), h = big(head, at + 12, 4);
		if (w < 1 << 20 && h < 1 << 20 && w > out->width) {
			out->width = w;
			out->height = h;
		}
	}
}

static uint32_t svg_length(struct str tag, const char *name)
{
	size_t at = str_find(tag, str_of(name));
	uint32_t v = 0;
	if (at == STR_NPOS)
		return 0;
	for (size_t i = at + str_of(name).n; i < tag.n; i++) {
		char c = tag.p[i];
		if (c == '%')
			return 0;
		if (c < '0' || c > '9')
			break;
		v = v < 100000 ? v * 10 + (uint32_t)(c - '0') : v;
	}
	return v;
}

/* Width and height when the drawing has them, else the last two numbers of its view box. */
static void read_svg(struct arena *a, struct str s, struct image *out)
{
	size_t at = str_ifind(s, STR("<svg"));
	struct str tag = at == STR_NPOS ? STR("") : str_sub(s, at, at + SVG_HEAD);
	tag = str_replace(a, str_sub(tag, 0, str_find_byte(tag, '>')), STR("'"), STR("\""));
	out->width = svg_length(tag, " width=\"");
	out->height = svg_length(tag, " height=\"");
	size_t box = str_find(tag, STR("viewBox=\""));
	if ((out->width && out->height) || box == STR_NPOS)
		return;
	struct str rest = str_from(tag, box + 9), word;
	uint32_t v[4] = {0};
	size_t n = 0;
	rest = str_sub(rest, 0, str_find_byte(rest, '"'));
	while (n < 4 && str_cut(&rest, ' ', &word))
		if (word.n)
			v[n++] = svg_length(word, "");
	out->width = v[2];
	out->height = v[3];
}

/* An element called svg is the first thing past declarations and comments. */
static bool is_svg(struct str s)
{
	s = str_sub(s, 0, SVG_HEAD);
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	for (;;) {
		s = str_trim(s);
		const char *close = str_starts(s, STR("<!--")) ? "-->"
			: str_starts(s, STR("<?"))	       ? "?>"
			: str_istarts(s, STR("<!doctype svg")) ? ">"
							       : NULL;
		size_t end = close ? str_find(s, str_of(close)) : STR_NPOS;
		if (end == STR_NPOS)
			return str_starts(s, STR("<svg")) || str_starts(s, STR("<svg:svg"));
		s = str_from(s, end + str_of(close).n);
	}
}

static const struct {
	struct str mark;
	size_t at; /* of a second mark */
	const char *second, *name, *extension;
	void (*read)(struct arena *a, struct str s, struct image *out);
} kinds[] = {
	{{"\x89PNG\r\n\x1a\n", 8}, 12, "IHDR", "PNG", ".png", read_png},
	{{"\xff\xd8\xff", 3}, 0, "", "JPEG", ".jpg", read_jpeg},
	{{"GIF87a", 6}, 0, "", "GIF", ".gif", read_gif},
	{{"GIF89a", 6}, 0, "", "GIF", ".gif", read_gif},
	{{"RIFF", 4}, 8, "WEBP", "WebP", ".webp", read_webp},
	{{"BM", 2}, 6, "\0\0\0", "BMP", ".bmp", read_bmp},
	{{"II*\0", 4}, 0, "", "TIFF", ".tiff", read_tiff},
	{{"MM\0*", 4}, 0, "", "TIFF", ".tiff", read_tiff},
	{{"\0\0\0", 3}, 4, "ftypavif", "AVIF", ".avif", read_heif},
	{{"\0\0\0", 3}, 4, "ftypavis", "AVIF", ".avif", read_heif},
	{{"\0\0\0", 3}, 4, "ftypheic", "HEIC", ".heic", read_heif},
	{{"\0\0\0", 3}, 4, "ftypmif1", "HEIF", ".heif", read_heif},
};

bool image_read(struct arena *a, struct str bytes, struct image *out)
{
	*out = (struct image){.date = STR("")};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = kinds[i].second[0] ? str_of(kinds[i].second).n : 0;
		struct str second = str_sub(bytes, kinds[i].at, kinds[i].at + n);
		if (!str_starts(bytes, kinds[i].mark) || !str_eqz(second, kinds[i].second))
			continue;
		if (kinds[i].read == read_bmp && (bytes.n < 26 || little(bytes, 6, 4)))
			continue; /* text may begin with "BM" */
		out->name = kinds[i].name;
		out->extension = kinds[i].extension;
		kinds[i].read(a, bytes, out);
		return true;
	}
	if (!is_svg(bytes))
		return false;
	out->name = "SVG";
	out->extension = ".svg";
	read_svg(a, bytes, out);
	return true;
}

bool image_is(struct str bytes)
{
	struct arena *a = arena_make();
	struct image m;
	bool is = image_read(a, bytes, &m);
	arena_free(a);
	return is;
}

/* --- names ------------------------------------------------------------------------------- */

struct str image_name(struct arena *a, struct str bytes)
{
	struct image m;
	if (!image_read(a, bytes, &m))
		return STR("");
	return str_printf(a, STR_FMT "%s", STR_ARG(sha_base32(a, sha_of(bytes), 16)), m.extension);
}

/* --- data: addresses --------------------------------------------------------------------- */

static int hex_of(char c)
{
	return c >= '0' && c <= '9'		     ? c - '0'
		: (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
						     : -1;
}

static struct str unescape(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		int high = s.p[i] == '%' && i + 2 < s.n ? hex_of(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_of(s.p[i + 2]) : -1;
		buf_putc(&b, low >= 0 ? (char)(high * 16 + low) : s.p[i]);
		i += low >= 0 ? 2 : 0;
	}
	return buf_str(&b);
}

struct str image_data(struct arena *a, struct str url)
{
	size_t comma = str_find_byte(str_sub(url, 0, 200), ',');
	if (!str_istarts(url, STR("data:image/")) || comma == STR_NPOS)
		return STR("");
	bool base64 = str_ifind(str_sub(url, 0, comma), STR(";base64")) != STR_NPOS;
	struct str body = str_from(url, comma + 1);
	if (str_find_byte(body, '%') != STR_NPOS)
		body = unescape(a, body);
	return base64 ? mime_decode(a, body, STR("base64")) : body;
}

/* --- the pictures of a document ---------------------------------------------------------- */

struct images images_make(struct arena *a, const struct convert_opt *opt)
{
	return (struct images){.a = a, .prefix = opt->assets, .seen = map_make(a)};
}

struct str images_add(struct images *l, struct str bytes)
{
	struct str name = l->prefix.n ? image_name(l->a, bytes) : STR("");
	bool added = false;
	if (!name.n ||
		(!map_find(&l->seen, name) &&
			(l->list.n >= IMAGE_MAX_COUNT || bytes.n > IMAGE_MAX_BYTES - l->n_bytes))) {
		l->n_left++;
		return STR("");
	}
	map_add(&l->seen, name, &added);
	if (added) {
		struct doc_image image = {name, l->lasting ? bytes : str_dup(l->a, bytes)};
		VEC_PUSH(l->a, &l->list, image);
		l->n_bytes += bytes.n;
	}
	return str_cat(l->a, l->prefix, name);
}

struct str images_markdown(struct images *l, struct str bytes, struct str alt)
{
	struct str address = images_add(l, bytes);
	struct buf b = buf_make(l->a);
	if (!address.n)
		return STR("");
	buf_puts(&b, "![");
	alt = str_replace(l->a, text_clean(l->a, alt), STR("\n"), STR(" "));
	escape_inline(&b, str_trim(alt), ESCAPE_LINK_CELL);
	buf_puts(&b, "](");
	escape_dest(&b, address);
	buf_putc(&b, ')');
	return buf_str(&b);
}

void images_end(struct images *l, struct document *out)
{
	out->images.v = l->list.v;
	out->images.n = l->list.n;
	if (l->n_left)
		strs_add(l->a, &out->notes,
			str_printf(l->a, "%zu image%s left out", l->n_left,
				l->n_left == 1 ? "" : "s"));
}
