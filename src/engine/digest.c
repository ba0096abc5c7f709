/* digest.c - what the engine draws from each document, kept by the hash of its source.
 *
 * The key of a digest is the document's words and who digests them; a known key costs nothing. With
 * the builtin engine a digest is a pure function of the document: a changed document is digested
 * whole, claims of its unchanged passages come out as they were because their quotes did (an id is
 * made of the document's name and the quote), and a quote that moved gets the passage it stands in
 * now. Nothing is carried over, so nothing can differ from a build from scratch. An engine that is
 * paid for, or that words a claim anew each time, has to carry them over by passage instead.
 * Order: key, digesting, checking, loading. */
#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/cite.h"
#include "engine/caption.h"
#include "engine/digest_model.h"
#include "engine/ingest.h"
#include "engine/model.h"
#include "llm/builtin.h"

#define BATCH 64

struct job {
	struct m_source *source;
	struct str key;
	struct arena *a;
	struct digest_row row;
	size_t n_dropped;
	struct err e;
};

struct batch {
	struct model *m;
	struct job *v;
};

/* --- key --------------------------------------------------------------------------------- */

/* with: what a model digests with, "" for the builtin engine. */
static struct str digest_key(
	struct arena *a, uint64_t version, const struct source_row *row, struct str with)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, STR("digest"));
	sha_part(h, with.n ? with : STR("builtin"));
	sha_u64(h, with.n ? 0 : BUILTIN_VERSION);
	sha_u64(h, version);
	sha_part(h, row->doc_key);
	return sha_base32(a, sha_end(h), 26);
}

/* --- checking ---------------------------------------------------------------------------- */

/* The passage that bears the quote: the one named, or another of the document; NULL: none. */
static const struct passage *bearer(
	struct arena *a, const struct passages *l, const struct reply_claim *c)
{
	size_t start, end;
	const struct passage *named = passage_find(l, c->passage);
	if (text_count_words(c->quote) == 0)
		return NULL;
	if (named && text_find_quote(a, named->plain, c->quote, &start, &end))
		return named;
	for (size_t i = 0; i < l->n; i++)
		if (&l->v[i] != named && text_find_quote(a, l->v[i].plain, c->quote, &start, &end))
			return &l->v[i];
	return NULL;
}

/* Every figure of the statement stands in the passage, its headings or the title. */
static bool figures_stand(struct job *j, const struct reply_claim *c, const struct passage *p)
{
	struct arena_mark m = arena_mark(j->a);
	struct text_words words = text_words(j->a, c->text);
	const struct str where[] = {p->plain, p->heading, j->source->row->title};
	bool good = true;
	for (size_t i = 0; good && i < words.n; i++) {
		struct str figure = str_sub(c->text, words.v[i].start, words.v[i].end);
		size_t start, end;
		bool found = !words.v[i].number;
		for (size_t k = 0; !found && k < sizeof where / sizeof where[0]; k++)
			found = text_find_quote(j->a, where[k], figure, &start, &end);
		good = found;
	}
	arena_release(j->a, m);
	return good;
}

/* Drops claims whose quote or figures stand nowhere, repairs passages, notes the heading of each. */
static void check(struct job *j, const struct passages *l, struct reply_digest *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->claims.n; i++) {
		struct reply_claim *c = &d->claims.v[i];
		const struct passage *p = bearer(j->a, l, c);
		if (!p || !figures_stand(j, c, p)) {
			j->n_dropped++;
			continue;
		}
		c->passage = p->id;
		strs_add(j->a, &j->row.places, p->heading);
		d->claims.v[n++] = *c;
	}
	d->claims.n = n;
}

/* --- digesting --------------------------------------------------------------------------- */

static enum builtin_block block_kind(enum md_kind k)
{
	switch (k) {
	case MD_LIST: return BUILTIN_LIST;
	case MD_TABLE: return BUILTIN_TABLE;
	case MD_CODE: return BUILTIN_CODE;
	case MD_QUOTE: return BUILTIN_QUOTE;
	default: return BUILTIN_PARAGRAPH;
	}
}

static struct builtin_document document(
	struct arena *a, const struct source_row *row, const struct passages *l)
{
	struct builtin_passage *v = ARENA_ARRAY(a, struct builtin_passage, l->n);
	for (size_t i = 0; i < l->n; i++)
		v[i] = (struct builtin_passage){
			l->v[i].id, block_kind(l->v[i].kind), l->v[i].heading, l->v[i].plain};
	return (struct builtin_document){row->title, row->language, v, l->n, {0}, NULL};
}

static void digest_one(void *ctx, size_t i, unsigned worker)
{
	struct batch *b = ctx;
	struct job *j = &b->v[i];
	const struct source_row *row = j->source->row;
	struct passages l;
	struct str body;
	struct reply_digest reply = {0};
	(void)worker;
	j->a = arena_make();
	if (!ingest_read_document(b->m->kb, j->a, row, &l, &body, &j->e))
		return;
	struct builtin_document doc = document(j->a, row, &l);
	doc.apart = builtin_apart(j->a, body);
	doc.lexicon = b->m->lexicon;
	builtin_digest(j->a, &doc, &reply);
	check(j, &l, &reply);
	j->row.key = j->key;
	j->row.reply = reply_pack(j->a, REPLY_DIGEST, &reply);
}

