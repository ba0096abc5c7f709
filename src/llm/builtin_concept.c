/* builtin_concept.c - see builtin_concept.h.
 *
 * Candidates are ranked phrases, names with small words inside ("Library of Congress") and titles of
 * works in quotes; abbreviations join their long forms. Order: candidates, joining, choice,
 * mentions. */
#include "llm/builtin_concept.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "llm/builtin_define.h"

#define CANDIDATES 400 /* phrases looked at */
#define NAME_MAX_TOKENS 8
#define TITLE_MAX_TOKENS 12
#define SCORE_LEAST (-2.2)
#define LEAST_CHOSEN 3 /* concepts, where there are phrases at all */
#define DEFINITIONS_LOOKED_AT 4000 /* sentences */
#define SPECIAL_WORD 8 /* bytes: shorter words are rarely terms of a field */
#define BRIEF_WINS 4 /* times as frequent: the short form is the name */
#define QUOTE_MAX 120 /* bytes of a title in quotes */
#define MENTION_MAX 16 /* tokens */

struct candidate {
	uint64_t hash, other; /* other: hash of the abbreviation or long form, 0 for none */
	uint32_t first, n, tf, parts;
	double score;
	bool proper, title, work;
	bool fresh; /* found by its definition: not counted yet */
	bool defined;
	bool listed; /* defined by an item "X: a ..." alone */
	bool attested; /* occurs again, or the text itself sets it apart */
	uint64_t surname; /* hash of the last word of a person's name, 0 for none */
	const struct phrase *phrase; /* NULL for names and works */
	struct str name, alias;
	bool dropped;
};

struct finder {
	const struct words *w;
	VEC(struct candidate) v;
	struct map by_hash; /* 8 bytes -> index plus one */
};

static struct str key_of(const uint64_t *hash)
{
	return str_make((const char *)hash, sizeof *hash);
}

static struct candidate *find(struct finder *f, uint64_t hash)
{
	struct map_entry *e = map_find(&f->by_hash, key_of(&hash));
	return e ? &f->v.v[e->num - 1] : NULL;
}

static void add(struct finder *f, struct candidate c)
{
	uint64_t *key = ARENA_NEW(f->w->a, uint64_t);
	bool added;
	*key = c.hash;
	struct map_entry *e = map_add(&f->by_hash, key_of(key), &added);
	if (!added) {
		struct candidate *old = &f->v.v[e->num - 1];
		old->score = c.score > old->score ? c.score : old->score;
		old->work = old->work || c.work;
		return;
	}
	VEC_PUSH(f->w->a, &f->v, c);
	e->num = f->v.n;
}

/* --- phrases ----------------------------------------------------------------------------- */

/* One word alone has to earn it: a name, an abbreviation, the title, or repetition. */
static double alone(const struct words *w, const struct phrase *p, bool proper)
{
	unsigned c = words_classes(w, p->first);
	struct str folded = w->terms[w->tokens[p->first].term].folded;
	if (c & (WORD_GENERIC | WORD_WEAK | WORD_VERB_NOUN | WORD_NUMERAL | WORD_GERUND))
		return -4.0;
	if (folded.n < 2 || (folded.n < 3 && !w->tokens[p->first].acronym) ||
		concept_is_given_name(folded))
		return -4.0;
	if (2 * p->acronym > p->tf)
		return p->tf > 1 ? 0.8 : -0.6;
	if (proper && p->own * 3 < p->tf)
		return -2.0; /* "Black" of "Black Friday" */
	if (proper)
		return p->tf > 1 ? 0.9 : -0.5;
	if (p->title && p->tf > 2)
		return 0.0;
	bool special = w->terms[w->tokens[p->first].term].folded.n >= SPECIAL_WORD;
	return p->tf < 5 || p->own * 2 < p->tf || !special ? -2.5 : -0.8;
}

