/* compile.c - the build: ingest, digest, identity, write, sort, weave, press, in one transaction of
 * the index.
 *
 * Nothing runs when nothing changed: no source, no page, no setting, no version of an engine. */
#include <stdlib.h>

#include "base/err.h"
#include "base/hash.h"
#include "doc/page.h"
#include "engine/embed_fill.h"
#include "engine/explain.h"
#include "engine/hold.h"
#include "engine/ingest_plan.h"
#include "engine/log.h"
#include "engine/model.h"
#include "engine/own_words.h"
#include "engine/press.h"
#include "engine/prompt.h"
#include "llm/builtin.h"
#include "store/ledger.h"

#define STATE_KEY "compile"

/* Hash of all that pages depend on besides sources: settings, decisions, versions. */
static struct str settings_key(struct kb *kb, struct arena *a)
{
	static const char *const files[] = {"kb.yaml", "wiki/decisions.yaml"};
	struct sha_stream *h = sha_begin(a);
	sha_u64(h, WEAVE_VERSION);
	sha_u64(h, BUILTIN_VERSION);
	for (int k = 0; k < REPLY_KINDS; k++)
		sha_u64(h, reply_version((enum reply_kind)k));
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct str text = {"", 0};
		fs_read(a, engine_path(kb, a, str_of(files[i])), PAGE_MAX, &text, NULL);
		sha_part(h, text);
	}
	sha_part(h, kb->conf.llm.engine); /* may come from elsewhere than kb.yaml */
	sha_part(h, kb->conf.llm.model);
	sha_u64(h, kb->conf.llm.vision);
	for (size_t i = 0; calls_wanted(kb) && i < prompt_n_names; i++) {
		struct prompt p = {0};
		prompt_read(kb, a, prompt_names[i], true, &p, NULL);
		sha_part(h, p.version);
	}
	return sha_base32(a, sha_end(h), 26);
}

/* Totals that a run with nothing to do reports again. */
struct total {
	const char *state;
	size_t *n;
};

#define N_TOTALS 4

static void totals(struct kb_compile_report *r, struct total v[N_TOTALS])
{
	v[0] = (struct total){"n_sources", &r->n_sources};
	v[1] = (struct total){INDEX_CLAIMS, &r->n_claims};
	v[2] = (struct total){"n_concepts", &r->n_concepts};
	v[3] = (struct total){"n_pages", &r->n_pages};
}

static bool save_totals(struct kb *kb, struct arena *a, struct kb_compile_report *r, struct err *e)
{
	struct total v[N_TOTALS];
	totals(r, v);
	for (size_t i = 0; i < N_TOTALS; i++)
		if (!index_put_state(kb->index, v[i].state, str_printf(a, "%zu", *v[i].n), e))
			return false;
	return true;
}

static void load_totals(struct kb *kb, struct arena *a, struct kb_compile_report *r)
{
	struct total v[N_TOTALS];
	totals(r, v);
	for (size_t i = 0; i < N_TOTALS; i++) {
		int64_t n = 0;
		str_to_i64(index_state(kb->index, a, v[i].state), &n);
		*v[i].n = (size_t)n;
	}
}

static void count(const struct model *m, struct kb_compile_report *out)
{
	out->n_sources = m->n_sources;
	out->n_claims = m->claims.n;
	for (size_t i = 0; i < m->n_concepts; i++)
		out->n_concepts += m->concepts[i].path.n > 0;
	out->n_pages = 2 * m->n_sources + out->n_concepts + m->n_categories + m->n_comparisons + 1;
}

static bool store_concepts(const struct model *m, struct err *e)
{
	if (!index_clear_concepts(m->kb->index, e))
		return false;
	for (size_t i = 0; i < m->n_concepts; i++) {
		const struct m_concept *c = &m->concepts[i];
		struct concept_row row = {c->name, c->kind, c->path, c->description, c->aliases,
			(int64_t)c->n_claims, (int64_t)c->n_sources};
		if (c->path.n && !index_put_concept(m->kb->index, m->a, &row, e))
			return false;
	}
	return true;
}

/* --- with a model ------------------------------------------------------------------------ */