static bool run_jobs(struct model *m, struct job *v, size_t n, struct err *e)
{
	bool good = true;
	for (size_t at = 0; good && at < n; at += BATCH) {
		size_t n_now = n - at < BATCH ? n - at : BATCH;
		struct batch b = {m, v + at};
		pool_run(engine_jobs(m->kb), n_now, digest_one, &b);
		for (size_t i = at; i < at + n_now; i++) {
			if (good && v[i].e.code != ERR_NONE)
				good = err_set(e, v[i].e.code, "%s", v[i].e.text);
			good = good &&
				index_put_digest(
					m->kb->index, v[i].a, v[i].source->row->sha, &v[i].row, e);
			m->report->n_dropped += v[i].n_dropped;
			arena_free(v[i].a);
		}
		engine_progress(m->kb, "digest", at + n_now, n);
		if (good && engine_stopped(m->kb))
			good = err_set(
				e, ERR_INTERRUPTED, "interrupted; run the command again to go on");
	}
	m->report->n_digests += n;
	return good;
}

/* Pictures are looked at, texts are read. */
static bool run_model(struct model *m, struct job *jobs, size_t n, struct err *e)
{
	struct digest_job *v = ARENA_ARRAY(m->a, struct digest_job, n);
	size_t n_seen = 0, n_read = 0;
	for (size_t i = 0; i < n; i++) {
		const struct source_row *row = jobs[i].source->row;
		size_t at = caption_wanted(m, row) ? n_seen++ : n - ++n_read;
		v[at] = (struct digest_job){.row = row, .key = jobs[i].key};
	}
	for (size_t i = 0; i < n_read / 2; i++) { /* in the order that they came in */
		struct digest_job swap = v[n_seen + i];
		v[n_seen + i] = v[n - 1 - i];
		v[n - 1 - i] = swap;
	}
	if (m->plan_only)
		return caption_plan(m, v, n_seen, e) && digest_plan(m, v + n_seen, n_read, e);
	return caption_by_model(m, v, n_seen, e) && digest_by_model(m, v + n_seen, n_read, e) &&
		!calls_stopped(m->calls, e);
}

/* --- loading ----------------------------------------------------------------------------- */

/* map: id of a claim in the reply -> its index in the model, plus one. Of two claims with one quote the
 * first stands for both. */
static void load_claims(struct model *m, struct m_source *s, size_t index,
	const struct reply_digest *d, struct strs places, struct map *local)
{
	struct map seen = map_make(local->a);
	struct str heading = STR("");
	s->first_claim = m->claims.n;
	for (size_t i = 0; i < d->claims.n; i++) {
		const struct reply_claim *c = &d->claims.v[i];
		bool added;
		struct str id = claim_id(local->a, s->row->slug, c->quote);
		struct map_entry *known = map_add(&seen, id, &added);
		if (i < places.n && !str_eq(places.v[i], heading))
			heading = str_dup(m->a, places.v[i]); /* many claims share one */
		if (added) {
			struct m_claim claim = {.id = str_dup(m->a, id),
				.text = c->text,
				.quote = c->quote,
				.passage = c->passage,
				.stance = c->stance,
				.by = c->by,
				.heading = i < places.n ? heading : STR(""),
				.source = index};
			VEC_PUSH(m->a, &m->claims, claim);
			known->num = m->claims.n;
		}
		map_add(local, c->id, NULL)->num = known->num;
	}
	s->n_claims = m->claims.n - s->first_claim;
}

/* The list; its texts lie in the packed digest. */
static struct strs copy_list(struct arena *a, struct strs l)
{
	struct strs r = {ARENA_ARRAY(a, struct str, l.n), l.n};
	for (size_t i = 0; i < l.n; i++)
		r.v[i] = l.v[i];
	return r;
}

static size_t claims_naming(const struct reply_digest *d, struct str name)
{
	size_t n = 0;
	for (size_t i = 0; i < d->claims.n; i++)
		n += strs_has(d->claims.v[i].concepts, name);
	return n;
}

static void load_named(
	struct model *m, struct m_source *s, const struct reply_digest *d, const struct map *local)
{
	s->named = ARENA_ARRAY(m->a, struct m_named, d->concepts.n);
	s->n_named = d->concepts.n;
	for (size_t i = 0; i < s->n_named; i++) {
		const struct reply_concept *c = &d->concepts.v[i];
		struct map_entry *def = map_find(local, c->definition);
		s->named[i] = (struct m_named){.name = c->name,
			.kind = c->kind,
			.aliases = copy_list(m->a, c->aliases),
			.n_claims = claims_naming(d, c->name),
			.has_definition = c->definition.n > 0,
			.defined = def && def->num ? def->num - 1 : MODEL_NONE,
			.concept = MODEL_NONE};
	}
}