/* A German attribute in an oblique case: "Nordrhein-Westfälischen Akademie". */
static bool inflected(struct str folded)
{
	static const char *const endings[] = {"schen", "scher", "schem", "sches", "lichen",
		"licher", "ischen", "igen", "iger", "igem", "baren"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (folded.n > 8 && str_ends(folded, str_of(endings[i])))
			return true;
	return false;
}

/* "sociologist Niklas Luhmann", "Soziologe Niklas Luhmann": a name with more in front. */
static bool mixed(const struct words *w, const struct phrase *p)
{
	const struct word_term *opening = &w->terms[w->tokens[p->first].term];
	bool named = w->tokens[p->first].initial || concept_is_given_name(opening->folded);
	for (size_t i = p->first + 1; !named && i + 1 < p->first + p->n; i++)
		if (w->tokens[i].upper && concept_is_given_name(w->terms[w->tokens[i].term].folded))
			return true;
	if (str_eqz(w->lang, "de") && p->n > 1 && inflected(opening->folded))
		return true;
	return p->n > 1 && w->tokens[p->first + p->n - 1].upper && !w->tokens[p->first].upper &&
		!str_eqz(w->lang, "de") && 2 * p->upper <= p->tf &&
		!w->tokens[p->first + p->n - 1].acronym;
}

/* The rest of a longer name: "Kevin Castel" behind "P.". */
static bool rest_of_name(const struct words *w, const struct phrase *p)
{
	const struct word_token *t = &w->tokens[p->first];
	if (!t->joined || !t->upper || p->own)
		return false;
	return t[-1].initial || concept_is_given_name(w->terms[t[-1].term].folded);
}

/* German sentences open with a capital too: "Fällt Luhmann". */
static bool verb_first(const struct words *w, const struct phrase *p)
{
	const struct word_token *t = &w->tokens[p->first];
	return str_eqz(w->lang, "de") && p->tf == 1 && p->n > 1 && t->zone > ZONE_HEADING &&
		w->sentences[t->sentence].first == p->first;
}

/* "quoted words", "single line": any word with a plain attribute. */
static bool plain_pair(const struct words *w, const struct phrase *p)
{
	unsigned first = words_classes(w, p->first), last = words_classes(w, p->first + 1);
	return (last & WORD_GENERIC) && (first & (WORD_NO_END | WORD_WEAK | WORD_VERB));
}

static bool starts_with_given(const struct words *w, const struct phrase *p)
{
	const struct word_token *t = &w->tokens[p->first];
	return t->initial || concept_is_given_name(w->terms[t->term].folded);
}

static void add_phrases(struct finder *f, const struct phrases *all)
{
	const struct words *w = f->w;
	for (size_t i = 0; i < all->n && i < CANDIDATES; i++) {
		const struct phrase *p = &all->v[i];
		struct candidate c = {.hash = p->hash, .first = p->first, .n = p->n, .tf = p->tf};
		c.parts = p->parts;
		c.phrase = p;
		c.proper = name_is_proper(w, p);
		c.title = p->title;
		c.score = p->score + (p->title ? 0.8 : 0) + (p->heading ? 0.5 : 0);
		if (p->n == 1 && !w->tokens[p->first].cjk)
			c.score += alone(w, p, c.proper) + 0.6;
		else if (c.proper)
			c.score += p->tf > 1 ? 0.8 : 0.3;
		if (words_classes(w, p->first) & WORD_WEAK)
			c.score -= 1.0;
		c.score += mixed(w, p) || verb_first(w, p) || rest_of_name(w, p) ? -2.5 : 0;
		if (c.proper && p->n > 1 && !p->own && !starts_with_given(w, p))
			c.score -= 2.0;
		c.score += p->n == 2 && plain_pair(w, p) ? -1.5 : 0;
		c.attested = p->tf > 1 || p->title || p->heading || p->apart || c.proper ||
			2 * p->acronym > p->tf;
		add(f, c);
	}
}

/* --- names and works --------------------------------------------------------------------- */

static bool is_link(struct str s)
{
	static const char *const links[] = {"of", "de", "del", "della", "delle", "di", "da", "do",
		"dos", "du", "des", "von", "van", "der", "den", "zu", "la", "le", "el", "al", "ibn",
		"bin", "for", "the", "y", "e", "für"};
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (str_eqz(s, links[i]))
			return true;
	return false;
}

/* "New" of "New York", "World Wide" of a name: a capital where the sentence gives none. */
static bool is_part_of_name(const struct words *w, size_t i)
{
	const struct word_token *t = &w->tokens[i];
	return t->upper && t->zone > ZONE_HEADING && i > w->sentences[t->sentence].first &&
		i + 1 < w->n_tokens && t[1].upper && t[1].joined && t[1].sentence == t->sentence &&
		words_counts(t) && !(words_classes(w, i) & WORD_STOP);
}

static bool is_capital(const struct words *w, size_t i)
{
	const struct word_token *t = &w->tokens[i];
	if (t->initial)
		return words_counts(t);
	if (is_part_of_name(w, i))
		return true;
	return t->upper && !t->cjk && t->end - t->start > 1 && words_counts(t) &&
		!(words_classes(w, i) & (WORD_STOP | WORD_BREAK | WORD_NUMERAL));
}

static uint32_t parts_of(const struct words *w, size_t from, size_t to)
{
	uint32_t n = 0;
	for (size_t i = from; i < to; i++) {
		struct str stem = w->terms[w->tokens[i].term].stem, part;
		while (str_cut(&stem, ' ', &part))
			n += part.n > 0;
	}
	return n;
}

struct tally { /* occurrences of a name or work */
	uint32_t first, n, tf;
	bool work;
};

static void count_name(struct map *seen, const struct words *w, size_t from, size_t to, bool work)
{
	uint64_t hash = phrase_hash(w, from, to), *key = ARENA_NEW(w->a, uint64_t);
	bool added;
	*key = hash;
	struct map_entry *e = map_add(seen, key_of(key), &added);
	if (added) {
		struct tally *t = ARENA_NEW(w->a, struct tally);
		*t = (struct tally){(uint32_t)from, (uint32_t)(to - from), 0, work};
		e->ptr = t;
	}
	((struct tally *)e->ptr)->tf++;
}

/* "Library of Congress", "Ludwig van Beethoven": capitals around one or two small words. */
static size_t name_at(const struct words *w, size_t i, bool *linked)
{
	size_t end = i, to = i;
	const struct word_sentence *s = &w->sentences[w->tokens[i].sentence];
	size_t last = s->first + s->n;
	*linked = (words_classes(w, i) & WORD_BREAK) != 0;
	while (end < last && end - i < NAME_MAX_TOKENS && (end == i || w->tokens[end].joined)) {
		bool capital = is_capital(w, end);
		if (!capital && (end == i || !is_link(w->terms[w->tokens[end].term].folded)))
			break;
		if (capital) {
			*linked = *linked || end > to || (words_classes(w, end) & WORD_BREAK) != 0;
			to = end + 1;
		} else if (end + 1 - to > 2) {
			break;
		}
		end++;
	}
	return to;
}

static void find_names(const struct words *w, struct map *seen)
{
	bool linked;
	if (str_eqz(w->lang, "de"))
		return;
	for (size_t i = 0; i < w->n_tokens; i++) {
		if (!is_capital(w, i) || w->tokens[i].zone <= ZONE_HEADING)
			continue;
		size_t to = name_at(w, i, &linked);
		bool opens = i == w->sentences[w->tokens[i].sentence].first;
		const struct word_term *t = &w->terms[w->tokens[i].term];
		if (linked && !(opens && (!t->n_inner || t->n_upper < t->n_inner)))
			count_name(seen, w, i, to, false);
		i = to > i ? to - 1 : i;
	}
}

/* Bytes of an opening quote that titles stand in and its closing one; 0 when there is none. */
static size_t quote_at(struct str s, size_t i, struct str *closing)
{
	static const char *const pairs[][2] = {{"\xE2\x80\x9C", "\xE2\x80\x9D"},
		{"\xE2\x80\x9E", "\xE2\x80\x9C"}, {"\xC2\xAB", "\xC2\xBB"},
		{"\xE3\x80\x8A", "\xE3\x80\x8B"}, {"\xE3\x80\x8E", "\xE3\x80\x8F"}, {"\"", "\""}};
	for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
		if (str_starts(str_from(s, i), str_of(pairs[k][0]))) {
			*closing = str_of(pairs[k][1]);
			return strlen(pairs[k][0]);
		}
	return 0;
}

/* Tokens of a sentence between two bytes of its block make a title: mostly capitals, or CJK. */
static void note_work(const struct words *w, struct map *seen, const struct word_sentence *s,
	size_t start, size_t end)
{
	size_t from = s->first, to, capitals = 0, small = 0, last = s->first + s->n;
	while (from < last && w->tokens[from].start < start)
		from++;
	for (to = from; to < last && w->tokens[to].end <= end; to++) {
		bool stop = (words_classes(w, to) & WORD_STOP) != 0;
		capitals += w->tokens[to].upper || w->tokens[to].cjk;
		small += !w->tokens[to].upper && !w->tokens[to].cjk && !stop;
	}
	bool cjk = to > from && w->tokens[from].cjk;
	if (to - from < 2 || to - from > (cjk ? 2 * TITLE_MAX_TOKENS : TITLE_MAX_TOKENS) ||
		small > 0 || capitals * 2 < to - from || !capitals)
		return;
	if (w->tokens[from].upper || cjk)
		count_name(seen, w, from, to, true);
}

static void find_works(const struct words *w, struct map *seen)
{
	for (uint32_t i = 0; i < w->n_sentences; i++) {
		const struct word_sentence *s = &w->sentences[i];
		struct str text = words_text(w, s), closing;
		if (s->zone != ZONE_LEAD && s->zone != ZONE_BODY)
			continue;
		for (size_t k = 0; k < text.n; k++) {
			size_t n = quote_at(text, k, &closing);
			size_t end = n
				? str_find_from(str_sub(text, 0, k + QUOTE_MAX), k + n, closing)
				: STR_NPOS;
			if (end == STR_NPOS)
				continue;
			note_work(w, seen, s, s->start + k + n, s->start + end);
			k = end;
		}
	}
}

static void add_names(struct finder *f)
{
	struct map seen = map_make(f->w->a);
	find_names(f->w, &seen);
	find_works(f->w, &seen);
	for (size_t i = 0; i < seen.n; i++) {
		const struct tally *t = seen.v[i].ptr;
		struct candidate c = {.first = t->first, .n = t->n, .tf = t->tf, .work = t->work};
		memcpy(&c.hash, seen.v[i].key.p, sizeof c.hash);
		c.parts = parts_of(f->w, t->first, t->first + t->n);
		c.proper = true;
		c.attested = true;
		c.score = -1.4 + 0.9 * log(t->tf) -
			0.2 *
				log(1.0 +
					(double)(t->first > f->w->lead ? t->first - f->w->lead
								       : 0) /
						100.0);
		add(f, c);
	}
}

/* --- joining ----------------------------------------------------------------------------- */

static uint32_t count_of(struct finder *f, uint64_t hash)
{
	struct candidate *c = find(f, hash);
	return c ? c->tf : 0;
}

/* A short form and its long form are one concept. */
static void join_shorts(struct finder *f)
{
	struct name_shorts shorts = name_find_shorts(f->w);
	for (size_t i = 0; i < shorts.n; i++) {
		const struct name_short *x = &shorts.v[i];
		struct candidate c = {.hash = x->full_hash, .first = x->first, .n = x->n, .tf = 1};
		uint32_t brief_tf = count_of(f, x->brief_hash);
		struct candidate *brief = find(f, x->brief_hash);
		double score = brief ? brief->score : -2.0;
		if (brief)
			brief->dropped = true;
		c.parts = parts_of(f->w, c.first, c.first + c.n);
		c.score = score;
		c.attested = true;
		add(f, c);
		struct candidate *full = find(f, x->full_hash);
		full->score = (full->score > score ? full->score : score) + 0.5;
		full->dropped = false;
		full->attested = true;
		full->other = x->brief_hash;
		full->alias = x->brief;
		if (brief_tf >= BRIEF_WINS * (full->tf + 1) && x->brief.n > 2) {
			full->alias = name_text(f->w, x->first, x->first + x->n);
			full->name = x->brief;
		}
	}
}

/* What the text gives in two languages is one concept; signs of CJK become one by it. */
static void join_foreign(struct finder *f)
{
	struct name_foreigns l = name_find_foreign(f->w);
	for (size_t i = 0; i < l.n; i++) {
		const struct name_foreign *x = &l.v[i];
		struct candidate *c = find(f, phrase_hash(f->w, x->first, x->first + x->n));
		if (!c && f->w->tokens[x->first].cjk) {
			struct candidate fresh = {.first = x->first, .n = x->n, .tf = 1};
			fresh.hash = phrase_hash(f->w, x->first, x->first + x->n);
			fresh.parts = parts_of(f->w, x->first, x->first + x->n);
			fresh.score = -1.0;
			add(f, fresh);
			c = find(f, fresh.hash);
		}
		if (!c || c->alias.n)
			continue;
		c->alias = x->alias;
		c->attested = true;
		c->score += 0.5;
	}
}

/* May the word stand for the person everywhere? Not "Page" and not "Brown". */
static bool safe_surname(const struct words *w, const struct candidate *c)
{
	static const char *const words[] = {"art", "bell", "best", "bill", "bird", "black", "brown",
		"cook", "day", "field", "fish", "foot", "ford", "fox", "gates", "green", "hand",
		"head", "hill", "jobs", "king", "lake", "long", "love", "mark", "may", "page",
		"park", "price", "rice", "rose", "sharp", "stone", "swift", "ward", "white", "wolf",
		"wood", "young"};
	const struct word_term *t = &w->terms[w->tokens[c->first].term];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(t->folded, words[i]))
			return false;
	return !t->classes && t->n_inner == t->n_upper && w->tokens[c->first].upper;
}

