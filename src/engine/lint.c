/* lint.c - kb_lint: what is looked at, in which order, and which findings count.
 *
 * The vault of a base is raw/ and wiki/: all of it can be linked to, only wiki/ is judged. Anywhere
 * else it is the folder given. Pages are read on all processors; a finding belongs to a page or a
 * file, so the order of threads leaves no trace. Order: settings, files, passes, findings,
 * rounds. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"
#include "engine/near.h"

#define SHOWN_CP 60
#define MAX_ROUNDS 8 /* of fixing: a fix may show what it hid */

/* --- settings ---------------------------------------------------------------------------- */

static bool find_rule(
	struct arena *a, struct str name, enum err_code code, size_t *out, struct err *e)
{
	struct near near = {.best = NEAR_FAR};
	for (size_t i = 0; i < LINT_RULES; i++) {
		if (str_eqz(name, kb_rules[i].id)) {
			*out = i;
			return true;
		}
		near_offer(&near, name, str_of(kb_rules[i].id));
	}
	struct str shown = lint_shown(a, name);
	if (near.best == NEAR_FAR)
		return err_set(e, code, "no lint rule '" STR_FMT "'; kb lint --rules lists them",
			STR_ARG(shown));
	return err_set(e, code, "no lint rule '" STR_FMT "'; did you mean '" STR_FMT "'?",
		STR_ARG(shown), STR_ARG(near.name));
}

static bool read_severity(struct lint *l, struct str setting, struct err *e)
{
	static const char *const words[] = {[KB_OFF] = "off",
		[KB_INFO] = "info",
		[KB_WARNING] = "warning",
		[KB_ERROR] = "error"};
	size_t eq = str_find_byte(setting, '='), rule;
	struct str name = str_trim(str_sub(setting, 0, eq));
	struct str word = eq == STR_NPOS ? STR("") : str_trim(str_from(setting, eq + 1));
	if (!find_rule(l->a, name, ERR_CONFIG, &rule, e))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eqz(word, words[i]))
			continue;
		l->severity[rule] = (enum kb_severity)i;
		return true;
	}
	struct str shown = lint_shown(l->a, word);
	return err_set(e, ERR_CONFIG,
		"lint rule %s: severity '" STR_FMT "' is none of error, warning, info, off",
		kb_rules[rule].id, STR_ARG(shown));
}

static bool read_settings(struct lint *l, struct err *e)
{
	bool wanted[LINT_RULES] = {false};
	for (size_t i = 0; i < LINT_RULES; i++)
		l->severity[i] = kb_rules[i].severity;
	for (size_t i = LINT_FIRST_SUGGESTION; i < LINT_RULES; i++)
		if (!l->opt->suggest && l->opt->rules.n == 0)
			l->severity[i] = KB_OFF;
	for (size_t i = 0; i < l->opt->severities.n; i++)
		if (!read_severity(l, l->opt->severities.v[i], e))
			return false;
	for (size_t i = 0; i < l->opt->rules.n; i++) {
		size_t rule;
		if (!find_rule(l->a, l->opt->rules.v[i], ERR_USAGE, &rule, e))
			return false;
		wanted[rule] = true;
	}
	for (size_t i = 0; l->opt->rules.n && i < LINT_RULES; i++)
		if (!wanted[i])
			l->severity[i] = KB_OFF;
	return true;
}

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

static bool is_ignored(const struct lint *l, struct str path)
{
	for (size_t i = 0; i < l->opt->ignore.n; i++) {
		struct str glob = l->opt->ignore.v[i];
		if (str_glob(glob, path))
			return true;
		if (str_ends(glob, STR("/")) && str_starts(path, glob))
			return true;
	}
	return false;
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
			.reported = !source && !is_ignored(l, paths[i]),
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
	lint_each(l, scan_one);
	lint_links(l);
	lint_graph(l);
	lint_names(l);
	lint_twins(l);
	lint_fields(l);
	lint_proof(l);
	lint_sources(l);
	lint_suggest(l);
}

static void close_workers(struct lint *l)
{
	for (unsigned i = 0; i < l->n_workers; i++) {
		arena_free(l->workers[i].keep);
		arena_free(l->workers[i].scratch);
		arena_free(l->workers[i].leaf);
	}
}

/* --- findings ---------------------------------------------------------------------------- */

struct str lint_shown(struct arena *a, struct str s)
{
	struct str cut = text_cut(s, SHOWN_CP);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < cut.n; i++)
		buf_putc(&b, (unsigned char)cut.p[i] < 0x20 ? ' ' : cut.p[i]);
	if (cut.n < s.n)
		buf_puts(&b, "...");
	return buf_str(&b);
}

