/* train_html.c - fits the two forests of html_judge.c to pages whose content is known.
 *
 *	train_html LIST [NAME=VALUE...] > src/doc/html_trees.c
 *	train_html LIST judge=DIR [NAME=VALUE...]
 *
 * LIST has a line for each page: its address, its HTML file, a file with its content as plain text, its
 * kind, parted by tabs. The sites are parted into FOLDS groups. The second forest learns from what the
 * first says of pages of groups that it never saw. With judge=DIR each group is converted with forests
 * that never saw it: the shares of words that were right (F1, in all and by kind) are printed, those of
 * each page go to stderr with its group, and the tables to DIR/trees-GROUP.c, so that a converter can
 * be built with each. Other values change the fit (see options).
 *
 * Order: options, pages, samples, fitting, judging, tables. Same list, same table. Built by hand, after
 * make:
 *
 *	cc -O2 -Iinclude -Isrc -Itests/train tests/train/train_html.c tests/train/boost.c \
 *		tests/train/labels.c build/release/libkb.a LIBRARIES
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "boost.h"
#include "doc/charset.h"
#include "doc/html_context.h"
#include "doc/html_judge.h"
#include "doc/html_posts.h"
#include "labels.h"

enum { FOLDS = 4 };

/* --- options ----------------------------------------------------------------------------- */

static struct {
	struct boost_opt first, second;
	double salt; /* of the folds */
	const char *drop; /* features that are not looked at */
	const char *judge;
} opt = {
	.first = {.trees = 150,
		.leaves = 12,
		.depth = 8,
		.rate = 0.07,
		.ridge = 10,
		.least = 8,
		.feature_share = 0.3,
		.page_share = 0.6,
		.seed = 88172645463325252u},
	.second = {.trees = 60,
		.leaves = 8,
		.depth = 5,
		.rate = 0.07,
		.ridge = 20,
		.least = 20,
		.feature_share = 0.5,
		.page_share = 0.6,
		.seed = 1181783497276652981u},
};

/* Listed in drop=NAME,NAME*,... */
static bool is_dropped(const char *name)
{
	struct str rest = str_of(opt.drop ? opt.drop : ""), one;
	while (str_cut(&rest, ',', &one)) {
		bool open = str_ends(one, STR("*"));
		if (open ? str_starts(str_of(name), str_sub(one, 0, one.n - 1))
			 : str_eqz(one, name))
			return true;
	}
	return false;
}

static bool set_option(const char *arg)
{
	static const struct {
		const char *name;
		double *real;
		size_t *whole;
	} options[] = {
		{"trees", NULL, &opt.first.trees},
		{"leaves", NULL, &opt.first.leaves},
		{"depth", NULL, &opt.first.depth},
		{"rate", &opt.first.rate, NULL},
		{"ridge", &opt.first.ridge, NULL},
		{"least", &opt.first.least, NULL},
		{"features", &opt.first.feature_share, NULL},
		{"pages", &opt.first.page_share, NULL},
		{"trees2", NULL, &opt.second.trees},
		{"leaves2", NULL, &opt.second.leaves},
		{"rate2", &opt.second.rate, NULL},
		{"least2", &opt.second.least, NULL},
		{"features2", &opt.second.feature_share, NULL},
		{"salt", &opt.salt, NULL},
	};
	if (strncmp(arg, "drop=", 5) == 0)
		opt.drop = arg + 5;
	if (strncmp(arg, "judge=", 6) == 0)
		opt.judge = arg + 6;
	if (opt.drop == arg + 5 || opt.judge == arg + 6)
		return true;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		size_t n = strlen(options[i].name);
		if (strncmp(arg, options[i].name, n) != 0 || arg[n] != '=')
			continue;
		if (options[i].real)
			*options[i].real = atof(arg + n + 1);
		else
			*options[i].whole = (size_t)atoi(arg + n + 1);
		return true;
	}
	return false;
}

/* --- pages ------------------------------------------------------------------------------- */

struct source {
	struct str url, file, text_file, kind;
	unsigned fold;
	size_t from, to; /* samples */
	double f1;
};

