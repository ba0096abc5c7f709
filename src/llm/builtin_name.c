/* builtin_name.c - see builtin_name.h. Order: spelling, odd names, proper names,
 * abbreviations. */
#include "llm/builtin_name.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"

#define SHORT_MIN 2 /* letters of an abbreviation */
#define SHORT_MAX 10
#define BRACKET_MAX 100 /* bytes */

/* --- spelling ---------------------------------------------------------------------------- */

struct str name_text(const struct words *w, size_t from, size_t to)
{
	const struct word_token *t = w->tokens;
	struct str block = w->blocks[w->sentences[t[from].sentence].block].text;
	return str_replace(w->a, str_sub(block, t[from].start, t[to - 1].end), STR("\n"), STR(" "));
}

struct spelling {
	struct str text, folded;
	uint32_t n, n_inner; /* all occurrences; inside sentences of running text */
	bool lower; /* starts with a small letter */
};

struct speller {
	const struct words *w;
	struct map chosen; /* hash as 8 bytes -> index */
	VEC(struct spelling) * forms; /* of each phrase */
};

static bool is_inside(const struct words *w, size_t token)
{
	const struct word_token *t = &w->tokens[token];
	return t->zone > ZONE_HEADING && token != w->sentences[t->sentence].first;
}

static void note(struct speller *s, size_t phrase, size_t from, size_t to)
{
	struct str text = name_text(s->w, from, to);
	bool in = is_inside(s->w, from);
	for (size_t i = 0; i < s->forms[phrase].n; i++) {
		struct spelling *f = &s->forms[phrase].v[i];
		if (!str_eq(f->text, text))
			continue;
		f->n++;
		f->n_inner += in;
		return;
	}
	if (s->forms[phrase].n >= 16)
		return;
	struct spelling f = {text, text_casefold(s->w->a, text), 1, in, !s->w->tokens[from].upper};
	VEC_PUSH(s->w->a, &s->forms[phrase], f);
}

static bool is_plural_of(struct str x, struct str y)
{
	if (x.n > y.n && str_starts(x, y)) {
		struct str tail = str_from(x, y.n);
		return str_eqz(tail, "s") || str_eqz(tail, "es");
	}
	return x.n == y.n + 2 && str_ends(x, STR("ies")) && str_ends(y, STR("y")) &&
		str_eq(str_sub(x, 0, x.n - 3), str_sub(y, 0, y.n - 1));
}

/* Index of the best spelling: folded form first, then its letters' case. */
static struct str best_spelling(const struct spelling *v, size_t n, bool *inside)
{
	size_t best = 0;
	uint32_t most = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t count = 0;
		for (size_t k = 0; k < n; k++)
			count += str_eq(v[k].folded, v[i].folded) ? v[k].n : 0;
		if (count > most) {
			most = count;
			best = i;
		}
	}
	struct str folded = v[best].folded;
	for (size_t i = 0; i < n; i++)
		if (is_plural_of(folded, v[i].folded)) {
			folded = v[i].folded;
			break;
		}
	const struct spelling *pick = NULL;
	uint32_t inner = 0, lower = 0;
	for (size_t i = 0; i < n; i++) {
		inner += str_eq(v[i].folded, folded) ? v[i].n_inner : 0;
		lower += str_eq(v[i].folded, folded) && v[i].lower ? v[i].n_inner : 0;
	}
	bool want_lower = lower * 5 >= inner && lower > 0;
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(v[i].folded, folded) || (want_lower && !v[i].lower))
			continue;
		uint32_t a = inner ? v[i].n_inner : v[i].n;
		if (!pick || a > (inner ? pick->n_inner : pick->n))
			pick = &v[i];
	}
	*inside = inner > 0;
	return pick ? pick->text : v[best].text;
}

