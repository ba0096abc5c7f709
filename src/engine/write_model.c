/* write_model.c - see write_model.h.
 *
 * A job goes through rounds. Its items are claims at first; while they are too many for a prompt, each
 * part of them is written by itself and its sentences, which cite the claims, are the items of the
 * next round. Small articles share a prompt, so that its constant part is paid for once; an article
 * that was accepted is kept in the ledger by its own key, whatever it shared a prompt with.
 * Order: items, asks, prompt, taking a reply, the gate, what is known, rounds. */
#include "engine/write_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "engine/verify.h"
#include "store/paid.h"

#define REPLY_TOKENS 4096
#define ARTICLE_TOKENS 12000 /* of claims in a prompt, where the model has room for so many */
#define CONDENSE 2 /* a round leaves no more than one token in so many */
#define ROUNDS_MAX 12
#define SHARED_TOKENS 1050 /* of claims of the articles that share a prompt */
#define SHARED_MAX 12 /* articles that do */
#define MAX_BLOCKS 40
#define CELL_MARK " | "
#define LABELS_MAX 400 /* characters of the head of a table */
#define LOST_SHARE 2 /* a rewrite may lose one in so many of the claims that stood on the page */

struct item { /* what an article is made from: a claim, or a sentence that rests on claims */
	struct str line; /* without its mark */
	struct str from; /* of a claim: its source; "" */
	struct strs claims; /* ids */
	int64_t tokens;
};

struct state { /* of a job */
	struct write_job *job;
	struct arena *a;
	struct builtin_concept in;
	struct map claim; /* id -> index in `in`, plus 1 */
	VEC(struct item) items;
	bool failed;
	size_t parts; /* of this round */
	struct reply_article **part; /* their replies */
};

struct part { /* of a state, in this round */
	size_t state, from, to; /* items */
	size_t number;
	int64_t tokens;
	struct str source; /* of the state's first item */
};

struct ask { /* a question: parts of several states, or one part */
	size_t from, to;
};
struct asks {
	VEC(struct ask) v;
};

struct run {
	struct model *m;
	struct arena *a;
	const struct prompt *prompt;
	struct str language;
	int64_t room;
	struct state *v;
	size_t n;
	VEC(struct part) parts;
	struct asks now, later; /* later: shared prompts that failed, in halves */
};

/* --- items ------------------------------------------------------------------------------- */

/* The words of the source go with a claim that is not those words. n_more: sources that say the same. */
static void put_claim(
	struct arena *a, struct buf *b, const struct builtin_evidence *c, size_t n_more)
{
	prompt_put_line(b, c->text);
	if (!str_eq(text_squeeze(a, c->text, NULL), text_squeeze(a, c->quote, NULL))) {
		buf_puts(b, " || \"");
		prompt_put_line(b, c->quote);
		buf_putc(b, '"');
	}
	if (c->stance.n && !str_eqz(c->stance, "fact"))
		buf_printf(b, " || " STR_FMT, STR_ARG(c->stance));
	if (c->by.n) {
		buf_puts(b, " || said by ");
		prompt_put_line(b, c->by);
	}
	if (n_more)
		buf_printf(b, " || and %zu more", n_more);
}

static struct str source_of(struct arena *a, const struct builtin_evidence *c)
{
	struct buf b = buf_make(a);
	prompt_put_line(&b, c->source_title);
	if (c->source_date.n)
		buf_printf(&b, ", " STR_FMT, STR_ARG(c->source_date));
	return buf_str(&b);
}

/* Plain facts in the same words are shown once, and cited together. */
static struct str sameness(struct arena *a, const struct builtin_evidence *c)
{
	bool plain = !c->by.n && (!c->stance.n || str_eqz(c->stance, "fact"));
	return str_cat(a, plain ? STR("") : c->id, text_squeeze(a, c->text, NULL));
}

