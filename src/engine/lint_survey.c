/* lint_survey.c - questions on the concepts of the base: which are one, what article do several ask for?
 *
 * A line a concept, by name. A question ends behind a name whose hash says so, once it is long enough:
 * a new concept changes the question that it falls into, and no other. Order: concepts, questions, a
 * question, an opinion, the run. */
#include "engine/lint_opinions.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"

#define LEAST 100 /* concepts of a question that may end */
#define MOST 200
#define END_ONE_IN 32
#define ABOUT_CP 160
#define MAX_PROOFS 12
#define MAX_HEADINGS 8
#define HEADING_CP 80
#define REPLY_TOKENS 3072

struct entry {
	struct lint_page *page;
	struct str title, folded, path, line;
};

struct survey {
	struct opinions *o;
	struct prompt prompt;
	VEC(struct entry) all; /* by name */
	VEC(size_t) ends; /* of each question, in all */
};

/* --- concepts ----------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = str_cmp(x->folded, y->folded);
	return c ? c : str_cmp(x->path, y->path);
}

static struct str line_of(struct arena *a, const struct entry *x)
{
	struct buf b = buf_make(a);
	prompt_put_line(&b, x->title);
	for (size_t i = 0; i < x->page->aliases.n && i < 8; i++) {
		buf_puts(&b, i ? ", " : " (");
		prompt_put_line(&b, x->page->aliases.v[i]);
	}
	buf_puts(&b, x->page->aliases.n ? "): " : ": ");
	prompt_put_line(&b, text_cut(x->page->description, ABOUT_CP));
	buf_printf(&b, " || %zu", x->page->sources.n);
	return buf_str(&b);
}

static void collect(struct survey *s)
{
	struct lint *l = s->o->l;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		if (!p->reported || !p->read || !str_eqz(p->type, "concept"))
			continue;
		struct entry x = {.page = p,
			.title = opinion_title(l, p),
			.path = vault_at(l->vault, p->file)->path};
		x.folded = text_casefold(l->a, x.title);
		x.line = line_of(l->a, &x);
		VEC_PUSH(l->a, &s->all, x);
	}
	if (s->all.n)
		qsort(s->all.v, s->all.n, sizeof *s->all.v, by_name);
}

/* --- questions ---------------------------------------------------------------------------- */

static void cut(struct survey *s)
{
	int64_t room = calls_room(s->o->calls, llm_tokens(s->prompt.text) + 1000, REPLY_TOKENS);
	int64_t tokens = 0;
	size_t from = 0;
	for (size_t i = 0; i < s->all.n; i++) {
		int64_t more = llm_tokens(s->all.v[i].line) + 8;
		bool full = i > from && (i - from == MOST || tokens + more > room);
		if (full) {
			VEC_PUSH(s->o->a, &s->ends, i);
			from = i;
			tokens = 0;
		}
		tokens += more;
		bool ends = sha_of(s->all.v[i].folded).b[0] % END_ONE_IN == 0;
		if (i + 1 == s->all.n || (ends && i + 1 - from >= LEAST)) {
			VEC_PUSH(s->o->a, &s->ends, i + 1);
			from = i + 1;
			tokens = 0;
		}
	}
}

static size_t start_of(const struct survey *s, size_t i)
{
	return i ? s->ends.v[i - 1] : 0;
}

/* --- a question --------------------------------------------------------------------------- */

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct survey *s = ctx;
	size_t from = start_of(s, i);
	struct buf b = buf_make(a);
	if (s->ends.v[i] - from < 2)
		return false;
	buf_puts(&b, "Language of texts and headings: ");
	buf_put(&b, s->o->language);
	buf_puts(&b, ".\n\n<concepts>\n");
	for (size_t k = from; k < s->ends.v[i]; k++)
		buf_printf(&b, "[k:k%zu] " STR_FMT "\n", k - from + 1, STR_ARG(s->all.v[k].line));
	buf_puts(&b, "</concepts>\n");
	prompt_request(a, &s->prompt, buf_str(&b), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "survey";
	q->about = STR("wiki/concepts");
	q->reply = REPLY_OPINIONS;
	return true;
}

/* --- an opinion --------------------------------------------------------------------------- */

struct weighed {
	enum lint_rule rule;
	const struct entry *v[MAX_PROOFS];
	size_t n;
	struct strs headings;
};

