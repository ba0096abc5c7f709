/* spending.c - the ledger as people see it: calls and what they cost, pruning, export and import; keys
 * and whom they are trusted to; prompts. Order: calls, ledger, keys, prompts. */
#include <time.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/fs.h"
#include "engine/calls.h"
#include "engine/endpoint.h"
#include "engine/prompt.h"
#include "engine/websearch.h"
#include "store/ledger.h"
#include "store/paid.h"

/* --- calls ------------------------------------------------------------------------------- */

static struct str date_of(struct arena *a, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char text[32];
	if (!gmtime_r(&t, &tm) || !strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm))
		return STR("");
	return str_dup(a, str_of(text));
}

/* A base of which nothing was compiled has no ledger, and reading makes none. */
static bool has_ledger(struct kb *kb, struct arena *a)
{
	return fs_exists(engine_path(kb, a, STR(".kb/ledger.db")));
}

bool kb_calls(struct kb *kb, struct arena *a, struct kb_calls *out, struct err *e)
{
	struct paid_calls l;
	*out = (struct kb_calls){0};
	if (!has_ledger(kb, a))
		return true;
	if (!engine_ledger(kb, e) || !paid_calls(kb->ledger, a, &l, e))
		return false;
	out->v = ARENA_ARRAY(a, struct kb_call, l.n);
	out->n = l.n;
	for (size_t i = 0; i < l.n; i++) {
		const struct paid_call *c = &l.v[i];
		out->v[i] = (struct kb_call){date_of(a, c->at), c->command, c->purpose, c->about,
			c->engine, c->host, c->model, c->reported, c->fault, c->input, c->cached,
			c->written, c->output, c->reasoning, c->tries, c->ms, c->cost};
	}
	return true;
}

/* --- ledger ------------------------------------------------------------------------------ */

#define DAY 86400

bool kb_gc(struct kb *kb, struct arena *a, const struct kb_gc_opt *opt, struct kb_gc_report *out,
	struct err *e)
{
	int64_t before = opt->days ? engine_now(kb) - opt->days * DAY : INT64_MAX;
	*out = (struct kb_gc_report){0};
	if (!has_ledger(kb, a))
		return true;
	return engine_ledger(kb, e) &&
		paid_old(kb->ledger, before, &out->n_replies, &out->bytes, e) &&
		(opt->dry_run || paid_prune(kb->ledger, a, before, e));
}

bool kb_ledger_export(struct kb *kb, struct arena *a, bool (*line)(void *ctx, struct str s),
	void *ctx, struct err *e)
{
	if (!has_ledger(kb, a))
		return err_set(e, ERR_NOT_FOUND, "no ledger yet; kb compile makes it");
	return engine_ledger(kb, e) && ledger_export(kb->ledger, line, ctx, e);
}

bool kb_ledger_import(struct kb *kb, struct arena *a, struct str lines, size_t *n, struct err *e)
{
	struct str line;
	size_t number = 0;
	*n = 0;
	if (!engine_ledger(kb, e) || !db_begin(kb->ledger, e))
		return false;
	bool good = true;
	while (good && str_line(&lines, &line)) {
		struct arena_mark m = arena_mark(a);
		number++;
		if (str_blank(line))
			continue;
		good = ledger_import(kb->ledger, a, line, e) || err_wrap(e, "line %zu", number);
		*n += good;
		arena_release(a, m);
	}
	good = good && db_commit(kb->ledger, e);
	if (!good)
		db_rollback(kb->ledger);
	return good;
}

/* --- keys -------------------------------------------------------------------------------- */

static bool put_binding(struct kb *kb, struct arena *a, enum endpoint_of of, const char *what,
	struct kb_bindings *out, struct err *e)
{
	struct endpoint x;
	struct str why;
	if (!endpoint_look(kb, a, of, &x, &why, e))
		return false;
	if (x.key_name.n)
		out->v[out->n++] = (struct kb_binding){
			x.key_name, x.host, str_of(what), endpoint_bound(kb, a, of, &x)};
	return true;
}

bool kb_bindings(struct kb *kb, struct arena *a, struct kb_bindings *out, struct err *e)
{
	*out = (struct kb_bindings){.v = ARENA_ARRAY(a, struct kb_binding, 3)};
	if (!trust_list(kb, a, &out->list, e))
		return false;
	if (calls_wanted(kb) && !put_binding(kb, a, ENDPOINT_LLM, "model", out, e))
		return false;
	out->n += websearch_binding(kb, a, &out->v[out->n]);
	return str_eqz(kb->conf.embedding.engine, "none") ||
		put_binding(kb, a, ENDPOINT_EMBEDDING, "embeddings", out, e);
}

bool kb_trust(struct kb *kb, struct str key, struct str host, bool forget, struct err *e)
{
	struct err first = {0};
	for (size_t i = 0; i < key.n; i++)
		if (!((key.p[i] >= 'A' && key.p[i] <= 'Z') || key.p[i] == '_' ||
			    (i && key.p[i] >= '0' && key.p[i] <= '9')))
			return err_set(e, ERR_USAGE,
				"'" STR_FMT
				"' is no name of a variable; give the variable, not the key",
				STR_ARG(str_sub(key, 0, key.n < 8 ? key.n : 8)));
	if (!forget)
		return trust_add(kb, key, host, e);
	if (trust_remove(kb, key, host, &first))
		return true;
	if (first.code != ERR_NONE)
		return err_set(e, first.code, "%s", first.text);
	return err_set(e, ERR_NOT_FOUND, STR_FMT " was not trusted to " STR_FMT "; kb trust --list",
		STR_ARG(key), STR_ARG(host));
}

/* --- prompts ----------------------------------------------------------------------------- */

bool kb_prompts(struct kb *kb, struct arena *a, struct kb_prompts *out, struct err *e)
{
	*out = (struct kb_prompts){
		ARENA_ARRAY(a, struct kb_prompt, prompt_n_names), prompt_n_names};
	for (size_t i = 0; i < prompt_n_names; i++) {
		struct kb_prompt *p = &out->v[i];
		struct prompt now;
		const struct embed_file *f =
			embed_find(str_z(a, str_printf(a, "prompts/%s.md", prompt_names[i])));
		if (!prompt_read(kb, a, prompt_names[i], false, &now, e))
			return false;
		*p = (struct kb_prompt){str_of(prompt_names[i]), now.text,
			str_printf(a, ".kb/prompts/%s.md", prompt_names[i]),
			str_make(f->bytes, f->n), now.own};
	}
	return true;
}

bool kb_prompt_export(
	struct kb *kb, struct arena *a, struct str name, struct str *path, struct err *e)
{
	struct kb_prompts l;
	if (!kb_prompts(kb, a, &l, e))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct kb_prompt *p = &l.v[i];
		if (!str_eq(p->name, name))
			continue;
		*path = p->path;
		if (p->own)
			return err_set(e, ERR_INPUT, STR_FMT ": is there already; edit that",
				STR_ARG(p->path));
		return fs_mkdirs(engine_path(kb, a, STR(".kb/prompts")), e) &&
			fs_write(engine_path(kb, a, p->path), p->builtin, true, e);
	}
	return err_set(e, ERR_NOT_FOUND, "no prompt is called " STR_FMT "; see kb prompts list",
		STR_ARG(name));
}