static void claim_items(struct state *s)
{
	const struct builtin_evidence **first =
		ARENA_ARRAY(s->a, const struct builtin_evidence *, s->in.n_claims);
	struct map same = map_make(s->a);
	bool sourced = !s->job->essay || s->job->may_decline; /* else it tells no sources apart */
	s->claim = map_make(s->a);
	for (size_t i = 0; i < s->in.n_claims; i++) {
		const struct builtin_evidence *c = &s->in.claims[i];
		bool added;
		struct map_entry *at = map_add(&same, sameness(s->a, c), &added);
		map_add(&s->claim, c->id, NULL)->num = i + 1;
		if (added) {
			struct item item = {.from = sourced ? source_of(s->a, c) : STR("")};
			at->num = s->items.n;
			first[s->items.n] = c;
			VEC_PUSH(s->a, &s->items, item);
		}
		strs_add(s->a, &s->items.v[at->num].claims, c->id);
	}
	for (size_t i = 0; i < s->items.n; i++) {
		struct item *item = &s->items.v[i];
		struct buf b = buf_make(s->a);
		put_claim(s->a, &b, first[i], item->claims.n - 1);
		item->line = buf_str(&b);
		item->tokens = llm_tokens(item->line) + 4;
		if (i == 0 || !str_eq(item->from, item[-1].from))
			item->tokens += llm_tokens(item->from) + 2;
	}
}

/* The sentences of a part are items of the next round: its first ones, for so many tokens, which a part
 * that condensed nothing goes beyond. */
static void sentence_items(struct state *s, const struct reply_article *r, int64_t max)
{
	int64_t n = 0;
	for (size_t i = 0; i < r->blocks.n; i++)
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++) {
			const struct reply_cited *c = &r->blocks.v[i].sentences.v[k];
			struct item item = {c->text, STR(""), c->claims, llm_tokens(c->text) + 4};
			n += item.tokens;
			if (n <= max)
				VEC_PUSH(s->a, &s->items, item);
		}
}

