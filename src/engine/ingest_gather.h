/* ingest_gather.h - what the person named, brought into raw/. */
#ifndef ENGINE_INGEST_GATHER_H
#define ENGINE_INGEST_GATHER_H

#include "base/map.h"
#include "base/vec.h"
#include "engine/engine.h"

struct ingest_gathered {
	bool named; /* the person named anything: only that is looked at */
	struct strs only; /* paths below the base */
	VEC(struct kb_ingest_item) failed; /* URLs that could not be fetched */
	struct map notes; /* path -> struct strs *: of what was fetched now */
};

/* Copies in what stands outside raw/, fetches URLs, saves standard input. A file from outside that is
 * a list (doc/url_list.h) is not copied: what it names is fetched; so it is with a feed's URL. A URL
 * that fails stops nothing. */
bool ingest_gather(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct ingest_gathered *out, struct err *e);

#endif
