/* pdf_heads.c - running heads and page numbers of a PDF found and dropped.
 *
 * A line at the edge of a page is one when it says so ("Page 3 of 9"), when the same words stand at the edge of other pages, figures
 * aside, or when it carries the number of the page: the outermost line, apart from the text, whose
 * number grows from page to page. */
#include "base/map.h"
#include "base/text.h"
#include "doc/pdf_page.h"
#include "doc/pdf_text.h"

#define EDGE_SHARE 0.12F /* of a page's height, at both ends, where running heads stand */
#define MIN_PLACED 6 /* pages that show where heads stand */
#define MIN_NUMBERED 3 /* pages whose numbers must grow */

/* The line with its figures folded, so that page numbers do not tell two heads apart; a Roman number
 * at its end is one. The end of the page, size and weight are part of it: a title is
 * no running head. */
static struct str shape_of(struct arena *a, const struct pdf_line *l, float height)
{
	struct buf b = buf_make(a);
	struct str line = l->text;
	buf_printf(&b, "%d %d %d ", l->y < height / 2, (int)l->size, l->bold);
	size_t blank = str_rfind_byte(line, ' ');
	struct str last = blank == STR_NPOS ? line : str_from(line, blank + 1);
	bool roman = last.n > 0;
	for (size_t i = 0; i < last.n && roman; i++)
		roman = str_find_byte(STR("ivxlc"), last.p[i]) != STR_NPOS;
	if (roman)
		line.n -= last.n;
	for (size_t i = 0; i < line.n; i++) {
		bool digit = line.p[i] >= '0' && line.p[i] <= '9';
		if (digit && b.n && b.p[b.n - 1] == '#')
			continue;
		buf_putc(&b, digit ? '#' : line.p[i]);
	}
	if (roman)
		buf_putc(&b, '#');
	return buf_str(&b);
}

static bool at_edge(const struct pdf_line *l, float height)
{
	return l->kind == PDF_LINE && l->text.n <= 120 &&
		(l->y < height * EDGE_SHARE || l->bottom > height * (1 - EDGE_SHARE));
}

static bool is_page_number(struct str s)
{
	size_t digits = 0, roman = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (str_find_byte(STR("ivxlc"), s.p[i]) != STR_NPOS)
			roman++;
		else if (!digit && s.p[i] != '-' && s.p[i] != ' ' && s.p[i] != '|')
			return false;
		digits += digit;
	}
	return (digits > 0 && digits <= 4 && !roman) || (roman == s.n && roman > 0 && roman < 8);
}

static void drop_line(struct pdf_lines *page, size_t at)
{
	bool first = page->v[at].first;
	for (size_t k = at + 1; k < page->n; k++)
		page->v[k - 1] = page->v[k];
	page->n--;
	if (first && at < page->n)
		page->v[at].first = true;
}

/* seen: how often each shape came; of those that numbers gave away, often enough. */
static void drop_repeated(
	struct arena *a, struct map *seen, struct pdf_lines *pages, size_t n_pages, float height)
{
	size_t need = n_pages < 4 ? 2 : n_pages / 3 > 3 ? n_pages / 3 : 3;
	for (size_t i = 0; i < n_pages; i++)
		for (size_t k = 0; k < pages[i].n; k++)
			if (at_edge(&pages[i].v[k], height))
				map_add(seen, shape_of(a, &pages[i].v[k], height), NULL)->num++;
	for (size_t i = 0; i < n_pages; i++) {
		size_t n = 0;
		bool first = false; /* of a line that went: the next one is it now */
		for (size_t k = 0; k < pages[i].n; k++) {
			const struct pdf_line *l = &pages[i].v[k];
			const struct map_entry *e =
				at_edge(l, height) ? map_find(seen, shape_of(a, l, height)) : NULL;
			bool head =
				e && (e->num >= need || (is_page_number(l->text) && e->num > 1));
			first = first || l->first;
			if (head)
				continue;
			pages[i].v[n] = *l;
			pages[i].v[n++].first = first;
			first = false;
		}
		pages[i].n = n;
	}
}

/* --- numbered pages ---------------------------------------------------------------------- */

/* The number that a line starts or ends with, 0 for none: "12 Methods", "Methods 12". */
static int64_t outer_number(struct str s)
{
	size_t first = str_find_byte(s, ' '), last = str_rfind_byte(s, ' ');
	struct str words[] = {
		str_sub(s, 0, first), last == STR_NPOS ? STR("") : str_from(s, last + 1)};
	for (size_t i = 0; i < 2; i++) {
		int64_t number;
		if (words[i].n && words[i].n <= 4 && words[i].p[0] >= '1' && words[i].p[0] <= '9' &&
			str_to_i64(words[i], &number))
			return number;
	}
	return 0;
}

