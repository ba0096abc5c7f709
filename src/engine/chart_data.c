/* chart_data.c - see chart.h: from tables to what is drawn. All arithmetic of a chart is here.
 *
 * Order: gathering rows, cells, values, the types, figures of prose, chart_make. */
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/text.h"
#include "doc/passage.h"
#include "engine/chart.h"

#define LABEL_CP ((size_t)80)

/* --- gathering --------------------------------------------------------------------------- */

struct making {
	struct kb *kb;
	struct arena *a;
	const struct chart_spec *s;
	struct chart *c;
	struct chart_table *tables;
	struct map labels, series; /* -> index */
	VEC(struct acc *) accs; /* by series * CHART_MAX_LABELS + label */
	VEC(struct chart_point) points;
	struct err *e;
};

struct acc { /* of one cell of the chart */
	VEC(struct chart_num) v;
	size_t n_rows;
};

/* The head of a table is what is quoted of it. */
static void cite(struct making *m, const struct chart_table *t)
{
	struct buf b = buf_make(m->a);
	for (size_t i = 0; i < t->head.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? " | " : "", STR_ARG(t->head.v[i]));
	m->c->cites[m->c->n_cites++] = (struct chart_cite){.path = t->path,
		.passage = t->passage,
		.title = t->title,
		.source = t->source,
		.quote = text_cut(buf_str(&b), 200)};
}

static bool read_tables(struct making *m)
{
	const struct chart_spec *s = m->s;
	m->tables = ARENA_ARRAY(m->a, struct chart_table, s->n_data);
	m->c->cites = ARENA_ARRAY(m->a, struct chart_cite, s->n_data);
	for (size_t i = 0; i < s->n_data; i++) {
		const struct chart_ref *r = &s->data[i];
		bool good = r->source.n
			? chart_table_source(m->kb, m->a, r->source, r->table, &m->tables[i], m->e)
			: chart_table_passage(m->kb, m->a, r->passage, &m->tables[i], m->e);
		if (!good)
			return false;
		cite(m, &m->tables[i]);
	}
	return true;
}

static bool column(struct making *m, const struct chart_table *t, struct str name, size_t *at)
{
	struct buf b = buf_make(m->a);
	*at = chart_column(t, name);
	if (*at != STR_NPOS)
		return true;
	for (size_t i = 0; i < t->head.n && i < 20; i++)
		buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(t->head.v[i]));
	return err_set(m->e, ERR_INPUT, "chart: no column '" STR_FMT "'; there are: " STR_FMT,
		STR_ARG(text_cut(name, 60)), STR_ARG(text_cut(buf_str(&b), 300)));
}

/* --- cells ------------------------------------------------------------------------------- */

/* The index of a name, added when new. */
static bool index_of(struct making *m, struct map *map, struct strs *list, struct str name,
	size_t most, const char *what, size_t *at)
{
	bool added;
	struct map_entry *x = map_add(map, name, &added);
	if (added && list->n == most)
		return err_set(m->e, ERR_INPUT,
			"chart: more than %zu %s; take a smaller table, aggregate, or a histogram",
			most, what);
	if (added) {
		x->num = list->n;
		strs_add(m->a, list, name);
	}
	*at = x->num;
	return true;
}

static struct acc *acc_of(struct making *m, struct str label, struct str series)
{
	size_t l, k;
	struct str name = text_cut(label, LABEL_CP);
	if (!index_of(m, &m->labels, &m->c->labels, name, CHART_MAX_LABELS, "labels on x", &l) ||
		!index_of(m, &m->series, &m->c->series, text_cut(series, LABEL_CP),
			m->s->type == CHART_HEATMAP ? CHART_MAX_LABELS : CHART_MAX_SERIES, "series",
			&k))
		return NULL;
	while (m->accs.n <= k * CHART_MAX_LABELS + l)
		VEC_PUSH(m->a, &m->accs, NULL);
	struct acc **x = &m->accs.v[k * CHART_MAX_LABELS + l];
	if (!*x)
		*x = ARENA_NEW(m->a, struct acc);
	return *x;
}

/* A row's cell goes to (label, series); one that holds no number is counted. */
static bool put_cell(struct making *m, struct str label, struct str series, struct str cell)
{
	struct chart_num n;
	struct acc *x = label.n ? acc_of(m, label, series) : NULL;
	if (!label.n)
		return true;
	if (!x)
		return false;
	x->n_rows++;
	if (m->s->aggregate == CHART_COUNT)
		return true;
	if (!chart_num_read(m->a, cell, &n)) {
		m->c->n_dropped++;
		return true;
	}
	if (x->v.n && m->s->aggregate == CHART_NONE)
		return err_set(m->e, ERR_INPUT,
			"chart: two rows for '" STR_FMT "'; set 'aggregate' to sum, mean, count, "
			"min, max or median",
			STR_ARG(label));
	VEC_PUSH(m->a, &x->v, n);
	return true;
}

