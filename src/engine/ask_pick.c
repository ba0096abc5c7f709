/* ask_pick.c - see ask_pick.h. Order: weights, passages, units, choice, outcome. */
#include "engine/ask_pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "doc/md.h"

#define PAGES ((size_t)50) /* whose passages are looked at */
#define PASSAGES ((size_t)200) /* whose sentences are */
#define PICKS ASK_PICKS
#define ROWS_MOST ((size_t)6) /* of a list or table */

/* What a word of the question counts that stands not in the sentence but near it. */
#define INFLECTED 0.9 /* another form of the word, or one that says the same */
#define CARRIED 0.9 /* in the sentence before one that starts with "It" */
#define IN_HEADING 0.85
#define IN_PASSAGE 0.7
#define IN_LONG_PASSAGE 0.35 /* where words meet by chance */
#define IN_LEAD 0.7 /* in the paragraph before a list or table */

/* Shares of the question: that a heading must hold to ask it, that the best sentence must cover. */
#define COVER_TITLE 0.72
#define COVER_LEAST 0.55
#define CLOSE 3 /* places */
#define LONG_WORDS ((size_t)60) /* of a sentence that is cut where it can be */
#define LONG_LEAST ((size_t)6)
#define NEAR_WORDS ((size_t)90) /* of a passage in which a fact's words may stand apart */
#define HOW_ASIDE 0.5 /* of the cover of a sentence that does not say how */
#define ALIKE 0.6 /* sentences with more words in common say the same */

typedef uint64_t mask; /* of words of the question: RETRIEVE_WORDS < 64 */

struct part { /* a passage that speaks of the question */
	const struct search_row *row;
	const struct search_passage *p;
	const struct search_passage *lead; /* the paragraph before a list, or NULL */
	const struct search_passage *term; /* a short line before it that names it, or NULL */
	const struct search_passage *rows; /* the list or table that it leads in, or NULL */
	bool first; /* under its heading */
	size_t place;
	double score;
};

struct around { /* words of the question near a sentence */
	mask title, heading, passage, lead;
	mask carried; /* of the sentence before it, that an "It" at its start stands for */
	bool titled; /* its subject and hardly more stands above the passage */
	bool exactly; /* its subject alone */
	bool apart; /* the passage is long */
};

struct unit {
	const struct part *part;
	struct str text;
	bool named; /* the subject stands above it, and it comes first below */
	size_t n_close; /* neighbours in the question that are near each other in it */
	mask own, exact; /* words of the question in it; as they were asked */
	struct around near;
	struct ask_signs signs;
	double cover, score;
	size_t at; /* bytes in the passage */
};

struct pick {
	struct kb *kb;
	struct arena *a;
	const struct ask_question *q;
	size_t most; /* sentences wanted; 0: by the type */
	struct retrieve_words w;
	struct retrieve_pages pages;
	double weight[RETRIEVE_WORDS], total;
	struct strs known; /* folded words of the question */
	mask subject[2];
	VEC(struct part) parts;
	VEC(struct unit) units;
};

/* --- weights ----------------------------------------------------------------------------- */

static mask mask_of(struct pick *p, struct str lang, struct str text)
{
	struct arena_mark m = arena_mark(p->a);
	struct retrieve_matches l;
	mask found = 0;
	retrieve_scan(p->a, &p->w, lang, text, &l);
	for (size_t i = 0; i < l.n; i++)
		found |= (mask)1 << l.v[i].word;
	arena_release(p->a, m);
	return found;
}

#define PAIR 0.6 /* of characters of a script without blanks */
#define PAIR_ENDING 0.1

/* Pairs across a particle, of a question word or of an ending, say little: what a Japanese question
 * is about stands in other characters than Hiragana. */
static double run_weight(const struct pick *p, struct str pair)
{
	for (size_t i = 0; i < pair.n;) {
		size_t from = i;
		uint32_t c = text_next(pair, &i);
		if ((c >= 0x3041 && c <= 0x309F) || c == 0x4F55 ||
			retrieve_is_stop(&p->w, str_sub(pair, from, i)))
			return PAIR_ENDING;
	}
	return PAIR;
}

