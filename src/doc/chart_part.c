/* chart_part.c - see chart_part.h.
 *
 * A chart keeps a copy of the cells that it was drawn from. A point says where it belongs (idx), so that
 * gaps stay gaps. Order: points, series, the table. */
#include "doc/chart_part.h"

#include "base/vec.h"
#include "doc/sheet_value.h"

#define MAX_SERIES 100
#define MAX_POINTS 20000 /* of one series */
#define MAX_LABEL 300 /* bytes that levels are joined to */

struct points {
	struct str *v;
	size_t n;
};
struct series {
	struct str name;
	struct points labels, values, sizes;
	bool shares; /* the labels of the first one */
};

/* --- points ------------------------------------------------------------------------------ */

static struct str cell(struct arena *a, const struct xml *x, size_t pt, enum sheet_format f)
{
	struct str v = xml_line(a, x, xml_child(x, pt, "c:v"));
	return f == SHEET_PLAIN && !v.n ? v : sheet_number(a, v, f, false);
}

/* What of the caches below node comes first; XML_NONE for none. */
static size_t cache_of(const struct xml *x, size_t node)
{
	static const char *const names[] = {
		"c:strCache", "c:numCache", "c:multiLvlStrCache", "c:strLit", "c:numLit"};
	for (size_t i = 0; node != XML_NONE && i < sizeof names / sizeof *names; i++) {
		size_t found = xml_find(x, node, names[i]);
		if (found != XML_NONE)
			return found;
	}
	return XML_NONE;
}

/* In front of what a lower level says there. */
static void put_point(struct arena *a, struct points *p, size_t at, struct str text)
{
	if (at >= p->n || p->v[at].n > MAX_LABEL)
		return;
	p->v[at] = p->v[at].n && text.n
		? str_printf(a, STR_FMT " " STR_FMT, STR_ARG(text), STR_ARG(p->v[at]))
		: text;
}

/* One past the highest index; what is named twice counts as one. */
static size_t count_points(const struct xml *x, size_t cache)
{
	size_t n = 0;
	for (size_t i = cache; i < x->v[cache].end; i++) {
		int64_t at = xml_is(x, i, "c:pt") ? xml_int(x, i, "idx", -1) : -1;
		if (at >= 0 && at < MAX_POINTS && (size_t)at >= n)
			n = (size_t)at + 1;
	}
	return n;
}

/* Labels of several levels are joined, the outermost first; it stands for those below it. */
static struct points read_points(struct arena *a, const struct xml *x, size_t node)
{
	struct points p = {0};
	size_t cache = cache_of(x, node);
	if (cache == XML_NONE)
		return p;
	size_t code = xml_child(x, cache, "c:formatCode");
	enum sheet_format f =
		code == XML_NONE ? SHEET_PLAIN : sheet_format_of(xml_text(a, x, code));
	p.n = count_points(x, cache);
	p.v = ARENA_ARRAY(a, struct str, p.n);
	for (size_t i = cache, level = 0; i < x->v[cache].end; i++) {
		level += xml_is(x, i, "c:lvl");
		int64_t at = xml_is(x, i, "c:pt") ? xml_int(x, i, "idx", -1) : -1;
		if (at >= 0 && level <= 4)
			put_point(a, &p, (size_t)at, cell(a, x, i, f));
	}
	return p;
}

/* --- series ------------------------------------------------------------------------------ */

static struct str rich_line(struct arena *a, const struct xml *x, size_t node)
{
	struct buf b = buf_make(a);
	for (size_t i = node; node != XML_NONE && i < x->v[node].end; i++) {
		if (xml_is(x, i, "a:p") && b.n)
			buf_putc(&b, ' ');
		if (xml_is(x, i, "a:t") || xml_is(x, i, "c:v"))
			buf_put(&b, xml_text(a, x, i));
	}
	return str_trim(str_replace(a, buf_str(&b), STR("\n"), STR(" ")));
}

static struct series read_series(struct arena *a, const struct xml *x, size_t ser)
{
	struct series s = {.name = rich_line(a, x, xml_child(x, ser, "c:tx"))};
	size_t cat = xml_child(x, ser, "c:cat"), val = xml_child(x, ser, "c:val");
	s.labels = read_points(a, x, cat == XML_NONE ? xml_child(x, ser, "c:xVal") : cat);
	s.values = read_points(a, x, val == XML_NONE ? xml_child(x, ser, "c:yVal") : val);
	s.sizes = read_points(a, x, xml_child(x, ser, "c:bubbleSize"));
	return s;
}

/* --- the table --------------------------------------------------------------------------- */

static struct str point(struct points p, size_t i)
{
	return i < p.n ? p.v[i] : STR("");
}

static bool same_labels(struct points p, struct points q)
{
	size_t i = 0;
	while (i < p.n && i < q.n && str_eq(p.v[i], q.v[i]))
		i++;
	return !q.n || (i == p.n && i == q.n);
}

/* Series with labels of their own have a column for them. */
static void put_row(struct grid *g, const struct series *s, size_t n, size_t row, bool head)
{
	grid_row(g);
	for (size_t k = 0; k < n; k++) {
		if (!s[k].shares)
			grid_cell(g, head ? STR("") : point(s[k].labels, row));
		grid_cell(g, head ? s[k].name : point(s[k].values, row));
		if (s[k].sizes.n)
			grid_cell(g, head ? STR("") : point(s[k].sizes, row));
	}
}

bool chart_part_read(struct arena *a, const struct xml *x, struct str *title, struct grid *out)
{
	VEC(struct series) all = {0};
	size_t chart = xml_child(x, 0, "c:chart"), area = xml_child(x, chart, "c:plotArea");
	size_t n_rows = 0;
	*title = rich_line(a, x, xml_child(x, chart, "c:title"));
	*out = (struct grid){.a = a};
	for (size_t i = area; area != XML_NONE && i < x->v[area].end && all.n < MAX_SERIES; i++) {
		if (!xml_is(x, i, "c:ser"))
			continue;
		struct series s = read_series(a, x, i);
		size_t n = s.values.n > s.labels.n ? s.values.n : s.labels.n;
		n_rows = n > n_rows ? n : n_rows;
		s.shares = all.n && same_labels(all.v[0].labels, s.labels);
		VEC_PUSH(a, &all, s);
		i = x->v[i].end - 1;
	}
	if (!n_rows)
		return false;
	put_row(out, all.v, all.n, 0, true);
	for (size_t i = 0; i < n_rows && !out->cut; i++)
		put_row(out, all.v, all.n, i, false);
	grid_trim(out);
	return out->rows.n > 1;
}
