/* cmd_lint.c - kb lint: pages that are wrong. Order: what to lint, the rules, the command. */
#include "front/cmd.h"

#include "base/err.h"
#include "base/fs.h"
#include "front/findings.h"
#include "front/health.h"
#include "front/research.h"

#define STATUS_LEFT 3

enum {
	O_FORMAT,
	O_RULE,
	O_SEVERITY,
	O_MAX_WARNINGS,
	O_BASELINE,
	O_WRITE_BASELINE,
	O_IGNORE,
	O_FIX,
	O_DRY_RUN,
	O_SUGGEST,
	O_MODEL,
	O_MAX_COST,
	O_HEALTH,
	O_RESEARCH,
	O_ACCEPT,
	O_DISMISS,
	O_TALK,
	O_RULES,
	O_JSON,
	O_COUNT,
};

static const struct opt_row options[O_COUNT] = {
	[O_FORMAT] = {"format", "FORMAT", "print findings as FORMAT", .kind = OPT_ENUM,
		.words = findings_formats},
	[O_RULE] = {"rule", "RULE", "look for RULE only; may be given several times",
		.kind = OPT_LIST, .hint = HINT_RULES},
	[O_SEVERITY] = {"severity", "LEVEL|RULE=LEVEL",
		"report only findings of LEVEL (info, warning, error) and above, and fail on them; "
		"RULE=LEVEL makes RULE an error, warning, info or off; may be given several times",
		.kind = OPT_LIST},
	[O_MAX_WARNINGS] = {"max-warnings", "N", "do not fail on up to N warnings",
		.kind = OPT_NUMBER, .max = 1000000},
	[O_BASELINE] = {"baseline", "FILE",
		"mark the findings that FILE lists as known: they do not fail", .kind = OPT_STRING,
		.hint = HINT_FILES},
	[O_WRITE_BASELINE] = {"write-baseline", "FILE",
		"write the findings to FILE, for --baseline; they do not fail either",
		.kind = OPT_STRING, .hint = HINT_FILES},
	[O_IGNORE] = {"ignore", "GLOB", "leave out files that match; may be given several times",
		.kind = OPT_LIST},
	[O_FIX] = {"fix", NULL,
		"mend what needs no invention, then report the rest; code, raw/ and pages that kb "
		"wrote are left alone",
		.kind = OPT_FLAG},
	[O_DRY_RUN] = {"dry-run", NULL,
		"with --fix: write nothing, print the diff for git apply; with --research: send nothing",
		.kind = OPT_FLAG},
	[O_SUGGEST] = {"suggest", NULL, "add what could be written or linked next",
		.kind = OPT_FLAG},
	[O_MODEL] = {"model", NULL,
		"add the opinions of the configured model on the claims of each concept and on the "
		"list of concepts: contradictions, outdated claims, gaps, pages to merge or to write; "
		"each names its evidence and ends with its id",
		.kind = OPT_FLAG},
	[O_MAX_COST] = {"max-cost", "USD", "with --model: spend no more than USD on this run",
		.kind = OPT_STRING},
	[O_HEALTH] = {"health", NULL,
		"print figures of the base in place of findings: citations, quotes, freshness, "
		"disagreement; and how they went from day to day",
		.kind = OPT_FLAG},
	[O_RESEARCH] = {"research", NULL,
		"ask the configured web search (research.engine) for sources that could fill gaps: "
		"wanted pages, concepts with one source, open questions, short pages; with --dry-run "
		"only say what would be asked",
		.kind = OPT_FLAG},
	[O_ACCEPT] = {"accept", "N",
		"with --research: fetch candidate N of the last search into raw/inbox/ and ingest it; "
		"also 1,3-5; may be given several times",
		.kind = OPT_LIST},
	[O_DISMISS] = {"dismiss", "ID|N",
		"never show the opinion ID of --model again; with --research: never offer candidate N "
		"again; also 1,3-5; may be given several times",
		.kind = OPT_LIST},
	[O_TALK] = {"interactive", NULL,
		"with --research: show the candidates one by one and ask about each",
		.kind = OPT_FLAG, .letter = 'i'},
	[O_RULES] = {"rules", NULL, "list the rules and end", .kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "the same as --format json; with --rules, the rules as JSON",
		.kind = OPT_FLAG},
};

