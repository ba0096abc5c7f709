/* sentence.c - where sentences end, for plain text of one block.
 *
 * A newline always ends one (items, rows and hard breaks stand on lines of their own). Else an end
 * is a terminator, the quotes, brackets and reference marks that close behind it, and a blank;
 * East Asian full stops need no blank. A full stop is then asked what it belongs to: decimals,
 * initials, abbreviations (by language), list numbers and dates keep the sentence open, unless the
 * next word is one that mostly opens a sentence. Text inside brackets or quotes that close soon is
 * not cut. Each byte is looked at a bounded number of times.
 * Order: abbreviations, looking around, the decision, the scan. */
#include "base/text.h"

#include <string.h>

#include "base/vec.h"

#define CLOSES_WITHIN 400 /* bytes: a bracket or quote that closes later cuts nothing off */
#define TOKEN_MAX 24 /* bytes of a token that can be an abbreviation */
#define NOTE_DIGITS 2
#define MARK_MAX 12 /* bytes of a reference mark, "[12]", behind a full stop */

/* --- abbreviations ----------------------------------------------------------------------- */

enum abbreviation {
	NO_ABBREVIATION,
	NEVER_ENDS, /* titles and what stands before a name or number */
	BEFORE_NUMBER, /* only where a digit or a single letter follows */
	MAY_END /* ends where the next word opens a sentence */
};

struct abbreviations {
	const char *lang; /* "" for all */
	enum abbreviation what;
	const char *words; /* lower case, one blank around each */
};

static const struct abbreviations abbreviations[] = {
	{"", NEVER_ENDS,
		" dr mr mrs ms prof vs cf e.g i.e eg ie viz ca approx resp incl excl mme mlle aka "},
	{"", BEFORE_NUMBER,
		" no nr nos fig figs eq eqs eqn sec sect ch chap chs p pp par tab tbl app thm lem "
		"def prop cor art § n ref refs ver v op ex "},
	{"", MAY_END,
		" etc al inc ltd co corp jr sr bd a.m p.m u.s u.k u.n e.u d.c b.c a.d ph.d m.d b.a "
		"m.a b.sc m.sc llc plc est ave blvd rd st mt ft ed eds vol "},
	{"en", NEVER_ENDS,
		" messrs supt det insp gen gov hon rev sen rep lt col sgt capt cmdr adm maj dept "
		"univ assn bros ph cmp seq trans transl "},
	{"en", MAY_END,
		" jan feb apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur fri min "
		"max avg "},
	{"de", NEVER_ENDS,
		" bzw z.b d.h u.a o.ä i.d.r u.u z.t d.i s.o s.u vgl hrsg geb gest sog hl evtl ggf "
		"inkl exkl zzgl zw dipl ing frl hr fr abs z d u i ehem lt mind max st str tel nat "
		"rer phil jur med habil "},
	{"de", BEFORE_NUMBER, " abb kap s bd bde aufl nr art anm ziff rn tab ebd "},
	{"de", MAY_END,
		" jan feb apr jun jul aug sept sep okt nov dez usw etc u.s.w v.chr n.chr chr jh jhs jhdt mio mrd tsd b o ä m.e a.d "},
	{"fr", NEVER_ENDS, " m mm mme mmes mlle me mgr pr p.ex c.-à-d c.à.d cf env ste s.a "},
	{"fr", BEFORE_NUMBER, " art chap fig n p pp t vol éd "},
	{"fr", MAY_END, " etc av apr j.-c j.c c "},
	{"es", NEVER_ENDS, " sr sra srta sres d dña dra lic ing p.ej ej aprox ud uds avda "},
	{"es", BEFORE_NUMBER, " art cap fig núm pág págs p vol t "},
	{"es", MAY_END, " etc ee ee.uu a.c d.c s.a uu "},
	{"it", NEVER_ENDS, " sig sigg sig.ra dott dott.ssa ing avv on arch es p.es ecc.mo san "},
	{"it", BEFORE_NUMBER, " art cap fig n pag pagg p vol "},
	{"it", MAY_END, " ecc a.c d.c s.p.a s.r.l "},
	{"pt", NEVER_ENDS, " sr sra srs dra exmo exma eng p.ex ex av "},
	{"pt", BEFORE_NUMBER, " art cap fig n núm pág págs p vol "},
	{"pt", MAY_END, " etc a.c d.c ltda s.a "},
	{"nl", NEVER_ENDS,
		" dhr mevr mw drs ir mr bijv bv nl m.n o.a d.w.z dwz i.v.m t.o.v m.b.t t.a.v n.a.v "
		"a.u.b ong jhr zgn resp "},
	{"nl", BEFORE_NUMBER, " afb art blz hfst nr fig p "},
	{"nl", MAY_END, " enz etc e.d n.chr v.chr b.v n.v "},
	{"sv", NEVER_ENDS, " bl.a t.ex s.k d.v.s dvs t.o.m f.d p.g.a m.a.o jfr ca kap "},
	{"sv", BEFORE_NUMBER, " fig nr s sid kap tab "},
	{"sv", MAY_END, " osv m.m m.fl o.s.v o.d e.kr f.kr kr "},
	{"ru", NEVER_ENDS,
		" т.е т им ул пр просп акад проф доц см ср напр т.н д-р св пос обл р-н гос "},
	{"ru", BEFORE_NUMBER, " рис стр с гл табл п пп ст ч № илл "},
	{"ru", MAY_END,
		" г гг в вв н.э э н т.д т.п д др пр руб коп тыс млн млрд чел км м см кг мин сек ч "},
};

