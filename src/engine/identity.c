/* identity.c - from the names in digests to concepts.
 *
 * Names with one key (mention.h) are one concept. An alias joins two concepts only when one long
 * form of each language in the whole base claims it and the figures in both names agree, so GPT-3 never meets GPT-4
 * and an abbreviation with two readings joins nothing. Nothing here depends on the order of sources:
 * they come sorted by hash, and ties go to the smaller name.
 * Order: groups, aliases, canonical names, claims, pages. */
#include "engine/identity_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

#define DEFINED_COUNTS 3 /* claims that a definition is worth when names compete */
#define SPOKEN_OF 5 /* claims that make a page of a name though none opens with it */
#define KNOWN_KIND 3 /* times "concept" that another kind counts */
#define MANY_SOURCES 8 /* with fewer, what a third of them use is no sign */
#define CENTRAL (1.0 / 3) /* weight of the first concepts of a source */

size_t identity_root(const struct identity *d, size_t i)
{
	while (d->groups.v[i].parent != i)
		i = d->groups.v[i].parent;
	return i;
}

/* --- groups ------------------------------------------------------------------------------ */

static void add_variant(
	struct arena *a, struct variant **v, size_t *n, size_t *cap, struct variant x)
{
	for (size_t i = 0; i < *n; i++) {
		if (str_eq((*v)[i].name, x.name)) {
			(*v)[i].n += x.n;
			return;
		}
	}
	if (*n == *cap)
		*v = vec_grow(a, *v, sizeof **v, *n, cap);
	(*v)[(*n)++] = x;
}

static void add_kind(struct arena *a, struct group *g, struct tally x)
{
	g->n_named += x.n;
	for (size_t i = 0; i < g->kinds.n; i++) {
		if (str_eq(g->kinds.v[i].kind, x.kind)) {
			g->kinds.v[i].n += x.n;
			return;
		}
	}
	VEC_PUSH(a, &g->kinds, x);
}

static size_t group_of(struct identity *d, struct str name, struct str lang, struct str kind)
{
	bool added;
	struct str twin;
	struct str key = mention_key(d->keys, d->a, name, lang);
	key = identity_twin_key(d, key, kind, &twin);
	struct map_entry *e = map_add(&d->by_key, key, &added);
	if (added) {
		struct group g = {
			.parent = d->groups.n, .key = key, .twin = twin, .called = STR("")};
		VEC_PUSH(d->a, &d->groups, g);
		e->num = d->groups.n;
	}
	return e->num - 1;
}

static void add_concept(struct identity *d, struct m_source *s, size_t place)
{
	struct arena *a = d->a;
	struct m_named *c = &s->named[place];
	struct str lang = s->row->language;
	struct variant name = {c->name, lang, 1 + c->n_claims};
	name.n += c->has_definition ? DEFINED_COUNTS : 0;
	size_t i = group_of(d, c->name, lang, c->kind);
	c->concept = i; /* the group, until concepts are made */
	struct group *g = &d->groups.v[i];
	if (g->key.n == 0)
		return;
	add_variant(a, &g->names.v, &g->names.n, &g->names.cap, name);
	for (size_t k = 0; k < c->aliases.n; k++)
		add_variant(a, &g->aliases.v, &g->aliases.n, &g->aliases.cap,
			(struct variant){c->aliases.v[k], lang, 1});
	add_kind(a, g, (struct tally){c->kind, 1});
	if (c->defined != MODEL_NONE)
		VEC_PUSH(a, &g->defines, c->defined);
	double weight = 1.0 / (double)(1 + place);
	if (weight > g->weight)
		g->weight = weight;
}

/* --- aliases ----------------------------------------------------------------------------- */

static struct str digits_of(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	bool inside = false;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (digit && !inside && b.n)
			buf_putc(&b, ' ');
		if (digit)
			buf_putc(&b, s.p[i]);
		inside = digit;
	}
	return buf_str(&b);
}

