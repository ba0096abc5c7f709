/* lint_topics.c - a question on each concept that rests on two sources or more: do its claims
 * contradict each other, is one outdated, what do they leave open?
 *
 * Claims are the footnotes of the page whose quotes stand in their passages; text, date and title come
 * from the documents, each read once, on all processors. Which of two is the newer is told by the
 * documents' dates alone. Order: claims, documents, a question, an opinion, its message, the run. */
#include "engine/lint_opinions.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/text.h"
#include "doc/passage.h"

#define MAX_CLAIMS 60 /* of a concept: the first ones */
#define MAX_PROOFS 4
#define PASSAGE_CP 2000 /* of a passage that is kept */
#define SHOWN_CP 400 /* of a passage in a question */
#define QUOTE_CP 200
#define REPLY_TOKENS 2048

struct claim {
	const struct lint_cite *cite;
	size_t doc; /* page */
	struct str passage, heading;
	bool stands;
};

struct topic {
	size_t page, first, n; /* of claims */
};

struct topics {
	struct opinions *o;
	struct prompt prompt;
	VEC(struct claim) claims;
	VEC(struct topic) all;
	struct claim **order; /* by document */
	size_t *first, n_docs; /* of each document in order; one more for the end */
};

/* --- claims ------------------------------------------------------------------------------- */

static struct str source_of(const struct lint *l, size_t doc)
{
	const struct lint_page *p = &l->pages[doc];
	return p->sources.n ? p->sources.v[0] : vault_at(l->vault, p->file)->path;
}

/* Among the claims that stand, or among all. */
static bool has_two_sources(const struct topics *t, const struct topic *topic, bool all)
{
	const struct lint *l = t->o->l;
	struct str first = STR("");
	for (size_t i = 0; i < topic->n; i++) {
		const struct claim *c = &t->claims.v[topic->first + i];
		struct str source = source_of(l, c->doc);
		if (!all && !c->stands)
			continue;
		if (first.n && !str_eq(first, source))
			return true;
		first = source;
	}
	return false;
}

static void add_topic(struct topics *t, size_t page)
{
	struct lint *l = t->o->l;
	const struct lint_page *p = &l->pages[page];
	struct str path = vault_at(l->vault, p->file)->path;
	struct topic topic = {page, t->claims.n, 0};
	struct map seen = map_make(l->a);
	for (size_t i = 0; i < p->cites.n && topic.n < MAX_CLAIMS; i++) {
		const struct lint_cite *cite = &p->cites.v[i];
		struct vault_hit hit = vault_resolve(l->vault, l->a, path, cite->target);
		size_t doc = hit.file == VAULT_NONE ? VAULT_NONE : l->page_of[hit.file];
		bool added;
		map_add(&seen, cite->label, &added);
		if (!added || doc == VAULT_NONE || !l->pages[doc].evidence)
			continue;
		struct claim c = {.cite = cite, .doc = doc};
		VEC_PUSH(l->a, &t->claims, c);
		topic.n++;
	}
	if (has_two_sources(t, &topic, true))
		VEC_PUSH(l->a, &t->all, topic);
	else
		t->claims.n = topic.first;
}

static void collect(struct topics *t)
{
	struct lint *l = t->o->l;
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		if (p->reported && p->read && p->cites.n > 1 && str_eqz(p->type, "concept") &&
			lint_is_asked_for(l, vault_at(l->vault, p->file)->path))
			add_topic(t, i);
	}
}

/* --- documents ---------------------------------------------------------------------------- */

static int by_doc(const void *a, const void *b)
{
	const struct claim *x = *(struct claim *const *)a, *y = *(struct claim *const *)b;
	if (x->doc != y->doc)
		return x->doc < y->doc ? -1 : 1;
	return (x > y) - (x < y);
}

