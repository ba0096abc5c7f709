/* vault.c - see vault.h.
 *
 * One table holds every end of every path that starts at a folder ("a/b/n.md", "b/n.md", "n.md")
 * with its shortest holder and the number of holders: as an exact path is the shortest of all paths
 * that end in it, each of the three rules is one look-up. Order: keys, making, resolving, spelling. Outlines are in outline.c. */
#include "doc/vault.h"

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/text.h"

#define NBSP 0xA0u

struct ending {
	size_t best; /* shortest path, the first of equals */
	size_t n;
};

struct vault {
	struct vault_file *v;
	size_t n;
	struct map raw; /* path as given -> index */
	struct map endings; /* key -> struct ending */
};

/* --- keys -------------------------------------------------------------------------------- */

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* The lower case of one code point where that is one code point too. Compatibility forms keep
 * their own identity: a file of mathematical letters is no file of plain ones. */
static void put_lower(struct arena *a, struct buf *b, struct str cp_bytes, uint32_t cp)
{
	bool own = (cp >= 0x2100 && cp <= 0x214F) || (cp >= 0x1D400 && cp <= 0x1D7FF);
	if (cp >= 0xFF21 && cp <= 0xFF3A) {
		buf_put_cp(b, cp + 0x20);
	} else if (cp == NBSP || cp == 0x202F) {
		buf_putc(b, ' ');
	} else if (own || !text_is_upper(cp)) {
		buf_put(b, cp_bytes);
	} else {
		struct str low = text_casefold(a, cp_bytes);
		buf_put(b, text_n_cp(low) == 1 ? low : cp_bytes);
	}
}

struct str vault_key(struct arena *a, struct str s)
{
	if (is_ascii(s))
		return str_trim(str_lower(a, s));
	s = text_nfc(a, s);
	struct buf b = buf_make(a);
	buf_reserve(&b, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		if (cp >= 'A' && cp <= 'Z')
			buf_putc(&b, (char)(cp + ('a' - 'A')));
		else if (cp < 0x80)
			buf_putc(&b, (char)cp);
		else
			put_lower(a, &b, str_sub(s, from, i), cp);
	}
	return str_trim(buf_str(&b));
}

static struct str nfc(struct arena *a, struct str s)
{
	if (is_ascii(s))
		return s;
	struct str n = text_nfc(a, s);
	return str_replace(a, n, STR("\xC2\xA0"), STR(" "));
}

static struct str without_md(struct str s)
{
	return str_iends(s, STR(".md")) ? str_sub(s, 0, s.n - 3) : s;
}

/* --- making ------------------------------------------------------------------------------ */

static void add_endings(struct arena *a, struct vault *v, size_t file)
{
	struct str key = v->v[file].key;
	for (size_t i = 0; i < key.n; i++) {
		if (i && key.p[i - 1] != '/')
			continue;
		bool added;
		struct map_entry *e = map_add(&v->endings, str_from(key, i), &added);
		if (added) {
			struct ending *fresh = ARENA_NEW(a, struct ending);
			*fresh = (struct ending){.best = file};
			e->ptr = fresh;
		}
		struct ending *ending = e->ptr;
		ending->n++;
		if (key.n < v->v[ending->best].key.n)
			ending->best = file;
	}
}

struct vault *vault_make(struct arena *a, const struct str *paths, size_t n)
{
	struct vault *v = ARENA_NEW(a, struct vault);
	v->v = ARENA_ARRAY(a, struct vault_file, n);
	v->n = n;
	v->raw = map_make(a);
	v->endings = map_make(a);
	for (size_t i = 0; i < n; i++) {
		bool note = str_iends(paths[i], STR(".md"));
		v->v[i] = (struct vault_file){paths[i], vault_key(a, paths[i]), note};
		map_add(&v->raw, paths[i], NULL)->num = i;
		add_endings(a, v, i);
	}
	return v;
}

size_t vault_n(const struct vault *v)
{
	return v->n;
}

const struct vault_file *vault_at(const struct vault *v, size_t i)
{
	return &v->v[i];
}

size_t vault_find(const struct vault *v, struct str path)
{
	const struct map_entry *e = map_find(&v->raw, path);
	return e ? e->num : VAULT_NONE;
}

/* --- resolving --------------------------------------------------------------------------- */

static const struct ending *ending_of(const struct vault *v, struct arena *a, struct str key)
{
	const struct ending *found = map_ptr(&v->endings, key);
	return found ? found : map_ptr(&v->endings, str_cat(a, key, STR(".md")));
}

/* The file whose whole path is the key, ".md" left out or not; of two that differ by case alone the
 * one spelled like path. */
static size_t file_at(const struct vault *v, struct arena *a, struct str path, struct str key)
{
	size_t file = vault_find(v, path);
	if (file == VAULT_NONE)
		file = vault_find(v, str_cat(a, path, STR(".md")));
	if (file != VAULT_NONE)
		return file;
	const struct ending *e = map_ptr(&v->endings, key);
	if (e && v->v[e->best].key.n == key.n)
		return e->best;
	struct str with_md = str_cat(a, key, STR(".md"));
	e = map_ptr(&v->endings, with_md);
	return e && v->v[e->best].key.n == with_md.n ? e->best : VAULT_NONE;
}