struct claimant { /* a group of names that claims an alias, in one language */
	size_t group;
	struct str lang;
};

struct claims { /* on one alias */
	VEC(struct claimant) v;
	bool several; /* groups in one language: the alias is nobody's */
};

void identity_join(struct identity *d, size_t x, size_t y)
{
	struct arena *a = d->a;
	x = identity_root(d, x);
	y = identity_root(d, y);
	if (x == y || d->groups.v[x].alone || d->groups.v[y].alone)
		return;
	if (str_cmp(d->groups.v[y].key, d->groups.v[x].key) < 0) {
		size_t t = x;
		x = y;
		y = t;
	}
	struct group *to = &d->groups.v[x], *from = &d->groups.v[y];
	from->parent = x;
	for (size_t i = 0; i < from->names.n; i++)
		add_variant(a, &to->names.v, &to->names.n, &to->names.cap, from->names.v[i]);
	for (size_t i = 0; i < from->aliases.n; i++)
		add_variant(
			a, &to->aliases.v, &to->aliases.n, &to->aliases.cap, from->aliases.v[i]);
	for (size_t i = 0; i < from->kinds.n; i++)
		add_kind(a, to, from->kinds.v[i]);
	for (size_t i = 0; i < from->defines.n; i++)
		VEC_PUSH(a, &to->defines, from->defines.v[i]);
	if (from->weight > to->weight)
		to->weight = from->weight;
	if (!to->called.n)
		to->called = from->called;
	to->ignored = to->ignored || from->ignored;
}

static void claim_alias(struct identity *d, struct map *claimed, size_t group, struct variant alias)
{
	struct arena *a = d->a;
	bool added;
	struct str key = mention_key(d->keys, a, alias.name, alias.lang);
	struct map_entry *e = map_add(claimed, key, &added);
	if (added)
		e->ptr = ARENA_NEW(a, struct claims);
	struct claims *c = e->ptr;
	struct claimant x = {group, alias.lang};
	for (size_t i = 0; i < c->v.n; i++) {
		if (c->v.v[i].group == group)
			return;
		c->several = c->several || str_eq(c->v.v[i].lang, alias.lang);
	}
	VEC_PUSH(a, &c->v, x);
}

/* The group whose name the alias is; the figures in both names agree. */
static void join_claimant(struct identity *d, size_t group, size_t other)
{
	struct arena *a = d->a;
	struct group *g = &d->groups.v[identity_root(d, group)],
		     *o = &d->groups.v[identity_root(d, other)];
	struct str x = digits_of(a, g->names.v[0].name);
	struct str y = o->names.n ? digits_of(a, o->names.v[0].name) : STR("");
	if (g != o && o->names.n && (x.n == 0 || y.n == 0 || str_eq(x, y)))
		identity_join(d, group, other);
}

static void join_by_alias(struct identity *d)
{
	struct arena *a = d->a;
	struct map claimed = map_make(a);
	for (size_t i = 0; i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		for (size_t k = 0; g->parent == i && k < g->aliases.n; k++)
			claim_alias(d, &claimed, i, g->aliases.v[k]);
	}
	for (size_t i = 0; i < claimed.n; i++) {
		struct claims *c = claimed.v[i].ptr;
		struct map_entry *other = map_find(&d->by_key, claimed.v[i].key);
		for (size_t k = 0; !c->several && k < c->v.n; k++)
			if (other || k) /* two languages, one alias: one thing without a name */
				join_claimant(d, c->v.v[k].group,
					other ? other->num - 1 : c->v.v[0].group);
	}
	for (size_t i = 0; i < d->groups.n; i++) { /* an alias of several names is nobody's */
		struct group *g = &d->groups.v[i];
		size_t n = 0;
		for (size_t k = 0; k < g->aliases.n; k++) {
			struct claims *c = map_ptr(&claimed,
				mention_key(
					d->keys, a, g->aliases.v[k].name, g->aliases.v[k].lang));
			if (c && !c->several)
				g->aliases.v[n++] = g->aliases.v[k];
		}
		g->aliases.n = n;
	}
}

