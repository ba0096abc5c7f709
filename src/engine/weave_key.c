/* weave_key.c - keys of pages: exactly what weave_pages.c reads of the model for them. A builder that
 * reads more must be followed here. Order: sources, concepts, comparisons. */
#include "engine/weave.h"

static void put_strs(struct sha_stream *h, struct strs l)
{
	sha_u64(h, l.n);
	for (size_t i = 0; i < l.n; i++)
		sha_part(h, l.v[i]);
}

static void put_link(struct sha_stream *h, struct str path, struct str title)
{
	sha_part(h, path);
	sha_part(h, title);
}

/* What a page cites of a source, besides the claim. */
static void put_cited(struct sha_stream *h, const struct m_source *s)
{
	put_link(h, s->text_path, s->row->title);
	sha_part(h, weave_page_of(s));
	sha_part(h, s->row->path);
	sha_part(h, s->row->date);
	sha_part(h, s->row->language);
	sha_part(h, s->pages);
}

/* --- sources ----------------------------------------------------------------------------- */

static void key_source(struct sha_stream *h, const struct model *m, const struct m_source *s)
{
	const struct source_row *row = s->row;
	put_cited(h, s);
	sha_part(h, row->slug); /* claim ids are made of it */
	sha_part(h, row->url);
	sha_part(h, row->excerpt);
	put_strs(h, row->authors);
	put_strs(h, row->tags);
	sha_part(h, s->hash);
	for (size_t i = 0; i < s->n_claims; i++) {
		const struct m_claim *c = &m->claims.v[s->first_claim + i];
		for (size_t k = 0; k < c->n_concepts; k++)
			if (m->concepts[c->concepts[k]].path.n)
				put_link(h, m->concepts[c->concepts[k]].path,
					m->concepts[c->concepts[k]].name);
	}
}

/* --- concepts ---------------------------------------------------------------------------- */

static void put_links(struct sha_stream *h, const struct model *m, const size_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_link(h, m->concepts[v[i]].path, m->concepts[v[i]].name);
	if (n)
		sha_u64(h, n);
}

static void key_concept(struct sha_stream *h, const struct model *m, const struct m_concept *c)
{
	size_t source = MODEL_NONE;
	put_strs(h, c->aliases);
	sha_part(h, c->kind);
	sha_part(h, c->packed);
	if (c->category != MODEL_NONE)
		sha_part(h, m->categories[c->category].name);
	for (size_t i = 0; i < c->n_near && i < WEAVE_RELATED; i++)
		put_link(h, m->concepts[c->near[i]].path, m->concepts[c->near[i]].name);
	put_links(h, m, c->wholes, c->n_wholes);
	put_links(h, m, c->parts, c->n_parts);
	put_links(h, m, c->twins, c->n_twins);
	for (size_t i = 0; i < c->n_compared; i++)
		put_link(h, m->comparisons[c->compared[i]].c.path,
			m->comparisons[c->compared[i]].c.name);
	for (size_t i = 0; i < c->n_claims; i++) {
		const struct m_claim *claim = &m->claims.v[c->claims[i]];
		if (claim->source != source)
			put_cited(h, &m->sources[claim->source]);
		source = claim->source;
		sha_part(h, claim->id);
		sha_part(h, claim->passage);
		sha_part(h, claim->quote);
	}
}

/* --- comparisons ------------------------------------------------------------------------- */

/* A text that could not be renewed may rest on claims that are not among those it would be made from. */
static void put_claims(struct sha_stream *h, const struct model *m, struct strs claims)
{
	for (size_t i = 0; i < claims.n; i++) {
		const struct map_entry *e = map_find(&m->by_id, claims.v[i]);
		if (!e)
			continue;
		const struct m_claim *claim = &m->claims.v[e->num - 1];
		put_cited(h, &m->sources[claim->source]);
		sha_part(h, claim->passage);
		sha_part(h, claim->quote);
	}
}

static void key_comparison(struct sha_stream *h, const struct model *m, const struct m_essay *x)
{
	const struct reply_article *r = x->c.article;
	sha_part(h, x->c.packed);
	put_links(h, m, x->members, x->n_members);
	for (size_t i = 0; i < r->blocks.n; i++)
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++)
			put_claims(h, m, r->blocks.v[i].sentences.v[k].claims);
	for (size_t i = 0; i < r->disagreements.n; i++)
		put_claims(h, m, r->disagreements.v[i].claims);
}

struct str weave_key(const struct weave *w, struct arena *a, const struct w_page *p)
{
	if (p->what != W_SOURCE && p->what != W_CONCEPT && p->what != W_COMPARISON)
		return STR("");
	struct sha_stream *h = sha_begin(a);
	sha_u64(h, WEAVE_VERSION);
	sha_u64(h, w->m->kb->conf.wiki_links);
	sha_part(h, w->m->report->engine);
	put_link(h, p->path, p->title);
	if (p->what == W_SOURCE)
		key_source(h, w->m, &w->m->sources[p->i]);
	else if (p->what == W_COMPARISON)
		key_comparison(h, w->m, &w->m->comparisons[p->i]);
	else
		key_concept(h, w->m, &w->m->concepts[p->i]);
	if (p->what == W_CONCEPT)
		sha_u64(h, w->m->concepts[p->i].extract);
	return sha_base32(a, sha_end(h), 26);
}