static void read_doc(void *ctx, size_t i, unsigned worker)
{
	struct topics *t = ctx;
	struct lint *l = t->o->l;
	struct lint_worker *w = &l->workers[worker];
	struct arena_mark mark = arena_mark(w->scratch);
	struct claim **c = &t->order[t->first[i]], **end = &t->order[t->first[i + 1]];
	struct str path = vault_at(l->vault, l->pages[(*c)->doc].file)->path, raw, fm, body;
	struct passages passages;
	bool good = lint_read(l, w->scratch, path, &raw, NULL);
	if (good) {
		meta_split(text_clean(w->scratch, raw), &fm, &body);
		good = passage_read(w->scratch, body, &passages, NULL);
	}
	for (; good && c < end; c++) {
		const struct passage *p = passage_find(&passages, (*c)->cite->passage);
		size_t at, to;
		if (!p || !text_find_quote(w->scratch, p->plain, (*c)->cite->quote, &at, &to))
			continue;
		(*c)->passage = str_dup(w->keep, text_cut(p->plain, PASSAGE_CP));
		(*c)->heading = str_dup(w->keep, p->heading);
		(*c)->stands = true;
	}
	arena_release(w->scratch, mark);
}

static void read_docs(struct topics *t)
{
	struct lint *l = t->o->l;
	size_t n = t->claims.n;
	t->order = ARENA_ARRAY(l->a, struct claim *, n);
	t->first = ARENA_ARRAY(l->a, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		t->order[i] = &t->claims.v[i];
	if (n)
		qsort(t->order, n, sizeof *t->order, by_doc);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || t->order[i]->doc != t->order[i - 1]->doc)
			t->first[t->n_docs++] = i;
	t->first[t->n_docs] = n;
	pool_run(l->n_workers, t->n_docs, read_doc, t);
}

/* --- a question --------------------------------------------------------------------------- */

static void put_claim(const struct lint *l, struct buf *b, const struct claim *c)
{
	const struct lint_page *doc = &l->pages[c->doc];
	buf_printf(b, "[c:" STR_FMT "] ", STR_ARG(c->cite->label));
	prompt_put_line(b, c->cite->quote);
	buf_puts(b, " || ");
	prompt_put_line(b, opinion_title(l, doc));
	if (doc->published.n) {
		buf_puts(b, " (");
		prompt_put_line(b, doc->published);
		buf_putc(b, ')');
	}
	buf_puts(b, " || ");
	prompt_put_line(b, c->heading);
	buf_puts(b, ": ");
	prompt_put_line(b, text_cut(c->passage, SHOWN_CP));
	buf_putc(b, '\n');
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct topics *t = ctx;
	const struct lint *l = t->o->l;
	const struct topic *topic = &t->all.v[i];
	const struct lint_page *p = &l->pages[topic->page];
	struct buf b = buf_make(a);
	int64_t room = calls_room(t->o->calls, llm_tokens(t->prompt.text) + 1000, REPLY_TOKENS);
	if (!has_two_sources(t, topic, false))
		return false;
	buf_puts(&b, "Language of texts and questions: ");
	buf_put(&b, t->o->language);
	buf_puts(&b, ".\n\nThe concept: ");
	prompt_put_line(&b, opinion_title(l, p));
	buf_puts(&b, "\n\n<claims>\n");
	for (size_t k = 0; k < topic->n; k++) {
		const struct claim *c = &t->claims.v[topic->first + k];
		size_t was = b.n;
		if (c->stands)
			put_claim(l, &b, c);
		if (llm_tokens(buf_str(&b)) > room) {
			b.n = was;
			break;
		}
	}
	buf_puts(&b, "</claims>\n");
	prompt_request(a, &t->prompt, buf_str(&b), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "opinions";
	q->about = vault_at(l->vault, p->file)->path;
	q->reply = REPLY_OPINIONS;
	return true;
}

/* --- an opinion --------------------------------------------------------------------------- */

struct proof {
	const struct claim *claim;
	struct str quote;
};

struct weighed {
	enum lint_rule rule;
	struct proof v[MAX_PROOFS];
	size_t n;
};

static struct str date_of(const struct topics *t, const struct claim *c)
{
	return t->o->l->pages[c->doc].published;
}

static bool add_proof(const struct topics *t, const struct topic *topic, struct arena *a,
	const struct reply_proof *r, struct weighed *w)
{
	const struct claim *found = NULL;
	size_t from = 0, to = 0;
	for (size_t i = 0; i < topic->n && !found; i++) {
		const struct claim *c = &t->claims.v[topic->first + i];
		if (c->stands && str_eq(c->cite->label, r->id))
			found = c;
	}
	if (!found || w->n == MAX_PROOFS)
		return found != NULL;
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].claim == found)
			return true;
	struct str quote = found->cite->quote;
	if (r->quote.n) {
		if (!text_find_quote(a, quote, r->quote, &from, &to))
			return false;
		quote = str_sub(quote, from, to);
	}
	w->v[w->n++] = (struct proof){found, quote};
	return true;
}