/* The same words in two languages have two stems, yet are one name. */
static void join_same_words(struct identity *d)
{
	struct map by_words = map_make(d->a);
	for (size_t i = 0; i < d->groups.n; i++) {
		for (size_t k = 0; k < d->groups.v[i].names.n; k++) {
			bool added;
			struct str name = d->groups.v[i].names.v[k].name;
			struct map_entry *e =
				map_add(&by_words, text_squeeze(d->a, name, NULL), &added);
			if (added)
				e->num = i;
			else if (!d->groups.v[i].twin.n || !d->groups.v[e->num].twin.n)
				identity_join(d, e->num, i);
		}
	}
}

/* --- canonical names --------------------------------------------------------------------- */

static bool is_small(struct str name)
{
	size_t i = 0;
	return !text_is_upper(text_next(name, &i));
}

/* A source in a language that gives small letters to common nouns writes the name in them. */
static bool is_common_noun(struct arena *a, const struct group *g, struct str name)
{
	struct str folded = text_casefold(a, name);
	size_t n_small = 0, n = 0;
	for (size_t i = 0; i < g->names.n; i++) {
		struct variant v = g->names.v[i];
		bool same = !str_eqz(v.lang, "de") && str_eq(text_casefold(a, v.name), folded);
		n += same ? v.n : 0;
		n_small += same && is_small(v.name) ? v.n : 0;
	}
	return n_small * 3 >= n && n_small > 0;
}

static bool is_person(const struct group *g)
{
	for (size_t i = 0; i < g->kinds.n; i++)
		if (str_eqz(g->kinds.v[i].kind, "person"))
			return true;
	return false;
}

/* The name most claims carry; in small letters where a source has it so, unless it is a sign with
 * capitals inside ("BM25"). */
/* Numbers of one name, not two names of one thing: they begin alike. */
static bool begin_alike(struct str x, struct str y)
{
	size_t n = 0, least = x.n < y.n ? x.n : y.n;
	while (n < least && x.p[n] == y.p[n])
		n++;
	return n * 2 > least;
}

struct variant identity_best(struct arena *a, const struct group *g)
{
	struct variant best = g->names.v[0];
	if (g->called.n)
		return (struct variant){g->called, best.lang, best.n};
	for (size_t i = 1; i < g->names.n; i++) {
		struct variant v = g->names.v[i];
		if (v.n > best.n || (v.n == best.n && str_cmp(v.name, best.name) < 0))
			best = v;
	}
	for (size_t i = 0; i < g->names.n;
		i++) /* "Nash equilibrium" rather than "Nash equilibria" */
		if (str_eqz(best.lang, "en") && str_eqz(g->names.v[i].lang, "en") &&
			begin_alike(best.name, g->names.v[i].name) &&
			!str_eq(text_squeeze(a, best.name, NULL), g->key) &&
			str_eq(text_squeeze(a, g->names.v[i].name, NULL), g->key))
			best = g->names.v[i];
	for (size_t i = 0; i < g->names.n; i++) /* "Emanuel Goldberg" rather than "Goldberg" */
		if (g->names.v[i].name.n > best.name.n && is_person(g) &&
			str_ends(g->names.v[i].name, str_cat(a, STR(" "), best.name)))
			return g->names.v[i];
	if (is_small(best.name) || !is_common_noun(a, g, best.name))
		return best;
	struct str folded = text_casefold(a, best.name), tail = str_from(best.name, 1);
	for (size_t i = 0; i < g->names.n; i++)
		if (is_small(g->names.v[i].name) && str_ends(g->names.v[i].name, tail) &&
			str_eq(text_casefold(a, g->names.v[i].name), folded))
			return g->names.v[i];
	return best;
}

