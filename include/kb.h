/* kb.h - the engine's only face: what the command line, the web view and MCP are clients of.
 *
 * Ownership: results live in the arena given and stay valid until it is freed, whatever happens to
 * the base. Errors: false and a filled struct err (kb_types.h); a run that did part of its work
 * returns true and says in its report what failed. The engine prints nothing and reads no clock,
 * environment or terminal: these enter through struct kb_env. One thread uses a struct kb. */
#ifndef KB_H
#define KB_H

#include "kb_types.h"

#define KB_VERSION "0.1.0"

/* --- the world outside ------------------------------------------------------------------- */

struct kb_env {
	void *ctx;
	const char *(*get)(void *ctx, const char *name); /* environment; NULL when unset */
	int64_t (*now)(void *ctx); /* seconds since 1970, UTC */
	double (*elapsed)(void *ctx); /* seconds on a clock that never goes back */
	/* A line for the person, without newline: level 0 warning, 1 news, 2 detail. */
	void (*note)(void *ctx, int level, struct str line);
	/* How far a long step is; called often, shown by the client when it likes. */
	void (*progress)(void *ctx, const char *step, size_t done, size_t total);
	bool (*stopped)(void *ctx); /* the person asked to stop (Ctrl-C) */
};

/* One setting from a flag, stronger than environment and files: "llm.model", "gpt-5". */
struct kb_setting {
	const char *key, *value;
};

/* Every key of kb.yaml, for the manual and for completion. */
struct kb_config_key {
	const char *name; /* "llm.model" */
	const char *kind; /* "text", "number", "money", "switch", "list", "map", "one of a|b" */
	const char *fallback, *help; /* the default, "" when there is none; one sentence */
};
extern const struct kb_config_key kb_config_keys[];
extern const size_t kb_n_config_keys;

struct kb; /* an open base */

/* Makes the files of a new base in dir (made when absent), keeps what is there. *made lists the
 * files written, relative to dir. */
bool kb_init(struct arena *a, const char *dir, struct strs *made, struct err *e);

/* Opens the base that dir or one of its parents holds (a folder with kb.yaml); ERR_CONFIG when there
 * is none. kb_root is its folder. The index is opened when first needed. */
bool kb_open(struct arena *a, const char *dir, const struct kb_env *env,
	const struct kb_setting *settings, size_t n_settings, struct kb **out, struct err *e);
void kb_close(struct kb *kb); /* NULL does nothing */
const char *kb_root(const struct kb *kb);

/* --- ingest ------------------------------------------------------------------------------ */

enum kb_ingest_status {
	KB_NEW,
	KB_CHANGED,
	KB_MOVED,
	KB_UNCHANGED,
	KB_REMOVED,
	KB_SKIPPED,
	KB_FAILED
};

struct kb_ingest_item {
	struct str path; /* below the base: "raw/a.html"; a URL that could not be fetched */
	struct str from; /* moved: the old path */
	struct str page; /* "wiki/text/a-text.md", or "" */
	struct str type, title;
	struct str reason; /* skipped, failed: why and the remedy */
	struct strs notes; /* what was lost or odd */
	enum kb_ingest_status status;
	size_t n_words, n_passages;
};
struct kb_ingest_opt {
	bool force; /* convert again what did not change */
	bool refresh; /* fetch again what is known; the old version is kept */
	/* None: all of raw/; outside raw/: copied in; a URL is fetched; a file from outside that holds
	 * nothing but URLs, a bookmarks export or a feed: what it names is fetched. */
	struct strs paths;
	struct str input; /* what "-" among the paths stands for: bytes of stdin */
};
struct kb_ingest_report {
	struct kb_ingest_item *v; /* by path; unchanged ones only when asked for by path */
	size_t n;
	size_t counts[KB_FAILED + 1];
	double seconds;
};
bool kb_ingest(struct kb *kb, struct arena *a, const struct kb_ingest_opt *opt,
	struct kb_ingest_report *out, struct err *e);

/* One file's bytes to a page of Markdown with front matter; needs no base. */
struct kb_convert_opt {
	struct str name, url, type;
	bool explain;
};
struct kb_converted {
	struct str markdown; /* front matter and body */
	struct str type, explain;
	struct strs notes;
};
bool kb_convert(struct arena *a, struct str bytes, const struct kb_convert_opt *opt,
	struct kb_converted *out, struct err *e);

