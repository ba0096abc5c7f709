/* mention.c - names are looked up by runs of singulars (English) or stems (other languages); a run
 * is tried only where a name begins so.
 *
 * A hyphen splits a word here ("build-graph" is "build graph"), and stems are joined without blanks,
 * so that "co-occurrence", "co occurrence" and "cooccurrence" share a key. */
#include "engine/mention.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"

#define MAX_NAME_WORDS 8

struct stemmer {
	struct str lang;
	struct text_stemmer *s;
	struct map known; /* folded word -> stem (struct str *) */
};

struct mention_names {
	struct arena *a;
	struct map by_key; /* key -> id + 1 */
	struct map exact; /* key of a name in capitals -> struct str * of it */
	struct map starts; /* first stem -> longest name's words */
	VEC(struct stemmer *) stemmers;
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

static struct str stem_of(struct mention_names *n, struct stemmer *s, struct str folded)
{
	struct map_entry *e = map_find(&s->known, folded);
	if (e)
		return *(struct str *)e->ptr;
	struct str *stem = ARENA_NEW(n->a, struct str);
	struct str word = str_dup(n->a, folded);
	bool english = s->lang.n == 0 || str_eqz(s->lang, "en");
	*stem = english ? singular(n->a, word) : text_stem(s->s, n->a, word);
	if (stem->n == 0)
		*stem = word;
	map_add(&s->known, word, NULL)->ptr = stem;
	return *stem;
}

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
				struct piece p = {from, at, stem_of(n, s, folded)};
				VEC_PUSH(a, &out, p);
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

static bool found_at(struct mention_names *n, struct arena *a, struct str text,
	const struct piece *v, size_t n_words, struct mention *out)
{
	struct arena_mark m = arena_mark(a);
	struct str key = join(a, v, n_words);
	struct map_entry *e = map_find(&n->by_key, key);
	struct str *exact = e ? map_ptr(&n->exact, key) : NULL;
	size_t start = v[0].start, end = v[n_words - 1].end;
	arena_release(a, m);
	if (!e || (exact && !str_eq(*exact, str_sub(text, start, end))))
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
