/* lint.c - kb_lint: what is looked at, in which order, and which findings count.
 *
 * The vault of a base is raw/ and wiki/: all of it can be linked to, only wiki/ is judged. Anywhere
 * else it is the folder given. Pages are read on all processors; a finding belongs to a page or a
 * file, so the order of threads leaves no trace. Order: files, passes, rounds. */
#include "base/arena.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/str.h"
#include "engine/lint_opinions.h"
#include "engine/lint_page.h"

#define MAX_ROUNDS 8 /* of fixing: a fix may show what it hid */

/* --- files ------------------------------------------------------------------------------- */

typedef VEC(struct fs_entry) entries;

static bool walk_into(struct lint *l, const char *below, entries *out, struct err *e)
{
	struct fs_list list;
	const char *dir = *below ? fs_join(l->a, l->dir, below) : l->dir;
	if (!fs_walk(l->a, dir, &list, e))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		if (*below)
			list.v[i].path =
				str_printf(l->a, "%s/" STR_FMT, below, STR_ARG(list.v[i].path));
		VEC_PUSH(l->a, out, list.v[i]);
	}
	return true;
}

static bool find_files(struct lint *l, struct err *e)
{
	entries found = {0};
	l->base = fs_exists(fs_join(l->a, l->dir, "kb.yaml"));
	bool good = l->base ? walk_into(l, "raw", &found, e) && walk_into(l, "wiki", &found, e)
			    : walk_into(l, "", &found, e);
	if (!good)
		return err_wrap(e, "lint");
	struct str *paths = ARENA_ARRAY(l->a, struct str, found.n);
	for (size_t i = 0; i < found.n; i++)
		paths[i] = found.v[i].path;
	l->entries = found.v;
	l->vault = vault_make(l->a, paths, found.n);
	l->pages = ARENA_ARRAY(l->a, struct lint_page, found.n);
	l->page_of = ARENA_ARRAY(l->a, size_t, found.n);
	for (size_t i = 0; i < found.n; i++) {
		l->page_of[i] = VAULT_NONE;
		if (!vault_at(l->vault, i)->note || !found.v[i].st.is_file)
			continue;
		l->page_of[i] = l->n_pages;
		bool source = l->base && str_starts(paths[i], STR("raw/"));
		l->pages[l->n_pages++] = (struct lint_page){
			.file = i,
			.source_file = source,
			.reported = !source && !lint_is_ignored(l, paths[i]),
		};
	}
	return true;
}

static bool read_paths(struct lint *l, struct err *e)
{
	for (size_t i = 0; i < l->opt->paths.n; i++) {
		struct str asked = fs_clean(l->a, l->opt->paths.v[i]);
		if (asked.n && !fs_exists(fs_join(l->a, l->dir, str_z(l->a, asked))))
			return err_set(e, ERR_NOT_FOUND, STR_FMT ": no such page or folder in %s",
				STR_ARG(asked), l->dir);
		strs_add(l->a, &l->asked, asked);
	}
	return true;
}

bool lint_is_asked_for(const struct lint *l, struct str path)
{
	for (size_t i = 0; i < l->asked.n; i++) {
		struct str asked = l->asked.v[i];
		if (asked.n == 0 || str_eq(asked, path))
			return true;
		if (str_starts(path, asked) && path.p[asked.n] == '/')
			return true;
	}
	return l->asked.n == 0;
}

/* --- passes ------------------------------------------------------------------------------ */

struct each {
	struct lint *l;
	void (*fn)(struct lint *l, struct lint_page *p, struct lint_worker *w);
};

static void each_one(void *ctx, size_t i, unsigned worker)
{
	struct each *each = ctx;
	each->fn(each->l, &each->l->pages[i], &each->l->workers[worker]);
}

void lint_each(
	struct lint *l, void (*fn)(struct lint *l, struct lint_page *p, struct lint_worker *w))
{
	struct each each = {l, fn};
	pool_run(l->n_workers, l->n_pages, each_one, &each);
}

