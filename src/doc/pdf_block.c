/* pdf_block.c - see pdf_block.h. Order: sizes, headings, notes, going on, blocks, the whole.
 *
 * The size that most characters are set in is the body's; headings are larger, or bold, in capitals or
 * slanted and alone. A paragraph goes on behind a figure, a table, a note or the end of a page when its
 * sentence does. */
#include "doc/pdf_block.h"

#include <math.h>

#include "base/text.h"

#define MAX_SIZES 256
#define HEADING_WORDS 20

struct maker {
	struct pdf_blocks b;
	const struct pdf_lines *page; /* in hand */
	size_t at, number; /* the line in hand; the page's number */
	size_t note_from, note_to; /* lines of the page that are notes */
	float height; /* the lowest line of the page */
	bool in_references;
	struct map words; /* with hyphens */
	size_t open; /* the block that text goes on in: the last one, or one that was interrupted */
};

static struct str plain(const struct maker *m, const struct pdf_line *l)
{
	return str_trim(pdf_text_plain(m->b.a, l->text));
}

/* A sentence ends with the line; the mark of a note behind its stop does not hide that. */
static bool ends(const struct maker *m, const struct pdf_line *l)
{
	struct str s = str_trim_right(l->text);
	while (str_ends(s, STR(PDF_RAISED_END))) {
		size_t open = s.n;
		while (open && s.p[open - 1] != PDF_RAISED[0])
			open--;
		if (open < 2)
			break;
		s = str_trim_right(str_sub(s, 0, open - 1));
	}
	return pdf_ends_sentence(pdf_text_plain(m->b.a, s));
}

struct str pdf_block_plain(const struct pdf_blocks *b, const struct pdf_block *x)
{
	struct buf text = x->text;
	return pdf_text_plain(b->a, buf_str(&text));
}

bool pdf_is_float(const struct pdf_blocks *b, const struct pdf_block *x)
{
	return x->kind == PDF_TABLE || x->kind == PDF_NOTES || x->kind == PDF_GONE || x->caption ||
		(x->kind == PDF_PARA && x->size < 0.93F * b->body);
}

/* --- sizes ------------------------------------------------------------------------------- */

static float body_size(const struct pdf_lines *pages, size_t n_pages)
{
	size_t bytes[MAX_SIZES] = {0}, best = 0;
	for (size_t i = 0; i < n_pages; i++)
		for (size_t k = 0; k < pages[i].n; k++) {
			const struct pdf_line *l = &pages[i].v[k];
			size_t at = l->size < MAX_SIZES - 1 ? (size_t)l->size : MAX_SIZES - 1;
			bytes[at] += l->kind == PDF_CODE ? 0 : l->text.n;
			for (size_t c = 0; l->kind == PDF_ROW && c < l->n_cells; c++)
				bytes[at] += l->cell[c].text.n / 2;
		}
	for (size_t i = 1; i < MAX_SIZES; i++)
		if (bytes[i] > bytes[best])
			best = i;
	return (float)best;
}

/* --- headings ---------------------------------------------------------------------------- */

/* "5.1 Results", "IV. Methods", "B. Data": bytes of the number, 0 for none. */
static size_t section_number(struct str s)
{
	size_t i = 0, dots = 0, roman = 0;
	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (i && s.p[i] == '.')))
		dots += s.p[i++] == '.';
	if (!i) {
		while (roman < s.n && roman < 5 &&
			str_find_byte(STR("IVX"), s.p[roman]) != STR_NPOS)
			roman++;
		if (!roman && s.n && s.p[0] >= 'A' && s.p[0] <= 'Z')
			roman = 1;
		if (roman && roman < s.n && s.p[roman] == '.')
			i = roman + 1, dots = 2;
	}
	if (!dots || i > 8 || i + 2 >= s.n || s.p[i] != ' ' || (dots == 1 && s.p[i - 1] == '.'))
		return 0;
	size_t at = i + 1;
	return text_is_upper(text_next(s, &at)) ? i : 0;
}

