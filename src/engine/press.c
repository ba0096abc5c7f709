/* press.c - see press.h. Order: deciding what to write, what goes, what was lost, writing. */
#include "engine/press.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/kept.h"
#include "store/ledger.h"
#include "store/search.h"

enum action { LEAVE, RECORD, WRITE };

struct plan { /* for one page */
	struct w_page *p;
	struct str old; /* what stands on disk, or "" */
	struct str bytes; /* what will stand there */
	struct str base; /* kb-hash of the generated text */
	enum action action;
	bool edited, absent;
};

struct press {
	struct weave *w;
	struct kb *kb;
	struct arena *a;
	struct press_look *look;
	bool dry_run;
	struct str restore;
	struct kb_compile_report *report;
	VEC(struct plan) plans;
	VEC(struct kb_page_change) written, relinked, removed, edited;
	VEC(struct kb_lost) lost;
	struct map live_ids; /* claim ids of this base */
};

/* --- deciding ---------------------------------------------------------------------------- */

static void note_edit(struct press *x, const struct w_page *p, struct str reason)
{
	struct kb_page_change c = {p->path, p->title, reason};
	VEC_PUSH(x->a, &x->edited, c);
}

static bool keep(struct press *x, struct str path, struct str text, struct str *kept, struct err *e)
{
	*kept = STR(".kb/kept");
	return x->dry_run || kept_save(x->kb, x->a, path, text, kept, e);
}

/* The text that the person's version grew from; false: unknown. */
static bool find_base(
	struct press *x, const struct plan *t, const struct page *mine, struct str *base)
{
	if (mine->kb_hash.n && str_eq(mine->kb_hash, t->base)) {
		*base = t->p->text;
		return true;
	}
	return mine->kb_hash.n &&
		ledger_base(x->kb->ledger, x->a, t->p->path, mine->kb_hash, base, NULL);
}

static bool decide_edited(struct press *x, struct plan *t, const struct page *mine, struct err *e)
{
	struct str base, kept = STR("");
	struct page_merge merge;
	bool always = str_eqz(t->p->kind, "index") || str_eqz(t->p->kind, "category");
	if (always || str_eq(x->restore, t->p->path)) {
		t->action = WRITE;
		t->bytes = t->p->text;
		if (!keep(x, t->p->path, t->old, &kept, e))
			return false;
		note_edit(x, t->p,
			str_printf(
				x->a, "made anew; the edited version is " STR_FMT, STR_ARG(kept)));
		return true;
	}
	t->edited = true;
	if (!find_base(x, t, mine, &base)) {
		t->action = LEAVE;
		note_edit(x, t->p,
			STR("left alone: what it grew from is unknown; kb compile --restore gives "
			    "it back to kb"));
		return true;
	}
	if (!page_merge(x->a, base, t->old, t->p->text, &merge, e))
		return err_wrap(e, STR_FMT, STR_ARG(t->p->path));
	t->bytes = merge.text;
	t->action = str_eq(merge.text, t->old) ? RECORD : WRITE;
	for (size_t i = 0; i < merge.kept.n; i++)
		if (!keep(x, t->p->path, merge.kept.v[i], &kept, e))
			return false;
	note_edit(x, t->p,
		merge.conflict
			? str_printf(x->a, "your words stay; kb's are in " STR_FMT, STR_ARG(kept))
			: STR("your edit is kept"));
	return true;
}

static bool decide(struct press *x, struct w_page *p, struct err *e)
{
	struct plan t = {.p = p, .bytes = p->text, .base = page_hash(x->a, p->text)};
	const struct page_row *row = map_ptr(&x->look->by_path, p->path);
	bool touched = map_find(&x->look->changed, p->path) != NULL;
	struct page mine;
	char *full = engine_path(x->kb, x->a, p->path);
	if (row && !touched && !row->edited && str_eq(row->hash, t.base) && fs_exists(full))
		return true; /* nothing to do */
	t.absent = !fs_exists(full);
	if (t.absent) {
		t.action = WRITE;
	} else {
		if (!fs_read(x->a, full, PAGE_MAX, &t.old, e) || !page_parse(x->a, t.old, &mine, e))
			return false;
		t.action = str_eq(t.old, p->text) ? RECORD : WRITE;
		if (t.action == WRITE && !mine.pristine && !decide_edited(x, &t, &mine, e))
			return false;
	}
	VEC_PUSH(x->a, &x->plans, t);
	return true;
}

/* --- what was lost ----------------------------------------------------------------------- */

