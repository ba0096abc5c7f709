/* fetch.c - see fetch.h. In this order: the client and what was fetched before; names; saving. */
#include "engine/fetch.h"

#include <time.h>
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/meta.h"
#include "llm/http.h"

#define CONNECT_MS 10000
#define IDLE_MS 30000
#define TOTAL_MS 300000

struct fetch {
	struct http *http;
	struct map known; /* URL -> path below the base, as char * */
};

/* --- the client, and what was fetched before --------------------------------------------- */

static const char *first_set(const struct kb *kb, const char *const *names, size_t n)
{
	for (size_t i = 0; kb->env.get && i < n; i++) {
		const char *value = kb->env.get(kb->env.ctx, names[i]);
		if (value && value[0])
			return str_z(kb->a, str_of(value));
	}
	return 0;
}

static bool is_stopped(void *ctx)
{
	return engine_stopped(ctx);
}

/* HTTP_PROXY in capitals is not read: a web server can be made to set it (CVE-2016-5385). */
static bool open_client(struct kb *kb, struct fetch *f, struct err *e)
{
	static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
	static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const none[] = {"no_proxy", "NO_PROXY"};
	struct http_options opt = {.agent = "kb/" KB_VERSION,
		.http_proxy = first_set(kb, http, 3),
		.https_proxy = first_set(kb, https, 4),
		.no_proxy = first_set(kb, none, 2),
		.allow_private = kb->conf.ingest.allow_private,
		.private_remedy = "set ingest.allow_private: true in kb.yaml to fetch it",
		.stopped = is_stopped,
		.ctx = kb};
	return http_open(kb->a, &opt, &f->http, e);
}

static void learn(struct kb *kb, struct fetch *f, struct str side)
{
	struct str text, path = str_sub(side, 0, side.n - (sizeof FETCH_SIDE - 1));
	static const char *const keys[] = {"url", "final-url"};
	struct yaml *meta;
	struct arena *a = arena_make();
	if (fs_read(a, engine_path(kb, a, side), YAML_MAX_TEXT, &text, 0) &&
		yaml_parse(a, text, &meta, 0))
		for (size_t i = 0; i < 2; i++) {
			struct str url = yaml_str(meta, str_of(keys[i]));
			if (url.n && !map_find(&f->known, url))
				map_add(&f->known, str_dup(kb->a, url), 0)->ptr =
					str_z(kb->a, path);
		}
	arena_free(a);
}

static bool begin(struct kb *kb, struct err *e)
{
	struct fs_list files;
	struct fetch *f = ARENA_NEW(kb->a, struct fetch);
	if (kb->fetch)
		return true;
	f->known = map_make(kb->a);
	if (!fs_walk(kb->a, engine_path(kb, kb->a, STR("raw")), &files, e) ||
		!open_client(kb, f, e))
		return false;
	for (size_t i = 0; i < files.n; i++)
		if (files.v[i].st.is_file && str_ends(files.v[i].path, STR(FETCH_SIDE)))
			learn(kb, f, str_cat(kb->a, STR("raw/"), files.v[i].path));
	kb->fetch = f;
	return true;
}

void fetch_close(struct kb *kb)
{
	if (kb->fetch)
		http_close(kb->fetch->http);
	kb->fetch = 0;
}

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

/* The title that the reader of HTML finds; other types are named by their URL. */
static struct str title_of(struct arena *a, struct str url, const struct http_reply *r)
{
	struct convert_opt opt = {.name = STR("page.html"), .url = url, .type = STR("html")};
	struct document doc;
	bool html = str_eqz(r->type, "text/html") || str_eqz(r->type, "application/xhtml+xml");
	if (!html || !convert(a, r->body, &opt, &doc, 0))
		return STR("");
	return doc.meta.title;
}

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

static bool save(struct kb *kb, struct arena *a, struct str path, struct str url,
	const struct http_reply *r, struct err *e)
{
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
	return fs_mkdirs(engine_path(kb, a, STR("raw")), e) &&
		fs_write(engine_path(kb, a, str_cat(a, path, STR(FETCH_SIDE))), buf_str(&b), true,
			e) &&
		fs_write(engine_path(kb, a, path), r->body, true, e);
}

static bool fetch_new(struct kb *kb, struct arena *a, struct str url, const char *reserved,
	struct str *path, struct err *e)
{
	struct http_request rq = {.url = url,
		.max_bytes = (size_t)kb->conf.ingest.max_file,
		.connect_ms = CONNECT_MS,
		.idle_ms = IDLE_MS,
		.total_ms = TOTAL_MS};
	struct http_place place;
	struct http_reply r;
	engine_note(kb, 2, "fetching " STR_FMT, STR_ARG(url));
	if (!http_get(kb->fetch->http, a, &rq, &r, e) ||
		!http_parts(kb->fetch->http, a, r.url, &place, e))
		return false;
	if (!r.body.n)
		return err_set(e, ERR_INPUT, STR_FMT ": the page is empty", STR_ARG(url));
	struct str name =
		fetch_name(a, place.host, place.path, title_of(a, r.url, &r), r.type, r.body);
	*path = free_name(kb, a, name, url, reserved);
	return save(kb, a, *path, url, &r, e);
}

bool engine_fetch(struct kb *kb, struct arena *a, struct str url, struct str *path, struct err *e)
{
	struct str clean, new_path;
	if (!begin(kb, e) || !http_url(kb->fetch->http, a, url, &clean, e))
		return false;
	const char *known = map_ptr(&kb->fetch->known, clean);
	if (known && fs_exists(engine_path(kb, a, str_of(known)))) {
		engine_note(kb, 2, STR_FMT ": fetched before, kept as %s", STR_ARG(clean), known);
		*path = str_dup(a, str_of(known));
		return true;
	}
	struct arena *scratch = arena_make(); /* the bytes are not needed once they are saved */
	bool good = fetch_new(kb, scratch, clean, known, &new_path, e);
	if (good) {
		*path = str_dup(a, new_path);
		map_add(&kb->fetch->known, str_dup(kb->a, clean), 0)->ptr = str_z(kb->a, new_path);
	}
	arena_free(scratch);
	return good;
}
