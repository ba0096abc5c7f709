/* research.c - kb lint --research: gaps of the wiki become queries, their results candidates, and what the
 * person accepts becomes a source under raw/inbox/, through ingest and through nothing else.
 *
 * Candidates are kept in .kb/research.json until the next search, so that --accept needs none; what was
 * dismissed stands in wiki/decisions.yaml and is not offered again. Order: gaps, queries, the list that is
 * kept, searching, accepting. */
#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/map.h"
#include "base/text.h"
#include "engine/decisions.h"
#include "engine/lint_look.h"
#include "engine/lint_page.h"
#include "engine/websearch.h"
#include "store/index.h"

#define KEPT_LIST ".kb/research.json"
#define MAX_LIST ((size_t)4 << 20)
#define MAX_QUERIES 8 /* of a search */
#define MAX_CANDIDATES 50
#define MAX_QUERY_CP 160
#define SIDE ".kb.yaml"
#define INBOX "raw/inbox"

/* --- gaps -------------------------------------------------------------------------------- */

enum gap_kind { GAP_WANTED, GAP_SINGLE, GAP_QUESTION, GAP_STUB, GAP_KINDS };

struct gap {
	enum gap_kind kind;
	size_t weight;
	struct str query, why;
};

struct gaps {
	struct arena *a;
	VEC(struct gap) all;
};

static void add_gap(
	struct gaps *g, enum gap_kind kind, size_t weight, struct str query, struct str why)
{
	struct str line =
		str_replace(g->a, text_cut(str_trim(query), MAX_QUERY_CP), STR("\n"), STR(" "));
	struct gap gap = {kind, weight, line, str_dup(g->a, why)};
	if (line.n)
		VEC_PUSH(g->a, &g->all, gap);
}

/* The items below "## Open questions" of a page. */
static void add_questions(struct lint *l, struct gaps *g, struct lint_page *p)
{
	struct lint_scan s;
	struct str path = vault_at(l->vault, p->file)->path;
	bool inside = false;
	if (!lint_scan_again(l, p, &l->workers[0], &s))
		return;
	for (size_t i = 0; i < s.blocks.n; i++) {
		const struct md_block *b = &s.blocks.v[i];
		if (b->kind == MD_HEADING && b->parent == MD_NO_PARENT)
			inside = str_eqz(b->plain, "Open questions");
		else if (inside && b->kind == MD_ITEM)
			add_gap(g, GAP_QUESTION, p->n_words, b->plain,
				str_printf(g->a, "an open question of " STR_FMT, STR_ARG(path)));
	}
}

static struct str subject_of(struct lint *l, const struct lint_page *p)
{
	struct str name = fs_base_name(vault_at(l->vault, p->file)->path);
	return p->title.n ? p->title : str_sub(name, 0, name.n - 3);
}

static void add_hit(
	struct lint *l, struct gaps *g, const struct lint_page *p, const struct lint_hit *hit)
{
	struct str path = vault_at(l->vault, p->file)->path, subject = subject_of(l, p);
	if (p->off && p->off[hit->rule])
		return;
	if (hit->rule == LINT_WANTED_PAGE)
		add_gap(g, GAP_WANTED, hit->weight, hit->subject, hit->message);
	else if (hit->rule == LINT_SINGLE_SOURCE)
		add_gap(g, GAP_SINGLE, hit->weight, subject,
			str_printf(
				g->a, STR_FMT " " STR_FMT, STR_ARG(path), STR_ARG(hit->message)));
	else if (hit->rule == LINT_GROW_STUB)
		add_gap(g, GAP_STUB, hit->weight, subject,
			str_printf(
				g->a, STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(hit->message)));
}

static void find_gaps(struct lint *l, void *ctx)
{
	struct gaps *g = ctx;
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		struct arena_mark mark = arena_mark(l->workers[0].scratch);
		for (size_t k = 0; p->reported && k < p->hits.n; k++)
			add_hit(l, g, p, &p->hits.v[k]);
		if (p->reported && p->read && !p->evidence)
			add_questions(l, g, p);
		arena_release(l->workers[0].scratch, mark);
	}
}

/* --- queries ----------------------------------------------------------------------------- */

static int by_kind(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return str_cmp(x->query, y->query);
}

/* The weightiest of each kind in turn, each query once. */
static void choose(struct gaps *g, struct arena *a, struct kb_research *out)
{
	struct map seen = map_make(a);
	size_t at[GAP_KINDS + 1], n = 0;
	bool more = true;
	if (g->all.n)
		qsort(g->all.v, g->all.n, sizeof *g->all.v, by_kind);
	for (size_t k = 0; k <= GAP_KINDS; k++) {
		while (n < g->all.n && g->all.v[n].kind < k)
			n++;
		at[k] = n;
	}
	size_t end[GAP_KINDS];
	for (size_t k = 0; k < GAP_KINDS; k++)
		end[k] = at[k + 1];
	out->queries = ARENA_ARRAY(a, struct kb_pair, MAX_QUERIES);
	while (more && out->n_queries < MAX_QUERIES) {
		more = false;
		for (size_t k = 0; k < GAP_KINDS && out->n_queries < MAX_QUERIES; k++) {
			if (at[k] == end[k])
				continue;
			const struct gap *gap = &g->all.v[at[k]++];
			bool added;
			more = true;
			map_add(&seen, text_fold(a, gap->query), &added);
			if (added)
				out->queries[out->n_queries++] =
					(struct kb_pair){gap->query, gap->why};
		}
	}
}

