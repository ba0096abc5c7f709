/* fetch.h - a URL to a file under raw/, for kb ingest URL.
 *
 * The bytes are saved as they came, beside a side file "raw/NAME.kb.yaml" (NAME with its extension)
 * with url, fetched (a date), final-url after redirects and content-type. A URL that a side file
 * names, as url or final-url, is not fetched again while its file stands. The side file is written
 * first: after a crash the next fetch takes the same name. */
#ifndef ENGINE_FETCH_H
#define ENGINE_FETCH_H

#include "engine/engine.h"

#define FETCH_SIDE ".kb.yaml"

struct fetch;

/* *path is below the base. http and https, public addresses only unless ingest.allow_private; at most
 * ingest.max_file bytes. Proxies come from the environment. */
bool engine_fetch(struct kb *kb, struct arena *a, struct str url, struct str *path, struct err *e);
void fetch_close(struct kb *kb); /* fine when nothing was fetched */

/* "raw/SLUG.ext" for bytes of that type from a URL's place; pure, for tests. title: "" when unknown. */
struct str fetch_name(struct arena *a, struct str host, struct str url_path, struct str title,
	struct str type, struct str bytes);

#endif
