/* chart_draw.c - see chart.h: the frame of a chart (title, axes, grid, legend, sources) as SVG.
 *
 * Sizes come from the text: left of the plot stand its longest tick, below it its labels, level where
 * they fit and aslant where not. Order: colours, the pen, the layout, axes, legend, the picture. */
#include <math.h>

#include "base/text.h"
#include "base/map.h"
#include "engine/chart_int.h"

#define PLOT_HEIGHT 360.0
#define LANE 26.0
#define EDGE 24.0
#define CITES_MAX ((size_t)6)
#define SLANT_SIN 0.62

/* --- colours ----------------------------------------------------------------------------- */

/* After Okabe and Ito, so that most who see colours otherwise can tell them apart. */
static const char *const light_series[CHART_MAX_SERIES] = {"#0072b2", "#d98200", "#009e73",
	"#c2528b", "#3b9ad9", "#d55e00", "#8c6d31", "#6b6ecf", "#637939", "#ad494a", "#7b4173",
	"#4a4a4a"};
static const char *const dark_series[CHART_MAX_SERIES] = {"#5aa9e6", "#f0b429", "#34c79b",
	"#e48fbb", "#8fd3ff", "#ff8a4c", "#c7a76c", "#a3a5f0", "#a5bf6c", "#e08a8a", "#c58bbf",
	"#c9c9c9"};

static void put_colours(struct buf *b, bool dark)
{
	const char *const *s = dark ? dark_series : light_series;
	buf_printf(b, ".bg{fill:%s}.ink{fill:%s}.dim{fill:%s}.on{fill:%s}.none{fill:%s}",
		dark ? "#16191d" : "#ffffff", dark ? "#f2f4f6" : "#1b1f24",
		dark ? "#b3bac2" : "#57606a", dark ? "#101214" : "#ffffff",
		dark ? "#23282e" : "#f0f2f4");
	buf_printf(b, ".grid{stroke:%s}.axis{stroke:%s}", dark ? "#333a42" : "#dfe3e8",
		dark ? "#7d8590" : "#8c959f");
	for (size_t i = 0; i < CHART_MAX_SERIES; i++)
		buf_printf(b, ".s%zu{fill:%s}.l%zu{stroke:%s}", i, s[i], i, s[i]);
}

static void put_style(struct buf *b, enum chart_theme theme)
{
	buf_puts(b,
		"<style>text{font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto "
		"Sans\",\"DejaVu Sans\",sans-serif}polyline{fill:none;stroke-width:2.5;"
		"stroke-linejoin:round}line{stroke-width:1}.see{fill-opacity:.75}");
	put_colours(b, theme == CHART_DARK);
	if (theme == CHART_AUTO) {
		buf_puts(b, "@media (prefers-color-scheme:dark){");
		put_colours(b, true);
		buf_puts(b, "}");
	}
	buf_puts(b, "</style>\n");
}

/* --- the pen ----------------------------------------------------------------------------- */

void pen_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		switch (c) {
		case '&': buf_puts(b, "&amp;"); break;
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '"': buf_puts(b, "&quot;"); break;
		default: buf_putc(b, c < ' ' || c == 0x7f ? ' ' : (char)c);
		}
	}
}

double pen_width(struct str s, double size)
{
	return (double)text_width(s) * size * PEN_CHAR;
}

struct str pen_cut(struct arena *a, struct str s, double width, double size)
{
	if (pen_width(s, size) <= width)
		return s;
	size_t most = (size_t)(width / (size * PEN_CHAR)), i = 0, end = 0, used = 0;
	while (i < s.n) {
		size_t from = i;
		text_next(s, &i);
		used += text_width(str_sub(s, from, i));
		if (used + 1 > most)
			break;
		end = i;
	}
	return str_printf(a, STR_FMT "…", STR_ARG(str_trim_right(str_sub(s, 0, end))));
}

void pen_label(struct pen *p, double x, double y, double size, const char *class_,
	const char *anchor, struct str s)
{
	buf_printf(&p->b,
		"<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\" "
		"text-anchor=\"%s\">",
		class_, x, y, size, anchor);
	pen_text(&p->b, s);
	buf_puts(&p->b, "</text>\n");
}

/* --- the layout -------------------------------------------------------------------------- */

static bool is_points(const struct chart *c)
{
	return c->type == CHART_SCATTER;
}

