/* builtin_phrase.c - see builtin_phrase.h. Order: runs, counting, ranking. The score itself is in
 * builtin_score.c. */
#include "llm/builtin_phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "llm/builtin_name.h"

#define RUN_MAX 8 /* words; longer runs are no phrases */
#define PHRASE_MAX 6 /* words */
#define RUN_MAX_CJK 40 /* signs */
#define PHRASE_MAX_CJK 10
#define STRETCH 300 /* words */
#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* --- runs -------------------------------------------------------------------------------- */

static bool is_hiragana(struct str s)
{
	size_t i = 0;
	uint32_t cp = s.n ? text_next(s, &i) : 0;
	return cp >= 0x3041 && cp <= 0x309F;
}

static bool is_katakana(struct str s)
{
	size_t i = 0;
	uint32_t cp = s.n ? text_next(s, &i) : 0;
	return cp >= 0x30A0 && cp <= 0x30FF;
}

static bool is_hangul(struct str s)
{
	size_t i = 0;
	uint32_t cp = s.n ? text_next(s, &i) : 0;
	return cp >= 0xAC00 && cp <= 0xD7A3;
}

/* Does the word before make this one a verb? */
static bool verb_here(const struct words *w, size_t i)
{
	const struct word_sentence *s = &w->sentences[w->tokens[i].sentence];
	if (i == s->first || !str_eqz(w->lang, "en"))
		return false;
	const struct word_term *before = &w->terms[w->tokens[i - 1].term];
	if (before->classes & WORD_MODAL)
		return true;
	bool may = str_eqz(before->folded, "to") || str_eqz(before->folded, "not");
	return may && lexicon_is_verb_base(w->lexicon, w->terms[w->tokens[i].term].folded, w->lang);
}

/* Words that no phrase runs across. */
static bool breaks(const struct words *w, size_t i)
{
	const struct word_token *t = &w->tokens[i];
	const struct word_term *term = &w->terms[t->term];
	if (t->initial)
		return false;
	if (t->cjk)
		return is_hiragana(term->folded) || (term->classes & WORD_BREAK) != 0;
	if (term->classes & (WORD_STOP | WORD_VERB | WORD_BREAK))
		return true;
	if (t->number || term->folded.n == 1)
		return true;
	char first = term->folded.p[0];
	if (first >= '0' && first <= '9' && term->folded.n > 4)
		return true;
	return verb_here(w, i);
}

/* "for designing networks": a gerund with an object opens no phrase. */
static bool opens_with_gerund(const struct words *w, size_t i)
{
	const struct word_token *t = &w->tokens[i];
	if (!(words_classes(w, i) & WORD_GERUND) || i + 1 >= w->n_tokens || !t[1].joined)
		return false;
	const struct word_sentence *s = &w->sentences[t->sentence];
	return i == s->first || (words_classes(w, i - 1) & WORD_STOP) != 0;
}

static bool weak_end(const struct words *w, size_t i)
{
	unsigned c = words_classes(w, i);
	if (w->tokens[i].initial)
		return true;
	if (c & (WORD_NO_END | WORD_NUMERAL))
		return true;
	/* German nouns have a capital */
	return str_eqz(w->lang, "de") && !w->tokens[i].upper && !w->tokens[i].cjk;
}

bool phrase_is_candidate(const struct words *w, size_t from, size_t to)
{
	if (!w->tokens[to - 1].cjk)
		return !weak_end(w, to - 1);
	if (to - from < 2)
		return false;
	/* no cut inside a katakana word, none of one sign */
	for (size_t edge = from; edge <= to; edge += to - from) {
		if (edge == 0 || edge >= w->n_tokens || !w->tokens[edge].joined)
			continue;
		if (is_katakana(w->terms[w->tokens[edge].term].folded) &&
			is_katakana(w->terms[w->tokens[edge - 1].term].folded))
			return false;
		if (is_hangul(w->terms[w->tokens[edge].term].folded) && edge == from)
			return false;
	}
	return true;
}

struct runs_reader {
	const struct words *w;
	VEC(struct phrase_run) runs;
};

