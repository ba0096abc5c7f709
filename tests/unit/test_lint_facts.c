/* test_lint_facts.c - a page's facts come back as they were; bytes that lie about them are refused or
 * at least lead nowhere out of the page's lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/pack.h"
#include "base/str.h"
#include "engine/lint_facts.h"
#include "kb.h"

#define N_LIES 15000

/* With the first line a page of kb's, without it the person's: each keeps what the other does not. */
static const char text[] =
	"---\nkb-hash: abc\ntitle: A page\ntype: concept\naliases: [One, Two]\nsources: [raw/a.md]\n"
	"tags: [a, a]\n---\n\n# Head\n\n## Head\n\nSeven hundred 700 words are said here.[^k1]\n\n"
	"[[gone]] ![[b#Head]] [text](c.md#^id) [[half] and [[self#Head#Head|shown]] | [[x\\|y]]\n\n"
	"### Empty\n\n## Other\n\nA line. ^block\n\n%% kb-lint-disable stub, orphan %%\n\n"
	"[^k1]: [T](../text/t-text.md#^p7k2m9qa): \"words of a source\"\n"
	"[^2]: [a](raw/a.md#L3-L9): \"three words or more\"\n\n## Backlinks\n\n- [B](b.md)\n";

static struct str packed(struct arena *a, bool generated)
{
	char dir[] = "/tmp/kb-facts-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct str page =
		generated ? str_of(text) : str_cat(a, STR("---\n"), str_from(str_of(text), 17));
	assert_true(fs_write(fs_join(a, dir, "a.md"), page, false, NULL));
	struct lint l = {.a = a, .dir = dir, .opt = &(struct kb_lint_opt){.dir = dir}};
	struct str path = STR("a.md");
	struct lint_page p = {.reported = true};
	struct lint_worker w = {a, arena_make(), arena_make()};
	l.vault = vault_make(a, &path, 1);
	lint_scan_page(&l, &p, &w);
	assert_true(p.read && p.links.n > 4 && p.cites.n && p.missing.n && p.spans.n && p.off &&
		p.hits.n && p.outline.n_ids && p.generated == generated);
	assert_true(generated ? p.figures.n > 0 : p.empties.n > 0);
	arena_free(w.scratch);
	arena_free(w.leaf);
	assert_true(fs_remove(fs_join(a, dir, "a.md"), NULL) && rmdir(dir) == 0);
	return lint_facts_pack(a, &p);
}

static void they_come_back(void **state)
{
	struct arena *a = arena_make();
	struct lint_page p = {.file = 3, .reported = true};
	struct str facts = packed(a, *(const bool *)*state);
	assert_true(lint_facts_unpack(a, facts, &p));
	assert_true(p.file == 3 && p.read && str_eqz(p.title, "A page"));
	assert_true(str_eq(lint_facts_pack(a, &p), facts));
	arena_free(a);
}

static void damage_is_seen(void **state)
{
	struct arena *a = arena_make();
	struct str facts = packed(a, *(const bool *)*state);
	char *bytes = (char *)(uintptr_t)facts.p;
	for (size_t i = 0; i < facts.n; i++) {
		struct lint_page p = {0};
		bytes[i] ^= 0x10;
		assert_false(lint_facts_unpack(a, facts, &p));
		assert_false(p.read);
		bytes[i] ^= 0x10;
		assert_false(lint_facts_unpack(a, str_sub(facts, 0, i), &p));
	}
	arena_free(a);
}

/* Everything that the second pass takes for an index. */
static void check(const struct lint_page *p)
{
	for (size_t i = 0; i < p->outline.n; i++)
		assert_true(p->outline.v[i].parent == VAULT_NONE || p->outline.v[i].parent < i);
	for (size_t i = 0; i < p->outline.n_keys; i++)
		assert_true(p->outline.keys[i].heading < p->outline.n);
	for (size_t i = 0; i < p->figures.n; i++) {
		const struct lint_figure *f = &p->figures.v[i];
		for (size_t k = 0; k < f->n; k++)
			assert_true(p->figure_cites.v[f->first + k] < p->cites.n);
	}
	for (size_t i = 0; i < p->hits.n; i++)
		assert_true(p->hits.v[i].rule < LINT_RULES);
	for (size_t i = 0; i < p->empties.n; i++)
		assert_true(p->empties.v[i].hit < p->hits.n);
	for (size_t i = 0; i < p->missing.n; i++)
		assert_true(p->missing.v[i].hit < p->hits.n);
}

static void lies_lead_nowhere(void **state)
{
	struct arena *a = arena_make();
	struct str facts = packed(a, *(const bool *)*state);
	struct unpack sound = unpack_sealed(facts);
	size_t n = (size_t)(sound.end - sound.p), n_taken = 0;
	uint32_t seed = 7;
	for (size_t i = 0; i < N_LIES; i++) {
		struct arena *lie = arena_make();
		struct str inside = str_dup(lie, str_make(sound.p, n));
		struct buf b = buf_make(lie);
		seed = seed * 1664525u + 1013904223u;
		((char *)(uintptr_t)inside.p)[(seed >> 8) % n] = (char)(i & 1 ? seed : seed % 8);
		pack_sealed(&b, inside);
		struct lint_page p = {0};
		if (lint_facts_unpack(lie, buf_str(&b), &p)) {
			check(&p);
			n_taken++;
		}
		arena_free(lie);
	}
	assert_true(n_taken > 0 && n_taken < N_LIES);
	arena_free(a);
}

int main(void)
{
	static bool both[] = {false, true};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(they_come_back, &both[0]),
		cmocka_unit_test_prestate(they_come_back, &both[1]),
		cmocka_unit_test_prestate(damage_is_seen, &both[0]),
		cmocka_unit_test_prestate(damage_is_seen, &both[1]),
		cmocka_unit_test_prestate(lies_lead_nowhere, &both[0]),
		cmocka_unit_test_prestate(lies_lead_nowhere, &both[1]),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
