/* compile.c - the build: ingest, digest, identity, write, sort, weave, press, in one transaction of
 * the index.
 *
 * Nothing runs when nothing changed: no source, no page, no setting, no version of an engine. */
#include "base/err.h"
#include "base/hash.h"
#include "doc/page.h"
#include "engine/explain.h"
#include "engine/ingest_plan.h"
#include "engine/model.h"
#include "engine/press.h"
#include "llm/builtin.h"
#include "store/ledger.h"

#define WEAVE_VERSION 1 /* raise it when the same model gives other pages */
#define STATE_KEY "compile"
#define STATE_RUN "run"

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
	out->n_pages = 2 * m->n_sources + out->n_concepts + m->n_categories + 1;
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

static bool build(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct press_look *look, struct str restore, struct kb_compile_report *out, struct err *e)
{
	struct model m = {.kb = kb, .a = a, .report = out};
	struct weave w = {.m = &m,
		.a = a,
		.foreign = look->foreign,
		.n_foreign = look->n_foreign,
		.answers = look->answers,
		.n_answers = look->n_answers};
	int64_t run = 0;
	str_to_i64(index_state(kb->index, a, STATE_RUN), &run);
	m.run = run + 1;
	m.deleted = look->decisions.deleted;
	m.ignore = look->decisions.ignore;
	m.force = opt->force;
	for (size_t i = 0; i < look->n_foreign; i++)
		strs_add(a, &m.foreign, look->foreign[i].path);
	if (!index_sources(kb->index, a, &m.rows, e) || !model_digest(&m, e))
		return false;
	model_identity(&m);
	if (!model_write(&m, e) || !model_sort(&m, e))
		return false;
	weave_all(&w);
	if (!press_pages(&w, look, restore, opt->dry_run, e) || !store_concepts(&m, e) ||
		!index_sweep(kb->index, m.run, e))
		return false;
	count(&m, out);
	if (opt->explain && !explain_page(&m, opt->explain, &out->explain, e))
		return false;
	return save_totals(kb, a, out, e) &&
		index_put_state(kb->index, STATE_RUN, str_printf(a, "%lld", (long long)m.run), e) &&
		index_put_state(kb->index, STATE_KEY, settings_key(kb, a), e);
}

static bool changed(const struct kb_ingest_report *r)
{
	return r->counts[KB_NEW] || r->counts[KB_CHANGED] || r->counts[KB_MOVED] ||
		r->counts[KB_REMOVED];
}

/* The page that --restore names, as a path below the base. */
static bool find_restore(struct kb *kb, struct arena *a, const char *page, bool dry_run,
	struct str *out, struct err *e)
{
	*out = STR("");
	if (!page)
		return true; /* nothing to give back */
	struct str path = fs_clean(a, str_of(page));
	if (!str_starts(path, STR("wiki/")))
		path = str_cat(a, STR("wiki/"), path);
	if (!str_ends(path, STR(".md")))
		path = str_cat(a, path, STR(".md"));
	struct decisions d;
	if (!decisions_read(kb, a, &d, e))
		return false;
	bool known = strs_has(d.deleted, path) || ledger_knows(kb->ledger, path);
	if (!known)
		return err_set(e, ERR_NOT_FOUND,
			"%s: no page of kb; give its path, such as wiki/concepts/NAME.md", page);
	*out = path;
	return dry_run || decisions_set_deleted(kb, path, false, e);
}

/* What ingest would do is only counted: no source is read. */
static bool plan_only(struct kb *kb, struct arena *a, struct kb_compile_report *out, struct err *e)
{
	struct ingest_plan plan;
	struct kb_ingest_opt opt = {0};
	if (!ingest_plan(kb, a, &opt, (struct strs){0}, &plan, e))
		return false;
	for (size_t i = 0; i < plan.todo.n; i++)
		out->ingest.counts[plan.todo.v[i].old ? KB_CHANGED : KB_NEW]++;
	out->ingest.counts[KB_REMOVED] = plan.gone.n;
	out->ingest.counts[KB_UNCHANGED] = plan.same.n;
	return true;
}

static bool is_due(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	const struct kb_compile_report *out, const struct press_look *look)
{
	return str_eqz(index_state(kb->index, a, INDEX_DIRTY), "1") || changed(&out->ingest) ||
		look->any || opt->restore || opt->force || opt->explain ||
		!str_eq(index_state(kb->index, a, STATE_KEY), settings_key(kb, a));
}

static bool compile_in_transaction(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct press_look *look, struct kb_compile_report *out, struct err *e)
{
	struct kb_ingest_opt ingest = {.force = opt->force};
	struct str restore;
	bool good = opt->dry_run ? plan_only(kb, a, out, e)
				 : ingest_run(kb, a, &ingest, &out->ingest, e);
	if (!good || !find_restore(kb, a, opt->restore, opt->dry_run, &restore, e) ||
		!press_look(kb, a, opt->dry_run, look, e))
		return false;
	bool sources_wait = opt->dry_run && changed(&out->ingest);
	out->up_to_date = !is_due(kb, a, opt, out, look);
	if (out->up_to_date || sources_wait) {
		load_totals(kb, a, out);
		return true;
	}
	return build(kb, a, opt, look, restore, out, e) &&
		index_put_state(kb->index, INDEX_DIRTY, STR("0"), e);
}

bool kb_compile(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct kb_compile_report *out, struct err *e)
{
	double began = engine_elapsed(kb);
	struct press_look look = {0};
	*out = (struct kb_compile_report){.engine = STR("builtin")};
	kb->jobs = opt->jobs;
	if (!engine_ready(kb, e) || !engine_index(kb, DB_WRITE, e) || !engine_ledger(kb, e) ||
		!db_begin(kb->index, e))
		return false;
	bool good = compile_in_transaction(kb, a, opt, &look, out, e);
	if (!good || opt->dry_run)
		db_rollback(kb->index);
	else
		good = db_commit(kb->index, e) && press_prune(kb, &look, e);
	out->seconds = engine_elapsed(kb) - began;
	return good;
}