/* Least and most of what stands on y. */
static void range_y(const struct chart *c, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t i = 0; i < c->n_points; i++) {
		*lo = c->points[i].y.v < *lo ? c->points[i].y.v : *lo;
		*hi = c->points[i].y.v > *hi ? c->points[i].y.v : *hi;
	}
	for (size_t l = 0; l < c->labels.n && c->cells; l++) {
		double up = 0, down = 0;
		for (size_t k = 0; k < c->series.n; k++) {
			double v = c->cells[k * c->labels.n + l].v;
			if (!c->cells[k * c->labels.n + l].known)
				continue;
			if (c->type == CHART_STACKED) {
				*(v < 0 ? &down : &up) += v;
				v = v < 0 ? down : up;
			}
			*lo = v < *lo ? v : *lo;
			*hi = v > *hi ? v : *hi;
		}
	}
	if (*lo > *hi)
		*lo = *hi = 0;
}

static void range_x(const struct chart *c, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (size_t i = 0; i < c->labels.n && c->at; i++) {
		*lo = c->at[i] < *lo ? c->at[i] : *lo;
		*hi = c->at[i] > *hi ? c->at[i] : *hi;
	}
	for (size_t i = 0; i < c->n_points && c->type != CHART_HISTOGRAM; i++) {
		const struct chart_point *p = &c->points[i];
		double end = c->type == CHART_TIMELINE && p->y.known ? p->y.v : p->x.v;
		*lo = p->x.v < *lo ? p->x.v : *lo;
		*hi = end > *hi ? end : *hi;
	}
}

static double widest_tick(struct pen *p)
{
	double most = 0;
	for (double v = p->y.lo; v <= p->y.hi + p->y.step / 2; v += p->y.step) {
		double w = pen_width(chart_tick(p->a, &p->y, v), 12);
		most = w > most ? w : most;
	}
	return most;
}

static double left_of(struct pen *p)
{
	const struct chart *c = p->c;
	double most = 0;
	if (c->type == CHART_TIMELINE)
		return EDGE + 12;
	if (c->type != CHART_HEATMAP)
		return EDGE + (c->y.label.n || c->y.unit.n ? 24 : 0) + widest_tick(p) + 10;
	for (size_t k = 0; k < c->series.n; k++) {
		double w = pen_width(c->series.v[k], 12);
		most = w > most ? w : most;
	}
	return EDGE + 24 + (most < 220 ? most : 220) + 10;
}

/* Level, aslant, or only some of them. */
static void lay_labels(struct pen *p)
{
	const struct chart *c = p->c;
	double band = (p->right - p->left) / (double)(c->labels.n ? c->labels.n : 1), most = 0;
	p->every = 1;
	for (size_t i = 0; i < c->labels.n; i++) {
		double w = pen_width(c->labels.v[i], 12);
		most = w > most ? w : most;
	}
	if (c->at || !c->labels.n || most <= band * 0.94)
		return;
	most = most < 190 ? most : 190;
	p->slant = most * SLANT_SIN + 8;
	while (band * (double)p->every < 15)
		p->every++;
}

static double legend_rows(const struct chart *c)
{
	double x = EDGE, rows = 1;
	if (c->type == CHART_HEATMAP || c->series.n < 2)
		return 0;
	for (size_t k = 0; k < c->series.n; k++) {
		double w = pen_width(c->series.v[k], 12) + 34;
		if (x + w > PEN_WIDTH - EDGE && x > EDGE) {
			x = EDGE;
			rows++;
		}
		x += w;
	}
	return rows;
}

static void lay_out(struct pen *p)
{
	const struct chart *c = p->c;
	double lo, hi, xlo, xhi;
	p->top = (c->title.n ? 56 : 24) + 22 * legend_rows(c) + 8;
	p->right = PEN_WIDTH - EDGE - 6;
	range_y(c, &lo, &hi);
	range_x(c, &xlo, &xhi);
	bool zero = c->type != CHART_SCATTER && (c->type != CHART_LINE || lo < (hi - lo) * 2);
	p->y = chart_scale_make(lo, hi, zero, 0, 1);
	p->left = left_of(p);
	if (xlo < xhi && c->at)
		p->x = (struct chart_scale){.lo = xlo,
			.hi = xhi,
			.step = xhi - xlo,
			.from = p->left + 16,
			.to = p->right - 16};
	else if (xlo <= xhi)
		p->x = chart_scale_make(xlo, xhi, false, p->left + 8, p->right - 8);
	double height = PLOT_HEIGHT;
	if (c->type == CHART_TIMELINE) {
		marks_lanes(p);
		height = LANE * (double)p->n_lanes + 16;
	}
	if (c->type == CHART_HEATMAP) {
		double row = 340.0 / (double)c->series.n;
		row = row > 44 ? 44 : row < 14 ? 14 : row;
		height = row * (double)c->series.n;
	}
	p->bottom = p->top + height;
	p->y.from = p->bottom;
	p->y.to = p->top;
	lay_labels(p);
}

