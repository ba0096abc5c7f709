/* cmd_search.c - kb search: pages and documents, best first. */
#include "front/cmd.h"

#include "base/err.h"
#include "front/hits.h"

enum { O_N, O_IN, O_EXPAND, O_EXPLAIN, O_STALE, O_FILES, O_NUL, O_MD, O_JSON, O_COUNT };

/* In the order of enum kb_search_in. */
static const char *const places[] = {"all", "wiki", "text", NULL};

static const struct opt_row options[O_COUNT] = {
	[O_N] = {"count", "N", "print at most N", .kind = OPT_NUMBER, .min = 1, .max = 10000,
		.fallback = 10, .letter = 'n'},
	[O_IN] = {"in", "WHERE", "look in pages of the wiki or in the documents only",
		.kind = OPT_ENUM, .words = places},
	[O_EXPAND] = {"expand", "N", "print the best passage whole, with N before and after it",
		.kind = OPT_NUMBER, .max = 100},
	[O_EXPLAIN] = {"explain", NULL,
		"say for each why it is where it is, and what the look at the files cost",
		.kind = OPT_FLAG},
	[O_STALE] = {"stale-ok", NULL, "use the index as it is, without a look at the files",
		.kind = OPT_FLAG},
	[O_FILES] = {"files", NULL, "print the paths of the pages found and nothing else",
		.kind = OPT_FLAG},
	[O_NUL] = {"null", NULL, "with --files: end each path with NUL, for xargs -0",
		.kind = OPT_FLAG, .letter = '0'},
	[O_MD] = {"md", NULL, "print a list in Markdown", .kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print a list of {path, source, passage, title, score, snippet}",
		.kind = OPT_FLAG},
};

static void print_hits(
	struct front *f, const struct kb_hits *hits, struct str query, const char *root)
{
	if (f->opt[O_JSON].set) {
		hits_json(out_json_begin(&f->out, '['), hits, f->opt[O_EXPLAIN].set);
		out_json_end(&f->out, '[');
	} else if (f->opt[O_FILES].set) {
		hits_files(f, hits, root, f->opt[O_NUL].set);
	} else if (f->opt[O_MD].set) {
		hits_md(f, hits);
	} else {
		hits_text(f, hits, query);
	}
}

static void report(struct front *f, const struct kb_hits *hits, struct str query, const char *root)
{
	print_hits(f, hits, query, root);
	if (hits->freshness.n)
		front_say(f, STR_FMT, STR_ARG(hits->freshness));
	if (hits->n)
		return;
	if (hits->did_you_mean.n)
		front_say(f, "nothing found; did you mean '" STR_FMT "'?",
			STR_ARG(hits->did_you_mean));
	else
		front_say(f, "nothing found");
}

static bool one_form(struct front *f, struct err *e)
{
	if (f->opt[O_JSON].set + f->opt[O_FILES].set + f->opt[O_MD].set > 1)
		return err_set(e, ERR_USAGE, "--json, --files and --md exclude each other");
	if (f->opt[O_NUL].set && !f->opt[O_FILES].set)
		return err_set(e, ERR_USAGE, "option '--null' goes with --files");
	return true;
}

/* The arguments, or standard input for "-". */
static bool read_query(struct front *f, struct str *query, struct err *e)
{
	*query = front_words(f);
	return f->words.n != 1 || !str_eqz(*query, "-") || front_read(f, *query, query, e);
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_hits hits = {0};
	struct kb_search_opt opt = {
		.n = (size_t)f->opt[O_N].number,
		.in = (enum kb_search_in)f->opt[O_IN].number,
		.explain = f->opt[O_EXPLAIN].set,
		.stale_ok = f->opt[O_STALE].set,
		.expand = (size_t)f->opt[O_EXPAND].number,
	};
	if (!one_form(f, e) || !front_open(f, &kb, e))
		return 0;
	if (read_query(f, &opt.query, e) && kb_search(kb, f->a, &opt, &hits, e))
		report(f, &hits, opt.query, kb_root(kb));
	kb_close(kb);
	return hits.n == 0;
}

static const struct cmd_example examples[] = {
	{"kb search associative trails", "find the pages on it"},
	{"kb search memex -desk '\"associative trail\"' tag:history after:1945",
		"without a word, with a phrase, only some pages"},
	{"kb search --json -n 3 memex | jq '.[].path'", "paths of the three best, for a script"},
	{"kb search --files -0 trails | xargs -0 less", "read what was found"},
};

static const struct cmd_status statuses[] = {{0, "found"}, {1, "nothing found"}};

const struct cmd cmd_search = {
	.name = "search",
	.summary = "find pages and documents, best first",
	.args = "QUERY...|-",
	.about = "Any text is a query; words are matched in their inflected forms. A document "
		 "counts once, with its best passage. - reads the query from standard input.\n\n"
		 "For those who ask for it: \"words next to each other\", -without +with, prefix*, "
		 "title:WORD, path:GLOB, tag:NAME, type:NAME, before:DATE, after:DATE. Behind the "
		 "first word, -word is part of the query; -n, -q and other single letters stay "
		 "options.\n\n"
		 "The files are looked at first: what is gone is never shown, what changed is "
		 "indexed again. Folders are looked at each time, all files when the last walk is "
		 "over two seconds old. When another kb is at work or nothing can be written, the "
		 "last state of the index is used.",
	.min_args = 1,
	.max_args = CMD_ANY,
	.minus_words = true,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
