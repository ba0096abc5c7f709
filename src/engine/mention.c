/* mention.c - names are looked up by runs of singulars (English) or stems (other languages); a run
 * is tried only where a name begins so.
 *
 * A hyphen splits a word here ("build-graph" is "build graph"), and stems are joined without blanks,
 * so that "co-occurrence", "co occurrence" and "cooccurrence" share a key. */
#include "engine/mention.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/pack.h"
#include "base/vec.h"

#define MAX_NAME_WORDS 8

struct stemmer {
	struct str lang;
	struct text_stemmer *s;
	struct map known; /* folded word -> struct stem * */
};

struct stem {
	struct str text;
	uint32_t hash;
};

struct mention_names {
	struct arena *a;
	struct map by_key; /* key -> id + 1 */
	struct map exact; /* key of a name in capitals -> struct str * of it */
	struct map starts; /* first stem -> longest name's words */
	VEC(struct stemmer *) stemmers;
	struct mention_trail *trail; /* NULL: nobody asks */
};

struct piece { /* a word, split at hyphens */
	size_t start, end;
	struct str stem;
};
struct pieces {
	struct piece *v;
	size_t n;
};

struct mention_names *mention_names_make(struct arena *a)
{
	struct mention_names *n = ARENA_NEW(a, struct mention_names);
	n->a = a;
	n->by_key = map_make(a);
	n->exact = map_make(a);
	n->starts = map_make(a);
	return n;
}

struct mention_names *mention_names_share(struct arena *a, const struct mention_names *n)
{
	struct mention_names *r = ARENA_NEW(a, struct mention_names);
	*r = *n;
	r->a = a;
	r->stemmers.v = NULL;
	r->stemmers.n = r->stemmers.cap = 0;
	r->trail = NULL;
	return r;
}

static struct stemmer *stemmer_of(struct mention_names *n, struct str lang)
{
	for (size_t i = 0; i < n->stemmers.n; i++)
		if (str_eq(n->stemmers.v[i]->lang, lang))
			return n->stemmers.v[i];
	struct stemmer *s = ARENA_NEW(n->a, struct stemmer);
	s->lang = str_dup(n->a, lang);
	s->s = text_stemmer_make(n->a, lang);
	s->known = map_make(n->a);
	VEC_PUSH(n->a, &n->stemmers, s);
	return s;
}

/* English number only (Harman 1991, "S" stemmer): a full stemmer would make one name of
 * "communicator" and "communication". */
static struct str singular(struct arena *a, struct str w)
{
	/* learned plurals, by their ends */
	static const char *const learned[][2] = {{"uilibria", "uilibrium"},
		{"criteria", "criterion"}, {"phenomena", "phenomenon"}, {"automata", "automaton"},
		{"corpora", "corpus"}, {"matrices", "matrix"}, {"indices", "index"},
		{"vertices", "vertex"}, {"formulae", "formula"}, {"analyses", "analysis"},
		{"theses", "thesis"}};
	for (size_t i = 0; i < sizeof learned / sizeof learned[0]; i++)
		if (str_ends(w, str_of(learned[i][0])))
			return str_cat(a, str_sub(w, 0, w.n - strlen(learned[i][0])),
				str_of(learned[i][1]));
	if (str_ends(w, STR("ies")) && w.n > 4)
		return str_cat(a, str_sub(w, 0, w.n - 3), STR("y"));
	static const char *const hissing[] = {"sses", "shes", "ches", "xes", "zes"};
	for (size_t i = 0; i < sizeof hissing / sizeof hissing[0]; i++)
		if (str_ends(w, str_of(hissing[i])))
			return str_sub(w, 0, w.n - 2);
	bool plural = w.n > 3 && w.p[w.n - 1] == 's' && !str_ends(w, STR("ss")) &&
		!str_ends(w, STR("us")) && !str_ends(w, STR("is"));
	return plural ? str_sub(w, 0, w.n - 1) : w;
}

static uint32_t hash_of(struct str stem)
{
	uint64_t h = str_hash64(stem);
	uint32_t folded = (uint32_t)(h ^ h >> 32);
	return folded ? folded : 1; /* 0 marks a free slot */
}

static const struct stem *stem_of(struct mention_names *n, struct stemmer *s, struct str folded)
{
	struct map_entry *e = map_find(&s->known, folded);
	if (e)
		return e->ptr;
	struct stem *stem = ARENA_NEW(n->a, struct stem);
	struct str word = str_dup(n->a, folded);
	bool english = s->lang.n == 0 || str_eqz(s->lang, "en");
	stem->text = english ? singular(n->a, word) : text_stem(s->s, n->a, word);
	if (stem->text.n == 0)
		stem->text = word;
	stem->hash = hash_of(stem->text);
	map_add(&s->known, word, NULL)->ptr = stem;
	return stem;
}

static void leave_trail(struct mention_trail *t, uint32_t hash);

