/* weave.c - see weave.h. Order: backlinks, making a page, workers, links as nodes, the plan. */
#include "engine/cite.h"
#include "engine/ingest.h"
#include "engine/weave.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/mention.h"

#define NODE "links"
#define BATCH 512 /* pages whose links are found between two writings of nodes */
#define CHUNK 32 /* pages that a worker takes at once */

/* DESIGN.md 3: with their sentence, as bare links; the rest is a number */
#define MAX_SENTENCES 50
#define MAX_LINKS 500

/* --- backlinks --------------------------------------------------------------------------- */

struct backlink {
	struct w_page *from;
	uint64_t hash; /* of the sentence */
	size_t n;
};
struct w_backlinks { /* what a page shows of those who link to it */
	VEC(struct backlink) l;
	size_t n; /* all of them */
	struct str *sentences; /* of the first MAX_SENTENCES, from weave_quote to weave_unquote */
};

static int most_first(const void *x, const void *y)
{
	const struct backlink *a = x, *b = y;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return str_cmp(a->from->path, b->from->path);
}

/* Only those that can be shown are kept, whoever comes in which order: a page that all others link to
 * needs no more room than that. */
static void cut_backlinks(struct w_backlinks *b)
{
	qsort(b->l.v, b->l.n, sizeof *b->l.v, most_first);
	b->l.n = b->l.n < MAX_LINKS ? b->l.n : MAX_LINKS;
}

static void add_backlink(struct weave *w, struct w_page *to, struct backlink x)
{
	if (!to->back)
		to->back = ARENA_NEW(w->all, struct w_backlinks);
	if (to->back->l.n == (size_t)2 * MAX_LINKS)
		cut_backlinks(to->back);
	VEC_PUSH(w->all, &to->back->l, x);
	to->back->n++;
}

static void put_backlinks(struct weave *w, struct w_page *p)
{
	const struct w_backlinks *b = p->back;
	size_t n = b->l.n;
	weave_heading(p, 2, STR("Backlinks"));
	for (size_t i = 0; i < n && i < MAX_SENTENCES; i++) {
		const struct w_page *from = b->l.v[i].from;
		struct str sentence = b->sentences[i];
		buf_puts(&p->body, "- ");
		weave_link(w, p, from->path, from->title);
		if (sentence.n) {
			buf_puts(&p->body, ": ");
			buf_put(&p->body, md_escape(w->a, sentence));
		}
		buf_putc(&p->body, '\n');
	}
	if (n > MAX_SENTENCES)
		buf_putc(&p->body, '\n');
	for (size_t i = MAX_SENTENCES; i < n; i++) {
		buf_puts(&p->body, i > MAX_SENTENCES ? ", " : "");
		weave_link(w, p, b->l.v[i].from->path, b->l.v[i].from->title);
	}
	if (b->n > n)
		buf_printf(&p->body, " and %zu more", b->n - n);
	buf_trim_right(&p->body);
	buf_puts(&p->body, "\n\n");
}

/* All that put_backlinks reads. */
static void hash_backlinks(struct sha_stream *h, const struct w_backlinks *b)
{
	sha_u64(h, b ? b->n : 0);
	for (size_t i = 0; b && i < b->l.n; i++) {
		sha_part(h, b->l.v[i].from->path);
		sha_part(h, b->l.v[i].from->title);
		sha_u64(h, i < MAX_SENTENCES ? b->l.v[i].hash : 0);
	}
}

/* --- making a page ----------------------------------------------------------------------- */

static void put_definitions(struct weave *w, struct w_page *p)
{
	for (size_t i = 0; i < p->notes.n; i++) {
		const struct m_claim *c = &w->m->claims.v[p->notes.v[i]];
		const struct m_source *s = &w->m->sources[c->source];
		cite_claim(&p->body, p->path, s->row, c->id, c->passage, c->quote);
	}
}

/* Front matter and body of a page, in w->a; what stays of a page is not touched. */
static struct w_page draft(struct weave *w, const struct w_page *page)
{
	struct w_page p = *page;
	p.fm = buf_make(w->a);
	p.body = buf_make(w->a);
	p.noted = map_make(w->a);
	p.linked = map_make(w->a);
	p.said = sha_begin(w->a);
	switch (p.what) {
	case W_SOURCE: weave_source(w, &p); break;
	case W_CONCEPT: weave_concept(w, &p); break;
	case W_CATEGORY: weave_category(w, &p); break;
	case W_COMPARISON: weave_comparison(w, &p); break;
	case W_INDEX: weave_index(w, &p); break;
	case W_SOURCES: weave_sources(w, &p); break;
	}
	return p;
}