/* A surname alone is the person whose full name the text gives, when it gives only one. */
static void join_surnames(struct finder *f)
{
	struct map owners =
		map_make(f->w->a); /* hash of surname -> candidate plus one; 0: several */
	for (size_t i = 0; i < f->v.n; i++) {
		struct candidate *c = &f->v.v[i];
		size_t last = c->first + c->n - 1;
		bool added;
		if (c->n < 2 || c->n > 4 || c->work || !c->proper || f->w->tokens[last].acronym)
			continue;
		const struct word_term *given = &f->w->terms[f->w->tokens[c->first].term];
		if (!f->w->tokens[c->first].initial && !concept_is_given_name(given->folded))
			continue;
		c->score += 0.6;
		c->surname = phrase_hash(f->w, last, last + 1);
		struct map_entry *e = map_add(&owners, key_of(&c->surname), &added);
		e->num = added ? i + 1 : 0;
	}
	for (size_t i = 0; i < owners.n; i++) {
		struct candidate *full = owners.v[i].num ? &f->v.v[owners.v[i].num - 1] : NULL;
		uint64_t hash;
		memcpy(&hash, owners.v[i].key.p, sizeof hash);
		struct candidate *alone = find(f, hash);
		if (!full || !alone || !(alone->proper || str_eqz(f->w->lang, "de")))
			continue;
		alone->dropped = true;
		full->other = full->other ? full->other : hash;
		if (!full->alias.n && safe_surname(f->w, alone))
			full->alias = name_text(f->w, alone->first, alone->first + 1);
		full->score = (alone->score > full->score ? alone->score : full->score) + 0.3;
		full->tf = alone->tf > full->tf ? alone->tf : full->tf;
	}
}