static bool make_queries(struct kb *kb, struct arena *a, struct kb_research *out, struct err *e)
{
	struct str rules[] = {STR("wanted-page"), STR("single-source"), STR("grow-stub")};
	struct kb_lint_opt opt = {.dir = kb->root, .rules = {rules, 3}};
	struct gaps g = {.a = a};
	if (!lint_look(kb, &opt, find_gaps, &g, e))
		return false;
	choose(&g, a, out);
	return true;
}

/* --- the list that is kept --------------------------------------------------------------- */

static bool write_list(struct kb *kb, struct arena *a, const struct kb_research *r, struct err *e)
{
	struct buf b = buf_make(a);
	struct json_out j = json_begin(&b, true);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < r->n; i++) {
		const struct kb_candidate *c = &r->v[i];
		json_open(&j, NULL, '{');
		json_put_int(&j, "number", (int64_t)c->number);
		json_put_str(&j, "url", c->url);
		json_put_str(&j, "title", c->title);
		json_put_str(&j, "text", c->text);
		json_put_str(&j, "query", c->query);
		json_put_str(&j, "why", c->why);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	buf_putc(&b, '\n');
	return fs_mkdirs(engine_path(kb, a, STR(".kb")), e) &&
		fs_write(engine_path(kb, a, STR(KEPT_LIST)), buf_str(&b), false, e);
}

static bool read_list(struct kb *kb, struct arena *a, struct kb_research *r, struct err *e)
{
	struct str text;
	struct json *j = NULL;
	char *path = engine_path(kb, a, STR(KEPT_LIST));
	if (!fs_exists(path))
		return err_set(e, ERR_NOT_FOUND,
			"no candidates are remembered; run kb lint --research first");
	if (!fs_read(a, path, MAX_LIST, &text, e) || !json_parse(a, text, &j, e))
		return err_wrap(e, KEPT_LIST);
	r->v = ARENA_ARRAY(a, struct kb_candidate, json_len(j));
	for (size_t i = 0; i < json_len(j); i++) {
		const struct json *c = json_at(j, i);
		r->v[r->n++] = (struct kb_candidate){
			.number = (size_t)json_num(json_get(c, STR("number"))),
			.url = json_str(json_get(c, STR("url"))),
			.title = json_str(json_get(c, STR("title"))),
			.text = json_str(json_get(c, STR("text"))),
			.query = json_str(json_get(c, STR("query"))),
			.why = json_str(json_get(c, STR("why"))),
		};
	}
	return true;
}

/* --- searching --------------------------------------------------------------------------- */

/* Addresses that are not offered: dismissed ones, and those of sources. */
static bool known_urls(struct kb *kb, struct arena *a, struct map *known, struct err *e)
{
	struct decisions d;
	struct source_rows rows;
	struct err none = {0};
	if (!decisions_read(kb, a, &d, e))
		return false;
	for (size_t i = 0; i < d.dismissed.n; i++)
		map_add(known, d.dismissed.v[i], NULL);
	if (engine_index(kb, DB_READ, &none) && index_sources(kb->index, a, &rows, &none))
		for (size_t i = 0; i < rows.n; i++)
			if (rows.v[i].url.n)
				map_add(known, rows.v[i].url, NULL);
	return true;
}

static void add_results(struct kb_research *out, struct arena *a, struct map *known,
	const struct kb_pair *query, const struct web_result *v, size_t n)
{
	for (size_t i = 0; i < n && out->n < MAX_CANDIDATES; i++) {
		bool added;
		map_add(known, v[i].url, &added);
		if (!added)
			continue;
		out->v[out->n] = (struct kb_candidate){.number = out->n + 1,
			.url = v[i].url,
			.title = v[i].title,
			.text = v[i].text,
			.query = query->name,
			.why = query->value};
		out->n++;
	}
	(void)a;
}