static bool is_hyphen(struct str s, size_t i, size_t *n)
{
	if (s.p[i] == '-' || s.p[i] == '_') {
		*n = 1;
		return true;
	}
	*n = 3;
	return s.n - i >= 3 && (unsigned char)s.p[i] == 0xE2 && (unsigned char)s.p[i + 1] == 0x80 &&
		((unsigned char)s.p[i + 2] == 0x90 || (unsigned char)s.p[i + 2] == 0x91);
}

static struct pieces cut(struct mention_names *n, struct arena *a, struct str text, struct str lang)
{
	VEC(struct piece) out = {0};
	struct stemmer *s = stemmer_of(n, lang);
	struct text_words words = text_words(a, text);
	for (size_t i = 0; i < words.n; i++) {
		struct text_word w = words.v[i];
		size_t from = w.start, skip;
		for (size_t at = w.start; at <= w.end; at++) {
			bool hyphen = at < w.end && is_hyphen(text, at, &skip);
			if (at < w.end && !hyphen)
				continue;
			if (at > from) {
				bool whole = from == w.start && at == w.end;
				struct str folded = whole
					? w.folded
					: text_casefold(a, str_sub(text, from, at));
				const struct stem *stem = stem_of(n, s, folded);
				struct piece p = {from, at, stem->text};
				VEC_PUSH(a, &out, p);
				if (n->trail)
					leave_trail(n->trail, stem->hash);
			}
			if (hyphen)
				at += skip - 1;
			from = at + 1;
		}
	}
	return (struct pieces){out.v, out.n};
}

static struct str join(struct arena *a, const struct piece *v, size_t n)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < n; i++)
		buf_put(&b, v[i].stem);
	return buf_str(&b);
}

struct str mention_key(struct mention_names *n, struct arena *a, struct str name, struct str lang)
{
	struct pieces p = cut(n, a, name, lang);
	return join(a, p.v, p.n);
}

/* "US", "RAM", "BM25": a short word without a lower-case letter. */
static bool in_capitals(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (text_is_space(cp) || (text_is_letter(cp) && !text_is_upper(cp)))
			return false;
		n++;
	}
	return n <= 6;
}

void mention_add(struct mention_names *n, struct str name, struct str lang, size_t id)
{
	struct pieces p = cut(n, n->a, name, lang);
	if (p.n == 0 || p.n > MAX_NAME_WORDS)
		return;
	bool added;
	struct str key = join(n->a, p.v, p.n);
	struct map_entry *e = map_add(&n->by_key, key, &added);
	if (added)
		e->num = id + 1;
	struct map_entry *start = map_add(&n->starts, p.v[0].stem, NULL);
	if (p.n > start->num)
		start->num = p.n;
	if (!added) { /* also known in lower case, or in other capitals */
		struct map_entry *x = map_find(&n->exact, key);
		if (x && x->ptr && (!in_capitals(name) || !str_eq(*(struct str *)x->ptr, name)))
			x->ptr = NULL;
	} else if (in_capitals(name)) {
		struct str *exact = ARENA_NEW(n->a, struct str);
		*exact = str_dup(n->a, name);
		map_add(&n->exact, key, NULL)->ptr = exact;
	}
}

static bool is_joint(char c)
{
	return c == '.' || c == '/' || c == '_' || c == '@';
}

static bool is_plain(char c) /* of a file name or an address */
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* "robots" of "robots.txt", "allow_robots" or "me@robots": a part of a name that is no word. */
static bool is_in_token(struct str text, size_t start, size_t end)
{
	bool after = end + 1 < text.n && is_joint(text.p[end]) && is_plain(text.p[end + 1]);
	bool before = start > 1 && is_joint(text.p[start - 1]) && is_plain(text.p[start - 2]);
	return before || after;
}

static bool found_at(struct mention_names *n, struct arena *a, struct str text,
	const struct piece *v, size_t n_words, struct mention *out)
{
	struct arena_mark m = arena_mark(a);
	struct str key = join(a, v, n_words);
	struct map_entry *e = map_find(&n->by_key, key);
	struct str *exact = e ? map_ptr(&n->exact, key) : NULL;
	size_t start = v[0].start, end = v[n_words - 1].end;
	arena_release(a, m);
	if (!e || is_in_token(text, start, end) ||
		(exact && !str_eq(*exact, str_sub(text, start, end))))
		return false;
	*out = (struct mention){start, end, e->num - 1};
	return true;
}

struct mentions mention_find(
	struct mention_names *n, struct arena *a, struct str text, struct str lang)
{
	VEC(struct mention) out = {0};
	struct pieces p = cut(n, a, text, lang);
	for (size_t i = 0; i < p.n;) {
		struct map_entry *start = map_find(&n->starts, p.v[i].stem);
		size_t most = start ? start->num : 0, taken = 0;
		struct mention hit;
		if (most > p.n - i)
			most = p.n - i;
		for (size_t k = most; k > 0 && !taken; k--)
			if (found_at(n, a, text, &p.v[i], k, &hit))
				taken = k;
		if (taken)
			VEC_PUSH(a, &out, hit);
		i += taken ? taken : 1;
	}
	return (struct mentions){out.v, out.n};
}