/* Occurrences of what no run of words gave: "build system", since "build" is a verb. */
static void count_fresh(struct finder *f)
{
	const struct words *w = f->w;
	for (size_t i = 0; i < w->n_tokens; i++) {
		uint64_t hash = phrase_hash_start();
		for (size_t n = 1; n <= 6 && i + n <= w->n_tokens; n++) {
			const struct word_token *t = &w->tokens[i + n - 1];
			if (!words_counts(t) || (n > 1 && !t->joined))
				break;
			hash = phrase_hash_add(hash, w->terms[t->term].stem);
			struct candidate *c = find(f, hash);
			if (c && c->fresh)
				c->tf++;
			if (c && c->fresh)
				c->title = c->title || t->zone == ZONE_TITLE;
		}
	}
	for (size_t i = 0; i < f->v.n; i++) {
		struct candidate *c = &f->v.v[i];
		if (c->fresh)
			c->score += 0.9 * log(c->tf ? c->tf : 1) - 2.0 + (c->title ? 0.8 : 0);
		if (c->fresh && c->tf < 2 && c->listed && !c->title)
			c->attested = false;
		if (c->fresh && c->tf < 3 && (words_classes(w, c->first) & WORD_BREAK))
			c->attested = false;
	}
}

/* Tokens from..*to that a definition may be of. */
static uint32_t defined_end(const struct words *w, uint32_t from, uint32_t last)
{
	uint32_t to;
	for (to = from; to < last && to - from < 6; to++)
		if ((to > from && !w->tokens[to].joined) || (words_classes(w, to) & WORD_STOP) ||
			(to > from && (words_classes(w, to) & WORD_BREAK)) || w->tokens[to].number)
			break;
	return to;
}

