/* cmd_ask.c - kb ask: an answer with its quotes. Order: text, JSON, forms, the command. */
#include "front/cmd.h"

#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "front/ask_line.h"
#include "front/hits.h"

enum {
	O_FORM,
	O_SAVE,
	O_UPDATE,
	O_SOURCE,
	O_TAG,
	O_SINCE,
	O_SESSION,
	O_OUTSIDE,
	O_TALK,
	O_OUT,
	O_JSON,
	O_COUNT
};

/* In the order of enum kb_form, with json behind. */
static const char *const forms[] = {"text", "md", "marp", "chart", "table", "json", NULL};
#define FORM_JSON 5

static const struct opt_row options[O_COUNT] = {
	[O_FORM] = {"form", "FORM",
		"text; md: a page with footnotes; marp: slides; chart: SVG; table; json",
		.kind = OPT_ENUM, .words = forms},
	[O_SAVE] = {"save", NULL, "file the answer under wiki/answers/, marked as unreviewed",
		.kind = OPT_FLAG},
	[O_UPDATE] = {"update", "ANSWER", "ask a saved answer's question again and save it",
		.kind = OPT_STRING, .hint = HINT_FILES},
	[O_SOURCE] = {"source", "GLOB",
		"use only sources below raw/ that match; may be given several times",
		.kind = OPT_LIST},
	[O_TAG] = {"tag", "TAG", "use only sources with this tag; may be given several times",
		.kind = OPT_LIST},
	[O_SINCE] = {"since", "DATE", "use only sources dated DATE (2021, 2021-05-12) or later",
		.kind = OPT_STRING},
	[O_SESSION] = {"session", "NAME",
		"continue the conversation NAME: a question may speak of \"it\"",
		.kind = OPT_STRING},
	[O_OUTSIDE] = {"allow-outside", NULL,
		"let a model add what it knows itself, marked as not from the base",
		.kind = OPT_FLAG},
	[O_TALK] = {"interactive", NULL, "ask at a prompt, with history, until Ctrl-D or exit",
		.kind = OPT_FLAG, .letter = 'i'},
	[O_OUT] = {"out", "FILE",
		"write the form to FILE; the spec of a chart, or of a deck's chart, as FILE.json",
		.kind = OPT_STRING, .letter = 'o', .hint = HINT_FILES},
	[O_JSON] = {"json", NULL, "print outcome, sentences and evidence as JSON",
		.kind = OPT_FLAG},
};

static const char *const outcomes[] = {
	[KB_ANSWERED] = "answered",
	[KB_PARTLY] = "partly",
	[KB_NOT_IN_BASE] = "not-in-base",
};

/* --- text --------------------------------------------------------------------------------- */

struct speech { /* sentences on their way to the reader */
	struct front *f;
	size_t n; /* printed */
	struct buf line; /* the paragraph that is being printed */
	size_t shown; /* bytes of it, as wrapped */
};

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

/* Prints the sentences that an answer has by now, and did not have before; of a line nothing is broken
 * again that stands already. */
static void say(struct speech *s, const struct kb_answer *r)
{
	struct front *f = s->f;
	for (; s->n < r->n; s->n++) {
		const struct kb_answer_sentence *x = &r->v[s->n];
		struct str gap = str_of(between(r, s->n));
		if (gap.n && gap.p[0] == '\n') {
			out_raw(&f->out, gap);
			s->line.n = s->shown = 0;
		} else {
			buf_put(&s->line, gap);
		}
		buf_put(&s->line, term_line(f->a, x->text));
		for (size_t k = 0; k < x->n_evidence; k++)
			buf_put(&s->line,
				out_styled(&f->out, OUT_DIM,
					str_printf(f->a, "[%zu]", x->evidence[k] + 1)));
		s->shown = out_wrap_more(&f->out, buf_str(&s->line), s->shown);
	}
}

static void end_speech(struct speech *s)
{
	if (s->n)
		out_raw(&s->f->out, STR("\n"));
	s->f->world.line_open = false;
}

/* A sentence came while others are still to come. From now on Ctrl-C ends the answer in order; at a prompt
 * it ends kb, as it does there. */