/* Letters of s; capitals: whether all of them are. */
static size_t letters_of(struct str s, bool *capitals)
{
	size_t n = 0;
	*capitals = true;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = text_next(s, &i);
		if (!text_is_letter(cp))
			continue;
		n++;
		*capitals = *capitals && text_is_upper(cp);
	}
	return n;
}

/* "Figure 3: ", "Table 2-1 ". */
static bool is_caption(struct str s)
{
	static const char *const words[] = {"Figure", "Fig.", "Table", "FIGURE", "FIG.", "TABLE",
		"Abbildung", "Abb.", "Tabelle", "Tableau", "Figura", "Tabla", "Tabela", "Scheme",
		"Listing", "Algorithm", "Example", "Chart"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct str rest = str_from(s, strlen(words[i]));
		if (!str_starts(s, str_of(words[i])) || rest.n < 3 || rest.p[0] != ' ')
			continue;
		size_t k = 1;
		while (k < rest.n && k < 10 &&
			((rest.p[k] >= '0' && rest.p[k] <= '9') || rest.p[k] == '-' ||
				(k > 1 && rest.p[k] == '.') ||
				str_find_byte(STR("IVXABCS"), rest.p[k]) != STR_NPOS))
			k++;
		bool mark = k > 1 && (rest.p[k - 1] == '.' || (k < rest.n && rest.p[k] == ':'));
		size_t next = k + 1;
		bool capital = k > 1 && next < rest.n && rest.p[k] == ' ' &&
			text_is_upper(text_next(rest, &next));
		return mark || capital;
	}
	return false;
}

/* The empty space above the line in hand, in lines. */
static float space_above(const struct maker *m)
{
	const struct pdf_line *l = &m->page->v[m->at], *p = m->at ? l - 1 : NULL;
	if (l->first || !p || p->kind != PDF_LINE)
		return 10;
	return (l->y - p->bottom) / (l->bottom > l->y ? l->bottom - l->y : 1);
}

/* True when text of the body's size stands close below and nothing above. */
static bool heads_text(const struct maker *m, const struct pdf_line *l)
{
	const struct pdf_line *next = m->at + 1 < m->page->n ? l + 1 : NULL;
	return space_above(m) > 0.45F && next && !next->first && next->kind == PDF_LINE &&
		next->size > 0.95F * m->b.body && !next->bold;
}

static bool is_set_apart(const struct maker *m, const struct pdf_line *l, size_t words)
{
	const struct pdf_line *next = m->at + 1 < m->page->n ? l + 1 : NULL;
	return space_above(m) > 0.45F && words <= 12 && next && next->kind == PDF_LINE &&
		(!l->italic || !next->italic) && l->right < l->right_edge - 2 * l->size;
}

/* Ends in a full stop or comma of Chinese or Japanese. */
static bool ends_ideographic(struct str s)
{
	return str_ends(s, STR("\xe3\x80\x82")) || str_ends(s, STR("\xef\xbc\x8c")) ||
		str_ends(s, STR("\xe3\x80\x81"));
}

static bool is_formula(struct str s, size_t letters)
{
	static const char *const signs[] = {" = ", "\xe2\x88\x91", "\xe2\x88\xab", "\xe2\x89",
		" + ", "\xe2\x88\x8f", "\xe2\x88\x82", "\xe2\x88\x88"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_find(s, str_of(signs[i])) != STR_NPOS)
			return true;
	return letters * 3 < text_n_cp(s);
}

static bool is_same_bold(const struct pdf_line *x, const struct pdf_line *y)
{
	return x->kind == PDF_LINE && y->kind == PDF_LINE && x->bold && y->bold &&
		fabsf(x->size - y->size) < 1 && y->y - x->bottom < 0.6F * (y->bottom - y->y);
}