static enum abbreviation abbreviation(struct str token, struct str lang)
{
	char key[TOKEN_MAX + 2];
	lang = lang.n ? lang : STR("en");
	if (!token.n || token.n > TOKEN_MAX)
		return NO_ABBREVIATION;
	key[0] = ' ';
	memcpy(key + 1, token.p, token.n);
	key[token.n + 1] = ' ';
	for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
		const struct abbreviations *l = &abbreviations[i];
		if (*l->lang && !str_eqz(lang, l->lang))
			continue;
		if (str_find(str_of(l->words), str_make(key, token.n + 2)) != STR_NPOS)
			return l->what;
	}
	return NO_ABBREVIATION;
}

/* --- looking around ---------------------------------------------------------------------- */

struct scan {
	struct arena *a; /* scratch */
	struct str s, lang;
	size_t start; /* of the sentence that is open */
	size_t closes; /* no end before this byte: a bracket or quote is open until there */
};

static bool is_east_asian_stop(uint32_t cp)
{
	return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF61 || cp == 0xFF0E;
}

static bool is_stop(uint32_t cp)
{
	switch (cp) {
	case '.':
	case '!':
	case '?':
	case 0x2026: /* ... */
	case 0x203C:
	case 0x2047:
	case 0x061F: /* Arabic question mark */
	case 0x06D4:
	case 0x0964: /* danda */ return true;
	default: return is_east_asian_stop(cp);
	}
}

/* The sign that closes what cp opens; 0 when it opens nothing. */
static uint32_t closer_of(uint32_t cp)
{
	switch (cp) {
	case '(': return ')';
	case '[': return ']';
	case 0x201C: return 0x201D;
	case 0x201E: return 0x201C; /* German */
	case 0xAB: return 0xBB;
	case 0xBB: return 0xAB; /* German, the other way round */
	case 0x300C: return 0x300D;
	case 0x300E: return 0x300F;
	case 0x3010: return 0x3011;
	case 0x300A: return 0x300B;
	case 0xFF08: return 0xFF09;
	case '"': return '"';
	default: return 0;
	}
}

static bool is_closer(uint32_t cp)
{
	switch (cp) {
	case ')':
	case ']':
	case '}':
	case '"':
	case '\'':
	case 0x2019:
	case 0x201C:
	case 0x201D:
	case 0xAB:
	case 0xBB:
	case 0x203A:
	case 0x300B:
	case 0x300D:
	case 0x300F:
	case 0x3011:
	case 0xFF09:
	case 0xFF3D: return true;
	default: return false;
	}
}

static uint32_t peek(struct str s, size_t i)
{
	return i < s.n ? text_next(s, &i) : '\n';
}

