/* names.c - see names.h.
 *
 * Cheap before dear: a path is looked at as it is; a base name needs a walk of wiki/; titles, aliases
 * and sources need the front matter of every page, so they come last.
 *
 * In this order: paths; front matter; the ways to name a page; what is near. */
#include "engine/names.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "base/vec.h"
#include "engine/near.h"

#define HEAD_MAX 32768 /* of a page, for its front matter */
#define N_NEAREST 3

/* --- paths ------------------------------------------------------------------------------- */

/* A regular file under wiki/ or raw/, with no link and no ".." on the way. */
static bool inside(const struct kb *kb, struct arena *a, struct str path)
{
	struct fs_stat st = {0};
	if (!str_starts(path, STR("wiki/")) && !str_starts(path, STR("raw/")))
		return false;
	if (!str_eq(path, fs_clean(a, path)))
		return false;
	for (size_t i = 0; i <= path.n; i++) {
		if (i < path.n && path.p[i] != '/')
			continue;
		if (!fs_stat(engine_path(kb, a, str_sub(path, 0, i)), &st, 0) || !st.exists ||
			st.is_link)
			return false;
	}
	return st.is_file;
}

/* what, seen from the folder the person stands in, as a path below the base; "" when it is none. */
static struct str from_here(const struct kb *kb, struct arena *a, struct str what)
{
	struct str full = str_of(fs_absolute(a, str_z(a, what), 0)), root = str_of(kb->root);
	if (!full.n || !str_starts(full, root) || full.n <= root.n || full.p[root.n] != '/')
		return STR("");
	return str_from(full, root.n + 1);
}

/* --- front matter ------------------------------------------------------------------------ */

struct head {
	struct str path; /* below the base */
	struct str type, title, source;
	struct strs aliases;
};
struct heads {
	struct head *v;
	size_t n;
};

