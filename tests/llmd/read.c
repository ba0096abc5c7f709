/* read.c - what the double reads in a prompt, by rules that a test can rely on.
 *
 * Marks: a line that opens with "[p:ID]", "[p:ID more]", "[c:ID]", "[k:NAME]", "[x:ID]", "[g:NAME]" or
 * "[e:ID]"; its text is the rest of the line, that of a passage runs on to the next mark, or to a
 * blank line with "<" or "#" behind it.
 * Sentences: those of base/text with five words or more; in a list or table each item is one.
 * Names in a sentence:
 *   - what stands in double quotes, up to four words;
 *   - one to four words with capitals in a row, function words at its head left out. A single plain
 *     word that opens a sentence counts only when the same prompt has it elsewhere inside one;
 *   - X in "X is a ...", "X are ...", capitals or not; that sentence defines X. Its kind is the one of
 *     the first word behind that the table knows;
 *   - "NAME (ABC)", "NAME, also called Y," and "X is a ..., also called Y," give an alias; one in
 *     parentheses is no name of its own.
 * Order: marks, names, passages, keys. */
#include "base/text.h"
#include "llmd.h"

#define MIN_WORDS 5
#define MAX_RUN 4
#define MAX_NAMES 150

/* --- marks ------------------------------------------------------------------------------- */

static bool opens_mark(struct str line)
{
	return line.n > 4 && line.p[0] == '[' && line.p[2] == ':' && line.p[1] >= 'a' &&
		line.p[1] <= 'z' && str_find_byte(line, ']') != STR_NPOS;
}

static bool is_kind(const char *kinds, char c)
{
	return str_find_byte(str_of(kinds), c) != STR_NPOS;
}

static struct mark head_of(struct str line)
{
	struct mark m = {.kind = line.p[1]};
	size_t end = str_find_byte(line, ']');
	struct str inside = str_sub(line, 3, end);
	size_t blank = is_kind("pcex", m.kind) ? str_find_byte(inside, ' ') : STR_NPOS;
	m.id = str_trim(str_sub(inside, 0, blank));
	m.more = blank == STR_NPOS ? STR("") : str_trim(str_from(inside, blank));
	m.text = str_from(line, end + 1);
	return m;
}

struct marks read_marks(struct arena *a, struct str prompt, const char *kinds)
{
	VEC(struct mark) l = {0};
	bool in = false, gap = false;
	struct str rest = prompt, line;
	while (str_line(&rest, &line)) {
		bool fence = gap && line.n && (line.p[0] == '<' || line.p[0] == '#');
		gap = str_blank(line);
		if (opens_mark(line)) {
			struct mark m = head_of(line);
			in = is_kind(kinds, m.kind);
			if (in)
				VEC_PUSH(a, &l, m);
			in = in && m.kind == 'p'; /* the others are one line each */
			continue;
		}
		in = in && !fence && !str_starts(line, STR("</"));
		if (in) /* the text is one view: it grows over this line */
			l.v[l.n - 1].text.n = (size_t)(line.p + line.n - l.v[l.n - 1].text.p);
	}
	for (size_t i = 0; i < l.n; i++)
		l.v[i].text = str_trim(l.v[i].text);
	return (struct marks){l.v, l.n};
}

/* --- names ------------------------------------------------------------------------------- */

struct scan {
	struct arena *a;
	struct reading *r;
	struct map by_name; /* index + 1 */
	struct str s; /* the sentence */
	size_t sentence; /* its index */
	struct text_words w;
	size_t alias_end; /* names before it are an alias in parentheses */
};

static size_t note_name(struct scan *sc, struct str name, bool sure)
{
	struct map_entry *e = map_find(&sc->by_name, name);
	if (!e && sc->r->names.n == MAX_NAMES)
		return STR_NPOS;
	if (!e) {
		struct name x = {.name = name, .alias = STR(""), .kind = STR("concept")};
		VEC_PUSH(sc->a, &sc->r->names, x);
		e = map_add(&sc->by_name, name, NULL);
		e->num = sc->r->names.n;
	}
	struct name *x = &sc->r->names.v[e->num - 1];
	struct sentence *in = &sc->r->sentences.v[sc->sentence];
	x->sure = x->sure || sure;
	for (size_t i = 0; i < in->names.n; i++)
		if (in->names.v[i] == e->num - 1)
			return e->num - 1;
	x->n++;
	VEC_PUSH(sc->a, &in->names, e->num - 1);
	return e->num - 1;
}

