/* chart.c - kb_chart: a spec to a picture, its data and its sources.
 *
 * PNG is drawn by python3 with matplotlib where both are there, by kb's own script and none else. */
#include "engine/cite.h"
#include "engine/chart.h"

#include "base/embed.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/passage.h"
#include "engine/ingest.h"

#define PLOT_MS 60000
#define PNG_MAX ((size_t)64 << 20)

static bool plot(struct arena *a, const struct chart *c, struct str *png, struct err *e)
{
	const struct embed_file *script = embed_find("templates/plot.py");
	const char *const argv[] = {"python3", "-I", "-c", script ? script->bytes : "", NULL};
	struct fs_run run = {.argv = argv,
		.input = chart_plot_json(a, c),
		.timeout_ms = PLOT_MS,
		.max_output = PNG_MAX};
	struct str note = STR("");
	int status = 0;
	if (!fs_have_program("python3"))
		return err_set(
			e, ERR_IO, "a PNG needs python3 with matplotlib; the SVG needs nothing");
	if (!fs_run(a, &run, png, &note, &status, e))
		return err_wrap(e, "drawing the PNG");
	if (status != 0 || !str_starts(*png, STR("\x89PNG")))
		return err_set(e, ERR_IO,
			"a PNG needs python3 with matplotlib; the SVG needs nothing (python3 "
			"ended with status %d)",
			status);
	return true;
}

/* The data and a footnote a source. */
static struct str markdown(
	struct kb *kb, struct arena *a, const struct chart *c, const struct chart_grid *g)
{
	struct buf b = buf_make(a), notes = buf_make(a);
	struct map seen = map_make(a);
	struct str page = STR("wiki/answers/x.md");
	buf_put(&b, chart_grid_md(a, g));
	buf_puts(&b, "\nData:");
	for (size_t i = 0; i < c->n_cites; i++) {
		const struct chart_cite *t = &c->cites[i];
		struct str where = t->path.n ? t->path : t->source;
		struct str label = claim_id(a, t->path.n ? ingest_slug(where) : where, t->quote);
		struct str title = t->title.n ? t->title : where;
		bool added;
		map_add(&seen, label, &added);
		if (!added)
			continue;
		buf_printf(&b, "[^" STR_FMT "]", STR_ARG(label));
		if (t->passage.n)
			page_put_note(&notes, label,
				cite_title(a, title, cite_page_of(kb, a, t->source, t->passage)),
				fs_relative(a, page, where), t->passage, t->quote);
		else
			buf_printf(&notes, "[^" STR_FMT "]: [" STR_FMT "](" STR_FMT ")\n",
				STR_ARG(label), STR_ARG(md_escape_link_text(a, title)),
				STR_ARG(md_escape_dest(a, fs_relative(a, page, where))));
	}
	if (c->n_dropped)
		buf_printf(&b, " %zu %s without a figure left out.", c->n_dropped,
			c->n_dropped == 1 ? "cell" : "cells");
	buf_puts(&b, "\n\n");
	buf_put(&b, buf_str(&notes));
	return buf_str(&b);
}

bool kb_chart(struct kb *kb, struct arena *a, const struct kb_chart_opt *opt, struct kb_chart *out,
	struct err *e)
{
	struct chart_spec s;
	struct chart c;
	struct chart_grid g;
	*out = (struct kb_chart){0};
	if (opt->spec.n > CHART_MAX_SPEC)
		return err_set(e, ERR_LIMIT, "chart: a spec has at most %zu bytes", CHART_MAX_SPEC);
	if (!chart_spec_read(a, opt->spec, &s, e) || !chart_make(kb, a, &s, &c, e))
		return false;
	chart_grid(a, &c, &g);
	out->title = c.title;
	out->svg = chart_svg(a, &c, (enum chart_theme)opt->theme);
	out->head = g.head;
	out->rows = g.rows;
	out->n_rows = g.n;
	out->markdown = markdown(kb, a, &c, &g);
	return !opt->png || plot(a, &c, &out->png, e);
}
