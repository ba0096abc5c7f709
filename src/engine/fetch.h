/* fetch.h - URLs to files under raw/, for kb ingest.
 *
 * The bytes are saved as they came, beside a side file "raw/NAME.kb.yaml" (NAME with its extension)
 * with url, fetched (a date), final-url after redirects, content-type and images. A URL that a side
 * file names, as url or final-url, or that a source says it is from (the `source` of a clipping), is
 * not fetched again while its file stands. The side file is written first: after a crash the next
 * fetch takes the same name.
 *
 * Up to FETCH_AT_ONCE transfers run at once, one at a time for a host; a busy server is tried again
 * after a while. Files are named and saved in the order of the URLs, so that names do not depend on
 * who answers first. The images of an article are fetched with it, to raw/assets/. */
#ifndef ENGINE_FETCH_H
#define ENGINE_FETCH_H

#include "engine/engine.h"

#define FETCH_SIDE ".kb.yaml"
#define FETCH_AT_ONCE 8

struct fetch;

struct fetch_job {
	struct str url; /* as the person gave it; then without a password, for messages */
	bool feed; /* what turns out to be a feed is not saved: its URLs come back in `listed` */
	/* filled: */
	struct str
		path; /* below the base: fetched now or before; "" when it failed or was a feed */
	struct str reason; /* failed: why and the remedy */
	struct strs listed;
	struct strs notes; /* of the source: images that could not be fetched */
};

/* http and https, public addresses only unless ingest.allow_private; at most ingest.max_file bytes.
 * Proxies come from the environment. refresh: known URLs are fetched again; what stood there is kept
 * under .kb/kept/. A URL that fails is said in its job; false only for what concerns all: interrupted,
 * no libcurl, raw/ cannot be written. */
bool fetch_all(
	struct kb *kb, struct arena *a, struct fetch_job *v, size_t n, bool refresh, struct err *e);
void fetch_close(struct kb *kb); /* fine when nothing was fetched */

/* "raw/SLUG.ext" for bytes of that type from a URL's place; pure, for tests. title: "" when unknown. */
struct str fetch_name(struct arena *a, struct str host, struct str url_path, struct str title,
	struct str type, struct str bytes);

#endif
