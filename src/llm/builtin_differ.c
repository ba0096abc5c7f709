/* builtin_differ.c - where several sources give figures or dates of the same thing: side by side in a
 * table, and a disagreement where they differ.
 *
 * A fact is a figure or the year of a beginning. Figures: clauses with one figure each, of the same
 * unit, that else say much the same. Dates: the same, or what opens with the concept and tells of one
 * kind of beginning; so does a row of a table ("released: 2000"). Order: figures, beginnings, facts,
 * disagreements, tables. */
#include "llm/builtin_article.h"

#define FIGURES_NEAR 0.15 /* overlap of sentences whose figures are compared at all */
#define SAME_UNITS 0.5 /* overlap of clauses that count the same thing */
#define SAME_YEARS 0.6 /* overlap of clauses that date the same thing */
#define BEGIN_WITHIN 5 /* tokens between a name and the verb of its beginning */
#define YEAR_WITHIN 7 /* tokens between that verb and its year */
#define DIFFER_MAX 8
#define COMPARED_MAX 400
#define TABLE_ROWS 8
#define TABLE_LEAST 3 /* rows, where the sources agree */

/* A clause with one figure: what is counted, and the other words. */
struct fact {
	struct item *x;
	bool found, year;
	size_t begins; /* kind of beginning plus one; 0: a figure */
	uint32_t unit; /* stem of the word behind the figure, WORDS_NONE for a year */
	struct str value; /* as written */
	struct str label; /* what is counted, or the verb of the beginning */
	struct sentence_bag bag;
};

static struct str folded(const struct words *w, uint32_t token)
{
	return w->terms[w->tokens[token].term].folded;
}

static struct str written(const struct words *w, uint32_t token)
{
	const struct word_token *t = &w->tokens[token];
	return str_sub(w->blocks[w->sentences[t->sentence].block].text, t->start, t->end);
}

static bool is_year(struct str s)
{
	int64_t year;
	return s.n == 4 && str_to_i64(s, &year) && year >= 1400 && year <= 2100;
}

/* --- figures ----------------------------------------------------------------------------- */

/* The first clause of x that holds exactly one figure, days of months aside. */
static void find_figure(const struct words *w, const uint32_t *stems, struct fact *out)
{
	const struct item *x = out->x;
	uint32_t end = x->first + x->n, to;
	for (uint32_t from = x->first; from < end; from = to) {
		size_t n = 0, years = 0;
		uint32_t at = 0;
		for (to = from; to < end && (to == from || w->tokens[to].joined); to++) {
			bool year = w->tokens[to].number && is_year(folded(w, to));
			n += w->tokens[to].number;
			years += year;
			if (w->tokens[to].number && (year || !years))
				at = to;
		}
		if (n == 0 || years > 1 || (years == 0 && n > 1))
			continue;
		out->value = written(w, at);
		out->year = years == 1;
		bool unit = at + 1 < to && !out->year;
		out->unit = unit ? stems[w->tokens[at + 1].term] : WORDS_NONE;
		out->label = unit ? written(w, at + 1) : STR("");
		out->bag = sentence_bag(w, stems, from, to - from);
		out->found = out->year || out->unit != WORDS_NONE;
		return;
	}
}

/* --- beginnings -------------------------------------------------------------------------- */

/* Kinds of beginning: words of one list tell of the same event. */
static size_t beginning(struct str word)
{
	static const char *const kinds[] = {"introduced published presented described proposed",
		"founded established", "invented coined", "released launched", "born", "died"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct str rest = str_of(kinds[i]), x;
		while (str_cut(&rest, ' ', &x))
			if (str_eq(word, x))
				return i + 1;
	}
	return 0;
}

/* The verb of a beginning in tokens [at, end) and its year behind. */
static void find_begun(
	const struct words *w, uint32_t at, uint32_t end, uint32_t last, struct fact *f)
{
	uint32_t verb = at;
	size_t kind = 0;
	for (; at < end && !kind; at++) {
		kind = beginning(folded(w, at));
		verb = at;
	}
	for (uint32_t i = at; kind && i < last && i < at + YEAR_WITHIN; i++) {
		if (beginning(folded(w, i)))
			return;
		if (!w->tokens[i].number || !is_year(folded(w, i)))
			continue;
		f->found = true;
		f->begins = kind;
		f->value = written(w, i);
		f->label = written(w, verb);
		return;
	}
}

/* "BM25 was introduced at TREC-3 in 1994", "BM25, first published in 1995 by ...", and the row "BM25 -
 * published: 1994". */
static void find_beginning(const struct words *w, struct fact *f)
{
	uint32_t first = f->x->first, last = first + f->x->n;
	if (!str_eqz(w->lang, "en") || !(f->x->subject || f->x->row))
		return;
	uint32_t end = f->x->row ? last : first + 1 + BEGIN_WITHIN;
	find_begun(w, first + 1, end < last ? end : last, last, f);
}

/* --- facts ------------------------------------------------------------------------------- */

struct facts {
	struct fact *v; /* two for each item: a figure, a beginning */
	size_t n;
};

