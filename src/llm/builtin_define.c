/* builtin_define.c - see builtin_define.h: "X is a ...", "X, a ...", "X (Y) refers to ...", "... is
 * called X", "X: ..." in a list. Order: around a mention, the patterns, all concepts. */
#include "llm/builtin_define.h"

#include <string.h>

#include "llm/builtin_cues.h"

#define MENTIONS_MAX 200 /* of a concept that are looked at */
#define ASIDE_MAX 90 /* bytes between commas or brackets behind a name */

/* --- around a mention -------------------------------------------------------------------- */

/* What stands behind a name, its aside in brackets or commas left out. */
static struct str behind(struct str rest)
{
	rest = str_trim(rest);
	while (rest.n && (rest.p[0] == '"' || rest.p[0] == '\'' || rest.p[0] == '*'))
		rest = str_from(rest, 1);
	if (str_starts(rest, STR("\xE2\x80\x9D")))
		rest = str_from(rest, 3);
	rest = str_trim(rest);
	static const char *const open_close[][2] = {{"(", ")"}, {"\xEF\xBC\x88", "\xEF\xBC\x89"}};
	for (size_t i = 0; i < 2; i++) {
		struct str open = str_of(open_close[i][0]), close = str_of(open_close[i][1]);
		if (!str_starts(rest, open))
			continue;
		size_t at = str_find(str_sub(rest, 0, 2 * ASIDE_MAX), close);
		if (at != STR_NPOS)
			return str_trim(str_from(rest, at + close.n));
	}
	return rest;
}

static bool starts_aside(struct str rest)
{
	return str_starts(rest, STR(", "));
}

/* A comma of Chinese or Japanese text between a name and its verb means nothing. */
static struct str past_sign(struct str rest)
{
	static const char *const signs[] = {"\xEF\xBC\x8C", "\xE3\x80\x81"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(rest, str_of(signs[i])))
			return str_from(rest, 3);
	return rest;
}

static struct str past_aside(struct str rest)
{
	struct str in = str_from(rest, 2);
	size_t at = str_find(str_sub(in, 0, ASIDE_MAX), STR(", "));
	return at == STR_NPOS ? STR("") : str_from(in, at + 2);
}

static bool first_word_in(struct str folded, const char *list)
{
	struct str rest = str_of(list), x;
	while (str_cut(&rest, '|', &x))
		if (str_starts(folded, x) && (folded.n == x.n || folded.p[x.n] == ' '))
			return true;
	return false;
}

/* --- patterns ---------------------------------------------------------------------------- */

/* "search in which ...", "compilation that ...": a noun that a clause narrows down. */
static bool says_which(struct str said)
{
	struct str rest = said, word;
	for (size_t i = 0; i < 5 && str_cut(&rest, ' ', &word); i++)
		if (i &&
			(str_eqz(word, "that") || str_eqz(word, "which") || str_eqz(word, "whose")))
			return !first_word_in(said, "it|this|what|how|where|when|why|one");
	return false;
}

/* "X is/are Y": how well Y says what X is. */
static double is_a_score(struct str cue, struct str said, struct str lang)
{
	bool bare = str_find_byte(cue, ' ') == STR_NPOS;
	static const char *const vague =
		"not|no|very|also|only|now|often|still|always|never|used|based|important|called|more|less|"
		"most|much|good|better|best|great|such|so|too|able|available|likely|possible|difficult|"
		"easy|hard|simple|same|first|last|main|major|key|result|reason|matter|problem|way|ways|"
		"part|example|to|in|on|at|by|for|from|with|due|as|there|given|made|shown|becoming|being|"
		"nicht|sehr|auch|nur|so|oft|noch|pas|très|aussi|no|muy|también|non|molto|anche|não|muito|"
		"niet|zeer|ook|inte|mycket|также|не|well|known|both|one|usually|commonly|widely|mostly|"
		"typically|generally|currently|already|just|necessary|required|expected|supposed|about";
	if (!said.n)
		return 0;
	if (first_word_in(said, vague))
		return bare ? 0 : 2.2;
	if (!bare) {
		bool the = str_ends(cue, STR(" the"));
		if (str_ends(cue, STR("one of the")) || str_ends(cue, STR("one of")))
			return 2.0;
		bool past = str_starts(cue, STR("was")) || str_starts(cue, STR("were"));
		return (the ? 3.0 : 4.0) - (past ? 0.7 : 0);
	}
	if (str_eqz(lang, "en") && says_which(said))
		return 3.2;
	if (str_eqz(lang, "ru") || str_eqz(lang, "zh"))
		return 3.5;
	if (str_eqz(lang, "ja"))
		return str_ends(said, STR("である")) || str_ends(said, STR("です")) ||
				str_ends(said, STR("をいう")) || str_ends(said, STR("を指す"))
			? 3.0
			: 0;
	if (str_eqz(lang, "ko"))
		return str_ends(said, STR("이다")) || str_ends(said, STR("입니다")) ? 3.0 : 0;
	/* "X are Y that": Y is no participle */
	size_t blank = str_find_byte(said, ' ');
	struct str first = blank == STR_NPOS ? said : str_sub(said, 0, blank);
	bool verbal = str_ends(first, STR("ed")) || str_ends(first, STR("ing")) ||
		str_ends(first, STR("ly"));
	return verbal ? 0 : 2.0;
}