struct set {
	struct arena *a;
	VEC(struct source) sources;
	VEC(float) values; /* HTML_FEATURES a sample */
	VEC(int8_t) label;
	VEC(double) weight;
	VEC(uint32_t) page; /* place in sources */
	struct samples samples;
	double *score; /* by sample, of a forest that never saw its site */
};

/* What is written to the table. */
struct votes {
	struct forest first, second;
	struct samples samples; /* of the second */
};

static void must(bool ok, const struct err *e)
{
	if (ok)
		return;
	fprintf(stderr, "train_html: %s\n", e->text);
	exit(1);
}

/* Group of a site: the hash of the last two parts of its host. */
static unsigned fold_of(struct str url)
{
	size_t from = str_find(url, STR("://"));
	struct str host = from == STR_NPOS ? url : str_from(url, from + 3);
	host = str_sub(host, 0, str_find_byte(host, '/'));
	size_t dot = str_rfind_byte(host, '.');
	if (dot != STR_NPOS) {
		size_t before = str_rfind_byte(str_sub(host, 0, dot), '.');
		host = before == STR_NPOS ? host : str_from(host, before + 1);
	}
	return (unsigned)((str_hash64(host) * (2 * (uint64_t)opt.salt + 1)) >> 17) % FOLDS;
}

/* The page as the converter sees it before it looks for the main content. */
static struct html_page open_page(struct arena *a, const struct source *p)
{
	struct html_page h = {.a = a, .url = p->url, .base = p->url};
	struct strs notes = {0};
	struct str bytes = {0};
	struct err e = {0};
	const char *encoding;
	must(fs_read(a, str_z(a, p->file), FS_MAX_FILE, &bytes, &e), &e);
	struct str html = charset_decode(a, bytes, charset_html_label(bytes), &encoding);
	must(dom_parse(a, html, &h.dom, &notes, &e), &e);
	h.gone = ARENA_ARRAY(a, uint8_t, h.dom.n);
	size_t body = dom_find(&h.dom, 0, TAG_BODY);
	h.body = body == DOM_NONE ? 0 : body;
	return h;
}

static void look(struct html_page *h)
{
	html_count_shown(h);
	h->posts = posts_find(h);
	html_read_meta(h);
}

static struct strs known_words(struct arena *a, const struct source *p)
{
	struct str text = {0};
	struct err e = {0};
	must(fs_read(a, str_z(a, p->text_file), FS_MAX_FILE, &text, &e), &e);
	return labels_words(a, text_clean(a, text));
}

/* --- samples ----------------------------------------------------------------------------- */

static struct str run_text(struct html_page *h, const struct html_run *r)
{
	struct buf b = buf_make(h->a);
	for (size_t i = r->first; i <= r->last; i++) {
		if (h->gone[i])
			i = h->dom.v[i].end - 1;
		else if (h->dom.v[i].tag == TAG_TEXT)
			buf_put(&b, h->dom.v[i].text);
		else if (h->dom.v[i].tag == TAG_BR)
			buf_putc(&b, ' ');
	}
	return buf_str(&b);
}

static void weigh(struct set *s, const struct strs *runs, size_t from)
{
	double all = 0, content = 0;
	size_t n = s->label.n - from;
	for (size_t i = 0; i < n; i++) {
		all += (double)runs[i].n;
		content += s->label.v[from + i] == 1 ? (double)runs[i].n : 0;
	}
	for (size_t i = 0; i < n; i++) {
		double w = 100 * ((double)runs[i].n + 1) / (content + 0.15 * all + 30);
		VEC_PUSH(s->a, &s->weight, w);
	}
}

