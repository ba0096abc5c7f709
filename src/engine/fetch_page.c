/* fetch_page.c - see fetch_int.h. Order: images, one URL. */
#include "base/err.h"
#include "base/fs.h"
#include "doc/convert.h"
#include "doc/image.h"
#include "doc/image_links.h"
#include "doc/url_list.h"
#include "engine/fetch_int.h"

#define CONNECT_MS 10000
#define IDLE_MS 30000
#define TOTAL_MS 300000
#define IMAGES_MAX 200 /* of an article */
#define IMAGE_BYTES ((size_t)20 << 20)
#define IMAGES_BYTES ((size_t)100 << 20) /* of an article */
#define IMAGE_MS 30000
#define IMAGES_MS 180000 /* for all of an article's */

/* --- images ------------------------------------------------------------------------------ */

/* What is there stays: the name says the content. */
static bool write_asset(
	struct fetch *f, const struct kb *kb, struct arena *a, struct str path, struct str bytes)
{
	struct fs_stat st;
	char *full = engine_path(kb, a, path), *folder = engine_path(kb, a, STR("raw/assets"));
	if (fs_stat(folder, &st, NULL) && st.exists && !st.is_dir)
		return false;
	pthread_mutex_lock(&f->assets);
	bool good =
		fs_exists(full) || (fs_mkdirs(folder, NULL) && fs_write(full, bytes, true, NULL));
	pthread_mutex_unlock(&f->assets);
	return good;
}

struct budget {
	size_t n_bytes;
	unsigned ms;
};

static struct str fetch_image(struct fetch *f, struct fetch_client *c, struct arena *a,
	struct str url, struct budget *left)
{
	struct http_request rq = {.url = url,
		.max_bytes = left->n_bytes < IMAGE_BYTES ? left->n_bytes : IMAGE_BYTES,
		.connect_ms = CONNECT_MS,
		.idle_ms = CONNECT_MS,
		.total_ms = left->ms < IMAGE_MS ? left->ms : IMAGE_MS};
	struct http_reply r;
	bool good = fetch_get(c, a, &rq, 0, &r, NULL);
	unsigned ms = good ? r.ms + 1 : CONNECT_MS; /* a failure may have taken as long */
	left->ms -= ms < left->ms ? ms : left->ms;
	struct str name = good ? image_name(a, r.body) : STR("");
	if (!name.n)
		return STR("");
	left->n_bytes -= r.body.n < left->n_bytes ? r.body.n : left->n_bytes;
	struct str path = str_cat(a, STR("raw/assets/"), name);
	return write_asset(f, c->kb, a, path, r.body) ? path : STR("");
}

/* The images that the document of the page shows. One that fails stays an address of the web. */
static void fetch_images(
	struct fetch *f, struct fetch_client *c, struct str body, struct fetch_got *out)
{
	struct budget left = {IMAGES_BYTES, IMAGES_MS};
	struct image_refs refs;
	struct map seen = map_make(out->a);
	if (!image_links(out->a, body, &refs, NULL))
		return;
	for (size_t i = 0; i < refs.n; i++) {
		struct str dest = refs.v[i].dest;
		bool added,
			web = str_istarts(dest, STR("http://")) ||
			str_istarts(dest, STR("https://"));
		if (!web || refs.v[i].wiki || str_find_byte(dest, '\n') != STR_NPOS)
			continue;
		map_add(&seen, dest, &added);
		if (!added)
			continue;
		struct arena *scratch = arena_make();
		struct str path = STR("");
		if (seen.n <= IMAGES_MAX && left.ms && left.n_bytes && !engine_stopped(c->kb))
			path = fetch_image(f, c, scratch, dest, &left);
		if (path.n)
			strs_add(out->a, &out->images,
				str_printf(
					out->a, STR_FMT " " STR_FMT, STR_ARG(path), STR_ARG(dest)));
		out->n_images_lost += path.n == 0;
		arena_free(scratch);
	}
}

/* --- one URL ----------------------------------------------------------------------------- */

static bool is_html(const struct http_reply *r)
{
	return str_eqz(r->type, "text/html") || str_eqz(r->type, "application/xhtml+xml");
}

bool fetch_one(struct fetch *f, struct fetch_client *c, struct str url, struct fetch_got *out,
	struct err *e)
{
	struct http_request rq = {.url = url,
		.max_bytes = (size_t)c->kb->conf.ingest.max_file,
		.connect_ms = CONNECT_MS,
		.idle_ms = IDLE_MS,
		.total_ms = TOTAL_MS};
	struct http_reply *r = &out->reply;
	if (!fetch_get(c, out->a, &rq, (unsigned)c->kb->conf.ingest.retries, r, e) ||
		!http_parts(c->http, out->a, r->url, &out->place, e))
		return false;
	if (!r->body.n)
		return err_set(e, ERR_INPUT, STR_FMT ": the page is empty", STR_ARG(url));
	if (!is_html(r) || url_list_is_feed(r->body))
		return true;
	struct convert_opt opt = {.name = STR("page.html"),
		.url = r->url,
		.charset = r->charset,
		.type = STR("html")};
	struct document doc;
	struct arena *scratch = arena_make();
	if (convert(scratch, r->body, &opt, &doc, NULL)) {
		out->title = str_dup(out->a, doc.meta.title);
		fetch_images(f, c, doc.body, out);
	}
	arena_free(scratch);
	return true;
}
