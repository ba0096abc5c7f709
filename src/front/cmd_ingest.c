/* cmd_ingest.c - kb ingest: documents to Markdown with passage ids. */
#include "front/cmd.h"

#include "base/fs.h"
#include "front/items.h"

enum { O_FORCE, O_REFRESH, O_JSON, O_COUNT };

static const struct opt_row options[O_COUNT] = {
	[O_FORCE] = {"force", NULL, "convert again what did not change", .letter = 'f'},
	[O_REFRESH] = {"refresh", NULL, "fetch known URLs again, keep the old versions aside",
		.kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print the report as JSON", .kind = OPT_FLAG},
};

static bool is_url(struct str s)
{
	return str_istarts(s, STR("http://")) || str_istarts(s, STR("https://"));
}

/* Paths become absolute, since the folder of the base need not be the current one. */
static bool arguments(struct front *f, struct kb_ingest_opt *opt, struct err *e)
{
	for (size_t i = 0; i < f->words.n; i++) {
		struct str word = f->words.v[i];
		if (str_eqz(word, "-")) {
			if (!front_read(f, word, &opt->input, e))
				return false;
		} else if (!is_url(word)) {
			const char *path = fs_absolute(f->a, word.p, e);
			if (!path)
				return false;
			word = str_of(path);
		}
		strs_add(f->a, &opt->paths, word);
	}
	return true;
}

static void report(struct front *f, const struct kb_ingest_report *r)
{
	if (f->opt[O_JSON].set) {
		struct json_out *j = out_json_begin(&f->out, '{');
		items_json(j, r);
		json_put_num(j, "seconds", r->seconds);
		out_json_end(&f->out, '{');
		return;
	}
	items_text(f, r->v, r->n, 0);
	out_printf(&f->out, STR_FMT " in %.2f s\n", STR_ARG(items_summary(f->a, r)), r->seconds);
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_ingest_opt opt = {.force = f->opt[O_FORCE].set, .refresh = f->opt[O_REFRESH].set};
	struct kb_ingest_report r = {0};
	if (!front_open(f, &kb, e))
		return 0;
	if (arguments(f, &opt, e) && kb_ingest(kb, f->a, &opt, &r, e))
		report(f, &r);
	kb_close(kb);
	return r.counts[KB_FAILED] > 0;
}

static const struct cmd_example examples[] = {
	{"kb ingest", "read what is new in raw/"},
	{"kb ingest ~/papers/memex.pdf", "copy a file into raw/ and read it"},
	{"kb ingest https://example.org/tides", "fetch a page with its images"},
	{"kb ingest bookmarks.html",
		"fetch what a bookmarks export, a feed or a file of URLs names"},
};

static const struct cmd_status statuses[] = {
	{0, "done; what was skipped is listed"},
	{1, "a source could not be read, a URL not be fetched; the others are in"},
};

const struct cmd cmd_ingest = {
	.name = "ingest",
	.summary = "read documents into the base",
	.args = "[PATH|URL|-]...",
	.about =
		"Without arguments all of raw/ is looked at, and what is new or changed is "
		"converted to Markdown under wiki/text/. A file from elsewhere is copied into "
		"raw/, a URL is fetched with the images of its article, - is standard input. A file "
		"from elsewhere that holds nothing but URLs (one a line), a bookmarks export or an "
		"RSS or Atom feed is a list, and so is a feed's URL: what it names is fetched, eight "
		"at once and one at a time from a host. A URL that is known is not fetched again. "
		"What is fetched is what you name, so robots.txt is not asked; kb says who it is. "
		"kb compile reads raw/ by itself; it never fetches.",
	.max_args = CMD_ANY,
	.hint = HINT_FILES,
	.stops = true,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	CMD_ROWS(statuses),
	.run = run,
};