/* "sq" and "lite" of "SQLite": the whole word counts alone, when the base holds it. */
static bool is_piece(const struct pick *p, size_t i)
{
	const struct retrieve_word *w = &p->w.v[i];
	if (w->run || !w->terms.n || str_find_byte(w->text, '-') != STR_NPOS)
		return false;
	for (size_t k = 0; k < p->w.n; k++) {
		const struct retrieve_word *v = &p->w.v[k];
		if (v->terms.n && v->n_pages && v->terms.v[0].n > w->terms.v[0].n &&
			str_eq(v->text, w->text))
			return true;
	}
	return false;
}

static void weigh(struct pick *p)
{
	mask pieces = 0;
	for (size_t i = 0; i < p->w.n; i++) {
		const struct retrieve_word *w = &p->w.v[i];
		double x = ask_word_weight(p->q->type, w->text);
		if (is_piece(p, i))
			pieces |= (mask)1 << i;
		if (!w->terms.n || is_piece(p, i))
			x = 0; /* of a run as a whole the pairs count */
		else if (w->run)
			x = run_weight(p, w->terms.v[0]);
		p->weight[i] = x * (1 + w->idf);
		p->total += p->weight[i];
		strs_add(p->a, &p->known, w->text);
		retrieve_also(p->a, &p->w, i, ask_alike(w->text));
	}
	for (size_t i = 0; i < 2; i++)
		p->subject[i] = mask_of(p, p->w.language, p->q->subjects[i]) & ~pieces;
}

/* Says what the question is about, unlike "make" and "year". */
static bool is_heavy(const struct pick *p, size_t i)
{
	return p->weight[i] > 0.6 * (1 + p->w.v[i].idf);
}

/* Such as "made", which a question for a fact asks about all the same. */
static bool is_light(const struct pick *p, size_t i)
{
	return !is_heavy(p, i) && p->weight[i] > 0.2 * (1 + p->w.v[i].idf);
}

static double sum(const struct pick *p, mask m)
{
	double s = 0;
	for (size_t i = 0; i < p->w.n; i++)
		if (m & (mask)1 << i)
			s += p->weight[i];
	return s;
}

/* --- passages ---------------------------------------------------------------------------- */

static int by_part(const void *x, const void *y)
{
	const struct part *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	int c = str_cmp(p->row->path, q->row->path);
	return c ? c : (p->place > q->place) - (p->place < q->place);
}

static bool has_rows(const struct search_passage *p)
{
	return p->kind == MD_LIST || p->kind == MD_TABLE;
}

/* A line of a few words and no full stop, as glossaries have above an entry. */
static bool is_term(const struct search_passage *p)
{
	size_t n = text_count_words(p->text);
	return p->kind == MD_PARAGRAPH && n > 0 && n <= 6 &&
		!strchr(".?!:;,", p->text.p[p->text.n - 1]);
}

/* What stands before passage k under the same heading and belongs to it. */
static void put_before(struct part *x, const struct search_body *body, size_t k)
{
	const struct search_passage *before = k ? &body->v[k - 1] : NULL;
	x->first = !before || !str_eq(before->heading, x->p->heading);
	if (x->first)
		return;
	if (has_rows(x->p))
		x->lead = before;
	if (is_term(before))
		x->term = before;
}

/* The list or table that passage k ends with a colon before. */
static void put_after(struct part *x, const struct search_body *body, size_t k)
{
	const struct search_passage *after = k + 1 < body->n ? &body->v[k + 1] : NULL;
	if (after && has_rows(after) && !has_rows(x->p) && str_ends(x->p->text, STR(":")) &&
		str_eq(after->heading, x->p->heading))
		x->rows = after;
}

static bool collect_parts(struct pick *p, struct err *e)
{
	for (size_t i = 0; i < p->pages.n; i++) {
		const struct retrieve_page *page = &p->pages.v[i];
		struct search_body body;
		if (!search_body(p->kb->index, p->a, page->row.id, &body, e))
			return false;
		double share = page->score / p->pages.v[0].score;
		for (size_t k = 0; k < body.n; k++) {
			const struct search_passage *s = &body.v[k];
			struct str above = str_printf(p->a, STR_FMT " > " STR_FMT,
				STR_ARG(page->row.title), STR_ARG(s->heading));
			struct part x = {.row = &page->row, .p = s, .place = k};
			put_before(&x, &body, k);
			put_after(&x, &body, k);
			if (x.term)
				above = str_printf(p->a, STR_FMT " > " STR_FMT, STR_ARG(above),
					STR_ARG(x.term->text));
			x.score = retrieve_score(p->a, &p->w, page->row.language, above, s->text);
			if (x.score <= 0 || !s->id.n || is_term(s))
				continue;
			x.score *= 0.75 + 0.25 * share;
			VEC_PUSH(p->a, &p->parts, x);
		}
	}
	if (p->parts.n)
		qsort(p->parts.v, p->parts.n, sizeof *p->parts.v, by_part);
	p->parts.n = p->parts.n < PASSAGES ? p->parts.n : PASSAGES;
	return true;
}

