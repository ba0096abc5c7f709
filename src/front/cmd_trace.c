/* cmd_trace.c - kb trace: from a sentence to its quotes, their passages and sources. Order: text,
 * JSON, the command. */
#include "front/cmd.h"

#include "base/text.h"
#include "front/hits.h"

enum { O_PASSAGES, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_PASSAGES] = {"passages", NULL, "print the passages whole, not only the words quoted",
		.letter = 'p'},
	[O_JSON] = {"json", NULL,
		"print a list of {sentence, line, label, quote, path, passage, text, source, "
		"verified}",
		.kind = OPT_FLAG},
};

/* --- text --------------------------------------------------------------------------------- */

#define LINE_COLUMNS 6 /* of the number of a line, with a blank behind */
#define MARK_COLUMNS 8

/* The passage with the quoted words bold. */
static struct str passage(struct front *f, const struct kb_trace_item *it)
{
	size_t from, to;
	struct str s = it->passage_text;
	if (!text_find_quote(f->a, s, it->quote, &from, &to))
		return term_line(f->a, s);
	return str_printf(f->a, STR_FMT STR_FMT STR_FMT,
		STR_ARG(term_line(f->a, str_sub(s, 0, from))),
		STR_ARG(out_styled(&f->out, OUT_BOLD, str_sub(s, from, to))),
		STR_ARG(term_line(f->a, str_from(s, to))));
}

static void dim_line(struct front *f, struct str s)
{
	buf_fill(&f->out.b, ' ', MARK_COLUMNS);
	out_line(&f->out, MARK_COLUMNS, MARK_COLUMNS, out_styled(&f->out, OUT_DIM, s));
}

static void citation(struct front *f, const struct kb_trace_item *it)
{
	struct out *o = &f->out;
	const char *mark = it->verified ? "\xe2\x9c\x93" : "\xe2\x9c\x97"; /* check mark, cross */
	buf_fill(&o->b, ' ', LINE_COLUMNS);
	out_put(o, it->verified ? OUT_GOOD : OUT_BAD, str_of(mark));
	out_raw(o, STR(" "));
	out_wrap_from(o, MARK_COLUMNS, MARK_COLUMNS,
		str_printf(f->a, "\"" STR_FMT "\"", STR_ARG(term_line(f->a, it->quote))));
	if (!it->verified)
		dim_line(f, STR("these words do not stand in the passage now"));
	if (f->opt[O_PASSAGES].set && it->passage_text.n) {
		buf_fill(&o->b, ' ', MARK_COLUMNS);
		out_wrap_from(o, MARK_COLUMNS, MARK_COLUMNS, passage(f, it));
	}
	dim_line(f, hits_place(f->a, it->passage_path, it->passage));
	if (it->source.n)
		dim_line(f, it->source);
}

static void report(struct front *f, const struct kb_traced *r)
{
	struct out *o = &f->out;
	out_put(o, OUT_BOLD, r->path);
	out_raw(o, STR("\n"));
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_trace_item *it = &r->v[i];
		bool same = i && it->line == it[-1].line && str_eq(it->sentence, it[-1].sentence);
		if (!same) {
			out_printf(o, "\n%*zu ", LINE_COLUMNS - 1, it->line);
			out_wrap_from(o, LINE_COLUMNS, LINE_COLUMNS, term_line(f->a, it->sentence));
		}
		if (it->label.n)
			citation(f, it);
		else
			dim_line(f, STR("no citation"));
	}
}

/* --- JSON --------------------------------------------------------------------------------- */

static void report_json(struct front *f, const struct kb_traced *r)
{
	struct json_out *j = out_json_begin(&f->out, '[');
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_trace_item *it = &r->v[i];
		json_open(j, NULL, '{');
		json_put_str(j, "sentence", it->sentence);
		json_put_int(j, "line", (int64_t)it->line);
		json_put_str(j, "label", it->label);
		json_put_str(j, "quote", it->quote);
		json_put_str(j, "path", it->passage_path);
		json_put_str(j, "passage", it->passage);
		json_put_str(j, "text", it->passage_text);
		json_put_str(j, "source", it->source);
		json_put_bool(j, "verified", it->verified);
		json_close(j, '}');
	}
	out_json_end(&f->out, '[');
}

/* --- the command -------------------------------------------------------------------------- */

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_traced r = {0};
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_trace(kb, f->a, front_words(f).p, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	size_t broken = 0;
	for (size_t i = 0; i < r.n; i++)
		broken += r.v[i].label.n && !r.v[i].verified;
	if (f->opt[O_JSON].set)
		report_json(f, &r);
	else
		report(f, &r);
	if (r.n == 0)
		front_say(f, "no sentence there cites anything");
	out_flush(&f->out);
	if (broken)
		world_note(&f->world, 0, "%zu of %zu quotes do not stand in their passage", broken,
			r.n);
	return r.n == 0 || broken;
}

static const struct cmd_example examples[] = {
	{"kb trace memex", "all sentences of a page with what they stand on"},
	{"kb trace -p wiki/concepts/memex.md:14", "one line, with the passages whole"},
};

static const struct cmd_status statuses[] = {
	{0, "each quote stands in its passage"},
	{1, "one does not, or nothing is cited"},
};

const struct cmd cmd_trace = {
	.name = "trace",
	.summary = "follow a page or a line to its quotes and sources",
	.args = "PAGE[:LINE]",
	.about = "For each sentence: the words it cites, the passage where they stand, the source "
		 "the passage is from. A check mark says that the words stand there now.",
	.min_args = 1,
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
