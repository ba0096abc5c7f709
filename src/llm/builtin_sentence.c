/* builtin_sentence.c - see builtin_sentence.h. Order: start, prose, leaning, bags. */
#include "llm/builtin_sentence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "llm/builtin_concept.h"
#include "llm/builtin_cues.h"

#define PROSE_MIN 5 /* words */
#define PROSE_MAX 60
#define ITEM_MIN 4
#define CJK_MIN 8 /* signs */
#define CJK_MAX 160
#define OPENING 8 /* words looked at for a heading that ran into a sentence */

/* --- start ------------------------------------------------------------------------------- */

static bool is_heading_word(const struct words *w, size_t i)
{
	const struct word_token *t = &w->tokens[i];
	return t->number || (t->acronym && t->end - t->start > 3);
}

/* A small word that a heading does not end in; "What an index cannot do" ends in one. */
static bool closes_no_heading(const struct words *w, size_t i)
{
	struct str x = w->terms[w->tokens[i].term].folded;
	return (words_classes(w, i) & WORD_STOP) && !str_eqz(x, "do") && !str_eqz(x, "not");
}

/* Words that go into no name behind one word. */
static bool opens_clause(struct str folded)
{
	static const char *const words[] = {"we", "the", "in", "this", "these", "our", "to", "as",
		"it", "when", "if", "for", "there"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(folded, words[i]))
			return true;
	return false;
}

/* Capitals alone, "AIR TRAFFIC FLOW The ...", are a heading; the first token behind them. */
static uint32_t behind_capitals(const struct words *w, uint32_t first, uint32_t end)
{
	uint32_t i = first, letters = 0;
	for (; i < end && (i == first || w->tokens[i].joined); i++) {
		const struct word_token *t = &w->tokens[i];
		struct str block = w->blocks[w->sentences[t->sentence].block].text;
		bool one = t->end - t->start == 1 && t->upper && i > first && t[-1].acronym;
		if (!t->acronym && !one)
			break;
		if (block.p[t->end - 1] == 's')
			break;
		letters += t->end - t->start;
	}
	bool heading = i > first + 1 && letters > 5 && i + PROSE_MIN <= end && w->tokens[i].upper;
	return heading ? i : first;
}

/* "A concordance by machine An inverted index is ...": a heading ran into the sentence, when a small
 * word has a capital and no verb stands before it. Token of the small word, or first. */
static uint32_t behind_heading(const struct words *w, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end && i - first < OPENING; i++) {
		const struct word_token *t = &w->tokens[i];
		struct str folded = w->terms[t->term].folded;
		unsigned c = words_classes(w, i);
		bool verb = (c & WORD_VERB) || str_eqz(folded, "is") || str_eqz(folded, "are") ||
			str_eqz(folded, "was") || str_eqz(folded, "were");
		if (verb || (i > first && !t->joined))
			return first;
		if (i == first + 1 && t->upper && opens_clause(folded) && i + PROSE_MIN <= end &&
			!t[1].upper && !(words_classes(w, first) & WORD_STOP))
			return i; /* "PageRank We computed ..." */
		if (i > first + 1 && t->upper && (c & WORD_STOP) && !t->acronym &&
			t->end - t->start > 1 + (folded.p[0] != 'a') && !t[-1].upper &&
			!closes_no_heading(w, i - 1) && i + PROSE_MIN <= end)
			return i;
	}
	return first;
}

/* Token at which the sentence really starts: behind "2.1 " and "1. INTRODUCTION ". */
static uint32_t real_start(const struct words *w, const struct word_sentence *s)
{
	uint32_t i = s->first, end = s->first + s->n;
	bool numbered =
		s->n > 3 && w->tokens[i].number && w->tokens[i].end - w->tokens[i].start < 6;
	if (numbered && !w->tokens[i + 1].upper)
		return i;
	if (!numbered && str_eqz(w->lang, "en"))
		i = behind_heading(w, behind_capitals(w, i, end), end);
	while (i < end && i - s->first < OPENING && is_heading_word(w, i))
		i++;
	if (i == s->first || i + PROSE_MIN > end || !w->tokens[i].upper)
		return s->first;
	/* "2.1 System Architecture The system ..." */
	for (uint32_t k = i + 1; numbered && k < end && k - i < OPENING && w->tokens[k].upper; k++)
		if (words_classes(w, k) & WORD_STOP)
			return k;
	return i;
}

