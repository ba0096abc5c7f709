/* lint_cache.c - an unchanged vault is not read again: findings kept in the index.
 *
 * What is kept belongs to a name (a hash of what was asked) under a key: a hash of paths, sizes, times
 * and inodes of all files, of what the index knows of the sources, and of this lint. Links out of the
 * vault that were looked for beside it are looked for again. Nothing is kept when a file is so young
 * that it could change without its time changing, when another kb writes, or when the index cannot be
 * written: lint only reads then. Order: bytes, keys, recalling, remembering. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/lock.h"
#include "base/map.h"
#include "base/str.h"
#include "engine/engine.h"
#include "engine/lint_health.h"
#include "engine/lint_page.h"
#include "store/index.h"

#define LINT_VERSION 2 /* raise it when the same files give other findings */
#define TICK_NS INT64_C(20000000) /* times of files go on in steps shorter than this */
#define COARSE_NS INT64_C(2000000000) /* on file systems that keep whole seconds */
#define SECOND_NS INT64_C(1000000000)
#define MAX_PROBES 5000

/* --- bytes ------------------------------------------------------------------------------- */

static void put_n(struct buf *b, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_putc(b, (char)(n | 0x80));
	buf_putc(b, (char)n);
}

static void put_s(struct buf *b, struct str s)
{
	put_n(b, s.n);
	buf_put(b, s);
}

struct bytes { /* being read; what is damaged reads as nothing */
	struct str s;
	size_t at;
	bool bad;
};

