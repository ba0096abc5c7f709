/* zip.h - the door of libarchive: members of a zip container, in memory, bounded.
 *
 * All bounds hold on what comes out, so that a bomb ends early: 64 MB a member, 128 MB in all (half
 * of DESIGN.md 9's file, as their trees need room beside them), 20,000 members, and past 16 MB not
 * more than 120 times the container. A damaged container gives the members before the damage. */
#ifndef DOC_ZIP_H
#define DOC_ZIP_H

#include "base/map.h"
#include "base/str.h"
#include "kb_types.h"

#define ZIP_MAX_MEMBER ((size_t)64 << 20)
#define ZIP_MAX_BYTES ((size_t)128 << 20)
#define ZIP_MAX_MEMBERS 20000
#define ZIP_FREE_BYTES ((size_t)4 << 20)
#define ZIP_MAX_RATIO 120

struct zip {
	struct map members; /* name -> struct str *: its bytes */
	bool damaged;
};

/* Reads the members that want() asks for, and with `pictures` those that are called like one, unless
 * they break a bound; others are in no list. ERR_INPUT when no member can be read, ERR_LIMIT past a
 * bound, ERR_IO without the library. */
bool zip_read(struct arena *a, struct str bytes, bool (*want)(struct str name), bool pictures,
	struct zip *out, struct err *e);
/* The bytes of a member; case is folded when no name fits exactly. False when absent. */
bool zip_get(const struct zip *z, struct str name, struct str *bytes);
/* "docx", "pptx", "xlsx", "odt", "epub", judged by the names in the container; NULL for others. */
const char *zip_kind(struct str bytes);

/* The member that a reference in member `from` means: relative to its folder, absolute with "/";
 * percent escapes read, a fragment cut. */
struct str zip_resolve(struct arena *a, struct str from, struct str reference);

#endif
