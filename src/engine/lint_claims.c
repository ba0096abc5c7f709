/* lint_claims.c - rules on what a concept page of kb's says: is each paragraph cited, does each figure
 * stand in what its sentence cites?
 *
 * kb writes no sentence without a citation, so these find what a hand edit changed. A sentence is
 * the text before a run of footnote marks; its figures are kept here and looked for in lint_proof.c,
 * where the cited passages are read. Order: figures, sentences, paragraphs, the page. */
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/inline.h"
#include "engine/lint_page.h"

#define MIN_WORDS 5 /* a shorter paragraph is a lead-in or a label */

struct claims {
	struct lint_scan *s;
	struct map cites; /* label -> index of page->cites, plus 1 */
	const struct md_leaf *leaf;
	struct buf text; /* since the last run of marks */
	size_t text_at; /* where it starts in the leaf */
	VEC(size_t) group; /* cites of the run of marks in hand */
};

/* --- figures ----------------------------------------------------------------------------- */

struct str lint_figure_digits(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	for (size_t i = 0; i < s.n; i++) {
		bool between = i && i + 1 < s.n && text_is_digit((unsigned char)s.p[i - 1]) &&
			text_is_digit((unsigned char)s.p[i + 1]);
		if ((s.p[i] == ',' || s.p[i] == '\'') && between)
			continue; /* of thousands */
		buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

static void keep_figures(struct claims *c, struct str sentence, size_t at)
{
	struct lint_scan *s = c->s;
	struct text_words words = text_words(s->leaf, sentence);
	for (size_t i = 0; i < words.n; i++) {
		const struct text_word *w = &words.v[i];
		if (!w->number)
			continue;
		struct lint_figure f = {.first = s->page->figure_cites.n, .n = c->group.n};
		struct str digits = str_sub(sentence, w->start, w->end);
		while (digits.n && !text_is_digit((unsigned char)digits.p[0]))
			digits = str_from(digits, 1);
		f.digits = str_dup(s->keep, lint_figure_digits(s->leaf, digits));
		lint_place(s, s->body_at + md_leaf_at(c->leaf, at + w->start), &f.line, &f.column);
		for (size_t k = 0; k < c->group.n; k++)
			VEC_PUSH(s->keep, &s->page->figure_cites, c->group.v[k]);
		if (f.digits.n)
			VEC_PUSH(s->keep, &s->page->figures, f);
	}
}

/* --- sentences --------------------------------------------------------------------------- */

/* The last sentence of the text in hand belongs to the marks in hand. */
static void end_group(struct claims *c)
{
	struct str text = buf_str(&c->text);
	if (c->group.n) {
		struct text_spans spans = text_sentences(c->s->leaf, text, STR(""));
		size_t from = spans.n ? spans.v[spans.n - 1].start : 0;
		c->s->page->n_sentences += spans.n ? spans.n : 1;
		c->s->page->n_cited++;
		keep_figures(c, str_from(text, from), c->text_at + from);
		c->text.n = 0;
	}
	c->group.n = 0;
}

static bool read_leaf(struct claims *c, const struct md_leaf *leaf)
{
	struct inlines in;
	bool cited = false;
	c->leaf = leaf;
	c->text = buf_make(c->s->leaf);
	c->group.n = 0;
	inline_scan(c->s->leaf, leaf->text, NULL, &in);
	for (size_t i = 0; i < in.n; i++) {
		const struct inline_token *t = &in.v[i];
		if (t->kind == INLINE_NOTE) {
			struct str label = str_sub(leaf->text, t->in, t->out);
			struct map_entry *cite = map_find(&c->cites, label);
			cited = true;
			if (cite)
				VEC_PUSH(c->s->a, &c->group, cite->num - 1);
			continue;
		}
		end_group(c);
		if (c->text.n == 0)
			c->text_at = t->start;
		bool shown = t->kind == INLINE_TEXT || t->kind == INLINE_ESCAPE;
		if (shown)
			buf_put(&c->text, str_sub(leaf->text, t->start, t->end));
		else
			buf_fill(&c->text, ' ', t->end - t->start);
	}
	end_group(c);
	struct str rest = buf_str(&c->text);
	if (text_count_words(rest) >= MIN_WORDS)
		c->s->page->n_sentences += text_sentences(c->s->leaf, rest, STR("")).n;
	return cited;
}

/* --- paragraphs -------------------------------------------------------------------------- */

static bool is_list_of_links(struct str heading)
{
	static const char *const names[] = {"Related", "Sources", "Open questions", "Backlinks"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eqz(heading, names[i]))
			return true;
	return false;
}

static void read_block(struct claims *c, const struct md_leaf *leaf)
{
	struct lint_scan *s = c->s;
	const struct md_block *b = &s->blocks.v[leaf->block];
	struct arena_mark mark = arena_mark(s->leaf);
	bool cited = read_leaf(c, leaf);
	bool callout = str_starts(leaf->text, STR("[!"));
	s->page->n_disputes += callout && str_find(leaf->text, STR("Sources disagree")) != STR_NPOS;
	bool row = b->kind == MD_ROW;
	if (!cited && !callout && !row && text_count_words(b->plain) >= MIN_WORDS)
		lint_say_at(s, LINT_UNCITED_PARAGRAPH, s->body_at + md_leaf_at(leaf, 0),
			"says something without a citation");
	arena_release(s->leaf, mark);
}

static bool in_footnote(const struct lint_scan *s, size_t block)
{
	for (; block != MD_NO_PARENT; block = s->blocks.v[block].parent)
		if (s->blocks.v[block].kind == MD_FOOTNOTE)
			return true;
	return false;
}

/* --- the page ---------------------------------------------------------------------------- */

void lint_claims(struct lint_scan *s)
{
	struct claims c = {.s = s, .cites = map_make(s->a)};
	bool links = false;
	bool prose = str_eqz(s->page->type, "concept") || str_eqz(s->page->type, "comparison");
	if (!s->page->generated || !prose)
		return;
	for (size_t i = 0; i < s->page->cites.n; i++)
		map_add(&c.cites, s->page->cites.v[i].label, NULL)->num = i + 1;
	for (size_t i = 0; i < s->blocks.n_leaves; i++) {
		const struct md_block *b = &s->blocks.v[s->blocks.leaf[i].block];
		if (b->kind == MD_HEADING)
			links = is_list_of_links(b->plain);
		else if (!links && !b->comment && !in_footnote(s, s->blocks.leaf[i].block))
			read_block(&c, &s->blocks.leaf[i]);
	}
}
