/* lint_opinions.c - see lint_opinions.h. Order: may it be asked, checks, saying, what was dismissed,
 * the run, dismissing. */
#include "engine/lint_opinions.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "engine/decisions.h"
#include "engine/verify.h"
#include "store/paid.h"

#define ID_CHARS 8
#define MARK "opinion " /* before an id, in decisions.yaml and in the ledger */

/* --- may it be asked ---------------------------------------------------------------------- */

bool lint_opinions_can(struct kb *kb, const struct kb_lint_opt *opt, struct err *e)
{
	if (!kb)
		return err_set(e, ERR_USAGE, "%s: option '--model' wants a base; kb init makes one",
			opt->dir);
	if (!calls_wanted(kb))
		return err_set(e, ERR_CONFIG,
			"no model is configured; set llm.engine and llm.model in kb.yaml, or "
			"KB_LLM_ENGINE and KB_LLM_MODEL");
	return !opt->max_cost || config_money(kb->a, opt->max_cost, &kb->conf.llm.max_cost) ||
		err_set(e, ERR_USAGE, "--max-cost takes USD as a number, not '%.40s'",
			opt->max_cost);
}

/* --- checks ------------------------------------------------------------------------------- */

enum lint_rule opinion_rule(struct str kind)
{
	for (size_t i = LINT_FIRST_OPINION; i < LINT_RULES; i++)
		if (str_eqz(kind, kb_rules[i].id))
			return (enum lint_rule)i;
	return LINT_RULES;
}

bool opinion_stands(struct arena *a, struct str text, const struct str *ground, size_t n)
{
	enum verify_fault f = verify_text(a, text, STR(""), ground, n, NULL);
	return f == VERIFY_GOOD || f == VERIFY_NEGATION;
}

struct str opinion_title(const struct lint *l, const struct lint_page *p)
{
	struct str name = fs_base_name(vault_at(l->vault, p->file)->path);
	return p->title.n ? p->title : str_sub(name, 0, name.n - 3);
}

/* --- saying ------------------------------------------------------------------------------- */

static struct str id_of(struct arena *a, enum lint_rule rule, struct strs keys)
{
	struct sha_stream *h = sha_begin(a);
	struct strs sorted = {0};
	for (size_t i = 0; i < keys.n; i++)
		strs_add(a, &sorted, keys.v[i]);
	strs_sort_unique(&sorted);
	sha_part(h, str_of(kb_rules[rule].id));
	for (size_t i = 0; i < sorted.n; i++)
		sha_part(h, sorted.v[i]);
	return sha_base32(a, sha_end(h), ID_CHARS);
}

void opinion_say(struct opinions *o, enum lint_rule rule, struct lint_page *p, size_t line,
	struct strs keys, struct str message)
{
	bool added;
	struct str id = id_of(o->a, rule, keys);
	struct str path = vault_at(o->l->vault, p->file)->path;
	struct map_entry *at = map_add(&o->told, id, &added);
	if (!added)
		return;
	at->ptr = ARENA_NEW(o->a, struct str);
	*(struct str *)at->ptr =
		str_printf(o->a, "%s in " STR_FMT, kb_rules[rule].id, STR_ARG(path));
	if (map_find(&o->dismissed, id)) {
		o->out->n_dismissed++;
		return;
	}
	lint_say(o->a, p, rule, line, 1, STR_FMT " [" STR_FMT "]", STR_ARG(message), STR_ARG(id));
	p->hits.v[p->hits.n - 1].subject = id;
}

void opinion_left(struct opinions *o, struct str about, struct str why)
{
	strs_add(o->a, &o->out->left,
		str_printf(o->a, STR_FMT ": " STR_FMT, STR_ARG(about), STR_ARG(why)));
}

/* --- what was dismissed ------------------------------------------------------------------- */

static bool read_dismissed(struct opinions *o, struct err *e)
{
	struct decisions d;
	if (!decisions_read(o->l->kb, o->a, &d, e))
		return false;
	for (size_t i = 0; i < d.dismissed.n; i++) {
		struct str s = d.dismissed.v[i];
		size_t from = sizeof MARK - 1;
		if (str_starts(s, STR(MARK)))
			map_add(&o->dismissed, str_sub(s, from, from + ID_CHARS), NULL);
	}
	return true;
}

static struct str ledger_name(struct arena *a, struct str id)
{
	return str_cat(a, STR(MARK), id);
}

/* So that kb_dismiss knows the ids that were shown. */
static bool remember(struct opinions *o, struct err *e)
{
	struct db *db = o->l->kb->ledger;
	bool good = db_begin(db, e);
	for (size_t i = 0; good && i < o->told.n; i++)
		good = paid_put_verdict(db, ledger_name(o->a, o->told.v[i].key), STR(""),
			*(const struct str *)o->told.v[i].ptr, e);
	good = good && db_commit(db, e);
	if (!good)
		db_rollback(db);
	return good;
}

/* --- the run ------------------------------------------------------------------------------ */

/* A wall or a service that is out leaves the rest of the questions open; what is known is shown. */
static bool settle(struct opinions *o, struct err *e)
{
	struct err why = {0};
	if (!calls_stopped(o->calls, &why))
		return true;
	if (why.code == ERR_INTERRUPTED)
		return err_set(e, why.code, "%s", why.text);
	opinion_left(o, STR("the questions behind"), str_of(why.text));
	return true;
}

static void hand_over(struct arena *a, struct kb_opinions *from, struct kb_opinions *out)
{
	*out = *from;
	out->left = (struct strs){0};
	for (size_t i = 0; i < from->left.n; i++)
		strs_add(a, &out->left, str_dup(a, from->left.v[i]));
	strs_sort_unique(&out->left); /* answers come in any order */
}

bool lint_opinions(struct lint *l, struct arena *a, struct kb_opinions *out, struct err *e)
{
	struct kb_opinions sums = {0};
	struct opinions o = {.l = l, .a = l->a, .out = &sums};
	o.dismissed = map_make(l->a);
	o.told = map_make(l->a);
	o.language = prompt_language(l->a, l->kb->conf.compile.language);
	if (!read_dismissed(&o, e) || !calls_open(l->kb, l->a, CALLS_LINT, &o.calls, e))
		return false;
	bool good = lint_topics(&o, e) && (calls_stopped(o.calls, NULL) || lint_survey(&o, e)) &&
		settle(&o, e);
	o.out->spent = calls_spent(o.calls);
	calls_close(o.calls);
	good = good && remember(&o, e);
	hand_over(a, &sums, out);
	return good;
}

/* --- dismissing --------------------------------------------------------------------------- */

bool kb_dismiss(struct kb *kb, struct arena *a, struct str id, struct str *what, struct err *e)
{
	struct err db = {0};
	*what = STR("");
	if (!engine_ledger(kb, e))
		return false;
	if (!paid_verdict(kb->ledger, a, ledger_name(a, id), STR(""), what, &db))
		return db.code != ERR_NONE
			? err_set(e, db.code, "%s", db.text)
			: err_set(e, ERR_NOT_FOUND,
				  "no opinion '" STR_FMT "' was shown; kb lint --model ends each "
				  "with its id",
				  STR_ARG(lint_shown(a, id)));
	return decisions_add_dismissed(
		kb, str_printf(a, MARK STR_FMT ": " STR_FMT, STR_ARG(id), STR_ARG(*what)), e);
}
