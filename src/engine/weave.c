/* weave.c - all pages: bodies first, then backlinks and the finished texts. */
#include "engine/weave.h"

#include <stdlib.h>

#include "base/pool.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "engine/mention.h"

/* DESIGN.md 3: with their sentence, as bare links; the rest is a number */
#define MAX_SENTENCES 50
#define MAX_LINKS 500

struct backlink {
	const struct w_page *from;
	const struct w_out *out;
};
struct backlinks {
	VEC(struct backlink) l;
};

static int most_first(const void *x, const void *y)
{
	const struct backlink *a = x, *b = y;
	if (a->out->n != b->out->n)
		return a->out->n > b->out->n ? -1 : 1;
	return str_cmp(a->from->path, b->from->path);
}

static void put_backlinks(struct weave *w, struct w_page *p, struct backlinks *b)
{
	size_t n = b->l.n;
	qsort(b->l.v, n, sizeof *b->l.v, most_first);
	weave_heading(p, 2, STR("Backlinks"));
	for (size_t i = 0; i < n && i < MAX_SENTENCES; i++) {
		const struct w_page *from = b->l.v[i].from;
		struct str sentence = b->l.v[i].out->sentence;
		buf_puts(&p->body, "- ");
		weave_link(w, p, from->path, from->title);
		if (sentence.n) {
			buf_puts(&p->body, ": ");
			buf_put(&p->body, md_escape(w->a, weave_line(w->a, sentence, 240)));
		}
		buf_putc(&p->body, '\n');
	}
	if (n > MAX_SENTENCES)
		buf_putc(&p->body, '\n');
	for (size_t i = MAX_SENTENCES; i < n && i < MAX_LINKS; i++) {
		buf_puts(&p->body, i > MAX_SENTENCES ? ", " : "");
		weave_link(w, p, b->l.v[i].from->path, b->l.v[i].from->title);
	}
	if (n > MAX_LINKS)
		buf_printf(&p->body, " and %zu more", n - MAX_LINKS);
	buf_trim_right(&p->body);
	buf_puts(&p->body, "\n\n");
}

static void put_definitions(struct weave *w, struct w_page *p)
{
	for (size_t i = 0; i < p->notes.n; i++) {
		const struct m_claim *c = &w->m->claims.v[p->notes.v[i]];
		const struct m_source *s = &w->m->sources[c->source];
		page_put_note(&p->body, c->id, s->row->title,
			fs_relative(w->a, p->path, s->text_path), c->passage, c->quote);
	}
}

static struct str last(struct weave *w, const struct buf *b)
{
	return str_dup(w->all, str_make(b->p, b->n));
}

/* Keeps of the pages that a builder made, from number `from` on, what is needed later. */
static void settle(struct weave *w, size_t from)
{
	for (size_t i = from; i < w->pages.n; i++) {
		struct w_page *p = w->pages.v[i];
		const struct w_out *out = p->out.v;
		const size_t *notes = p->notes.v;
		p->content = sha_base32(w->all, sha_end(p->said), 16);
		p->path = str_dup(w->all, p->path);
		p->title = str_dup(w->all, p->title);
		p->head = last(w, &p->fm);
		p->said_text = last(w, &p->body);
		p->notes.v = ARENA_ARRAY(w->all, size_t, p->notes.n);
		p->out.v = ARENA_ARRAY(w->all, struct w_out, p->out.n);
		for (size_t k = 0; k < p->notes.n; k++)
			p->notes.v[k] = notes[k];
		for (size_t k = 0; k < p->out.n; k++)
			p->out.v[k] = (struct w_out){str_dup(w->all, out[k].target),
				str_dup(w->all, out[k].sentence), out[k].n};
	}
}

static void finish(struct weave *w, struct w_page *p, struct backlinks *b)
{
	w->a = arena_make();
	p->said = sha_begin(w->a);
	p->body = buf_make(w->a);
	buf_printf(&p->body, "---\n" STR_FMT "---\n", STR_ARG(p->head));
	buf_put(&p->body, p->said_text);
	buf_trim_right(&p->body);
	buf_puts(&p->body, "\n\n");
	if (b && b->l.n)
		put_backlinks(w, p, b);
	put_definitions(w, p);
	buf_trim_right(&p->body);
	buf_putc(&p->body, '\n');
	p->text = str_dup(w->all, page_seal(w->a, buf_str(&p->body)));
	arena_free(w->a);
}

/* --- in parallel ------------------------------------------------------------------------- */

#define CHUNK 32 /* pages that a worker takes at once */