static void on_said(void *ctx, const struct kb_answer *so_far)
{
	struct speech *s = ctx;
	struct front *f = s->f;
	if (!s->n && !f->opt[O_TALK].set)
		f->catch_stop();
	world_clear_meter(&f->world);
	say(s, so_far);
	out_flush(&f->out);
	f->world.line_open = f->out.term.tty && f->world.err.tty;
}

static void evidence(struct front *f, const struct kb_answer *r)
{
	struct out *o = &f->out;
	for (size_t i = 0; i < r->n_evidence; i++) {
		const struct kb_evidence *v = &r->evidence[i];
		struct str place = hits_place(f->a, v->path, v->passage);
		if (v->page)
			place = str_printf(f->a, STR_FMT ", p. %zu", STR_ARG(place), v->page);
		out_printf(o, "%s%3zu  ", i ? "" : "\n", i + 1);
		out_wrap_from(o, 5, 5,
			str_printf(f->a, "\"" STR_FMT "\"", STR_ARG(term_line(f->a, v->quote))));
		out_raw(o, STR("     "));
		out_line(o, 5, 5, out_styled(o, OUT_BOLD, v->title));
		out_raw(o, STR("     "));
		out_line(o, 5, 5, out_styled(o, OUT_DIM, place));
	}
}

/* What was said stands on its quotes, though the answer has no end. */
static void break_off(struct speech *s, const struct kb_answer *r)
{
	struct out *o = &s->f->out;
	if (!s->n)
		return;
	end_speech(s);
	out_raw(o, STR("\n"));
	out_put(o, OUT_WARN, STR("the answer breaks off here"));
	out_raw(o, STR("\n"));
	evidence(s->f, r);
}

static void report(struct speech *s, const struct kb_answer *r, struct str question)
{
	struct front *f = s->f;
	struct out *o = &f->out;
	say(s, r);
	end_speech(s);
	for (size_t i = 0; i < r->outside.n; i++)
		out_wrap(o, 0,
			str_printf(f->a, "%s" STR_FMT " " STR_FMT, i || !r->n ? "" : "\n",
				STR_ARG(term_line(f->a, r->outside.v[i])),
				STR_ARG(out_styled(o, OUT_WARN, STR("(not from the base)")))));
	evidence(f, r);
	if (r->outcome != KB_ANSWERED) {
		struct str what = r->missing.n ? term_line(f->a, r->missing)
			: r->n		       ? STR("a part of the answer")
					       : STR("an answer");
		out_raw(o, r->n ? STR("\n") : STR(""));
		out_wrap(o, 0,
			str_printf(f->a, STR_FMT " " STR_FMT,
				STR_ARG(out_styled(o, OUT_WARN, STR("not in the base:"))),
				STR_ARG(what)));
	}
	if (r->wanted.n)
		out_wrap(o, 0,
			str_printf(f->a, "%s" STR_FMT,
				"what would answer it: ", STR_ARG(term_line(f->a, r->wanted))));
	if (r->nearest.n) {
		out_raw(o, STR("\nnearest pages:\n\n"));
		hits_text(f, &r->nearest, question);
	}
	for (size_t i = 0; i < r->next.n; i++)
		front_say(f, "%s" STR_FMT,
			i ? "     " : "next: ", STR_ARG(term_line(f->a, r->next.v[i])));
	if (r->spent.n_calls)
		front_say(f, "%zu calls, %lld tokens in, %lld out, about %.4f USD",
			r->spent.n_calls, (long long)r->spent.input, (long long)r->spent.output,
			r->spent.cost);
	if (r->n_dropped)
		front_say(f, "%zu sentences or citations did not stand and were left out",
			r->n_dropped);
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
		if (r->evidence[i].page)
			json_put_int(j, "page", (int64_t)r->evidence[i].page);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_put_str(j, "missing", r->missing);
	json_put_str(j, "wanted", r->wanted);
	json_put_strs(j, "next", r->next);
	json_put_strs(j, "outside", r->outside);
	json_put_str(j, "engine", r->engine);
	json_put_int(j, "dropped", (int64_t)r->n_dropped);
	json_put_num(j, "usd", r->spent.cost);
	json_open(j, "nearest", '[');
	hits_json(j, &r->nearest, false);
	json_close(j, ']');
	if (f->opt[O_SESSION].set)
		json_put_str(j, "question", r->question);
	json_put_str(j, "markdown", r->markdown);
	if (r->form.n)
		json_put_str(j, "form", r->form);
	if (r->svg.n)
		json_put_str(j, "svg", r->svg);
	if (r->spec.n)
		json_put_str(j, "spec", r->spec);
	if (r->n_slides)
		json_put_int(j, "slides", (int64_t)r->n_slides);
	json_put_str(j, "saved", r->saved);
	out_json_end(&f->out, '{');
}

