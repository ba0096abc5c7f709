/* identity_decided.c - wiki/decisions.yaml obeyed: names merged, kept apart, renamed, ignored.
 *
 * A name is looked for as it is written, but for case and punctuation, among names first and then among
 * aliases; a rename makes its new name known. A line with a name that the base does not know changes
 * nothing and is told, since the source that had the name may have gone.
 * Order: finding names, what is told, the four decisions. */
#include "base/text.h"
#include "engine/identity_int.h"
#include "engine/near.h"

struct deciding {
	struct identity *d;
	struct map by_name; /* folded -> group + 1 */
	struct strs all;
};

/* --- finding names ----------------------------------------------------------------------- */

static void know(struct deciding *x, struct str name, size_t group)
{
	bool added;
	struct map_entry *e = map_add(&x->by_name, text_fold(x->d->a, name), &added);
	if (!added)
		return;
	e->num = group + 1;
	strs_add(x->d->a, &x->all, name);
}

static void know_all(struct deciding *x)
{
	struct identity *d = x->d;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < d->groups.n; i++) {
			const struct group *g = &d->groups.v[i];
			for (size_t k = 0; pass == 0 && k < g->names.n; k++)
				know(x, g->names.v[k].name, i);
			for (size_t k = 0; pass == 1 && k < g->aliases.n; k++)
				know(x, g->aliases.v[k].name, i);
		}
}

/* --- what is told ------------------------------------------------------------------------ */

static void tell(struct deciding *x, size_t line, const char *what, struct str name)
{
	struct near near = {.best = NEAR_FAR};
	struct model *m = x->d->m;
	for (size_t i = 0; i < x->all.n; i++)
		near_offer(&near, name, x->all.v[i]);
	strs_add(m->a, &m->report->doubts,
		str_printf(m->a,
			"wiki/decisions.yaml:%zu: %s: no concept is called '" STR_FMT "'%s" STR_FMT
			"%s",
			line, what, STR_ARG(name), near.name.n ? "; did you mean '" : "",
			STR_ARG(near.name), near.name.n ? "'" : ""));
}

/* STR_NPOS, and told: unknown. */
static size_t find(
	struct deciding *x, const struct decided *line, const char *what, struct str name)
{
	struct map_entry *e = map_find(&x->by_name, text_fold(x->d->a, name));
	if (e)
		return e->num - 1;
	tell(x, line->line, what, name);
	return STR_NPOS;
}

/* --- the four decisions ------------------------------------------------------------------ */

static void merge(struct deciding *x, const struct decided *line)
{
	size_t first = find(x, line, "merge", line->names.v[0]);
	for (size_t i = 1; i < line->names.n; i++) {
		size_t other = find(x, line, "merge", line->names.v[i]);
		if (first == STR_NPOS)
			first = other;
		else if (other != STR_NPOS)
			identity_join(x->d, first, other);
	}
	if (first == STR_NPOS)
		return;
	struct group *g = &x->d->groups.v[identity_root(x->d, first)];
	if (!g->called.n && map_find(&x->by_name, text_fold(x->d->a, line->names.v[0])))
		g->called = line->names.v[0];
}

/* A name that was only an alias becomes one of its own. */
static void split(struct deciding *x, const struct decided *line)
{
	struct identity *d = x->d;
	struct str name = line->names.v[0], folded = text_fold(d->a, name);
	size_t at = find(x, line, "split", name);
	if (at == STR_NPOS)
		return;
	bool own = false;
	for (size_t k = 0; k < d->groups.v[at].names.n; k++)
		own = own || str_eq(text_fold(d->a, d->groups.v[at].names.v[k].name), folded);
	struct str lang = d->groups.v[at].names.n ? d->groups.v[at].names.v[0].lang : STR("");
	if (!own) {
		struct group g = {.parent = d->groups.n,
			.key = mention_key(d->keys, d->a, name, lang),
			.twin = STR(""),
			.called = STR("")};
		struct variant v = {name, lang, 1};
		VEC_PUSH(d->a, &g.names, v);
		struct tally kind = {d->groups.v[at].kinds.v[0].kind, 1};
		VEC_PUSH(d->a, &g.kinds, kind);
		g.n_named = 1;
		map_add(&d->by_key, g.key, NULL)->num = d->groups.n + 1;
		at = d->groups.n;
		VEC_PUSH(d->a, &d->groups, g);
	}
	d->groups.v[at].alone = true;
	d->groups.v[at].aliases.n = 0;
	for (size_t i = 0; i < d->groups.n; i++) { /* nobody's alias any more */
		struct group *g = &d->groups.v[i];
		size_t n = 0;
		for (size_t k = 0; k < g->aliases.n; k++)
			if (!str_eq(text_fold(d->a, g->aliases.v[k].name), folded))
				g->aliases.v[n++] = g->aliases.v[k];
		g->aliases.n = n;
	}
}

/* The new name may be another concept's: then the two are one. */
static void rename_group(struct deciding *x, const struct decided *line)
{
	size_t at = find(x, line, "rename", line->names.v[0]);
	if (at == STR_NPOS)
		return;
	struct map_entry *other = map_find(&x->by_name, text_fold(x->d->a, line->to));
	if (other)
		identity_join(x->d, at, other->num - 1);
	x->d->groups.v[identity_root(x->d, at)].called = line->to;
	know(x, line->to, at);
}

void identity_decide(struct identity *d)
{
	const struct decisions *what = d->m->decisions;
	struct deciding x = {.d = d, .by_name = map_make(d->a)};
	if (!(what->merge.n + what->split.n + what->rename.n + what->ignore.n))
		return;
	know_all(&x);
	for (size_t i = 0; i < what->split.n; i++)
		split(&x, &what->split.v[i]);
	for (size_t i = 0; i < what->rename.n; i++)
		rename_group(&x, &what->rename.v[i]);
	for (size_t i = 0; i < what->merge.n; i++)
		merge(&x, &what->merge.v[i]);
	for (size_t i = 0; i < what->ignore.n; i++) {
		size_t at = find(&x, &what->ignore.v[i], "ignore", what->ignore.v[i].names.v[0]);
		if (at != STR_NPOS)
			d->groups.v[identity_root(d, at)].ignored = true;
	}
}