/* --- what to lint ------------------------------------------------------------------------- */

/* The folder of PATH, or of the file that it is. */
static struct str folder_of(struct str path)
{
	return fs_is_dir(path.p) ? path : fs_dir_name(path);
}

static bool below(struct str path, struct str dir)
{
	return str_eq(path, dir) || str_eqz(dir, "/") ||
		(str_starts(path, dir) && path.p[dir.n] == '/');
}

static bool absolute(struct front *f, struct strs *paths, struct err *e)
{
	for (size_t i = 0; i < f->words.n; i++) {
		const char *path = fs_absolute(f->a, f->words.v[i].p, e);
		if (!path)
			return false;
		strs_add(f->a, paths, str_of(path));
	}
	return true;
}

/* The folder that holds all paths. */
static struct str common(struct strs paths)
{
	struct str dir = folder_of(paths.v[0]);
	for (size_t i = 1; i < paths.n; i++)
		while (dir.n && !below(paths.v[i], dir))
			dir = fs_dir_name(dir);
	return dir.n ? dir : STR("/");
}

/* Below dir; nothing for dir itself, which is no restriction. */
static void restrict_to(struct front *f, struct kb_lint_opt *opt, struct strs paths, struct str dir)
{
	for (size_t i = 0; i < paths.n; i++) {
		if (str_eq(paths.v[i], dir)) {
			opt->paths = (struct strs){0};
			return;
		}
		size_t skip = dir.n + (str_eqz(dir, "/") ? 0 : 1);
		strs_add(f->a, &opt->paths, str_dup(f->a, str_from(paths.v[i], skip)));
	}
}

/* The vault: the base around the paths or the current folder, else the folder of the paths. */
static bool choose(struct front *f, struct kb **kb, struct kb_lint_opt *opt, struct err *e)
{
	struct strs paths = {0};
	if (!absolute(f, &paths, e))
		return false;
	struct str dir = paths.n ? common(paths) : STR("");
	const char *base = paths.n ? front_base_of(f, dir) : ".";
	if (base) {
		if (!front_open_at(f, base, kb, e))
			return paths.n == 0 && e->code == ERR_CONFIG
				? err_wrap(e, "no folder named to lint")
				: false;
		opt->dir = kb_root(*kb);
	} else {
		opt->dir = str_z(f->a, dir);
	}
	restrict_to(f, opt, paths, str_of(opt->dir));
	return true;
}

/* From the current folder to dir: "" or "vault/"; dir itself when it was named from the root. */
static struct str prefix(struct front *f, const char *dir)
{
	struct err e = {0};
	if (f->words.n && f->words.v[0].p[0] == '/')
		return str_cat(f->a, str_of(dir), str_eqz(str_of(dir), "/") ? STR("") : STR("/"));
	const char *here = fs_absolute(f->a, ".", &e);
	if (!here)
		return STR("");
	struct str from = str_cat(f->a, str_of(here), STR("/x"));
	struct str to = str_cat(f->a, str_of(dir), STR("/x"));
	struct str way = fs_relative(f->a, str_from(from, 1), str_from(to, 1));
	return str_sub(way, 0, way.n - 1);
}

/* --- the rules ---------------------------------------------------------------------------- */

static bool known_rule(struct front *f, struct str id, struct err *e)
{
	struct opt_near near = opt_near(str_z(f->a, id));
	for (size_t i = 0; i < kb_n_rules; i++) {
		if (str_eqz(id, kb_rules[i].id))
			return true;
		opt_near_try(&near, kb_rules[i].id);
	}
	if (near.best)
		return err_set(e, ERR_USAGE, "unknown rule '%s'; did you mean '%s'?", near.given,
			near.best);
	return err_set(e, ERR_USAGE, "unknown rule '%s'; kb lint --rules lists them", near.given);
}

