/* review.c - see review.h. Beside a page stands PATH.was, the hash of what it was made to replace.
 * Order: the folder, what waits, accepting, rejecting. */
#include "engine/review.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/page.h"
#include "engine/calls.h"
#include "engine/decisions.h"
#include "engine/hold.h"
#include "engine/lint_page.h"
#include "engine/weave.h"
#include "store/index.h"
#include "store/search.h"

#define FOLDER ".kb/review"
#define REMOVED FOLDER "/removed"
#define WAS ".was"
#define REASON_MAX 500 /* characters */

/* --- the folder -------------------------------------------------------------------------- */

static char *staged_path(struct kb *kb, struct arena *a, struct str page)
{
	return engine_path(kb, a, str_cat(a, STR(FOLDER "/"), page));
}

static struct str was_of(struct kb *kb, struct arena *a, struct str page)
{
	struct str now;
	if (!fs_read(a, engine_path(kb, a, page), PAGE_MAX, &now, NULL))
		return STR("absent");
	return sha_base32(a, sha_of(now), 26);
}

bool review_clear(struct kb *kb, struct err *e)
{
	struct arena *a = arena_make();
	struct fs_list files = {0};
	char *dir = engine_path(kb, a, STR(FOLDER));
	bool good = !fs_is_dir(dir) || fs_walk(a, dir, &files, e);
	for (size_t i = 0; good && i < files.n; i++)
		if (files.v[i].st.is_file)
			good = fs_remove(staged_path(kb, a, files.v[i].path), e);
	arena_free(a);
	return good;
}

bool review_put(struct kb *kb, struct str page, struct str bytes, struct err *e)
{
	struct arena *a = arena_make();
	char *path = staged_path(kb, a, page);
	char *was = staged_path(kb, a, str_cat(a, page, STR(WAS)));
	bool good = fs_mkdirs(str_z(a, fs_dir_name(str_of(path))), e) &&
		fs_write(path, bytes, false, e) && fs_write(was, was_of(kb, a, page), false, e);
	arena_free(a);
	return good;
}

bool review_put_removed(struct kb *kb, struct strs pages, struct err *e)
{
	struct arena *a = arena_make();
	struct buf b = buf_make(a);
	char *path = engine_path(kb, a, STR(REMOVED));
	for (size_t i = 0; i < pages.n; i++)
		buf_printf(&b, STR_FMT "\n", STR_ARG(pages.v[i]));
	bool good = pages.n ? fs_mkdirs(engine_path(kb, a, STR(FOLDER)), e) &&
			fs_write(path, buf_str(&b), false, e)
			    : fs_remove(path, e);
	arena_free(a);
	return good;
}

/* --- what waits -------------------------------------------------------------------------- */

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct kb_staged *)x)->path, ((const struct kb_staged *)y)->path);
}

static bool list(struct kb *kb, struct arena *a, struct kb_staged_list *out, struct err *e)
{
	VEC(struct kb_staged) l = {0};
	struct fs_list files = {0};
	struct str rest = STR(""), line;
	char *dir = engine_path(kb, a, STR(FOLDER));
	*out = (struct kb_staged_list){0};
	if (fs_is_dir(dir) && !fs_walk(a, dir, &files, e))
		return false;
	for (size_t i = 0; i < files.n; i++) {
		struct str path = files.v[i].path;
		if (!str_starts(path, STR("wiki/")) || !str_ends(path, STR(".md")))
			continue;
		bool there = fs_exists(engine_path(kb, a, path));
		struct kb_staged s = {path, there ? KB_STAGED_CHANGED : KB_STAGED_NEW};
		VEC_PUSH(a, &l, s);
	}
	fs_read(a, engine_path(kb, a, STR(REMOVED)), PAGE_MAX, &rest, NULL);
	while (str_line(&rest, &line)) {
		struct kb_staged s = {line, KB_STAGED_REMOVED};
		if (str_starts(line, STR("wiki/")) && str_eq(fs_clean(a, line), line))
			VEC_PUSH(a, &l, s);
	}
	if (l.n)
		qsort(l.v, l.n, sizeof *l.v, by_path);
	*out = (struct kb_staged_list){l.v, l.n};
	return true;
}

bool kb_review(struct kb *kb, struct arena *a, struct kb_staged_list *out, struct err *e)
{
	return list(kb, a, out, e);
}

static const struct kb_staged *find(const struct kb_staged_list *l, struct str page, struct err *e)
{
	struct str tail = str_starts(page, STR("wiki/")) ? page : fs_base_name(page);
	for (size_t i = 0; i < l->n; i++) {
		struct str path = l->v[i].path, base = fs_base_name(path);
		if (str_eq(path, page) || str_eq(base, tail) ||
			str_eq(str_sub(base, 0, base.n - 3), tail))
			return &l->v[i];
	}
	err_set(e, ERR_NOT_FOUND, STR_FMT ": no such page waits; kb review lists them",
		STR_ARG(page));
	return NULL;
}

