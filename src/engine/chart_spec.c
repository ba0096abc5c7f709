/* chart_spec.c - see chart.h: the JSON of a spec, read with nothing guessed, and written.
 *
 * Order: words, members, reading, writing. */
#include "base/err.h"
#include "base/text.h"
#include "engine/chart.h"

#define DATA_MAX ((size_t)20)
#define FIGURES_MAX ((size_t)500)
#define TEXT_CP ((size_t)300)
#define BINS_MAX 100

const char *const chart_types[] = {
	"bar", "grouped", "stacked", "line", "scatter", "histogram", "heatmap", "timeline", NULL};
static const char *const aggregates[] = {
	"none", "sum", "mean", "count", "min", "max", "median", NULL};
static const char *const sorts[] = {"none", "value", "label", NULL};

/* --- members ----------------------------------------------------------------------------- */

struct reading {
	struct arena *a;
	struct err *e;
};

static bool put_text(struct reading *r, const char *name, const struct json *j, struct str *out)
{
	if (json_kind(j) != JSON_T_STRING)
		return err_set(r->e, ERR_INPUT, "chart: '%s' wants a text", name);
	*out = str_trim(text_clean(r->a, text_cut(json_str(j), TEXT_CP)));
	return true;
}

static bool put_word(struct reading *r, const char *name, const struct json *j,
	const char *const *words, unsigned *out)
{
	struct buf all = buf_make(r->a);
	for (unsigned i = 0; words[i]; i++) {
		if (json_kind(j) == JSON_T_STRING && str_eqz(json_str(j), words[i])) {
			*out = i;
			return true;
		}
		buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
	}
	return err_set(
		r->e, ERR_INPUT, "chart: '%s' wants one of " STR_FMT, name, STR_ARG(buf_str(&all)));
}

static bool put_number(
	struct reading *r, const char *name, const struct json *j, size_t most, size_t *out)
{
	double v = json_num(j);
	if (json_kind(j) != JSON_T_NUMBER || !(v >= 1 && v <= (double)most))
		return err_set(
			r->e, ERR_INPUT, "chart: '%s' wants a number from 1 to %zu", name, most);
	*out = (size_t)v;
	return true;
}

static bool unknown(struct reading *r, const char *where, struct str key)
{
	return err_set(r->e, ERR_INPUT, "chart: '%s%s" STR_FMT "' is unknown", where,
		where[0] ? "." : "", STR_ARG(text_cut(key, 40)));
}

static bool put_columns(struct reading *r, const struct json *j, struct strs *out)
{
	if (json_kind(j) != JSON_T_LIST || !json_len(j) || json_len(j) > CHART_MAX_SERIES)
		return err_set(r->e, ERR_INPUT, "chart: 'y.columns' wants 1 to %zu names",
			CHART_MAX_SERIES);
	for (size_t i = 0; i < json_len(j); i++) {
		struct str name;
		if (!put_text(r, "y.columns", json_at(j, i), &name))
			return false;
		strs_add(r->a, out, name);
	}
	return true;
}

/* columns: NULL where only one is meant. */
static bool put_axis(struct reading *r, const char *name, const struct json *j,
	struct chart_axis *out, struct strs *columns)
{
	if (json_kind(j) != JSON_T_OBJECT)
		return err_set(r->e, ERR_INPUT, "chart: '%s' wants an object", name);
	for (size_t i = 0; i < json_len(j); i++) {
		struct str key = json_key_at(j, i);
		const struct json *v = json_at(j, i);
		struct str *to = str_eqz(key, "column") ? &out->column
			: str_eqz(key, "label")		? &out->label
			: str_eqz(key, "unit")		? &out->unit
							: NULL;
		if (to && !put_text(r, name, v, to))
			return false;
		if (!to && !(columns && str_eqz(key, "columns")))
			return unknown(r, name, key);
		if (!to && !put_columns(r, v, columns))
			return false;
	}
	if (columns && !columns->n && out->column.n)
		strs_add(r->a, columns, out->column);
	return true;
}

static bool put_ref(struct reading *r, const struct json *j, struct chart_ref *out)
{
	*out = (struct chart_ref){.table = 1};
	for (size_t i = 0; i < json_len(j); i++) {
		struct str key = json_key_at(j, i);
		const struct json *v = json_at(j, i);
		bool good = str_eqz(key, "source") ? put_text(r, "data.source", v, &out->source)
			: str_eqz(key, "passage")  ? put_text(r, "data.passage", v, &out->passage)
			: str_eqz(key, "table") ? put_number(r, "data.table", v, 10000, &out->table)
						: unknown(r, "data", key);
		if (!good)
			return false;
	}
	if (!out->source.n == !out->passage.n)
		return err_set(r->e, ERR_INPUT,
			"chart: 'data' wants a 'source' (with the number of its 'table') or a "
			"'passage'");
	return true;
}

