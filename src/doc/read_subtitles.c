/* read_subtitles.c - WebVTT (W3C) and SubRip to a transcript.
 *
 * Cues become paragraphs, each under a heading with its time, and the speaker where one is named: a
 * new one for each speaker, and at the first sentence end past a minute. So no sentence begins with a
 * time or a name that nobody said. Lines that a rolling caption repeats are said once.
 * Order: times, cleaning a line, cues, paragraphs, the reader. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/charset.h"
#include "doc/escape.h"
#include "doc/md.h"
#include "doc/md_int.h"

#define PARAGRAPH_S 60 /* seconds after which a paragraph ends with its sentence */
#define PARAGRAPH_MAX_S 120 /* and after which it ends anyway */
#define PAUSE_S 20
#define SPEAKER_MAX 40 /* bytes of a name before a colon */

/* --- times ------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "01:02:03.456", "02:03,456" at the start of s, in seconds; bytes read in *n. */
static bool read_time(struct str s, int64_t *seconds, size_t *n)
{
	int64_t part[3] = {0};
	size_t i = 0, n_parts = 0;
	while (n_parts < 3) {
		size_t from = i;
		int64_t v = 0;
		while (i < s.n && is_digit(s.p[i]) && i - from < 6)
			v = v * 10 + (s.p[i++] - '0');
		if (i == from)
			return false;
		part[n_parts++] = v;
		if (i >= s.n || s.p[i] != ':')
			break;
		i++;
	}
	if (n_parts < 2)
		return false;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ','))
		for (i++; i < s.n && is_digit(s.p[i]);)
			i++;
	*seconds = n_parts == 3 ? part[0] * 3600 + part[1] * 60 + part[2] : part[0] * 60 + part[1];
	*n = i;
	return true;
}

/* "START --> END settings". */
static bool read_timing(struct str line, int64_t *start)
{
	size_t n;
	int64_t end;
	line = str_trim(line);
	if (!read_time(line, start, &n))
		return false;
	line = str_trim(str_from(line, n));
	return str_starts(line, STR("-->")) && read_time(str_trim(str_from(line, 3)), &end, &n);
}

static bool is_number(struct str s)
{
	size_t i = 0;
	while (i < s.n && is_digit(s.p[i]))
		i++;
	return s.n && i == s.n;
}

/* --- cleaning a line --------------------------------------------------------------------- */

/* The name in "<v.class Name>" or "<v Name>". */
static struct str voice_of(struct str tag)
{
	size_t gap = str_find_byte(tag, ' ');
	bool voice = tag.n > 1 && tag.p[0] == 'v' && (tag.p[1] == ' ' || tag.p[1] == '.');
	return voice && gap != STR_NPOS ? str_trim(str_from(tag, gap)) : STR("");
}

/* Tags and style codes out, entities read; the last voice tag names the speaker. */
static struct str clean_line(struct arena *a, struct str s, struct str *speaker)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n;) {
		char close = s.p[i] == '<' ? '>' : s.p[i] == '{' ? '}' : 0;
		char next = i + 1 < s.n ? s.p[i + 1] : 0;
		bool tag = (close == '>' && next != ' ' && next != 0) || (close && next == '\\');
		size_t end = tag ? str_find_byte(str_sub(s, i, i + 200), close) : STR_NPOS;
		if (end != STR_NPOS) {
			struct str voice = voice_of(str_sub(s, i + 1, i + end));
			if (close == '>' && voice.n)
				*speaker = voice;
			i += end + 1;
			continue;
		}
		char text[8];
		size_t n_text = 0,
		       n = s.p[i] == '&' ? md_entity(str_sub(s, i, i + 40), text, &n_text) : 0;
		if (n) {
			buf_put(&b, str_make(text, n_text));
			i += n;
		} else if (str_starts(str_from(s, i), STR("\\N"))) {
			buf_putc(&b, ' ');
			i += 2;
		} else {
			buf_putc(&b, s.p[i++]);
		}
	}
	return str_trim(buf_str(&b));
}

/* --- cues -------------------------------------------------------------------------------- */

struct cue {
	int64_t start;
	size_t first, n; /* range of lines */
};
struct cues {
	struct arena *a;
	VEC(struct cue) list;
	VEC(struct str) lines, speakers; /* cleaned, in step */
};

