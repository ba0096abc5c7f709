/* search_token.c - see search_token.h. Invariants: a term is 1 to TOKEN_MAX bytes, holds no NUL and
 * is valid UTF-8; the first token of a word is never at the same place as another.
 *
 * Order: the cache of words, folding, parts of a word, terms, scanning. */
#include "store/search_token.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"

#define RAW_MAX ((size_t)160) /* bytes of a word as it stands; a longer run is cut there */
#define PART_MAX ((size_t)24) /* parts of one word */
#define CACHE_MAX ((size_t)1 << 17) /* words remembered */
#define LANG_MAX ((size_t)16)
#define FIRST_SLOTS ((size_t)256)

struct term {
	struct str s;
	uint32_t id;
	bool same_place;
};

struct terms { /* of one raw word, whose bytes stand behind them */
	uint32_t n, raw_n;
	struct term v[];
};

struct slot {
	uint64_t hash;
	struct terms *t; /* NULL: free */
};

struct cache {
	char lang[2];
	struct text_stemmer *stem;
	struct slot *slots;
	size_t n_slots, n;
};

struct tokenizer {
	struct arena *words; /* thrown away when CACHE_MAX is met */
	struct arena *scratch;
	struct cache caches[LANG_MAX];
	size_t n_caches, n_words;
	struct map ids; /* term -> id */
	uint32_t generation;
};

/* --- the cache --------------------------------------------------------------------------- */

static void forget(struct tokenizer *t)
{
	arena_free(t->words);
	t->words = arena_make();
	t->n_caches = t->n_words = 0;
	t->ids = map_make(t->words);
	t->generation++;
}

static void free_words(void *ctx)
{
	struct tokenizer *t = ctx;
	arena_free(t->words);
	arena_free(t->scratch);
}

struct tokenizer *tokenizer_make(struct arena *a)
{
	struct tokenizer *t = ARENA_NEW(a, struct tokenizer);
	t->scratch = arena_make();
	forget(t);
	arena_defer(a, free_words, t);
	return t;
}

uint32_t token_generation(const struct tokenizer *t)
{
	return t->generation;
}

static struct cache *cache_for(struct tokenizer *t, struct str lang)
{
	char code[2] = {0};
	if (lang.n == 2)
		memcpy(code, lang.p, 2);
	for (size_t i = 0; i < t->n_caches; i++)
		if (memcmp(t->caches[i].lang, code, 2) == 0)
			return &t->caches[i];
	if (t->n_caches == LANG_MAX)
		forget(t);
	struct cache *c = &t->caches[t->n_caches++];
	*c = (struct cache){.lang = {code[0], code[1]},
		.stem = text_stemmer_make(t->words, lang),
		.slots = ARENA_ARRAY(t->words, struct slot, FIRST_SLOTS),
		.n_slots = FIRST_SLOTS};
	return c;
}

static const char *raw_of(const struct terms *t)
{
	return (const char *)&t->v[t->n];
}

/* The slot of a word, or the free one where it belongs. */
static struct slot *slot_of(const struct cache *c, struct str raw, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & (c->n_slots - 1);
	for (; c->slots[i].t; i = (i + 1) & (c->n_slots - 1)) {
		const struct slot *s = &c->slots[i];
		if (s->hash == hash && s->t->raw_n == raw.n &&
			memcmp(raw_of(s->t), raw.p, raw.n) == 0)
			break;
	}
	return &c->slots[i];
}

static void grow(struct arena *a, struct cache *c)
{
	struct cache old = *c;
	c->n_slots *= 2;
	c->slots = ARENA_ARRAY(a, struct slot, c->n_slots);
	for (size_t i = 0; i < old.n_slots; i++) {
		const struct slot *s = &old.slots[i];
		if (s->t)
			*slot_of(c, str_make(raw_of(s->t), s->t->raw_n), s->hash) = *s;
	}
}

/* --- folding ----------------------------------------------------------------------------- */

/* The bare letter of U+00C0 to U+024F and U+1E00 to U+1EFF; "." leaves it as it is. */
static const char latin[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
			    "aaaaaaccccccccdd.deeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllllll"
			    "llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.";
static const char vietnamese[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
				 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
				 "wwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
				 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
static const uint16_t others[][2] = {{0x1A1, 'o'}, {0x1B0, 'u'}, {0x219, 's'}, {0x21B, 't'},
	{0x390, 0x3B9}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9},
	{0x3B0, 0x3C5}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5},
	{0x3CE, 0x3C9}, {0x451, 0x435}};

