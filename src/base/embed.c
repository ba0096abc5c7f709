/* embed.c - looks up an embedded file; the table itself is generated. */
#include "base/embed.h"

#include <string.h>

const struct embed_file *embed_find(const char *name)
{
	size_t lo = 0, hi = embed_n_files;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(name, embed_files[mid].name);
		if (order == 0)
			return &embed_files[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}
