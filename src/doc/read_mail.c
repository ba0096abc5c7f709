/* read_mail.c - a mail or a box of mails (mbox) to Markdown.
 *
 * Of alternative parts the plain one is shown, the HTML one when it says next to nothing; quoted lines
 * become quotes; attachments that are text are shown, others named.
 * Order: plain text, parts, messages, boxes, the reader. */
#include "base/err.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/convert.h"
#include "doc/escape.h"
#include "doc/html_part.h"
#include "doc/md.h"
#include "doc/mime.h"

#define MAX_DEPTH 20 /* parts inside each other */
#define MAX_PARTS 2000
#define MAX_SEARCHES 50 /* for the images of one message */
#define MAX_QUOTES 8
#define MAX_SHOWN ((size_t)64 << 10) /* bytes of an attached text; a longer one is named */
#define MAX_AUTHORS 20 /* of a thread */
#define STUB_WORDS 60 /* a plain part of fewer may only point to the HTML one */

struct mail {
	struct arena *kept; /* of the document */
	struct arena *a; /* of the message being written; each has its own */
	struct buf out;
	struct strs attached;
	struct images images;
	struct str message; /* being written */
	size_t n_parts, n_searches;
	size_t n_lost; /* parts past a bound */
	bool in_box;
	unsigned depth;
};

/* --- plain text -------------------------------------------------------------------------- */

/* Depth of ">" in front of a line; the line without them. */
static size_t quote_depth(struct str *line)
{
	size_t n = 0;
	struct str s = *line;
	while (s.n && s.p[0] == '>' && n < MAX_QUOTES) {
		s = str_from(s, s.n > 1 && s.p[1] == ' ' && s.n > 2 && s.p[2] == '>' ? 2 : 1);
		n++;
	}
	if (n && s.n && s.p[0] == ' ')
		s = str_from(s, 1);
	*line = s;
	return n;
}

/* ">From ", as boxes keep a line that begins with "From ". */
static bool is_escaped_from(struct str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == '>')
		n++;
	return n && str_starts(str_from(line, n), STR("From "));
}

/* Text of one depth through the reader of plain text. */
static void put_level(struct mail *m, struct str text, size_t depth)
{
	struct document d = {0};
	struct convert_opt opt = {0};
	struct err ignored = {0};
	struct str line;
	if (str_blank(text) || !read_text(m->a, text, &opt, &d, &ignored))
		return;
	struct str body = str_trim_right(d.body);
	while (body.n && body.p[0] == '\n')
		body = str_from(body, 1);
	while (str_line(&body, &line)) {
		for (size_t i = 0; i < depth; i++)
			buf_puts(&m->out, line.n || i + 1 < depth ? "> " : ">");
		buf_put(&m->out, line);
		buf_putc(&m->out, '\n');
	}
	buf_putc(&m->out, '\n');
}

/* format=flowed (RFC 3676): a line that ends in a blank goes on in the next. */
static void put_plain(struct mail *m, struct str text, bool flowed, bool delsp)
{
	struct buf level = buf_make(m->a);
	size_t depth = 0;
	bool joined = false;
	struct str line;
	while (str_line(&text, &line)) {
		if (m->in_box && is_escaped_from(line))
			line = str_from(line, 1);
		size_t n = quote_depth(&line);
		if (n != depth) {
			put_level(m, buf_str(&level), depth);
			level.n = 0;
			depth = n;
			joined = false;
		}
		if (flowed && !joined && !n && line.n && line.p[0] == ' ')
			line = str_from(line, 1); /* stuffed */
		bool soft = flowed && line.n && line.p[line.n - 1] == ' ' && !str_eqz(line, "-- ");
		buf_put(&level, soft && delsp ? str_sub(line, 0, line.n - 1) : line);
		if (!soft)
			buf_putc(&level, '\n');
		joined = soft;
	}
	put_level(m, buf_str(&level), depth);
}

/* --- parts ------------------------------------------------------------------------------- */