/* The outermost line of a page when it stands at the edge, apart from what comes next, in letters no
 * larger than those of the longest line; page->n when there is none. */
static size_t outermost(const struct pdf_lines *page, bool top, float height)
{
	size_t at = page->n, longest = 0;
	float size = 0;
	for (size_t k = 0; k < page->n; k++) {
		const struct pdf_line *l = &page->v[k];
		if (at == page->n || (top ? l->y < page->v[at].y : l->bottom > page->v[at].bottom))
			at = k;
	}
	for (size_t k = 0; k < page->n; k++)
		if (k != at && page->v[k].text.n > longest) {
			longest = page->v[k].text.n;
			size = page->v[k].size;
		}
	if (at == page->n || !at_edge(&page->v[at], height))
		return page->n;
	const struct pdf_line *l = &page->v[at];
	float h = l->bottom - l->y;
	if (top ? l->bottom > height / 2 : l->y < height / 2)
		return page->n;
	for (size_t k = 0; k < page->n; k++) {
		const struct pdf_line *o = &page->v[k];
		float gap = top ? o->y - l->bottom : l->y - o->bottom;
		if (k != at && gap < 0.5F * h)
			return page->n;
	}
	return l->size <= size + 0.5F ? at : page->n;
}

/* Keeps the longest run of numbers that grow, in place: the others become 0 (patience sorting). How many
 * are kept. */