/* Articles from one source go together: a prompt names it once. Parts of one article stay in order. */
static int by_source(const void *x, const void *y)
{
	const struct part *a = x, *b = y;
	int c = a->state == b->state ? 0 : str_cmp(a->source, b->source);
	if (c)
		return c;
	if (a->state != b->state)
		return a->state < b->state ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Parts that fit into a prompt, all of about the same size. */
static void cut_parts(struct run *r, size_t state)
{
	struct state *s = &r->v[state];
	int64_t total = 0, n = 0;
	for (size_t i = 0; i < s->items.n; i++)
		total += s->items.v[i].tokens;
	int64_t n_parts = (total + r->room - 1) / r->room;
	int64_t each = n_parts > 1 ? total / n_parts + 1 : total;
	size_t from = 0;
	s->parts = 0;
	for (size_t i = 0; i < s->items.n; i++) {
		n += s->items.v[i].tokens;
		if (n < each && i + 1 < s->items.n)
			continue;
		struct part p = {state, from, i + 1, s->parts++, n, s->items.v[0].from};
		VEC_PUSH(r->a, &r->parts, p);
		from = i + 1;
		n = 0;
	}
	s->part = ARENA_ARRAY(s->a, struct reply_article *, s->parts);
}

/* --- asks -------------------------------------------------------------------------------- */

static bool is_alone(const struct run *r, const struct part *p)
{
	return r->v[p->state].parts > 1 || p->tokens >= SHARED_TOKENS;
}

/* Parts of one state are asked for one by one, and so is what is large; the others share prompts of about
 * the same size, with their neighbours. */
static void make_asks(struct run *r)
{
	int64_t total = 0, before = 0, last = -1;
	for (size_t i = 0; i < r->parts.n; i++)
		total += is_alone(r, &r->parts.v[i]) ? 0 : r->parts.v[i].tokens;
	int64_t n = (total + SHARED_TOKENS - 1) / SHARED_TOKENS;
	int64_t each = n ? total / n + 1 : 1;
	for (size_t i = 0; i < r->parts.n; i++) {
		const struct part *p = &r->parts.v[i];
		struct ask x = {i, i + 1};
		int64_t place = is_alone(r, p) ? -1 : (before + p->tokens / 2) / each;
		struct ask *at = r->now.v.n ? &r->now.v.v[r->now.v.n - 1] : NULL;
		if (place >= 0 && place == last && at->to - at->from < SHARED_MAX)
			at->to++;
		else
			VEC_PUSH(r->a, &r->now.v, x);
		before += place >= 0 ? p->tokens : 0;
		last = place;
	}
}

/* False: there is but one part. */
static bool halve(struct run *r, struct ask x)
{
	size_t mid = x.from + (x.to - x.from) / 2;
	struct ask first = {x.from, mid}, second = {mid, x.to};
	if (x.to - x.from < 2)
		return false;
	VEC_PUSH(r->a, &r->later.v, first);
	VEC_PUSH(r->a, &r->later.v, second);
	return true;
}

/* --- prompt ------------------------------------------------------------------------------ */

static void put_notes(struct buf *b, const char *what, const struct strs *l)
{
	for (size_t k = 0; l && k < l->n; k++) {
		buf_puts(b, what);
		prompt_put_line(b, l->v[k]);
		buf_putc(b, '\n');
	}
}

static void put_names(struct buf *b, const char *lead, const struct strs *l)
{
	for (size_t k = 0; k < l->n && k < 10; k++) {
		buf_puts(b, k ? "; " : lead);
		prompt_put_line(b, l->v[k]);
	}
}

static void put_head(struct buf *b, const struct run *r, const struct part *p, size_t number)
{
	const struct m_concept *c = r->v[p->state].job->c;
	buf_printf(b, "[k:%zu] ", number);
	prompt_put_line(b, c->name);
	buf_printf(b, " (" STR_FMT ")", STR_ARG(c->kind));
	put_names(b, ", also called ", &c->aliases);
	put_names(b, ": ", &r->v[p->state].job->about);
	if (r->v[p->state].parts > 1)
		buf_printf(
			b, "; part %zu of %zu of its claims", p->number + 1, r->v[p->state].parts);
	buf_putc(b, '\n');
	put_notes(b, "Own: ", map_ptr(&r->m->own, c->path));
	put_notes(b, "Refused: ", map_ptr(&r->m->refused, c->path));
}

/* Claims are numbered through the prompt: short, and no model misspells a number. *from: the source that
 * was named last. */
static void put_items(
	struct buf *b, const struct run *r, const struct part *p, size_t *number, struct str *from)
{
	const struct state *s = &r->v[p->state];
	for (size_t k = p->from; k < p->to; k++) {
		const struct item *item = &s->items.v[k];
		if (item->from.n && !str_eq(item->from, *from))
			buf_printf(b, "From: " STR_FMT "\n", STR_ARG(item->from));
		*from = item->from;
		buf_printf(b, "[c:%zu] " STR_FMT "\n", ++*number, STR_ARG(item->line));
	}
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	struct ask x = r->now.v.v[i];
	struct buf b = buf_make(a);
	struct str from = STR("");
	size_t number = 0;
	buf_puts(&b, "Language of the articles: ");
	buf_put(&b, r->language);
	buf_puts(&b, ".\n\n<claims>\n");
	for (size_t k = x.from; k < x.to; k++) {
		put_head(&b, r, &r->parts.v[k], k - x.from + 1);
		put_items(&b, r, &r->parts.v[k], &number, &from);
	}
	buf_puts(&b, "</claims>\n");
	const struct write_job *first = r->v[r->parts.v[x.from].state].job;
	prompt_request(a, r->prompt, buf_str(&b), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = first->essay ? "overview" : "article";
	q->about = first->c->path;
	q->reply = REPLY_ARTICLES;
	q->batch = !first->essay; /* a few, and the pages wait for nothing else */
	return true;
}

/* --- taking a reply ---------------------------------------------------------------------- */

struct taking {
	struct run *r;
	struct state *s;
	const struct part *p;
	size_t before; /* claims of the prompt that stand before this part's */
	size_t n_dropped;
};

/* The item with this number in the prompt, "12" or "c:12"; NULL: none of this part. */
static const struct item *item_of(const struct taking *x, struct str id)
{
	int64_t n;
	if (str_starts(id, STR("c:")))
		id = str_from(id, 2);
	else if (str_starts(id, STR("c")))
		id = str_from(id, 1);
	if (!str_to_i64(id, &n) || n <= (int64_t)x->before ||
		(size_t)n - x->before > x->p->to - x->p->from)
		return NULL;
	return &x->s->items.v[x->p->from + (size_t)n - x->before - 1];
}

/* The claims behind the ids of a sentence, once each; false when an id was not shown. */
static bool resolve(struct taking *x, struct strs ids, struct strs *claims)
{
	*claims = (struct strs){0};
	for (size_t i = 0; i < ids.n; i++) {
		const struct item *item = item_of(x, ids.v[i]);
		if (!item)
			return false;
		for (size_t k = 0; k < item->claims.n; k++)
			if (!strs_has(*claims, item->claims.v[k]))
				strs_add(x->s->a, claims, item->claims.v[k]);
	}
	return claims->n > 0;
}

/* Names that a text about it may say. Those of categories are a model's own and bear out nothing. */
static void put_names_of(struct arena *a, const struct write_job *j, struct strs *ground)
{
	const struct strs *const lists[] = {&j->c->aliases, &j->about};
	if (!j->essay)
		strs_add(a, ground, j->c->name);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			strs_add(a, ground, lists[k]->v[i]);
}

static bool stands(struct taking *x, struct str text, struct strs claims)
{
	struct arena *a = arena_make();
	struct strs ground = {0};
	for (size_t i = 0; i < claims.n; i++) {
		const struct builtin_evidence *ev =
			&x->s->in.claims[map_find(&x->s->claim, claims.v[i])->num - 1];
		const struct str parts[] = {ev->text, ev->quote, ev->heading, ev->source_title,
			ev->source_date, ev->by};
		for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
			strs_add(a, &ground, parts[k]);
	}
	put_names_of(a, x->s->job, &ground);
	bool good =
		verify_text(a, text, x->r->m->language, ground.v, ground.n, NULL) == VERIFY_GOOD;
	arena_free(a);
	return good;
}

static struct strs copy_strs(struct arena *a, struct strs l)
{
	struct strs r = {0};
	for (size_t i = 0; i < l.n; i++)
		strs_add(a, &r, str_dup(a, l.v[i]));
	return r;
}

/* Words of the page that are no sentence and cite nothing. */
static struct str take_label(struct taking *x, struct str s, size_t max)
{
	bool good = verify_plain(s) && text_n_cp(s) <= max;
	return good ? str_dup(x->s->a, s) : STR("");
}

/* A row stands when each of its cells does: a cell is a text of its own. */
static bool row_stands(struct taking *x, struct str text, struct strs claims)
{
	struct str rest = text;
	for (size_t bar = 0; bar != STR_NPOS;) {
		bar = str_find(rest, STR(CELL_MARK));
		if (!stands(x, str_sub(rest, 0, bar == STR_NPOS ? rest.n : bar), claims))
			return false;
		rest = bar == STR_NPOS ? rest : str_from(rest, bar + strlen(CELL_MARK));
	}
	return true;
}

/* The sentences that stand, in the state's arena. Of a table the first one is a row of labels. */
static size_t take_sentences(struct taking *x, const struct reply_cited *v, size_t n, bool table,
	struct reply_cited *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct strs claims;
		bool good = resolve(x, v[i].claims, &claims);
		if (good && table && i == 0)
			good = take_label(x, v[i].text, LABELS_MAX).n > 0;
		else if (good)
			good = table ? row_stands(x, v[i].text, claims)
				     : stands(x, v[i].text, claims);
		if (!good) {
			x->n_dropped++;
			if (table && i == 0)
				return 0;
			continue;
		}
		out[kept++] = (struct reply_cited){
			str_dup(x->s->a, v[i].text), copy_strs(x->s->a, claims)};
	}
	return table && kept < 2 ? 0 : kept;
}

static void take_block(struct taking *x, const struct reply_block *b, struct reply_article *out)
{
	struct reply_block block = {
		.heading = take_label(x, b->heading, 80), .kind = str_dup(x->s->a, b->kind)};
	bool table = str_eqz(b->kind, "table");
	block.sentences.v = ARENA_ARRAY(x->s->a, struct reply_cited, b->sentences.n);
	block.sentences.n =
		take_sentences(x, b->sentences.v, b->sentences.n, table, block.sentences.v);
	if (block.sentences.n)
		out->blocks.v[out->blocks.n++] = block;
}

/* A description stands on no claim, so it may say no figure or name that the article does not. */
static struct str take_description(struct taking *x, struct str s, const struct reply_article *r)
{
	struct strs ground = {0};
	put_names_of(x->s->a, x->s->job, &ground);
	for (size_t i = 0; i < r->blocks.n; i++)
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++)
			strs_add(x->s->a, &ground, r->blocks.v[i].sentences.v[k].text);
	bool good =
		verify_text(x->s->a, s, x->r->m->language, ground.v, ground.n, NULL) == VERIFY_GOOD;
	if (good && s.n && text_n_cp(s) <= 300)
		return str_dup(x->s->a, s);
	return r->blocks.n ? r->blocks.v[0].sentences.v[0].text : STR("");
}