/* The text of a page, in a. */
static void make(struct weave *w, struct arena *a, struct w_page *page)
{
	w->a = arena_make();
	struct w_page p = draft(w, page);
	struct buf body = p.body;
	page->content = sha_base32(a, sha_end(p.said), 16);
	page->cites = p.notes.n > 0;
	p.said = sha_begin(w->a); /* backlinks and footnotes are no part of what it says */
	p.body = buf_make(w->a);
	buf_puts(&p.body, "---\n");
	buf_put(&p.body, buf_str(&p.fm));
	buf_puts(&p.body, "---\n");
	buf_trim_right(&body);
	buf_put(&p.body, buf_str(&body));
	buf_puts(&p.body, "\n\n");
	page->n_body = body.n + 1;
	if (p.back)
		put_backlinks(w, &p);
	put_definitions(w, &p);
	buf_trim_right(&p.body);
	buf_putc(&p.body, '\n');
	page->text = str_dup(a, page_seal(w->a, buf_str(&p.body)));
	arena_free(w->a);
}

/* What a page links to, in a: number of targets, and for each its path, number of sentences and the
 * first of them as backlinks show it, behind the seal of all sentences that names were looked for in. */
static void find_links(struct weave *w, struct arena *a, struct w_page *page)
{
	w->a = arena_make();
	struct mention_trail trail = {.a = w->a};
	struct buf b = buf_make(a);
	mention_follow(w->names, &trail);
	struct w_page p = draft(w, page);
	mention_follow(w->names, NULL);
	mention_put_seal(&b, w->seal, &trail);
	pack_n(&b, p.out.n);
	for (size_t i = 0; i < p.out.n; i++) {
		pack_str(&b, p.out.v[i].target);
		pack_n(&b, p.out.v[i].n);
		pack_str(&b, weave_line(w->a, p.out.v[i].sentence, 240));
	}
	page->links = buf_str(&b);
	arena_free(w->a);
}

/* --- workers ----------------------------------------------------------------------------- */

struct chunk {
	struct weave w;
	struct arena *a;
	void (*fn)(struct weave *w, struct arena *a, struct w_page *p);
	struct w_page *const *v;
	size_t n;
};

static void run_chunk(void *ctx, size_t i, unsigned worker)
{
	struct chunk *c = &((struct chunk *)ctx)[i];
	struct arena *names = arena_make();
	(void)worker;
	c->a = arena_make();
	c->w.names = mention_names_share(names, c->w.m->names);
	for (size_t k = 0; k < c->n; k++)
		c->fn(&c->w, c->a, c->v[k]);
	arena_free(names);
}

static void free_arena(void *a)
{
	arena_free(a);
}

/* fn for these pages, on all workers; what they make lives as long as a. */
static void run(struct weave *w, struct arena *a, struct w_page *const *v, size_t n,
	void (*fn)(struct weave *w, struct arena *a, struct w_page *p))
{
	size_t n_chunks = (n + CHUNK - 1) / CHUNK;
	struct chunk *c = ARENA_ARRAY(a, struct chunk, n_chunks);
	for (size_t i = 0; i < n_chunks; i++) {
		size_t left = n - i * CHUNK;
		c[i] = (struct chunk){
			.w = *w, .fn = fn, .v = v + i * CHUNK, .n = left < CHUNK ? left : CHUNK};
	}
	pool_run(engine_jobs(w->m->kb), n_chunks, run_chunk, c);
	for (size_t i = 0; i < n_chunks; i++)
		arena_defer(a, free_arena, c[i].a);
}

void weave_make(struct weave *w, struct arena *a, struct w_page *const *v, size_t n)
{
	run(w, a, v, n, make);
}

/* --- links as nodes ---------------------------------------------------------------------- */

struct link {
	struct str target, sentence;
	size_t n;
};

static struct link next_link(struct unpack *u)
{
	struct link l = {.target = unpack_str(u)};
	l.n = (size_t)unpack_n(u);
	l.sentence = unpack_str(u);
	return l;
}

