/* lint_edits.c - rules on what became of pages after kb wrote them: conflicts of a hand edit with kb's
 * own words, answers that rest on pages as they were.
 *
 * What lost against an edit lies under .kb/kept/ as NAME.HASH.md (kept.h); a whole page set aside there
 * starts with front matter and is no conflict. Order: conflicts, answers. */
#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

#define KEPT ".kb/kept"
#define MAX_KEPT ((size_t)1 << 20)

/* --- conflicts --------------------------------------------------------------------------- */

static bool stands_there(struct lint *l, struct arena *a, struct str path, struct str words)
{
	struct str page;
	if (!lint_read(l, a, path, &page, NULL))
		return true;
	return str_find(text_squeeze(a, page, NULL), text_squeeze(a, words, NULL)) != STR_NPOS;
}

/* name: "memex.ab12cd34.md" */
static void check_kept(struct lint *l, const struct map *pages, struct str name)
{
	struct arena *a = l->workers[0].scratch;
	struct str stem = str_sub(name, 0, name.n - 3), words;
	size_t dot = str_rfind_byte(stem, '.');
	struct lint_page *p = dot == STR_NPOS ? NULL : map_ptr(pages, str_sub(stem, 0, dot));
	if (!p || !p->edited || p->evidence)
		return;
	const char *full = fs_join(a, l->dir, str_printf(a, KEPT "/" STR_FMT, STR_ARG(name)).p);
	struct str path = vault_at(l->vault, p->file)->path;
	if (!fs_read(a, full, MAX_KEPT, &words, NULL) || str_starts(words, STR("---\n")) ||
		str_blank(words) || stands_there(l, a, path, words))
		return;
	lint_say(l->a, p, LINT_EDIT_CONFLICT, 1, 1,
		"kb would say: '" STR_FMT "'; take it over, or remove " KEPT "/" STR_FMT,
		STR_ARG(lint_shown(a, words)), STR_ARG(name));
}

static void check_conflicts(struct lint *l)
{
	struct fs_list list;
	struct map pages = map_make(l->a);
	if (!fs_walk(l->a, fs_join(l->a, l->dir, KEPT), &list, NULL) || list.n == 0)
		return;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		struct str name = fs_base_name(vault_at(l->vault, p->file)->path);
		if (p->reported && p->generated)
			map_add(&pages, str_sub(name, 0, name.n - 3), NULL)->ptr = p;
	}
	for (size_t i = 0; i < list.n; i++) {
		struct arena_mark mark = arena_mark(l->workers[0].scratch);
		if (str_ends(list.v[i].path, STR(".md")))
			check_kept(l, &pages, list.v[i].path);
		arena_release(l->workers[0].scratch, mark);
	}
}

/* --- answers ----------------------------------------------------------------------------- */

/* used: "wiki/text/a-text.md HASH" */
static void check_used(struct lint *l, struct lint_page *p, struct str used)
{
	size_t blank = str_rfind_byte(used, ' ');
	if (blank == STR_NPOS)
		return;
	struct str path = str_sub(used, 0, blank), hash = str_from(used, blank + 1);
	size_t file = vault_find(l->vault, path);
	size_t page = file == VAULT_NONE ? VAULT_NONE : l->page_of[file];
	struct str shown = lint_shown(l->a, path);
	if (page == VAULT_NONE)
		lint_say(l->a, p, LINT_STALE_ANSWER, p->based_line, 1,
			"rests on " STR_FMT ", which is gone; ask again with --save",
			STR_ARG(shown));
	else if (!str_eq(l->pages[page].hash, hash))
		lint_say(l->a, p, LINT_STALE_ANSWER, p->based_line, 1,
			"rests on " STR_FMT ", which changed since; ask again with --save",
			STR_ARG(shown));
}

void lint_edits(struct lint *l)
{
	if (!l->base)
		return;
	check_conflicts(l);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		bool answer = p->reported && p->generated && str_eqz(p->type, "answer");
		for (size_t k = 0; answer && k < p->based_on.n; k++)
			check_used(l, p, p->based_on.v[k]);
	}
}