static void add_defined(struct finder *f, uint32_t from, uint32_t to, double score, bool listed)
{
	struct candidate fresh = {.hash = phrase_hash(f->w, from, to), .fresh = true};
	fresh.first = from;
	fresh.n = to - from;
	fresh.parts = parts_of(f->w, from, to);
	add(f, fresh);
	struct candidate *x = find(f, fresh.hash);
	x->score += x->defined ? 0 : (score > 3.5 ? 2.4 : 1.6);
	x->attested = true;
	x->listed = listed && (x->listed || !x->defined);
	x->defined = true;
}

/* "next part", "simple alternative", "equally complicated": no name, whatever is said of it. */
static bool is_plain(unsigned first, unsigned last)
{
	bool vague = (first & (WORD_BREAK | WORD_WEAK | WORD_NO_END)) != 0;
	bool common = (last & (WORD_GENERIC | WORD_WEAK | WORD_BREAK | WORD_NOUN)) != 0;
	return (vague && common) || ((last & WORD_NO_END) && !(last & (WORD_GERUND | WORD_NOUN)));
}

/* The clause that starts at token from defines what opens it. */
static void look_at_clause(struct finder *f, const struct sentence *s, uint32_t i, uint32_t from)
{
	const struct words *w = f->w;
	struct str block = w->blocks[w->sentences[i].block].text;
	size_t base = (size_t)(s->text.p - block.p);
	uint32_t last = s->first + s->n, to, longest;
	if (from < last && (words_classes(w, from) & WORD_STOP))
		from++;
	longest = to = defined_end(w, from, last);
	if (to == from || w->tokens[from].start < base || w->tokens[from].cjk)
		return;
	while (to > from + 1 && (words_classes(w, to - 1) & (WORD_VERB | WORD_NO_END)))
		to--;
	for (int round = 0; round < 2; round++) {
		uint32_t end = round ? to : longest;
		unsigned c = words_classes(w, end - 1), o = words_classes(w, from);
		if (end - from > 1 && is_plain(o, c))
			continue;
		bool weak = end - from == 1 &&
			(c & (WORD_GENERIC | WORD_WEAK | WORD_GERUND | WORD_BREAK | WORD_NO_END));
		if (weak || (words_classes(w, from) & WORD_NUMERAL))
			continue;
		double score = define_score(w->a, s->text, w->tokens[from].start - base,
			w->tokens[end - 1].end - base, w->lang, (s->flags & SENT_ITEM) != 0, NULL);
		if (score >= 3.0) {
			add_defined(f, from, end, score, block.p[w->tokens[end - 1].end] == ':');
			return;
		}
	}
}