/* The code point that ends before byte i; a newline at the start. */
static uint32_t before(struct str s, size_t i)
{
	if (i == 0)
		return '\n';
	size_t j = i - 1;
	while (j > 0 && i - j < 4 && ((unsigned char)s.p[j] & 0xC0) == 0x80)
		j--;
	return text_next(s, &j);
}

/* Byte behind the sign that closes what opens at i (behind cp, which ends at `from`); 0 when it
 * does not close soon and on the same line. */
static size_t closes_at(struct str s, uint32_t cp, size_t from)
{
	uint32_t want = closer_of(cp);
	unsigned depth = 1;
	for (size_t i = from; i < s.n && i - from < CLOSES_WITHIN;) {
		uint32_t c = text_next(s, &i);
		if (c == '\n')
			return 0;
		if (c == want && --depth == 0)
			return i;
		if (c == cp)
			depth++;
	}
	return 0;
}

/* Notes brackets and quotes that open at i and close soon. */
static void open_at(struct scan *sc, uint32_t cp, size_t at, size_t next)
{
	if (at < sc->closes || !closer_of(cp))
		return;
	uint32_t prev = before(sc->s, at), after = peek(sc->s, next);
	bool opens = !text_is_space(after);
	if (cp == '"' || cp == 0x201C || cp == 0xBB || cp == 0xAB)
		opens = opens &&
			(text_is_space(prev) || closer_of(prev) || text_is_cjk(prev) ||
				prev == 0x3002 || prev == 0xFF1A || prev == 0xFF0C ||
				prev == 0x2014);
	if (cp == 0xAB && text_is_space(prev))
		opens = true; /* French sets blanks inside */
	if (opens)
		sc->closes = closes_at(sc->s, cp, next);
}

/* --- the decision ------------------------------------------------------------------------ */

/* Start of the token that ends at byte `end`: letters, digits, inner dots and hyphens. */
static size_t token_start(const struct scan *sc, size_t end)
{
	size_t i = end;
	while (i > sc->start && end - i <= TOKEN_MAX + 4) {
		size_t j = i - 1;
		while (j > sc->start && ((unsigned char)sc->s.p[j] & 0xC0) == 0x80)
			j--;
		uint32_t c = peek(sc->s, j);
		if (!text_is_letter(c) && !text_is_digit(c) && c != '.' && c != '-')
			break;
		i = j;
	}
	return i;
}

static struct str next_word(struct str s, size_t i)
{
	size_t end = i;
	while (end < s.n && end - i < 40) {
		size_t next = end;
		uint32_t c = text_next(s, &next);
		if (!text_is_letter(c) && !text_is_digit(c) && c != '\'' && c != 0x2019)
			break;
		end = next;
	}
	return str_sub(s, i, end);
}

/* Does the word at i mostly open sentences: a function word with a capital? */
static bool opens_sentence(struct scan *sc, size_t i)
{
	while (i < sc->s.n && closer_of(peek(sc->s, i)))
		text_next(sc->s, &i);
	struct str w = next_word(sc->s, i);
	if (!w.n || !text_is_upper(peek(w, 0)))
		return false;
	struct arena_mark m = arena_mark(sc->a);
	struct str lang = sc->lang.n ? sc->lang : STR("en");
	bool is = text_is_stop(text_casefold(sc->a, w), lang);
	arena_release(sc->a, m);
	return is && !(text_n_cp(w) == 1 && peek(sc->s, i + w.n) == '.');
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool is_roman(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("IVXLC", s.p[i]))
			return false;
	return s.n > 0 && s.n < 6;
}

/* "A", "J.R", "U.S": single letters between dots. */
static bool is_initials(struct str token)
{
	bool letter = false;
	for (size_t i = 0; i < token.n;) {
		uint32_t c = text_next(token, &i);
		if (c == '.' || c == '-') {
			if (!letter)
				return false;
			letter = false;
			continue;
		}
		if (letter || !text_is_letter(c))
			return false;
		letter = true;
	}
	return letter;
}

/* A number or a letter alone at the start of a line: "1. ", "2.1. ", "a. ", "IV. ". */
static bool is_list_mark(const struct scan *sc, struct str token)
{
	if (token.p != sc->s.p + sc->start || token.n > 6)
		return false;
	for (size_t i = 0; i < token.n; i++)
		if (token.p[i] != '.' && (token.p[i] < '0' || token.p[i] > '9'))
			return text_n_cp(token) == 1 || is_roman(token);
	return true;
}

