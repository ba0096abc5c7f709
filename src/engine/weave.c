/* weave.c - all pages: bodies first, then backlinks and the finished texts. */
#include "engine/weave.h"

#include <stdlib.h>

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

static void finish(struct weave *w, struct w_page *p, struct backlinks *b)
{
	p->content = sha_base32(w->a, sha_end(p->said), 16);
	buf_trim_right(&p->body);
	buf_puts(&p->body, "\n\n");
	if (b && b->l.n)
		put_backlinks(w, p, b);
	put_definitions(w, p);
	buf_trim_right(&p->body);
	struct str text = str_printf(w->a, "---\n" STR_FMT "---\n" STR_FMT "\n",
		STR_ARG(buf_str(&p->fm)), STR_ARG(buf_str(&p->body)));
	p->text = page_seal(w->a, text);
}

void weave_all(struct weave *w)
{
	struct model *m = w->m;
	for (size_t i = 0; i < w->n_foreign; i++) {
		mention_add(m->names, w->foreign[i].title, STR(""), m->n_concepts + i);
		for (size_t k = 0; k < w->foreign[i].aliases.n; k++)
			mention_add(
				m->names, w->foreign[i].aliases.v[k], STR(""), m->n_concepts + i);
	}
	for (size_t i = 0; i < m->n_sources; i++)
		if (m->sources[i].page_path.n)
			weave_source(w, &m->sources[i]);
	for (size_t i = 0; i < m->n_concepts; i++)
		if (m->concepts[i].path.n)
			weave_concept(w, i);
	struct map targets = map_make(w->a);
	for (size_t i = 0; i < w->pages.n; i++)
		for (size_t k = 0; k < w->pages.v[i]->out.n; k++) {
			struct backlink b = {w->pages.v[i], &w->pages.v[i]->out.v[k]};
			struct map_entry *t = map_add(&targets, b.out->target, NULL);
			if (!t->ptr)
				t->ptr = ARENA_NEW(w->a, struct backlinks);
			VEC_PUSH(w->a, &((struct backlinks *)t->ptr)->l, b);
		}
	for (size_t i = 0; i < m->n_categories; i++)
		weave_category(w, &m->categories[i]);
	weave_index(w);
	for (size_t i = 0; i < w->pages.n; i++)
		finish(w, w->pages.v[i], map_ptr(&targets, w->pages.v[i]->path));
}
