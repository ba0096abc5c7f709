/* identity.c - from the names in digests to concepts.
 *
 * Names with one key (mention.h) are one concept. An alias joins two concepts only when one long
 * form in the whole base claims it and the figures in both names agree, so GPT-3 never meets GPT-4
 * and an abbreviation with two readings joins nothing. Nothing here depends on the order of sources:
 * they come sorted by hash, and ties go to the smaller name.
 * Order: groups, aliases, canonical names, claims, pages. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "engine/mention.h"
#include "engine/model.h"

struct variant {
	struct str name, lang;
	size_t n; /* claims that carry it */
};

struct group {
	size_t parent; /* of the union-find */
	struct str key;
	VEC(struct variant) names;
	VEC(struct variant) aliases;
	VEC(struct str) kinds;
	VEC(size_t) defines;
	double weight;
};

struct identity {
	struct model *m;
	struct mention_names *keys; /* stems only: no name is added */
	VEC(struct group) groups;
	struct map by_key; /* key -> index + 1 */
};

static size_t root_of(struct identity *d, size_t i)
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

static size_t group_of(struct identity *d, struct str name, struct str lang)
{
	bool added;
	struct str key = mention_key(d->keys, d->m->a, name, lang);
	struct map_entry *e = map_add(&d->by_key, key, &added);
	if (added) {
		struct group g = {.parent = d->groups.n, .key = key};
		VEC_PUSH(d->m->a, &d->groups, g);
		e->num = d->groups.n;
	}
	return e->num - 1;
}

static size_t claims_naming(const struct reply_digest *r, struct str name)
{
	size_t n = 0;
	for (size_t i = 0; i < r->claims.n; i++)
		n += strs_has(r->claims.v[i].concepts, name);
	return n;
}

