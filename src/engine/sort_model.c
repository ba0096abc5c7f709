/* sort_model.c - see sort_model.h. Order: what is remembered, a question, its reply, the result. */
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

struct run {
	struct model *m;
	struct arena *a;
	struct prompt prompt;
	struct str with;
	struct map categories; /* name -> description, as struct str * */
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

static struct str *boxed(struct arena *a, struct str s)
{
	struct str *p = ARENA_NEW(a, struct str);
	*p = str_dup(a, s);
	return p;
}

static bool know_category(struct run *r, struct str name, struct err *e)
{
	struct str about = STR("");
	struct err db = {0};
	bool added;
	struct map_entry *at = map_add(&r->categories, name, &added);
	if (!added)
		return true;
	paid_verdict(r->m->kb->ledger, r->a, about_key(r, name), r->with, &about, &db);
	at->ptr = boxed(r->a, about);
	return db.code == ERR_NONE || err_set(e, db.code, "%s", db.text);
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
	return true;
}

/* --- a question ---------------------------------------------------------------------------- */

static int by_key(const void *x, const void *y)
{
	return str_cmp(((const struct map_entry *)x)->key, ((const struct map_entry *)y)->key);
}

static size_t batch_end(const struct run *r)
{
	return r->n_todo - r->at < BATCH ? r->n_todo : r->at + BATCH;
}

static bool build(void *ctx, size_t i, struct arena *a, struct calls_question *q)
{
	struct run *r = ctx;
	struct buf b = buf_make(a);
	size_t n = r->categories.n;
	struct map_entry *v = ARENA_ARRAY(a, struct map_entry, n);
	(void)i;
	for (size_t k = 0; k < n; k++)
		v[k] = r->categories.v[k];
	if (n)
		qsort(v, n, sizeof *v, by_key);
	buf_puts(&b, "Language of categories and descriptions: ");
	buf_put(&b, prompt_language(a, r->m->language));
	buf_puts(&b, ".\n\n<categories>\n");
	for (size_t k = 0; k < n; k++) {
		buf_puts(&b, "[g:");
		prompt_put_line(&b, v[k].key);
		buf_puts(&b, "] ");
		prompt_put_line(&b, *(const struct str *)v[k].ptr);
		buf_putc(&b, '\n');
	}
	buf_puts(&b, "</categories>\n\n<concepts>\n");
	for (size_t k = r->at; k < batch_end(r); k++) {
		buf_puts(&b, "[k:");
		prompt_put_line(&b, r->todo[k]->name);
		buf_printf(&b, "] (" STR_FMT ") ", STR_ARG(r->todo[k]->kind));
		prompt_put_line(&b, text_cut(r->todo[k]->description, ABOUT_MAX));
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
	struct arena *a = r->a;
	bool added;
	struct str about = c->description;
	if (!is_good(c->name) || map_find(&r->categories, c->name))
		return true;
	if (!verify_plain(about) || text_n_cp(about) > 300)
		about = STR("");
	map_add(&r->categories, str_dup(a, c->name), &added)->ptr = boxed(a, about);
	return paid_put_verdict(r->m->kb->ledger, about_key(r, c->name), r->with, about, e);
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
	for (size_t k = 0; good && k < s->placements.n; k++)
		good = take_place(r, &asked, &s->placements.v[k], e);
	good = good && db_commit(r->m->kb->ledger, e);
	if (!good)
		db_rollback(r->m->kb->ledger);
	return good;
}

/* --- the result ---------------------------------------------------------------------------- */

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
		bool added;
		map_add(&used, name, &added);
		if (added) {
			struct str *about = map_ptr(&r->categories, name);
			out->categories.v[out->categories.n++] = (struct reply_category){
				.name = name, .description = about ? *about : STR("")};
		}
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
			model_planned(m, calls_estimate(m->calls, &q, REPLY_TOKENS / 4));
		}
	}
	if (good)
		fill(&r, out);
	return good;
}
