/* lint_sources.c - rules on raw/ and the documents made of it: gone, changed, not yet read.
 *
 * With an index its record of each source says what was read, so that only files whose size or time
 * differ are hashed; without one every source that has a document is. Order: the index, one source,
 * all. */
#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/str.h"
#include "doc/convert.h"
#include "engine/ingest_plan.h"
#include "engine/lint_page.h"
#include "store/index.h"

struct source { /* a file below raw/ */
	size_t file;
	struct lint_page *document; /* the first that is made of it, or NULL */
	const struct source_row *row; /* what the index knows, or NULL */
	bool changed;
};

struct sources {
	struct lint *l;
	VEC(struct source) all;
};

/* --- the index --------------------------------------------------------------------------- */

static struct map rows_of(struct lint *l)
{
	struct map map = map_make(l->a);
	struct source_rows rows;
	struct err none = {0};
	if (!l->kb || !engine_index(l->kb, DB_READ, &none) ||
		!index_sources(l->kb->index, l->a, &rows, &none))
		return map;
	for (size_t i = 0; i < rows.n; i++)
		map_add(&map, rows.v[i].path, NULL)->ptr = &rows.v[i];
	return map;
}

/* --- one source -------------------------------------------------------------------------- */

static void look_at(void *ctx, size_t i, unsigned worker)
{
	struct sources *sources = ctx;
	struct lint *l = sources->l;
	struct source *s = &sources->all.v[i];
	const struct fs_entry *entry = &l->entries[s->file];
	if (!s->document || s->document->sha.n == 0)
		return;
	bool as_read = s->row && s->row->st.size == entry->st.size &&
		s->row->st.mtime_ns == entry->st.mtime_ns;
	if (as_read) {
		s->changed = !str_eq(s->row->sha, s->document->sha);
		return;
	}
	struct arena *a = l->workers[worker].scratch;
	struct arena_mark mark = arena_mark(a);
	struct str bytes;
	if (fs_read(a, fs_join(a, l->dir, str_z(a, entry->path)), FS_MAX_FILE, &bytes, NULL))
		s->changed = !str_eq(sha_hex(a, sha_of(bytes)), s->document->sha);
	arena_release(a, mark);
}

static void say(struct lint *l, const struct source *s)
{
	struct str path = l->entries[s->file].path;
	if (s->changed)
		s->document->stale = true;
	if (!s->document)
		l->health.n_waiting++;
	if (s->changed && s->document->reported) {
		lint_say(l->a, s->document, LINT_STALE, s->document->sources_line, 1,
			STR_FMT " changed since; kb compile makes the page anew", STR_ARG(path));
	} else if (!s->document && s->row && s->row->status != SOURCE_OK) {
		struct str why = lint_shown(l->a, s->row->reason);
		lint_say_file(l, LINT_UNCOMPILED_SOURCE, s->file, "has no document: " STR_FMT,
			STR_ARG(why));
	} else if (!s->document) {
		lint_say_file(l, LINT_UNCOMPILED_SOURCE, s->file,
			"has no document yet; kb compile makes one");
	}
}

/* --- all --------------------------------------------------------------------------------- */

/* Documents by the source that they name; says which name one that is gone. */
static struct map documents_of(struct lint *l)
{
	struct map map = map_make(l->a);
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; k < p->sources.n && str_eqz(p->type, "text"); k++) {
			struct str path = p->sources.v[k];
			if (!str_starts(path, STR("raw/")))
				continue;
			bool added;
			struct map_entry *entry = map_add(&map, path, &added);
			if (added)
				entry->ptr = p;
			struct str shown = lint_shown(l->a, path);
			p->gone = p->gone || vault_find(l->vault, path) == VAULT_NONE;
			if (p->reported && vault_find(l->vault, path) == VAULT_NONE)
				lint_say(l->a, p, LINT_MISSING_SOURCE, p->sources_line, 1,
					"its source " STR_FMT
					" is gone; kb compile takes the page away",
					STR_ARG(shown));
		}
	}
	return map;
}

/* A part of a page that a browser saved is no source. */
static bool is_part(struct lint *l, struct str path)
{
	struct str owner;
	for (size_t at = 0; ingest_next_owner(l->a, path, &at, &owner);)
		if (vault_find(l->vault, owner) != VAULT_NONE)
			return true;
	return false;
}

void lint_sources(struct lint *l)
{
	struct sources s = {.l = l};
	struct map documents = documents_of(l);
	if (!l->base)
		return;
	struct map rows = rows_of(l);
	for (size_t i = 0; i < vault_n(l->vault); i++) {
		struct str path = l->entries[i].path;
		if (!str_starts(path, STR("raw/")) || !convert_takes(path) ||
			str_starts(path, STR("raw/assets/")) || is_part(l, path))
			continue;
		struct source one = {i, map_ptr(&documents, path), map_ptr(&rows, path), false};
		VEC_PUSH(l->a, &s.all, one);
	}
	pool_run(l->n_workers, s.all.n, look_at, &s);
	for (size_t i = 0; i < s.all.n; i++)
		say(l, &s.all.v[i]);
}
