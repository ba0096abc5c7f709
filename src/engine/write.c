/* write.c - articles: one for each concept with a page, made again only when its key changed.
 *
 * The key hashes exactly what the writer is given: the concept's names and its claims with quotes,
 * headings, titles and dates of their sources. */
#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "engine/model.h"
#include "llm/builtin.h"

#define NODE "article"

struct job {
	struct model *m;
	struct m_concept *c;
	struct arena *a;
	struct str result;
	size_t n_dropped;
};

/* --- input ------------------------------------------------------------------------------- */

struct order {
	const struct model *m;
	size_t claim;
	size_t turn; /* how many of its source come before it */
};

/* By date of the source (undated last), source, place. */
static int by_date(const void *x, const void *y)
{
	const struct order *a = x, *b = y;
	const struct m_claim *ca = &a->m->claims.v[a->claim], *cb = &b->m->claims.v[b->claim];
	const struct source_row *ra = a->m->sources[ca->source].row;
	const struct source_row *rb = b->m->sources[cb->source].row;
	if ((ra->date.n == 0) != (rb->date.n == 0))
		return ra->date.n == 0 ? 1 : -1;
	int c = str_cmp(ra->date, rb->date);
	if (c)
		return c;
	return a->claim < b->claim ? -1 : a->claim > b->claim;
}

static bool defines(const struct m_concept *c, size_t claim)
{
	for (size_t i = 0; i < c->n_defines; i++)
		if (c->defines[i] == claim)
			return true;
	return false;
}

