/* press.c - see press.h. Order: what was lost, deciding what to write, what goes, writing. */
#include "engine/cite.h"
#include "engine/press.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/ingest.h"
#include "engine/kept.h"
#include "engine/review.h"
#include "engine/sync.h"
#include "store/ledger.h"
#include "store/search.h"

#define BATCH 128 /* pages whose texts are in memory at once */
#define QUOTED 8192 /* pages for which the sentences that link to them are */

enum action { LEAVE, KNOW, RECORD, WRITE }; /* KNOW: only what it is made from changed */

struct plan { /* for one page */
	struct w_page *p;
	struct str old; /* what stands on disk, while the page is decided on */
	struct sha old_sha;
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
	struct sync_list sync;
	bool dry_run, review;
	size_t n_staged;
	struct str restore;
	struct kb_compile_report *report;
	VEC(struct plan) plans;
	VEC(struct kb_page_change) written, relinked, removed, edited;
	VEC(struct kb_lost) lost;
	uint32_t *claims; /* of this base, by id; NULL until one is looked for */
	size_t n_slots;
};

/* --- what was lost ----------------------------------------------------------------------- */

/* Claims by id: a table of their numbers plus one, 0 where it is free. */
static void number_claims(struct press *x)
{
	const struct model *m = x->w->m;
	for (x->n_slots = 64; x->n_slots < m->claims.n * 2; x->n_slots *= 2)
		;
	x->claims = ARENA_ARRAY(x->a, uint32_t, x->n_slots);
	for (size_t i = 0; i < m->claims.n; i++) {
		size_t at = (size_t)str_hash64(m->claims.v[i].id) & (x->n_slots - 1);
		while (x->claims[at])
			at = (at + 1) & (x->n_slots - 1);
		x->claims[at] = (uint32_t)(i + 1);
	}
}

/* The claim of this base with that id, the first of several; NULL: none. */
static const struct m_claim *find_claim(struct press *x, struct str id)
{
	const struct model *m = x->w->m;
	if (!x->claims)
		number_claims(x);
	size_t at = (size_t)str_hash64(id) & (x->n_slots - 1);
	for (; x->claims[at]; at = (at + 1) & (x->n_slots - 1))
		if (str_eq(m->claims.v[x->claims[at] - 1].id, id))
			return &m->claims.v[x->claims[at] - 1];
	return NULL;
}

/* Labels of an old text's citations whose claim the base has no more because its source is gone. */
static struct strs gone_labels(struct press *x, struct str path, const struct page *old)
{
	struct strs gone = {0};
	for (size_t i = 0; i < old->n_notes; i++) {
		const struct page_note *n = &old->notes[i];
		if (!n->is_kb || find_claim(x, n->label))
			continue;
		struct str text = fs_clean(x->a,
			str_printf(x->a, STR_FMT "/" STR_FMT, STR_ARG(fs_dir_name(path)),
				STR_ARG(n->target)));
		if (!fs_exists(engine_path(x->kb, x->a, text)))
			strs_add(x->a, &gone, n->label);
	}
	return gone;
}

/* Some citation in the text may be of a claim that the base has no more. */
static bool may_have_lost(struct press *x, struct str old)
{
	for (size_t at = 0; (at = str_find_from(old, at, STR("[^"))) != STR_NPOS; at += 2) {
		struct str rest = str_from(old, at + 2);
		size_t n = str_find_byte(rest, ']');
		if (n != STR_NPOS && !find_claim(x, str_sub(rest, 0, n)))
			return true;
	}
	return false;
}

/* Sentences of an old text whose every citation is of a claim that the base has no more, and whose
 * source is gone. */
static void find_lost(struct press *x, struct arena *scratch, struct str path, struct str old)
{
	struct page page;
	if (!may_have_lost(x, old) || !page_parse(scratch, old, &page, NULL))
		return;
	struct map gone = map_make(scratch);
	struct strs labels = gone_labels(x, path, &page);
	for (size_t i = 0; i < labels.n; i++)
		map_add(&gone, labels.v[i], NULL);
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
			struct kb_lost lost = {path, md_plain(x->a, said)};
			if (all)
				VEC_PUSH(x->a, &x->lost, lost);
			from = end;
		}
	}
}

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