/* --- units ------------------------------------------------------------------------------- */

static double cover_of(const struct pick *p, const struct unit *u)
{
	double s = 0, in_passage = u->near.apart ? IN_LONG_PASSAGE : IN_PASSAGE;
	for (size_t i = 0; i < p->w.n; i++) {
		mask bit = (mask)1 << i;
		double credit = u->exact & bit	? 1
			: u->own & bit		? INFLECTED
			: u->near.carried & bit ? CARRIED
			: u->near.heading & bit ? IN_HEADING
			: u->near.passage & bit ? in_passage
			: u->near.lead & bit	? IN_LEAD
						: 0;
		s += p->weight[i] * credit;
	}
	return p->total > 0 ? s / p->total : 0;
}

static double sign_bonus(enum ask_type type, const struct ask_signs *s)
{
	switch (type) {
	case ASK_WHEN:
	case ASK_HOW_MANY: return s->wanted ? 0.15 : -0.1;
	case ASK_WHO: return s->wanted ? 0.08 : -0.05;
	case ASK_WHERE:
	case ASK_WHY:
	case ASK_COMPARE: return s->wanted ? 0.08 : 0;
	case ASK_DEFINITION: return s->defines ? 0.3 : 0;
	case ASK_LIST:
		return (s->defines ? 0.2 : 0) + (s->n_commas > 1 ? 0.08 : 0) +
			(s->wanted ? 0.2 : 0);
	default: return 0;
	}
}

/* Is it followed by the list or table that it announces? */
static bool leads_in(const struct unit *u)
{
	return u->part->rows && u->at + u->text.n == u->part->p->text.n;
}

static double shape_bonus(const struct pick *p, const struct unit *u)
{
	size_t n = text_count_words(u->text);
	double s = 0;
	s += 0.04 * (double)(u->n_close < 3 ? u->n_close : 3);
	if (n > 60)
		s -= 0.08;
	if (n < 5 && !has_rows(u->part->p))
		s -= 0.15;
	if (u->part->p->kind == MD_CODE)
		s -= 0.15;
	if (str_ends(u->text, STR("?")))
		s -= 0.2;
	if (str_ends(u->text, STR(":")) && n < 15 && p->q->type != ASK_WHY && !leads_in(u))
		s -= 0.15;
	if (p->q->type == ASK_DEFINITION && u->named)
		s += u->near.exactly ? 0.4 : 0.25;
	if (p->q->type == ASK_DEFINITION && u->signs.defines && u->part->place < 4)
		s += 0.1; /* an article opens with it */
	if (p->q->type == ASK_LIST && u->part->p->kind == MD_LIST)
		s += 0.1;
	return s;
}

/* The words of the question in a unit; bytes of the first and last one of the subject (of the
 * question, when it has none). */
static void look_at(struct pick *p, struct unit *u, size_t *first, size_t *last)
{
	struct arena_mark m = arena_mark(p->a);
	struct retrieve_matches l;
	*first = *last = 0;
	bool some = false;
	retrieve_scan(p->a, &p->w, u->part->row->language, u->text, &l);
	for (size_t i = 0; i < l.n; i++) {
		if (i && l.v[i].word == l.v[i - 1].word + 1 && l.v[i].at - l.v[i - 1].at <= CLOSE)
			u->n_close++;
		mask bit = (mask)1 << l.v[i].word;
		bool again = u->own & bit;
		u->own |= bit;
		u->exact |= l.v[i].exact ? bit : 0;
		if (again || (p->subject[0] && (!l.v[i].exact || !(p->subject[0] & bit))))
			continue;
		if (!some)
			*first = l.v[i].start;
		some = true;
		*last = l.v[i].end;
	}
	arena_release(p->a, m);
}

