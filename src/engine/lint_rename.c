/* lint_rename.c - the links to files that --fix gives another name.
 *
 * Renames come last, when no other edit is left: their links are rewritten in the pages that may be
 * mended; when a page that may not be (kb's own, one with merge marks) links to a file, it keeps its
 * name, so that no link breaks. Order: asking, rewriting. */
#include "base/arena.h"
#include "base/fs.h"
#include "base/str.h"
#include "engine/lint_page.h"

struct str lint_renamed(const struct lint *l, size_t file)
{
	for (size_t i = 0; i < l->renames.n; i++)
		if (l->renames.v[i].file == file)
			return l->renames.v[i].to;
	return vault_at(l->vault, file)->path;
}

/* By file: index in renames plus 1. */
static size_t *by_file(struct lint *l)
{
	size_t *at = ARENA_ARRAY(l->a, size_t, vault_n(l->vault));
	for (size_t i = 0; i < l->renames.n; i++)
		at[l->renames.v[i].file] = i + 1;
	return at;
}

static bool can_edit(const struct lint_page *p, const struct lint_link *link)
{
	return lint_may_fix(p) && p->read && p->text.p && !p->odd && !p->conflict && !p->cr &&
		link->editable;
}

/* Drops the renames that would leave a link behind. */
static void drop_bound(struct lint *l)
{
	size_t *at = by_file(l), n = 0;
	bool *bound = ARENA_ARRAY(l->a, bool, l->renames.n + 1);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->links.n; k++) {
			size_t file = p->links.v[k].hit.file;
			bool own = file == VAULT_NONE || p->links.v[k].target.n == 0;
			if (!own && at[file] && !can_edit(p, &p->links.v[k]))
				bound[at[file] - 1] = true;
		}
	}
	for (size_t i = 0; i < l->renames.n; i++)
		if (!bound[i])
			l->renames.v[n++] = l->renames.v[i];
	l->renames.n = n;
}

/* As the link was written: a path stays one, ".md" stays or stays away. */
static struct str target_of(
	struct lint *l, const struct lint_page *p, const struct lint_link *link, struct str to)
{
	bool note = str_iends(to, STR(".md")), typed = str_iends(link->target, STR(".md"));
	struct str path = note && !typed ? str_sub(to, 0, to.n - 3) : to;
	if (link->kind == LINK_MARKDOWN)
		return fs_relative(l->a, vault_at(l->vault, p->file)->path, path);
	return str_find_byte(link->target, '/') == STR_NPOS ? fs_base_name(path) : path;
}

bool lint_rename(struct lint *l)
{
	drop_bound(l);
	size_t *at = by_file(l);
	for (size_t i = 0; l->renames.n && i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->links.n; k++) {
			const struct lint_link *link = &p->links.v[k];
			size_t file = link->hit.file;
			if (file == VAULT_NONE || !at[file] || link->target.n == 0)
				continue;
			/* edits go by the finding said last: this one is never shown */
			size_t n = p->hits.n;
			lint_say(l->a, p, LINT_UNSAFE_FILENAME, 0, 0, "%s", "");
			lint_mend_link(l->a, p, link, LINT_UNSAFE_FILENAME,
				target_of(l, p, link, l->renames.v[at[file] - 1].to), true);
			p->hits.n = n;
		}
	}
	return l->renames.n > 0;
}
