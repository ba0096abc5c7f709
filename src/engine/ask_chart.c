/* ask_chart.c - the table of the base that speaks most of a question, and a chart of it; see ask.h.
 *
 * Order: words, looking for a table, the chart. */
#include "base/err.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/passage.h"
#include "engine/cite.h"
#include "engine/ask.h"
#include "engine/ask_question.h"
#include "engine/ingest.h"

#define PAGES ((size_t)40) /* whose tables are looked at */
#define COVER_LEAST 0.5
#define COVER_QUOTED 0.65 /* of a table whose document the answer quotes */
#define IN_TITLE 0.85
#define IN_LEAD 0.7
#define TEXT_BYTES ((size_t)20000) /* of a table, that words are looked for in */
#define QUOTE_CP ((size_t)200)

/* --- words ------------------------------------------------------------------------------- */

/* They ask for a picture and say nothing of its matter. */
static bool is_chart_word(struct str folded)
{
	static const char *const words[] = {"chart", "charts", "plot", "graph", "diagram", "bar",
		"bars", "line", "lines", "histogram", "scatter", "timeline", "chronology", "table",
		"draw", "show", "figure", "figures", "number", "numbers", "data", "per", "over",
		"versus", "vs", "stacked", "grouped", "distribution", "trend", "average", "mean",
		"median", "total", "sum", "count", "heat", "map", "heatmap", "picture", "compare",
		"comparison", "against", "year", "years", "time", "many", "much", "share"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(folded, words[i]))
			return true;
	return false;
}

struct finder {
	struct ask_state *r;
	struct retrieve_words w;
	double *weight, total;
};

static void weigh(struct finder *f)
{
	f->weight = ARENA_ARRAY(f->r->a, double, f->w.n + 1);
	for (size_t i = 0; i < f->w.n; i++) {
		const struct retrieve_word *w = &f->w.v[i];
		double x = is_chart_word(w->text) ? 0 : ask_word_weight(ASK_LIST, w->text);
		f->weight[i] = w->terms.n ? x * (1 + w->idf) : 0;
		f->total += f->weight[i];
	}
}

/* Raises the credit of each word that stands in the text. */
static void credit(struct finder *f, struct str lang, struct str text, double share, double *got)
{
	struct retrieve_matches m;
	retrieve_scan(f->r->a, &f->w, lang, str_sub(text, 0, TEXT_BYTES), &m);
	for (size_t i = 0; i < m.n; i++)
		if (got[m.v[i].word] < share)
			got[m.v[i].word] = share;
}

static double cover(
	struct finder *f, const struct search_row *row, const struct search_body *body, size_t at)
{
	struct arena_mark mark = arena_mark(f->r->a);
	double *got = ARENA_ARRAY(f->r->a, double, f->w.n + 1), sum = 0;
	const struct search_passage *p = &body->v[at];
	credit(f, row->language, p->text, 1, got);
	credit(f, row->language, row->title, IN_TITLE, got);
	credit(f, row->language, p->heading, IN_TITLE, got);
	if (at && str_eq(body->v[at - 1].heading, p->heading))
		credit(f, row->language, body->v[at - 1].text, IN_LEAD, got);
	for (size_t i = 0; i < f->w.n; i++)
		sum += f->weight[i] * got[i];
	arena_release(f->r->a, mark);
	return f->total > 0 ? sum / f->total : 0;
}

/* --- looking ----------------------------------------------------------------------------- */

/* A better table than the one so far? Then it is read, and kept when a chart can be drawn of it. */
static void try_table(struct finder *f, const struct search_row *row,
	const struct search_passage *p, double c, bool figures, struct ask_table *out,
	struct chart_spec *spec)
{
	struct ask_table x = {.ref = str_printf(f->r->a, STR_FMT "#^" STR_FMT, STR_ARG(row->path),
				      STR_ARG(p->id)),
		.cover = c};
	struct chart_spec s;
	if (c <= out->cover + 1e-9 || !chart_table_passage(f->r->kb, f->r->a, x.ref, &x.t, NULL) ||
		(figures && !chart_guess(f->r->a, &x.t, f->r->out->question, &s)))
		return;
	*out = x;
	if (figures)
		*spec = s;
}

bool ask_find_table(struct ask_state *r, bool figures, struct ask_table *out,
	struct chart_spec *spec, struct err *e)
{
	struct finder f = {.r = r};
	struct query_item item;
	struct query q;
	struct retrieve_pages pages;
	*out = (struct ask_table){0};
	ask_query(r->a, r->out->question, r->opt, &item, &q);
	if (!retrieve_words(r->kb->index, r->a, &q, &f.w, e) ||
		!retrieve_pages(r->kb->index, r->a, &f.w, &q, KB_IN_TEXT, r->opt->sources, PAGES,
			&retrieve_tuning, &pages, e))
		return false;
	weigh(&f);
	for (size_t i = 0; i < pages.n; i++) {
		struct search_body body;
		if (!search_body(r->kb->index, r->a, pages.v[i].row.id, &body, e))
			return false;
		for (size_t k = 0; k < body.n; k++)
			if (body.v[k].kind == MD_TABLE && body.v[k].id.n)
				try_table(&f, &pages.v[i].row, &body.v[k],
					cover(&f, &pages.v[i].row, &body, k), figures, out, spec);
	}
	if (out->cover < COVER_LEAST)
		*out = (struct ask_table){0};
	return true;
}

