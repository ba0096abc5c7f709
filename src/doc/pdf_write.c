/* pdf_write.c - lines of a PDF as Markdown.
 *
 * Order: sizes, what a line starts, joining, pages, blocks, the title, the whole. The size
 * that most characters are set in is the body's; headings are larger, or bold and alone. */
#include <math.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "doc/escape.h"
#include "doc/pdf_page.h"

#define MAX_SIZES 256
#define HEADING_WORDS 20

/* --- sizes ------------------------------------------------------------------------------- */

struct sizes {
	float body;
	float heading[8]; /* larger ones, largest first */
	size_t n;
};

static void add_heading_size(struct sizes *s, float size)
{
	size_t k = 0;
	while (k < s->n && s->heading[k] > size + 0.5F)
		k++;
	if (k < s->n && fabsf(s->heading[k] - size) <= 0.5F)
		return;
	if (s->n == sizeof s->heading / sizeof *s->heading) {
		if (k == s->n)
			return;
		s->n--;
	}
	for (size_t i = s->n; i > k; i--)
		s->heading[i] = s->heading[i - 1];
	s->heading[k] = size;
	s->n++;
}

static struct sizes find_sizes(const struct pdf_lines *pages, size_t n_pages)
{
	size_t bytes[MAX_SIZES] = {0}, best = 0;
	struct sizes s = {0};
	for (size_t i = 0; i < n_pages; i++)
		for (size_t k = 0; k < pages[i].n; k++) {
			const struct pdf_line *l = &pages[i].v[k];
			size_t at = l->size < MAX_SIZES - 1 ? (size_t)l->size : MAX_SIZES - 1;
			if (l->kind == PDF_LINE)
				bytes[at] += l->text.n;
		}
	for (size_t i = 1; i < MAX_SIZES; i++)
		if (bytes[i] > bytes[best])
			best = i;
	s.body = (float)best;
	for (size_t i = best + 1; i < MAX_SIZES; i++)
		if (bytes[i] && (float)i > s.body * 1.12F)
			add_heading_size(&s, (float)i);
	return s;
}

/* --- what a line starts ------------------------------------------------------------------ */

static const char *const bullets[] = {"\xe2\x80\xa2", "\xe2\x97\x8f", "\xe2\x96\xaa",
	"\xe2\x97\xa6", "\xef\x82\xb7", "\xe2\x80\xa3", "\xe2\x80\x93", "-", "\xe2\x9d\x96",
	"\xe2\x96\xa0", "\xe2\x97\x8b", "\xe2\x9e\xa2", "\xe2\x9c\x93", "\xe2\x88\x99", "\xc2\xb7",
	"*", "o"};

/* Bytes of a bullet with its blank; 0 for none. */
static size_t bullet_of(struct str s)
{
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		struct str b = str_of(bullets[i]);
		if (str_starts(s, b) && s.n > b.n + 1 && s.p[b.n] == ' ')
			return b.n + 1;
	}
	return 0;
}

/* "3. " and "(a) " at the start: bytes up to the text. */
static size_t number_of(struct str s, int64_t *number)
{
	size_t i = 0;
	while (i < s.n && i < 3 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (!i || i + 2 >= s.n || (s.p[i] != '.' && s.p[i] != ')') || s.p[i + 1] != ' ')
		return 0;
	return str_to_i64(str_sub(s, 0, i), number) ? i + 2 : 0;
}

static bool ends_sentence(struct str s)
{
	s = str_trim_right(s);
	return s.n &&
		(str_find_byte(STR(".!?:;"), s.p[s.n - 1]) != STR_NPOS ||
			str_ends(s, STR("\xe3\x80\x82")) || str_ends(s, STR(".\"")) ||
			str_ends(s, STR(".)")));
}

static bool starts_lower(struct str s)
{
	size_t i = 0;
	if (!s.n)
		return false;
	uint32_t cp = text_next(s, &i);
	return text_is_letter(cp) && !text_is_upper(cp) && !text_is_cjk(cp);
}

/* "5.1 Results" */
static bool is_section_number(struct str s)
{
	size_t i = 0, dots = 0;
	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (i && s.p[i] == '.')))
		dots += s.p[i++] == '.';
	if (!dots || i > 8 || i + 2 >= s.n || s.p[i] != ' ' || s.p[i - 1] == '.')
		return false;
	size_t at = i + 1;
	return text_is_upper(text_next(s, &at));
}

