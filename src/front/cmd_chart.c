/* cmd_chart.c - kb chart: draws a spec again, from the tables that it names. */
#include "front/cmd.h"

#include "base/err.h"
#include "base/fs.h"

enum { O_OUT, O_PNG, O_THEME, O_TABLE, O_JSON, O_COUNT };

/* In the order of enum kb_theme. */
static const char *const themes[] = {"auto", "light", "dark", NULL};

static const struct opt_row options[O_COUNT] = {
	[O_OUT] = {"out", "FILE",
		"write the picture to FILE, - for standard output; without it "
		"beside the spec, as SPEC.svg",
		.kind = OPT_STRING, .letter = 'o', .hint = HINT_FILES},
	[O_PNG] = {"png", NULL, "write a PNG too, through python3 with matplotlib",
		.kind = OPT_FLAG},
	[O_THEME] = {"theme", "THEME", "colours; auto follows the reader's scheme",
		.kind = OPT_ENUM, .words = themes},
	[O_TABLE] = {"table", NULL, "write nothing, print the data as a table in Markdown",
		.kind = OPT_FLAG},
	[O_JSON] = {"json", NULL, "print {title, svg, png, head, rows}", .kind = OPT_FLAG},
};

/* "a/b.json" to "a/b.svg". */
static struct str beside(struct front *f, struct str spec, const char *extension)
{
	struct str ext = fs_extension(spec);
	return str_cat(f->a, str_sub(spec, 0, spec.n - ext.n), str_of(extension));
}

static void report_json(struct front *f, const struct kb_chart *c, struct str svg, struct str png)
{
	struct json_out *j = out_json_begin(&f->out, '{');
	json_put_str(j, "title", c->title);
	json_put_str(j, "svg", svg);
	json_put_str(j, "png", png);
	json_put_strs(j, "head", c->head);
	json_open(j, "rows", '[');
	for (size_t i = 0; i < c->n_rows; i++)
		json_put_strs(j, NULL, c->rows[i]);
	json_close(j, ']');
	out_json_end(&f->out, '{');
}

/* Writes the pictures; *svg and *png are where. */
static bool write_files(struct front *f, const struct kb_chart *c, struct str spec, struct str *svg,
	struct str *png, struct err *e)
{
	const char *to = f->opt[O_OUT].text;
	*svg = to ? str_of(to) : beside(f, spec, ".svg");
	*png = c->png.n ? beside(f, *svg, ".png") : STR("");
	return fs_write(str_z(f->a, *svg), c->svg, false, e) &&
		(!c->png.n || fs_write(str_z(f->a, *png), c->png, false, e));
}

static bool sensible(struct front *f, struct err *e)
{
	bool print = f->opt[O_OUT].text && str_eqz(str_of(f->opt[O_OUT].text), "-");
	bool input = str_eqz(f->words.v[0], "-");
	if (print && (f->opt[O_PNG].set || f->opt[O_JSON].set))
		return err_set(e, ERR_USAGE, "--out - prints the SVG alone");
	if (input && !f->opt[O_OUT].text && !f->opt[O_TABLE].set)
		return err_set(e, ERR_USAGE, "a spec from standard input wants --out FILE");
	return true;
}

static bool answer(struct front *f, const struct kb_chart *c, struct err *e)
{
	struct str svg = STR(""), png = STR("");
	if (f->opt[O_TABLE].set && !f->opt[O_JSON].set) {
		out_page(&f->out, c->markdown);
		return true;
	}
	if (f->opt[O_OUT].text && str_eqz(str_of(f->opt[O_OUT].text), "-")) {
		out_raw(&f->out, c->svg);
		return true;
	}
	if (!f->opt[O_TABLE].set && !write_files(f, c, f->words.v[0], &svg, &png, e))
		return false;
	if (f->opt[O_JSON].set)
		report_json(f, c, svg, png);
	else
		out_printf(&f->out, STR_FMT "\n%s" STR_FMT "%s", STR_ARG(svg), "", STR_ARG(png),
			png.n ? "\n" : "");
	return true;
}

static int run(struct front *f, struct err *e)
{
	struct kb *kb = NULL;
	struct kb_chart c;
	struct kb_chart_opt opt = {
		.theme = (enum kb_theme)f->opt[O_THEME].number, .png = f->opt[O_PNG].set};
	if (!sensible(f, e) || !front_read(f, f->words.v[0], &opt.spec, e) ||
		!front_open(f, &kb, e))
		return 0;
	if (kb_chart(kb, f->a, &opt, &c, e))
		(void)answer(f, &c, e);
	kb_close(kb);
	return 0;
}

static const struct cmd_example examples[] = {
	{"kb ask --form chart --save 'articles of Wikipedia by year'",
		"answer with a chart; its spec is kept beside it"},
	{"kb chart wiki/answers/articles-answer.json", "draw it again when its sources changed"},
};

const struct cmd cmd_chart = {
	.name = "chart",
	.summary = "draw a chart from tables of the base",
	.args = "SPEC|-",
	.about = "SPEC is JSON: {\"type\": \"bar|grouped|stacked|line|scatter|histogram|heatmap|"
		 "timeline\", \"title\", \"data\": [{\"source\": \"raw/x.csv\", \"table\": 1} or "
		 "{\"passage\": \"wiki/text/x-text.md#^ID\"}], \"x\": {\"column\", \"label\", "
		 "\"unit\"}, \"y\": {\"column\" or \"columns\", \"label\", \"unit\"}, \"series\", "
		 "\"value\" (heatmap), \"label\" and \"end\" (timeline), \"aggregate\": "
		 "\"none|sum|mean|count|min|max|median\", \"bins\", \"sort\": "
		 "\"none|value|label\"}.\n\nIt names columns and holds no number: kb takes all "
		 "numbers from the tables, adds them up exactly, and writes them below the "
		 "picture as they stand in the source. Instead of data, \"points\": [{\"x\", "
		 "\"y\", \"quote\", \"passage\"}] takes single figures of prose; each is "
		 "checked against its quote.",
	.min_args = 1,
	.max_args = 1,
	.hint = HINT_FILES,
	CMD_ROWS(options),
	CMD_ROWS(examples),
	.run = run,
};