static bool add_proof(const struct survey *s, size_t i, struct str id, struct weighed *w)
{
	int64_t number;
	size_t from = start_of(s, i), n = s->ends.v[i] - from;
	if (!str_starts(id, STR("k")) || !str_to_i64(str_from(id, 1), &number) || number < 1 ||
		(size_t)number > n)
		return false;
	const struct entry *x = &s->all.v[from + (size_t)number - 1];
	for (size_t k = 0; k < w->n; k++)
		if (w->v[k] == x)
			return true;
	if (w->n < MAX_PROOFS)
		w->v[w->n++] = x;
	return true;
}

static struct strs ground_of(struct arena *a, const struct weighed *w)
{
	struct strs ground = {0};
	for (size_t i = 0; i < w->n; i++) {
		const struct lint_page *p = w->v[i]->page;
		strs_add(a, &ground, w->v[i]->title);
		strs_add(a, &ground, p->description);
		for (size_t k = 0; k < p->aliases.n; k++)
			strs_add(a, &ground, p->aliases.v[k]);
	}
	return ground;
}

static bool weigh(const struct survey *s, size_t i, struct arena *a, const struct reply_opinion *r,
	struct weighed *w)
{
	*w = (struct weighed){.rule = opinion_rule(r->kind)};
	bool article = w->rule == LINT_ARTICLE_CANDIDATE;
	for (size_t k = 0; k < r->evidence.n; k++)
		if (!add_proof(s, i, r->evidence.v[k].id, w))
			return false;
	struct strs ground = ground_of(a, w);
	for (size_t k = 0; k < r->outline.n && w->headings.n < MAX_HEADINGS; k++)
		if (opinion_stands(a, r->outline.v[k], ground.v, ground.n))
			strs_add(a, &w->headings, text_cut(r->outline.v[k], HEADING_CP));
	bool fits = article ? w->n >= 3 && w->headings.n >= 2
			    : w->rule == LINT_MERGE_CANDIDATE && w->n == 2;
	return fits && opinion_stands(a, r->text, ground.v, ground.n);
}

static struct str message(struct arena *a, const struct reply_opinion *r, const struct weighed *w)
{
	struct buf b = buf_make(a);
	buf_put(&b, text_cut(r->text, OPINION_TEXT_CP));
	for (size_t i = 0; i < w->n; i++)
		buf_printf(&b, "%s" STR_FMT " (" STR_FMT ")",
			i ? ", " : " Concepts: ", STR_ARG(w->v[i]->title), STR_ARG(w->v[i]->path));
	for (size_t i = 0; w->rule == LINT_ARTICLE_CANDIDATE && i < w->headings.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? " / " : "; outline: ", STR_ARG(w->headings.v[i]));
	return buf_str(&b);
}

/* --- the run ------------------------------------------------------------------------------ */

static void take_one(struct survey *s, size_t i, const struct reply_opinion *r)
{
	struct opinions *o = s->o;
	struct arena *a = o->l->workers[0].scratch;
	struct arena_mark mark = arena_mark(a);
	struct weighed w;
	struct strs keys = {0};
	bool good = weigh(s, i, a, r, &w);
	o->out->n_dropped += !good;
	if (good && lint_on(o->l, w.rule)) {
		for (size_t k = 0; k < w.n; k++)
			strs_add(a, &keys, w.v[k]->path);
		opinion_say(o, w.rule, w.v[0]->page, 1, keys, message(a, r, &w));
	}
	arena_release(a, mark);
}

static bool take(void *ctx, size_t i, const struct calls_answer *x, struct err *e)
{
	struct survey *s = ctx;
	(void)e;
	if (x->fault != LLM_NO_FAULT) {
		opinion_left(s->o, STR("wiki/concepts"), x->why);
		return true;
	}
	const struct reply_opinions *reply = x->value;
	s->o->out->n_questions++;
	for (size_t k = 0; k < reply->opinions.n; k++)
		take_one(s, i, &reply->opinions.v[k]);
	return true;
}

bool lint_survey(struct opinions *o, struct err *e)
{
	struct lint *l = o->l;
	struct survey s = {.o = o};
	bool wanted = lint_on(l, LINT_MERGE_CANDIDATE) || lint_on(l, LINT_ARTICLE_CANDIDATE);
	if (!wanted || l->asked.n) /* one page is no base */
		return true;
	if (!prompt_read(l->kb, o->a, "survey", false, &s.prompt, e))
		return false;
	collect(&s);
	cut(&s);
	struct calls_work work = {
		.step = "concepts", .n = s.ends.n, .ctx = &s, .build = build, .take = take};
	return calls_run(o->calls, &work, e);
}