/* --- compile ----------------------------------------------------------------------------- */

struct kb_compile_opt {
	bool dry_run, force;
	unsigned jobs; /* 0: one a processor */
	const char *explain; /* page or source: why it would or would not be built */
	const char *restore; /* page: give up the person's version (kept under .kb/kept) */
	bool review; /* pages go to .kb/review/ and wait for kb_review_accept */
	const char *max_cost; /* USD that this run may spend, as a number; NULL: llm.max_cost */
	bool batch; /* the long steps go through the service's batches, as with llm.batch */
	bool wait; /* for batches, instead of leaving them to a later run */
};
struct kb_page_change {
	struct str path; /* "wiki/concepts/memex.md" */
	struct str title;
	struct str reason; /* "new", "claims changed", "links changed", "kb itself changed" ... */
};
struct kb_page_changes {
	struct kb_page_change *v;
	size_t n;
};
struct kb_lost { /* a sentence of kb that went because its sources did */
	struct str page, sentence;
};
struct kb_left { /* a node that could not be made; the next run tries again */
	struct str node, about, why; /* "digest", "raw/a.md", what went wrong and the remedy */
};
struct kb_spending { /* of a run, or of a plan */
	size_t n_calls; /* requests that were answered; of a plan: to be asked */
	size_t n_known; /* replies that were paid for before */
	size_t n_guessed; /* of a plan's calls: follow from replies that are not there yet */
	int64_t input, cached, output; /* tokens */
	double cost; /* USD; an estimate unless the service says */
	bool cost_unknown; /* some calls have no known price: they are not in cost */
};
#define KB_PLAN_KINDS 8
struct kb_plan_kind { /* calls of a plan, by what they are for */
	struct str kind; /* "digests", "articles" ... */
	size_t n_calls;
};
struct kb_compile_report {
	struct kb_ingest_report ingest;
	struct kb_page_changes written; /* text changed */
	struct kb_page_changes
		relinked; /* only links, backlinks, footnotes or front matter changed */
	struct kb_page_changes removed;
	size_t n_staged; /* of these, wait under .kb/review/ */
	struct kb_page_changes edited; /* hold a person's edit, merged or left alone: reason says */
	struct {
		struct kb_lost *v;
		size_t n;
	} lost;
	size_t n_sources, n_concepts, n_pages, n_claims; /* in the base now */
	size_t n_digests, n_articles; /* nodes run by the engine */
	size_t n_essays; /* introductions, overview and comparisons: the same */
	struct {
		struct kb_left *v;
		size_t n;
	} left;
	/* Questions in batches of the service that are not answered yet. The wiki stays as it was; a
	 * later compile takes the answers and goes on. */
	size_t n_waiting;
	struct str batches; /* their names, "batch_1, batch_2" */
	struct kb_spending spent; /* nothing with builtin */
	struct kb_spending plan; /* dry_run: of what is known to be asked; what follows from the
	                            replies cannot be told */
	struct kb_plan_kind plan_kinds[KB_PLAN_KINDS]; /* of the plan's calls */
	size_t n_plan_kinds;
	size_t n_dropped; /* claims and sentences that failed a check */
	struct strs doubts; /* lines of wiki/decisions.yaml that name nothing in this base */
	struct str explain;
	struct str engine; /* "builtin", or "openai MODEL" */
	bool up_to_date; /* nothing had changed, so nothing was looked at further */
	double seconds;
};
bool kb_compile(struct kb *kb, struct arena *a, const struct kb_compile_opt *opt,
	struct kb_compile_report *out, struct err *e);
struct kb_staged { /* a page that kb compile --review left for the person */
	struct str path;
	enum { KB_STAGED_NEW, KB_STAGED_CHANGED, KB_STAGED_REMOVED } what;
};
struct kb_staged_list {
	struct kb_staged *v; /* by path */
	size_t n;
};
bool kb_review(struct kb *kb, struct arena *a, struct kb_staged_list *out, struct err *e);
/* A unified diff from what stands in wiki/ to what waits. page: a path or its last part. */
bool kb_review_diff(
	struct kb *kb, struct arena *a, struct str page, struct str *out, struct err *e);
/* Puts pages into wiki/; none: all. A page that was edited since it was staged is left, and told. */
bool kb_review_accept(struct kb *kb, struct arena *a, struct strs pages,
	struct kb_staged_list *done, struct err *e);