/* --- trails and seals -------------------------------------------------------------------- */

static uint32_t *trail_slot(struct mention_trail *t, uint32_t hash)
{
	size_t i = hash & (t->cap - 1);
	while (t->v[i] && t->v[i] != hash)
		i = (i + 1) & (t->cap - 1);
	return &t->v[i];
}

static void leave_trail(struct mention_trail *t, uint32_t hash)
{
	if (t->n * 2 >= t->cap) {
		struct mention_trail old = *t;
		t->cap = old.cap ? old.cap * 2 : 256;
		t->v = ARENA_ARRAY(t->a, uint32_t, t->cap);
		for (size_t i = 0; i < old.cap; i++)
			if (old.v[i])
				*trail_slot(t, old.v[i]) = old.v[i];
	}
	uint32_t *slot = trail_slot(t, hash);
	t->n += *slot == 0;
	*slot = hash;
}

void mention_follow(struct mention_names *n, struct mention_trail *t)
{
	n->trail = t;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

static struct str pack_trail(struct mention_trail *t)
{
	struct buf b = buf_make(t->a);
	size_t n = 0;
	for (size_t i = 0; i < t->cap; i++)
		if (t->v[i])
			t->v[n++] = t->v[i];
	if (n)
		qsort(t->v, n, sizeof *t->v, by_number);
	for (size_t i = 0; i < n; i++)
		pack_n(&b, t->v[i] - (i ? t->v[i - 1] : 0));
	return buf_str(&b);
}

struct seal_slot {
	uint32_t stem;
	uint64_t sum; /* over all names that it begins, and their meanings */
};
struct mention_seal {
	struct seal_slot *v;
	size_t n; /* a power of two */
};

static struct seal_slot *seal_slot(const struct mention_seal *s, uint32_t stem)
{
	size_t i = stem & (s->n - 1);
	while (s->v[i].stem && s->v[i].stem != stem)
		i = (i + 1) & (s->n - 1);
	return &s->v[i];
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 29;
}

static void add_to_seal(struct mention_seal *s, struct str stem, uint64_t what)
{
	struct seal_slot *slot = seal_slot(s, hash_of(stem));
	slot->stem = hash_of(stem);
	slot->sum += mix(what, 1);
}

struct mention_seal *mention_seal_make(
	struct arena *a, const struct mention_names *n, const uint64_t *meaning)
{
	struct mention_seal *s = ARENA_NEW(a, struct mention_seal);
	size_t longest = 0;
	for (s->n = 64; s->n < n->starts.n * 2; s->n *= 2)
		;
	s->v = ARENA_ARRAY(a, struct seal_slot, s->n);
	for (size_t i = 0; i < n->starts.n; i++) {
		const struct map_entry *e = &n->starts.v[i];
		add_to_seal(s, e->key, e->num);
		longest = e->key.n > longest ? e->key.n : longest;
	}
	for (size_t i = 0; i < n->by_key.n; i++) {
		const struct map_entry *e = &n->by_key.v[i];
		const struct str *exact = map_ptr(&n->exact, e->key);
		uint64_t what = mix(str_hash64(e->key), meaning[e->num - 1]);
		what = mix(what, exact ? str_hash64(*exact) : 0);
		/* a key is found from any stem that it begins with, not from its own alone */
		for (size_t k = 1; k <= e->key.n && k <= longest; k++)
			if (map_find(&n->starts, str_sub(e->key, 0, k)))
				add_to_seal(s, str_sub(e->key, 0, k), what);
	}
	return s;
}

static uint64_t seal_of(const struct mention_seal *s, struct str packed_trail)
{
	struct unpack u = unpack_make(packed_trail);
	uint64_t h = 1;
	uint32_t stem = 0;
	while (u.p < u.end && !u.bad) {
		stem += (uint32_t)unpack_n(&u);
		const struct seal_slot *slot = stem ? seal_slot(s, stem) : NULL;
		if (slot && slot->stem)
			h = mix(h, slot->sum);
	}
	return u.bad ? 0 : h;
}

void mention_put_seal(struct buf *b, const struct mention_seal *s, struct mention_trail *t)
{
	struct str packed = pack_trail(t);
	pack_str(b, packed);
	pack_n(b, seal_of(s, packed));
}

bool mention_check_seal(const struct mention_seal *s, struct str *node, uint64_t *said)
{
	struct unpack u = unpack_make(*node);
	struct str trail = unpack_str(&u);
	*said = unpack_n(&u);
	*node = str_make(u.p, (size_t)(u.end - u.p));
	return !u.bad && *said == seal_of(s, trail);
}
