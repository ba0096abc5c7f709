/* ask_question.c - see ask_question.h. Order: types, subjects, weights, signs in a sentence. */
#include "engine/ask_question.h"

#include <string.h>

/* --- types ------------------------------------------------------------------------------- */

enum where { START, ANYWHERE };

/* Folded words with a blank around; the first row that fits decides. */
static const struct {
	const char *words;
	enum where where;
	enum ask_type type;
} openings[] = {
	{" difference between ", ANYWHERE, ASK_COMPARE},
	{" differences between ", ANYWHERE, ASK_COMPARE},
	{" differ from ", ANYWHERE, ASK_COMPARE},
	{" compared to ", ANYWHERE, ASK_COMPARE},
	{" compared with ", ANYWHERE, ASK_COMPARE},
	{" compare ", START, ASK_COMPARE},
	{" versus ", ANYWHERE, ASK_COMPARE},
	{" vs ", ANYWHERE, ASK_COMPARE},
	{" unterschied zwischen ", ANYWHERE, ASK_COMPARE},
	{" différence entre ", ANYWHERE, ASK_COMPARE},
	{" diferencia entre ", ANYWHERE, ASK_COMPARE},
	{" how many ", ANYWHERE, ASK_HOW_MANY},
	{" how much ", ANYWHERE, ASK_HOW_MANY},
	{" how long ", START, ASK_HOW_MANY},
	{" how often ", START, ASK_HOW_MANY},
	{" how large ", START, ASK_HOW_MANY},
	{" how big ", START, ASK_HOW_MANY},
	{" how fast ", START, ASK_HOW_MANY},
	{" how far ", START, ASK_HOW_MANY},
	{" how old ", START, ASK_HOW_MANY},
	{" how high ", START, ASK_HOW_MANY},
	{" what percentage ", ANYWHERE, ASK_HOW_MANY},
	{" what number of ", ANYWHERE, ASK_HOW_MANY},
	{" wie viele ", ANYWHERE, ASK_HOW_MANY},
	{" wie viel ", ANYWHERE, ASK_HOW_MANY},
	{" wieviel ", ANYWHERE, ASK_HOW_MANY},
	{" wie lange ", START, ASK_HOW_MANY},
	{" combien ", ANYWHERE, ASK_HOW_MANY},
	{" cuánto ", ANYWHERE, ASK_HOW_MANY},
	{" cuántos ", ANYWHERE, ASK_HOW_MANY},
	{" cuántas ", ANYWHERE, ASK_HOW_MANY},
	{" what year ", ANYWHERE, ASK_WHEN},
	{" which year ", ANYWHERE, ASK_WHEN},
	{" what date ", ANYWHERE, ASK_WHEN},
	{" when ", START, ASK_WHEN},
	{" since when ", ANYWHERE, ASK_WHEN},
	{" wann ", ANYWHERE, ASK_WHEN},
	{" quand ", ANYWHERE, ASK_WHEN},
	{" cuándo ", ANYWHERE, ASK_WHEN},
	{" who ", ANYWHERE, ASK_WHO},
	{" whom ", ANYWHERE, ASK_WHO},
	{" whose ", ANYWHERE, ASK_WHO},
	{" which person ", ANYWHERE, ASK_WHO},
	{" wer ", START, ASK_WHO},
	{" wem ", START, ASK_WHO},
	{" wen ", START, ASK_WHO},
	{" quién ", START, ASK_WHO},
	{" qui ", START, ASK_WHO},
	{" where ", START, ASK_WHERE},
	{" wo ", START, ASK_WHERE},
	{" où ", START, ASK_WHERE},
	{" dónde ", START, ASK_WHERE},
	{" why ", ANYWHERE, ASK_WHY},
	{" what is the reason ", ANYWHERE, ASK_WHY},
	{" for what reason ", ANYWHERE, ASK_WHY},
	{" warum ", ANYWHERE, ASK_WHY},
	{" wieso ", ANYWHERE, ASK_WHY},
	{" weshalb ", ANYWHERE, ASK_WHY},
	{" pourquoi ", ANYWHERE, ASK_WHY},
	{" por qué ", START, ASK_WHY},
	{" what are the ", START, ASK_LIST},
	{" which are the ", START, ASK_LIST},
	{" what kinds of ", ANYWHERE, ASK_LIST},
	{" what types of ", ANYWHERE, ASK_LIST},
	{" list ", START, ASK_LIST},
	{" name the ", START, ASK_LIST},
	{" enumerate ", START, ASK_LIST},
	{" which of ", START, ASK_PLAIN},
	{" how ", START, ASK_HOW},
	{" wie ", START, ASK_HOW},
	{" comment ", START, ASK_HOW},
	{" cómo ", START, ASK_HOW},
	{" define ", START, ASK_DEFINITION},
	{" definition of ", ANYWHERE, ASK_DEFINITION},
	{" meaning of ", ANYWHERE, ASK_DEFINITION},
	{" what does it mean ", START, ASK_PLAIN},
	{" what is ", START, ASK_DEFINITION},
	{" whats ", START, ASK_DEFINITION},
	{" what s ", START, ASK_DEFINITION},
	{" what are ", START, ASK_DEFINITION},
	{" what was ", START, ASK_DEFINITION},
	{" what were ", START, ASK_DEFINITION},
	{" was ist ", START, ASK_DEFINITION},
	{" was sind ", START, ASK_DEFINITION},
	{" qu est ce que ", START, ASK_DEFINITION},
	{" qué es ", START, ASK_DEFINITION},
	{" is ", START, ASK_YES_NO},
	{" are ", START, ASK_YES_NO},
	{" was ", START, ASK_YES_NO},
	{" were ", START, ASK_YES_NO},
	{" does ", START, ASK_YES_NO},
	{" do ", START, ASK_YES_NO},
	{" did ", START, ASK_YES_NO},
	{" can ", START, ASK_YES_NO},
	{" could ", START, ASK_YES_NO},
	{" has ", START, ASK_YES_NO},
	{" have ", START, ASK_YES_NO},
	{" should ", START, ASK_YES_NO},
	{" will ", START, ASK_YES_NO},
};