/* otherwise: the type of a part that says none; "" is text. */
static void put_part(struct mail *m, struct str part, struct str otherwise);
static void put_message(struct mail *m, struct str message, bool head);

/* The image part with that Content-ID, at any depth; budget: parts that may still be looked at. */
static struct str part_of_id(struct mail *m, struct str part, struct str id, size_t *budget)
{
	struct str headers, body, inner, found = STR("");
	if (!*budget)
		return found;
	--*budget;
	mime_split(part, &headers, &body);
	struct str header = mime_header(m->a, headers, "Content-Type");
	struct str own = str_trim(mime_header(m->a, headers, "Content-ID"));
	if (own.n > 2 && own.p[0] == '<' && str_eq(str_sub(own, 1, own.n - 1), id))
		return mime_decode(
			m->a, body, mime_header(m->a, headers, "Content-Transfer-Encoding"));
	if (!str_starts(mime_value(m->a, header), STR("multipart/")))
		return found;
	struct str boundary = mime_parameter(m->a, header, "boundary");
	while (!found.n && *budget && mime_part(&body, boundary, &inner))
		found = part_of_id(m, inner, id, budget);
	return found;
}

/* Of "cid:part1@example.org"; each search costs the message, so there are not many. */
static struct str picture(void *ctx, struct arena *a, struct str src)
{
	struct mail *m = ctx;
	size_t budget = MAX_DEPTH * 5;
	(void)a;
	if (!str_istarts(src, STR("cid:")) || m->n_searches++ >= MAX_SEARCHES)
		return STR("");
	return part_of_id(m, m->message, md_unescape_dest(m->a, str_from(src, 4)), &budget);
}

static bool put_html(struct mail *m, struct str bytes, struct str charset)
{
	struct html_part part = {.html = bytes,
		.label = charset,
		.is_local = true,
		.images = &m->images,
		.picture = picture,
		.ctx = m};
	struct str body = {0};
	struct err ignored = {0};
	if (!html_part_write(m->a, &part, &body, NULL, &ignored) || !text_count_words(body))
		return false;
	buf_put(&m->out, str_trim_right(body));
	buf_puts(&m->out, "\n\n");
	return true;
}

/* Of the alternatives that are plain, or of the others, the last (richest) one with words: their number. */
static size_t put_alternative(struct mail *m, struct strs parts, bool plain)
{
	struct str headers, text;
	for (size_t i = parts.n; i-- > 0;) {
		size_t before = m->out.n;
		mime_split(parts.v[i], &headers, &text);
		struct str type = mime_value(m->a, mime_header(m->a, headers, "Content-Type"));
		if (plain != (!type.n || str_eqz(type, "text/plain")))
			continue;
		put_part(m, parts.v[i], STR(""));
		size_t n = text_count_words(str_from(buf_str(&m->out), before));
		if (n)
			return n;
		m->out.n = before;
	}
	return 0;
}

/* The plain one, unless it is a stub beside the others. */
static void put_alternatives(struct mail *m, struct str body, struct str boundary)
{
	struct strs parts = {0};
	struct str part;
	size_t start = m->out.n;
	while (parts.n < 50 && mime_part(&body, boundary, &part))
		strs_add(m->a, &parts, part);
	size_t n = put_alternative(m, parts, true), end = m->out.n;
	if (n >= STUB_WORDS)
		return;
	if (put_alternative(m, parts, false) <= 4 * n) {
		m->out.n = end;
		return;
	}
	memmove(m->out.p + start, m->out.p + end, m->out.n - end);
	m->out.n -= end - start;
}

static void put_multipart(struct mail *m, struct str type, struct str header, struct str body)
{
	struct str boundary = mime_parameter(m->a, header, "boundary"), part;
	if (str_eqz(type, "multipart/alternative")) {
		put_alternatives(m, body, boundary);
		return;
	}
	struct str otherwise = str_eqz(type, "multipart/digest") ? STR("message/rfc822") : STR("");
	while (m->n_parts < MAX_PARTS && mime_part(&body, boundary, &part))
		put_part(m, part, otherwise);
}