enum builder { SOURCE, CONCEPT, CATEGORY, INDEX, FINISH };

struct task {
	enum builder what;
	size_t i;
};

struct chunk {
	struct weave w;
	const struct task *v;
	size_t n;
	struct w_page **pages; /* FINISH: of the whole wiki */
	const struct map *targets; /* path -> struct backlinks * */
};

static void build(struct chunk *c, struct task t)
{
	struct weave *w = &c->w;
	size_t from = w->pages.n;
	if (t.what == FINISH) {
		finish(w, c->pages[t.i], map_ptr(c->targets, c->pages[t.i]->path));
		return;
	}
	w->a = arena_make();
	switch (t.what) {
	case SOURCE: weave_source(w, &w->m->sources[t.i]); break;
	case CONCEPT: weave_concept(w, t.i); break;
	case CATEGORY: weave_category(w, &w->m->categories[t.i]); break;
	case INDEX: weave_index(w); break;
	case FINISH: break;
	}
	settle(w, from);
	arena_free(w->a);
}

static void build_chunk(void *ctx, size_t i, unsigned worker)
{
	struct chunk *c = &((struct chunk *)ctx)[i];
	(void)worker;
	c->w.all = arena_make();
	c->w.names = mention_names_share(c->w.all, c->w.m->names);
	for (size_t k = 0; k < c->n; k++)
		build(c, c->v[k]);
}

static void free_arena(void *a)
{
	arena_free(a);
}

/* Does the tasks on all workers; the pages they make come in the order of the tasks. */
static void run_tasks(struct weave *w, const struct task *v, size_t n, const struct map *targets)
{
	size_t n_chunks = (n + CHUNK - 1) / CHUNK;
	struct chunk *c = ARENA_ARRAY(w->all, struct chunk, n_chunks);
	for (size_t i = 0; i < n_chunks; i++) {
		size_t left = n - i * CHUNK;
		c[i] = (struct chunk){.w = *w,
			.v = v + i * CHUNK,
			.n = left < CHUNK ? left : CHUNK,
			.pages = w->pages.v,
			.targets = targets};
		c[i].w.pages.v = NULL;
		c[i].w.pages.n = c[i].w.pages.cap = 0;
	}
	pool_run(engine_jobs(w->m->kb), n_chunks, build_chunk, c);
	for (size_t i = 0; i < n_chunks; i++) {
		arena_defer(w->all, free_arena, c[i].w.all);
		for (size_t k = 0; k < c[i].w.pages.n; k++)
			VEC_PUSH(w->all, &w->pages, c[i].w.pages.v[k]);
	}
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

static struct map find_backlinks(struct weave *w)
{
	struct map targets = map_make(w->all);
	for (size_t i = 0; i < w->pages.n; i++)
		for (size_t k = 0; k < w->pages.v[i]->out.n; k++) {
			struct backlink b = {w->pages.v[i], &w->pages.v[i]->out.v[k]};
			struct map_entry *t = map_add(&targets, b.out->target, NULL);
			if (!t->ptr)
				t->ptr = ARENA_NEW(w->all, struct backlinks);
			VEC_PUSH(w->all, &((struct backlinks *)t->ptr)->l, b);
		}
	return targets;
}

void weave_all(struct weave *w)
{
	const struct model *m = w->m;
	VEC(struct task) tasks = {0};
	w->all = w->a;
	add_foreign_names(w);
	for (size_t i = 0; i < m->n_sources; i++)
		if (m->sources[i].page_path.n)
			VEC_PUSH(w->all, &tasks, ((struct task){SOURCE, i}));
	for (size_t i = 0; i < m->n_concepts; i++)
		if (m->concepts[i].path.n)
			VEC_PUSH(w->all, &tasks, ((struct task){CONCEPT, i}));
	run_tasks(w, tasks.v, tasks.n, NULL);
	struct map targets = find_backlinks(w); /* of these alone: lists are no backlinks */
	tasks.n = 0;
	for (size_t i = 0; i < m->n_categories; i++)
		VEC_PUSH(w->all, &tasks, ((struct task){CATEGORY, i}));
	VEC_PUSH(w->all, &tasks, ((struct task){INDEX, 0}));
	run_tasks(w, tasks.v, tasks.n, NULL);
	tasks.n = 0;
	for (size_t i = 0; i < w->pages.n; i++)
		VEC_PUSH(w->all, &tasks, ((struct task){FINISH, i}));
	run_tasks(w, tasks.v, tasks.n, &targets);
	w->a = w->all;
}