static bool search_all(
	struct kb *kb, struct arena *a, struct websearch *w, struct kb_research *out, struct err *e)
{
	struct map known = map_make(a);
	if (!known_urls(kb, a, &known, e))
		return false;
	out->v = ARENA_ARRAY(a, struct kb_candidate, MAX_CANDIDATES);
	for (size_t i = 0; i < out->n_queries; i++) {
		struct web_result v[WEB_MAX_RESULTS];
		struct err why = {0};
		size_t n;
		engine_progress(kb, "searching", i, out->n_queries);
		if (websearch_ask(w, a, out->queries[i].name, v, &n, &why)) {
			add_results(out, a, &known, &out->queries[i], v, n);
			continue;
		}
		if (why.code == ERR_INTERRUPTED)
			return err_set(e, why.code, "%s", why.text);
		strs_add(a, &out->notes,
			str_printf(a, STR_FMT ": %s", STR_ARG(out->queries[i].name), why.text));
	}
	if (out->notes.n && out->notes.n == out->n_queries)
		return err_set(e, ERR_NET, STR_FMT, STR_ARG(out->notes.v[0]));
	return write_list(kb, a, out, e);
}

static bool search(struct kb *kb, struct arena *a, const struct kb_research_opt *opt,
	struct kb_research *out, struct err *e)
{
	struct websearch *w = NULL;
	if (opt->dry_run)
		return make_queries(kb, a, out, e);
	bool good = websearch_open(kb, a, &w, e) && make_queries(kb, a, out, e) &&
		search_all(kb, a, w, out, e);
	websearch_close(w);
	return good;
}

/* --- accepting --------------------------------------------------------------------------- */

/* Keeps of the list the numbers asked for, in their order. */
static bool pick(
	struct kb_research *r, struct arena *a, const size_t *numbers, size_t n, struct err *e)
{
	struct kb_candidate *v = ARENA_ARRAY(a, struct kb_candidate, n);
	for (size_t i = 0; i < n; i++) {
		const struct kb_candidate *found = NULL;
		for (size_t k = 0; k < r->n && !found; k++)
			if (r->v[k].number == numbers[i])
				found = &r->v[k];
		if (!found)
			return err_set(e, ERR_NOT_FOUND,
				"no candidate %zu; the last search found %zu", numbers[i], r->n);
		v[i] = *found;
	}
	r->v = v;
	r->n = n;
	return true;
}

/* A file that was fetched just now, with its side file. */
static struct str move_in(struct kb *kb, struct arena *a, struct str path)
{
	struct str name = fs_base_name(path);
	struct str to = str_printf(a, INBOX "/" STR_FMT, STR_ARG(name));
	struct str side = str_cat(a, path, STR(SIDE)), side_to = str_cat(a, to, STR(SIDE));
	bool at_root = fs_dir_name(path).n == sizeof "raw" - 1;
	if (!at_root || fs_exists(engine_path(kb, a, to)) ||
		!fs_mkdirs(engine_path(kb, a, STR(INBOX)), NULL) ||
		!fs_rename(engine_path(kb, a, path), engine_path(kb, a, to), NULL))
		return path;
	if (fs_exists(engine_path(kb, a, side)))
		(void)fs_rename(engine_path(kb, a, side), engine_path(kb, a, side_to), NULL);
	return to;
}

/* The same way in as kb ingest URL; new files then move to the inbox. */
static bool accept(struct kb *kb, struct arena *a, struct kb_research *out, struct err *e)
{
	struct kb_ingest_opt opt = {.paths = {0}};
	struct kb_ingest_report first;
	struct strs moved = {0};
	for (size_t i = 0; i < out->n; i++) {
		struct str url = out->v[i].url; /* a file that others may have written to */
		if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://")))
			return err_set(e, ERR_INPUT,
				KEPT_LIST ": candidate %zu is no address of the web; search anew",
				out->v[i].number);
		strs_add(a, &opt.paths, url);
	}
	if (!kb_ingest(kb, a, &opt, &first, e))
		return false;
	out->ingest = first;
	for (size_t i = 0; i < first.n; i++) {
		struct kb_ingest_item *item = &first.v[i];
		struct str to = item->status == KB_NEW ? move_in(kb, a, item->path) : item->path;
		if (str_eq(to, item->path))
			continue;
		strs_add(a, &moved, str_of(engine_path(kb, a, to)));
		item->path = to;
	}
	opt.paths = moved;
	struct kb_ingest_report second;
	return moved.n == 0 || kb_ingest(kb, a, &opt, &second, e);
}

static bool dismiss(struct kb *kb, struct kb_research *out, struct err *e)
{
	for (size_t i = 0; i < out->n; i++)
		if (!decisions_add_dismissed(kb, out->v[i].url, e))
			return false;
	return true;
}

bool kb_research(struct kb *kb, struct arena *a, const struct kb_research_opt *opt,
	struct kb_research *out, struct err *e)
{
	*out = (struct kb_research){0};
	if (opt->n_accept)
		return read_list(kb, a, out, e) && pick(out, a, opt->accept, opt->n_accept, e) &&
			accept(kb, a, out, e);
	if (opt->n_dismiss)
		return read_list(kb, a, out, e) && pick(out, a, opt->dismiss, opt->n_dismiss, e) &&
			dismiss(kb, out, e);
	return search(kb, a, opt, out, e);
}