static void fail(struct run *r, const struct part *p, struct str why)
{
	r->v[p->state].failed = true;
	model_left(r->m, r->v[p->state].job->node, r->v[p->state].job->c->path, why);
}

static void take_article(struct taking *x, const struct reply_article *r)
{
	struct arena *a = x->s->a;
	struct reply_article *out = ARENA_NEW(a, struct reply_article);
	size_t n_blocks = r->blocks.n < MAX_BLOCKS ? r->blocks.n : MAX_BLOCKS;
	out->blocks.v = ARENA_ARRAY(a, struct reply_block, n_blocks);
	for (size_t i = 0; i < n_blocks; i++)
		take_block(x, &r->blocks.v[i], out);
	out->disagreements.v = ARENA_ARRAY(a, struct reply_cited, r->disagreements.n);
	out->disagreements.n = take_sentences(
		x, r->disagreements.v, r->disagreements.n, false, out->disagreements.v);
	for (size_t i = 0; i < r->questions.n && i < 5; i++) {
		struct str q = take_label(x, r->questions.v[i], 300);
		if (q.n)
			strs_add(a, &out->questions, q);
	}
	out->description = take_description(x, r->description, out);
	x->s->part[x->p->number] = out;
	if (!out->blocks.n && (r->blocks.n || !x->s->job->may_decline))
		fail(x->r, x->p,
			STR("no sentence of the reply stands on the claims that it cites"));
}

