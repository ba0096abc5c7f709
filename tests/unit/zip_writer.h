/* zip_writer.h - zip containers for tests: stored members, and one that unpacks to much. */
#ifndef UNIT_ZIP_WRITER_H
#define UNIT_ZIP_WRITER_H

#include "base/str.h"

struct zip_writer {
	struct buf out, directory;
	size_t n;
};

struct zip_writer zip_writer_make(struct arena *a);
void zip_writer_add(struct zip_writer *w, const char *name, struct str bytes);
/* A member of n bytes "a", deflated to about n / 159. */
void zip_writer_add_bomb(struct zip_writer *w, const char *name, size_t n);
struct str zip_writer_end(struct zip_writer *w);

#endif
