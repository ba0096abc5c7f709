/* ask_form.c - an answer as a deck or a table; see ask.h.
 *
 * Order: the deck, the table, ask_form. */
#include "base/err.h"
#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/page.h"
#include "doc/passage.h"
#include "engine/cite.h"
#include "engine/ask.h"
#include "engine/deck.h"
#include "engine/ingest.h"

#define TABLE_ROWS ((size_t)60)
#define CELL_CP ((size_t)300)
#define TITLE_LEAST ((size_t)20)
#define CHART_NOTES ((size_t)30) /* rows of its data */

/* --- the deck ---------------------------------------------------------------------------- */

static const struct kb_evidence *evidence_of(const struct ask_state *r, size_t i)
{
	return &r->out->evidence[r->out->v[i].evidence[0]];
}

/* The last heading above a sentence, or its document's title. */
static struct str idea_of(const struct ask_state *r, size_t i)
{
	struct str h = i < r->headings.n ? r->headings.v[i] : STR("");
	for (size_t at; (at = str_find(h, STR(" > "))) != STR_NPOS;)
		h = str_from(h, at + 3);
	return h.n ? h : evidence_of(r, i)->title;
}

/* Where there is no room for both the path stays whole. */
static struct str footer_of(struct arena *a, const struct kb_evidence *v)
{
	size_t used = sizeof "Source: , " - 1 + text_n_cp(v->source);
	size_t room = used + TITLE_LEAST < DECK_FOOTER_CP ? DECK_FOOTER_CP - used : TITLE_LEAST;
	struct str title = v->title;
	if (!v->source.n)
		return title;
	if (text_n_cp(title) > room)
		title = str_cat(a, str_trim_right(text_cut(title, room - 2)), STR(" …"));
	return str_printf(a, "Source: " STR_FMT ", " STR_FMT, STR_ARG(title), STR_ARG(v->source));
}

static void add_to_slide(struct ask_state *r, struct deck_slide *s, size_t i)
{
	const struct kb_evidence *v = evidence_of(r, i);
	strs_add(r->a, &s->bullets, r->out->v[i].text);
	strs_add(r->a, &s->notes,
		str_printf(r->a, STR_FMT " (" STR_FMT "#^" STR_FMT ")", STR_ARG(v->quote),
			STR_ARG(v->path), STR_ARG(v->passage)));
}

/* The file that an image passage shows, below the base; "" when it is none of the base's, or not there. */
static struct str shown_file(struct ask_state *r, struct str md)
{
	static const char *const kinds[] = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"};
	size_t at = str_find(md, STR("](")), end = str_find_byte(md, ')');
	if (!str_starts(md, STR("![")) || at == STR_NPOS || end == STR_NPOS || end < at)
		return STR("");
	struct str path =
		fs_clean(r->a, str_cat(r->a, STR("wiki/text/"), str_sub(md, at + 2, end)));
	bool good = false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		good = good || str_ieq(fs_extension(path), str_of(kinds[i]));
	good = good && str_starts(path, STR("raw/")) && str_find_byte(path, '%') == STR_NPOS &&
		fs_exists(engine_path(r->kb, r->a, path));
	return good ? path : STR("");
}

/* The first picture below the heading that the evidence stands under, as seen from the deck. */
static struct str figure_of(struct ask_state *r, const struct kb_evidence *v)
{
	struct str text, file = STR("");
	struct page page;
	struct passages l;
	if (!fs_read(r->a, engine_path(r->kb, r->a, v->path), PAGE_MAX, &text, NULL) ||
		!page_parse(r->a, text, &page, NULL) || !passage_read(r->a, page.body, &l, NULL))
		return file;
	const struct passage *p = passage_find(&l, v->passage);
	for (size_t i = 0; p && i < l.n && !file.n; i++)
		if (str_eq(l.v[i].heading, p->heading))
			file = shown_file(
				r, str_trim(str_sub(page.body, l.v[i].start, l.v[i].end)));
	return file.n ? ask_link(r, file) : file;
}