static double said_of(
	struct arena *a, struct str rest, struct str lang, struct str *said, bool aside)
{
	struct str folded = text_fold(a, rest);
	size_t n = cue_at_start(folded, lang, CUE_MEANS);
	if (n) {
		*said = str_trim(str_from(folded, n));
		return said->n ? 4.5 : 0;
	}
	n = cue_at_start(folded, lang, CUE_IS_A);
	if (n) {
		*said = str_trim(str_from(folded, n));
		return is_a_score(str_sub(folded, 0, n), *said, lang);
	}
	if (aside &&
		first_word_in(
			folded, "a|an|the|one of|ein|eine|un|une|una|uno|um|uma|een|en|ett")) {
		*said = str_from(folded, str_find_byte(folded, ' '));
		return 2.4;
	}
	return 0;
}

/* Nothing, or an article, or "In computing," stands before the name in its clause. */
static bool opens(struct arena *a, struct str before, struct str lang)
{
	size_t semicolon = str_rfind_byte(before, ';');
	if (semicolon != STR_NPOS)
		before = str_from(before, semicolon + 1);
	struct str folded = text_fold(a, before);
	if (!folded.n || cue_at_start(folded, lang, CUE_ARTICLE) == folded.n)
		return true;
	size_t comma = str_rfind_byte(str_trim(before), ',');
	if (comma == STR_NPOS || before.n > 40 || !first_word_in(folded, "in|im|en|nell|dans"))
		return false;
	struct str tail = text_fold(a, str_from(str_trim(before), comma + 1));
	return !tail.n || cue_at_start(tail, lang, CUE_ARTICLE) == tail.n;
}

/* What is called so ends here: "a unit called Mill Pond" calls nothing a mill. */
static bool is_whole(struct str rest)
{
	bool more = rest.n > 1 && rest.p[0] == ' ' && rest.p[1] >= 'A' && rest.p[1] <= 'Z';
	return !more && !str_starts(rest, STR("-"));
}

static double called_score(struct arena *a, struct str before, struct str lang)
{
	struct str folded = text_fold(a, before);
	size_t from = folded.n > 60 ? folded.n - 60 : 0;
	while (from < folded.n && from && folded.p[from - 1] != ' ')
		from++;
	folded = str_from(folded, from);
	if (str_ends(folded, STR("so called")))
		return 0;
	if (cue_at_end(folded, lang, CUE_CALLED))
		return str_eqz(lang, "de") && before.n < 8 ? 0 : 2.5;
	return 0;
}

/* "X: a ..." in a list says what X is; "X: ..." only says something of it, and so does what names X
 * again: "Passionate: a teacher who is passionate". */
static double item_score(struct arena *a, struct str name, struct str rest)
{
	struct str said = text_fold(a, rest);
	if (str_find(said, text_fold(a, name)) != STR_NPOS)
		return 1.8;
	return first_word_in(said, "a|an|any|ein|eine|un|une|una|uno|um|uma|een|en|ett") ? 3.2
											 : 1.8;
}

/* "The building is the largest ..." speaks of one building; "The Eiffel Tower is the ..." defines. */
static bool is_one_of_them(struct str sentence, struct str before)
{
	struct str name = str_from(sentence, before.n);
	return str_ieq(str_trim(before), STR("the")) && name.n && name.p[0] >= 'a' &&
		name.p[0] <= 'z';
}

