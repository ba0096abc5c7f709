/* write.c - articles: one for each concept with a page, made again only when its key changed; and what
 * essay.c has written, by the same rules.
 *
 * The key hashes exactly what the writer is given: the concept's names and its claims with quotes,
 * headings, titles and dates of their sources. */
#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "engine/model.h"
#include "engine/write_model.h"
#include "llm/builtin.h"

static const char *const nodes[] = {[WRITE_ARTICLE] = "article", [WRITE_ESSAY] = "essay"};
#define BATCH 128 /* articles between two writings of nodes */

struct job {
	struct model *m;
	struct m_concept *c;
	struct arena *a;
	struct str result;
	size_t n_dropped;
};

/* Kind and name of the node in the index. */
static const char *write_node(const struct write_job *j)
{
	return nodes[j->essay ? WRITE_ESSAY : WRITE_ARTICLE];
}

static struct str write_name(const struct write_job *j)
{
	return j->essay ? j->c->path : j->c->name;
}

/* --- input ------------------------------------------------------------------------------- */

struct order {
	const struct model *m;
	size_t claim;
	size_t turn; /* how many of its source come before it */
};

static int sources_by_date(const void *x, const void *y)
{
	const struct source_row *a = (*(struct m_source *const *)x)->row;
	const struct source_row *b = (*(struct m_source *const *)y)->row;
	if ((a->date.n == 0) != (b->date.n == 0))
		return a->date.n == 0 ? 1 : -1;
	int c = str_cmp(a->date, b->date);
	return c ? c : str_cmp(a->slug, b->slug);
}

/* Not by hash, which a sentence more changes: the other pages that a source feeds would be made from the
 * same claims in another order. */
static void order_sources(struct model *m)
{
	struct arena *a = arena_make();
	struct m_source **v = ARENA_ARRAY(a, struct m_source *, m->n_sources);
	for (size_t i = 0; i < m->n_sources; i++)
		v[i] = &m->sources[i];
	if (m->n_sources)
		qsort(v, m->n_sources, sizeof *v, sources_by_date);
	for (size_t i = 0; i < m->n_sources; i++)
		v[i]->by_date = i;
	arena_free(a);
}

/* By source, then place. */
static int by_date(const void *x, const void *y)
{
	const struct order *a = x, *b = y;
	size_t sa = a->m->sources[a->m->claims.v[a->claim].source].by_date;
	size_t sb = b->m->sources[b->m->claims.v[b->claim].source].by_date;
	if (sa != sb)
		return sa < sb ? -1 : 1;
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
	if (m->calls && most < c->n_sources)
		most = c->n_sources; /* condensed in steps, so that none drops out */
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

struct builtin_concept write_input(
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
			.stance = claim->stance,
			.by = claim->by,
			.defines = defines(c, o[i].claim),
			.source = claim->source};
	}
	return (struct builtin_concept){c->name, c->kind, c->aliases, v, n, m->lexicon};
}

static void put_all(struct sha_stream *h, const char *what, const struct strs *l)
{
	for (size_t i = 0; l && i < l->n; i++) {
		sha_part(h, str_of(what));
		sha_part(h, l->v[i]);
	}
}

/* with: what a model writes with, "" for the builtin engine, which is not shown what the person wrote on
 * the page and said of it. */
static struct str article_key(struct arena *a, uint64_t version, const struct builtin_concept *c,
	const struct write_job *j, struct str with, const struct strs *own,
	const struct strs *refused)
{
	struct sha_stream *h = sha_begin(a);
	size_t source = 0; /* counted anew: the number itself may change with other sources */
	sha_part(h, with.n ? with : STR("builtin"));
	sha_u64(h, with.n ? 0 : BUILTIN_VERSION);
	sha_u64(h, version);
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
		for (size_t k = 0; with.n && k < 2; k++)
			sha_part(h, k ? v->by : v->stance);
	}
	if (with.n) {
		put_all(h, "about", &j->about);
		put_all(h, "own", own);
		put_all(h, "refused", refused);
	}
	return sha_base32(a, sha_end(h), 26);
}

/* --- writing ----------------------------------------------------------------------------- */

/* How many of these sentences are left when those go that cite nothing, or what was not given. The head of
 * a table stays with its rows. */
static size_t check_cited(const struct map *given, struct reply_cited *v, size_t n, bool table)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++) {
		bool good = v[i].claims.n > 0;
		for (size_t k = 0; k < v[i].claims.n; k++)
			good = good && map_find(given, v[i].claims.v[k]);
		if (good || (table && i == 0))
			v[left++] = v[i];
	}
	return table && left < 2 ? 0 : left;
}

