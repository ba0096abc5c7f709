/* lint_names.c - rules on names: titles, aliases, files.
 *
 * Order: titles, aliases, file names. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

#define MAX_NAME 255 /* bytes; most file systems */

/* --- titles ------------------------------------------------------------------------------ */

/* Case, composition and blanks do not tell titles apart. */
static struct str title_key(struct arena *a, struct str title)
{
	struct str s = vault_key(a, title);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' || (b.n && b.p[b.n - 1] != ' '))
			buf_putc(&b, s.p[i]);
	return buf_str(&b);
}

/* Documents and source pages carry the titles of their sources, and two sources may share one. */
static bool may_share(const struct lint_page *p)
{
	return p->evidence || (p->generated && str_eqz(p->type, "source"));
}

static void check_titles(struct lint *l)
{
	struct map seen = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (!p->reported || p->title.n == 0 || may_share(p))
			continue;
		struct str key = str_printf(l->a, STR_FMT "\n" STR_FMT,
			STR_ARG(title_key(l->a, p->title)), STR_ARG(p->type));
		bool added;
		struct map_entry *entry = map_add(&seen, key, &added);
		if (added) {
			entry->num = p->file;
			continue;
		}
		struct str shown = lint_shown(l->a, p->title);
		lint_say(l->a, p, LINT_DUPLICATE_TITLE, p->title_line, 1,
			"title '" STR_FMT "' is that of " STR_FMT " too", STR_ARG(shown),
			STR_ARG(vault_at(l->vault, entry->num)->path));
	}
}

static struct str stem_of(const struct lint *l, size_t file)
{
	struct str name = fs_base_name(vault_at(l->vault, file)->path);
	return vault_at(l->vault, file)->note ? str_sub(name, 0, name.n - 3) : name;
}

/* Do title and name share a word, or is one of them no words at all? */
static bool share_word(struct arena *a, struct str title, struct str stem)
{
	struct str x = text_slug(a, title), y = text_slug(a, stem), rest = x, word;
	if (x.n == 0 || y.n == 0 || str_find(x, y) != STR_NPOS || str_find(y, x) != STR_NPOS)
		return true;
	bool letters = false;
	for (size_t i = 0; i < y.n; i++)
		letters = letters || !(y.p[i] == '-' || (y.p[i] >= '0' && y.p[i] <= '9'));
	if (!letters)
		return true;
	struct str framed = str_printf(a, "-" STR_FMT "-", STR_ARG(y));
	while (str_cut(&rest, '-', &word))
		if (str_find(framed, str_printf(a, "-" STR_FMT "-", STR_ARG(word))) != STR_NPOS)
			return true;
	return false;
}

/* Where most names have nothing of their titles, that is how this vault does it. */
static void check_mismatches(struct lint *l)
{
	size_t n = 0, n_titled = 0;
	bool *differs = ARENA_ARRAY(l->a, bool, l->n_pages);
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		if (p->source_file || p->title.n == 0 || p->generated)
			continue;
		n_titled++;
		differs[i] = !share_word(l->a, p->title, stem_of(l, p->file));
		n += differs[i];
	}
	for (size_t i = 0; n * 4 <= n_titled && i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (!differs[i] || !p->reported)
			continue;
		struct str shown = lint_shown(l->a, p->title);
		lint_say(l->a, p, LINT_TITLE_FILENAME_MISMATCH, p->title_line, 1,
			"title '" STR_FMT "' has nothing of the file's name", STR_ARG(shown));
	}
}

/* --- aliases ----------------------------------------------------------------------------- */

struct owner {
	size_t page;
	bool alias;
};

static void check_aliases(struct lint *l)
{
	struct map owners = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		if (l->pages[i].source_file)
			continue;
		bool added;
		struct str key = vault_key(l->a, stem_of(l, l->pages[i].file));
		struct map_entry *entry = map_add(&owners, key, &added);
		if (added)
			entry->num = i;
	}
	size_t n_names = owners.n;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; !p->source_file && k < p->aliases.n; k++) {
			bool added;
			struct map_entry *entry =
				map_add(&owners, vault_key(l->a, p->aliases.v[k]), &added);
			if (added)
				entry->num = i;
			if (entry->num == i || !p->reported)
				continue;
			struct str shown = lint_shown(l->a, p->aliases.v[k]);
			bool name = (size_t)(entry - owners.v) < n_names;
			lint_say(l->a, p, LINT_ALIAS_COLLISION, p->alias_line, 1,
				"alias '" STR_FMT "' is %s of " STR_FMT " too", STR_ARG(shown),
				name ? "the name" : "an alias",
				STR_ARG(vault_at(l->vault, l->pages[entry->num].file)->path));
		}
	}
}

/* --- file names -------------------------------------------------------------------------- */

static bool is_device(struct str stem)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul"};
	stem = str_sub(stem, 0, str_find_byte(stem, '.'));
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		if (str_ieq(stem, str_of(devices[i])))
			return true;
	return stem.n == 4 && stem.p[3] >= '1' && stem.p[3] <= '9' &&
		(str_istarts(stem, STR("com")) || str_istarts(stem, STR("lpt")));
}

