/* chart_marks.c - the bars, lines, points, cells and events of a chart, inside its frame.
 *
 * Order: places, bars, lines, points, heat map, timeline. */
#include <math.h>

#include "base/text.h"
#include "engine/chart_int.h"

#define VALUES_MAX 40 /* bars that are labelled with their values */
#define NAMES_MAX 40 /* points that are named */
#define LANE 26.0

/* --- places ------------------------------------------------------------------------------ */

static double band(const struct pen *p)
{
	return (p->right - p->left) / (double)(p->c->labels.n ? p->c->labels.n : 1);
}

double marks_x(const struct pen *p, size_t i)
{
	if (p->c->at)
		return chart_at(&p->x, p->c->at[i]);
	return p->left + band(p) * ((double)i + 0.5);
}

static const struct chart_num *cell(const struct pen *p, size_t series, size_t label)
{
	return &p->c->cells[series * p->c->labels.n + label];
}

/* What a pointer over the mark shows. */
static void put_hint(struct pen *p, struct str label, struct str series, struct str value)
{
	buf_puts(&p->b, "<title>");
	pen_text(&p->b, label);
	if (series.n) {
		buf_puts(&p->b, label.n ? ", " : "");
		pen_text(&p->b, series);
	}
	buf_puts(&p->b, ": ");
	pen_text(&p->b, value);
	buf_puts(&p->b, "</title>");
}

/* --- bars -------------------------------------------------------------------------------- */

static void put_bar(struct pen *p, double x, double w, double from, double to, size_t series)
{
	double y0 = chart_at(&p->y, from), y1 = chart_at(&p->y, to);
	double top = y0 < y1 ? y0 : y1;
	buf_printf(&p->b,
		"<rect class=\"s%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">",
		series, x, top, w, fabs(y1 - y0));
}

static void put_value(struct pen *p, double x, double w, const struct chart_num *n)
{
	double size = w < 34 ? 10 : 12;
	if (pen_width(n->text, size) > w * 1.05)
		return;
	double y = chart_at(&p->y, n->v);
	pen_label(p, x + w / 2, n->v < 0 ? y + size + 2 : y - 4, size, "dim", "middle", n->text);
}

static void side_by_side(struct pen *p, size_t i, double gap)
{
	const struct chart *c = p->c;
	double w = band(p) * (1 - gap) / (double)c->series.n;
	double x = marks_x(p, i) - w * (double)c->series.n / 2;
	for (size_t k = 0; k < c->series.n; k++, x += w) {
		const struct chart_num *n = cell(p, k, i);
		if (!n->known)
			continue;
		put_bar(p, x + 0.5, w - 1 > 0.5 ? w - 1 : 0.5, 0, n->v, k);
		put_hint(p, c->labels.v[i], c->series.n > 1 ? c->series.v[k] : STR(""), n->text);
		buf_puts(&p->b, "</rect>\n");
		if (c->labels.n * c->series.n <= VALUES_MAX)
			put_value(p, x, w, n);
	}
}

static void on_top(struct pen *p, size_t i)
{
	const struct chart *c = p->c;
	double w = band(p) * 0.7, x = marks_x(p, i) - w / 2, up = 0, down = 0;
	for (size_t k = 0; k < c->series.n; k++) {
		const struct chart_num *n = cell(p, k, i);
		if (!n->known)
			continue;
		double *at = n->v < 0 ? &down : &up;
		put_bar(p, x, w, *at, *at + n->v, k);
		put_hint(p, c->labels.v[i], c->series.v[k], n->text);
		buf_puts(&p->b, "</rect>\n");
		double y = (chart_at(&p->y, *at) + chart_at(&p->y, *at + n->v)) / 2;
		double h = fabs(chart_at(&p->y, *at) - chart_at(&p->y, *at + n->v));
		if (h > 16 && pen_width(n->text, 11) < w)
			pen_label(p, x + w / 2, y + 4, 11, "on", "middle", n->text);
		*at += n->v;
	}
}