/* --- values ------------------------------------------------------------------------------ */

static struct chart_num extreme(const struct acc *x, bool most)
{
	struct chart_num best = x->v.v[0];
	for (size_t i = 1; i < x->v.n; i++)
		if (most ? x->v.v[i].v > best.v : x->v.v[i].v < best.v)
			best = x->v.v[i];
	return best;
}

static struct chart_num value_of(struct making *m, struct acc *x)
{
	if (m->s->aggregate == CHART_COUNT)
		return chart_num_of(m->a, (int64_t)x->n_rows);
	if (!x->v.n)
		return (struct chart_num){0};
	switch (m->s->aggregate) {
	case CHART_SUM: return chart_num_sum(m->a, x->v.v, x->v.n);
	case CHART_MEAN: return chart_num_mean(m->a, x->v.v, x->v.n);
	case CHART_MEDIAN: return chart_num_median(m->a, x->v.v, x->v.n);
	case CHART_MIN: return extreme(x, false);
	case CHART_MAX: return extreme(x, true);
	default: return x->v.v[0];
	}
}

struct order { /* of labels */
	struct str label;
	double key;
	size_t at;
};

static int by_key(const void *x, const void *y)
{
	const struct order *p = x, *q = y;
	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	int c = str_cmp(p->label, q->label);
	return c ? c : (p->at > q->at) - (p->at < q->at);
}

/* The labels in the order asked for; of a line in that of their dates, when all are dates. */
static struct order *ordered(struct making *m, bool *dates)
{
	struct chart *c = m->c;
	struct order *v = ARENA_ARRAY(m->a, struct order, c->labels.n + 1);
	*dates = c->type == CHART_LINE && c->labels.n > 1;
	for (size_t l = 0; l < c->labels.n; l++) {
		v[l] = (struct order){c->labels.v[l], 0, l};
		*dates = *dates && chart_when(m->a, v[l].label, &v[l].key);
	}
	for (size_t l = 0; l < c->labels.n && !*dates; l++) {
		v[l].key = m->s->sort == CHART_AS_IS ? (double)l : 0;
		for (size_t k = 0; k < c->series.n && m->s->sort == CHART_BY_VALUE; k++) {
			size_t at = k * CHART_MAX_LABELS + l;
			struct acc *x = at < m->accs.n ? m->accs.v[at] : NULL;
			v[l].key -= x ? value_of(m, x).v : 0;
		}
	}
	if (c->labels.n)
		qsort(v, c->labels.n, sizeof *v, by_key);
	return v;
}

static void settle_cells(struct making *m)
{
	struct chart *c = m->c;
	bool dates;
	struct order *v = ordered(m, &dates);
	c->cells = ARENA_ARRAY(m->a, struct chart_num, c->labels.n * c->series.n + 1);
	c->at = dates ? ARENA_ARRAY(m->a, double, c->labels.n) : NULL;
	struct str *labels = ARENA_ARRAY(m->a, struct str, c->labels.n + 1);
	for (size_t i = 0; i < c->labels.n; i++) {
		labels[i] = v[i].label;
		if (dates)
			c->at[i] = v[i].key;
		for (size_t k = 0; k < c->series.n; k++) {
			size_t at = k * CHART_MAX_LABELS + v[i].at;
			if (at < m->accs.n && m->accs.v[at])
				c->cells[k * c->labels.n + i] = value_of(m, m->accs.v[at]);
		}
	}
	c->labels.v = labels;
}

/* --- the types --------------------------------------------------------------------------- */

struct columns { /* of one table; STR_NPOS: not asked for */
	size_t x, series, value, label, end, y[CHART_MAX_SERIES];
};

static bool find_columns(struct making *m, const struct chart_table *t, struct columns *out)
{
	const struct chart_spec *s = m->s;
	const struct {
		struct str name;
		size_t *at;
	} list[] = {{s->x.column, &out->x}, {s->series, &out->series}, {s->value, &out->value},
		{s->label, &out->label}, {s->end, &out->end}};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		*list[i].at = STR_NPOS;
		if (list[i].name.n && !column(m, t, list[i].name, list[i].at))
			return false;
	}
	for (size_t i = 0; i < s->columns.n; i++)
		if (!column(m, t, s->columns.v[i], &out->y[i]))
			return false;
	return true;
}