/* The text that the person's version grew from; *known is false when there is none. A ledger that
 * cannot be read is an error: a page must not be left alone for ever because of it. */
static bool find_base(struct press *x, const struct plan *t, const struct page *mine,
	struct str *base, bool *known, struct err *e)
{
	struct err first = {0};
	*known = mine->kb_hash.n != 0;
	if (*known && str_eq(mine->kb_hash, t->base))
		*base = t->p->text;
	else if (*known)
		*known = ledger_base(x->kb->ledger, x->a, t->p->path, mine->kb_hash, base, &first);
	return first.code == ERR_NONE || err_set(e, first.code, "%s", first.text);
}

/* A person may cite on one page what kb cites on another: the definition of every claim of this base
 * that they refer to is kb's to write. */
static void add_definitions(struct press *x, struct plan *t, const struct page *mine)
{
	struct w_page *p = t->p;
	struct strs refs = page_refs(x->a, mine->body);
	struct buf b = buf_make(x->a);
	for (size_t i = 0; i < refs.n; i++) {
		const struct m_claim *c = find_claim(x, refs.v[i]);
		struct str definition = str_printf(x->a, "\n[^" STR_FMT "]: ", STR_ARG(refs.v[i]));
		if (!c || str_find(p->text, definition) != STR_NPOS)
			continue;
		const struct m_source *s = &x->w->m->sources[c->source];
		cite_claim(&b, p->path, s->row, c->id, c->passage, c->quote);
	}
	size_t hash = b.n ? str_find(p->text, STR("\nkb-hash: ")) : STR_NPOS;
	if (hash == STR_NPOS)
		return;
	size_t end = hash + 1 + str_find_byte(str_from(p->text, hash + 1), '\n');
	p->text = page_seal(x->a,
		str_printf(x->a, STR_FMT STR_FMT "%s" STR_FMT, (int)hash, p->text.p,
			STR_ARG(str_from(p->text, end)), p->cites ? "" : "\n",
			STR_ARG(buf_str(&b))));
	t->base = page_hash(x->a, p->text);
}

/* What a merge left out: sentences of kb's, and what the person changed where kb always writes anew.
 * *kept: where. */
static bool keep_rest(struct press *x, const struct w_page *p, const struct page_merge *merge,
	struct str *kept, struct err *e)
{
	for (size_t i = 0; i < merge->kept.n; i++)
		if (!keep(x, p->path, merge->kept.v[i], kept, e))
			return false;
	struct buf undone = buf_make(x->a);
	for (size_t i = 0; i < merge->undone.n; i++)
		buf_printf(&undone, STR_FMT "\n", STR_ARG(merge->undone.v[i]));
	if (!undone.n)
		return true;
	if (!keep(x, p->path, buf_str(&undone), kept, e))
		return false;
	note_edit(x, p,
		str_printf(x->a, "what you wrote where kb always writes anew is in " STR_FMT,
			STR_ARG(*kept)));
	return true;
}

