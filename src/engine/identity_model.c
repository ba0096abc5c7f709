/* identity_model.c - see identity_model.h. Order: candidates, verdicts, questions, joining. */
#include "engine/identity_model.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/vec.h"
#include "store/paid.h"

#define BATCH 40 /* pairs in a question */
#define REPLY_TOKENS 2048
#define COMMON 30 /* names with one word: a word of so many says nothing about a pair */
#define TYPO_MIN 7 /* letters of a name in which one may be wrong */

struct name {
	const struct judge_name *j;
	struct strs words; /* folded, without the plural's "s" */
	struct str squeezed, digits, initials;
};

struct pair {
	size_t x, y; /* x < y */
	struct str key, evidence;
	struct str verdict; /* "" until known */
};

struct run {
	struct model *m;
	struct arena *a;
	struct prompt prompt;
	struct str with;
	struct name *v;
	size_t n;
	VEC(struct pair) pairs;
	VEC(size_t) open; /* pairs without a verdict */
};

/* --- candidates ---------------------------------------------------------------------------- */

static struct name read_name(struct arena *a, const struct judge_name *j)
{
	struct name n = {.j = j, .squeezed = text_squeeze(a, j->name, NULL)};
	struct text_words words = text_words(a, j->name);
	struct buf digits = buf_make(a), initials = buf_make(a);
	for (size_t i = 0; i < words.n; i++) {
		struct str w = words.v[i].folded;
		if (text_is_stop(w, STR("en")))
			continue;
		buf_put(&initials, str_sub(w, 0, 1));
		for (size_t k = 0; k < w.n; k++)
			if (w.p[k] >= '0' && w.p[k] <= '9')
				buf_putc(&digits, w.p[k]);
		if (w.n > 3 && w.p[w.n - 1] == 's')
			w = str_sub(w, 0, w.n - 1);
		strs_add(a, &n.words, w);
	}
	n.digits = buf_str(&digits);
	n.initials = buf_str(&initials);
	return n;
}

static size_t shared_words(const struct name *x, const struct name *y)
{
	size_t n = 0;
	for (size_t i = 0; i < x->words.n; i++)
		n += strs_has(y->words, x->words.v[i]);
	return n;
}

/* One letter too many, too few or another. */
static bool is_typo(struct str x, struct str y)
{
	size_t i = 0, kx = x.n, ky = y.n;
	if (x.n < TYPO_MIN || y.n < TYPO_MIN || (x.n > y.n ? x.n - y.n : y.n - x.n) > 1)
		return false;
	while (i < x.n && i < y.n && x.p[i] == y.p[i])
		i++;
	while (kx > i && ky > i && x.p[kx - 1] == y.p[ky - 1])
		kx--, ky--;
	return kx - i <= 1 && ky - i <= 1;
}

/* All words of the shorter stand in the longer, or all in another order; two that merely share their
 * last word are siblings. */
static bool is_near(const struct name *x, const struct name *y)
{
	const struct name *s = x->words.n <= y->words.n ? x : y, *l = s == x ? y : x;
	size_t shared = shared_words(s, l);
	if (!str_eq(x->digits, y->digits))
		return false;
	if (is_typo(x->squeezed, y->squeezed) || str_eq(s->squeezed, l->initials))
		return true;
	if (s->words.n == 0 || shared < s->words.n)
		return false;
	size_t more = l->words.n - s->words.n;
	bool person = str_eqz(x->j->kind, "person") && str_eqz(y->j->kind, "person");
	return more == 0 || person || (more == 1 && s->words.n >= 2) ||
		(more == 1 && str_eq(l->words.v[0], s->words.v[0]));
}

static struct str evidence(struct run *r, const struct name *x, const struct name *y)
{
	struct sha_stream *h = sha_begin(r->a);
	const struct str parts[] = {r->with, x->j->kind, x->j->known, y->j->kind, y->j->known};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		sha_part(h, parts[i]);
	return sha_base32(r->a, sha_end(h), 16);
}

static void offer(struct run *r, struct map *seen, size_t x, size_t y)
{
	bool added;
	if (x == y)
		return;
	struct pair p = {x < y ? x : y, x < y ? y : x, STR(""), STR(""), STR("")};
	const struct name *a = &r->v[p.x], *b = &r->v[p.y];
	struct str id = str_printf(r->a, "%zu %zu", p.x, p.y);
	map_add(seen, id, &added);
	if (!added || !is_near(a, b))
		return;
	bool twins = str_eq(a->squeezed, b->squeezed);
	p.key = str_printf(r->a, "same? " STR_FMT "%s" STR_FMT " | " STR_FMT "%s" STR_FMT,
		STR_ARG(text_casefold(r->a, a->j->name)), twins ? " " : "",
		STR_ARG(twins ? a->j->kind : STR("")), STR_ARG(text_casefold(r->a, b->j->name)),
		twins ? " " : "", STR_ARG(twins ? b->j->kind : STR("")));
	p.evidence = evidence(r, a, b);
	VEC_PUSH(r->a, &r->pairs, p);
}

