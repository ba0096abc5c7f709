/* cmd_review.c - kb review: pages that kb compile --review left, to be read, accepted or rejected.
 * Order: the list, a diff, accepting, rejecting, the command. */
#include "base/err.h"
#include "front/cmd.h"

enum { O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_JSON] = {"json", NULL, "print the list as JSON: [{path, what}]", .kind = OPT_FLAG},
};

static const char *word_of(const struct kb_staged *s)
{
	return s->what == KB_STAGED_NEW	       ? "new"
		: s->what == KB_STAGED_CHANGED ? "changed"
					       : "to remove";
}

static void print(struct front *f, const struct kb_staged_list *l)
{
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = 0; i < l->n; i++) {
		if (j) {
			json_open(j, NULL, '{');
			json_put_str(j, "path", l->v[i].path);
			json_put_str(j, "what", str_of(word_of(&l->v[i])));
			json_close(j, '}');
			continue;
		}
		out_printf(&f->out, "%-10s " STR_FMT "\n", word_of(&l->v[i]),
			STR_ARG(term_line(f->a, l->v[i].path)));
	}
	if (j)
		out_json_end(&f->out, '[');
}

static int show_list(struct front *f, struct kb *kb, struct err *e)
{
	struct kb_staged_list l;
	if (!kb_review(kb, f->a, &l, e))
		return 0;
	print(f, &l);
	if (!l.n)
		front_say(f, "no page waits; kb compile --review stages what it makes");
	return l.n == 0;
}

static int diff(struct front *f, struct kb *kb, struct err *e)
{
	for (size_t i = 1; i < f->words.n; i++) {
		struct str text;
		if (!kb_review_diff(kb, f->a, f->words.v[i], &text, e))
			return 0;
		out_page(&f->out, text);
	}
	return 0;
}

static int accept(struct front *f, struct kb *kb, struct err *e)
{
	struct strs pages = {f->words.v + 1, f->words.n - 1};
	struct kb_staged_list done;
	if (kb_review_accept(kb, f->a, pages, &done, e))
		print(f, &done);
	return 0;
}

static int reject(struct front *f, struct kb *kb, struct err *e)
{
	if (kb_review_reject(kb, f->words.v[1], f->words.v[2], e))
		front_say(f,
			"the reason is in wiki/decisions.yaml; kb compile --review writes the "
			"page again");
	return 0;
}

static const struct verb {
	const char *name;
	size_t min, max; /* words behind it */
	int (*run)(struct front *f, struct kb *kb, struct err *e);
	const char *form;
} verbs[] = {
	{"diff", 1, CMD_ANY, diff, "kb review diff PAGE..."},
	{"accept", 0, CMD_ANY, accept, "kb review accept [PAGE]..."},
	{"reject", 2, 2, reject, "kb review reject PAGE REASON"},
};

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	const struct verb *v = NULL;
	for (size_t i = 0; f->words.n && i < sizeof verbs / sizeof verbs[0]; i++)
		if (str_eqz(f->words.v[0], verbs[i].name))
			v = &verbs[i];
	if (f->words.n && !v) {
		err_set(e, ERR_USAGE, "kb review takes diff, accept or reject, not '" STR_FMT "'",
			STR_ARG(f->words.v[0]));
		return 0;
	}
	if (v && (f->words.n - 1 < v->min || f->words.n - 1 > v->max)) {
		err_set(e, ERR_USAGE, "usage: %s", v->form);
		return 0;
	}
	if (!front_open(f, &kb, e))
		return 0;
	int status = v ? v->run(f, kb, e) : show_list(f, kb, e);
	kb_close(kb);
	return status;
}

static const struct cmd_example examples[] = {
	{"kb review", "pages that wait"},
	{"kb review diff memex", "what a page would say, against what it says"},
	{"kb review accept", "put all of them into wiki/"},
	{"kb review reject memex \"too long; leave out the anecdotes\"",
		"let it be written again, with that in mind"},
};

static const struct cmd_status statuses[] = {
	{0, "done"}, {1, "no page waits, or none of that name"}};

const struct cmd cmd_review = {
	.name = "review",
	.summary = "accept or reject pages that kb compile --review made",
	.args = "[diff PAGE... | accept [PAGE]...]",
	.about =
		"kb compile --review leaves wiki/ as it is and its pages under .kb/review/. "
		"diff shows one; accept puts pages into wiki/, all of them when none is named; reject PAGE REASON leaves a "
		"page as it stands, and the reason goes into the prompt that writes it next. A "
		"compile without --review writes all that waits.",
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