/* In turns: the first claims of every source, then the second ones. */
static int by_turn(const void *x, const void *y)
{
	const struct order *a = x, *b = y;
	if (a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	return by_date(x, y);
}

/* A concept that half the base speaks of: each source has its say, definitions first. */
static size_t choose(const struct model *m, const struct m_concept *c, struct order *o)
{
	size_t n = c->n_claims, most = (size_t)m->kb->conf.compile.max_claims;
	if (n <= most)
		return n;
	for (size_t i = 0; i < n; i++) {
		bool first = i == 0 ||
			m->claims.v[o[i].claim].source != m->claims.v[o[i - 1].claim].source;
		o[i].turn = first ? 1 : o[i - 1].turn + 1;
	}
	for (size_t i = 0; i < n; i++)
		if (defines(c, o[i].claim))
			o[i].turn = 0;
	qsort(o, n, sizeof *o, by_turn);
	qsort(o, most, sizeof *o, by_date);
	return most;
}

static struct builtin_concept input(
	const struct model *m, struct arena *a, const struct m_concept *c)
{
	struct order *o = ARENA_ARRAY(a, struct order, c->n_claims);
	struct builtin_evidence *v = ARENA_ARRAY(a, struct builtin_evidence, c->n_claims);
	for (size_t i = 0; i < c->n_claims; i++)
		o[i] = (struct order){m, c->claims[i], 0};
	if (c->n_claims)
		qsort(o, c->n_claims, sizeof *o, by_date);
	size_t n = choose(m, c, o);
	for (size_t i = 0; i < n; i++) {
		const struct m_claim *claim = &m->claims.v[o[i].claim];
		const struct source_row *row = m->sources[claim->source].row;
		v[i] = (struct builtin_evidence){.id = claim->id,
			.text = claim->text,
			.quote = claim->quote,
			.heading = claim->heading,
			.source_title = row->title,
			.source_date = row->date,
			.language = row->language,
			.defines = defines(c, o[i].claim),
			.source = claim->source};
	}
	return (struct builtin_concept){c->name, c->kind, c->aliases, v, n};
}

static struct str article_key(struct arena *a, const struct builtin_concept *c)
{
	struct sha_stream *h = sha_begin(a);
	size_t source = 0; /* counted anew: the number itself may change with other sources */
	sha_part(h, STR("builtin"));
	sha_u64(h, BUILTIN_VERSION);
	sha_u64(h, reply_version(REPLY_ARTICLE));
	sha_part(h, c->name);
	sha_part(h, c->kind);
	for (size_t i = 0; i < c->aliases.n; i++)
		sha_part(h, c->aliases.v[i]);
	for (size_t i = 0; i < c->n_claims; i++) {
		const struct builtin_evidence *v = &c->claims[i];
		source += i && v->source != c->claims[i - 1].source;
		sha_u64(h, source * 2 + v->defines);
		const struct str parts[] = {v->id, v->text, v->quote, v->heading, v->source_title,
			v->source_date, v->language};
		for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
			sha_part(h, parts[k]);
	}
	return sha_base32(a, sha_end(h), 26);
}

/* --- writing ----------------------------------------------------------------------------- */

/* A sentence that cites nothing, or what was not given, goes. */
static size_t check(const struct builtin_concept *in, struct arena *a, struct reply_article *r)
{
	struct map given = map_make(a);
	size_t n_dropped = 0, n_blocks = 0;
	for (size_t i = 0; i < in->n_claims; i++)
		map_add(&given, in->claims[i].id, NULL);
	for (size_t i = 0; i < r->blocks.n; i++) {
		struct reply_block *b = &r->blocks.v[i];
		size_t n = 0;
		for (size_t k = 0; k < b->sentences.n; k++) {
			struct reply_cited *s = &b->sentences.v[k];
			bool good = s->claims.n > 0;
			for (size_t j = 0; j < s->claims.n; j++)
				good = good && map_find(&given, s->claims.v[j]);
			n_dropped += !good;
			if (good)
				b->sentences.v[n++] = *s;
		}
		b->sentences.n = n;
		if (n)
			r->blocks.v[n_blocks++] = *b;
	}
	r->blocks.n = n_blocks;
	return n_dropped;
}

static void write_one(void *ctx, size_t i, unsigned worker)
{
	struct job *j = &((struct job *)ctx)[i];
	struct reply_article r = {0};
	(void)worker;
	j->a = arena_make();
	struct builtin_concept in = input(j->m, j->a, j->c);
	builtin_article(j->a, &in, &r);
	j->n_dropped = check(&in, j->a, &r);
	j->result = reply_pack(j->a, REPLY_ARTICLE, &r);
}

static bool take(struct model *m, struct m_concept *c, struct str result, struct err *e)
{
	void *reply;
	if (!reply_unpack(m->a, REPLY_ARTICLE, result, &reply, e))
		return err_wrap(e, "article of " STR_FMT, STR_ARG(c->name));
	c->article = reply;
	c->description = c->article->description;
	return true;
}

bool model_write(struct model *m, struct err *e)
{
	struct job *jobs = ARENA_ARRAY(m->a, struct job, m->n_concepts);
	struct map used = map_make(m->a);
	size_t n = 0;
	for (size_t i = 0; i < m->n_concepts; i++) {
		struct m_concept *c = &m->concepts[i];
		struct str key, result;
		struct err db = {0};
		if (c->path.n == 0)
			continue;
		map_add(&used, c->name, NULL);
		struct arena *scratch = arena_make();
		struct builtin_concept in = input(m, scratch, c);
		c->key = str_dup(m->a, article_key(scratch, &in));
		bool known = index_node(m->kb->index, scratch, NODE, c->name, &key, &result, &db) &&
			str_eq(key, c->key) && !m->force;
		bool good = db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
		if (good && known)
			good = take(m, c, str_dup(m->a, result), e);
		arena_free(scratch);
		if (!good)
			return false;
		c->ran = !known;
		if (!known)
			jobs[n++] = (struct job){.m = m, .c = c};
	}
	pool_run(engine_jobs(m->kb), n, write_one, jobs);
	bool good = true;
	for (size_t i = 0; i < n; i++) {
		struct m_concept *c = jobs[i].c;
		m->report->n_dropped += jobs[i].n_dropped;
		good = good && take(m, c, str_dup(m->a, jobs[i].result), e) &&
			index_put_node(m->kb->index, NODE, c->name, c->key, jobs[i].result, e);
		arena_free(jobs[i].a);
	}
	m->report->n_articles += n;
	return good && index_sweep_nodes(m->kb->index, NODE, &used, e);
}
