/* chart_guess.c - see chart.h: the spec that a table and a question make obvious.
 *
 * Order: what a column holds, words of the question, the choice. */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "engine/chart.h"

#define COLUMNS_MAX ((size_t)40)
#define LOOK_ROWS ((size_t)500)
#define BARS_MAX ((size_t)60)

/* --- columns ----------------------------------------------------------------------------- */

enum holds { HOLDS_WORDS, HOLDS_FIGURES, HOLDS_DATES };

struct facts { /* of a column */
	enum holds holds;
	size_t n_different, n_words; /* words: of the question in its name */
};

struct guess {
	struct arena *a;
	const struct chart_table *t;
	struct str question; /* folded, blanks around */
	struct facts col[COLUMNS_MAX];
	size_t n;
	struct chart_spec *out;
};

/* A year by itself, or a date: "2001" is one, "12" and "34000" are figures. */
static bool is_date(struct arena *a, struct str cell, struct str name)
{
	double when;
	struct chart_num n;
	if (!chart_when(a, cell, &when))
		return false;
	if (!chart_num_read(a, cell, &n))
		return true;
	bool yearly = str_ifind(name, STR("year")) != STR_NPOS ||
		str_ifind(name, STR("jahr")) != STR_NPOS ||
		str_ifind(name, STR("date")) != STR_NPOS;
	return n.text.n == 4 && !n.places && when >= 1000 && when <= 2200 &&
		(yearly || (when >= 1700 && when <= 2100));
}

static void look_at(struct guess *g, size_t i)
{
	size_t dates = 0, figures = 0, some = 0;
	struct map seen = map_make(g->a);
	for (size_t r = 0; r < g->t->n && r < LOOK_ROWS; r++) {
		struct str cell = g->t->rows[r].v[i];
		struct chart_num n;
		if (!cell.n)
			continue;
		some++;
		map_add(&seen, cell, NULL);
		if (is_date(g->a, cell, g->t->head.v[i]))
			dates++;
		else
			figures += chart_num_read(g->a, cell, &n);
	}
	g->col[i].n_different = seen.n;
	if (some && dates * 10 >= some * 8)
		g->col[i].holds = HOLDS_DATES;
	else if (some && figures * 10 >= some * 7)
		g->col[i].holds = HOLDS_FIGURES;
}

/* --- the question ------------------------------------------------------------------------ */

static bool asks(const struct guess *g, const char *words)
{
	struct str rest = str_of(words), w;
	while (str_cut(&rest, ',', &w))
		if (str_find(g->question, str_printf(g->a, " " STR_FMT " ", STR_ARG(w))) !=
			STR_NPOS)
			return true;
	return false;
}

static struct strs stems_of(struct arena *a, struct text_stemmer *stem, struct str text)
{
	struct strs out = {0};
	struct text_words w = text_words(a, text);
	for (size_t i = 0; i < w.n; i++)
		if (!text_is_stop(w.v[i].folded, STR("en")))
			strs_add(a, &out, text_stem(stem, a, w.v[i].folded));
	strs_sort_unique(&out);
	return out;
}

/* Words of the question in the name of each column; one that several names have tells nothing. */
static void count_words(struct guess *g)
{
	struct text_stemmer *stem = text_stemmer_make(g->a, STR("en"));
	struct strs asked = stems_of(g->a, stem, g->question), names[COLUMNS_MAX];
	for (size_t i = 0; i < g->n; i++)
		names[i] = stems_of(g->a, stem, g->t->head.v[i]);
	for (size_t k = 0; k < asked.n; k++) {
		size_t n = 0, at = 0;
		for (size_t i = 0; i < g->n; i++)
			if (strs_has(names[i], asked.v[k])) {
				n++;
				at = i;
			}
		g->col[at].n_words += n == 1;
	}
}

/* --- the choice -------------------------------------------------------------------------- */