static void scan_one(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	if (!p->source_file)
		lint_scan_page(l, p, w);
}

static void run_passes(struct lint *l)
{
	l->n_workers = pool_cpus();
	l->workers = ARENA_ARRAY(l->a, struct lint_worker, l->n_workers);
	for (unsigned i = 0; i < l->n_workers; i++)
		l->workers[i] = (struct lint_worker){arena_make(), arena_make(), arena_make()};
	lint_kept_load(l);
	lint_each(l, scan_one);
	lint_links(l);
	lint_empties(l);
	lint_graph(l);
	lint_backlinks(l);
	lint_names(l);
	lint_twins(l);
	lint_fields(l);
	lint_proof(l);
	lint_check_spans(l);
	lint_sources(l);
	lint_edits(l);
	lint_suggest(l);
	lint_health(l);
}

static void close_workers(struct lint *l)
{
	for (unsigned i = 0; i < l->n_workers; i++) {
		arena_free(l->workers[i].keep);
		arena_free(l->workers[i].scratch);
		arena_free(l->workers[i].leaf);
	}
}

/* --- rounds ------------------------------------------------------------------------------ */

static bool start(struct lint *l, struct err *e)
{
	l->a = arena_make();
	return lint_read_settings(l, e) && find_files(l, e) && read_paths(l, e);
}

static void end(struct lint *l)
{
	close_workers(l);
	arena_free(l->a);
}

static bool run(struct kb *kb, struct arena *a, const struct kb_lint_opt *opt,
	struct kb_findings *out, struct err *e)
{
	struct map overlay = map_make(a);
	for (unsigned round = 1;; round++) {
		struct lint l = {.opt = opt, .kb = kb, .dir = opt->dir, .overlay = &overlay};
		bool good = start(&l, e);
		struct kb_opinions told = {0};
		if (good && !opt->model && lint_recall(&l, a, out)) {
			good = lint_settle(&l, out, e);
		} else if (good) {
			lint_note_time(&l);
			run_passes(&l);
			bool again = opt->fix && round < MAX_ROUNDS && lint_fix_round(&l, &overlay);
			if (again) {
				end(&l);
				continue;
			}
			if (opt->fix && lint_rename(&l))
				lint_fix_round(&l, &overlay);
			good = !opt->model || lint_opinions(&l, a, &told, e);
			lint_gather(&l, a, out);
			lint_remember(&l, out);
			out->opinions = told;
			good = good && lint_settle(&l, out, e) &&
				(!opt->fix || lint_fix_end(&l, &overlay, a, out, e));
		}
		end(&l);
		return good;
	}
}

bool lint_look(struct kb *kb, const struct kb_lint_opt *opt,
	void (*look)(struct lint *l, void *ctx), void *ctx, struct err *e)
{
	struct lint l = {.opt = opt, .kb = kb, .dir = opt->dir};
	bool good = start(&l, e);
	if (good) {
		run_passes(&l);
		look(&l, ctx);
	}
	end(&l);
	return good;
}

bool kb_lint(struct kb *kb, struct arena *a, const struct kb_lint_opt *opt, struct kb_findings *out,
	struct err *e)
{
	if (!opt->dir || !fs_is_dir(opt->dir))
		return err_set(e, ERR_NOT_FOUND, "%s: no such folder", opt->dir ? opt->dir : "");
	if ((opt->model && !lint_opinions_can(kb, opt, e)) || !run(kb, a, opt, out, e))
		return false;
	if (!out->n_renamed || opt->dry_run)
		return true;
	/* what is left is to be told by the names that the files have now */
	struct kb_lint_opt look = *opt;
	struct kb_findings was = *out;
	look.fix = false;
	bool good = run(kb, a, &look, out, e);
	out->fixed = was.fixed;
	out->n_renamed = was.n_renamed;
	return good;
}