/* Sentences of an old text whose every citation is of a claim that the base has no more, and whose
 * source is gone. */
static void find_lost(struct press *x, const struct w_page *p, struct str path, struct str old)
{
	struct page page;
	if (!old.n || !page_parse(x->a, old, &page, NULL))
		return;
	struct map gone = map_make(x->a);
	for (size_t i = 0; i < page.n_notes; i++) {
		struct page_note *n = &page.notes[i];
		struct str text = n->is_kb
			? fs_clean(x->a,
				  str_printf(x->a, STR_FMT "/" STR_FMT, STR_ARG(fs_dir_name(path)),
					  STR_ARG(n->target)))
			: STR("");
		if (n->is_kb && !map_find(&x->live_ids, n->label) &&
			!fs_exists(engine_path(x->kb, x->a, text)))
			map_add(&gone, n->label, NULL);
	}
	struct str rest = gone.n ? page.body : STR(""), line;
	while (str_line(&rest, &line)) {
		size_t from = 0, at;
		while ((at = str_find_from(line, from, STR("[^"))) != STR_NPOS) {
			size_t end = at;
			bool all = true;
			while (str_starts(str_from(line, end), STR("[^"))) {
				size_t close = str_find_byte(str_from(line, end), ']');
				if (close == STR_NPOS)
					return;
				all = all && map_find(&gone, str_sub(line, end + 2, end + close));
				end += close + 1;
			}
			struct str said = str_trim(str_sub(line, from, at));
			if (str_starts(said, STR("- ")) || str_starts(said, STR("> ")))
				said = str_from(said, 2);
			struct kb_lost lost = {p ? p->path : path, md_plain(x->a, said)};
			if (all)
				VEC_PUSH(x->a, &x->lost, lost);
			from = end;
		}
	}
}

/* --- what goes --------------------------------------------------------------------------- */

/* A page whose reason to be is gone. What the person wrote in it stays, as the person's page. */
static bool remove_page(struct press *x, struct str path, struct err *e)
{
	struct str old, kept;
	struct page mine;
	char *full = engine_path(x->kb, x->a, path);
	struct kb_page_change change = {path, STR(""), STR("nothing is left to say on it")};
	const struct page_row *row = map_ptr(&x->look->by_path, path);
	if (row)
		change.title = row->title;
	if (fs_read(x->a, full, PAGE_MAX, &old, NULL)) {
		if (!page_parse(x->a, old, &mine, e))
			return false;
		find_lost(x, NULL, path, old);
		if (!mine.pristine) {
			if (!keep(x, path, old, &kept, e))
				return false;
			change.reason = str_printf(x->a,
				"nothing is left to say on it; your edited version is " STR_FMT,
				STR_ARG(kept));
		}
	}
	if (fs_exists(full)) /* else the person took it away */
		VEC_PUSH(x->a, &x->removed, change);
	if (x->dry_run)
		return true;
	return fs_remove(full, e) && index_drop_page(x->kb->index, path, e) &&
		search_remove(x->kb->index, path, e) && ledger_drop_base(x->kb->ledger, path, e);
}

static bool remove_stale(struct press *x, const struct map *now, struct err *e)
{
	for (size_t i = 0; i < x->look->rows.n; i++) {
		const struct page_row *row = &x->look->rows.v[i];
		bool ours =
			row->kind.n && !str_eqz(row->kind, "text") && !str_eqz(row->kind, "answer");
		if (ours && !map_find(now, row->path) && !remove_page(x, row->path, e))
			return false;
	}
	for (size_t i = 0; i < x->look->strays.n; i++) {
		struct str path = x->look->strays.v[i];
		if (!map_find(now, path) && !map_find(&x->look->by_path, path) &&
			!remove_page(x, path, e))
			return false;
	}
	return true;
}

/* --- writing ----------------------------------------------------------------------------- */

static bool index_page(struct press *x, const struct plan *t, struct err *e)
{
	struct page page;
	return page_parse(x->a, t->bytes, &page, e) &&
		press_index(x->kb, x->a, t->p->path, t->p->kind, t->p->title, &page, e);
}

static void report(struct press *x, const struct plan *t)
{
	const struct page_row *row = map_ptr(&x->look->by_path, t->p->path);
	bool same = row && str_eq(row->content, t->p->content);
	struct kb_page_change c = {t->p->path, t->p->title,
		t->absent      ? (row ? STR("was gone") : STR("new"))
			: same ? STR("links or front matter changed")
			       : STR("what it says changed")};
	if (t->action != WRITE)
		return;
	if (same && !t->absent)
		VEC_PUSH(x->a, &x->relinked, c);
	else
		VEC_PUSH(x->a, &x->written, c);
	find_lost(x, t->p, t->p->path, t->old);
}

