/* read_subtitles.c - WebVTT (W3C) and SubRip to a transcript.
 *
 * Cues become paragraphs, each under a heading with its time, and the speaker where one is named: a
 * new one for each speaker, and at the first sentence end past a minute. So no sentence begins with a
 * time or a name that nobody said. Lines that a rolling caption repeats are said once.
 * Order: times, cleaning a line, paragraphs, cues, the reader. */
#include "doc/convert.h"

#include "base/err.h"
#include "base/text.h"
#include "doc/charset.h"
#include "doc/escape.h"
#include "doc/md.h"

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

static const struct {
	struct str name, text;
} entities[] = {
	{{"&amp;", 5}, {"&", 1}},
	{{"&lt;", 4}, {"<", 1}},
	{{"&gt;", 4}, {">", 1}},
	{{"&nbsp;", 6}, {" ", 1}},
	{{"&lrm;", 5}, {"", 0}},
	{{"&rlm;", 5}, {"", 0}},
};

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
		size_t k = 0, n = sizeof entities / sizeof *entities;
		while (k < n && !str_starts(str_from(s, i), entities[k].name))
			k++;
		if (s.p[i] == '&' && k < n) {
			buf_put(&b, entities[k].text);
			i += entities[k].name.n;
		} else if (str_starts(str_from(s, i), STR("\\N"))) {
			buf_putc(&b, ' ');
			i += 2;
		} else {
			buf_putc(&b, s.p[i++]);
		}
	}
	return str_trim(buf_str(&b));
}

/* --- paragraphs -------------------------------------------------------------------------- */

struct script {
	struct arena *a;
	struct buf out, para;
	struct str speaker, last_line;
	int64_t start, now; /* of the paragraph; of the cue before */
	size_t n_cues;
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

/* --- cues -------------------------------------------------------------------------------- */

static void read_cues(struct script *t, struct str text)
{
	struct str rest = text, line;
	int64_t start = 0;
	bool in_cue = false;
	while (str_line(&rest, &line)) {
		int64_t at;
		struct str speaker = STR(""), after = rest, next;
		if (read_timing(line, &at)) {
			start = at;
			in_cue = true;
			t->n_cues++;
			continue;
		}
		/* SubRip without blank lines between cues: a number, then a timing */
		if (is_number(str_trim(line)) && str_line(&after, &next) && read_timing(next, &at))
			continue;
		if (str_blank(line))
			in_cue = false;
		if (in_cue) {
			line = clean_line(t->a, line, &speaker);
			put_line(t, start, line, speaker);
		}
	}
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
	read_cues(&t, text);
	buf_trim_right(&t.out);
	buf_putc(&t.out, '\n');
	out->body = buf_str(&t.out);
	if (!t.n_cues)
		strs_add(a, &out->notes, STR("no cue in it: no line has start --> end"));
	return true;
}
