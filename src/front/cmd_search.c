/* cmd_search.c - kb search: pages and documents, best first. */
#include "front/cmd.h"

#include "front/hits.h"

enum { O_N, O_IN, O_EXPLAIN, O_JSON, O_COUNT };

/* In the order of enum kb_search_in. */
static const char *const places[] = {"all", "wiki", "text", NULL};

static const struct opt_row options[O_COUNT] = {
	[O_N] = {"count", "N", "print at most N", .kind = OPT_NUMBER, .min = 1, .max = 10000,
		.fallback = 10, .letter = 'n'},
	[O_IN] = {"in", "WHERE", "look in pages of the wiki or in the documents only",
		.kind = OPT_ENUM, .words = places},
	[O_EXPLAIN] = {"explain", NULL, "say for each why it is where it is", .kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print a list of {path, source, passage, title, score, snippet}",
		.kind = OPT_FLAG},
};

static void report(struct front *f, const struct kb_hits *hits, struct str query)
{
	if (f->opt[O_JSON].set) {
		hits_json(out_json_begin(&f->out, '['), hits, f->opt[O_EXPLAIN].set);
		out_json_end(&f->out, '[');
	} else {
		hits_text(f, hits, query);
	}
	if (hits->n)
		return;
	if (hits->did_you_mean.n)
		front_say(f, "nothing found; did you mean '" STR_FMT "'?",
			STR_ARG(hits->did_you_mean));
	else
		front_say(f, "nothing found");
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_hits hits = {0};
	struct kb_search_opt opt = {
		.query = front_words(f),
		.n = (size_t)f->opt[O_N].number,
		.in = (enum kb_search_in)f->opt[O_IN].number,
		.explain = f->opt[O_EXPLAIN].set,
	};
	if (!front_open(f, &kb, e))
		return 0;
	if (kb_search(kb, f->a, &opt, &hits, e))
		report(f, &hits, opt.query);
	kb_close(kb);
	return hits.n == 0;
}

static const struct cmd_example examples[] = {
	{"kb search associative trails", "find the pages on it"},
	{"kb search --json -n 3 memex | jq '.[].path'", "paths of the three best, for a script"},
};

static const struct cmd_status statuses[] = {{0, "found"}, {1, "nothing found"}};

const struct cmd cmd_search = {
	.name = "search",
	.summary = "find pages and documents, best first",
	.args = "QUERY...",
	.about = "Any text is a query; words are matched in their inflected forms. A document "
		 "counts once, with its best passage.",
	.min_args = 1,
	.max_args = CMD_ANY,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