static void end_run(struct runs_reader *r, size_t from, size_t to)
{
	while (to > from && !r->w->tokens[to - 1].cjk && weak_end(r->w, to - 1))
		to--;
	bool cjk = to > from && r->w->tokens[to - 1].cjk;
	if (to == from || to - from > (cjk ? RUN_MAX_CJK : RUN_MAX))
		return;
	struct phrase_run run = {(uint32_t)from, (uint32_t)to};
	VEC_PUSH(r->w->a, &r->runs, run);
}

struct phrase_runs phrase_find_runs(const struct words *w)
{
	struct runs_reader r = {.w = w};
	size_t from = 0, n = 0;
	for (size_t i = 0; i < w->n_tokens; i++) {
		const struct word_token *t = &w->tokens[i];
		bool counts = words_counts(t);
		bool goes_on = n && t->joined && counts && !breaks(w, i);
		if (n && !goes_on) {
			end_run(&r, from, from + n);
			n = 0;
		}
		if (goes_on) {
			n++;
		} else if (counts && !breaks(w, i) && !opens_with_gerund(w, i)) {
			from = i;
			n = 1;
		}
		if (n && t->possessive) {
			end_run(&r, from, from + n);
			n = 0;
		}
	}
	end_run(&r, from, from + n);
	return (struct phrase_runs){r.runs.v, r.runs.n};
}

/* --- counting ---------------------------------------------------------------------------- */

uint64_t phrase_hash_start(void)
{
	return FNV_START;
}

uint64_t phrase_hash_add(uint64_t h, struct str stem)
{
	for (size_t i = 0; i < stem.n; i++)
		h = (h ^ (unsigned char)stem.p[i]) * FNV_PRIME;
	return (h ^ ' ') * FNV_PRIME;
}

uint64_t phrase_hash(const struct words *w, size_t from, size_t to)
{
	uint64_t h = FNV_START;
	for (size_t i = from; i < to; i++)
		h = phrase_hash_add(h, w->terms[w->tokens[i].term].stem);
	return h;
}

/* Open addressing from hash to index plus one. */
struct table {
	uint64_t *keys;
	uint32_t *values;
	size_t size, n;
};

static uint32_t *table_slot(const struct table *t, uint64_t key)
{
	key = key ? key : 1;
	size_t i = (size_t)(key ^ key >> 29) & (t->size - 1);
	while (t->keys[i] && t->keys[i] != key)
		i = (i + 1) & (t->size - 1);
	t->keys[i] = key;
	return &t->values[i];
}

static struct table table_make(struct arena *a, size_t expected)
{
	struct table t = {.size = 1024};
	while (t.size < expected * 2)
		t.size *= 2;
	t.keys = ARENA_ARRAY(a, uint64_t, t.size);
	t.values = ARENA_ARRAY(a, uint32_t, t.size);
	return t;
}

struct counter {
	const struct words *w;
	struct table seen; /* occurrences of each hash */
	struct table index; /* candidate of each hash, plus one */
	VEC(struct phrase) found;
};

static size_t longest(const struct words *w, struct phrase_run run)
{
	return w->tokens[run.from].cjk ? PHRASE_MAX_CJK : PHRASE_MAX;
}

/* Long texts have too many n-grams that occur once to keep those that do not stand up front. */
static bool worth(struct counter *c, uint64_t hash, size_t place)
{
	if (c->w->n_counted <= 1500 && !c->w->tokens[0].cjk)
		return true;
	return place < WORDS_LEAD || *table_slot(&c->seen, hash) > 1;
}

static uint64_t bit(uint64_t hash)
{
	return UINT64_C(1) << (hash * UINT64_C(0x9E3779B97F4A7C15) >> 58);
}

static void count_place(struct phrase *p, const struct words *w, size_t place)
{
	if (place < WORDS_LEAD)
		p->lead++;
	else if (place < 1500)
		p->early++;
	else if (place * 20 < w->n_counted * 17)
		p->middle++;
	else
		p->late++;
	uint32_t stretch = (uint32_t)(place / STRETCH) + 1;
	p->spread += stretch != p->last_stretch;
	p->last_stretch = stretch;
}