/* What a sentence defines is worth a page. */
static void boost_defined(struct finder *f, const struct sentence *v)
{
	const struct words *w = f->w;
	size_t left = DEFINITIONS_LOOKED_AT;
	for (uint32_t i = 0; i < w->n_sentences && left; i++) {
		const struct sentence *s = &v[i];
		if (!sentence_stands(s) || s->flags & SENT_FIRST_PERSON)
			continue;
		struct str block = w->blocks[w->sentences[i].block].text;
		left--;
		look_at_clause(f, s, i, s->first);
		for (uint32_t k = s->first + 1; k < s->first + s->n; k++)
			if (block.p[w->tokens[k - 1].end] == ';')
				look_at_clause(f, s, i, k);
	}
	count_fresh(f);
}

/* --- choice ------------------------------------------------------------------------------ */

static int by_score(const void *x, const void *y)
{
	const struct candidate *p = *(const struct candidate *const *)x;
	const struct candidate *q = *(const struct candidate *const *)y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return p->first != q->first ? (p->first < q->first ? -1 : 1)
				    : (p->n < q->n) - (p->n > q->n);
}

static bool contains(
	const struct words *w, const struct candidate *outer, const struct candidate *inner)
{
	for (size_t i = 0; i + inner->n <= outer->n; i++)
		if (phrase_hash(w, outer->first + i, outer->first + i + inner->n) == inner->hash)
			return true;
	return false;
}