/* Scripts without blanks: part of the text. */
static const struct {
	const char *part;
	enum ask_type type;
} parts[] = {{"什么时候", ASK_WHEN}, {"何时", ASK_WHEN}, {"哪一年", ASK_WHEN}, {"いつ", ASK_WHEN},
	{"为什么", ASK_WHY}, {"為什麼", ASK_WHY}, {"なぜ", ASK_WHY}, {"多少", ASK_HOW_MANY},
	{"几个", ASK_HOW_MANY}, {"いくつ", ASK_HOW_MANY}, {"何人", ASK_HOW_MANY}, {"谁", ASK_WHO},
	{"誰", ASK_WHO}, {"哪里", ASK_WHERE}, {"哪裡", ASK_WHERE}, {"どこ", ASK_WHERE},
	{"区别", ASK_COMPARE}, {"違い", ASK_COMPARE}, {"如何", ASK_HOW}, {"怎么", ASK_HOW},
	{"どうやって", ASK_HOW}, {"什么是", ASK_DEFINITION}, {"是什么", ASK_DEFINITION},
	{"とは", ASK_DEFINITION}};

static enum ask_type type_of(struct str folded)
{
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
		struct str w = str_of(openings[i].words);
		if (openings[i].where == START ? str_starts(folded, w)
					       : str_find(folded, w) != STR_NPOS)
			return openings[i].type;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_find(folded, str_of(parts[i].part)) != STR_NPOS)
			return parts[i].type;
	return ASK_PLAIN;
}

/* --- subjects ---------------------------------------------------------------------------- */

static struct str trim_words(struct str s)
{
	static const char *const articles[] = {"a ", "an ", "the ", "ein ", "eine ", "der ", "die ",
		"das ", "un ", "une ", "le ", "la ", "el ", "of ", "is ", "are ", "does ", "do "};
	s = str_trim(s);
	while (s.n && strchr("?!.,;:\"'", s.p[s.n - 1]))
		s = str_trim_right(str_sub(s, 0, s.n - 1));
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (str_istarts(s, str_of(articles[i])))
			return trim_words(str_from(s, strlen(articles[i])));
	return s;
}

static bool cut_after(struct str text, const char *word, struct str *rest)
{
	size_t at = str_ifind(text, str_of(word));
	if (at == STR_NPOS)
		return false;
	*rest = str_from(text, at + strlen(word));
	return true;
}

