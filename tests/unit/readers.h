/* readers.h - what the tests of readers share. */
#ifndef UNIT_READERS_H
#define UNIT_READERS_H

#include "base/str.h"
#include "doc/convert.h"

/* Converts bytes under a name, expects success and that body. */
void reads_as(struct arena *a, const char *name, struct str bytes, const char *body,
	struct document *out);
/* Converts every cut of bytes at 1/100 of its size, and one with single bytes changed: a result or
 * an error with text, nothing else. */
void survives_damage(const char *name, struct str bytes);
void same_str(struct str got, const char *want);

#endif
