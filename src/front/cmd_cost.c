/* cmd_cost.c - kb cost: what calls of a model have cost, by day, command and model. */
#include "front/cmd.h"

#include <stdlib.h>

#include "base/map.h"

enum { O_BY, O_SINCE, O_JSON, O_COUNT };
enum by { BY_ALL, BY_DAY, BY_COMMAND, BY_MODEL, BY_PURPOSE };

static const char *const by_words[] = {"all", "day", "command", "model", "purpose", NULL};

static const struct opt_row options[O_COUNT] = {
	[O_BY] = {"by", "WHAT", "sum up by day, command, model, purpose, or all of the first three",
		.kind = OPT_ENUM, .words = by_words, .fallback = BY_ALL},
	[O_SINCE] = {"since", "DATE", "count calls from that day on (2026-11-01)",
		.kind = OPT_STRING},
	[O_JSON] = {"json", NULL, "print a list of sums", .kind = OPT_FLAG},
};

struct sum {
	struct str day, command, model, purpose;
	int64_t calls, failed, input, cached, output;
	double cost;
	int64_t unknown; /* calls of which the cost is not known */
};

static int64_t known(int64_t v)
{
	return v < 0 ? 0 : v;
}

static void add(struct sum *s, const struct kb_call *c)
{
	s->calls++;
	s->failed += c->fault.n > 0;
	s->input += known(c->input);
	s->cached += known(c->cached);
	s->output += known(c->output);
	if (c->cost < 0)
		s->unknown++;
	else
		s->cost += c->cost;
}

static struct sum labels(const struct kb_call *c, enum by by)
{
	struct sum s = {STR(""), STR(""), STR(""), STR(""), 0, 0, 0, 0, 0, 0, 0};
	if (by == BY_ALL || by == BY_DAY)
		s.day = str_sub(c->date, 0, 10);
	if (by == BY_ALL || by == BY_COMMAND)
		s.command = c->command;
	if (by == BY_ALL || by == BY_MODEL)
		s.model = c->model;
	if (by == BY_PURPOSE)
		s.purpose = c->purpose;
	return s;
}

static int by_labels(const void *x, const void *y)
{
	const struct sum *a = x, *b = y;
	int c = str_cmp(a->day, b->day);
	c = c ? c : str_cmp(a->command, b->command);
	c = c ? c : str_cmp(a->model, b->model);
	return c ? c : str_cmp(a->purpose, b->purpose);
}

static struct sum *sums(struct front *f, const struct kb_calls *l, size_t *n, struct sum *total)
{
	enum by by = (enum by)f->opt[O_BY].number;
	struct str since = str_of(f->opt[O_SINCE].text);
	struct sum *v = ARENA_ARRAY(f->a, struct sum, l->n);
	struct map at = map_make(f->a);
	*n = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct sum s = labels(&l->v[i], by);
		bool added;
		if (str_cmp(l->v[i].date, since) < 0)
			continue;
		struct str key = str_printf(f->a, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT,
			STR_ARG(s.day), STR_ARG(s.command), STR_ARG(s.model), STR_ARG(s.purpose));
		struct map_entry *e = map_add(&at, key, &added);
		if (added) {
			e->num = *n;
			v[(*n)++] = s;
		}
		add(&v[e->num], &l->v[i]);
		add(total, &l->v[i]);
	}
	if (*n)
		qsort(v, *n, sizeof *v, by_labels);
	return v;
}

static void line(struct front *f, const struct sum *s, struct str label)
{
	struct out *o = &f->out;
	struct str text = term_line(f->a, label);
	out_put(o, OUT_PLAIN, text);
	size_t width = term_width(text);
	buf_fill(&o->b, ' ', width < 44 ? 44 - width : 1);
	out_printf(o, "%7lld %11lld %10lld  ", (long long)s->calls, (long long)s->input,
		(long long)s->output);
	if (s->unknown == s->calls)
		out_raw(o, STR("unknown"));
	else
		out_printf(o, "%.4f%s", s->cost, s->unknown ? " and more" : "");
	if (s->failed)
		out_printf(o, "  (%lld failed)", (long long)s->failed);
	out_raw(o, STR("\n"));
}

static struct str label_of(struct front *f, const struct sum *s)
{
	const struct str parts[] = {s->day, s->command, s->model, s->purpose};
	struct buf b = buf_make(f->a);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (!parts[i].n)
			continue;
		buf_puts(&b, b.n ? "  " : "");
		buf_put(&b, parts[i]);
	}
	return buf_str(&b);
}

static void sum_json(struct json_out *j, const struct sum *s)
{
	json_open(j, NULL, '{');
	json_put_str(j, "day", s->day);
	json_put_str(j, "command", s->command);
	json_put_str(j, "model", s->model);
	json_put_str(j, "purpose", s->purpose);
	json_put_int(j, "calls", s->calls);
	json_put_int(j, "failed", s->failed);
	json_put_int(j, "input", s->input);
	json_put_int(j, "cached", s->cached);
	json_put_int(j, "output", s->output);
	json_put_num(j, "usd", s->cost);
	json_put_int(j, "unpriced", s->unknown);
	json_close(j, '}');
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_calls l = {0};
	struct sum total = labels(&(struct kb_call){0}, BY_PURPOSE);
	size_t n;
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_calls(kb, f->a, &l, e);
	kb_close(kb);
	if (!done)
		return 0;
	struct sum *v = sums(f, &l, &n, &total);
	if (f->opt[O_JSON].set) {
		struct json_out *j = out_json_begin(&f->out, '[');
		for (size_t i = 0; i < n; i++)
			sum_json(j, &v[i]);
		out_json_end(&f->out, '[');
		return 0;
	}
	if (!n) {
		front_say(f, "no call of a model yet");
		return 0;
	}
	out_put(&f->out, OUT_BOLD, STR("what"));
	buf_fill(&f->out.b, ' ', 40);
	out_put(&f->out, OUT_BOLD, STR("  calls   tokens in        out  USD"));
	out_raw(&f->out, STR("\n"));
	for (size_t i = 0; i < n; i++)
		line(f, &v[i], label_of(f, &v[i]));
	if (n > 1)
		line(f, &total, STR("together"));
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb cost", "all calls, by day, command and model"},
	{"kb cost --by model --since 2026-11-01", "this month, model by model"},
};

const struct cmd cmd_cost = {
	.name = "cost",
	.summary = "print what calls of a model have cost",
	.args = "",
	.about = "Sums up the ledger: each call of a model, good or bad, with the tokens that the "
		 "service counted. Money is what the service said it was, else an estimate by "
		 "prices: in kb.yaml or by a dated table of kb; what is in neither stays unknown. "
		 "kb log -v lists the calls one by one.",
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
