/* research.c - see research.h. Order: numbers, what is printed, asking about each, the run. */
#include "front/research.h"

#include "base/err.h"
#include "base/vec.h"
#include "front/ask_line.h"
#include "front/items.h"

#define MAX_NUMBER 1000

/* --- numbers ------------------------------------------------------------------------------ */

struct numbers {
	size_t *v;
	size_t n, cap;
};

static bool add_range(struct front *f, struct numbers *out, struct str range)
{
	int64_t from, to;
	size_t dash = str_find_byte(range, '-');
	if (!str_to_i64(str_trim(str_sub(range, 0, dash)), &from))
		return false;
	to = from;
	if (dash != STR_NPOS && !str_to_i64(str_trim(str_from(range, dash + 1)), &to))
		return false;
	if (from < 1 || to < from || to > MAX_NUMBER)
		return false;
	for (int64_t i = from; i <= to; i++) {
		bool known = false;
		for (size_t k = 0; k < out->n; k++)
			known = known || out->v[k] == (size_t)i;
		if (!known)
			VEC_PUSH(f->a, out, (size_t)i);
	}
	return true;
}

static bool numbers_of(
	struct front *f, const char *option, struct strs given, struct numbers *out, struct err *e)
{
	for (size_t i = 0; i < given.n; i++) {
		struct str rest = given.v[i], range;
		bool good = rest.n > 0;
		while (good && str_cut(&rest, ',', &range))
			good = add_range(f, out, str_trim(range));
		if (!good)
			return err_set(e, ERR_USAGE,
				"option '--%s' wants numbers like 1,3-5, not '" STR_FMT "'", option,
				STR_ARG(given.v[i]));
	}
	return true;
}

/* --- what is printed ---------------------------------------------------------------------- */

static void candidate_text(struct front *f, const struct kb_candidate *c)
{
	struct out *o = &f->out;
	out_printf(o, "%3zu  ", c->number);
	out_put(o, OUT_BOLD, term_line(f->a, c->title));
	out_raw(o, STR("\n     "));
	out_line(o, 5, 5, term_line(f->a, c->url));
	out_raw(o, STR("     "));
	out_line(o, 5, 5, term_line(f->a, c->why));
}

static void candidate_json(struct json_out *j, const struct kb_candidate *c)
{
	json_open(j, NULL, '{');
	json_put_int(j, "number", (int64_t)c->number);
	json_put_str(j, "url", c->url);
	json_put_str(j, "title", c->title);
	json_put_str(j, "text", c->text);
	json_put_str(j, "query", c->query);
	json_put_str(j, "why", c->why);
	json_close(j, '}');
}

static void print_json(struct front *f, const struct kb_research *r, bool accepted)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_open(j, "queries", '[');
	for (size_t i = 0; i < r->n_queries; i++) {
		json_open(j, NULL, '{');
		json_put_str(j, "query", r->queries[i].name);
		json_put_str(j, "why", r->queries[i].value);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "candidates", '[');
	for (size_t i = 0; i < r->n; i++)
		candidate_json(j, &r->v[i]);
	json_close(j, ']');
	if (accepted)
		items_json(j, &r->ingest);
	out_json_end(&f->out, '{');
}

static void print_queries(struct front *f, const struct kb_research *r)
{
	for (size_t i = 0; i < r->n_queries; i++) {
		out_put(&f->out, OUT_BOLD, term_line(f->a, r->queries[i].name));
		out_raw(&f->out, STR("\n    "));
		out_line(&f->out, 4, 4, term_line(f->a, r->queries[i].value));
	}
	front_say(f, STR_FMT " would be asked",
		STR_ARG(out_count(f->a, r->n_queries, "query", "queries")));
}

static void print_found(struct front *f, const struct kb_research *r)
{
	for (size_t i = 0; i < r->n; i++)
		candidate_text(f, &r->v[i]);
	if (r->n)
		front_say(f,
			"make one a source: kb lint --research --accept N; "
			"never see one again: --dismiss N");
	else
		front_say(f,
			r->n_queries ? "nothing new was found"
				     : "the wiki has no gap that could be asked for");
}

static void print_notes(struct front *f, const struct kb_research *r)
{
	for (size_t i = 0; i < r->notes.n; i++)
		front_say(f, STR_FMT, STR_ARG(term_line(f->a, r->notes.v[i])));
}

static void print_dismissed(struct front *f, const struct kb_research *r)
{
	front_say(f, STR_FMT " dismissed; wiki/decisions.yaml says so",
		STR_ARG(out_count(f->a, r->n, "candidate", "candidates")));
}