void model_left(struct model *m, const char *node, struct str about, struct str why)
{
	struct kb_compile_report *r = m->report;
	struct kb_left *v = r->left.v;
	if ((r->left.n & (r->left.n - 1)) == 0) {
		v = ARENA_ARRAY(m->a, struct kb_left, r->left.n ? 2 * r->left.n : 1);
		for (size_t i = 0; i < r->left.n; i++)
			v[i] = r->left.v[i];
	}
	v[r->left.n++] = (struct kb_left){str_of(node), str_dup(m->a, about), str_dup(m->a, why)};
	r->left.v = v;
}

void model_planned(struct model *m, const char *kind, struct calls_estimate x)
{
	struct kb_compile_report *r = m->report;
	struct kb_spending *p = &r->plan;
	size_t k = 0;
	while (k < r->n_plan_kinds && !str_eqz(r->plan_kinds[k].kind, kind))
		k++;
	if (k == r->n_plan_kinds && k < KB_PLAN_KINDS)
		r->plan_kinds[r->n_plan_kinds++].kind = str_of(kind);
	if (k < KB_PLAN_KINDS)
		r->plan_kinds[k].n_calls++;
	p->n_calls++;
	p->input += x.input;
	p->output += x.output;
	if (x.cost < 0)
		p->cost_unknown = true;
	else
		p->cost += x.cost;
}

/* What a part of a document of some thousand words leads to, as far as can be told before it is read. */
#define ARTICLES_A_DIGEST 3
#define ARTICLE_INPUT 2200
#define SORTED_A_CALL 120
#define ARTICLE_OUTPUT 700
#define DIGEST_INPUT 5500
#define DIGEST_OUTPUT 1200

static void guess(struct model *m, const char *kind, size_t n, int64_t input, int64_t output)
{
	for (size_t i = 0; i < n; i++) {
		struct calls_estimate x = {
			input, output, calls_price(m->calls, input, output, true)};
		model_planned(m, kind, x);
		m->report->plan.n_guessed++;
	}
}

/* Articles, their categories, and what is written about several of them. */
static void guess_articles(struct model *m, size_t n_digests)
{
	size_t n = n_digests * ARTICLES_A_DIGEST;
	guess(m, "articles", n, ARTICLE_INPUT, ARTICLE_OUTPUT);
	guess(m, "categories", (n + SORTED_A_CALL - 1) / SORTED_A_CALL, ARTICLE_INPUT,
		ARTICLE_OUTPUT);
	guess(m, "overviews", n_digests ? 1 + n / SORTED_A_CALL : 0, ARTICLE_INPUT, ARTICLE_OUTPUT);
}

/* Sources that are not read yet: by their bytes, of which text has a quarter as many tokens and other
 * kinds of file about a twentieth. */
static void guess_sources(struct model *m, const struct ingest_plan *plan)
{
	static const char *const text[] = {".md", ".txt", ".csv", ".tsv", ".vtt", ".srt", ".rst"};
	int64_t tokens = 0;
	for (size_t i = 0; i < plan->todo.n; i++) {
		bool plain = false;
		for (size_t k = 0; k < sizeof text / sizeof text[0]; k++)
			plain = plain || str_iends(plan->todo.v[i].path, str_of(text[k]));
		tokens += plan->todo.v[i].st.size / (plain ? 4 : 20) + 1;
	}
	size_t n = (size_t)((tokens + DIGEST_INPUT / 2) / (DIGEST_INPUT - 1000));
	n = n < plan->todo.n ? plan->todo.n : n;
	guess(m, "digests", n, DIGEST_INPUT, DIGEST_OUTPUT);
	guess_articles(m, n);
}

/* The language of most of what was read, or the one that is set. */
static struct str find_language(const struct model *m)
{
	struct map n = map_make(m->a);
	struct str best = STR("en");
	size_t most = 0;
	if (m->kb->conf.compile.language.n)
		return m->kb->conf.compile.language;
	for (size_t i = 0; i < m->rows.n; i++) {
		const struct source_row *row = &m->rows.v[i];
		if (row->status != SOURCE_OK || !row->language.n)
			continue;
		struct map_entry *at = map_add(&n, row->language, NULL);
		at->num += (size_t)row->n_words + 1;
		if (at->num > most || (at->num == most && str_cmp(row->language, best) < 0)) {
			most = at->num;
			best = row->language;
		}
	}
	return best;
}

