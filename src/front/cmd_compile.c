/* cmd_compile.c - kb compile: the wiki from the documents. Order: text, JSON, the command. */
#include "front/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "front/items.h"

enum {
	O_DRY_RUN,
	O_FORCE,
	O_JOBS,
	O_MAX_COST,
	O_EXPLAIN,
	O_RESTORE,
	O_REVIEW,
	O_BATCH,
	O_WAIT,
	O_JSON,
	O_COUNT
};

static const struct opt_row options[O_COUNT] = {
	[O_DRY_RUN] = {"dry-run", NULL, "write nothing; print what would be written",
		.letter = 'n'},
	[O_FORCE] = {"force", NULL, "build again what did not change", .letter = 'f'},
	[O_JOBS] = {"jobs", "N", "work on N things at a time; 0 is one a processor",
		.kind = OPT_NUMBER, .max = 256, .letter = 'j'},
	[O_MAX_COST] = {"max-cost", "USD",
		"spend no more than that on calls of a model in this run", .kind = OPT_STRING},
	[O_EXPLAIN] = {"explain", "PAGE", "say why a page or source would be built or not",
		.kind = OPT_STRING, .hint = HINT_FILES},
	[O_RESTORE] = {"restore", "PAGE",
		"write kb's version of a page; yours is kept under .kb/kept/", .kind = OPT_STRING,
		.hint = HINT_FILES},
	[O_REVIEW] = {"review", NULL, "write pages to .kb/review/, for kb review",
		.kind = OPT_FLAG},
	[O_BATCH] = {"batch", NULL,
		"ask the service's batches: half the price, within a day; the next run collects",
		.kind = OPT_FLAG},
	[O_WAIT] = {"wait", NULL, "wait for batches instead of leaving them to the next run",
		.kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print the report as JSON", .kind = OPT_FLAG},
};

#define SHOWN_MAX 12 /* lines of a list without -v */
#define HEAD_COLUMNS 12
#define STATUS_LEFT 3

/* --- text --------------------------------------------------------------------------------- */

static void heading(struct front *f, const char *title, struct str text)
{
	struct str t = str_of(title);
	out_put(&f->out, OUT_BOLD, t);
	buf_fill(&f->out.b, ' ', t.n < HEAD_COLUMNS ? HEAD_COLUMNS - t.n : 1);
	out_raw(&f->out, text);
	out_raw(&f->out, STR("\n"));
}

/* How many of n list lines to show, the rest said in one line by rest(). */
static size_t shown(const struct front *f, size_t n)
{
	return f->world.verbose || n <= SHOWN_MAX + 1 ? n : SHOWN_MAX;
}

static void rest(struct front *f, size_t n)
{
	if (shown(f, n) < n)
		out_printf(&f->out, "  and %zu more; -v lists them\n", n - shown(f, n));
}

static int by_path(const void *x, const void *y)
{
	const struct kb_page_change *p = x, *q = y;
	return str_cmp(p->path, q->path);
}

static void pages(struct front *f, const char *title, const struct kb_page_changes *c)
{
	struct out *o = &f->out;
	if (c->n == 0)
		return;
	heading(f, title, out_count(f->a, c->n, "page", "pages"));
	struct kb_page_change *v = ARENA_ARRAY(f->a, struct kb_page_change, c->n);
	memcpy(v, c->v, c->n * sizeof *v);
	qsort(v, c->n, sizeof *v, by_path);
	for (size_t i = 0; i < shown(f, c->n); i++) {
		struct str path = term_line(f->a, v[i].path);
		struct str reason = out_styled(o, OUT_DIM, v[i].reason);
		out_raw(o, STR("  "));
		out_line(o, 2, 4,
			reason.n ? str_printf(f->a, STR_FMT "  " STR_FMT, STR_ARG(path),
					   STR_ARG(reason))
				 : path);
	}
	rest(f, c->n);
}

static void lost(struct front *f, const struct kb_compile_report *r)
{
	struct out *o = &f->out;
	if (r->lost.n == 0)
		return;
	heading(f, "went",
		out_count(f->a, r->lost.n, "sentence whose sources are gone",
			"sentences whose sources are gone"));
	for (size_t i = 0; i < shown(f, r->lost.n); i++) {
		out_raw(o, STR("  "));
		out_line(o, 2, 4,
			str_printf(f->a, STR_FMT ": \"" STR_FMT "\"",
				STR_ARG(out_styled(o, OUT_DIM, r->lost.v[i].page)),
				STR_ARG(term_line(f->a, r->lost.v[i].sentence))));
	}
	rest(f, r->lost.n);
}

static struct str money(struct arena *a, const struct kb_spending *s)
{
	if (s->cost_unknown && s->cost <= 0)
		return STR("at a price that is not known (prices: in kb.yaml)");
	return str_printf(a, "about %s%.4f USD", s->cost_unknown ? "more than " : "", s->cost);
}

static void spending(struct front *f, const char *title, const struct kb_spending *s)
{
	struct arena *a = f->a;
	out_printf(&f->out, "%s: " STR_FMT ", %lld tokens in, %lld out, " STR_FMT, title,
		STR_ARG(out_count(a, s->n_calls, "call", "calls")), (long long)s->input,
		(long long)s->output, STR_ARG(money(a, s)));
	if (s->n_known)
		out_printf(&f->out, "; %zu paid for before", s->n_known);
	if (s->n_guessed)
		out_printf(&f->out, "; %zu of the calls are a guess", s->n_guessed);
	out_raw(&f->out, STR("\n"));
}

/* What could not be made: to be done again by the next run. */
static void left(struct front *f, const struct kb_compile_report *r)
{
	if (!r->left.n)
		return;
	heading(f, "left", out_count(f->a, r->left.n, "thing to do again", "things to do again"));
	for (size_t i = 0; i < shown(f, r->left.n); i++) {
		const struct kb_left *l = &r->left.v[i];
		out_raw(&f->out, STR("  "));
		out_line(&f->out, 2, 4,
			str_printf(f->a, STR_FMT " " STR_FMT "%s" STR_FMT, STR_ARG(l->node),
				STR_ARG(term_line(f->a, l->about)), l->about.n ? ": " : "",
				STR_ARG(term_line(f->a, l->why))));
	}
	rest(f, r->left.n);
}

static void doubts(struct front *f, const struct kb_compile_report *r)
{
	if (!r->doubts.n)
		return;
	heading(f, "doubtful", out_count(f->a, r->doubts.n, "decision", "decisions"));
	for (size_t i = 0; i < shown(f, r->doubts.n); i++) {
		out_raw(&f->out, STR("  "));
		out_line(&f->out, 2, 4, term_line(f->a, r->doubts.v[i]));
	}
	rest(f, r->doubts.n);
}

/* What the service has not answered yet. */
static void waiting(struct front *f, const struct kb_compile_report *r)
{
	if (!r->n_waiting)
		return;
	heading(f, "waiting",
		str_printf(f->a, STR_FMT " in batch " STR_FMT,
			STR_ARG(out_count(f->a, r->n_waiting, "question", "questions")),
			STR_ARG(term_line(f->a, r->batches))));
	out_raw(&f->out,
		STR("  the wiki stays as it is until all are answered; run kb compile again to "
		    "collect, or kb compile --wait\n"));
}

static void effort(struct front *f, const struct kb_compile_report *r)
{
	struct arena *a = f->a;
	struct str essays = STR("");
	if (r->n_essays) /* of a model alone */
		essays = str_cat(a, out_count(a, r->n_essays, "overview", "overviews"), STR(", "));
	out_printf(&f->out, STR_FMT ", " STR_FMT ", " STR_FMT ", " STR_FMT "\n",
		STR_ARG(out_count(a, r->n_sources, "source", "sources")),
		STR_ARG(out_count(a, r->n_claims, "claim", "claims")),
		STR_ARG(out_count(a, r->n_concepts, "concept", "concepts")),
		STR_ARG(out_count(a, r->n_pages, "page", "pages")));
	if (r->n_dropped)
		out_printf(&f->out, STR_FMT " dropped: the quote did not bear it out\n",
			STR_ARG(out_count(a, r->n_dropped, "statement", "statements")));
	out_printf(&f->out,
		"%.2f s, " STR_FMT ", " STR_FMT ", " STR_FMT STR_FMT " of a model (" STR_FMT ")\n",
		r->seconds, STR_ARG(out_count(a, r->n_digests, "digest", "digests")),
		STR_ARG(out_count(a, r->n_articles, "article", "articles")), STR_ARG(essays),
		STR_ARG(out_count(a, r->spent.n_calls, "call", "calls")),
		STR_ARG(term_line(a, r->engine)));
	if (r->spent.n_calls || r->spent.n_known)
		spending(f, "spent", &r->spent);
	if (r->plan.n_calls) {
		spending(f, "would spend", &r->plan);
		for (size_t i = 0; i < r->n_plan_kinds; i++)
			out_printf(&f->out, "%s%zu for " STR_FMT, i ? ", " : "  ",
				r->plan_kinds[i].n_calls, STR_ARG(r->plan_kinds[i].kind));
		out_raw(&f->out, STR("\n"));
	}
}

static bool changes(const struct kb_ingest_report *r)
{
	for (size_t i = 0; i <= KB_FAILED; i++)
		if (r->counts[i] && i != KB_UNCHANGED)
			return true;
	return false;
}

/* Sources that came, as many as a list shows; each that was skipped or failed. */
static void sources(struct front *f, const struct kb_ingest_report *r, bool dry)
{
	size_t well = 0, limit;
	for (size_t i = 0; i < r->n; i++)
		well += r->v[i].status < KB_SKIPPED;
	limit = shown(f, well);
	if (!changes(r))
		return;
	heading(f, dry ? "to ingest" : "sources", items_summary(f->a, r));
	for (size_t i = 0, told = 0; i < r->n; i++)
		if (r->v[i].status >= KB_SKIPPED || told++ < limit)
			items_text(f, &r->v[i], 1, 2);
	rest(f, well);
}

static void report(struct front *f, const struct kb_compile_report *r)
{
	bool dry = f->opt[O_DRY_RUN].set;
	if (r->explain.n) {
		out_page(&f->out, r->explain);
		return;
	}
	sources(f, &r->ingest, dry);
	if (dry && changes(&r->ingest))
		out_raw(&f->out, STR("what they change in the wiki is known once they are read\n"));
	bool staged = f->opt[O_REVIEW].set;
	pages(f, dry ? "to write" : staged ? "staged" : "written", &r->written);
	pages(f, dry || staged ? "to relink" : "relinked", &r->relinked);
	pages(f, dry || staged ? "to remove" : "removed", &r->removed);
	lost(f, r);
	pages(f, "edited", &r->edited);
	left(f, r);
	doubts(f, r);
	waiting(f, r);
	if (f->out.b.n == 0 && r->plan.n_calls) /* what the replies change is not known yet */
		out_raw(&f->out, STR("no page changes before a model is asked\n"));
	else if (f->out.b.n == 0)
		out_raw(&f->out, STR("nothing to do\n"));
	effort(f, r);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void pages_json(struct json_out *j, const char *key, const struct kb_page_changes *c)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < c->n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "path", c->v[i].path);
		json_put_str(j, "title", c->v[i].title);
		json_put_str(j, "reason", c->v[i].reason);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void counts_json(struct json_out *j, const struct kb_compile_report *r)
{
	json_put_int(j, "sources", (int64_t)r->n_sources);
	json_put_int(j, "claims", (int64_t)r->n_claims);
	json_put_int(j, "concepts", (int64_t)r->n_concepts);
	json_put_int(j, "pages", (int64_t)r->n_pages);
	json_put_int(j, "staged", (int64_t)r->n_staged);
	json_put_int(j, "digests", (int64_t)r->n_digests);
	json_put_int(j, "articles", (int64_t)r->n_articles);
	json_put_int(j, "overviews", (int64_t)r->n_essays);
	json_put_int(j, "calls", (int64_t)r->spent.n_calls);
	json_put_int(j, "dropped", (int64_t)r->n_dropped);
	json_put_str(j, "engine", r->engine);
	json_put_num(j, "seconds", r->seconds);
}

static void spending_json(struct json_out *j, const char *key, const struct kb_spending *s)
{
	json_open(j, key, '{');
	json_put_int(j, "calls", (int64_t)s->n_calls);
	json_put_int(j, "known", (int64_t)s->n_known);
	json_put_int(j, "guessed", (int64_t)s->n_guessed);
	json_put_int(j, "input", s->input);
	json_put_int(j, "cached", s->cached);
	json_put_int(j, "output", s->output);
	json_put_num(j, "usd", s->cost);
	json_put_bool(j, "usd_whole", !s->cost_unknown);
	json_close(j, '}');
}

static void left_json(struct json_out *j, const struct kb_compile_report *r)
{
	json_open(j, "left", '[');
	for (size_t i = 0; i < r->left.n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "node", r->left.v[i].node);
		json_put_str(j, "about", r->left.v[i].about);
		json_put_str(j, "why", r->left.v[i].why);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void report_json(struct front *f, const struct kb_compile_report *r)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_open(j, "ingest", '{');
	items_json(j, &r->ingest);
	json_close(j, '}');
	pages_json(j, "written", &r->written);
	pages_json(j, "relinked", &r->relinked);
	pages_json(j, "removed", &r->removed);
	pages_json(j, "edited", &r->edited);
	json_open(j, "lost", '[');
	for (size_t i = 0; i < r->lost.n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "page", r->lost.v[i].page);
		json_put_str(j, "sentence", r->lost.v[i].sentence);
		json_close(j, '}');
	}
	json_close(j, ']');
	counts_json(j, r);
	spending_json(j, "spent", &r->spent);
	spending_json(j, "plan", &r->plan);
	json_open(j, "plan_kinds", '{');
	for (size_t i = 0; i < r->n_plan_kinds; i++)
		json_put_int(
			j, str_z(f->a, r->plan_kinds[i].kind), (int64_t)r->plan_kinds[i].n_calls);
	json_close(j, '}');
	left_json(j, r);
	json_put_strs(j, "doubts", r->doubts);
	json_open(j, "waiting", '{');
	json_put_int(j, "questions", (int64_t)r->n_waiting);
	json_put_str(j, "batches", r->batches);
	json_close(j, '}');
	json_put_str(j, "explain", r->explain);
	out_json_end(&f->out, '{');
}

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_compile_report r = {0};
	struct kb_compile_opt opt = {
		.dry_run = f->opt[O_DRY_RUN].set,
		.force = f->opt[O_FORCE].set,
		.review = f->opt[O_REVIEW].set,
		.jobs = (unsigned)f->opt[O_JOBS].number,
		.explain = f->opt[O_EXPLAIN].text,
		.restore = f->opt[O_RESTORE].text,
		.max_cost = f->opt[O_MAX_COST].text,
		.batch = f->opt[O_BATCH].set,
		.wait = f->opt[O_WAIT].set,
	};
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_compile(kb, f->a, &opt, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	if (f->opt[O_JSON].set)
		report_json(f, &r);
	else
		report(f, &r);
	return r.left.n ? STATUS_LEFT : r.ingest.counts[KB_FAILED] > 0 || r.doubts.n > 0;
}

static const struct cmd_example examples[] = {
	{"kb compile", "bring the wiki up to date with raw/"},
	{"kb compile --dry-run -v", "list all that would be written"},
	{"kb compile --max-cost 2.50", "stop before the calls of this run cost more"},
	{"kb compile --batch", "submit the questions at half the price; run again to collect"},
	{"kb compile --batch --wait", "the same, in one go: hours, and Ctrl-C keeps the batch"},
	{"kb compile --restore wiki/concepts/memex.md", "give up one's own version of a page"},
};

static const struct cmd_status statuses[] = {
	{0, "done, or under way: questions wait in a batch of the service"},
	{1, "done, but a source could not be read, or a decision names nothing in this base"},
	{3, "the service did not do all of it; what was paid for is kept, the next run does the rest"},
	{130, "interrupted; what was finished is kept, the next run goes on from there"},
};

const struct cmd cmd_compile = {
	.name = "compile",
	.summary = "bring the wiki up to date with the documents",
	.args = "",
	.about = "First ingests what changed in raw/, then writes the pages whose inputs changed, "
		 "and prints what was written, relinked and removed, which sentences went with "
		 "their sources, and which pages hold edits of yours. An edit is never lost.",
	.stops = true,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