static const struct reply_article *article_of(
	const struct reply_articles *l, size_t number, bool alone)
{
	for (size_t i = 0; i < l->articles.n; i++) {
		int64_t n;
		struct str id = l->articles.v[i].id;
		if (str_starts(id, STR("k:")))
			id = str_from(id, 2);
		if (str_to_i64(id, &n) && n == (int64_t)number)
			return &l->articles.v[i];
	}
	return alone && l->articles.n == 1 ? l->articles.v : NULL;
}

/* Articles that a reply to several leaves out are asked for once more, each by itself. */
static void take_articles(struct run *r, struct ask x, const struct reply_articles *l)
{
	bool alone = x.to - x.from == 1;
	size_t before = 0;
	for (size_t k = x.from; k < x.to; k++) {
		const struct part *p = &r->parts.v[k];
		struct taking t = {.r = r, .p = p, .s = &r->v[p->state], .before = before};
		const struct reply_article *article = article_of(l, k - x.from + 1, alone);
		struct ask again = {k, k + 1};
		before += p->to - p->from;
		if (article)
			take_article(&t, article);
		else if (!alone)
			VEC_PUSH(r->a, &r->later.v, again);
		else
			fail(r, p, STR("the reply holds no article"));
		r->m->report->n_dropped += t.n_dropped;
	}
}

