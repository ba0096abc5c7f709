/* cmd_ask.c - kb ask: an answer with its quotes. Order: text, JSON, the command. */
#include "front/cmd.h"

#include <string.h>

#include "front/hits.h"

enum { O_SAVE, O_SOURCE, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_SAVE] = {"save", NULL, "file the answer under wiki/answers/, marked as unreviewed",
		.kind = OPT_FLAG},
	[O_SOURCE] = {"source", "GLOB",
		"use only sources below raw/ that match; may be given several times",
		.kind = OPT_LIST},
	[O_JSON] = {"json", NULL, "print outcome, sentences and evidence as JSON",
		.kind = OPT_FLAG},
};

static const char *const outcomes[] = {
	[KB_ANSWERED] = "answered",
	[KB_PARTLY] = "partly",
	[KB_NOT_IN_BASE] = "not-in-base",
};

/* --- text --------------------------------------------------------------------------------- */

static struct str place_of(const struct kb_answer *r, size_t i)
{
	return r->v[i].n_evidence ? r->evidence[r->v[i].evidence[0]].path : STR("");
}

/* Rows of lists and tables end as they like: they stand on lines of their own. */
static bool ends(struct str s)
{
	return s.n && strchr(".!?:;\"')", s.p[s.n - 1]);
}

/* What stands between sentence i and the one before it: those of one document make a paragraph. */
static const char *between(const struct kb_answer *r, size_t i)
{
	if (i == 0)
		return "";
	if (!str_eq(place_of(r, i), place_of(r, i - 1)))
		return "\n\n";
	return ends(r->v[i - 1].text) && ends(r->v[i].text) ? " " : "\n";
}

static void sentences(struct front *f, const struct kb_answer *r)
{
	struct buf b = buf_make(f->a);
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_answer_sentence *s = &r->v[i];
		buf_puts(&b, between(r, i));
		buf_put(&b, term_line(f->a, s->text));
		for (size_t k = 0; k < s->n_evidence; k++)
			buf_put(&b,
				out_styled(&f->out, OUT_DIM,
					str_printf(f->a, "[%zu]", s->evidence[k] + 1)));
	}
	if (b.n)
		out_wrap(&f->out, 0, buf_str(&b));
}

static void evidence(struct front *f, const struct kb_answer *r)
{
	struct out *o = &f->out;
	for (size_t i = 0; i < r->n_evidence; i++) {
		const struct kb_evidence *v = &r->evidence[i];
		struct str place = hits_place(f->a, v->path, v->passage);
		out_printf(o, "%s%3zu  ", i ? "" : "\n", i + 1);
		out_wrap_from(o, 5, 5,
			str_printf(f->a, "\"" STR_FMT "\"", STR_ARG(term_line(f->a, v->quote))));
		out_raw(o, STR("     "));
		out_line(o, 5, 5, out_styled(o, OUT_BOLD, v->title));
		out_raw(o, STR("     "));
		out_line(o, 5, 5, out_styled(o, OUT_DIM, place));
	}
}

static void report(struct front *f, const struct kb_answer *r, struct str question)
{
	struct out *o = &f->out;
	sentences(f, r);
	evidence(f, r);
	if (r->outcome != KB_ANSWERED) {
		struct str what = r->missing.n ? term_line(f->a, r->missing) : STR("an answer");
		out_raw(o, r->n ? STR("\n") : STR(""));
		out_wrap(o, 0,
			str_printf(f->a, STR_FMT " " STR_FMT,
				STR_ARG(out_styled(o, OUT_WARN, STR("not in the base:"))),
				STR_ARG(what)));
	}
	if (r->nearest.n) {
		out_raw(o, STR("\nnearest pages:\n\n"));
		hits_text(f, &r->nearest, question);
	}
	if (r->saved.n)
		front_say(f, "saved as " STR_FMT, STR_ARG(r->saved));
}

/* --- JSON --------------------------------------------------------------------------------- */

static void report_json(struct front *f, const struct kb_answer *r)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_put_str(j, "outcome", str_of(outcomes[r->outcome]));
	json_open(j, "sentences", '[');
	for (size_t i = 0; i < r->n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "text", r->v[i].text);
		json_open(j, "evidence", '[');
		for (size_t k = 0; k < r->v[i].n_evidence; k++)
			json_put_int(j, NULL, (int64_t)r->v[i].evidence[k]);
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "evidence", '[');
	for (size_t i = 0; i < r->n_evidence; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "label", r->evidence[i].label);
		json_put_str(j, "path", r->evidence[i].path);
		json_put_str(j, "passage", r->evidence[i].passage);
		json_put_str(j, "quote", r->evidence[i].quote);
		json_put_str(j, "title", r->evidence[i].title);
		json_put_str(j, "source", r->evidence[i].source);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_put_str(j, "missing", r->missing);
	json_open(j, "nearest", '[');
	hits_json(j, &r->nearest, false);
	json_close(j, ']');
	json_put_str(j, "markdown", r->markdown);
	json_put_str(j, "saved", r->saved);
	out_json_end(&f->out, '{');
}

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_answer r = {.outcome = KB_NOT_IN_BASE};
	struct kb_ask_opt opt = {
		.question = front_words(f),
		.sources = f->opt[O_SOURCE].list,
		.save = f->opt[O_SAVE].set,
	};
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_ask(kb, f->a, &opt, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	if (f->opt[O_JSON].set)
		report_json(f, &r);
	else
		report(f, &r, opt.question);
	return r.outcome == KB_NOT_IN_BASE;
}

static const struct cmd_example examples[] = {
	{"kb ask 'What is a memex?'", "answer from the base, with the quotes it stands on"},
	{"kb ask --source 'papers/*' --save 'Why trails?'",
		"use some sources only, keep the answer"},
};

static const struct cmd_status statuses[] = {
	{0, "answered, or answered in part; what is missing is named"},
	{1, "the base does not say"},
};

const struct cmd cmd_ask = {
	.name = "ask",
	.summary = "answer a question from the base, with quotes",
	.args = "QUESTION...",
	.about = "Each sentence of the answer is followed by the numbers of the quotes that it "
		 "stands on; each quote names its passage, which kb show prints. What the "
		 "sources do not say is not answered.",
	.min_args = 1,
	.max_args = CMD_ANY,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
