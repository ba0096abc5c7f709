/* lint_cache.c - an unchanged vault is not read again: findings kept in the index.
 *
 * What is kept belongs to a name (a hash of what was asked) under a key: a hash of paths, sizes, times
 * and inodes of all files, of what the index knows of the sources, and of this lint. Links out of the
 * vault that were looked for beside it are looked for again. Findings are not kept when a file is so
 * young that it could change without its time changing; nothing is when another kb writes, or when the
 * index cannot be written: lint only reads then. What is kept of single pages says lint_kept.c.
 * Order: keys, recalling, remembering. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/lock.h"
#include "base/map.h"
#include "base/pack.h"
#include "base/str.h"
#include "engine/engine.h"
#include "engine/lint_health.h"
#include "engine/lint_page.h"
#include "store/index.h"

#define TICK_NS INT64_C(20000000) /* times of files go on in steps shorter than this */
#define COARSE_NS INT64_C(2000000000) /* on file systems that keep whole seconds */
#define SECOND_NS INT64_C(1000000000)
#define MAX_PROBES 5000

/* --- keys -------------------------------------------------------------------------------- */

static void add_strs(struct sha_stream *h, struct strs l)
{
	sha_u64(h, l.n);
	for (size_t i = 0; i < l.n; i++)
		sha_part(h, l.v[i]);
}

static struct str name_of(struct lint *l)
{
	const struct kb_lint_opt *opt = l->opt;
	struct sha_stream *h = sha_begin(l->a);
	for (size_t i = 0; i < LINT_RULES; i++)
		sha_u64(h, (uint64_t)l->severity[i] << 1 | l->out[i]);
	for (size_t i = 0; i < l->globs.n; i++) {
		sha_part(h, l->globs.v[i].glob);
		sha_u64(h, (uint64_t)l->globs.v[i].rule << 8 | l->globs.v[i].severity);
	}
	add_strs(h, l->asked);
	add_strs(h, opt->ignore);
	add_strs(h, l->kb->conf.lint.ignore);
	sha_u64(h, (uint64_t)opt->level << 1 | opt->suggest);
	return sha_base32(l->a, sha_end(h), 16);
}

static void add_stat(struct sha_stream *h, struct str path, const struct fs_stat *st)
{
	sha_part(h, path);
	uint64_t v[] = {(uint64_t)st->size, (uint64_t)st->mtime_ns, (uint64_t)st->ctime_ns,
		st->inode, st->is_file};
	sha_part(h, str_make((const char *)v, sizeof v));
}

static bool add_sources(struct lint *l, struct sha_stream *h)
{
	struct source_rows rows;
	if (!index_sources(l->kb->index, l->a, &rows, NULL))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct source_row *r = &rows.v[i];
		add_stat(h, r->path, &r->st);
		sha_part(h, r->sha);
		sha_part(h, r->reason);
		sha_u64(h, r->status);
	}
	return true;
}

static bool key_of(struct lint *l, struct str *out)
{
	struct sha_stream *h = sha_begin(l->a);
	struct fs_list kept;
	sha_u64(h, LINT_VERSION);
	for (size_t i = 0; i < LINT_RULES; i++) {
		sha_part(h, str_of(kb_rules[i].id));
		sha_u64(h, kb_rules[i].fixable);
	}
	for (size_t i = 0; i < vault_n(l->vault); i++)
		add_stat(h, l->entries[i].path, &l->entries[i].st);
	if (!add_sources(l, h) || !fs_walk(l->a, fs_join(l->a, l->dir, ".kb/kept"), &kept, NULL))
		return false;
	for (size_t i = 0; i < kept.n; i++)
		add_stat(h, kept.v[i].path, &kept.v[i].st);
	*out = sha_base32(l->a, sha_end(h), 32);
	return true;
}

/* --- recalling --------------------------------------------------------------------------- */

static bool get_health(struct arena *a, struct unpack *b, struct kb_health *out)
{
	size_t *figures[HEALTH_FIGURES];
	health_figures(out, figures);
	for (size_t i = 0; i < HEALTH_FIGURES; i++)
		*figures[i] = unpack_n(b);
	out->top = str_dup(a, unpack_str(b));
	return !b->bad;
}