static bool is_common_noun(struct str folded)
{
	static const char *const endings[] = {"ing", "tion", "sion", "ness", "ity", "ment", "ism",
		"ance", "ence", "ency", "ancy", "graphy", "logy", "ship"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (folded.n > strlen(endings[i]) + 2 && str_ends(folded, str_of(endings[i])))
			return true;
	return false;
}

struct str name_without_capital(const struct words *w, size_t first, size_t n, struct str name)
{
	const struct word_token *t = &w->tokens[first];
	const struct word_term *term = &w->terms[t->term];
	if (str_eqz(w->lang, "de") || name.n < 2 || name.p[0] < 'A' || name.p[0] > 'Z' ||
		(unsigned char)name.p[1] >= 0x80)
		return name;
	if (t->acronym || t->initial || term->n_upper || (n == 1 && !is_common_noun(term->folded)))
		return name;
	for (size_t i = 1; i < n; i++)
		if (t[i].upper)
			return name;
	struct str copy = str_dup(w->a, name);
	((char *)(uintptr_t)copy.p)[0] = (char)(name.p[0] + 32);
	return copy;
}

/* "POMDPs" is the POMDP. */
static struct str one_acronym(struct str name)
{
	size_t upper = 0;
	for (size_t i = 0; i + 1 < name.n; i++) {
		upper += name.p[i] >= 'A' && name.p[i] <= 'Z';
		if ((name.p[i] >= 'a' && name.p[i] <= 'z') || (unsigned char)name.p[i] >= 0x80)
			return name;
	}
	return upper > 1 && str_ends(name, STR("s")) ? str_sub(name, 0, name.n - 1) : name;
}

void name_spell(const struct words *w, const struct phrase *const *v, size_t n, struct str *names)
{
	struct speller s = {.w = w, .chosen = map_make(w->a)};
	struct phrase_runs runs = phrase_find_runs(w);
	size_t longest = 1;
	s.forms = arena_array(w->a, n + 1, sizeof *s.forms);
	for (size_t i = 0; i < n; i++) {
		struct str key = str_make((const char *)&v[i]->hash, sizeof v[i]->hash);
		map_add(&s.chosen, key, NULL)->num = i + 1;
		longest = v[i]->n > longest ? v[i]->n : longest;
		longest = v[i]->parts > longest ? v[i]->parts : longest;
	}
	for (size_t r = 0; r < runs.n; r++)
		for (size_t from = runs.v[r].from; from < runs.v[r].to; from++)
			for (size_t to = from + 1; to <= runs.v[r].to && to - from <= longest;
				to++) {
				uint64_t h = phrase_hash(w, from, to);
				struct map_entry *e =
					map_find(&s.chosen, str_make((const char *)&h, sizeof h));
				if (e)
					note(&s, e->num - 1, from, to);
			}
	for (size_t i = 0; i < n; i++) {
		bool in = false;
		names[i] = s.forms[i].n ? best_spelling(s.forms[i].v, s.forms[i].n, &in)
					: name_text(w, v[i]->first, v[i]->first + v[i]->n);
		names[i] = one_acronym(names[i]);
		if (!in)
			names[i] = name_without_capital(w, v[i]->first, v[i]->n, names[i]);
	}
}

/* --- odd names --------------------------------------------------------------------------- */

static size_t letters_of(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n;)
		n += text_is_letter(text_next(s, &i));
	return n;
}

static bool is_ordinal(struct str s)
{
	return s.n > 2 && s.p[0] >= '0' && s.p[0] <= '9' &&
		(str_ends(s, STR("th")) || str_ends(s, STR("st")) || str_ends(s, STR("nd")) ||
			str_ends(s, STR("rd")));
}

static bool small_somewhere(const struct words *w, const struct word_token *t)
{
	const struct word_term *x = &w->terms[t->term];
	return !t->upper || x->n_upper < x->n_inner;
}

/* "Rij", "Ck": a variable and its indexes. */
static bool is_indexed(struct str folded)
{
	for (size_t i = 1; i < folded.n; i++)
		if (folded.p[i] < 'i' || folded.p[i] > 'k')
			return false;
	return folded.n > 1 && folded.n < 4;
}