/* The page stays as it is in wiki/; the reason goes into wiki/decisions.yaml and from there into the
 * prompt that writes it next. ERR_NOT_FOUND: it does not wait; ERR_USAGE: no model writes it. */
bool kb_review_reject(struct kb *kb, struct str page, struct str reason, struct err *e);
/* Turns an edited wiki/text page into raw/NAME.fixed.md; *made is its path. */
bool kb_adopt(struct kb *kb, struct arena *a, const char *page, struct str *made, struct err *e);

/* --- search and ask ---------------------------------------------------------------------- */

enum kb_search_in { KB_IN_ALL, KB_IN_WIKI, KB_IN_TEXT };

struct kb_search_opt {
	struct str query;
	size_t n; /* 0: 10 */
	enum kb_search_in in;
	bool explain;
	bool stale_ok; /* the index as it is: no look at the files but for those of the hits */
	size_t expand; /* passages before and after the best one that come with it */
	bool plain; /* the query is words alone: nothing in it is an operator */
	struct strs sources, tags; /* bounds, as of kb_ask_opt; tags replace those of the query */
	struct str since;
};
struct kb_hit {
	struct str path, source, passage, title, snippet,
		explain; /* source, passage: "" where none */
	struct str language; /* ISO 639-1 */
	struct str text; /* expand: the passage with its neighbours, a blank line between */
	double score;
};
struct kb_hits {
	struct kb_hit *v;
	size_t n;
	struct str did_you_mean; /* when nothing was found */
	struct str freshness; /* explain: what the look at the files cost */
};
bool kb_search(struct kb *kb, struct arena *a, const struct kb_search_opt *opt, struct kb_hits *out,
	struct err *e);

enum kb_outcome { KB_ANSWERED, KB_PARTLY, KB_NOT_IN_BASE };

struct kb_evidence {
	struct str label; /* claim-like id: the footnote's label */
	struct str path, passage, quote, title, source;
	size_t page; /* of a PDF of several pages where the passage starts, else 0 */
};
struct kb_answer_sentence {
	struct str text;
	size_t *evidence; /* indexes */
	size_t n_evidence;
};
/* text: sentences and evidence alone; the others also fill kb_answer.form. */
enum kb_form { KB_FORM_TEXT, KB_FORM_MD, KB_FORM_MARP, KB_FORM_CHART, KB_FORM_TABLE };

struct kb_answer;
struct kb_ask_opt {
	struct str question;
	struct strs sources; /* globs over paths below raw/; none: all */
	struct strs tags; /* only sources with one of them; none: all */
	struct str since; /* only sources of that date ("2021", "2021-05-12") or later; "": all */
	enum kb_form form;
	struct str update; /* name of a saved answer that is asked again and saved; "": none */
	struct str session; /* name of a conversation that this continues; "": none */
	struct str
		out; /* file that the form is to be written to: what its links are seen from; "", and
	                   with save: a page of wiki/answers */
	bool save;
	bool allow_outside; /* a model may add what it knows itself; it is told apart */
	/* Of a model's answer as text: gets it as far as it goes each time that a sentence of it has been
	 * checked, while the rest is still coming: sentences and evidence. What it got is how the answer
	 * begins; when kb_ask fails then, it is all that there is of it, and *out holds it. NULL: nobody
	 * waits for it. */
	void (*said)(void *ctx, const struct kb_answer *so_far);
	void *ctx;
};
struct kb_answer {
	struct str question; /* as it was understood: a session fills in what "it" is */
	enum kb_outcome outcome;
	struct kb_answer_sentence *v;
	size_t n;
	struct kb_evidence *evidence;
	size_t n_evidence;
	struct str missing; /* partly, not in the base: what is missing */
	struct kb_hits nearest; /* not in the base: pages nearest to the question */
	struct str markdown; /* the answer as a page body, citations as footnotes */
	enum kb_form is; /* asked for, or that of the answer that was asked again */
	struct str form; /* Markdown of the deck, the table, the chart's data */
	struct str svg, spec; /* chart: the picture, and what kb chart draws it from; spec: of the
	                         chart in a deck too */
	size_t n_slides; /* marp */
	struct str saved; /* path, when saved */
	struct str engine; /* "builtin", or "openai MODEL" */
	struct str wanted; /* by a model: what source would answer what is missing */
	struct strs next; /* by a model: questions that could be asked next */
	struct strs
		outside; /* allow_outside: sentences from the model's own memory, without proof */
	size_t n_dropped; /* sentences and citations of a model that did not stand */
	struct kb_spending spent;
};
bool kb_ask(struct kb *kb, struct arena *a, const struct kb_ask_opt *opt, struct kb_answer *out,
	struct err *e);