/* --- axes -------------------------------------------------------------------------------- */

static void put_line(struct pen *p, const char *class_, double x1, double y1, double x2, double y2)
{
	buf_printf(&p->b, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		class_, x1, y1, x2, y2);
}

static struct str axis_text(struct arena *a, const struct chart_axis *x)
{
	if (!x->unit.n)
		return x->label;
	if (!x->label.n)
		return x->unit;
	return str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(x->label), STR_ARG(x->unit));
}

static void put_y_axis(struct pen *p)
{
	const struct chart *c = p->c;
	if (c->type != CHART_HEATMAP && c->type != CHART_TIMELINE)
		for (double v = p->y.lo; v <= p->y.hi + p->y.step / 2; v += p->y.step) {
			double y = chart_at(&p->y, v);
			bool zero = fabs(v) < p->y.step / 1e6;
			put_line(p, zero ? "axis" : "grid", p->left, y, p->right, y);
			pen_label(p, p->left - 8, y + 4, 12, "dim", "end",
				chart_tick(p->a, &p->y, v));
		}
	struct str text = axis_text(p->a, &c->y);
	if (!text.n || c->type == CHART_TIMELINE)
		return;
	double middle = (p->top + p->bottom) / 2;
	buf_printf(&p->b,
		"<text class=\"ink\" font-size=\"13\" text-anchor=\"middle\" "
		"transform=\"translate(%.1f %.1f) rotate(-90)\">",
		EDGE + 10, middle);
	pen_text(&p->b, pen_cut(p->a, text, p->bottom - p->top + 40, 13));
	buf_puts(&p->b, "</text>\n");
}

static void put_x_ticks(struct pen *p)
{
	for (double v = p->x.lo; v <= p->x.hi + p->x.step / 2; v += p->x.step) {
		double x = chart_at(&p->x, v);
		put_line(p, "grid", x, is_points(p->c) ? p->top : p->bottom, x, p->bottom + 5);
		pen_label(p, x, p->bottom + 20, 12, "dim", "middle", chart_tick(p->a, &p->x, v));
	}
}

/* Dates where they are: those that have room. */
static void put_x_dates(struct pen *p)
{
	const struct chart *c = p->c;
	double free_from = 0;
	for (size_t i = 0; i < c->labels.n; i++) {
		double x = marks_x(p, i), w = pen_width(c->labels.v[i], 12);
		if (x - w / 2 < free_from)
			continue;
		put_line(p, "grid", x, p->bottom, x, p->bottom + 5);
		pen_label(p, x, p->bottom + 20, 12, "dim", "middle", c->labels.v[i]);
		free_from = x + w / 2 + 8;
	}
}

static void put_x_labels(struct pen *p)
{
	const struct chart *c = p->c;
	for (size_t i = 0; i < c->labels.n; i += p->every) {
		double x = marks_x(p, i);
		if (p->slant <= 0) {
			pen_label(p, x, p->bottom + 20, 12, "dim", "middle", c->labels.v[i]);
			continue;
		}
		buf_printf(&p->b,
			"<text class=\"dim\" font-size=\"12\" text-anchor=\"end\" "
			"transform=\"translate(%.1f %.1f) rotate(-38)\">",
			x + 4, p->bottom + 16);
		pen_text(&p->b, pen_cut(p->a, c->labels.v[i], 190, 12));
		buf_puts(&p->b, "</text>\n");
	}
}

/* Returns the y below all of it. */
static double put_x_axis(struct pen *p)
{
	const struct chart *c = p->c;
	bool numbers = c->at || is_points(c) || c->type == CHART_TIMELINE;
	double y = p->bottom + (numbers || p->slant <= 0 ? 26 : p->slant + 14);
	put_line(p, "axis", p->left, p->bottom, p->right, p->bottom);
	if (c->at)
		put_x_dates(p);
	else if (numbers)
		put_x_ticks(p);
	else
		put_x_labels(p);
	struct str text = axis_text(p->a, &c->x);
	if (!text.n)
		return y;
	pen_label(p, (p->left + p->right) / 2, y + 16, 13, "ink", "middle", text);
	return y + 24;
}

