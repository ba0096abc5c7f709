/* lint_graph.c - rules on who links to whom, and on pages too small to be worth a link: orphans, dead
 * ends, stubs.
 *
 * Entrances (an index, a README, a home page, the log) and templates need no link to them; documents
 * are reached through their source pages. */
#include "base/fs.h"
#include "base/str.h"
#include "engine/lint_page.h"

#define STUB_WORDS 15 /* a page of fewer says nothing yet */

/* A page that others are made from, in a folder of such pages. */
static bool is_template(const struct lint *l, const struct lint_page *p)
{
	struct str dir = fs_dir_name(vault_at(l->vault, p->file)->key), part;
	while (dir.n && str_cut(&dir, '/', &part))
		if (str_eqz(part, "templates") || str_eqz(part, "template") ||
			str_eqz(part, "_templates"))
			return true;
	return false;
}

bool lint_is_entrance(const struct lint *l, const struct lint_page *p)
{
	static const char *const names[] = {
		"index.md", "_index.md", "readme.md", "home.md", "log.md", "start here.md"};
	struct str name = fs_base_name(vault_at(l->vault, p->file)->key);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(name, names[i]))
			return true;
	return str_eqz(p->type, "index") || str_eqz(p->type, "log") || is_template(l, p);
}

/* Does the link lead (or was it meant to lead) to another page? */
static bool leads_away(
	const struct lint *l, const struct lint_page *p, const struct lint_link *link)
{
	if (link->hit.how == VAULT_SELF || link->hit.file == p->file)
		return false;
	return link->hit.file == VAULT_NONE || vault_at(l->vault, link->hit.file)->note;
}

static void check_words(struct lint *l, struct lint_page *p)
{
	bool list = p->generated && (str_eqz(p->type, "category") || str_eqz(p->type, "source"));
	if (p->n_words < STUB_WORDS && !list)
		lint_say(l->a, p, LINT_STUB, 1, 1, "holds %zu word%s", p->n_words,
			p->n_words == 1 ? "" : "s");
}

void lint_graph(struct lint *l)
{
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->links.n; k++) {
			size_t file = p->links.v[k].hit.file;
			if (file != VAULT_NONE && file != p->file && l->page_of[file] != VAULT_NONE)
				l->pages[l->page_of[file]].linked = true;
		}
	}
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (!p->reported || !p->read || p->evidence || lint_is_entrance(l, p))
			continue;
		bool away = false;
		for (size_t k = 0; k < p->links.n && !away; k++)
			away = leads_away(l, p, &p->links.v[k]);
		if (!p->linked)
			lint_say(l->a, p, LINT_ORPHAN, 1, 1, "no other page links here");
		if (!away)
			lint_say(l->a, p, LINT_DEAD_END, 1, 1, "links to no other page");
		check_words(l, p);
	}
}