/* Holds a weighty word of the question that its title does not hold anyway, or all of several. */
static bool speaks(const struct pick *p, const struct unit *u)
{
	size_t n = 0, n_own = 0;
	for (size_t i = 0; i < p->w.n; i++) {
		mask bit = (mask)1 << i;
		if (!is_heavy(p, i))
			continue;
		if (u->own & ~u->near.title & bit)
			return true;
		n++;
		n_own += (u->own & bit) != 0;
	}
	return n > 1 && n_own == n;
}

/* Asked how, a sentence that holds one word of a title that speaks of the matter is any sentence of it: one
 * that tells how holds another word too, or two of them. */
static bool says_how(const struct pick *p, const struct unit *u)
{
	size_t n = 0, n_own = 0;
	mask own = u->own | u->near.carried;
	if (p->q->type != ASK_HOW || has_rows(u->part->p))
		return true;
	for (size_t i = 0; i < p->w.n; i++) {
		mask bit = (mask)1 << i;
		if (!is_heavy(p, i))
			continue;
		if (own & ~u->near.title & bit)
			return true;
		n++;
		n_own += (own & bit) != 0;
	}
	return n < 3 || n_own > 1;
}

/* Holds a verb of the question, such as "made". */
static bool says_verb(const struct pick *p, const struct unit *u)
{
	for (size_t i = 0; i < p->w.n; i++)
		if ((u->own & (mask)1 << i) && is_light(p, i))
			return true;
	return false;
}

/* "... was made by Ada ..." tells who. */
static bool says_by(const struct pick *p, const struct unit *u)
{
	struct str rest = u->text, by = STR(" by ");
	if (p->q->type != ASK_WHO)
		return false;
	for (size_t at; (at = str_find(rest, by)) != STR_NPOS;) {
		rest = str_from(rest, at + by.n);
		if (rest.n && rest.p[0] >= 'A' && rest.p[0] <= 'Z')
			return true;
	}
	return false;
}

static void add_unit(struct pick *p, const struct part *part, const struct around *near,
	size_t start, size_t end)
{
	struct unit u = {.part = part,
		.text = str_trim(str_sub(part->p->text, start, end)),
		.near = *near,
		.at = start};
	size_t first, last;
	if (!u.text.n)
		return;
	look_at(p, &u, &first, &last);
	bool opens = start == 0 && (part->first || part->term);
	if (!u.own && !(has_rows(part->p) && near->lead) && !(opens && near->titled))
		return;
	if (p->q->type == ASK_HOW_MANY && !p->subject[0])
		first = last;
	ask_signs(p->a, p->q->type, part->row->language, u.text, first, last, p->known, &u.signs);
	u.signs.defines = u.signs.defines && !(p->subject[0] & ~u.exact);
	u.named = !u.signs.defines && opens && near->titled && !str_ends(u.text, STR(":"));
	if (u.named)
		u.n_close = 3; /* the words stand above it as they were asked */
	if (p->q->type == ASK_HOW_MANY && first == last && !speaks(p, &u))
		u.signs.wanted = false;
	u.cover = cover_of(p, &u) * (says_how(p, &u) ? 1 : HOW_ASIDE);
	u.score = u.cover + 0.12 * part->score / p->parts.v[0].score +
		sign_bonus(p->q->type, &u.signs) + shape_bonus(p, &u);
	if (ask_is_fact(p->q->type) && u.signs.wanted && says_verb(p, &u))
		u.score += says_by(p, &u) ? 0.2 : 0.1;
	VEC_PUSH(p->a, &p->units, u);
}

/* Where the sentence that starts at `at` of text may end: texts without capitals give none. */
static size_t cut_long(struct str text, size_t at, size_t end)
{
	static const char *const stops[] = {" . ", ". ", "; ", "? ", "! "};
	size_t words = 0;
	for (size_t i = at; i < end; i++) {
		words += text.p[i] == ' ';
		for (size_t k = 0; words >= LONG_LEAST && k < sizeof stops / sizeof *stops; k++) {
			size_t n = strlen(stops[k]);
			if (str_starts(str_sub(text, i, end), str_of(stops[k])) && i + n < end)
				return i + n;
		}
	}
	return end;
}