/* The kind most digests give; of equals the smaller word. "concept" says that a digest did not know
 * better: it wins where hardly any did. */
static struct str best_kind(const struct group *g)
{
	struct str best = STR("concept");
	size_t most = 0;
	for (size_t i = 0; i < g->kinds.n; i++) {
		struct tally k = g->kinds.v[i];
		size_t n = k.n * (str_eqz(k.kind, "concept") ? 1 : KNOWN_KIND);
		if (n > most || (n == most && str_cmp(k.kind, best) < 0)) {
			best = k.kind;
			most = n;
		}
	}
	return best;
}

static int by_index(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	return a < b ? -1 : a > b;
}

static struct strs other_names(struct identity *d, const struct group *g, struct str name)
{
	struct arena *a = d->a;
	struct strs l = {0}, seen = {0};
	strs_add(a, &seen, text_fold(a, name));
	for (size_t i = 0; i < g->names.n + g->aliases.n; i++) {
		struct str v =
			i < g->names.n ? g->names.v[i].name : g->aliases.v[i - g->names.n].name;
		struct str folded = text_fold(a, v);
		bool of_twin = g->twin.n && g->called.n && i < g->names.n;
		if (strs_has(seen, folded) || of_twin)
			continue;
		strs_add(a, &seen, folded);
		strs_add(d->m->a, &l, v);
	}
	strs_sort_unique(&l);
	return l;
}

static int by_name(const void *x, const void *y)
{
	const struct m_concept *a = x, *b = y;
	int c = str_cmp(a->folded, b->folded);
	return c ? c : str_cmp(a->name, b->name);
}

static void make_concepts(struct identity *d)
{
	struct model *m = d->m;
	m->concepts = ARENA_ARRAY(m->a, struct m_concept, d->groups.n);
	for (size_t i = 0; i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		if (g->parent != i || g->names.n == 0 || g->ignored)
			continue;
		struct variant name = identity_best(d->a, g);
		if (g->defines.n)
			qsort(g->defines.v, g->defines.n, sizeof *g->defines.v, by_index);
		size_t *defines = ARENA_ARRAY(m->a, size_t, g->defines.n);
		for (size_t k = 0; k < g->defines.n; k++)
			defines[k] = g->defines.v[k];
		m->concepts[m->n_concepts++] = (struct m_concept){
			.name = name.name,
			.folded = text_casefold(m->a, name.name),
			.kind = best_kind(g),
			.aliases = other_names(d, g, name.name),
			.defines = defines,
			.n_defines = g->defines.n,
			.n_named = g->n_named,
			.weight = g->weight,
			.category = MODEL_NONE,
			.path = STR(""),
			.key = str_dup(m->a, g->key),
			.description = STR(""),
		};
	}
	if (m->n_concepts)
		qsort(m->concepts, m->n_concepts, sizeof *m->concepts, by_name);
}

/* Canonical names first, then the others, so that a name is never taken by an alias. */
static void make_names(struct identity *d)
{
	struct model *m = d->m;
	struct map number = map_make(d->a);
	m->names = mention_names_make(m->a);
	for (size_t i = 0; i < m->n_concepts; i++)
		map_add(&number, m->concepts[i].key, NULL)->num = i + 1;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < d->groups.n; i++) {
			struct group *g = &d->groups.v[i];
			struct map_entry *e =
				map_find(&number, d->groups.v[identity_root(d, i)].key);
			if (!e)
				continue;
			if (pass == 0 && g->parent == i && g->called.n)
				mention_add(m->names, g->called, g->names.v[0].lang, e->num - 1);
			for (size_t k = 0; pass == 0 && k < g->names.n; k++)
				mention_add(m->names, g->names.v[k].name, g->names.v[k].lang,
					e->num - 1);
			for (size_t k = 0; pass == 1 && k < g->aliases.n; k++)
				mention_add(m->names, g->aliases.v[k].name, g->aliases.v[k].lang,
					e->num - 1);
		}
}

