/* map.h - a hash table from strings to values, in an arena. Iteration is in order of insertion,
 * so nothing that is printed depends on hashes. Keys are views: they must outlive the map. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "kb_types.h"

struct map_entry {
	struct str key;
	uint64_t hash;
	union {
		void *ptr;
		size_t num;
	};
};

struct map {
	struct arena *a;
	struct map_entry *v; /* entries in order of insertion */
	size_t n, cap;
	uint32_t *slots; /* index into v plus 1 */
	size_t n_slots;
};

struct map map_make(struct arena *a);
/* The entry of key, made with a zero value when new; *added (may be NULL) says which. Valid until
 * the next map_add. */
struct map_entry *map_add(struct map *m, struct str key, bool *added);
struct map_entry *map_find(const struct map *m, struct str key); /* NULL when absent */
static inline void *map_ptr(const struct map *m, struct str key)
{
	struct map_entry *e = map_find(m, key);
	return e ? e->ptr : 0;
}

#endif
