/* labels.c - see labels.h. Order: series of words and where they stand, chains, labels. */
#include "labels.h"

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"

enum { GRAM = 4, PLACES = 40 };

struct strs labels_words(struct arena *a, struct str s)
{
	struct text_words w = text_words(a, s);
	struct strs out = {0};
	for (size_t i = 0; i < w.n; i++)
		strs_add(a, &out, w.v[i].folded);
	return out;
}

static struct str gram(struct arena *a, struct strs w, size_t at, size_t n)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < n; i++) {
		buf_put(&b, w.v[at + i]);
		buf_putc(&b, ' ');
	}
	return buf_str(&b);
}

struct places {
	VEC(size_t) at;
};

/* Where each series of one to GRAM words stands in the text. */
static struct map index_text(struct arena *a, struct strs text)
{
	struct map m = map_make(a);
	for (size_t n = 1; n <= GRAM; n++)
		for (size_t i = 0; i + n <= text.n; i++) {
			struct map_entry *e = map_add(&m, gram(a, text, i, n), NULL);
			if (!e->ptr)
				e->ptr = ARENA_NEW(a, struct places);
			struct places *p = e->ptr;
			if (p->at.n < PLACES)
				VEC_PUSH(a, &p->at, i);
		}
	return m;
}

struct candidate {
	size_t run, at, before; /* before: index of the one it follows, plus 1 */
	double covered, best;
};

struct aligner {
	struct arena *a;
	struct map index;
	VEC(struct candidate) v;
	double *tree; /* Fenwick tree of maxima over places */
	size_t *who;
	size_t n;
};

static size_t best_up_to(const struct aligner *l, size_t at)
{
	size_t best = 0;
	double most = 0;
	for (size_t i = at + 1; i > 0; i -= i & (~i + 1))
		if (l->tree[i] > most) {
			most = l->tree[i];
			best = l->who[i];
		}
	return best;
}

static void enter(struct aligner *l, size_t index)
{
	const struct candidate *c = &l->v.v[index];
	for (size_t i = c->at + 1; i <= l->n; i += i & (~i + 1))
		if (c->best > l->tree[i]) {
			l->tree[i] = c->best;
			l->who[i] = index + 1;
		}
}

/* Words of a run that stand in the text, and the places where it may belong. */
static double match_run(struct aligner *l, size_t run, struct strs w)
{
	size_t n = w.n < GRAM ? w.n : GRAM, covered = 0, reach = 0, found = 0, first = l->v.n;
	for (size_t i = 0; n && i + n <= w.n; i++) {
		const struct places *p = map_ptr(&l->index, gram(l->a, w, i, n));
		if (!p)
			continue;
		size_t from = i > reach ? i : reach;
		covered += i + n > from ? i + n - from : 0;
		reach = i + n;
		if (found++ < 3)
			for (size_t k = 0; k < p->at.n; k++) {
				struct candidate c = {.run = run, .at = p->at.v[k]};
				VEC_PUSH(l->a, &l->v, c);
			}
	}
	for (size_t i = first; i < l->v.n; i++) {
		struct candidate *c = &l->v.v[i];
		c->covered = (double)covered;
		c->before = best_up_to(l, c->at);
		c->best = c->covered + (c->before ? l->v.v[c->before - 1].best : 0);
	}
	for (size_t i = first; i < l->v.n; i++)
		enter(l, i);
	return w.n ? (double)covered / (double)w.n : 0;
}

void labels_fill(const struct strs *runs, size_t n, struct strs text, int8_t *label)
{
	struct aligner l = {.a = arena_make(), .n = text.n + 1};
	double *share = ARENA_ARRAY(l.a, double, n + 1);
	l.index = index_text(l.a, text);
	l.tree = ARENA_ARRAY(l.a, double, l.n + 2);
	l.who = ARENA_ARRAY(l.a, size_t, l.n + 2);
	for (size_t i = 0; i < n; i++) {
		share[i] = match_run(&l, i, runs[i]);
		label[i] = runs[i].n ? 0 : -1;
	}
	size_t last = best_up_to(&l, text.n);
	for (; last; last = l.v.v[last - 1].before)
		label[l.v.v[last - 1].run] = share[l.v.v[last - 1].run] >= 0.5;
	struct map seen = map_make(l.a);
	for (size_t i = 0; i < n; i++) {
		bool added, sure = share[i] >= 0.8 && runs[i].n >= 8;
		label[i] = sure ? 1 : label[i];
		if (runs[i].n < 8 || label[i] != 1)
			continue;
		map_add(&seen, gram(l.a, runs[i], 0, runs[i].n), &added);
		label[i] = added ? 1 : -1; /* said twice: once is enough */
	}
	arena_free(l.a);
}