void marks_bars(struct pen *p)
{
	bool touch = p->c->type == CHART_HISTOGRAM;
	for (size_t i = 0; i < p->c->labels.n; i++) {
		if (p->c->type == CHART_STACKED)
			on_top(p, i);
		else
			side_by_side(p, i, touch ? 0 : 0.3);
	}
}

/* --- lines ------------------------------------------------------------------------------- */

static void put_line(struct pen *p, size_t k)
{
	const struct chart *c = p->c;
	bool open = false;
	for (size_t i = 0; i < c->labels.n; i++) {
		const struct chart_num *n = cell(p, k, i);
		if (!n->known) { /* a gap, and no zero */
			buf_puts(&p->b, open ? "\"/>\n" : "");
			open = false;
			continue;
		}
		buf_printf(&p->b, "%s%.1f,%.1f",
			open ? " " : str_printf(p->a, "<polyline class=\"l%zu\" points=\"", k).p,
			marks_x(p, i), chart_at(&p->y, n->v));
		open = true;
	}
	buf_puts(&p->b, open ? "\"/>\n" : "");
}

void marks_lines(struct pen *p)
{
	const struct chart *c = p->c;
	for (size_t k = 0; k < c->series.n; k++) {
		put_line(p, k);
		for (size_t i = 0; i < c->labels.n && c->labels.n <= 80; i++) {
			const struct chart_num *n = cell(p, k, i);
			if (!n->known)
				continue;
			buf_printf(&p->b,
				"<circle class=\"s%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\">", k,
				marks_x(p, i), chart_at(&p->y, n->v));
			put_hint(p, c->labels.v[i], c->series.v[k], n->text);
			buf_puts(&p->b, "</circle>\n");
		}
	}
}

/* --- points ------------------------------------------------------------------------------ */

static void name_point(struct pen *p, const struct chart_point *pt, double x, double y)
{
	struct str name = pen_cut(p->a, pt->name, 140, 11);
	bool left = x + 8 + pen_width(name, 11) > p->right;
	pen_label(p, left ? x - 7 : x + 7, y + 4, 11, "dim", left ? "end" : "start", name);
}

void marks_points(struct pen *p)
{
	const struct chart *c = p->c;
	for (size_t i = 0; i < c->n_points; i++) {
		const struct chart_point *pt = &c->points[i];
		double x = chart_at(&p->x, pt->x.v), y = chart_at(&p->y, pt->y.v);
		buf_printf(&p->b, "<circle class=\"s%zu see\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\">",
			pt->series, x, y);
		put_hint(p, pt->name, c->series.n > 1 ? c->series.v[pt->series] : STR(""),
			str_printf(p->a, STR_FMT ", " STR_FMT, STR_ARG(pt->x.text),
				STR_ARG(pt->y.text)));
		buf_puts(&p->b, "</circle>\n");
		if (c->n_points <= NAMES_MAX && pt->name.n)
			name_point(p, pt, x, y);
	}
}

/* --- heat map ---------------------------------------------------------------------------- */

static void put_cell(struct pen *p, size_t k, size_t i, double lo, double hi)
{
	const struct chart *c = p->c;
	const struct chart_num *n = cell(p, k, i);
	double w = band(p), h = (p->bottom - p->top) / (double)c->series.n;
	double x = p->left + w * (double)i, y = p->top + h * (double)k;
	double share = hi > lo ? (n->v - lo) / (hi - lo) : 1;
	if (!n->known) {
		buf_printf(&p->b,
			"<rect class=\"none\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
			x + 1, y + 1, w - 2, h - 2);
		return;
	}
	buf_printf(&p->b,
		"<rect class=\"s0\" fill-opacity=\"%.3f\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		"height=\"%.1f\">",
		0.1 + 0.9 * share, x + 1, y + 1, w - 2, h - 2);
	put_hint(p, c->labels.v[i], c->series.v[k], n->text);
	buf_puts(&p->b, "</rect>\n");
	if (h >= 16 && pen_width(n->text, 12) < w - 4)
		pen_label(p, x + w / 2, y + h / 2 + 4, 12, share > 0.7 ? "on" : "ink", "middle",
			n->text);
}