/* Returns how many sentences went. */
static size_t check(const struct map *given, struct reply_article *r)
{
	size_t n_blocks = 0, n = r->disagreements.n;
	r->disagreements.n = check_cited(given, r->disagreements.v, n, false);
	size_t n_dropped = n - r->disagreements.n;
	for (size_t i = 0; i < r->blocks.n; i++) {
		struct reply_block *b = &r->blocks.v[i];
		n = b->sentences.n;
		b->sentences.n = check_cited(given, b->sentences.v, n, str_eqz(b->kind, "table"));
		n_dropped += n - b->sentences.n;
		if (b->sentences.n)
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
	struct arena *a = arena_make();
	struct builtin_concept in = write_input(j->m, a, j->c);
	struct map given = map_make(a);
	for (size_t k = 0; k < in.n_claims; k++)
		map_add(&given, in.claims[k].id, NULL);
	builtin_article(a, &in, &r);
	j->n_dropped = check(&given, &r);
	j->a = arena_make();
	j->result = reply_pack(j->a, REPLY_ARTICLE, &r);
	arena_free(a);
}

static bool take(struct model *m, struct m_concept *c, struct str result, struct err *e)
{
	void *reply;
	if (!reply_unpack(m->a, REPLY_ARTICLE, result, &reply, e))
		return err_wrap(e, "article of " STR_FMT, STR_ARG(c->name));
	c->article = reply;
	c->packed = result;
	c->description = c->article->description;
	return true;
}

static bool run_builtin(struct model *m, const struct write_job *v, size_t n, struct err *e)
{
	struct job *jobs = ARENA_ARRAY(m->a, struct job, n);
	bool good = true;
	for (size_t i = 0; i < n; i++)
		jobs[i] = (struct job){.m = m, .c = v[i].c};
	for (size_t at = 0; good && at < n; at += BATCH) {
		size_t n_now = n - at < BATCH ? n - at : BATCH;
		pool_run(engine_jobs(m->kb), n_now, write_one, jobs + at);
		for (size_t i = at; i < at + n_now; i++) {
			struct m_concept *c = jobs[i].c;
			m->report->n_dropped += jobs[i].n_dropped;
			good = good && take(m, c, str_dup(m->a, jobs[i].result), e) &&
				index_put_node(m->kb->index, nodes[WRITE_ARTICLE], c->name, c->key,
					jobs[i].result, e);
			arena_free(jobs[i].a);
		}
	}
	m->report->n_articles += n;
	return good;
}

/* --- by a model -------------------------------------------------------------------------- */

/* The former text without what no claim bears out any more; NULL when nothing is left of it. An essay may
 * rest on claims of the base that are not among those it would be written from now. */
static struct reply_article *what_is_left(
	struct model *m, const struct write_job *w, struct str result)
{
	void *reply;
	if (!result.n || !reply_unpack(m->a, REPLY_ARTICLE, result, &reply, NULL))
		return NULL;
	struct reply_article *r = reply;
	struct builtin_concept in = {0};
	struct map given = map_make(m->a);
	if (!w->essay)
		in = write_input(m, m->a, w->c);
	for (size_t i = 0; i < in.n_claims; i++)
		map_add(&given, in.claims[i].id, NULL);
	size_t n_gone = check(w->essay ? &m->by_id : &given, r);
	if (!r->blocks.n)
		return NULL;
	if (n_gone) /* the description may have rested on what went */
		r->description = r->blocks.v[0].sentences.v[0].text;
	return r;
}

/* A page whose article could not be written stays as it was, or holds the claims as the builtin engine
 * orders them, under no key: the next run tries again. Without its essay a page does without. */
static bool take_written(struct model *m, const struct write_job *w, struct err *e)
{
	struct m_concept *c = w->c;
	struct reply_article extract = {0};
	const struct reply_article *r = w->article ? w->article : w->former;
	if (!r && w->essay)
		return true;
	if (!r) {
		struct builtin_concept in = write_input(m, m->a, c);
		builtin_article(m->a, &in, &extract);
		r = &extract;
		c->extract = true;
	}
	struct str packed = reply_pack(m->a, REPLY_ARTICLE, r);
	return take(m, c, packed, e) &&
		index_put_node(m->kb->index, write_node(w), write_name(w),
			w->article ? c->key : STR("unfinished"), packed, e);
}

static bool run_model(
	struct model *m, struct write_job *v, size_t n, const struct prompt *p, struct err *e)
{
	bool good = m->plan_only ? write_plan(m, v, n, p, e) : write_by_model(m, v, n, p, e);
	for (size_t i = 0; good && i < n; i++)
		good = take_written(m, &v[i], e);
	return good;
}

/* --- what is known ----------------------------------------------------------------------- */

/* Takes what is known under its key; else *known is false, and the former text goes with the job. */
static bool look_up(
	struct model *m, struct write_job *j, struct str with, bool *known, struct err *e)
{
	struct m_concept *c = j->c;
	struct str key, result;
	struct err db = {0};
	struct arena *scratch = arena_make();
	struct builtin_concept in = write_input(m, scratch, c);
	c->key = str_dup(m->a,
		article_key(scratch, reply_version(REPLY_ARTICLE), &in, j, with,
			map_ptr(&m->own, c->path), map_ptr(&m->refused, c->path)));
	bool old =
		index_node(m->kb->index, scratch, write_node(j), write_name(j), &key, &result, &db);
	*known = old && str_eq(key, c->key) && !m->force;
	bool good = db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
	if (good && *known)
		good = take(m, c, str_dup(m->a, result), e);
	else if (good && old && m->calls)
		j->former = what_is_left(m, j, str_dup(m->a, result));
	c->ran = !*known;
	arena_free(scratch);
	return good;
}

bool write_all(struct model *m, enum write_kind kind, struct write_job *v, size_t n, struct err *e)
{
	struct map used = map_make(m->a);
	struct prompt prompt = {0};
	struct str with = STR("");
	size_t n_due = 0;
	if (m->calls && !write_with(m, &prompt, &with, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool known;
		map_add(&used, write_name(&v[i]), NULL);
		if (!look_up(m, &v[i], with, &known, e))
			return false;
		if (!known)
			v[n_due++] = v[i];
	}
	bool good = m->calls ? run_model(m, v, n_due, &prompt, e) : run_builtin(m, v, n_due, e);
	return good && index_sweep_nodes(m->kb->index, nodes[kind], &used, e);
}

bool model_write(struct model *m, struct err *e)
{
	struct write_job *v = ARENA_ARRAY(m->a, struct write_job, m->n_concepts);
	size_t n = 0;
	order_sources(m);
	for (size_t i = 0; i < m->n_concepts; i++)
		if (m->concepts[i].path.n)
			v[n++] = (struct write_job){.c = &m->concepts[i], .node = "article"};
	return write_all(m, WRITE_ARTICLE, v, n, e);
}