/* --- claims ------------------------------------------------------------------------------ */

/* Numbers of the concepts that are one word with a capital wherever a source writes them: "Canvas"
 * is no mention of a canvas. */
static bool *find_proper(struct identity *d)
{
	struct model *m = d->m;
	bool *proper = ARENA_ARRAY(m->a, bool, m->n_concepts + 1);
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *c = &m->concepts[i];
		struct map_entry *e = map_find(&d->by_key, c->key);
		if (!e || str_find_byte(c->name, ' ') != STR_NPOS || is_small(c->name))
			continue;
		const struct group *g = &d->groups.v[identity_root(d, e->num - 1)];
		proper[i] = true;
		for (size_t k = 0; k < g->names.n; k++)
			proper[i] = proper[i] && !is_small(g->names.v[k].name);
	}
	return proper;
}

/* What each digest's names became. */
static void resolve_names(struct identity *d)
{
	struct model *m = d->m;
	struct map number = map_make(d->a);
	for (size_t i = 0; i < m->n_concepts; i++)
		map_add(&number, m->concepts[i].key, NULL)->num = i + 1;
	for (size_t i = 0; i < m->n_sources; i++)
		for (size_t k = 0; k < m->sources[i].n_named; k++) {
			struct m_named *n = &m->sources[i].named[k];
			struct str key = d->groups.v[identity_root(d, n->concept)].key;
			struct map_entry *e = map_find(&number, key);
			n->concept = e ? e->num - 1 : MODEL_NONE;
		}
}

/* --- relations --------------------------------------------------------------------------- */

static size_t concept_of(struct identity *d, const struct map *number, size_t group)
{
	struct map_entry *e = map_find(number, d->groups.v[identity_root(d, group)].key);
	return e ? e->num - 1 : MODEL_NONE;
}

static struct map number_concepts(const struct identity *d)
{
	struct map number = map_make(d->a);
	for (size_t i = 0; i < d->m->n_concepts; i++)
		map_add(&number, d->m->concepts[i].key, NULL)->num = i + 1;
	return number;
}

static void add_index(struct arena *a, size_t **v, size_t *n, size_t x)
{
	size_t *now = ARENA_ARRAY(a, size_t, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		if ((*v)[i] == x)
			return;
		now[i] = (*v)[i];
	}
	now[(*n)++] = x;
	qsort(now, *n, sizeof *now, by_index);
	*v = now;
}

/* What contains what, as the model judged. */
static void relate_parts(struct identity *d)
{
	struct model *m = d->m;
	struct map number = number_concepts(d);
	for (size_t i = 0; i < d->parts.n; i++) {
		size_t whole = concept_of(d, &number, d->parts.v[i].whole);
		size_t part = concept_of(d, &number, d->parts.v[i].part);
		if (whole == MODEL_NONE || part == MODEL_NONE || whole == part)
			continue;
		add_index(m->a, &m->concepts[whole].parts, &m->concepts[whole].n_parts, part);
		add_index(m->a, &m->concepts[part].wholes, &m->concepts[part].n_wholes, whole);
	}
}

/* Concepts that share a name know of each other. */
static void find_same_names(struct identity *d)
{
	struct model *m = d->m;
	struct map number = number_concepts(d);
	for (size_t i = 0; i < d->groups.n; i++)
		for (size_t k = 0; d->groups.v[i].twin.n && k < d->groups.n; k++) {
			if (!str_eq(d->groups.v[i].twin, d->groups.v[k].twin))
				continue;
			size_t x = concept_of(d, &number, i), y = concept_of(d, &number, k);
			if (x != y && x != MODEL_NONE && y != MODEL_NONE)
				add_index(m->a, &m->concepts[x].twins, &m->concepts[x].n_twins, y);
		}
}

