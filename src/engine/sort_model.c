/* sort_model.c - see sort_model.h. Order: what is remembered, what is shown, a question, its reply,
 * the result. */
#include "engine/sort_model.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/text.h"
#include "engine/verify.h"
#include "store/paid.h"

#define BATCH 120 /* concepts placed by one call: the next one knows its categories */
#define REPLY_TOKENS 4096
#define ABOUT_MAX 70 /* characters of what is said of a concept */
#define UNPLACED "Other"
#define SHOWN_MAX 60 /* categories in a prompt: it does not grow with the base */
#define DEPTH_MAX 3 /* levels of the tree */

struct known { /* a category */
	struct str name, about, parent;
	size_t n_near; /* concepts near those of the batch that it holds */
	size_t n; /* concepts in all */
	bool is_new; /* of this run */
};

struct run {
	struct model *m;
	struct arena *a;
	struct prompt prompt;
	struct str with;
	struct map categories; /* name -> struct known * */
	struct map places; /* concept -> name of its category, as struct str * */
	const struct m_concept **todo;
	size_t n_todo, at; /* at: the first of the batch in hand */
};

/* --- what is remembered -------------------------------------------------------------------- */

static struct str place_key(const struct run *r, struct str concept)
{
	return str_cat(r->a, STR("category of "), text_casefold(r->a, concept));
}

static struct str about_key(const struct run *r, struct str category)
{
	return str_cat(r->a, STR("about category "), category);
}

static struct str parent_key(const struct run *r, struct str category)
{
	return str_cat(r->a, STR("parent of category "), category);
}

static struct known *add_category(struct run *r, struct str name, bool *added)
{
	struct map_entry *at = map_add(&r->categories, name, added);
	struct known *k = at->ptr;
	if (!*added)
		return k;
	k = ARENA_NEW(r->a, struct known);
	*k = (struct known){.name = at->key, .about = STR(""), .parent = STR("")};
	at->ptr = k;
	return k;
}

/* Levels from a category up to the top; more than DEPTH_MAX where it would stand above itself. */
static size_t levels(const struct run *r, const struct known *k)
{
	size_t n = 0;
	for (; k && n <= DEPTH_MAX; n++)
		k = k->parent.n ? map_ptr(&r->categories, k->parent) : NULL;
	return n;
}

/* With all that it is part of. */
static bool know_category(struct run *r, struct str name, struct err *e)
{
	struct db *ledger = r->m->kb->ledger;
	bool added;
	for (int level = 0; level < DEPTH_MAX && name.n; level++) {
		struct err db = {0};
		struct known *k = add_category(r, str_dup(r->a, name), &added);
		if (!added)
			return true;
		if (!paid_verdict(ledger, r->a, about_key(r, name), r->with, &k->about, &db))
			k->about = STR("");
		if (db.code == ERR_NONE &&
			!paid_verdict(ledger, r->a, parent_key(r, name), r->with, &k->parent, &db))
			k->parent = STR("");
		if (db.code != ERR_NONE)
			return err_set(e, db.code, "%s", db.text);
		name = k->parent;
	}
	return true;
}

static struct str *boxed(struct arena *a, struct str s)
{
	struct str *p = ARENA_NEW(a, struct str);
	*p = str_dup(a, s);
	return p;
}

static bool recall(struct run *r, struct err *e)
{
	struct model *m = r->m;
	r->todo = ARENA_ARRAY(r->a, const struct m_concept *, m->n_concepts);
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *c = &m->concepts[i];
		struct str place;
		struct err db = {0};
		if (!c->path.n)
			continue;
		bool have = paid_verdict(
			m->kb->ledger, r->a, place_key(r, c->name), r->with, &place, &db);
		if (db.code != ERR_NONE)
			return err_set(e, db.code, "%s", db.text);
		if (!have) {
			r->todo[r->n_todo++] = c;
			continue;
		}
		map_add(&r->places, c->name, NULL)->ptr = boxed(r->a, place);
		if (!know_category(r, place, e))
			return false;
	}
	for (size_t i = 0; i < r->categories.n; i++) {
		struct known *k = r->categories.v[i].ptr;
		if (levels(r, k) > DEPTH_MAX) /* as two runs may have left it */
			k->parent = STR("");
	}
	return true;
}

/* --- what is shown ----------------------------------------------------------------------- */

static size_t batch_end(const struct run *r)
{
	return r->n_todo - r->at < BATCH ? r->n_todo : r->at + BATCH;
}

static struct known *place_of(const struct run *r, struct str concept)
{
	const struct str *place = map_ptr(&r->places, concept);
	return place ? map_ptr(&r->categories, *place) : NULL;
}