/* A part of a chosen phrase that hardly stands alone, or a longer one of which the chosen part says
 * as much, adds nothing. */
static bool redundant(
	const struct words *w, const struct candidate *chosen, const struct candidate *c)
{
	if (chosen->parts > c->parts)
		return contains(w, chosen, c) && !(c->defined && c->tf > chosen->tf) &&
			(c->tf <= chosen->tf + chosen->tf / 2 ||
				(c->phrase && c->phrase->own * 4 < c->phrase->tf) || c->proper);
	if (chosen->parts < c->parts)
		return contains(w, c, chosen) && c->tf * 5 < chosen->tf && !c->proper &&
			!c->defined;
	return false;
}

static void sort_candidates(struct finder *f, struct candidate ***out, size_t *n)
{
	struct candidate **order = arena_array(f->w->a, f->v.n + 1, sizeof *order);
	*n = 0;
	for (size_t i = 0; i < f->v.n; i++)
		if (!f->v.v[i].dropped)
			order[(*n)++] = &f->v.v[i];
	if (*n)
		qsort(order, *n, sizeof *order, by_score);
	*out = order;
}

/* Two rounds: what is good and attested, then the best of the rest where that is too little. */
static size_t choose(struct finder *f, struct candidate **order, size_t n, size_t most,
	struct candidate **chosen)
{
	size_t n_chosen = 0;
	for (size_t i = 0; i < 2 * n && n_chosen < most; i++) {
		struct candidate *c = order[i % n];
		bool good = c->score >= SCORE_LEAST && c->attested;
		bool skip = i < n ? !good : good || n_chosen >= LEAST_CHOSEN;
		skip = skip || name_is_odd(f->w, c->first, c->n);
		for (size_t k = 0; k < n_chosen && !skip; k++)
			skip = redundant(f->w, chosen[k], c);
		if (!skip)
			chosen[n_chosen++] = c;
	}
	return n_chosen;
}

static void spell(struct finder *f, struct candidate **chosen, size_t n)
{
	const struct phrase **phrases =
		(const struct phrase **)arena_array(f->w->a, n + 1, sizeof *phrases);
	size_t *index = ARENA_ARRAY(f->w->a, size_t, n + 1), n_phrases = 0;
	struct str *names = ARENA_ARRAY(f->w->a, struct str, n + 1);
	for (size_t i = 0; i < n; i++)
		if (chosen[i]->phrase) {
			index[n_phrases] = i;
			phrases[n_phrases++] = chosen[i]->phrase;
		}
	name_spell(f->w, phrases, n_phrases, names);
	for (size_t i = 0; i < n_phrases; i++)
		if (!chosen[index[i]]->name.n)
			chosen[index[i]]->name = names[i];
	for (size_t i = 0; i < n; i++)
		if (!chosen[i]->name.n) {
			const struct candidate *c = chosen[i];
			chosen[i]->name = name_text(f->w, c->first, c->first + c->n);
			if (c->fresh)
				chosen[i]->name =
					name_without_capital(f->w, c->first, c->n, chosen[i]->name);
		}
}

/* --- mentions ---------------------------------------------------------------------------- */

struct lookup {
	struct map by_hash; /* -> concept plus one */
	size_t longest;
};

static void add_key(struct lookup *l, struct arena *a, uint64_t hash, size_t concept)
{
	uint64_t *key = ARENA_NEW(a, uint64_t);
	bool added;
	*key = hash;
	struct map_entry *e = map_add(&l->by_hash, key_of(key), &added);
	if (added)
	e->num = concept + 1;
}