static struct str read_start(struct arena *a, const char *path)
{
	char *p = arena_alloc(a, HEAD_MAX);
	size_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	while (fd >= 0 && n < HEAD_MAX) {
		ssize_t got = read(fd, p + n, HEAD_MAX - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	if (fd >= 0)
		close(fd);
	return str_make(p, n);
}

static struct str stem(struct str path)
{
	struct str base = fs_base_name(path);
	return str_iends(base, STR(".md")) ? str_sub(base, 0, base.n - 3) : base;
}

/* Keeps a page's names in a; the text read is scratch. A page without them is named by its file. */
static struct head read_head(const struct kb *kb, struct arena *a, struct str path)
{
	struct head h = {.path = path, .title = stem(path)};
	struct arena *scratch = arena_make();
	struct str text = read_start(scratch, engine_path(kb, scratch, path)), fm, body;
	struct yaml *meta;
	if (meta_split(text, &fm, &body) && fm.n && yaml_parse(scratch, fm, &meta, 0)) {
		struct strs aliases = yaml_strs(scratch, meta, STR("aliases"));
		struct str title = str_trim(yaml_str(meta, STR("title")));
		h.type = str_dup(a, yaml_str(meta, STR("type")));
		h.source = str_dup(a, yaml_first(meta, STR("sources")));
		if (title.n)
			h.title = str_dup(a, title);
		for (size_t i = 0; i < aliases.n; i++)
			strs_add(a, &h.aliases, str_dup(a, aliases.v[i]));
	}
	arena_free(scratch);
	return h;
}

/* Every page's path below the base, in byte order. */
static bool list_pages(
	struct kb *kb, struct arena *a, const char *folder, struct strs *out, struct err *e)
{
	struct fs_list files;
	struct str prefix = str_printf(a, "%s/", folder);
	*out = (struct strs){0};
	if (!fs_walk(a, engine_path(kb, a, str_of(folder)), &files, e))
		return false;
	for (size_t i = 0; i < files.n; i++)
		if (files.v[i].st.is_file && str_iends(files.v[i].path, STR(".md")))
			strs_add(a, out, str_cat(a, prefix, files.v[i].path));
	return true;
}

/* --- the ways to name a page ------------------------------------------------------------- */

static unsigned rank(struct str type)
{
	static const char *const order[] = {
		"concept", "source", "answer", "comparison", "category", "text"};
	unsigned i = 0;
	while (i < sizeof order / sizeof *order && !str_eqz(type, order[i]))
		i++;
	return i;
}

static bool is_source_named(struct str source, struct str what)
{
	return source.n &&
		(str_eq(source, what) ||
			(str_starts(source, STR("raw/")) && str_eq(str_from(source, 4), what)));
}

static bool bears_name(const struct head *h, struct arena *a, struct str folded)
{
	if (str_eq(text_fold(a, h->title), folded))
		return true;
	for (size_t i = 0; i < h->aliases.n; i++)
		if (str_eq(text_fold(a, h->aliases.v[i]), folded))
			return true;
	return false;
}

static bool find_path(struct kb *kb, struct arena *a, struct str what, struct str *path)
{
	static const char *const before[] = {"", "wiki/"}, *const after[] = {"", ".md"};
	struct str here = from_here(kb, a, what);
	if (here.n && str_starts(here, STR("wiki/")) && inside(kb, a, here)) {
		*path = here;
		return true;
	}
	for (size_t i = 0; i < 4; i++) {
		struct str x = str_printf(
			a, "%s" STR_FMT "%s", before[i / 2], STR_ARG(what), after[i % 2]);
		x = fs_clean(a, x);
		if (str_starts(x, STR("wiki/")) && str_iends(x, STR(".md")) && inside(kb, a, x)) {
			*path = x;
			return true;
		}
	}
	return false;
}

/* By base name: as typed, or as kb makes a slug of it. */
static bool find_base_name(struct arena *a, struct strs pages, struct str what, struct str *path)
{
	struct str typed = text_casefold(a, stem(what)), slug = text_slug(a, what);
	size_t exact = pages.n, slugged = pages.n;
	if (str_find_byte(what, '/') != STR_NPOS)
		typed = STR("");
	for (size_t i = pages.n; i-- > 0;) {
		struct arena_mark m = arena_mark(a);
		struct str name = text_casefold(a, stem(pages.v[i]));
		if (typed.n && str_eq(name, typed))
			exact = i;
		if (slug.n && str_eq(name, slug))
			slugged = i;
		arena_release(a, m);
	}
	if (exact == pages.n)
		exact = slugged;
	if (exact < pages.n)
		*path = pages.v[exact];
	return exact < pages.n;
}

/* Parts of a document in their order: "x-text.md", "x-text-2.md", "x-text-10.md". */
static int by_part(const void *x, const void *y)
{
	const struct str *p = x, *q = y;
	return p->n != q->n ? (p->n < q->n ? -1 : 1) : str_cmp(*p, *q);
}

static bool find_name(struct arena *a, const struct heads *l, struct str what, struct str source,
	struct str *path)
{
	struct str folded = text_fold(a, what);
	const struct head *best = 0, *document = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct head *h = &l->v[i];
		struct arena_mark m = arena_mark(a);
		bool named = folded.n && bears_name(h, a, folded);
		arena_release(a, m);
		if (str_eqz(h->type, "text") &&
			(is_source_named(h->source, what) || is_source_named(h->source, source)) &&
			(!document || by_part(&h->path, &document->path) < 0))
			document = h;
		if (named && (!best || rank(h->type) < rank(best->type)))
			best = h;
	}
	if (document)
		best = document;
	if (best)
		*path = best->path;
	return best != 0;
}

/* --- what is near ------------------------------------------------------------------------ */

struct candidate {
	const struct head *page;
	size_t distance;
};

/* A name that holds all words of the wanted one is as near as a slip. */
static size_t name_distance(struct arena *a, struct str name, struct str folded)
{
	struct str f = text_fold(a, name);
	if (folded.n >= 3 && str_find(f, folded) != STR_NPOS)
		return 1;
	return near_distance(f, folded, near_slip(folded));
}

static size_t page_distance(struct arena *a, const struct head *h, struct str folded)
{
	size_t best = name_distance(a, h->title, folded);
	for (size_t i = 0; i < h->aliases.n; i++) {
		size_t d = name_distance(a, h->aliases.v[i], folded);
		best = d < best ? d : best;
	}
	struct str source = fs_base_name(h->source);
	size_t d = source.n ? name_distance(a, source, folded) : NEAR_FAR;
	return d < best ? d : best;
}

/* Keeps the nearest few, sorted; of equals the one met first, of the parts of a document one. */
static void keep_nearest(struct candidate v[N_NEAREST], struct candidate c)
{
	for (size_t i = 0; i < N_NEAREST && v[i].page; i++)
		if (c.page->source.n && str_eq(c.page->type, v[i].page->type) &&
			str_eq(c.page->source, v[i].page->source))
			return;
	for (size_t i = 0; i < N_NEAREST && c.page; i++)
		if (c.distance < v[i].distance ||
			(c.distance == v[i].distance && v[i].page &&
				rank(c.page->type) < rank(v[i].page->type))) {
			struct candidate moved = v[i];
			v[i] = c;
			c = moved;
		}
}

static bool not_found(struct arena *a, const struct heads *l, struct str what, struct err *e)
{
	struct candidate v[N_NEAREST];
	struct str folded = text_fold(a, fs_base_name(what));
	struct str cut = text_cut(text_clean(a, what), 100);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < N_NEAREST; i++)
		v[i] = (struct candidate){.distance = NEAR_FAR};
	for (size_t i = 0; i < l->n; i++) {
		struct arena_mark m = arena_mark(a);
		struct candidate c = {&l->v[i], page_distance(a, &l->v[i], folded)};
		arena_release(a, m);
		if (c.distance != NEAR_FAR)
			keep_nearest(v, c);
	}
	for (size_t i = 0; i < N_NEAREST && v[i].distance != NEAR_FAR; i++) {
		struct str title = text_cut(v[i].page->title, 80);
		buf_printf(&b, "%s" STR_FMT " (" STR_FMT ")",
			i ? ", " : "; nearest: ", STR_ARG(title), STR_ARG(v[i].page->path));
	}
	if (!b.n)
		buf_puts(&b,
			l->n ? "; kb search finds pages by their words"
			     : "; the wiki is empty: put documents into raw/ and run kb compile");
	return err_set(e, ERR_NOT_FOUND, "no page or source is called '" STR_FMT "'" STR_FMT,
		STR_ARG(cut), STR_ARG(buf_str(&b)));
}

