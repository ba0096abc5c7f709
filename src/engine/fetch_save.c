/* fetch_save.c - see fetch_int.h. In this order: names, a free name, saving. */
#include <time.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/image.h"
#include "doc/meta.h"
#include "engine/fetch_int.h"

/* --- names ------------------------------------------------------------------------------- */

static const struct {
	const char *type, *extension;
} types[] = {
	{"application/epub+zip", ".epub"},
	{"application/json", ".json"},
	{"application/msword", ".doc"},
	{"application/pdf", ".pdf"},
	{"application/rtf", ".rtf"},
	{"application/vnd.oasis.opendocument.text", ".odt"},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
	{"application/x-ipynb+json", ".ipynb"},
	{"application/xhtml+xml", ".html"},
	{"application/xml", ".xml"},
	{"image/gif", ".gif"},
	{"image/jpeg", ".jpg"},
	{"image/png", ".png"},
	{"image/svg+xml", ".svg"},
	{"image/webp", ".webp"},
	{"text/csv", ".csv"},
	{"text/html", ".html"},
	{"text/markdown", ".md"},
	{"text/rtf", ".rtf"},
	{"text/x-markdown", ".md"},
	{"text/xml", ".xml"},
};

static struct str sniff(struct str bytes)
{
	struct str start = str_trim(str_sub(bytes, 0, 1024));
	if (str_starts(bytes, STR("%PDF-")))
		return STR(".pdf");
	if (str_istarts(start, STR("<!doctype html")) || str_ifind(start, STR("<html")) != STR_NPOS)
		return STR(".html");
	return convert_is_binary(bytes) ? STR(".bin") : STR(".txt");
}

/* What the server says, then what the URL says, then what the bytes look like. "text/plain" and the
 * like say nothing. */
static struct str extension_of(struct arena *a, struct str file, struct str type, struct str bytes)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eqz(type, types[i].type))
			return str_of(types[i].extension);
	if (convert_takes(file))
		return str_lower(a, fs_extension(file));
	return sniff(bytes);
}

struct str fetch_name(struct arena *a, struct str host, struct str url_path, struct str title,
	struct str type, struct str bytes)
{
	while (str_ends(url_path, STR("/")))
		url_path = str_sub(url_path, 0, url_path.n - 1);
	struct str file = fs_base_name(url_path), stem = file, name = STR("page");
	struct str extension = extension_of(a, file, type, bytes);
	if (convert_takes(file) || str_iends(file, extension))
		stem = str_sub(file, 0, file.n - fs_extension(file).n);
	const struct str names[] = {host, stem, title}; /* the last that has words */
	for (size_t i = 0; i < 3; i++)
		if (text_count_words(names[i]))
			name = names[i];
	return str_printf(
		a, "raw/" STR_FMT STR_FMT, STR_ARG(text_slug(a, name)), STR_ARG(extension));
}

/* --- a free name ------------------------------------------------------------------------- */

static bool is_free(struct kb *kb, struct arena *a, struct str path, const char *reserved)
{
	if (fs_exists(engine_path(kb, a, path)))
		return false;
	return (reserved && str_eqz(path, reserved)) ||
		!fs_exists(engine_path(kb, a, str_cat(a, path, STR(FETCH_SIDE))));
}

/* name, or name with 6 characters of the URL's hash, or with a number behind. reserved: a name whose
 * side file is this URL's own, or NULL. */
static struct str free_name(
	struct kb *kb, struct arena *a, struct str name, struct str url, const char *reserved)
{
	struct str ext = fs_extension(name), stem = str_sub(name, 0, name.n - ext.n);
	struct str hash = sha_base32(a, sha_of(url), 6), path = name;
	for (unsigned i = 1; !is_free(kb, a, path, reserved); i++)
		path = i == 1 ? str_printf(a, STR_FMT "-" STR_FMT STR_FMT, STR_ARG(stem),
					STR_ARG(hash), STR_ARG(ext))
			      : str_printf(a, STR_FMT "-" STR_FMT "-%u" STR_FMT, STR_ARG(stem),
					STR_ARG(hash), i, STR_ARG(ext));
	return path;
}

/* --- saving ------------------------------------------------------------------------------ */

