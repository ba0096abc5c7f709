/* builtin_digest.c - what the builtin engine draws from a document: claims, concepts, a summary and
 * the questions that its headings ask.
 *
 * Claims are sentences that stand alone: the definition of each concept, then the most central ones
 * of each concept, then of the document, until the document's share is full. Rows of a table become
 * claims with the words of their head row. Order: how many, choosing, rows, writing, the digest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "llm/builtin_define.h"
#include "llm/builtin_quote.h"
#include "llm/builtin_rank.h"

#define CLAIMS_MAX 180
#define CONCEPTS_MAX 56
#define PER_CONCEPT 3 /* claims that each concept gets before the rest is filled */
#define SUMMARY_WORDS 110
#define SUMMARY_SENTENCES 5
#define QUESTIONS_MAX 10
#define OVERLAP_MAX 0.75 /* of two claims */
#define TEXT_MAX ((size_t)700) /* bytes of a claim */
#define ROW_CELLS 6

struct digester {
	struct arena *a; /* of the reply */
	const struct builtin_document *doc;
	struct words w;
	struct sentence *v;
	struct concepts c;
	double *scores;
	uint32_t *chosen; /* sentences */
	size_t n_chosen, most;
	bool *taken; /* by sentence */
};

/* --- how many ---------------------------------------------------------------------------- */

static size_t most_claims(size_t n_words)
{
	size_t n = 10 + n_words / 50;
	return n > CLAIMS_MAX ? CLAIMS_MAX : n;
}

static size_t most_concepts(size_t n_words)
{
	size_t n = 6 + (size_t)(sqrt((double)n_words) / 1.9);
	return n > CONCEPTS_MAX ? CONCEPTS_MAX : n;
}

/* --- choosing ---------------------------------------------------------------------------- */

static bool usable(const struct digester *d, uint32_t i)
{
	return sentence_stands(&d->v[i]) && d->v[i].text.n <= TEXT_MAX && !d->taken[i] &&
		quote_of(d->v[i].text).n > 0;
}

static bool repeats(const struct digester *d, uint32_t sentence)
{
	for (size_t i = 0; i < d->n_chosen; i++)
		if (sentence_overlap(&d->v[d->chosen[i]].bag, &d->v[sentence].bag) > OVERLAP_MAX)
			return true;
	return false;
}

static bool take(struct digester *d, uint32_t sentence)
{
	if (d->n_chosen >= d->most || !usable(d, sentence) || repeats(d, sentence))
		return false;
	d->taken[sentence] = true;
	d->chosen[d->n_chosen++] = sentence;
	return true;
}

static void take_definitions(struct digester *d)
{
	for (size_t i = 0; i < d->c.n; i++) {
		struct concept *c = &d->c.v[i];
		if (c->definition != WORDS_NONE && !d->taken[c->definition] &&
			!take(d, c->definition))
			c->definition = WORDS_NONE;
	}
}

struct ranked {
	double score;
	uint32_t sentence;
};

static int by_score(const void *x, const void *y)
{
	const struct ranked *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return p->sentence < q->sentence ? -1 : p->sentence > q->sentence;
}