struct holders {
	VEC(size_t) names;
};

static void note_holder(struct run *r, struct map *by, struct str key, size_t name)
{
	struct map_entry *at = map_add(by, key, NULL);
	if (!at->ptr)
		at->ptr = ARENA_NEW(r->a, struct holders);
	struct holders *h = at->ptr;
	VEC_PUSH(r->a, &h->names, name);
}

static int by_pair(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->y > q->y) - (p->y < q->y);
}

/* Names that share a word, a beginning or an end, or of which one is the other's initials. */
static void find_pairs(struct run *r)
{
	struct map by = map_make(r->a), seen = map_make(r->a);
	for (size_t i = 0; i < r->n; i++) {
		const struct name *n = &r->v[i];
		for (size_t k = 0; k < n->words.n; k++)
			note_holder(r, &by, n->words.v[k], i);
		if (n->words.n > 1)
			note_holder(r, &by, n->initials, i);
		if (n->squeezed.n >= TYPO_MIN) {
			note_holder(r, &by, str_cat(r->a, STR("^"), str_sub(n->squeezed, 0, 5)), i);
			note_holder(r, &by,
				str_cat(r->a, STR("$"), str_from(n->squeezed, n->squeezed.n - 5)),
				i);
		}
	}
	for (size_t i = 0; i < by.n; i++) {
		const struct holders *h = by.v[i].ptr;
		for (size_t x = 0; h->names.n <= COMMON && x < h->names.n; x++)
			for (size_t y = x + 1; y < h->names.n; y++)
				offer(r, &seen, h->names.v[x], h->names.v[y]);
	}
	if (r->pairs.n)
		qsort(r->pairs.v, r->pairs.n, sizeof *r->pairs.v, by_pair);
}

/* --- verdicts ------------------------------------------------------------------------------ */

static bool recall(struct run *r, struct err *e)
{
	for (size_t i = 0; i < r->pairs.n; i++) {
		struct pair *p = &r->pairs.v[i];
		struct err db = {0};
		bool have =
			paid_verdict(r->m->kb->ledger, r->a, p->key, p->evidence, &p->verdict, &db);
		if (db.code != ERR_NONE)
			return err_set(e, db.code, "%s", db.text);
		if (!have)
			VEC_PUSH(r->a, &r->open, i);
	}
	return true;
}

/* --- questions ----------------------------------------------------------------------------- */

static void put_name(struct buf *b, const struct name *n)
{
	prompt_put_line(b, n->j->name);
	buf_printf(b, " (" STR_FMT "): ", STR_ARG(n->j->kind));
	prompt_put_line(b, n->j->known.n ? text_cut(n->j->known, 300) : STR("nothing is known"));
}

static size_t batch_size(const struct run *r, size_t i)
{
	size_t left = r->open.n - i * BATCH;
	return left < BATCH ? left : BATCH;
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	struct buf b = buf_make(a);
	buf_puts(&b, "<pairs>\n");
	for (size_t k = 0; k < batch_size(r, i); k++) {
		const struct pair *p = &r->pairs.v[r->open.v[i * BATCH + k]];
		buf_printf(&b, "[x:p%zu] ", k + 1);
		put_name(&b, &r->v[p->x]);
		buf_puts(&b, " || ");
		put_name(&b, &r->v[p->y]);
		buf_putc(&b, '\n');
	}
	buf_puts(&b, "</pairs>\n");
	prompt_request(a, &r->prompt, buf_str(&b), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "identity";
	q->about = STR("names of concepts");
	q->reply = REPLY_IDENTITY;
	return true;
}

/* A pair that the reply leaves out stays open: two things until the next run asks again. */
static bool take(void *ctx, size_t i, const struct calls_answer *answer, struct err *e)
{
	struct run *r = ctx;
	if (answer->fault != LLM_NO_FAULT) {
		model_left(r->m, "identity", STR("names of concepts"), answer->why);
		return true;
	}
	const struct reply_identity *reply = answer->value;
	bool good = db_begin(r->m->kb->ledger, e);
	for (size_t k = 0; good && k < reply->pairs.n; k++) {
		int64_t number;
		struct str id = reply->pairs.v[k].id;
		if (!str_starts(id, STR("p")) || !str_to_i64(str_from(id, 1), &number) ||
			number < 1 || (size_t)number > batch_size(r, i))
			continue;
		struct pair *p = &r->pairs.v[r->open.v[i * BATCH + (size_t)number - 1]];
		p->verdict = str_dup(r->a, reply->pairs.v[k].verdict);
		good = paid_put_verdict(r->m->kb->ledger, p->key, p->evidence, p->verdict, e);
	}
	good = good && db_commit(r->m->kb->ledger, e);
	if (!good)
		db_rollback(r->m->kb->ledger);
	return good;
}

/* --- joining ------------------------------------------------------------------------------- */

static size_t root_of(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i];
	return i;
}