static void add_sentence(struct pick *p, const struct part *part, struct around *here, mask *before,
	struct str text, size_t offset, size_t start, size_t end)
{
	struct str sentence = str_sub(text, start, end);
	here->carried = *before && ask_refers_back(sentence) ? *before : 0;
	*before = here->carried | mask_of(p, part->row->language, sentence);
	add_unit(p, part, here, offset + start, offset + end);
}

static void add_sentences(struct pick *p, const struct part *part, const struct around *near,
	struct str text, size_t offset)
{
	struct text_spans s = text_sentences(p->a, text, part->row->language);
	struct around here = *near;
	mask before = 0;
	for (size_t i = 0; i < s.n; i++) {
		size_t at = s.v[i].start, end = s.v[i].end;
		bool is_long = text_count_words(str_sub(text, at, end)) > LONG_WORDS;
		for (size_t to; at < end; at = to) {
			to = is_long ? cut_long(text, at, end) : end;
			add_sentence(p, part, &here, &before, text, offset, at, to);
		}
	}
}

/* Is this line the subject and hardly more, or the question itself? */
static bool is_title(struct pick *p, struct str lang, struct str line)
{
	mask want = p->subject[0];
	if (str_ends(line, STR("?")) && p->w.n &&
		sum(p, mask_of(p, lang, line)) >= COVER_TITLE * p->total)
		return true;
	return want && !(want & ~mask_of(p, lang, line)) &&
		text_count_words(line) <= text_count_words(p->q->subjects[0]) + 1;
}

static struct around around_of(struct pick *p, const struct part *part)
{
	struct str lang = part->row->language, path = part->p->heading, last = path;
	for (size_t at; (at = str_find(last, STR(" > "))) != STR_NPOS;)
		last = str_from(last, at + 3);
	mask title = mask_of(p, lang, part->row->title);
	struct around n = {.title = title,
		.heading = title | mask_of(p, lang, path),
		.passage = mask_of(p, lang, part->p->text),
		.lead = part->lead ? mask_of(p, lang, part->lead->text) : 0};
	if (part->term)
		n.heading |= mask_of(p, lang, part->term->text);
	struct str above = part->term ? part->term->text : last.n ? last : part->row->title;
	n.apart = part->p->kind == MD_PARAGRAPH && text_count_words(part->p->text) > NEAR_WORDS;
	n.titled = is_title(p, lang, above);
	n.exactly = n.titled && text_count_words(above) == text_count_words(p->q->subjects[0]);
	return n;
}

static void split_part(struct pick *p, const struct part *part)
{
	struct str text = part->p->text;
	struct around near = around_of(p, part);
	if (part->p->kind == MD_CODE) {
		add_unit(p, part, &near, 0, text.n);
		return;
	}
	size_t at = 0;
	while (at < text.n) { /* items and rows are lines; so are the lines of a poem */
		size_t n = str_find_byte(str_from(text, at), '\n');
		size_t end = n == STR_NPOS ? text.n : at + n;
		struct str line = str_sub(text, at, end);
		if (part->p->kind == MD_TABLE && at == 0 && end < text.n) /* no answer */
			near.passage = mask_of(p, part->row->language, line);
		else if (has_rows(part->p) && text_n_cp(line) <= 400)
			add_unit(p, part, &near, at, end);
		else
			add_sentences(p, part, &near, line, at);
		at = end + 1;
	}
}

static int by_unit(const void *x, const void *y)
{
	const struct unit *u = x, *v = y;
	if (u->score != v->score)
		return u->score > v->score ? -1 : 1;
	int c = by_part(u->part, v->part);
	return c ? c : (u->at > v->at) - (u->at < v->at);
}

/* --- choice ------------------------------------------------------------------------------ */

static size_t limit_of(enum ask_type type)
{
	switch (type) {
	case ASK_WHO:
	case ASK_WHEN:
	case ASK_WHERE:
	case ASK_HOW_MANY:
	case ASK_YES_NO: return 2;
	case ASK_HOW: return 4;
	case ASK_LIST:
	case ASK_COMPARE: return ROWS_MOST;
	default: return 3;
	}
}