static bool decide_edited(struct press *x, struct plan *t, const struct page *mine, struct err *e)
{
	struct str base, kept = STR("");
	struct page_merge merge;
	bool known;
	bool list = str_eqz(t->p->kind, "index") || str_eqz(t->p->kind, "category");
	bool always = list && !t->p->cites; /* prose of a model's is merged as on other pages */
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
	if (!find_base(x, t, mine, &base, &known, e))
		return false;
	if (!known) {
		t->action = LEAVE;
		note_edit(x, t->p,
			STR("left alone: what it grew from is unknown; kb compile --restore gives "
			    "it back to kb"));
		return true;
	}
	struct strs gone = gone_labels(x, t->p->path, mine);
	add_definitions(x, t, mine);
	if (!page_merge_gone(x->a, base, t->old, t->p->text, gone, &merge, e))
		return err_wrap(e, STR_FMT, STR_ARG(t->p->path));
	t->bytes = merge.text;
	t->action = str_eq(merge.text, t->old) ? RECORD : WRITE;
	if (!keep_rest(x, t->p, &merge, &kept, e))
		return false;
	t->edited = merge.edited;
	if (!merge.edited && !merge.conflict)
		return true; /* all that it had is kept elsewhere, or kb says it too */
	note_edit(x, t->p,
		merge.conflict
			? str_printf(x->a, "your words stay; kb's are in " STR_FMT, STR_ARG(kept))
			: STR("your edit is kept"));
	return true;
}

/* A page stands there already. */
static bool decide_there(struct press *x, struct plan *t, struct arena *scratch, struct err *e)
{
	struct page mine;
	char *full = engine_path(x->kb, scratch, t->p->path);
	if (!fs_read(scratch, full, PAGE_MAX, &t->old, e))
		return false;
	page_split(scratch, t->old, &mine);
	t->old_sha = sha_of(t->old);
	t->action = str_eq(t->old, t->p->text) ? RECORD : WRITE;
	if (str_blank(t->old)) {
		note_edit(x, t->p, STR("was empty; made anew"));
	} else if (t->action == WRITE && !mine.pristine) {
		t->old = str_dup(x->a, t->old);
		if (!page_parse(x->a, t->old, &mine, e) || !decide_edited(x, t, &mine, e))
			return false;
	}
	if (t->action == WRITE)
		find_lost(x, scratch, t->p->path, t->old);
	return true;
}

/* The page stands as kb left it, and no edit is in it. */
static const struct page_row *find_untouched(struct press *x, const struct w_page *p)
{
	const struct page_row *row = map_ptr(&x->look->by_path, p->path);
	if (!row || row->edited || map_find(&x->look->changed, p->path))
		return NULL;
	struct arena_mark m = arena_mark(x->a);
	bool there = fs_exists(engine_path(x->kb, x->a, p->path));
	arena_release(x->a, m);
	return there ? row : NULL;
}

static bool decide(struct press *x, struct w_page *p, struct err *e)
{
	struct arena *scratch = arena_make();
	struct plan t = {
		.p = p, .bytes = p->text, .base = str_dup(x->a, page_hash(scratch, p->text))};
	const struct page_row *row = find_untouched(x, p);
	if (row && str_eq(row->hash, t.base)) {
		t.action = KNOW;
		if (!str_eq(row->inputs, p->inputs))
			VEC_PUSH(x->a, &x->plans, t);
		arena_free(scratch);
		return true;
	}
	t.absent = !fs_exists(engine_path(x->kb, scratch, p->path));
	t.action = WRITE;
	bool good = t.absent || decide_there(x, &t, scratch, e);
	arena_free(scratch);
	t.old = STR("");
	if (good)
		VEC_PUSH(x->a, &x->plans, t);
	return good;
}

/* --- what goes --------------------------------------------------------------------------- */

/* All that kb would say on a page when nothing is left to say. */
static struct w_page *bare_page(struct press *x, struct str path, struct str kind, struct str title)
{
	struct w_page *p = ARENA_NEW(x->a, struct w_page);
	struct buf b = buf_make(x->a);
	*p = (struct w_page){.path = path, .kind = kind, .title = title, .content = STR("")};
	buf_puts(&b, "---\n");
	meta_put(&b, "type", kind);
	meta_put(&b, "title", title);
	buf_printf(&b, "generated: builtin\n---\n# " STR_FMT "\n",
		STR_ARG(md_escape(x->a, weave_line(x->a, title, 200))));
	p->text = page_seal(x->a, buf_str(&b));
	return p;
}

/* A page whose reason to be is gone, edited by the person: their words stay on it, kb's go. *stays:
 * there were any. */
