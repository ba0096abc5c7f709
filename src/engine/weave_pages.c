/* weave_pages.c - the body of each kind of page. Order: sources, concepts, essays, categories,
 * index. */
#include <stdlib.h>

#include "base/fs.h"
#include "base/text.h"
#include "doc/md.h"
#include "doc/meta.h"
#include "engine/weave.h"

#define MAX_KEY_POINTS 24
#define INDEX_SPLIT 300 /* DESIGN.md 3: pages past which the index lists categories only */

static void begin_meta(struct w_page *p, const char *type, struct str description)
{
	buf_printf(&p->fm, "type: %s\n", type);
	meta_put(&p->fm, "title", p->title);
	meta_put(&p->fm, "description", description);
	sha_part(p->said, description);
}

/* Who wrote it. What only lists pages is nobody's work but the builtin engine's. */
static void put_engine(struct weave *w, struct w_page *p, bool extract)
{
	meta_put(&p->fm, "generated", extract ? STR("builtin") : w->m->report->engine);
}

static void gap(struct w_page *p)
{
	buf_trim_right(&p->body);
	buf_puts(&p->body, "\n\n");
}

struct str weave_page_of(const struct m_source *s)
{
	return s->page_path.n ? s->page_path : s->text_path;
}

/* --- sources ----------------------------------------------------------------------------- */

static void source_line(struct weave *w, struct w_page *p, const struct m_source *s)
{
	const struct source_row *row = s->row;
	const char *dot = "";
	for (size_t i = 0; i < row->authors.n && i < 5; i++) {
		buf_puts(&p->body, i ? ", " : "");
		weave_plain(p, weave_line(w->a, row->authors.v[i], 100));
		dot = " · ";
	}
	if (row->date.n) {
		buf_puts(&p->body, dot);
		weave_plain(p, row->date);
		dot = " · ";
	}
	buf_puts(&p->body, dot);
	weave_link(w, p, s->text_path, STR("full text"));
	buf_puts(&p->body, " · ");
	buf_printf(&p->body, "[original](" STR_FMT ")\n\n",
		STR_ARG(md_escape_dest(w->a, fs_relative(w->a, p->path, row->path))));
}

/* A source that makes no claims says at least what it is. */
static void source_kind(struct weave *w, struct w_page *p, const struct m_source *s)
{
	const struct source_row *row = s->row;
	if (str_eqz(row->type, "image")) {
		struct str rest = row->embeds.n ? row->embeds.v[0] : STR(""), alt = STR("");
		str_cut(&rest, '\t', &alt);
		buf_printf(&p->body, "![" STR_FMT "](" STR_FMT ")\n\n",
			STR_ARG(md_escape_link_text(w->a, alt)),
			STR_ARG(md_escape_dest(w->a, fs_relative(w->a, p->path, row->path))));
		sha_part(p->said, alt);
	}
	if (s->n_claims || !row->excerpt.n)
		return;
	weave_plain(p, weave_line(w->a, row->excerpt, 500));
	buf_puts(&p->body, "\n\n");
}

static void source_summary(struct weave *w, struct w_page *p, const struct m_source *s, bool *used)
{
	for (size_t i = 0; i < s->n_summary; i++) {
		const struct m_cited *c = &s->summary[i];
		if (c->n_claims == 0)
			continue;
		if (i)
			buf_putc(&p->body, ' ');
		weave_sentence(w, p, c->text, c->claims, c->n_claims);
		for (size_t k = 0; k < c->n_claims; k++)
			used[c->claims[k] - s->first_claim] = true;
	}
	gap(p);
}

static void source_points(
	struct weave *w, struct w_page *p, const struct m_source *s, const bool *used)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_claims && n < MAX_KEY_POINTS; i++) {
		size_t claim = s->first_claim + i;
		if (used[i])
			continue;
		if (n++ == 0)
			weave_heading(p, 2, STR("Key points"));
		buf_puts(&p->body, "- ");
		weave_sentence(w, p, w->m->claims.v[claim].text, &claim, 1);
		buf_putc(&p->body, '\n');
	}
	if (n)
		gap(p);
}

