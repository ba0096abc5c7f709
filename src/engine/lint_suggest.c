/* lint_suggest.c - suggestions: what the vault could gain. Findings only when they are asked for.
 *
 * No model: a wanted page is one that several pages link to before it exists, an unlinked mention is
 * another page's name in running text, an island is a group of pages that no link joins to the rest.
 * Order: wanted pages, islands, mentions. What the graph alone tells is in lint_relate.c. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/inline.h"
#include "engine/lint_page.h"
#include "engine/mention.h"

#define SHOWN_PAGES 5
#define MIN_NAME_CP 4 /* of one word; shorter names stand everywhere */

/* --- wanted pages ------------------------------------------------------------------------ */

struct wanted {
	size_t n; /* pages that ask for it */
	size_t last; /* the last of them */
	size_t first;
	const struct lint_link *link; /* of the first */
	struct buf pages;
};

static void ask_for(struct lint *l, struct map *table, size_t page, const struct lint_link *link)
{
	struct str key = vault_key(l->a, link->target);
	if (str_ends(key, STR(".md")))
		key.n -= 3;
	bool added;
	struct map_entry *entry = map_add(table, key, &added);
	if (added) {
		struct wanted *fresh = ARENA_NEW(l->a, struct wanted);
		*fresh = (struct wanted){.first = page, .link = link, .pages = buf_make(l->a)};
		entry->ptr = fresh;
	}
	struct wanted *w = entry->ptr;
	if (!added && w->last == page)
		return;
	w->last = page;
	if (++w->n <= SHOWN_PAGES)
		buf_printf(&w->pages, "%s" STR_FMT, w->n > 1 ? ", " : "",
			STR_ARG(vault_at(l->vault, l->pages[page].file)->path));
}

/* "Note", "Note.md", "v1.2": not "pic.png". */
static bool is_page_name(const struct lint_link *link)
{
	struct str type = fs_extension(link->target);
	bool digits = type.n > 1 && type.p[1] >= '0' && type.p[1] <= '9';
	return !link->embed && (type.n == 0 || type.n > 5 || digits || str_iends(type, STR(".md")));
}

static void check_wanted(struct lint *l)
{
	struct map table = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; p->reported && !p->evidence && k < p->links.n; k++) {
			const struct lint_link *link = &p->links.v[k];
			if (link->hit.how == VAULT_BROKEN && !link->beyond && !link->alias &&
				is_page_name(link))
				ask_for(l, &table, i, link);
		}
	}
	for (size_t i = 0; i < table.n; i++) {
		struct wanted *w = table.v[i].ptr;
		if (w->n < 2)
			continue;
		struct str shown = lint_shown(l->a, w->link->target), pages = buf_str(&w->pages);
		lint_say(l->a, &l->pages[w->first], LINT_WANTED_PAGE, w->link->line,
			w->link->column, "%zu pages ask for '" STR_FMT "': " STR_FMT "%s", w->n,
			STR_ARG(shown), STR_ARG(pages), w->n > SHOWN_PAGES ? " ..." : "");
		lint_weigh(&l->pages[w->first], w->n);
		struct lint_page *first = &l->pages[w->first];
		first->hits.v[first->hits.n - 1].subject = fs_base_name(w->link->target);
	}
}

/* --- islands ----------------------------------------------------------------------------- */

static size_t root_of(size_t *up, size_t i)
{
	while (up[i] != i) {
		up[i] = up[up[i]];
		i = up[i];
	}
	return i;
}

static void join_links(struct lint *l, size_t *up, size_t page)
{
	const struct lint_page *p = &l->pages[page];
	for (size_t k = 0; k < p->links.n; k++) {
		size_t file = p->links.v[k].hit.file;
		size_t to = file == VAULT_NONE ? VAULT_NONE : l->page_of[file];
		if (to == VAULT_NONE || l->pages[to].source_file)
			continue;
		size_t x = root_of(up, page), y = root_of(up, to);
		up[x > y ? x : y] = x > y ? y : x; /* the first page stands for all */
	}
}