/* --- the calls --------------------------------------------------------------------------- */

bool names_find(struct kb *kb, struct arena *a, struct str what, struct str *path, struct err *e)
{
	struct strs pages;
	what = str_trim(what);
	if (!what.n)
		return err_set(e, ERR_USAGE, "a page or source must be named");
	if (what.n > 4096)
		return err_set(e, ERR_LIMIT, "a name is longer than 4096 bytes");
	if (find_path(kb, a, what, path))
		return true;
	if (!list_pages(kb, a, "wiki", &pages, e))
		return false;
	if (find_base_name(a, pages, what, path))
		return true;
	struct heads l = {ARENA_ARRAY(a, struct head, pages.n), 0};
	for (size_t i = 0; i < pages.n; i++)
		l.v[l.n++] = read_head(kb, a, pages.v[i]);
	struct str source = from_here(kb, a, what), raw = fs_clean(a, what);
	if (find_name(a, &l, what, source.n ? source : raw, path))
		return true;
	if (!source.n)
		source = str_starts(raw, STR("raw/")) ? raw : str_cat(a, STR("raw/"), raw);
	if (inside(kb, a, source))
		return err_set(e, ERR_NOT_FOUND,
			STR_FMT
			": has no document; run kb ingest, kb status says why if it has none then",
			STR_ARG(source));
	return not_found(a, &l, what, e);
}

bool names_documents(
	struct kb *kb, struct arena *a, struct str source, struct strs *paths, struct err *e)
{
	struct strs pages;
	*paths = (struct strs){0};
	if (!list_pages(kb, a, "wiki/text", &pages, e))
		return false;
	for (size_t i = 0; i < pages.n; i++) {
		struct head h = read_head(kb, a, pages.v[i]);
		if (str_eq(h.source, source))
			strs_add(a, paths, h.path);
	}
	if (paths->n)
		qsort(paths->v, paths->n, sizeof *paths->v, by_part);
	return true;
}

bool names_read(struct kb *kb, struct arena *a, struct str path, struct page *out, struct err *e)
{
	struct str text;
	if (!str_starts(path, STR("wiki/")) || !str_iends(path, STR(".md")) || !inside(kb, a, path))
		return err_set(e, ERR_NOT_FOUND, STR_FMT ": no such page; run kb compile",
			STR_ARG(text_cut(path, 200)));
	return (fs_read(a, engine_path(kb, a, path), PAGE_MAX, &text, e) &&
		       page_parse(a, text, out, e)) ||
		err_wrap(e, STR_FMT, STR_ARG(text_cut(path, 200)));
}