/* Does it rest on claims that are there, as many as its kind needs, and in their order? */
static bool weigh(const struct topics *t, const struct topic *topic, struct arena *a,
	const struct reply_opinion *r, struct weighed *w)
{
	*w = (struct weighed){.rule = opinion_rule(r->kind)};
	if (w->rule != LINT_CONTRADICTION && w->rule != LINT_OUTDATED_CLAIM && w->rule != LINT_GAP)
		return false;
	for (size_t i = 0; i < r->evidence.n; i++)
		if (!add_proof(t, topic, a, &r->evidence.v[i], w))
			return false;
	if (w->rule == LINT_GAP)
		return w->n > 0 && r->question.n > 0;
	if (w->n < 2)
		return false;
	struct str old = date_of(t, w->v[0].claim), now = date_of(t, w->v[1].claim);
	return w->rule == LINT_CONTRADICTION || (old.n && str_cmp(old, now) < 0);
}

static void add_ground(
	const struct topics *t, struct arena *a, const struct claim *c, struct strs *ground)
{
	const struct lint_page *doc = &t->o->l->pages[c->doc];
	strs_add(a, ground, c->passage);
	strs_add(a, ground, c->heading);
	strs_add(a, ground, opinion_title(t->o->l, doc));
	strs_add(a, ground, doc->published);
}

/* A gap's question may name what other claims of the concept name. */
static bool words_stand(const struct topics *t, const struct topic *topic, struct arena *a,
	const struct reply_opinion *r, const struct weighed *w)
{
	struct strs ground = {0};
	strs_add(a, &ground, opinion_title(t->o->l, &t->o->l->pages[topic->page]));
	for (size_t i = 0; i < w->n; i++)
		add_ground(t, a, w->v[i].claim, &ground);
	if (!opinion_stands(a, r->text, ground.v, ground.n))
		return false;
	if (w->rule != LINT_GAP)
		return true;
	for (size_t i = 0; i < topic->n; i++)
		if (t->claims.v[topic->first + i].stands)
			add_ground(t, a, &t->claims.v[topic->first + i], &ground);
	return opinion_stands(a, r->question, ground.v, ground.n);
}

/* --- its message -------------------------------------------------------------------------- */

/* The one that is newer than all others; NULL when a date is missing or two are the newest. */
static const struct claim *newest(const struct topics *t, const struct weighed *w)
{
	const struct claim *best = w->v[0].claim;
	bool alone = true;
	for (size_t i = 1; i < w->n; i++) {
		int c = str_cmp(date_of(t, w->v[i].claim), date_of(t, best));
		alone = c != 0 && (c > 0 || alone);
		best = c > 0 ? w->v[i].claim : best;
	}
	for (size_t i = 0; i < w->n; i++)
		alone = alone && date_of(t, w->v[i].claim).n > 0;
	return alone ? best : NULL;
}