static bool is_sign(struct str word)
{
	size_t n_upper = 0;
	for (size_t i = 0; i < word.n; i++)
		n_upper += (word.p[i] >= 'A' && word.p[i] <= 'Z') ||
			(word.p[i] >= '0' && word.p[i] <= '9');
	return n_upper > 1;
}

static struct str words_text(const struct scan *sc, size_t from, size_t to)
{
	return str_sub(sc->s, sc->w.v[from].start, sc->w.v[to - 1].end);
}

static bool joined(const struct scan *sc, size_t i) /* to the word before by one blank */
{
	return sc->w.v[i].start == sc->w.v[i - 1].end + 1 && sc->s.p[sc->w.v[i].start - 1] == ' ';
}

static void note_alias(struct scan *sc, size_t name, size_t end)
{
	struct str rest = str_from(sc->s, end), alias = STR("");
	if (str_starts(rest, STR(" (")))
		alias = str_sub(rest, 2, str_find_byte(rest, ')'));
	else if (str_starts(rest, STR(", also called ")))
		alias = str_sub(rest, 14, str_find_from(rest, 14, STR(",")));
	alias = str_trim(alias);
	bool good = alias.n && alias.n < 40 && str_find_byte(alias, '.') == STR_NPOS &&
		(rest.p[0] == ',' || is_sign(alias));
	if (!good || name == STR_NPOS)
		return;
	if (rest.p[0] != ',')
		sc->alias_end = (size_t)(alias.p + alias.n - sc->s.p);
	if (!sc->r->names.v[name].alias.n)
		sc->r->names.v[name].alias = alias;
}

static void find_capitals(struct scan *sc)
{
	for (size_t i = 0; i < sc->w.n;) {
		size_t from = i, to = i;
		while (to < sc->w.n && to - from < MAX_RUN && sc->w.v[to].upper &&
			(to == from || joined(sc, to)))
			to++;
		i = to > from ? to : from + 1;
		while (from < to && text_is_stop(sc->w.v[from].folded, STR("en")))
			from++;
		if (from == to || sc->w.v[from].start < sc->alias_end)
			continue;
		struct str name = words_text(sc, from, to);
		note_alias(sc, note_name(sc, name, to - from > 1 || from > 0 || is_sign(name)),
			sc->w.v[to - 1].end);
	}
}

static void find_quoted(struct scan *sc)
{
	for (size_t i = str_find_byte(sc->s, '"'); i != STR_NPOS;) {
		size_t end = str_find_from(sc->s, i + 1, STR("\""));
		if (end == STR_NPOS)
			return;
		struct str name = str_sub(sc->s, i + 1, end);
		size_t n = text_count_words(name);
		if (n > 0 && n <= MAX_RUN && name.n < 100)
			note_alias(sc, note_name(sc, name, true), end + 1);
		i = str_find_from(sc->s, end + 1, STR("\""));
	}
}