static int by_left(const void *x, const void *y)
{
	const struct kb_left *a = x, *b = y;
	int c = str_cmp(a->node, b->node);
	c = c ? c : str_cmp(a->about, b->about);
	return c ? c : str_cmp(a->why, b->why);
}

static void sum_up(struct model *m)
{
	struct kb_compile_report *r = m->report;
	struct err why = {0};
	r->spent = calls_spent(m->calls);
	r->n_waiting = calls_waiting(m->calls, m->a, &r->batches);
	if (r->n_waiting)
		r->left.n = 0; /* what lacks an answer is not to be done again, it is under way */
	else if (calls_stopped(m->calls, &why))
		model_left(m, "compile", STR(""), str_of(why.text));
	if (r->left.n)
		qsort(r->left.v, r->left.n, sizeof *r->left.v, by_left);
}

/* False when the person stopped the run, or answers of a batch are waited for: the wiki stays as it is. */
static bool may_go_on(struct model *m, struct err *e)
{
	struct err why = {0};
	struct str batches;
	if (m->calls && calls_stopped(m->calls, &why) &&
		(why.code == ERR_INTERRUPTED || calls_waiting(m->calls, m->a, &batches)))
		return err_set(e, why.code, "%s", why.text);
	return true;
}

static bool run_stages(struct model *m, struct err *e)
{
	if (!index_sources(m->kb->index, m->a, &m->rows, e))
		return false;
	m->language = find_language(m);
	if (!model_digest(m, e))
		return false;
	arena_trim();
	if (m->calls && m->plan_only)
		guess_articles(m, m->report->plan.n_calls);
	if (!model_identity(m, e) || !model_write(m, e))
		return false;
	arena_trim();
	return may_go_on(m, e) && model_sort(m, e) && model_essays(m, e) && may_go_on(m, e);
}

static struct map refusals(struct arena *a, const struct decisions *d)
{
	struct map r = map_make(a);
	for (size_t i = 0; i < d->rejected.n; i++) {
		struct map_entry *e = map_add(&r, d->rejected.v[i], NULL);
		if (!e->ptr)
			e->ptr = ARENA_NEW(a, struct strs);
		strs_add(a, e->ptr, d->reasons.v[i]);
	}
	return r;
}

static bool build(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct press_look *look, struct str restore, struct kb_compile_report *out, struct err *e)
{
	struct model m = {.kb = kb, .a = a, .report = out, .plan_only = opt->dry_run};
	struct weave w = {.m = &m,
		.a = a,
		.foreign = look->foreign,
		.n_foreign = look->n_foreign,
		.answers = look->answers,
		.n_answers = look->n_answers};
	m.deleted = look->decisions.deleted;
	m.decisions = &look->decisions;
	m.lexicon = lexicon_make(a);
	m.force = opt->force;
	for (size_t i = 0; i < look->n_foreign; i++)
		strs_add(a, &m.foreign, look->foreign[i].path);
	if (!own_words(kb, a, look, &m.own, e))
		return false;
	m.refused = refusals(a, &look->decisions);
	if (calls_wanted(kb) && !calls_open(kb, a, CALLS_COMPILE, &m.calls, e))
		return false;
	bool made = run_stages(&m, e);
	if (m.calls)
		sum_up(&m);
	calls_close(m.calls);
	if (!made)
		return false;
	enum press_how how = opt->dry_run ? PRESS_DRY_RUN : opt->review ? PRESS_STAGE : PRESS_WRITE;
	if (!weave_plan(&w, e) || !press_pages(&w, look, restore, how, &out->n_staged, e) ||
		!store_concepts(&m, e))
		return false;
	count(&m, out);
	if (opt->explain && !explain_page(&m, opt->explain, &out->explain, e))
		return false;
	return save_totals(kb, a, out, e) && embed_outdate(kb, e) &&
		index_put_state(kb->index, STATE_KEY, settings_key(kb, a), e);
}