static size_t get_n(struct bytes *b)
{
	size_t n = 0;
	for (unsigned shift = 0; b->at < b->s.n && shift < 63; shift += 7) {
		unsigned char c = (unsigned char)b->s.p[b->at++];
		n |= (size_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return n;
	}
	b->bad = true;
	return 0;
}

static struct str get_s(struct bytes *b)
{
	size_t n = get_n(b);
	if (b->bad || n > b->s.n - b->at) {
		b->bad = true;
		return STR("");
	}
	b->at += n;
	return str_sub(b->s, b->at - n, b->at);
}

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

static bool get_health(struct arena *a, struct bytes *b, struct kb_health *out)
{
	size_t *figures[HEALTH_FIGURES];
	health_figures(out, figures);
	for (size_t i = 0; i < HEALTH_FIGURES; i++)
		*figures[i] = get_n(b);
	out->top = str_dup(a, get_s(b));
	return !b->bad;
}

/* Does what stood beside the vault stand there still? */
static bool same_probes(struct lint *l, struct bytes *b)
{
	size_t n = get_n(b);
	for (size_t i = 0; i < n && !b->bad; i++) {
		struct str path = get_s(b);
		bool there = get_n(b) != 0;
		struct fs_stat st = {0};
		bool now =
			fs_stat(fs_join(l->a, l->dir, str_z(l->a, path)), &st, NULL) && st.is_file;
		if (now != there)
			return false;
	}
	return !b->bad;
}

static bool get_findings(struct arena *a, struct bytes *b, struct kb_findings *out)
{
	out->n_pages = get_n(b);
	size_t n = get_n(b);
	if (b->bad || n > b->s.n)
		return false;
	out->v = ARENA_ARRAY(a, struct kb_finding, n);
	for (out->n = 0; out->n < n && !b->bad; out->n++) {
		struct kb_finding *f = &out->v[out->n];
		size_t rule = get_n(b), flags = get_n(b);
		if (rule >= LINT_RULES || flags >> 1 > KB_ERROR)
			return false;
		f->rule = kb_rules[rule].id;
		f->severity = (enum kb_severity)(flags >> 1);
		f->fixable = flags & 1;
		f->path = str_dup(a, get_s(b));
		f->line = get_n(b);
		f->column = get_n(b);
		f->message = str_dup(a, get_s(b));
		f->fingerprint = str_dup(a, get_s(b));
	}
	return !b->bad && b->at == b->s.n;
}

bool lint_recall(struct lint *l, struct arena *a, struct kb_findings *out)
{
	struct str key, facts;
	struct err none = {0};
	*out = (struct kb_findings){0};
	if (!l->kb || !l->base || l->opt->fix || !engine_index(l->kb, DB_READ, &none) ||
		!key_of(l, &l->cache_key))
		return false;
	l->cache_name = name_of(l);
	if (!index_lint(l->kb->index, l->a, l->cache_name, &key, &facts, &none) ||
		!str_eq(key, l->cache_key))
		return false;
	struct bytes b = {.s = facts};
	bool good =
		same_probes(l, &b) && get_health(a, &b, &out->health) && get_findings(a, &b, out);
	if (!good)
		*out = (struct kb_findings){0};
	return good;
}

/* --- remembering ------------------------------------------------------------------------- */

/* Could a file be written once more without its time or size telling? */
static bool is_young(const struct fs_stat *st, int64_t clock_ns)
{
	int64_t youngest = st->mtime_ns > st->ctime_ns ? st->mtime_ns : st->ctime_ns;
	bool coarse = st->ctime_ns % SECOND_NS == 0;
	return youngest > clock_ns - (coarse ? COARSE_NS : TICK_NS);
}

/* The lock is a file: taking it tells the file system's clock. False: not now. */
static bool take(struct lint *l, int64_t *clock_ns)
{
	struct err none = {0};
	struct fs_stat st;
	const char *path = fs_join(l->a, l->dir, ".kb/lock");
	if (!lock_take(&l->kb->lock, path, 0, &none))
		return false;
	if (!l->kb->lock.unclean && fs_stat(path, &st, NULL) && st.exists) {
		*clock_ns = st.mtime_ns;
		return true;
	}
	lock_leave(&l->kb->lock, false);
	return false;
}

void lint_note_time(struct lint *l)
{
	int64_t clock_ns;
	if (!l->cache_key.n)
		return;
	bool old = take(l, &clock_ns);
	if (old)
		lock_leave(&l->kb->lock, true);
	for (size_t i = 0; old && i < vault_n(l->vault); i++)
		old = !is_young(&l->entries[i].st, clock_ns);
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
	put_n(b, seen.n);
	for (size_t i = 0; i < seen.n; i++) {
		put_s(b, seen.v[i].key);
		put_n(b, seen.v[i].num);
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
		put_n(b, *figures[i]);
	put_s(b, health.top);
	put_n(b, r->n_pages);
	put_n(b, r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_finding *f = &r->v[i];
		size_t rule = 0;
		while (strcmp(kb_rules[rule].id, f->rule) != 0)
			rule++;
		put_n(b, rule);
		put_n(b, (size_t)f->severity << 1 | f->fixable);
		put_s(b, f->path);
		put_n(b, f->line);
		put_n(b, f->column);
		put_s(b, f->message);
		put_s(b, f->fingerprint);
	}
	return true;
}

/* Only what was found in the vault as it is now is kept. */
static bool write_all(struct lint *l, struct str facts)
{
	struct db *db = l->kb->index;
	struct str was, old;
	struct err e = {0};
	bool same = index_lint(db, l->a, l->cache_name, &was, &old, &e) || e.code == ERR_NONE;
	bool good = same && db_begin(db, &e);
	good = good &&
		(str_eq(index_state(db, l->a, "lint"), l->cache_key) ||
			(index_clear_lint(db, &e) &&
				index_put_state(db, "lint", l->cache_key, &e)));
	good = good && index_put_lint(db, l->cache_name, l->cache_key, facts, &e) &&
		health_put_today(l->kb, l->a, &l->health, &e) && db_commit(db, &e);
	if (!good)
		db_rollback(db);
	return good;
}

void lint_remember(struct lint *l, const struct kb_findings *found)
{
	struct buf b = buf_make(l->a);
	struct err none = {0};
	int64_t clock_ns;
	if (!l->cache_key.n || !pack(l, found, &b) || !take(l, &clock_ns))
		return;
	if (engine_index(l->kb, DB_WRITE, &none))
		write_all(l, buf_str(&b));
	lock_leave(&l->kb->lock, true);
}