/* What is wrong with one part of a path; NULL when nothing is. */
static const char *name_fault(struct str name, struct str stem)
{
	if (!text_valid(name))
		return "is no UTF-8";
	for (size_t i = 0; i < name.n;) {
		uint32_t cp = text_next(name, &i);
		if (cp < 0x20 || cp == 0x7F)
			return "holds a control character";
		if (cp < 0x80 && strchr("#^[]|\\:*?\"<>", (int)cp))
			return "holds one of # ^ [ ] | \\ : * ? \" < >";
		if ((cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
			(cp >= 0x2066 && cp <= 0x2069))
			return "holds a character that does not show";
	}
	if (str_find(name, STR("%%")) != STR_NPOS)
		return "holds %%";
	if (name.p[0] == '-')
		return "starts with a dash";
	if (str_ends(stem, STR(" ")) || str_ends(stem, STR(".")))
		return "ends in a blank or a dot";
	if (is_device(stem))
		return "is a device on Windows";
	return name.n > MAX_NAME ? "is longer than 255 bytes" : NULL;
}

struct str lint_safe_name(struct arena *a, struct str name, bool note)
{
	struct str stem = note ? str_sub(name, 0, name.n - 3) : name, type = fs_extension(name);
	struct buf b = buf_make(a);
	if (!note)
		stem = str_sub(name, 0, name.n - type.n);
	for (size_t i = 0; i < stem.n;) {
		size_t at = i;
		uint32_t cp = text_next(stem, &i);
		bool bad = cp < 0x20 || cp == 0x7F || cp == 0xFFFD ||
			(cp < 0x80 && strchr("#^[]|\\:*?\"<>", (int)cp));
		bool marks = cp == '%' &&
			(str_starts(str_from(stem, at), STR("%%")) ||
				(at && stem.p[at - 1] == '%'));
		bool hidden = (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
			(cp >= 0x2066 && cp <= 0x2069);
		bool inside = b.n && lint_word_byte(b.p[b.n - 1]) && i < stem.n &&
			lint_word_byte(stem.p[i]);
		bool twice = cp == ' ' && b.n && b.p[b.n - 1] == ' ';
		if ((bad || marks) && inside)
			buf_putc(&b, '-');
		else if (!bad && !marks && !hidden && !twice)
			buf_put(&b, str_sub(stem, at, i));
	}
	struct str safe = buf_str(&b);
	while (safe.n && strchr("-. ", safe.p[0]))
		safe = str_from(safe, 1);
	while (safe.n && strchr(". ", safe.p[safe.n - 1]))
		safe.n--;
	if (is_device(safe))
		safe = str_cat(a, safe, STR("-"));
	struct str all = safe.n ? str_cat(a, safe, note ? STR(".md") : type) : safe;
	return safe.n && !name_fault(all, safe) ? all : STR("");
}

/* Gives the file a name that no system refuses, when nobody has it yet. */
static void mend_name(struct lint *l, size_t file, struct map *keys)
{
	const struct vault_file *f = vault_at(l->vault, file);
	size_t page = l->page_of[file];
	bool kb = page != VAULT_NONE && (!lint_may_fix(&l->pages[page]) || !l->pages[page].read);
	struct str name = lint_safe_name(l->a, fs_base_name(f->path), f->note);
	if (name.n == 0 || kb || !f->path.n || lint_is_ignored(l, f->path))
		return;
	struct str dir = fs_dir_name(f->path);
	struct str to =
		dir.n ? str_printf(l->a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name)) : name;
	bool added;
	map_add(keys, vault_key(l->a, to), &added);
	if (!added)
		return;
	l->hits.v[l->hits.n - 1].fixable = true;
	struct lint_rename rename = {file, to};
	if (lint_is_asked_for(l, f->path) &&
		lint_severity(l, LINT_UNSAFE_FILENAME, f->path) != KB_OFF &&
		!(page != VAULT_NONE && l->pages[page].off &&
			l->pages[page].off[LINT_UNSAFE_FILENAME]))
		VEC_PUSH(l->a, &l->renames, rename);
}

static void check_parts(struct lint *l, size_t file, struct map *folders, struct map *keys)
{
	struct str path = vault_at(l->vault, file)->path;
	for (size_t at = 0; at < path.n;) {
		size_t slash = str_find_from(path, at, STR("/"));
		bool last = slash == STR_NPOS;
		struct str name = str_sub(path, at, slash), upto = str_sub(path, 0, slash);
		struct str stem = last ? stem_of(l, file) : name;
		at += name.n + 1;
		bool added = true;
		if (!last)
			map_add(folders, upto, &added);
		const char *fault = added && name.n ? name_fault(name, stem) : NULL;
		struct str shown = fault ? lint_shown(l->a, name) : name;
		if (fault)
			lint_say_file(l, LINT_UNSAFE_FILENAME, file, "%s '" STR_FMT "' %s",
				last ? "the name" : "the folder", STR_ARG(shown), fault);
		if (fault && last)
			mend_name(l, file, keys);
	}
}

static void check_files(struct lint *l)
{
	struct map folders = map_make(l->a), keys = map_make(l->a), taken = map_make(l->a);
	for (size_t i = 0; i < vault_n(l->vault); i++)
		map_add(&taken, vault_at(l->vault, i)->key, NULL);
	for (size_t i = 0; i < vault_n(l->vault); i++) {
		const struct vault_file *f = vault_at(l->vault, i);
		if (l->base && str_starts(f->path, STR("raw/")))
			continue;
		check_parts(l, i, &folders, &taken);
		bool added;
		struct map_entry *entry = map_add(&keys, f->key, &added);
		if (added)
			entry->num = i;
		else
			lint_say_file(l, LINT_CASE_COLLISION, i,
				"differs from " STR_FMT " by case or composition alone",
				STR_ARG(vault_at(l->vault, entry->num)->path));
	}
}

void lint_names(struct lint *l)
{
	check_titles(l);
	check_mismatches(l);
	check_aliases(l);
	check_files(l);
}