/* True for a line of a paragraph that is bold as a whole: three lines and more. */
static bool in_bold_text(const struct maker *m, const struct pdf_line *l)
{
	const struct pdf_line *v = m->page->v;
	size_t from = m->at, to = m->at + 1;
	while (from > 0 && to - from < 4 && !v[from].first && is_same_bold(&v[from - 1], &v[from]))
		from--;
	while (to < m->page->n && to - from < 4 && !v[to].first && is_same_bold(&v[to - 1], &v[to]))
		to++;
	return to - from >= 3 && fabsf(l->size - m->b.body) < 2.5F;
}

static bool is_heading(const struct maker *m, const struct pdf_line *l)
{
	if (l->kind != PDF_LINE)
		return false;
	struct str s = plain(m, l);
	bool capitals;
	size_t words = text_count_words(s), letters = letters_of(s, &capitals);
	if (!words || words > HEADING_WORDS || is_formula(s, letters) || ends_ideographic(s) ||
		s.n < 3 || !letters || pdf_bullet(s) ||
		(pdf_is_number(str_sub(s, 0, str_find_byte(s, ' '))) && s.p[0] == '('))
		return false;
	if ((float)(size_t)l->size > m->b.body * 1.1F)
		return !is_caption(s);
	bool plain_end = str_find_byte(STR(".,;"), s.p[s.n - 1]) == STR_NPOS;
	if (!plain_end || is_caption(s) ||
		l->size < m->b.body * (l->bold || l->italic ? 0.8F : 0.95F))
		return false;
	size_t number = section_number(s);
	if (number && s.p[0] <= '9' && words <= 12 && !ends(m, l))
		return true;
	bool short_line = l->right - l->x < 0.8F * (l->right_edge - l->left_edge) || words <= 8;
	if (l->bold && in_bold_text(m, l))
		return false;
	if (l->bold && short_line)
		return l->size > 0.95F * m->b.body || heads_text(m, l);
	if (pdf_is_number(str_sub(s, 0, str_find_byte(s, ' '))) && s.p[0] == '(')
		return false;
	if (ends(m, l) || pdf_starts_lower(s) || !is_set_apart(m, l, words))
		return number && l->italic && words <= 12;
	bool at_left = l->x < l->left_edge + 2 * l->size;
	return (capitals && letters >= 5 && (at_left || number || words <= 2)) ||
		(l->italic && letters >= 3 && at_left);
}

/* --- notes ------------------------------------------------------------------------------- */

/* The label that a footnote starts with, "" for none: a raised one, a number, a sign. */
static struct str note_label(struct str text)
{
	static const char *const signs[] = {
		"*", "\xe2\x88\x97", "\xe2\x80\xa0", "\xe2\x80\xa1", "\xc2\xa7", "\xc2\xb6"};
	if (str_starts(text, STR(PDF_RAISED))) {
		size_t end = str_find(text, STR(PDF_RAISED_END));
		return end == STR_NPOS ? STR("") : str_sub(text, 1, end);
	}
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(text, str_of(signs[i])))
			return str_of(signs[i]);
	size_t n = 0;
	while (n < text.n && n < 3 && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	size_t end = n < text.n && (text.p[n] == ')' || text.p[n] == '.') ? n + 1 : n;
	size_t next = end;
	bool word = n && n < 3 && end == n && end < text.n && text_is_upper(text_next(text, &next));
	return n && end < text.n && (word || text.p[end] == ' ') ? str_sub(text, 0, end) : STR("");
}

static bool is_small(const struct maker *m, const struct pdf_line *l)
{
	return (l->kind == PDF_LINE || l->kind == PDF_CODE) && l->size < 0.95F * m->b.body;
}

/* Words or an address; a listing in small type is no note. */
static bool is_said(const struct pdf_line *l)
{
	return l->kind == PDF_LINE || str_find(l->text, STR("://")) != STR_NPOS;
}

/* The notes at the foot of the column that starts with line from: the last lines in small type, from the
 * first one with a label on. */