bool name_is_odd(const struct words *w, size_t first, size_t n)
{
	const struct word_token *t = &w->tokens[first];
	struct str opening = w->terms[t->term].folded;
	struct str last = w->terms[t[n - 1].term].folded;
	if (t->cjk || t->head)
		return t->head;
	if (n == 1)
		return letters_of(opening) < 2 || is_indexed(opening) ||
			(opening.n == 2 && small_somewhere(w, t));
	if (is_ordinal(opening) || (letters_of(last) == 1 && last.n < 3 && !t[n - 1].upper))
		return true;
	for (size_t i = 0; i < n && n > 2; i++)
		for (size_t k = i + 2; k < n; k++)
			if (str_eq(w->terms[t[i].term].stem, w->terms[t[k].term].stem) &&
				!(words_classes(w, first + i) & WORD_STOP))
				return true; /* a heading that ran into a sentence */
	return false;
}

/* --- proper names ------------------------------------------------------------------------ */

bool name_is_proper(const struct words *w, const struct phrase *p)
{
	if (w->tokens[p->first].cjk)
		return false;
	if (str_eqz(w->lang, "de"))
		return p->n > 1 && p->upper == p->tf;
	if (2 * p->upper <= p->tf)
		return false;
	for (size_t i = p->first; i < p->first + p->n; i++) {
		const struct word_term *t = &w->terms[w->tokens[i].term];
		if (t->n_inner && 4 * t->n_upper < 3 * t->n_inner)
			return false;
		if (!t->n_inner && p->n == 1)
			return false; /* only ever opens sentences */
	}
	return true;
}

/* --- abbreviations ----------------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool alnum(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80;
}

static bool is_short_form(struct str s)
{
	size_t letters = 0, upper = 0, blanks = 0;
	if (s.n < SHORT_MIN || s.n > SHORT_MAX || !alnum(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		letters += (lower(s.p[i]) >= 'a' && lower(s.p[i]) <= 'z');
		upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
		blanks += s.p[i] == ' ';
		if ((unsigned char)s.p[i] >= 0x80 || strchr(",;:=%/", s.p[i]))
			return false;
	}
	return letters >= SHORT_MIN && upper >= 1 && upper * 2 >= letters && !blanks;
}

/* The shortest end of text that starts with the first letter of brief at a word's start and holds
 * its other letters in order; empty when there is none. */
static struct str long_form(struct str brief, struct str text)
{
	size_t i = brief.n, k = text.n;
	while (i-- > 0) {
		char c = lower(brief.p[i]);
		if (!alnum(c))
			continue;
		for (;;) {
			if (k == 0)
				return STR("");
			k--;
			bool start = k == 0 || !alnum(text.p[k - 1]);
			if (lower(text.p[k]) == c && (i > 0 || start))
				break;
		}
	}
	return str_from(text, k);
}

/* At most min(|SF| + 5, 2 |SF|) words before byte `end` of s. */
static struct str words_before(struct str s, size_t end, size_t brief_n)
{
	size_t most = brief_n + 5 < 2 * brief_n ? brief_n + 5 : 2 * brief_n;
	size_t i = end, n = 0;
	while (i > 0 && n < most) {
		while (i > 0 && s.p[i - 1] == ' ')
			i--;
		while (i > 0 && s.p[i - 1] != ' ')
			i--;
		n++;
		if (i > 0 && strchr(".;:()", s.p[i - 1 > 0 ? i - 2 : 0]))
			break;
	}
	return str_sub(s, i, end);
}

struct shorts_reader {
	const struct words *w;
	VEC(struct name_short) v;
	struct map seen;
};

