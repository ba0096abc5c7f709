/* lint_links.c - what each link means, and the rules on links.
 *
 * Steps: resolve all; read those pages of raw/ that a heading or block link leads to; judge. Each
 * step runs on all processors and touches nothing but the page it is at. What a lost link may mean says
 * lint_guess.c. Order: aliases, nearest headings, the vault's way with paths, resolving, rules. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"
#include "engine/near.h"

#define MAX_NEAR_HEADINGS 500
#define MIN_SURE_HEADING 4 /* bytes; shorter ones are near to anything */

struct link_tables { /* read only while pages are judged */
	struct map aliases; /* key -> page, plus 1 */
	bool paths; /* this vault writes whole paths as a rule */
	struct lint_guesses *guesses; /* names near to those that are not in the vault */
};

struct judge {
	struct lint *l;
	struct lint_page *p;
	struct lint_worker *w;
	const struct link_tables *t;
};

/* --- aliases ----------------------------------------------------------------------------- */

static struct map alias_table(struct lint *l)
{
	struct map table = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; !p->source_file && k < p->aliases.n; k++) {
			bool added;
			struct map_entry *entry =
				map_add(&table, vault_key(l->a, p->aliases.v[k]), &added);
			if (added)
				entry->num = i + 1;
		}
	}
	return table;
}

/* --- nearest headings ----------------------------------------------------------------------- */

static struct str guess_heading(
	const struct judge *j, const struct vault_outline *o, struct str sub)
{
	struct arena *a = j->w->scratch;
	size_t hash = str_rfind_byte(sub, '#');
	struct str wanted = vault_heading_key(a, hash == STR_NPOS ? sub : str_from(sub, hash + 1));
	struct near near = {.best = NEAR_FAR};
	for (size_t i = 0; i < o->n_keys && i < MAX_NEAR_HEADINGS; i++)
		near_offer(&near, wanted, o->keys[i].key);
	for (size_t i = 0; near.best != NEAR_FAR && i < o->n_keys; i++)
		if (str_eq(o->keys[i].key, near.name))
			return o->v[o->keys[i].heading].text;
	return STR("");
}

/* Is it the only heading as near? */
static bool is_only(struct arena *a, const struct vault_outline *o, struct str sub, struct str near)
{
	size_t hash = str_rfind_byte(sub, '#');
	struct str wanted = vault_heading_key(a, hash == STR_NPOS ? sub : str_from(sub, hash + 1));
	struct str key = vault_heading_key(a, near);
	size_t least = near_distance(wanted, key, NEAR_FAR);
	for (size_t i = 0; i < o->n_keys && i < MAX_NEAR_HEADINGS; i++)
		if (!str_eq(o->keys[i].key, key) &&
			near_distance(wanted, o->keys[i].key, least) <= least)
			return false;
	return o->n_keys <= MAX_NEAR_HEADINGS;
}

/* A heading as links hold it. */
static struct str sub_text(struct arena *a, struct str old, struct str heading)
{
	size_t hash = str_rfind_byte(old, '#');
	struct buf b = buf_make(a);
	if (hash != STR_NPOS)
		buf_put(&b, str_sub(old, 0, hash + 1));
	for (size_t i = 0; i < heading.n; i++) {
		bool odd = strchr("#|^\\:", heading.p[i]) ||
			str_starts(str_from(heading, i), STR("%%")) ||
			str_starts(str_from(heading, i), STR("[[")) ||
			str_starts(str_from(heading, i), STR("]]"));
		bool blank = odd || heading.p[i] == ' ';
		if (!blank || (b.n && b.p[b.n - 1] != ' '))
			buf_putc(&b, blank ? ' ' : heading.p[i]);
	}
	buf_trim_right(&b);
	return buf_str(&b);
}

/* Chapter 3 is no slip for Chapter 4. */
static bool same_digits(struct str x, struct str y)
{
	size_t i = 0, j = 0;
	for (;; i++, j++) {
		while (i < x.n && !text_is_digit((unsigned char)x.p[i]))
			i++;
		while (j < y.n && !text_is_digit((unsigned char)y.p[j]))
			j++;
		if (i == x.n || j == y.n)
			return i == x.n && j == y.n;
		if (x.p[i] != y.p[j])
			return false;
	}
}