static void add_concept(struct identity *d, const struct m_source *s, size_t place)
{
	struct arena *a = d->m->a;
	const struct reply_concept *c = &s->digest->concepts.v[place];
	struct str lang = s->row->language;
	struct variant name = {c->name, lang, 1 + claims_naming(s->digest, c->name)};
	size_t i = group_of(d, c->name, lang);
	struct group *g = &d->groups.v[i];
	if (g->key.n == 0)
		return;
	add_variant(a, &g->names.v, &g->names.n, &g->names.cap, name);
	for (size_t k = 0; k < c->aliases.n; k++)
		add_variant(a, &g->aliases.v, &g->aliases.n, &g->aliases.cap,
			(struct variant){c->aliases.v[k], lang, 1});
	VEC_PUSH(a, &g->kinds, c->kind);
	struct map_entry *def = map_find(&s->local, c->definition);
	if (def && def->num)
		VEC_PUSH(a, &g->defines, def->num - 1);
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

struct claimant { /* who claims an alias */
	size_t group;
	bool several;
};

static void join_groups(struct identity *d, size_t x, size_t y)
{
	struct arena *a = d->m->a;
	x = root_of(d, x);
	y = root_of(d, y);
	if (x == y)
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
		VEC_PUSH(a, &to->kinds, from->kinds.v[i]);
	for (size_t i = 0; i < from->defines.n; i++)
		VEC_PUSH(a, &to->defines, from->defines.v[i]);
	if (from->weight > to->weight)
		to->weight = from->weight;
}

static void join_by_alias(struct identity *d)
{
	struct arena *a = d->m->a;
	struct map claimed = map_make(a);
	for (size_t i = 0; i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		for (size_t k = 0; g->parent == i && k < g->aliases.n; k++) {
			bool added;
			struct str key =
				mention_key(d->keys, a, g->aliases.v[k].name, g->aliases.v[k].lang);
			struct map_entry *e = map_add(&claimed, key, &added);
			if (added) {
				struct claimant *c = ARENA_NEW(a, struct claimant);
				c->group = i;
				e->ptr = c;
			} else if (((struct claimant *)e->ptr)->group != i) {
				((struct claimant *)e->ptr)->several = true;
			}
		}
	}
	for (size_t i = 0; i < claimed.n; i++) {
		struct claimant *c = claimed.v[i].ptr;
		struct map_entry *other = map_find(&d->by_key, claimed.v[i].key);
		if (c->several || !other)
			continue;
		struct group *g = &d->groups.v[root_of(d, c->group)];
		struct group *o = &d->groups.v[root_of(d, other->num - 1)];
		struct str x = digits_of(a, g->names.v[0].name);
		struct str y = o->names.n ? digits_of(a, o->names.v[0].name) : STR("");
		if (g != o && o->names.n && (x.n == 0 || y.n == 0 || str_eq(x, y)))
			join_groups(d, c->group, other->num - 1);
	}
	for (size_t i = 0; i < d->groups.n; i++) { /* an alias of several names is nobody's */
		struct group *g = &d->groups.v[i];
		size_t n = 0;
		for (size_t k = 0; k < g->aliases.n; k++) {
			struct claimant *c = map_ptr(&claimed,
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
	struct map by_words = map_make(d->m->a);
	for (size_t i = 0; i < d->groups.n; i++) {
		for (size_t k = 0; k < d->groups.v[i].names.n; k++) {
			bool added;
			struct str name = d->groups.v[i].names.v[k].name;
			struct map_entry *e =
				map_add(&by_words, text_squeeze(d->m->a, name, NULL), &added);
			if (added)
				e->num = i;
			else
				join_groups(d, e->num, i);
		}
	}
}

/* --- canonical names --------------------------------------------------------------------- */

static struct variant best_name(const struct group *g)
{
	struct variant best = g->names.v[0];
	for (size_t i = 1; i < g->names.n; i++) {
		struct variant v = g->names.v[i];
		if (v.n > best.n || (v.n == best.n && str_cmp(v.name, best.name) < 0))
			best = v;
	}
	return best;
}

/* The kind most digests give; of equals the smaller word. */
static struct str best_kind(const struct group *g)
{
	struct str best = STR("concept");
	size_t most = 0;
	for (size_t i = 0; i < g->kinds.n; i++) {
		size_t n = 0;
		for (size_t k = 0; k < g->kinds.n; k++)
			n += str_eq(g->kinds.v[k], g->kinds.v[i]);
		if (n > most || (n == most && str_cmp(g->kinds.v[i], best) < 0)) {
			best = g->kinds.v[i];
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

static struct strs other_names(struct arena *a, const struct group *g, struct str name)
{
	struct strs l = {0}, seen = {0};
	strs_add(a, &seen, text_fold(a, name));
	for (size_t i = 0; i < g->names.n + g->aliases.n; i++) {
		struct str v =
			i < g->names.n ? g->names.v[i].name : g->aliases.v[i - g->names.n].name;
		struct str folded = text_fold(a, v);
		if (strs_has(seen, folded))
			continue;
		strs_add(a, &seen, folded);
		strs_add(a, &l, v);
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

static bool is_ignored(struct identity *d, const struct group *g)
{
	for (size_t i = 0; i < d->m->ignore.n; i++) {
		struct str key =
			mention_key(d->keys, d->m->a, d->m->ignore.v[i], g->names.v[0].lang);
		if (str_eq(key, g->key))
			return true;
	}
	return false;
}

static void make_concepts(struct identity *d)
{
	struct model *m = d->m;
	m->concepts = ARENA_ARRAY(m->a, struct m_concept, d->groups.n);
	for (size_t i = 0; i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		if (g->parent != i || g->names.n == 0 || is_ignored(d, g))
			continue;
		struct variant name = best_name(g);
		if (g->defines.n)
			qsort(g->defines.v, g->defines.n, sizeof *g->defines.v, by_index);
		m->concepts[m->n_concepts++] = (struct m_concept){
			.name = name.name,
			.folded = text_casefold(m->a, name.name),
			.kind = best_kind(g),
			.aliases = other_names(m->a, g, name.name),
			.defines = g->defines.v,
			.n_defines = g->defines.n,
			.n_named = g->kinds.n,
			.weight = g->weight,
			.category = MODEL_NONE,
			.path = STR(""),
			.key = g->key,
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
	struct map number = map_make(m->a);
	m->names = mention_names_make(m->a);
	for (size_t i = 0; i < m->n_concepts; i++)
		map_add(&number, m->concepts[i].key, NULL)->num = i + 1;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < d->groups.n; i++) {
			struct group *g = &d->groups.v[i];
			struct map_entry *e = map_find(&number, d->groups.v[root_of(d, i)].key);
			if (!e)
				continue;
			for (size_t k = 0; pass == 0 && k < g->names.n; k++)
				mention_add(m->names, g->names.v[k].name, g->names.v[k].lang,
					e->num - 1);
			for (size_t k = 0; pass == 1 && k < g->aliases.n; k++)
				mention_add(m->names, g->aliases.v[k].name, g->aliases.v[k].lang,
					e->num - 1);
		}
}

/* --- claims ------------------------------------------------------------------------------ */

static void note_concept(struct arena *a, struct m_claim *c, size_t *cap, size_t id)
{
	for (size_t i = 0; i < c->n_concepts; i++)
		if (c->concepts[i] == id)
			return;
	if (c->n_concepts == *cap)
		c->concepts = vec_grow(a, c->concepts, sizeof *c->concepts, c->n_concepts, cap);
	c->concepts[c->n_concepts++] = id;
}

static void attach_claims(struct model *m)
{
	struct arena *scratch = arena_make();
	size_t *caps = ARENA_ARRAY(scratch, size_t, m->n_concepts + 1);
	size_t *last = ARENA_ARRAY(scratch, size_t, m->n_concepts + 1);
	for (size_t i = 0; i < m->claims.n; i++) {
		struct m_claim *c = &m->claims.v[i];
		struct arena_mark mark = arena_mark(scratch);
		struct mentions l = mention_find(
			m->names, scratch, c->text, m->sources[c->source].row->language);
		size_t cap = 0;
		for (size_t k = 0; k < l.n; k++)
			note_concept(m->a, c, &cap, l.v[k].id);
		arena_release(scratch, mark);
		if (c->n_concepts)
			qsort(c->concepts, c->n_concepts, sizeof *c->concepts, by_index);
		for (size_t k = 0; k < c->n_concepts; k++) {
			struct m_concept *to = &m->concepts[c->concepts[k]];
			size_t *cap_of = &caps[c->concepts[k]];
			if (to->n_claims == *cap_of)
				to->claims = vec_grow(
					m->a, to->claims, sizeof *to->claims, to->n_claims, cap_of);
			to->claims[to->n_claims++] = i;
			if (last[c->concepts[k]] != c->source + 1) /* claims come by source */
				to->n_sources++;
			last[c->concepts[k]] = c->source + 1;
		}
	}
	arena_free(scratch);
}

/* --- pages ------------------------------------------------------------------------------- */

/* A common word that one digest took for a concept and many sources use in passing. */
static bool is_common_word(const struct m_concept *c)
{
	bool several = str_find_byte(c->name, ' ') != STR_NPOS;
	size_t i = 0;
	bool capital = text_is_upper(text_next(c->name, &i));
	if (several || c->n_sources < 4)
		return false;
	size_t share = capital ? 8 : c->n_defines ? 5 : 3;
	return c->n_named * share < c->n_sources;
}

static bool deserves_page(const struct model *m, const struct m_concept *c)
{
	size_t min = (size_t)m->kb->conf.compile.min_sources;
	if (c->n_claims == 0 || (min > 1 && is_common_word(c)))
		return false;
	if (c->n_sources >= min && (min == 1 || c->n_claims >= 2))
		return true;
	return c->weight >= 1.0 / 3 && c->n_claims >= 3;
}

static bool is_reserved(struct str slug)
{
	static const char *const tails[] = {"-text", "-source", "-category", "-answer"};
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

static void name_pages(struct model *m)
{
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
		if (!deserves_page(m, c))
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
		struct str path = str_printf(m->a, "wiki/concepts/" STR_FMT ".md", STR_ARG(slug));
		if (!strs_has(m->deleted, path))
			v[i].c->path = path;
	}
}

void model_identity(struct model *m)
{
	struct identity d = {.m = m, .keys = mention_names_make(m->a), .by_key = map_make(m->a)};
	for (size_t i = 0; i < m->n_sources; i++)
		for (size_t k = 0; k < m->sources[i].digest->concepts.n; k++)
			add_concept(&d, &m->sources[i], k);
	join_same_words(&d);
	join_by_alias(&d);
	make_concepts(&d);
	make_names(&d);
	attach_claims(m);
	name_pages(m);
}