static void add_samples(struct set *s, size_t source)
{
	struct arena *a = arena_make();
	struct source *p = &s->sources.v[source];
	struct html_page h = open_page(a, p);
	look(&h);
	struct html_choices c = html_choose(&h);
	struct html_vectors *vectors = html_vectors_make(&h, &c);
	struct strs *runs = ARENA_ARRAY(a, struct strs, h.n_runs + 1);
	int8_t *label = ARENA_ARRAY(a, int8_t, h.n_runs + 1);
	size_t from = s->label.n;
	for (size_t i = 0; i < h.n_runs; i++) {
		float v[HTML_FEATURES];
		html_vector(vectors, i, v);
		runs[i] = labels_words(a, run_text(&h, &h.run[i]));
		for (size_t k = 0; k < HTML_FEATURES; k++)
			VEC_PUSH(s->a, &s->values, v[k]);
	}
	labels_fill(runs, h.n_runs, known_words(a, p), label);
	for (size_t i = 0; i < h.n_runs; i++) {
		VEC_PUSH(s->a, &s->label, label[i]);
		VEC_PUSH(s->a, &s->page, (uint32_t)source);
	}
	weigh(s, runs, from);
	p->from = from;
	p->to = s->label.n;
	arena_free(a);
}

static void read_set(struct set *s, const char *file)
{
	struct str list, line;
	struct err e = {0};
	must(fs_read(s->a, file, FS_MAX_FILE, &list, &e), &e);
	while (str_line(&list, &line)) {
		struct source p = {0};
		str_cut(&line, '\t', &p.url);
		str_cut(&line, '\t', &p.file);
		str_cut(&line, '\t', &p.text_file);
		p.kind = line;
		p.fold = fold_of(p.url);
		VEC_PUSH(s->a, &s->sources, p);
	}
	for (size_t i = 0; i < s->sources.n; i++)
		add_samples(s, i);
	s->samples = (struct samples){.n = s->label.n,
		.n_features = HTML_FEATURES,
		.n_pages = s->sources.n,
		.values = s->values.v,
		.label = s->label.v,
		.weight = s->weight.v,
		.page = s->page.v};
	boost_bins(s->a, &s->samples);
	for (size_t f = 0; f < HTML_FEATURES; f++)
		if (is_dropped(html_feature_name((unsigned)f)))
			s->samples.n_edges[f] = 0; /* cannot part anything */
}

/* --- fitting ----------------------------------------------------------------------------- */

/* Fits the first forest without two folds; those of fold receive their scores. */
static void score_fold(struct set *s, unsigned fold, unsigned without, double *to)
{
	bool *trains = ARENA_ARRAY(s->a, bool, s->sources.n);
	double *score = ARENA_ARRAY(s->a, double, s->samples.n);
	for (size_t i = 0; i < s->sources.n; i++)
		trains[i] = s->sources.v[i].fold != fold && s->sources.v[i].fold != without;
	boost_fit(s->a, &s->samples, trains, &opt.first, score);
	for (size_t i = 0; i < s->samples.n; i++)
		if (s->sources.v[s->page.v[i]].fold == fold)
			to[i] = score[i];
}

/* The samples of the second vote: what the scores of the first say around each run. */
static struct samples second_samples(struct arena *a, struct set *s, const double *first)
{
	float *values = ARENA_ARRAY(a, float, s->samples.n *HTML_CONTEXT_COUNT);
	for (size_t k = 0; k < s->sources.n; k++) {
		struct arena *page = arena_make();
		const struct source *p = &s->sources.v[k];
		struct html_page h = open_page(page, p);
		look(&h);
		struct html_choices c = html_choose(&h);
		html_vectors_make(&h, &c);
		float *score = ARENA_ARRAY(page, float, h.n_runs + 1);
		for (size_t i = 0; i < h.n_runs; i++)
			score[i] = (float)first[p->from + i];
		struct html_context *x = html_context_make(&h, score);
		for (size_t i = 0; i < h.n_runs; i++)
			html_context_put(x, i, values + (p->from + i) * HTML_CONTEXT_COUNT);
		arena_free(page);
	}
	struct samples out = {.n = s->samples.n,
		.n_features = HTML_CONTEXT_COUNT,
		.n_pages = s->sources.n,
		.values = values,
		.label = s->label.v,
		.weight = s->weight.v,
		.page = s->page.v,
		.start = first};
	boost_bins(a, &out);
	return out;
}

