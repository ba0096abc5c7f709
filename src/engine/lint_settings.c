/* lint_settings.c - how severe each rule is, and where: kb.yaml, then flags.
 *
 * Order of strength: the rule's own severity, lint.rules of kb.yaml, lint.paths of kb.yaml for the
 * pages that a glob matches, --severity RULE=LEVEL, --rule. Order here: names, reading, asking. */
#include "engine/lint_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/engine.h"
#include "engine/near.h"

/* --- names ------------------------------------------------------------------------------- */

static bool find_rule(
	struct arena *a, struct str name, enum err_code code, size_t *out, struct err *e)
{
	struct near near = {.best = NEAR_FAR};
	for (size_t i = 0; i < LINT_RULES; i++) {
		if (str_eqz(name, kb_rules[i].id)) {
			*out = i;
			return true;
		}
		near_offer(&near, name, str_of(kb_rules[i].id));
	}
	struct str shown = lint_shown(a, name);
	if (near.best == NEAR_FAR)
		return err_set(e, code, "no lint rule '" STR_FMT "'; kb lint --rules lists them",
			STR_ARG(shown));
	return err_set(e, code, "no lint rule '" STR_FMT "'; did you mean '" STR_FMT "'?",
		STR_ARG(shown), STR_ARG(near.name));
}

/* "RULE=SEVERITY" */
static bool read_severity(
	struct lint *l, struct str setting, size_t *rule, enum kb_severity *severity, struct err *e)
{
	static const char *const words[] = {[KB_OFF] = "off",
		[KB_INFO] = "info",
		[KB_WARNING] = "warning",
		[KB_ERROR] = "error"};
	size_t eq = str_find_byte(setting, '=');
	struct str name = str_trim(str_sub(setting, 0, eq));
	struct str word = eq == STR_NPOS ? STR("") : str_trim(str_from(setting, eq + 1));
	if (!find_rule(l->a, name, ERR_CONFIG, rule, e))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eqz(word, words[i]))
			continue;
		*severity = (enum kb_severity)i;
		return true;
	}
	struct str shown = lint_shown(l->a, word);
	return err_set(e, ERR_CONFIG,
		"lint rule %s: severity '" STR_FMT "' is none of error, warning, info, off",
		kb_rules[*rule].id, STR_ARG(shown));
}

/* --- reading ----------------------------------------------------------------------------- */

static bool read_rules(struct lint *l, struct strs settings, struct err *e)
{
	for (size_t i = 0; i < settings.n; i++) {
		size_t rule;
		enum kb_severity severity;
		if (!read_severity(l, settings.v[i], &rule, &severity, e))
			return false;
		l->severity[rule] = severity;
	}
	return true;
}

/* "GLOB\nRULE=SEVERITY" */
static bool read_globs(struct lint *l, struct strs settings, struct err *e)
{
	for (size_t i = 0; i < settings.n; i++) {
		struct str rest = settings.v[i];
		struct lint_glob glob = {0};
		size_t rule;
		str_cut(&rest, '\n', &glob.glob);
		if (!read_severity(l, rest, &rule, &glob.severity, e))
			return false;
		glob.rule = (enum lint_rule)rule;
		VEC_PUSH(l->a, &l->globs, glob);
	}
	return true;
}

/* A flag is stronger than a glob of kb.yaml. */
static void drop_globs(struct lint *l, struct strs flags)
{
	size_t n = 0;
	for (size_t i = 0; i < l->globs.n; i++) {
		struct str id = str_of(kb_rules[l->globs.v[i].rule].id);
		bool flagged = false;
		for (size_t k = 0; k < flags.n; k++)
			flagged = flagged ||
				str_eq(str_trim(str_sub(
					       flags.v[k], 0, str_find_byte(flags.v[k], '='))),
					id);
		if (!flagged)
			l->globs.v[n++] = l->globs.v[i];
	}
	l->globs.n = n;
}

bool lint_read_settings(struct lint *l, struct err *e)
{
	const struct config *conf = l->kb ? &l->kb->conf : NULL;
	bool wanted[LINT_RULES] = {false};
	for (size_t i = 0; i < LINT_RULES; i++)
		l->severity[i] = kb_rules[i].severity;
	for (size_t i = LINT_FIRST_SUGGESTION; i < LINT_RULES; i++)
		if (i >= LINT_FIRST_OPINION ? !l->opt->model
					    : !l->opt->suggest && l->opt->rules.n == 0)
			l->severity[i] = KB_OFF;
	if (conf && (!read_rules(l, conf->lint.rules, e) || !read_globs(l, conf->lint.paths, e)))
		return false;
	if (!read_rules(l, l->opt->severities, e))
		return false;
	drop_globs(l, l->opt->severities);
	for (size_t i = 0; i < l->opt->rules.n; i++) {
		size_t rule;
		if (!find_rule(l->a, l->opt->rules.v[i], ERR_USAGE, &rule, e))
			return false;
		if (rule >= LINT_FIRST_OPINION && !l->opt->model)
			return err_set(e, ERR_USAGE,
				"rule %s is the opinion of a model; add --model",
				kb_rules[rule].id);
		wanted[rule] = true;
	}
	for (size_t i = 0; i < LINT_RULES; i++)
		l->out[i] = l->opt->rules.n && !wanted[i];
	return true;
}

/* --- asking ------------------------------------------------------------------------------ */

enum kb_severity lint_severity(const struct lint *l, enum lint_rule rule, struct str path)
{
	enum kb_severity severity = l->severity[rule];
	for (size_t i = 0; i < l->globs.n; i++) {
		const struct lint_glob *g = &l->globs.v[i];
		if (g->rule == rule && lint_glob_fits(g->glob, path))
			severity = g->severity;
	}
	if (rule >= LINT_FIRST_OPINION && severity == KB_ERROR)
		severity = KB_WARNING;
	return l->out[rule] ? KB_OFF : severity;
}

bool lint_on(const struct lint *l, enum lint_rule rule)
{
	bool on = l->severity[rule] != KB_OFF;
	for (size_t i = 0; i < l->globs.n; i++)
		on = on || (l->globs.v[i].rule == rule && l->globs.v[i].severity != KB_OFF);
	return on && !l->out[rule];
}

bool lint_glob_fits(struct str glob, struct str path)
{
	return str_glob(glob, path) || (str_ends(glob, STR("/")) && str_starts(path, glob));
}

static bool any_fits(struct strs globs, struct str path)
{
	for (size_t i = 0; i < globs.n; i++)
		if (lint_glob_fits(globs.v[i], path))
			return true;
	return false;
}

bool lint_is_ignored(const struct lint *l, struct str path)
{
	return any_fits(l->opt->ignore, path) || (l->kb && any_fits(l->kb->conf.lint.ignore, path));
}
