/* chart_part.h - the data behind a chart of an office document (ECMA-376 part 1, 21.2): its title, and a
 * table of its categories and series. */
#ifndef DOC_CHART_PART_H
#define DOC_CHART_PART_H

#include "doc/grid.h"
#include "doc/xml.h"

/* False when x is no chart with data. title is plain text, "" for none. A series too long for the bounds
 * of grid.h is cut there. */
bool chart_part_read(struct arena *a, const struct xml *x, struct str *title, struct grid *out);

#endif