static struct str today(const struct kb *kb, struct arena *a)
{
	time_t now = (time_t)engine_now(kb);
	struct tm tm;
	if (!gmtime_r(&now, &tm))
		return STR("");
	return str_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static struct str side_file(
	const struct kb *kb, struct arena *a, struct str url, const struct fetch_got *got)
{
	const struct http_reply *r = &got->reply;
	struct buf b = buf_make(a);
	struct str type = r->type;
	if (r->charset.n)
		type = str_printf(
			a, STR_FMT "; charset=" STR_FMT, STR_ARG(r->type), STR_ARG(r->charset));
	meta_put(&b, "url", url);
	meta_put(&b, "fetched", today(kb, a));
	if (!str_eq(r->url, url))
		meta_put(&b, "final-url", r->url);
	meta_put(&b, "content-type", text_clean(a, type));
	meta_put_list(&b, "images", got->images);
	return buf_str(&b);
}

/* The version that a refreshed one takes the place of. */
static bool keep_old(
	struct kb *kb, struct arena *a, struct str path, struct str bytes, struct err *e)
{
	struct str base = fs_base_name(path), ext = fs_extension(base);
	struct str kept = str_printf(a, ".kb/kept/" STR_FMT "." STR_FMT STR_FMT,
		STR_ARG(str_sub(base, 0, base.n - ext.n)), STR_ARG(sha_base32(a, sha_of(bytes), 8)),
		STR_ARG(ext));
	char *full = engine_path(kb, a, kept);
	return fs_exists(full) ||
		(fs_mkdirs(engine_path(kb, a, STR(".kb/kept")), e) &&
			fs_write(full, bytes, true, e));
}

/* A side file with what the person added keeps it: only kb's own lines are made anew. */
static struct str with_old_keys(
	struct kb *kb, struct arena *a, struct str side_path, struct str side)
{
	static const char *const own[] = {"url", "fetched", "final-url", "content-type", "images"};
	struct str text;
	struct yaml *y;
	struct buf b = buf_make(a);
	if (!fs_read(a, engine_path(kb, a, side_path), YAML_MAX_TEXT, &text, NULL) ||
		!yaml_parse(a, text, &y, NULL))
		return side;
	buf_put(&b, side);
	for (const struct yaml *k = y->child; y->kind == YAML_MAP && k; k = k->next) {
		bool mine = false;
		for (size_t i = 0; i < sizeof own / sizeof *own; i++)
			mine = mine || str_eqz(k->key, own[i]);
		struct str lines = str_trim_right(str_sub(text, k->start, k->end));
		if (mine || !lines.n)
			continue;
		buf_put(&b, lines);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

static bool has_new_images(struct kb *kb, struct arena *a, struct str path, struct strs images)
{
	struct str text;
	struct yaml *y;
	char *side = engine_path(kb, a, str_cat(a, path, STR(FETCH_SIDE)));
	if (!fs_read(a, side, YAML_MAX_TEXT, &text, NULL) || !yaml_parse(a, text, &y, NULL))
		return true;
	struct strs old = yaml_strs(a, y, STR("images"));
	for (size_t i = 0; i < images.n; i++)
		if (!strs_has(old, images.v[i]))
			return true;
	return false;
}

bool fetch_save(struct kb *kb, struct arena *a, struct str url, const struct fetch_got *got,
	const char *known, bool refresh, struct str *path, struct err *e)
{
	const struct http_reply *r = &got->reply;
	struct str side = side_file(kb, a, url, got), there, name;
	char *old = known ? engine_path(kb, a, str_of(known)) : NULL;
	/* only what kb fetched is replaced; a clipping with that source is the person's */
	if (refresh && old && fs_exists(old) &&
		fs_exists(engine_path(kb, a, str_cat(a, str_of(known), STR(FETCH_SIDE))))) {
		*path = str_of(known);
		if (!fs_read(a, old, FS_MAX_FILE, &there, e))
			return false;
		if (str_eq(there, r->body) && !has_new_images(kb, a, *path, got->images))
			return true;
		side = with_old_keys(kb, a, str_cat(a, *path, STR(FETCH_SIDE)), side);
		if (!str_eq(there, r->body) && !keep_old(kb, a, *path, there, e))
			return false;
	} else {
		name = fetch_name(
			a, got->place.host, got->place.path, got->title, r->type, r->body);
		*path = free_name(kb, a, name, url, known);
	}
	return fs_mkdirs(engine_path(kb, a, STR("raw")), e) &&
		fs_write(engine_path(kb, a, str_cat(a, *path, STR(FETCH_SIDE))), side, true, e) &&
		fs_write(engine_path(kb, a, *path), r->body, true, e);
}