/* Share of the shorter one's words that the other has too. */
static double alike(struct arena *a, struct str x, struct str y)
{
	struct arena_mark m = arena_mark(a);
	struct text_words v = text_words(a, x), w = text_words(a, y);
	struct map seen = map_make(a);
	size_t n = 0;
	for (size_t i = 0; i < v.n; i++)
		map_add(&seen, v.v[i].folded, NULL);
	for (size_t i = 0; i < w.n; i++)
		n += map_find(&seen, w.v[i].folded) != NULL;
	size_t least = v.n < w.n ? v.n : w.n;
	arena_release(a, m);
	return least ? (double)n / (double)least : 1;
}

static bool says_new(struct pick *p, const struct unit *u, struct unit *const *chosen, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (alike(p->a, u->text, chosen[i]->text) > ALIKE)
			return false;
	return true;
}

/* The best unit, then those that come near it and say something else. */
static size_t choose(struct pick *p, struct unit *chosen[PICKS])
{
	size_t n = 0, most = p->most ? p->most : limit_of(p->q->type);
	const struct unit *best = &p->units.v[0];
	for (size_t i = 0; i < p->units.n && i < 200 && n < most; i++) {
		struct unit *u = &p->units.v[i];
		bool same_list =
			p->q->type == ASK_LIST && has_rows(u->part->p) && u->part == best->part;
		if (best->signs.defines && best->own && !u->own && !same_list)
			continue; /* only the heading above it speaks of the matter */
		bool near = u->score > (p->most ? 0.6 : 0.75) * best->score &&
			u->cover > (p->most ? 0.5 : 0.6) * best->cover;
		if (i && !near && !same_list)
			continue;
		if (same_list ? n < most : says_new(p, u, chosen, n))
			chosen[n++] = u;
	}
	return n;
}

/* A comparison needs a sentence on each side: the best of a missing one comes in. */
static size_t both_sides(struct pick *p, struct unit *chosen[PICKS], size_t n)
{
	for (size_t side = 0; side < 2; side++) {
		mask want = p->subject[side] & ~p->subject[1 - side];
		bool have = !want;
		for (size_t i = 0; i < n && !have; i++)
			have = (chosen[i]->own & want) != 0;
		for (size_t i = 0; i < p->units.n && !have; i++) {
			if (!(p->units.v[i].own & want))
				continue;
			chosen[n < PICKS ? n++ : PICKS - 1] = &p->units.v[i];
			have = true;
		}
	}
	return n;
}

/* Sentences of the best one's page first, then page by page as they were ranked; inside a page as
 * they stand there. */
static void put_in_order(const struct pick *p, struct unit *chosen[PICKS], size_t n)
{
	size_t from = p->q->type == ASK_DEFINITION ? 1 : 0; /* a definition stays in front */
	for (size_t i = 1; i < n; i++) {
		size_t page = i;
		for (size_t k = from; k < i && page == i; k++)
			if (chosen[k]->part->row == chosen[i]->part->row)
				page = k;
		if (page == i)
			continue;
		struct unit *u = chosen[i];
		size_t to = i;
		while (to > page &&
			(chosen[to - 1]->part->row != u->part->row ||
				chosen[to - 1]->part->place > u->part->place ||
				(chosen[to - 1]->part->place == u->part->place &&
					chosen[to - 1]->at > u->at))) {
			chosen[to] = chosen[to - 1];
			to--;
		}
		chosen[to] = u;
	}
}

/* --- companions -------------------------------------------------------------------------- */

/* The sentence before a unit that starts with "It"; false when there is none. */
static bool sentence_before(struct pick *p, const struct unit *u, struct unit *out)
{
	struct str text = str_sub(u->part->p->text, 0, u->at);
	struct text_spans s;
	if (!u->near.carried)
		return false;
	s = text_sentences(p->a, text, u->part->row->language);
	if (!s.n)
		return false;
	*out = (struct unit){.part = u->part,
		.text = str_trim(str_sub(text, s.v[s.n - 1].start, s.v[s.n - 1].end)),
		.at = s.v[s.n - 1].start};
	return out->text.n > 0;
}

static bool is_chosen(struct unit *const *chosen, size_t n, const struct unit *u)
{
	for (size_t i = 0; i < n; i++)
		if (chosen[i]->part == u->part && chosen[i]->at == u->at)
			return true;
	return false;
}