static size_t byte_of(const struct words *w, const struct word_sentence *s, uint32_t token)
{
	size_t at = w->tokens[token].start;
	struct str block = w->blocks[s->block].text;
	if (token == s->first)
		at = s->start;
	else if (at > s->start && strchr("\"'([", block.p[at - 1]))
		at--;
	return at;
}

/* "- ", "* ", "1. ", "a) " and a bullet in front of an item. */
static struct str without_mark(struct str s)
{
	static const char *const bullets[] = {"- ", "* ", "+ ", "\xE2\x80\xA2", "\xE2\x80\x93 ",
		"\xE2\x97\xA6", "\xC2\xB7 ", "[ ] ", "[x] "};
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
		if (str_starts(s, str_of(bullets[i])))
			s = str_trim(str_from(s, strlen(bullets[i])));
	size_t k = 0;
	while (k < s.n && k < 3 && s.p[k] >= '0' && s.p[k] <= '9')
		k++;
	if (k && k + 1 < s.n && (s.p[k] == '.' || s.p[k] == ')') && s.p[k + 1] == ' ')
		s = str_trim(str_from(s, k + 1));
	return s;
}

/* Bytes of a time, "00:02:10" or "00:03:51.941", that opens s; 0 when none does. */
static size_t time_at(struct str s)
{
	size_t i = 0, colons = 0;
	for (; i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ':' || s.p[i] == '.'); i++)
		colons += s.p[i] == ':';
	return colons == 2 && i >= 7 ? i : 0;
}

/* What is said behind "00:03:51.941 --> 00:03:58.741 " or "00:02:10 Lecturer: " of subtitles. */
static struct str without_cue(struct str s)
{
	size_t n = time_at(s), k = 0;
	if (!n)
		return s;
	s = str_trim(str_from(s, n));
	if (str_starts(s, STR("-->"))) {
		s = str_trim(str_from(s, 3));
		s = str_trim(str_from(s, time_at(s)));
	}
	while (k < s.n && k < 30 && s.p[k] != ' ' && s.p[k] != ':')
		k++;
	return k + 1 < s.n && s.p[k] == ':' ? str_trim(str_from(s, k + 1)) : s;
}

/* --- prose ------------------------------------------------------------------------------- */

struct shape {
	size_t words, stops, numbers, singles, cjk, upper;
};

static struct shape shape_of(const struct words *w, const struct sentence *s)
{
	struct shape h = {0};
	for (uint32_t i = s->first; i < s->first + s->n; i++) {
		const struct word_token *t = &w->tokens[i];
		h.cjk += t->cjk;
		h.words += !t->cjk;
		h.numbers += t->number;
		h.upper += t->upper && !t->acronym;
		h.stops += (words_classes(w, i) & WORD_STOP) != 0;
		h.singles +=
			!t->cjk && t->end - t->start == 1 && !(words_classes(w, i) & WORD_STOP);
	}
	return h;
}

/* Letters and usual punctuation, no formula. */
static bool mostly_text(struct str s)
{
	size_t odd = 0, signs = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		signs += c && strchr("=<>|\\^{}~", (char)c) != NULL;
		odd += c < 0x80 && !letter && !strchr(" .,;:'\"-()!?", (char)c);
	}
	return odd * 6 < s.n && signs < 2;
}

static bool starts_well(const struct words *w, const struct sentence *s)
{
	size_t i = 0;
	uint32_t cp = text_next(s->text, &i);
	if (text_is_letter(cp))
		return text_is_upper(cp) || text_is_cjk(cp) || cp >= 0x590 ||
			(s->flags & SENT_ITEM) != 0 || (s->n && w->tokens[s->first].acronym);
	return text_is_digit(cp) || cp == '"' || cp == '(' || cp == '\'' || cp == 0x201C ||
		cp == 0x201E || cp == 0xAB || cp == 0x2018 || cp == 0xBF || cp == 0xA1 ||
		cp >= 0x3000;
}