static void source_concepts(struct weave *w, struct w_page *p, const struct m_source *s)
{
	struct map seen = map_make(w->a);
	for (size_t i = 0; i < s->n_claims; i++) {
		const struct m_claim *c = &w->m->claims.v[s->first_claim + i];
		for (size_t k = 0; k < c->n_concepts; k++)
			if (w->m->concepts[c->concepts[k]].path.n)
				map_add(&seen, w->m->concepts[c->concepts[k]].name, NULL)->num =
					c->concepts[k];
	}
	if (seen.n == 0)
		return;
	qsort(seen.v, seen.n, sizeof *seen.v, str_cmp_qsort); /* an entry begins with its key */
	weave_heading(p, 2, STR("Concepts"));
	for (size_t i = 0; i < seen.n; i++) {
		const struct m_concept *c = &w->m->concepts[seen.v[i].num];
		buf_puts(&p->body, i ? ", " : "");
		weave_link(w, p, c->path, c->name);
		sha_part(p->said, c->name);
	}
	gap(p);
}

static void put_questions(struct w_page *p, struct strs questions)
{
	if (questions.n == 0)
		return;
	weave_heading(p, 2, STR("Open questions"));
	for (size_t i = 0; i < questions.n; i++) {
		buf_puts(&p->body, "- ");
		weave_plain(p, weave_line(p->body.a, questions.v[i], 300));
		buf_putc(&p->body, '\n');
	}
	gap(p);
}

void weave_source(struct weave *w, struct w_page *p)
{
	const struct m_source *s = &w->m->sources[p->i];
	const struct source_row *row = s->row;
	bool *used = ARENA_ARRAY(w->a, bool, s->n_claims);
	struct strs sources = {(struct str[]){row->path}, 1};
	struct str description = row->excerpt;
	if (description.n == 0 && s->n_summary)
		description = s->summary[0].text;
	begin_meta(p, "source", weave_line(w->a, description, 200));
	meta_put_list(&p->fm, "tags", row->tags);
	meta_put_paths(&p->fm, "sources", sources);
	meta_put(&p->fm, "url", row->url);
	meta_put_list(&p->fm, "author", row->authors);
	meta_put_raw(&p->fm, "published", row->date);
	meta_put(&p->fm, "language", row->language);
	put_engine(w, p, false);
	weave_heading(p, 1, row->title);
	source_line(w, p, s);
	source_kind(w, p, s);
	source_summary(w, p, s, used);
	source_points(w, p, s, used);
	source_concepts(w, p, s);
	put_questions(p, s->questions);
}

/* --- concepts ---------------------------------------------------------------------------- */

static void put_table(
	struct weave *w, struct w_page *p, const struct reply_block *b, const struct map *claims)
{
	for (size_t i = 0; i < b->sentences.n; i++) {
		const struct reply_cited *s = &b->sentences.v[i];
		struct str rest = s->text, cell;
		size_t n, n_cells = 0;
		size_t *v = model_resolve(w->a, claims, s->claims, &n);
		buf_puts(&p->body, "|");
		while (rest.p && rest.n) {
			size_t bar = str_find(rest, STR(" | "));
			cell = str_sub(rest, 0, bar == STR_NPOS ? rest.n : bar);
			rest = bar == STR_NPOS ? STR("") : str_from(rest, bar + 3);
			buf_putc(&p->body, ' ');
			weave_sentence(w, p, cell, v, rest.n ? 0 : n);
			buf_puts(&p->body, " |");
			n_cells++;
		}
		buf_putc(&p->body, '\n');
		for (size_t k = 0; i == 0 && k < n_cells; k++)
			buf_puts(&p->body, k + 1 < n_cells ? "| --- " : "| --- |\n");
	}
}

/* Headings that are kb's own: an aspect of that name goes without. */
static bool is_section(struct str heading)
{
	static const char *const own[] = {"Backlinks", "Sources", "Related", "Open questions",
		"What the sources disagree on"};
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (str_ieq(str_trim(heading), str_of(own[i])))
			return true;
	return false;
}

