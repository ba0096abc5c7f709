/* ingest_image.h - the images of documents: where they stand, and what pages say of them.
 *
 * What a document carries inside is saved as raw/assets/NAME, named by content: an addition of kb's,
 * never a source. Addresses in a body are rewritten so that they hold from wiki/text/: a path beside
 * the source, a data: address, a URL that was fetched with the page. An image under raw/ that is no
 * asset is a source of its own; its page takes alt and caption from the first page that embeds it.
 *
 * source_row.embeds: of a document a line for each image, "raw/a.png TAB alt TAB caption" ("[[a.png"
 * where it is embedded by name); of an image the one line "alt TAB caption" that its page shows. */
#ifndef ENGINE_INGEST_IMAGE_H
#define ENGINE_INGEST_IMAGE_H

#include "doc/image.h"
#include "engine/ingest_store.h"

#define INGEST_ASSETS "raw/assets/"
#define INGEST_TO_ROOT "../../" /* from a page of wiki/text/ */

/* Rewrites the addresses in it->doc.body and fills it->row.embeds. fetched: URL -> struct str *, its
 * path below the base. */
bool ingest_link_images(struct ingest_item *it, const struct map *fetched, struct err *e);
/* Writes the images of it->doc that are not there yet. Called by the main thread. */
bool ingest_save_images(
	struct kb *kb, struct ingest_item *it, struct sync_list *sync, struct err *e);
/* Address of a source from its page. */
struct str ingest_address(struct arena *a, struct str path);

/* Calls remake for each image whose page shows other words than those that embed it say now. */
bool ingest_settle_images(struct ingest_store *s,
	bool (*remake)(
		void *ctx, struct source_row *row, const struct image_shown *shown, struct err *e),
	void *ctx, struct err *e);

#endif