static bool level_of(struct str word, size_t least, enum kb_severity *out, struct err *e)
{
	for (size_t i = least; i <= KB_ERROR; i++)
		if (str_eqz(word, findings_severity[i])) {
			*out = (enum kb_severity)i;
			return true;
		}
	return err_set(e, ERR_USAGE, "option '--severity' wants %s, not '" STR_FMT "'",
		least ? "a level or RULE=LEVEL" : "error, warning, info or off", STR_ARG(word));
}

/* "LEVEL" or "RULE=LEVEL" */
static bool severity_given(
	struct front *f, struct kb_lint_opt *opt, struct str given, struct err *e)
{
	size_t equals = str_find_byte(given, '=');
	enum kb_severity level;
	if (equals == STR_NPOS)
		return level_of(given, KB_INFO, &opt->level, e);
	if (!level_of(str_from(given, equals + 1), KB_OFF, &level, e) ||
		!known_rule(f, str_sub(given, 0, equals), e))
		return false;
	strs_add(f->a, &opt->severities, given);
	return true;
}

static bool rules_given(struct front *f, struct kb_lint_opt *opt, struct err *e)
{
	opt->rules = f->opt[O_RULE].list;
	opt->baseline = f->opt[O_BASELINE].text;
	opt->write_baseline = f->opt[O_WRITE_BASELINE].text;
	opt->ignore = f->opt[O_IGNORE].list;
	opt->fix = f->opt[O_FIX].set;
	opt->dry_run = f->opt[O_DRY_RUN].set;
	opt->suggest = f->opt[O_SUGGEST].set;
	opt->model = f->opt[O_MODEL].set;
	opt->max_cost = f->opt[O_MAX_COST].text;
	if (opt->dry_run && !opt->fix)
		return err_set(e, ERR_USAGE, "option '--dry-run' goes with --fix");
	if (opt->max_cost && !opt->model)
		return err_set(e, ERR_USAGE, "option '--max-cost' goes with --model");
	for (size_t i = 0; i < opt->rules.n; i++)
		if (!known_rule(f, opt->rules.v[i], e))
			return false;
	struct strs severities = f->opt[O_SEVERITY].list;
	for (size_t i = 0; i < severities.n; i++)
		if (!severity_given(f, opt, severities.v[i], e))
			return false;
	return true;
}

static void rule_json(struct json_out *j, const struct kb_rule *r)
{
	json_open(j, NULL, '{');
	json_put_str(j, "rule", str_of(r->id));
	json_put_str(j, "severity", str_of(findings_severity[r->severity]));
	json_put_bool(j, "fixable", r->fixable);
	json_put_str(j, "text", str_of(r->text));
	json_put_str(j, "bad", str_of(r->bad));
	json_put_str(j, "good", str_of(r->good));
	json_close(j, '}');
}

static void example(struct out *o, const char *label, const char *text)
{
	if (!*text)
		return;
	out_put(o, OUT_DIM, str_printf(o->a, "    %s ", label));
	out_line(o, 10, 10, str_of(text));
}

static void list_rules(struct front *f)
{
	struct out *o = &f->out;
	bool json = f->opt[O_JSON].set || f->opt[O_FORMAT].number == FORMAT_JSON;
	struct json_out *j = json ? out_json_begin(o, '[') : NULL;
	for (size_t i = 0; i < kb_n_rules; i++) {
		const struct kb_rule *r = &kb_rules[i];
		if (j) {
			rule_json(j, r);
			continue;
		}
		out_put(o, OUT_BOLD, str_of(r->id));
		out_printf(o, "  %s%s\n    ", findings_severity[r->severity],
			r->fixable ? ", can be fixed" : "");
		out_line(o, 4, 4, str_of(r->text));
		example(o, "bad: ", r->bad);
		example(o, "good:", r->good);
	}
	if (j)
		out_json_end(o, '[');
}

/* --- the command -------------------------------------------------------------------------- */