/* How to join it: a page that names one of the other side already, else the page that links most. */
static struct str bridge_of(struct lint *l, const size_t *up, size_t root)
{
	for (size_t i = 0; i < l->mentions.n; i++) {
		const struct lint_mention *m = &l->mentions.v[i];
		if ((up[m->from] == root) == (up[m->to] == root))
			continue;
		return str_printf(l->a, "; " STR_FMT " names " STR_FMT ": make it a link",
			STR_ARG(vault_at(l->vault, l->pages[m->from].file)->path),
			STR_ARG(vault_at(l->vault, l->pages[m->to].file)->path));
	}
	size_t hub = VAULT_NONE;
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		bool fit = p->reported && !p->evidence && up[i] != root && p->links.n &&
			!str_eqz(p->type, "log");
		if (fit && (hub == VAULT_NONE || p->links.n > l->pages[hub].links.n))
			hub = i;
	}
	if (hub == VAULT_NONE)
		return STR("");
	return str_printf(l->a, "; " STR_FMT ", which links most, could name it",
		STR_ARG(vault_at(l->vault, l->pages[hub].file)->path));
}

static void say_island(struct lint *l, const size_t *up, size_t root, size_t n)
{
	struct buf b = buf_make(l->a);
	size_t shown = 0;
	for (size_t i = root; i < l->n_pages && shown < SHOWN_PAGES; i++)
		if (up[i] == root && !l->pages[i].source_file)
			buf_printf(&b, "%s" STR_FMT, shown++ ? ", " : "",
				STR_ARG(vault_at(l->vault, l->pages[i].file)->path));
	struct str pages = buf_str(&b), bridge = bridge_of(l, up, root);
	lint_say(l->a, &l->pages[root], LINT_ISLAND, 1, 1,
		"%zu pages that no link joins to the rest: " STR_FMT "%s" STR_FMT, n,
		STR_ARG(pages), n > SHOWN_PAGES ? " ..." : "", STR_ARG(bridge));
	lint_weigh(&l->pages[root], n);
}

static void check_islands(struct lint *l)
{
	size_t *up = ARENA_ARRAY(l->a, size_t, l->n_pages);
	size_t *n = ARENA_ARRAY(l->a, size_t, l->n_pages);
	size_t main_land = 0;
	for (size_t i = 0; i < l->n_pages; i++)
		up[i] = i;
	for (size_t i = 0; i < l->n_pages; i++)
		join_links(l, up, i);
	for (size_t i = 0; i < l->n_pages; i++) {
		up[i] = root_of(up, i);
		n[up[i]]++;
		if (n[up[i]] > n[main_land])
			main_land = up[i];
	}
	for (size_t i = 0; i < l->n_pages; i++)
		if (n[i] > 1 && i != main_land && n[i] < n[main_land])
			say_island(l, up, i, n[i]);
}

/* --- mentions ---------------------------------------------------------------------------- */

static struct str stem_of(const struct lint *l, const struct lint_page *p)
{
	struct str name = fs_base_name(vault_at(l->vault, p->file)->path);
	return str_sub(name, 0, name.n - 3);
}

static bool is_telling(struct str name)
{
	bool letters = false, blank = str_find_byte(name, ' ') != STR_NPOS;
	for (size_t i = 0; i < name.n;)
		letters = text_is_letter(text_next(name, &i)) || letters;
	return letters && (blank || text_n_cp(name) >= MIN_NAME_CP);
}

static void add_name(struct mention_names *names, struct str name, size_t page)
{
	if (is_telling(name))
		mention_add(names, name, STR(""), page);
}

static struct mention_names *names_of(struct lint *l)
{
	struct mention_names *names = mention_names_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		bool list = str_eqz(p->type, "index") || str_eqz(p->type, "log");
		if (p->source_file || p->evidence || list)
			continue;
		add_name(names, stem_of(l, p), i);
		add_name(names, p->title, i);
		for (size_t k = 0; k < p->aliases.n; k++)
			add_name(names, p->aliases.v[k], i);
	}
	return names;
}

