/* attach.c - see attach.h. Sources are looked at by the workers; what they found is put together here,
 * source by source. Order: mentions, one source, keys, putting together, all. */
#include "engine/attach.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/text.h"
#include "engine/mention.h"
#include "llm/builtin.h"

#define NODE "attach"
#define ATTACH_VERSION 2 /* raise it when the same names give other concepts */
#define BESIDE 2 /* claims behind a definition that may speak of it by one word of its name */
#define CHUNK 16 /* sources that a worker takes at once */
#define CHUNKS 32 /* of them between two writings of nodes */

struct found { /* a concept that a claim speaks of */
	size_t concept;
	bool opens, row;
};
struct claim_found {
	VEC(struct found) l;
};

struct attacher { /* of one worker */
	const struct model *m;
	const bool *proper;
	struct mention_names *names;
	struct mention_names *keys; /* stems only: no name is added */
	struct arena *scratch;
	const struct m_source *s;
	struct claim_found *of; /* by claim of the source */
};

/* --- mentions ---------------------------------------------------------------------------- */

static bool is_small(struct str name)
{
	size_t i = 0;
	return !text_is_upper(text_next(name, &i));
}

/* False when the claim has the concept already. */
static bool add(struct attacher *t, size_t claim, struct found f)
{
	struct claim_found *of = &t->of[claim - t->s->first_claim];
	for (size_t i = 0; i < of->l.n; i++)
		if (of->l.v[i].concept == f.concept)
			return false;
	VEC_PUSH(t->scratch, &of->l, f);
	return true;
}

/* A surname with another name behind it is someone else's: "Liu Xiang". */
static bool goes_on(struct str text, size_t end)
{
	return end + 1 < text.n && text.p[end] == ' ' && text.p[end + 1] >= 'A' &&
		text.p[end + 1] <= 'Z';
}

static void add_mention(struct attacher *t, size_t claim, const struct mention *x)
{
	const struct m_claim *c = &t->m->claims.v[claim];
	size_t id = model_meant(t->m, x->id, t->s);
	const struct m_concept *to = &t->m->concepts[id];
	struct str as = str_sub(c->text, x->start, x->end);
	if (t->proper[id] && is_small(as))
		return;
	if (str_eqz(to->kind, "person") && as.n < to->name.n && goes_on(c->text, x->end))
		return;
	bool row = str_find(c->quote, STR(" | ")) != STR_NPOS;
	bool about = !row &&
		builtin_speaks_of(t->m->lexicon, c->text, x->start, x->end, t->s->row->language);
	add(t, claim, (struct found){id, about, row});
}

/* A word of the name, none of the smallest, stands in the text. */
static bool shares_word(
	struct attacher *t, const struct m_concept *c, struct str text, struct str lang)
{
	struct text_words in = text_words(t->scratch, c->name), of = text_words(t->scratch, text);
	bool several = in.n > 1 && !str_eqz(c->kind, "person");
	for (size_t i = 0; several && i < in.n; i++) {
		struct str key = mention_key(t->keys, t->scratch, in.v[i].folded, lang);
		for (size_t k = 0; key.n > 3 && k < of.n; k++)
			if (str_eq(key, mention_key(t->keys, t->scratch, of.v[k].folded, lang)))
				return true;
	}
	return false;
}

static int by_index(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	return a < b ? -1 : a > b;
}

/* A claim of the paragraph that defines a name of several words, or of a document whose title opens
 * with it, speaks of it when it has one of its words: "29 percent of the links" of link rot. */
static void add_by_place(struct attacher *t, size_t claim, struct mentions in_title)
{
	const struct model *m = t->m;
	const struct m_claim *c = &m->claims.v[claim];
	struct str lang = t->s->row->language;
	for (size_t i = 0; i < in_title.n; i++) {
		size_t id = model_meant(m, in_title.v[i].id, t->s);
		if (in_title.v[i].start <= 4 && shares_word(t, &m->concepts[id], c->text, lang))
			add(t, claim, (struct found){.concept = id});
	}
	size_t first = t->s->first_claim, least = claim > first + BESIDE ? claim - BESIDE : first;
	for (size_t k = claim; k-- > least;) {
		const struct claim_found *before = &t->of[k - t->s->first_claim];
		if (!str_eq(m->claims.v[k].passage, c->passage))
			break;
		for (size_t i = 0; i < before->l.n; i++) {
			size_t id = before->l.v[i].concept;
			const struct m_concept *x = &m->concepts[id];
			bool defines = x->n_defines &&
				bsearch(&k, x->defines, x->n_defines, sizeof k, by_index);
			if (defines && shares_word(t, x, c->text, lang))
				add(t, claim, (struct found){.concept = id});
		}
	}
}

/* --- one source -------------------------------------------------------------------------- */

struct job {
	const struct m_source *s;
	struct str key, result; /* result: what stands behind the seal */
	bool ran;
};

/* The node of a source: the seal of its texts, keys of concepts, and by claim: their numbers in that
 * list with two flags. */
