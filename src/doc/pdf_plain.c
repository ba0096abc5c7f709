/* pdf_plain.c - the text of scripts that run from right to left, as pdftotext orders it.
 *
 * Order: telling such a script, letters, pages. */
#include "base/text.h"
#include "base/vec.h"
#include "doc/pdf_page.h"

bool pdf_is_rtl(const struct pdf_pages *pages)
{
	size_t rtl = 0, all = 0;
	for (size_t i = 0; i < pages->n && all < 20000; i++)
		for (size_t k = 0; k < pages->v[i].n; k++)
			for (size_t p = 0; p < pages->v[i].v[k].text.n;) {
				uint32_t cp = text_next(pages->v[i].v[k].text, &p);
				bool letter = text_is_letter(cp);
				all += letter;
				rtl += letter &&
					((cp >= 0x590 && cp < 0x900) ||
						(cp >= 0xfb1d && cp < 0xff00));
			}
	return rtl * 3 > all;
}

/* Lam with alef is one glyph that some fonts name letter by letter the wrong way round: an alef before an
 * alef with hamza or madda and a lam is that. Strokes that only stretch a word go. */
static struct str arabic_mended(struct arena *a, struct str s)
{
	struct buf b = buf_make(a);
	uint32_t before = 0;
	if (str_find_byte(s, '\xd8') == STR_NPOS && str_find_byte(s, '\xd9') == STR_NPOS)
		return s;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t cp = text_next(s, &i);
		bool alef = cp == 0x622 || cp == 0x623 || cp == 0x625;
		if (alef && before == 0x627 && str_starts(str_from(s, i), STR("\xd9\x84"))) {
			buf_puts(&b, "\xd9\x84");
			buf_put(&b, str_sub(s, from, i));
			i += 2;
		} else if (cp != 0x640) {
			buf_put(&b, str_sub(s, from, i));
		}
		before = cp;
	}
	return buf_str(&b);
}

static struct pdf_lines plain_page(struct arena *a, struct str text)
{
	VEC(struct pdf_line) out = {0};
	float y = 0, widest = 0;
	bool first = true;
	struct str line;
	while (str_line(&text, &line)) {
		y += 12;
		line = arabic_mended(a, str_trim(line));
		if (!line.n)
			continue;
		struct pdf_line l = {.kind = PDF_LINE,
			.y = y,
			.bottom = y + 11,
			.size = 10,
			.right = (float)text_n_cp(line),
			.first = first,
			.text = line};
		first = false;
		widest = l.right > widest ? l.right : widest;
		VEC_PUSH(a, &out, l);
	}
	for (size_t i = 0; i < out.n; i++)
		out.v[i].right_edge = widest;
	return (struct pdf_lines){out.v, out.n};
}

struct pdf_lines *pdf_plain(struct arena *a, struct str text, size_t *n_pages)
{
	VEC(struct pdf_lines) out = {0};
	struct str page;
	while (str_cut(&text, '\f', &page)) {
		struct pdf_lines l = plain_page(a, text_clean(a, page));
		VEC_PUSH(a, &out, l);
	}
	*n_pages = out.n;
	return out.v;
}