static void two_subjects(struct str text, struct ask_question *q)
{
	static const char *const heads[] = {"between ", "zwischen ", "entre ", "compare "};
	static const char *const middles[] = {" compared to ", " compared with ", " versus ",
		" vs. ", " vs ", " differ from ", " different from ", " and ", " with ", " und ",
		" et ", " y ", " or "};
	struct str rest = text;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (cut_after(text, heads[i], &rest))
			break;
	for (size_t i = 0; i < sizeof middles / sizeof *middles; i++) {
		size_t at = str_ifind(rest, str_of(middles[i]));
		if (at == STR_NPOS)
			continue;
		q->subjects[0] = trim_words(str_sub(rest, 0, at));
		q->subjects[1] = trim_words(str_from(rest, at + strlen(middles[i])));
		return;
	}
}

/* What a definition is asked of; a subject with a preposition is no term: "the price of gold". */
static void one_subject(struct str text, struct ask_question *q)
{
	static const char *const heads[] = {"definition of ", "meaning of ", "define ", "what is ",
		"what's ", "what are ", "what was ", "what were ", "was ist ", "was sind ",
		"qu'est-ce que ", "qué es "};
	static const char *const breaks[] = {" of ", " for ", " between ", " from ", " to ",
		" that ", " by ", " used ", " about ", " von ", " de "};
	static const char *const scopes[] = {" in ", " at ", " on ", " within ", " according "};
	struct str rest = STR("");
	for (size_t i = 0; i < sizeof heads / sizeof *heads && !rest.n; i++)
		cut_after(text, heads[i], &rest);
	rest = trim_words(rest);
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		if (str_ifind(rest, str_of(breaks[i])) != STR_NPOS && q->type == ASK_DEFINITION) {
			q->type = ASK_PLAIN;
			q->together = true;
		}
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		size_t at = str_ifind(rest, str_of(scopes[i]));
		rest = at == STR_NPOS ? rest : str_sub(rest, 0, at);
	}
	q->subjects[0] = rest;
}

/* What is counted: the word behind "how many". */
static void counted(struct str text, struct ask_question *q)
{
	static const char *const heads[] = {
		"how many ", "wie viele ", "combien de ", "cuántos ", "cuántas ", "number of "};
	struct str rest = STR(""), word;
	for (size_t i = 0; i < sizeof heads / sizeof *heads && !rest.n; i++)
		cut_after(text, heads[i], &rest);
	if (str_cut(&rest, ' ', &word))
		q->subjects[0] = trim_words(word);
}

void ask_question(struct arena *a, struct str text, struct ask_question *out)
{
	struct str folded = str_printf(a, " " STR_FMT " ", STR_ARG(text_fold(a, text)));
	*out = (struct ask_question){.type = type_of(folded)};
	if (out->type == ASK_COMPARE)
		two_subjects(text, out);
	if (out->type == ASK_DEFINITION || out->type == ASK_LIST)
		one_subject(text, out);
	if (out->type == ASK_HOW_MANY)
		counted(text, out);
	if (out->type == ASK_YES_NO && str_find(folded, STR(" or ")) != STR_NPOS)
		out->type = ASK_PLAIN;
}

/* --- weights ----------------------------------------------------------------------------- */

#define LIGHT 0.35
#define ONLY_WANTED 0.05

/* Sorted by nothing: looked through once a word of a question. */
static const char light_words[] =
	" according achieve achieved add added allow allows allowed appear appeared apply applied "
	"arise aim based basic become began begin begun belong big bring brought build built buy "
	"call called came carry cause caused causes change changed choose chosen common commonly "
	"complete concern consider considered consist consists contain contains contained create "
	"created creates current currently decide describe described describes design designed "
	"develop developed different do effect enable end ended ensure establish established exist "
	"exists explain explained express fact feature features find found give given good great "
	"handle handled happen happened happens have help helped helps hold holds idea implement "
	"implemented important include included includes intend intended introduce introduced "
	"invent invented issue keep kept large lead let like live made main mainly major make "
	"makes manage name named names mention mentioned mostly move need needed needs new occur occurred offer old originate "
	"originated part perform place possible prefer problem produce produced proper propose "
	"proposed provide provided provides publish published purpose put reach recommend "
	"recommended refer regard relate related release released remain report reported require "
	"required requires result role run runs serve serves set show shown shows similar simple "
	"small solve start started state stated states stop suggest suggested support supported "
	"supports tell thing things think thought try turn typical understand usual "
	"want work worked works write written wrote ";