/* So near that nothing else can be meant: what is mended is stricter than what is proposed. */
static bool is_sure(struct arena *a, struct str sub, struct str near)
{
	size_t hash = str_rfind_byte(sub, '#');
	struct str wanted = vault_heading_key(a, hash == STR_NPOS ? sub : str_from(sub, hash + 1));
	struct str key = vault_heading_key(a, near);
	size_t most = text_n_cp(key) > 8 ? 2 : 1;
	return key.n >= MIN_SURE_HEADING && same_digits(wanted, key) &&
		near_distance(wanted, key, most) != NEAR_FAR;
}

static void mend_heading(const struct judge *j, const struct lint_link *link,
	const struct vault_outline *o, struct str near)
{
	struct arena *a = j->w->scratch;
	if (!is_sure(a, link->sub, near) || !is_only(a, o, link->sub, near))
		return;
	struct str sub = sub_text(a, link->sub, near);
	if (vault_sub_find(o, a, sub, NULL) == VAULT_SUB_FOUND)
		lint_mend_sub(j->w->keep, j->p, link, LINT_BROKEN_HEADING, sub);
}

/* --- the vault's way with paths ---------------------------------------------------------- */

static bool is_path(const struct lint_link *link)
{
	return str_find_byte(link->target, '/') != STR_NPOS && link->target.p[0] != '.' &&
		link->target.p[0] != '/';
}

/* Would the bare name do, for a file that is not at the root? */
static bool is_unique(const struct lint *l, struct arena *a, const struct lint_link *link)
{
	struct str path = vault_at(l->vault, link->hit.file)->path;
	return str_find_byte(path, '/') != STR_NPOS &&
		str_find_byte(vault_link_text(l->vault, a, link->hit.file), '/') == STR_NPOS;
}

/* True when most wikilinks that could do with a name have a path: Obsidian can be set to write them
 * so. */
static bool writes_paths(const struct lint *l)
{
	size_t n_paths = 0, n = 0;
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		for (size_t k = 0; p->reported && k < p->links.n; k++) {
			const struct lint_link *link = &p->links.v[k];
			struct arena_mark mark = arena_mark(l->workers[0].scratch);
			if (link->kind != LINK_MARKDOWN && link->hit.file != VAULT_NONE &&
				link->target.n && is_unique(l, l->workers[0].scratch, link)) {
				n++;
				n_paths += is_path(link);
			}
			arena_release(l->workers[0].scratch, mark);
		}
	}
	return n_paths * 2 > n;
}

/* --- resolving --------------------------------------------------------------------------- */

static bool is_file_of_base(struct lint *l, struct arena *a, struct str path)
{
	path = fs_clean(a, path);
	bool hidden = path.n == 0 || path.p[0] == '.' || path.p[0] == '/' ||
		str_find(path, STR("/.")) != STR_NPOS;
	struct fs_stat st = {0};
	return !hidden && fs_stat(fs_join(a, l->dir, str_z(a, path)), &st, NULL) && st.is_file;
}

/* The root of a base holds files that are no part of its vault: KB.md, README.md. */
static bool is_beyond(
	struct lint *l, struct arena *a, const struct lint_page *p, const struct lint_link *link)
{
	if (!l->base || link->hit.how != VAULT_BROKEN)
		return false;
	struct str dir = fs_dir_name(vault_at(l->vault, p->file)->path);
	struct str beside = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(link->target));
	return is_file_of_base(l, a, beside) || is_file_of_base(l, a, link->target) ||
		is_file_of_base(l, a, str_cat(a, link->target, STR(".md")));
}

static void resolve_page(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	struct str from = vault_at(l->vault, p->file)->path;
	for (size_t i = 0; i < p->links.n; i++) {
		struct arena_mark mark = arena_mark(w->scratch);
		struct lint_link *link = &p->links.v[i];
		link->hit = vault_resolve(l->vault, w->scratch, from, link->target);
		link->beyond = is_beyond(l, w->scratch, p, link);
		arena_release(w->scratch, mark);
	}
}