#define ICON_PIXELS 33 /* smaller in both directions is decoration */

/* An image that no text showed yet. */
static void put_image(struct mail *m, struct str headers, struct str body, struct str alt)
{
	struct image im;
	struct str bytes =
		mime_decode(m->a, body, mime_header(m->a, headers, "Content-Transfer-Encoding"));
	if (!image_read(m->a, bytes, &im) || map_find(&m->images.seen, image_name(m->a, bytes)) ||
		(im.width && im.width < ICON_PIXELS && im.height < ICON_PIXELS))
		return;
	struct str shown = images_markdown(&m->images, bytes, alt);
	if (!shown.n)
		return;
	buf_put(&m->out, shown);
	buf_puts(&m->out, "\n\n");
}

static bool is_text(struct str type)
{
	static const char *const types[] = {"text/plain", "text/markdown", "text/csv", "text/x-",
		"application/x-patch", "message/delivery-status", "message/rfc822-headers"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_starts(type, str_of(types[i])))
			return true;
	return false;
}

/* An attached text under its name; false when it is too long or none. */
static bool put_file(
	struct mail *m, struct str headers, struct str type, struct str body, struct str name)
{
	struct str charset =
		mime_parameter(m->a, mime_header(m->a, headers, "Content-Type"), "charset");
	const char *used;
	if (!is_text(type) || body.n > 2 * MAX_SHOWN)
		return false;
	struct str text = charset_decode(m->a,
		mime_decode(m->a, body, mime_header(m->a, headers, "Content-Transfer-Encoding")),
		charset, &used);
	if (text.n > MAX_SHOWN || str_blank(text) || convert_is_binary(text))
		return false;
	bool diff = str_iends(name, STR(".diff")) || str_iends(name, STR(".patch")) ||
		str_ends(type, STR("diff")) || str_ends(type, STR("patch"));
	if (name.n) {
		buf_puts(&m->out, "**");
		escape_inline(&m->out, name, ESCAPE_TEXT);
		buf_puts(&m->out, "**\n\n");
	}
	escape_fence(&m->out, text, diff ? STR("diff") : STR(""));
	buf_putc(&m->out, '\n');
	return true;
}

static void put_attachment(struct mail *m, struct str headers, struct str type, struct str body)
{
	struct str name =
		mime_parameter(m->a, mime_text(m->a, headers, "Content-Disposition"), "filename");
	if (!name.n)
		name = mime_parameter(m->a, mime_text(m->a, headers, "Content-Type"), "name");
	name = str_replace(m->a, text_clean(m->a, str_sub(name, 0, 200)), STR("\n"), STR(" "));
	if (str_starts(type, STR("image/")))
		put_image(m, headers, body, name);
	else if (!put_file(m, headers, type, body, name) && m->attached.n < 100)
		strs_add(m->kept, &m->attached, str_dup(m->kept, name.n ? name : type));
}

static void put_text_part(struct mail *m, struct str headers, struct str type, struct str body)
{
	struct str header = mime_header(m->a, headers, "Content-Type");
	struct str charset = mime_parameter(m->a, header, "charset");
	struct str bytes =
		mime_decode(m->a, body, mime_header(m->a, headers, "Content-Transfer-Encoding"));
	const char *used;
	if (str_eqz(type, "text/html")) {
		put_html(m, bytes, charset);
		return;
	}
	put_plain(m, charset_decode(m->a, bytes, charset, &used),
		str_ieq(mime_parameter(m->a, header, "format"), STR("flowed")),
		str_ieq(mime_parameter(m->a, header, "delsp"), STR("yes")));
}