static uint64_t hash_of_text(const struct words *w, const struct word_sentence *s, struct str block,
	struct str part, uint32_t *first, uint32_t *n)
{
	size_t start = (size_t)(part.p - block.p), end = start + part.n;
	size_t from = s->first, to;
	while (from < s->first + s->n && w->tokens[from].start < start)
		from++;
	to = from;
	while (to < s->first + s->n && w->tokens[to].end <= end)
		to++;
	if (to == from || w->tokens[from].start != start)
		return 0;
	*first = (uint32_t)from;
	*n = (uint32_t)(to - from);
	return phrase_hash(w, from, to);
}

static void add_short(struct shorts_reader *r, uint32_t sentence, struct str block,
	struct str brief, struct str full)
{
	const struct word_sentence *s = &r->w->sentences[sentence];
	bool added;
	if (full.n <= brief.n + 1 || str_find_byte(full, ' ') == STR_NPOS || full.n > 100)
		return;
	struct name_short x = {.brief = brief, .full = full, .sentence = sentence};
	uint32_t first = 0, n = 0;
	x.brief_hash = hash_of_text(r->w, s, block, brief, &first, &n);
	x.full_hash = hash_of_text(r->w, s, block, full, &x.first, &x.n);
	if (!x.brief_hash || !x.full_hash || (words_classes(r->w, x.first) & WORD_STOP))
		return;
	map_add(&r->seen, brief, &added);
	if (added)
		VEC_PUSH(r->w->a, &r->v, x);
}

static void find_in(struct shorts_reader *r, uint32_t sentence)
{
	const struct word_sentence *s = &r->w->sentences[sentence];
	struct str block = r->w->blocks[s->block].text, text = words_text(r->w, s);
	for (size_t open = 0; (open = str_find_from(text, open, STR(" ("))) != STR_NPOS; open++) {
		size_t close = str_find_from(str_sub(text, 0, open + BRACKET_MAX), open, STR(")"));
		if (close == STR_NPOS)
			continue;
		struct str in = str_sub(text, open + 2, close), first = in;
		size_t cut = str_find_byte(in, ',');
		if (cut != STR_NPOS)
			first = str_sub(in, 0, cut);
		if (is_short_form(first)) {
			struct str full = long_form(first, words_before(text, open, first.n));
			add_short(r, sentence, block, first, full);
			continue;
		}
		struct str before = words_before(text, open, 1);
		size_t blank = str_rfind_byte(before, ' ');
		before = blank == STR_NPOS ? before : str_from(before, blank + 1);
		if (is_short_form(before)) {
			struct str full = long_form(before, in);
			if (full.n == in.n)
				add_short(r, sentence, block, before, full);
		}
	}
}

/* "the digital object identifier, or DOI,", "the oN-Line System, NLS for short". */
static void find_named_too(struct shorts_reader *r, uint32_t sentence)
{
	const struct word_sentence *s = &r->w->sentences[sentence];
	struct str block = r->w->blocks[s->block].text, text = words_text(r->w, s);
	for (size_t at = 0; (at = str_find_from(text, at, STR(", "))) != STR_NPOS; at++) {
		struct str rest = str_from(text, at + 2);
		bool or = str_starts(rest, STR("or "));
		rest = or ? str_from(rest, 3) : rest;
		size_t n = 0;
		while (n < rest.n && n <= SHORT_MAX && alnum(rest.p[n]))
			n++;
		struct str brief = str_sub(rest, 0, n), behind = str_from(rest, n);
		bool given = or
			? str_starts(behind, STR(", ")) || str_starts(behind, STR("."))
			: str_starts(behind, STR(" for short"));
		if (given && is_short_form(brief))
			add_short(r, sentence, block, brief,
				long_form(brief, words_before(text, at, brief.n)));
	}
}

struct name_shorts name_find_shorts(const struct words *w)
{
	struct shorts_reader r = {.w = w, .seen = map_make(w->a)};
	for (uint32_t i = 0; i < w->n_sentences; i++)
		if (w->sentences[i].zone == ZONE_LEAD || w->sentences[i].zone == ZONE_BODY) {
			find_in(&r, i);
			find_named_too(&r, i);
		}
	return (struct name_shorts){r.v.v, r.v.n};
}