/* Sentences of one document under one heading are one idea; a slide each, in order. */
static void put_ideas(struct ask_state *r, struct deck *d)
{
	for (size_t i = 0; i < r->out->n; i++) {
		const struct kb_evidence *v = evidence_of(r, i);
		struct str head = idea_of(r, i), footer = footer_of(r->a, v);
		struct deck_slide *s = NULL;
		for (size_t k = 0; k < d->n && !s; k++)
			if (str_eq(d->v[k].head, head) && str_eq(d->v[k].footer, footer))
				s = &d->v[k];
		if (!s) {
			s = &d->v[d->n++];
			*s = (struct deck_slide){
				.head = head, .footer = footer, .figure = figure_of(r, v)};
		}
		add_to_slide(r, s, i);
	}
}

static void put_sources(struct ask_state *r, struct deck *d)
{
	struct deck_slide *s = &d->v[d->n];
	*s = (struct deck_slide){.head = STR("Sources")};
	for (size_t i = 0; i < r->out->n_evidence; i++) {
		const struct kb_evidence *v = &r->out->evidence[i];
		struct str line = v->source.n && !str_eq(v->source, v->title)
			? str_printf(
				  r->a, STR_FMT ", " STR_FMT, STR_ARG(v->title), STR_ARG(v->source))
			: v->title;
		struct str to = ask_link(r, v->path);
		if (strs_has(s->bullets, line))
			continue;
		strs_add(r->a, &s->bullets, line);
		strs_add(r->a, &s->links, md_escape_dest(r->a, to));
	}
	d->n += s->bullets.n > 0;
}

/* A part that the base does not hold is a slide of its own, so that nobody overlooks it. */
static void put_missing(struct ask_state *r, struct deck *d)
{
	if (r->out->outcome != KB_PARTLY || !r->out->missing.n)
		return;
	struct deck_slide *s = &d->v[d->n++];
	*s = (struct deck_slide){.head = STR("Not in the base")};
	strs_add(r->a, &s->bullets, r->out->missing);
}

static struct str joined(struct arena *a, struct strs row)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < row.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? " | " : "", STR_ARG(row.v[i]));
	return text_cut(buf_str(&b), 200);
}

/* What a chart shows, in words that no slide on its document has as its head. */
static struct str chart_head(struct arena *a, const struct ask_table *t, const struct kb_chart *c)
{
	struct str of = str_cat(a, t->t.title, STR(": "));
	if (str_starts(c->title, of) && c->title.n > of.n)
		return str_from(c->title, of.n);
	return c->head.n ? str_cat(a, of, c->head.v[0]) : c->title;
}

/* Figures of the sources as a chart, its data as notes. */
static bool put_chart(struct ask_state *r, struct deck *d, struct err *e)
{
	struct ask_table t;
	struct kb_chart drawn;
	struct err why = {0};
	if (!ask_chart_of_evidence(r, &t, &drawn, &why))
		return !why.code || err_set(e, why.code, "%s", why.text);
	struct deck_slide *s = &d->v[d->n++];
	const struct kb_evidence v = {.path = t.t.path, .title = t.t.title, .source = t.t.source};
	*s = (struct deck_slide){.head = chart_head(r->a, &t, &drawn),
		.footer = footer_of(r->a, &v),
		.svg = drawn.svg};
	strs_add(r->a, &s->notes, str_printf(r->a, "figures of " STR_FMT, STR_ARG(t.ref)));
	strs_add(r->a, &s->notes, joined(r->a, drawn.head));
	for (size_t i = 0; i < drawn.n_rows && i < CHART_NOTES; i++)
		strs_add(r->a, &s->notes, joined(r->a, drawn.rows[i]));
	return true;
}

static bool make_deck(struct ask_state *r, struct err *e)
{
	struct deck d = {.title = r->out->question,
		.v = ARENA_ARRAY(r->a, struct deck_slide, r->out->n + 3)};
	struct str sources = STR("");
	if (!r->out->n)
		return true;
	put_ideas(r, &d);
	if (!put_chart(r, &d, e))
		return false;
	put_missing(r, &d);
	put_sources(r, &d);
	size_t n = d.v[d.n - 1].bullets.n;
	sources = str_printf(r->a, "%zu %s, %zu %s", r->out->n_evidence,
		r->out->n_evidence == 1 ? "quote" : "quotes", n, n == 1 ? "source" : "sources");
	d.subtitle = sources;
	r->out->form = deck_write(r->a, &d, &r->out->n_slides);
	return true;
}

/* --- the table --------------------------------------------------------------------------- */