static struct facts find_facts(struct writer *k)
{
	size_t n_stems;
	uint32_t *stems = sentence_stems(&k->w, &n_stems);
	struct facts l = {.v = ARENA_ARRAY(k->w.a, struct fact, 2 * k->n + 1)};
	for (size_t i = 0; i < k->n; i++) {
		struct fact figure = {.x = &k->v[i]}, begun = {.x = &k->v[i]};
		if (k->v[i].foreign)
			continue;
		if (!k->v[i].row)
			find_figure(&k->w, stems, &figure);
		if (k->v[i].row ? rows_label(k, &k->v[i]) : k->v[i].subject)
			find_beginning(&k->w, &begun);
		if (figure.found)
			l.v[l.n++] = figure;
		if (begun.found)
			l.v[l.n++] = begun;
	}
	return l;
}

/* Two sources on one thing. */
static bool same_thing(const struct fact *f, const struct fact *g)
{
	if (f->x->e->source == g->x->e->source || f->begins != g->begins)
		return false;
	if (f->begins)
		return true;
	return f->year == g->year && f->unit == g->unit &&
		sentence_overlap(&f->x->bag, &g->x->bag) >= FIGURES_NEAR &&
		sentence_overlap(&f->bag, &g->bag) >= (f->year ? SAME_YEARS : SAME_UNITS);
}

/* --- disagreements ----------------------------------------------------------------------- */

static bool is_told(const struct reply_article *r, struct str x, struct str y)
{
	for (size_t i = 0; i < r->disagreements.n; i++) {
		struct strs l = r->disagreements.v[i].claims;
		if (strs_has(l, x) && strs_has(l, y))
			return true;
	}
	return false;
}

void differ_find(struct writer *k, struct reply_article *out)
{
	if (k->n > COMPARED_MAX)
		return;
	struct facts l = find_facts(k);
	out->disagreements.v = ARENA_ARRAY(k->a, struct reply_cited, DIFFER_MAX);
	for (size_t i = 0; i < l.n; i++)
		for (size_t j = i + 1; j < l.n && out->disagreements.n < DIFFER_MAX; j++) {
			const struct builtin_evidence *x = l.v[i].x->e, *y = l.v[j].x->e;
			if (str_eq(l.v[i].value, l.v[j].value) || !same_thing(&l.v[i], &l.v[j]) ||
				is_told(out, x->id, y->id))
				continue;
			struct reply_cited s = {
				.text = str_printf(k->a,
					STR_FMT ": " STR_FMT " " STR_FMT ": " STR_FMT,
					STR_ARG(x->source_title), STR_ARG(x->text),
					STR_ARG(y->source_title), STR_ARG(y->text))};
			strs_add(k->a, &s.claims, str_dup(k->a, x->id));
			strs_add(k->a, &s.claims, str_dup(k->a, y->id));
			out->disagreements.v[out->disagreements.n++] = s;
		}
}

/* --- tables ------------------------------------------------------------------------------ */

/* The facts on what fact i is about, one a source; *differ when their values do. */
static size_t about_one_thing(
	const struct facts *l, size_t i, const bool *done, size_t *in, bool *differ)
{
	size_t n = 0;
	in[n++] = i;
	*differ = false;
	for (size_t j = i + 1; j < l->n && n < TABLE_ROWS; j++) {
		bool fits = !done[j], known = false;
		for (size_t m = 0; m < n && fits; m++) {
			known = known || same_thing(&l->v[in[m]], &l->v[j]);
			fits = l->v[in[m]].x->e->source != l->v[j].x->e->source;
		}
		if (!fits || !known)
			continue;
		*differ = *differ || !str_eq(l->v[i].value, l->v[j].value);
		in[n++] = j;
	}
	return n;
}

static struct reply_cited table_row(struct writer *k, const struct fact *f, bool head)
{
	struct buf b = buf_make(k->a);
	struct str title = f->x->e->source_title;
	struct str label = f->label.n ? f->label : STR("\xE2\x80\x93");
	buf_put(&b, head ? STR("\xE2\x80\x93") : str_replace(k->w.a, title, STR("|"), STR("/")));
	buf_puts(&b, " | ");
	buf_put(&b, head ? label : f->value);
	bool used = f->x->used; /* the sentence stays: it says more than the figure */
	struct reply_cited s = article_cite(k, f->x);
	f->x->used = used;
	s.text = buf_str(&b);
	return s;
}

void differ_tables(struct writer *k)
{
	if (k->n > COMPARED_MAX)
		return;
	struct facts l = find_facts(k);
	bool *done = ARENA_ARRAY(k->w.a, bool, l.n + 1);
	for (size_t i = 0; i < l.n; i++) {
		size_t in[TABLE_ROWS];
		bool differ;
		size_t n = done[i] ? 0 : about_one_thing(&l, i, done, in, &differ);
		if (n < 2 || (!differ && n < TABLE_LEAST))
			continue;
		struct reply_block b = {.heading = STR(""), .kind = STR("table")};
		b.sentences.v = ARENA_ARRAY(k->a, struct reply_cited, n + 1);
		b.sentences.v[b.sentences.n++] = table_row(k, &l.v[i], true);
		for (size_t m = 0; m < n; m++) {
			done[in[m]] = true;
			b.sentences.v[b.sentences.n++] = table_row(k, &l.v[in[m]], false);
		}
		VEC_PUSH(k->a, &k->blocks, b);
	}
}
