/* lint_gather.c - findings: said by rules, gathered, put in order, known again by their fingerprints.
 *
 * Order of findings: by path and place; suggestions behind them, by rule and then by weight. A
 * fingerprint is the hash of the rule, the folded text of the line (of a finding about a whole page:
 * its title; of an opinion: its id) and a number that tells equal ones apart, so that it survives renamed files, moved lines,
 * NFC and CRLF. A baseline is a text file of fingerprints; a finding in it is marked as known and
 * counts for nothing. Order: saying, gathering, fingerprints, baselines. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "engine/lint_page.h"

#define SHOWN_CP 60
#define PRINT_CHARS 16
#define MAX_LINE 2000 /* bytes of a line that count */
#define MAX_BASELINE ((size_t)64 << 20)

/* --- saying ------------------------------------------------------------------------------ */

struct str lint_shown(struct arena *a, struct str s)
{
	struct str cut = text_cut(s, SHOWN_CP);
	struct buf b = buf_make(a);
	for (size_t i = 0; i < cut.n; i++)
		buf_putc(&b, (unsigned char)cut.p[i] < 0x20 ? ' ' : cut.p[i]);
	if (cut.n < s.n)
		buf_puts(&b, "...");
	return buf_str(&b);
}

void lint_say(struct arena *a, struct lint_page *p, enum lint_rule rule, size_t line, size_t column,
	const char *fmt, ...)
{
	struct buf b = buf_make(a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct lint_hit hit = {rule, line, column, buf_str(&b), false, 0, STR("")};
	VEC_PUSH(a, &p->hits, hit);
}

void lint_weigh(struct lint_page *p, size_t weight)
{
	p->hits.v[p->hits.n - 1].weight = weight;
}

void lint_say_file(struct lint *l, enum lint_rule rule, size_t file, const char *fmt, ...)
{
	struct buf b = buf_make(l->a);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct lint_hit hit = {rule, 1, 1, buf_str(&b), false, 0, STR("")};
	VEC_PUSH(l->a, &l->hits, hit);
	VEC_PUSH(l->a, &l->hit_files, file);
}

/* --- gathering --------------------------------------------------------------------------- */

struct found {
	struct kb_finding f;
	enum lint_rule rule;
	size_t weight, file;
	bool page; /* about all of its page */
};

struct gather {
	struct lint *l;
	struct arena *a;
	VEC(struct found) all;
};

static void gather_hit(struct gather *g, size_t file, const struct lint_hit *hit)
{
	struct str path = vault_at(g->l->vault, file)->path;
	enum kb_severity severity = lint_severity(g->l, hit->rule, path);
	if (severity == KB_OFF || severity < g->l->opt->level)
		return;
	struct str opinion = hit->rule >= LINT_FIRST_OPINION ? hit->subject : STR("");
	struct found v = {.f = {kb_rules[hit->rule].id, severity, str_dup(g->a, path), hit->line,
				  hit->column, str_dup(g->a, hit->message), STR(""),
				  str_dup(g->a, opinion), hit->fixable, false},
		.rule = hit->rule,
		.weight = hit->weight,
		.file = file,
		.page = hit->line == 1 && hit->column == 1};
	VEC_PUSH(g->a, &g->all, v);
}

static int by_place(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	bool xs = x->rule >= LINT_FIRST_SUGGESTION, ys = y->rule >= LINT_FIRST_SUGGESTION;
	int c = xs - ys;
	if (c == 0 && xs)
		c = (x->rule > y->rule) - (x->rule < y->rule);
	if (c == 0 && xs)
		c = (x->weight < y->weight) - (x->weight > y->weight);
	if (c == 0)
		c = str_cmp(x->f.path, y->f.path);
	if (c == 0)
		c = (x->f.line > y->f.line) - (x->f.line < y->f.line);
	if (c == 0)
		c = (x->f.column > y->f.column) - (x->f.column < y->f.column);
	if (c == 0)
		c = strcmp(x->f.rule, y->f.rule);
	return c ? c : str_cmp(x->f.message, y->f.message);
}

static size_t gather_all(struct gather *g)
{
	struct lint *l = g->l;
	size_t n_pages = 0;
	for (size_t i = 0; i < l->n_pages; i++) {
		const struct lint_page *p = &l->pages[i];
		if (!p->reported || !lint_is_asked_for(l, vault_at(l->vault, p->file)->path))
			continue;
		n_pages++;
		for (size_t h = 0; h < p->hits.n; h++)
			if (!p->off || !p->off[p->hits.v[h].rule])
				gather_hit(g, p->file, &p->hits.v[h]);
	}
	for (size_t h = 0; h < l->hits.n; h++) {
		struct str path = vault_at(l->vault, l->hit_files.v[h])->path;
		size_t page = l->page_of[l->hit_files.v[h]];
		bool off = page != VAULT_NONE && l->pages[page].off &&
			l->pages[page].off[l->hits.v[h].rule];
		if (!off && !lint_is_ignored(l, path) && lint_is_asked_for(l, path))
			gather_hit(g, l->hit_files.v[h], &l->hits.v[h]);
	}
	return n_pages;
}

/* --- fingerprints ------------------------------------------------------------------------ */

struct lines { /* of the page read last */
	size_t file;
	struct str text;
	VEC(size_t) at;
	size_t line; /* the one that words are of; 0: none */
	struct str words;
};

static void read_lines(struct lint *l, struct arena *a, size_t file, struct lines *out)
{
	struct str raw;
	*out = (struct lines){.file = file, .text = STR("")};
	if (!vault_at(l->vault, file)->note ||
		!lint_read(l, a, vault_at(l->vault, file)->path, &raw, NULL))
		return;
	out->text = text_clean(a, raw);
	VEC_PUSH(a, &out->at, 0);
	for (size_t i = 0; i < out->text.n; i++)
		if (out->text.p[i] == '\n')
			VEC_PUSH(a, &out->at, i + 1);
}

/* The words by which the place of a finding is known again. */
static struct str words_of(
	struct lint *l, struct arena *a, const struct found *v, const struct lines *lines)
{
	size_t page = l->page_of[v->file];
	const struct lint_page *p = page == VAULT_NONE ? NULL : &l->pages[page];
	struct str line = fs_base_name(v->f.path);
	if (v->page && p && p->title.n)
		line = p->title;
	else if (v->page && p && p->outline.n)
		line = p->outline.v[0].text;
	else if (p && v->f.line && v->f.line <= lines->at.n)
		line = str_sub(lines->text, lines->at.v[v->f.line - 1],
			v->f.line < lines->at.n ? lines->at.v[v->f.line] : lines->text.n);
	line = str_sub(line, 0, MAX_LINE);
	struct str folded = text_fold(a, line);
	return folded.n ? folded : str_trim(line);
}

/* The same for findings on one line after another: each line is folded once. */
static struct str place_of(
	struct lint *l, struct arena *a, const struct found *v, struct lines *lines)
{
	if (v->f.opinion.n)
		return v->f.opinion;
	if (v->page || lines->file != v->file)
		return words_of(l, a, v, lines);
	if (lines->line != v->f.line)
		lines->words = words_of(l, a, v, lines);
	lines->line = v->f.line;
	return lines->words;
}

static void put_prints(struct gather *g)
{
	struct arena *scratch = arena_make();
	struct map seen = map_make(g->l->a);
	struct lines lines = {.file = VAULT_NONE};
	for (size_t i = 0; i < g->all.n; i++) {
		struct found *v = &g->all.v[i];
		size_t page = g->l->page_of[v->file];
		bool told = page != VAULT_NONE && v->page &&
			(g->l->pages[page].title.n || g->l->pages[page].outline.n);
		if (lines.file != v->file && !told) {
			arena_free(scratch);
			scratch = arena_make();
			read_lines(g->l, scratch, v->file, &lines);
		}
		struct sha_stream *h = sha_begin(scratch);
		sha_part(h, str_of(v->f.rule));
		sha_part(h, place_of(g->l, scratch, v, &lines));
		struct str place = sha_base32(g->l->a, sha_end(h), PRINT_CHARS);
		struct map_entry *entry = map_add(&seen, place, NULL);
		h = sha_begin(scratch);
		sha_part(h, place);
		sha_u64(h, ++entry->num);
		v->f.fingerprint = sha_base32(g->a, sha_end(h), PRINT_CHARS);
	}
	arena_free(scratch);
}

/* --- baselines --------------------------------------------------------------------------- */

static bool read_baseline(struct lint *l, struct kb_findings *r, struct err *e)
{
	struct str text, line, word;
	struct map known = map_make(l->a);
	size_t n = 0;
	if (!fs_exists(l->opt->baseline))
		return err_set(e, ERR_USAGE,
			"%s: no such baseline; kb lint --write-baseline %s makes it",
			l->opt->baseline, l->opt->baseline);
	if (!fs_read(l->a, l->opt->baseline, MAX_BASELINE, &text, e))
		return false;
	while (str_line(&text, &line))
		if (str_cut(&line, ' ', &word) && word.n == PRINT_CHARS)
			map_add(&known, word, NULL);
	for (size_t i = 0; i < r->n; i++) {
		r->v[i].known = map_find(&known, r->v[i].fingerprint) != NULL;
		n += r->v[i].known;
	}
	r->n_known = n;
	r->n_gone = known.n > n ? known.n - n : 0;
	return true;
}

static bool write_baseline(struct lint *l, const struct kb_findings *r, struct err *e)
{
	struct buf b = buf_make(l->a);
	struct strs lines = {0};
	for (size_t i = 0; i < r->n; i++)
		strs_add(l->a, &lines,
			str_printf(l->a, STR_FMT " %s " STR_FMT "\n", STR_ARG(r->v[i].fingerprint),
				r->v[i].rule, STR_ARG(lint_shown(l->a, r->v[i].path))));
	strs_sort_unique(&lines);
	buf_puts(&b, "# findings that kb lint --baseline takes for known\n");
	for (size_t i = 0; i < lines.n; i++)
		buf_put(&b, lines.v[i]);
	return fs_write(l->opt->write_baseline, buf_str(&b), false, e);
}

static void count(struct kb_findings *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!r->v[i].known)
			r->counts[r->v[i].severity]++;
}

void lint_gather(struct lint *l, struct arena *a, struct kb_findings *out)
{
	struct gather g = {.l = l, .a = a};
	*out = (struct kb_findings){.n_pages = gather_all(&g)};
	size_t n = 0;
	if (g.all.n)
		qsort(g.all.v, g.all.n, sizeof *g.all.v, by_place);
	for (size_t i = 0; i < g.all.n; i++)
		if (n == 0 || by_place(&g.all.v[n - 1], &g.all.v[i]) != 0)
			g.all.v[n++] = g.all.v[i];
	g.all.n = n;
	put_prints(&g);
	out->v = ARENA_ARRAY(a, struct kb_finding, n);
	for (out->n = 0; out->n < n; out->n++)
		out->v[out->n] = g.all.v[out->n].f;
	out->health = l->health;
	out->health.top = str_dup(a, l->health.top);
}

bool lint_settle(struct lint *l, struct kb_findings *out, struct err *e)
{
	if (l->opt->baseline && !read_baseline(l, out, e))
		return false;
	count(out);
	return !l->opt->write_baseline || write_baseline(l, out, e);
}