enum kb_theme { KB_THEME_AUTO, KB_THEME_LIGHT, KB_THEME_DARK };
struct kb_chart_opt {
	struct str spec; /* JSON; chart.h of the engine says what it holds */
	enum kb_theme theme; /* auto: the picture follows the reader's colour scheme */
	bool png; /* also through python3 with matplotlib; ERR_IO when they are not there */
};
struct kb_chart {
	struct str title, svg, png;
	struct strs head, *rows; /* the data, as the sources have them */
	size_t n_rows;
	struct str markdown; /* the data as a table, with its sources as footnotes */
};
/* Draws a spec; every number is taken from tables and passages of the base. */
bool kb_chart(struct kb *kb, struct arena *a, const struct kb_chart_opt *opt, struct kb_chart *out,
	struct err *e);

/* Lines of front matter that make kb_answer.form a deck of Marp. */
extern const char kb_deck_front[];

/* --- lint -------------------------------------------------------------------------------- */

enum kb_severity { KB_OFF, KB_INFO, KB_WARNING, KB_ERROR };

struct kb_rule {
	const char *id;
	enum kb_severity severity;
	bool fixable;
	const char *text; /* what it finds, one sentence */
	const char *bad, *good; /* an example each, or "" */
};
extern const struct kb_rule kb_rules[];
extern const size_t kb_n_rules;

struct kb_finding {
	const char *rule;
	enum kb_severity severity;
	struct str path; /* below the linted folder */
	size_t line, column; /* from 1 */
	struct str message;
	struct str fingerprint; /* survives renamed files and moved lines */
	struct str opinion; /* of a model: the id that kb_dismiss takes; else "" */
	bool fixable;
	bool known; /* in the baseline: counts for nothing */
};
/* How the pages are, in figures; shares are for clients to make. */
struct kb_health {
	size_t n_pages; /* that are judged */
	size_t n_links, n_broken; /* links to pages and files */
	size_t n_orphans;
	size_t n_sentences, n_cited; /* of concept pages */
	size_t n_quotes, n_verified; /* of citations; those that stand in their passage */
	size_t n_documents, n_fresh; /* made of the source as it is now */
	size_t n_waiting; /* sources without a document */
	size_t n_disputed; /* pages that tell of a disagreement */
	size_t n_concepts, n_single; /* concept pages; those that cite one source only */
	size_t n_citations, n_top; /* of all concept pages; those of the source cited most */
	struct str top; /* its document */
};
/* What became of the questions to a model. */
struct kb_opinions {
	size_t n_questions; /* answered, now or before */
	size_t n_dropped; /* opinions whose evidence does not stand, or does not bear them out */
	size_t n_dismissed; /* by the person, for good */
	struct strs left; /* questions without an answer, and why */
	struct kb_spending spent;
};
struct kb_findings {
	struct kb_finding
		*v; /* by path, line, column, rule, message; suggestions behind the others,
	                         by rule, the weightiest first */
	size_t n;
	size_t n_pages;
	size_t counts[KB_ERROR + 1]; /* without the known ones */
	size_t n_known, n_gone; /* of the baseline: found, and not found any more */
	struct kb_health health; /* of the whole folder */
	struct strs fixed; /* fix: files that were, or with dry_run would be, written or renamed */
	size_t n_renamed; /* of them */
	struct kb_opinions opinions; /* model */
	struct str diff; /* dry_run: unified, for `git apply` in the linted folder */
};
struct kb_lint_opt {
	const char *dir; /* root of the vault: kb_root, or any folder of Markdown */
	struct strs paths; /* only findings at or below these; none: all */
	struct strs rules; /* only these; none: all that are on */
	struct strs severities; /* "rule=severity" of kb.yaml and flags */
	struct strs ignore; /* globs; those of kb.yaml too */
	enum kb_severity level; /* only findings of it or above; KB_OFF: all */
	const char *baseline; /* file of known findings, or NULL */
	const char *write_baseline; /* file to write the findings to, or NULL */
	bool suggest; /* add the suggestions: wanted pages, unlinked mentions, islands */
	bool model; /* add the opinions of the configured model */
	const char *max_cost; /* model: USD that this run may spend; NULL: llm.max_cost */
	bool fix; /* mend what needs no invention; findings are what is left */
	bool dry_run; /* fix: write nothing, fill diff */
};
/* Works on any folder of Markdown; kb may be NULL, else its lint settings apply. */
bool kb_lint(struct kb *kb, struct arena *a, const struct kb_lint_opt *opt, struct kb_findings *out,
	struct err *e);