/* Marks in seen the pages that p needs no link to: itself and those that it has one to. */
static void mark_linked(struct lint *l, const struct lint_page *p, size_t me, size_t *seen)
{
	seen[me] = me + 1;
	for (size_t k = 0; k < p->links.n; k++) {
		size_t file = p->links.v[k].hit.file;
		if (file != VAULT_NONE && l->page_of[file] != VAULT_NONE)
			seen[l->page_of[file]] = me + 1;
	}
}

/* All but plain text as one odd character a byte. */
static struct str plain_only(struct arena *a, struct str text, const struct inlines *in)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < in->n; i++) {
		const struct inline_token *t = &in->v[i];
		bool within = false; /* the words of a link lead somewhere already */
		for (size_t k = 0; k < in->n_links && in->link[k].start <= t->start; k++)
			within = within || t->end <= in->link[k].end;
		if (t->kind == INLINE_TEXT && !within)
			buf_put(&b, str_sub(text, t->start, t->end));
		else
			buf_fill(&b, t->kind == INLINE_SOFT ? ' ' : '\x01', t->end - t->start);
	}
	return buf_str(&b);
}

static void mentions_of_leaf(struct lint_scan *s, const struct md_leaf *leaf,
	struct mention_names *names, size_t me, size_t *seen)
{
	struct lint *l = s->l;
	struct inlines in;
	inline_scan(s->leaf, leaf->text, NULL, &in);
	if (in.n_links > 1000)
		return;
	struct str text = plain_only(s->leaf, leaf->text, &in);
	struct mentions found = mention_find(names, s->leaf, text, STR(""));
	for (size_t i = 0; i < found.n; i++) {
		const struct mention *m = &found.v[i];
		if (seen[m->id] == me + 1)
			continue;
		seen[m->id] = me + 1;
		struct lint_mention pair = {me, m->id};
		VEC_PUSH(l->a, &l->mentions, pair);
		struct str words = str_sub(text, m->start, m->end);
		struct str name = vault_link_text(l->vault, s->leaf, l->pages[m->id].file);
		size_t start = s->body_at + md_leaf_at(leaf, m->start);
		size_t end = s->body_at + md_leaf_at(leaf, m->end - 1) + 1;
		lint_say_at(s, LINT_UNLINKED_MENTION, start,
			"'" STR_FMT "' is a page: [[" STR_FMT "]]", STR_ARG(words), STR_ARG(name));
		bool row = s->blocks.v[leaf->block].kind == MD_ROW;
		if (end - start != words.n)
			continue; /* it runs over a line's end */
		lint_mend(s->keep, s->page, LINT_UNLINKED_MENTION, start, end,
			str_eq(words, name)
				? str_printf(s->keep, "[[" STR_FMT "]]", STR_ARG(name))
				: str_printf(s->keep, "[[" STR_FMT "%s" STR_FMT "]]", STR_ARG(name),
					  row ? "\\|" : "|", STR_ARG(words)));
	}
}

static void check_mentions(struct lint *l)
{
	struct mention_names *names = names_of(l);
	size_t *seen = ARENA_ARRAY(l->a, size_t, l->n_pages);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		struct lint_scan s;
		if (!p->reported || p->generated || !p->read) /* compile links kb's own */
			continue;
		struct arena_mark mark = arena_mark(l->workers[0].scratch);
		mark_linked(l, p, i, seen);
		if (lint_scan_again(l, p, &l->workers[0], &s)) {
			for (size_t k = 0; k < s.blocks.n_leaves; k++) {
				const struct md_block *block = &s.blocks.v[s.blocks.leaf[k].block];
				struct arena_mark leaf = arena_mark(s.leaf);
				if (block->kind != MD_HEADING && !block->comment)
					mentions_of_leaf(&s, &s.blocks.leaf[k], names, i, seen);
				arena_release(s.leaf, leaf);
			}
		}
		arena_release(l->workers[0].scratch, mark);
	}
}

void lint_suggest(struct lint *l)
{
	if (lint_on(l, LINT_WANTED_PAGE))
		check_wanted(l);
	if (lint_on(l, LINT_UNLINKED_MENTION) || lint_on(l, LINT_ISLAND))
		check_mentions(l);
	if (lint_on(l, LINT_ISLAND) && l->n_pages)
		check_islands(l);
	lint_relate(l);
}
