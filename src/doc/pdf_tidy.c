/* pdf_tidy.c - the blocks of a PDF looked at together; see pdf_block.h.
 *
 * Order: headings that are none, labels of figures, tables of contents, formulas, notes, levels, the whole. */
#include <math.h>

#include "base/text.h"
#include "doc/pdf_block.h"

#define MOST_HEADINGS 3 /* one after the other, without text between them */
#define SCRAP_WORDS 8
#define MAX_KEYS 64

/* --- headings that are none -------------------------------------------------------------- */

static bool is_text(const struct pdf_blocks *b, const struct pdf_block *x)
{
	return x->kind == PDF_PARA && x->text.n > 200 && x->size >= 0.8F * b->body;
}

/* "Abstract", "1 Introduction": what ends the names of the authors. */
static bool opens_text(struct str s)
{
	static const char *const words[] = {"abstract", "summary", "introduction", "keywords",
		"zusammenfassung", "contents", "r\xc3\xa9sum\xc3\xa9", "resumen"};
	while (s.n && !((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z'))
		s = str_from(s, 1);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_istarts(s, str_of(words[i])) && s.n < strlen(words[i]) + 3)
			return true;
	return false;
}

/* What stands among the names of authors. */
static bool has_author_sign(struct str s)
{
	static const char *const signs[] = {"@", PDF_RAISED, "Universi", "Institut", "Department",
		"School of", "College", "Laborator", "Research", "\xe2\x88\x97"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_find(s, str_of(signs[i])) != STR_NPOS)
			return true;
	return false;
}

/* The names, places and addresses between title and text of the first page are no headings: those in
 * the largest type stay, when what follows is several. */
static void clear_authors(struct pdf_blocks *b)
{
	float top = 0;
	size_t end = 0, others = 0, signs = 0;
	for (; end < b->v.n && b->v.v[end].page == b->v.v[0].page; end++) {
		const struct pdf_block *x = &b->v.v[end];
		if (is_text(b, x) || (end && opens_text(pdf_block_plain(b, x))))
			break;
		if (x->kind == PDF_HEADING && x->size > top)
			top = x->size;
		struct buf text = x->text;
		signs += has_author_sign(buf_str(&text));
	}
	/* the last heading before the text is the text's */
	while (end > 0 && end < b->v.n && is_text(b, &b->v.v[end]) &&
		b->v.v[end - 1].kind == PDF_HEADING)
		end--;
	for (size_t i = 0; i < end; i++)
		others += b->v.v[i].kind == PDF_HEADING && b->v.v[i].size < top - 0.5F;
	for (size_t i = 0; i < end && others + signs >= 3 && signs; i++)
		if (b->v.v[i].kind == PDF_HEADING && b->v.v[i].size < top - 0.5F)
			b->v.v[i].kind = PDF_PARA;
}

/* Of many headings in a row only the first and the last can be some. */
static void clear_runs(struct pdf_blocks *b)
{
	for (size_t i = 0; i < b->v.n;) {
		size_t to = i;
		while (to < b->v.n && b->v.v[to].kind == PDF_HEADING &&
			b->v.v[to].page == b->v.v[i].page)
			to++;
		for (size_t k = i + 1; to > i + MOST_HEADINGS && k + 1 < to; k++)
			b->v.v[k].kind = PDF_PARA;
		i = to > i ? to : i + 1;
	}
}

/* --- labels of figures ------------------------------------------------------------------- */

static bool is_scrap(const struct pdf_blocks *b, const struct pdf_block *x, size_t page)
{
	if (x->page != page || x->last_page != page || x->caption ||
		(x->kind != PDF_PARA && x->kind != PDF_HEADING && x->kind != PDF_ITEM))
		return false;
	struct str s = pdf_block_plain(b, x);
	return s.n < 80 && text_count_words(s) <= SCRAP_WORDS &&
		!(x->kind == PDF_HEADING && x->size > b->body) && s.n && s.p[s.n - 1] != ':' &&
		!(s.n > 30 && pdf_ends_sentence(s));
}

/* Short pieces in front of the caption of a figure are its labels: they become one block. */
static void join_labels(struct pdf_blocks *b)
{
	for (size_t i = 0; i < b->v.n; i++) {
		size_t from = i;
		if (!b->v.v[i].caption || str_istarts(pdf_block_plain(b, &b->v.v[i]), STR("tab")))
			continue;
		while (from > 0 && is_scrap(b, &b->v.v[from - 1], b->v.v[i].page))
			from--;
		if (i - from < 3)
			continue;
		struct pdf_block *x = &b->v.v[from];
		x->kind = PDF_PARA;
		x->size = 0; /* a float */
		for (size_t k = from + 1; k < i; k++) {
			buf_putc(&x->text, ' ');
			buf_put(&x->text, buf_str(&b->v.v[k].text));
			b->v.v[k].kind = PDF_GONE;
		}
	}
}

/* --- tables of contents ------------------------------------------------------------------ */

static bool is_number_of_page(struct str s)
{
	size_t digits = 0, roman = 0;
	for (size_t i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		roman += str_find_byte(STR("ivxlc"), s.p[i]) != STR_NPOS;
	}
	return s.n > 0 && s.n < 8 && (digits == s.n || roman == s.n);
}

/* "2 Methods 17", or rows whose last cell is such a number. */
static bool is_entry(const struct pdf_blocks *b, const struct pdf_block *x)
{
	if (x->kind == PDF_TABLE) {
		for (size_t i = 0; i < x->lines.n; i++) {
			const struct pdf_line *l = x->lines.v[i];
			if (!is_number_of_page(l->cell[l->n_cells - 1].text))
				return false;
		}
		return x->lines.n > 0;
	}
	if ((x->kind != PDF_HEADING && x->kind != PDF_PARA) || x->text.n > 160)
		return false;
	struct str s = pdf_block_plain(b, x);
	size_t blank = str_rfind_byte(s, ' ');
	return blank != STR_NPOS && is_number_of_page(str_from(s, blank + 1));
}

static bool heads_contents(const struct pdf_blocks *b, const struct pdf_block *x)
{
	static const char *const words[] = {"contents", "table of contents", "inhalt",
		"inhaltsverzeichnis", "sommaire", "indice", "\xe7\x9b\xae\xe5\xbd\x95"};
	struct str s = x->kind == PDF_HEADING ? pdf_block_plain(b, x) : STR("");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

/* Beside entries with dots, chapters have a number without. */
static void find_entries(struct pdf_blocks *b)
{
	for (size_t i = 0; i < b->v.n; i++) {
		bool beside = (i > 0 &&
				      (b->v.v[i - 1].kind == PDF_CONTENTS ||
					      heads_contents(b, &b->v.v[i - 1]))) ||
			(i + 1 < b->v.n && b->v.v[i + 1].kind == PDF_CONTENTS);
		if (beside && is_entry(b, &b->v.v[i]))
			b->v.v[i].kind = PDF_CONTENTS;
	}
}

/* --- formulas ---------------------------------------------------------------------------- */

/* Signs and short names only: a part of a formula set above or below its line. */
static bool is_sign(const struct pdf_blocks *b, const struct pdf_block *x)
{
	if (x->kind != PDF_PARA || x->caption || x->text.n > 90)
		return false;
	struct str s = pdf_block_plain(b, x);
	size_t run = 0, longest = 0;
	for (size_t i = 0; i < s.n; i++) {
		run = (s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest < 4 && text_n_cp(s) <= 50 && !pdf_ends_sentence(s);
}

static void join_formulas(struct pdf_blocks *b)
{
	size_t last = STR_NPOS;
	for (size_t i = 0; i < b->v.n; i++) {
		struct pdf_block *x = &b->v.v[i];
		if (x->kind == PDF_GONE)
			continue;
		if (!is_sign(b, x)) {
			last = STR_NPOS;
		} else if (last == STR_NPOS || b->v.v[last].page != x->page ||
			b->v.v[last].text.n > 400) {
			last = i;
		} else {
			buf_putc(&b->v.v[last].text, ' ');
			buf_put(&b->v.v[last].text, buf_str(&x->text));
			x->kind = PDF_GONE;
		}
	}
}

/* --- notes ------------------------------------------------------------------------------- */

/* A raised label behind a word. */
struct mark {
	size_t block, from, to; /* in the block's text, its marks included */
	size_t next; /* the next one of that label, plus 1 */
	size_t note; /* number of its note */
};
struct marks {
	VEC(struct mark) v;
	struct map first; /* label -> the first mark that a later page can reach, plus 1 */
};

/* "2)" and "2." are 2. */
static struct str bare(struct str label)
{
	bool mark = label.n > 1 && (label.p[label.n - 1] == ')' || label.p[label.n - 1] == '.');
	return str_sub(label, 0, label.n - mark);
}

/* "1,*" raised is two marks. */
static void split_marks(struct pdf_blocks *b)
{
	for (size_t i = 0; i < b->v.n; i++) {
		struct str s = buf_str(&b->v.v[i].text);
		struct buf out = buf_make(b->a);
		bool raised = false, split = false;
		for (size_t k = 0; k < s.n; k++) {
			raised = s.p[k] == PDF_RAISED[0] || (raised && s.p[k] != PDF_RAISED_END[0]);
			if (raised && s.p[k] == ',') {
				buf_puts(&out, PDF_RAISED_END "," PDF_RAISED);
				split = true;
			} else {
				buf_putc(&out, s.p[k]);
			}
		}
		if (split)
			b->v.v[i].text = out;
	}
}

static bool may_refer(const struct pdf_block *x)
{
	return x->kind == PDF_PARA || x->kind == PDF_HEADING || x->kind == PDF_ITEM;
}

/* "x" raised behind a number or a single letter is a power. */
static bool is_power(struct str s, size_t at)
{
	bool digit = s.p[at - 1] >= '0' && s.p[at - 1] <= '9';
	bool letter = (at < 2 || s.p[at - 2] == ' ') && s.p[at - 1] >= 'A';
	return digit || letter;
}

static void collect_marks(struct pdf_blocks *b, struct marks *out)
{
	struct map last = map_make(b->a);
	out->first = map_make(b->a);
	for (size_t i = 0; i < b->v.n; i++) {
		struct str s = buf_str(&b->v.v[i].text);
		size_t end = 0;
		for (size_t p = 0; may_refer(&b->v.v[i]); p = end + 1) {
			p = str_find_from(s, p, STR(PDF_RAISED));
			end = p == STR_NPOS ? p : str_find_from(s, p, STR(PDF_RAISED_END));
			if (end == STR_NPOS)
				break;
			if (p == 0 || is_power(s, p))
				continue;
			struct str label = bare(str_sub(s, p + 1, end));
			struct mark m = {.block = i, .from = p, .to = end + 1};
			struct map_entry *before = map_add(&last, label, NULL);
			VEC_PUSH(b->a, &out->v, m);
			if (before->num)
				out->v.v[before->num - 1].next = out->v.n;
			else
				map_add(&out->first, label, NULL)->num = out->v.n;
			before->num = out->v.n;
		}
	}
}

/* The only mark of the note's label on its page; NULL for none or several. */
static struct mark *find_mark(
	const struct pdf_blocks *b, struct marks *m, const struct pdf_block *n)
{
	struct map_entry *e = map_find(&m->first, bare(n->label));
	while (e && e->num && b->v.v[m->v.v[e->num - 1].block].last_page < n->page)
		e->num = m->v.v[e->num - 1].next; /* pages grow */
	if (!e || !e->num)
		return NULL;
	struct mark *x = &m->v.v[e->num - 1];
	bool here = b->v.v[x->block].page <= n->page && !x->note;
	bool more = x->next && b->v.v[m->v.v[x->next - 1].block].page <= n->page;
	return here && !more ? x : NULL;
}

/* The text of block i with the marks from *k on that refer to notes. */
static void put_marks(struct pdf_blocks *b, size_t i, const struct marks *m, size_t *k)
{
	struct str s = buf_str(&b->v.v[i].text);
	struct buf out = buf_make(b->a);
	size_t at = 0;
	for (; *k < m->v.n && m->v.v[*k].block == i; ++*k) {
		const struct mark *x = &m->v.v[*k];
		if (!x->note)
			continue;
		buf_put(&out, str_sub(s, at, x->from));
		buf_printf(&out, PDF_NOTE "%zu" PDF_NOTE_END, x->note);
		at = x->to;
	}
	if (!at)
		return;
	buf_put(&out, str_from(s, at));
	b->v.v[i].text = out;
}

static void match_notes(struct pdf_blocks *b)
{
	size_t number = 0, k = 0;
	struct marks m = {0};
	split_marks(b);
	collect_marks(b, &m);
	for (size_t i = 0; i < b->v.n; i++) {
		struct pdf_block *n = &b->v.v[i];
		if (n->kind != PDF_NOTES)
			continue;
		struct mark *x = n->label.n ? find_mark(b, &m, n) : NULL;
		if (!x) {
			n->kind = PDF_PARA;
			continue;
		}
		struct str s = buf_str(&n->text);
		size_t skip = n->label.n + (str_starts(s, STR(PDF_RAISED)) ? 2 : 0);
		x->note = n->note = ++number;
		n->of = x->block;
		n->text = buf_make(b->a);
		buf_put(&n->text, str_trim(str_from(s, skip)));
	}
	for (size_t i = 0; i < b->v.n; i++)
		put_marks(b, i, &m, &k);
}

/* --- levels ------------------------------------------------------------------------------ */

struct key {
	int size, weight; /* larger first; capitals and bold before slanted */
};

static struct key key_of(const struct pdf_block *x)
{
	return (struct key){(int)x->size, x->bold ? 2 : x->italic ? 0 : 1};
}

static int key_cmp(struct key x, struct key y)
{
	return x.size != y.size ? y.size - x.size : y.weight - x.weight;
}

/* How deep a section's number is: "2.1 " is 2; 0 for none. */
static unsigned depth_of(struct str s)
{
	unsigned parts = 0;
	size_t i = 0;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') {
		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		parts++;
		if (i < s.n && s.p[i] == '.')
			i++;
	}
	return i && i < s.n && s.p[i] == ' ' && i < 12 ? parts : 0;
}

static void set_levels(struct pdf_blocks *b)
{
	struct key keys[MAX_KEYS];
	size_t n = 0;
	unsigned base = 0; /* of the headings with a number of one part */
	for (size_t i = 0; i < b->v.n; i++) {
		if (b->v.v[i].kind != PDF_HEADING)
			continue;
		struct key key = key_of(&b->v.v[i]);
		size_t k = 0;
		while (k < n && key_cmp(keys[k], key) < 0)
			k++;
		if ((k < n && key_cmp(keys[k], key) == 0) || n == MAX_KEYS)
			continue;
		memmove(&keys[k + 1], &keys[k], (n - k) * sizeof *keys);
		keys[k] = key;
		n++;
	}
	for (size_t i = 0; i < b->v.n; i++) {
		struct pdf_block *x = &b->v.v[i];
		if (x->kind != PDF_HEADING)
			continue;
		size_t k = 0;
		while (k + 1 < n && key_cmp(keys[k], key_of(x)) < 0)
			k++;
		x->level = k < 4 ? 2 + (unsigned)k : 6;
		unsigned depth = depth_of(pdf_block_plain(b, x));
		if (depth == 1)
			base = x->level;
		else if (depth && base)
			x->level = base + depth - 1 < 6 ? base + depth - 1 : 6;
	}
}

/* --- the whole --------------------------------------------------------------------------- */

/* One line of one word in one width is an address, not code. */
static void clear_code(struct pdf_blocks *b)
{
	for (size_t i = 0; i < b->v.n; i++) {
		struct pdf_block *x = &b->v.v[i];
		if (x->kind != PDF_CODES || x->lines.n != 1)
			continue;
		struct str s = pdf_text_plain(b->a, x->lines.v[0]->text);
		bool address =
			str_find_byte(s, '@') != STR_NPOS || str_find(s, STR("://")) != STR_NPOS;
		if (!address || str_find_byte(s, ' ') != STR_NPOS)
			continue;
		x->kind = PDF_PARA;
		buf_put(&x->text, x->lines.v[0]->text);
	}
}

void pdf_tidy(struct pdf_blocks *b)
{
	find_entries(b);
	clear_code(b);
	clear_authors(b);
	clear_runs(b);
	join_labels(b);
	join_formulas(b);
	match_notes(b);
	set_levels(b);
}
