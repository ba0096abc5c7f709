/* verify.c - see verify.h.
 *
 * A figure is a run of digits with its decimals, thousands separators left out; a small one may stand
 * in the ground as a word. A name is a word with a capital where the language gives capitals to names
 * alone; it may stand there in another number or case. Order: figures, names, negation,
 * markup, a text. */
#include "engine/verify.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"

/* What a text may stand on. Most of what is looked for stands there letter for letter; words and figures
 * are told apart only when something does not. */
struct ground {
	struct arena *a;
	const struct str *v;
	size_t n;
	bool read; /* the maps are filled */
	struct map words; /* folded */
	struct map figures;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Stands in the ground as it is, not as a part of a larger figure. */
static bool stands_raw(const struct ground *g, struct str word)
{
	for (size_t i = 0; i < g->n; i++) {
		struct str t = g->v[i];
		for (size_t at = 0; (at = str_find_from(t, at, word)) != STR_NPOS; at++) {
			size_t end = at + word.n;
			bool before = at &&
				(is_digit(t.p[at - 1]) || t.p[at - 1] == '.' || t.p[at - 1] == ',');
			bool after = end < t.n &&
				(is_digit(t.p[end]) ||
					((t.p[end] == '.' || t.p[end] == ',') && end + 1 < t.n &&
						is_digit(t.p[end + 1])));
			if (!is_digit(word.p[0]) || (!before && !after))
				return true;
		}
	}
	return false;
}

/* --- figures ----------------------------------------------------------------------------- */

/* The figure at s[*i], moved past it: "12,500.75" as "12500.75". */
static struct str next_figure(struct arena *a, struct str s, size_t *i)
{
	struct buf b = buf_make(a);
	while (*i < s.n && !is_digit(s.p[*i]))
		++*i;
	while (*i < s.n) {
		char c = s.p[*i];
		bool inside = *i + 1 < s.n && is_digit(s.p[*i + 1]);
		bool thousands = *i + 3 < s.n && inside && is_digit(s.p[*i + 2]) &&
			is_digit(s.p[*i + 3]) && (*i + 4 == s.n || !is_digit(s.p[*i + 4]));
		if (is_digit(c) || (c == '.' && inside))
			buf_putc(&b, c);
		else if (!((c == ',' || c == '\'') && thousands))
			break;
		++*i;
	}
	return buf_str(&b);
}

static const char *const small[] = {"zero|null|zéro|cero", "one|a|an|eins|ein|eine|un|une|uno|una",
	"two|both|pair|zwei|deux|dos|due", "three|drei|trois|tres|tre", "four|vier|quatre|cuatro",
	"five|fünf|cinq|cinco|cinque", "six|sechs|seis|sei", "seven|sieben|sept|siete|sette",
	"eight|acht|huit|ocho|otto", "nine|neun|neuf|nueve|nove", "ten|zehn|dix|diez|dieci",
	"eleven|elf|onze|once", "twelve|dozen|zwölf|douze|doce"};

static bool has_word_for(const struct ground *g, struct str figure)
{
	int64_t v;
	if (!str_to_i64(figure, &v) || v < 0 || v >= (int64_t)(sizeof small / sizeof small[0]))
		return false;
	struct str rest = str_of(small[v]), word;
	while (str_cut(&rest, '|', &word))
		if (map_find(&g->words, word))
			return true;
	return false;
}

/* Tells words and figures of the ground apart, once. */
static void read_ground(struct ground *g)
{
	if (g->read)
		return;
	g->read = true;
	g->words = map_make(g->a);
	g->figures = map_make(g->a);
	for (size_t k = 0; k < g->n; k++) {
		struct text_words words = text_words(g->a, g->v[k]);
		for (size_t i = 0; i < words.n; i++)
			map_add(&g->words, words.v[i].folded, NULL);
		for (size_t i = 0; i < g->v[k].n;) {
			struct str f = next_figure(g->a, g->v[k], &i);
			if (f.n)
				map_add(&g->figures, f, NULL);
		}
	}
}

static bool figure_stands(struct ground *g, struct str figure)
{
	if (stands_raw(g, figure))
		return true;
	read_ground(g);
	return map_find(&g->figures, figure) || has_word_for(g, figure);
}

static bool figures_stand(struct ground *g, struct str text, struct str *what)
{
	for (size_t i = 0; i < text.n;) {
		struct str f = next_figure(g->a, text, &i);
		if (!f.n || figure_stands(g, f))
			continue;
		*what = f;
		return false;
	}
	return true;
}

/* --- names ------------------------------------------------------------------------------- */

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december"};

/* "March" on the ground of "2005-03-12" or "Mar 12". */
static bool is_month_of(const struct ground *g, struct str word)
{
	for (size_t i = 0; i < 12; i++) {
		if (!str_eqz(word, months[i]))
			continue;
		struct str n = str_printf(g->a, "%02zu", i + 1),
			   bare = str_printf(g->a, "%zu", i + 1);
		return map_find(&g->words, str_sub(word, 0, 3)) || map_find(&g->figures, n) ||
			map_find(&g->figures, bare);
	}
	return false;
}

/* One is the other with an ending of at most three letters, or a part of a compound. */
static bool stands_bent(const struct ground *g, struct str word)
{
	for (size_t i = 0; i < g->words.n; i++) {
		struct str w = g->words.v[i].key;
		struct str x = w.n < word.n ? w : word, y = w.n < word.n ? word : w;
		if (x.n >= 3 && y.n - x.n <= 3 && str_starts(y, x))
			return true;
		if (word.n >= 4 && str_find(w, word) != STR_NPOS)
			return true;
	}
	return false;
}

/* folded: as the maps have it; raw: as it is written. */
static bool name_stands(struct ground *g, struct str raw, struct str folded)
{
	if (stands_raw(g, raw))
		return true;
	read_ground(g);
	return map_find(&g->words, folded) || is_month_of(g, folded) || stands_bent(g, folded);
}

/* Initials of a long form that stands there: "FTS" for "full-text search" is not invented, but cannot
 * be told from one that is; the aliases of a concept are part of the ground for that. */
static bool names_stand(struct ground *g, const struct text_words *l, struct str text,
	struct str language, struct str *what)
{
	struct text_words words = *l;
	if (str_eqz(language, "de"))
		return true; /* every noun has a capital */
	for (size_t i = 0; i < words.n; i++) {
		const struct text_word *w = &words.v[i];
		bool next = i + 1 < words.n && words.v[i + 1].upper && !words.v[i + 1].cjk;
		bool first = i == 0 || text.p[w->start - 1] == '"' ||
			(w->start >= 2 && text.p[w->start - 2] == '.');
		if (!w->upper || w->cjk || w->number || (first && !next) || w->folded.n < 2 ||
			text_is_stop(w->folded, language) ||
			name_stands(g, str_sub(text, w->start, w->end), w->folded))
			continue;
		*what = str_sub(text, w->start, w->end);
		return false;
	}
	return true;
}

/* --- negation ---------------------------------------------------------------------------- */

static const char *const negations[] = {"not", "no", "never", "none", "nor", "neither", "without",
	"cannot", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "cant", "couldnt",
	"wont", "wouldnt", "hasnt", "havent", "hadnt", "shouldnt", "nobody", "nothing", "nowhere",
	"unable", "fails", "failed", "lack", "lacks", "lacked", "nicht", "kein", "keine", "keinen",
	"keiner", "nie", "niemals", "ohne", "weder", "pas", "jamais", "aucun", "aucune", "sans",
	"ni", "nunca", "sin", "ningún", "ninguna", "non", "mai", "senza", "não", "sem", "niet",
	"geen", "nooit", "zonder", "inte", "ingen", "aldrig", "utan", "не", "нет", "никогда",
	"без"};

static bool is_negation(struct str word)
{
	for (size_t i = 0; i < sizeof negations / sizeof negations[0]; i++)
		if (str_eqz(word, negations[i]))
			return true;
	return false;
}

/* "impossible", "rejected", "only": words that a "not" may stand for. */
static bool may_negate(struct str word)
{
	static const char *const starts[] = {"un", "dis", "non", "mis", "anti", "impossib", "inab",
		"incap", "inadequ", "incomp", "ineff", "insuff", "invalid", "refus", "denied",
		"deny", "rather", "instead", "only", "few", "little", "except", "stop", "avoid",
		"prevent", "reject", "abandon", "absen", "exclud", "rare", "hardly", "barely"};
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (str_starts(word, str_of(starts[i])))
			return true;
	return false;
}

static bool negation_stands(
	struct ground *g, const struct text_words *l, struct str text, struct str *what)
{
	struct text_words words = *l;
	for (size_t i = 0; i < words.n; i++) {
		if (!is_negation(words.v[i].folded))
			continue;
		read_ground(g);
		for (size_t k = 0; k < g->words.n; k++)
			if (is_negation(g->words.v[k].key) || may_negate(g->words.v[k].key))
				return true;
		*what = str_sub(text, words.v[i].start, words.v[i].end);
		return false;
	}
	return true;
}

/* --- markup ------------------------------------------------------------------------------ */

static bool is_tag(struct str s, size_t at)
{
	char c = at + 1 < s.n ? s.p[at + 1] : ' ';
	return s.p[at] == '<' &&
		((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' ||
			c == '?');
}

/* The run of characters without a blank that holds what stands at byte `at`, up to a full stop. */
static struct str run_at(struct str s, size_t at)
{
	size_t from = at, to = at;
	while (from > 0 && (unsigned char)s.p[from - 1] > ' ')
		from--;
	while (to < s.n && (unsigned char)s.p[to] > ' ')
		to++;
	while (to > at + 1 && strchr(".,;:!?)\"'", s.p[to - 1]))
		to--;
	while (from < at && strchr("(\"'", s.p[from]))
		from++;
	return str_sub(s, from, to);
}

/* Signs of markup that no text may have, and those that it may repeat where its ground has them: an
 * address that the source itself speaks of is shown as text. */
static bool markup_stands(const struct str *ground, size_t n, struct str text, struct str *what)
{
	static const char *const never[] = {"](", "[[", "![", "javascript:", "data:", "[^"};
	static const char *const repeated[] = {"://", "---"};
	*what = STR("");
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		if (str_ifind(text, str_of(never[i])) != STR_NPOS)
			*what = str_of(never[i]);
	for (size_t i = 0; i < text.n; i++)
		if (is_tag(text, i))
			*what = str_sub(text, i, i + 2);
	for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
		size_t at = str_find(text, str_of(repeated[i]));
		bool known = at == STR_NPOS;
		while (at != STR_NPOS) {
			struct str run = run_at(text, at);
			known = false;
			for (size_t k = 0; k < n && !known; k++)
				known = str_ifind(ground[k], run) != STR_NPOS;
			at = known ? str_find_from(text, (size_t)(run.p - text.p) + run.n,
					     str_of(repeated[i]))
				   : STR_NPOS;
		}
		if (!known)
			*what = str_of(repeated[i]);
	}
	return what->n == 0;
}

bool verify_plain(struct str text)
{
	struct str what;
	return markup_stands(NULL, 0, text, &what);
}

bool verify_name(struct str name)
{
	static const char *const signs[] = {
		"](", "[", "]", "://", "<", ">", "..", "\\", "|", "#", "^", "`", "{", "}"};
	if (name.n == 0 || name.n > 120 || name.p[0] == '/' || name.p[0] == '.' || name.p[0] == '-')
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_find(name, str_of(signs[i])) != STR_NPOS &&
			!(signs[i][0] == '#' && name.n <= 3))
			return false;
	return text_count_words(name) > 0 && text_count_words(name) <= 12;
}

/* --- a text ------------------------------------------------------------------------------ */

enum verify_fault verify_text(struct arena *a, struct str text, struct str language,
	const struct str *ground, size_t n_ground, struct str *what)
{
	struct ground g = {.a = a, .v = ground, .n = n_ground};
	struct text_words words = text_words(a, text);
	struct str where = STR("");
	enum verify_fault f = !markup_stands(ground, n_ground, text, &where) ? VERIFY_MARKUP
		: !figures_stand(&g, text, &where)			     ? VERIFY_FIGURE
		: !names_stand(&g, &words, text, language, &where)	     ? VERIFY_NAME
		: !negation_stands(&g, &words, text, &where)		     ? VERIFY_NEGATION
									     : VERIFY_GOOD;
	if (what)
		*what = where;
	return f;
}