/* --- the chart --------------------------------------------------------------------------- */

/* The table as evidence: its head is quoted. */
static void put_evidence(struct ask_state *r, const struct chart *c)
{
	for (size_t i = 0; i < c->n_cites; i++) {
		const struct chart_cite *t = &c->cites[i];
		struct kb_evidence v = {.label = claim_id(r->a, ingest_slug(t->path), t->quote),
			.path = t->path,
			.passage = t->passage,
			.quote = text_cut(t->quote, QUOTE_CP),
			.title = t->title,
			.source = t->source,
			.page = cite_page_of(r->kb, r->a, t->source, t->passage)};
		VEC_PUSH(r->a, &r->evidence, v);
	}
	r->out->evidence = r->evidence.v;
	r->out->n_evidence = r->evidence.n;
}

bool ask_draw(struct ask_state *r, const struct ask_table *t, struct chart_spec *spec,
	enum kb_theme theme, struct kb_chart *out)
{
	struct chart c;
	struct err why = {0}; /* a table that gives no chart is no answer */
	struct chart_ref ref = {.passage = t->ref, .table = 1};
	spec->data = &ref;
	spec->n_data = 1;
	struct kb_chart_opt opt = {.spec = chart_spec_write(r->a, spec), .theme = theme};
	if (!chart_make(r->kb, r->a, spec, &c, &why) || !kb_chart(r->kb, r->a, &opt, out, &why))
		return false;
	put_evidence(r, &c);
	r->out->spec = opt.spec;
	return true;
}

static bool quotes(const struct ask_state *r, struct str path)
{
	bool found = false;
	for (size_t i = 0; i < r->out->n_evidence; i++)
		found = found || str_eq(r->out->evidence[i].path, path);
	return found;
}

static enum ask_type type_of(const struct ask_state *r)
{
	struct ask_question q;
	ask_question(r->a, r->out->question, &q);
	return q.type;
}

/* A timeline shows dates, which are the figures of a question for them alone. */
static bool fits(const struct ask_state *r, const struct chart_spec *spec)
{
	return spec->type != CHART_TIMELINE || type_of(r) == ASK_WHEN;
}

/* Questions that figures answer, or may. */
static bool wants_figures(const struct ask_state *r)
{
	enum ask_type type = type_of(r);
	return type == ASK_PLAIN || type == ASK_WHEN || type == ASK_HOW_MANY || type == ASK_LIST ||
		type == ASK_COMPARE;
}

/* The first of the quoted passages that is a table of which a chart can be drawn. */
static bool quoted_table(struct ask_state *r, struct ask_table *t, struct chart_spec *spec)
{
	bool found = false;
	for (size_t i = 0; i < r->out->n_evidence && !found; i++) {
		const struct kb_evidence *v = &r->out->evidence[i];
		t->ref = str_printf(
			r->a, STR_FMT "#^" STR_FMT, STR_ARG(v->path), STR_ARG(v->passage));
		found = chart_table_passage(r->kb, r->a, t->ref, &t->t, NULL) &&
			chart_guess(r->a, &t->t, r->out->question, spec) && fits(r, spec);
	}
	return found;
}

bool ask_chart_of_evidence(
	struct ask_state *r, struct ask_table *t, struct kb_chart *out, struct err *e)
{
	struct chart_spec spec;
	if (!ask_find_table(r, true, t, &spec, e))
		return false;
	double least = quotes(r, t->t.path) ? COVER_QUOTED : COVER_WHOLE;
	bool of_it = t->ref.n && wants_figures(r) && t->cover > least && fits(r, &spec);
	return (of_it || quoted_table(r, t, &spec)) && ask_draw(r, t, &spec, KB_THEME_LIGHT, out);
}

bool ask_chart(struct ask_state *r, struct err *e)
{
	struct ask_table t;
	struct chart_spec spec;
	struct kb_chart drawn;
	struct kb_answer *out = r->out;
	if (!ask_find_table(r, true, &t, &spec, e))
		return false;
	out->outcome = KB_NOT_IN_BASE;
	out->missing = STR("figures for a chart");
	if (!t.ref.n || !ask_draw(r, &t, &spec, KB_THEME_AUTO, &drawn))
		return true;
	out->outcome = KB_ANSWERED;
	out->missing = STR("");
	out->svg = drawn.svg;
	out->form = out->markdown = drawn.markdown;
	return true;
}
