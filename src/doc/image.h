/* image.h - pictures: what they are by their bytes, and those that a document carries inside.
 *
 * A picture is known by content alone: its kind, its size in pixels, the day it was taken (EXIF). It is
 * named by content too, so that the same picture of two documents is one file. Nothing is decoded;
 * each reading is bounded by the bytes given. */
#ifndef DOC_IMAGE_H
#define DOC_IMAGE_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/convert.h"
#include "doc/escape.h"

#define IMAGE_MAX_COUNT 2000 /* pictures of one document */
#define IMAGE_MAX_BYTES ((size_t)128 << 20) /* of all of them */

struct image {
	const char *name, *extension; /* "PNG", ".png" */
	uint32_t width, height; /* as stored; 0: not said (a drawing without a size) */
	struct str date; /* "2024-05-01T10:11:12" of EXIF, or "" */
};

/* False when it is no picture that a browser or Obsidian shows. */
bool image_read(struct arena *a, struct str bytes, struct image *out);
bool image_is(struct str bytes); /* the same, only the answer */
/* "k7p2m9q4k7p2m9q4.png": 16 base32 characters of the SHA-256 and the extension; "" for no picture. */
struct str image_name(struct arena *a, struct str bytes);
/* The bytes of "data:image/png;base64,..."; "" when it is none. */
struct str image_data(struct arena *a, struct str url);

/* The pictures of a document being read. With prefix "" (convert_opt.assets) none is taken. */
struct images {
	struct arena *a; /* of the document */
	struct str prefix;
	bool lasting; /* the bytes given live as long as a: they are not copied */
	VEC(struct doc_image) list;
	struct map seen;
	size_t n_bytes;
	size_t n_left; /* not taken */
};

struct images images_make(struct arena *a, const struct convert_opt *opt);
/* Takes a picture: its address in Markdown, "" when it is not taken. */
struct str images_add(struct images *l, struct str bytes);
/* "![alt](address)", good in a table too; "" when the picture is not taken. alt is plain text. */
struct str images_markdown(struct images *l, struct str bytes, struct str alt);
/* Hands them to the document; what was left out becomes a note. */
void images_end(struct images *l, struct document *out);

/* read_image.c: a picture as a document of its own. */
struct image_shown { /* by a page that embeds it */
	struct str alt, caption; /* plain text; "" when it says nothing */
};
/* Body of its page: the picture at address, what the page that embeds it says, its kind and size. */
struct str image_body(struct arena *a, const struct image *m, struct str address,
	const struct image_shown *shown);
/* Makes the document of an image anew with what a page says of it. */
void image_retell(struct arena *a, struct str bytes, const struct convert_opt *opt,
	const struct image_shown *shown, struct document *doc);
/* "PNG image, 640 x 480 pixels, taken on 2024-05-01". */
struct str image_line(struct arena *a, const struct image *m);

#endif
