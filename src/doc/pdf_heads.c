/* pdf_heads.c - running heads and page numbers of a PDF found and dropped.
 *
 * A line at the edge of a page is one when the same words stand at the edge of other pages, figures
 * aside, or when it carries the number of the page: the outermost line, apart from the text, whose
 * number grows from page to page. */
#include "base/map.h"
#include "doc/pdf_page.h"

#define EDGE_SHARE 0.12F /* of a page's height, at both ends, where running heads stand */
#define MIN_NUMBERED 3 /* pages whose numbers must grow */

/* The line with its figures folded, so that page numbers do not tell two heads apart; a Roman number
 * at its end is one. */
static struct str shape_of(struct arena *a, struct str line)
{
	struct buf b = buf_make(a);
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
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (!digit && s.p[i] != '-' && s.p[i] != ' ' && s.p[i] != '|')
			return false;
		digits += digit;
	}
	return digits > 0 && digits <= 4;
}

/* seen: how often each shape came; of those that numbers gave away, often enough. */
static void drop_repeated(
	struct arena *a, struct map *seen, struct pdf_lines *pages, size_t n_pages, float height)
{
	size_t need = n_pages < 4 ? 2 : n_pages / 3 > 3 ? n_pages / 3 : 3;
	for (size_t i = 0; i < n_pages; i++)
		for (size_t k = 0; k < pages[i].n; k++)
			if (at_edge(&pages[i].v[k], height))
				map_add(seen, shape_of(a, pages[i].v[k].text), NULL)->num++;
	for (size_t i = 0; i < n_pages; i++) {
		size_t n = 0;
		for (size_t k = 0; k < pages[i].n; k++) {
			const struct pdf_line *l = &pages[i].v[k];
			const struct map_entry *e =
				at_edge(l, height) ? map_find(seen, shape_of(a, l->text)) : NULL;
			bool head =
				e && (e->num >= need || (is_page_number(l->text) && e->num > 1));
			if (!head)
				pages[i].v[n++] = *l;
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
	if (kept < MIN_NUMBERED || kept * 2 < n)
		return;
	for (size_t i = 0; i < n_pages; i++)
		if (number[i]) {
			struct str text = pages[i].v[line[i]].text;
			size_t to = 0;
			if (!is_page_number(text)) /* bare figures are no shape */
				map_add(seen, shape_of(a, text), NULL)->num = n_pages;
			for (size_t k = 0; k < pages[i].n; k++)
				if (k != line[i])
					pages[i].v[to++] = pages[i].v[k];
			pages[i].n = to;
		}
}

void pdf_drop_running_heads(struct arena *a, struct pdf_lines *pages, size_t n_pages, float height)
{
	if (n_pages < 2 || height <= 0)
		return;
	struct map seen = map_make(a);
	drop_numbered(a, &seen, pages, n_pages, true, height);
	drop_numbered(a, &seen, pages, n_pages, false, height);
	drop_repeated(a, &seen, pages, n_pages, height);
}