static void put_block(
	struct weave *w, struct w_page *p, const struct reply_block *b, const struct map *claims)
{
	bool list = str_eqz(b->kind, "list"), quote = str_eqz(b->kind, "quote");
	if (b->heading.n && !is_section(b->heading))
		weave_heading(p, 2, b->heading);
	if (str_eqz(b->kind, "table")) {
		put_table(w, p, b, claims);
		gap(p);
		return;
	}
	for (size_t i = 0; i < b->sentences.n; i++) {
		size_t n;
		size_t *v = model_resolve(w->a, claims, b->sentences.v[i].claims, &n);
		buf_puts(&p->body, list ? "- " : quote && i == 0 ? "> " : i ? " " : "");
		weave_sentence(w, p, b->sentences.v[i].text, v, n);
		if (list)
			buf_putc(&p->body, '\n');
	}
	gap(p);
}

static void put_disagreements(
	struct weave *w, struct w_page *p, const struct reply_article *r, const struct map *claims)
{
	for (size_t i = 0; i < r->disagreements.n; i++) {
		size_t n;
		size_t *v = model_resolve(w->a, claims, r->disagreements.v[i].claims, &n);
		buf_puts(&p->body, "> [!warning] Sources disagree\n> ");
		weave_sentence(w, p, r->disagreements.v[i].text, v, n);
		gap(p);
	}
}

/* Each side with its words and its date. */
static void put_sides(struct weave *w, struct w_page *p, const size_t *claims, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct m_claim *c = &w->m->claims.v[claims[i]];
		const struct m_source *s = &w->m->sources[c->source];
		buf_puts(&p->body, "\n> - \"");
		weave_plain(p, weave_line(w->a, c->quote, 200));
		buf_printf(&p->body, "\"[^" STR_FMT "] (", STR_ARG(c->id));
		weave_link(w, p, weave_page_of(s), s->row->title);
		if (s->row->date.n)
			buf_printf(&p->body, ", " STR_FMT, STR_ARG(str_sub(s->row->date, 0, 10)));
		buf_putc(&p->body, ')');
	}
}

static void put_disputes(
	struct weave *w, struct w_page *p, const struct reply_article *r, const struct map *claims)
{
	for (size_t i = 0; i < r->disagreements.n; i++) {
		size_t n;
		size_t *v = model_resolve(w->a, claims, r->disagreements.v[i].claims, &n);
		if (i == 0)
			weave_heading(p, 2, STR("What the sources disagree on"));
		buf_puts(&p->body, "> [!warning] Sources disagree\n> ");
		weave_sentence(w, p, r->disagreements.v[i].text, v, n);
		put_sides(w, p, v, n);
		gap(p);
	}
}

static bool is_among(const size_t *v, size_t n, size_t x)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == x)
			return true;
	return false;
}

/* A line of links to those that have pages; the first one of a section makes its heading. */
static void put_links(struct weave *w, struct w_page *p, const char *lead, const size_t *v,
	size_t n, bool *headed)
{
	size_t told = 0;
	for (size_t i = 0; i < n; i++) {
		const struct m_concept *c = &w->m->concepts[v[i]];
		if (!c->path.n)
			continue;
		if (!*headed)
			weave_heading(p, 2, STR("Related"));
		*headed = true;
		buf_puts(&p->body, told++ ? ", " : lead);
		weave_link(w, p, c->path, c->name);
	}
	if (told)
		gap(p);
}

static void put_compared(struct weave *w, struct w_page *p, const struct m_concept *c, bool *headed)
{
	if (c->n_compared && !*headed)
		weave_heading(p, 2, STR("Related"));
	*headed = *headed || c->n_compared;
	for (size_t i = 0; i < c->n_compared; i++) {
		const struct m_essay *x = &w->m->comparisons[c->compared[i]];
		buf_puts(&p->body, i ? ", " : "Compared: ");
		weave_link(w, p, x->c.path, x->c.name);
	}
	if (c->n_compared)
		gap(p);
}

static void put_related(struct weave *w, struct w_page *p, const struct m_concept *c)
{
	size_t near[WEAVE_RELATED], n = 0;
	bool headed = false;
	put_links(w, p, "Part of: ", c->wholes, c->n_wholes, &headed);
	put_links(w, p, "Includes: ", c->parts, c->n_parts, &headed);
	put_links(w, p, "Of the same name: ", c->twins, c->n_twins, &headed);
	put_compared(w, p, c, &headed);
	for (size_t i = 0; i < c->n_near && i < WEAVE_RELATED; i++)
		if (!is_among(c->wholes, c->n_wholes, c->near[i]) &&
			!is_among(c->parts, c->n_parts, c->near[i]))
			near[n++] = c->near[i];
	put_links(w, p, "", near, n, &headed);
	gap(p);
}