/* Does what stood beside the vault stand there still? */
static bool same_probes(struct lint *l, struct unpack *b)
{
	size_t n = unpack_n(b);
	for (size_t i = 0; i < n && !b->bad; i++) {
		struct str path = unpack_str(b);
		bool there = unpack_n(b) != 0;
		struct fs_stat st = {0};
		bool now =
			fs_stat(fs_join(l->a, l->dir, str_z(l->a, path)), &st, NULL) && st.is_file;
		if (now != there)
			return false;
	}
	return !b->bad;
}

static bool get_findings(struct arena *a, struct unpack *b, struct kb_findings *out)
{
	out->n_pages = unpack_n(b);
	size_t n = unpack_count(b);
	out->v = ARENA_ARRAY(a, struct kb_finding, n);
	for (out->n = 0; out->n < n && !b->bad; out->n++) {
		struct kb_finding *f = &out->v[out->n];
		size_t rule = unpack_n(b), flags = unpack_n(b);
		if (rule >= LINT_RULES || flags >> 1 > KB_ERROR)
			return false;
		f->rule = kb_rules[rule].id;
		f->severity = (enum kb_severity)(flags >> 1);
		f->fixable = flags & 1;
		f->path = str_dup(a, unpack_str(b));
		f->line = unpack_n(b);
		f->column = unpack_n(b);
		f->message = str_dup(a, unpack_str(b));
		f->fingerprint = str_dup(a, unpack_str(b));
	}
	return !b->bad && b->p == b->end;
}

bool lint_recall(struct lint *l, struct arena *a, struct kb_findings *out)
{
	struct str key, facts;
	struct err none = {0};
	*out = (struct kb_findings){0};
	if (!l->kb || !l->base || l->opt->fix)
		return false;
	if (!engine_index(l->kb, DB_READ, &none)) {
		if (none.code != ERR_NOT_FOUND)
			engine_note(l->kb, 0, "what lint reads is not kept: %s", none.text);
		return false;
	}
	if (!key_of(l, &l->cache_key))
		return false;
	l->cache_name = name_of(l);
	if (!index_lint(l->kb->index, l->a, l->cache_name, &key, &facts, &none) ||
		!str_eq(key, l->cache_key))
		return false;
	struct unpack b = unpack_sealed(facts);
	bool good =
		same_probes(l, &b) && get_health(a, &b, &out->health) && get_findings(a, &b, out);
	if (!good)
		*out = (struct kb_findings){0};
	return good;
}

/* --- remembering ------------------------------------------------------------------------- */

bool lint_is_young(const struct fs_stat *st, int64_t clock_ns)
{
	int64_t youngest = st->mtime_ns > st->ctime_ns ? st->mtime_ns : st->ctime_ns;
	bool coarse = st->ctime_ns % SECOND_NS == 0;
	return youngest > clock_ns - (coarse ? COARSE_NS : TICK_NS);
}

/* The lock is a file: taking it tells the file system's clock. False: not now. */
static bool take(struct lint *l, int64_t *clock_ns)
{
	struct err e = {0};
	struct fs_stat st;
	struct lock *lock = &l->kb->lock;
	const char *path = fs_join(l->a, l->dir, ".kb/lock");
	bool took = lock_take(lock, path, 0, &e);
	if (took && !lock->unclean && fs_stat(path, &st, NULL) && st.exists) {
		*clock_ns = st.mtime_ns;
		return true;
	}
	if (took)
		lock_leave(lock, false);
	else if (e.code == ERR_NONE)
		engine_note(l->kb, 0,
			"another kb is at work here (process %ld): what lint read is not kept for "
			"the next run",
			lock->holder);
	else
		engine_note(l->kb, 2, "what lint read is not kept: %s", e.text);
	return false;
}