/* A lower-case letter without its diacritics; 0 for a mark. */
static uint32_t bare_letter(uint32_t cp)
{
	if (cp >= 0x300 && cp <= 0x36F)
		return 0;
	char c = '.';
	if (cp >= 0xC0 && cp < 0xC0 + sizeof latin - 1)
		c = latin[cp - 0xC0];
	else if (cp >= 0x1E00 && cp <= 0x1EFF)
		c = vietnamese[cp - 0x1E00];
	if (c != '.')
		return (uint32_t)c;
	for (size_t i = 0; cp >= 0x1A1 && cp <= 0x451 && i < sizeof others / sizeof *others; i++)
		if (others[i][0] == cp)
			return others[i][1];
	return cp;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct str strip(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n && b.n + 4 <= TOKEN_MAX;) {
		uint32_t cp = text_next(s, &i);
		cp = cp < 0x80 ? cp : bare_letter(cp);
		if (cp == 0xE6 || cp == 0x153)
			buf_puts(&b, cp == 0xE6 ? "ae" : "oe");
		else if (cp)
			buf_put_cp(&b, cp);
	}
	return buf_str(&b);
}

/* A folded word as a term, in the arena. */
static struct str term_of(struct arena *a, struct text_stemmer *stem, struct str folded)
{
	if (stem)
		folded = text_stem(stem, a, folded);
	if (is_ascii(folded))
		return str_dup(a, str_sub(folded, 0, TOKEN_MAX));
	return strip(a, folded);
}

/* --- parts of a word --------------------------------------------------------------------- */

struct parts {
	struct str v[PART_MAX];
	size_t n;
	bool hyphens_only; /* joined by hyphens: prose, no identifier */
	bool letters; /* each part is one letter: "U.S.A" */
};

static bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does a new part start at p[i], inside camelCase or HTTPServer? */
static bool hump(struct str s, size_t i)
{
	if (i == 0 || i >= s.n || s.p[i] < 'A' || s.p[i] > 'Z')
		return false;
	char before = s.p[i - 1], after = i + 1 < s.n ? s.p[i + 1] : 0;
	if (before >= 'a' && before <= 'z')
		return true;
	return before >= 'A' && before <= 'Z' && after >= 'a' && after <= 'z' && i >= 2;
}

static void part_put(struct parts *p, struct str s, size_t from, size_t to)
{
	if (to == from || p->n == PART_MAX)
		return;
	p->v[p->n++] = str_sub(s, from, to);
	p->letters = p->letters && to - from == 1 && !ascii_digit(s.p[from]);
}

/* Bytes of a joiner at s[i], 0 when there is none; *hyphen for those of prose. */
static size_t joiner(struct str s, size_t i, bool *hyphen)
{
	char c = s.p[i];
	*hyphen = c == '-';
	if (c == '-' || c == '.' || c == '_' || c == '\'')
		return 1;
	struct str rest = str_sub(s, i, i + 3);
	*hyphen = str_eqz(rest, "\xE2\x80\x90") || str_eqz(rest, "\xE2\x80\x91");
	return *hyphen ? 3 : 0;
}

static void split(struct str s, struct parts *p)
{
	*p = (struct parts){.hyphens_only = true, .letters = true};
	size_t from = 0;
	bool figure = is_ascii(s);
	for (size_t i = 0; i < s.n && figure; i++)
		figure = ascii_digit(s.p[i]) || s.p[i] == '.' || s.p[i] == ',';
	if (figure) {
		part_put(p, s, 0, s.n);
		return;
	}
	for (size_t i = 0; i < s.n;) {
		bool hyphen;
		size_t n = joiner(s, i, &hyphen);
		if (n) {
			part_put(p, s, from, i);
			p->hyphens_only = p->hyphens_only && hyphen;
			from = i + n;
		} else if (hump(s, i)) {
			part_put(p, s, from, i);
			p->hyphens_only = false;
			from = i;
		}
		i += n ? n : 1;
	}
	part_put(p, s, from, s.n);
}

/* "don't" is one word, "l'homme" two; the ending "'s" says nothing. Gives the word to split and, for
 * a short word before the apostrophe, leaves it to be split there. */
static struct str apostrophes(struct arena *a, struct str raw)
{
	struct str s = raw;
	if (str_find(raw, STR("\xE2\x80\x99")) != STR_NPOS)
		s = str_replace(a, raw, STR("\xE2\x80\x99"), STR("'"));
	size_t at = str_rfind_byte(s, '\'');
	if (at == STR_NPOS)
		return s;
	struct str tail = str_from(s, at + 1);
	if (str_eqz(tail, "s") || str_eqz(tail, "S"))
		return apostrophes(a, str_sub(s, 0, at));
	if (at <= 2)
		return s;
	return str_replace(a, s, STR("'"), STR(""));
}