/* Two forests fitted to the pages of all folds but one (FOLDS: of all); score receives what both say of
 * that one. */
static struct votes fit_votes(struct arena *a, struct set *s, unsigned without, double *score)
{
	double *first = ARENA_ARRAY(a, double, s->samples.n);
	double *last = ARENA_ARRAY(a, double, s->samples.n);
	bool *trains = ARENA_ARRAY(a, bool, s->sources.n);
	struct votes v;
	for (size_t i = 0; i < s->sources.n; i++)
		trains[i] = s->sources.v[i].fold != without;
	v.first = boost_fit(a, &s->samples, trains, &opt.first, first);
	for (unsigned other = 0; other < FOLDS; other++)
		if (other != without)
			score_fold(s, other, without, first);
	v.samples = second_samples(a, s, first);
	v.second = boost_fit(a, &v.samples, trains, &opt.second, last);
	for (size_t i = 0; i < s->samples.n; i++)
		if (s->sources.v[s->page.v[i]].fold == without)
			score[i] = last[i];
	return v;
}

/* --- judging ----------------------------------------------------------------------------- */

/* 2 x shared words / all words, each as often as it is said. */
static double f1_of(struct arena *a, struct strs x, struct strs y)
{
	struct map m = map_make(a);
	size_t shared = 0;
	for (size_t i = 0; i < x.n; i++)
		map_add(&m, x.v[i], NULL)->num++;
	for (size_t i = 0; i < y.n; i++) {
		struct map_entry *e = map_find(&m, y.v[i]);
		shared += e && e->num;
		if (e && e->num)
			e->num--;
	}
	return x.n + y.n ? 2.0 * (double)shared / (double)(x.n + y.n) : 1;
}

/* What the converter would keep, given the votes. */
static void judge_page(const struct set *s, struct source *p)
{
	struct arena *a = arena_make();
	struct html_page h = open_page(a, p);
	struct strs kept = {0};
	look(&h);
	float *score = ARENA_ARRAY(a, float, h.n_runs + 1);
	for (size_t i = 0; i < h.n_runs; i++)
		score[i] = (float)s->score[p->from + i];
	struct html_choices c = html_choose(&h);
	html_vectors_make(&h, &c); /* shapes */
	html_pick(&h, &c, score);
	html_clean(&h);
	for (size_t i = 0; i < h.n_runs; i++) {
		struct strs w = labels_words(a, run_text(&h, &h.run[i]));
		for (size_t k = 0; k < w.n; k++)
			strs_add(a, &kept, w.v[k]);
	}
	p->f1 = f1_of(a, kept, known_words(a, p));
	arena_free(a);
}

static void print_judged(const struct set *s)
{
	struct map kinds = map_make(s->a);
	double sum = 0;
	for (size_t i = 0; i < s->sources.n; i++) {
		const struct source *p = &s->sources.v[i];
		map_add(&kinds, p->kind, NULL);
		sum += p->f1;
		fprintf(stderr, "%.3f\t%u\t%.*s\t%.*s\n", p->f1, p->fold, STR_ARG(p->kind),
			STR_ARG(p->file));
	}
	printf("%.4f", sum / (double)s->sources.n);
	for (size_t k = 0; k < kinds.n; k++) {
		double n = 0, f1 = 0;
		for (size_t i = 0; i < s->sources.n; i++) {
			const struct source *p = &s->sources.v[i];
			bool same = str_eq(p->kind, kinds.v[k].key);
			n += same;
			f1 += same ? p->f1 : 0;
		}
		printf(" %.*s %.3f", STR_ARG(kinds.v[k].key), f1 / n);
	}
	printf("\n");
}

/* --- tables ------------------------------------------------------------------------------ */

struct table {
	FILE *to;
	char line[128];
	size_t n, count;
};

static void put_item(struct table *t, const char *item)
{
	if (t->n + strlen(item) > 92) {
		fprintf(t->to, "\t%s\n", t->line);
		t->n = 0;
	}
	t->n += (size_t)snprintf(
		t->line + t->n, sizeof t->line - t->n, "%s%s", t->n ? " " : "", item);
}

