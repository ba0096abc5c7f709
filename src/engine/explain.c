/* explain.c - why a page would or would not be built: its node, its inputs, what becomes of it. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "engine/explain.h"

#define CLAIM_SHOWN 90 /* characters */

static const char *fate(const struct kb_compile_report *r, struct str path, struct str *reason)
{
	const struct {
		const char *what;
		const struct kb_page_changes *in;
	} lists[] = {
		{"written", &r->written}, {"relinked", &r->relinked}, {"removed", &r->removed}};
	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
		for (size_t i = 0; i < lists[k].in->n; i++)
			if (str_eq(lists[k].in->v[i].path, path)) {
				*reason = lists[k].in->v[i].reason;
				return lists[k].what;
			}
	*reason = STR("its bytes are those on disk");
	return "left as it is";
}

static void put_fate(struct buf *b, const struct kb_compile_report *r, struct str path)
{
	struct str reason;
	const char *what = fate(r, path, &reason);
	buf_printf(b, "page:    %s (" STR_FMT ")\n", what, STR_ARG(reason));
}

static void put_node(struct buf *b, const char *node, const struct m_concept *c)
{
	buf_printf(b, "%s: key " STR_FMT ", %s\n", node, STR_ARG(c->key),
		c->ran ? "run: the key is new" : "known: not run");
}

static void explain_concept(const struct model *m, struct buf *b, const struct m_concept *c)
{
	buf_printf(b, "concept: " STR_FMT "\n", STR_ARG(c->name));
	buf_printf(b, "inputs:  %zu claims of %zu sources\n", c->n_claims, c->n_sources);
	for (size_t i = 0; i < m->n_sources; i++) {
		size_t n = 0;
		for (size_t k = 0; k < c->n_claims; k++)
			n += m->claims.v[c->claims[k]].source == i;
		if (n)
			buf_printf(b, "         %4zu  " STR_FMT "\n", n,
				STR_ARG(m->sources[i].row->path));
	}
	if (c->path.n == 0) {
		buf_printf(b, "page:    none: it takes %lld sources, or a central place in one\n",
			(long long)m->kb->conf.compile.min_sources);
		return;
	}
	put_node(b, "article", c);
	put_fate(b, m->report, c->path);
}

/* What is written about several concepts, and the page that it stands on. */
static void explain_essay(
	const struct model *m, struct buf *b, const char *node, const struct m_essay *x)
{
	buf_printf(b, "inputs:  %zu claims of %zu sources\n", x->c.n_claims, x->c.n_sources);
	for (size_t i = 0; i < x->c.n_claims; i++) {
		const struct m_claim *c = &m->claims.v[x->c.claims[i]];
		buf_printf(b, "         " STR_FMT "  " STR_FMT "\n", STR_ARG(c->id),
			STR_ARG(text_cut(c->text, CLAIM_SHOWN)));
	}
	if (x->c.key.n)
		put_node(b, node, &x->c);
}

static void explain_category(const struct model *m, struct buf *b, const struct m_category *c)
{
	buf_printf(b, "category: " STR_FMT ", %zu concepts\n", STR_ARG(c->name), c->n_concepts);
	if (c->intro)
		explain_essay(m, b, "introduction", c->intro);
	else
		buf_printf(b, "introduction: none: %s\n",
			m->calls ? "too few concepts" : "only a model writes one");
	put_fate(b, m->report, c->path);
}

static void explain_index(const struct model *m, struct buf *b)
{
	buf_printf(b, "index:   %zu sources, %zu categories, %zu comparisons\n", m->n_sources,
		m->n_categories, m->n_comparisons);
	if (m->overview)
		explain_essay(m, b, "overview", m->overview);
	else
		buf_printf(b, "overview: none: %s\n",
			m->calls ? "too few concepts" : "only a model writes one");
	put_fate(b, m->report, STR("wiki/index.md"));
}

/* By its path, its name, or the last part of its path. */
static bool is_named(struct str path, struct str name, struct str w)
{
	struct str base = fs_base_name(path);
	return str_eq(path, w) || str_ieq(name, w) || str_eq(base, w) ||
		(str_ends(base, STR(".md")) && str_eq(str_sub(base, 0, base.n - 3), w));
}

static void explain_several(const struct model *m, struct buf *b, struct str w)
{
	for (size_t i = 0; i < m->n_categories && b->n == 0; i++)
		if (is_named(m->categories[i].path, m->categories[i].name, w))
			explain_category(m, b, &m->categories[i]);
	for (size_t i = 0; i < m->n_comparisons && b->n == 0; i++) {
		const struct m_essay *x = &m->comparisons[i];
		if (!is_named(x->c.path, x->c.name, w))
			continue;
		buf_printf(b, "comparison: " STR_FMT "\n", STR_ARG(x->c.name));
		explain_essay(m, b, "comparison", x);
		put_fate(b, m->report, x->c.path);
	}
	if (is_named(STR("wiki/index.md"), STR("Index"), w) && b->n == 0)
		explain_index(m, b);
}

static void explain_source(const struct model *m, struct buf *b, const struct m_source *s)
{
	buf_printf(b, "source:  " STR_FMT " (sha256 " STR_FMT "...)\n", STR_ARG(s->row->path),
		STR_ARG(str_sub(s->row->sha, 0, 12)));
	buf_printf(b, "inputs:  %lld passages, key " STR_FMT "\n", (long long)s->row->n_passages,
		STR_ARG(s->row->doc_key));
	buf_printf(b, "digest:  %zu claims, %s\n", s->n_claims,
		s->ran ? "run: the words or the engine are new" : "known: not run");
	put_fate(b, m->report, s->page_path.n ? s->page_path : s->text_path);
}

bool explain_page(const struct model *m, const char *what, struct str *out, struct err *e)
{
	struct buf b = buf_make(m->a);
	struct str w = fs_clean(m->a, str_of(what));
	for (size_t i = 0; i < m->n_concepts && b.n == 0; i++) {
		const struct m_concept *c = &m->concepts[i];
		if (str_eq(c->path, w) || str_ieq(c->name, w))
			explain_concept(m, &b, c);
	}
	for (size_t i = 0; i < m->n_sources && b.n == 0; i++) {
		const struct m_source *s = &m->sources[i];
		if (str_eq(s->row->path, w) || str_eq(s->page_path, w) || str_eq(s->text_path, w))
			explain_source(m, &b, s);
	}
	explain_several(m, &b, w);
	if (b.n == 0)
		return err_set(e, ERR_NOT_FOUND,
			"%s: neither a source nor a page that kb makes of sources; give its path below "
			"the base",
			what);
	*out = buf_str(&b);
	return true;
}