/* The longest concept that starts at token i; 0 tokens when there is none. */
static size_t concept_at(
	const struct words *w, const struct lookup *l, size_t i, size_t last, size_t *concept)
{
	uint64_t hash = phrase_hash_start();
	size_t found = 0;
	for (size_t n = 1; n <= l->longest && i + n <= last; n++) {
		hash = phrase_hash_add(hash, w->terms[w->tokens[i + n - 1].term].stem);
		struct map_entry *e = map_find(&l->by_hash, key_of(&hash));
		if (e) {
			*concept = e->num - 1;
			found = n;
		}
	}
	return found;
}

static void find_mentions(const struct words *w, struct concepts *c, const struct lookup *l)
{
	VEC(struct mention) v = {0};
	size_t concept = 0;
	for (uint32_t s = 0; s < w->n_sentences; s++) {
		const struct word_sentence *from = &w->sentences[s];
		size_t last = from->first + from->n;
		if (from->zone == ZONE_FRONT || from->zone == ZONE_BACK || from->zone == ZONE_META)
			continue;
		for (size_t i = from->first; i < last; i++) {
			size_t n = concept_at(w, l, i, last, &concept);
			if (!n)
				continue;
			struct mention m = {(uint32_t) concept, s, (uint32_t)i, (uint32_t)(i + n)};
			bool again = false;
			for (size_t k = v.n; k-- > 0 && v.v[k].sentence == s && !again;)
			again = v.v[k].concept == m.concept;
			VEC_PUSH(w->a, &v, m);
			c->v[concept].n_mentions++;
			c->v[concept].n_sentences += !again;
			i += n - 1;
		}
	}
	c->mentions = v.v;
	c->n_mentions = v.n;
}

void concepts_in(const struct concepts *c, uint32_t sentence, size_t *from, size_t *to)
{
	size_t lo = 0, hi = c->n_mentions;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->mentions[mid].sentence < sentence)
			lo = mid + 1;
		else
			hi = mid;
	}
	*from = lo;
	while (lo < c->n_mentions && c->mentions[lo].sentence == sentence)
		lo++;
	*to = lo;
}

struct concepts concepts_find(const struct words *w, const struct sentence *v, size_t most)
{
	struct finder f = {.w = w, .by_hash = map_make(w->a)};
	struct phrases all = phrase_rank(w);
	struct candidate **order;
	size_t n_order;
	add_phrases(&f, &all);
	add_names(&f);
	join_shorts(&f);
	join_surnames(&f);
	join_foreign(&f);
	boost_defined(&f, v);
	sort_candidates(&f, &order, &n_order);
	struct candidate **chosen = arena_array(w->a, most + 1, sizeof *chosen);
	size_t n = choose(&f, order, n_order, most, chosen);
	spell(&f, chosen, n);
	struct concepts out = {.v = ARENA_ARRAY(w->a, struct concept, n + 1), .n = n};
	struct lookup l = {.by_hash = map_make(w->a)};
	for (size_t i = 0; i < n; i++) {
		struct concept *c = &out.v[i];
		*c = (struct concept){.name = chosen[i]->name, .score = chosen[i]->score};
		c->first = chosen[i]->first;
		c->n = chosen[i]->n;
		c->proper = chosen[i]->proper;
		c->title = chosen[i]->title;
		c->definition = WORDS_NONE;
		c->kind = chosen[i]->work ? "work" : "";
		if (chosen[i]->alias.n)
			strs_add(w->a, &c->aliases, chosen[i]->alias);
		add_key(&l, w->a, chosen[i]->hash, i);
		if (chosen[i]->other)
			add_key(&l, w->a, chosen[i]->other, i);
		if (chosen[i]->surname)
			add_key(&l, w->a, chosen[i]->surname, i);
		size_t longest = chosen[i]->parts > c->n ? chosen[i]->parts : c->n;
		l.longest = longest > l.longest ? longest : l.longest;
		l.longest = l.longest > MENTION_MAX ? MENTION_MAX : l.longest;
	}
	find_mentions(w, &out, &l);
	return out;
}