size_t model_meant(const struct model *m, size_t concept, const struct m_source *s)
{
	const struct m_concept *c = &m->concepts[concept];
	for (size_t i = 0; c->n_twins && i < s->n_named; i++) {
		size_t x = s->named[i].concept;
		if (x == concept)
			return x;
		for (size_t k = 0; k < c->n_twins; k++)
			if (x == c->twins[k])
				return x;
	}
	return concept;
}

/* --- pages ------------------------------------------------------------------------------- */

/* A word or plain pair that one digest took for a concept and others use in passing. What a source
 * defines, what has a name of its own and what is central to a source is none. */
static bool is_common_word(const struct model *m, const struct m_concept *c)
{
	if (m->n_sources >= MANY_SOURCES && c->n_sources * 3 > m->n_sources &&
		c->n_named * 3 < c->n_sources)
		return true; /* used all over the base, a subject hardly anywhere */
	bool several = str_find_byte(c->name, ' ') != STR_NPOS;
	bool central = c->weight >= CENTRAL && c->n_claims >= 3;
	if (!is_small(c->name))
		return !several && !c->n_defines && c->n_named * 8 < c->n_sources;
	if (c->n_defines)
		return !several && c->n_sources >= 4 && c->n_named * 5 < c->n_sources;
	if (several)
		return c->n_named < 2 && !central;
	return c->n_named * 3 < c->n_sources || (c->n_named < 2 && !central);
}

/* Some sentence is about it: defines it or opens with it. A name of its own may do without where
 * several claims of several sources have it. */
static bool is_spoken_of(const struct m_concept *c, size_t opens, size_t n)
{
	if (c->n_defines || opens >= 2)
		return true;
	if (is_small(c->name))
		return opens && c->n_sources > 1;
	bool known = c->n_sources > 1 && c->n_named > 1;
	if (str_eqz(c->kind, "person"))
		return opens > 0;
	return opens ? known || n >= SPOKEN_OF : known && n >= SPOKEN_OF;
}

static bool deserves_page(const struct identity *d, size_t i)
{
	const struct m_concept *c = &d->m->concepts[i];
	size_t min = (size_t)d->m->kb->conf.compile.min_sources;
	size_t n = c->n_claims - d->counts.rows[i];
	if (min <= 1)
		return c->n_claims > 0 && c->n_sources >= min;
	if (d->m->calls) /* a model names no general words */
		return n > 0 &&
			(c->n_sources >= min || (n >= 3 && (c->n_defines || c->weight >= CENTRAL)));
	if (n == 0 || is_common_word(d->m, c) || !is_spoken_of(c, d->counts.opens[i], n))
		return false;
	if (c->n_sources >= min && n >= 2)
		return true;
	bool named = str_eqz(c->kind, "person") || str_eqz(c->kind, "work") ||
		str_eqz(c->kind, "organization");
	if (n == 2)
		return c->n_defines || (named && d->counts.opens[i] == 2);
	return n >= 3 && (c->weight >= CENTRAL || c->n_defines || named);
}

static bool is_reserved(struct str slug)
{
	static const char *const tails[] = {
		"-text", "-source", "-category", "-comparison", "-answer"};
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
		if (str_ends(slug, str_of(tails[i])))
			return true;
	return str_eqz(slug, "index") || str_eqz(slug, "log");
}

struct naming {
	struct str slug;
	struct sha hash;
	struct m_concept *c;
};

static int by_slug_then_hash(const void *x, const void *y)
{
	const struct naming *a = x, *b = y;
	int c = str_cmp(a->slug, b->slug);
	return c ? c : memcmp(a->hash.b, b->hash.b, SHA_BYTES);
}