static bool keep_words(struct press *x, struct str path, struct str old, const struct page *mine,
	bool *stays, struct err *e)
{
	struct str base;
	struct page_merge merge;
	struct str kind = mine->meta_ok ? yaml_str(mine->meta, STR("type")) : STR("");
	struct str title = mine->meta_ok ? yaml_str(mine->meta, STR("title")) : STR("");
	const struct page_row *row = map_ptr(&x->look->by_path, path);
	if (row) { /* as kb named it, not as the person did */
		kind = row->kind;
		title = row->title;
	}
	struct w_page *p = bare_page(x, path, kind, title);
	struct plan t = {.p = p, .old = old, .base = page_hash(x->a, p->text), .edited = true};
	*stays = true;
	bool known;
	if (!find_base(x, &t, mine, &base, &known, e))
		return false;
	if (!known) {
		note_edit(x, p,
			STR("left alone: its sources are gone, what it grew from is unknown"));
		return true;
	}
	struct strs gone = gone_labels(x, path, mine);
	if (!page_merge_gone(x->a, base, old, p->text, gone, &merge, e))
		return err_wrap(e, STR_FMT, STR_ARG(path));
	struct str kept = STR("");
	if (!keep_rest(x, p, &merge, &kept, e))
		return false;
	*stays = merge.edited;
	if (!merge.edited)
		return true;
	t.bytes = merge.text;
	t.old_sha = sha_of(old);
	t.action = str_eq(merge.text, old) ? RECORD : WRITE;
	if (t.action == WRITE)
		find_lost(x, x->a, path, old);
	note_edit(x, p, STR("its sources are gone; what you wrote stays"));
	VEC_PUSH(x->a, &x->plans, t);
	return true;
}

/* A page whose reason to be is gone. */
static bool remove_page(struct press *x, struct str path, struct err *e)
{
	struct str old = {"", 0};
	struct page mine;
	bool stays = false, there = fs_exists(engine_path(x->kb, x->a, path));
	struct kb_page_change change = {path, STR(""), STR("nothing is left to say on it")};
	const struct page_row *row = map_ptr(&x->look->by_path, path);
	if (row)
		change.title = row->title;
	if (there) {
		if (!fs_read(x->a, engine_path(x->kb, x->a, path), PAGE_MAX, &old, e) ||
			!page_parse(x->a, old, &mine, e))
			return false;
		if (!mine.pristine && !str_blank(old) &&
			!keep_words(x, path, old, &mine, &stays, e))
			return false;
		if (stays)
			return true;
		find_lost(x, x->a, path, old);
		VEC_PUSH(x->a, &x->removed, change);
		if (x->review)
			return true;
	} /* else the person took it away */
	struct press_leave leave = {path, old};
	VEC_PUSH(x->a, &x->look->leaves, leave);
	return x->dry_run ||
		(index_drop_page(x->kb->index, path, e) && search_remove(x->kb->index, path, e));
}