static bool leaves(struct str path)
{
	return str_eqz(path, "..") || str_starts(path, STR("../"));
}

static bool is_relative(struct str target)
{
	return str_starts(target, STR("./")) || leaves(target) || str_eqz(target, ".");
}

static struct str beside(struct arena *a, struct str from, struct str target)
{
	struct str dir = fs_dir_name(from);
	return dir.n ? str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(target)) : target;
}

/* "./x", "../x" and "/x" mean one path and no other. */
static struct vault_hit resolve_exact(
	const struct vault *v, struct arena *a, struct str from, struct str target)
{
	bool rooted = target.p[0] == '/';
	while (target.n && target.p[0] == '/')
		target = str_from(target, 1);
	struct str path = fs_clean(a, rooted ? target : beside(a, from, target));
	if (leaves(path))
		return (struct vault_hit){.how = VAULT_OUTSIDE, .file = VAULT_NONE};
	size_t file = file_at(v, a, path, vault_key(a, path));
	if (file == VAULT_NONE)
		return (struct vault_hit){.how = VAULT_BROKEN, .file = VAULT_NONE};
	return (struct vault_hit){.how = VAULT_EXACT, .file = file, .n_matches = 1};
}

static struct vault_hit resolve_name(
	const struct vault *v, struct arena *a, struct str from, struct str target)
{
	struct str path =
		str_find(target, STR("/.")) == STR_NPOS && str_find(target, STR("//")) == STR_NPOS
		? target
		: fs_clean(a, target);
	if (leaves(path) || path.n == 0)
		return (struct vault_hit){.how = VAULT_OUTSIDE, .file = VAULT_NONE};
	struct str key = vault_key(a, path);
	struct vault_hit hit = {.how = VAULT_EXACT, .n_matches = 1};
	hit.file = file_at(v, a, path, key);
	if (hit.file != VAULT_NONE)
		return hit;
	struct str near = beside(a, from, path);
	hit.how = VAULT_BESIDE;
	hit.file = file_at(v, a, near, vault_key(a, near));
	if (hit.file != VAULT_NONE)
		return hit;
	const struct ending *e = ending_of(v, a, key);
	if (!e)
		return (struct vault_hit){.how = VAULT_BROKEN, .file = VAULT_NONE};
	return (struct vault_hit){.how = VAULT_BY_NAME, .file = e->best, .n_matches = e->n};
}

struct vault_hit vault_resolve(
	const struct vault *v, struct arena *a, struct str from, struct str target)
{
	target = str_trim(target);
	if (target.n == 0) {
		size_t self = vault_find(v, from);
		return (struct vault_hit){
			self == VAULT_NONE ? VAULT_BROKEN : VAULT_SELF, self, 1, false};
	}
	struct vault_hit hit = target.p[0] == '/' || is_relative(target)
		? resolve_exact(v, a, from, target)
		: resolve_name(v, a, from, target);
	if (hit.file != VAULT_NONE)
		hit.case_differs =
			!str_eq(nfc(a, target), nfc(a, vault_spelling(v, a, hit.file, target)));
	return hit;
}

/* --- spelling ---------------------------------------------------------------------------- */

/* Bytes of target before its first named folder or file: "/", "./", "../../". */
static size_t prefix_of(struct str target)
{
	size_t at = 0;
	while (at < target.n) {
		struct str rest = str_from(target, at);
		size_t step = rest.p[0] == '/'	       ? 1
			: str_starts(rest, STR("./"))  ? 2
			: str_starts(rest, STR("../")) ? 3
						       : 0;
		if (!step)
			break;
		at += step;
	}
	return at;
}

struct str vault_spelling(const struct vault *v, struct arena *a, size_t file, struct str target)
{
	size_t prefix = prefix_of(target);
	struct str path = v->v[file].path, named = str_from(target, prefix);
	bool odd = str_find(named, STR("/.")) != STR_NPOS || str_find(named, STR("//")) != STR_NPOS;
	size_t parts = 1;
	for (size_t i = 0; i < named.n; i++)
		parts += named.p[i] == '/';
	size_t at = path.n;
	while (at && !(path.p[at - 1] == '/' && --parts == 0))
		at--;
	if (odd)
		return target;
	path = str_from(path, at);
	if (v->v[file].note && !str_iends(named, STR(".md")))
		path = without_md(path);
	return str_cat(a, str_sub(target, 0, prefix), path);
}

struct str vault_link_text(const struct vault *v, struct arena *a, size_t file)
{
	const struct vault_file *f = &v->v[file];
	const struct ending *e = ending_of(v, a, fs_base_name(f->key));
	struct str text = e && e->n > 1 ? f->path : fs_base_name(f->path);
	return f->note ? without_md(text) : text;
}