static const struct {
	enum ask_type type; /* ASK_PLAIN: of any question */
	const char *words;
} wanted_words[] = {
	{ASK_PLAIN,
		" define definition describe description detail details example examples "
		"explain explanation following information kind kinds main mean meaning means "
		"overview question say says sort sorts summarize summary tell term type types "
		"come comes coming generally get gets go goes going normally often one take takes "
		"typically use used uses using usually "},
	{ASK_WHEN, " year years date dates day month time century happen happened "},
	{ASK_WHO, " person people author "},
	{ASK_WHERE, " place location located city country "},
	{ASK_HOW_MANY,
		" number amount count total percentage percent average long large big "
		"much many "},
	{ASK_WHY, " reason reasons cause purpose "},
	{ASK_HOW, " way ways method step steps "},
	{ASK_LIST, " list "},
	{ASK_COMPARE,
		" compare compared comparison difference differences differ different "
		"similar similarities "},
};

static bool in_list(const char *list, struct str word)
{
	char w[40];
	if (word.n == 0 || word.n + 2 >= sizeof w)
		return false;
	w[0] = ' ';
	memcpy(w + 1, word.p, word.n);
	memcpy(w + 1 + word.n, " ", 2);
	return strstr(list, w) != NULL;
}

double ask_word_weight(enum ask_type type, struct str folded)
{
	for (size_t i = 0; i < sizeof wanted_words / sizeof *wanted_words; i++)
		if ((wanted_words[i].type == ASK_PLAIN || wanted_words[i].type == type) &&
			in_list(wanted_words[i].words, folded))
			return ONLY_WANTED;
	return in_list(light_words, folded) ? LIGHT : 1;
}

bool ask_is_fact(enum ask_type type)
{
	return type == ASK_WHO || type == ASK_WHEN || type == ASK_WHERE || type == ASK_HOW_MANY;
}

struct str ask_alike(struct str folded)
{
	static const char *const sets[] = {
		" founded founder founders founding created creator established ",
		" created creator founded made built invented developed introduced ",
		" invented inventor invention created developed devised proposed introduced showed ",
		" released release appeared published introduced launched version ",
		" published wrote released printed appeared ",
		" wrote written author writer by ",
		" born birth birthday birthplace ",
		" die died dies dead death deaths killed ",
		" cost costs price priced prices pay pays paid fee sell sells sold dollars bought ",
		" price cost costs priced sell sells sold ",
		" pay paid pays price cost bought acquired ",
		" buy bought purchased acquired acquisition purchase ",
		" boss head chief ceo director president ",
		" located location situated headquartered based ",
		" begin began begun start started starts since ",
		" start started began begin begins ",
		" end ended ends ending finished ",
		" called named known ",
		" stand stands abbreviation acronym short ",
		" advantages advantage benefit benefits ",
		" disadvantages disadvantage drawback drawbacks weakness weaknesses ",
		" cause caused causes because reason ",
		" buyer bought ",
		" add added adds introduced ",
		" big size large ",
		" old age aged ",
	};
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		struct str set = str_of(sets[i]), first;
		struct str rest = str_from(set, 1);
		if (str_cut(&rest, ' ', &first) && str_eq(first, folded))
			return set;
	}
	return STR("");
}

const char *ask_wanted(enum ask_type type)
{
	switch (type) {
	case ASK_WHO: return "a name";
	case ASK_WHEN: return "a date";
	case ASK_HOW_MANY: return "a figure";
	default: return NULL;
	}
}

/* --- signs ------------------------------------------------------------------------------- */

static const char months[] =
	" january february march april may june july august september october november december "
	"januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet "
	"août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto "
	"septiembre octubre noviembre diciembre ";
static const char time_words[] =
	" century centuries decade decades monday tuesday wednesday thursday friday saturday sunday "
	"yesterday today spring summer autumn winter jahrhundert siècle siglo ";
static const char number_words[] =
	" one two three four five six seven eight nine ten eleven twelve dozen fifteen twenty thirty "
	"forty fifty hundred thousand million billion half twice once zero none eins zwei drei vier "
	"fünf sechs sieben acht neun zehn hundert tausend deux trois quatre cinq sept huit neuf dix "
	"cent mille dos tres cuatro cinco seis siete ocho nueve diez cien mil ";
static const char reasons[] =
	" because since after due therefore thus hence reason reasons cause causes "
	"caused why so weil denn daher deshalb nachdem car parce porque ";
static const char contrasts[] = " than whereas while unlike but both however instead contrast "
				"difference differs versus rather als während sondern ";
static const char copulas[] =
	" is are was were means mean denotes denote refers describes called ist sind war waren "
	"bedeutet est sont es son fue ";