static struct str pack(struct attacher *t, struct arena *a, struct mention_trail *trail,
	const struct mention_seal *seal)
{
	struct buf keys = buf_make(t->scratch), claims = buf_make(t->scratch), b = buf_make(a);
	struct map number = map_make(t->scratch);
	for (size_t i = 0; i < t->s->n_claims; i++) {
		pack_n(&claims, t->of[i].l.n);
		for (size_t k = 0; k < t->of[i].l.n; k++) {
			struct found f = t->of[i].l.v[k];
			bool added;
			struct str key = t->m->concepts[f.concept].key;
			struct map_entry *e = map_add(&number, key, &added);
			if (added) {
				e->num = number.n - 1;
				pack_str(&keys, key);
			}
			pack_n(&claims, e->num * 4 + f.opens * 2u + f.row);
		}
	}
	mention_put_seal(&b, seal, trail);
	pack_n(&b, number.n);
	buf_put(&b, buf_str(&keys));
	buf_put(&b, buf_str(&claims));
	return buf_str(&b);
}

static struct str look_at(struct attacher *t, struct arena *a, const struct m_source *s,
	const struct mention_seal *seal)
{
	struct mention_trail trail = {.a = t->scratch};
	t->s = s;
	t->of = ARENA_ARRAY(t->scratch, struct claim_found, s->n_claims);
	mention_follow(t->names, &trail);
	struct str lang = s->row->language;
	struct mentions in_title = mention_find(t->names, t->scratch, s->row->title, lang);
	for (size_t i = 0; i < s->n_claims; i++) {
		size_t claim = s->first_claim + i;
		struct mentions l =
			mention_find(t->names, t->scratch, t->m->claims.v[claim].text, lang);
		for (size_t k = 0; k < l.n; k++)
			add_mention(t, claim, &l.v[k]);
		add_by_place(t, claim, in_title);
	}
	mention_follow(t->names, NULL);
	return pack(t, a, &trail, seal);
}

/* --- keys -------------------------------------------------------------------------------- */

static struct str attach_key(struct arena *a, const struct model *m, const struct m_source *s)
{
	struct sha_stream *h = sha_begin(a);
	sha_u64(h, ATTACH_VERSION);
	sha_part(h, s->hash);
	sha_part(h, s->row->title);
	sha_part(h, s->row->language);
	for (size_t i = 0; i < s->n_named; i++) {
		const struct m_named *n = &s->named[i];
		bool twin = n->concept != MODEL_NONE && m->concepts[n->concept].n_twins;
		if (n->defined == MODEL_NONE && !twin)
			continue;
		sha_u64(h, i);
		sha_part(h, n->concept == MODEL_NONE ? STR("") : m->concepts[n->concept].key);
	}
	return sha_base32(a, sha_end(h), 26);
}

static struct mention_seal *seal_names(struct arena *a, const struct model *m, const bool *proper)
{
	uint64_t *meaning = ARENA_ARRAY(a, uint64_t, m->n_concepts + 1);
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *c = &m->concepts[i];
		meaning[i] = str_hash64(c->key) ^ str_hash64(c->name) * 3 ^
			str_hash64(c->kind) * 5 ^ (proper[i] ? 7u : 0u);
	}
	return mention_seal_make(a, m->names, meaning);
}

/* The node of a source as the index has it, when nothing changed that it depends on. */
static bool find_known(struct arena *all, const struct model *m, const struct mention_seal *seal,
	struct job *j, struct err *e)
{
	struct arena *a = arena_make();
	struct str key, result;
	uint64_t said;
	struct err db = {0};
	if (index_node(m->kb->index, a, NODE, j->s->row->sha, &key, &result, &db) &&
		str_eq(key, j->key) && !m->force) {
		if (mention_check_seal(seal, &result, &said))
			j->result = str_dup(all, result);
	}
	arena_free(a);
	j->ran = j->result.n == 0;
	return db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
}

/* --- putting together -------------------------------------------------------------------- */

struct merge {
	struct model *m;
	struct attach_counts *counts;
	struct map number; /* key of a concept -> its index */
	size_t *caps, *last; /* by concept: room of its claims; source of the last one, plus one */
};

static void attach(struct merge *t, size_t claim, struct found f)
{
	struct m_claim *c = &t->m->claims.v[claim];
	struct m_concept *to = &t->m->concepts[f.concept];
	c->concepts[c->n_concepts++] = f.concept;
	if (to->n_claims == t->caps[f.concept])
		to->claims = vec_grow(
			t->m->a, to->claims, sizeof *to->claims, to->n_claims, &t->caps[f.concept]);
	to->claims[to->n_claims++] = claim;
	if (t->last[f.concept] != c->source + 1) /* claims come by source */
		to->n_sources++;
	t->last[f.concept] = c->source + 1;
	t->counts->opens[f.concept] += f.opens;
	t->counts->rows[f.concept] += f.row;
}