static void end_items(struct table *t)
{
	if (t->n)
		fprintf(t->to, "\t%s\n", t->line);
	fprintf(t->to, "};\n");
	t->n = 0;
}

/* In pre-order, so that a left child follows its parent; returns the nodes written. */
static size_t put_node(
	struct table *t, const struct samples *s, const struct tree *x, size_t i, bool print)
{
	const struct node *n = &x->v[i];
	char item[64];
	size_t left = n->left ? put_node(t, s, x, n->left, false) : 0;
	double value = n->left ? (double)s->edge[n->feature][n->bin] : n->value;
	if (print) {
		char number[24];
		snprintf(number, sizeof number, n->left ? "%.4g" : "%.3g", value);
		snprintf(item, sizeof item, "{%zu,%zu,%s%sF},", n->feature, n->left ? left + 1 : 0,
			number, strpbrk(number, ".e") ? "" : ".");
		put_item(t, item);
	}
	if (!n->left)
		return 1;
	if (print)
		put_node(t, s, x, n->left, true);
	return 1 + left + put_node(t, s, x, n->right, print);
}

static void put_forest(FILE *to, const char *name, const struct samples *s, const struct forest *f)
{
	struct table t = {.to = to};
	size_t at = 0;
	fprintf(to, "static const struct html_tree_node %s_nodes[] = {\n", name);
	for (size_t i = 0; i < f->n; i++)
		put_node(&t, s, &f->v[i], 0, true);
	end_items(&t);
	fprintf(to, "static const uint16_t %s_roots[] = {\n", name);
	for (size_t i = 0; i < f->n; i++) {
		char item[32];
		snprintf(item, sizeof item, "%zu,", at);
		put_item(&t, item);
		at += put_node(&t, s, &f->v[i], 0, false);
	}
	end_items(&t);
	fprintf(to, "const struct html_forest html_%s_forest = {%.5fF, %s_nodes, %s_roots, %zu};\n",
		name, f->bias, name, name, f->n);
}

static void put_votes(FILE *to, const struct set *s, const struct votes *v)
{
	fprintf(to,
		"/* html_trees.c - the forests of the judge, written by tests/train/train_html.c:\n"
		" * {feature, right, value} in pre-order, then the root of each tree. See\n"
		" * html_trees.h. */\n"
		"#include \"doc/html_trees.h\"\n\n/* clang-format off */\n");
	put_forest(to, "first", &s->samples, &v->first);
	put_forest(to, "second", &v->samples, &v->second);
	fprintf(to, "/* clang-format on */\n");
}

/* --- all of it --------------------------------------------------------------------------- */

static void cross_validate(struct set *s)
{
	s->score = ARENA_ARRAY(s->a, double, s->samples.n);
	for (unsigned k = 0; k < FOLDS; k++) {
		struct arena *a = arena_make();
		struct votes v = fit_votes(a, s, k, s->score);
		char name[4096];
		snprintf(name, sizeof name, "%s/trees-%u.c", opt.judge, k);
		FILE *to = fopen(name, "w");
		if (to)
			put_votes(to, s, &v);
		if (!to || fclose(to) != 0)
			fprintf(stderr, "train_html: %s: cannot be written\n", name);
		arena_free(a);
	}
	for (size_t i = 0; i < s->sources.n; i++)
		judge_page(s, &s->sources.v[i]);
	print_judged(s);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_make();
	struct set s = {.a = a};
	bool ok = argc > 1;
	for (int i = 2; i < argc; i++)
		ok = set_option(argv[i]) && ok;
	if (!ok) {
		fprintf(stderr, "usage: train_html LIST [judge=DIR] [NAME=VALUE...]\n");
		return 2;
	}
	read_set(&s, argv[1]);
	if (opt.judge) {
		cross_validate(&s);
	} else {
		struct votes v = fit_votes(a, &s, FOLDS, NULL);
		put_votes(stdout, &s, &v);
	}
	arena_free(a);
	return 0;
}
