/* lint_scan.c - the first pass over one page: bytes to facts.
 *
 * A page is read once, made clean UTF-8, cut into front matter and body and parsed; the rules on one
 * page then say what they see, and what the second pass needs is copied out of the scratch arena.
 * A page whose tree would take gigabytes (millions of lines or marks, as no writer makes) is looked at
 * for its links alone, piece by piece, and the finding unreadable says so: no page takes more than half
 * a gigabyte. Order: places, encoding, links and citations, past the bound, the scan. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/str.h"
#include "base/text.h"
#include "doc/page.h"
#include "engine/lint_page.h"

#define MAX_LINES 200000 /* of a page that is parsed whole: headings alone take 2 KB a line */
#define MAX_MARKS 1000000 /* bytes that inline markup is made of */
#define MAX_LINKS 200000 /* of a page past these bounds */
#define PIECE_MAX ((size_t)256 << 10)
#define PIECE_LINES 50000

/* --- places ------------------------------------------------------------------------------ */

static void index_lines(struct lint_scan *s)
{
	const char *p = s->text.p, *end = p + s->text.n, *nl;
	size_t n = 1;
	for (const char *q = p; q < end; q++)
		n += *q == '\n';
	s->line_at = ARENA_ARRAY(s->a, size_t, n);
	s->n_lines = 1;
	while (p < end && (nl = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p = nl + 1;
		s->line_at[s->n_lines++] = (size_t)(p - s->text.p);
	}
}

/* Rules mostly go forward: counting goes on where it stopped, so that a line of any length is counted
 * once. */
void lint_place(struct lint_scan *s, size_t at, size_t *line, size_t *column)
{
	size_t low = 0, high = s->n_lines;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (s->line_at[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	if (s->placed_line != low || s->placed_at > at) {
		s->placed_line = low;
		s->placed_at = s->line_at[low];
		s->placed_cp = 0;
	}
	s->placed_cp += text_n_cp(str_sub(s->text, s->placed_at, at));
	s->placed_at = at;
	*line = low + 1;
	*column = s->placed_cp + 1;
}

void lint_say_at(struct lint_scan *s, enum lint_rule rule, size_t at, const char *fmt, ...)
{
	size_t line, column;
	lint_place(s, at, &line, &column);
	struct buf b = buf_make(s->keep);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct str message = buf_str(&b);
	lint_say(s->keep, s->page, rule, line, column, STR_FMT, STR_ARG(message));
}

/* --- encoding ---------------------------------------------------------------------------- */

/* The first byte that is no UTF-8, STR_NPOS when all is. */
static size_t first_bad_byte(struct str raw)
{
	for (size_t i = 0; i < raw.n;) {
		size_t from = i;
		uint32_t cp = text_next(raw, &i);
		if (cp == 0xFFFD && i == from + 1)
			return from;
	}
	return STR_NPOS;
}

/* For a fix: the text, and whether the file can be made again from it. */
static void keep_text(struct lint_scan *s, struct str raw)
{
	struct lint_page *p = s->page;
	p->bom = str_starts(raw, STR("\xEF\xBB\xBF"));
	p->cr = memchr(raw.p, '\r', raw.n) != NULL;
	struct str plain = p->bom ? str_from(raw, 3) : raw;
	if (p->cr)
		plain = str_replace(s->a, str_replace(s->a, plain, STR("\r\n"), STR("\n")),
			STR("\r"), STR("\n"));
	p->odd = !str_eq(plain, s->text);
	if (s->l->opt->fix && p->reported)
		p->text = str_dup(s->keep, s->text);
}

/* Makes s->text; says what was wrong with the bytes. */
static void clean(struct lint_scan *s, struct str raw)
{
	bool odd = memchr(raw.p, '\r', raw.n) || memchr(raw.p, '\0', raw.n) ||
		str_starts(raw, STR("\xEF\xBB\xBF"));
	size_t bad = text_valid(raw) ? STR_NPOS : first_bad_byte(raw);
	s->text = odd || bad != STR_NPOS ? text_clean(s->a, raw) : raw;
	index_lines(s);
	keep_text(s, raw);
	if (bad != STR_NPOS) {
		size_t line = 1, at = 0;
		for (size_t i = 0; i < bad; i++)
			if (raw.p[i] == '\n') {
				line++;
				at = i + 1;
			}
		lint_say(s->keep, s->page, LINT_INVALID_UTF8, line,
			text_n_cp(str_sub(raw, at, bad)) + 1, "byte 0x%02x is no UTF-8",
			(unsigned)(unsigned char)raw.p[bad]);
	}
	const char *cr = memchr(raw.p, '\r', raw.n);
	if (cr) {
		size_t line = 1;
		for (const char *p = raw.p; p < cr; p++)
			line += *p == '\n';
		lint_say(s->keep, s->page, LINT_LINE_ENDINGS, line, 1,
			cr + 1 < raw.p + raw.n && cr[1] == '\n' ? "lines end in CR LF; use LF"
								: "lines end in CR; use LF");
		if (!s->page->odd && lint_may_fix(s->page))
			s->page->hits.v[s->page->hits.n - 1].fixable = true;
	}
}

/* --- links and citations ----------------------------------------------------------------- */

static bool strpbrk_str(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(set, s.p[i]))
			return true;
	return false;
}

static bool is_image_address(const struct link *link)
{
	return link->embed &&
		(str_istarts(link->target, STR("http:")) ||
			str_istarts(link->target, STR("https:")) ||
			str_starts(link->target, STR("//")));
}

/* The fix: a link, which asks nobody before it is clicked. within: stands in the text of a link. */
static void say_image(struct lint_scan *s, const struct link *link, struct str shown, bool within)
{
	lint_say(s->keep, s->page, LINT_REMOTE_IMAGE, link->line, link->column,
		"image from the web: " STR_FMT "; save it beside the page", STR_ARG(shown));
	struct str raw = str_sub(s->text, link->start, link->end);
	if (within || link->kind != LINK_MARKDOWN || !str_starts(raw, STR("![")))
		return;
	if (!str_starts(raw, STR("![](")) && link->text.n)
		lint_mend(
			s->keep, s->page, LINT_REMOTE_IMAGE, link->start, link->start + 1, STR(""));
	else if (str_istarts(link->target, STR("http")) && !strpbrk_str(link->target, "<> \t\n"))
		lint_mend(s->keep, s->page, LINT_REMOTE_IMAGE, link->start, link->end,
			str_printf(s->keep, "<" STR_FMT ">", STR_ARG(link->target)));
}

static void web_link(struct lint_scan *s, const struct link *link, bool within)
{
	static const char *const running[] = {"javascript:", "vbscript:", "data:text/html"};
	struct str shown = lint_shown(s->keep, link->target);
	if (is_image_address(link) && !s->page->evidence)
		say_image(s, link, shown, within);
	for (size_t i = 0; i < sizeof running / sizeof *running; i++)
		if (str_istarts(link->target, str_of(running[i])))
			lint_say(s->keep, s->page, LINT_ACTIVE_CONTENT, link->line, link->column,
				"link that runs code: " STR_FMT, STR_ARG(shown));
}

/* links: of a piece of the page that starts at byte `at`, behind so many lines. */
static void keep_links(struct lint_scan *s, struct links links, size_t at, size_t lines)
{
	size_t outer = 0; /* end of the last link that others may stand in */
	for (size_t i = 0; i < links.n; i++) {
		struct link *link = &links.v[i];
		link->start += at;
		link->end += at;
		link->line += lines;
		if (link->kind == LINK_FOOTNOTE)
			continue;
		bool within = link->start < outer;
		if (!link->embed && link->end > outer)
			outer = link->end;
		if (link->external || str_starts(link->target, STR("//"))) {
			web_link(s, link, within);
			continue;
		}
		if (link->target.n == 0 && link->sub.n == 0)
			continue;
		struct lint_link kept = {
			.kind = link->kind,
			.embed = link->embed,
			.target = str_dup(s->keep, link->target),
			.sub = str_dup(s->keep, link->sub),
			.line = link->line,
			.column = link->column,
			.start = link->start,
			.end = link->end,
		};
		lint_mend_prepare(s, &kept);
		VEC_PUSH(s->keep, &s->page->links, kept);
	}
}

/* Pages of kb's own form only: others have no citations and no hash. */
static bool scan_citations(struct lint_scan *s, struct err *e)
{
	struct lint_page *p = s->page;
	bool cites = str_find(s->body, STR("]: [")) != STR_NPOS;
	if (!p->generated && !cites)
		return true;
	struct page page;
	if (!page_parse(s->a, s->text, &page, e))
		return false;
	for (size_t i = 0; i < page.n_notes; i++) {
		const struct page_note *n = &page.notes[i];
		if (!n->is_kb)
			continue;
		struct lint_cite cite = {str_dup(s->keep, n->label), str_dup(s->keep, n->target),
			str_dup(s->keep, n->passage), str_dup(s->keep, n->quote), n->line};
		VEC_PUSH(s->keep, &p->cites, cite);
	}
	p->edited = p->generated && !page.pristine;
	if (!p->edited)
		return true;
	if (p->evidence)
		lint_say(s->keep, p, LINT_EDITED_EVIDENCE, 1, 1,
			"changed by hand; kb adopt keeps the change, kb compile undoes it");
	else
		lint_say(s->keep, p, LINT_EDITED_GENERATED, 1, 1,
			"holds a hand edit since kb wrote it");
	return true;
}

/* --- past the bound ---------------------------------------------------------------------- */

static bool is_past(const struct lint_scan *s)
{
	static const char marks[] = "*_[]`<!$=~%\\&";
	bool is_mark[256] = {false};
	size_t n = 0;
	for (const char *p = marks; *p; p++)
		is_mark[(unsigned char)*p] = true;
	for (size_t i = 0; s->text.n > MAX_MARKS && i < s->text.n; i++)
		n += is_mark[(unsigned char)s->text.p[i]];
	return s->n_lines > MAX_LINES || n > MAX_MARKS;
}

static bool is_fence(struct str line)
{
	line = str_trim(line);
	return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

/* The line before which the piece that starts at line `from` ends: a blank one outside of a code block,
 * once it is long enough. */
static size_t piece_end(const struct lint_scan *s, size_t from)
{
	bool code = false;
	size_t start = s->line_at[from];
	for (size_t i = from; i < s->n_lines; i++) {
		size_t at = s->line_at[i], end = i + 1 < s->n_lines ? s->line_at[i + 1] : s->text.n;
		struct str line = str_sub(s->text, at, end);
		size_t n = end - start;
		if (i > from && (n > PIECE_MAX || i - from >= PIECE_LINES))
			return i;
		bool fm = str_starts(str_from(s->text, end), STR("---")); /* would be, of a piece */
		if (n > PIECE_MAX / 2 && !code && !fm && str_blank(line))
			return i + 1;
		code = code != is_fence(line);
	}
	return s->n_lines;
}

/* What takes no more than a piece in memory: links. A single line past the size of a piece, and what
 * comes behind MAX_LINKS links, is left out. */
static bool scan_pieces(struct lint_scan *s, struct err *e)
{
	bool good = true;
	for (size_t from = 0, to; good && from < s->n_lines; from = to) {
		struct arena_mark mark = arena_mark(s->a);
		to = piece_end(s, from);
		size_t end = to < s->n_lines ? s->line_at[to] : s->text.n;
		struct str piece = str_sub(s->text, s->line_at[from], end);
		struct links links = {0};
		if (piece.n <= PIECE_MAX && s->page->links.n < MAX_LINKS)
			good = link_scan(s->a, piece, &links, e);
		keep_links(s, links, s->line_at[from], from);
		if (s->page->links.n > MAX_LINKS)
			s->page->links.n = MAX_LINKS;
		arena_release(s->a, mark);
	}
	return good &&
		err_set(e, ERR_LIMIT,
			"past %d lines or %d marks: its links alone were looked at, %d at most",
			MAX_LINES, MAX_MARKS, MAX_LINKS);
}

/* --- the scan ---------------------------------------------------------------------------- */

/* Reads the leaves of the page once, for its links and for the rules on them. */
static void scan_leaves(struct lint_scan *s)
{
	struct link_reader *reader = link_begin(s->a, s->text);
	struct lint_leaves *rules = s->page->reported ? lint_leaves_begin(s) : NULL;
	struct map refs = link_refs(s->a, &s->blocks);
	struct links links;
	for (size_t i = 0; i < s->blocks.n_leaves; i++) {
		const struct md_leaf *leaf = &s->blocks.leaf[i];
		struct inlines in;
		if (!rules && !link_may_be_in(leaf->text))
			continue;
		struct arena_mark mark = arena_mark(s->leaf);
		inline_scan(s->leaf, leaf->text, &refs, &in);
		if (rules)
			lint_leaf(rules, leaf, &in);
		link_leaf(reader, leaf, &in);
		arena_release(s->leaf, mark);
	}
	if (rules)
		lint_leaves_end(rules);
	link_end(reader, &links);
	keep_links(s, links, 0, 0);
}

static bool scan_parsed(struct lint_scan *s, struct err *e)
{
	struct lint_page *p = s->page;
	if (!md_parse(s->a, s->body, &s->blocks, e))
		return false;
	vault_outline_of(s->keep, s->body, &s->blocks, &p->outline);
	size_t line, column;
	lint_place(s, s->body_at, &line, &column);
	p->first_line = line - 1;
	scan_leaves(s);
	if (!p->reported)
		return true;
	lint_sections(s);
	lint_spans(s);
	lint_body(s);
	lint_claims(s);
	lint_safety(s);
	return true;
}

static bool scan(struct lint_scan *s, struct str raw, struct err *e)
{
	clean(s, raw);
	lint_meta(s);
	if (is_past(s))
		return scan_pieces(s, e);
	/* what each reads is large: never two of them at once */
	struct arena_mark read = arena_mark(s->a);
	bool good = !s->page->reported || scan_citations(s, e);
	arena_release(s->a, read);
	return good && scan_parsed(s, e);
}

static void read_page(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	struct lint_scan s = {.l = l, .page = p, .keep = w->keep, .a = w->scratch, .leaf = w->leaf};
	struct str raw;
	struct err e = {0};
	bool good = lint_read(l, s.a, vault_at(l->vault, p->file)->path, &raw, &e);
	if (good && lint_kept_find_bytes(l, p, w, raw))
		return;
	good = good && scan(&s, raw, &e);
	if (!good) {
		struct str why = str_of(e.text);
		struct str dir = str_printf(s.a, "%s/", l->dir);
		if (str_starts(why, dir)) /* no path of the machine in a finding */
			why = str_from(why, dir.n);
		lint_say(s.keep, p, LINT_UNREADABLE, 1, 1, STR_FMT, STR_ARG(why));
	}
	p->tried = true;
	p->read = good;
	lint_kept_add(l, p, w);
}

void lint_scan_page(struct lint *l, struct lint_page *p, struct lint_worker *w)
{
	struct arena_mark mark = arena_mark(w->scratch);
	if (!lint_kept_find(l, p, w))
		read_page(l, p, w);
	arena_release(w->scratch, mark);
}

bool lint_scan_again(
	struct lint *l, struct lint_page *p, struct lint_worker *w, struct lint_scan *out)
{
	struct str raw;
	*out = (struct lint_scan){
		.l = l, .page = p, .keep = w->keep, .a = w->scratch, .leaf = w->leaf};
	if (!lint_read(l, out->a, vault_at(l->vault, p->file)->path, &raw, NULL))
		return false;
	out->text = text_clean(out->a, raw);
	index_lines(out);
	meta_split(out->text, &out->fm, &out->body);
	out->body_at = out->body.n ? (size_t)(out->body.p - out->text.p) : out->text.n;
	return md_parse(out->a, out->body, &out->blocks, NULL);
}