static bool put_data(struct reading *r, const struct json *j, struct chart_spec *out)
{
	bool list = json_kind(j) == JSON_T_LIST;
	size_t n = list ? json_len(j) : 1;
	if (!n || n > DATA_MAX)
		return err_set(r->e, ERR_INPUT, "chart: 'data' wants 1 to %zu tables", DATA_MAX);
	out->data = ARENA_ARRAY(r->a, struct chart_ref, n);
	for (; out->n_data < n; out->n_data++)
		if (!put_ref(r, list ? json_at(j, out->n_data) : j, &out->data[out->n_data]))
			return false;
	return true;
}

static bool put_figure(struct reading *r, const struct json *j, struct chart_figure *out)
{
	*out = (struct chart_figure){0};
	for (size_t i = 0; i < json_len(j); i++) {
		struct str key = json_key_at(j, i);
		struct str *to = str_eqz(key, "x") ? &out->x
			: str_eqz(key, "y")	   ? &out->y
			: str_eqz(key, "quote")	   ? &out->quote
			: str_eqz(key, "passage")  ? &out->passage
						   : NULL;
		if (!to)
			return unknown(r, "points", key);
		if (!put_text(r, "points", json_at(j, i), to))
			return false;
	}
	if (!out->x.n || !out->y.n || !out->quote.n || !out->passage.n)
		return err_set(
			r->e, ERR_INPUT, "chart: each of 'points' wants x, y, quote and passage");
	return true;
}

static bool put_figures(struct reading *r, const struct json *j, struct chart_spec *out)
{
	size_t n = json_kind(j) == JSON_T_LIST ? json_len(j) : 0;
	if (!n || n > FIGURES_MAX)
		return err_set(
			r->e, ERR_INPUT, "chart: 'points' wants a list of 1 to %zu", FIGURES_MAX);
	out->points = ARENA_ARRAY(r->a, struct chart_figure, n);
	for (; out->n_points < n; out->n_points++)
		if (!put_figure(r, json_at(j, out->n_points), &out->points[out->n_points]))
			return false;
	return true;
}

/* --- reading ----------------------------------------------------------------------------- */

static bool put_choice(
	struct reading *r, struct str key, const struct json *v, struct chart_spec *out, bool *mine)
{
	unsigned n = 0;
	bool good = true;
	*mine = true;
	if (str_eqz(key, "type")) {
		good = put_word(r, "type", v, chart_types, &n);
		out->type = (enum chart_type)n;
	} else if (str_eqz(key, "aggregate")) {
		good = put_word(r, "aggregate", v, aggregates, &n);
		out->aggregate = (enum chart_aggregate)n;
	} else if (str_eqz(key, "sort")) {
		good = put_word(r, "sort", v, sorts, &n);
		out->sort = (enum chart_sort)n;
	} else {
		*mine = false;
	}
	return good;
}

static bool put_member(
	struct reading *r, struct str key, const struct json *v, struct chart_spec *out)
{
	const struct {
		const char *name;
		struct str *to;
	} texts[] = {{"title", &out->title}, {"series", &out->series}, {"value", &out->value},
		{"label", &out->label}, {"end", &out->end}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_eqz(key, texts[i].name))
			return put_text(r, texts[i].name, v, texts[i].to);
	bool mine;
	if (!put_choice(r, key, v, out, &mine) || mine)
		return mine && r->e->code == ERR_NONE;
	if (str_eqz(key, "x"))
		return put_axis(r, "x", v, &out->x, NULL);
	if (str_eqz(key, "y"))
		return put_axis(r, "y", v, &out->y, &out->columns);
	if (str_eqz(key, "data"))
		return put_data(r, v, out);
	if (str_eqz(key, "points"))
		return put_figures(r, v, out);
	if (str_eqz(key, "bins"))
		return put_number(r, "bins", v, BINS_MAX, &out->bins);
	return unknown(r, "", key);
}