/* An opinion that is never to be shown again: wiki/decisions.yaml gets a line. *what: "gap in
 * wiki/concepts/memex.md". ERR_NOT_FOUND when none of that id was ever shown. */
bool kb_dismiss(struct kb *kb, struct arena *a, struct str id, struct str *what, struct err *e);

struct kb_pair {
	struct str name, value;
};

/* Sources that could fill a gap, found by a web search. */
struct kb_candidate {
	size_t number; /* from 1, until the next search */
	struct str url, title, text; /* text: what the service shows of it */
	struct str query, why; /* why: the gap */
};
struct kb_research_opt {
	bool dry_run; /* fill queries, send none */
	size_t *accept, n_accept; /* numbers: fetch and ingest these; nothing is searched */
	size_t *dismiss, n_dismiss; /* numbers: never offer these again; nothing is searched */
};
struct kb_research {
	struct kb_pair *queries; /* name: query, value: why */
	size_t n_queries;
	struct kb_candidate *v; /* by number: offered now, accepted, or dismissed */
	size_t n;
	struct strs notes; /* queries that failed, and why */
	struct kb_ingest_report ingest; /* of what was accepted */
};
/* ERR_CONFIG when no service is set (research.engine). The candidates are remembered in .kb until the
 * next search. */
bool kb_research(struct kb *kb, struct arena *a, const struct kb_research_opt *opt,
	struct kb_research *out, struct err *e);

struct kb_health_day {
	struct str day; /* "2026-04-02" */
	struct kb_health figures;
};
struct kb_health_report {
	struct kb_health now;
	struct kb_health_day *trend; /* by day, the last one today; kept in the index */
	size_t n_days;
};
/* Counts anew when something changed since it was last counted. */
bool kb_health(struct kb *kb, struct arena *a, struct kb_health_report *out, struct err *e);

/* --- reading ----------------------------------------------------------------------------- */

/* A page, a document by its source, or one passage ("PAGE#PASSAGE"): text to print. Names are taken
 * as people write them: path, base name, title, alias; ERR_NOT_FOUND names the nearest. */
struct kb_shown {
	struct str path, title, text;
};
bool kb_show(struct kb *kb, struct arena *a, const char *what, struct kb_shown *out, struct err *e);

struct kb_trace_item {
	struct str sentence; /* of the page */
	size_t line;
	struct str label, quote, passage_path, passage, passage_text,
		source; /* source: below raw/ */
	bool verified; /* the quote stands in the passage now */
};
struct kb_traced {
	struct str path;
	struct kb_trace_item *v;
	size_t n;
};
/* "PAGE" or "PAGE:LINE". */
bool kb_trace(
	struct kb *kb, struct arena *a, const char *what, struct kb_traced *out, struct err *e);

struct kb_status {
	struct str root, engine;
	size_t n_sources, n_failed, n_skipped, n_documents, n_passages, n_claims, n_concepts,
		n_pages, n_answers, n_edited;
	size_t n_to_ingest, n_to_remove; /* found by a walk now */
	int64_t index_bytes;
	struct kb_ingest_item *failed; /* skipped and failed ones */
	size_t n_failed_items;
};
bool kb_status(struct kb *kb, struct arena *a, struct kb_status *out, struct err *e);

struct kb_event {
	struct str date, kind, title, detail; /* of wiki/log.md */
};
struct kb_events {
	struct kb_event *v; /* oldest first */
	size_t n;
};
bool kb_log(struct kb *kb, struct arena *a, struct kb_events *out, struct err *e);

/* --- a model: keys, prompts, what was paid -------------------------------------------------- */