/* "auf Zettel 22." counts, "am 3." and "das 19." order: does a capital stand before the number? */
static bool behind_noun(const struct scan *sc, struct str token)
{
	size_t end = (size_t)(token.p - sc->s.p), i = end;
	while (i > sc->start && sc->s.p[i - 1] == ' ')
		i--;
	size_t from = token_start(sc, i);
	return i < end && from < i && !str_blank(str_sub(sc->s, sc->start, from)) &&
		text_is_upper(peek(sc->s, from));
}

/* May the full stop at byte dot end a sentence whose next word starts at byte next? */
static bool full_stop_ends(struct scan *sc, size_t dot, size_t next)
{
	struct str token = str_sub(sc->s, token_start(sc, dot), dot);
	uint32_t after = peek(sc->s, next);
	if (!token.n)
		return true;
	if (is_list_mark(sc, token))
		return false;
	if (all_digits(token) && token.n <= 2 &&
		(str_eqz(sc->lang, "de") || str_eqz(sc->lang, "da") || str_eqz(sc->lang, "no") ||
			str_eqz(sc->lang, "fi") || str_eqz(sc->lang, "cs") ||
			str_eqz(sc->lang, "pl")))
		return behind_noun(sc, token) || opens_sentence(sc, next);
	if (is_roman(token) && str_eqz(sc->lang, "de"))
		return opens_sentence(sc, next);
	char lower[TOKEN_MAX + 8];
	struct arena_mark m = arena_mark(sc->a);
	struct str folded = text_casefold(sc->a, token);
	size_t n = folded.n < sizeof lower ? folded.n : 0;
	memcpy(lower, folded.p, n);
	arena_release(sc->a, m);
	switch (abbreviation(str_make(lower, n), sc->lang)) {
	case NEVER_ENDS: return false;
	case BEFORE_NUMBER:
		if (text_is_digit(after) || after == '(')
			return false;
		break;
	case MAY_END: return opens_sentence(sc, next);
	default: break;
	}
	if (is_initials(token))
		return opens_sentence(sc, next);
	return true;
}

/* A small letter goes on with the sentence, unless the word is one like "iPhone". */
static bool goes_on(struct str s, size_t i)
{
	uint32_t c = peek(s, i);
	if (c == ',' || c == ';' || c == ':')
		return true;
	if (c == 0x2014 || c == 0x2013) { /* "... ?" - asked she */
		text_next(s, &i);
		while (i < s.n && s.p[i] == ' ')
			i++;
		c = peek(s, i);
	}
	if (!text_is_letter(c) || text_is_upper(c))
		return false;
	if (text_is_cjk(c) || c >= 0x590)
		return false; /* scripts without case */
	struct str w = next_word(s, i);
	for (size_t k = 0; k < w.n && k < 6;)
		if (text_is_upper(text_next(w, &k)))
			return false;
	return true;
}

/* Hiragana that carry a quoted sentence on: "... " to itta. */
static bool is_particle(uint32_t cp)
{
	switch (cp) {
	case 0x3068: /* to */
	case 0x3063: /* small tu */
	case 0x306A: /* na */
	case 0x306B: /* ni */
	case 0x306E: /* no */
	case 0x3092: /* wo */
	case 0x306F: /* ha */
	case 0x304C: /* ga */
	case 0x3082: /* mo */
	case 0x3067: /* de */
	case 0x3084: /* ya */ return true;
	default: return false;
	}
}

/* Byte behind the closing signs and reference marks that follow a terminator. */
static size_t past_closers(struct str s, size_t i)
{
	while (i < s.n) {
		size_t next = i;
		uint32_t c = text_next(s, &next);
		if (c == '[') {
			size_t end = i + 1;
			while (end < s.n && end - i < MARK_MAX && s.p[end] != ']' &&
				s.p[end] != ' ')
				end++;
			if (end >= s.n || s.p[end] != ']')
				return i;
			next = end + 1;
		} else if (text_is_space(c) && peek(s, next) == 0xBB) {
			text_next(s, &next); /* French sets a blank before it */
			if (text_is_letter(peek(s, next)))
				return i; /* German opens with it */
		} else if (!is_closer(c)) {
			return i;
		}
		i = next;
	}
	return i;
}