size_t *model_resolve(struct arena *a, const struct map *map, struct strs labels, size_t *n)
{
	size_t *v = ARENA_ARRAY(a, size_t, labels.n);
	*n = 0;
	for (size_t i = 0; i < labels.n; i++) {
		struct map_entry *e = map_find(map, labels.v[i]);
		bool twice = false;
		for (size_t k = 0; e && k < *n; k++)
			twice = twice || v[k] == e->num - 1;
		if (e && e->num && !twice)
			v[(*n)++] = e->num - 1;
	}
	return v;
}

static void load_summary(
	struct model *m, struct m_source *s, const struct reply_digest *d, const struct map *local)
{
	s->summary = ARENA_ARRAY(m->a, struct m_cited, d->summary.n);
	s->n_summary = d->summary.n;
	s->questions = copy_list(m->a, d->questions);
	for (size_t i = 0; i < s->n_summary; i++) {
		struct m_cited *c = &s->summary[i];
		c->text = d->summary.v[i].text;
		c->claims = model_resolve(m->a, local, d->summary.v[i].claims, &c->n_claims);
	}
}

/* Texts stay where they lie in the packed digest; all else that is read of it is gone after. */
static bool load(struct model *m, size_t index, const struct digest_row *row, struct err *e)
{
	struct m_source *s = &m->sources[index];
	struct arena *scratch = arena_make();
	void *reply;
	bool good = reply_unpack(scratch, REPLY_DIGEST, row->reply, &reply, e) ||
		err_wrap(e, "digest of " STR_FMT, STR_ARG(s->row->path));
	if (good) {
		struct map local = map_make(scratch);
		s->hash = sha_base32(m->a, sha_of(row->reply), 26);
		load_claims(m, s, index, reply, row->places, &local);
		load_named(m, s, reply, &local);
		load_summary(m, s, reply, &local);
	}
	arena_free(scratch);
	return good;
}

/* Room for all claims is taken at once: nothing is moved while they come. */
static bool load_all(struct model *m, struct err *e)
{
	struct arena *a = arena_make();
	struct digest_row *rows = ARENA_ARRAY(a, struct digest_row, m->n_sources);
	struct err db = {0};
	bool good = true;
	for (size_t i = 0; good && i < m->n_sources; i++) {
		good = index_digest(m->kb->index, a, m->sources[i].row->sha, &rows[i], &db) ||
			err_set(e, db.code ? db.code : ERR_DB, "%s",
				db.code ? db.text : "a digest is missing; run kb compile again");
		rows[i].reply = good ? str_dup(m->a, rows[i].reply) : STR("");
		m->claims.cap += reply_packed_count(rows[i].reply);
	}
	m->claims.v = ARENA_ARRAY(m->a, struct m_claim, m->claims.cap);
	for (size_t i = 0; good && i < m->n_sources; i++)
		good = load(m, i, &rows[i], e);
	arena_free(a);
	return good;
}

static int by_sha(const void *x, const void *y)
{
	return str_cmp(
		((const struct m_source *)x)->row->sha, ((const struct m_source *)y)->row->sha);
}

bool model_digest(struct model *m, struct err *e)
{
	m->sources = ARENA_ARRAY(m->a, struct m_source, m->rows.n);
	for (size_t i = 0; i < m->rows.n; i++) {
		const struct source_row *row = &m->rows.v[i];
		if (row->status != SOURCE_OK)
			continue;
		m->sources[m->n_sources++] = (struct m_source){.row = row,
			.text_path = ingest_text_path(m->a, row->slug),
			.pages = cite_key(m->a, row->pages),
			.page_path =
				decisions_place(m->decisions, ingest_source_path(m->a, row->slug))};
		struct m_source *s = &m->sources[m->n_sources - 1];
		if (strs_has(m->deleted, s->page_path))
			s->page_path = STR("");
	}
	if (m->n_sources)
		qsort(m->sources, m->n_sources, sizeof *m->sources, by_sha);
	struct arena *a = arena_make();
	struct job *jobs = ARENA_ARRAY(a, struct job, m->n_sources);
	struct map known;
	uint64_t version = reply_version(REPLY_DIGEST);
	struct str with = STR(""), seen_with = STR("");
	size_t n = 0;
	bool good = index_digest_keys(m->kb->index, a, &known, e) &&
		(!m->calls || (digest_with(m, &with, e) && caption_with(m, &seen_with, e)));
	for (size_t i = 0; good && i < m->n_sources; i++) {
		const struct source_row *row = m->sources[i].row;
		struct str key =
			digest_key(a, version, row, caption_wanted(m, row) ? seen_with : with);
		struct str *old = map_ptr(&known, m->sources[i].row->sha);
		if (!old || m->force || !str_eq(*old, key)) {
			m->sources[i].ran = true;
			jobs[n++] = (struct job){.source = &m->sources[i], .key = key};
		}
	}
	good = good && (m->calls ? run_model(m, jobs, n, e) : run_jobs(m, jobs, n, e));
	arena_free(a);
	return good && load_all(m, e) && index_sweep_digests(m->kb->index, e);
}