static bool put_row(struct making *m, struct strs row, const struct columns *at)
{
	const struct chart_spec *s = m->s;
	struct str x = row.v[at->x];
	if (s->type == CHART_HEATMAP)
		return put_cell(
			m, x, row.v[at->y[0]], at->value == STR_NPOS ? STR("") : row.v[at->value]);
	if (at->series != STR_NPOS || !s->columns.n)
		return put_cell(m, x, at->series == STR_NPOS ? STR("") : row.v[at->series],
			s->columns.n ? row.v[at->y[0]] : STR(""));
	for (size_t i = 0; i < s->columns.n; i++)
		if (!put_cell(m, x, s->columns.v[i], row.v[at->y[i]]))
			return false;
	return true;
}

static bool put_point(struct making *m, struct strs row, const struct columns *at)
{
	struct chart_point p = {.name = at->label == STR_NPOS ? STR("") : row.v[at->label]};
	struct str series = at->series == STR_NPOS ? m->s->columns.v[0] : row.v[at->series];
	if (!chart_num_read(m->a, row.v[at->x], &p.x) ||
		!chart_num_read(m->a, row.v[at->y[0]], &p.y)) {
		m->c->n_dropped++;
		return true;
	}
	if (!index_of(m, &m->series, &m->c->series, text_cut(series, LABEL_CP), CHART_MAX_SERIES,
		    "series", &p.series))
		return false;
	VEC_PUSH(m->a, &m->points, p);
	return true;
}

static bool put_event(struct making *m, struct strs row, const struct columns *at)
{
	struct chart_point p = {.name = row.v[at->label]};
	struct str series = at->series == STR_NPOS ? STR("") : row.v[at->series];
	if (!chart_when(m->a, row.v[at->x], &p.x.v)) {
		m->c->n_dropped++;
		return true;
	}
	p.x.text = row.v[at->x];
	p.x.known = true;
	if (at->end != STR_NPOS && chart_when(m->a, row.v[at->end], &p.y.v) && p.y.v >= p.x.v) {
		p.y.text = row.v[at->end];
		p.y.known = true;
	}
	if (!index_of(m, &m->series, &m->c->series, text_cut(series, LABEL_CP), CHART_MAX_SERIES,
		    "series", &p.series))
		return false;
	VEC_PUSH(m->a, &m->points, p);
	return true;
}

static bool put_value(struct making *m, struct strs row, const struct columns *at)
{
	struct chart_point p = {0};
	if (chart_num_read(m->a, row.v[at->x], &p.x))
		VEC_PUSH(m->a, &m->points, p);
	else
		m->c->n_dropped++;
	return true;
}

static bool put_any(struct making *m, struct strs row, const struct columns *at)
{
	switch (m->s->type) {
	case CHART_SCATTER: return put_point(m, row, at);
	case CHART_TIMELINE: return put_event(m, row, at);
	case CHART_HISTOGRAM: return put_value(m, row, at);
	default: return put_row(m, row, at);
	}
}

static int by_x(const void *x, const void *y)
{
	const struct chart_point *p = x, *q = y;
	return (p->x.v > q->x.v) - (p->x.v < q->x.v);
}

/* Bins of equal, round width; a value on an edge counts in the bin that starts there, the last one
 * holds its end too. */
static void fill_bins(struct making *m)
{
	struct chart *c = m->c;
	size_t n = m->points.n, bins = m->s->bins;
	if (!n)
		return;
	qsort(m->points.v, n, sizeof *m->points.v, by_x);
	if (!bins)
		bins = (size_t)ceil(log2((double)n) + 1); /* Sturges */
	double lo = m->points.v[0].x.v, hi = m->points.v[n - 1].x.v;
	struct chart_scale s = chart_scale_make(lo, hi > lo ? hi : lo + 1, false, 0, 1);
	double width = m->s->bins ? (s.hi - s.lo) / (double)bins : s.step;
	while (!m->s->bins && (s.hi - s.lo) / width < (double)bins * 0.7)
		width /= 2;
	bins = (size_t)llround((s.hi - s.lo) / width);
	int64_t *count = ARENA_ARRAY(m->a, int64_t, bins + 1);
	for (size_t i = 0; i < n; i++) {
		double at = floor((m->points.v[i].x.v - s.lo) / width + 1e-9);
		size_t k = at < 0 ? 0 : (size_t)at;
		count[k < bins ? k : bins - 1]++;
	}
	c->lo = s.lo;
	c->width = width;
	c->cells = ARENA_ARRAY(m->a, struct chart_num, bins + 1);
	strs_add(m->a, &c->series, STR("count"));
	for (size_t i = 0; i < bins; i++) {
		struct str from = str_printf(m->a, "%.10g", s.lo + (double)i * width);
		struct str to = str_printf(m->a, "%.10g", s.lo + (double)(i + 1) * width);
		strs_add(m->a, &c->labels,
			str_printf(m->a, STR_FMT " to " STR_FMT, STR_ARG(from), STR_ARG(to)));
		c->cells[i] = chart_num_of(m->a, count[i]);
	}
}