static bool write_page(struct press *x, struct plan *t, struct err *e)
{
	char *full = engine_path(x->kb, x->a, t->p->path);
	struct page_row row = {.path = t->p->path,
		.kind = t->p->kind,
		.title = t->p->title,
		.content = t->p->content,
		.hash = t->base,
		.edited = t->edited};
	if (t->action == WRITE) {
		struct str there;
		bool moved_on = !t->absent && fs_read(x->a, full, PAGE_MAX, &there, NULL) &&
			!str_eq(there, t->old);
		if (moved_on) { /* edited while kb ran: the next compile merges it */
			note_edit(x, t->p, STR("edited meanwhile; left for the next compile"));
			return true;
		}
		char *dir = str_z(x->a, fs_dir_name(str_of(full)));
		if (!fs_mkdirs(dir, e) || !fs_write(full, t->bytes, false, e))
			return false;
	}
	return fs_stat(full, &row.st, e) && index_put_page(x->kb->index, &row, e) &&
		index_page(x, t, e);
}

static bool put_bases(struct press *x, struct err *e)
{
	if (!db_begin(x->kb->ledger, e))
		return false;
	for (size_t i = 0; i < x->plans.n; i++) {
		const struct plan *t = &x->plans.v[i];
		if (t->action != LEAVE &&
			!ledger_put_base(x->kb->ledger, t->p->path, t->base, t->p->text, e)) {
			db_rollback(x->kb->ledger);
			return false;
		}
	}
	return db_commit(x->kb->ledger, e);
}

static bool sync_folders(struct press *x, struct err *e)
{
	static const char *const folders[] = {
		"wiki", "wiki/text", "wiki/sources", "wiki/concepts", "wiki/categories"};
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		char *path = engine_path(x->kb, x->a, str_of(folders[i]));
		if (fs_is_dir(path) && !fs_sync_dir(path, e))
			return false;
	}
	return true;
}

static void fill_report(struct press *x)
{
	x->report->written = (struct kb_page_changes){x->written.v, x->written.n};
	x->report->relinked = (struct kb_page_changes){x->relinked.v, x->relinked.n};
	x->report->removed = (struct kb_page_changes){x->removed.v, x->removed.n};
	x->report->edited = (struct kb_page_changes){x->edited.v, x->edited.n};
	x->report->lost.v = x->lost.v;
	x->report->lost.n = x->lost.n;
}

bool press_pages(
	struct weave *w, struct press_look *look, struct str restore, bool dry_run, struct err *e)
{
	struct press x = {.w = w,
		.kb = w->m->kb,
		.a = w->a,
		.look = look,
		.restore = restore,
		.report = w->m->report,
		.dry_run = dry_run,
		.live_ids = map_make(w->a)};
	struct map now = map_make(w->a);
	for (size_t i = 0; i < w->m->claims.n; i++)
		map_add(&x.live_ids, w->m->claims.v[i].id, NULL);
	for (size_t i = 0; i < w->pages.n; i++) {
		map_add(&now, w->pages.v[i]->path, NULL);
		if (!decide(&x, w->pages.v[i], e))
			return false;
	}
	if (x.plans.n && !dry_run && !put_bases(&x, e))
		return false;
	for (size_t i = 0; i < x.plans.n; i++) {
		struct plan *t = &x.plans.v[i];
		if (t->action == LEAVE)
			continue;
		report(&x, t);
		if (dry_run)
			continue;
		if (!write_page(&x, t, e))
			return false;
		struct press_base b = {t->p->path, t->base};
		VEC_PUSH(x.a, &look->bases, b);
		engine_progress(x.kb, "write", i + 1, x.plans.n);
	}
	if (!remove_stale(&x, &now, e) || (!dry_run && !sync_folders(&x, e)))
		return false;
	fill_report(&x);
	return true;
}

bool press_prune(struct kb *kb, const struct press_look *look, struct err *e)
{
	if (look->bases.n == 0)
		return true;
	if (!db_begin(kb->ledger, e))
		return false;
	for (size_t i = 0; i < look->bases.n; i++) {
		if (!ledger_prune_base(
			    kb->ledger, look->bases.v[i].path, look->bases.v[i].hash, e)) {
			db_rollback(kb->ledger);
			return false;
		}
	}
	return db_commit(kb->ledger, e);
}
