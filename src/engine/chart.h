/* chart.h - charts whose numbers kb takes from tables of the base itself.
 *
 * A spec is a small JSON object, written by a person, by kb or by a model, that names tables and
 * columns and holds no number to be drawn:
 *
 *	{"type": "bar", "title": "...",
 *	 "data": [{"source": "raw/x.csv", "table": 1}, {"passage": "wiki/text/x-text.md#^p7k2m9qa"}],
 *	 "x": {"column": "Year", "label": "...", "unit": "..."},
 *	 "y": {"columns": ["Sales"], "label": "...", "unit": "..."},
 *	 "series": "Region", "value": "...", "label": "...", "end": "...",
 *	 "aggregate": "none", "bins": 10, "sort": "none"}
 *
 * type is bar, grouped, stacked, line, scatter, histogram, heatmap or timeline. series splits rows by
 * a column, or y names several columns. value: the numbers of a heat map, whose rows are y. label: the
 * names of scattered points and of events; end: of an event. Instead of data, "points" gives single
 * figures of prose, [{"x", "y", "quote", "passage"}]: y must stand in the quote and the quote in the
 * passage. An unknown member, a column that is not there and a figure that is not read as written are
 * errors: nothing is guessed.
 *
 * Order: numbers, tables, spec, data, scale, drawing, texts, the obvious spec of a table. */
#ifndef ENGINE_CHART_H
#define ENGINE_CHART_H

#include "base/json.h"
#include "base/vec.h"
#include "doc/page.h"
#include "engine/engine.h"

#define CHART_MAX_SPEC ((size_t)1 << 20)
#define CHART_MAX_ROWS ((size_t)100000)
#define CHART_MAX_LABELS ((size_t)200)
#define CHART_MAX_SERIES ((size_t)12)
#define CHART_MAX_POINTS ((size_t)5000)

/* --- numbers ----------------------------------------------------------------------------- */

struct chart_num {
	bool known;
	bool exact; /* value is digits / 10^places */
	int places;
	int64_t digits;
	double v;
	struct str text; /* as the source has it, or as it was computed */
};
/* "1,234.5 km", "-3 %", "$5": one number with a unit around it; false for anything else. */
bool chart_num_read(struct arena *a, struct str cell, struct chart_num *out);
struct chart_num chart_num_of(struct arena *a, int64_t n);
/* Exact as long as 18 digits hold it. */
struct chart_num chart_num_sum(struct arena *a, const struct chart_num *v, size_t n);
struct chart_num chart_num_mean(struct arena *a, const struct chart_num *v, size_t n);
struct chart_num chart_num_median(struct arena *a, struct chart_num *v, size_t n); /* sorts v */
/* "2001", "2001-05", "2001-05-12", "May 12, 2001" as years; false when it is no date. */
bool chart_when(struct arena *a, struct str cell, double *years);

/* --- tables ------------------------------------------------------------------------------ */

struct chart_table {
	struct strs head;
	struct strs *rows; /* each as long as head */
	size_t n;
	struct str path, passage, title; /* where it stands: the text page; of a file: passage "" */
	struct str source; /* below raw/ */
};
/* The table number `which` (from 1) of a file below raw/. */
bool chart_table_source(struct kb *kb, struct arena *a, struct str path, size_t which,
	struct chart_table *out, struct err *e);
/* A passage that is a table, "wiki/text/x-text.md#^id". */
bool chart_table_passage(
	struct kb *kb, struct arena *a, struct str ref, struct chart_table *out, struct err *e);
/* The page that "wiki/a.md#^id" names, no part of its path a link; *id is "" when none is named. */
bool chart_page(struct kb *kb, struct arena *a, struct str ref, struct page *out, struct str *path,
	struct str *id, struct err *e);
/* The tables of a page's Markdown; passage ids where they have one. */
struct chart_tables {
	struct chart_table *v;
	size_t n;
};
void chart_tables_of(struct arena *a, struct str body, struct chart_tables *out);
size_t chart_column(const struct chart_table *t, struct str name); /* STR_NPOS: none */