static bool is_of_the_reply(enum llm_fault f)
{
	return f == LLM_CUT || f == LLM_CONTEXT || f == LLM_SCHEMA || f == LLM_REFUSED;
}

static bool take(void *ctx, size_t i, const struct calls_answer *answer, struct err *e)
{
	struct run *r = ctx;
	struct ask x = r->now.v.v[i];
	(void)e;
	if (answer->fault == LLM_NO_FAULT)
		take_articles(r, x, answer->value);
	else if (!(is_of_the_reply(answer->fault) && halve(r, x)))
		for (size_t k = x.from; k < x.to; k++)
			fail(r, &r->parts.v[k], answer->why);
	return true;
}

/* --- the gate ---------------------------------------------------------------------------- */

static void cited(struct map *into, const struct reply_article *r)
{
	for (size_t i = 0; i < r->blocks.n; i++)
		for (size_t k = 0; k < r->blocks.v[i].sentences.n; k++) {
			struct strs l = r->blocks.v[i].sentences.v[k].claims;
			for (size_t j = 0; j < l.n; j++)
				map_add(into, l.v[j], NULL);
		}
}

/* Too much of what the page rested on is gone, though the claims are there. */
static bool loses_too_much(const struct state *s, const struct reply_article *now)
{
	struct map before = map_make(s->a), after = map_make(s->a);
	size_t n = 0, lost = 0;
	if (!s->job->former)
		return false;
	cited(&before, s->job->former);
	cited(&after, now);
	for (size_t i = 0; i < before.n; i++) {
		if (!map_find(&s->claim, before.v[i].key))
			continue;
		n++;
		lost += map_find(&after, before.v[i].key) == NULL;
	}
	return n >= 4 && lost * LOST_SHARE > n;
}

/* --- rounds, and what is known ------------------------------------------------------------------------------ */

/* The parts of a round: one is the article; of several the sentences are the next items. */
static bool end_round(struct run *r, size_t state)
{
	struct state *s = &r->v[state];
	if (s->failed)
		return true;
	for (size_t i = 0; i < s->parts; i++)
		if (!s->part[i])
			return true; /* the run has stopped */
	if (s->parts == 1) {
		if (loses_too_much(s, s->part[0]))
			model_left(r->m, s->job->node, s->job->c->path,
				STR("the rewrite lost much of what the page rests on; the former text stays"));
		else
			s->job->article = s->part[0];
		return true;
	}
	int64_t total = 0;
	for (size_t i = 0; i < s->items.n; i++)
		total += s->items.v[i].tokens;
	s->items.n = 0;
	for (size_t i = 0; i < s->parts; i++)
		sentence_items(s, s->part[i], total / (int64_t)(CONDENSE * s->parts));
	return false;
}

bool write_with(struct model *m, struct prompt *p, struct str *out, struct err *e)
{
	if (!prompt_read(m->kb, m->a, "article", true, p, e))
		return false;
	*out = str_printf(m->a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(p->version),
		STR_ARG(calls_model(m->calls)), STR_ARG(m->language));
	return true;
}

static struct str ledger_key(struct arena *a, const struct write_job *j)
{
	struct sha_stream *h = sha_begin(a);
	sha_part(h, STR("article"));
	sha_part(h, j->c->key);
	return sha_base32(a, sha_end(h), 26);
}

/* The article out of the ledger; false without an error: it is not there. */
static bool recall(struct model *m, struct write_job *j, struct err *e)
{
	struct str text;
	void *value;
	struct err db = {0};
	bool have = paid_passage(m->kb->ledger, m->a, ledger_key(m->a, j), &text, &db);
	if (db.code != ERR_NONE)
		return err_set(e, db.code, "%s", db.text);
	if (have && reply_decode(m->a, REPLY_ARTICLE, text, &value, NULL))
		j->article = value;
	return true;
}