static void find_notes(struct maker *m, size_t from)
{
	const struct pdf_lines *p = m->page;
	size_t to = from + 1;
	while (to < p->n && !p->v[to].first)
		to++;
	if (to - from > 1 && pdf_is_digits(p->v[to - 1].text)) /* the page's number */
		to--;
	size_t start = to;
	m->note_from = m->note_to = to;
	while (start > from && is_small(m, &p->v[start - 1]) &&
		p->v[start - 1].y > 0.4F * m->height)
		start--;
	if (start == 0 || start == to)
		return;
	for (; start < to; start++)
		if (note_label(p->v[start].text).n && is_said(&p->v[start]) &&
			p->v[start].x < p->v[start].left_edge + 3 * m->b.body)
			break;
	m->note_from = start;
}

/* --- going on ---------------------------------------------------------------------------- */

/* "[12] " or "[Kn84] " */
static bool is_reference(struct str s)
{
	size_t end = str_find_byte(s, ']');
	return s.n && s.p[0] == '[' && end != STR_NPOS && end < 14 && end + 1 < s.n &&
		s.p[end + 1] == ' ';
}

/* "o", "-" and the like also stand at the start of a line within a sentence. */
static bool starts_item(
	const struct maker *m, const struct pdf_block *x, const struct pdf_line *l, struct str s)
{
	static const char *const words[] = {"o ", "- ", "\xe2\x80\x93 ", "\xe2\x80\x94 ", "* ",
		"\xe2\x86\x92 ", "\xc2\xb7 ", "\xe2\x88\x97 "};
	bool doubtful = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		doubtful = doubtful || str_starts(s, str_of(words[i]));
	if (!doubtful)
		return pdf_bullet(s) > 0;
	const struct pdf_line *p =
		x && (x->kind == PDF_PARA || x->kind == PDF_ITEM) ? x->last : NULL;
	if (!p)
		return true;
	struct buf text = x->text;
	if (x->kind == PDF_ITEM && str_starts(buf_str(&text), str_sub(s, 0, 1)))
		return true;
	bool full = p->right > p->right_edge - 4 * p->size && p->right - p->x > 12 * p->size &&
		fabsf(l->x - p->x) < 2 * l->size;
	bool near = l->first || l->y - p->bottom < 0.9F * (p->bottom - p->y);
	return !(full && near && !ends(m, p));
}

static bool starts_block(const struct maker *m, const struct pdf_block *x, const struct pdf_line *l,
	struct str s, bool ended)
{
	const struct pdf_line *p = x->last;
	float height = p->bottom - p->y, gap = l->y - p->bottom;
	bool item = x->kind == PDF_ITEM;
	if (pdf_number(s, NULL) &&
		(ended || (item && l->x < p->x + l->size) || fabsf(l->x - l->left_edge) > l->size))
		return true;
	if (is_caption(s) && (ended || l->size < m->b.body))
		return true;
	if (gap > 0.9F * height || gap < -2 * height)
		return true;
	bool runs = !ended && pdf_starts_lower(s);
	if (is_reference(s) && (m->in_references || ended))
		return true;
	if (m->in_references && fabsf(l->x - p->x) > 0.4F * l->size)
		return l->x < p->x && !runs;
	bool indented = l->x > l->left_edge + 0.8F * l->size && p->x < l->x - 0.8F * l->size;
	float width = p->right_edge - p->left_edge;
	bool cut_short =
		p->right < p->left_edge + 0.6F * width; /* no line breaks there by itself */
	if (indented && !item && (!runs || cut_short))
		return true;
	if (item && l->x < p->x - 0.3F * l->size && ended)
		return true;
	if (p->right < p->right_edge - 0.15F * width && ended)
		return true;
	return p->right < p->left_edge + 0.4F * width && !pdf_starts_lower(s);
}

/* A line of a paragraph, or its end: no label of a figure. */
static bool is_wide(const struct maker *m, const struct pdf_line *l)
{
	return l->right - l->x > 0.4F * (l->right_edge - l->left_edge) || ends(m, l);
}

