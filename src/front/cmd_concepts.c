/* cmd_concepts.c - kb concepts: of the base, or the key phrases of one file; decisions about their names.
 * Order: of the base, of a file, decisions, the command. */
#include <string.h>

#include "base/err.h"
#include "front/cmd.h"

enum { O_N, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_N] = {"count", "N", "print at most N; 0 is all of a base, 20 of a file",
		.kind = OPT_NUMBER, .max = 100000, .letter = 'n'},
	[O_JSON] = {"json", NULL,
		"print a list of {name, kind, path, description, aliases, claims, sources}, of a "
		"file {term, score}",
		.kind = OPT_FLAG},
};

#define TERMS_DEFAULT 20

/* --- of the base -------------------------------------------------------------------------- */

static void concept_text(struct front *f, const struct kb_concept *c)
{
	struct out *o = &f->out;
	struct buf b = buf_make(f->a);
	buf_put(&b, out_styled(o, OUT_BOLD, c->name));
	for (size_t i = 0; i < c->aliases.n; i++)
		buf_printf(&b, "%s" STR_FMT, i ? ", " : " (",
			STR_ARG(term_line(f->a, c->aliases.v[i])));
	buf_puts(&b, c->aliases.n ? ")" : "");
	struct str tail = str_printf(f->a, STR_FMT ", " STR_FMT " of " STR_FMT, STR_ARG(c->kind),
		STR_ARG(out_count(f->a, c->n_claims, "claim", "claims")),
		STR_ARG(out_count(f->a, c->n_sources, "source", "sources")));
	buf_printf(&b, "  " STR_FMT, STR_ARG(out_styled(o, OUT_DIM, tail)));
	out_line(o, 0, 4, buf_str(&b));
}

static void concept_json(struct json_out *j, const struct kb_concept *c)
{
	json_open(j, NULL, '{');
	json_put_str(j, "name", c->name);
	json_put_str(j, "kind", c->kind);
	json_put_str(j, "path", c->path);
	json_put_str(j, "description", c->description);
	json_put_strs(j, "aliases", c->aliases);
	json_put_int(j, "claims", (int64_t)c->n_claims);
	json_put_int(j, "sources", (int64_t)c->n_sources);
	json_close(j, '}');
}

static int of_base(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_concepts r = {0};
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_concepts(kb, f->a, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	size_t most = (size_t)f->opt[O_N].number;
	if (most && r.n > most)
		r.n = most;
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = 0; i < r.n; i++) {
		if (j)
			concept_json(j, &r.v[i]);
		else
			concept_text(f, &r.v[i]);
	}
	if (j)
		out_json_end(&f->out, '[');
	if (r.n == 0)
		front_say(f, "no concept yet; run kb compile");
	return r.n == 0;
}

/* --- of a file ---------------------------------------------------------------------------- */

static int of_file(struct front *f, struct err *e)
{
	struct str bytes;
	struct kb_terms r = {0};
	size_t most = f->opt[O_N].number ? (size_t)f->opt[O_N].number : TERMS_DEFAULT;
	if (!front_read(f, f->words.v[0], &bytes, e) ||
		!kb_terms(f->a, bytes, f->words.v[0], most, &r, e))
		return 0;
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = 0; i < r.n; i++) {
		if (!j) {
			out_put(&f->out, OUT_PLAIN, r.v[i].term);
			out_raw(&f->out, STR("\n"));
			continue;
		}
		json_open(j, NULL, '{');
		json_put_str(j, "term", r.v[i].term);
		json_put_num(j, "score", r.v[i].score);
		json_close(j, '}');
	}
	if (j)
		out_json_end(&f->out, '[');
	return r.n == 0;
}

/* --- decisions ---------------------------------------------------------------------------- */

static const struct verb {
	const char *name;
	size_t min, max; /* names */
	const char *form;
} verbs[] = {
	{"merge", 2, CMD_ANY, "kb concepts merge NAME OTHER..."},
	{"split", 1, 1, "kb concepts split NAME"},
	{"rename", 2, 2, "kb concepts rename OLD NEW"},
	{"ignore", 1, CMD_ANY, "kb concepts ignore NAME..."},
};

static const struct verb *verb_of(const struct front *f)
{
	for (size_t i = 0; f->words.n && i < sizeof verbs / sizeof verbs[0]; i++)
		if (str_eqz(f->words.v[0], verbs[i].name))
			return &verbs[i];
	return NULL;
}

static int decide(struct front *f, const struct verb *v, struct err *e)
{
	struct kb *kb = NULL;
	struct strs names = {f->words.v + 1, f->words.n - 1};
	if (names.n < v->min || names.n > v->max) {
		err_set(e, ERR_USAGE, "usage: %s", v->form);
		return 0;
	}
	if (!front_open(f, &kb, e))
		return 0;
	if (kb_decide(kb, v->name, names, e))
		front_say(f, "written to wiki/decisions.yaml; kb compile obeys it");
	kb_close(kb);
	return 0;
}

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	const struct verb *v = verb_of(f);
	if (v)
		return decide(f, v, e);
	if (f->words.n > 1) {
		err_set(e, ERR_USAGE,
			"kb concepts takes one FILE, or merge, split, rename, ignore and names");
		return 0;
	}
	return f->words.n ? of_file(f, e) : of_base(f, e);
}

static const struct cmd_example examples[] = {
	{"kb concepts -n 20", "the concepts that the base says most about"},
	{"kb concepts --json notes.md", "key phrases of a file, for a program"},
	{"kb concepts merge \"Memex\" \"Memory extender\"",
		"two names of one thing, the first stays"},
	{"kb concepts rename Attn Attention", "another name; the old one stays an alias"},
};

static const struct cmd_status statuses[] = {{0, "printed"}, {1, "there is none"}};

const struct cmd cmd_concepts = {
	.name = "concepts",
	.summary = "list concepts, or key phrases of a file; decide on names",
	.args = "[FILE|-] | DECISION NAME...",
	.about = "Without FILE, those of the base: most claims first. With FILE, the key phrases "
		 "that the builtin engine finds in it, best first; that needs no base.\n\n"
		 "Decisions are merge NAME..., names of one thing, the first stays; split NAME, "
		 "it is joined with no other; rename OLD NEW; ignore NAME..., no concept. They "
		 "write wiki/decisions.yaml, which the next compile obeys; taking "
		 "the line out of it undoes one.",
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
