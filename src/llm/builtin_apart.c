/* builtin_apart.c - what a text sets apart itself: emphasis and the texts of links. Declared in
 * builtin.h.
 *
 * Reads Markdown line by line without building it: what it misses is evidence less, no error. Code,
 * images, footnote marks, labels ("**Price:**") and what is too long to be a name are left out.
 * Order: signs, one line, the text. */
#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"

#define APART_MAX 4000 /* of a text */
#define APART_BYTES 80 /* of one */
#define APART_WORDS 6

struct scanner {
	struct arena *a;
	struct strs *out;
	struct str line;
	size_t i;
};

/* --- signs ------------------------------------------------------------------------------- */

static bool at(const struct scanner *s, size_t i, const char *sign)
{
	return str_starts(str_from(s->line, i), str_of(sign));
}

static bool is_word_byte(const struct scanner *s, size_t i)
{
	return i < s->line.n && strchr(" \t*_[]()`!.,:;?\"'", s->line.p[i]) == NULL;
}

static void keep(struct scanner *s, size_t from, size_t to)
{
	struct str x = str_sub(s->line, from, to);
	size_t blanks = 0;
	while (x.n && strchr("*_[ \"", x.p[0]))
		x = str_from(x, 1);
	while (x.n && strchr("*_] \".,", x.p[x.n - 1]))
		x = str_sub(x, 0, x.n - 1);
	for (size_t i = 0; i < x.n; i++)
		blanks += x.p[i] == ' ';
	bool label =
		str_ends(x, STR(":")) || at(s, to, ":") || at(s, to + 1, ":") || at(s, to + 2, ":");
	if (x.n > 1 && x.n <= APART_BYTES && blanks < APART_WORDS && !label &&
		s->out->n < APART_MAX)
		strs_add(s->a, s->out, x);
}

/* --- one line ---------------------------------------------------------------------------- */

static void read_code(struct scanner *s)
{
	size_t n = 0;
	while (at(s, s->i + n, "`"))
		n++;
	size_t end = str_find_from(s->line, s->i + n, str_sub(s->line, s->i, s->i + n));
	s->i = end == STR_NPOS ? s->i + n : end + n;
}

/* "[text](to)", "[text][ref]", "[[page|text]]"; images, footnotes and tasks are passed over. */
static void read_bracket(struct scanner *s)
{
	bool image = s->i > 0 && s->line.p[s->i - 1] == '!', wiki = at(s, s->i, "[[");
	size_t from = s->i + (wiki ? 2 : 1);
	size_t end = str_find_from(s->line, from, wiki ? STR("]]") : STR("]"));
	s->i = from;
	if (end == STR_NPOS || end - from > 4 * APART_BYTES)
		return;
	bool link = wiki || at(s, end, "](") || at(s, end, "][");
	size_t bar = str_rfind_byte(str_sub(s->line, from, end), '|');
	if (link && !image && !at(s, from, "^"))
		keep(s, wiki && bar != STR_NPOS ? from + bar + 1 : from, end);
	if (at(s, end, "](")) {
		size_t close = str_find_from(s->line, end, STR(")"));
		s->i = close == STR_NPOS ? end : close + 1;
	}
}

/* "**text**", "_text_"; nothing inside a word. */
static void read_emphasis(struct scanner *s)
{
	char sign[3] = {s->line.p[s->i], s->line.p[s->i], 0};
	size_t n = at(s, s->i, sign) ? 2 : 1, from = s->i + n;
	bool inside = s->i > 0 && is_word_byte(s, s->i - 1);
	sign[n] = 0;
	s->i = from;
	if (inside || from >= s->line.n || s->line.p[from] == ' ')
		return;
	size_t end = str_find_from(str_sub(s->line, 0, from + 2 * APART_BYTES), from, str_of(sign));
	if (end == STR_NPOS || s->line.p[end - 1] == ' ' || is_word_byte(s, end + n))
		return;
	keep(s, from, end);
	s->i = end + n;
}

static void read_line(struct scanner *s)
{
	for (s->i = 0; s->i < s->line.n;) {
		switch (s->line.p[s->i]) {
		case '\\': s->i += 2; break;
		case '`': read_code(s); break;
		case '[': read_bracket(s); break;
		case '*':
		case '_': read_emphasis(s); break;
		default: s->i++;
		}
	}
}

/* --- the text ---------------------------------------------------------------------------- */

struct strs builtin_apart(struct arena *a, struct str markdown)
{
	struct strs out = {0};
	struct scanner s = {.a = a, .out = &out};
	bool code = false;
	while (str_line(&markdown, &s.line)) {
		struct str x = str_trim(s.line);
		if (str_starts(x, STR("```")) || str_starts(x, STR("~~~")))
			code = !code;
		else if (!code)
			read_line(&s);
	}
	return out;
}