/* --- legend and sources ------------------------------------------------------------------ */

static void put_legend(struct pen *p)
{
	const struct chart *c = p->c;
	double x = EDGE, y = c->title.n ? 62 : 28;
	if (legend_rows(c) < 1)
		return;
	for (size_t k = 0; k < c->series.n; k++) {
		double w = pen_width(c->series.v[k], 12) + 34;
		if (x + w > PEN_WIDTH - EDGE && x > EDGE) {
			x = EDGE;
			y += 22;
		}
		buf_printf(&p->b,
			"<rect class=\"s%zu\" x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"12\" "
			"rx=\"2\"/>\n",
			k, x, y - 10);
		pen_label(p, x + 18, y, 12, "ink", "start",
			pen_cut(p->a, c->series.v[k], PEN_WIDTH - 2 * EDGE - 34, 12));
		x += w;
	}
}

static double put_note(struct pen *p, double y, struct str s)
{
	pen_label(p, EDGE, y, 11, "dim", "start", pen_cut(p->a, s, PEN_WIDTH - 2 * EDGE, 11));
	return y + 16;
}

static double put_sources(struct pen *p, double y)
{
	const struct chart *c = p->c;
	struct map seen = map_make(p->a);
	y += 18;
	for (size_t i = 0; i < c->n_cites && seen.n < CITES_MAX; i++) {
		const struct chart_cite *t = &c->cites[i];
		struct str where = t->source.n ? t->source : t->path;
		struct str text = str_printf(p->a, "Source: " STR_FMT "%s" STR_FMT,
			STR_ARG(t->title), t->title.n ? ", " : "", STR_ARG(where));
		bool added;
		map_add(&seen, text, &added);
		if (added)
			y = put_note(p, y, text);
	}
	if (c->n_dropped)
		y = put_note(p, y,
			str_printf(p->a, "%zu %s without a figure left out", c->n_dropped,
				c->n_dropped == 1 ? "cell" : "cells"));
	return y;
}

/* --- the picture ------------------------------------------------------------------------- */

static void put_marks(struct pen *p)
{
	switch (p->c->type) {
	case CHART_LINE: marks_lines(p); break;
	case CHART_SCATTER: marks_points(p); break;
	case CHART_HEATMAP: marks_heat(p); break;
	case CHART_TIMELINE: marks_events(p); break;
	default: marks_bars(p); break;
	}
}

/* The data in words, for who does not see the picture. */
static void put_desc(struct pen *p, struct buf *b)
{
	struct chart_grid g;
	chart_grid(p->a, p->c, &g);
	buf_puts(b, "<desc>");
	for (size_t i = 0; i < g.n && i < CHART_MAX_LABELS; i++) {
		buf_puts(b, i ? "; " : "");
		for (size_t k = 0; k < g.rows[i].n; k++) {
			buf_puts(b, k == 1 ? ": " : k ? ", " : "");
			pen_text(b, g.rows[i].v[k]);
		}
	}
	buf_puts(b, "</desc>\n");
}

struct str chart_svg(struct arena *a, const struct chart *c, enum chart_theme theme)
{
	struct pen p = {.a = a, .b = buf_make(a), .c = c};
	struct buf b = buf_make(a);
	lay_out(&p);
	if (c->title.n)
		pen_label(&p, EDGE, 36, 20, "ink", "start",
			pen_cut(a, c->title, PEN_WIDTH - 2 * EDGE, 20));
	put_legend(&p);
	put_y_axis(&p);
	double y = put_x_axis(&p);
	put_marks(&p);
	y = put_sources(&p, y);
	buf_printf(&b,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
		"height=\"%.0f\" role=\"img\">\n<title>",
		PEN_WIDTH, y + 4, PEN_WIDTH, y + 4);
	pen_text(&b, c->title);
	buf_puts(&b, "</title>\n");
	put_desc(&p, &b);
	put_style(&b, theme);
	buf_puts(&b, "<rect class=\"bg\" width=\"100%\" height=\"100%\"/>\n");
	buf_put(&b, buf_str(&p.b));
	buf_puts(&b, "</svg>\n");
	return buf_str(&b);
}
