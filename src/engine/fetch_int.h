/* fetch_int.h - what the files of fetching share: fetch.c (the run), fetch_net.c (clients and turns),
 * fetch_page.c (what came, its title and images), fetch_save.c (names and files). */
#ifndef ENGINE_FETCH_INT_H
#define ENGINE_FETCH_INT_H

#include <pthread.h>

#include "base/map.h"
#include "base/vec.h"
#include "engine/fetch.h"
#include "llm/http.h"

struct fetch_turns { /* hosts that a transfer is under way to */
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct str held[FETCH_AT_ONCE];
	size_t n;
};

struct fetch_client {
	struct kb *kb;
	struct fetch_turns *turns;
	struct http *http;
	struct arena *a;
};

struct fetch {
	struct fetch_client client[FETCH_AT_ONCE];
	struct fetch_turns turns;
	pthread_mutex_t assets; /* held by who writes an image */
	struct map known; /* URL -> path below the base, as char * */
};

struct fetch_got { /* by a worker, in an arena of its own */
	struct arena *a;
	struct http_reply reply;
	struct http_place place;
	struct str title;
	struct strs images; /* "raw/assets/NAME URL" */
	size_t n_images_lost;
	struct err e;
};

/* --- fetch_net.c ------------------------------------------------------------------------- */

bool fetch_open(struct kb *kb, struct fetch *f, struct err *e);
void fetch_shut(struct fetch *f);
/* A GET with further tries when the server is busy or breaks off. */
bool fetch_get(struct fetch_client *c, struct arena *a, const struct http_request *rq,
	unsigned retries, struct http_reply *out, struct err *e);

/* --- fetch_page.c ------------------------------------------------------------------------ */

/* One URL: reply, title, and for an article its images, written to raw/assets/. */
bool fetch_one(struct fetch *f, struct fetch_client *c, struct str url, struct fetch_got *out,
	struct err *e);

/* --- fetch_save.c ------------------------------------------------------------------------ */

/* Saves what came as the file of url; known: its path of before, or NULL. *path gets where. */
bool fetch_save(struct kb *kb, struct arena *a, struct str url, const struct fetch_got *got,
	const char *known, bool refresh, struct str *path, struct err *e);

#endif