/* What each type cannot do without. */
static bool complete(const struct chart_spec *s, struct err *e)
{
	bool counts = s->aggregate == CHART_COUNT || s->type == CHART_HISTOGRAM ||
		s->type == CHART_TIMELINE;
	if (!s->n_data == !s->n_points)
		return err_set(e, ERR_INPUT, "chart: wants either 'data' or 'points'");
	if (s->n_points && s->type != CHART_BAR && s->type != CHART_LINE)
		return err_set(e, ERR_INPUT, "chart: 'points' make a bar or a line chart");
	if (s->n_points)
		return true;
	if (!s->x.column.n)
		return err_set(e, ERR_INPUT, "chart: 'x.column' is missing");
	if (!s->columns.n && !counts)
		return err_set(e, ERR_INPUT, "chart: 'y.column' is missing");
	if (s->series.n && s->columns.n > 1)
		return err_set(e, ERR_INPUT, "chart: 'series' goes with one column of y");
	if (s->type == CHART_HEATMAP && !s->value.n && s->aggregate != CHART_COUNT)
		return err_set(e, ERR_INPUT, "chart: 'value' is missing");
	if (s->type == CHART_TIMELINE && !s->label.n)
		return err_set(e, ERR_INPUT, "chart: 'label' is missing");
	return true;
}

bool chart_spec_read(struct arena *a, struct str text, struct chart_spec *out, struct err *e)
{
	struct json *j;
	struct err first = {0};
	struct reading r = {a, &first};
	*out = (struct chart_spec){0};
	bool good = json_parse(a, str_sub(text, 0, CHART_MAX_SPEC), &j, &first);
	if (good && json_kind(j) != JSON_T_OBJECT)
		good = err_set(&first, ERR_INPUT, "chart: wants a JSON object");
	if (good && !json_get(j, STR("type")))
		good = err_set(&first, ERR_INPUT, "chart: 'type' is missing");
	for (size_t i = 0; good && i < json_len(j); i++)
		good = put_member(&r, json_key_at(j, i), json_at(j, i), out);
	return (good && complete(out, &first)) || err_set(e, first.code, "%s", first.text);
}

/* --- writing ----------------------------------------------------------------------------- */

static void write_text(struct json_out *j, const char *key, struct str s)
{
	if (s.n)
		json_put_str(j, key, s);
}

static void write_axis(
	struct json_out *j, const char *key, const struct chart_axis *x, struct strs columns)
{
	json_open(j, key, '{');
	if (columns.n > 1)
		json_put_strs(j, "columns", columns);
	else
		write_text(j, "column", columns.n ? columns.v[0] : x->column);
	write_text(j, "label", x->label);
	write_text(j, "unit", x->unit);
	json_close(j, '}');
}

static void write_data(struct json_out *j, const struct chart_spec *s)
{
	if (s->n_data)
		json_open(j, "data", '[');
	for (size_t i = 0; i < s->n_data; i++) {
		const struct chart_ref *r = &s->data[i];
		json_open(j, NULL, '{');
		write_text(j, "source", r->source);
		if (r->source.n)
			json_put_int(j, "table", (int64_t)r->table);
		write_text(j, "passage", r->passage);
		json_close(j, '}');
	}
	if (s->n_data)
		json_close(j, ']');
	if (s->n_points)
		json_open(j, "points", '[');
	for (size_t i = 0; i < s->n_points; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "x", s->points[i].x);
		json_put_str(j, "y", s->points[i].y);
		json_put_str(j, "quote", s->points[i].quote);
		json_put_str(j, "passage", s->points[i].passage);
		json_close(j, '}');
	}
	if (s->n_points)
		json_close(j, ']');
}

struct str chart_spec_write(struct arena *a, const struct chart_spec *s)
{
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, true);
	json_open(&j, NULL, '{');
	json_put_str(&j, "type", str_of(chart_types[s->type]));
	write_text(&j, "title", s->title);
	write_data(&j, s);
	write_axis(&j, "x", &s->x, (struct strs){0});
	write_axis(&j, "y", &s->y, s->columns);
	write_text(&j, "series", s->series);
	write_text(&j, "value", s->value);
	write_text(&j, "label", s->label);
	write_text(&j, "end", s->end);
	if (s->aggregate)
		json_put_str(&j, "aggregate", str_of(aggregates[s->aggregate]));
	if (s->sort)
		json_put_str(&j, "sort", str_of(sorts[s->sort]));
	if (s->bins)
		json_put_int(&j, "bins", (int64_t)s->bins);
	json_close(&j, '}');
	buf_putc(&b, '\n');
	return buf_str(&b);
}
