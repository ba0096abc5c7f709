/* map.c - open addressing with linear probing over indexes into the list of entries. */
#include "base/map.h"

#include "base/str.h"

struct map map_make(struct arena *a)
{
	return (struct map){.a = a};
}

/* The slot of key, or the free one where it belongs. */
static size_t find_slot(const struct map *m, struct str key, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & (m->n_slots - 1);
	while (m->slots[i]) {
		const struct map_entry *e = &m->v[m->slots[i] - 1];
		if (e->hash == hash && str_eq(e->key, key))
			break;
		i = (i + 1) & (m->n_slots - 1);
	}
	return i;
}

static void grow(struct map *m)
{
	size_t n = m->n_slots ? m->n_slots * 2 : 16;
	m->slots = ARENA_ARRAY(m->a, uint32_t, n);
	m->n_slots = n;
	for (size_t i = 0; i < m->n; i++)
		m->slots[find_slot(m, m->v[i].key, m->v[i].hash)] = (uint32_t)(i + 1);
	size_t cap = n / 4 * 3;
	m->v = arena_grow(m->a, m->v, m->cap * sizeof *m->v, cap * sizeof *m->v);
	m->cap = cap;
}

struct map_entry *map_add(struct map *m, struct str key, bool *added)
{
	if (m->n == m->cap)
		grow(m);
	uint64_t hash = str_hash64(key);
	size_t slot = find_slot(m, key, hash);
	if (added)
		*added = !m->slots[slot];
	if (!m->slots[slot]) {
		m->v[m->n] = (struct map_entry){.key = key, .hash = hash};
		m->slots[slot] = (uint32_t)++m->n;
	}
	return &m->v[m->slots[slot] - 1];
}

struct map_entry *map_find(const struct map *m, struct str key)
{
	if (!m->n)
		return NULL;
	size_t slot = find_slot(m, key, str_hash64(key));
	return m->slots[slot] ? &m->v[m->slots[slot] - 1] : NULL;
}