static void put_part(struct mail *m, struct str part, struct str otherwise)
{
	struct str headers, body;
	mime_split(part, &headers, &body);
	struct str header = mime_header(m->a, headers, "Content-Type");
	struct str type = header.n ? mime_value(m->a, header) : otherwise;
	bool attached =
		str_istarts(mime_header(m->a, headers, "Content-Disposition"), STR("attachment"));
	if (++m->n_parts > MAX_PARTS || m->depth >= MAX_DEPTH) {
		m->n_lost++;
		return;
	}
	m->depth++;
	if (str_starts(type, STR("multipart/")))
		put_multipart(m, type, header, body);
	else if (str_eqz(type, "message/rfc822"))
		put_message(m,
			mime_decode(m->a, body,
				mime_header(m->a, headers, "Content-Transfer-Encoding")),
			true);
	else if (!attached &&
		(!type.n || str_eqz(type, "text/plain") || str_eqz(type, "text/html")))
		put_text_part(m, headers, type, body);
	else
		put_attachment(m, headers, type, body);
	m->depth--;
}

/* --- messages ---------------------------------------------------------------------------- */

/* "Ada Lovelace" of "Ada Lovelace <ada@example.org>"; the address when there is no name. */
static struct str person(struct str s)
{
	size_t at = str_find_byte(s, '<');
	struct str name = str_trim(str_sub(s, 0, at));
	while (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		name = str_trim(str_sub(name, 1, name.n - 1));
	if (name.n)
		return name;
	s = at == STR_NPOS ? s : str_from(s, at + 1);
	return str_sub(s, 0, str_find_byte(s, '>'));
}

/* Day of "Tue, 3 Mar 2020 10:00:00 +0100" and the like. */
static struct str day_of(struct arena *a, struct str headers)
{
	struct str s = mime_text(a, headers, "Date");
	size_t comma = str_find_byte(s, ',');
	if (comma != STR_NPOS && comma < 10)
		s = str_trim(str_from(s, comma + 1));
	struct str rest = s, word, words[3] = {0};
	for (size_t n = 0; n < 3 && str_cut(&rest, ' ', &word);)
		if (word.n)
			words[n++] = word;
	return date_iso(a,
		str_printf(a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(words[0]), STR_ARG(words[1]),
			STR_ARG(words[2])));
}

static void put_head(struct mail *m, struct str headers)
{
	struct str subject = mime_text(m->a, headers, "Subject"),
		   from = person(mime_text(m->a, headers, "From")), day = day_of(m->a, headers);
	buf_puts(&m->out, "## ");
	escape_inline(&m->out, subject.n ? subject : STR("(no subject)"), ESCAPE_TEXT);
	buf_puts(&m->out, "\n\n");
	if (from.n || day.n) {
		buf_puts(&m->out, "**");
		escape_inline(&m->out, from, ESCAPE_TEXT);
		buf_printf(
			&m->out, "%s" STR_FMT "**\n\n", from.n && day.n ? ", " : "", STR_ARG(day));
	}
}

static void put_message(struct mail *m, struct str message, bool head)
{
	struct str headers, body;
	mime_split(message, &headers, &body);
	if (head)
		put_head(m, headers);
	struct str around = m->message;
	m->message = message;
	put_part(m, message, STR(""));
	m->message = around;
}

static void read_meta(struct arena *a, struct str headers, struct doc_meta *out)
{
	struct str from = person(mime_text(a, headers, "From"));
	out->title = mime_text(a, headers, "Subject");
	out->published = day_of(a, headers);
	if (from.n)
		strs_add(a, &out->authors, str_dup(a, from));
}

/* --- boxes ------------------------------------------------------------------------------- */

/* "Subject: x" and the like. */
static bool is_header(struct str line)
{
	size_t i = 0;
	while (i < line.n && line.p[i] > ' ' && line.p[i] < 127 && line.p[i] != ':')
		i++;
	return i && i < line.n && line.p[i] == ':';
}

/* "From ada@example.org Tue Mar  3 10:00:00 2020": it has a time of day. */
static bool is_postmark(struct str line)
{
	for (size_t i = 5; i + 1 < line.n; i++)
		if (line.p[i] == ':' && line.p[i - 1] >= '0' && line.p[i - 1] <= '9' &&
			line.p[i + 1] >= '0' && line.p[i + 1] <= '9')
			return true;
	return false;
}

/* A line that begins with "From " ends a message when a header follows, and it has a time of day or an empty
 * line before it. */
static bool next_message(struct str *rest, struct str *message)
{
	struct str line;
	bool blank = false;
	if (!str_line(rest, &line))
		return false;
	const char *start = rest->p;
	for (struct str before = *rest; str_line(rest, &line); before = *rest) {
		struct str after = *rest, next;
		if (str_starts(line, STR("From ")) && (blank || is_postmark(line)) &&
			str_line(&after, &next) && is_header(next)) {
			*message = str_make(start, (size_t)(before.p - start));
			*rest = before;
			return true;
		}
		blank = !line.n;
	}
	*message = str_make(start, (size_t)(rest->p - start));
	return true;
}

/* Without "Re:", "Fwd:" and their like of other languages. */
static struct str base_subject(struct str s)
{
	static const char *const marks[] = {
		"re:", "aw:", "sv:", "fwd:", "fw:", "wg:", "tr:", "rv:", "antw:"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		s = str_trim(s);
		if (!str_istarts(s, str_of(marks[i])))
			continue;
		s = str_from(s, str_of(marks[i]).n);
		i = (size_t)-1;
	}
	return s;
}

/* A box with one subject is a thread: its first message says title and day, all say who wrote. */
static void read_thread(struct mail *m, struct str bytes, struct doc_meta *out)
{
	struct str message, headers, body;
	struct doc_meta all = {0};
	bool same = true;
	for (size_t n = 0; same && next_message(&bytes, &message); n++) {
		struct arena_mark mark = arena_mark(m->a);
		struct doc_meta one = {0};
		mime_split(message, &headers, &body);
		read_meta(m->a, headers, &one);
		one.title = base_subject(one.title);
		struct str who = one.authors.n ? one.authors.v[0] : STR("");
		same = one.title.n && (!n || str_ieq(one.title, all.title));
		if (!n) {
			all.title = str_dup(m->kept, one.title);
			all.published = str_dup(m->kept, one.published);
		}
		if (who.n && all.authors.n < MAX_AUTHORS && !strs_has(all.authors, who))
			strs_add(m->kept, &all.authors, str_dup(m->kept, who));
		arena_release(m->a, mark);
	}
	if (same)
		*out = all;
}

static void put_box(struct mail *m, struct str bytes, struct doc_meta *meta)
{
	struct str message;
	size_t n = 0;
	for (struct str rest = bytes; n < 2 && next_message(&rest, &message);)
		n++;
	m->in_box = true;
	m->a = arena_make();
	read_thread(m, bytes, meta);
	arena_free(m->a);
	while (next_message(&bytes, &message) && m->out.n <= MD_MAX_TEXT) {
		m->n_parts = m->n_searches = 0;
		m->a = arena_make();
		put_message(m, message, n > 1);
		arena_free(m->a);
	}
}

/* --- the reader -------------------------------------------------------------------------- */

bool read_mail(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	struct mail m = {.kept = a, .a = a, .out = buf_make(a), .images = images_make(a, opt)};
	struct str headers, body;
	if (str_starts(bytes, STR("From "))) {
		put_box(&m, bytes, &out->meta);
	} else {
		mime_split(bytes, &headers, &body);
		read_meta(a, headers, &out->meta);
		put_message(&m, bytes, false);
	}
	buf_trim_right(&m.out);
	buf_putc(&m.out, '\n');
	out->body = text_clean(a, buf_str(&m.out));
	if (out->body.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	images_end(&m.images, out);
	if (m.n_lost)
		strs_add(a, &out->notes,
			str_printf(a,
				"%zu parts past %d, or more than %d inside each other, left out",
				m.n_lost, MAX_PARTS, MAX_DEPTH));
	struct buf b = buf_make(a);
	for (size_t i = 0; i < m.attached.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(m.attached.v[i]));
	if (m.attached.n)
		strs_add(a, &out->notes,
			str_printf(a, "attachments left out: " STR_FMT, STR_ARG(buf_str(&b))));
	return true;
}