static int print_accepted(struct front *f, const struct kb_research *r)
{
	items_text(f, r->ingest.v, r->ingest.n, 0);
	front_say(f, "kb compile makes pages of it");
	return r->ingest.counts[KB_FAILED] > 0;
}

/* --- asking about each -------------------------------------------------------------------- */

#define QUESTION "make it a source? y(es), n(o), d: never again, a(ll), q(uit): "

/* The reply in small letters: one of "yndaq"; 'q' at the end of input. */
static char reply(struct front *f, struct ask_line *line)
{
	static const char *const words[] = {"yes", "no", "d", "all", "quit"};
	struct str said;
	out_flush(&f->out);
	while (ask_line_next(line, f->a, &said)) {
		said = str_lower(f->a, str_trim(said));
		if (!said.n)
			return 'n';
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (str_starts(str_of(words[i]), said))
				return words[i][0];
		front_say(f, "y, n, d, a or q is wanted, not '" STR_FMT "'",
			STR_ARG(term_line(f->a, said)));
	}
	return 'q';
}

static void decide(struct front *f, const struct kb_research *r, struct numbers *accept,
	struct numbers *dismiss)
{
	struct ask_line *line = ask_line_plain(f->a, QUESTION);
	char said = 'n';
	for (size_t i = 0; i < r->n && said != 'q'; i++) {
		candidate_text(f, &r->v[i]);
		if (said != 'a')
			said = reply(f, line);
		if (said == 'y' || said == 'a')
			VEC_PUSH(f->a, accept, r->v[i].number);
		if (said == 'd')
			VEC_PUSH(f->a, dismiss, r->v[i].number);
	}
	ask_line_end(line);
}

/* Both steps, as --dismiss and --accept would do them. */
static int carry_out(struct front *f, struct kb *kb, const struct numbers *accept,
	const struct numbers *dismiss, struct err *e)
{
	struct kb_research_opt never = {.dismiss = dismiss->v, .n_dismiss = dismiss->n};
	struct kb_research_opt take = {.accept = accept->v, .n_accept = accept->n};
	struct kb_research r;
	if (dismiss->n) {
		if (!kb_research(kb, f->a, &never, &r, e))
			return 0;
		print_notes(f, &r);
		print_dismissed(f, &r);
	}
	if (!accept->n || !kb_research(kb, f->a, &take, &r, e))
		return 0;
	print_notes(f, &r);
	return print_accepted(f, &r);
}

static int talk(struct front *f, struct kb *kb, const struct kb_research *found, struct err *e)
{
	struct numbers accept = {0}, dismiss = {0};
	print_notes(f, found);
	if (!found->n) {
		print_found(f, found);
		return 1;
	}
	decide(f, found, &accept, &dismiss);
	return carry_out(f, kb, &accept, &dismiss, e);
}

/* --- the run ------------------------------------------------------------------------------ */

static int print(struct front *f, const struct kb_research *r, const struct research_words *words)
{
	bool accepted = words->accept.n > 0, dismissed = !accepted && words->dismiss.n > 0;
	print_notes(f, r);
	if (words->json)
		print_json(f, r, accepted);
	else if (accepted)
		return print_accepted(f, r);
	else if (dismissed)
		print_dismissed(f, r);
	else if (words->dry_run)
		print_queries(f, r);
	else
		print_found(f, r);
	if (accepted)
		return r->ingest.counts[KB_FAILED] > 0;
	return !dismissed && !words->dry_run && r->n == 0;
}

static bool may_talk(const struct research_words *words, struct err *e)
{
	bool other = words->accept.n || words->dismiss.n || words->dry_run || words->json;
	return !words->talk || !other ||
		err_set(e, ERR_USAGE,
			"--interactive asks about what a search finds; it goes with no --accept, "
			"--dismiss, --dry-run, --json");
}

int research_run(
	struct front *f, const char *dir, const struct research_words *words, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_research r;
	struct numbers accept = {0}, dismiss = {0};
	int status = 0;
	if (!may_talk(words, e) || !numbers_of(f, "accept", words->accept, &accept, e) ||
		!numbers_of(f, "dismiss", words->dismiss, &dismiss, e))
		return 0;
	if (accept.n && dismiss.n) {
		err_set(e, ERR_USAGE, "--accept and --dismiss are two steps");
		return 0;
	}
	struct kb_research_opt opt = {.dry_run = words->dry_run,
		.accept = accept.v,
		.n_accept = accept.n,
		.dismiss = dismiss.v,
		.n_dismiss = dismiss.n};
	if (!front_open_at(f, dir, &kb, e))
		return 0;
	if (kb_research(kb, f->a, &opt, &r, e))
		status = words->talk ? talk(f, kb, &r, e) : print(f, &r, words);
	kb_close(kb);
	return status;
}