/* --- forms -------------------------------------------------------------------------------- */

/* What stands before the slides of a deck that is printed or written alone. */
static struct str whole_form(struct front *f, const struct kb_answer *r, enum kb_form form)
{
	if (form == KB_FORM_CHART)
		return r->svg;
	return form == KB_FORM_MARP
		? str_printf(f->a, "---\n%s---\n\n" STR_FMT, kb_deck_front, STR_ARG(r->form))
		: r->form;
}

static bool write_form(struct front *f, const struct kb_answer *r, enum kb_form form, struct err *e)
{
	struct str path = str_of(f->opt[O_OUT].text), ext = fs_extension(path);
	struct str spec = str_cat(f->a, str_sub(path, 0, path.n - ext.n), STR(".json"));
	if (!fs_write(str_z(f->a, path), whole_form(f, r, form), false, e) ||
		(r->spec.n && !fs_write(str_z(f->a, spec), r->spec, false, e)))
		return false;
	front_say(f, "written to " STR_FMT, STR_ARG(path));
	return true;
}

static bool print_form(struct front *f, const struct kb_answer *r, enum kb_form form, struct err *e)
{
	if (f->opt[O_OUT].text)
		return write_form(f, r, form, e);
	if (form == KB_FORM_CHART && f->out.term.tty) { /* a picture is nothing to read */
		out_page(&f->out, r->form);
		if (!r->saved.n)
			front_say(f, "the picture: --out FILE.svg, or --save");
	} else {
		out_page(&f->out, whole_form(f, r, form));
	}
	if (r->saved.n)
		front_say(f, "saved as " STR_FMT, STR_ARG(r->saved));
	return true;
}

/* --- the command -------------------------------------------------------------------------- */

static bool answer(
	struct front *f, struct kb *kb, struct str question, struct kb_answer *r, struct err *e)
{
	size_t form = (size_t)f->opt[O_FORM].number;
	bool json = f->opt[O_JSON].set || form == FORM_JSON;
	struct speech speech = {.f = f, .line = buf_make(f->a)};
	struct kb_ask_opt opt = {
		.question = question,
		.sources = f->opt[O_SOURCE].list,
		.tags = f->opt[O_TAG].list,
		.since = str_of(f->opt[O_SINCE].text),
		.form = form == FORM_JSON ? KB_FORM_TEXT : (enum kb_form)form,
		.update = str_of(f->opt[O_UPDATE].text),
		.session = str_of(f->opt[O_SESSION].text),
		.out = str_of(f->opt[O_OUT].text),
		.save = f->opt[O_SAVE].set,
		.allow_outside = f->opt[O_OUTSIDE].set,
		.said = json ? NULL : on_said,
		.ctx = &speech,
	};
	if (!kb_ask(kb, f->a, &opt, r, e)) {
		break_off(&speech, r);
		return false;
	}
	if (json)
		report_json(f, r);
	else if (r->form.n && r->is != KB_FORM_TEXT)
		return print_form(f, r, r->is, e);
	else
		report(&speech, r, r->question);
	return true;
}

/* Questions at a prompt; an answer that fails ends it. */
static bool talk(struct front *f, struct kb *kb, struct err *e)
{
	struct ask_line *l = ask_line_make(f->a, fs_join(f->a, kb_root(kb), ".kb/questions"));
	struct str line;
	bool good = true;
	while (good && ask_line_next(l, f->a, &line)) {
		struct kb_answer r = {.outcome = KB_NOT_IN_BASE};
		if (str_blank(line))
			continue;
		if (str_eqz(line, "exit") || str_eqz(line, "quit"))
			break;
		good = answer(f, kb, line, &r, e);
		out_raw(&f->out, STR("\n"));
		out_flush(&f->out);
		good = good && !f->out.failed;
	}
	ask_line_end(l);
	return good;
}