static void summary(struct front *f, const struct kb_findings *r)
{
	struct arena *a = f->a;
	struct str pages = out_count(a, r->n_pages, "page", "pages");
	if (r->n == 0) {
		front_say(f, "no findings in " STR_FMT, STR_ARG(pages));
		return;
	}
	struct str known = STR("");
	if (r->n_known)
		known = str_printf(a, "; %zu more in the baseline", r->n_known);
	front_say(f, STR_FMT ", " STR_FMT ", %zu info in " STR_FMT STR_FMT,
		STR_ARG(out_count(a, r->counts[KB_ERROR], "error", "errors")),
		STR_ARG(out_count(a, r->counts[KB_WARNING], "warning", "warnings")),
		r->counts[KB_INFO], STR_ARG(pages), STR_ARG(known));
	if (r->n_gone)
		front_say(f, "%zu of the baseline are gone; --write-baseline takes them out",
			r->n_gone);
}

/* What became of the questions to the model. */
static void opinions(struct front *f, const struct kb_opinions *r)
{
	struct arena *a = f->a;
	struct buf b = buf_make(a);
	for (size_t i = 0; i < r->left.n; i++)
		front_say(f, STR_FMT, STR_ARG(term_line(a, r->left.v[i])));
	if (r->n_dropped)
		buf_printf(&b, "; " STR_FMT " dropped: the evidence does not bear it out",
			STR_ARG(out_count(a, r->n_dropped, "opinion", "opinions")));
	if (r->n_dismissed)
		buf_printf(&b, "; %zu dismissed before", r->n_dismissed);
	if (r->spent.n_calls)
		buf_printf(&b, "; %lld tokens in, %lld out, about %.4f USD",
			(long long)r->spent.input, (long long)r->spent.output, r->spent.cost);
	front_say(f, STR_FMT " to the model, %zu paid for before" STR_FMT,
		STR_ARG(out_count(a, r->n_questions, "question", "questions")), r->spent.n_known,
		STR_ARG(buf_str(&b)));
}

static int status_of(struct front *f, const struct kb_lint_opt *opt, const struct kb_findings *r)
{
	size_t warnings = r->counts[KB_WARNING];
	if (r->opinions.left.n)
		return STATUS_LEFT;
	if (opt->write_baseline)
		return 0;
	return r->counts[KB_ERROR] > 0 || warnings > (size_t)f->opt[O_MAX_WARNINGS].number ||
		(opt->level == KB_INFO && r->counts[KB_INFO] > 0);
}

/* Of the base around the current folder, or around the one folder named. */
static int run_health(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_health_report r;
	const char *dir = f->words.n ? f->words.v[0].p : ".";
	if (f->words.n > 1) {
		err_set(e, ERR_USAGE, "option '--health' is about one base");
		return 0;
	}
	if (!front_open_at(f, dir, &kb, e))
		return 0;
	if (kb_health(kb, f->a, &r, e))
		health_print(f, &r, f->opt[O_JSON].set || f->opt[O_FORMAT].number == FORMAT_JSON);
	kb_close(kb);
	return 0;
}

static int run_research(struct front *f, struct err *e)
{
	struct research_words words = {.accept = f->opt[O_ACCEPT].list,
		.dismiss = f->opt[O_DISMISS].list,
		.dry_run = f->opt[O_DRY_RUN].set,
		.talk = f->opt[O_TALK].set,
		.json = f->opt[O_JSON].set || f->opt[O_FORMAT].number == FORMAT_JSON};
	if (f->words.n > 1) {
		err_set(e, ERR_USAGE, "option '--research' is about one base");
		return 0;
	}
	return research_run(f, f->words.n ? f->words.v[0].p : ".", &words, e);
}