/* --- spec -------------------------------------------------------------------------------- */

enum chart_type {
	CHART_BAR,
	CHART_GROUPED,
	CHART_STACKED,
	CHART_LINE,
	CHART_SCATTER,
	CHART_HISTOGRAM,
	CHART_HEATMAP,
	CHART_TIMELINE
};
enum chart_aggregate {
	CHART_NONE,
	CHART_SUM,
	CHART_MEAN,
	CHART_COUNT,
	CHART_MIN,
	CHART_MAX,
	CHART_MEDIAN
};
enum chart_sort { CHART_AS_IS, CHART_BY_VALUE, CHART_BY_LABEL };

struct chart_axis {
	struct str column, label, unit;
};
struct chart_ref {
	struct str source, passage;
	size_t table;
};
struct chart_figure { /* a point out of prose */
	struct str x, y, quote, passage;
};
struct chart_spec {
	enum chart_type type;
	enum chart_aggregate aggregate;
	enum chart_sort sort;
	struct str title, series, value, label, end;
	struct chart_axis x, y;
	struct strs columns; /* of y */
	size_t bins; /* 0: by the number of rows */
	struct chart_ref *data;
	size_t n_data;
	struct chart_figure *points;
	size_t n_points;
};
/* ERR_INPUT names the member. */
bool chart_spec_read(struct arena *a, struct str json, struct chart_spec *out, struct err *e);
struct str chart_spec_write(struct arena *a, const struct chart_spec *s);
extern const char *const chart_types[]; /* by enum, NULL at the end */

/* --- data -------------------------------------------------------------------------------- */

struct chart_point { /* scatter, timeline */
	size_t series;
	struct chart_num x, y; /* timeline: x.v and y.v are start and end in years */
	struct str name;
};
struct chart_cite {
	struct str path, passage, title, source, quote;
};
struct chart {
	enum chart_type type;
	struct str title;
	struct chart_axis x, y;
	struct strs labels, series;
	struct chart_num *cells; /* cells[series * labels.n + label] */
	double *at; /* line: place of each label, NULL when they are names */
	struct chart_point *points;
	size_t n_points;
	double lo, width; /* histogram: start of the first bin, width of each */
	size_t n_dropped; /* cells that hold no number */
	struct chart_cite *cites;
	size_t n_cites;
};
bool chart_make(struct kb *kb, struct arena *a, const struct chart_spec *s, struct chart *out,
	struct err *e);

/* --- scale ------------------------------------------------------------------------------- */

struct chart_scale {
	double lo, hi, step; /* lo and hi are ticks */
	int places; /* of a tick's text */
	double from, to; /* where lo and hi stand, in pixels */
};
/* Ticks at 1, 2 or 5 times a power of ten that hold lo..hi; zero: 0 is among them. */
struct chart_scale chart_scale_make(double lo, double hi, bool zero, double from, double to);
double chart_at(const struct chart_scale *s, double v);
struct str chart_tick(struct arena *a, const struct chart_scale *s, double v);

/* --- drawing ----------------------------------------------------------------------------- */

enum chart_theme { CHART_AUTO, CHART_LIGHT, CHART_DARK };
/* SVG, no script, nothing from elsewhere; auto follows the reader's colour scheme. */
struct str chart_svg(struct arena *a, const struct chart *c, enum chart_theme theme);

/* --- texts ------------------------------------------------------------------------------- */

struct chart_grid { /* the data as a table: head and rows of text */
	struct strs head;
	struct strs *rows;
	size_t n;
};
void chart_grid(struct arena *a, const struct chart *c, struct chart_grid *out);
struct str chart_grid_md(struct arena *a, const struct chart_grid *g);
/* What the plotting script reads. */
struct str chart_plot_json(struct arena *a, const struct chart *c);

/* --- the obvious spec -------------------------------------------------------------------- */

/* From the columns of a table and the words of a question; false when there are no figures. */
bool chart_guess(
	struct arena *a, const struct chart_table *t, struct str question, struct chart_spec *out);

#endif
