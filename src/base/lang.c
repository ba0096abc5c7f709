/* lang.c - which language a text is in, and which words only hold it together.
 *
 * The script decides where it can (kana, Hangul, Greek ...); among languages of one script the
 * share of function words (stopwords.h) does, with the letters that only some of them use as
 * evidence of their own. A text is sampled, so the cost is bounded. Order: stop words, scripts,
 * votes, text_language. */
#include "base/text.h"
#include <string.h>
#include "base/stopwords.h"

#define SAMPLE_BYTES ((size_t)3000) /* a window; three are read of a longer text */
#define WORD_MAX 24 /* bytes; no function word is longer */
#define LANG_MAX 32
#define HINTS_MAX 300
#define MAY_SLOTS 4096

/* --- stop words -------------------------------------------------------------------------- */

/* w without apostrophes in out; false when it is too long to be a function word. */
static bool bare(struct str w, char out[WORD_MAX], struct str *bare_word)
{
	size_t n = 0;
	for (size_t i = 0; i < w.n; i++) {
		if (w.p[i] == '\'')
			continue;
		if (i + 2 < w.n && memcmp(w.p + i, "\xE2\x80\x99", 3) == 0) {
			i += 2;
			continue;
		}
		if (n == WORD_MAX)
			return false;
		out[n++] = w.p[i];
	}
	*bare_word = str_make(out, n);
	return n > 0;
}

bool text_is_stop(struct str folded_word, struct str lang)
{
	char space[WORD_MAX];
	struct str w;
	if (!bare(folded_word, space, &w))
		return false;
	for (size_t i = 0; i < stop_n_lists; i++)
		if (str_eqz(lang, stop_lists[i].lang))
			return str_list_has(str_of(stop_lists[i].words), ' ', w);
	return false;
}

/* --- scripts ----------------------------------------------------------------------------- */

enum script {
	LATIN,
	CYRILLIC,
	GREEK,
	HAN,
	KANA,
	HANGUL,
	ARABIC,
	HEBREW,
	DEVANAGARI,
	THAI,
	ARMENIAN,
	GEORGIAN,
	TAMIL,
	N_SCRIPTS
};

struct script_range {
	uint32_t first, last;
	enum script script;
};

static const struct script_range ranges[] = {
	{0x41, 0x5A, LATIN},
	{0x61, 0x7A, LATIN},
	{0xC0, 0x24F, LATIN},
	{0x370, 0x3FF, GREEK},
	{0x400, 0x52F, CYRILLIC},
	{0x531, 0x58F, ARMENIAN},
	{0x591, 0x5F4, HEBREW},
	{0x600, 0x6FF, ARABIC},
	{0x900, 0x97F, DEVANAGARI},
	{0xB80, 0xBFF, TAMIL},
	{0xE00, 0xE7F, THAI},
	{0x10A0, 0x10FF, GEORGIAN},
	{0x1100, 0x11FF, HANGUL},
	{0x1E00, 0x1EFF, LATIN},
	{0x1F00, 0x1FFF, GREEK},
	{0x3041, 0x30FF, KANA},
	{0x3400, 0x4DBF, HAN},
	{0x4E00, 0x9FFF, HAN},
	{0xAC00, 0xD7A3, HANGUL},
	{0x20000, 0x3FFFF, HAN},
};

/* A language that its script tells by itself; "" where function words must. */
static const char *const script_lang[N_SCRIPTS] = {
	"", "", "el", "zh", "ja", "ko", "ar", "he", "hi", "th", "hy", "ka", "ta"};

static int script_of(uint32_t cp)
{
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges && ranges[i].first <= cp; i++)
		if (cp <= ranges[i].last)
			return (int)ranges[i].script;
	return -1;
}

/* Small letter of the Latin and Cyrillic blocks that the lists are written in. */
static uint32_t lower(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7))
		return cp + 0x20;
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14A && cp <= 0x177) ||
		(cp >= 0x1EA0 && cp <= 0x1EF9) || (cp >= 0x218 && cp <= 0x21B))
		return cp | 1;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
		return cp % 2 ? cp + 1 : cp;
	if (cp >= 0x410 && cp <= 0x42F)
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40F)
		return cp + 0x50;
	return cp;
}

/* --- votes ------------------------------------------------------------------------------- */

/* Letters that few languages use: worth a part of a function word each. */
struct letter_hint {
	const char *letters;
	const char *langs;
};

static const struct letter_hint hints[] = {
	{"ß", "de"},
	{"ä", "de sv fi"},
	{"ö", "de sv fi tr"},
	{"ü", "de tr"},
	{"é", "fr es pt cs it"},
	{"èêç", "fr pt"},
	{"œëîû", "fr"},
	{"ñ¿¡", "es"},
	{"íóú", "es pt cs"},
	{"á", "es pt cs"},
	{"ãõ", "pt"},
	{"àòùì", "it"},
	{"å", "sv da no"},
	{"æø", "da no"},
	{"łńśźżąę", "pl"},
	{"řůěčžš", "cs"},
	{"ăâțșţ", "ro"},
	{"ğış", "tr"},
	{"ії", "uk"},
	{"єґ", "uk"},
	{"ыэёъ", "ru"},
};

struct votes {
	double score[LANG_MAX];
	size_t n_words;
	size_t n_letters; /* hints looked at, bounded */
	size_t scripts[N_SCRIPTS];
	size_t list_n[LANG_MAX]; /* bytes */
	uint32_t may[MAY_SLOTS]; /* by hash of a word: the lists that may have it, a bit each */
};

