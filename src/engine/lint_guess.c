/* lint_guess.c - the name in the vault that is nearest to one that is not there.
 *
 * Names are compared without their folders. Each name that is missed is looked for once, however many
 * links have it, on all processors, before links are judged. Order: distance, missed names, asking. */
#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/str.h"
#include "engine/lint_page.h"
#include "engine/near.h"

#define MAX_NEAR_WORK ((size_t)400000000) /* names times missed names */

struct near_name {
	struct str stem; /* key of the base name, a page's without ".md" */
	uint64_t letters; /* a bit for each letter or digit in it, modulo 64 */
};

struct lint_guesses {
	struct lint *l;
	struct near_name *names; /* by file */
	struct map
		missed; /* "n" or "f" (note, file) and the key -> file plus 1, 0 when none is near */
};

/* --- distance ----------------------------------------------------------------------------- */

static struct near_name near_name(struct str key, bool note)
{
	struct near_name name = {fs_base_name(key), 0};
	if (note && str_ends(name.stem, STR(".md")))
		name.stem.n -= 3;
	for (size_t i = 0; i < name.stem.n; i++)
		if (lint_word_byte(name.stem.p[i]))
			name.letters |= (uint64_t)1 << ((unsigned char)name.stem.p[i] & 63);
	return name;
}

/* Equal but for blanks and punctuation. */
static bool same_words(struct str x, struct str y)
{
	size_t i = 0, j = 0, n = 0;
	for (;; n++) {
		while (i < x.n && !lint_word_byte(x.p[i]))
			i++;
		while (j < y.n && !lint_word_byte(y.p[j]))
			j++;
		if (i == x.n || j == y.n)
			return i == x.n && j == y.n && n > 0;
		if (x.p[i++] != y.p[j++])
			return false;
	}
}

static bool more_than_four_bits(uint64_t x)
{
	for (int i = 0; i < 4; i++)
		x &= x - (x != 0);
	return x != 0;
}

/* 0 same words, 1 and 2 edits, 3 too far. */
static size_t apart(const struct near_name *x, const struct near_name *y)
{
	if (more_than_four_bits(x->letters ^ y->letters))
		return 3;
	if (same_words(x->stem, y->stem))
		return 0;
	size_t n = x->stem.n < y->stem.n ? x->stem.n : y->stem.n;
	size_t most = n >= 8 ? 2 : n >= 4 ? 1 : 0;
	size_t gap = x->stem.n > y->stem.n ? x->stem.n - y->stem.n : y->stem.n - x->stem.n;
	if (most == 0 || gap > 4 * most)
		return 3;
	size_t d = near_distance(x->stem, y->stem, most);
	return d == NEAR_FAR ? 3 : d;
}

/* --- missed names ------------------------------------------------------------------------- */

bool lint_is_image(struct str target)
{
	static const char *const types[] = {
		".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif", ".ico", ".tiff"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_iends(target, str_of(types[i])))
			return true;
	return false;
}

bool lint_is_lost(const struct lint_link *link)
{
	return link->hit.how == VAULT_BROKEN && !link->beyond;
}

/* A link to a note may mean a note only, one to a file a file only. */
static struct str key_of(struct arena *a, const struct lint_link *link)
{
	bool file =
		lint_is_image(link->target) || (link->embed && fs_extension(link->target).n > 0);
	return str_cat(a, file ? STR("f") : STR("n"), vault_key(a, link->target));
}

static void look_for(void *ctx, size_t i, unsigned worker)
{
	struct lint_guesses *g = ctx;
	struct map_entry *missed = &g->missed.v[i];
	struct near_name wanted = near_name(str_from(missed->key, 1), true);
	bool note = missed->key.p[0] == 'n';
	size_t least = 3;
	(void)worker;
	for (size_t k = 0; k < vault_n(g->l->vault) && least > 0; k++) {
		if (note != vault_at(g->l->vault, k)->note)
			continue;
		size_t d = apart(&wanted, &g->names[k]);
		if (d < least) {
			least = d;
			missed->num = k + 1;
		}
	}
}

struct lint_guesses *lint_guesses_make(struct lint *l)
{
	size_t n = vault_n(l->vault);
	struct lint_guesses *g = ARENA_NEW(l->a, struct lint_guesses);
	*g = (struct lint_guesses){.l = l, .missed = map_make(l->a)};
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; p->reported && !p->evidence && k < p->links.n; k++)
			if (lint_is_lost(&p->links.v[k]))
				map_add(&g->missed, key_of(l->a, &p->links.v[k]), NULL);
	}
	if (g->missed.n == 0 || g->missed.n > MAX_NEAR_WORK / (n + 1))
		return g;
	g->names = ARENA_ARRAY(l->a, struct near_name, n);
	for (size_t i = 0; i < n; i++) {
		const struct vault_file *f = vault_at(l->vault, i);
		g->names[i] = near_name(f->key, f->note);
	}
	pool_run(l->n_workers, g->missed.n, look_for, g);
	return g;
}

/* --- asking ------------------------------------------------------------------------------- */

struct str lint_guess(const struct lint_guesses *g, struct arena *a, const struct lint_link *link)
{
	const struct map_entry *missed = map_find(&g->missed, key_of(a, link));
	return missed && missed->num ? vault_link_text(g->l->vault, a, missed->num - 1) : STR("");
}
