/* lint_twins.c - near-duplicate pages.
 *
 * A page is the set of its runs of five words; the similarity of two sets is estimated from their
 * smallest hashes (bottom-k sketches: A. Broder, On the resemblance and containment of documents,
 * 1997). Candidates share one of the very smallest. Order: sketches, pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

#define MIN_WORDS 40
#define N_PROBES 12 /* smallest hashes that candidates are found by */
#define MAX_POSTINGS 8 /* pages that are compared for one hash */
#define SAME_PERCENT 85

/* --- sketches ---------------------------------------------------------------------------- */

static uint64_t mix(uint64_t x) /* splitmix64 */
{
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Sorts the first n and leaves each once; how many those are. */
static size_t sort_unique(uint32_t *v, size_t n)
{
	size_t m = 0;
	qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++)
		if (m == 0 || v[i] != v[m - 1])
			v[m++] = v[i];
	return m;
}

/* Keeps the smallest of the hashes in hand, each once, in order. They are spread evenly: those below a
 * bound that a few more than LINT_SKETCH should be are sorted, all only when they turn out too few. */
static void settle(struct lint_run *r)
{
	uint64_t bound = (uint64_t)UINT32_MAX * (LINT_SKETCH + LINT_SKETCH / 4) / (r->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < r->n_hashes; i++)
		if (r->hashes[i] <= bound) {
			uint32_t h = r->hashes[i];
			r->hashes[i] = r->hashes[n];
			r->hashes[n++] = h;
		}
	size_t m = sort_unique(r->hashes, n);
	if (m < LINT_SKETCH && n < r->n_hashes) {
		memmove(r->hashes + m, r->hashes + n, (r->n_hashes - n) * sizeof *r->hashes);
		m = sort_unique(r->hashes, r->n_hashes - n + m);
	}
	r->n_hashes = m < LINT_SKETCH ? m : LINT_SKETCH;
}

static void add_word(struct lint_scan *s, uint64_t word)
{
	struct lint_run *r = &s->run;
	s->page->n_words++;
	for (size_t i = 0; i + 1 < LINT_RUN; i++)
		r->word[i] = r->word[i + 1] * 0x9E3779B97F4A7C15u;
	r->word[LINT_RUN - 1] = word;
	if (++r->n < LINT_RUN)
		return;
	uint64_t h = 0;
	for (size_t i = 0; i < LINT_RUN; i++)
		h += r->word[i];
	r->hashes[r->n_hashes++] = (uint32_t)(mix(h) >> 32);
	if (r->n_hashes == LINT_HASHES)
		settle(r);
}

void lint_sketch_add(struct lint_scan *s, struct str text)
{
	for (size_t i = 0; i < text.n;) {
		uint64_t h = 0;
		size_t n = 0;
		while (i < text.n && lint_word_byte(text.p[i])) {
			unsigned char c = (unsigned char)text.p[i];
			if (c >= 0xE3 && c <= 0xED) { /* a CJK character is a word */
				if (n)
					break;
				size_t from = i;
				text_next(text, &i);
				h = str_hash64(str_sub(text, from, i));
				n = 1;
				break;
			}
			h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 1099511628211u; /* FNV */
			n++;
			i++;
		}
		if (n)
			add_word(s, h);
		else
			i++;
	}
}

void lint_sketch_end(struct lint_scan *s)
{
	struct lint_page *p = s->page;
	if (p->n_words < MIN_WORDS || p->evidence)
		return;
	settle(&s->run);
	p->n_sketch = s->run.n_hashes;
	p->sketch = ARENA_ARRAY(s->keep, uint32_t, p->n_sketch);
	if (p->n_sketch)
		memcpy(p->sketch, s->run.hashes, p->n_sketch * sizeof *p->sketch);
}

/* --- pairs ------------------------------------------------------------------------------- */

/* Share of the union's smallest hashes that both have, in percent. */
static size_t likeness(const struct lint_page *x, const struct lint_page *y)
{
	size_t i = 0, j = 0, both = 0, n = 0;
	while (n < LINT_SKETCH && (i < x->n_sketch || j < y->n_sketch)) {
		bool left = j == y->n_sketch || (i < x->n_sketch && x->sketch[i] <= y->sketch[j]);
		bool right = i == x->n_sketch || (j < y->n_sketch && y->sketch[j] <= x->sketch[i]);
		both += left && right;
		i += left;
		j += right;
		n++;
	}
	return n ? both * 100 / n : 0;
}

struct postings {
	size_t page[MAX_POSTINGS];
	size_t n;
};

static void compare(struct lint *l, struct map *table, size_t me)
{
	struct lint_page *p = &l->pages[me], *twin = NULL;
	size_t best = 0, probes = p->n_sketch < N_PROBES ? p->n_sketch : N_PROBES;
	for (size_t k = 0; k < probes; k++) {
		struct str key = {(const char *)&p->sketch[k], sizeof p->sketch[k]};
		bool added;
		struct map_entry *entry = map_add(table, key, &added);
		if (added)
			entry->ptr = ARENA_NEW(l->a, struct postings);
		struct postings *list = entry->ptr;
		for (size_t i = 0; i < list->n; i++) {
			struct lint_page *other = &l->pages[list->page[i]];
			size_t same = str_eq(other->type, p->type) ? likeness(p, other) : 0;
			if (same > best) {
				best = same;
				twin = other;
			}
		}
		if (list->n < MAX_POSTINGS)
			list->page[list->n++] = me;
	}
	if (best >= SAME_PERCENT && p->reported)
		lint_say(l->a, p, LINT_NEAR_DUPLICATE, 1, 1,
			"says nearly the same as " STR_FMT " (%zu %% of its word runs)",
			STR_ARG(vault_at(l->vault, twin->file)->path), best);
}

void lint_twins(struct lint *l)
{
	struct map table = map_make(l->a);
	if (!lint_on(l, LINT_NEAR_DUPLICATE))
		return;
	for (size_t i = 0; i < l->n_pages; i++)
		if (l->pages[i].n_sketch)
			compare(l, &table, i);
}