static bool begin(struct run *r, struct model *m, struct write_job *v, size_t n,
	const struct prompt *p, struct err *e)
{
	*r = (struct run){.m = m, .a = m->a, .prompt = p};
	int64_t fixed = llm_tokens(p->text) + 600;
	r->room = calls_room(m->calls, fixed, REPLY_TOKENS);
	if (r->room > ARTICLE_TOKENS)
		r->room = ARTICLE_TOKENS;
	r->language = prompt_language(m->a, m->language);
	r->v = ARENA_ARRAY(m->a, struct state, n);
	for (size_t i = 0; i < n; i++) {
		if (!recall(m, &v[i], e))
			return false;
		if (v[i].article)
			continue;
		struct state *s = &r->v[r->n];
		s->job = &v[i];
		s->a = m->a;
		s->in = write_input(m, s->a, v[i].c);
		claim_items(s);
		cut_parts(r, r->n++);
	}
	if (r->parts.n)
		qsort(r->parts.v, r->parts.n, sizeof *r->parts.v, by_source);
	make_asks(r);
	return true;
}

/* All that this round asks for, what failed in company once more by itself. */
static bool ask_all(struct run *r, struct err *e)
{
	bool good = true;
	while (good && r->now.v.n && !calls_stopped(r->m->calls, NULL)) {
		struct calls_work work = {.step = "articles",
			.n = r->now.v.n,
			.ctx = r,
			.build = build,
			.take = take};
		good = calls_run(r->m->calls, &work, e);
		r->now = r->later;
		r->later = (struct asks){0};
	}
	r->now = (struct asks){0};
	return good;
}

/* What the round made, in one transaction of the ledger; the parts of the next one. */
static bool end_all(struct run *r, struct err *e)
{
	bool *ended = ARENA_ARRAY(r->a, bool, r->n);
	size_t n_parts = r->parts.n;
	const struct part *parts = r->parts.v;
	bool good = db_begin(r->m->kb->ledger, e);
	r->parts.v = NULL;
	r->parts.n = r->parts.cap = 0;
	for (size_t i = 0; good && i < n_parts; i++) {
		size_t state = parts[i].state;
		struct write_job *j = r->v[state].job;
		if (ended[state])
			continue;
		ended[state] = true;
		if (!end_round(r, state))
			cut_parts(r, state);
		else if (j->article)
			good = paid_put_passage(r->m->kb->ledger, ledger_key(r->a, j),
				reply_encode(r->a, REPLY_ARTICLE, j->article), e);
	}
	good = good && db_commit(r->m->kb->ledger, e);
	if (!good)
		db_rollback(r->m->kb->ledger);
	make_asks(r);
	return good;
}

bool write_by_model(
	struct model *m, struct write_job *v, size_t n, const struct prompt *p, struct err *e)
{
	struct run r;
	bool good = begin(&r, m, v, n, p, e);
	for (int round = 0; good && r.parts.n && round < ROUNDS_MAX; round++)
		good = ask_all(&r, e) && end_all(&r, e);
	if (good)
		*(n && v->essay ? &m->report->n_essays : &m->report->n_articles) += r.n;
	return good;
}

bool write_plan(
	struct model *m, struct write_job *v, size_t n, const struct prompt *p, struct err *e)
{
	struct run r;
	if (!begin(&r, m, v, n, p, e))
		return false;
	for (size_t i = 0; i < r.now.v.n; i++) {
		struct arena *a = arena_make();
		struct calls_question q = {.reply = REPLY_KINDS};
		if (build(&r, i, a, &q) && !calls_known(m->calls, &q))
			model_planned(m, n && v->essay ? "overviews" : "articles",
				calls_estimate(m->calls, &q, REPLY_TOKENS / 4));
		arena_free(a);
	}
	return true;
}