static void count_members(const struct run *r)
{
	const struct model *m = r->m;
	for (size_t i = 0; i < r->categories.n; i++) {
		struct known *k = r->categories.v[i].ptr;
		k->n = k->n_near = 0;
	}
	for (size_t i = 0; i < m->n_concepts; i++) {
		struct known *k = place_of(r, m->concepts[i].name);
		if (k)
			k->n++;
	}
	for (size_t i = r->at; i < batch_end(r); i++)
		for (size_t j = 0; j < r->todo[i]->n_near; j++) {
			struct known *k = place_of(r, m->concepts[r->todo[i]->near[j]].name);
			if (k)
				k->n_near++;
		}
}

static int most_likely(const void *x, const void *y)
{
	const struct known *a = *(const struct known *const *)x;
	const struct known *b = *(const struct known *const *)y;
	if (a->n_near != b->n_near)
		return a->n_near > b->n_near ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return str_cmp(a->name, b->name);
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(
		(*(const struct known *const *)x)->name, (*(const struct known *const *)y)->name);
}

/* Categories that concepts of the batch may belong to, by name. */
static const struct known **shown(const struct run *r, struct arena *a, size_t *n)
{
	const struct known **v = ARENA_ARRAY(a, const struct known *, r->categories.n);
	count_members(r);
	for (size_t i = 0; i < r->categories.n; i++)
		v[i] = r->categories.v[i].ptr;
	if (r->categories.n)
		qsort(v, r->categories.n, sizeof *v, most_likely);
	*n = r->categories.n < SHOWN_MAX ? r->categories.n : SHOWN_MAX;
	if (*n)
		qsort(v, *n, sizeof *v, by_name);
	return v;
}

/* --- a question ---------------------------------------------------------------------------- */

/* What is said of a concept, without its name, which stands there already. */
static struct str about_of(const struct m_concept *c)
{
	struct str s = str_trim(c->description);
	struct str rest = str_istarts(s, STR("The ")) ? str_from(s, 4) : s;
	if (str_istarts(rest, c->name) && rest.n > c->name.n && rest.p[c->name.n] == ' ')
		s = str_from(rest, c->name.n + 1);
	return text_cut(s, ABOUT_MAX);
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	struct buf b = buf_make(a);
	size_t n;
	const struct known **v = shown(r, a, &n);
	(void)i;
	buf_puts(&b, "Language of categories and descriptions: ");
	buf_put(&b, prompt_language(a, r->m->language));
	buf_puts(&b, ".\n\n<categories>\n");
	for (size_t k = 0; k < n; k++) {
		buf_puts(&b, "[g:");
		prompt_put_line(&b, v[k]->name);
		buf_puts(&b, "] ");
		if (v[k]->parent.n) {
			buf_puts(&b, "(part of ");
			prompt_put_line(&b, v[k]->parent);
			buf_puts(&b, ") ");
		}
		prompt_put_line(&b, v[k]->about);
		buf_putc(&b, '\n');
	}
	buf_puts(&b, "</categories>\n\n<concepts>\n");
	for (size_t k = r->at; k < batch_end(r); k++) {
		buf_puts(&b, "[k:");
		prompt_put_line(&b, r->todo[k]->name);
		buf_printf(&b, "] (" STR_FMT ") ", STR_ARG(r->todo[k]->kind));
		prompt_put_line(&b, about_of(r->todo[k]));
		buf_putc(&b, '\n');
	}
	buf_puts(&b, "</concepts>\n");
	prompt_request(a, &r->prompt, buf_str(&b), &q->rq);
	q->rq.max_output = REPLY_TOKENS;
	q->purpose = "sort";
	q->about = STR("wiki/categories");
	q->reply = REPLY_SORT;
	return true;
}

/* --- its reply ----------------------------------------------------------------------------- */

static bool is_good(struct str name)
{
	return verify_name(name) && text_n_cp(name) <= 60;
}

static bool take_category(struct run *r, const struct reply_category *c, struct err *e)
{
	struct str about = c->description;
	bool added;
	if (!is_good(c->name) || map_find(&r->categories, c->name))
		return true;
	if (!verify_plain(about) || text_n_cp(about) > 300)
		about = STR("");
	struct known *k = add_category(r, str_dup(r->a, c->name), &added);
	k->about = str_dup(r->a, about);
	k->is_new = true;
	return paid_put_verdict(r->m->kb->ledger, about_key(r, c->name), r->with, about, e);
}