/* A key that the settings of this base would send to a host. */
struct kb_binding {
	struct str key, host; /* "OPENAI_API_KEY", "llm.example.org" */
	struct str what; /* "model", "embeddings", "web search" */
	bool trusted; /* bound by kb itself, by the person's own settings, or by kb trust */
};
struct kb_bindings {
	struct kb_binding *v;
	size_t n;
	struct strs list; /* "KEY HOST": all that kb trust has remembered */
};
bool kb_bindings(struct kb *kb, struct arena *a, struct kb_bindings *out, struct err *e);
/* Remembers, outside the base, that the key may go to the host, or forgets it. ERR_NOT_FOUND: what is
 * to be forgotten is not remembered. */
bool kb_trust(struct kb *kb, struct str key, struct str host, bool forget, struct err *e);

struct kb_prompt {
	struct str name, text; /* as it is used now */
	struct str path; /* of the base's own, ".kb/prompts/digest.md", there or not */
	struct str builtin; /* kb's own text */
	bool own; /* the base has its own */
};
struct kb_prompts {
	struct kb_prompt *v; /* by name */
	size_t n;
};
bool kb_prompts(struct kb *kb, struct arena *a, struct kb_prompts *out, struct err *e);
/* Writes kb's own text of a prompt into the base, to be edited there. ERR_INPUT when the base has one. */
bool kb_prompt_export(
	struct kb *kb, struct arena *a, struct str name, struct str *path, struct err *e);

struct kb_call { /* a call of a model, as it was booked */
	struct str date; /* "2026-11-21 14:03:55", UTC */
	struct str command, purpose, about, engine, host, model, reported;
	struct str fault; /* "" for a good one */
	int64_t input, cached, written, output, reasoning; /* tokens; -1: not said */
	int64_t tries, ms;
	double cost; /* USD; -1: unknown */
};
struct kb_calls {
	struct kb_call *v; /* oldest first */
	size_t n;
};
bool kb_calls(struct kb *kb, struct arena *a, struct kb_calls *out, struct err *e);

struct kb_gc_opt {
	int64_t days; /* replies older than that; 0: all */
	bool dry_run;
};
struct kb_gc_report {
	size_t n_replies; /* texts of questions and replies that go; claims drawn from them stay */
	int64_t bytes; /* of them */
};
/* Forgets stored replies. The book of calls stays; so does what was drawn from replies, claim by claim,
 * so that only a build from scratch would ask for articles again. */
bool kb_gc(struct kb *kb, struct arena *a, const struct kb_gc_opt *opt, struct kb_gc_report *out,
	struct err *e);

/* The ledger as lines of JSON, and back: what is there already stays as it is. */
bool kb_ledger_export(struct kb *kb, struct arena *a, bool (*line)(void *ctx, struct str s),
	void *ctx, struct err *e);
bool kb_ledger_import(struct kb *kb, struct arena *a, struct str lines, size_t *n, struct err *e);

struct kb_check {
	struct str name, state, remedy; /* state: "ok ..." or what is wrong */
	bool ok, needed;
};
struct kb_checks {
	struct kb_check *v;
	size_t n;
};
/* kb may be NULL: then only the machine is looked at. */
bool kb_doctor(struct kb *kb, struct arena *a, struct kb_checks *out, struct err *e);

struct kb_concept {
	struct str name, kind, path, description;
	struct strs aliases;
	size_t n_claims, n_sources;
};
struct kb_concepts {
	struct kb_concept *v; /* most claims first, then by name */
	size_t n;
};
bool kb_concepts(struct kb *kb, struct arena *a, struct kb_concepts *out, struct err *e);
/* Writes a decision about names of concepts into wiki/decisions.yaml, for the next compile to obey: what
 * is "merge" (two or more), "split" (one), "rename" (old, new) or "ignore" (one or more). ERR_NOT_FOUND
 * names the nearest of a name that the base does not know. Taking the line out undoes it. */
bool kb_decide(struct kb *kb, const char *what, struct strs names, struct err *e);

struct kb_terms {
	struct {
		struct str term;
		double score;
	} * v;
	size_t n;
};
/* Plumbing of the builtin engine on one file's bytes; no base. */
bool kb_terms(struct arena *a, struct str bytes, struct str name, size_t most, struct kb_terms *out,
	struct err *e);
bool kb_summarize(struct arena *a, struct str bytes, struct str name, size_t n_words,
	struct str *out, struct err *e);

#endif