static bool ends_well(struct str s)
{
	static const char *const ends[] = {".", "!", "?", ".\"", "!\"", "?\"", ".)", "!)", "?)",
		".'", "\xE2\x80\x9D", "\xE2\x80\xA6", "\xE3\x80\x82", "\xEF\xBC\x81",
		"\xEF\xBC\x9F", "\xE3\x80\x8D", "\xC2\xBB", "\xE2\x80\x9C", "]", "\xE2\x80\x99"};
	if (str_ends(s, STR("]")) && str_find(s, STR(".[")) == STR_NPOS)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

/* An item that its list goes on with: "apples, ", "pears; and". */
static bool cut_short(struct str s)
{
	static const char *const ends[] = {",", ";", ":", " and", " or", " und", " oder", " et",
		" ou", " y", " o", " e", " en", " och"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

/* A running head stands inside the sentence. */
static bool is_broken(const struct words *w, const struct sentence *s)
{
	for (uint32_t i = s->first; i < s->first + s->n; i++)
		if (w->tokens[i].head)
			return true;
	return false;
}

static bool is_prose(const struct words *w, const struct sentence *s)
{
	struct shape h = shape_of(w, s);
	if (is_broken(w, s))
		return false;
	bool item = (s->flags & SENT_ITEM) != 0;
	if (h.cjk > h.words) {
		if (h.cjk < CJK_MIN || h.cjk > CJK_MAX)
			return false;
		return item ? !cut_short(s->text) : ends_well(s->text);
	}
	if (h.words < (item ? ITEM_MIN : PROSE_MIN) || h.words > PROSE_MAX)
		return false;
	if (h.numbers * 3 > h.words || h.singles * 4 > h.words || !mostly_text(s->text))
		return false;
	if (w->has_stops && h.stops * 8 < h.words && !(item && h.stops))
		return false;
	if (!str_eqz(w->lang, "de") && h.upper * 2 > h.words + 2)
		return false;
	return starts_well(w, s) && (item ? !cut_short(s->text) : ends_well(s->text));
}

/* --- leaning ----------------------------------------------------------------------------- */

/* English: something that can be its verb stands in the sentence; captions have none. */
static bool has_verb(const struct words *w, const struct sentence *s)
{
	static const char *const aux[] = {"is", "are", "was", "were", "be", "been", "am", "has",
		"have", "had", "do", "does", "did", "can", "could", "will", "would", "may", "might",
		"must", "shall", "should", "isn't", "aren't", "wasn't", "weren't", "don't",
		"doesn't", "didn't", "can't", "won't", "it's", "that's", "there's", "said", "says",
		"makes", "made", "gave", "gives", "takes", "took", "goes", "went", "gets", "got",
		"keeps", "kept", "comes", "came", "knows", "knew", "thinks", "thought"};
	for (uint32_t i = s->first; i < s->first + s->n; i++) {
		const struct word_term *t = &w->terms[w->tokens[i].term];
		bool named = w->tokens[i].upper &&
			(i > s->first || str_ends(t->folded, STR("ed"))); /* "United" */
		if (!named && (t->classes & (WORD_VERB | WORD_VERB_NOUN | WORD_ACT)))
			return true;
		if (!named && t->folded.n > 4 && str_ends(t->folded, STR("ed")))
			return true;
		for (size_t k = 0; k < sizeof aux / sizeof *aux; k++)
			if (str_eqz(t->folded, aux[k]))
				return true;
	}
	return false;
}

/* "Figure 3", "Table 2", "(3)" inside the sentence. */
static bool points(struct str folded, struct str lang)
{
	static const char *const words[] = {"figure", "fig", "table", "equation", "eq", "listing",
		"algorithm", "section", "chapter", "theorem", "lemma", "appendix", "abbildung",
		"abb", "tabelle", "tableau", "figura", "tabla", "tabella", "figuur", "tabel",
		"рис"};
	(void)lang;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct str x = str_of(words[i]);
		for (size_t at = 0; (at = str_find_from(folded, at, x)) != STR_NPOS; at++) {
			size_t end = at + x.n;
			bool word = (at == 0 || folded.p[at - 1] == ' ') && end + 1 < folded.n &&
				folded.p[end] == ' ';
			if (word && folded.p[end + 1] >= '0' && folded.p[end + 1] <= '9')
				return true;
		}
	}
	return false;
}

static unsigned lean_flags(const struct words *w, struct str text)
{
	struct arena_mark m = arena_mark(w->a);
	struct str folded = text_fold(w->a, text), lang = w->lang;
	unsigned flags = 0;
	if (cue_at_start(folded, lang, CUE_LEANS))
		flags |= SENT_LEANS;
	if (cue_at_start(folded, lang, CUE_SELF))
		flags |= SENT_SELF;
	if (cue_at_start(folded, lang, CUE_FIRST_PERSON))
		flags |= SENT_FIRST_PERSON;
	if (cue_anywhere(folded, lang, CUE_OPINION))
		flags |= SENT_OPINION;
	if (cue_anywhere(folded, lang, CUE_REPORT))
		flags |= SENT_REPORT;
	if (str_find_byte(text, '[') != STR_NPOS)
		flags |= SENT_CITES;
	if (cue_anywhere(folded, lang, CUE_FORECAST))
		flags |= SENT_FORECAST;
	size_t caption = cue_at_start(folded, lang, CUE_CAPTION);
	bool numbered = caption && caption + 1 < folded.n && folded.p[caption + 1] >= '0' &&
		folded.p[caption + 1] <= '9';
	if (numbered || points(folded, lang))
		flags |= SENT_POINTS;
	if (cue_anywhere(folded, lang, CUE_JUNK))
		flags |= SENT_POINTS | SENT_LEANS;
	if (str_find(folded, STR("the former")) != STR_NPOS ||
		str_find(folded, STR("the latter")) != STR_NPOS)
		flags |= SENT_LEANS;
	arena_release(w->a, m);
	return flags;
}

static bool is_one_of(struct str folded, const char *list)
{
	struct str rest = str_of(list), x;
	while (str_cut(&rest, ' ', &x))
		if (str_eq(folded, x))
			return true;
	return false;
}

/* The noun behind a demonstrative stands before it in the sentence, or no noun follows. */
static bool has_referent(const struct words *w, uint32_t first, uint32_t i, uint32_t end)
{
	if (i + 1 >= end || !w->tokens[i + 1].joined)
		return i >= first + 4;
	if (words_classes(w, i + 1) & WORD_STOP) /* "those that", "this is" */
		return i >= first + 4 ||
			is_one_of(w->terms[w->tokens[i + 1].term].folded, "that who which of in");
	for (uint32_t k = first; k < i; k++)
		if (str_eq(w->terms[w->tokens[k].term].stem, w->terms[w->tokens[i + 1].term].stem))
			return true;
	return false;
}

/* Nothing but small words, months and numbers stand before token i: "In May 1791 it". */
static bool nothing_before(const struct words *w, uint32_t first, uint32_t i)
{
	for (uint32_t k = first; k < i; k++)
		if (!(words_classes(w, k) & (WORD_STOP | WORD_NUMERAL | WORD_BREAK)) &&
			!w->tokens[k].number)
			return false;
	return true;
}

/* "In a paper to the ACM he ...", "Project Xanadu, which he ...": nobody is named before. */
static bool nobody_before(const struct words *w, uint32_t first, uint32_t i)
{
	if (i == first || str_eqz(w->terms[w->tokens[i - 1].term].folded, "which"))
		return true;
	bool small = (words_classes(w, first) & WORD_STOP) != 0;
	for (uint32_t k = first + 1; k < i; k++)
		if (w->tokens[k].upper && !w->tokens[k].acronym &&
			!(words_classes(w, k) & WORD_BREAK))
			return false;
	return small;
}

/* A person is named, and no thing that "it" could be: "Ada Byron published it". */
static bool only_persons_before(const struct words *w, uint32_t first, uint32_t i)
{
	const struct word_term *t = &w->terms[w->tokens[first].term];
	bool surname = t->n_inner && t->n_inner == t->n_upper &&
		i > first + 2 && /* "Garfield and" */
		(w->tokens[first + 1].upper ||
			str_eqz(w->terms[w->tokens[first + 1].term].folded, "and")) &&
		str_eqz(w->terms[w->tokens[i].term].folded, "it");
	if (!w->tokens[first].initial && !concept_is_given_name(t->folded) && !surname)
		return false;
	for (uint32_t k = first; k < i; k++) {
		unsigned c = words_classes(w, k);
		bool verb = (c & (WORD_VERB | WORD_ACT | WORD_VERB_NOUN)) ||
			str_ends(w->terms[w->tokens[k].term].folded, STR("ed"));
		struct str x = w->terms[w->tokens[k].term].folded;
		bool people = is_one_of(x, "colleagues others students team group");
		if (!w->tokens[k].upper && !w->tokens[k].initial && !verb && !people &&
			!(c & WORD_STOP))
			return false;
	}
	return true;
}

/* Something stands before token i that "them" could be. */
static bool plural_before(const struct words *w, uint32_t first, uint32_t i)
{
	for (uint32_t k = first; k < i; k++) {
		struct str x = w->terms[w->tokens[k].term].folded;
		bool plural = x.n > 3 && (str_ends(x, STR("s")) || str_ends(x, STR("en"))) &&
			!str_ends(x, STR("ss")) && !(words_classes(w, k) & WORD_STOP);
		if (plural || str_eqz(x, "and") || str_eqz(x, "people") || w->tokens[k].number)
			return true;
	}
	return false;
}

/* "The first weakness disappears": a number in a row of things, with nothing else to know it by. */
static bool counts_on(const struct words *w, uint32_t first, uint32_t n)
{
	if (n < 3 || !str_eqz(w->terms[w->tokens[first].term].folded, "the") ||
		!str_eqz(w->terms[w->tokens[first + 1].term].folded, "first"))
		return false;
	for (uint32_t i = first + 1; i < first + n; i++)
		if (w->tokens[i].number || w->tokens[i].upper)
			return false;
	return true;
}

bool sentence_points_back(const struct words *w, uint32_t first, uint32_t n)
{
	bool en = str_eqz(w->lang, "en"), de = str_eqz(w->lang, "de");
	if (en && counts_on(w, first, n))
		return true;
	for (uint32_t i = first, end = first + n; i < end && (en || de); i++) {
		struct str x = w->terms[w->tokens[i].term].folded;
		if (de &&
			is_one_of(x,
				"solche solcher solchen diese dieser dieses diesem diesen "
				"deshalb daher also ebenfalls"))
			return true;
		if (!en)
			continue;
		if (is_one_of(x, "therefore however thus hence likewise meanwhile") ||
			(i < first + 5 && str_eqz(x, "also")))
			return true;
		if (is_one_of(x, "this these those such") && !has_referent(w, first, i, end))
			return true;
		if (is_one_of(x, "he she") && nobody_before(w, first, i))
			return true;
		if (i < first + 6 && is_one_of(x, "its his her their them it they he she") &&
			nothing_before(w, first, i))
			return true;
		if (i < first + 4 && str_eqz(x, "ones"))
			return true;
		if (str_eqz(x, "them") && !plural_before(w, first, i))
			return true;
		if (i > first && is_one_of(x, "it its") && only_persons_before(w, first, i))
			return true;
		if (i == first + 1 && str_eqz(w->terms[w->tokens[first].term].folded, "the") &&
			is_one_of(x,
				"second third other two three others result rest alternative "
				"same latter former"))
			return true;
	}
	return false;
}

static bool asks(struct str s)
{
	return str_find_byte(str_sub(s, s.n > 3 ? s.n - 3 : 0, s.n), '?') != STR_NPOS ||
		str_ends(s, STR("\xEF\xBC\x9F"));
}

/* --- bags -------------------------------------------------------------------------------- */

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

uint32_t *sentence_stems(const struct words *w, size_t *n_stems)
{
	struct map m = map_make(w->a);
	uint32_t *ids = ARENA_ARRAY(w->a, uint32_t, w->n_terms + 1);
	for (size_t i = 0; i < w->n_terms; i++) {
		const struct word_term *t = &w->terms[i];
		bool added;
		ids[i] = WORDS_NONE;
		if (t->classes & WORD_STOP || t->folded.n < 2)
			continue;
		struct map_entry *e = map_add(&m, t->stem, &added);
		if (added)
			e->num = m.n - 1;
		ids[i] = (uint32_t)e->num;
	}
	*n_stems = m.n;
	return ids;
}

size_t sentence_n_stems(const struct words *w)
{
	size_t n;
	struct arena_mark m = arena_mark(w->a);
	sentence_stems(w, &n);
	arena_release(w->a, m);
	return n;
}

struct sentence_bag sentence_bag(
	const struct words *w, const uint32_t *stems, uint32_t first, uint32_t count)
{
	uint32_t *v = ARENA_ARRAY(w->a, uint32_t, count);
	uint32_t n = 0, distinct = 0;
	for (uint32_t i = first; i < first + count; i++)
		if (stems[w->tokens[i].term] != WORDS_NONE)
			v[n++] = stems[w->tokens[i].term];
	if (n)
		qsort(v, n, sizeof *v, by_number);
	for (uint32_t i = 0; i < n; i++)
		if (i == 0 || v[i] != v[i - 1])
			v[distinct++] = v[i];
	return (struct sentence_bag){v, distinct};
}

double sentence_overlap(const struct sentence_bag *a, const struct sentence_bag *b)
{
	size_t i = 0, k = 0, shared = 0;
	while (i < a->n && k < b->n) {
		uint32_t x = a->v[i], y = b->v[k];
		shared += x == y;
		i += x <= y;
		k += y <= x;
	}
	return shared ? (double)shared / sqrt((double)a->n * (double)b->n) : 0.0;
}

/* The title ran into the text: "Ranking with BM25 A. Author Search engines ...". */
static bool repeats_title(const struct words *w, struct str text)
{
	if (!w->n_blocks || w->blocks[0].zone != ZONE_TITLE)
		return false;
	struct str title = w->blocks[0].text;
	return title.n > 12 && text.n > title.n && str_istarts(text, title) &&
		str_find_byte(title, ' ') != STR_NPOS;
}

struct sentence *sentences_judge(const struct words *w)
{
	size_t n_stems;
	uint32_t *ids = sentence_stems(w, &n_stems);
	struct sentence *v = ARENA_ARRAY(w->a, struct sentence, w->n_sentences + 1);
	for (size_t i = 0; i < w->n_sentences; i++) {
		const struct word_sentence *from = &w->sentences[i];
		struct sentence *s = &v[i];
		enum builtin_block kind = w->blocks[from->block].kind;
		if (!from->n || (from->zone != ZONE_LEAD && from->zone != ZONE_BODY))
			continue;
		s->first = real_start(w, from);
		s->n = from->first + from->n - s->first;
		s->text = without_cue(without_mark(str_sub(
			w->blocks[from->block].text, byte_of(w, from, s->first), from->end)));
		s->flags = kind == BUILTIN_LIST ? SENT_ITEM : 0;
		s->flags |= kind == BUILTIN_TABLE ? SENT_ROW : 0;
		s->bag = sentence_bag(w, ids, s->first, s->n);
		if (kind == BUILTIN_TABLE || !is_prose(w, s))
			continue;
		if (repeats_title(w, s->text))
			continue;
		s->flags |= SENT_PROSE | lean_flags(w, s->text);
		s->flags |= asks(s->text) ? SENT_QUESTION : 0;
		s->flags |= sentence_points_back(w, s->first, s->n) ? SENT_BACK : 0;
		if (str_eqz(w->lang, "en") && !(s->flags & SENT_ITEM) && !has_verb(w, s))
			s->flags |= SENT_POINTS;
	}
	return v;
}