void marks_heat(struct pen *p)
{
	const struct chart *c = p->c;
	double lo = INFINITY, hi = -INFINITY;
	for (size_t i = 0; i < c->labels.n * c->series.n; i++) {
		if (!c->cells[i].known)
			continue;
		lo = c->cells[i].v < lo ? c->cells[i].v : lo;
		hi = c->cells[i].v > hi ? c->cells[i].v : hi;
	}
	double h = (p->bottom - p->top) / (double)c->series.n;
	for (size_t k = 0; k < c->series.n; k++) {
		double y = p->top + h * ((double)k + 0.5) + 4;
		pen_label(p, p->left - 8, y, h < 12 ? 8 : 12, "dim", "end",
			pen_cut(p->a, c->series.v[k], p->left - 52, h < 12 ? 8 : 12));
		for (size_t i = 0; i < c->labels.n; i++)
			put_cell(p, k, i, lo, hi);
	}
}

/* --- timeline ---------------------------------------------------------------------------- */

static struct str event_text(struct pen *p, const struct chart_point *pt)
{
	struct str when = pt->y.known
		? str_printf(p->a, STR_FMT "–" STR_FMT, STR_ARG(pt->x.text), STR_ARG(pt->y.text))
		: pt->x.text;
	struct str all = str_printf(p->a, STR_FMT "  " STR_FMT, STR_ARG(when), STR_ARG(pt->name));
	return pen_cut(p->a, all, 420, 12);
}

/* The pixels that an event and its label take. */
static void extent(
	struct pen *p, const struct chart_point *pt, double *from, double *to, bool *left)
{
	double x = chart_at(&p->x, pt->x.v);
	double end = pt->y.known ? chart_at(&p->x, pt->y.v) : x;
	double w = pen_width(event_text(p, pt), 12) + 22;
	*left = end + w > p->right && x - w > p->left - 10;
	*from = *left ? x - w : x - 6;
	*to = *left ? end + 6 : end + w;
}

void marks_lanes(struct pen *p)
{
	const struct chart *c = p->c;
	double *busy = ARENA_ARRAY(p->a, double, c->n_points + 1);
	p->lanes = ARENA_ARRAY(p->a, size_t, c->n_points + 1);
	for (size_t i = 0; i < c->n_points; i++) {
		double from, to;
		bool left;
		size_t lane = 0;
		extent(p, &c->points[i], &from, &to, &left);
		while (lane < p->n_lanes && busy[lane] > from && lane < 200)
			lane++;
		if (lane == p->n_lanes)
			p->n_lanes++;
		busy[lane] = to;
		p->lanes[i] = lane;
	}
}

void marks_events(struct pen *p)
{
	const struct chart *c = p->c;
	for (size_t i = 0; i < c->n_points; i++) {
		const struct chart_point *pt = &c->points[i];
		double from, to, x = chart_at(&p->x, pt->x.v);
		double end = pt->y.known ? chart_at(&p->x, pt->y.v) : x;
		double y = p->bottom - LANE * ((double)p->lanes[i] + 0.7);
		bool left;
		extent(p, pt, &from, &to, &left);
		buf_printf(&p->b,
			"<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
			x, y, x, p->bottom);
		if (end > x + 1)
			buf_printf(&p->b,
				"<rect class=\"s%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
				"height=\"8\" rx=\"4\"/>\n",
				pt->series, x, y - 4, end - x);
		else
			buf_printf(&p->b,
				"<circle class=\"s%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>\n",
				pt->series, x, y);
		pen_label(p, left ? x - 9 : end + 9, y + 4, 12, "ink", left ? "end" : "start",
			event_text(p, pt));
	}
}
