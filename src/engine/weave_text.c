/* weave_text.c - sentences, links and footnotes of a page that is being built. */
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "engine/mention.h"
#include "engine/weave.h"

struct str weave_line(struct arena *a, struct str text, size_t max_cp)
{
	struct buf b = buf_make(a);
	bool gap = false;
	for (size_t i = 0; i < text.n;) {
		size_t from = i;
		if (text_is_space(text_next(text, &i))) {
			gap = true;
			continue;
		}
		if (gap && b.n)
			buf_putc(&b, ' ');
		gap = false;
		buf_put(&b, str_sub(text, from, i));
	}
	struct str line = buf_str(&b), cut = text_cut(line, max_cp);
	return cut.n < line.n ? str_cat(a, cut, STR("…")) : line;
}

void weave_plain(struct w_page *p, struct str text)
{
	sha_part(p->said, text);
	buf_put(&p->body, md_escape(p->body.a, text));
}

void weave_heading(struct w_page *p, unsigned level, struct str text)
{
	buf_trim_right(&p->body);
	if (p->body.n)
		buf_puts(&p->body, "\n\n");
	buf_fill(&p->body, '#', level);
	buf_putc(&p->body, ' ');
	weave_plain(p, weave_line(p->body.a, text, 200));
	buf_puts(&p->body, "\n\n");
}

void weave_link(struct weave *w, struct w_page *p, struct str target, struct str text)
{
	struct arena *a = w->a;
	if (w->m->kb->conf.wiki_links) {
		struct str base = fs_base_name(target);
		base = str_ends(base, STR(".md")) ? str_sub(base, 0, base.n - 3) : base;
		buf_printf(&p->body, "[[" STR_FMT "|", STR_ARG(base));
		buf_put(&p->body, str_replace(a, text, STR("]"), STR("")));
		buf_puts(&p->body, "]]");
		return;
	}
	struct str dest = md_escape_dest(a, fs_relative(a, p->path, target));
	buf_putc(&p->body, '[');
	buf_put(&p->body, md_escape_link_text(a, text));
	buf_printf(&p->body, "](" STR_FMT ")", STR_ARG(dest));
}

/* Page that a number of the names stands for, or "". */
static struct str target_of(const struct weave *w, size_t id)
{
	if (id < w->m->n_concepts)
		return w->m->concepts[id].path;
	return w->foreign[id - w->m->n_concepts].path;
}

/* True when this is the first mention of target on the page. */
static bool note_mention(struct weave *w, struct w_page *p, struct str target, struct str sentence)
{
	bool added;
	struct map_entry *e = map_add(&p->linked, target, &added);
	if (added) {
		struct w_out out = {target, sentence, 0};
		VEC_PUSH(w->a, &p->out, out);
		e->num = p->out.n;
	}
	p->out.v[e->num - 1].n++;
	return added;
}

static void put_notes(struct weave *w, struct w_page *p, const size_t *claims, size_t n)
{
	struct buf *b = &p->body;
	if (n && b->n && b->p[b->n - 1] == '!') { /* "![^id]" would be an image */
		b->n--;
		buf_puts(b, "\\!");
	}
	for (size_t i = 0; i < n; i++) {
		struct str id = w->m->claims.v[claims[i]].id;
		bool added;
		map_add(&p->noted, id, &added);
		if (added)
			VEC_PUSH(w->a, &p->notes, claims[i]);
		sha_part(p->said, id);
		buf_printf(&p->body, "[^" STR_FMT "]", STR_ARG(id));
	}
}

/* A part of a sentence, escaped; its outer blanks stay. */
static void put_piece(struct w_page *p, struct arena *scratch, struct str s)
{
	struct str words = str_trim(s);
	if (words.n == 0) {
		buf_put(&p->body, s);
		return;
	}
	size_t start = (size_t)(words.p - s.p);
	buf_put(&p->body, str_sub(s, 0, start));
	buf_put(&p->body, md_escape(scratch, words));
	buf_put(&p->body, str_from(s, start + words.n));
}

void weave_sentence(
	struct weave *w, struct w_page *p, struct str text, const size_t *claims, size_t n_claims)
{
	struct str lang =
		n_claims ? w->m->sources[w->m->claims.v[claims[0]].source].row->language : STR("");
	struct arena *scratch = arena_make();
	struct str line = weave_line(w->a, text, 2000);
	struct mentions l = mention_find(w->names, scratch, line, lang);
	size_t at = 0;
	sha_part(p->said, line);
	for (size_t i = 0; i < l.n; i++) {
		struct mention m = l.v[i];
		if (n_claims && m.id < w->m->n_concepts)
			m.id = model_meant(
				w->m, m.id, &w->m->sources[w->m->claims.v[claims[0]].source]);
		struct str target = target_of(w, m.id);
		if (target.n == 0 || str_eq(target, p->path) || !note_mention(w, p, target, line))
			continue;
		put_piece(p, scratch, str_sub(line, at, m.start));
		weave_link(w, p, target, str_sub(line, m.start, m.end));
		at = m.end;
	}
	put_piece(p, scratch, str_from(line, at));
	put_notes(w, p, claims, n_claims);
	arena_free(scratch);
}
