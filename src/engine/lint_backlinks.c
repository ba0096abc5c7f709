/* lint_backlinks.c - rules on sections: the lists of links that end a page, and sections with nothing.
 *
 * A page with a section Backlinks promises that whoever links to it stands there; links of lists
 * (Sources, Related, Backlinks, footnotes) are no prose and ask for no entry. Order: sections of a page
 * (first pass), backlinks, empty sections. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "engine/lint_page.h"

#define MAX_LISTED 500 /* kb counts those beyond */

/* --- sections ---------------------------------------------------------------------------- */

static bool is_list_name(struct str heading)
{
	static const char *const names[] = {
		"Backlinks", "Sources", "Related", "Concepts", "Open questions"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(heading, names[i]))
			return true;
	return false;
}

/* Marks the links on lines first to last; links lie in order. */
static void mark_listed(struct lint_page *p, size_t first, size_t last)
{
	size_t low = 0, high = p->links.n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (p->links.v[mid].line < first)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < p->links.n && p->links.v[low].line <= last; low++)
		p->links.v[low].listed = true;
}

static size_t line_at(struct lint_scan *s, size_t at)
{
	size_t line, column;
	lint_place(s, at, &line, &column);
	return line;
}

/* The section that block i opens: where it ends, and where its last list does. */
static size_t section_end(const struct lint_scan *s, size_t i, size_t *list_end)
{
	const struct md_block *head = &s->blocks.v[i], *b = head;
	size_t end = head->end;
	*list_end = 0;
	for (size_t k = i + 1; k < s->blocks.n; k++) {
		b = &s->blocks.v[k];
		if (b->parent != MD_NO_PARENT)
			continue;
		if (b->kind == MD_FOOTNOTE || (b->kind == MD_HEADING && b->level <= head->level))
			break;
		end = b->end;
		if (b->kind == MD_LIST)
			*list_end = b->end;
	}
	return end;
}

void lint_sections(struct lint_scan *s)
{
	struct lint_page *p = s->page;
	for (size_t i = 0; i < s->blocks.n; i++) {
		const struct md_block *b = &s->blocks.v[i];
		bool note = b->kind == MD_FOOTNOTE;
		bool list = b->kind == MD_HEADING && b->parent == MD_NO_PARENT && b->level > 1 &&
			is_list_name(b->plain);
		if (!note && !list)
			continue;
		size_t list_end = 0, end = note ? b->end : section_end(s, i, &list_end);
		size_t first = line_at(s, s->body_at + b->start);
		size_t last = line_at(s, s->body_at + end);
		mark_listed(p, first, last);
		if (list && str_eqz(b->plain, "Backlinks") && list_end) {
			p->back_first = first;
			p->back_last = last;
			p->back_at = s->body_at + list_end;
		}
	}
}

/* --- backlinks --------------------------------------------------------------------------- */

struct backlink {
	size_t to, from; /* pages */
};

static int by_to(const void *a, const void *b)
{
	const struct backlink *x = a, *y = b;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Do its links count? kb lists the concepts and sources of its own that name a page. */
static bool is_asked(const struct lint_page *to, const struct lint_page *from)
{
	if (!from->reported || !from->read || from->evidence || to->evidence)
		return false;
	if (!to->generated)
		return !str_eqz(from->type, "index") && !str_eqz(from->type, "log");
	bool kinds = str_eqz(from->type, "concept") || str_eqz(from->type, "source") ||
		str_eqz(from->type, "comparison");
	return from->generated && !from->edited && kinds;
}

static size_t target_page(const struct lint *l, const struct lint_link *link)
{
	return link->hit.file == VAULT_NONE ? VAULT_NONE : l->page_of[link->hit.file];
}

/* Marks in seen the pages that p lists; how many links the section has. */
static size_t mark_back(const struct lint *l, const struct lint_page *p, size_t me, size_t *seen)
{
	size_t n = 0;
	for (size_t k = 0; k < p->links.n; k++) {
		const struct lint_link *link = &p->links.v[k];
		size_t to = target_page(l, link);
		if (link->line < p->back_first || link->line > p->back_last)
			continue;
		n++;
		if (to != VAULT_NONE)
			seen[to] = me + 1;
	}
	return n;
}

static void say_backlink(struct lint *l, struct lint_page *p, size_t from)
{
	struct str path = vault_at(l->vault, l->pages[from].file)->path;
	struct str text = vault_link_text(l->vault, l->a, l->pages[from].file);
	lint_say(l->a, p, LINT_MISSING_BACKLINK, p->back_first, 1,
		STR_FMT " links here and is not listed%s", STR_ARG(path),
		p->generated ? "; kb compile lists it" : "");
	lint_mend(l->a, p, LINT_MISSING_BACKLINK, p->back_at, p->back_at,
		str_printf(l->a, "\n- [[" STR_FMT "]]", STR_ARG(text)));
}

void lint_backlinks(struct lint *l)
{
	VEC(struct backlink) all = {0};
	size_t *seen = ARENA_ARRAY(l->a, size_t, l->n_pages);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->links.n; k++) {
			size_t to = target_page(l, &p->links.v[k]);
			struct backlink b = {to, i};
			if (to != VAULT_NONE && to != i && !p->links.v[k].listed &&
				l->pages[to].back_first && l->pages[to].reported &&
				is_asked(&l->pages[to], p))
				VEC_PUSH(l->a, &all, b);
		}
	}
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, by_to);
	size_t n_listed = 0;
	for (size_t i = 0; i < all.n; i++) {
		struct backlink b = all.v[i];
		if (i == 0 || b.to != all.v[i - 1].to)
			n_listed = mark_back(l, &l->pages[b.to], b.to, seen);
		if (seen[b.from] == b.to + 1 || n_listed >= MAX_LISTED)
			continue;
		seen[b.from] = b.to + 1;
		say_backlink(l, &l->pages[b.to], b.from);
	}
}

/* --- empty sections ---------------------------------------------------------------------- */

/* A heading that a link leads to stays, whatever stands under it. */
static void keep_linked(struct lint *l, const struct lint_link *link)
{
	size_t page = target_page(l, link), line;
	if (page == VAULT_NONE || link->sub.n == 0 || l->pages[page].empties.n == 0)
		return;
	struct lint_page *to = &l->pages[page];
	struct arena_mark mark = arena_mark(l->workers[0].scratch);
	enum vault_sub found =
		vault_sub_find(&to->outline, l->workers[0].scratch, link->sub, &line);
	arena_release(l->workers[0].scratch, mark);
	for (size_t i = 0; found == VAULT_SUB_FOUND && i < to->empties.n; i++)
		if (to->empties.v[i].line == line)
			to->empties.v[i].end = to->empties.v[i].start;
}

void lint_empties(struct lint *l)
{
	for (size_t i = 0; i < l->n_pages; i++)
		for (size_t k = 0; k < l->pages[i].links.n; k++)
			keep_linked(l, &l->pages[i].links.v[k]);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->empties.n; k++) {
			const struct lint_empty *empty = &p->empties.v[k];
			if (empty->start < empty->end)
				lint_mend_hit(
					l->a, p, empty->hit, empty->start, empty->end, STR(""));
		}
	}
}