static size_t keep_growing(struct arena *a, int64_t *number, size_t n)
{
	size_t *tail = ARENA_ARRAY(a, size_t, n + 1), *before = ARENA_ARRAY(a, size_t, n), best = 0;
	for (size_t i = 0; i < n; i++) {
		if (!number[i])
			continue;
		size_t lo = 0, hi = best;
		while (lo < hi) {
			size_t mid = (lo + hi) / 2;
			if (number[tail[mid]] < number[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		before[i] = lo ? tail[lo - 1] : n;
		tail[lo] = i;
		best += lo == best;
	}
	size_t keep = best ? tail[best - 1] : n;
	for (size_t i = n; i-- > 0;) {
		if (i == keep)
			keep = before[i];
		else
			number[i] = 0;
	}
	return best;
}

/* On few pages: bare numbers, 1 on the first or each one more than the last. */
static bool are_bare(
	const struct pdf_lines *pages, const size_t *line, const int64_t *number, size_t n_pages)
{
	for (size_t i = 0; i < n_pages; i++)
		if (line[i] == pages[i].n || !is_page_number(pages[i].v[line[i]].text) ||
			number[i] != (i ? number[i - 1] + 1 : number[i]) ||
			(n_pages == 1 && number[i] != 1))
			return false;
	return n_pages > 0;
}

static void drop_numbered(struct arena *a, struct map *seen, struct pdf_lines *pages,
	size_t n_pages, bool top, float height)
{
	size_t *line = ARENA_ARRAY(a, size_t, n_pages), n = 0;
	int64_t *number = ARENA_ARRAY(a, int64_t, n_pages);
	for (size_t i = 0; i < n_pages; i++) {
		line[i] = outermost(&pages[i], top, height);
		number[i] = line[i] < pages[i].n ? outer_number(pages[i].v[line[i]].text) : 0;
		n += pages[i].n > 0;
	}
	size_t kept = keep_growing(a, number, n_pages);
	if ((kept < MIN_NUMBERED && !are_bare(pages, line, number, n_pages)) || kept * 2 < n)
		return;
	for (size_t i = 0; i < n_pages; i++)
		if (number[i]) {
			struct str text = pages[i].v[line[i]].text;
			if (!is_page_number(text)) /* bare figures are no shape */
				map_add(seen, shape_of(a, &pages[i].v[line[i]], height), NULL)
					->num = n_pages;
			drop_line(&pages[i], line[i]);
		}
}

/* --- heads of chapters ------------------------------------------------------------------- */

static struct str place_of(struct arena *a, const struct pdf_line *l, bool top)
{
	return str_printf(a, "%d at %d", top, (int)(l->y / 3));
}

/* Where most pages have their outermost line, what stands on two of them there is a running head. */
static void drop_placed(
	struct arena *a, struct pdf_lines *pages, size_t n_pages, bool top, float height)
{
	struct map places = map_make(a), shapes = map_make(a);
	size_t *line = ARENA_ARRAY(a, size_t, n_pages), n = 0;
	for (size_t i = 0; i < n_pages; i++) {
		line[i] = outermost(&pages[i], top, height);
		n += pages[i].n > 0;
		if (line[i] == pages[i].n)
			continue;
		const struct pdf_line *l = &pages[i].v[line[i]];
		map_add(&places, place_of(a, l, top), NULL)->num++;
		map_add(&shapes, shape_of(a, l, height), NULL)->num++;
	}
	for (size_t i = 0; i < n_pages; i++) {
		if (line[i] == pages[i].n)
			continue;
		const struct pdf_line *l = &pages[i].v[line[i]];
		if (map_find(&places, place_of(a, l, top))->num * 2 > n &&
			map_find(&shapes, shape_of(a, l, height))->num >= 2)
			drop_line(&pages[i], line[i]);
	}
}

/* --- what names itself ------------------------------------------------------------------- */

static size_t count_digits(struct str s)
{
	size_t n = 0;
	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* "Page 3", "page 3 of 9", "3 / 9", "3 of 9" and nothing else. */
static bool is_page_label(struct str s)
{
	static const char *const names[] = {"page ", "p. ", "seite ", "p\xc3\xa1gina ", "pagina "};
	static const char *const ofs[] = {"/", "of ", "von ", "de ", "sur "};
	bool named = false, counted = false;
	for (size_t i = 0; i < sizeof names / sizeof *names && !named; i++)
		if (str_istarts(s, str_of(names[i]))) {
			s = str_trim(str_from(s, strlen(names[i])));
			named = true;
		}
	size_t n = count_digits(s);
	if (!n || n > 5)
		return false;
	s = str_trim(str_from(s, n));
	for (size_t i = 0; i < sizeof ofs / sizeof *ofs && s.n && !counted; i++)
		if (str_istarts(s, str_of(ofs[i]))) {
			s = str_trim(str_from(s, strlen(ofs[i])));
			counted = true;
		}
	n = counted ? count_digits(s) : 0;
	return n == s.n && (named || (counted && n));
}

/* What a browser prints below a page: its address and "1/3". */
static bool is_browser_foot(struct str s)
{
	size_t blank = str_rfind_byte(s, ' ');
	struct str count = blank == STR_NPOS ? STR("") : str_from(s, blank + 1);
	size_t n = count_digits(count);
	return (str_starts(s, STR("http")) || str_starts(s, STR("file:"))) &&
		str_find(s, STR("://")) != STR_NPOS && n && n < count.n && count.p[n] == '/' &&
		count_digits(str_from(count, n + 1)) == count.n - n - 1 && n + 1 < count.n;
}

/* What it prints above: "3/14/26, 9:26 AM" and the title. */
static bool is_browser_head(struct str s)
{
	size_t parts = 0, i = 0;
	for (; i < s.n && i < 20; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (digit && (i + 1 == s.n || s.p[i + 1] < '0' || s.p[i + 1] > '9'))
			parts++;
		if (!digit && str_find_byte(STR("/.-:, "), s.p[i]) == STR_NPOS)
			break;
	}
	return parts >= 5 && str_find_byte(str_sub(s, 0, i), ':') != STR_NPOS;
}

static void drop_named(struct arena *a, struct pdf_lines *page, float height)
{
	size_t at = outermost(page, false, height);
	struct str s = at < page->n ? pdf_text_plain(a, page->v[at].text) : STR("");
	bool browser = is_browser_foot(s);
	if (browser || is_page_label(s))
		drop_line(page, at);
	at = outermost(page, true, height);
	s = at < page->n ? pdf_text_plain(a, page->v[at].text) : STR("");
	if ((browser && is_browser_head(s)) || is_page_label(s))
		drop_line(page, at);
}

void pdf_drop_running_heads(struct arena *a, struct pdf_lines *pages, size_t n_pages, float height)
{
	if (height <= 0)
		return;
	for (size_t i = 0; i < n_pages; i++)
		drop_named(a, &pages[i], height);
	struct map seen = map_make(a);
	drop_numbered(a, &seen, pages, n_pages, true, height);
	drop_numbered(a, &seen, pages, n_pages, false, height);
	if (n_pages >= MIN_PLACED) {
		drop_placed(a, pages, n_pages, true, height);
		drop_placed(a, pages, n_pages, false, height);
	}
	drop_repeated(a, &seen, pages, n_pages, height);
}