static bool changed(const struct kb_ingest_report *r)
{
	return r->counts[KB_NEW] || r->counts[KB_CHANGED] || r->counts[KB_MOVED] ||
		r->counts[KB_REMOVED];
}

/* The page that a person means by its name alone: one that was deleted, or any that kb wrote. */
static struct str page_named(
	struct kb *kb, struct arena *a, const struct decisions *d, struct str name)
{
	struct page_rows rows;
	struct str file = fs_base_name(name);
	for (size_t i = 0; i < d->deleted.n; i++)
		if (str_eq(fs_base_name(d->deleted.v[i]), file))
			return d->deleted.v[i];
	for (size_t i = 0; index_pages(kb->index, a, &rows, NULL) && i < rows.n; i++)
		if (str_eq(fs_base_name(rows.v[i].path), file))
			return rows.v[i].path;
	return name;
}

/* The page that --restore names, as a path below the base. */
static bool find_restore(struct kb *kb, struct arena *a, const char *page, bool dry_run,
	struct str *out, struct err *e)
{
	*out = STR("");
	if (!page)
		return true; /* nothing to give back */
	struct decisions d;
	if (!decisions_read(kb, a, &d, e))
		return false;
	struct str path = fs_clean(a, str_of(page));
	if (!str_ends(path, STR(".md")))
		path = str_cat(a, path, STR(".md"));
	if (str_find_byte(path, '/') == STR_NPOS)
		path = page_named(kb, a, &d, path);
	if (!str_starts(path, STR("wiki/")))
		path = str_cat(a, STR("wiki/"), path);
	bool known;
	if (!ledger_knows(kb->ledger, path, &known, e))
		return false;
	if (!known && !strs_has(d.deleted, path))
		return err_set(e, ERR_NOT_FOUND,
			"%s: no page of kb; give its path, such as wiki/concepts/NAME.md", page);
	*out = path;
	return dry_run || decisions_set_deleted(kb, path, false, e);
}

/* What ingest would do is only counted; no source is converted. */
static bool plan_only(struct kb *kb, struct arena *a, struct kb_compile_report *out, struct err *e)
{
	struct ingest_plan plan;
	if (!ingest_look(kb, a, &plan, e))
		return false;
	ingest_look_closer(kb, a, &plan);
	for (size_t i = 0; i < plan.todo.n; i++)
		out->ingest.counts[plan.todo.v[i].old ? KB_CHANGED : KB_NEW]++;
	out->ingest.counts[KB_REMOVED] = plan.gone.n;
	out->ingest.counts[KB_UNCHANGED] = plan.same.n;
	if (calls_wanted(kb) && plan.todo.n) {
		struct model m = {.kb = kb, .a = a, .report = out};
		if (!calls_open(kb, a, CALLS_COMPILE, &m.calls, e))
			return false;
		guess_sources(&m, &plan);
		calls_close(m.calls);
	}
	return true;
}

static bool is_due(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	const struct kb_compile_report *out, const struct press_look *look)
{
	return str_eqz(index_state(kb->index, a, INDEX_DIRTY), "1") || changed(&out->ingest) ||
		look->any || opt->restore || opt->force || opt->explain ||
		!str_eq(index_state(kb->index, a, STATE_KEY), settings_key(kb, a));
}

/* A walk over raw/ and wiki/ finds what the index says: nothing is read, written or locked. */
static bool is_idle(struct kb *kb, const struct kb_compile_opt *opt, struct kb_compile_report *out)
{
	struct ingest_plan plan;
	struct press_look look = {0};
	struct arena *a = arena_make();
	bool asked = opt->restore || opt->force || opt->explain;
	bool idle = !asked && !hold_is_unclean(kb, a) && engine_index(kb, DB_READ, NULL) &&
		ingest_look(kb, a, &plan, NULL) && !plan.todo.n && !plan.gone.n &&
		press_untouched(kb, a) && !is_due(kb, a, opt, out, &look);
	if (idle)
		out->ingest.counts[KB_UNCHANGED] = plan.same.n;
	arena_free(a);
	return idle;
}