static void name_pages(struct identity *d)
{
	struct model *m = d->m;
	struct naming *v = ARENA_ARRAY(m->a, struct naming, m->n_concepts);
	struct map taken = map_make(m->a);
	size_t n = 0;
	for (size_t i = 0; i < m->foreign.n; i++) {
		struct str base = fs_base_name(m->foreign.v[i]);
		base = text_casefold(m->a, str_sub(base, 0, base.n - fs_extension(base).n));
		map_add(&taken, base, NULL);
	}
	for (size_t i = 0; i < m->n_concepts; i++) {
		struct m_concept *c = &m->concepts[i];
		if (!deserves_page(d, i))
			continue;
		struct str slug = text_slug(m->a, c->name);
		if (is_reserved(slug) || map_find(&taken, slug))
			slug = str_cat(m->a, slug, STR("-concept"));
		v[n++] = (struct naming){slug, sha_of(c->key), c};
	}
	if (n)
		qsort(v, n, sizeof *v, by_slug_then_hash);
	for (size_t i = 0; i < n; i++) {
		struct str slug = v[i].slug;
		if (i && str_eq(slug, v[i - 1].slug))
			slug = str_printf(m->a, STR_FMT "-" STR_FMT, STR_ARG(slug),
				STR_ARG(sha_base32(m->a, v[i].hash, 4)));
		struct str path = decisions_place(m->decisions,
			str_printf(m->a, "wiki/concepts/" STR_FMT ".md", STR_ARG(slug)));
		if (!strs_has(m->deleted, path))
			v[i].c->path = path;
	}
}

/* --- near names -------------------------------------------------------------------------- */

static int by_judged_name(const void *x, const void *y)
{
	const struct judge_name *a = x, *b = y;
	int c = str_cmp(a->name, b->name);
	return c ? c : (a->id > b->id) - (a->id < b->id);
}

struct str identity_known(const struct model *m, const struct group *g)
{
	const struct m_claim *best = NULL;
	for (size_t i = 0; i < g->defines.n; i++) {
		const struct m_claim *c = &m->claims.v[g->defines.v[i]];
		if (!best || str_cmp(c->id, best->id) < 0)
			best = c;
	}
	return best ? best->text : STR("");
}

/* What rules left apart, a model may know to be one thing. */
static bool join_judged(struct identity *d, struct err *e)
{
	struct model *m = d->m;
	struct judge_name *v = ARENA_ARRAY(m->a, struct judge_name, d->groups.n);
	struct judge_sames same;
	size_t n = 0;
	for (size_t i = 0; i < d->groups.n; i++) {
		const struct group *g = &d->groups.v[i];
		if (g->parent != i || g->names.n == 0 || g->ignored || g->alone)
			continue;
		v[n++] = (struct judge_name){.name = identity_best(m->a, g).name,
			.kind = best_kind(g),
			.known = identity_known(m, g),
			.id = i};
	}
	if (n)
		qsort(v, n, sizeof *v, by_judged_name);
	if (!identity_judge(m, v, n, &same, &d->parts, e))
		return false;
	for (size_t i = 0; i < same.n; i++)
		identity_join(d, same.v[i].x, same.v[i].y);
	return true;
}

bool model_identity(struct model *m, struct err *e)
{
	struct arena *a = arena_make();
	struct identity d = {.m = m,
		.a = a,
		.keys = mention_names_make(a),
		.by_key = map_make(a),
		.twins = map_make(a)};
	if (m->calls)
		identity_find_twins(&d);
	for (size_t i = 0; i < m->n_sources; i++) {
		struct m_source *s = &m->sources[i];
		for (size_t k = 0; k < s->n_named; k++)
			add_concept(&d, s, k);
	}
	identity_decide(&d);
	join_same_words(&d);
	join_by_alias(&d);
	identity_join_unknown(&d);
	if (m->calls && !join_judged(&d, e))
		return false;
	identity_name_twins(&d);
	make_concepts(&d);
	make_names(&d);
	resolve_names(&d);
	relate_parts(&d);
	find_same_names(&d);
	const bool *proper = find_proper(&d);
	arena_free(a);
	if (!attach_claims(m, proper, &d.counts, e))
		return false;
	name_pages(&d);
	return true;
}
