/* identity_twin.c - one name for several things: Mercury the planet, Mercury the element.
 *
 * Names whose kinds exclude each other are groups of their own under one key. Where both are defined a
 * model judges whether they are one thing after all; with no verdict, and with the builtin engine,
 * whose kinds are guesses, they are. Order: kinds, groups, names. */
#include "base/text.h"
#include "engine/identity_int.h"

/* --- kinds ------------------------------------------------------------------------------- */

/* Kinds of one class may be given to one thing by two documents. */
static struct str class_of(struct str kind)
{
	static const char *const classes[][2] = {{"person", "person"}, {"place", "place"},
		{"organization", "organization"}, {"work", "work"}, {"dataset", "work"},
		{"event", "event"}};
	for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
		if (str_eqz(kind, classes[i][0]))
			return str_of(classes[i][1]);
	return STR("thing");
}

void identity_find_twins(struct identity *d)
{
	struct map seen = map_make(d->a);
	for (size_t i = 0; i < d->m->n_sources; i++) {
		const struct m_source *s = &d->m->sources[i];
		for (size_t k = 0; k < s->n_named; k++) {
			bool added;
			struct str key =
				mention_key(d->keys, d->a, s->named[k].name, s->row->language);
			struct str class = class_of(s->named[k].kind);
			struct map_entry *e = map_add(&seen, key, &added);
			if (added)
				e->ptr = &s->named[k];
			const struct m_named *first = e->ptr;
			if (key.n && !str_eq(class, class_of(first->kind)))
				map_add(&d->twins, key, NULL);
		}
	}
}

struct str identity_twin_key(struct identity *d, struct str key, struct str kind, struct str *twin)
{
	*twin = STR("");
	if (!map_find(&d->twins, key))
		return key;
	*twin = key;
	return str_printf(d->a, STR_FMT "\x1f" STR_FMT, STR_ARG(key), STR_ARG(class_of(kind)));
}

/* --- groups ------------------------------------------------------------------------------ */

static size_t weight_of(const struct group *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->names.n; i++)
		n += g->names.v[i].n;
	return n;
}

/* Whether x goes before y: more claims, then the smaller key. */
static bool is_first(const struct group *x, const struct group *y)
{
	size_t n = weight_of(x), k = weight_of(y);
	return n != k ? n > k : str_cmp(x->key, y->key) < 0;
}

/* The one of the roots under this key that most claims speak of, `defined` ones alone if so wanted. */
static size_t first_twin(const struct identity *d, size_t group, bool defined)
{
	size_t best = STR_NPOS;
	for (size_t i = 0; i < d->groups.n; i++) {
		const struct group *g = &d->groups.v[i];
		if (g->parent != i || !str_eq(g->twin, d->groups.v[group].twin) ||
			(defined && !g->defines.n))
			continue;
		if (best == STR_NPOS || is_first(g, &d->groups.v[best]))
			best = i;
	}
	return best;
}

void identity_join_unknown(struct identity *d)
{
	for (size_t i = 0; i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		if (!g->twin.n || g->parent != i || g->defines.n)
			continue;
		size_t to = first_twin(d, i, true);
		if (to == STR_NPOS)
			to = first_twin(d, i, false);
		if (to != i)
			identity_join(d, i, to);
	}
}

/* --- names ------------------------------------------------------------------------------- */

/* What its definition calls it: "planet" of "Mercury is a planet of ..."; else its kind. */
static struct str distinction(struct identity *d, const struct group *g)
{
	static const char *const verbs[] = {" is a ", " is an ", " is the ", " was a ", " was an "};
	struct str known = identity_known(d->m, g);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		size_t at = str_find(known, str_of(verbs[i]));
		if (at == STR_NPOS)
			continue;
		struct str rest = str_from(known, at + str_of(verbs[i]).n);
		struct text_words w = text_words(d->a, rest);
		size_t n = 0;
		while (n < w.n && n < 3 && !text_is_stop(w.v[n].folded, STR("en")) &&
			(n == 0 || w.v[n].start == w.v[n - 1].end + 1))
			n++;
		if (n)
			return text_casefold(d->a, str_sub(rest, 0, w.v[n - 1].end));
	}
	return g->kinds.v[0].kind;
}

static size_t count_twins(const struct identity *d, size_t group)
{
	size_t n = 0;
	for (size_t i = 0; i < d->groups.n; i++)
		n += d->groups.v[i].parent == i &&
			str_eq(d->groups.v[i].twin, d->groups.v[group].twin);
	return n;
}

void identity_name_twins(struct identity *d)
{
	for (size_t i = 0; d->twins.n && i < d->groups.n; i++) {
		struct group *g = &d->groups.v[i];
		if (!g->twin.n || g->parent != i)
			continue;
		if (count_twins(d, i) == 1) { /* one thing after all */
			g->key = g->twin;
			map_add(&d->by_key, g->key, NULL)->num = i + 1;
			g->twin = STR("");
		} else if (first_twin(d, i, false) != i && !g->called.n) {
			g->called = str_printf(d->m->a, STR_FMT " (" STR_FMT ")",
				STR_ARG(identity_best(d->a, g).name), STR_ARG(distinction(d, g)));
		}
	}
}
