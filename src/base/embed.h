/* embed.h - files that are part of the binary: prompts, web assets.
 *
 * The build turns them into a table (src/tool/embed.c writes it). A name is a path below src:
 * "prompts/digest.md". */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include "kb_types.h"

struct embed_file {
	const char *name;
	const char *bytes; /* a NUL stands behind them */
	size_t n;
};

/* Sorted by name in byte order; the generated file holds them. */
extern const struct embed_file embed_files[];
extern const size_t embed_n_files;

const struct embed_file *embed_find(const char *name); /* NULL when there is none */

#endif