/* In SubRip a line without text may stand inside a cue; in WebVTT it ends one. */
static void read_cues(struct cues *c, struct str text)
{
	struct str rest = text, line;
	bool in_cue = false, ends = str_starts(text, STR("WEBVTT"));
	while (str_line(&rest, &line)) {
		int64_t at;
		struct str speaker = STR(""), after = rest, next;
		if (read_timing(line, &at)) {
			struct cue cue = {at, c->lines.n, 0};
			VEC_PUSH(c->a, &c->list, cue);
			in_cue = true;
			continue;
		}
		/* SubRip without blank lines between cues: a number, then a timing */
		if (is_number(str_trim(line)) && str_line(&after, &next) && read_timing(next, &at))
			continue;
		if (!line.n && ends)
			in_cue = false;
		line = in_cue ? clean_line(c->a, line, &speaker) : STR("");
		if (!line.n)
			continue;
		VEC_PUSH(c->a, &c->lines, line);
		VEC_PUSH(c->a, &c->speakers, speaker);
		c->list.v[c->list.n - 1].n++;
	}
}

static struct str line_of(const struct cues *c, size_t cue, size_t i)
{
	return c->lines.v[c->list.v[cue].first + i];
}

/* Lines of a rolling caption that the cue before said already: its last ones, at the start of this. */
static size_t n_repeated(const struct cues *c, size_t cue)
{
	size_t n = c->list.v[cue].n, before = cue ? c->list.v[cue - 1].n : 0;
	for (size_t k = n < before ? n : before; k; k--) {
		size_t i = 0;
		while (i < k && str_eq(line_of(c, cue - 1, before - k + i), line_of(c, cue, i)))
			i++;
		if (i == k)
			return k;
	}
	return 0;
}

/* The cue says the one before and goes on in the same line. */
static bool grows(const struct cues *c, size_t cue)
{
	size_t n = cue ? c->list.v[cue - 1].n : 0;
	if (!n || c->list.v[cue].n < n)
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		if (!str_eq(line_of(c, cue - 1, i), line_of(c, cue, i)))
			return false;
	struct str so_far = line_of(c, cue - 1, n - 1), now = line_of(c, cue, n - 1);
	return now.n > so_far.n && str_starts(now, so_far);
}

/* Captions painted word by word: of each chain the last cue stays, with the time of the first. */
static void drop_growing(struct cues *c)
{
	size_t n_growing = 0, n = 0;
	for (size_t i = 1; i < c->list.n; i++)
		n_growing += grows(c, i);
	if (n_growing * 3 < c->list.n)
		return;
	for (size_t i = 0; i < c->list.n; i++) {
		struct cue cue = c->list.v[i];
		while (i + 1 < c->list.n && grows(c, i + 1))
			i++;
		cue.first = c->list.v[i].first;
		cue.n = c->list.v[i].n;
		c->list.v[n++] = cue;
	}
	c->list.n = n;
}

/* --- paragraphs -------------------------------------------------------------------------- */

struct script {
	struct arena *a;
	struct buf out, para;
	struct str speaker, last_line;
	int64_t start, now; /* of the paragraph; of the cue before */
};

static void end_paragraph(struct script *t)
{
	struct str text = str_trim(buf_str(&t->para));
	if (text.n) {
		buf_printf(&t->out, "## %02lld:%02lld:%02lld", (long long)(t->start / 3600),
			(long long)(t->start / 60 % 60), (long long)(t->start % 60));
		if (t->speaker.n) {
			buf_putc(&t->out, ' ');
			escape_inline(&t->out, t->speaker, ESCAPE_TEXT);
		}
		buf_puts(&t->out, "\n\n");
		struct buf b = buf_make(t->a);
		escape_inline(&b, text, ESCAPE_TEXT);
		escape_line(&t->out, buf_str(&b), true);
		buf_puts(&t->out, "\n\n");
	}
	t->para.n = 0;
}

