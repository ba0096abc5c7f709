/* lint_kept.c - pages as they were scanned, kept in the index: an unchanged page is not read again.
 *
 * A row holds what the first pass found out about a page (lint_facts.c) and what its citations came to
 * (lint_proof.c), under the page's path, with a stamp and a key. The stamp is what the file system says
 * of the file; while it is the same, the page is not read. The key is a hash of the bytes and of this
 * lint; a page with another stamp is read, and parsed only when no row has its key, so that a page
 * that was moved or touched is not parsed either. A stamp that could lie about a later change is not
 * kept; a row that is damaged is as good as none. Order: stamps and keys, loading, finding, saving. */
#include "engine/lint_facts.h"

#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/pack.h"
#include "base/str.h"
#include "engine/engine.h"
#include "store/index.h"

struct lint_kept {
	struct lint_page_rows rows;
	struct map by_path, by_key; /* to rows */
};

/* --- stamps and keys --------------------------------------------------------------------- */

static struct str stamp_of(struct arena *a, const struct lint *l, const struct lint_page *p)
{
	const struct fs_stat *st = &l->entries[p->file].st;
	struct buf b = buf_make(a);
	pack_str(&b, STR(KB_VERSION));
	pack_n(&b, LINT_VERSION);
	pack_n(&b, p->reported);
	pack_n(&b, (uint64_t)st->size);
	pack_n(&b, (uint64_t)st->mtime_ns);
	pack_n(&b, (uint64_t)st->ctime_ns);
	pack_n(&b, st->inode);
	return buf_str(&b);
}

static struct str key_of(struct arena *a, const struct lint_page *p, struct str raw)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, STR(KB_VERSION));
	sha_u64(h, LINT_VERSION);
	sha_u64(h, p->reported);
	sha_part(h, raw);
	struct sha sum = sha_end(h);
	return str_dup(a, str_make((const char *)sum.b, LINT_KEY));
}

/* --- loading ----------------------------------------------------------------------------- */

void lint_kept_load(struct lint *l)
{
	struct err none = {0};
	struct lint_page_rows rows;
	if (!l->kb || !l->base || l->opt->fix || !engine_index(l->kb, DB_READ, &none) ||
		!index_lint_pages(l->kb->index, l->a, &rows, &none))
		return;
	l->kept = ARENA_NEW(l->a, struct lint_kept);
	*l->kept = (struct lint_kept){rows, map_make(l->a), map_make(l->a)};
	for (size_t i = 0; i < rows.n; i++) {
		map_add(&l->kept->by_path, rows.v[i].path, NULL)->ptr = &rows.v[i];
		if (rows.v[i].key.n == LINT_KEY)
			map_add(&l->kept->by_key, rows.v[i].key, NULL)->ptr = &rows.v[i];
	}
}

/* --- finding ----------------------------------------------------------------------------- */

static bool take(struct lint_page *p, struct lint_worker *w, const struct lint_page_row *row)
{
	if (!row || row->key.n != LINT_KEY || !lint_facts_unpack(w->keep, row->facts, p))
		return false;
	p->row = row;
	p->key = row->key;
	return true;
}

bool lint_kept_find(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	if (!l->kept)
		return false;
	const struct lint_page_row *row =
		map_ptr(&l->kept->by_path, vault_at(l->vault, p->file)->path);
	return row && str_eq(row->stamp, stamp_of(w->scratch, l, p)) && take(p, w, row);
}

bool lint_kept_find_bytes(
	struct lint *l, struct lint_page *p, struct lint_worker *w, struct str raw)
{
	if (!l->kept)
		return false;
	p->key = key_of(w->keep, p, raw);
	return take(p, w, map_ptr(&l->kept->by_key, p->key));
}

void lint_kept_add(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	if (l->kept && p->read)
		p->facts = str_dup(w->keep, lint_facts_pack(w->scratch, p));
}

/* --- saving ------------------------------------------------------------------------------ */

/* Is the row of the page what it was? */
static bool is_same(const struct lint_page_row *row, const struct lint_page_row *now)
{
	return row && str_eq(row->path, now->path) && str_eq(row->stamp, now->stamp) &&
		str_eq(row->key, now->key) && str_eq(row->proof, now->proof);
}

static bool save_page(struct lint *l, const struct lint_page *p, struct err *e)
{
	struct lint_page_row now = {.path = vault_at(l->vault, p->file)->path,
		.stamp = stamp_of(l->a, l, p),
		.key = p->key,
		.facts = p->row ? p->row->facts : p->facts,
		.proof = p->proof};
	if (!l->clock_ns || lint_is_young(&l->entries[p->file].st, l->clock_ns))
		now.stamp = STR("");
	return !now.facts.n || is_same(p->row, &now) || index_put_lint_page(l->kb->index, &now, e);
}

/* How much there was to do, for those who ask. */
static void tell(const struct lint *l)
{
	size_t n = 0, n_new = 0;
	for (size_t i = 0; i < l->n_pages; i++) {
		n += l->pages[i].tried;
		n_new += l->pages[i].tried && !l->pages[i].row;
	}
	engine_note(l->kb, 2, "%zu of %zu pages had to be parsed", n_new, n);
}

bool lint_kept_save(struct lint *l, struct err *e)
{
	bool good = true;
	if (l->kept)
		tell(l);
	for (size_t i = 0; l->kept && good && i < l->n_pages; i++)
		good = save_page(l, &l->pages[i], e);
	for (size_t i = 0; l->kept && good && i < l->kept->rows.n; i++) {
		struct str path = l->kept->rows.v[i].path;
		size_t file = vault_find(l->vault, path);
		if (file == VAULT_NONE || l->page_of[file] == VAULT_NONE)
			good = index_drop_lint_page(l->kb->index, path, e);
	}
	return good;
}