/* "in October.12 As the ...": a number set as a note that lost its raise. Byte behind it; 0 when none. */
static size_t past_note(const struct scan *sc, size_t dot, size_t i)
{
	struct str s = sc->s, token = str_sub(s, token_start(sc, dot), dot);
	size_t letters = 0, from = i;
	for (size_t k = token.n; k > 0 && token.p[k - 1] >= 'a' && token.p[k - 1] <= 'z'; k--)
		letters++;
	while (i < s.n && i - from < NOTE_DIGITS && text_is_digit((unsigned char)s.p[i]))
		i++;
	if (i == from || letters < 4 || i + 1 >= s.n || s.p[i] != ' ' ||
		!text_is_upper(peek(s, i + 1)) || abbreviation(token, sc->lang) != NO_ABBREVIATION)
		return 0;
	return i;
}

/* ". . ." is one sign. */
static bool spaced_dot(struct str s, size_t i, bool dots)
{
	return dots && i + 1 < s.n && s.p[i] == ' ' && s.p[i + 1] == '.' &&
		(i + 2 == s.n || s.p[i + 2] == ' ' || s.p[i + 2] == '.');
}

/* Where the sentence ends whose terminator stands at byte `at`; 0 when it goes on. *resume is where
 * to go on looking. */
static size_t end_at(struct scan *sc, uint32_t cp, size_t at, size_t next, size_t *resume)
{
	struct str s = sc->s;
	bool single_dot = cp == '.', east = is_east_asian_stop(cp);
	while (is_stop(peek(s, next)) || spaced_dot(s, next, cp == '.')) {
		next += s.p[next] == ' ';
		east = east || is_east_asian_stop(peek(s, next));
		single_dot = false;
		text_next(s, &next);
	}
	size_t end = past_closers(s, next);
	bool closed = end > next;
	*resume = end;
	if (end < sc->closes)
		return 0;
	size_t word = end;
	while (word < s.n && s.p[word] != '\n' && text_is_space(peek(s, word)))
		text_next(s, &word);
	if (word >= s.n || s.p[word] == '\n')
		return end;
	if (east)
		return closed && is_particle(peek(s, word)) ? 0 : end;
	size_t note = single_dot && word == end ? past_note(sc, at, end) : 0;
	if (note) {
		*resume = note;
		return end;
	}
	if (word == end)
		return text_is_cjk(peek(s, word)) && cp != '.' && cp != 0x2026 ? end : 0;
	if (!text_is_cjk(before(s, at)) && goes_on(s, word))
		return 0;
	if (single_dot && !closed && !full_stop_ends(sc, at, word))
		return 0;
	return end;
}

/* --- the scan ---------------------------------------------------------------------------- */

static bool has_word(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = text_next(s, &i);
		if (text_is_letter(c) || text_is_digit(c))
			return true;
	}
	return false;
}

struct text_spans text_sentences(struct arena *a, struct str s, struct str lang)
{
	VEC(struct text_span) spans = {0};
	struct scan sc = {.a = a, .s = s, .lang = lang};
	for (size_t i = 0; i <= s.n;) {
		size_t next = i, end = 0;
		uint32_t cp = i < s.n ? text_next(s, &next) : '\n';
		if (cp == '\n') {
			end = i;
			next = i + 1;
			sc.closes = 0;
		} else if (is_stop(cp)) {
			end = end_at(&sc, cp, i, next, &next);
		} else {
			open_at(&sc, cp, i, next);
		}
		i = next;
		if (!end)
			continue;
		struct str part = str_trim(str_sub(s, sc.start, end));
		sc.start = next;
		if (!has_word(part))
			continue;
		struct text_span span = {
			(uint32_t)(part.p - s.p), (uint32_t)(part.p - s.p + (ptrdiff_t)part.n)};
		VEC_PUSH(a, &spans, span);
	}
	return (struct text_spans){spans.v, spans.n};
}