static bool is_between(struct str digits, int64_t least, int64_t most)
{
	int64_t n;
	return digits.p[0] >= '0' && digits.p[0] <= '9' && str_to_i64(digits, &n) && n >= least &&
		n <= most;
}

/* "2021", "2021-05" or "2021-05-12". */
static bool is_date(struct str s)
{
	bool good = s.n == 4 || s.n == 7 || s.n == 10;
	good = good && is_between(str_sub(s, 0, 4), 1, 9999);
	if (good && s.n > 4)
		good = s.p[4] == '-' && is_between(str_sub(s, 5, 7), 1, 12);
	if (good && s.n > 7)
		good = s.p[7] == '-' && is_between(str_from(s, 8), 1, 31);
	return good;
}

static bool sensible(struct front *f, struct err *e)
{
	const struct opt_value *o = f->opt;
	bool named = o[O_UPDATE].set, form = o[O_FORM].number > 0 && o[O_FORM].number < FORM_JSON;
	if (o[O_TALK].set && (f->words.n || named || o[O_OUT].set))
		return err_set(e, ERR_USAGE, "--interactive asks for its questions itself");
	if (!o[O_TALK].set && str_blank(front_words(f)) && !named)
		return err_set(e, ERR_USAGE, "QUESTION is missing; see kb ask --help");
	if (named && f->words.n)
		return err_set(e, ERR_USAGE, "--update asks the question of a saved answer");
	if (o[O_SINCE].set && !is_date(str_of(o[O_SINCE].text)))
		return err_set(e, ERR_USAGE,
			"option '--since' wants a date such as 2021, 2021-05 or 2021-05-12, not '%s'",
			o[O_SINCE].text);
	if (o[O_SESSION].set && !*o[O_SESSION].text)
		return err_set(e, ERR_USAGE, "option '--session' wants a name");
	if (o[O_OUT].set && !form)
		return err_set(e, ERR_USAGE, "option '--out' goes with --form");
	return true;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_answer r = {.outcome = KB_NOT_IN_BASE};
	if (!sensible(f, e) || !front_open(f, &kb, e))
		return 0;
	bool good = f->opt[O_TALK].set ? talk(f, kb, e) : answer(f, kb, front_words(f), &r, e);
	kb_close(kb);
	return good && !f->opt[O_TALK].set && r.outcome == KB_NOT_IN_BASE;
}

static const struct cmd_example examples[] = {
	{"kb ask 'What is a memex?'", "answer from the base, with the quotes it stands on"},
	{"kb ask --source 'papers/*' --save 'Why trails?'",
		"use some sources only, keep the answer"},
	{"kb ask --form marp --out memex.md 'What is a memex?'", "slides for marp-cli"},
	{"kb ask --form chart --save 'articles of Wikipedia by year'",
		"a chart with its data and sources"},
	{"kb ask --session reading -i", "a conversation at a prompt"},
};

static const struct cmd_status statuses[] = {
	{0, "answered, or answered in part; what is missing is named"},
	{1, "the base does not say"},
};

const struct cmd cmd_ask = {
	.name = "ask",
	.summary = "answer a question from the base, with quotes",
	.args = "[QUESTION]...",
	.about =
		"Each sentence of the answer is followed by the numbers of the quotes that it "
		"stands on; each quote names its passage, which kb show prints. What the "
		"sources do not say is not answered.\n\n"
		"With a model (llm in kb.yaml) it looks around in the base first, step by step; "
		"each sentence, quote and figure of its answer is then checked against the "
		"passages, and what does not stand is left out and counted; a sentence is "
		"printed as soon as it stands, while the rest is still coming. Sentences of "
		"--allow-outside are not checked.\n\n"
		"--form chart takes its figures from a table of the base; kb chart draws it again. "
		"--form table gives a table of a source, or a row for each statement. A deck "
		"(--form marp) is split so that no slide runs off; the quotes are its notes, and "
		"figures that it quotes from a table are drawn.",
	.min_args = 0,
	.max_args = CMD_ANY,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
