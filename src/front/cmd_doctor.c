/* cmd_doctor.c - kb doctor: what is missing on this machine or wrong with this base. */
#include "front/cmd.h"

#include "base/fs.h"

enum { O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_JSON] = {"json", NULL, "print a list of {name, ok, needed, state, remedy}",
		.kind = OPT_FLAG},
};

static void check_text(struct front *f, const struct kb_check *c)
{
	struct out *o = &f->out;
	enum out_style style = c->ok ? OUT_GOOD : c->needed ? OUT_BAD : OUT_WARN;
	const char *mark = c->ok ? "ok" : c->needed ? "wrong" : "missing";
	struct str text = term_line(f->a, c->state);
	out_put(o, style, str_of(mark));
	buf_fill(&o->b, ' ', 9 - str_of(mark).n);
	if (!c->ok && c->remedy.n)
		text = str_printf(f->a, STR_FMT "; " STR_FMT, STR_ARG(text),
			STR_ARG(term_line(f->a, c->remedy)));
	out_line(o, 9, 9,
		str_printf(f->a, STR_FMT ": " STR_FMT, STR_ARG(out_styled(o, OUT_BOLD, c->name)),
			STR_ARG(text)));
}

static void check_json(struct json_out *j, const struct kb_check *c)
{
	json_open(j, NULL, '{');
	json_put_str(j, "name", c->name);
	json_put_bool(j, "ok", c->ok);
	json_put_bool(j, "needed", c->needed);
	json_put_str(j, "state", c->state);
	json_put_str(j, "remedy", c->remedy);
	json_close(j, '}');
}

/* Without a base the machine alone is looked at; a base that does not open is a finding. */
static bool open_base(struct front *f, struct kb **kb, struct kb_check *wrong, struct err *e)
{
	struct err why = {0};
	if (front_open(f, kb, &why))
		return true;
	const char *here = fs_absolute(f->a, ".", e);
	if (why.code == ERR_USAGE)
		*e = why;
	if (e->code != ERR_NONE)
		return false;
	if (front_base_of(f, str_of(here)))
		*wrong = (struct kb_check){.name = STR("base"),
			.state = str_dup(f->a, str_of(why.text)),
			.needed = true};
	else
		front_say(f, "no base here: only the machine is looked at");
	return true;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_checks r = {0};
	struct kb_check base = {.ok = true};
	if (!open_base(f, &kb, &base, e))
		return 0;
	bool done = kb_doctor(kb, f->a, &r, e);
	kb_close(kb);
	if (!done)
		return 0;
	size_t wrong = !base.ok;
	struct json_out *j = f->opt[O_JSON].set ? out_json_begin(&f->out, '[') : NULL;
	for (size_t i = 0; i <= r.n; i++) {
		const struct kb_check *c = i < r.n ? &r.v[i] : &base;
		if (i == r.n && base.ok)
			break;
		wrong += i < r.n && c->needed && !c->ok;
		if (j)
			check_json(j, c);
		else
			check_text(f, c);
	}
	if (j)
		out_json_end(&f->out, '[');
	return wrong > 0;
}

static const struct cmd_status statuses[] = {
	{0, "all that is needed is there"},
	{1, "something needed is missing or wrong; the remedy is named"},
};

const struct cmd cmd_doctor = {
	.name = "doctor",
	.summary = "say what is missing on this machine or wrong here",
	.args = "",
	.about = "Looks at libraries, programs and, in a base, its configuration and index. What "
		 "is missing but not needed is said too, with what it would bring.",
	CMD_ROWS(options),
	CMD_ROWS(statuses),
	.run = run,
};