/* --- terms ------------------------------------------------------------------------------- */

struct list {
	struct term v[PART_MAX + 1];
	size_t n;
};

static void list_put(struct list *l, struct str s, bool same_place)
{
	if (s.n)
		l->v[l->n++] = (struct term){s, 0, same_place && l->n};
}

static struct str joined(struct arena *a, const struct parts *p)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < p->n; i++)
		buf_put(&b, p->v[i]);
	return text_casefold(a, buf_str(&b));
}

/* "C++", "C#": a letter and the signs behind it. */
static bool signed_letter(struct str s)
{
	return s.n >= 2 && s.n <= 3 && (s.p[s.n - 1] == '#' || s.p[s.n - 1] == '+');
}

static void analyse(struct arena *a, struct text_stemmer *stem, struct str raw, struct list *t)
{
	if (signed_letter(raw)) {
		list_put(t, text_casefold(a, str_sub(raw, 0, 1)), false);
		list_put(t, text_casefold(a, raw), true);
		return;
	}
	struct str s = apostrophes(a, raw);
	struct parts p;
	split(s, &p);
	if (p.n == 1) {
		struct str f = text_casefold(a, p.v[0]);
		bool figure = ascii_digit(f.p[0]) && str_find_byte(f, ',') != STR_NPOS;
		list_put(t, term_of(a, stem, figure ? str_replace(a, f, STR(","), STR("")) : f),
			false);
		return;
	}
	struct str whole = term_of(a, p.hyphens_only ? stem : NULL, joined(a, &p));
	if (p.letters && p.n > 1) {
		list_put(t, whole, false);
		return;
	}
	for (size_t i = 0; i < p.n; i++) {
		list_put(t, term_of(a, stem, text_casefold(a, p.v[i])), false);
		if (i == 0)
			list_put(t, whole, true);
	}
}

static uint32_t id_of(struct tokenizer *t, struct str term)
{
	bool added;
	struct map_entry *e = map_add(&t->ids, term, &added);
	if (added)
		e->num = t->ids.n;
	return (uint32_t)e->num;
}

/* The terms of a word, in as little memory as they need. */
static struct terms *remember(struct tokenizer *t, struct text_stemmer *stem, struct str raw)
{
	struct list l = {0};
	struct arena_mark m = arena_mark(t->scratch);
	analyse(t->scratch, stem, raw, &l);
	size_t size = sizeof(struct terms) + l.n * sizeof(struct term);
	struct terms *made = arena_alloc(t->words, size + raw.n);
	made->n = (uint32_t)l.n;
	made->raw_n = (uint32_t)raw.n;
	memcpy((char *)made + size, raw.p, raw.n);
	for (size_t i = 0; i < l.n; i++) {
		struct str s = str_dup(t->words, l.v[i].s);
		made->v[i] = (struct term){s, id_of(t, s), l.v[i].same_place};
	}
	arena_release(t->scratch, m);
	return made;
}

static const struct terms *terms_of(struct tokenizer *t, struct cache **c, struct str raw)
{
	uint64_t hash = str_hash64(raw);
	struct slot *s = slot_of(*c, raw, hash);
	if (s->t)
		return s->t;
	if (++t->n_words > CACHE_MAX) {
		char code[2] = {(*c)->lang[0], (*c)->lang[1]};
		forget(t);
		*c = cache_for(t, str_make(code, code[0] ? 2 : 0));
	}
	if (++(*c)->n * 2 > (*c)->n_slots)
		grow(t->words, *c);
	struct terms *made = remember(t, (*c)->stem, raw);
	*slot_of(*c, raw, hash) = (struct slot){hash, made};
	return made;
}

/* --- scanning ---------------------------------------------------------------------------- */

enum sort { BLANK, WORD, DIGIT, JOINER, UNSPACED };

bool token_is_unspaced(uint32_t cp)
{
	return text_is_cjk(cp) || (cp >= 0xE00 && cp <= 0xEFF) || (cp >= 0x1000 && cp <= 0x109F) ||
		(cp >= 0x1780 && cp <= 0x17FF);
}

static enum sort sort_of(uint32_t cp)
{
	if (cp < 0x80) {
		if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
			return WORD;
		if (cp >= '0' && cp <= '9')
			return DIGIT;
		if (cp == '_')
			return WORD;
		return cp == '\'' || cp == '-' || cp == '.' || cp == ',' ? JOINER : BLANK;
	}
	if (cp == 0x2019 || cp == 0x2010 || cp == 0x2011)
		return JOINER;
	if (token_is_unspaced(cp))
		return text_is_letter(cp) || text_is_digit(cp) ? UNSPACED : BLANK;
	return text_is_letter(cp) ? WORD : text_is_digit(cp) ? DIGIT : BLANK;
}

