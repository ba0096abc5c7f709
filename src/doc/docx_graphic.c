/* docx_graphic.c - diagrams and charts of a DOCX, which are parts of their own (ECMA-376 part 1, 21.2
 * and 21.4).
 *
 * Order: diagrams, charts, the call. */
#include "doc/docx.h"

#include "base/err.h"
#include "base/text.h"

#define MAX_POINTS 1000 /* of a series */
#define MAX_SERIES 50

/* --- diagrams ---------------------------------------------------------------------------- */

/* The words of each point, one item each, in the order of the file. */
static void put_diagram(struct docx *d, const struct xml *x)
{
	for (size_t i = 0; i < x->n; i++) {
		if (!xml_is(x, i, "a:p"))
			continue;
		struct buf b = buf_make(d->a);
		struct flow_item item = {.list = x->v, .indent = -1};
		escape_inline(&b, xml_line(d->a, x, i), ESCAPE_TEXT);
		flow_item(&d->flow, &item, buf_str(&b));
		i = x->v[i].end - 1;
	}
}

/* --- charts ------------------------------------------------------------------------------ */

/* The points of a series' name, categories or values, by their index. */
struct points {
	struct str *v;
	size_t n;
};

static struct points points_of(struct docx *d, const struct xml *x, size_t node)
{
	struct points p = {0};
	size_t end = node == XML_NONE ? 0 : x->v[node].end, found = 0;
	for (size_t k = node; k < end; k++)
		found += xml_is(x, k, "c:pt");
	size_t most = 4 * found + 8 < MAX_POINTS ? 4 * found + 8 : MAX_POINTS;
	if (!found)
		return p;
	p.v = arena_alloc(d->a, most * sizeof *p.v);
	for (size_t k = node; k < end; k++) {
		int64_t at = xml_is(x, k, "c:pt") ? xml_int(x, k, "idx", -1) : -1;
		if (at < 0 || (size_t)at >= most)
			continue;
		p.v[at] = xml_line(d->a, x, k);
		p.n = (size_t)at + 1 > p.n ? (size_t)at + 1 : p.n;
	}
	return p;
}

static struct str point(const struct points *p, size_t i)
{
	return i < p->n ? p->v[i] : STR("");
}

struct chart {
	struct str names[MAX_SERIES];
	struct points values[MAX_SERIES], categories;
	size_t n_series, n_points;
};

static size_t either(const struct xml *x, size_t node, const char *name, const char *other)
{
	size_t i = xml_child(x, node, name);
	return i == XML_NONE ? xml_child(x, node, other) : i;
}

static void read_series(struct docx *d, const struct xml *x, size_t node, struct chart *c)
{
	size_t i = c->n_series++, tx = xml_child(x, node, "c:tx");
	struct points name = points_of(d, x, tx);
	struct points categories = points_of(d, x, either(x, node, "c:cat", "c:xVal"));
	c->names[i] = name.n || tx == XML_NONE ? point(&name, 0) : xml_line(d->a, x, tx);
	c->values[i] = points_of(d, x, either(x, node, "c:val", "c:yVal"));
	c->categories = c->categories.n < categories.n ? categories : c->categories;
	size_t n = c->values[i].n > categories.n ? c->values[i].n : categories.n;
	c->n_points = n > c->n_points ? n : c->n_points;
}

/* A table: a row a category, a column a series. */
static void put_chart(struct docx *d, const struct xml *x)
{
	struct chart c = {.n_series = 0};
	size_t chart = xml_child(x, 0, "c:chart"), title = xml_child(x, chart, "c:title");
	for (size_t k = 0; k < x->n && c.n_series < MAX_SERIES; k++)
		if (xml_is(x, k, "c:ser"))
			read_series(d, x, k, &c);
	if (title != XML_NONE) {
		struct buf b = buf_make(d->a);
		size_t rich = xml_find(x, title, "c:rich");
		escape_inline(
			&b, rich == XML_NONE ? STR("") : xml_line(d->a, x, rich), ESCAPE_TEXT);
		flow_paragraph(&d->flow, buf_str(&b));
	}
	struct grid g = {.a = d->a};
	grid_row(&g);
	grid_cell(&g, STR(""));
	for (size_t i = 0; i < c.n_series; i++)
		grid_cell(&g, c.names[i]);
	for (size_t p = 0; p < c.n_points; p++) {
		grid_row(&g);
		grid_cell(&g, point(&c.categories, p));
		for (size_t i = 0; i < c.n_series; i++)
			grid_cell(&g, point(&c.values[i], p));
	}
	grid_trim(&g);
	flow_table(&d->flow, &g);
}

/* --- the call ---------------------------------------------------------------------------- */

void docx_put_graphic(struct docx *d, struct str part)
{
	struct xml x;
	struct err ignored = {0};
	if (!opc_part(&d->opc, d->a, part, &x, &ignored))
		return;
	if (xml_is(&x, 0, "c:chartSpace"))
		put_chart(d, &x);
	else
		put_diagram(d, &x);
}