/* Some name of the one is known to be another thing than some name of the other. */
static bool kept_apart(const struct run *r, size_t *parent, size_t x, size_t y)
{
	for (size_t i = 0; i < r->pairs.n; i++) {
		const struct pair *p = &r->pairs.v[i];
		size_t a = root_of(parent, p->x), b = root_of(parent, p->y);
		if (p->verdict.n && !str_eqz(p->verdict, "same") &&
			((a == x && b == y) || (a == y && b == x)))
			return true;
	}
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; root_of(parent, i) == x && k < r->n; k++)
			if (root_of(parent, k) == y && !str_eq(r->v[i].digits, r->v[k].digits))
				return true;
	return false;
}

static bool is_same(const struct run *r, const struct pair *p)
{
	if (p->verdict.n)
		return str_eqz(p->verdict, "same");
	return str_eq(r->v[p->x].squeezed, r->v[p->y].squeezed);
}

static void find_parts(const struct run *r, struct judge_parts *out)
{
	VEC(struct judge_part) l = {0};
	for (size_t i = 0; i < r->pairs.n; i++) {
		const struct pair *p = &r->pairs.v[i];
		struct judge_part first = {r->v[p->x].j->id, r->v[p->y].j->id};
		struct judge_part second = {first.part, first.whole};
		if (str_eqz(p->verdict, "first_contains_second"))
			VEC_PUSH(r->a, &l, first);
		else if (str_eqz(p->verdict, "second_contains_first"))
			VEC_PUSH(r->a, &l, second);
	}
	*out = (struct judge_parts){l.v, l.n};
}

static void join(struct run *r, struct judge_sames *out)
{
	size_t *parent = ARENA_ARRAY(r->a, size_t, r->n);
	VEC(struct judge_same) l = {0};
	for (size_t i = 0; i < r->n; i++)
		parent[i] = i;
	for (size_t i = 0; i < r->pairs.n; i++) {
		const struct pair *p = &r->pairs.v[i];
		size_t x = root_of(parent, p->x), y = root_of(parent, p->y);
		if (!is_same(r, p) || x == y || kept_apart(r, parent, x, y))
			continue;
		parent[y > x ? y : x] = y > x ? x : y;
		struct judge_same s = {r->v[p->x].j->id, r->v[p->y].j->id};
		VEC_PUSH(r->a, &l, s);
	}
	*out = (struct judge_sames){l.v, l.n};
}

bool identity_judge(struct model *m, const struct judge_name *v, size_t n, struct judge_sames *out,
	struct judge_parts *parts, struct err *e)
{
	struct run r = {.m = m, .a = m->a, .n = n, .v = ARENA_ARRAY(m->a, struct name, n)};
	*out = (struct judge_sames){0};
	*parts = (struct judge_parts){0};
	if (!prompt_read(m->kb, m->a, "identity", false, &r.prompt, e))
		return false;
	r.with = str_printf(m->a, STR_FMT " " STR_FMT, STR_ARG(r.prompt.version),
		STR_ARG(calls_model(m->calls)));
	for (size_t i = 0; i < n; i++)
		r.v[i] = read_name(m->a, &v[i]);
	find_pairs(&r);
	if (!recall(&r, e))
		return false;
	struct calls_work work = {.step = "names",
		.n = (r.open.n + BATCH - 1) / BATCH,
		.ctx = &r,
		.build = build,
		.take = take};
	for (size_t i = 0; m->plan_only && i < work.n; i++) {
		struct calls_question q = {.reply = REPLY_KINDS};
		if (build(&r, i, m->a, &q))
			model_planned(
				m, "identity", calls_estimate(m->calls, &q, REPLY_TOKENS / 4));
	}
	if (!m->plan_only && work.n && !calls_run(m->calls, &work, e))
		return false;
	join(&r, out);
	find_parts(&r, parts);
	return true;
}