static bool merge_source(struct merge *t, const struct job *j, struct err *e)
{
	struct unpack u = unpack_make(j->result);
	struct arena *a = arena_make();
	size_t n_keys = unpack_count(&u);
	size_t *concept = ARENA_ARRAY(a, size_t, n_keys);
	for (size_t i = 0; i < n_keys; i++) {
		struct map_entry *known = map_find(&t->number, unpack_str(&u));
		u.bad = u.bad || !known;
		concept[i] = known ? known->num : 0;
	}
	for (size_t i = 0; i < j->s->n_claims; i++) {
		struct m_claim *c = &t->m->claims.v[j->s->first_claim + i];
		size_t n = unpack_count(&u);
		c->concepts = ARENA_ARRAY(t->m->a, size_t, n);
		for (size_t k = 0; k < n; k++) {
			size_t v = (size_t)unpack_n(&u);
			u.bad = u.bad || v / 4 >= n_keys;
			if (u.bad)
				break;
			attach(t, j->s->first_claim + i,
				(struct found){concept[v / 4], v & 2, v & 1});
		}
		if (c->n_concepts)
			qsort(c->concepts, c->n_concepts, sizeof *c->concepts, by_index);
	}
	arena_free(a);
	return !u.bad ||
		err_set(e, ERR_DB, "the index holds what kb did not write; run kb compile --force");
}

static bool merge_all(
	struct model *m, const struct job *v, struct attach_counts *out, struct err *e)
{
	struct merge t = {.m = m, .counts = out, .number = map_make(m->a)};
	t.caps = ARENA_ARRAY(m->a, size_t, m->n_concepts + 1);
	t.last = ARENA_ARRAY(m->a, size_t, m->n_concepts + 1);
	out->opens = ARENA_ARRAY(m->a, size_t, m->n_concepts + 1);
	out->rows = ARENA_ARRAY(m->a, size_t, m->n_concepts + 1);
	for (size_t i = 0; i < m->n_concepts; i++)
		map_add(&t.number, m->concepts[i].key, NULL)->num = i;
	for (size_t i = 0; i < m->n_sources; i++)
		if (!merge_source(&t, &v[i], e))
			return false;
	return true;
}

/* --- all --------------------------------------------------------------------------------- */

struct chunk {
	const struct model *m;
	const bool *proper;
	const struct mention_seal *seal;
	struct job **v;
	size_t n;
	struct arena *a; /* of the results */
};

static void run_chunk(void *ctx, size_t i, unsigned worker)
{
	struct chunk *c = &((struct chunk *)ctx)[i];
	struct arena *names = arena_make();
	(void)worker;
	c->a = arena_make();
	struct attacher t = {.m = c->m,
		.proper = c->proper,
		.names = mention_names_share(names, c->m->names),
		.keys = mention_names_make(names)};
	for (size_t k = 0; k < c->n; k++) {
		t.scratch = arena_make();
		c->v[k]->result = look_at(&t, c->a, c->v[k]->s, c->seal);
		arena_free(t.scratch);
	}
	arena_free(names);
}

/* The nodes that have to be made; their results replace those the jobs have. */
static bool run_jobs(struct arena *all, struct model *m, struct chunk shared, struct job **v,
	size_t n, struct err *e)
{
	struct chunk c[CHUNKS];
	bool good = true;
	for (size_t at = 0; good && at < n; at += CHUNKS * CHUNK) {
		size_t n_now = n - at < CHUNKS * CHUNK ? n - at : CHUNKS * CHUNK;
		size_t n_chunks = (n_now + CHUNK - 1) / CHUNK;
		for (size_t i = 0; i < n_chunks; i++) {
			size_t left = n_now - i * CHUNK;
			c[i] = shared;
			c[i].v = v + at + i * CHUNK;
			c[i].n = left < CHUNK ? left : CHUNK;
		}
		pool_run(engine_jobs(m->kb), n_chunks, run_chunk, c);
		for (size_t i = at; i < at + n_now; i++) {
			struct job *j = v[i];
			uint64_t said;
			good = good &&
				index_put_node(
					m->kb->index, NODE, j->s->row->sha, j->key, j->result, e);
			mention_check_seal(shared.seal, &j->result, &said); /* cuts it off */
			j->result = str_dup(all, j->result);
		}
		for (size_t i = 0; i < n_chunks; i++)
			arena_free(c[i].a);
	}
	return good;
}

bool attach_claims(struct model *m, const bool *proper, struct attach_counts *out, struct err *e)
{
	struct arena *a = arena_make();
	struct job *jobs = ARENA_ARRAY(a, struct job, m->n_sources);
	struct job **due = ARENA_ARRAY(a, struct job *, m->n_sources);
	struct chunk shared = {.m = m, .proper = proper, .seal = seal_names(a, m, proper)};
	struct map used = map_make(a);
	bool good = true;
	size_t n = 0;
	for (size_t i = 0; good && i < m->n_sources; i++) {
		struct m_source *s = &m->sources[i];
		jobs[i] = (struct job){.s = s, .key = attach_key(a, m, s)};
		map_add(&used, s->row->sha, NULL);
		good = find_known(a, m, shared.seal, &jobs[i], e);
		if (jobs[i].ran)
			due[n++] = &jobs[i];
	}
	good = good && run_jobs(a, m, shared, due, n, e) && merge_all(m, jobs, out, e) &&
		index_sweep_nodes(m->kb->index, NODE, &used, e);
	arena_free(a);
	return good;
}