static struct str message(const struct topics *t, struct arena *a, const struct reply_opinion *r,
	const struct weighed *w)
{
	static const char *const between[] = {[LINT_CONTRADICTION - LINT_FIRST_OPINION] = "against",
		[LINT_OUTDATED_CLAIM - LINT_FIRST_OPINION] = "replaced by",
		[LINT_GAP - LINT_FIRST_OPINION] = "and"};
	const struct claim *newer = w->n > 1 && w->rule != LINT_GAP ? newest(t, w) : NULL;
	struct buf b = buf_make(a);
	buf_put(&b, text_cut(r->text, OPINION_TEXT_CP));
	if (w->rule == LINT_GAP)
		buf_printf(
			&b, " To ask: " STR_FMT, STR_ARG(text_cut(r->question, OPINION_TEXT_CP)));
	for (size_t i = 0; i < w->n; i++) {
		const struct claim *c = w->v[i].claim;
		const char *word = i ? between[w->rule - LINT_FIRST_OPINION] : "Evidence:";
		buf_printf(&b, " %s \"" STR_FMT "\" [^" STR_FMT "] (" STR_FMT, word,
			STR_ARG(text_cut(w->v[i].quote, QUOTE_CP)), STR_ARG(c->cite->label),
			STR_ARG(opinion_title(t->o->l, &t->o->l->pages[c->doc])));
		if (date_of(t, c).n)
			buf_printf(&b, ", " STR_FMT, STR_ARG(date_of(t, c)));
		buf_puts(&b, c == newer ? "; the newer)" : ")");
	}
	return str_replace(a, buf_str(&b), STR("\n"), STR(" "));
}

/* --- the run ------------------------------------------------------------------------------ */

static void take_one(struct topics *t, const struct topic *topic, const struct reply_opinion *r)
{
	struct opinions *o = t->o;
	struct lint_page *page = &o->l->pages[topic->page];
	struct arena *a = o->l->workers[0].scratch;
	struct arena_mark mark = arena_mark(a);
	struct weighed w;
	struct strs keys = {0};
	bool good = weigh(t, topic, a, r, &w) && words_stand(t, topic, a, r, &w);
	o->out->n_dropped += !good;
	if (good && lint_on(o->l, w.rule)) {
		strs_add(a, &keys, vault_at(o->l->vault, page->file)->path);
		for (size_t i = 0; i < w.n; i++)
			strs_add(a, &keys, w.v[i].claim->cite->label);
		opinion_say(o, w.rule, page, w.v[0].claim->cite->line, keys, message(t, a, r, &w));
	}
	arena_release(a, mark);
}

static bool take(void *ctx, size_t i, const struct calls_answer *x, struct err *e)
{
	struct topics *t = ctx;
	const struct topic *topic = &t->all.v[i];
	(void)e;
	if (x->fault != LLM_NO_FAULT) {
		opinion_left(t->o, vault_at(t->o->l->vault, t->o->l->pages[topic->page].file)->path,
			x->why);
		return true;
	}
	const struct reply_opinions *reply = x->value;
	t->o->out->n_questions++;
	for (size_t k = 0; k < reply->opinions.n; k++)
		take_one(t, topic, &reply->opinions.v[k]);
	return true;
}

bool lint_topics(struct opinions *o, struct err *e)
{
	struct lint *l = o->l;
	struct topics t = {.o = o};
	if (!lint_on(l, LINT_CONTRADICTION) && !lint_on(l, LINT_OUTDATED_CLAIM) &&
		!lint_on(l, LINT_GAP))
		return true;
	if (!prompt_read(l->kb, o->a, "opinions", false, &t.prompt, e))
		return false;
	collect(&t);
	read_docs(&t);
	struct calls_work work = {
		.step = "concepts", .n = t.all.n, .ctx = &t, .build = build, .take = take};
	return calls_run(o->calls, &work, e);
}