/* Sources of the claims that the page cites, by title. */
static const struct m_source **cited_sources(struct weave *w, struct w_page *p, size_t *n)
{
	const struct m_source **v = ARENA_ARRAY(w->a, const struct m_source *, p->notes.n);
	*n = 0;
	for (size_t i = 0; i < p->notes.n; i++) {
		const struct m_source *s = &w->m->sources[w->m->claims.v[p->notes.v[i]].source];
		bool known = false;
		for (size_t k = 0; k < *n; k++)
			known = known || v[k] == s;
		if (!known)
			v[(*n)++] = s;
	}
	return v;
}

static void put_sources(
	struct weave *w, struct w_page *p, const struct m_source *const *v, size_t n)
{
	weave_heading(p, 2, STR("Sources"));
	for (size_t i = 0; i < n; i++) {
		buf_puts(&p->body, "- ");
		weave_link(w, p, weave_page_of(v[i]), v[i]->row->title);
		struct w_out out = {weave_page_of(v[i]), STR(""), 1};
		VEC_PUSH(w->a, &p->out, out);
		if (v[i]->row->date.n)
			buf_printf(
				&p->body, ", " STR_FMT, STR_ARG(str_sub(v[i]->row->date, 0, 10)));
		buf_putc(&p->body, '\n');
	}
	gap(p);
}

void weave_concept(struct weave *w, struct w_page *p)
{
	const struct m_concept *c = &w->m->concepts[p->i];
	struct map claims = map_make(w->a);
	struct strs paths = {0};
	size_t n;
	for (size_t i = 0; i < c->n_claims; i++)
		map_add(&claims, w->m->claims.v[c->claims[i]].id, NULL)->num = c->claims[i] + 1;
	weave_heading(p, 1, c->name);
	bool by_model = w->m->calls && !c->extract;
	bool told = by_model; /* else disagreements stand above the first heading */
	for (size_t i = 0; i < c->article->blocks.n; i++) {
		if (c->article->blocks.v[i].heading.n && !told) {
			put_disagreements(w, p, c->article, &claims);
			told = true;
		}
		put_block(w, p, &c->article->blocks.v[i], &claims);
	}
	if (!told)
		put_disagreements(w, p, c->article, &claims);
	if (by_model)
		put_disputes(w, p, c->article, &claims);
	put_questions(p, c->article->questions);
	put_related(w, p, c);
	const struct m_source **sources = cited_sources(w, p, &n);
	put_sources(w, p, sources, n);
	for (size_t i = 0; i < n; i++)
		strs_add(w->a, &paths, sources[i]->row->path);
	strs_sort_unique(&paths);
	begin_meta(p, "concept", weave_line(w->a, c->description, 200));
	meta_put_list(&p->fm, "aliases", c->aliases);
	meta_put(&p->fm, "kind", c->kind);
	if (c->category != MODEL_NONE)
		meta_put(&p->fm, "category", w->m->categories[c->category].name);
	meta_put_paths(&p->fm, "sources", paths);
	put_engine(w, p, c->extract);
}

/* --- essays ------------------------------------------------------------------------------ */

static bool has_essay(const struct m_essay *x)
{
	return x && x->c.article && x->c.article->blocks.n;
}

static void put_essay(struct weave *w, struct w_page *p, const struct m_essay *x)
{
	for (size_t i = 0; i < x->c.article->blocks.n; i++)
		put_block(w, p, &x->c.article->blocks.v[i], &w->m->by_id);
}