/* Notes at the targets of a page who links to them; *links: its node without the seal. */
static bool take_links(struct weave *w, struct w_page *p, struct str links, struct err *e)
{
	struct arena *a = arena_make();
	struct unpack u = unpack_make(links);
	struct sha_stream *h = sha_begin(a);
	sha_part(h, p->inputs);
	sha_part(h, links);
	sha_u64(h, p->said_of_names);
	p->inputs = sha_base32(w->all, sha_end(h), 26);
	arena_free(a);
	for (size_t n = unpack_count(&u); n > 0 && !u.bad; n--) {
		struct link l = next_link(&u);
		struct w_page *to = map_ptr(&w->by_path, l.target);
		if (!to || (to->what != W_SOURCE && to->what != W_CONCEPT))
			continue; /* a page of the person's */
		add_backlink(w, to, (struct backlink){p, str_hash64(l.sentence), l.n});
	}
	return !u.bad ||
		err_set(e, ERR_DB, "the index holds what kb did not write; run kb compile --force");
}

/* *known: the index has the links of a page, and nothing changed that they depend on. */
static bool take_known(struct weave *w, struct w_page *p, bool *known, struct err *e)
{
	struct arena *a = arena_make();
	struct str key, result;
	struct err db = {0};
	*known = index_node(w->m->kb->index, a, NODE, p->path, &key, &result, &db) &&
		str_eq(key, p->inputs) && !w->m->force &&
		mention_check_seal(w->seal, &result, &p->said_of_names);
	bool good = db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
	good = good && (!*known || take_links(w, p, result, e));
	arena_free(a);
	return good;
}

/* Finds the links of these pages and puts them into the index. */
static bool find_all_links(struct weave *w, struct w_page *const *v, size_t n, struct err *e)
{
	struct arena *a = arena_make();
	bool good = true;
	run(w, a, v, n, find_links);
	for (size_t i = 0; good && i < n; i++) {
		struct str links = v[i]->links;
		good = index_put_node(w->m->kb->index, NODE, v[i]->path, v[i]->inputs, links, e);
		mention_check_seal(w->seal, &links, &v[i]->said_of_names);
		good = good && take_links(w, v[i], links, e);
		v[i]->links = STR("");
	}
	arena_free(a);
	return good;
}

static bool plan_links(struct weave *w, struct err *e)
{
	struct map used = map_make(w->all);
	struct w_page *due[BATCH];
	size_t n = 0;
	for (size_t i = 0; i < w->pages.n; i++) {
		struct w_page *p = w->pages.v[i];
		bool known = true;
		p->inputs = weave_key(w, w->all, p);
		if (p->inputs.n)
			map_add(&used, p->path, NULL);
		if (p->inputs.n && !take_known(w, p, &known, e))
			return false;
		if (!known)
			due[n++] = p;
		if (n && (n == BATCH || i + 1 == w->pages.n)) {
			if (!find_all_links(w, due, n, e))
				return false;
			n = 0;
		}
	}
	return index_sweep_nodes(w->m->kb->index, NODE, &used, e);
}

static size_t n_quoted(const struct w_page *p)
{
	size_t n = p->back ? p->back->l.n : 0;
	return n < MAX_SENTENCES ? n : MAX_SENTENCES;
}

static void quote(
	struct w_page *to, const struct w_page *from, struct arena *a, struct str sentence)
{
	for (size_t i = 0; i < n_quoted(to); i++)
		if (to->back->l.v[i].from == from)
			to->back->sentences[i] = str_dup(a, sentence);
}

/* The sentences of a page that those asked for quote, in a. */
static bool quote_page(struct weave *w, struct arena *a, const struct w_page *p, struct err *e)
{
	struct arena *scratch = arena_make();
	struct str key, node = {"", 0};
	struct err db = {0};
	uint64_t said;
	if (index_node(w->m->kb->index, scratch, NODE, p->path, &key, &node, &db) && node.n)
		mention_check_seal(w->seal, &node, &said);
	struct unpack u = unpack_make(node);
	for (size_t left = node.n ? unpack_count(&u) : 0; left > 0; left--) {
		struct link l = next_link(&u);
		struct w_page *to = map_ptr(&w->by_path, l.target);
		if (to && to->due)
			quote(to, p, a, l.sentence);
	}
	arena_free(scratch);
	return db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
}