static bool from_tables(struct making *m)
{
	if (!read_tables(m))
		return false;
	for (size_t i = 0; i < m->s->n_data; i++) {
		const struct chart_table *t = &m->tables[i];
		struct columns at;
		if (!find_columns(m, t, &at))
			return false;
		for (size_t k = 0; k < t->n; k++)
			if (!put_any(m, t->rows[k], &at))
				return false;
	}
	if (m->points.n > CHART_MAX_POINTS && m->s->type != CHART_HISTOGRAM)
		return err_set(m->e, ERR_INPUT, "chart: more than %zu points", CHART_MAX_POINTS);
	return true;
}

/* --- figures of prose -------------------------------------------------------------------- */

/* The quote stands in the passage, and the figure in the quote. */
static bool check_figure(struct making *m, const struct chart_figure *f)
{
	struct page page;
	struct passages l;
	struct str path, id;
	size_t start, end;
	if (!chart_page(m->kb, m->a, f->passage, &page, &path, &id, m->e))
		return false;
	const struct passage *p =
		passage_read(m->a, page.body, &l, NULL) ? passage_find(&l, id) : NULL;
	if (!p || !text_find_quote(m->a, p->plain, f->quote, &start, &end))
		return err_set(m->e, ERR_INPUT, "chart: \"" STR_FMT "\" does not stand in " STR_FMT,
			STR_ARG(text_cut(f->quote, 80)), STR_ARG(f->passage));
	if (!text_find_quote(m->a, f->quote, f->y, &start, &end))
		return err_set(m->e, ERR_INPUT, "chart: '" STR_FMT "' does not stand in its quote",
			STR_ARG(f->y));
	m->c->cites[m->c->n_cites++] = (struct chart_cite){.path = path,
		.passage = id,
		.quote = f->quote,
		.title = yaml_str(page.meta, STR("title")),
		.source = yaml_first(page.meta, STR("sources"))};
	return true;
}

static bool from_figures(struct making *m)
{
	m->c->cites = ARENA_ARRAY(m->a, struct chart_cite, m->s->n_points);
	for (size_t i = 0; i < m->s->n_points; i++) {
		const struct chart_figure *f = &m->s->points[i];
		struct chart_num n;
		if (!check_figure(m, f))
			return false;
		if (!chart_num_read(m->a, f->y, &n))
			return err_set(m->e, ERR_INPUT, "chart: '" STR_FMT "' is no figure",
				STR_ARG(f->y));
		if (!put_cell(m, f->x, m->s->y.label, f->y))
			return false;
	}
	return true;
}

/* --- chart_make -------------------------------------------------------------------------- */

static void name_axes(struct making *m)
{
	struct chart *c = m->c;
	const struct chart_spec *s = m->s;
	struct str first = s->type == CHART_HEATMAP ? s->y.column
		: s->columns.n			    ? s->columns.v[0]
						    : STR("count");
	c->title = s->title;
	c->x = s->x;
	c->y = s->y;
	if (!c->x.label.n)
		c->x.label = s->x.column;
	if (!c->y.label.n && (s->columns.n < 2 || s->type == CHART_HEATMAP))
		c->y.label = s->aggregate == CHART_COUNT && s->type != CHART_HEATMAP ? STR("count")
										     : first;
	if (s->type == CHART_HISTOGRAM)
		c->y = (struct chart_axis){.label = STR("count")};
}

bool chart_make(struct kb *kb, struct arena *a, const struct chart_spec *s, struct chart *out,
	struct err *e)
{
	struct err first = {0};
	*out = (struct chart){.type = s->type};
	struct making m = {.kb = kb,
		.a = a,
		.s = s,
		.c = out,
		.labels = map_make(a),
		.series = map_make(a),
		.e = &first};
	if (!(s->n_points ? from_figures(&m) : from_tables(&m)))
		return err_set(e, first.code, "%s", first.text);
	name_axes(&m);
	if (s->type == CHART_HISTOGRAM)
		fill_bins(&m);
	else if (s->type != CHART_SCATTER && s->type != CHART_TIMELINE)
		settle_cells(&m);
	if (s->type == CHART_TIMELINE && m.points.n)
		qsort(m.points.v, m.points.n, sizeof *m.points.v, by_x);
	out->points = m.points.v;
	out->n_points = m.points.n;
	size_t some = 0;
	for (size_t i = 0; i < out->labels.n * out->series.n && out->cells; i++)
		some += out->cells[i].known;
	if (!some && !out->n_points)
		return err_set(e, ERR_INPUT, "chart: the tables hold no figure for it");
	return true;
}
