/* chart_int.h - what the drawing files of a chart share: the frame and the pen. */
#ifndef ENGINE_CHART_INT_H
#define ENGINE_CHART_INT_H

#include "engine/chart.h"

#define PEN_WIDTH 960.0 /* of the picture, in pixels */
#define PEN_CHAR 0.55 /* width of a column of text, of its size */

struct pen {
	struct arena *a;
	struct buf b;
	const struct chart *c;
	struct chart_scale x, y;
	double left, right, top, bottom; /* of the plot */
	double slant; /* room below the plot for labels set aslant; 0: level */
	size_t every; /* every so manieth label of x is shown */
	size_t n_lanes; /* timeline */
	size_t *lanes; /* of each event */
};

void pen_text(struct buf *b, struct str s); /* escaped for XML */
/* <text class=...> at x, y; anchor is start, middle or end. */
void pen_label(struct pen *p, double x, double y, double size, const char *class_,
	const char *anchor, struct str s);
double pen_width(struct str s, double size);
struct str pen_cut(struct arena *a, struct str s, double width, double size);

void marks_bars(struct pen *p); /* bar, grouped, stacked, histogram */
void marks_lines(struct pen *p);
void marks_points(struct pen *p);
void marks_heat(struct pen *p);
void marks_events(struct pen *p);
/* Gives each event a lane in which its label meets no other. */
void marks_lanes(struct pen *p);
/* Where label i of x stands. */
double marks_x(const struct pen *p, size_t i);

#endif