static void count_one(
	struct counter *c, struct phrase_run run, size_t from, size_t to, uint64_t whole)
{
	const struct words *w = c->w;
	const struct word_token *t = w->tokens;
	size_t place = from > w->lead ? from - w->lead : 0;
	uint64_t hash = phrase_hash(w, from, to);
	if (!worth(c, hash, place))
		return;
	uint32_t *slot = table_slot(&c->index, hash);
	if (!*slot) {
		struct phrase fresh = {.hash = hash, .first = (uint32_t)from};
		fresh.n = (uint32_t)(to - from);
		fresh.place = (uint32_t)place;
		for (size_t i = from; i < to; i++) {
			struct str stem = w->terms[t[i].term].stem, part;
			while (str_cut(&stem, ' ', &part))
				fresh.parts += part.n > 0;
		}
		VEC_PUSH(w->a, &c->found, fresh);
		*slot = (uint32_t)c->found.n;
	}
	struct phrase *p = &c->found.v[*slot - 1];
	bool upper = true, acronym = true;
	for (size_t i = from; i < to; i++) {
		upper = upper && t[i].upper;
		acronym = acronym && t[i].acronym;
	}
	p->tf++;
	p->own += hash == whole;
	p->upper += upper;
	p->acronym += acronym;
	p->heading += t[from].zone == ZONE_HEADING;
	p->title |= t[from].zone == ZONE_TITLE;
	if (from > run.from)
		p->left |= bit(str_hash64(w->terms[t[from - 1].term].stem));
	if (to < run.to)
		p->right |= bit(str_hash64(w->terms[t[to].term].stem));
	if (hash != whole)
		p->longer |= bit(whole);
	count_place(p, w, place);
}

static void count_run(struct counter *c, struct phrase_run run, bool first_pass)
{
	size_t most = longest(c->w, run);
	uint64_t whole = phrase_hash(c->w, run.from, run.to);
	for (size_t from = run.from; from < run.to; from++) {
		uint64_t hash = FNV_START;
		for (size_t to = from + 1; to <= run.to && to - from <= most; to++) {
			hash = phrase_hash_add(hash, c->w->terms[c->w->tokens[to - 1].term].stem);
			if (!phrase_is_candidate(c->w, from, to))
				continue;
			if (first_pass)
				*table_slot(&c->seen, hash) += 1;
			else
				count_one(c, run, from, to, whole);
		}
	}
}

/* --- ranking ----------------------------------------------------------------------------- */

bool phrase_contains(const struct words *w, const struct phrase *outer, const struct phrase *inner)
{
	for (size_t i = 0; i + inner->n <= outer->n; i++)
		if (phrase_hash(w, outer->first + i, outer->first + i + inner->n) == inner->hash)
			return true;
	return false;
}

static int by_score(const void *x, const void *y)
{
	const struct phrase *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return p->first != q->first ? (p->first < q->first ? -1 : 1)
				    : (p->n < q->n) - (p->n > q->n);
}

static void note_shorts(struct counter *c, struct name_shorts l)
{
	for (size_t i = 0; i < l.n; i++) {
		uint32_t brief = *table_slot(&c->index, l.v[i].brief_hash);
		uint32_t full = *table_slot(&c->index, l.v[i].full_hash);
		if (brief)
			c->found.v[brief - 1].brief = true;
		if (full)
			c->found.v[full - 1].full = true;
	}
}

struct phrases phrase_rank(const struct words *w)
{
	struct phrase_runs runs = phrase_find_runs(w);
	struct name_shorts shorts = name_find_shorts(w);
	size_t n_grams = 2 * shorts.n; /* they are looked up in the table too */
	for (size_t i = 0; i < runs.n; i++) {
		size_t n = runs.v[i].to - runs.v[i].from, most = longest(w, runs.v[i]);
		n_grams += n * (n < most ? n : most);
	}
	struct counter c = {.w = w};
	c.seen = table_make(w->a, n_grams);
	c.index = table_make(w->a, n_grams);
	for (size_t i = 0; i < runs.n; i++)
		count_run(&c, runs.v[i], true);
	for (size_t i = 0; i < runs.n; i++)
		count_run(&c, runs.v[i], false);
	note_shorts(&c, shorts);
	for (size_t i = 0; i < c.found.n; i++) {
		struct phrase *p = &c.found.v[i];
		p->apart = words_set_apart(w, p->hash);
		p->score = phrase_score(w, p);
	}
	if (c.found.n)
		qsort(c.found.v, c.found.n, sizeof *c.found.v, by_score);
	return (struct phrases){c.found.v, c.found.n};
}