/* Puts u at place `at` of n < PICKS. */
static size_t put_in(struct unit *chosen[PICKS], size_t n, size_t at, struct unit *u)
{
	for (size_t i = n; i > at; i--)
		chosen[i] = chosen[i - 1];
	chosen[at] = u;
	return n + 1;
}

/* The rows of a list or table, behind the n chosen. */
static size_t put_rows(
	struct pick *p, struct unit *chosen[PICKS], size_t n, const struct part *lead)
{
	struct part *x = ARENA_NEW(p->a, struct part);
	*x = (struct part){.row = lead->row, .p = lead->rows, .place = lead->place + 1};
	struct str text = x->p->text;
	size_t most = p->most ? PICKS : ROWS_MOST;
	for (size_t at = 0; at < text.n && n < most;) {
		size_t len = str_find_byte(str_from(text, at), '\n');
		size_t end = len == STR_NPOS ? text.n : at + len;
		struct unit *row = ARENA_NEW(p->a, struct unit);
		*row = (struct unit){.part = x, .text = str_trim(str_sub(text, at, end)), .at = at};
		if (row->text.n && (at || x->p->kind != MD_TABLE))
			chosen[n++] = row;
		at = end + 1;
	}
	return n;
}

/* A sentence brings the one that names its "It", or the rows that it announces; what comes behind
 * the rows goes. */
static size_t with_companions(struct pick *p, struct unit *chosen[PICKS], size_t n)
{
	const struct unit *best = &p->units.v[0];
	for (size_t i = 0; i < n; i++) {
		struct unit *u = chosen[i], *before = ARENA_NEW(p->a, struct unit);
		if (leads_in(u)) {
			size_t at = u == best ? 0 : i;
			chosen[at] = u;
			return put_rows(p, chosen, at + 1, u->part);
		}
		if (n == PICKS || !sentence_before(p, u, before) || is_chosen(chosen, n, before))
			continue;
		n = put_in(chosen, n, i, before);
		i++;
	}
	return n;
}

/* --- outcome ----------------------------------------------------------------------------- */

static bool by_chance(const struct pick *p, const struct unit *u)
{
	bool close = ask_is_fact(p->q->type) || p->q->type == ASK_WHY || p->q->type == ASK_HOW ||
		p->q->together;
	return close && u->near.apart;
}

/* A fact's words stand together: in a long passage they meet by chance. */
static mask around_it(const struct pick *p, const struct unit *u)
{
	mask m = u->near.heading | u->near.lead | u->near.carried;
	return by_chance(p, u) ? m : m | u->near.passage;
}

static mask covered(const struct pick *p, struct unit *const *chosen, size_t n)
{
	mask m = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || p->q->type == ASK_COMPARE ||
			(chosen[i]->part == chosen[0]->part && !by_chance(p, chosen[0])))
			m |= chosen[i]->own | around_it(p, chosen[i]);
	return m;
}

static mask heavy_of(const struct pick *p, mask m)
{
	mask heavy = 0;
	for (size_t i = 0; i < p->w.n; i++)
		heavy |= is_heavy(p, i) ? m & (mask)1 << i : 0;
	return heavy;
}

/* Asked what a thing is, and no sentence says so. Scripts without blanks have signs of their own. */
static bool wants_definition(const struct pick *p, struct unit *const *chosen, size_t n)
{
	if (p->q->type != ASK_DEFINITION || !p->subject[0])
		return false;
	for (size_t i = 0; i < p->w.n; i++)
		if (p->w.v[i].run)
			return false;
	for (size_t i = 0; i < n; i++)
		if (chosen[i]->signs.defines || chosen[i]->named)
			return false;
	return true;
}

