/* cmd_concepts.c - kb concepts: of the base, or the key phrases of one file. Order: of the base, of a
 * file, the command. */
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

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	return f->words.n ? of_file(f, e) : of_base(f, e);
}

static const struct cmd_example examples[] = {
	{"kb concepts -n 20", "the concepts that the base says most about"},
	{"kb concepts --json notes.md", "key phrases of a file, for a program"},
};

static const struct cmd_status statuses[] = {{0, "printed"}, {1, "there is none"}};

const struct cmd cmd_concepts = {
	.name = "concepts",
	.summary = "list the concepts of the base, or key phrases of a file",
	.args = "[FILE|-]",
	.about = "Without FILE, those of the base: most claims first. With FILE, the key phrases "
		 "that the builtin engine finds in it, best first; that needs no base.",
	.max_args = 1,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
