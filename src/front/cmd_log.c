/* cmd_log.c - kb log: the history of the base. */
#include "front/cmd.h"

enum { O_N, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_N] = {"count", "N", "print the last N; 0 is all", .kind = OPT_NUMBER, .max = 1000000,
		.letter = 'n'},
	[O_JSON] = {"json", NULL, "print a list of {date, kind, title, detail}", .kind = OPT_FLAG},
};

static struct str tokens(struct arena *a, int64_t n)
{
	return n < 0 ? STR("?") : str_printf(a, "%lld", (long long)n);
}

static struct str dollars(struct arena *a, double usd)
{
	return usd < 0 ? STR("? USD") : str_printf(a, "%.6f USD", usd);
}

static void event_text(struct front *f, const struct kb_event *v)
{
	struct out *o = &f->out;
	out_put(o, OUT_DIM, v->date);
	out_printf(o, "  %-8s  ", str_z(f->a, term_line(f->a, v->kind)));
	out_line(o, 22, 22, term_line(f->a, v->title));
	if (f->world.verbose && v->detail.n) {
		buf_fill(&o->b, ' ', 22);
		out_wrap_from(o, 22, 22, term_text(f->a, str_trim(v->detail)));
	}
}

/* Calls of a model, one a line. */
static void call_text(struct front *f, const struct kb_call *c)
{
	struct out *o = &f->out;
	struct arena *a = f->a;
	out_put(o, OUT_DIM, c->date);
	struct str line = str_printf(a,
		"  " STR_FMT "  " STR_FMT ": " STR_FMT " in, " STR_FMT " out, " STR_FMT
		", %lld ms, " STR_FMT,
		STR_ARG(c->purpose), STR_ARG(c->about), STR_ARG(tokens(a, c->input)),
		STR_ARG(tokens(a, c->output)), STR_ARG(dollars(a, c->cost)), (long long)c->ms,
		STR_ARG(c->reported.n ? c->reported : c->model));
	out_line(o, 19, 22, term_line(a, line));
	if (c->fault.n) {
		buf_fill(&o->b, ' ', 22);
		out_line(o, 22, 22, term_line(a, c->fault));
	}
}

static void event_json(struct json_out *j, const struct kb_event *v)
{
	json_open(j, NULL, '{');
	json_put_str(j, "date", v->date);
	json_put_str(j, "kind", v->kind);
	json_put_str(j, "title", v->title);
	json_put_str(j, "detail", v->detail);
	json_close(j, '}');
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_events r = {0};
	if (!front_open(f, &kb, e))
		return 0;
	struct kb_calls calls = {0};
	bool done = kb_log(kb, f->a, &r, e) && (!f->world.verbose || kb_calls(kb, f->a, &calls, e));
	kb_close(kb);
	if (!done)
		return 0;
	size_t most = (size_t)f->opt[O_N].number;
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = most && most < r.n ? r.n - most : 0; i < r.n; i++) {
		if (j)
			event_json(j, &r.v[i]);
		else
			event_text(f, &r.v[i]);
	}
	for (size_t i = most && most < calls.n ? calls.n - most : 0; !j && i < calls.n; i++)
		call_text(f, &calls.v[i]);
	if (j)
		out_json_end(&f->out, '[');
	if (r.n == 0)
		front_say(f, "nothing happened yet");
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb log -n 5", "the last five things that changed the base"},
};

const struct cmd cmd_log = {
	.name = "log",
	.summary = "print the history of the base, oldest first",
	.args = "",
	.about = "What wiki/log.md holds: sources that came, changed or went, answers that were "
		 "filed. With -v the details too, and each call of a model.",
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