bool kb_review_diff(struct kb *kb, struct arena *a, struct str page, struct str *out, struct err *e)
{
	struct kb_staged_list l;
	struct str old = STR(""), new = STR("");
	struct buf b = buf_make(a);
	if (!list(kb, a, &l, e))
		return false;
	const struct kb_staged *s = find(&l, page, e);
	if (!s)
		return false;
	fs_read(a, engine_path(kb, a, s->path), PAGE_MAX, &old, NULL);
	if (s->what != KB_STAGED_REMOVED &&
		!fs_read(a, staged_path(kb, a, s->path), PAGE_MAX, &new, e))
		return false;
	lint_diff(&b, s->path, s->path, old, new);
	*out = buf_str(&b);
	return true;
}

/* --- accepting --------------------------------------------------------------------------- */

struct accepting {
	struct arena *a;
	struct kb_staged_list waits, *done;
	struct strs pages;
	struct strs stays; /* pages that would go, and are not accepted yet */
	VEC(struct kb_staged) did;
};

static bool put_page(struct kb *kb, struct accepting *x, const struct kb_staged *s, struct err *e)
{
	struct str bytes, was = STR("");
	char *staged = staged_path(kb, x->a, s->path), *to = engine_path(kb, x->a, s->path);
	char *mark = staged_path(kb, x->a, str_cat(x->a, s->path, STR(WAS)));
	fs_read(x->a, mark, 100, &was, NULL);
	if (!str_eq(was, was_of(kb, x->a, s->path))) {
		engine_note(kb, 0,
			STR_FMT ": edited since it was staged, left as it is; run kb compile "
				"--review again",
			STR_ARG(s->path));
		return true;
	}
	VEC_PUSH(x->a, &x->did, *s);
	return fs_read(x->a, staged, PAGE_MAX, &bytes, e) &&
		fs_mkdirs(str_z(x->a, fs_dir_name(str_of(to))), e) &&
		fs_write(to, bytes, true, e) && fs_remove(staged, e) && fs_remove(mark, e);
}

/* Its row goes with it: a page that is gone while its row stands was deleted by the person. */
static bool take_away(struct kb *kb, struct accepting *x, const struct kb_staged *s, struct err *e)
{
	VEC_PUSH(x->a, &x->did, *s);
	return index_drop_page(kb->index, s->path, e) && search_remove(kb->index, s->path, e) &&
		fs_remove(engine_path(kb, x->a, s->path), e);
}

static bool accept(struct kb *kb, void *ctx, struct err *e)
{
	struct accepting *x = ctx;
	if (!list(kb, x->a, &x->waits, e))
		return false;
	x->did.n = 0;
	x->stays = (struct strs){0};
	struct map chosen = map_make(x->a);
	for (size_t i = 0; i < x->pages.n; i++) {
		const struct kb_staged *s = find(&x->waits, x->pages.v[i], e);
		if (!s)
			return false;
		map_add(&chosen, s->path, NULL);
	}
	for (size_t i = 0; i < x->waits.n; i++) {
		const struct kb_staged *s = &x->waits.v[i];
		bool all = !x->pages.n || map_find(&chosen, s->path);
		if (!all && s->what == KB_STAGED_REMOVED)
			strs_add(x->a, &x->stays, s->path);
		if (all &&
			!(s->what == KB_STAGED_REMOVED ? take_away(kb, x, s, e)
						       : put_page(kb, x, s, e)))
			return false;
	}
	return review_put_removed(kb, x->stays, e);
}

bool kb_review_accept(struct kb *kb, struct arena *a, struct strs pages,
	struct kb_staged_list *done, struct err *e)
{
	struct accepting x = {.a = a, .pages = pages};
	if (!hold_run(kb, accept, &x, e))
		return false;
	hold_leave(kb, true);
	*done = (struct kb_staged_list){x.did.v, x.did.n};
	return true;
}

/* --- rejecting --------------------------------------------------------------------------- */

bool kb_review_reject(struct kb *kb, struct str page, struct str reason, struct err *e)
{
	struct arena *a = arena_make();
	struct kb_staged_list l;
	const struct kb_staged *s = list(kb, a, &l, e) ? find(&l, page, e) : NULL;
	bool good = s != NULL;
	if (good &&
		(!calls_wanted(kb) || str_starts(s->path, STR("wiki/sources/")) ||
			str_eqz(s->path, WEAVE_SOURCES) || s->what == KB_STAGED_REMOVED))
		good = err_set(e, ERR_USAGE,
			STR_FMT ": no model writes it, so a reason changes nothing; correct its "
				"source, or edit the page",
			STR_ARG(s->path));
	good = good &&
		decisions_add_rejected(
			kb, s->path, weave_line(a, text_clean(a, reason), REASON_MAX), e) &&
		fs_remove(staged_path(kb, a, s->path), e) &&
		fs_remove(staged_path(kb, a, str_cat(a, s->path, STR(WAS))), e);
	arena_free(a);
	return good;
}