static unsigned heading_level(const struct sizes *s, const struct pdf_line *l)
{
	size_t words = text_count_words(l->text);
	if (l->kind != PDF_LINE || !words || words > HEADING_WORDS || l->text.n < 3)
		return 0;
	bool letters = false;
	for (size_t i = 0; i < l->text.n && !letters;)
		letters = text_is_letter(text_next(l->text, &i));
	if (!letters || bullet_of(l->text))
		return 0;
	for (size_t k = 0; k < s->n; k++)
		if (fabsf(s->heading[k] - (float)(size_t)l->size) <= 0.5F)
			return k < 4 ? 2 + (unsigned)k : 5;
	if (is_section_number(l->text) && words <= 12 && !ends_sentence(l->text))
		return s->n < 3 ? 3 : 5;
	bool plain_end = str_find_byte(STR(".,;"), l->text.p[l->text.n - 1]) == STR_NPOS;
	bool short_line = l->right - l->x < 0.8F * (l->right_edge - l->left_edge) || words <= 8;
	if (l->bold && plain_end && short_line && l->size >= s->body)
		return s->n < 3 ? 3 + (unsigned)(s->n > 1) : 5;
	return 0;
}

/* --- joining ----------------------------------------------------------------------------- */

struct pdf_writer {
	struct arena *a;
	struct sizes sizes;
	struct buf out, para;
	const struct pdf_line *last; /* line that para ends with */
	unsigned level; /* of the heading that para is, 0 for none */
	bool in_table;
	size_t page, marked; /* in hand; the last one that was named */
};

/* Joins the next line to a paragraph; a hyphen between two small letters goes. */
static void join_line(struct buf *b, struct str line)
{
	bool hyphen = b->n >= 3 && b->p[b->n - 1] == '-' && b->p[b->n - 2] >= 'a' &&
		b->p[b->n - 2] <= 'z' && b->p[b->n - 3] != ' ' && starts_lower(line);
	bool soft = str_ends(buf_str(b), STR("\xc2\xad"));
	if (soft) {
		b->n -= 2;
	} else if (hyphen) {
		b->n--;
	} else if (b->n && b->p[b->n - 1] != '-') {
		size_t last = b->n - 1, i = 0, k = 0;
		while (last && ((unsigned char)b->p[last] & 0xc0) == 0x80)
			last--;
		uint32_t before = text_next(str_make(b->p + last, b->n - last), &i);
		uint32_t after = line.n ? text_next(line, &k) : ' ';
		/* Han and kana are written without blanks; Hangul is not */
		bool joined = before >= 0x3000 && after >= 0x3000 &&
			!(before >= 0xac00 && before < 0xd7b0);
		if (!joined)
			buf_putc(b, ' ');
	}
	buf_put(b, line);
}

/* Text with the marks of pdf_layout.c as links. */
static void put_text(struct buf *b, struct str s, enum escape_in where)
{
	while (s.n) {
		size_t open = str_find_byte(s, 1), sep = str_find_byte(s, 2),
		       end = str_find_byte(s, 3);
		if (open == STR_NPOS || sep == STR_NPOS || end == STR_NPOS || sep < open ||
			end < sep) {
			escape_inline(b, s, where);
			return;
		}
		escape_inline(b, str_sub(s, 0, open), where);
		buf_putc(b, '[');
		escape_inline(b, str_sub(s, open + 1, sep),
			where == ESCAPE_CELL ? ESCAPE_LINK_CELL : ESCAPE_LINK);
		buf_puts(b, "](");
		escape_dest(b, str_sub(s, sep + 1, end));
		buf_putc(b, ')');
		s = str_from(s, end + 1);
	}
}

/* --- pages ------------------------------------------------------------------------------- */

static void end_table(struct pdf_writer *w)
{
	if (w->in_table)
		buf_putc(&w->out, '\n');
	w->in_table = false;
}

/* Names the page on which the block starts that comes next; no viewer shows a comment. */
static void put_page(struct pdf_writer *w)
{
	if (w->marked == w->page)
		return;
	end_table(w);
	buf_printf(&w->out, "<!-- page %zu -->\n\n", w->page);
	w->marked = w->page;
}

/* --- blocks ------------------------------------------------------------------------------ */

static void flush(struct pdf_writer *w)
{
	struct str s = str_trim(buf_str(&w->para));
	int64_t number = 0;
	w->last = NULL;
	w->para.n = 0;
	if (!s.n)
		return;
	s = str_dup(w->a, s);
	end_table(w);
	struct buf b = buf_make(w->a);
	size_t bullet = w->level ? 0 : bullet_of(s),
	       digits = w->level || bullet ? 0 : number_of(s, &number);
	put_text(&b, str_from(s, bullet ? bullet : digits), ESCAPE_TEXT);
	if (w->level) {
		buf_fill(&w->out, '#', w->level);
		buf_putc(&w->out, ' ');
		buf_put(&w->out, buf_str(&b));
	} else {
		if (bullet)
			buf_puts(&w->out, "- ");
		else if (digits)
			buf_printf(&w->out, "%lld. ", (long long)number);
		escape_line(&w->out, buf_str(&b), true);
	}
	buf_puts(&w->out, "\n\n");
	w->level = 0;
}