void lint_note_time(struct lint *l)
{
	if (!l->cache_key.n)
		return;
	if (take(l, &l->clock_ns))
		lock_leave(&l->kb->lock, true);
	bool old = l->clock_ns != 0;
	for (size_t i = 0; old && i < vault_n(l->vault); i++)
		old = !lint_is_young(&l->entries[i].st, l->clock_ns);
	if (!old)
		l->cache_key = STR("");
}

static void put_probe(struct lint *l, struct map *seen, struct str path)
{
	bool added;
	struct fs_stat st = {0};
	path = fs_clean(l->a, path);
	struct map_entry *entry = map_add(seen, path, &added);
	if (added)
		entry->num =
			fs_stat(fs_join(l->a, l->dir, str_z(l->a, path)), &st, NULL) && st.is_file;
}

/* The paths that lint_links.c looks for outside of the vault. */
static bool put_probes(struct lint *l, struct buf *b)
{
	struct map seen = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		struct str dir = fs_dir_name(vault_at(l->vault, p->file)->path);
		for (size_t k = 0; k < p->links.n; k++) {
			const struct lint_link *link = &p->links.v[k];
			if (link->hit.how != VAULT_BROKEN)
				continue;
			put_probe(l, &seen,
				str_printf(l->a, STR_FMT "/" STR_FMT, STR_ARG(dir),
					STR_ARG(link->target)));
			put_probe(l, &seen, link->target);
			put_probe(l, &seen, str_cat(l->a, link->target, STR(".md")));
		}
	}
	pack_n(b, seen.n);
	for (size_t i = 0; i < seen.n; i++) {
		pack_str(b, seen.v[i].key);
		pack_n(b, seen.v[i].num);
	}
	return seen.n <= MAX_PROBES;
}

static bool pack(struct lint *l, const struct kb_findings *r, struct buf *b)
{
	struct kb_health health = r->health;
	size_t *figures[HEALTH_FIGURES];
	if (!put_probes(l, b))
		return false;
	health_figures(&health, figures);
	for (size_t i = 0; i < HEALTH_FIGURES; i++)
		pack_n(b, *figures[i]);
	pack_str(b, health.top);
	pack_n(b, r->n_pages);
	pack_n(b, r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_finding *f = &r->v[i];
		size_t rule = 0;
		while (strcmp(kb_rules[rule].id, f->rule) != 0)
			rule++;
		pack_n(b, rule);
		pack_n(b, (size_t)f->severity << 1 | f->fixable);
		pack_str(b, f->path);
		pack_n(b, f->line);
		pack_n(b, f->column);
		pack_str(b, f->message);
		pack_str(b, f->fingerprint);
	}
	return true;
}

/* Only what was found in the vault as it is now is kept. */
static bool write_findings(struct lint *l, struct str facts, struct err *e)
{
	struct db *db = l->kb->index;
	bool good = str_eq(index_state(db, l->a, "lint"), l->cache_key) ||
		(index_clear_lint(db, e) && index_put_state(db, "lint", l->cache_key, e));
	return good && index_put_lint(db, l->cache_name, l->cache_key, facts, e);
}

static bool write_all(struct lint *l, const struct kb_findings *found, struct err *e)
{
	struct buf facts = buf_make(l->a), sealed = buf_make(l->a);
	bool whole = l->cache_key.n && pack(l, found, &facts);
	pack_sealed(&sealed, buf_str(&facts));
	return engine_index(l->kb, DB_WRITE, e) && db_begin(l->kb->index, e) &&
		(!whole || write_findings(l, buf_str(&sealed), e)) && lint_kept_save(l, e) &&
		health_put_today(l->kb, l->a, &l->health, e) && db_commit(l->kb->index, e);
}

void lint_remember(struct lint *l, const struct kb_findings *found)
{
	struct err e = {0};
	int64_t clock_ns;
	if (!l->clock_ns || !take(l, &clock_ns))
		return;
	if (!write_all(l, found, &e)) {
		if (l->kb->index)
			db_rollback(l->kb->index);
		engine_note(l->kb, 0, "what lint read is not kept: %s", e.text);
	}
	lock_leave(&l->kb->lock, true);
}