/* True when a line goes on with block x, the last one. */
static bool goes_on(const struct maker *m, const struct pdf_block *x, const struct pdf_line *l,
	struct str s, bool heading)
{
	const struct pdf_line *p = x->last;
	if ((x->kind != PDF_PARA && x->kind != PDF_ITEM && x->kind != PDF_HEADING) ||
		heading != (x->kind == PDF_HEADING) || starts_item(m, x, l, s) ||
		fabsf(p->size - l->size) > 1.5F)
		return false;
	bool ended = ends(m, p);
	float height = p->bottom - p->y, gap = l->y - p->bottom;
	if (heading)
		return !l->first && gap < 0.8F * height && gap > -height && x->bold == l->bold &&
			x->italic == l->italic && !section_number(s) && !pdf_number(s, NULL) &&
			fabsf(x->size - l->size) < 1;
	if (l->first) /* the next column or page */
		return !ended && !x->caption &&
			((pdf_starts_lower(s) && is_wide(m, l)) ||
				(p->right > p->right_edge - 3 * p->size && s.n > 40 &&
					!str_ends(plain(m, p), STR("-"))));
	return !starts_block(m, x, l, s, ended);
}

/* A short piece that is no sentence: the label of a figure. */
static bool is_scrap(const struct maker *m, const struct pdf_block *x)
{
	return x->kind == PDF_PARA && x->text.n < 30 && x->page == m->number && !ends(m, x->last);
}

/* The paragraph that the line goes on with behind what interrupts it; n when there is none. */
static size_t interrupted(const struct maker *m, const struct pdf_line *l, struct str s)
{
	size_t n = m->b.v.n, k = n;
	if (!pdf_starts_lower(s) || l->size < 0.93F * m->b.body || !is_wide(m, l))
		return n;
	while (k > 0 && n - k < 60 &&
		(pdf_is_float(&m->b, &m->b.v.v[k - 1]) || is_scrap(m, &m->b.v.v[k - 1])))
		k--;
	if (k == 0 || k == n || n - k >= 60)
		return n;
	const struct pdf_block *x = &m->b.v.v[k - 1];
	bool open = (x->kind == PDF_PARA || x->kind == PDF_ITEM) && x->text.n > 40 &&
		fabsf(x->last->size - l->size) <= 1.5F && !ends(m, x->last);
	return open && x->last_page + 2 > m->number ? k - 1 : n;
}

/* --- blocks ------------------------------------------------------------------------------ */

static struct pdf_block *new_block(
	struct maker *m, enum pdf_block_kind kind, const struct pdf_line *l)
{
	struct pdf_block x = {.kind = kind,
		.page = m->number,
		.text = buf_make(m->b.a),
		.x = l->x,
		.size = l->size,
		.bold = l->bold,
		.italic = l->italic};
	VEC_PUSH(m->b.a, &m->b.v, x);
	m->open = m->b.v.n - 1;
	return &m->b.v.v[m->b.v.n - 1];
}

static void add_line(struct maker *m, struct pdf_block *x, const struct pdf_line *l)
{
	if (x->text.n)
		pdf_text_join(&x->text, str_trim(l->text), &m->words);
	else
		buf_put(&x->text, str_trim(l->text));
	x->last = l;
	x->last_page = m->number;
}

/* Rows, code, entries: kept by line. */
static void put_kept(struct maker *m, const struct pdf_line *l)
{
	static const enum pdf_block_kind kinds[] = {
		[PDF_ROW] = PDF_TABLE, [PDF_CODE] = PDF_CODES, [PDF_ENTRY] = PDF_CONTENTS};
	enum pdf_block_kind kind = kinds[l->kind];
	struct pdf_block *x = m->b.v.n ? &m->b.v.v[m->b.v.n - 1] : NULL;
	bool more = x && x->kind == kind && kind != PDF_CONTENTS &&
		!(kind == PDF_TABLE && (l->first || x->last->n_cells != l->n_cells));
	if (!more)
		x = new_block(m, kind, l);
	m->open = m->b.v.n - 1;
	VEC_PUSH(m->b.a, &x->lines, l);
	x->last = l;
	x->last_page = m->number;
}

