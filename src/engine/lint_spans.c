/* lint_spans.c - citations of lines: does the file have them, and do the quoted words stand there?
 *
 * Read are the forms that tools and people write beside kb's own: ^[raw/a.md:10-20], a footnote whose
 * text is or starts with a link to a file with #L10-L20 or :10-20, and words in double quotes behind
 * the link, which must stand in those lines, or in the file when no lines are named. A path without a
 * span or a quote is no claim about lines. Order: spans of a page (first pass), looking. */
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/convert.h"
#include "doc/inline.h"
#include "engine/lint_page.h"

#define MIN_QUOTE_WORDS 3

/* --- spans of a page --------------------------------------------------------------------- */

static bool read_number(struct str *s, size_t *out)
{
	size_t n = 0, value = 0;
	if (s->n && (s->p[0] == 'L' || s->p[0] == 'l'))
		*s = str_from(*s, 1);
	for (; n < s->n && n < 9 && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		value = value * 10 + (size_t)(s->p[n] - '0');
	*s = str_from(*s, n);
	*out = value;
	return n > 0;
}

/* "10", "10-20", "L10-L20" */
static bool read_span(struct str s, size_t *from, size_t *to)
{
	if (!read_number(&s, from))
		return false;
	*to = *from;
	if (s.n && s.p[0] == '-') {
		s = str_from(s, 1);
		if (!read_number(&s, to))
			return false;
	}
	return s.n == 0;
}

/* Cuts a span off a path: "a.md:10-20", "a.md#L10". */
static bool cut_span(struct str *path, struct lint_span *out)
{
	size_t hash = str_find(*path, STR("#L"));
	size_t at = hash != STR_NPOS ? hash : str_rfind_byte(*path, ':');
	if (at == STR_NPOS || !read_span(str_from(*path, at + 1), &out->from, &out->to))
		return false;
	*path = str_sub(*path, 0, at);
	return fs_extension(*path).n > 1;
}

static void keep_span(struct lint_scan *s, struct lint_span span, struct str path, size_t at)
{
	lint_place(s, at, &span.line, &span.column);
	span.target = str_dup(s->keep, path);
	span.quote = str_dup(s->keep, span.quote);
	VEC_PUSH(s->keep, &s->page->spans, span);
}

/* "^[raw/a.md:10-20]", of several parted by "," or ";" each. */
static void read_inline(struct lint_scan *s, const struct md_leaf *leaf)
{
	if (str_find(leaf->text, STR("^[")) == STR_NPOS)
		return;
	struct inlines in;
	inline_scan(s->leaf, leaf->text, NULL, &in);
	for (size_t i = 0; i < in.n; i++) {
		const struct inline_token *t = &in.v[i];
		if (t->kind != INLINE_MARK || !str_eqz(str_sub(leaf->text, t->start, t->end), "^["))
			continue;
		size_t close = str_find_from(leaf->text, t->end, STR("]"));
		struct str rest = str_sub(leaf->text, t->end, close), piece;
		while (str_cut(&rest, ',', &piece)) {
			struct lint_span span = {.quote = STR("")};
			piece = str_trim(piece);
			if (cut_span(&piece, &span) && str_find_byte(piece, ' ') == STR_NPOS)
				keep_span(s, span, piece, s->body_at + md_leaf_at(leaf, t->start));
		}
	}
}

/* Words in double quotes that end the definition. */
static struct str quote_of(struct str text)
{
	text = str_trim(text);
	if (str_starts(text, STR(":")))
		text = str_trim(str_from(text, 1));
	if (text.n < 3 || text.p[0] != '"' || text.p[text.n - 1] != '"')
		return STR("");
	return str_sub(text, 1, text.n - 1);
}

/* "[^1]: [Title](raw/a.md#L3-L9): "words"" that is none of kb's own. */
static void read_definition(struct lint_scan *s, const struct md_leaf *leaf)
{
	struct inlines in;
	inline_scan(s->leaf, leaf->text, NULL, &in);
	if (in.n_links == 0 || in.link[0].kind != INLINE_TEXT || in.link[0].embed ||
		str_sub(leaf->text, 0, in.link[0].start).n)
		return;
	const struct inline_link *link = &in.link[0];
	struct str path = md_unescape_dest(s->leaf, link->dest);
	struct lint_span span = {.quote = quote_of(str_from(leaf->text, link->end))};
	bool lines = cut_span(&path, &span);
	size_t hash = str_find_byte(path, '#');
	bool scheme = str_find(path, STR("://")) != STR_NPOS;
	if (scheme || path.n == 0 || (!lines && (hash != STR_NPOS || span.quote.n == 0)))
		return;
	if (!lines)
		span.from = span.to = 0;
	span.quote = md_plain(s->leaf, span.quote);
	if (text_count_words(span.quote) < MIN_QUOTE_WORDS)
		span.quote = STR("");
	if (lines || span.quote.n)
		keep_span(s, span, path, s->body_at + md_leaf_at(leaf, 0));
}

bool lint_is_span(struct str sub)
{
	size_t from, to;
	return sub.n > 1 && sub.p[0] == 'L' && read_span(sub, &from, &to);
}

void lint_spans(struct lint_scan *s)
{
	if (s->page->evidence)
		return;
	for (size_t i = 0; i < s->blocks.n_leaves; i++) {
		const struct md_leaf *leaf = &s->blocks.leaf[i];
		const struct md_block *b = &s->blocks.v[leaf->block];
		struct arena_mark mark = arena_mark(s->leaf);
		bool note = b->parent != MD_NO_PARENT && s->blocks.v[b->parent].kind == MD_FOOTNOTE;
		if (note && !b->comment)
			read_definition(s, leaf);
		if (!b->comment)
			read_inline(s, leaf);
		arena_release(s->leaf, mark);
	}
}

/* --- looking ----------------------------------------------------------------------------- */

/* Lines from to to of text, to its end when there are fewer; *n_lines counts them all. */
static struct str lines_of(struct str text, size_t from, size_t to, size_t *n_lines)
{
	size_t start = text.n, end = text.n, line = 1;
	for (size_t at = 0; at < text.n; line++) {
		size_t next = str_find_from(text, at, STR("\n"));
		next = next == STR_NPOS ? text.n : next + 1;
		if (line == from)
			start = at;
		if (line == to)
			end = next;
		at = next;
	}
	*n_lines = line - 1;
	return from ? str_sub(text, start, end) : text;
}

static void check_span(struct lint *l, struct lint_page *p, const struct lint_span *span)
{
	struct arena *a = l->workers[0].scratch;
	struct str from = vault_at(l->vault, p->file)->path, raw;
	struct vault_hit hit = vault_resolve(l->vault, a, from, span->target);
	struct str shown = lint_shown(a, span->target);
	if (hit.file == VAULT_NONE) {
		lint_say(l->a, p, LINT_CITATION_SPAN, span->line, span->column,
			"'" STR_FMT "', whose lines are cited, is not in the vault",
			STR_ARG(shown));
		return;
	}
	struct str path = vault_at(l->vault, hit.file)->path;
	if (!lint_read(l, a, path, &raw, NULL) || convert_is_binary(raw))
		return;
	size_t n_lines, at, end;
	struct str text = lines_of(text_clean(a, raw), span->from, span->to, &n_lines);
	bool bad = span->to && (span->from == 0 || span->from > span->to || span->to > n_lines);
	if (bad)
		lint_say(l->a, p, LINT_CITATION_SPAN, span->line, span->column,
			STR_FMT " has %zu lines; %zu to %zu are cited", STR_ARG(path), n_lines,
			span->from, span->to);
	else if (span->quote.n && !text_find_quote(a, text, span->quote, &at, &end))
		lint_say(l->a, p, LINT_CITATION_SPAN, span->line, span->column,
			"'" STR_FMT "' does not stand in %s" STR_FMT,
			STR_ARG(lint_shown(a, span->quote)), span->to ? "those lines of " : "",
			STR_ARG(path));
}

void lint_check_spans(struct lint *l)
{
	for (size_t i = 0; i < l->n_pages; i++) {
		struct lint_page *p = &l->pages[i];
		for (size_t k = 0; p->reported && k < p->spans.n; k++) {
			struct arena_mark mark = arena_mark(l->workers[0].scratch);
			check_span(l, p, &p->spans.v[k]);
			arena_release(l->workers[0].scratch, mark);
		}
	}
}