static bool is_year(struct str w)
{
	if (w.n < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (w.p[i] < '0' || w.p[i] > '9')
			return false;
	bool ends = w.n == 4 || w.p[4] < '0' || w.p[4] > '9';
	return ends && (w.p[0] == '1' || (w.p[0] == '2' && w.p[1] <= '1'));
}

static bool has_digit(struct str w)
{
	for (size_t i = 0; i < w.n; i++)
		if (w.p[i] >= '0' && w.p[i] <= '9')
			return true;
	return false;
}

/* "[40]": a reference. */
static bool is_mark(struct str s, const struct text_word *w)
{
	return w->start > 0 && s.p[w->start - 1] == '[' && w->end < s.n && s.p[w->end] == ']';
}

/* "six" of "six-month". */
static struct str first_part(struct str f)
{
	size_t at = str_find_byte(f, '-');
	return at == STR_NPOS ? f : str_sub(f, 0, at);
}

static const char kinds[] =
	" type types kind kinds sort sorts form forms category categories subcategory "
	"subcategories class classes variety varieties branch branches arten formen types "
	"sortes formes tipos clases formas ";

/* Asked for the types of a thing, and the sentence speaks of its categories. */
static bool asks_kinds(struct strs known)
{
	for (size_t i = 0; i < known.n; i++)
		if (in_list(kinds, known.v[i]))
			return true;
	return false;
}

static bool is_wanted(
	enum ask_type type, struct str s, const struct text_words *w, size_t i, struct strs known)
{
	struct str f = w->v[i].folded;
	if (type == ASK_LIST)
		return in_list(kinds, f) && asks_kinds(known);
	if (strs_has(known, f))
		return false;
	switch (type) {
	case ASK_WHEN:
		return is_year(f) || in_list(months, f) || in_list(time_words, f) ||
			(has_digit(f) && str_find_byte(f, '-') != STR_NPOS);
	case ASK_HOW_MANY:
		return (has_digit(f) && !is_year(f) && !is_mark(s, &w->v[i])) ||
			in_list(number_words, first_part(f));
	case ASK_WHO: return i > 0 && (w->v[i].upper || str_eqz(w->v[i - 1].folded, "by"));
	case ASK_WHERE:
		if (strs_has(known, STR("come")) || strs_has(known, STR("comes")))
			return i > 0 && str_eqz(w->v[i - 1].folded, "from");
		return i > 0 && w->v[i].upper;
	case ASK_WHY: return in_list(reasons, f);
	case ASK_COMPARE: return in_list(contrasts, f);
	default: return false;
	}
}

static const char articles[] =
	" a an the der die das ein eine un une le la les l el los las una den det en ett "
	"il lo gli de het ";
static const char named_by[] =
	" called termed named dubbed as term word name means heißt genannt bezeichnet appelé "
	"appelée nommé llamado llamada denominado ";

static const char pointing[] =
	" this that these those such my your his her its our their no some each every any which "
	"dieser diese dieses ce cette ces este esta ";

/* Nothing stands before the subject that makes it another one: "the best time is" tells of no time. */
static bool stands_alone(struct str s, const struct text_words *w, struct str lang, size_t n_before)
{
	size_t i = n_before;
	while (i && in_list(articles, w->v[i - 1].folded))
		i--;
	if (!i)
		return true;
	size_t end = w->v[i - 1].end;
	if (in_list(pointing, w->v[i - 1].folded))
		return false; /* one of them, not all */
	return (end < s.n && strchr(",;:.", s.p[end])) || text_is_stop(w->v[i - 1].folded, lang);
}

/* "... is called a garden": the subject ends what names it. */
static bool is_named(const struct text_words *w, size_t n_before)
{
	size_t i = n_before;
	while (i && in_list(articles, w->v[i - 1].folded))
		i--;
	return i > 3 && in_list(named_by, w->v[i - 1].folded) &&
		(!str_eqz(w->v[i - 1].folded, "as") || in_list(" known ", w->v[i - 2].folded));
}

/* "is running", "are found": what it does or what is done to it tells not what it is. */
static bool is_participle(struct str w)
{
	static const char these[] =
		" called defined named termed known used meant made based something anything "
		"nothing thing king ring string spring building being ";
	static const char irregular[] = " found shown given seen taken held thought done said gone "
					"written built sent lost not never no still ";
	if (in_list(these, w))
		return false;
	return in_list(irregular, w) ||
		(w.n > 4 && (str_ends(w, STR("ing")) || str_ends(w, STR("ed"))));
}

/* "are found to", "was running out": a verb, unlike "garbled text". */
static bool is_verb(const struct text_words *w, size_t i, struct str lang)
{
	return is_participle(w->v[i].folded) &&
		(i + 1 == w->n || text_is_stop(w->v[i + 1].folded, lang));
}

static bool is_copula(const struct text_words *w, size_t i, struct str lang)
{
	static const char adverbs[] = " also often usually simply then therefore generally now ";
	if (!in_list(copulas, w->v[i].folded))
		return false;
	if (!str_eqz(lang, "en"))
		return true;
	do
		i++;
	while (i < w->n && in_list(adverbs, w->v[i].folded));
	return i < w->n && !is_verb(w, i, lang);
}

/* "X provides an interface", "X refers to": verbs that say of a whole subject what it is. */
static bool is_telling(const struct text_words *w, size_t i)
{
	static const char verbs[] =
		" provides offers denotes describes designates means represents refers ";
	return i + 1 < w->n && in_list(verbs, w->v[i].folded) &&
		in_list(" a an the to ", w->v[i + 1].folded);
}

/* The subject stands within the first words and a copula or an apposition follows it, or it is what
 * something is called. */
static bool starts_definition(
	struct str s, const struct text_words *w, struct str lang, size_t first, size_t last)
{
	static const char adverbs[] = " also often usually simply then therefore ";
	static const char *const marks[] = {": ", " | ", ", a ", ", an ", ", the "};
	size_t n_before = 0, n_after = 0;
	for (size_t i = 0; i < w->n && w->v[i].start < first; i++)
		n_before++;
	if (first == last)
		return false;
	if (is_named(w, n_before))
		return true;
	if (n_before > 3 || !stands_alone(s, w, lang, n_before))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_starts(str_from(s, last), str_of(marks[i])))
			return true;
	bool aside = str_starts(str_from(s, last), STR(" (")) ||
		str_starts(str_from(s, last), STR(", "));
	for (size_t i = 0; i < w->n; i++) {
		if (w->v[i].start < last)
			continue;
		if (is_copula(w, i, lang) || (!n_after && is_telling(w, i)))
			return true;
		if (++n_after > (aside ? 6 : 0) && !in_list(adverbs, w->v[i].folded))
			return false;
	}
	return false;
}