static void put_row(struct pdf_writer *w, const struct pdf_line *l)
{
	flush(w);
	bool first = l->first || !w->in_table;
	if (l->first)
		end_table(w);
	if (first)
		put_page(w);
	buf_putc(&w->out, '|');
	for (size_t k = 0; k < l->n_cells; k++) {
		buf_putc(&w->out, ' ');
		put_text(&w->out, l->cell[k].text, ESCAPE_CELL);
		buf_puts(&w->out, " |");
	}
	buf_putc(&w->out, '\n');
	if (first) {
		buf_putc(&w->out, '|');
		for (size_t k = 0; k < l->n_cells; k++)
			buf_puts(&w->out, " --- |");
		buf_putc(&w->out, '\n');
	}
	w->in_table = true;
}

/* True when a line goes on with the paragraph that ends with the line before. */
static bool goes_on(const struct pdf_writer *w, const struct pdf_line *l, unsigned level)
{
	const struct pdf_line *p = w->last;
	int64_t number;
	if (!p || level != w->level || bullet_of(l->text))
		return false;
	float height = p->bottom - p->y, gap = l->y - p->bottom;
	if (fabsf(p->size - l->size) > 1.5F)
		return false;
	struct str text = buf_str((struct buf *)&w->para);
	if (level)
		return !l->first && gap < 0.8F * height;
	if (l->first) /* the next column or page */
		return !ends_sentence(text) &&
			(starts_lower(l->text) || p->right > p->right_edge - 3 * p->size);
	if (number_of(l->text, &number) && ends_sentence(text))
		return false;
	if (gap > 0.9F * height || gap < -2 * height)
		return false;
	bool indented = l->x > l->left_edge + 0.8F * l->size && p->x < l->x - 0.8F * l->size;
	bool item = bullet_of(text) || number_of(text, &number);
	if (indented && !item)
		return false;
	if (item && l->x < p->x - 0.3F * l->size && ends_sentence(text))
		return false;
	bool short_line = p->right < p->right_edge - 0.15F * (p->right_edge - p->left_edge);
	return !(short_line && ends_sentence(text)) &&
		!(p->right < p->left_edge + 0.4F * (p->right_edge - p->left_edge) &&
			!starts_lower(l->text));
}

static void put_line(struct pdf_writer *w, const struct pdf_line *l)
{
	if (l->kind == PDF_ROW) {
		put_row(w, l);
		return;
	}
	unsigned level = heading_level(&w->sizes, l);
	if (!goes_on(w, l, level)) {
		flush(w);
		put_page(w);
		w->level = level;
	}
	if (w->para.n)
		join_line(&w->para, str_trim(l->text));
	else
		buf_put(&w->para, str_trim(l->text));
	w->last = l;
}

/* --- the title, the whole ---------------------------------------------------------------- */

/* The lines in the largest size of the first page with words, when it stands out. */
static struct str largest_lines(
	struct arena *a, const struct pdf_lines *pages, size_t n, float body)
{
	struct buf b = buf_make(a);
	float top = 0;
	size_t page = 0;
	while (page < n && !pages[page].n)
		page++;
	if (page == n)
		return STR("");
	for (size_t k = 0; k < pages[page].n; k++) {
		const struct pdf_line *l = &pages[page].v[k];
		if (l->kind == PDF_LINE && l->size > top && text_count_words(l->text) > 1)
			top = l->size;
	}
	if (top <= body * 1.12F)
		return STR("");
	for (size_t k = 0; k < pages[page].n && b.n < 300; k++) {
		const struct pdf_line *l = &pages[page].v[k];
		if (l->kind != PDF_LINE || fabsf(l->size - top) > 0.5F) {
			if (b.n)
				break;
			continue;
		}
		if (b.n)
			join_line(&b, str_trim(l->text));
		else
			buf_put(&b, str_trim(l->text));
	}
	struct str s = text_clean(a, buf_str(&b));
	return s.n <= 300 ? s : STR("");
}

struct str pdf_write(
	struct arena *a, const struct pdf_lines *pages, size_t n_pages, struct str *title)
{
	struct pdf_writer w = {.a = a, .out = buf_make(a), .para = buf_make(a)};
	w.sizes = find_sizes(pages, n_pages);
	for (size_t i = 0; i < n_pages; i++) {
		w.page = n_pages > 1 ? i + 1 : 0; /* of one page nobody asks which */
		for (size_t k = 0; k < pages[i].n; k++)
			put_line(&w, &pages[i].v[k]);
	}
	flush(&w);
	buf_trim_right(&w.out);
	buf_putc(&w.out, '\n');
	*title = largest_lines(a, pages, n_pages, w.sizes.body);
	return buf_str(&w.out);
}
