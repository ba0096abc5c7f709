/* fuzz_facts.c - facts of a page that were read out of any bytes lead nowhere out of the page's lists and,
 * written and read again, are the same. */
#include <assert.h>

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "engine/lint_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Everything that the second pass takes for an index. */
static void check(const struct lint_page *p)
{
	for (size_t i = 0; i < p->outline.n; i++)
		assert(p->outline.v[i].parent == VAULT_NONE || p->outline.v[i].parent < i);
	for (size_t i = 0; i < p->outline.n_keys; i++)
		assert(p->outline.keys[i].heading < p->outline.n);
	for (size_t i = 0; i < p->figures.n; i++)
		for (size_t k = 0; k < p->figures.v[i].n; k++)
			assert(p->figure_cites.v[p->figures.v[i].first + k] < p->cites.n);
	for (size_t i = 0; i < p->hits.n; i++)
		assert(p->hits.v[i].rule < LINT_RULES);
	for (size_t i = 0; i < p->fields.n; i++)
		assert(p->fields.v[i].type < LINT_TYPES);
	for (size_t i = 0; i < p->empties.n; i++)
		assert(p->empties.v[i].hit < p->hits.n);
	for (size_t i = 0; i < p->missing.n; i++)
		assert(p->missing.v[i].hit < p->hits.n && p->missing.v[i].lack < LINT_LACKS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_make();
	struct lint_page p = {0}, again = {0};
	struct buf b = buf_make(a);
	pack_sealed(&b, str_make((const char *)data, n));
	if (lint_facts_unpack(a, buf_str(&b), &p)) {
		check(&p);
		struct str once = lint_facts_pack(a, &p);
		assert(lint_facts_unpack(a, once, &again));
		assert(str_eq(once, lint_facts_pack(a, &again)));
	}
	arena_free(a);
	return 0;
}