/* The ingest that goes before; what it needed to know is forgotten, its report is kept. */
static bool ingest_all(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct kb_ingest_report *out, struct err *e)
{
	struct kb_ingest_opt all = {.force = opt->force};
	struct arena *scratch = arena_make();
	bool good = ingest_run(kb, scratch, &all, out, e);
	struct kb_ingest_item *v = ARENA_ARRAY(a, struct kb_ingest_item, good ? out->n : 0);
	for (size_t i = 0; good && i < out->n; i++) {
		struct kb_ingest_item *it = &v[i];
		*it = out->v[i];
		struct str *const texts[] = {
			&it->path, &it->from, &it->page, &it->type, &it->title, &it->reason};
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			*texts[k] = str_dup(a, *texts[k]);
		it->notes = (struct strs){0};
		for (size_t k = 0; k < out->v[i].notes.n; k++)
			strs_add(a, &it->notes, str_dup(a, out->v[i].notes.v[k]));
	}
	out->v = v;
	arena_free(scratch);
	arena_trim();
	return good;
}

struct compile_work {
	struct arena *a;
	const struct kb_compile_opt *opt;
	struct kb_compile_report *out;
	struct press_look look;
};

static bool work(struct kb *kb, void *ctx, struct err *e)
{
	struct compile_work *w = ctx;
	struct str restore;
	bool dry_run = w->opt->dry_run;
	*w->out = (struct kb_compile_report){.engine = engine_name(kb, w->a)};
	w->look = (struct press_look){0};
	bool good = dry_run ? plan_only(kb, w->a, w->out, e)
			    : ingest_all(kb, w->a, w->opt, &w->out->ingest, e) &&
			hold_checkpoint(kb, e) && log_done(kb, e);
	if (!good || !find_restore(kb, w->a, w->opt->restore, dry_run, &restore, e) ||
		!press_look(kb, w->a, dry_run, &w->look, e))
		return false;
	bool sources_wait = dry_run && changed(&w->out->ingest);
	w->out->up_to_date = !is_due(kb, w->a, w->opt, w->out, &w->look);
	if (w->out->up_to_date || sources_wait) {
		load_totals(kb, w->a, w->out);
	} else if (!build(kb, w->a, w->opt, &w->look, restore, w->out, e) ||
		!index_put_state(kb->index, INDEX_DIRTY,
			w->out->left.n || w->out->n_staged ? STR("1") : STR("0"), e)) {
		return false;
	}
	if (dry_run)
		hold_forget(kb, e);
	return true;
}

bool kb_compile(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct kb_compile_report *out, struct err *e)
{
	double began = engine_elapsed(kb);
	struct compile_work w = {.a = a, .opt = opt, .out = out};
	*out = (struct kb_compile_report){.engine = engine_name(kb, a)};
	kb->jobs = opt->jobs;
	if (opt->max_cost && !config_money(kb->a, opt->max_cost, &kb->conf.llm.max_cost))
		return err_set(e, ERR_USAGE, "--max-cost takes USD as a number, not '%.40s'",
			opt->max_cost);
	kb->conf.llm.batch = kb->conf.llm.batch || opt->batch;
	kb->conf.llm.batch_wait = opt->wait;
	if (is_idle(kb, opt, out)) {
		out->up_to_date = true;
		load_totals(kb, a, out);
		bool filled = opt->dry_run || embed_fill(kb, a, out, e);
		out->seconds = engine_elapsed(kb) - began;
		return filled;
	}
	if (opt->force && !hold_check(kb, e))
		return false;
	struct err why = {0};
	if (!hold_run(kb, work, &w, &why)) {
		if (!out->n_waiting || why.code != ERR_MODEL)
			return err_set(e, why.code, "%s", why.text);
		load_totals(kb, a, out);
		out->seconds = engine_elapsed(kb) - began;
		return true;
	}
	bool good = opt->dry_run || press_finish(kb, &w.look, e);
	hold_leave(kb, good);
	good = good && (opt->dry_run || embed_fill(kb, a, out, e));
	out->seconds = engine_elapsed(kb) - began;
	return good;
}