static void put_cell(struct buf *b, struct str s)
{
	struct str text = str_replace(b->a, text_cut(s, CELL_CP), STR("\n"), STR(" "));
	buf_printf(b, " " STR_FMT " |", STR_ARG(md_escape(b->a, text)));
}

/* What is said, by whom: a row a sentence. */
static struct str table_of_claims(struct ask_state *r)
{
	struct buf b = buf_make(r->a);
	const struct kb_answer *out = r->out;
	buf_puts(&b, "| On | What is said | Source |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < out->n; i++) {
		const struct kb_evidence *v = evidence_of(r, i);
		buf_putc(&b, '|');
		put_cell(&b, idea_of(r, i));
		put_cell(&b, out->v[i].text);
		buf_printf(&b, " " STR_FMT "[^" STR_FMT "] |\n", STR_ARG(md_escape(r->a, v->title)),
			STR_ARG(v->label));
	}
	if (out->missing.n)
		buf_printf(&b, "\nNot in the base: " STR_FMT ".\n",
			STR_ARG(md_escape(r->a, out->missing)));
	for (size_t i = 0; i < out->n_evidence; i++) {
		buf_puts(&b, i ? "" : "\n");
		ask_put_note(r, &b, &out->evidence[i]);
	}
	return buf_str(&b);
}

/* Rows of a source, each with its own words as the quote. */
static struct str table_of_rows(struct ask_state *r, const struct ask_table *t)
{
	struct buf b = buf_make(r->a), notes = buf_make(r->a);
	buf_putc(&b, '|');
	for (size_t k = 0; k < t->t.head.n; k++)
		put_cell(&b, t->t.head.v[k]);
	buf_puts(&b, "\n|");
	for (size_t k = 0; k < t->t.head.n; k++)
		buf_puts(&b, " --- |");
	buf_putc(&b, '\n');
	for (size_t i = 0; i < t->t.n && i < TABLE_ROWS; i++) {
		struct str quote = joined(r->a, t->t.rows[i]);
		struct kb_evidence v = {.label = claim_id(r->a, ingest_slug(t->t.path), quote),
			.path = t->t.path,
			.passage = t->t.passage,
			.quote = quote,
			.title = t->t.title,
			.source = t->t.source,
			.page = cite_page_of(r->kb, r->a, t->t.source, t->t.passage)};
		buf_putc(&b, '|');
		for (size_t k = 0; k + 1 < t->t.head.n; k++)
			put_cell(&b, t->t.rows[i].v[k]);
		struct str last = t->t.rows[i].v[t->t.head.n - 1];
		buf_printf(&b, " " STR_FMT "[^" STR_FMT "] |\n",
			STR_ARG(md_escape(r->a, text_cut(last, CELL_CP))), STR_ARG(v.label));
		ask_put_note(r, &notes, &v);
		VEC_PUSH(r->a, &r->evidence, v);
	}
	buf_puts(&b, "\n");
	buf_put(&b, buf_str(&notes));
	r->out->evidence = r->evidence.v;
	r->out->n_evidence = r->evidence.n;
	return buf_str(&b);
}

/* A table of a source that answers whole is better than one of sentences. */
static bool make_table(struct ask_state *r, struct err *e)
{
	struct ask_table t;
	if (!ask_find_table(r, false, &t, NULL, e))
		return false;
	bool whole = t.cover > COVER_WHOLE || (t.ref.n && r->out->outcome == KB_NOT_IN_BASE);
	if (!whole || !t.t.n) {
		if (r->out->n)
			r->out->form = table_of_claims(r);
		return true;
	}
	r->out->v = NULL; /* the table is the answer */
	r->out->n = 0;
	r->evidence.n = 0;
	r->out->form = r->out->markdown = table_of_rows(r, &t);
	r->out->outcome = KB_ANSWERED;
	r->out->missing = STR("");
	return true;
}

/* --- ask_form ---------------------------------------------------------------------------- */

bool ask_form(struct ask_state *r, struct err *e)
{
	switch (r->opt->form) {
	case KB_FORM_MARP: return make_deck(r, e);
	case KB_FORM_TABLE: return make_table(r, e);
	case KB_FORM_CHART: return ask_chart(r, e);
	case KB_FORM_MD: r->out->form = r->out->markdown; return true;
	default: return true;
	}
}