bool weave_quote(struct weave *w, struct arena *a, struct w_page *const *v, size_t n, struct err *e)
{
	bool good = true;
	for (size_t i = 0; i < n; i++) {
		v[i]->due = true;
		if (v[i]->back)
			v[i]->back->sentences = ARENA_ARRAY(a, struct str, n_quoted(v[i]));
		for (size_t k = 0; k < n_quoted(v[i]); k++)
			v[i]->back->l.v[k].from->quoted = true;
	}
	for (size_t i = 0; i < w->pages.n; i++) {
		good = good && (!w->pages.v[i]->quoted || quote_page(w, a, w->pages.v[i], e));
		w->pages.v[i]->quoted = false;
	}
	return good;
}

void weave_unquote(struct w_page *const *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		v[i]->due = false;
		if (v[i]->back)
			v[i]->back->sentences = NULL;
	}
}

/* --- the plan ---------------------------------------------------------------------------- */

static void add_page(struct weave *w, enum w_what what, size_t i, struct str path, const char *kind,
	struct str title)
{
	struct w_page *p = ARENA_NEW(w->all, struct w_page);
	*p = (struct w_page){.what = what,
		.i = i,
		.path = path,
		.kind = str_of(kind),
		.title = title,
		.inputs = {"", 0}};
	if (!path.n)
		return; /* the person deleted it, or it has none */
	VEC_PUSH(w->all, &w->pages, p);
	map_add(&w->by_path, path, NULL)->ptr = p;
}

static void list_pages(struct weave *w)
{
	const struct model *m = w->m;
	for (size_t i = 0; i < m->n_sources; i++)
		add_page(w, W_SOURCE, i, m->sources[i].page_path, "source",
			m->sources[i].row->title);
	for (size_t i = 0; i < m->n_concepts; i++)
		add_page(w, W_CONCEPT, i, m->concepts[i].path, "concept", m->concepts[i].name);
	for (size_t i = 0; i < m->n_categories; i++)
		add_page(
			w, W_CATEGORY, i, m->categories[i].path, "category", m->categories[i].name);
	for (size_t i = 0; i < m->n_comparisons; i++)
		add_page(w, W_COMPARISON, i, m->comparisons[i].c.path, "comparison",
			m->comparisons[i].c.name);
	add_page(w, W_INDEX, 0, STR("wiki/index.md"), "index", STR("Index"));
	if (weave_is_split(m))
		add_page(w, W_SOURCES, 0, STR(WEAVE_SOURCES), "category", STR("Sources"));
}

static void add_foreign_names(struct weave *w)
{
	const struct model *m = w->m;
	for (size_t i = 0; i < w->n_foreign; i++) {
		mention_add(m->names, w->foreign[i].title, STR(""), m->n_concepts + i);
		for (size_t k = 0; k < w->foreign[i].aliases.n; k++)
			mention_add(
				m->names, w->foreign[i].aliases.v[k], STR(""), m->n_concepts + i);
	}
}

/* What a mention leads to is all that a page makes of it. */
static void seal_names(struct weave *w)
{
	const struct model *m = w->m;
	uint64_t *meaning = ARENA_ARRAY(w->all, uint64_t, m->n_concepts + w->n_foreign + 1);
	for (size_t i = 0; i < m->n_concepts; i++)
		meaning[i] = str_hash64(m->concepts[i].path);
	for (size_t i = 0; i < w->n_foreign; i++)
		meaning[m->n_concepts + i] = str_hash64(w->foreign[i].path);
	w->seal = mention_seal_make(w->all, m->names, meaning);
}

bool weave_plan(struct weave *w, struct err *e)
{
	w->all = w->a;
	w->by_path = map_make(w->all);
	add_foreign_names(w);
	seal_names(w);
	list_pages(w);
	if (!plan_links(w, e))
		return false;
	for (size_t i = 0; i < w->pages.n; i++) {
		struct w_page *p = w->pages.v[i];
		if (!p->inputs.n)
			continue;
		if (p->back)
			cut_backlinks(p->back);
		struct arena *a = arena_make();
		struct sha_stream *h = sha_begin(a);
		sha_part(h, p->inputs);
		hash_backlinks(h, p->back);
		p->inputs = sha_base32(w->all, sha_end(h), 26);
		arena_free(a);
	}
	w->a = w->all;
	return true;
}
