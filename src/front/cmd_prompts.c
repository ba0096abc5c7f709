/* cmd_prompts.c - kb prompts: what models are told, and how to change it. */
#include "front/cmd.h"

#include "base/err.h"

enum { O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_JSON] = {"json", NULL, "list: print a list of {name, own, path}", .kind = OPT_FLAG},
};

static void list(struct front *f, const struct kb_prompts *l)
{
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = 0; i < l->n; i++) {
		const struct kb_prompt *p = &l->v[i];
		if (j) {
			json_open(j, NULL, '{');
			json_put_str(j, "name", p->name);
			json_put_bool(j, "own", p->own);
			json_put_str(j, "path", p->path);
			json_close(j, '}');
		} else {
			out_printf(&f->out, "%-10s " STR_FMT "\n", str_z(f->a, p->name),
				STR_ARG(p->own ? p->path : STR("kb's own")));
		}
	}
	if (j)
		out_json_end(&f->out, '[');
}

static const struct kb_prompt *find(const struct kb_prompts *l, struct str name, struct err *e)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i].name, name))
			return &l->v[i];
	err_set(e, ERR_NOT_FOUND, "no prompt is called " STR_FMT "; see kb prompts list",
		STR_ARG(name));
	return NULL;
}

/* Lines of the one that are not in the other, in order: enough to see what was changed. */
static void diff(struct front *f, const struct kb_prompt *p)
{
	struct str rest, line;
	if (!p->own)
		return;
	out_printf(&f->out, "--- kb's own\n+++ " STR_FMT "\n", STR_ARG(p->path));
	for (rest = p->builtin; str_line(&rest, &line);)
		if (line.n && str_find(p->text, line) == STR_NPOS)
			out_printf(&f->out, "-" STR_FMT "\n", STR_ARG(term_line(f->a, line)));
	for (rest = p->text; str_line(&rest, &line);)
		if (line.n && str_find(p->builtin, line) == STR_NPOS)
			out_printf(&f->out, "+" STR_FMT "\n", STR_ARG(term_line(f->a, line)));
}

static int act(struct front *f, struct kb *kb, struct err *e)
{
	struct kb_prompts l = {0};
	struct str verb = f->words.n ? f->words.v[0] : STR("list"), path;
	const struct kb_prompt *p = NULL;
	if (!kb_prompts(kb, f->a, &l, e))
		return 0;
	if (f->words.n == 2 && !(p = find(&l, f->words.v[1], e)))
		return 0;
	if (str_eqz(verb, "list") && !p) {
		list(f, &l);
	} else if (str_eqz(verb, "show") && p) {
		out_page(&f->out, p->text);
	} else if (str_eqz(verb, "export") && p) {
		if (kb_prompt_export(kb, f->a, p->name, &path, e))
			out_printf(&f->out, STR_FMT "\n", STR_ARG(path));
	} else if (str_eqz(verb, "diff")) {
		for (size_t i = 0; i < l.n; i++)
			if (!p || p == &l.v[i])
				diff(f, &l.v[i]);
	} else {
		err_set(e, ERR_USAGE,
			"kb prompts takes list, show NAME, export NAME or diff [NAME]");
	}
	return 0;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	if (!front_open(f, &kb, e))
		return 0;
	act(f, kb, e);
	kb_close(kb);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb prompts export article", "get kb's prompt for articles as a file to edit"},
	{"kb prompts diff", "see how your prompts differ from kb's"},
};

const struct cmd cmd_prompts = {
	.name = "prompts",
	.summary = "list, print and change what models are told",
	.args = "[list | show NAME | export NAME | diff [NAME]]",
	.about = "A prompt is a file. One in .kb/prompts/ takes the place of kb's own of the same "
		 "name; what was made with another prompt is made anew by the next compile, which "
		 "costs calls: see kb compile --dry-run. KB.md, your words on what this base is "
		 "about, is part of each prompt that writes.",
	.max_args = 2,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