static void judge(struct pick *p, const struct unit *best, struct unit *const *chosen, size_t n,
	struct ask_picked *out)
{
	mask have = covered(p, chosen, n);
	double cover = p->q->type == ASK_COMPARE ? sum(p, have) / p->total : best->cover;
	double unknown = 0;
	size_t n_heavy = 0;
	for (size_t i = 0; i < p->w.n; i++) {
		const struct retrieve_word *w = &p->w.v[i];
		bool heavy = is_heavy(p, i) || (w->run && p->weight[i] > 0.3 * (1 + w->idf)) ||
			(ask_is_fact(p->q->type) && is_light(p, i));
		n_heavy += heavy;
		if (!heavy || (have & (mask)1 << i))
			continue;
		if (!strs_has(out->missing, w->text))
			strs_add(p->a, &out->missing, w->text);
		unknown += w->n_pages ? 0 : p->weight[i];
	}
	bool wanted = !ask_wanted(p->q->type);
	for (size_t i = 0; i < n; i++)
		wanted = wanted || chosen[i]->signs.wanted;
	if (!wanted)
		strs_add(p->a, &out->missing, str_of(ask_wanted(p->q->type)));
	bool all = !out->missing.n;
	bool fact = ask_is_fact(p->q->type) && (!wanted || (!all && n_heavy < 5));
	bool how = p->q->type == ASK_WHY || p->q->type == ASK_HOW || p->q->together;
	bool why = how && !all && n_heavy < 5;
	bool undefined = wants_definition(p, chosen, n);
	if (undefined)
		strs_add(p->a, &out->missing, STR("a definition"));
	bool other = p->q->type == ASK_DEFINITION && (heavy_of(p, p->subject[0]) & ~have);
	if (cover < COVER_LEAST || unknown > 0.34 * p->total || fact || why || other || undefined)
		out->outcome = KB_NOT_IN_BASE;
	else
		out->outcome = all ? KB_ANSWERED : KB_PARTLY;
}

static void all_missing(struct pick *p, struct ask_picked *out)
{
	out->outcome = KB_NOT_IN_BASE;
	for (size_t i = 0; i < p->w.n; i++)
		if (p->weight[i] > 0.5 && !p->w.v[i].n_pages)
			strs_add(p->a, &out->missing, p->w.v[i].text);
	for (size_t i = 0; i < p->w.n && !out->missing.n; i++)
		strs_add(p->a, &out->missing, p->w.v[i].text);
}

static void give(struct pick *p, struct unit *const *chosen, size_t n, struct ask_picked *out)
{
	out->v = ARENA_ARRAY(p->a, struct ask_sentence, n);
	for (size_t i = 0; i < n; i++) {
		const struct part *part = chosen[i]->part;
		out->v[out->n++] = (struct ask_sentence){.row = part->row,
			.passage = part->p->id,
			.heading = part->p->heading,
			.passage_text = part->p->text,
			.text = chosen[i]->text,
			.place = part->place,
			.kind = part->p->kind};
	}
}

void ask_query(struct arena *a, struct str question, const struct kb_ask_opt *opt,
	struct query_item *item, struct query *out)
{
	*item = (struct query_item){.text = text_clean(a, str_sub(question, 0, QUERY_MAX))};
	*out = (struct query){
		.v = item, .n = 1, .plain = true, .tags = opt->tags, .since = opt->since};
}

bool ask_pick(struct kb *kb, struct arena *a, struct str question, const struct ask_question *q,
	const struct kb_ask_opt *opt, size_t most, struct ask_picked *out, struct err *e)
{
	struct pick *p = ARENA_NEW(a, struct pick);
	struct query_item item;
	struct query query;
	ask_query(a, question, opt, &item, &query);
	*p = (struct pick){.kb = kb, .a = a, .q = q, .most = most < PICKS ? most : PICKS};
	*out = (struct ask_picked){.outcome = KB_NOT_IN_BASE};
	if (!retrieve_words(kb->index, a, &query, &p->w, e) ||
		!retrieve_pages(kb->index, a, &p->w, &query, KB_IN_TEXT, opt->sources, PAGES,
			&retrieve_tuning, &p->pages, e))
		return false;
	weigh(p);
	if (p->pages.n && !collect_parts(p, e))
		return false;
	for (size_t i = 0; i < p->parts.n; i++)
		split_part(p, &p->parts.v[i]);
	if (!p->units.n || p->total <= 0) {
		all_missing(p, out);
		return true;
	}
	qsort(p->units.v, p->units.n, sizeof *p->units.v, by_unit);
	struct unit *chosen[PICKS];
	size_t n = choose(p, chosen);
	if (q->type == ASK_COMPARE)
		n = both_sides(p, chosen, n);
	judge(p, &p->units.v[0], chosen, n, out);
	put_in_order(p, chosen, n);
	n = with_companions(p, chosen, n);
	give(p, chosen, n, out);
	return true;
}
