/* health.c - see health.h. Order: shares, JSON, text, the trend. */
#include "front/health.h"

#define SHOWN_DAYS 14

/* --- shares ------------------------------------------------------------------------------- */

/* A part of something; of nothing it is none. */
struct share {
	const char *key, *label, *what;
	size_t part, whole;
};

#define N_SHARES 6

static void shares_of(const struct kb_health *h, struct share out[N_SHARES])
{
	out[0] = (struct share){"citation_coverage", "cited", "sentences of concept pages cite",
		h->n_cited, h->n_sentences};
	out[1] = (struct share){
		"verified_quotes", "quotes", "stand in their passage", h->n_verified, h->n_quotes};
	out[2] = (struct share){"freshness", "fresh", "documents are of the source as it is now",
		h->n_fresh, h->n_documents};
	out[3] = (struct share){"disagreement", "disputed", "concept pages tell of a disagreement",
		h->n_disputed, h->n_concepts};
	out[4] = (struct share){"single_source", "one source", "concept pages cite one source only",
		h->n_single, h->n_concepts};
	out[5] = (struct share){"concentration", "top source", "citations are of one source",
		h->n_top, h->n_citations};
}

/* --- JSON --------------------------------------------------------------------------------- */

void health_json(struct json_out *j, const struct kb_health *h)
{
	const struct {
		const char *key;
		size_t n;
	} counts[] = {{"pages", h->n_pages}, {"links", h->n_links}, {"broken", h->n_broken},
		{"orphans", h->n_orphans}, {"sentences", h->n_sentences}, {"cited", h->n_cited},
		{"quotes", h->n_quotes}, {"verified", h->n_verified}, {"documents", h->n_documents},
		{"fresh", h->n_fresh}, {"waiting", h->n_waiting}, {"concepts", h->n_concepts},
		{"disputed", h->n_disputed}, {"single", h->n_single}, {"citations", h->n_citations},
		{"top_citations", h->n_top}};
	struct share shares[N_SHARES];
	shares_of(h, shares);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		json_put_int(j, counts[i].key, (int64_t)counts[i].n);
	json_put_str(j, "top", h->top);
	for (size_t i = 0; i < N_SHARES; i++) {
		if (shares[i].whole)
			json_put_num(
				j, shares[i].key, (double)shares[i].part / (double)shares[i].whole);
		else
			json_put_null(j, shares[i].key);
	}
}

/* --- text --------------------------------------------------------------------------------- */

static struct str percent(struct arena *a, const struct share *s)
{
	/* 100 % is said of all only */
	size_t n = s->whole ? s->part * 100 / s->whole : 0;
	return str_printf(a, "%zu %%", n);
}

void health_fields(struct out *o, const struct kb_health *h)
{
	struct share shares[N_SHARES];
	shares_of(h, shares);
	out_field_str(o, NULL, "links",
		str_printf(o->a, "%zu, %zu broken; %zu orphans", h->n_links, h->n_broken,
			h->n_orphans));
	for (size_t i = 0; i < N_SHARES; i++) {
		const struct share *s = &shares[i];
		if (s->whole)
			out_field_str(o, NULL, s->label,
				str_printf(o->a, STR_FMT " (%zu of %zu %s)",
					STR_ARG(percent(o->a, s)), s->part, s->whole, s->what));
	}
}

/* --- the trend ---------------------------------------------------------------------------- */

static void trend_text(struct front *f, const struct kb_health_report *r)
{
	struct out *o = &f->out;
	size_t from = r->n_days > SHOWN_DAYS ? r->n_days - SHOWN_DAYS : 0;
	if (r->n_days < 2)
		return;
	out_printf(o, "\nday         pages  broken  orphans  cited  quotes  fresh\n");
	for (size_t i = from; i < r->n_days; i++) {
		const struct kb_health *h = &r->trend[i].figures;
		struct share s[N_SHARES];
		shares_of(h, s);
		out_printf(o, STR_FMT "  %5zu  %6zu  %7zu", STR_ARG(r->trend[i].day), h->n_pages,
			h->n_broken, h->n_orphans);
		for (size_t k = 0; k < 3; k++)
			out_printf(o, "  %*s", k == 1 ? 6 : 5,
				s[k].whole ? str_z(f->a, percent(f->a, &s[k])) : "-");
		out_raw(o, STR("\n"));
	}
}

void health_print(struct front *f, const struct kb_health_report *r, bool json)
{
	struct out *o = &f->out;
	if (!json) {
		out_field_int(o, NULL, "pages", (int64_t)r->now.n_pages);
		health_fields(o, &r->now);
		if (r->now.n_waiting)
			out_field_str(o, NULL, "waiting",
				out_count(f->a, r->now.n_waiting, "source", "sources"));
		if (r->now.n_top)
			out_field_str(o, NULL, "most cited", r->now.top);
		trend_text(f, r);
		return;
	}
	struct json_out *j = out_json_begin(o, '{');
	health_json(j, &r->now);
	json_open(j, "trend", '[');
	for (size_t i = 0; i < r->n_days; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "day", r->trend[i].day);
		health_json(j, &r->trend[i].figures);
		json_close(j, '}');
	}
	json_close(j, ']');
	out_json_end(o, '{');
}
