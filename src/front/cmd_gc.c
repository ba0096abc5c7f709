/* cmd_gc.c - kb gc and kb ledger: the store of replies, pruned, taken out and put back. */
#include "front/cmd.h"

#include "base/err.h"

enum { O_DAYS, O_DRY_RUN, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_DAYS] = {"days", "N", "forget replies older than N days; 0 is all of them",
		.kind = OPT_NUMBER, .max = 100000, .fallback = 90},
	[O_DRY_RUN] = {"dry-run", NULL, "say what would be forgotten", .letter = 'n'},
};

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_gc_report r = {0};
	struct kb_gc_opt opt = {.days = f->opt[O_DAYS].number, .dry_run = f->opt[O_DRY_RUN].set};
	if (!front_open(f, &kb, e))
		return 0;
	bool done = kb_gc(kb, f->a, &opt, &r, e);
	kb_close(kb);
	if (done)
		out_printf(&f->out, "%s " STR_FMT ", %.1f MB\n",
			opt.dry_run ? "would forget" : "forgot",
			STR_ARG(out_count(f->a, r.n_replies, "reply", "replies")),
			(double)r.bytes / 1e6);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb gc --dry-run", "see how much older replies take"},
	{"kb gc --days 365", "forget what is older than a year"},
};

const struct cmd cmd_gc = {
	.name = "gc",
	.summary = "forget old replies of a model",
	.args = "",
	.about = "The ledger keeps every reply that was paid for. This forgets the older ones, "
		 "and only when asked. Claims drawn from them stay, and so do the pages and the "
		 "book of what was spent; but a build from scratch would ask for the articles "
		 "again, and pay.",
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};

/* --- kb ledger ----------------------------------------------------------------------------- */

#define FLUSH_AT ((size_t)1 << 20)

static bool put_line(void *ctx, struct str s)
{
	struct front *f = ctx;
	out_raw(&f->out, s);
	out_raw(&f->out, STR("\n"));
	if (f->out.b.n > FLUSH_AT)
		out_flush(&f->out);
	return !f->out.failed;
}

static int run_ledger(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct str verb = f->words.v[0], lines;
	size_t n;
	bool import = str_eqz(verb, "import");
	if ((!import && !str_eqz(verb, "export")) || f->words.n != (import ? 2u : 1u)) {
		err_set(e, ERR_USAGE, "kb ledger takes export, or import FILE");
		return 0;
	}
	if (!front_open(f, &kb, e))
		return 0;
	if (!import)
		kb_ledger_export(kb, f->a, put_line, f, e);
	else if (front_read(f, f->words.v[1], &lines, e) &&
		kb_ledger_import(kb, f->a, lines, &n, e))
		out_printf(&f->out, STR_FMT " read\n", STR_ARG(out_count(f->a, n, "row", "rows")));
	kb_close(kb);
	return 0;
}

static const struct cmd_example ledger_examples[] = {
	{"kb ledger export > ledger.jsonl", "keep what was paid for in a file of its own"},
	{"kb ledger import ledger.jsonl", "put it into the base of another machine"},
};

const struct cmd cmd_ledger = {
	.name = "ledger",
	.summary = "take what was paid for out of a base, or put it in",
	.args = "export | import FILE",
	.about = "A line of JSON for each row of .kb/ledger.db: calls and what they cost, replies, "
		 "claims by passage, verdicts on names, and the texts that hand edits are told "
		 "from. Import keeps what is there and adds the rest.",
	.min_args = 1,
	.max_args = 2,
	.examples = ledger_examples,
	.n_examples = sizeof ledger_examples / sizeof *ledger_examples,
	.run = run_ledger,
};