static bool remove_stale(struct press *x, struct err *e)
{
	const struct map *now = &x->w->by_path;
	for (size_t i = 0; i < x->look->rows.n; i++) {
		const struct page_row *row = &x->look->rows.v[i];
		bool ours =
			row->kind.n && !str_eqz(row->kind, "text") && !str_eqz(row->kind, "answer");
		if (ours && !map_find(now, row->path) && !remove_page(x, row->path, e))
			return false;
	}
	for (size_t i = 0; i < x->look->strays.n; i++) {
		struct str path = x->look->strays.v[i].path;
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
	struct arena *a = arena_make();
	bool good = true;
	if (t->p->n_body && t->bytes.p == t->p->text.p) { /* as it was made: its parts are known */
		page_split(a, t->bytes, &page);
		page.body = str_sub(page.body, 0, t->p->n_body);
	} else {
		good = page_parse(a, t->bytes, &page, e);
	}
	good = good && press_index(x->kb, a, t->p->path, t->p->kind, t->p->title, &page, e);
	arena_free(a);
	return good;
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
}

/* *moved: other bytes stand there than when it was decided what to write. What cannot be read may be
 * anything: an error, and nothing is written over it. */
static bool has_moved_on(const struct plan *t, const char *full, bool *moved, struct err *e)
{
	bool there = fs_exists(full);
	*moved = there == t->absent;
	if (*moved || !there)
		return true;
	struct arena *a = arena_make();
	struct str now;
	bool good = fs_read(a, full, PAGE_MAX, &now, e);
	*moved = good && !sha_eq(sha_of(now), t->old_sha);
	arena_free(a);
	return good;
}

static bool write_page(struct press *x, struct plan *t, struct err *e)
{
	char *full = engine_path(x->kb, x->a, t->p->path);
	struct page_row row = {.path = t->p->path,
		.kind = t->p->kind,
		.title = t->p->title,
		.content = t->p->content,
		.hash = t->base,
		.edited = t->edited,
		.inputs = t->p->inputs};
	if (t->action == KNOW) {
		row = *(const struct page_row *)map_ptr(&x->look->by_path, t->p->path);
		row.inputs = t->p->inputs;
		return index_put_page(x->kb->index, &row, e);
	}
	if (t->action == WRITE) {
		bool moved_on;
		if (!has_moved_on(t, full, &moved_on, e))
			return false;
		if (moved_on) { /* edited while kb ran: the next compile merges it */
			note_edit(x, t->p, STR("edited meanwhile; left for the next compile"));
			t->action = LEAVE;
			return true;
		}
		char *dir = str_z(x->a, fs_dir_name(str_of(full)));
		if (!fs_mkdirs(dir, e) || !fs_write(full, t->bytes, false, e))
			return false;
	}
	sync_add(&x->sync, t->p->path);
	return fs_stat(full, &row.st, e) && index_put_page(x->kb->index, &row, e) &&
		index_page(x, t, e);
}

static bool put_bases(struct press *x, struct err *e)
{
	if (!db_begin(x->kb->ledger, e))
		return false;
	for (size_t i = 0; i < x->plans.n; i++) {
		const struct plan *t = &x->plans.v[i];
		if (t->action > KNOW &&
			!ledger_put_base(x->kb->ledger, t->p->path, t->base, t->p->text, e)) {
			db_rollback(x->kb->ledger);
			return false;
		}
	}
	return db_commit(x->kb->ledger, e);
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

/* Writes what was decided on so far. */
static bool write_plans(struct press *x, struct err *e)
{
	if (x->plans.n && !x->dry_run && !put_bases(x, e))
		return false;
	for (size_t i = 0; i < x->plans.n; i++) {
		struct plan *t = &x->plans.v[i];
		if (t->action == LEAVE)
			continue;
		report(x, t);
		if (x->dry_run)
			continue;
		if (x->review && t->action == WRITE) {
			if (!review_put(x->kb, t->p->path, t->bytes, e))
				return false;
			x->n_staged++;
			t->action = LEAVE;
			continue;
		}
		if (!write_page(x, t, e))
			return false;
		struct press_base b = {t->p->path, t->base};
		if (t->action > KNOW) /* else the base that it stands on is needed still */
			VEC_PUSH(x->a, &x->look->bases, b);
	}
	x->plans.n = 0;
	return true;
}

/* Pages whose text has to be made to know whether it is what stands there. */
static size_t find_due(struct press *x, struct w_page **due)
{
	struct weave *w = x->w;
	size_t n = 0;
	for (size_t i = 0; i < w->pages.n; i++) {
		struct w_page *p = w->pages.v[i];
		const struct page_row *row = p->inputs.n ? find_untouched(x, p) : NULL;
		if (!row || !str_eq(row->inputs, p->inputs) || w->m->force)
			due[n++] = p;
	}
	return n;
}

/* One batch of pages: made, decided on, written, forgotten. */
static bool press_batch(struct press *x, struct w_page *const *v, size_t n, struct err *e)
{
	struct arena *a = arena_make();
	bool good = true;
	weave_make(x->w, a, v, n);
	for (size_t i = 0; good && i < n; i++)
		good = decide(x, v[i], e);
	good = good && write_plans(x, e);
	for (size_t i = 0; i < n; i++)
		v[i]->text = v[i]->content = STR("");
	arena_free(a);
	return good;
}

/* Those from `at` of all that are due: the sentences that link to them are in memory together. */
static bool press_quoted(struct press *x, struct w_page *const *due, size_t at, size_t n,
	size_t n_due, struct err *e)
{
	struct arena *a = arena_make();
	bool good = weave_quote(x->w, a, due + at, n, e);
	for (size_t i = 0; good && i < n; i += BATCH) {
		size_t n_now = n - i < BATCH ? n - i : BATCH;
		good = press_batch(x, due + at + i, n_now, e);
		engine_progress(x->kb, "write", at + i + n_now, n_due);
	}
	weave_unquote(due + at, n);
	arena_free(a);
	return good;
}

/* What waited is superseded by what this run writes or stages. */
static bool end_review(struct press *x, size_t *staged, struct err *e)
{
	struct strs removed = {0};
	for (size_t i = 0; x->review && i < x->removed.n; i++)
		strs_add(x->a, &removed, x->removed.v[i].path);
	if (staged)
		*staged = x->n_staged + removed.n;
	return x->dry_run || review_put_removed(x->kb, removed, e);
}

bool press_pages(struct weave *w, struct press_look *look, struct str restore, enum press_how how,
	size_t *staged, struct err *e)
{
	struct press x = {.w = w,
		.kb = w->m->kb,
		.a = w->a,
		.look = look,
		.restore = restore,
		.report = w->m->report,
		.sync = {.a = w->a},
		.dry_run = how == PRESS_DRY_RUN,
		.review = how == PRESS_STAGE};
	struct w_page **due = ARENA_ARRAY(w->a, struct w_page *, w->pages.n);
	size_t n_due = find_due(&x, due);
	if (!x.dry_run && !review_clear(x.kb, e))
		return false;
	for (size_t at = 0; at < n_due; at += QUOTED) {
		size_t n = n_due - at < QUOTED ? n_due - at : QUOTED;
		if (!press_quoted(&x, due, at, n, n_due, e))
			return false;
	}
	if (!remove_stale(&x, e) || !write_plans(&x, e))
		return false;
	if (!sync_all(x.kb, &x.sync, e))
		return false;
	fill_report(&x);
	return end_review(&x, staged, e);
}

static bool prune(struct kb *kb, const struct press_look *look, struct err *e)
{
	if (look->bases.n + look->leaves.n == 0)
		return true;
	bool good = db_begin(kb->ledger, e);
	for (size_t i = 0; good && i < look->bases.n; i++)
		good = ledger_prune_base(
			kb->ledger, look->bases.v[i].path, look->bases.v[i].hash, e);
	for (size_t i = 0; good && i < look->leaves.n; i++)
		good = ledger_drop_base(kb->ledger, look->leaves.v[i].path, e);
	good = good && db_commit(kb->ledger, e);
	if (!good)
		db_rollback(kb->ledger);
	return good;
}

bool press_finish(struct kb *kb, const struct press_look *look, struct err *e)
{
	struct arena *a = arena_make();
	bool good = true;
	for (size_t i = 0; good && i < look->leaves.n; i++) {
		struct arena_mark m = arena_mark(a);
		struct str now;
		char *full = engine_path(kb, a, look->leaves.v[i].path);
		bool same = !fs_read(a, full, PAGE_MAX, &now, NULL) ||
			str_eq(now, look->leaves.v[i].text);
		if (same) /* else edited meanwhile: the next compile looks at it */
			good = fs_remove(full, e);
		arena_release(a, m);
	}
	arena_free(a);
	return good && prune(kb, look, e);
}