bool ask_refers_back(struct str sentence)
{
	static const char *const starts[] = {"It ", "He ", "She ", "They ", "Its ", "His ", "Her ",
		"Their ", "This ", "These ", "The word ", "The name ", "The term ", "Er ", "Es ",
		"Sie ", "Dieser ", "Diese ", "Dieses ", "Il ", "Elle ", "Ils ", "Elles "};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_starts(sentence, str_of(starts[i])))
			return true;
	return false;
}

#define BESIDE 4

/* Is word i at most BESIDE words from those at bytes first to last? */
static bool beside(const struct text_words *w, size_t i, size_t first, size_t last)
{
	for (size_t k = 0; k < w->n; k++) {
		size_t gap = k > i ? k - i : i - k;
		if (w->v[k].start >= first && w->v[k].end <= last && gap <= BESIDE)
			return true;
	}
	return false;
}

/* A name in a script without capitals: foreign ones have a dot, others a title. */
static bool names_unspaced(struct str s)
{
	static const char *const marks[] = {"・", "·", "氏", "さん", "博士", "教授", "先生"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_find(s, str_of(marks[i])) != STR_NPOS)
			return true;
	return false;
}

void ask_signs(struct arena *a, enum ask_type type, struct str lang, struct str sentence,
	size_t first, size_t last, struct strs known, struct ask_signs *out)
{
	struct arena_mark m = arena_mark(a);
	struct text_words w = text_words(a, sentence);
	*out = (struct ask_signs){0};
	for (size_t i = 0; i < w.n && !out->wanted; i++) {
		if (type == ASK_HOW_MANY && first != last && !beside(&w, i, first, last))
			continue; /* a figure of something else */
		out->wanted = is_wanted(type, sentence, &w, i, known) ||
			(type == ASK_WHO && i == 0 && w.v[0].upper &&
				!strs_has(known, w.v[0].folded) &&
				!text_is_stop(w.v[0].folded, lang));
	}
	for (size_t i = 0; i < sentence.n; i++)
		out->n_commas += sentence.p[i] == ',';
	out->wanted = out->wanted || (type == ASK_WHO && names_unspaced(sentence));
	out->defines = starts_definition(sentence, &w, lang, first, last);
	arena_release(a, m);
}