void weave_comparison(struct weave *w, struct w_page *p)
{
	const struct m_essay *x = &w->m->comparisons[p->i];
	struct strs paths = {0};
	bool headed = false;
	size_t n;
	weave_heading(p, 1, x->c.name);
	put_essay(w, p, x);
	put_disputes(w, p, x->c.article, &w->m->by_id);
	put_questions(p, x->c.article->questions);
	put_links(w, p, "", x->members, x->n_members, &headed);
	const struct m_source **sources = cited_sources(w, p, &n);
	put_sources(w, p, sources, n);
	for (size_t i = 0; i < n; i++)
		strs_add(w->a, &paths, sources[i]->row->path);
	strs_sort_unique(&paths);
	begin_meta(p, "comparison", weave_line(w->a, x->c.description, 200));
	meta_put_paths(&p->fm, "sources", paths);
	put_engine(w, p, false);
}

/* --- categories -------------------------------------------------------------------------- */

static void put_entry(struct weave *w, struct w_page *p, struct str path, struct str title,
	struct str description)
{
	buf_puts(&p->body, "- ");
	weave_link(w, p, path, title);
	sha_part(p->said, path);
	if (description.n) {
		buf_puts(&p->body, ": ");
		weave_plain(p, weave_line(w->a, description, 160));
	}
	buf_putc(&p->body, '\n');
}

static void put_concepts(struct weave *w, struct w_page *p, const struct m_category *c)
{
	for (size_t i = 0; i < c->n_concepts; i++) {
		const struct m_concept *x = &w->m->concepts[c->concepts[i]];
		put_entry(w, p, x->path, x->name, x->description);
	}
	if (c->n_concepts)
		gap(p);
}

/* Categories that are part of another one; false: there is none. */
static bool put_parts(struct weave *w, struct w_page *p, size_t category)
{
	bool any = false;
	for (size_t i = 0; i < w->m->n_categories; i++) {
		const struct m_category *c = &w->m->categories[i];
		if (c->parent != category)
			continue;
		if (!any)
			weave_heading(p, 2, STR("Categories"));
		any = true;
		put_entry(w, p, c->path, c->name, c->description);
	}
	if (any)
		gap(p);
	return any;
}

void weave_category(struct weave *w, struct w_page *p)
{
	const struct m_category *c = &w->m->categories[p->i];
	bool told = has_essay(c->intro);
	begin_meta(p, "category", weave_line(w->a, c->description, 200));
	put_engine(w, p, false);
	weave_heading(p, 1, c->name);
	if (told) {
		put_essay(w, p, c->intro);
	} else if (c->description.n) {
		weave_plain(p, weave_line(w->a, c->description, 400));
		gap(p);
	}
	if (c->parent != MODEL_NONE) {
		const struct m_category *parent = &w->m->categories[c->parent];
		buf_puts(&p->body, "Part of: ");
		weave_link(w, p, parent->path, parent->name);
		gap(p);
	}
	bool parts = put_parts(w, p, p->i);
	if ((told || parts) && c->n_concepts)
		weave_heading(p, 2, STR("Concepts"));
	put_concepts(w, p, c);
}

/* --- index ------------------------------------------------------------------------------- */

static int by_title(const void *x, const void *y)
{
	const struct m_source *a = *(const struct m_source *const *)x;
	const struct m_source *b = *(const struct m_source *const *)y;
	int c = str_cmp(a->row->title, b->row->title);
	return c ? c : str_cmp(a->page_path, b->page_path);
}

static void put_all_sources(struct weave *w, struct w_page *p)
{
	const struct m_source **v = ARENA_ARRAY(w->a, const struct m_source *, w->m->n_sources);
	for (size_t i = 0; i < w->m->n_sources; i++)
		v[i] = &w->m->sources[i];
	if (w->m->n_sources)
		qsort(v, w->m->n_sources, sizeof *v, by_title);
	for (size_t i = 0; i < w->m->n_sources; i++)
		put_entry(w, p, weave_page_of(v[i]), v[i]->row->title, v[i]->row->excerpt);
	gap(p);
}

static void put_foreign(
	struct weave *w, struct w_page *p, struct str heading, const struct w_foreign *v, size_t n)
{
	if (n == 0)
		return;
	weave_heading(p, 2, heading);
	for (size_t i = 0; i < n; i++)
		put_entry(w, p, v[i].path, v[i].title, STR(""));
	gap(p);
}

struct branch { /* of the tree of categories */
	const struct m_category *c;
	unsigned level; /* 0: at the top */
};