/* Opinions of the model, by their ids, of the base around the folder named. */
static int run_dismiss(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct strs given = f->opt[O_DISMISS].list;
	if (f->words.n > 1) {
		err_set(e, ERR_USAGE, "option '--dismiss' is about one base");
		return 0;
	}
	if (!front_open_at(f, f->words.n ? f->words.v[0].p : ".", &kb, e))
		return 0;
	for (size_t i = 0; i < given.n && e->code == ERR_NONE; i++) {
		struct str rest = given.v[i], id, what;
		while (str_cut(&rest, ',', &id) && kb_dismiss(kb, f->a, str_trim(id), &what, e))
			front_say(f, "dismissed: " STR_FMT "; wiki/decisions.yaml says so",
				STR_ARG(term_line(f->a, what)));
	}
	kb_close(kb);
	return 0;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_lint_opt opt = {0};
	struct kb_findings r = {0};
	enum findings_format format = (enum findings_format)f->opt[O_FORMAT].number;
	if (f->opt[O_RULES].set) {
		list_rules(f);
		return 0;
	}
	if (f->opt[O_HEALTH].set)
		return run_health(f, e);
	if (f->opt[O_RESEARCH].set)
		return run_research(f, e);
	if (f->opt[O_ACCEPT].set || f->opt[O_TALK].set) {
		err_set(e, ERR_USAGE, "option '--%s' goes with --research",
			f->opt[O_TALK].set ? "interactive" : "accept");
		return 0;
	}
	if (f->opt[O_DISMISS].set)
		return run_dismiss(f, e);
	if (f->opt[O_JSON].set)
		format = FORMAT_JSON;
	if (!rules_given(f, &opt, e) || !choose(f, &kb, &opt, e))
		return 0;
	struct str way = prefix(f, opt.dir);
	bool done = kb_lint(kb, f->a, &opt, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	if (opt.dry_run) {
		out_raw(&f->out, r.diff);
		front_say(f, STR_FMT " would be mended",
			STR_ARG(out_count(f->a, r.fixed.n, "file", "files")));
		return status_of(f, &opt, &r);
	}
	findings_print(f, &r, format, way);
	if (opt.fix)
		front_say(
			f, STR_FMT " mended", STR_ARG(out_count(f->a, r.fixed.n, "file", "files")));
	summary(f, &r);
	if (opt.model)
		opinions(f, &r.opinions);
	return status_of(f, &opt, &r);
}

static const struct cmd_example examples[] = {
	{"kb lint", "look at all pages of the base"},
	{"kb lint ~/vault", "look at any folder of Markdown"},
	{"kb lint --format sarif >kb.sarif", "findings for code scanning"},
	{"kb lint --severity orphan=off", "one rule less"},
	{"kb lint --write-baseline known", "start with the findings of today as known"},
	{"kb lint --baseline known", "fail on new findings only"},
	{"kb lint --health", "how well the pages are cited, checked and up to date"},
	{"kb lint --model --max-cost 0.50",
		"ask the model what contradicts, is outdated, is missing"},
	{"kb lint --dismiss k7p2m9qa", "never show that opinion again"},
	{"kb lint --research", "look on the web for what the wiki lacks"},
	{"kb lint --research -i", "decide about each find where it is shown"},
	{"kb lint --research --accept 1,3", "make two of the finds sources"},
	{"kb lint --fix --dry-run ~/vault", "what --fix would change, as a diff"},
};

static const struct cmd_status statuses[] = {
	{0, "no errors and no warnings, or only known ones"},
	{1, "errors or warnings; with --severity LEVEL, findings of LEVEL or above"},
	{3, "the service did not answer all questions of --model; the next run asks the rest"},
};

const struct cmd cmd_lint = {
	.name = "lint",
	.summary = "find broken links, citations and pages",
	.args = "[PATH]...",
	.about =
		"Looks at the base, or at the files and folders named; a folder needs not be a "
		"base. Links are read as Obsidian reads them. Prints path:line:column, severity, "
		"rule and message; the JSON is a list of {rule, severity, path, line, column, "
		"message, fixable, fingerprint, known, opinion (its id)}, its paths below the linted folder. A page "
		"is left alone by a rule that it names in a comment: %% kb-lint-disable RULE %%. "
		"Severities by rule and by folder stand in kb.yaml (lint.rules, lint.paths).",
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