void lint_say(struct arena *a, struct lint_page *p, enum lint_rule rule, size_t line, size_t column,
	const char *fmt, ...)
{
	struct buf b = buf_make(a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct lint_hit hit = {rule, line, column, buf_str(&b), false};
	VEC_PUSH(a, &p->hits, hit);
}

void lint_say_file(struct lint *l, enum lint_rule rule, size_t file, const char *fmt, ...)
{
	struct buf b = buf_make(l->a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct lint_hit hit = {rule, 1, 1, buf_str(&b), false};
	VEC_PUSH(l->a, &l->hits, hit);
	VEC_PUSH(l->a, &l->hit_files, file);
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

struct gather {
	struct arena *a;
	VEC(struct kb_finding) found;
};

static void gather_hit(
	const struct lint *l, struct gather *g, struct str path, const struct lint_hit *hit)
{
	if (l->severity[hit->rule] == KB_OFF)
		return;
	struct kb_finding f = {kb_rules[hit->rule].id, l->severity[hit->rule], str_dup(g->a, path),
		hit->line, hit->column, str_dup(g->a, hit->message), hit->fixable};
	VEC_PUSH(g->a, &g->found, f);
}

static int by_place(const void *a, const void *b)
{
	const struct kb_finding *x = a, *y = b;
	int c = str_cmp(x->path, y->path);
	if (c == 0)
		c = (x->line > y->line) - (x->line < y->line);
	if (c == 0)
		c = (x->column > y->column) - (x->column < y->column);
	if (c == 0)
		c = strcmp(x->rule, y->rule);
	return c ? c : str_cmp(x->message, y->message);
}

static void gather(struct lint *l, struct arena *a, struct kb_findings *out)
{
	struct gather g = {.a = a};
	*out = (struct kb_findings){0};
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		struct str path = vault_at(l->vault, p->file)->path;
		if (!p->reported || !lint_is_asked_for(l, path))
			continue;
		out->n_pages++;
		for (size_t h = 0; h < p->hits.n; h++)
			if (!p->off || !p->off[p->hits.v[h].rule])
				gather_hit(l, &g, path, &p->hits.v[h]);
	}
	for (size_t h = 0; h < l->hits.n; h++) {
		struct str path = vault_at(l->vault, l->hit_files.v[h])->path;
		size_t page = l->page_of[l->hit_files.v[h]];
		bool off = page != VAULT_NONE && l->pages[page].off &&
			l->pages[page].off[l->hits.v[h].rule];
		if (!off && !is_ignored(l, path) && lint_is_asked_for(l, path))
			gather_hit(l, &g, path, &l->hits.v[h]);
	}
	if (g.found.n)
		qsort(g.found.v, g.found.n, sizeof *g.found.v, by_place);
	for (size_t i = 0; i < g.found.n; i++) {
		if (out->n && by_place(&g.found.v[out->n - 1], &g.found.v[i]) == 0)
			continue;
		g.found.v[out->n++] = g.found.v[i];
		out->counts[g.found.v[i].severity]++;
	}
	out->v = g.found.v;
}

/* --- rounds ------------------------------------------------------------------------------ */

static bool start(struct lint *l, struct err *e)
{
	l->a = arena_make();
	return read_settings(l, e) && find_files(l, e) && read_paths(l, e);
}

static void end(struct lint *l)
{
	close_workers(l);
	arena_free(l->a);
}

bool kb_lint(struct kb *kb, struct arena *a, const struct kb_lint_opt *opt, struct kb_findings *out,
	struct err *e)
{
	if (!opt->dir || !fs_is_dir(opt->dir))
		return err_set(e, ERR_NOT_FOUND, "%s: no such folder", opt->dir ? opt->dir : "");
	struct map overlay = map_make(a);
	for (unsigned round = 1;; round++) {
		struct lint l = {.opt = opt, .kb = kb, .dir = opt->dir, .overlay = &overlay};
		bool good = start(&l, e);
		if (good) {
			run_passes(&l);
			bool again = opt->fix && round < MAX_ROUNDS && lint_fix_round(&l, &overlay);
			if (again) {
				end(&l);
				continue;
			}
			gather(&l, a, out);
			good = !opt->fix || lint_fix_end(&l, &overlay, a, out, e);
		}
		end(&l);
		return good;
	}
}