static bool joins(uint32_t cp, enum sort before, enum sort after)
{
	if ((before != WORD && before != DIGIT) || (after != WORD && after != DIGIT))
		return false;
	if (cp == ',')
		return before == DIGIT && after == DIGIT;
	return cp != '.' || before == after;
}

/* Past the ASCII letters at i, the common case; *before is what stands there. */
static size_t skip_letters(struct str s, size_t i, size_t end, enum sort *before)
{
	size_t from = i;
	end = end < s.n ? end : s.n;
	while (i < end && (unsigned char)((s.p[i] | 32) - 'a') < 26)
		i++;
	if (i > from)
		*before = WORD;
	return i;
}

/* End of the word that starts at i. */
static size_t word_end(struct str s, size_t i)
{
	size_t start = i, end = i;
	enum sort before = BLANK;
	while (i < s.n && i - start < RAW_MAX) {
		size_t at = skip_letters(s, i, start + RAW_MAX, &before);
		end = at > i ? at : end;
		i = at;
		if (i == s.n || s.p[i] == ' ' || i - start >= RAW_MAX)
			break;
		uint32_t cp = text_next(s, &i);
		enum sort k = sort_of(cp);
		if (k == WORD || k == DIGIT) {
			before = k;
			end = i;
			continue;
		}
		size_t next = i;
		if (k != JOINER || i >= s.n || !joins(cp, before, sort_of(text_next(s, &next)))) {
			i = at;
			break;
		}
	}
	if (end - start == 1 && end < s.n && s.p[end] == '#')
		return end + 1;
	if (end - start == 1 && end + 1 < s.n && s.p[end] == '+' && s.p[end + 1] == '+')
		return end + 2;
	return end;
}

struct scan {
	struct tokenizer *t;
	struct cache *c;
	struct str text;
	bool (*fn)(void *ctx, const struct token *tok);
	void *ctx;
};

static bool put_word(struct scan *w, size_t start, size_t end)
{
	const struct terms *t = terms_of(w->t, &w->c, str_sub(w->text, start, end));
	for (size_t i = 0; i < t->n; i++) {
		struct token tok = {
			t->v[i].s, (uint32_t)start, (uint32_t)end, t->v[i].id, t->v[i].same_place};
		if (!w->fn(w->ctx, &tok))
			return false;
	}
	return true;
}

/* The term of a pair of characters, or of one: compatibility forms folded. */
static struct str gram(char out[TOKEN_MAX], struct str s)
{
	struct arena *a = NULL;
	struct str f = s;
	for (size_t i = 0; i < s.n && !a;) {
		uint32_t cp = text_next(s, &i);
		if (cp >= 0xF900 && cp <= 0xFFFF)
			a = arena_make();
	}
	if (a)
		f = str_sub(text_casefold(a, s), 0, TOKEN_MAX);
	memcpy(out, f.p, f.n);
	arena_free(a);
	return str_make(out, f.n);
}

/* A run of characters without blanks, from i; *end is behind it. */
static bool put_run(struct scan *w, size_t i, size_t *end)
{
	size_t next = i;
	text_next(w->text, &next);
	for (;;) {
		size_t after = next;
		bool more = next < w->text.n && sort_of(text_next(w->text, &after)) == UNSPACED;
		char space[TOKEN_MAX];
		struct token tok = {.start = (uint32_t)i, .end = (uint32_t)(more ? after : next)};
		tok.term = gram(space, str_sub(w->text, i, tok.end));
		if (tok.term.n && !w->fn(w->ctx, &tok))
			return false;
		*end = next;
		if (!more)
			return true;
		tok.end = (uint32_t)next;
		tok.same_place = true;
		tok.term = gram(space, str_sub(w->text, i, next));
		if (tok.term.n && !w->fn(w->ctx, &tok))
			return false;
		i = next;
		next = after;
	}
}

bool tokenize(struct tokenizer *t, struct str lang, struct str text,
	bool (*fn)(void *ctx, const struct token *tok), void *ctx)
{
	text = str_sub(text, 0, UINT32_MAX);
	struct scan w = {t, cache_for(t, lang), text, fn, ctx};
	for (size_t i = 0; i < text.n;) {
		size_t next = i, end = i;
		enum sort k = sort_of(text_next(text, &next));
		if (k == UNSPACED) {
			if (!put_run(&w, i, &end))
				return false;
			next = end;
		} else if (k == WORD || k == DIGIT) {
			end = word_end(text, i);
			if (!put_word(&w, i, end))
				return false;
			next = end;
		}
		i = next;
	}
	return true;
}
