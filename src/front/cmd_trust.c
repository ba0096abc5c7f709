/* cmd_trust.c - kb trust: which key may go to which host. */
#include "front/cmd.h"

#include "base/err.h"

enum { O_LIST, O_FORGET, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_LIST] = {"list", NULL, "print what is trusted and what this base asks for",
		.kind = OPT_FLAG, .letter = 'l'},
	[O_FORGET] = {"forget", NULL, "take trust back", .kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print {asked, trusted}", .kind = OPT_FLAG},
};

static void list_json(struct front *f, const struct kb_bindings *l)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_open(j, "asked", '[');
	for (size_t i = 0; i < l->n; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "key", l->v[i].key);
		json_put_str(j, "host", l->v[i].host);
		json_put_str(j, "what", l->v[i].what);
		json_put_bool(j, "trusted", l->v[i].trusted);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_put_strs(j, "trusted", l->list);
	out_json_end(&f->out, '{');
}

static void list_text(struct front *f, const struct kb_bindings *l)
{
	for (size_t i = 0; i < l->n; i++)
		out_printf(&f->out, "%s " STR_FMT " to " STR_FMT " (" STR_FMT ")\n",
			l->v[i].trusted ? "may send" : "asks to send",
			STR_ARG(term_line(f->a, l->v[i].key)),
			STR_ARG(term_line(f->a, l->v[i].host)), STR_ARG(l->v[i].what));
	for (size_t i = 0; i < l->list.n; i++)
		out_printf(
			&f->out, "trusted: " STR_FMT "\n", STR_ARG(term_line(f->a, l->list.v[i])));
	if (!l->n && !l->list.n)
		front_say(f, "this base sends no key, and nothing else is trusted");
}

/* What the settings of this base ask for, all at once. */
static bool trust_asked(struct front *f, struct kb *kb, const struct kb_bindings *l, struct err *e)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		const struct kb_binding *b = &l->v[i];
		if (b->trusted)
			continue;
		if (!kb_trust(kb, b->key, b->host, false, e))
			return false;
		out_printf(&f->out, "trusted: " STR_FMT " may go to " STR_FMT "\n",
			STR_ARG(term_line(f->a, b->key)), STR_ARG(term_line(f->a, b->host)));
		n++;
	}
	if (!n)
		front_say(f, "this base asks for nothing that is not trusted");
	return true;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_bindings l = {0};
	bool forget = f->opt[O_FORGET].set;
	if (f->words.n == 1 || (forget && !f->words.n)) {
		err_set(e, ERR_USAGE,
			"give the variable and the host: kb trust OPENAI_API_KEY llm.example.org");
		return 0;
	}
	if (!front_open(f, &kb, e))
		return 0;
	if (f->words.n == 2) {
		if (kb_trust(kb, f->words.v[0], f->words.v[1], forget, e))
			front_say(f, forget ? "forgotten" : "trusted");
	} else if (kb_bindings(kb, f->a, &l, e)) {
		if (f->opt[O_JSON].set)
			list_json(f, &l);
		else if (f->opt[O_LIST].set)
			list_text(f, &l);
		else
			trust_asked(f, kb, &l, e);
	}
	kb_close(kb);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb trust --list", "see which key this base would send where"},
	{"kb trust", "allow what kb.yaml of this base asks for"},
	{"kb trust --forget OPENAI_API_KEY llm.example.org", "take it back"},
};

const struct cmd cmd_trust = {
	.name = "trust",
	.summary = "allow a key to go to a host that kb.yaml names",
	.args = "[VARIABLE HOST]",
	.about = "A key goes only to the host it is bound to: OPENAI_API_KEY to api.openai.com and "
		 "so on, or where your own environment, flags or user configuration say. kb.yaml "
		 "travels with a base, so what it says about keys needs your word. Trust is "
		 "remembered outside the base, in your configuration folder, as names of "
		 "variables and hosts; the key itself is never stored.",
	.max_args = 2,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
