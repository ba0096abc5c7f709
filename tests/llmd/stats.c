/* stats.c - what came in, counted: calls, bytes, repetitions, prefixes, keys.
 *
 * A prompt is all texts of a request in order. Its prefixes of 1, 2, 3 ... KiB are remembered by
 * their hashes, so that the longest one shared with an earlier prompt is found block by block. A
 * request is repeated when one with equal bytes was answered whole before. Keys are shown as the
 * first 16 characters of their SHA-256 and never kept. Callers hold the lock. */
#include "base/hash.h"
#include "llmd.h"

#define BLOCK 1024
#define LONG_PREFIX 4096

struct stats {
	struct arena *a;
	struct map paths, bodies, prefixes, hosts, keys;
	size_t n_requests, n_calls, n_whole, n_repeated, n_long;
	size_t n_now, most;
	uint64_t body_bytes, prompt_bytes, shared_bytes, n_images;
};

struct stats *stats_make(void)
{
	struct arena *a = arena_make();
	struct stats *s = ARENA_NEW(a, struct stats);
	s->a = a;
	s->paths = map_make(a);
	s->bodies = map_make(a);
	s->prefixes = map_make(a);
	s->hosts = map_make(a);
	s->keys = map_make(a);
	return s;
}

void stats_free(struct stats *s)
{
	arena_free(s->a);
}

static void count(struct stats *s, struct map *m, struct str key)
{
	struct map_entry *e = map_find(m, key);
	if (!e)
		e = map_add(m, str_dup(s->a, key), NULL);
	e->num++;
}

/* 16 bytes of the hash of all that was said up to here. */
static struct str short_hash(struct arena *a, struct str before, struct str s)
{
	struct sha h = sha_of(str_cat(a, before, s));
	return str_dup(a, str_make((const char *)h.b, 16));
}

static void count_prefix(struct stats *s, struct str prompt)
{
	struct arena *scratch = arena_make();
	struct str at = STR("");
	size_t shared = 0;
	bool all = true;
	for (size_t i = 0; i + BLOCK <= prompt.n; i += BLOCK) {
		at = short_hash(scratch, at, str_sub(prompt, i, i + BLOCK));
		bool known = map_find(&s->prefixes, at) != NULL;
		if (!known)
			map_add(&s->prefixes, str_dup(s->a, at), NULL);
		all = all && known;
		shared += all ? BLOCK : 0;
	}
	s->shared_bytes += shared;
	s->n_long += shared > LONG_PREFIX;
	arena_free(scratch);
}

static struct str body_hash(struct arena *a, const struct turn *t)
{
	struct sha h = sha_of(str_cat(a, t->path, t->body));
	return str_dup(a, str_make((const char *)h.b, 16));
}

static bool seen(const struct stats *s, struct str hash)
{
	const struct map_entry *e = map_find(&s->bodies, hash);
	return e && e->num;
}

void stats_begin(struct stats *s, const struct turn *t)
{
	struct arena *scratch = arena_make();
	s->n_requests++;
	count(s, &s->paths, t->path);
	count(s, &s->hosts, t->host);
	if (t->key.n)
		count(s, &s->keys, str_sub(sha_hex(scratch, sha_of(t->key)), 0, 16));
	if (t->call) {
		s->n_calls++;
		s->n_now++;
		s->most = s->n_now > s->most ? s->n_now : s->most;
		s->body_bytes += t->body.n;
		s->prompt_bytes += t->ask.prompt.n;
		s->n_images += t->ask.n_images;
		s->n_repeated += seen(s, body_hash(scratch, t));
		count_prefix(s, t->ask.prompt);
	}
	arena_free(scratch);
}

void stats_end(struct stats *s, const struct turn *t)
{
	struct arena *scratch = arena_make();
	if (t->call && s->n_now)
		s->n_now--;
	if (t->call && t->whole) {
		s->n_whole++;
		count(s, &s->bodies, body_hash(scratch, t));
	}
	arena_free(scratch);
}

void stats_undo(struct stats *s, const struct turn *t)
{
	struct arena *scratch = arena_make();
	struct map_entry *e = map_find(&s->bodies, body_hash(scratch, t));
	if (t->call && t->whole && e && e->num) {
		s->n_whole--;
		e->num--;
	}
	arena_free(scratch);
}

static void put_map(struct json_out *o, const char *key, const struct map *m)
{
	struct arena *a = arena_make();
	json_open(o, key, '{');
	for (size_t i = 0; i < m->n; i++)
		json_put_int(o, str_z(a, m->v[i].key), (int64_t)m->v[i].num);
	json_close(o, '}');
	arena_free(a);
}

static void put_share(struct json_out *o, const char *key, uint64_t part, uint64_t whole)
{
	json_put_num(o, key, whole ? (double)part / (double)whole : 0);
}

/* Sums over the scopes. */
static void put_all(struct json_out *o, const struct llmd *d)
{
	int64_t calls = 0, whole = 0, repeated = 0, now = 0;
	for (size_t i = 0; i < d->scopes.n; i++) {
		const struct stats *s = ((const struct scope *)d->scopes.v[i].ptr)->stats;
		calls += (int64_t)s->n_calls;
		whole += (int64_t)s->n_whole;
		repeated += (int64_t)s->n_repeated;
		now += (int64_t)s->n_now;
	}
	json_open(o, "all", '{');
	json_put_int(o, "scopes", (int64_t)d->scopes.n);
	json_put_int(o, "calls", calls);
	json_put_int(o, "whole", whole);
	json_put_int(o, "repeated", repeated);
	json_put_int(o, "in_flight", now);
	json_close(o, '}');
}

struct str stats_json(struct arena *a, const struct llmd *d, const struct scope *c)
{
	const struct stats *s = c->stats;
	struct buf b = buf_make(a);
	struct json_out o = json_begin(&b, true);
	json_open(&o, NULL, '{');
	json_put_int(&o, "requests", (int64_t)s->n_requests);
	json_put_int(&o, "calls", (int64_t)s->n_calls);
	json_put_int(&o, "whole", (int64_t)s->n_whole);
	json_put_int(&o, "repeated", (int64_t)s->n_repeated);
	json_put_int(&o, "in_flight", (int64_t)s->n_now);
	json_put_int(&o, "most_in_flight", (int64_t)s->most);
	json_put_int(&o, "body_bytes", (int64_t)s->body_bytes);
	json_put_int(&o, "prompt_bytes", (int64_t)s->prompt_bytes);
	json_put_int(&o, "images", (int64_t)s->n_images);
	json_put_int(&o, "shared_bytes", (int64_t)s->shared_bytes);
	put_share(&o, "shared_share", s->shared_bytes, s->prompt_bytes);
	put_share(&o, "long_prefix_share", s->n_long, s->n_calls);
	put_map(&o, "paths", &s->paths);
	put_map(&o, "hosts", &s->hosts);
	put_map(&o, "keys", &s->keys);
	put_all(&o, d);
	json_open(&o, "trap", '{');
	json_put_int(&o, "requests", (int64_t)d->trap->n_requests);
	put_map(&o, "keys", &d->trap->keys);
	json_close(&o, '}');
	json_close(&o, '}');
	buf_putc(&b, '\n');
	return buf_str(&b);
}
