/* chart_text.c - see chart.h: the data of a chart as a table, and as the plotting script reads it.
 *
 * Figures are the source's own words, or exact sums of them; nothing is rounded here. */
#include "base/text.h"
#include "doc/md.h"
#include "engine/chart.h"

/* --- the table --------------------------------------------------------------------------- */

static struct str named(struct arena *a, const struct chart_axis *x, const char *otherwise)
{
	struct str name = x->label.n ? x->label : str_of(otherwise);
	return x->unit.n ? str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(x->unit))
			 : name;
}

static void grid_of_points(struct arena *a, const struct chart *c, struct chart_grid *out)
{
	bool events = c->type == CHART_TIMELINE, ends = false;
	for (size_t i = 0; i < c->n_points; i++)
		ends = ends || (events && c->points[i].y.known);
	strs_add(a, &out->head, events ? STR("When") : named(a, &c->x, "x"));
	if (!events || ends)
		strs_add(a, &out->head, events ? STR("Until") : named(a, &c->y, "y"));
	if (c->series.n > 1)
		strs_add(a, &out->head, STR("Series"));
	strs_add(a, &out->head, STR("Name"));
	out->rows = ARENA_ARRAY(a, struct strs, c->n_points);
	for (; out->n < c->n_points; out->n++) {
		const struct chart_point *p = &c->points[out->n];
		struct strs *row = &out->rows[out->n];
		strs_add(a, row, p->x.text);
		if (!events || ends)
			strs_add(a, row, p->y.text);
		if (c->series.n > 1)
			strs_add(a, row, c->series.v[p->series]);
		strs_add(a, row, p->name);
	}
}

void chart_grid(struct arena *a, const struct chart *c, struct chart_grid *out)
{
	*out = (struct chart_grid){0};
	if (c->type == CHART_SCATTER || c->type == CHART_TIMELINE) {
		grid_of_points(a, c, out);
		return;
	}
	strs_add(a, &out->head, named(a, &c->x, ""));
	for (size_t k = 0; k < c->series.n; k++)
		strs_add(a, &out->head,
			c->series.n > 1 || !c->y.label.n ? c->series.v[k] : named(a, &c->y, ""));
	out->rows = ARENA_ARRAY(a, struct strs, c->labels.n + 1);
	for (; out->n < c->labels.n; out->n++) {
		struct strs *row = &out->rows[out->n];
		strs_add(a, row, c->labels.v[out->n]);
		for (size_t k = 0; k < c->series.n; k++)
			strs_add(a, row, c->cells[k * c->labels.n + out->n].text);
	}
}

static void put_row(struct buf *b, struct strs row)
{
	buf_putc(b, '|');
	for (size_t i = 0; i < row.n; i++)
		buf_printf(b, " " STR_FMT " |", STR_ARG(md_escape(b->a, row.v[i])));
	buf_putc(b, '\n');
}

struct str chart_grid_md(struct arena *a, const struct chart_grid *g)
{
	struct buf b = buf_make(a);
	put_row(&b, g->head);
	buf_putc(&b, '|');
	for (size_t i = 0; i < g->head.n; i++)
		buf_puts(&b, i ? " ---: |" : " --- |");
	buf_putc(&b, '\n');
	for (size_t i = 0; i < g->n; i++)
		put_row(&b, g->rows[i]);
	return buf_str(&b);
}

/* --- for the plotting script ------------------------------------------------------------- */

static void put_num(struct json_out *j, const struct chart_num *n)
{
	if (!n->known)
		json_put_null(j, NULL);
	else
		json_put_str(j, NULL, str_printf(j->b->a, "%.17g", n->v));
}

static void put_points(struct json_out *j, const struct chart *c)
{
	json_open(j, "points", '[');
	for (size_t i = 0; i < c->n_points && c->type != CHART_HISTOGRAM; i++) {
		const struct chart_point *p = &c->points[i];
		bool end = c->type == CHART_SCATTER || p->y.known;
		json_open(j, NULL, '[');
		json_put_str(j, NULL, str_printf(j->b->a, "%.17g", p->x.v));
		json_put_str(j, NULL, str_printf(j->b->a, "%.17g", end ? p->y.v : p->x.v));
		json_put_int(j, NULL, (int64_t)p->series);
		json_put_str(j, NULL, p->name);
		json_close(j, ']');
	}
	json_close(j, ']');
}

static void put_cells(struct json_out *j, const struct chart *c)
{
	json_open(j, "cells", '[');
	for (size_t k = 0; k < c->series.n && c->cells; k++) {
		json_open(j, NULL, '[');
		for (size_t i = 0; i < c->labels.n; i++)
			put_num(j, &c->cells[k * c->labels.n + i]);
		json_close(j, ']');
	}
	json_close(j, ']');
	json_open(j, "at", '[');
	for (size_t i = 0; i < c->labels.n && c->at; i++)
		json_put_str(j, NULL, str_printf(j->b->a, "%.17g", c->at[i]));
	json_close(j, ']');
}

struct str chart_plot_json(struct arena *a, const struct chart *c)
{
	struct buf b = buf_make(a), note = buf_make(a);
	struct json_out j = json_begin(&b, false);
	for (size_t i = 0; i < c->n_cites && i < 3; i++)
		buf_printf(&note, "%s" STR_FMT, i ? "; " : "Source: ",
			STR_ARG(c->cites[i].source.n ? c->cites[i].source : c->cites[i].path));
	json_open(&j, NULL, '{');
	json_put_str(&j, "type", str_of(chart_types[c->type]));
	json_put_str(&j, "title", c->title);
	json_put_str(&j, "x", named(a, &c->x, ""));
	json_put_str(&j, "y", named(a, &c->y, ""));
	json_put_strs(&j, "labels", c->labels);
	json_put_strs(&j, "series", c->series);
	put_cells(&j, c);
	put_points(&j, c);
	json_put_str(&j, "note", buf_str(&note));
	json_close(&j, '}');
	return buf_str(&b);
}