/* A parent is taken for a new category alone, where both are there and the tree stays small. */
static bool take_parent(struct run *r, const struct reply_category *c, struct err *e)
{
	struct known *k = map_ptr(&r->categories, c->name);
	const struct known *parent = map_ptr(&r->categories, c->parent);
	if (!k || !parent || !k->is_new || k->parent.n || k == parent)
		return true;
	k->parent = parent->name;
	for (size_t i = 0; i < r->categories.n && k->parent.n; i++)
		if (levels(r, r->categories.v[i].ptr) > DEPTH_MAX)
			k->parent = STR("");
	return !k->parent.n ||
		paid_put_verdict(r->m->kb->ledger, parent_key(r, k->name), r->with, k->parent, e);
}

static bool take_place(
	struct run *r, const struct map *asked, const struct reply_placement *p, struct err *e)
{
	if (!map_find(asked, p->concept) || !map_find(&r->categories, p->category) ||
		map_find(&r->places, p->concept)) {
		r->m->report->n_dropped += map_find(asked, p->concept) == NULL;
		return true;
	}
	map_add(&r->places, str_dup(r->a, p->concept), NULL)->ptr = boxed(r->a, p->category);
	return paid_put_verdict(
		r->m->kb->ledger, place_key(r, p->concept), r->with, p->category, e);
}

static bool take(void *ctx, size_t i, const struct calls_answer *answer, struct err *e)
{
	struct run *r = ctx;
	struct map asked = map_make(r->a);
	(void)i;
	if (answer->fault != LLM_NO_FAULT) {
		model_left(r->m, "categories", STR("wiki/categories"), answer->why);
		return true;
	}
	const struct reply_sort *s = answer->value;
	for (size_t k = r->at; k < batch_end(r); k++)
		map_add(&asked, r->todo[k]->name, NULL);
	bool good = db_begin(r->m->kb->ledger, e);
	for (size_t k = 0; good && k < s->categories.n; k++)
		good = take_category(r, &s->categories.v[k], e);
	for (size_t k = 0; good && k < s->categories.n; k++)
		good = take_parent(r, &s->categories.v[k], e);
	for (size_t k = 0; good && k < s->placements.n; k++)
		good = take_place(r, &asked, &s->placements.v[k], e);
	good = good && db_commit(r->m->kb->ledger, e);
	if (!good)
		db_rollback(r->m->kb->ledger);
	return good;
}

/* --- the result ---------------------------------------------------------------------------- */

static void use_category(struct run *r, struct map *used, struct str name, struct reply_sort *out)
{
	bool added = true;
	while (name.n) {
		const struct known *k = map_ptr(&r->categories, name);
		map_add(used, name, &added);
		if (!added)
			return;
		out->categories.v[out->categories.n++] = (struct reply_category){.name = name,
			.parent = k ? k->parent : STR(""),
			.description = k ? k->about : STR("")};
		name = k ? k->parent : STR("");
	}
}

static void fill(struct run *r, struct reply_sort *out)
{
	struct model *m = r->m;
	struct map used = map_make(r->a);
	out->placements.v = ARENA_ARRAY(r->a, struct reply_placement, m->n_concepts);
	out->categories.v = ARENA_ARRAY(r->a, struct reply_category, r->categories.n + 1);
	for (size_t i = 0; i < m->n_concepts; i++) {
		if (!m->concepts[i].path.n)
			continue;
		struct str *place = map_ptr(&r->places, m->concepts[i].name);
		struct str name = place ? *place : STR(UNPLACED);
		use_category(r, &used, name, out);
		out->placements.v[out->placements.n++] =
			(struct reply_placement){m->concepts[i].name, name};
	}
}

bool sort_by_model(struct model *m, struct reply_sort *out, struct err *e)
{
	struct run r = {.m = m, .a = m->a, .categories = map_make(m->a), .places = map_make(m->a)};
	bool good = prompt_read(m->kb, m->a, "sort", true, &r.prompt, e);
	if (!good)
		return false;
	r.with = str_printf(m->a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(r.prompt.version),
		STR_ARG(calls_model(m->calls)), STR_ARG(m->language));
	good = recall(&r, e);
	for (; good && r.at < r.n_todo && !calls_stopped(m->calls, NULL); r.at = batch_end(&r)) {
		struct calls_work work = {
			.step = "categories", .n = 1, .ctx = &r, .build = build, .take = take};
		struct calls_question q = {.reply = REPLY_KINDS};
		if (!m->plan_only) {
			good = calls_run(m->calls, &work, e);
		} else if (build(&r, 0, m->a, &q)) {
			model_planned(
				m, "categories", calls_estimate(m->calls, &q, REPLY_TOKENS / 4));
		}
	}
	if (good)
		fill(&r, out);
	return good;
}