static uint32_t add_byte(uint32_t h, char c)
{
	return (h ^ (unsigned char)c) * UINT32_C(16777619);
}

static uint32_t *slot(struct votes *v, uint32_t h)
{
	return &v->may[(h ^ h >> 15) % MAY_SLOTS];
}

/* Most words are on no list, and hardly any on many: one look-up saves nearly all bisections. */
static void read_lists(struct votes *v)
{
	for (size_t i = 0; i < stop_n_lists && i < LANG_MAX; i++) {
		const char *p = stop_lists[i].words;
		uint32_t h = 0;
		for (; *p; p++) {
			h = *p == ' ' ? 0 : add_byte(h, *p);
			if (p[1] == ' ' || !p[1])
				*slot(v, h) |= UINT32_C(1) << i;
		}
		v->list_n[i] = (size_t)(p - stop_lists[i].words);
	}
}

static void vote_word(struct votes *v, struct str w)
{
	uint32_t h = 0, may;
	v->n_words++;
	for (size_t i = 0; i < w.n; i++)
		h = add_byte(h, w.p[i]);
	may = w.n ? *slot(v, h) : 0;
	for (size_t i = 0; may; i++, may >>= 1)
		if (may & 1 && str_list_has(str_make(stop_lists[i].words, v->list_n[i]), ' ', w))
			v->score[i] += w.n > 1 ? 1.0 : 0.5;
}

static void vote_letter(struct votes *v, struct str letter)
{
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		if (str_find(str_of(hints[i].letters), letter) == STR_NPOS)
			continue;
		for (size_t j = 0; j < stop_n_lists && j < LANG_MAX; j++)
			if (str_find(str_of(hints[i].langs), str_of(stop_lists[j].lang)) !=
				STR_NPOS)
				v->score[j] += 0.3;
	}
}

static void vote_window(struct votes *v, struct str s)
{
	char word[WORD_MAX + 4];
	size_t n = 0, i = 0;
	bool long_word = false;
	while (i <= s.n) {
		uint32_t cp = i < s.n ? lower(text_next(s, &i)) : (i++, (uint32_t)' ');
		int script = script_of(cp);
		if (script >= 0)
			v->scripts[script]++;
		if (script == LATIN || script == CYRILLIC) {
			char utf8[4];
			size_t k = text_put(utf8, cp);
			if (k > 1 && v->n_letters++ < HINTS_MAX)
				vote_letter(v, str_make(utf8, k));
			if (n + k <= WORD_MAX)
				memcpy(word + n, utf8, k);
			else
				long_word = true;
			n += long_word ? 0 : k;
		} else if (cp == '\'' || cp == 0x2019) {
			continue;
		} else if (n || long_word) {
			vote_word(v, str_make(word, long_word ? 0 : n));
			n = 0;
			long_word = false;
		}
	}
}

/* --- the language ------------------------------------------------------------------------ */

static bool of_script(const char *lang, enum script s)
{
	static const char *const cyrillic = "ru uk";
	static const char *const other = "el zh ja ko";
	bool is_cyrillic = strstr(cyrillic, lang) != 0;
	if (s == CYRILLIC)
		return is_cyrillic;
	return !is_cyrillic && !strstr(other, lang);
}

static struct str best_of(const struct votes *v, enum script s)
{
	double best = 0, second = 0;
	size_t at = 0;
	for (size_t i = 0; i < stop_n_lists && i < LANG_MAX; i++) {
		if (!of_script(stop_lists[i].lang, s))
			continue;
		if (v->score[i] > best) {
			second = best;
			best = v->score[i];
			at = i;
		} else if (v->score[i] > second) {
			second = v->score[i];
		}
	}
	if (best < 1.2 || best <= second || best < (double)v->n_words * 0.04)
		return STR("");
	return str_of(stop_lists[at].lang);
}

struct str text_language(struct str s)
{
	struct votes v = {0};
	read_lists(&v);
	if (s.n <= 3 * SAMPLE_BYTES) {
		vote_window(&v, s);
	} else {
		size_t at[3] = {0, s.n / 2, s.n - s.n / 8 - SAMPLE_BYTES};
		for (size_t i = 0; i < 3; i++)
			vote_window(&v, str_sub(s, at[i], at[i] + SAMPLE_BYTES));
	}
	/* A sign of these scripts carries about what two or three letters do. */
	size_t cjk = 5 * (v.scripts[HAN] + v.scripts[HANGUL]) / 2 + 2 * v.scripts[KANA];
	size_t most = 0, total = cjk;
	for (size_t i = 0; i < N_SCRIPTS; i++) {
		bool is_cjk = i == HAN || i == KANA || i == HANGUL;
		if (is_cjk)
			continue;
		total += v.scripts[i];
		if (v.scripts[i] > v.scripts[most])
			most = i;
	}
	if (total < 4)
		return STR("");
	if (cjk >= v.scripts[most]) {
		if (v.scripts[HANGUL] > v.scripts[HAN] + v.scripts[KANA])
			return STR("ko");
		return v.scripts[KANA] * 20 > v.scripts[HAN] ? STR("ja") : STR("zh");
	}
	if (*script_lang[most])
		return str_of(script_lang[most]);
	return best_of(&v, (enum script)most);
}