/* The best column that holds this, `not` left out; STR_NPOS. */
static size_t best(const struct guess *g, enum holds holds, size_t not_this, size_t nor_this)
{
	size_t at = STR_NPOS;
	for (size_t i = 0; i < g->n; i++)
		if (g->col[i].holds == holds && i != not_this && i != nor_this &&
			g->col[i].n_different > 0 &&
			(at == STR_NPOS || g->col[i].n_words > g->col[at].n_words))
			at = i;
	return at;
}

/* "Speed (km/h)" is a name and a unit. */
static void name_axis(const struct guess *g, struct chart_axis *x, size_t i)
{
	struct str name = g->t->head.v[i];
	size_t open = str_rfind_byte(name, '(');
	x->column = name;
	if (open != STR_NPOS && open > 0 && str_ends(name, STR(")"))) {
		x->label = str_trim(str_sub(name, 0, open));
		x->unit = str_sub(name, open + 1, name.n - 1);
	}
}

static void add_y(struct guess *g, size_t i)
{
	if (!g->out->columns.n)
		name_axis(g, &g->out->y, i);
	strs_add(g->a, &g->out->columns, g->t->head.v[i]);
}

/* The columns of figures: those that the question names, else the first. */
static size_t choose_y(struct guess *g, size_t x)
{
	size_t first = best(g, HOLDS_FIGURES, x, STR_NPOS), n = 0;
	for (size_t i = 0; i < g->n && n < CHART_MAX_SERIES; i++)
		if (i != x && g->col[i].holds == HOLDS_FIGURES && g->col[i].n_words) {
			add_y(g, i);
			n++;
		}
	if (n || first == STR_NPOS)
		return first;
	add_y(g, first);
	return first;
}

/* Does x (with series) name each row once? */
static bool is_key(const struct guess *g, size_t x, size_t series)
{
	struct map seen = map_make(g->a);
	for (size_t r = 0; r < g->t->n; r++) {
		const struct strs *row = &g->t->rows[r];
		bool added;
		map_add(&seen,
			str_printf(g->a, STR_FMT "\n" STR_FMT, STR_ARG(row->v[x]),
				STR_ARG(series == STR_NPOS ? STR("") : row->v[series])),
			&added);
		if (!added)
			return false;
	}
	return true;
}

static void make_unique(struct guess *g, size_t x)
{
	struct chart_spec *s = g->out;
	if (is_key(g, x, STR_NPOS))
		return;
	for (size_t i = 0; i < g->n && s->columns.n == 1; i++)
		if (i != x && g->col[i].holds != HOLDS_FIGURES &&
			g->col[i].n_different <= CHART_MAX_SERIES && g->col[i].n_different > 1 &&
			is_key(g, x, i)) {
			s->series = g->t->head.v[i];
			s->type = s->type == CHART_BAR ? CHART_GROUPED : s->type;
			return;
		}
	s->aggregate = asks(g, "average,mean,typical")	   ? CHART_MEAN
		: asks(g, "median")			   ? CHART_MEDIAN
		: asks(g, "most,highest,largest,maximum")  ? CHART_MAX
		: asks(g, "least,lowest,smallest,minimum") ? CHART_MIN
							   : CHART_SUM;
	static const char *const names[] = {
		"", "sum of ", "mean of ", "", "least ", "most ", "median of "};
	struct str label = s->y.label.n ? s->y.label : s->y.column;
	s->y.label = str_cat(g->a, str_of(names[s->aggregate]), label);
}

static bool histogram(struct guess *g)
{
	size_t x = best(g, HOLDS_FIGURES, STR_NPOS, STR_NPOS);
	if (x == STR_NPOS || g->t->n < 2)
		return false;
	g->out->type = CHART_HISTOGRAM;
	name_axis(g, &g->out->x, x);
	return true;
}