static size_t put_branches(
	const struct model *m, struct branch *v, size_t n, size_t parent, unsigned level)
{
	for (int last = 0; last < 2; last++) /* the one for what fits nowhere stands last */
		for (size_t i = 0; i < m->n_categories; i++) {
			const struct m_category *c = &m->categories[i];
			if (c->parent != parent || str_eqz(c->name, "Other") != (last == 1))
				continue;
			v[n++] = (struct branch){c, level};
			n = put_branches(m, v, n, i, level + 1);
		}
	return n;
}

/* By name, each in front of its parts. */
static struct branch *in_order(struct weave *w)
{
	struct branch *v = ARENA_ARRAY(w->a, struct branch, w->m->n_categories);
	put_branches(w->m, v, 0, MODEL_NONE, 0);
	return v;
}

/* "3 concepts", with those of the categories that are part of it. */
static struct str holds(struct weave *w, const struct m_category *c)
{
	const struct model *m = w->m;
	size_t n = 0;
	for (size_t i = 0; i < m->n_categories; i++)
		for (size_t k = i; k != MODEL_NONE; k = m->categories[k].parent)
			n += &m->categories[k] == c ? m->categories[i].n_concepts : 0;
	return str_printf(w->a, "%zu %s", n, n == 1 ? "concept" : "concepts");
}

static void put_split(struct weave *w, struct w_page *p)
{
	const struct branch *v = in_order(w);
	for (size_t i = 0; i < w->m->n_categories; i++) {
		const struct m_category *c = v[i].c;
		buf_fill(&p->body, ' ', v[i].level * 2);
		put_entry(w, p, c->path, c->name, holds(w, v[i].c));
	}
	put_entry(w, p, STR(WEAVE_SOURCES), STR("Sources"),
		str_printf(w->a, "%zu sources", w->m->n_sources));
	gap(p);
}

void weave_sources(struct weave *w, struct w_page *p)
{
	begin_meta(p, "category", STR("Every source of this base"));
	put_engine(w, p, true);
	weave_heading(p, 1, STR("Sources"));
	put_all_sources(w, p);
}

static void put_comparisons(struct weave *w, struct w_page *p)
{
	if (!w->m->n_comparisons)
		return;
	weave_heading(p, 2, STR("Comparisons"));
	for (size_t i = 0; i < w->m->n_comparisons; i++) {
		const struct m_essay *x = &w->m->comparisons[i];
		put_entry(w, p, x->c.path, x->c.name, x->c.description);
	}
	gap(p);
}

static size_t count_concepts(const struct model *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n_concepts; i++)
		n += m->concepts[i].path.n > 0;
	return n;
}

bool weave_is_split(const struct model *m)
{
	return count_concepts(m) + m->n_sources > INDEX_SPLIT;
}

void weave_index(struct weave *w, struct w_page *p)
{
	size_t n_concepts = count_concepts(w->m);
	begin_meta(p, "index", STR("Every page of this base in one line"));
	put_engine(w, p, !has_essay(w->m->overview));
	weave_heading(p, 1, STR("Index"));
	buf_printf(&p->body, "%zu %s, %zu %s. What changed is in the ", w->m->n_sources,
		w->m->n_sources == 1 ? "source" : "sources", n_concepts,
		n_concepts == 1 ? "concept" : "concepts");
	weave_link(w, p, STR("wiki/log.md"), STR("log"));
	buf_puts(&p->body, ".\n\n");
	if (has_essay(w->m->overview))
		put_essay(w, p, w->m->overview);
	if (weave_is_split(w->m)) {
		put_split(w, p);
		put_comparisons(w, p);
	} else {
		const struct branch *v = in_order(w);
		for (size_t i = 0; i < w->m->n_categories; i++) {
			const struct m_category *c = v[i].c;
			buf_fill(&p->body, '#', v[i].level + 2);
			buf_putc(&p->body, ' ');
			weave_link(w, p, c->path, c->name);
			gap(p);
			put_concepts(w, p, c);
		}
		put_comparisons(w, p);
		weave_heading(p, 2, STR("Sources"));
		put_all_sources(w, p);
	}
	put_foreign(w, p, STR("Answers"), w->answers, w->n_answers);
	put_foreign(w, p, STR("Notes"), w->foreign, w->n_foreign);
}