static bool ends_sentence(struct str s)
{
	static const char *const ends[] = {".", "?", "!", "\xe3\x80\x82", "\xe2\x80\xa6", ".\"",
		"?\"", "\xef\xbc\x9f", "\xef\xbc\x81"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

/* A capitalised name before a colon, "ADA LOVELACE: yes": the name; "" when there is none. */
static struct str speaker_in(struct str s)
{
	size_t colon = str_find_byte(str_sub(s, 0, SPEAKER_MAX), ':'), n_words = 1;
	if (colon == STR_NPOS || colon < 2 || colon + 1 >= s.n || s.p[colon + 1] != ' ')
		return STR("");
	bool start = true;
	for (size_t i = 0; i < colon;) {
		uint32_t cp = text_next(s, &i);
		if (start && !text_is_upper(cp))
			return STR("");
		start = cp == ' ';
		n_words += start;
	}
	return n_words <= 3 ? str_sub(s, 0, colon) : STR("");
}

static void put_line(struct script *t, int64_t start, struct str line, struct str speaker)
{
	bool turn = str_starts(line, STR(">>"));
	while (str_starts(line, STR(">")))
		line = str_trim(str_from(line, 1));
	if (!line.n || str_eq(line, t->last_line))
		return;
	t->last_line = str_dup(t->a, line);
	if (!speaker.n)
		speaker = speaker_in(line);
	else
		speaker = str_dup(t->a, speaker);
	if (speaker.n && str_starts(line, speaker) && line.n > speaker.n &&
		line.p[speaker.n] == ':') {
		line = str_trim(str_from(line, speaker.n + 1));
		turn = true;
	}
	if ((speaker.n && !str_eq(speaker, t->speaker)) || turn) {
		end_paragraph(t);
		t->speaker = speaker.n ? str_dup(t->a, speaker) : STR("");
	}
	int64_t length = start - t->start;
	struct str so_far = str_trim_right(buf_str(&t->para));
	if (length >= PARAGRAPH_MAX_S || start - t->now >= PAUSE_S ||
		(length >= PARAGRAPH_S && ends_sentence(so_far)))
		end_paragraph(t);
	if (!t->para.n)
		t->start = start;
	buf_put(&t->para, line);
	buf_putc(&t->para, ' ');
	t->now = start;
}

static void put_cues(struct script *t, const struct cues *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		for (size_t k = n_repeated(c, i); k < c->list.v[i].n; k++)
			put_line(t, c->list.v[i].start, line_of(c, i, k),
				c->speakers.v[c->list.v[i].first + k]);
	end_paragraph(t);
}

/* --- the reader -------------------------------------------------------------------------- */

static struct str title_of(struct arena *a, struct str text)
{
	struct str rest = text, line;
	if (!str_line(&rest, &line) || !str_starts(line, STR("WEBVTT")))
		return STR("");
	line = str_trim(str_from(line, 6));
	while (line.n && (line.p[0] == '-' || line.p[0] == ' '))
		line = str_from(line, 1);
	return str_dup(a, line);
}

/* "Language: en" among the lines below the first, as YouTube writes it. */
static struct str language_of(struct arena *a, struct str text)
{
	struct str rest = str_sub(text, 0, 1000), line;
	while (str_starts(text, STR("WEBVTT")) && str_line(&rest, &line) && !str_blank(line))
		if (str_istarts(line, STR("Language:")))
			return str_dup(a, str_trim(str_sub(line, 9, 30)));
	return STR("");
}

bool read_subtitles(struct arena *a, struct str bytes, const struct convert_opt *opt,
	struct document *out, struct err *e)
{
	(void)opt;
	const char *encoding;
	struct str text = charset_decode(a, bytes, STR(""), &encoding);
	if (text.n > MD_MAX_TEXT)
		return err_set(
			e, ERR_LIMIT, "more than %zu MB of text; split it", MD_MAX_TEXT >> 20);
	struct script t = {.a = a, .out = buf_make(a), .para = buf_make(a)};
	out->meta.title = title_of(a, text);
	out->meta.language = language_of(a, text);
	struct cues c = {.a = a};
	read_cues(&c, text);
	drop_growing(&c);
	put_cues(&t, &c);
	buf_trim_right(&t.out);
	buf_putc(&t.out, '\n');
	out->body = buf_str(&t.out);
	if (!c.list.n)
		strs_add(a, &out->notes, STR("no cue in it: no line has start --> end"));
	return true;
}