static bool scatter(struct guess *g)
{
	size_t x = best(g, HOLDS_FIGURES, STR_NPOS, STR_NPOS);
	size_t y = x == STR_NPOS ? x : best(g, HOLDS_FIGURES, x, STR_NPOS);
	size_t name = best(g, HOLDS_WORDS, STR_NPOS, STR_NPOS);
	if (y == STR_NPOS)
		return false;
	size_t left = x < y ? x : y;
	g->out->type = CHART_SCATTER;
	name_axis(g, &g->out->x, left);
	add_y(g, left == x ? y : x);
	if (name != STR_NPOS)
		g->out->label = g->t->head.v[name];
	return true;
}

static bool timeline(struct guess *g)
{
	size_t x = best(g, HOLDS_DATES, STR_NPOS, STR_NPOS);
	size_t name = best(g, HOLDS_WORDS, STR_NPOS, STR_NPOS);
	if (x == STR_NPOS || name == STR_NPOS || g->t->n < 2)
		return false;
	g->out->type = CHART_TIMELINE;
	name_axis(g, &g->out->x, x);
	g->out->label = g->t->head.v[name];
	return true;
}

/* Figures by date or by name. */
static bool by_column(struct guess *g)
{
	size_t date = best(g, HOLDS_DATES, STR_NPOS, STR_NPOS);
	size_t word = best(g, HOLDS_WORDS, STR_NPOS, STR_NPOS);
	bool named = word != STR_NPOS &&
		(date == STR_NPOS || g->col[word].n_words > g->col[date].n_words);
	size_t x = named ? word : date;
	if (x == STR_NPOS || g->col[x].n_different < 2 || choose_y(g, x) == STR_NPOS)
		return false;
	struct chart_spec *s = g->out;
	bool bars = named || asks(g, "bar,bars,column,columns");
	s->type = asks(g, "stacked") ? CHART_STACKED : bars ? CHART_BAR : CHART_LINE;
	if (s->type == CHART_BAR && s->columns.n > 1)
		s->type = CHART_GROUPED;
	if (asks(g, "line,trend"))
		s->type = CHART_LINE;
	name_axis(g, &s->x, x);
	make_unique(g, x);
	return g->col[x].n_different <= (s->type == CHART_LINE ? CHART_MAX_LABELS : BARS_MAX);
}

static void entitle(struct guess *g)
{
	struct chart_spec *s = g->out;
	struct str x = s->x.label.n ? s->x.label : s->x.column,
		   y = s->y.label.n ? s->y.label : s->y.column;
	if (s->type == CHART_TIMELINE || s->type == CHART_HISTOGRAM || s->columns.n > 1)
		s->title = g->t->title.n ? g->t->title : x;
	else
		s->title = str_printf(g->a, STR_FMT " by " STR_FMT, STR_ARG(y), STR_ARG(x));
	if (g->t->title.n && !str_eq(s->title, g->t->title))
		s->title = str_printf(
			g->a, STR_FMT ": " STR_FMT, STR_ARG(g->t->title), STR_ARG(s->title));
}

bool chart_guess(
	struct arena *a, const struct chart_table *t, struct str question, struct chart_spec *out)
{
	struct guess g = {.a = a,
		.t = t,
		.question = str_printf(a, " " STR_FMT " ", STR_ARG(text_fold(a, question))),
		.n = t->head.n < COLUMNS_MAX ? t->head.n : COLUMNS_MAX,
		.out = out};
	*out = (struct chart_spec){0};
	for (size_t i = 0; i < g.n; i++)
		look_at(&g, i);
	count_words(&g);
	bool done = (asks(&g, "histogram,distribution,distributed") && histogram(&g)) ||
		(asks(&g, "scatter,correlation,correlate,against") && scatter(&g)) ||
		(asks(&g, "timeline,chronology") && timeline(&g));
	if (!done) {
		done = by_column(&g);
		if (!done) {
			*out = (struct chart_spec){0};
			done = timeline(&g) || scatter(&g) || histogram(&g);
		}
	}
	if (done)
		entitle(&g);
	return done;
}