static void put_note(struct maker *m, const struct pdf_line *l)
{
	struct str label = note_label(l->text);
	struct pdf_block *x = m->b.v.n ? &m->b.v.v[m->b.v.n - 1] : NULL;
	bool starts = label.n && l->x < l->left_edge + 3 * m->b.body;
	m->open = m->b.v.n ? m->b.v.n - 1 : 0;
	bool near = x && x->kind == PDF_NOTES && !l->first &&
		l->y - x->last->bottom < 0.7F * (l->bottom - l->y) &&
		fabsf(l->size - x->last->size) < 2.5F;
	if (!starts && near) {
		add_line(m, x, l);
		return;
	}
	x = new_block(m, PDF_NOTES, l);
	x->label = label;
	add_line(m, x, l);
}

static bool is_references(struct str s)
{
	static const char *const words[] = {"references", "bibliography", "literature cited",
		"works cited", "literatur", "literaturverzeichnis", "bibliographie", "referencias",
		"bibliografia"};
	while (s.n && !((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z'))
		s = str_from(s, 1);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

/* A line of one width in the middle of a paragraph is words, not code. */
static bool is_stray_code(const struct maker *m, const struct pdf_line *l)
{
	const struct pdf_line *p = m->at ? l - 1 : NULL,
			      *next = m->at + 1 < m->page->n ? l + 1 : NULL;
	if (l->first || !p || !next || p->kind != PDF_LINE || next->kind != PDF_LINE || next->first)
		return false;
	float h = l->bottom - l->y;
	return l->y - p->bottom < 0.5F * h && next->y - l->bottom < 0.5F * h &&
		fabsf(l->x - p->x) < l->size && p->right > p->right_edge - 6 * p->size &&
		pdf_starts_lower(plain(m, next));
}

static void put_text(struct maker *m, const struct pdf_line *l)
{
	struct str s = plain(m, l);
	bool heading = is_heading(m, l);
	struct pdf_block *last = m->b.v.n ? &m->b.v.v[m->open] : NULL;
	if (!s.n)
		return;
	if (last && goes_on(m, last, l, s, heading)) {
		add_line(m, last, l);
		return;
	}
	size_t open = heading ? m->b.v.n : interrupted(m, l, s);
	if (open < m->b.v.n && (l->first || space_above(m) > 0.3F)) {
		add_line(m, &m->b.v.v[open], l);
		m->open = open;
		return;
	}
	bool item = !heading && (starts_item(m, last, l, s) || pdf_number(s, NULL));
	struct pdf_block *x = new_block(m, heading ? PDF_HEADING : item ? PDF_ITEM : PDF_PARA, l);
	x->caption = !heading && is_caption(s);
	add_line(m, x, l);
	if (heading)
		m->in_references = is_references(s);
}

static void put_page(struct maker *m)
{
	m->height = 0;
	for (size_t k = 0; k < m->page->n; k++)
		m->height = m->page->v[k].bottom > m->height ? m->page->v[k].bottom : m->height;
	for (m->at = 0; m->at < m->page->n; m->at++) {
		const struct pdf_line *l = &m->page->v[m->at];
		if (l->first || m->at == 0)
			find_notes(m, m->at);
		if (m->at >= m->note_from && m->at < m->note_to)
			put_note(m, l);
		else if (l->kind == PDF_LINE || (l->kind == PDF_CODE && is_stray_code(m, l)))
			put_text(m, l);
		else
			put_kept(m, l);
	}
}

/* --- the whole --------------------------------------------------------------------------- */

struct pdf_blocks pdf_blocks_make(struct arena *a, const struct pdf_lines *pages, size_t n_pages)
{
	struct maker m = {.b = {.a = a, .body = body_size(pages, n_pages)}, .words = map_make(a)};
	for (size_t i = 0; i < n_pages; i++)
		for (size_t k = 0; k < pages[i].n; k++)
			pdf_text_hyphens(&m.words, pdf_text_plain(a, pages[i].v[k].text));
	for (size_t i = 0; i < n_pages; i++) {
		m.page = &pages[i];
		m.number = i + 1;
		put_page(&m);
	}
	return m.b;
}