/* Pages of raw/ whose headings and blocks matter. */
static void read_sources(struct lint *l)
{
	for (size_t i = 0; i < l->n_pages; i++) {
		for (size_t k = 0; k < l->pages[i].links.n; k++) {
			const struct lint_link *link = &l->pages[i].links.v[k];
			if (link->sub.n == 0 || link->hit.file == VAULT_NONE ||
				l->page_of[link->hit.file] == VAULT_NONE)
				continue;
			struct lint_page *to = &l->pages[l->page_of[link->hit.file]];
			if (!to->source_file || to->tried)
				continue;
			lint_scan_page(l, to, &l->workers[0]);
			to->links.n = 0; /* a source's own links are its own business */
		}
	}
}

/* --- rules ------------------------------------------------------------------------------- */

#define SAY(j, link, rule, ...)                                                                    \
	lint_say((j)->w->keep, (j)->p, rule, (link)->line, (link)->column, __VA_ARGS__)

static void judge_lost(const struct judge *j, struct lint_link *link)
{
	struct arena *a = j->w->scratch;
	struct str shown = lint_shown(a, link->target);
	bool image = lint_is_image(link->target),
	     named = link->kind != LINK_MARKDOWN && !link->embed;
	const struct map_entry *alias =
		named ? map_find(&j->t->aliases, vault_key(a, link->target)) : NULL;
	if (alias) {
		link->alias = true;
		size_t file = j->l->pages[alias->num - 1].file;
		struct str text = vault_link_text(j->l->vault, a, file);
		SAY(j, link, LINT_ALIAS_LINK,
			"'" STR_FMT "' is an alias, which links do not follow; write [[" STR_FMT
			"|" STR_FMT "]]",
			STR_ARG(shown), STR_ARG(text), STR_ARG(shown));
		lint_mend_link(j->w->keep, j->p, link, LINT_ALIAS_LINK, text, true);
		return;
	}
	struct str hint = STR(""), near = lint_guess(j->t->guesses, a, link);
	if (near.n)
		hint = str_printf(a, "; did you mean '" STR_FMT "'?", STR_ARG(near));
	if (link->embed)
		SAY(j, link, image ? LINT_MISSING_IMAGE : LINT_BROKEN_EMBED,
			"'" STR_FMT "' is not in the vault" STR_FMT, STR_ARG(shown), STR_ARG(hint));
	else
		SAY(j, link, LINT_BROKEN_LINK, "'" STR_FMT "' is not in the vault" STR_FMT,
			STR_ARG(shown), STR_ARG(hint));
}

static void judge_sub(const struct judge *j, const struct lint_link *link)
{
	size_t page = j->l->page_of[link->hit.file];
	if (link->sub.n == 0 || page == VAULT_NONE || !j->l->pages[page].read)
		return;
	if (link->listed && lint_is_span(link->sub))
		return; /* lines, judged in lint_spans.c */
	struct arena *a = j->w->scratch;
	const struct lint_page *to = &j->l->pages[page];
	enum vault_sub found = vault_sub_find(&to->outline, a, link->sub, NULL);
	struct str shown = lint_shown(a, link->sub), path = vault_at(j->l->vault, to->file)->path;
	if (found == VAULT_SUB_NO_HEADING) {
		struct str near = guess_heading(j, &to->outline, link->sub), hint = STR("");
		if (near.n)
			hint = str_printf(a, "; did you mean '" STR_FMT "'?",
				STR_ARG(sub_text(a, STR(""), near)));
		SAY(j, link, LINT_BROKEN_HEADING, STR_FMT " has no heading '" STR_FMT "'" STR_FMT,
			STR_ARG(path), STR_ARG(shown), STR_ARG(hint));
		mend_heading(j, link, &to->outline, near);
	} else if (found == VAULT_SUB_NO_BLOCK) {
		SAY(j, link, LINT_BROKEN_BLOCK, STR_FMT " has no block '" STR_FMT "'",
			STR_ARG(path), STR_ARG(shown));
	}
}