static struct str kind_of(const struct scan *sc, size_t from)
{
	static const char *const kinds[][2] = {{"method", "method"}, {"algorithm", "method"},
		{"technique", "method"}, {"library", "tool"}, {"program", "tool"}, {"tool", "tool"},
		{"book", "work"}, {"paper", "work"}, {"dataset", "dataset"},
		{"mathematician", "person"}, {"physicist", "person"}, {"engineer", "person"},
		{"company", "organization"}, {"university", "organization"}, {"city", "place"},
		{"planet", "place"}, {"river", "place"}, {"conference", "event"},
		{"element", "other"}, {"god", "other"}};
	for (size_t i = from; i < sc->w.n; i++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			if (str_eqz(sc->w.v[i].folded, kinds[k][0]))
				return str_of(kinds[k][1]);
	return STR("concept");
}

/* "X is a ...", an article before X or none, X of one to four words. */
static void find_definition(struct scan *sc)
{
	size_t from = sc->w.n && text_is_stop(sc->w.v[0].folded, STR("en")), verb = from;
	while (verb < sc->w.n && !str_eqz(sc->w.v[verb].folded, "is") &&
		!str_eqz(sc->w.v[verb].folded, "are"))
		verb++;
	if (verb == from || verb - from > MAX_RUN || verb + 1 >= sc->w.n)
		return;
	struct str next = sc->w.v[verb + 1].folded;
	bool is = str_eqz(sc->w.v[verb].folded, "is");
	if (is && !str_eqz(next, "a") && !str_eqz(next, "an") && !str_eqz(next, "the"))
		return;
	for (size_t i = from + 1; i <= verb; i++)
		if (!joined(sc, i) || (i < verb && text_is_stop(sc->w.v[i].folded, STR("en"))))
			return;
	size_t name = note_name(sc, words_text(sc, from, verb), true);
	if (name == STR_NPOS || sc->r->names.v[name].definition)
		return;
	sc->r->names.v[name].definition = sc->sentence + 1;
	sc->r->names.v[name].kind = kind_of(sc, verb + 1);
	size_t also = str_find(sc->s, STR(", also called "));
	if (also != STR_NPOS)
		note_alias(sc, name, also);
}

/* --- passages ---------------------------------------------------------------------------- */

static struct str item_text(struct str s)
{
	s = str_trim(s);
	if (str_starts(s, STR("- ")) || str_starts(s, STR("* ")))
		return str_trim(str_from(s, 2));
	return s;
}

static void read_sentence(struct scan *sc, struct str passage, struct str s)
{
	struct sentence x = {.passage = passage, .text = item_text(s)};
	if (text_count_words(x.text) < MIN_WORDS)
		return;
	VEC_PUSH(sc->a, &sc->r->sentences, x);
	sc->sentence = sc->r->sentences.n - 1;
	sc->s = x.text;
	sc->w = text_words(sc->a, x.text);
	sc->alias_end = 0;
	find_quoted(sc);
	find_definition(sc);
	find_capitals(sc);
}

/* Names that are not sure go. */
static void drop_unsure(struct reading *r)
{
	for (size_t i = 0; i < r->sentences.n; i++) {
		struct sentence *s = &r->sentences.v[i];
		size_t n = 0;
		for (size_t k = 0; k < s->names.n; k++)
			if (r->names.v[s->names.v[k]].sure)
				s->names.v[n++] = s->names.v[k];
		s->names.n = n;
	}
}

struct reading read_passages(struct arena *a, struct marks passages)
{
	struct reading r = {0};
	struct scan sc = {.a = a, .r = &r, .by_name = map_make(a)};
	bool marked = false;
	for (size_t i = 0; i < passages.n; i++)
		marked = marked || passages.v[i].more.n > 0;
	for (size_t i = 0; i < passages.n; i++) {
		const struct mark *p = &passages.v[i];
		if (p->kind != 'p' || (marked && !p->more.n) || str_eqz(p->more, "context"))
			continue;
		struct text_spans l = text_sentences(a, p->text, STR("en"));
		for (size_t k = 0; k < l.n; k++)
			read_sentence(&sc, p->id, str_sub(p->text, l.v[k].start, l.v[k].end));
	}
	drop_unsure(&r);
	return r;
}

/* --- keys -------------------------------------------------------------------------------- */

struct str read_key(struct arena *a, struct str name)
{
	struct buf b = buf_make(a);
	struct str rest = text_fold(a, str_replace(a, name, STR("-"), STR(" "))), word;
	while (str_cut(&rest, ' ', &word)) {
		bool plural = word.n > 3 && str_ends(word, STR("s")) && !str_ends(word, STR("ss"));
		buf_put(&b, str_sub(word, 0, word.n - plural));
	}
	return buf_str(&b);
}