double define_score(struct arena *a, struct str sentence, size_t start, size_t end, struct str lang,
	bool item, struct str *said)
{
	struct arena *scratch = arena_make();
	struct str before = str_sub(sentence, 0, start), rest, what = {0};
	double score = 0;
	rest = past_sign(behind(str_from(sentence, end)));
	if (opens(scratch, before, lang)) {
		bool aside = starts_aside(rest);
		if (item && !aside &&
			(str_starts(rest, STR(":")) || str_starts(rest, STR("\xE2\x80\x93 ")) ||
				str_starts(rest, STR("\xE2\x80\x94")) ||
				str_starts(rest, STR("- ")) ||
				str_starts(rest, STR("\xEF\xBC\x9A"))))
			score = item_score(scratch, str_sub(sentence, start, end), rest);
		else if (str_eqz(lang, "ru") && str_starts(rest, STR("\xE2\x80\x94")))
			score = 4.0;
		else if (aside)
			score = said_of(scratch, str_from(rest, 2), lang, &what, true);
		else
			score = said_of(scratch, rest, lang, &what, false);
		if (aside && score < 3.0) {
			struct str past = past_aside(rest);
			double s = past.n ? said_of(scratch, past, lang, &what, false) : 0;
			score = s > score ? s : score;
		}
		if (score > 0 && sentence.n > 300)
			score -= 0.3;
		if (score <= 3.0 && is_one_of_them(sentence, before))
			score -= 1.2;
	}
	if (score < DEFINE_LEAST) {
		double called =
			is_whole(str_from(sentence, end)) ? called_score(scratch, before, lang) : 0;
		score = called > score ? called : score;
	}
	if (said)
		*said = str_dup(a, what);
	arena_free(scratch);
	return score;
}

/* --- all concepts ------------------------------------------------------------------------ */

struct best {
	struct str said, before, after;
	size_t seen;
};

static void judge(const struct words *w, const struct sentence *v, const struct mention *m,
	struct concept *c, struct best *b)
{
	const struct sentence *s = &v[m->sentence];
	struct str block = w->blocks[w->sentences[m->sentence].block].text, said;
	size_t base = (size_t)(s->text.p - block.p);
	if (w->tokens[m->from].start < base)
		return;
	double score = define_score(w->a, s->text, w->tokens[m->from].start - base,
		w->tokens[m->to - 1].end - base, w->lang, (s->flags & SENT_ITEM) != 0, &said);
	if (s->flags & (SENT_LEANS | SENT_FIRST_PERSON) && score < 4.0)
		score -= 1.0;
	if (s->flags & (SENT_QUESTION | SENT_POINTS | SENT_LEANS))
		score -= 1.5;
	if (s->flags & SENT_BACK)
		score -= 0.5;
	if (score > c->definition_score + 0.4 && score >= DEFINE_LEAST) {
		c->definition_score = score;
		c->definition = m->sentence;
		c->defined_from = m->from;
		c->defined_to = m->to;
		b->said = said;
	}
}

/* "Stemming is ..." defines stemming, and not the stem that shares its root. */
static void name_as_defined(const struct words *w, struct concept *c)
{
	if (c->definition == WORDS_NONE || c->definition_score < 3.0 || c->proper ||
		c->n != c->defined_to - c->defined_from)
		return;
	struct str said = name_text(w, c->defined_from, c->defined_to);
	struct str x = text_fold(w->a, said), y = text_fold(w->a, c->name);
	size_t n = x.n < y.n ? x.n : y.n;
	bool number = str_eq(str_sub(x, 0, n), str_sub(y, 0, n)) && x.n - n <= 2 && y.n - n <= 2;
	if (!number && !(str_ends(x, STR("ies")) || str_ends(y, STR("ies"))))
		c->name = name_without_capital(w, c->defined_from, c->n, said);
}

void define_all(const struct words *w, const struct sentence *v, struct concepts *c)
{
	struct best *best = ARENA_ARRAY(w->a, struct best, c->n + 1);
	for (size_t i = 0; i < c->n_mentions; i++) {
		const struct mention *m = &c->mentions[i];
		const struct word_sentence *s = &w->sentences[m->sentence];
		struct best *b = &best[m->concept];
		if (m->from > s->first && !b->before.n)
			b->before = w->terms[w->tokens[m->from - 1].term].folded;
		if (m->to < s->first + s->n && !b->after.n)
			b->after = w->terms[w->tokens[m->to].term].folded;
		if (v[m->sentence].flags & SENT_PROSE && b->seen++ < MENTIONS_MAX)
			judge(w, v, m, &c->v[m->concept], b);
	}
	for (size_t i = 0; i < c->n; i++) {
		struct concept *x = &c->v[i];
		name_as_defined(w, x);
		if (!*x->kind)
			x->kind = concept_kind(w->a, x->name, x->proper, best[i].said,
				best[i].before, best[i].after);
	}
}