/* A path that means the file wherever it is read: relative in Markdown, from the root in a wikilink. */
static struct str whole_path(const struct judge *j, const struct lint_link *link)
{
	struct str path = vault_at(j->l->vault, link->hit.file)->path;
	if (link->kind == LINK_MARKDOWN)
		return fs_relative(j->w->scratch, vault_at(j->l->vault, j->p->file)->path, path);
	return str_iends(path, STR(".md")) ? str_sub(path, 0, path.n - 3) : path;
}

static void judge_spelling(const struct judge *j, const struct lint_link *link)
{
	struct arena *a = j->w->scratch, *keep = j->w->keep;
	struct vault *v = j->l->vault;
	struct str shown = lint_shown(a, link->target);
	struct str path = vault_at(v, link->hit.file)->path;
	if (link->hit.how == VAULT_BY_NAME && link->hit.n_matches > 1) {
		SAY(j, link, LINT_AMBIGUOUS_LINK,
			"'" STR_FMT "' fits %zu files; Obsidian takes the shortest path, " STR_FMT,
			STR_ARG(shown), link->hit.n_matches, STR_ARG(path));
		lint_mend_link(keep, j->p, link, LINT_AMBIGUOUS_LINK, whole_path(j, link), true);
	}
	if (link->hit.case_differs) {
		struct str right = vault_spelling(v, a, link->hit.file, link->target);
		SAY(j, link, LINT_LINK_CASE, "'" STR_FMT "' is written '" STR_FMT "'",
			STR_ARG(shown), STR_ARG(right));
		lint_mend_link(keep, j->p, link, LINT_LINK_CASE, right, true);
	}
	if (link->hit.file == j->p->file && link->target.n && !link->sub.n && !link->embed) {
		SAY(j, link, LINT_SELF_LINK, "the page links to itself");
		lint_mend_to_text(keep, j->p, link, LINT_SELF_LINK);
	}
	if (link->kind != LINK_MARKDOWN && !j->t->paths && is_path(link) &&
		is_unique(j->l, a, link)) {
		struct str text = vault_link_text(v, a, link->hit.file);
		SAY(j, link, LINT_REDUNDANT_PATH, "'" STR_FMT "' alone means the same file",
			STR_ARG(text));
		lint_mend_link(keep, j->p, link, LINT_REDUNDANT_PATH, text, false);
	}
}

/* The mark that "[[Page]" lacks is put there when that makes a link to a page. */
static void judge_missing(const struct judge *j, const struct lint_missing *missing)
{
	static const char *const marks[LINT_LACKS] = {"]", "[", "\\"};
	struct str from = vault_at(j->l->vault, j->p->file)->path;
	struct vault_hit hit = vault_resolve(j->l->vault, j->w->scratch, from, missing->target);
	if (hit.file != VAULT_NONE)
		lint_mend_hit(j->w->keep, j->p, missing->hit, missing->at, missing->at,
			str_of(marks[missing->lack]));
}

static void judge_page(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	struct judge j = {l, p, w, l->tables};
	if (!p->reported || p->evidence)
		return; /* a document's links are those of its source */
	for (size_t i = 0; i < p->missing.n; i++) {
		struct arena_mark mark = arena_mark(w->scratch);
		judge_missing(&j, &p->missing.v[i]);
		arena_release(w->scratch, mark);
	}
	for (size_t i = 0; i < p->links.n; i++) {
		struct lint_link *link = &p->links.v[i];
		struct arena_mark mark = arena_mark(w->scratch);
		if (link->hit.how == VAULT_OUTSIDE) {
			struct str shown = lint_shown(w->scratch, link->target);
			SAY(&j, link, LINT_LINK_OUT_OF_VAULT, "'" STR_FMT "' leaves the vault",
				STR_ARG(shown));
		} else if (lint_is_lost(link)) {
			judge_lost(&j, link);
		} else if (link->hit.file != VAULT_NONE) {
			judge_sub(&j, link);
			judge_spelling(&j, link);
		}
		arena_release(w->scratch, mark);
	}
}

void lint_links(struct lint *l)
{
	lint_each(l, resolve_page);
	read_sources(l);
	struct link_tables tables = {alias_table(l), writes_paths(l), lint_guesses_make(l)};
	l->tables = &tables;
	lint_each(l, judge_page);
	l->tables = NULL;
}