static int by_place(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

/* What opens with a concept and has a year is a fact of its history. */
static bool is_dated(const struct digester *d, uint32_t sentence)
{
	const struct sentence *s = &d->v[sentence];
	for (uint32_t i = s->first; i < s->first + s->n; i++) {
		const struct word_token *t = &d->w.tokens[i];
		int64_t year;
		if (t->number && t->end - t->start == 4 &&
			str_to_i64(d->w.terms[t->term].folded, &year) && year >= 1400 &&
			year <= 2100)
			return true;
	}
	return false;
}

/* "29 percent of the links": what a reader looks a text up for. */
static bool has_figure(const struct digester *d, uint32_t sentence)
{
	const struct sentence *s = &d->v[sentence];
	for (uint32_t i = s->first; i + 1 < s->first + s->n; i++) {
		const struct word_token *t = &d->w.tokens[i];
		struct str unit = d->w.terms[t[1].term].folded;
		if (t->number && (str_eqz(unit, "percent") || str_eqz(unit, "prozent")))
			return true;
	}
	return str_find_byte(s->text, '%') != STR_NPOS;
}

static double reads_alone(const struct digester *d, uint32_t sentence)
{
	return d->v[sentence].flags & SENT_BACK ? 0.5 : 1.0;
}

/* A sentence that opens with a concept is about it. */
static double about(const struct digester *d, const struct mention *m)
{
	size_t at = m->from - d->v[m->sentence].first;
	double opens = at > 2 ? 1.0 : is_dated(d, m->sentence) ? 2.2 : 1.5;
	return d->scores[m->sentence] * opens * reads_alone(d, m->sentence);
}

static void take_for_concept(struct digester *d, uint32_t concept, struct ranked *room)
{
	size_t n = 0, got = 0;
	for (size_t i = 0; i < d->c.n_mentions; i++) {
		const struct mention *m = &d->c.mentions[i];
		if (m->concept != concept || (n && room[n - 1].sentence == m->sentence))
			continue;
		if (d->taken[m->sentence])
			got++;
		else if (usable(d, m->sentence))
			room[n++] = (struct ranked){about(d, m), m->sentence};
	}
	if (n)
		qsort(room, n, sizeof *room, by_score);
	for (size_t i = 0; i < n && got < PER_CONCEPT; i++)
		got += take(d, room[i].sentence);
}

/* The rest by rank; sentences that name a concept go first. */
static void take_rest(struct digester *d, struct ranked *room)
{
	size_t n = 0;
	for (uint32_t i = 0; i < d->w.n_sentences; i++) {
		size_t from, to;
		if (!usable(d, i))
			continue;
		concepts_in(&d->c, i, &from, &to);
		double named = to > from ? 1.0 : has_figure(d, i) ? 0.7 : 0.3;
		named *= reads_alone(d, i);
		room[n++] = (struct ranked){d->scores[i] * named, i};
	}
	if (n)
		qsort(room, n, sizeof *room, by_score);
	for (size_t i = 0; i < n && d->n_chosen < d->most; i++)
		take(d, room[i].sentence);
}

static void choose(struct digester *d)
{
	struct ranked *room =
		ARENA_ARRAY(d->w.a, struct ranked, d->w.n_sentences + d->c.n_mentions + 1);
	take_definitions(d);
	for (uint32_t i = 0; i < d->c.n; i++)
		take_for_concept(d, i, room);
	take_rest(d, room);
	if (d->n_chosen)
		qsort(d->chosen, d->n_chosen, sizeof *d->chosen, by_place);
}

/* --- rows -------------------------------------------------------------------------------- */

struct cells {
	struct str v[ROW_CELLS];
	size_t n;
};

static bool cells_of(struct str row, struct cells *out)
{
	struct str rest = row;
	out->n = 0;
	for (;;) {
		size_t at = str_find(rest, STR(" | "));
		if (out->n == ROW_CELLS)
			return false;
		out->v[out->n++] = str_trim(str_sub(rest, 0, at));
		if (at == STR_NPOS)
			break;
		rest = str_from(rest, at + 3);
	}
	return out->n > 1;
}

/* "SQLite - released: 2000; license: public domain" of a row and the head row above it. */
static struct str row_text(struct arena *a, const struct cells *head, const struct cells *row)
{
	struct buf b = buf_make(a);
	size_t n = 0;
	for (size_t i = 1; i < row->n; i++) {
		if (!row->v[i].n || !head->v[i].n)
			continue;
		buf_puts(&b, n++ ? "; " : " \xE2\x80\x94 ");
		buf_put(&b, head->v[i]);
		buf_puts(&b, ": ");
		buf_put(&b, row->v[i]);
	}
	if (!n)
		return STR("");
	return str_cat(a, row->v[0], buf_str(&b));
}

struct row {
	uint32_t sentence;
	struct str text, quote;
};

/* The row as a claim; false when it does not read as a fact about a concept in its first cell. */
static bool row_claim(struct digester *d, uint32_t sentence, struct row *out)
{
	const struct word_sentence *s = &d->w.sentences[sentence];
	struct str block = d->w.blocks[s->block].text, line = block, first = {0};
	struct cells head, row;
	size_t from, to;
	if (!str_line(&line, &first) || s->start < first.n || !cells_of(first, &head))
		return false;
	struct str text = words_text(&d->w, s);
	if (!cells_of(text, &row) || row.n != head.n || text.n > TEXT_MAX || !row.v[0].n)
		return false;
	concepts_in(&d->c, sentence, &from, &to);
	if (from == to || d->w.tokens[d->c.mentions[from].from].start > s->start + row.v[0].n)
		return false;
	out->sentence = sentence;
	out->text = row_text(d->a, &head, &row);
	out->quote = str_sub(text, 0, text.n);
	return out->text.n > 0 && text_n_cp(text) <= CLAIM_QUOTE_MAX_CP;
}

/* --- writing ----------------------------------------------------------------------------- */

static struct str stance_of(const struct sentence *s)
{
	if (s->flags & SENT_FORECAST)
		return STR("forecast");
	return s->flags & SENT_OPINION ? STR("opinion") : STR("fact");
}

static struct strs named_in(struct digester *d, uint32_t sentence)
{
	struct strs names = {0};
	size_t from, to;
	concepts_in(&d->c, sentence, &from, &to);
	for (size_t i = from; i < to && names.n < 20; i++) {
		struct str name = d->c.v[d->c.mentions[i].concept].name;
		if (!strs_has(names, name))
			strs_add(d->a, &names, str_dup(d->a, name));
	}
	return names;
}

/* The paragraph that ends in ":" above a list leads its items in. */
static struct strs lead_in(struct digester *d, size_t passage)
{
	struct strs context = {0};
	const struct builtin_passage *p = d->doc->passages;
	if (passage && p[passage].kind == BUILTIN_LIST &&
		str_ends(str_trim(p[passage - 1].text), STR(":")))
		strs_add(d->a, &context, p[passage - 1].id);
	return context;
}

typedef VEC(struct reply_claim) claim_list;

static void put_claim(
	struct digester *d, claim_list *l, uint32_t sentence, struct str text, struct str quote)
{
	size_t passage = d->w.blocks[d->w.sentences[sentence].block].passage;
	struct reply_claim c = {.id = str_printf(d->a, "c%zu", l->n + 1)};
	c.text = text;
	c.quote = quote;
	c.passage = d->doc->passages[passage].id;
	c.context = lead_in(d, passage);
	c.stance = stance_of(&d->v[sentence]);
	c.by = STR("");
	c.concepts = named_in(d, sentence);
	VEC_PUSH(d->a, l, c);
}

static void put_claims(struct digester *d, struct str *id_of, struct reply_digest *out)
{
	claim_list l = {0};
	size_t rows = d->most / 3, k = 0;
	for (uint32_t i = 0; i < d->w.n_sentences; i++) {
		struct row row;
		size_t n = l.n;
		if (k < d->n_chosen && d->chosen[k] == i) {
			k++;
			put_claim(d, &l, i, d->v[i].text, quote_of(d->v[i].text));
		} else if (d->v[i].flags & SENT_ROW && rows && row_claim(d, i, &row)) {
			rows--;
			put_claim(d, &l, i, row.text, row.quote);
		}
		if (l.n > n)
			id_of[i] = l.v[n].id;
	}
	out->claims.v = l.v;
	out->claims.n = l.n;
}

static bool any_claim_names(const struct reply_digest *r, struct str name)
{
	for (size_t i = 0; i < r->claims.n; i++)
		if (strs_has(r->claims.v[i].concepts, name))
			return true;
	return false;
}

static void put_concepts(struct digester *d, const struct str *id_of, struct reply_digest *out)
{
	out->concepts.v = ARENA_ARRAY(d->a, struct reply_concept, d->c.n);
	for (size_t i = 0; i < d->c.n; i++) {
		const struct concept *c = &d->c.v[i];
		struct reply_concept r = {.name = str_dup(d->a, c->name), .kind = str_of(c->kind)};
		if (!any_claim_names(out, r.name))
			continue; /* nothing can be said of it */
		bool common = c->n == 1 && !c->proper && !c->title;
		if (common && c->definition == WORDS_NONE && c->n_sentences < 3)
			continue;
		for (size_t k = 0; k < c->aliases.n; k++)
			strs_add(d->a, &r.aliases, str_dup(d->a, c->aliases.v[k]));
		r.definition = c->definition == WORDS_NONE ? STR("") : id_of[c->definition];
		out->concepts.v[out->concepts.n++] = r;
	}
}

/* A summary speaks of the first concepts, and defines them where the text does. */
static double weight_named(const struct digester *d, uint32_t sentence)
{
	size_t from, to;
	double best = 0.25;
	concepts_in(&d->c, sentence, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct concept *c = &d->c.v[d->c.mentions[i].concept];
		double rank = (double)d->c.mentions[i].concept;
		double x = (c->title ? 1.6 : 1.0) / (1.0 + 0.15 * rank) *
			(c->definition == sentence ? 1.8 : 1.0);
		best = x > best ? x : best;
	}
	return best;
}

static void put_summary(struct digester *d, const struct str *id_of, struct reply_digest *out)
{
	double *scores = ARENA_ARRAY(d->w.a, double, d->w.n_sentences + 1);
	uint32_t v[SUMMARY_SENTENCES];
	for (size_t i = 0; i < d->w.n_sentences; i++)
		scores[i] = d->taken[i] ? d->scores[i] * weight_named(d, (uint32_t)i) : 0;
	size_t n = rank_choose(&d->w, d->v, scores, SUMMARY_WORDS, SUMMARY_SENTENCES, v);
	if (n)
		qsort(v, n, sizeof *v, by_place);
	out->summary.v = ARENA_ARRAY(d->a, struct reply_cited, n);
	for (size_t i = 0; i < n; i++) {
		struct reply_cited s = {.text = d->v[v[i]].text};
		strs_add(d->a, &s.claims, id_of[v[i]]);
		out->summary.v[out->summary.n++] = s;
	}
}

static void put_questions(struct digester *d, struct reply_digest *out)
{
	for (size_t i = 0; i < d->w.n_blocks && out->questions.n < QUESTIONS_MAX; i++) {
		struct str h = str_trim(d->w.blocks[i].text);
		bool asks = str_ends(h, STR("?")) || str_ends(h, STR("\xEF\xBC\x9F"));
		if (d->w.blocks[i].passage == (size_t)-1 && asks && h.n < 300 &&
			!strs_has(out->questions, h))
			strs_add(d->a, &out->questions, h);
	}
}

/* --- the digest -------------------------------------------------------------------------- */

void builtin_digest(struct arena *a, const struct builtin_document *doc, struct reply_digest *out)
{
	struct arena *scratch = arena_make();
	struct digester d = {.a = a, .doc = doc, .w = words_read(scratch, doc)};
	*out = (struct reply_digest){0};
	d.v = sentences_judge(&d.w);
	d.c = concepts_find(&d.w, d.v, most_concepts(d.w.n_counted));
	define_all(&d.w, d.v, &d.c);
	d.scores = rank_sentences(&d.w, d.v, RANK_CLAIMS);
	d.most = most_claims(d.w.n_counted);
	d.chosen = ARENA_ARRAY(scratch, uint32_t, d.most + 1);
	d.taken = ARENA_ARRAY(scratch, bool, d.w.n_sentences + 1);
	choose(&d);
	struct str *id_of = ARENA_ARRAY(scratch, struct str, d.w.n_sentences + 1);
	put_claims(&d, id_of, out);
	put_concepts(&d, id_of, out);
	put_summary(&d, id_of, out);
	put_questions(&d, out);
	arena_free(scratch);
}
