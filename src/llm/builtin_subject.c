/* builtin_subject.c - is a sentence about a name that stands near its start? Declared in builtin.h.
 * Order: what stands before the name, what behind, the judgement. */
#include <string.h>

#include "base/text.h"
#include "llm/builtin.h"
#include "llm/builtin_cues.h"
#include "llm/builtin_lexicon.h"

#define BEFORE_MAX ((size_t)32) /* bytes */
#define BEFORE_WORDS 3 /* an article, two words of apposition */
#define WORD_BYTES 64

/* --- before ------------------------------------------------------------------------------ */

/* Nothing but signs and signs of CJK at most. */
static bool is_bare(struct str before, struct str lang)
{
	bool cjk = str_eqz(lang, "zh") || str_eqz(lang, "ja") || str_eqz(lang, "ko");
	for (size_t i = 0; i < before.n && !cjk;) {
		uint32_t cp = text_next(before, &i);
		if (text_is_letter(cp) || text_is_digit(cp))
			return false;
	}
	return before.n <= 4 || !cjk;
}

static bool opens(const struct lexicon *l, struct arena *a, struct str before, struct str lang)
{
	before = str_trim(before);
	if (is_bare(before, lang))
		return true;
	if (before.n > BEFORE_MAX)
		return false;
	if (str_starts(before, STR("In ")) && str_ends(before, STR(",")))
		return true;
	struct str rest = before, word, last = {0};
	size_t n = 0;
	while (str_cut(&rest, ' ', &word)) {
		n += word.n > 0;
		last = word.n ? word : last;
	}
	if (n > 1 && lexicon_classes(l, text_casefold(a, last), lang) & WORD_STOP)
		return false; /* "The compiler of" */
	return n <= BEFORE_WORDS && !strchr(",;:.", before.p[before.n - 1]) &&
		cue_at_start(text_fold(a, before), lang, CUE_ARTICLE) > 0;
}

/* --- behind ------------------------------------------------------------------------------ */

static bool is_verbal(const struct lexicon *l, struct str folded, unsigned classes, bool plural)
{
	if (classes & (WORD_STOP | WORD_VERB | WORD_MODAL) || str_ends(folded, STR("ed")) ||
		str_ends(folded, STR("ly")))
		return true;
	if (!(classes & (WORD_VERB_NOUN | WORD_ACT)))
		return false;
	return plural || str_ends(folded, STR("s")) || !lexicon_is_verb_base(l, folded, STR("en"));
}

/* "flight" of "A flight aggregator", "Google" of "Google Cloud", "Nutrition" of "Nutrition 2025". */
static bool goes_on(const struct lexicon *l, struct arena *a, struct str name, struct str rest)
{
	if (!rest.n || rest.p[0] != ' ')
		return str_starts(rest, STR("-")) || str_starts(rest, STR("'s")) ||
			str_starts(rest, STR("\xE2\x80\x99s"));
	rest = str_from(rest, 1);
	size_t n = 0;
	while (n < rest.n && n < WORD_BYTES && !strchr(" ,.;:()\"!?", rest.p[n]))
		n++;
	struct str word = str_sub(rest, 0, n);
	size_t i = 0;
	uint32_t cp = n ? text_next(word, &i) : 0;
	if (text_is_digit(cp))
		return true;
	if (!text_is_letter(cp))
		return false;
	struct str folded = text_casefold(a, word);
	unsigned classes = lexicon_classes(l, folded, STR("en"));
	if (text_is_upper(cp))
		return !(classes & WORD_STOP);
	return !is_verbal(l, folded, classes, str_ends(name, STR("s")));
}

/* --- judgement --------------------------------------------------------------------------- */

bool builtin_speaks_of(
	const struct lexicon *l, struct str text, size_t start, size_t end, struct str lang)
{
	lang = str_sub(lang, 0, lang.n < 2 ? lang.n : 2);
	if (start > BEFORE_MAX + 8)
		return false;
	struct arena *a = arena_make();
	bool about = opens(l, a, str_sub(text, 0, start), lang) &&
		!(str_eqz(lang, "en") &&
			goes_on(l, a, str_sub(text, start, end), str_from(text, end)));
	arena_free(a);
	return about;
}
